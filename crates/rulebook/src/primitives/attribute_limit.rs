//! 属性限定: an attribute of the person, the encounter, the institution or the order must (or must
//! not) be what the knowledge row says.
//!
//! 检查什么: for each row found by item, diagnosis or operation, one fact against one limit.
//! 例外: unknown facts are never violations; see the exemptions of the rule document.

use crate::hit::Hits;
use crate::primitive::{Case, MAIN, Place, Primitive, Reach, RowError, Source, Touch, codes_of, keys_of};
use crate::rows::RowSink;
use crate::rule::{setting_named, setting_words};
use crate::sieve::Glance;
use crate::table::{Table, TableRow};
use domain::{
    CareSetting, Encounter, InstitutionKind, InstitutionLevel, Insurance, InsuredPerson, Maternity, Money,
    PractitionerTitle, Sex,
};
use limit::{Age, Facts, Limit, kind_named, parse_age};

mod limit;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Line,
    Diagnosis,
    Operation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Sex,
    Age,
    Maternity,
    CertifiedDisease,
    Insurance,
    Setting,
    Level,
    Kind,
    Department,
    Title,
    /// never payable, whatever the facts
    Nothing,
}

#[derive(Debug)]
struct AttributeLimit {
    subject: Subject,
    attribute: Attribute,
    forbids: bool,
    whole_prescription: bool,
    with_self_paid: bool,
    only_settings: Vec<CareSetting>,
    limits: Vec<Limit>,
}

/// What comparing a fact with a limit gives.
enum Verdict {
    Fits,
    Violates { required: String, found: String },
    Missing(&'static str),
}

const ATTRIBUTES: [(&str, Attribute); 11] = [
    ("参保人.性别", Attribute::Sex),
    ("参保人.年龄", Attribute::Age),
    ("参保人.生育状态", Attribute::Maternity),
    ("参保人.认定病种", Attribute::CertifiedDisease),
    ("就诊.险种", Attribute::Insurance),
    ("就诊.方式", Attribute::Setting),
    ("机构.级别", Attribute::Level),
    ("机构.类型", Attribute::Kind),
    ("开单.科室", Attribute::Department),
    ("医师.职称", Attribute::Title),
    ("无", Attribute::Nothing),
];

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let subject = params.choice(
        "对象",
        &[
            ("费用明细", Subject::Line),
            ("诊断", Subject::Diagnosis),
            ("手术", Subject::Operation),
        ],
        Subject::Line,
    );
    if params.node("事实").is_none() {
        params.problem(
            params.line("事实"),
            "参数缺少“事实”".into(),
            "写明比较哪一项，例如 参保人.性别",
        );
    }
    let attribute = params.choice("事实", &ATTRIBUTES, Attribute::Nothing);
    let forbids = params.choice("方向", &[("限用", false), ("禁用", true)], false);
    let whole_prescription = params.choice("范围", &[("明细", false), ("处方内全部", true)], false);
    let with_self_paid = params.flag("含自费");
    let mut only_settings = Vec::new();
    for word in params.texts("仅就医方式") {
        match setting_named(word) {
            Some(setting) => only_settings.push(setting),
            None => params.problem(
                params.line("仅就医方式"),
                format!("不认识就医方式“{word}”"),
                setting_words(),
            ),
        }
    }
    let default_age = params.node("缺省年龄").map_or((None, None), |node| {
        let bound = |key: &str| {
            let text = node.get(key)?.text()?;
            let age = parse_age(text);
            if age.is_none() {
                params.problem(node.line, format!("缺省年龄“{text}”不是年龄"), "写成 18岁、6月、28天");
            }
            age
        };
        (bound("下限"), bound("上限"))
    });
    let mut limits = Vec::with_capacity(source.row_count());
    let columns: &[&str] = match attribute {
        Attribute::Nothing | Attribute::Age => &["编码"],
        _ => &["编码", "限定"],
    };
    source.each_row(sink, columns, |sink, table, row| {
        let limit = read_limit(attribute, default_age, table, row)?;
        let value = format!("{limit:?}");
        match subject {
            Subject::Line => {
                let keys = keys_of(table, row, "编码")?;
                let number = sink.row(row, "", value);
                for key in keys {
                    sink.item(key, MAIN, number);
                }
            }
            Subject::Diagnosis => {
                let codes = codes_of(table, row, "编码")?;
                let number = sink.row(row, "", value);
                sink.diagnoses(codes, MAIN, number);
            }
            Subject::Operation => {
                let codes = codes_of(table, row, "编码")?;
                let number = sink.row(row, "", value);
                sink.operations(codes, MAIN, number);
            }
        }
        limits.push(limit);
        Ok(())
    });
    Box::new(AttributeLimit {
        subject,
        attribute,
        forbids,
        whole_prescription,
        with_self_paid,
        only_settings,
        limits,
    })
}

