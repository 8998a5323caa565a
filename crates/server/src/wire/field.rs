//! Names of fields and where they stand in a node's table.
//!
//! Fields are looked up starting behind the previous one, because senders keep
//! the order of the table: the usual look-up is one comparison. A name that is
//! not found is tried once more in snake case (`patientDtos`, as Hainan sends).

use serde::de::{Deserialize, Deserializer, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Finds a field, looking from `next` on and then from the start.
pub(super) fn locate<'t, F>(
    fields: &'t [(&'static str, F)],
    next: usize,
    name: &str,
) -> Option<(usize, &'t (&'static str, F))> {
    let (before, after) = fields.split_at_checked(next).unwrap_or((fields, &[]));
    if let Some(step) = after.iter().position(|(known, _)| *known == name) {
        return after.get(step).map(|entry| (next + step, entry));
    }
    if let Some(slot) = before.iter().position(|(known, _)| *known == name) {
        return before.get(slot).map(|entry| (slot, entry));
    }
    if !name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let snake = snake_case(name);
    fields.iter().enumerate().find(|(_, (known, _))| *known == snake)
}

/// `patientDtos` → `patient_dtos`, `RX_ID` → `rx_id`.
fn snake_case(name: &str) -> String {
    if !name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return name.to_ascii_lowercase();
    }
    let mut snake = String::with_capacity(name.len() + 4);
    for ch in name.chars() {
        if ch.is_ascii_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.push(ch.to_ascii_lowercase());
    }
    snake
}

/// A field name, borrowed from the message where it is written plainly.
pub(super) struct Name<'de>(pub Cow<'de, str>);

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }
}

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}
