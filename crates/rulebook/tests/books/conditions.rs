//! Conditions of local rules: what is refused when the book is compiled, and what the rest says.

use crate::shelf::{document, errors, nation, nation_and, prescription, source};
use domain::{Division, Sex, Stage};
use rulebook::{Library, Review, ReviewOptions, review};

const FILE: &str = "local/4403/d.md";
/// The line of 参数 in the document.
const AT: usize = 8;

/// A rule on lines, with a table where there are rows of one.
fn compiled(condition: &str, more: &str, rows: Option<&str>) -> (Library, Vec<rulebook::Problem>) {
    let quoted = condition.replace('\'', "''");
    let table = if rows.is_some() { "\n知识: cap" } else { "" };
    let head = format!(
        "参数: {{条件: '{quoted}'{more}}}{table}\n判定: 可疑\n处置: {{事前: 提醒, 事中: 提醒, 事后: 疑点}}\n状态: {{正式: 2026-01-01}}"
    );
    let mut sources = nation_and(&[(FILE, &document("DF1", "condition", &head))]);
    if let Some(rows) = rows {
        let heading = "知识点,名称,编码,来源,批次,施行,上限\n";
        sources.push(source("local/4403/knowledge/cap.csv", format!("{heading}{rows}")));
    }
    Library::compile(&sources)
}

/// What the rule says of one line of a man, where the book is as it should be.
fn judged(condition: &str, rows: Option<&str>) -> Review {
    judged_with(condition, "", rows)
}

fn judged_with(condition: &str, more: &str, rows: Option<&str>) -> Review {
    let (library, problems) = compiled(condition, more, rows);
    assert!(errors(&problems).is_empty(), "{condition}: {problems:#?}");
    let book = library.book_for(&Division::new("440300"), &"".into());
    let options = ReviewOptions {
        only: vec!["DF1".into()],
        ..ReviewOptions::default()
    };
    let record = prescription(Sex::Male, "2026-03-01 09:00", &["A1"]);
    review(book, &record, Stage::Audit, &options)
}

/// `True`, `false`, or what is missing.
fn says(condition: &str) -> Result<bool, String> {
    let review = judged(condition, None);
    match review.not_evaluable.first() {
        Some(gap) => Err(gap.missing.clone()),
        None => Ok(!review.findings.is_empty()),
    }
}

#[test]
fn what_can_be_judged_is() {
    for (condition, truth) in [
        ("line.quantity > 0", true),
        ("line.quantity + 1 > 1", true),
        ("line.quantity * 2 - 1 == 1", true),
        ("1 + line.quantity / 4 > 1.2", true),
        ("line.hour / 2 == 4", true),
        ("line.hour % 2 == 0", false),
        ("-line.quantity < 0", true),
        ("line.quantity in [1, 2]", true),
        ("line.hour in [9, 10.5]", true),
        ("(line.quantity > 3 ? 1 : 0.5) < 1", true),
        ("!(person.sex == '男')", false),
        ("person.sex in ['男', '女'] && line.name.contains('A')", true),
        ("line.code.startsWith('A') && size(line.code) == 2", true),
        ("line['quantity'] == 1", true),
        ("encounter.setting != '住院' || line.days_supplied > 3", true),
        ("has(line.days_supplied)", false),
        ("!has(line.days_supplied) && !has(encounter.diagnoses)", true),
        ("!has(line.department) || line.department != '儿科'", true),
        ("string(line.hour) == '9'", true),
        ("true", true),
    ] {
        assert_eq!(says(condition), Ok(truth), "{condition}");
    }
    let many = vec!["line.code != \"Z-?!\""; 51].join(" && ");
    assert_eq!(
        says(&many),
        Ok(true),
        "operators are no nesting, and what stands in a text is none"
    );
    let negative = vec!["line.quantity > -1"; 60].join(" && ");
    assert_eq!(says(&negative), Ok(true));
}

/// Numbers are compared as they are written in decimals.
#[test]
fn arithmetic_is_that_of_decimals() {
    for (condition, truth) in [
        ("4.35 * 100 == 435 && line.quantity == 1", true),
        ("0.1 + 0.2 == 0.3 && line.quantity == 1", true),
        ("line.amount - 9.9 == 0.1", true),
        ("line.amount - 9.9 > 0.1", false),
        ("line.amount / 3 > 3.333333", false),
        ("1.1 * 3 == 3.3 && line.quantity * 1.1 <= 1.1", true),
        ("line.price * 4.35 * 10 < line.amount * 43.5", false),
        ("line.amount > 10.000001 - 0.000002", true),
    ] {
        assert_eq!(says(condition), Ok(truth), "{condition}");
    }
}

