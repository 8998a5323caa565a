//! Accounts and grants: who makes them, what goes together, and what two administrators do at once.

use crate::books::Books;
use crate::people::*;
use crate::staff::*;
use casework::{Place, Role, UserId};
use domain::PractitionerCode;
use ledger::{Deed, Grant, Ledger, LedgerError, NewGrant, TrailFilter, Viewer};
use std::collections::BTreeSet;

on_both! {
    the_first_administrator_is_made_once,
    a_login_is_one_however_it_is_written,
    only_an_administrator_administers,
    an_administrator_does_nothing_for_himself,
    two_administrators_who_disable_each_other_do_not_both,
    of_two_administrators_one_gets_a_conflict,
    somebody_always_administers,
    an_administrator_of_a_county_reaches_no_further,
    a_role_is_given_only_where_it_belongs,
    who_administers_or_audits_does_nothing_else,
    a_grant_counts_to_its_last_day,
    people_are_named_to_those_who_work_with_them,
    the_trail_names_nobody,
}

async fn disable(ledger: &Ledger, viewer: &Viewer, account: &UserId) -> Result<(), LedgerError> {
    write(ledger, viewer, async |writing| writing.disable_account(account).await)
        .await
        .map(|_| ())
}

async fn revoke(ledger: &Ledger, viewer: &Viewer, account: &UserId, grant: i64) -> Result<(), LedgerError> {
    write(ledger, viewer, async |writing| writing.revoke(account, grant).await).await
}

/// The one grant of an account.
async fn only_grant(ledger: &Ledger, administrator: &Viewer, account: &UserId) -> Grant {
    let (_, mut grants) = ledger.read(administrator).account(account).await.unwrap();
    assert_eq!(grants.len(), 1);
    grants.remove(0)
}

async fn the_first_administrator_is_made_once(books: Books) {
    let ledger = books.open().await;
    let administrator = administrator(&ledger).await;
    let again = write(&ledger, &system(), async |writing| {
        writing.create_first_administrator("second", "第二人", "摘要").await
    })
    .await;
    assert_eq!(code(again), Err("LG-ALREADY-SET-UP"));
    let (account, grants) = ledger
        .read(&administrator)
        .account(&administrator.actor.user)
        .await
        .unwrap();
    assert_eq!((account.login.as_str(), account.must_change), ("admin", true));
    let [grant] = grants.as_slice() else {
        panic!("{grants:?}")
    };
    assert_eq!(
        (grant.role, &grant.place),
        (Role::SystemAdministrator, &Place::Everywhere)
    );
}

async fn a_login_is_one_however_it_is_written(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let account = create(&ledger, &administrator, "Zhang.San").await.unwrap();
    for login in ["zhang.san", "ZHANG.SAN", "Zhang.San"] {
        assert_eq!(field(create(&ledger, &administrator, login).await), "login", "{login}");
        let found = ledger.credentials(login).await.unwrap().unwrap();
        assert_eq!((found.account.id, found.password.as_str()), (account.clone(), "摘要1"));
    }
    for login in ["", " a", "a b", "a\0b", &"长".repeat(65)] {
        assert_eq!(
            field(create(&ledger, &administrator, login).await),
            "login",
            "{login:?}"
        );
    }
    for unknown in ["li.si", "a\0b", "'; DROP TABLE account; --"] {
        assert_eq!(ledger.credentials(unknown).await.unwrap(), None, "{unknown:?}");
    }
    let shown = format!("{:?}", ledger.credentials("zhang.san").await.unwrap());
    assert!(!shown.contains("摘要1"), "{shown}");
}

