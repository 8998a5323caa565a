//! Keys of programs take two, as roles of people do: what is proposed opens nothing, and only what somebody
//! else signed does.

use crate::books::Books;
use crate::people::*;
use crate::staff::*;
use casework::{Place, Role};
use domain::Moment;
use ledger::{
    Deed, Ledger, LedgerError, NewGrant, NewKey, PROPOSAL_DAYS, ProposalState, Proposed, Recipient, Signed,
    TrailFilter, Viewer,
};

on_both! {
    a_key_opens_nothing_until_it_is_signed,
    only_a_security_auditor_within_reach_who_did_not_propose_it_signs,
    a_key_that_is_refused_withdrawn_or_lapsed_never_opens,
    what_can_no_longer_be_issued_is_not_signed,
    where_nobody_audits_yet_a_key_waits_for_who_will,
    a_proposed_key_changed_behind_the_back_is_found,
    proposals_of_older_books_stay_what_they_are,
}

/// The usual key: of an auditor of the county.
fn usual_key() -> NewKey {
    new_key(Role::Auditor, division(COUNTY))
}

/// Proposes a key that has to be signed, and gives the number of the proposal.
async fn waiting(ledger: &Ledger, viewer: &Viewer, number: u8, new: &NewKey) -> i64 {
    propose_key(ledger, viewer, number, new).await.unwrap()
}

async fn propose_key(ledger: &Ledger, viewer: &Viewer, number: u8, new: &NewKey) -> Result<i64, LedgerError> {
    write(ledger, viewer, async |writing| {
        writing.propose_key(&token(number), new).await
    })
    .await
}

async fn opens(ledger: &Ledger, number: u8, when: Moment) -> bool {
    ledger.api_key(&token(number), when).await.unwrap().is_some()
}

async fn states(ledger: &Ledger, viewer: &Viewer, when: Moment) -> Vec<ProposalState> {
    let listed = ledger.read(viewer).grant_proposals(when).await.unwrap();
    listed.into_iter().map(|proposal| proposal.state).collect()
}

async fn deeds(ledger: &Ledger, subject: String) -> Vec<(Deed, String, String)> {
    let filter = TrailFilter {
        subject: Some(subject),
        ..TrailFilter::default()
    };
    let mut rows = ledger.trail(&filter, 0, 10).await.unwrap();
    rows.sort_by_key(|row| row.number);
    rows.into_iter().map(|row| (row.deed, row.user, row.detail)).collect()
}

async fn a_key_opens_nothing_until_it_is_signed(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let signer = co_signer(&ledger, &administrator).await;
    let number = waiting(&ledger, &administrator, 1, &usual_key()).await;
    assert!(!opens(&ledger, 1, at(MORNING)).await);
    assert!(ledger.read(&administrator).api_keys().await.unwrap().is_empty());
    // The same once more waits already, under whatever digest; for another system it does not.
    assert_eq!(
        code(propose_key(&ledger, &administrator, 2, &usual_key()).await),
        Err("LG-CONFLICT")
    );
    let other = NewKey {
        name: "门户".to_owned(),
        ..usual_key()
    };
    waiting(&ledger, &administrator, 3, &other).await;
    let listed = ledger.read(&signer).grant_proposals(at(MORNING)).await.unwrap();
    let [_, proposal] = listed.as_slice() else {
        panic!("{listed:?}")
    };
    assert_eq!((proposal.number, proposal.state), (number, ProposalState::Pending));
    let name = "结算系统".to_owned();
    assert_eq!(proposal.recipient, Recipient::Program { name });
    assert_eq!(
        (proposal.grant.role, &proposal.grant.place),
        (Role::Auditor, &division(COUNTY))
    );

    let Signed::Key(key) = sign(&ledger, &signer, number).await.unwrap() else {
        panic!("a key was proposed")
    };
    assert_eq!(ledger.api_key(&token(1), at(MORNING)).await.unwrap(), Some(key.clone()));
    assert!(!opens(&ledger, 3, at(MORNING)).await, "the other is not signed");
    assert_eq!(key.created_by, signer.actor.user.0);
    assert_eq!(
        code(sign(&ledger, &signer, number).await),
        Err("LG-PROPOSAL-ENDED"),
        "once"
    );
    let (by, signed) = (administrator.actor.user.0, signer.actor.user.0);
    assert_eq!(
        deeds(&ledger, format!("proposal/{number}")).await,
        [
            (Deed::Propose, by, format!("接口密钥：经办机构审核员；bureau {COUNTY}")),
            (Deed::CoSign, signed.clone(), format!("key/{}", key.id)),
        ]
    );
    assert_eq!(
        deeds(&ledger, format!("key/{}", key.id)).await,
        [(Deed::Key, signed, format!("经办机构审核员；bureau {COUNTY}"))]
    );
    let check = ledger.verify_rights().await.unwrap();
    assert_eq!((check.proposals, check.keys, check.wrong), (2, 1, Vec::new()));
}

