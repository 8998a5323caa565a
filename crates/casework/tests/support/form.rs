//! Forms as an interface would use them: fields filled in by their kind alone, and what they make.

use super::{HOSPITAL, names};
use casework::{Clock, Concern, Field, FieldKind, Offer, Offering, Part, Shown, StepState};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// How somebody fills in forms.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    /// fills in what is not required, too
    pub thorough: bool,
    /// which of several values he takes
    pub pick: usize,
    /// whom he names
    pub people: &'a [&'a str],
    /// the day
    pub today: &'a str,
}

impl Hand<'_> {
    /// The command that he makes of an offer.
    pub fn fill(self, offer: &Offer) -> Value {
        let mut object = self.fields(&offer.fields, 0);
        object.insert("command".to_owned(), offer.command.clone().into());
        Value::Object(object)
    }

    fn fields(self, fields: &[Field], row: usize) -> Map<String, Value> {
        let mut object = Map::new();
        for field in fields {
            let shown = field.when.as_ref().is_none_or(|when| {
                let beside = object.get(when.field).and_then(Value::as_str).unwrap_or_default();
                when.is.contains(&beside)
            });
            if shown {
                object.insert(field.name.to_owned(), self.value(field, row));
            }
        }
        object
    }

    fn value(self, field: &Field, row: usize) -> Value {
        let empty = !field.required && !self.thorough;
        let choice = |place: usize| &field.choices[place % field.choices.len()].value;
        match (field.kind, &field.initial) {
            // A vote begins with the voter alone: the rest of its row is filled in.
            (FieldKind::List, Some(Value::Array(rows))) if !rows.is_empty() => {
                let more = match self.thorough {
                    true => 2,
                    false => 0,
                };
                (0..rows.len() + more)
                    .map(|place| {
                        let mut filled = self.fields(&field.fields, place);
                        let begun = rows.get(place).and_then(Value::as_object);
                        filled.extend(begun.cloned().unwrap_or_default());
                        Value::Object(filled)
                    })
                    .collect()
            }
            (FieldKind::List, None | Some(Value::Array(_))) if !empty => (0..3)
                .map(|place| Value::Object(self.fields(&field.fields, place)))
                .collect(),
            (_, Some(initial)) => initial.clone(),
            (FieldKind::Lines | FieldKind::Users | FieldKind::Attachments | FieldKind::List, None) if empty => {
                json!([])
            }
            (_, None) if empty => Value::Null,
            (FieldKind::Text | FieldKind::LongText, None) => format!("填写{}", self.pick).into(),
            (FieldKind::User, None) if field.choices.is_empty() => {
                self.people[(self.pick + row) % self.people.len()].into()
            }
            (FieldKind::User, None) => choice(row).clone().into(),
            (FieldKind::Users, None) => json!(self.people),
            (FieldKind::Lines, None) => json!(["填写"]),
            (FieldKind::Money, None) => ["0.01", "100.00"][self.pick % 2].into(),
            (FieldKind::Day, None) => self.today.into(),
            (FieldKind::Number, None) if field.choices.is_empty() => [row + 1, 150, 6][self.pick % 3].into(),
            (FieldKind::Number, None) => choice(self.pick).parse::<u32>().unwrap().into(),
            (FieldKind::Bool, None) => row.is_multiple_of(2).into(),
            (FieldKind::Choice, None) => choice(self.pick).clone().into(),
            (FieldKind::Institution, None) => HOSPITAL.into(),
            (FieldKind::Attachment, None) => json!({"name": "文书.pdf", "digest": "aa"}),
            (FieldKind::Attachments, None) => json!([{"name": "文书.pdf", "digest": "aa"}]),
            (FieldKind::Group, None) => Value::Object(self.fields(&field.fields, row)),
            (FieldKind::List, None) => unreachable!("a list is empty or it is not"),
            (FieldKind::Fixed, None) => panic!("{}: nothing to send", field.name),
        }
    }
}

