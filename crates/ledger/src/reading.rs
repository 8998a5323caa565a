//! What a viewer reads: lists, sums, matters with their course, and the trail of what he may see.

use crate::command::not_found;
use crate::events::{self, Course, EventRow};
use crate::filter::{Cursor, MatterFilter, Page};
use crate::ledger::Ledger;
use crate::matter::{Kept, MatterId};
use crate::matter_sums::figures;
use crate::sql::{Statement, given, moment, number, text};
use crate::state_row::due_of;
use crate::trail::TrailRow;
use crate::{LedgerError, Viewer};
use casework::Figures;
use domain::{Day, Moment};
use sqlx::any::AnyRow;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool};
use std::ops::{Deref, DerefMut};
use tokio::sync::{Mutex, MutexGuard};

/// 查阅 · the books as they are for one viewer.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    seats: Seats<'a>,
    pub(crate) viewer: &'a Viewer,
}

/// Where a reader gets his connection.
#[derive(Debug, Clone, Copy)]
enum Seats<'a> {
    /// for each question another, whichever is free
    Free(&'a AnyPool),
    /// always this one
    Kept(&'a Mutex<PoolConnection<Any>>),
}

/// A connection for one question.
pub(crate) enum Seat<'a> {
    Free(PoolConnection<Any>),
    Kept(MutexGuard<'a, PoolConnection<Any>>),
}

impl Deref for Seat<'_> {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match self {
            Seat::Free(connection) => connection,
            Seat::Kept(connection) => connection,
        }
    }
}

impl DerefMut for Seat<'_> {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match self {
            Seat::Free(connection) => connection,
            Seat::Kept(connection) => connection,
        }
    }
}

/// 连续查阅 · a reader who has many questions and waits for his turn only once. Whoever holds this asks
/// nothing of the books but through it: others may be waiting for his seat.
#[derive(Debug)]
pub struct Sitting<'a> {
    connection: Mutex<PoolConnection<Any>>,
    viewer: &'a Viewer,
}

impl Sitting<'_> {
    /// What exists for the viewer.
    pub fn read(&self) -> Reading<'_> {
        Reading {
            seats: Seats::Kept(&self.connection),
            viewer: self.viewer,
        }
    }
}

impl Ledger {
    /// What exists for the viewer.
    pub fn read<'a>(&'a self, viewer: &'a Viewer) -> Reading<'a> {
        Reading {
            seats: Seats::Free(&self.readers),
            viewer,
        }
    }

    /// A seat for a reader with many questions.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn sit_down<'a>(&self, viewer: &'a Viewer) -> Result<Sitting<'a>, LedgerError> {
        let connection = Mutex::new(self.readers.acquire().await?);
        Ok(Sitting { connection, viewer })
    }
}

impl<'a> Reading<'a> {
    /// The connection for the next question.
    pub(crate) async fn seat(&self) -> Result<Seat<'a>, LedgerError> {
        Ok(match self.seats {
            Seats::Free(readers) => Seat::Free(readers.acquire().await?),
            Seats::Kept(connection) => Seat::Kept(connection.lock().await),
        })
    }
}

/// 事项 · one row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterRow {
    /// 事项标识
    pub id: MatterId,
    /// 版本
    pub version: i64,
    /// 机构编号
    pub institution: Option<String>,
    /// 医保区划
    pub division: String,
    /// 医师标识
    pub practitioner: Option<String>,
    /// 规则编码
    pub rule: Option<String>,
    /// 周期
    pub period: Option<String>,
    /// 环节, in Chinese
    pub stage: String,
    /// 经办人
    pub assignee: Option<String>,
    /// 届满日
    pub due: Option<Day>,
    /// 四项金额
    pub figures: Figures,
    /// 机构已知晓
    pub told: bool,
    /// 建立时间
    pub opened_at: Moment,
    /// 最近办理时间
    pub changed_at: Moment,
    /// 最近办理人
    pub changed_by: String,
}

impl MatterRow {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            id: MatterId::stored(text(row, "id")?)?,
            version: number(row, "version")?,
            institution: given(row, "institution")?,
            division: text(row, "division")?,
            practitioner: given(row, "practitioner")?,
            rule: given(row, "rule")?,
            period: given(row, "period")?,
            stage: text(row, "stage")?,
            assignee: given(row, "assignee")?,
            due: due_of(number(row, "due")?)?,
            figures: figures(row)?,
            told: number(row, "told")? != 0,
            opened_at: moment(row, "opened_at")?,
            changed_at: moment(row, "changed_at")?,
            changed_by: text(row, "changed_by")?,
        })
    }
}

