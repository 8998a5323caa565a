//! The vault: two keepers of one place open an identity once; nobody else finds out that it is there.

use crate::books::Books;
use crate::people::*;
use casework::Role;
use ledger::{Deed, Ledger, LedgerError, TrailFilter, Viewer};

on_both! {
    two_keepers_open_a_seal_once,
    a_seal_does_not_exist_elsewhere_or_for_other_roles,
}

const CLOSED: &str = "0a1b2c";

fn keeper(name: &str, division: &str) -> Viewer {
    bureau(name, Role::VaultKeeper, division)
}

async fn sealed(ledger: &Ledger) {
    ledger
        .write(&auditor(), at("2026-04-01 09:00:00"), async |writing| {
            writing.put_into_vault("F1", None, CLOSED).await
        })
        .await
        .unwrap();
}

async fn ask(ledger: &Ledger, who: &Viewer) -> Result<i64, LedgerError> {
    ledger
        .write(who, at("2026-04-01 10:00:00"), async |writing| {
            writing.ask_to_open("F1", "发放举报奖励").await
        })
        .await
}

async fn agree(ledger: &Ledger, who: &Viewer, number: i64) -> Result<(), LedgerError> {
    ledger
        .write(who, at("2026-04-01 11:00:00"), async |writing| {
            writing.agree_to_open(number).await
        })
        .await
}

async fn open(ledger: &Ledger, who: &Viewer, number: i64, when: &str) -> Result<(String, String), LedgerError> {
    ledger
        .write(who, at(when), async |writing| writing.open_vault(number).await)
        .await
}

async fn two_keepers_open_a_seal_once(books: Books) {
    let ledger = books.open().await;
    sealed(&ledger).await;
    let (first, second) = (keeper("保管甲", COUNTY), keeper("保管乙", COUNTY));
    let number = ask(&ledger, &first).await.unwrap();
    let early = open(&ledger, &first, number, "2026-04-01 10:30:00").await;
    assert_eq!(early.unwrap_err().code(), "CD-VAULT");
    assert_eq!(
        agree(&ledger, &first, number).await.unwrap_err().code(),
        "CW-SAME-PERSON"
    );
    agree(&ledger, &second, number).await.unwrap();
    assert_eq!(
        agree(&ledger, &second, number).await.unwrap_err().code(),
        "CW-DUPLICATE"
    );
    let other = open(&ledger, &second, number, "2026-04-01 12:00:00").await;
    assert_eq!(other.unwrap_err().code(), "CD-VAULT", "who asked opens");
    let late = open(&ledger, &first, number, "2026-04-02 11:00:01").await;
    assert_eq!(late.unwrap_err().code(), "CD-VAULT");
    let opened = open(&ledger, &first, number, "2026-04-01 12:00:00").await.unwrap();
    assert_eq!(opened, ("F1".to_owned(), CLOSED.to_owned()));
    let again = open(&ledger, &first, number, "2026-04-01 12:01:00").await;
    assert_eq!(again.unwrap_err().code(), "CD-VAULT", "it opens once");

    let filter = TrailFilter {
        subject: Some("vault/F1".to_owned()),
        ..TrailFilter::default()
    };
    let rows = ledger.trail(&filter, 0, 50).await.unwrap();
    let mut deeds: Vec<_> = rows.iter().map(|row| row.deed).collect();
    deeds.sort();
    assert_eq!(deeds, [Deed::Seal, Deed::AskSeal, Deed::AgreeSeal, Deed::OpenSeal]);
    let opened = rows.iter().find(|row| row.deed == Deed::OpenSeal).unwrap();
    assert_eq!(opened.purpose, "发放举报奖励");
}

async fn a_seal_does_not_exist_elsewhere_or_for_other_roles(books: Books) {
    let ledger = books.open().await;
    sealed(&ledger).await;
    let elsewhere = keeper("外县保管", "440304");
    assert_eq!(ask(&ledger, &elsewhere).await.unwrap_err().code(), "LG-NOT-FOUND");
    let number = ask(&ledger, &keeper("保管甲", COUNTY)).await.unwrap();
    assert_eq!(
        agree(&ledger, &elsewhere, number).await.unwrap_err().code(),
        "LG-NOT-FOUND"
    );
    assert!(ledger.read(&elsewhere).vault_requests().await.unwrap().is_empty());
    for role in Role::ALL {
        if role == Role::VaultKeeper {
            continue;
        }
        let viewer = bureau("某人", role, COUNTY);
        assert_eq!(ask(&ledger, &viewer).await.unwrap_err().code(), "CW-ROLE", "{role:?}");
        assert_eq!(
            agree(&ledger, &viewer, number).await.unwrap_err().code(),
            "CW-ROLE",
            "{role:?}"
        );
        let opened = open(&ledger, &viewer, number, "2026-04-01 12:00:00").await;
        assert_eq!(opened.unwrap_err().code(), "CW-ROLE", "{role:?}");
    }
}
