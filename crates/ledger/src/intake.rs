//! How far a source of findings was taken in: written in the transaction that took them, so that
//! whoever is killed goes on where he was, and nothing comes in twice or is left out.

use crate::LedgerError;
use crate::ledger::Ledger;
use crate::sql::{moment, text};
use crate::writing::Writing;

impl Ledger {
    /// The position up to which a source was taken in; none for one that never was.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn taken_up_to(&self, source: &str) -> Result<Option<String>, LedgerError> {
        let row = sqlx::query("SELECT position FROM intake WHERE source = $1")
            .bind(source)
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| text(&row, "position")).transpose()
    }
}

impl Writing<'_> {
    /// Moves a source on from the position where the caller began to read it.
    ///
    /// # Errors
    /// [`LedgerError::Conflict`] where somebody else has moved it meanwhile; the write must then be given
    /// up, and reading begin at the new position.
    pub async fn advance(&mut self, source: &str, from: Option<&str>, to: &str) -> Result<(), LedgerError> {
        let row = sqlx::query("SELECT position, at FROM intake WHERE source = $1")
            .bind(source)
            .fetch_optional(self.connection())
            .await?;
        if let Some(row) = &row
            && Some(text(row, "position")?.as_str()) != from
        {
            return Err(LedgerError::Conflict {
                what: "入账来源",
                id: source.to_owned(),
                by: "另一个入账程序".to_owned(),
                at: moment(row, "at")?,
            });
        }
        let at = self.at();
        sqlx::query(
            "INSERT INTO intake (source, position, at) VALUES ($1, $2, $3) \
             ON CONFLICT (source) DO UPDATE SET position = excluded.position, at = excluded.at",
        )
        .bind(source)
        .bind(to)
        .bind(at.epoch_seconds())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
