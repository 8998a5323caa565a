//! The tables of the file, their preparation, and look-ups by key.

use crate::row::{decode_call, decode_feedback, name_of};
use crate::{Call, CallFinding, CallId, StoreError, StoredCall, StoredFinding, VisitId};
use domain::{Day, Moment};
use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, Table, TableDefinition, TableHandle, WriteTransaction};
use std::ops::Bound;

/// Format of the whole file, under [`FORMAT`] in [`META`].
const FORMAT_VERSION: u64 = 2;
const FORMAT: &str = "mingjing.realtime.format";

/// Persistent counter: findings stored.
pub(crate) const FINDINGS: &str = "findings";
/// Persistent gauge: encounters remembered.
pub(crate) const ENCOUNTERS: &str = "encounters";
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
/// The days of imported claims, likewise: the first, and the last.
const IMPORTED_FIRST: &str = "history.imported_first";
const IMPORTED_LAST: &str = "history.imported_last";

/// The day of the last call whose time was believed, likewise.
const TODAY: &str = "history.today";
/// Since when calls come from far ahead of it, in seconds of the epoch; missing while they do not.
const AHEAD_SINCE: &str = "history.ahead_since";

type Named = TableDefinition<'static, &'static str, &'static [u8]>;

/// person to what is remembered of him
pub(crate) const PERSONS: Named = TableDefinition::new("persons");
/// call id to call and findings
pub(crate) const CALLS: Named = TableDefinition::new("calls");
/// `jr_id` to its replies
pub(crate) const FEEDBACK: Named = TableDefinition::new("feedback");
/// the name of an encounter (see [`name_of`]) and the id of a 3102 call about it
pub(crate) const SETTLEMENTS: TableDefinition<'static, (u64, &'static str), ()> = TableDefinition::new("settlements");
/// names to numbers: the format, the persistent counters, the days from which on things are known, the times of calls
pub(crate) const META: TableDefinition<'static, &'static str, u64> = TableDefinition::new("meta");

/// All tables of a write transaction.
pub(crate) struct WriteTables<'t> {
    pub(crate) persons: Table<'t, &'static str, &'static [u8]>,
    pub(crate) calls: Table<'t, &'static str, &'static [u8]>,
    pub(crate) feedback: Table<'t, &'static str, &'static [u8]>,
    pub(crate) settlements: Table<'t, (u64, &'static str), ()>,
    pub(crate) meta: Table<'t, &'static str, u64>,
}

impl<'t> WriteTables<'t> {
    /// Opens the tables, creating those that do not exist.
    pub(crate) fn open(transaction: &'t WriteTransaction) -> Result<Self, StoreError> {
        Ok(Self {
            persons: transaction.open_table(PERSONS)?,
            calls: transaction.open_table(CALLS)?,
            feedback: transaction.open_table(FEEDBACK)?,
            settlements: transaction.open_table(SETTLEMENTS)?,
            meta: transaction.open_table(META)?,
        })
    }

    /// Moves a persistent counter and gives its value.
    pub(crate) fn count(&mut self, name: &str, change: i64) -> Result<u64, StoreError> {
        let before = self.meta.get(name)?.map_or(0, |value| value.value());
        let after = before.saturating_add_signed(change);
        if after != before {
            self.meta.insert(name, after)?;
        }
        Ok(after)
    }

    /// The day from which on the store knows what happened, if it knows anything.
    pub(crate) fn known_since(&self) -> Result<Option<Day>, StoreError> {
        self.day(KNOWN_SINCE)
    }

    /// Writes down the day from which on the store knows what happened.
    pub(crate) fn set_known_since(&mut self, day: Day) -> Result<(), StoreError> {
        self.set_day(KNOWN_SINCE, day)
    }

    /// The first and the last day of imported claims, if there are any.
    pub(crate) fn imported(&self) -> Result<Option<(Day, Day)>, StoreError> {
        Ok(self.day(IMPORTED_FIRST)?.zip(self.day(IMPORTED_LAST)?))
    }

    /// Writes down the first and the last day of imported claims.
    pub(crate) fn set_imported(&mut self, (first, last): (Day, Day)) -> Result<(), StoreError> {
        self.set_day(IMPORTED_FIRST, first)?;
        self.set_day(IMPORTED_LAST, last)
    }

    /// The day of the last call whose time was believed, if there was one.
    pub(crate) fn today(&self) -> Result<Option<Day>, StoreError> {
        self.day(TODAY)
    }

    /// Writes down the day of the last call whose time was believed.
    pub(crate) fn set_today(&mut self, day: Option<Day>) -> Result<(), StoreError> {
        self.set(TODAY, day.map(|day| i64::from(day.epoch_days())))
    }

    /// Since when calls come from far ahead of that day, if they do.
    pub(crate) fn ahead_since(&self) -> Result<Option<Moment>, StoreError> {
        Ok(self.signed(AHEAD_SINCE)?.map(Moment::from_epoch_seconds))
    }

    /// Writes down since when calls come from far ahead of that day.
    pub(crate) fn set_ahead_since(&mut self, since: Option<Moment>) -> Result<(), StoreError> {
        self.set(AHEAD_SINCE, since.map(Moment::epoch_seconds))
    }

