//! What a viewer reads: lists, sums, matters with their course, and the trail of what he may see.

use crate::command::not_found;
use crate::events::{self, Course, EventRow};
use crate::filter::{Breakdown, Cursor, MatterFilter, Page};
use crate::matter::{Kept, MatterId};
use crate::sql::{Statement, given, moment, money, number, text};
use crate::state_row::due_of;
use crate::trail::TrailRow;
use crate::{LedgerError, Viewer};
use casework::{Avoided, Figures, Flagged, Recovered, Upheld};
use domain::{Day, Moment};
use sqlx::AnyPool;
use sqlx::any::AnyRow;

/// 查阅 · the books as they are for one viewer.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub(crate) readers: &'a AnyPool,
    pub(crate) viewer: &'a Viewer,
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

/// 合计 · how many rows, and their four figures, each summed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// 件数
    pub count: i64,
    /// 四项金额
    pub figures: Figures,
}

const SUMS: &str = "COUNT(*) AS matters, \
     CAST(COALESCE(SUM(flagged), 0) AS BIGINT) AS flagged, CAST(COALESCE(SUM(upheld), 0) AS BIGINT) AS upheld, \
     CAST(COALESCE(SUM(recovered), 0) AS BIGINT) AS recovered, CAST(COALESCE(SUM(avoided), 0) AS BIGINT) AS avoided";

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
        page.cut(&mut query);
        let rows = query.query().fetch_all(self.readers).await?;
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

    /// How many matters the filter leaves, and their figures: what the list adds up to.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn totals(&self, filter: &MatterFilter) -> Result<Totals, LedgerError> {
        let mut query = Statement::new("SELECT ");
        query.add(SUMS).add(" FROM matter WHERE 1 = 1");
        self.viewer.limit_matters(&mut query);
        filter.limit(&mut query);
        totals(&query.query().fetch_one(self.readers).await?)
    }

    /// The totals by one dimension, the most matters first; the totals of [`Self::totals`] are their sum.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn breakdown(&self, filter: &MatterFilter, by: Breakdown) -> Result<Vec<(String, Totals)>, LedgerError> {
        let column = by.column();
        let mut query = Statement::new("SELECT ");
        query
            .add(column)
            .add(" AS heading, ")
            .add(SUMS)
            .add(" FROM matter WHERE 1 = 1");
        self.viewer.limit_matters(&mut query);
        filter.limit(&mut query);
        query
            .add(" GROUP BY ")
            .add(column)
            .add(" ORDER BY matters DESC, heading");
        let rows = query.query().fetch_all(self.readers).await?;
        rows.iter()
            .map(|row| Ok((text(row, "heading")?, totals(row)?)))
            .collect()
    }

    /// A matter with its course.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a matter that does not exist for the viewer.
    pub async fn matter<M: Kept>(&self, id: &MatterId) -> Result<Course<M>, LedgerError> {
        let mut connection = self.readers.acquire().await?;
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
        let row = query.query().fetch_optional(self.readers).await?;
        MatterRow::read(&row.ok_or_else(|| not_found(id))?)
    }

    /// The events of a matter as they are stored, tagged JSON each, for a page that shows any kind.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`]
    pub async fn history(&self, id: &MatterId) -> Result<Vec<HistoryLine>, LedgerError> {
        let mut connection = self.readers.acquire().await?;
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
        let mut connection = self.readers.acquire().await?;
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

fn totals(row: &AnyRow) -> Result<Totals, LedgerError> {
    Ok(Totals {
        count: number(row, "matters")?,
        figures: figures(row)?,
    })
}

fn figures(row: &AnyRow) -> Result<Figures, LedgerError> {
    Ok(Figures {
        flagged: Flagged::of(money(row, "flagged")?),
        upheld: Upheld::of(money(row, "upheld")?),
        recovered: Recovered::of(money(row, "recovered")?),
        avoided: Avoided::of(money(row, "avoided")?),
    })
}
