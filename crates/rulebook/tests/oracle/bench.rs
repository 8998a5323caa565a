//! The test bench: a rule document and its table as text, the verdicts of the evaluator in a form
//! that an oracle can be held against, and the search for a smaller record where they differ.

use crate::world::{self, Dice, Shape, Stock, day};
use domain::{
    Certainty, Day, Encounter, FeeLine, Finding, ItemKind, LineRole, Money, Quantity, Record, RuleState, SpecialCare,
    Stage,
};
use rulebook::{Library, ReviewOptions, Rulebook, SourceFile, review};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One knowledge row; cells beyond the common ones by column name.
#[derive(Clone)]
pub struct Row {
    pub codes: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub cells: Vec<(&'static str, &'static str)>,
}

/// A row that is valid throughout.
pub fn row(codes: &'static str, cells: &[(&'static str, &'static str)]) -> Row {
    Row {
        codes,
        from: "2020-01-01",
        to: "",
        cells: cells.to_vec(),
    }
}

/// A row that is valid up to [`world::ROW_CHANGE`], that day excluded.
pub fn row_until(codes: &'static str, cells: &[(&'static str, &'static str)]) -> Row {
    Row {
        to: world::ROW_CHANGE,
        ..row(codes, cells)
    }
}

/// A row that is valid from [`world::ROW_CHANGE`] on.
pub fn row_from(codes: &'static str, cells: &[(&'static str, &'static str)]) -> Row {
    Row {
        from: world::ROW_CHANGE,
        ..row(codes, cells)
    }
}

impl Row {
    pub fn cell(&self, column: &str) -> &'static str {
        self.cells
            .iter()
            .find(|(name, _)| *name == column)
            .map_or("", |(_, value)| value)
    }

    pub fn number<T: std::str::FromStr>(&self, column: &str) -> Option<T> {
        self.cell(column).parse().ok()
    }

    /// True where the row is valid on the day: from `施行` up to the day before `失效`.
    pub fn valid(&self, on: Day) -> bool {
        day(self.from) <= on && (self.to.is_empty() || on < day(self.to))
    }
}

/// A rule under test.
#[derive(Clone)]
pub struct Setup {
    pub primitive: &'static str,
    /// the inside of `参数: {…}`
    pub params: &'static str,
    pub certainty: Certainty,
    /// adds 不适用 and 豁免 to the document
    pub exemptions: bool,
    /// in force from the first day on, without a trial
    pub untried: bool,
    pub rows: Vec<Row>,
}

/// A rule with a definite verdict.
pub fn setup(primitive: &'static str, params: &'static str, rows: Vec<Row>) -> Setup {
    Setup {
        primitive,
        params,
        certainty: Certainty::Definite,
        exemptions: false,
        untried: false,
        rows,
    }
}

impl Setup {
    /// For findings that span days, where one day of several picks the state.
    pub fn without_trial(mut self) -> Self {
        self.untried = true;
        self
    }

    pub fn with_exemptions(mut self) -> Self {
        self.exemptions = true;
        self
    }

    /// Trial or in force on the day; `None` before the trial and after the end.
    pub fn state(&self, on: Day) -> Option<bool> {
        let trial = on < day(world::IN_FORCE) && !self.untried;
        (day(world::TRIAL) <= on && on < day(world::ENDED)).then_some(trial)
    }

    /// True where both the rule and the row speak on the day.
    pub fn speaks(&self, row: &Row, on: Day) -> bool {
        self.state(on).is_some() && row.valid(on)
    }

    fn sources(&self) -> Vec<SourceFile> {
        let knowledge = if self.rows.is_empty() { "" } else { "知识: t\n" };
        let exemptions = if self.exemptions {
            "豁免: {可以: true, 由谁: 机构医保办, 凭据: [专家意见], 效果: 降为可疑}\n\
             不适用: {情形: [抢救], 诊断: [C50], 就医方式: [急诊], 人群: [长处方]}\n"
        } else {
            ""
        };
        let document = format!(
            "---\n编码: GZ1\n名称: 试验\n英文: Trial\n类别: 政策类 / 试验\n行为: 超支付范围\n原语: {}\n{knowledge}参数: {{{}}}\n\
             判定: {}\n{exemptions}处置: {{事前: 提醒, 事中: 提醒, 事后: 疑点}}\n依据:\n  - {{文件: 条例, 条款: 第三十八条}}\n\
             状态: {{{}正式: {}, 停用: {}}}\n数据: 齐备\n需要: [费用明细]\n话术: 请核对。\n合规建议: [改正]\n---\n\n## 检查什么\n试验。\n",
            self.primitive,
            self.params,
            self.certainty.zh(),
            if self.untried {
                String::new()
            } else {
                format!("试行: {}, ", world::TRIAL)
            },
            if self.untried { world::TRIAL } else { world::IN_FORCE },
            world::ENDED,
        );
        let mut columns: Vec<&str> = Vec::new();
        for (name, _) in self.rows.iter().flat_map(|row| &row.cells) {
            if !columns.contains(name) {
                columns.push(name);
            }
        }
        let mut table = format!("知识点,名称,编码,来源,施行,失效,{}\n", columns.join(","));
        for (number, row) in self.rows.iter().enumerate() {
            let cells: Vec<&str> = columns.iter().map(|column| row.cell(column)).collect();
            table.push_str(&format!(
                "k{number},点{number},{},试验,{},{},{}\n",
                row.codes,
                row.from,
                row.to,
                cells.join(",")
            ));
        }
        let mut sources = vec![SourceFile {
            path: "national/policy/001-trial.md".into(),
            text: document,
        }];
        if !self.rows.is_empty() {
            sources.push(SourceFile {
                path: "national/knowledge/t.csv".into(),
                text: table,
            });
        }
        sources
    }

