//! What mutual recognition came to, for everybody: by district what was recognised and what that saved, without a
//! login. No institution stands in it, and no count under five.

use super::places;
use crate::consequences::system;
use crate::written::{Query, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use conduct::{Cell, Month};
use domain::Day;
use ledger::Recognised;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Years that can be asked for, the present one included: each costs a look at all reminders of it.
const YEARS: i16 = 5;

/// 统计年度
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfYear {
    /// `2026`; that of the last month that is over where it is not given
    year: Option<i16>,
}

/// 地区互认合计
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DistrictTotal {
    name: String,
    /// `<5` where there are fewer, a dash where the total would give that away
    recognised: String,
    /// yuan; absent where the count is not shown
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<String>,
}

/// 互认公开合计
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PublicTotals {
    year: i16,
    /// the last day that is counted: the end of a month
    through: String,
    recognised: String,
    /// yuan; absent where the count is not shown
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<String>,
    /// every district in which an institution takes part
    districts: Vec<DistrictTotal>,
}

/// 互认公开合计
#[utoipa::path(get, path = "/public/recognition", tag = "public", params(OfYear),
    responses((status = 200, body = PublicTotals), (status = "default", body = Problem)))]
pub(crate) async fn public_totals(
    State(workbench): State<Workbench>,
    Query(of): Query<OfYear>,
) -> Result<Json<PublicTotals>, Problem> {
    let now = workbench.now();
    workbench.within_published_rate(now)?;
    let over = Month::of(now.day()).first_day().plus_days(-1);
    let year = of.year.unwrap_or(over.year());
    if !(over.year() - YEARS < year && year <= over.year()) {
        let detail = format!("可以查询{}年至{}年。", over.year() - YEARS + 1, over.year());
        return Err(Problem::input("year", detail));
    }
    let kept = workbench.public_totals();
    let find = async || totals(&workbench, year, over).await;
    let totals = kept.get(year, now.epoch_seconds(), find).await?;
    Ok(Json((*totals).clone()))
}

/// The totals of a year up to its end, or up to the last day of a month that is over.
async fn totals(workbench: &Workbench, year: i16, over: Day) -> Result<PublicTotals, Problem> {
    let everybody = system();
    let reading = workbench.ledger().read(&everybody);
    let (from, to) = bounds(year, over)?;
    let mut sums: BTreeMap<String, Recognised> = BTreeMap::new();
    let places = places(&reading).await?;
    for name in places.values() {
        sums.entry(name.clone()).or_default();
    }
    for (division, of) in reading.recognised(from, to).await? {
        let code = division.as_str();
        let name = places.get(code).cloned().unwrap_or_else(|| code.to_owned());
        let sum = sums.entry(name).or_default();
        sum.reports = sum.reports.saturating_add(of.reports);
        sum.saved += of.saved;
    }
    let counts: Vec<u32> = sums.values().map(|of| of.reports).collect();
    let cells = Cell::beside_total(&counts);
    let all = Recognised {
        reports: counts.iter().fold(0, |sum, count| sum.saturating_add(*count)),
        saved: sums.values().map(|of| of.saved).sum(),
    };
    let total = Cell::of(all.reports);
    let district = |((name, of), cell): ((String, Recognised), Cell)| DistrictTotal {
        name,
        recognised: cell.to_string(),
        saved: saved(&of, cell),
    };
    Ok(PublicTotals {
        year,
        through: to.to_string(),
        recognised: total.to_string(),
        saved: saved(&all, total),
        districts: sums.into_iter().zip(cells).map(district).collect(),
    })
}

/// Fees tell how many reports they are of.
fn saved(of: &Recognised, cell: Cell) -> Option<String> {
    cell.is_shown().then(|| yuan(of.saved))
}

fn bounds(year: i16, over: Day) -> Result<(Day, Day), Problem> {
    let day = |month, day| Day::from_ymd(year, month, day).map_err(|_| Problem::input("year", "不是年度。"));
    let (from, to) = (day(1, 1)?, day(12, 31)?);
    Ok((from, to.min(over)))
}
