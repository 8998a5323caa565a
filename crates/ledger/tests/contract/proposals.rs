//! Grants take two: who proposes, and who signs. Nobody is both, nobody signs for himself, and nobody is left
//! without somebody to sign.

use crate::books::Books;
use crate::people::*;
use crate::staff::*;
use casework::{Role, UserId};
use domain::Moment;
use ledger::{
    Deed, Ledger, LedgerError, NewGrant, PROPOSAL_DAYS, ProposalState, Proposed, Recipient, TrailFilter, Viewer,
};

on_both! {
    a_proposal_gives_nothing_until_it_is_signed,
    neither_who_proposed_nor_who_would_have_it_signs,
    only_a_security_auditor_within_reach_signs,
    a_proposal_ends_refused_withdrawn_or_lapsed,
    what_can_no_longer_be_given_is_not_signed,
    the_first_security_auditor_needs_nobody_and_the_last_stays,
    a_proposal_changed_behind_the_back_is_found,
}

/// Proposes what has to be signed, and gives its number.
async fn waiting(ledger: &Ledger, viewer: &Viewer, account: &UserId, new: &NewGrant) -> i64 {
    match propose(ledger, viewer, account, new).await.unwrap() {
        Proposed::Waiting(number) => number,
        other @ Proposed::InForce(_) => panic!("{other:?}"),
    }
}

async fn sign_at(ledger: &Ledger, viewer: &Viewer, number: i64, when: Moment) -> Result<(), LedgerError> {
    ledger
        .write(viewer, when, async |writing| writing.sign_proposal(number).await)
        .await
        .map(|_| ())
}

async fn roles(ledger: &Ledger, administrator: &Viewer, account: &UserId) -> Vec<Role> {
    let (_, grants) = ledger.read(administrator).account(account).await.unwrap();
    grants.into_iter().map(|grant| grant.role).collect()
}

async fn states(ledger: &Ledger, viewer: &Viewer, when: &str) -> Vec<ProposalState> {
    let listed = ledger.read(viewer).grant_proposals(at(when)).await.unwrap();
    listed.into_iter().map(|proposal| proposal.state).collect()
}

async fn a_proposal_gives_nothing_until_it_is_signed(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let signer = co_signer(&ledger, &administrator).await;
    let someone = create(&ledger, &administrator, "someone").await.unwrap();
    let number = waiting(&ledger, &administrator, &someone, &usual(Role::Auditor)).await;
    assert_eq!(roles(&ledger, &administrator, &someone).await, []);
    assert_eq!(
        code(propose(&ledger, &administrator, &someone, &usual(Role::Auditor)).await),
        Err("LG-CONFLICT")
    );
    let listed = ledger.read(&signer).grant_proposals(at(MORNING)).await.unwrap();
    let [proposal] = listed.as_slice() else {
        panic!("{listed:?}")
    };
    assert_eq!((proposal.number, proposal.state), (number, ProposalState::Pending));
    let expected = Recipient::Person {
        account: someone.clone(),
        name: "姓名someone".to_owned(),
        login: "someone".to_owned(),
    };
    assert_eq!(proposal.recipient, expected);
    assert_eq!(proposal.proposed_by, administrator.actor.user);

    sign(&ledger, &signer, number).await.unwrap();
    assert_eq!(roles(&ledger, &administrator, &someone).await, [Role::Auditor]);
    assert_eq!(states(&ledger, &administrator, MORNING).await, [ProposalState::Signed]);
    assert_eq!(
        code(sign(&ledger, &signer, number).await),
        Err("LG-PROPOSAL-ENDED"),
        "once"
    );
    let filter = TrailFilter {
        subject: Some(format!("proposal/{number}")),
        ..TrailFilter::default()
    };
    let rows = ledger.trail(&filter, 0, 10).await.unwrap();
    let deeds: Vec<_> = rows.iter().map(|row| (row.deed, row.user.as_str())).collect();
    let (by, signed) = (administrator.actor.user.0.as_str(), signer.actor.user.0.as_str());
    assert_eq!(deeds.len(), 2);
    assert!(
        deeds.contains(&(Deed::Propose, by)) && deeds.contains(&(Deed::CoSign, signed)),
        "{deeds:?}"
    );
    let check = ledger.verify_rights().await.unwrap();
    assert_eq!((check.proposals, check.wrong), (1, Vec::new()));
}

