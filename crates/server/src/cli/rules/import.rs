//! `mingjing rules import`: the bureau's published workbooks into knowledge tables, row by row.

use super::print_json;
use crate::books;
use crate::cli::{Outcome, paint};
use crate::words::in_words;
use anyhow::{Context, anyhow};
use domain::Day;
use indicatif::{ProgressBar, ProgressStyle};
use rulebook::SourceFile;
use rulebook::workbook::{self, Defaults, Import, KnownDrugs};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
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
    /// 公告日期（例如 2026-07-20），第十八批以后或看不出批次时写
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
    /// 知识点 already in the tables that the new rows end
    superseded: Vec<String>,
}

pub(super) fn run(args: &ImportArgs) -> anyhow::Result<Outcome> {
    let published = match &args.published {
        Some(text) => Some(Day::parse(text).map_err(|error| anyhow!("--published {error}"))?),
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
    let book = books::embedded();
    let mut tables = match &args.into {
        Some(folder) => Tables::folder(folder)?,
        None => Tables::foreseen(&book),
    };
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
            Ok(mut import) => {
                workbook::try_in_book(&book, &mut import);
                known.learn(&import);
                report.import = import;
                merge(&mut tables, &mut report)?;
            }
            Err(error) => report.error = Some(format!("{error:#}")),
        }
        bar.inc(1);
        reports.push(report);
    }
    bar.finish_and_clear();
    if args.json {
        let all: Vec<_> = reports.iter().map(to_json).collect();
        print_json(&serde_json::json!({ "files": all }))?;
    } else {
        reports.iter().for_each(print);
        if args.into.is_none() {
            println!("以上未写入；新增、已有、将取代和编号相同的拒绝，是与程序自带的知识表比较");
        }
    }
    if let Some(folder) = &args.into {
        write_rejects(folder, &reports)?;
    }
    let complaints = reports
        .iter()
        .any(|report| report.error.is_some() || !report.import.rejected.is_empty());
    Ok(if complaints {
        Outcome::Complaints
    } else {
        Outcome::Clean
    })
}

fn read(path: &Path, name: &str, defaults: &Defaults, known: &KnownDrugs) -> anyhow::Result<Import> {
    let bytes = std::fs::read(path).map_err(|error| failed("读取", path, &error))?;
    Ok(workbook::read_with(name, &bytes, defaults, known)?)
}

/// The knowledge tables into which rows come.
enum Tables<'b> {
    /// files of a folder; each is replaced whole or left as it was
    Folder(PathBuf),
    /// what those of the book that the program carries would become, by name; nothing is written
    Foreseen(&'b [SourceFile], BTreeMap<String, String>),
}

impl<'b> Tables<'b> {
    fn folder(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| failed("建立目录", folder, &error))?;
        Ok(Self::Folder(folder.to_owned()))
    }

    fn foreseen(book: &'b [SourceFile]) -> Self {
        Self::Foreseen(book, BTreeMap::new())
    }

    /// A table as it stands; empty where there is none yet.
    fn text(&self, table: &str) -> anyhow::Result<String> {
        match self {
            Self::Folder(folder) => {
                let path = file_of(folder, table);
                match std::fs::read_to_string(&path) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
                    read => read.map_err(|error| failed("读取知识表", &path, &error)),
                }
            }
            Self::Foreseen(book, changed) => {
                let path = format!("national/knowledge/{table}.csv");
                let shipped = || {
                    book.iter()
                        .find(|source| source.path == path)
                        .map(|source| &source.text)
                };
                Ok(changed.get(table).or_else(shipped).cloned().unwrap_or_default())
            }
        }
    }

    fn put(&mut self, table: &str, text: String) -> anyhow::Result<()> {
        match self {
            Self::Folder(folder) => replace(&file_of(folder, table), &text),
            Self::Foreseen(_, changed) => {
                changed.insert(table.to_owned(), text);
                Ok(())
            }
        }
    }
}

fn file_of(folder: &Path, table: &str) -> PathBuf {
    folder.join(format!("{table}.csv"))
}

/// Merges what was read into the tables, and counts what came of it.
fn merge(tables: &mut Tables<'_>, report: &mut Report) -> anyhow::Result<()> {
    for table in &report.import.tables {
        let existing = tables.text(&table.table)?;
        let (text, merged) =
            workbook::merge_csv(&existing, &table.rows).with_context(|| format!("合并知识表 {}", table.table))?;
        report.added += merged.added;
        report.unchanged += merged.unchanged;
        for row in table.rows.iter().filter(|row| merged.conflicts.contains(&row.id)) {
            let reason = format!(
                "表中已有编号 {} 的行，内容不同，保留原行；确是另一个知识点的，由人工另编号写入",
                row.id
            );
            report.import.rejected.push(row.refused("知识点", reason));
        }
        report.conflicts.extend(placed(&table.table, merged.conflicts));
        report.superseded.extend(placed(&table.table, merged.superseded));
        if text != existing {
            tables.put(&table.table, text)?;
        }
    }
    Ok(())
}

