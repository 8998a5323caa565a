//! Who looks, and what exists for him.
//!
//! What a viewer may not see does not exist: every query of matters and findings carries the
//! condition of his scope, and a row outside it is answered like a row that is not there.

use crate::api_key::ApiKey;
use crate::grant::Grant;
use crate::matter::{Kind, Realm};
use crate::sql::Statement;
use casework::{Actor, Place, Role, UserId};
use domain::{Division, InstitutionCode, PractitionerCode};

/// 数据范围 · which rows exist for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// 全部
    Everywhere,
    /// 区划: the division and all below it
    Division(Division),
    /// 机构: matters of the institution of which it has been told, and of some kinds those of another one in
    /// which it takes part; no others, and no findings outside them
    Institution(InstitutionCode),
    /// 科室: matters of the fund as the institution has been told of them, since the books know no department
    /// of those; matters of conduct of this department, and those of some kinds that name the viewer
    Department {
        /// 机构编号
        institution: InstitutionCode,
        /// 科室: the code of the organisation
        department: String,
    },
    /// 本人: matters of the institution that concern this practitioner and of which it has been told, and of
    /// some kinds those that name the viewer
    Practitioner {
        /// 机构编号
        institution: InstitutionCode,
        /// 医师标识
        code: PractitionerCode,
    },
    /// 任务: only matters in which the viewer takes part, as long as he does, and those that wait for
    /// somebody of his role
    Task(Division),
    /// 举报: only reports, and no findings
    Complaints(Division),
    /// 无: neither matters nor findings, and none can be opened
    Nothing,
}

impl From<&Place> for Scope {
    fn from(place: &Place) -> Self {
        match place {
            Place::Everywhere => Scope::Everywhere,
            Place::Bureau { division } => Scope::Division(division.clone()),
            Place::Institution { code } => Scope::Institution(code.clone()),
        }
    }
}

/// 查看人 · an authenticated person with the scope that his role gives him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// 经办人
    pub actor: Actor,
    /// 数据范围
    pub scope: Scope,
}

impl Viewer {
    /// Somebody who sees all that his place has.
    pub fn at_place(actor: Actor) -> Self {
        let scope = Scope::from(&actor.place);
        Self { actor, scope }
    }

    /// Somebody whose role lets him see less.
    pub fn within(actor: Actor, scope: Scope) -> Self {
        Self { actor, scope }
    }

    /// Somebody who acts by one of his grants. The scope is that of the role; a grant that makes
    /// no sense shows nothing.
    ///
    pub fn of_grant(account: &UserId, grant: &Grant) -> Self {
        let actor = Actor {
            user: account.clone(),
            role: grant.role,
            place: grant.place.clone(),
        };
        let scope = match (grant.role, &grant.place) {
            (
                Role::BureauLeader
                | Role::SectionChief
                | Role::Auditor
                | Role::AgencyHead
                | Role::AgencyFinance
                | Role::HealthSection,
                Place::Bureau { division },
            ) => Scope::Division(division.clone()),
            (
                Role::CaseHandler | Role::LegalReviewer | Role::Inspector | Role::ClinicalExpert,
                Place::Bureau { division },
            ) => Scope::Task(division.clone()),
            (Role::VaultKeeper, Place::Bureau { division }) => Scope::Complaints(division.clone()),
            (Role::DepartmentHead, Place::Institution { code }) => match &grant.department {
                Some(department) => Scope::Department {
                    institution: code.clone(),
                    department: department.clone(),
                },
                None => Scope::Nothing,
            },
            (
                Role::InsuranceOffice
                | Role::HospitalLeader
                | Role::EthicsOffice
                | Role::DisciplineOffice
                | Role::Personnel,
                Place::Institution { code },
            ) => Scope::Institution(code.clone()),
            (Role::Practitioner, Place::Institution { code: institution }) => match &grant.practitioner {
                Some(code) => Scope::Practitioner {
                    institution: institution.clone(),
                    code: code.clone(),
                },
                None => Scope::Nothing,
            },
            _ => Scope::Nothing,
        };
        Self { actor, scope }
    }

    /// A program that acts by its key, in the name of the key.
    pub fn of_key(key: &ApiKey) -> Self {
        let grant = Grant {
            id: key.id,
            role: key.role,
            place: key.place.clone(),
            department: None,
            practitioner: None,
            until: key.until,
            granted_at: key.created_at,
            granted_by: key.created_by.clone(),
        };
        Self::of_grant(&key.user(), &grant)
    }

