//! Mutual recognition of examinations: what hospitals' systems ask at an order and answer afterwards, the
//! lists that it rests on, and what it came to.

mod counters;
mod lists;

pub(crate) use counters::{__path_counters, counters};
pub(crate) use lists::{
    __path_import_items, __path_import_participants, __path_import_reports, import_items, import_participants,
    import_reports,
};

use super::own_institution;
use crate::access::may;
use crate::caller::By;
use crate::written::{Body, short, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use conduct::Department;
use conduct::recognition::{
    Answer, Directions, Order, Participant, Places, Reasons, ReportIndex, Settings, Windows, remind,
};
use domain::{Day, InstitutionCode, ItemCode, Moment, Money, PersonId, PractitionerCode};
use ledger::ParticipantRow;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// 开单核对 · an examination that is about to be ordered.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct OrderCheck {
    institution: String,
    /// the number of the order at the institution: the same order is reminded of and counted once
    order: String,
    person: String,
    /// 项目编码
    item: String,
    /// yuan, as the institution charges it now
    price: String,
    /// a day or a moment
    ordered_at: String,
    department: Option<String>,
    doctor: Option<String>,
}

/// 已有报告
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EarlierReport {
    institution_name: String,
    number: String,
    reported_on: String,
    mark: String,
}

/// 互认提醒
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reminded {
    /// to be given back with the answer
    key: String,
    sentence: String,
    report: EarlierReport,
    /// yuan that are saved where the report is recognised
    saved: String,
}

/// 核对结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderChecked {
    /// absent where there is nothing to recognise
    #[serde(skip_serializing_if = "Option::is_none")]
    reminder: Option<Reminded>,
}

/// 开单核对
#[utoipa::path(post, path = "/recognition/check", tag = "recognition", request_body = OrderCheck,
    responses((status = 200, body = OrderChecked), (status = "default", body = Problem)))]
pub(crate) async fn check(
    State(workbench): State<Workbench>,
    caller: By<may::Recognise>,
    Body(check): Body<OrderCheck>,
) -> Result<Json<OrderChecked>, Problem> {
    let institution = own_institution(&caller)?;
    if check.institution.trim() != institution.as_str() {
        return Err(Problem::input(
            "institution",
            "机构编号不是接口密钥所属的机构。请更正。",
        ));
    }
    let reading = workbench.ledger().read(caller.viewer());
    let (rows, item) = (reading.participants().await?, ItemCode::new(check.item.trim()));
    let here = rows.iter().find(|row| row.participant.institution == institution);
    let Some(here) = here.map(|row| row.participant.clone()) else {
        return Ok(Json(OrderChecked { reminder: None }));
    };
    let Some(listed) = reading.recognised_item(&here.division, &item).await? else {
        return Ok(Json(OrderChecked { reminder: None }));
    };
    let order = Order {
        number: number(&check.order)?,
        institution,
        department: Department(check.department.unwrap_or_default().trim().to_owned()),
        doctor: PractitionerCode::new(check.doctor.unwrap_or_default().trim()),
        person: PersonId::new(check.person.trim()),
        kind: listed.kind,
        item_name: listed.name.clone(),
        ordered_on: ordered_on(&check.ordered_at)?,
        fee: fee(&check.price)?,
        item,
    };
    let index: ReportIndex = reading
        .reports_of(&order.person, &order.item)
        .await?
        .into_iter()
        .collect();
    let settings = settings(rows, &order.item, listed.days)?;
    let Some(reminder) = remind(&order, &index, &settings) else {
        return Ok(Json(OrderChecked { reminder: None }));
    };
    workbench
        .write(caller.viewer(), async |writing| {
            writing.keep_reminder(&reminder, &order.item, &listed.name).await
        })
        .await?;
    let there = settings.register.get(&reminder.earlier.institution);
    Ok(Json(OrderChecked {
        reminder: Some(Reminded {
            report: EarlierReport {
                institution_name: there.map(|there| there.name.clone()).unwrap_or_default(),
                number: reminder.earlier.number,
                reported_on: reminder.earlier.reported_on.to_string(),
                mark: reminder.earlier.mark,
            },
            saved: yuan(reminder.saved),
            key: reminder.key,
            sentence: reminder.sentence,
        }),
    }))
}

fn number(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    match (1..=64).contains(&text.len()) && !text.chars().any(|ch| ch.is_control() || ch.is_whitespace()) {
        true => Ok(text.to_owned()),
        false => Err(Problem::input("order", "请填写医嘱编号，1至64个字符，不含空格。")),
    }
}

