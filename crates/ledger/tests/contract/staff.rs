//! A county with its administrator, its organisations, and accounts with roles.

use crate::people::*;
use casework::{Place, Role, UserId};
use domain::{Division, InstitutionCode, PractitionerCode};
use ledger::{
    Access, ApiKey, Denial, Grant, Ledger, LedgerError, NewGrant, NewKey, Organisation, OrganisationKind, Proposed,
    Signed, Viewer, Writing,
};

/// The day on which everything of the staff happens.
pub const MORNING: &str = "2026-03-02 08:00:00";

/// Writes at the usual moment.
pub async fn write<T>(
    ledger: &Ledger,
    viewer: &Viewer,
    work: impl AsyncFnOnce(&mut Writing<'_>) -> Result<T, LedgerError>,
) -> Result<T, LedgerError> {
    ledger.write(viewer, at(MORNING), work).await
}

pub fn code<T>(answer: Result<T, LedgerError>) -> Result<(), &'static str> {
    answer.map(|_| ()).map_err(|error| error.code())
}

/// The first administrator, who acts by his grant.
pub async fn administrator(ledger: &Ledger) -> Viewer {
    let (account, grant) = write(ledger, &system(), async |writing| {
        writing.create_first_administrator("admin", "管理员", "摘要0").await
    })
    .await
    .unwrap();
    Viewer::of_grant(&account.id, &grant)
}

pub fn organisation(kind: OrganisationKind, code: &str, parent: &str, division: &str) -> Organisation {
    Organisation {
        code: code.to_owned(),
        name: format!("{code}的名称"),
        kind,
        parent: (!parent.is_empty()).then(|| parent.to_owned()),
        division: Division::new(division),
        level: None,
        access: Access::NONE,
    }
}

pub async fn put(ledger: &Ledger, viewer: &Viewer, organisation: &Organisation) -> Result<Organisation, LedgerError> {
    write(ledger, viewer, async |writing| {
        writing.put_organisation(organisation).await
    })
    .await
}

/// The first administrator of new books, with the county's bureau and nobody who could sign.
pub async fn bureau_alone(ledger: &Ledger) -> Viewer {
    let administrator = administrator(ledger).await;
    let bureau = organisation(OrganisationKind::Bureau, "县局", "", COUNTY);
    put(ledger, &administrator, &bureau).await.unwrap();
    administrator
}

/// Who was an administrator until now, and is a security auditor.
pub async fn turned_auditor(ledger: &Ledger, administrator: &Viewer, before: &Viewer) -> Viewer {
    let account = &before.actor.user;
    let (_, held) = ledger.read(administrator).account(account).await.unwrap();
    write(ledger, administrator, async |writing| {
        writing.revoke(account, held[0].id).await
    })
    .await
    .unwrap();
    let grant = give(ledger, administrator, account, &usual(Role::SecurityAuditor)).await;
    Viewer::of_grant(account, &grant.unwrap())
}

/// The security auditor who signs what an administrator proposes: the first, whom nobody could sign.
pub async fn co_signer(ledger: &Ledger, administrator: &Viewer) -> Viewer {
    let login = "会签";
    let account = match ledger.credentials(login).await.unwrap() {
        Some(found) => found.account.id,
        None => create(ledger, administrator, login).await.unwrap(),
    };
    if ledger.read(administrator).account(&account).await.unwrap().1.is_empty() {
        let first = propose(ledger, administrator, &account, &usual(Role::SecurityAuditor)).await;
        assert!(matches!(first, Ok(Proposed::InForce(_))), "{first:?}");
    }
    Viewer::at_place(actor(&account.0, Role::SecurityAuditor, Place::Everywhere))
}

/// The administrator of a province with two counties, a hospital in each, and a department. Beside him there
/// is who signs what he proposes.
pub async fn county(ledger: &Ledger) -> Viewer {
    use OrganisationKind::{Agency, Bureau, Department, Institution};
    let administrator = administrator(ledger).await;
    co_signer(ledger, &administrator).await;
    for (kind, code, parent, division) in [
        (Bureau, "省局", "", "440000"),
        (Bureau, "县局", "省局", COUNTY),
        (Agency, "县中心", "县局", COUNTY),
        (Bureau, "邻县局", "省局", "440306"),
        (Institution, HOSPITAL, "县局", COUNTY),
        (Institution, "H2", "邻县局", "440306"),
        (Department, "H1-内科", HOSPITAL, ""),
    ] {
        put(ledger, &administrator, &organisation(kind, code, parent, division))
            .await
            .unwrap_or_else(|error| panic!("{code}: {error}"));
    }
    administrator
}

