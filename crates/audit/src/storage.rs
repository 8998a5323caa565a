//! Where the files of a lake lie: a local folder, or an object store.
//!
//! Two promises carry everything else: a file that was written is whole and
//! durable, and the manifest changes as a whole or not at all, and only from
//! the state that the writer has seen.

mod folder;
mod objects;

pub use folder::Folder;
pub use objects::Objects;

use crate::LakeError;
use bytes::Bytes;
use object_store::ObjectStore;
use std::fmt::Debug;
use std::fs::File;
use std::sync::Arc;

/// The one file that is ever replaced.
pub(crate) const MANIFEST: &str = "manifest.json";

/// What somebody does with a lake who holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// reads one state of it for a while
    Read,
    /// writes files that no manifest names yet
    Write,
    /// takes files away
    Remove,
}

/// A hold on a lake, until it is dropped.
#[derive(Debug, Default)]
#[must_use]
pub struct Hold(#[expect(dead_code, reason = "a lock lasts as long as its file is open")] Vec<File>);

/// A state of the manifest, as the storage tells states apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version(pub String);

/// Files of a lake by their path from its root, with `/` between the parts.
pub trait Storage: Send + Sync + Debug {
    /// The address, for messages.
    fn address(&self) -> String;

    /// A whole file.
    fn read(&self, path: &str) -> Result<Bytes, LakeError>;

    /// Writes a file; it is durable when this returns, and never seen half.
    fn write(&self, path: &str, bytes: Bytes) -> Result<(), LakeError>;

    /// Removes a file; one that is gone already is no error.
    fn remove(&self, path: &str) -> Result<(), LakeError>;

    /// The files as an object store whose paths begin at the root of the lake, for scans.
    fn object_store(&self) -> Result<Arc<dyn ObjectStore>, LakeError>;

    /// True where the storage compares what it gives with a checksum of what was written. A folder does not.
    fn compares_content(&self) -> bool;

    /// Paths of all files below a folder, sorted.
    fn list(&self, folder: &str) -> Result<Vec<String>, LakeError>;

    /// Keeps others off as long as it lasts: of those who write there is one, and nobody takes files away while
    /// others read or write. An object store has no such locks; there it keeps nobody off.
    ///
    /// # Errors
    /// [`LakeError::Conflict`] where somebody writes, [`LakeError::InUse`] where somebody reads.
    fn hold(&self, what: Holding) -> Result<Hold, LakeError>;

    /// The manifest and its version; none where there is no lake.
    fn manifest(&self) -> Result<Option<(Bytes, Version)>, LakeError>;

    /// Replaces the manifest if it still is what `seen` says (none: there is none yet), else
    /// [`LakeError::Conflict`].
    fn replace_manifest(&self, bytes: Bytes, seen: Option<&Version>) -> Result<Version, LakeError>;
}

/// The storage of an address: `s3://bucket/path` (access by the usual `AWS_…` settings of the
/// environment) or a folder.
pub fn storage_at(address: &str) -> Result<Arc<dyn Storage>, LakeError> {
    match address.split_once("://") {
        Some(("s3" | "s3a", _)) => Ok(Arc::new(Objects::s3(address)?)),
        Some(("file", path)) => Ok(Arc::new(Folder::new(path))),
        Some(_) => Err(LakeError::Address(address.to_owned())),
        None if address.is_empty() => Err(LakeError::Address(address.to_owned())),
        None => Ok(Arc::new(Folder::new(address))),
    }
}
