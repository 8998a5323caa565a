//! What authors read of a library: lower layers are part of it.

use crate::shelf::{HEADING, document, nation, nation_and, sound};
use domain::Day;
use rulebook::{ChangeKind, Library, ProblemLevel, coverage, diff, lint, manual};

const OFF: &str = "---\n调整: GZ2\n停用: {日期: 2026-07-01, 理由: 某办〔2026〕7号, 批准人: 某处}\n---\n";

fn local_rule(limit: &str) -> String {
    let head = format!(
        "参数: {{条件: 'line.amount >= {limit}'}}\n判定: 可疑\n处置: {{事前: 提醒, 事中: 提醒, 事后: 疑点}}\n状态: {{正式: 2026-01-01}}"
    );
    document("DF4403-1", "condition", &head)
}

fn with_local(limit: &str, more: &[(&str, &str)]) -> Library {
    let rule = local_rule(limit);
    let rows = format!("{HEADING}sz-1,庚,D7,女,本市,市,2026-01-01,,\n");
    let mut all = vec![
        ("local/4403/d.md", rule.as_str()),
        ("local/4403/knowledge/limit.csv", rows.as_str()),
    ];
    all.extend_from_slice(more);
    sound(&nation_and(&all))
}

#[test]
fn changes_of_lower_layers_are_changes() {
    let before = with_local("10.0", &[]);
    let after = with_local("20.0", &[("local/440305/off.md", OFF)]);
    let changes = diff(&before, &after);
    let told: Vec<(ChangeKind, &str)> = changes
        .iter()
        .map(|change| (change.kind, change.place.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (ChangeKind::Changed, "4403:DF4403-1 试验DF4403-1"),
            (ChangeKind::Added, "440305:调整 GZ2（local/440305/off.md）"),
        ]
    );
    assert!(changes[1].text.contains("2026-07-01") && changes[1].text.contains("某处"));
    let from_nothing = diff(&sound(&nation()), &before);
    let places: Vec<&str> = from_nothing.iter().map(|change| change.place.as_str()).collect();
    assert_eq!(places, ["4403:DF4403-1 试验DF4403-1", "4403:limit/sz-1 庚"]);
}

/// An exemption, a name or a mark changes what is judged as much as a limit does.
#[test]
fn everything_that_is_written_of_a_rule_or_a_row_is_compared() {
    let told = |rule: &str, rows: &str| {
        let files = [("local/4403/d.md", rule), ("local/4403/knowledge/limit.csv", rows)];
        let changes = diff(&with_local("10.0", &[]), &sound(&nation_and(&files)));
        let told: Vec<String> = changes
            .iter()
            .map(|change| format!("{} {} {}", change.kind.zh(), change.place, change.text))
            .collect();
        told
    };
    let (rule, rows) = (
        local_rule("10.0"),
        format!("{HEADING}sz-1,庚,D7,女,本市,市,2026-01-01,,\n"),
    );
    assert!(told(&rule, &rows).is_empty());
    let exempt = rule.replace("\n判定:", "\n不适用: {情形: [抢救]}\n判定:");
    assert_eq!(
        told(&exempt, &rows),
        ["修改 4403:DF4403-1 试验DF4403-1 不适用：（无） → {情形: [抢救]}"]
    );
    let renamed = rule.replace("名称: 试验DF4403-1", "名称: 另名");
    assert_eq!(
        told(&renamed, &rows),
        ["修改 4403:DF4403-1 另名 名称：试验DF4403-1 → 另名"]
    );
    let approved = rows.replace(
        "女,本市,市,2026-01-01,,",
        "女,本市,市,2026-01-01,,,某办〔2026〕3号,某处",
    );
    let approved = approved.replacen('\n', ",理由,批准人\n", 1);
    assert_eq!(
        told(&rule, &approved),
        ["修改 4403:limit/sz-1 庚 理由、批准人：（无） → 齐"]
    );
    let cells = rows.replace("庚,D7,女", "辛,D7|D8,女");
    assert_eq!(
        told(&rule, &cells),
        ["修改 4403:limit/sz-1 辛 名称：庚 → 辛；编码：D7 → D7|D8"]
    );
}

