//! `mingjing-cluster`: one audit on many machines, on Apache DataFusion Ballista.
//!
//! A program of its own, so that nobody else links Ballista. `scheduler` hands out buckets,
//! `executor` audits them, `submit` gives the order and collects. How they play together is told in
//! `docs/cluster.md`.

mod buckets_exec;
mod codec;
mod desk;
mod executor;
mod job;
mod order;
mod scheduler;
mod submit;
mod tls;

use audit::run::RunReport;
use clap::{Parser, Subcommand};
use server::cli::{self, Outcome};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The largest message between the processes: a plan names every bucket, in some 400 bytes each.
const MESSAGE_BYTES_MAX: usize = 64 << 20;

/// 明镜集群：多台机器共同审核一个数据湖。
#[derive(Debug, Parser)]
#[command(name = "mingjing-cluster", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 调度节点：向执行节点分派分桶
    Scheduler(scheduler::SchedulerArgs),
    /// 执行节点：领取并审核分桶
    Executor(executor::ExecutorArgs),
    /// 提交一次审核，等待并收取结果
    Submit(submit::SubmitArgs),
}

/// Until the process is asked to end.
async fn stop_signal() {
    tokio::select! {
        // A signal that cannot be listened to never comes.
        result = tokio::signal::ctrl_c() => if result.is_err() { std::future::pending::<()>().await },
        result = ballista_executor::terminate::sig_term() => if result.is_err() { std::future::pending::<()>().await },
    }
}

fn main() -> ExitCode {
    cli::end_quietly_with_the_reader();
    cli::exit_code(run(Cli::parse().command))
}

fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Scheduler(args) => serve(scheduler::serve(args)),
        Command::Executor(args) => serve(executor::work(args)),
        Command::Submit(args) => submit::submit(&args).map(|report| show(&report)),
    }
}

/// Runs a service, which says in its log what it does.
fn serve(service: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<Outcome> {
    server::telemetry::start_logging();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(service)?;
    Ok(Outcome::Clean)
}

fn show(report: &RunReport) -> Outcome {
    let statement = &report.statement;
    let ((findings, amount), (on_trial, _)) = (report.in_force(), report.on_trial());
    println!(
        "审核费用明细 {} 行、就诊 {} 次、参保人 {} 名，疑点 {findings} 条、{amount} 元，另有试行规则记录 {on_trial} 条；沿用已完成的 {} 个分桶",
        statement.lines, statement.encounters, statement.persons, report.resumed
    );
    if findings > 0 {
        Outcome::Complaints
    } else {
        Outcome::Clean
    }
}
