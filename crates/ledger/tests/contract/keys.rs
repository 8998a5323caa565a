//! Keys of programs: what they act by, known by a digest, gone when revoked. How they are proposed and signed
//! is in `key_proposals`.

use crate::books::Books;
use crate::people::*;
use crate::staff::*;
use casework::{Place, Role, UserId};
use domain::Day;
use ledger::{ApiKey, Ledger, LedgerError, NewGrant, NewKey, Scope, Viewer};
use std::collections::BTreeSet;

on_both! {
    a_key_acts_by_its_role_until_revoked,
    a_key_is_not_made_for_everything,
    a_key_is_used_without_a_write_each_time,
}

async fn make(
    ledger: &Ledger,
    viewer: &Viewer,
    number: u8,
    role: Role,
    place: &Place,
    until: Option<Day>,
) -> Result<ApiKey, LedgerError> {
    let new = NewKey {
        until,
        ..new_key(role, place.clone())
    };
    issue_key(ledger, viewer, &token(number), &new).await
}

async fn a_key_acts_by_its_role_until_revoked(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let until = Some(day("2026-03-31"));
    let key = make(
        &ledger,
        &administrator,
        1,
        Role::InsuranceOffice,
        &institution(HOSPITAL),
        until,
    )
    .await
    .unwrap();
    let found = ledger.api_key(&token(1), at("2026-03-31 23:59:59")).await.unwrap();
    assert_eq!(found.as_ref(), Some(&key));
    assert_eq!(
        ledger.api_key(&token(1), at("2026-04-01 00:00:00")).await.unwrap(),
        None
    );
    for unknown in [token(2), "x".to_owned(), "a\0".to_owned()] {
        assert_eq!(ledger.api_key(&unknown, at(MORNING)).await.unwrap(), None);
    }
    let viewer = Viewer::of_key(&key);
    assert!(matches!(&viewer.scope, Scope::Institution(code) if code.as_str() == HOSPITAL));
    assert_eq!(viewer.actor.user, UserId(format!("key/{}", key.id)));
    let names = ledger.names(&BTreeSet::from([viewer.actor.user])).await.unwrap();
    assert_eq!(names.values().collect::<Vec<_>>(), ["结算系统"]);
    let revoke = async || {
        code(
            write(&ledger, &administrator, async |writing| {
                writing.revoke_key(key.id).await
            })
            .await,
        )
    };
    assert_eq!((revoke().await, revoke().await), (Ok(()), Err("LG-CONFLICT")));
    assert_eq!(ledger.api_key(&token(1), at(MORNING)).await.unwrap(), None);
    let listed = ledger.read(&administrator).api_keys().await.unwrap();
    assert_eq!(listed[0].revoked_by, administrator.actor.user.0);
}

async fn a_key_is_not_made_for_everything(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let local = NewGrant {
        place: division(COUNTY),
        ..usual(Role::SystemAdministrator)
    };
    let local = staff(&ledger, &administrator, "local", &local).await;
    for role in Role::ALL {
        let personal = matches!(
            role,
            Role::SystemAdministrator | Role::SecurityAuditor | Role::Practitioner | Role::DepartmentHead
        );
        if personal || matches!(role, Role::System | Role::AccountHolder) {
            let answer = make(&ledger, &administrator, 1, role, &usual(role).place, None).await;
            assert_eq!(field(answer), "role", "{}", role.zh());
        }
    }
    let foreign = make(&ledger, &administrator, 2, Role::Auditor, &division("440306"), None)
        .await
        .unwrap();
    for (what, answer) in [
        (
            "make",
            code(make(&ledger, &local, 3, Role::Auditor, &division("440306"), None).await),
        ),
        (
            "revoke",
            code(write(&ledger, &local, async |writing| writing.revoke_key(foreign.id).await).await),
        ),
        (
            "none",
            code(write(&ledger, &local, async |writing| writing.revoke_key(i64::MAX).await).await),
        ),
    ] {
        assert_eq!(answer, Err("LG-NOT-FOUND"), "{what}");
    }
    assert!(ledger.read(&local).api_keys().await.unwrap().is_empty());
    let chief = chief();
    assert_eq!(code(ledger.read(&chief).api_keys().await), Err("CW-ROLE"));
    assert_eq!(
        code(make(&ledger, &chief, 3, Role::Auditor, &division(COUNTY), None).await),
        Err("CW-ROLE")
    );
    let new = new_key(Role::Auditor, division(COUNTY));
    let itself = issue_key(&ledger, &administrator, "the key itself", &new).await;
    assert_eq!(code(itself), Err("LG-INTERNAL"), "a key must not come into the books");
}

async fn a_key_is_used_without_a_write_each_time(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    make(&ledger, &administrator, 1, Role::Auditor, &division(COUNTY), None)
        .await
        .unwrap();
    for (now, used) in [
        ("2026-03-02 09:00:00", "2026-03-02 09:00:00"),
        ("2026-03-02 09:00:59", "2026-03-02 09:00:00"),
        ("2026-03-02 09:01:00", "2026-03-02 09:01:00"),
    ] {
        let key = ledger.api_key(&token(1), at(now)).await.unwrap().unwrap();
        ledger.touch_key(&key, at(now)).await.unwrap();
        let key = ledger.api_key(&token(1), at(now)).await.unwrap().unwrap();
        assert_eq!(key.last_used, Some(at(used)));
    }
}
