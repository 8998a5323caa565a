//! The test bench: a rule document and its table as text, and the search for a small record on
//! which evaluator and oracle differ.

use crate::reference::{World, after_refunds};
use crate::sketch::sketch;
use crate::thin::thin;
use crate::verdicts::Verdicts;
use crate::world::{self, Dice, Shape, Stock, day};
use domain::{CareSetting, Certainty, Day, Fact, Finding, Money, Record, SpecialCare, Stage};
use rulebook::{Library, ReviewOptions, Rulebook, SourceFile, review};
use std::collections::BTreeMap;
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
    /// codes that a table `u` says to be priced by the hour
    pub hourly: &'static [&'static str],
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
        hourly: &[],
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

    /// With a table `u` of units, for a rule that reads them from it.
    pub fn with_hourly(mut self, hourly: &'static [&'static str]) -> Self {
        self.hourly = hourly;
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
        if !self.hourly.is_empty() {
            let codes = self.hourly.join("|");
            sources.push(SourceFile {
                path: "national/knowledge/u.csv".into(),
                text: format!("知识点,名称,编码,来源,施行,单位\nu1,计时,{codes},试验,2020-01-01,小时\n"),
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

pub type Oracle = fn(&World<'_>, &mut Verdicts);

fn judged(setup: &Setup, book: &Arc<Rulebook>, record: &Record) -> Verdicts {
    let options = ReviewOptions {
        only: book.rules().take(1).map(|rule| rule.code.clone()).collect(),
        samples_speak: true,
        findings_max: usize::MAX,
        explain: false,
        payment_stops: None,
    };
    let review = review(book, record, Stage::Audit, &options);
    assert_eq!(
        thin(book, record, &options).1,
        review,
        "{} {{{}}}: the sieve drops lines that matter\n{}",
        setup.primitive,
        setup.params,
        sketch(record)
    );
    let mut verdicts = Verdicts::of_review(&review.findings, record);
    assert_eq!(
        Verdicts::of_review(&settled(book, record, &options), record).lines,
        under_review(&verdicts, record),
        "{} {{{}}}: at settlement the lines under review have the money of the audit, earlier ones of their encounters \
         none, and other encounters are not accused\n{}",
        setup.primitive,
        setup.params,
        sketch(record)
    );
    verdicts.missing = review
        .not_evaluable
        .iter()
        .map(|entry| (entry.missing.clone(), entry.encounter, entry.line))
        .collect();
    assert!(
        !verdicts.missing.iter().any(|(what, ..)| what == "内部错误"),
        "{} panicked\n{}",
        setup.primitive,
        sketch(record)
    );
    verdicts
}

fn settled(book: &Arc<Rulebook>, record: &Record, options: &ReviewOptions) -> Vec<Finding> {
    review(book, record, Stage::Settlement, options).findings
}

/// What real time says of the lines of these verdicts: nothing of those that belong to an encounter of the past.
fn under_review(verdicts: &Verdicts, record: &Record) -> BTreeMap<(bool, u32), (Money, Certainty)> {
    let seen = |(&(trial, line), &(money, certainty)): (&(bool, u32), &(Money, Certainty))| {
        let current = record.lines[line as usize].current;
        ((trial, line), (if current { money } else { Money::ZERO }, certainty))
    };
    let asked = |&(_, line): &(bool, u32)| {
        let line = &record.lines[line as usize];
        line.current || record.encounters[line.encounter as usize].current
    };
    verdicts.lines.iter().filter(|(key, _)| asked(key)).map(seen).collect()
}

fn foretold(setup: &Setup, oracle: Oracle, record: &Record) -> Verdicts {
    let world = World {
        setup,
        record,
        left: after_refunds(record),
    };
    let mut verdicts = Verdicts::default();
    oracle(&world, &mut verdicts);
    // 全部冲销: there was no visit
    let was = |visit: u32| !record.encounters[visit as usize].special.contains(&SpecialCare::Undone);
    verdicts.encounters.retain(|(_, encounter), _| was(*encounter));
    verdicts.missing.retain(|(_, encounter, _)| was(*encounter));
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
        let mut record = world::record(&mut Dice::new(seed), shape, &Stock::small());
        if setup.exemptions {
            // An exemption by setting needs the setting; without it see the properties of missing facts.
            for visit in record.encounters.iter_mut().filter(|visit| !visit.setting.is_known()) {
                visit.setting = Fact::Known(CareSetting::Outpatient);
            }
        }
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
            sketch(&small),
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
