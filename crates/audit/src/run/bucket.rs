//! What a bucket brings: its two files and what they amount to.

use super::folder::failed;
use super::output::{KIND_FINDING, KIND_NOT_EVALUABLE, TOTALS, finding_schema, persons_schema};
use super::statement::Statement;
use super::{AuditError, BucketFailure};
use crate::manifest::sha256;
use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::{filter_record_batch, not};
use arrow::datatypes::{Decimal128Type, Int64Type, SchemaRef, UInt8Type};
use arrow::error::ArrowError;
use datafusion::execution::SendableRecordBatchStream;
use domain::RuleState;
use futures::StreamExt;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a finished bucket brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketStatement {
    /// the bucket
    pub bucket: u32,
    /// number of findings
    pub findings: u64,
    /// SHA-256 of the findings file
    pub sha256: String,
    /// SHA-256 of the file of what was looked at of each person
    pub persons_sha256: String,
    /// findings and fen, by rule
    pub by_rule: BTreeMap<String, (u64, i64)>,
    /// of these the findings of rules on trial
    pub trial: BTreeMap<String, (u64, i64)>,
    /// fee lines read, reviewed; persons; encounters
    pub totals: [u64; TOTALS.len()],
    /// rule, missing field, how often
    pub not_evaluable: Vec<(String, String, u64)>,
}

impl BucketStatement {
    /// The statement that it is part of.
    pub fn statement(&self) -> Statement {
        let mut statement = Statement::default();
        statement.add(self.totals);
        for (rule, missing, count) in &self.not_evaluable {
            *statement
                .not_evaluable
                .entry((rule.clone(), missing.clone()))
                .or_default() += count;
        }
        statement
    }
}

/// What a bucket brought, and its files, which are still to be written.
pub(super) struct Brought {
    pub done: BucketStatement,
    pub findings: Vec<u8>,
    pub persons: Vec<u8>,
}

/// Takes what a bucket brings, whose findings are to lie at `place`.
pub(super) async fn collect(
    place: &Path,
    bucket: u32,
    mut rows: SendableRecordBatchStream,
) -> Result<Brought, BucketFailure> {
    let mut files = BucketFiles::new(place, bucket)?;
    while let Some(batch) = rows.next().await {
        let (findings, persons) = split(&batch?)?;
        if let Some(findings) = findings {
            files.add_findings(&findings)?;
        }
        if let Some(persons) = persons {
            files.add_persons(&persons)?;
        }
    }
    files.finish()
}

/// Rows of the operator in the columns in which they are kept: findings, and what is told of persons.
pub(super) fn split(batch: &RecordBatch) -> Result<(Option<RecordBatch>, Option<RecordBatch>), BucketFailure> {
    let kind = batch.column_by_name("kind").ok_or_else(|| internal("kind"))?;
    let kind = kind.as_primitive_opt::<UInt8Type>().ok_or_else(|| internal("kind"))?;
    let is_finding: BooleanArray = kind.iter().map(|kind| Some(kind == Some(KIND_FINDING))).collect();
    let part = |wanted: &BooleanArray, schema: SchemaRef| -> Result<Option<RecordBatch>, ArrowError> {
        match wanted.true_count() {
            0 => Ok(None),
            _ => chosen(batch, wanted, &schema).map(Some),
        }
    };
    let findings = part(&is_finding, finding_schema())?;
    Ok((findings, part(&not(&is_finding)?, persons_schema())?))
}

/// The files of a bucket while they are written.
pub(super) struct BucketFiles {
    place: PathBuf,
    findings: ArrowWriter<Vec<u8>>,
    persons: ArrowWriter<Vec<u8>>,
    done: BucketStatement,
    statement: Statement,
}

impl BucketFiles {
    /// Of a bucket whose findings are to lie at `place`.
    pub(super) fn new(place: &Path, bucket: u32) -> Result<Self, BucketFailure> {
        let mut properties = WriterProperties::builder()
            // A bucket has dozens of short columns: making so many zstd contexts costs more than they save.
            .set_compression(Compression::SNAPPY)
            // A file is read as a whole; nobody looks for a range in it.
            .set_statistics_enabled(EnabledStatistics::None)
            .set_created_by("mingjing".to_owned());
        for path in ["finding_key", "feedetl_sn.list.item", "involved_feedetl_sn.list.item"] {
            // Hardly any of these is there twice.
            let path = ColumnPath::new(path.split('.').map(str::to_owned).collect());
            properties = properties.set_column_dictionary_enabled(path, false);
        }
        let properties = properties.build();
        let writer = |schema| {
            ArrowWriter::try_new(Vec::new(), schema, Some(properties.clone()))
                .map_err(|error| BucketFailure::Folder(failed(place, error)))
        };
        Ok(Self {
            findings: writer(finding_schema())?,
            persons: writer(persons_schema())?,
            place: place.to_owned(),
            done: BucketStatement {
                bucket,
                findings: 0,
                sha256: String::new(),
                persons_sha256: String::new(),
                by_rule: BTreeMap::new(),
                trial: BTreeMap::new(),
                totals: [0; TOTALS.len()],
                not_evaluable: Vec::new(),
            },
            statement: Statement::default(),
        })
    }