/// 一页事项
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterPage {
    /// 事项
    pub rows: Vec<MatterRow>,
    /// where the next page begins; none behind the last row
    pub next: Option<Cursor>,
}

impl Reading<'_> {
    /// A page of the list.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn matters(&self, filter: &MatterFilter, page: &Page) -> Result<MatterPage, LedgerError> {
        let mut query = Statement::new(
            "SELECT id, version, institution, division, practitioner, rule, period, stage, assignee, due, \
             flagged, upheld, recovered, avoided, told, opened_at, changed_at, changed_by FROM matter WHERE 1 = 1",
        );
        self.viewer.limit_matters(&mut query);
        filter.limit(&mut query);
        page.cut(filter, &mut query);
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        let more = rows.len() > page.rows();
        let shown = rows.get(..page.rows()).unwrap_or(&rows);
        let next = match shown.last() {
            Some(last) if more => Some(Cursor {
                value: number(last, page.order.column())?,
                id: text(last, "id")?,
            }),
            _ => None,
        };
        Ok(MatterPage {
            rows: shown.iter().map(MatterRow::read).collect::<Result<_, _>>()?,
            next,
        })
    }

    /// A page of matters of one kind with what each has come to, read together; the filter's kinds are not
    /// asked for.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn states<M: Kept>(
        &self,
        filter: &MatterFilter,
        page: &Page,
    ) -> Result<(Vec<(MatterRow, M)>, Option<Cursor>), LedgerError> {
        let of_kind = MatterFilter {
            kinds: vec![M::KIND],
            ..filter.clone()
        };
        let MatterPage { rows, next } = self.matters(&of_kind, page).await?;
        let mut connection = self.seat().await?;
        let mut courses = events::courses::<M>(&mut connection, rows.iter().map(|row| &row.id)).await?;
        let states = rows.into_iter().map(|row| {
            let course = courses.remove(&row.id).ok_or_else(|| not_found(&row.id))?;
            Ok((row, course.state))
        });
        Ok((states.collect::<Result<_, LedgerError>>()?, next))
    }

    /// A matter with its course.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a matter that does not exist for the viewer.
    pub async fn matter<M: Kept>(&self, id: &MatterId) -> Result<Course<M>, LedgerError> {
        let mut connection = self.seat().await?;
        if id.kind() != M::KIND || !events::is_visible(&mut connection, self.viewer, id).await? {
            return Err(not_found(id));
        }
        events::course(&mut connection, id).await
    }

    /// The row of one matter.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a matter that does not exist for the viewer.
    pub async fn row(&self, id: &MatterId) -> Result<MatterRow, LedgerError> {
        let mut query = Statement::new("SELECT * FROM matter WHERE id = ");
        query.bind(id.as_str());
        self.viewer.limit_matters(&mut query);
        let row = query.query().fetch_optional(&mut *self.seat().await?).await?;
        MatterRow::read(&row.ok_or_else(|| not_found(id))?)
    }

    /// The events of a matter as they are stored, tagged JSON each, for a page that shows any kind.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`]
    pub async fn history(&self, id: &MatterId) -> Result<Vec<HistoryLine>, LedgerError> {
        let mut connection = self.seat().await?;
        if !events::is_visible(&mut connection, self.viewer, id).await? {
            return Err(not_found(id));
        }
        let rows = events::rows(&mut connection, id).await?;
        Ok(rows.into_iter().map(HistoryLine::from).collect())
    }

    /// The trail of one matter, the oldest first, looks and attachments included.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`]
    pub async fn trail_of(&self, id: &MatterId) -> Result<Vec<TrailRow>, LedgerError> {
        let mut connection = self.seat().await?;
        if !events::is_visible(&mut connection, self.viewer, id).await? {
            return Err(not_found(id));
        }
        let rows = sqlx::query("SELECT * FROM trail WHERE subject = $1 ORDER BY number")
            .bind(id.as_str())
            .fetch_all(&mut *connection)
            .await?;
        rows.iter().map(TrailRow::read).collect()
    }
}

/// 办理记录 · an event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// 序号, from 1
    pub seq: i64,
    /// 经办人
    pub user: String,
    /// 身份, its stable tag
    pub role: String,
    /// 时间
    pub at: Moment,
    /// 事件, tagged JSON as `casework` writes it
    pub event: String,
}

impl From<EventRow> for HistoryLine {
    fn from(row: EventRow) -> Self {
        let EventRow {
            seq,
            user,
            role,
            at,
            event,
        } = row;
        Self {
            seq,
            user,
            role,
            at,
            event,
        }
    }
}