    fn book(&self) -> Arc<Rulebook> {
        let (library, problems) = Library::compile(&self.sources());
        assert!(
            problems.is_empty(),
            "{} {{{}}}: {problems:#?}",
            self.primitive,
            self.params
        );
        Arc::clone(library.national())
    }
}

/// What a review says, reduced to what an oracle can know: money and certainty by line and by
/// encounter, each apart for trial (`true`) and in force, and what could not be judged.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Verdicts {
    pub lines: BTreeMap<(bool, u32), (Money, Certainty)>,
    pub encounters: BTreeMap<(bool, u32), (Money, Certainty)>,
    pub missing: BTreeSet<(String, u32, Option<u32>)>,
}

impl Verdicts {
    /// What the evaluator said. Reconciliation spreads a line's money over findings, so it is added up.
    fn of_review(findings: &[Finding], record: &Record) -> Self {
        let mut out = Self::default();
        for finding in findings {
            let trial = finding.state == RuleState::Trial;
            let violating: Vec<_> = finding
                .lines
                .iter()
                .filter(|line| line.role == LineRole::Violating)
                .collect();
            for line in &violating {
                let entry = out
                    .lines
                    .entry((trial, line.index))
                    .or_insert((Money::ZERO, finding.certainty));
                entry.0 += line.amount;
                entry.1 = entry.1.max(finding.certainty);
            }
            if violating.is_empty() {
                let at = record
                    .encounters
                    .iter()
                    .position(|encounter| encounter.id == finding.encounter)
                    .unwrap_or(99);
                let entry = out
                    .encounters
                    .entry((trial, at as u32))
                    .or_insert((Money::ZERO, finding.certainty));
                entry.0 += finding.amount;
                entry.1 = entry.1.max(finding.certainty);
            }
        }
        out
    }

    /// Blames a line; several rows blaming one line count its money once, at the highest.
    pub fn blame(&mut self, trial: bool, line: usize, amount: Money, certainty: Certainty) {
        let entry = self.lines.entry((trial, line as u32)).or_insert((amount, certainty));
        *entry = (entry.0.max(amount), entry.1.max(certainty));
    }

    /// Blames an encounter.
    pub fn blame_encounter(&mut self, trial: bool, encounter: usize, amount: Money, certainty: Certainty) {
        let entry = self
            .encounters
            .entry((trial, encounter as u32))
            .or_insert((amount, certainty));
        *entry = (entry.0.max(amount), entry.1.max(certainty));
    }

    pub fn lacks_line(&mut self, record: &Record, what: &str, line: usize) {
        self.missing
            .insert((what.to_owned(), record.lines[line].encounter, Some(line as u32)));
    }

    pub fn lacks_encounter(&mut self, what: &str, encounter: usize) {
        self.missing.insert((what.to_owned(), encounter as u32, None));
    }
}

/// What remains of a line after refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    pub quantity: Quantity,
    pub amount: Money,
    pub covered: Money,
    pub orphan: bool,
}

