//! What findings argue: their sums, their sentences, their names, and what they count.

use crate::shelf::{document, nation, prescription, says, sound, source};
use domain::{Encounter, Fact, Finding, HistoryReach, Money, Quantity, Record, Sex, Stage, UnitPrice};
use rulebook::{Library, ReviewOptions, SourceFile, review};

pub const NATION: (&str, &str) = ("", "");
const LIVE: &str = "判定: 明确违规\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";

pub fn with_rules(rules: &[(&str, &str, &str, &str)]) -> Vec<SourceFile> {
    let mut sources = nation();
    for (number, (code, primitive, head, table)) in rules.iter().enumerate() {
        let head = head.replace("表", &format!("t{number}"));
        let text = document(code, primitive, &format!("{head}\n{LIVE}"));
        let text = text.replace("话术: 请核对《{项目}》。", "话术: 《{项目}》计{金额}元。");
        sources.push(source(&format!("national/policy/1{number:02}-trial.md"), text));
        if !table.is_empty() {
            sources.push(source(&format!("national/knowledge/t{number}.csv"), *table));
        }
    }
    sources
}

pub fn library(rules: &[(&str, &str, &str, &str)]) -> Library {
    sound(&with_rules(rules))
}

fn all(library: &Library, record: &Record) -> Vec<Finding> {
    let options = ReviewOptions::default();
    review(library.national(), record, Stage::Audit, &options).findings
}

/// One line of `A1` with a quantity and a sum of which the fund pays all.
pub fn charged(quantity: i64, fen: i64) -> Record {
    let mut record = prescription(Sex::Male, "2026-03-01 09:00", &["A1"]);
    let line = &mut record.lines[0];
    line.quantity = Quantity::from_units(quantity);
    (line.amount, line.covered) = (Money::from_fen(fen), Money::from_fen(fen));
    record
}

const DAILY: (&str, &str, &str, &str) = (
    "GZ3",
    "quantity_cap",
    "知识: 表\n参数: {计量: 数量, 窗口: 单日}",
    "知识点,名称,编码,来源,批次,施行,失效,载入,上限,单位\nc1,甲,A1,公告,一,2026-01-01,,,24,小时\n",
);

#[test]
fn a_share_says_how_it_comes_about() {
    let library = library(&[DAILY]);
    let findings = says(&library, NATION, "GZ3", &charged(26, 10_400), Stage::Audit);
    assert_eq!(findings[0].arithmetic, "104.00 × 2 ÷ 26 = 8.00 元");
    assert_eq!(findings[0].sentence, "《A1》计8.00元。");
    // Two lines of one day, of which the second is wholly and the first partly beyond.
    let mut record = charged(26, 10_400);
    let mut second = record.lines[0].clone();
    (second.id, second.quantity) = ("L1".into(), Quantity::from_units(1));
    second.covered = Money::from_fen(400);
    record.lines.push(second);
    record.sort();
    let findings = says(&library, NATION, "GZ3", &record, Stage::Audit);
    assert_eq!(findings[0].arithmetic, "104.00 × 2 ÷ 26 + 4.00 = 12.00 元");
}

#[test]
fn an_excess_is_counted_up_to_what_the_fund_paid_and_says_so() {
    let library = library(&[(
        "GZ3",
        "price_ceiling",
        "知识: 表\n参数: {含自费: true}",
        "知识点,名称,编码,来源,批次,施行,失效,载入,限价\np1,甲,A1,公告,一,2026-01-01,,,6\n",
    )]);
    let mut record = charged(3, 3_000);
    let arithmetic = |record: &Record| {
        says(&library, NATION, "GZ3", record, Stage::Audit)[0]
            .arithmetic
            .clone()
    };
    assert_eq!(arithmetic(&record), "（10.00 − 6.00）× 3 = 12.00 元");
    record.lines[0].covered = Money::from_fen(500);
    assert_eq!(
        arithmetic(&record),
        "（10.00 − 6.00）× 3 = 12.00 元，以纳入医保金额 5.00 元为限"
    );
}

