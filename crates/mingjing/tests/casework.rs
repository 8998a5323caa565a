//! What an audit found, taken into the books by the program: all of it, once, however often it was killed.

use casework::{Actor, Place, Role, UserId};
use domain::{Certainty, FindingKey, Money};
use ledger::{EvidenceRole, FindingFilter, FindingRow, Ledger, MatterFilter, Viewer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn mingjing(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    mingjing(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A county, its lake and an audit of it.
struct Audited {
    folder: tempfile::TempDir,
}

impl Audited {
    fn new(lines: &str) -> Self {
        let audited = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let (county, lake, out) = (audited.at("county"), audited.at("lake"), audited.at("audit"));
        for (arguments, code) in [
            (
                vec!["simulate", "--lines", lines, "--seed", "7", "--out", text(&county)],
                0,
            ),
            (
                vec!["lake", "import", "--buckets", "8", "--lake", text(&lake), text(&county)],
                0,
            ),
            (vec!["audit", "run", "--lake", text(&lake), "--out", text(&out)], 1),
        ] {
            let output = run(&arguments);
            assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        }
        audited
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Books in a file, and their address.
    fn books(&self, name: &str) -> (PathBuf, String) {
        let path = self.at(name);
        let address = format!("sqlite:{}", path.display());
        (path, address)
    }
}

fn arguments<'a>(run: &'a str, lake: &'a str, ledger: &'a str) -> Vec<&'a str> {
    vec!["casework", "intake", run, "--lake", lake, "--ledger", ledger]
}

fn system() -> Viewer {
    Viewer::at_place(Actor {
        user: UserId::from("系统"),
        role: Role::System,
        place: Place::Everywhere,
    })
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

/// All findings of the books, and what stands behind each.
async fn findings(ledger: &Ledger) -> Vec<FindingRow> {
    let (viewer, filter) = (system(), FindingFilter::default());
    let mut rows: Vec<FindingRow> = Vec::new();
    loop {
        let page = ledger.read(&viewer).findings(&filter, 500, rows.last()).await.unwrap();
        if page.is_empty() {
            return rows;
        }
        rows.extend(page);
    }
}

/// What was planted: rule, encounter and serials to the amount.
fn truth(audited: &Audited) -> BTreeMap<(String, String, Vec<String>), Money> {
    let text = std::fs::read_to_string(audited.at("county/truth.csv")).unwrap();
    let mut truth = BTreeMap::new();
    for row in text.lines().skip(1) {
        let [rule, _, encounter, lines, amount] = row.split(',').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let mut lines: Vec<String> = lines
            .split('|')
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect();
        lines.sort();
        truth.insert((rule.to_owned(), encounter.to_owned(), lines), amount.parse().unwrap());
    }
    truth
}

#[test]
fn the_books_hold_what_was_planted_with_its_evidence() {
    let audited = Audited::new("20000");
    let (run_folder, lake) = (audited.at("audit"), audited.at("lake"));
    let (_, ledger) = audited.books("whole.db");
    let arguments = arguments(text(&run_folder), text(&lake), &ledger);
    let output = run(&arguments);
    assert!(output.status.success(), "{}", said(&output));
    let truth = truth(&audited);
    assert!(
        said(&output).contains(&format!("疑点入账 {} 条", truth.len())),
        "{}",
        said(&output)
    );
    let again = run(&arguments);
    assert!(
        again.status.success() && said(&again).contains("疑点入账 0 条"),
        "{}",
        said(&again)
    );

    block_on(async {
        let ledger = Ledger::open(&ledger).await.unwrap();
        let rows = findings(&ledger).await;
        let mut found = BTreeMap::new();
        let viewer = system();
        for row in &rows {
            let argument = &row.argument;
            let violating = argument
                .lines
                .iter()
                .filter(|line| line.role == EvidenceRole::Violating);
            let mut lines: Vec<String> = violating.clone().map(|line| line.id.clone()).collect();
            lines.sort();
            let counted: Money = argument.lines.iter().map(|line| line.counted).sum();
            if !lines.is_empty() {
                assert_eq!(counted, row.amount, "{row:?}");
            }
            assert!(
                argument
                    .lines
                    .iter()
                    .all(|line| !line.name.is_empty() && line.time.is_some()),
                "{row:?}"
            );
            assert!(!argument.sentence.is_empty() && !argument.basis.is_empty() && !argument.book_hash.is_empty());
            assert!(row.person_masked.contains("***"), "{}", row.person_masked);
            assert_eq!(row.division.len(), 6);
            let mut key = FindingKey([0; 16]);
            hex::decode_to_slice(&row.key, &mut key.0).unwrap();
            let behind = ledger
                .write(&viewer, server::app::now(), async |writing| {
                    writing.look(key, "核对").await
                })
                .await
                .unwrap();
            let shown = format!("{row:?}");
            assert!(!shown.contains(behind.person.as_str()), "{shown}");
            assert!(!shown.contains(behind.encounter.as_str()), "{shown}");
            found.insert((row.rule.clone(), behind.encounter.to_string(), lines), row.amount);
        }
        assert_eq!(found, truth);
        assert!(rows.iter().any(|row| row.certainty == Certainty::Definite));
        assert!(rows.iter().any(|row| {
            row.argument
                .lines
                .iter()
                .any(|line| line.role == EvidenceRole::Involved)
        }));
        assert!(rows.iter().any(|row| row.argument.knowledge.is_some()));
        assert!(rows.iter().all(|row| row.lead.is_some()), "every finding has a lead");
        let totals = ledger.read(&viewer).totals(&MatterFilter::default()).await.unwrap();
        assert_eq!(totals.figures.flagged.money(), truth.values().copied().sum());
        assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
        assert!(ledger.verify_lists().await.unwrap().wrong.is_empty());
    });
}

/// What the books say of findings and leads, whenever it was written.
async fn timeless(address: &str) -> Vec<String> {
    let ledger = Ledger::open(address).await.unwrap();
    let rows = findings(&ledger).await;
    let mut lines: Vec<String> = rows
        .into_iter()
        .map(|row| {
            let FindingRow {
                key,
                lead,
                amount,
                argument,
                run,
                division,
                ..
            } = row;
            format!("{key} {lead:?} {amount} {run} {division} {argument:?}")
        })
        .collect();
    let viewer = system();
    let page = ledger::Page::first(ledger::MatterOrder::LargestFirst, 500);
    let mut leads = ledger
        .read(&viewer)
        .matters(&MatterFilter::default(), &page)
        .await
        .unwrap();
    leads.rows.sort_by(|one, other| one.id.cmp(&other.id));
    lines.extend(
        leads
            .rows
            .iter()
            .map(|row| format!("{} {:?} {}", row.id, row.figures, row.stage)),
    );
    assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
    lines
}

#[test]
fn an_intake_that_was_killed_goes_on_and_ends_with_the_same_rows() {
    let audited = Audited::new("40000");
    let (run_folder, lake) = (audited.at("audit"), audited.at("lake"));
    let ((_, straight), (torn_path, torn)) = (audited.books("straight.db"), audited.books("torn.db"));
    assert!(
        run(&arguments(text(&run_folder), text(&lake), &straight))
            .status
            .success()
    );
    let torn_arguments = arguments(text(&run_folder), text(&lake), &torn);
    let mut interrupted = 0;
    for milliseconds in [60, 120, 180, 260, 340, 420, 500, 600, 700] {
        let mut child = mingjing(&torn_arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        interrupted += u32::from(child.try_wait().unwrap().is_none() && torn_path.exists());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(interrupted > 0, "every intake was faster than the shortest wait");
    let last = run(&torn_arguments);
    assert!(last.status.success(), "{}", said(&last));
    block_on(async {
        assert_eq!(timeless(&torn).await, timeless(&straight).await);
    });
}

#[test]
fn wrong_input_says_what_to_do() {
    let audited = Audited::new("1000");
    let (run_folder, lake) = (audited.at("audit"), audited.at("lake"));
    let (nowhere, unfinished) = (audited.at("nowhere"), audited.at("unfinished"));
    std::fs::create_dir_all(unfinished.join("findings")).unwrap();
    std::fs::copy(run_folder.join("run.json"), unfinished.join("run.json")).unwrap();
    let (_, fresh) = audited.books("fresh.db");
    for (run_folder, lake, ledger, expected) in [
        (&nowhere, &lake, &fresh, "没有审核结果"),
        (&unfinished, &lake, &fresh, "没有完成"),
        (&run_folder, &nowhere, &fresh, "不是数据湖"),
        (&run_folder, &lake, &"mysql://x".to_owned(), "无法识别"),
    ] {
        let output = run(&arguments(text(run_folder), text(lake), ledger));
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(expected), "{expected}: {}", said(&output));
    }
    let alerts = run(&["casework", "alerts", "--ledger", &fresh]);
    assert_eq!(alerts.status.code(), Some(2));
    assert!(said(&alerts).contains("--lake"), "{}", said(&alerts));
}
