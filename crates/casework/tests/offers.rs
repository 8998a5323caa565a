//! Offers: every command has a specimen and a form whose fields are its JSON, and choices say every
//! value that there is.

mod support;

use casework::complaint::{Channel, Complaint, RewardGrade};
use casework::credit::CreditRecord;
use casework::enforcement::Enforcement;
use casework::lead::{Destination, Lead};
use casework::penalty::Article;
use casework::points::{Cause, PointRecord, Responsibility};
use casework::recovery::Recovery;
use casework::rectification::{Rectification, Urgency};
use casework::review_case::{ClearReason, ReviewCase};
use casework::self_audit::SelfAudit;
use casework::transfer::{Department, FeedbackResult, Transfer};
use casework::{Field, Limits, Offering};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::{actor, calendar, clock};

/// The values that a type knows, from what its reader says of one that it does not.
fn known<T: DeserializeOwned>(unknown: Value) -> BTreeSet<String> {
    let message = serde_json::from_value::<T>(unknown).err().unwrap().to_string();
    let names = message.split('`').skip(3).step_by(2);
    names.map(str::to_owned).collect()
}

/// Fails where the fields are not the keys of the JSON, inner ones included.
fn same_keys(at: &str, fields: &[Field], json: &Value) {
    let keys: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let shown = |field: &&Field| {
        field.when.as_ref().is_none_or(|when| {
            let beside = json[when.field].as_str().unwrap_or_default();
            when.is.contains(&beside)
        })
    };
    let names: BTreeSet<&str> = fields.iter().filter(shown).map(|field| field.name).collect();
    let commands = BTreeSet::from(["command"]);
    let keys: BTreeSet<&str> = match at.contains('.') {
        true => keys,
        false => keys.difference(&commands).copied().collect(),
    };
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

/// What a field depends on is beside it, with a value that can be chosen.
fn depends_on_a_neighbour(at: &str, fields: &[Field]) {
    for field in fields {
        if let Some(when) = &field.when {
            let beside = fields.iter().find(|other| other.name == when.field);
            let values: Vec<&str> = beside
                .unwrap()
                .choices
                .iter()
                .map(|choice| choice.value.as_str())
                .collect();
            assert!(
                when.is.iter().all(|value| values.contains(value)),
                "{at}.{}",
                field.name
            );
        }
        depends_on_a_neighbour(&format!("{at}.{}", field.name), &field.fields);
    }
}

fn complete<M: Offering>() {
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock("2026-03-02 09:00:00", &calendar, &limits);
    let (state, who) = (M::default(), actor("审核甲"));
    let mut tags = BTreeSet::new();
    for specimen in state.specimens(&who, &clock) {
        let json = serde_json::to_value(&specimen).unwrap();
        let tag = json["command"].as_str().unwrap().to_owned();
        let form = state.form(&specimen, &who, &clock);
        assert!(!M::command_zh(&specimen).is_empty());
        same_keys(&tag, &form.fields, &json);
        depends_on_a_neighbour(&tag, &form.fields);
        assert!(tags.insert(tag.clone()), "{tag}: two specimens");
    }
    assert_eq!(tags, known::<M::Command>(json!({"command": "?"})));
}

#[test]
fn every_command_has_a_specimen_and_the_form_of_its_json() {
    complete::<Lead>();
    complete::<ReviewCase>();
    complete::<SelfAudit>();
    complete::<Enforcement>();
    complete::<Recovery>();
    complete::<Rectification>();
    complete::<Transfer>();
    complete::<Complaint>();
    complete::<PointRecord>();
    complete::<CreditRecord>();
}

fn all<T: Serialize + DeserializeOwned>(values: &[T], zh: impl Fn(&T) -> &'static str) {
    let written: BTreeSet<String> = values
        .iter()
        .map(|value| serde_json::to_value(value).unwrap().as_str().unwrap().to_owned())
        .collect();
    assert_eq!(written, known::<T>(json!("?")));
    let words: BTreeSet<&str> = values.iter().map(zh).collect();
    assert_eq!(words.len(), values.len(), "two with one word");
}

#[test]
fn choices_leave_nothing_out() {
    all(&Destination::ALL, |value| value.zh());
    all(&ClearReason::ALL, |value| value.zh());
    all(&Article::ALL, |value| value.zh());
    all(&Channel::ALL, |value| value.zh());
    all(&RewardGrade::ALL, |value| value.zh());
    all(&Cause::ALL, |value| value.zh());
    all(&Responsibility::ALL, |value| value.zh());
    all(&Urgency::ALL, |value| value.zh());
    all(&Department::ALL, |value| value.zh());
    all(&FeedbackResult::ALL, |value| value.zh());
}

#[test]
fn a_missing_calendar_does_not_hide_what_may_be_done() {
    // The shipped calendar ends with 2026: a limit that runs into 2027 cannot be computed.
    let (calendar, limits) = (casework::WorkCalendar::shipped().unwrap(), Limits::national());
    let clock = clock("2026-12-28 09:00:00", &calendar, &limits);
    let offered = |name: &str| -> Vec<String> {
        let offers = Enforcement::default().offers(&actor(name), &clock);
        offers.into_iter().map(|offer| offer.command).collect()
    };
    assert_eq!(offered("承办甲"), ["register"]);
    assert_eq!(offered("医保办"), Vec::<String>::new());
}

/// The choices of the field at a path into the form of a command.
fn choices<M: Offering>(who: &str, command: &str, path: &[&str]) -> BTreeSet<String> {
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock("2026-03-02 09:00:00", &calendar, &limits);
    let (state, who) = (M::default(), actor(who));
    let specimen = state
        .specimens(&who, &clock)
        .into_iter()
        .find(|specimen| serde_json::to_value(specimen).unwrap()["command"] == command)
        .unwrap();
    let mut fields = state.form(&specimen, &who, &clock).fields;
    let mut found = None;
    for name in path {
        let field = fields.into_iter().find(|field| field.name == *name).unwrap();
        fields = field.fields.clone();
        found = Some(field);
    }
    let choices = found.unwrap().choices.into_iter();
    choices.map(|choice| choice.value).collect()
}

#[test]
fn choices_of_a_tag_are_its_variants() {
    use casework::enforcement::{Outcome, Party, Proposal};
    use casework::{credit::Fact, lead::Mark, penalty::Fine, review_case::Confirmation};
    let handler = "承办甲";
    let case = |command, path: &[&str]| choices::<Enforcement>(handler, command, path);
    assert_eq!(
        choices::<CreditRecord>("科长", "rate", &["facts", "fact"]),
        known::<Fact>(json!({"fact": "?"}))
    );
    assert_eq!(
        choices::<Lead>("审核甲", "mark", &["mark", "mark"]),
        known::<Mark>(json!({"mark": "?"}))
    );
    assert_eq!(
        choices::<ReviewCase>("检查员", "conclude_site_check", &["conclusion", "conclusion"]),
        known::<Confirmation>(json!({"conclusion": "?"}))
    );
    assert_eq!(
        case("register", &["matter", "party", "party"]),
        known::<Party>(json!({"party": "?"}))
    );
    assert_eq!(
        case("submit_for_review", &["proposal", "proposal"]),
        known::<Proposal>(json!({"proposal": "?"}))
    );
    assert_eq!(
        case("submit_for_review", &["proposal", "penalty", "items", "fine", "fine"]),
        known::<Fine>(json!({"fine": "?"}))
    );
    let outcomes = known::<Outcome>(json!({"outcome": "?"}));
    assert_eq!(case("conclude_reconsideration", &["outcome", "outcome"]), outcomes);
    // Only a court or a reconsideration revokes.
    let mut decided = case("decide", &["outcome", "outcome"]);
    assert!(decided.insert("revoked".to_owned()));
    assert_eq!(decided, outcomes);
}
