//! The row-level part of the integrity check: every row decodes, and every call
//! has the findings it names.

use crate::row::{BadRow, decode_call, decode_encounter, decode_feedback, decode_finding};
use crate::tables::{CALLS, ENCOUNTERS, FEEDBACK, FINDINGS};
use crate::{StoreError, key};
use redb::{ReadTransaction, ReadableTable};

/// Decodes everything; gives the first defect.
pub(crate) fn verify(transaction: &ReadTransaction) -> Result<(), StoreError> {
    for row in transaction.open_table(ENCOUNTERS)?.iter()? {
        let (key, row) = row?;
        verify_encounter(key.value(), row.value())?;
    }
    let findings = transaction.open_table(FINDINGS)?;
    for row in findings.iter()? {
        let (id, row) = row?;
        let stored = decode_finding(row.value()).map_err(|bad| bad.in_table("疑点"))?;
        expect("疑点", id.value() == stored.finding.id, "键与内容不符")?;
    }
    for row in transaction.open_table(CALLS)?.iter()? {
        let (id, row) = row?;
        let stored = decode_call(row.value()).map_err(|bad| bad.in_table("调用"))?;
        expect("调用", id.value() == stored.call.id.as_str(), "键与内容不符")?;
        for finding in &stored.finding_ids {
            expect("调用", findings.get(finding.as_str())?.is_some(), "所列疑点缺失")?;
        }
    }
    for row in transaction.open_table(FEEDBACK)?.iter()? {
        let (id, row) = row?;
        let trail = decode_feedback(row.value()).map_err(|bad| bad.in_table("反馈"))?;
        expect("反馈", id.value() == trail.first.finding_id, "键与内容不符")?;
    }
    Ok(())
}

fn verify_encounter(key: &[u8], row: &[u8]) -> Result<(), StoreError> {
    let remembered = decode_encounter(row)
        .and_then(|decoded| decoded.into_remembered())
        .map_err(|bad| bad.in_table("就诊"))?;
    let parts = key::parse(key)?;
    let encounter = &remembered.encounter;
    let same = parts.begin == encounter.begin
        && parts.encounter == encounter.id.as_str()
        && parts.institution == encounter.institution.code.as_str()
        && !parts.person.is_empty();
    expect("就诊", same, "键与内容不符")
}

fn expect(table: &'static str, holds: bool, what: &str) -> Result<(), StoreError> {
    if holds {
        Ok(())
    } else {
        Err(BadRow::new(what).in_table(table))
    }
}
