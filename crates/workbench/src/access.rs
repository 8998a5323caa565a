//! Who may do what at all: rights by role, before any scope. Whose rows exist for somebody is the
//! ledger's to say, what may be done with a matter is `casework`'s; here stands which parts of the
//! workbench a role has.
//!
//! Source: the table of roles and permissions in the design ("Roles × permissions"): the
//! administrator of the system sees no business, the auditor of security reads the trail, signs
//! grants and does nothing else, whoever only handles a task has no dashboards.

use casework::Role;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

macro_rules! rights {
    ($($(#[$doc:meta])* $right:ident = $zh:literal;)*) => {
        /// 权限 · one part of the workbench.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Right {
            $($(#[$doc])* $right,)*
        }

        impl Right {
            /// All of them.
            pub const ALL: &'static [Right] = &[$(Right::$right),*];

            /// What it lets one do, as it is written in a refusal.
            pub const fn zh(self) -> &'static str {
                match self { $(Right::$right => $zh,)* }
            }
        }

        /// The rights as types, by which an address says in its signature whom it answers.
        pub(crate) mod may {
            $(
                $(#[$doc])*
                #[derive(Debug)]
                pub(crate) struct $right;

                impl super::Needs for $right {
                    const RIGHT: super::Right = super::Right::$right;
                }
            )*
        }
    };
}

/// What an address asks of its caller.
pub(crate) trait Needs {
    /// the right that the acting role must have
    const RIGHT: Right;
}

rights! {
    /// the own account
    Own = "管理自己的账号";
    /// figures of the whole scope
    Dashboard = "查看驾驶舱";
    /// figures of the calls of real time
    Live = "查看实时监测";
    /// findings without the person
    Findings = "查看疑点";
    /// the person behind a finding, with a purpose
    Person = "查看个人信息";
    /// matters and their course, and what the workflow allows
    Matters = "查看和办理事项";
    /// official documents from matters, or printing again what one was told
    Documents = "出具文书";
    /// lists as files
    Export = "导出";
    /// rules, cases, knowledge
    Rules = "查看规则";
    /// institutions with their figures
    Institutions = "查看机构";
    /// one's own alerts
    OwnAlerts = "查看自己的提醒";
    /// made-up prescriptions
    Simulate = "使用医生站模拟";
    /// what staff of the own institution did, and what follows from it
    Conduct = "查看医德医风";
    /// the own file of conduct
    OwnConduct = "查看自己的医德档案";
    /// bulletins that were published, as far as they are meant for the reader
    Bulletins = "阅读月度通报";
    /// the figures of conduct of a district's institutions
    District = "查看区域行风";
    /// what was already examined elsewhere: to ask at an order, to answer, to bring in own reports
    Recognise = "办理检查检验互认";
    /// what mutual recognition came to
    Recognition = "查看检查检验互认";
    /// figures of antimicrobials, as far as the own place or task reaches
    Indicators = "查看临床行为指标";
    /// costly stays and what their reviews came to, as far as the own place reaches
    CostlyStays = "查看高额病例";
    /// clinical conduct of the jurisdiction by hospital, without departments and doctors
    HospitalSums = "查看各医院临床行为汇总";
    /// sheets of clinical conduct brought in
    ClinicalSheets = "导入临床行为数据";
    /// to make a patient's number into a seal that nothing opens
    SealPatient = "封存患者号码";
    /// to put who reported something into the vault
    Seal = "封存举报人身份";
    /// to open it, by two
    Vault = "启封举报人身份";
    /// whom one may assign
    People = "选择办理人";
    /// accounts and what they may
    Accounts = "管理用户";
    /// roles and keys of programs that are proposed and not yet given
    Proposals = "查看授权提请";
    /// to sign what an administrator proposes, or to refuse
    CoSign = "会签授权";
    /// the tree of organisations and the access register
    Organisations = "管理机构目录";
    /// calendar, books, jobs, health
    System = "管理系统";
    /// everybody's trail
    Trail = "查阅留痕";
}

/// 权限 of a role.
pub fn rights(role: Role) -> &'static [Right] {
    use Right::*;
    match role {
        Role::BureauLeader => &[
            Own,
            Dashboard,
            Live,
            Findings,
            Matters,
            Documents,
            Export,
            Rules,
            Institutions,
            HospitalSums,
            People,
        ],
        Role::AgencyHead => &[
            Own,
            Dashboard,
            Live,
            Findings,
            Matters,
            Documents,
            Export,
            Rules,
            Institutions,
            People,
        ],
        Role::SectionChief | Role::Auditor => &[
            Own,
            Dashboard,
            Live,
            Findings,
            Person,
            Matters,
            Documents,
            Export,
            Rules,
            Institutions,
            Simulate,
            People,
            Seal,
        ],
        Role::AgencyFinance => &[Own, Matters, Documents, Export, People],
        Role::CaseHandler => &[Own, Findings, Person, Matters, Documents, Export, Rules, Seal, People],
        Role::Inspector => &[Own, Findings, Person, Matters, Rules, Recognition, Indicators],
        Role::LegalReviewer | Role::ClinicalExpert => &[Own, Findings, Matters, Rules],
        Role::VaultKeeper => &[Own, Matters, Seal, Vault],
        Role::InsuranceOffice => &[
            Own,
            Findings,
            Person,
            Matters,
            Documents,
            Export,
            Rules,
            Institutions,
            Simulate,
            People,
            Recognise,
            Recognition,
            Indicators,
            CostlyStays,
            ClinicalSheets,
        ],
        Role::HospitalLeader => &[
            Own,
            Findings,
            Matters,
            Documents,
            Export,
            Rules,
            Institutions,
            Conduct,
            Bulletins,
            Recognition,
            Indicators,
            CostlyStays,
            People,
        ],
        Role::DepartmentHead => &[
            Own,
            Findings,
            Matters,
            Rules,
            OwnAlerts,
            Simulate,
            Conduct,
            Recognition,
            Indicators,
            CostlyStays,
            Bulletins,
        ],
        Role::Practitioner => &[
            Own,
            Findings,
            Person,
            Matters,
            Documents,
            Rules,
            OwnAlerts,
            Simulate,
            OwnConduct,
            Recognition,
            Indicators,
            CostlyStays,
            Bulletins,
            SealPatient,
        ],
        Role::EthicsOffice => &[
            Own,
            Matters,
            Documents,
            Export,
            Conduct,
            Recognition,
            Indicators,
            CostlyStays,
            ClinicalSheets,
            Bulletins,
            SealPatient,
            People,
        ],
        Role::DisciplineOffice => &[Own, Matters, Documents, Export, Conduct, Bulletins, Seal, People],
        Role::Personnel => &[Own, Matters, Documents, Export, Conduct, Bulletins],
        Role::HealthSection => &[
            Own,
            Matters,
            Documents,
            Export,
            District,
            Recognition,
            Indicators,
            CostlyStays,
            Bulletins,
            People,
        ],
        Role::SystemAdministrator => &[Own, Accounts, Proposals, Organisations, System],
        Role::SecurityAuditor => &[Own, Proposals, CoSign, Trail],
        Role::System | Role::AccountHolder => &[],
    }
}

/// 栏目 · one entry of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Area {
    Dashboard,
    Live,
    Findings,
    Matters,
    SelfAudit,
    Enforcement,
    Transfers,
    Rules,
    Institutions,
    Points,
    Inbox,
    MyAlerts,
    Conduct,
    MyConduct,
    Bulletins,
    ClinicalConduct,
    Recognition,
    Antimicrobial,
    CostlyStays,
    HospitalSums,
    District,
    Oversight,
    Usage,
    Vault,
    Simulator,
    Users,
    CoSigning,
    Organisations,
    Callers,
    Calendar,
    Books,
    Jobs,
    Trail,
    Health,
}

/// What the menu shows a role.
pub(crate) fn areas(role: Role) -> Vec<Area> {
    let of_institution = matches!(
        role,
        Role::InsuranceOffice | Role::HospitalLeader | Role::DepartmentHead | Role::Practitioner
    );
    // They come to their matters by the pages of conduct; of the fund's, none exists for them.
    let of_conduct = matches!(
        role,
        Role::EthicsOffice | Role::DisciplineOffice | Role::Personnel | Role::HealthSection | Role::VaultKeeper
    );
    // Tickets for counts of usage exist for a department's head no more than other matters of his hospital.
    let may_ask_for_usage = matches!(
        role,
        Role::InsuranceOffice | Role::HospitalLeader | Role::EthicsOffice | Role::DisciplineOffice | Role::Personnel
    );
    let mut areas = Vec::new();
    for right in rights(role) {
        areas.extend_from_slice(match right {
            Right::Dashboard => &[Area::Dashboard],
            Right::Live => &[Area::Live],
            Right::Findings => &[Area::Findings],
            Right::Matters if of_conduct => &[],
            Right::Matters if of_institution => &[Area::Inbox, Area::SelfAudit, Area::Points],
            Right::Matters => &[
                Area::Matters,
                Area::SelfAudit,
                Area::Enforcement,
                Area::Transfers,
                Area::Points,
            ],
            Right::Rules => &[Area::Rules],
            Right::Institutions => &[Area::Institutions],
            Right::OwnAlerts => &[Area::MyAlerts],
            Right::Simulate => &[Area::Simulator],
            Right::Accounts => &[Area::Users],
            Right::Proposals => &[Area::CoSigning],
            Right::Organisations => &[Area::Organisations],
            Right::System => &[Area::Callers, Area::Calendar, Area::Books, Area::Jobs, Area::Health],
            Right::Trail => &[Area::Trail],
            Right::Conduct => &[Area::Conduct, Area::ClinicalConduct],
            Right::OwnConduct => &[Area::MyConduct],
            // The health section has them on the page of its district.
            Right::Recognition if role != Role::HealthSection => &[Area::Recognition, Area::ClinicalConduct],
            Right::Indicators => &[Area::Antimicrobial, Area::ClinicalConduct],
            Right::CostlyStays => &[Area::CostlyStays, Area::ClinicalConduct],
            Right::HospitalSums => &[Area::HospitalSums, Area::ClinicalConduct],
            Right::District => &[Area::District, Area::Oversight],
            // Whoever has a page of his own reads them there.
            Right::Bulletins if role != Role::Practitioner => &[Area::Bulletins],
            Right::Vault => &[Area::Vault],
            Right::Own
            | Right::Recognition
            | Right::Recognise
            | Right::ClinicalSheets
            | Right::Seal
            | Right::CoSign
            | Right::SealPatient
            | Right::Person
            | Right::Documents
            | Right::Export
            | Right::Bulletins
            | Right::People => &[],
        });
    }
    if may_ask_for_usage {
        areas.push(Area::Usage);
    }
    let mut shown = BTreeSet::new();
    areas.retain(|area| shown.insert(*area));
    areas
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSINESS: [Right; 23] = [
        Right::SealPatient,
        Right::Bulletins,
        Right::Recognise,
        Right::Recognition,
        Right::Indicators,
        Right::CostlyStays,
        Right::HospitalSums,
        Right::ClinicalSheets,
        Right::OwnConduct,
        Right::Conduct,
        Right::District,
        Right::Seal,
        Right::Vault,
        Right::Dashboard,
        Right::Findings,
        Right::Person,
        Right::Matters,
        Right::Documents,
        Right::Export,
        Right::Institutions,
        Right::OwnAlerts,
        Right::Simulate,
        Right::People,
    ];

    #[test]
    fn who_keeps_the_system_has_no_business_in_it() {
        for role in [Role::SystemAdministrator, Role::SecurityAuditor] {
            assert!(BUSINESS.iter().all(|right| !rights(role).contains(right)), "{role:?}");
        }
    }

    #[test]
    fn nobody_keeps_both_the_accounts_and_the_trail() {
        for role in Role::ALL {
            let of = rights(role);
            assert!(
                !(of.contains(&Right::Accounts) && (of.contains(&Right::Trail) || of.contains(&Right::CoSign))),
                "{role:?}"
            );
        }
    }

    #[test]
    fn a_role_has_each_right_once() {
        for role in Role::ALL {
            let mut of = rights(role).to_vec();
            of.sort();
            of.dedup();
            assert_eq!(of.len(), rights(role).len(), "{role:?}");
        }
    }
}
