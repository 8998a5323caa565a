//! `cargo xtask`: the commands of the development tool.

mod ci;
mod step;

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use xtask::tidy::{CHECKS, GLOSSARY};
use xtask::tree::Tree;

/// Mingjing's development tool
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Everything a change must pass, in order; stops at the first failure
    Ci {
        /// what is checked
        #[arg(value_enum, default_value_t = ci::Part::Main)]
        part: ci::Part,
    },
    /// The checks of the repository's text, one line each
    Tidy,
    /// Makes GLOSSARY.md from the doc comments of crates/domain
    Gen,
    /// Builds in release and measures; prints the figures and the machine
    Bench {
        /// what to measure
        #[arg(value_enum)]
        subject: Subject,
        /// passed on to the benchmark
        #[arg(last = true)]
        rest: Vec<String>,
    },
}

/// 基准
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Subject {
    /// the evaluator and the service against the floor, about five minutes after the build
    Realtime,
    /// simulation, import and audit against a bare scan; sizes in millions of lines may follow
    Audit,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Ci { part } => ci::run(part),
        Command::Tidy => tidy(),
        Command::Gen => generate(),
        Command::Bench { subject, rest } => bench(
            match subject {
                Subject::Realtime => "realtime",
                Subject::Audit => "audit",
            },
            &rest,
        ),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a benchmark with its output passed through.
fn bench(name: &str, rest: &[String]) -> Result<()> {
    let status = std::process::Command::new(step::cargo())
        .args(["bench", "--package", "mingjing", "--bench", name, "--"])
        .args(rest)
        .current_dir(Tree::root())
        .status()
        .context("starting the benchmark")?;
    ensure!(status.success(), "the benchmark ended with {status}");
    Ok(())
}

fn tidy() -> Result<()> {
    let tree = Tree::read(&Tree::root())?;
    let mut untidy = 0;
    for check in CHECKS {
        let complaints = (check.run)(&tree);
        println!("{} {}", if complaints.is_empty() { "ok  " } else { "FAIL" }, check.name);
        complaints.iter().for_each(|complaint| println!("       {complaint}"));
        untidy += usize::from(!complaints.is_empty());
    }
    println!("{} passed, {untidy} failed", CHECKS.len() - untidy);
    ensure!(untidy == 0, "the repository is not tidy");
    Ok(())
}

fn generate() -> Result<()> {
    let root = Tree::root();
    let terms = xtask::glossary::terms(&Tree::read(&root)?);
    std::fs::write(root.join(GLOSSARY), xtask::glossary::render(&terms)).context("writing the glossary")?;
    println!(
        "{GLOSSARY}: {} terms",
        terms.iter().filter(|term| !term.chinese.is_empty()).count()
    );
    Ok(())
}
