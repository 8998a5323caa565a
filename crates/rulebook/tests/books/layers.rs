//! Layers: what a lower one may add, set, switch off, and what it may not.

use crate::shelf::{HEADING, cited, document, errors, nation, nation_and, prescription, says, sound, source};
use domain::{Action, Quantity, Record, Sex, Stage};
use rulebook::{Library, Problem, ProblemLevel, SourceFile};

const CHAIN: [(&str, &str); 5] = [
    ("110000", ""),
    ("440100", "H9"),
    ("440300", "H9"),
    ("440305", "H9"),
    ("440305", "H1"),
];

fn six_drugs() -> Record {
    prescription(Sex::Male, "2026-03-01 09:00", &["A1", "A2", "A3", "A4", "A5", "A6"])
}

/// How many of six drugs the rule on kinds blames at each place of the chain.
fn blamed(library: &Library) -> [usize; 5] {
    CHAIN.map(|place| {
        let findings = says(library, place, "GZ2", &six_drugs(), Stage::Audit);
        findings
            .iter()
            .flat_map(|finding| &finding.lines)
            .filter(|line| line.amount.is_positive())
            .count()
    })
}

fn kinds(cap: &str, more: &str) -> String {
    format!("---\n调整: GZ2\n参数: {{上限: {cap}}}\n{more}说明: 从严\n---\n")
}

#[test]
fn the_most_specific_layer_sets_a_parameter() {
    let (province, city, county, house) = (kinds("4", ""), kinds("3", ""), kinds("2", ""), kinds("1", ""));
    let all = [
        ("local/44/a.md", province.as_str()),
        ("local/4403/a.md", city.as_str()),
        ("local/440305/a.md", county.as_str()),
        ("local/440305/H1/a.md", house.as_str()),
    ];
    assert_eq!(blamed(&sound(&nation())), [1, 1, 1, 1, 1]);
    assert_eq!(blamed(&sound(&nation_and(&all[..1]))), [1, 2, 2, 2, 2]);
    assert_eq!(blamed(&sound(&nation_and(&all[1..2]))), [1, 1, 3, 3, 3]);
    assert_eq!(blamed(&sound(&nation_and(&all))), [1, 2, 3, 4, 5]);
    assert_eq!(blamed(&sound(&nation_and(&all[3..]))), [1, 1, 1, 1, 5]);
}

/// An institution may be filed at any division of its chain: what its county says holds there, too, and its own layer is
/// still the most specific.
#[test]
fn an_institution_is_found_at_every_division_above_it() {
    let (county, house) = (kinds("2", ""), kinds("1", ""));
    for folder in ["local/4403/H1/a.md", "local/440000/H1/a.md"] {
        let house = (folder, house.as_str());
        assert_eq!(blamed(&sound(&nation_and(&[house]))), [1, 1, 1, 1, 5], "{folder}");
        let both = [house, ("local/440305/a.md", county.as_str())];
        assert_eq!(blamed(&sound(&nation_and(&both))), [1, 1, 1, 4, 5], "{folder}");
    }
    let county_alone = [
        ("local/4403/H9/a.md", house.as_str()),
        ("local/440305/a.md", county.as_str()),
    ];
    assert_eq!(blamed(&sound(&nation_and(&county_alone))), [1, 1, 5, 5, 4]);
}

#[test]
fn weakening_without_approval_is_refused_and_the_rule_stays() {
    for (path, at) in [
        ("local/44/a.md", [1, 1, 1, 1, 1]),
        ("local/440305/H1/a.md", [1, 1, 1, 1, 1]),
    ] {
        let (library, problems) = Library::compile(&nation_and(&[(path, &kinds("6", ""))]));
        assert_eq!(errors(&problems).len(), 1, "{problems:#?}");
        assert_eq!((problems[0].file.as_str(), problems[0].line), (path, 3));
        assert_eq!(blamed(&library), at);
    }
    for half in ["理由: 医保办〔2026〕3号", "理由: 医保办〔2026〕3号, 批准人: 无"] {
        let half = kinds("6", &format!("放宽: {{{half}}}\n"));
        let (library, problems) = Library::compile(&nation_and(&[("local/44/a.md", &half)]));
        assert_eq!(
            (errors(&problems).len(), blamed(&library)),
            (1, [1, 1, 1, 1, 1]),
            "a reason alone is no approval"
        );
    }
    let approved = kinds("6", "放宽: {理由: 医保办〔2026〕3号, 批准人: 某处}\n");
    assert_eq!(
        blamed(&sound(&nation_and(&[("local/44/a.md", &approved)]))),
        [1, 0, 0, 0, 0]
    );
}

