//! The manifest: what the lake consists of at one moment.

use crate::{LakeError, LakeTable};
use domain::Day;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};

/// The layout that this program writes.
pub const FORMAT: u32 = 1;

/// Fee lines that a bucket must hold to say in which month they begin: persons come by every few weeks.
const TELLING_LINES: u64 = 300;

/// Everything the lake consists of. A file that it does not name does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// layout of the lake
    pub format: u32,
    /// number of buckets, fixed when the lake was made
    pub buckets: u32,
    /// counts the commits
    pub generation: u64,
    /// version of the program that committed last
    pub program: String,
    /// dictionaries by name
    pub dictionaries: BTreeMap<String, DictionaryFile>,
    /// parts in order of table, bucket and path
    pub parts: Vec<Part>,
    /// what was imported
    pub sources: Vec<SourceFile>,
    /// hashes of the content of the states before, oldest first; those of before this was written down are missing
    #[serde(default)]
    pub before: Vec<String>,
}

/// One file of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DictionaryFile {
    /// path in the lake
    pub path: String,
    /// number of entries
    pub rows: u64,
    /// SHA-256 of the file, in hexadecimal
    pub sha256: String,
}

/// One part of a table in a bucket: immutable, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// name of the table
    pub table: String,
    /// the bucket
    pub bucket: u32,
    /// path in the lake
    pub path: String,
    /// number of rows
    pub rows: u64,
    /// size of the file
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal
    pub sha256: String,
    /// first day (days since 1970-01-01), where the table has a time
    pub min_day: Option<i32>,
    /// last day
    pub max_day: Option<i32>,
}

impl Part {
    /// Where in the lake it belongs: what parts are in order of, before their path.
    fn place(&self) -> (&str, u32) {
        (self.table.as_str(), self.bucket)
    }

    /// True where the part is what was left of an older one when newer rows took the place of some.
    pub(crate) fn is_remainder(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.split('-').nth(1).is_some_and(|label| label.starts_with(REMAINDER))
    }
}

/// Begins the label of a part that is what was left of an older one.
pub(crate) const REMAINDER: char = 'r';

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// its name, without the folder
    pub name: String,
    /// SHA-256 of its content, in hexadecimal
    pub sha256: String,
    /// rows read
    pub rows: u64,
    /// rows rejected
    pub rejected: u64,
    /// the generation that it came with
    pub imported_in: u64,
    /// the table and what the mapping file said of its columns; none in lakes of before
    #[serde(default)]
    pub read_as: Option<String>,
}

impl SourceFile {
    /// True for the same content read in the same way.
    pub(crate) fn is(&self, sha256: &str, read_as: &str) -> bool {
        self.sha256 == sha256 && self.read_as.as_deref().is_none_or(|known| known == read_as)
    }
}

impl Manifest {
    /// An empty lake.
    pub(crate) fn empty(buckets: u32) -> Self {
        Self {
            format: FORMAT,
            buckets,
            generation: 0,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            dictionaries: BTreeMap::new(),
            parts: Vec::new(),
            sources: Vec::new(),
            before: Vec::new(),
        }
    }

    /// A hash of everything that the lake consists of.
    pub(crate) fn content_hash(&self) -> String {
        let dictionaries = self.dictionaries.values().map(|file| &file.sha256);
        let files = dictionaries.chain(self.parts.iter().map(|part| &part.sha256));
        let files: Vec<&str> = files.map(String::as_str).collect();
        sha256(files.join("\n").as_bytes())
    }

    pub(crate) fn from_json(bytes: &[u8]) -> Result<Self, LakeError> {
        let damaged = |reason: String| LakeError::damaged(crate::storage::MANIFEST, reason);
        let mut manifest: Self = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
        if manifest.format != FORMAT {
            return Err(damaged(format!(
                "格式版本为 {}，本程序只认 {FORMAT}：请用相应版本的程序",
                manifest.format
            )));
        }
        if manifest.buckets == 0 {
            return Err(damaged("分桶数为零".to_owned()));
        }
        // Parts are looked up by their order, which was written so; whoever edited the file may not have known.
        manifest.put_in_order();
        Ok(manifest)
    }

