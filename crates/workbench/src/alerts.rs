//! What a doctor was shown while prescribing, and what he answered: for himself.

use crate::access::may;
use crate::caller::By;
use crate::written::{Query, given, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use domain::Stage;
use ledger::AlertFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 答复
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Answer {
    zh: &'static str,
    reason: String,
    at: String,
}

/// 提醒
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alert {
    id: String,
    at: String,
    /// `3101` or `3102`
    stage: &'static str,
    rule: String,
    rule_name: String,
    sentence: String,
    certainty_zh: &'static str,
    action_zh: &'static str,
    amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    /// the order was changed, stopped, or turned into own expense
    followed: bool,
    /// the finding was there again when the bill was settled
    settled: bool,
}

/// One page of alerts, and what came of all of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alerts {
    rows: Vec<Alert>,
    next: Option<String>,
    shown: i64,
    answered: i64,
    adopted: i64,
    avoided: String,
}

/// Where the page before ended.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    after: Option<String>,
    size: Option<u16>,
}

/// 我的提醒
#[utoipa::path(get, path = "/my/alerts", tag = "alerts", params(Paging), responses((status = 200, body = Alerts), (status = "default", body = Problem)))]
pub(crate) async fn own(
    State(workbench): State<Workbench>,
    caller: By<may::OwnAlerts>,
    Query(paging): Query<Paging>,
) -> Result<Json<Alerts>, Problem> {
    let reading = workbench.ledger().read(caller.viewer());
    let size = paging.size.unwrap_or(50).clamp(1, 200);
    let after = match given(paging.after.as_deref()) {
        None => None,
        Some(id) => Some(reading.alert(id).await?),
    };
    let filter = AlertFilter::default();
    let mut rows = reading.alerts(&filter, size + 1, after.as_ref()).await?;
    let more = rows.len() > usize::from(size);
    rows.truncate(usize::from(size));
    let totals = reading.alert_totals(&filter).await?;
    let alert = |row: ledger::AlertRow| Alert {
        id: row.id,
        at: row.at.to_string(),
        stage: match row.stage {
            Stage::Prescribing => "3101",
            Stage::Settlement | Stage::Audit => "3102",
        },
        rule: row.rule,
        rule_name: row.rule_name,
        sentence: row.sentence,
        certainty_zh: row.certainty.zh(),
        action_zh: row.action_zh,
        amount: yuan(row.amount),
        answer: row.answer.map(|answer| Answer {
            zh: answer.way.zh(),
            reason: answer.reason,
            at: answer.at.to_string(),
        }),
        followed: row.followed,
        settled: row.settled,
    };
    Ok(Json(Alerts {
        next: rows.last().filter(|_| more).map(|row| row.id.clone()),
        rows: rows.into_iter().map(alert).collect(),
        shown: totals.shown,
        answered: totals.answered,
        adopted: totals.adopted,
        avoided: yuan(totals.avoided.money()),
    }))
}
