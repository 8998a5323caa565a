//! The people of the demonstration: a bureau, its agency and the institutions of the simulated county,
//! and one account for each role. Nobody here exists.

use anyhow::Context;
use casework::{Actor, Place, Role, UserId};
use domain::{Day, Division, InstitutionCode, Moment, PractitionerCode};
use ledger::{Access, AccessState, Grant, Ledger, NewGrant, Organisation, OrganisationKind, Proposed, Signed, Viewer};
use std::collections::BTreeMap;

/// Who signs grants.
const AUDITOR: &str = "anquan";
const BUREAU: &str = "MJ-BUREAU";
const AGENCY: &str = "MJ-AGENCY";

/// One account of the demonstration.
struct Post {
    login: &'static str,
    name: &'static str,
    role: Role,
    at: Seat,
    /// 人员编号 in the hospital's list of staff; the first doctor has that of the simulated county
    listed: Option<&'static str>,
}

/// Where somebody of the demonstration sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seat {
    Everywhere,
    Bureau,
    Hospital,
}

const POSTS: [Post; 28] = [
    post("juzhang", "局长", Role::BureauLeader, Seat::Bureau),
    post("kezhang", "基金监管科长", Role::SectionChief, Seat::Bureau),
    post("shenhe1", "审核员甲", Role::Auditor, Seat::Bureau),
    post("shenhe2", "审核员乙", Role::Auditor, Seat::Bureau),
    post("shenhe3", "审核员丙", Role::Auditor, Seat::Bureau),
    post("jingban", "经办机构主任", Role::AgencyHead, Seat::Bureau),
    post("caiwu", "经办机构财务", Role::AgencyFinance, Seat::Bureau),
    post("chengban1", "承办人甲", Role::CaseHandler, Seat::Bureau),
    post("chengban2", "承办人乙", Role::CaseHandler, Seat::Bureau),
    post("fazhi", "法制审核员", Role::LegalReviewer, Seat::Bureau),
    post("jiancha", "检查组员", Role::Inspector, Seat::Bureau),
    post("zhuanjia", "临床专家", Role::ClinicalExpert, Seat::Bureau),
    post("baoguan", "身份保管人", Role::VaultKeeper, Seat::Bureau),
    post("yibaoban", "医保办主任", Role::InsuranceOffice, Seat::Hospital),
    post("yuanzhang", "院长", Role::HospitalLeader, Seat::Hospital),
    post("yuanzhang2", "副院长", Role::HospitalLeader, Seat::Hospital),
    post("kezhuren", "科主任", Role::DepartmentHead, Seat::Hospital),
    post("yisheng", "医师", Role::Practitioner, Seat::Hospital),
    doctor("yisheng2", "医师乙", COLLEAGUES[0]),
    doctor("yisheng3", "医师丙", COLLEAGUES[1]),
    post("yide1", "医德医风办公室甲", Role::EthicsOffice, Seat::Hospital),
    post("yide2", "医德医风办公室乙", Role::EthicsOffice, Seat::Hospital),
    post("jijian", "纪检监察室", Role::DisciplineOffice, Seat::Hospital),
    post("renshi", "人事科", Role::Personnel, Seat::Hospital),
    post("xingfeng", "卫生健康局行风科", Role::HealthSection, Seat::Bureau),
    post("baoguan2", "身份保管人乙", Role::VaultKeeper, Seat::Bureau),
    post(AUDITOR, "安全审计员", Role::SecurityAuditor, Seat::Everywhere),
    post("xitong", "系统管理员", Role::SystemAdministrator, Seat::Everywhere),
];

const fn post(login: &'static str, name: &'static str, role: Role, at: Seat) -> Post {
    Post {
        login,
        name,
        role,
        at,
        listed: None,
    }
}

/// A doctor of the hospital who is in its list of staff by this number.
const fn doctor(login: &'static str, name: &'static str, listed: &'static str) -> Post {
    Post {
        listed: Some(listed),
        ..post(login, name, Role::Practitioner, Seat::Hospital)
    }
}

/// 人员编号 of the doctors of the first one's department who have accounts too.
pub const COLLEAGUES: [&str; 2] = ["MJ028", "MJ042"];

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
    /// by 登录名, each as he looks at the books
    pub people: BTreeMap<&'static str, Viewer>,
    /// 医保区划 of the bureau
    pub division: Division,
    /// 机构编号 of the hospital whose people have accounts
    pub hospital: InstitutionCode,
    /// 医师标识 of the doctor who has an account
    pub doctor: PractitionerCode,
}