async fn only_a_security_auditor_within_reach_who_did_not_propose_it_signs(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let second = staff(&ledger, &administrator, "second", &usual(Role::SystemAdministrator)).await;
    let number = waiting(&ledger, &administrator, 1, &usual_key()).await;
    for viewer in [&administrator, &second, &chief()] {
        assert_eq!(code(sign(&ledger, viewer, number).await), Err("CW-ROLE"));
        let refuse = write(&ledger, viewer, async |writing| {
            writing.refuse_proposal(number, "不妥").await
        })
        .await;
        assert_eq!(code(refuse), Err("CW-ROLE"));
    }
    let impostor = Viewer::at_place(actor("u999", Role::SecurityAuditor, Place::Everywhere));
    assert_eq!(code(sign(&ledger, &impostor, number).await), Err("LG-RIGHTS-ENDED"));
    let elsewhere = NewGrant {
        place: division("440306"),
        ..usual(Role::SecurityAuditor)
    };
    let elsewhere = staff(&ledger, &administrator, "elsewhere", &elsewhere).await;
    assert_eq!(code(sign(&ledger, &elsewhere, number).await), Err("LG-NOT-FOUND"));
    let listed = ledger.read(&elsewhere).grant_proposals(at(MORNING)).await.unwrap();
    let programs = |one: &&ledger::Proposal| matches!(one.recipient, Recipient::Program { .. });
    assert_eq!(listed.iter().filter(programs).count(), 0, "it does not exist for him");
    // Who was an administrator when he proposed, and is an auditor now.
    let number = waiting(&ledger, &second, 2, &new_key(Role::AgencyHead, division(COUNTY))).await;
    let turned = turned_auditor(&ledger, &administrator, &second).await;
    assert_eq!(code(sign(&ledger, &turned, number).await), Err("LG-CO-SIGNER"));
    // And a key that somebody holds signs nothing and proposes nothing.
    let key = issue_key(
        &ledger,
        &administrator,
        &token(4),
        &new_key(Role::SectionChief, division(COUNTY)),
    )
    .await
    .unwrap();
    let program = Viewer::of_key(&key);
    assert_eq!(code(sign(&ledger, &program, number).await), Err("CW-ROLE"));
    assert_eq!(
        code(propose_key(&ledger, &program, 5, &usual_key()).await),
        Err("CW-ROLE")
    );
    for number in [1, 2, 5] {
        assert!(!opens(&ledger, number, at(MORNING)).await, "{number}");
    }
}

async fn a_key_that_is_refused_withdrawn_or_lapsed_never_opens(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let signer = co_signer(&ledger, &administrator).await;
    let refuse = async |number: i64, reason: &str| {
        write(&ledger, &signer, async |writing| {
            writing.refuse_proposal(number, reason).await
        })
        .await
    };
    let first = waiting(&ledger, &administrator, 1, &usual_key()).await;
    assert_eq!(field(refuse(first, "").await), "reason");
    refuse(first, "没有对接协议").await.unwrap();
    assert_eq!(code(sign(&ledger, &signer, first).await), Err("LG-PROPOSAL-ENDED"));
    let second = waiting(&ledger, &administrator, 2, &usual_key()).await;
    write(&ledger, &administrator, async |writing| {
        writing.withdraw_proposal(second).await
    })
    .await
    .unwrap();
    assert_eq!(code(sign(&ledger, &signer, second).await), Err("LG-PROPOSAL-ENDED"));
    let third = waiting(&ledger, &administrator, 3, &usual_key()).await;
    let lapsed = at(MORNING).plus_seconds(PROPOSAL_DAYS * 86_400);
    let late = ledger
        .write(&signer, lapsed, async |writing| writing.sign_proposal(third).await)
        .await;
    assert_eq!(code(late), Err("LG-PROPOSAL-ENDED"));
    assert_eq!(
        states(&ledger, &administrator, lapsed).await,
        [ProposalState::Expired, ProposalState::Withdrawn, ProposalState::Refused]
    );
    for number in 1..=3 {
        assert!(!opens(&ledger, number, lapsed).await, "{number}");
    }
    let in_time = ledger
        .write(&signer, lapsed.plus_seconds(-1), async |writing| {
            writing.sign_proposal(third).await
        })
        .await;
    assert!(matches!(in_time, Ok(Signed::Key(_))), "to the last second: {in_time:?}");
    assert!(
        opens(&ledger, 3, lapsed).await,
        "what was signed in time does not lapse"
    );
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}

