//! Where the text of the book comes from: a folder that officials edit, or the
//! copy that was packed into the program when it was built.
//!
//! This module reads files and notices that they changed. What the text means
//! is the rulebook's business.

use crate::kept_books;
use anyhow::{Context, bail};
use rulebook::{Library, ProblemLevel, SourceFile};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

static EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/books.rs"));

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
    let sources: Vec<SourceFile> = each_file(folder)?.collect();
    if sources.is_empty() {
        bail!(
            "规则目录 {} 下的 national、local 中没有规则文件（.md、.csv），请检查路径",
            folder.display()
        );
    }
    Ok(sources)
}

/// The files of a folder one by one, in order of path.
fn each_file(folder: &Path) -> anyhow::Result<impl Iterator<Item = SourceFile>> {
    let one = |(name, path): (String, PathBuf)| match read(&path) {
        Ok(text) => SourceFile { path: name, text },
        Err(why) => SourceFile::unreadable(name, &why),
    };
    Ok(list(folder)?.into_iter().map(one))
}

/// The text of a file, or why there is none.
fn read(path: &Path) -> Result<String, String> {
    let size = fs::metadata(path)
        .map_err(|error| format!("文件无法读取：{error}"))?
        .len();
    if size > FILE_BYTES_MAX {
        return Err(format!("文件有 {size} 字节，超过上限 {FILE_BYTES_MAX} 字节，请拆分"));
    }
    let bytes = fs::read(path).map_err(|error| format!("文件无法读取：{error}"))?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("文件是 UTF-16（表格软件的“Unicode 文本”），请另存为 UTF-8".to_owned());
    }
    match decode(bytes) {
        // No text has a zero in it; what is decoded with one is something else.
        Some(text) if !text.contains('\0') => Ok(text),
        _ => Err("文件既不是 UTF-8 也不是 GB18030，请另存为 UTF-8".to_owned()),
    }
}

/// The sources that [`sources`] has, one by one; a folder's are read as they are asked for.
pub(crate) fn each_source(folder: Option<&Path>) -> anyhow::Result<Box<dyn Iterator<Item = SourceFile> + '_>> {
    Ok(match folder {
        Some(folder) if !kept_books::is_archive(folder) => Box::new(each_file(folder)?),
        other => Box::new(sources(other)?.into_iter()),
    })
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
    if let Some(problem) = problems.iter().find(|problem| problem.level == ProblemLevel::Error) {
        bail!("规则库有错误，不能用于审核：{problem}。可用 mingjing rules lint 查看全部");
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
    let mut files = Vec::new();
    for layer in ["national", "local"] {
        collect(&folder.join(layer), layer, DEPTH_MAX, &mut files)?;
    }
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, name: &str, depth: usize, files: &mut Vec<(String, PathBuf)>) -> anyhow::Result<()> {
    if depth == 0 || !folder.is_dir() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("读取规则目录 {}", folder.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("读取规则目录 {}", folder.display()))?
            .path();
        let Some(part) = path.file_name().and_then(|part| part.to_str()) else {
            continue;
        };
        let extension = path
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default();
        // Editors and Excel leave `.name` and `~$name` beside the file that is being edited, the import
        // what it rejected.
        if part.starts_with(['.', '~']) || part.ends_with(".rej.csv") {
            continue;
        }
        let below = format!("{name}/{part}");
        if path.is_dir() && part != "sources" {
            collect(&path, &below, depth - 1, files)?;
        } else if path.is_file() && matches!(extension, "md" | "csv") && part != "README.md" {
            files.push((below, path));
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
        assert!(
            library(Some(folder.path()))
                .unwrap_err()
                .to_string()
                .contains("national/a.md")
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
