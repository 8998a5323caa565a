//! The sheets behind the indicators of antimicrobials: what an institution has counted by month, department
//! and doctor, what was consumed, the doses that consumption is weighed by, and its own targets.

use super::{Rows, month};
use crate::access::may;
use crate::caller::By;
use crate::sheet::{Cells, Column, Preview, Reject, Taking};
use crate::written::Query;
use crate::{Problem, Workbench};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use conduct::Department;
use conduct::antimicrobial::{Consumed, DoseRow, Measure, Monthly, Target, TargetRow};
use conduct::figures::Ratio;
use domain::{ItemCode, PractitionerCode, Quantity};
use std::collections::BTreeMap;

const MONTHLY: &[Column] = &[
    Column::required("month", "月份", &["统计月份"]),
    Column::required("department", "科室", &["科室名称"]),
    Column::optional("doctor", "医师编号", &["医师代码", "医师编码", "工号"]),
    Column::optional("outpatients", "门诊人次", &["门诊患者人次"]),
    Column::optional("outpatients_used", "门诊用药人次", &["门诊使用抗菌药物人次"]),
    Column::optional("emergencies", "急诊人次", &["急诊患者人次"]),
    Column::optional("emergencies_used", "急诊用药人次", &["急诊使用抗菌药物人次"]),
    Column::optional("discharged", "出院人数", &["出院患者人数"]),
    Column::optional("discharged_used", "出院用药人数", &["出院患者使用抗菌药物人数"]),
    Column::optional("days", "住院天数", &["出院患者住院天数", "同期收治患者人天数"]),
    Column::optional("incisions", "I类切口台数", &["Ⅰ类切口手术台数", "Ⅰ类切口台数"]),
    Column::optional("incisions_used", "I类切口预防用药台数", &["Ⅰ类切口预防用药台数"]),
    Column::optional("timely", "术前0.5至2小时给药台数", &[]),
    Column::optional("short", "24小时内停药台数", &[]),
    Column::optional("therapy", "治疗用药人数", &[]),
    Column::optional("therapy_sampled", "治疗用药送检人数", &[]),
    Column::optional("restricted", "限制使用级治疗人数", &[]),
    Column::optional("restricted_sampled", "限制使用级送检人数", &[]),
    Column::optional("special", "特殊使用级治疗人数", &[]),
    Column::optional("special_sampled", "特殊使用级送检人数", &[]),
];

/// Each share with the columns of its part and of its whole.
const SHARES: [(Measure, &str, &str); 9] = [
    (Measure::OutpatientRate, "outpatients_used", "outpatients"),
    (Measure::EmergencyRate, "emergencies_used", "emergencies"),
    (Measure::InpatientRate, "discharged_used", "discharged"),
    (Measure::Incision, "incisions_used", "incisions"),
    (Measure::IncisionTiming, "timely", "incisions_used"),
    (Measure::IncisionDuration, "short", "incisions_used"),
    (Measure::SamplingTherapy, "therapy_sampled", "therapy"),
    (Measure::SamplingRestricted, "restricted_sampled", "restricted"),
    (Measure::SamplingSpecial, "special_sampled", "special"),
];

const CONSUMED: &[Column] = &[
    Column::required("month", "月份", &["统计月份"]),
    Column::required("department", "科室", &["科室名称"]),
    Column::optional("doctor", "医师编号", &["医师代码", "医师编码", "工号"]),
    Column::required("item", "药品编码", &["医保药品编码", "药品代码"]),
    Column::required("name", "药品名称", &["药品通用名"]),
    Column::required("amount", "消耗量", &["用量", "数量"]),
    Column::required("unit", "单位", &["计量单位"]),
];

const DOSES: &[Column] = &[
    Column::required("item", "药品编码", &["医保药品编码", "药品代码"]),
    Column::required("name", "药品名称", &["药品通用名"]),
    Column::required("unit", "单位", &["计量单位"]),
    Column::required("ddd", "DDD值", &["限定日剂量"]),
    Column::required("source", "来源", &[]),
    Column::required("licence", "许可", &[]),
];

const TARGETS: &[Column] = &[
    Column::optional("department", "科室", &["科室名称"]),
    Column::required("measure", "指标", &["指标名称"]),
    Column::required("value", "目标值", &["控制值", "数值"]),
    Column::required("source", "来源", &["依据", "文件"]),
];

/// 导入抗菌药物月报数
#[utoipa::path(post, path = "/conduct/antimicrobial/months/sheet", tag = "clinical", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import_monthly(
    State(workbench): State<Workbench>,
    caller: By<may::ClinicalSheets>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let rows = Rows::of(&caller)?;
    let sheet = taking.read(&content?, MONTHLY, |cells| rows.once(cells, "month", monthly(cells)?))?;
    rows.settle(&workbench, &caller, sheet).await
}

/// 导入抗菌药物消耗
#[utoipa::path(post, path = "/conduct/antimicrobial/uses/sheet", tag = "clinical", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import_consumed(
    State(workbench): State<Workbench>,
    caller: By<may::ClinicalSheets>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let rows = Rows::of(&caller)?;
    let sheet = taking.read(&content?, CONSUMED, |cells| rows.once(cells, "item", consumed(cells)?))?;
    rows.settle(&workbench, &caller, sheet).await
}

