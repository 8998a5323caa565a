//! How fast the books are: intake of findings, lists and sums by fifty people at once, single commands.
//!
//! `cargo bench -p ledger` runs on a file and on a private PostgreSQL in about a minute. The sizes of the
//! promise are `cargo bench -p ledger -- --cases 100000 --findings 1000000`.

#[path = "../tests/contract/people.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod people;
#[path = "../tests/contract/postgres.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod postgres;

use casework::lead::{self, Lead};
use casework::{Role, UserId};
use domain::{InstitutionCode, Money, RuleCode};
use ledger::{
    Argument, Breakdown, FindingEntry, FindingFilter, Kind, Ledger, MatterFilter, MatterId, MatterOrder, Page, Viewer,
};
use people::{Rules, at, bureau, day, draft, finding, rules, system};
use std::time::{Duration, Instant};

const USERS: u64 = 50;
const REQUESTS: u64 = 20;
const INSTITUTIONS: u64 = 500;

struct Sizes {
    cases: u64,
    findings: u64,
}

fn main() {
    let sizes = Sizes {
        cases: argument("--cases", 10_000),
        findings: argument("--findings", 50_000),
    };
    println!(
        "{}件线索，{}条疑点，{INSTITUTIONS}家机构，{USERS}人同时查询",
        sizes.cases, sizes.findings
    );
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!("sqlite:{}", folder.path().join("books.db").display());
    runtime.block_on(measure("SQLite", &file, &sizes));
    if let Some(server) = postgres::server() {
        runtime.block_on(measure("PostgreSQL", &server.address("postgres"), &sizes));
    }
}

/// The number behind a name on the command line.
fn argument(name: &str, otherwise: u64) -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != name).skip(1);
    arguments
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(otherwise)
}

async fn measure(name: &str, address: &str, sizes: &Sizes) {
    println!("\n{name}");
    let ledger = Ledger::open(address).await.expect("the books");
    intake(&ledger, sizes).await;
    cases(&ledger, sizes).await;
    lists(&ledger).await;
    commands(&ledger, sizes).await;
    let start = Instant::now();
    let whole = ledger
        .verify_trail(&[])
        .await
        .expect("the trail")
        .expect("a whole trail");
    let rows = whole.rows as f64 / start.elapsed().as_secs_f64();
    println!(
        "  核验留痕        {:>9.0} 条/秒（{}条，{}个事件）",
        rows, whole.rows, whole.events
    );
    ledger.close().await;
}

/// Findings as an audit sends them, with an argument of the usual length.
fn entries(from: u64, to: u64) -> Vec<FindingEntry> {
    let argument = Argument {
        sentence: "住院期间同日重复收取护理费。".repeat(20),
        ..Argument::default()
    };
    (from..to)
        .map(|number| FindingEntry {
            institution: InstitutionCode::new(format!("H{}", number % INSTITUTIONS)),
            rule: RuleCode::new(format!("GZ{}", number % 41)),
            amount: Money::from_scaled((number % 9_000) as i64),
            service_day: day("2026-01-01").plus_days((number % 300) as i32),
            argument: argument.clone(),
            // Keys are digests: they come in no order.
            key: domain::FindingKey(
                (u128::from(domain::lasting_hash(&number.to_string())) << 64 | u128::from(number)).to_be_bytes(),
            ),
            ..finding(number)
        })
        .collect()
}

async fn intake(ledger: &Ledger, sizes: &Sizes) {
    for word in ["首次", "重复"] {
        let mut spent = Duration::ZERO;
        for from in (0..sizes.findings).step_by(50_000) {
            let batch = entries(from, sizes.findings.min(from + 50_000));
            let start = Instant::now();
            ledger
                .take_in(&system(), at("2026-11-01 09:00:00"), "run", &batch)
                .await
                .expect("intake");
            spent += start.elapsed();
        }
        println!(
            "  疑点入账（{word}） {:>7.0} 条/秒",
            sizes.findings as f64 / spent.as_secs_f64()
        );
    }
}

/// Who assigns: the city, which has all the counties.
fn city_chief() -> Viewer {
    bureau("科长", Role::SectionChief, "440300")
}

/// Leads of all institutions, in two stages.
async fn cases(ledger: &Ledger, sizes: &Sizes) {
    let Rules { calendar, limits } = rules();
    let (system, chief) = (system(), city_chief());
    let start = Instant::now();
    for from in (0..sizes.cases).step_by(1_000) {
        let when = at("2026-04-01 09:00:00").plus_seconds(from as i64);
        let numbers = from..sizes.cases.min(from + 1_000);
        ledger
            .write(&system, when, async |writing| {
                for number in numbers.clone() {
                    let draft = case(number);
                    let id = MatterId::lead(&draft.key, 1);
                    writing
                        .command::<Lead>(&id, 0, lead::Command::Open { draft }, &calendar, &limits)
                        .await?;
                }
                Ok(())
            })
            .await
            .expect("opening");
        ledger
            .write(&chief, when, async |writing| {
                for number in numbers.filter(|number| number % 3 == 0) {
                    let id = MatterId::lead(&case(number).key, 1);
                    let to = UserId(format!("审核{}", number % 17));
                    writing
                        .command::<Lead>(&id, 1, lead::Command::Assign { to }, &calendar, &limits)
                        .await?;
                }
                Ok(())
            })
            .await
            .expect("assigning");
    }
    let commands = sizes.cases + sizes.cases.div_ceil(3);
    println!(
        "  办理（每写千件） {:>8.0} 件/秒",
        commands as f64 / start.elapsed().as_secs_f64()
    );
}

