//! Findings: the list, what it adds up to, and the page of one: the argument at one look.

use crate::access::may;
use crate::caller::By;
use crate::names::Names;
use crate::written::{Body, Path, Query, day, given, short, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use domain::{Certainty, FindingKey, InstitutionCode, RuleCode};
use ledger::{Breakdown, FindingBreakdown, FindingFilter, FindingRow as Row, MatterFilter, MatterId, Reading};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Other findings of the same rule at the same institution that a page shows.
const SIMILAR: u16 = 8;

/// 疑点 as lists show it, without the person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FindingRow {
    key: String,
    rule: String,
    rule_name: String,
    institution: String,
    institution_name: String,
    division: String,
    /// 科室, where one is known
    department: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    practitioner: Option<String>,
    amount: String,
    service_day: String,
    /// 1 明确违规, 2 可疑, 3 轻度可疑, as `sev_deg`
    certainty: u8,
    certainty_zh: &'static str,
    /// one sentence that a doctor understands
    sentence: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<String>,
    /// 参保人标识 with most of it hidden
    person_masked: String,
    /// the run that found it last
    run: String,
    first_seen: String,
}

impl FindingRow {
    /// The cells of an exported row.
    pub(crate) fn cells(self) -> Vec<String> {
        vec![
            self.key,
            self.rule,
            self.rule_name,
            self.institution,
            self.institution_name,
            self.department,
            self.certainty_zh.to_owned(),
            self.amount,
            self.service_day,
            self.sentence,
            self.lead.unwrap_or_default(),
        ]
    }
}

/// The row as it is shown.
pub(crate) fn row_of(row: Row, names: &Names) -> FindingRow {
    let Row { argument, .. } = row;
    FindingRow {
        key: row.key,
        rule_name: names.rule(&row.rule),
        institution_name: names.institution(&row.institution),
        rule: row.rule,
        institution: row.institution,
        division: row.division,
        department: argument.department,
        practitioner: row.practitioner,
        amount: yuan(row.amount),
        service_day: row.service_day.to_string(),
        certainty: match row.certainty {
            Certainty::Definite => 1,
            Certainty::Suspect => 2,
            Certainty::SlightlySuspect => 3,
        },
        certainty_zh: row.certainty.zh(),
        sentence: argument.sentence,
        lead: row.lead,
        person_masked: row.person_masked,
        run: row.run,
        first_seen: row.first_seen.to_string(),
    }
}

/// The key that a path or a matter names.
pub(crate) fn key_of(text: &str) -> Result<FindingKey, Problem> {
    let mut key = [0; 16];
    match hex::decode_to_slice(text, &mut key) {
        Ok(()) => Ok(FindingKey(key)),
        Err(_) => Err(Problem::not_found(&format!("疑点“{}”", short(text)))),
    }
}

/// What a list of findings is narrowed to.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    institution: Option<String>,
    rule: Option<String>,
    /// 所属线索
    lead: Option<String>,
    /// service on or after this day
    from: Option<String>,
    /// service before this day
    before: Option<String>,
    /// 1 明确违规 only, 2 可疑 and stronger, 3 all
    at_least: Option<u8>,
}

impl Filter {
    pub(crate) fn read(&self) -> Result<FindingFilter, Problem> {
        let at_least = match self.at_least {
            None | Some(3) => None,
            Some(1) => Some(Certainty::Definite),
            Some(2) => Some(Certainty::Suspect),
            Some(_) => return Err(Problem::input("at_least", "判定须为1、2或3。")),
        };
        Ok(FindingFilter {
            institution: given(self.institution.as_deref()).map(InstitutionCode::new),
            rule: given(self.rule.as_deref()).map(RuleCode::new),
            lead: given(self.lead.as_deref()).map(str::to_owned),
            from: day("from", self.from.as_deref())?,
            before: day("before", self.before.as_deref())?,
            at_least,
        })
    }
}

/// Where the page before ended.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// the key of the last row of the page before
    after: Option<String>,
    /// rows, 1 to 200
    size: Option<u16>,
}

/// One page of findings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingList {
    rows: Vec<FindingRow>,
    /// hand back as `after` for the next page
    next: Option<String>,
}

/// 疑点列表
#[utoipa::path(get, path = "/findings", tag = "findings", params(Filter, Paging),
    responses((status = 200, body = FindingList), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(workbench): State<Workbench>,
    caller: By<may::Findings>,
    Query(filter): Query<Filter>,
    Query(paging): Query<Paging>,
) -> Result<Json<FindingList>, Problem> {
    let names = workbench.names().await?;
    let reading = workbench.ledger().read(caller.viewer());
    let size = paging.size.unwrap_or(50).clamp(1, 200);
    let after = match given(paging.after.as_deref()) {
        None => None,
        Some(key) => Some(reading.finding(key_of(key)?).await?),
    };
    // One more than shown tells whether there is another page.
    let mut rows = reading.findings(&filter.read()?, size + 1, after.as_ref()).await?;
    let more = rows.len() > usize::from(size);
    rows.truncate(usize::from(size));
    Ok(Json(FindingList {
        next: rows.last().filter(|_| more).map(|row| row.key.clone()),
        rows: rows.into_iter().map(|row| row_of(row, &names)).collect(),
    }))
}

