//! Documents of conduct: when each is due, what none of them may tell, and what is refused.

mod support;

use conduct::assessment::YearAssessment;
use conduct::clean::duties::DutyList;
use conduct::commendation::Commendation;
use conduct::discipline::DisciplineClue;
use conduct::packet::RedPacket;
use conduct::service_complaint::ServiceComplaint;
use conduct::usage_query::UsageQuery;
use conduct::veto::VetoDecision;
use papers::{Conduct, Facts, Fonts, Format, Given, Matter, PaperError, Template, Templates, available, render};
use serde_json::json;
use std::io::{Cursor, Read};
use support::conduct::{self as made, play};
use support::{day, given, given_for};

fn keys(matter: Conduct<'_>) -> Vec<&'static str> {
    available(Matter::Conduct(matter))
        .iter()
        .map(|(template, _)| template.key())
        .collect()
}

fn text_of(facts: &Facts) -> String {
    let made = render(facts, Format::Docx, &Fonts::default(), &Templates::shipped().unwrap());
    let bytes = made.unwrap_or_else(|error| panic!("{error}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive
        .by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn of_conduct() -> impl Iterator<Item = Template> {
    Template::ALL
        .iter()
        .copied()
        .filter(|template| !made::sentences(*template).is_empty())
}

#[test]
fn a_document_is_due_only_in_its_stage() {
    let moves = made::assessment();
    for (steps, expected) in [
        (5, &[][..]),
        (6, &["ethics-assessment-form"]),
        (7, &["ethics-assessment-form", "ethics-publicity"]),
        (8, &["ethics-assessment-form"]),
        (9, &["ethics-assessment-form", "ethics-appeal-acceptance"]),
        (10, &["ethics-assessment-form", "ethics-appeal-reply"]),
    ] {
        let events = play::<YearAssessment>(&moves[..steps]);
        assert_eq!(keys(Conduct::Assessment(&events)), expected, "{steps} steps");
    }
    let moves = made::packet();
    for (steps, expected) in [
        (1, &["packet-agreement"][..]),
        (2, &["packet-form", "packet-return", "packet-agreement"]),
    ] {
        assert_eq!(
            keys(Conduct::Packet(&play::<RedPacket>(&moves[..steps]))),
            expected,
            "{steps} steps"
        );
    }
    let moves = made::complaint();
    for (steps, expected) in [
        (4, &["complaint-form"][..]),
        (5, &["complaint-form", "complaint-reply"]),
    ] {
        let events = play::<ServiceComplaint>(&moves[..steps]);
        assert_eq!(keys(Conduct::ServiceComplaint(&events)), expected, "{steps} steps");
    }
    let moves = made::discipline();
    for (steps, expected) in [
        (2, &[][..]),
        (3, &["inquiry-letter"]),
        (6, &["talk-notice", "talk-minutes", "inquiry-letter"]),
    ] {
        let events = play::<DisciplineClue>(&moves[..steps]);
        assert_eq!(keys(Conduct::Discipline(&events)), expected, "{steps} steps");
    }
    let moves = made::duties("tour");
    for (steps, expected) in [
        (1, &[][..]),
        (2, &["duty-rectification-notice", "tour-ledger"]),
        (4, &["duty-rectification-notice", "duty-closing-form", "tour-ledger"]),
    ] {
        assert_eq!(
            keys(Conduct::DutyList(&play::<DutyList>(&moves[..steps]))),
            expected,
            "{steps} steps"
        );
    }
    let moves = made::veto();
    assert_eq!(keys(Conduct::Veto(&play::<VetoDecision>(&moves[..2]))), [""; 0]);
    assert_eq!(
        keys(Conduct::Veto(&play::<VetoDecision>(&moves[..3]))),
        ["ethics-veto-form"]
    );
}

#[test]
fn no_document_has_the_patient_who_complained_or_what_was_reported() {
    for template in of_conduct() {
        let facts = support::facts_of(template, &given_for(template));
        let text = text_of(&facts);
        for secret in [made::PATIENT, made::SEAL, made::REPORTED] {
            assert!(!text.contains(secret), "{template:?} tells {secret}");
            assert!(!format!("{facts:?}").contains(secret), "{template:?} knows {secret}");
        }
    }
}

#[test]
fn an_event_and_a_breach_have_the_documents_of_their_kind() {
    let given = given_for(Template::AppealReply);
    let moves = made::event();
    let events = play::<conduct::event::ConductEvent>(&moves);
    assert_eq!(keys(Conduct::Event(&events)), ["ethics-appeal-reply"]);
    let reply = Facts::of(Template::AppealReply, Matter::Conduct(Conduct::Event(&events)), &given).unwrap();
    let text = text_of(&reply);
    assert!(
        text.contains("2026年1月8日行为记录（M01（服务态度生硬））的认定") && text.contains("维持"),
        "{text}"
    );
    let breach = play::<conduct::antimicrobial::breach::Breach>(&made::breach());
    assert_eq!(
        keys(Conduct::Breach(&breach)),
        ["talk-minutes", "antimicrobial-talk-notice"]
    );
    let minutes = Facts::of(Template::TalkMinutes, Matter::Conduct(Conduct::Breach(&breach)), &given).unwrap();
    assert!(text_of(&minutes).contains("重症感染患者较多"));
}

#[test]
fn a_step_that_is_not_done_is_left_out_of_the_form() {
    let given = given_for(Template::UsageForm);
    let text = |steps: usize| {
        let events = play::<UsageQuery>(&made::usage()[..steps]);
        text_of(
            &Facts::of(
                Template::UsageForm,
                Matter::Conduct(Conduct::UsageQuery(&events)),
                &given,
            )
            .unwrap(),
        )
    };
    assert!(!text(1).contains("院领导审批") && !text(2).contains("纪检监察室审批"));
    assert!(text(2).contains("院领导审批") && text(3).contains("有效至2026年2月5日"));
    let mut moves = made::commendation();
    moves.truncate(1);
    moves[0].2["record"]["persons"] = json!([]);
    let events = play::<Commendation>(&moves);
    let facts = Facts::of(
        Template::CommendationForm,
        Matter::Conduct(Conduct::Commendation(&events)),
        &given,
    );
    assert!(text_of(&facts.unwrap()).contains("科室集体"));
}

#[test]
fn what_is_missing_or_contradicts_the_matter_is_said() {
    let problem = |template, given: &Given| {
        let facts = made::facts_of(template, given).unwrap();
        let made = facts.and_then(|facts| render(&facts, Format::Docx, &Fonts::default(), &Templates::shipped()?));
        made.unwrap_err().to_string()
    };
    let mut nameless = made::given(given());
    nameless.names.clear();
    for (template, missing) in [
        (Template::AssessmentForm, "单位签字"),
        (Template::PacketForm, "核实.经办人"),
        (Template::DutyNotice, "问题.责任人"),
        (Template::TalkNotice, "谈话人"),
        (Template::UsageForm, "申请人"),
    ] {
        let said = problem(template, &nameless);
        assert!(said.contains(missing) && said.contains("请补充"), "{said}");
    }
    let mut silent = made::given(given());
    silent.issuer.telephone.clear();
    assert!(problem(Template::ComplaintReply, &silent).contains("联系电话"));
    let mut early = made::given(given());
    early.dated = Some(day("2026-01-13"));
    assert!(problem(Template::AssessmentForm, &early).contains("早于审定日期"));
    early.dated = Some(day("2026-03-05"));
    assert!(problem(Template::TalkNotice, &early).contains("晚于约谈日期"));
    let plan = Facts::of(
        Template::PacketForm,
        Matter::Conduct(Conduct::Veto(&play::<VetoDecision>(&made::veto()))),
        &early,
    );
    assert!(matches!(plan, Err(PaperError::NotDue { .. })));
}

#[test]
fn an_archive_of_nothing_is_none_and_empty_tables_say_so() {
    let given = given_for(Template::EthicsArchive);
    let text = text_of(&made::archive(&given).unwrap());
    assert!(text.contains("七、培训") && text.contains("无"), "{text}");
    assert!(text.contains("张明甲　2026年1月6日"), "signatures have names and days");
    let nothing = conduct::archive::Archive {
        staff: conduct::Staff {
            code: domain::PractitionerCode::new("D9"),
            name: "无".to_owned(),
            department: conduct::Department("无".to_owned()),
            category: conduct::StaffCategory::Clinical,
        },
        years: Vec::new(),
    };
    assert!(matches!(
        Facts::of_archive(&nothing, &[], &given),
        Err(PaperError::NotDue { .. })
    ));
    // It is of no single matter.
    let events = play::<YearAssessment>(&made::assessment());
    assert!(!keys(Conduct::Assessment(&events)).contains(&"ethics-archive"));
}

#[test]
fn a_district_hides_few_people_has_no_grades_by_quarter_and_is_signed_after_its_end() {
    let given = given_for(Template::DistrictYear);
    let year = text_of(&Facts::of_district(&made::district(None), "云岭县", &given).unwrap());
    assert!(
        year.contains("&lt;5") && year.contains("—"),
        "three poor, and who would give them away"
    );
    assert!(!year.contains("张明甲"), "the addressee is no person");
    let quarter = text_of(&Facts::of_district(&made::district(Some(3)), "云岭县", &given).unwrap());
    for grade in ["优秀", "较差"] {
        assert!(year.contains(grade) && !quarter.contains(grade), "{grade}");
    }
    let mut early = given.clone();
    early.dated = Some(day("2025-12-30"));
    let refused = Facts::of_district(&made::district(None), "云岭县", &early);
    assert!(matches!(refused, Err(PaperError::Disagreement { .. })));
    let mut nobody = made::district(None);
    nobody.lines.clear();
    assert!(matches!(
        Facts::of_district(&nobody, "云岭县", &given),
        Err(PaperError::NotDue { .. })
    ));
}