fn case(number: u64) -> lead::LeadDraft {
    let mut draft = draft(
        &format!("H{}", number % INSTITUTIONS),
        &format!("4403{:02}", number % INSTITUTIONS % 10 + 1),
        &format!("GZ{}", number / INSTITUTIONS % 41),
        &[(number, (number % 977 + 1) as i64)],
    );
    draft.key.period = format!("20{:02}-{:02}", number / INSTITUTIONS / 41 % 60 + 10, number % 12 + 1);
    draft
}

/// What people ask for, by turns.
async fn ask(ledger: &Ledger, viewer: &Viewer, number: u64) -> &'static str {
    let reading = ledger.read(viewer);
    let institution = Some(InstitutionCode::new(format!("H{}", number * 7 % INSTITUTIONS)));
    let rule = Some(RuleCode::new(format!("GZ{}", number % 41)));
    let stages = vec!["待分派".to_owned()];
    let page = |order| Page::first(order, 50);
    let filter = MatterFilter::default();
    match number % 8 {
        0 => {
            reading
                .matters(&filter, &page(MatterOrder::LatestFirst))
                .await
                .expect("a list");
            "全部，最近在前"
        }
        1 => {
            let filter = MatterFilter {
                kinds: vec![Kind::Lead],
                stages,
                ..filter
            };
            reading
                .matters(&filter, &page(MatterOrder::DueFirst))
                .await
                .expect("a list");
            "按种类、环节，期限在前"
        }
        2 => {
            let filter = MatterFilter { institution, ..filter };
            reading
                .matters(&filter, &page(MatterOrder::LatestFirst))
                .await
                .expect("a list");
            "按机构"
        }
        3 => {
            let filter = MatterFilter { rule, stages, ..filter };
            reading
                .matters(&filter, &page(MatterOrder::LargestFirst))
                .await
                .expect("a list");
            "按规则、环节，金额在前"
        }
        4 => {
            let assignee = Some(UserId(format!("审核{}", number % 17)));
            let filter = MatterFilter { assignee, ..filter };
            reading
                .matters(&filter, &page(MatterOrder::DueFirst))
                .await
                .expect("a list");
            "我的"
        }
        5 => {
            reading.totals(&filter).await.expect("totals");
            "四项金额合计"
        }
        6 => {
            reading.breakdown(&filter, Breakdown::Rule).await.expect("a breakdown");
            "按规则汇总"
        }
        _ => {
            let filter = FindingFilter {
                institution,
                ..FindingFilter::default()
            };
            reading.findings(&filter, 50, None).await.expect("findings");
            "机构的疑点"
        }
    }
}

async fn lists(ledger: &Ledger) {
    let users = (0..USERS).map(|user| {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            let division = ["440300", "440305", "440301", "440000"][(user % 4) as usize];
            let viewer = bureau(&format!("用户{user}"), Role::SectionChief, division);
            let mut spent = Vec::new();
            for request in 0..REQUESTS {
                let start = Instant::now();
                let what = ask(&ledger, &viewer, user + request).await;
                spent.push((what, start.elapsed()));
            }
            spent
        })
    });
    let start = Instant::now();
    let mut all = Vec::new();
    for user in users.collect::<Vec<_>>() {
        all.extend(user.await.expect("a user"));
    }
    let rate = all.len() as f64 / start.elapsed().as_secs_f64();
    let mut names: Vec<&str> = all.iter().map(|(what, _)| *what).collect();
    names.sort_unstable();
    names.dedup();
    report("查询（全部）", all.iter().map(|(_, spent)| *spent).collect());
    println!("                   {rate:>7.0} 次/秒");
    for name in names {
        report(
            name,
            all.iter()
                .filter(|(what, _)| *what == name)
                .map(|(_, spent)| *spent)
                .collect(),
        );
    }
}

/// One command a write, each on the disk before the next.
async fn commands(ledger: &Ledger, sizes: &Sizes) {
    let Rules { calendar, limits } = rules();
    let (chief, mut spent) = (city_chief(), Vec::new());
    // Every third is assigned already.
    for number in (0..sizes.cases).filter(|number| number % 3 == 1).take(500) {
        let id = MatterId::lead(&case(number).key, 1);
        let to = UserId::from("审核甲");
        let start = Instant::now();
        ledger
            .write(&chief, at("2026-05-01 09:00:00"), async |writing| {
                writing
                    .command::<Lead>(&id, 1, lead::Command::Assign { to }, &calendar, &limits)
                    .await
            })
            .await
            .expect("a command");
        spent.push(start.elapsed());
    }
    report("办理（每写一件）", spent);
}

fn report(name: &str, mut spent: Vec<Duration>) {
    spent.sort_unstable();
    let at = |share: usize| spent.get((spent.len() * share / 100).min(spent.len().saturating_sub(1)));
    let shown = |share| at(share).map_or(0.0, |spent| spent.as_secs_f64() * 1e3);
    println!(
        "  {name}：p50 {:.1} ms，p95 {:.1} ms，{}次",
        shown(50),
        shown(95),
        spent.len()
    );
}
