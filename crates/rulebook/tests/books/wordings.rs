//! What findings say word by word: sums, comparisons, ways out.

use crate::arguments::{NATION, charged, library, with_rules};
use crate::shelf::{prescription, says, sound};
use domain::{CareSetting, Fact, HistoryReach, ItemKind, Money, Quantity, Record, Sex, Stage};
use rulebook::{ReviewOptions, review};

const SEX: &str = "知识点,名称,编码,来源,批次,施行,失效,载入,限定\nx1,甲,A1,公告,一,2026-01-01,,,女\n";

/// Where other findings count all of a finding's money, its sentence names none.
#[test]
fn a_sentence_leaves_out_money_that_is_not_counted() {
    for (said, instead) in [
        ("多收《{项目}》[，计{金额}元]。", "多收《A1》。"),
        (
            "《{项目}》限男性，[{金额}元]不应纳入医保。",
            "《A1》限男性，不应纳入医保。",
        ),
        ("《{项目}》超出{金额}元请转自费。", "《A1》超出0.00元请转自费。"),
    ] {
        let mut sources = with_rules(&[(
            "GZ3",
            "attribute_limit",
            "知识: 表\n参数: {事实: 参保人.性别, 含自费: true}",
            SEX,
        )]);
        let document = sources.iter_mut().find(|file| file.path.contains("/100-"));
        let document = document.expect("the document");
        document.text = document.text.replace("《{项目}》计{金额}元。", said);
        let mut record = charged(1, 1_000);
        let of = |record: &Record| {
            let findings = says(&sound(&sources), NATION, "GZ3", record, Stage::Audit);
            findings[0].sentence.clone()
        };
        assert!(of(&record).contains("10.00元"), "{said}");
        record.lines[0].covered = Money::ZERO;
        assert_eq!(of(&record), instead);
    }
}

#[test]
fn days_that_are_over_are_a_share_of_what_was_paid() {
    let library = library(&[(
        "GZ3",
        "supply_overlap",
        "参数: {上限按就医方式: {门诊: 7}, 容差: 30}",
        "",
    )]);
    let mut record = charged(1, 7_000);
    record.lines[0].kind = ItemKind::Drug;
    record.lines[0].usage.days = Fact::Known(7);
    let mut visit = record.encounters[0].clone();
    (visit.id, visit.begin) = (
        "V2".into(),
        domain::Moment::parse("2026-03-04 09:00").expect("a moment"),
    );
    let mut second = record.lines[0].clone();
    (second.id, second.encounter, second.at) = ("L1".into(), 1, visit.begin);
    record.encounters.push(visit);
    record.lines.push(second);
    record.sort();
    let findings = says(&library, NATION, "GZ3", &record, Stage::Audit);
    assert_eq!(findings[0].arithmetic, "70.00 × 4 ÷ 7 = 40.00 元");
}

#[test]
fn a_sum_beyond_a_limit_is_counted_up_to_what_the_line_adds() {
    let library = library(&[(
        "GZ3",
        "yearly_cap",
        "知识: 表\n参数: {窗口: 就诊}",
        "知识点,名称,编码,来源,批次,施行,失效,载入,限额\ny1,甲,A1,公告,一,2026-01-01,,,10\n",
    )]);
    let mut record = charged(1, 1_500);
    let mut second = record.lines[0].clone();
    second.id = "L1".into();
    second.covered = Money::from_fen(300);
    record.lines.push(second);
    record.sort();
    // Both are one finding: the item is the same, and so is the day.
    let findings = says(&library, NATION, "GZ3", &record, Stage::Audit);
    assert_eq!(
        findings[0].arithmetic,
        "0.00 + 15.00 − 10.00 = 5.00 元；15.00 + 3.00 − 10.00 = 8.00 元，以纳入医保金额 3.00 元为限"
    );
}