fn read_limit(
    attribute: Attribute,
    default_age: (Option<Age>, Option<Age>),
    table: &Table,
    row: TableRow<'_>,
) -> Result<Limit, RowError> {
    let text = table.cell(row, "限定");
    let unknown = |advice: &str| RowError::new(format!("列“限定”不认识“{text}”"), advice);
    let words = || text.split(['|', '、']).map(str::trim).filter(|word| !word.is_empty());
    Ok(match attribute {
        Attribute::Sex => Limit::Sex(match text {
            "男" => Sex::Male,
            "女" => Sex::Female,
            _ => return Err(unknown("写 男 或 女")),
        }),
        Attribute::Age => {
            let bound = |column: &str| match table.cell(row, column) {
                "" => Ok(None),
                text => parse_age(text)
                    .map(Some)
                    .ok_or_else(|| RowError::new(format!("列“{column}”不是年龄：{text}"), "写成 18岁、6月、28天")),
            };
            let (min, max) = (bound("年龄下限")?, bound("年龄上限")?);
            // A bound that the row leaves open is that of the rule: “3岁及以上儿童” are still children.
            let (min, max) = (min.or(default_age.0), max.or(default_age.1));
            if min.is_none() && max.is_none() {
                return Err(RowError::new(
                    "没有年龄上下限",
                    "填年龄下限或年龄上限，或在规则参数写缺省年龄",
                ));
            }
            if let (Some(low), Some(high)) = (min, max)
                && low.in_days_about() > high.in_days_about()
            {
                return Err(RowError::new("年龄下限大于上限", "更正上下限"));
            }
            Limit::Age { min, max }
        }
        Attribute::Maternity => {
            let parsed: Option<Vec<Maternity>> = words()
                .map(|word| Maternity::ALL.into_iter().find(|state| state.zh() == word))
                .collect();
            Limit::Maternity(
                parsed
                    .filter(|list| !list.is_empty())
                    .ok_or_else(|| unknown("写 妊娠期、哺乳期"))?,
            )
        }
        Attribute::CertifiedDisease => {
            let set = codes_of(table, row, "限定")?;
            if set.is_empty() {
                return Err(unknown("写诊断编码，如 I10|E11"));
            }
            Limit::Diseases(set)
        }
        Attribute::Setting => {
            let parsed: Option<Vec<CareSetting>> = words().map(setting_named).collect();
            Limit::Settings(
                parsed
                    .filter(|list| !list.is_empty())
                    .ok_or_else(|| unknown(&setting_words()))?,
            )
        }
        Attribute::Level => Limit::Level(match text {
            "一级" => InstitutionLevel::One,
            "二级" => InstitutionLevel::Two,
            "三级" => InstitutionLevel::Three,
            _ => return Err(unknown("写 一级、二级 或 三级，表示该级及以上")),
        }),
        Attribute::Kind => {
            let parsed: Option<Vec<InstitutionKind>> = words().map(kind_named).collect();
            Limit::Kinds(
                parsed
                    .filter(|list| !list.is_empty())
                    .ok_or_else(|| unknown("写 医疗机构、药店、互联网医院"))?,
            )
        }
        Attribute::Title => Limit::Title(
            PractitionerTitle::ALL
                .into_iter()
                .find(|t| t.zh() == text)
                .ok_or_else(|| unknown("写 主治医师 等，表示该职称及以上"))?,
        ),
        Attribute::Insurance | Attribute::Department => {
            let list: Vec<Box<str>> = words().map(Box::from).collect();
            if list.is_empty() {
                return Err(unknown("至少写一项，多项用 | 隔开"));
            }
            let known = |word: &str| Insurance::ALL.iter().any(|insurance| insurance.zh() == word);
            if attribute == Attribute::Insurance && !list.iter().all(|word| known(word)) {
                return Err(unknown("写 职工、居民、工伤、生育、长护、其他，多项用 | 隔开"));
            }
            match attribute {
                Attribute::Insurance => Limit::Insurances(list),
                _ => Limit::Departments(list),
            }
        }
        Attribute::Nothing => Limit::Nothing,
    })
}

