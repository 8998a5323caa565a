//! The vault of identities: put in by whoever takes a report in, opened by two keepers, once.

use crate::access::may;
use crate::caller::By;
use crate::written::{Body, Path};
use crate::{Problem, Workbench, secrets};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use casework::UserId;
use ledger::VaultRequest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 举报人身份 as it is put in, and as it is shown to who opens it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Identity {
    /// 姓名
    name: String,
    /// 联系方式
    contact: String,
    /// 其他说明
    #[serde(default)]
    note: String,
}

impl Identity {
    fn check(&self) -> Result<(), Problem> {
        let long = |text: &str, most: usize| text.chars().count() > most;
        match () {
            () if self.name.trim().is_empty() => Err(Problem::input("name", "请填写举报人姓名；匿名举报不需要封存。")),
            () if long(&self.name, 60) => Err(Problem::input("name", "姓名请不超过60字。")),
            () if long(&self.contact, 200) => Err(Problem::input("contact", "联系方式请不超过200字。")),
            () if long(&self.note, 2_000) => Err(Problem::input("note", "说明请不超过2000字。")),
            () => Ok(()),
        }
    }
}

/// 封存编号
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sealed {
    /// what the report names; it says nothing of the reporter
    seal: String,
}

/// 封存举报人身份
#[utoipa::path(post, path = "/vault", tag = "vault", request_body = Identity,
    responses((status = 201, body = Sealed), (status = "default", body = Problem)))]
pub(crate) async fn put(
    State(workbench): State<Workbench>,
    caller: By<may::Seal>,
    Body(identity): Body<Identity>,
) -> Result<(StatusCode, Json<Sealed>), Problem> {
    identity.check()?;
    let seal = format!("F{}{}", secrets::new_name()?, secrets::new_name()?).to_uppercase();
    let content = serde_json::to_vec(&identity).map_err(|_| Problem::input("", "身份没有封存。请重试。"))?;
    let closed = workbench.vault_key().seal(&seal, &content)?;
    workbench
        .write(caller.viewer(), async |writing| {
            writing.put_into_vault(&seal, None, &closed).await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(Sealed { seal })))
}

/// 启封申请
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Request {
    number: i64,
    seal: String,
    purpose: String,
    asked_at: String,
    asked_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_at: Option<String>,
    /// who looks has asked for it
    own: bool,
}

/// 启封申请列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Requests {
    rows: Vec<Request>,
}

/// 启封申请
#[utoipa::path(get, path = "/vault/requests", tag = "vault", responses((status = 200, body = Requests), (status = "default", body = Problem)))]
pub(crate) async fn requests(
    State(workbench): State<Workbench>,
    caller: By<may::Vault>,
) -> Result<Json<Requests>, Problem> {
    let names = workbench.names().await?;
    let own = caller.viewer().actor.user.clone();
    let shown = |row: VaultRequest| Request {
        own: row.asked_by == own.0,
        number: row.number,
        seal: row.seal,
        purpose: row.purpose,
        asked_at: row.asked_at.to_string(),
        asked_by: names.person(&UserId(row.asked_by)),
        agreed_by: row.agreed_at.map(|_| names.person(&UserId(row.agreed_by))),
        agreed_at: row.agreed_at.map(|at| at.to_string()),
        opened_at: row.opened_at.map(|at| at.to_string()),
    };
    let rows = workbench.ledger().read(caller.viewer()).vault_requests().await?;
    Ok(Json(Requests {
        rows: rows.into_iter().map(shown).collect(),
    }))
}

/// 启封用途
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Asking {
    seal: String,
    purpose: String,
}

/// 申请编号
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Asked {
    number: i64,
}

/// 申请启封
#[utoipa::path(post, path = "/vault/requests", tag = "vault", request_body = Asking,
    responses((status = 201, body = Asked), (status = "default", body = Problem)))]
pub(crate) async fn ask(
    State(workbench): State<Workbench>,
    caller: By<may::Vault>,
    Body(asking): Body<Asking>,
) -> Result<(StatusCode, Json<Asked>), Problem> {
    let number = workbench
        .write(caller.viewer(), async |writing| {
            writing.ask_to_open(asking.seal.trim(), &asking.purpose).await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(Asked { number })))
}

/// 同意启封
#[utoipa::path(post, path = "/vault/requests/{number}/agreement", tag = "vault", params(("number" = i64, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn agree(
    State(workbench): State<Workbench>,
    caller: By<may::Vault>,
    Path(number): Path<i64>,
) -> Result<StatusCode, Problem> {
    workbench
        .write(caller.viewer(), async |writing| writing.agree_to_open(number).await)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 启封
#[utoipa::path(post, path = "/vault/requests/{number}/opening", tag = "vault", params(("number" = i64, Path)),
    responses((status = 200, body = Identity), (status = "default", body = Problem)))]
pub(crate) async fn open(
    State(workbench): State<Workbench>,
    caller: By<may::Vault>,
    Path(number): Path<i64>,
) -> Result<Json<Identity>, Problem> {
    let (seal, closed) = workbench
        .write(caller.viewer(), async |writing| writing.open_vault(number).await)
        .await?;
    let content = workbench.vault_key().unseal(&seal, &closed)?;
    let identity = serde_json::from_slice(&content).map_err(|_| Problem::not_found("这份身份"))?;
    Ok(Json(identity))
}
