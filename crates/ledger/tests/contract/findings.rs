//! Findings: taken in once per key, looked at for a purpose, grouped into leads.

use crate::books::Books;
use crate::people::*;
use casework::UserId;
use casework::lead::{self, Lead, PeriodLength, Stage};
use domain::{Certainty, EncounterId, InstitutionCode, Money, PersonId, RuleCode};
use ledger::{
    Argument, Deed, EvidenceLine, EvidenceRole, FindingEntry, FindingFilter, FindingRow, Ledger, MatterFilter,
    MatterOrder, Page, Retention, TrailFilter,
};

on_both! {
    a_key_is_one_row_however_often_it_comes,
    a_list_shows_no_person_and_is_paged,
    an_argument_comes_back_as_it_went_and_names_nobody,
    a_look_needs_a_purpose_and_leaves_a_row,
    findings_become_leads_once,
    a_lead_that_was_taken_up_is_not_added_to,
    what_was_kept_long_enough_is_retired,
}

async fn all(ledger: &Ledger) -> Vec<FindingRow> {
    ledger
        .read(&system())
        .findings(&FindingFilter::default(), 500, None)
        .await
        .unwrap()
}

async fn a_key_is_one_row_however_often_it_comes(books: Books) {
    let ledger = books.open().await;
    let mut entries: Vec<FindingEntry> = (0..2_300).map(finding).collect();
    entries.push(FindingEntry {
        amount: Money::from_scaled(7),
        ..finding(2_299)
    });
    let first = ledger
        .take_in(&system(), at("2026-04-01 09:00:00"), "run1", &entries)
        .await
        .unwrap();
    assert_eq!(first, 2_300);
    let again = [FindingEntry {
        amount: Money::from_scaled(5),
        certainty: Certainty::Definite,
        ..finding(3)
    }];
    ledger
        .take_in(&system(), at("2026-04-02 09:00:00"), "run2", &again)
        .await
        .unwrap();
    let row = ledger.read(&system()).finding(key(3)).await.unwrap();
    assert_eq!(
        (row.amount, row.certainty, row.run.as_str()),
        (Money::from_scaled(5), Certainty::Definite, "run2")
    );
    assert_eq!(
        (row.first_seen, row.last_seen),
        (at("2026-04-01 09:00:00"), at("2026-04-02 09:00:00"))
    );
    assert_eq!(
        ledger.read(&system()).finding(key(2_299)).await.unwrap().amount,
        Money::from_scaled(7)
    );
    // A row for each write.
    assert_eq!(ledger.verify_trail(&[]).await.unwrap().unwrap().rows, 2);
    // Who knows less changes nothing of what is known.
    let less = [
        FindingEntry {
            amount: Money::from_scaled(6),
            ..finding(3)
        },
        finding(9_999),
    ];
    ledger
        .write(&system(), at("2026-04-03 09:00:00"), async |writing| {
            writing.note_findings("realtime", &less).await
        })
        .await
        .unwrap();
    assert_eq!(ledger.read(&system()).finding(key(3)).await.unwrap(), row);
    assert_eq!(
        ledger.read(&system()).finding(key(9_999)).await.unwrap().run,
        "realtime"
    );
    assert_eq!(
        ledger
            .take_in(&system(), at("2026-04-02 09:00:00"), "run3", &[])
            .await
            .unwrap(),
        0
    );
}

async fn a_list_shows_no_person_and_is_paged(books: Books) {
    let ledger = books.open().await;
    let entries: Vec<FindingEntry> = (0..40)
        .map(|number| FindingEntry {
            service_day: day("2026-03-01").plus_days(i32::try_from(number % 5).unwrap()),
            rule: RuleCode::new(if number < 20 { "GZ1" } else { "GZ2" }),
            ..finding(number)
        })
        .collect();
    ledger
        .take_in(&system(), at("2026-04-01 09:00:00"), "run1", &entries)
        .await
        .unwrap();
    let everything = all(&ledger).await;
    assert_eq!(everything.len(), 40);
    assert!(!format!("{everything:?}").contains("七"), "a person in a list");
    assert!(everything.iter().all(|row| row.person_masked == "****"));
    let mut paged: Vec<FindingRow> = Vec::new();
    loop {
        let chief = chief();
        let part = ledger
            .read(&chief)
            .findings(&FindingFilter::default(), 7, paged.last())
            .await
            .unwrap();
        if part.is_empty() {
            break;
        }
        paged.extend(part);
    }
    assert_eq!(paged, everything);
    let filter = FindingFilter {
        institution: Some(InstitutionCode::new(HOSPITAL)),
        rule: Some(RuleCode::new("GZ1")),
        from: Some(day("2026-03-02")),
        before: Some(day("2026-03-04")),
        at_least: Some(Certainty::Suspect),
        ..FindingFilter::default()
    };
    assert_eq!(
        ledger.read(&chief()).findings(&filter, 100, None).await.unwrap().len(),
        8
    );
}

