//! Rows D06–D08 and D16, bad-practice points, and rules 4, 5 and 8 of §5.3.

use crate::support::{actor, course, give};
use casework::UserId;
use conduct::discipline::{
    ComplaintCounts, DisciplineClue, Disposed, Entry, FormOfDiscipline, Packet, PracticeSchedule, QueryCode,
    ScheduleProblem, Statistics, Subject, Thresholds, Usage, complaints_rising, disposed, same_patient_packets,
    single_drug_concentration,
};
use conduct::usage_query::UsageQuery;
use conduct::{Cell, Department, Share};
use domain::{Day, InstitutionCode, PractitionerCode};
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn hospital() -> InstitutionCode {
    InstitutionCode::new("H1")
}

fn receive() -> Value {
    json!({"command": "receive", "clue": {"institution": "H1", "division": "440305", "source": "report", "signed": true,
        "seal": "封7", "respondent": "D1", "department": "示例科", "problem": "接受宴请", "received_on": "2026-03-01",
        "recused": [{"user": "纪检丙"}]}})
}

fn talk(kind: &str) -> Value {
    json!({"kind": kind, "on": "2026-03-10", "reason": "接受宴请", "first": "纪检甲", "second": "行风甲",
        "minutes": "本人承认", "signed": [{"name": "签字页.pdf", "digest": "aa"}], "demand": "退缴费用", "check_on": "2026-06-10"})
}

fn concluded() -> DisciplineClue {
    course(&[
        ("2026-03-02", "行风甲", receive()),
        (
            "2026-03-03",
            "纪检甲",
            json!({"command": "dispose", "disposal": "talk_inquiry", "handler": "纪检甲", "reason": "可问"}),
        ),
        (
            "2026-03-10",
            "纪检甲",
            json!({"command": "talk", "talk": talk("inquiry_letter")}),
        ),
        (
            "2026-03-11",
            "纪检甲",
            json!({"command": "conclude", "conclusion": {"facts": "属实", "form": "first", "opinion": "提醒"}}),
        ),
    ])
}

fn carried() -> DisciplineClue {
    let mut clue = concluded();
    let confirm = json!({"command": "confirm", "opinion": "同意"});
    assert_eq!(give(&mut clue, "2026-03-12", "纪检乙", confirm), Ok(()));
    let carry = json!({"command": "carry", "talk": talk("reminder_talk")});
    assert_eq!(give(&mut clue, "2026-03-13", "纪检乙", carry), Ok(()));
    clue
}

fn row(department: &str, form: FormOfDiscipline, person: &str) -> Disposed {
    Disposed {
        on: day("2026-05-01"),
        department: Department(department.to_owned()),
        form,
        person: Some(PractitionerCode::new(person)),
    }
}

#[test]
fn d06_counts_by_form_and_the_percent_of_the_first() {
    assert!(
        disposed([&concluded()]).is_empty(),
        "a form that nobody has confirmed does not count"
    );
    let rows = disposed([&carried()]);
    assert_eq!(
        rows.first().map(|row| (row.form, row.on)),
        Some((FormOfDiscipline::First, day("2026-03-12")))
    );

    let mut rows: Vec<Disposed> = (0..17)
        .map(|number| row("内科", FormOfDiscipline::First, &format!("D{number}")))
        .collect();
    rows.push(row("内科", FormOfDiscipline::First, "D0"));
    rows.extend((0..2).map(|number| row("外科", FormOfDiscipline::Second, &format!("E{number}"))));
    rows.push(Disposed {
        on: day("2025-12-31"),
        ..row("外科", FormOfDiscipline::Fourth, "E9")
    });
    let statistics = Statistics::of_year(hospital(), &rows, 2026);
    let (all, departments, people) = statistics.in_full(&actor("纪检甲")).unwrap();
    assert_eq!(
        (
            all.of(FormOfDiscipline::First),
            all.of(FormOfDiscipline::Second),
            all.total()
        ),
        (18, 2, 20)
    );
    assert_eq!(all.first_share(), Share { part: 18, whole: 20 });
    assert_eq!(all.first_share().to_string(), "90.0%（18/20）");
    assert_eq!(people, 19, "18 person-times of 17 people, and two more");
    assert_eq!(departments[&Department("外科".to_owned())].total(), 2);
}

