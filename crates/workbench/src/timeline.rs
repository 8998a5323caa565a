//! 就诊时间轴 · what the person of a finding had around it, from the settled claims. It is a look at a
//! person, so it is answered to who may look at one and written down as that, before anything is read.

use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::findings::key_of;
use crate::names::Names;
use crate::settled::{CareCourse, CourseAsk, CourseLine, CourseVisit, not_connected, not_readable};
use crate::written::{Path, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use domain::{Day, InstitutionCode, Money};
use ledger::EvidenceLine;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How many days are shown before the first and behind the last day that the finding rests on: what
/// looks back by a season is seen with what it looks back at.
const AROUND: i32 = 90;

/// What the trail has as the reason.
const PURPOSE: &str = "查看疑点的就诊时间轴";

/// 就诊
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineVisit {
    /// 就医方式, empty where it is not known
    setting: &'static str,
    institution_name: String,
    from: String,
    /// the last day, none of a stay that goes on
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// a line of it is evidence
    evidence: bool,
}

/// 当日费用 of all lines of a day
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineDay {
    day: String,
    lines: u32,
    amount: String,
    /// one of them is evidence
    evidence: bool,
}

/// 证据明细
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineLine {
    day: String,
    name: String,
    amount: String,
}

/// 就诊时间轴 · without anything that names the person or a visit
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingTimeline {
    /// the first day that is shown
    from: String,
    /// the last day that is shown
    to: String,
    /// only those at the own institution, for whoever sees no other
    visits: Vec<TimelineVisit>,
    days: Vec<TimelineDay>,
    evidence: Vec<TimelineLine>,
}

/// 疑点的就诊时间轴
#[utoipa::path(get, path = "/findings/{key}/timeline", tag = "findings", params(("key" = String, Path)),
    responses((status = 200, body = FindingTimeline), (status = "default", body = Problem)))]
pub(crate) async fn of_finding(
    State(workbench): State<Workbench>,
    caller: By<may::Person>,
    Path(key): Path<String>,
) -> Result<Json<FindingTimeline>, Problem> {
    let key = key_of(&key)?;
    let row = workbench.ledger().read(caller.viewer()).finding(key).await?;
    let claims = workbench.claims().ok_or_else(|| not_connected("显示时间轴"))?;
    let behind = workbench
        .write(caller.viewer(), async |writing| writing.look(key, PURPOSE).await)
        .await?;
    let evidence = row.argument.lines;
    let (from, to) = period(row.service_day, &evidence);
    let ask = CourseAsk {
        person: behind.person,
        from,
        to,
    };
    let course = aside(move || claims.course(&ask)).await?;
    let mut course = course.map_err(|error| not_readable("显示时间轴", &error))?;
    let institution = InstitutionCode::new(row.institution.as_str());
    // A bureau sees the person's whole care; an institution, a department, a doctor and whoever handles a
    // task about one institution see what happened there.
    if !caller.viewer().sees_findings_by_place() {
        course.visits.retain(|visit| visit.institution == institution);
        course.lines.retain(|line| line.institution == institution);
    }
    let names = workbench.names().await?;
    Ok(Json(shown(from, to, &course, &evidence, &names)))
}

/// The days around what the finding rests on.
fn period(service: Day, evidence: &[EvidenceLine]) -> (Day, Day) {
    let days = || evidence.iter().filter_map(|line| line.time).map(domain::Moment::day);
    let first = days().fold(service, Day::min);
    let last = days().fold(service, Day::max);
    (first.plus_days(-AROUND), last.plus_days(AROUND))
}

/// A serial is one of a kind within its visit only: the day and the item tell lines of two visits apart.
fn is_evidence(line: &CourseLine, evidence: &[EvidenceLine]) -> bool {
    evidence.iter().any(|of| {
        let same_day = of.time.is_none_or(|time| time.day() == line.day);
        let same_item = of.code.is_empty() || of.code == line.item.as_str();
        of.id == line.id.as_str() && same_day && same_item
    })
}

fn shown(from: Day, to: Day, course: &CareCourse, evidence: &[EvidenceLine], names: &Names) -> FindingTimeline {
    let mut days: BTreeMap<Day, (u32, Money, bool)> = BTreeMap::new();
    let mut lines = Vec::new();
    for line in &course.lines {
        let marked = is_evidence(line, evidence);
        let (count, amount, has_evidence) = days.entry(line.day).or_insert((0, Money::ZERO, false));
        *count += 1;
        *amount += line.amount;
        *has_evidence |= marked;
        if marked {
            lines.push(line);
        }
    }
    let of_visit = |visit: &CourseVisit| TimelineVisit {
        setting: visit.setting.known().map_or("", |setting| setting.zh()),
        institution_name: names.institution(visit.institution.as_str()),
        from: visit.from.to_string(),
        to: visit.to.map(|day| day.to_string()),
        evidence: lines
            .iter()
            .any(|line| line.encounter == visit.id && line.institution == visit.institution),
    };
    FindingTimeline {
        from: from.to_string(),
        to: to.to_string(),
        visits: course.visits.iter().map(of_visit).collect(),
        days: days
            .into_iter()
            .map(|(day, (lines, amount, evidence))| TimelineDay {
                day: day.to_string(),
                lines,
                amount: yuan(amount),
                evidence,
            })
            .collect(),
        evidence: lines
            .iter()
            .map(|line| TimelineLine {
                day: line.day.to_string(),
                name: line.name.clone(),
                amount: yuan(line.amount),
            })
            .collect(),
    }
}