pub async fn create(ledger: &Ledger, viewer: &Viewer, login: &str) -> Result<UserId, LedgerError> {
    write(ledger, viewer, async |writing| {
        let name = format!("姓名{login}");
        Ok(writing.create_account(login, &name, "摘要1").await?.id)
    })
    .await
}

/// A grant of the role where it belongs in the county.
pub fn usual(role: Role) -> NewGrant {
    let place = match role {
        Role::InsuranceOffice
        | Role::Practitioner
        | Role::DepartmentHead
        | Role::HospitalLeader
        | Role::EthicsOffice
        | Role::DisciplineOffice
        | Role::Personnel => institution(HOSPITAL),
        Role::System | Role::SystemAdministrator | Role::SecurityAuditor | Role::AccountHolder => Place::Everywhere,
        _ => division(COUNTY),
    };
    NewGrant {
        role,
        place,
        department: (role == Role::DepartmentHead).then(|| "H1-内科".to_owned()),
        practitioner: (role == Role::Practitioner).then(|| PractitionerCode::new("D1")),
        until: None,
    }
}

pub fn division(code: &str) -> Place {
    Place::Bureau {
        division: Division::new(code),
    }
}

pub fn institution(code: &str) -> Place {
    Place::Institution {
        code: InstitutionCode::new(code),
    }
}

pub async fn propose(
    ledger: &Ledger,
    viewer: &Viewer,
    account: &UserId,
    new: &NewGrant,
) -> Result<Proposed, LedgerError> {
    write(ledger, viewer, async |writing| {
        writing.propose_grant(account, new).await
    })
    .await
}

/// Proposes and has it signed by the security auditor whom [`county`] has.
pub async fn give(ledger: &Ledger, viewer: &Viewer, account: &UserId, new: &NewGrant) -> Result<Grant, LedgerError> {
    match propose(ledger, viewer, account, new).await? {
        Proposed::InForce(grant) => Ok(grant),
        Proposed::Waiting(number) => {
            let signer = ledger.credentials("会签").await?.expect("a co-signer").account.id;
            let signer = Viewer::at_place(actor(&signer.0, Role::SecurityAuditor, Place::Everywhere));
            match sign(ledger, &signer, number).await? {
                Signed::Role(grant) => Ok(grant),
                other @ Signed::Key(_) => panic!("{other:?}"),
            }
        }
    }
}

pub async fn sign(ledger: &Ledger, viewer: &Viewer, number: i64) -> Result<Signed, LedgerError> {
    write(ledger, viewer, async |writing| writing.sign_proposal(number).await).await
}

/// A key of a program that the administrator proposes and the security auditor of [`county`] signs.
pub async fn issue_key(
    ledger: &Ledger,
    administrator: &Viewer,
    digest: &str,
    new: &NewKey,
) -> Result<ApiKey, LedgerError> {
    let proposed = write(ledger, administrator, async |writing| {
        writing.propose_key(digest, new).await
    });
    let number = proposed.await?;
    let signer = co_signer(ledger, administrator).await;
    match sign(ledger, &signer, number).await? {
        Signed::Key(key) => Ok(key),
        other @ Signed::Role(_) => panic!("{other:?}"),
    }
}

pub fn new_key(role: Role, place: Place) -> NewKey {
    NewKey {
        name: "结算系统".to_owned(),
        role,
        place,
        until: None,
    }
}

/// An account that has the role, acting by it.
pub async fn staff(ledger: &Ledger, administrator: &Viewer, login: &str, new: &NewGrant) -> Viewer {
    let account = create(ledger, administrator, login).await.unwrap();
    let grant = give(ledger, administrator, &account, new).await.unwrap();
    Viewer::of_grant(&account, &grant)
}

/// The digest of some token.
pub fn token(number: u8) -> String {
    format!("{number:064x}")
}

pub fn field(answer: Result<impl Sized, LedgerError>) -> &'static str {
    match answer.map(|_| ()).expect_err("a refusal") {
        LedgerError::Denied(denial @ (Denial::Field { .. } | Denial::LoginTaken { .. })) => {
            denial.field().expect("a field")
        }
        other => panic!("{other}"),
    }
}
