//! Do the lists say what the events say? Every matter is made again from its events and compared with
//! its row; the sums are counted again. The trail proves the events; this proves what people see of them.

use crate::LedgerError;
use crate::events;
use crate::fact;
use crate::ledger::Ledger;
use crate::matter::{Kept, MatterId};
use crate::of_kind;
use crate::sql::{self, number, text};
use crate::state_row::{COLUMNS, StateRow};
use crate::verify_sums::compare_sums;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// Matters that are read at once.
const BATCH: i64 = 500;

/// 列表核对结果
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListCheck {
    /// 核对件数
    pub matters: u64,
    /// 核对汇总格数
    pub sums: u64,
    /// 不符: the matter, or the cell of the sums, and the column that says something else
    pub wrong: Vec<(String, &'static str)>,
}

impl Ledger {
    /// Compares every row of the list with the state that its events make, and every sum with the rows.
    ///
    /// # Errors
    /// [`LedgerError::Corrupt`] where events cannot be read at all.
    pub async fn verify_lists(&self) -> Result<ListCheck, LedgerError> {
        let mut connection = self.walkers.begin_with(self.dialect.snapshot()).await?;
        let (mut check, mut after) = (ListCheck::default(), String::new());
        loop {
            let rows = sqlx::query("SELECT * FROM matter WHERE id > $1 ORDER BY id LIMIT $2")
                .bind(after)
                .bind(BATCH)
                .fetch_all(&mut *connection)
                .await?;
            let Some(last) = rows.last() else { break };
            after = text(last, "id")?;
            for row in &rows {
                let id = MatterId::stored(text(row, "id")?)?;
                let wrong = of_kind!(id.kind(), M => compare::<M>(&mut connection, &id, row).await?);
                check.matters += 1;
                check
                    .wrong
                    .extend(wrong.into_iter().map(|column| (id.to_string(), column)));
            }
        }
        let (sums, wrong) = compare_sums(&mut connection).await?;
        check.sums = sums;
        check.wrong.extend(wrong);
        Ok(check)
    }
}

/// The columns that differ from what the events make.
async fn compare<M: Kept>(
    connection: &mut AnyConnection,
    id: &MatterId,
    row: &AnyRow,
) -> Result<Vec<&'static str>, LedgerError> {
    let course = events::course::<M>(connection, id).await?;
    let (Some(outline), Some(last)) = (course.state.outline(), course.history.last()) else {
        return Ok(vec!["version"]);
    };
    let expected = StateRow {
        version: course.version(),
        stage: course.state.stage_zh(),
        outline: &outline,
        changed_at: last.at,
        changed_by: &last.by,
    };
    let mut wrong = Vec::new();
    for (column, value) in COLUMNS.into_iter().zip(expected.values()) {
        let same = match value {
            sql::Value::Text(expected) => text(row, column)? == expected,
            sql::Value::Number(expected) => number(row, column)? == expected,
            sql::Value::Nothing => false,
        };
        if !same {
            wrong.push(column);
        }
    }
    let told = course.history.iter().any(|recorded| M::tells(&recorded.event));
    if number(row, "told")? != i64::from(told) {
        wrong.push("told");
    }
    if !fact::agrees(connection, id, &course.state.facts(id.as_str())).await? {
        wrong.push("fact");
    }
    Ok(wrong)
}
