//! The second half of `mingjing demo`: a small county that never was, its year of settled claims
//! imported and audited, and what the audit found.

use crate::{audit_command, findings, lake_command, simulate_command};
use audit::ImportOptions;
use audit::run::RunOptions;
use simulate::Format;
use std::sync::Arc;
use std::time::Instant;

/// Fee lines of the county: large enough to show every rule, small enough to wait for.
const LINES: u64 = 200_000;
const SEED: u64 = 20_260_301;
const SHOWN: usize = 10;
/// A small lake needs few buckets.
const BUCKETS: u32 = 8;

/// Simulates, imports, audits, and shows the ten institutions with the largest findings.
pub fn demonstrate() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (source, lake, out) = (
        folder.path().join("county"),
        folder.path().join("lake"),
        folder.path().join("audit"),
    );
    let library = Arc::new(server::books::library(None)?);
    let options = RunOptions::default();
    println!("\n事后审核：一个虚构县一年的结算数据");
    let began = Instant::now();
    let written = simulate_command::county(&library, SEED, LINES, &source, Format::Parquet, options.threads)?;
    println!(
        "  生成 {} 行费用、{} 次就诊、{} 名参保人，用时 {:.1} 秒",
        written.lines,
        written.visits,
        written.persons,
        began.elapsed().as_secs_f64()
    );
    let began = Instant::now();
    let lake = lake.display().to_string();
    let report = lake_command::import(&lake, BUCKETS, &[source], &ImportOptions::default())?;
    println!(
        "  导入数据湖，退回 {} 行，用时 {:.1} 秒",
        report.rejected_rows(),
        began.elapsed().as_secs_f64()
    );
    let began = Instant::now();
    let report = audit_command::audit(&lake, &library, &options, &out, false)?;
    let total: u64 = report.by_rule.values().map(|(findings, _)| findings).sum();
    println!(
        "  审核 {} 行，{} 条规则发现疑点 {total} 条，用时 {:.1} 秒",
        report.statement.lines,
        report.by_rule.len(),
        began.elapsed().as_secs_f64()
    );
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_FULL_CONDENSED).set_header([
        "机构",
        "疑点",
        "金额（元）",
        "最多的规则",
    ]);
    for (institution, sum) in findings::by_institution(&out)?.into_iter().take(SHOWN) {
        let most = sum
            .rules
            .iter()
            .max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)));
        table.add_row([
            institution,
            sum.findings.to_string(),
            sum.amount.to_string(),
            most.map_or(String::new(), |(name, count)| format!("{name}（{count}）")),
        ]);
    }
    println!("疑点金额最多的十家机构：\n{table}");
    Ok(())
}
