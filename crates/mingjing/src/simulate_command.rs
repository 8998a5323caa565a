//! `mingjing simulate`

use crate::progress;
use anyhow::Context;
use clap::ValueEnum;
use rulebook::Library;
use server::cli::Outcome;
use simulate::{Format, Written};
use std::path::PathBuf;
use std::sync::Mutex;

/// 生成参数
#[derive(Debug, clap::Args)]
pub struct SimulateArgs {
    /// 费用明细行数（约数）
    #[arg(long)]
    lines: u64,
    /// 随机种子；相同的种子和行数生成相同的数据
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 输出文件夹
    #[arg(long)]
    out: PathBuf,
    /// 文件格式
    #[arg(long, value_enum, default_value_t = FileFormat::Parquet)]
    format: FileFormat,
    /// 并行数
    #[arg(long, value_parser = crate::audit_command::threads, default_value_t = std::thread::available_parallelism().map_or(1, usize::from))]
    threads: usize,
    /// 规则目录；不写则用程序内置的规则库
    #[arg(long)]
    books: Option<PathBuf>,
}

/// 文件格式
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FileFormat {
    /// 逗号分隔的文本
    Csv,
    /// 列式文件
    Parquet,
}

/// Writes the county.
pub fn run(args: &SimulateArgs) -> anyhow::Result<Outcome> {
    let library = server::books::library(args.books.as_deref())?;
    let format = match args.format {
        FileFormat::Csv => Format::Csv,
        FileFormat::Parquet => Format::Parquet,
    };
    let written = county(&library, args.seed, args.lines, &args.out, format, args.threads)?;
    println!(
        "已写入 {}：费用明细 {} 行，就诊 {} 次，参保人 {} 名，违规 {} 条，近似而不违规 {} 条",
        args.out.display(),
        written.lines,
        written.visits,
        written.persons,
        written.violations,
        written.near_misses
    );
    // Whoever asks for a few hundred lines gets a handful of people, of whom each brings many or few.
    if written.lines.abs_diff(args.lines) * 5 > args.lines {
        println!(
            "与要求的 {} 行相差较大：数据按人生成，每人的行数相差很大，要求的行数越多越接近（五万行以上一般在两成以内）",
            args.lines
        );
    }
    Ok(Outcome::Clean)
}

/// Writes a county with a progress bar.
pub fn county(
    library: &Library,
    seed: u64,
    lines: u64,
    out: &std::path::Path,
    format: Format,
    threads: usize,
) -> anyhow::Result<Written> {
    let bar = Mutex::new(None);
    let tell = |written: Written, whole: u32| {
        if let Ok(mut bar) = bar.lock() {
            let bar = bar.get_or_insert_with(|| progress::bar(u64::from(whole), "生成"));
            bar.set_position(u64::from(written.chunks));
            bar.set_message(format!("{} 行", written.lines));
        }
        true
    };
    let written = simulate::run(seed, lines, library, out, format, threads.max(1), &tell);
    if let Ok(Some(bar)) = bar.into_inner() {
        bar.finish_and_clear();
    }
    written.with_context(|| format!("生成到 {} 失败", out.display()))
}
