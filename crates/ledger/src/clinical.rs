//! What institutions bring in of clinical conduct, as rows of lists: monthly figures of antimicrobials, what
//! was consumed, doses and targets, and inpatient stays. What follows from them is `conduct`'s to say.

use crate::months::month_of;
use crate::organisation::division_of;
use crate::sql::{Statement, text};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{LedgerError, Reading, Scope};
use casework::Role;
use conduct::Month;
use conduct::antimicrobial::{Consumed, DoseRow, Monthly, TargetRow};
use conduct::quality::{GroupLimit, Stay};
use domain::{Division, InstitutionCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Who brings in the rows of an institution.
const KEEPERS: &[Role] = &[Role::InsuranceOffice, Role::EthicsOffice];

/// 临床数据 · a kind of row that an institution brings in.
pub trait ClinicalRow: Serialize + DeserializeOwned {
    /// the stable tag of its list
    const LIST: &'static str;
    /// what people call the list
    const ZH: &'static str;

    /// What names it in the list of its institution; a row with the name of an earlier one replaces it.
    fn name(&self) -> String;

    /// The month that it belongs to; none for what holds until it is replaced.
    fn month(&self) -> Option<Month>;
}

/// Of whom a figure is, as it is written in names.
fn whose(department: &str, doctor: Option<&domain::PractitionerCode>) -> String {
    format!("{department}|{}", doctor.map_or("", |doctor| doctor.as_str()))
}

impl ClinicalRow for Monthly {
    const LIST: &'static str = "antimicrobial_month";
    const ZH: &'static str = "抗菌药物月报数";

    fn name(&self) -> String {
        format!("{}|{}", self.month, whose(&self.department.0, self.doctor.as_ref()))
    }

    fn month(&self) -> Option<Month> {
        Some(self.month)
    }
}

impl ClinicalRow for Consumed {
    const LIST: &'static str = "antimicrobial_use";
    const ZH: &'static str = "抗菌药物消耗";

    fn name(&self) -> String {
        let of = whose(&self.department.0, self.doctor.as_ref());
        format!("{}|{of}|{}|{}", self.month, self.item, self.unit)
    }

    fn month(&self) -> Option<Month> {
        Some(self.month)
    }
}

impl ClinicalRow for DoseRow {
    const LIST: &'static str = "daily_dose";
    const ZH: &'static str = "DDD值";

    fn name(&self) -> String {
        self.code.clone()
    }

    fn month(&self) -> Option<Month> {
        None
    }
}

impl ClinicalRow for TargetRow {
    const LIST: &'static str = "antimicrobial_target";
    const ZH: &'static str = "抗菌药物目标值";

    fn name(&self) -> String {
        let department = self.department.as_ref().map_or("", |department| &department.0);
        format!("{department}|{:?}", self.measure)
    }

    fn month(&self) -> Option<Month> {
        None
    }
}

impl ClinicalRow for Stay {
    const LIST: &'static str = "stay";
    const ZH: &'static str = "住院病例费用";

    fn name(&self) -> String {
        self.encounter.to_string()
    }

    fn month(&self) -> Option<Month> {
        Some(Month::of(self.discharged_on))
    }
}

impl ClinicalRow for GroupLimit {
    const LIST: &'static str = "group_limit";
    const ZH: &'static str = "病例分组费用阈值";

    fn name(&self) -> String {
        self.group.clone()
    }

    fn month(&self) -> Option<Month> {
        None
    }
}

fn month_column(month: Option<Month>) -> i64 {
    month.map_or(0, |month| month_of(month.first_day()))
}

impl Reading<'_> {
    /// The rows of a list within the viewer's scope, with the institution of each: of these months where
    /// the list has months, else all. Of whom in an institution he may see figures is the caller's to say.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn clinical<R: ClinicalRow>(
        &self,
        from: Month,
        to: Month,
    ) -> Result<Vec<(InstitutionCode, R)>, LedgerError> {
        let mut query = Statement::new("SELECT institution, division, content FROM clinical_row WHERE list = ");
        query.bind(R::LIST);
        query
            .add(" AND (month = 0 OR (month >= ")
            .bind(month_column(Some(from)));
        query.add(" AND month <= ").bind(month_column(Some(to)));
        query.add("))");
        match &self.viewer.scope {
            Scope::Everywhere | Scope::Division(_) => {}
            Scope::Institution(institution)
            | Scope::Department { institution, .. }
            | Scope::Practitioner { institution, .. } => {
                query.add(" AND institution = ").bind(institution.as_str());
            }
            Scope::Task(_) | Scope::Complaints(_) | Scope::Nothing => return Ok(Vec::new()),
        }
        query.add(" ORDER BY institution, name");
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        let mut found = Vec::new();
        for row in &rows {
            if let Scope::Division(division) = &self.viewer.scope
                && !division.governs(&Division::new(text(row, "division")?))
            {
                continue;
            }
            let content = text(row, "content")?;
            let content = serde_json::from_str(&content).map_err(|error| LedgerError::unreadable(R::ZH, error))?;
            found.push((InstitutionCode::new(text(row, "institution")?), content));
        }
        Ok(found)
    }
}

impl Writing<'_> {
    /// Takes rows into a list of an institution. The whole sheet is one row of the trail.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than the insurance and ethics offices of the institution;
    /// [`LedgerError::NotFound`] where it is not registered.
    pub async fn put_clinical<R: ClinicalRow>(
        &mut self,
        institution: &InstitutionCode,
        rows: &[R],
    ) -> Result<(), LedgerError> {
        self.viewer()
            .actor
            .must_act_within("导入临床数据", KEEPERS, institution)?;
        let division = division_of(self.connection(), institution.as_str()).await?;
        let division = division.ok_or_else(|| LedgerError::NotFound {
            what: "机构",
            id: institution.to_string(),
        })?;
        let mut written = Vec::new();
        for row in rows {
            let content = serde_json::to_string(row)
                .map_err(|error| LedgerError::internal(format!("{}没有写成：{error}", R::ZH)))?;
            let mut insert =
                Statement::new("INSERT INTO clinical_row (institution, division, list, name, month, content) VALUES ");
            insert.bind_list([
                institution.as_str().into(),
                division.as_str().into(),
                R::LIST.into(),
                row.name().as_str().into(),
                month_column(row.month()).into(),
                content.as_str().into(),
            ]);
            insert.add(
                " ON CONFLICT (institution, list, name) DO UPDATE SET division = EXCLUDED.division, \
                 month = EXCLUDED.month, content = EXCLUDED.content",
            );
            insert.query().execute(self.connection()).await?;
            written.push(content);
        }
        let content = trail::digest(&written.iter().map(String::as_str).collect::<Vec<_>>());
        self.log(Entry {
            deed: Deed::Clinical,
            subject: &format!("clinical/{}/{institution}", R::LIST),
            detail: &format!("{}，{}行", R::ZH, rows.len()),
            purpose: "",
            content: &content,
        })
        .await
    }

    /// Records that somebody looked at figures of single doctors: of an institution in a month.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn record_figures_seen(
        &mut self,
        institution: &InstitutionCode,
        month: Month,
        doctors: usize,
    ) -> Result<(), LedgerError> {
        self.log(Entry {
            deed: Deed::Look,
            subject: &format!("clinical/antimicrobial/{institution}"),
            detail: &format!("{month}医师指标，{doctors}人"),
            purpose: "",
            content: "",
        })
        .await
    }
}
