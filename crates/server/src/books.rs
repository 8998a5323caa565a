//! Where the text of the book comes from: a folder that officials edit, or the
//! copy that was packed into the program when it was built.
//!
//! This module reads files and notices that they changed. What the text means
//! is the rulebook's business.

use crate::kept_books;
use crate::words::in_words;
use anyhow::{Context, bail};
use rulebook::{Library, Problem, ProblemLevel, SourceFile};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

static EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/books.rs"));

/// The folders of a book that are read.
const LAYERS: [&str; 2] = ["national", "local"];

/// The folders beside them that are no rules, and are not read: names of codes, and what the tables are imported from.
const BESIDE: [&str; 2] = ["catalogue", "sources"];

/// The deepest folder that is read: `local/440305/H44…/knowledge` has four levels.
const DEPTH_MAX: usize = 6;

/// The largest file that is read, in bytes; the largest national table has a tenth of that.
pub(crate) const FILE_BYTES_MAX: u64 = 256 << 20;

/// The book packed into the program.
pub fn embedded() -> Vec<SourceFile> {
    let file = |&(path, text): &(&str, &str)| SourceFile {
        path: path.to_owned(),
        text: without_mark(text).to_owned(),
    };
    EMBEDDED.iter().map(file).collect()
}

/// All rule documents and tables of the folder's `national` and `local` parts, in order of path.
/// A file in GB18030, as Excel saves tables in China, is taken as such. One that cannot be read is a problem of
/// its own when the book is compiled, and keeps nobody from the others.
///
/// # Errors
/// A folder that cannot be looked into, or has no file of a book.
pub fn load_folder(folder: &Path) -> anyhow::Result<Vec<SourceFile>> {
    let one = |(name, path): (String, PathBuf)| match read(&path) {
        Ok(text) => SourceFile { path: name, text },
        Err(why) => SourceFile::unreadable(name, &why),
    };
    let sources: Vec<SourceFile> = list(folder)?.into_iter().map(one).collect();
    if sources.is_empty() {
        bail!(
            "规则目录 {} 下的 national、local 中没有规则文件（.md、.csv），请检查路径",
            folder.display()
        );
    }
    Ok(sources)
}

/// The text of a file, or why there is none.
fn read(path: &Path) -> Result<String, String> {
    let size = fs::metadata(path)
        .map_err(|error| format!("文件无法读取：{}", in_words(&error)))?
        .len();
    if size > FILE_BYTES_MAX {
        return Err(format!("文件有 {size} 字节，超过上限 {FILE_BYTES_MAX} 字节，请拆分"));
    }
    let bytes = fs::read(path).map_err(|error| format!("文件无法读取：{}", in_words(&error)))?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("文件是 UTF-16（表格软件的“Unicode 文本”），请另存为 UTF-8".to_owned());
    }
    match decode(bytes) {
        // No text has a zero in it; what is decoded with one is something else.
        Some(text) if !text.contains('\0') => Ok(text),
        _ => Err("文件既不是 UTF-8 也不是 GB18030，请另存为 UTF-8".to_owned()),
    }
}

/// The sources of a folder or of an archive of one, or those packed into the program.
///
/// # Errors
/// What cannot be read.
pub fn sources(folder: Option<&Path>) -> anyhow::Result<Vec<SourceFile>> {
    match folder {
        None => Ok(embedded()),
        Some(archive) if kept_books::is_archive(archive) => kept_books::open(archive),
        Some(folder) => load_folder(folder),
    }
}

/// The compiled library of a folder, or of the book packed into the program. A folder with errors is
/// refused: what an audit finds must not depend on what could not be read.
///
/// # Errors
/// What cannot be read, or the first error of the book.
pub fn library(folder: Option<&Path>) -> anyhow::Result<Library> {
    let sources = sources(folder)?;
    let (library, problems) = Library::compile(&sources);
    let mut errors = problems.iter().filter(|problem| problem.level == ProblemLevel::Error);
    if let Some(problem) = errors.next() {
        bail!(
            "规则库有 {} 处错误，不能用于审核（审核的疑点要作办案的依据）：{problem}。请改正；可用 mingjing rules lint 查看全部",
            1 + errors.count()
        );
    }
    Ok(library)
}

/// 目录指纹 · paths, sizes and times of the files of a folder, or of its archive; two equal ones mean "nothing changed".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(Vec<(String, u64, Option<SystemTime>)>);

