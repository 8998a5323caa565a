//! The database file: opening it, reading and writing in transactions, and
//! getting it back after the disk failed.
//!
//! redb latches the first I/O error until the file is opened anew, and may panic
//! on a file that was damaged from outside; both end here as errors.

mod creation;

use crate::StoreError;
use crate::tables;
use redb::{Database, ReadTransaction, ReadableDatabase, WriteTransaction};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// Memory for cached pages, in bytes.
const CACHE_BYTES: usize = 64 << 20;

/// The open file, or its place while the disk refuses.
pub(crate) struct Engine {
    path: PathBuf,
    database: RwLock<Option<Database>>,
}

impl Engine {
    /// Opens the file, creating it first if there is none.
    pub(crate) fn open(path: PathBuf) -> Result<Self, StoreError> {
        creation::create_if_missing(&path)?;
        let database = open_database(&path)?;
        Ok(Self {
            path,
            database: RwLock::new(Some(database)),
        })
    }

    fn current(&self) -> RwLockReadGuard<'_, Option<Database>> {
        self.database.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `f` on a snapshot.
    pub(crate) fn read<T>(&self, f: impl FnOnce(&ReadTransaction) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let current = self.current();
        let database = current.as_ref().ok_or_else(waiting_for_disk)?;
        no_panic("读取", || f(&database.begin_read()?))
    }

    /// Runs `f` in a write transaction and commits it to the disk; on an error nothing is changed,
    /// except that a commit which failed half-way may still turn out to be durable.
    pub(crate) fn write<T>(&self, f: impl FnOnce(&WriteTransaction) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let current = self.current();
        let database = current.as_ref().ok_or_else(waiting_for_disk)?;
        no_panic("写入", || write_in(database, f))
    }

    pub(crate) fn is_open(&self) -> bool {
        self.current().is_some()
    }

    /// Closes the file and opens it again, which clears latched errors and repairs what a failed
    /// commit left. Where that fails the store stays unavailable until the next attempt.
    pub(crate) fn reopen(&self) -> Result<(), StoreError> {
        let mut place = self.database.write().unwrap_or_else(PoisonError::into_inner);
        // The old handle holds the file's lock, so it goes first.
        if let Some(old) = place.take()
            && let Err(error) = no_panic("关闭", || old.close().map_err(StoreError::from))
        {
            tracing::warn!(error = %error, "store: closing the failed database");
        }
        *place = Some(open_database(&self.path)?);
        Ok(())
    }

    /// Verifies the checksum of every page; everything else waits meanwhile.
    pub(crate) fn check_integrity(&self) -> Result<(), StoreError> {
        let mut place = self.database.write().unwrap_or_else(PoisonError::into_inner);
        let database = place.as_mut().ok_or_else(waiting_for_disk)?;
        let sound = no_panic("完整性检查", || Ok(database.check_integrity()?))?;
        if sound {
            Ok(())
        } else {
            Err(StoreError::corrupt(
                "完整性检查发现损坏并已修复，修复前的内容可能有缺失",
            ))
        }
    }
}

fn waiting_for_disk() -> StoreError {
    StoreError::Unavailable("磁盘故障后正在等待恢复".to_owned())
}

fn open_database(path: &Path) -> Result<Database, StoreError> {
    no_panic("打开", || {
        let database = Database::builder()
            .set_cache_size(CACHE_BYTES)
            .open(path)
            .map_err(|error| match error {
                redb::DatabaseError::DatabaseAlreadyOpen => already_open(path),
                other => other.into(),
            })?;
        write_in(&database, tables::prepare)?;
        Ok(database)
    })
}

fn already_open(path: &Path) -> StoreError {
    StoreError::AlreadyOpen {
        path: path.display().to_string(),
    }
}

/// One transaction. Quick repair makes reopening after a crash independent of the file's size, at
/// the price of a second sync per commit, which group commits share.
fn write_in<T>(
    database: &Database,
    f: impl FnOnce(&WriteTransaction) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    let result = f(&transaction)?;
    transaction.commit()?;
    Ok(result)
}

/// Turns a panic of the database on a damaged file into an error.
fn no_panic<T>(operation: &str, f: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|panic| {
        let reason = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Err(StoreError::corrupt(format!("{operation}时数据库内部出错 {reason}")))
    })
}
