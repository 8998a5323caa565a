//! Who acts: a person in a role at a place, and what role and place allow.
//!
//! Sessions, passwords and the visibility of rows are not here; an actor who reaches this crate is
//! authenticated and has found the matter.

use crate::Refusal;
use domain::{Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::fmt;

/// 用户 · identifier of a user account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub String);

impl From<&str> for UserId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 角色 · the role in which a person acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 医保局领导 (BL)
    BureauLeader,
    /// 基金监管科长 (SC)
    SectionChief,
    /// 经办机构审核员 (AU)
    Auditor,
    /// 经办机构负责人
    AgencyHead,
    /// 经办机构财务
    AgencyFinance,
    /// 案件承办人 (CH), with an enforcement certificate
    CaseHandler,
    /// 法制审核人
    LegalReviewer,
    /// 检查组员 (IN)
    Inspector,
    /// 临床专家
    ClinicalExpert,
    /// 医院医保办 (HI)
    InsuranceOffice,
    /// 医师等医务人员 (DR)
    Practitioner,
    /// 科室负责人 (DH)
    DepartmentHead,
    /// 医院领导 (HL)
    HospitalLeader,
    /// 举报人身份保管人 (vault role)
    VaultKeeper,
    /// 医院医德医风办公室 (EO)
    EthicsOffice,
    /// 医院纪检监察室 (DC)
    DisciplineOffice,
    /// 医院人事部门 (HR)
    Personnel,
    /// 卫生健康行政部门行风科 (the section chief of the health bureau)
    HealthSection,
    /// 系统: what the clock brings about
    System,
    /// 系统管理员 (SA): accounts, organisations, parameters; no matter
    SystemAdministrator,
    /// 安全审计员 (SEC): reads the trail; no matter
    SecurityAuditor,
    /// 账号本人: somebody who has signed in and acts in no role: his password, his sessions; no matter
    AccountHolder,
}

/// Everybody of a bureau or agency who works on matters: for parts that go to a named person, whatever
/// role he has.
pub(crate) const BUREAU: &[Role] = &[
    Role::BureauLeader,
    Role::SectionChief,
    Role::Auditor,
    Role::AgencyHead,
    Role::AgencyFinance,
    Role::CaseHandler,
    Role::LegalReviewer,
    Role::Inspector,
    Role::ClinicalExpert,
];

impl Role {
    /// Every role.
    pub const ALL: [Role; 22] = [
        Role::BureauLeader,
        Role::SectionChief,
        Role::Auditor,
        Role::AgencyHead,
        Role::AgencyFinance,
        Role::CaseHandler,
        Role::LegalReviewer,
        Role::Inspector,
        Role::ClinicalExpert,
        Role::InsuranceOffice,
        Role::Practitioner,
        Role::DepartmentHead,
        Role::HospitalLeader,
        Role::VaultKeeper,
        Role::EthicsOffice,
        Role::DisciplineOffice,
        Role::Personnel,
        Role::HealthSection,
        Role::System,
        Role::SystemAdministrator,
        Role::SecurityAuditor,
        Role::AccountHolder,
    ];

    /// The stable tag, as events and callers write it.
    pub const fn tag(self) -> &'static str {
        match self {
            Role::BureauLeader => "bureau_leader",
            Role::SectionChief => "section_chief",
            Role::Auditor => "auditor",
            Role::AgencyHead => "agency_head",
            Role::AgencyFinance => "agency_finance",
            Role::CaseHandler => "case_handler",
            Role::LegalReviewer => "legal_reviewer",
            Role::Inspector => "inspector",
            Role::ClinicalExpert => "clinical_expert",
            Role::InsuranceOffice => "insurance_office",
            Role::Practitioner => "practitioner",
            Role::DepartmentHead => "department_head",
            Role::HospitalLeader => "hospital_leader",
            Role::VaultKeeper => "vault_keeper",
            Role::EthicsOffice => "ethics_office",
            Role::DisciplineOffice => "discipline_office",
            Role::Personnel => "personnel",
            Role::HealthSection => "health_section",
            Role::System => "system",
            Role::SystemAdministrator => "system_administrator",
            Role::SecurityAuditor => "security_auditor",
            Role::AccountHolder => "account_holder",
        }
    }

    /// The role with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.tag() == tag)
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Role::BureauLeader => "医保局领导",
            Role::SectionChief => "基金监管科长",
            Role::Auditor => "经办机构审核员",
            Role::AgencyHead => "经办机构负责人",
            Role::AgencyFinance => "经办机构财务",
            Role::CaseHandler => "案件承办人",
            Role::LegalReviewer => "法制审核人",
            Role::Inspector => "检查组员",
            Role::ClinicalExpert => "临床专家",
            Role::InsuranceOffice => "机构医保办",
            Role::Practitioner => "医务人员",
            Role::DepartmentHead => "科室负责人",
            Role::HospitalLeader => "机构负责人",
            Role::VaultKeeper => "举报人身份保管人",
            Role::EthicsOffice => "机构医德医风办公室",
            Role::DisciplineOffice => "机构纪检监察室",
            Role::Personnel => "机构人事部门",
            Role::HealthSection => "卫生健康行风科",
            Role::System => "系统",
            Role::SystemAdministrator => "系统管理员",
            Role::SecurityAuditor => "安全审计员",
            Role::AccountHolder => "账号本人",
        }
    }
}

