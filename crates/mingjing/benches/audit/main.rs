//! The benchmark of the audit: a simulated county written, imported, scanned and audited, side by
//! side in one run, at several sizes.
//!
//! `cargo xtask bench audit` runs it; `cargo xtask bench audit -- 1 5` chooses sizes in millions of
//! lines, `-- lake DIR` scans and audits a lake that is there already, `-- since DIR RUN` audits it from an
//! earlier run on. Everything is printed; nothing is asserted.

#[allow(dead_code, reason = "each benchmark grows a book in its own ways")]
#[path = "../realtime/books.rs"]
mod books;
mod last_day;
#[path = "../realtime/machine.rs"]
mod machine;
mod memory;

use audit::models::{self, ModelOptions};
use audit::run::{RunOptions, Since, run, scan};
use audit::{ImportOptions, Lake, Mapping, buckets_for};
use rulebook::Library;
use simulate::Format;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SEED: u64 = 20_260_301;
/// Sizes in millions of lines, where none are asked for.
const SIZES: [u64; 3] = [1, 5, 20];

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().collect();
    if let Some(at) = words.iter().position(|word| word == "lake") {
        let address = words.get(at + 1).map_or("lake", String::as_str);
        return one_lake(address);
    }
    if let [_, word, address, before, ..] = words.as_slice()
        && word == "since"
    {
        return one_lake_since(address, Path::new(before));
    }
    let asked: Vec<u64> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    println!("# 审核基准\n");
    machine::print();
    let library = Arc::new(server::books::library(None)?);
    println!(
        "\n| 行 | 生成 CSV 行/秒 | 生成 Parquet 行/秒 | 导入 CSV 行/秒 | 导入 Parquet 行/秒 | 裸扫描 秒 | 审核 秒 | 审核 行/秒 | 审核÷扫描 | 疑点 | 数据湖 MB | 内存峰值 MB（导入、审核） |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    );
    let (mut times, mut notes) = (Vec::new(), Vec::new());
    for millions in sizes {
        let took = one_size(&library, millions, &mut notes)?;
        times.push((millions, took));
    }
    // Behind the table, whose rows must stand together.
    notes.iter().for_each(|note| println!("\n{note}"));
    for pair in times.windows(2) {
        if let [(few, short), (many, long)] = pair {
            println!(
                "\n行数 {:.1} 倍，审核用时 {:.2} 倍",
                *many as f64 / *few as f64,
                long.as_secs_f64() / short.as_secs_f64()
            );
        }
    }
    Ok(())
}

