//! 违规信息 · one finding as `result[]` with its `judge_result_detail_dtos[]`.

use super::super::problem::cut;
use super::super::{CallerProfile, Renamed, ReviewRequest};
use super::Judged;
use super::message::Amount;
use domain::{Action, Basis, Certainty, Finding, FindingLine, LineRole};
use serde::Serialize;

/// Longest text fields of the interface, in characters.
const TEXT_CHARS_MAX: usize = 500;
const NAME_CHARS_MAX: usize = 200;

/// Most lines of one finding; the violating ones come first, the rest is counted.
const DETAILS_MAX: usize = 60;

/// Most members of the extra lists.
const EXTRAS_MAX: usize = 10;

/// `result[]`
#[derive(Debug, Serialize)]
pub(in crate::wire) struct ResultNode<'f> {
    jr_id: String,
    rule_id: &'f str,
    rule_name: &'f str,
    vola_cont: &'f str,
    patn_id: &'f str,
    mdtrt_id: &'f str,
    judge_result_detail_dtos: Vec<DetailNode<'f>>,
    vola_amt: Amount,
    vola_amt_stas: &'static str,
    sev_deg: &'static str,
    vola_evid: String,
    vola_bhvr_type: &'f str,
    task_id: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mj_action: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mj_law: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mj_compared: Vec<ComparedNode<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mj_ways_out: Vec<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mj_override: Option<OverrideNode<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mj_details_left_out: Option<usize>,
}

/// `judge_result_detail_dtos[]`
#[derive(Debug, Serialize)]
struct DetailNode<'f> {
    jrd_id: String,
    patn_id: &'f str,
    mdtrt_id: &'f str,
    rx_id: &'f str,
    vola_item_type: &'static str,
    vola_amt: Amount,
}

#[derive(Debug, Serialize)]
struct ComparedNode<'f> {
    fact: &'f str,
    required: &'f str,
    found: &'f str,
}

#[derive(Debug, Serialize)]
struct OverrideNode<'f> {
    by: &'f str,
    evidence: Vec<&'f str>,
}

/// The node of one finding.
pub(super) fn result_node<'f>(
    judged: Judged<'f>,
    request: Option<&'f ReviewRequest>,
    profile: &CallerProfile,
) -> ResultNode<'f> {
    let Judged { finding, id } = judged;
    let jr_id = id.to_owned();
    let severity = severity(finding.certainty);
    let extra = profile.extra_fields;
    let documents: Vec<String> = finding.basis.iter().map(Basis::cite).collect();
    ResultNode {
        rule_id: finding.rule.as_str(),
        rule_name: cut(&finding.rule_name, NAME_CHARS_MAX),
        vola_cont: cut(&finding.sentence, TEXT_CHARS_MAX),
        patn_id: finding.person.as_str(),
        mdtrt_id: finding.encounter.as_str(),
        judge_result_detail_dtos: details(finding, &jr_id, request),
        jr_id,
        vola_amt: Amount(finding.amount),
        vola_amt_stas: "1",
        sev_deg: severity,
        vola_evid: evidence(finding, &documents),
        vola_bhvr_type: if profile.behaviour_as_level {
            severity
        } else {
            &finding.behaviour
        },
        task_id: request.map_or("", |request| &request.task_id),
        mj_action: extra.then(|| finding.action.zh()),
        mj_law: if extra { law(documents) } else { Vec::new() },
        mj_compared: if extra { compared(finding) } else { Vec::new() },
        mj_ways_out: if extra { ways_out(finding) } else { Vec::new() },
        mj_override: finding.may_override.as_ref().filter(|_| extra).map(|may| OverrideNode {
            by: cut(&may.by, NAME_CHARS_MAX),
            evidence: may
                .evidence
                .iter()
                .take(EXTRAS_MAX)
                .map(|paper| cut(paper, NAME_CHARS_MAX))
                .collect(),
        }),
        mj_details_left_out: finding
            .lines
            .len()
            .checked_sub(DETAILS_MAX)
            .filter(|count| *count > 0 && extra),
    }
}

