//! Is the trail whole, and do the lists say what the events say?

use crate::LedgerError;
use crate::events::{self, EventRow};
use crate::ledger::Ledger;
use crate::sql::{number, text};
use crate::trail::{Anchor, TrailRow};
use domain::Moment;
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// Rows that are read at once.
const BATCH: i64 = 2_000;

/// 留痕核验结果 of a trail that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeTrail {
    /// 条数
    pub rows: i64,
    /// 事件数 that hang on them
    pub events: i64,
    /// 末条校验值
    pub hash: String,
}

/// 留痕断点 · the first row that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("留痕第{number}条不符：{problem}。第{number}条之前的记录完整。请停止写入，保留现场并报告安全审计员。")]
pub struct BrokenTrail {
    /// 序号
    pub number: i64,
    /// 问题
    pub problem: String,
}

impl Ledger {
    /// Walks the trail from its first row and checks every hash, every event that hangs on a row, and
    /// the end against the head and the anchors that were kept outside.
    ///
    /// # Errors
    /// The outer error where the books cannot be read; the inner one names the first bad row.
    pub async fn verify_trail(&self, anchors: &[Anchor]) -> Result<Result<WholeTrail, BrokenTrail>, LedgerError> {
        let mut connection = self.walkers.begin_with(self.dialect.snapshot()).await?;
        let mut walk = Walk {
            whole: WholeTrail {
                rows: 0,
                events: 0,
                hash: String::new(),
            },
            anchors: anchors.iter().map(|anchor| (anchor.count, anchor)).collect(),
        };
        let answer = walk.finish(&mut connection).await?;
        Ok(answer.map(|()| walk.whole))
    }

    /// The end of the trail now, to be kept outside.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn anchor(&self, at: Moment) -> Result<Anchor, LedgerError> {
        let head = sqlx::query("SELECT number, hash FROM trail_head WHERE id = 1")
            .fetch_one(&self.readers)
            .await?;
        Ok(Anchor {
            count: number(&head, "number")?,
            hash: text(&head, "hash")?,
            at: at.to_string(),
        })
    }
}

struct Walk<'a> {
    whole: WholeTrail,
    anchors: BTreeMap<i64, &'a Anchor>,
}

impl Walk<'_> {
    async fn finish(&mut self, connection: &mut AnyConnection) -> Result<Result<(), BrokenTrail>, LedgerError> {
        loop {
            let from = self.whole.rows;
            let rows = sqlx::query("SELECT * FROM trail WHERE number > $1 AND number <= $2 ORDER BY number")
                .bind(from)
                .bind(from + BATCH)
                .fetch_all(&mut *connection)
                .await?;
            if rows.is_empty() {
                break;
            }
            let mut events = events_of(connection, from, from + BATCH).await?;
            for row in &rows {
                let expected = self.whole.rows + 1;
                let row = match TrailRow::read(row) {
                    Ok(row) => row,
                    Err(error @ LedgerError::Corrupt { .. }) => return Ok(broken(expected, error)),
                    Err(error) => return Err(error),
                };
                if let Err(problem) = self.step(&row, events.remove(&row.number).unwrap_or_default()) {
                    return Ok(broken(expected, problem));
                }
            }
            if let Some(number) = events.keys().next() {
                return Ok(broken(*number, "有事件指向不存在的留痕"));
            }
        }
        self.check_end(connection).await
    }

    /// Checks one row and the events on it.
    fn step(&mut self, row: &TrailRow, events: Vec<(String, EventRow)>) -> Result<(), String> {
        let expected = self.whole.rows + 1;
        if row.number != expected {
            return Err(format!("缺少该条，下一条是第{}条", row.number));
        }
        if row.hash_after(&self.whole.hash) != row.hash {
            return Err("内容与校验值不符".to_owned());
        }
        let of_matter = row.deed == crate::trail::Deed::Handle;
        let digest = events::digest_of(events.iter().map(|(matter, event)| (matter.as_str(), event)));
        if of_matter && digest != row.content {
            return Err(format!("{}的办理事件被改动、增加或删除", row.subject));
        }
        if !of_matter && !events.is_empty() {
            return Err("有不属于该条的办理事件".to_owned());
        }
        if let Some(anchor) = self.anchors.remove(&expected)
            && anchor.hash != row.hash
        {
            return Err(format!("与{}导出的锚点不符", anchor.at));
        }
        self.whole.rows = expected;
        self.whole.events += events.len() as i64;
        self.whole.hash.clone_from(&row.hash);
        Ok(())
    }

    async fn check_end(&mut self, connection: &mut AnyConnection) -> Result<Result<(), BrokenTrail>, LedgerError> {
        let head = sqlx::query("SELECT number, hash FROM trail_head WHERE id = 1")
            .fetch_one(&mut *connection)
            .await?;
        let (count, hash) = (number(&head, "number")?, text(&head, "hash")?);
        let next = self.whole.rows + 1;
        if count != self.whole.rows || hash != self.whole.hash {
            return Ok(broken(
                next,
                format!("末尾应为第{count}条，现到第{}条为止", self.whole.rows),
            ));
        }
        if let Some((count, anchor)) = self.anchors.iter().find(|(count, _)| **count > self.whole.rows) {
            return Ok(broken(
                next,
                format!("{}导出的锚点有{count}条，末尾已被截去", anchor.at),
            ));
        }
        let stray = sqlx::query("SELECT COUNT(*) AS events FROM matter_event WHERE trail > $1 OR trail < 1")
            .bind(count)
            .fetch_one(&mut *connection)
            .await?;
        if number(&stray, "events")? > 0 {
            return Ok(broken(next, "有事件指向不存在的留痕"));
        }
        Ok(Ok(()))
    }
}

/// Events by the row of the trail that they hang on, in the order in which they were written.
async fn events_of(
    connection: &mut AnyConnection,
    after: i64,
    until: i64,
) -> Result<BTreeMap<i64, Vec<(String, EventRow)>>, LedgerError> {
    let rows = sqlx::query(
        "SELECT trail, matter, seq, user_id, role, at, event FROM matter_event \
         WHERE trail > $1 AND trail <= $2 ORDER BY trail, matter, seq",
    )
    .bind(after)
    .bind(until)
    .fetch_all(connection)
    .await?;
    let mut events: BTreeMap<i64, Vec<(String, EventRow)>> = BTreeMap::new();
    for row in &rows {
        let event = (text(row, "matter")?, EventRow::read(row)?);
        events.entry(number(row, "trail")?).or_default().push(event);
    }
    Ok(events)
}

fn broken<T>(number: i64, problem: impl ToString) -> Result<T, BrokenTrail> {
    Err(BrokenTrail {
        number,
        problem: problem.to_string(),
    })
}
