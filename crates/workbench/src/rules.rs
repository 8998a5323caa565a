//! Rules as people read them: the list with what each has found, and the page of one with its
//! document, cases and knowledge.

use crate::access::{Right, may};
use crate::aside::aside;
use crate::caller::By;
use crate::findings::FindingSum;
use crate::quality::{Quality, of_rules, precision};
use crate::written::{Path, Query, given, short, yuan};
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::extract::State;
use domain::{Day, RuleCode};
use ledger::{FindingBreakdown, FindingFilter, RuleQuality};
use rulebook::{Library, Rule, SourceFile};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use utoipa::{IntoParams, ToSchema};

/// 规则 in the list
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RuleRow {
    code: String,
    /// number in the 2025 edition
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u16>,
    name: String,
    class: String,
    behaviour: String,
    state_zh: &'static str,
    certainty_zh: &'static str,
    /// whether its knowledge is there
    data_zh: &'static str,
    findings: i64,
    flagged: String,
    /// 准确率, between 0 and 1; none while too few findings are decided
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<String>,
}

fn row(
    rule: &Rule,
    today: Day,
    sums: &HashMap<String, ledger::FindingTotals>,
    quality: &BTreeMap<String, RuleQuality>,
) -> RuleRow {
    let found = sums.get(rule.code.as_str()).copied().unwrap_or_default();
    RuleRow {
        code: rule.code.as_str().to_owned(),
        seq: rule.seq,
        name: rule.name.clone(),
        class: rule.class.clone(),
        behaviour: rule.behaviour.clone(),
        state_zh: rule.lifecycle.on(today).zh(),
        certainty_zh: rule.certainty.zh(),
        data_zh: rule.data.zh(),
        findings: found.count,
        flagged: yuan(found.amount),
        precision: quality.get(rule.code.as_str()).and_then(precision),
    }
}

/// What each rule has found within the scope of who looks; nothing for who may not see findings.
async fn found(
    workbench: &Workbench,
    caller: &Caller,
    filter: &FindingFilter,
) -> Result<HashMap<String, ledger::FindingTotals>, Problem> {
    if caller.must(Right::Findings).is_err() {
        return Ok(HashMap::new());
    }
    let reading = workbench.ledger().read(caller.viewer());
    let sums = reading.finding_breakdown(filter, FindingBreakdown::Rule).await?;
    Ok(sums.into_iter().collect())
}

/// 规则列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleList {
    rows: Vec<RuleRow>,
}

/// 规则列表
#[utoipa::path(get, path = "/rules", tag = "rules", responses((status = 200, body = RuleList), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(workbench): State<Workbench>,
    caller: By<may::Rules>,
) -> Result<Json<RuleList>, Problem> {
    let (library, today) = (workbench.library()?, workbench.now().day());
    let sums = found(&workbench, &caller, &FindingFilter::default()).await?;
    let quality = of_rules(&workbench).await?;
    let rules = library.rules();
    let mut rows: Vec<RuleRow> = rules.map(|rule| row(rule, today, &sums, &quality)).collect();
    rows.sort_by(|a, b| (a.seq.is_none(), a.seq, &a.code).cmp(&(b.seq.is_none(), b.seq, &b.code)));
    Ok(Json(RuleList { rows }))
}

/// 案例 and whether it holds
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CaseLine {
    title: String,
    passed: bool,
}

/// 规则页
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RulePage {
    #[serde(flatten)]
    row: RuleRow,
    english: String,
    basis: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    may_override: Option<String>,
    tables: Vec<String>,
    needs: Vec<String>,
    /// the document, Markdown without its head and cases
    text: String,
    cases: Vec<CaseLine>,
    knowledge_rows: usize,
    /// findings by month of service
    months: Vec<FindingSum>,
    quality: Quality,
}

/// 规则详情
#[utoipa::path(get, path = "/rules/{code}", tag = "rules", params(("code" = String, Path)),
    responses((status = 200, body = RulePage), (status = "default", body = Problem)))]
pub(crate) async fn page(
    State(workbench): State<Workbench>,
    caller: By<may::Rules>,
    Path(code): Path<String>,
) -> Result<Json<RulePage>, Problem> {
    let (library, today) = (workbench.library()?, workbench.now().day());
    let rule = library
        .rule(&code)
        .ok_or_else(|| Problem::not_found(&format!("规则“{}”", short(&code))))?;
    let filter = FindingFilter {
        rule: Some(RuleCode::new(code.as_str())),
        ..FindingFilter::default()
    };
    let sums = found(&workbench, &caller, &filter).await?;
    let months = match caller.must(Right::Findings) {
        Err(_) => Vec::new(),
        Ok(()) => {
            let reading = workbench.ledger().read(caller.viewer());
            reading.finding_breakdown(&filter, FindingBreakdown::Month).await?
        }
    };
    let read = workbench.documents().await?.rule(&code).await?;
    let may_override = rule
        .may_override
        .as_ref()
        .map(|may| format!("{}：{}", may.by, may.evidence.join("、")));
    let quality = of_rules(&workbench).await?;
    Ok(Json(RulePage {
        row: row(rule, today, &sums, &quality),
        quality: quality.get(&code).copied().unwrap_or_default().into(),
        english: rule.english.clone(),
        basis: rule.basis.iter().map(|basis| basis.cite()).collect(),
        may_override,
        tables: rule.tables.clone(),
        needs: rule.needs.clone(),
        text: read.text.clone(),
        cases: read.cases.clone(),
        knowledge_rows: read.rows,
        months: months
            .into_iter()
            .map(|(month, sum)| FindingSum {
                key: month.clone(),
                name: month,
                count: sum.count,
                flagged: yuan(sum.amount),
            })
            .collect(),
    }))
}

