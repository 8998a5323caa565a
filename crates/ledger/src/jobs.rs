//! Work in the background: queued once, tried until it succeeds or has failed too often, done once
//! with effect.
//!
//! A worker claims a job for a time and says now and then that it is alive; a job whose worker fell
//! silent is claimed by another. What a job brings about and that it is done are one write, which is
//! refused to a worker that has lost its claim: so nothing happens twice.

use crate::LedgerError;
use crate::ledger::Ledger;
use crate::sql::{Statement, moment, number, text};
use crate::trail::{Deed, Entry};
use crate::writing::Writing;
use domain::Moment;
use sqlx::any::AnyRow;

/// The wait before the second attempt, in seconds; it doubles with each further one.
const FIRST_WAIT: i64 = 30;

/// The longest wait between attempts, in seconds.
const LONGEST_WAIT: i64 = 3_600;

/// 新任务
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob<'a> {
    /// 任务标识: the same work has the same name, and is queued once
    pub id: &'a str,
    /// 种类, by which workers choose
    pub kind: &'a str,
    /// 内容, opaque here
    pub payload: &'a str,
    /// 最早执行时间
    pub run_at: Moment,
    /// 最多尝试次数
    pub attempts_max: u16,
}

/// 任务状态
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// 等待
    Waiting,
    /// 执行中
    Running,
    /// 已办结
    Done,
    /// 失败: tried as often as allowed
    Failed,
}

impl JobState {
    const ALL: [JobState; 4] = [JobState::Waiting, JobState::Running, JobState::Done, JobState::Failed];

    /// The state with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.tag() == tag)
    }

    /// The stable tag.
    pub const fn tag(self) -> &'static str {
        match self {
            JobState::Waiting => "waiting",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Failed => "failed",
        }
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            JobState::Waiting => "等待",
            JobState::Running => "执行中",
            JobState::Done => "已办结",
            JobState::Failed => "失败",
        }
    }
}

/// 任务 · one row of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// 任务标识
    pub id: String,
    /// 种类
    pub kind: String,
    /// 状态
    pub state: JobState,
    /// 最早执行时间
    pub run_at: Moment,
    /// 已尝试次数
    pub attempts: i64,
    /// 最近一次的问题
    pub problem: String,
    /// 排队时间
    pub queued_at: Moment,
}

/// 执行权 · a job that this worker may do until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// 任务标识
    pub id: String,
    /// 种类
    pub kind: String,
    /// 内容
    pub payload: String,
    /// 第几次尝试, from 1
    pub attempt: i64,
    worker: String,
}

impl Ledger {
    /// Claims the job of these kinds whose turn it is, until `now` + `lease` seconds. A worker's name
    /// must be its own for as long as it lives.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn claim_job(
        &self,
        kinds: &[&str],
        worker: &str,
        now: Moment,
        lease: i64,
    ) -> Result<Option<Claim>, LedgerError> {
        self.give_up_lost_jobs(now).await?;
        let mut update = Statement::new("UPDATE job SET state = 'running', attempts = attempts + 1, worker = ");
        update
            .bind(worker)
            .add(", lease_until = ")
            .bind(now.plus_seconds(lease));
        update.add(" WHERE id = (SELECT id FROM job WHERE attempts < attempts_max AND kind IN ");
        update.bind_list(kinds.iter().map(|kind| (*kind).into()));
        update.add(" AND ((state = 'waiting' AND run_at <= ").bind(now);
        update.add(") OR (state = 'running' AND lease_until < ").bind(now);
        update
            .add(")) ORDER BY run_at, id LIMIT 1")
            .add(self.dialect.skip_taken());
        update.add(") RETURNING id, kind, payload, attempts");
        let row = update.query().fetch_optional(&self.writers).await?;
        row.map(|row| {
            Ok(Claim {
                id: text(&row, "id")?,
                kind: text(&row, "kind")?,
                payload: text(&row, "payload")?,
                attempt: number(&row, "attempts")?,
                worker: worker.to_owned(),
            })
        })
        .transpose()
    }

    /// A job that has taken its worker down with it as often as it may be tried is not tried again.
    async fn give_up_lost_jobs(&self, now: Moment) -> Result<(), LedgerError> {
        sqlx::query(
            "UPDATE job SET state = 'failed', ended_at = $1, problem = '执行进程中断，已达最多尝试次数' \
             WHERE state = 'running' AND attempts >= attempts_max AND lease_until < $1",
        )
        .bind(now.epoch_seconds())
        .execute(&self.writers)
        .await?;
        Ok(())
    }

    /// Says that the worker is alive: the lease now ends `lease` seconds after `now`.
    ///
    /// # Errors
    /// [`LedgerError::LeaseLost`]: stop the work, somebody else does it.
    pub async fn keep_job(&self, claim: &Claim, now: Moment, lease: i64) -> Result<(), LedgerError> {
        let mut update = Statement::new("UPDATE job SET lease_until = ");
        update.bind(now.plus_seconds(lease));
        claim.limit(&mut update);
        held(claim, update.query().execute(&self.writers).await?.rows_affected())
    }

    /// Gives a job back that did not succeed: it waits, longer each time, or has failed for good.
    ///
    /// # Errors
    /// [`LedgerError::LeaseLost`]
    pub async fn fail_job(&self, claim: &Claim, now: Moment, problem: &str) -> Result<(), LedgerError> {
        let doublings = u32::try_from(claim.attempt - 1).unwrap_or_default().min(16);
        let wait = (FIRST_WAIT << doublings).min(LONGEST_WAIT);
        let mut update = Statement::new("UPDATE job SET problem = ");
        update.bind(problem).add(", run_at = ").bind(now.plus_seconds(wait));
        update.add(", state = CASE WHEN attempts < attempts_max THEN 'waiting' ELSE 'failed' END");
        update
            .add(", ended_at = CASE WHEN attempts < attempts_max THEN ended_at ELSE ")
            .bind(now)
            .add(" END");
        claim.limit(&mut update);
        held(claim, update.query().execute(&self.writers).await?.rows_affected())
    }

    /// The queue, the latest first, for the administrator.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn jobs(&self, state: Option<JobState>, most: u16) -> Result<Vec<JobRow>, LedgerError> {
        let mut query =
            Statement::new("SELECT id, kind, state, run_at, attempts, problem, queued_at FROM job WHERE 1 = 1");
        if let Some(state) = state {
            query.add(" AND state = ").bind(state.tag());
        }
        query.add(&format!(" ORDER BY queued_at DESC, id LIMIT {}", most.clamp(1, 1000)));
        let rows = query.query().fetch_all(&self.readers).await?;
        rows.iter().map(job_row).collect()
    }
}

