//! Who may act where both the institution's own office and the bureau above it may.

use casework::{Actor, Place, Refusal, Role};
use domain::{Division, InstitutionCode};

/// Refuses everybody but these roles, of the institution itself or of a bureau that governs it.
pub(crate) fn must_act_here(
    actor: &Actor,
    action: &'static str,
    roles: &'static [Role],
    institution: &InstitutionCode,
    division: &Division,
) -> Result<(), Refusal> {
    match actor.place {
        Place::Institution { .. } => actor.must_act_within(action, roles, institution),
        Place::Bureau { .. } | Place::Everywhere => actor.must_act_for(action, roles, division),
    }
}