    fn failed(&self, error: impl std::error::Error + 'static) -> BucketFailure {
        BucketFailure::Folder(failed(&self.place, error))
    }

    /// Adds findings, in the columns in which they are kept.
    pub(super) fn add_findings(&mut self, rows: &RecordBatch) -> Result<(), BucketFailure> {
        count_findings(rows, &mut self.done)?;
        let written = self.findings.write(rows);
        written.map_err(|error| self.failed(error))
    }

    /// Adds what is told of persons, in the columns in which it is kept.
    pub(super) fn add_persons(&mut self, rows: &RecordBatch) -> Result<(), BucketFailure> {
        read_statement(rows, &mut self.statement)?;
        let written = self.persons.write(rows);
        written.map_err(|error| self.failed(error))
    }

    /// The files as they are to lie there.
    pub(super) fn finish(self) -> Result<Brought, BucketFailure> {
        let Self {
            place,
            findings,
            persons,
            mut done,
            statement,
        } = self;
        let whole = |writer: ArrowWriter<Vec<u8>>| {
            writer
                .into_inner()
                .map_err(|error| BucketFailure::Folder(failed(&place, error)))
        };
        let (findings, persons) = (whole(findings)?, whole(persons)?);
        done.sha256 = sha256(&findings);
        done.persons_sha256 = sha256(&persons);
        done.totals = statement.totals();
        let missing = statement.not_evaluable.into_iter();
        done.not_evaluable = missing.map(|((rule, what), count)| (rule, what, count)).collect();
        Ok(Brought {
            done,
            findings,
            persons,
        })
    }
}

fn count_findings(findings: &RecordBatch, done: &mut BucketStatement) -> Result<(), BucketFailure> {
    let rules = findings
        .column_by_name("rule_code")
        .and_then(|column| column.as_string_opt::<i32>());
    let amounts = findings
        .column_by_name("amount")
        .and_then(|column| column.as_primitive_opt::<Decimal128Type>());
    let (Some(rules), Some(amounts)) = (rules, amounts) else {
        return Err(internal("rule_code"));
    };
    let states = findings
        .column_by_name("state")
        .and_then(|column| column.as_string_opt::<i32>());
    let states = states.ok_or_else(|| internal("state"))?;
    for ((rule, fen), state) in rules.iter().zip(amounts).zip(states) {
        let (rule, fen) = (
            rule.unwrap_or_default(),
            fen.and_then(|fen| i64::try_from(fen).ok()).unwrap_or(0),
        );
        let on_trial = (state == Some(RuleState::Trial.zh())).then_some(&mut done.trial);
        for sums in on_trial.into_iter().chain([&mut done.by_rule]) {
            let sum = sums.entry(rule.to_owned()).or_default();
            sum.0 += 1;
            sum.1 += fen;
        }
    }
    done.findings += findings.num_rows() as u64;
    Ok(())
}

/// The rows that are wanted, in the columns of a schema.
fn chosen(batch: &RecordBatch, wanted: &BooleanArray, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<usize> = schema
        .fields()
        .iter()
        .map(|field| batch.schema().index_of(field.name()))
        .collect::<Result<_, _>>()?;
    let batch = batch.project(&columns)?;
    // The operator puts findings and persons into batches of their own.
    match wanted.false_count() {
        0 => Ok(batch),
        _ => filter_record_batch(&batch, wanted),
    }
}

/// Adds what the rows about persons say.
fn read_statement(rows: &RecordBatch, statement: &mut Statement) -> Result<(), BucketFailure> {
    let column = |name: &'static str| rows.column_by_name(name).ok_or_else(|| internal(name));
    let texts = |name: &'static str| column(name)?.as_string_opt::<i32>().ok_or_else(|| internal(name));
    let numbers = |name: &'static str| {
        column(name)?
            .as_primitive_opt::<Int64Type>()
            .ok_or_else(|| internal(name))
    };
    let kinds = column("kind")?
        .as_primitive_opt::<UInt8Type>()
        .ok_or_else(|| internal("kind"))?;
    let mut totals = [0; TOTALS.len()];
    for (total, name) in totals.iter_mut().zip(TOTALS) {
        *total = arrow::compute::sum(numbers(name)?).map_or(0, i64::unsigned_abs);
    }
    statement.add(totals);
    let (rules, missing, counts) = (texts("rule_code")?, texts("missing")?, numbers("count")?);
    for row in 0..rows.num_rows() {
        if kinds.value(row) == KIND_NOT_EVALUABLE {
            let key = (rules.value(row).to_owned(), missing.value(row).to_owned());
            *statement.not_evaluable.entry(key).or_default() += counts.value(row).unsigned_abs();
        }
    }
    Ok(())
}

fn internal(what: &str) -> BucketFailure {
    BucketFailure::Folder(AuditError::Internal(format!("审核算子的输出缺少 {what}")))
}