async fn only_an_administrator_administers(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let target = create(&ledger, &administrator, "对象").await.unwrap();
    let held = give(&ledger, &administrator, &target, &usual(Role::Auditor))
        .await
        .unwrap();
    let others = Role::ALL.into_iter().filter(|role| *role != Role::SystemAdministrator);
    for role in others {
        let viewer = Viewer::at_place(actor("外人", role, Place::Everywhere));
        let before = books.text(&ledger).await;
        for (what, answer) in [
            ("create", code(create(&ledger, &viewer, "新人").await)),
            (
                "grant",
                code(give(&ledger, &viewer, &target, &usual(Role::Auditor)).await),
            ),
            ("revoke", code(revoke(&ledger, &viewer, &target, held.id).await)),
            ("disable", code(disable(&ledger, &viewer, &target).await)),
            (
                "enable",
                code(write(&ledger, &viewer, async |writing| writing.enable_account(&target).await).await),
            ),
            (
                "reset",
                code(
                    write(&ledger, &viewer, async |writing| {
                        writing.reset_password(&target, "x").await
                    })
                    .await,
                ),
            ),
        ] {
            assert_eq!(answer, Err("CW-ROLE"), "{what} by {}", role.zh());
        }
        assert_eq!(books.text(&ledger).await, before);
        let listed = code(ledger.read(&viewer).accounts("").await);
        let expected = if role == Role::SecurityAuditor {
            Ok(())
        } else {
            Err("CW-ROLE")
        };
        assert_eq!(listed, expected, "{}", role.zh());
    }
    // Who only says that he is one is none.
    let impostor = Viewer::at_place(actor("u999", Role::SystemAdministrator, Place::Everywhere));
    assert_eq!(code(create(&ledger, &impostor, "新人").await), Err("LG-RIGHTS-ENDED"));
}

async fn an_administrator_does_nothing_for_himself(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let own = &administrator.actor.user;
    let grant = only_grant(&ledger, &administrator, own).await;
    for (what, answer) in [
        (
            "grant",
            code(give(&ledger, &administrator, own, &usual(Role::SectionChief)).await),
        ),
        ("revoke", code(revoke(&ledger, &administrator, own, grant.id).await)),
        ("disable", code(disable(&ledger, &administrator, own).await)),
        (
            "enable",
            code(
                write(&ledger, &administrator, async |writing| {
                    writing.enable_account(own).await
                })
                .await,
            ),
        ),
        (
            "reset",
            code(
                write(&ledger, &administrator, async |writing| {
                    writing.reset_password(own, "x").await
                })
                .await,
            ),
        ),
    ] {
        assert_eq!(answer, Err("LG-OWN-ACCOUNT"), "{what}");
    }
}

async fn two_administrators_who_disable_each_other_do_not_both(books: Books) {
    let ledger = books.open().await;
    let one = county(&ledger).await;
    let other = staff(&ledger, &one, "another", &usual(Role::SystemAdministrator)).await;
    let (first, second) = futures::join!(
        disable(&ledger, &one, &other.actor.user),
        disable(&ledger, &other, &one.actor.user)
    );
    let (won, lost) = match first.is_ok() {
        true => (&one, second),
        false => (&other, first),
    };
    assert_eq!(
        code(lost),
        Err("LG-RIGHTS-ENDED"),
        "the later write knows of the earlier"
    );
    create(&ledger, won, "goes-on").await.unwrap();
}

async fn of_two_administrators_one_gets_a_conflict(books: Books) {
    let ledger = books.open().await;
    let one = county(&ledger).await;
    let other = staff(&ledger, &one, "another", &usual(Role::SystemAdministrator)).await;
    let target = create(&ledger, &one, "对象").await.unwrap();
    let auditor = usual(Role::Auditor);
    let (first, second) = futures::join!(
        give(&ledger, &one, &target, &auditor),
        give(&ledger, &other, &target, &auditor)
    );
    let codes = BTreeSet::from([code(first), code(second)]);
    assert_eq!(codes, BTreeSet::from([Ok(()), Err("LG-CONFLICT")]), "granted once");
    let grant = only_grant(&ledger, &one, &target).await;
    let (first, second) = futures::join!(
        revoke(&ledger, &one, &target, grant.id),
        revoke(&ledger, &other, &target, grant.id)
    );
    let lost = [first, second].into_iter().find_map(Result::err).unwrap();
    assert!(
        matches!(&lost, LedgerError::Conflict { by, .. } if [&one, &other].iter().any(|who| who.actor.user.0 == *by))
    );
    let (first, second) = futures::join!(disable(&ledger, &one, &target), disable(&ledger, &other, &target));
    assert_eq!(
        BTreeSet::from([code(first), code(second)]),
        BTreeSet::from([Ok(()), Err("LG-CONFLICT")]),
        "disabled once"
    );
    let enable = async |viewer: &Viewer| {
        code(write(&ledger, viewer, async |writing| writing.enable_account(&target).await).await)
    };
    assert_eq!((enable(&one).await, enable(&other).await), (Ok(()), Err("LG-CONFLICT")));
    let (first, second) = futures::join!(create(&ledger, &one, "同名"), create(&ledger, &other, "同名"));
    assert_eq!(
        BTreeSet::from([code(first), code(second)]),
        BTreeSet::from([Ok(()), Err("LG-LOGIN-TAKEN")]),
        "made once"
    );
}

