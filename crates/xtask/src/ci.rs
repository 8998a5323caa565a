//! `cargo xtask ci`: what `make test` and the automatic run do, in this order, on any machine.
//!
//! Cheap steps come first. A step runs an ordinary tool, whose output is passed through; at the
//! end its own closing lines stand together, so that nobody has to scroll for a number.

use crate::step::{Outcome, Step};
use anyhow::{Result, bail};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The steps. Tests run under cargo-nextest where it is installed, else under cargo's own runner.
fn steps() -> Vec<Step> {
    let mut steps = vec![
        Step::cargo("format", &["fmt", "--all", "--check"]),
        Step::cargo(
            "lint",
            &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
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
        steps.push(Step::cargo(
            "test",
            &["nextest", "run", "--workspace", "--no-fail-fast"],
        ));
        steps.push(Step::cargo("doc-test", &["test", "--workspace", "--doc"]));
    } else {
        steps.push(Step::cargo("test", &["test", "--workspace", "--no-fail-fast"]));
    }
    let program = ["run", "--quiet", "--package", "mingjing", "--"];
    steps.push(Step::cargo("rules lint", &[&program[..], &["rules", "lint"]].concat()));
    steps.push(Step::cargo("rules test", &[&program[..], &["rules", "test"]].concat()));
    steps.push(Step::cargo("doc", &["doc", "--workspace", "--no-deps"]).with("RUSTDOCFLAGS", "-D warnings"));
    steps
}

fn has_nextest() -> bool {
    let probe = Command::new(crate::step::cargo())
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok_and(|status| status.success())
}

/// Runs all steps; stops at the first that fails.
pub fn run() -> Result<()> {
    let (began, steps) = (Instant::now(), steps());
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
