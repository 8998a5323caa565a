//! A process of the cluster that ends with the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const STEP: Duration = Duration::from_millis(5);

/// Waits at most so many seconds.
pub fn wait_until(what: &str, seconds: u64, mut holds: impl FnMut() -> bool) {
    for _ in 0..seconds * 200 {
        if holds() {
            return;
        }
        sleep(STEP);
    }
    panic!("waited {seconds} s in vain until {what}");
}

/// A running process and where it writes what it says.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    pub fn start(log: &Path, arguments: &[&str]) -> Self {
        let file = fs::File::create(log).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_mingjing-cluster"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Self {
            child,
            log: log.to_owned(),
        }
    }

    /// Everything it has said.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Its exit code and what it has said, when it has ended by itself; −1 if it was killed.
    pub fn end(mut self, seconds: u64) -> (i32, String) {
        let mut code = None;
        let log = self.log.clone();
        let tail = || fs::read_to_string(&log).unwrap_or_default();
        for _ in 0..seconds * 200 {
            code = self.child.try_wait().unwrap();
            if code.is_some() {
                break;
            }
            sleep(STEP);
        }
        let code = code.unwrap_or_else(|| panic!("still running after {seconds} s:\n{}", tail()));
        (code.code().unwrap_or(-1), tail())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
