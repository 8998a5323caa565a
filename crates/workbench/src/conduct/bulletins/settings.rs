//! How an institution makes its bulletin: whether the public edition names people, by which day a gift belongs
//! to an issue, who does not want to be named, and where learning material comes from. What must not be
//! printed is looked for whatever is set here.

use super::DRAFTERS;
use crate::Problem;
use crate::Workbench;
use crate::access::may;
use crate::caller::By;
use crate::conduct::own_institution;
use crate::written::{Body, short};
use axum::Json;
use axum::extract::State;
use conduct::bulletin::{Basis, Settings};
use domain::{InstitutionCode, PractitionerCode};
use ledger::{HouseSetting, LedgerError, Reading, StaffRow};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The name of the setting in the books.
const NAME: &str = "bulletin";

/// Characters of the default source.
const SOURCE: usize = 40;

/// 通报设置 as the books keep it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Written {
    public_names: bool,
    basis: Basis,
    opted_out: BTreeSet<String>,
    source: String,
}

/// 通报设置 as an issue is made by it.
#[derive(Debug, Clone, Default)]
pub(super) struct HouseRules {
    /// all but what the issue itself says
    pub(super) settings: Settings,
    /// 不愿公开姓名的人员的姓名
    pub(super) unnamed: Vec<String>,
    /// 学习材料的默认来源
    pub(super) source: String,
}

impl HouseRules {
    /// What the institution has set; names of nobody where it has set nothing.
    pub(super) async fn read(reading: &Reading<'_>, institution: &InstitutionCode) -> Result<Self, Problem> {
        let (_, written) = said(reading.house_setting(institution, NAME).await?.as_ref())?;
        let staff = match written.opted_out.is_empty() {
            true => Vec::new(),
            false => reading.staff(institution).await?,
        };
        let opted = staff
            .into_iter()
            .filter(|row| written.opted_out.contains(row.staff.code.as_str()));
        Ok(Self {
            unnamed: opted.map(|row| row.staff.name).collect(),
            settings: Settings {
                basis: written.basis,
                public_names: written.public_names,
                opted_out: written
                    .opted_out
                    .iter()
                    .map(|code| PractitionerCode::new(code.as_str()))
                    .collect(),
                ..Settings::default()
            },
            source: written.source,
        })
    }
}

/// The version of what is set, 0 for nothing yet, and what it says.
fn said(setting: Option<&HouseSetting>) -> Result<(i64, Written), LedgerError> {
    let Some(setting) = setting else {
        return Ok((0, Written::default()));
    };
    let written = serde_json::from_str(&setting.value).map_err(|error| LedgerError::Corrupt {
        place: "通报设置".to_owned(),
        problem: error.to_string(),
    })?;
    Ok((setting.version, written))
}

/// 归期
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BasisTag {
    /// 发生日期
    Occurred,
    /// 报告日期
    Reported,
    /// 处理日期
    Disposed,
    /// 核实日期
    Verified,
}

impl From<Basis> for BasisTag {
    fn from(basis: Basis) -> Self {
        match basis {
            Basis::Occurred => Self::Occurred,
            Basis::Reported => Self::Reported,
            Basis::Disposed => Self::Disposed,
            Basis::Verified => Self::Verified,
        }
    }
}

impl From<BasisTag> for Basis {
    fn from(tag: BasisTag) -> Self {
        match tag {
            BasisTag::Occurred => Self::Occurred,
            BasisTag::Reported => Self::Reported,
            BasisTag::Disposed => Self::Disposed,
            BasisTag::Verified => Self::Verified,
        }
    }
}

/// 不愿公开姓名的人员
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unnamed {
    code: String,
    name: String,
    department: String,
}

/// 通报设置
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulletinSettings {
    /// for the next change; 0 where nothing was set yet
    version: i64,
    /// 公开版显示姓名 of those who did not opt out
    public_names: bool,
    basis: BasisTag,
    opted_out: Vec<Unnamed>,
    /// 学习材料的默认来源
    source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<String>,
}

/// 通报设置
#[utoipa::path(get, path = "/conduct/bulletin-settings", tag = "conduct",
    responses((status = 200, body = BulletinSettings), (status = "default", body = Problem)))]
pub(crate) async fn settings(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
) -> Result<Json<BulletinSettings>, Problem> {
    if !DRAFTERS.contains(&caller.role()) {
        return Err(Problem::forbidden("查看通报设置"));
    }
    let institution = own_institution(&caller)?;
    shown(&workbench, &workbench.ledger().read(caller.viewer()), &institution)
        .await
        .map(Json)
}

async fn shown(
    workbench: &Workbench,
    reading: &Reading<'_>,
    institution: &InstitutionCode,
) -> Result<BulletinSettings, Problem> {
    let changed = reading.house_setting(institution, NAME).await?;
    let (version, written) = said(changed.as_ref())?;
    let names = workbench.names().await?;
    let staff = reading.staff(institution).await?;
    let opted = staff
        .into_iter()
        .filter(|row| written.opted_out.contains(row.staff.code.as_str()));
    let person = |row: StaffRow| Unnamed {
        code: row.staff.code.as_str().to_owned(),
        name: row.staff.name,
        department: row.staff.department.0,
    };
    Ok(BulletinSettings {
        version,
        public_names: written.public_names,
        basis: written.basis.into(),
        opted_out: opted.map(person).collect(),
        source: written.source,
        changed_at: changed.as_ref().map(|setting| setting.changed_at.to_string()),
        changed_by: changed.map(|setting| names.person(&setting.changed_by)),
    })
}

/// 修改通报设置
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewSettings {
    /// of what was seen
    version: i64,
    public_names: bool,
    basis: BasisTag,
    /// 人员编号 of those who do not want to be named
    opted_out: BTreeSet<String>,
    source: String,
}

/// 修改通报设置
#[utoipa::path(put, path = "/conduct/bulletin-settings", tag = "conduct", request_body = NewSettings,
    responses((status = 200, body = BulletinSettings), (status = "default", body = Problem)))]
pub(crate) async fn set_settings(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Body(new): Body<NewSettings>,
) -> Result<Json<BulletinSettings>, Problem> {
    let institution = own_institution(&caller)?;
    let reading = workbench.ledger().read(caller.viewer());
    let source = new.source.trim();
    if source.chars().count() > SOURCE || source.chars().any(char::is_control) {
        return Err(Problem::input(
            "source",
            format!("默认来源请不超过{SOURCE}字，不分行。"),
        ));
    }
    let staff = reading.staff(&institution).await?;
    let known = |code: &&String| staff.iter().any(|row| row.staff.code.as_str() == code.as_str());
    if let Some(stranger) = new.opted_out.iter().find(|code| !known(code)) {
        let detail = format!("人员编号“{}”不在职工名册中，没有保存。请从名册选择。", short(stranger));
        return Err(Problem::input("opted_out", detail));
    }
    let written = Written {
        public_names: new.public_names,
        basis: new.basis.into(),
        opted_out: new.opted_out,
        source: source.to_owned(),
    };
    let value = serde_json::to_string(&written).map_err(|error| LedgerError::Corrupt {
        place: "通报设置".to_owned(),
        problem: error.to_string(),
    })?;
    workbench
        .write(caller.viewer(), async |writing| {
            writing.put_house_setting(&institution, NAME, new.version, &value).await
        })
        .await?;
    shown(&workbench, &reading, &institution).await.map(Json)
}
