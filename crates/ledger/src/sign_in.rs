//! Signing in: failures that lock, a one-time code that counts once, and the session that is opened.
//!
//! The caller checks password and code; whether the account may sign in at all is decided here, in the
//! write that opens the session, so that two attempts at once cannot both use one code.

use crate::account::{Account, AccountState, Credentials, NOBODY, by_id, by_login, no_such_account};
use crate::session::{Proof, Session, SessionLimits};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Ledger, LedgerError, Scope, Viewer};
use casework::{Actor, Place, Role, UserId};
use domain::{InstitutionCode, Moment};

/// 登录锁定 · how many failures in a row lock an account, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockOut {
    /// 连续失败次数
    pub failures: u16,
    /// 锁定时长, in seconds
    pub seconds: i64,
}

impl Default for LockOut {
    /// Five failures, fifteen minutes; ours, GB/T 22239 asks for both without a number.
    fn default() -> Self {
        Self {
            failures: 5,
            seconds: 900,
        }
    }
}

/// 不予登录 · why a right password does not open a session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    /// the account is disabled
    #[error("账号已停用。请与系统管理员联系。")]
    Disabled,
    /// too many failures
    #[error("连续多次登录失败，账号锁定至{until}。请届时再试，或请系统管理员启用。")]
    Locked {
        /// 锁定至
        until: Moment,
    },
    /// the account has one-time codes, and none was shown
    #[error("请填写动态口令。")]
    CodeMissing,
    /// a code that was used before
    #[error("该动态口令已经用过。请等待下一个口令。")]
    CodeUsed,
}

/// 登录失败后 · how an account stands after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed {
    /// 连续失败次数; 0 once the account is locked
    pub failures: i64,
    /// 锁定至, while it is locked
    pub locked_until: Option<Moment>,
}

impl Ledger {
    /// What a sign-in under this login is checked against, however the login is written.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn credentials(&self, login: &str) -> Result<Option<Credentials>, LedgerError> {
        by_login(&mut *self.readers.acquire().await?, login).await
    }

    /// What somebody who has signed in proves his password or code against.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`]
    pub async fn credentials_of(&self, account: &UserId) -> Result<Credentials, LedgerError> {
        let found = by_id(&mut *self.readers.acquire().await?, account).await?;
        found.ok_or_else(|| no_such_account(account))
    }
}

impl Viewer {
    /// Who signs in, or has signed in and acts in no role: he has his account, and sees nothing.
    pub fn of_account(account: &UserId) -> Self {
        let actor = Actor {
            user: account.clone(),
            role: Role::AccountHolder,
            // No institution has this code: what reaches as far as the place reaches nothing.
            place: Place::Institution {
                code: InstitutionCode::new(""),
            },
        };
        Self::within(actor, Scope::Nothing)
    }
}

