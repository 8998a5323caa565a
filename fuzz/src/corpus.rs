//! The committed inputs of a target, and a way to try them all.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The files of `fuzz/corpus/<target>`, in order of name.
///
/// # Panics
/// Where there are none or one cannot be read: a replay of nothing would prove nothing.
pub fn files(root: &Path, target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = root.join("corpus").join(target);
    let listed = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = listed
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no inputs in {}", folder.display());
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, bytes)
    };
    paths.into_iter().map(read).collect()
}

/// Tries every input and tells which ones panic, and where. A panic that the code under test
/// catches counts too. `run` gives how far it got, and together the inputs must get somewhere.
pub fn replay(root: &Path, target: &str, run: fn(&[u8]) -> usize) {
    let panics: Arc<Mutex<Vec<String>>> = Arc::default();
    let lock =
        |panics: &Mutex<Vec<String>>| std::mem::take(&mut *panics.lock().unwrap_or_else(PoisonError::into_inner));
    let seen = Arc::clone(&panics);
    std::panic::set_hook(Box::new(move |info| {
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(info.to_string());
    }));
    let (mut failed, mut reached) = (Vec::new(), 0);
    let files = files(root, target);
    for (path, bytes) in &files {
        // The hook has the message of a panic.
        reached += std::panic::catch_unwind(|| run(bytes)).unwrap_or(0);
        for panic in lock(&panics) {
            failed.push(format!("{}: {panic}", path.display()));
        }
    }
    drop(std::panic::take_hook());
    println!("{} inputs of {target} tried, reach {reached}", files.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(reached > 0, "no input of {target} gets past the door");
}
