//! Every message that a public client really sends is decoded to what it means.

use domain::{
    CareSetting, DiagnosisCode, Fact, InstitutionKind, InstitutionLevel, Insurance, ItemKind, LineId, Money, PersonId,
    PractitionerTitle, Sex, Stage,
};
use server::wire::{Body, CallerProfile, Envelope, FeedbackRequest, ReviewRequest, Way, decode};

const OUTPATIENT: &str = include_str!("wire_samples/02_openhis_py_3101_outpatient.request.json");
const FEEDBACK: &str = include_str!("wire_samples/04_openhis_py_3103_feedback.request.json");
const OBJECTS: &str = include_str!("wire_samples/05_cis_csharp_3101_outpatient_objects.request.json");
const FLAT: &str = include_str!("wire_samples/08_shenzhen_js_3101_flat_nodes.request.json");
const INPATIENT: &str = include_str!("wire_samples/09_newtouch_csharp_3101_inpatient.request.json");

fn review(json: &str) -> (Envelope, ReviewRequest) {
    let envelope = decode(json.as_bytes(), &CallerProfile::default()).expect("the sample is readable");
    let Body::Review(request) = envelope.body.clone() else {
        panic!("not a review: {:?}", envelope.body)
    };
    (envelope, request)
}

fn yuan(text: &str) -> Money {
    text.parse().expect("an amount")
}

#[test]
fn sample_02_outpatient_with_amounts_as_texts() {
    let (envelope, request) = review(OUTPATIENT);
    assert_eq!(envelope.infno, "3101");
    assert_eq!(envelope.msgid, "H44000000001202611240107590126");
    assert_eq!(envelope.institution.as_str(), "H44000000001");
    assert_eq!(envelope.institution_name, "示例县人民医院");
    assert_eq!(
        (envelope.division.as_str(), envelope.insured_division.as_str()),
        ("440000", "440000")
    );
    assert_eq!(
        (envelope.operator.as_str(), envelope.operator_type.as_str()),
        ("0001", "2")
    );
    assert_eq!(
        envelope.sent_at.map(|at| at.to_string()).as_deref(),
        Some("2026-11-24 01:07:59")
    );
    assert_eq!(envelope.notes, []);
    assert_eq!((request.stage, request.scene.as_str()), (Stage::Prescribing, "2"));

    let patient = &request.patients[0];
    assert_eq!(patient.current_encounter.as_str(), "20250402001");
    let record = &patient.record;
    assert_eq!(record.person.id, PersonId::new("100086"));
    assert_eq!(record.person.sex, Fact::Known(Sex::Male));
    assert_eq!(
        record.person.birth.known().map(ToString::to_string).as_deref(),
        Some("1961-05-06")
    );
    assert_eq!(record.person.maternity, Fact::Unknown);

    let [encounter] = record.encounters.as_slice() else {
        panic!("one encounter")
    };
    assert!(encounter.current);
    assert_eq!(encounter.setting, Fact::Known(CareSetting::Outpatient));
    assert_eq!(encounter.insurance, Fact::Known(Insurance::Employee));
    assert_eq!(encounter.institution.level, Fact::Known(InstitutionLevel::Two));
    assert_eq!(encounter.institution.kind, Fact::Known(InstitutionKind::Medical));
    assert_eq!(encounter.end, Some(encounter.begin));
    assert_eq!(encounter.total, Fact::Known(yuan("816.80")));
    assert_eq!(encounter.fund_paid, Fact::Absent);
    assert_eq!(encounter.operations, Fact::Absent);
    assert_eq!(encounter.special, []);
    assert_eq!(encounter.diagnoses.len(), 1);
    assert_eq!(encounter.diagnoses[0].code, DiagnosisCode::normalised("I25.103"));
    assert!(encounter.diagnoses[0].principal);

    let [drug, scan] = record.lines.as_slice() else {
        panic!("two lines")
    };
    assert_eq!((drug.id.as_str(), drug.kind), ("CF0001-1", ItemKind::Drug));
    assert_eq!((drug.amount, drug.covered), (yuan("16.80"), yuan("16.80")));
    assert_eq!(drug.quantity.to_string(), "2");
    assert_eq!(drug.title, Fact::Known(PractitionerTitle::Attending));
    assert_eq!(
        drug.list_price.known().map(ToString::to_string).as_deref(),
        Some("0.35")
    );
    assert_eq!(drug.prescription.as_ref().map(|id| id.as_str()), Some("CF0001"));
    assert_eq!(drug.at.to_string(), "2025-04-02 09:12:30");
    assert_eq!(
        (scan.item.national(), scan.kind),
        ("002206030030000", ItemKind::Service)
    );
    assert!(drug.current && scan.current);
}

