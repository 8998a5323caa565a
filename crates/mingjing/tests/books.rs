//! The books are backed up, restored elsewhere, and proved by commands.

use ledger::{Access, Ledger, NewJob, Organisation, OrganisationKind};
use std::path::Path;
use std::process::{Command, Output};

fn mingjing(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingjing"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Books with an administrator, an organisation and a job.
async fn books(address: &str) {
    let ledger = Ledger::open(address).await.unwrap();
    let at = server::app::now();
    let (account, _) = ledger
        .write(&workbench::system(), at, async |writing| {
            writing.create_first_administrator("root", "管理员", "-").await
        })
        .await
        .unwrap();
    let administrator = ledger::Viewer::at_place(casework::Actor {
        user: account.id,
        role: casework::Role::SystemAdministrator,
        place: casework::Place::Everywhere,
    });
    let organisation = Organisation {
        code: "B1".to_owned(),
        name: "某县医疗保障局".to_owned(),
        kind: OrganisationKind::Bureau,
        parent: None,
        division: domain::Division::new("990001"),
        level: None,
        access: Access::NONE,
    };
    ledger
        .write(&administrator, at, async |writing| {
            writing.put_organisation(&organisation).await?;
            let job = NewJob {
                id: "a",
                kind: "b",
                payload: "",
                run_at: at,
                attempts_max: 1,
            };
            writing.queue_job(&job).await
        })
        .await
        .unwrap();
    ledger.close().await;
}

#[test]
fn what_is_restored_is_what_was_backed_up() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir(here.join("data")).unwrap();
    let address = format!("sqlite:{}", here.join("data/ledger.sqlite").display());
    tokio::runtime::Runtime::new().unwrap().block_on(books(&address));

    let verified = mingjing(here, &["ledger", "verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}", told(&verified));
    let anchor = mingjing(here, &["trail", "anchor"]);
    std::fs::write(here.join("anchors"), &anchor.stdout).unwrap();

    let backup = mingjing(here, &["ledger", "backup", "one"]);
    assert_eq!(backup.status.code(), Some(0), "{}", told(&backup));
    let again = mingjing(here, &["ledger", "backup", "one"]);
    assert_eq!(
        again.status.code(),
        Some(2),
        "a folder that holds something stays as it is"
    );
    let restored = mingjing(here, &["ledger", "restore", "one", "--data", "elsewhere"]);
    assert_eq!(restored.status.code(), Some(0), "{}", told(&restored));
    let second = mingjing(here, &["ledger", "backup", "two", "--data", "elsewhere"]);
    assert_eq!(second.status.code(), Some(0), "{}", told(&second));
    let text = |folder: &str| {
        let mut files: Vec<_> = std::fs::read_dir(here.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        files
            .iter()
            .map(|path| std::fs::read(path).unwrap())
            .collect::<Vec<_>>()
    };
    assert!(!text("one").is_empty());
    assert_eq!(text("one"), text("two"));

    let proved = mingjing(
        here,
        &["trail", "verify", "--data", "elsewhere", "--anchors", "anchors"],
    );
    assert_eq!(proved.status.code(), Some(0), "{}", told(&proved));
    assert!(told(&proved).contains("锚点1个"), "{}", told(&proved));
}

#[test]
fn a_trail_that_was_cut_and_wrong_input_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir(here.join("data")).unwrap();
    let address = format!("sqlite:{}", here.join("data/ledger.sqlite").display());
    tokio::runtime::Runtime::new().unwrap().block_on(books(&address));
    let anchor = mingjing(here, &["trail", "anchor"]);
    let mut longer: serde_json::Value = serde_json::from_slice(&anchor.stdout).unwrap();
    longer["count"] = 900.into();
    std::fs::write(here.join("anchors"), longer.to_string()).unwrap();
    let cut = mingjing(here, &["trail", "verify", "--anchors", "anchors"]);
    assert_eq!(cut.status.code(), Some(1), "{}", told(&cut));

    std::fs::write(here.join("anchors"), "{}\n").unwrap();
    let wrong = mingjing(here, &["trail", "verify", "--anchors", "anchors"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(told(&wrong).contains("第1行"), "{}", told(&wrong));
    let missing = mingjing(here, &["ledger", "verify", "--data", "nowhere"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(told(&missing).contains("没有找到账册"), "{}", told(&missing));
    assert!(!here.join("nowhere").exists(), "looking makes nothing");
}

#[test]
fn a_signed_anchor_proves_itself_and_a_changed_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir(here.join("data")).unwrap();
    let address = format!("sqlite:{}", here.join("data/ledger.sqlite").display());
    tokio::runtime::Runtime::new().unwrap().block_on(books(&address));
    let made = mingjing(here, &["trail", "key", "key"]);
    assert_eq!(made.status.code(), Some(0), "{}", told(&made));
    let public = told(&made).trim().to_owned();
    assert_eq!(
        mingjing(here, &["trail", "key", "key"]).status.code(),
        Some(2),
        "a key is never overwritten"
    );

    let anchor = mingjing(here, &["trail", "anchor", "--key", "key"]);
    std::fs::write(here.join("anchors"), &anchor.stdout).unwrap();
    let verify = |file: &str| mingjing(here, &["trail", "verify", "--anchors", file, "--public-key", &public]);
    assert_eq!(verify("anchors").status.code(), Some(0), "{}", told(&verify("anchors")));

    let mut changed: serde_json::Value = serde_json::from_slice(&anchor.stdout).unwrap();
    changed["at"] = "2020-01-01 00:00:00".into();
    std::fs::write(here.join("changed"), changed.to_string()).unwrap();
    assert_eq!(verify("changed").status.code(), Some(2));
    assert!(
        told(&verify("changed")).contains("签名"),
        "{}",
        told(&verify("changed"))
    );

    std::fs::write(here.join("unsigned"), mingjing(here, &["trail", "anchor"]).stdout).unwrap();
    assert!(
        told(&verify("unsigned")).contains("没有签名"),
        "{}",
        told(&verify("unsigned"))
    );
}
