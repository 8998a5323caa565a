//! What each role's grant shows, and that a right which was changed behind the program's back is found.

use crate::books::Books;
use crate::people::*;
use crate::staff::*;
use casework::complaint::Complaint;
use casework::enforcement::Enforcement;
use casework::{Place, Role, lead};
use domain::Moment;
use ledger::{
    FindingFilter, Handled, Kept, Kind, Ledger, LedgerError, LockOut, MatterFilter, MatterId, MatterOrder, Page, Scope,
    SessionLimits, Totals, Viewer,
};
use serde_json::{Value, json};

on_both! {
    each_role_sees_what_its_grant_shows,
    who_sees_nothing_opens_nothing,
    work_that_waits_is_seen_by_those_who_may_take_it,
    a_right_changed_behind_the_back_is_found,
}

async fn command<M: Kept>(
    ledger: &Ledger,
    viewer: &Viewer,
    when: Moment,
    id: &MatterId,
    command: Value,
) -> Result<Handled<M>, LedgerError> {
    let Rules { calendar, limits } = rules();
    let seen = match ledger.read(&system()).row(id).await {
        Ok(row) => row.version,
        Err(_) => 0,
    };
    let command = serde_json::from_value(command).unwrap();
    ledger
        .write(viewer, when, async |writing| {
            writing.command::<M>(id, seen, command, &calendar, &limits).await
        })
        .await
}

async fn kinds(ledger: &Ledger, viewer: &Viewer) -> Vec<Kind> {
    let page = Page::first(MatterOrder::LatestFirst, 100);
    let listed = ledger
        .read(viewer)
        .matters(&MatterFilter::default(), &page)
        .await
        .unwrap();
    let mut kinds: Vec<Kind> = listed.rows.iter().map(|row| row.id.kind()).collect();
    kinds.sort();
    kinds
}

async fn findings(ledger: &Ledger, viewer: &Viewer) -> usize {
    let all = FindingFilter::default();
    ledger.read(viewer).findings(&all, 100, None).await.unwrap().len()
}

/// A lead, a report, and a review that the hospital has been told of, with two findings.
async fn some_matters(ledger: &Ledger, chief: &Viewer) {
    let when = at("2026-04-01 09:00:00");
    open_lead(ledger, draft(HOSPITAL, COUNTY, "GZ1", &[(1, 5)]), when).await;
    let review = open_review(ledger, 1, when).await;
    tell(ledger, &review, at("2026-04-02 09:00:00")).await;
    ledger
        .take_in(&system(), when, "run", &[finding(1), finding(2)])
        .await
        .unwrap();
    let report = json!({"command": "receive", "report": {"channel": "web", "named": false, "seal": "封-1",
        "respondent": "H1", "division": COUNTY, "content": "挂床住院"}});
    let id = MatterId::new(Kind::Complaint, "1").unwrap();
    command::<Complaint>(ledger, chief, when, &id, report).await.unwrap();
}

async fn each_role_sees_what_its_grant_shows(books: Books) {
    use Kind::{Complaint, Lead, Review};
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let chief = staff(&ledger, &administrator, "chief", &usual(Role::SectionChief)).await;
    some_matters(&ledger, &chief).await;
    for role in Role::ALL {
        let (shown, found): (&[Kind], usize) = match role {
            Role::BureauLeader | Role::SectionChief | Role::Auditor | Role::AgencyHead | Role::AgencyFinance => {
                (&[Lead, Review, Complaint], 2)
            }
            Role::CaseHandler | Role::LegalReviewer | Role::Inspector | Role::ClinicalExpert => (&[], 0),
            Role::InsuranceOffice | Role::DepartmentHead | Role::HospitalLeader => (&[Review], 1),
            // A review knows no practitioner; its finding does.
            Role::Practitioner => (&[], 1),
            Role::VaultKeeper => (&[Complaint], 0),
            Role::SystemAdministrator | Role::SecurityAuditor => (&[], 0),
            // Offices of conduct learn of confirmed facts, never of findings and cases of the fund.
            Role::EthicsOffice | Role::DisciplineOffice | Role::Personnel | Role::HealthSection => (&[], 0),
            Role::System | Role::AccountHolder => continue,
        };
        let viewer = staff(&ledger, &administrator, role.tag(), &usual(role)).await;
        assert_eq!(kinds(&ledger, &viewer).await, shown, "{}", role.zh());
        assert_eq!(findings(&ledger, &viewer).await, found, "{}", role.zh());
        let totals = ledger.read(&viewer).totals(&MatterFilter::default()).await.unwrap();
        assert_eq!(totals.count, i64::try_from(shown.len()).unwrap());
    }
    // The same roles elsewhere see nothing of it.
    for (role, place) in [
        (Role::SectionChief, division("440306")),
        (Role::VaultKeeper, division("440306")),
        (Role::InsuranceOffice, institution("H2")),
    ] {
        let new = ledger::NewGrant { place, ..usual(role) };
        let viewer = staff(&ledger, &administrator, &format!("外{}", role.tag()), &new).await;
        assert_eq!(kinds(&ledger, &viewer).await, [], "{}", role.zh());
        assert_eq!(findings(&ledger, &viewer).await, 0, "{}", role.zh());
    }
}