/// Findings and their money under one heading.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FindingSum {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) count: i64,
    pub(crate) flagged: String,
}

/// What a list of findings adds up to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingSums {
    count: i64,
    flagged: String,
    by: Vec<FindingSum>,
}

/// By what the sums are broken down.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Dimension {
    /// `rule`, `institution`, `division`, `month` or `certainty`
    by: Option<String>,
}

/// 疑点合计
#[utoipa::path(get, path = "/findings/totals", tag = "findings", params(Filter, Dimension),
    responses((status = 200, body = FindingSums), (status = "default", body = Problem)))]
pub(crate) async fn totals(
    State(workbench): State<Workbench>,
    caller: By<may::Findings>,
    Query(filter): Query<Filter>,
    Query(by): Query<Dimension>,
) -> Result<Json<FindingSums>, Problem> {
    let filter = filter.read()?;
    let names = workbench.names().await?;
    let sitting = workbench.ledger().sit_down(caller.viewer()).await?;
    let reading = sitting.read();
    let by = match given(by.by.as_deref()) {
        None => Vec::new(),
        Some(word) => {
            let by = match word {
                "rule" => FindingBreakdown::Rule,
                "institution" => FindingBreakdown::Institution,
                "division" => FindingBreakdown::Division,
                "month" => FindingBreakdown::Month,
                "certainty" => FindingBreakdown::Certainty,
                other => return Err(Problem::input("by", format!("不能按“{}”汇总。", short(other)))),
            };
            let sums = reading.finding_breakdown(&filter, by).await?;
            sums.into_iter().map(|sum| heading(by, sum, &names)).collect()
        }
    };
    let total = reading.finding_totals(&filter).await?;
    Ok(Json(FindingSums {
        count: total.count,
        flagged: yuan(total.amount),
        by,
    }))
}

pub(crate) fn heading(by: FindingBreakdown, (key, sum): (String, ledger::FindingTotals), names: &Names) -> FindingSum {
    let name = match by {
        FindingBreakdown::Rule => names.rule(&key),
        FindingBreakdown::Institution => names.institution(&key),
        FindingBreakdown::Certainty => match key.as_str() {
            "3" => Certainty::Definite.zh().to_owned(),
            "2" => Certainty::Suspect.zh().to_owned(),
            _ => Certainty::SlightlySuspect.zh().to_owned(),
        },
        FindingBreakdown::Division | FindingBreakdown::Month => key.clone(),
    };
    FindingSum {
        key,
        name,
        count: sum.count,
        flagged: yuan(sum.amount),
    }
}

/// 知识点
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Knowledge {
    id: String,
    table: String,
    name: String,
    text: String,
    source: String,
    layer: String,
}

/// 要求与实际
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Compared {
    fact: String,
    required: String,
    found: String,
}

/// 证据明细
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceLine {
    id: String,
    /// `violating` or `involved`
    #[schema(value_type = String)]
    role: ledger::EvidenceRole,
    code: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    quantity: String,
    price: String,
    amount: String,
    /// what of the amount counts
    counted: String,
    payment_class: String,
}

/// 佐证规则
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Supporting {
    rule: String,
    name: String,
}

/// 同类疑点 · another finding of the rule at the institution, and what became of it
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Similar {
    key: String,
    amount: String,
    service_day: String,
    /// 环节 of its review, empty where there is none
    outcome: String,
}

/// 办理结果 of the reviews of this rule at this institution
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Outcome {
    stage: String,
    count: i64,
}

/// 疑点页
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingPage {
    #[serde(flatten)]
    row: FindingRow,
    behaviour: String,
    basis: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    knowledge: Option<Knowledge>,
    compared: Vec<Compared>,
    arithmetic: String,
    lines: Vec<EvidenceLine>,
    ways_out: Vec<String>,
    lowered: Vec<String>,
    may_override: String,
    supporting: Vec<Supporting>,
    book_hash: String,
    /// 审核, once there is one that exists for who looks
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<String>,
    similar: Vec<Similar>,
    outcomes: Vec<Outcome>,
}

/// 疑点详情
#[utoipa::path(get, path = "/findings/{key}", tag = "findings", params(("key" = String, Path)),
    responses((status = 200, body = FindingPage), (status = "default", body = Problem)))]
