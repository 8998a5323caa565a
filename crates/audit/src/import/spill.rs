//! Rows between reading and sorting: written to a temporary file by bucket,
//! so that memory does not grow with the input. The file has no name; a killed
//! import leaves nothing behind.

use super::row::Origin;
use crate::LakeError;
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Bytes that are gathered for a bucket before they are written.
const CHUNK_BYTES: usize = 32 * 1024;
/// Room for the row that fills a chunk.
const ROW_BYTES_USUAL: usize = 1024;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Visit,
    Diagnosis,
    Operation,
    Settlement,
    Line,
    Move,
}

const KINDS: usize = 6;

/// 就诊. Institution, department and doctor are numbers of the reading thread's own tables.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct VisitRow<'a> {
    pub origin: Origin,
    pub person: u32,
    pub institution: u32,
    pub id: &'a str,
    pub category: &'a str,
    pub insurance: u8,
    pub begin: i64,
    pub end: Option<i64>,
    /// the end is said to be the begin
    pub ended_as_begun: bool,
    pub department: Option<u32>,
    pub doctor: Option<u32>,
    /// where the person is insured, if the visit says it
    pub insured: Option<&'a str>,
    pub paid_at: PaidAt,
    pub plan: u8,
}

/// 支付地点类别 · `pay_loc`, as far as a review cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PaidAt {
    /// not said, or an ordinary place
    Unsaid = 0,
    /// 3 省内异地, 4 跨省异地
    Elsewhere = 1,
    /// 5 互联网医院
    Internet = 2,
}

impl PaidAt {
    pub(crate) fn of_code(code: &str) -> Self {
        match code {
            "3" | "4" => PaidAt::Elsewhere,
            "5" => PaidAt::Internet,
            _ => PaidAt::Unsaid,
        }
    }

    /// As the lake keeps it.
    pub(crate) fn of_lake(number: u8) -> Self {
        match number {
            1 => PaidAt::Elsewhere,
            2 => PaidAt::Internet,
            _ => PaidAt::Unsaid,
        }
    }
}

/// 诊断
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiagnosisRow<'a> {
    pub origin: Origin,
    pub person: u32,
    pub institution: u32,
    pub visit: &'a str,
    /// 诊断类别, as the lake keeps it
    pub kind: u8,
    pub number: u16,
    pub diagnosis: u32,
    pub principal: bool,
    pub at_admission: u8,
}

/// 手术操作
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OperationRow<'a> {
    pub origin: Origin,
    pub person: u32,
    pub institution: u32,
    pub visit: &'a str,
    pub operation: u32,
    pub principal: bool,
    pub at: Option<i64>,
}

/// 结算
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SettlementRow<'a> {
    pub origin: Origin,
    pub person: u32,
    pub institution: u32,
    pub visit: &'a str,
    pub id: &'a str,
    pub at: i64,
    pub total: i64,
    pub fund_paid: i64,
    pub refunded: bool,
    pub insurance: u8,
}

/// 费用明细
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LineRow<'a> {
    pub origin: Origin,
    pub person: u32,
    pub institution: u32,
    pub visit: &'a str,
    pub id: &'a str,
    pub reverses: Option<&'a str>,
    pub at: i64,
    /// the hour of `at` is not said
    pub day_only: bool,
    pub item: u32,
    pub quantity: i64,
    pub price: i64,
    pub amount: i64,
    pub covered: i64,
    pub prescription: Option<&'a str>,
    pub department: Option<u32>,
    pub doctor: Option<u32>,
    pub until: Option<i64>,
    pub uploaded_at: Option<i64>,
    pub single_dose: Option<i64>,
    pub times_per_day: Option<i64>,
    pub days: Option<u16>,
    pub list_price: Option<i64>,
    pub purchase_price: Option<i64>,
}

/// 进销存
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MoveRow<'a> {
    pub person: Option<u32>,
    pub institution: u32,
    pub item: u32,
    pub batch: &'a str,
    pub kind: u8,
    pub at: i64,
    pub quantity: i64,
    pub price: Option<i64>,
    pub called: Called<'a>,
    /// of a file that is read again
    pub again: bool,
}

/// What a sale calls those whom it concerns; empty where it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Called<'a> {
    pub person: &'a str,
    pub visit: &'a str,
    pub settlement: &'a str,
}

/// Some rows of one kind and bucket in the file.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    shelf: usize,
    offset: u64,
    length: usize,
}

/// Puts what is serialised behind what a buffer has, texts in one piece.
struct Behind<'b>(&'b mut Vec<u8>);

impl Flavor for Behind<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// Gathers rows.
#[derive(Debug)]
pub(crate) struct SpillWriter {
    file: File,
    end: u64,
    shelves: Vec<Vec<u8>>,
    rows: Vec<usize>,
    chunks: Vec<Chunk>,
    buckets: usize,
}

/// Rows that were gathered.
#[derive(Debug)]
pub(crate) struct Spill {
    file: Mutex<File>,
    /// by shelf, how many
    rows: Vec<usize>,
    /// by shelf, and of each in the order in which they were written
    chunks: Vec<Chunk>,
    buckets: usize,
}

impl SpillWriter {
    /// A file in a folder, or in the system's folder for temporary files.
    pub fn new(folder: Option<&Path>, buckets: u32) -> Result<Self, LakeError> {
        let file = match folder {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        };
        let buckets = buckets as usize;
        Ok(Self {
            file: file.map_err(LakeError::Scratch)?,
            end: 0,
            shelves: vec![Vec::new(); buckets * KINDS],
            rows: vec![0; buckets * KINDS],
            chunks: Vec::new(),
            buckets,
        })
    }

