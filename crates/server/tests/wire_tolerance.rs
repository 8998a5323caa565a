//! Single peculiarities of real clients, one by one.

use domain::{
    CareSetting, Fact, FeeLine, Insurance, Maternity, Money, PractitionerTitle, Quantity, SpecialCare, Stage, Timing,
};
use serde_json::{Value, json};
use server::wire::{Body, CallerProfile, Envelope, ReviewRequest, decode};

/// The smallest complete request, for the tests to change.
fn request() -> Value {
    json!({
        "infno": "3101", "inf_time": "2026-03-05 08:00:00", "mdtrtarea_admvs": "440300",
        "fixmedins_code": "H44030000001",
        "input": { "data": { "trig_scen": "1", "patient_dtos": [{
            "patn_id": "P1", "gend": "2", "brdy": "1990-05-06", "poolarea": "440300", "curr_mdtrt_id": "M2",
            "fsi_encounter_dtos": [{
                "mdtrt_id": "M2", "med_type": "11", "med_mdtrt_type": "1", "insutype": "310",
                "adm_date": "2026-03-04 09:00:00", "dscg_date": "2026-03-04 09:00:00",
                "fsi_order_dtos": [order("L1")],
            }],
        }]}},
    })
}

fn order(id: &str) -> Value {
    json!({
        "rx_id": id, "hilist_code": "XC09CAE194A001010184516", "hilist_name": "缬沙坦片",
        "cnt": 2, "pric": 35, "sumamt": 70, "drord_begn_date": "2026-03-04 09:10:00",
    })
}

fn patient(request: &mut Value) -> &mut Value {
    &mut request["input"]["data"]["patient_dtos"][0]
}

fn visit(request: &mut Value) -> &mut Value {
    &mut patient(request)["fsi_encounter_dtos"][0]
}

fn first_order(request: &mut Value) -> &mut Value {
    &mut visit(request)["fsi_order_dtos"][0]
}

fn read(request: &Value) -> (Envelope, ReviewRequest) {
    let envelope = decode(request.to_string().as_bytes(), &CallerProfile::default()).expect("readable");
    let Body::Review(review) = envelope.body.clone() else {
        panic!("not a review")
    };
    (envelope, review)
}

fn noted(envelope: &Envelope, field: &str) -> bool {
    envelope.notes.iter().any(|note| note.field.ends_with(field))
}

fn line_with(changes: Value) -> (Envelope, FeeLine) {
    let mut request = request();
    for (field, value) in changes.as_object().expect("changes") {
        first_order(&mut request)[field] = value.clone();
    }
    let (envelope, review) = read(&request);
    (envelope, review.patients[0].record.lines[0].clone())
}

/// A stay of a week, with one line.
fn stay(line: Value) -> Value {
    let mut message = request();
    let visit = visit(&mut message);
    visit["med_type"] = json!("21");
    visit["med_mdtrt_type"] = json!("2");
    visit["adm_date"] = json!("2026-03-01 09:00:00");
    visit["dscg_date"] = json!("2026-03-08 10:00:00");
    visit["fsi_order_dtos"] = json!([line]);
    message
}

#[test]
fn how_well_the_time_of_a_line_is_known() {
    let timed = |at: Value| {
        let mut given = order("L1");
        given["drord_begn_date"] = at;
        given
    };
    for (message, timing, at, is_noted) in [
        (
            stay(timed(json!("2026-03-04 09:10:00"))),
            Timing::Exact,
            "2026-03-04 09:10:00",
            false,
        ),
        (
            stay(timed(json!("2026-03-04 00:00:00"))),
            Timing::Exact,
            "2026-03-04 00:00:00",
            false,
        ),
        (
            stay(timed(json!("2026-03-04"))),
            Timing::DayOnly,
            "2026-03-04 00:00:00",
            false,
        ),
        (
            stay(timed(json!("20260304"))),
            Timing::DayOnly,
            "2026-03-04 00:00:00",
            false,
        ),
        (
            stay(timed(json!("202603040910"))),
            Timing::Exact,
            "2026-03-04 09:10:00",
            false,
        ),
        (stay(timed(Value::Null)), Timing::Unknown, "2026-03-01 09:00:00", true),
        (
            stay(timed(json!("9999-12-31"))),
            Timing::Unknown,
            "2026-03-01 09:00:00",
            true,
        ),
        (
            stay(timed(json!("2026-03-03T16:00:00Z"))),
            Timing::Exact,
            "2026-03-04 00:00:00",
            false,
        ),
    ] {
        let (envelope, review) = read(&message);
        let line = &review.patients[0].record.lines[0];
        assert_eq!((line.timing, line.at.to_string().as_str()), (timing, at), "{message}");
        assert_eq!(noted(&envelope, "drord_begn_date"), is_noted, "{message}");
    }
    // A visit of one day says the day of all that belongs to it.
    let (envelope, line) = line_with(json!({"drord_begn_date": null}));
    assert_eq!(
        (line.timing, line.at.to_string().as_str()),
        (Timing::DayOnly, "2026-03-04 09:00:00")
    );
    assert!(noted(&envelope, "drord_begn_date"));
}

