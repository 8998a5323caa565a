//! The results as Parquet files: one row an indicator, one row a balance.

use super::{Balance, Indicator, ModelError};
use crate::words::in_words;
use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow::error::ArrowError;
use domain::Quantity;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

fn texts<'t>(values: impl Iterator<Item = Option<&'t str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn words(values: impl Iterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn numbers(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<Int64Array>())
}

/// 数量 is numeric 16,4 on every interface.
fn quantities(values: impl Iterator<Item = Option<Quantity>>) -> Result<ArrayRef, ArrowError> {
    let scaled = values.map(|quantity| quantity.map(|quantity| i128::from(quantity.scaled())));
    let column = scaled.collect::<Decimal128Array>().with_precision_and_scale(16, 4)?;
    Ok(Arc::new(column))
}

/// The indicators as a table.
pub(super) fn indicator_batch(rows: &[Indicator]) -> Result<RecordBatch, ArrowError> {
    let fence = |of: fn(&super::Fence) -> i64| numbers(rows.iter().map(|row| row.fence.as_ref().map(of)));
    let department = |of: fn(&(String, String)) -> &String| {
        texts(
            rows.iter()
                .map(|row| row.unit.department.as_ref().map(of).map(String::as_str)),
        )
    };
    RecordBatch::try_from_iter_with_nullable([
        (
            "rule_code",
            texts(rows.iter().map(|row| Some(row.rule.as_str()))),
            false,
        ),
        ("level", texts(rows.iter().map(|row| Some(row.unit.level.zh()))), false),
        (
            "institution",
            texts(rows.iter().map(|row| Some(row.unit.institution.as_str()))),
            false,
        ),
        ("department_code", department(|pair| &pair.0), true),
        ("department_name", department(|pair| &pair.1), true),
        (
            "practitioner",
            texts(rows.iter().map(|row| row.unit.practitioner.as_deref())),
            true,
        ),
        ("care", texts(rows.iter().map(|row| Some(row.care.zh()))), false),
        ("span", texts(rows.iter().map(|row| Some(row.span.zh()))), false),
        (
            "first_month",
            words(rows.iter().map(|row| row.span.ends().0.to_string())),
            false,
        ),
        (
            "last_month",
            words(rows.iter().map(|row| row.span.ends().1.to_string())),
            false,
        ),
        ("numerator", numbers(rows.iter().map(|row| Some(row.numerator))), false),
        (
            "denominator",
            numbers(rows.iter().map(|row| Some(row.denominator))),
            false,
        ),
        ("cases", numbers(rows.iter().map(|row| Some(row.cases))), false),
        ("value", numbers(rows.iter().map(|row| Some(row.value))), false),
        (
            "peers",
            Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.peers))),
            false,
        ),
        ("low_quartile", fence(|fence| fence.low_quartile), true),
        ("median", fence(|fence| fence.median), true),
        ("high_quartile", fence(|fence| fence.high_quartile), true),
        ("lower", fence(|fence| fence.lower), true),
        ("upper", fence(|fence| fence.upper), true),
        ("verdict", texts(rows.iter().map(|row| Some(row.verdict.zh()))), false),
        ("reason", texts(rows.iter().map(|row| Some(row.reason.as_str()))), false),
        ("detail", texts(rows.iter().map(|row| Some(row.detail.as_str()))), false),
    ])
}

/// The balances as a table.
pub(super) fn balance_batch(rows: &[Balance]) -> Result<RecordBatch, ArrowError> {
    let known = |of: fn(&Balance) -> Quantity| quantities(rows.iter().map(|row| Some(of(row))));
    let maybe = |of: fn(&Balance) -> Option<Quantity>| quantities(rows.iter().map(of));
    RecordBatch::try_from_iter_with_nullable([
        (
            "rule_code",
            texts(rows.iter().map(|row| Some(row.rule.as_str()))),
            false,
        ),
        (
            "institution",
            texts(rows.iter().map(|row| Some(row.institution.as_str()))),
            false,
        ),
        (
            "item_code",
            texts(rows.iter().map(|row| Some(row.item.as_str()))),
            false,
        ),
        (
            "item_name",
            texts(rows.iter().map(|row| Some(row.name.as_str()))),
            false,
        ),
        ("span", texts(rows.iter().map(|row| Some(row.span.zh()))), false),
        (
            "first_month",
            words(rows.iter().map(|row| row.span.ends().0.to_string())),
            false,
        ),
        (
            "last_month",
            words(rows.iter().map(|row| row.span.ends().1.to_string())),
            false,
        ),
        ("opening", maybe(|row| row.opening)?, true),
        ("bought", known(|row| row.bought)?, false),
        ("returned", known(|row| row.returned)?, false),
        ("lost", known(|row| row.lost)?, false),
        ("moved", known(|row| row.moved)?, false),
        ("closing", maybe(|row| row.closing)?, true),
        ("available", maybe(|row| row.available)?, true),
        ("sold", known(|row| row.sold)?, false),
        ("sold_for_cash", known(|row| row.sold_for_cash)?, false),
        ("sold_unplaced", known(|row| row.sold_unplaced)?, false),
        ("billed", known(|row| row.billed)?, false),
        ("difference", maybe(|row| row.difference)?, true),
        ("share", numbers(rows.iter().map(|row| row.share)), true),
        ("verdict", texts(rows.iter().map(|row| Some(row.verdict.zh()))), false),
        ("reason", texts(rows.iter().map(|row| Some(row.reason.as_str()))), false),
    ])
}

/// Writes both tables below `out/models`, each put in place as a whole.
pub(super) fn write_models(out: &Path, indicators: &[Indicator], balances: &[Balance]) -> Result<(), ModelError> {
    let folder = out.join("models");
    let failed = |path: &Path, reason: String| ModelError::Folder {
        path: path.to_owned(),
        reason,
    };
    fs::create_dir_all(&folder).map_err(|error| failed(&folder, in_words(&error)))?;
    for (name, batch) in [
        ("indicators.parquet", indicator_batch(indicators)),
        ("balances.parquet", balance_batch(balances)),
    ] {
        let path = folder.join(name);
        let batch = batch.map_err(|error| failed(&path, in_words(&error)))?;
        let bytes = crate::columns::write_batch(&batch)?;
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::Builder::new().prefix(".part-").tempfile_in(&folder)?;
            file.write_all(&bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|error| failed(&path, in_words(&error)))?;
    }
    Ok(())
}