async fn an_argument_comes_back_as_it_went_and_names_nobody(books: Books) {
    let ledger = books.open().await;
    let line = EvidenceLine {
        id: "F1".to_owned(),
        role: EvidenceRole::Violating,
        code: "001102000010000".to_owned(),
        name: "护理费".to_owned(),
        time: Some(at("2026-03-04 09:30:00")),
        quantity: "1.5".parse().unwrap(),
        price: "8.405".parse().unwrap(),
        amount: "12.61".parse().unwrap(),
        counted: "-0.5".parse().unwrap(),
        payment_class: "纳入医保".to_owned(),
    };
    let argument = Argument {
        sentence: "参保人\"甲\"于就诊M0000001002重复收费".to_owned(),
        lines: vec![line.clone()],
        ..Argument::default()
    };
    let entry = FindingEntry {
        person: PersonId::new("330102199001011234"),
        encounter: EncounterId::new("M0000001002"),
        argument: argument.clone(),
        ..finding(1)
    };
    ledger
        .take_in(&system(), at("2026-04-01 09:00:00"), "run1", &[entry])
        .await
        .unwrap();
    let row = ledger.read(&system()).finding(key(1)).await.unwrap();
    assert_eq!(row.argument.lines, [line]);
    assert_eq!(row.argument.sentence, "参保人\"甲\"于就诊※重复收费");
    assert_eq!(row.person_masked, "3301**********1234");
    books.tamper("UPDATE finding SET argument = '不是JSON'").await;
    let refused = ledger.read(&system()).finding(key(1)).await.unwrap_err();
    assert_eq!(refused.code(), "LG-CORRUPT");
}

async fn a_look_needs_a_purpose_and_leaves_a_row(books: Books) {
    let ledger = books.open().await;
    ledger
        .take_in(&system(), at("2026-04-01 09:00:00"), "run1", &[finding(1)])
        .await
        .unwrap();
    let auditor = auditor();
    let look = async |number: u64, purpose: &str| {
        ledger
            .write(&auditor, at("2026-04-02 09:00:00"), async |writing| {
                writing.look(key(number), purpose).await
            })
            .await
    };
    assert_eq!(look(1, "  ").await.map_err(|error| error.code()), Err("CW-TEXT"));
    assert_eq!(look(2, "核对").await.map_err(|error| error.code()), Err("LG-NOT-FOUND"));
    assert_eq!(look(1, "核对病历").await.unwrap().person.as_str(), "参保人七");
    let other = bureau("外县", casework::Role::Auditor, "440306");
    let denied = ledger
        .write(&other, at("2026-04-02 09:00:00"), async |writing| {
            writing.look(key(1), "核对").await
        })
        .await;
    assert_eq!(denied.map_err(|error| error.code()), Err("LG-NOT-FOUND"));
    let looks = TrailFilter {
        user: Some(UserId::from("审核甲")),
        subject: Some(format!("finding/{}", key(1))),
        deed: Some(Deed::Look),
        from: Some(at("2026-04-02 00:00:00")),
        before: Some(at("2026-04-03 00:00:00")),
    };
    let rows = ledger.trail(&looks, 0, 100).await.unwrap();
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(
        (row.user.as_str(), row.deed, row.purpose.as_str()),
        ("审核甲", Deed::Look, "核对病历")
    );
    assert_eq!(row.subject, format!("finding/{}", key(1)));
}

async fn form(ledger: &Ledger, when: &str) -> usize {
    let Rules { calendar, limits } = rules();
    ledger
        .form_leads(&system(), at(when), PeriodLength::Month, &calendar, &limits)
        .await
        .unwrap()
}

