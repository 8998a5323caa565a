//! Keys of programs: each acts by one role at one place. Known by the digest of a key that only its
//! holder has. How a key comes to be issued is told in `co_sign`.

use crate::denial::plain;
use crate::grant::{NewGrant, place_columns, place_of, role_of};
use crate::session::is_digest;
use crate::sql::{happened, moment, number, text};
use crate::state_row::{due_column, due_of};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Denial, Ledger, LedgerError};
use casework::{Place, Role, UserId};
use domain::{Day, Moment};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// How old the last use of a key is when it is written anew, in seconds.
const TOUCH_EVERY: i64 = 60;

/// 新接口密钥 · what a program is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// 名称, of the system that will have it
    pub name: String,
    /// 角色
    pub role: Role,
    /// 所在
    pub place: Place,
    /// 最后有效日
    pub until: Option<Day>,
}

impl NewKey {
    /// Its role as a grant: that of nobody in particular.
    pub(crate) fn as_grant(&self) -> NewGrant {
        NewGrant {
            role: self.role,
            place: self.place.clone(),
            department: None,
            practitioner: None,
            until: self.until,
        }
    }

    pub(crate) fn of_grant(name: &str, grant: &NewGrant) -> Self {
        Self {
            name: name.to_owned(),
            role: grant.role,
            place: grant.place.clone(),
            until: grant.until,
        }
    }
}

/// 接口密钥 · what a program may do and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// 密钥编号
    pub id: i64,
    /// 名称, of the system that has it
    pub name: String,
    /// 角色
    pub role: Role,
    /// 所在
    pub place: Place,
    /// 最后有效日
    pub until: Option<Day>,
    /// 发放时间
    pub created_at: Moment,
    /// 发放人: who signed the proposal; in books of before keys were signed, the administrator
    pub created_by: String,
    /// 停用时间
    pub revoked_at: Option<Moment>,
    /// 停用人
    pub revoked_by: String,
    /// 最近使用时间, to a minute
    pub last_used: Option<Moment>,
    digest: String,
}

const SELECT: &str = "SELECT id, digest, name, role, place_kind, place, until, created_at, created_by, revoked_at, \
                      revoked_by, last_used FROM api_key";

impl ApiKey {
    /// By what name the program stands in the trail.
    pub fn user(&self) -> UserId {
        UserId(self.subject())
    }

    pub(crate) fn subject(&self) -> String {
        format!("key/{}", self.id)
    }

    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            id: number(row, "id")?,
            name: text(row, "name")?,
            role: role_of(&text(row, "role")?)?,
            place: place_of(row)?,
            until: due_of(number(row, "until")?)?,
            created_at: moment(row, "created_at")?,
            created_by: text(row, "created_by")?,
            revoked_at: happened(row, "revoked_at")?,
            revoked_by: text(row, "revoked_by")?,
            last_used: happened(row, "last_used")?,
            digest: text(row, "digest")?,
        })
    }

    /// What the trail holds of the row: everything but its use.
    pub(crate) fn seal(&self) -> String {
        let ApiKey {
            id,
            name,
            role,
            place,
            until,
            created_at,
            created_by,
            revoked_at,
            revoked_by,
            last_used: _,
            digest,
        } = self;
        let (kind, place) = place_columns(place);
        trail::digest(&[
            &id.to_string(),
            digest,
            name,
            role.tag(),
            kind,
            place,
            &due_column(*until).to_string(),
            &created_at.epoch_seconds().to_string(),
            created_by,
            &revoked_at.map_or(0, Moment::epoch_seconds).to_string(),
            revoked_by,
        ])
    }
}

