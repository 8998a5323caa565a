//! The lists of mutual recognition as sheets: who takes part and what is recognised, by the health
//! section; the index of reports, by each institution.

use crate::access::may;
use crate::caller::By;
use crate::conduct::own_institution;
use crate::sheet::{Cells, Column, Preview, Reject, Taking};
use crate::written::Query;
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use casework::Place;
use conduct::Ownership;
use conduct::recognition::{Grade, Kind, Participant, Report};
use domain::{Division, InstitutionCode, ItemCode, PersonId};
use ledger::{ParticipantRow, RecognisedItem};

const PARTICIPANTS: &[Column] = &[
    Column::required("institution", "机构编号", &["医疗机构代码", "定点医药机构编号"]),
    Column::required("name", "机构名称", &["医疗机构名称"]),
    Column::required("division", "区划代码", &["行政区划"]),
    Column::required("place", "所在地", &["区划名称"]),
    Column::required("grade", "机构等级", &["等级"]),
    Column::required("ownership", "举办主体", &["所有制", "经济类型"]),
    Column::optional("primary", "基层机构", &["是否基层"]),
    Column::optional("group", "医共体", &["医联体", "医疗集团"]),
];

const ITEMS: &[Column] = &[
    Column::required("item", "项目编码", &["医疗服务项目编码"]),
    Column::required("name", "项目名称", &[]),
    Column::required("kind", "项目类别", &["类别"]),
    Column::required("days", "互认时限", &["互认天数", "时限"]),
];

const REPORTS: &[Column] = &[
    Column::required("number", "报告编号", &["报告单号"]),
    Column::required("person", "人员编号", &["患者标识", "医保人员编号"]),
    Column::required("item", "项目编码", &["医疗服务项目编码"]),
    Column::required("reported_on", "报告日期", &["出具日期"]),
    Column::optional("mark", "互认标识", &["HR标识"]),
    Column::optional("assessed", "质量评价合格", &["质控合格"]),
    Column::optional("images", "可调阅图像", &["图像可调阅"]),
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
    let sheet = taking.read(&content?, PARTICIPANTS, |cells| participant(cells, &own))?;
    let keep = async |rows: &[_]| {
        let kept = workbench.write(caller.viewer(), async |writing| writing.put_participants(rows).await);
        kept.await?;
        Ok(workbench.recogniser().look_again().await?)
    };
    sheet.settle(keep).await
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
    let sheet = taking.read(&content?, ITEMS, |cells| item(cells, &own))?;
    let keep = async |rows: &[_]| {
        let kept = workbench.write(caller.viewer(), async |writing| {
            writing.put_recognised_items(rows).await
        });
        kept.await?;
        Ok(workbench.recogniser().look_again().await?)
    };
    sheet.settle(keep).await
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
    let sheet = taking.read(&content?, REPORTS, |cells| report(cells, &institution))?;
    let keep = async |rows: &[_]| {
        let kept = workbench.write(caller.viewer(), async |writing| {
            writing.put_reports(&institution, rows).await
        });
        kept.await?;
        Ok(workbench.recogniser().look_for_reports().await?)
    };
    sheet.settle(keep).await
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
        reported_on: cells.as_day("reported_on", cells.of("reported_on"))?,
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
