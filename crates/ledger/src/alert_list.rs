//! Alerts as doctors, hospitals and the bureau read them, and what came of them in sum.

use crate::alert::{SILENT, Way, action_column, stage_column};
use crate::finding_list::certainty_of;
use crate::matter_sums::by_month;
use crate::reading::Reading;
use crate::sql::{Statement, given, moment, money, number, text};
use crate::{Answer, LedgerError};
use casework::Avoided;
use domain::{Action, Certainty, InstitutionCode, Moment, Money, RuleCode, Stage};
use sqlx::any::AnyRow;

/// 提醒 · one row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// 违规标识
    pub id: String,
    /// 疑点标识
    pub finding: String,
    /// 提醒时间
    pub at: Moment,
    /// 环节
    pub stage: Stage,
    /// 机构编号
    pub institution: String,
    /// 科室
    pub department: Option<String>,
    /// 医师标识
    pub practitioner: Option<String>,
    /// 规则编码
    pub rule: String,
    /// 规则名称
    pub rule_name: String,
    /// 判定
    pub certainty: Certainty,
    /// 处置, in Chinese
    pub action_zh: &'static str,
    /// 违规金额
    pub amount: Money,
    /// 一句话说明
    pub sentence: String,
    /// 答复
    pub answer: Option<Answer>,
    /// 已采纳: the order was changed, stopped, or turned into own expense
    pub followed: bool,
    /// 事后又发现: the same finding was there again when the bill was settled
    pub settled: bool,
}

impl AlertRow {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        let (stage, action, answer) = (text(row, "stage")?, text(row, "action")?, text(row, "answer")?);
        let certainty = number(row, "certainty")?;
        let unreadable = |column: &str, value: &str| LedgerError::unreadable(format!("字段{column}"), value);
        let way = match answer.as_str() {
            "" | SILENT => None,
            "continue" => Some(Way::Continue),
            "amend" => Some(Way::Amend),
            other => return Err(unreadable("answer", other)),
        };
        let answer = match way {
            None => None,
            Some(way) => Some(Answer {
                way,
                reason: text(row, "reason")?,
                at: moment(row, "answered_at")?,
            }),
        };
        Ok(Self {
            id: text(row, "id")?,
            finding: text(row, "finding")?,
            at: moment(row, "at")?,
            stage: stage_of(&stage).ok_or_else(|| unreadable("stage", &stage))?,
            institution: text(row, "institution")?,
            department: given(row, "department")?,
            practitioner: given(row, "practitioner")?,
            rule: text(row, "rule")?,
            rule_name: text(row, "rule_name")?,
            certainty: certainty_of(certainty).ok_or_else(|| LedgerError::unreadable("字段certainty", certainty))?,
            action_zh: action_zh(&action).ok_or_else(|| unreadable("action", &action))?,
            amount: money(row, "amount")?,
            sentence: text(row, "sentence")?,
            answer,
            followed: number(row, "followed")? != 0,
            settled: number(row, "settled")? != 0,
        })
    }
}

/// 提醒筛选 · every condition that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertFilter {
    /// 机构编号
    pub institution: Option<InstitutionCode>,
    /// 规则编码
    pub rule: Option<RuleCode>,
    /// 提醒时间 from
    pub from: Option<Moment>,
    /// 提醒时间 before
    pub before: Option<Moment>,
}

impl AlertFilter {
    fn limit(&self, statement: &mut Statement) {
        if let Some(code) = &self.institution {
            statement.add(" AND institution = ").bind(code.as_str());
        }
        if let Some(code) = &self.rule {
            statement.add(" AND rule = ").bind(code.as_str());
        }
        if let Some(from) = self.from {
            statement.add(" AND at >= ").bind(from);
        }
        if let Some(before) = self.before {
            statement.add(" AND at < ").bind(before);
        }
    }
}

/// 提醒合计
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AlertTotals {
    /// 提醒次数
    pub shown: i64,
    /// 答复次数
    pub answered: i64,
    /// 采纳次数: [`AlertRow::followed`]
    pub adopted: i64,
    /// 避免金额: each finding once, by its last alert, and not where the bill had it after all; the rule of
    /// [`casework::avoided`]
    pub avoided: Avoided,
}

/// What a row of a list reads, up to the condition of the last column.
const COLUMNS: &str = "SELECT id, finding, at, stage, institution, department, practitioner, rule, rule_name, certainty, \
     action, amount, sentence, answer, reason, answered_at, followed, CAST(CASE WHEN ";

/// What follows that condition.
const REST: &str = " THEN 1 ELSE 0 END AS BIGINT) AS settled FROM alert WHERE 1 = 1";

