//! The people of an institution who are assessed. The list is the institution's own; it is brought in
//! whole or in part, and whoever is no longer there stays with the day on which he left.

use crate::sql::{Statement, number, text};
use crate::state_row::{due_column, due_of};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{LedgerError, Reading, organisation};
use casework::{Place, Refusal, Role, UserId};
use conduct::performance::LowerWeight;
use conduct::scheme::Ratio;
use conduct::{Department, Staff, StaffCategory};
use domain::{Day, InstitutionCode, PractitionerCode};
use sqlx::any::AnyRow;

const KEEPERS: &[Role] = &[Role::EthicsOffice, Role::Personnel];

/// 人员 · a person with the day on which he left, where he has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRow {
    /// 人员
    pub staff: Staff,
    /// 离职日期
    pub ended: Option<Day>,
}

/// 不予登记 · why a row of the list is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaffDenial {
    /// no code, or one that no page could ask for
    #[error("人员编号须为1至64个字符，不含空格。")]
    Code,
    /// no name, or a very long one
    #[error("姓名须为1至60个字符。")]
    Name,
    /// no department, or a very long one
    #[error("科室须为1至60个字符。")]
    Department,
}

impl StaffRow {
    /// Refuses what could not be asked for or shown later.
    ///
    /// # Errors
    /// The field that is wrong.
    pub fn check(&self) -> Result<(), StaffDenial> {
        let odd = |text: &str| text.chars().any(char::is_control);
        let size = |text: &str, most: usize| (1..=most).contains(&text.trim().chars().count()) && !odd(text);
        let code = self.staff.code.as_str();
        match () {
            () if code.is_empty() || code.len() > 64 || code.contains(char::is_whitespace) || odd(code) => {
                Err(StaffDenial::Code)
            }
            () if !size(&self.staff.name, 60) => Err(StaffDenial::Name),
            () if !size(&self.staff.department.0, 60) => Err(StaffDenial::Department),
            () => Ok(()),
        }
    }
}

impl Writing<'_> {
    /// Takes people into the list of an institution; whoever is there already is set to what is given.
    /// The whole list is one row of the trail.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than the ethics and personnel offices of the institution.
    pub async fn put_staff(&mut self, institution: &InstitutionCode, rows: &[StaffRow]) -> Result<(), LedgerError> {
        let actor = &self.viewer().actor;
        actor.must_act_within("登记人员", KEEPERS, institution)?;
        if rows.iter().any(|row| row.check().is_err()) {
            return Err(Refusal::TextMissing {
                what: "人员编号、姓名或者科室",
            }
            .into());
        }
        for row in rows {
            let mut insert =
                Statement::new("INSERT INTO staff (institution, code, name, department, category, ended) VALUES ");
            insert.bind_list([
                institution.as_str().into(),
                row.staff.code.as_str().into(),
                row.staff.name.as_str().into(),
                row.staff.department.0.as_str().into(),
                row.staff.category.tag().into(),
                due_column(row.ended).into(),
            ]);
            insert.add(
                " ON CONFLICT (institution, code) DO UPDATE SET name = EXCLUDED.name, \
                 department = EXCLUDED.department, category = EXCLUDED.category, ended = EXCLUDED.ended",
            );
            insert.query().execute(self.connection()).await?;
        }
        let written: Vec<_> = rows.iter().map(|row| written(&row.staff)).collect();
        let content = trail::digest(&written.iter().map(String::as_str).collect::<Vec<_>>());
        let detail = format!("{}人", rows.len());
        self.log(Entry {
            deed: Deed::Staff,
            subject: &format!("staff/{institution}"),
            detail: &detail,
            purpose: "",
            content: &content,
        })
        .await
    }
}

impl Writing<'_> {
    /// Records that pay was computed with a weight of conduct below a fifth: who approved it and by which
    /// file, which is what makes it lawful.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn record_low_weight(
        &mut self,
        institution: &InstitutionCode,
        weight: Ratio,
        approval: &LowerWeight,
    ) -> Result<(), LedgerError> {
        let detail = format!("权重{weight}，{}批准，{}", approval.approver, approval.file_number);
        self.log(Entry {
            deed: Deed::LowWeight,
            subject: &format!("pay/{institution}"),
            detail: &detail,
            purpose: "",
            content: "",
        })
        .await
    }
}

impl Reading<'_> {
    /// The division of the institution that the viewer belongs to; none for people of a bureau, and where
    /// it is not registered.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn own_division(&self) -> Result<Option<String>, LedgerError> {
        let Place::Institution { code } = &self.viewer.actor.place else {
            return Ok(None);
        };
        let mut connection = self.seat().await?;
        let division = organisation::division_of(&mut connection, code.as_str()).await?;
        Ok(division.map(|division| division.as_str().to_owned()))
    }

    /// The account of a person who may act for himself at the institution; none where he has none.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn account_of(
        &self,
        institution: &InstitutionCode,
        person: &PractitionerCode,
    ) -> Result<Option<UserId>, LedgerError> {
        let row = sqlx::query(
            "SELECT account FROM account_grant WHERE place_kind = 'institution' AND place = $1 AND role = $2 \
             AND practitioner = $3 AND revoked_at = 0 ORDER BY id LIMIT 1",
        )
        .bind(institution.as_str())
        .bind(Role::Practitioner.tag())
        .bind(person.as_str())
        .fetch_optional(&mut *self.seat().await?)
        .await?;
        row.map(|row| text(&row, "account").map(UserId)).transpose()
    }

    /// The people of an institution by department and code, those who have left included. The caller
    /// answers for who may see them.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn staff(&self, institution: &InstitutionCode) -> Result<Vec<StaffRow>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM staff WHERE institution = $1 ORDER BY department, code")
            .bind(institution.as_str())
            .fetch_all(&mut *self.seat().await?)
            .await?;
        rows.iter().map(read).collect()
    }

    /// What the people of all institutions are called. The caller answers for who may see it.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn names_of_staff(&self) -> Result<Vec<(InstitutionCode, PractitionerCode, String)>, LedgerError> {
        let rows = sqlx::query("SELECT institution, code, name FROM staff")
            .fetch_all(&mut *self.seat().await?)
            .await?;
        let named = |row: &AnyRow| {
            let (institution, code) = (text(row, "institution")?, text(row, "code")?);
            let (institution, code) = (InstitutionCode::new(institution), PractitionerCode::new(code));
            Ok((institution, code, text(row, "name")?))
        };
        rows.iter().map(named).collect()
    }
}

fn read(row: &AnyRow) -> Result<StaffRow, LedgerError> {
    let category = text(row, "category")?;
    let of_tag = StaffCategory::of_tag(&category);
    Ok(StaffRow {
        staff: Staff {
            code: PractitionerCode::new(text(row, "code")?),
            name: text(row, "name")?,
            department: Department(text(row, "department")?),
            category: of_tag.ok_or_else(|| LedgerError::unreadable("人员类别", category))?,
        },
        ended: due_of(number(row, "ended")?)?,
    })
}

fn written(staff: &Staff) -> String {
    serde_json::to_string(staff).unwrap_or_default()
}