/// A city may not undo what its province made stricter, although the nation would allow as much.
#[test]
fn a_city_does_not_undo_its_province() {
    let (province, city) = (kinds("3", ""), kinds("4", ""));
    let (library, problems) =
        Library::compile(&nation_and(&[("local/44/a.md", &province), ("local/4403/a.md", &city)]));
    assert_eq!(errors(&problems).len(), 1, "{problems:#?}");
    assert_eq!(problems[0].file, "local/4403/a.md");
    assert_eq!(blamed(&library), [1, 3, 3, 3, 3]);
}

#[test]
fn only_declared_parameters_within_their_range() {
    for params in ["{上限: 11}", "{上限: 0}", "{上限: 许多}", "{窗口: 就诊}", "{没有: 1}"] {
        let text = format!("---\n调整: GZ2\n参数: {params}\n放宽: {{理由: 甲, 批准人: 乙}}\n---\n");
        let (library, problems) = Library::compile(&nation_and(&[("local/44/a.md", &text)]));
        assert_eq!(errors(&problems).len(), 1, "{params}: {problems:#?}");
        assert_eq!(
            (errors(&problems)[0].file.as_str(), errors(&problems)[0].line),
            ("local/44/a.md", 3),
            "{params}"
        );
        assert_eq!(blamed(&library), [1, 1, 1, 1, 1], "{params}");
    }
}

/// A table of one row that carries a reason and an approver.
fn approved_rows(row: &str) -> String {
    format!("{},理由,批准人\n{row},医保办〔2026〕3号,某处\n", HEADING.trim_end())
}

#[test]
fn a_local_row_takes_the_place_of_the_national_row_of_the_same_item() {
    let rows = approved_rows("sz-1,甲,D1,女,深圳目录第1行,市,2026-01-01,,");
    let library = sound(&nation_and(&[("local/4403/knowledge/limit.csv", &rows)]));
    let (man, woman) = (
        prescription(Sex::Male, "2026-03-01", &["D1"]),
        prescription(Sex::Female, "2026-03-01", &["D1"]),
    );
    let row = |id: &str, layer: &str| vec![(id.to_owned(), layer.to_owned())];
    for place in [("110000", ""), ("440100", "H9")] {
        assert_eq!(
            (cited(&library, place, &man), cited(&library, place, &woman)),
            (vec![], row("k1", ""))
        );
    }
    for place in [("440300", ""), ("440305", "H1")] {
        assert_eq!(
            (cited(&library, place, &man), cited(&library, place, &woman)),
            (row("sz-1", "4403"), vec![])
        );
    }
    // The rest of the national table still speaks.
    assert_eq!(
        cited(
            &library,
            ("440305", "H1"),
            &prescription(Sex::Male, "2026-03-01", &["D2"])
        ),
        row("k2", "")
    );
}

/// A local row that begins later leaves the national row in place until then.
#[test]
fn a_local_row_rules_from_its_own_first_day() {
    let rows = approved_rows("sz-1,甲,D1,女,深圳目录第1行,市,2026-04-01,,");
    let library = sound(&nation_and(&[("local/4403/knowledge/limit.csv", &rows)]));
    let on = |day: &str, sex: Sex| cited(&library, ("440300", ""), &prescription(sex, day, &["D1"]));
    assert_eq!(on("2026-04-01", Sex::Male), [("sz-1".to_owned(), "4403".to_owned())]);
    assert_eq!(on("2026-04-01", Sex::Female), []);
    assert_eq!(
        on("2026-03-31", Sex::Female),
        [("k1".to_owned(), String::new())],
        "before the local row begins the national one rules"
    );
}

#[test]
fn switching_off_needs_a_day_a_reason_and_an_approver() {
    let record = |at: &str| prescription(Sex::Female, at, &["D1"]);
    for off in [
        "{日期: 2026-07-01, 理由: 甲}",
        "{日期: 2026-07-01, 批准人: 乙}",
        "{理由: 甲, 批准人: 乙}",
        "{日期: 2026-13-01, 理由: 甲, 批准人: 乙}",
    ] {
        let text = format!("---\n调整: GZ1\n停用: {off}\n---\n");
        let (library, problems) = Library::compile(&nation_and(&[("local/4403/off.md", &text)]));
        assert!(
            !errors(&problems).is_empty() && problems.iter().all(|p| p.file == "local/4403/off.md"),
            "{off}: {problems:#?}"
        );
        assert_eq!(cited(&library, ("440300", ""), &record("2026-08-01")).len(), 1, "{off}");
    }
    let text = "---\n调整: GZ1\n停用: {日期: 2026-07-01, 理由: 另有规定, 批准人: 某处}\n---\n";
    let library = sound(&nation_and(&[("local/4403/off.md", text)]));
    let count = |place, at| cited(&library, place, &record(at)).len();
    assert_eq!(
        [
            count(("440300", ""), "2026-06-30 23:59"),
            count(("440300", ""), "2026-07-01")
        ],
        [1, 0]
    );
    assert_eq!(
        [
            count(("440305", "H1"), "2026-07-01"),
            count(("440100", ""), "2026-07-01")
        ],
        [0, 1]
    );
}

