//! Parquet files in memory: how the lake writes them, and typed columns read back.

use crate::LakeError;
use crate::words::in_words;
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray, UInt8Array, UInt16Array,
    UInt32Array,
};
use arrow::compute::concat_batches;
use arrow::datatypes::{Date32Type, Field, Int64Type, Schema, SchemaRef, UInt8Type, UInt16Type, UInt32Type};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::sync::Arc;

/// Rows of a row group at most: a part of a bucket is one. Whoever reads makes a decompressor for each of its
/// columns, which for a short group costs more than its rows.
const GROUP_ROWS_MAX: usize = 1 << 20;

/// Rows that are made into columns at a time, where they are made for a file: few enough to stay in the cache.
pub(crate) const BLOCK_ROWS: usize = 2048;

/// A batch of rows as a Parquet file.
pub(crate) fn write_batch(batch: &RecordBatch) -> Result<Vec<u8>, LakeError> {
    write_batches(batch.schema(), [Ok(batch.clone())])
}

/// Batches of rows, one behind the other, as a Parquet file; `schema` is that of a file without rows.
pub(crate) fn write_batches(
    schema: SchemaRef,
    batches: impl IntoIterator<Item = Result<RecordBatch, LakeError>>,
) -> Result<Vec<u8>, LakeError> {
    let failed = |error: &(dyn std::error::Error + 'static)| LakeError::Storage {
        path: "Parquet".to_owned(),
        reason: in_words(error),
    };
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP_ROWS_MAX))
        // Nobody looks for a range of anything but persons and times.
        .set_statistics_enabled(EnabledStatistics::None)
        .set_created_by(format!("mingjing {}", env!("CARGO_PKG_VERSION")));
    let mut batches = batches.into_iter().peekable();
    // Rows of an older lake keep the columns that they have.
    let schema = match batches.peek() {
        Some(Ok(first)) => first.schema(),
        _ => schema,
    };
    let has = |name: &str| schema.index_of(name).is_ok();
    for name in ["person", "at", "begin"].into_iter().filter(|name| has(name)) {
        properties = properties.set_column_statistics_enabled(ColumnPath::from(name), EnabledStatistics::Page);
    }
    // Times hardly repeat, numbers by which rows are in order differ little from the row before, and serials
    // repeat in nothing but their beginnings: no dictionary would hold them.
    let plain = [
        ("person", Encoding::DELTA_BINARY_PACKED),
        ("encounter", Encoding::DELTA_BINARY_PACKED),
        ("at", Encoding::DELTA_BINARY_PACKED),
        ("begin", Encoding::DELTA_BINARY_PACKED),
        ("end", Encoding::DELTA_BINARY_PACKED),
        ("until", Encoding::DELTA_BINARY_PACKED),
        ("uploaded_at", Encoding::DELTA_BINARY_PACKED),
        ("id", Encoding::DELTA_BYTE_ARRAY),
        ("reverses", Encoding::DELTA_BYTE_ARRAY),
        ("psn_no", Encoding::DELTA_BYTE_ARRAY),
    ];
    for (name, encoding) in plain.into_iter().filter(|(name, _)| has(name)) {
        properties = properties
            .set_column_dictionary_enabled(ColumnPath::from(name), false)
            .set_column_encoding(ColumnPath::from(name), encoding);
    }
    let mut writer =
        ArrowWriter::try_new(Vec::new(), schema, Some(properties.build())).map_err(|error| failed(&error))?;
    for batch in batches {
        writer.write(&batch?).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

pub(crate) fn write_columns(columns: Vec<(&str, ArrayRef)>) -> Result<Vec<u8>, LakeError> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, column)| Field::new(*name, column.data_type().clone(), column.data_type().is_temporal()))
        .collect();
    let arrays = columns.into_iter().map(|(_, column)| column).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map_err(|error| LakeError::damaged("dictionaries", error))?;
    write_batch(&batch)
}

/// Rows of a Parquet file as one batch: all columns, or those named.
pub(crate) fn read_batch(path: &str, bytes: Bytes, only: Option<&[&str]>) -> Result<RecordBatch, LakeError> {
    let mut builder = builder(path, bytes, ArrowReaderOptions::new())?;
    if let Some(names) = only {
        let mask = ProjectionMask::columns(builder.parquet_schema(), names.iter().copied());
        builder = builder.with_projection(mask);
    }
    collect(path, builder)
}

/// The columns named of chosen rows of a Parquet file as one batch. Pages without any of them stay as they
/// are.
pub(crate) fn read_chosen(
    path: &str,
    bytes: Bytes,
    names: &[&str],
    rows: RowSelection,
) -> Result<RecordBatch, LakeError> {
    let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
    let builder = builder(path, bytes, options)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), names.iter().copied());
    collect(path, builder.with_projection(mask).with_row_selection(rows))
}

fn builder(
    path: &str,
    bytes: Bytes,
    options: ArrowReaderOptions,
) -> Result<ParquetRecordBatchReaderBuilder<Bytes>, LakeError> {
    ParquetRecordBatchReaderBuilder::try_new_with_options(bytes, options)
        .map_err(|error| LakeError::damaged(path, in_words(&error)))
}