async fn who_sees_nothing_opens_nothing(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let chief = staff(&ledger, &administrator, "chief", &usual(Role::SectionChief)).await;
    some_matters(&ledger, &chief).await;
    let security = staff(&ledger, &administrator, "security", &usual(Role::SecurityAuditor)).await;
    let holder = Viewer::of_account(&chief.actor.user);
    // Not even in a role that may open anything.
    let odd = Viewer::within(actor("系统", Role::System, Place::Everywhere), Scope::Nothing);
    for viewer in [administrator, security, holder, odd] {
        assert_eq!(viewer.scope, Scope::Nothing);
        let reading = ledger.read(&viewer);
        assert_eq!(
            reading.totals(&MatterFilter::default()).await.unwrap(),
            Totals::default()
        );
        assert_eq!(code(reading.finding(key(1)).await), Err("LG-NOT-FOUND"));
        for id in ["lead/H1/GZ1/2026-03", "complaint/1", &format!("review/{}", key(1))] {
            let id = MatterId::parse(id).unwrap();
            assert_eq!(code(reading.row(&id).await), Err("LG-NOT-FOUND"), "{id}");
            assert_eq!(code(reading.history(&id).await), Err("LG-NOT-FOUND"), "{id}");
            assert_eq!(code(reading.trail_of(&id).await), Err("LG-NOT-FOUND"), "{id}");
            assert_eq!(code(reading.attachments(&id).await), Err("LG-NOT-FOUND"), "{id}");
        }
        let look = write(&ledger, &viewer, async |writing| writing.look(key(1), "核对").await).await;
        assert_eq!(code(look), Err("LG-NOT-FOUND"));
        let new = draft(HOSPITAL, COUNTY, "GZ9", &[(9, 5)]);
        let id = MatterId::lead(&new.key, 1);
        let opened = on_lead(
            &ledger,
            &viewer,
            at(MORNING),
            &id,
            0,
            lead::Command::Open { draft: new },
        )
        .await;
        assert_eq!(code(opened), Err("LG-NOT-FOUND"));
    }
}

/// Neither a case before its handlers are named nor one before its legal reviewer names itself to
/// anybody: those of the role must see it, or nobody could take it up.
async fn work_that_waits_is_seen_by_those_who_may_take_it(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let person = async |login: &str, role: Role| staff(&ledger, &administrator, login, &usual(role)).await;
    let (one, other, third) = (
        person("承办甲", Role::CaseHandler).await,
        person("承办乙", Role::CaseHandler).await,
        person("承办丙", Role::CaseHandler).await,
    );
    let (leader, legal) = (
        person("局长", Role::BureauLeader).await,
        person("法制", Role::LegalReviewer).await,
    );
    let inspector = person("检查员", Role::Inspector).await;
    let elsewhere = ledger::NewGrant {
        place: division("440306"),
        ..usual(Role::CaseHandler)
    };
    let elsewhere = staff(&ledger, &administrator, "外县承办", &elsewhere).await;
    let id = MatterId::new(Kind::Enforcement, "立1").unwrap();
    let paper = json!({"name": "文书.pdf", "digest": "ba01"});
    let user = |viewer: &Viewer| viewer.actor.user.0.clone();
    let handlers = json!([{"user": user(&one), "certificate": "粤1"}, {"user": user(&other), "certificate": "粤2"}]);
    let matter = json!({"party": {"party": "institution", "code": "H1"}, "division": COUNTY, "source": "移送",
        "summary": "重复收费"});
    let no_penalty = json!({"proposal": "no_penalty", "reason": "轻微"});
    let steps: [(&Viewer, Value, [bool; 4]); 8] = [
        // seen afterwards by: a handler, one who is not named, legal reviewer, inspector
        (
            &one,
            json!({"command": "register", "matter": matter}),
            [true, true, false, false],
        ),
        (
            &other,
            json!({"command": "finish_pre_check", "report": paper}),
            [true, true, false, false],
        ),
        (
            &one,
            json!({"command": "propose_filing", "handlers": handlers}),
            [true, false, false, false],
        ),
        (
            &leader,
            json!({"command": "approve_filing"}),
            [true, false, false, false],
        ),
        (
            &one,
            json!({"command": "add_evidence", "evidence": [paper], "proves": "重复收费"}),
            [true, false, false, false],
        ),
        (
            &one,
            json!({"command": "submit_for_review", "proposal": no_penalty}),
            [true, false, true, false],
        ),
        (
            &legal,
            json!({"command": "return_review", "opinion": "补证"}),
            [true, false, false, false],
        ),
        (
            &other,
            json!({"command": "submit_for_review", "proposal": no_penalty}),
            [true, false, true, false],
        ),
    ];
    for ((who, order, expected), day) in steps.into_iter().zip(2..) {
        let when = at(&format!("2026-03-{day:02} 09:00:00"));
        let done = command::<Enforcement>(&ledger, who, when, &id, order.clone()).await;
        done.unwrap_or_else(|error| panic!("{order}: {error}"));
        for (viewer, expected) in [&one, &third, &legal, &inspector].into_iter().zip(expected) {
            let seen = ledger.read(viewer).row(&id).await.is_ok();
            assert_eq!(seen, expected, "{:?} after {order}", viewer.actor);
        }
        assert!(ledger.read(&elsewhere).row(&id).await.is_err(), "another county");
    }
}