/// True for commands that nobody fills in.
pub fn made_by_intake<M: Offering>(state: &M, tag: &str, clock: &Clock<'_>) -> bool {
    let actor = super::actor("系统");
    let mut specimens = state.specimens(&actor, clock).into_iter();
    let named = |specimen: &M::Command| serde_json::to_value(specimen).unwrap()["command"] == tag;
    let specimen = specimens.find(named).unwrap_or_else(|| panic!("{tag}: no specimen"));
    state.form(&specimen, &actor, clock).part == Part::Intake
}

/// Panics where an offer, filled in, is no command or is refused for who gives it or when.
pub fn honest<M: Offering>(state: &M, who: &str, clock: &Clock<'_>) -> BTreeSet<String> {
    honest_with(state, who, clock, |_| {})
}

/// [`honest`] for forms in which a text is read as something: `typed` writes what can be read.
pub fn honest_with<M: Offering>(state: &M, who: &str, clock: &Clock<'_>, typed: fn(&mut Value)) -> BTreeSet<String> {
    let actor = super::actor(who);
    let offers = state.offers(&actor, clock);
    for offer in &offers {
        for thorough in [true, false] {
            let hand = Hand {
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

/// Panics where nobody can do anything with a matter that has not come to its end.
pub fn never_stuck<M: Offering + Shown>(state: &M, clock: &Clock<'_>) {
    let somebody = names()
        .into_iter()
        .any(|name| !state.offers(&super::actor(name), clock).is_empty());
    let over = state.steps().iter().all(|step| step.state == StepState::Done);
    assert!(somebody || over, "“{}”没有人能办：{state:?}", state.stage_zh());
}

/// Panics where an event has no name, or where a text, a day or an amount in it is not told.
pub fn told<M: Shown>(event: &M::Event) {
    let told = M::tell(event);
    assert!(!told.zh.is_empty(), "{event:?}");
    let texts: Vec<String> = told.detail.iter().map(|line| line.text(|_| None)).collect();
    let said = texts.join("\n");
    let json = serde_json::to_value(event).unwrap();
    let mut written = Vec::new();
    leaves(&json, &mut written);
    for leaf in written {
        assert!(said.contains(&leaf), "{}没有说到“{leaf}”：{said}", told.zh);
    }
}

/// What people wrote: texts, days and amounts; tags and codes have words of their own. Findings of a
/// lead are listed elsewhere.
fn leaves(json: &Value, found: &mut Vec<String>) {
    match json {
        Value::Object(object) => {
            let inner = object.iter().filter(|(key, _)| *key != "findings");
            inner.for_each(|(_, value)| leaves(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| leaves(value, found)),
        Value::String(text) => {
            let is_day = domain::Day::parse(text).is_ok();
            let is_amount = text.len() > 3 && text.contains('.') && text.parse::<domain::Money>().is_ok();
            if !text.is_ascii() || is_day || is_amount {
                found.push(text.clone());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Panics where a matter that has begun says nothing of itself, or has two stations that are now.
pub fn shown<M: Shown>(state: &M, clock: &Clock<'_>) {
    let lines = state.summary(clock);
    assert!(!lines.is_empty(), "{state:?}");
    assert!(lines.iter().all(|line| !line.text(|_| None).is_empty()), "{lines:?}");
    let states: Vec<StepState> = state.steps().iter().map(|step| step.state).collect();
    let place = |state: &StepState| match state {
        StepState::Done => 0,
        StepState::Now => 1,
        StepState::Ahead => 2,
    };
    assert!(states.is_sorted_by_key(place), "{states:?}");
    assert!(states.iter().filter(|state| **state == StepState::Now).count() <= 1);
    // Between what is done and what is ahead, something is now.
    assert!(
        !states.contains(&StepState::Ahead) || states.contains(&StepState::Now),
        "{states:?}"
    );
}
