//! A row of any source, and typed reading of its fields by national name.

use super::cell::Cell;
use super::reason::Reason;
use crate::SourceTable;
use domain::{Day, Moment};
use std::borrow::Cow;

/// Where a row comes from. Of two rows with the same identity the later one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Origin {
    /// place in the list of sources
    pub file: u32,
    /// line in the file, the header being line 1; in Parquet the row number plus 1
    pub line: u32,
}

/// A row whose cells are found by the place of the field in [`SourceTable::fields`].
pub(crate) trait Row {
    fn cell(&self, field: usize) -> Cell<'_>;

    /// True where the source has the field at all, said or not.
    fn has(&self, field: usize) -> bool;

    /// What the row is called where its line holds several.
    fn name(&self) -> Option<String> {
        None
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bad {
    /// the national name; empty where the row as a whole is meant
    pub field: &'static str,
    pub value: String,
    pub reason: Reason,
}

/// Takes rows, good or bad.
pub(crate) trait Taker {
    /// True for a row that is to be read in this pass.
    fn wants(&self, table: SourceTable) -> bool;

    /// A row.
    fn take<R: Row>(&mut self, table: SourceTable, origin: Origin, row: &R) -> Result<(), crate::LakeError>;

    /// A row that could not even be cut into cells.
    fn refuse(&mut self, table: SourceTable, origin: Origin, bad: Bad);
}

/// Services before 1990 are of no settlement system.
const FIRST_SERVICE: i64 = 631_152_000;

/// When services may have happened: nothing is settled before 1990, nor after the end of next year.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ServiceTime {
    /// in seconds; the first second that is too late
    before: i64,
}

impl ServiceTime {
    /// As seen on a day; on no day at all, nothing is too late.
    pub fn seen_on(today: Option<Day>) -> Self {
        let end = today.and_then(|today| Day::from_ymd(today.year().saturating_add(2), 1, 1).ok());
        Self {
            before: end.map_or(i64::MAX, |end| end.start().epoch_seconds()),
        }
    }

    fn holds(self, moment: Moment) -> bool {
        (FIRST_SERVICE..self.before).contains(&moment.epoch_seconds())
    }
}

/// Typed reading of one row.
pub(crate) struct Fields<'r, R> {
    pub table: SourceTable,
    pub row: &'r R,
    pub services: ServiceTime,
}

impl<'r, R: Row> Fields<'r, R> {
    pub fn bad(&self, field: usize, reason: Reason) -> Bad {
        let value = self.row.cell(field).shown();
        Bad {
            field: self.table.fields().get(field).map_or("", |field| field.name),
            value: match self.row.name() {
                None => value,
                Some(name) => format!("{value}（{name}）"),
            },
            reason,
        }
    }

    #[inline]
    fn must<T>(&self, field: usize, value: Option<T>) -> Result<T, Bad> {
        value.ok_or_else(|| self.bad(field, Reason::Missing))
    }

    /// An identifier or a code.
    #[inline]
    pub fn code(&self, field: usize) -> Result<Option<Cow<'r, str>>, Bad> {
        self.row.cell(field).code().map_err(|reason| self.bad(field, reason))
    }

    /// An identifier or a code that a row cannot be without.
    #[inline]
    pub fn must_code(&self, field: usize) -> Result<Cow<'r, str>, Bad> {
        self.must(field, self.code(field)?)
    }

    /// A name, or a code in which a point may stand.
    pub fn text(&self, field: usize) -> Result<Option<Cow<'r, str>>, Bad> {
        self.row.cell(field).text().map_err(|reason| self.bad(field, reason))
    }

    /// A name or a code with points that a row cannot be without.
    pub fn must_text(&self, field: usize) -> Result<Cow<'r, str>, Bad> {
        self.must(field, self.text(field)?)
    }

    /// A moment, and whether the day alone is said.
    #[inline]
    fn timed(&self, field: usize) -> Result<Option<(Moment, bool)>, Bad> {
        self.row.cell(field).moment().map_err(|reason| self.bad(field, reason))
    }

    pub fn moment(&self, field: usize) -> Result<Option<Moment>, Bad> {
        Ok(self.timed(field)?.map(|(moment, _)| moment))
    }

    /// When something was done for a patient, and whether the day alone is said.
    #[inline]
    fn timed_service(&self, field: usize) -> Result<Option<(Moment, bool)>, Bad> {
        match self.timed(field)? {
            Some((moment, _)) if !self.services.holds(moment) => Err(self.bad(field, Reason::OutOfTime)),
            timed => Ok(timed),
        }
    }

    /// When something was done for a patient.
    #[inline]
    pub fn service(&self, field: usize) -> Result<Option<Moment>, Bad> {
        Ok(self.timed_service(field)?.map(|(moment, _)| moment))
    }

    #[inline]
    pub fn must_service(&self, field: usize) -> Result<Moment, Bad> {
        Ok(self.must_timed_service(field)?.0)
    }

    /// When something was done that a row cannot be without, and whether the day alone is said.
    #[inline]
    pub fn must_timed_service(&self, field: usize) -> Result<(Moment, bool), Bad> {
        self.must(field, self.timed_service(field)?)
    }

    /// When a visit ended: on a day alone it is the end of the day. The flag says that it ended when it
    /// began, `begin`, as whoever has not left is written down.
    pub fn end(&self, field: usize, begin: Moment) -> Result<(Option<Moment>, bool), Bad> {
        let end = self.row.cell(field).end().map_err(|reason| self.bad(field, reason))?;
        match end {
            None => Ok((None, false)),
            Some((end, _)) if !self.services.holds(end) => Err(self.bad(field, Reason::OutOfTime)),
            Some((end, is_day)) => {
                let said = if is_day { end.day().start() } else { end };
                Ok((Some(end), said == begin))
            }
        }
    }

    /// A day of birth.
    pub fn birth(&self, field: usize) -> Result<Option<Day>, Bad> {
        self.row.cell(field).birth().map_err(|reason| self.bad(field, reason))
    }

    /// A decimal number scaled by `10^decimals`.
    pub fn scaled(&self, field: usize, decimals: u32) -> Result<Option<i64>, Bad> {
        self.row
            .cell(field)
            .scaled(decimals)
            .map_err(|reason| self.bad(field, reason))
    }

    pub fn must_scaled(&self, field: usize, decimals: u32) -> Result<i64, Bad> {
        self.must(field, self.scaled(field, decimals)?)
    }

    pub fn count(&self, field: usize) -> Result<Option<u16>, Bad> {
        self.row.cell(field).count().map_err(|reason| self.bad(field, reason))
    }

    /// A code that decides by itself; one that its table does not have is a bad row.
    pub fn known<T>(&self, field: usize, table: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Bad> {
        match self.code(field)? {
            None => Ok(None),
            Some(code) => match table(&code) {
                Some(value) => Ok(Some(value)),
                None => Err(self.bad(field, Reason::UnknownCode)),
            },
        }
    }
}