impl Writing<'_> {
    /// Opens a session for the viewer ([`Viewer::of_account`]), whose password is right. `digest` is that
    /// of the session's token, 64 hexadecimal digits; `code_step` is the time step of the one-time code
    /// that was shown and is right. A refusal is written down too, and counts as a failure where a code
    /// was used twice.
    ///
    /// # Errors
    /// The outer error where the books do not work; the inner one says why there is no session.
    pub async fn sign_in(
        &mut self,
        digest: &str,
        code_step: Option<i64>,
        limits: &SessionLimits,
        lock_out: &LockOut,
    ) -> Result<Result<Session, SignInRefusal>, LedgerError> {
        let id = self.viewer().user();
        let credentials = self.credentials_of(id).await?;
        if let Err(refusal) = may_sign_in(&credentials, code_step, self.at()) {
            if refusal == SignInRefusal::CodeUsed {
                self.refuse_sign_in(lock_out).await?;
            } else if refusal != SignInRefusal::CodeMissing {
                self.log_refusal(&credentials, refusal_word(&refusal)).await?;
            }
            return Ok(Err(refusal));
        }
        let step = code_step.unwrap_or(credentials.code_step);
        self.enter(&credentials, digest, Proof::Password, step, limits)
            .await
            .map(Ok)
    }

    /// Opens a session for the viewer ([`Viewer::of_account`]), who is who he says by the word of the provider
    /// to which his account is linked. What else he has to show is the provider's affair: neither password
    /// nor one-time code is asked for. `digest` as for [`Self::sign_in`]; a refusal is written down.
    ///
    /// # Errors
    /// The outer error where the books do not work; the inner one says why there is no session.
    pub async fn sign_in_by_provider(
        &mut self,
        digest: &str,
        limits: &SessionLimits,
    ) -> Result<Result<Session, SignInRefusal>, LedgerError> {
        let credentials = self.credentials_of(self.viewer().user()).await?;
        if let Err(refusal) = is_open(&credentials.account, self.at()) {
            self.log_refusal(&credentials, refusal_word(&refusal)).await?;
            return Ok(Err(refusal));
        }
        let step = credentials.code_step;
        self.enter(&credentials, digest, Proof::Provider, step, limits)
            .await
            .map(Ok)
    }

    /// Opens the session, and counts no failures any more.
    async fn enter(
        &mut self,
        credentials: &Credentials,
        digest: &str,
        proof: Proof,
        step: i64,
        limits: &SessionLimits,
    ) -> Result<Session, LedgerError> {
        let id = self.viewer().user();
        sqlx::query(
            "UPDATE account SET failures = 0, locked_until = 0, last_login = $1, otp_last_step = $2 WHERE id = $3",
        )
        .bind(self.at().epoch_seconds())
        .bind(step)
        .bind(id.0.as_str())
        .execute(self.connection())
        .await?;
        let session = self.open_session(digest, proof, limits).await?;
        self.log(Entry {
            deed: Deed::SignIn,
            subject: &credentials.account.subject(),
            detail: match proof {
                Proof::Password => "",
                Proof::Provider => "统一身份",
            },
            purpose: "",
            content: &trail::digest(&[digest, &id.0]),
        })
        .await?;
        Ok(session)
    }

    /// Counts a wrong password or code for the viewer ([`Viewer::of_account`]); enough of them in a row
    /// lock the account. While it is locked nothing more is counted.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`]
    pub async fn refuse_sign_in(&mut self, lock_out: &LockOut) -> Result<Failed, LedgerError> {
        let credentials = self.credentials_of(self.viewer().user()).await?;
        let now = self.at();
        if credentials.account.is_locked(now) {
            self.log_refusal(&credentials, "已锁定").await?;
            return Ok(Failed {
                failures: credentials.failures,
                locked_until: credentials.account.locked_until,
            });
        }
        let failures = credentials.failures + 1;
        let failed = match failures >= i64::from(lock_out.failures.max(1)) {
            true => Failed {
                failures: 0,
                locked_until: Some(now.plus_seconds(lock_out.seconds)),
            },
            false => Failed {
                failures,
                locked_until: None,
            },
        };
        sqlx::query("UPDATE account SET failures = $1, locked_until = $2 WHERE id = $3")
            .bind(failed.failures)
            .bind(failed.locked_until.map_or(0, Moment::epoch_seconds))
            .bind(credentials.account.id.0.as_str())
            .execute(self.connection())
            .await?;
        let detail = match failed.locked_until {
            Some(until) => format!("连续第{failures}次失败，锁定至{until}"),
            None => format!("连续第{failures}次失败"),
        };
        self.log_refusal(&credentials, &detail).await?;
        Ok(failed)
    }

    /// Writes down that somebody tried a login that nobody has. The login itself may be a mistyped
    /// password and is not kept.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn refuse_unknown_login(&mut self) -> Result<(), LedgerError> {
        self.log_refused(NOBODY, "登录名不存在").await
    }

    async fn log_refusal(&mut self, credentials: &Credentials, detail: &str) -> Result<(), LedgerError> {
        self.log_refused(&credentials.account.subject(), detail).await
    }

    pub(crate) async fn log_refused(&mut self, subject: &str, detail: &str) -> Result<(), LedgerError> {
        self.log(Entry {
            deed: Deed::Refuse,
            subject,
            detail,
            purpose: "",
            content: "",
        })
        .await
    }
}

fn may_sign_in(credentials: &Credentials, code_step: Option<i64>, now: Moment) -> Result<(), SignInRefusal> {
    is_open(&credentials.account, now)?;
    match (credentials.account.has_code, code_step) {
        (false, _) => Ok(()),
        (true, None) => Err(SignInRefusal::CodeMissing),
        (true, Some(step)) if step <= credentials.code_step => Err(SignInRefusal::CodeUsed),
        (true, Some(_)) => Ok(()),
    }
}

fn is_open(account: &Account, now: Moment) -> Result<(), SignInRefusal> {
    if account.state == AccountState::Disabled {
        return Err(SignInRefusal::Disabled);
    }
    match account.locked_until.filter(|until| now < *until) {
        Some(until) => Err(SignInRefusal::Locked { until }),
        None => Ok(()),
    }
}

fn refusal_word(refusal: &SignInRefusal) -> &'static str {
    match refusal {
        SignInRefusal::Disabled => "已停用",
        SignInRefusal::Locked { .. } => "已锁定",
        SignInRefusal::CodeMissing => "缺动态口令",
        SignInRefusal::CodeUsed => "动态口令已用过",
    }
}
