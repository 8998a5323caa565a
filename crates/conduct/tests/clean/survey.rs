//! Surveys: forms, answers, results, and the “yes” that is never a score (finding 10).

use crate::support::{course, give};
use conduct::discipline::{DisciplineClue, Source};
use conduct::survey::{
    Answer, AnswerKey, AnswerProblem, CheckedAnswer, Form, FormKind, FormProblem, Given, admit, by_department, forms,
    read, trend,
};
use conduct::{Cell, Department};
use domain::{Day, Division, InstitutionCode};
use serde_json::json;
use std::collections::BTreeSet;

fn form(kind: FormKind) -> Form {
    forms().unwrap().into_iter().find(|form| form.kind == kind).unwrap()
}

fn answer(department: &str, on: &str, mark: u8, yes: bool) -> Answer {
    let marks = ["doctor", "nurse", "privacy", "clean", "charge"].map(|id| (id.to_owned(), Given::Mark(mark)));
    let flags = ["packet", "private", "elsewhere"].map(|id| (id.to_owned(), Given::YesNo(yes)));
    Answer {
        institution: InstitutionCode::new("H1"),
        division: Division::new("440305"),
        department: Department(department.to_owned()),
        on: Day::parse(on).unwrap(),
        version: "2026.1".to_owned(),
        given: marks.into_iter().chain(flags).collect(),
    }
}

fn counted(department: &str, on: &str, mark: u8, yes: bool) -> CheckedAnswer {
    form(FormKind::Inpatient)
        .check(&answer(department, on, mark, yes))
        .unwrap()
        .0
}

#[test]
fn there_is_a_form_of_each_kind_and_a_sealed_question_is_never_a_scale() {
    let kinds: BTreeSet<FormKind> = forms().unwrap().iter().map(|form| form.kind).collect();
    assert_eq!(kinds.len(), 4);
    let text = include_str!("../../data/surveys.toml");
    let scale = text.replacen("kind = \"yes_no\", sealed", "kind = \"scale\", sealed", 1);
    assert!(matches!(read(&scale), Err(FormProblem::Sealing(_, id)) if id == "packet"));
    let open = text.replacen(", sealed = \"red_packet\"", "", 1);
    assert!(
        matches!(read(&open), Err(FormProblem::Sealing(..))),
        "a yes or no that would be counted"
    );
}

#[test]
fn an_answer_must_fit_the_form_that_was_shown() {
    let form = form(FormKind::Inpatient);
    let with = |change: fn(&mut Answer)| {
        let mut answer = answer("示例科", "2026-03-01", 9, false);
        change(&mut answer);
        form.check(&answer).err()
    };
    assert_eq!(with(|_| {}), None);
    assert_eq!(
        with(|answer| answer.version = "2025.1".to_owned()),
        Some(AnswerProblem::Version)
    );
    assert!(matches!(
        with(|answer| drop(answer.given.remove("nurse"))),
        Some(AnswerProblem::Missing(_))
    ));
    assert!(matches!(
        with(|answer| drop(answer.given.remove("packet"))),
        Some(AnswerProblem::Missing(_))
    ));
    for wrong in [
        Given::Mark(0),
        Given::Mark(11),
        Given::YesNo(true),
        Given::Text("9".to_owned()),
    ] {
        let mut answer = answer("示例科", "2026-03-01", 9, false);
        answer.given.insert("nurse".to_owned(), wrong);
        assert!(matches!(form.check(&answer), Err(AnswerProblem::Unfit(_))));
    }
    let unknown = |answer: &mut Answer| drop(answer.given.insert("phone".to_owned(), Given::Text("1".to_owned())));
    assert_eq!(with(unknown), Some(AnswerProblem::Unknown("phone".to_owned())));
    let long = |answer: &mut Answer| drop(answer.given.insert("remark".to_owned(), Given::Text("字".repeat(501))));
    assert!(matches!(with(long), Some(AnswerProblem::Unfit(_))));
}

#[test]
fn one_answer_for_one_visit() {
    let mut used = BTreeSet::new();
    let key = |kind: FormKind| AnswerKey {
        institution: InstitutionCode::new("H1"),
        kind,
        digest: "ab12".to_owned(),
    };
    assert_eq!(admit(&mut used, key(FormKind::Inpatient)), Ok(()));
    let again = admit(&mut used, key(FormKind::Inpatient)).map_err(|refusal| refusal.code());
    assert_eq!(again, Err("CW-DUPLICATE"));
    assert_eq!(
        admit(&mut used, key(FormKind::FollowUp)),
        Ok(()),
        "another form of the same visit"
    );
}

