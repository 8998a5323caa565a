//! 规则库存档 · The text of every book that came into force, by its hash, so that what was found under it can be
//! found again years later: wherever a folder of rules is asked for to judge or to look things up, such an archive
//! will do as well. An archive is an ordinary zip of the folder.

use crate::books;
use anyhow::{Context, ensure};
use rulebook::{SourceDigest, SourceFile};
use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most that one file of an archive may hold, in bytes: what is read from a folder in GB18030 is kept in UTF-8,
/// half as long again.
const FILE_BYTES_MAX: u64 = books::FILE_BYTES_MAX / 2 * 3;

/// The name of a book's archive.
pub fn archive_name(hash: &str) -> String {
    format!("book-{}.zip", hash.get(..16).unwrap_or(hash))
}

/// True where a path names an archive and not a folder.
pub fn is_archive(path: &Path) -> bool {
    path.is_file()
        && path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// Puts the book of a folder or archive (none: the one packed into the program) into a folder of archives; its
/// place. One that is there already stays. Files of a folder are read one by one, so that a large book is never in
/// memory as a whole. One book at a time is put there: the folder is that of the service that holds the store's lock.
///
/// # Errors
/// The folder has no longer the book of that hash, or something cannot be read or written.
pub fn keep(folder: Option<&Path>, hash: &str, into: &Path) -> anyhow::Result<PathBuf> {
    let place = into.join(archive_name(hash));
    if place.is_file() {
        return Ok(place);
    }
    let failed = || format!("写入规则库存档 {}", place.display());
    fs::create_dir_all(into).with_context(failed)?;
    let half = into.join(format!(".part-{}", archive_name(hash)));
    let written = write(folder, hash, &half);
    let done = written.and_then(|()| fs::rename(&half, &place).with_context(failed));
    if done.is_err() {
        // What is half is of no use; that it may be gone already is no news.
        let _ = fs::remove_file(&half);
    }
    done.map(|()| place)
}

fn write(folder: Option<&Path>, hash: &str, half: &Path) -> anyhow::Result<()> {
    let file = File::create(half).with_context(|| format!("写入规则库存档 {}", half.display()))?;
    let mut archive = ZipWriter::new(file);
    let mut digest = SourceDigest::default();
    for source in books::each_source(folder)? {
        add(&mut archive, &mut digest, &source)?;
    }
    ensure!(digest.finish() == hash, "规则目录在存档时又有改动，留待下次");
    let file = archive.finish().context("写入规则库存档")?;
    file.sync_all().context("写入规则库存档")
}

fn add<W: Write + Seek>(
    archive: &mut ZipWriter<W>,
    digest: &mut SourceDigest,
    source: &SourceFile,
) -> anyhow::Result<()> {
    // The same book makes the same bytes, whenever it is kept.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    archive
        .start_file(source.path.as_str(), options)
        .and_then(|()| Ok(archive.write_all(source.text.as_bytes())?))
        .context("写入规则库存档")?;
    digest.add(source);
    Ok(())
}

/// The sources of an archive, in order of path.
///
/// # Errors
/// It is no archive, or holds a file that is larger than any of a book or no text.
pub fn open(archive: &Path) -> anyhow::Result<Vec<SourceFile>> {
    open_within(archive, FILE_BYTES_MAX)
}

fn open_within(archive: &Path, file_bytes_max: u64) -> anyhow::Result<Vec<SourceFile>> {
    let unreadable = || format!("读取规则库存档 {}", archive.display());
    let file = File::open(archive).with_context(unreadable)?;
    let mut zip = ZipArchive::new(file).with_context(unreadable)?;
    let mut sources = Vec::with_capacity(zip.len());
    for number in 0..zip.len() {
        let entry = zip.by_index(number).with_context(unreadable)?;
        if entry.is_dir() {
            continue;
        }
        let path = entry.name().to_owned();
        let this = || format!("{}：其中的 {path}", unreadable());
        let mut bytes = Vec::new();
        entry
            .take(file_bytes_max + 1)
            .read_to_end(&mut bytes)
            .with_context(this)?;
        ensure!(
            bytes.len() as u64 <= file_bytes_max,
            "{}展开后超过上限 {file_bytes_max} 字节",
            this()
        );
        let text = String::from_utf8(bytes).with_context(|| format!("{}不是 UTF-8 文本", this()))?;
        sources.push(SourceFile { path, text });
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rulebook::Library;

    #[test]
    fn a_kept_book_is_the_book() {
        let folder = tempfile::tempdir().unwrap();
        let (library, _) = Library::compile(&books::embedded());
        let place = keep(None, library.hash(), folder.path()).unwrap();
        assert!(is_archive(&place));
        let (again, _) = Library::compile(&open(&place).unwrap());
        assert_eq!(again.hash(), library.hash());
        let bytes = fs::read(&place).unwrap();
        fs::remove_file(&place).unwrap();
        keep(None, library.hash(), folder.path()).unwrap();
        assert_eq!(fs::read(&place).unwrap(), bytes);
    }

    #[test]
    fn a_folder_that_has_moved_on_is_not_kept_under_the_old_name() {
        let (rules, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir_all(rules.path().join("national/policy")).unwrap();
        let document = rules.path().join("national/policy/001.md");
        fs::write(&document, "旧").unwrap();
        let (library, _) = Library::compile(&books::load_folder(rules.path()).unwrap());
        fs::write(&document, "新").unwrap();
        let refused = keep(Some(rules.path()), library.hash(), kept.path()).unwrap_err();
        assert!(refused.to_string().contains("又有改动"), "{refused}");
        assert_eq!(fs::read_dir(kept.path()).unwrap().count(), 0);
    }

    #[test]
    fn each_file_is_bounded_and_not_their_sum() {
        let (rules, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let policy = rules.path().join("national/policy");
        fs::create_dir_all(&policy).unwrap();
        // The bound falls within a character: it is the bound that is told, and not that half a character is none.
        for name in ["001.md", "002.md"] {
            fs::write(policy.join(name), "规则").unwrap();
        }
        let (library, _) = Library::compile(&books::load_folder(rules.path()).unwrap());
        let place = keep(Some(rules.path()), library.hash(), kept.path()).unwrap();
        assert_eq!(open_within(&place, 6).unwrap().len(), 2);
        let refused = open_within(&place, 4).unwrap_err().to_string();
        assert!(
            refused.contains("001.md") && refused.contains("超过上限 4"),
            "{refused}"
        );
    }

    #[test]
    fn what_is_no_archive_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("book.zip");
        fs::write(&place, "无").unwrap();
        let refused = open(&place).unwrap_err();
        assert!(refused.to_string().contains("book.zip"), "{refused}");
    }
}