#[test]
fn actions_may_be_raised_freely_and_lowered_with_approval() {
    let record = prescription(Sex::Female, "2026-03-01", &["D1"]);
    let at = |sources: &[(&str, &str)], stage| {
        let (library, problems) = Library::compile(&nation_and(sources));
        let action = says(&library, ("440300", ""), "GZ1", &record, stage)
            .first()
            .map(|finding| finding.action);
        (action, errors(&problems).len())
    };
    let raise = "---\n调整: GZ1\n处置: {事前: 需说明理由}\n---\n";
    let lower = "---\n调整: GZ1\n处置: {事中: 提醒}\n---\n";
    let approved = "---\n调整: GZ1\n处置: {事中: 提醒}\n放宽: {理由: 甲, 批准人: 乙}\n---\n";
    assert_eq!(at(&[], Stage::Prescribing), (Some(Action::Remind), 0));
    assert_eq!(
        at(&[("local/44/a.md", raise)], Stage::Prescribing),
        (Some(Action::ReasonRequired), 0)
    );
    assert_eq!(
        at(&[("local/44/a.md", raise)], Stage::Settlement),
        (Some(Action::Block), 0),
        "what is not named stays"
    );
    assert_eq!(
        at(&[("local/44/a.md", lower)], Stage::Settlement),
        (Some(Action::Block), 1)
    );
    assert_eq!(
        at(&[("local/44/a.md", approved)], Stage::Settlement),
        (Some(Action::Remind), 0)
    );
    // A suspicion never blocks, whatever a lower layer wants.
    let block = "---\n调整: GZ2\n处置: {事中: 拦截}\n---\n";
    let (library, problems) = Library::compile(&nation_and(&[("local/44/a.md", block)]));
    assert_eq!(errors(&problems).len(), 1);
    assert_eq!(
        says(&library, ("440300", ""), "GZ2", &six_drugs(), Stage::Settlement)[0].action,
        Action::ReasonRequired
    );
}

#[test]
fn a_local_rule_speaks_in_its_layer_alone() {
    let head = "参数: {条件: 'line.amount >= 10.0'}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let text = document("DF440301", "condition", head);
    let library = sound(&nation_and(&[("local/4403/DF440301.md", &text)]));
    let record = prescription(Sex::Male, "2026-03-01", &["A1"]);
    let count = |place| says(&library, place, "DF440301", &record, Stage::Audit).len();
    assert_eq!(CHAIN.map(count), [0, 0, 1, 1, 1]);
    assert!(library.national().rule("DF440301").is_none());
}

#[test]
fn an_adjustment_of_nothing_is_named() {
    let (_, problems) = Library::compile(&nation_and(&[(
        "local/44/a.md",
        "---\n调整: GZ9\n参数: {上限: 3}\n---\n",
    )]));
    assert_eq!(errors(&problems).len(), 1);
    assert!(problems[0].message.contains("GZ9") && problems[0].file == "local/44/a.md");
    let (_, problems) = Library::compile(&nation_and(&[(
        "national/policy/a.md",
        "---\n调整: GZ2\n参数: {上限: 3}\n---\n",
    )]));
    assert_eq!(
        errors(&problems).len(),
        1,
        "the nation changes its documents, it does not adjust them"
    );
}

#[test]
fn two_adjustments_of_one_rule_in_one_layer_are_named() {
    let (three, two) = (kinds("3", ""), kinds("2", ""));
    let raise = "---\n调整: GZ1\n处置: {事前: 需说明理由}\n---\n";
    let (library, problems) = Library::compile(&nation_and(&[
        ("local/4403/a.md", &three),
        ("local/4403/b.md", &two),
        ("local/4403/another-rule.md", raise),
        ("local/440305/another-layer.md", &two),
    ]));
    let faults = errors(&problems);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert_eq!((faults[0].file.as_str(), faults[0].line), ("local/4403/b.md", 2));
    assert!(
        faults[0].message.contains("local/4403/a.md") && faults[0].message.contains("GZ2"),
        "{}",
        faults[0]
    );
    assert_eq!(blamed(&library), [1, 1, 3, 4, 4], "the first one stands");
}

