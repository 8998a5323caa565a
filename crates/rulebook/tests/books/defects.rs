//! Defects: named with file and line, and never in the way of the rest. And the content hash.

use crate::shelf::{HEADING, cited, document, errors, nation, nation_and, prescription, says, sound, source};
use domain::{Sex, Stage};
use rulebook::{Library, Problem};

const NATION: (&str, &str) = ("", "");

/// True where both rules of the nation still judge.
fn the_rest_works(library: &Library) -> bool {
    let woman = prescription(Sex::Female, "2026-03-01", &["D1"]);
    let six = prescription(Sex::Male, "2026-03-01", &["A1", "A2", "A3", "A4", "A5", "A6"]);
    cited(library, NATION, &woman).len() == 1 && says(library, NATION, "GZ2", &six, Stage::Audit).len() == 1
}

fn places(problems: &[Problem]) -> Vec<(String, usize)> {
    errors(problems)
        .iter()
        .map(|problem| (problem.file.clone(), problem.line))
        .collect()
}

#[test]
fn a_broken_document_is_named_and_the_rest_works() {
    let good = document(
        "GZ3",
        "attribute_limit",
        "知识: limit\n参数: {事实: 参保人.性别}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}",
    );
    let broken = [
        ("判定: 可疑", "判定: 大概", 10),
        ("事实: 参保人.性别", "事实: 参保人.身高", 9),
        ("参数: {事实: 参保人.性别}", "参数: {事实: 参保人.性别, 阈值: 3}", 9),
        ("知识: limit", "知识: 没有这张表", 8),
        ("知识: limit", "知识:\n  - limit\n  - 没有这张表", 10),
        ("原语: attribute_limit", "原语: attribute_limits", 7),
        ("状态: {正式: 2026-01-01}", "状态: {正式: 2026-02-30}", 12),
        (
            "状态: {正式: 2026-01-01}",
            "状态: {试行: 2026-03-01, 正式: 2026-01-01}",
            12,
        ),
        ("编码: GZ3", "别码: GZ3", 2),
        ("编码: GZ3", "编码：GZ3", 2),
        ("名称: 试验", "名称：试验", 3),
        ("文件: 条例", "文件：条例", 14),
        ("话术: 请核对《{项目}》。", "话术: 请核对《{未知}》。", 17),
        ("需要: [费用明细]", "需要: [费用明细", 0),
        ("---\n编码", "编码", 1),
        ("事中: 提醒", "事中: 拦截", 11),
        ("事中: 提醒", "事中: 疑点", 11),
        ("事后: 疑点", "事后: 拦截", 11),
        ("事后: 疑点", "事后: 提醒", 11),
    ];
    for (from, to, line) in broken {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let (library, problems) = Library::compile(&nation_and(&[("national/policy/003-x.md", &text)]));
        let own: Vec<_> = places(&problems)
            .into_iter()
            .filter(|(file, _)| file == "national/policy/003-x.md")
            .collect();
        assert!(
            !own.is_empty() && own.len() == errors(&problems).len(),
            "{to}: {problems:#?}"
        );
        assert!(
            line == 0 || own.iter().any(|(_, at)| *at == line),
            "{to}: line {line} is not among {own:?}"
        );
        assert!(the_rest_works(&library), "{to}");
    }
    let (library, problems) = Library::compile(&nation_and(&[("national/policy/003-x.md", &good)]));
    assert!(errors(&problems).is_empty() && library.national().rule("GZ3").is_some());
}

#[test]
fn a_broken_row_is_named_and_the_rest_works() {
    let good = format!("{HEADING}k1,甲,D1,男,公告,一,2026-01-01,,\nk2,乙,D2,女,公告,一,2026-01-01,,\n");
    for broken in [
        "k3,丙,D3,阴性,公告,一,2026-01-01,,",
        "k3,丙,,男,公告,一,2026-01-01,,",
        "k3,丙,D3,男,公告,一,2026-02-30,,",
        "k3,丙,D3,男,公告,一,2026-02-01,2026-02-01,",
        "k3,丙,D3,男,公告,一,,,",
        ",丙,D3,男,公告,一,2026-01-01,,",
        "k1,丙,D3,男,公告,一,2026-01-01,,",
        "k3,丙,D3,男",
        "k3,丙,D3,男,公告,一,2026-01-01,,,,",
    ] {
        let mut sources = nation();
        sources[2] = source(
            "national/knowledge/limit.csv",
            format!("{good}{broken}\nk9,己,D9,男,公告,一,2026-01-01,,\n"),
        );
        let (library, problems) = Library::compile(&sources);
        assert_eq!(
            places(&problems),
            [("national/knowledge/limit.csv".to_owned(), 4)],
            "{broken}: {problems:#?}"
        );
        assert!(the_rest_works(&library), "{broken}");
        let late = prescription(Sex::Female, "2026-03-01", &["D9"]);
        assert_eq!(
            cited(&library, NATION, &late).len(),
            1,
            "rows after the broken one count: {broken}"
        );
    }
}

