//! The lists of mutual recognition as sheets: who takes part and what is recognised, by the health
//! section; the index of reports, by each institution.

use crate::access::may;
use crate::caller::By;
use crate::conduct::own_institution;
use crate::conduct::staff::Taking;
use crate::sheet::{self, Cells, Column, Preview, Reject};
use crate::written::Query;
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use casework::Place;
use conduct::Ownership;
use conduct::recognition::{Grade, Kind, Participant, Report};
use domain::{Day, Division, InstitutionCode, ItemCode, PersonId};
use ledger::{ParticipantRow, RecognisedItem};

/// A column of these lists.
const fn column(field: &'static str, zh: &'static str, also: &'static [&'static str], required: bool) -> Column {
    Column {
        field,
        zh,
        also,
        required,
    }
}

const PARTICIPANTS: &[Column] = &[
    column("institution", "机构编号", &["医疗机构代码", "定点医药机构编号"], true),
    column("name", "机构名称", &["医疗机构名称"], true),
    column("division", "区划代码", &["行政区划"], true),
    column("place", "所在地", &["区划名称"], true),
    column("grade", "机构等级", &["等级"], true),
    column("ownership", "举办主体", &["所有制", "经济类型"], true),
    column("primary", "基层机构", &["是否基层"], false),
    column("group", "医共体", &["医联体", "医疗集团"], false),
];

const ITEMS: &[Column] = &[
    column("item", "项目编码", &["医疗服务项目编码"], true),
    column("name", "项目名称", &[], true),
    column("kind", "项目类别", &["类别"], true),
    column("days", "互认时限", &["互认天数", "时限"], true),
];

const REPORTS: &[Column] = &[
    column("number", "报告编号", &["报告单号"], true),
    column("person", "人员编号", &["患者标识", "医保人员编号"], true),
    column("item", "项目编码", &["医疗服务项目编码"], true),
    column("reported_on", "报告日期", &["出具日期"], true),
    column("mark", "互认标识", &["HR标识"], false),
    column("assessed", "质量评价合格", &["质控合格"], false),
    column("images", "可调阅图像", &["图像可调阅"], false),
];

/// 导入互认机构
#[utoipa::path(post, path = "/conduct/recognition/participants/sheet", tag = "recognition", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import_participants(
    State(workbench): State<Workbench>,
    caller: By<may::District>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let own = own_division(&caller)?;
    let sheet = sheet::read(&content?, PARTICIPANTS, taking.columns(), |cells| {
        participant(cells, &own)
    })?;
    if !taking.take {
        return Ok(Json(sheet.preview));
    }
    workbench
        .write(caller.viewer(), async |writing| {
            writing.put_participants(&sheet.good).await
        })
        .await?;
    Ok(Json(sheet.taken()))
}

/// 导入互认项目
#[utoipa::path(post, path = "/conduct/recognition/items/sheet", tag = "recognition", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import_items(
    State(workbench): State<Workbench>,
    caller: By<may::District>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let own = own_division(&caller)?;
    let sheet = sheet::read(&content?, ITEMS, taking.columns(), |cells| item(cells, &own))?;
    if !taking.take {
        return Ok(Json(sheet.preview));
    }
    workbench
        .write(caller.viewer(), async |writing| {
            writing.put_recognised_items(&sheet.good).await
        })
        .await?;
    Ok(Json(sheet.taken()))
}

/// 导入报告索引
#[utoipa::path(post, path = "/conduct/recognition/reports/sheet", tag = "recognition", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import_reports(
    State(workbench): State<Workbench>,
    caller: By<may::Recognise>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let institution = own_institution(&caller)?;
    let sheet = sheet::read(&content?, REPORTS, taking.columns(), |cells| {
        report(cells, &institution)
    })?;
    if !taking.take {
        return Ok(Json(sheet.preview));
    }
    workbench
        .write(caller.viewer(), async |writing| {
            writing.put_reports(&institution, &sheet.good).await
        })
        .await?;
    Ok(Json(sheet.taken()))
}

fn own_division(caller: &Caller) -> Result<Division, Problem> {
    match &caller.viewer().actor.place {
        Place::Bureau { division } => Ok(division.clone()),
        Place::Institution { .. } | Place::Everywhere => Err(Problem::forbidden("登记区域的互认目录")),
    }
}

fn participant(cells: &Cells<'_>, own: &Division) -> Result<ParticipantRow, Reject> {
    let division = Division::new(cells.of("division"));
    if !own.governs(&division) {
        return Err(cells.reject("division", "不在本部门管辖的区划内。"));
    }
    let grade = Grade::ALL.into_iter().find(|grade| grade.zh() == cells.of("grade"));
    let ownership = Ownership::ALL
        .into_iter()
        .find(|kind| kind.zh() == cells.of("ownership"));
    Ok(ParticipantRow {
        participant: Participant {
            institution: InstitutionCode::new(cells.of("institution")),
            name: cells.of("name").to_owned(),
            division,
            grade: grade
                .ok_or_else(|| cells.reject("grade", "应为三级甲等、三级、二级甲等、二级、一级、未定级之一。"))?,
            ownership: ownership.ok_or_else(|| cells.reject("ownership", "应为公立或者民营。"))?,
            primary_care: yes(cells, "primary")?,
            group: Some(cells.of("group").to_owned()).filter(|group| !group.is_empty()),
        },
        place: cells.of("place").to_owned(),
    })
}

fn item(cells: &Cells<'_>, own: &Division) -> Result<RecognisedItem, Reject> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.zh() == cells.of("kind"));
    let days = cells.of("days").trim_end_matches('天').parse().ok();
    Ok(RecognisedItem {
        division: own.clone(),
        item: ItemCode::new(cells.of("item")),
        name: cells.of("name").to_owned(),
        kind: kind.ok_or_else(|| cells.reject("kind", "应为DR、MR、CT、检验、其他检查之一。"))?,
        days: days
            .filter(|days| (1..=365).contains(days))
            .ok_or_else(|| cells.reject("days", "应为1至365天的整数。"))?,
    })
}

fn report(cells: &Cells<'_>, institution: &InstitutionCode) -> Result<Report, Reject> {
    Ok(Report {
        number: cells.of("number").to_owned(),
        institution: institution.clone(),
        person: PersonId::new(cells.of("person")),
        item: ItemCode::new(cells.of("item")),
        reported_on: Day::parse(cells.of("reported_on"))
            .map_err(|_| cells.reject("reported_on", "不是日期，请写成2026-11-24。"))?,
        mark: cells.of("mark").to_owned(),
        quality_assessed: yes(cells, "assessed")?,
        images: yes(cells, "images")?,
    })
}

fn yes(cells: &Cells<'_>, field: &'static str) -> Result<bool, Reject> {
    match cells.of(field) {
        "是" | "√" | "1" => Ok(true),
        "" | "否" | "0" => Ok(false),
        _ => Err(cells.reject(field, "应为是或者否。")),
    }
}