impl Writing<'_> {
    /// Queues a job, in one write with what makes it necessary. False where a job of this name was
    /// queued before, whatever became of it.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn queue_job(&mut self, job: &NewJob<'_>) -> Result<bool, LedgerError> {
        let queued = sqlx::query(
            "INSERT INTO job (id, kind, payload, state, run_at, attempts, attempts_max, worker, lease_until, problem, \
             queued_at, ended_at) VALUES ($1, $2, $3, 'waiting', $4, 0, $5, '', 0, '', $6, NULL) \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(job.id)
        .bind(job.kind)
        .bind(job.payload)
        .bind(job.run_at.epoch_seconds())
        .bind(i64::from(job.attempts_max.max(1)))
        .bind(self.at().epoch_seconds())
        .execute(self.connection())
        .await?;
        if queued.rows_affected() == 0 {
            return Ok(false);
        }
        self.log(Entry {
            deed: Deed::Queue,
            subject: job.id,
            detail: job.kind,
            purpose: "",
            content: "",
        })
        .await?;
        Ok(true)
    }

    /// Lets a job that has failed for good be tried anew from now on, as often as at first.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for a job that is not there or has not failed; [`LedgerError::Refused`] for
    /// other roles than an administrator.
    pub async fn retry_job(&mut self, id: &str) -> Result<(), LedgerError> {
        self.must_administer("重新执行任务").await?;
        let not_found = || LedgerError::NotFound {
            what: "失败的任务",
            id: id.chars().filter(|ch| !ch.is_control()).take(80).collect(),
        };
        if id.contains(char::is_control) {
            return Err(not_found());
        }
        let again = sqlx::query(
            "UPDATE job SET state = 'waiting', attempts = 0, run_at = $1, worker = '', lease_until = 0, ended_at = NULL \
             WHERE id = $2 AND state = 'failed' RETURNING kind",
        )
        .bind(self.at().epoch_seconds())
        .bind(id)
        .fetch_optional(self.connection())
        .await?;
        let kind = text(&again.ok_or_else(not_found)?, "kind")?;
        self.log(Entry {
            deed: Deed::Retry,
            subject: id,
            detail: &kind,
            purpose: "",
            content: "",
        })
        .await
    }

    /// Marks the job done, in one write with all that it brings about.
    ///
    /// # Errors
    /// [`LedgerError::LeaseLost`]: the whole write must be given up, which happens when the error is
    /// handed on.
    pub async fn finish_job(&mut self, claim: &Claim) -> Result<(), LedgerError> {
        let mut update = Statement::new("UPDATE job SET state = 'done', problem = '', ended_at = ");
        update.bind(self.at());
        claim.limit(&mut update);
        held(claim, update.query().execute(self.connection()).await?.rows_affected())?;
        self.log(Entry {
            deed: Deed::Finish,
            subject: &claim.id,
            detail: &claim.kind,
            purpose: "",
            content: "",
        })
        .await
    }
}

impl Claim {
    /// Adds ` WHERE …`: only where the job is still this worker's, in this attempt.
    fn limit(&self, statement: &mut Statement) {
        statement
            .add(" WHERE state = 'running' AND id = ")
            .bind(self.id.as_str());
        statement.add(" AND worker = ").bind(self.worker.as_str());
        statement.add(" AND attempts = ").bind(self.attempt);
    }
}

fn held(claim: &Claim, rows: u64) -> Result<(), LedgerError> {
    match rows {
        0 => Err(LedgerError::LeaseLost { job: claim.id.clone() }),
        _ => Ok(()),
    }
}

fn job_row(row: &AnyRow) -> Result<JobRow, LedgerError> {
    let tag = text(row, "state")?;
    let state = JobState::of_tag(&tag);
    Ok(JobRow {
        id: text(row, "id")?,
        kind: text(row, "kind")?,
        state: state.ok_or_else(|| LedgerError::unreadable("任务状态", &tag))?,
        run_at: moment(row, "run_at")?,
        attempts: number(row, "attempts")?,
        problem: text(row, "problem")?,
        queued_at: moment(row, "queued_at")?,
    })
}