async fn somebody_always_administers(books: Books) {
    let ledger = books.open().await;
    let first = county(&ledger).await;
    let grant = only_grant(&ledger, &first, &first.actor.user).await;
    let passing = NewGrant {
        until: Some(day("2026-12-31")),
        ..usual(Role::SystemAdministrator)
    };
    let deputy = staff(&ledger, &first, "deputy", &passing).await;
    let own = &first.actor.user;
    assert_eq!(code(disable(&ledger, &deputy, own).await), Err("LG-LAST-ADMINISTRATOR"));
    assert_eq!(
        code(revoke(&ledger, &deputy, own, grant.id).await),
        Err("LG-LAST-ADMINISTRATOR")
    );
    let lasting = staff(&ledger, &first, "lasting", &usual(Role::SystemAdministrator)).await;
    assert_eq!(code(revoke(&ledger, &deputy, own, grant.id).await), Ok(()));
    assert_eq!(code(create(&ledger, &first, "太晚").await), Err("LG-RIGHTS-ENDED"));
    assert_eq!(
        code(disable(&ledger, &deputy, &lasting.actor.user).await),
        Err("LG-LAST-ADMINISTRATOR")
    );
}

async fn an_administrator_of_a_county_reaches_no_further(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let of = |place| NewGrant {
        place,
        ..usual(Role::SystemAdministrator)
    };
    let local = staff(&ledger, &administrator, "local", &of(division(COUNTY))).await;
    let own = create(&ledger, &local, "own").await.unwrap();
    let foreign = create(&ledger, &administrator, "foreign").await.unwrap();
    let at = |place| NewGrant {
        place,
        ..usual(Role::SectionChief)
    };
    give(&ledger, &administrator, &foreign, &at(division("440306")))
        .await
        .unwrap();
    for (place, expected) in [
        (division(COUNTY), Ok(())),
        (division("440306"), Err("LG-NOT-FOUND")),
        (division("440000"), Err("LG-NOT-FOUND")),
    ] {
        assert_eq!(
            code(give(&ledger, &local, &own, &at(place.clone())).await),
            expected,
            "{place:?}"
        );
    }
    let spare = create(&ledger, &local, "spare").await.unwrap();
    for (place, expected) in [
        (Place::Everywhere, Err("LG-NOT-FOUND")),
        (institution("H2"), Err("LG-NOT-FOUND")),
        (institution(HOSPITAL), Ok(())),
    ] {
        assert_eq!(
            code(give(&ledger, &local, &spare, &of(place.clone())).await),
            expected,
            "{place:?}"
        );
    }
    for id in [&foreign, &administrator.actor.user] {
        let reset = write(&ledger, &local, async |writing| writing.reset_password(id, "x").await).await;
        assert_eq!(code(reset), Err("LG-NOT-FOUND"), "an account of others");
        assert_eq!(code(disable(&ledger, &local, id).await), Err("LG-NOT-FOUND"));
        assert_eq!(code(ledger.read(&local).account(id).await), Err("LG-NOT-FOUND"));
    }
    let listed = ledger.read(&local).accounts("").await.unwrap();
    let logins: Vec<&str> = listed.iter().map(|(account, _)| account.login.as_str()).collect();
    assert_eq!(logins, ["local", "own", "spare"]);
    let found = ledger.read(&administrator).accounts(" 姓名OW").await.unwrap();
    assert_eq!(found.len(), 1, "found by name, however it is written");
}