/// The law of the day of service: what was done before an adjustment came into force is judged as it was.
#[test]
fn an_adjustment_holds_from_its_day_on() {
    let dated = |cap: &str, from: &str| format!("---\n调整: GZ2\n施行: {from}\n参数: {{上限: {cap}}}\n---\n");
    let (three, two) = (dated("3", "2026-04-01"), dated("2", "2026-07-01"));
    let off = "---\n调整: GZ2\n停用: {日期: 2026-09-01, 理由: 甲, 批准人: 乙}\n---\n";
    let library = sound(&nation_and(&[
        ("local/4403/b.md", &three),
        ("local/4403/a.md", &two),
        ("local/440305/off.md", off),
    ]));
    let on = |place, day: &str| {
        let record = prescription(
            Sex::Male,
            &format!("{day} 09:00"),
            &["A1", "A2", "A3", "A4", "A5", "A6"],
        );
        let findings = says(&library, place, "GZ2", &record, Stage::Audit);
        assert!(findings.len() <= 1, "one version speaks on a day");
        let lines = findings.iter().flat_map(|finding| &finding.lines);
        lines.filter(|line| line.amount.is_positive()).count()
    };
    let days = ["2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01", "2026-09-01"];
    assert_eq!(days.map(|day| on(("440300", ""), day)), [1, 3, 3, 4, 4]);
    assert_eq!(days.map(|day| on(("440305", ""), day)), [1, 3, 3, 4, 0]);
    assert_eq!(days.map(|day| on(("110000", ""), day)), [1; 5]);
    let city = library.book_for(&"440300".into(), &"".into());
    assert_eq!(city.rules().filter(|rule| rule.code.as_str() == "GZ2").count(), 1);

    let twice = [("local/4403/a.md", three.as_str()), ("local/4403/b.md", three.as_str())];
    let (_, problems) = Library::compile(&nation_and(&twice));
    assert!(errors(&problems)[0].message.contains("local/4403/a.md"));
    let nothing = "---\n调整: GZ2\n施行: 2026-04-01\n停用: {日期: 2026-09-01, 理由: 甲, 批准人: 乙}\n---\n";
    let (_, problems) = Library::compile(&nation_and(&[("local/4403/a.md", nothing)]));
    assert!(errors(&problems)[0].message.contains("施行"), "{problems:#?}");
}

/// The nation with a cap on an item, and local rows of the same table.
fn caps(local: &[(&str, &str)]) -> Vec<SourceFile> {
    let heading = "知识点,名称,编码,上限,单位,来源,批次,施行,失效,标注,理由,批准人\n";
    let head = "知识: cap\n参数: {计量: 数量, 窗口: 单日}\n判定: 明确违规\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let mut sources = nation();
    sources.push(source(
        "national/policy/003-cap.md",
        document("GZ3", "quantity_cap", head),
    ));
    let national = format!("{heading}k1,甲,S1,2,日,公告第1行,一,2026-01-01,,,,\n");
    sources.push(source("national/knowledge/cap.csv", national));
    sources.extend(local.iter().map(|(folder, row)| {
        source(
            &format!("local/{folder}/knowledge/cap.csv"),
            format!("{heading}{row}\n"),
        )
    }));
    sources
}

/// How many of six lines of one unit are blamed in a city, in a hospital of it, and elsewhere.
fn over_cap(library: &Library) -> [usize; 3] {
    let record = prescription(Sex::Male, "2026-03-01 09:00", &["S1"; 6]);
    [("440300", "H9"), ("440300", "H1"), ("110000", "H1")].map(|place| {
        let findings = says(library, place, "GZ3", &record, Stage::Audit);
        let lines = findings.iter().flat_map(|finding| &finding.lines);
        lines.filter(|line| line.amount.is_positive()).count()
    })
}

/// A rule may read two tables, and the local row stand in the one, the national row in the other.
#[test]
fn a_local_row_loosens_no_upper_one_of_another_table() {
    for (row, blamed, allowed) in [
        ("s1,甲,S1,1,日,本市,市,2026-01-01,,,,", [5, 5, 4], true),
        ("s1,甲,S1,5,日,本市,市,2026-01-01,,,,", [4, 4, 4], false),
    ] {
        let mut sources = caps(&[("4403", row)]);
        for own in &mut sources {
            own.text = own.text.replace("知识: cap\n", "知识: [cap, others]\n");
            if own.path == "national/knowledge/cap.csv" {
                own.path = "national/knowledge/others.csv".into();
            }
        }
        sources.push(source(
            "national/knowledge/cap.csv",
            "知识点,名称,编码,上限,单位,来源,批次,施行\nk2,乙,S2,2,日,公告第2行,一,2026-01-01\n",
        ));
        let (library, problems) = Library::compile(&sources);
        assert_eq!(over_cap(&library), blamed, "{problems:#?}");
        assert_eq!(errors(&problems).is_empty(), allowed, "{problems:#?}");
    }
}