    /// Whether the viewer may open a matter at all.
    pub(crate) fn sees_nothing(&self) -> bool {
        self.scope == Scope::Nothing
    }

    pub(crate) fn user(&self) -> &UserId {
        &self.actor.user
    }

    /// Whether what the viewer sees of matters is a matter of place and kind: then [`Self::limit_matters`]
    /// limits the cells of the sums as it limits rows.
    pub(crate) fn sees_by_place(&self) -> bool {
        matches!(
            self.scope,
            Scope::Everywhere | Scope::Division(_) | Scope::Complaints(_)
        )
    }

    /// The same of findings: whoever does, sees those of every institution of his place.
    pub fn sees_findings_by_place(&self) -> bool {
        matches!(self.scope, Scope::Everywhere | Scope::Division(_))
    }

    /// Adds ` AND …` for a query of `matter`.
    pub(crate) fn limit_matters(&self, statement: &mut Statement) {
        let (named, institution) = match &self.scope {
            Scope::Institution(institution) => return self.limit_to_sides(institution, statement),
            Scope::Department { institution, .. } | Scope::Practitioner { institution, .. } => {
                (named(self.actor.role), institution)
            }
            _ => return self.limit_own(statement),
        };
        if named.is_empty() {
            return self.limit_own(statement);
        }
        statement.add(" AND (1 = 1");
        self.limit_own(statement);
        statement.add(" OR kind IN ");
        statement.bind_list(named.iter().map(|kind| kind.tag().into()));
        told(institution, statement);
        statement.add(" AND id IN (SELECT matter FROM matter_person WHERE user_id = ");
        statement.bind(self.user().0.as_str()).add("))");
    }

    /// Adds ` AND …` for what is the institution's own, and for what it takes part in elsewhere.
    fn limit_to_sides(&self, institution: &InstitutionCode, statement: &mut Statement) {
        let shared = SHARED.iter().filter(|kind| self.knows_kind(**kind));
        let shared: Vec<_> = shared.map(|kind| kind.tag().into()).collect();
        if shared.is_empty() {
            return self.limit_own(statement);
        }
        // Few institutions are named first, so that their matters are found by the index of institutions; a choice
        // between what is its own and what is not would be looked for among all.
        let own = institution.as_str();
        self.limit_kinds(statement);
        statement.add(" AND told = 1 AND institution IN (SELECT ").bind(own);
        statement.add(
            " UNION SELECT matter.institution FROM matter_party JOIN matter ON matter.id = matter_party.matter \
             WHERE matter_party.institution = ",
        );
        statement.bind(own).add(") AND (institution = ").bind(own);
        statement.add(" OR (kind IN ").bind_list(shared);
        statement.add(" AND id IN (SELECT matter FROM matter_party WHERE institution = ");
        statement.bind(own).add(")))");
    }

    /// Adds ` AND …` for what is the viewer's by his scope, whether it names him or not.
    fn limit_own(&self, statement: &mut Statement) {
        self.limit_kinds(statement);
        match &self.scope {
            Scope::Everywhere => {}
            Scope::Division(division) => below(division, statement),
            Scope::Institution(institution) => told(institution, statement),
            Scope::Department {
                institution,
                department,
            } => {
                told(institution, statement);
                let conduct = Kind::ALL.iter().filter(|kind| kind.realm() == Realm::Conduct);
                statement.add(" AND (kind NOT IN ");
                statement
                    .bind_list(conduct.map(|kind| kind.tag().into()))
                    .add(" OR department IN (");
                statement
                    .bind(department.as_str())
                    .add(", (SELECT name FROM organisation WHERE code = ");
                statement.bind(department.as_str()).add(")))");
            }
            Scope::Practitioner { institution, code } => {
                told(institution, statement);
                statement.add(" AND (practitioner = ").bind(code.as_str());
                // An event that concerns several people is each one's once it is confirmed.
                statement
                    .add(" OR id IN (SELECT matter FROM fact WHERE person = ")
                    .bind(code.as_str());
                statement.add("))");
            }
            Scope::Task(division) => {
                below(division, statement);
                // One set of names, from which the rows are looked up: they are few among many.
                statement.add(" AND id IN (SELECT matter FROM matter_person WHERE user_id = ");
                statement.bind(self.user().0.as_str());
                for (kind, stages) in waiting_for(self.actor.role) {
                    statement
                        .add(" UNION SELECT id FROM matter WHERE kind = ")
                        .bind(kind.tag());
                    statement.add(" AND stage IN ");
                    statement.bind_list(stages.iter().map(|stage| (*stage).into()));
                }
                statement.add(")");
            }
            Scope::Complaints(division) => {
                below(division, statement);
                statement.add(" AND kind = ").bind(Kind::Complaint.tag());
            }
            Scope::Nothing => {
                statement.add(" AND 1 = 0");
            }
        }
    }

