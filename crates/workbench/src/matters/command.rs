//! Commands: what somebody wants to do with a matter, as the workflow understands it.

use super::id_of;
use crate::access::may;
use crate::caller::By;
use crate::written::{Body, Path};
use crate::{Caller, Problem, Workbench, conduct, points, secrets};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use casework::Machine;
use ledger::{Kind, LedgerError, MatterId, of_kind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 办理 · a command, and the version of the matter that its author saw.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Order {
    /// the version that was shown; 0 for a matter that begins
    seen: i64,
    /// the command, tagged by `command`, with the fields that the matter's offer lists
    #[schema(value_type = Object)]
    command: serde_json::Value,
}

/// 办理结果
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Handled {
    /// the matter, which a first command has just named
    id: String,
    /// its version now
    version: i64,
}

/// 办理事项
#[utoipa::path(post, path = "/matters/{id}/commands", tag = "matters",
    params(("id" = String, Path, description = "`kind/new` for a matter that begins"), ("idempotency-key" = Option<String>, Header)),
    request_body = Order, responses((status = 200, body = Handled), (status = "default", body = Problem)))]
pub(crate) async fn command(
    State(workbench): State<Workbench>,
    caller: By<may::Matters>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(mut order): Body<Order>,
) -> Result<Json<Handled>, Problem> {
    let key = idempotency_key(&headers)?;
    let content = format!("{id}\n{}\n{}", order.seen, order.command);
    let begins = id.ends_with("/new");
    let id = match id.split_once('/') {
        Some((tag, "new")) => named(tag, &order.command)?,
        _ => id_of(&id)?,
    };
    conduct::not_by_hand(id.kind(), &order.command)?;
    conduct::complete(&workbench, &id, &mut order.command).await?;
    let planned = (id.kind() == Kind::Bulletin && begins).then(|| order.command.clone());
    if id.kind() == Kind::Bulletin {
        conduct::before(&workbench, &caller, &id, &order.command).await?;
    }
    let handled =
        of_kind!(id.kind(), M => handle::<M>(&workbench, &caller, &id, order, key.as_deref(), &content).await);
    let handled = handled.map_err(|problem| match planned {
        Some(command) if problem.code() == "LG-CONFLICT" => conduct::taken(&command),
        _ => problem,
    })?;
    if id.kind() == Kind::Points {
        points::try_to_tell_real_time(&workbench).await;
    }
    workbench.wake_worker();
    Ok(Json(handled))
}

async fn handle<M: ledger::Kept>(
    workbench: &Workbench,
    caller: &Caller,
    id: &MatterId,
    order: Order,
    key: Option<&str>,
    content: &str,
) -> Result<Handled, Problem> {
    let command: <M as Machine>::Command = serde_json::from_value(order.command).map_err(|error| {
        let detail = format!("办理内容的字段不符：{error}。请按页面所列事项填写。");
        Problem::input("command", detail)
    })?;
    let written = workbench
        .write(caller.viewer(), async |writing| {
            if let Some(key) = key
                && let Some(answer) = writing.earlier_answer(key, content).await?
            {
                return Ok(answer);
            }
            let handled = writing
                .command::<M>(id, order.seen, command, &workbench.calendar(), workbench.limits())
                .await?;
            crate::consequences::queue(writing, id, handled.version).await?;
            let answer = serde_json::to_string(&Handled {
                id: id.to_string(),
                version: handled.version,
            })
            .map_err(|error| LedgerError::Corrupt {
                place: id.to_string(),
                problem: error.to_string(),
            })?;
            if let Some(key) = key {
                writing.answer(key, content, &answer).await?;
            }
            Ok(answer)
        })
        .await?;
    serde_json::from_str(&written).map_err(|error| {
        LedgerError::Corrupt {
            place: "办理编号".to_owned(),
            problem: error.to_string(),
        }
        .into()
    })
}

/// The key by which a command that is sent twice is carried out once.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(text) if !text.is_empty() && text.len() <= 100 => Ok(Some(text.to_owned())),
        _ => Err(Problem::input("idempotency-key", "办理编号须为1至100个可见字符。")),
    }
}

/// The name of a matter that begins. A review is called after its finding, a file of points after its
/// person, an issue of the bulletin after its number; everything else gets a name of its own.
fn named(tag: &str, command: &serde_json::Value) -> Result<MatterId, Problem> {
    let kind = Kind::of_tag(tag).ok_or_else(|| Problem::not_found("这种事项"))?;
    let text = |pointer: &str| {
        command
            .pointer(pointer)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
    };
    let name = match kind {
        Kind::Review => text("/subject/finding").to_owned(),
        Kind::Points => text("/person/code").to_owned(),
        Kind::Assessment => {
            let year = command
                .pointer("/opening/year")
                .map(ToString::to_string)
                .unwrap_or_default();
            let (institution, person) = (text("/opening/institution"), text("/opening/subject/person"));
            format!("{institution}-{year}-{person}")
        }
        Kind::Lead => {
            let parts = ["/draft/key/institution", "/draft/key/rule", "/draft/key/period"];
            parts.map(text).join("/")
        }
        Kind::Bulletin => match conduct::name_of(command) {
            Some(name) => name,
            None => secrets::new_name()?,
        },
        _ => secrets::new_name()?,
    };
    Ok(MatterId::new(kind, &name)?)
}