#[test]
fn rules_and_rows_of_lower_layers_are_found() {
    let library = with_local("10.0", &[("local/440305/off.md", OFF)]);
    let page = manual::page(&library, "DF4403-1").expect("a page");
    assert_eq!((page.layer, page.rule.code.as_str()), ("4403", "DF4403-1"));
    let national = manual::page(&library, "GZ2").expect("a page");
    let told: Vec<(&str, &str)> = national.adjustments.iter().map(|own| (own.layer, own.file)).collect();
    assert_eq!((national.layer, told), ("", vec![("440305", "local/440305/off.md")]));
    assert!(national.adjustments[0].off.contains("某处"));
    assert_eq!(manual::search(&library, "DF4403", 10).rules.len(), 1);
    let concerns = manual::concerning(&library, "D7");
    let rows: Vec<&str> = concerns
        .iter()
        .map(|concern| concern.knowledge.layer.as_str())
        .collect();
    assert_eq!(rows, ["4403"]);
    assert_eq!(
        manual::concerning(&library, "D1").len(),
        1,
        "a national row is told once"
    );
    assert_eq!(library.rule("DF4403-1").map(|rule| rule.layer.as_str()), Some("4403"));
    assert!(library.rule("DF9").is_none());
    assert_eq!(manual::local_rules(&library).count(), 1);
    let tables: Vec<(&str, usize)> = manual::local_tables(&library)
        .map(|table| (table.layer, table.rows))
        .collect();
    assert_eq!(tables, [("4403", 1)]);
    let all = coverage(&library, Day::parse("2026-06-01").expect("a day"));
    let layers: Vec<(&str, &str)> = all
        .iter()
        .map(|rule| (rule.layer.as_str(), rule.code.as_str()))
        .collect();
    assert_eq!(layers, [("", "GZ1"), ("", "GZ2"), ("4403", "DF4403-1")]);
}

#[test]
fn documents_and_tables_of_lower_layers_are_linted() {
    let library = with_local("10.0", &[]);
    let problems = lint(&library);
    let of_rule: Vec<_> = problems
        .iter()
        .filter(|problem| problem.file == "local/4403/d.md")
        .collect();
    assert!(
        of_rule
            .iter()
            .any(|problem| problem.message.contains("0 个案例") && problem.level == ProblemLevel::Error)
    );
    assert!(
        problems
            .iter()
            .any(|problem| problem.file == "local/4403/knowledge/limit.csv" && problem.message.contains("依据"))
    );
    let report = rulebook::cases::run_cases(&nation_and(&[("local/4403/d.md", &local_rule("10.0"))]), |_, _| true);
    assert!(report.without_cases.iter().any(|code| code.as_str() == "DF4403-1"));
    // A table that only a rule of another place would read.
    let head = "知识: own\n参数: {事实: 参保人.性别}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let rule = document("DF11-1", "attribute_limit", head);
    let rows = format!("{HEADING}x1,庚,D7,女,本市,市,2026-01-01,,\n");
    let sources = nation_and(&[
        ("local/11/d.md", &rule),
        ("local/11/knowledge/own.csv", &rows),
        ("local/4403/knowledge/own.csv", &rows),
    ]);
    let (_, problems) = Library::compile(&sources);
    let unused: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(unused, ["local/4403/knowledge/own.csv"], "{problems:#?}");
}

#[test]
fn an_adjustment_that_does_not_hold_is_told_so() {
    let local = [
        ("local/44/kinds.md", "---\n调整: GZ2\n参数: {上限: 8}\n---\n"),
        (
            "local/4403/off.md",
            "---\n调整: GZ1\n停用: {日期: 2026-08-01, 理由: 甲}\n---\n",
        ),
        ("local/440305/off.md", OFF),
    ];
    let (library, _) = Library::compile(&nation_and(&local));
    let told: Vec<(&str, bool)> = manual::adjustments(&library)
        .map(|own| (own.file, own.refused.is_empty()))
        .collect();
    let holds = [false, false, true];
    assert_eq!(told, [0, 1, 2].map(|at| (local[at].0, holds[at])));
    let page = manual::page(&library, "GZ2").expect("a page");
    assert!(page.adjustments[0].refused.contains("上限"), "{:?}", page.adjustments);
    for change in diff(&sound(&nation()), &library) {
        let holds = change.place.contains(local[2].0);
        assert_eq!(!change.text.contains("不成立"), holds, "{change:?}");
    }
}

/// What a sentence says beside its placeholders, the doctor reads as it stands; and nobody is of a group that no
/// message carries.
#[test]
fn what_no_reader_would_want_is_told() {
    let head = "知识: limit\n参数: {事实: 参保人.性别}\n不适用: {人群: [长处方]}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let good = document("GZ3", "attribute_limit", head);
    for (from, to, level, word) in [
        ("《{项目}》", "《｛项目｝》", ProblemLevel::Error, "“｛”"),
        ("《{项目}》", "《{项目》", ProblemLevel::Error, "“{”"),
        ("《{项目}》", "《{项目}》", ProblemLevel::Notice, "长处方"),
    ] {
        let text = good.replace(from, to);
        let library = sound(&nation_and(&[("national/policy/003-x.md", &text)]));
        let problems = lint(&library);
        let found = problems.iter().find(|problem| problem.message.contains(word));
        assert_eq!(found.map(|problem| problem.level), Some(level), "{to}: {problems:#?}");
    }
}

#[test]
fn codes_that_a_spreadsheet_has_spoilt_are_told() {
    let rows = format!(
        "{HEADING}s1,甲,3107010220000,女,本市,市,2026-01-01,,\ns2,乙,001102000050000,女,本市,市,2026-01-01,,\ns3,丙,00310701022000,女,本市,市,2026-01-01,,\n"
    );
    let library = sound(&nation_and(&[("local/4403/knowledge/limit.csv", &rows)]));
    let problems = lint(&library);
    let told: Vec<_> = problems
        .iter()
        .filter(|problem| problem.message.contains("15 位"))
        .collect();
    assert_eq!(told.len(), 1, "{problems:#?}");
    assert_eq!((told[0].line, told[0].level), (2, ProblemLevel::Notice));
    assert!(told[0].message.contains("另有 1 行"), "{}", told[0].message);
}

