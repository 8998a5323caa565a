//! The quality of rules: what people decided of what each rule said, counted by its last word.

use crate::books::Books;
use crate::people::*;
use casework::lead::{self, Mark};
use casework::review_case::{self, ClearReason};
use casework::{Attachment, Role, UserId};
use domain::{Money, RuleCode};
use ledger::{AlertEntry, Answer, Ledger, MatterId, RuleQuality, Viewer, Way};

on_both! {
    reviews_count_when_they_have_ended_and_appeals_with_them,
    a_mark_of_a_lead_counts_by_its_last_word,
    alerts_count_by_what_doctors_answered,
}

const NOW: &str = "2026-04-01 09:00:00";

async fn quality(ledger: &Ledger, viewer: &Viewer, rule: &str) -> RuleQuality {
    let rules = ledger.read(viewer).rule_quality().await.unwrap();
    rules.get(rule).copied().unwrap_or_default()
}

async fn step(ledger: &Ledger, who: &Viewer, id: &MatterId, command: review_case::Command) {
    let version = ledger.read(&system()).row(id).await.unwrap().version;
    on_review(ledger, who, at(NOW), id, version, command).await.unwrap();
}

fn clear() -> review_case::Command {
    review_case::Command::Clear {
        reason: ClearReason::RuleLogic,
        note: "不属于本规则".to_owned(),
    }
}

fn appeal() -> review_case::Command {
    review_case::Command::SubmitAppeal {
        argument: "病情需要".to_owned(),
        attachments: vec![Attachment {
            name: "病历.pdf".to_owned(),
            digest: "d".repeat(64),
        }],
    }
}

async fn reviews_count_when_they_have_ended_and_appeals_with_them(books: Books) {
    let ledger = books.open().await;
    let mut reviews = Vec::new();
    for number in 0..4 {
        reviews.push(open_review(&ledger, number, at(NOW)).await);
    }
    assert_eq!(quality(&ledger, &system(), "GZ1").await, RuleQuality::default());
    // The first is cleared at once, the second after an appeal, the third is paid, the fourth goes on.
    step(&ledger, &auditor(), &reviews[0], clear()).await;
    for id in &reviews[1..] {
        tell(&ledger, id, at(NOW)).await;
    }
    let (office, second) = (hospital("医保办", HOSPITAL), bureau("审核乙", Role::Auditor, COUNTY));
    step(&ledger, &office, &reviews[1], appeal()).await;
    step(&ledger, &second, &reviews[1], review_case::Command::TakeSecondReview).await;
    step(&ledger, &second, &reviews[1], clear()).await;
    step(&ledger, &office, &reviews[2], review_case::Command::Accept).await;
    let head = bureau("负责人", Role::AgencyHead, COUNTY);
    step(&ledger, &head, &reviews[2], review_case::Command::Confirm).await;
    let deduct = review_case::Command::Deduct {
        amount: Money::from_scaled(80_000),
        settlement: "2026-04".to_owned(),
    };
    step(
        &ledger,
        &bureau("财务", Role::AgencyFinance, COUNTY),
        &reviews[2],
        deduct,
    )
    .await;
    let found = RuleQuality {
        upheld: 1,
        cleared: 2,
        appealed: 1,
        appeals_won: 1,
        ..RuleQuality::default()
    };
    assert_eq!(quality(&ledger, &system(), "GZ1").await, found);
    // Another county has none of it.
    let elsewhere = bureau("别处", Role::SectionChief, "440399");
    assert_eq!(quality(&ledger, &elsewhere, "GZ1").await, RuleQuality::default());
    ledger.close().await;
}

async fn a_mark_of_a_lead_counts_by_its_last_word(books: Books) {
    let ledger = books.open().await;
    let id = open_lead(&ledger, draft(HOSPITAL, COUNTY, "GZ7", &[(1, 10), (2, 20)]), at(NOW)).await;
    let to = UserId::from("审核甲");
    on_lead(&ledger, &chief(), at(NOW), &id, 1, lead::Command::Assign { to })
        .await
        .unwrap();
    let mut cleared = Vec::new();
    let words = [(1, true), (2, true), (1, false), (1, true), (2, false)];
    for (version, (number, wrong)) in (2..).zip(words) {
        let command = lead::Command::Mark {
            finding: key(number),
            mark: match wrong {
                true => Mark::False {
                    reason: ClearReason::Duplicate,
                },
                false => Mark::Confirmed,
            },
            note: "\"mark\":\"false\"的说明".to_owned(),
        };
        on_lead(&ledger, &auditor(), at(NOW), &id, version, command)
            .await
            .unwrap();
        cleared.push(quality(&ledger, &system(), "GZ7").await.cleared);
    }
    assert_eq!(cleared, [1, 2, 1, 2, 1]);
    ledger.close().await;
}

async fn alerts_count_by_what_doctors_answered(books: Books) {
    let ledger = books.open().await;
    let mut alerts: Vec<AlertEntry> = (0..5).map(|call| alert(call, call)).collect();
    alerts[4].rule = RuleCode::new("GZ9");
    let answer = |way| {
        Some(Answer {
            way,
            reason: "病情需要".to_owned(),
            at: at("2026-03-04 09:05:00"),
        })
    };
    let answers = [
        (alerts[0].id.clone(), answer(Way::Continue)),
        (alerts[1].id.clone(), answer(Way::Amend)),
        (alerts[2].id.clone(), answer(Way::Amend)),
    ];
    ledger
        .write(&system(), at(NOW), async |writing| {
            writing.take_alerts("realtime", &alerts).await?;
            writing.answer_alerts("realtime", &answers).await
        })
        .await
        .unwrap();
    let found = quality(&ledger, &system(), "GZ1").await;
    assert_eq!((found.shown, found.adopted, found.overridden), (4, 2, 1));
    assert_eq!(quality(&ledger, &system(), "GZ9").await.shown, 1);
    ledger.close().await;
}
