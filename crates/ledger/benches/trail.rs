//! A trail of a million rows: written, proved from its first row to its last, and one byte of it changed
//! behind the program's back.
//!
//! `cargo bench -p ledger --bench trail`; `-- --rows N` for another length.

#[path = "../tests/contract/people.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod people;

use ledger::Ledger;
use people::{at, bureau};
use sqlx::{Connection, Row};
use std::time::Instant;

/// Rows of one transaction, as an intake writes them.
const BATCH: u64 = 1_000;

fn main() {
    let rows = std::env::args()
        .skip_while(|argument| argument != "--rows")
        .nth(1)
        .and_then(|number| number.parse().ok())
        .unwrap_or(1_000_000);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure(rows));
}

async fn measure(rows: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("books.db");
    let ledger = Ledger::open(&format!("sqlite:{}", file.display()))
        .await
        .expect("the books");
    let (viewer, now) = (
        bureau("auditor", casework::Role::Auditor, "440305"),
        at("2026-04-01 09:00:00"),
    );
    let start = Instant::now();
    for batch in 0..rows.div_ceil(BATCH) {
        ledger
            .write(&viewer, now, async |writing| {
                for row in batch * BATCH..((batch + 1) * BATCH).min(rows) {
                    let digest = format!("{row:064x}");
                    writing
                        .record_export("findings", "rule=GZ1", row % 500, &digest, "例行审核")
                        .await?;
                }
                Ok(())
            })
            .await
            .expect("rows of the trail");
    }
    println!(
        "写入{rows}条留痕：{:.1}秒，{:.0}条/秒",
        start.elapsed().as_secs_f64(),
        rows as f64 / start.elapsed().as_secs_f64()
    );

    let start = Instant::now();
    let whole = ledger
        .verify_trail(&[])
        .await
        .expect("the books")
        .expect("a whole trail");
    println!(
        "核验{}条：{:.1}秒，{:.0}条/秒",
        whole.rows,
        start.elapsed().as_secs_f64(),
        whole.rows as f64 / start.elapsed().as_secs_f64()
    );

    let victim = i64::try_from(rows * 2 / 3).unwrap_or(1);
    let changed = change_one_byte(&format!("sqlite:{}", file.display()), victim).await;
    let start = Instant::now();
    let broken = ledger
        .verify_trail(&[])
        .await
        .expect("the books")
        .expect_err("a changed byte");
    println!(
        "第{victim}条的说明由“{}”改为“{}”：{:.1}秒后查出，{broken}",
        changed.0,
        changed.1,
        start.elapsed().as_secs_f64()
    );
    assert_eq!(
        broken.number, victim,
        "the row that was changed is the row that is named"
    );
}

/// Changes one digit of a row with a tool of the database, as somebody with its password would.
async fn change_one_byte(address: &str, number: i64) -> (String, String) {
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(address).await.expect("the file");
    let row = sqlx::query("SELECT detail FROM trail WHERE number = $1")
        .bind(number)
        .fetch_one(&mut connection)
        .await
        .expect("the row");
    let before: String = row.get("detail");
    let first = before.chars().next().unwrap_or('0');
    let after = before.replacen(first, if first == '9' { "8" } else { "9" }, 1);
    sqlx::query("UPDATE trail SET detail = $1 WHERE number = $2")
        .bind(after.as_str())
        .bind(number)
        .execute(&mut connection)
        .await
        .expect("a change");
    (before, after)
}