#[test]
fn two_rows_of_one_item_with_different_limits_never_both_rule() {
    let mut sources = nation();
    sources[2] = source(
        "national/knowledge/limit.csv",
        format!("{HEADING}k1,甲,D1,男,公告,一,2026-01-01,,\nk2,甲片,D1,女,公告,一,2026-02-01,,\n"),
    );
    let (library, problems) = Library::compile(&sources);
    assert!(problems.iter().any(|problem| problem.line == 3), "{problems:#?}");
    for sex in [Sex::Male, Sex::Female] {
        let found = cited(&library, NATION, &prescription(sex, "2026-03-01", &["D1"]));
        assert_eq!(
            found.len(),
            usize::from(sex == Sex::Female),
            "the first row alone rules"
        );
    }
}

#[test]
fn a_repeated_code_is_refused() {
    // A local one is refused for its code's sake before it is compared.
    let first = "national/policy/001-sex.md";
    for (path, word) in [("national/policy/999-again.md", first), ("local/4403/again.md", "DF")] {
        let again = nation()[0].text.clone();
        let (library, problems) = Library::compile(&nation_and(&[(path, &again)]));
        assert_eq!(places(&problems).len(), 1, "{problems:#?}");
        assert!(
            problems
                .iter()
                .any(|problem| problem.file == path && problem.line == 2 && problem.message.contains(word))
        );
        assert!(the_rest_works(&library));
        assert_eq!(
            library
                .national()
                .rules()
                .filter(|rule| rule.code.as_str() == "GZ1")
                .count(),
            1
        );
    }
    // Two tables of one name in one layer are an error too.
    let table = nation()[2].text.clone();
    let (_, problems) = Library::compile(&nation_and(&[("national/other/limit.csv", &table)]));
    assert_eq!(errors(&problems).len(), 1, "{problems:#?}");
}

#[test]
fn files_that_belong_nowhere_are_named() {
    for path in ["elsewhere/a.md", "local/abc/a.md", "a.md", "local/123/a.md"] {
        let text = nation()[0].text.replace("GZ1", "GZ7");
        let (library, problems) = Library::compile(&nation_and(&[(path, &text)]));
        assert_eq!(places(&problems), [(path.to_owned(), 0)], "{problems:#?}");
        assert!(the_rest_works(&library) && library.national().rule("GZ7").is_none());
    }
}

#[test]
fn the_hash_is_that_of_every_byte_and_of_nothing_else() {
    let hash = sound(&nation()).hash().to_owned();
    let mut turned = nation();
    turned.reverse();
    assert_eq!(
        sound(&turned).hash(),
        hash,
        "the order in which files are read is no content"
    );
    assert_eq!(sound(&nation()).national().hash(), hash);
    for at in 0..nation().len() {
        let mut longer = nation();
        longer[at].text.push('\n');
        assert_ne!(
            Library::compile(&longer).0.hash(),
            hash,
            "one byte more in {}",
            longer[at].path
        );
        let mut moved = nation();
        moved[at].path = moved[at].path.replace("national/", "national/x/");
        assert_ne!(Library::compile(&moved).0.hash(), hash, "another path");
    }
    // A byte that moves from one file to the next is a change as well.
    let mut shifted = nation();
    let tail = shifted[0].text.pop().expect("a text");
    shifted[1].text.insert(0, tail);
    assert_ne!(Library::compile(&shifted).0.hash(), hash);
    let cited = says(
        &sound(&nation()),
        NATION,
        "GZ1",
        &prescription(Sex::Female, "2026-03-01", &["D1"]),
        Stage::Audit,
    );
    assert_eq!(
        cited[0].book_hash, hash,
        "every finding carries the version that judged"
    );
}

/// Where two rows of one item overlap in part, the later one rules once the earlier has ended.
#[test]
fn the_later_row_rules_after_the_earlier_has_ended() {
    let mut sources = nation();
    sources[2] = source(
        "national/knowledge/limit.csv",
        format!("{HEADING}k1,甲,D1,男,公告,一,2026-01-01,2026-03-01,\nk2,甲片,D1,女,公告,一,2026-02-01,,\n"),
    );
    let (library, _) = Library::compile(&sources);
    let on = |sex, at| {
        cited(&library, NATION, &prescription(sex, at, &["D1"]))
            .into_iter()
            .map(|(id, _)| id)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        [on(Sex::Female, "2026-02-15"), on(Sex::Male, "2026-02-15")],
        [vec!["k1".to_owned()], vec![]]
    );
    assert_eq!(
        [on(Sex::Female, "2026-03-15"), on(Sex::Male, "2026-03-15")],
        [vec![], vec!["k2".to_owned()]]
    );
}

#[test]
fn what_an_import_rejected_is_no_table() {
    sound(&nation_and(&[(
        "national/knowledge/rejected.rej.csv",
        "文件,工作表,行,字段,原因,原文\n甲.xlsx,S,3,编码,没有可用的国家代码,乙片\n",
    )]));
}

