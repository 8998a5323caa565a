//! The laboratory: what a drafted rule, or newly published knowledge, would have found in the past.

use crate::audit_command::{audit, parse_day_range};
use crate::findings;
use anyhow::{Context, bail};
use audit::Lake;
use audit::run::{RunOptions, Scope};
use domain::{Day, Money};
use rulebook::{Experiment, Library, ProblemLevel, SourceFile};
use server::cli::Outcome;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// 影响评估
#[derive(Debug, clap::Args)]
pub struct ImpactArgs {
    /// 起草或修改的规则文档
    rule: PathBuf,
    /// 数据湖：文件夹，或 s3://桶名/路径
    #[arg(long)]
    lake: String,
    /// 服务日期范围，如 2026-03-01..2026-05-31
    #[arg(long)]
    period: Option<String>,
    /// 规则目录；不写则用程序内置的规则库
    #[arg(long)]
    books: Option<PathBuf>,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

/// A finding, as far as the laboratory compares it.
struct Claim {
    key: String,
    rule: String,
    person: String,
    institution: String,
    department: String,
    doctor: String,
    day: Option<Day>,
    lines: Vec<(String, String)>,
    amount: Money,
    knowledge: String,
    knowledge_name: String,
    sentence: String,
    encounter: String,
}

fn claims(out: &Path) -> anyhow::Result<Vec<Claim>> {
    let mut claims = Vec::new();
    findings::each(out, |row| {
        let institution = row.text("fixmedins_code").to_owned();
        claims.push(Claim {
            key: row.text("finding_key").to_owned(),
            rule: row.text("rule_code").to_owned(),
            person: row.text("psn_no").to_owned(),
            department: row.text("bilg_dept_codg").to_owned(),
            doctor: row.text("bilg_dr_codg").to_owned(),
            day: row.day(),
            // Serial numbers are unique within an institution only.
            lines: row
                .list("feedetl_sn")
                .into_iter()
                .map(|line| (institution.clone(), line))
                .collect(),
            amount: row.amount(),
            knowledge: row.text("knowledge_id").to_owned(),
            knowledge_name: row.text("knowledge_name").to_owned(),
            sentence: row.text("sentence").to_owned(),
            encounter: row.text("mdtrt_id").to_owned(),
            institution,
        });
    })?;
    Ok(claims)
}

/// Tries a rule document on the lake and prints what it would have done.
pub fn impact(args: &ImpactArgs) -> anyhow::Result<Outcome> {
    let text = std::fs::read_to_string(&args.rule).with_context(|| format!("读取 {}", args.rule.display()))?;
    let current = server::books::sources(args.books.as_deref())?;
    let code = code_of(&text).with_context(|| format!("{} 没有写“编码”", args.rule.display()))?;
    let changed = with_document(&current, &code, &args.rule, text);
    let (library, problems) = Library::compile_experiment(&changed.sources, &Experiment::Rule(&code));
    let wrong = problems
        .iter()
        .find(|problem| problem.level == ProblemLevel::Error && problem.file == changed.path);
    if let Some(problem) = wrong {
        bail!("规则文档有错误：{problem}");
    }
    let days = args.period.as_deref().map(parse_day_range).transpose()?;
    let scope = days.map_or_else(Scope::default, |(first, last)| Scope::default().within(first, last));
    let folder = tempfile::tempdir()?;
    let only_this = RunOptions {
        scope: scope.clone(),
        rules: vec![code.as_str().into()],
        ..RunOptions::default()
    };
    let all = RunOptions {
        scope,
        ..RunOptions::default()
    };
    let (tried, known) = (folder.path().join("tried"), folder.path().join("known"));
    audit(&args.lake, &Arc::new(library), &only_this, &tried, false)?;
    let in_force = Arc::new(Library::compile(&current).0);
    audit(&args.lake, &in_force, &all, &known, false)?;
    let (tried, known) = (claims(&tried)?, claims(&known)?);
    // The version in force alone, so that its hits are not hidden behind other rules.
    let alone = folder.path().join("alone");
    if in_force.national().rule(&code).is_some() {
        audit(&args.lake, &in_force, &only_this, &alone, false)?;
    }
    let before = if alone.exists() { claims(&alone)? } else { Vec::new() };
    let card = Card::of(&code, &tried, &known, &before);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&card.to_json())?);
    } else {
        card.print();
    }
    Ok(if card.findings > 0 {
        Outcome::Complaints
    } else {
        Outcome::Clean
    })
}

