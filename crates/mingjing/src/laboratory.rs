//! The laboratory: what a drafted rule, or newly published knowledge, would have found in the past.

mod card;
mod radar;
mod sheet;

pub use radar::{RadarArgs, radar};

use crate::audit_command::{audit, parse_day_range};
use crate::findings;
use crate::stop::Stopped;
use anyhow::{Context, bail};
use audit::run::{RunOptions, RunReport, Scope, all_speak};
use audit::{Lake, Snapshot};
use card::{Card, Versions};
use domain::{Day, Money};
use rulebook::{Experiment, Library, Problem, ProblemLevel, SourceFile};
use server::cli::Outcome;
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

/// A finding, as far as the impact of a rule compares it.
#[derive(Debug, Default)]
struct Claim {
    key: String,
    rule: String,
    supporting: Vec<String>,
    verdict: String,
    action: String,
    person: String,
    institution: String,
    department: String,
    doctor: String,
    day: Option<Day>,
    lines: Vec<String>,
    amount: Money,
    encounter: String,
}

/// A visit: institution, person and number. Numbers are those of an institution, and of some of a person there.
type VisitOf<'c> = (&'c str, &'c str, &'c str);

impl Claim {
    /// Its lines, which are all of its visit: what is to blame in another has a finding there. Serial numbers are
    /// unique within a visit only.
    fn places(&self) -> impl Iterator<Item = (VisitOf<'_>, &str)> {
        self.lines.iter().map(|line| (self.visit(), line.as_str()))
    }

    /// Its visit.
    fn visit(&self) -> VisitOf<'_> {
        (&self.institution, &self.person, &self.encounter)
    }
}

fn claims(out: &Path) -> anyhow::Result<Vec<Claim>> {
    let mut claims = Vec::new();
    findings::each(out, |row| {
        let text = |name: &str| row.text(name).to_owned();
        claims.push(Claim {
            key: text("finding_key"),
            rule: text("rule_code"),
            supporting: row.list("supporting_rules"),
            verdict: text("verdict"),
            action: text("action"),
            person: text("psn_no"),
            institution: text("fixmedins_code"),
            department: text("bilg_dept_codg"),
            doctor: text("bilg_dr_codg"),
            day: row.day(),
            lines: row.list("feedetl_sn"),
            amount: row.amount(),
            encounter: text("mdtrt_id"),
        });
    })?;
    Ok(claims)
}

/// An audit whose result nobody keeps.
fn trial(lake: &Snapshot, library: &Arc<Library>, options: &RunOptions, out: &Path) -> anyhow::Result<RunReport> {
    match audit(lake, library, options, out, false) {
        Err(error) if error.is::<Stopped>() => Err(Stopped::Tried.into()),
        other => other,
    }
}

/// Tells that a book has errors: a trial goes on without what is in error, as real time does; an audit, whose findings
/// become cases, would not begin.
fn warn_of_faults(problems: &[Problem]) {
    let mut errors = problems.iter().filter(|problem| problem.level == ProblemLevel::Error);
    if let Some(first) = errors.next() {
        eprintln!(
            "注意：规则库有 {} 处错误，出错的部分没有参与试算；审核不在这样的规则库上运行：{first}。可用 mingjing rules lint 查看全部",
            1 + errors.count()
        );
    }
}

/// What is under review in a period.
fn scope(period: Option<&str>) -> anyhow::Result<Scope> {
    let days = period.map(parse_day_range).transpose()?;
    Ok(days.map_or_else(Scope::default, |(first, last)| Scope::default().within(first, last)))
}

/// Tries a rule document on the lake and prints what it would have done.
pub fn impact(args: &ImpactArgs) -> anyhow::Result<Outcome> {
    let text = server::books::read_text(&args.rule)?;
    let current = server::books::sources(args.books.as_deref())?;
    let code = code_of(&text).with_context(|| {
        let file = args.rule.display();
        match text.lines().any(|line| line.starts_with("调整:")) {
            true => format!("{file} 是“调整”文档，影响评估只试算整条规则：请把所调整的规则文档按调整改好后试算"),
            false => format!("{file} 没有写“编码”：应在文件头中写 编码: 规则编码"),
        }
    })?;
    let changed = with_document(&current, &code, text);
    let experiment = Experiment::Rule(&code);
    let (library, problems) = Library::compile_experiment(&changed.sources, &experiment);
    let faults = problems.into_iter().filter(|problem| problem.file == changed.path);
    if let Some(fault) = faults.into_iter().find(|problem| problem.level == ProblemLevel::Error) {
        // People look for it in the file that they have named.
        let file = args.rule.display().to_string();
        let advice = match args.books {
            None => "。用到本地知识表的，把规则文档和表放入规则目录的同一层，并用 --books 写明规则目录",
            Some(_) => "",
        };
        bail!("规则文档有错误：{}{advice}", Problem { file, ..fault });
    }
    let library = Arc::new(library);
    let draft = library
        .rule(&code)
        .with_context(|| format!("{} 不是完整的规则文档", args.rule.display()))?;
    let scope = scope(args.period.as_deref())?;
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
    let place = |name: &str| folder.path().join(name);
    let lake = Lake::open(&args.lake)?.snapshot();
    let _kept = lake.hold()?;
    let (known, faults) = Library::compile(&current);
    warn_of_faults(&faults);
    // Said at once, and not after a trial that may take long.
    all_speak(&lake, &library, &only_this)?;
    trial(&lake, &library, &only_this, &place("tried"))?;
    trial(&lake, &Arc::new(known), &all, &place("known"))?;
    // The version in force alone, so that its hits are not hidden behind other rules; and in force at all times
    // like the draft, so that nothing differs but what the documents say.
    let in_force = Arc::new(Library::compile_experiment(&current, &experiment).0);
    let version = in_force.rule(&code);
    let before = match version {
        Some(_) => {
            trial(&lake, &in_force, &only_this, &place("alone"))?;
            claims(&place("alone"))?
        }
        None => Vec::new(),
    };
    let versions = Versions {
        draft,
        in_force: version,
    };
    let card = Card::of(versions, &claims(&place("tried"))?, &claims(&place("known"))?, &before);
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
    let line = text.lines().find_map(|line| line.strip_prefix("编码:"))?.trim();
    let quoted = line
        .strip_prefix(['"', '\''])
        .and_then(|rest| rest.split(['"', '\'']).next());
    let bare = line.split(" #").next().map(str::trim);
    quoted.or(bare).map(str::to_owned).filter(|code| !code.is_empty())
}

struct Changed {
    sources: Vec<SourceFile>,
    path: String,
}

/// The sources with a document in place of the one that has its code, or beside the others.
fn with_document(current: &[SourceFile], code: &str, text: String) -> Changed {
    let is_it = |source: &SourceFile| source.path.ends_with(".md") && code_of(&source.text).as_deref() == Some(code);
    let path = current.iter().find(|source| is_it(source)).map_or_else(
        // Whatever the draft is called: some names mean something to the book.
        || format!("national/supplement/draft-{code}.md"),
        |source| source.path.clone(),
    );
    let mut sources: Vec<SourceFile> = current.iter().filter(|source| source.path != path).cloned().collect();
    sources.push(SourceFile {
        path: path.clone(),
        text,
    });
    Changed { sources, path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_its_code_as_yaml_allows() {
        for text in [
            "编码: XL-1",
            "---\n编码: \"XL-1\" # 县",
            "编码:  'XL-1'",
            "编码: XL-1 # 县",
        ] {
            assert_eq!(code_of(text).as_deref(), Some("XL-1"), "{text}");
        }
        assert_eq!(code_of("编码:\n"), None);
    }
}
