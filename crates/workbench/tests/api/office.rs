//! A bureau with its people and two institutions, of which one belongs to another county.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use casework::lead::PeriodLength;
use casework::{Actor, Limits, Place, Role, UserId, WorkCalendar};
use domain::{
    Certainty, Day, Division, EncounterId, FindingKey, InstitutionCode, Money, PersonId, PractitionerCode, RuleCode,
};
use http_body_util::BodyExt;
use ledger::{
    Access, Argument, FindingEntry, Ledger, NewGrant, Organisation, OrganisationKind, Proposed, SessionLimits, Shelf,
    Viewer,
};
use serde_json::Value;
use server::app::{App, now};
use server::config::Config;
use std::collections::BTreeMap;
use tempfile::TempDir;
use tower::ServiceExt;
use workbench::{Settings, Workbench};

/// The county of the tests, and the one next to it.
pub const HERE: &str = "990001";
pub const THERE: &str = "990002";
/// A hospital in each.
pub const HOSPITAL: &str = "H1";
pub const OTHER_HOSPITAL: &str = "H2";
/// The rule of all findings.
pub const RULE: &str = "GZ10000101001000";
/// A person who must be seen nowhere but by who opens the seal.
pub const MARKED_PERSON: &str = "MARKED-PERSON-7719";
const DOCTOR: &str = "D1";

/// The workbench with everything that a test needs.
pub struct Office {
    pub router: Router,
    pub workbench: Workbench,
    pub app: App,
    pub finding: String,
    pub other_finding: String,
    tokens: BTreeMap<String, (String, String)>,
    _folder: TempDir,
}

/// An answer: its status, and its body as JSON or null.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
    pub text: String,
    pub bytes: Vec<u8>,
    pub headers: axum::http::HeaderMap,
}

impl Answer {
    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.body.get("code").and_then(Value::as_str).unwrap_or_default()
    }
}

/// Every role that people have, with who has it in the tests. The second auditor hears appeals.
pub const PEOPLE: [(&str, Role); 25] = [
    ("leader", Role::BureauLeader),
    ("chief", Role::SectionChief),
    ("auditor", Role::Auditor),
    ("auditor2", Role::Auditor),
    ("head", Role::AgencyHead),
    ("finance", Role::AgencyFinance),
    ("handler", Role::CaseHandler),
    ("legal", Role::LegalReviewer),
    ("inspector", Role::Inspector),
    ("expert", Role::ClinicalExpert),
    ("keeper", Role::VaultKeeper),
    ("office", Role::InsuranceOffice),
    ("director", Role::HospitalLeader),
    ("doctor", Role::Practitioner),
    ("chair", Role::DepartmentHead),
    ("ethics", Role::EthicsOffice),
    // Whoever registers something does not verify it.
    ("ethics2", Role::EthicsOffice),
    ("ethics3", Role::EthicsOffice),
    ("discipline", Role::DisciplineOffice),
    ("personnel", Role::Personnel),
    ("health", Role::HealthSection),
    ("keeper2", Role::VaultKeeper),
    ("admin", Role::SystemAdministrator),
    ("security", Role::SecurityAuditor),
    // Of the county next door.
    ("stranger", Role::SectionChief),
];

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

impl Office {
    pub async fn open() -> Self {
        // A machine under test may take longer over a look than a doctor may wait.
        let config = "[server]\nadvice_ms = 1000\ndeadline_ms = 10000";
        Self::open_with(Config::parse("test.toml", config, "127.0.0.1:0".parse().unwrap(), |_| None).unwrap()).await
    }