/// 导入DDD值
#[utoipa::path(post, path = "/conduct/antimicrobial/doses/sheet", tag = "clinical", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import_doses(
    State(workbench): State<Workbench>,
    caller: By<may::ClinicalSheets>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let rows = Rows::of(&caller)?;
    let sheet = taking.read(&content?, DOSES, |cells| rows.once(cells, "item", dose(cells)?))?;
    rows.settle(&workbench, &caller, sheet).await
}

/// 导入抗菌药物目标值
#[utoipa::path(post, path = "/conduct/antimicrobial/targets/sheet", tag = "clinical", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import_targets(
    State(workbench): State<Workbench>,
    caller: By<may::ClinicalSheets>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let rows = Rows::of(&caller)?;
    let sheet = taking.read(&content?, TARGETS, |cells| rows.once(cells, "measure", target(cells)?))?;
    rows.settle(&workbench, &caller, sheet).await
}

fn department(cells: &Cells<'_>) -> Department {
    Department(cells.of("department").to_owned())
}

fn doctor(cells: &Cells<'_>) -> Option<PractitionerCode> {
    Some(cells.of("doctor"))
        .filter(|code| !code.is_empty())
        .map(PractitionerCode::new)
}

/// A count; zero where nothing stands there.
fn count(cells: &Cells<'_>, field: &'static str) -> Result<u64, Reject> {
    match cells.of(field) {
        "" => Ok(0),
        // More than any institution has in a month is a slip of the hand.
        text => text
            .parse()
            .ok()
            .filter(|count| *count <= 10_000_000)
            .ok_or_else(|| cells.reject(field, "应为不小于零的整数。")),
    }
}

fn monthly(cells: &Cells<'_>) -> Result<Monthly, Reject> {
    let mut shares = BTreeMap::new();
    for (measure, part, whole) in SHARES {
        let ratio = Ratio::new(count(cells, part)?, count(cells, whole)?);
        if ratio.part > ratio.whole {
            let reason = format!("{}的分子大于分母，请核对两栏。", measure.zh());
            return Err(cells.reject(part, reason));
        }
        // A part that was not counted is not a part of nobody.
        if ratio.whole > 0 && !cells.of(part).is_empty() {
            shares.insert(measure, ratio);
        }
    }
    let patient_days = count(cells, "days")?;
    if patient_days < count(cells, "discharged")? && !cells.of("days").is_empty() {
        return Err(cells.reject("days", "住院天数少于出院人数，请核对。"));
    }
    Ok(Monthly {
        month: month(cells, "month")?,
        department: department(cells),
        doctor: doctor(cells),
        shares,
        patient_days,
    })
}

fn consumed(cells: &Cells<'_>) -> Result<Consumed, Reject> {
    let amount: Option<Quantity> = cells.of("amount").parse().ok();
    Ok(Consumed {
        month: month(cells, "month")?,
        department: department(cells),
        doctor: doctor(cells),
        item: ItemCode::new(cells.of("item")),
        name: cells.of("name").to_owned(),
        amount: amount
            .filter(|amount| !amount.is_negative())
            .ok_or_else(|| cells.reject("amount", "应为不小于零、至多四位小数的数。"))?,
        unit: cells.of("unit").to_owned(),
    })
}

fn dose(cells: &Cells<'_>) -> Result<DoseRow, Reject> {
    let text = |field| cells.of(field).to_owned();
    let row = DoseRow {
        code: text("item"),
        name: text("name"),
        unit: text("unit"),
        ddd: text("ddd"),
        source: text("source"),
        licence: text("licence"),
    };
    let field = |zh: &str| {
        DOSES
            .iter()
            .find(|column| column.zh == zh)
            .map_or("item", |column| column.field)
    };
    match row.dose() {
        Ok(_) => Ok(row),
        Err((zh, what)) => Err(cells.reject(field(zh), what)),
    }
}

fn target(cells: &Cells<'_>) -> Result<TargetRow, Reject> {
    let named = cells.of("measure").replace('I', "Ⅰ");
    let measure = Measure::ALL.into_iter().find(|measure| measure.zh() == named);
    let measure = measure.ok_or_else(|| {
        let all: Vec<&str> = Measure::ALL.iter().map(|measure| measure.zh()).collect();
        cells.reject("measure", format!("不是指标名称，应为：{}。", all.join("、")))
    })?;
    let value: Option<Quantity> = cells.of("value").trim_end_matches('%').parse().ok();
    let hundredths = value
        .and_then(|value| u64::try_from(value.scaled()).ok())
        // Quantities count ten-thousandths.
        .filter(|scaled| scaled % 100 == 0)
        .map(|scaled| scaled / 100)
        .ok_or_else(|| cells.reject("value", "应为不小于零、至多两位小数的数。"))?;
    if measure.unit() == "%" && hundredths > 100 * 100 {
        return Err(cells.reject("value", "比率的目标值不能超过100。"));
    }
    Ok(TargetRow {
        department: Some(department(cells)).filter(|department| !matches!(department.0.as_str(), "" | "全院")),
        measure,
        target: Target {
            bound: measure.bound(),
            hundredths,
        },
        source: cells.of("source").to_owned(),
    })
}