/// 先冲销再判: a refund first empties the line it names, then the latest earlier lines of the same
/// item in the same encounter, each in proportion.
pub fn after_refunds(record: &Record) -> Vec<Left> {
    let mut left: Vec<Left> = record
        .lines
        .iter()
        .map(|line| Left {
            quantity: line.quantity,
            amount: line.amount,
            covered: line.covered,
            orphan: false,
        })
        .collect();
    for (refund, line) in record
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.quantity.is_negative())
    {
        let mut owed = -line.quantity;
        let alike = |other: &FeeLine| {
            other.encounter == line.encounter && other.item == line.item && !other.quantity.is_negative()
        };
        let mut order: Vec<usize> = (0..record.lines.len()).filter(|&i| alike(&record.lines[i])).collect();
        order.retain(|&i| record.lines[i].at <= line.at || line.reverses.as_ref() == Some(&record.lines[i].id));
        order.reverse();
        order.sort_by_key(|&i| line.reverses.as_ref() != Some(&record.lines[i].id));
        for original in order {
            let has = left[original].quantity;
            let taken = owed.min(has);
            if !taken.is_positive() {
                continue;
            }
            let part = |money: Money| money - money.share(taken.scaled(), has.scaled());
            left[original].amount = part(left[original].amount);
            left[original].covered = part(left[original].covered);
            left[original].quantity -= taken;
            owed -= taken;
        }
        left[refund] = Left {
            quantity: Quantity::ZERO,
            amount: Money::ZERO,
            covered: Money::ZERO,
            orphan: owed.is_positive(),
        };
    }
    left
}

/// Everything an oracle looks at.
pub struct World<'a> {
    pub setup: &'a Setup,
    pub record: &'a Record,
    pub left: Vec<Left>,
}

impl<'a> World<'a> {
    pub fn line(&self, index: usize) -> &'a FeeLine {
        &self.record.lines[index]
    }

    pub fn visit(&self, line: usize) -> &'a Encounter {
        self.record.encounter_of(self.line(line))
    }

    /// Indices of the lines of which the fund pays something.
    pub fn paid(&self) -> Vec<usize> {
        (0..self.record.lines.len())
            .filter(|&i| self.left[i].quantity.is_positive() && self.left[i].covered.is_positive())
            .collect()
    }

    /// Indices of the lines of which anything is left, self-paid ones too.
    pub fn charged(&self) -> Vec<usize> {
        (0..self.record.lines.len())
            .filter(|&i| self.left[i].quantity.is_positive())
            .collect()
    }

    /// True where one of the codes names the line: exactly, by prefix, or by name (herbs, and drugs
    /// whose code stands in no row).
    pub fn matches(&self, codes: &str, line: usize) -> bool {
        let fee = self.line(line);
        codes.split('|').filter(|code| !code.is_empty()).any(|code| {
            if let Some(name) = code.strip_prefix("名:") {
                let uncoded = !self
                    .setup
                    .rows
                    .iter()
                    .any(|row| row.codes.split('|').any(|known| known == fee.item.as_str()));
                fee.name == name && (fee.kind == ItemKind::Herb || fee.kind == ItemKind::Drug && uncoded)
            } else if let Some(prefix) = code.strip_suffix('*') {
                fee.item.as_str().starts_with(prefix)
            } else {
                fee.item.as_str() == code
            }
        })
    }

    /// Certainty after exemptions and papers of an encounter; `None` where nothing may be said.
    pub fn standing(&self, encounter: u32, certainty: Certainty) -> Option<Certainty> {
        let visit = &self.record.encounters[encounter as usize];
        if !self.setup.exemptions {
            return Some(certainty);
        }
        let exempt = visit.special.contains(&SpecialCare::Rescue)
            || visit.setting.known() == Some(&domain::CareSetting::Emergency)
            || visit
                .diagnoses
                .iter()
                .any(|diagnosis| diagnosis.code.as_str().starts_with("C50"))
            || self.record.person.groups.iter().any(|group| group == "长处方");
        let paper = visit
            .evidence
            .iter()
            .any(|paper| paper.kind == "专家意见" && ["机构医保办", ""].contains(&paper.by.as_str()));
        (!exempt).then_some(if paper {
            certainty.min(Certainty::Suspect)
        } else {
            certainty
        })
    }
}

/// True where an ICD writing (`I63|I60-I62`) covers the code.
pub fn icd(writing: &str, code: &str) -> bool {
    writing.split('|').filter(|part| !part.is_empty()).any(|part| {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        let head = |width: usize| &code[..code.len().min(width)];
        head(low.len()) >= low && head(high.len()) <= high
    })
}