pub(crate) async fn page(
    State(workbench): State<Workbench>,
    caller: By<may::Findings>,
    Path(key): Path<String>,
) -> Result<Json<FindingPage>, Problem> {
    let key = key_of(&key)?;
    let names = workbench.names().await?;
    let sitting = workbench.ledger().sit_down(caller.viewer()).await?;
    let reading = sitting.read();
    let row = reading.finding(key).await?;
    let review = reading.row(&MatterId::review(key)).await.ok();
    let argument = row.argument.clone();
    let (similar, outcomes) = (similar(&reading, &row).await?, outcomes(&reading, &row).await?);
    let knowledge = argument.knowledge.map(|point| Knowledge {
        id: point.id,
        table: point.table,
        name: point.name,
        text: point.text,
        source: point.source,
        layer: point.layer,
    });
    let compared = argument.compared.into_iter().map(|compared| Compared {
        fact: compared.fact,
        required: compared.required,
        found: compared.found,
    });
    let lines = argument.lines.into_iter().map(|line| EvidenceLine {
        id: line.id,
        role: line.role,
        code: line.code,
        name: line.name,
        time: line.time.map(|moment| moment.to_string()),
        quantity: line.quantity.to_string(),
        price: line.price.to_string(),
        amount: yuan(line.amount),
        counted: yuan(line.counted),
        payment_class: line.payment_class,
    });
    let supporting = argument.supporting.into_iter().map(|view| Supporting {
        rule: view.rule,
        name: view.name,
    });
    Ok(Json(FindingPage {
        row: row_of(row, &names),
        behaviour: argument.behaviour,
        basis: argument.basis,
        knowledge,
        compared: compared.collect(),
        arithmetic: argument.arithmetic,
        lines: lines.collect(),
        ways_out: argument.ways_out,
        lowered: argument.lowered,
        may_override: argument.may_override,
        supporting: supporting.collect(),
        book_hash: argument.book_hash,
        stage: review.as_ref().map(|review| review.stage.clone()),
        review: review.map(|review| review.id.to_string()),
        similar,
        outcomes,
    }))
}

/// The latest others of the same rule at the same institution.
async fn similar(reading: &Reading<'_>, row: &Row) -> Result<Vec<Similar>, Problem> {
    let filter = FindingFilter {
        institution: Some(InstitutionCode::new(row.institution.as_str())),
        rule: Some(RuleCode::new(row.rule.as_str())),
        ..FindingFilter::default()
    };
    let mut similar = Vec::new();
    for other in reading.findings(&filter, SIMILAR + 1, None).await? {
        if other.key == row.key || similar.len() >= usize::from(SIMILAR) {
            continue;
        }
        let review = reading.row(&MatterId::review(key_of(&other.key)?)).await.ok();
        similar.push(Similar {
            amount: yuan(other.amount),
            service_day: other.service_day.to_string(),
            outcome: review.map_or_else(String::new, |review| review.stage),
            key: other.key,
        });
    }
    Ok(similar)
}

/// What became of the reviews of this rule at this institution.
async fn outcomes(reading: &Reading<'_>, row: &Row) -> Result<Vec<Outcome>, Problem> {
    let filter = MatterFilter {
        kinds: vec![ledger::Kind::Review],
        institution: Some(InstitutionCode::new(row.institution.as_str())),
        rule: Some(RuleCode::new(row.rule.as_str())),
        ..MatterFilter::default()
    };
    let stages = reading.breakdown(&filter, Breakdown::Stage).await?;
    let outcome = |(stage, totals): (String, ledger::Totals)| Outcome {
        stage,
        count: totals.count,
    };
    Ok(stages.into_iter().map(outcome).collect())
}

/// 查看目的
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Purpose {
    /// why the person is looked at; kept in the trail
    purpose: String,
}

/// 身份信息 behind a finding
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    person: String,
    encounter: String,
}

/// 查看参保人
#[utoipa::path(post, path = "/findings/{key}/look", tag = "findings", params(("key" = String, Path)), request_body = Purpose,
    responses((status = 200, body = Person), (status = "default", body = Problem)))]
pub(crate) async fn look(
    State(workbench): State<Workbench>,
    caller: By<may::Person>,
    Path(key): Path<String>,
    Body(Purpose { purpose }): Body<Purpose>,
) -> Result<Json<Person>, Problem> {
    let key = key_of(&key)?;
    if purpose.chars().count() > 200 {
        return Err(Problem::input("purpose", "查看目的请不超过200字。"));
    }
    let behind = workbench
        .write(caller.viewer(), async |writing| writing.look(key, &purpose).await)
        .await?;
    Ok(Json(Person {
        person: behind.person.as_str().to_owned(),
        encounter: behind.encounter.as_str().to_owned(),
    }))
}