impl Primitive for AttributeLimit {
    fn slots(&self) -> &'static [&'static str] {
        &["应为", "实为", "诊断", "手术"]
    }

    fn reach(&self) -> Reach {
        if self.whole_prescription {
            Reach::Encounter
        } else {
            Reach::Line
        }
    }

    fn watches(&self) -> bool {
        self.whole_prescription
    }

    fn heeds_only_beside_own(&self) -> bool {
        true
    }

    fn may_be_silent(&self) -> bool {
        let by_line = matches!(self.attribute, Attribute::Department | Attribute::Title);
        self.subject == Subject::Line && !self.whole_prescription && !by_line
    }

    fn is_silent(&self, row: u32, person: &InsuredPerson, visit: &Encounter, line: &Glance) -> bool {
        if !line.current {
            return true;
        }
        if !self.in_scope(visit) {
            return visit.setting.is_known();
        }
        let facts = Facts {
            person,
            encounter: visit,
            line: None,
            at: line.at,
        };
        matches!(self.judge(row, &facts), Verdict::Fits)
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        match self.subject {
            Subject::Line if self.whole_prescription => self.check_prescriptions(case, out),
            Subject::Line => {
                for touch in case.touches {
                    for &index in case.lines(touch) {
                        self.check_line(case, touch.row, index, out);
                    }
                }
            }
            Subject::Diagnosis | Subject::Operation => {
                for touch in case.touches {
                    self.check_coded(case, touch, out);
                }
            }
        }
    }
}

impl AttributeLimit {
    fn concerns(&self, case: &Case<'_>, row: u32, index: u32) -> bool {
        let line = case.view.line(index);
        line.current && case.view.counts(index, self.with_self_paid) && case.speaks(row, line.at.day())
    }

    /// False outside the settings that the rule is limited to, and where the setting is not known.
    fn in_scope(&self, encounter: &Encounter) -> bool {
        self.only_settings.is_empty() || self.only_settings.iter().any(|&setting| encounter.is_of(setting))
    }

    fn check_line(&self, case: &Case<'_>, row: u32, index: u32, out: &mut Hits) {
        if !self.concerns(case, row, index) {
            return;
        }
        let line = case.view.line(index);
        let encounter = case.view.record.encounter_of(line);
        if !self.in_scope(encounter) {
            if !encounter.setting.is_known() {
                case.missing_for_line(out, "就医方式", index);
            }
            return;
        }
        let facts = Facts {
            person: &case.view.record.person,
            encounter,
            line: Some(line),
            at: line.at,
        };
        match self.judge(row, &facts) {
            Verdict::Fits => {}
            Verdict::Missing(what) => case.missing_for_line(out, what, index),
            Verdict::Violates { required, found } => {
                let mut hit = case.hit(Some(row), line.encounter, line.at);
                let money = if self.with_self_paid && !case.view.net(index).covered.is_positive() {
                    Money::ZERO
                } else {
                    case.view.net(index).covered
                };
                hit.blame(index, money);
                if case.view.explain {
                    self.explain(&mut hit, required, found);
                }
                out.hits.push(hit);
            }
        }
    }

