//! What an account may do and where: a role at a place, given until revoked. How it comes to be given is
//! told in `co_sign`.

use crate::account::active;
use crate::co_sign::is_keystone;
use crate::organisation::{self, OrganisationKind};
use crate::sql::{given, happened, moment, number, text};
use crate::state_row::{due_column, due_of};
use crate::trail::Deed;
use crate::writing::Writing;
use crate::{Denial, LedgerError};
use casework::{Place, Role, UserId};
use domain::{Day, Division, InstitutionCode, Moment, PractitionerCode};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// 新授权 · a role that is to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// 角色
    pub role: Role,
    /// 所在
    pub place: Place,
    /// 科室, the code of a department of the institution; a department head must have one
    pub department: Option<String>,
    /// 医师标识; a practitioner must have one, nobody else may
    pub practitioner: Option<PractitionerCode>,
    /// 最后有效日
    pub until: Option<Day>,
}

/// 授权 · a role that an account has at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// 授权编号
    pub id: i64,
    /// 角色
    pub role: Role,
    /// 所在
    pub place: Place,
    /// 科室
    pub department: Option<String>,
    /// 医师标识
    pub practitioner: Option<PractitionerCode>,
    /// 最后有效日
    pub until: Option<Day>,
    /// 授权时间
    pub granted_at: Moment,
    /// 授权人: who signed the proposal
    pub granted_by: String,
}

impl Grant {
    /// True up to the last day.
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.until.is_none_or(|until| day <= until)
    }

    pub(crate) fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            id: number(row, "id")?,
            role: role_of(&text(row, "role")?)?,
            place: place_of(row)?,
            department: given(row, "department")?,
            practitioner: given(row, "practitioner")?.map(PractitionerCode::new),
            until: due_of(number(row, "until")?)?,
            granted_at: moment(row, "granted_at")?,
            granted_by: text(row, "granted_by")?,
        })
    }
}

/// A grant as it stands in its row, revoked or not.
#[derive(Debug)]
pub(crate) struct GrantRow {
    pub(crate) account: String,
    pub(crate) grant: Grant,
    pub(crate) revoked_at: Option<Moment>,
    pub(crate) revoked_by: String,
}

const SELECT: &str = "SELECT id, account, role, place_kind, place, department, practitioner, until, granted_at, \
                      granted_by, revoked_at, revoked_by FROM account_grant";

impl GrantRow {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            account: text(row, "account")?,
            grant: Grant::read(row)?,
            revoked_at: happened(row, "revoked_at")?,
            revoked_by: text(row, "revoked_by")?,
        })
    }

    /// What the seal of the account says of it.
    pub(crate) fn seal(&self) -> String {
        let GrantRow {
            account,
            grant,
            revoked_at,
            revoked_by,
        } = self;
        let Grant {
            id,
            role,
            place,
            department,
            practitioner,
            until,
            granted_at,
            granted_by,
        } = grant;
        let (kind, place) = place_columns(place);
        let revoked_at = revoked_at.map_or(0, Moment::epoch_seconds);
        crate::trail::digest(&[
            account,
            &id.to_string(),
            role.tag(),
            kind,
            place,
            department.as_deref().unwrap_or_default(),
            practitioner.as_ref().map_or("", |code| code.as_str()),
            &due_column(*until).to_string(),
            &granted_at.epoch_seconds().to_string(),
            granted_by,
            &revoked_at.to_string(),
            revoked_by,
        ])
    }
}

