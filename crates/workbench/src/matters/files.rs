//! Files of a matter: taken in, and given out to whom the matter exists for.

use super::id_of;
use crate::access::may;
use crate::caller::By;
use crate::written::{Path, Query};
use crate::{Problem, Workbench, conduct};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileName {
    /// with its ending, at most 200 characters
    name: String,
}

/// A file as commands name it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoredFile {
    name: String,
    /// SM3 of the content
    digest: String,
}

/// 上传附件
#[utoipa::path(post, path = "/matters/{id}/attachments", tag = "matters", params(("id" = String, Path), FileName),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = StoredFile), (status = "default", body = Problem)))]
pub(crate) async fn attach(
    State(workbench): State<Workbench>,
    caller: By<may::Matters>,
    Path(id): Path<String>,
    Query(FileName { name }): Query<FileName>,
    content: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<StoredFile>, Problem> {
    let (id, content) = (id_of(&id)?, content?);
    // Who may not see the matter is told so before the file is kept.
    workbench.ledger().read(caller.viewer()).row(&id).await?;
    let shelved = workbench.shelf().accept(&name, &content).await?;
    let attached = workbench
        .write(caller.viewer(), async |writing| writing.attach(&id, &shelved).await)
        .await?;
    Ok(Json(StoredFile {
        name: attached.name,
        digest: attached.digest,
    }))
}

/// 下载附件
#[utoipa::path(get, path = "/matters/{id}/attachments/{digest}", tag = "matters",
    params(("id" = String, Path), ("digest" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
pub(crate) async fn attached(
    State(workbench): State<Workbench>,
    caller: By<may::Matters>,
    Path((id, digest)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let id = id_of(&id)?;
    let files = workbench.ledger().read(caller.viewer()).attachments(&id).await?;
    let file = files
        .into_iter()
        .find(|file| file.digest == digest && !conduct::is_edition(&id, &file.kind))
        .ok_or_else(|| Problem::not_found("这个附件"))?;
    let content = workbench.shelf().content(&file.digest)?;
    Ok(download(content, "application/octet-stream", &file.name))
}

/// A file that the browser saves and never opens in this page.
pub(crate) fn download(content: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = content.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}")) {
        fields.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
