//! The life of a scheme: who may do what at which stage, and what holds whatever is tried.

use casework::{
    Actor, Clock, Concern, Limits, Machine, Offering, Place, Recorded, Role, Shown, StepState, UserId, WorkCalendar,
    record, replay,
};
use conduct::scheme::Template;
use conduct::scheme::draft::{Command, Event, SchemeDraft, Stage};
use domain::{Division, InstitutionCode, Moment};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HOSPITAL: &str = "H1";

fn actor(user: &str, role: Role, hospital: &str) -> Actor {
    Actor {
        user: UserId::from(user),
        role,
        place: Place::Institution {
            code: InstitutionCode::new(hospital),
        },
    }
}

fn person(name: &str) -> Actor {
    match name {
        "办公室甲" | "办公室乙" => actor(name, Role::EthicsOffice, HOSPITAL),
        "院长" => actor(name, Role::HospitalLeader, HOSPITAL),
        "办公室甲（院长）" => actor("办公室甲", Role::HospitalLeader, HOSPITAL),
        "外院办公室" => actor(name, Role::EthicsOffice, "H2"),
        "外院院长" => actor(name, Role::HospitalLeader, "H2"),
        "医师" => actor(name, Role::Practitioner, HOSPITAL),
        _ => panic!("没有这个人：{name}"),
    }
}

const PEOPLE: [&str; 7] = [
    "办公室甲",
    "办公室乙",
    "院长",
    "办公室甲（院长）",
    "外院办公室",
    "外院院长",
    "医师",
];