impl Writing<'_> {
    /// Refuses a role that the account may not be given: out of reach, where the role cannot be, what it has
    /// already, and what goes together with nothing else.
    pub(crate) async fn must_be_givable(&mut self, account: &UserId, new: &NewGrant) -> Result<(), LedgerError> {
        self.must_govern_account(account).await?;
        self.must_be_grantable(new).await?;
        let today = self.at().day();
        let held = of_account(self.connection(), account).await?;
        for GrantRow { grant, .. } in held.iter().filter(|row| row.revoked_at.is_none()) {
            if !grant.is_valid_on(today) {
                continue;
            }
            let same = grant.role == new.role
                && grant.place == new.place
                && grant.department == new.department
                && grant.practitioner == new.practitioner;
            if same {
                return Err(LedgerError::Conflict {
                    what: "授权",
                    id: new.role.zh().to_owned(),
                    by: grant.granted_by.clone(),
                    at: grant.granted_at,
                });
            }
            if grant.role != new.role && (apart(grant.role) || apart(new.role)) {
                return Err(Denial::Separation.into());
            }
        }
        Ok(())
    }

    /// Writes the grant and its row in the trail, which has the same number.
    pub(crate) async fn insert_grant(&mut self, account: &UserId, new: &NewGrant) -> Result<Grant, LedgerError> {
        let grant = Grant {
            id: self.next_number(),
            role: new.role,
            place: new.place.clone(),
            department: new.department.clone(),
            practitioner: new.practitioner.clone(),
            until: new.until,
            granted_at: self.at(),
            granted_by: self.viewer().user().0.clone(),
        };
        let (kind, place) = place_columns(&grant.place);
        sqlx::query(
            "INSERT INTO account_grant (id, account, role, place_kind, place, department, practitioner, until, \
             granted_at, granted_by, revoked_at, revoked_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '')",
        )
        .bind(grant.id)
        .bind(account.0.as_str())
        .bind(grant.role.tag())
        .bind(kind)
        .bind(place)
        .bind(grant.department.clone().unwrap_or_default())
        .bind(grant.practitioner.as_ref().map_or("", |code| code.as_str()))
        .bind(due_column(grant.until))
        .bind(grant.granted_at.epoch_seconds())
        .bind(grant.granted_by.clone())
        .execute(self.connection())
        .await?;
        let until = grant.until.map_or("长期".to_owned(), |day| format!("至{day}"));
        let detail = format!("授权{}：{}；{kind} {place}；{until}", grant.id, grant.role.zh());
        self.log_account(Deed::Grant, account, &detail).await?;
        Ok(grant)
    }

    /// Takes a role away again, at once for all sessions.
    ///
    /// # Errors
    /// [`LedgerError::Conflict`] with who has revoked it before; [`LedgerError::Denied`] for one's own
    /// account and for the last administrator; [`LedgerError::NotFound`]; [`LedgerError::Refused`].
    pub async fn revoke(&mut self, account: &UserId, grant: i64) -> Result<(), LedgerError> {
        let action = "收回角色";
        self.must_administer(action).await?;
        self.must_be_another(account, action)?;
        self.must_govern_account(account).await?;
        let held = of_account(self.connection(), account).await?;
        let row = held.into_iter().find(|row| row.grant.id == grant);
        let row = row.ok_or_else(|| LedgerError::NotFound {
            what: "授权",
            id: grant.to_string(),
        })?;
        if let Some(at) = row.revoked_at {
            return Err(LedgerError::Conflict {
                what: "授权",
                id: grant.to_string(),
                by: row.revoked_by,
                at,
            });
        }
        sqlx::query("UPDATE account_grant SET revoked_at = $1, revoked_by = $2 WHERE id = $3")
            .bind(self.at().epoch_seconds())
            .bind(self.viewer().user().0.as_str())
            .bind(grant)
            .execute(self.connection())
            .await?;
        self.must_leave_administrator().await?;
        if is_keystone(row.grant.role, &row.grant.place, row.grant.until.is_none()) {
            self.must_leave_auditor().await?;
        }
        let detail = format!("授权{grant}：{}", row.grant.role.zh());
        self.log_account(Deed::Revoke, account, &detail).await
    }

    /// Refuses a role where it cannot be, and a place that is not registered or out of reach.
    pub(crate) async fn must_be_grantable(&mut self, new: &NewGrant) -> Result<(), LedgerError> {
        fits(new)?;
        self.must_reach(&new.place).await?;
        let registered = match &new.place {
            Place::Everywhere => true,
            // Whoever reaches an institution has found it registered, but for its own administrator.
            Place::Institution { code } => organisation::division_of(self.connection(), code.as_str())
                .await?
                .is_some(),
            Place::Bureau { division } => {
                let query = "SELECT 1 AS one FROM organisation WHERE division = $1 AND kind IN ('bureau', 'agency')";
                let found = sqlx::query(query)
                    .bind(division.as_str())
                    .fetch_optional(self.connection());
                found.await?.is_some()
            }
        };
        if !registered {
            return Err(Denial::field_is("place", "所在机构", "没有登记。请先登记机构，再授予角色。").into());
        }
        if let Some(code) = &new.department {
            let found = organisation::find(self.connection(), code).await?;
            let own = found.is_some_and(|found| {
                found.kind == OrganisationKind::Department
                    && matches!(&new.place, Place::Institution { code } if found.parent.as_deref() == Some(code.as_str()))
            });
            if !own {
                return Err(Denial::field_is("department", "科室", "不是该机构登记的科室。请重新选择。").into());
            }
        }
        if new.until.is_some_and(|until| until < self.at().day()) {
            return Err(Denial::field_is("until", "最后有效日", "早于今天。请填写今天或以后的日期。").into());
        }
        Ok(())
    }

    /// Refuses what would leave nobody who administers everything without end.
    pub(crate) async fn must_leave_administrator(&mut self) -> Result<(), LedgerError> {
        match self.somebody_everywhere(Role::SystemAdministrator).await? {
            true => Ok(()),
            false => Err(Denial::LastAdministrator.into()),
        }
    }

    /// Whether somebody has the role everywhere without end, in an account that is not disabled.
    pub(crate) async fn somebody_everywhere(&mut self, role: Role) -> Result<bool, LedgerError> {
        let somebody = sqlx::query(
            "SELECT 1 AS one FROM account_grant WHERE role = $1 AND place_kind = 'everywhere' AND revoked_at = 0 \
             AND until = $2 AND account IN (SELECT id FROM account WHERE state = 'active') LIMIT 1",
        )
        .bind(role.tag())
        .bind(due_column(None))
        .fetch_optional(self.connection())
        .await?;
        Ok(somebody.is_some())
    }
}

