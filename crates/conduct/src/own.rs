//! The institution of a new matter, as a form asks for it.

use casework::{Actor, Field, Place, ask};

/// 机构, beginning with the actor's own where he belongs to one.
pub(crate) fn institution(actor: &Actor) -> Field {
    let own = match &actor.place {
        Place::Institution { code } => Some(code.as_str()),
        Place::Bureau { .. } | Place::Everywhere => None,
    };
    ask::institution("institution", "机构").starting(own)
}
