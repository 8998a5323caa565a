//! The load generator: blocking HTTP/1.1 clients on kept-alive connections.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What a run measured.
#[derive(Debug, Clone, Copy, Default)]
pub struct Load {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
    pub failed: usize,
    pub findings_per_reply: f64,
}

struct Client {
    stream: BufReader<TcpStream>,
    reply: Vec<u8>,
}

impl Client {
    fn new(stream: TcpStream) -> std::io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Self {
            stream: BufReader::with_capacity(64 << 10, stream),
            reply: Vec::new(),
        })
    }

    fn connect(address: SocketAddr) -> std::io::Result<Self> {
        Self::new(TcpStream::connect(address)?)
    }

    /// Sends a prepared request and reads the reply's body.
    fn exchange(&mut self, request: &[u8]) -> std::io::Result<&[u8]> {
        self.stream.get_mut().write_all(request)?;
        let mut length = None;
        let mut line = String::new();
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if let Some((name, value)) = text.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok();
            }
        }
        self.reply.resize(length.unwrap_or(0), 0);
        self.stream.read_exact(&mut self.reply)?;
        Ok(&self.reply)
    }
}

fn request(body: &str) -> Vec<u8> {
    format!(
        "POST /fsi/api/riskConService/beforeAnalyze HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// One request on a connection; the length of the reply.
pub fn exchange(stream: TcpStream, body: &str) -> std::io::Result<usize> {
    Client::new(stream)?.exchange(&request(body)).map(<[u8]>::len)
}

/// As fast as the server answers, on some connections.
pub fn closed(address: SocketAddr, bodies: &[String], connections: usize, length: Duration) -> std::io::Result<Load> {
    let requests: Vec<Vec<u8>> = bodies.iter().map(|body| request(body)).collect();
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let results = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            .map(|_| {
                scope.spawn(|| -> std::io::Result<(Vec<u32>, usize)> {
                    let mut client = Client::connect(address)?;
                    let (mut times, mut failed) = (Vec::with_capacity(1 << 16), 0);
                    while began.elapsed() < length {
                        let request = &requests[next.fetch_add(1, Ordering::Relaxed) % requests.len()];
                        let sent = Instant::now();
                        match client.exchange(request) {
                            Ok(reply) if succeeded(reply) => times.push(sent.elapsed().as_micros() as u32),
                            Ok(_) => failed += 1,
                            Err(_) => {
                                failed += 1;
                                client = Client::connect(address)?;
                            }
                        }
                    }
                    Ok((times, failed))
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Ok((Vec::new(), 1))))
            .collect::<Vec<_>>()
    });
    summary(results, began.elapsed())
}

/// At a fixed rate, whatever the server does; latency counts from the planned moment of sending.
pub fn open(address: SocketAddr, bodies: &[String], rate: u32, length: Duration) -> std::io::Result<Load> {
    const SENDERS: u32 = 16;
    let requests: Vec<Vec<u8>> = bodies.iter().map(|body| request(body)).collect();
    let findings = AtomicUsize::new(0);
    let began = Instant::now() + Duration::from_millis(50);
    let results = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let (requests, findings) = (&requests, &findings);
                scope.spawn(move || -> std::io::Result<(Vec<u32>, usize)> {
                    let mut client = Client::connect(address)?;
                    let (mut times, mut failed) = (Vec::new(), 0);
                    let mut number = sender;
                    loop {
                        let planned = began + Duration::from_secs(1) * number / rate;
                        if planned >= began + length {
                            return Ok((times, failed));
                        }
                        std::thread::sleep(planned.saturating_duration_since(Instant::now()));
                        match client.exchange(&requests[number as usize % requests.len()]) {
                            Ok(reply) if succeeded(reply) => {
                                times.push(planned.elapsed().as_micros() as u32);
                                findings.fetch_add(count(reply, b"\"jr_id\""), Ordering::Relaxed);
                            }
                            Ok(_) => failed += 1,
                            Err(_) => {
                                failed += 1;
                                client = Client::connect(address)?;
                            }
                        }
                        number += SENDERS;
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Ok((Vec::new(), 1))))
            .collect::<Vec<_>>()
    });
    let replies = (rate as u64 * length.as_secs()).max(1);
    let mut load = summary(results, length)?;
    load.findings_per_reply = findings.into_inner() as f64 / replies as f64;
    Ok(load)
}

/// Both servers write `infcode` first; looking for it anywhere would cost more than some replies do.
fn succeeded(reply: &[u8]) -> bool {
    reply.starts_with(b"{\"infcode\":0,")
}

fn count(reply: &[u8], needle: &[u8]) -> usize {
    reply.windows(needle.len()).filter(|window| *window == needle).count()
}

fn summary(results: Vec<std::io::Result<(Vec<u32>, usize)>>, took: Duration) -> std::io::Result<Load> {
    let (mut times, mut failed) = (Vec::new(), 0);
    for result in results {
        let (own, bad) = result?;
        times.extend(own);
        failed += bad;
    }
    times.sort_unstable();
    let at = |share: f64| {
        let place = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times.get(place).map_or(0.0, |micros| f64::from(*micros) / 1_000.0)
    };
    Ok(Load {
        per_second: times.len() as f64 / took.as_secs_f64(),
        p50_ms: at(0.5),
        p99_ms: at(0.99),
        max_ms: at(1.0),
        failed,
        findings_per_reply: 0.0,
    })
}