    pub(crate) fn to_json(&self) -> Result<Vec<u8>, LakeError> {
        serde_json::to_vec_pretty(self).map_err(|error| LakeError::damaged(crate::storage::MANIFEST, error))
    }

    /// Parts of a table in a bucket.
    pub fn parts(&self, table: LakeTable, bucket: u32) -> impl Iterator<Item = &Part> {
        let place = (table.name(), bucket);
        let first = self.parts.partition_point(|part| part.place() < place);
        let rest = self.parts.get(first..).unwrap_or_default();
        rest.iter().take_while(move |part| part.place() == place)
    }

    /// Rows of a table.
    pub fn rows(&self, table: LakeTable) -> u64 {
        self.parts
            .iter()
            .filter(|part| part.table == table.name())
            .map(|part| part.rows)
            .sum()
    }

    /// The first and the last day of which there is a row in some tables.
    pub fn days(&self, tables: &[LakeTable]) -> Option<(Day, Day)> {
        let parts = self.parts.iter();
        let days = parts
            .filter(|part| tables.iter().any(|table| table.name() == part.table))
            .filter_map(|part| part.min_day.zip(part.max_day));
        let (first, last) = days.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        Some((Day::from_epoch_days(first), Day::from_epoch_days(last)))
    }

    /// The day on which the fee lines of the lake begin: the first in the month by whose end more than half of the buckets
    /// have some. Persons lie in buckets by chance, so the months that were delivered are found in all of them, and a day
    /// that somebody mistyped in one. Where no bucket holds enough lines to tell, the very first day.
    pub fn begins(&self) -> Option<Day> {
        let parts = || {
            self.parts
                .iter()
                .filter(|part| part.table == LakeTable::FeeLines.name())
        };
        let mut buckets: BTreeMap<u32, (u64, i32)> = BTreeMap::new();
        for part in parts() {
            if let Some(first) = part.min_day {
                let (rows, day) = buckets.entry(part.bucket).or_insert((0, first));
                *rows += part.rows;
                *day = first.min(*day);
            }
        }
        let telling = buckets.into_values().filter(|(rows, _)| *rows >= TELLING_LINES);
        let mut firsts: Vec<i32> = telling.map(|(_, first)| first).collect();
        firsts.sort_unstable();
        let month = firsts.get(firsts.len() / 2).map_or(i32::MIN, |first| {
            let day = Day::from_epoch_days(*first);
            day.plus_days(1 - i32::from(day.day_of_month())).epoch_days()
        });
        let days = parts().filter_map(|part| part.min_day);
        days.filter(|day| *day >= month).min().map(Day::from_epoch_days)
    }

    /// Parts in a bucket other than the ones named, and then the new ones.
    pub(crate) fn replace_parts(&mut self, gone: &[String], new: Vec<Part>) {
        let gone: HashSet<&str> = gone.iter().map(String::as_str).collect();
        self.parts.retain(|part| !gone.contains(part.path.as_str()));
        self.parts.extend(new);
        self.put_in_order();
    }

    fn put_in_order(&mut self) {
        self.parts
            .sort_by(|a, b| (a.place(), &a.path).cmp(&(b.place(), &b.path)));
    }
}

/// The SHA-256 of a file, as the manifest writes it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The bucket of a person: FNV-1a of the number's bytes, mixed, modulo the number of buckets.
/// Part of the layout; it must never change.
pub fn bucket_of(psn_no: &str, buckets: u32) -> u32 {
    (person_hash(psn_no) % u64::from(buckets.max(1))) as u32
}

