//! The program as its users run it: a county from nothing to findings, the laboratory, and the past
//! that real time gets to see.

use calamine::{Data, DataType, Reader, Xlsx};
use domain::{Day, PersonId};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use store::{Everything, Store, StoreOptions};

fn mingjing(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingjing"))
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// What stands between two words of a text.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).map_or(rest, |(own, _)| own)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A folder with a small lake in it.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let (county, lake) = (folder.path().join("county"), folder.path().join("lake"));
        let simulated = mingjing(&[
            "simulate",
            "--lines",
            "20000",
            "--format",
            "csv",
            "--out",
            text(&county),
        ]);
        assert!(simulated.status.success(), "{}", said(&simulated));
        let imported = mingjing(&["lake", "import", "--buckets", "4", "--lake", text(&lake), text(&county)]);
        assert!(imported.status.success(), "{}", said(&imported));
        folder
    });
    made.path()
}

fn lake() -> PathBuf {
    folder().join("lake")
}

/// The document of the daily frequency cap, with another limit of its life cycle.
fn frequency_document() -> String {
    let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../books/national/policy");
    let is_it = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("027");
    let paths = std::fs::read_dir(books).unwrap().map(|entry| entry.unwrap().path());
    std::fs::read_to_string(paths.filter(is_it).last().unwrap()).unwrap()
}

#[test]
fn findings_are_explained_and_persons_masked() {
    let out = folder().join("explained");
    let run = mingjing(&["audit", "run", "--lake", text(&lake()), "--out", text(&out), "--json"]);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert!(report["findings_in_force"].as_u64().unwrap() > 50);
    assert_eq!(report["resumed_buckets"], 0);
    assert!(
        report["models"]["indicators"].as_u64().unwrap() > 0,
        "{}",
        report["models"]
    );
    let explain = |key: &str| mingjing(&["audit", "explain", key, "--out", text(&out)]);
    // What names none, or more than one, is not explained.
    let several = explain("0");
    assert_eq!(several.status.code(), Some(2), "{}", said(&several));
    let told = said(&several);
    let count: usize = between(&told, "开头的疑点有 ", " 条").parse().unwrap();
    let named: Vec<&str> = between(&told, "请多写几位：", "……").trim().split('、').collect();
    assert!(count > 1 && named.len() == count.min(10), "{told}");
    assert!(named.iter().all(|key| key.starts_with('0')), "{told}");
    for nothing in ["", " ", "没有"] {
        let refused = explain(nothing);
        assert_eq!(refused.status.code(), Some(2), "{nothing:?}: {}", said(&refused));
        assert!(refused.stdout.is_empty(), "{}", said(&refused));
    }
    let one = |key: &&str| {
        let one = explain(key);
        assert_eq!(one.status.code(), Some(1), "{}", said(&one));
        assert_eq!(said(&one).matches("  标识  ").count(), 1, "{}", said(&one));
        said(&one)
    };
    let explained: String = named.iter().map(one).collect();
    for part in [
        "标识",
        "规则",
        "状态  正式；处置 疑点",
        "豁免",
        "金额",
        "依据",
        "规则库版本",
    ] {
        assert!(explained.contains(part), "{part} is missing in {explained}");
    }
    assert!(
        explained.contains("****") && !explained.contains("P0000"),
        "{explained}"
    );
}

