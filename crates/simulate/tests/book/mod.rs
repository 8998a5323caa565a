//! The national book of this repository.

use rulebook::{Library, SourceFile};
use std::path::{Path, PathBuf};

/// Compiles it.
pub fn library() -> Library {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../books");
    let mut sources = Vec::new();
    collect(&root, &root.join("national"), &mut sources);
    assert!(!sources.is_empty(), "no books below {}", root.display());
    Library::compile(&sources).0
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<SourceFile>) {
    let entries = std::fs::read_dir(folder).expect("a readable folder of books");
    for path in entries.map(|entry| entry.expect("a readable entry").path()) {
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|ending| ending == "md" || ending == "csv") {
            let name = path
                .strip_prefix(root)
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            let text = std::fs::read_to_string(&path).expect("a readable book file");
            sources.push(SourceFile { path: name, text });
        }
    }
}
