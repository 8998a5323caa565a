//! Every command has one specimen, and the form of a command asks for exactly what its JSON has.

use crate::support::{actor, calendar, clock};
use casework::{Field, Limits, Offering};
use conduct::assessment::YearAssessment;
use conduct::case_library::LibraryCase;
use conduct::event::ConductEvent;
use conduct::pledge::Pledge;
use conduct::training::Training;
use conduct::veto::VetoDecision;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The commands that a matter knows, from what its reader says of one that it does not.
fn known<M: Offering>() -> BTreeSet<String> {
    let unknown = serde_json::from_value::<M::Command>(json!({"command": "?"}));
    let message = unknown.err().unwrap().to_string();
    message.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

/// Fails where the fields that are shown are not the keys of the JSON, inner ones included.
fn same_keys(at: &str, fields: &[Field], json: &Value) {
    let shown = |field: &&Field| {
        field.when.as_ref().is_none_or(|when| {
            let beside = json[when.field].as_str().unwrap_or_default();
            when.is.contains(&beside)
        })
    };
    let names: BTreeSet<&str> = fields.iter().filter(shown).map(|field| field.name).collect();
    let keys = json.as_object().unwrap().keys().map(String::as_str);
    let keys: BTreeSet<&str> = keys.filter(|key| *key != "command").collect();
    assert_eq!(names, keys, "{at}");
    for field in fields.iter().filter(|field| !field.fields.is_empty()) {
        let inner = match &json[field.name] {
            Value::Array(rows) => rows.first().cloned().unwrap_or_default(),
            other => other.clone(),
        };
        if inner.is_object() {
            same_keys(&format!("{at}.{}", field.name), &field.fields, &inner);
        }
    }
}

fn complete<M: Offering>() {
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock("2026-03-02 09:00:00", &calendar, &limits);
    for name in ["行风甲", "医师甲"] {
        let (state, who) = (M::default(), actor(name));
        let mut tags = BTreeSet::new();
        for specimen in state.specimens(&who, &clock) {
            let json = serde_json::to_value(&specimen).unwrap();
            let tag = json["command"].as_str().unwrap().to_owned();
            assert!(!M::command_zh(&specimen).is_empty());
            same_keys(&tag, &state.form(&specimen, &who, &clock).fields, &json);
            assert!(tags.insert(tag.clone()), "{tag}: two specimens");
        }
        assert_eq!(tags, known::<M>());
    }
}

#[test]
fn every_command_has_a_specimen_and_the_form_of_its_json() {
    complete::<ConductEvent>();
    complete::<VetoDecision>();
    complete::<YearAssessment>();
    complete::<Training>();
    complete::<Pledge>();
    complete::<LibraryCase>();
}
