//! What an administrator sets for the whole system, as texts under names. What a text means is the
//! caller's affair; who set it, and that nobody changed it since, is in the trail.

use crate::sql::text;
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Ledger, LedgerError};
use casework::{Place, Refusal, Role};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

const ADMINISTRATOR: &[Role] = &[Role::SystemAdministrator];

/// The setting in the trail.
pub(crate) fn subject(name: &str) -> String {
    format!("setting/{name}")
}

/// What the trail holds of a setting.
pub(crate) fn seal(name: &str, value: &str) -> String {
    trail::digest(&[name, value])
}

/// All settings, by name.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<BTreeMap<String, String>, LedgerError> {
    let rows = sqlx::query("SELECT name, value FROM setting ORDER BY name")
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| Ok((text(row, "name")?, text(row, "value")?)))
        .collect()
}

impl Ledger {
    /// All settings, by name.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn settings(&self) -> Result<BTreeMap<String, String>, LedgerError> {
        all(&mut *self.readers.acquire().await?).await
    }
}

impl Writing<'_> {
    /// Sets a text under a name; setting what is set already changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than an administrator of everything: what is set holds everywhere.
    pub async fn put_setting(&mut self, name: &str, value: &str) -> Result<(), LedgerError> {
        let action = "修改系统设置";
        self.must_administer(action).await?;
        if self.viewer().actor.place != Place::Everywhere {
            let roles = ADMINISTRATOR;
            return Err(Refusal::Role { action, roles }.into());
        }
        let before = all(self.connection()).await?;
        if before.get(name).is_some_and(|before| before == value) {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO setting (name, value, changed_at, changed_by) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, changed_at = EXCLUDED.changed_at, \
             changed_by = EXCLUDED.changed_by",
        )
        .bind(name)
        .bind(value)
        .bind(self.at().epoch_seconds())
        .bind(self.viewer().user().0.as_str())
        .execute(self.connection())
        .await?;
        self.log(Entry {
            deed: Deed::Setting,
            subject: &subject(name),
            detail: "",
            purpose: "",
            content: &seal(name, value),
        })
        .await
    }
}