#[test]
fn a_discounted_operation_is_compared_by_the_unit() {
    let library = library(&[(
        "GZ3",
        "price_ceiling",
        "知识: 表\n参数: {计法: 折价, 折价比例: 0.5}",
        "知识点,名称,编码,来源,批次,施行,失效,载入,分组\ng1,甲,A1,公告,一,2026-01-01,,,组\ng2,乙,A2,公告,一,2026-01-01,,,组\n",
    )]);
    let mut record = prescription(Sex::Male, "2026-03-01 09:00", &["A1", "A2"]);
    record.lines[0].list_price = Fact::Known(UnitPrice::from_scaled(20_000_000));
    let second = &mut record.lines[1];
    second.quantity = Quantity::from_units(2);
    second.list_price = Fact::Known(UnitPrice::from_scaled(10_000_000));
    (second.amount, second.covered) = (Money::from_fen(1_600), Money::from_fen(1_600));
    let finding = &says(&library, NATION, "GZ3", &record, Stage::Audit)[0];
    assert_eq!(finding.arithmetic, "16.00 − 5.00 × 2 = 6.00 元");
    assert_eq!(
        (
            finding.compared[0].required.as_str(),
            finding.compared[0].found.as_str()
        ),
        ("不超过目录单价10.00元的50%，即5.00元", "8.00元")
    );
    assert_eq!(finding.ways_out[0], "按目录单价的50%收取，即单价5.00元，共10.00元");
    record.lines[1].quantity = Quantity::from_units(1);
    let finding = &says(&library, NATION, "GZ3", &record, Stage::Audit)[0];
    assert_eq!(finding.ways_out[0], "按目录单价的50%收取，即5.00元");
}

/// The number that a text holds.
fn number(text: &str) -> Quantity {
    let digits = text.chars().filter(|one| one.is_ascii_digit() || *one == '.');
    digits.collect::<String>().parse().expect("one number")
}

/// Lines of one item and day that exceed a sum one after the other are told of as one line would be, and who follows
/// the way out is judged no more.
#[test]
fn what_exceeds_a_sum_in_several_lines_is_told_as_a_whole() {
    let head = "知识点,名称,编码,来源,批次,施行,失效,载入";
    let rules = [
        (
            "quantity_cap",
            "{计量: 数量, 窗口: 滚动}",
            format!("{head},上限,滚动天数\nr1,甲,A1,公告,一,2026-01-01,,,1,14\n"),
            "《A1》至本次5，计40.00元。",
            "本次减少4次",
        ),
        (
            "yearly_cap",
            "{窗口: 自然年}",
            format!("{head},限额\ny1,甲,A1,公告,一,2026-01-01,,,10\n"),
            "《A1》至本次50.00，计40.00元。",
            "超出限额的40.00元转自费",
        ),
    ];
    for (primitive, params, table, sentence, way) in rules {
        let mut sources = with_rules(&[("GZ3", primitive, &format!("知识: 表\n参数: {params}"), &table)]);
        for source in &mut sources {
            source.text = source.text.replace("《{项目}》计", "《{项目}》至本次{实际}，计");
        }
        let library = sound(&sources);
        let mut record = charged(3, 3_000);
        for number in 1..=2 {
            let mut line = record.lines[0].clone();
            line.id = format!("L{number}").as_str().into();
            line.quantity = Quantity::from_units(1);
            (line.amount, line.covered) = (Money::from_fen(1_000), Money::from_fen(1_000));
            record.lines.push(line);
        }
        record.sort();
        let findings = says(&library, NATION, "GZ3", &record, Stage::Audit);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].sentence, sentence);
        assert_eq!(findings[0].compared.len(), 1, "{:?}", findings[0].compared);
        assert_eq!(findings[0].ways_out[0], way);
        // Units are given up, or money is paid, from the last line on.
        let mut left = number(way);
        for line in record.lines.iter_mut().rev() {
            if primitive == "quantity_cap" {
                let less = left.min(line.quantity);
                line.quantity -= less;
                left -= less;
            } else {
                let less = left.min(Quantity::from_scaled(line.covered.scaled() * 100));
                line.covered -= Money::from_fen(less.scaled() / 100);
                left -= less;
            }
        }
        assert_eq!(left, Quantity::ZERO);
        assert_eq!(says(&library, NATION, "GZ3", &record, Stage::Audit), []);
    }
}

