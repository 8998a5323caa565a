//! How fast pages have what they show: lists, sums and pages asked for through the interface, with
//! sessions, rights and JSON, by one person and by fifty at once.
//!
//! `cargo bench -p workbench`; the sizes of the promise are
//! `cargo bench -p workbench -- --cases 100000 --findings 1000000`. `--only SQLite` or `--only PostgreSQL`
//! leaves the other out. No network lies between: what is measured is the program.

#[path = "../../ledger/benches/measure/filling.rs"]
#[allow(dead_code, reason = "shared with the benchmark of the books")]
mod filling;
#[path = "../../ledger/tests/contract/people.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod people;
#[path = "../../ledger/tests/contract/postgres.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod postgres;
#[path = "../../ledger/benches/measure/printed.rs"]
#[allow(dead_code, reason = "shared with the benchmark of the books")]
mod printed;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use casework::{Actor, Place, Role};
use domain::{Division, InstitutionCode};
use filling::{INSTITUTIONS, case, cases, entries, finding_key};
use http_body_util::BodyExt;
use ledger::{
    Access, AccessState, Ledger, LockOut, NewGrant, Organisation, OrganisationKind, Proposed, SessionLimits, Shelf,
    Viewer,
};
use people::{at, system};
use printed::{argument, machine, table, word};
use server::app::{App, now};
use server::config::Config;
use sm3::{Digest, Sm3};
use std::path::Path;
use std::time::{Duration, Instant};
use tower::ServiceExt;
use workbench::{Settings, Workbench};

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USERS: u64 = 50;

/// Books of at least this size have every page that is asked for.
const FINDINGS_LEAST: u64 = 10_000;
const MATTERS_LEAST: u64 = 4_000;

/// Findings of one write.
const BATCH: u64 = 50_000;

fn main() {
    let matters = argument("--cases", 10_000).max(MATTERS_LEAST);
    let findings = argument("--findings", 50_000).max(FINDINGS_LEAST);
    let seconds = argument("--seconds", 20);
    println!("{matters}件事项，{findings}条疑点，{INSTITUTIONS}家机构，{USERS}人同时操作");
    println!("{}", machine());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!("sqlite:{}", folder.path().join("books.db").display());
    let only = word("--only");
    let asked = |name: &str| only.as_deref().is_none_or(|only| only == name);
    if asked("SQLite") {
        runtime.block_on(measure("SQLite", &file, folder.path(), [matters, findings, seconds]));
    }
    if let Some(server) = asked("PostgreSQL").then(postgres::server).flatten() {
        let address = server.address("postgres");
        runtime.block_on(measure(
            "PostgreSQL",
            &address,
            folder.path(),
            [matters, findings, seconds],
        ));
    }
}

async fn measure(name: &str, address: &str, folder: &Path, [matters, findings, seconds]: [u64; 3]) {
    println!("\n{name}");
    let start = Instant::now();
    let ledger = Ledger::open(address).await.expect("the books");
    for from in (0..findings).step_by(BATCH as usize) {
        let batch = entries(from, findings.min(from + BATCH));
        ledger
            .take_in(&system(), at("2026-11-01 09:00:00"), "run", &batch)
            .await
            .expect("intake");
    }
    cases(&ledger, matters).await;
    println!("  准备用 {:.0} 秒", start.elapsed().as_secs_f64());
    let crowd = crowd(&ledger).await;
    let shelf = Shelf::open(folder.join("files"), 1 << 20, None).expect("a shelf");
    let app = App::new(
        Config::without_file("127.0.0.1:0".parse().expect("an address")).expect("a configuration"),
        None,
    );
    app.publish(server::books::embedded());
    let settings = Settings {
        requests_per_minute: u32::MAX,
        ..Settings::of(folder.to_owned())
    };
    let workbench = Workbench::open(ledger.clone(), shelf, app, settings)
        .await
        .expect("a workbench");
    asked_by(&workbench::router(workbench), &crowd, seconds).await;
    ledger.close().await;
}

/// Somebody at a page: the cookie, and what of the lists is his.
#[derive(Clone)]
struct User {
    cookie: String,
    hospital: bool,
}