/// What excludes each other is counted by quantity; where the patient's paying cures nothing, it is not offered.
#[test]
fn a_pair_says_how_much_of_it_and_what_to_do() {
    let table = "知识点,名称,编码,来源,批次,施行,失效,载入,从项编码,从项名称,窗口\np1,甲,A1,公告,一,2026-01-01,,,A2,乙,单次就诊\n";
    let mut record = prescription(Sex::Male, "2026-03-01 09:00", &["A1", "A2"]);
    record.lines[1].quantity = Quantity::from_units(3);
    for (parameters, required, found, way) in [
        ("{}", "不收《A2》", "收取数量3", "不收《A2》，或不收《A1》"),
        (
            "{含自费: true}",
            "不同用",
            "同用《A2》，数量3",
            "《A2》与《A1》不同用，停用或更换其一",
        ),
    ] {
        let head = format!("知识: 表\n参数: {parameters}");
        let library = library(&[("GZ3", "pair_exclusion", &head, table)]);
        let finding = &says(&library, NATION, "GZ3", &record, Stage::Audit)[0];
        let compared = &finding.compared[0];
        assert_eq!((compared.required.as_str(), compared.found.as_str()), (required, found));
        assert_eq!(finding.ways_out[0], way);
    }
}

/// Giving up the main item is no way out where another one refuses the same, where it is refused itself, or where it
/// costs more than what is refused.
#[test]
fn the_main_item_is_offered_only_where_that_is_the_end_of_it() {
    const PAIRS: &str = "知识点,名称,编码,来源,批次,施行,失效,载入,从项编码,从项名称,窗口\n";
    let pair = |id: &str, main: &str, minor: &str| {
        format!("{id},{main},{main},公告,一,2026-01-01,,,{minor},{minor},单次就诊\n")
    };
    let ways = |pairs: &[String], items: &[&str], main_fen: i64| {
        let table = format!("{PAIRS}{}", pairs.concat());
        let library = library(&[("GZ3", "pair_exclusion", "知识: 表", &table)]);
        let mut record = prescription(Sex::Male, "2026-03-01 09:00", items);
        record.lines[0].covered = Money::from_fen(main_fen);
        let findings = says(&library, NATION, "GZ3", &record, Stage::Audit);
        findings
            .into_iter()
            .map(|finding| finding.ways_out[0].clone())
            .collect::<Vec<_>>()
    };
    let (of_a1, of_a3) = (pair("p1", "A1", "A2"), pair("p2", "A3", "A2"));
    let own = std::slice::from_ref(&of_a1);
    assert_eq!(ways(own, &["A1", "A2"], 1_000), ["不收《A2》，或不收《A1》"]);
    assert_eq!(ways(own, &["A1", "A2"], 1_001), ["不收《A2》"], "dearer");
    assert_eq!(ways(own, &["A1", "A1", "A2"], 100), ["不收《A2》"], "two of them");
    let both = [of_a1.clone(), of_a3];
    assert_eq!(
        ways(&both, &["A1", "A2", "A3"], 100),
        ["不收《A2》"],
        "another one refuses it"
    );
    let chain = [of_a1, pair("p2", "A3", "A1")];
    assert_eq!(
        ways(&chain, &["A1", "A2", "A3"], 100),
        ["不收《A2》", "不收《A1》"],
        "refused itself"
    );
}

/// What the patient pays of a line must be a line of its own, as a line is judged by its whole quantity.
#[test]
fn days_that_the_patient_pays_are_a_line_of_their_own() {
    let columns = "知识点,名称,编码,来源,批次,施行,失效,载入,天数上限,计法\n";
    let table = format!("{columns}c1,甲,A1,公告,一,2026-01-01,,,10,使用天数\n");
    let library = library(&[("GZ3", "paid_days_cap", "知识: 表", &table)]);
    let mut record = charged(1, 1_000);
    record.history = HistoryReach::Since(domain::Day::parse("2020-01-01").expect("a day"));
    record.lines[0].usage.days = Fact::Known(12);
    let mut second = record.lines[0].clone();
    (second.id, second.at) = ("L1".into(), second.at.plus_seconds(12 * 86_400));
    record.lines.push(second);
    record.sort();
    let findings = says(&library, NATION, "GZ3", &record, Stage::Audit);
    let ways: Vec<&str> = findings.iter().map(|finding| finding.ways_out[0].as_str()).collect();
    assert_eq!(
        ways,
        ["超过10天的部分转自费，或停用", "超过10天的部分另列一行转自费，或停用"]
    );
}