#[test]
fn the_empty_date_of_a_database_is_no_birth() {
    for text in ["1900-01-01", "1900-01-01 00:00:00", "1900/1/1", "19000101"] {
        let mut message = request();
        patient(&mut message)["brdy"] = json!(text);
        let (envelope, review) = read(&message);
        assert_eq!(review.patients[0].record.person.birth, Fact::Absent, "{text}");
        assert!(noted(&envelope, "brdy"), "{text}");
    }
    let mut message = request();
    patient(&mut message)["brdy"] = json!("1900-01-02");
    let (envelope, review) = read(&message);
    assert!(review.patients[0].record.person.birth.is_known() && !noted(&envelope, "brdy"));
}

#[test]
fn a_birth_in_greenwich_is_the_day_in_beijing() {
    let mut message = request();
    patient(&mut message)["brdy"] = json!("1990-05-05T16:00:00.000+0000");
    let (_, review) = read(&message);
    let birth = review.patients[0].record.person.birth;
    assert_eq!(birth.known().map(ToString::to_string).as_deref(), Some("1990-05-06"));
}

#[test]
fn every_no_takes_a_line_out_of_review() {
    for flag in [
        json!("0"),
        json!(0),
        json!(false),
        json!("false"),
        json!("False"),
        json!("否"),
        json!("N"),
        json!("n"),
    ] {
        let (_, line) = line_with(json!({"curr_drord_flag": flag}));
        assert!(!line.current, "{flag}");
    }
    for flag in [json!("1"), json!(true), json!(""), json!("是"), json!("Y"), Value::Null] {
        let (_, line) = line_with(json!({"curr_drord_flag": flag}));
        assert!(line.current, "{flag}");
    }
}

#[test]
fn numbers_as_java_writes_them() {
    let (_, line) = line_with(json!({"cnt": "2E+0", "pric": "3.5E1", "ownpay_amt": "0E-8"}));
    assert_eq!(
        (line.quantity.to_string().as_str(), line.price.to_string().as_str()),
        ("2", "35.00")
    );
    assert_eq!(line.covered, line.amount);
}

#[test]
fn history_visits_are_context() {
    let mut message = request();
    let mut given = order("H1");
    given["drord_begn_date"] = json!("20260202");
    let earlier = json!({
        "mdtrt_id": "M1", "med_type": "21", "med_mdtrt_type": "2", "adm_date": "2026-02-01", "dscg_date": "2026-02-05",
        "fsi_order_dtos": given,
    });
    let visits = patient(&mut message)["fsi_encounter_dtos"]
        .as_array_mut()
        .expect("a list");
    visits.push(earlier);
    visits[0]["fsi_order_dtos"].as_array_mut().expect("a list").push({
        let mut context = order("L0");
        context["curr_drord_flag"] = json!(0);
        context["drord_begn_date"] = json!("2026-03-04 09:05:00");
        context
    });
    let (envelope, review) = read(&message);
    assert_eq!(envelope.notes, []);
    let record = &review.patients[0].record;
    let visits: Vec<_> = record.encounters.iter().map(|e| (e.id.as_str(), e.current)).collect();
    assert_eq!(visits, [("M1", false), ("M2", true)]);
    let lines: Vec<_> = record
        .lines
        .iter()
        .map(|l| (l.id.as_str(), l.encounter, l.current))
        .collect();
    assert_eq!(lines, [("H1", 0, false), ("L0", 1, false), ("L1", 1, true)]);
    assert_eq!(review.patients[0].current_encounter.as_str(), "M2");

    patient(&mut message)["curr_mdtrt_id"] = json!("M9");
    let (envelope, review) = read(&message);
    assert_eq!(review.patients[0].current_encounter.as_str(), "M2");
    assert!(noted(&envelope, "curr_mdtrt_id"));
}

