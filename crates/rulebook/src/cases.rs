//! The cases of a rule document: facts in, expected verdicts out, in words an official can check.
//!
//! A case can be judged directly ([`RuleCase::judge`]), or a review of the same record obtained in
//! another way (over the wire, from the audit) can be held against it ([`RuleCase::compare`]).

mod facts;
mod verdicts;

pub use verdicts::Failure;

use crate::document::Document;
use crate::layer::Adjustment;
use crate::library::Library;
use crate::payment_stops::PaymentStops;
use crate::problem::Problem;
use crate::review::{Review, ReviewOptions, review};
use crate::rule::DataState;
use crate::source::SourceFile;
use domain::{Record, RuleCode, Stage};
use facts::Facts;
use hashbrown::HashMap;
use std::sync::Arc;
use verdicts::Expectation;

/// 案例 · one case of a rule document.
#[derive(Debug, Clone)]
pub struct RuleCase {
    /// 规则编码
    pub rule: RuleCode,
    /// source file of the document
    pub file: String,
    /// line of the heading
    pub line: usize,
    /// 标题
    pub title: String,
    /// the facts as a record
    pub record: Record,
    /// 环节
    pub stage: Stage,
    /// 停止支付名册
    payment_stops: Arc<PaymentStops>,
    adjustments: Vec<Adjustment>,
    expectation: Expectation,
}

/// The cases of a library, with the problems met while reading them.
pub fn cases(library: &Library) -> (Vec<RuleCase>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (_, document) in library.documents() {
        read_document(document, &mut found, &mut problems);
    }
    (found, problems)
}

fn read_document(document: &Document, found: &mut Vec<RuleCase>, problems: &mut Vec<Problem>) {
    let Some((first_line, text)) = &document.cases else {
        return;
    };
    let Some(code) = document.head.get("编码").and_then(crate::yaml::Node::text) else {
        return;
    };
    let rule = RuleCode::new(code);
    let mut base: Option<Facts> = None;
    for (title, line, body) in split(text, *first_line) {
        let mut facts = match &base {
            Some(base) => base.inherited(),
            None => Facts::default(),
        };
        let before = problems.len();
        facts.read(&body, line + 1, &document.file, problems);
        let record = facts.record(&document.file, line, problems);
        let expectation = Expectation::of(&facts, &document.file, problems);
        let adjustments = facts.adjustments(&rule, &document.file);
        if problems.len() == before {
            found.push(RuleCase {
                rule: rule.clone(),
                file: document.file.clone(),
                line,
                title,
                record,
                stage: facts.stage,
                payment_stops: Arc::new(facts.stops.clone()),
                adjustments,
                expectation,
            });
        }
        base.get_or_insert(facts);
    }
}

/// The code of the rule that a document states or adjusts; empty where it names none.
fn code_of(document: &Document) -> &str {
    let named = ["编码", "调整"]
        .into_iter()
        .find_map(|key| document.head.get(key)?.text());
    named.unwrap_or_default()
}

/// Splits the text below `# 案例` at its `##` headings.
fn split(text: &str, first_line: usize) -> Vec<(String, usize, Vec<String>)> {
    let mut cases: Vec<(String, usize, Vec<String>)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(title) = line.strip_prefix("## ") {
            cases.push((title.trim().to_owned(), first_line + number, Vec::new()));
        } else if let Some((_, _, body)) = cases.last_mut() {
            body.push(line.to_owned());
        }
    }
    cases
}

impl RuleCase {
    /// The options under which a case is judged: its rule alone, samples speaking.
    pub fn options(&self) -> ReviewOptions {
        ReviewOptions {
            only: vec![self.rule.clone()],
            samples_speak: true,
            payment_stops: Some(Arc::clone(&self.payment_stops)),
            ..ReviewOptions::default()
        }
    }

    /// True where the case sets local parameters and so needs a library of its own.
    pub fn is_local(&self) -> bool {
        !self.adjustments.is_empty()
    }

    /// Judges the case's own record and compares.
    pub fn judge(&self, library: &Library, sources: &[SourceFile]) -> Vec<Failure> {
        if self.is_local() {
            return self.judge_locally(sources);
        }
        let review = review(library.book_of(&self.file), &self.record, self.stage, &self.options());
        self.compare(&self.record, &review)
    }

    fn judge_locally(&self, sources: &[SourceFile]) -> Vec<Failure> {
        // Only the rule's own document and the tables are needed; other documents cost time.
        let own: Vec<SourceFile> = sources
            .iter()
            .filter(|source| source.path == self.file || source.path.ends_with(".csv"))
            .cloned()
            .collect();
        let (library, problems) = Library::compile_with(&own, &self.adjustments);
        if let Some(problem) = problems
            .iter()
            .find(|problem| problem.level == crate::ProblemLevel::Error && problem.file == self.file)
        {
            return vec![Failure::new(format!("地方参数不成立：{}", problem.message))];
        }
        let Some(encounter) = self.record.encounters.last() else {
            return Vec::new();
        };
        let book = library.book_for(&encounter.institution.division, &encounter.institution.code);
        let review = review(book, &self.record, self.stage, &self.options());
        self.compare(&self.record, &review)
    }

    /// Holds a review of `record` (which carries the same line and encounter ids) against the case.
    pub fn compare(&self, record: &Record, review: &Review) -> Vec<Failure> {
        self.expectation.compare(record, review)
    }
}

/// What running the cases of a library gave.
#[derive(Debug, Default)]
pub struct CaseReport {
    /// cases that hold
    pub passed: usize,
    /// cases that do not, with what was wrong
    pub failed: Vec<(RuleCase, Vec<Failure>)>,
    /// documents and cases that could not be read
    pub problems: Vec<Problem>,
    /// rules without any case, although the evaluator judges them
    pub without_cases: Vec<RuleCode>,
}

/// Runs the cases of every document that `wanted` accepts by its path and by the code of the rule of which it speaks,
/// which is empty where it names none.
pub fn run_cases(sources: &[SourceFile], wanted: impl Fn(&str, &str) -> bool) -> CaseReport {
    let (library, compile_problems) = Library::compile(sources);
    let (found, case_problems) = cases(&library);
    let codes: HashMap<&str, &str> = library
        .documents()
        .map(|(_, document)| (document.file.as_str(), code_of(document)))
        .collect();
    let wanted = |file: &str| wanted(file, codes.get(file).copied().unwrap_or_default());
    let mut report = CaseReport::default();
    report.problems.extend(
        compile_problems
            .into_iter()
            .filter(|problem| problem.level == crate::ProblemLevel::Error),
    );
    report.problems.extend(case_problems);
    report
        .problems
        .retain(|problem| wanted(&problem.file) || problem.file.ends_with(".csv"));
    for case in found.into_iter().filter(|case| wanted(&case.file)) {
        let failures = case.judge(&library, sources);
        if failures.is_empty() {
            report.passed += 1;
        } else {
            report.failed.push((case, failures));
        }
    }
    let (all, _) = cases(&library);
    report.without_cases = library
        .own_rules()
        .map(|(_, compiled)| &compiled.rule)
        .filter(|rule| rule.data != DataState::BelongsToAudit && wanted(&rule.file))
        .filter(|rule| !all.iter().any(|case| case.rule == rule.code))
        .map(|rule| rule.code.clone())
        .collect();
    report
}
