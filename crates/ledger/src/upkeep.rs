//! What is done now and then to keep the books, so that somebody notices when it is not: the last backup, and
//! the last time the trail was checked from end to end.

use crate::sql::{moment, text};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Ledger, LedgerError};
use domain::Moment;

/// 维护事项
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upkeep {
    /// 备份账册
    Backup,
    /// 校验留痕
    Verification,
}

impl Upkeep {
    /// The stable tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Upkeep::Backup => "backup",
            Upkeep::Verification => "verification",
        }
    }
}

/// 最近一次维护
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastUpkeep {
    /// 时间
    pub at: Moment,
    /// 说明
    pub detail: String,
}

impl Ledger {
    /// When this was done last; none where it never was.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn last_upkeep(&self, of: Upkeep) -> Result<Option<LastUpkeep>, LedgerError> {
        let row = sqlx::query("SELECT at, detail FROM upkeep WHERE name = $1")
            .bind(of.tag())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| {
            Ok(LastUpkeep {
                at: moment(&row, "at")?,
                detail: text(&row, "detail")?,
            })
        })
        .transpose()
    }
}

impl Writing<'_> {
    /// Writes down that this was done now and went well. Where the trail is broken nothing more is written.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn record_upkeep(&mut self, of: Upkeep, detail: &str) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT INTO upkeep (name, at, detail) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET \
             at = EXCLUDED.at, detail = EXCLUDED.detail",
        )
        .bind(of.tag())
        .bind(self.at().epoch_seconds())
        .bind(detail)
        .execute(self.connection())
        .await?;
        self.log(Entry {
            deed: Deed::Upkeep,
            subject: &format!("upkeep/{}", of.tag()),
            detail,
            purpose: "",
            content: &trail::digest(&[of.tag(), detail]),
        })
        .await
    }
}