/// 所在 · where a person belongs, and therefore whose matters he may touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum Place {
    /// 定点医药机构
    Institution {
        /// 机构编号
        #[serde(with = "crate::stored")]
        code: InstitutionCode,
    },
    /// 医保局、经办机构: the division and all below it
    Bureau {
        /// 医保区划
        #[serde(with = "crate::stored")]
        division: Division,
    },
    /// 系统: everywhere
    Everywhere,
}

/// 经办人 · who gives a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// 用户
    pub user: UserId,
    /// 身份
    pub role: Role,
    /// 所在
    pub place: Place,
}

impl Actor {
    /// Refuses every role that is not in the list.
    pub fn must_be(&self, action: &'static str, roles: &'static [Role]) -> Result<(), Refusal> {
        if roles.contains(&self.role) {
            return Ok(());
        }
        Err(Refusal::Role { action, roles })
    }

    /// Refuses people of other institutions and of the bureau.
    pub fn must_belong_to(&self, institution: &InstitutionCode) -> Result<(), Refusal> {
        match &self.place {
            Place::Institution { code } if code == institution => Ok(()),
            _ => Err(Refusal::OtherInstitution),
        }
    }

    /// Refuses people whose bureau is not the division's own or one above it.
    pub fn must_govern(&self, division: &Division) -> Result<(), Refusal> {
        let own = match &self.place {
            Place::Everywhere => return Ok(()),
            Place::Institution { .. } => return Err(Refusal::OtherDivision),
            Place::Bureau { division } => division,
        };
        match own.governs(division) {
            true => Ok(()),
            false => Err(Refusal::OtherDivision),
        }
    }

    /// Refuses everybody but these roles of the division's bureau or one above it.
    pub fn must_act_for(
        &self,
        action: &'static str,
        roles: &'static [Role],
        division: &Division,
    ) -> Result<(), Refusal> {
        self.must_be(action, roles)?;
        self.must_govern(division)
    }

    /// Refuses everybody but these roles of the institution.
    pub fn must_act_within(
        &self,
        action: &'static str,
        roles: &'static [Role],
        institution: &InstitutionCode,
    ) -> Result<(), Refusal> {
        self.must_be(action, roles)?;
        self.must_belong_to(institution)
    }

    /// Refuses the person who already acted in a part that must be somebody else's.
    pub fn must_differ(&self, own_part: &'static str, other: &UserId, other_part: &'static str) -> Result<(), Refusal> {
        if &self.user == other {
            return Err(Refusal::SamePerson {
                first: other_part,
                second: own_part,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(division: &str) -> Actor {
        Actor {
            user: UserId::from("甲"),
            role: Role::Auditor,
            place: Place::Bureau {
                division: Division::new(division),
            },
        }
    }

    #[test]
    fn tags_are_what_events_have_and_read_back() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.tag());
            assert_eq!(Role::of_tag(role.tag()), Some(role));
        }
    }

    #[test]
    fn a_bureau_governs_itself_and_what_lies_below() {
        let county = Division::new("440305");
        for own in ["440305", "440300", "440000", ""] {
            assert_eq!(of(own).must_govern(&county), Ok(()), "{own}");
        }
        for own in ["440304", "440400", "450000"] {
            assert_eq!(of(own).must_govern(&county), Err(Refusal::OtherDivision), "{own}");
        }
        assert_eq!(
            of("440305").must_govern(&Division::new("440300")),
            Err(Refusal::OtherDivision)
        );
    }

    #[test]
    fn an_institution_governs_nobody_and_is_only_itself() {
        let hospital = Actor {
            place: Place::Institution {
                code: InstitutionCode::new("H1"),
            },
            ..of("440305")
        };
        assert_eq!(hospital.must_belong_to(&InstitutionCode::new("H1")), Ok(()));
        assert_eq!(
            hospital.must_belong_to(&InstitutionCode::new("H2")),
            Err(Refusal::OtherInstitution)
        );
        assert_eq!(
            hospital.must_govern(&Division::new("440305")),
            Err(Refusal::OtherDivision)
        );
    }
}
