//! How fast the books are: intake of findings, lists and sums by one person and by fifty at once, single
//! commands.
//!
//! `cargo bench -p ledger` runs on a file and on a private PostgreSQL in about two minutes. The sizes of the
//! promise are `cargo bench -p ledger -- --cases 100000 --findings 1000000`, in under ten.
//! `--only SQLite` or `--only PostgreSQL` leaves the other out.

#[path = "../tests/contract/people.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod people;
#[path = "../tests/contract/postgres.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod postgres;

use casework::lead::{self, Lead};
use casework::recovery::{self, Claim, Recovery};
use casework::review_case::{self, ReviewCase, Subject};
use casework::{Flagged, Role, Upheld, UserId};
use domain::{Certainty, Division, FindingKey, InstitutionCode, Money, RuleCode};
use ledger::{
    Argument, Breakdown, FindingBreakdown, FindingEntry, FindingFilter, Kind, Ledger, MatterFilter, MatterId,
    MatterOrder, Page, Scope, Viewer,
};
use people::{Rules, at, bureau, day, draft, finding, hospital, rules, system};
use sqlx::Connection;
use std::time::{Duration, Instant};

const USERS: u64 = 50;
const INSTITUTIONS: u64 = 500;

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

/// On what was measured, and what else it was doing.
fn machine() -> String {
    let of = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let cpu = of("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split(':').nth(1));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = of("/proc/loadavg");
    let load: Vec<&str> = load.split(' ').take(3).collect();
    format!(
        "{}，{cores}核，负载 {}",
        model.unwrap_or("处理器不明").trim(),
        load.join(" ")
    )
}

/// What this process has kept the processor busy for, in seconds: a measure that does not depend on what else
/// the machine does. On a server the server's own part is not in it. None where the system does not tell.
fn busy() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks = ticks.map(str::parse::<f64>).sum::<Result<f64, _>>().ok()?;
    Some(ticks / 100.0)
}

/// The word behind a name on the command line.
fn word(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// The number behind a name on the command line.
fn argument(name: &str, otherwise: u64) -> u64 {
    word(name).and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}

async fn measure(name: &str, address: &str, sizes: &Sizes) {
    println!("\n{name}");
    let ledger = Ledger::open(address).await.expect("the books");
    intake(&ledger, sizes).await;
    cases(&ledger, sizes).await;
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

/// Keys are digests: they come in no order.
fn finding_key(number: u64) -> FindingKey {
    let digest = u128::from(domain::lasting_hash(&number.to_string()));
    FindingKey((digest << 64 | u128::from(number)).to_be_bytes())
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
            division: division(number),
            service_day: day("2026-01-01").plus_days((number % 300) as i32),
            certainty: match number % 41 % 3 {
                0 => Certainty::Definite,
                _ => Certainty::Suspect,
            },
            argument: argument.clone(),
            key: finding_key(number),
            ..finding(number)
        })
        .collect()
}

