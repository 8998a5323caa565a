//! The moment of a command together with what deadlines are computed from.

use crate::{LimitKind, Limits, Refusal, WorkCalendar};
use domain::{Day, Moment};

/// 时点与期限 · when a command is given, by which calendar and with which limits.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'a> {
    /// 当前时间
    pub now: Moment,
    /// 工作日历
    pub calendar: &'a WorkCalendar,
    /// 期限
    pub limits: &'a Limits,
}

impl Clock<'_> {
    /// The day of the command.
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// The last day of a limit that starts today (today itself is not counted).
    ///
    /// # Errors
    /// [`Refusal::CalendarUnknown`] where the arrangement of a year on the way is not loaded.
    pub fn due(&self, kind: LimitKind) -> Result<Day, Refusal> {
        self.limits.due(kind, self.today(), self.calendar)
    }

    /// Refuses after the last day.
    pub fn in_time(&self, what: &'static str, due: Day) -> Result<(), Refusal> {
        if self.today() > due {
            return Err(Refusal::Late { what, due });
        }
        Ok(())
    }

    /// Refuses until the last day is over.
    pub fn after(&self, what: &'static str, due: Day) -> Result<(), Refusal> {
        if self.today() <= due {
            return Err(Refusal::Early { what, due });
        }
        Ok(())
    }

    /// Refuses a deadline before today.
    pub fn not_past(&self, what: &'static str, due: Day) -> Result<(), Refusal> {
        if due < self.today() {
            return Err(Refusal::DeadlineInPast { what, due });
        }
        Ok(())
    }
}
