//! 条件: a local rule written in CEL, the Common Expression Language (cel.dev). True means
//! violation; a fact that the record does not hold makes the rule not evaluable.
//!
//! Variables are listed in `docs/recipes/add-a-local-rule.md`. Amounts are yuan as `double`.

use crate::hit::Hits;
use crate::primitive::{Case, Heed, ItemAspect, MAIN, Primitive, Seen, Source, keys_of};
use crate::rows::RowSink;
use crate::view::Net;
use cel::{Context, Env, ExecutionError, Program, Value};
use domain::{Encounter, Fact, FeeLine, InsuredPerson, Moment, Money};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

struct Condition {
    program: Option<Program>,
    /// the standard functions, built once: building them costs more than a whole review
    standard: Arc<Env>,
    by_encounter: bool,
    with_money: bool,
    keyed: bool,
    cells: Vec<Vec<(String, String)>>,
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condition")
            .field("by_encounter", &self.by_encounter)
            .finish_non_exhaustive()
    }
}

/// An expression longer than this is a program, not a condition.
const EXPRESSION_CHARS_MAX: usize = 2_000;
/// Nesting deeper than this is refused before the CEL parser sees it.
const EXPRESSION_DEPTH_MAX: usize = 50;

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let by_encounter = params.choice("对象", &[("费用明细", false), ("就诊", true)], false);
    let with_money = params.choice("金额", &[("纳入医保", true), ("不计", false)], true);
    let text = params.text("条件").unwrap_or_default();
    let line = params.line("条件");
    let depth = text.chars().fold((0_usize, 0_usize), |(now, most), c| match c {
        '(' | '[' | '{' | '?' | '!' | '-' => (now + 1, most.max(now + 1)),
        ')' | ']' | '}' => (now.saturating_sub(1), most),
        _ => (now, most),
    });
    let program = if text.is_empty() || text.chars().count() > EXPRESSION_CHARS_MAX || depth.1 > EXPRESSION_DEPTH_MAX {
        params.problem(
            line,
            "“条件”为空或过长".into(),
            "写一个 CEL 表达式，例如 line.quantity > 3.0",
        );
        None
    } else {
        match Program::compile(text) {
            Ok(program) => {
                let references = program.references();
                let bound = bound_names(text);
                for name in references.variables() {
                    if !["person", "encounter", "line", "row"].contains(&name) && !bound.contains(&name) {
                        params.problem(
                            line,
                            format!("“条件”用了未知的变量 {name}"),
                            "可用：person、encounter、line、row",
                        );
                    }
                }
                Some(program)
            }
            Err(error) => {
                let first = error.to_string().lines().next().unwrap_or_default().to_owned();
                params.problem(
                    line,
                    format!("“条件”不是合法的 CEL 表达式：{first}"),
                    "检查括号、引号与运算符",
                );
                None
            }
        }
    };
    let mut cells = Vec::new();
    source.each_row(sink, &["编码"], |sink, table, row| {
        let keys = keys_of(table, row, "编码")?;
        let own: Vec<(String, String)> = table
            .columns()
            .iter()
            .map(|column| (column.clone(), table.cell(row, column).to_owned()))
            .collect();
        let number = sink.row(row, row.id(), "");
        keys.into_iter().for_each(|key| sink.item(key, MAIN, number));
        cells.push(own);
        Ok(())
    });
    Box::new(Condition {
        program,
        standard: Arc::new(Env::stdlib()),
        by_encounter,
        with_money,
        keyed: source.has_table(),
        cells,
    })
}

/// The names that macros bind: `x` in `list.exists(x, …)`.
fn bound_names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for macro_name in [".exists(", ".exists_one(", ".all(", ".filter(", ".map("] {
        for (at, _) in text.match_indices(macro_name) {
            let inside = text.get(at + macro_name.len()..).unwrap_or("");
            names.extend(inside.split_once(',').map(|(name, _)| name.trim()));
        }
    }
    names
}

impl Primitive for Condition {
    fn unconditional(&self) -> bool {
        !self.keyed
    }

    fn watches(&self) -> bool {
        !self.keyed && !self.by_encounter
    }

    fn judges_visits(&self) -> bool {
        self.by_encounter
    }

    fn heeds_item(&self, _: &ItemAspect<'_>) -> Heed {
        Heed::ByNumbers
    }

    fn heeds_line(&self, seen: &Seen<'_>) -> bool {
        seen.line.current && seen.line.may_count(!self.with_money)
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        if self.by_encounter {
            for index in case.current_encounters() {
                let encounter = &case.view.record.encounters[index as usize];
                if !case.live(encounter.begin.day()) {
                    continue;
                }
                match self.holds(&case.view.record.person, encounter, None, None) {
                    Holds::Yes => out.hits.push(case.hit(None, index, encounter.begin)),
                    Holds::No => {}
                    Holds::Unknown(what) => case.missing_for_encounter(out, &what, index),
                }
            }
            return;
        }
        if self.keyed {
            for touch in case.touches {
                case.lines(touch)
                    .iter()
                    .for_each(|&index| self.check_line(case, Some(touch.row), index, out));
            }
        } else {
            (0..case.view.record.lines.len() as u32).for_each(|index| self.check_line(case, None, index, out));
        }
    }
}

enum Holds {
    Yes,
    No,
    Unknown(String),
}

