//! The real-time benchmark: floor and product side by side, in one run, on one machine.
//!
//! `cargo xtask bench realtime` runs it. Server and load generator share the machine's cores, as
//! they do in the acceptance list. Everything is printed; nothing is asserted.

mod attached;
mod books;
mod engine;
#[path = "../../../ledger/benches/measure/filling.rs"]
#[allow(dead_code, reason = "shared with the benchmark of the books")]
mod filling;
mod floor;
mod load;
mod machine;
mod message;
#[path = "../../../ledger/tests/contract/people.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod people;
mod server_process;

use load::Load;
use server_process::Running;
use std::path::Path;
use std::time::Duration;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 参保人数
const PERSONS: usize = 10_000;
/// Remembered lines of each person.
const LINES_PER_PERSON: usize = 300;
const CLOSED_LOOP: Duration = Duration::from_secs(12);
const OPEN_LOOP: Duration = Duration::from_secs(20);
const CONNECTIONS: usize = 8;
const RATE: u32 = 500;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, role, port] = arguments.as_slice()
        && role == "floor"
    {
        return floor::serve(port.parse().unwrap_or(0));
    }
    let folder = tempfile::tempdir()?;
    println!("# 实时基准\n");
    machine::print();
    engine::print();
    if arguments.iter().any(|argument| argument == "engine") {
        return Ok(());
    }
    let bodies = message::bodies(PERSONS);
    if arguments.iter().any(|argument| argument == "memory") {
        return memory(folder.path(), &bodies);
    }
    let size = bodies.iter().map(String::len).sum::<usize>() / bodies.len();
    println!(
        "\n## 服务\n\n报文平均 {size} 字节，每个 {} 行医嘱，其中违规 {} 行；{PERSONS} 人，每人既往 {LINES_PER_PERSON} 行",
        message::ORDERS,
        message::VIOLATING
    );
    let data = folder.path().join("data");
    message::remember(&data, PERSONS, LINES_PER_PERSON);
    if arguments.iter().any(|argument| argument == "attached") {
        return attached::print(folder.path(), &data, &bodies);
    }
    throughput_and_latency(folder.path(), &data, &bodies)?;
    if arguments.iter().any(|argument| argument == "throughput") {
        return Ok(());
    }
    attached::print(folder.path(), &data, &bodies)?;
    knowledge_growth(folder.path(), &data, &bodies)?;
    memory(folder.path(), &bodies)?;
    Ok(())
}

fn throughput_and_latency(folder: &Path, data: &Path, bodies: &[String]) -> std::io::Result<()> {
    let floor = Running::floor()?;
    let mut floor_rates = Vec::new();
    let product = Running::product(folder, data, None)?;
    println!(
        "\n冷启动到首个结论：{} 毫秒（规则库内置，数据库 {} MB）",
        product.first_verdict.as_millis(),
        machine::folder_megabytes(data)
    );
    let mut rates = Vec::new();
    // Alternated, so that a slow minute of the machine falls on both.
    for _ in 0..2 {
        floor_rates.push(load::closed(floor.address, bodies, CONNECTIONS, CLOSED_LOOP)?);
        rates.push(load::closed(product.address, bodies, CONNECTIONS, CLOSED_LOOP)?);
    }
    println!("\n| | 请求/秒 | p50 毫秒 | p99 毫秒 | 失败 |\n|---|--:|--:|--:|--:|");
    let floor_best = print_rates("底线（只解析）", &floor_rates);
    let best = print_rates("明镜（全部规则）", &rates);
    println!("\n吞吐比 {:.2}（要求 ≥ 0.60）", best / floor_best);
    // What the saturated runs left in the queue belongs to them.
    std::thread::sleep(Duration::from_secs(5));
    let steady = load::open(product.address, bodies, RATE, OPEN_LOOP)?;
    println!(
        "每秒 {RATE} 次时：p50 {:.2}、p99 {:.2}、最大 {:.2} 毫秒（要求 p99 ≤ 10），失败 {}，每次疑点 {:.1} 条",
        steady.p50_ms, steady.p99_ms, steady.max_ms, steady.failed, steady.findings_per_reply
    );
    println!(
        "常驻内存 {} MB；{}",
        product.resident_megabytes(),
        product.store_figures()?
    );
    Ok(())
}

fn print_rates(name: &str, runs: &[Load]) -> f64 {
    let best = runs.iter().max_by(|a, b| a.per_second.total_cmp(&b.per_second));
    let Some(best) = best else { return 0.0 };
    println!(
        "| {name} | {:.0} | {:.2} | {:.2} | {} |",
        best.per_second, best.p50_ms, best.p99_ms, best.failed
    );
    best.per_second
}

fn knowledge_growth(folder: &Path, data: &Path, bodies: &[String]) -> std::io::Result<()> {
    println!("\n知识表放大十倍（同一数据库）：\n\n| 规则库 | 知识行 | 请求/秒 | 用时比 |\n|---|--:|--:|--:|");
    let mut base = None;
    let codes = message::codes_in_use();
    for (name, growth) in [
        ("原样", books::Growth::None),
        ("十倍，编码不在请求中", books::Growth::UnusedCodes),
        ("十倍，编码在请求中", books::Growth::UsedCodes(&codes)),
    ] {
        let (path, rows) = books::grown(folder, growth)?;
        let product = Running::product(folder, data, Some(&path))?;
        let load = load::closed(product.address, bodies, CONNECTIONS, CLOSED_LOOP)?;
        let base = *base.get_or_insert(load.per_second);
        println!(
            "| {name} | {rows} | {:.0} | {:.3} |",
            load.per_second,
            base / load.per_second
        );
    }
    Ok(())
}

fn memory(folder: &Path, bodies: &[String]) -> std::io::Result<()> {
    let (path, rows) = books::with_rows(folder, 250_000)?;
    let product = Running::product(folder, &folder.join("empty"), Some(&path))?;
    let at_start = product.resident_megabytes();
    // What compiling left over goes back to the system while the service works.
    load::open(product.address, bodies, 50, Duration::from_secs(20))?;
    println!(
        "\n{rows} 知识行：冷启动到首个结论 {} 毫秒，常驻内存 刚启动 {at_start} MB、服务二十秒后 {} MB（要求 ≤ 200）",
        product.first_verdict.as_millis(),
        product.resident_megabytes()
    );
    Ok(())
}