/// The code that a document gives itself.
fn code_of(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("编码:"))?;
    Some(line.trim().trim_matches(['"', '\'']).to_owned()).filter(|code| !code.is_empty())
}

struct Changed {
    sources: Vec<SourceFile>,
    path: String,
}

/// The sources with a document in place of the one that has its code, or beside the others.
fn with_document(current: &[SourceFile], code: &str, file: &Path, text: String) -> Changed {
    let is_it = |source: &SourceFile| source.path.ends_with(".md") && code_of(&source.text).as_deref() == Some(code);
    let path = current.iter().find(|source| is_it(source)).map_or_else(
        || {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
            format!("national/supplement/{}", name.unwrap_or_else(|| "draft.md".to_owned()))
        },
        |source| source.path.clone(),
    );
    let mut sources: Vec<SourceFile> = current.iter().filter(|source| source.path != path).cloned().collect();
    sources.push(SourceFile {
        path: path.clone(),
        text,
    });
    Changed { sources, path }
}

/// 影响评估卡
#[derive(Debug, Default)]
struct Card {
    code: String,
    findings: usize,
    amount: Money,
    persons: usize,
    institutions: Vec<(String, usize, Money)>,
    departments: usize,
    doctors: usize,
    /// findings in a day of a doctor on whose day there was any
    per_doctor_day: f64,
    most_in_a_day: usize,
    overlapping: usize,
    overlapping_amount: Money,
    overlapping_rules: BTreeMap<String, usize>,
    new: usize,
    gone: usize,
    changed: usize,
}

impl Card {
    fn of(code: &str, tried: &[Claim], known: &[Claim], before: &[Claim]) -> Self {
        let mut by_line: HashMap<&(String, String), Vec<&Claim>> = HashMap::new();
        for claim in known.iter().filter(|claim| claim.rule != code) {
            for line in &claim.lines {
                by_line.entry(line).or_default().push(claim);
            }
        }
        let mut card = Self {
            code: code.to_owned(),
            findings: tried.len(),
            amount: tried.iter().map(|claim| claim.amount).sum(),
            ..Self::default()
        };
        let distinct = |of: fn(&Claim) -> (&str, &str)| {
            let all: HashSet<(&str, &str)> = tried.iter().map(of).filter(|(_, what)| !what.is_empty()).collect();
            all.len()
        };
        card.persons = distinct(|claim| ("", &claim.person));
        card.departments = distinct(|claim| (&claim.institution, &claim.department));
        card.doctors = distinct(|claim| (&claim.institution, &claim.doctor));
        let mut institutions: BTreeMap<&str, (usize, Money)> = BTreeMap::new();
        let mut days: HashMap<(&str, &str, Option<Day>), usize> = HashMap::new();
        for claim in tried {
            let sum = institutions.entry(&claim.institution).or_default();
            sum.0 += 1;
            sum.1 += claim.amount;
            *days.entry((&claim.institution, &claim.doctor, claim.day)).or_default() += 1;
            let others: BTreeSet<&str> = claim
                .lines
                .iter()
                .flat_map(|line| by_line.get(line).into_iter().flatten())
                .map(|other| other.rule.as_str())
                .collect();
            if !others.is_empty() {
                card.overlapping += 1;
                card.overlapping_amount += claim.amount;
            }
            for rule in others {
                *card.overlapping_rules.entry(rule.to_owned()).or_default() += 1;
            }
        }
        card.institutions = institutions
            .into_iter()
            .map(|(code, (findings, amount))| (code.to_owned(), findings, amount))
            .collect();
        card.institutions
            .sort_by(|(a, _, one), (b, _, other)| (other, a).cmp(&(one, b)));
        card.most_in_a_day = days.values().copied().max().unwrap_or(0);
        card.per_doctor_day = tried.len() as f64 / days.len().max(1) as f64;
        let was: HashMap<&str, Money> = before.iter().map(|claim| (claim.key.as_str(), claim.amount)).collect();
        let is: HashSet<&str> = tried.iter().map(|claim| claim.key.as_str()).collect();
        card.new = tried
            .iter()
            .filter(|claim| !was.contains_key(claim.key.as_str()))
            .count();
        card.gone = before.iter().filter(|claim| !is.contains(claim.key.as_str())).count();
        card.changed = tried
            .iter()
            .filter(|claim| {
                was.get(claim.key.as_str())
                    .is_some_and(|amount| *amount != claim.amount)
            })
            .count();
        card
    }

