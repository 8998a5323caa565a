//! A finding is an argument: rule, law, knowledge row, evidence lines, what was required and
//! found, the arithmetic, the way out, and one sentence for the doctor.

use crate::book::{CompiledRule, Rulebook};
use crate::hit::Hit;
use crate::template::fill_later;
use crate::view::View;
use domain::{Action, Certainty, Finding, FindingKey, FindingLine, LineRole, Money, Quantity, RuleState, Stage};
use std::borrow::Cow;

/// What was decided about a hit.
pub(crate) struct Verdict {
    pub key: FindingKey,
    pub certainty: Certainty,
    pub lowered: Vec<String>,
    pub state: RuleState,
    pub stage: Stage,
}

/// Turns a hit into a finding. Texts stay empty where no explanation is wanted.
pub(crate) fn finding(
    book: &Rulebook,
    compiled: &CompiledRule,
    view: &View<'_>,
    hit: &Hit,
    verdict: Verdict,
) -> Finding {
    let rule = &compiled.rule;
    let record = view.record;
    let encounter = &record.encounters[hit.encounter as usize];
    let lines = hit
        .lines
        .iter()
        .map(|line| {
            let fee = view.line(line.index);
            FindingLine {
                index: line.index,
                id: fee.id.clone(),
                encounter: record.encounter_of(fee).id.clone(),
                role: line.role,
                amount: line.amount,
            }
        })
        .collect();
    let mut finding = Finding {
        key: verdict.key,
        rule: rule.code.clone(),
        rule_name: String::new(),
        behaviour: String::new(),
        book_hash: String::new(),
        certainty: verdict.certainty,
        state: verdict.state,
        action: action(compiled, &verdict),
        person: record.person.id.clone(),
        encounter: encounter.id.clone(),
        institution: encounter.institution.code.clone(),
        service_time: hit.at,
        lines,
        amount: hit.amount(),
        arithmetic: String::new(),
        sentence: String::new(),
        compared: Vec::new(),
        basis: Vec::new(),
        knowledge: None,
        ways_out: Vec::new(),
        may_override: None,
        lowered: verdict.lowered,
        supporting: Vec::new(),
    };
    if view.explain {
        finding.rule_name.clone_from(&rule.name);
        finding.behaviour.clone_from(&rule.behaviour);
        finding.book_hash = book.hash().to_owned();
        finding.basis.clone_from(&rule.basis);
        finding.knowledge = hit.row.map(|row| compiled.rows.reference(row));
        finding.may_override.clone_from(&rule.may_override);
        finding.arithmetic = hit.arithmetic.clone().unwrap_or_default();
        tell(compiled, view, hit, &mut finding);
    }
    finding
}

/// Writes into a finding what its hit compares, advises and says.
pub(crate) fn tell(compiled: &CompiledRule, view: &View<'_>, hit: &Hit, finding: &mut Finding) {
    finding.compared.clone_from(&hit.compared);
    finding.ways_out = hit.ways_out.iter().chain(&compiled.rule.advice).cloned().collect();
    finding.sentence = sentence(compiled, view, hit);
}

