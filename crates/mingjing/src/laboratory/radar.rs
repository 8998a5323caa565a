//! 既往排查 · new knowledge tried on the past, one workbook an institution.

use super::sheet::{self, Heading};
use super::{scope, trial, warn_of_faults};
use crate::audit_command::warn_of_nothing;
use crate::findings::{self, Row};
use anyhow::{Context, bail};
use audit::run::RunOptions;
use audit::{Lake, Snapshot};
use domain::{Day, Money};
use ledger::{EvidenceLine, EvidenceRole};
use rulebook::{Experiment, Library, SourceFile};
use server::app::now;
use server::cli::Outcome;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// 新增知识的既往排查
#[derive(Debug, clap::Args)]
pub struct RadarArgs {
    /// 批次，如 第八批
    batch: String,
    /// 数据湖：文件夹，或 s3://桶名/路径
    #[arg(long)]
    lake: String,
    /// 各机构报告（xlsx）的文件夹
    #[arg(long, default_value = "radar")]
    out: PathBuf,
    /// 服务日期范围，如 2025-01-01..2025-12-31
    #[arg(long)]
    period: Option<String>,
    /// 规则目录；不写则用程序内置的规则库
    #[arg(long)]
    books: Option<PathBuf>,
}

/// A finding, as an institution is shown it.
pub(super) struct Shown {
    pub key: String,
    pub rule: String,
    pub rule_name: String,
    pub knowledge: String,
    pub knowledge_name: String,
    pub knowledge_text: String,
    pub knowledge_source: String,
    /// 标注 of the knowledge point: where its original contradicts itself, people are to know
    pub remark: String,
    pub encounter: String,
    pub department: String,
    pub doctor: String,
    pub day: Option<Day>,
    pub lines: Vec<EvidenceLine>,
    pub amount: Money,
    pub sentence: String,
}

impl Shown {
    fn of(row: &Row<'_>, remarks: &Remarks) -> Self {
        let text = |name: &str| row.text(name).to_owned();
        let department = [text("department_name"), text("bilg_dept_codg")];
        let lines = row.evidence().into_iter();
        Self {
            key: text("finding_key"),
            rule: text("rule_code"),
            rule_name: text("rule_name"),
            knowledge: text("knowledge_id"),
            knowledge_name: text("knowledge_name"),
            knowledge_text: text("knowledge_text"),
            knowledge_source: text("knowledge_source"),
            remark: remarks
                .get(&(text("knowledge_table"), text("knowledge_id")))
                .cloned()
                .unwrap_or_default(),
            encounter: text("mdtrt_id"),
            department: department.into_iter().find(|text| !text.is_empty()).unwrap_or_default(),
            doctor: text("bilg_dr_codg"),
            day: row.day(),
            lines: lines.filter(|line| line.role == EvidenceRole::Violating).collect(),
            amount: row.amount(),
            sentence: text("sentence"),
        }
    }
}

