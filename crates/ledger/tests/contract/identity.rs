//! As whom the provider of identities knows somebody: one account each, said by an administrator or shown
//! once at the first sign-in.

use crate::books::Books;
use crate::people::*;
use crate::staff::*;
use casework::{Role, UserId};
use ledger::{Deed, Identity, Ledger, LedgerError, Proof, Session, SessionLimits, SignInRefusal, TrailFilter, Viewer};

on_both! {
    a_subject_is_one_account,
    only_another_administrator_links,
    who_shows_a_claim_is_linked_once,
    a_provider_opens_sessions_of_open_accounts_only,
}

fn identity(subject: &str) -> Identity {
    Identity {
        issuer: "https://sso.example".to_owned(),
        subject: subject.to_owned(),
    }
}

async fn link(ledger: &Ledger, viewer: &Viewer, account: &UserId, subject: &str) -> Result<(), LedgerError> {
    let identity = identity(subject);
    write(ledger, viewer, async |writing| {
        writing.link_identity(account, &identity).await
    })
    .await
    .map(|_| ())
}

async fn show(ledger: &Ledger, account: &UserId, subject: &str) -> Result<(), LedgerError> {
    let identity = identity(subject);
    write(ledger, &Viewer::of_account(account), async |writing| {
        writing.link_own_identity(&identity, "email").await
    })
    .await
}

async fn enter(ledger: &Ledger, account: &UserId, number: u8) -> Result<Session, SignInRefusal> {
    write(ledger, &Viewer::of_account(account), async |writing| {
        writing
            .sign_in_by_provider(&token(number), &SessionLimits::default())
            .await
    })
    .await
    .unwrap()
}

async fn holder(ledger: &Ledger, subject: &str) -> Option<UserId> {
    let found = ledger.account_of_identity(&identity(subject)).await.unwrap();
    found.map(|account| account.id)
}

async fn a_subject_is_one_account(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let one = create(&ledger, &administrator, "one").await.unwrap();
    let other = create(&ledger, &administrator, "other").await.unwrap();
    link(&ledger, &administrator, &one, "s1").await.unwrap();
    assert_eq!(
        code(link(&ledger, &administrator, &other, "s1").await),
        Err("LG-IDENTITY-TAKEN")
    );
    assert_eq!(code(show(&ledger, &other, "s1").await), Err("LG-IDENTITY-TAKEN"));
    assert_eq!(holder(&ledger, "s1").await, Some(one.clone()));
    // The same subject elsewhere is somebody else.
    let elsewhere = Identity {
        issuer: "https://elsewhere.example".to_owned(),
        ..identity("s1")
    };
    assert_eq!(ledger.account_of_identity(&elsewhere).await.unwrap(), None);
    for odd in ["", "s\0", " s1"] {
        assert_eq!(holder(&ledger, odd).await, None, "{odd:?}");
        assert_eq!(
            code(link(&ledger, &administrator, &other, odd).await),
            Err("LG-FIELD"),
            "{odd:?}"
        );
    }
    // Another subject takes the place of the former, which is then free.
    link(&ledger, &administrator, &one, "s2").await.unwrap();
    link(&ledger, &administrator, &other, "s1").await.unwrap();
    assert_eq!(holder(&ledger, "s2").await, Some(one));
    assert_eq!(holder(&ledger, "s1").await, Some(other));
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}

async fn only_another_administrator_links(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let someone = create(&ledger, &administrator, "someone").await.unwrap();
    let own = &administrator.actor.user;
    assert_eq!(
        code(link(&ledger, &administrator, own, "s1").await),
        Err("LG-OWN-ACCOUNT")
    );
    for role in Role::ALL.into_iter().filter(|role| *role != Role::SystemAdministrator) {
        let viewer = Viewer::at_place(actor("外人", role, casework::Place::Everywhere));
        assert_eq!(
            code(link(&ledger, &viewer, &someone, "s1").await),
            Err("CW-ROLE"),
            "{}",
            role.zh()
        );
    }
    link(&ledger, &administrator, &someone, "s1").await.unwrap();
    assert!(enter(&ledger, &someone, 1).await.is_ok());
    let unlink = write(&ledger, &administrator, async |writing| {
        writing.unlink_identity(&someone).await
    })
    .await;
    assert_eq!(unlink.unwrap().identity, None);
    assert_eq!(holder(&ledger, "s1").await, None);
    assert_eq!(
        ledger.session(&token(1), at(MORNING)).await.unwrap(),
        None,
        "sessions end"
    );
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}

async fn who_shows_a_claim_is_linked_once(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let chief = staff(&ledger, &administrator, "chief", &usual(Role::SectionChief))
        .await
        .actor
        .user;
    show(&ledger, &chief, "s1").await.unwrap();
    assert_eq!(holder(&ledger, "s1").await, Some(chief.clone()));
    assert_eq!(code(show(&ledger, &chief, "s2").await), Err("LG-LINK-BY-HAND"));
    let security = staff(&ledger, &administrator, "security", &usual(Role::SecurityAuditor)).await;
    for keeper in [&administrator.actor.user, &security.actor.user] {
        assert_eq!(code(show(&ledger, keeper, "s3").await), Err("LG-LINK-BY-HAND"));
    }
    let filter = TrailFilter {
        deed: Some(Deed::Link),
        ..TrailFilter::default()
    };
    let rows = ledger.trail(&filter, 0, 10).await.unwrap();
    let said: Vec<_> = rows
        .iter()
        .map(|row| (row.user.as_str(), row.detail.as_str()))
        .collect();
    assert_eq!(said, [(chief.0.as_str(), "首次登录，按email关联")]);
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
}

async fn a_provider_opens_sessions_of_open_accounts_only(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let chief = staff(&ledger, &administrator, "chief", &usual(Role::SectionChief))
        .await
        .actor
        .user;
    // A code of his own does not stand in the way: the provider asks for its own.
    write(&ledger, &Viewer::of_account(&chief), async |writing| {
        writing.set_code(Some("密钥"), 7).await
    })
    .await
    .unwrap();
    let session = enter(&ledger, &chief, 1).await.unwrap();
    assert_eq!(session.proof, Proof::Provider);
    let kept = ledger.session(&token(1), at(MORNING)).await.unwrap().unwrap();
    assert_eq!((kept.session.proof, kept.grants.len()), (Proof::Provider, 1));
    assert_eq!(
        ledger.credentials_of(&chief).await.unwrap().code_step,
        7,
        "no code was used"
    );
    write(&ledger, &administrator, async |writing| {
        writing.disable_account(&chief).await
    })
    .await
    .unwrap();
    assert_eq!(enter(&ledger, &chief, 2).await, Err(SignInRefusal::Disabled));
    assert_eq!(ledger.session(&token(2), at(MORNING)).await.unwrap(), None);
}
