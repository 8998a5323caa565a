//! A lake: opened once, seen in one state, changed as a whole.

use crate::columns::{read_batch, read_chosen};
use crate::dictionary::{Dictionaries, DictionaryName, Institutions};
use crate::manifest::{Manifest, Part, bucket_of, sha256};
use crate::schema::LakeTable;
use crate::storage::{Hold, Holding, Storage, Version, storage_at};
use crate::verify::OTHER_CONTENT;
use crate::{DictionaryFile, LakeError};
use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use bytes::Bytes;
use parquet::arrow::arrow_reader::RowSelection;
use std::fmt;
use std::sync::Arc;

/// Buckets of a new lake at least; [`crate::buckets_for`] says how many are right for much data.
pub const BUCKETS: u32 = 64;

/// A lake of settled claims.
#[derive(Debug)]
pub struct Lake {
    storage: Arc<dyn Storage>,
    manifest: Arc<Manifest>,
    version: Version,
}

/// One state of a lake. Imports do not change it; compaction may take files away from under it.
#[derive(Debug, Clone)]
pub struct Snapshot {
    storage: Arc<dyn Storage>,
    manifest: Arc<Manifest>,
}

/// What a lake holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LakeStatus {
    /// the address
    pub address: String,
    /// commits so far
    pub generation: u64,
    /// buckets
    pub buckets: u32,
    /// persons in the dictionary
    pub persons: u64,
    /// table, rows, parts and bytes
    pub tables: Vec<(&'static str, u64, usize, u64)>,
    /// first and last day of fee lines
    pub days: Option<(domain::Day, domain::Day)>,
    /// files imported
    pub sources: usize,
}

impl fmt::Display for LakeStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}：第 {} 版，{} 个分桶，参保人 {} 名，已导入文件 {} 个",
            self.address, self.generation, self.buckets, self.persons, self.sources
        )?;
        if let Some((first, last)) = self.days {
            writeln!(f, "费用发生日期 {first} 至 {last}")?;
        }
        for (table, rows, parts, bytes) in &self.tables {
            writeln!(f, "{table:<12} {rows:>12} 行 {parts:>6} 个文件 {bytes:>14} 字节")?;
        }
        Ok(())
    }
}

impl Lake {
    /// Makes an empty lake at an address.
    pub fn create(address: &str, buckets: u32) -> Result<Self, LakeError> {
        Self::create_in(storage_at(address)?, buckets)
    }

    /// Opens the lake at an address.
    pub fn open(address: &str) -> Result<Self, LakeError> {
        Self::open_in(storage_at(address)?)
    }

    /// Makes an empty lake in a storage.
    pub fn create_in(storage: Arc<dyn Storage>, buckets: u32) -> Result<Self, LakeError> {
        if storage.manifest()?.is_some() {
            return Err(LakeError::AlreadyALake(storage.address()));
        }
        let manifest = Manifest::empty(buckets.max(1));
        let version = storage.replace_manifest(manifest.to_json()?.into(), None)?;
        Ok(Self {
            storage,
            manifest: Arc::new(manifest),
            version,
        })
    }

    /// Cuts a lake into so many buckets into which nothing was imported yet.
    ///
    /// # Errors
    /// Something was imported, or somebody else is writing or has just committed.
    pub fn cut_into(&mut self, buckets: u32) -> Result<(), LakeError> {
        if self.manifest.generation != 0 {
            return Err(LakeError::AlreadyALake(self.storage.address()));
        }
        let manifest = Manifest::empty(buckets.max(1));
        if *self.manifest != manifest {
            // A first import that is going on has read into how many buckets it sorts.
            let _alone = self.hold(Holding::Write)?;
            self.version = self
                .storage
                .replace_manifest(manifest.to_json()?.into(), Some(&self.version))?;
            self.manifest = Arc::new(manifest);
        }
        Ok(())
    }

    /// Opens the lake in a storage.
    pub fn open_in(storage: Arc<dyn Storage>) -> Result<Self, LakeError> {
        let (bytes, version) = storage
            .manifest()?
            .ok_or_else(|| LakeError::NotALake(storage.address()))?;
        let manifest = Arc::new(Manifest::from_json(&bytes)?);
        Ok(Self {
            storage,
            manifest,
            version,
        })
    }