/// The city and its counties, and for every fifth a hospital; all signed in.
async fn crowd(ledger: &Ledger) -> Vec<User> {
    let (administrator, signer) = administrators(ledger).await;
    let mut crowd = Vec::new();
    for number in 0..USERS {
        let hospital = number % 5 == 4;
        let (role, place) = match hospital {
            true => (
                Role::InsuranceOffice,
                Place::Institution {
                    code: InstitutionCode::new(format!("H{}", number * 7 % INSTITUTIONS)),
                },
            ),
            false => (
                Role::SectionChief,
                Place::Bureau {
                    division: Division::new(["440300", "440305", "440301", "440300"][(number % 5) as usize]),
                },
            ),
        };
        let grant = NewGrant {
            role,
            place,
            department: None,
            practitioner: None,
            until: None,
        };
        let login = format!("user{number}");
        let (account, proposed) = ledger
            .write(&administrator, now(), async |writing| {
                let account = writing.create_account(&login, &login, "-").await?;
                let proposed = writing.propose_grant(&account.id, &grant).await?;
                Ok((account, proposed))
            })
            .await
            .expect("an account");
        if let Proposed::Waiting(number) = proposed {
            ledger
                .write(&signer, now(), async |writing| writing.sign_proposal(number).await)
                .await
                .expect("a grant");
        }
        // A session as a sign-in makes it: hashing a password for each would measure that.
        ledger
            .write(&Viewer::of_account(&account.id), now(), async |writing| {
                writing.change_password("-", "").await?;
                writing
                    .sign_in(
                        &digest("session", &login),
                        None,
                        &SessionLimits::default(),
                        &LockOut::default(),
                    )
                    .await
            })
            .await
            .expect("a session")
            .expect("no lock");
        crowd.push(User {
            cookie: format!("mj_session={login}"),
            hospital,
        });
    }
    crowd
}

/// Who makes the accounts, and who signs their grants; and the institutions of the city.
async fn administrators(ledger: &Ledger) -> (Viewer, Viewer) {
    let (account, _) = ledger
        .write(&workbench::system(), now(), async |writing| {
            writing.create_first_administrator("root", "管理员", "-").await
        })
        .await
        .expect("an administrator");
    let viewer = Viewer::at_place(Actor {
        user: account.id,
        role: Role::SystemAdministrator,
        place: Place::Everywhere,
    });
    let bureaus = ["440300", "440301", "440305"].map(|division| {
        (
            format!("B{division}"),
            OrganisationKind::Bureau,
            Division::new(division),
        )
    });
    let institutions = (0..INSTITUTIONS).map(|number| {
        (
            format!("H{number}"),
            OrganisationKind::Institution,
            filling::division(number),
        )
    });
    let organisations: Vec<Organisation> = bureaus
        .into_iter()
        .chain(institutions)
        .map(|(code, kind, division)| Organisation {
            name: format!("虚构机构{code}"),
            code,
            kind,
            parent: None,
            division,
            level: Some("二级".to_owned()),
            access: match kind {
                OrganisationKind::Institution => Access {
                    prescribing: AccessState::Live,
                    ..Access::NONE
                },
                _ => Access::NONE,
            },
        })
        .collect();
    ledger
        .write(&viewer, now(), async |writing| {
            for organisation in &organisations {
                writing.put_organisation(organisation).await?;
            }
            Ok(())
        })
        .await
        .expect("institutions");
    let grant = NewGrant {
        role: Role::SecurityAuditor,
        place: Place::Everywhere,
        department: None,
        practitioner: None,
        until: None,
    };
    let signer = ledger
        .write(&viewer, now(), async |writing| {
            let account = writing.create_account("signer", "安全审计员", "-").await?;
            writing.propose_grant(&account.id, &grant).await?;
            Ok(account)
        })
        .await
        .expect("a security auditor");
    let signer = Viewer::at_place(Actor {
        user: signer.id,
        role: Role::SecurityAuditor,
        place: Place::Everywhere,
    });
    (viewer, signer)
}

/// As the workbench keeps a session.
fn digest(purpose: &str, token: &str) -> String {
    let mut state = Sm3::new();
    for part in [purpose, token] {
        state.update((part.len() as u64).to_be_bytes());
        state.update(part.as_bytes());
    }
    hex::encode(state.finalize())
}