#[test]
fn a_visit_of_the_same_number_elsewhere_is_not_the_current_one() {
    let mut message = request();
    let own = visit(&mut message).clone();
    let mut elsewhere = own.clone();
    elsewhere["medins_id"] = json!("H44030000002");
    elsewhere["fsi_order_dtos"][0]["rx_id"] = json!("H1");
    // The other hospital's began later, so that the time does not tell them apart.
    elsewhere["adm_date"] = json!("2026-03-04 10:00:00");
    elsewhere["dscg_date"] = json!("2026-03-04 10:00:00");
    let mut piece = own.clone();
    piece["fsi_order_dtos"][0]["rx_id"] = json!("L2");
    let current = |message: &Value| {
        let (envelope, review) = read(message);
        let record = &review.patients[0].record;
        let visits = record.encounters.iter();
        let mut visits: Vec<_> = visits
            .map(|e| (e.institution.code.as_str().to_owned(), e.current))
            .collect();
        visits.sort();
        let mut lines: Vec<_> = record.lines.iter().map(|l| (l.id.to_string(), l.current)).collect();
        lines.sort();
        assert!(!noted(&envelope, "curr_mdtrt_id"));
        (visits, lines)
    };
    let house = |code: &str, current: bool| (code.to_owned(), current);
    patient(&mut message)["fsi_encounter_dtos"] = json!([own, elsewhere, piece]);
    assert_eq!(
        current(&message),
        (
            vec![house("H44030000001", true), house("H44030000002", false)],
            vec![house("H1", false), house("L1", true), house("L2", true)]
        )
    );

    // One who speaks for other houses means the latest of them.
    message["fixmedins_code"] = json!("G1");
    patient(&mut message)["fsi_encounter_dtos"][0]["medins_id"] = json!("H44030000001");
    patient(&mut message)["fsi_encounter_dtos"][2]["medins_id"] = json!("H44030000001");
    let (visits, lines) = current(&message);
    assert_eq!(visits, [house("H44030000001", false), house("H44030000002", true)]);
    assert_eq!(lines, [house("H1", true), house("L1", false), house("L2", false)]);
}

#[test]
fn several_patients_in_one_call() {
    let mut message = request();
    let mut second = patient(&mut message).clone();
    second["patn_id"] = json!("P2");
    second["fsi_encounter_dtos"][0]["fsi_order_dtos"][0]["rx_id"] = json!("L2");
    message["input"]["data"]["patient_dtos"]
        .as_array_mut()
        .expect("a list")
        .push(second);
    let (_, review) = read(&message);
    let people: Vec<_> = review
        .patients
        .iter()
        .map(|patient| patient.record.person.id.as_str())
        .collect();
    assert_eq!(people, ["P1", "P2"]);
}

/// A message with a second node of the same person, changed.
fn twice(change: impl FnOnce(&mut Value)) -> Value {
    let mut message = request();
    let mut second = patient(&mut message).clone();
    change(&mut second);
    let patients = message["input"]["data"]["patient_dtos"].as_array_mut();
    patients.expect("a list").push(second);
    message
}

#[test]
fn a_visit_in_two_nodes_of_one_person_is_one_visit() {
    let message = twice(|second| {
        let visit = &mut second["fsi_encounter_dtos"][0];
        let mut other = visit["fsi_order_dtos"][0].clone();
        other["hilist_code"] = json!("001201000030000");
        other["rx_id"] = json!("L2");
        let mut changed = visit["fsi_order_dtos"][0].clone();
        changed["cnt"] = json!(7);
        visit["fsi_order_dtos"] = json!([other, changed]);
        visit["fsi_diagnose_dtos"] = json!([{"dise_codg": "J20.900", "dise_name": "支气管炎", "maindise_flag": "1"}]);
    });
    let (envelope, review) = read(&message);
    let [only] = review.patients.as_slice() else {
        panic!("one person with one visit: {:?}", review.patients);
    };
    assert_eq!(only.record.encounters.len(), 1);
    let mut ids: Vec<_> = only
        .record
        .lines
        .iter()
        .map(|line| (line.id.as_str(), line.current))
        .collect();
    ids.sort_unstable();
    // The line that came twice alike is one; what bears its id and says something else is another.
    assert_eq!(ids, [("L1", true), ("L1#2", true), ("L2", true)]);
    let [renamed] = review.renamed.as_slice() else {
        panic!("{:?}", review.renamed)
    };
    assert_eq!((renamed.given.as_str(), renamed.sent.as_str()), ("L1#2", "L1"));
    assert!(noted(&envelope, "patient_dtos[1].fsi_order_dtos"));
    let encounter = &only.record.encounters[0];
    assert!(encounter.diagnoses.iter().any(|own| own.code.as_str() == "J20.900"));
    assert!(encounter.diagnoses.iter().filter(|own| own.principal).count() <= 1);

    let (_, again) = read(&twice(|_| ()));
    assert_eq!(again.patients[0].record.lines.len(), 1, "a node that came twice");
}