/// An order can give up no more than it adds, and what was used up comes back with time.
#[test]
fn what_was_ordered_before_is_not_this_orders_to_give_up() {
    let columns = "知识点,名称,编码,来源,批次,施行,失效,载入,上限,单位,滚动天数\n";
    let table = format!("{columns}c1,甲,A1,公告,一,2026-01-01,,,1,,15\n");
    let ways = |window: &str, record: &Record| {
        let head = format!("知识: 表\n参数: {{计量: 数量, 窗口: {window}}}");
        let library = library(&[("GZ3", "quantity_cap", &head, &table)]);
        let finding = says(&library, NATION, "GZ3", record, Stage::Settlement).remove(0);
        let compared = &finding.compared[0];
        (
            finding.ways_out[0].clone(),
            format!("{}，{}", compared.required, compared.found),
        )
    };
    let mut record = charged(1, 1_000);
    record.history = HistoryReach::Since(domain::Day::parse("2020-01-01").expect("a day"));
    let mut second = record.lines[0].clone();
    (second.id, second.at) = (
        "L1".into(),
        domain::Moment::parse("2026-03-01 10:00").expect("a moment"),
    );
    record.lines.push(second);
    record.sort();
    assert_eq!(
        ways("单日", &record),
        ("数量由2减为1".to_owned(), "不超过1，2".to_owned())
    );
    record.lines[0].current = false;
    assert_eq!(ways("单日", &record).0, "本次减少1");
    assert_eq!(
        ways("滚动", &record),
        (
            "本次减少1次，或自2026-03-16起再开".to_owned(),
            "不超过1次，2次".to_owned()
        )
    );
    // What alone is beyond the cap does not come within it by waiting.
    record.lines[1].quantity = Quantity::from_units(2);
    assert_eq!(ways("滚动", &record).0, "本次减少2次");
}

#[test]
fn a_comparison_names_the_fact_and_not_its_place() {
    let library = library(&[(
        "GZ3",
        "attribute_limit",
        "知识: 表\n参数: {事实: 参保人.性别, 方向: 禁用}",
        &SEX.replace(",女", ",男"),
    )]);
    let finding = &says(&library, NATION, "GZ3", &charged(1, 1_000), Stage::Audit)[0];
    let compared = &finding.compared[0];
    assert_eq!(
        (compared.fact.as_str(), compared.required.as_str()),
        ("性别", "不得为男")
    );
}

/// A line's numbers that do not fit are said to: also where there is no quantity to multiply with.
#[test]
fn amounts_that_do_not_fit_are_said_to() {
    let library = library(&[("GZ3", "field_validity", "参数: {检查: [明细金额不符]}", "")]);
    let found = |record: &Record| {
        let finding = &says(&library, NATION, "GZ3", record, Stage::Audit)[0];
        finding.compared[0].found.clone()
    };
    let mut record = charged(2, 3_000);
    assert_eq!(
        found(&record),
        "单价乘以数量为 10.00 × 2 = 20.00 元，与上传金额 30.00 元不符"
    );
    record.lines[0].quantity = Quantity::ZERO;
    assert_eq!(found(&record), "数量为零，上传金额为 30.00 元");
}

/// Of a stay that ends before it begins, no line is outside for certain.
#[test]
fn a_stay_that_ends_before_it_begins_holds_no_line_to_account() {
    let library = library(&[("GZ3", "time_containment", "参数: {宽限小时: 24}", "")]);
    let mut record = charged(1, 1_000);
    record.encounters[0].setting = Fact::Known(CareSetting::Inpatient);
    record.lines[0].at = domain::Moment::parse("2026-03-04 09:00").expect("a moment");
    let judged = |record: &Record| {
        let review = review(library.national(), record, Stage::Settlement, &ReviewOptions::default());
        let missing = review.not_evaluable.into_iter().map(|entry| entry.missing);
        (review.findings.len(), missing.collect::<Vec<_>>())
    };
    record.encounters[0].end = domain::Moment::parse("2026-03-02 10:00").ok();
    assert_eq!(judged(&record), (1, vec![]));
    record.encounters[0].end = domain::Moment::parse("2026-02-28 10:00").ok();
    assert_eq!(judged(&record), (0, vec!["出院时间".to_owned()]));
}