async fn a_role_is_given_only_where_it_belongs(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    for role in Role::ALL {
        let account = create(&ledger, &administrator, role.tag()).await.unwrap();
        for place in [Place::Everywhere, division(COUNTY), institution(HOSPITAL)] {
            let new = NewGrant {
                place: place.clone(),
                ..usual(role)
            };
            let kind = std::mem::discriminant(&place);
            let any = matches!(role, Role::SystemAdministrator | Role::SecurityAuditor);
            let never = matches!(role, Role::System | Role::AccountHolder);
            // Bureaus and institutions take reports in, each by itself.
            let either = role == Role::VaultKeeper && place != Place::Everywhere;
            let belongs = !never && (any || either || kind == std::mem::discriminant(&usual(role).place));
            let answer = give(&ledger, &administrator, &account, &new).await;
            match belongs {
                true => assert_eq!(code(answer), Ok(()), "{} at {place:?}", role.zh()),
                false => assert_eq!(field(answer), "role", "{} at {place:?}", role.zh()),
            }
        }
    }
    let account = create(&ledger, &administrator, "某人").await.unwrap();
    let doctor = usual(Role::Practitioner);
    let head = usual(Role::DepartmentHead);
    for (what, new, expected) in [
        (
            "an institution that is not registered",
            NewGrant {
                place: institution("H9"),
                ..usual(Role::InsuranceOffice)
            },
            "place",
        ),
        (
            "a division without a bureau",
            NewGrant {
                place: division("440399"),
                ..usual(Role::Auditor)
            },
            "place",
        ),
        (
            "a department for a place",
            NewGrant {
                place: institution("H1-内科"),
                ..usual(Role::InsuranceOffice)
            },
            "place",
        ),
        (
            "a zero byte",
            NewGrant {
                place: division("44\0"),
                ..usual(Role::Auditor)
            },
            "place",
        ),
        (
            "a doctor without a code",
            NewGrant {
                practitioner: None,
                ..doctor.clone()
            },
            "practitioner",
        ),
        (
            "an empty code",
            NewGrant {
                practitioner: Some(PractitionerCode::new("")),
                ..doctor
            },
            "practitioner",
        ),
        (
            "a code for nothing",
            NewGrant {
                practitioner: Some(PractitionerCode::new("D1")),
                ..usual(Role::Auditor)
            },
            "practitioner",
        ),
        (
            "a head of nothing",
            NewGrant {
                department: None,
                ..head.clone()
            },
            "department",
        ),
        (
            "another hospital's department",
            NewGrant {
                place: institution("H2"),
                ..head.clone()
            },
            "department",
        ),
        (
            "a hospital for a department",
            NewGrant {
                department: Some(HOSPITAL.to_owned()),
                ..head
            },
            "department",
        ),
        (
            "yesterday",
            NewGrant {
                until: Some(day("2026-03-01")),
                ..usual(Role::Auditor)
            },
            "until",
        ),
    ] {
        assert_eq!(
            field(give(&ledger, &administrator, &account, &new).await),
            expected,
            "{what}"
        );
    }
    let nobody = give(&ledger, &administrator, &UserId::from("u\0"), &usual(Role::Auditor)).await;
    assert_eq!(code(nobody), Err("LG-NOT-FOUND"));
}

async fn who_administers_or_audits_does_nothing_else(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    for (held, wanted, expected) in [
        (Role::SystemAdministrator, Role::SecurityAuditor, Err("LG-SEPARATION")),
        (Role::SecurityAuditor, Role::SystemAdministrator, Err("LG-SEPARATION")),
        (Role::SecurityAuditor, Role::Auditor, Err("LG-SEPARATION")),
        (Role::Auditor, Role::SecurityAuditor, Err("LG-SEPARATION")),
        (Role::Auditor, Role::AgencyHead, Ok(())),
    ] {
        let login = format!("{}-{}", held.tag(), wanted.tag());
        let viewer = staff(&ledger, &administrator, &login, &usual(held)).await;
        let account = &viewer.actor.user;
        assert_eq!(
            code(give(&ledger, &administrator, account, &usual(wanted)).await),
            expected,
            "{login}"
        );
        // Once the first is revoked the second may follow.
        let (_, grants) = ledger.read(&administrator).account(account).await.unwrap();
        revoke(&ledger, &administrator, account, grants[0].id).await.unwrap();
        if expected.is_err() {
            give(&ledger, &administrator, account, &usual(wanted)).await.unwrap();
        }
    }
}

