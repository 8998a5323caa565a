//! Roles that an administrator proposed, for people and for programs, and a security auditor signs.

use crate::access::may;
use crate::caller::By;
use crate::session::place_shown;
use crate::written::{Body, Path};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ledger::Recipient;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 授权提请
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proposal {
    number: i64,
    /// the account that would have the role; none where a program would act by a key
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// of the person, or of the system that would have the key
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    /// the role's tag, `auditor` …
    role: &'static str,
    role_zh: &'static str,
    /// `everywhere`, `bureau` or `institution`
    place_kind: &'static str,
    /// division of a bureau, code of an institution
    place: String,
    place_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    practitioner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// `pending`, `signed`, `refused`, `withdrawn` or `expired`
    state: &'static str,
    state_zh: &'static str,
    proposed_at: String,
    /// the name of who proposed
    proposed_by: String,
    /// when it lapses without a signature
    ends_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<String>,
    /// the name of who signed, refused or withdrew
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<String>,
    /// why it was not signed
    reason: String,
}

/// 授权提请列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proposals {
    rows: Vec<Proposal>,
}

/// 授权提请列表
#[utoipa::path(get, path = "/grant-proposals", tag = "users", responses((status = 200, body = Proposals), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(workbench): State<Workbench>,
    caller: By<may::Proposals>,
) -> Result<Json<Proposals>, Problem> {
    let names = workbench.names().await?;
    let found = workbench
        .ledger()
        .read(caller.viewer())
        .grant_proposals(workbench.now())
        .await?;
    let mut rows = Vec::with_capacity(found.len());
    for proposal in found {
        let (user, name, login) = match proposal.recipient {
            Recipient::Person { account, name, login } => (Some(account.0), name, Some(login)),
            Recipient::Program { name } => (None, name, None),
        };
        let (place_kind, place, place_name) = place_shown(&workbench, &proposal.grant.place).await?;
        rows.push(Proposal {
            number: proposal.number,
            role: proposal.grant.role.tag(),
            role_zh: proposal.grant.role.zh(),
            place_kind,
            place,
            place_name,
            department: proposal.grant.department,
            practitioner: proposal.grant.practitioner.map(|code| code.as_str().to_owned()),
            until: proposal.grant.until.map(|day| day.to_string()),
            state: proposal.state.tag(),
            state_zh: proposal.state.zh(),
            proposed_at: proposal.proposed_at.to_string(),
            proposed_by: names.person(&proposal.proposed_by),
            ends_at: proposal.ends_at.to_string(),
            decided_at: proposal.decided_at.map(|at| at.to_string()),
            decided_by: proposal.decided_by.map(|by| names.person(&by)),
            reason: proposal.reason,
            user,
            name,
            login,
        });
    }
    Ok(Json(Proposals { rows }))
}

/// 会签授权
#[utoipa::path(post, path = "/grant-proposals/{number}/sign", tag = "users", params(("number" = i64, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn sign(
    State(workbench): State<Workbench>,
    caller: By<may::CoSign>,
    Path(number): Path<i64>,
) -> Result<StatusCode, Problem> {
    workbench
        .write(caller.viewer(), async |writing| writing.sign_proposal(number).await)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 不予会签
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Refusal {
    reason: String,
}

/// 不予会签
#[utoipa::path(post, path = "/grant-proposals/{number}/refuse", tag = "users", params(("number" = i64, Path)), request_body = Refusal,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn refuse(
    State(workbench): State<Workbench>,
    caller: By<may::CoSign>,
    Path(number): Path<i64>,
    Body(Refusal { reason }): Body<Refusal>,
) -> Result<StatusCode, Problem> {
    workbench
        .write(caller.viewer(), async |writing| {
            writing.refuse_proposal(number, reason.trim()).await
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 撤回授权提请
#[utoipa::path(delete, path = "/grant-proposals/{number}", tag = "users", params(("number" = i64, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn withdraw(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Path(number): Path<i64>,
) -> Result<StatusCode, Problem> {
    workbench
        .write(caller.viewer(), async |writing| writing.withdraw_proposal(number).await)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
