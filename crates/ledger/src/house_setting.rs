//! What an institution sets for itself, as texts under names. What a text means is the caller's affair; who
//! set it, and that nobody changed it since, is in the trail.

use crate::sql::{moment, number, text};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{LedgerError, Reading};
use casework::{Role, UserId};
use domain::{InstitutionCode, Moment};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

const KEEPERS: &[Role] = &[Role::EthicsOffice];

/// 机构设置 · a text as it is set, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseSetting {
    /// 版本, from 1
    pub version: i64,
    /// 内容
    pub value: String,
    /// 修改时间
    pub changed_at: Moment,
    /// 修改人
    pub changed_by: UserId,
}

/// The setting in the trail.
pub(crate) fn subject(institution: &str, name: &str) -> String {
    format!("house-setting/{institution}/{name}")
}

/// What the trail holds of a setting.
pub(crate) fn seal(institution: &str, name: &str, version: i64, value: &str) -> String {
    trail::digest(&[institution, name, &version.to_string(), value])
}

/// Subject and seal of every setting.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<(String, String)>, LedgerError> {
    let rows = sqlx::query("SELECT institution, name, version, value FROM house_setting ORDER BY institution, name")
        .fetch_all(connection)
        .await?;
    let sealed = |row: &AnyRow| {
        let (institution, name) = (text(row, "institution")?, text(row, "name")?);
        let seal = seal(&institution, &name, number(row, "version")?, &text(row, "value")?);
        Ok((subject(&institution, &name), seal))
    };
    rows.iter().map(sealed).collect()
}

async fn find(
    connection: &mut AnyConnection,
    institution: &InstitutionCode,
    name: &str,
) -> Result<Option<HouseSetting>, LedgerError> {
    let row = sqlx::query(
        "SELECT version, value, changed_at, changed_by FROM house_setting WHERE institution = $1 AND name = $2",
    )
    .bind(institution.as_str())
    .bind(name)
    .fetch_optional(connection)
    .await?;
    let read = |row: AnyRow| {
        Ok(HouseSetting {
            version: number(&row, "version")?,
            value: text(&row, "value")?,
            changed_at: moment(&row, "changed_at")?,
            changed_by: UserId(text(&row, "changed_by")?),
        })
    };
    row.map(read).transpose()
}

impl Reading<'_> {
    /// What an institution has set under a name; none where it has not. The caller answers for who may see
    /// it.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn house_setting(
        &self,
        institution: &InstitutionCode,
        name: &str,
    ) -> Result<Option<HouseSetting>, LedgerError> {
        find(&mut *self.seat().await?, institution, name).await
    }
}

impl Writing<'_> {
    /// Sets a text of an institution under a name, as its author saw it: `seen` is the version then, 0 where
    /// nothing was set. Gives the new version; setting what is set already changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than its ethics office, [`LedgerError::Conflict`] where somebody
    /// else has set it since.
    pub async fn put_house_setting(
        &mut self,
        institution: &InstitutionCode,
        name: &str,
        seen: i64,
        value: &str,
    ) -> Result<i64, LedgerError> {
        let actor = &self.viewer().actor;
        actor.must_act_within("修改本机构的设置", KEEPERS, institution)?;
        let before = find(self.connection(), institution, name).await?;
        let version = before.as_ref().map_or(0, |before| before.version);
        if seen != version {
            return Err(match before {
                Some(before) => LedgerError::Conflict {
                    what: "设置",
                    id: name.to_owned(),
                    by: before.changed_by.0,
                    at: before.changed_at,
                },
                None => LedgerError::NotFound {
                    what: "设置",
                    id: name.to_owned(),
                },
            });
        }
        if before.is_some_and(|before| before.value == value) {
            return Ok(version);
        }
        let version = version + 1;
        sqlx::query(
            "INSERT INTO house_setting (institution, name, version, value, changed_at, changed_by) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (institution, name) DO UPDATE SET \
             version = EXCLUDED.version, value = EXCLUDED.value, changed_at = EXCLUDED.changed_at, \
             changed_by = EXCLUDED.changed_by",
        )
        .bind(institution.as_str())
        .bind(name)
        .bind(version)
        .bind(value)
        .bind(self.at().epoch_seconds())
        .bind(self.viewer().user().0.as_str())
        .execute(self.connection())
        .await?;
        self.log(Entry {
            deed: Deed::Setting,
            subject: &subject(institution.as_str(), name),
            detail: &format!("第{version}版"),
            purpose: "",
            content: &seal(institution.as_str(), name, version, value),
        })
        .await?;
        Ok(version)
    }
}
