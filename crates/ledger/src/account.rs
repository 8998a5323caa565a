//! Accounts of people: made and locked by administrators, with a password and one-time codes of which
//! only opaque texts are kept. How a text is made of a password, and checked, is the caller's affair.

use crate::administer::reaches;
use crate::co_sign::is_keystone;
use crate::denial::plain;
use crate::grant::{self, Grant, GrantRow, NewGrant};
use crate::identity::Identity;
use crate::organisation::tagged;
use crate::sql::{given, happened, moment, number, text};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Denial, LedgerError};
use casework::{Place, Role, UserId};
use domain::Moment;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::fmt;

tagged! {
    /// 账号状态
    AccountState, "账号状态":
    /// 正常
    Active "active" "正常";
    /// 停用
    Disabled "disabled" "停用";
}

/// 账号 · as lists and pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// 用户
    pub id: UserId,
    /// 登录名
    pub login: String,
    /// 姓名
    pub name: String,
    /// 状态
    pub state: AccountState,
    /// 须先修改密码
    pub must_change: bool,
    /// 锁定至, after too many failures
    pub locked_until: Option<Moment>,
    /// 已启用动态口令
    pub has_code: bool,
    /// 统一身份, by which single sign-on knows the holder
    pub identity: Option<Identity>,
    /// 最近登录时间
    pub last_login: Option<Moment>,
    /// 最近变动时间
    pub changed_at: Moment,
    /// 最近变动人
    pub changed_by: String,
}

impl Account {
    /// 锁定: too many failures, not long ago.
    pub fn is_locked(&self, now: Moment) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }

    pub(crate) fn subject(&self) -> String {
        subject(&self.id)
    }
}

/// 登录凭据 · what a sign-in is checked against. Not shown, not even when debugging.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// 账号
    pub account: Account,
    /// 密码摘要, as the caller made it
    pub password: String,
    /// 动态口令密钥, encrypted by the caller; none where one-time codes are off
    pub code_secret: Option<String>,
    /// 连续失败次数
    pub(crate) failures: i64,
    /// 已用的最近一个时间步: a code of this step or an earlier one counts no more
    pub code_step: i64,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("account", &self.account.id)
            .finish_non_exhaustive()
    }
}

const SELECT: &str = "SELECT id, login, login_key, name, password, must_change, state, failures, locked_until, \
                      otp_secret, otp_last_step, last_login, changed_at, changed_by, identity_issuer, identity_subject \
                      FROM account";