    /// Adds a row.
    pub fn push(&mut self, kind: Kind, bucket: u32, row: &impl Serialize) -> Result<(), LakeError> {
        let shelf = kind as usize * self.buckets + bucket as usize;
        let (Some(buffer), Some(rows)) = (self.shelves.get_mut(shelf), self.rows.get_mut(shelf)) else {
            return Err(LakeError::damaged("spill", "分桶号超出范围"));
        };
        *rows += 1;
        if buffer.capacity() == 0 {
            buffer.reserve_exact(CHUNK_BYTES + ROW_BYTES_USUAL);
        }
        postcard::serialize_with_flavor(row, Behind(buffer)).map_err(|error| LakeError::damaged("spill", error))?;
        if buffer.len() >= CHUNK_BYTES {
            let full = std::mem::take(buffer);
            self.write(shelf, &full)?;
            if let Some(buffer) = self.shelves.get_mut(shelf) {
                *buffer = full;
                buffer.clear();
            }
        }
        Ok(())
    }

    fn write(&mut self, shelf: usize, bytes: &[u8]) -> Result<(), LakeError> {
        self.file.write_all(bytes).map_err(LakeError::Scratch)?;
        self.chunks.push(Chunk {
            shelf,
            offset: self.end,
            length: bytes.len(),
        });
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// Everything that was added.
    pub fn finish(mut self) -> Result<Spill, LakeError> {
        for (shelf, rest) in std::mem::take(&mut self.shelves).into_iter().enumerate() {
            if !rest.is_empty() {
                self.write(shelf, &rest)?;
            }
        }
        self.chunks.sort_by_key(|chunk| chunk.shelf);
        Ok(Spill {
            file: Mutex::new(self.file),
            rows: self.rows,
            chunks: self.chunks,
            buckets: self.buckets,
        })
    }
}

impl Spill {
    /// What was written of a shelf.
    fn chunks(&self, shelf: usize) -> &[Chunk] {
        let start = self.chunks.partition_point(|chunk| chunk.shelf < shelf);
        let rest = self.chunks.get(start..).unwrap_or_default();
        let end = rest.partition_point(|chunk| chunk.shelf == shelf);
        rest.get(..end).unwrap_or_default()
    }

    /// Bytes of all kinds in a bucket.
    pub fn bytes(&self, bucket: u32) -> usize {
        let shelves = (0..KINDS).map(|kind| kind * self.buckets + bucket as usize);
        let chunks = shelves.flat_map(|shelf| self.chunks(shelf));
        chunks.map(|chunk| chunk.length).sum()
    }

    /// How many rows of a kind a bucket has.
    pub fn rows(&self, kind: Kind, bucket: u32) -> usize {
        let shelf = kind as usize * self.buckets + bucket as usize;
        self.rows.get(shelf).copied().unwrap_or(0)
    }

    /// Gives all rows of a kind and bucket to `take`, in the order in which they were added.
    pub fn each(
        &self,
        kind: Kind,
        bucket: u32,
        mut take: impl FnMut(&[u8]) -> Result<usize, LakeError>,
    ) -> Result<(), LakeError> {
        let shelf = kind as usize * self.buckets + bucket as usize;
        let mut bytes = Vec::with_capacity(CHUNK_BYTES + ROW_BYTES_USUAL);
        for chunk in self.chunks(shelf) {
            bytes.resize(chunk.length, 0);
            {
                let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(chunk.offset)).map_err(LakeError::Scratch)?;
                file.read_exact(&mut bytes).map_err(LakeError::Scratch)?;
            }
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let used = take(rest)?;
                rest = rest.get(used..).unwrap_or_default();
            }
        }
        Ok(())
    }
}

/// The first row of some bytes, and how many bytes it takes.
pub(crate) fn row<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<(T, usize), LakeError> {
    let (row, rest) = postcard::take_from_bytes(bytes).map_err(|error| LakeError::damaged("spill", error))?;
    Ok((row, bytes.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_by_kind_and_bucket_in_the_order_in_which_they_were_added() {
        const BUCKETS: u32 = 5;
        let kinds = [Kind::Visit, Kind::Line, Kind::Move];
        let mut writer = SpillWriter::new(None, BUCKETS).unwrap();
        let mut expected = vec![Vec::new(); kinds.len() * BUCKETS as usize];
        // Long enough that most shelves are written several times, one never, and one only at the end.
        for number in 0..60_000_u32 {
            let bucket = [0, 1, 3, 3, 4][number as usize % 5];
            let kind = if bucket == 4 { 2 } else { number as usize % 7 % 2 };
            if bucket != 4 || number % 1000 == 4 {
                let row = (number, "a serial of some length");
                writer.push(kinds[kind], bucket, &row).unwrap();
                expected[kind * BUCKETS as usize + bucket as usize].push(number);
            }
        }
        let spill = writer.finish().unwrap();
        for (kind, found) in kinds.into_iter().zip(expected.chunks(BUCKETS as usize)) {
            for (bucket, expected) in (0..).zip(found) {
                let mut rows = Vec::new();
                spill
                    .each(kind, bucket, |bytes| {
                        let ((number, _), used): ((u32, &str), usize) = row(bytes)?;
                        rows.push(number);
                        Ok(used)
                    })
                    .unwrap();
                assert_eq!(rows, *expected, "{kind:?} {bucket}");
                assert_eq!(spill.rows(kind, bucket), rows.len());
            }
        }
        let bytes = |bucket| spill.bytes(bucket) > CHUNK_BYTES;
        assert_eq!([0, 1, 2, 3, 4].map(bytes), [true, true, false, true, false]);
        assert!(spill.bytes(4) > 0 && spill.bytes(2) == 0);
    }
}