fn one_size(library: &Arc<Library>, millions: u64, notes: &mut Vec<String>) -> anyhow::Result<Duration> {
    let folder = tempfile::tempdir()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let lines = millions * 1_000_000;
    let rate = |lines: u64, took: Duration| format!("{:.0}", lines as f64 / took.as_secs_f64());

    let (csv, simulated_csv, lines) = simulated(library, folder.path(), lines, Format::Csv, threads)?;
    memory::reset();
    let (_, imported_csv) = imported(folder.path(), "lake-csv", &csv)?;
    std::fs::remove_dir_all(&csv)?;
    std::fs::remove_dir_all(folder.path().join("lake-csv"))?;
    let (parquet, simulated_parquet, _) = simulated(library, folder.path(), lines, Format::Parquet, threads)?;
    let (_, imported_parquet) = imported(folder.path(), "lake-parquet", &parquet)?;
    let import_peak = memory::peak_megabytes();
    std::fs::remove_dir_all(folder.path().join("lake-parquet"))?;
    let day = folder.path().join("day");
    let visits = last_day::take_out(&parquet, &day)?;
    let (mut lake, _) = imported(folder.path(), "lake", &parquet)?;
    std::fs::remove_dir_all(&parquet)?;
    let before = folder.path().join("before");
    run(
        &lake.snapshot(),
        library,
        &options(threads),
        &before,
        false,
        &mut |_| true,
    )?;
    lake.import(&[day], &ImportOptions::default(), &|_| {})?;

    memory::reset();
    let Audited {
        scanned,
        audited,
        findings,
        ..
    } = audited(library, &lake, folder.path(), threads)?;
    println!(
        "| {lines} | {} | {} | {} | {} | {:.2} | {:.2} | {} | {:.2} | {findings} | {} | {import_peak}、{} |",
        rate(lines, simulated_csv),
        rate(lines, simulated_parquet),
        rate(lines, imported_csv),
        rate(lines, imported_parquet),
        scanned.as_secs_f64(),
        audited.as_secs_f64(),
        rate(lines, audited),
        audited.as_secs_f64() / scanned.as_secs_f64(),
        machine::folder_megabytes(&folder.path().join("lake")),
        memory::peak_megabytes()
    );
    let (incremental, persons) = since(library, &lake, &before, folder.path(), threads)?;
    notes.push(format!(
        "{lines} 行：最后一天 {visits} 次就诊之后的增量审核（{persons}）{:.3} 秒，为全量的 {:.1} %",
        incremental.as_secs_f64(),
        100.0 * incremental.as_secs_f64() / audited.as_secs_f64()
    ));
    let statistics = statistics(library, &lake, folder.path(), threads)?;
    notes.push(format!(
        "{lines} 行：统计指标与进销存另需 {:.2} 秒",
        statistics.as_secs_f64()
    ));
    // The same findings with ten times the knowledge, of codes that nobody charges.
    let (grown, rows) = books::grown(folder.path(), books::Growth::UnusedCodes)?;
    let grown = Arc::new(server::books::library(Some(&grown))?);
    let (mut few, mut many) = (Duration::MAX, Duration::MAX);
    for turn in 0..3 {
        for (library, took) in [(library, &mut few), (&grown, &mut many)] {
            let out = folder
                .path()
                .join(format!("grown{turn}-{}", library.national().row_count()));
            let began = Instant::now();
            run(&lake.snapshot(), library, &options(threads), &out, false, &mut |_| true)?;
            *took = (*took).min(began.elapsed());
        }
    }
    notes.push(format!(
        "{lines} 行：知识行由 {} 增至 {rows}，审核用时 {:.3} 倍",
        library.national().row_count(),
        many.as_secs_f64() / few.as_secs_f64()
    ));
    Ok(audited)
}

fn options(threads: usize) -> RunOptions {
    RunOptions {
        threads,
        ..RunOptions::default()
    }
}

/// What scanning and auditing a lake took.
struct Audited {
    lines: u64,
    scanned: Duration,
    audited: Duration,
    findings: u64,
}

/// Scans and audits in turns, so that a slow minute of the machine falls on both; the best of three counts.
fn audited(library: &Arc<Library>, lake: &Lake, folder: &Path, threads: usize) -> anyhow::Result<Audited> {
    let snapshot = lake.snapshot();
    let options = options(threads);
    let mut best = Audited {
        lines: 0,
        scanned: Duration::MAX,
        audited: Duration::MAX,
        findings: 0,
    };
    for turn in 0..3 {
        let began = Instant::now();
        scan(&snapshot, threads)?;
        best.scanned = best.scanned.min(began.elapsed());
        let began = Instant::now();
        let out = folder.join(format!("audit{turn}"));
        let report = run(&snapshot, library, &options, &out, false, &mut |_| true)?;
        best.audited = best.audited.min(began.elapsed());
        best.lines = report.statement.lines;
        best.findings = report.by_rule.values().map(|(findings, _)| findings).sum::<u64>();
    }
    Ok(best)
}

