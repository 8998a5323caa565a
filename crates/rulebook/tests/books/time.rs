//! Time: the state of a rule, the validity of a row, and what was known when.

use crate::shelf::{HEADING, cited, document, errors, nation, prescription, says, sound, source};
use domain::{Action, Day, Moment, Record, RuleState, Sex, Stage, Timing};
use rulebook::{Library, ReviewOptions, SourceFile, review};

const NATION: (&str, &str) = ("", "");

#[test]
fn the_state_is_that_of_the_service_day() {
    let head = "知识: limit\n参数: {事实: 参保人.性别}\n判定: 明确违规\n处置: {事前: 提醒, 事中: 拦截, 事后: 疑点}\n\
                状态: {草案: 2026-01-01, 试行: 2026-02-01, 正式: 2026-03-01, 停用: 2026-04-01}";
    let mut sources = nation();
    sources[0] = source("national/policy/001-sex.md", document("GZ1", "attribute_limit", head));
    let library = sound(&sources);
    let on = |at: &str| {
        let findings = says(
            &library,
            NATION,
            "GZ1",
            &prescription(Sex::Female, at, &["D1"]),
            Stage::Settlement,
        );
        findings.first().map(|finding| (finding.state, finding.action))
    };
    let trial = Some((RuleState::Trial, Action::Record));
    let live = Some((RuleState::InForce, Action::Block));
    let expected = [
        ("2025-12-31 23:59:59", None),
        ("2026-01-15 08:00:00", None),
        ("2026-01-31 23:59:59", None),
        ("2026-02-01 00:00:00", trial),
        ("2026-02-28 23:59:59", trial),
        ("2026-03-01 00:00:00", live),
        ("2026-03-31 23:59:59", live),
        ("2026-04-01 00:00:00", None),
        ("2027-01-01 00:00:00", None),
    ];
    for (at, state) in expected {
        assert_eq!(on(at), state, "{at}");
    }
}

/// The first batch, and a revision that came into the library before it took effect.
fn revised() -> Vec<SourceFile> {
    let mut sources = nation();
    sources[2] = source(
        "national/knowledge/limit.csv",
        format!(
            "{HEADING}k1,甲,D1,男,第一批第1行,一,2026-01-01,,2026-01-01\nk2,甲,D1,女,修订第7行,修订,2026-03-01,,2026-02-20\n\
             k3,乙,D2,男,第一批第2行,一,2026-01-01,2026-03-01,2026-01-01\n"
        ),
    );
    sources
}

fn ids(library: &Library, sex: Sex, at: &str, item: &str) -> Vec<String> {
    cited(library, NATION, &prescription(sex, at, &[item]))
        .into_iter()
        .map(|(id, _)| id)
        .collect()
}

#[test]
fn two_service_days_two_verdicts_each_citing_its_own_row() {
    let library = sound(&revised());
    let on = |sex, at| ids(&library, sex, at, "D1");
    assert_eq!(
        [
            on(Sex::Female, "2026-02-28 23:59:59"),
            on(Sex::Male, "2026-02-28 23:59:59")
        ],
        [vec!["k1".to_owned()], vec![]]
    );
    assert_eq!(
        [on(Sex::Female, "2026-03-01"), on(Sex::Male, "2026-03-01")],
        [vec![], vec!["k2".to_owned()]]
    );
    // A row is no longer valid on the day of 失效.
    assert_eq!(
        [
            ids(&library, Sex::Female, "2026-02-28", "D2"),
            ids(&library, Sex::Female, "2026-03-01", "D2")
        ],
        [vec!["k3".to_owned()], vec![]]
    );
    // Both days in one record: each line under the law of its own day.
    let (mut early, late) = (
        prescription(Sex::Female, "2026-02-28", &["D1"]),
        prescription(Sex::Female, "2026-03-01", &["D1"]),
    );
    early.lines.extend(late.lines.into_iter().map(|mut line| {
        line.id = "L9".into();
        line
    }));
    early.sort();
    let findings = says(&library, NATION, "GZ1", &early, Stage::Audit);
    let lines: Vec<_> = findings
        .iter()
        .flat_map(|finding| &finding.lines)
        .map(|line| line.id.as_str().to_owned())
        .collect();
    assert_eq!(lines, ["L0"]);
}

#[test]
fn what_was_known_then_reproduces_the_old_verdict() {
    let known = |day: &str| {
        let (library, problems) = Library::compile_as_known_on(&revised(), Day::parse(day).expect("a day"));
        assert!(errors(&problems).is_empty(), "{problems:#?}");
        library
    };
    let at = "2026-03-15 10:00";
    // On 19 February nobody knew that the first row would end.
    let before = known("2026-02-19");
    assert_eq!(
        [ids(&before, Sex::Female, at, "D1"), ids(&before, Sex::Male, at, "D1")],
        [vec!["k1".to_owned()], vec![]]
    );
    let after = known("2026-02-20");
    assert_eq!(
        [ids(&after, Sex::Female, at, "D1"), ids(&after, Sex::Male, at, "D1")],
        [vec![], vec!["k2".to_owned()]]
    );
    // Before anything was loaded there was nothing to say.
    assert!(ids(&known("2025-12-31"), Sex::Female, at, "D1").is_empty());
    assert_ne!(before.hash(), after.hash());
    assert_eq!(before.hash(), known("2026-02-19").hash());
}

#[test]
fn coverage_tells_what_speaks_on_the_day() {
    let library = sound(&revised());
    let on = |day: &str| {
        let all = rulebook::coverage(&library, Day::parse(day).unwrap());
        let rule = all.iter().find(|rule| rule.code == "GZ1").unwrap();
        (rule.knowledge_points, rule.speaking_points)
    };
    assert_eq!(on("2026-02-28"), (3, 2));
    assert_eq!(on("2026-03-01"), (3, 1));
    assert_eq!(on("2025-12-31"), (3, 0));
}

/// A companion of which only the day is known may lie in a window of hours that reaches into the day, in no other.
#[test]
fn a_companion_of_another_day_is_missing_whatever_its_hour() {
    let head = "知识: beside\n判定: 明确违规\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let library = sound(&[
        source(
            "national/policy/001-beside.md",
            document("GZ1", "companion_required", head),
        ),
        source(
            "national/knowledge/beside.csv",
            "知识点,名称,编码,需有,需有名称,窗口,来源,施行\nk1,甲,D1,D2,乙,6小时,公告,2026-01-01\n",
        ),
    ]);
    // The item at ten in the evening; of its companion only the day is said.
    let beside = |day: &str| -> Record {
        let mut record = prescription(Sex::Female, "2026-03-10 22:00:00", &["D1", "D2"]);
        record.lines[1].at = Moment::parse(day).expect("a day");
        record.lines[1].timing = Timing::DayOnly;
        record.sort();
        record
    };
    let judged = |record: &Record| {
        let review = review(library.national(), record, Stage::Audit, &ReviewOptions::default());
        let missing = review.not_evaluable.iter().map(|entry| entry.missing.clone()).collect();
        (review.findings.len(), missing)
    };
    let unknown = (0, vec!["发生时间".to_owned()]);
    for (day, expected) in [
        ("2026-03-09", (1, Vec::new())),
        ("2026-03-10", unknown.clone()),
        ("2026-03-12", (1, Vec::new())),
        ("2026-06-10", (1, Vec::new())),
    ] {
        assert_eq!(judged(&beside(day)), expected, "{day}");
    }
}