#[test]
fn a_yes_opens_a_sealed_clue_and_changes_no_number() {
    let form = form(FormKind::Inpatient);
    let (quiet, none) = form.check(&answer("示例科", "2026-03-01", 8, false)).unwrap();
    let (loud, sealed) = form.check(&answer("示例科", "2026-03-01", 8, true)).unwrap();
    assert!(none.is_empty());
    assert_eq!(sealed.len(), 3);
    assert_eq!(quiet, loud, "what is counted is the same to the last field");

    let results = |yes: bool| {
        let answers: Vec<CheckedAnswer> = (0..6).map(|_| counted("示例科", "2026-03-01", 8, yes)).collect();
        (
            by_department(&answers, FormKind::Inpatient),
            trend(&answers, FormKind::Inpatient, None),
        )
    };
    assert_eq!(results(false), results(true));

    for yes in sealed {
        let clue = yes.into_clue();
        assert_eq!(
            (clue.source, clue.respondent.clone(), clue.seal.as_str()),
            (Source::Survey, None, "")
        );
        let mut matter: DisciplineClue = course(&[("2026-03-02", "系统", json!({"command": "receive", "clue": clue}))]);
        let dispose = json!({"command": "dispose", "disposal": "shelve", "reason": "合并"});
        assert_eq!(
            give(&mut matter, "2026-03-02", "行风甲", dispose.clone()),
            Err("CW-ROLE"),
            "sealed"
        );
        assert_eq!(give(&mut matter, "2026-03-02", "纪检甲", dispose), Ok(()));
    }
}

#[test]
fn two_questions_about_the_same_are_one_clue() {
    let form = form(FormKind::FollowUp);
    let mut follow_up = answer("示例科", "2026-03-01", 9, false);
    follow_up.given = [
        ("overall", Given::Mark(9)),
        ("packet", Given::YesNo(false)),
        ("private", Given::YesNo(false)),
        ("tests", Given::YesNo(true)),
        ("drugs", Given::YesNo(true)),
    ]
    .map(|(id, given)| (id.to_owned(), given))
    .into();
    assert_eq!(form.check(&follow_up).unwrap().1.len(), 1);
}

#[test]
fn rule_8_fewer_than_five_answers_have_no_mean() {
    let mut answers: Vec<CheckedAnswer> = (0..4).map(|_| counted("小科", "2026-03-01", 10, false)).collect();
    answers.extend((0..5).map(|place| counted("大科", "2026-03-02", 6 + place, false)));
    let results = by_department(&answers, FormKind::Inpatient);
    let shown: Vec<(&str, Cell, Option<String>)> = results
        .iter()
        .map(|result| {
            (
                result.department.0.as_str(),
                result.answers,
                result.satisfaction.map(|mean| mean.to_string()),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("大科", Cell::Exact(5), Some("80.00%".to_owned())),
            ("小科", Cell::Few, None)
        ]
    );
    assert!(results[0].satisfaction.unwrap().is_below_percent(81));
    assert!(!results[0].satisfaction.unwrap().is_below_percent(80));
    answers.push(counted("小科", "2026-03-03", 10, false));
    assert_eq!(
        by_department(&answers, FormKind::Inpatient)[1]
            .satisfaction
            .unwrap()
            .to_string(),
        "100.00%"
    );
}

#[test]
fn the_trend_goes_by_month() {
    let mut answers: Vec<CheckedAnswer> = (0..5).map(|_| counted("示例科", "2026-01-31", 7, false)).collect();
    answers.extend((0..5).map(|_| counted("示例科", "2026-02-01", 9, false)));
    answers.push(counted("别科", "2026-02-01", 1, false));
    let points = trend(&answers, FormKind::Inpatient, Some(&Department("示例科".to_owned())));
    let shown: Vec<(i8, String)> = points
        .iter()
        .map(|point| (point.month, point.satisfaction.unwrap().to_string()))
        .collect();
    assert_eq!(shown, [(1, "70.00%".to_owned()), (2, "90.00%".to_owned())]);
}
