//! What a viewer may not see does not exist: not in lists, not in sums, not by name, not for writing.

use crate::books::Books;
use crate::people::*;
use casework::lead::{self, Lead};
use casework::recovery::Recovery;
use casework::review_case::{self, ReviewCase};
use casework::{Actor, Role, UserId};
use domain::Division;
use ledger::{
    FindingFilter, Kind, Ledger, LedgerError, MatterFilter, MatterId, MatterOrder, NewJob, Page, Scope, Totals, Viewer,
};

on_both! {
    a_bureau_sees_itself_and_what_lies_below,
    a_hospital_sees_its_own_and_only_once_told,
    a_doctor_sees_only_what_concerns_him,
    an_inspector_sees_his_tasks_as_long_as_they_are_his,
    a_name_under_another_kind_finds_nothing,
    text_from_outside_is_only_text,
}

/// Everything that a viewer can be denied, for one matter.
async fn denied(ledger: &Ledger, viewer: &Viewer, id: &MatterId) {
    let reading = ledger.read(viewer);
    let code = |error: LedgerError| error.code();
    let lead = id.kind() == Kind::Lead;
    let course = match lead {
        true => reading.matter::<Lead>(id).await.map(|_| ()),
        false => reading.matter::<ReviewCase>(id).await.map(|_| ()),
    };
    assert_eq!(course.map_err(code), Err("LG-NOT-FOUND"));
    assert_eq!(reading.row(id).await.map(|_| ()).map_err(code), Err("LG-NOT-FOUND"));
    assert_eq!(reading.history(id).await.map(|_| ()).map_err(code), Err("LG-NOT-FOUND"));
    assert_eq!(
        reading.trail_of(id).await.map(|_| ()).map_err(code),
        Err("LG-NOT-FOUND")
    );
    assert_eq!(
        reading.attachments(id).await.map(|_| ()).map_err(code),
        Err("LG-NOT-FOUND")
    );
    let page = Page::first(MatterOrder::LatestFirst, 100);
    let listed = reading.matters(&MatterFilter::default(), &page).await.unwrap();
    assert!(listed.rows.iter().all(|row| row.id != *id), "listed");
    // Neither with the right version nor with a guess does a command tell that it is there.
    for seen in [0, 1, 7] {
        let when = at("2026-04-09 09:00:00");
        let answer = match lead {
            true => {
                let to = UserId::from("审核乙");
                on_lead(ledger, viewer, when, id, seen, lead::Command::Assign { to })
                    .await
                    .map(|_| ())
            }
            false => on_review(ledger, viewer, when, id, seen, review_case::Command::Accept)
                .await
                .map(|_| ()),
        };
        assert_eq!(answer.map_err(code), Err("LG-NOT-FOUND"), "version {seen}");
    }
}

async fn visible(ledger: &Ledger, viewer: &Viewer) -> Vec<String> {
    let page = Page::first(MatterOrder::LatestFirst, 100);
    let listed = ledger
        .read(viewer)
        .matters(&MatterFilter::default(), &page)
        .await
        .unwrap();
    let mut ids: Vec<String> = listed.rows.iter().map(|row| row.id.to_string()).collect();
    ids.sort();
    let totals = ledger.read(viewer).totals(&MatterFilter::default()).await.unwrap();
    assert_eq!(
        totals.count,
        i64::try_from(ids.len()).unwrap(),
        "the sum counts what the list shows"
    );
    ids
}

async fn a_bureau_sees_itself_and_what_lies_below(books: Books) {
    let ledger = books.open().await;
    let when = at("2026-04-01 09:00:00");
    let mut ids = Vec::new();
    for (division, institution) in [
        ("440305", "A"),
        ("440306", "B"),
        ("440400", "C"),
        ("450000", "D"),
        ("44", "E"),
    ] {
        ids.push(open_lead(&ledger, draft(institution, division, "GZ1", &[(1, 5)]), when).await);
    }
    for (division, expected) in [
        ("440305", "A"),
        ("440300", "AB"),
        ("440000", "ABCE"),
        ("450000", "D"),
        ("450100", ""),
        ("43", ""),
        ("", "ABCDE"),
    ] {
        let viewer = bureau("某", Role::SectionChief, division);
        let seen = visible(&ledger, &viewer).await;
        let expected: Vec<String> = expected
            .chars()
            .map(|name| format!("lead/{name}/GZ1/2026-03"))
            .collect();
        assert_eq!(seen, expected, "{division}");
        for id in ids.iter().filter(|id| !seen.contains(&id.to_string())) {
            denied(&ledger, &viewer, id).await;
        }
    }
}