    /// Adds ` AND …` for the kinds that exist for the role, for rows and for cells of the sums. What does not
    /// exist is left out and not what exists asked for, so that a list of all keeps its order's index.
    fn limit_kinds(&self, statement: &mut Statement) {
        let role = self.actor.role;
        if role == Role::System {
            return;
        }
        let exists = |kind: &&Kind| self.knows_kind(**kind);
        if knows_fund(role) {
            let hidden = Kind::ALL.iter().filter(|kind| !exists(kind));
            statement
                .add(" AND kind NOT IN ")
                .bind_list(hidden.map(|kind| kind.tag().into()));
            return;
        }
        let shown: Vec<_> = Kind::ALL.iter().filter(exists).map(|kind| kind.tag().into()).collect();
        match shown.is_empty() {
            true => statement.add(" AND 1 = 0"),
            false => statement.add(" AND kind IN ").bind_list(shown),
        };
    }

    /// Whether matters of a kind exist for the role at all.
    fn knows_kind(&self, kind: Kind) -> bool {
        let role = self.actor.role;
        match kind.realm() {
            Realm::Fund => knows_fund(role),
            Realm::Conduct => knows(role, kind),
        }
    }

    /// Adds ` AND …` for a query of `finding`.
    pub(crate) fn limit_findings(&self, statement: &mut Statement) {
        if !knows_fund(self.actor.role) {
            statement.add(" AND 1 = 0");
            return;
        }
        match &self.scope {
            Scope::Everywhere => {}
            Scope::Division(division) => below(division, statement),
            Scope::Complaints(_) | Scope::Nothing => {
                statement.add(" AND 1 = 0");
            }
            Scope::Institution(_) | Scope::Department { .. } | Scope::Practitioner { .. } | Scope::Task(_) => {
                if let Scope::Practitioner { code, .. } = &self.scope {
                    statement.add(" AND practitioner = ").bind(code.as_str());
                }
                // A finding is shown with the matter that is made of it: the lead, or the review that
                // bears its key. One set of keys, from which the rows are looked up. What kind a matter is
                // is asked of its name: few exist for the viewer, and their kind has many.
                statement.add(" AND id IN (SELECT id FROM finding WHERE lead <> '' AND lead IN ");
                statement.add("(SELECT id FROM matter WHERE 1 = 1");
                self.limit_matters_without_person(statement);
                statement.add(") UNION SELECT SUBSTR(id, 8) FROM matter WHERE SUBSTR(id, 1, 7) = 'review/'");
                self.limit_matters_without_person(statement);
                statement.add(")");
            }
        }
    }

    /// Adds ` AND …` for a query of `alert`. Alerts were shown at the institution when they were made: it
    /// need not be told of them. They belong to no matter, so whoever sees only his matters sees none.
    pub(crate) fn limit_alerts(&self, statement: &mut Statement) {
        if !knows_fund(self.actor.role) {
            statement.add(" AND 1 = 0");
            return;
        }
        match &self.scope {
            Scope::Everywhere => {}
            Scope::Division(division) => below(division, statement),
            Scope::Institution(institution) | Scope::Department { institution, .. } => {
                statement.add(" AND institution = ").bind(institution.as_str());
            }
            Scope::Practitioner { institution, code } => {
                statement.add(" AND institution = ").bind(institution.as_str());
                statement.add(" AND practitioner = ").bind(code.as_str());
            }
            Scope::Task(_) | Scope::Complaints(_) | Scope::Nothing => {
                statement.add(" AND 1 = 0");
            }
        }
    }

    /// A review knows its finding, not the practitioner; the finding itself has been limited to him.
    fn limit_matters_without_person(&self, statement: &mut Statement) {
        match &self.scope {
            Scope::Practitioner { institution, .. } => {
                self.limit_kinds(statement);
                told(institution, statement);
            }
            _ => self.limit_matters(statement),
        }
    }
}

