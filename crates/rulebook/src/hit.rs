//! What a primitive says about a record, before exemptions and reconciliation.

use domain::{Certainty, Comparison, LineRole, Moment, Money, NotEvaluable, Record, RuleCode};
use std::borrow::Cow;

/// One line of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HitLine {
    pub index: u32,
    pub role: LineRole,
    pub amount: Money,
}

/// A rule's claim about some lines or an encounter.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub rule: u16,
    pub row: Option<u32>,
    pub encounter: u32,
    /// the service time that picks the law, and the start of the window for windowed rules
    pub at: Moment,
    pub lines: Vec<HitLine>,
    /// money of a hit that names no lines
    pub encounter_amount: Money,
    /// what distinguishes two hits of one rule on the same encounter and day without lines
    pub subject: String,
    /// the highest certainty that the evidence allows, with the reason for lowering
    pub lowered: Option<(Certainty, &'static str)>,
    /// values for the sentence; filled only where an explanation is wanted
    pub facts: Vec<(&'static str, String)>,
    pub compared: Vec<Comparison>,
    pub ways_out: Vec<String>,
    pub arithmetic: Option<String>,
}

impl Hit {
    /// True where a line is blamed.
    pub fn blames(&self) -> bool {
        self.lines.iter().any(|line| line.role == LineRole::Violating)
    }

    /// True where it says something of what is under review: of its encounter, or of one of its lines.
    pub fn is_of_review(&self, record: &Record) -> bool {
        let is_current = |line: &HitLine| line.role == LineRole::Violating && record.lines[line.index as usize].current;
        record.encounters[self.encounter as usize].current || self.lines.iter().any(is_current)
    }

    /// Takes up what another hit says that is the same finding: what is compared, advised and, of one row, told.
    pub fn join(&mut self, other: Self) {
        let same_row = self.row == other.row;
        take_up(&mut self.compared, other.compared);
        take_up(&mut self.ways_out, other.ways_out);
        // Each row has a sentence of its own, and mixed values would make none that is true.
        if same_row {
            take_up(&mut self.facts, other.facts);
        }
    }

    /// The value of a fact for the sentence; where lines differ in it, each value.
    pub fn told(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut values = self.facts.iter().filter(|(known, _)| *known == name);
        let (_, first) = values.next()?;
        Some(values.fold(Cow::Borrowed(first.as_str()), |told, (_, value)| {
            Cow::Owned(format!("{told}、{value}"))
        }))
    }

    /// One hit for every encounter of which a line is blamed, at that encounter; the lines of the others stay in
    /// the argument. Where a line under review is blamed, encounters without one were judged when they were.
    pub fn by_visit(mut self, record: &Record) -> Vec<Self> {
        let visit_of = |line: &HitLine| record.lines[line.index as usize].encounter;
        let blamed = self.lines.iter().filter(|line| line.role == LineRole::Violating);
        let first = blamed.clone().next().map(visit_of);
        if blamed.clone().all(|line| Some(visit_of(line)) == first) {
            self.encounter = first.unwrap_or(self.encounter);
            return vec![self];
        }
        let visits = reported_at(record, blamed.map(|line| line.index));
        let of_visit = |&encounter: &u32| {
            let mut hit = Self {
                encounter,
                ..self.clone()
            };
            for line in hit.lines.iter_mut().filter(|line| visit_of(line) != encounter) {
                (line.role, line.amount) = (LineRole::Involved, Money::ZERO);
            }
            hit.arithmetic = self
                .arithmetic
                .as_ref()
                .map(|sum| format!("{sum}，其中本次就诊 {} 元", hit.amount()));
            hit
        };
        visits.iter().map(of_visit).collect()
    }

    /// The money of the hit before reconciliation.
    pub fn amount(&self) -> Money {
        self.encounter_amount + self.lines.iter().map(|line| line.amount).sum::<Money>()
    }
}

/// Adds to a list what is not in it yet.
fn take_up<T: PartialEq>(into: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        if !into.contains(&other) {
            into.push(other);
        }
    }
}

/// The encounters at which it is reported that these lines are to blame, in order: where a line under review is, those
/// without one were judged when they were.
pub(crate) fn reported_at(record: &Record, blamed: impl Iterator<Item = u32> + Clone) -> Vec<u32> {
    let of = |all: bool| {
        let lines = blamed.clone().map(|index| &record.lines[index as usize]);
        let mut visits: Vec<u32> = lines
            .filter(|line| all || line.current)
            .map(|line| line.encounter)
            .collect();
        visits.sort_unstable();
        visits.dedup();
        visits
    };
    let now = of(false);
    if now.is_empty() { of(true) } else { now }
}

/// 缺… · the facts that a verdict can lack, by the words under which they are reported.
pub(crate) const MISSABLE: [&str; 30] = [
    "性别",
    "出生日期",
    "生育状态",
    "认定病种",
    "险种",
    "就医方式",
    "出院时间",
    "基金支付额",
    "诊断",
    "主诊断",
    "手术",
    "手术时间",
    "机构编号",
    "机构级别",
    "机构类型",
    "科室",
    "医师",
    "医师职称",
    "发生时间",
    "上传时间",
    "编码",
    "名称",
    "项目名称",
    "用法用量",
    "目录单价",
    "进价",
    "历史住院",
    "历史就诊",
    "历史费用明细",
    "不为零的除数",
];

/// Everything that the primitives of a book said.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    pub hits: Vec<Hit>,
    pub missing: Vec<NotEvaluable>,
}

impl Hits {
    /// The rule concerned this place and could not be judged.
    pub fn not_evaluable(&mut self, rule: &RuleCode, what: &str, encounter: u32, line: Option<u32>) {
        Self::note(&mut self.missing, rule, what, encounter, line);
    }

    /// Adds to a list what is not in it yet.
    pub fn note(list: &mut Vec<NotEvaluable>, rule: &RuleCode, what: &str, encounter: u32, line: Option<u32>) {
        let same = |known: &&NotEvaluable| {
            known.encounter == encounter && known.line == line && known.rule == *rule && known.missing == what
        };
        // The latest entries are the likely twins: a rule reports its lines one after the other.
        if list.iter().rev().find(same).is_none() {
            list.push(NotEvaluable {
                rule: rule.clone(),
                missing: what.to_owned(),
                line,
                encounter,
            });
        }
    }
}
