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

/// 存档草稿 · A book that is written into a folder of archives, and is none of them until it is kept: it is written
/// before it is compiled, from the very texts that are, and not every book comes into force. One that is dropped
/// leaves nothing. One book at a time is put there: the folder is that of the service that holds the store's lock.
#[derive(Debug)]
pub struct Draft {
    hash: String,
    place: PathBuf,
    /// where it lies; none where the archive is there already
    half: Option<PathBuf>,
}

impl Draft {
    /// Writes the texts of a book, unless they are kept already.
    ///
    /// # Errors
    /// Something cannot be written.
    pub fn write(sources: &[SourceFile], into: &Path) -> anyhow::Result<Self> {
        let mut digest = SourceDigest::default();
        for source in sources {
            digest.add(source);
        }
        let hash = digest.finish();
        let name = archive_name(&hash);
        let place = into.join(&name);
        if place.is_file() {
            return Ok(Self {
                hash,
                place,
                half: None,
            });
        }
        let half = into.join(format!(".part-{name}"));
        let draft = Self {
            hash,
            place,
            half: Some(half.clone()),
        };
        write(sources, into, &half).with_context(|| draft.failed())?;
        Ok(draft)
    }

    /// The hash of the book.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Makes it an archive; its place.
    ///
    /// # Errors
    /// It cannot be moved there.
    pub fn keep(mut self) -> anyhow::Result<PathBuf> {
        if let Some(half) = &self.half {
            fs::rename(half, &self.place).with_context(|| self.failed())?;
            self.half = None;
        }
        Ok(self.place.clone())
    }

    fn failed(&self) -> String {
        format!("写入规则库存档 {}", self.place.display())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(half) = &self.half {
            // What is half is of no use; that it may not be there is no news.
            let _ = fs::remove_file(half);
        }
    }
}

fn write(sources: &[SourceFile], into: &Path, half: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(into)?;
    let mut archive = ZipWriter::new(File::create(half)?);
    for source in sources {
        add(&mut archive, source)?;
    }
    Ok(archive.finish()?.sync_all()?)
}

fn add<W: Write + Seek>(archive: &mut ZipWriter<W>, source: &SourceFile) -> anyhow::Result<()> {
    // The same book makes the same bytes, whenever it is kept.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // Written while a start waits for it; a smaller archive would not be worth the wait.
        .compression_level(Some(1))
        .last_modified_time(DateTime::default());
    archive.start_file(source.path.as_str(), options)?;
    Ok(archive.write_all(source.text.as_bytes())?)
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
        let sources = books::embedded();
        let (library, _) = Library::compile(&sources);
        let draft = Draft::write(&sources, folder.path()).unwrap();
        assert_eq!(draft.hash(), library.hash());
        let place = draft.keep().unwrap();
        assert!(is_archive(&place));
        let (again, _) = Library::compile(&open(&place).unwrap());
        assert_eq!(again.hash(), library.hash());
        let bytes = fs::read(&place).unwrap();
        fs::remove_file(&place).unwrap();
        Draft::write(&sources, folder.path()).unwrap().keep().unwrap();
        assert_eq!(fs::read(&place).unwrap(), bytes);
    }

    #[test]
    fn a_draft_that_is_not_kept_leaves_nothing() {
        let kept = tempfile::tempdir().unwrap();
        let draft = Draft::write(&books::embedded(), kept.path()).unwrap();
        assert_eq!(fs::read_dir(kept.path()).unwrap().count(), 1);
        drop(draft);
        assert_eq!(fs::read_dir(kept.path()).unwrap().count(), 0);
        let in_the_way = kept.path().join("file");
        fs::write(&in_the_way, "").unwrap();
        let refused = Draft::write(&books::embedded(), &in_the_way).unwrap_err();
        assert!(refused.to_string().contains("写入规则库存档"), "{refused}");
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
        let sources = books::load_folder(rules.path()).unwrap();
        let place = Draft::write(&sources, kept.path()).unwrap().keep().unwrap();
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