    /// A herb that is not payable alone, and every prescription made of such herbs only.
    fn check_prescriptions(&self, case: &Case<'_>, out: &mut Hits) {
        let mut listed: Vec<(u32, u32)> = Vec::new();
        for touch in case.touches {
            for &index in case.lines(touch) {
                let line = case.view.line(index);
                if case.view.counts(index, true) && case.speaks(touch.row, line.at.day()) {
                    listed.push((index, touch.row));
                }
            }
        }
        listed.sort_unstable();
        listed.dedup_by_key(|(index, _)| *index);
        let record = case.view.record;
        let mut done: Vec<u32> = Vec::new();
        for &(index, row) in &listed {
            let line = case.view.line(index);
            if done.contains(&index) {
                continue;
            }
            let together: Vec<u32> = (0..record.lines.len() as u32)
                .filter(|&other| {
                    let other_line = case.view.line(other);
                    other_line.kind == line.kind
                        && super::window::Window::Prescription.joins(record, line, other_line)
                        && case.view.counts(other, true)
                })
                .collect();
            done.extend(&together);
            let all_listed = together
                .iter()
                .all(|other| listed.binary_search_by_key(other, |(index, _)| *index).is_ok());
            let current = together.iter().any(|&other| case.view.line(other).current);
            if !all_listed || !current || !self.in_scope(record.encounter_of(line)) {
                continue;
            }
            let mut hit = case.hit(Some(row), line.encounter, line.at);
            for other in together {
                if case.view.counts(other, self.with_self_paid) {
                    hit.blame(other, case.view.net(other).covered);
                }
            }
            if hit.lines.is_empty() {
                continue;
            }
            if case.view.explain {
                self.explain(
                    &mut hit,
                    "与其他饮片配伍".into(),
                    "处方内全部为单方不予支付的饮片".into(),
                );
            }
            out.hits.push(hit);
        }
    }

    fn check_coded(&self, case: &Case<'_>, touch: &Touch, out: &mut Hits) {
        let (encounter_index, name, code, at) = match touch.place {
            Place::Diagnosis { encounter, index } => {
                let visit = &case.view.record.encounters[encounter as usize];
                let diagnosis = &visit.diagnoses[index as usize];
                (encounter, diagnosis.name.as_str(), diagnosis.code.as_str(), visit.begin)
            }
            Place::Operation { encounter, index } => {
                let visit = &case.view.record.encounters[encounter as usize];
                let Some(operation) = visit.operations.known().and_then(|list| list.get(index as usize)) else {
                    return;
                };
                (
                    encounter,
                    operation.name.as_str(),
                    operation.code.as_str(),
                    operation.at.unwrap_or(visit.begin),
                )
            }
            Place::Items(_) | Place::ItemsWithin(_) => return,
        };
        let encounter = &case.view.record.encounters[encounter_index as usize];
        if !encounter.current || !case.speaks(touch.row, at.day()) || !self.in_scope(encounter) {
            return;
        }
        let facts = Facts {
            person: &case.view.record.person,
            encounter,
            line: None,
            at,
        };
        match self.judge(touch.row, &facts) {
            Verdict::Fits => {}
            Verdict::Missing(what) => case.missing_for_encounter(out, what, encounter_index),
            Verdict::Violates { required, found } => {
                let mut hit = case.hit(Some(touch.row), encounter_index, at);
                hit.subject = code.to_owned();
                if case.view.explain {
                    let label = if name.is_empty() {
                        code.to_owned()
                    } else {
                        format!("{code} {name}")
                    };
                    hit.fact("诊断", label.clone());
                    hit.fact("手术", label.clone());
                    hit.fact("项目", label);
                    hit.arithmetic = Some("本规则核对编码，不直接计算金额".into());
                    self.explain(&mut hit, required, found);
                }
                out.hits.push(hit);
            }
        }
    }

    fn explain(&self, hit: &mut crate::hit::Hit, required: String, found: String) {
        let named = ATTRIBUTES.iter().find(|(_, attribute)| *attribute == self.attribute);
        // “无” is what a document writes where no fact matters; compared is what was paid.
        let fact = match self.attribute {
            Attribute::Nothing => "医保支付",
            _ => named.map_or("", |(name, _)| name.rsplit('.').next().unwrap_or(name)),
        };
        hit.fact("应为", required.clone());
        hit.fact("实为", found.clone());
        let required = if self.forbids {
            format!("不得为{required}")
        } else {
            required
        };
        hit.compare(fact, required, found);
    }

    fn judge(&self, row: u32, facts: &Facts<'_>) -> Verdict {
        let Some(limit) = self.limits.get(row as usize) else {
            return Verdict::Fits;
        };
        match limit.holds(facts) {
            Err(missing) => Verdict::Missing(missing),
            Ok(holds) if holds != self.forbids && !matches!(limit, Limit::Nothing) => Verdict::Fits,
            Ok(_) => Verdict::Violates {
                required: limit.required(),
                found: limit.found(facts),
            },
        }
    }
}