    /// The call that was numbered last, if it can be read.
    pub(crate) fn last_call(&self) -> Result<Option<Call>, StoreError> {
        let row = self.calls.last()?;
        Ok(row
            .and_then(|(_, row)| decode_call(row.value()).ok())
            .map(|(call, _)| call))
    }

    /// Makes a 3102 call be found by its encounter.
    pub(crate) fn note_settlement(&mut self, call: &Call) -> Result<(), StoreError> {
        let key = (name_of(&call.encounter, &call.institution), call.id.as_str());
        self.settlements.insert(key, ())?;
        Ok(())
    }

    fn day(&self, name: &str) -> Result<Option<Day>, StoreError> {
        let Some(days) = self.signed(name)? else {
            return Ok(None);
        };
        let days = i32::try_from(days).map_err(|_| StoreError::corrupt(format!("历史起止日 {days} 不是日期")))?;
        Ok(Some(Day::from_epoch_days(days)))
    }

    fn set_day(&mut self, name: &str, day: Day) -> Result<(), StoreError> {
        self.set(name, Some(i64::from(day.epoch_days())))
    }

    fn signed(&self, name: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.meta.get(name)?.map(|value| value.value().cast_signed()))
    }

    fn set(&mut self, name: &str, number: Option<i64>) -> Result<(), StoreError> {
        match number {
            Some(number) => self.meta.insert(name, number.cast_unsigned())?,
            None => self.meta.remove(name)?,
        };
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
        Some(found) if found < FORMAT_VERSION => return Err(StoreError::older(found)),
        Some(found) => {
            return Err(StoreError::Newer {
                found,
                known: FORMAT_VERSION,
            });
        }
    }
    Ok(())
}

/// A call that was stored, with its findings.
pub(crate) fn find_call(
    calls: &impl ReadableTable<&'static str, &'static [u8]>,
    id: &CallId,
) -> Result<Option<(Call, Vec<CallFinding>)>, StoreError> {
    let Some(row) = calls.get(id.as_str())? else {
        return Ok(None);
    };
    decode_call(row.value()).map(Some).map_err(|bad| bad.in_table("调用"))
}

/// One finding, without its replies.
pub(crate) fn find_finding(
    calls: &impl ReadableTable<&'static str, &'static [u8]>,
    id: &str,
) -> Result<Option<StoredFinding>, StoreError> {
    let Some(call) = CallId::of_finding(id) else {
        return Ok(None);
    };
    let Some((call, findings)) = find_call(calls, &call)? else {
        return Ok(None);
    };
    let finding = findings.into_iter().find(|finding| call.id.finding(finding.key) == id);
    Ok(finding.map(|finding| StoredFinding {
        finding,
        call: call.id,
        stage: call.stage,
        institution: call.institution,
        person: call.person,
        encounter: call.encounter,
        doctor: call.doctor,
        at: call.responded_at,
        feedback: None,
    }))
}

/// One finding and its replies.
pub(crate) fn find_answered_finding(
    transaction: &ReadTransaction,
    id: &str,
) -> Result<Option<StoredFinding>, StoreError> {
    let Some(mut finding) = find_finding(&transaction.open_table(CALLS)?, id)? else {
        return Ok(None);
    };
    if let Some(row) = transaction.open_table(FEEDBACK)?.get(id)? {
        finding.feedback = Some(decode_feedback(row.value()).map_err(|bad| bad.in_table("反馈"))?);
    }
    Ok(Some(finding))
}

/// The last 3102 call about an encounter behind the call `after` and not later than `until` that was judged in full.
pub(crate) fn last_settlement(
    transaction: &ReadTransaction,
    visit: &VisitId,
    after: &CallId,
    until: Moment,
) -> Result<Option<StoredCall>, StoreError> {
    let name = name_of(&visit.encounter, &visit.institution);
    let (settlements, calls) = (transaction.open_table(SETTLEMENTS)?, transaction.open_table(CALLS)?);
    let mut last = None;
    for row in settlements.range((Bound::Excluded((name, after.as_str())), Bound::Unbounded))? {
        let (key, _) = row?;
        let (other, id) = key.value();
        if other != name {
            break;
        }
        let Some((call, findings)) = find_call(&calls, &CallId::new(id))? else {
            continue;
        };
        let is_of_visit =
            call.person == visit.person && call.institution == visit.institution && call.encounter == visit.encounter;
        if is_of_visit && call.degraded.is_none() && call.requested_at <= until {
            last = Some(StoredCall { call, findings });
        }
    }
    Ok(last)
}

/// The id of the call that was numbered last.
pub(crate) fn last_call_id(transaction: &ReadTransaction) -> Result<Option<CallId>, StoreError> {
    let table: ReadOnlyTable<&str, &[u8]> = transaction.open_table(CALLS)?;
    let last = table.last()?;
    Ok(last.map(|(id, _)| CallId::new(id.value())))
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
        let (call, findings) = decode_call(row?.1.value()).map_err(|bad| bad.in_table("调用"))?;
        calls.push(StoredCall { call, findings });
    }
    Ok(calls)
}