    fn print(&self) {
        println!("影响评估 {}", self.code);
        println!("  命中        {} 条，{} 元", self.findings, self.amount);
        println!(
            "  涉及        参保人 {} 名，机构 {} 家，科室 {} 个，医师 {} 名",
            self.persons,
            self.institutions.len(),
            self.departments,
            self.doctors
        );
        println!(
            "  预计弹窗    有提示的医师日均 {:.2} 次，最多一日 {} 次",
            self.per_doctor_day, self.most_in_a_day
        );
        println!(
            "  与现行规则重叠 {} 条，{} 元",
            self.overlapping, self.overlapping_amount
        );
        for (rule, count) in &self.overlapping_rules {
            println!("      {rule} {count} 条");
        }
        println!(
            "  与现行版本相比 新增 {} 条，消失 {} 条，金额改变 {} 条",
            self.new, self.gone, self.changed
        );
        for (institution, findings, amount) in self.institutions.iter().take(10) {
            println!("      {institution} {findings} 条 {amount} 元");
        }
    }

    fn to_json(&self) -> serde_json::Value {
        let institutions: Vec<serde_json::Value> = self
            .institutions
            .iter()
            .map(|(code, findings, amount)| {
                serde_json::json!({ "fixmedins_code": code, "findings": findings, "amount": amount.to_string() })
            })
            .collect();
        serde_json::json!({
            "rule_code": self.code,
            "findings": self.findings,
            "amount": self.amount.to_string(),
            "persons": self.persons,
            "institutions": institutions,
            "departments": self.departments,
            "doctors": self.doctors,
            "popups_per_doctor_day": self.per_doctor_day,
            "popups_most_in_a_day": self.most_in_a_day,
            "overlapping_findings": self.overlapping,
            "overlapping_amount": self.overlapping_amount.to_string(),
            "overlapping_rules": self.overlapping_rules,
            "new": self.new,
            "gone": self.gone,
            "amount_changed": self.changed,
        })
    }
}

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

/// Tries the knowledge of a batch on the past and writes one report per institution.
pub fn radar(args: &RadarArgs) -> anyhow::Result<Outcome> {
    let (library, _) = Library::compile_experiment(
        &server::books::sources(args.books.as_deref())?,
        &Experiment::Batch(&args.batch),
    );
    if library.national().rules().next().is_none() {
        bail!(
            "知识库中没有批次“{}”：批次名见 books/national/knowledge 各表的“批次”列",
            args.batch
        );
    }
    let days = args.period.as_deref().map(parse_day_range).transpose()?;
    let options = RunOptions {
        scope: days.map_or_else(Scope::default, |(first, last)| Scope::default().within(first, last)),
        ..RunOptions::default()
    };
    let folder = tempfile::tempdir()?;
    let run = folder.path().join("run");
    let names = institution_names(&args.lake)?;
    audit(&args.lake, &Arc::new(library), &options, &run, false)?;
    let mut by_institution: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    for claim in claims(&run)? {
        by_institution.entry(claim.institution.clone()).or_default().push(claim);
    }
    std::fs::create_dir_all(&args.out).with_context(|| format!("新建文件夹 {}", args.out.display()))?;
    for (institution, claims) in &by_institution {
        let place = args.out.join(format!("{institution}.xlsx"));
        let name = names.get(institution).map_or("", String::as_str);
        report(&place, &args.batch, institution, name, claims)
            .with_context(|| format!("写入 {} 失败", place.display()))?;
        let amount: Money = claims.iter().map(|claim| claim.amount).sum();
        println!("{institution} {name} 命中 {} 条，{amount} 元", claims.len());
    }
    println!("报告 {} 份，在 {}", by_institution.len(), args.out.display());
    Ok(if by_institution.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Complaints
    })
}

