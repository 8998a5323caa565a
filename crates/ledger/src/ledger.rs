//! The handle: opening the books, and the two ways in.

use crate::address::{Address, Dialect};
use crate::migrate::{NEWEST, migrate};
use crate::writing::Writing;
use crate::{LedgerError, Viewer};
use domain::Moment;
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Connection};
use std::sync::Once;
use std::time::Duration;

/// How long a caller waits for a connection or for the pen.
const PATIENCE: Duration = Duration::from_secs(10);

/// Readers at once on a server, which has its own order among them.
const READERS: u32 = 8;

/// Those who walk through everything, for minutes: a backup, a verification. They take no reader's seat.
const WALKERS: u32 = 2;

/// Connections that may wait for the pen on a server; on a file there is one.
const WRITERS: u32 = 4;

/// 账册 · the books of a bureau. Cheap to clone; all clones share the connections.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(crate) dialect: Dialect,
    pub(crate) readers: AnyPool,
    pub(crate) walkers: AnyPool,
    pub(crate) writers: AnyPool,
}

impl Ledger {
    /// Opens the books at `sqlite:path` or `postgres://…`, and brings their schema to the newest
    /// version. A missing SQLite file is made; its folder must be there.
    ///
    /// # Errors
    /// [`LedgerError::Address`], [`LedgerError::NewerSchema`], [`LedgerError::Unavailable`], or
    /// [`LedgerError::Corrupt`] where the file is no database or not ours.
    pub async fn open(address: &str) -> Result<Self, LedgerError> {
        let ledger = Self::connect(address).await?;
        let mut connection = ledger.writers.acquire().await?;
        migrate(&mut connection, ledger.dialect, NEWEST).await?;
        drop(connection);
        Ok(ledger)
    }

    /// Connects without a look at the schema.
    pub(crate) async fn connect(address: &str) -> Result<Self, LedgerError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        let Address { dialect, url } = Address::parse(address)?;
        // A pool would try until its patience ends, and then say only that.
        let mut probe = AnyConnection::connect(&url).await?;
        sqlx::query(dialect.probe()).execute(&mut probe).await?;
        probe.close().await?;
        let (writers, readers) = match dialect {
            // A query of a list keeps a core busy: whoever comes when all are busy waits his turn, and
            // is sooner served than if all went on at once.
            Dialect::Sqlite => (1, cores().max(2)),
            Dialect::Postgres => (WRITERS, READERS),
        };
        Ok(Self {
            dialect,
            writers: pool(dialect, writers, false).connect(&url).await?,
            readers: pool(dialect, readers, true).connect_lazy(&url)?,
            walkers: pool(dialect, WALKERS, true).connect_lazy(&url)?,
        })
    }

    /// Does the work in one transaction: all of it is kept, or, where it fails, nothing. Writes have
    /// one order; the work should therefore be short and wait for nothing but the books.
    ///
    /// When this answers `Ok`, the write is on the disk.
    ///
    /// # Errors
    /// What the work answers, or [`LedgerError::Unavailable`].
    pub async fn write<T>(
        &self,
        viewer: &Viewer,
        at: Moment,
        work: impl AsyncFnOnce(&mut Writing<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let mut writing = Writing::begin(self, viewer, at).await?;
        match work(&mut writing).await {
            Ok(answer) => {
                writing.commit().await?;
                Ok(answer)
            }
            Err(error) => {
                writing.undo().await;
                Err(error)
            }
        }
    }

    /// Closes all connections once they are idle.
    pub async fn close(&self) {
        self.readers.close().await;
        self.walkers.close().await;
        self.writers.close().await;
    }
}

fn cores() -> u32 {
    std::thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX))
}

/// Connections as the books need them.
fn pool(dialect: Dialect, most: u32, only_read: bool) -> AnyPoolOptions {
    let setup = match (dialect, only_read) {
        // FULL: what was acknowledged survives a power cut. Findings come in by no order of any index: the
        // cache holds the pages that one write of them changes, and the log those of several writes, before
        // they are written to their places. Large pages, so that there are fewer to find and to write; a file
        // that is there keeps those that it has.
        (Dialect::Sqlite, false) => {
            "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 16384"
        }
        (Dialect::Sqlite, true) => "PRAGMA query_only = ON; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY",
        // Whoever holds the pen and falls silent must not stop the others for ever.
        (Dialect::Postgres, false) => {
            "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'; \
             SET default_transaction_isolation = 'read committed'; SET jit = off"
        }
        // Which index is right depends on the values that are asked for: a plan for any of them is one that
        // reads everything.
        (Dialect::Postgres, true) => {
            "SET idle_in_transaction_session_timeout = '60s'; SET default_transaction_isolation = 'read committed'; \
             SET jit = off; SET plan_cache_mode = force_custom_plan"
        }
    };
    AnyPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(PATIENCE)
        // A file does not go away as a server does: no need to ask before each query whether it is there.
        .test_before_acquire(dialect == Dialect::Postgres)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(setup).execute(connection).await?;
                Ok(())
            })
        })
}
