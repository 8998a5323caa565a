//! Forms of conduct: as those of `casework`, with codes and points where a form asks for them as text.

use super::{HOSPITAL, actor, names};
use casework::{Clock, Concern, Offering};
use serde_json::Value;
use std::collections::BTreeSet;

#[path = "../../../../casework/tests/support/form.rs"]
mod shared;

pub use shared::{made_by_intake, never_stuck, shown, told};

/// Replaces what somebody would not have filled in as any text.
fn typed(value: &mut Value) {
    match value {
        Value::Array(rows) => rows.iter_mut().for_each(typed),
        Value::Object(fields) => {
            for (name, value) in fields {
                let is_open = value.as_str().is_some_and(|text| text.starts_with("填写"));
                match name.as_str() {
                    "code" if is_open => *value = "A01".into(),
                    "points" | "most" if is_open => *value = "1".into(),
                    "finding" if is_open => *value = "0".repeat(32).into(),
                    _ => typed(value),
                }
            }
        }
        _ => {}
    }
}

/// Panics where an offer, filled in, is no command or is refused for who gives it or when.
pub fn honest<M: Offering>(state: &M, who: &str, clock: &Clock<'_>) -> BTreeSet<String> {
    let actor = actor(who);
    let offers = state.offers(&actor, clock);
    for offer in &offers {
        for thorough in [true, false] {
            let hand = shared::Hand {
                thorough,
                pick: 0,
                people: &["填写人甲", "填写人乙", "填写人丙"],
                today: &clock.today().to_string(),
            };
            let mut json = hand.fill(offer);
            typed(&mut json);
            let command: M::Command =
                serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{json}: {error}"));
            if let Err(refusal) = state.decide(command, &actor, clock) {
                assert_eq!(
                    refusal.concern(),
                    Concern::Content,
                    "{who}在“{}”：{json}: {refusal}",
                    state.stage_zh()
                );
            }
        }
    }
    offers.into_iter().map(|offer| offer.command).collect()
}