/// Lines of one item and day of which each has its price are told of with each price and each way out.
#[test]
fn each_price_of_a_finding_is_told() {
    let sources = with_rules(&[(
        "GZ3",
        "price_ceiling",
        "知识: 表\n参数: {含自费: true}",
        "知识点,名称,编码,来源,批次,施行,失效,载入,限价\np1,甲,A1,公告,一,2026-01-01,,,6\n",
    )]);
    let texts = sources.into_iter().map(|mut source| {
        source.text = source
            .text
            .replace("《{项目}》计", "《{项目}》限{上限}元，收{实际}元，计");
        source
    });
    let library = sound(&texts.collect::<Vec<_>>());
    let mut record = charged(1, 1_000);
    for (number, price) in [(1, 8_000_000), (2, 10_000_000)] {
        let mut line = record.lines[0].clone();
        line.id = format!("L{number}").as_str().into();
        line.price = UnitPrice::from_scaled(price);
        record.lines.push(line);
    }
    record.sort();
    let finding = &says(&library, NATION, "GZ3", &record, Stage::Audit)[0];
    assert_eq!(finding.sentence, "《A1》限6.00元，收10.00、8.00元，计10.00元。");
    let ways: Vec<&str> = finding.ways_out.iter().map(String::as_str).collect();
    assert_eq!(ways, ["单价由10.00元改为6.00元", "单价由8.00元改为6.00元", "改正"]);
}

/// Of a line that two rules blame, the sentence of each names what that finding counts.
#[test]
fn a_sentence_names_the_money_that_its_finding_keeps() {
    let never = (
        "GZ4",
        "attribute_limit",
        "知识: 表\n参数: {事实: 无}",
        "知识点,名称,编码,来源,批次,施行,失效,载入\nn1,乙,A2,公告,一,2026-01-01,,\n",
    );
    let course = (
        "GZ3",
        "yearly_cap",
        "知识: 表\n参数: {窗口: 就诊}",
        "知识点,名称,编码,来源,批次,施行,失效,载入,限额\ny1,甲,A1|A2,公告,一,2026-01-01,,,0\n",
    );
    let library = library(&[course, never]);
    let mut record = prescription(Sex::Male, "2026-03-01 09:00", &["A1", "A2"]);
    record.lines[1].covered = Money::from_fen(700);
    let said: Vec<(String, Money, String)> = all(&library, &record)
        .into_iter()
        .map(|finding| (finding.rule.as_str().to_owned(), finding.amount, finding.sentence))
        .collect();
    for (rule, amount, sentence) in &said {
        assert!(
            sentence.ends_with(&format!("计{amount}元。")),
            "{rule}: {sentence}, {amount}"
        );
    }
    let total: Money = said.iter().map(|(_, amount, _)| *amount).sum();
    assert_eq!(total, Money::from_fen(1_700));
}

/// The same line under another number is the same finding.
#[test]
fn names_of_findings_do_not_depend_on_numbers_of_lines() {
    let library = library(&[("GZ3", "field_validity", "参数: {检查: [医师缺失, 明细编码缺失]}", "")]);
    let mut record = prescription(Sex::Male, "2026-03-01 09:00", &["A1", "", ""]);
    record.lines.iter_mut().for_each(|line| line.doctor = "".into());
    (record.lines[1].name, record.lines[2].name) = ("空调费".into(), "陪护费".into());
    let keys = |record: &Record| {
        let mut keys: Vec<_> = all(&library, record).into_iter().map(|finding| finding.key).collect();
        keys.sort_unstable();
        keys
    };
    let before = keys(&record);
    assert_eq!(before.len(), 3, "one for each item; what has no code goes by its name");
    record
        .lines
        .iter_mut()
        .for_each(|line| line.id = format!("X{}", line.id).as_str().into());
    assert_eq!(keys(&record), before);
}

