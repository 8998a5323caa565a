//! The people of an institution: the list that assessment is made for.

use super::own_institution;
use super::year::department;
use crate::access::may;
use crate::caller::By;
use crate::sheet::{Cells, Column, Preview, Reject, Taking};
use crate::written::Query;
use crate::{Problem, Workbench};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use conduct::{Department, Staff, StaffCategory};
use domain::PractitionerCode;
use ledger::StaffRow;
use serde::Serialize;
use utoipa::ToSchema;

/// 人员
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Member {
    code: String,
    name: String,
    department: String,
    category: &'static str,
    category_zh: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
}

/// 人员列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Members {
    rows: Vec<Member>,
}

/// 本机构人员
#[utoipa::path(get, path = "/conduct/staff", tag = "conduct", responses((status = 200, body = Members), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
) -> Result<Json<Members>, Problem> {
    let institution = own_institution(&caller)?;
    let mut rows = workbench.ledger().read(caller.viewer()).staff(&institution).await?;
    if let Some(own) = department(&workbench, &caller).await? {
        rows.retain(|row| own.contains(&row.staff.department.0));
    }
    let member = |row: StaffRow| Member {
        code: row.staff.code.as_str().to_owned(),
        name: row.staff.name,
        department: row.staff.department.0,
        category: row.staff.category.tag(),
        category_zh: row.staff.category.zh(),
        ended: row.ended.map(|day| day.to_string()),
    };
    Ok(Json(Members {
        rows: rows.into_iter().map(member).collect(),
    }))
}

const COLUMNS: &[Column] = &[
    Column::required("code", "人员编号", &["工号", "医师代码", "医保医师代码", "编号"]),
    Column::required("name", "姓名", &["人员姓名", "职工姓名"]),
    Column::required("department", "科室", &["部门", "所在科室", "科室名称"]),
    Column::required("category", "人员类别", &["类别", "岗位类别", "职类"]),
    Column::optional("ended", "离职日期", &["离院日期"]),
];

/// 导入人员
#[utoipa::path(post, path = "/conduct/staff/sheet", tag = "conduct", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    let institution = own_institution(&caller)?;
    let sheet = taking.read(&content?, COLUMNS, member)?;
    let keep = async |people: &[StaffRow]| {
        workbench
            .write(caller.viewer(), async |writing| {
                writing.put_staff(&institution, people).await
            })
            .await?;
        workbench.forget_names();
        Ok(())
    };
    sheet.settle(keep).await
}

fn member(cells: &Cells<'_>) -> Result<StaffRow, Reject> {
    let ended = match cells.of("ended") {
        "" => None,
        text => Some(cells.as_day("ended", text)?),
    };
    let row = StaffRow {
        staff: Staff {
            code: PractitionerCode::new(cells.of("code")),
            name: cells.of("name").to_owned(),
            department: Department(cells.of("department").to_owned()),
            category: category(cells.of("category"))
                .ok_or_else(|| cells.reject("category", "应为医师、护理、医技药学、行政后勤之一。"))?,
        },
        ended,
    };
    match row.check() {
        Ok(()) => Ok(row),
        Err(denial) => {
            let field = match denial {
                ledger::StaffDenial::Code => "code",
                ledger::StaffDenial::Name => "name",
                ledger::StaffDenial::Department => "department",
            };
            Err(cells.reject(field, denial.to_string()))
        }
    }
}

/// The category by the words that personnel offices use for it.
fn category(text: &str) -> Option<StaffCategory> {
    const WORDS: [(StaffCategory, &[&str]); 4] = [
        (StaffCategory::Clinical, &["医师", "医生", "临床"]),
        (StaffCategory::Nursing, &["护理", "护士"]),
        (
            StaffCategory::Technical,
            &["医技", "药学", "药师", "技师", "检验", "影像"],
        ),
        (StaffCategory::Administrative, &["行政", "后勤", "管理", "工勤"]),
    ];
    WORDS
        .into_iter()
        .find(|(category, words)| *category.zh() == *text || words.iter().any(|word| text.contains(word)))
        .map(|(category, _)| category)
}
