//! 审核 · One record against the book that applies to it, without HTTP and
//! without a store: what the service does per person and what a check on the
//! command line does.

use domain::{Action, Division, Encounter, InstitutionCode, Record, SpecialCare, Stage};
use rulebook::{Library, Review, ReviewOptions, Rulebook};

/// How a record is judged. The service uses [`rulebook::review`]; a test may put a slow or a
/// failing one in its place.
pub type Reviewer = fn(&Rulebook, &Record, Stage, &ReviewOptions) -> Review;

/// Judges a record at a stage under the most specific layer of the book for its place of care.
/// What is given to a person in a rescue is never blocked.
pub fn judge(library: &Library, record: &Record, stage: Stage, options: &ReviewOptions) -> Review {
    judge_with(rulebook::review, book_of(library, record), record, stage, options)
}

/// [`judge`] with a given reviewer and book.
pub fn judge_with(
    reviewer: Reviewer,
    book: &Rulebook,
    record: &Record,
    stage: Stage,
    options: &ReviewOptions,
) -> Review {
    let mut review = reviewer(book, record, stage, options);
    for finding in review
        .findings
        .iter_mut()
        .filter(|finding| finding.action == Action::Block)
    {
        let rescue = |encounter: &Encounter| {
            encounter.id == finding.encounter
                && encounter.institution.code == finding.institution
                && encounter.special.contains(&SpecialCare::Rescue)
        };
        if record.encounters.iter().any(rescue) {
            finding.action = Action::ReasonRequired;
        }
    }
    review
}

/// The layer of the book for the place of care; where the request does not say where that is, for
/// the person's pool area.
pub fn book_of<'a>(library: &'a Library, record: &Record) -> &'a Rulebook {
    let current = record
        .encounters
        .iter()
        .find(|encounter| encounter.current)
        .or_else(|| record.encounters.last());
    let (nowhere, nobody) = (Division::default(), InstitutionCode::default());
    let institution = current.map(|encounter| &encounter.institution);
    let division = institution.map_or(&nowhere, |institution| &institution.division);
    let division = if division.is_empty() {
        &record.person.pool_area
    } else {
        division
    };
    library.book_for(division, institution.map_or(&nobody, |institution| &institution.code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{block, encounter, record};

    #[test]
    fn nothing_is_blocked_in_a_rescue() {
        let (library, _) = Library::compile(&[]);
        let blocking: Reviewer = |_, _, _, _| Review {
            findings: vec![block("A")],
            ..Review::default()
        };
        let action = |institution: &str, special: Vec<SpecialCare>| {
            let mut visit = encounter("E", "2026-03-01");
            visit.institution.code = institution.into();
            let record = record(vec![Encounter { special, ..visit }], Vec::new());
            let book = book_of(&library, &record);
            judge_with(blocking, book, &record, Stage::Settlement, &ReviewOptions::default()).findings[0].action
        };
        assert_eq!(action("H1", vec![]), Action::Block);
        assert_eq!(action("H1", vec![SpecialCare::Dialysis]), Action::Block);
        let rescue = vec![SpecialCare::Dialysis, SpecialCare::Rescue];
        assert_eq!(action("H1", rescue.clone()), Action::ReasonRequired);
        assert_eq!(
            action("H2", rescue),
            Action::Block,
            "another's encounter of this number"
        );
    }
}
