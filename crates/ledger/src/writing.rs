//! A transaction that writes: commands become events, events become rows, and each write leaves a row
//! in the trail.

use crate::events::{self, Course};
use crate::ledger::Ledger;
use crate::matter::{Kept, MatterId, Outline};
use crate::sql::{Statement, Value, number};
use crate::trail::{self, Deed, Entry, Head};
use crate::{LedgerError, Viewer};
use casework::{Clock, Limits, Recorded, WorkCalendar, record};
use domain::{Day, Moment};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection};

/// The day of a matter without a deadline; it comes behind all others.
pub(crate) const NO_DUE: i64 = 9_999_999;

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

/// 一次写入 · what can be done within one transaction.
#[derive(Debug)]
pub struct Writing<'w> {
    connection: PoolConnection<Any>,
    /// begun, and neither committed nor rolled back
    open: bool,
    viewer: &'w Viewer,
    at: Moment,
    head: Head,
}

impl<'w> Writing<'w> {
    pub(crate) async fn begin(ledger: &Ledger, viewer: &'w Viewer, at: Moment) -> Result<Self, LedgerError> {
        let connection = ledger.writers.acquire().await?;
        let mut writing = Self {
            connection,
            open: true,
            viewer,
            at,
            head: Head::default(),
        };
        // Not the driver's own transaction: SQLite gives a transaction up by itself when the disk is
        // full, the driver goes on counting it, and the connection would be of no more use.
        sqlx::query(ledger.dialect.begin())
            .execute(&mut *writing.connection)
            .await?;
        writing.head = Head::take(&mut writing.connection).await?;
        Ok(writing)
    }

    /// Keeps what was done.
    pub(crate) async fn commit(mut self) -> Result<(), LedgerError> {
        self.head.leave(&mut self.connection).await?;
        sqlx::query("COMMIT").execute(&mut *self.connection).await?;
        self.open = false;
        Ok(())
    }

    /// Undoes what was done. Where even that fails the connection is given up, and the database undoes
    /// it by itself.
    pub(crate) async fn undo(mut self) {
        let undone = sqlx::query("ROLLBACK").execute(&mut *self.connection).await;
        self.open = undone.is_err();
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }

