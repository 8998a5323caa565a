//! A person of the institution that a matter is about, and what follows from that for who may act.

use crate::Department;
use casework::{Actor, Field, Refusal, Role, UserId, ask, filled, given};
use domain::{InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 当事人 · a person that a matter is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 姓名
    pub name: String,
    /// 科室 at the time of the matter
    pub department: Department,
    /// 账号 of the person; none for who has none. Nobody decides a matter that names his own.
    pub user: Option<UserId>,
}

impl Subject {
    /// Whether the actor is the person.
    pub fn is(&self, actor: &Actor) -> bool {
        self.user.as_ref() == Some(&actor.user)
    }

    /// Refuses a person without code, name or department.
    pub(crate) fn is_told(&self) -> Result<(), Refusal> {
        given("人员编号", self.person.as_str())?;
        given("姓名", &self.name)?;
        given("科室", &self.department.0)
    }

    /// Refuses the person himself in a part that decides about him.
    pub(crate) fn must_not_be(&self, actor: &Actor, part: &'static str) -> Result<(), Refusal> {
        match &self.user {
            Some(user) => actor.must_differ(part, user, "当事人"),
            None => Ok(()),
        }
    }

    /// Refuses everybody but the person himself.
    pub(crate) fn must_be(&self, actor: &Actor, action: &'static str, roles: &'static [Role]) -> Result<(), Refusal> {
        match self.is(actor) {
            true => Ok(()),
            false => Err(Refusal::Role { action, roles }),
        }
    }

    /// 当事人 in one line: name, department, code.
    pub(crate) fn line(&self) -> String {
        format!("{}（{}，{}）", self.name, self.department, self.person)
    }

    /// What a form asks of a person.
    pub(crate) fn fields() -> [Field; 4] {
        [
            ask::text("person", "人员编号").hint("医务人员代码；没有的，填本单位工号"),
            ask::text("name", "姓名"),
            ask::text("department", "科室"),
            ask::user("user", "账号")
                .optional()
                .hint("本人的账号；本人不能办理涉及自己的事项"),
        ]
    }

    /// Somebody, for specimens.
    pub(crate) fn somebody(user: Option<UserId>) -> Self {
        Self {
            person: PractitionerCode::new(filled::text()),
            name: filled::text(),
            department: Department(filled::text()),
            user,
        }
    }
}

/// 全体人员: everybody who works in an institution, whatever his office.
pub(crate) const STAFF: &[Role] = &[
    Role::Practitioner,
    Role::DepartmentHead,
    Role::HospitalLeader,
    Role::EthicsOffice,
    Role::DisciplineOffice,
    Role::Personnel,
    Role::InsuranceOffice,
];

/// Refuses everybody but these roles of the institution; the system acts everywhere where its role is
/// in the list.
pub(crate) fn act_within(
    actor: &Actor,
    action: &'static str,
    roles: &'static [Role],
    institution: &InstitutionCode,
) -> Result<(), Refusal> {
    match actor.role {
        Role::System => actor.must_be(action, roles),
        _ => actor.must_act_within(action, roles, institution),
    }
}
