//! `cargo xtask ci`: what `make test` and the automatic run do, in this order, on any machine.
//!
//! Cheap steps come first. A step runs an ordinary tool, whose output is passed through; at the
//! end its own closing lines stand together, so that nobody has to scroll for a number.

use crate::step::{Outcome, Step};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use xtask::tree::Tree;

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// everything but the cluster
    Main,
    /// the cluster alone: Ballista asks for a DataFusion with more in it, which is a build of its own
    Cluster,
}

/// The steps. Tests run under cargo-nextest where it is installed, else under cargo's own runner.
fn steps(part: Part) -> Vec<Step> {
    match part {
        Part::Main => main_steps(),
        Part::Cluster => cluster_steps(),
    }
}

fn cluster_steps() -> Vec<Step> {
    let test: &[&str] = if has_nextest() { &["nextest", "run"] } else { &["test"] };
    let lint = [
        "clippy",
        "--package",
        "cluster",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    vec![
        Step::cargo("lint", &lint),
        Step::cargo("test", &[test, &["--package", "cluster", "--no-fail-fast"]].concat()),
        Step::cargo("doc", &["doc", "--package", "cluster", "--no-deps"]).with("RUSTDOCFLAGS", "-D warnings"),
    ]
}

fn main_steps() -> Vec<Step> {
    let most = ["--workspace", "--exclude", "cluster"];
    let mut steps = vec![
        Step::script("prerequisites", &["scripts/prerequisites.sh"]),
        Step::cargo("format", &["fmt", "--all", "--check"]),
        // The pages are packed into the program when it is compiled.
        Step::npm("ui install", "ui", &["ci"]),
        Step::npm("ui check", "ui", &["run", "check"]),
        Step::npm("ui build", "ui", &["run", "build"]),
        Step::npm("ui size", "ui", &["run", "size"]),
        Step::cargo(
            "lint",
            &[&["clippy"][..], &most, &["--all-targets", "--", "-D", "warnings"]].concat(),
        ),
    ];
    // What a hospital's front-end machine runs, and the first half of the demonstration.
    let small = [
        "check",
        "--package",
        "mingjing",
        "--bin",
        "mingjing",
        "--no-default-features",
    ];
    steps.push(Step::cargo("without audit", &small));
    if has_nextest() {
        let test = [&["nextest", "run"][..], &most, &["--no-fail-fast"]].concat();
        steps.push(Step::cargo("test", &test));
        steps.push(Step::cargo("doc-test", &[&["test"][..], &most, &["--doc"]].concat()));
    } else {
        let test = [&["test"][..], &most, &["--no-fail-fast"]].concat();
        steps.push(Step::cargo("test", &test));
    }
    let built = built_program();
    steps.push(Step::program("rules lint", &built, &["rules", "lint"]));
    steps.push(Step::program("rules test", &built, &["rules", "test"]));
    steps.push(Step::npm("sdk install", "sdk", &["ci"]));
    steps.push(Step::npm("sdk test", "sdk", &["test"]).with("MINGJING_PROGRAM", built.as_str()));
    steps.push(Step::npm("journeys", "ui", &["run", "journeys"]).with("MINGJING_PROGRAM", built.as_str()));
    let doc = [&["doc"][..], &most, &["--no-deps"]].concat();
    steps.push(Step::cargo("doc", &doc).with("RUSTDOCFLAGS", "-D warnings"));
    steps
}

/// The program that the tests have built. `cargo run` would build it once more with the fewer features that
/// it needs alone, and much of DataFusion with it.
fn built_program() -> String {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Tree::root().join("target"), PathBuf::from);
    target.join("debug").join("mingjing").display().to_string()
}

fn has_nextest() -> bool {
    let probe = Command::new(crate::step::cargo())
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok_and(|status| status.success())
}

/// Runs the steps of a part; stops at the first that fails.
pub fn run(part: Part) -> Result<()> {
    let (began, steps) = (Instant::now(), steps(part));
    let mut done: Vec<(&Step, Outcome)> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        println!(
            "── {}/{} {} ── {}",
            number + 1,
            steps.len(),
            step.name,
            step.command_line()
        );
        let outcome = step.run()?;
        let failed = !outcome.succeeded;
        done.push((step, outcome));
        if failed {
            report(&done, began.elapsed());
            bail!("step “{}” failed; to repeat it: {}", step.name, step.command_line());
        }
    }
    report(&done, began.elapsed());
    Ok(())
}

fn report(done: &[(&Step, Outcome)], total: Duration) {
    println!("\n── closing lines ──");
    for (step, outcome) in done {
        let verdict = if outcome.succeeded { "ok  " } else { "FAIL" };
        println!("{verdict} {:<10} {:>7.1} s", step.name, outcome.took.as_secs_f64());
        outcome.closing.iter().for_each(|line| println!("       {line}"));
    }
    let failed = done.iter().filter(|(_, outcome)| !outcome.succeeded).count();
    println!(
        "steps: {} passed, {failed} failed, {:.0} s",
        done.len() - failed,
        total.as_secs_f64()
    );
}
