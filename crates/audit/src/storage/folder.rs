//! A local folder: temporary name, fsync, rename, fsync of the folder.

use super::{Hold, Holding, MANIFEST, Storage, Version};
use crate::LakeError;
use crate::words::in_words;
use bytes::Bytes;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use sha2::{Digest, Sha256};
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Held while a manifest is replaced.
const LOCK: &str = ".lock";

/// Held by whoever writes files or takes them away.
const WRITING: &str = ".writing";

/// Held, together with others, by whoever reads; alone by whoever takes files away.
const READING: &str = ".reading";

/// A lake in a folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// A folder, which need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn failed(&self, path: &str, error: &std::io::Error) -> LakeError {
        LakeError::Storage {
            path: self.root.join(path).display().to_string(),
            reason: in_words(error),
        }
    }

    /// Opens a file to lock.
    fn lock_file(&self, name: &str) -> Result<File, LakeError> {
        fs::create_dir_all(&self.root).map_err(|error| self.failed("", &error))?;
        File::create(self.root.join(name)).map_err(|error| self.failed(name, &error))
    }

    /// Locks a file alone; what is said where somebody else has it.
    fn lock_alone(&self, name: &str, taken: LakeError) -> Result<File, LakeError> {
        let file = self.lock_file(name)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(taken),
            Err(TryLockError::Error(error)) => Err(self.failed(name, &error)),
        }
    }

    fn write_whole(&self, path: &str, bytes: &[u8]) -> std::io::Result<()> {
        let place = self.root.join(path);
        let folder = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new().prefix(".part-").tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&place).map_err(|error| error.error)?;
        sync_folder(folder)
    }
}

/// Makes a rename durable.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        // Windows opens no folders; its renames are durable by themselves.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(error),
    }
}

impl Storage for Folder {
    fn address(&self) -> String {
        self.root.display().to_string()
    }

    fn read(&self, path: &str) -> Result<Bytes, LakeError> {
        fs::read(self.root.join(path))
            .map(Bytes::from)
            .map_err(|error| self.failed(path, &error))
    }

    fn compares_content(&self) -> bool {
        false
    }

    fn write(&self, path: &str, bytes: Bytes) -> Result<(), LakeError> {
        self.write_whole(path, &bytes)
            .map_err(|error| self.failed(path, &error))
    }

    fn remove(&self, path: &str) -> Result<(), LakeError> {
        match fs::remove_file(self.root.join(path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.failed(path, &error)),
            _ => Ok(()),
        }
    }

    fn object_store(&self) -> Result<Arc<dyn ObjectStore>, LakeError> {
        let store = LocalFileSystem::new_with_prefix(&self.root).map_err(|error| LakeError::Storage {
            path: self.address(),
            reason: in_words(&error),
        })?;
        Ok(Arc::new(store))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LakeError> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            let entries = match fs::read_dir(self.root.join(&folder)) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(self.failed(&folder, &error)),
            };
            for entry in entries {
                let entry = entry.map_err(|error| self.failed(&folder, &error))?;
                let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
                let kind = entry.file_type().map_err(|error| self.failed(&path, &error))?;
                if kind.is_dir() {
                    open.push(path);
                } else {
                    found.push(path);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn hold(&self, what: Holding) -> Result<Hold, LakeError> {
        let writing = || self.lock_alone(WRITING, LakeError::Conflict);
        let held = match what {
            Holding::Write => vec![writing()?],
            Holding::Remove => vec![writing()?, self.lock_alone(READING, LakeError::InUse)?],
            // Whoever cannot lock because he may not write here, or the file system has no locks, may read still.
            Holding::Read => match self.lock_file(READING) {
                Ok(file) => match file.try_lock_shared() {
                    Err(TryLockError::WouldBlock) => return Err(LakeError::Conflict),
                    Ok(()) | Err(TryLockError::Error(_)) => vec![file],
                },
                Err(_) => Vec::new(),
            },
        };
        Ok(Hold(held))
    }

    fn manifest(&self) -> Result<Option<(Bytes, Version)>, LakeError> {
        match fs::read(self.root.join(MANIFEST)) {
            Ok(bytes) => {
                let version = Version(hex::encode(Sha256::digest(&bytes)));
                Ok(Some((bytes.into(), version)))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(MANIFEST, &error)),
        }
    }

    fn replace_manifest(&self, bytes: Bytes, seen: Option<&Version>) -> Result<Version, LakeError> {
        let _alone = self.lock_alone(LOCK, LakeError::Conflict)?;
        let now = self.manifest()?.map(|(_, version)| version);
        if now.as_ref() != seen {
            return Err(LakeError::Conflict);
        }
        self.write_whole(MANIFEST, &bytes)
            .map_err(|error| self.failed(MANIFEST, &error))?;
        Ok(Version(hex::encode(Sha256::digest(&bytes))))
    }
}
