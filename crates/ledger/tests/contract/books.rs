//! Empty books for one test, on either database.

use crate::postgres::server;
use ledger::Ledger;
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, AssertSqlSafe};
use std::path::PathBuf;
use tempfile::TempDir;

/// Where a test keeps its books.
pub struct Books {
    pub address: String,
    pub folder: TempDir,
}

impl Books {
    /// The books, opened.
    pub async fn open(&self) -> Ledger {
        Ledger::open(&self.address)
            .await
            .unwrap_or_else(|error| panic!("{error}: {error:?}"))
    }

    /// An empty database beside this one, of the same kind.
    pub async fn another(&self) -> String {
        match self.is_sqlite() {
            true => format!("sqlite:{}", self.path("another.db").display()),
            false => new_database().await,
        }
    }

    pub fn is_sqlite(&self) -> bool {
        self.address.starts_with("sqlite:")
    }

    /// A place in the folder of the test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A connection behind the back of the program.
    pub async fn behind(&self) -> AnyPool {
        sqlx::any::install_default_drivers();
        let url = match self.is_sqlite() {
            true => format!("{}?mode=rwc", self.address),
            false => self.address.clone(),
        };
        AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap()
    }

    /// Statements behind the back of the program; gives the number of rows changed.
    pub async fn tamper(&self, sql: &str) -> u64 {
        let pool = self.behind().await;
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&pool)
            .await
            .unwrap();
        pool.close().await;
        done.rows_affected()
    }

    /// The text of the books.
    pub async fn text(&self, ledger: &Ledger) -> String {
        let mut text = Vec::new();
        ledger.dump(&mut text).await.unwrap();
        String::from_utf8(text).unwrap()
    }
}

/// Runs a test on a file.
pub fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Books) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("账册 1.db").display());
    block_on(test(Books { address, folder }));
}

/// Runs a test on a server.
pub fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(Books) -> F) {
    if server().is_none() {
        return;
    }
    block_on(async {
        let address = new_database().await;
        let folder = tempfile::tempdir().unwrap();
        test(Books { address, folder }).await;
    });
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

async fn new_database() -> String {
    sqlx::any::install_default_drivers();
    let server = server().unwrap();
    let name = server.new_name();
    let pool = AnyPoolOptions::new()
        .max_connections(1)
        .connect(&server.address("postgres"))
        .await
        .unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    server.address(&name)
}
