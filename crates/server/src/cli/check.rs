//! `mingjing check`: one message file, judged and explained without a server.

use super::{Outcome, paint, rules, verdict};
use crate::judge::judge;
use crate::wire::{Body, CallerProfile, decode};
use anyhow::{Context, bail};
use domain::Stage;
use rulebook::ReviewOptions;
use std::path::PathBuf;

/// 审核一个报文
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// 报文文件（3101 或 3102，JSON）
    message: PathBuf,
    /// 环节；不写则按交易编号
    #[arg(long, value_enum)]
    stage: Option<StageArg>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
    /// 规则目录或规则库存档（.zip）；不写则用程序内置的规则库
    #[arg(long)]
    books: Option<PathBuf>,
    /// 让示例知识也参与（缺省不参与）
    #[arg(long)]
    with_samples: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum StageArg {
    /// 事前
    Pre,
    /// 事中
    In,
    /// 事后
    Post,
}

impl From<StageArg> for Stage {
    fn from(stage: StageArg) -> Self {
        match stage {
            StageArg::Pre => Stage::Prescribing,
            StageArg::In => Stage::Settlement,
            StageArg::Post => Stage::Audit,
        }
    }
}

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let path = args.message.display();
    let bytes = std::fs::read(&args.message).with_context(|| format!("读取报文 {path}"))?;
    let mut envelope = match decode(&bytes, &CallerProfile::default()) {
        Ok(envelope) => envelope,
        Err(error) => bail!("报文 {path}：{}", error.err_msg()),
    };
    let Body::Review(request) = &mut envelope.body else {
        bail!("报文 {path} 的交易编号是 {}，只能审核 3101 与 3102", envelope.infno);
    };
    let (_, library) = rules::library(args.books.as_deref(), true)?;
    let stage = args.stage.map_or(request.stage, Stage::from);
    let options = ReviewOptions {
        samples_speak: args.with_samples,
        ..ReviewOptions::default()
    };
    let mut complains = false;
    let mut results = Vec::new();
    for patient in &mut request.patients {
        patient.record.mark_told_by_lines(|_| true);
        let review = judge(&library, &patient.record, stage, &options);
        complains |= verdict::complains(&review);
        if args.json {
            results.push(verdict::to_json(patient.record.person.id.as_str(), &review, stage));
        } else {
            println!(
                "{} {} 参保人 {}",
                paint::bold(stage.zh()),
                path,
                patient.record.person.id.masked()
            );
            verdict::print(&patient.record, &review, stage);
        }
    }
    if args.json {
        let all = serde_json::json!({ "stage": stage.zh(), "book_hash": library.hash(), "patients": results });
        println!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        for note in &envelope.notes {
            println!("{}", paint::dim(format!("  注意 {note}")));
        }
    }
    Ok(if complains { Outcome::Complaints } else { Outcome::Clean })
}
