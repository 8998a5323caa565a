//! Inpatient stays that cost too much: the sheets of stays and of thresholds by group, and the list of a
//! month with what its reviews came to.

use super::Rows;
use crate::access::may;
use crate::caller::By;
use crate::conduct::books;
use crate::sheet::{Cells, Column, Preview, Reject, Taking};
use crate::written::{Query, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use casework::Machine;
use conduct::quality::{GroupLimit, HighCost, HighCostReview, Stay, Threshold, Unjudged, high_cost as above};
use conduct::{Department, Month};
use domain::{EncounterId, InstitutionCode, Money, PractitionerCode};
use ledger::{LedgerError, MatterFilter, Reading};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// Where nobody has set a threshold for a group: above this share of its stays, in percent.
const PERCENT: u8 = 99;
/// Fewer stays of a group than this say nothing; with fewer than a hundred no stay could lie above the share.
const LEAST: usize = 100;
/// How many months of stays, the last one included, are compared with each other.
const MONTHS_COMPARED: u8 = 12;

const STAYS: &[Column] = &[
    Column::required("encounter", "就诊标识", &["住院流水号", "就诊编号"]),
    Column::required("department", "科室", &["出院科室"]),
    Column::required("practitioner", "主管医师编号", &["主管医师", "医师编号", "医师代码"]),
    Column::required("group", "分组", &["DRG组", "病种", "分组编码"]),
    Column::required("discharged_on", "出院日期", &["出院时间"]),
    Column::required("total", "住院费用", &["总费用", "医疗总费用"]),
];

const LIMITS: &[Column] = &[
    Column::required("group", "分组", &["DRG组", "病种", "分组编码"]),
    Column::required("limit", "阈值", &["高额阈值", "费用上限"]),
];

/// 导入住院病例费用
#[utoipa::path(post, path = "/conduct/high-cost/stays/sheet", tag = "clinical", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import_stays(
    State(workbench): State<Workbench>,
    caller: By<may::ClinicalSheets>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let rows = Rows::of(&caller)?;
    let division = workbench.ledger().read(caller.viewer()).own_division().await?;
    let division = domain::Division::new(division.unwrap_or_default());
    let sheet = taking.read(&content?, STAYS, |cells| {
        rows.once(cells, "encounter", stay(cells, &rows.institution, &division)?)
    })?;
    rows.settle(&workbench, &caller, sheet).await
}

/// 导入病例分组费用阈值
#[utoipa::path(post, path = "/conduct/high-cost/limits/sheet", tag = "clinical", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import_limits(
    State(workbench): State<Workbench>,
    caller: By<may::ClinicalSheets>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let rows = Rows::of(&caller)?;
    let sheet = taking.read(&content?, LIMITS, |cells| rows.once(cells, "group", limit(cells)?))?;
    rows.settle(&workbench, &caller, sheet).await
}

fn money(cells: &Cells<'_>, field: &'static str) -> Result<Money, Reject> {
    let amount: Option<Money> = cells.of(field).replace(',', "").parse().ok();
    amount
        .filter(|amount| amount.is_positive())
        .ok_or_else(|| cells.reject(field, "应为大于零的金额，请写成18000.00。"))
}

fn stay(cells: &Cells<'_>, institution: &InstitutionCode, division: &domain::Division) -> Result<Stay, Reject> {
    let day = cells.of("discharged_on");
    let day = day.split_whitespace().next().unwrap_or_default();
    Ok(Stay {
        encounter: EncounterId::new(cells.of("encounter")),
        institution: institution.clone(),
        division: division.clone(),
        department: Department(cells.of("department").to_owned()),
        practitioner: PractitionerCode::new(cells.of("practitioner")),
        group: cells.of("group").to_owned(),
        discharged_on: cells.as_day("discharged_on", day)?,
        total: money(cells, "total")?,
    })
}

fn limit(cells: &Cells<'_>) -> Result<GroupLimit, Reject> {
    Ok(GroupLimit {
        group: cells.of("group").to_owned(),
        limit: money(cells, "limit")?,
    })
}

