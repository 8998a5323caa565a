//! What one matter brings about in others: a lead that is passed on becomes reviews, what a settlement
//! did not cover becomes a claim, silence after the last day is acceptance.
//!
//! Each is a job, queued in the same write as what makes it necessary and finished in the same write
//! as what it brings about: it happens once, whoever is killed in between.

use crate::conduct::{FIGURES, Order, follow, mark, nominate, of_training, of_upheld, propose};
use crate::{Workbench, points};
use casework::lead::{Destination, Lead, Mark};
use casework::review_case::{self, ReviewCase, Subject};
use casework::{Actor, Flagged, Place, Role, Upheld, UserId, enforcement, lead, recovery};
use conduct::antimicrobial::Breach;
use conduct::commendation::Commendation;
use conduct::declaration::Declaration;
use conduct::packet::RedPacket;
use conduct::quality::HighCostReview;
use conduct::service_complaint::ServiceComplaint;
use conduct::usage_query::{self, UsageQuery};
use domain::{FindingKey, InstitutionCode, Moment};
use ledger::{
    Claim, FindingRow, Kept, Kind, LedgerError, MatterFilter, MatterId, MatterOrder, NewJob, Page, Viewer, Writing,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A job that looks what an event brings about.
const CONSEQUENCE: &str = "consequence";
/// A job that looks once a day whose last day is over.
const LAPSE: &str = "lapse";

/// How long a job may take before another worker takes it over, in seconds.
const LEASE: i64 = 300;

/// How often the worker looks when nobody wakes it.
const PAUSE: Duration = Duration::from_secs(5);

/// Matters whose last day is over that are read at once.
const LAPSES: u16 = 500;

#[derive(Debug, Serialize, Deserialize)]
struct Cause {
    matter: String,
    /// the version behind the events that are meant
    version: i64,
}

/// Queues the look at what a matter's last command brings about.
pub(crate) async fn queue(writing: &mut Writing<'_>, id: &MatterId, version: i64) -> Result<(), LedgerError> {
    let looked_at = matches!(
        id.kind(),
        Kind::Lead
            | Kind::Review
            | Kind::Enforcement
            | Kind::ConductEvent
            | Kind::Packet
            | Kind::Commendation
            | Kind::Declaration
            | Kind::ServiceComplaint
            | Kind::Bulletin
            | Kind::Training
            | Kind::Breach
            | Kind::HighCost
    );
    if !looked_at {
        return Ok(());
    }
    let cause = Cause {
        matter: id.to_string(),
        version,
    };
    let job = NewJob {
        id: &format!("{CONSEQUENCE}/{id}@{version}"),
        kind: CONSEQUENCE,
        payload: &serde_json::to_string(&cause).map_err(|error| unreadable(id, error))?,
        run_at: Moment::from_epoch_seconds(0),
        attempts_max: 8,
    };
    writing.queue_job(&job).await?;
    Ok(())
}

fn unreadable(place: impl ToString, problem: impl ToString) -> LedgerError {
    LedgerError::Corrupt {
        place: place.to_string(),
        problem: problem.to_string(),
    }
}

/// The system itself: what the clock and earlier decisions bring about.
pub fn system() -> Viewer {
    Viewer::at_place(Actor {
        user: UserId::from("system"),
        role: Role::System,
        place: Place::Everywhere,
    })
}

/// Does the jobs of the workbench until it is dropped. `worker` is a name that no other worker has.
pub async fn work(workbench: Workbench, worker: String) {
    loop {
        if workbench.is_new_minute(workbench.now()) {
            look_again(&workbench).await;
        }
        match turn(&workbench, &worker).await {
            Ok(true) => {}
            Ok(false) => workbench.rest(PAUSE).await,
            Err(error) => {
                tracing::error!(%error, "任务没有办成，稍后再试");
                workbench.rest(PAUSE).await;
            }
        }
    }
}

/// Reads again what another program on the same books may have set.
async fn look_again(workbench: &Workbench) {
    if let Err(error) = workbench.read_calendar().await {
        tracing::error!(error = format!("{error:#}"), "工作日历没有读成，继续使用原来的");
    }
    points::try_to_tell_real_time(workbench).await;
    if let Err(error) = workbench.recogniser().look_again().await {
        tracing::error!(%error, "互认目录没有读成，继续使用原来的");
    }
    if let Err(error) = workbench.recogniser().look_for_reports().await {
        tracing::error!(%error, "报告索引没有读成，继续使用原来的");
    }
    workbench.recogniser().try_to_write_down().await;
}

/// Does one job; false where there is none.
///
/// # Errors
/// The books cannot be read or written; a job that fails is tried again later and is no error here.
pub async fn turn(workbench: &Workbench, worker: &str) -> Result<bool, LedgerError> {
    let (ledger, viewer, now) = (workbench.ledger(), system(), workbench.now());
    queue_lapse(workbench, &viewer, now).await?;
    let Some(claim) = ledger
        .claim_job(&[CONSEQUENCE, LAPSE, FIGURES], worker, now, LEASE)
        .await?
    else {
        return Ok(false);
    };
    let done = match claim.kind.as_str() {
        LAPSE => lapse(workbench, &viewer, &claim).await,
        FIGURES => follow(workbench, &viewer, &claim).await,
        _ => consequence(workbench, &viewer, &claim).await,
    };
    if let Err(error) = done {
        tracing::warn!(job = claim.id, %error, "任务没有办成");
        ledger.fail_job(&claim, workbench.now(), &error.to_string()).await?;
    }
    Ok(true)
}

/// The look at what is overdue, once a day.
async fn queue_lapse(workbench: &Workbench, viewer: &Viewer, now: Moment) -> Result<(), LedgerError> {
    if !workbench.is_new_day(now.day()) {
        return Ok(());
    }
    let job = NewJob {
        id: &format!("{LAPSE}/{}", now.day()),
        kind: LAPSE,
        payload: "",
        run_at: now,
        attempts_max: 8,
    };
    workbench
        .ledger()
        .write(viewer, now, async |writing| writing.queue_job(&job).await)
        .await?;
    Ok(())
}

/// Silence after the last day is acceptance (`docs/casework.md`, 三); a ticket ends with its last day.
async fn lapse(workbench: &Workbench, viewer: &Viewer, claim: &Claim) -> Result<(), LedgerError> {
    let stages = ["已告知", "申诉中", "再申诉"];
    overdue::<ReviewCase>(workbench, viewer, &stages, || review_case::Command::Lapse).await?;
    overdue::<UsageQuery>(workbench, viewer, &["已开通"], || usage_query::Command::Expire).await?;
    finish(workbench, viewer, claim).await
}

/// What becomes of the matters in these stages whose last day is over. The command takes each out of them.
async fn overdue<M: Kept>(
    workbench: &Workbench,
    viewer: &Viewer,
    stages: &[&str],
    command: impl Fn() -> M::Command,
) -> Result<(), LedgerError> {
    let (ledger, now) = (workbench.ledger(), workbench.now());
    let filter = MatterFilter {
        kinds: vec![M::KIND],
        stages: stages.iter().map(|stage| (*stage).to_owned()).collect(),
        due_before: Some(now.day()),
        ..MatterFilter::default()
    };
    loop {
        let page = ledger
            .read(viewer)
            .matters(&filter, &Page::first(MatterOrder::DueFirst, LAPSES))
            .await?;
        if page.rows.is_empty() {
            return Ok(());
        }
        for row in &page.rows {
            let lapsed = ledger
                .write(viewer, now, async |writing| {
                    let handled = writing
                        .command::<M>(
                            &row.id,
                            row.version,
                            command(),
                            &workbench.calendar(),
                            workbench.limits(),
                        )
                        .await?;
                    queue(writing, &row.id, handled.version).await
                })
                .await;
            match lapsed {
                // Somebody was faster: the next look sees what he left.
                Ok(()) | Err(LedgerError::Conflict { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

async fn consequence(workbench: &Workbench, viewer: &Viewer, claim: &Claim) -> Result<(), LedgerError> {
    let cause: Cause = serde_json::from_str(&claim.payload).map_err(|error| unreadable(&claim.id, error))?;
    let id = MatterId::parse(&cause.matter)?;
    match id.kind() {
        Kind::Lead => of_lead(workbench, viewer, claim, &id, cause.version).await,
        Kind::Review => of_review(workbench, viewer, claim, &id, cause.version).await,
        Kind::Enforcement => of_enforcement(workbench, viewer, claim, &id, cause.version).await,
        Kind::ConductEvent => nominate(workbench, viewer, claim, &id).await,
        Kind::Packet => propose::<RedPacket>(workbench, viewer, claim, &id).await,
        Kind::Commendation => propose::<Commendation>(workbench, viewer, claim, &id).await,
        Kind::Declaration => propose::<Declaration>(workbench, viewer, claim, &id).await,
        Kind::ServiceComplaint => propose::<ServiceComplaint>(workbench, viewer, claim, &id).await,
        Kind::Training => of_training(workbench, viewer, claim, &id).await,
        Kind::Breach => propose::<Breach>(workbench, viewer, claim, &id).await,
        Kind::HighCost => propose::<HighCostReview>(workbench, viewer, claim, &id).await,
        Kind::Bulletin => mark(workbench, viewer, claim, &id, cause.version).await,
        _ => finish(workbench, viewer, claim).await,
    }
}

async fn finish(workbench: &Workbench, viewer: &Viewer, claim: &Claim) -> Result<(), LedgerError> {
    workbench
        .write(viewer, async |writing| writing.finish_job(claim).await)
        .await
}

/// A lead that is passed on to review: a review of each finding that was not found to be false.
async fn of_lead(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    id: &MatterId,
    version: i64,
) -> Result<(), LedgerError> {
    let (ledger, now) = (workbench.ledger(), workbench.now());
    let course = ledger.read(viewer).matter::<Lead>(id).await?;
    let passed_on = event_at(&course.history, version).is_some_and(|event| {
        matches!(
            event,
            lead::Event::Dispatched {
                to: Destination::Review
            }
        )
    });
    let mut subjects = Vec::new();
    if passed_on && let Some(draft) = &course.state.draft {
        for key in draft.findings.keys() {
            if !matches!(course.state.marks.get(key), Some(Mark::False { .. })) {
                subjects.push(subject(*key, ledger.read(viewer).finding(*key).await?));
            }
        }
    }
    ledger
        .write(viewer, now, async |writing| {
            for subject in subjects {
                let id = MatterId::review(subject.finding);
                let open = review_case::Command::Open {
                    subject,
                    sampled: false,
                };
                let opened = writing
                    .command::<ReviewCase>(&id, 0, open, &workbench.calendar(), workbench.limits())
                    .await;
                match opened {
                    // A finding that has a review already keeps it.
                    Ok(_) | Err(LedgerError::Conflict { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            writing.finish_job(claim).await
        })
        .await
}

fn subject(finding: FindingKey, row: FindingRow) -> Subject {
    Subject {
        finding,
        rule: domain::RuleCode::new(row.rule),
        institution: InstitutionCode::new(row.institution),
        division: domain::Division::new(row.division),
        certainty: row.certainty,
        flagged: Flagged::of(row.amount),
    }
}

/// What a settlement did not cover becomes a claim of the recovery ledger; what was upheld is proposed to
/// the institution as conduct of the doctor.
async fn of_review(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    id: &MatterId,
    version: i64,
) -> Result<(), LedgerError> {
    let course = workbench.ledger().read(viewer).matter::<ReviewCase>(id).await?;
    let (left, conduct) = match (event_at(&course.history, version), &course.state.subject) {
        (Some(review_case::Event::Deducted { left_to_ledger, .. }), Some(subject)) => {
            let row = workbench.ledger().read(viewer).finding(subject.finding).await?;
            let upheld = course.state.figures().upheld.money();
            let conduct = of_upheld(workbench, viewer, subject.finding, &row, upheld, id).await?;
            let left = (!left_to_ledger.is_zero()).then(|| recovery::Claim {
                origin: id.to_string(),
                institution: subject.institution.clone(),
                division: subject.division.clone(),
                due: Upheld::of(*left_to_ledger),
            });
            (left, conduct)
        }
        _ => (None, None),
    };
    claim_back(workbench, viewer, claim, id, left, conduct).await
}

/// The loss that a served penalty decision established is to be paid back.
async fn of_enforcement(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    id: &MatterId,
    version: i64,
) -> Result<(), LedgerError> {
    let course = workbench
        .ledger()
        .read(viewer)
        .matter::<enforcement::Enforcement>(id)
        .await?;
    let served = matches!(
        event_at(&course.history, version),
        Some(enforcement::Event::DecisionServed { .. })
    );
    let due = served.then(|| loss_of(&course.state, id)).flatten();
    claim_back(workbench, viewer, claim, id, due, None).await
}

/// What an institution owes by a decision, where it owes anything.
fn loss_of(case: &enforcement::Enforcement, id: &MatterId) -> Option<recovery::Claim> {
    let matter = case.matter.as_ref()?;
    let enforcement::Party::Institution { code } = &matter.party else {
        return None;
    };
    let due = case.figures().upheld;
    (!due.money().is_zero()).then(|| recovery::Claim {
        origin: id.to_string(),
        institution: code.clone(),
        division: matter.division.clone(),
        due,
    })
}

async fn claim_back(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    origin: &MatterId,
    due: Option<recovery::Claim>,
    conduct: Option<Order>,
) -> Result<(), LedgerError> {
    let name = origin.as_str().replace('/', ":");
    let id = MatterId::new(Kind::Recovery, &name)?;
    workbench
        .write(viewer, async |writing| {
            if let Some(due) = due {
                let open = recovery::Command::Open { claim: due };
                writing
                    .command::<recovery::Recovery>(&id, 0, open, &workbench.calendar(), workbench.limits())
                    .await?;
            }
            if let Some(conduct) = conduct {
                conduct.carry_out(workbench, writing).await?;
            }
            writing.finish_job(claim).await
        })
        .await
}

/// The last event of the command that led to a version.
fn event_at<E>(history: &[casework::Recorded<E>], version: i64) -> Option<&E> {
    let place = usize::try_from(version).ok()?.checked_sub(1)?;
    history.get(place).map(|recorded| &recorded.event)
}