async fn neither_who_proposed_nor_who_would_have_it_signs(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let other = staff(&ledger, &administrator, "second", &usual(Role::SystemAdministrator)).await;
    // Nobody proposes for himself, and an administrator signs nothing, not even another's proposal.
    let own = propose(
        &ledger,
        &administrator,
        &administrator.actor.user,
        &usual(Role::Auditor),
    )
    .await;
    assert_eq!(code(own), Err("LG-OWN-ACCOUNT"));
    let someone = create(&ledger, &administrator, "someone").await.unwrap();
    let number = waiting(&ledger, &administrator, &someone, &usual(Role::Auditor)).await;
    for viewer in [&administrator, &other] {
        assert_eq!(code(sign(&ledger, viewer, number).await), Err("CW-ROLE"));
    }
    // A second auditor, to whom the role is proposed at another place as well.
    let auditor = staff(&ledger, &administrator, "auditor", &usual(Role::SecurityAuditor)).await;
    let local = NewGrant {
        place: division(COUNTY),
        ..usual(Role::SecurityAuditor)
    };
    let number = waiting(&ledger, &administrator, &auditor.actor.user, &local).await;
    assert_eq!(code(sign(&ledger, &auditor, number).await), Err("LG-CO-SIGNER"));
    // Who was an administrator when he proposed, and is an auditor now.
    let number = waiting(&ledger, &other, &someone, &usual(Role::AgencyHead)).await;
    let turned = turned_auditor(&ledger, &administrator, &other).await;
    assert_eq!(code(sign(&ledger, &turned, number).await), Err("LG-CO-SIGNER"));
    assert_eq!(roles(&ledger, &administrator, &someone).await, []);
}

async fn only_a_security_auditor_within_reach_signs(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let someone = create(&ledger, &administrator, "someone").await.unwrap();
    let number = waiting(&ledger, &administrator, &someone, &usual(Role::Auditor)).await;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::SecurityAuditor) {
        let viewer = Viewer::at_place(actor("外人", role, casework::Place::Everywhere));
        assert_eq!(
            code(sign(&ledger, &viewer, number).await),
            Err("CW-ROLE"),
            "{}",
            role.zh()
        );
        let refuse = write(&ledger, &viewer, async |writing| {
            writing.refuse_proposal(number, "不妥").await
        })
        .await;
        assert_eq!(code(refuse), Err("CW-ROLE"), "{}", role.zh());
        let seen = code(ledger.read(&viewer).grant_proposals(at(MORNING)).await);
        let expected = if role == Role::SystemAdministrator {
            Ok(())
        } else {
            Err("CW-ROLE")
        };
        assert_eq!(seen, expected, "{}", role.zh());
    }
    let impostor = Viewer::at_place(actor("u999", Role::SecurityAuditor, casework::Place::Everywhere));
    assert_eq!(code(sign(&ledger, &impostor, number).await), Err("LG-RIGHTS-ENDED"));
    let elsewhere = NewGrant {
        place: division("440306"),
        ..usual(Role::SecurityAuditor)
    };
    let elsewhere = staff(&ledger, &administrator, "elsewhere", &elsewhere).await;
    assert_eq!(code(sign(&ledger, &elsewhere, number).await), Err("LG-NOT-FOUND"));
    assert_eq!(
        states(&ledger, &elsewhere, MORNING).await,
        [ProposalState::Signed],
        "his own alone"
    );
}

async fn a_proposal_ends_refused_withdrawn_or_lapsed(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let signer = co_signer(&ledger, &administrator).await;
    let someone = create(&ledger, &administrator, "someone").await.unwrap();
    let new = usual(Role::Auditor);
    let refuse = async |number: i64, reason: &str| {
        write(&ledger, &signer, async |writing| {
            writing.refuse_proposal(number, reason).await
        })
        .await
    };
    let first = waiting(&ledger, &administrator, &someone, &new).await;
    assert_eq!(field(refuse(first, "").await), "reason");
    refuse(first, "岗位不符").await.unwrap();
    assert_eq!(code(sign(&ledger, &signer, first).await), Err("LG-PROPOSAL-ENDED"));
    let second = waiting(&ledger, &administrator, &someone, &new).await;
    write(&ledger, &administrator, async |writing| {
        writing.withdraw_proposal(second).await
    })
    .await
    .unwrap();
    assert_eq!(code(refuse(second, "晚了").await), Err("LG-PROPOSAL-ENDED"));
    let third = waiting(&ledger, &administrator, &someone, &new).await;
    let lapsed = at(MORNING).plus_seconds(PROPOSAL_DAYS * 86_400);
    assert_eq!(
        code(sign_at(&ledger, &signer, third, lapsed).await),
        Err("LG-PROPOSAL-ENDED")
    );
    let listed = ledger.read(&signer).grant_proposals(lapsed).await.unwrap();
    let said: Vec<_> = listed.iter().map(|one| (one.state, one.reason.as_str())).collect();
    assert_eq!(
        said,
        [
            (ProposalState::Expired, ""),
            (ProposalState::Withdrawn, ""),
            (ProposalState::Refused, "岗位不符")
        ]
    );
    // What lapsed may be proposed again, and is signed to the last second.
    let again = ledger
        .write(&administrator, lapsed, async |writing| {
            writing.propose_grant(&someone, &new).await
        })
        .await
        .unwrap();
    let Proposed::Waiting(fourth) = again else {
        panic!("{again:?}")
    };
    let last = lapsed.plus_seconds(PROPOSAL_DAYS * 86_400 - 1);
    sign_at(&ledger, &signer, fourth, last).await.unwrap();
    assert_eq!(code(sign(&ledger, &signer, 999).await), Err("LG-NOT-FOUND"));
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}