#[test]
fn sample_04_feedback() {
    let envelope = decode(FEEDBACK.as_bytes(), &CallerProfile::default()).expect("the sample is readable");
    let Body::Feedback(FeedbackRequest { warn_type, warns }) = envelope.body else {
        panic!("not feedback")
    };
    assert_eq!(warn_type, "1");
    let told: Vec<_> = warns
        .iter()
        .map(|warn| (warn.finding_id.as_str(), warn.way, warn.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("J1", Way::Continue, "病情需要，已告知患者自费"),
            ("J2", Way::Revise, "")
        ]
    );
}

#[test]
fn sample_05_objects_in_place_of_lists_and_outpatient_sent_as_stay() {
    let (envelope, request) = review(OBJECTS);
    assert_eq!(request.task_id, "0f8fad5bd9cb469fa16570867728950e");
    let record = &request.patients[0].record;
    let encounter = &record.encounters[0];
    assert_eq!(encounter.setting, Fact::Known(CareSetting::Outpatient));
    assert!(
        envelope.notes.iter().any(|note| note.field.ends_with("med_type")),
        "{:?}",
        envelope.notes
    );
    assert_eq!(encounter.insurance, Fact::Known(Insurance::Resident));
    assert_eq!(encounter.institution.level, Fact::Known(InstitutionLevel::Two));
    assert_eq!(encounter.special, []);
    let line = &record.lines[0];
    assert_eq!(line.at, encounter.begin);
    assert_eq!((line.price.to_string().as_str(), line.covered), ("35.00", yuan("70")));
    assert_eq!(line.title, Fact::Absent);
    assert_eq!(encounter.diagnoses.len(), 1);
}

#[test]
fn sample_08_flat_nodes_are_refused_politely() {
    let error = decode(FLAT.as_bytes(), &CallerProfile::default()).expect_err("the nodes are misplaced");
    let text = error.err_msg();
    assert!(text.starts_with("input.patient_dtos"), "{text}");
    for node in [
        "patient_dtos",
        "fsi_encounter_dtos",
        "fsi_diagnose_dtos",
        "input.data",
        "嵌套",
    ] {
        assert!(text.contains(node), "{text}");
    }
    assert!(text.chars().count() <= 200);
}

#[test]
fn sample_09_stay_with_placeholders() {
    let (envelope, request) = review(INPATIENT);
    let record = &request.patients[0].record;
    let encounter = &record.encounters[0];
    assert_eq!(encounter.setting, Fact::Known(CareSetting::Inpatient));
    assert_eq!(encounter.end, None);
    assert_eq!(encounter.institution.level, Fact::Known(InstitutionLevel::One));
    let line = &record.lines[0];
    assert!(line.item.is_empty());
    assert_eq!((line.name.as_str(), line.list_price), ("示例", Fact::Absent));
    assert_eq!(line.covered, yuan("12.50"));
    assert_eq!(line.title, Fact::Known(PractitionerTitle::Resident));
    assert_eq!(line.id, LineId::new("20240315001"));
    for field in ["hilist_code", "ownpay_amt", "med_type"] {
        assert!(
            envelope.notes.iter().any(|note| note.field.ends_with(field)),
            "{field}: {:?}",
            envelope.notes
        );
    }
}

#[test]
fn a_settlement_check_is_told_by_the_transaction_number() {
    let json = OUTPATIENT.replace("\"infno\": \"3101\"", "\"infno\": 3102");
    let (_, request) = review(&json);
    assert_eq!((request.stage, request.scene.as_str()), (Stage::Settlement, "2"));
}
