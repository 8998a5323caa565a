//! The facts of a case, read line by line and turned into a record.

use crate::layer::{Adjustment, Layer};
use crate::payment_stops::{PaymentStop, PaymentStops};
use crate::problem::Problem;
use crate::rule::special_words;
use crate::yaml::{Node, Value};
use domain::{
    Day, Diagnosis, DiagnosisCode, Evidence, Fact, HistoryReach, Moment, Operation, OperationCode, PractitionerCode,
    RuleCode, SpecialCare, Stage,
};
use visit::Visit;

mod record;
mod visit;

/// The name under which the encounter of `就诊` is known in tables.
pub(super) const THIS_ENCOUNTER: &str = "本次";

/// A row of the fee table, cells by column name.
#[derive(Debug, Clone, Default)]
pub(super) struct FeeRow {
    pub line: usize,
    cells: Vec<(String, String)>,
}

impl FeeRow {
    pub fn cell(&self, column: &str) -> &str {
        self.cells
            .iter()
            .find(|(name, _)| name == column)
            .map_or("", |(_, cell)| cell.as_str())
    }
}

/// Everything that a case states.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    person: Vec<(String, String)>,
    visit: Option<Visit>,
    stays: Vec<Visit>,
    diagnoses: Option<Vec<Diagnosis>>,
    operations: Fact<Vec<Operation>>,
    special: Vec<SpecialCare>,
    evidence: Vec<Evidence>,
    history: HistoryReach,
    local: Vec<(Layer, String, String)>,
    pub stops: PaymentStops,
    pub stage: Stage,
    header: Vec<String>,
    pub fees: Vec<FeeRow>,
    /// (encounter name, verdict, line)
    pub encounter_verdicts: Vec<(String, String, usize)>,
    pub sentence: Option<(String, usize)>,
}

/// What a case says anew, in place of what it inherited.
#[derive(Debug, Default)]
struct Own {
    fees: bool,
    diagnoses: bool,
    operations: bool,
    in_encounter_table: bool,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            person: Vec::new(),
            visit: None,
            stays: Vec::new(),
            diagnoses: None,
            operations: Fact::Absent,
            special: Vec::new(),
            evidence: Vec::new(),
            history: HistoryReach::Since(Day::from_epoch_days(0)),
            local: Vec::new(),
            stops: PaymentStops::default(),
            stage: Stage::Audit,
            header: Vec::new(),
            fees: Vec::new(),
            encounter_verdicts: Vec::new(),
            sentence: None,
        }
    }
}

impl Facts {
    /// The facts from which a later case starts: everything but what was expected.
    pub fn inherited(&self) -> Self {
        Self {
            sentence: None,
            encounter_verdicts: Vec::new(),
            ..self.clone()
        }
    }

