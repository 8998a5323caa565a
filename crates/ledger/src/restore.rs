//! Books made again from their text, in an empty database of either kind.

use crate::LedgerError;
use crate::dump::{BOOKS, Closing, Heading, TABLES, Title};
use crate::ledger::Ledger;
use crate::migrate::{NEWEST, migrate};
use crate::sql::{self, Statement, number};
use serde_json::Value;
use sm3::{Digest, Sm3};
use sqlx::{AnyConnection, Connection};
use std::io::BufRead;

/// Values that one statement binds at most; SQLite allows 32,766.
const VALUES_MAX: usize = 7_000;

impl Ledger {
    /// Fills an empty database from a text that [`Ledger::dump`] wrote, and opens it. Where the text is
    /// cut short, changed or of a newer program, nothing is filled in. A text of an older program is
    /// brought to the newest schema.
    ///
    /// # Errors
    /// [`LedgerError::NotEmpty`], [`LedgerError::NewerSchema`], [`LedgerError::Corrupt`] naming the line.
    pub async fn restore(address: &str, text: &mut (dyn BufRead + Send)) -> Result<Self, LedgerError> {
        let ledger = Self::connect(address).await?;
        let mut reader = Reader {
            text,
            line: String::new(),
            number: 0,
            digest: Sm3::new(),
            rows: 0,
        };
        let title: Title = match reader.advance()? {
            true => reader.read()?,
            false => return Err(reader.bad("备份是空的")),
        };
        if title.books != BOOKS {
            return Err(reader.bad("不是账册备份"));
        }
        if title.schema > NEWEST {
            return Err(LedgerError::NewerSchema {
                found: title.schema,
                known: NEWEST,
            });
        }
        let mut connection = ledger.writers.acquire().await?;
        migrate(&mut connection, ledger.dialect, title.schema).await?;
        let mut work = connection.begin_with(ledger.dialect.begin()).await?;
        require_empty(&mut work, address).await?;
        sqlx::query("DELETE FROM trail_head").execute(&mut *work).await?;
        reader.fill(&mut work).await?;
        work.commit().await?;
        migrate(&mut connection, ledger.dialect, NEWEST).await?;
        drop(connection);
        Ok(ledger)
    }
}

/// Nothing was ever written: every write is in the trail.
async fn require_empty(connection: &mut AnyConnection, address: &str) -> Result<(), LedgerError> {
    let head = sqlx::query("SELECT number FROM trail_head WHERE id = 1")
        .fetch_optional(connection)
        .await?;
    match head.map(|row| number(&row, "number")).transpose()? {
        Some(0) => Ok(()),
        _ => Err(LedgerError::NotEmpty {
            place: address.rsplit_once('@').map_or(address, |(_, place)| place).to_owned(),
        }),
    }
}

struct Reader<'a> {
    text: &'a mut (dyn BufRead + Send),
    line: String,
    number: u64,
    /// of all lines before the current one
    digest: Sm3,
    rows: u64,
}

impl Reader<'_> {
    /// Goes to the next line; false at the end.
    fn advance(&mut self) -> Result<bool, LedgerError> {
        self.digest.update(self.line.as_bytes());
        self.line.clear();
        self.number += 1;
        match self.text.read_line(&mut self.line) {
            Ok(bytes) => Ok(bytes > 0),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(self.bad("不是UTF-8文本")),
            Err(error) => Err(error.into()),
        }
    }

    fn bad(&self, problem: impl ToString) -> LedgerError {
        LedgerError::unreadable(format!("备份第{}行", self.number), problem)
    }

    fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, LedgerError> {
        serde_json::from_str(&self.line).map_err(|error| self.bad(error))
    }

    /// Reads tables up to the closing line, which must be right and the last.
    async fn fill(&mut self, connection: &mut AnyConnection) -> Result<(), LedgerError> {
        let mut table: Option<Rows> = None;
        while self.advance()? {
            if self.line.starts_with('[') {
                let values: Vec<Value> = self.read()?;
                let rows = table.as_mut().ok_or_else(|| self.bad("行不属于任何表"))?;
                rows.add(values).map_err(|problem| self.bad(problem))?;
                self.rows += 1;
                if rows.values.len() >= VALUES_MAX {
                    rows.insert(connection).await?;
                }
                continue;
            }
            if let Some(mut rows) = table.take() {
                rows.insert(connection).await?;
            }
            if self.line.contains("\"table\"") {
                let heading = self.read()?;
                table = Some(Rows::of(heading).map_err(|problem| self.bad(problem))?);
                continue;
            }
            let closing: Closing = self.read()?;
            let digest = hex::encode(self.digest.clone().finalize());
            if closing.rows != self.rows || closing.digest != digest {
                return Err(self.bad("行数或校验值不符，备份不完整或被改动"));
            }
            return match self.advance()? {
                true => Err(self.bad("结束行之后还有内容")),
                false => Ok(()),
            };
        }
        Err(self.bad("没有结束行，备份不完整"))
    }
}

/// Rows of one table that wait to be inserted.
struct Rows {
    table: &'static str,
    columns: Vec<String>,
    values: Vec<sql::Value>,
}

impl Rows {
    /// Only tables and columns that the program knows: names become part of statements.
    fn of(heading: Heading) -> Result<Self, String> {
        let known = TABLES.iter().find(|table| table.name == heading.table);
        let known = known.ok_or_else(|| format!("不认识的表{}", heading.table))?;
        let plain =
            |column: &String| !column.is_empty() && column.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_'));
        if heading.columns.is_empty() || !heading.columns.iter().all(plain) {
            return Err(format!("表{}的列名不对", heading.table));
        }
        Ok(Self {
            table: known.name,
            columns: heading.columns,
            values: Vec::new(),
        })
    }

    fn add(&mut self, values: Vec<Value>) -> Result<(), String> {
        if values.len() != self.columns.len() {
            return Err(format!("应有{}列，现有{}列", self.columns.len(), values.len()));
        }
        for value in values {
            self.values.push(match value {
                Value::Null => sql::Value::Nothing,
                Value::String(text) => sql::Value::Text(text),
                other => other
                    .as_i64()
                    .map(sql::Value::Number)
                    .ok_or_else(|| format!("不是文本或整数：{other}"))?,
            });
        }
        Ok(())
    }

    async fn insert(&mut self, connection: &mut AnyConnection) -> Result<(), LedgerError> {
        let values = std::mem::take(&mut self.values);
        if values.is_empty() {
            return Ok(());
        }
        let mut insert = Statement::new("INSERT INTO ");
        insert
            .add(self.table)
            .add(" (")
            .add(&self.columns.join(", "))
            .add(") VALUES ");
        for (number, row) in values.chunks(self.columns.len()).enumerate() {
            if number > 0 {
                insert.add(",");
            }
            insert.bind_list(row.iter().cloned());
        }
        insert.query().execute(connection).await?;
        Ok(())
    }
}