/// Work that no person has been named for: the first of the role to act takes it. By kind, the stages
/// in which `casework` accepts anybody of the role.
fn waiting_for(role: Role) -> &'static [(Kind, &'static [&'static str])] {
    match role {
        Role::CaseHandler => &[
            (Kind::Enforcement, &["立案前核查", "待立案"]),
            (Kind::Complaint, &["调查中"]),
        ],
        Role::LegalReviewer => &[(Kind::Enforcement, &["法制审核", "执行", "复议诉讼"])],
        _ => &[],
    }
}

/// Whether matters and findings of the fund exist for a role. Offices of conduct learn of confirmed facts alone.
fn knows_fund(role: Role) -> bool {
    !matches!(
        role,
        Role::EthicsOffice | Role::DisciplineOffice | Role::Personnel | Role::HealthSection
    )
}

/// Whether matters of conduct of a kind exist for a role ("Roles × permissions" of the design).
///
/// A hospital's own ethics are the hospital's: its bureau sees what it decides or is told of, and figures.
fn knows(role: Role, kind: Kind) -> bool {
    use Kind::{
        Assessment, Assistance, Breach, Bulletin, Checkup, Commendation, ConductEvent, Declaration, Discipline,
        DutyList, FiveGood, HighCost, LibraryCase, Packet, Pledge, Record, RiskPoint, Scheme, ServiceComplaint,
        Training, UsageQuery, Veto,
    };
    match role {
        Role::DisciplineOffice => true,
        Role::EthicsOffice => kind != Discipline,
        Role::HospitalLeader => !matches!(kind, ConductEvent | Packet | Discipline),
        Role::DepartmentHead => matches!(
            kind,
            ConductEvent
                | Assessment
                | Packet
                | Commendation
                | Declaration
                | ServiceComplaint
                | Breach
                | HighCost
                | Checkup
        ),
        Role::Practitioner => matches!(
            kind,
            ConductEvent
                | Assessment
                | Veto
                | Packet
                | Commendation
                | Declaration
                | ServiceComplaint
                | Breach
                | HighCost
        ),
        Role::Personnel => matches!(kind, Scheme | Assessment | Training | Pledge | UsageQuery | DutyList),
        Role::InsuranceOffice => matches!(
            kind,
            ServiceComplaint | UsageQuery | RiskPoint | DutyList | HighCost | Checkup
        ),
        Role::HealthSection => matches!(
            kind,
            Veto | FiveGood | DutyList | Record | Bulletin | LibraryCase | Breach | HighCost | Checkup | Assistance
        ),
        // Of their tasks alone, as the scope says.
        Role::ClinicalExpert => matches!(kind, HighCost | Checkup),
        Role::Inspector => kind == Checkup,
        _ => false,
    }
}

/// Kinds of conduct of which heads of departments and staff see the matters that name them, and no others:
/// duties and risk points of which they are in charge, pledges that they are to sign, cases that they are to
/// review, queries that a head has asked for.
fn named(role: Role) -> &'static [Kind] {
    match role {
        Role::DepartmentHead => &[
            Kind::DutyList,
            Kind::RiskPoint,
            Kind::Pledge,
            Kind::HighCost,
            Kind::UsageQuery,
        ],
        Role::Practitioner => &[Kind::DutyList, Kind::RiskPoint, Kind::Pledge, Kind::HighCost],
        _ => &[],
    }
}

/// Kinds of which an institution sees the matters of another one in which it takes part: the pairs in which it
/// helps.
const SHARED: &[Kind] = &[Kind::Assistance];

fn told(institution: &InstitutionCode, statement: &mut Statement) {
    statement
        .add(" AND told = 1 AND institution = ")
        .bind(institution.as_str());
}

/// The division and all below it, as a range that an index serves. A code that is not digits has
/// nothing below it.
fn below(division: &Division, statement: &mut Statement) {
    let prefix = division.ancestry().last().copied().unwrap_or_default();
    let digits = prefix.bytes().all(|byte| byte.is_ascii_digit());
    match prefix.as_bytes().split_last() {
        None if division.is_empty() => {}
        Some((last, head)) if digits => {
            let end: String = head.iter().chain([&(last + 1)]).map(|byte| char::from(*byte)).collect();
            statement.add(" AND division >= ").bind(prefix);
            statement.add(" AND division < ").bind(end);
        }
        _ => {
            statement.add(" AND division = ").bind(division.as_str());
        }
    }
}
