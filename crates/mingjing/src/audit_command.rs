//! `mingjing audit`: the rule book over a lake, and what it found.

use crate::findings;
use crate::laboratory;
use crate::progress;
use anyhow::Context;
use audit::Lake;
use audit::models::{self, ModelOptions, ModelReport};
use audit::run::{Asked, AskedError, RunOptions, RunReport, Since, parse_period};
use clap::Subcommand;
use domain::{Day, Money};
use rulebook::Library;
use server::cli::Outcome;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// 事后审核
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// 审核数据湖中的全部或一部分费用
    Run(RunArgs),
    /// 解释一条疑点
    Explain(ExplainArgs),
    /// 影响评估：起草或修改的规则在既往费用上会命中什么
    Impact(laboratory::ImpactArgs),
    /// 既往排查：新批次的知识在既往费用上命中什么，每家机构一份报告
    Radar(laboratory::RadarArgs),
}

/// 审核参数
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// 数据湖：文件夹，或 s3://桶名/路径
    #[arg(long)]
    lake: String,
    /// 结果文件夹
    #[arg(long, default_value = "audit")]
    out: PathBuf,
    #[command(flatten)]
    asked: Asked,
    /// 增量：前次完整审核的结果文件夹；只重审其后数据有变动的参保人，结果与全量相同
    #[arg(long)]
    since: Option<PathBuf>,
    /// 继续上次未完成的审核
    #[arg(long)]
    resume: bool,
    /// 规则目录；不写则用程序内置的规则库
    #[arg(long)]
    books: Option<PathBuf>,
    /// 并行数
    #[arg(long, default_value_t = std::thread::available_parallelism().map_or(1, usize::from))]
    threads: usize,
    /// 以 JSON 输出结果摘要
    #[arg(long)]
    json: bool,
}

/// 解释参数
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// 疑点标识，可只写前几位
    finding: String,
    /// 审核结果文件夹
    #[arg(long, default_value = "audit")]
    out: PathBuf,
}

/// Runs a command of the audit.
pub fn run(command: AuditCommand) -> anyhow::Result<Outcome> {
    match command {
        AuditCommand::Run(args) => run_audit(&args),
        AuditCommand::Explain(args) => findings::explain(&args.out, &args.finding),
        AuditCommand::Impact(args) => laboratory::impact(&args),
        AuditCommand::Radar(args) => laboratory::radar(&args),
    }
}

fn run_audit(args: &RunArgs) -> anyhow::Result<Outcome> {
    let library = Arc::new(server::books::library(args.books.as_deref())?);
    let options = options(args, &library)?;
    let report = audit(&args.lake, &library, &options, &args.out, args.resume)?;
    // Statistics concern the county as a whole, not a choice of rules.
    let models = if options.rules.is_empty() {
        Some(statistics(args, &library)?)
    } else {
        None
    };
    if args.json {
        let text = std::fs::read_to_string(args.out.join("report.json")).context("读取审核摘要失败")?;
        println!("{text}");
    } else {
        show(&report, &library, &args.out);
        if let Some(models) = models {
            println!(
                "统计指标 {} 项，异常 {} 项；进销存 {} 项，申报多于可供 {} 项：在 models/",
                models.indicators, models.outstanding, models.balances, models.short
            );
        }
    }
    let any = report.by_rule.values().any(|(findings, _)| *findings > 0);
    Ok(if any { Outcome::Complaints } else { Outcome::Clean })
}

/// The statistics kinds and the stock balances, written beside the findings.
fn statistics(args: &RunArgs, library: &Library) -> anyhow::Result<ModelReport> {
    let snapshot = Lake::open(&args.lake)?.snapshot();
    let options = ModelOptions {
        period: args.asked.period.as_deref().map(parse_day_range).transpose()?,
        threads: args.threads.max(1),
        ..ModelOptions::default()
    };
    Ok(models::run(&snapshot, library, &options, &args.out)?)
}

fn options(args: &RunArgs, library: &Library) -> anyhow::Result<RunOptions> {
    Ok(RunOptions {
        threads: args.threads.max(1),
        since: args.since.clone(),
        ..args.asked.options(library)?
    })
}

/// A day on the command line.
pub fn parse_day(text: &str) -> anyhow::Result<Day> {
    Ok(Day::parse(text).map_err(|_| AskedError::Day(text.to_owned()))?)
}

/// A range of days on the command line.
pub fn parse_day_range(text: &str) -> anyhow::Result<(Day, Day)> {
    Ok(parse_period(text).ok_or_else(|| AskedError::Period(text.to_owned()))?)
}

/// Audits with a progress bar.
pub fn audit(
    lake: &str,
    library: &Arc<Library>,
    options: &RunOptions,
    out: &Path,
    resume: bool,
) -> anyhow::Result<RunReport> {
    let snapshot = Lake::open(lake)?.snapshot();
    let bar = progress::bar(u64::from(snapshot.buckets()), "审核");
    let report = audit::run::run(&snapshot, library, options, out, resume, &mut |progress| {
        bar.set_position(u64::from(progress.buckets.0));
        bar.set_message(format!(
            "{}/{} 行，疑点 {} 条",
            progress.lines.0, progress.lines.1, progress.findings
        ));
        true
    });
    bar.finish_and_clear();
    Ok(report?)
}

fn show(report: &RunReport, library: &Library, out: &Path) {
    let statement = &report.statement;
    println!(
        "审核费用明细 {} 行（其中在审 {} 行）、就诊 {} 次、参保人 {} 名；规则库 {}",
        statement.lines,
        statement.lines_reviewed,
        statement.encounters,
        statement.persons,
        report.manifest.book_hash.get(..12).unwrap_or_default()
    );
    if report.resumed > 0 {
        println!("其中 {} 个分桶沿用上次已完成的结果", report.resumed);
    }
    match report.since {
        Some(Since::Persons(persons)) => println!("增量审核：重审 {persons} 名参保人，其余沿用前次结果"),
        Some(Since::Whole(changed)) => println!("与前次审核相比，{changed}有变化：已改为全量审核"),
        None => {}
    }
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::UTF8_FULL_CONDENSED)
        .set_header(["规则", "名称", "疑点", "金额（元）"]);
    for (code, (findings, fen)) in &report.by_rule {
        let name = library.national().rule(code).map_or("", |rule| rule.name.as_str());
        table.add_row([
            code.clone(),
            name.to_owned(),
            findings.to_string(),
            Money::from_fen(*fen).to_string(),
        ]);
    }
    println!("{table}");
    let not_evaluable: u64 = statement.not_evaluable.values().sum();
    println!("未评估 {not_evaluable} 处：");
    for ((rule, missing), count) in &statement.not_evaluable {
        println!("    {rule} 缺{missing}：{count} 处");
    }
    println!("结果在 {}：findings/ 为疑点，report.json 为摘要", out.display());
}
