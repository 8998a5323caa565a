//! Forms as an interface would use them: fields filled in by their kind alone, and what they make.

use super::names;
use casework::{Clock, Concern, Field, FieldKind, Offer, Offering, Part, Shown, StepState};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// How much somebody fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// every field
    Everything,
    /// only what is required
    Required,
}

/// The command that a person makes of an offer.
pub fn filled(offer: &Offer, care: Care, today: &str) -> Value {
    let mut object = fields(&offer.fields, care, today);
    object.insert("command".to_owned(), offer.command.clone().into());
    Value::Object(object)
}

fn fields(fields: &[Field], care: Care, today: &str) -> Map<String, Value> {
    let mut object = Map::new();
    for field in fields {
        let shown = field.when.as_ref().is_none_or(|when| {
            let beside = object.get(when.field).and_then(Value::as_str).unwrap_or_default();
            when.is.contains(&beside)
        });
        if shown {
            object.insert(field.name.to_owned(), value(field, care, today));
        }
    }
    object
}

fn value(field: &Field, care: Care, today: &str) -> Value {
    let empty = !field.required && care == Care::Required;
    match (field.kind, &field.initial) {
        // A vote begins with the voter alone: the rest of its row is filled in.
        (FieldKind::List, Some(Value::Array(rows))) if !rows.is_empty() => rows
            .iter()
            .map(|row| {
                let mut filled = fields(&field.fields, care, today);
                filled.extend(row.as_object().cloned().unwrap_or_default());
                Value::Object(filled)
            })
            .collect(),
        (_, Some(initial)) => initial.clone(),
        (FieldKind::Lines | FieldKind::Attachments | FieldKind::List, None) if empty => json!([]),
        (_, None) if empty => Value::Null,
        (FieldKind::Text | FieldKind::LongText | FieldKind::User, None) => match field.choices.first() {
            Some(choice) => choice.value.clone().into(),
            None => "填写".into(),
        },
        (FieldKind::Lines, None) => json!(["填写"]),
        (FieldKind::Money, None) => "0.01".into(),
        (FieldKind::Day, None) => today.into(),
        (FieldKind::Number, None) => match field.choices.first() {
            Some(choice) => choice.value.parse::<u32>().unwrap().into(),
            None => 1.into(),
        },
        (FieldKind::Bool, None) => true.into(),
        (FieldKind::Choice, None) => field.choices[0].value.clone().into(),
        (FieldKind::Institution, None) => "H1".into(),
        (FieldKind::Attachment, None) => json!({"name": "文书.pdf", "digest": "aa"}),
        (FieldKind::Attachments, None) => json!([{"name": "文书.pdf", "digest": "aa"}]),
        (FieldKind::Group, None) => Value::Object(fields(&field.fields, care, today)),
        (FieldKind::List, None) => json!([fields(&field.fields, care, today)]),
        (FieldKind::Fixed, None) => panic!("{}: nothing to send", field.name),
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
    let actor = super::actor(who);
    let offers = state.offers(&actor, clock);
    for offer in &offers {
        for care in [Care::Everything, Care::Required] {
            let json = filled(offer, care, &clock.today().to_string());
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
