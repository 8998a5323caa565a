//! `mingjing lake`: settled claims into the lake, and its upkeep.

use crate::audit_command::{parse_day, threads};
use crate::progress;
use anyhow::{Context, bail};
use audit::{
    BUCKETS_MAX, COMPACT_ROWS, ImportOptions, ImportReport, Lake, LakeError, LakeTable, Mapping, Progress, buckets_for,
};
use clap::Subcommand;
use rulebook::Library;
use server::app::now;
use server::cli::Outcome;
use server::config::Config;
use server::identifies;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Billed, Store, StoreCounts, Visit, VisitId};

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
    /// 把已结算费用送入实时库，使事前提醒看得到各机构的既往
    PublishHistory(PublishArgs),
}

/// 数据湖地址
#[derive(Debug, clap::Args)]
pub struct LakeArgs {
    /// 数据湖：文件夹，或 s3://桶名/路径
    #[arg(long)]
    lake: String,
}

/// 送入实时库的参数
#[derive(Debug, clap::Args)]
pub struct PublishArgs {
    #[command(flatten)]
    place: LakeArgs,
    /// 实时库的数据目录；服务须先停止
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// 配置文件，与 serve 所用的相同；既往的上限取自其中的 history 一节
    #[arg(long)]
    config: Option<PathBuf>,
    /// 此日起数据完整，直到数据湖中最晚的费用日期；不写则以过半分桶已有费用的月份中最早的费用日期为准，更早的零星日期不算
    #[arg(long)]
    complete_from: Option<String>,
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
    /// 新建数据湖时的分桶数；不写时按来源的大小定，至少 64
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(BUCKETS_MAX)))]
    buckets: Option<u32>,
    /// 并行数
    #[arg(long, value_parser = threads, default_value_t = std::thread::available_parallelism().map_or(2, usize::from))]
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
                threads: args.threads,
                scratch: args.scratch.clone(),
                today: Some(now().day()),
                ..ImportOptions::default()
            };
            let report = import(&args.place.lake, args.buckets, &args.sources, &options)?;
            print!("{report}");
            Ok(complaints(report.rejected_rows() > 0))
        }
        LakeCommand::PublishHistory(args) => publish_history(&args),
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

/// Visits stored together.
const VISITS_AT_ONCE: usize = 2_000;

