//! The shipped books as sources.

use rulebook::SourceFile;
use std::path::Path;

/// All documents and tables below `books/national` and `books/local`.
pub fn sources() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../books");
    let mut sources = Vec::new();
    for part in ["national", "local"] {
        collect(&root, &root.join(part), &mut sources);
    }
    assert!(!sources.is_empty(), "no books below {}", root.display());
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<SourceFile>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, sources);
            continue;
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let document = name.ends_with(".md")
            && name
                .chars()
                .next()
                .is_some_and(|c| c.is_ascii_digit() || name.starts_with("MJ"));
        if document || name.ends_with(".csv") {
            let text = std::fs::read_to_string(&path).expect("a readable book file");
            let path = path
                .strip_prefix(root)
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            sources.push(SourceFile { path, text });
        }
    }
}
