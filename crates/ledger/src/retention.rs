//! What is taken out of the books once it has been kept long enough. Events and the trail never are.

use crate::LedgerError;
use crate::sql::number;
use crate::tally::CountedFinding;
use crate::trail::{Deed, Entry};
use crate::writing::Writing;
use domain::{Day, Moment};

/// 保存期限 · how long what is kept. The defaults are ours where no rule is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// 办理编号, in days: as long as a caller may repeat a command
    pub command_key_days: i32,
    /// 已结束的任务, in days
    pub job_days: i32,
    /// 已结束或届满的会话, in days; that they were opened stays in the trail
    pub session_days: i32,
    /// 未并入线索的疑点, in days since they were last found. Ten years are longer than the five for which
    /// a penalty that concerns life and health may be imposed (行政处罚法 article 36). Findings that
    /// belong to a lead stay with it.
    pub finding_days: i32,
    /// 提醒, in days since they were shown; as long as findings, since an answer may be asked for as long
    pub alert_days: i32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            command_key_days: 7,
            job_days: 90,
            session_days: 30,
            finding_days: 3_653,
            alert_days: 3_653,
        }
    }
}

/// 清理结果
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retired {
    /// 办理编号
    pub command_keys: u64,
    /// 任务
    pub jobs: u64,
    /// 会话
    pub sessions: u64,
    /// 疑点
    pub findings: u64,
    /// 提醒
    pub alerts: u64,
}

impl Writing<'_> {
    /// Takes out what is older than its time.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn retire(&mut self, retention: &Retention) -> Result<Retired, LedgerError> {
        let today = self.at().day();
        let old = |days: i32| oldest(today, days).epoch_seconds();
        let mut retired = Retired::default();
        self.forget_findings(old(retention.finding_days)).await?;
        for (statement, before, count) in [
            (
                "DELETE FROM command_key WHERE at < $1",
                old(retention.command_key_days),
                &mut retired.command_keys,
            ),
            (
                "DELETE FROM job WHERE state IN ('done', 'failed') AND ended_at < $1",
                old(retention.job_days),
                &mut retired.jobs,
            ),
            (
                "DELETE FROM session WHERE until < $1 OR (ended_at <> 0 AND ended_at < $1)",
                old(retention.session_days),
                &mut retired.sessions,
            ),
            (
                "DELETE FROM finding WHERE lead = '' AND last_seen < $1",
                old(retention.finding_days),
                &mut retired.findings,
            ),
            (
                "DELETE FROM alert WHERE at < $1",
                old(retention.alert_days),
                &mut retired.alerts,
            ),
        ] {
            *count = sqlx::query(statement)
                .bind(before)
                .execute(self.connection())
                .await?
                .rows_affected();
        }
        let Retired {
            command_keys,
            jobs,
            sessions,
            findings,
            alerts,
        } = retired;
        self.log(Entry {
            deed: Deed::Retire,
            subject: "retention",
            detail: &format!(
                "办理编号{command_keys}个，任务{jobs}个，会话{sessions}个，疑点{findings}条，提醒{alerts}条"
            ),
            purpose: "",
            content: "",
        })
        .await?;
        Ok(retired)
    }

    /// Takes the findings that are about to go out of the sums.
    async fn forget_findings(&mut self, before: i64) -> Result<(), LedgerError> {
        let going = sqlx::query(
            "SELECT institution, rule, division, service_day, certainty, CAST(SUM(amount) AS BIGINT) AS amount, \
             COUNT(*) AS findings FROM finding WHERE lead = '' AND last_seen < $1 \
             GROUP BY institution, rule, division, service_day, certainty",
        )
        .bind(before)
        .fetch_all(self.connection())
        .await?;
        for row in &going {
            let alike = CountedFinding::read(row)?;
            self.tally().findings(&alike, -number(row, "findings")?, -alike.amount);
        }
        Ok(())
    }
}

fn oldest(today: Day, days: i32) -> Moment {
    today.plus_days(-days).start()
}
