//! `mingjing audit`: the rule book over a lake, and what it found.

use crate::findings;
use crate::laboratory;
use crate::progress;
use crate::stop::{self, Stopped};
use anyhow::Context;
use audit::models::{self, ModelOptions, ModelReport};
use audit::run::{Asked, AskedError, AuditError, RuleRun, RunOptions, RunReport, Since, note_of_older, parse_period};
use audit::{Lake, Snapshot};
use clap::Subcommand;
use domain::Day;
use rulebook::Library;
use server::app::now;
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
    #[arg(long, value_parser = threads, default_value_t = std::thread::available_parallelism().map_or(1, usize::from))]
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
    // Whoever explains has nothing under way that would have to be finished.
    if !matches!(command, AuditCommand::Explain(_)) {
        stop::listen();
    }
    match command {
        AuditCommand::Run(args) => run_audit(&args),
        AuditCommand::Explain(args) => findings::explain(&args.out, &args.finding),
        AuditCommand::Impact(args) => laboratory::impact(&args),
        AuditCommand::Radar(args) => laboratory::radar(&args),
    }
}

/// A number of threads on the command line.
pub fn threads(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "并行数应为不小于 1 的整数".to_owned())
}

fn run_audit(args: &RunArgs) -> anyhow::Result<Outcome> {
    let library = Arc::new(server::books::library(args.books.as_deref())?);
    let snapshot = Lake::open(&args.lake)?.snapshot();
    let _kept = snapshot.hold()?;
    let options = RunOptions {
        threads: args.threads,
        since: args.since.clone(),
        ..args.asked.options(&library, &snapshot)?
    };
    let report = audit(&snapshot, &library, &options, &args.out, args.resume)?;
    if stop::is_asked() {
        return Err(Stopped::Resumable.into());
    }
    // Statistics concern the county as a whole, not a choice of rules.
    let models = match options.rules.is_empty() {
        true => Some(statistics(args, &snapshot, &library)?),
        false => None,
    };
    if args.json {
        let summary = summary(&report, models.as_ref(), &args.out)?;
        println!("{}", serde_json::to_string_pretty(&summary)?);
    } else {
        show(&report, &args.out);
        if let Some(models) = models {
            println!(
                "统计指标 {} 项，异常 {} 项；进销存 {} 项，申报多于可供 {} 项：在 models/",
                models.indicators, models.outstanding, models.balances, models.short
            );
            if options.scope.is_of_places() {
                println!("    统计指标和进销存是整个数据湖的，只受日期范围限制，不受机构、区划、异地就医的限制");
            }
        }
    }
    if args.asked.period.is_some() && !args.json {
        println!("跨越日期范围的就诊整次在审，其疑点的日期可以在范围之外：相邻范围的结果不要直接相加");
    }
    if let Some(note) = note_of_older(&snapshot).filter(|_| args.asked.complete_from.is_none()) {
        eprintln!("{note}");
    }
    warn_of_nothing(&report);
    Ok(match report.in_force().0 {
        0 => Outcome::Clean,
        _ => Outcome::Complaints,
    })
}

/// The statistics kinds and the stock balances, written beside the findings.
fn statistics(args: &RunArgs, snapshot: &Snapshot, library: &Library) -> anyhow::Result<ModelReport> {
    let options = ModelOptions {
        period: args.asked.period.as_deref().map(parse_day_range).transpose()?,
        today: Some(now().day()),
        threads: args.threads,
        ..ModelOptions::default()
    };
    Ok(models::run(snapshot, library, &options, &args.out)?)
}

/// What `report.json` says, and what belongs to this call alone: the folder of a run is the same however
/// often it was interrupted.
fn summary(report: &RunReport, models: Option<&ModelReport>, out: &Path) -> anyhow::Result<serde_json::Value> {
    let text = std::fs::read(out.join("report.json")).context("读取审核摘要失败")?;
    let mut summary: serde_json::Value = serde_json::from_slice(&text).context("读取审核摘要失败")?;
    let since = report.since.map(|since| match since {
        Since::Persons(persons) => serde_json::json!({ "whole": false, "persons": persons }),
        Since::Whole(changed) => serde_json::json!({ "whole": true, "changed": changed }),
    });
    let models = models.map(|models| {
        serde_json::json!({
            "of": "整个数据湖，只受日期范围限制",
            "indicators": models.indicators,
            "outstanding": models.outstanding,
            "balances": models.balances,
            "short": models.short,
        })
    });
    summary["resumed_buckets"] = report.resumed.into();
    summary["since"] = since.into();
    summary["models"] = models.into();
    Ok(summary)
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
    snapshot: &Snapshot,
    library: &Arc<Library>,
    options: &RunOptions,
    out: &Path,
    resume: bool,
) -> anyhow::Result<RunReport> {
    let bar = progress::bar(u64::from(snapshot.buckets()), "审核");
    let report = audit::run::run(snapshot, library, options, out, resume, &mut |progress| {
        bar.set_position(u64::from(progress.buckets.0));
        bar.set_message(format!(
            "{}/{} 行，疑点 {} 条",
            progress.lines.0, progress.lines.1, progress.findings
        ));
        !stop::is_asked()
    });
    bar.finish_and_clear();
    match report {
        Err(AuditError::Stopped) => Err(Stopped::Resumable.into()),
        other => Ok(other?),
    }
}

/// Nothing found in nothing is no good news.
pub fn warn_of_nothing(report: &RunReport) {
    if report.statement.lines_reviewed == 0 {
        eprintln!("注意：审核范围内没有一行费用，没有疑点不等于没有问题。请核对日期范围和其他范围");
    }
}

fn show(report: &RunReport, out: &Path) {
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
    println!("{}", table(report));
    let counted = RuleRun::ALL.into_iter().filter_map(|state| {
        let count = report.rules.iter().filter(|rule| rule.state == state).count();
        (count > 0).then(|| format!("{} {count} 条", state.zh()))
    });
    let counted: Vec<String> = counted.collect();
    println!("规则 {} 条：{}", report.rules.len(), counted.join("，"));
    let not_evaluable: u64 = statement.not_evaluable.values().sum();
    println!("未评估 {not_evaluable} 处：");
    for ((rule, missing), count) in &statement.not_evaluable {
        println!("    {rule} 缺{missing}：{count} 处");
    }
    println!("结果在 {}：findings/ 为疑点，report.json 为摘要", out.display());
}

/// Every rule that is within the scope, what became of it and what it found. What is on trial accuses nobody
/// and stands in columns of its own.
fn table(report: &RunReport) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_FULL_CONDENSED).set_header([
        "规则",
        "名称",
        "运行",
        "疑点",
        "金额（元）",
        "试行记录",
        "试行金额（元）",
    ]);
    let within = |rule: &&audit::run::RuleInRun| rule.state != RuleRun::OutOfScope;
    let row = |texts: [&str; 3], sums: [(u64, domain::Money); 2]| {
        let sums = sums.into_iter().flat_map(|(findings, amount)| match findings {
            0 => [String::new(), String::new()],
            _ => [findings.to_string(), amount.to_string()],
        });
        texts
            .into_iter()
            .map(str::to_owned)
            .chain(sums)
            .collect::<Vec<String>>()
    };
    for rule in report.rules.iter().filter(within) {
        let code = rule.code.as_str();
        table.add_row(row([code, &rule.name, rule.state.zh()], report.of_rule(code)));
    }
    table.add_row(row(["合计", "", ""], [report.in_force(), report.on_trial()]));
    table
}