/// A column that nobody reads may be the end of a validity, written differently.
#[test]
fn a_misspelt_column_is_named() {
    for (column, nearest) in [
        ("失效日期", Some("失效")),
        ("标记", Some("标注")),
        ("上限值", Some("上限")),
        ("厂家", None),
    ] {
        let mut sources = nation();
        sources[2].text = format!("知识点,名称,编码,限定,来源,批次,施行,{column}\nk1,甲,D1,男,公告,一,2026-01-01,\n");
        let (library, problems) = Library::compile(&sources);
        let named = problems.iter().find(|problem| problem.message.contains(column));
        let named = named.unwrap_or_else(|| panic!("{column}: {problems:#?}"));
        let woman = prescription(Sex::Female, "2026-03-01", &["D1"]);
        match nearest {
            Some(nearest) => assert!(named.advice.contains(nearest) && cited(&library, NATION, &woman).is_empty()),
            None => assert!(errors(&problems).is_empty() && cited(&library, NATION, &woman).len() == 1),
        }
    }
}

#[test]
fn cells_that_can_never_match_are_named() {
    for (cells, word) in [
        ("d3,男,公告", "小写"),
        ("Ｄ３,男,公告", "全角"),
        ("D3、D4,男,公告", "|"),
        ("D*3,男,公告", "末尾"),
        ("丙,男,公告", "名:"),
        ("009999010010000-990001003,男,公告", "009999010010000"),
        ("3.10701E+12,男,公告", "设为文本"),
        ("003107010220000.0,男,公告", "设为文本"),
        ("D3,男,", "来源"),
    ] {
        let mut sources = nation();
        let rows = format!("{HEADING}k1,甲,D1,男,公告,一,2026-01-01,,\nk3,丙,{cells},一,2026-01-01,,\n");
        sources[2].text = rows;
        let (_, problems) = Library::compile(&sources);
        assert_eq!(
            places(&problems),
            [("national/knowledge/limit.csv".to_owned(), 3)],
            "{cells}: {problems:#?}"
        );
        let said = format!("{}{}", errors(&problems)[0].message, errors(&problems)[0].advice);
        assert!(said.contains(word), "{cells}: {said}");
    }
}

#[test]
fn an_open_quote_is_told_with_what_it_swallowed() {
    let mut sources = nation();
    let (good, bad) = (
        "k1,甲,D1,男,公告,一,2026-01-01,,\n",
        "k3,\"丙,D3,男,公告,一,2026-01-01,,\n",
    );
    sources[2].text =
        format!("{HEADING}{good}{bad}k4,丁,D4,男,公告,一,2026-01-01,,\nk5,戊,D5,男,公告,一,2026-01-01,,\n");
    let (_, problems) = Library::compile(&sources);
    assert_eq!(
        places(&problems),
        [("national/knowledge/limit.csv".to_owned(), 3)],
        "{problems:#?}"
    );
    assert!(errors(&problems)[0].message.contains("引号") && errors(&problems)[0].message.contains("2 行"));
}

#[test]
fn a_missing_table_is_the_only_complaint() {
    let head = "知识: 没有这张表\n参数: {条件: 'line.quantity > double(row[\"上限\"])'}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let text = document("GZ3", "condition", head);
    let (_, problems) = Library::compile(&nation_and(&[("national/policy/003-x.md", &text)]));
    assert_eq!(errors(&problems).len(), 1, "{problems:#?}");
}

#[test]
fn a_code_is_plain_and_a_local_one_begins_with_df() {
    let good = nation()[0].text.clone();
    for (path, code) in [
        ("national/policy/003-x.md", "\"GZ 3\\n\""),
        ("local/4403/x.md", "ABC"),
        ("local/4403/x.md", "\"DF\\n1\""),
    ] {
        let text = good.replacen("编码: GZ1", &format!("编码: {code}"), 1);
        let (library, problems) = Library::compile(&nation_and(&[(path, &text)]));
        assert_eq!(places(&problems), [(path.to_owned(), 2)], "{code}: {problems:#?}");
        assert!(the_rest_works(&library));
    }
}

#[test]
fn an_insurance_that_nobody_has_is_named() {
    let head = "知识: insurance\n参数: {事实: 就诊.险种}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let rule = document("GZ3", "attribute_limit", head);
    let rows = format!("{HEADING}k1,甲,D1,职工医保,公告,一,2026-01-01,,\nk2,乙,D2,职工|居民,公告,一,2026-01-01,,\n");
    let table = "national/knowledge/insurance.csv";
    let (_, problems) = Library::compile(&nation_and(&[("national/policy/003-x.md", &rule), (table, &rows)]));
    assert_eq!(places(&problems), [(table.to_owned(), 2)], "{problems:#?}");
    assert!(errors(&problems)[0].advice.contains("居民"));
}

/// One file that could not be read is that file's problem.
#[test]
fn an_unreadable_file_is_named_and_the_rest_works() {
    let mut sources = nation();
    sources.push(rulebook::SourceFile::unreadable("local/4403/a.md", "文件是 UTF-16"));
    let (library, problems) = Library::compile(&sources);
    assert_eq!(places(&problems), [("local/4403/a.md".to_owned(), 0)], "{problems:#?}");
    assert!(the_rest_works(&library));
    assert_ne!(
        library.hash(),
        sound(&nation()).hash(),
        "what could not be read is part of the version"
    );
}