/// Takes the fingerprint of a folder or archive without reading the files.
pub fn fingerprint(folder: &Path) -> anyhow::Result<Fingerprint> {
    let mut marks = Vec::new();
    let files = if kept_books::is_archive(folder) {
        vec![(String::new(), folder.to_owned())]
    } else {
        list(folder)?
    };
    for (name, path) in files {
        let metadata = fs::metadata(&path).with_context(|| format!("查看规则文件 {}", path.display()))?;
        marks.push((name, metadata.len(), metadata.modified().ok()));
    }
    Ok(Fingerprint(marks))
}

fn list(folder: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    if folder.is_file() {
        bail!(
            "{} 是文件，不是规则目录；请写规则目录，或数据目录的 books 下的规则库存档（.zip）",
            folder.display()
        );
    }
    if !folder.is_dir() {
        bail!(
            "规则目录 {} 不存在，请检查路径，或不指定目录而使用程序内置规则",
            folder.display()
        );
    }
    let mut files = find(folder)?.files;
    files.sort();
    Ok(files)
}

/// What is in a folder of rules and is not read: files that are no rule and no table, folders that lie too deep or
/// beside those of the layers. Whoever wrote them would wait in vain for what they say.
///
/// # Errors
/// A folder that cannot be looked into.
pub fn unread(folder: Option<&Path>) -> anyhow::Result<Vec<Problem>> {
    let Some(folder) = folder.filter(|folder| !kept_books::is_archive(folder)) else {
        return Ok(Vec::new());
    };
    let advice = "规则文档用 .md，知识表用 .csv，按 docs/rule-language.md 放置";
    let inside = find(folder)?
        .unread
        .into_iter()
        .map(|name| Problem::notice(&name, 0, "没有读取：不是规则文档或知识表，或者文件夹太深", advice));
    let mut problems: Vec<Problem> = inside.collect();
    for (part, path) in entries(folder)? {
        let known = LAYERS.contains(&part.as_str()) || BESIDE.contains(&part.as_str());
        if !known && (path.is_dir() || read_as(&part).is_some()) {
            let message = "没有读取：不在 national、local 之下";
            problems.push(Problem::notice(&part, 0, message, advice));
        }
    }
    problems.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(problems)
}

/// The files of the layers, by name and place, and the names of what lies between them.
#[derive(Debug, Default)]
struct Found {
    files: Vec<(String, PathBuf)>,
    unread: Vec<String>,
}

/// What is in a folder, by name. Editors and Excel leave `.name` and `~$name` beside the file that is being edited, the
/// import what it rejected.
fn entries(folder: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let reading = || format!("读取规则目录 {}", folder.display());
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        let Some(part) = path.file_name().and_then(|part| part.to_str()) else {
            continue;
        };
        if !part.starts_with(['.', '~']) && !part.ends_with(".rej.csv") && part != "README.md" {
            entries.push((part.to_owned(), path));
        }
    }
    Ok(entries)
}

/// The name under which a file is read, its extension in small letters as the book knows it; none of what is no rule
/// document and no table.
fn read_as(part: &str) -> Option<String> {
    let (stem, extension) = part.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    matches!(extension.as_str(), "md" | "csv").then(|| format!("{stem}.{extension}"))
}

fn find(folder: &Path) -> anyhow::Result<Found> {
    let mut found = Found::default();
    for layer in LAYERS {
        collect(&folder.join(layer), layer, DEPTH_MAX, &mut found)?;
    }
    Ok(found)
}

fn collect(folder: &Path, name: &str, depth: usize, found: &mut Found) -> anyhow::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    if depth == 0 {
        found.unread.push(name.to_owned());
        return Ok(());
    }
    for (part, path) in entries(folder)? {
        if path.is_dir() {
            if part != "sources" {
                collect(&path, &format!("{name}/{part}"), depth - 1, found)?;
            }
            continue;
        }
        match read_as(&part) {
            Some(part) => found.files.push((format!("{name}/{part}"), path)),
            None => found.unread.push(format!("{name}/{part}")),
        }
    }
    Ok(())
}

/// The text of a rule document or table, whether in UTF-8 or in GB18030.
///
/// # Errors
/// It cannot be read, or is in neither.
pub fn read_text(path: &Path) -> anyhow::Result<String> {
    read(path).map_err(|why| anyhow::anyhow!("规则文件 {}：{why}", path.display()))
}

