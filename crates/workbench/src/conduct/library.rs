//! The cases that an institution has published, for everybody who works there: the masked text alone. How a case
//! came about, with the names that were hidden, stays with those who work on it.

use super::books::{self, Range};
use super::own_institution;
use crate::access::may;
use crate::caller::By;
use crate::consequences::system;
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use conduct::case_library::LibraryCase;
use serde::Serialize;
use utoipa::ToSchema;

/// 典型案例
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublishedCase {
    /// the matter
    id: String,
    kind_zh: &'static str,
    title: String,
    body: String,
    /// what to learn of it
    lesson: String,
}

/// 典型案例库
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Library {
    /// the latest first
    cases: Vec<PublishedCase>,
}

/// 典型案例库
#[utoipa::path(get, path = "/conduct/library", tag = "conduct",
    responses((status = 200, body = Library), (status = "default", body = Problem)))]
pub(crate) async fn library(
    State(workbench): State<Workbench>,
    caller: By<may::Bulletins>,
) -> Result<Json<Library>, Problem> {
    let institution = own_institution(&caller)?;
    let viewer = system();
    let reading = workbench.ledger().read(&viewer);
    let published = Range {
        stages: vec!["已发布"],
        ..Range::default()
    };
    let found = books::matters::<LibraryCase>(&reading, &institution, &published).await?;
    let case = |(row, state): (ledger::MatterRow, LibraryCase)| {
        let kind = state.draft.as_ref()?.kind;
        let text = state.public_text()?.clone();
        Some(PublishedCase {
            id: row.id.to_string(),
            kind_zh: kind.zh(),
            title: text.title,
            body: text.body,
            lesson: text.lesson,
        })
    };
    Ok(Json(Library {
        cases: found.into_iter().filter_map(case).collect(),
    }))
}
