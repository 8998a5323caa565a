//! Every command has one specimen and a form whose fields are its JSON; choices leave nothing out; and
//! the administrators are offered nothing.

use crate::support::{actor, calendar, clock, names, outsiders};
use casework::{Field, Limits, Offering};
use conduct::clean::duties::{DutyList, ListKind};
use conduct::clean::five_good::FiveGood;
use conduct::clean::record::{Content, LeaderPaper, Mediation, Record};
use conduct::clean::risk_point::{Area, Cycle, Finding, RiskPoint};
use conduct::discipline::{DisciplineClue, Disposal, FormOfDiscipline, Source, TalkKind};
use conduct::survey::FormKind;
use conduct::usage_query::{Goods, Purpose, Subjects, UsageQuery};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The values that a type knows, from what its reader says of one that it does not.
fn known<T: DeserializeOwned>(unknown: Value) -> BTreeSet<String> {
    let message = serde_json::from_value::<T>(unknown).err().unwrap().to_string();
    message.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

fn same_keys(at: &str, fields: &[Field], json: &Value) {
    let keys: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let shown = |field: &&Field| {
        let beside = |when: &casework::When| json[when.field].as_str().unwrap_or_default().to_owned();
        field
            .when
            .as_ref()
            .is_none_or(|when| when.is.contains(&beside(when).as_str()))
    };
    let names: BTreeSet<&str> = fields.iter().filter(shown).map(|field| field.name).collect();
    let keys: BTreeSet<&str> = keys
        .into_iter()
        .filter(|key| at.contains('.') || *key != "command")
        .collect();
    assert_eq!(names, keys, "{at}");
    for field in fields.iter().filter(|field| !field.fields.is_empty()) {
        let inner = match &json[field.name] {
            Value::Array(rows) => rows.first().cloned(),
            Value::Null => None,
            object => Some(object.clone()),
        };
        if let Some(inner) = inner {
            same_keys(&format!("{at}.{}", field.name), &field.fields, &inner);
        }
    }
}

fn complete<M: Offering>() {
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock("2026-03-02 09:00:00", &calendar, &limits);
    let (state, who) = (M::default(), actor("卫健甲"));
    let mut tags = BTreeSet::new();
    for specimen in state.specimens(&who, &clock) {
        let json = serde_json::to_value(&specimen).unwrap();
        let tag = json["command"].as_str().unwrap().to_owned();
        assert!(!M::command_zh(&specimen).is_empty());
        same_keys(&tag, &state.form(&specimen, &who, &clock).fields, &json);
        assert!(tags.insert(tag.clone()), "{tag}: two specimens");
    }
    assert_eq!(tags, known::<M::Command>(json!({"command": "?"})));
    for name in names() {
        for outsider in outsiders(name) {
            assert!(
                state.offers(&outsider, &clock).is_empty(),
                "rule 3: {}",
                outsider.role.zh()
            );
        }
    }
}

#[test]
fn every_command_has_a_specimen_and_the_form_of_its_json() {
    complete::<DutyList>();
    complete::<FiveGood>();
    complete::<RiskPoint>();
    complete::<Record>();
    complete::<DisciplineClue>();
    complete::<UsageQuery>();
}

fn all<T: Serialize + DeserializeOwned>(values: &[T], zh: impl Fn(&T) -> &'static str) {
    let written = |value: &T| serde_json::to_value(value).unwrap().as_str().unwrap().to_owned();
    let written: BTreeSet<String> = values.iter().map(written).collect();
    assert_eq!(written, known::<T>(json!("?")));
    let words: BTreeSet<&str> = values.iter().map(zh).collect();
    assert_eq!(words.len(), values.len(), "two with one word");
}

#[test]
fn choices_leave_nothing_out() {
    all(&ListKind::ALL, |value| value.zh());
    all(&Mediation::ALL, |value| value.zh());
    all(&LeaderPaper::ALL, |value| value.zh());
    all(&Area::ALL, |value| value.zh());
    all(&Cycle::ALL, |value| value.zh());
    all(&Finding::ALL, |value| value.zh());
    all(&Source::ALL, |value| value.zh());
    all(&Disposal::ALL, |value| value.zh());
    all(&FormOfDiscipline::ALL, |value| value.zh());
    all(&TalkKind::ALL, |value| value.zh());
    all(&FormKind::ALL, |value| value.zh());
    all(&Purpose::ALL, |value| value.zh());
    all(&Subjects::ALL, |value| value.zh());
    all(&Goods::ALL, |value| value.zh());
    let kinds: BTreeSet<String> = Content::KINDS.iter().map(|(tag, _)| (*tag).to_owned()).collect();
    assert_eq!(kinds, known::<Content>(json!({"kind": "?"})));
}
