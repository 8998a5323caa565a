//! What several rules say of one line: one finding with views, or findings of their own.

use crate::shelf::{document, nation, prescription, sound, source};
use domain::{Action, Certainty, Diagnosis, Finding, Money, Sex, Stage};
use rulebook::{ReviewOptions, review};

const SEX: &str = "知识点,名称,编码,来源,批次,施行,失效,载入,限定\nx1,甲,A1,公告,一,2026-01-01,,,女\n";
const NEVER: &str = "知识点,名称,编码,来源,批次,施行,失效,载入\nn1,甲,A1,公告,一,2026-01-01,,\n";

/// Rules on one line of a man, each with its verdict and what it does at settlement; 参数 beyond the fact in `more`.
fn on_one_line(rules: [(&str, &str, &str, &str, &str); 2]) -> Vec<Finding> {
    let mut sources = nation();
    for (code, fact, more, certainty, action) in rules {
        let (number, table) = (&code[2..], code.to_lowercase());
        let head = format!(
            "序号: {{2025年版: {number}}}\n知识: {table}\n参数: {{事实: {fact}{more}}}\n判定: {certainty}\n\
             处置: {{事前: 提醒, 事中: {action}, 事后: 疑点}}\n状态: {{正式: 2026-01-01}}"
        );
        let rows = if fact == "无" { NEVER } else { SEX };
        let document = document(code, "attribute_limit", &head);
        sources.push(source(&format!("national/policy/1{number}-trial.md"), document));
        sources.push(source(&format!("national/knowledge/{table}.csv"), rows));
    }
    let record = prescription(Sex::Male, "2026-03-01 09:00", &["A1"]);
    let library = sound(&sources);
    let at = |stage| review(library.national(), &record, stage, &ReviewOptions::default()).findings;
    let named = |findings: &[Finding]| -> Vec<_> {
        let names = findings.iter().map(|finding| (finding.key, finding.amount));
        names.collect()
    };
    assert_eq!(named(&at(Stage::Audit)), named(&at(Stage::Settlement)));
    at(Stage::Settlement)
}

fn actions(findings: &[Finding]) -> Vec<(&str, Action, Money)> {
    let seen = findings.iter();
    seen.map(|finding| (finding.rule.as_str(), finding.action, finding.amount))
        .collect()
}

/// More violations of a line never make for less: whoever names the line first acts as strongly as any of them.
#[test]
fn a_supporting_view_gives_its_action() {
    let whole = Money::from_fen(1_000);
    let sure = "明确违规";
    for (first, second, then) in [
        ("需说明理由", "拦截", Action::Block),
        ("拦截", "提醒", Action::Block),
        ("提醒", "转自费", Action::SelfPay),
    ] {
        let findings = on_one_line([
            ("GZ11", "参保人.性别", "", sure, first),
            ("GZ12", "无", "", sure, second),
        ]);
        assert_eq!(actions(&findings), [("GZ11", then, whole)], "{first}, {second}");
        assert_eq!(findings[0].supporting.len(), 1);
    }
    // So does a suspicion, which never asks for more than a reason.
    let findings = on_one_line([
        ("GZ11", "参保人.性别", "", sure, "提醒"),
        ("GZ12", "无", "", "可疑", "需说明理由"),
    ]);
    assert_eq!(actions(&findings), [("GZ11", Action::ReasonRequired, whole)]);
}

/// Charging the patient makes a drug payable, not safe: what holds for self-paid lines, too, is said beside what
/// does not, without money that is counted already.
#[test]
fn what_charging_the_patient_does_not_cure_stays_a_finding() {
    let whole = Money::from_fen(1_000);
    let (payable, safe) = (
        ("GZ11", "无", "", "明确违规", "转自费"),
        ("GZ12", "参保人.性别", ", 含自费: true", "可疑", "需说明理由"),
    );
    let findings = on_one_line([payable, safe]);
    assert_eq!(
        actions(&findings),
        [
            ("GZ11", Action::SelfPay, whole),
            ("GZ12", Action::ReasonRequired, Money::ZERO)
        ]
    );
    assert!(findings.iter().all(|finding| finding.supporting.is_empty()));
    assert_eq!(
        findings[1].arithmetic,
        "纳入医保金额 10.00 元；其中 10.00 元已由同一明细的其他疑点计入"
    );
    // Nor is the other taken in where safety is the surer of the two.
    let findings = on_one_line([
        ("GZ11", "无", "", "可疑", "提醒"),
        ("GZ12", "参保人.性别", ", 含自费: true", "明确违规", "需说明理由"),
    ]);
    assert_eq!(
        actions(&findings),
        [
            ("GZ12", Action::ReasonRequired, whole),
            ("GZ11", Action::Remind, Money::ZERO)
        ]
    );
    // Two of a kind are one finding.
    let findings = on_one_line([
        ("GZ11", "无", ", 含自费: true", "可疑", "提醒"),
        ("GZ12", "参保人.性别", ", 含自费: true", "可疑", "需说明理由"),
    ]);
    assert_eq!(findings.len(), 1);
}

/// A drug paid for a stroke only, which is `parsed` of its remark, used at these diagnoses: what is found at settlement.
fn not_paid(parsed: &str, diagnoses: &[&str]) -> Finding {
    let head = "知识: paid\n判定: 可疑\n处置: {事前: 提醒, 事中: 需说明理由, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let rows = format!(
        "知识点,名称,编码,来源,批次,施行,失效,载入,诊断,诊断词,解析\np1,甲,A1,公告,一,2026-01-01,,,I63,,{parsed}\n"
    );
    let mut sources = nation();
    let document = document("GZ8", "diagnosis_required", head);
    sources.push(source("national/policy/108-paid.md", document));
    sources.push(source("national/knowledge/paid.csv", rows));
    let mut record = prescription(Sex::Male, "2026-03-01 09:00", &["A1"]);
    let diagnosis = |name: &&str| Diagnosis {
        code: "A41.900".into(),
        name: (*name).into(),
        principal: false,
    };
    record.encounters[0].diagnoses = diagnoses.iter().map(diagnosis).collect();
    let library = sound(&sources);
    let options = ReviewOptions::default();
    review(library.national(), &record, Stage::Settlement, &options)
        .findings
        .remove(0)
}

/// A finding names each diagnosis once, and says how many there are where it does not name them all.
#[test]
fn diagnoses_are_named_once() {
    let found = |diagnoses: &[&str]| not_paid("完整", diagnoses).compared[0].found.clone();
    assert_eq!(found(&["一", "二", "一", ""]), "一、二、A41.900");
    let many = ["一", "二", "三", "四", "五", "六", "六"];
    assert_eq!(found(&many), "一、二、三、四、五等6个诊断");
}

/// A limit that was not understood reminds and asks for no reason, whatever the rule does where it was.
#[test]
fn what_was_not_understood_only_reminds() {
    let verdict = |parsed: &str| {
        let finding = not_paid(parsed, &["脓毒症"]);
        (finding.certainty, finding.action)
    };
    assert_eq!(verdict("完整"), (Certainty::Suspect, Action::ReasonRequired));
    assert_eq!(verdict("部分"), (Certainty::Suspect, Action::ReasonRequired));
    assert_eq!(verdict("未解析"), (Certainty::SlightlySuspect, Action::Remind));
}