async fn what_can_no_longer_be_given_is_not_signed(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let signer = co_signer(&ledger, &administrator).await;
    let someone = create(&ledger, &administrator, "someone").await.unwrap();
    // Two proposals that do not go together: the first that is signed counts.
    let keeper = waiting(&ledger, &administrator, &someone, &usual(Role::SecurityAuditor)).await;
    let business = waiting(&ledger, &administrator, &someone, &usual(Role::Auditor)).await;
    sign(&ledger, &signer, business).await.unwrap();
    assert_eq!(code(sign(&ledger, &signer, keeper).await), Err("LG-SEPARATION"));
    // An administrator who is one no longer.
    let gone = staff(&ledger, &administrator, "gone", &usual(Role::SystemAdministrator)).await;
    let number = waiting(&ledger, &gone, &someone, &usual(Role::AgencyHead)).await;
    write(&ledger, &administrator, async |writing| {
        writing.disable_account(&gone.actor.user).await
    })
    .await
    .unwrap();
    assert_eq!(code(sign(&ledger, &signer, number).await), Err("LG-PROPOSER-GONE"));
    assert_eq!(roles(&ledger, &administrator, &someone).await, [Role::Auditor]);
}

async fn the_first_security_auditor_needs_nobody_and_the_last_stays(books: Books) {
    let ledger = books.open().await;
    let administrator = administrator(&ledger).await;
    let someone = create(&ledger, &administrator, "someone").await.unwrap();
    // Nothing else takes effect by itself in new books, not even an auditor for a time.
    let other = create(&ledger, &administrator, "other").await.unwrap();
    let brief = NewGrant {
        until: Some(day("2026-03-31")),
        ..usual(Role::SecurityAuditor)
    };
    for new in [&usual(Role::SystemAdministrator), &brief] {
        waiting(&ledger, &administrator, &other, new).await;
    }
    let signer = co_signer(&ledger, &administrator).await;
    waiting(&ledger, &administrator, &someone, &usual(Role::SecurityAuditor)).await;
    // The last who may sign everything is neither disabled nor revoked, until there is another.
    let own = &signer.actor.user;
    let (_, held) = ledger.read(&administrator).account(own).await.unwrap();
    let disable = async || {
        write(&ledger, &administrator, async |writing| {
            writing.disable_account(own).await
        })
        .await
    };
    let revoke = async || {
        write(&ledger, &administrator, async |writing| {
            writing.revoke(own, held[0].id).await
        })
        .await
    };
    assert_eq!(code(disable().await), Err("LG-LAST-AUDITOR"));
    assert_eq!(code(revoke().await), Err("LG-LAST-AUDITOR"));
    let third = create(&ledger, &administrator, "third").await.unwrap();
    give(&ledger, &administrator, &third, &usual(Role::SecurityAuditor))
        .await
        .unwrap();
    revoke().await.unwrap();
    assert_eq!(roles(&ledger, &administrator, own).await, []);
    // And nobody becomes one by the administrator alone again.
    waiting(&ledger, &administrator, own, &usual(Role::SecurityAuditor)).await;
}

async fn a_proposal_changed_behind_the_back_is_found(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let someone = create(&ledger, &administrator, "someone").await.unwrap();
    let number = waiting(&ledger, &administrator, &someone, &usual(Role::Auditor)).await;
    let subject = format!("proposal/{number}");
    for change in [
        "UPDATE grant_proposal SET role = 'bureau_leader'",
        "UPDATE grant_proposal SET account = 'u1'",
        "UPDATE grant_proposal SET proposed_by = 'u999'",
        "UPDATE grant_proposal SET proposed_at = proposed_at + 86400",
        "UPDATE grant_proposal SET decision = 'signed'",
        "DELETE FROM grant_proposal",
    ] {
        books
            .tamper(&format!("CREATE TABLE kept AS SELECT * FROM grant_proposal; {change}"))
            .await;
        let wrong = ledger.verify_rights().await.unwrap().wrong;
        assert_eq!(wrong, std::slice::from_ref(&subject), "{change}");
        books
            .tamper("DELETE FROM grant_proposal; INSERT INTO grant_proposal SELECT * FROM kept; DROP TABLE kept")
            .await;
    }
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}