async fn a_hospital_sees_its_own_and_only_once_told(books: Books) {
    let ledger = books.open().await;
    let when = at("2026-04-01 09:00:00");
    let lead = open_lead(&ledger, draft(HOSPITAL, COUNTY, "GZ1", &[(1, 5)]), when).await;
    let id = open_review(&ledger, 1, when).await;
    ledger
        .take_in(&system(), when, "run", &[finding(1), finding(2)])
        .await
        .unwrap();
    let own = hospital("医保办", HOSPITAL);
    denied(&ledger, &own, &lead).await;
    denied(&ledger, &own, &id).await;
    let findings = FindingFilter::default();
    assert!(
        ledger
            .read(&own)
            .findings(&findings, 10, None)
            .await
            .unwrap()
            .is_empty()
    );
    let early = ledger.read(&own).finding(key(1)).await;
    assert_eq!(early.map(|_| ()).map_err(|error| error.code()), Err("LG-NOT-FOUND"));

    tell(&ledger, &id, at("2026-04-02 09:00:00")).await;
    assert_eq!(visible(&ledger, &own).await, [id.to_string()]);
    let shown = ledger.read(&own).findings(&findings, 10, None).await.unwrap();
    assert_eq!(
        shown.iter().map(|row| row.key.clone()).collect::<Vec<_>>(),
        [key(1).to_string()]
    );
    denied(&ledger, &own, &lead).await;
    denied(&ledger, &hospital("外院", "H2"), &id).await;
    let version = ledger.read(&own).row(&id).await.unwrap().version;
    let accepted = on_review(
        &ledger,
        &own,
        at("2026-04-03 09:00:00"),
        &id,
        version,
        review_case::Command::Accept,
    )
    .await;
    assert_eq!(
        accepted.unwrap().state.stage,
        review_case::Stage::Final { confirmed: false }
    );
    assert!(
        ledger.read(&own).row(&id).await.unwrap().told,
        "what was told stays told"
    );
}

async fn a_doctor_sees_only_what_concerns_him(books: Books) {
    let ledger = books.open().await;
    let when = at("2026-04-01 09:00:00");
    let id = open_review(&ledger, 1, when).await;
    tell(&ledger, &id, at("2026-04-02 09:00:00")).await;
    ledger.take_in(&system(), when, "run", &[finding(1)]).await.unwrap();
    let (concerned, other) = (doctor("医师", HOSPITAL, "D1"), doctor("医师乙", HOSPITAL, "D2"));
    assert_eq!(
        ledger.read(&concerned).finding(key(1)).await.unwrap().key,
        key(1).to_string()
    );
    let hidden = ledger.read(&other).finding(key(1)).await;
    assert_eq!(hidden.map(|_| ()).map_err(|error| error.code()), Err("LG-NOT-FOUND"));
    denied(&ledger, &other, &id).await;
}

async fn an_inspector_sees_his_tasks_as_long_as_they_are_his(books: Books) {
    let ledger = books.open().await;
    let id = open_lead(
        &ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 5)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let actor = Actor {
        role: Role::Inspector,
        ..bureau("检查员", Role::Inspector, COUNTY).actor
    };
    let inspector = Viewer::within(actor, Scope::Task(Division::new(COUNTY)));
    denied(&ledger, &inspector, &id).await;
    let assign = |to: &str| lead::Command::Assign { to: UserId::from(to) };
    on_lead(&ledger, &chief(), at("2026-04-02 09:00:00"), &id, 1, assign("检查员"))
        .await
        .unwrap();
    assert_eq!(visible(&ledger, &inspector).await, [id.to_string()]);
    on_lead(&ledger, &chief(), at("2026-04-03 09:00:00"), &id, 2, assign("审核甲"))
        .await
        .unwrap();
    denied(&ledger, &inspector, &id).await;
}

async fn a_name_under_another_kind_finds_nothing(books: Books) {
    let ledger = books.open().await;
    let id = open_lead(
        &ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 5)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let chief = chief();
    let as_other = ledger.read(&chief).matter::<Recovery>(&id).await;
    assert_eq!(as_other.map(|_| ()).map_err(|error| error.code()), Err("LG-NOT-FOUND"));
    let written = on_review(
        &ledger,
        &chief,
        at("2026-04-02 09:00:00"),
        &id,
        1,
        review_case::Command::Close,
    )
    .await;
    assert_eq!(written.map(|_| ()).map_err(|error| error.code()), Err("LG-NOT-FOUND"));
}

async fn text_from_outside_is_only_text(books: Books) {
    let ledger = books.open().await;
    let nasty = "'); DROP TABLE trail; --";
    let id = open_lead(
        &ledger,
        draft("H'1", COUNTY, "GZ\"1;--", &[(1, 5)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let viewer = bureau(nasty, Role::SectionChief, COUNTY);
    let filter = MatterFilter {
        stages: vec![nasty.to_owned()],
        period: Some(nasty.to_owned()),
        ..MatterFilter::default()
    };
    assert_eq!(ledger.read(&viewer).totals(&filter).await.unwrap(), Totals::default());
    let to = UserId::from(nasty);
    on_lead(
        &ledger,
        &viewer,
        at("2026-04-02 09:00:00"),
        &id,
        1,
        lead::Command::Assign { to },
    )
    .await
    .unwrap();
    assert_eq!(
        ledger.read(&viewer).row(&id).await.unwrap().assignee.as_deref(),
        Some(nasty)
    );
    let job = NewJob {
        id: nasty,
        kind: nasty,
        payload: nasty,
        run_at: at("2026-04-02 09:00:00"),
        attempts_max: 1,
    };
    let queued = ledger
        .write(&viewer, at("2026-04-02 09:00:00"), async |writing| {
            writing.queue_job(&job).await
        })
        .await;
    assert!(queued.unwrap());
    assert_eq!(ledger.verify_trail(&[]).await.unwrap().unwrap().rows, 3);
}
