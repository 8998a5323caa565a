//! `mingjing casework`: what the audit and real time found, into the books in which people work.

use crate::alert_intake::take_alerts;
use crate::divisions::Divisions;
use crate::progress;
use crate::run_intake::take_run;
use anyhow::{Context, bail};
use audit::Lake;
use audit::run::FinishedRun;
use casework::lead::PeriodLength;
use casework::{Limits, WorkCalendar};
use clap::Subcommand;
use domain::Division;
use ledger::Ledger;
use server::app::now;
use server::cli::Outcome;
use std::path::PathBuf;
use store::{Store, StoreOptions};

/// 办案账册
#[derive(Debug, Subcommand)]
pub enum CaseworkCommand {
    /// 一次审核的疑点入账，并按机构、规则、月份归并为线索；中断后重新执行即可继续
    Intake(IntakeArgs),
    /// 事前事中的提醒、答复入账；收费结算时仍继续的，作为疑点入账
    Alerts(AlertArgs),
}

/// 账册与区划
#[derive(Debug, clap::Args)]
pub struct BooksArgs {
    /// 账册地址：sqlite:文件路径 或 postgres://用户@主机/库名
    #[arg(long)]
    ledger: String,
    /// 登记信息中没有医保区划的机构，按此区划入账（六位）
    #[arg(long)]
    division: Option<String>,
}

/// 疑点入账的参数
#[derive(Debug, clap::Args)]
pub struct IntakeArgs {
    /// 审核结果文件夹
    run: PathBuf,
    /// 数据湖：取机构的登记信息
    #[arg(long)]
    lake: String,
    #[command(flatten)]
    books: BooksArgs,
}

/// 提醒入账的参数
#[derive(Debug, clap::Args)]
pub struct AlertArgs {
    /// 实时库的数据目录；服务须先停止
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// 数据湖：取机构的登记信息；不写则须指定 --division
    #[arg(long, required_unless_present = "division")]
    lake: Option<String>,
    #[command(flatten)]
    books: BooksArgs,
}

/// Runs a command on the books.
pub fn run(command: CaseworkCommand) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    match command {
        CaseworkCommand::Intake(args) => intake(&args, &runtime),
        CaseworkCommand::Alerts(args) => alerts(&args, &runtime),
    }
}

impl BooksArgs {
    fn divisions(&self, lake: Option<&str>) -> anyhow::Result<Divisions> {
        let lake = lake.map(Lake::open).transpose()?;
        let otherwise = self.division.as_deref().map(Division::new);
        Divisions::of(lake.map(|lake| lake.snapshot()).as_ref(), otherwise)
    }
}

fn intake(args: &IntakeArgs, runtime: &tokio::runtime::Runtime) -> anyhow::Result<Outcome> {
    let run = FinishedRun::open(&args.run)?;
    let divisions = args.books.divisions(Some(&args.lake))?;
    let (viewer, calendar) = (workbench::system(), WorkCalendar::shipped()?);
    let bar = progress::bar(run.findings(), "疑点入账");
    let (taken, placed) = runtime.block_on(async {
        let ledger = Ledger::open(&args.books.ledger).await?;
        let mut tell = |rows| bar.set_position(rows);
        let taken = take_run(&run, &ledger, &viewer, now(), &divisions, &mut tell);
        let taken = taken.await.context("疑点入账中断：已入账的保留，可重新执行")?;
        bar.set_message("归并线索");
        let limits = Limits::national();
        let placed = ledger.form_leads(&viewer, now(), PeriodLength::Month, &calendar, &limits);
        let placed = placed.await.context("线索归并中断：已归并的保留，可重新执行")?;
        ledger.close().await;
        Ok::<_, anyhow::Error>((taken, placed))
    })?;
    bar.finish_and_clear();
    println!(
        "{}：疑点入账 {} 条（此前已处理 {} 条），试行规则的疑点 {} 条不入账；归并入线索 {placed} 条",
        run.name()?,
        taken.findings,
        taken.before,
        taken.trial
    );
    Ok(Outcome::Clean)
}

fn alerts(args: &AlertArgs, runtime: &tokio::runtime::Runtime) -> anyhow::Result<Outcome> {
    let divisions = args.books.divisions(args.lake.as_deref())?;
    if !Store::is_in(&args.data) {
        bail!("数据目录 {} 中没有实时库：请核对 --data", args.data.display());
    }
    let store = Store::open(&args.data, StoreOptions::default())?;
    let viewer = workbench::system();
    let taken = runtime.block_on(async {
        let ledger = Ledger::open(&args.books.ledger).await?;
        let taken = take_alerts(&store, &ledger, &viewer, now(), &divisions).await;
        ledger.close().await;
        taken.context("提醒入账中断：已入账的保留，可重新执行")
    })?;
    println!(
        "调用 {} 次：提醒入账 {} 条；有结果的提醒 {} 条，其中疑点入账 {} 条",
        taken.calls, taken.alerts, taken.closed, taken.findings
    );
    for institution in &taken.unregistered {
        println!("机构 {institution} 没有医保区划，提醒暂不入账：登记后，或用 --division 指定后重新执行，即可补入");
    }
    Ok(Outcome::Clean)
}
