//! What figures bring about, as a job of the system: a target that was missed is put before people, and a
//! stay that cost too much is put on the list of reviews. Each once, whatever is brought in again.

use super::antimicrobial::{Figures, KIND_OF_HOSPITAL};
use super::high_cost::costly;
use crate::Workbench;
use crate::conduct::books::{Range, matters};
use casework::{Actor, Place};
use conduct::Month;
use conduct::antimicrobial::{Breach, Excess, breach, excesses};
use conduct::quality::{HighCost, HighCostReview, high_cost_review};
use domain::{Division, InstitutionCode, Moment};
use ledger::{Claim, ClinicalRow, Kept, Kind, LedgerError, MatterId, NewJob, Viewer, Writing};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

/// A job that looks what figures bring about.
pub(crate) const FIGURES: &str = "figures";

/// 建议的不良执业行为记分 for a target missed again after an interview: the mildest of the table; what is
/// given the health section decides.
const POINTS: u16 = 1;

/// What was brought in.
#[derive(Debug, Serialize, Deserialize)]
struct Brought {
    institution: String,
    list: String,
    from: Month,
    to: Month,
}

/// Queues the look at what rows bring about, in the write that takes them; lists that belong to no month
/// bring about nothing by themselves.
pub(super) async fn queue<R: ClinicalRow>(
    writing: &mut Writing<'_>,
    institution: &InstitutionCode,
    rows: &[R],
    now: Moment,
) -> Result<(), LedgerError> {
    let months = || rows.iter().filter_map(ClinicalRow::month);
    let (Some(from), Some(to)) = (months().min(), months().max()) else {
        return Ok(());
    };
    let brought = Brought {
        institution: institution.to_string(),
        list: R::LIST.to_owned(),
        from,
        to,
    };
    let payload = serde_json::to_string(&brought).map_err(|error| unreadable(R::ZH, &error))?;
    let names: Vec<String> = rows.iter().map(ClinicalRow::name).collect();
    let id = format!("{FIGURES}/{}", digest(&format!("{payload}|{now}|{}", names.join("|"))));
    let job = NewJob {
        id: &id,
        kind: FIGURES,
        payload: &payload,
        run_at: now,
        attempts_max: 8,
    };
    writing.queue_job(&job).await?;
    Ok(())
}

fn unreadable(place: &str, problem: &dyn std::fmt::Display) -> LedgerError {
    LedgerError::Corrupt {
        place: place.to_owned(),
        problem: problem.to_string(),
    }
}

/// A name for what has a content but no number of its own.
fn digest(content: &str) -> String {
    let digits = hex::encode(Sm3::digest(content));
    digits.get(..32).unwrap_or(&digits).to_owned()
}

/// Puts before people what the figures of an institution bring about.
pub(crate) async fn follow(workbench: &Workbench, viewer: &Viewer, claim: &Claim) -> Result<(), LedgerError> {
    let brought: Brought = serde_json::from_str(&claim.payload).map_err(|error| unreadable(&claim.id, &error))?;
    let institution = InstitutionCode::new(&brought.institution);
    let home = Viewer::at_place(Actor {
        place: Place::Institution {
            code: institution.clone(),
        },
        ..viewer.actor.clone()
    });
    let reading = workbench.ledger().read(&home);
    let Some(division) = reading.own_division().await? else {
        return workbench
            .write(viewer, async |writing| writing.finish_job(claim).await)
            .await;
    };
    let division = Division::new(division);
    let today = workbench.now().day();
    let (missed, dear): (Vec<Excess>, Vec<HighCost>) = if brought.list == conduct::quality::Stay::LIST {
        let (cases, _) = costly(&reading, brought.from, brought.to).await?;
        (Vec::new(), cases)
    } else {
        let figures = Figures::read(&reading, brought.from, brought.to).await?;
        let earlier = matters::<Breach>(&workbench.ledger().read(viewer), &institution, &Range::default()).await?;
        let earlier: Vec<Breach> = earlier.into_iter().map(|(_, breach)| breach).collect();
        let (cells, targets) = figures.of(&institution)?;
        let mut missed = excesses(
            (&institution, &division),
            &cells,
            (&targets, KIND_OF_HOSPITAL),
            &earlier,
            POINTS,
        );
        // A month that is not over has no figure yet.
        missed.retain(|excess| excess.month.last_day() < today);
        (missed, Vec::new())
    };
    workbench
        .write(viewer, async |writing| {
            for excess in missed {
                let id = MatterId::new(Kind::Breach, &digest(&excess.key()))?;
                begin::<Breach>(workbench, writing, &id, breach::Command::Propose { excess }).await?;
            }
            for case in dear {
                let name = digest(&format!("{}|{}", case.institution, case.encounter));
                let id = MatterId::new(Kind::HighCost, &name)?;
                begin::<HighCostReview>(workbench, writing, &id, high_cost_review::Command::Register { case }).await?;
            }
            writing.finish_job(claim).await
        })
        .await
}

/// Begins a matter; one that has begun before stays as it is.
async fn begin<M: Kept>(
    workbench: &Workbench,
    writing: &mut Writing<'_>,
    id: &MatterId,
    command: M::Command,
) -> Result<(), LedgerError> {
    let begun = writing
        .command::<M>(id, 0, command, &workbench.calendar(), workbench.limits())
        .await;
    match begun {
        Ok(_) | Err(LedgerError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
