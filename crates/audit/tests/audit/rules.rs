//! What became of every rule is told, and what is on trial is counted by itself.

use crate::setting::{Written, findings, sources};
use audit::run::{Asked, AskedError, RuleRun, RunOptions, RunReport, run};
use rulebook::{Library, SourceFile};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rule of too many drugs in a prescription, which the nation has and this county has once more: on trial
/// at first.
const LOCAL: &str = "DF9900-002";
const NATIONAL: &str = "GZ10000202004000";

/// On trial for the first half of the county's year.
const LIFE: &str = "试行: 2026-03-01, 正式: 2026-09-01";

/// The national book with a local rule in a layer.
fn library(layer: &str, life: &str) -> Arc<Library> {
    let mut sources = sources();
    let national = sources.iter().find(|source| source.text.contains(NATIONAL)).unwrap();
    let lines = national.text.lines().map(|line| match line.split_once(':') {
        Some(("编码", _)) => format!("编码: {LOCAL}"),
        Some(("状态", _)) => format!("状态: {{草案: 2026-01-01, {life}}}"),
        Some(("参数", _)) => "参数: {计量: 种类, 窗口: 处方, 上限: 3, 对象种类: 药品}".to_owned(),
        _ => line.to_owned(),
    });
    let lines = lines.filter(|line| !line.starts_with("序号:"));
    sources.push(SourceFile {
        path: format!("local/{layer}/DF9900-002.md"),
        text: lines.collect::<Vec<_>>().join("\n"),
    });
    let (library, problems) = Library::compile(&sources);
    let errors: Vec<_> = problems
        .iter()
        .filter(|problem| problem.file.starts_with("local/"))
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    Arc::new(library)
}

fn state(report: &RunReport, code: &str) -> RuleRun {
    let rule = report.rules.iter().find(|rule| rule.code.as_str() == code);
    rule.unwrap_or_else(|| panic!("{code} is not told of")).state
}

#[test]
fn every_rule_is_told_of_and_what_is_on_trial_is_counted_by_itself() {
    let written = Written::new(31, 12_000);
    let lake = written.lake("lake", 3);
    let (snapshot, library) = (lake.snapshot(), library("990001", LIFE));
    let out = written.path("audit");
    let report = run(&snapshot, &library, &RunOptions::default(), &out, false, &mut |_| true).unwrap();

    let mut codes: Vec<&str> = report.rules.iter().map(|rule| rule.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), report.rules.len(), "each once");
    assert_eq!(codes.len(), library.national().rules().count() + 1);
    assert_eq!(state(&report, LOCAL), RuleRun::Ran);
    let local = report.rules.iter().find(|rule| rule.code.as_str() == LOCAL).unwrap();
    assert_eq!((local.name.as_str(), local.layer.as_str()), ("药品种类超标", "990001"));
    assert_eq!(state(&report, NATIONAL), RuleRun::Ran);
    assert_eq!(state(&report, "ZB10000205007000"), RuleRun::Statistics);
    for wanted in [RuleRun::NoKnowledge, RuleRun::RealTimeAlone] {
        assert!(report.rules.iter().any(|rule| rule.state == wanted), "{wanted:?}");
    }
    // Whatever found something ran.
    for code in report.by_rule.keys() {
        assert_eq!(state(&report, code), RuleRun::Ran, "{code}");
    }

    // Counted once more from the findings themselves.
    let mut by_state: BTreeMap<(String, String), (u64, i128)> = BTreeMap::new();
    for finding in findings(&out) {
        let sum = by_state.entry((finding.rule, finding.state)).or_default();
        *sum = (sum.0 + 1, sum.1 + finding.fen);
    }
    let of = |code: &str, state: &str| {
        by_state
            .get(&(code.to_owned(), state.to_owned()))
            .copied()
            .unwrap_or_default()
    };
    for rule in &report.rules {
        let code = rule.code.as_str();
        let told = report
            .of_rule(code)
            .map(|(count, amount)| (count, i128::from(amount.scaled())));
        assert_eq!(told, [of(code, "正式"), of(code, "试行")], "{code}");
    }
    let [in_force, on_trial] = report.of_rule(LOCAL);
    assert!(in_force.0 > 0 && on_trial.0 > 0, "{in_force:?} {on_trial:?}");
    let told: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap();
    assert_eq!(told["findings_in_force"], report.in_force().0);
    assert_eq!(told["findings_on_trial"], report.on_trial().0);
    assert_eq!(told["findings"], report.in_force().0 + report.on_trial().0);
    assert_eq!(told["rules"].as_array().unwrap().len(), report.rules.len());
}

#[test]
fn a_rule_is_asked_for_wherever_it_stands_and_refused_where_it_cannot_speak() {
    let written = Written::new(32, 6_000);
    let lake = written.lake("lake", 2);
    let snapshot = lake.snapshot();
    let asked = |rules: &str| Asked {
        rules: rules.split(',').map(str::to_owned).collect(),
        ..Asked::default()
    };
    let here = library("990001", LIFE);
    let options = asked(&format!("{NATIONAL}, {LOCAL},"))
        .options(&here, &snapshot)
        .unwrap();
    assert_eq!(options.rules.len(), 2);
    let report = run(&snapshot, &here, &options, &written.path("out"), false, &mut |_| true).unwrap();
    assert!(report.by_rule.contains_key(LOCAL), "{:?}", report.by_rule);
    assert_eq!(state(&report, "ZB10000205007000"), RuleRun::OutOfScope);

    let silent = |library: &Library, asked: &Asked| match asked.options(library, &snapshot) {
        Err(AskedError::Silent { state, .. }) => state,
        other => panic!("{other:?}"),
    };
    // Nobody of another county is in the lake; statistics are no findings; the rule comes after the last day.
    assert_eq!(silent(&library("990002", LIFE), &asked(LOCAL)), RuleRun::OutOfScope);
    assert_eq!(silent(&here, &asked("ZB10000205007000")), RuleRun::Statistics);
    assert_eq!(
        silent(&library("990001", "试行: 2027-06-01"), &asked(LOCAL)),
        RuleRun::NotYet
    );
    let later = Asked {
        period: Some("2035-01-01..2035-01-31".to_owned()),
        ..asked(NATIONAL)
    };
    assert_eq!(silent(&here, &later), RuleRun::NoData);
}
