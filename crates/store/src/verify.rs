//! The row-level part of the integrity check: every row decodes and says what its
//! key and its directory say.

use crate::StoreError;
use crate::row::{BadRow, Head, decode_call, decode_encounter, decode_feedback, decode_person};
use crate::tables::{CALLS, FEEDBACK, PERSONS, SETTLEMENTS};
use redb::{ReadTransaction, ReadableTable};

/// Decodes everything; gives the first defect.
pub(crate) fn verify(transaction: &ReadTransaction) -> Result<(), StoreError> {
    for row in transaction.open_table(PERSONS)?.iter()? {
        let (person, row) = row?;
        expect("就诊", !person.value().is_empty(), "缺少参保人标识")?;
        verify_person(row.value()).map_err(|bad| bad.in_table("就诊"))?;
    }
    let calls = transaction.open_table(CALLS)?;
    for row in transaction.open_table(SETTLEMENTS)?.iter()? {
        let (key, _) = row?;
        let (_, id) = key.value();
        expect("结算调用", calls.get(id)?.is_some(), "没有这次调用")?;
    }
    for row in calls.iter()? {
        let (id, row) = row?;
        let (call, _) = decode_call(row.value()).map_err(|bad| bad.in_table("调用"))?;
        expect("调用", id.value() == call.id.as_str(), "键与内容不符")?;
    }
    for row in transaction.open_table(FEEDBACK)?.iter()? {
        let (id, row) = row?;
        let trail = decode_feedback(row.value()).map_err(|bad| bad.in_table("反馈"))?;
        expect("反馈", id.value() == trail.first.finding_id, "键与内容不符")?;
    }
    Ok(())
}

fn verify_person(row: &[u8]) -> Result<(), BadRow> {
    for held in decode_person(row)?.encounters {
        let remembered = decode_encounter(&held.segment)?.into_remembered()?;
        if Head::of(&remembered) != held.head {
            return Err(BadRow::new("目录与内容不符"));
        }
    }
    Ok(())
}

fn expect(table: &'static str, holds: bool, what: &str) -> Result<(), StoreError> {
    if holds {
        Ok(())
    } else {
        Err(BadRow::new(what).in_table(table))
    }
}
