//! Every command has a specimen and a form whose fields are its JSON.

use crate::support::form::Hand;
use crate::support::{actor, calendar, clock, names};
use casework::{Field, Limits, Offer, Offering};
use conduct::antimicrobial::Breach;
use conduct::quality::{Assistance, Checkup, HighCostReview};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Fails where the fields are not the keys of the JSON, inner ones included.
fn same_keys(at: &str, fields: &[Field], json: &Value) {
    let names: BTreeSet<&str> = fields.iter().map(|field| field.name).collect();
    let keys = json.as_object().unwrap().keys().map(String::as_str);
    let keys: BTreeSet<&str> = keys.filter(|key| *key != "command").collect();
    assert_eq!(names, keys, "{at}");
    for field in fields.iter().filter(|field| !field.fields.is_empty()) {
        let inner = match &json[field.name] {
            Value::Array(rows) => rows.first().cloned().unwrap_or_default(),
            other => other.clone(),
        };
        if !inner.is_null() {
            same_keys(&format!("{at}.{}", field.name), &field.fields, &inner);
        }
    }
}

fn complete<M: Offering>() {
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock("2026-03-02 09:00:00", &calendar, &limits);
    let mut tags = BTreeSet::new();
    for who in names() {
        let (state, actor) = (M::default(), actor(who));
        for specimen in state.specimens(&actor, &clock) {
            let json = serde_json::to_value(&specimen).unwrap();
            let tag = json["command"].as_str().unwrap().to_owned();
            let form = state.form(&specimen, &actor, &clock);
            assert!(!M::command_zh(&specimen).is_empty());
            same_keys(&tag, &form.fields, &json);
            let offer = Offer {
                command: tag.clone(),
                zh: "",
                primary: true,
                fields: form.fields,
            };
            for thorough in [true, false] {
                let people = ["填写人甲", "填写人乙", "填写人丙"];
                let hand = Hand {
                    thorough,
                    pick: 0,
                    people: &people,
                    today: "2026-03-02",
                };
                let filled = hand.fill(&offer);
                serde_json::from_value::<M::Command>(filled.clone())
                    .unwrap_or_else(|error| panic!("{filled}: {error}"));
            }
            tags.insert(tag);
        }
    }
    // The reader of commands names all that it knows when it is given one that it does not.
    let unknown = serde_json::from_value::<M::Command>(json!({"command": "?"}));
    let message = unknown.err().unwrap().to_string();
    let known: BTreeSet<String> = message.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert_eq!(tags, known);
}

#[test]
fn every_command_has_a_specimen_and_the_form_of_its_json() {
    complete::<Breach>();
    complete::<HighCostReview>();
    complete::<Checkup>();
    complete::<Assistance>();
}
