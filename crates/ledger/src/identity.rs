//! As whom an outside provider of identities (single sign-on) knows the holder of an account. It says who
//! somebody is and nothing else: no account and no role comes from there.

use crate::account::{self, Account, Credentials, by_identity};
use crate::denial::plain;
use crate::grant::{self, apart};
use crate::trail::Deed;
use crate::writing::Writing;
use crate::{Denial, Ledger, LedgerError};
use casework::UserId;

/// The longest subject and issuer that are kept, in characters; OpenID Connect allows 255 for a subject.
const LONGEST: usize = 255;

/// 统一身份 · a subject of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// 签发者: the address by which the provider names itself
    pub issuer: String,
    /// 用户标识 at the provider, `sub`; never given to somebody else
    pub subject: String,
}

impl Ledger {
    /// The account that was linked to this identity.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn account_of_identity(&self, identity: &Identity) -> Result<Option<Account>, LedgerError> {
        let found = by_identity(&mut *self.readers.acquire().await?, identity).await?;
        Ok(found.map(|found| found.account))
    }
}

impl Writing<'_> {
    /// Links an account to an identity, in place of the one it had; its sessions end.
    ///
    /// # Errors
    /// [`LedgerError::Denied`] for one's own account and an identity that another account has;
    /// [`LedgerError::NotFound`]; [`LedgerError::Refused`] for other roles than an administrator.
    pub async fn link_identity(&mut self, account: &UserId, identity: &Identity) -> Result<Account, LedgerError> {
        self.must_keep_account(account, "关联统一身份").await?;
        self.write_identity(account, identity).await?;
        self.end_sessions(account, "").await?;
        self.log_account(Deed::Link, account, "由系统管理员关联").await?;
        Ok(self.credentials_of(account).await?.account)
    }

    /// Undoes [`Self::link_identity`]; an account that is linked to nobody is left as it is.
    ///
    /// # Errors
    /// As [`Self::link_identity`].
    pub async fn unlink_identity(&mut self, account: &UserId) -> Result<Account, LedgerError> {
        let before = self.must_keep_account(account, "解除统一身份").await?;
        if before.identity.is_none() {
            return Ok(before);
        }
        let nobody = Identity {
            issuer: String::new(),
            subject: String::new(),
        };
        self.set_identity(account, &nobody).await?;
        self.end_sessions(account, "").await?;
        self.log_account(Deed::Unlink, account, "").await?;
        Ok(self.credentials_of(account).await?.account)
    }

    /// Links the account of the viewer ([`crate::Viewer::of_account`]), whom the provider has just shown to
    /// be the holder by `claim`, at his first sign-in.
    ///
    /// # Errors
    /// [`Denial::LinkByHand`] for an account that has another identity, and for who administers or audits
    /// the system: whoever keeps the provider could make himself one of them. [`Denial::IdentityTaken`].
    pub async fn link_own_identity(&mut self, identity: &Identity, claim: &str) -> Result<(), LedgerError> {
        let account = self.viewer().user();
        let before: Credentials = self.credentials_of(account).await?;
        let today = self.at().day();
        let held = grant::valid(self.connection(), account, today).await?;
        if before.account.identity.is_some() || held.iter().any(|grant| apart(grant.role)) {
            return Err(Denial::LinkByHand.into());
        }
        self.write_identity(account, identity).await?;
        let detail = format!("首次登录，按{claim}关联");
        self.log_account(Deed::Link, account, &detail).await
    }

    async fn write_identity(&mut self, account: &UserId, identity: &Identity) -> Result<(), LedgerError> {
        plain("subject", "统一身份的用户标识", &identity.subject, LONGEST)?;
        plain("issuer", "统一身份的签发者", &identity.issuer, LONGEST)?;
        let holder = by_identity(self.connection(), identity).await?;
        if holder.is_some_and(|holder| holder.account.id != *account) {
            return Err(Denial::IdentityTaken.into());
        }
        self.set_identity(account, identity).await
    }

    async fn set_identity(&mut self, account: &UserId, identity: &Identity) -> Result<(), LedgerError> {
        sqlx::query(
            "UPDATE account SET identity_issuer = $1, identity_subject = $2, changed_at = $3, changed_by = $4 \
             WHERE id = $5",
        )
        .bind(identity.issuer.as_str())
        .bind(identity.subject.as_str())
        .bind(self.at().epoch_seconds())
        .bind(self.viewer().user().0.as_str())
        .bind(account.0.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Writes down that the provider's word did not open a session: what it says of whom no account knows, or
    /// a token that does not stand up to checking.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn refuse_identity(&mut self, why: &str) -> Result<(), LedgerError> {
        self.log_refused(account::NOBODY, why).await
    }
}
