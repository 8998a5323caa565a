//! Which files belong to which matter. A file exists for whoever the matter exists for.

use crate::LedgerError;
use crate::command::not_found;
use crate::events;
use crate::matter::MatterId;
use crate::reading::Reading;
use crate::shelf::{Shelf, Shelved};
use crate::sql::{moment, number, text};
use crate::trail::{Deed, Entry};
use crate::writing::Writing;
use casework::Attachment;
use domain::Moment;

/// 附件 · a file of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// 文件名
    pub name: String,
    /// 摘要, by which the file is asked for
    pub digest: String,
    /// 类型, its stable tag
    pub kind: String,
    /// 字节数
    pub bytes: i64,
    /// 收存时间
    pub stored_at: Moment,
    /// 收存人
    pub stored_by: String,
}

impl Writing<'_> {
    /// Attaches a file that lies on the shelf to a matter, and gives the paper that a command names.
    /// Attaching it again changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a matter that does not exist for the viewer.
    pub async fn attach(&mut self, id: &MatterId, file: &Shelved) -> Result<Attachment, LedgerError> {
        let viewer = self.viewer();
        if !events::is_visible(self.connection(), viewer, id).await? {
            return Err(not_found(id));
        }
        let stored = sqlx::query(
            "INSERT INTO attachment (digest, matter, name, kind, bytes, stored_at, stored_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (matter, digest, name) DO NOTHING",
        )
        .bind(file.digest.as_str())
        .bind(id.as_str())
        .bind(file.name.as_str())
        .bind(file.kind.tag())
        .bind(i64::try_from(file.bytes).unwrap_or(i64::MAX))
        .bind(self.at().epoch_seconds())
        .bind(viewer.user().0.as_str())
        .execute(self.connection())
        .await?;
        if stored.rows_affected() > 0 {
            // A name may be that of a patient; the digest says which file it was.
            self.log(Entry {
                deed: Deed::Attach,
                subject: id.as_str(),
                detail: file.kind.tag(),
                purpose: "",
                content: &file.digest,
            })
            .await?;
        }
        Ok(Attachment {
            name: file.name.clone(),
            digest: file.digest.clone(),
        })
    }

    /// Lets a matter have files of another that it comes from, those of these digests. Who sees the matter
    /// sees them there, whether or not the other exists for him.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a matter that does not exist for the viewer.
    pub async fn share_attachments(
        &mut self,
        from: &MatterId,
        to: &MatterId,
        digests: &[&str],
    ) -> Result<(), LedgerError> {
        let viewer = self.viewer();
        for id in [from, to] {
            if !events::is_visible(self.connection(), viewer, id).await? {
                return Err(not_found(id));
            }
        }
        for digest in digests {
            let shared = sqlx::query(
                "INSERT INTO attachment (digest, matter, name, kind, bytes, stored_at, stored_by) \
                 SELECT digest, $1, name, kind, bytes, $2, $3 FROM attachment WHERE matter = $4 AND digest = $5 \
                 ON CONFLICT (matter, digest, name) DO NOTHING",
            )
            .bind(to.as_str())
            .bind(self.at().epoch_seconds())
            .bind(viewer.user().0.as_str())
            .bind(from.as_str())
            .bind(*digest)
            .execute(self.connection())
            .await?;
            if shared.rows_affected() > 0 {
                self.log(Entry {
                    deed: Deed::Attach,
                    subject: to.as_str(),
                    detail: from.as_str(),
                    purpose: "",
                    content: digest,
                })
                .await?;
            }
        }
        Ok(())
    }

    /// Records that an official document was made from a matter: which one, under which number, and the
    /// digest of the file, so that a printed one can be told from a forged one.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a matter that does not exist for the viewer.
    pub async fn record_document(
        &mut self,
        id: &MatterId,
        title: &str,
        number: &str,
        file_digest: &str,
    ) -> Result<(), LedgerError> {
        let viewer = self.viewer();
        if !events::is_visible(self.connection(), viewer, id).await? {
            return Err(not_found(id));
        }
        self.log(Entry {
            deed: Deed::Document,
            subject: id.as_str(),
            detail: &format!("{title}；{number}"),
            purpose: "",
            content: file_digest,
        })
        .await
    }
}

impl Reading<'_> {
    /// The files of a matter, the oldest first.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a matter that does not exist for the viewer.
    pub async fn attachments(&self, id: &MatterId) -> Result<Vec<AttachmentRow>, LedgerError> {
        let mut connection = self.seat().await?;
        if !events::is_visible(&mut connection, self.viewer, id).await? {
            return Err(not_found(id));
        }
        let rows = sqlx::query(
            "SELECT name, digest, kind, bytes, stored_at, stored_by FROM attachment WHERE matter = $1 \
             ORDER BY stored_at, name, digest",
        )
        .bind(id.as_str())
        .fetch_all(&mut *connection)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(AttachmentRow {
                    name: text(row, "name")?,
                    digest: text(row, "digest")?,
                    kind: text(row, "kind")?,
                    bytes: number(row, "bytes")?,
                    stored_at: moment(row, "stored_at")?,
                    stored_by: text(row, "stored_by")?,
                })
            })
            .collect()
    }

    /// A file of a matter, with its content.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for a file of another matter; [`LedgerError::Corrupt`].
    pub async fn attachment(
        &self,
        id: &MatterId,
        digest: &str,
        shelf: &Shelf,
    ) -> Result<(AttachmentRow, Vec<u8>), LedgerError> {
        let files = self.attachments(id).await?;
        let file = files
            .into_iter()
            .find(|file| file.digest == digest)
            .ok_or_else(|| LedgerError::NotFound {
                what: "附件",
                id: digest.chars().filter(char::is_ascii_alphanumeric).take(64).collect(),
            })?;
        let content = shelf.content(&file.digest)?;
        Ok((file, content))
    }
}