async fn a_grant_counts_to_its_last_day(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let until = NewGrant {
        until: Some(day("2026-03-03")),
        ..usual(Role::Auditor)
    };
    let somebody = staff(&ledger, &administrator, "借调", &until).await;
    let people = async |date: &str| {
        let people = ledger.read(&somebody).people(&division(COUNTY), None, day(date)).await;
        people.unwrap().len()
    };
    assert_eq!((people("2026-03-03").await, people("2026-03-04").await), (1, 0));
    // And may then be given again.
    let later = ledger
        .write(&administrator, at("2026-03-04 00:00:00"), async |writing| {
            let new = NewGrant { until: None, ..until };
            writing.propose_grant(&somebody.actor.user, &new).await
        })
        .await;
    assert_eq!(code(later), Ok(()));
}

async fn people_are_named_to_those_who_work_with_them(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let chief = staff(&ledger, &administrator, "chief", &usual(Role::SectionChief)).await;
    let auditor = staff(&ledger, &administrator, "auditor", &usual(Role::Auditor)).await;
    let office = staff(&ledger, &administrator, "office", &usual(Role::InsuranceOffice)).await;
    let gone = staff(&ledger, &administrator, "gone", &usual(Role::Auditor)).await;
    let local = NewGrant {
        place: division(COUNTY),
        ..usual(Role::SystemAdministrator)
    };
    staff(&ledger, &administrator, "local", &local).await;
    disable(&ledger, &administrator, &gone.actor.user).await.unwrap();
    give(&ledger, &administrator, &auditor.actor.user, &usual(Role::AgencyHead))
        .await
        .unwrap();
    let today = day("2026-03-02");
    let people = ledger
        .read(&chief)
        .people(&division(COUNTY), None, today)
        .await
        .unwrap();
    let named: Vec<_> = people
        .iter()
        .map(|person| (person.name.as_str(), person.roles.len()))
        .collect();
    assert_eq!(
        named,
        [("姓名auditor", 2), ("姓名chief", 1)],
        "neither disabled nor administrators"
    );
    let (here, head) = (division(COUNTY), Some(Role::AgencyHead));
    let heads = ledger.read(&chief).people(&here, head, today).await.unwrap();
    assert_eq!(heads.len(), 1);
    let of_hospital = ledger
        .read(&chief)
        .people(&institution(HOSPITAL), None, today)
        .await
        .unwrap();
    assert_eq!(of_hospital[0].id, office.actor.user);
    for (viewer, place) in [
        (&office, division(COUNTY)),
        (&office, institution("H2")),
        (&chief, division("440306")),
        (&chief, institution("H2")),
        (&Viewer::of_account(&chief.actor.user), division(COUNTY)),
    ] {
        assert_eq!(
            code(ledger.read(viewer).people(&place, None, today).await),
            Err("LG-NOT-FOUND")
        );
    }
    let asked = BTreeSet::from([chief.actor.user.clone(), gone.actor.user.clone(), UserId::from("u999")]);
    let names = ledger.names(&asked).await.unwrap();
    assert_eq!(
        names.values().map(String::as_str).collect::<BTreeSet<_>>(),
        BTreeSet::from(["姓名chief", "姓名gone"])
    );
    assert!(ledger.names(&BTreeSet::new()).await.unwrap().is_empty());
}

async fn the_trail_names_nobody(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let doctor = staff(&ledger, &administrator, "marker-login", &usual(Role::Practitioner)).await;
    let holder = Viewer::of_account(&doctor.actor.user);
    write(&ledger, &holder, async |writing| {
        writing.set_code(Some("marker-secret"), 7).await
    })
    .await
    .unwrap();
    write(&ledger, &administrator, async |writing| {
        writing.reset_password(&doctor.actor.user, "marker-password").await
    })
    .await
    .unwrap();
    let rows = ledger.trail(&TrailFilter::default(), 0, 1000).await.unwrap();
    let text = format!("{rows:?}");
    for marker in ["marker", "姓名", "D1"] {
        assert!(!text.contains(marker), "{marker} in {text}");
    }
    let subject = TrailFilter {
        subject: Some(format!("account/{}", doctor.actor.user)),
        ..TrailFilter::default()
    };
    let deeds: Vec<Deed> = ledger
        .trail(&subject, 0, 10)
        .await
        .unwrap()
        .iter()
        .map(|row| row.deed)
        .collect();
    assert_eq!(deeds, [Deed::Account, Deed::Grant, Deed::Code, Deed::Reset]);
    assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
}