fn publish_history(args: &PublishArgs) -> anyhow::Result<Outcome> {
    let snapshot = Lake::open(&args.place.lake)?.snapshot();
    let today = now().day();
    let asked = args.complete_from.as_deref().map(parse_day).transpose()?;
    // A date that is still to come is a slip of the pen and no sign of what is complete.
    let latest = audit::run::last_day(&snapshot).map(|last| last.min(today));
    if let Some(asked) = asked
        && latest.is_none_or(|latest| asked > latest)
    {
        let latest = latest.map_or_else(|| "没有".to_owned(), |latest| latest.to_string());
        bail!(
            "--complete-from {asked} 之后数据湖中没有费用（最晚的费用日期：{latest}）：请核对日期，或不写 --complete-from"
        );
    }
    let complete_from = asked.or_else(|| snapshot.manifest().begins());
    // Only the limits of the history are taken from it, so nobody listens anywhere.
    let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let config = match &args.config {
        Some(path) => Config::read(path, nowhere)?,
        None => Config::without_file(nowhere)?,
    };
    let store = Store::open(&args.data, config.history.store_options())?;
    let before = store.counts();
    // Before the others, so that whatever stands is there in the end.
    let taken_back = audit::withdrawn_visits(&snapshot)?.into_iter().filter_map(|visit| {
        identifies(&visit.person).then_some(VisitId {
            person: visit.person,
            institution: visit.institution,
            encounter: visit.encounter,
        })
    });
    let taken_back = store.forget_visits(taken_back).context("送入实时库失败，可重新执行")?;
    // Only the layers of the book need it, and history has none.
    let library = Arc::new(Library::compile(&[]).0);
    let lines = snapshot.manifest().rows(LakeTable::FeeLines);
    let bar = progress::bar(lines, "送入实时库");
    let (mut visits, mut persons, mut nobody, mut failure) = (Vec::new(), 0_u64, 0_u64, None);
    let mut last = None;
    audit::run::each_record(&snapshot, &library, &mut |record| {
        bar.inc(record.lines.len() as u64);
        let days = record
            .lines
            .iter()
            .map(|line| line.at.day())
            .filter(|day| *day <= today);
        last = days.max().max(last);
        // All the person had was taken back.
        if record.encounters.is_empty() {
            return true;
        }
        if !identifies(&record.person.id) {
            nobody += record.lines.len() as u64;
            return true;
        }
        persons += 1;
        visits.push(Visit {
            person: record.person.clone(),
            encounters: record.encounters.clone(),
            lines: record.lines.clone(),
            billed: Billed::Everything,
        });
        if visits.len() >= VISITS_AT_ONCE {
            failure = store.import_visits(visits.drain(..)).err();
        }
        failure.is_none()
    })?;
    if failure.is_none() {
        failure = store.import_visits(visits).err();
    }
    bar.finish_and_clear();
    if let Some(error) = failure {
        return Err(error).context("送入实时库失败；已送入的部分保留，可重新执行");
    }
    let span = complete_from.zip(last).filter(|(first, last)| first <= last);
    if let Some((first, last)) = span {
        store.declare_known_between(first, last)?;
    }
    let span = match (span, asked) {
        (Some((first, last)), _) => format!("，{first} 至 {last} 完整"),
        (None, Some(asked)) => format!("，{asked} 以后没有费用，没有哪一段记为完整"),
        (None, None) => String::new(),
    };
    println!("已送入参保人 {persons} 名的既往费用，数据湖共 {lines} 行{span}");
    if taken_back > 0 {
        println!("全部结算都已退费的就诊 {taken_back} 次，原已送入，现已撤回");
    }
    if let Some(last) = last {
        match store.known_since() {
            Some(known) if known > last.plus_days(1) => println!(
                "注意：{last} 之后、{known} 之前没有数据，既往仍自 {known} 起算；补齐这段结算数据后重新执行即可"
            ),
            Some(_) => {}
            None => println!(
                "注意：服务在 {} 之后才开始调用的，其间没有数据，既往自首次调用之日起算；补齐这段结算数据后重新执行即可",
                last.plus_days(1)
            ),
        }
    }
    if let Some(note) = audit::run::note_of_older(&snapshot).filter(|_| asked.is_none()) {
        println!("{note}");
    }
    if nobody > 0 {
        println!("注意：参保人标识为占位值的费用 {nobody} 行不能认人，没有送入");
    }
    print!("{}", dropped(&before, &store.counts()));
    Ok(Outcome::Clean)
}

/// What the limits of the history left out, if anything.
fn dropped(before: &StoreCounts, after: &StoreCounts) -> String {
    let encounters = after.dropped_encounters - before.dropped_encounters;
    let lines = after.dropped_lines - before.dropped_lines;
    if encounters == 0 && lines == 0 {
        return String::new();
    }
    format!(
        "注意：超过每人上限，舍去就诊 {encounters} 次、单次就诊中过多的明细 {lines} 行；这些参保人较早的既往按“未评估”处理。\n      需要保留的，调高配置 [history] 的 encounters_max、lines_max 后重新执行（--config 须与 serve 相同）\n"
    )
}

fn complaints(any: bool) -> Outcome {
    if any { Outcome::Complaints } else { Outcome::Clean }
}

/// Opens the lake, or makes it, and imports with a progress bar.
pub fn import(
    lake: &str,
    buckets: Option<u32>,
    sources: &[PathBuf],
    options: &ImportOptions,
) -> anyhow::Result<ImportReport> {
    let wanted = || buckets.map_or_else(|| buckets_for(sources, &options.mapping), Ok);
    let mut place = match Lake::open(lake) {
        Err(LakeError::NotALake(_)) => Lake::create(lake, wanted()?)?,
        other => {
            let mut place = other?;
            // What a first import that failed has left.
            if place.status().generation == 0 {
                place.cut_into(wanted()?)?;
            }
            place
        }
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