#[test]
fn each_piece_of_a_visit_completes_what_it_lists() {
    let mut message = request();
    let mut piece = patient(&mut message).clone();
    let mut pieces = Vec::new();
    for (diagnoses, operations) in [
        (json!([]), json!([])),
        (json!([["J20.900", "0"], ["I10.x00", "0"]]), json!(["47.0", "47.1"])),
        (json!([["I10.x00", "1"], ["E11.900", "1"]]), json!(["47.1", "47.2"])),
        (json!([["J20.900", "1"], ["I10.x00", "1"]]), json!(["47.2"])),
    ] {
        let list = |of: &Value| of.as_array().expect("a list").clone();
        let diagnosis = |of: &Value| json!({"dise_codg": of[0], "dise_name": "某病", "maindise_flag": of[1]});
        let operation = |of: &Value| json!({"oprn_code": of, "oprn_name": "某术", "oprn_date": "2026-03-01 10:00:00"});
        let visit = &mut piece["fsi_encounter_dtos"][0];
        visit["dscg_main_dise_codg"] = Value::Null;
        visit["fsi_diagnose_dtos"] = list(&diagnoses).iter().map(diagnosis).collect();
        visit["fsi_operation_dtos"] = list(&operations).iter().map(operation).collect();
        pieces.push(piece.clone());
    }
    message["input"]["data"]["patient_dtos"] = json!(pieces);
    let (_, review) = read(&message);
    let encounter = &review.patients[0].record.encounters[0];
    let diagnoses: Vec<(&str, bool)> = (encounter.diagnoses.iter())
        .map(|own| (own.code.as_str(), own.principal))
        .collect();
    assert_eq!(diagnoses, [("J20.900", false), ("I10.x00", true), ("E11.900", true)]);
    let operations = encounter.operations.known().expect("told by the second piece");
    let operations: Vec<&str> = operations.iter().map(|own| own.code.as_str()).collect();
    assert_eq!(operations, ["47.0", "47.1", "47.2"]);
}

#[test]
fn two_visits_of_one_person_are_each_judged_beside_the_other() {
    let message = twice(|second| {
        second["gend"] = json!("1");
        second["curr_mdtrt_id"] = json!("M9");
        second["fsi_encounter_dtos"][0]["mdtrt_id"] = json!("M9");
    });
    let (envelope, review) = read(&message);
    assert!(noted(&envelope, "patient_dtos[1].gend"), "the first stands");
    let seen: Vec<_> = review
        .patients
        .iter()
        .map(|patient| {
            let record = &patient.record;
            let under_review = record.lines.iter().filter(|line| line.current);
            let visits = under_review
                .map(|line| record.encounter_of(line).id.to_string())
                .collect::<Vec<_>>();
            (patient.current_encounter.to_string(), record.lines.len(), visits)
        })
        .collect();
    let judged = |visit: &str| (visit.to_owned(), 2, vec![visit.to_owned()]);
    assert_eq!(seen, [judged("M2"), judged("M9")]);
    assert_eq!(review.patients[0].record.person, review.patients[1].record.person);

    let stranger = |id: &str| {
        let mut message = twice(|second| second["patn_id"] = json!(id));
        patient(&mut message)["patn_id"] = json!(id);
        read(&message).1.patients.len()
    };
    assert_eq!(
        (stranger("P1"), stranger("无")),
        (1, 2),
        "who has no identifier is not joined"
    );
}

#[test]
fn repeated_line_ids_are_told_apart() {
    let mut message = request();
    let orders = visit(&mut message)["fsi_order_dtos"].as_array_mut().expect("a list");
    orders.push(order("L1"));
    orders.push(order(""));
    let (envelope, review) = read(&message);
    let ids: Vec<_> = review.patients[0]
        .record
        .lines
        .iter()
        .map(|line| line.id.as_str().to_owned())
        .collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 3, "{ids:?}");
    let replied: Vec<&str> = review.renamed.iter().map(|renamed| renamed.sent.as_str()).collect();
    assert_eq!(replied, ["L1", "#3"]);
    assert!(noted(&envelope, "fsi_order_dtos[1].rx_id") && noted(&envelope, "fsi_order_dtos[2].rx_id"));
}

/// The ids in the record of a message whose second order is as given.
fn ids_with(orders: Vec<Value>) -> Vec<String> {
    let mut message = request();
    visit(&mut message)["fsi_order_dtos"] = Value::Array(orders);
    let (_, review) = read(&message);
    let lines = &review.patients[0].record.lines;
    lines.iter().map(|line| line.id.as_str().to_owned()).collect()
}

