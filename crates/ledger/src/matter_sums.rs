//! What matters add up to, as a list of them shows it and as a dashboard breaks it down: from the sums that
//! are kept beside the rows wherever these know the answer, and else from the rows.

use crate::LedgerError;
use crate::filter::MatterFilter;
use crate::matter::Kind;
use crate::months::{self, Edge, Months};
use crate::reading::Reading;
use crate::sql::{Statement, money, number, text};
use crate::tally::ALL;
use casework::{Avoided, Figures, Flagged, Recovered, Upheld};
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// 合计 · how many rows, and their four figures, each summed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// 件数
    pub count: i64,
    /// 四项金额
    pub figures: Figures,
}

/// 汇总维度 · by what a dashboard breaks a list down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakdown {
    /// 种类
    Kind,
    /// 环节
    Stage,
    /// 机构
    Institution,
    /// 区划
    Division,
    /// 规则
    Rule,
    /// 周期
    Period,
    /// 经办人
    Assignee,
    /// 最近办理月份, `2026-03`
    Month,
}

impl Breakdown {
    /// The column of `matter`; none for the month, which no row has.
    fn column(self) -> Option<&'static str> {
        match self {
            Breakdown::Kind => Some("kind"),
            Breakdown::Stage => Some("stage"),
            Breakdown::Division => Some("division"),
            Breakdown::Month => None,
            facet => facet.facet(),
        }
    }

    /// The facet of the sums, for what is not in every cell.
    fn facet(self) -> Option<&'static str> {
        match self {
            Breakdown::Institution => Some("institution"),
            Breakdown::Rule => Some("rule"),
            Breakdown::Period => Some("period"),
            Breakdown::Assignee => Some("assignee"),
            Breakdown::Kind | Breakdown::Stage | Breakdown::Division | Breakdown::Month => None,
        }
    }
}

/// What cells and rows are added up to.
const SUMS: &str = "CAST(COALESCE(SUM(matters), 0) AS BIGINT) AS matters, \
     CAST(COALESCE(SUM(flagged), 0) AS BIGINT) AS flagged, CAST(COALESCE(SUM(upheld), 0) AS BIGINT) AS upheld, \
     CAST(COALESCE(SUM(recovered), 0) AS BIGINT) AS recovered, CAST(COALESCE(SUM(avoided), 0) AS BIGINT) AS avoided";

/// A row is a cell of one matter.
const ONE: &str = " AS heading, 1 AS matters, flagged, upheld, recovered, avoided FROM matter WHERE 1 = 1";

impl Reading<'_> {
    /// How many matters the filter leaves, and their figures: what the list adds up to.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn totals(&self, filter: &MatterFilter) -> Result<Totals, LedgerError> {
        let mut query = Statement::new("SELECT ");
        query.add(SUMS).add(" FROM (");
        self.add_cells(filter, None, &mut query);
        query.add(") AS cells");
        totals(&query.query().fetch_one(&mut *self.seat().await?).await?)
    }

    /// The totals by one dimension, the most matters first, months in their order; the totals of
    /// [`Self::totals`] are their sum.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn breakdown(&self, filter: &MatterFilter, by: Breakdown) -> Result<Vec<(String, Totals)>, LedgerError> {
        let mut query = Statement::new("SELECT heading, ");
        query.add(SUMS).add(" FROM (");
        self.add_cells(filter, Some(by), &mut query);
        query.add(") AS cells GROUP BY heading ORDER BY matters DESC, heading");
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        let sums = rows.iter().map(|row| Ok((text(row, "heading")?, totals(row)?)));
        let sums: Vec<_> = sums.collect::<Result<_, LedgerError>>()?;
        match by {
            Breakdown::Month => by_month(sums, |month, part: Totals| {
                month.count += part.count;
                month.figures = month.figures + part.figures;
            }),
            _ => Ok(sums),
        }
    }
}