#[test]
fn a_local_row_that_loosens_an_upper_one_needs_approval() {
    let approved = ",某办〔2026〕3号,某处";
    for (folder, row, blamed, allowed) in [
        // stricter in a city: taken up and told
        ("4403", "s1,甲,S1,1,日,本市,市,2026-01-01,,,,", [5, 5, 4], true),
        ("4403", "s1,甲,S1,2,日,本市,市,2026-01-01,,,,", [4, 4, 4], true),
        // a number of another unit is neither smaller nor larger, and the unit may decide what is counted together
        ("4403", "s1,甲,S1,2,次,本市,市,2026-01-01,,,,", [4, 4, 4], false),
        ("4403", "s1,甲,S1,1,次,本市,市,2026-01-01,,,,", [4, 4, 4], false),
        ("4403", "s1,甲,S1,1,,本市,市,2026-01-01,,,,", [4, 4, 4], false),
        (
            "4403",
            &format!("s1,甲,S1,1,次,本市,市,2026-01-01,,{approved}"),
            [5, 5, 4],
            true,
        ),
        // looser: the upper row stays, unless approved with both
        ("4403", "s1,甲,S1,5,日,本市,市,2026-01-01,,,,", [4, 4, 4], false),
        (
            "4403",
            "s1,甲,S1,5,日,本市,市,2026-01-01,,,某办〔2026〕3号,",
            [4, 4, 4],
            false,
        ),
        (
            "4403",
            &format!("s1,甲,S1,5,日,本市,市,2026-01-01,,{approved}"),
            [1, 1, 4],
            true,
        ),
        // nothing, in a word, is neither a reason nor an approver
        ("4403", "s1,甲,S1,5,日,本市,市,2026-01-01,,,无,某处", [4, 4, 4], false),
        (
            "4403",
            "s1,甲,S1,5,日,本市,市,2026-01-01,,,某办〔2026〕3号,无",
            [4, 4, 4],
            false,
        ),
        // a hospital does not even tighten without
        ("4403/H1", "s1,甲,S1,5,日,本院,院,2026-01-01,,,,", [4, 4, 4], false),
        ("4403/H1", "s1,甲,S1,1,日,本院,院,2026-01-01,,,,", [4, 4, 4], false),
        (
            "4403/H1",
            &format!("s1,甲,S1,5,日,本院,院,2026-01-01,,{approved}"),
            [4, 1, 4],
            true,
        ),
        // another item displaces nothing
        ("4403/H1", "s1,乙,S2,5,日,本院,院,2026-01-01,,,,", [4, 4, 4], true),
    ] {
        let (library, problems) = Library::compile(&caps(&[(folder, row)]));
        assert_eq!(over_cap(&library), blamed, "{folder} {row}");
        assert_eq!(errors(&problems).is_empty(), allowed, "{folder} {row}: {problems:#?}");
        let displaces = row.contains("S1");
        let told: Vec<&Problem> = problems
            .iter()
            .filter(|problem| problem.message.contains("k1"))
            .collect();
        assert_eq!(told.len(), usize::from(displaces), "{folder} {row}: {problems:#?}");
        for problem in told {
            assert_eq!(
                (problem.file.as_str(), problem.line),
                (format!("local/{folder}/knowledge/cap.csv").as_str(), 2)
            );
            assert_eq!(problem.level == ProblemLevel::Error, !allowed);
        }
    }
    // What a city may not do its hospital may not either, and what the city was allowed is what counts below.
    let city = format!("s1,甲,S1,5,日,本市,市,2026-01-01,,{approved}");
    let (library, problems) = Library::compile(&caps(&[
        ("4403", &city),
        ("4403/H1", "h1,甲,S1,4,日,本院,院,2026-01-01,,,,"),
    ]));
    assert_eq!(
        (over_cap(&library), errors(&problems).len()),
        ([1, 1, 4], 1),
        "{problems:#?}"
    );
}

#[test]
fn a_sample_takes_no_place() {
    let row = "s1,甲,S1,1,日,本市,市,2026-01-01,,示例,,";
    let (library, problems) = Library::compile(&caps(&[("4403", row)]));
    assert!(errors(&problems).is_empty(), "{problems:#?}");
    assert_eq!(over_cap(&library), [4, 4, 4], "the law of the nation stays");
    // The law of a city takes the place of a national sample without ado.
    let mut sources = caps(&[("4403", "s1,甲,S1,5,日,本市,市,2026-01-01,,,,")]);
    let national = sources
        .iter_mut()
        .find(|source| source.path == "national/knowledge/cap.csv")
        .expect("the table");
    national.text = national.text.replace("2026-01-01,,,,", "2026-01-01,,示例,,");
    let (library, problems) = Library::compile(&sources);
    assert!(
        problems.iter().all(|problem| !problem.message.contains("k1")),
        "{problems:#?}"
    );
    assert_eq!(over_cap(&library), [1, 1, 0]);
}

