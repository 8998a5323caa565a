//! Real time as it is now: what the calls of the viewer's institutions came to within the last quarter of
//! an hour, once or as a stream of events that ends with the session.

use crate::access::{Right, may};
use crate::caller::{self, By};
use crate::names::Names;
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use casework::Place;
use domain::{Division, Moment};
use futures::{Stream, stream};
use ledger::Viewer;
use serde::Serialize;
use server::monitor::{Monitor, Recent};
use std::convert::Infallible;
use std::time::Duration;
use utoipa::ToSchema;

/// How often the stream says how it stands.
const EVERY: Duration = Duration::from_secs(2);

/// 实时监测
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Live {
    at: String,
    calls_per_minute: f64,
    /// milliseconds; this and what follows over the last 15 minutes
    p50_ms: f64,
    p99_ms: f64,
    /// the share of calls with findings that were shown
    hit_rate: f64,
    /// the share of the feedback by which the doctor went on
    override_rate: f64,
    /// calls that got less than a full review
    timeouts: u32,
    /// calls that were let pass without one
    fail_open: u32,
    /// the busiest first
    institutions: Vec<LiveInstitution>,
}

/// 一家机构
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LiveInstitution {
    code: String,
    name: String,
    calls: u32,
    hits: u32,
    overrides: u32,
    timeouts: u32,
    p99_ms: f64,
}

fn rate(part: u32, of: u32) -> f64 {
    if of == 0 { 0.0 } else { f64::from(part) / f64::from(of) }
}

/// What the viewer may see of it: institutions of his place, as the register has them.
fn live(monitor: &Monitor, names: &Names, viewer: &Viewer, now: Moment) -> Live {
    let place = &viewer.actor.place;
    let governs = |code: &str| match place {
        Place::Everywhere => true,
        Place::Bureau { division } => names.division(code).is_some_and(|of: &Division| division.governs(of)),
        Place::Institution { code: own } => own.as_str() == code,
    };
    let mut all = match place {
        Place::Everywhere => monitor.others(now),
        _ => Recent::default(),
    };
    let mut seen = monitor.recent(now);
    seen.retain(|(code, _)| governs(code.as_str()));
    seen.sort_by(|(a, one), (b, other)| (other.counts.calls, a.as_str()).cmp(&(one.counts.calls, b.as_str())));
    seen.iter().for_each(|(_, recent)| all.add(recent));
    let institutions = seen.into_iter().map(|(code, Recent { counts, .. })| LiveInstitution {
        name: names.institution(code.as_str()),
        code: code.as_str().to_owned(),
        calls: counts.calls,
        hits: counts.hits,
        overrides: counts.overrides,
        timeouts: counts.cut_short,
        p99_ms: counts.latency_ms(0.99),
    });
    Live {
        at: now.to_string(),
        calls_per_minute: all.calls_per_minute,
        p50_ms: all.counts.latency_ms(0.5),
        p99_ms: all.counts.latency_ms(0.99),
        hit_rate: rate(all.counts.hits, all.counts.calls),
        override_rate: rate(all.counts.overrides, all.counts.answers),
        timeouts: all.counts.cut_short,
        fail_open: all.counts.passed_open,
        institutions: institutions.collect(),
    }
}

async fn live_now(workbench: &Workbench, viewer: &Viewer) -> Result<Live, Problem> {
    let names = workbench.names().await?;
    Ok(live(workbench.app().monitor(), &names, viewer, workbench.now()))
}

/// 实时监测
#[utoipa::path(get, path = "/live", tag = "live", responses((status = 200, body = Live), (status = "default", body = Problem)))]
pub(crate) async fn once(State(workbench): State<Workbench>, caller: By<may::Live>) -> Result<Json<Live>, Problem> {
    Ok(Json(live_now(&workbench, caller.viewer()).await?))
}

/// 实时监测, as server-sent events every two seconds
#[utoipa::path(get, path = "/live/events", tag = "live",
    responses((status = 200, body = Live, content_type = "text/event-stream"), (status = "default", body = Problem)))]
pub(crate) async fn events(
    State(workbench): State<Workbench>,
    _: By<may::Live>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    Sse::new(stream::unfold(
        (workbench, headers, true),
        |(workbench, headers, first)| async move {
            if !first {
                tokio::select! {
                    () = tokio::time::sleep(EVERY) => {}
                    () = workbench.app().stopping() => return None,
                }
            }
            // Who has signed out, or has lost the right, is told nothing more. Watching keeps no session alive.
            let viewer = caller::still(&headers, &workbench, Right::Live).await?;
            let live = live_now(&workbench, &viewer).await.ok()?;
            let event = Event::default().json_data(&live).ok()?;
            Some((Ok(event), (workbench, headers, false)))
        },
    ))
}