/// Settles what depends on all the lines of a finding, after equal hits were merged.
///
/// At the bedside and at settlement only what is under review has money: a line of the past was
/// counted when it was under review itself, so that the sum over all calls never exceeds what was
/// charged, and is what the audit counts on the same lines.
pub(crate) fn finish(book: &Rulebook, view: &View<'_>, stage: Stage, finding: &mut Finding) {
    let of_lines: Money = finding.lines.iter().map(|line| line.amount).sum();
    let violates = finding.lines.iter().any(|line| line.role == LineRole::Violating);
    let mut earlier = Money::ZERO;
    if violates {
        finding.amount = of_lines;
        if stage != Stage::Audit {
            earlier = finding
                .lines
                .iter()
                .filter(|line| !view.line(line.index).current)
                .map(|line| line.amount)
                .sum();
        }
    }
    // The record's order, so that the same finding reads the same whoever found it.
    finding.lines.sort_by_key(|line| line.index);
    if view.explain && finding.arithmetic.is_empty() {
        let parts: Vec<String> = finding
            .lines
            .iter()
            .filter(|line| line.role == LineRole::Violating && line.amount.is_positive())
            .map(|line| line.amount.to_string())
            .collect();
        finding.arithmetic = match parts.len() {
            0 => "不涉及纳入医保金额".to_owned(),
            1 => format!("纳入医保金额 {} 元", finding.amount),
            _ => format!("{} = {} 元", parts.join(" + "), finding.amount),
        };
    }
    if earlier.is_positive() {
        finding.amount -= earlier;
        let past = finding.lines.iter_mut().filter(|line| !view.line(line.index).current);
        past.for_each(|line| line.amount = Money::ZERO);
        if view.explain {
            finding.arithmetic = format!("{}；其中 {earlier} 元属以前的费用，不计入本次", finding.arithmetic);
        }
    }
    if finding.sentence.contains(QUANTITY_MARK) {
        let violating = || finding.lines.iter().filter(|line| line.role == LineRole::Violating);
        // The quantity belongs to the amount beside it.
        let past_too = stage == Stage::Audit || !violating().any(|line| view.line(line.index).current);
        let quantity: Quantity = violating()
            .filter(|line| past_too || view.line(line.index).current)
            .map(|line| view.net(line.index).quantity)
            .sum();
        fill_later(
            &mut finding.sentence,
            QUANTITY_MARK,
            &quantity.to_string(),
            !quantity.is_zero(),
        );
    }
    debug_assert!(book.rule(finding.rule.as_str()).is_some());
}

/// Fills in the amount, once it is known what of it other findings count. Where nothing is counted, the optional part
/// that would name it goes.
pub(crate) fn fill_amount(sentence: &mut String, amount: Money) {
    if sentence.contains(AMOUNT_MARK) {
        fill_later(sentence, AMOUNT_MARK, &amount.to_string(), !amount.is_zero());
    }
}

/// Filled in once equal hits are merged and, for the amount, reconciled with others.
const AMOUNT_MARK: char = '\u{e000}';
const QUANTITY_MARK: char = '\u{e001}';

fn action(compiled: &CompiledRule, verdict: &Verdict) -> Action {
    if verdict.state == RuleState::Trial {
        return Action::Record;
    }
    let action = compiled.rule.actions.after(verdict.certainty, verdict.stage);
    // Of what could not be understood nobody is asked to give account.
    let barely_suspect = verdict.certainty == Certainty::SlightlySuspect && verdict.certainty < compiled.rule.certainty;
    if barely_suspect {
        action.min(Action::Remind)
    } else {
        action
    }
}

fn sentence(compiled: &CompiledRule, view: &View<'_>, hit: &Hit) -> String {
    let fact = |name: &str| hit.told(name);
    let first_line = hit
        .lines
        .iter()
        .find(|line| line.role == LineRole::Violating)
        .map(|line| view.line(line.index));
    compiled.rule.sentence.fill(|name| match name {
        "项目" | "药品" | "饮片" | "耗材" => fact("项目")
            .or_else(|| {
                first_line
                    .map(|line| Cow::Borrowed(line.name.as_str()))
                    .filter(|name| !name.is_empty())
            })
            .or_else(|| hit.row.map(|row| Cow::Borrowed(compiled.rows.name(row)))),
        "数量" => fact("数量").or_else(|| Some(Cow::Owned(QUANTITY_MARK.to_string()))),
        "金额" => Some(Cow::Owned(AMOUNT_MARK.to_string())),
        "依据" => hit.row.map(|row| Cow::Borrowed(compiled.rows.wording(row))),
        "限定" => fact("应为"),
        other => fact(other),
    })
}