impl Condition {
    fn check_line(&self, case: &Case<'_>, row: Option<u32>, index: u32, out: &mut Hits) {
        let line = case.view.line(index);
        let day = line.at.day();
        let speaks = row.map_or_else(|| case.live(day), |row| case.speaks(row, day));
        if !line.current || !case.view.counts(index, !self.with_money) || !speaks {
            return;
        }
        let cells = row.and_then(|row| self.cells.get(row as usize));
        match self.holds(
            &case.view.record.person,
            case.view.record.encounter_of(line),
            Some((line, case.view.net(index))),
            cells,
        ) {
            Holds::Yes => {
                let mut hit = case.hit(row, line.encounter, line.at);
                let covered = case.view.net(index).covered;
                hit.blame(
                    index,
                    if self.with_money && covered.is_positive() {
                        covered
                    } else {
                        Money::ZERO
                    },
                );
                out.hits.push(hit);
            }
            Holds::No => {}
            Holds::Unknown(what) => case.missing_for_line(out, &what, index),
        }
    }

    fn holds(
        &self,
        person: &InsuredPerson,
        encounter: &Encounter,
        line: Option<(&FeeLine, Net)>,
        cells: Option<&Vec<(String, String)>>,
    ) -> Holds {
        let Some(program) = &self.program else { return Holds::No };
        let at = line.map_or(encounter.begin, |(line, _)| line.at);
        let mut context = Context::with_env(Arc::clone(&self.standard));
        context.add_variable_from_value("person", person_value(person, at));
        context.add_variable_from_value("encounter", encounter_value(encounter));
        if let Some((line, net)) = line {
            context.add_variable_from_value("line", line_value(line, net));
        }
        let row: HashMap<String, Value> = cells
            .into_iter()
            .flatten()
            .map(|(column, cell)| (column.clone(), Value::from(cell.as_str())))
            .collect();
        context.add_variable_from_value("row", row);
        match program.execute(&context) {
            Ok(Value::Bool(true)) => Holds::Yes,
            Ok(Value::Bool(false)) => Holds::No,
            Ok(_) => Holds::Unknown("条件的结果不是真假".to_owned()),
            Err(ExecutionError::NoSuchKey(key)) => Holds::Unknown(missing_name(&key).to_owned()),
            Err(_) => Holds::Unknown("条件无法求值".to_owned()),
        }
    }
}

/// The words under which a missing fact is reported.
fn missing_name(key: &str) -> &str {
    match key {
        "sex" => "性别",
        "hour" => super::window::TIME,
        "age" => "出生日期",
        "setting" => "就医方式",
        "days" => "出院时间",
        "level" => "机构级别",
        "insurance" => "险种",
        "fund_paid" => "基金支付额",
        "title" => "医师职称",
        "days_supplied" => "用法用量",
        other => other,
    }
}

fn person_value(person: &InsuredPerson, at: Moment) -> HashMap<&'static str, Value> {
    let mut map = HashMap::new();
    if let Fact::Known(sex) = person.sex {
        map.insert("sex", Value::from(sex.zh()));
    }
    if let Fact::Known(birth) = person.birth {
        map.insert("age", Value::Int(at.day().years_since(birth).into()));
    }
    map
}

fn encounter_value(encounter: &Encounter) -> HashMap<&'static str, Value> {
    let mut map = HashMap::new();
    if let Fact::Known(setting) = encounter.setting {
        map.insert("setting", Value::from(setting.zh()));
    }
    if let Some(end) = encounter.end {
        map.insert("days", Value::Int(end.day().days_since(encounter.begin.day()).into()));
    }
    if let Fact::Known(level) = encounter.institution.level {
        map.insert("level", Value::from(level.zh()));
    }
    if let Fact::Known(insurance) = encounter.insurance {
        map.insert("insurance", Value::from(insurance.zh()));
    }
    if let Fact::Known(paid) = encounter.fund_paid {
        map.insert("fund_paid", yuan(paid));
    }
    map.insert("institution", Value::from(encounter.institution.code.as_str()));
    map.insert("department", Value::from(encounter.department_name.as_str()));
    let diagnoses: Vec<Value> = encounter
        .diagnoses
        .iter()
        .map(|d| Value::from(d.code.as_str()))
        .collect();
    map.insert("diagnoses", Value::from(diagnoses));
    map
}

fn line_value(line: &FeeLine, net: Net) -> HashMap<&'static str, Value> {
    let mut map = HashMap::from([
        ("code", Value::from(line.item.national())),
        ("name", Value::from(line.name.as_str())),
        ("kind", Value::from(line.kind.zh())),
        ("quantity", Value::Float(net.quantity.scaled() as f64 / 10_000.0)),
        ("price", Value::Float(line.price.scaled() as f64 / 1_000_000.0)),
        ("amount", yuan(net.amount)),
        ("covered", yuan(net.covered)),
        ("department", Value::from(line.department_name.as_str())),
        ("doctor", Value::from(line.doctor.as_str())),
    ]);
    if line.timing.knows_hour() {
        map.insert("hour", Value::Int(line.at.hour()));
    }
    if let Fact::Known(title) = line.title {
        map.insert("title", Value::from(title.zh()));
    }
    if let Fact::Known(days) = line.usage.days {
        map.insert("days_supplied", Value::Int(days.into()));
    }
    map
}

fn yuan(money: Money) -> Value {
    Value::Float(money.scaled() as f64 / 100.0)
}
