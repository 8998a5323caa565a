//! The servers under load, as processes of their own.

use super::{load, machine, message};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that answers.
pub struct Running {
    /// where it listens
    pub address: SocketAddr,
    /// from the start of the process to its first verdict
    pub first_verdict: Duration,
    child: Child,
}

impl Running {
    /// The floor: this program in its other role.
    pub fn floor() -> std::io::Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["floor", &address.port().to_string()]);
        Self::start(command, address)
    }

    /// The product on a data folder, with the books of a folder or its own.
    pub fn product(folder: &Path, data: &Path, books: Option<&Path>) -> std::io::Result<Self> {
        Self::product_beside(folder, data, books, None)
    }

    /// The same with the ledger of the workbench at this address, instead of one in the data folder.
    pub fn product_beside(
        folder: &Path,
        data: &Path,
        books: Option<&Path>,
        ledger: Option<&str>,
    ) -> std::io::Result<Self> {
        let address = free_address()?;
        let config = folder.join("config.toml");
        std::fs::write(&config, "[history]\ncomplete_from = \"2020-01-01\"\n")?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
        command
            .arg("serve")
            .arg("--listen")
            .arg(address.to_string())
            .arg("--data")
            .arg(data)
            .arg("--config")
            .arg(config);
        if let Some(books) = books {
            command.arg("--books").arg(books);
        }
        if let Some(ledger) = ledger {
            command.arg("--ledger").arg(ledger);
        }
        command.env("MINGJING_LOG", "error");
        Self::start(command, address)
    }

    fn start(mut command: Command, address: SocketAddr) -> std::io::Result<Self> {
        let began = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn()?;
        let mut running = Self {
            address,
            first_verdict: Duration::ZERO,
            child,
        };
        let probe = message::body(0);
        // A server that is not ready yet answers degraded and empty; the first judged reply counts.
        while began.elapsed() < Duration::from_secs(60) {
            let judged = TcpStream::connect(address)
                .ok()
                .and_then(|stream| load::exchange(stream, &probe).ok());
            let ready = judged.is_some() && running.is_ready();
            if ready {
                running.first_verdict = began.elapsed();
                return Ok(running);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Err(std::io::Error::other("服务一分钟内没有就绪"))
    }

    /// The floor has no readiness page: a 404 counts as ready, a 503 does not.
    fn is_ready(&self) -> bool {
        self.get("/readyz").is_ok_and(|text| !text.starts_with("HTTP/1.1 503"))
    }

    fn get(&self, path: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
        )?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        Ok(text)
    }

    /// Resident memory of the process.
    pub fn resident_megabytes(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let kilobytes =
            machine::field(&status, "VmRSS").and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.unwrap_or(0) >> 10
    }

    /// Whether records were lost under load.
    pub fn store_figures(&self) -> std::io::Result<String> {
        let metrics = self.get("/metrics")?;
        let value = |name: &str| {
            let line = metrics.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_whitespace().last())
                .unwrap_or("0")
                .to_owned()
        };
        Ok(format!("记录溢出 {} 条", value("mingjing_record_overflow_total")))
    }

    /// Calls that were answered without what the workbench had to say, because it was late.
    pub fn without_advice(&self) -> std::io::Result<String> {
        let metrics = self.get("/metrics")?;
        let counted = |line: &&str| {
            line.starts_with("mingjing_degraded_total") && line.contains("\"3101\"") && line.contains("\"advice\"")
        };
        let line = metrics.lines().find(counted);
        Ok(line
            .and_then(|line| line.split_whitespace().last())
            .unwrap_or("0")
            .to_owned())
    }

    /// Waits until the workbench answers, at most so long.
    pub fn wait_for_workbench(&self, patience: Duration) -> std::io::Result<()> {
        let began = Instant::now();
        while began.elapsed() < patience {
            if self.get("/api/openapi.json")?.starts_with("HTTP/1.1 200") {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(std::io::Error::other("工作台没有按时就绪"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only where the process is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?.local_addr()
}