fn ordered_on(text: &str) -> Result<Day, Problem> {
    let day = Day::parse(text.trim()).ok();
    let moment = || Moment::parse(text.trim()).ok().map(Moment::day);
    day.or_else(moment).ok_or_else(|| {
        let detail = format!("“{}”不是日期或者时间，请写成2026-11-24 09:30:00。", short(text));
        Problem::input("ordered_at", detail)
    })
}

fn fee(text: &str) -> Result<Money, Problem> {
    let fee: Option<Money> = text.trim().parse().ok();
    fee.filter(|fee| !fee.is_negative())
        .ok_or_else(|| Problem::input("price", format!("“{}”不是金额，请写成180.50。", short(text))))
}

/// What holds for one item: who takes part, where their places lie, and for how many days.
fn settings(rows: Vec<ParticipantRow>, item: &ItemCode, days: u16) -> Result<Settings, Problem> {
    let unusable = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "程序所带的互认表不能读取");
        let detail = "互认规则暂时不能使用。请稍后重试；持续出现时请向系统管理员报告。";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "WB-INTERNAL", detail)
    };
    let named = named(&rows);
    let places = Places::of(named.iter().map(|(code, name)| (code.as_str(), name.as_str())));
    Ok(Settings {
        places: places.with_shipped_regions().map_err(|error| unusable(&error))?,
        directions: Directions::shipped().map_err(|error| unusable(&error))?,
        windows: Windows::read(&format!("\"{}\" = {days}", item.national())).map_err(|error| unusable(&error))?,
        register: rows
            .into_iter()
            .map(|row| row.participant)
            .collect::<Vec<Participant>>()
            .into_iter()
            .collect(),
    })
}

/// The names of the divisions in which participants lie, each with the divisions above it.
fn named(rows: &[ParticipantRow]) -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    for row in rows {
        let parts: Vec<&str> = row.place.split('/').map(str::trim).collect();
        let code = row.participant.division.as_str();
        for (level, name) in (1..).zip(parts) {
            if let Some(head) = code.get(..2 * level)
                && !name.is_empty()
            {
                named.insert(format!("{head:0<6}"), name.to_owned());
            }
        }
    }
    named
}

/// 答复
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Answered {
    key: String,
    recognised: bool,
    /// the code of a reason of the list, where it is not recognised
    reason: Option<String>,
    /// where the reason asks for one
    note: Option<String>,
}

/// 答复互认提醒
#[utoipa::path(post, path = "/recognition/answers", tag = "recognition", request_body = Answered,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn answer(
    State(workbench): State<Workbench>,
    caller: By<may::Recognise>,
    Body(answered): Body<Answered>,
) -> Result<StatusCode, Problem> {
    let institution: InstitutionCode = own_institution(&caller)?;
    let answer = match answered.recognised {
        true => Answer::Recognised,
        false => Answer::Declined {
            reason: answered.reason.unwrap_or_default().trim().to_owned(),
            note: answered.note.unwrap_or_default().trim().to_owned(),
        },
    };
    reasons_list()?.check(&answer).map_err(ledger::LedgerError::from)?;
    workbench
        .write(caller.viewer(), async |writing| {
            writing
                .answer_reminder(&institution, answered.key.trim(), &answer)
                .await
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn reasons_list() -> Result<Reasons, Problem> {
    Reasons::shipped().map_err(|error| {
        tracing::error!(%error, "程序所带的不予互认理由表不能读取");
        let detail = "理由表暂时不能使用。请稍后重试；持续出现时请向系统管理员报告。";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "WB-INTERNAL", detail)
    })
}

/// 不予互认理由
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedReason {
    code: String,
    zh: String,
    /// a note must be given with it
    explain: bool,
}

/// 不予互认理由表
#[utoipa::path(get, path = "/recognition/reasons", tag = "recognition",
    responses((status = 200, body = Vec<ListedReason>), (status = "default", body = Problem)))]
pub(crate) async fn reasons(_: By<may::Recognition>) -> Result<Json<Vec<ListedReason>>, Problem> {
    let listed = reasons_list()?;
    let reason = |reason: &conduct::recognition::Reason| ListedReason {
        code: reason.code.clone(),
        zh: reason.zh.clone(),
        explain: reason.explain,
    };
    Ok(Json(listed.list().iter().map(reason).collect()))
}
