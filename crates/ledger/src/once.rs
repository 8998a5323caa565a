//! A command that is sent twice is carried out once: its answer is kept under a key that its sender
//! chose.

use crate::sql::text;
use crate::writing::Writing;
use crate::{LedgerError, trail};

impl Writing<'_> {
    /// The answer that an earlier command with this key was given, if there was one; otherwise the key
    /// is now the one of this command, and [`Self::answer`] must follow.
    ///
    /// `content` is what the command says; a key stands for one content only.
    ///
    /// # Errors
    /// [`LedgerError::KeyReused`]
    pub async fn earlier_answer(&mut self, key: &str, content: &str) -> Result<Option<String>, LedgerError> {
        let row = sqlx::query("SELECT content, answer FROM command_key WHERE user_id = $1 AND name = $2")
            .bind(self.viewer().user().0.as_str())
            .bind(key)
            .fetch_optional(self.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        match text(&row, "content")? == trail::digest(&[content]) {
            true => Ok(Some(text(&row, "answer")?)),
            false => Err(LedgerError::KeyReused { key: key.to_owned() }),
        }
    }

    /// Keeps the answer of a command under its key, in the same transaction as what it did.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]; [`LedgerError::Internal`] for a key that has an answer.
    pub async fn answer(&mut self, key: &str, content: &str, answer: &str) -> Result<(), LedgerError> {
        sqlx::query("INSERT INTO command_key (user_id, name, content, answer, at) VALUES ($1, $2, $3, $4, $5)")
            .bind(self.viewer().user().0.as_str())
            .bind(key)
            .bind(trail::digest(&[content]))
            .bind(answer)
            .bind(self.at().epoch_seconds())
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
