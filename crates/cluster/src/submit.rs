//! The client: gives the order, takes over the buckets as they are finished, and says how far it is.
//!
//! It alone commits: executors leave attempts in the folder of the run, and what is not adopted from
//! there does not count. So a job that is lost loses nothing that was finished, and the job's own
//! result is nothing that is waited for.

use crate::job::{Job, JobState};
use crate::order::Order;
use crate::stop_signal;
use crate::tls::TlsArgs;
use anyhow::{Context, bail};
use audit::Lake;
use audit::run::{Asked, RunFolder, RunManifest, RunReport, Tally, note_of_older, rules_of};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// How often the folder and the scheduler are looked at.
const LOOK: Duration = Duration::from_millis(500);
/// Looks without an answer after which the scheduler counts as lost.
const SILENT_LOOKS: u32 = 6;
/// Looks that a shared folder may take to show what was written before the job ended.
const SETTLING_LOOKS: u32 = 20;

/// 提交参数
#[derive(Debug, clap::Args)]
pub struct SubmitArgs {
    /// 调度节点，主机:端口
    #[arg(long)]
    scheduler: String,
    /// 数据湖：各节点都能以同一地址访问的共享文件夹，或 s3://桶名/路径
    #[arg(long)]
    lake: String,
    /// 结果文件夹：各节点以同一路径共享
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    asked: Asked,
    /// 规则目录：各节点以同一路径共享；不写则用程序内置的规则库
    #[arg(long)]
    books: Option<PathBuf>,
    /// 继续上次未完成的审核
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    tls: TlsArgs,
}

/// Audits on the cluster, or goes on where an earlier call stopped.
///
/// # Errors
/// What stopped it; finished buckets stay finished, and the message says how to go on.
pub fn submit(args: &SubmitArgs) -> anyhow::Result<RunReport> {
    let library = server::books::library(args.books.as_deref())?;
    let snapshot = Lake::open(&args.lake)?.snapshot();
    let _kept = snapshot.hold()?;
    let options = args.asked.options(&library, &snapshot)?;
    if let Some(note) = note_of_older(&snapshot).filter(|_| args.asked.complete_from.is_none()) {
        eprintln!("{note}");
    }
    let run = RunManifest::of(&snapshot, &library, &options);
    let rules = rules_of(&snapshot, &library, &options)?;
    let folder = RunFolder::open(&args.out, &run, args.resume)?;
    folder.depend_on_lake(&snapshot)?;
    // What executors finished after an earlier client had gone.
    folder.take_attempts()?;
    let (finished, missing) = folder.buckets(snapshot.buckets())?;
    let mut tally = Tally::new(&snapshot);
    finished.iter().for_each(|done| tally.add(done));
    if !missing.is_empty() {
        folder.invite(&snapshot.to_bytes()?, &missing)?;
        let order = Arc::new(Order::new(&args.lake, &args.out, args.books.as_deref(), run.clone())?);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let bar = bar(u64::from(snapshot.buckets()));
        let watched = runtime.block_on(watch(args, order, &folder, missing, &mut tally, &bar));
        bar.finish_and_clear();
        watched?;
    }
    folder.dismiss()?;
    let report = tally.report(run, rules, finished.len() as u32);
    folder.complete(&report)?;
    Ok(report)
}

fn bar(steps: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("审核 {bar:32} {pos}/{len} 分桶 {msg} 已用 {elapsed} 还需 {eta}");
    let bar = ProgressBar::new(steps);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn show(bar: &ProgressBar, tally: &Tally) {
    let progress = tally.progress();
    bar.set_position(u64::from(progress.buckets.0));
    bar.set_message(format!(
        "{}/{} 行，疑点 {} 条",
        progress.lines.0, progress.lines.1, progress.findings
    ));
}

/// Gives the order and takes over buckets until none is missing.
async fn watch(
    args: &SubmitArgs,
    order: Arc<Order>,
    folder: &RunFolder,
    missing: Vec<u32>,
    tally: &mut Tally,
    bar: &ProgressBar,
) -> anyhow::Result<()> {
    show(bar, tally);
    let mut job = Job::submit(&args.scheduler, &args.tls, order, &missing).await?;
    let mut open: BTreeSet<u32> = missing.into_iter().collect();
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stop = stop_signal();
    tokio::pin!(stop);
    let (mut silent, mut settling) = (0, 0);
    loop {
        tokio::select! {
            () = &mut stop => {
                let told = if job.cancel().await { "" } else { "（未能通知调度节点，作业可能仍在进行）" };
                bail!("已按要求取消{told}：{}", left(tally));
            }
            _ = looks.tick() => {}
        }
        // The state is asked first: what was finished before the answer is then in the folder.
        let state = job.state().await;
        for done in folder.take_attempts().context("收取分桶结果失败")? {
            if open.remove(&done.bucket) {
                tally.add(&done);
            }
        }
        show(bar, tally);
        if open.is_empty() {
            if state == JobState::Open {
                settling += 1;
                if settling < SILENT_LOOKS {
                    continue;
                }
                // All is here; what the scheduler still waits for is a report that got lost.
                job.cancel().await;
            }
            return Ok(());
        }
        match state {
            JobState::Open => silent = 0,
            JobState::Failed(reason) => bail!("作业失败：{reason}。{}", left(tally)),
            JobState::Lost(reason) => {
                silent += 1;
                if silent >= SILENT_LOOKS {
                    bail!("与调度节点 {} 失去联系（{reason}）。{}", args.scheduler, left(tally));
                }
            }
            JobState::Done => {
                settling += 1;
                if settling >= SETTLING_LOOKS {
                    let buckets: Vec<String> = open.iter().map(u32::to_string).collect();
                    bail!(
                        "作业已结束，但结果文件夹中没有第 {} 分桶：请核对各节点是否共享同一文件夹。{}",
                        buckets.join("、"),
                        left(tally)
                    );
                }
            }
        }
    }
}

/// How far it is and how to go on.
fn left(tally: &Tally) -> String {
    let (done, all) = tally.progress().buckets;
    format!("已完成 {done}/{all} 个分桶并已保留，用同样的命令加 --resume 继续")
}
