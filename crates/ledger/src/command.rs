//! Commands: what the workflow decides becomes events, and the events become rows.

use crate::LedgerError;
use crate::events::{self, Course};
use crate::fact;
use crate::matter::{Kept, MatterId};
use crate::sql::number;
use crate::state_row::StateRow;
use crate::tally::CountedMatter;
use crate::trail::{Deed, Entry};
use crate::writing::Writing;
use casework::{Clock, Limits, Recorded, WorkCalendar, record};

/// 办理结果 · a matter after a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Handled<M: Kept> {
    /// 版本: the number of its events
    pub version: i64,
    /// 状态
    pub state: M,
    /// 新增事件
    pub events: Vec<Recorded<M::Event>>,
}

impl Writing<'_> {
    /// The course of a matter that exists for the viewer; an empty one where there is none at all.
    pub(crate) async fn course<M: Kept>(&mut self, id: &MatterId) -> Result<Course<M>, LedgerError> {
        if id.kind() != M::KIND || self.viewer().sees_nothing() {
            return Err(not_found(id));
        }
        let viewer = self.viewer();
        if !events::is_visible(self.connection(), viewer, id).await? {
            let there = sqlx::query("SELECT 1 AS one FROM matter WHERE id = $1")
                .bind(id.as_str())
                .fetch_optional(self.connection())
                .await?;
            return match there {
                Some(_) => Err(not_found(id)),
                None => Ok(Course::default()),
            };
        }
        events::course(self.connection(), id).await
    }

    /// Carries out a command on the matter as the actor saw it: `seen` is its version then, 0 for a
    /// matter that does not exist yet. The moment is that of the write.
    ///
    /// # Errors
    /// [`LedgerError::Conflict`] with who has changed the matter since, [`LedgerError::NotFound`],
    /// [`LedgerError::Refused`].
    pub async fn command<M: Kept>(
        &mut self,
        id: &MatterId,
        seen: i64,
        command: M::Command,
        calendar: &WorkCalendar,
        limits: &Limits,
    ) -> Result<Handled<M>, LedgerError> {
        let course = self.course::<M>(id).await?;
        self.check_version(id, seen, &course)?;
        let clock = Clock {
            now: self.at(),
            calendar,
            limits,
        };
        let decided = course.state.decide(command, &self.viewer().actor, &clock)?;
        let events = record(decided, &self.viewer().actor, &clock);
        self.append(id, course, events).await
    }

    fn check_version<M: Kept>(&self, id: &MatterId, seen: i64, course: &Course<M>) -> Result<(), LedgerError> {
        match course.history.last() {
            _ if seen == course.version() => Ok(()),
            Some(last) => Err(LedgerError::Conflict {
                what: id.kind().zh(),
                id: id.to_string(),
                by: last.by.to_string(),
                at: last.at,
            }),
            None => Err(not_found(id)),
        }
    }

    /// Adds events to a course: the events, the row for lists and the row of the trail.
    async fn append<M: Kept>(
        &mut self,
        id: &MatterId,
        course: Course<M>,
        events: Vec<Recorded<M::Event>>,
    ) -> Result<Handled<M>, LedgerError> {
        let (before, mut state) = (course.version(), course.state);
        for event in &events {
            state.apply(event);
        }
        let outline = state
            .outline()
            .ok_or_else(|| LedgerError::internal(format!("{id}没有概要")))?;
        let told = events.iter().any(|recorded| M::tells(&recorded.event));
        let stored = events::written(id, before, &events)?;
        let trail = self.next_number();
        for event in &stored {
            event.insert(self.connection(), id, trail).await?;
        }
        let row = StateRow {
            version: before + stored.len() as i64,
            stage: state.stage_zh(),
            outline: &outline,
            changed_at: self.at(),
            changed_by: self.viewer().user(),
        };
        let counted = CountedMatter::of(id.kind(), &row);
        match before {
            0 => row.insert(self.connection(), id, told).await?,
            _ => {
                // As the row stands, and not as this program would have written it: that is what was added up.
                let standing = sqlx::query("SELECT * FROM matter WHERE id = $1")
                    .bind(id.as_str())
                    .fetch_one(self.connection())
                    .await?;
                self.tally().matter_goes(&CountedMatter::read(&standing)?);
                row.update(self.connection(), id, before, told).await?;
            }
        }
        fact::write(self.connection(), id, &outline, &state.facts(id.as_str())).await?;
        self.tally().matter_comes(&counted);
        let (detail, content) = (events::named(&stored), events::digest(id, &stored));
        self.log(Entry {
            deed: Deed::Handle,
            subject: id.as_str(),
            detail: &detail,
            purpose: "",
            content: &content,
        })
        .await?;
        Ok(Handled {
            version: before + stored.len() as i64,
            state,
            events,
        })
    }

    /// The version of a matter, 0 where there is none.
    pub(crate) async fn version(&mut self, id: &MatterId) -> Result<i64, LedgerError> {
        let row = sqlx::query("SELECT version FROM matter WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map_or(Ok(0), |row| number(&row, "version"))
    }
}

pub(crate) fn not_found(id: &MatterId) -> LedgerError {
    LedgerError::NotFound {
        what: id.kind().zh(),
        id: id.to_string(),
    }
}