async fn intake(ledger: &Ledger, sizes: &Sizes) {
    for word in ["首次", "重复"] {
        let (mut spent, mut worked) = (Duration::ZERO, 0.0);
        for from in (0..sizes.findings).step_by(50_000) {
            let batch = entries(from, sizes.findings.min(from + 50_000));
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

/// The county of the institution of this number.
fn division(number: u64) -> Division {
    Division::new(format!("4403{:02}", number % INSTITUTIONS % 10 + 1))
}

/// Who assigns: the city, which has all the counties.
fn city_chief() -> Viewer {
    bureau("科长", Role::SectionChief, "440300")
}

/// Of ten matters eight are leads, in two stages, one is a review, of which every second was told, and one
/// is a recovery with its deadline; over a year.
async fn cases(ledger: &Ledger, sizes: &Sizes) {
    let Rules { calendar, limits } = rules();
    let (system, chief) = (system(), city_chief());
    let (auditor, finance) = (
        bureau("审核甲", Role::Auditor, "440300"),
        bureau("财务", Role::AgencyFinance, "440300"),
    );
    let (mut commands, start) = (0, Instant::now());
    for from in (0..sizes.cases).step_by(1_000) {
        let when = at("2025-06-02 09:00:00").plus_seconds((from * 31_536_000 / sizes.cases) as i64);
        let numbers = from..sizes.cases.min(from + 1_000);
        let by_system = ledger.write(&system, when, async |writing| {
            let mut reviews = Vec::new();
            for number in numbers.clone() {
                match number / INSTITUTIONS % 10 {
                    8 => {
                        let id = MatterId::review(finding_key(number));
                        let open = review_case::Command::Open {
                            subject: subject(number),
                            sampled: false,
                        };
                        let opened = writing.command::<ReviewCase>(&id, 0, open, &calendar, &limits).await?;
                        reviews.push((id, opened.version));
                    }
                    9 => {}
                    _ => {
                        let draft = case(number);
                        let id = MatterId::lead(&draft.key, 1);
                        let open = lead::Command::Open { draft };
                        writing.command::<Lead>(&id, 0, open, &calendar, &limits).await?;
                    }
                }
            }
            Ok(reviews)
        });
        let reviews = by_system.await.expect("opening");
        let by_chief = ledger.write(&chief, when, async |writing| {
            for number in numbers.clone().filter(|number| assigned(*number)) {
                let id = MatterId::lead(&case(number).key, 1);
                let to = UserId(format!("审核{}", number % 17));
                let assign = lead::Command::Assign { to };
                writing.command::<Lead>(&id, 1, assign, &calendar, &limits).await?;
            }
            Ok(())
        });
        by_chief.await.expect("assigning");
        let by_auditor = ledger.write(&auditor, when, async |writing| {
            for (id, version) in reviews.iter().step_by(2) {
                let uphold = review_case::Command::UpholdFirst {
                    amount: Money::from_scaled(100),
                    note: "超量".to_owned(),
                };
                writing
                    .command::<ReviewCase>(id, *version, uphold, &calendar, &limits)
                    .await?;
            }
            Ok(())
        });
        by_auditor.await.expect("upholding");
        let by_finance = ledger.write(&finance, when, async |writing| {
            for number in numbers.clone().filter(|number| number / INSTITUTIONS % 10 == 9) {
                let id = MatterId::new(Kind::Recovery, &number.to_string())?;
                let open = recovery::Command::Open { claim: claim(number) };
                writing.command::<Recovery>(&id, 0, open, &calendar, &limits).await?;
            }
            Ok(())
        });
        by_finance.await.expect("claiming");
        commands += numbers.clone().count() + numbers.filter(|number| assigned(*number)).count();
    }
    println!(
        "  办理（每写千件） {:>8.0} 件/秒",
        commands as f64 / start.elapsed().as_secs_f64()
    );
}

fn is_lead(number: u64) -> bool {
    number / INSTITUTIONS % 10 < 8
}

fn assigned(number: u64) -> bool {
    is_lead(number) && number.is_multiple_of(3)
}

fn subject(number: u64) -> Subject {
    Subject {
        finding: finding_key(number),
        rule: RuleCode::new(format!("GZ{}", number % 41)),
        institution: InstitutionCode::new(format!("H{}", number % INSTITUTIONS)),
        division: division(number),
        certainty: Certainty::Suspect,
        flagged: Flagged::of(Money::from_scaled(9_000)),
    }
}

fn claim(number: u64) -> Claim {
    Claim {
        origin: format!("审{number}"),
        institution: InstitutionCode::new(format!("H{}", number % INSTITUTIONS)),
        division: division(number),
        due: Upheld::of(Money::from_scaled(5_000)),
    }
}

fn case(number: u64) -> lead::LeadDraft {
    let mut draft = draft(
        &format!("H{}", number % INSTITUTIONS),
        division(number).as_str(),
        &format!("GZ{}", number / INSTITUTIONS % 41),
        &[(number, (number % 977 + 1) as i64)],
    );
    draft.key.period = format!("20{:02}-{:02}", number / INSTITUTIONS / 41 % 60 + 10, number % 12 + 1);
    draft
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
    println!("  毫秒                                      一人 p50    p95    p99 │ {USERS}人 p50    p95    p99   次数");
    let all: Vec<Duration> = crowd.iter().flatten().copied().collect();
    let requests = all.len() as f64;
    for ((_, name), (alone, crowd)) in REQUESTS.iter().zip(alone.into_iter().zip(crowd)) {
        row(name, alone, crowd);
    }
    row("全部", Vec::new(), all);
    let worked = busy().zip(before).map_or(0.0, |(after, before)| after - before);
    println!(
        "  每秒{:.0}次，本进程每次用处理器 {:.2} 毫秒",
        requests / spent,
        worked * 1e3 / requests
    );
}

fn row(name: &str, alone: Vec<Duration>, crowd: Vec<Duration>) {
    let count = crowd.len();
    let ([a, b, c], [d, e, f]) = (shares(alone), shares(crowd));
    // Chinese characters are two columns wide.
    let width: usize = name.chars().map(|ch| if ch.is_ascii() { 1 } else { 2 }).sum();
    let blank = " ".repeat(40_usize.saturating_sub(width));
    println!("  {name}{blank} {a:>8.1} {b:>6.1} {c:>6.1} │ {d:>8.1} {e:>6.1} {f:>6.1} {count:>6}");
}

/// p50, p95 and p99 in milliseconds.
fn shares(mut spent: Vec<Duration>) -> [f64; 3] {
    spent.sort_unstable();
    let at = |share: usize| spent.get((spent.len() * share / 100).min(spent.len().saturating_sub(1)));
    [50, 95, 99].map(|share| at(share).map_or(0.0, |spent| spent.as_secs_f64() * 1e3))
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

fn report(name: &str, spent: Vec<Duration>) {
    let (count, [half, most, nearly]) = (spent.len(), shares(spent));
    println!("  {name}：p50 {half:.1} ms，p95 {most:.1} ms，p99 {nearly:.1} ms，{count}次");
}
