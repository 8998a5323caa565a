//! The oracles: files of SQL, and what they claim of a delivered county.

use crate::county::{Rows, rows};
use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Decimal128Type, Field, Schema};
use datafusion::datasource::MemTable;
use datafusion::prelude::{SessionConfig, SessionContext};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Person, encounter, and the violating line; none where it is about the encounter. Several lines
/// that the audit names in one finding are claimed one by one, so that each carries its own money.
pub type Claim = (String, String, String);

/// Claims with their amounts in fen. A claim that is made twice, for two reasons, is one.
pub type Claims = BTreeSet<(Claim, i128)>;

/// A query for one rule.
pub struct Oracle {
    /// rule code and short name
    pub name: String,
    /// rule code
    pub rule: String,
    sql: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oracle")
}

fn knowledge() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../books/national/knowledge")
}

/// The files with the ending below a folder, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|own| own == ending))
        .collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// All oracles. A file is named `<rule code>-<short name>.sql`.
pub fn oracles() -> Vec<Oracle> {
    let oracles = files(&folder(), "sql").into_iter().map(|path| {
        let name = stem(&path);
        let (code, rest) = name.split_once('-').unwrap();
        // Codes of 2025 have a dash of their own: NHSA2025-013.
        let rule = match rest.split_once('-') {
            Some((number, _)) if code == "NHSA2025" => format!("{code}-{number}"),
            _ => code.to_owned(),
        };
        let sql = whole(&std::fs::read_to_string(&path).unwrap());
        Oracle { name, rule, sql }
    });
    oracles.collect()
}

/// A query with the files that it names in place of the lines that name them (`$shared/course.sql`): what rules
/// with the same primitive and other tables have in common.
fn whole(sql: &str) -> String {
    let lines = sql.lines().map(|line| match line.strip_prefix('$') {
        Some(file) => std::fs::read_to_string(folder().join(file)).unwrap_or_else(|error| panic!("{file}: {error}")),
        None => format!("{line}\n"),
    });
    lines.collect()
}

/// What each oracle claims of the county in a folder: amounts in fen by claim.
pub fn ask(county: &Path, oracles: &[Oracle]) -> Vec<Claims> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(asked(county, oracles))
}

async fn asked(county: &Path, oracles: &[Oracle]) -> Vec<Claims> {
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
    for (table, rows) in crate::county::tables(county) {
        register(&context, &table, &rows);
    }
    run(
        &context,
        &std::fs::read_to_string(folder().join("shared/record.sql")).unwrap(),
    )
    .await;
    let template = std::fs::read_to_string(folder().join("shared/knowledge.sql")).unwrap();
    for path in files(&knowledge(), "csv") {
        let table = stem(&path);
        let named = [format!("\"{table}\""), format!("\"{table} 编码\"")];
        if oracles
            .iter()
            .any(|oracle| named.iter().any(|name| oracle.sql.contains(name)))
        {
            register(&context, &format!("{table} 原表"), &rows(&[path]));
            run(&context, &template.replace("$TABLE", &table)).await;
        }
    }
    let mut claims = Vec::new();
    for oracle in oracles {
        claims.push(claimed(&context, oracle).await);
    }
    claims
}

async fn claimed(context: &SessionContext, oracle: &Oracle) -> Claims {
    let template = std::fs::read_to_string(folder().join("shared/claims.sql")).unwrap();
    let sql = template.replace("$ORACLE", &oracle.sql);
    let frame = context
        .sql(&sql)
        .await
        .unwrap_or_else(|error| panic!("{}: {error}", oracle.name));
    let batches = frame
        .collect()
        .await
        .unwrap_or_else(|error| panic!("{}: {error}", oracle.name));
    let mut claims = Claims::new();
    for batch in batches {
        let texts: Vec<ArrayRef> = batch.columns()[..3]
            .iter()
            .map(|column| arrow::compute::cast(column, &DataType::Utf8).unwrap())
            .collect();
        let text = |column: usize, row: usize| texts[column].as_string::<i32>().value(row).to_owned();
        let amounts = batch.column(3).as_primitive::<Decimal128Type>();
        for row in 0..batch.num_rows() {
            let claim = (text(0, row), text(1, row), text(2, row));
            claims.insert((claim, amounts.value(row)));
        }
    }
    claims
}

/// Runs statements that end with `;` at the end of a line.
async fn run(context: &SessionContext, sql: &str) {
    for statement in sql.split(";\n").filter(|statement| !statement.trim().is_empty()) {
        let frame = context
            .sql(statement)
            .await
            .unwrap_or_else(|error| panic!("{error}\n{statement}"));
        frame
            .collect()
            .await
            .unwrap_or_else(|error| panic!("{error}\n{statement}"));
    }
}

/// A table of text; what is empty is null.
fn register(context: &SessionContext, table: &str, rows: &Rows) {
    let fields: Vec<Field> = rows
        .header
        .iter()
        .map(|name| Field::new(name, DataType::Utf8, true))
        .collect();
    let columns = (0..rows.header.len()).map(|column| {
        let cells = rows
            .cells
            .iter()
            .map(|row| row.get(column).filter(|cell| !cell.is_empty()));
        Arc::new(cells.collect::<StringArray>()) as ArrayRef
    });
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), columns.collect()).unwrap();
    let provider = MemTable::try_new(schema, vec![vec![batch]]).unwrap();
    context
        .register_table(format!("\"{table}\""), Arc::new(provider))
        .unwrap();
}