impl Credentials {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        let code_secret = given(row, "otp_secret")?;
        let issuer = text(row, "identity_issuer")?;
        let identity = given(row, "identity_subject")?.map(|subject| Identity { issuer, subject });
        Ok(Self {
            account: Account {
                id: UserId(text(row, "id")?),
                login: text(row, "login")?,
                name: text(row, "name")?,
                state: AccountState::read(row, "state")?,
                must_change: number(row, "must_change")? != 0,
                locked_until: happened(row, "locked_until")?,
                has_code: code_secret.is_some(),
                identity,
                last_login: happened(row, "last_login")?,
                changed_at: moment(row, "changed_at")?,
                changed_by: text(row, "changed_by")?,
            },
            password: text(row, "password")?,
            code_secret,
            failures: number(row, "failures")?,
            code_step: number(row, "otp_last_step")?,
        })
    }

    /// What the trail holds of the account and its grants: everything but what each sign-in changes.
    pub(crate) fn seal<'a>(&self, grants: impl Iterator<Item = &'a GrantRow>) -> String {
        let Account {
            id,
            login,
            name,
            state,
            must_change,
            changed_at,
            changed_by,
            identity,
            has_code: _,
            locked_until: _,
            last_login: _,
        } = &self.account;
        let mut texts = vec![
            id.0.clone(),
            login.clone(),
            name.clone(),
            state.tag().to_owned(),
            must_change.to_string(),
            changed_at.epoch_seconds().to_string(),
            changed_by.clone(),
            self.password.clone(),
            self.code_secret.clone().unwrap_or_default(),
        ];
        // Accounts that were written before there were identities keep their seals.
        if let Some(Identity { issuer, subject }) = identity {
            texts.push(format!("identity {issuer} {subject}"));
        }
        texts.extend(grants.map(GrantRow::seal));
        trail::digest(&texts.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

impl Writing<'_> {
    /// Makes the first account, which administers everything, in books that have none.
    ///
    /// # Errors
    /// [`Denial::AlreadySetUp`], [`Denial::Field`]
    pub async fn create_first_administrator(
        &mut self,
        login: &str,
        name: &str,
        password: &str,
    ) -> Result<(Account, Grant), LedgerError> {
        let any = sqlx::query("SELECT 1 AS one FROM account LIMIT 1");
        if any.fetch_optional(self.connection()).await?.is_some() {
            return Err(Denial::AlreadySetUp.into());
        }
        let id = self.insert_account(login, name, password).await?;
        let everything = NewGrant {
            role: Role::SystemAdministrator,
            place: Place::Everywhere,
            department: None,
            practitioner: None,
            until: None,
        };
        let grant = self.insert_grant(&id, &everything).await?;
        Ok((self.credentials_of(&id).await?.account, grant))
    }

    /// Makes an account without a role. Its first password is changed at the first sign-in.
    ///
    /// # Errors
    /// [`LedgerError::Denied`], [`LedgerError::Refused`] for other roles than an administrator.
    pub async fn create_account(&mut self, login: &str, name: &str, password: &str) -> Result<Account, LedgerError> {
        self.must_administer("建立账号").await?;
        let id = self.insert_account(login, name, password).await?;
        Ok(self.credentials_of(&id).await?.account)
    }

    async fn insert_account(&mut self, login: &str, name: &str, password: &str) -> Result<UserId, LedgerError> {
        plain("login", "登录名", login, 64)?;
        plain("name", "姓名", name, 64)?;
        if login.contains(char::is_whitespace) {
            return Err(Denial::field_is("login", "登录名", "不能含有空格。请重新填写。").into());
        }
        let taken = sqlx::query("SELECT 1 AS one FROM account WHERE login_key = $1").bind(login_key(login));
        if taken.fetch_optional(self.connection()).await?.is_some() {
            let login = login.to_owned();
            return Err(Denial::LoginTaken { login }.into());
        }
        // One account is made per row of the trail: the number is nobody else's.
        let id = UserId(format!("u{}", self.next_number()));
        sqlx::query(
            "INSERT INTO account (id, login, login_key, name, password, must_change, state, failures, locked_until, \
             otp_secret, otp_last_step, last_login, changed_at, changed_by) \
             VALUES ($1, $2, $3, $4, $5, 1, 'active', 0, 0, '', 0, 0, $6, $7)",
        )
        .bind(id.0.as_str())
        .bind(login)
        .bind(login_key(login))
        .bind(name)
        .bind(password)
        .bind(self.at().epoch_seconds())
        .bind(self.viewer().user().0.as_str())
        .execute(self.connection())
        .await?;
        self.log_account(Deed::Account, &id, "").await?;
        Ok(id)
    }

    /// Disables an account: its sessions end, its grants count no more until it is enabled again.
    ///
    /// # Errors
    /// [`LedgerError::Conflict`] where it is disabled; [`LedgerError::Denied`] for one's own account and
    /// the last administrator; [`LedgerError::NotFound`]; [`LedgerError::Refused`].
    pub async fn disable_account(&mut self, account: &UserId) -> Result<Account, LedgerError> {
        let before = self.must_keep_account(account, "停用").await?;
        if before.state == AccountState::Disabled {
            return Err(conflict(&before));
        }
        let today = self.at().day();
        let held = grant::valid(self.connection(), account, today).await?;
        self.set_state(account, AccountState::Disabled).await?;
        self.must_leave_administrator().await?;
        if held
            .iter()
            .any(|held| is_keystone(held.role, &held.place, held.until.is_none()))
        {
            self.must_leave_auditor().await?;
        }
        self.end_sessions(account, "").await?;
        self.log_account(Deed::Disable, account, "").await?;
        Ok(self.credentials_of(account).await?.account)
    }

    /// Enables an account that is disabled, or locked after failures.
    ///
    /// # Errors
    /// [`LedgerError::Conflict`] where it is neither; otherwise as [`Self::disable_account`].
    pub async fn enable_account(&mut self, account: &UserId) -> Result<Account, LedgerError> {
        let before = self.must_keep_account(account, "启用").await?;
        if before.state == AccountState::Active && !before.is_locked(self.at()) {
            return Err(conflict(&before));
        }
        self.set_state(account, AccountState::Active).await?;
        self.log_account(Deed::Enable, account, "").await?;
        Ok(self.credentials_of(account).await?.account)
    }

    async fn set_state(&mut self, account: &UserId, state: AccountState) -> Result<(), LedgerError> {
        sqlx::query(
            "UPDATE account SET state = $1, failures = 0, locked_until = 0, changed_at = $2, changed_by = $3 \
             WHERE id = $4",
        )
        .bind(state.tag())
        .bind(self.at().epoch_seconds())
        .bind(self.viewer().user().0.as_str())
        .bind(account.0.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Gives somebody a new first password, for whoever lost his own: it is changed at the next sign-in,
    /// one-time codes are off, the lock is open, and his sessions end.
    ///
    /// # Errors
    /// [`LedgerError::Denied`] for one's own account; [`LedgerError::NotFound`]; [`LedgerError::Refused`].
    pub async fn reset_password(&mut self, account: &UserId, password: &str) -> Result<Account, LedgerError> {
        self.must_keep_account(account, "重置密码").await?;
        sqlx::query(
            "UPDATE account SET password = $1, must_change = 1, failures = 0, locked_until = 0, otp_secret = '', \
             otp_last_step = 0, changed_at = $2, changed_by = $3 WHERE id = $4",
        )
        .bind(password)
        .bind(self.at().epoch_seconds())
        .bind(self.viewer().user().0.as_str())
        .bind(account.0.as_str())
        .execute(self.connection())
        .await?;
        self.end_sessions(account, "").await?;
        self.log_account(Deed::Reset, account, "").await?;
        Ok(self.credentials_of(account).await?.account)
    }

    /// The viewer changes his password, which he has proved to know; his other sessions end. `keep` is
    /// the digest of the session in which he does so.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for a viewer without an account.
    pub async fn change_password(&mut self, password: &str, keep: &str) -> Result<(), LedgerError> {
        let account = self.viewer().user();
        self.credentials_of(account).await?;
        sqlx::query(
            "UPDATE account SET password = $1, must_change = 0, changed_at = $2, changed_by = $3 WHERE id = $3",
        )
        .bind(password)
        .bind(self.at().epoch_seconds())
        .bind(account.0.as_str())
        .execute(self.connection())
        .await?;
        self.end_sessions(account, keep).await?;
        self.log_account(Deed::Password, account, "").await
    }

    /// The viewer switches one-time codes on, with a secret that he has proved to hold by the code of
    /// `step`, or off.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for a viewer without an account.
    pub async fn set_code(&mut self, secret: Option<&str>, step: i64) -> Result<(), LedgerError> {
        let account = self.viewer().user();
        self.credentials_of(account).await?;
        sqlx::query(
            "UPDATE account SET otp_secret = $1, otp_last_step = $2, changed_at = $3, changed_by = $4 WHERE id = $4",
        )
        .bind(secret.unwrap_or_default())
        .bind(step)
        .bind(self.at().epoch_seconds())
        .bind(account.0.as_str())
        .execute(self.connection())
        .await?;
        let detail = if secret.is_some() { "启用" } else { "停用" };
        self.log_account(Deed::Code, account, detail).await
    }

    /// An account that the viewer may administer.
    pub(crate) async fn must_keep_account(
        &mut self,
        account: &UserId,
        action: &'static str,
    ) -> Result<Account, LedgerError> {
        self.must_administer(action).await?;
        self.must_be_another(account, action)?;
        self.must_govern_account(account).await
    }

    /// The account, all of whose grants lie within the administrator's place: whoever resets the password
    /// of somebody could act for him.
    pub(crate) async fn must_govern_account(&mut self, account: &UserId) -> Result<Account, LedgerError> {
        let found = self.credentials_of(account).await?.account;
        let own = &self.viewer().actor.place;
        for row in grant::of_account(self.connection(), account).await? {
            if row.revoked_at.is_none() && !reaches(self.connection(), own, &row.grant.place).await? {
                return Err(no_such_account(account));
            }
        }
        Ok(found)
    }

    pub(crate) async fn credentials_of(&mut self, account: &UserId) -> Result<Credentials, LedgerError> {
        let found = by_id(self.connection(), account).await?;
        found.ok_or_else(|| no_such_account(account))
    }

    /// Leaves a row in the trail that holds the account as it now is.
    pub(crate) async fn log_account(&mut self, deed: Deed, account: &UserId, detail: &str) -> Result<(), LedgerError> {
        let grants = grant::of_account(self.connection(), account).await?;
        let seal = self.credentials_of(account).await?.seal(grants.iter());
        self.log(Entry {
            deed,
            subject: &subject(account),
            detail,
            purpose: "",
            content: &seal,
        })
        .await
    }
}

/// What the trail names where a sign-in belongs to no account.
pub(crate) const NOBODY: &str = "account";

/// The account in the trail: by its number, without login and name.
pub(crate) fn subject(account: &UserId) -> String {
    format!("account/{account}")
}

/// However a login is written, it is one.
fn login_key(login: &str) -> String {
    login.to_lowercase()
}

fn conflict(account: &Account) -> LedgerError {
    LedgerError::Conflict {
        what: "账号",
        id: account.login.clone(),
        by: account.changed_by.clone(),
        at: account.changed_at,
    }
}

pub(crate) fn no_such_account(account: &UserId) -> LedgerError {
    LedgerError::NotFound {
        what: "账号",
        id: account.0.chars().filter(|ch| !ch.is_control()).take(40).collect(),
    }
}

/// Whether the account is there and not disabled.
pub(crate) async fn active(connection: &mut AnyConnection, account: &UserId) -> Result<bool, LedgerError> {
    let found = by_id(connection, account).await?;
    Ok(found.is_some_and(|found| found.account.state == AccountState::Active))
}

pub(crate) async fn by_id(
    connection: &mut AnyConnection,
    account: &UserId,
) -> Result<Option<Credentials>, LedgerError> {
    // No identifier has such characters, and PostgreSQL takes no zero byte.
    if account.0.contains(char::is_control) {
        return Ok(None);
    }
    let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1"));
    let row = sqlx::query(query)
        .bind(account.0.clone())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(Credentials::read).transpose()
}

pub(crate) async fn by_login(connection: &mut AnyConnection, login: &str) -> Result<Option<Credentials>, LedgerError> {
    if login.contains(char::is_control) {
        return Ok(None);
    }
    let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE login_key = $1"));
    let row = sqlx::query(query)
        .bind(login_key(login))
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(Credentials::read).transpose()
}

/// The account that is linked to an identity.
pub(crate) async fn by_identity(
    connection: &mut AnyConnection,
    identity: &Identity,
) -> Result<Option<Credentials>, LedgerError> {
    let Identity { issuer, subject } = identity;
    if subject.is_empty() || subject.contains(char::is_control) || issuer.contains(char::is_control) {
        return Ok(None);
    }
    let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE identity_issuer = $1 AND identity_subject = $2"));
    let row = sqlx::query(query)
        .bind(issuer.clone())
        .bind(subject.clone())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(Credentials::read).transpose()
}

/// All accounts, by login.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<Credentials>, LedgerError> {
    let query = sqlx::AssertSqlSafe(format!("{SELECT} ORDER BY login_key"));
    let rows = sqlx::query(query).fetch_all(connection).await?;
    rows.iter().map(Credentials::read).collect()
}