    /// An office with this configuration.
    pub async fn open_with(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&format!("sqlite:{}", folder.path().join("ledger.sqlite").display()))
            .await
            .unwrap();
        let shelf = Shelf::open(folder.path().join("files"), 1 << 20, None).unwrap();
        let app = App::new(config, None);
        app.publish(server::books::embedded());
        let papers = folder.path().join("papers");
        std::fs::create_dir(&papers).unwrap();
        std::fs::write(
            papers.join("issuer.toml"),
            "contact = \"赵敏\"\ntelephone = \"0000-1\"\n",
        )
        .unwrap();
        let settings = Settings {
            secure_cookie: true,
            body_max: 1 << 20,
            requests_per_minute: 100_000,
            data: folder.path().to_owned(),
        };
        let workbench = Workbench::open(ledger, shelf, app.clone(), settings).await.unwrap();
        let mut office = Self {
            router: workbench::router(workbench.clone()),
            workbench,
            app,
            finding: key(1).to_string(),
            other_finding: key(200).to_string(),
            tokens: BTreeMap::new(),
            _folder: folder,
        };
        office.staff().await;
        office.findings().await;
        office
    }

    async fn staff(&mut self) {
        let ledger = self.workbench.ledger();
        let (account, _) = ledger
            .write(&workbench::system(), now(), async |writing| {
                writing.create_first_administrator("root", "首任管理员", "-").await
            })
            .await
            .unwrap();
        let root = Viewer::at_place(Actor {
            user: account.id,
            role: Role::SystemAdministrator,
            place: Place::Everywhere,
        });
        let org = |code: &str, kind, parent: Option<&str>, division: &str| Organisation {
            code: code.to_owned(),
            name: format!("机构{code}"),
            kind,
            parent: parent.map(str::to_owned),
            division: Division::new(division),
            level: Some("二级".to_owned()),
            access: Access::NONE,
        };
        let organisations = [
            org("B1", OrganisationKind::Bureau, None, HERE),
            org("B2", OrganisationKind::Bureau, None, THERE),
            org(HOSPITAL, OrganisationKind::Institution, None, HERE),
            org(OTHER_HOSPITAL, OrganisationKind::Institution, None, THERE),
            org("K1", OrganisationKind::Department, Some(HOSPITAL), HERE),
        ];
        ledger
            .write(&root, now(), async |writing| {
                for organisation in &organisations {
                    writing.put_organisation(organisation).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
        // The first security auditor, who signs what the first administrator proposes.
        let (signer, first) = ledger
            .write(&root, now(), async |writing| {
                let account = writing.create_account("signer", "首任安全审计员", "-").await?;
                let grant = NewGrant {
                    role: Role::SecurityAuditor,
                    place: Place::Everywhere,
                    department: None,
                    practitioner: None,
                    until: None,
                };
                let first = writing.propose_grant(&account.id, &grant).await?;
                Ok((account.id, first))
            })
            .await
            .unwrap();
        assert!(matches!(first, Proposed::InForce(_)));
        let signer = Viewer::at_place(Actor {
            user: signer,
            role: Role::SecurityAuditor,
            place: Place::Everywhere,
        });
        for (login, role) in PEOPLE {
            let place = match role {
                Role::SystemAdministrator | Role::SecurityAuditor => Place::Everywhere,
                Role::InsuranceOffice
                | Role::HospitalLeader
                | Role::Practitioner
                | Role::DepartmentHead
                | Role::EthicsOffice
                | Role::DisciplineOffice
                | Role::Personnel => Place::Institution {
                    code: InstitutionCode::new(HOSPITAL),
                },
                _ => Place::Bureau {
                    division: Division::new(if login == "stranger" { THERE } else { HERE }),
                },
            };
            let grant = NewGrant {
                role,
                place,
                department: (role == Role::DepartmentHead).then(|| "K1".to_owned()),
                practitioner: (role == Role::Practitioner).then(|| PractitionerCode::new(DOCTOR)),
                until: None,
            };
            let (id, proposed) = ledger
                .write(&root, now(), async |writing| {
                    let account = writing.create_account(login, login, "-").await?;
                    let proposed = writing.propose_grant(&account.id, &grant).await?;
                    Ok((account.id, proposed))
                })
                .await
                .unwrap();
            if let Proposed::Waiting(number) = proposed {
                ledger
                    .write(&signer, now(), async |writing| writing.sign_proposal(number).await)
                    .await
                    .unwrap();
            }
            let token = self.session_of(&id, login).await;
            self.tokens.insert(login.to_owned(), token);
        }
    }

    /// A session as a sign-in makes it; hashing a password for each person would only take time.
    async fn session_of(&self, id: &UserId, login: &str) -> (String, String) {
        let token = format!("token-of-{login}");
        let viewer = Viewer::of_account(id);
        self.workbench
            .ledger()
            .write(&viewer, now(), async |writing| {
                writing.change_password("-", "").await?;
                let limits = SessionLimits::default();
                let digest = digest("session", &token);
                writing
                    .sign_in(&digest, None, &limits, &ledger::LockOut::default())
                    .await
            })
            .await
            .unwrap()
            .unwrap();
        let csrf = digest("csrf", &token);
        (token, csrf)
    }

    async fn findings(&self) {
        let entry = |number: u8, institution: &str, division: &str| FindingEntry {
            key: key(number),
            rule: RuleCode::new(RULE),
            institution: InstitutionCode::new(institution),
            division: Division::new(division),
            practitioner: Some(PractitionerCode::new(DOCTOR)),
            person: PersonId::new(MARKED_PERSON),
            encounter: EncounterId::new("MARKED-VISIT-7719"),
            amount: Money::from_fen(12_345),
            service_day: day("2026-03-05"),
            certainty: Certainty::Suspect,
            argument: Argument {
                sentence: "药品限工伤保险，本次由医保支付。".to_owned(),
                ..Argument::default()
            },
        };
        let entries = [
            entry(1, HOSPITAL, HERE),
            entry(2, HOSPITAL, HERE),
            entry(200, OTHER_HOSPITAL, THERE),
        ];
        let ledger = self.workbench.ledger();
        ledger
            .take_in(&workbench::system(), now(), "run", &entries)
            .await
            .unwrap();
        ledger
            .form_leads(
                &workbench::system(),
                now(),
                PeriodLength::Month,
                &WorkCalendar::shipped().unwrap(),
                &Limits::national(),
            )
            .await
            .unwrap();
    }

    /// A request by somebody; nobody where the name is empty.
    pub async fn ask(&self, who: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some((token, csrf)) = self.tokens.get(who) {
            request = request
                .header(header::COOKIE, format!("mj_session={token}"))
                .header("x-csrf-token", csrf);
        }
        let body = match body {
            Some(value) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(value.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, who: &str, path: &str) -> Answer {
        self.ask(who, Method::GET, path, None).await
    }

    /// The cookie and the proof of somebody's pages.
    pub fn token(&self, who: &str) -> &(String, String) {
        &self.tokens[who]
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let endless = headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind == "text/event-stream");
        let mut body = response.into_body();
        // Of what has no end, the first part.
        let bytes = match endless {
            true => body.frame().await.unwrap().unwrap().into_data().unwrap(),
            false => body.collect().await.unwrap().to_bytes(),
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer {
            status,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            text,
            bytes: bytes.into(),
            headers,
        }
    }
}

pub fn key(number: u8) -> FindingKey {
    FindingKey([number; 16])
}

/// As the workbench makes it; written once more, so that a change of it does not go unnoticed: every
/// session and key in service would be lost.
pub fn digest(purpose: &str, token: &str) -> String {
    use sm3::{Digest, Sm3};
    let mut state = Sm3::new();
    for part in [purpose, token] {
        state.update((part.len() as u64).to_be_bytes());
        state.update(part.as_bytes());
    }
    hex::encode(state.finalize())
}

/// Runs a test on a runtime of its own.
pub fn on_runtime(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}
