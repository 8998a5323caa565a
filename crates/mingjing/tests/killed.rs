//! Import and audit killed at any moment, as processes: the lake stays what it was, and what goes
//! on afterwards ends with the same bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const LINES: &str = "30000";

fn mingjing(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    mingjing(arguments).output().unwrap()
}

/// Starts the program and kills it after a while; true where it was still at work.
fn killed_after(arguments: &[&str], wait: Duration) -> bool {
    let mut child = mingjing(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(wait);
    let at_work = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    at_work
}

/// All files below a folder that the program reads, by name.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(place) = open.pop() {
        for entry in std::fs::read_dir(&place).unwrap() {
            let path = entry.unwrap().path();
            let hidden = path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if path.is_dir() {
                open.push(path);
            } else if !hidden {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn killed_import_and_killed_audit_end_with_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (county, straight, lake) = (at("county"), at("straight"), at("lake"));
    let made = run(&["simulate", "--lines", LINES, "--seed", "5", "--out", text(&county)]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let import = |lake: &Path| {
        run(&["lake", "import", "--buckets", "16", "--lake", text(lake), text(&county)])
            .status
            .code()
    };
    assert_eq!(import(&straight), Some(0));
    let manifest = |lake: &Path| std::fs::read(lake.join("manifest.json")).ok();

    let mut interrupted = 0;
    for milliseconds in [40, 90, 150, 220, 300, 400, 550, 700, 900, 1200] {
        let before = manifest(&lake);
        let arguments = [
            "lake",
            "import",
            "--buckets",
            "16",
            "--lake",
            text(&lake),
            text(&county),
        ];
        if killed_after(&arguments, Duration::from_millis(milliseconds)) {
            interrupted += 1;
            let after = manifest(&lake);
            let empty = after
                .as_ref()
                .is_some_and(|bytes| !String::from_utf8_lossy(bytes).contains(".parquet"));
            assert!(
                after == before || empty || after == manifest(&straight),
                "half an import after {milliseconds} ms"
            );
        }
    }
    assert!(interrupted > 0, "every import was faster than the shortest wait");
    assert_eq!(import(&lake), Some(0));
    assert_eq!(manifest(&lake), manifest(&straight));
    let verified = run(&["lake", "verify", "--lake", text(&lake)]);
    assert!(
        verified.status.success(),
        "{}",
        String::from_utf8_lossy(&verified.stdout)
    );

    let (whole, torn) = (at("whole"), at("torn"));
    let audit = |out: &Path| run(&["audit", "run", "--lake", text(&lake), "--out", text(out), "--resume"]);
    assert_eq!(audit(&whole).status.code(), Some(1), "there are findings");
    let mut interrupted = 0;
    for milliseconds in [120, 200, 300, 400, 500, 650, 800, 1000] {
        let arguments = ["audit", "run", "--lake", text(&lake), "--out", text(&torn), "--resume"];
        interrupted += u32::from(killed_after(&arguments, Duration::from_millis(milliseconds)));
    }
    assert!(interrupted > 0, "every audit was faster than the shortest wait");
    assert_eq!(audit(&torn).status.code(), Some(1));
    assert!(
        content(&torn) == content(&whole),
        "a resumed audit differs from a straight one"
    );
}

#[cfg(unix)]
#[test]
fn a_run_that_is_asked_to_stop_says_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (county, lake, out, whole) = (at("county"), at("lake"), at("out"), at("whole"));
    assert!(
        run(&["simulate", "--lines", LINES, "--seed", "6", "--out", text(&county)])
            .status
            .success()
    );
    let imported = run(&[
        "lake",
        "import",
        "--buckets",
        "64",
        "--lake",
        text(&lake),
        text(&county),
    ]);
    assert!(imported.status.success());
    let finished = || {
        let files = std::fs::read_dir(out.join("findings")).into_iter().flatten();
        files
            .filter(|file| {
                file.as_ref()
                    .is_ok_and(|file| file.path().extension() == Some("json".as_ref()))
            })
            .count()
    };
    let arguments = [
        "audit",
        "run",
        "--threads",
        "1",
        "--lake",
        text(&lake),
        "--out",
        text(&out),
    ];
    let mut child = mingjing(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while finished() == 0 {
        assert!(child.try_wait().unwrap().is_none(), "ended before its first bucket");
        std::thread::yield_now();
    }
    let told = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(told.success());
    let output = child.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{error}");
    assert!(error.contains("可用 --resume 继续"), "{error}");
    assert!(finished() > 0 && finished() < 64 && !out.join("report.json").exists());
    let audit = |out: &Path| run(&["audit", "run", "--lake", text(&lake), "--out", text(out), "--resume"]);
    assert_eq!(audit(&out).status.code(), Some(1));
    assert_eq!(audit(&whole).status.code(), Some(1));
    assert!(content(&out) == content(&whole));
}

#[test]
fn wrong_input_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    for (arguments, said) in [
        (vec!["audit", "run", "--lake", text(&nowhere)], "不是数据湖"),
        (vec!["lake", "status", "--lake", "ftp://x"], "无法识别"),
        (
            vec!["lake", "import", "--lake", text(&nowhere), "/no/such/file.csv"],
            "无法读取",
        ),
        (vec!["audit", "explain", "abc", "--out", text(&nowhere)], "没有审核结果"),
    ] {
        let output = run(&arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(said), "{arguments:?}: {error}");
    }
}
