//! Making the file. It is prepared under another name and renamed when it is
//! whole, so that a kill at any moment leaves no file or a usable one.

use super::{already_open, no_panic, write_in};
use crate::{StoreError, tables};
use redb::Database;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

/// Makes the file where there is none.
pub(super) fn create_if_missing(path: &Path) -> Result<(), StoreError> {
    let unavailable = |error: io::Error| StoreError::Unavailable(format!("{}：{error}", path.display()));
    if path.try_exists().map_err(unavailable)? {
        return Ok(());
    }
    // Two processes that start together must not both prepare the draft.
    let lock = File::create(path.with_extension("creating")).map_err(unavailable)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(already_open(path)),
        Err(TryLockError::Error(error)) => return Err(unavailable(error)),
    }
    if path.try_exists().map_err(unavailable)? {
        return Ok(());
    }
    let draft = path.with_extension("new");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unavailable(error)),
        _ => {}
    }
    no_panic("创建", || {
        let database = Database::create(&draft)?;
        write_in(&database, tables::prepare)?;
        Ok(database.close()?)
    })?;
    fs::rename(&draft, path).map_err(unavailable)?;
    // So that the name survives a power cut, where the system can promise it.
    if let Some(directory) = path.parent()
        && let Err(error) = File::open(directory).and_then(|directory| directory.sync_all())
    {
        tracing::warn!(error = %error, "store: the directory could not be synced");
    }
    Ok(())
}
