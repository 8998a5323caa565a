//! Who acts in the casework: the accounts of the demonstration, and people of institutions that have none.

use super::people;
use crate::office::Office;
use anyhow::Context;
use casework::{Actor, Place, Role, UserId};
use domain::{Division, InstitutionCode, PractitionerCode};
use ledger::Viewer;

/// 角色表 · everybody who gives a command.
#[derive(Debug, Clone)]
pub struct Cast {
    /// 系统
    pub system: Viewer,
    /// 局长
    pub leader: Viewer,
    /// 基金监管科长
    pub chief: Viewer,
    /// 审核员
    pub auditors: [Viewer; 3],
    /// 经办机构主任
    pub head: Viewer,
    /// 经办机构财务
    pub finance: Viewer,
    /// 承办人
    pub handlers: [Viewer; 2],
    /// 法制审核员
    pub legal: Viewer,
    /// 检查组员
    pub inspector: Viewer,
    /// 临床专家
    pub expert: Viewer,
    /// 身份保管人
    pub keeper: Viewer,
    /// 医保办主任, 院长, 科主任 of the hospital that has accounts
    pub hospital_people: [Viewer; 3],
    /// 医德医风办公室 of that hospital, two people
    pub ethics: [Viewer; 2],
    /// 纪检监察室 of that hospital
    pub discipline: Viewer,
    /// 副院长 of that hospital, who decides what the director has had a part in
    pub deputy: Viewer,
    /// 医师 of that hospital
    pub practitioner: Viewer,
    /// two more of his department, by their places in the list of staff
    pub colleagues: [(usize, Viewer); 2],
    /// 机构编号 of that hospital
    pub hospital: InstitutionCode,
    /// 医师标识 of the doctor who has an account
    pub doctor: PractitionerCode,
    /// 医保区划 of the bureau
    pub division: Division,
}

impl Cast {
    /// The people of the office.
    ///
    /// # Errors
    /// An account that the office does not have.
    pub fn of(office: &Office, system: Viewer) -> anyhow::Result<Self> {
        let of = |login: &str| {
            let found = office.people.get(login).cloned();
            found.with_context(|| format!("演示账号中没有{login}"))
        };
        Ok(Self {
            system,
            leader: of("juzhang")?,
            chief: of("kezhang")?,
            auditors: [of("shenhe1")?, of("shenhe2")?, of("shenhe3")?],
            head: of("jingban")?,
            finance: of("caiwu")?,
            handlers: [of("chengban1")?, of("chengban2")?],
            legal: of("fazhi")?,
            inspector: of("jiancha")?,
            expert: of("zhuanjia")?,
            keeper: of("baoguan")?,
            hospital_people: [of("yibaoban")?, of("yuanzhang")?, of("kezhuren")?],
            ethics: [of("yide1")?, of("yide2")?],
            discipline: of("jijian")?,
            deputy: of("yuanzhang2")?,
            practitioner: of("yisheng")?,
            colleagues: [(people::SECOND, of("yisheng2")?), (people::THIRD, of("yisheng3")?)],
            hospital: office.hospital.clone(),
            doctor: office.doctor.clone(),
            division: office.division.clone(),
        })
    }

    /// 医保办 of an institution.
    pub fn insurance_office(&self, institution: &InstitutionCode) -> Viewer {
        let [insurance_office, ..] = &self.hospital_people;
        self.somebody(institution, Role::InsuranceOffice, insurance_office)
    }

    /// 机构负责人 of an institution.
    pub fn director(&self, institution: &InstitutionCode) -> Viewer {
        let [_, director, _] = &self.hospital_people;
        self.somebody(institution, Role::HospitalLeader, director)
    }

    /// 科室负责人 of an institution.
    pub fn department_head(&self, institution: &InstitutionCode) -> Viewer {
        let [.., department_head] = &self.hospital_people;
        self.somebody(institution, Role::DepartmentHead, department_head)
    }

    /// The account where the institution has accounts, else somebody who is known by place and role.
    fn somebody(&self, institution: &InstitutionCode, role: Role, account: &Viewer) -> Viewer {
        if *institution == self.hospital {
            return account.clone();
        }
        Viewer::at_place(Actor {
            user: UserId(format!("{institution}{}", role.zh())),
            role,
            place: Place::Institution {
                code: institution.clone(),
            },
        })
    }
}