#[test]
fn a_local_row_of_a_diagnosis_takes_the_place_of_the_national_one() {
    let head = "知识: dx\n参数: {对象: 诊断, 事实: 参保人.性别}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let heading = "知识点,名称,编码,限定,来源,批次,施行,失效,理由,批准人\n";
    let compiled = |local: &str| {
        let mut sources = nation();
        sources.push(source(
            "national/policy/003-dx.md",
            document("GZ3", "attribute_limit", head),
        ));
        let national = format!("{heading}k1,甲,N40|N41-N42,女,公告,一,2026-01-01,,,\n");
        sources.push(source("national/knowledge/dx.csv", national));
        sources.push(source("local/4403/knowledge/dx.csv", format!("{heading}{local}\n")));
        Library::compile(&sources)
    };
    let violates = |library: &Library, place: &str, at: &str, code: &str| {
        let mut record = prescription(Sex::Male, at, &["A1"]);
        record.encounters[0].diagnoses = vec![domain::Diagnosis {
            code: code.into(),
            name: "".into(),
            principal: true,
        }];
        !says(library, (place, ""), "GZ3", &record, Stage::Audit).is_empty()
    };
    let (library, problems) = compiled("s1,甲,N40,男,本市,市,2026-04-01,,某办〔2026〕3号,某处");
    assert!(errors(&problems).is_empty(), "{problems:#?}");
    for (place, at, code, wanted) in [
        ("110000", "2026-04-01", "N40.x00", true),
        ("440300", "2026-04-01", "N40.x00", false),
        ("440300", "2026-03-31", "N40.x00", true),
        ("440300", "2026-04-01", "N41.900", true),
    ] {
        assert_eq!(violates(&library, place, at, code), wanted, "{place} {at} {code}");
    }
    let (library, problems) = compiled("s1,甲,N40,男,本市,市,2026-04-01,,,");
    assert_eq!(errors(&problems).len(), 1, "{problems:#?}");
    assert!(violates(&library, "440300", "2026-04-01", "N40.x00"));
}

/// A value within the range that the rule cannot take costs the layer its adjustment, not its rule.
#[test]
fn a_parameter_that_the_rule_cannot_take_leaves_the_rule_as_it_was() {
    let head = "参数: {计法: 及时上传, 宽限小时: 24}\n地方参数: {宽限小时: {最小: 0, 最大: 72, 收紧: 变小}}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let rule = document("GZ3", "time_containment", head);
    let mut record = prescription(Sex::Male, "2026-03-01 09:00", &["A1"]);
    record.lines[0].uploaded_at = domain::Moment::parse("2026-03-01 15:00").ok();
    let late = |library: &Library, place| !says(library, (place, ""), "GZ3", &record, Stage::Audit).is_empty();
    let adjusted = |hours: &str| format!("---\n调整: GZ3\n参数: {{宽限小时: {hours}}}\n---\n");
    let city = adjusted("4");
    for hours in ["7.5", "NaN", "3x", "[3]"] {
        let province = adjusted(hours);
        let (library, problems) = Library::compile(&nation_and(&[
            ("national/management/003-late.md", &rule),
            ("local/44/a.md", &province),
            ("local/4403/a.md", &city),
        ]));
        let found = errors(&problems);
        assert_eq!(found.len(), 1, "{hours}: {problems:#?}");
        assert_eq!((found[0].file.as_str(), found[0].line), ("local/44/a.md", 3), "{hours}");
        let book = library.book_for(&domain::Division::new("440000"), &"".into());
        assert!(book.rule("GZ3").is_some(), "{hours}");
        assert_eq!(
            ["440000", "440300"].map(|place| late(&library, place)),
            [false, true],
            "{hours}"
        );
    }
}

#[test]
fn a_parameter_without_a_direction_needs_approval() {
    let nation_with = |declared: &str, more: &[(&str, &str)]| {
        let mut sources = nation_and(more);
        sources[1].text = sources[1]
            .text
            .replace("{最小: 1, 最大: 10, 收紧: 变小, 由: 统筹区}", declared);
        Library::compile(&sources)
    };
    let listed = "{取值: [3, 5, 8], 由: 统筹区}";
    let (library, problems) = nation_with(listed, &[("local/44/a.md", &kinds("3", ""))]);
    assert_eq!(
        (errors(&problems).len(), blamed(&library)),
        (1, [1, 1, 1, 1, 1]),
        "{problems:#?}"
    );
    let (library, problems) = nation_with(
        listed,
        &[("local/44/a.md", &kinds("3", "放宽: {理由: 甲, 批准人: 乙}\n"))],
    );
    assert_eq!(
        (errors(&problems).len(), blamed(&library)),
        (0, [1, 3, 3, 3, 3]),
        "{problems:#?}"
    );
    let directed = "{取值: [3, 5, 8], 收紧: 变小, 由: 统筹区}";
    let (library, problems) = nation_with(directed, &[("local/44/a.md", &kinds("3", ""))]);
    assert_eq!(
        (errors(&problems).len(), blamed(&library)),
        (0, [1, 3, 3, 3, 3]),
        "{problems:#?}"
    );
    let (library, problems) = nation_with(directed, &[("local/44/a.md", &kinds("8", ""))]);
    assert_eq!(
        (errors(&problems).len(), blamed(&library)),
        (1, [1, 1, 1, 1, 1]),
        "{problems:#?}"
    );
}

