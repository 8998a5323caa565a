//! One step of a run: a command whose output is passed through while its closing lines are kept.

use anyhow::{Context, Result};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use xtask::tree::Tree;

/// A command with a name.
#[derive(Debug)]
pub struct Step {
    /// what the step establishes
    pub name: &'static str,
    program: Program,
    arguments: Vec<String>,
    variables: Vec<(&'static str, String)>,
}

/// What runs a step.
#[derive(Debug)]
enum Program {
    /// from the root of the repository
    Cargo,
    /// in a folder of its own
    Npm {
        /// the folder, below the root
        folder: &'static str,
    },
    /// by its name or its path, from the root
    Named(String),
}

/// How a step went.
#[derive(Debug)]
pub struct Outcome {
    /// exit status 0
    pub succeeded: bool,
    /// wall-clock time
    pub took: Duration,
    /// the runners' own words at the end
    pub closing: Vec<String>,
}

/// The cargo that runs us.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

impl Step {
    /// A cargo command.
    pub fn cargo(name: &'static str, arguments: &[&str]) -> Self {
        Self::of(name, Program::Cargo, arguments)
    }

    /// An npm command in a folder.
    pub fn npm(name: &'static str, folder: &'static str, arguments: &[&str]) -> Self {
        // Colours would hide the closing lines.
        Self::of(name, Program::Npm { folder }, arguments).with("NO_COLOR", "1")
    }

    /// A script of the repository.
    pub fn script(name: &'static str, arguments: &[&str]) -> Self {
        Self::program(name, "sh", arguments)
    }

    /// A program by its name or its path.
    pub fn program(name: &'static str, program: &str, arguments: &[&str]) -> Self {
        Self::of(name, Program::Named(program.to_owned()), arguments)
    }

    fn of(name: &'static str, program: Program, arguments: &[&str]) -> Self {
        Self {
            name,
            program,
            arguments: arguments.iter().map(|part| (*part).to_owned()).collect(),
            variables: Vec::new(),
        }
    }

    /// With an environment variable.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// The command as one would type it.
    pub fn command_line(&self) -> String {
        let variables = self
            .variables
            .iter()
            .map(|(name, value)| format!("{name}=\"{value}\" "));
        let program = match &self.program {
            Program::Cargo => "cargo ".to_owned(),
            Program::Npm { folder } => format!("npm --prefix {folder} "),
            Program::Named(program) => format!("{program} "),
        };
        format!("{}{program}{}", variables.collect::<String>(), self.arguments.join(" "))
    }

    /// Runs it from the root of the repository.
    pub fn run(&self) -> Result<Outcome> {
        let began = Instant::now();
        let root = Tree::root();
        let (mut command, folder) = match &self.program {
            Program::Cargo => (Command::new(cargo()), root),
            Program::Npm { folder } => (Command::new("npm"), root.join(folder)),
            Program::Named(program) => (Command::new(program), root),
        };
        for name in told_of_us() {
            command.env_remove(name);
        }
        let mut child = command
            .args(&self.arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", self.command_line()))?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let out = thread::spawn(move || out.map(|pipe| pass(pipe, std::io::stdout())).unwrap_or_default());
        let err = thread::spawn(move || err.map(|pipe| pass(pipe, std::io::stderr())).unwrap_or_default());
        let status = child
            .wait()
            .with_context(|| format!("waiting for {}", self.command_line()))?;
        let mut said = out.join().unwrap_or_default();
        let of_errors = err.join().unwrap_or_default();
        said.closing.extend(of_errors.closing);
        said.failed.extend(of_errors.failed);
        let mut closing = summed(said.closing);
        if !status.success() {
            closing.extend(said.failed.into_iter().take(FAILED_LINES_MAX));
        }
        Ok(Outcome {
            succeeded: status.success(),
            took: began.elapsed(),
            closing,
        })
    }
}

/// What `cargo run` tells us of ourselves. Build scripts of others (ring's) ask to be run again where it changes, so
/// that a step by cargo would build half of everything anew after somebody has called cargo without us.
fn told_of_us() -> impl Iterator<Item = OsString> {
    let names = std::env::vars_os().map(|(name, _)| name);
    names.filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
    })
}

/// Lines about failures that are repeated at the end at most.
const FAILED_LINES_MAX: usize = 40;

/// What of a step's output is repeated at the end.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    /// lines that close a runner's work
    closing: Vec<String>,
    /// lines that say what failed, with what is said of it
    failed: Vec<String>,
}