#[test]
fn a_draft_is_tried_on_the_past_before_it_speaks() {
    let draft = folder().join("draft.md");
    let document = frequency_document();
    let state = document.lines().find(|line| line.starts_with("状态:")).unwrap();
    std::fs::write(&draft, document.replace(state, "状态: {草案: 2026-01-06}")).unwrap();
    let lake = lake();
    let arguments = ["audit", "impact", text(&draft), "--lake", text(&lake), "--json"];
    let impact = mingjing(&arguments);
    assert_eq!(impact.status.code(), Some(1), "{}", said(&impact));
    let card: serde_json::Value = serde_json::from_slice(&impact.stdout).unwrap();
    assert!(card["findings"].as_u64().unwrap() > 0, "{card}");
    // The same rule in another state: every verdict is known already.
    assert_eq!(
        (&card["new"], &card["gone"], &card["amount_changed"]),
        (&0.into(), &0.into(), &0.into())
    );

    let whole_stay = document
        .replace("窗口: 单日", "窗口: 就诊")
        .replace(", 跨机构: [小时]", "");
    std::fs::write(&draft, whole_stay).unwrap();
    let impact = mingjing(&arguments);
    assert_eq!(impact.status.code(), Some(1), "{}", said(&impact));
    let card: serde_json::Value = serde_json::from_slice(&impact.stdout).unwrap();
    assert!(
        card["new"].as_u64().unwrap() > 0,
        "a whole stay has more than a day: {card}"
    );

    // Another verdict on the same lines is a change, not a finding gone and another come; and whoever
    // reads it is told of what follows at the counter, too.
    let milder = document
        .replace("判定: 明确违规", "判定: 可疑")
        .replace("事中: 拦截", "事中: 提醒");
    assert_ne!(milder, document);
    std::fs::write(&draft, milder).unwrap();
    let card: serde_json::Value = serde_json::from_slice(&mingjing(&arguments).stdout).unwrap();
    assert_eq!((&card["new"], &card["gone"]), (&0.into(), &0.into()), "{card}");
    let changed = card["findings"].as_u64().unwrap();
    assert_eq!(
        (card["verdict_changed"].as_u64(), card["action_changed"].as_u64()),
        (Some(changed), Some(changed))
    );

    // A fault is looked for in the file that was named; GB18030 is read like a book in it.
    std::fs::write(&draft, b"\xb1\xe0\xc2\xeb: XL-1\n").unwrap();
    let wrong = said(&mingjing(&arguments));
    assert!(wrong.contains("draft.md"), "{wrong}");

    std::fs::write(&draft, "没有抬头").unwrap();
    let wrong = mingjing(&arguments);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("编码"), "{}", said(&wrong));
}

/// The sums of a report are those of its lines, ordered by money; days are days.
fn can_be_handed_over(report: &Path) {
    let mut book: Xlsx<_> = calamine::open_workbook(report).unwrap();
    let sums = book.worksheet_range("汇总").unwrap();
    let title = sums.get((0, 0)).unwrap().to_string();
    assert!(title.contains("第八批") && title.contains("模拟"), "{title}");
    assert!(sums.get((1, 0)).unwrap().to_string().contains("制表日期"));
    let money = |cell: Option<&Data>| (cell.and_then(Data::as_f64).unwrap() * 100.0).round() as i64;
    let column = |rows: &calamine::Range<Data>, name: &str| {
        let headings = rows.rows().nth(2).unwrap();
        headings
            .iter()
            .position(|cell| cell.get_string() == Some(name))
            .unwrap()
    };
    let (amounts, lines) = (column(&sums, "金额（元）"), book.worksheet_range("明细").unwrap());
    let mut all: Vec<i64> = sums.rows().skip(3).map(|row| money(row.get(amounts))).collect();
    let total = all.pop().unwrap();
    assert_eq!(all.iter().sum::<i64>(), total);
    assert!(all.is_sorted_by(|a, b| a >= b), "{all:?}");
    let (amounts, days) = (column(&lines, "金额（元）"), column(&lines, "服务日期"));
    let mut rows: Vec<&[Data]> = lines.rows().skip(3).collect();
    let last = rows.pop().unwrap();
    assert_eq!(rows.iter().map(|row| money(row.get(amounts))).sum::<i64>(), total);
    assert_eq!(money(last.get(amounts)), total);
    assert!(rows.iter().all(|row| matches!(row[days], Data::DateTime(_))));
    for wanted in ["项目编码", "项目名称", "数量", "科室"] {
        let place = column(&lines, wanted);
        assert!(rows.iter().all(|row| !row[place].is_empty()), "{wanted}");
    }
}