impl Reading<'_> {
    /// Adds the query of the cells that the answer is the sum of. Each has its heading; that of a month is
    /// its number, or a day of it.
    fn add_cells(&self, filter: &MatterFilter, by: Option<Breakdown>, query: &mut Statement) {
        let column = by.map_or(Some("''"), Breakdown::column);
        let Some((facet, heading)) = self.facet(filter, by) else {
            query
                .add("SELECT ")
                .add(column.unwrap_or("CAST(changed_at / 86400 AS TEXT)"))
                .add(ONE);
            self.viewer.limit_matters(query);
            filter.limit(query);
            return;
        };
        let months = Months::within(filter.changed_from, filter.changed_before);
        query.add("SELECT ").add(match column {
            Some(column) if Some(column) == Some(facet) => "heading",
            Some(column) => column,
            None => "CAST(month AS TEXT)",
        });
        query.add(" AS heading, matters, flagged, upheld, recovered, avoided FROM matter_sum WHERE facet = ");
        query.bind(facet);
        if let Some(heading) = heading {
            query.add(" AND heading = ").bind(heading);
            if filter.kinds.is_empty() {
                // All of them: the key has the kind before the heading.
                query
                    .add(" AND kind IN ")
                    .bind_list(Kind::ALL.iter().map(|kind| kind.tag().into()));
            }
        }
        filter.limit_cells(query);
        months.limit(query);
        self.viewer.limit_matters(query);
        for Edge { month, from, before } in months.edges {
            query.add(" UNION ALL SELECT ");
            match column {
                Some(column) => query.add(column),
                None => query.bind(month.to_string()),
            };
            query.add(ONE);
            self.viewer.limit_matters(query);
            let within = MatterFilter {
                changed_from: Some(from),
                changed_before: Some(before),
                ..filter.clone()
            };
            within.limit(query);
        }
    }

    /// The facet of the sums that knows the answer, with the one heading that is asked for; none where only
    /// the rows know it.
    fn facet<'f>(&self, filter: &'f MatterFilter, by: Option<Breakdown>) -> Option<(&'static str, Option<&'f str>)> {
        if !self.viewer.sees_by_place() || filter.due_before.is_some() {
            return None;
        }
        let asked = [
            ("institution", filter.institution.as_ref().map(|code| code.as_str())),
            ("rule", filter.rule.as_ref().map(|code| code.as_str())),
            ("period", filter.period.as_deref()),
            ("assignee", filter.assignee.as_ref().map(|user| user.0.as_str())),
        ];
        one_facet(by.and_then(Breakdown::facet), &asked)
    }
}

/// The one facet among that of the headings and those of the conditions; none where they are several.
pub(crate) fn one_facet<'f>(
    headings: Option<&'static str>,
    asked: &[(&'static str, Option<&'f str>)],
) -> Option<(&'static str, Option<&'f str>)> {
    let mut found = headings.map(|facet| (facet, None));
    for (facet, heading) in asked {
        let Some(heading) = heading else { continue };
        match found {
            Some((other, _)) if other != *facet => return None,
            _ => found = Some((*facet, Some(*heading))),
        }
    }
    Some(found.unwrap_or((ALL, Some(""))))
}

/// Sums whose headings are the numbers of months or of days, by month.
pub(crate) fn by_month<T: Default>(
    sums: impl IntoIterator<Item = (String, T)>,
    add: impl Fn(&mut T, T),
) -> Result<Vec<(String, T)>, LedgerError> {
    let mut months: BTreeMap<i64, T> = BTreeMap::new();
    for (heading, sum) in sums {
        let number: i32 = heading
            .parse()
            .map_err(|_| LedgerError::unreadable("汇总月份", &heading))?;
        add(months.entry(months::of_heading(number)).or_default(), sum);
    }
    Ok(months
        .into_iter()
        .map(|(month, sum)| (months::written(month), sum))
        .collect())
}

fn totals(row: &AnyRow) -> Result<Totals, LedgerError> {
    Ok(Totals {
        count: number(row, "matters")?,
        figures: figures(row)?,
    })
}

/// The four figures of a row or of a sum.
pub(crate) fn figures(row: &AnyRow) -> Result<Figures, LedgerError> {
    Ok(Figures {
        flagged: Flagged::of(money(row, "flagged")?),
        upheld: Upheld::of(money(row, "upheld")?),
        recovered: Recovered::of(money(row, "recovered")?),
        avoided: Avoided::of(money(row, "avoided")?),
    })
}
