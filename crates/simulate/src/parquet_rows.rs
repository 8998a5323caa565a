//! Rows as Parquet: text as strings, moments as milliseconds of Beijing wall clock without a zone (Parquet has
//! no logical type of seconds, and would show bare integers), sums as decimals of the national width.

use crate::cells::{Cells, Column, Kind};
use arrow::array::{
    ArrayRef, Date32Builder, Decimal128Builder, RecordBatch, StringBuilder, TimestampMillisecondBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use arrow::error::ArrowError;
use domain::{Day, Moment, Money, Quantity, UnitPrice};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use std::io::Write;
use std::sync::Arc;

/// Digits of a national decimal.
const PRECISION: u8 = 16;
/// Columns whose cells are all different: a dictionary would be built in vain.
const UNIQUE: [&str; 3] = ["feedetl_sn", "init_feedetl_sn", "drord_no"];

#[derive(Debug)]
enum Builder {
    Text(StringBuilder),
    Time(TimestampMillisecondBuilder),
    Date(Date32Builder),
    Decimal(Decimal128Builder),
}

/// Rows of one table, column by column.
#[derive(Debug)]
pub(crate) struct Rows {
    columns: &'static [Column],
    builders: Vec<Builder>,
    next: usize,
}

impl Rows {
    pub fn new(columns: &'static [Column], rows: usize) -> Self {
        let builder = |column: &Column| match column.kind {
            Kind::Text => Builder::Text(StringBuilder::with_capacity(rows, rows * 16)),
            Kind::Time => Builder::Time(TimestampMillisecondBuilder::with_capacity(rows)),
            Kind::Date => Builder::Date(Date32Builder::with_capacity(rows)),
            Kind::Money | Kind::Quantity | Kind::Price => {
                Builder::Decimal(Decimal128Builder::with_capacity(rows).with_data_type(type_of(column.kind)))
            }
        };
        Self {
            columns,
            builders: columns.iter().map(builder).collect(),
            next: 0,
        }
    }

    fn builder(&mut self) -> Option<&mut Builder> {
        let place = self.next;
        self.next += 1;
        self.builders.get_mut(place)
    }

    fn decimal(&mut self, value: Option<i64>) {
        if let Some(Builder::Decimal(builder)) = self.builder() {
            builder.append_option(value.map(i128::from));
        }
    }

    fn batch(mut self) -> Result<RecordBatch, ArrowError> {
        let arrays = self.builders.iter_mut().map(|builder| -> ArrayRef {
            match builder {
                Builder::Text(own) => Arc::new(own.finish()),
                Builder::Time(own) => Arc::new(own.finish()),
                Builder::Date(own) => Arc::new(own.finish()),
                Builder::Decimal(own) => Arc::new(own.finish()),
            }
        });
        let arrays = arrays.collect();
        let fields: Vec<Field> = self
            .columns
            .iter()
            .map(|column| Field::new(column.name, type_of(column.kind), true))
            .collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
    }

    /// Writes the rows as one file.
    pub fn write(self, target: impl Write + Send) -> Result<(), ParquetError> {
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
            .set_created_by("mingjing simulate".to_owned());
        for name in UNIQUE {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), false);
        }
        let batch = self.batch()?;
        let mut writer = ArrowWriter::try_new(target, batch.schema(), Some(properties.build()))?;
        writer.write(&batch)?;
        writer.close()?;
        Ok(())
    }
}

fn type_of(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Time => DataType::Timestamp(TimeUnit::Millisecond, None),
        Kind::Date => DataType::Date32,
        Kind::Money => DataType::Decimal128(PRECISION, 2),
        Kind::Quantity => DataType::Decimal128(PRECISION, 4),
        Kind::Price => DataType::Decimal128(PRECISION, 6),
    }
}

impl Cells for Rows {
    fn text(&mut self, value: &str) {
        if let Some(Builder::Text(builder)) = self.builder() {
            builder.append_option((!value.is_empty()).then_some(value));
        }
    }

    fn time(&mut self, value: Option<Moment>) {
        if let Some(Builder::Time(builder)) = self.builder() {
            builder.append_option(value.map(|moment| moment.epoch_seconds() * 1000));
        }
    }

    fn date(&mut self, value: Option<Day>) {
        if let Some(Builder::Date(builder)) = self.builder() {
            builder.append_option(value.map(Day::epoch_days));
        }
    }

    fn money(&mut self, value: Option<Money>) {
        self.decimal(value.map(Money::scaled));
    }

    fn quantity(&mut self, value: Option<Quantity>) {
        self.decimal(value.map(Quantity::scaled));
    }

    fn price(&mut self, value: Option<UnitPrice>) {
        self.decimal(value.map(UnitPrice::scaled));
    }

    fn end_row(&mut self) {
        self.next = 0;
    }
}
