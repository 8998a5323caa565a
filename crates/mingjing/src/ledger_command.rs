//! `mingjing ledger` and `mingjing trail`: the books kept, checked and moved; their trail proved.

use crate::anchor_seal::{self, Sealed};
use crate::desk::ATTACHMENT_MAX;
use anyhow::Context;
use clap::Subcommand;
use ledger::{Anchor, Ledger, Retention, Shelf, Upkeep};
use server::app::now;
use server::cli::Outcome;
use std::fs;
use std::path::{Path, PathBuf};

/// 账册
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// 备份账册和附件到一个空的文件夹；服务不必停止
    Backup {
        /// 备份文件夹，须不存在或者是空的
        folder: PathBuf,
        #[command(flatten)]
        at: At,
    },
    /// 由备份恢复到空的账册；SQLite与PostgreSQL的备份可以互相恢复
    Restore {
        /// 备份文件夹
        folder: PathBuf,
        #[command(flatten)]
        at: At,
    },
    /// 核对账册：留痕、列表与办理经过是否一致、账号和权限是否被改动
    Verify {
        #[command(flatten)]
        at: At,
    },
    /// 清理到期的记录：办理编号、已结束的任务和会话、未并入线索的旧疑点
    Retire {
        #[command(flatten)]
        at: At,
    },
}

/// 留痕
#[derive(Debug, Subcommand)]
pub enum TrailCommand {
    /// 从第一条起逐条校验；改动一个字节即可查出
    Verify {
        /// 另处保存的锚点文件，每行一个；有它才能查出末尾被截去
        #[arg(long)]
        anchors: Option<PathBuf>,
        /// 公钥（mingjing trail key 输出的十六进制）：每个锚点都须有它的签名
        #[arg(long, requires = "anchors")]
        public_key: Option<String>,
        #[command(flatten)]
        at: At,
    },
    /// 输出当前锚点（一行JSON），请另处保存
    Anchor {
        /// 签名密钥文件（mingjing trail key 写出）；不写则不签名
        #[arg(long)]
        key: Option<PathBuf>,
        #[command(flatten)]
        at: At,
    },
    /// 生成锚点签名密钥（SM2），写入只有本人可读的新文件，输出公钥
    Key {
        /// 密钥文件，须不存在
        file: PathBuf,
    },
}

/// 账册的位置
#[derive(Debug, clap::Args)]
pub struct At {
    /// 数据目录：账册和附件
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// 账册地址：sqlite:文件路径 或 postgres://用户@主机/库名；不写则用数据目录中的 ledger.sqlite
    #[arg(long)]
    ledger: Option<String>,
}

impl At {
    fn address(&self) -> String {
        crate::desk::ledger_of(self.ledger.as_deref(), &self.data)
    }

    /// The books as they are. A command that only looks does not make a file that is not there.
    async fn open(&self) -> anyhow::Result<Ledger> {
        let address = self.address();
        if let Some(path) = address.strip_prefix("sqlite:")
            && !Path::new(path).is_file()
        {
            anyhow::bail!("没有找到账册 {path}。请用 --data 或 --ledger 指明。");
        }
        Ok(Ledger::open(&address).await?)
    }