#[test]
fn a_line_without_an_id_has_the_same_name_whenever_it_is_sent() {
    let nameless = |count: u32| {
        let mut order = order("");
        order["cnt"] = json!(count);
        order["sumamt"] = json!(count * 10);
        order
    };
    let one = ids_with(vec![nameless(1)]);
    let more = ids_with(vec![nameless(2), nameless(1), nameless(1)]);
    assert!(more.contains(&one[0]), "wherever it stands: {one:?} {more:?}");
    assert_eq!(
        more.iter().collect::<std::collections::HashSet<_>>().len(),
        3,
        "{more:?}"
    );
    assert_eq!(more, ids_with(vec![nameless(2), nameless(1), nameless(1)]));
    assert_ne!(one, ids_with(vec![nameless(2)]));
}

#[test]
fn a_placeholder_for_the_person_is_remarked_on() {
    for (id, remarked) in [
        ("999999", true),
        ("无", true),
        ("-", true),
        ("000", true),
        ("P1", false),
    ] {
        let mut message = request();
        patient(&mut message)["patn_id"] = json!(id);
        let (envelope, review) = read(&message);
        assert_eq!(noted(&envelope, "patn_id"), remarked, "{id}");
        assert_eq!(
            review.patients[0].record.person.id.as_str(),
            id,
            "the reply names it as sent"
        );
    }
}

#[test]
fn visits_may_number_their_lines_alike() {
    let mut message = request();
    let mut earlier = visit(&mut message).clone();
    earlier["mdtrt_id"] = json!("BEFORE");
    let visits = &mut message["input"]["data"]["patient_dtos"][0]["fsi_encounter_dtos"];
    visits.as_array_mut().expect("a list").push(earlier);
    let (_, review) = read(&message);
    let lines = &review.patients[0].record.lines;
    assert!(
        lines.len() > 1 && lines.iter().all(|line| line.id == lines[0].id),
        "{lines:?}"
    );
    assert_eq!(review.renamed, []);
}

#[test]
fn sex_and_maternity_codes() {
    use domain::Sex;
    for (code, expected, doubted) in [
        (json!("1"), Fact::Known(Sex::Male), false),
        (json!(2), Fact::Known(Sex::Female), false),
        (json!("0"), Fact::Unknown, false),
        (json!("9"), Fact::Unknown, false),
        (json!("7"), Fact::Unknown, true),
        (json!(""), Fact::Absent, false),
        (json!(null), Fact::Absent, false),
    ] {
        let mut message = request();
        patient(&mut message)["gend"] = code.clone();
        let (envelope, review) = read(&message);
        assert_eq!(review.patients[0].record.person.sex, expected, "{code}");
        assert_eq!(noted(&envelope, "gend"), doubted, "{code}");
    }
    for (code, expected, doubted) in [
        ("3", Fact::Known(Maternity::Pregnant), false),
        ("4", Fact::Known(Maternity::Lactating), false),
        ("0", Fact::Unknown, false),
        ("1", Fact::Absent, true),
        ("2", Fact::Absent, true),
        ("", Fact::Absent, false),
    ] {
        let mut message = request();
        visit(&mut message)["matn_stas"] = json!(code);
        let (envelope, review) = read(&message);
        assert_eq!(review.patients[0].record.person.maternity, expected, "{code}");
        assert_eq!(noted(&envelope, "matn_stas"), doubted, "{code}");
    }
}

#[test]
fn insurance_is_told_by_several_fields() {
    let insurance = |receiver: &str, category: &str, code: &str| {
        let mut message = request();
        message["recer_sys_code"] = json!(receiver);
        visit(&mut message)["med_type"] = json!(category);
        visit(&mut message)["insutype"] = json!(code);
        read(&message).1.patients[0].record.encounters[0].insurance
    };
    assert_eq!(insurance("YBXT", "11", "310"), Fact::Known(Insurance::Employee));
    assert_eq!(insurance("YBXT", "11", "390"), Fact::Known(Insurance::Resident));
    assert_eq!(insurance("YBXT", "11", "410"), Fact::Known(Insurance::LongTermCare));
    assert_eq!(insurance("YBXT", "11", "340"), Fact::Known(Insurance::Other));
    assert_eq!(insurance("YBXT", "51", "310"), Fact::Known(Insurance::Maternity));
    assert_eq!(insurance("GSXT", "11", "310"), Fact::Known(Insurance::WorkInjury));
    assert_eq!(insurance("LXXT", "11", "310"), Fact::Known(Insurance::Other));
    assert_eq!(insurance("YBXT", "11", "777"), Fact::Unknown);
    assert_eq!(insurance("YBXT", "11", ""), Fact::Absent);
}

