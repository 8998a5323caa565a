//! Do the sums say what the rows say? Everything is counted again and compared cell by cell.

use crate::LedgerError;
use crate::sql::{Value, number, text};
use crate::tally::{Cells, CountedFinding, CountedMatter, FINDING_SUM, MATTER_SUM, SumTable, Tally};
use futures::TryStreamExt;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::BTreeMap;

/// Compares the sums with the rows. Gives the number of cells, and of each that is wrong its name and the
/// column that says something else.
pub(crate) async fn compare_sums(
    connection: &mut AnyConnection,
) -> Result<(u64, Vec<(String, &'static str)>), LedgerError> {
    let mut tally = Tally::default();
    let query = format!("SELECT {} FROM finding", CountedFinding::COLUMNS);
    let mut rows = sqlx::query(AssertSqlSafe(query)).fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        tally.finding_comes(&CountedFinding::read(&row)?);
    }
    drop(rows);
    let mut rows = sqlx::query("SELECT * FROM matter").fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        tally.matter_comes(&CountedMatter::read(&row)?);
    }
    drop(rows);
    let mut wrong = Vec::new();
    let cells = tally.findings.len() + tally.matters.len();
    compare(&FINDING_SUM, tally.findings, connection, &mut wrong).await?;
    compare(&MATTER_SUM, tally.matters, connection, &mut wrong).await?;
    Ok((cells as u64, wrong))
}

async fn compare<const N: usize>(
    table: &SumTable,
    counted: Cells<N>,
    connection: &mut AnyConnection,
    wrong: &mut Vec<(String, &'static str)>,
) -> Result<(), LedgerError> {
    let mut counted: BTreeMap<Vec<Value>, [i64; N]> = counted;
    let query = format!("SELECT * FROM {}", table.name);
    let mut rows = sqlx::query(AssertSqlSafe(query)).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let key = table.key.iter().map(|column| match row.try_get::<i64, _>(*column) {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) => Ok(Value::Text(text(&row, column)?)),
        });
        let key: Vec<Value> = key.collect::<Result<_, LedgerError>>()?;
        // A cell that nothing is counted in should not be there.
        let sums = counted.remove(&key).unwrap_or([0; N]);
        if sums == [0; N] {
            wrong.push((named(table, &key), "facet"));
        }
        for (column, sum) in table.sums.iter().zip(sums) {
            if number(&row, column)? != sum {
                wrong.push((named(table, &key), *column));
            }
        }
    }
    let missing = counted.into_iter().filter(|(_, sums)| *sums != [0; N]);
    wrong.extend(missing.filter_map(|(key, _)| Some((named(table, &key), *table.sums.first()?))));
    Ok(())
}

/// A cell as people find it again.
fn named(table: &SumTable, key: &[Value]) -> String {
    let parts = key.iter().map(|value| match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Nothing => String::new(),
    });
    format!("{}({})", table.name, parts.collect::<Vec<_>>().join("、"))
}
