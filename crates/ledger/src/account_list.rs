//! Accounts as administrators see them, and people as others may name them: to assign work, and to read
//! who did it.

use crate::account::{self, Account};
use crate::administer::{no_such_place, reaches};
use crate::api_key::{self, ApiKey};
use crate::grant::{self, Grant, place_columns, role_of};
use crate::reading::{Reading, Seat};
use crate::sql::{Statement, text};
use crate::{Ledger, LedgerError};
use casework::{Place, Refusal, Role, UserId};
use domain::Day;
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// 人员 · somebody to whom work may be assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// 用户
    pub id: UserId,
    /// 姓名
    pub name: String,
    /// 角色 at the place
    pub roles: BTreeSet<Role>,
}

const READERS: &[Role] = &[Role::SystemAdministrator, Role::SecurityAuditor];

impl Reading<'_> {
    /// Accounts whose login or name contains the text, with their grants that are not revoked, by login.
    /// An account is shown where all its grants lie within the viewer's place.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than administrators and security auditors.
    pub async fn accounts(&self, wanted: &str) -> Result<Vec<(Account, Vec<Grant>)>, LedgerError> {
        let mut connection = self.administered("查看账号").await?;
        let mut grants: BTreeMap<String, Vec<Grant>> = BTreeMap::new();
        for row in grant::all(&mut connection).await? {
            if row.revoked_at.is_none() {
                grants.entry(row.account).or_default().push(row.grant);
            }
        }
        let wanted = wanted.trim().to_lowercase();
        let mut listed = Vec::new();
        for credentials in account::all(&mut connection).await? {
            let account = credentials.account;
            let has = |text: &str| text.to_lowercase().contains(&wanted);
            if !has(&account.login) && !has(&account.name) {
                continue;
            }
            let grants = grants.remove(&account.id.0).unwrap_or_default();
            if self.reaches_all(&mut connection, &grants).await? {
                listed.push((account, grants));
            }
        }
        Ok(listed)
    }

    /// One account with its grants that are not revoked.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for one out of reach; [`LedgerError::Refused`].
    pub async fn account(&self, id: &UserId) -> Result<(Account, Vec<Grant>), LedgerError> {
        let mut connection = self.administered("查看账号").await?;
        let not_found = || account::no_such_account(id);
        let found = account::by_id(&mut connection, id).await?.ok_or_else(not_found)?;
        let rows = grant::of_account(&mut connection, id).await?;
        let grants: Vec<Grant> = rows
            .into_iter()
            .filter(|row| row.revoked_at.is_none())
            .map(|row| row.grant)
            .collect();
        match self.reaches_all(&mut connection, &grants).await? {
            true => Ok((found.account, grants)),
            false => Err(not_found()),
        }
    }

    /// The keys of programs within the viewer's place, revoked ones too, the oldest first.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than administrators and security auditors.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, LedgerError> {
        let mut connection = self.administered("查看接口密钥").await?;
        let mut listed = Vec::new();
        for key in api_key::all(&mut connection).await? {
            if reaches(&mut connection, &self.viewer.actor.place, &key.place).await? {
                listed.push(key);
            }
        }
        Ok(listed)
    }

    /// The people who have a role at a place, or this one, on a day; without administrators, by name.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for a place that does not lie within the viewer's own.
    pub async fn people(&self, place: &Place, role: Option<Role>, day: Day) -> Result<Vec<Person>, LedgerError> {
        let mut connection = self.seat().await?;
        if !reaches(&mut connection, &self.viewer.actor.place, place).await? {
            return Err(no_such_place(place));
        }
        let (kind, code) = place_columns(place);
        let rows = sqlx::query(
            "SELECT a.id AS user_id, a.name AS name, g.role AS role FROM account_grant g JOIN account a \
             ON a.id = g.account WHERE g.place_kind = $1 AND g.place = $2 AND g.revoked_at = 0 AND g.until >= $3 \
             AND a.state = 'active'",
        )
        .bind(kind)
        .bind(code)
        .bind(i64::from(day.epoch_days()))
        .fetch_all(&mut *connection)
        .await?;
        let mut people: BTreeMap<(String, UserId), BTreeSet<Role>> = BTreeMap::new();
        for row in &rows {
            let held = role_of(&text(row, "role")?)?;
            if !READERS.contains(&held) {
                let somebody = (text(row, "name")?, UserId(text(row, "user_id")?));
                people.entry(somebody).or_default().insert(held);
            }
        }
        let wanted = people
            .into_iter()
            .filter(|(_, roles)| role.is_none_or(|role| roles.contains(&role)));
        Ok(wanted.map(|((name, id), roles)| Person { id, name, roles }).collect())
    }

    pub(crate) async fn administered(&self, action: &'static str) -> Result<Seat<'_>, LedgerError> {
        if !READERS.contains(&self.viewer.actor.role) {
            let roles = READERS;
            return Err(Refusal::Role { action, roles }.into());
        }
        self.seat().await
    }

    async fn reaches_all(&self, connection: &mut AnyConnection, grants: &[Grant]) -> Result<bool, LedgerError> {
        for grant in grants {
            if !reaches(connection, &self.viewer.actor.place, &grant.place).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Ledger {
    /// The names of these people; programs are named by their keys. Who is not known has no entry.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn names(&self, users: &BTreeSet<UserId>) -> Result<BTreeMap<UserId, String>, LedgerError> {
        let mut names = BTreeMap::new();
        if users.is_empty() {
            return Ok(names);
        }
        for head in [
            "SELECT id AS user_id, name FROM account WHERE id IN ",
            "SELECT 'key/' || CAST(id AS TEXT) AS user_id, name FROM api_key WHERE 'key/' || CAST(id AS TEXT) IN ",
        ] {
            let mut query = Statement::new(head);
            query.bind_list(users.iter().map(|user| user.0.as_str().into()));
            for row in query.query().fetch_all(&self.readers).await? {
                names.insert(UserId(text(&row, "user_id")?), text(&row, "name")?);
            }
        }
        Ok(names)
    }
}