#[test]
fn what_is_missing_is_named_and_division_by_zero_is_never_a_violation() {
    for (condition, missing) in [
        ("line.days_supplied > 3", "用法用量"),
        ("line.days_supplied > 3 && line.quantity > 0", "用法用量"),
        ("line.quantity / (line.quantity - 1) > 1", "不为零的除数"),
        ("line.hour / (line.hour - 9) > 1", "不为零的除数"),
        ("line.hour % (line.hour - 9) > 1", "不为零的除数"),
        ("encounter.diagnoses[0] == 'I10'", "诊断"),
        ("!('I10.x00' in encounter.diagnoses)", "诊断"),
        ("size(encounter.diagnoses) == 0", "诊断"),
        ("line.department != '儿科'", "科室"),
        ("encounter.department != '儿科'", "科室"),
    ] {
        assert_eq!(says(condition), Err(missing.to_owned()), "{condition}");
    }
}

#[test]
fn an_empty_text_is_no_fact() {
    let (library, problems) = compiled(
        "line.code != 'A1' || line.name != 'A1' || line.doctor != 'W1'",
        "",
        None,
    );
    assert!(errors(&problems).is_empty(), "{problems:#?}");
    let book = library.book_for(&Division::new("440300"), &"".into());
    let options = ReviewOptions {
        only: vec!["DF1".into()],
        ..ReviewOptions::default()
    };
    for (which, missing) in ["编码", "名称", "医师"].into_iter().enumerate() {
        let mut record = prescription(Sex::Male, "2026-03-01 09:00", &["A1"]);
        let line = &mut record.lines[0];
        match which {
            0 => line.item = "".into(),
            1 => line.name = "".into(),
            _ => line.doctor = "".into(),
        }
        let said = review(book, &record, Stage::Audit, &options);
        assert!(said.findings.is_empty(), "{missing}");
        assert_eq!(said.not_evaluable[0].missing, missing);
    }
}

#[test]
fn what_can_never_be_judged_is_refused_at_its_line() {
    let nested = |count: usize| format!("{}line.quantity > 1{}", "(".repeat(count), ")".repeat(count));
    let slow = ["a", "b", "c", "d", "e", "f"]
        .iter()
        .fold("true".to_owned(), |inner, name| {
            format!("[0,1,2,3,4,5].all({name},{inner})")
        });
    for (condition, word) in [
        ("", "没有写"),
        ("line.quantity >", "没有写完"),
        ("line.quantity = 2", "第 15 字：不该有“=”"),
        ("line.quantity > 1 and true", "第 19 字：不该有“and”"),
        ("(line.quantity > 1", "少了“)”"),
        ("line.quantity ＞ 1", "＞"),
        ("line.quantity > 1 && line.name == 甲", "甲"),
        ("line.quantiy > 1", "line.quantiy"),
        ("has(line.quantiy)", "line.quantiy"),
        ("line['quantiy'] > 1", "line.quantiy"),
        ("foo > 1", "foo"),
        ("foo.bar > 1", "bar"),
        ("line", "line"),
        ("line.quantity", "小数"),
        ("\"a\"", "文字"),
        ("line.name > 1", "文字"),
        ("person.sex == 1", "文字"),
        ("person.sex == '男性'", "男性"),
        ("encounter.setting in ['门诊', '住院部']", "住院部"),
        ("row['上限'] == '1'", "没有知识表"),
        ("int('abc') > 1", "int"),
        ("double(line.name) > 1.0", "double"),
        ("encounter.diagnoses.exists(d, d.startsWith('I21'))", "exists"),
        ("encounter.diagnoses.all(d, d.startsWith('I21'))", "all"),
        ("encounter.diagnoses.exists_one(d, d == 'I21')", "exists_one"),
        ("size(encounter.diagnoses.filter(d, d == 'I21')) > 0", "filter"),
        ("[1,2,3].map(x, x * 2) == [2, 4, 6]", "map"),
        (slow.as_str(), "all"),
        ("line.name.matches('甲|乙')", "matches"),
        ("now() > 1", "now"),
        ("line.hour / 0 == 1", "除以零"),
        ("line.quantity / 0.0 > 1.0", "除以零"),
        ("line.quantity % 2 == 0", "整数"),
        ("line.quantity && true", "真假"),
        ("line.quantity > 1 ? '甲' : 2", "文字"),
        ("{'a': 1}.a == 1", "a"),
        ("line.name == null", "null"),
        ("[] == []", "列表"),
        (&nested(51), "51 层"),
        (&format!("{}true", "!".repeat(51)), "51 层"),
        (&format!("line.name == \"{}\"", "长".repeat(2_000)), "2015 字"),
        (&vec!["line.quantity"; 140].join("+"), ""),
    ] {
        let (library, problems) = compiled(condition, "", None);
        let found = errors(&problems);
        assert_eq!(found.len(), 1, "{condition}: {problems:#?}");
        assert_eq!((found[0].file.as_str(), found[0].line), (FILE, AT), "{condition}");
        assert!(found[0].message.contains(word), "{condition}: {}", found[0].message);
        let book = library.book_for(&Division::new("440300"), &"".into());
        assert!(book.rule("DF1").is_none(), "{condition}");
    }
}

