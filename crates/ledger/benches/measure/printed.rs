//! How a benchmark of the books says what it measured, and on what machine.

use std::time::Duration;

/// On what was measured, and what else it was doing.
pub fn machine() -> String {
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
pub fn busy() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks = ticks.map(str::parse::<f64>).sum::<Result<f64, _>>().ok()?;
    Some(ticks / 100.0)
}

/// The word behind a name on the command line.
pub fn word(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// The number behind a name on the command line.
pub fn argument(name: &str, otherwise: u64) -> u64 {
    word(name).and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}

/// The figures of each request alone and with a crowd of so many, a line each, and of all together; gives how
/// many requests the crowd made.
pub fn table<'n>(
    users: u64,
    names: impl Iterator<Item = &'n str>,
    alone: Vec<Vec<Duration>>,
    crowd: Vec<Vec<Duration>>,
) -> usize {
    println!("  毫秒                                      一人 p50    p95    p99 │ {users}人 p50    p95    p99   次数");
    let all: Vec<Duration> = crowd.iter().flatten().copied().collect();
    let requests = all.len();
    for (name, (alone, crowd)) in names.zip(alone.into_iter().zip(crowd)) {
        row(name, alone, crowd);
    }
    row("全部", Vec::new(), all);
    requests
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
pub fn shares(mut spent: Vec<Duration>) -> [f64; 3] {
    spent.sort_unstable();
    let at = |share: usize| spent.get((spent.len() * share / 100).min(spent.len().saturating_sub(1)));
    [50, 95, 99].map(|share| at(share).map_or(0.0, |spent| spent.as_secs_f64() * 1e3))
}

/// The figures of one thing that was done again and again.
pub fn report(name: &str, spent: Vec<Duration>) {
    let (count, [half, most, nearly]) = (spent.len(), shares(spent));
    println!("  {name}：p50 {half:.1} ms，p95 {most:.1} ms，p99 {nearly:.1} ms，{count}次");
}