#[test]
fn rule_8_others_see_no_count_under_five_and_cannot_compute_one() {
    let mut rows: Vec<Disposed> = (0..12)
        .map(|number| row("内科", FormOfDiscipline::First, &format!("D{number}")))
        .collect();
    rows.extend((0..3).map(|number| row("外科", FormOfDiscipline::First, &format!("E{number}"))));
    rows.extend((0..9).map(|number| row("儿科", FormOfDiscipline::First, &format!("F{number}"))));
    let statistics = Statistics::of_year(hospital(), &rows, 2026);
    for who in ["行风甲", "院长", "外院纪检", "科长", "卫健甲"] {
        assert!(statistics.in_full(&actor(who)).is_err(), "{who}");
    }
    let open = statistics.for_others();
    assert_eq!(open.total, Cell::Exact(24));
    let cells: Vec<(&str, Cell)> = open
        .departments
        .iter()
        .map(|(name, cell)| (name.0.as_str(), *cell))
        .collect();
    // Three of surgery alone could be had as 24 − 12 − 9; so paediatrics is not shown either.
    assert_eq!(
        cells,
        [("儿科", Cell::Withheld), ("内科", Cell::Exact(12)), ("外科", Cell::Few)]
    );
    assert_eq!(open.first_share, Some(Share { part: 24, whole: 24 }));
    let few = Statistics::of_year(hospital(), &rows[12..15], 2026).for_others();
    assert_eq!((few.total, few.first_share), (Cell::Few, None));
}

#[test]
fn d07_talks_and_letters_are_documents_with_minutes_signatures_and_the_day_of_follow_up() {
    let clue = carried();
    let papers = |place: usize| clue.talks[place].documents(clue.clue.as_ref().unwrap());
    let titles = |place: usize| papers(place).iter().map(|document| document.title).collect::<Vec<_>>();
    assert_eq!(titles(0), ["谈话函询函"]);
    assert_eq!(titles(1), ["约谈通知", "约谈纪要"]);
    let said = |document: usize| {
        let lines = papers(1)[document].lines.clone();
        lines
            .iter()
            .map(|line| line.text(|_| None))
            .collect::<Vec<_>>()
            .join("\n")
    };
    for text in [
        "本人承认",
        "签字页.pdf",
        "退缴费用",
        "2026-06-10",
        "纪检甲、行风甲",
        "D1",
    ] {
        assert!(said(1).contains(text), "{text}");
    }
    assert!(!said(0).contains("本人承认"), "the notice comes before the talk");
    assert_eq!(clue.due(), Some(day("2026-06-10")));
}

#[test]
fn d08_only_the_discipline_office_sees_who_an_early_sign_is_about() {
    let rows = [
        ComplaintCounts {
            department: Department("示例科".to_owned()),
            person: Some(PractitionerCode::new("D1")),
            months: vec![1, 0, 2, 4],
        },
        ComplaintCounts {
            department: Department("平稳科".to_owned()),
            person: None,
            months: vec![4, 4, 4, 4],
        },
        ComplaintCounts {
            department: Department("太短科".to_owned()),
            person: None,
            months: vec![0, 0, 9],
        },
    ];
    let signs = complaints_rising(&hospital(), &rows, &Thresholds::default());
    let [sign] = signs.as_slice() else { panic!("{signs:?}") };
    assert_eq!(sign.department.0, "示例科");
    assert!(
        sign.people
            .open(&actor("纪检甲"))
            .unwrap()
            .contains(&PractitionerCode::new("D1"))
    );
    for who in ["行风甲", "院长", "科主任", "外院纪检", "科长", "系统"] {
        assert!(sign.people.open(&actor(who)).is_err(), "{who}");
    }
    let written = serde_json::to_string(sign).unwrap();
    assert!(!written.contains("D1") && !format!("{sign:?}").contains("D1"));
}

