//! Clinical conduct of a month by hospital, for the leaders of a bureau: what recognition and antimicrobials came
//! to at each, no department and no doctor, and no count under five.

use super::antimicrobial::{Figures, IndicatorOf, said, without_small_cells};
use super::counted;
use crate::access::may;
use crate::caller::By;
use crate::conduct::recognition::tally;
use crate::written::{Query, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use conduct::Cell;
use conduct::antimicrobial::Unit;
use conduct::recognition::Tally;
use domain::InstitutionCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// 统计月份
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfHospitals {
    /// `2026-10`; last month where it is not given
    month: Option<String>,
}

/// 互认汇总, counts under five and what would give them away not shown
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecognitionSums {
    reminders: String,
    recognised: String,
    rate: String,
    /// yuan; absent where the count that it belongs to is not shown
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<String>,
}

/// 一家医院
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HospitalSums {
    institution: String,
    institution_name: String,
    recognition: RecognitionSums,
    /// of the hospital as a whole; empty where it has brought in no figures
    indicators: Vec<IndicatorOf>,
}

/// 各医院临床行为汇总
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HospitalsSums {
    month: String,
    total: RecognitionSums,
    rows: Vec<HospitalSums>,
}

/// 各医院临床行为汇总
#[utoipa::path(get, path = "/conduct/clinical/hospitals", tag = "clinical", params(OfHospitals),
    responses((status = 200, body = HospitalsSums), (status = "default", body = Problem)))]
pub(crate) async fn hospitals(
    State(workbench): State<Workbench>,
    caller: By<may::HospitalSums>,
    Query(of): Query<OfHospitals>,
) -> Result<Json<HospitalsSums>, Problem> {
    let month = super::asked_month(&workbench, of.month.as_deref())?;
    let reading = workbench.ledger().read(caller.viewer());
    let reminders = reading.reminders(month.first_day(), month.last_day()).await?;
    let tallies = tally(&reminders, |row| row.kept.reminder.institution.clone());
    let figures = Figures::read(&reading, month, month).await?;
    let names = workbench.names().await?;
    let hospitals: BTreeSet<&InstitutionCode> = tallies.keys().chain(figures.institutions()).collect();
    let of_each: Vec<Tally> = hospitals
        .iter()
        .map(|code| tallies.get(*code).copied().unwrap_or_default())
        .collect();
    let count = |of: fn(&Tally) -> u64| of_each.iter().map(|tally| counted(of(tally))).collect::<Vec<u32>>();
    let reminded = Cell::beside_total(&count(|tally| tally.reminders));
    let recognised = Cell::beside_total(&count(|tally| tally.recognised));
    let mut rows = Vec::new();
    for (code, ((tally, reminded), recognised)) in hospitals.iter().zip(of_each.iter().zip(reminded).zip(recognised)) {
        let (cells, targets) = figures.of(code)?;
        let whole = cells.get(&(month, Unit::Institution));
        let indicators = whole.map_or_else(Vec::new, |cell| {
            let said = said(&Unit::Institution, cell, &targets);
            said.iter()
                .map(|judgement| without_small_cells(judgement, cell))
                .collect()
        });
        rows.push(HospitalSums {
            institution: code.to_string(),
            institution_name: names.institution(code.as_str()),
            recognition: sums(tally, reminded, recognised),
            indicators,
        });
    }
    let total: Tally = of_each.into_iter().sum();
    Ok(Json(HospitalsSums {
        month: month.to_string(),
        total: sums(
            &total,
            Cell::of(counted(total.reminders)),
            Cell::of(counted(total.recognised)),
        ),
        rows,
    }))
}

/// Share and fee only where both counts are shown: they would tell the one that is not.
fn sums(tally: &Tally, reminded: Cell, recognised: Cell) -> RecognitionSums {
    RecognitionSums {
        reminders: reminded.to_string(),
        recognised: recognised.to_string(),
        rate: match reminded.is_shown() && recognised.is_shown() {
            true => tally.rate().percent(),
            false => "—".to_owned(),
        },
        saved: recognised.is_shown().then(|| yuan(tally.saved)),
    }
}