fn collect(path: &str, builder: ParquetRecordBatchReaderBuilder<Bytes>) -> Result<RecordBatch, LakeError> {
    let damaged = |error: &(dyn std::error::Error + 'static)| LakeError::damaged(path, in_words(error));
    let reader = builder
        .with_batch_size(64 * 1024)
        .build()
        .map_err(|error| damaged(&error))?;
    let schema = reader_schema(&reader);
    let batches = reader.collect::<Result<Vec<_>, _>>().map_err(|error| damaged(&error))?;
    concat_batches(&schema, &batches).map_err(|error| damaged(&error))
}

fn reader_schema(reader: &impl arrow::array::RecordBatchReader) -> SchemaRef {
    // The metadata of a written file would make two equal schemas differ.
    Arc::new(Schema::new(reader.schema().fields().clone()))
}

pub(crate) fn read_columns(path: &str, bytes: Bytes) -> Result<Reader, LakeError> {
    Ok(Reader {
        path: path.to_owned(),
        batch: read_batch(path, bytes, None)?,
    })
}

/// Typed columns of one file.
#[derive(Debug)]
pub(crate) struct Reader {
    path: String,
    batch: RecordBatch,
}

impl Reader {
    pub(crate) fn of(path: &str, batch: RecordBatch) -> Self {
        Self {
            path: path.to_owned(),
            batch,
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    fn column(&self, name: &str) -> Result<&ArrayRef, LakeError> {
        self.batch
            .column_by_name(name)
            .ok_or_else(|| LakeError::damaged(&self.path, format!("没有 {name} 列")))
    }

    fn wrong(&self, name: &str) -> LakeError {
        LakeError::damaged(&self.path, format!("{name} 列的类型不符"))
    }

    pub(crate) fn texts(&self, name: &str) -> Result<&StringArray, LakeError> {
        let column = self.column(name)?.as_string_opt();
        column.ok_or_else(|| self.wrong(name))
    }

    pub(crate) fn ids(&self, name: &str) -> Result<&UInt32Array, LakeError> {
        let column = self.column(name)?.as_primitive_opt::<UInt32Type>();
        column.ok_or_else(|| self.wrong(name))
    }

    pub(crate) fn longs(&self, name: &str) -> Result<&Int64Array, LakeError> {
        let column = self.column(name)?.as_primitive_opt::<Int64Type>();
        column.ok_or_else(|| self.wrong(name))
    }

    pub(crate) fn small(&self, name: &str) -> Result<&UInt8Array, LakeError> {
        let column = self.column(name)?.as_primitive_opt::<UInt8Type>();
        column.ok_or_else(|| self.wrong(name))
    }

    pub(crate) fn shorts(&self, name: &str) -> Result<&UInt16Array, LakeError> {
        let column = self.column(name)?.as_primitive_opt::<UInt16Type>();
        column.ok_or_else(|| self.wrong(name))
    }

    pub(crate) fn flags(&self, name: &str) -> Result<&BooleanArray, LakeError> {
        let column = self.column(name)?.as_boolean_opt();
        column.ok_or_else(|| self.wrong(name))
    }

    /// A column of texts that files of before do not have.
    pub(crate) fn texts_if_any(&self, name: &str) -> Result<Option<&StringArray>, LakeError> {
        match self.batch.column_by_name(name) {
            None => Ok(None),
            Some(_) => self.texts(name).map(Some),
        }
    }

    /// A value of a column that may be empty, and that files of before do not have.
    pub(crate) fn small_or_none(&self, name: &str, row: usize) -> Result<Option<u8>, LakeError> {
        if self.batch.column_by_name(name).is_none() {
            return Ok(None);
        }
        let column = self.small(name)?;
        Ok(column.is_valid(row).then(|| column.value(row)))
    }

    /// As [`Reader::small_or_none`].
    pub(crate) fn flag_or_none(&self, name: &str, row: usize) -> Result<Option<bool>, LakeError> {
        if self.batch.column_by_name(name).is_none() {
            return Ok(None);
        }
        let column = self.flags(name)?;
        Ok(column.is_valid(row).then(|| column.value(row)))
    }

    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, LakeError> {
        Ok(self.small(name)?.values().to_vec())
    }

    pub(crate) fn dates(&self, name: &str) -> Result<Vec<Option<i32>>, LakeError> {
        let column = self.column(name)?.as_primitive_opt::<Date32Type>();
        Ok(column.ok_or_else(|| self.wrong(name))?.iter().collect())
    }
}

pub(crate) fn texts<'t>(values: impl Iterator<Item = &'t str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

pub(crate) fn integers(values: impl Iterator<Item = u8>) -> ArrayRef {
    Arc::new(UInt8Array::from_iter_values(values))
}

pub(crate) fn dates(values: impl Iterator<Item = Option<i32>>) -> ArrayRef {
    Arc::new(Date32Array::from_iter(values))
}
