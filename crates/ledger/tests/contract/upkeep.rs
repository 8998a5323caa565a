//! What is done now and then is known by when it was done last.

use crate::books::Books;
use crate::people::*;
use ledger::{Deed, LastUpkeep, Ledger, TrailFilter, Upkeep};

on_both! {
    the_last_time_counts_and_each_is_in_the_trail,
}

async fn record(ledger: &Ledger, when: &str, of: Upkeep, detail: &str) {
    ledger
        .write(&system(), at(when), async |writing| {
            writing.record_upkeep(of, detail).await
        })
        .await
        .unwrap();
}

async fn the_last_time_counts_and_each_is_in_the_trail(books: Books) {
    let ledger = books.open().await;
    assert_eq!(ledger.last_upkeep(Upkeep::Backup).await.unwrap(), None);
    record(&ledger, "2026-04-01 02:00:00", Upkeep::Backup, "9行").await;
    record(&ledger, "2026-04-02 02:00:00", Upkeep::Backup, "10行").await;
    let last = LastUpkeep {
        at: at("2026-04-02 02:00:00"),
        detail: "10行".to_owned(),
    };
    assert_eq!(ledger.last_upkeep(Upkeep::Backup).await.unwrap(), Some(last));
    assert_eq!(ledger.last_upkeep(Upkeep::Verification).await.unwrap(), None);
    let filter = TrailFilter {
        deed: Some(Deed::Upkeep),
        ..TrailFilter::default()
    };
    let rows = ledger.trail(&filter, 0, 10).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.subject == "upkeep/backup"));
}
