//! What findings add up to, as a list of them shows it and as a dashboard breaks it down: from the sums that
//! are kept beside the rows wherever these know the answer, and else from the rows.

use crate::LedgerError;
use crate::finding_list::FindingFilter;
use crate::matter_sums::{by_month, one_facet};
use crate::months::{Edge, Months};
use crate::reading::Reading;
use crate::sql::{Statement, money, number, text};
use domain::{Day, Money};
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
    /// The column of `finding`; none for the month, which no row has. Months are cut out of the day in the
    /// program: no text of a date is the same in both databases.
    fn column(self) -> Option<&'static str> {
        match self {
            FindingBreakdown::Division => Some("division"),
            FindingBreakdown::Certainty => Some("certainty"),
            FindingBreakdown::Month => None,
            facet => facet.facet(),
        }
    }

    /// The facet of the sums, for what is not in every cell.
    fn facet(self) -> Option<&'static str> {
        match self {
            FindingBreakdown::Rule => Some("rule"),
            FindingBreakdown::Institution => Some("institution"),
            FindingBreakdown::Division | FindingBreakdown::Month | FindingBreakdown::Certainty => None,
        }
    }
}

/// What cells and rows are added up to.
const SUMS: &str = "CAST(COALESCE(SUM(findings), 0) AS BIGINT) AS findings, \
     CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount";

/// A row is a cell of one finding.
const ONE: &str = " AS TEXT) AS heading, 1 AS findings, amount FROM finding WHERE 1 = 1";

impl Reading<'_> {
    /// How many findings the filter leaves, and their money: what the list adds up to.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn finding_totals(&self, filter: &FindingFilter) -> Result<FindingTotals, LedgerError> {
        let mut query = Statement::new("SELECT ");
        query.add(SUMS).add(" FROM (");
        self.add_finding_cells(filter, None, &mut query);
        query.add(") AS cells");
        totals(&query.query().fetch_one(&mut *self.seat().await?).await?)
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
        let mut query = Statement::new("SELECT heading, ");
        query.add(SUMS).add(" FROM (");
        self.add_finding_cells(filter, Some(by), &mut query);
        query.add(") AS cells GROUP BY heading HAVING SUM(findings) > 0 ORDER BY amount DESC, heading");
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        let sums = rows.iter().map(|row| Ok((text(row, "heading")?, totals(row)?)));
        let sums: Vec<_> = sums.collect::<Result<_, LedgerError>>()?;
        match by {
            FindingBreakdown::Month => by_month(sums, |month, part: FindingTotals| {
                month.count += part.count;
                month.amount += part.amount;
            }),
            _ => Ok(sums),
        }
    }

    /// Adds the query of the cells that the answer is the sum of. Each has its heading; that of a month is
    /// its number, or a day of it.
    fn add_finding_cells(&self, filter: &FindingFilter, by: Option<FindingBreakdown>, query: &mut Statement) {
        let column = by.map_or(Some("''"), FindingBreakdown::column);
        query.add("SELECT CAST(");
        let Some((facet, heading)) = self.finding_facet(filter, by) else {
            query.add(column.unwrap_or("service_day")).add(ONE);
            self.viewer.limit_findings(query);
            filter.limit(query);
            return;
        };
        let months = Months::within(filter.from.map(Day::start), filter.before.map(Day::start));
        query.add(match column {
            Some(column) if column == facet => "heading",
            Some(column) => column,
            None => "month",
        });
        query.add(" AS TEXT) AS heading, findings, amount FROM finding_sum WHERE facet = ");
        query.bind(facet);
        if let Some(heading) = heading {
            query.add(" AND heading = ").bind(heading);
        }
        filter.limit_certainty(query);
        months.limit(query);
        self.viewer.limit_findings(query);
        for Edge { month, from, before } in months.edges {
            query.add(" UNION ALL SELECT CAST(");
            match column {
                Some(column) => query.add(column),
                None => query.bind(month),
            };
            query.add(" AS TEXT) AS heading, COUNT(*) AS findings, SUM(amount) AS amount FROM finding WHERE 1 = 1");
            self.viewer.limit_findings(query);
            let within = FindingFilter {
                from: Some(from.day()),
                before: Some(before.day()),
                ..filter.clone()
            };
            within.limit(query);
            let Some(column) = by.and_then(FindingBreakdown::column) else {
                continue;
            };
            if column == facet {
                // Under each heading that there is, by the index that begins with it: so none is sorted.
                query.add(" AND ").add(column);
                query
                    .add(" IN (SELECT heading FROM finding_sum WHERE facet = ")
                    .bind(facet)
                    .add(")");
            }
            query.add(" GROUP BY ").add(column);
        }
    }

    /// The facet of the sums that knows the answer, with the one heading that is asked for; none where only
    /// the rows know it.
    fn finding_facet<'f>(
        &self,
        filter: &'f FindingFilter,
        by: Option<FindingBreakdown>,
    ) -> Option<(&'static str, Option<&'f str>)> {
        if !self.viewer.sees_findings_by_place() || filter.lead.is_some() {
            return None;
        }
        let asked = [
            ("institution", filter.institution.as_ref().map(|code| code.as_str())),
            ("rule", filter.rule.as_ref().map(|code| code.as_str())),
        ];
        one_facet(by.and_then(FindingBreakdown::facet), &asked)
    }
}

fn totals(row: &AnyRow) -> Result<FindingTotals, LedgerError> {
    Ok(FindingTotals {
        count: number(row, "findings")?,
        amount: money(row, "amount")?,
    })
}