    /// The state of now.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            storage: self.storage.clone(),
            manifest: self.manifest.clone(),
        }
    }

    /// Counts and sizes.
    pub fn status(&self) -> LakeStatus {
        let manifest = &self.manifest;
        let tables = LakeTable::ALL.into_iter().map(|table| {
            let parts = || manifest.parts.iter().filter(move |part| part.table == table.name());
            let sum = |of: fn(&Part) -> u64| parts().map(of).sum();
            (
                table.name(),
                sum(|part| part.rows),
                parts().count(),
                sum(|part| part.bytes),
            )
        });
        LakeStatus {
            address: self.storage.address(),
            generation: manifest.generation,
            buckets: manifest.buckets,
            persons: manifest
                .dictionaries
                .get(DictionaryName::Persons.name())
                .map_or(0, |file| file.rows),
            tables: tables.collect(),
            days: manifest.days(&[LakeTable::FeeLines]),
            sources: manifest.sources.len(),
        }
    }

    pub(crate) fn storage(&self) -> &Arc<dyn Storage> {
        &self.storage
    }

    /// Keeps others off the lake while something is done with it.
    ///
    /// # Errors
    /// Somebody else is at it, or has changed it since it was opened.
    pub(crate) fn hold(&self, what: Holding) -> Result<Hold, LakeError> {
        let hold = self.storage.hold(what)?;
        match self.storage.manifest()? {
            Some((_, version)) if version == self.version => Ok(hold),
            _ => Err(LakeError::Conflict),
        }
    }

    /// Puts a new state in the place of the one that was opened, if it still is the state. Where the answer of the
    /// storage got lost, it is looked at what the state is now.
    pub(crate) fn commit(&mut self, mut manifest: Manifest) -> Result<(), LakeError> {
        manifest.generation = self.manifest.generation + 1;
        manifest.before.push(self.manifest.content_hash());
        manifest.program = env!("CARGO_PKG_VERSION").to_owned();
        let bytes = Bytes::from(manifest.to_json()?);
        self.version = match self.storage.replace_manifest(bytes.clone(), Some(&self.version)) {
            Ok(version) => version,
            Err(error) => match self.storage.manifest() {
                Ok(Some((now, version))) if now == bytes => version,
                _ => return Err(error),
            },
        };
        self.manifest = Arc::new(manifest);
        Ok(())
    }
}

impl Snapshot {
    /// The state that [`Snapshot::to_bytes`] wrote down, of the lake at an address. The lake may
    /// have moved on since; the files stay until it is compacted.
    ///
    /// # Errors
    /// The address cannot be understood, or the bytes are no manifest.
    pub fn pinned(address: &str, manifest: &[u8]) -> Result<Self, LakeError> {
        Ok(Self {
            storage: storage_at(address)?,
            manifest: Arc::new(Manifest::from_json(manifest)?),
        })
    }

    /// Keeps its files from being taken away, as far as the storage can.
    ///
    /// # Errors
    /// Somebody is about to take files away.
    pub fn hold(&self) -> Result<Hold, LakeError> {
        self.storage.hold(Holding::Read)
    }

    /// What this state consists of, for another process that is to see the same.
    ///
    /// # Errors
    /// The manifest cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LakeError> {
        self.manifest.to_json()
    }

    /// What this state consists of.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Number of buckets.
    pub fn buckets(&self) -> u32 {
        self.manifest.buckets
    }

    /// The bucket of a person.
    pub fn bucket_of(&self, psn_no: &str) -> u32 {
        bucket_of(psn_no, self.manifest.buckets)
    }

    /// Parts of a table in a bucket; each is sorted as [`LakeTable::order`] says.
    pub fn parts(&self, table: LakeTable, bucket: u32) -> Vec<&Part> {
        self.manifest.parts(table, bucket).collect()
    }

    /// The file of a part, for readers of their own.
    pub fn bytes(&self, part: &Part) -> Result<Bytes, LakeError> {
        self.storage.read(&part.path)
    }

    /// The rows of a part: all columns, or those named, in the order of the schema. What is read in all its columns may
    /// be written anew, under a hash of its own: it is compared with the manifest first, so that damage stays damage.
    pub fn read(&self, part: &Part, columns: Option<&[&str]>) -> Result<RecordBatch, LakeError> {
        let bytes = match columns {
            None => self.whole(part)?,
            Some(_) => self.storage.read(&part.path)?,
        };
        let batch = read_batch(&part.path, bytes, columns)?;
        match LakeTable::ALL.into_iter().find(|table| table.name() == part.table) {
            Some(table) if columns.is_none() => {
                let complete = table.complete(batch);
                complete.map_err(|error| LakeError::damaged(&part.path, error))
            }
            _ => Ok(batch),
        }
    }

    /// All dictionaries.
    pub fn dictionaries(&self) -> Result<Dictionaries, LakeError> {
        let mut dictionaries = Dictionaries::default();
        for name in DictionaryName::ALL {
            self.load(name, &mut dictionaries)?;
        }
        Ok(dictionaries)
    }

    /// The institutions of the lake: those of the registry, and those that are only referred to.
    pub fn institutions(&self) -> Result<Institutions, LakeError> {
        let mut dictionaries = Dictionaries::default();
        self.load(DictionaryName::Institutions, &mut dictionaries)?;
        Ok(dictionaries.institutions)
    }

    fn load(&self, name: DictionaryName, into: &mut Dictionaries) -> Result<(), LakeError> {
        let Some(file) = self.manifest.dictionaries.get(name.name()) else {
            return Ok(());
        };
        let bytes = self.storage.read(&file.path)?;
        // A wrong digit in one of its entries is another person, or another drug.
        if sha256(&bytes) != file.sha256 {
            return Err(LakeError::damaged(&file.path, OTHER_CONTENT));
        }
        into.load(name, &file.path, bytes)?;
        match into.rows(name) as u64 == file.rows {
            true => Ok(()),
            false => Err(LakeError::damaged(&file.path, "条数与清单不符")),
        }
    }

    /// Chosen rows of a part: the columns named, in the order of the schema.
    pub(crate) fn read_rows(
        &self,
        part: &Part,
        columns: &[&str],
        rows: RowSelection,
    ) -> Result<RecordBatch, LakeError> {
        read_chosen(&part.path, self.storage.read(&part.path)?, columns, rows)
    }

    /// Where its files lie.
    pub(crate) fn storage(&self) -> &dyn Storage {
        &*self.storage
    }
}

