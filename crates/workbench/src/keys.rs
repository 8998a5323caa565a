//! Keys of programs: proposed by the administrator, signed like a role of a person (`proposals`), and stopped.

use crate::access::may;
use crate::caller::{By, KEY};
use crate::users::GrantForm;
use crate::written::{Body, Path};
use crate::{Problem, Workbench, secrets};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 接口密钥
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiKey {
    id: i64,
    name: String,
    role_zh: &'static str,
    place_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used: Option<String>,
}

async fn shown(workbench: &Workbench, key: ledger::ApiKey) -> Result<ApiKey, Problem> {
    Ok(ApiKey {
        id: key.id,
        role_zh: key.role.zh(),
        place_name: workbench.ledger().place_name(&key.place).await?,
        until: key.until.map(|day| day.to_string()),
        created_at: key.created_at.to_string(),
        revoked_at: key.revoked_at.map(|at| at.to_string()),
        last_used: key.last_used.map(|at| at.to_string()),
        name: key.name,
    })
}

/// 接口密钥列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiKeys {
    rows: Vec<ApiKey>,
}

/// 接口密钥列表
#[utoipa::path(get, path = "/api-keys", tag = "users", responses((status = 200, body = ApiKeys), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
) -> Result<Json<ApiKeys>, Problem> {
    let mut rows = Vec::new();
    for key in workbench.ledger().read(caller.viewer()).api_keys().await? {
        rows.push(shown(&workbench, key).await?);
    }
    Ok(Json(ApiKeys { rows }))
}

/// 新接口密钥
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewKey {
    /// of the system that will have it
    name: String,
    #[serde(flatten)]
    grant: GrantForm,
}

/// A key, which is shown this once. It answers once a security auditor signs the proposal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeKey {
    key: String,
    /// the number of the proposal that waits to be signed
    proposal: i64,
}

/// 提请接口密钥
#[utoipa::path(post, path = "/api-keys", tag = "users", request_body = NewKey,
    responses((status = 201, body = MadeKey), (status = "default", body = Problem)))]
pub(crate) async fn propose(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Body(new): Body<NewKey>,
) -> Result<(StatusCode, Json<MadeKey>), Problem> {
    let key = secrets::new_token()?;
    let (digest, new) = (secrets::digest(KEY, &key), new.grant.of_program(new.name)?);
    let proposal = workbench
        .write(caller.viewer(), async |writing| {
            writing.propose_key(&digest, &new).await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(MadeKey { key, proposal })))
}

/// 停用接口密钥
#[utoipa::path(delete, path = "/api-keys/{id}", tag = "users", params(("id" = i64, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn revoke(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    workbench
        .write(caller.viewer(), async |writing| writing.revoke_key(id).await)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
