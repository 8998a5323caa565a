//! The schema as numbered steps, and how books of any earlier version come to the newest.
//!
//! A step is a file that is never changed once released; the version table holds the digest of each
//! step that was taken, so that a changed file is noticed.

use crate::address::Dialect;
use crate::sql::{number, text};
use crate::{LedgerError, trail};
use sqlx::{AnyConnection, AssertSqlSafe, Connection};

/// One step of the schema.
struct Step {
    version: i64,
    name: &'static str,
    text: &'static str,
}

macro_rules! steps {
    ($($version:literal $name:literal;)*) => {
        &[$(Step {
            version: $version,
            name: $name,
            text: include_str!(concat!("../migrations/", $name, ".sql")),
        }),*]
    };
}

const STEPS: &[Step] = steps! {
    1 "0001_matters_and_trail";
    2 "0002_findings";
    3 "0003_jobs";
    4 "0004_attachments";
    5 "0005_accounts";
    6 "0006_alerts";
    7 "0007_settings";
    8 "0008_sums";
    9 "0009_conduct";
    10 "0010_vault";
    11 "0011_surveys";
    12 "0012_recognition";
    13 "0013_single_sign_on";
    14 "0014_co_signing";
    15 "0015_upkeep";
    16 "0016_clinical";
    17 "0017_house_settings";
    18 "0018_reports_taken";
    19 "0019_parties";
    20 "0020_keys_co_signed";
};

/// The version that this program writes.
pub(crate) const NEWEST: i64 = match STEPS.last() {
    Some(step) => step.version,
    None => 0,
};

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY, \
                        name TEXT NOT NULL, digest TEXT NOT NULL)";

/// Takes all steps up to `version` that the books lack, in one transaction; those that are taken do
/// nothing. Gives the version at which the books were.
pub(crate) async fn migrate(
    connection: &mut AnyConnection,
    dialect: Dialect,
    version: i64,
) -> Result<i64, LedgerError> {
    let mut work = connection.begin_with(dialect.begin()).await?;
    if dialect == Dialect::Postgres {
        // Two programs that start at once take turns.
        sqlx::query("SELECT pg_advisory_xact_lock(5642117)")
            .execute(&mut *work)
            .await?;
    }
    sqlx::raw_sql(AssertSqlSafe(dialect.schema(VERSIONS)))
        .execute(&mut *work)
        .await?;
    let taken = sqlx::query("SELECT version, name, digest FROM schema_version ORDER BY version")
        .fetch_all(&mut *work)
        .await?;
    let found = taken.last().map_or(Ok(0), |row| number(row, "version"))?;
    if found > NEWEST {
        return Err(LedgerError::NewerSchema { found, known: NEWEST });
    }
    for (row, step) in taken.iter().zip(STEPS) {
        if number(row, "version")? != step.version || text(row, "digest")? != trail::digest(&[step.text]) {
            return Err(LedgerError::unreadable(
                format!("结构第{}版", step.version),
                format!("与程序所带的{}不一致", step.name),
            ));
        }
    }
    for step in STEPS
        .iter()
        .filter(|step| step.version > found && step.version <= version)
    {
        sqlx::raw_sql(AssertSqlSafe(dialect.schema(step.text)))
            .execute(&mut *work)
            .await?;
        sqlx::query("INSERT INTO schema_version (version, name, digest) VALUES ($1, $2, $3)")
            .bind(step.version)
            .bind(step.name)
            .bind(trail::digest(&[step.text]))
            .execute(&mut *work)
            .await?;
        tracing::info!(step = step.name, "账册结构已更新");
    }
    work.commit().await?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_upwards_and_named_by_their_number() {
        assert!(STEPS.is_sorted_by(|one, next| one.version < next.version));
        for step in STEPS {
            assert!(step.name.starts_with(&format!("{:04}_", step.version)), "{}", step.name);
        }
        assert_eq!(STEPS.first().map(|step| step.version), Some(1));
    }
}