/// Audits a lake from an earlier run on; the best of three, and who was judged again.
fn since(
    library: &Arc<Library>,
    lake: &Lake,
    before: &Path,
    folder: &Path,
    threads: usize,
) -> anyhow::Result<(Duration, String)> {
    let options = RunOptions {
        threads,
        since: Some(before.to_owned()),
        ..RunOptions::default()
    };
    let (mut best, mut persons) = (Duration::MAX, String::new());
    for turn in 0..3 {
        let out = folder.join(format!("since{turn}"));
        let began = Instant::now();
        let report = run(&lake.snapshot(), library, &options, &out, false, &mut |_| true)?;
        best = best.min(began.elapsed());
        persons = match report.since {
            Some(Since::Persons(persons)) => format!("{persons} 人"),
            Some(Since::Whole(why)) => format!("全部重审：{why}"),
            None => String::new(),
        };
    }
    Ok((best, persons))
}

/// What the statistics kinds and the stock ledgers take, which `mingjing audit run` makes behind the findings.
fn statistics(library: &Library, lake: &Lake, folder: &Path, threads: usize) -> anyhow::Result<Duration> {
    let options = ModelOptions {
        threads,
        ..ModelOptions::default()
    };
    let began = Instant::now();
    models::run(&lake.snapshot(), library, &options, &folder.join("statistics"))?;
    Ok(began.elapsed())
}

/// A lake that is there already, audited from an earlier run on and whole.
fn one_lake_since(address: &str, before: &Path) -> anyhow::Result<()> {
    let library = Arc::new(server::books::library(None)?);
    let folder = tempfile::tempdir()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let lake = Lake::open(address)?;
    let (incremental, persons) = since(&library, &lake, before, folder.path(), threads)?;
    let whole = audited(&library, &lake, folder.path(), threads)?.audited;
    println!(
        "增量审核（{persons}）{:.3} 秒，全量 {:.3} 秒，{:.1} %",
        incremental.as_secs_f64(),
        whole.as_secs_f64(),
        100.0 * incremental.as_secs_f64() / whole.as_secs_f64()
    );
    Ok(())
}

/// A lake that is there already.
fn one_lake(address: &str) -> anyhow::Result<()> {
    let library = Arc::new(server::books::library(None)?);
    let folder = tempfile::tempdir()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let lake = Lake::open(address)?;
    memory::reset();
    let best = audited(&library, &lake, folder.path(), threads)?;
    let audit_peak = memory::peak_megabytes();
    memory::reset();
    let statistics = statistics(&library, &lake, folder.path(), threads)?;
    println!(
        "{} 行：裸扫描 {:.3} 秒，审核 {:.3} 秒，{:.0} 行/秒，审核÷扫描 {:.2}，疑点 {}，内存峰值 {audit_peak} MB；统计指标与进销存另需 {:.2} 秒，内存峰值 {} MB",
        best.lines,
        best.scanned.as_secs_f64(),
        best.audited.as_secs_f64(),
        best.lines as f64 / best.audited.as_secs_f64(),
        best.audited.as_secs_f64() / best.scanned.as_secs_f64(),
        best.findings,
        statistics.as_secs_f64(),
        memory::peak_megabytes()
    );
    Ok(())
}

/// Writes the county; its folder, the time, and how many lines it really has.
fn simulated(
    library: &Library,
    folder: &Path,
    lines: u64,
    format: Format,
    threads: usize,
) -> anyhow::Result<(std::path::PathBuf, Duration, u64)> {
    let out = folder.join(format!("county-{format:?}"));
    let began = Instant::now();
    let written = simulate::run(SEED, lines, library, &out, format, threads, &|_, _| true)?;
    Ok((out, began.elapsed(), written.lines))
}

fn imported(folder: &Path, name: &str, source: &Path) -> anyhow::Result<(Lake, Duration)> {
    let began = Instant::now();
    let sources = [source.to_owned()];
    // As the program does for a new lake.
    let buckets = buckets_for(&sources, &Mapping::default())?;
    let mut lake = Lake::create(&folder.join(name).display().to_string(), buckets)?;
    let report = lake.import(&sources, &ImportOptions::default(), &|_| {})?;
    let took = began.elapsed();
    anyhow::ensure!(report.rejected_rows() == 0, "rows were rejected: {report}");
    Ok((lake, took))
}