const SETTLED: &str = "EXISTS (SELECT 1 FROM finding WHERE finding.id = alert.finding)";

/// Whether an alert counts its money: followed, the last of its finding, and not billed after all.
const AVOIDS: &str = "followed = 1 \
     AND NOT EXISTS (SELECT 1 FROM alert later WHERE later.finding = alert.finding AND later.id > alert.id) \
     AND NOT EXISTS (SELECT 1 FROM finding WHERE finding.id = alert.finding)";

impl Reading<'_> {
    /// Alerts, the latest first; `after` is the last row of the page before.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn alerts(
        &self,
        filter: &AlertFilter,
        size: u16,
        after: Option<&AlertRow>,
    ) -> Result<Vec<AlertRow>, LedgerError> {
        let mut query = Statement::new(COLUMNS);
        query.add(SETTLED).add(REST);
        self.viewer.limit_alerts(&mut query);
        filter.limit(&mut query);
        if let Some(last) = after {
            query
                .add(" AND (at, id) < ")
                .bind_list([last.at.into(), last.id.as_str().into()]);
        }
        query.add(&format!(" ORDER BY at DESC, id DESC LIMIT {}", size.clamp(1, 500)));
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        rows.iter().map(AlertRow::read).collect()
    }

    /// One alert.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for an alert that does not exist for the viewer.
    pub async fn alert(&self, id: &str) -> Result<AlertRow, LedgerError> {
        let mut query = Statement::new(COLUMNS);
        query.add(SETTLED).add(REST).add(" AND id = ").bind(id);
        self.viewer.limit_alerts(&mut query);
        let row = query.query().fetch_optional(&mut *self.seat().await?).await?;
        AlertRow::read(&row.ok_or_else(|| LedgerError::NotFound {
            what: "提醒",
            id: id.chars().filter(|ch| !ch.is_control()).take(40).collect(),
        })?)
    }

    /// What came of alerts in sum.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn alert_totals(&self, filter: &AlertFilter) -> Result<AlertTotals, LedgerError> {
        let query = self.alert_sums("''", filter);
        let row = query.query().fetch_one(&mut *self.seat().await?).await?;
        alert_totals(&row)
    }

    /// The totals by the month of the alert, `2026-03`, in order; those of [`Self::alert_totals`] are their
    /// sum.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn alert_months(&self, filter: &AlertFilter) -> Result<Vec<(String, AlertTotals)>, LedgerError> {
        let mut query = self.alert_sums("CAST(at / 86400 AS TEXT)", filter);
        query.add(" GROUP BY at / 86400");
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        let days = rows.iter().map(|row| Ok((text(row, "heading")?, alert_totals(row)?)));
        by_month(
            days.collect::<Result<Vec<_>, LedgerError>>()?,
            |month, day: AlertTotals| {
                month.shown += day.shown;
                month.answered += day.answered;
                month.adopted += day.adopted;
                month.avoided += day.avoided;
            },
        )
    }

    fn alert_sums(&self, heading: &'static str, filter: &AlertFilter) -> Statement {
        let mut query = Statement::new("SELECT ");
        query.add(heading).add(
            " AS heading, COUNT(*) AS shown, CAST(COALESCE(SUM(followed), 0) AS BIGINT) AS adopted, \
             CAST(COALESCE(SUM(CASE WHEN answered_at IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT) AS answered, \
             CAST(COALESCE(SUM(CASE WHEN amount > 0 AND ",
        );
        query.add(AVOIDS);
        query.add(" THEN amount ELSE 0 END), 0) AS BIGINT) AS avoided FROM alert WHERE 1 = 1");
        self.viewer.limit_alerts(&mut query);
        filter.limit(&mut query);
        query
    }
}

fn alert_totals(row: &AnyRow) -> Result<AlertTotals, LedgerError> {
    Ok(AlertTotals {
        shown: number(row, "shown")?,
        answered: number(row, "answered")?,
        adopted: number(row, "adopted")?,
        avoided: Avoided::of(money(row, "avoided")?),
    })
}

fn stage_of(column: &str) -> Option<Stage> {
    [Stage::Prescribing, Stage::Settlement, Stage::Audit]
        .into_iter()
        .find(|stage| stage_column(*stage) == column)
}

fn action_zh(column: &str) -> Option<&'static str> {
    let all = [
        Action::Pass,
        Action::Record,
        Action::Remind,
        Action::ReasonRequired,
        Action::SelfPay,
        Action::Block,
    ];
    all.into_iter()
        .find(|action| action_column(*action) == column)
        .map(Action::zh)
}