/// 三员分立: who administers and who audits has no other role.
pub(crate) fn apart(role: Role) -> bool {
    matches!(role, Role::SystemAdministrator | Role::SecurityAuditor)
}

/// A role is one of bureaus, of institutions, or of the system; the person behind it is named where the
/// role sees only his own.
fn fits(new: &NewGrant) -> Result<(), Denial> {
    let deny = |field, what, why| Err(Denial::field_is(field, what, why));
    let at_bureau = matches!(new.place, Place::Bureau { .. });
    let at_institution = matches!(new.place, Place::Institution { .. });
    let fits = match new.role {
        Role::BureauLeader
        | Role::SectionChief
        | Role::Auditor
        | Role::AgencyHead
        | Role::AgencyFinance
        | Role::CaseHandler
        | Role::LegalReviewer
        | Role::Inspector
        | Role::ClinicalExpert
        | Role::HealthSection => at_bureau,
        // Bureaus and institutions take reports in, each by itself.
        Role::VaultKeeper => at_bureau || at_institution,
        Role::InsuranceOffice
        | Role::Practitioner
        | Role::DepartmentHead
        | Role::HospitalLeader
        | Role::EthicsOffice
        | Role::DisciplineOffice
        | Role::Personnel => at_institution,
        Role::SystemAdministrator | Role::SecurityAuditor => true,
        Role::System | Role::AccountHolder => false,
    };
    if !fits {
        return deny(
            "role",
            "角色",
            "不能授予在所选的机构。医保部门的角色授予在医保局，医院的角色授予在定点医药机构。",
        );
    }
    if new.place != Place::Everywhere {
        crate::denial::plain("place", "所在机构", place_columns(&new.place).1, 64)?;
    }
    match (new.role, &new.practitioner) {
        (Role::Practitioner, None) => {
            return deny("practitioner", "医师标识", "医务人员须填写。请按国家医保医师代码填写。");
        }
        (Role::Practitioner, Some(code)) => crate::denial::plain("practitioner", "医师标识", code.as_str(), 64)?,
        (_, Some(_)) => return deny("practitioner", "医师标识", "只有医务人员填写。请清空。"),
        (_, None) => {}
    }
    if new.role == Role::DepartmentHead && new.department.is_none() {
        return deny("department", "科室", "科室负责人须填写。请选择所负责的科室。");
    }
    Ok(())
}

/// All grants that an account ever had, the oldest first.
pub(crate) async fn of_account(connection: &mut AnyConnection, account: &UserId) -> Result<Vec<GrantRow>, LedgerError> {
    let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE account = $1 ORDER BY id"));
    let rows = sqlx::query(query).bind(account.0.clone()).fetch_all(connection).await?;
    rows.iter().map(GrantRow::read).collect()
}

/// All grants there ever were, the oldest first.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<GrantRow>, LedgerError> {
    let query = sqlx::AssertSqlSafe(format!("{SELECT} ORDER BY id"));
    let rows = sqlx::query(query).fetch_all(connection).await?;
    rows.iter().map(GrantRow::read).collect()
}

/// The grants of an account that count on a day, the oldest first; none for an account that is disabled.
pub(crate) async fn valid(
    connection: &mut AnyConnection,
    account: &UserId,
    day: Day,
) -> Result<Vec<Grant>, LedgerError> {
    if !active(connection, account).await? {
        return Ok(Vec::new());
    }
    let rows = of_account(connection, account).await?;
    Ok(rows
        .into_iter()
        .filter(|row| row.revoked_at.is_none() && row.grant.is_valid_on(day))
        .map(|row| row.grant)
        .collect())
}

/// A place as two columns: its kind, and the division or the code.
pub(crate) fn place_columns(place: &Place) -> (&'static str, &str) {
    match place {
        Place::Everywhere => ("everywhere", ""),
        Place::Bureau { division } => ("bureau", division.as_str()),
        Place::Institution { code } => ("institution", code.as_str()),
    }
}

/// The place in the columns of a row.
pub(crate) fn place_of(row: &AnyRow) -> Result<Place, LedgerError> {
    let (kind, place) = (text(row, "place_kind")?, text(row, "place")?);
    match kind.as_str() {
        "everywhere" => Ok(Place::Everywhere),
        "bureau" => Ok(Place::Bureau {
            division: Division::new(place),
        }),
        "institution" => Ok(Place::Institution {
            code: InstitutionCode::new(place),
        }),
        _ => Err(LedgerError::unreadable("授权所在", kind)),
    }
}

/// The role with this tag in a row.
pub(crate) fn role_of(tag: &str) -> Result<Role, LedgerError> {
    Role::of_tag(tag).ok_or_else(|| LedgerError::unreadable("角色", tag))
}
