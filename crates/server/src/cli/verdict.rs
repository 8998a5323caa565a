//! A review shown to a person, and as JSON for scripts.

use super::paint;
use domain::{Action, Certainty, Finding, LineRole, Record, RuleState, Stage};
use rulebook::Review;
use serde_json::{Value, json};

/// 处置 as the documents write it: after the fact nobody is reminded, a 疑点 is raised.
pub(super) fn action_zh(action: Action, stage: Stage) -> &'static str {
    match (action, stage) {
        (Action::Remind, Stage::Audit) => "疑点",
        _ => action.zh(),
    }
}

/// The whole argument of a review, for a terminal.
pub(super) fn print(record: &Record, review: &Review, stage: Stage) {
    let shown: Vec<&Finding> = review
        .findings
        .iter()
        .filter(|finding| finding.state != RuleState::Trial)
        .collect();
    if shown.is_empty() {
        println!("  {}", paint::green("未发现问题"));
    }
    for finding in &shown {
        print_finding(record, finding, stage);
    }
    let silent = review.findings.len() - shown.len();
    if silent > 0 {
        println!("  {}", paint::dim(format!("另有 {silent} 条试行规则的记录，不提示")));
    }
    let mut missing: Vec<String> = review
        .not_evaluable
        .iter()
        .map(|missing| format!("{}（缺{}）", missing.rule, missing.missing))
        .collect();
    missing.sort();
    missing.dedup();
    if !missing.is_empty() {
        let first: Vec<&str> = missing.iter().take(4).map(String::as_str).collect();
        let more = if missing.len() > first.len() { " 等" } else { "" };
        println!(
            "  {}",
            paint::dim(format!("未评估 {} 项：{}{more}", missing.len(), first.join("、")))
        );
    }
    if review.truncated {
        println!("  {}", paint::yellow("疑点过多，只显示最重的一部分"));
    }
}

fn print_finding(record: &Record, finding: &Finding, stage: Stage) {
    let grade = match finding.certainty {
        Certainty::Definite => paint::red(finding.certainty.zh()),
        Certainty::Suspect | Certainty::SlightlySuspect => paint::yellow(finding.certainty.zh()),
    };
    println!(
        "  ● {grade}｜{}｜{}｜{} 元",
        action_zh(finding.action, stage),
        paint::bold(&finding.rule_name),
        finding.amount
    );
    println!("    {}", finding.sentence);
    for compared in &finding.compared {
        println!(
            "    对照  {}：要求 {}，实际 {}",
            compared.fact, compared.required, compared.found
        );
    }
    for line in &finding.lines {
        let Some(fee) = record.lines.get(line.index as usize) else {
            continue;
        };
        let role = if line.role == LineRole::Violating {
            "违规项"
        } else {
            "涉及项"
        };
        println!(
            "    证据  {role} {} {} {} × {} {}元",
            fee.at, fee.item, fee.name, fee.quantity, fee.amount
        );
    }
    println!("    金额  {}", finding.arithmetic);
    if let Some(knowledge) = &finding.knowledge {
        let wording = if knowledge.text.is_empty() {
            String::new()
        } else {
            format!("「{}」", knowledge.text)
        };
        println!(
            "    知识  {} {}{wording} {}",
            knowledge.id,
            knowledge.name,
            paint::dim(format!("来源 {}", knowledge.source))
        );
    }
    for basis in &finding.basis {
        println!("    依据  {basis}");
    }
    if !finding.ways_out.is_empty() {
        println!("    出路  {}", finding.ways_out.join("；"));
    }
    if let Some(may) = &finding.may_override {
        println!("    申辩  由{}凭{}", may.by, may.evidence.join("、"));
    }
    for reason in &finding.lowered {
        println!("    降级  {reason}");
    }
    for view in &finding.supporting {
        println!("    佐证  {} {}", view.rule_name, paint::dim(&view.sentence));
    }
    println!(
        "    {}",
        paint::dim(format!("规则 {} 疑点 {}", finding.rule, finding.key))
    );
}

/// True where something is raised at the stage.
pub(super) fn complains(review: &Review) -> bool {
    review.findings.iter().any(|finding| finding.action > Action::Record)
}

/// A review as JSON, with the same names as on the screen.
pub(super) fn to_json(person: &str, review: &Review, stage: Stage) -> Value {
    json!({
        "person": person,
        "findings": review.findings.iter().map(|finding| finding_json(finding, stage)).collect::<Vec<_>>(),
        "not_evaluable": review.not_evaluable.iter().map(|missing| json!({
            "rule_code": missing.rule.as_str(),
            "missing": missing.missing,
        })).collect::<Vec<_>>(),
        "truncated": review.truncated,
    })
}

fn finding_json(finding: &Finding, stage: Stage) -> Value {
    json!({
        "finding_key": finding.key.to_string(),
        "rule_code": finding.rule.as_str(),
        "rule_name": finding.rule_name,
        "certainty": finding.certainty.zh(),
        "state": finding.state.zh(),
        "action": action_zh(finding.action, stage),
        "amount": finding.amount.to_string(),
        "arithmetic": finding.arithmetic,
        "sentence": finding.sentence,
        "encounter": finding.encounter.as_str(),
        "institution": finding.institution.as_str(),
        "service_time": finding.service_time.to_string(),
        "lines": finding.lines.iter().map(|line| json!({
            "id": line.id.as_str(),
            "role": if line.role == LineRole::Violating { "违规项" } else { "涉及项" },
            "amount": line.amount.to_string(),
        })).collect::<Vec<_>>(),
        "compared": finding.compared.iter().map(|compared| json!({
            "fact": compared.fact, "required": compared.required, "found": compared.found,
        })).collect::<Vec<_>>(),
        "basis": finding.basis.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "knowledge": finding.knowledge.as_ref().map(|knowledge| json!({
            "id": knowledge.id, "table": knowledge.table, "name": knowledge.name,
            "text": knowledge.text, "source": knowledge.source, "layer": knowledge.layer,
        })),
        "ways_out": finding.ways_out,
        "may_override": finding.may_override.as_ref().map(|may| json!({ "by": may.by, "evidence": may.evidence })),
        "lowered": finding.lowered,
        "supporting": finding.supporting.iter().map(|view| json!({
            "rule_code": view.rule.as_str(), "rule_name": view.rule_name, "sentence": view.sentence,
        })).collect::<Vec<_>>(),
        "book_hash": finding.book_hash,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_fact_a_reminder_is_called_what_the_documents_call_it() {
        assert_eq!(action_zh(Action::Remind, Stage::Audit), "疑点");
        assert_eq!(action_zh(Action::Remind, Stage::Prescribing), "提醒");
        assert_eq!(action_zh(Action::Record, Stage::Audit), "记录");
    }
}
