//! `mingjing`: the program. Real time and rules come from `server`, the audit of settled claims
//! from `audit`, the simulated county from `simulate`; here is only the door.

#[cfg(feature = "audit")]
mod alert_intake;
#[cfg(feature = "audit")]
mod anchor_seal;
#[cfg(feature = "audit")]
mod audit_command;
#[cfg(feature = "audit")]
mod caseload;
#[cfg(feature = "audit")]
mod casework_command;
#[cfg(feature = "audit")]
mod county;
#[cfg(feature = "audit")]
mod desk;
#[cfg(feature = "audit")]
mod divisions;
#[cfg(feature = "audit")]
mod findings;
#[cfg(feature = "audit")]
mod laboratory;
#[cfg(feature = "audit")]
mod lake_claims;
#[cfg(feature = "audit")]
mod lake_command;
#[cfg(feature = "audit")]
mod ledger_command;
#[cfg(feature = "audit")]
mod office;
#[cfg(feature = "audit")]
mod progress;
#[cfg(feature = "audit")]
mod run_intake;
#[cfg(feature = "audit")]
mod simulate_command;
#[cfg(feature = "audit")]
mod stop;

use clap::{Parser, Subcommand};
use server::cli::{self, Outcome};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 明镜：医保基金智能监管。
#[derive(Debug, Parser)]
#[command(name = "mingjing", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Realtime(cli::Command),
    #[cfg(feature = "audit")]
    /// 生成一个虚构的县：参保人、机构、就诊、费用，含已知的违规
    Simulate(simulate_command::SimulateArgs),
    #[cfg(feature = "audit")]
    /// 数据湖：导入、状态、核对、合并
    #[command(subcommand)]
    Lake(lake_command::LakeCommand),
    #[cfg(feature = "audit")]
    /// 事后审核：运行、解释
    #[command(subcommand)]
    Audit(audit_command::AuditCommand),
    #[cfg(feature = "audit")]
    /// 办案账册：疑点与提醒入账
    #[command(subcommand)]
    Casework(casework_command::CaseworkCommand),
    #[cfg(feature = "audit")]
    /// 办案账册：备份、恢复、核对、清理
    #[command(subcommand)]
    Ledger(ledger_command::LedgerCommand),
    #[cfg(feature = "audit")]
    /// 留痕：校验、锚点
    #[command(subcommand)]
    Trail(ledger_command::TrailCommand),
}

fn main() -> ExitCode {
    cli::end_quietly_with_the_reader();
    let result: anyhow::Result<Outcome> = match Cli::parse().command {
        #[cfg(feature = "audit")]
        Command::Realtime(command) => cli::run(command, &desk::Desk::default()),
        #[cfg(not(feature = "audit"))]
        Command::Realtime(command) => cli::run(command, &cli::Nothing),
        #[cfg(feature = "audit")]
        Command::Simulate(args) => simulate_command::run(&args),
        #[cfg(feature = "audit")]
        Command::Lake(command) => lake_command::run(command),
        #[cfg(feature = "audit")]
        Command::Audit(command) => audit_command::run(command),
        #[cfg(feature = "audit")]
        Command::Casework(command) => casework_command::run(command),
        #[cfg(feature = "audit")]
        Command::Ledger(command) => ledger_command::run(command),
        #[cfg(feature = "audit")]
        Command::Trail(command) => ledger_command::run_trail(command),
    };
    #[cfg(feature = "audit")]
    if let Some(stopped) = result
        .as_ref()
        .err()
        .and_then(|error| error.downcast_ref::<stop::Stopped>())
    {
        eprintln!("{stopped}");
        return ExitCode::from(stop::EXIT);
    }
    cli::exit_code(result)
}