pub type Oracle = fn(&World<'_>, &mut Verdicts);

fn judged(setup: &Setup, book: &Rulebook, record: &Record) -> Verdicts {
    let options = ReviewOptions {
        only: book.rules().next().map(|rule| rule.code.clone()),
        samples_speak: true,
        findings_max: usize::MAX,
        explain: false,
    };
    let review = review(book, record, Stage::Audit, &options);
    let mut verdicts = Verdicts::of_review(&review.findings, record);
    verdicts.missing = review
        .not_evaluable
        .iter()
        .map(|entry| (entry.missing.clone(), entry.encounter, entry.line))
        .collect();
    assert!(
        !verdicts.missing.iter().any(|(what, ..)| what == "内部错误"),
        "{} panicked\n{}",
        setup.primitive,
        world::sketch(record)
    );
    verdicts
}

fn foretold(setup: &Setup, oracle: Oracle, record: &Record) -> Verdicts {
    let world = World {
        setup,
        record,
        left: after_refunds(record),
    };
    let mut verdicts = Verdicts::default();
    oracle(&world, &mut verdicts);
    // 不适用: the rule does not speak, so it lacks nothing either
    verdicts
        .missing
        .retain(|(_, encounter, _)| world.standing(*encounter, Certainty::Definite).is_some());
    verdicts
}

/// Drops lines and encounters as long as the disagreement stays.
fn shrink(mut record: Record, differs: impl Fn(&Record) -> bool) -> Record {
    loop {
        let mut smaller: Vec<Record> = Vec::new();
        for at in 0..record.lines.len() {
            let mut without = record.clone();
            without.lines.remove(at);
            smaller.push(without);
        }
        for at in 0..record.encounters.len() {
            let used = record.lines.iter().any(|line| line.encounter as usize == at);
            if !used && record.encounters.len() > 1 {
                let mut without = record.clone();
                without.encounters.remove(at);
                without
                    .lines
                    .iter_mut()
                    .for_each(|line| line.encounter -= u32::from(line.encounter as usize > at));
                smaller.push(without);
            }
            let mut plain = record.clone();
            plain.encounters[at].diagnoses.pop();
            plain.encounters[at].evidence.clear();
            plain.encounters[at].special.clear();
            if plain != record {
                smaller.push(plain);
            }
        }
        match smaller.into_iter().find(&differs) {
            Some(next) => record = next,
            None => return record,
        }
    }
}

/// Holds the evaluator against the oracle on `count` random records.
pub fn agree(setup: Setup, shape: Shape, count: u64, oracle: Oracle) {
    let book = setup.book();
    let differs = |record: &Record| judged(&setup, &book, record) != foretold(&setup, oracle, record);
    let (mut hits, mut gaps, mut wrong, mut first) = (0_u64, 0_u64, 0_u64, None);
    for seed in 0..count {
        let record = world::record(&mut Dice::new(seed), shape, &Stock::small());
        let expected = foretold(&setup, oracle, &record);
        hits += u64::from(!expected.lines.is_empty() || !expected.encounters.is_empty());
        gaps += u64::from(!expected.missing.is_empty());
        if judged(&setup, &book, &record) != expected {
            wrong += 1;
            first.get_or_insert((seed, record));
        }
    }
    if let Some((seed, record)) = first {
        let small = shrink(record, differs);
        panic!(
            "{} {{{}}}: {wrong} of {count} records differ, first seed {seed}\n{}evaluator {:?}\noracle    {:?}",
            setup.primitive,
            setup.params,
            world::sketch(&small),
            judged(&setup, &book, &small),
            foretold(&setup, oracle, &small),
        );
    }
    assert!(
        hits >= 10,
        "{} {{{}}}: only {hits} of {count} records hit, {gaps} lack a fact",
        setup.primitive,
        setup.params
    );
}

impl World<'_> {
    /// Blames a line for its own service day, with the certainty capped and exemptions applied.
    pub fn blame(&self, out: &mut Verdicts, line: usize, amount: Money, cap: Certainty) {
        self.blame_as_of(out, self.line(line).at.day(), line, amount, cap);
    }

    /// Blames a line where another day (the start of a window) picks the law.
    pub fn blame_as_of(&self, out: &mut Verdicts, on: Day, line: usize, amount: Money, cap: Certainty) {
        let Some(trial) = self.setup.state(on) else { return };
        if let Some(certainty) = self.standing(self.line(line).encounter, self.setup.certainty.min(cap)) {
            out.blame(trial, line, amount, certainty);
        }
    }

    /// Blames an encounter for the day on which it begins.
    pub fn blame_encounter(&self, out: &mut Verdicts, encounter: usize, amount: Money, cap: Certainty) {
        self.blame_encounter_on(
            out,
            self.record.encounters[encounter].begin.day(),
            encounter,
            amount,
            cap,
        );
    }

    /// Blames an encounter where another day (that of an operation) picks the law.
    pub fn blame_encounter_on(&self, out: &mut Verdicts, on: Day, encounter: usize, amount: Money, cap: Certainty) {
        let Some(trial) = self.setup.state(on) else { return };
        if let Some(certainty) = self.standing(encounter as u32, self.setup.certainty.min(cap)) {
            out.blame_encounter(trial, encounter, amount, certainty);
        }
    }
}
