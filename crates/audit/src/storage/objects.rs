//! An object store (S3, MinIO, …): whole objects, and a conditional put of the
//! manifest in place of a rename.

use super::{Hold, Holding, MANIFEST, Storage, Version};
use crate::LakeError;
use crate::words::in_words;
use bytes::Bytes;
use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, UpdateVersion};
use std::future::Future;
use std::sync::Arc;
use tokio::runtime::{Builder, Handle, Runtime};

/// A lake in an object store. Its calls wait for the answer, so they must not be made from within
/// an asynchronous task. It may be dropped anywhere.
#[derive(Debug)]
pub struct Objects {
    address: String,
    root: Path,
    store: Arc<dyn ObjectStore>,
    handle: Handle,
    /// there until it is dropped
    runtime: Option<Runtime>,
}

impl Objects {
    /// `s3://bucket/path`; end point, region and keys come from the usual `AWS_…` settings.
    pub fn s3(address: &str) -> Result<Self, LakeError> {
        let refused = |error: Error| LakeError::Storage {
            path: address.to_owned(),
            reason: in_words(&error),
        };
        let store = AmazonS3Builder::from_env()
            .with_url(address)
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .build()
            .map_err(refused)?;
        let path = address
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .map_or("", |(_, path)| path);
        Self::new(address, Arc::new(store), path)
    }

    /// Any store that knows conditional puts, below a path.
    pub fn new(address: &str, store: Arc<dyn ObjectStore>, root: &str) -> Result<Self, LakeError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(LakeError::Scratch)?;
        Ok(Self {
            address: address.to_owned(),
            root: Path::from(root),
            store,
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    fn place(&self, path: &str) -> Path {
        path.split('/').fold(self.root.clone(), |place, part| place.join(part))
    }

    fn wait<T>(&self, path: &str, answer: impl Future<Output = Result<T, Error>>) -> Result<T, LakeError> {
        self.handle.block_on(answer).map_err(|error| LakeError::Storage {
            path: format!("{}/{path}", self.address.trim_end_matches('/')),
            reason: in_words(&error),
        })
    }
}

impl Drop for Objects {
    /// Nothing is under way any more: every call has waited for its answer. A runtime that waits for its threads cannot
    /// be dropped within a task.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// What a conditional put compares.
fn version(e_tag: Option<String>, version: Option<String>) -> Version {
    Version(e_tag.or(version).unwrap_or_default())
}

impl Storage for Objects {
    fn address(&self) -> String {
        self.address.clone()
    }

    fn read(&self, path: &str) -> Result<Bytes, LakeError> {
        let place = self.place(path);
        self.wait(path, async { self.store.get(&place).await?.bytes().await })
    }

    /// Object stores keep checksums of what they store.
    fn compares_content(&self) -> bool {
        true
    }

    fn write(&self, path: &str, bytes: Bytes) -> Result<(), LakeError> {
        let place = self.place(path);
        self.wait(path, self.store.put(&place, bytes.into())).map(drop)
    }

    fn remove(&self, path: &str) -> Result<(), LakeError> {
        let place = self.place(path);
        self.wait(path, async {
            match self.store.delete(&place).await {
                Err(Error::NotFound { .. }) => Ok(()),
                other => other,
            }
        })
    }

    fn object_store(&self) -> Result<Arc<dyn ObjectStore>, LakeError> {
        Ok(Arc::new(PrefixStore::new(self.store.clone(), self.root.clone())))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LakeError> {
        let place = self.place(folder);
        let mut open = vec![place];
        let mut found = Vec::new();
        while let Some(folder) = open.pop() {
            let listed = self.wait(folder.as_ref(), self.store.list_with_delimiter(Some(&folder)))?;
            open.extend(listed.common_prefixes);
            for object in listed.objects {
                let below = object
                    .location
                    .prefix_match(&self.root)
                    .map(|parts| parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join("/"));
                found.extend(below);
            }
        }
        found.sort();
        Ok(found)
    }

    fn hold(&self, _: Holding) -> Result<Hold, LakeError> {
        Ok(Hold::default())
    }

    fn manifest(&self) -> Result<Option<(Bytes, Version)>, LakeError> {
        let place = self.place(MANIFEST);
        self.wait(MANIFEST, async {
            match self.store.get(&place).await {
                Ok(found) => {
                    let seen = version(found.meta.e_tag.clone(), found.meta.version.clone());
                    Ok(Some((found.bytes().await?, seen)))
                }
                Err(Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })
    }

    fn replace_manifest(&self, bytes: Bytes, seen: Option<&Version>) -> Result<Version, LakeError> {
        let place = self.place(MANIFEST);
        let mode = match seen {
            None => PutMode::Create,
            Some(Version(tag)) => PutMode::Update(UpdateVersion {
                e_tag: Some(tag.clone()),
                version: None,
            }),
        };
        let options = PutOptions {
            mode,
            ..PutOptions::default()
        };
        let answer = self.wait(MANIFEST, async {
            match self.store.put_opts(&place, bytes.into(), options).await {
                Ok(put) => Ok(Some(put)),
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        let put = answer.ok_or(LakeError::Conflict)?;
        Ok(version(put.e_tag, put.version))
    }
}
