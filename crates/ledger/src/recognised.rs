//! What mutual recognition came to by division, for sums over many institutions: of reminders only those that
//! were recognised are read.

use crate::sql::{Statement, text};
use crate::{LedgerError, Reading, Scope};
use conduct::recognition::{Answer, Reminder};
use domain::{Day, Division, Money};
use futures::TryStreamExt;
use std::collections::BTreeMap;

/// 互认成果 · of a division: what was not examined again, and what that saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recognised {
    /// 互认份数
    pub reports: u32,
    /// 节约费用
    pub saved: Money,
}

impl Reading<'_> {
    /// What was recognised in a period, by the division of the institution that ordered, for who sees the
    /// figures of all institutions; nothing for anybody else.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn recognised(&self, from: Day, to: Day) -> Result<BTreeMap<Division, Recognised>, LedgerError> {
        let mut sums: BTreeMap<Division, Recognised> = BTreeMap::new();
        if self.viewer.scope != Scope::Everywhere {
            return Ok(sums);
        }
        let unreadable = |error| LedgerError::unreadable("互认提醒", error);
        let recognised = serde_json::to_string(&Answer::Recognised).map_err(unreadable)?;
        let mut query = Statement::new("SELECT reminder FROM recognition_reminder WHERE reminded_on >= ");
        query.bind(from);
        query.add(" AND reminded_on <= ").bind(to);
        query.add(" AND answer = ").bind(recognised);
        let mut seat = self.seat().await?;
        let mut rows = query.query().fetch(&mut *seat);
        while let Some(row) = rows.try_next().await? {
            let reminder: Reminder = serde_json::from_str(&text(&row, "reminder")?).map_err(unreadable)?;
            let sum = sums.entry(reminder.division).or_default();
            sum.reports = sum.reports.saturating_add(1);
            sum.saved += reminder.saved;
        }
        Ok(sums)
    }
}
