//! Sessions: who has signed in, until when, and with which roles. Known by the digest of a token that
//! only its holder has.

use crate::account::{self, Account, AccountState};
use crate::grant::{self, Grant};
use crate::organisation::tagged;
use crate::sql::{moment, number, text};
use crate::trail::{Deed, Entry};
use crate::writing::Writing;
use crate::{Ledger, LedgerError};
use casework::UserId;
use domain::Moment;

/// How old the last sign of life of a session is when it is written anew, in seconds. Each request would
/// otherwise be a write.
const TOUCH_EVERY: i64 = 30;

/// 会话期限 · how long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// 闲置, in seconds
    pub idle: i64,
    /// 最长, in seconds
    pub absolute: i64,
}

impl Default for SessionLimits {
    /// Fifteen minutes without a request (shared computers of a ward), twelve hours in all.
    fn default() -> Self {
        Self {
            idle: 900,
            absolute: 43_200,
        }
    }
}

tagged! {
    /// 登录方式
    Proof, "登录方式":
    /// 密码: the account's own password, and its one-time code where it has them
    Password "password" "密码";
    /// 统一身份: the word of the provider of identities
    Provider "provider" "统一身份";
}

/// 会话
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// 令牌摘要
    pub digest: String,
    /// 登录方式
    pub proof: Proof,
    /// 建立时间
    pub created_at: Moment,
    /// 最近使用时间, to half a minute
    pub last_seen: Moment,
    /// 闲置期限, in seconds
    idle: i64,
    /// 最长至
    pub until: Moment,
}

impl Session {
    /// 届满时间, without a further request
    pub fn ends_at(&self) -> Moment {
        self.last_seen.plus_seconds(self.idle).min(self.until)
    }
}

/// 已登录 · a session that lasts, whose it is, and the grants that count now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// 会话
    pub session: Session,
    /// 账号
    pub account: Account,
    /// 授权, the oldest first; without those that ended or were revoked
    pub grants: Vec<Grant>,
}

impl Ledger {
    /// Whose session this is; none where it has ended, has lasted too long or was idle, and where the
    /// account is disabled.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn session(&self, digest: &str, now: Moment) -> Result<Option<SignedIn>, LedgerError> {
        if !is_digest(digest) {
            return Ok(None);
        }
        let mut connection = self.readers.acquire().await?;
        let row = sqlx::query(
            "SELECT account, created_at, last_seen, idle, until, proof FROM session WHERE digest = $1 AND ended_at = 0",
        )
        .bind(digest)
        .fetch_optional(&mut *connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let session = Session {
            digest: digest.to_owned(),
            proof: Proof::read(&row, "proof")?,
            created_at: moment(&row, "created_at")?,
            last_seen: moment(&row, "last_seen")?,
            idle: number(&row, "idle")?,
            until: moment(&row, "until")?,
        };
        let id = UserId(text(&row, "account")?);
        let found = account::by_id(&mut connection, &id).await?;
        let Some(found) = found.filter(|found| found.account.state == AccountState::Active) else {
            return Ok(None);
        };
        if now >= session.ends_at() {
            return Ok(None);
        }
        Ok(Some(SignedIn {
            session,
            account: found.account,
            grants: grant::valid(&mut connection, &id, now.day()).await?,
        }))
    }

    /// Says that the session is in use; at most one write in half a minute. Where this fails the session
    /// goes on to its present end.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn touch_session(&self, session: &Session, now: Moment) -> Result<(), LedgerError> {
        if now.seconds_since(session.last_seen) < TOUCH_EVERY {
            return Ok(());
        }
        sqlx::query("UPDATE session SET last_seen = $1 WHERE digest = $2 AND ended_at = 0 AND last_seen < $1")
            .bind(now.epoch_seconds())
            .bind(session.digest.as_str())
            .execute(&self.writers)
            .await?;
        Ok(())
    }
}

impl Writing<'_> {
    /// Opens a session for the viewer; its row in the trail is the next one.
    pub(crate) async fn open_session(
        &mut self,
        digest: &str,
        proof: Proof,
        limits: &SessionLimits,
    ) -> Result<Session, LedgerError> {
        must_be_digest(digest)?;
        let now = self.at();
        let session = Session {
            digest: digest.to_owned(),
            proof,
            created_at: now,
            last_seen: now,
            idle: limits.idle,
            until: now.plus_seconds(limits.absolute),
        };
        sqlx::query(
            "INSERT INTO session (digest, account, trail, created_at, last_seen, idle, until, ended_at, proof) \
             VALUES ($1, $2, $3, $4, $4, $5, $6, 0, $7)",
        )
        .bind(digest)
        .bind(self.viewer().user().0.as_str())
        .bind(self.next_number())
        .bind(now.epoch_seconds())
        .bind(session.idle)
        .bind(session.until.epoch_seconds())
        .bind(proof.tag())
        .execute(self.connection())
        .await?;
        Ok(session)
    }

    /// Ends a session of the viewer. One that has ended is left as it is.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn sign_out(&mut self, digest: &str) -> Result<(), LedgerError> {
        let account = self.viewer().user();
        let ended = sqlx::query("UPDATE session SET ended_at = $1 WHERE digest = $2 AND account = $3 AND ended_at = 0")
            .bind(self.at().epoch_seconds())
            .bind(digest)
            .bind(account.0.as_str())
            .execute(self.connection())
            .await?;
        if ended.rows_affected() == 0 {
            return Ok(());
        }
        self.log(Entry {
            deed: Deed::SignOut,
            subject: &account::subject(account),
            detail: "",
            purpose: "",
            content: "",
        })
        .await
    }

    /// Ends the sessions of an account but one, as a part of what makes it necessary.
    pub(crate) async fn end_sessions(&mut self, account: &UserId, keep: &str) -> Result<(), LedgerError> {
        sqlx::query("UPDATE session SET ended_at = $1 WHERE account = $2 AND digest <> $3 AND ended_at = 0")
            .bind(self.at().epoch_seconds())
            .bind(account.0.as_str())
            .bind(keep)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

/// A caller that hands over a token itself is defective: tokens must not come into the books.
pub(crate) fn must_be_digest(digest: &str) -> Result<(), LedgerError> {
    match is_digest(digest) {
        true => Ok(()),
        false => Err(LedgerError::internal("令牌摘要不是64位十六进制数")),
    }
}

pub(crate) fn is_digest(digest: &str) -> bool {
    digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
