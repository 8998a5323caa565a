//! The catalogue of primitives. One literal list; its order is the order in which findings of
//! equal weight are shown, from what is most mechanical to what needs most judgement.

mod attribute_limit;
mod bundle_split;
mod companion_required;
mod condition;
mod diagnosis_excluded;
mod diagnosis_required;
mod encounter_interval;
mod evidence_needed;
mod excess;
mod field_validity;
mod group_multiplicity;
mod history_contradiction;
mod hours;
mod lasting;
mod markup_cap;
mod paid_days_cap;
mod pair_exclusion;
mod practitioner_standing;
mod price_ceiling;
mod quantity_cap;
mod setting_caps;
pub(crate) mod supply_overlap;
mod surcharge;
mod time_containment;
mod window;
mod yearly_cap;

use crate::primitive::{Primitive, Source};
use crate::rows::RowSink;

type Compile = fn(&mut Source<'_>, &mut RowSink) -> Box<dyn Primitive>;

/// Every primitive by the name that documents use.
const PRIMITIVES: [(&str, Compile); 21] = [
    ("attribute_limit", attribute_limit::compile),
    ("pair_exclusion", pair_exclusion::compile),
    ("quantity_cap", quantity_cap::compile),
    ("paid_days_cap", paid_days_cap::compile),
    ("supply_overlap", supply_overlap::compile),
    ("price_ceiling", price_ceiling::compile),
    ("yearly_cap", yearly_cap::compile),
    ("bundle_split", bundle_split::compile),
    ("surcharge", surcharge::compile),
    ("markup_cap", markup_cap::compile),
    ("time_containment", time_containment::compile),
    ("field_validity", field_validity::compile),
    ("history_contradiction", history_contradiction::compile),
    ("group_multiplicity", group_multiplicity::compile),
    ("diagnosis_excluded", diagnosis_excluded::compile),
    ("diagnosis_required", diagnosis_required::compile),
    ("companion_required", companion_required::compile),
    ("encounter_interval", encounter_interval::compile),
    ("evidence_needed", evidence_needed::compile),
    ("condition", condition::compile),
    ("practitioner_standing", practitioner_standing::compile),
];

/// Primitives over many persons: registered here, computed by the audit.
pub(crate) const AUDIT_PRIMITIVES: [&str; 2] = ["peer_ratio", "stock_ledger"];

/// The constructor of a primitive, and its place in the catalogue.
pub(crate) fn named(name: &str) -> Option<(usize, Compile)> {
    PRIMITIVES
        .iter()
        .position(|(known, _)| *known == name)
        .map(|at| (at, PRIMITIVES[at].1))
}

/// All names, for messages.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    PRIMITIVES.iter().map(|(name, _)| *name).chain(AUDIT_PRIMITIVES)
}