async fn what_can_no_longer_be_issued_is_not_signed(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let signer = co_signer(&ledger, &administrator).await;
    let brief = NewKey {
        until: Some(day("2026-03-03")),
        ..usual_key()
    };
    let number = waiting(&ledger, &administrator, 1, &brief).await;
    let after = ledger
        .write(&signer, at("2026-03-04 09:00:00"), async |writing| {
            writing.sign_proposal(number).await
        })
        .await;
    assert_eq!(field(after), "until");
    let gone = staff(&ledger, &administrator, "gone", &usual(Role::SystemAdministrator)).await;
    let number = waiting(&ledger, &gone, 2, &usual_key()).await;
    write(&ledger, &administrator, async |writing| {
        writing.disable_account(&gone.actor.user).await
    })
    .await
    .unwrap();
    assert_eq!(code(sign(&ledger, &signer, number).await), Err("LG-PROPOSER-GONE"));
    assert!(ledger.read(&administrator).api_keys().await.unwrap().is_empty());
}

async fn where_nobody_audits_yet_a_key_waits_for_who_will(books: Books) {
    let ledger = books.open().await;
    let administrator = bureau_alone(&ledger).await;
    let number = waiting(&ledger, &administrator, 1, &usual_key()).await;
    assert!(
        !opens(&ledger, 1, at(MORNING)).await,
        "the administrator alone makes no key"
    );
    let signer = co_signer(&ledger, &administrator).await;
    sign(&ledger, &signer, number).await.unwrap();
    assert!(opens(&ledger, 1, at(MORNING)).await);
    let issued = ledger.read(&administrator).api_keys().await.unwrap();
    let by: Vec<_> = issued.iter().map(|key| key.created_by.as_str()).collect();
    assert_eq!(by, [signer.actor.user.0.as_str()]);
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}

async fn a_proposed_key_changed_behind_the_back_is_found(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let number = waiting(&ledger, &administrator, 1, &usual_key()).await;
    let subject = format!("proposal/{number}");
    for (change, expected) in [
        (
            format!("UPDATE grant_proposal SET key_digest = '{}'", token(9)),
            vec![subject.clone()],
        ),
        (
            "UPDATE grant_proposal SET key_name = '门户'".to_owned(),
            vec![subject.clone()],
        ),
        (
            "UPDATE grant_proposal SET role = 'bureau_leader'".to_owned(),
            vec![subject.clone()],
        ),
        (
            "UPDATE grant_proposal SET decision = 'signed'".to_owned(),
            vec![subject.clone()],
        ),
        ("DELETE FROM grant_proposal".to_owned(), vec![subject.clone()]),
        // Whoever helps the key into its table finds it there, and so does the check.
        (
            "INSERT INTO api_key SELECT 999, key_digest, key_name, role, place_kind, place, until, proposed_at, \
             proposed_by, 0, '', 0 FROM grant_proposal"
                .to_owned(),
            vec!["key/999".to_owned()],
        ),
    ] {
        books
            .tamper(&format!("CREATE TABLE kept AS SELECT * FROM grant_proposal; {change}"))
            .await;
        let wrong = ledger.verify_rights().await.unwrap().wrong;
        assert_eq!(wrong, expected, "{change}");
        books
            .tamper(
                "DELETE FROM grant_proposal; INSERT INTO grant_proposal SELECT * FROM kept; DROP TABLE kept; \
                 DELETE FROM api_key",
            )
            .await;
    }
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}

/// Books as they were before keys were proposed, with a role that waits.
async fn proposals_of_older_books_stay_what_they_are(books: Books) {
    let ledger = books.open().await;
    let administrator = bureau_alone(&ledger).await;
    let signer = co_signer(&ledger, &administrator).await;
    let someone = create(&ledger, &administrator, "someone").await.unwrap();
    let proposed = propose(&ledger, &administrator, &someone, &usual(Role::Auditor)).await;
    let Ok(Proposed::Waiting(number)) = proposed else {
        panic!("{proposed:?}")
    };
    ledger.close().await;
    books
        .tamper(
            "DROP INDEX grant_proposal_by_key; ALTER TABLE grant_proposal DROP COLUMN key_name; \
             ALTER TABLE grant_proposal DROP COLUMN key_digest; DELETE FROM schema_version WHERE name = '0020_keys_co_signed'",
        )
        .await;
    let ledger = books.open().await;
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
    assert!(matches!(sign(&ledger, &signer, number).await, Ok(Signed::Role(_))));
    waiting(&ledger, &administrator, 2, &new_key(Role::AgencyHead, division(COUNTY))).await;
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}
