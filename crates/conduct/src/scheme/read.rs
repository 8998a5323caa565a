//! Reads the text of a scheme. Everything that cannot be read is said at once, each with line and field.

use super::rule::Tier;
use super::{
    Area, Award, Band, Composition, Condition, Consequence, Dimension, Direction, Grade, Item, ItemId, Organ, Per,
    Period, Quota, Ratio, ReviewStage, Rounding, Rule, Scheme, Scope, StageWeights, Tie, VetoRule,
};
use crate::{EventCode, Points, StaffCategory};
use casework::{Choice, Role, among};
use serde::Serialize;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// 方案文本错误 · one thing that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("方案第{line}行“{field}”：{say}")]
pub struct ReadProblem {
    /// 行号, from 1
    pub line: usize,
    /// 字段 with its table, e.g. `rule[3].points`
    pub field: String,
    /// what is wrong and what is expected
    pub say: String,
}

/// Everything that cannot be read in a text, in the order of the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadProblems(pub Vec<ReadProblem>);

impl fmt::Display for ReadProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        for problem in self.0.iter().take(SHOWN) {
            write!(f, "{problem}；")?;
        }
        match self.0.len() {
            count if count > SHOWN => write!(f, "共{count}处。"),
            _ => f.write_str("请更正。"),
        }
    }
}

impl std::error::Error for ReadProblems {}

impl Scheme {
    /// Reads a scheme.
    ///
    /// # Errors
    /// Everything that cannot be read, with line and field.
    pub fn read(text: &str) -> Result<Self, ReadProblems> {
        let root = DeTable::parse(text).map_err(|error| {
            let at = error.span().unwrap_or_default();
            ReadProblems(vec![ReadProblem {
                line: line_of(text, at.start),
                field: "全文".to_owned(),
                say: format!("不是有效的TOML（{}），请检查引号、等号和方括号", error.message()),
            }])
        })?;
        let source = Source {
            text,
            problems: RefCell::default(),
        };
        let scheme = scheme(&mut Table::new(&source, String::new(), 0..0, root.get_ref()));
        let mut problems = source.problems.into_inner();
        problems.sort_by_key(|problem| problem.line);
        match scheme {
            Some(scheme) if problems.is_empty() => Ok(scheme),
            _ => Err(ReadProblems(problems)),
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

struct Source<'t> {
    text: &'t str,
    problems: RefCell<Vec<ReadProblem>>,
}

/// One table of the text, whose fields are taken one by one. A field that nobody takes is a problem:
/// it is misspelt.
struct Table<'s, 't> {
    source: &'s Source<'t>,
    path: String,
    at: Range<usize>,
    fields: &'s DeTable<'t>,
    known: Vec<&'static str>,
}

impl<'s, 't> Table<'s, 't> {
    fn new(source: &'s Source<'t>, path: String, at: Range<usize>, fields: &'s DeTable<'t>) -> Self {
        Self {
            source,
            path,
            at,
            fields,
            known: Vec::new(),
        }
    }

    fn complain(&self, at: usize, field: &str, say: impl Into<String>) {
        let field = match self.path.as_str() {
            "" => field.to_owned(),
            path => format!("{path}.{field}"),
        };
        self.source.problems.borrow_mut().push(ReadProblem {
            line: line_of(self.source.text, at),
            field,
            say: say.into(),
        });
    }

    fn value(&mut self, field: &'static str) -> Option<&'s Spanned<DeValue<'t>>> {
        self.known.push(field);
        let mut fields = self.fields.iter();
        fields.find(|(name, _)| name.get_ref() == field).map(|(_, value)| value)
    }

    /// A field that may be missing; what is there must be readable.
    fn may<T>(&mut self, field: &'static str, read: impl Fn(&DeValue<'t>) -> Result<T, String>) -> Option<T> {
        let value = self.value(field)?;
        match read(value.get_ref()) {
            Ok(found) => Some(found),
            Err(say) => {
                self.complain(value.span().start, field, say);
                None
            }
        }
    }

    /// A field that must be there.
    fn must<T>(&mut self, field: &'static str, read: impl Fn(&DeValue<'t>) -> Result<T, String>) -> Option<T> {
        if self.value(field).is_none() {
            self.complain(self.at.start, field, "没有填写");
        }
        self.may(field, read)
    }