fn decode(bytes: Vec<u8>) -> Option<String> {
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            // Moved down where it stands: a table may have tens of megabytes.
            let mark = text.len() - without_mark(&text).len();
            text.drain(..mark);
            Some(text)
        }
        Err(error) => {
            let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(error.as_bytes())?;
            Some(text.into_owned())
        }
    }
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, bytes: &[u8]) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn reads_what_is_a_book_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "national/policy/001-a.md", "\u{feff}甲".as_bytes());
        write(
            folder.path(),
            "local/4403/t.csv",
            &encoding_rs::GB18030.encode("编码,名称").0,
        );
        for other in [
            "national/sources/x.csv",
            "README.md",
            "national/README.md",
            "national/~$t.csv",
            "national/knowledge/rejected.rej.csv",
            "sources/y.md",
        ] {
            write(folder.path(), other, b"no");
        }
        let sources = load_folder(folder.path()).unwrap();
        let read: Vec<(&str, &str)> = sources.iter().map(|s| (s.path.as_str(), s.text.as_str())).collect();
        assert_eq!(
            read,
            [("local/4403/t.csv", "编码,名称"), ("national/policy/001-a.md", "甲")]
        );
    }

    #[test]
    fn what_is_not_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for file in [
            "local/330100/049.MD",
            "local/330100/knowledge/item-frequency.CSV",
            "local/330100/049.md.txt",
            "local/330100/knowledge/t.xlsx",
            "local/a/b/c/d/e/f/g.md",
            "national/sources/x.pdf",
            "330100/049.md",
            "Local/330100/049.md",
            "catalogue/drugs.csv",
            "049.md",
            "LICENSE",
        ] {
            write(folder.path(), file, b"1");
        }
        let sources = load_folder(folder.path()).unwrap();
        let read: Vec<&str> = sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(
            read,
            ["local/330100/049.md", "local/330100/knowledge/item-frequency.csv"]
        );
        let unread = unread(Some(folder.path())).unwrap();
        let unread: Vec<&str> = unread.iter().map(|problem| problem.file.as_str()).collect();
        assert_eq!(
            unread,
            [
                "049.md",
                "330100",
                "Local",
                "local/330100/049.md.txt",
                "local/330100/knowledge/t.xlsx",
                "local/a/b/c/d/e/f",
            ]
        );
    }

    #[test]
    fn complains_about_what_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            load_folder(&folder.path().join("none"))
                .unwrap_err()
                .to_string()
                .contains("不存在")
        );
        let file = folder.path().join("book.tar");
        fs::write(&file, "").unwrap();
        assert!(sources(Some(&file)).unwrap_err().to_string().contains(".zip"));
        assert!(
            load_folder(folder.path())
                .unwrap_err()
                .to_string()
                .contains("没有规则文件")
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_its_own_problem() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "national/a.md", &[0xff, 0xff, 0x00]);
        write(folder.path(), "national/b.csv", &[0xff, 0xfe, b'a', 0]);
        write(folder.path(), "national/c.csv", b"a\0b");
        write(
            folder.path(),
            "national/t.csv",
            "知识点,名称,施行,来源\n1,甲,2026-01-01,x\n".as_bytes(),
        );
        let (_, problems) = Library::compile(&load_folder(folder.path()).unwrap());
        let errors: Vec<&str> = problems
            .iter()
            .filter(|problem| problem.level == ProblemLevel::Error)
            .map(|problem| problem.file.as_str())
            .collect();
        let named = ["national/a.md", "national/b.csv", "national/c.csv"];
        assert_eq!(errors, named, "{problems:#?}");
        assert!(problems[1].message.contains("UTF-16"), "{problems:#?}");
        let refused = library(Some(folder.path())).unwrap_err().to_string();
        assert!(
            refused.contains("national/a.md") && refused.contains("3 处错误"),
            "{refused}"
        );
    }

    #[test]
    fn a_change_changes_the_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "national/a.md", b"1");
        let before = fingerprint(folder.path()).unwrap();
        assert_eq!(fingerprint(folder.path()).unwrap(), before);
        write(folder.path(), "national/a.md", b"22");
        assert_ne!(fingerprint(folder.path()).unwrap(), before);
    }
}