/// The stays discharged in these months that cost too much, and the groups that nobody could judge: by the
/// threshold that is set for the group, else by the stays of the group in the year before.
pub(super) async fn costly(
    reading: &Reading<'_>,
    from: Month,
    to: Month,
) -> Result<(Vec<HighCost>, Vec<Unjudged>), LedgerError> {
    let before = |month: Month| Month::of(month.first_day().plus_days(-1));
    let begin = (1..MONTHS_COMPARED).fold(from, |month, _| before(month));
    let stays: Vec<(InstitutionCode, Stay)> = reading.clinical(begin, to).await?;
    let limits: Vec<(InstitutionCode, GroupLimit)> = reading.clinical(begin, to).await?;
    let institutions: BTreeSet<&InstitutionCode> = stays.iter().map(|(institution, _)| institution).collect();
    let (mut cases, mut unjudged) = (Vec::new(), Vec::new());
    for institution in institutions {
        let own = limits.iter().filter(|(of, _)| of == institution);
        let limits: BTreeMap<String, Money> = own.map(|(_, row)| (row.group.clone(), row.limit)).collect();
        let own = stays
            .iter()
            .filter(|(of, _)| of == institution)
            .map(|(_, stay)| stay.clone());
        let (set, others): (Vec<Stay>, Vec<Stay>) = own.partition(|stay| limits.contains_key(&stay.group));
        let peers = Threshold::PeerQuantile {
            percent: PERCENT,
            least: LEAST,
        };
        for (stays, threshold) in [(set, Threshold::ByGroup(limits)), (others, peers)] {
            let (months, not_judged) = above(&stays, &threshold);
            let within = months.into_iter().filter(|(month, _)| (from..=to).contains(month));
            cases.extend(within.flat_map(|(_, cases)| cases));
            unjudged.extend(not_judged);
        }
    }
    Ok((cases, unjudged))
}

/// 统计月份
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfDischarges {
    /// month of discharge, `2026-10`; last month where it is not given
    month: Option<String>,
}

/// 高额病例
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostlyCase {
    /// the matter of its review
    matter: String,
    institution_name: String,
    department: String,
    practitioner: String,
    group: String,
    discharged_on: String,
    /// yuan
    total: String,
    /// yuan
    threshold: String,
    basis: String,
    stage: &'static str,
    /// absent until there is one
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// yuan; absent until the sheet is filled in
    #[serde(skip_serializing_if = "Option::is_none")]
    doubtful: Option<String>,
}

/// 没有阈值的分组
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupUnjudged {
    group: String,
    stays: usize,
}

/// 高额病例月度清单
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostlyCases {
    month: String,
    /// the dearest first
    cases: Vec<CostlyCase>,
    /// too few stays, and no threshold set; told to who keeps the sheets
    unjudged: Vec<GroupUnjudged>,
}

/// 高额病例月度清单
#[utoipa::path(get, path = "/conduct/high-cost", tag = "clinical", params(OfDischarges),
    responses((status = 200, body = CostlyCases), (status = "default", body = Problem)))]
pub(crate) async fn high_cost(
    State(workbench): State<Workbench>,
    caller: By<may::CostlyStays>,
    Query(of): Query<OfDischarges>,
) -> Result<Json<CostlyCases>, Problem> {
    let month = super::asked_month(&workbench, of.month.as_deref())?;
    let reading = workbench.ledger().read(caller.viewer());
    let names = workbench.names().await?;
    let mut found: Vec<(HighCost, CostlyCase)> = Vec::new();
    for (row, review) in books::all::<HighCostReview>(&reading, &MatterFilter::default()).await? {
        let of_month = |case: &HighCost| Month::of(case.discharged_on) == month;
        let Some(case) = review.case.clone().filter(of_month) else {
            continue;
        };
        let shown = CostlyCase {
            matter: row.id.to_string(),
            institution_name: names.institution(case.institution.as_str()),
            department: case.department.0.clone(),
            practitioner: names.member(case.institution.as_str(), case.practitioner.as_str()),
            group: case.group.clone(),
            discharged_on: case.discharged_on.to_string(),
            total: yuan(case.total),
            threshold: yuan(case.threshold),
            basis: case.basis.says(),
            stage: review.stage_zh(),
            verdict: review.verdict.map(|verdict| verdict.zh()),
            doubtful: review.sheet.as_ref().map(|sheet| yuan(sheet.doubtful)),
        };
        found.push((case, shown));
    }
    found.sort_by(|(a, _), (b, _)| (b.total, &b.encounter).cmp(&(a.total, &a.encounter)));
    let unjudged = match caller.must(crate::access::Right::ClinicalSheets) {
        Ok(()) => costly(&reading, month, month).await?.1,
        Err(_) => Vec::new(),
    };
    let group = |unjudged: Unjudged| GroupUnjudged {
        group: unjudged.group,
        stays: unjudged.stays,
    };
    Ok(Json(CostlyCases {
        month: month.to_string(),
        cases: found.into_iter().map(|(_, shown)| shown).collect(),
        unjudged: unjudged.into_iter().map(group).collect(),
    }))
}