/// Writes the dictionaries that differ from what the manifest names, for a generation that is still to come.
pub(crate) fn write_dictionaries(
    storage: &dyn Storage,
    dictionaries: &Dictionaries,
    generation: u64,
    manifest: &mut Manifest,
) -> Result<(), LakeError> {
    for name in DictionaryName::ALL {
        let bytes = dictionaries.to_parquet(name)?;
        let hash = sha256(&bytes);
        let file = DictionaryFile {
            path: format!(
                "dictionaries/{}-{generation:06}-{}.parquet",
                name.name(),
                hash.get(..16).unwrap_or(&hash)
            ),
            rows: dictionaries.rows(name) as u64,
            sha256: hash,
        };
        let before = manifest.dictionaries.get(name.name());
        if before.is_none_or(|before| before.sha256 != file.sha256) {
            storage.write(&file.path, bytes.into())?;
            manifest.dictionaries.insert(name.name().to_owned(), file);
        }
    }
    Ok(())
}

/// Writes a part; `label` tells apart what one commit writes.
pub(crate) fn write_part(
    storage: &dyn Storage,
    table: LakeTable,
    bucket: u32,
    label: &str,
    batch: &RecordBatch,
) -> Result<Part, LakeError> {
    let (part, bytes) = encode_part(table, bucket, label, [Ok(batch.clone())])?;
    storage.write(&part.path, bytes.into())?;
    Ok(part)
}

/// A part of these rows and its bytes, which are still to be written.
pub(crate) fn encode_part(
    table: LakeTable,
    bucket: u32,
    label: &str,
    batches: impl IntoIterator<Item = Result<RecordBatch, LakeError>>,
) -> Result<(Part, Vec<u8>), LakeError> {
    let mut rows = 0;
    let mut days: Option<(i32, i32)> = None;
    let counted = batches.into_iter().inspect(|batch| {
        if let Ok(batch) = batch {
            rows += batch.num_rows() as u64;
            let known = days.into_iter().chain(days_of(table, batch));
            days = known.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        }
    });
    let bytes = crate::columns::write_batches(table.schema(), counted)?;
    let hash = sha256(&bytes);
    let path = format!(
        "data/{}/b{bucket:03}/{label}-{}.parquet",
        table.name(),
        hash.get(..16).unwrap_or(&hash)
    );
    let part = Part {
        table: table.name().to_owned(),
        bucket,
        path,
        rows,
        bytes: bytes.len() as u64,
        sha256: hash,
        min_day: days.map(|(first, _)| first),
        max_day: days.map(|(_, last)| last),
    };
    Ok((part, bytes))
}

/// The first and the last day of some rows, in a table that has times.
fn days_of(table: LakeTable, batch: &RecordBatch) -> Option<(i32, i32)> {
    let times = batch.column_by_name(table.time()?)?;
    let times = times.as_primitive_opt::<Int64Type>()?;
    let day = |seconds| domain::Moment::from_epoch_seconds(seconds).day().epoch_days();
    Some((day(arrow::compute::min(times)?), day(arrow::compute::max(times)?)))
}
