//! The files of the repository, read once, so that every check is a function of text.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files that belong to the repository.
#[derive(Debug, Default)]
pub struct Tree {
    files: Vec<TreeFile>,
}

/// One file.
#[derive(Debug)]
pub struct TreeFile {
    /// path from the root, with `/` between parts
    pub path: String,
    /// size in bytes
    pub bytes: u64,
    /// the content, where it is UTF-8
    pub text: Option<String>,
}

/// Folders that hold what is made, not what is written.
const MADE: [&str; 3] = ["target", ".git", ".mingjing"];

impl Tree {
    /// The root of this workspace. Cargo names the one in which it was called; the one in which this program was
    /// built may be another, where clones share a build cache.
    pub fn root() -> PathBuf {
        let called = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let own = called.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        own.ancestors().nth(2).unwrap_or(&own).to_path_buf()
    }

    /// Reads what git tracks or would add; without git, every file below the root.
    pub fn read(root: &Path) -> Result<Self> {
        let paths = match listed_by_git(root) {
            Some(paths) => paths,
            None => walked(root)?,
        };
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            let full = root.join(&path);
            // A file that was deleted and not yet committed is still listed.
            if !full.is_file() {
                continue;
            }
            let content = std::fs::read(&full).with_context(|| format!("reading {path}"))?;
            files.push(TreeFile {
                path,
                bytes: content.len() as u64,
                text: String::from_utf8(content).ok(),
            });
        }
        Ok(Self { files })
    }

    /// A tree from texts alone.
    pub fn of(texts: &[(&str, &str)]) -> Self {
        let files = texts.iter().map(|(path, text)| TreeFile {
            path: (*path).to_owned(),
            bytes: text.len() as u64,
            text: Some((*text).to_owned()),
        });
        Self { files: files.collect() }
    }

    /// All files, in order of path.
    pub fn files(&self) -> &[TreeFile] {
        &self.files
    }

    /// Path and text of the files that are text.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|file| Some((file.path.as_str(), file.text.as_deref()?)))
    }

    /// Path and text of the Rust sources.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| path.ends_with(".rs"))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts().find(|(known, _)| *known == path).map(|(_, text)| text)
    }

    /// True where the path names a file, or a folder with a file in it.
    pub fn holds(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files
            .iter()
            .any(|file| file.path == path || file.path.starts_with(&folder))
    }
}

fn listed_by_git(root: &Path) -> Option<BTreeSet<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()
        .filter(|output| output.status.success() && !output.stdout.is_empty())?;
    let listing = String::from_utf8(output.stdout).ok()?;
    Some(
        listing
            .split('\0')
            .filter(|path| !path.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

fn walked(root: &Path) -> Result<BTreeSet<String>> {
    let (mut found, mut folders) = (BTreeSet::new(), vec![root.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("listing {}", folder.display()))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() && !MADE.contains(&name.as_ref()) {
                folders.push(path);
            } else if path.is_file()
                && let Ok(below) = path.strip_prefix(root)
            {
                found.insert(below.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_and_a_walk_agree_on_the_sources() {
        let root = Tree::root();
        let sources = |paths: BTreeSet<String>| -> BTreeSet<String> {
            paths
                .into_iter()
                .filter(|path| path.starts_with("crates/domain/"))
                .collect()
        };
        let walked = sources(walked(&root).unwrap());
        assert!(walked.contains("crates/domain/src/lib.rs"));
        if let Some(listed) = listed_by_git(&root) {
            assert_eq!(sources(listed), walked);
        }
    }

    #[test]
    fn a_folder_is_held_where_a_file_is_in_it() {
        let tree = Tree::of(&[("books/national/a.md", "")]);
        assert!(tree.holds("books") && tree.holds("books/national/") && tree.holds("books/national/a.md"));
        assert!(!tree.holds("book") && !tree.holds("books/national/a"));
    }
}
