//! `mingjing rules`: the library as its authors work with it.

mod explain;
mod import;

use super::{Outcome, paint};
use crate::books;
use anyhow::{Context, bail};
use domain::Day;
use rulebook::manual::LocalAdjustment;
use rulebook::{Library, Problem, ProblemLevel, SourceFile, manual};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// 规则库命令
#[derive(Debug, clap::Subcommand)]
pub enum RulesCommand {
    /// 检查规则文档与知识表
    Lint {
        /// 规则目录或规则库存档（.zip）；不写则用程序内置的规则库
        #[arg(long)]
        books: Option<PathBuf>,
        /// 只列错误
        #[arg(long)]
        errors_only: bool,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 运行规则案例
    Test {
        /// 只运行路径或者规则编码含有这些文字的文档
        paths: Vec<String>,
        /// 规则目录或规则库存档（.zip）；不写则用程序内置的规则库
        #[arg(long)]
        books: Option<PathBuf>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 列出各规则种类的状态、知识点与编码数
    Coverage {
        /// 规则目录或规则库存档（.zip）；不写则用程序内置的规则库
        #[arg(long)]
        books: Option<PathBuf>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
        /// 以哪一天的状态计（缺省今天）
        #[arg(long)]
        on: Option<String>,
    },
    /// 解释一条规则（编码或序号），或列出与一个医疗目录编码有关的知识
    Explain {
        /// 规则编码、2025 年版序号，或药品、项目、饮片编码
        code: String,
        /// 规则目录或规则库存档（.zip）；不写则用程序内置的规则库
        #[arg(long)]
        books: Option<PathBuf>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 比较两个规则目录
    Diff {
        /// 旧的规则目录或规则库存档（.zip）
        old: PathBuf,
        /// 新的规则目录或规则库存档（.zip）
        new: PathBuf,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 导入公布的知识点工作簿（xlsx 或 csv）
    Import(import::ImportArgs),
    /// 按文字检索规则与知识点
    Search {
        /// 要找的文字：名称、编码或依据中的词
        text: String,
        /// 规则目录或规则库存档（.zip）；不写则用程序内置的规则库
        #[arg(long)]
        books: Option<PathBuf>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(command: RulesCommand) -> anyhow::Result<Outcome> {
    match command {
        RulesCommand::Lint {
            books,
            errors_only,
            json,
        } => lint(books.as_deref(), errors_only, json),
        RulesCommand::Test { paths, books, json } => test(books.as_deref(), &paths, json),
        RulesCommand::Coverage { books, json, on } => coverage(books.as_deref(), json, on.as_deref()),
        RulesCommand::Explain { code, books, json } => explain::run(books.as_deref(), &code, json),
        RulesCommand::Diff { old, new, json } => diff(&old, &new, json),
        RulesCommand::Import(args) => import::run(&args),
        RulesCommand::Search { text, books, json } => search(books.as_deref(), &text, json),
    }
}

/// The compiled library; problems that leave rules out are told on standard error.
pub(super) fn library(folder: Option<&Path>, warn: bool) -> anyhow::Result<(Vec<SourceFile>, Library)> {
    let sources = books::sources(folder)?;
    let (library, problems) = Library::compile(&sources);
    let errors = problems
        .iter()
        .filter(|problem| problem.level == ProblemLevel::Error)
        .count();
    if warn && errors > 0 {
        eprintln!(
            "{}",
            paint::yellow(format!(
                "规则库有 {errors} 处错误，出错的规则或知识行未参与；运行 mingjing rules lint 查看"
            ))
        );
    }
    Ok((sources, library))
}

fn print_problem(problem: &Problem) {
    let place = if problem.line == 0 {
        problem.file.clone()
    } else {
        format!("{}:{}", problem.file, problem.line)
    };
    let level = match problem.level {
        ProblemLevel::Error => paint::red("错误"),
        ProblemLevel::Notice => paint::yellow("提示"),
    };
    println!(
        "{level} {place} {} {}",
        problem.message,
        paint::dim(format!("→ {}", problem.advice))
    );
}

fn problem_json(problem: &Problem) -> Value {
    let level = match problem.level {
        ProblemLevel::Error => "error",
        ProblemLevel::Notice => "notice",
    };
    json!({
        "level": level, "file": problem.file, "line": problem.line, "message": problem.message,
        "advice": problem.advice,
    })
}

fn print_json(out: &Value) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(out)?);
    Ok(())
}

/// What lower layers bring, for those who read a book.
fn local_json(library: &Library) -> Value {
    json!({
        "rules": manual::local_rules(library).map(|(layer, rule)| json!({
            "layer": layer, "code": rule.code.as_str(), "name": rule.name, "file": rule.file,
        })).collect::<Vec<_>>(),
        "adjustments": manual::adjustments(library).map(|own| adjustment_json(&own)).collect::<Vec<_>>(),
        "tables": manual::local_tables(library).map(|own| json!({
            "layer": own.layer, "table": own.table, "file": own.file, "rows": own.rows,
        })).collect::<Vec<_>>(),
    })
}

fn adjustment_json(own: &LocalAdjustment<'_>) -> Value {
    json!({
        "layer": own.layer, "rule": own.rule, "file": own.file, "from": own.from, "parameters": own.parameters,
        "actions": own.actions, "off": own.off, "approval": own.approval,
        "refused": own.refused,
    })
}

/// `4403 参数 {…} 停用 {…}`.
fn adjustment_text(own: &LocalAdjustment<'_>) -> String {
    let parts = own.parts();
    let written = parts.iter().filter(|(_, text)| !text.is_empty());
    let written: Vec<String> = written.map(|(name, text)| format!("{name} {text}")).collect();
    format!("{} {}", own.layer, written.join("，"))
}

fn lint(folder: Option<&Path>, errors_only: bool, as_json: bool) -> anyhow::Result<Outcome> {
    let sources = books::sources(folder)?;
    let (library, mut problems) = Library::compile(&sources);
    problems.extend(rulebook::lint(&library));
    problems.extend(books::unread(folder)?);
    problems.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    problems.dedup();
    let count = problems.len();
    let errors = problems
        .iter()
        .filter(|problem| problem.level == ProblemLevel::Error)
        .count();
    problems.retain(|problem| !errors_only || problem.level == ProblemLevel::Error);
    let book = library.national();
    let outcome = if errors > 0 {
        Outcome::Complaints
    } else {
        Outcome::Clean
    };
    if as_json {
        print_json(&json!({
            "rules": book.rules().count(), "rows": book.row_count(), "codes": book.item_key_count(),
            "errors": errors, "notices": count - errors, "book_hash": library.hash(),
            "problems": problems.iter().map(problem_json).collect::<Vec<_>>(),
            "local": local_json(&library),
        }))?;
        return Ok(outcome);
    }
    problems.iter().for_each(print_problem);
    println!(
        "规则 {} 条，知识行 {}，编码 {}，错误 {errors}，提示 {}，版本 {}",
        book.rules().count(),
        book.row_count(),
        book.item_key_count(),
        count - errors,
        library.hash().get(..12).unwrap_or_default(),
    );
    print_local(&library);
    Ok(outcome)
}

/// One line on what lower layers bring, where there are any.
fn print_local(library: &Library) {
    let rules = manual::local_rules(library).count();
    let (holding, refused): (Vec<_>, Vec<_>) = manual::adjustments(library).partition(|own| own.refused.is_empty());
    let (adjustments, refused) = (holding.len() + refused.len(), refused.len());
    let off = holding.iter().filter(|own| !own.off.is_empty()).count();
    let rows: usize = manual::local_tables(library).map(|table| table.rows).sum();
    if rules + adjustments + rows > 0 {
        println!("地方层：规则 {rules} 条，调整 {adjustments} 份（其中停用 {off}，不成立 {refused}），知识行 {rows}");
    }
}

fn test(folder: Option<&Path>, paths: &[String], as_json: bool) -> anyhow::Result<Outcome> {
    let sources = books::sources(folder)?;
    let wanted = |file: &str, code: &str| {
        let asked = |path: &String| {
            let path = path
                .trim_start_matches("./")
                .trim_start_matches("books/")
                .trim_end_matches('/');
            file.contains(path) || code.contains(path)
        };
        paths.is_empty() || paths.iter().any(asked)
    };
    let report = rulebook::cases::run_cases(&sources, wanted);
    // A document that cannot be read fails as surely as a case that differs.
    let failed = report.failed.len() + report.problems.len();
    if report.passed + failed == 0 {
        bail!("没有符合 {} 的案例", paths.join("、"));
    }
    let outcome = if failed > 0 {
        Outcome::Complaints
    } else {
        Outcome::Clean
    };
    if as_json {
        print_json(&json!({
            "passed": report.passed, "failed": failed,
            "failures": report.failed.iter().map(|(case, failures)| json!({
                "rule": case.rule.as_str(), "file": case.file, "line": case.line, "title": case.title,
                "failures": failures.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "problems": report.problems.iter().map(problem_json).collect::<Vec<_>>(),
            "without_cases": report.without_cases.iter().map(|code| code.as_str()).collect::<Vec<_>>(),
        }))?;
        return Ok(outcome);
    }
    report.problems.iter().for_each(print_problem);
    for (case, failures) in &report.failed {
        println!("{} {}:{} {}", paint::red("失败"), case.file, case.line, case.title);
        failures.iter().for_each(|failure| println!("    {failure}"));
    }
    for code in &report.without_cases {
        println!("{} {code} 没有案例", paint::yellow("提示"));
    }
    println!("{} passed, {failed} failed", report.passed);
    Ok(outcome)
}

fn coverage(folder: Option<&Path>, as_json: bool, on: Option<&str>) -> anyhow::Result<Outcome> {
    let (_, library) = library(folder, !as_json)?;
    let on = match on {
        Some(text) => Day::parse(text).map_err(|error| anyhow::anyhow!("--on {error}"))?,
        None => crate::app::now().day(),
    };
    let all = rulebook::coverage(&library, on);
    let entry = |rule: &rulebook::RuleCoverage| {
        json!({
            "layer": rule.layer, "seq": rule.seq, "code": rule.code, "framework_1_0_code": rule.framework_code, "name": rule.name,
            "class": rule.class, "primitive": rule.primitive, "state": rule.state(), "state_zh": rule.state_zh(),
            "lifecycle": rule.lifecycle.zh(), "knowledge_points": rule.knowledge_points,
            "speaking_points": rule.speaking_points, "codes": rule.codes,
            "sample_points": rule.sample_points, "cases": rule.cases, "needs": rule.needs,
        })
    };
    let (kinds, supplements): (Vec<_>, Vec<_>) = all.iter().partition(|rule| rule.seq.is_some());
    if as_json {
        let out = json!({
            "on": on.to_string(),
            "book_hash": library.hash(),
            "rules": kinds.iter().map(|rule| entry(rule)).collect::<Vec<_>>(),
            "supplements": supplements.iter().map(|rule| entry(rule)).collect::<Vec<_>>(),
            "local": local_json(&library),
        });
        print_json(&out)?;
        return Ok(Outcome::Clean);
    }
    let row = |rule: &&rulebook::RuleCoverage| {
        vec![
            rule.seq.map_or_else(String::new, |seq| seq.to_string()),
            rule.code.clone(),
            rule.name.clone(),
            rule.state_zh().to_owned(),
            rule.knowledge_points.to_string(),
            rule.speaking_points.to_string(),
            rule.codes.to_string(),
            rule.sample_points.to_string(),
            rule.cases.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = kinds.iter().chain(&supplements).map(row).collect();
    println!(
        "{}",
        paint::table(
            &[
                "序号",
                "编码",
                "名称",
                "状态",
                "知识点",
                "当日有效",
                "编码数",
                "示例",
                "案例",
            ],
            &rows
        )
    );
    let count = |state: &str| kinds.iter().filter(|rule| rule.state() == state).count();
    println!(
        "{} 个种类：正式 {}，试行 {}，需地方数据 {}，归审核 {}；{}",
        kinds.len(),
        count("in force"),
        count("trial"),
        count("needs local data"),
        count("belongs to audit"),
        totals(&kinds, on),
    );
    if !supplements.is_empty() {
        println!("补充、地方规则 {} 条：{}", supplements.len(), totals(&supplements, on));
    }
    print_local(&library);
    Ok(Outcome::Clean)
}

/// `知识点 5906，2026-12-01 有效 4870，案例 1068`.
fn totals(rules: &[&rulebook::RuleCoverage], on: Day) -> String {
    let sum = |of: fn(&rulebook::RuleCoverage) -> usize| rules.iter().map(|rule| of(rule)).sum::<usize>();
    format!(
        "知识点 {}，{on} 有效 {}，案例 {}",
        sum(|rule| rule.knowledge_points),
        sum(|rule| rule.speaking_points),
        sum(|rule| rule.cases),
    )
}

fn diff(old: &Path, new: &Path, as_json: bool) -> anyhow::Result<Outcome> {
    let (_, old) = library(Some(old), true).context("读取旧的规则目录")?;
    let (_, new) = library(Some(new), true).context("读取新的规则目录")?;
    let changes = rulebook::diff(&old, &new);
    let count = |kind| changes.iter().filter(|change| change.kind == kind).count();
    let outcome = if changes.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Complaints
    };
    if as_json {
        let word = |kind| match kind {
            rulebook::ChangeKind::Added => "added",
            rulebook::ChangeKind::Removed => "removed",
            rulebook::ChangeKind::Changed => "changed",
        };
        print_json(&json!({
            "old_hash": old.hash(), "new_hash": new.hash(),
            "added": count(rulebook::ChangeKind::Added), "changed": count(rulebook::ChangeKind::Changed),
            "removed": count(rulebook::ChangeKind::Removed),
            "changes": changes.iter().map(|change| json!({
                "kind": word(change.kind), "place": change.place, "text": change.text,
            })).collect::<Vec<_>>(),
        }))?;
        return Ok(outcome);
    }
    for change in &changes {
        let kind = match change.kind {
            rulebook::ChangeKind::Added => paint::green(change.kind.zh()),
            rulebook::ChangeKind::Removed => paint::red(change.kind.zh()),
            rulebook::ChangeKind::Changed => paint::yellow(change.kind.zh()),
        };
        println!("{kind} {} {}", change.place, change.text);
    }
    println!(
        "增加 {}，修改 {}，删除 {}",
        count(rulebook::ChangeKind::Added),
        count(rulebook::ChangeKind::Changed),
        count(rulebook::ChangeKind::Removed)
    );
    Ok(outcome)
}

/// Rows shown for one search.
const ROWS_SHOWN_MAX: usize = 50;

fn search(folder: Option<&Path>, text: &str, as_json: bool) -> anyhow::Result<Outcome> {
    let (_, library) = library(folder, !as_json)?;
    let found = manual::search(&library, text, ROWS_SHOWN_MAX);
    if as_json {
        print_json(&json!({
            "rules": found.rules.iter().map(|rule| json!({
                "code": rule.code.as_str(), "seq": rule.seq, "name": rule.name, "file": rule.file,
            })).collect::<Vec<_>>(),
            "rows": found.rows.iter().map(|row| json!({
                "table": row.table, "id": row.id, "name": row.name, "text": row.text,
                "valid": row.span.to_string(), "file": row.file, "line": row.line,
            })).collect::<Vec<_>>(),
            "rows_total": found.rows_total,
        }))?;
    } else {
        for rule in &found.rules {
            println!("{} {} {}", paint::bold(&rule.name), rule.code, paint::dim(&rule.file));
        }
        for row in &found.rows {
            println!(
                "{}/{} {} 「{}」 {}",
                row.table,
                row.id,
                row.name,
                row.text,
                paint::dim(row.span)
            );
        }
        if found.rows_total > found.rows.len() {
            println!(
                "{}",
                paint::dim(format!("共 {} 行，显示前 {} 行", found.rows_total, found.rows.len()))
            );
        }
    }
    let nothing = found.rules.is_empty() && found.rows_total == 0;
    if nothing && !as_json {
        println!("没有找到“{text}”");
    }
    Ok(if nothing { Outcome::Complaints } else { Outcome::Clean })
}
