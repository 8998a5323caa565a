//! The leader's dashboard. Every number is what a list adds up to, and says which list.
//!
//! The four figures of a year: flagged is what was found in services of the year; upheld and recovered
//! are what matters that were handled in the year have come to; avoided is what reminders of the year
//! kept from being charged. They are never added up.

use crate::access::may;
use crate::caller::By;
use crate::findings::{FindingSum, heading};
use crate::funnel::{Funnel, funnel, visits};
use crate::matters::{MatterRow, row_of};
use crate::names::Names;
use crate::quality::{of_rules, precision};
use crate::written::{FourFigures, Query, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use domain::{Day, Money};
use ledger::{
    AlertFilter, Breakdown, FindingBreakdown, FindingFilter, Kind, MatterFilter, MatterOrder, OrganisationKind, Page,
    Reading, Totals,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// Kinds in which an amount is upheld. A lead only flags; the recovery ledger repeats what others upheld.
pub(crate) const UPHOLD: [Kind; 3] = [Kind::Review, Kind::SelfAudit, Kind::Enforcement];

/// Kinds in which money comes back.
pub(crate) const RECOVER: [Kind; 3] = [Kind::Review, Kind::SelfAudit, Kind::Recovery];

/// Rows of a ranking.
const RANKED: usize = 20;

/// 年度
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Year {
    /// the present year where it is not given
    year: Option<i16>,
}

/// 件数
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counts {
    findings: i64,
    leads: i64,
    reviews: i64,
    cases: i64,
    overdue: i64,
}

/// 某月的四项金额
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthFigures {
    /// `2026-03`
    month: String,
    figures: FourFigures,
}

/// 机构 in the ranking
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstitutionRank {
    code: String,
    name: String,
    findings: i64,
    figures: FourFigures,
}

/// 区划
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DivisionRank {
    division: String,
    findings: i64,
    flagged: String,
}

/// 规则 in the ranking
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleRank {
    #[serde(flatten)]
    sum: FindingSum,
    /// 准确率, between 0 and 1; none while too few findings are decided
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<String>,
}

/// 接入率 of one channel: live institutions of those that must be
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessRate {
    live: usize,
    due: usize,
}

/// 提醒采纳
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Adoption {
    /// alerts that doctors were shown
    shown: i64,
    /// of these, followed
    adopted: i64,
}

/// 驾驶舱
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dashboard {
    year: i16,
    figures: FourFigures,
    last_year: FourFigures,
    counts: Counts,
    access_rate: AccessRate,
    adoption: Adoption,
    trend: Vec<MonthFigures>,
    institutions: Vec<InstitutionRank>,
    /// where settled claims are connected, and they have visits of the year
    #[serde(skip_serializing_if = "Option::is_none")]
    funnel: Option<Funnel>,
    rules: Vec<RuleRank>,
    divisions: Vec<DivisionRank>,
    overdue: Vec<MatterRow>,
}

/// 领导驾驶舱
#[utoipa::path(get, path = "/dashboard", tag = "figures", params(Year), responses((status = 200, body = Dashboard), (status = "default", body = Problem)))]
pub(crate) async fn dashboard(
    State(workbench): State<Workbench>,
    caller: By<may::Dashboard>,
    Query(Year { year }): Query<Year>,
) -> Result<Json<Dashboard>, Problem> {
    let today = workbench.now().day();
    let year = year.unwrap_or(today.year());
    let span = Span::year(year)?;
    let names = workbench.names().await?;
    // Before a seat is taken: what looks at everything may take a while.
    let quality = of_rules(&workbench).await?;
    let visits = visits(&workbench, &span).await.unwrap_or_else(|problem| {
        // The rest of the dashboard needs no claims.
        tracing::warn!(%problem, "驾驶舱没有漏斗图");
        None
    });
    let sitting = workbench.ledger().sit_down(caller.viewer()).await?;
    let reading = sitting.read();
    let organisations = reading.organisations().await?;
    let due = organisations.iter().filter(|org| is_due(org));
    let (live, due): (Vec<_>, Vec<_>) = due.partition(|org| org.access.prescribing == ledger::AccessState::Live);
    let open = MatterFilter {
        due_before: Some(today),
        ..MatterFilter::default()
    };
    let overdue = reading.matters(&open, &Page::first(MatterOrder::DueFirst, 10)).await?;
    let kinds = reading.breakdown(&span.matters(&[]), Breakdown::Kind).await?;
    let count = |kind: Kind| of(&kinds, kind.tag()).count;
    let findings = reading.finding_totals(&span.findings()).await?;
    let alerts = reading.alert_totals(&span.alerts()).await?;
    let rules = reading
        .finding_breakdown(&span.findings(), FindingBreakdown::Rule)
        .await?;
    let divisions = reading
        .finding_breakdown(&span.findings(), FindingBreakdown::Division)
        .await?;
    let flagged = reading
        .finding_breakdown(&span.findings(), FindingBreakdown::Institution)
        .await?;
    let funnel = visits.and_then(|visits| {
        let counts: HashMap<&str, i64> = flagged.iter().map(|(code, sum)| (code.as_str(), sum.count)).collect();
        let listed = organisations
            .iter()
            .filter(|org| org.kind == OrganisationKind::Institution)
            .map(|org| {
                (
                    org.code.clone(),
                    counts.get(org.code.as_str()).copied().unwrap_or_default(),
                )
            });
        funnel(&visits, &listed.collect::<Vec<_>>(), &names)
    });
    Ok(Json(Dashboard {
        year,
        figures: span.figures(&reading).await?,
        last_year: Span::year(year - 1)?.figures(&reading).await?,
        counts: Counts {
            findings: findings.count,
            leads: count(Kind::Lead),
            reviews: count(Kind::Review),
            cases: count(Kind::Enforcement),
            overdue: reading.totals(&open).await?.count,
        },
        access_rate: AccessRate {
            due: live.len() + due.len(),
            live: live.len(),
        },
        adoption: Adoption {
            shown: alerts.shown,
            adopted: alerts.adopted,
        },
        trend: trend(&reading, year, &span, workbench.now().day()).await?,
        institutions: institutions(&reading, &span, flagged, &names).await?,
        funnel,
        rules: rules
            .into_iter()
            .take(RANKED)
            .map(|(code, sum)| RuleRank {
                precision: quality.get(&code).and_then(precision),
                sum: heading(FindingBreakdown::Rule, (code, sum), &names),
            })
            .collect(),
        divisions: divisions
            .into_iter()
            .map(|(division, sum)| DivisionRank {
                division,
                findings: sum.count,
                flagged: yuan(sum.amount),
            })
            .collect(),
        overdue: overdue
            .rows
            .into_iter()
            .map(|row| row_of(row, &names, &workbench, today))
            .collect(),
    }))
}

/// Institutions of the second and third level must be connected.
fn is_due(organisation: &ledger::Organisation) -> bool {
    organisation.kind == OrganisationKind::Institution
        && organisation
            .level
            .as_deref()
            .is_some_and(|level| level.starts_with(['二', '三']))
}

/// A year or a month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) from: Day,
    pub(crate) before: Day,
}

impl Span {
    /// A calendar year.
    pub(crate) fn year(year: i16) -> Result<Self, Problem> {
        let day = |year| Day::from_ymd(year, 1, 1).map_err(|_| Problem::input("year", "没有这个年度。"));
        match (2000..=2100).contains(&year) {
            true => Ok(Self {
                from: day(year)?,
                before: day(year + 1)?,
            }),
            false => Err(Problem::input("year", "年度须在2000至2100之间。")),
        }
    }

    pub(crate) fn findings(&self) -> FindingFilter {
        FindingFilter {
            from: Some(self.from),
            before: Some(self.before),
            ..FindingFilter::default()
        }
    }

    fn alerts(&self) -> AlertFilter {
        AlertFilter {
            from: Some(self.from.start()),
            before: Some(self.before.start()),
            ..AlertFilter::default()
        }
    }

    pub(crate) fn matters(&self, kinds: &[Kind]) -> MatterFilter {
        MatterFilter {
            kinds: kinds.to_vec(),
            changed_from: Some(self.from.start()),
            changed_before: Some(self.before.start()),
            ..MatterFilter::default()
        }
    }

    async fn figures(&self, reading: &Reading<'_>) -> Result<FourFigures, Problem> {
        let flagged = reading.finding_totals(&self.findings()).await?.amount;
        let upheld = reading.totals(&self.matters(&UPHOLD)).await?;
        let recovered = reading.totals(&self.matters(&RECOVER)).await?;
        let avoided = reading.alert_totals(&self.alerts()).await?.avoided;
        Ok(FourFigures::of(flagged, upheld, recovered, avoided.money()))
    }
}

/// The figures of each month of the year that has begun: a month to come has none, which is not nothing.
async fn trend(reading: &Reading<'_>, year: i16, span: &Span, today: Day) -> Result<Vec<MonthFigures>, Problem> {
    let flagged = reading
        .finding_breakdown(&span.findings(), FindingBreakdown::Month)
        .await?;
    let by = async |kinds: &[Kind]| reading.breakdown(&span.matters(kinds), Breakdown::Month).await;
    let (upheld, recovered) = (by(&UPHOLD).await?, by(&RECOVER).await?);
    let alerts = reading.alert_months(&span.alerts()).await?;
    let begun = (1..=12).filter(|month| (year, *month) <= (today.year(), today.month()));
    let months = begun.map(|month| format!("{year:04}-{month:02}"));
    let figures = |month: String| MonthFigures {
        figures: FourFigures::of(
            of(&flagged, &month).amount,
            of(&upheld, &month),
            of(&recovered, &month),
            of(&alerts, &month).avoided.money(),
        ),
        month,
    };
    Ok(months.map(figures).collect())
}

/// What stands under a heading, or nothing.
fn of<T: Copy + Default>(sums: &[(String, T)], heading: &str) -> T {
    let found = sums.iter().find(|(found, _)| found == heading);
    found.map_or_else(T::default, |(_, sum)| *sum)
}

async fn institutions(
    reading: &Reading<'_>,
    span: &Span,
    flagged: Vec<(String, ledger::FindingTotals)>,
    names: &Names,
) -> Result<Vec<InstitutionRank>, Problem> {
    let by = async |kinds: &[Kind]| -> Result<HashMap<String, Totals>, Problem> {
        let sums = reading.breakdown(&span.matters(kinds), Breakdown::Institution).await?;
        Ok(sums.into_iter().collect())
    };
    let (upheld, recovered) = (by(&UPHOLD).await?, by(&RECOVER).await?);
    let under = |sums: &HashMap<String, Totals>, code: &str| sums.get(code).copied().unwrap_or_default();
    let rank = |(code, sum): (String, ledger::FindingTotals)| InstitutionRank {
        name: names.institution(&code),
        findings: sum.count,
        figures: FourFigures::of(sum.amount, under(&upheld, &code), under(&recovered, &code), Money::ZERO),
        code,
    };
    Ok(flagged.into_iter().take(RANKED).map(rank).collect())
}
