//! `mingjing lake`: settled claims into the lake, and its upkeep.

use crate::progress;
use anyhow::Context;
use audit::{BUCKETS, COMPACT_ROWS, ImportOptions, ImportReport, Lake, LakeError, Mapping, Progress};
use clap::Subcommand;
use server::cli::Outcome;
use std::path::{Path, PathBuf};

/// 数据湖
#[derive(Debug, Subcommand)]
pub enum LakeCommand {
    /// 导入已结算数据：CSV、Parquet、xlsx、交易报文；没有数据湖时先新建
    Import(ImportArgs),
    /// 数据湖里有什么
    Status(LakeArgs),
    /// 核对全部文件：校验值、行数、顺序、引用
    Verify(LakeArgs),
    /// 把各分桶的小文件合并，清除不再使用的文件
    Compact(LakeArgs),
}

/// 数据湖地址
#[derive(Debug, clap::Args)]
pub struct LakeArgs {
    /// 数据湖：文件夹，或 s3://桶名/路径
    #[arg(long)]
    lake: String,
}

/// 导入参数
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    #[command(flatten)]
    place: LakeArgs,
    /// 来源：文件，或含有各表文件的文件夹
    #[arg(required = true)]
    sources: Vec<PathBuf>,
    /// 对照文件（TOML）：来源的文件名、列名与国家标准不同时
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// 新建数据湖时的分桶数
    #[arg(long, default_value_t = BUCKETS)]
    buckets: u32,
    /// 并行数
    #[arg(long, default_value_t = std::thread::available_parallelism().map_or(2, usize::from))]
    threads: usize,
    /// 临时文件夹，约需每行费用一百字节
    #[arg(long)]
    scratch: Option<PathBuf>,
}

/// Runs a command on a lake.
pub fn run(command: LakeCommand) -> anyhow::Result<Outcome> {
    match command {
        LakeCommand::Import(args) => {
            let options = ImportOptions {
                mapping: match &args.mapping {
                    Some(path) => Mapping::read(path)?,
                    None => Mapping::default(),
                },
                threads: args.threads.max(1),
                scratch: args.scratch.clone(),
                ..ImportOptions::default()
            };
            let report = import(&args.place.lake, args.buckets, &args.sources, &options)?;
            print!("{report}");
            Ok(complaints(report.rejected_rows() > 0))
        }
        LakeCommand::Status(args) => {
            print!("{}", Lake::open(&args.lake)?.status());
            Ok(Outcome::Clean)
        }
        LakeCommand::Verify(args) => {
            let found = Lake::open(&args.lake)?.verify()?;
            print!("{found}");
            Ok(complaints(!found.problems.is_empty()))
        }
        LakeCommand::Compact(args) => {
            print!("{}", Lake::open(&args.lake)?.compact(COMPACT_ROWS)?);
            Ok(Outcome::Clean)
        }
    }
}

fn complaints(any: bool) -> Outcome {
    if any { Outcome::Complaints } else { Outcome::Clean }
}

/// Opens the lake, or makes it, and imports with a progress bar.
pub fn import(lake: &str, buckets: u32, sources: &[PathBuf], options: &ImportOptions) -> anyhow::Result<ImportReport> {
    let mut place = match Lake::open(lake) {
        Err(LakeError::NotALake(_)) => Lake::create(lake, buckets)?,
        other => other?,
    };
    let bar = progress::bar(1000, "导入");
    let tell = |progress: Progress| {
        let (position, text) = match progress {
            Progress::Reading { rows, bytes, of } => (bytes * 700 / of.max(1), format!("已读 {rows} 行")),
            Progress::Writing { buckets, of } => (
                700 + u64::from(buckets) * 300 / u64::from(of.max(1)),
                format!("写入分桶 {buckets}/{of}"),
            ),
        };
        bar.set_position(position);
        bar.set_message(text);
    };
    let report = place.import(sources, options, &tell);
    bar.finish_and_clear();
    report.with_context(|| format!("导入到 {} 失败，数据湖未作任何改动", shown(lake)))
}

fn shown(lake: &str) -> String {
    Path::new(lake).display().to_string()
}