/// 知识点 with the table in which they stand.
fn placed(table: &str, ids: Vec<String>) -> impl Iterator<Item = String> {
    ids.into_iter().map(move |id| format!("{table}/{id}"))
}

/// The rows not taken in, beside the tables; the file of an earlier import goes where there are none.
fn write_rejects(folder: &Path, reports: &[Report]) -> anyhow::Result<()> {
    let mut text = String::from("文件,工作表,行,字段,原因,原文\n");
    let quote = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    for report in reports {
        for row in &report.import.rejected {
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
    let path = folder.join("rejected.rej.csv");
    let rows: usize = reports.iter().map(rejected_rows).sum();
    if rows == 0 {
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("删除", &path, &error)),
            _ => Ok(()),
        };
    }
    replace(&path, &text)?;
    // Beside the report, which a program may be reading.
    eprintln!("未导入或未全部导入的 {rows} 行及原因见 {}", path.display());
    Ok(())
}

fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    let temporary = path.with_extension("csv.new");
    std::fs::write(&temporary, text).map_err(|error| failed("写入", &temporary, &error))?;
    std::fs::rename(&temporary, path).map_err(|error| failed("替换", path, &error))
}

/// What went wrong with a file.
fn failed(what: &str, path: &Path, error: &io::Error) -> anyhow::Error {
    anyhow!("{what} {}：{}", path.display(), in_words(error))
}

fn points(report: &Report) -> usize {
    report.import.tables.iter().map(|table| table.rows.len()).sum()
}

