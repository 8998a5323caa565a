//! A transaction that writes. Each kind of thing in the books adds its own methods to it; all of them
//! leave a row in the trail.

use crate::address::Dialect;
use crate::ledger::Ledger;
use crate::tally::Tally;
use crate::trail::{Deed, Entry, Head};
use crate::{LedgerError, Viewer};
use domain::Moment;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection};

/// 一次写入 · what can be done within one transaction.
#[derive(Debug)]
pub struct Writing<'w> {
    connection: PoolConnection<Any>,
    /// begun, and neither committed nor rolled back
    open: bool,
    viewer: &'w Viewer,
    at: Moment,
    head: Head,
    dialect: Dialect,
    tally: Tally,
}

impl<'w> Writing<'w> {
    pub(crate) async fn begin(ledger: &Ledger, viewer: &'w Viewer, at: Moment) -> Result<Self, LedgerError> {
        let connection = ledger.writers.acquire().await?;
        let mut writing = Self {
            connection,
            open: true,
            viewer,
            at,
            head: Head::default(),
            dialect: ledger.dialect,
            tally: Tally::default(),
        };
        // Not the driver's own transaction: SQLite gives a transaction up by itself when the disk is
        // full, the driver goes on counting it, and the connection would be of no more use.
        sqlx::query(ledger.dialect.begin())
            .execute(&mut *writing.connection)
            .await?;
        writing.head = Head::take(&mut writing.connection).await?;
        Ok(writing)
    }

    /// Keeps what was done.
    pub(crate) async fn commit(mut self) -> Result<(), LedgerError> {
        std::mem::take(&mut self.tally)
            .write(&mut self.connection, self.dialect)
            .await?;
        self.head.leave(&mut self.connection).await?;
        sqlx::query("COMMIT").execute(&mut *self.connection).await?;
        self.open = false;
        Ok(())
    }

    /// Undoes what was done. Where even that fails the connection is given up, and the database undoes
    /// it by itself.
    pub(crate) async fn undo(mut self) {
        let undone = sqlx::query("ROLLBACK").execute(&mut *self.connection).await;
        self.open = undone.is_err();
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }

    pub(crate) fn viewer(&self) -> &'w Viewer {
        self.viewer
    }

    pub(crate) fn at(&self) -> Moment {
        self.at
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What this write changes in the sums; written when it ends.
    pub(crate) fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// The number that the next row of the trail will have.
    pub(crate) fn next_number(&self) -> i64 {
        self.head.next()
    }

    /// Leaves a row in the trail.
    pub(crate) async fn log(&mut self, entry: Entry<'_>) -> Result<(), LedgerError> {
        self.head
            .append(&mut self.connection, self.viewer, self.at, entry)
            .await
    }

    /// Records that a list was taken out of the system: which one, by what filter, how many rows, and
    /// the digest of the file.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn record_export(
        &mut self,
        list: &str,
        filter: &str,
        rows: u64,
        file_digest: &str,
        purpose: &str,
    ) -> Result<(), LedgerError> {
        let detail = format!("{rows}行；{filter}");
        self.log(Entry {
            deed: Deed::Export,
            subject: list,
            detail: &detail,
            purpose,
            content: file_digest,
        })
        .await
    }
}

impl Drop for Writing<'_> {
    /// A write that ended otherwise (failed in the middle, or was dropped by who waited for it) leaves
    /// its connection in an unknown state.
    fn drop(&mut self) {
        if self.open {
            self.connection.close_on_drop();
        }
    }
}
