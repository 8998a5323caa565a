//! One fee line's money counts once: findings on the same lines become one finding with
//! supporting views.

use crate::book::CompiledRule;
use crate::explain::fill_amount;
use domain::{EncounterId, Finding, InstitutionCode, LineRole, Money, RuleState, SupportingView};
use hashbrown::HashMap;

/// Merges findings. The rank of a rule decides where all else is equal.
///
/// Strongest first: certainty, then money, then the rule's rank. Each line gives its money to the
/// strongest finding that names it; a later finding keeps only what exceeds that. A finding that
/// keeps nothing and names no line of its own becomes a supporting view, and the finding that it supports acts
/// as strongly as either would: a view is never more certain, so that no suspicion blocks. What charging the
/// patient cures and what it does not are told apart, each with its own way out: neither supports the other.
/// Trial rules are settled among themselves, so that a silent rule never takes money from one in force.
pub(crate) fn reconcile(findings: Vec<(&CompiledRule, Finding)>) -> Vec<Finding> {
    let (trial, live): (Vec<_>, Vec<_>) = findings
        .into_iter()
        .partition(|(_, finding)| finding.state == RuleState::Trial);
    let mut settled = settle(live);
    settled.extend(settle(trial));
    for finding in &mut settled {
        fill_amount(&mut finding.sentence, finding.amount);
    }
    settled
}

/// What findings have of a line: who names it first among what charging the patient cures and among what it does
/// not, and the money that they count together.
#[derive(Default)]
struct Claim {
    holders: [Option<usize>; 2],
    money: Money,
}

fn settle(mut findings: Vec<(&CompiledRule, Finding)>) -> Vec<Finding> {
    findings.sort_by(|(rule_a, a), (rule_b, b)| {
        (b.certainty, b.amount, rule_a.rank, a.service_time, a.key).cmp(&(
            a.certainty,
            a.amount,
            rule_b.rank,
            b.service_time,
            b.key,
        ))
    });
    let mut settled: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut claims: HashMap<u32, Claim> = HashMap::new();
    for (rule, mut finding) in findings {
        let kind = usize::from(rule.with_self_paid);
        let lines: Vec<u32> = finding
            .lines
            .iter()
            .filter(|line| line.role == LineRole::Violating)
            .map(|line| line.index)
            .collect();
        let holder = common_holder(&lines, &claims, kind);
        let mut kept = Money::ZERO;
        let original = finding.amount;
        for line in finding.lines.iter_mut().filter(|line| line.role == LineRole::Violating) {
            let claimed = claims.get(&line.index).map_or(Money::ZERO, |claim| claim.money);
            let more = line.amount - claimed;
            line.amount = if more.is_positive() { more } else { Money::ZERO };
            kept += line.amount;
        }
        if let Some(holder) = holder
            && kept.is_zero()
            && let Some(primary) = settled.get_mut(holder)
        {
            // Who may go on, and with which papers, is for the stronger action to say.
            if finding.action > primary.action {
                primary.action = finding.action;
                primary.may_override = finding.may_override.take();
            }
            if primary.rule != finding.rule {
                primary.supporting.push(as_view(finding));
            }
            continue;
        }
        if !lines.is_empty() && kept != original {
            finding.amount = kept;
            finding.arithmetic = format!(
                "{}；其中 {} 元已由同一明细的其他疑点计入",
                finding.arithmetic,
                original - kept
            );
        }
        for line in finding.lines.iter().filter(|line| line.role == LineRole::Violating) {
            let claim = claims.entry(line.index).or_default();
            claim.holders[kind].get_or_insert(settled.len());
            claim.money += line.amount;
        }
        settled.push(finding);
    }
    encounter_money_once(&mut settled);
    settled
}

/// The one finding of a kind that holds all the lines, if there is one.
fn common_holder(lines: &[u32], claims: &HashMap<u32, Claim>, kind: usize) -> Option<usize> {
    let mut holders = lines
        .iter()
        .map(|line| claims.get(line).and_then(|claim| claim.holders[kind]));
    let first = holders.next()??;
    holders.all(|holder| holder == Some(first)).then_some(first)
}

/// A finding about a whole encounter does not count again what its lines already count.
fn encounter_money_once(findings: &mut [Finding]) {
    let blames = |finding: &Finding| finding.lines.iter().any(|line| line.role == LineRole::Violating);
    let of_visit = |finding: &Finding| finding.amount.is_positive() && !blames(finding);
    if !findings.iter().any(of_visit) {
        return;
    }
    // Numbers of encounters are those of an institution.
    let mut by_encounter: HashMap<(InstitutionCode, EncounterId), Money> = HashMap::new();
    let place = |finding: &Finding| (finding.institution.clone(), finding.encounter.clone());
    for finding in findings.iter().filter(|finding| blames(finding)) {
        *by_encounter.entry(place(finding)).or_default() += finding.amount;
    }
    for finding in findings.iter_mut().filter(|finding| of_visit(finding)) {
        let counted = by_encounter.entry(place(finding)).or_default();
        let shared = (*counted).min(finding.amount);
        if shared.is_positive() {
            finding.amount -= shared;
            finding.arithmetic = format!("{}；其中 {shared} 元已由本次就诊的其他疑点计入", finding.arithmetic);
        }
        *counted += finding.amount;
    }
}

/// What a finding says that keeps no money of its own: the whole of what it claims.
fn as_view(mut finding: Finding) -> SupportingView {
    fill_amount(&mut finding.sentence, finding.amount);
    SupportingView {
        rule: finding.rule,
        rule_name: finding.rule_name,
        certainty: finding.certainty,
        sentence: finding.sentence,
        basis: finding.basis,
        knowledge: finding.knowledge,
    }
}
