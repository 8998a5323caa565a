//! The program as its users run it: a county from nothing to findings, the laboratory, and the past
//! that real time gets to see.

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
    assert!(report["findings"].as_u64().unwrap() > 50);
    let explained = said(&mingjing(&["audit", "explain", "0", "--out", text(&out)]));
    for part in ["标识", "规则", "金额", "依据", "规则库版本"] {
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

    std::fs::write(&draft, document.replace("窗口: 单日", "窗口: 就诊")).unwrap();
    let impact = mingjing(&arguments);
    let card: serde_json::Value = serde_json::from_slice(&impact.stdout).unwrap();
    assert!(
        card["new"].as_u64().unwrap() > 0,
        "a whole stay has more than a day: {card}"
    );

    std::fs::write(&draft, "没有抬头").unwrap();
    let wrong = mingjing(&arguments);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("编码"), "{}", said(&wrong));
}

#[test]
fn a_batch_is_tried_on_the_past_and_every_institution_gets_its_report() {
    let out = folder().join("radar");
    let radar = mingjing(&["audit", "radar", "第八批", "--lake", text(&lake()), "--out", text(&out)]);
    assert_eq!(radar.status.code(), Some(1), "{}", said(&radar));
    let reports = std::fs::read_dir(&out).unwrap().count();
    assert!(
        reports > 0 && said(&radar).contains(&format!("报告 {reports} 份")),
        "{}",
        said(&radar)
    );
    let unknown = mingjing(&["audit", "radar", "第一百批", "--lake", text(&lake())]);
    assert_eq!(unknown.status.code(), Some(2));
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