async fn findings_become_leads_once(books: Books) {
    let ledger = books.open().await;
    let entries: Vec<FindingEntry> = (0..4_000)
        .map(|number| FindingEntry {
            institution: InstitutionCode::new(format!("H{}", number % 4)),
            service_day: day(if number % 2 == 0 { "2026-03-04" } else { "2026-02-04" }),
            amount: Money::from_scaled(100),
            ..finding(number)
        })
        .collect();
    ledger
        .take_in(&system(), at("2026-04-01 09:00:00"), "run1", &entries)
        .await
        .unwrap();
    assert_eq!(form(&ledger, "2026-04-01 10:00:00").await, 4_000);
    assert_eq!(form(&ledger, "2026-04-01 11:00:00").await, 0);
    let chief = chief();
    let page = Page::first(MatterOrder::LatestFirst, 100);
    let leads = ledger
        .read(&chief)
        .matters(&MatterFilter::default(), &page)
        .await
        .unwrap()
        .rows;
    assert_eq!(leads.len(), 4, "four institutions of one month each");
    for lead in &leads {
        assert_eq!(lead.figures.flagged, yuan(1000));
        let filter = FindingFilter {
            lead: Some(lead.id.to_string()),
            ..FindingFilter::default()
        };
        let behind = ledger.read(&chief).findings(&filter, 500, None).await.unwrap();
        assert_eq!(behind.len(), 500, "a page of the thousand behind {}", lead.id);
        let course = ledger.read(&chief).matter::<Lead>(&lead.id).await.unwrap();
        assert_eq!(course.state.draft.unwrap().findings.len(), 1_000);
    }
    // Known keys keep their lead.
    ledger
        .take_in(&system(), at("2026-04-02 09:00:00"), "run2", &entries[..10])
        .await
        .unwrap();
    assert_eq!(form(&ledger, "2026-04-02 10:00:00").await, 0);
}

async fn a_lead_that_was_taken_up_is_not_added_to(books: Books) {
    let ledger = books.open().await;
    let take = async |number: u64, when: &str| {
        ledger
            .take_in(&system(), at(when), "run", &[finding(number)])
            .await
            .unwrap();
        form(&ledger, when).await;
        ledger.read(&system()).finding(key(number)).await.unwrap().lead.unwrap()
    };
    let first = take(1, "2026-04-01 09:00:00").await;
    assert_eq!(first, "lead/H1/GZ1/2026-03");
    assert_eq!(take(2, "2026-04-02 09:00:00").await, first, "it still waits");
    let to = UserId::from("审核甲");
    let id = ledger::MatterId::parse(&first).unwrap();
    on_lead(
        &ledger,
        &chief(),
        at("2026-04-03 09:00:00"),
        &id,
        2,
        lead::Command::Assign { to },
    )
    .await
    .unwrap();
    let second = take(3, "2026-04-04 09:00:00").await;
    assert_eq!(second, "lead/H1/GZ1/2026-03/2");
    assert_eq!(take(4, "2026-04-05 09:00:00").await, second);
    let sampling = lead::Sampling {
        seed: 7,
        per_hundred: 50,
        at_least: 1,
    };
    let drawn = ledger::MatterId::parse(&second).unwrap();
    on_lead(
        &ledger,
        &chief(),
        at("2026-04-06 09:00:00"),
        &drawn,
        2,
        lead::Command::Draw { sampling },
    )
    .await
    .unwrap();
    assert_eq!(
        take(5, "2026-04-07 09:00:00").await,
        "lead/H1/GZ1/2026-03/3",
        "a draw stands"
    );
    let chief = chief();
    let taken_up = ledger.read(&chief).matter::<Lead>(&id).await.unwrap().state;
    assert_eq!(
        (taken_up.stage, taken_up.draft.unwrap().findings.len()),
        (Stage::Assigned, 2)
    );
}

async fn what_was_kept_long_enough_is_retired(books: Books) {
    let ledger = books.open().await;
    let (system, early) = (system(), at("2016-01-01 09:00:00"));
    ledger.take_in(&system, early, "run1", &[finding(1)]).await.unwrap();
    form(&ledger, "2016-01-01 10:00:00").await;
    ledger.take_in(&system, early, "run1", &[finding(2)]).await.unwrap();
    ledger
        .take_in(&system, at("2025-12-31 09:00:00"), "run2", &[finding(3)])
        .await
        .unwrap();
    ledger
        .write(&system, early, async |writing| writing.answer("k", "c", "a").await)
        .await
        .unwrap();
    let retired = ledger
        .write(&system, at("2026-04-01 09:00:00"), async |writing| {
            writing.retire(&Retention::default()).await
        })
        .await
        .unwrap();
    assert_eq!((retired.findings, retired.command_keys, retired.jobs), (1, 1, 0));
    let left: Vec<_> = all(&ledger).await.into_iter().map(|row| row.key).collect();
    assert_eq!(
        left,
        [key(3).to_string(), key(1).to_string()],
        "a finding of a lead stays with it"
    );
    assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
}
