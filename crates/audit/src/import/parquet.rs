//! Parquet: one row group at a time, columns of whatever type the writer chose. Texts that the file holds
//! once for many rows stay so, and are looked at once.

use super::cell::{Cell, Look};
use super::row::{Origin, Row, Taker};
use crate::words::in_words;
use crate::{LakeError, SourceTable};
use arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, FieldRef, Float64Type, Int32Type, Int64Type, Schema, TimeUnit,
};
use domain::{Day, Moment};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::Encoding;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Few enough that what is made of a batch stays in the cache, and its memory is had again for the next.
const BATCH_ROWS: usize = 1024;

/// Moments with a zone are UTC; the lake keeps Beijing wall clock.
const BEIJING_SECONDS: i64 = 8 * 3600;

/// A row group of a file.
#[derive(Debug)]
pub(crate) struct Group {
    pub table: SourceTable,
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    layout: Arc<Vec<Option<usize>>>,
    group: usize,
    /// rows of the file before this group
    before: u32,
}

/// Cuts a file into its row groups.
pub(crate) fn groups(
    path: &Path,
    table: SourceTable,
    layout: impl Fn(&[String]) -> Result<Vec<Option<usize>>, String>,
    mut send: impl FnMut(Group) -> Result<(), LakeError>,
) -> Result<(), LakeError> {
    let failed = |reason: &str| LakeError::source(path, format!("Parquet 文件无法读取：{reason}"));
    let file = File::open(path).map_err(|error| failed(&in_words(&error)))?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default());
    let metadata = metadata.map_err(|error| failed(&in_words(&error)))?;
    let titles: Vec<String> = metadata
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let layout = Arc::new(layout(&titles).map_err(|reason| LakeError::source(path, reason))?);
    for (field, place) in table.fields().iter().zip(layout.iter()) {
        if let Some(kind) = place.and_then(|place| metadata.schema().fields().get(place))
            && target(kind.data_type()).is_none()
        {
            return Err(failed(&format!(
                "{} 列的类型 {} 不能使用",
                field.name,
                kind.data_type()
            )));
        }
    }
    let mut before = 0_u32;
    for (group, rows) in metadata.metadata().row_groups().iter().enumerate() {
        send(Group {
            table,
            path: path.to_owned(),
            metadata: metadata.clone(),
            layout: layout.clone(),
            group,
            before,
        })?;
        before = before.saturating_add(u32::try_from(rows.num_rows()).unwrap_or(u32::MAX));
    }
    Ok(())
}

/// The type that a column is brought to.
fn target(kind: &DataType) -> Option<DataType> {
    use DataType::*;
    Some(match kind {
        kind if is_text(kind) => Utf8,
        Null => Utf8,
        Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 | Boolean => Int64,
        Float16 | Float32 | Float64 => Float64,
        Decimal32(_, scale) | Decimal64(_, scale) | Decimal128(_, scale) | Decimal256(_, scale) => {
            Decimal128(38, *scale)
        }
        Date32 | Date64 => Date32,
        Timestamp(_, zone) => Timestamp(TimeUnit::Second, zone.clone()),
        _ => return None,
    })
}

/// Texts that stay coded.
fn coded() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// True for texts of any kind.
fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, texts) => is_text(texts),
        _ => matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
    }
}

/// True where the texts of a column stand in its dictionary, all of them.
fn is_coded(chunk: &ColumnChunkMetaData) -> bool {
    let pages = chunk.page_encoding_stats_mask();
    let codes = [Encoding::RLE_DICTIONARY, Encoding::PLAIN_DICTIONARY];
    pages.is_some_and(|pages| codes.into_iter().any(|code| pages.is_only(code)))
}

/// The texts of a dictionary, each looked at.
#[derive(Debug, Clone)]
struct Texts {
    texts: StringArray,
    looks: Arc<[Look]>,
}

impl Texts {
    /// Of a dictionary; batches of a row group share one, which need not be looked at again.
    fn of(texts: &ArrayRef, latest: &mut Option<Self>) -> Option<Self> {
        let texts = texts.as_string_opt::<i32>()?;
        if let Some(latest) = latest
            && latest.texts.values().ptr_eq(texts.values())
            && latest.texts.len() == texts.len()
        {
            return Some(latest.clone());
        }
        let look = |place: usize| match texts.is_valid(place) {
            true => Look::at(texts.value(place)),
            false => Look::Odd,
        };
        let looked_at = Self {
            texts: texts.clone(),
            looks: (0..texts.len()).map(look).collect(),
        };
        *latest = Some(looked_at.clone());
        Some(looked_at)
    }
}

enum Column {
    Absent,
    Text(StringArray),
    Coded(Int32Array, Texts),
    Whole(Int64Array),
    Float(Float64Array),
    Decimal(Decimal128Array, i8),
    Day(Date32Array),
    /// numbers of a unit since 1970, and what is to be added for the zone
    Moment(Int64Array, TimeUnit, i64),
}