fn with_clock<T>(run: impl FnOnce(&Clock<'_>) -> T) -> T {
    let (calendar, limits) = (WorkCalendar::shipped().unwrap(), Limits::national());
    run(&Clock {
        now: Moment::parse("2026-03-02 09:00:00").unwrap(),
        calendar: &calendar,
        limits: &limits,
    })
}

fn command(json: Value) -> Command {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn begin() -> Value {
    json!({"command": "begin", "institution": HOSPITAL, "division": "440305", "template": "nursing"})
}

fn revise(text: &str) -> Value {
    json!({"command": "revise", "text": text, "note": "按院务会意见修改"})
}

fn publish() -> Value {
    json!({"command": "publish", "number": "院发〔2026〕1号", "effective": "2026-04-01"})
}

/// A text that can be read and must not be published: the sum of the items is 99.
fn faulty() -> String {
    Template::Nursing.text().replacen("points = 12\n", "points = 11\n", 1)
}

fn tag(value: &impl serde::Serialize, kind: &str) -> String {
    serde_json::to_value(value).unwrap()[kind].as_str().unwrap().to_owned()
}

#[test]
fn the_course_of_a_scheme() {
    let text = Template::Clinical.text();
    let table = [
        ("未起草", "院长", begin(), "CW-ROLE"),
        ("未起草", "外院办公室", begin(), "CW-INSTITUTION"),
        ("未起草", "办公室甲", json!({"command": "submit"}), "CW-STAGE"),
        ("未起草", "办公室甲", begin(), "begun → 起草中"),
        ("起草中", "办公室甲", begin(), "CW-STAGE"),
        ("起草中", "院长", publish(), "CW-STAGE"),
        ("起草中", "医师", revise(text), "CW-ROLE"),
        ("起草中", "外院办公室", revise(text), "CW-INSTITUTION"),
        ("起草中", "办公室甲", revise("name = "), "CD-SCHEME-TEXT"),
        ("起草中", "办公室甲", revise(&"#".repeat(400_001)), "CD-SCHEME-TEXT"),
        (
            "起草中",
            "办公室甲",
            json!({"command": "revise", "text": text, "note": " "}),
            "CW-TEXT",
        ),
        ("起草中", "办公室乙", revise(&faulty()), "revised → 起草中"),
        ("起草中", "办公室甲", json!({"command": "submit"}), "submitted → 待审核"),
        ("待审核", "办公室甲", revise(text), "CW-STAGE"),
        ("待审核", "办公室甲", publish(), "CW-SAME-PERSON"),
        ("待审核", "办公室甲（院长）", publish(), "CW-SAME-PERSON"),
        ("待审核", "外院院长", publish(), "CW-INSTITUTION"),
        ("待审核", "医师", publish(), "CW-ROLE"),
        ("待审核", "院长", publish(), "CD-SCHEME-PROBLEM"),
        ("待审核", "院长", json!({"command": "return", "reason": ""}), "CW-TEXT"),
        (
            "待审核",
            "办公室乙",
            json!({"command": "return", "reason": "合计不符"}),
            "CW-ROLE",
        ),
        (
            "待审核",
            "院长",
            json!({"command": "return", "reason": "合计不符"}),
            "returned → 起草中",
        ),
        ("起草中", "办公室甲", revise(text), "revised → 起草中"),
        ("起草中", "办公室乙", json!({"command": "submit"}), "submitted → 待审核"),
        (
            "待审核",
            "院长",
            json!({"command": "publish", "number": "", "effective": "2026-04-01"}),
            "CW-TEXT",
        ),
        ("待审核", "院长", publish(), "published → 已发布"),
        ("已发布", "办公室甲", revise(text), "CW-STAGE"),
        (
            "已发布",
            "办公室甲",
            json!({"command": "retire", "reason": "换版"}),
            "CW-ROLE",
        ),
        ("已发布", "院长", json!({"command": "retire", "reason": ""}), "CW-TEXT"),
        (
            "已发布",
            "院长",
            json!({"command": "retire", "reason": "换版"}),
            "retired → 已停用",
        ),
        (
            "已停用",
            "院长",
            json!({"command": "retire", "reason": "换版"}),
            "CW-STAGE",
        ),
    ];
    with_clock(|clock| {
        let (mut state, mut history) = (SchemeDraft::default(), Vec::new());
        for (number, (from, who, what, outcome)) in table.into_iter().enumerate() {
            let at = format!("第{}行", number + 1);
            assert_eq!(state.stage_zh(), from, "{at}");
            let found = match state.decide(command(what), &person(who), clock) {
                Err(refusal) => refusal.code().to_owned(),
                Ok(events) => {
                    let tags: Vec<String> = events.iter().map(|event| tag(event, "event")).collect();
                    for event in record(events, &person(who), clock) {
                        state.apply(&event);
                        history.push(event);
                    }
                    shown(&state, &history, clock);
                    format!("{} → {}", tags.join(" "), state.stage_zh())
                }
            };
            assert_eq!(found, outcome, "{at}");
        }
        assert_eq!(replay::<SchemeDraft>(&history), state);
        let people: Vec<&str> = state.participants().into_iter().map(|user| user.0.as_str()).collect();
        assert_eq!(people, ["办公室乙", "办公室甲", "院长"]);
        assert_eq!(state.institution(), Some(&InstitutionCode::new(HOSPITAL)));
        assert_eq!(state.division(), Some(&Division::new("440305")));
        assert_eq!(
            state.effective().map(|day| day.to_string()),
            Some("2026-04-01".to_owned())
        );
        assert_eq!(state.scheme().unwrap().staff, [conduct::StaffCategory::Clinical]);
    });
}

/// Every stage, every command, every role: exactly these are accepted.
#[test]
fn nobody_else_does_anything() {
    let accepted = BTreeSet::from(
        [
            (Stage::Missing, "begin", Role::EthicsOffice),
            (Stage::Draft, "revise", Role::EthicsOffice),
            (Stage::Draft, "submit", Role::EthicsOffice),
            (Stage::Review, "return", Role::HospitalLeader),
            (Stage::Review, "publish", Role::HospitalLeader),
            (Stage::Published, "retire", Role::HospitalLeader),
        ]
        .map(|(stage, command, role)| (format!("{stage:?}"), command.to_owned(), role)),
    );
    with_clock(|clock| {
        let mut found = BTreeSet::new();
        let mut state = SchemeDraft::default();
        let walk = [
            (begin(), "办公室甲"),
            (json!({"command": "submit"}), "办公室甲"),
            (publish(), "院长"),
            (json!({"command": "retire", "reason": "换版"}), "院长"),
        ];
        for step in 0..=walk.len() {
            for role in Role::ALL {
                let somebody = actor("某人", role, HOSPITAL);
                for specimen in state.specimens(&somebody, clock) {
                    let name = tag(&specimen, "command");
                    match state.decide(specimen, &somebody, clock) {
                        Ok(_) => {
                            found.insert((format!("{:?}", state.stage()), name, role));
                        }
                        Err(refusal) => assert_eq!(refusal.concern(), Concern::Standing, "{role:?} {name}: {refusal}"),
                    }
                }
            }
            if let Some((json, who)) = walk.get(step) {
                let events = state.decide(command(json.clone()), &person(who), clock).unwrap();
                record(events, &person(who), clock)
                    .iter()
                    .for_each(|event| state.apply(event));
            }
        }
        assert_eq!(found, accepted);
    });
}

/// A matter that has begun says what it is, and every event says what people wrote in it. The text of
/// the scheme is not repeated in the history.
fn shown(state: &SchemeDraft, history: &[Recorded<Event>], clock: &Clock<'_>) {
    let lines = state.summary(clock);
    assert!(
        lines.len() > 5 && lines.iter().all(|line| !line.text(|_| None).is_empty()),
        "{lines:?}"
    );
    for recorded in history {
        let told = SchemeDraft::tell(&recorded.event);
        let said: Vec<String> = told.detail.iter().map(|line| line.text(|_| None)).collect();
        let json = serde_json::to_value(&recorded.event).unwrap();
        for (key, value) in json.as_object().unwrap() {
            if ["reason", "note", "number", "effective"].contains(&key.as_str()) {
                assert!(
                    said.iter().any(|line| line == value.as_str().unwrap()),
                    "{key}: {said:?}"
                );
            }
        }
    }
    let now = state.steps().iter().filter(|step| step.state == StepState::Now).count();
    assert_eq!(now, usize::from(state.stage() != Stage::Retired));
}

#[test]
fn a_faulty_scheme_shows_its_problems_and_is_not_offered_for_publishing() {
    with_clock(|clock| {
        let mut state = SchemeDraft::default();
        for json in [begin(), revise(&faulty()), json!({"command": "submit"})] {
            let who = person("办公室甲");
            let events = state.decide(command(json), &who, clock).unwrap();
            record(events, &who, clock).iter().for_each(|event| state.apply(event));
        }
        let offered: Vec<String> = state
            .offers(&person("院长"), clock)
            .into_iter()
            .map(|offer| offer.command)
            .collect();
        assert_eq!(offered, ["return"]);
        let refusal = state.decide(command(publish()), &person("院长"), clock).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "方案有1处问题，不能发布。各项内容的基本分合计99分，应等于基本分100分。请调整各项分值。请退回修改。"
        );
        let lines: Vec<String> = state.summary(clock).iter().map(|line| line.text(|_| None)).collect();
        assert!(lines.iter().any(|line| line.contains("合计99分")), "{lines:?}");
    });
}

#[test]
fn every_form_asks_for_what_its_command_has() {
    with_clock(|clock| {
        let (state, who) = (SchemeDraft::default(), person("办公室甲"));
        for specimen in state.specimens(&who, clock) {
            let json = serde_json::to_value(&specimen).unwrap();
            let form = state.form(&specimen, &who, clock);
            let names: BTreeSet<&str> = form.fields.iter().map(|field| field.name).chain(["command"]).collect();
            let keys: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(names, keys);
            assert!(!SchemeDraft::command_zh(&specimen).is_empty());
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is tried by whomever: refusals change nothing, events rebuild the state and read back,
    /// who wrote in a scheme has not published it, and what is published has no problem.
    #[test]
    fn random_play(attempts in prop::collection::vec((any::<Index>(), any::<Index>()), 1..40)) {
        let moves = [
            begin(),
            revise(Template::Quarterly.text()),
            revise(&faulty()),
            revise("["),
            json!({"command": "submit"}),
            json!({"command": "return", "reason": "修改"}),
            publish(),
            json!({"command": "retire", "reason": "换版"}),
        ];
        with_clock(|clock| {
            let (mut state, mut history) = (SchemeDraft::default(), Vec::new());
            for (what, who) in attempts {
                let (json, who) = (what.get(&moves), person(PEOPLE[who.index(PEOPLE.len())]));
                let offers = state.offers(&who, clock);
                let Ok(events) = state.decide(command(json.clone()), &who, clock) else { continue };
                prop_assert!(offers.iter().any(|offer| offer.command == json["command"]), "accepted and not offered");
                for event in record(events, &who, clock) {
                    state.apply(&event);
                    history.push(event);
                }
                shown(&state, &history, clock);
                let somebody = PEOPLE.iter().any(|name| !state.offers(&person(name), clock).is_empty());
                prop_assert!(somebody || state.stage() == Stage::Retired);
            }
            let editors = |event: &&Recorded<Event>| matches!(event.event, Event::Begun { .. } | Event::Revised { .. });
            let publisher = history.iter().find(|event| matches!(event.event, Event::Published { .. }));
            if let Some(publisher) = publisher {
                prop_assert!(history.iter().filter(editors).all(|event| event.by != publisher.by));
                prop_assert!(state.problems().is_empty());
            }
            prop_assert_eq!(&replay::<SchemeDraft>(&history), &state);
            let written = serde_json::to_string(&history).unwrap();
            let read: Vec<Recorded<Event>> = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(&read, &history);
            let written = serde_json::to_string(&state).unwrap();
            prop_assert_eq!(&serde_json::from_str::<SchemeDraft>(&written).unwrap(), &state);
            Ok(())
        })?;
    }
}