async fn a_right_changed_behind_the_back_is_found(books: Books) {
    let ledger = books.open().await;
    let administrator = county(&ledger).await;
    let doctor = staff(&ledger, &administrator, "doctor", &usual(Role::Practitioner)).await;
    let new = new_key(Role::Auditor, division(COUNTY));
    let key = issue_key(&ledger, &administrator, &token(9), &new).await.unwrap();
    ledger
        .write(
            &Viewer::of_account(&doctor.actor.user),
            at("2026-03-02 09:00:00"),
            async |writing| {
                let (limits, lock_out) = (SessionLimits::default(), LockOut::default());
                writing.refuse_sign_in(&lock_out).await?;
                let session = writing.sign_in(&token(1), None, &limits, &lock_out).await?;
                assert!(session.is_ok());
                Ok(())
            },
        )
        .await
        .unwrap();
    let check = ledger.verify_rights().await.unwrap();
    assert_eq!(
        (check.accounts, check.organisations, check.keys, check.sessions),
        (3, 7, 1, 1)
    );
    assert_eq!(check.wrong, Vec::<String>::new());
    let doctor = format!("account/{}", doctor.actor.user);
    let (key, hospital) = (format!("key/{}", key.id), "organisation/H1".to_owned());
    for (table, change, expected) in [
        (
            "account",
            "UPDATE account SET password = 'x' WHERE login = 'doctor'",
            &doctor,
        ),
        (
            "account",
            "UPDATE account SET otp_secret = 'x' WHERE login = 'doctor'",
            &doctor,
        ),
        (
            "account",
            "UPDATE account SET must_change = 0 WHERE login = 'doctor'",
            &doctor,
        ),
        (
            "account",
            "UPDATE account SET state = 'disabled' WHERE login = 'doctor'",
            &doctor,
        ),
        (
            "account",
            "UPDATE account SET login = 'd', login_key = 'd' WHERE login = 'doctor'",
            &doctor,
        ),
        (
            "account",
            "UPDATE account SET identity_issuer = 'https://sso', identity_subject = 's1' WHERE login = 'doctor'",
            &doctor,
        ),
        ("account", "DELETE FROM account WHERE login = 'doctor'", &doctor),
        (
            "account_grant",
            "UPDATE account_grant SET role = 'bureau_leader', place_kind = 'bureau' WHERE role = 'practitioner'",
            &doctor,
        ),
        (
            "account_grant",
            "UPDATE account_grant SET practitioner = 'D2' WHERE role = 'practitioner'",
            &doctor,
        ),
        (
            "account_grant",
            "UPDATE account_grant SET until = 1 WHERE role = 'practitioner'",
            &doctor,
        ),
        (
            "account_grant",
            "DELETE FROM account_grant WHERE role = 'practitioner'",
            &doctor,
        ),
        (
            "account_grant",
            "INSERT INTO account_grant SELECT 999, account, 'auditor', place_kind, place, department, practitioner, \
             until, granted_at, granted_by, revoked_at, revoked_by FROM account_grant WHERE role = 'practitioner'",
            &doctor,
        ),
        ("api_key", "UPDATE api_key SET place = '440000'", &key),
        ("api_key", "UPDATE api_key SET digest = 'x'", &key),
        (
            "organisation",
            "UPDATE organisation SET parent = '邻县局' WHERE code = 'H1'",
            &hospital,
        ),
    ] {
        let kept = format!("CREATE TABLE kept AS SELECT * FROM {table}; {change}");
        books.tamper(&kept).await;
        let wrong = ledger.verify_rights().await.unwrap().wrong;
        assert!(wrong.contains(expected), "{change}: {wrong:?}");
        let back = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept");
        books.tamper(&back).await;
    }
    assert_eq!(ledger.verify_rights().await.unwrap().wrong, Vec::<String>::new());
    let forged = format!(
        "INSERT INTO session SELECT '{}', 'u1', trail, created_at, last_seen, idle, until, 0, proof FROM session",
        token(2)
    );
    books.tamper(&forged).await;
    let wrong = ledger.verify_rights().await.unwrap().wrong;
    assert!(
        matches!(wrong.as_slice(), [session] if session.starts_with("session/")),
        "{wrong:?}"
    );
}