fn institution_names(lake: &str) -> anyhow::Result<HashMap<String, String>> {
    let institutions = Lake::open(lake)?.snapshot().dictionaries()?.institutions;
    let names = (0..institutions.len() as u32).filter_map(|id| {
        let name = institutions.entry(id)?.name.clone();
        Some((institutions.code(id)?.to_owned(), name))
    });
    Ok(names.collect())
}

/// One workbook: a sheet of sums by knowledge point, and one of every finding.
fn report(place: &Path, batch: &str, institution: &str, name: &str, claims: &[Claim]) -> anyhow::Result<()> {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let money = Format::new().set_num_format("#,##0.00");
    let sheet = book.add_worksheet().set_name("汇总")?;
    let title = format!("{batch}知识点既往排查：{institution} {name}");
    sheet.write_with_format(0, 0, title, &bold)?;
    sheet.write(1, 0, "本表为按新知识对既往费用的估算，供自查，不作处理依据。")?;
    for (column, heading) in (0_u16..).zip(["规则编码", "知识点", "名称", "条数", "金额（元）"]) {
        sheet.write_with_format(2, column, heading, &bold)?;
    }
    let mut sums: BTreeMap<(&str, &str, &str), (usize, Money)> = BTreeMap::new();
    for claim in claims {
        let sum = sums
            .entry((&claim.rule, &claim.knowledge, &claim.knowledge_name))
            .or_default();
        sum.0 += 1;
        sum.1 += claim.amount;
    }
    for (row, ((rule, knowledge, name), (findings, amount))) in (3_u32..).zip(&sums) {
        sheet
            .write(row, 0, *rule)?
            .write(row, 1, *knowledge)?
            .write(row, 2, *name)?;
        sheet.write(row, 3, *findings as u64)?;
        sheet.write_with_format(row, 4, yuan(*amount), &money)?;
    }
    sheet.autofit();
    let sheet = book.add_worksheet().set_name("明细")?;
    let headings = [
        "疑点标识",
        "规则编码",
        "就诊标识",
        "明细流水号",
        "科室",
        "医师",
        "服务日期",
        "金额（元）",
        "说明",
    ];
    for (column, heading) in (0_u16..).zip(headings) {
        sheet.write_with_format(0, column, heading, &bold)?;
    }
    for (row, claim) in (1_u32..).zip(claims) {
        let lines: Vec<&str> = claim.lines.iter().map(|(_, line)| line.as_str()).collect();
        let day = claim.day.map(|day| day.to_string()).unwrap_or_default();
        sheet.write(row, 0, &claim.key)?.write(row, 1, &claim.rule)?;
        sheet.write(row, 2, &claim.encounter)?.write(row, 3, lines.join("、"))?;
        sheet.write(row, 4, &claim.department)?.write(row, 5, &claim.doctor)?;
        sheet.write(row, 6, day)?;
        sheet.write_with_format(row, 7, yuan(claim.amount), &money)?;
        sheet.write(row, 8, &claim.sentence)?;
    }
    sheet.autofit();
    book.save(place)?;
    Ok(())
}

/// A workbook's cells are floating numbers; fen of a hospital's year are far below where that rounds.
fn yuan(amount: Money) -> f64 {
    amount.scaled() as f64 / 100.0
}