/// What a page asks for, with its name. The number makes it another institution, rule or row each time.
type Asked = (&'static str, fn(u64) -> String);

/// What people of a bureau ask for; the first few are also a hospital's.
const ASKED: &[Asked] = &[
    ("疑点列表", |_| "/findings?size=50".to_owned()),
    ("疑点合计：按规则", |_| "/findings/totals?by=rule".to_owned()),
    ("疑点合计：按月", |_| "/findings/totals?by=month".to_owned()),
    ("事项列表", |_| "/matters?size=50".to_owned()),
    ("事项列表：逾期", |_| {
        "/matters?overdue=true&order=due".to_owned()
    }),
    ("事项合计：按环节", |_| "/matters/totals?by=stage".to_owned()),
    ("规则列表", |_| "/rules".to_owned()),
    ("机构列表", |_| "/institutions?size=50".to_owned()),
    ("驾驶舱", |_| "/dashboard?year=2026".to_owned()),
    ("疑点列表：按机构", |number| {
        format!("/findings?institution=H{}", number * 7 % INSTITUTIONS)
    }),
    ("疑点列表：按规则", |number| {
        format!("/findings?rule=GZ{}", number % 41)
    }),
    ("疑点页", |number| {
        format!("/findings/{}", finding_key(number * 977 % FINDINGS_LEAST))
    }),
    ("事项列表：按种类、环节", |_| {
        "/matters?kind=lead&stage=%E5%BE%85%E5%88%86%E6%B4%BE&order=due".to_owned()
    }),
    ("事项列表：按机构", |number| {
        format!("/matters?institution=H{}", number * 7 % INSTITUTIONS)
    }),
    ("线索页", |number| {
        let id = ledger::MatterId::lead(&case(number * 31 % MATTERS_LEAST).key, 1).to_string();
        format!("/matters/{}", id.replace('/', "%2F"))
    }),
    ("机构页", |number| {
        format!("/institutions/H{}", number * 7 % INSTITUTIONS)
    }),
];

/// How many of them a hospital asks for.
const OF_HOSPITALS: usize = 8;

async fn get(router: &Router, user: &User, path: &str) -> StatusCode {
    let request = Request::get(format!("/api/v1{path}"))
        .header(header::COOKIE, &user.cookie)
        .body(Body::empty())
        .expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let status = response.status();
    response.into_body().collect().await.expect("a body");
    status
}

/// Each by one person of the city, then all of them by everybody at once, without a pause.
async fn asked_by(router: &Router, crowd: &[User], seconds: u64) {
    let first = crowd.first().expect("somebody");
    let mut alone: Vec<Vec<Duration>> = Vec::new();
    for (name, path) in ASKED {
        let mut spent = Vec::new();
        for number in 0..20 {
            let path = path(number);
            let start = Instant::now();
            let status = get(router, first, &path).await;
            spent.push(start.elapsed());
            assert!(status.is_success(), "{name} {path}: {status}");
        }
        alone.push(spent);
    }
    let start = Instant::now();
    let end = start + Duration::from_secs(seconds);
    let users = crowd.iter().cloned().enumerate().map(|(place, user)| {
        let router = router.clone();
        tokio::spawn(async move {
            let asked = if user.hospital { OF_HOSPITALS } else { ASKED.len() };
            let (mut spent, mut failed) = (Vec::new(), 0_u64);
            for turn in place * 7.. {
                let start = Instant::now();
                if start > end {
                    break;
                }
                let line = turn % asked;
                let path = ASKED[line].1((place * 31 + turn) as u64);
                // What lies in another county does not exist for a county, which is an answer.
                if get(&router, &user, &path).await.is_server_error() {
                    failed += 1;
                }
                spent.push((line, start.elapsed()));
            }
            (spent, failed)
        })
    });
    let mut together: Vec<Vec<Duration>> = vec![Vec::new(); ASKED.len()];
    let mut failures = 0;
    for user in users.collect::<Vec<_>>() {
        let (spent, failed) = user.await.expect("a user");
        failures += failed;
        for (line, spent) in spent {
            together[line].push(spent);
        }
    }
    let spent = start.elapsed().as_secs_f64();
    let requests = table(USERS, ASKED.iter().map(|(name, _)| *name), alone, together);
    println!("  每秒{:.0}次，失败{failures}次", requests as f64 / spent);
}