    pub(crate) fn viewer(&self) -> &'w Viewer {
        self.viewer
    }

    pub(crate) fn at(&self) -> Moment {
        self.at
    }

    /// Leaves a row in the trail.
    pub(crate) async fn log(&mut self, entry: Entry<'_>) -> Result<(), LedgerError> {
        self.head
            .append(&mut self.connection, self.viewer, self.at, entry)
            .await
    }

    /// The course of a matter that exists for the viewer; an empty one where there is none at all.
    pub(crate) async fn course<M: Kept>(&mut self, id: &MatterId) -> Result<Course<M>, LedgerError> {
        if id.kind() != M::KIND {
            return Err(not_found(id));
        }
        if !events::is_visible(&mut self.connection, self.viewer, id).await? {
            let there = sqlx::query("SELECT 1 AS one FROM matter WHERE id = $1")
                .bind(id.as_str())
                .fetch_optional(&mut *self.connection)
                .await?;
            return match there {
                Some(_) => Err(not_found(id)),
                None => Ok(Course::default()),
            };
        }
        events::course(&mut self.connection, id).await
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
            now: self.at,
            calendar,
            limits,
        };
        let decided = course.state.decide(command, &self.viewer.actor, &clock)?;
        let events = record(decided, &self.viewer.actor, &clock);
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
        let trail = self.head.next();
        for event in &stored {
            event.insert(&mut self.connection, id, trail).await?;
        }
        let version = before + stored.len() as i64;
        if before == 0 {
            self.open_row(id, version, state.stage_zh(), &outline, told).await?;
        } else {
            self.change_row(id, before, version, state.stage_zh(), &outline, told)
                .await?;
        }
        self.set_people(id, before, &outline).await?;
        let (detail, content) = (events::named(&stored), events::digest(id, &stored));
        self.log(Entry {
            deed: Deed::Handle,
            subject: id.as_str(),
            detail: &detail,
            purpose: "",
            content: &content,
        })
        .await?;
        Ok(Handled { version, state, events })
    }

    /// The columns of a row that follow from the state, in the order of [`COLUMNS`].
    fn columns(&self, version: i64, stage: &str, outline: &Outline) -> Vec<Value> {
        let figures = &outline.figures;
        vec![
            version.into(),
            outline.institution.as_ref().map_or("", |code| code.as_str()).into(),
            outline.division.as_str().into(),
            outline.practitioner.as_ref().map_or("", |code| code.as_str()).into(),
            outline.rule.as_ref().map_or("", |code| code.as_str()).into(),
            outline.period.as_str().into(),
            stage.into(),
            outline.assignee.as_ref().map_or("", |user| user.0.as_str()).into(),
            due_column(outline.due).into(),
            figures.flagged.money().into(),
            figures.upheld.money().into(),
            figures.recovered.money().into(),
            figures.avoided.money().into(),
            self.at.into(),
            self.viewer.user().0.as_str().into(),
        ]
    }

    async fn open_row(
        &mut self,
        id: &MatterId,
        version: i64,
        stage: &str,
        outline: &Outline,
        told: bool,
    ) -> Result<(), LedgerError> {
        let mut insert = Statement::new("INSERT INTO matter (id, kind, told, opened_at, ");
        insert.add(&COLUMNS.join(", ")).add(") VALUES ");
        let own = [
            id.as_str().into(),
            id.kind().tag().into(),
            i64::from(told).into(),
            self.at.into(),
        ];
        insert.bind_list(own.into_iter().chain(self.columns(version, stage, outline)));
        insert.query().execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn change_row(
        &mut self,
        id: &MatterId,
        before: i64,
        version: i64,
        stage: &str,
        outline: &Outline,
        told: bool,
    ) -> Result<(), LedgerError> {
        let mut update = Statement::new("UPDATE matter SET ");
        for (column, value) in COLUMNS.iter().zip(self.columns(version, stage, outline)) {
            update.add(column).add(" = ").bind(value).add(", ");
        }
        // What was told stays told.
        update.add("told = told + (1 - told) * ").bind(i64::from(told));
        update
            .add(" WHERE id = ")
            .bind(id.as_str())
            .add(" AND version = ")
            .bind(before);
        let changed = update.query().execute(&mut *self.connection).await?.rows_affected();
        match changed {
            1 => Ok(()),
            _ => Err(LedgerError::unreadable(id.as_str(), "事项的版本与事件条数不一致")),
        }
    }

    async fn set_people(&mut self, id: &MatterId, before: i64, outline: &Outline) -> Result<(), LedgerError> {
        if before > 0 {
            sqlx::query("DELETE FROM matter_person WHERE matter = $1")
                .bind(id.as_str())
                .execute(&mut *self.connection)
                .await?;
        }
        for person in &outline.people {
            sqlx::query("INSERT INTO matter_person (matter, user_id) VALUES ($1, $2)")
                .bind(id.as_str())
                .bind(person.0.as_str())
                .execute(&mut *self.connection)
                .await?;
        }
        Ok(())
    }

    /// The answer that an earlier command with this key was given, if there was one; otherwise the key
    /// is now the one of this command, and [`Self::answer`] must follow.
    ///
    /// `content` is what the command says; a key stands for one content only.
    ///
    /// # Errors
    /// [`LedgerError::KeyReused`]
    pub async fn earlier_answer(&mut self, key: &str, content: &str) -> Result<Option<String>, LedgerError> {
        let row = sqlx::query("SELECT content, answer FROM command_key WHERE user_id = $1 AND name = $2")
            .bind(self.viewer.user().0.as_str())
            .bind(key)
            .fetch_optional(&mut *self.connection)
            .await?;
        let Some(row) = row else { return Ok(None) };
        match crate::sql::text(&row, "content")? == trail::digest(&[content]) {
            true => Ok(Some(crate::sql::text(&row, "answer")?)),
            false => Err(LedgerError::KeyReused { key: key.to_owned() }),
        }
    }

    /// Keeps the answer of a command under its key, in the same transaction as what it did.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]; [`LedgerError::Internal`] for a key that has an answer.
    pub async fn answer(&mut self, key: &str, content: &str, answer: &str) -> Result<(), LedgerError> {
        sqlx::query("INSERT INTO command_key (user_id, name, content, answer, at) VALUES ($1, $2, $3, $4, $5)")
            .bind(self.viewer.user().0.as_str())
            .bind(key)
            .bind(trail::digest(&[content]))
            .bind(answer)
            .bind(self.at.epoch_seconds())
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    /// Records that a list was taken out of the system: which one, by what filter, how many rows, and
    /// the digest of the file.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn record_export(
        &mut self,
        list: &str,
        filter: &str,
        rows: u64,
        file_digest: &str,
        purpose: &str,
    ) -> Result<(), LedgerError> {
        let detail = format!("{rows}行；{filter}");
        self.log(Entry {
            deed: Deed::Export,
            subject: list,
            detail: &detail,
            purpose,
            content: file_digest,
        })
        .await
    }

    /// The version of a matter, 0 where there is none.
    pub(crate) async fn version(&mut self, id: &MatterId) -> Result<i64, LedgerError> {
        let row = sqlx::query("SELECT version FROM matter WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&mut *self.connection)
            .await?;
        row.map_or(Ok(0), |row| number(&row, "version"))
    }
}

impl Drop for Writing<'_> {
    /// A write that ended otherwise (failed in the middle, or was dropped by who waited for it) leaves
    /// its connection in an unknown state.
    fn drop(&mut self) {
        if self.open {
            self.connection.close_on_drop();
        }
    }
}

/// The columns of `matter` that follow from the state.
pub(crate) const COLUMNS: [&str; 15] = [
    "version",
    "institution",
    "division",
    "practitioner",
    "rule",
    "period",
    "stage",
    "assignee",
    "due",
    "flagged",
    "upheld",
    "recovered",
    "avoided",
    "changed_at",
    "changed_by",
];

pub(crate) fn due_column(due: Option<Day>) -> i64 {
    due.map_or(NO_DUE, |day| i64::from(day.epoch_days()))
}

pub(crate) fn not_found(id: &MatterId) -> LedgerError {
    LedgerError::NotFound {
        what: id.kind().zh(),
        id: id.to_string(),
    }
}
