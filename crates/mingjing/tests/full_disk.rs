//! A disk without room: import and audit say which file could not be written, what is there stays as it
//! was, and with room again the result is that of an undisturbed run.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn mingjing(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Runs the program where no file may grow beyond so many blocks of the shell's: what a full disk
/// answers to a write, too, is an error.
fn without_room(blocks: u32, arguments: &[&str]) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &script, env!("CARGO_BIN_EXE_mingjing")])
        .args(arguments);
    shell.stdin(Stdio::null()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The files of a folder and those below, by name; temporary ones are hidden and do not count.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            files.extend(content(&path));
        } else {
            files.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    files
}

#[test]
fn nothing_is_lost_where_there_is_no_room() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (county, lake, out, straight) = (at("county"), at("lake"), at("audit"), at("straight"));
    let made = mingjing(&["simulate", "--lines", "20000", "--seed", "9", "--out", text(&county)]);
    assert!(made.status.success(), "{}", said(&made));
    let import = ["lake", "import", "--buckets", "4", "--lake", text(&lake), text(&county)];

    let refused = without_room(8, &import);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(
        !said(&refused).contains("panicked") && said(&refused).contains("空间"),
        "{}",
        said(&refused)
    );
    assert!(
        !lake.join("manifest.json").exists() || mingjing(&["lake", "verify", "--lake", text(&lake)]).status.success()
    );
    let imported = mingjing(&import);
    assert_eq!(imported.status.code(), Some(0), "{}", said(&imported));

    let before = content(&lake);
    let refused = without_room(8, &["audit", "run", "--lake", text(&lake), "--out", text(&out)]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(
        !said(&refused).contains("panicked") && said(&refused).contains("空间"),
        "{}",
        said(&refused)
    );
    assert!(!out.join("report.json").exists());
    assert_eq!(content(&lake), before, "the lake has changed");

    let resumed = mingjing(&["audit", "run", "--lake", text(&lake), "--out", text(&out), "--resume"]);
    assert_eq!(resumed.status.code(), Some(1), "{}", said(&resumed));
    let audited = mingjing(&["audit", "run", "--lake", text(&lake), "--out", text(&straight)]);
    assert_eq!(audited.status.code(), Some(1), "{}", said(&audited));
    let bytes = |folder: &Path| content(folder).into_values().collect::<Vec<_>>();
    assert_eq!(bytes(&out), bytes(&straight));
}
