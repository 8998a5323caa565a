//! The tables of the file, their preparation, and look-ups by key.

use crate::row::{decode_call, decode_feedback, decode_finding};
use crate::{CallId, StoreError, StoredCall, StoredFinding};
use domain::Day;
use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, Table, TableDefinition, TableHandle, WriteTransaction};
use std::ops::Bound;

/// Format of the whole file, under [`FORMAT`] in [`META`].
const FORMAT_VERSION: u64 = 1;
const FORMAT: &str = "mingjing.realtime.format";

/// Persistent counter: replies that went on without a reason.
pub(crate) const WITHOUT_REASON: &str = "feedback.without_reason";
/// Persistent counter: encounters expired by age.
pub(crate) const EXPIRED: &str = "encounters.expired";
/// Persistent counter: encounters dropped by a person's bounds.
pub(crate) const DROPPED: &str = "encounters.dropped";
/// Persistent counter: lines dropped from over-long encounters.
pub(crate) const DROPPED_LINES: &str = "lines.dropped";

/// The day from which on the store knows what happened, in days of the epoch.
const KNOWN_SINCE: &str = "history.known_since";

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;
type Named = TableDefinition<'static, &'static str, &'static [u8]>;

/// (person, begin, encounter, institution) to the remembered encounter
pub(crate) const ENCOUNTERS: Bytes = TableDefinition::new("encounters");
/// person to the time up to which remembered things had to be forgotten (seconds; `i64::MIN` for nothing)
pub(crate) const PERSONS: TableDefinition<'static, &'static str, i64> = TableDefinition::new("persons");
/// call id to call
pub(crate) const CALLS: Named = TableDefinition::new("calls");
/// `jr_id` to finding
pub(crate) const FINDINGS: Named = TableDefinition::new("findings");
/// `jr_id` to its replies
pub(crate) const FEEDBACK: Named = TableDefinition::new("feedback");
/// names to numbers: the format, the persistent counters, and the day from which on things are known
pub(crate) const META: TableDefinition<'static, &'static str, u64> = TableDefinition::new("meta");

/// Nothing of the person had to be forgotten.
pub(crate) const NOTHING_FORGOTTEN: i64 = i64::MIN;

/// All tables of a write transaction.
pub(crate) struct WriteTables<'t> {
    pub(crate) encounters: Table<'t, &'static [u8], &'static [u8]>,
    pub(crate) persons: Table<'t, &'static str, i64>,
    pub(crate) calls: Table<'t, &'static str, &'static [u8]>,
    pub(crate) findings: Table<'t, &'static str, &'static [u8]>,
    pub(crate) feedback: Table<'t, &'static str, &'static [u8]>,
    pub(crate) meta: Table<'t, &'static str, u64>,
}

impl<'t> WriteTables<'t> {
    /// Opens the tables, creating those that do not exist.
    pub(crate) fn open(transaction: &'t WriteTransaction) -> Result<Self, StoreError> {
        Ok(Self {
            encounters: transaction.open_table(ENCOUNTERS)?,
            persons: transaction.open_table(PERSONS)?,
            calls: transaction.open_table(CALLS)?,
            findings: transaction.open_table(FINDINGS)?,
            feedback: transaction.open_table(FEEDBACK)?,
            meta: transaction.open_table(META)?,
        })
    }

    /// Raises a persistent counter.
    pub(crate) fn count(&mut self, name: &str, more: u64) -> Result<(), StoreError> {
        if more > 0 {
            let before = self.meta.get(name)?.map_or(0, |value| value.value());
            self.meta.insert(name, before.saturating_add(more))?;
        }
        Ok(())
    }

    /// The day from which on the store knows what happened, if it knows anything.
    pub(crate) fn known_since(&self) -> Result<Option<Day>, StoreError> {
        let Some(days) = self.meta.get(KNOWN_SINCE)?.map(|value| value.value().cast_signed()) else {
            return Ok(None);
        };
        let days = i32::try_from(days).map_err(|_| StoreError::corrupt(format!("历史起始日 {days} 不是日期")))?;
        Ok(Some(Day::from_epoch_days(days)))
    }

    /// Writes down the day from which on the store knows what happened.
    pub(crate) fn set_known_since(&mut self, day: Day) -> Result<(), StoreError> {
        self.meta
            .insert(KNOWN_SINCE, i64::from(day.epoch_days()).cast_unsigned())?;
        Ok(())
    }
}

/// Makes a new file ours, or checks that it is.
pub(crate) fn prepare(transaction: &WriteTransaction) -> Result<(), StoreError> {
    let is_new = transaction.list_tables()?.next().is_none() && transaction.list_multimap_tables()?.next().is_none();
    let ours = is_new || transaction.list_tables()?.any(|table| table.name() == META.name());
    if !ours {
        return Err(StoreError::foreign("文件中是别的程序的数据表"));
    }
    let mut tables = WriteTables::open(transaction)?;
    let found = tables.meta.get(FORMAT)?.map(|value| value.value());
    match found {
        Some(FORMAT_VERSION) => {}
        None if is_new => {
            tables.meta.insert(FORMAT, FORMAT_VERSION)?;
        }
        None => return Err(StoreError::foreign("文件没有格式版本")),
        Some(found) => {
            return Err(StoreError::Newer {
                found,
                known: FORMAT_VERSION,
            });
        }
    }
    Ok(())
}

/// One finding and its replies.
pub(crate) fn find_finding(transaction: &ReadTransaction, id: &str) -> Result<Option<StoredFinding>, StoreError> {
    let Some(row) = transaction.open_table(FINDINGS)?.get(id)? else {
        return Ok(None);
    };
    let mut finding = decode_finding(row.value()).map_err(|bad| bad.in_table("疑点"))?;
    if let Some(row) = transaction.open_table(FEEDBACK)?.get(id)? {
        finding.feedback = Some(decode_feedback(row.value()).map_err(|bad| bad.in_table("反馈"))?);
    }
    Ok(Some(finding))
}

/// Calls in order of their ids.
pub(crate) fn list_calls(
    transaction: &ReadTransaction,
    after: Option<&CallId>,
    limit: usize,
) -> Result<Vec<StoredCall>, StoreError> {
    let table: ReadOnlyTable<&str, &[u8]> = transaction.open_table(CALLS)?;
    let from = after.map_or(Bound::Unbounded, |id| Bound::Excluded(id.as_str()));
    let rows = table.range::<&str>((from, Bound::Unbounded))?;
    let mut calls = Vec::new();
    for row in rows.take(limit) {
        calls.push(decode_call(row?.1.value()).map_err(|bad| bad.in_table("调用"))?);
    }
    Ok(calls)
}
