//! Surveys: one answer under a code, known by its digest alone, and no hour of it anywhere.

use crate::books::Books;
use crate::people::*;
use casework::{Place, Role};
use conduct::Department;
use conduct::survey::{Answer, CheckedAnswer, FormKind, Given, forms};
use domain::{Day, Division, InstitutionCode};
use ledger::{Deed, Ledger, LedgerError, Scope, SurveyCode, SurveyFilter, TrailFilter, Viewer};

on_both! {
    a_code_is_good_for_one_answer_and_neither_names_the_other,
    codes_are_made_by_the_own_ethics_office_and_grow_old,
    answers_are_found_by_form_department_and_day,
}

fn office(role: Role, institution: &str) -> Viewer {
    let code = InstitutionCode::new(institution);
    let scope = Scope::Institution(code.clone());
    Viewer::within(actor("办公室", role, Place::Institution { code }), scope)
}

fn code(department: &str) -> SurveyCode {
    SurveyCode {
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        department: Department(department.to_owned()),
        form: FormKind::Staff,
        version: "2026.1".to_owned(),
        issued_on: day("2026-04-01"),
        used: false,
    }
}

async fn issue(ledger: &Ledger, who: &Viewer, of: &SurveyCode, digest: &str) -> Result<(), LedgerError> {
    ledger
        .write(who, at("2026-04-01 09:00:00"), async |writing| {
            writing.put_survey_codes(of, &[digest.to_owned()]).await
        })
        .await
}

fn answered(department: &str, on: Day, remark: &str) -> CheckedAnswer {
    let marks = ["fair", "support", "clean"].map(|id| (id.to_owned(), Given::Mark(8)));
    let remark = [("remark".to_owned(), Given::Text(remark.to_owned()))];
    let answer = Answer {
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        department: Department(department.to_owned()),
        on,
        version: "2026.1".to_owned(),
        given: marks.into_iter().chain(remark).collect(),
    };
    let forms = forms().unwrap();
    let staff = forms.iter().find(|form| form.kind == FormKind::Staff).unwrap();
    staff.check(&answer).unwrap().0
}

async fn answer(ledger: &Ledger, who: &Viewer, digest: &str, id: &str, of: &CheckedAnswer) -> Result<(), LedgerError> {
    let home = InstitutionCode::new(HOSPITAL);
    ledger
        .write(who, of.on.start(), async |writing| {
            writing.answer_survey(digest, &home, id, of).await
        })
        .await
}

async fn a_code_is_good_for_one_answer_and_neither_names_the_other(books: Books) {
    let ledger = books.open().await;
    let ethics = office(Role::EthicsOffice, HOSPITAL);
    issue(&ledger, &ethics, &code("内一科"), "摘要一").await.unwrap();
    let today = day("2026-04-02");
    let given = answered("内一科", today, "都好");
    let unknown = answer(&ledger, &system(), "没有的摘要", "a0", &given).await;
    assert_eq!(unknown.unwrap_err().code(), "CW-DUPLICATE");
    let office = answer(&ledger, &ethics, "摘要一", "a0", &given).await;
    assert_eq!(
        office.unwrap_err().code(),
        "CW-ROLE",
        "nobody answers in another's place"
    );
    answer(&ledger, &system(), "摘要一", "a1", &given).await.unwrap();
    let again = answer(&ledger, &system(), "摘要一", "a2", &given).await;
    assert_eq!(again.unwrap_err().code(), "CW-DUPLICATE");

    let text = books.text(&ledger).await;
    let of_answers: Vec<&str> = text.lines().filter(|line| line.contains("都好")).collect();
    assert_eq!(of_answers.len(), 1, "{of_answers:?}");
    assert!(!of_answers[0].contains("摘要一"), "{of_answers:?}");
    let filter = TrailFilter {
        deed: Some(Deed::SurveyAnswer),
        ..TrailFilter::default()
    };
    let rows = ledger.trail(&filter, 0, 10).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].at, rows[0].content.as_str()), (today.start(), ""));
    ledger.verify_trail(&[]).await.unwrap().unwrap();
}

async fn codes_are_made_by_the_own_ethics_office_and_grow_old(books: Books) {
    let ledger = books.open().await;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::EthicsOffice) {
        let refused = issue(&ledger, &office(role, HOSPITAL), &code("内一科"), "摘要").await;
        assert_eq!(refused.unwrap_err().code(), "CW-ROLE", "{role:?}");
    }
    let elsewhere = office(Role::EthicsOffice, "H2");
    let refused = issue(&ledger, &elsewhere, &code("内一科"), "摘要").await;
    assert_eq!(refused.unwrap_err().code(), "CW-INSTITUTION");
    issue(&ledger, &office(Role::EthicsOffice, HOSPITAL), &code("内一科"), "摘要")
        .await
        .unwrap();
    let found = async |on: &str| ledger.survey_code("摘要", day(on)).await.unwrap();
    assert_eq!(found("2026-06-29").await, Some(code("内一科")));
    assert_eq!(found("2026-06-30").await, None, "ninety days");
    assert_eq!(ledger.survey_code("别的", day("2026-04-02")).await.unwrap(), None);
}

async fn answers_are_found_by_form_department_and_day(books: Books) {
    let ledger = books.open().await;
    let ethics = office(Role::EthicsOffice, HOSPITAL);
    for (digest, department, on) in [
        ("一", "内一科", "2026-04-02"),
        ("二", "外科", "2026-04-02"),
        ("三", "外科", "2026-04-03"),
    ] {
        issue(&ledger, &ethics, &code(department), digest).await.unwrap();
        let given = answered(department, day(on), digest);
        answer(&ledger, &system(), digest, &format!("id{digest}"), &given)
            .await
            .unwrap();
    }
    let found = async |form: FormKind, department: Option<&str>, to: &str| {
        let filter = SurveyFilter {
            institution: InstitutionCode::new(HOSPITAL),
            form,
            departments: department.map(|name| vec![name.to_owned()]),
            from: day("2026-04-02"),
            to: day(to),
        };
        let answers = ledger.read(&ethics).survey_answers(&filter).await.unwrap();
        let mut remarks: Vec<_> = answers.into_iter().map(|answer| answer.remark).collect();
        remarks.sort();
        remarks
    };
    assert_eq!(found(FormKind::Staff, None, "2026-04-03").await, ["一", "三", "二"]);
    assert_eq!(found(FormKind::Staff, Some("外科"), "2026-04-02").await, ["二"]);
    assert!(found(FormKind::Outpatient, None, "2026-04-03").await.is_empty());
}
