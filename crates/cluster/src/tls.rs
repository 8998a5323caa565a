//! Mutual TLS between client, scheduler and executors: each shows a certificate of the same
//! authority, and refuses whoever has none.

use anyhow::{Context, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity, ServerTlsConfig};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(20);
/// How often a silent connection is tried, so that a host that vanished is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// 双向证书认证；三项同时给出，或都不给
#[derive(Debug, Clone, Default, clap::Args)]
pub struct TlsArgs {
    /// 签发各方证书的 CA 证书（PEM）
    #[arg(long, requires_all = ["tls_certificate", "tls_key"])]
    tls_ca: Option<PathBuf>,
    /// 本方证书（PEM）
    #[arg(long, requires_all = ["tls_ca", "tls_key"])]
    tls_certificate: Option<PathBuf>,
    /// 本方私钥（PEM）
    #[arg(long, requires_all = ["tls_ca", "tls_certificate"])]
    tls_key: Option<PathBuf>,
}

struct Papers {
    ca: Certificate,
    identity: Identity,
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("读取证书文件 {} 失败", path.display()))
}

impl TlsArgs {
    fn papers(&self) -> anyhow::Result<Option<Papers>> {
        let (Some(ca), Some(certificate), Some(key)) = (&self.tls_ca, &self.tls_certificate, &self.tls_key) else {
            return Ok(None);
        };
        Ok(Some(Papers {
            ca: Certificate::from_pem(read(ca)?),
            identity: Identity::from_pem(read(certificate)?, read(key)?),
        }))
    }

    /// What a server shows and asks for; none where connections are plain.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn server(&self) -> anyhow::Result<Option<ServerTlsConfig>> {
        let config = |papers: Papers| {
            ServerTlsConfig::new()
                .identity(papers.identity)
                .client_ca_root(papers.ca)
        };
        Ok(self.papers()?.map(config))
    }

    /// The scheduler at `host:port`, to be connected to.
    ///
    /// # Errors
    /// The address cannot be understood, or a file not be read.
    pub fn endpoint(&self, scheduler: &str) -> anyhow::Result<Endpoint> {
        if scheduler.contains('/') {
            bail!("调度节点地址“{scheduler}”有误：应为 主机:端口，如 scheduler.local:50050");
        }
        let papers = self.papers()?;
        let scheme = if papers.is_some() { "https" } else { "http" };
        let endpoint = Endpoint::from_shared(format!("{scheme}://{scheduler}"))
            .with_context(|| format!("调度节点地址“{scheduler}”有误：应为 主机:端口"))?
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .keep_alive_timeout(ANSWER)
            .keep_alive_while_idle(true)
            .tcp_nodelay(true);
        Ok(match papers {
            None => endpoint,
            Some(papers) => {
                let config = ClientTlsConfig::new()
                    .ca_certificate(papers.ca)
                    .identity(papers.identity);
                endpoint.tls_config(config).context("证书不能使用")?
            }
        })
    }
}