/// Two institutions may give one number to an encounter.
#[test]
fn money_of_an_encounter_is_that_of_its_institution() {
    let library = library(&[
        DAILY,
        (
            "GZ4",
            "encounter_interval",
            "参数: {对象: 门诊, 计法: 次数, 窗口天数: 5, 上限: 1}",
            "",
        ),
    ]);
    let mut record = charged(26, 10_400);
    let mut other: Encounter = record.encounters[0].clone();
    other.institution.code = "H2".into();
    other.begin = domain::Moment::parse("2026-03-02 09:00").expect("a moment");
    other.fund_paid = Fact::Known(Money::from_fen(800));
    record.encounters.push(other);
    record.history = HistoryReach::Since(domain::Day::parse("2020-01-01").expect("a day"));
    let visits = says(&library, NATION, "GZ4", &record, Stage::Audit);
    assert_eq!(visits[0].amount, Money::from_fen(800));
    let of_visit = |findings: Vec<Finding>| {
        let mut own = findings.into_iter().filter(|finding| finding.rule.as_str() == "GZ4");
        own.next()
            .map(|finding| (finding.institution.as_str().to_owned(), finding.amount))
    };
    assert_eq!(
        of_visit(all(&library, &record)),
        Some(("H2".into(), Money::from_fen(800)))
    );
}

/// A local row that takes over a code counts what was used while the row above spoke.
#[test]
fn a_row_that_takes_over_counts_what_was_used_before() {
    let head = "知识: limits\n参数: {窗口: 自然年}";
    let table = "知识点,名称,编码,来源,批次,施行,失效,载入,限额\n";
    let mut sources = nation();
    sources.push(source(
        "national/policy/100-trial.md",
        document("GZ3", "yearly_cap", &format!("{head}\n{LIVE}")),
    ));
    sources.push(source(
        "national/knowledge/limits.csv",
        format!("{table}y1,甲,A1,公告,一,2026-01-01,,,20.00\n"),
    ));
    sources.push(source(
        "local/44/limits.csv",
        format!("{table}y2,甲,A1,公告,一,2026-03-01,,,15.00\n"),
    ));
    let library = sound(&sources);
    let mut record = prescription(Sex::Male, "2026-02-01 09:00", &["A1"]);
    for (number, at) in [(1, "2026-02-20 09:00"), (2, "2026-03-02 09:00")] {
        let mut line = record.lines[0].clone();
        line.id = format!("L{number}").as_str().into();
        line.at = domain::Moment::parse(at).expect("a moment");
        record.lines.push(line);
    }
    record.sort();
    let blamed = |place| -> Vec<(u32, Money)> {
        let findings = says(&library, place, "GZ3", &record, Stage::Audit);
        let lines = findings.iter().flat_map(|finding| &finding.lines);
        lines
            .filter(|line| line.amount.is_positive())
            .map(|line| (line.index, line.amount))
            .collect()
    };
    // The first two lines are within the national cap, and are the province's past.
    assert_eq!(blamed(NATION), [(2, Money::from_fen(1_000))]);
    assert_eq!(blamed(("440000", "")), [(2, Money::from_fen(1_000))]);
    record.lines.remove(1);
    let blamed: Vec<Money> = says(&library, ("440000", ""), "GZ3", &record, Stage::Audit)
        .iter()
        .map(|finding| finding.amount)
        .collect();
    assert_eq!(blamed, [Money::from_fen(500)]);
}
