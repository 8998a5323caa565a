//! Events as they are stored, and the course of a matter that they make.

use crate::matter::{Kept, MatterId};
use crate::sql::{Statement, moment, number, text};
use crate::{LedgerError, Viewer, trail};
use casework::{Recorded, Role, UserId};
use domain::Moment;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::HashMap;

/// 办理经过 · a matter with all that happened to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Course<M: Kept> {
    /// 状态
    pub state: M,
    /// 事件, the oldest first
    pub history: Vec<Recorded<M::Event>>,
}

impl<M: Kept> Default for Course<M> {
    fn default() -> Self {
        Self {
            state: M::default(),
            history: Vec::new(),
        }
    }
}

impl<M: Kept> Course<M> {
    /// 版本: how many events there are. A command names it to say what its author saw.
    pub fn version(&self) -> i64 {
        self.history.len() as i64
    }
}

/// An event as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventRow {
    pub(crate) seq: i64,
    pub(crate) user: String,
    pub(crate) role: String,
    pub(crate) at: Moment,
    /// tagged JSON
    pub(crate) event: String,
}

impl EventRow {
    pub(crate) fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            seq: number(row, "seq")?,
            user: text(row, "user_id")?,
            role: text(row, "role")?,
            at: moment(row, "at")?,
            event: text(row, "event")?,
        })
    }

    pub(crate) async fn insert(
        &self,
        connection: &mut AnyConnection,
        id: &MatterId,
        trail: i64,
    ) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT INTO matter_event (matter, seq, trail, user_id, role, at, event) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id.as_str())
        .bind(self.seq)
        .bind(trail)
        .bind(self.user.as_str())
        .bind(self.role.as_str())
        .bind(self.at.epoch_seconds())
        .bind(self.event.as_str())
        .execute(connection)
        .await?;
        Ok(())
    }

    fn recorded<E: DeserializeOwned>(self, id: &MatterId) -> Result<Recorded<E>, LedgerError> {
        let place = || format!("{id}第{}号事件", self.seq);
        let role: Role = serde_json::from_value(serde_json::Value::String(self.role.clone()))
            .map_err(|error| LedgerError::unreadable(place(), error))?;
        let event = serde_json::from_str(&self.event).map_err(|error| LedgerError::unreadable(place(), error))?;
        Ok(Recorded {
            by: UserId(self.user),
            role,
            at: self.at,
            event,
        })
    }
}

/// The events behind `before` others as rows.
pub(crate) fn written<E: Serialize>(
    id: &MatterId,
    before: i64,
    events: &[Recorded<E>],
) -> Result<Vec<EventRow>, LedgerError> {
    let fail = |error| LedgerError::internal(format!("{id}的事件不能写成文本：{error}"));
    let mut rows = Vec::with_capacity(events.len());
    for (recorded, seq) in events.iter().zip(before + 1..) {
        let role = match serde_json::to_value(recorded.role).map_err(fail)? {
            serde_json::Value::String(role) => role,
            other => return Err(LedgerError::internal(format!("身份写成了{other}"))),
        };
        rows.push(EventRow {
            seq,
            user: recorded.by.0.clone(),
            role,
            at: recorded.at,
            event: serde_json::to_string(&recorded.event).map_err(fail)?,
        });
    }
    Ok(rows)
}

/// The tags of events, for the trail.
pub(crate) fn named(rows: &[EventRow]) -> String {
    let tag = |row: &EventRow| {
        let value: serde_json::Value = serde_json::from_str(&row.event).unwrap_or_default();
        value
            .get("event")
            .and_then(|tag| tag.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    rows.iter().map(tag).collect::<Vec<_>>().join(" ")
}

/// The digest by which the trail holds the events of one of its rows.
pub(crate) fn digest(id: &MatterId, rows: &[EventRow]) -> String {
    digest_of(rows.iter().map(|row| (id.as_str(), row)))
}

/// The same over rows that name their matter.
pub(crate) fn digest_of<'a>(rows: impl Iterator<Item = (&'a str, &'a EventRow)>) -> String {
    let (mut numbers, mut parts) = (Vec::new(), Vec::new());
    for (matter, row) in rows {
        numbers.push((row.seq.to_string(), row.at.epoch_seconds().to_string()));
        parts.push((matter, row));
    }
    let mut texts = Vec::with_capacity(parts.len() * 6);
    for ((matter, row), (seq, at)) in parts.iter().zip(&numbers) {
        texts.extend([
            *matter,
            seq.as_str(),
            row.user.as_str(),
            row.role.as_str(),
            at.as_str(),
            row.event.as_str(),
        ]);
    }
    trail::digest(&texts)
}

/// Whether the matter exists for the viewer.
pub(crate) async fn is_visible(
    connection: &mut AnyConnection,
    viewer: &Viewer,
    id: &MatterId,
) -> Result<bool, LedgerError> {
    let mut query = Statement::new("SELECT version FROM matter WHERE id = ");
    query.bind(id.as_str());
    viewer.limit_matters(&mut query);
    Ok(query.query().fetch_optional(connection).await?.is_some())
}

/// The events of a matter, the oldest first.
pub(crate) async fn rows(connection: &mut AnyConnection, id: &MatterId) -> Result<Vec<EventRow>, LedgerError> {
    let rows = sqlx::query("SELECT seq, user_id, role, at, event FROM matter_event WHERE matter = $1 ORDER BY seq")
        .bind(id.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter().map(EventRow::read).collect()
}

impl<M: Kept> Course<M> {
    /// Goes on by the next event, which must be there.
    fn go_on(&mut self, id: &MatterId, row: EventRow) -> Result<(), LedgerError> {
        let next = self.version() + 1;
        if row.seq != next {
            return Err(LedgerError::unreadable(id.as_str(), format!("缺少第{next}号事件")));
        }
        let recorded = row.recorded(id)?;
        self.state.apply(&recorded);
        self.history.push(recorded);
        Ok(())
    }
}

/// The course of a matter, whoever asks.
pub(crate) async fn course<M: Kept>(connection: &mut AnyConnection, id: &MatterId) -> Result<Course<M>, LedgerError> {
    let mut course = Course::<M>::default();
    for row in rows(connection, id).await? {
        course.go_on(id, row)?;
    }
    Ok(course)
}

/// The courses of several matters, whoever asks, in one question.
pub(crate) async fn courses<'i, M: Kept>(
    connection: &mut AnyConnection,
    ids: impl Iterator<Item = &'i MatterId>,
) -> Result<HashMap<MatterId, Course<M>>, LedgerError> {
    let mut courses: HashMap<MatterId, Course<M>> = ids.map(|id| (id.clone(), Course::default())).collect();
    if courses.is_empty() {
        return Ok(courses);
    }
    let mut query = Statement::new("SELECT matter, seq, user_id, role, at, event FROM matter_event WHERE matter IN ");
    query.bind_list(courses.keys().map(|id| id.as_str().into()));
    query.add(" ORDER BY matter, seq");
    for row in query.query().fetch_all(connection).await? {
        let id = MatterId::stored(text(&row, "matter")?)?;
        if let Some(course) = courses.get_mut(&id) {
            course.go_on(&id, EventRow::read(&row)?)?;
        }
    }
    Ok(courses)
}
