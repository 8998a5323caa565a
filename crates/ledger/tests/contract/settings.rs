//! Settings: who may set them, what is kept, and that a change behind the program's back is found.

use crate::books::Books;
use crate::people::*;
use casework::{Place, Role};

on_both! {
    an_administrator_of_everything_sets_what_holds_everywhere,
    a_setting_changed_behind_the_program_is_found,
}

async fn an_administrator_of_everything_sets_what_holds_everywhere(books: Books) {
    let ledger = books.open().await;
    let root = crate::staff::administrator(&ledger).await;
    let when = at("2026-04-01 09:00:00");
    let set = async |value: &str| {
        ledger
            .write(&root, when, async |writing| {
                writing.put_setting("calendar.2027", value).await
            })
            .await
    };
    set("一").await.unwrap();
    set("二").await.unwrap();
    let rows = books.text(&ledger).await.lines().count();
    set("二").await.unwrap();
    assert_eq!(
        books.text(&ledger).await.lines().count(),
        rows,
        "the same again leaves no row"
    );
    let settings = ledger.settings().await.unwrap();
    assert_eq!(settings.get("calendar.2027").map(String::as_str), Some("二"));
    assert_eq!(settings.len(), 1);
    let mut elsewhere = root.clone();
    elsewhere.actor.place = Place::Bureau {
        division: domain::Division::new("990001"),
    };
    let mut auditor = root.clone();
    auditor.actor.role = Role::Auditor;
    for viewer in [elsewhere, auditor] {
        let refused = ledger
            .write(&viewer, when, async |writing| {
                writing.put_setting("calendar.2027", "三").await
            })
            .await;
        assert!(refused.is_err(), "{viewer:?}");
    }
    assert!(ledger.verify_rights().await.unwrap().wrong.is_empty());
}

async fn a_setting_changed_behind_the_program_is_found(books: Books) {
    let ledger = books.open().await;
    let root = crate::staff::administrator(&ledger).await;
    ledger
        .write(&root, at("2026-04-01 09:00:00"), async |writing| {
            writing.put_setting("calendar.2027", "一").await
        })
        .await
        .unwrap();
    books.tamper("UPDATE setting SET value = '二'").await;
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, ["setting/calendar.2027"]);
}