/// 严重程度 · `sev_deg`: 1 明确违规, 2 高度可疑, 3 轻度可疑
fn severity(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Definite => "1",
        Certainty::Suspect => "2",
        Certainty::SlightlySuspect => "3",
    }
}

fn details<'f>(finding: &'f Finding, jr_id: &str, request: Option<&'f ReviewRequest>) -> Vec<DetailNode<'f>> {
    let violating = finding.lines.iter().filter(|line| line.role == LineRole::Violating);
    let involved = finding.lines.iter().filter(|line| line.role == LineRole::Involved);
    violating
        .chain(involved)
        .take(DETAILS_MAX)
        .enumerate()
        .map(|(index, line)| DetailNode {
            jrd_id: format!("{jr_id}-{}", index + 1),
            patn_id: finding.person.as_str(),
            mdtrt_id: line.encounter.as_str(),
            rx_id: sent_id(finding, line, request),
            vola_item_type: match line.role {
                LineRole::Violating => "1",
                LineRole::Involved => "2",
            },
            vola_amt: Amount(line.amount),
        })
        .collect()
}

/// The id that the client sent: clients look their order up by it.
fn sent_id<'f>(finding: &Finding, line: &'f FindingLine, request: Option<&'f ReviewRequest>) -> &'f str {
    let is_line = |renamed: &&Renamed| {
        renamed.given == line.id && renamed.encounter == line.encounter && renamed.person == finding.person
    };
    request
        .and_then(|request| request.renamed.iter().find(is_line))
        .map_or(line.id.as_str(), |renamed| renamed.sent.as_str())
}

/// 违规依据 · `vola_evid`: the documents, what the knowledge point says, and what other rules say of the same lines.
fn evidence(finding: &Finding, documents: &[String]) -> String {
    let point = finding.knowledge.iter().map(|point| point.text.as_str());
    let parts = documents
        .iter()
        .map(String::as_str)
        .chain(point)
        .filter(|part| !part.is_empty());
    let mut text = String::with_capacity(TEXT_CHARS_MAX);
    for part in parts {
        if !text.is_empty() {
            text.push('；');
        }
        text.push_str(part);
    }
    for view in &finding.supporting {
        for part in ["；另：", &view.rule_name, "：", &view.sentence] {
            text.push_str(part);
        }
    }
    let kept = cut(&text, TEXT_CHARS_MAX).len();
    text.truncate(kept);
    text
}

fn law(documents: Vec<String>) -> Vec<String> {
    documents
        .into_iter()
        .take(EXTRAS_MAX)
        .map(|mut text| {
            let kept = cut(&text, TEXT_CHARS_MAX).len();
            text.truncate(kept);
            text
        })
        .collect()
}

fn compared(finding: &Finding) -> Vec<ComparedNode<'_>> {
    let nodes = finding.compared.iter().take(EXTRAS_MAX).map(|compared| ComparedNode {
        fact: cut(&compared.fact, NAME_CHARS_MAX),
        required: cut(&compared.required, TEXT_CHARS_MAX),
        found: cut(&compared.found, TEXT_CHARS_MAX),
    });
    nodes.collect()
}

/// The ways out, with what the action itself asks of the doctor in front.
fn ways_out(finding: &Finding) -> Vec<&str> {
    let asked = match finding.action {
        Action::SelfPay => Some("经患者知情同意后转为自费"),
        Action::ReasonRequired => Some("继续执行的，请填写理由"),
        Action::Pass | Action::Record | Action::Remind | Action::Block => None,
    };
    asked
        .into_iter()
        .chain(finding.ways_out.iter().map(|way| cut(way, TEXT_CHARS_MAX)))
        .take(EXTRAS_MAX)
        .collect()
}
