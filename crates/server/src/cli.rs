//! The command line: arguments, and what each command ends with.
//!
//! Exit codes: 0 nothing to complain about, 1 findings, failures or problems, 2 the command could
//! not do its work.

mod check;
mod demo;
mod paint;
mod rules;
mod verdict;

use clap::Subcommand;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Commands of real time and of the rule book.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 启动服务：3101 事前、3102 事中、3103 反馈
    Serve(ServeArgs),
    /// 审核一个报文文件并解释结论
    Check(check::CheckArgs),
    /// 规则库：检查、测试、覆盖、解释、比较、导入、检索
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// 演示：启动服务，发送样例与违规报文，显示结论
    Demo(demo::DemoArgs),
}

/// 启动参数
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// 监听地址
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// 数据目录
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// 规则目录；不写则用程序内置的规则库
    #[arg(long)]
    books: Option<PathBuf>,
    /// 配置文件（机构、认证、约定），见 config/example.toml
    #[arg(long)]
    config: Option<PathBuf>,
}

/// What a command found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// nothing to complain about
    Clean,
    /// findings, failed cases or problems
    Complaints,
}

/// Runs a command. `after_verdicts` is what else the demonstration shows.
///
/// # Errors
/// The command could not do its work.
pub fn run(command: Command, after_verdicts: &dyn Fn() -> anyhow::Result<()>) -> anyhow::Result<Outcome> {
    match command {
        Command::Serve(args) => serve(args),
        Command::Check(args) => check::run(&args),
        Command::Rules(command) => rules::run(command),
        Command::Demo(args) => demo::run(&args, after_verdicts),
    }
}

/// What the program ends with.
pub fn exit_code(result: anyhow::Result<Outcome>) -> ExitCode {
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Complaints) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{}{error:#}", paint::red("错误："));
            ExitCode::from(2)
        }
    }
}

/// `mingjing rules search … | head` ends when `head` has enough: printing to a closed pipe panics in
/// Rust, and that panic is no defect to report.
#[expect(
    clippy::disallowed_methods,
    reason = "a panic hook cannot return, and a store that is left open recovers as after a kill"
)]
pub fn end_quietly_with_the_reader() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let closed = panic
            .payload()
            .downcast_ref::<String>()
            .is_some_and(|text| text.starts_with("failed printing to stdout"));
        if closed {
            std::process::exit(0);
        }
        report(panic);
    }));
}

fn serve(args: ServeArgs) -> anyhow::Result<Outcome> {
    crate::telemetry::start_logging();
    let options = crate::serve::ServeOptions {
        listen: args.listen,
        data: args.data,
        books: args.books,
        config: args.config,
    };
    runtime()?.block_on(crate::serve::serve(options))?;
    Ok(Outcome::Clean)
}

/// Two threads: the program shares a small machine with the database of the institution.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?)
}
