//! The runner of flow tables.
//!
//! A table is a text file: `设 名 = JSON` names a value, `## …` begins a scene with a fresh matter,
//! and each row says stage, day, who, what, and what comes of it: events and the stage they lead to,
//! or the code of the refusal, which must leave the matter as it was. What a row does must be offered to
//! that person at that moment; what it may not do for its stage, role or day must not.

use super::form::{honest, made_by_intake, never_stuck, shown, told};
use super::{actor, calendar, clock, outsiders};
use casework::{Limits, Machine, Offering, Shown, record, replay};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a run of a table touched.
#[derive(Debug, Default)]
pub struct Touched {
    /// stages that a row began in or led to
    pub stages: BTreeSet<String>,
    /// tags of events
    pub events: BTreeSet<String>,
    /// codes of refusals
    pub refusals: BTreeSet<String>,
}

/// Refusals after which the same command with other contents is refused as well.
const HOPELESS: [&str; 7] = [
    "CW-STAGE",
    "CW-ROLE",
    "CW-INSTITUTION",
    "CW-DIVISION",
    "CW-EXTENDED",
    "CW-LATE",
    "CW-UNFINISHED",
];

/// Plays a table; panics at the first row that comes out differently.
pub fn run<M: Offering + Shown>(name: &str, text: &str) -> Touched {
    let (calendar, limits) = (calendar(), Limits::national());
    let mut values: BTreeMap<String, Value> = BTreeMap::new();
    let (mut state, mut history, mut touched) = (M::default(), Vec::new(), Touched::default());
    let mut rows = 0;
    for (number, line) in text.lines().enumerate() {
        let (at, line) = (format!("{name}:{}", number + 1), line.trim());
        if line.starts_with("## ") {
            (state, history) = (M::default(), Vec::new());
        }
        if let Some(rest) = line.strip_prefix("设 ") {
            let (word, json) = rest
                .split_once('=')
                .unwrap_or_else(|| panic!("{at}: 应为“设 名 = JSON”"));
            let value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{at}: {error}"));
            values.insert(word.trim().to_owned(), value);
            continue;
        }
        if !line.starts_with('|') || line.starts_with("|-") || line.starts_with("| 起始") {
            continue;
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [from, day, who, what, outcome] = cells.as_slice() else {
            panic!("{at}: 应有五列")
        };
        rows += 1;
        assert_eq!(state.stage_zh(), *from, "{at}: 起始环节不同");
        let command: M::Command =
            serde_json::from_value(command(what, &values, &at)).unwrap_or_else(|error| panic!("{at}: {what}: {error}"));
        let clock = clock(day, &calendar, &limits);
        let tag = what.split(' ').next().unwrap_or_default();
        let offered = honest(&state, who, &clock);
        let actor = actor(who);
        for outsider in outsiders(who) {
            let answer = state.decide(command.clone(), &outsider, &clock);
            assert!(answer.is_err(), "{at}: {}办理了", outsider.role.zh());
        }
        touched.stages.insert((*from).to_owned());
        let found = match state.decide(command, &actor, &clock) {
            Err(refusal) => {
                touched.refusals.insert(refusal.code().to_owned());
                // Where a matter belongs is a matter of contents until it has begun.
                let elsewhere = history.is_empty() && ["CW-DIVISION", "CW-INSTITUTION"].contains(&refusal.code());
                let hopeless = HOPELESS.contains(&refusal.code()) && !elsewhere;
                assert!(!offered.contains(tag) || !hopeless, "{at}: 不能办的列为可办");
                refusal.code().to_owned()
            }
            Ok(events) => {
                let listed = offered.contains(tag) || made_by_intake(&state, tag, &clock);
                assert!(listed, "{at}: 能办的没有列出");
                let tags: Vec<String> = events.iter().map(self::tag::<M>).collect();
                for event in record(events, &actor, &clock) {
                    told::<M>(&event.event);
                    state.apply(&event);
                    history.push(event);
                }
                never_stuck(&state, &clock);
                shown(&state, &clock);
                assert_eq!(replay::<M>(&history), state, "{at}: 重放不同");
                touched.events.extend(tags.iter().cloned());
                touched.stages.insert(state.stage_zh().to_owned());
                format!("{} → {}", tags.join(" "), state.stage_zh())
            }
        };
        assert_eq!(found, *outcome, "{at}");
    }
    assert!(rows > 0, "{name}: 没有一行");
    touched
}

/// The stable tag of an event.
pub fn tag<M: Machine>(event: &M::Event) -> String {
    let value = serde_json::to_value(event).unwrap();
    value["event"].as_str().unwrap_or_default().to_owned()
}

/// `name key=value …` as the JSON of a command: `@word` is a named value, a value that looks like
/// JSON is JSON (numbers of up to four digits; longer ones are codes), anything else is text.
fn command(text: &str, values: &BTreeMap<String, Value>, at: &str) -> Value {
    let mut words = text.split_whitespace();
    let mut object = Map::new();
    object.insert("command".to_owned(), words.next().unwrap_or_default().into());
    for word in words {
        let (key, value) = word
            .split_once('=')
            .unwrap_or_else(|| panic!("{at}: 应为“字段=值”：{word}"));
        let value = match value.strip_prefix('@') {
            Some(name) => values
                .get(name)
                .unwrap_or_else(|| panic!("{at}: 没有设“{name}”"))
                .clone(),
            None if is_json(value) => {
                serde_json::from_str(value).unwrap_or_else(|error| panic!("{at}: {value}: {error}"))
            }
            None => Value::from(value),
        };
        object.insert(key.to_owned(), value);
    }
    Value::Object(object)
}

fn is_json(value: &str) -> bool {
    value.starts_with(['[', '{', '"'])
        || ["true", "false", "null"].contains(&value)
        || ((1..=4).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit()))
}