    /// The elements of an array of tables, each read by `read`; those that cannot be read are left out,
    /// their problems stay.
    fn each<T>(&mut self, field: &'static str, read: impl Fn(&mut Table<'s, 't>) -> Option<T>) -> Vec<T> {
        let Some(value) = self.value(field) else {
            return Vec::new();
        };
        let DeValue::Array(rows) = value.get_ref() else {
            self.complain(value.span().start, field, format!("应为[[{field}]]"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let path = format!("{}{field}[{}]", self.prefix(), place + 1);
            match row.get_ref() {
                DeValue::Table(fields) => {
                    let mut table = Table::new(self.source, path, row.span(), fields);
                    found.extend(read(&mut table));
                    table.nothing_else();
                }
                _ => self.complain(row.span().start, field, format!("应为[[{field}]]")),
            }
        }
        found
    }

    fn prefix(&self) -> String {
        match self.path.as_str() {
            "" => String::new(),
            path => format!("{path}."),
        }
    }

    fn nothing_else(&self) {
        for (name, value) in self.fields {
            if !self.known.contains(&name.get_ref().as_ref()) {
                self.complain(
                    value.span().start,
                    name.get_ref(),
                    format!("没有这个字段，可用的有{}", self.known.join("、")),
                );
            }
        }
    }
}

fn text(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        DeValue::String(_) => Err("没有填写内容".to_owned()),
        _ => Err("应为加引号的文字".to_owned()),
    }
}

fn flag(value: &DeValue<'_>) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| "应为true或者false".to_owned())
}

/// A number of points or a ratio, written as number or as text, read without floating point.
fn decimal<T: FromStr<Err: fmt::Display>>(value: &DeValue<'_>) -> Result<T, String> {
    let written = match value {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        DeValue::String(text) => text.as_ref(),
        _ => return Err("应为数".to_owned()),
    };
    written.parse().map_err(|problem: T::Err| problem.to_string())
}

fn points(value: &DeValue<'_>) -> Result<Points, String> {
    match decimal::<Points>(value)? {
        points if points.is_negative() => Err("分值不写正负号，方向由direction规定".to_owned()),
        points => Ok(points),
    }
}

fn whole<T: FromStr>(value: &DeValue<'_>) -> Result<T, String> {
    let number = value.as_integer().filter(|number| number.radix() == 10);
    let number = number.and_then(|number| number.as_str().parse().ok());
    number.ok_or_else(|| "应为整数，且在允许的范围内".to_owned())
}

/// One of the values of an enumeration, by its tag or by its Chinese word.
fn one_of<T: Serialize + Copy>(
    all: &[T],
    zh: impl Fn(T) -> &'static str,
) -> impl Fn(&DeValue<'_>) -> Result<T, String> {
    let choices = among(all, zh);
    let all = all.to_vec();
    move |value| {
        let written = text(value)?;
        let place = choices
            .iter()
            .position(|choice| choice.value == written || choice.zh == written);
        let said = |choice: &Choice| format!("{}（{}）", choice.value, choice.zh);
        place.and_then(|place| all.get(place)).copied().ok_or_else(|| {
            let said: Vec<String> = choices.iter().map(said).collect();
            format!("“{written}”不可用，应为{}之一", said.join("、"))
        })
    }
}

fn code(value: &DeValue<'_>) -> Result<EventCode, String> {
    text(value)?
        .parse()
        .map_err(|problem: crate::CodeProblem| problem.to_string())
}

fn area(value: &DeValue<'_>) -> Result<Area, String> {
    let number: Option<u8> = whole(value).ok();
    number
        .and_then(Area::of_number)
        .ok_or_else(|| "应为1至7，即国家规定的七项内容".to_owned())
}

fn list<T>(read: impl Fn(&DeValue<'_>) -> Result<T, String>) -> impl Fn(&DeValue<'_>) -> Result<Vec<T>, String> {
    move |value| match value {
        DeValue::Array(values) => values.iter().map(|value| read(value.get_ref())).collect(),
        _ => Err("应为方括号内的列表".to_owned()),
    }
}

fn scheme(table: &mut Table<'_, '_>) -> Option<Scheme> {
    let name = table.must("name", text);
    let year = table.must("year", whole);
    let version = table.must("version", text);
    let staff = table.must("staff", list(one_of(&StaffCategory::ALL, StaffCategory::zh)));
    let basis = table.may("basis", text).unwrap_or_default();
    let base = table.must("base", points);
    let score_max = table.must("score_max", points);
    let add_max = table.must("add_max", points);
    let period = table.must("period", one_of(&Period::ALL, Period::zh));
    let composition = table.must("composition", one_of(&Composition::ALL, Composition::zh));
    let department_discount = table.may("department_discount", decimal::<Ratio>).unwrap_or_default();
    let items = table.each("item", item);
    let rules = table.each("rule", rule);
    let vetoes = table.each("veto", veto);
    let bands = table.each("band", band);
    let quotas = table.each("quota", quota);
    let consequences = table.each("consequence", consequence);
    let stages = table.each("stage", |row| {
        let stage = row.must("stage", one_of(&ReviewStage::ALL, ReviewStage::zh));
        let weight = row.must("weight", decimal::<Ratio>);
        Some((stage?, weight?))
    });
    table.nothing_else();
    Some(Scheme {
        name: name?,
        year: year?,
        version: version?,
        staff: staff?,
        basis,
        base: base?,
        score_max: score_max?,
        add_max: add_max?,
        period: period?,
        composition: composition?,
        department_discount,
        items,
        rules,
        vetoes,
        bands,
        quotas,
        consequences,
        stages: (!stages.is_empty()).then(|| StageWeights(stages.into_iter().collect())),
    })
}

fn item(row: &mut Table<'_, '_>) -> Option<Item> {
    let id = row.must("id", text);
    let area = row.must("area", area);
    let dimension = row.must("dimension", one_of(&Dimension::ALL, Dimension::zh));
    let base = row.must("points", points);
    let text = row.must("text", text);
    Some(Item {
        id: ItemId(id?),
        area: area?,
        dimension: dimension?,
        base: base?,
        text: text?,
    })
}

/// Points in one of three ways, by these names of fields.
fn award(row: &mut Table<'_, '_>, fixed: &'static str, range: &'static str, tiers: &'static str) -> Option<Award> {
    let given = row.may(fixed, points).map(Award::Fixed);
    let bounds = row.each(range, |range| {
        let least = range.must("least", points);
        let most = range.must("most", points);
        Some(Award::Range {
            least: least?,
            most: most?,
        })
    });
    let tiers = row.each(tiers, |tier| {
        let when = tier.must("when", text);
        let points = tier.must("points", points);
        Some(Tier {
            when: when?,
            points: points?,
        })
    });
    let tiers = (!tiers.is_empty()).then_some(Award::Tiers(tiers));
    let mut ways = given.into_iter().chain(bounds).chain(tiers);
    let first = ways.next();
    if ways.next().is_some() {
        row.complain(
            row.at.start,
            fixed,
            format!("{fixed}、{range}、tiers只能写一种，且幅度只写一个"),
        );
    }
    first
}

fn rule(row: &mut Table<'_, '_>) -> Option<Rule> {
    let code = row.must("code", code);
    let name = row.must("name", text);
    let direction = row.must("direction", one_of(&Direction::ALL, Direction::zh));
    let item = row.may("item", text).unwrap_or_default();
    let award_of_person = award(row, "points", "range", "tiers");
    let department_award = award(row, "department_points", "department_range", "department_tiers");
    let per = row.may("per", one_of(&Per::ALL, Per::zh)).unwrap_or(Per::Event);
    let cap = row.may("cap", points);
    let department_cap = row.may("department_cap", points);
    let repeat = row.may("repeat", decimal::<Ratio>).unwrap_or(Ratio::ONE);
    let department_share = row.may("department_share", decimal::<Ratio>).unwrap_or_default();
    let veto = row.may("veto", self::code);
    let proposers = row.may("by", list(one_of(&Role::ALL, Role::zh))).unwrap_or_default();
    let evidence = row.may("evidence", list(text)).unwrap_or_default();
    let sealed = row.may("sealed", flag).unwrap_or(false);
    let in_force = row.may("in_force", flag).unwrap_or(true);
    let note = row.may("note", text).unwrap_or_default();
    Some(Rule {
        code: code?,
        name: name?,
        direction: direction?,
        item: ItemId(item),
        award: award_of_person,
        department_award,
        per,
        cap,
        department_cap,
        repeat,
        department_share,
        veto,
        proposers,
        evidence,
        sealed,
        in_force,
        note,
    })
}

fn veto(row: &mut Table<'_, '_>) -> Option<VetoRule> {
    let code = row.must("code", code);
    let name = row.must("name", text);
    let organ = row.must("organ", one_of(&Organ::ALL, Organ::zh));
    let basis = row.may("basis", text).unwrap_or_default();
    let months = row.may("months", whole);
    Some(VetoRule {
        code: code?,
        name: name?,
        organ: organ?,
        basis,
        months,
    })
}

fn band(row: &mut Table<'_, '_>) -> Option<Band> {
    let grade = row.must("grade", one_of(&Grade::ALL, Grade::zh));
    let min_score = row.may("min_score", points);
    let max_deduction = row.may("max_deduction", points);
    // “低于”与“至多”只差百分之一分
    let below = row
        .may("deduction_below", points)
        .map(|line| line - Points::hundredths(1));
    let forbids_deduction = row.may("forbids_deduction", flag).unwrap_or(false);
    let score_below = row.may("score_below", points);
    let deduction_from = row.may("deduction_from", points);
    let either = score_below.is_some() || deduction_from.is_some();
    let both = min_score.is_some() || max_deduction.is_some() || below.is_some() || forbids_deduction;
    if either && both {
        row.complain(
            row.at.start,
            "grade",
            "“符合其一”的条件（score_below、deduction_from）不能与“同时符合”的条件写在一级里",
        );
    }
    let condition = match either {
        true => Condition::Any {
            score_below,
            deduction_from,
        },
        false => Condition::All {
            min_score,
            max_deduction: max_deduction.into_iter().chain(below).min(),
            forbids_deduction,
        },
    };
    Some(Band {
        grade: grade?,
        condition,
    })
}

fn quota(row: &mut Table<'_, '_>) -> Option<Quota> {
    let scope = row.must("scope", one_of(&Scope::ALL, Scope::zh));
    let grade = row.must("grade", one_of(&Grade::ALL, Grade::zh));
    let max_share = row.must("max_share", decimal::<Ratio>);
    let rounding = row.must("rounding", one_of(&Rounding::ALL, Rounding::zh));
    let min_group = row.may("min_group", whole).unwrap_or(1);
    let tie = row.may("tie", one_of(&Tie::ALL, Tie::zh)).unwrap_or(Tie::None);
    Some(Quota {
        scope: scope?,
        grade: grade?,
        max_share: max_share?,
        rounding: rounding?,
        min_group,
        tie,
    })
}

fn consequence(row: &mut Table<'_, '_>) -> Option<Consequence> {
    let grade = row.must("grade", one_of(&Grade::ALL, Grade::zh));
    let title = row.must("title", flag);
    let award = row.must("award", flag);
    let pay = row.must("pay", decimal::<Ratio>);
    Some(Consequence {
        grade: grade?,
        title: title?,
        award: award?,
        pay: pay?,
    })
}