/// Rows of the file of which something was not taken in; a row may have several reasons.
fn rejected_rows(report: &Report) -> usize {
    let within_file = |sheet: &'_ str| {
        let inside = sheet
            .strip_prefix(report.name.as_str())
            .and_then(|rest| rest.strip_prefix(' '));
        inside.unwrap_or(sheet).to_owned()
    };
    let rejected = report.import.rejected.iter();
    rejected
        .map(|row| (within_file(&row.sheet), row.row))
        .collect::<BTreeSet<_>>()
        .len()
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
        "  知识点 {}，新增 {}，已有 {}，将取代 {}，拒绝 {}，有疑 {}，跳过 {}",
        points(report),
        report.added,
        report.unchanged,
        report.superseded.len(),
        rejected_rows(report),
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
    for row in &report.import.skipped {
        println!(
            "  {} {} 第{}行：{} {}",
            paint::dim("跳过"),
            row.sheet,
            row.row,
            row.reason,
            paint::dim(&row.text)
        );
    }
    if !report.superseded.is_empty() {
        println!(
            "  {} {} 行，自新行的施行日起：{}",
            paint::yellow("将取代"),
            report.superseded.len(),
            report.superseded.join("、")
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
        "rejected_rows": rejected_rows(report),
        "rejected": report.import.rejected.iter().map(|row| serde_json::json!({
            "sheet": row.sheet, "row": row.row, "field": row.field, "reason": row.reason, "text": row.text,
        })).collect::<Vec<_>>(),
        "defects": report.import.defects.iter().map(|row| serde_json::json!({
            "sheet": row.sheet, "row": row.row, "name": row.name, "reason": row.reason,
        })).collect::<Vec<_>>(),
        "conflicts": report.conflicts,
        "superseded": report.superseded,
        "skipped": report.import.skipped.len(),
        "skipped_rows": report.import.skipped.iter().map(|row| serde_json::json!({
            "sheet": row.sheet, "row": row.row, "reason": row.reason, "text": row.text,
        })).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rulebook::workbook::{KnowledgeRow, Rejected, TableRows};

    fn row(id: &str, batch: &str, from: &str, days: &str) -> KnowledgeRow {
        KnowledgeRow {
            id: id.to_owned(),
            name: "甲片".to_owned(),
            codes: vec!["XA02BCA084A012010100453".to_owned()],
            basis: format!("支付不超过{days}天。"),
            source: "甲.xlsx S 第3行".to_owned(),
            batch: batch.to_owned(),
            from: Day::parse(from).unwrap(),
            until: None,
            loaded: Day::parse(from).unwrap(),
            mark: String::new(),
            own: vec![("天数上限", days.to_owned()), ("计法", "使用天数".to_owned())],
        }
    }

    fn report(rows: Vec<KnowledgeRow>) -> Report {
        let tables = vec![TableRows {
            table: "drug-course".to_owned(),
            rule: "10 药品限支付疗程".to_owned(),
            rows,
        }];
        let import = Import {
            tables,
            ..Import::default()
        };
        Report {
            import,
            ..Report::default()
        }
    }

    #[test]
    fn what_the_book_does_not_read_is_refused_in_its_own_words() {
        let mut of = report(vec![
            row("b18-0001", "第十八批", "2026-07-20", "14"),
            row("b18-0002", "第十八批", "2026-07-20", "9999"),
        ]);
        workbook::try_in_book(&books::embedded(), &mut of.import);
        assert_eq!(points(&of), 1);
        let rejected = &of.import.rejected[0];
        assert_eq!((rejected.sheet.as_str(), rejected.row), ("甲.xlsx S", 3));
        assert!(rejected.reason.contains("9999"), "{}", rejected.reason);
    }

    #[test]
    fn rows_that_will_end_are_told_before_and_after_they_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut tables = Tables::folder(folder.path()).unwrap();
        let mut first = report(vec![row("b18-0001", "第十八批", "2026-07-20", "14")]);
        merge(&mut tables, &mut first).unwrap();
        assert!(first.superseded.is_empty());
        let mut revised = report(vec![row("r202608-0001", "2026年8月修订", "2026-08-20", "10")]);
        merge(&mut tables, &mut revised).unwrap();
        assert_eq!(revised.superseded, ["drug-course/b18-0001"]);
        assert_eq!(to_json(&revised)["superseded"][0], "drug-course/b18-0001");
    }

    /// Two attachments of one batch number their points alike.
    #[test]
    fn what_another_row_of_its_number_keeps_out_is_among_the_rejects() {
        let folder = tempfile::tempdir().unwrap();
        let mut tables = Tables::folder(folder.path()).unwrap();
        let mut first = report(vec![row("b18-0001", "第十八批", "2026-07-20", "14")]);
        merge(&mut tables, &mut first).unwrap();
        let mut second = report(vec![
            row("b18-0001", "第十八批", "2026-07-20", "21"),
            row("b18-0002", "第十八批", "2026-07-20", "7"),
        ]);
        merge(&mut tables, &mut second).unwrap();
        assert_eq!((second.added, second.conflicts.len()), (1, 1));
        write_rejects(folder.path(), &[second]).unwrap();
        let rejects = std::fs::read_to_string(folder.path().join("rejected.rej.csv")).unwrap();
        assert!(
            rejects.contains("b18-0001") && !rejects.contains("b18-0002"),
            "{rejects}"
        );
    }

    /// A preview tells what writing would: what is there already, and what a row of the same number keeps out.
    #[test]
    fn what_is_foreseen_is_what_is_written() {
        let book = books::embedded();
        let path = "national/knowledge/drug-course.csv";
        let shipped = book.iter().find(|source| source.path == path).unwrap();
        let taken = shipped
            .text
            .lines()
            .nth(1)
            .and_then(|line| line.split(',').next())
            .unwrap();
        let rows = || {
            report(vec![
                row(taken, "第十八批", "2026-07-20", "21"),
                row("b18-0002", "第十八批", "2026-07-20", "7"),
            ])
        };
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("drug-course.csv"), &shipped.text).unwrap();
        let (mut foreseen, mut written) = (rows(), rows());
        let mut tables = Tables::foreseen(&book);
        merge(&mut tables, &mut foreseen).unwrap();
        merge(&mut Tables::folder(folder.path()).unwrap(), &mut written).unwrap();
        assert_eq!((foreseen.added, rejected_rows(&foreseen)), (1, 1));
        assert_eq!(to_json(&foreseen), to_json(&written));
        // The next file of one call meets what this one brought.
        let mut again = rows();
        merge(&mut tables, &mut again).unwrap();
        assert_eq!((again.added, again.unchanged, rejected_rows(&again)), (0, 1, 1));
    }

    #[test]
    fn a_row_with_several_reasons_is_one_row() {
        let mut of = Report {
            name: "甲.xlsx".to_owned(),
            ..Report::default()
        };
        for (sheet, field) in [("S", "编码"), ("S", "限制数量"), ("甲.xlsx S", "知识点")] {
            of.import.rejected.push(Rejected {
                sheet: sheet.to_owned(),
                row: 3,
                field,
                reason: "不能收入".to_owned(),
                text: "乙片".to_owned(),
            });
        }
        assert_eq!(rejected_rows(&of), 1);
    }

    #[test]
    fn the_rejects_of_an_earlier_import_go_where_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut with = Report::default();
        with.import.rejected.push(Rejected {
            sheet: "S".to_owned(),
            row: 3,
            field: "编码",
            reason: "没有可用的国家代码".to_owned(),
            text: "乙片".to_owned(),
        });
        let path = folder.path().join("rejected.rej.csv");
        write_rejects(folder.path(), &[with]).unwrap();
        assert!(path.is_file());
        write_rejects(folder.path(), &[Report::default()]).unwrap();
        assert!(!path.exists());
        write_rejects(folder.path(), &[Report::default()]).unwrap();
    }

    #[test]
    fn what_the_system_says_is_told_in_words() {
        let absent = read(
            Path::new("/没有/这个.xlsx"),
            "这个.xlsx",
            &Defaults {
                published: None,
                loaded: Day::parse("2026-07-20").unwrap(),
            },
            &KnownDrugs::default(),
        );
        let told = absent.unwrap_err().to_string();
        assert!(told.contains("没有这个文件") && !told.contains("os error"), "{told}");
    }
}