impl Writing<'_> {
    /// Refuses a key that no program may have: by a role of people, without a name, or for a place that is not
    /// registered or out of reach.
    pub(crate) async fn must_be_issuable(&mut self, new: &NewKey) -> Result<(), LedgerError> {
        plain("name", "名称", &new.name, 100)?;
        if matches!(
            new.role,
            Role::SystemAdministrator | Role::SecurityAuditor | Role::Practitioner | Role::DepartmentHead
        ) {
            return Err(Denial::field_is("role", "角色", "只授予人员，不授予系统。请选择其他角色。").into());
        }
        self.must_be_grantable(&new.as_grant()).await
    }

    /// Writes the key and its row in the trail, which has the same number.
    pub(crate) async fn insert_key(&mut self, digest: &str, new: &NewKey) -> Result<ApiKey, LedgerError> {
        let key = ApiKey {
            id: self.next_number(),
            name: new.name.clone(),
            role: new.role,
            place: new.place.clone(),
            until: new.until,
            created_at: self.at(),
            created_by: self.viewer().user().0.clone(),
            revoked_at: None,
            revoked_by: String::new(),
            last_used: None,
            digest: digest.to_owned(),
        };
        let (kind, code) = place_columns(&key.place);
        sqlx::query(
            "INSERT INTO api_key (id, digest, name, role, place_kind, place, until, created_at, created_by, revoked_at, \
             revoked_by, last_used) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', 0)",
        )
        .bind(key.id)
        .bind(digest)
        .bind(key.name.as_str())
        .bind(key.role.tag())
        .bind(kind)
        .bind(code)
        .bind(due_column(key.until))
        .bind(key.created_at.epoch_seconds())
        .bind(key.created_by.clone())
        .execute(self.connection())
        .await?;
        let detail = format!("{}；{kind} {code}", key.role.zh());
        self.log_key(Deed::Key, &key, &detail).await?;
        Ok(key)
    }

    /// Revokes a key, at once.
    ///
    /// # Errors
    /// [`LedgerError::Conflict`] with who has revoked it before; [`LedgerError::NotFound`] also for one
    /// whose place is out of reach; [`LedgerError::Refused`].
    pub async fn revoke_key(&mut self, id: i64) -> Result<(), LedgerError> {
        self.must_administer("停用接口密钥").await?;
        let not_found = || LedgerError::NotFound {
            what: "接口密钥",
            id: id.to_string(),
        };
        let all = all(self.connection()).await?;
        let mut key = all.into_iter().find(|key| key.id == id).ok_or_else(not_found)?;
        self.must_reach(&key.place).await.map_err(|error| match error {
            LedgerError::NotFound { .. } => not_found(),
            other => other,
        })?;
        if let Some(at) = key.revoked_at {
            return Err(LedgerError::Conflict {
                what: "接口密钥",
                id: id.to_string(),
                by: key.revoked_by,
                at,
            });
        }
        key.revoked_at = Some(self.at());
        key.revoked_by = self.viewer().user().0.clone();
        sqlx::query("UPDATE api_key SET revoked_at = $1, revoked_by = $2 WHERE id = $3")
            .bind(self.at().epoch_seconds())
            .bind(key.revoked_by.as_str())
            .bind(id)
            .execute(self.connection())
            .await?;
        self.log_key(Deed::RevokeKey, &key, "").await
    }

    async fn log_key(&mut self, deed: Deed, key: &ApiKey, detail: &str) -> Result<(), LedgerError> {
        self.log(Entry {
            deed,
            subject: &key.subject(),
            detail,
            purpose: "",
            content: &key.seal(),
        })
        .await
    }
}

impl Ledger {
    /// The key with this digest; none where it is revoked or past its last day.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn api_key(&self, digest: &str, now: Moment) -> Result<Option<ApiKey>, LedgerError> {
        if !is_digest(digest) {
            return Ok(None);
        }
        let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE digest = $1"));
        let row = sqlx::query(query)
            .bind(digest.to_owned())
            .fetch_optional(&self.readers)
            .await?;
        let key = row.as_ref().map(ApiKey::read).transpose()?;
        Ok(key.filter(|key| key.revoked_at.is_none() && key.until.is_none_or(|until| now.day() <= until)))
    }

    /// Says that the key was used; at most one write in a minute.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn touch_key(&self, key: &ApiKey, now: Moment) -> Result<(), LedgerError> {
        if key.last_used.is_some_and(|last| now.seconds_since(last) < TOUCH_EVERY) {
            return Ok(());
        }
        sqlx::query("UPDATE api_key SET last_used = $1 WHERE id = $2 AND last_used < $1")
            .bind(now.epoch_seconds())
            .bind(key.id)
            .execute(&self.writers)
            .await?;
        Ok(())
    }
}

/// All keys there ever were, the oldest first.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<ApiKey>, LedgerError> {
    let query = sqlx::AssertSqlSafe(format!("{SELECT} ORDER BY id"));
    let rows = sqlx::query(query).fetch_all(connection).await?;
    rows.iter().map(ApiKey::read).collect()
}