#[test]
fn d08_packets_of_one_patient_within_the_days_are_a_sign() {
    let packet = |patient: &str, person: &str, on: &str| Packet {
        department: Department("示例科".to_owned()),
        person: PractitionerCode::new(person),
        patient: patient.to_owned(),
        on: day(on),
    };
    let rows = [
        packet("封1", "D1", "2026-03-01"),
        packet("封2", "D1", "2026-03-01"),
        packet("封1", "D2", "2026-05-30"),
        packet("封2", "D3", "2026-05-31"),
    ];
    let signs = same_patient_packets(&hospital(), &rows, &Thresholds::default());
    // 1 March to 30 May are 90 days, to 31 May 91.
    let [sign] = signs.as_slice() else { panic!("{signs:?}") };
    assert_eq!(sign.people.open(&actor("纪检甲")).unwrap().len(), 2);
    assert!(!sign.said.contains("封"), "{}", sign.said);
}

#[test]
fn d08_concentration_on_one_drug_is_itself_a_query_by_ticket() {
    let run = json!({"shape": {"dimensions": ["prescriber", "drug"], "measures": ["quantity"], "own": false},
        "products": ["药甲", "药乙"], "from": "2026-01-01", "to": "2026-01-31", "rows": 3, "exported": false, "device": "工作站"});
    let ticket: UsageQuery = course(&[
        (
            "2026-03-02",
            "纪检甲",
            json!({"command": "request", "request": {"institution": "H1", "division": "440305", "purpose": "internal_control",
                "reason": "廉情分析", "subjects": "prescriber", "goods": "drug", "products": ["药甲", "药乙"], "from": "2026-01-01",
                "to": "2026-01-31", "row_cap": 100, "days": 1}}),
        ),
        (
            "2026-03-02",
            "院长",
            json!({"command": "approve_first", "opinion": "同意"}),
        ),
        (
            "2026-03-02",
            "纪检乙",
            json!({"command": "approve_second", "opinion": "同意"}),
        ),
    ]);
    let (calendar, limits) = (crate::support::calendar(), casework::Limits::national());
    let clock = crate::support::clock("2026-03-02 10:00:00", &calendar, &limits);
    let run = serde_json::from_value(run).unwrap();
    let permit = ticket.permit(&run, &actor("纪检甲"), &clock).unwrap();
    let usage = |prescriber: &str, product: &str, quantity: u64| Usage {
        department: Department("示例科".to_owned()),
        prescriber: PractitionerCode::new(prescriber),
        product: product.to_owned(),
        quantity,
    };
    let rows = [
        usage("D1", "药甲", 61),
        usage("D1", "药乙", 39),
        usage("D2", "药甲", 60),
        usage("D2", "药乙", 40),
        usage("D3", "药甲", 49),
    ];
    let signs = single_drug_concentration(&permit, &rows, &Thresholds::default());
    let [sign] = signs.as_slice() else { panic!("{signs:?}") };
    assert!(
        sign.people
            .open(&actor("纪检甲"))
            .unwrap()
            .contains(&PractitionerCode::new("D1"))
    );
    assert!(
        ticket.permit(&run, &actor("纪检乙"), &clock).is_err(),
        "a ticket is its holder's"
    );
}

#[test]
fn d16_the_institutions_intake_is_not_the_bureaus_and_holds_no_reporter() {
    let mut clue = DisciplineClue::default();
    for who in ["科长", "卫健甲", "院长", "医师", "外院纪检"] {
        assert!(give(&mut clue, "2026-03-02", who, receive()).is_err(), "{who}");
    }
    assert_eq!(give(&mut clue, "2026-03-02", "行风甲", receive()), Ok(()));
    // The ethics office has handed over: from here on it does nothing.
    let dispose = json!({"command": "dispose", "disposal": "close", "reason": "无"});
    assert_eq!(give(&mut clue, "2026-03-02", "行风甲", dispose), Err("CW-ROLE"));
    // A signed clue says in which row of the vault its reporter stands, and nothing else of him.
    let mut unsealed = receive();
    unsealed["clue"]["seal"] = "".into();
    assert_eq!(
        give(&mut DisciplineClue::default(), "2026-03-02", "纪检甲", unsealed),
        Err("CW-TEXT")
    );
}

