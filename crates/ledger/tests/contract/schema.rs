//! The schema: from nothing, from an older version, from a newer one; and the dump leaves no table out.

use crate::books::Books;
use crate::people::*;
use ledger::Ledger;
use sqlx::Row;
use std::collections::BTreeSet;

on_both! {
    opening_again_changes_nothing,
    two_programs_may_open_new_books_at_once,
    books_of_an_older_version_are_brought_up,
    books_of_a_newer_version_are_refused,
    a_changed_step_is_noticed,
    a_dump_has_every_table,
}

const FIRST: &str = include_str!("../../migrations/0001_matters_and_trail.sql");

/// What the database says of its tables and columns.
async fn schema(books: &Books) -> BTreeSet<String> {
    let pool = books.behind().await;
    let query = match books.is_sqlite() {
        true => {
            "SELECT m.name || '.' || c.name || ' ' || c.type AS line FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table'"
        }
        false => {
            "SELECT CAST(table_name || '.' || column_name || ' ' || data_type AS TEXT) AS line \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let rows = sqlx::query(query).fetch_all(&pool).await.unwrap();
    pool.close().await;
    rows.iter().map(|row| row.get::<String, _>("line")).collect()
}

async fn opening_again_changes_nothing(books: Books) {
    let ledger = books.open().await;
    open_lead(
        &ledger,
        draft("H1", COUNTY, "GZ1", &[(1, 5)]),
        at("2026-04-01 09:00:00"),
    )
    .await;
    let (text, before) = (books.text(&ledger).await, schema(&books).await);
    let again = books.open().await;
    assert_eq!(books.text(&again).await, text);
    assert_eq!(schema(&books).await, before);
}

async fn two_programs_may_open_new_books_at_once(books: Books) {
    let (one, other) = futures::join!(Ledger::open(&books.address), Ledger::open(&books.address));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(books.text(&one).await, books.text(&other).await);
}

async fn books_of_an_older_version_are_brought_up(books: Books) {
    let fresh = books.another().await;
    let fresh = Books {
        address: fresh,
        folder: tempfile::tempdir().unwrap(),
    };
    let new = fresh.open().await;
    open_lead(&new, draft("H1", COUNTY, "GZ1", &[(1, 5)]), at("2026-04-01 09:00:00")).await;

    // The first version, as that program left it.
    let collation = if books.is_sqlite() { "" } else { " COLLATE \"C\"" };
    let digest = new_digest(&fresh).await;
    books
        .tamper(&format!(
            "CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL); \
             INSERT INTO schema_version VALUES (1, '0001_matters_and_trail', '{digest}'); {}",
            FIRST.replace(" TEXT", &format!(" TEXT{collation}"))
        ))
        .await;
    let old = books.open().await;
    open_lead(&old, draft("H1", COUNTY, "GZ1", &[(1, 5)]), at("2026-04-01 09:00:00")).await;
    assert_eq!(books.text(&old).await, books.text(&new).await);
    assert_eq!(
        schema(&books).await,
        schema(&fresh).await,
        "all steps make the newest schema"
    );
}

/// The digest of the first step, as the program recorded it.
async fn new_digest(books: &Books) -> String {
    let pool = books.behind().await;
    let row = sqlx::query("SELECT digest FROM schema_version WHERE version = 1")
        .fetch_one(&pool)
        .await
        .unwrap();
    pool.close().await;
    row.get("digest")
}

async fn books_of_a_newer_version_are_refused(books: Books) {
    books.open().await.close().await;
    books
        .tamper("INSERT INTO schema_version VALUES (99, '0099_later', 'x')")
        .await;
    let refused = Ledger::open(&books.address).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code(), "LG-NEWER-SCHEMA");
    assert!(refused.to_string().contains("第99版"), "{refused}");
}

async fn a_changed_step_is_noticed(books: Books) {
    books.open().await.close().await;
    books
        .tamper("UPDATE schema_version SET digest = 'x' WHERE version = 2")
        .await;
    let refused = Ledger::open(&books.address).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code(), "LG-CORRUPT");
    assert!(refused.to_string().contains("结构第2版"), "{refused}");
}

async fn a_dump_has_every_table(books: Books) {
    let ledger = books.open().await;
    let text = books.text(&ledger).await;
    let mut dumped = BTreeSet::new();
    for line in text.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(table) = line.get("table") else { continue };
        for column in line["columns"].as_array().unwrap() {
            dumped.insert(format!("{}.{}", table.as_str().unwrap(), column.as_str().unwrap()));
        }
    }
    let real: BTreeSet<String> = schema(&books)
        .await
        .iter()
        .filter_map(|line| line.split_once(' '))
        .map(|(column, _)| column.to_owned())
        .filter(|column| !column.starts_with("schema_version."))
        .collect();
    assert_eq!(dumped, real);
}