/// What a rule's author wrote.
#[derive(Default)]
struct Read {
    text: String,
    cases: Vec<CaseLine>,
    rows: usize,
}

/// 规则文稿 · the library with its prose, which the library in force has dropped. Compiled once for
/// each book that comes into force.
pub(crate) struct Documents {
    /// the book in force that they belong to
    pub(crate) hash: String,
    library: Library,
    sources: Vec<SourceFile>,
    problems: Vec<rulebook::Problem>,
    read: Mutex<HashMap<String, Arc<Read>>>,
}

impl Documents {
    /// Compiles the text of the book. CPU-bound; not for an async thread.
    pub(crate) fn compile(hash: String, sources: Vec<SourceFile>) -> Arc<Self> {
        let (library, problems) = Library::compile(&sources);
        Arc::new(Self {
            hash,
            library,
            sources,
            problems,
            read: Mutex::default(),
        })
    }

    /// What the author of a rule wrote, and whether its cases hold. A case with parameters of its own is
    /// judged with a library of its own, which takes a while; nothing of it changes as long as the book
    /// does not, so it is done once.
    async fn rule(self: Arc<Self>, code: &str) -> Result<Arc<Read>, Problem> {
        let kept = |read: &Mutex<HashMap<String, Arc<Read>>>| {
            let read = read.lock().unwrap_or_else(PoisonError::into_inner);
            read.get(code).map(Arc::clone)
        };
        if let Some(read) = kept(&self.read) {
            return Ok(read);
        }
        let name = code.to_owned();
        aside(move || {
            let read = Arc::new(self.judged(&name));
            let mut all = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(name).or_insert(read))
        })
        .await
    }

    fn judged(&self, code: &str) -> Read {
        let Some(page) = rulebook::manual::page(&self.library, code) else {
            return Read::default();
        };
        let sections = page
            .sections
            .iter()
            .map(|(name, text)| format!("## {name}\n\n{}\n", text.trim()));
        Read {
            text: sections.collect::<Vec<_>>().join("\n"),
            rows: page.rows,
            cases: page
                .cases
                .iter()
                .map(|case| CaseLine {
                    title: case.title.clone(),
                    passed: case.judge(&self.library, &self.sources).is_empty(),
                })
                .collect(),
        }
    }

    fn knowledge(&self, tables: &[String], text: &str, after: usize, most: usize) -> (Vec<KnowledgeRow>, usize) {
        let (found, total) = rulebook::manual::knowledge(&self.library, tables, text, after, most);
        let row = |found: rulebook::manual::FoundRow<'_>| KnowledgeRow {
            id: found.id.to_owned(),
            table: found.table.to_owned(),
            name: found.name.to_owned(),
            codes: found.keys.to_owned(),
            text: found.text.to_owned(),
            source: found.source.to_owned(),
        };
        (found.into_iter().map(row).collect(), total)
    }

    /// What is wrong with the book, by file and line.
    pub(crate) fn problems(&self) -> &[rulebook::Problem] {
        &self.problems
    }
}

/// 知识点
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnowledgeRow {
    id: String,
    table: String,
    name: String,
    codes: String,
    text: String,
    source: String,
}

/// One page of knowledge.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnowledgeList {
    rows: Vec<KnowledgeRow>,
    /// how many fit
    total: usize,
    /// hand back as `after` for the next page
    next: Option<String>,
}

/// What knowledge is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// a part of the name, the codes, the text, or the whole number
    q: Option<String>,
    after: Option<usize>,
    size: Option<usize>,
}

/// 规则的知识点
#[utoipa::path(get, path = "/rules/{code}/knowledge", tag = "rules", params(("code" = String, Path), Wanted),
    responses((status = 200, body = KnowledgeList), (status = "default", body = Problem)))]
pub(crate) async fn knowledge(
    State(workbench): State<Workbench>,
    _: By<may::Rules>,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<KnowledgeList>, Problem> {
    let library = workbench.library()?;
    let rule = library
        .rule(&code)
        .ok_or_else(|| Problem::not_found(&format!("规则“{}”", short(&code))))?;
    let documents = workbench.documents().await?;
    let (after, size) = (wanted.after.unwrap_or(0), wanted.size.unwrap_or(50).clamp(1, 200));
    let text = given(wanted.q.as_deref()).unwrap_or_default().to_owned();
    let tables = rule.tables.clone();
    let (rows, total) = aside(move || documents.knowledge(&tables, &text, after, size)).await?;
    let seen = after.saturating_add(rows.len());
    Ok(Json(KnowledgeList {
        next: (seen < total).then(|| seen.to_string()),
        rows,
        total,
    }))
}