    fn shelf(&self) -> anyhow::Result<Shelf> {
        Ok(Shelf::open(crate::desk::files_of(&self.data), ATTACHMENT_MAX, None)?)
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// Runs a command on the books.
pub fn run(command: LedgerCommand) -> anyhow::Result<Outcome> {
    runtime()?.block_on(async {
        match command {
            LedgerCommand::Backup { folder, at } => {
                let ledger = at.open().await?;
                let done = ledger.back_up(&folder, &at.shelf()?).await?;
                let detail = format!("账册{}行，附件{}个", done.rows, done.files);
                ledger
                    .write(&workbench::system(), now(), async |writing| {
                        writing.record_upkeep(Upkeep::Backup, &detail).await
                    })
                    .await?;
                println!(
                    "已备份到 {}：账册{}行，附件{}个",
                    folder.display(),
                    done.rows,
                    done.files
                );
                Ok(Outcome::Clean)
            }
            LedgerCommand::Restore { folder, at } => {
                fs::create_dir_all(&at.data).with_context(|| format!("建立数据目录 {} 失败", at.data.display()))?;
                Ledger::restore_backup(&folder, &at.address(), &at.shelf()?).await?;
                println!("已由 {} 恢复到 {}", folder.display(), shown(&at.address()));
                Ok(Outcome::Clean)
            }
            LedgerCommand::Verify { at } => verify(&at.open().await?).await,
            LedgerCommand::Retire { at } => {
                let retention = Retention::default();
                let retired = at
                    .open()
                    .await?
                    .write(&workbench::system(), now(), async |writing| {
                        writing.retire(&retention).await
                    })
                    .await?;
                println!(
                    "已清理：办理编号{}个，任务{}个，会话{}个，疑点{}条，提醒{}条",
                    retired.command_keys, retired.jobs, retired.sessions, retired.findings, retired.alerts
                );
                Ok(Outcome::Clean)
            }
        }
    })
}

/// Runs a command on the trail.
pub fn run_trail(command: TrailCommand) -> anyhow::Result<Outcome> {
    runtime()?.block_on(async {
        match command {
            TrailCommand::Verify {
                anchors,
                public_key,
                at,
            } => {
                let anchors = anchors.map_or_else(|| Ok(Vec::new()), |path| read_anchors(&path))?;
                let anchors = anchor_seal::proved(anchors, public_key.as_deref())?;
                trail(&at.open().await?, &anchors).await
            }
            TrailCommand::Anchor { key, at } => {
                let anchor = at.open().await?.anchor(now()).await?;
                let signature = None;
                let sealed = match key {
                    Some(key) => anchor_seal::seal(anchor, &key)?,
                    None => Sealed { anchor, signature },
                };
                println!("{}", serde_json::to_string(&sealed)?);
                Ok(Outcome::Clean)
            }
            TrailCommand::Key { file } => {
                println!("{}", anchor_seal::make_key(&file)?);
                Ok(Outcome::Clean)
            }
        }
    })
}

async fn verify(ledger: &Ledger) -> anyhow::Result<Outcome> {
    let mut outcome = trail(ledger, &[]).await?;
    let lists = ledger.verify_lists().await?;
    println!(
        "列表：核对{}件、汇总{}格，不符{}项",
        lists.matters,
        lists.sums,
        lists.wrong.len()
    );
    for (matter, column) in &lists.wrong {
        println!("  {matter}：{column}与办理经过或各行之和不一致");
    }
    let rights = ledger.verify_rights().await?;
    println!(
        "账号{}个、机构{}家、接口密钥{}个、会话{}个：不符{}项",
        rights.accounts,
        rights.organisations,
        rights.keys,
        rights.sessions,
        rights.wrong.len()
    );
    for subject in &rights.wrong {
        println!("  {subject}：与留痕不一致，可能被绕过程序改动");
    }
    if !lists.wrong.is_empty() || !rights.wrong.is_empty() {
        outcome = Outcome::Complaints;
    }
    Ok(outcome)
}

async fn trail(ledger: &Ledger, anchors: &[Anchor]) -> anyhow::Result<Outcome> {
    Ok(match ledger.verify_trail(anchors).await? {
        Ok(whole) => {
            println!(
                "留痕完整：{}条，事件{}个，锚点{}个，末条校验值 {}",
                whole.rows,
                whole.events,
                anchors.len(),
                whole.hash
            );
            Outcome::Clean
        }
        Err(broken) => {
            println!("{broken}");
            Outcome::Complaints
        }
    })
}

fn read_anchors(path: &Path) -> anyhow::Result<Vec<Sealed>> {
    let text = fs::read_to_string(path).with_context(|| format!("读取锚点文件 {} 失败", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let place = || format!("锚点文件 {} 第{}行不是锚点", path.display(), number + 1);
            serde_json::from_str(line).with_context(place)
        })
        .collect()
}

/// An address without what stands before the host: it may hold a password.
fn shown(address: &str) -> String {
    match address.split_once('@') {
        Some((scheme, rest)) if scheme.contains("://") => {
            let kind = scheme.split("://").next().unwrap_or_default();
            format!("{kind}://{rest}")
        }
        _ => address.to_owned(),
    }
}
