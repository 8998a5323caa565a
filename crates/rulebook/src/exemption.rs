//! Exemptions and overrides, in one place: what a rule does not speak about, and which papers
//! lower or lift what it says.

use crate::hit::Hit;
use crate::rule::Rule;
use domain::{Certainty, OverrideEffect, Record};

/// What becomes of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// stands, with the certainty and the reasons for lowering it
    Stands { certainty: Certainty, lowered: Vec<String> },
    /// the rule does not apply here, or evidence lifts it
    Lifted,
}

/// True where the rule does not speak about the encounter (不适用).
pub(crate) fn is_exempt(rule: &Rule, record: &Record, encounter: u32) -> bool {
    let Some(encounter) = record.encounters.get(encounter as usize) else {
        return false;
    };
    let exempt = &rule.exemptions;
    exempt.special.iter().any(|&care| encounter.is_under(care))
        || exempt.settings.iter().any(|&setting| encounter.is_of(setting))
        || encounter
            .diagnoses
            .iter()
            .any(|diagnosis| exempt.diagnoses.contains(diagnosis.code.as_str()))
        || exempt
            .groups
            .iter()
            .any(|group| record.person.groups.iter().any(|own| own.as_str() == group))
}

/// Applies the rule's exemptions, the evidence presented and the primitive's own cap.
pub(crate) fn weigh(rule: &Rule, record: &Record, hit: &Hit) -> Standing {
    if is_exempt(rule, record, hit.encounter) {
        return Standing::Lifted;
    }
    let encounter = &record.encounters[hit.encounter as usize];
    let mut certainty = rule.certainty;
    let mut lowered = Vec::new();
    if let Some((cap, why)) = hit.lowered
        && cap < certainty
    {
        certainty = cap;
        lowered.push(why.to_owned());
    }
    if let Some(may) = &rule.may_override
        && let Some(paper) = encounter.evidence.iter().find(|paper| {
            may.evidence.iter().any(|kind| kind == paper.kind.as_str()) && (paper.by.is_empty() || paper.by == may.by)
        })
    {
        match may.effect {
            OverrideEffect::Lift => return Standing::Lifted,
            OverrideEffect::Downgrade if certainty > Certainty::Suspect => {
                certainty = Certainty::Suspect;
                lowered.push(format!("{}提交{}", may.by, paper.kind));
            }
            OverrideEffect::Downgrade => {}
        }
    }
    Standing::Stands { certainty, lowered }
}