#[test]
fn caps_of_nothing_and_rows_of_a_far_year_are_told() {
    let head = "知识: cap\n参数: {计量: 数量, 窗口: 单日}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let rule = document("DF4403-2", "quantity_cap", head);
    let rows = "知识点,名称,编码,上限,单位,来源,批次,施行,载入\n\
                1,甲,S1,2,次,x,一,2026-01-01,2026-01-01\n2,乙,S2,2,,x,一,2026-01-01,\n3,丙,S3,2,次,x,一,2062-01-01,2026-01-01\n";
    let files = [
        ("local/4403/d.md", rule.as_str()),
        ("local/4403/knowledge/cap.csv", rows),
    ];
    let problems = lint(&sound(&nation_and(&files)));
    let line = |word: &str| {
        let own = problems.iter().find(|problem| problem.message.contains(word));
        own.map(|problem| (problem.line, problem.level))
    };
    assert_eq!(line("“单位”"), Some((3, ProblemLevel::Notice)), "{problems:#?}");
    assert_eq!(line("2062-01-01"), Some((4, ProblemLevel::Notice)), "{problems:#?}");
}

/// Of two items, each of which is said to contain the other, neither is paid; the published row stands and the one
/// that contradicts it is named. Where they are never in force together, or both are at fault anyway, nothing is wrong.
#[test]
fn pairs_that_contradict_each_other_are_told() {
    let rule = |params: &str| {
        let head = format!(
            "知识: [pairs, pairs-derived]\n参数: {{{params}}}\n判定: 可疑\n处置: {{事前: 提醒, 事中: 提醒, 事后: 疑点}}\n状态: {{正式: 2026-01-01}}"
        );
        document("GZ9", "pair_exclusion", &head)
    };
    let heading = "知识点,名称,编码,从项编码,从项名称,窗口,来源,批次,施行,失效,载入\n";
    let published = format!(
        "{heading}p1,甲,A1,B1,乙,单日,公告,一,2026-01-01,,\np2,乙,B1,C1,丙,单日,公告,一,2026-01-01,2026-06-01,\n"
    );
    let told = |rule: &str, derived: &str, local: &str| -> Vec<(String, usize, String)> {
        let derived = format!("{heading}{derived}");
        let mut more = vec![
            ("national/policy/009-x.md", rule),
            ("national/knowledge/pairs.csv", &published),
            ("national/knowledge/pairs-derived.csv", &derived),
        ];
        let local = format!("{heading}{local}");
        more.push(("local/4403/knowledge/pairs.csv", &local));
        let library = sound(&nation_and(&more));
        let problems = lint(&library)
            .into_iter()
            .filter(|problem| problem.message.contains("互相矛盾"));
        problems
            .map(|problem| {
                assert_eq!(problem.level, ProblemLevel::Notice);
                (problem.file, problem.line, problem.message)
            })
            .collect()
    };
    let derived = "national/knowledge/pairs-derived.csv";
    let one_sided = rule("计违规: 从项");
    for (rows, lines) in [
        (
            "d1,丁,D1,B1,乙,单日,本库,一,2026-01-01,,\nd2,乙,B1|E1,A1,甲,同一小时,本库,一,2026-01-01,,\n",
            &[3][..],
        ),
        // By way of a third one, and by a prefix.
        ("d1,丙,C*,A1,甲,单日,本库,一,2026-02-01,,\n", &[2]),
        // What contradicts it has ended before.
        ("d1,丙,C1,A1,甲,单日,本库,一,2026-06-01,,\n", &[]),
        ("d1,丙,C1,D1,丁,单日,本库,一,2026-02-01,,\n", &[]),
    ] {
        let found = told(&one_sided, rows, "");
        let places: Vec<(&str, usize)> = found.iter().map(|(file, line, _)| (file.as_str(), *line)).collect();
        let expected: Vec<(&str, usize)> = lines.iter().map(|&line| (derived, line)).collect();
        assert_eq!(places, expected, "{rows}: {found:#?}");
        assert!(
            found
                .iter()
                .all(|(_, _, message)| message.contains("pairs.csv:2 《甲》含《乙》"))
        );
    }
    let reversed = "d1,乙,B1,A1,甲,单日,本市,市,2026-01-01,,\n";
    let both_at_fault = rule("计违规: 两项");
    assert!(told(&both_at_fault, reversed, "").is_empty());
    let found = told(&one_sided, "d1,丙,C1,D1,丁,单日,本库,一,2026-02-01,,\n", reversed);
    assert_eq!(
        (found.len(), found[0].0.as_str(), found[0].1),
        (1, "local/4403/knowledge/pairs.csv", 2)
    );
}
