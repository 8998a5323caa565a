//! `mingjing`: the program. Real time and rules come from `server`, the audit of settled claims
//! from `audit`, the simulated county from `simulate`; here is only the door.

mod audit_command;
mod county;
mod findings;
mod laboratory;
mod lake_command;
mod progress;
mod simulate_command;

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
    /// 生成一个虚构的县：参保人、机构、就诊、费用，含已知的违规
    Simulate(simulate_command::SimulateArgs),
    /// 数据湖：导入、状态、核对、合并
    #[command(subcommand)]
    Lake(lake_command::LakeCommand),
    /// 事后审核：运行、解释
    #[command(subcommand)]
    Audit(audit_command::AuditCommand),
}

fn main() -> ExitCode {
    cli::end_quietly_with_the_reader();
    let result: anyhow::Result<Outcome> = match Cli::parse().command {
        Command::Realtime(command) => cli::run(command, &county::demonstrate),
        Command::Simulate(args) => simulate_command::run(&args),
        Command::Lake(command) => lake_command::run(command),
        Command::Audit(command) => audit_command::run(command),
    };
    cli::exit_code(result)
}
