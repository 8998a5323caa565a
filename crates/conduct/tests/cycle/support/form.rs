//! Forms of conduct: as those of `casework`, with codes and points where a form asks for them as text.

use super::{HOSPITAL, actor, names};
use casework::{Clock, Offering};
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

/// [`shared::honest`], with texts that these forms read.
pub fn honest<M: Offering>(state: &M, who: &str, clock: &Clock<'_>) -> BTreeSet<String> {
    shared::honest_with(state, who, clock, typed)
}