#[test]
fn an_adjustment_that_can_never_apply_is_named() {
    let head = "参数: {条件: 'line.amount >= 10.0'}\n判定: 可疑\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let rule = document("DF11", "condition", head);
    let of = |text: &str| {
        let (_, problems) = Library::compile(&nation_and(&[("local/11/d.md", &rule), ("local/44/a.md", text)]));
        assert_eq!(errors(&problems).len(), 1, "{problems:#?}");
        assert_eq!(errors(&problems)[0].file, "local/44/a.md");
        errors(&problems)[0].message.clone()
    };
    assert!(of("---\n调整: DF11\n处置: {事后: 无}\n放宽: {理由: 甲, 批准人: 乙}\n---\n").contains("11"));
    assert!(of("---\n调整: GZ2\n说明: 从严\n---\n").contains("没有调整"));
    assert!(of("---\n调整: GZ1\n停用: {日期: 2026-02-30, 理由: 甲, 批准人: 乙}\n---\n").contains("2026-02-30"));
}

/// The nation with items that are paid for certain diseases alone, and local rows of the same table.
fn indications(local: &[(&str, &str)]) -> Vec<SourceFile> {
    let heading = "知识点,名称,编码,诊断,诊断词,解析,来源,批次,施行,失效,标注,理由,批准人\n";
    let head = "知识: need\n判定: 明确违规\n处置: {事前: 提醒, 事中: 提醒, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let mut sources = nation();
    sources.push(source(
        "national/policy/008-need.md",
        document("GZ8", "diagnosis_required", head),
    ));
    let national = format!(
        "{heading}k1,甲,S1,E11,,完整,公告第1行,一,2026-01-01,2026-07-01,,,\nk2,乙,T2*,E11,,完整,公告第2行,一,2026-01-01,,,,\n"
    );
    sources.push(source("national/knowledge/need.csv", national));
    sources.extend(local.iter().map(|(folder, row)| {
        source(
            &format!("local/{folder}/knowledge/need.csv"),
            format!("{heading}{row}\n"),
        )
    }));
    sources
}

#[test]
fn one_more_way_to_be_paid_needs_approval() {
    let approved = ",某办〔2026〕3号,某处";
    for (folder, row, paid, faults) in [
        // what the nation limits, for one disease more
        ("4403", "s1,甲,S1,I10,,完整,本市,市,2026-01-01,,,,", [false, false], 1),
        (
            "4403",
            "s1,甲,S1,I10,,完整,本市,市,2026-01-01,,,某办〔2026〕3号,",
            [false, false],
            1,
        ),
        (
            "4403",
            &format!("s1,甲,S1,I10,,完整,本市,市,2026-01-01,,{approved}"),
            [true, false],
            0,
        ),
        (
            "4403/H1",
            "h1,甲,S1,I10,,完整,本院,院,2026-01-01,,,,",
            [false, false],
            1,
        ),
        // by the beginning of its code, or of what the nation names so
        ("4403", "s1,甲,S*,I10,,完整,本市,市,2026-01-01,,,,", [false, false], 1),
        ("4403", "s1,乙,T21,I10,,完整,本市,市,2026-01-01,,,,", [false, false], 1),
        ("4403", "s1,乙,T2*,I10,,完整,本市,市,2026-01-01,,,,", [false, false], 1),
        (
            "4403",
            &format!("s1,乙,T21,I10,,完整,本市,市,2026-01-01,,{approved}"),
            [false, true],
            0,
        ),
        // a sample adds nothing to law, and what says the same adds nothing
        (
            "4403",
            &format!("s1,甲,S1,I10,,完整,本市,市,2026-01-01,,示例{approved}"),
            [false, false],
            0,
        ),
        ("4403", "s1,甲,S1,E11,,完整,本市,市,2026-01-01,,,,", [false, false], 0),
        (
            "4403/H1",
            "h1,甲,S1,E11,,完整,本院,院,2026-01-01,,,,",
            [false, false],
            1,
        ),
        // another item is limited anew, which anybody may
        (
            "4403/H1",
            "h1,丙,S12,I10,,完整,本院,院,2026-01-01,,,,",
            [false, false],
            0,
        ),
        // a row that begins when the national one has ended
        ("4403", "s1,甲,S1,I10,,完整,本市,市,2026-07-01,,,,", [false, false], 0),
    ] {
        let (library, problems) = Library::compile(&indications(&[(folder, row)]));
        assert_eq!(errors(&problems).len(), faults, "{folder} {row}: {problems:#?}");
        let of_row = |problem: &&Problem| problem.file.ends_with(&format!("{folder}/knowledge/need.csv"));
        assert!(errors(&problems).iter().all(of_row), "{problems:#?}");
        let is_paid = |item: &str, at: &str, disease: &str| {
            let mut record = prescription(Sex::Male, at, &[item]);
            record.encounters[0].diagnoses = vec![domain::Diagnosis {
                code: disease.into(),
                name: "".into(),
                principal: true,
            }];
            says(&library, ("440300", "H1"), "GZ8", &record, Stage::Audit).is_empty()
        };
        assert_eq!(
            ["S1", "T21"].map(|item| is_paid(item, "2026-03-01", "I10.x00")),
            paid,
            "{folder} {row}"
        );
        assert!(is_paid("S1", "2026-03-01", "E11.900"), "{folder} {row}");
        if row.contains("S12") {
            assert!(!is_paid("S12", "2026-03-01", "E11.900"), "{folder} {row}");
        }
        if row.contains("2026-07-01") {
            assert!(is_paid("S1", "2026-07-01", "I10.x00") && !is_paid("S1", "2026-07-01", "E11.900"));
        }
    }
    // The hospital may add to the city's law no more than to the nation's.
    let city = "s1,丙,S3,E11,,完整,本市,市,2026-01-01,,,,";
    let (_, problems) = Library::compile(&indications(&[
        ("4403", city),
        ("4403/H1", "h1,丙,S3,I10,,完整,本院,院,2026-01-01,,,,"),
    ]));
    assert_eq!(errors(&problems).len(), 1, "{problems:#?}");
}