impl Column {
    fn of(array: &ArrayRef, latest: &mut Option<Texts>) -> Option<Self> {
        if *array.data_type() == coded() {
            let array = array.as_dictionary_opt::<Int32Type>()?;
            return Some(Column::Coded(array.keys().clone(), Texts::of(array.values(), latest)?));
        }
        if let DataType::Timestamp(unit, zone) = array.data_type() {
            // Divided where they are read: most times of a line are not there.
            let numbers = array.to_data().into_builder().data_type(DataType::Int64).build().ok()?;
            let shift = zone.as_ref().map_or(0, |_| BEIJING_SECONDS);
            return Some(Column::Moment(Int64Array::from(numbers), *unit, shift));
        }
        let target = target(array.data_type())?;
        let cast = match *array.data_type() == target || matches!(array.data_type(), DataType::Decimal128(..)) {
            true => array.clone(),
            false => cast(array, &target).ok()?,
        };
        Some(match target {
            DataType::Utf8 => Column::Text(cast.as_string_opt()?.clone()),
            DataType::Int64 => Column::Whole(cast.as_primitive_opt::<Int64Type>()?.clone()),
            DataType::Float64 => Column::Float(cast.as_primitive_opt::<Float64Type>()?.clone()),
            DataType::Decimal128(_, scale) => {
                Column::Decimal(cast.as_primitive_opt::<Decimal128Type>()?.clone(), scale)
            }
            DataType::Date32 => Column::Day(cast.as_primitive_opt::<Date32Type>()?.clone()),
            _ => return None,
        })
    }

    #[inline]
    fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Column::Text(values) if values.is_valid(row) => Cell::Text(values.value(row)),
            Column::Coded(keys, Texts { texts, looks }) if keys.is_valid(row) => {
                let place = keys.value(row) as usize;
                let look = looks.get(place).filter(|_| texts.is_valid(place));
                look.map_or(Cell::Empty, |look| Cell::Shared(texts.value(place), *look))
            }
            Column::Whole(values) if values.is_valid(row) => Cell::Whole(values.value(row)),
            Column::Float(values) if values.is_valid(row) => Cell::Float(values.value(row)),
            Column::Decimal(values, scale) if values.is_valid(row) => Cell::Decimal(values.value(row), *scale),
            Column::Day(values) if values.is_valid(row) => Cell::Day(Day::from_epoch_days(values.value(row))),
            Column::Moment(values, unit, shift) if values.is_valid(row) => {
                let value = values.value(row);
                let seconds = match unit {
                    TimeUnit::Second => value,
                    TimeUnit::Millisecond => value.div_euclid(1_000),
                    TimeUnit::Microsecond => value.div_euclid(1_000_000),
                    TimeUnit::Nanosecond => value.div_euclid(1_000_000_000),
                };
                Cell::Moment(Moment::from_epoch_seconds(seconds.saturating_add(*shift)))
            }
            _ => Cell::Empty,
        }
    }
}

struct BatchRow<'b> {
    columns: &'b [Column],
    row: usize,
}

impl Row for BatchRow<'_> {
    fn cell(&self, field: usize) -> Cell<'_> {
        self.columns
            .get(field)
            .map_or(Cell::Empty, |column| column.cell(self.row))
    }

    fn has(&self, field: usize) -> bool {
        !matches!(self.columns.get(field), None | Some(Column::Absent))
    }
}

impl Group {
    /// Reads the rows.
    pub fn read<T: Taker>(&self, file: u32, taker: &mut T) -> Result<(), LakeError> {
        let broken = |reason: &str| {
            LakeError::source(
                &self.path,
                format!("第 {} 个行组已损坏或无法读取：{reason}", self.group + 1),
            )
        };
        let failed = |error: &(dyn std::error::Error + 'static)| broken(&in_words(error));
        let input = File::open(&self.path).map_err(|error| failed(&error))?;
        let metadata = self.with_coded_texts().map_err(|error| failed(&error))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata);
        let mask = ProjectionMask::roots(builder.parquet_schema(), self.layout.iter().flatten().copied());
        let reader = builder
            .with_projection(mask)
            .with_row_groups(vec![self.group])
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(|error| failed(&error))?;
        let mut line = self.before.saturating_add(1);
        let mut latest = vec![None; self.layout.len()];
        for batch in reader {
            let batch = batch.map_err(|error| failed(&error))?;
            let columns = self
                .columns(&batch, &mut latest)
                .ok_or_else(|| broken("列的类型无法转换"))?;
            for row in 0..batch.num_rows() {
                let row = BatchRow { columns: &columns, row };
                taker.take(self.table, Origin { file, line }, &row)?;
                line = line.saturating_add(1);
            }
        }
        Ok(())
    }

    /// The file's metadata under which texts stay coded that are so throughout the row group.
    fn with_coded_texts(&self) -> Result<ArrowReaderMetadata, ParquetError> {
        let metadata = self.metadata.metadata();
        let roots = metadata.file_metadata().schema_descr();
        let mut fields: Vec<FieldRef> = self.metadata.schema().fields().to_vec();
        for (leaf, chunk) in metadata.row_group(self.group).columns().iter().enumerate() {
            if let Some(field) = fields.get_mut(roots.get_column_root_idx(leaf))
                && is_text(field.data_type())
                && is_coded(chunk)
            {
                *field = Arc::new(field.as_ref().clone().with_data_type(coded()));
            }
        }
        let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
        ArrowReaderMetadata::try_new(metadata.clone(), options)
    }

    fn columns(&self, batch: &RecordBatch, latest: &mut [Option<Texts>]) -> Option<Vec<Column>> {
        let fields = self.metadata.schema().fields();
        let places = self.layout.iter().zip(latest);
        places
            .map(|(place, latest)| match place.and_then(|place| fields.get(place)) {
                None => Some(Column::Absent),
                Some(field) => Column::of(batch.column_by_name(field.name())?, latest),
            })
            .collect()
    }
}
