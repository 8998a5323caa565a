//! Mutual recognition of examinations: what hospitals' systems ask at an order and answer afterwards, the
//! lists that it rests on, and what it came to.

mod counters;
mod in_force;
mod lists;
mod published;
mod recogniser;
mod reported;

pub(crate) use counters::{__path_counters, counters};
pub(super) use counters::{places, tally};
pub(crate) use lists::{
    __path_import_items, __path_import_participants, __path_import_reports, import_items, import_participants,
    import_reports,
};
pub(crate) use published::{__path_public_totals, PublicTotals, public_totals};
pub use recogniser::RECOGNITION_RULE;
pub(crate) use recogniser::Recogniser;

use super::own_institution;
use crate::access::may;
use crate::caller::By;
use crate::written::{Body, short, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use conduct::Department;
use conduct::recognition::Answer;
use domain::{Day, InstitutionCode, ItemCode, Moment, Money, PersonId, PractitionerCode};
use in_force::Ordered;
use recogniser::Reminded;
use serde::{Deserialize, Serialize};
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
#[schema(as = Reminded)]
pub(crate) struct Reminding {
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
    reminder: Option<Reminding>,
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
    let ordered = Ordered {
        number: number(&check.order)?,
        institution,
        department: Department(check.department.unwrap_or_default().trim().to_owned()),
        doctor: PractitionerCode::new(check.doctor.unwrap_or_default().trim()),
        person: PersonId::new(check.person.trim()),
        item: ItemCode::new(check.item.trim()),
        on: ordered_on(&check.ordered_at)?,
        fee: fee(&check.price)?,
    };
    let Some(reminded) = workbench.recogniser().reminder(ordered).await? else {
        return Ok(Json(OrderChecked { reminder: None }));
    };
    let Reminded {
        reminder,
        item,
        item_name,
        reported_by,
    } = reminded;
    workbench
        .write(caller.viewer(), async |writing| {
            writing.keep_reminder(&reminder, &item, &item_name).await
        })
        .await?;
    Ok(Json(OrderChecked {
        reminder: Some(Reminding {
            report: EarlierReport {
                institution_name: reported_by,
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
    workbench
        .recogniser()
        .reasons()
        .check(&answer)
        .map_err(ledger::LedgerError::from)?;
    workbench
        .write(caller.viewer(), async |writing| {
            writing
                .answer_reminder(&institution, answered.key.trim(), &answer)
                .await
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
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
pub(crate) async fn reasons(
    State(workbench): State<Workbench>,
    _: By<may::Recognition>,
) -> Result<Json<Vec<ListedReason>>, Problem> {
    let reason = |reason: &conduct::recognition::Reason| ListedReason {
        code: reason.code.clone(),
        zh: reason.zh.clone(),
        explain: reason.explain,
    };
    Ok(Json(
        workbench.recogniser().reasons().list().iter().map(reason).collect(),
    ))
}