#[test]
fn a_finding_states_the_condition_and_what_it_saw() {
    let rows = "K1,甲,A1,测试,测试,2026-01-01,0.5\n";
    let text = "line.quantity > double(row['上限']) && person.sex == '男' && !has(line.title)";
    let review = judged(text, Some(rows));
    let [compared] = review.findings[0].compared.as_slice() else {
        panic!("{:?}", review.findings[0].compared)
    };
    assert_eq!(compared.fact, "条件");
    assert_eq!(compared.required, format!("不得有：{text}"));
    assert_eq!(
        compared.found,
        "数量（line.quantity）1；性别（person.sex）男；医师职称（line.title）未提供；知识点“上限”0.5"
    );
}

#[test]
fn what_is_required_may_be_said_in_words() {
    let review = judged_with("line.quantity > 0", ", 要求: 每次住院收取一次", None);
    let compared = &review.findings[0].compared[0];
    assert_eq!(
        (compared.fact.as_str(), compared.required.as_str()),
        ("要求", "每次住院收取一次")
    );
}

#[test]
fn what_is_lawful_of_a_line_is_of_lines_that_have_money() {
    for more in [
        ", 上限按就医方式: {住院: 1}, 金额: 不计",
        ", 上限按就医方式: {住院: 1}, 对象: 就诊",
    ] {
        let (_, problems) = compiled("encounter.days == 0", more, None);
        assert!(
            errors(&problems)[0].message.contains("上限按就医方式"),
            "{more}: {problems:#?}"
        );
    }
}

#[test]
fn a_condition_on_encounters_has_no_line() {
    let (_, problems) = compiled("line.quantity > 1", ", 对象: 就诊", None);
    assert!(errors(&problems)[0].message.contains("line.quantity"), "{problems:#?}");
    let (_, problems) = compiled("encounter.days == 0", ", 对象: 就诊", None);
    assert!(errors(&problems).is_empty(), "{problems:#?}");
}

#[test]
fn a_condition_on_encounters_has_no_table() {
    let rows = "1,甲,A1,x,一,2026-01-01,3\n";
    for condition in ["encounter.days == 0", "row[\"上限\"] == \"3\""] {
        let (library, problems) = compiled(condition, ", 对象: 就诊", Some(rows));
        let found = errors(&problems);
        assert_eq!(found.len(), 1, "{condition}: {problems:#?}");
        assert!(found[0].message.contains("知识表"), "{}", found[0].message);
        assert!(found[0].advice.contains("费用明细"), "{}", found[0].advice);
        let book = library.book_for(&Division::new("440300"), &"".into());
        assert!(book.rule("DF1").is_none());
    }
}

#[test]
fn cells_are_texts_that_a_condition_reads_as_numbers() {
    let rows = "1,甲,A1,x,一,2026-01-01,3\n2,乙,A2,x,一,2026-01-01,三\n3,丙,A3,x,一,2026-01-01,NaN\n4,丁,A4,x,一,2026-01-01,\n";
    let (_, problems) = compiled("line.quantity > double(row[\"上限\"])", "", Some(rows));
    let lines: Vec<usize> = errors(&problems).iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [3, 4], "{problems:#?}");
    for (condition, word) in [
        ("line.quantity > row[\"上限\"]", "double(row[\"上限\"])"),
        ("row[\"上线\"] == \"3\"", "上限"),
        ("row[\"名称\"] == \"甲\"", "line.name"),
    ] {
        let (_, problems) = compiled(condition, "", Some(rows));
        let found = errors(&problems);
        assert!(found.len() == 1 && found[0].advice.contains(word), "{problems:#?}");
    }
    assert!(errors(&Library::compile(&nation()).1).is_empty());
}

/// What is certain before any line is looked at, or of no hour, is most likely a slip.
#[test]
fn a_condition_that_hardly_means_what_it_says_is_told() {
    let rows = "1,甲,A1,x,一,2026-01-01,3\n";
    for (condition, rows, word) in [
        ("1 + 1 > 3", None, Some("没有用到任何一项事实")),
        ("true", None, Some("没有用到任何一项事实")),
        ("true", Some(rows), None),
        ("line.hour >= 24", None, Some("line.hour")),
        ("25 > line.hour", None, Some("line.hour")),
        ("line.hour in [22, 23, 24]", None, Some("line.hour")),
        ("line.hour >= 22 || line.hour < 6", None, None),
    ] {
        let (_, problems) = compiled(condition, "", rows);
        assert!(errors(&problems).is_empty(), "{condition}: {problems:#?}");
        let told: Vec<_> = problems.iter().filter(|problem| problem.file == FILE).collect();
        assert_eq!(told.len(), usize::from(word.is_some()), "{condition}: {problems:#?}");
        let says = |word: &str| told[0].line == AT && told[0].message.contains(word);
        assert!(word.is_none_or(says), "{condition}: {problems:#?}");
    }
}
