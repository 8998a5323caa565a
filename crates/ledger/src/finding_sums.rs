//! What findings add up to, as a list of them shows it and as a dashboard breaks it down.

use crate::LedgerError;
use crate::finding_list::FindingFilter;
use crate::reading::Reading;
use crate::sql::{Statement, money, number, text};
use domain::Money;
use sqlx::any::AnyRow;

/// 疑点合计 · how many, and their money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FindingTotals {
    /// 条数
    pub count: i64,
    /// 疑点金额
    pub amount: Money,
}

/// 汇总维度 of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingBreakdown {
    /// 规则
    Rule,
    /// 机构
    Institution,
    /// 区划
    Division,
    /// 服务月份, `2026-03`
    Month,
    /// 判定: 3 明确违规, 2 可疑, 1 轻度可疑
    Certainty,
}

impl FindingBreakdown {
    /// What the rows are grouped by. Months are cut out of the day in the program: no text of a date is
    /// the same in both databases.
    fn column(self) -> &'static str {
        match self {
            FindingBreakdown::Rule => "rule",
            FindingBreakdown::Institution => "institution",
            FindingBreakdown::Division => "division",
            FindingBreakdown::Month => "service_day",
            FindingBreakdown::Certainty => "certainty",
        }
    }
}

const SUMS: &str = "COUNT(*) AS findings, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount";

impl Reading<'_> {
    /// How many findings the filter leaves, and their money: what the list adds up to.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn finding_totals(&self, filter: &FindingFilter) -> Result<FindingTotals, LedgerError> {
        let mut query = Statement::new("SELECT ");
        query.add(SUMS).add(" FROM finding WHERE 1 = 1");
        self.viewer.limit_findings(&mut query);
        filter.limit(&mut query);
        totals(&query.query().fetch_one(self.readers).await?)
    }

    /// The totals by one dimension, the largest amount first, months in their order; the totals of
    /// [`Self::finding_totals`] are their sum.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn finding_breakdown(
        &self,
        filter: &FindingFilter,
        by: FindingBreakdown,
    ) -> Result<Vec<(String, FindingTotals)>, LedgerError> {
        let column = by.column();
        let mut query = Statement::new("SELECT CAST(");
        query.add(column).add(" AS TEXT) AS heading, ").add(SUMS);
        query.add(" FROM finding WHERE 1 = 1");
        self.viewer.limit_findings(&mut query);
        filter.limit(&mut query);
        query
            .add(" GROUP BY ")
            .add(column)
            .add(" ORDER BY amount DESC, heading");
        let rows = query.query().fetch_all(self.readers).await?;
        let sums = rows.iter().map(|row| Ok((text(row, "heading")?, totals(row)?)));
        match by {
            FindingBreakdown::Month => by_month(sums),
            _ => sums.collect(),
        }
    }
}

fn by_month(
    days: impl Iterator<Item = Result<(String, FindingTotals), LedgerError>>,
) -> Result<Vec<(String, FindingTotals)>, LedgerError> {
    let mut months: std::collections::BTreeMap<String, FindingTotals> = std::collections::BTreeMap::new();
    for day in days {
        let (number, of_day) = day?;
        let day = number
            .parse()
            .map(domain::Day::from_epoch_days)
            .map_err(|_| LedgerError::unreadable("字段service_day", &number))?;
        let month = day.to_string().get(..7).unwrap_or_default().to_owned();
        let of_month = months.entry(month).or_default();
        of_month.count += of_day.count;
        of_month.amount += of_day.amount;
    }
    Ok(months.into_iter().collect())
}

fn totals(row: &AnyRow) -> Result<FindingTotals, LedgerError> {
    Ok(FindingTotals {
        count: number(row, "findings")?,
        amount: money(row, "amount")?,
    })
}