/// Tries the knowledge of a batch on the past and writes one report per institution.
pub fn radar(args: &RadarArgs) -> anyhow::Result<Outcome> {
    let sources = server::books::sources(args.books.as_deref())?;
    let (library, _) = Library::compile_experiment(&sources, &Experiment::Batch(&args.batch));
    if library.rules().next().is_none() {
        bail!(
            "知识库中没有批次“{}”：批次名见 books/national/knowledge 各表的“批次”列",
            args.batch
        );
    }
    // Reports of another time lying among these would be handed over with them.
    if holds_reports(&args.out)? {
        bail!("{} 中已有报告：请换一个文件夹，或先移走原来的报告", args.out.display());
    }
    let options = RunOptions {
        scope: scope(args.period.as_deref())?,
        ..RunOptions::default()
    };
    let folder = tempfile::tempdir()?;
    let run = folder.path().join("run");
    let lake = Lake::open(&args.lake)?.snapshot();
    let _kept = lake.hold()?;
    let names = institution_names(&lake)?;
    warn_of_faults(&Library::compile(&sources).1);
    let report = trial(&lake, &Arc::new(library), &options, &run)?;
    let remarks = remarks(&sources);
    let mut by_institution: BTreeMap<String, Vec<Shown>> = BTreeMap::new();
    findings::each(&run, |row| {
        let institution = row.text("fixmedins_code").to_owned();
        by_institution
            .entry(institution)
            .or_default()
            .push(Shown::of(row, &remarks));
    })?;
    std::fs::create_dir_all(&args.out).with_context(|| format!("新建文件夹 {}", args.out.display()))?;
    let mut sums: Vec<(Money, String)> = Vec::new();
    for (institution, mut shown) in by_institution {
        shown.sort_by(|a, b| (b.amount, a.day, &a.key).cmp(&(a.amount, b.day, &b.key)));
        let name = names.get(&institution).map_or("", String::as_str);
        let place = args.out.join(file_name(&args.batch, &institution));
        let heading = Heading {
            batch: &args.batch,
            institution: &institution,
            name,
            period: args.period.as_deref().unwrap_or("数据湖中的全部服务日期"),
            made: now().day(),
        };
        sheet::write(&place, &heading, &shown).with_context(|| format!("写入 {} 失败", place.display()))?;
        let amount: Money = shown.iter().map(|shown| shown.amount).sum();
        sums.push((
            amount,
            format!("{institution} {name} 命中 {} 条，{amount} 元", shown.len()),
        ));
    }
    sums.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
    for (_, line) in &sums {
        println!("{line}");
    }
    println!("报告 {} 份，在 {}", sums.len(), args.out.display());
    warn_of_nothing(&report);
    Ok(if sums.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Complaints
    })
}

/// 标注 by table and knowledge point. The compiled book has no use for them.
type Remarks = HashMap<(String, String), String>;

fn remarks(sources: &[SourceFile]) -> Remarks {
    let mut remarks = Remarks::new();
    for source in sources {
        let name = source
            .path
            .rsplit('/')
            .next()
            .and_then(|name| name.strip_suffix(".csv"));
        let Some(table) = name else { continue };
        let mut rows = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(source.text.as_bytes());
        let place = |rows: &mut csv::Reader<&[u8]>, column: &str| {
            let heading = rows.headers().ok()?;
            heading.iter().position(|name| name == column)
        };
        let (Some(id), Some(remark)) = (place(&mut rows, "知识点"), place(&mut rows, "标注")) else {
            continue;
        };
        for row in rows.records().flatten() {
            if let (Some(id), Some(remark)) = (row.get(id), row.get(remark).filter(|text| !text.is_empty())) {
                remarks.insert((table.to_owned(), id.to_owned()), remark.to_owned());
            }
        }
    }
    remarks
}

/// The name of a report: what is handed over says of which batch and institution it is.
fn file_name(batch: &str, institution: &str) -> String {
    let plain = |text: &str| text.replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], "-");
    format!("{}-{}.xlsx", plain(batch), plain(institution))
}

fn holds_reports(folder: &Path) -> anyhow::Result<bool> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        other => other.with_context(|| format!("读取文件夹 {}", folder.display()))?,
    };
    for entry in entries {
        let path = entry
            .with_context(|| format!("读取文件夹 {}", folder.display()))?
            .path();
        if path.extension().is_some_and(|ending| ending == "xlsx") {
            return Ok(true);
        }
    }
    Ok(false)
}

fn institution_names(lake: &Snapshot) -> anyhow::Result<HashMap<String, String>> {
    let institutions = lake.institutions()?;
    let names = institutions.iter();
    let names = names.map(|(code, entry, _)| (code.to_owned(), entry.name.clone()));
    Ok(names.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The book reads its tables without the blanks around a cell, and so names the knowledge points.
    #[test]
    fn a_remark_is_found_whatever_blanks_stand_around_it() {
        let table = SourceFile {
            path: "national/knowledge/drug.csv".to_owned(),
            text: "知识点, 标注\n K1 , 原文自相矛盾 \nK2, \n".to_owned(),
        };
        let known = remarks(&[table]);
        let remark = known.get(&("drug".to_owned(), "K1".to_owned()));
        assert_eq!(remark.map(String::as_str), Some("原文自相矛盾"));
        assert_eq!(known.len(), 1);
    }
}