#[test]
fn a_batch_is_tried_on_the_past_and_every_institution_gets_its_report() {
    let out = folder().join("radar");
    let radar = mingjing(&["audit", "radar", "第八批", "--lake", text(&lake()), "--out", text(&out)]);
    assert_eq!(radar.status.code(), Some(1), "{}", said(&radar));
    let reports: Vec<PathBuf> = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(
        !reports.is_empty() && said(&radar).contains(&format!("报告 {} 份", reports.len())),
        "{}",
        said(&radar)
    );
    for report in &reports {
        let name = report.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.starts_with("第八批-H") || name.starts_with("第八批-P"), "{name}");
        can_be_handed_over(report);
    }
    // Reports of another time would be handed over with these.
    let again = mingjing(&["audit", "radar", "第九批", "--lake", text(&lake()), "--out", text(&out)]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("已有报告"), "{}", said(&again));
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), reports.len());
    let unknown = mingjing(&["audit", "radar", "第一百批", "--lake", text(&lake())]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn nothing_is_done_by_no_threads() {
    let lake = folder().join("never");
    let county = folder().join("county");
    let imported = mingjing(&["lake", "import", "--threads", "0", "--lake", text(&lake), text(&county)]);
    assert_eq!(imported.status.code(), Some(2), "{}", said(&imported));
    assert!(said(&imported).contains("不小于 1"), "{}", said(&imported));
    assert!(!lake.exists());
}

#[test]
fn what_cannot_be_read_is_said_in_chinese() {
    let (lake, county) = (folder().join("unread"), folder().join("county"));
    let gone = folder().join("gone.md");
    let refused = |arguments: &[&str]| {
        let refused = mingjing(arguments);
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(!said(&refused).contains("os error"), "{}", said(&refused));
        said(&refused)
    };
    let missing = refused(&["audit", "impact", text(&gone), "--lake", text(&self::lake())]);
    assert!(
        missing.contains("gone.md") && missing.contains("没有这个文件或目录"),
        "{missing}"
    );
    let import = |mapping: &Path| {
        let arguments = [
            "lake",
            "import",
            "--mapping",
            text(mapping),
            "--lake",
            text(&lake),
            text(&county),
        ];
        refused(&arguments)
    };
    let missing = import(&folder().join("gone.toml"));
    assert!(
        missing.contains("对照文件") && missing.contains("没有这个文件") && !missing.contains("来源文件"),
        "{missing}"
    );
    let mapping = folder().join("mapping.toml");
    std::fs::write(&mapping, "[fee_lines]\ncnt = \"SL\"\n").unwrap();
    let wrong = import(&mapping);
    assert!(
        wrong.contains("mapping.toml") && wrong.contains("不认识“fee_lines”"),
        "{wrong}"
    );

    // A file of the lake that is gone.
    let imported = mingjing(&["lake", "import", "--buckets", "2", "--lake", text(&lake), text(&county)]);
    assert!(imported.status.success(), "{}", said(&imported));
    let part = std::fs::read_dir(lake.join("data/fee_lines/b001"))
        .unwrap()
        .next()
        .unwrap();
    std::fs::remove_file(part.unwrap().path()).unwrap();
    let verified = mingjing(&["lake", "verify", "--lake", text(&lake)]);
    let told = said(&verified);
    assert!(
        told.contains("data/fee_lines/b001/") && told.contains("没有这个文件或目录"),
        "{told}"
    );
    assert!(!told.contains("os error"), "{told}");
    let out = folder().join("unread-audit");
    let failed = refused(&["audit", "run", "--lake", text(&lake), "--out", text(&out)]);
    assert!(
        failed.contains("data/fee_lines/b001/") && !failed.contains("Parquet error"),
        "{failed}"
    );
}

#[test]
fn nothing_is_complete_from_a_day_behind_the_last() {
    let data = folder().join("behind");
    let (lake, data_text) = (lake(), text(&data));
    let published = mingjing(&[
        "lake",
        "publish-history",
        "--complete-from",
        "2099-01-01",
        "--lake",
        text(&lake),
        "--data",
        data_text,
    ]);
    assert_eq!(published.status.code(), Some(2), "{}", said(&published));
    assert!(said(&published).contains("2099-01-01 之后"), "{}", said(&published));
    assert!(!data.exists(), "nothing was written");
}

#[test]
fn real_time_sees_what_was_settled_elsewhere() {
    let data = folder().join("data");
    let published = mingjing(&[
        "lake",
        "publish-history",
        "--lake",
        text(&lake()),
        "--data",
        text(&data),
    ]);
    assert!(published.status.success(), "{}", said(&published));
    let lines = std::fs::read_dir(folder().join("county/fee_lines"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect::<String>();
    let person = lines
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .find(|cell| cell.starts_with('P'))
        .unwrap()
        .to_owned();
    let own = lines
        .lines()
        .filter(|line| line.split(',').any(|cell| cell == person))
        .count();
    let store = Store::open(&data, StoreOptions::default()).unwrap();
    let since = Day::parse("2020-01-01").unwrap();
    let history = store
        .history(&PersonId::new(&person), since, &[], &mut Everything)
        .unwrap();
    assert_eq!(history.lines.len(), own);
    assert!(history.billed.iter().all(|billed| *billed));
    assert_eq!(
        store.known_since(),
        None,
        "how far back that leads is known when the service has seen its first day"
    );
}

/// Writes tables as CSV into a new folder.
fn tables(folder: &Path, tables: &[(&str, &str)]) {
    std::fs::create_dir(folder).unwrap();
    for (name, rows) in tables {
        std::fs::write(folder.join(format!("{name}.csv")), rows).unwrap();
    }
}

#[test]
fn what_was_refunded_after_it_was_published_is_taken_back() {
    const SETTLED: &str =
        "setl_id,mdtrt_id,psn_no,fixmedins_code,setl_time,medfee_sumamt,fund_pay_sumamt,refd_setl_flag\n";
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let (lake, data) = (place("lake"), place("data"));
    let settled = "S1,M1,P00001,H1,2026-03-05 11:00:00,10,8,0\nS2,M2,P00001,H1,2026-04-05 11:00:00,10,8,0\n\
        S3,M3,P00002,H1,2026-04-05 11:00:00,10,8,0\n";
    tables(
        &place("first"),
        &[
            ("persons", "psn_no\nP00001\nP00002\n"),
            (
                "institutions",
                "fixmedins_code,fixmedins_type,hosp_lv,admdvs\nH1,1,08,990001\n",
            ),
            (
                "encounters",
                "mdtrt_id,psn_no,fixmedins_code,med_type,begntime,endtime\n\
                M1,P00001,H1,11,2026-03-05 09:00:00,2026-03-05 10:00:00\n\
                M2,P00001,H1,11,2026-04-05 09:00:00,2026-04-05 10:00:00\n\
                M3,P00002,H1,11,2026-04-05 09:00:00,2026-04-05 10:00:00\n",
            ),
            (
                "fee_lines",
                "feedetl_sn,mdtrt_id,psn_no,fixmedins_code,fee_ocur_time,med_list_codg,list_type,cnt,pric,\
                det_item_fee_sumamt\n\
                L1,M1,P00001,H1,2026-03-05 09:30:00,001109000010000,201,1,10,10\n\
                L2,M2,P00001,H1,2026-04-05 09:30:00,001109000010000,201,1,10,10\n\
                L3,M3,P00002,H1,2026-04-05 09:30:00,001109000010000,201,1,10,10\n",
            ),
            ("settlements", &format!("{SETTLED}{settled}")),
        ],
    );
    let back = settled.lines().skip(1).map(|row| row.replace(",8,0", ",8,1") + "\n");
    tables(
        &place("back"),
        &[("settlements", &(SETTLED.to_owned() + &back.collect::<String>()))],
    );
    let import = |source: &str| {
        let imported = mingjing(&["lake", "import", "--lake", text(&lake), text(&place(source))]);
        assert!(imported.status.success(), "{}", said(&imported));
    };
    let publish = || {
        let published = mingjing(&["lake", "publish-history", "--lake", text(&lake), "--data", text(&data)]);
        assert!(published.status.success(), "{}", said(&published));
        said(&published)
    };
    let remembered = |person: &str| {
        let store = Store::open(&data, StoreOptions::default()).unwrap();
        let since = Day::parse("2020-01-01").unwrap();
        let history = store.history(&PersonId::new(person), since, &[], &mut Everything);
        let visits = history.unwrap().encounters.into_iter();
        visits.map(|visit| visit.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    import("first");
    let first = publish();
    assert!(first.contains("参保人 2 名") && !first.contains("撤回"), "{first}");
    assert_eq!(
        (remembered("P00001"), remembered("P00002")),
        (vec!["M1".to_owned(), "M2".to_owned()], vec!["M3".to_owned()])
    );
    import("back");
    let second = publish();
    assert!(
        second.contains("参保人 1 名") && second.contains("就诊 2 次"),
        "{second}"
    );
    assert_eq!(
        (remembered("P00001"), remembered("P00002")),
        (vec!["M1".to_owned()], vec![])
    );
    assert!(!publish().contains("撤回"), "it is gone already");
}
