//! `mingjing store`: what the real-time store of a stopped service holds, and whether all of it is whole.

use super::Outcome;
use anyhow::bail;
use clap::Subcommand;
use std::path::PathBuf;
use store::{Store, StoreOptions};

/// Commands about the real-time store.
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// 状态：调用、疑点、反馈的数目，记得多少人的既往
    Status(StoreArgs),
    /// 核对：逐条校验全部记录，服务须已停止
    Verify(StoreArgs),
}

/// 哪个实时库
#[derive(Debug, clap::Args)]
pub struct StoreArgs {
    /// 数据目录
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

pub(super) fn run(command: &StoreCommand) -> anyhow::Result<Outcome> {
    match command {
        StoreCommand::Status(args) => status(&opened(args)?),
        StoreCommand::Verify(args) => {
            let store = opened(args)?;
            store.verify()?;
            println!("实时库完好：全部记录已核对");
            status(&store)
        }
    }
}

/// The store that is there; none is made for a question.
fn opened(args: &StoreArgs) -> anyhow::Result<Store> {
    if !Store::is_in(&args.data) {
        bail!("数据目录 {} 中没有实时库：请核对 --data", args.data.display());
    }
    Ok(Store::open(&args.data, StoreOptions::default())?)
}

fn status(store: &Store) -> anyhow::Result<Outcome> {
    let counts = store.counts();
    println!("调用 {} 次，疑点 {} 条", counts.calls, counts.findings);
    println!(
        "已反馈的疑点 {} 条，其中未说明理由而继续的 {} 条",
        counts.feedback, counts.feedback_without_reason
    );
    println!("有既往的参保人 {} 名，就诊 {} 次", counts.persons, counts.encounters);
    match store.known_since() {
        Some(day) => println!("自 {day} 起的既往完整"),
        None => println!("尚无既往"),
    }
    println!(
        "已遗忘：逾期的就诊 {} 次，超出每人上限的就诊 {} 次、明细 {} 行",
        counts.expired_encounters, counts.dropped_encounters, counts.dropped_lines
    );
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_looked_at_and_none_is_made_for_a_question() {
        let folder = tempfile::tempdir().unwrap();
        let args = || StoreArgs {
            data: folder.path().join("data"),
        };
        let told = run(&StoreCommand::Verify(args())).unwrap_err().to_string();
        assert!(told.contains("没有实时库") && !args().data.exists(), "{told}");
        drop(Store::open(&args().data, StoreOptions::default()).unwrap());
        assert_eq!(run(&StoreCommand::Verify(args())).unwrap(), Outcome::Clean);
        assert_eq!(run(&StoreCommand::Status(args())).unwrap(), Outcome::Clean);
    }
}
