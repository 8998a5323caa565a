//! The sheet of pennants, letters, other praise and returned property.

use super::{Desk, Filing, take};
use crate::access::may;
use crate::caller::By;
use crate::sheet::{Cells, Column, Preview, Reject, Taking};
use crate::written::Query;
use crate::{Problem, Workbench};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use casework::{Refusal, Role};
use conduct::Department;
use conduct::commendation::{Command, Commendation, Kind, Registration};
use ledger::MatterId;

const COLUMNS: &[Column] = &[
    Column::required("department", "受表扬科室", &["科室", "所在科室", "部门"]),
    Column::required("kind", "种类", &["类别", "表扬方式", "形式"]),
    Column::required("received_on", "收到日期", &["日期", "收到时间", "登记日期"]),
    Column::required("source", "来源", &["送达方式", "表扬来源"]),
    Column::required("summary", "内容摘要", &["内容", "事由", "事迹"]),
    Column::optional("persons", "受表扬人员", &["人员", "姓名", "人员姓名"]),
    Column::optional("seal", "送出人封存编号", &["封存编号"]),
];

/// 导入锦旗感谢信登记表
#[utoipa::path(post, path = "/conduct/commendations/sheet", tag = "conduct", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    if !matches!(caller.role(), Role::EthicsOffice | Role::DepartmentHead) {
        return Err(Problem::forbidden("导入锦旗感谢信登记表"));
    }
    let calendar = workbench.calendar();
    let desk = Desk::open(&workbench, &caller, &calendar).await?;
    let sheet = taking.read(&content?, COLUMNS, |cells| filing(cells, &desk))?;
    sheet
        .settle(async |filings| take(&workbench, &caller, filings).await)
        .await
}

fn filing(cells: &Cells<'_>, desk: &Desk<'_>) -> Result<Filing<Commendation>, Reject> {
    let department = cells.of("department");
    let names = cells.of("persons").split(['、', '，', ',', ';', '；', ' ']);
    let persons = names
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| desk.person("", name, department))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|reason| cells.reject("persons", reason))?;
    let received_on = cells.as_day("received_on", cells.of("received_on"))?;
    let record = Registration {
        institution: desk.institution.clone(),
        division: desk.division.clone(),
        kind: kind(cells)?,
        received_on,
        source: cells.of("source").to_owned(),
        seal: cells.of("seal").to_owned(),
        department: Department(department.to_owned()),
        group: persons.len() != 1,
        persons,
        summary: cells.of("summary").to_owned(),
        image: None,
    };
    let said: Vec<&str> = COLUMNS.iter().map(|column| cells.of(column.field)).collect();
    let name = desk.name(cells, &said, "summary")?;
    let commands = vec![Command::Register { record }];
    desk.tried::<Commendation>(&commands)
        .map_err(|refusal| cells.reject(field_of(&refusal), refusal.to_string()))?;
    Ok(Filing {
        id: MatterId::new(ledger::Kind::Commendation, &name)
            .map_err(|error| cells.reject("summary", error.to_string()))?,
        extract: None,
        commands,
    })
}

/// The column that a refusal of the workflow is about.
fn field_of(refusal: &Refusal) -> &'static str {
    match refusal.code() {
        "CD-DAY" => "received_on",
        _ => "department",
    }
}

/// The kind by the words that offices use for it.
fn kind(cells: &Cells<'_>) -> Result<Kind, Reject> {
    const WORDS: [(Kind, &[&str]); 4] = [
        (Kind::Pennant, &["锦旗"]),
        (Kind::Letter, &["感谢信", "表扬信"]),
        (Kind::LostProperty, &["拾金不昧", "归还失物"]),
        (Kind::Praise, &["表扬", "热线", "媒体"]),
    ];
    let text = cells.of("kind");
    let known = WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| text.contains(word)));
    known.map(|(kind, _)| *kind).ok_or_else(|| {
        let all: Vec<_> = Kind::ALL.into_iter().map(Kind::zh).collect();
        cells.reject("kind", format!("应为{}之一。", all.join("、")))
    })
}
