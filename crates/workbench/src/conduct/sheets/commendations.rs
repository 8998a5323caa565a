//! The sheet of pennants, letters, other praise and returned property.

use super::{Desk, Filing, Taking, people, take};
use crate::access::may;
use crate::caller::By;
use crate::conduct::own_institution;
use crate::sheet::{self, Cells, Column, Preview, Reject};
use crate::written::Query;
use crate::{Problem, Workbench};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use casework::{Clock, Refusal, Role};
use conduct::Department;
use conduct::commendation::{Command, Commendation, Kind, Registration};
use domain::Day;
use ledger::MatterId;

const COLUMNS: &[Column] = &[
    Column {
        field: "department",
        zh: "受表扬科室",
        also: &["科室", "所在科室", "部门"],
        required: true,
    },
    Column {
        field: "kind",
        zh: "种类",
        also: &["类别", "表扬方式", "形式"],
        required: true,
    },
    Column {
        field: "received_on",
        zh: "收到日期",
        also: &["日期", "收到时间", "登记日期"],
        required: true,
    },
    Column {
        field: "source",
        zh: "来源",
        also: &["送达方式", "表扬来源"],
        required: true,
    },
    Column {
        field: "summary",
        zh: "内容摘要",
        also: &["内容", "事由", "事迹"],
        required: true,
    },
    Column {
        field: "persons",
        zh: "受表扬人员",
        also: &["人员", "姓名", "人员姓名"],
        required: false,
    },
    Column {
        field: "seal",
        zh: "送出人封存编号",
        also: &["封存编号"],
        required: false,
    },
];

/// 导入锦旗感谢信登记表
#[utoipa::path(post, path = "/conduct/commendations/sheet", tag = "conduct", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    if !matches!(caller.role(), Role::EthicsOffice | Role::DepartmentHead) {
        return Err(Problem::forbidden("导入锦旗感谢信登记表"));
    }
    let institution = own_institution(&caller)?;
    let (division, staff) = people(&workbench, &caller, &institution).await?;
    let calendar = workbench.calendar();
    let desk = Desk {
        institution,
        division,
        staff,
        actor: &caller.viewer().actor,
        clock: Clock {
            now: workbench.now(),
            calendar: &calendar,
            limits: workbench.limits(),
        },
        lines: std::cell::RefCell::default(),
    };
    let chosen = taking.columns.as_deref().unwrap_or_default();
    let sheet = sheet::read(&content?, COLUMNS, chosen, |cells| filing(cells, &desk))?;
    if !taking.take {
        return Ok(Json(sheet.preview));
    }
    take(&workbench, &caller, &sheet).await?;
    Ok(Json(sheet.taken()))
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
    let received_on =
        Day::parse(cells.of("received_on")).map_err(|_| cells.reject("received_on", "不是日期，请写成2026-11-24。"))?;
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
