//! A delivery cut in two: the visits of the last day come alone, as they do every night.

use anyhow::{Context, Result};
use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};

const CLAIMS: [&str; 5] = ["encounters", "diagnoses", "operations", "settlements", "fee_lines"];

/// Takes the visits that begin on the last day out of a county of Parquet files and puts them into
/// `day`; how many they are.
pub fn take_out(county: &Path, day: &Path) -> Result<usize> {
    let mut visits: Vec<(String, String)> = Vec::new();
    for file in files(&county.join("encounters"))? {
        for batch in read(&file)? {
            let (begin, visit) = (column(&batch, "begntime")?, column(&batch, "mdtrt_id")?);
            visits.extend(begin.into_iter().map(|text| text.chars().take(10).collect()).zip(visit));
        }
    }
    let last = visits
        .iter()
        .map(|(begin, _)| begin)
        .max()
        .context("no visits")?
        .clone();
    let late: HashSet<String> = visits
        .into_iter()
        .filter(|(begin, _)| *begin == last)
        .map(|(_, visit)| visit)
        .collect();
    for table in CLAIMS {
        std::fs::create_dir_all(day.join(table))?;
        for file in files(&county.join(table))? {
            let batches = read(&file)?;
            let name = file.file_name().context("a file without a name")?;
            let is_late = |batch: &RecordBatch| -> Result<BooleanArray> {
                let visits = column(batch, "mdtrt_id")?;
                Ok(visits.iter().map(|visit| Some(late.contains(visit))).collect())
            };
            write(&day.join(table).join(name), &batches, &is_late)?;
            write(&file, &batches, &|batch| Ok(arrow::compute::not(&is_late(batch)?)?))?;
        }
    }
    Ok(late.len())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<Vec<RecordBatch>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?.build()?;
    Ok(reader.collect::<Result<_, _>>()?)
}

fn write(file: &Path, batches: &[RecordBatch], wanted: &dyn Fn(&RecordBatch) -> Result<BooleanArray>) -> Result<()> {
    let Some(first) = batches.first() else { return Ok(()) };
    // As the county was written: its size decides how many buckets a lake has.
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .build();
    let mut writer = ArrowWriter::try_new(File::create(file)?, first.schema(), Some(properties))?;
    for batch in batches {
        writer.write(&filter_record_batch(batch, &wanted(batch)?)?)?;
    }
    writer.close()?;
    Ok(())
}

/// A column as text, whatever its type.
fn column(batch: &RecordBatch, name: &str) -> Result<Vec<String>> {
    let column = batch.column_by_name(name).context("a column is missing")?;
    let text = arrow::compute::cast(column, &arrow::datatypes::DataType::Utf8)?;
    let text = text.as_string::<i32>();
    Ok((0..text.len()).map(|row| text.value(row).to_owned()).collect())
}
