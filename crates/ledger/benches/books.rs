//! How fast the books are: intake of findings, lists and sums by one person and by fifty at once, single
//! commands.
//!
//! `cargo bench -p ledger` runs on a file and on a private PostgreSQL in about two minutes. The sizes of the
//! promise are `cargo bench -p ledger -- --cases 100000 --findings 1000000`, in under ten.
//! `--only SQLite` or `--only PostgreSQL` leaves the other out.

#[path = "measure/filling.rs"]
mod filling;
#[path = "../tests/contract/people.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod people;
#[path = "../tests/contract/postgres.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod postgres;
#[path = "measure/printed.rs"]
mod printed;

use casework::lead::{self, Lead};
use casework::{Role, UserId};
use domain::{Division, InstitutionCode, RuleCode};
use filling::{INSTITUTIONS, case, cases, city_chief, entries, is_lead};
use ledger::{
    Breakdown, FINDINGS_PER_WRITE, FindingBreakdown, FindingFilter, Kind, Ledger, MatterFilter, MatterId, MatterOrder,
    Page, Scope, Viewer,
};
use people::{Rules, at, bureau, day, hospital, rules, system};
use printed::{argument, busy, machine, report, table, word};
use sqlx::Connection;
use std::time::{Duration, Instant};

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USERS: u64 = 50;

/// Kinds in which an amount is upheld, and in which money comes back, as the workbench has them.
const UPHOLD: [Kind; 3] = [Kind::Review, Kind::SelfAudit, Kind::Enforcement];
const RECOVER: [Kind; 3] = [Kind::Review, Kind::SelfAudit, Kind::Recovery];

struct Sizes {
    cases: u64,
    findings: u64,
    /// for how long the crowd asks
    seconds: u64,
}

fn main() {
    let sizes = Sizes {
        cases: argument("--cases", 10_000),
        findings: argument("--findings", 50_000),
        seconds: argument("--seconds", 20),
    };
    println!(
        "{}件事项，{}条疑点，{INSTITUTIONS}家机构，{USERS}人同时查询",
        sizes.cases, sizes.findings
    );
    println!("{}", machine());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!("sqlite:{}", folder.path().join("books.db").display());
    let only = word("--only");
    let asked = |name: &str| only.as_deref().is_none_or(|only| only == name);
    if asked("SQLite") {
        runtime.block_on(measure("SQLite", &file, &sizes));
    }
    if let Some(server) = asked("PostgreSQL").then(postgres::server).flatten() {
        runtime.block_on(measure("PostgreSQL", &server.address("postgres"), &sizes));
    }
}

