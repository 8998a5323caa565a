//! `mingjing rules import`: the bureau's published workbooks into knowledge tables, row by row.

use crate::cli::{Outcome, paint};
use anyhow::Context;
use domain::Day;
use indicatif::{ProgressBar, ProgressStyle};
use rulebook::workbook::{self, Defaults, Import, KnownDrugs};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// 导入工作簿
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// 公布的工作簿（.xlsx）或其转录（.csv）
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 写入知识表的目录；不写则只报告，不写文件
    #[arg(long)]
    into: Option<PathBuf>,
    /// 公布日期，文件名与表内看不出时用
    #[arg(long)]
    published: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// What became of one file.
#[derive(Default)]
struct Report {
    name: String,
    error: Option<String>,
    import: Import,
    added: usize,
    unchanged: usize,
    conflicts: Vec<String>,
}

pub(super) fn run(args: &ImportArgs) -> anyhow::Result<Outcome> {
    let published = match &args.published {
        Some(text) => Some(Day::parse(text).map_err(|error| anyhow::anyhow!("--published {error}"))?),
        None => None,
    };
    let defaults = Defaults {
        published,
        loaded: crate::app::now().day(),
    };
    let bar = ProgressBar::new(args.files.len() as u64);
    bar.set_style(
        ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let mut known = KnownDrugs::default();
    let mut reports = Vec::new();
    for path in &args.files {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
            .to_owned();
        bar.set_message(name.clone());
        let mut report = Report {
            name,
            ..Report::default()
        };
        match read(path, &report.name, &defaults, &known) {
            Ok(import) => {
                known.learn(&import);
                report.import = import;
                if let Some(folder) = &args.into {
                    write_tables(folder, &mut report)?;
                }
            }
            Err(error) => report.error = Some(format!("{error:#}")),
        }
        bar.inc(1);
        reports.push(report);
    }
    bar.finish_and_clear();
    if args.json {
        let all: Vec<_> = reports.iter().map(to_json).collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&serde_json::json!({ "files": all }))?
        );
    } else {
        reports.iter().for_each(print);
    }
    if let Some(folder) = &args.into {
        write_rejects(folder, &reports)?;
    }
    let complaints = reports
        .iter()
        .any(|report| report.error.is_some() || !report.import.rejected.is_empty() || !report.conflicts.is_empty());
    Ok(if complaints {
        Outcome::Complaints
    } else {
        Outcome::Clean
    })
}

fn read(path: &Path, name: &str, defaults: &Defaults, known: &KnownDrugs) -> anyhow::Result<Import> {
    let bytes = std::fs::read(path).with_context(|| format!("读取 {}", path.display()))?;
    Ok(workbook::read_with(name, &bytes, defaults, known)?)
}

/// Merges into the tables of the folder; each file is replaced whole or left as it was.
fn write_tables(folder: &Path, report: &mut Report) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("建立目录 {}", folder.display()))?;
    for table in &report.import.tables {
        let path = folder.join(format!("{}.csv", table.table));
        let existing = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("读取知识表 {}", path.display())),
        };
        let (text, merged) =
            workbook::merge_csv(&existing, &table.rows).with_context(|| format!("合并知识表 {}", path.display()))?;
        report.added += merged.added;
        report.unchanged += merged.unchanged;
        report
            .conflicts
            .extend(merged.conflicts.into_iter().map(|id| format!("{}/{id}", table.table)));
        if text != existing {
            replace(&path, &text)?;
        }
    }
    Ok(())
}

fn write_rejects(folder: &Path, reports: &[Report]) -> anyhow::Result<()> {
    let mut text = String::from("文件,工作表,行,字段,原因,原文\n");
    let quote = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let mut rows = 0;
    for report in reports {
        for row in &report.import.rejected {
            rows += 1;
            let cells = [
                report.name.as_str(),
                &row.sheet,
                &row.row.to_string(),
                row.field,
                &row.reason,
                &row.text,
            ]
            .map(quote);
            // Writing to a string does not fail.
            let _ = writeln!(text, "{}", cells.join(","));
        }
    }
    if rows == 0 {
        return Ok(());
    }
    let path = folder.join("rejected.rej.csv");
    replace(&path, &text)?;
    println!("未导入的 {rows} 行及原因见 {}", path.display());
    Ok(())
}

fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    let temporary = path.with_extension("csv.new");
    std::fs::write(&temporary, text).with_context(|| format!("写入 {}", temporary.display()))?;
    std::fs::rename(&temporary, path).with_context(|| format!("替换 {}", path.display()))
}

fn points(report: &Report) -> usize {
    report.import.tables.iter().map(|table| table.rows.len()).sum()
}

fn print(report: &Report) {
    println!("{}", paint::bold(&report.name));
    if let Some(error) = &report.error {
        println!("  {} {error}", paint::red("无法导入"));
        return;
    }
    for table in &report.import.tables {
        println!("  {} {}（{}）", table.rows.len(), table.table, table.rule);
    }
    println!(
        "  知识点 {}，新增 {}，已有 {}，拒绝 {}，有疑 {}，跳过 {}",
        points(report),
        report.added,
        report.unchanged,
        report.import.rejected.len(),
        report.import.defects.len(),
        report.import.skipped.len()
    );
    for row in &report.import.rejected {
        println!(
            "  {} {} 第{}行 {}：{} {}",
            paint::red("拒绝"),
            row.sheet,
            row.row,
            row.field,
            row.reason,
            paint::dim(&row.text)
        );
    }
    for row in &report.import.defects {
        println!(
            "  {} {} 第{}行 {}：{}",
            paint::yellow("有疑"),
            row.sheet,
            row.row,
            row.name,
            row.reason
        );
    }
    for id in &report.conflicts {
        println!(
            "  {} {id} 与表中已有的行内容不同，保留原行，请人工核对",
            paint::yellow("冲突")
        );
    }
}

fn to_json(report: &Report) -> serde_json::Value {
    serde_json::json!({
        "file": report.name,
        "error": report.error,
        "knowledge_points": points(report),
        "added": report.added,
        "unchanged": report.unchanged,
        "tables": report.import.tables.iter().map(|table| serde_json::json!({
            "table": table.table, "rule": table.rule, "rows": table.rows.len(),
        })).collect::<Vec<_>>(),
        "rejected": report.import.rejected.iter().map(|row| serde_json::json!({
            "sheet": row.sheet, "row": row.row, "field": row.field, "reason": row.reason, "text": row.text,
        })).collect::<Vec<_>>(),
        "defects": report.import.defects.iter().map(|row| serde_json::json!({
            "sheet": row.sheet, "row": row.row, "name": row.name, "reason": row.reason,
        })).collect::<Vec<_>>(),
        "conflicts": report.conflicts,
        "skipped": report.import.skipped.len(),
    })
}