    /// Reads the body of a case over what is already there.
    pub fn read(&mut self, body: &[String], first_line: usize, file: &str, problems: &mut Vec<Problem>) {
        let mut own = Own::default();
        for (number, text) in (first_line..).zip(body) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('（') || text.starts_with("<!--") {
                continue;
            }
            let mut report =
                |message: String, advice: &str| problems.push(Problem::error(file, number, message, advice));
            if text.starts_with('|') {
                self.read_row(text, number, &mut own, &mut report);
            } else {
                self.read_statement(text, number, &mut own, &mut report);
            }
        }
    }

    /// A row of the table of fees or of the table of encounters, or the heading of either.
    fn read_row(&mut self, text: &str, number: usize, own: &mut Own, fail: &mut dyn FnMut(String, &str)) {
        let cells: Vec<String> = text
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect();
        if cells
            .iter()
            .all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | '=')))
        {
            return;
        }
        if cells.iter().any(|cell| cell == "判定") {
            own.in_encounter_table = !cells.iter().any(|cell| cell == "时间");
            if !own.in_encounter_table {
                self.header = cells;
            }
            return;
        }
        let names_encounter = cells.len() == 2 || (own.in_encounter_table && cells.len() < 4);
        if names_encounter {
            let verdict = cells.last().cloned().unwrap_or_default();
            self.encounter_verdicts.push((cells[0].clone(), verdict, number));
            return;
        }
        if !own.fees {
            self.fees.clear();
            own.fees = true;
        }
        if cells.len() != self.header.len() {
            let message = format!("费用表这一行有 {} 格，表头有 {} 格", cells.len(), self.header.len());
            fail(message, "补齐单元格");
            return;
        }
        self.fees.push(FeeRow {
            line: number,
            cells: self.header.iter().cloned().zip(cells).collect(),
        });
    }

    /// A line that begins with a word.
    fn read_statement(&mut self, text: &str, number: usize, own: &mut Own, fail: &mut dyn FnMut(String, &str)) {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "参保人" => {
                for (key, value) in pairs(rest) {
                    self.person.retain(|(known, _)| *known != key);
                    self.person.push((key, value));
                }
            }
            "就诊" => match Visit::read(THIS_ENCOUNTER, rest, Some("方式")) {
                Ok(visit) => self.visit = Some(visit),
                Err(why) => fail(why, "写成 就诊 住院 2026-03-04 至 2026-03-20 机构=三级"),
            },
            "住院" => {
                let (name, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                match Visit::read(name, rest, None) {
                    Ok(visit) => match self.stays.iter_mut().find(|stay| stay.name == visit.name) {
                        Some(known) => *known = visit,
                        None => self.stays.push(visit),
                    },
                    Err(why) => fail(why, "写成 住院 甲 机构=H1 2026-03-01 至 2026-03-10 主诊断=I63.900"),
                }
            }
            "诊断" => {
                let list = self.diagnoses.get_or_insert_default();
                if !own.diagnoses {
                    list.clear();
                    own.diagnoses = true;
                }
                if rest != "无" && !rest.is_empty() {
                    let (code, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                    let (name, flagged) = match name.trim().strip_suffix("主诊断") {
                        Some(before) if before.is_empty() || before.ends_with(char::is_whitespace) => (before, true),
                        _ => (name, false),
                    };
                    let principal = flagged || list.is_empty();
                    list.push(Diagnosis {
                        code: DiagnosisCode::normalised(code),
                        name: name.trim().into(),
                        principal,
                    });
                }
            }
            "手术" => {
                if !own.operations {
                    self.operations = Fact::Known(Vec::new());
                    own.operations = true;
                }
                if rest == "未提供" {
                    self.operations = Fact::Absent;
                } else if rest != "无"
                    && let Fact::Known(list) = &mut self.operations
                {
                    let principal = list.is_empty();
                    list.push(read_operation(rest, principal));
                }
            }
            "特殊" => {
                self.special = Vec::new();
                for name in rest.split_whitespace().filter(|name| *name != "无") {
                    match SpecialCare::ALL.into_iter().find(|care| care.zh() == name) {
                        Some(care) => self.special.push(care),
                        None => fail(format!("不认识特殊情形“{name}”"), &special_words()),
                    }
                }
            }
            "豁免" => {
                self.evidence = Vec::new();
                if rest != "无" {
                    let kind = rest.split_whitespace().next().unwrap_or_default();
                    let by = pairs(rest)
                        .into_iter()
                        .find(|(key, _)| key == "由")
                        .map(|(_, value)| value);
                    self.evidence.push(Evidence {
                        kind: kind.into(),
                        by: by.unwrap_or_default().into(),
                    });
                }
            }
            "历史" => match rest {
                "不可得" => self.history = HistoryReach::Absent,
                "可得" => self.history = HistoryReach::Since(Day::from_epoch_days(0)),
                other => match other.strip_prefix("自").map(|text| Day::parse(text.trim())) {
                    Some(Ok(day)) => self.history = HistoryReach::Since(day),
                    _ => fail(format!("不认识“历史 {other}”"), "写 不可得、可得，或 自 2026-01-01"),
                },
            },
            "资格" => {
                self.stops = PaymentStops::default();
                match read_stop(rest) {
                    _ if rest == "无" => {}
                    Some((doctor, stop)) => self.stops.enter(doctor, stop),
                    None => fail(
                        format!("不认识“资格 {rest}”"),
                        "写成 资格 DR1 暂停 2026-04-10 至 2026-07-09，或 资格 DR1 终止 2026-04-10",
                    ),
                }
            }
            "地方" => {
                let (layer, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                self.local = pairs(rest)
                    .into_iter()
                    .map(|(key, value)| (Layer::named(layer), key, value))
                    .collect();
            }
            "环节" => match [Stage::Prescribing, Stage::Settlement, Stage::Audit]
                .into_iter()
                .find(|s| s.zh() == rest)
            {
                Some(stage) => self.stage = stage,
                None => fail(format!("不认识环节“{rest}”"), "写 事前、事中 或 事后"),
            },
            "提示" => {
                let sentence = rest.trim_start_matches('>').trim().to_owned();
                self.sentence = Some((sentence, number));
            }
            other => fail(
                format!("不认识“{other}”"),
                "每行以 参保人、就诊、诊断、手术、特殊、豁免、资格、历史、住院、地方、环节、提示 或 | 开头",
            ),
        }
    }

    pub fn adjustments(&self, rule: &RuleCode, file: &str) -> Vec<Adjustment> {
        let mut by_layer: Vec<(Layer, Vec<(String, Node)>)> = Vec::new();
        for (layer, key, value) in &self.local {
            let node = Node {
                line: 0,
                value: Value::Text(value.clone()),
            };
            match by_layer.iter_mut().find(|(known, _)| known == layer) {
                Some((_, list)) => list.push((key.clone(), node)),
                None => by_layer.push((layer.clone(), vec![(key.clone(), node)])),
            }
        }
        by_layer
            .into_iter()
            .map(|(layer, list)| Adjustment::for_case(layer, rule.clone(), file, list))
            .collect()
    }
}

fn read_operation(text: &str, principal: bool) -> Operation {
    let mut words = text.split_whitespace();
    let code = OperationCode::new(words.next().unwrap_or_default());
    let mut name = String::new();
    let mut when: Vec<&str> = Vec::new();
    for word in words {
        if Day::parse(word).is_ok() || word.contains(':') {
            when.push(word);
        } else if word != "次要" {
            name.push_str(word);
        }
    }
    let at = if when.is_empty() {
        None
    } else {
        Moment::parse(&when.join(" ")).ok()
    };
    Operation {
        code,
        name: name.into(),
        principal: principal && !text.contains("次要"),
        at,
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.split_whitespace()
        .filter_map(|word| word.split_once('='))
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect()
}
/// `DR1 暂停 2026-04-10 至 2026-07-09`, both days included; a termination has no end.
fn read_stop(text: &str) -> Option<(PractitionerCode, PaymentStop)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (terminated, doctor, from, until) = match words.as_slice() {
        [doctor, "暂停", from, "至", last] => (false, doctor, from, Some(Day::parse(last).ok()?.plus_days(1))),
        [doctor, "终止", from] => (true, doctor, from, None),
        _ => return None,
    };
    let from = Day::parse(from).ok()?;
    Some((
        PractitionerCode::new(*doctor),
        PaymentStop {
            terminated,
            from,
            until,
        },
    ))
}