#[test]
fn the_setting_is_not_taken_from_the_scene() {
    for scene in ["1", "3", "8", "2,4", "23", ""] {
        let mut message = request();
        message["input"]["data"]["trig_scen"] = json!(scene);
        let (_, review) = read(&message);
        assert_eq!(
            review.patients[0].record.encounters[0].setting,
            Fact::Known(CareSetting::Outpatient),
            "{scene}"
        );
        assert_eq!((review.scene.as_str(), review.stage), (scene, Stage::Prescribing));
    }
}

#[test]
fn a_stay_that_ends_when_it_begins_is_not_over() {
    let mut message = request();
    visit(&mut message)["med_type"] = json!("21");
    visit(&mut message)["med_mdtrt_type"] = json!("2");
    let (envelope, review) = read(&message);
    assert_eq!(review.patients[0].record.encounters[0].end, None);
    assert!(noted(&envelope, "dscg_date"));
}

/// As the import reads it: a day alone is over at its end, and two equal days of a stay say that nobody has left.
#[test]
fn an_end_of_which_the_day_alone_is_said_is_the_end_of_that_day() {
    let ended = |kind: (&str, &str), begin: &str, end: &str| {
        let mut message = request();
        let visit = visit(&mut message);
        (visit["med_type"], visit["med_mdtrt_type"]) = (json!(kind.0), json!(kind.1));
        (visit["adm_date"], visit["dscg_date"]) = (json!(begin), json!(end));
        let (_, review) = read(&message);
        let end = review.patients[0].record.encounters[0].end;
        end.map(|end| end.to_string())
    };
    let (outpatient, stay) = (("11", "1"), ("21", "2"));
    let last = Some("2026-03-04 23:59:59".to_owned());
    for (kind, begin, end, expected) in [
        (outpatient, "2026-03-04 09:00:00", "2026-03-04", &last),
        (outpatient, "2026-03-04", "20260304", &last),
        (stay, "2026-03-01 09:00:00", "2026年3月4日", &last),
        (stay, "2026-03-01", "2026-03-04", &last),
        (stay, "2026-03-04 09:00:00", "2026-03-04", &last),
        (stay, "2026-03-04", "2026-03-04", &None),
        (
            stay,
            "2026-03-01",
            "2026-03-04 00:00:00",
            &Some("2026-03-04 00:00:00".to_owned()),
        ),
    ] {
        assert_eq!(ended(kind, begin, end), *expected, "{begin} {end}");
    }
}

#[test]
fn usage_of_vendors() {
    let (envelope, line) = line_with(json!({"sin_dos": "80", "used_frqu_dscr": "tid", "prd_days": 7}));
    assert_eq!(line.usage.single_dose, Fact::Known(Quantity::from_units(80)));
    assert_eq!(line.usage.times_per_day, Fact::Known(Quantity::from_units(3)));
    assert_eq!(line.usage.days, Fact::Known(7));
    assert_eq!(envelope.notes, []);
    let (envelope, line) = line_with(json!({"sin_dos": "80mg", "frqu_dscr": "随缘", "used_days": "0"}));
    assert_eq!(line.usage, domain::Usage::default());
    assert!(noted(&envelope, "used_frqu_dscr") && noted(&envelope, "sin_dos") && !noted(&envelope, "used_days"));
    for days in ["28.00", "28天", " 28 日"] {
        let (envelope, line) = line_with(json!({"prd_days": days}));
        assert_eq!((line.usage.days, envelope.notes), (Fact::Known(28), vec![]), "{days}");
    }
    let (envelope, line) = line_with(json!({"prd_days": "四周"}));
    assert_eq!(line.usage.days, Fact::Absent);
    assert!(noted(&envelope, "prd_days"));
    let (_, line) = line_with(json!({"frqu_dscr": "每日两次", "used_days": "14"}));
    assert_eq!(line.usage.times_per_day, Fact::Known(Quantity::from_units(2)));
    assert_eq!(line.usage.days, Fact::Known(14));
}