/// The hash behind [`bucket_of`].
pub(crate) fn person_hash(psn_no: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in psn_no.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // FNV leaves the low bits of similar numbers alike; the finaliser of MurmurHash3 spreads them.
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_stable_and_even() {
        assert_eq!(bucket_of("P1", 64), bucket_of("P1", 64));
        assert_eq!(person_hash(""), 0xefd0_1f60_ba99_2926);
        let mut counts = [0_u32; 64];
        for number in 0..64_000 {
            counts[bucket_of(&format!("990000{number:012}"), 64) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }

    /// A part with so many fee lines from a day on.
    fn lines(bucket: u32, rows: u64, first: &str) -> Part {
        let day = Day::parse(first).unwrap().epoch_days();
        Part {
            table: LakeTable::FeeLines.name().to_owned(),
            bucket,
            path: format!("data/fee_lines/b{bucket:03}/{first}-{rows}.parquet"),
            rows,
            bytes: 1,
            sha256: String::new(),
            min_day: Some(day),
            max_day: Some(day + 300),
        }
    }

    #[test]
    fn parts_are_found_by_table_and_bucket() {
        let mut manifest = Manifest::empty(3);
        let mut all = Vec::new();
        for (bucket, day) in [(2, "2026-03-01"), (0, "2026-04-01"), (2, "2026-02-01")] {
            let part = lines(bucket, 7, day);
            all.push(Part {
                table: LakeTable::Encounters.name().to_owned(),
                ..part.clone()
            });
            all.push(part);
        }
        manifest.replace_parts(&[], all.clone());
        let rows =
            |manifest: &Manifest, table, bucket| manifest.parts(table, bucket).map(|part| part.rows).sum::<u64>();
        for table in [LakeTable::Encounters, LakeTable::FeeLines] {
            assert_eq!([0, 1, 2].map(|bucket| rows(&manifest, table, bucket)), [7, 0, 14]);
        }
        assert_eq!(rows(&manifest, LakeTable::StockMoves, 0), 0);
        // In whatever order they were written down.
        let written = Manifest {
            parts: all,
            ..manifest.clone()
        };
        assert_eq!(Manifest::from_json(&written.to_json().unwrap()).unwrap(), manifest);
        let gone: Vec<String> = manifest
            .parts(LakeTable::FeeLines, 0)
            .map(|part| part.path.clone())
            .collect();
        manifest.replace_parts(&gone, Vec::new());
        assert_eq!(rows(&manifest, LakeTable::FeeLines, 0), 0);
        assert_eq!(rows(&manifest, LakeTable::FeeLines, 2), 14);
    }

    #[test]
    fn a_mistyped_day_is_not_when_the_lines_begin() {
        let begins = |parts: &[Part]| {
            let mut manifest = Manifest::empty(8);
            manifest.replace_parts(&[], parts.to_vec());
            manifest.begins().map(|day| day.to_string())
        };
        assert_eq!(begins(&[]), None);
        let mut county: Vec<Part> = (0..8)
            .map(|bucket| lines(bucket, 1_000, &format!("2026-03-0{}", bucket + 1)))
            .collect();
        assert_eq!(begins(&county).as_deref(), Some("2026-03-01"));
        // A later delivery, and one bucket in which nobody came before April.
        county.extend((0..8).map(|bucket| lines(bucket, 1_000, "2026-06-01")));
        county[7] = lines(7, 1_000, "2026-04-02");
        assert_eq!(begins(&county).as_deref(), Some("2026-03-01"));
        // A slip that came by itself, and slips within large parts.
        county.push(lines(3, 1, "2016-11-20"));
        assert_eq!(begins(&county).as_deref(), Some("2026-03-01"));
        county[0] = lines(0, 1_000, "2006-03-01");
        county[1] = lines(1, 1_000, "2025-03-02");
        assert_eq!(begins(&county).as_deref(), Some("2026-03-03"));
        // An earlier year that is delivered is found everywhere.
        county.extend((0..8).map(|bucket| lines(bucket, 400, "2024-01-02")));
        assert_eq!(begins(&county).as_deref(), Some("2024-01-02"));
        // A few lines say nothing of months.
        let few = [
            lines(0, 5, "2016-11-20"),
            lines(1, 5, "2026-03-01"),
            lines(2, 5, "2026-03-01"),
        ];
        assert_eq!(begins(&few).as_deref(), Some("2016-11-20"));
    }

    #[test]
    fn a_manifest_of_another_format_is_refused() {
        let mut manifest = Manifest::empty(4);
        assert_eq!(Manifest::from_json(&manifest.to_json().unwrap()).unwrap(), manifest);
        manifest.format = 2;
        let error = Manifest::from_json(&manifest.to_json().unwrap()).unwrap_err();
        assert!(error.to_string().contains("格式版本为 2"), "{error}");
        assert!(Manifest::from_json(b"{").is_err());
    }
}