/// Copies lines as they come and keeps those that are repeated.
fn pass(from: impl Read, mut to: impl Write) -> Said {
    let (mut reader, mut line, mut said) = (BufReader::new(from), Vec::new(), Said::default());
    let mut within_failure = false;
    while reader.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        // Nobody may be reading any more; the step still has to come to its end.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        let text = String::from_utf8_lossy(&line);
        if is_closing(&text) {
            said.closing.push(text.trim().to_owned());
        }
        within_failure = text.starts_with("FAIL ") || (within_failure && text.starts_with("       "));
        if within_failure {
            said.failed.push(text.trim_end().to_owned());
        }
        line.clear();
    }
    said
}

fn is_closing(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("test result:")
        || (line.starts_with("Summary [") && line.contains("tests run"))
        || (line.starts_with("规则 ") && line.contains("错误 "))
        // Node's own runner, Vitest, and our measure of the pages.
        || ["ℹ pass ", "ℹ fail ", "# pass ", "# fail "].iter().any(|head| line.starts_with(head))
        || (line.starts_with("Tests ") && line.contains(" passed"))
        || (line.starts_with("screens: ") && line.contains("journeys: "))
        || (line.contains(" passed") && line.contains(" failed") && line.starts_with(|ch: char| ch.is_ascii_digit()))
}

/// One line per runner. Cargo's own closes once per test binary: those lines are added up. Under
/// cargo-nextest only its summary counts; what else looks like a closing line came from a test.
fn summed(mut lines: Vec<String>) -> Vec<String> {
    if lines.iter().any(|line| line.starts_with("Summary [")) {
        lines.retain(|line| line.starts_with("Summary ["));
        return lines;
    }
    let (mut results, mut rest): (Vec<String>, Vec<String>) =
        lines.into_iter().partition(|line| line.starts_with("test result:"));
    if results.len() > 1 {
        let total = |word: &str| -> usize {
            let counted = |line: &String| {
                let words: Vec<&str> = line.split([' ', ';']).filter(|part| !part.is_empty()).collect();
                words
                    .windows(2)
                    .find(|pair| pair[1] == word)
                    .and_then(|pair| pair[0].parse::<usize>().ok())
            };
            results.iter().filter_map(counted).sum()
        };
        let (passed, failed) = (total("passed"), total("failed"));
        let verdict = if failed == 0 { "ok" } else { "FAILED" };
        results = vec![format!(
            "test result: {verdict}. {passed} passed; {failed} failed; {} binaries",
            results.len()
        )];
    }
    rest.extend(results);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_the_runners_are_known() {
        for line in [
            "test result: ok. 3 passed; 0 failed; 0 ignored",
            "     Summary [   4.1s] 120 tests run: 120 passed, 0 skipped",
            "451 passed, 0 failed",
            "ℹ pass 12",
            "      Tests  31 passed (31)",
            "screens: 0 to mend; journeys: 1 failed",
            "规则 93 条，知识行 6056，编码 20568，错误 0，提示 27，版本 abda14cd5e69",
        ] {
            assert!(is_closing(line), "{line}");
        }
        assert!(!is_closing("test a::passed ... ok") && !is_closing("        PASS [   0.0s] store passed failed"));
    }

    #[test]
    fn lines_of_many_binaries_are_added_up() {
        let line = |passed: u8, failed: u8| format!("test result: ok. {passed} passed; {failed} failed; 0 ignored");
        assert_eq!(
            summed(vec![line(3, 0), line(4, 1)]),
            ["test result: FAILED. 7 passed; 1 failed; 2 binaries"]
        );
        assert_eq!(summed(vec![line(3, 0)]), [line(3, 0)]);
        let summary = "Summary [   4.1s] 7 tests run: 6 passed, 1 failed, 0 skipped".to_owned();
        assert_eq!(summed(vec![line(0, 1), summary.clone()]), [summary]);
    }

    #[test]
    fn output_is_passed_on_whole_and_closing_lines_are_kept() {
        let mut copy = Vec::new();
        let text = "compiling\n7 passed, 0 failed\nno newline at the end";
        assert_eq!(pass(text.as_bytes(), &mut copy).closing, ["7 passed, 0 failed"]);
        assert_eq!(copy, text.as_bytes());
    }

    #[test]
    fn what_failed_is_kept_with_what_is_said_of_it() {
        let text = "ok   one\n       nothing\nFAIL two\n       it broke\n       in two\nok   three\nFAIL four";
        let failed = pass(text.as_bytes(), std::io::sink()).failed;
        assert_eq!(failed, ["FAIL two", "       it broke", "       in two", "FAIL four"]);
    }

    #[test]
    fn a_failing_command_is_an_outcome_not_an_error() {
        let outcome = Step::cargo("none", &["no-such-command-of-cargo"]).run().unwrap();
        assert!(!outcome.succeeded);
    }
}
