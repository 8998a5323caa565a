//! A backup is a folder: the text of the books, and the files that they name.

use crate::LedgerError;
use crate::ledger::Ledger;
use crate::shelf::{Shelf, write_down};
use crate::sql::text;
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufReader, BufWriter};
use std::path::Path;

/// The text of the books.
const TEXT: &str = "ledger.jsonl";

/// The files.
const FILES: &str = "attachments";

/// 备份结果
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// 账册行数
    pub rows: u64,
    /// 附件个数
    pub files: u64,
}

impl Ledger {
    /// Writes a backup into a folder that is empty or not there, while others go on working. The text
    /// gets its name only when it is whole.
    ///
    /// # Errors
    /// [`LedgerError::NotEmpty`]; [`LedgerError::Corrupt`] for an attachment that is not what it was.
    pub async fn back_up(&self, folder: &Path, shelf: &Shelf) -> Result<BackedUp, LedgerError> {
        require_empty(folder)?;
        fs::create_dir_all(folder.join(FILES))?;
        let unfinished = folder.join("ledger.unfinished");
        let mut out = BufWriter::new(fs::File::create(&unfinished)?);
        let rows = self.dump(&mut out).await?;
        out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
        // Files come before their rows and stay: all that the text names are there now.
        let named = sqlx::query("SELECT DISTINCT digest FROM attachment ORDER BY digest")
            .fetch_all(&self.readers)
            .await?;
        for row in &named {
            let digest = text(row, "digest")?;
            write_down(&folder.join(FILES).join(&digest), &shelf.content(&digest)?)?;
        }
        fs::rename(&unfinished, folder.join(TEXT))?;
        fs::File::open(folder)?.sync_all()?;
        Ok(BackedUp {
            rows,
            files: named.len() as u64,
        })
    }

    /// Makes the books and the shelf again from a backup, in an empty database, and checks the trail.
    ///
    /// # Errors
    /// [`LedgerError::NotEmpty`], [`LedgerError::Corrupt`]
    pub async fn restore_backup(folder: &Path, address: &str, shelf: &Shelf) -> Result<Self, LedgerError> {
        let mut text = BufReader::new(fs::File::open(folder.join(TEXT))?);
        let ledger = Self::restore(address, &mut text).await?;
        let mut missing = named_files(&ledger).await?;
        for entry in fs::read_dir(folder.join(FILES))? {
            let entry = entry?;
            let digest = entry.file_name().to_string_lossy().into_owned();
            if missing.remove(&digest) {
                shelf.put_back(&digest, &fs::read(entry.path())?)?;
            }
        }
        if let Some(digest) = missing.first() {
            return Err(LedgerError::unreadable("备份", format!("缺少附件{digest}")));
        }
        match ledger.verify_trail(&[]).await? {
            Ok(_) => Ok(ledger),
            Err(broken) => Err(LedgerError::unreadable("备份中的留痕", broken)),
        }
    }
}

async fn named_files(ledger: &Ledger) -> Result<BTreeSet<String>, LedgerError> {
    let rows = sqlx::query("SELECT DISTINCT digest FROM attachment")
        .fetch_all(&ledger.readers)
        .await?;
    rows.iter().map(|row| text(row, "digest")).collect()
}

fn require_empty(folder: &Path) -> Result<(), LedgerError> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(LedgerError::NotEmpty {
                place: folder.display().to_string(),
            }),
        },
    }
}