/// Registers the county and makes the accounts, at this moment. `hospital` is where the institution's people
/// work, and `practitioner` who its doctor is there. In books that have the accounts of an earlier
/// demonstration, they get the new password.
///
/// # Errors
/// Books that cannot be written, and books in which the accounts are others.
pub async fn open(
    ledger: &Ledger,
    at: Moment,
    institutions: &[Registered],
    hospital: &str,
    department: &str,
    practitioner: &str,
) -> anyhow::Result<Office> {
    let first = institutions.first().context("虚构县中没有机构")?;
    let division = first.division.clone();
    // The administrator that the first start has made.
    let administrator = everywhere(ledger, "admin", Role::SystemAdministrator).await?;
    register(
        ledger,
        at,
        &administrator,
        institutions,
        hospital,
        department,
        &division,
    )
    .await?;
    let (password, hash) = workbench::first_password().await?;
    let mut people = BTreeMap::new();
    // The auditor of security first, who signs what the administrator proposes for all others.
    let mut posts: Vec<&Post> = POSTS.iter().collect();
    posts.sort_by_key(|post| post.role != Role::SecurityAuditor);
    for post in posts {
        let place = match post.at {
            Seat::Everywhere => Place::Everywhere,
            Seat::Bureau => Place::Bureau {
                division: division.clone(),
            },
            Seat::Hospital => Place::Institution {
                code: InstitutionCode::new(hospital),
            },
        };
        let grant = NewGrant {
            role: post.role,
            place,
            department: (post.role == Role::DepartmentHead).then(|| department.to_owned()),
            practitioner: (post.role == Role::Practitioner)
                .then(|| PractitionerCode::new(post.listed.unwrap_or(practitioner))),
            until: None::<Day>,
        };
        let (id, grant) = account(ledger, at, &administrator, post, &hash, &grant).await?;
        // Everybody of the demonstration has already changed his first password.
        ledger
            .write(&Viewer::of_account(&id), at, async |writing| {
                writing.change_password(&hash, "").await
            })
            .await?;
        people.insert(post.login, Viewer::of_grant(&id, &grant));
    }
    Ok(Office {
        logins: POSTS.iter().map(|post| (post.login, post.name, post.role)).collect(),
        password,
        people,
        division,
        hospital: InstitutionCode::new(hospital),
        doctor: PractitionerCode::new(practitioner),
    })
}

/// The account of a post with its role: a new one, or that of an earlier demonstration, which is given
/// the new password.
async fn account(
    ledger: &Ledger,
    at: Moment,
    administrator: &Viewer,
    post: &Post,
    hash: &str,
    new: &NewGrant,
) -> anyhow::Result<(UserId, Grant)> {
    let Some(found) = ledger.credentials(post.login).await? else {
        let made = ledger.write(administrator, at, async |writing| {
            let account = writing.create_account(post.login, post.name, hash).await?;
            let proposed = writing.propose_grant(&account.id, new).await?;
            Ok((account.id, proposed))
        });
        let (id, proposed) = made.await?;
        let grant = match proposed {
            Proposed::InForce(grant) => grant,
            Proposed::Waiting(number) => {
                let signer = everywhere(ledger, AUDITOR, Role::SecurityAuditor).await?;
                let signed = ledger.write(&signer, at, async |writing| writing.sign_proposal(number).await);
                match signed.await? {
                    Signed::Role(grant) => grant,
                    Signed::Key(key) => anyhow::bail!("第{number}号提请授予的是接口密钥“{}”", key.name),
                }
            }
        };
        return Ok((id, grant));
    };
    let id = found.account.id;
    let (_, grants) = ledger.read(administrator).account(&id).await?;
    let held = grants.into_iter().find(|grant| grant.role == post.role);
    let grant = held.with_context(|| {
        format!(
            "数据目录中已有账号“{}”，但不是演示的账号。请用空的目录演示（--data）。",
            post.login
        )
    })?;
    ledger
        .write(administrator, at, async |writing| {
            writing.reset_password(&id, hash).await
        })
        .await?;
    Ok((id, grant))
}

/// Who keeps the whole system under this login.
async fn everywhere(ledger: &Ledger, login: &str, role: Role) -> anyhow::Result<Viewer> {
    let found = ledger.credentials(login).await?;
    let account = found
        .with_context(|| format!("账册中没有{}“{login}”", role.zh()))?
        .account;
    Ok(Viewer::at_place(Actor {
        user: account.id,
        role,
        place: Place::Everywhere,
    }))
}

async fn register(
    ledger: &Ledger,
    at: Moment,
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
        ledger
            .write(administrator, at, async |writing| {
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
