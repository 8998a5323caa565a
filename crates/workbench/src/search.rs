//! One search over what the top bar looks for: matters by number, findings by key, institutions and
//! rules by name or code.

use crate::access::{Right, may};
use crate::caller::By;
use crate::findings::key_of;
use crate::written::Query;
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use ledger::{MatterId, OrganisationKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Hits of each kind.
const MOST: usize = 8;

/// 检索结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hit {
    /// `matter`, `finding`, `institution` or `rule`
    kind: &'static str,
    id: String,
    title: String,
    note: String,
}

/// 检索结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hits {
    rows: Vec<Hit>,
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// a name, a code, or an identifier
    q: String,
}

/// 检索
#[utoipa::path(get, path = "/search", tag = "figures", params(Wanted), responses((status = 200, body = Hits), (status = "default", body = Problem)))]
pub(crate) async fn search(
    State(workbench): State<Workbench>,
    caller: By<may::Own>,
    Query(Wanted { q }): Query<Wanted>,
) -> Result<Json<Hits>, Problem> {
    let text = q.trim();
    let mut rows = Vec::new();
    if text.is_empty() {
        return Ok(Json(Hits { rows }));
    }
    let reading = workbench.ledger().read(caller.viewer());
    if caller.must(Right::Matters).is_ok()
        && let Ok(id) = MatterId::parse(text)
        && let Ok(row) = reading.row(&id).await
    {
        rows.push(Hit {
            kind: "matter",
            id: row.id.to_string(),
            title: format!("{} {}", row.id.kind().zh(), row.id),
            note: row.stage,
        });
    }
    if caller.must(Right::Findings).is_ok()
        && let Ok(key) = key_of(text)
        && let Ok(row) = reading.finding(key).await
    {
        rows.push(Hit {
            kind: "finding",
            id: row.key,
            title: row.argument.sentence,
            note: row.service_day.to_string(),
        });
    }
    if caller.must(Right::Institutions).is_ok() {
        let found = reading.organisations().await?.into_iter().filter(|org| {
            org.kind == OrganisationKind::Institution && (org.name.contains(text) || org.code.contains(text))
        });
        rows.extend(found.take(MOST).map(|org| Hit {
            kind: "institution",
            title: org.name,
            note: org.level.unwrap_or_default(),
            id: org.code,
        }));
    }
    if caller.must(Right::Rules).is_ok() {
        let library = workbench.library()?;
        let found = library
            .rules()
            .filter(|rule| rule.name.contains(text) || rule.code.as_str().contains(text));
        rows.extend(found.take(MOST).map(|rule| Hit {
            kind: "rule",
            id: rule.code.as_str().to_owned(),
            title: rule.name.clone(),
            note: rule.class.clone(),
        }));
    }
    Ok(Json(Hits { rows }))
}