/// A layer says what is priced by the hour there: of its own items freely, of those of an upper layer with approval.
#[test]
fn units_are_those_of_the_most_specific_layer() {
    const UNITS: &str = "知识点,名称,编码,单位,来源,批次,施行,失效,载入,理由,批准人\n";
    let rule = "知识: pairs\n参数: {计价单位取自: units}\n判定: 明确违规\n处置: {事前: 提醒, 事中: 拦截, 事后: 疑点}\n状态: {正式: 2026-01-01}";
    let rule = document("GZ9", "pair_exclusion", rule);
    let pairs = "知识点,名称,编码,从项编码,从项名称,窗口,来源,批次,施行,失效,载入\np1,甲,A1,A2,乙,同一小时,公告,一,2026-01-01,,\n";
    let hour = |id: &str, code: &str| format!("{id},单位,{code},小时,公告,一,2026-01-01,,,,\n");
    let nation_units = format!("{UNITS}{}", hour("u1", "A1"));
    let mut record = prescription(Sex::Male, "2026-03-01 09:00", &["A1", "A2"]);
    // From 09:00 on for three hours, beside what comes at 11:30 and is paid with 10 yuan for two hours.
    let begin = record.lines[0].at;
    record.lines[0].quantity = Quantity::from_units(3);
    record.lines[0].until = Some(begin.plus_seconds(10_800));
    (record.lines[1].quantity, record.lines[1].at) = (Quantity::from_units(2), begin.plus_seconds(9_000));
    record.lines[1].until = Some(begin.plus_seconds(16_200));
    let blamed = |local: &str| {
        let sources = nation_and(&[
            ("national/policy/009-pairs.md", &rule),
            ("national/knowledge/pairs.csv", pairs),
            ("national/knowledge/units.csv", &nation_units),
            ("local/44/knowledge/units.csv", local),
        ]);
        let (library, _) = Library::compile(&sources);
        [("110000", ""), ("440305", "H1")].map(|place| {
            let findings = says(&library, place, "GZ9", &record, Stage::Audit);
            findings.first().map(|finding| finding.amount.to_string())
        })
    };
    let whole = Some("10.00".to_owned());
    let own = format!("{UNITS}{}", hour("u2", "A2"));
    assert_eq!(
        blamed(&own),
        [whole.clone(), Some("2.50".to_owned())],
        "half an hour of two"
    );
    let daily = |approval: &str| format!("{UNITS}u2,单位,A1,日,公告,一,2026-01-01,,,{approval}\n");
    assert_eq!(blamed(&daily(",")), [whole.clone(), whole.clone()], "not approved");
    assert_eq!(
        blamed(&daily("医保办〔2026〕3号,某处")),
        [whole, None],
        "by the day, of another hour"
    );
}