async fn measure(name: &str, address: &str, sizes: &Sizes) {
    println!("\n{name}");
    let ledger = Ledger::open(address).await.expect("the books");
    intake(&ledger, sizes).await;
    cases(&ledger, sizes.cases).await;
    settle(address).await;
    lists(&ledger, sizes.seconds).await;
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

/// What PostgreSQL does by itself within minutes of so many writes, and is not waited for here.
async fn settle(address: &str) {
    if address.starts_with("sqlite:") {
        return;
    }
    let mut connection = sqlx::AnyConnection::connect(address).await.expect("a connection");
    let start = Instant::now();
    sqlx::raw_sql("VACUUM (ANALYZE)")
        .execute(&mut connection)
        .await
        .expect("a vacuum");
    println!("  清理（autovacuum 的工作）用 {:.0} 秒", start.elapsed().as_secs_f64());
}

async fn intake(ledger: &Ledger, sizes: &Sizes) {
    for word in ["首次", "重复"] {
        let (mut spent, mut worked) = (Duration::ZERO, 0.0);
        let size = FINDINGS_PER_WRITE as u64;
        for from in (0..sizes.findings).step_by(FINDINGS_PER_WRITE) {
            let batch = entries(from, sizes.findings.min(from + size));
            let (start, before) = (Instant::now(), busy());
            ledger
                .take_in(&system(), at("2026-11-01 09:00:00"), "run", &batch)
                .await
                .expect("intake");
            spent += start.elapsed();
            worked += busy().zip(before).map_or(0.0, |(after, before)| after - before);
        }
        println!(
            "  疑点入账（{word}） {:>7.0} 条/秒，本进程每条用处理器 {:.1} 微秒",
            sizes.findings as f64 / spent.as_secs_f64(),
            worked * 1e6 / sizes.findings as f64
        );
    }
}

/// What is asked for, one line of the report each.
#[derive(Debug, Clone, Copy)]
enum Request {
    Latest,
    ByStage,
    ByInstitution,
    ByRule,
    ByRuleLargest,
    ByPeriod,
    Mine,
    Overdue,
    Tasks,
    Told,
    Sum,
    SumByStage,
    SumByInstitution,
    SumByRule,
    SumOfInstitution,
    SumBetweenDays,
    Findings,
    FindingsByInstitution,
    FindingsByRule,
    FindingsTold,
    FindingSum,
    FindingSumByRule,
    FindingSumByInstitution,
    FindingSumByMonth,
    FindingSumOfRule,
    FindingSumBetweenDays,
    Dashboard,
}

/// Every request with its name.
const REQUESTS: &[(Request, &str)] = &[
    (Request::Latest, "事项：最近在前"),
    (Request::ByStage, "事项：按种类、环节，期限在前"),
    (Request::ByInstitution, "事项：按机构"),
    (Request::ByRule, "事项：按规则"),
    (Request::ByRuleLargest, "事项：按规则、环节，金额在前"),
    (Request::ByPeriod, "事项：按周期"),
    (Request::Mine, "事项：我的，期限在前"),
    (Request::Overdue, "事项：逾期"),
    (Request::Tasks, "事项：检查员的任务"),
    (Request::Told, "事项：医院已知的"),
    (Request::Sum, "事项合计"),
    (Request::SumByStage, "事项合计：按环节"),
    (Request::SumByInstitution, "事项合计：某年，按机构"),
    (Request::SumByRule, "事项合计：按规则"),
    (Request::SumOfInstitution, "事项合计：某机构，按规则"),
    (Request::SumBetweenDays, "事项合计：月中起止，按环节"),
    (Request::Findings, "疑点：最近在前"),
    (Request::FindingsByInstitution, "疑点：按机构"),
    (Request::FindingsByRule, "疑点：按规则"),
    (Request::FindingsTold, "疑点：医院已知的"),
    (Request::FindingSum, "疑点合计"),
    (Request::FindingSumByRule, "疑点合计：某年，按规则"),
    (Request::FindingSumByInstitution, "疑点合计：某年，按机构"),
    (Request::FindingSumByMonth, "疑点合计：按月"),
    (Request::FindingSumOfRule, "疑点合计：某规则，按机构"),
    (Request::FindingSumBetweenDays, "疑点合计：月中起止，按规则"),
    (Request::Dashboard, "驾驶舱（全部数字）"),
];

/// Who asks: the city twice, two of its counties, the province.
fn viewer_of(request: Request, user: u64) -> Viewer {
    let name = format!("用户{user}");
    match request {
        Request::Tasks => {
            let division = Division::new("440300");
            Viewer::within(
                bureau(&format!("审核{}", user % 17), Role::Inspector, "440300").actor,
                Scope::Task(division),
            )
        }
        Request::Told | Request::FindingsTold => hospital(&name, &format!("H{}", user * 7 % INSTITUTIONS)),
        _ => {
            let division = ["440300", "440305", "440301", "440000", "440300"][(user % 5) as usize];
            bureau(&name, Role::SectionChief, division)
        }
    }
}

async fn ask(ledger: &Ledger, request: Request, number: u64) {
    let viewer = viewer_of(request, number);
    let reading = ledger.read(&viewer);
    let institution = Some(InstitutionCode::new(format!("H{}", number * 7 % INSTITUTIONS)));
    let rule = Some(RuleCode::new(format!("GZ{}", number % 41)));
    let stages = vec!["待分派".to_owned()];
    let all = MatterFilter::default();
    let list = async |filter: MatterFilter, order| {
        reading.matters(&filter, &Page::first(order, 50)).await.expect("a list");
    };
    let sum = async |filter: MatterFilter, by| {
        reading.breakdown(&filter, by).await.expect("a sum");
    };
    let found = async |filter: FindingFilter| {
        reading.findings(&filter, 50, None).await.expect("findings");
    };
    let finding_sum = async |filter: FindingFilter, by| {
        reading.finding_breakdown(&filter, by).await.expect("a sum");
    };
    let year = served_in(2026);
    let findings = FindingFilter::default();
    use MatterOrder::{DueFirst, LargestFirst, LatestFirst};
    match request {
        Request::Latest => list(all, LatestFirst).await,
        Request::ByStage => {
            let kinds = vec![Kind::Lead];
            list(MatterFilter { kinds, stages, ..all }, DueFirst).await;
        }
        Request::ByInstitution => list(MatterFilter { institution, ..all }, LatestFirst).await,
        Request::ByRule => list(MatterFilter { rule, ..all }, LatestFirst).await,
        Request::ByRuleLargest => list(MatterFilter { rule, stages, ..all }, LargestFirst).await,
        Request::ByPeriod => {
            let period = Some(case(number * 977).key.period);
            list(MatterFilter { period, ..all }, LatestFirst).await;
        }
        Request::Mine => {
            let assignee = Some(UserId(format!("审核{}", number % 17)));
            list(MatterFilter { assignee, ..all }, DueFirst).await;
        }
        Request::Overdue => {
            let due_before = Some(day("2026-05-06"));
            list(MatterFilter { due_before, ..all }, DueFirst).await;
        }
        Request::Tasks | Request::Told => list(all, LatestFirst).await,
        Request::Sum => {
            reading.totals(&all).await.expect("totals");
        }
        Request::SumByStage => sum(all, Breakdown::Stage).await,
        Request::SumByInstitution => sum(handled_in(2026, &[Kind::Lead]), Breakdown::Institution).await,
        Request::SumByRule => sum(all, Breakdown::Rule).await,
        Request::SumOfInstitution => sum(MatterFilter { institution, ..all }, Breakdown::Rule).await,
        Request::SumBetweenDays => {
            let changed_from = Some(at("2026-03-15 00:00:00"));
            let changed_before = Some(at("2026-04-02 00:00:00"));
            let filter = MatterFilter {
                changed_from,
                changed_before,
                ..all
            };
            sum(filter, Breakdown::Stage).await;
        }
        Request::Findings | Request::FindingsTold => found(findings).await,
        Request::FindingsByInstitution => {
            found(FindingFilter {
                institution,
                ..findings
            })
            .await
        }
        Request::FindingsByRule => found(FindingFilter { rule, ..findings }).await,
        Request::FindingSum => {
            reading.finding_totals(&findings).await.expect("totals");
        }
        Request::FindingSumByRule => finding_sum(year, FindingBreakdown::Rule).await,
        Request::FindingSumByInstitution => finding_sum(year, FindingBreakdown::Institution).await,
        Request::FindingSumByMonth => finding_sum(findings, FindingBreakdown::Month).await,
        Request::FindingSumOfRule => {
            let filter = FindingFilter { rule, ..findings };
            finding_sum(filter, FindingBreakdown::Institution).await;
        }
        Request::FindingSumBetweenDays => {
            let filter = FindingFilter {
                from: Some(day("2026-02-15")),
                before: Some(day("2026-05-16")),
                ..findings
            };
            finding_sum(filter, FindingBreakdown::Rule).await;
        }
        Request::Dashboard => dashboard(ledger, &viewer).await,
    }
}

fn handled_in(year: i32, kinds: &[Kind]) -> MatterFilter {
    MatterFilter {
        kinds: kinds.to_vec(),
        changed_from: Some(at(&format!("{year}-01-01 00:00:00"))),
        changed_before: Some(at(&format!("{}-01-01 00:00:00", year + 1))),
        ..MatterFilter::default()
    }
}

fn served_in(year: i32) -> FindingFilter {
    FindingFilter {
        from: Some(day(&format!("{year}-01-01"))),
        before: Some(day(&format!("{}-01-01", year + 1))),
        ..FindingFilter::default()
    }
}

/// The sums that the leader's dashboard of the workbench asks for, in one sitting.
async fn dashboard(ledger: &Ledger, viewer: &Viewer) {
    let sitting = ledger.sit_down(viewer).await.expect("a seat");
    let reading = sitting.read();
    let overdue = MatterFilter {
        due_before: Some(day("2026-05-06")),
        ..MatterFilter::default()
    };
    let page = Page::first(MatterOrder::DueFirst, 10);
    reading.matters(&overdue, &page).await.expect("a list");
    reading.totals(&overdue).await.expect("totals");
    reading
        .breakdown(&handled_in(2026, &[]), Breakdown::Kind)
        .await
        .expect("a sum");
    for year in [2026, 2025] {
        reading.finding_totals(&served_in(year)).await.expect("totals");
        for kinds in [UPHOLD, RECOVER] {
            reading.totals(&handled_in(year, &kinds)).await.expect("totals");
        }
    }
    reading.finding_totals(&served_in(2026)).await.expect("totals");
    for by in [
        FindingBreakdown::Rule,
        FindingBreakdown::Division,
        FindingBreakdown::Institution,
        FindingBreakdown::Month,
    ] {
        reading.finding_breakdown(&served_in(2026), by).await.expect("a sum");
    }
    for by in [Breakdown::Institution, Breakdown::Month] {
        for kinds in [UPHOLD, RECOVER] {
            reading.breakdown(&handled_in(2026, &kinds), by).await.expect("a sum");
        }
    }
}

/// Each request by one reader, then all of them mixed by fifty readers at once.
async fn lists(ledger: &Ledger, seconds: u64) {
    let mut alone: Vec<Vec<Duration>> = Vec::new();
    for (request, _) in REQUESTS {
        let (mut spent, begun) = (Vec::new(), Instant::now());
        for number in 0..20 {
            let start = Instant::now();
            ask(ledger, *request, number).await;
            spent.push(start.elapsed());
            if begun.elapsed() > Duration::from_secs(5) {
                break;
            }
        }
        alone.push(spent);
    }
    let (start, before) = (Instant::now(), busy());
    let end = start + Duration::from_secs(seconds);
    let users = (0..USERS).map(|user| {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            let mut spent = Vec::new();
            for (turn, (line, (request, _))) in REQUESTS.iter().enumerate().cycle().skip(user as usize * 7).enumerate()
            {
                let start = Instant::now();
                if start > end {
                    break;
                }
                ask(&ledger, *request, user * 31 + turn as u64).await;
                spent.push((line, start.elapsed()));
            }
            spent
        })
    });
    let mut crowd: Vec<Vec<Duration>> = vec![Vec::new(); REQUESTS.len()];
    for user in users.collect::<Vec<_>>() {
        for (line, spent) in user.await.expect("a user") {
            crowd[line].push(spent);
        }
    }
    let spent = start.elapsed().as_secs_f64();
    let requests = table(USERS, REQUESTS.iter().map(|(_, name)| *name), alone, crowd) as f64;
    let worked = busy().zip(before).map_or(0.0, |(after, before)| after - before);
    println!(
        "  每秒{:.0}次，本进程每次用处理器 {:.2} 毫秒",
        requests / spent,
        worked * 1e3 / requests
    );
}

/// One command a write, each on the disk before the next.
async fn commands(ledger: &Ledger, sizes: &Sizes) {
    let Rules { calendar, limits } = rules();
    let (chief, mut spent) = (city_chief(), Vec::new());
    // Every third is assigned already.
    for number in (0..sizes.cases)
        .filter(|number| is_lead(*number) && number % 3 == 1)
        .take(500)
    {
        let id = MatterId::lead(&case(number).key, 1);
        let to = UserId::from("审核甲");
        let start = Instant::now();
        ledger
            .write(&chief, at("2026-08-01 09:00:00"), async |writing| {
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
