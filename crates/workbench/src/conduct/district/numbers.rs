//! The numbers of an institution, which are computed once and kept until its books of conduct go on: a look
//! at a district reads again only the institutions in which something has happened.

use crate::conduct::books::{self, Range};
use crate::conduct::scoring::{FINAL, score};
use crate::consequences::system;
use crate::{Problem, Workbench};
use conduct::bulletin::Bulletin;
use conduct::clean::duties::DutyList;
use conduct::clean::five_good::FiveGood;
use conduct::commendation::Commendation;
use conduct::district::{Assessed, Counted, Counts, Numbers, People, Span, Sums};
use conduct::packet::RedPacket;
use conduct::scheme::Grade;
use conduct::service_complaint::ServiceComplaint;
use domain::{Division, InstitutionCode};
use ledger::{Breakdown, Kept, Kind, LedgerError, MatterFilter, Organisation, OrganisationKind, Reading, Revision};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// 考评 of a year as it stands.
#[derive(Debug, Clone, Copy, Default)]
struct Graded {
    due: People,
    excellent: People,
    good: People,
    fair: People,
    poor: People,
    penalised: People,
}

/// What is kept of an institution, with the revision of its books that it was read from.
#[derive(Debug)]
struct OfInstitution {
    revision: Revision,
    counted: Vec<Counted>,
    years: BTreeMap<i16, Graded>,
}

/// 各机构的数字, as they were last computed.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    kept: Mutex<HashMap<InstitutionCode, Arc<OfInstitution>>>,
}

impl Standing {
    /// What was computed of these books, unless they have gone on since.
    fn get(&self, institution: &InstitutionCode, revision: Revision) -> Option<Arc<OfInstitution>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(institution).filter(|one| one.revision == revision).cloned()
    }

    fn put(&self, institution: &InstitutionCode, numbers: OfInstitution) -> Arc<OfInstitution> {
        let numbers = Arc::new(numbers);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(institution.clone(), Arc::clone(&numbers));
        numbers
    }
}

/// The numbers of the medical institutions of a division in a span, and their levels, in one order. Who works
/// at a pharmacy is under another authority.
pub(super) async fn of_division(
    workbench: &Workbench,
    division: &Division,
    span: Span,
) -> Result<(Vec<Numbers>, Vec<Option<String>>), Problem> {
    let viewer = system();
    let reading = workbench.ledger().read(&viewer);
    // Read before what they stand for: whatever is written meanwhile is read again at the next look.
    let revisions = reading.revisions().await?;
    let settled = settled(&reading, span.year()).await?;
    let (mut numbers, mut levels) = (Vec::new(), Vec::new());
    for Organisation {
        code,
        name,
        kind,
        division: place,
        level,
        ..
    } in reading.organisations().await?
    {
        let institution = InstitutionCode::new(code.as_str());
        if kind != OrganisationKind::Institution || institution.is_pharmacy() || !division.governs(&place) {
            continue;
        }
        let revision = revisions.get(&institution).copied().unwrap_or_default();
        let kept = current(workbench, &reading, &institution, revision, span.year()).await?;
        let graded = kept.years.get(&span.year()).copied().unwrap_or_default();
        let sums = Sums::of(&kept.counted, span);
        numbers.push(Numbers {
            name,
            assessed: Assessed {
                institution,
                due: graded.due,
                excellent: graded.excellent,
                good: graded.good,
                fair: graded.fair,
                poor: graded.poor,
                penalised: graded.penalised,
                plan: sums.duties,
                five_good: None,
            },
            settled: settled.get(&code).copied().unwrap_or_default(),
            sums,
        });
        levels.push(level);
    }
    Ok((numbers, levels))
}

/// The numbers of these books with the grades of a year: what is kept, or computed now.
async fn current(
    workbench: &Workbench,
    reading: &Reading<'_>,
    institution: &InstitutionCode,
    revision: Revision,
    year: i16,
) -> Result<Arc<OfInstitution>, Problem> {
    let standing = workbench.standing();
    let before = standing.get(institution, revision);
    if let Some(kept) = before.as_ref().filter(|kept| kept.years.contains_key(&year)) {
        return Ok(Arc::clone(kept));
    }
    let (counted, mut years) = match before {
        Some(kept) => (kept.counted.clone(), kept.years.clone()),
        None => (counted(reading, institution).await?, BTreeMap::new()),
    };
    years.insert(year, graded(workbench, institution, year).await?);
    let numbers = OfInstitution {
        revision,
        counted,
        years,
    };
    Ok(standing.put(institution, numbers))
}

async fn graded(workbench: &Workbench, institution: &InstitutionCode, year: i16) -> Result<Graded, Problem> {
    let scored = score(workbench, institution, year).await?;
    let of = |grade: Grade| People(scored.people.iter().filter(|one| one.grade == grade).count() as u64);
    Ok(Graded {
        due: People(scored.people.len() as u64),
        excellent: of(Grade::Excellent),
        good: of(Grade::Good),
        fair: of(Grade::Fair),
        poor: of(Grade::Poor),
        penalised: People(scored.people.iter().filter(|one| !one.sheet.vetoes.is_empty()).count() as u64),
    })
}

/// What every matter of the institution counts for.
async fn counted(reading: &Reading<'_>, institution: &InstitutionCode) -> Result<Vec<Counted>, LedgerError> {
    let mut all = Vec::new();
    all.extend(of_kind::<RedPacket>(reading, institution).await?);
    all.extend(of_kind::<Commendation>(reading, institution).await?);
    all.extend(of_kind::<ServiceComplaint>(reading, institution).await?);
    all.extend(of_kind::<Bulletin>(reading, institution).await?);
    all.extend(of_kind::<FiveGood>(reading, institution).await?);
    for (_, list) in books::matters::<DutyList>(reading, institution, &Range::default()).await? {
        all.extend(list.counted());
    }
    Ok(all)
}

async fn of_kind<M: Kept + Counts>(
    reading: &Reading<'_>,
    institution: &InstitutionCode,
) -> Result<Vec<Counted>, LedgerError> {
    let matters = books::matters::<M>(reading, institution, &Range::default()).await?;
    Ok(matters.iter().filter_map(|(_, state)| state.counted()).collect())
}

/// How many assessments of the year are final, by institution.
async fn settled(reading: &Reading<'_>, year: i16) -> Result<HashMap<String, People>, LedgerError> {
    let filter = MatterFilter {
        kinds: vec![Kind::Assessment],
        stages: FINAL.iter().map(|stage| (*stage).to_owned()).collect(),
        period: Some(year.to_string()),
        ..MatterFilter::default()
    };
    let found = reading.breakdown(&filter, Breakdown::Institution).await?;
    let people = |count: i64| People(u64::try_from(count).unwrap_or_default());
    Ok(found
        .into_iter()
        .map(|(institution, totals)| (institution, people(totals.count)))
        .collect())
}