#[test]
fn who_pays() {
    let covered = |changes: Value| line_with(changes).1.covered.to_string();
    assert_eq!(covered(json!({})), "70.00");
    assert_eq!(covered(json!({"hilist_lv": "3"})), "0.00");
    assert_eq!(covered(json!({"hilist_lv": "03"})), "0.00");
    assert_eq!(covered(json!({"ownpay_amt": "70", "selfpay_amt": 0})), "0.00");
    assert_eq!(covered(json!({"ownpay_amt": 70.00, "selfpay_amt": ""})), "0.00");
    assert_eq!(covered(json!({"ownpay_amt": "20.5", "selfpay_amt": "10"})), "49.50");
    assert_eq!(covered(json!({"self_paying_flag": 1})), "0.00");
    assert_eq!(covered(json!({"self_paying_flag": 0})), "70.00");
    assert_eq!(covered(json!({"self_paying_flag": null})), "70.00");
    let (envelope, line) = line_with(json!({"ownpay_amt": "70", "selfpay_amt": "70"}));
    assert_eq!(line.covered.to_string(), "70.00");
    assert!(noted(&envelope, "ownpay_amt"));
}

#[test]
fn a_missing_amount_follows_from_the_others() {
    for (missing, field) in [("cnt", "2"), ("pric", "35.00"), ("sumamt", "70.00")] {
        let (envelope, line) = line_with(json!({missing: ""}));
        let values = [
            ("cnt", line.quantity.to_string()),
            ("pric", line.price.to_string()),
            ("sumamt", line.amount.to_string()),
        ];
        assert!(values.contains(&(missing, field.to_owned())), "{values:?}");
        assert!(noted(&envelope, missing));
    }
}

#[test]
fn refunds_are_negative() {
    let (_, line) = line_with(json!({"cnt": -2, "sumamt": "-70", "init_feedetl_sn": "L0"}));
    assert_eq!(
        (line.quantity.to_string(), line.amount, line.covered),
        ("-2".into(), Money::from_fen(-7000), line.amount)
    );
    assert_eq!(line.reverses.map(|id| id.to_string()).as_deref(), Some("L0"));
}

#[test]
fn titles_of_both_tables() {
    let title = |code: Value| line_with(json!({"drord_dr_profttl": code})).1.title;
    assert_eq!(title(json!("231")), Fact::Known(PractitionerTitle::Chief));
    assert_eq!(title(json!(5)), Fact::Known(PractitionerTitle::Chief));
    assert_eq!(title(json!("1")), Fact::Known(PractitionerTitle::Assistant));
    assert_eq!(title(json!("9")), Fact::Unknown);
    assert_eq!(title(json!("-")), Fact::Absent);
}

#[test]
fn catalogue_prices_that_are_none() {
    for price in [json!("0"), json!(0), json!("999999"), json!("-"), json!(null)] {
        assert_eq!(
            line_with(json!({"hilist_pric": price})).1.list_price,
            Fact::Absent,
            "{price}"
        );
    }
}

#[test]
fn departments_that_are_swapped() {
    let (envelope, line) = line_with(json!({"drord_dept_codg": "心血管内科", "drord_dept_name": "1002"}));
    assert_eq!(
        (line.department.as_str(), line.department_name.as_str()),
        ("1002", "心血管内科")
    );
    assert!(noted(&envelope, "drord_dept_codg"));
}

#[test]
fn the_main_diagnosis_completes_the_list() {
    let mut message = request();
    visit(&mut message)["dscg_main_dise_codg"] = json!("i10.X00");
    visit(&mut message)["dscg_main_dise_name"] = json!("原发性高血压");
    visit(&mut message)["fsi_diagnose_dtos"] = json!({"dise_codg": "E11.900", "dise_name": "2型糖尿病"});
    let (envelope, review) = read(&message);
    let encounter = &review.patients[0].record.encounters[0];
    assert_eq!(encounter.diagnoses.len(), 2);
    assert_eq!(
        encounter.principal_diagnosis().map(|diagnosis| diagnosis.code.as_str()),
        Some("I10.x00")
    );
    assert!(noted(&envelope, "dscg_main_dise_codg"));

    visit(&mut message)["fsi_diagnose_dtos"] = json!("");
    let (envelope, review) = read(&message);
    assert_eq!(review.patients[0].record.encounters[0].diagnoses.len(), 1);
    assert_eq!(envelope.notes, []);
}

/// The codes that are flagged as main diagnoses of a stay.
fn mains(main: &str, list: Value) -> Vec<String> {
    let mut message = request();
    for (field, value) in [
        ("med_type", "21"),
        ("med_mdtrt_type", "2"),
        ("dscg_main_dise_codg", main),
    ] {
        visit(&mut message)[field] = json!(value);
    }
    visit(&mut message)["dscg_date"] = json!("2026-12-31 10:00:00");
    visit(&mut message)["fsi_diagnose_dtos"] = list;
    let encounter = &read(&message).1.patients[0].record.encounters[0];
    assert_eq!(encounter.setting, Fact::Known(CareSetting::Inpatient));
    let flagged = encounter.diagnoses.iter().filter(|own| own.principal);
    flagged.map(|own| own.code.to_string()).collect()
}

