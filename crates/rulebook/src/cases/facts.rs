//! The facts of a case, read line by line and turned into a record.

use crate::layer::{Adjustment, Layer};
use crate::nearest::nearest;
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

/// The columns of the fee table.
const FEE_COLUMNS: [&str; 21] = [
    "时间",
    "编码",
    "名称",
    "数量",
    "金额",
    "纳入医保",
    "判定",
    "单价",
    "处方",
    "科室",
    "医师",
    "职称",
    "单次",
    "次数",
    "天数",
    "目录价",
    "进价",
    "就诊",
    "类别",
    "上传",
    "停止",
];

/// What the first column of a table of encounters may be called.
const ENCOUNTER_COLUMNS: [&str; 2] = ["就诊", "住院"];

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
            own.in_encounter_table =
                matches!(cells.as_slice(), [name, _] if ENCOUNTER_COLUMNS.contains(&name.as_str()));
            if !own.in_encounter_table {
                refuse_columns(&cells, fail);
                self.header = cells;
            }
            return;
        }
        if let ([name, verdict], _) | ([name, verdict, ..], true) = (cells.as_slice(), own.in_encounter_table) {
            if cells.len() > 2 {
                let message = format!("就诊表这一行有 {} 格，表头有 2 格", cells.len());
                fail(message, "写成 | 本次 | 违规项 0.00 |；费用写在费用表的表头之下");
            }
            self.encounter_verdicts.push((name.clone(), verdict.clone(), number));
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
                for (key, value) in pairs(word, rest, fail) {
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
                    let (kind, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                    let mut by = String::new();
                    for (key, value) in pairs(word, rest, fail) {
                        match key.as_str() {
                            "由" => by = value,
                            other => fail(format!("“豁免”不认识“{other}”"), "写成 豁免 专家意见 由=机构医保办"),
                        }
                    }
                    self.evidence.push(Evidence {
                        kind: kind.into(),
                        by: by.into(),
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
                self.local = pairs(word, rest, fail)
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

/// The `键=值` of a line; a word that is none is told.
fn pairs(what: &str, text: &str, fail: &mut dyn FnMut(String, &str)) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        match word.split_once('=') {
            Some((key, value)) => found.push((key.to_owned(), value.to_owned())),
            None => fail(
                format!("“{what}”的“{word}”不是 键=值"),
                "等号用半角，前后不空格；各项之间空一格",
            ),
        }
    }
    found
}

/// Tells what a heading of the fee table has that nobody reads, and what it lacks.
fn refuse_columns(heading: &[String], fail: &mut dyn FnMut(String, &str)) {
    let known = format!("可用：{}", FEE_COLUMNS.join("、"));
    for (at, column) in heading.iter().enumerate() {
        if heading[..at].contains(column) {
            fail(format!("费用表的列“{column}”重复"), "每一列只写一次");
        } else if !FEE_COLUMNS.contains(&column.as_str()) {
            let lacking = FEE_COLUMNS
                .into_iter()
                .filter(|known| heading.iter().all(|own| own != known));
            let advice = match nearest(column, lacking) {
                Some(near) => format!("是否为“{near}”？{known}"),
                None => known.clone(),
            };
            fail(format!("费用表不认识列“{column}”"), &advice);
        }
    }
    if heading.iter().all(|column| column != "时间") {
        let advice = "费用表写“时间”一列；就诊的判定写 | 就诊 | 判定 | 两列";
        fail("费用表缺少列“时间”".to_owned(), advice);
    }
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
