//! The command line: arguments, and what each command ends with.
//!
//! Exit codes: 0 nothing to complain about, 1 findings, failures or problems, 2 the command could
//! not do its work.

mod check;
mod demo;
mod paint;
mod rules;
mod store;
mod verdict;

use crate::app::App;
use crate::words;
use axum::Router;
use clap::Subcommand;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
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
    /// 实时库：状态、核对
    #[command(subcommand)]
    Store(store::StoreCommand),
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
    /// 规则目录或规则库存档（.zip）；不写则用程序内置的规则库
    #[arg(long)]
    books: Option<PathBuf>,
    /// 配置文件（机构、认证、约定），见 config/example.toml
    #[arg(long)]
    config: Option<PathBuf>,
    /// 办案账册：sqlite:文件路径 或 postgres://用户@主机/库名；不写则用数据目录中的 ledger.sqlite
    #[arg(long)]
    ledger: Option<String>,
    /// 结算数据湖（目录或 s3:// 地址），统方查询从这里统计用量；不写则不能统计
    #[arg(long)]
    lake: Option<String>,
}

/// Where a service runs, for what else answers at its address.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// 监听地址
    pub listen: SocketAddr,
    /// 数据目录
    pub data: &'a Path,
    /// 办案账册, where one was named
    pub ledger: Option<&'a str>,
    /// 结算数据湖, where one was named
    pub lake: Option<&'a str>,
}

/// What the program adds to the commands of real time, which know nothing of it.
pub trait Additions {
    /// What answers at all addresses that real time does not know.
    fn beside(&self, app: &App, site: Site<'_>) -> Router;

    /// What else the demonstration shows, once its verdicts were shown; the service goes on meanwhile.
    ///
    /// # Errors
    /// The demonstration ends with the error.
    fn after_verdicts(&self, site: Site<'_>) -> anyhow::Result<()>;
}

/// Nothing is added.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl Additions for Nothing {
    fn beside(&self, _: &App, _: Site<'_>) -> Router {
        crate::router::nothing_beside()
    }

    fn after_verdicts(&self, _: Site<'_>) -> anyhow::Result<()> {
        Ok(())
    }
}

/// What a command found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// nothing to complain about
    Clean,
    /// findings, failed cases or problems
    Complaints,
}

/// Runs a command.
///
/// # Errors
/// The command could not do its work.
pub fn run(command: Command, additions: &dyn Additions) -> anyhow::Result<Outcome> {
    match command {
        Command::Serve(args) => serve(args, additions),
        Command::Check(args) => check::run(&args),
        Command::Rules(command) => rules::run(command),
        Command::Store(command) => store::run(&command),
        Command::Demo(args) => demo::run(&args, additions),
    }
}

/// What the program ends with.
pub fn exit_code(result: anyhow::Result<Outcome>) -> ExitCode {
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Complaints) => ExitCode::from(1),
        Err(error) => {
            let causes: Vec<String> = error.chain().map(said).collect();
            let _ = writeln!(std::io::stderr(), "{}{}", paint::red("错误："), causes.join(": "));
            ExitCode::from(2)
        }
    }
}

/// What a cause says. What the system itself says of a file is in English.
fn said(cause: &(dyn std::error::Error + 'static)) -> String {
    let system = cause.downcast_ref::<std::io::Error>();
    let system = system.filter(|error| error.get_ref().is_none());
    system
        .and_then(words::known)
        .map_or_else(|| cause.to_string(), str::to_owned)
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

fn serve(args: ServeArgs, additions: &dyn Additions) -> anyhow::Result<Outcome> {
    crate::telemetry::start_logging();
    let options = crate::serve::ServeOptions {
        listen: args.listen,
        data: args.data,
        books: args.books,
        config: args.config,
    };
    let (ledger, lake) = (args.ledger, args.lake);
    let beside = |app: &App, options: &crate::serve::ServeOptions| {
        let site = Site {
            listen: options.listen,
            data: &options.data,
            ledger: ledger.as_deref(),
            lake: lake.as_deref(),
        };
        additions.beside(app, site)
    };
    runtime()?.block_on(crate::serve::serve(options, beside))?;
    Ok(Outcome::Clean)
}

/// Two threads: the program shares a small machine with the database of the institution.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?)
}