#[test]
fn rules_4_and_5_no_field_can_hold_who_reported_from_where_or_at_what_hour() {
    let written = serde_json::to_value(carried().clue.unwrap()).unwrap();
    let fields: Vec<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = vec![
        "institution",
        "division",
        "source",
        "signed",
        "seal",
        "respondent",
        "department",
        "problem",
        "received_on",
        "recused",
    ];
    expected.sort_unstable();
    assert_eq!(fields, expected, "a new field of a clue must not lead to the reporter");
    assert_eq!(written["received_on"], "2026-03-01", "to the day");
}

#[test]
fn rule_5_a_code_has_eighty_random_bits_and_does_not_get_into_logs() {
    let code = QueryCode::of_random([0xff, 0, 1, 2, 3, 4, 5, 6, 7, 0x80]);
    let shown = code.to_string();
    assert_eq!(shown.len(), 19, "{shown}");
    assert_eq!(QueryCode::read(&shown.to_lowercase()), Some(code.clone()));
    assert_eq!(format!("{code:?}"), "QueryCode");
    for text in ["", "0000-0000-0000-000", "0000-0000-0000-000U", "0000-0000-0000-00000"] {
        assert_eq!(QueryCode::read(text), None, "{text}");
    }
}

#[test]
fn rule_1_nobody_acts_in_a_clue_that_names_him() {
    let mut clue = DisciplineClue::default();
    assert_eq!(give(&mut clue, "2026-03-02", "纪检丙", receive()), Err("CW-RECUSED"));
    let clue = carried();
    assert!(!clue.participants().contains(&UserId::from("纪检丙")));
}

#[test]
fn a_years_points_of_an_institution_fall_into_four_treatments() {
    let schedule = PracticeSchedule::shipped().unwrap();
    let place = |total: u16| {
        let treatment = schedule.treatment(total).unwrap();
        schedule.bands.iter().position(|band| band == treatment).unwrap()
    };
    assert_eq!([0, 11, 12, 15, 16, 20, 21, 500].map(place), [0, 0, 1, 1, 2, 2, 3, 3]);
    let institution = Subject::Institution(hospital());
    for points in [1, 2, 4, 6, 10] {
        assert_eq!(schedule.allows(&institution, points), Ok(()));
    }
    assert!(matches!(
        schedule.allows(&institution, 3),
        Err(ScheduleProblem::NotAllowed { points: 3, .. })
    ));
    let entry = |points: u16, on: &str, revoked: bool| Entry {
        subject: institution.clone(),
        points,
        on: day(on),
        revoked,
    };
    let entries = [
        entry(10, "2026-01-01", false),
        entry(6, "2026-12-31", false),
        entry(4, "2026-06-01", true),
        entry(10, "2025-12-31", false),
    ];
    assert_eq!(PracticeSchedule::year_total(&entries, &institution, 2026), 16);
    let gap = include_str!("../../data/practice-points.toml").replace("from = 16", "from = 17");
    assert_eq!(PracticeSchedule::read(&gap), Err(ScheduleProblem::Gap(16)));
}

#[test]
fn six_or_twelve_points_of_a_person_at_once_propose_the_veto_x20() {
    let schedule = PracticeSchedule::shipped().unwrap();
    let entry = |subject: Subject, points: u16, revoked: bool| Entry {
        subject,
        points,
        on: day("2026-03-01"),
        revoked,
    };
    let person = || Subject::Person(PractitionerCode::new("D1"));
    for points in [6, 12] {
        let veto = schedule.veto(&entry(person(), points, false));
        assert_eq!(veto.map(|code| code.to_string()).as_deref(), Some("X20"));
    }
    assert_eq!(schedule.veto(&entry(person(), 6, true)), None);
    assert_eq!(schedule.veto(&entry(Subject::Institution(hospital()), 6, false)), None);
    assert!(schedule.allows(&person(), 4).is_err());
}