#[test]
fn a_stay_has_the_main_diagnosis_with_which_it_ended() {
    let own =
        |when: &str, flag: &str, code: &str| json!({"inout_dise_type": when, "maindise_flag": flag, "dise_codg": code});
    let both = json!([
        own("1", "1", "R55.x00"),
        own("2", "1", "I63.500"),
        own("2", "0", "I10.x00")
    ]);
    assert_eq!(mains("I63.500", both.clone()), ["I63.500"]);
    assert_eq!(mains("", both), ["I63.500"]);
    let admission = json!([own("1", "1", "R55.x00"), own("2", "0", "I63.500")]);
    assert_eq!(mains("I63.500", admission.clone()), ["I63.500"]);
    // Nothing says better than the admission.
    assert_eq!(mains("", admission), ["R55.x00"]);
    assert_eq!(mains("I63.500", json!([own("1", "1", "R55.x00")])), ["I63.500"]);
    assert_eq!(mains("R55.x00", json!([own("1", "1", "R55.x00")])), ["R55.x00"]);
    let traditional = json!([own("2", "1", "A04.01.17"), own("1", "1", "I63.500")]);
    assert_eq!(mains("I63.500", traditional), ["A04.01.17", "I63.500"]);
    // Two that were diagnosed in the end are two.
    assert_eq!(
        mains("I63.500", json!([own("2", "1", "I63.500"), own("2", "1", "I10.x00")])),
        ["I63.500", "I10.x00"]
    );
}

#[test]
fn insured_elsewhere() {
    let special = |pool: &str, flag: &str| {
        let mut message = request();
        patient(&mut message)["poolarea"] = json!(pool);
        visit(&mut message)["out_setl_flag"] = json!(flag);
        read(&message).1.patients[0].record.encounters[0].special.clone()
    };
    assert_eq!(special("440300", "1"), []);
    assert_eq!(special("430100", "0"), []);
    assert_eq!(special("430100", "1"), [SpecialCare::OutOfRegion]);
    assert_eq!(special("430100", ""), [SpecialCare::OutOfRegion], "unsaid");
    assert_eq!(special("440300", ""), []);
    assert_eq!(special("440300", "4"), [SpecialCare::OutOfRegion]);
}

#[test]
fn a_visit_over_the_internet_is_one_however_it_is_paid_for() {
    let over = |category: &str, flag: &str| {
        let mut message = request();
        visit(&mut message)["med_type"] = json!(category);
        visit(&mut message)["med_mdtrt_type"] = json!("1");
        visit(&mut message)["reim_flag"] = json!(flag);
        let encounter = read(&message).1.patients[0].record.encounters[0].clone();
        (
            encounter.setting.known().map(|setting| setting.zh()),
            encounter.is_of(CareSetting::Internet),
        )
    };
    assert_eq!(over("11", "5"), (Some("互联网诊疗"), true));
    assert_eq!(over("140104", "5"), (Some("门诊慢特病"), true));
    assert_eq!(over("14", "1"), (Some("门诊慢特病"), false));
}

#[test]
fn the_envelope_may_be_nearly_empty() {
    let mut message = request();
    for field in ["inf_time", "mdtrtarea_admvs", "fixmedins_code"] {
        message.as_object_mut().expect("an object").remove(field);
    }
    message["medins_code"] = json!("H43000000001");
    message["inf_time"] = json!("昨天");
    let (envelope, review) = read(&message);
    assert_eq!((envelope.msgid.as_str(), envelope.sent_at), ("", None));
    assert_eq!(envelope.institution.as_str(), "H43000000001");
    assert_eq!(
        review.patients[0].record.encounters[0].institution.code.as_str(),
        "H43000000001"
    );
    assert!(noted(&envelope, "inf_time"));
}

#[test]
fn hainan_numbers_and_garbage_rule_ids() {
    for (infno, stage) in [
        ("3660", Stage::Prescribing),
        ("3661", Stage::Settlement),
        ("3102", Stage::Settlement),
    ] {
        let mut message = request();
        message["infno"] = json!(infno);
        for garbage in [
            json!(null),
            json!(""),
            json!([]),
            json!("R01"),
            json!(["3101"]),
            json!({"a": 1}),
            json!(7),
        ] {
            message["input"]["data"]["rule_ids"] = garbage;
            assert_eq!(read(&message).1.stage, stage);
        }
    }
}
