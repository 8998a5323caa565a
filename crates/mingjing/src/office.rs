//! The people of the demonstration: a bureau, its agency and the institutions of the simulated county,
//! and one account for each role. Nobody here exists.

use anyhow::Context;
use casework::{Actor, Place, Role};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use ledger::{Access, AccessState, NewGrant, Organisation, OrganisationKind, Viewer};
use server::app::now;
use workbench::Workbench;

const BUREAU: &str = "MJ-BUREAU";
const AGENCY: &str = "MJ-AGENCY";

/// One account of the demonstration.
struct Post {
    login: &'static str,
    name: &'static str,
    role: Role,
    at: Desk,
}

/// Where somebody of the demonstration sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Desk {
    Everywhere,
    Bureau,
    Hospital,
}

const POSTS: [Post; 19] = [
    post("juzhang", "局长", Role::BureauLeader, Desk::Bureau),
    post("kezhang", "基金监管科长", Role::SectionChief, Desk::Bureau),
    post("shenhe1", "审核员甲", Role::Auditor, Desk::Bureau),
    post("shenhe2", "审核员乙", Role::Auditor, Desk::Bureau),
    post("shenhe3", "审核员丙", Role::Auditor, Desk::Bureau),
    post("jingban", "经办机构主任", Role::AgencyHead, Desk::Bureau),
    post("caiwu", "经办机构财务", Role::AgencyFinance, Desk::Bureau),
    post("chengban1", "承办人甲", Role::CaseHandler, Desk::Bureau),
    post("chengban2", "承办人乙", Role::CaseHandler, Desk::Bureau),
    post("fazhi", "法制审核员", Role::LegalReviewer, Desk::Bureau),
    post("jiancha", "检查组员", Role::Inspector, Desk::Bureau),
    post("zhuanjia", "临床专家", Role::ClinicalExpert, Desk::Bureau),
    post("baoguan", "身份保管人", Role::VaultKeeper, Desk::Bureau),
    post("yibaoban", "医保办主任", Role::InsuranceOffice, Desk::Hospital),
    post("yuanzhang", "院长", Role::HospitalLeader, Desk::Hospital),
    post("kezhuren", "科主任", Role::DepartmentHead, Desk::Hospital),
    post("yisheng", "医师", Role::Practitioner, Desk::Hospital),
    post("anquan", "安全审计员", Role::SecurityAuditor, Desk::Everywhere),
    post("xitong", "系统管理员", Role::SystemAdministrator, Desk::Everywhere),
];

const fn post(login: &'static str, name: &'static str, role: Role, at: Desk) -> Post {
    Post { login, name, role, at }
}

/// An institution of the county.
#[derive(Debug, Clone)]
pub struct Registered {
    /// 机构编号
    pub code: String,
    /// 机构名称
    pub name: String,
    /// 级别
    pub level: Option<String>,
    /// 医保区划
    pub division: Division,
}

/// Whom the demonstration lets in.
pub struct Office {
    /// 登录名, 姓名, 角色 of each account
    pub logins: Vec<(&'static str, &'static str, Role)>,
    /// the password of all of them, made anew for each demonstration
    pub password: String,
    /// 医保区划 of the bureau
    pub division: Division,
}

/// Registers the county and makes the accounts. `hospital` is where the institution's people work, and
/// `practitioner` who its doctor is there.
pub async fn open(
    workbench: &Workbench,
    institutions: &[Registered],
    hospital: &str,
    department: &str,
    practitioner: &str,
) -> anyhow::Result<Office> {
    let first = institutions.first().context("虚构县中没有机构")?;
    let division = first.division.clone();
    let administrator = administrator(workbench).await?;
    register(workbench, &administrator, institutions, hospital, department, &division).await?;
    let (password, hash) = workbench::first_password().await?;
    for post in &POSTS {
        let place = match post.at {
            Desk::Everywhere => Place::Everywhere,
            Desk::Bureau => Place::Bureau {
                division: division.clone(),
            },
            Desk::Hospital => Place::Institution {
                code: InstitutionCode::new(hospital),
            },
        };
        let grant = NewGrant {
            role: post.role,
            place,
            department: (post.role == Role::DepartmentHead).then(|| department.to_owned()),
            practitioner: (post.role == Role::Practitioner).then(|| PractitionerCode::new(practitioner)),
            until: None::<Day>,
        };
        let id = workbench
            .ledger()
            .write(&administrator, now(), async |writing| {
                let account = writing.create_account(post.login, post.name, &hash).await?;
                writing.grant(&account.id, &grant).await?;
                Ok(account.id)
            })
            .await?;
        // Everybody of the demonstration has already changed his first password.
        workbench
            .ledger()
            .write(&Viewer::of_account(&id), now(), async |writing| {
                writing.change_password(&hash, "").await
            })
            .await?;
    }
    Ok(Office {
        logins: POSTS.iter().map(|post| (post.login, post.name, post.role)).collect(),
        password,
        division,
    })
}

/// The administrator that the first start has made.
async fn administrator(workbench: &Workbench) -> anyhow::Result<Viewer> {
    let found = workbench.ledger().credentials("admin").await?;
    let account = found.context("首次启动没有建立系统管理员")?.account;
    Ok(Viewer::at_place(Actor {
        user: account.id,
        role: Role::SystemAdministrator,
        place: Place::Everywhere,
    }))
}

async fn register(
    workbench: &Workbench,
    administrator: &Viewer,
    institutions: &[Registered],
    hospital: &str,
    department: &str,
    division: &Division,
) -> anyhow::Result<()> {
    let node = |code: &str, name: &str, kind, parent: Option<&str>, division: &Division| Organisation {
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
        parent: parent.map(str::to_owned),
        division: division.clone(),
        level: None,
        access: Access::NONE,
    };
    let mut all = vec![
        node(BUREAU, "明镜县医疗保障局", OrganisationKind::Bureau, None, division),
        node(
            AGENCY,
            "明镜县医疗保障服务中心",
            OrganisationKind::Agency,
            Some(BUREAU),
            division,
        ),
    ];
    for (place, institution) in institutions.iter().enumerate() {
        let mut org = node(
            &institution.code,
            &institution.name,
            OrganisationKind::Institution,
            None,
            &institution.division,
        );
        org.level = institution.level.clone();
        org.access = access(place, institution.code == hospital);
        all.push(org);
    }
    all.push(node(
        department,
        "明镜县人民医院病区",
        OrganisationKind::Department,
        Some(hospital),
        division,
    ));
    for part in all.chunks(50) {
        workbench
            .ledger()
            .write(administrator, now(), async |writing| {
                for org in part {
                    writing.put_organisation(org).await?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

/// Most are connected, some are on the way: what a register looks like in its first year.
fn access(place: usize, own: bool) -> Access {
    let state = |place: usize| match place % 9 {
        7 => AccessState::JointTest,
        8 => AccessState::InterfaceChanged,
        _ => AccessState::Live,
    };
    match own {
        true => Access {
            prescribing: AccessState::Live,
            settlement: AccessState::Live,
            feedback: AccessState::Live,
        },
        false => Access {
            prescribing: state(place),
            settlement: state(place + 3),
            feedback: state(place + 5),
        },
    }
}
