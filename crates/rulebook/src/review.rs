//! The one evaluator: a record against a book at a stage.

use crate::book::{CompiledRule, Rulebook};
use crate::exemption::{Standing, is_exempt, weigh};
use crate::explain;
use crate::hit::{Hit, Hits};
use crate::payment_stops::PaymentStops;
use crate::primitive::{Case, Place, Touch};
use crate::reconcile::reconcile;
use crate::rule::Rule;
use crate::view::{View, item_mark};
use domain::{
    Action, Finding, FindingKey, LineRole, Money, NotEvaluable, Record, RuleCode, RuleState, SpecialCare, Stage,
};
use hashbrown::HashMap;
use sm3::{Digest, Sm3};
use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What a review should do.
#[derive(Debug, Clone)]
pub struct ReviewOptions {
    /// fill sentences, comparisons, law and knowledge; off, only keys and money are computed
    pub explain: bool,
    /// judge by these rules alone, for the cases of one and for the impact of a change; empty: by all
    pub only: Vec<RuleCode>,
    /// more findings than this are dropped, the mildest action first, then the weakest, and the review says so
    pub findings_max: usize,
    /// let sample knowledge speak like real knowledge; off, it is not asked at all
    pub samples_speak: bool,
    /// whose services are not paid; without, rules about that are not asked
    pub payment_stops: Option<Arc<PaymentStops>>,
}

impl Default for ReviewOptions {
    fn default() -> Self {
        Self {
            explain: true,
            only: Vec::new(),
            findings_max: 200,
            samples_speak: false,
            payment_stops: None,
        }
    }
}

/// 审核结果
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    /// 疑点, strongest first, where some were dropped by action; trial findings last
    pub findings: Vec<Finding>,
    /// 未评估: rules that concerned the record and could not be judged
    pub not_evaluable: Vec<NotEvaluable>,
    /// true where findings beyond the limit were dropped
    pub truncated: bool,
    /// how many of those that were cut off would have been shown
    pub left_out: usize,
}

/// Judges one person's record. Pure: the same book, record and stage give the same review.
///
/// The record must be in the order that [`Record::sort`] makes. A defect inside one rule makes
/// that rule "not evaluable" and leaves the others standing.
pub fn review(book: &Rulebook, record: &Record, stage: Stage, options: &ReviewOptions) -> Review {
    let view = View::of(record, &book.index, options.explain);
    judge(book, view, &|_| true, stage, options)
}

/// As [`review`], of a view that is prepared. `asks` is false for rules that look at nothing in the record
/// where no row of theirs is touched.
pub(crate) fn judge(
    book: &Rulebook,
    mut view: View<'_>,
    asks: &dyn Fn(u16) -> bool,
    stage: Stage,
    options: &ReviewOptions,
) -> Review {
    let record = view.record;
    if record
        .lines
        .iter()
        .any(|line| line.encounter as usize >= record.encounters.len())
    {
        return Review::default();
    }
    let touched = touches(book, &mut view, options.samples_speak);
    let mut hits = Hits::default();
    let mut touched = touched.as_slice();
    let mut touches: Vec<Touch> = Vec::new();
    let mut unconditional = book.unconditional.iter().copied().peekable();
    loop {
        let by_row = touched.first().map(|(rule, _)| *rule);
        let Some(rule_index) = by_row.into_iter().chain(unconditional.peek().copied()).min() else {
            break;
        };
        let always = unconditional.next_if_eq(&rule_index).is_some();
        let own = touched.iter().take_while(|(rule, _)| *rule == rule_index).count();
        let (of_rule, others) = touched.split_at(own);
        touched = others;
        let Some(compiled) = book.rules.get(rule_index as usize) else {
            continue;
        };
        let Some(check) = &compiled.check else { continue };
        let wanted = options.only.is_empty() || options.only.contains(&compiled.rule.code);
        let stops = options.payment_stops.as_deref();
        let silent =
            (compiled.only_samples && !options.samples_speak) || (check.asks_payment_stops() && stops.is_none());
        if !wanted || silent || (of_rule.is_empty() && !(always && asks(rule_index))) {
            continue;
        }
        // Whatever it says there is lifted again: a look at few encounters saves one at many lines.
        if of_rule.is_empty() && exempt_throughout(&compiled.rule, record) {
            continue;
        }
        touches.clear();
        touches.extend(of_rule.iter().map(|(_, touch)| *touch));
        let case = Case {
            view: &view,
            rule: &compiled.rule,
            rule_index,
            rows: &compiled.rows,
            touches: &touches,
            stops,
        };
        let before = (hits.hits.len(), hits.missing.len());
        if catch_unwind(AssertUnwindSafe(|| check.check(&case, &mut hits))).is_err() {
            hits.hits.truncate(before.0);
            hits.missing.truncate(before.1);
            hits.not_evaluable(&compiled.rule.code, "内部错误", 0, None);
        }
        // A rule that does not apply to an encounter cannot fail to be evaluable there.
        let kept = hits.missing.split_off(before.1);
        hits.missing.extend(
            kept.into_iter()
                .filter(|missing| !is_exempt(&compiled.rule, record, missing.encounter)),
        );
    }
    note_nameless(book, &view, options, &mut hits);
    let Hits { hits, mut missing } = hits;
    let mut findings: Vec<Found<'_>> = Vec::with_capacity(hits.len());
    let mut by_key: HashMap<FindingKey, usize> = HashMap::new();
    // At the bedside and at settlement whoever is asked answers for what is under review: an encounter of the past was
    // judged when it was, and the audit judges all.
    let answered_for = |hit: &Hit| stage == Stage::Audit || hit.is_of_review(record);
    // What was taken back whole was no visit, and nobody is paid for it.
    let is_undone = |visit: u32| record.encounters[visit as usize].special.contains(&SpecialCare::Undone);
    missing.retain(|missing| !is_undone(missing.encounter));
    for hit in hits
        .into_iter()
        .filter(|hit| answered_for(hit) && !is_undone(hit.encounter))
    {
        let compiled: &CompiledRule = &book.rules[hit.rule as usize];
        let Standing::Stands { certainty, lowered } = weigh(&compiled.rule, record, &hit) else {
            continue;
        };
        // Whether a rule that exempts settings applies cannot be known where the setting is not.
        let by_setting = !compiled.rule.exemptions.settings.is_empty();
        if by_setting && !record.encounters[hit.encounter as usize].setting.is_known() {
            Hits::note(&mut missing, &compiled.rule.code, "就医方式", hit.encounter, None);
            continue;
        }
        let state = compiled.rule.lifecycle.on(hit.at.day());
        let key = finding_key(&compiled.rule.code, record, &hit);
        let finding = explain::finding(
            book,
            compiled,
            &view,
            &hit,
            explain::Verdict {
                key,
                certainty,
                lowered,
                state,
                stage,
            },
        );
        match by_key.get(&key).and_then(|&at| findings.get_mut(at)) {
            Some(earlier) => earlier.merge(&view, finding, hit),
            None => {
                by_key.insert(key, findings.len());
                findings.push(Found { compiled, finding, hit });
            }
        }
    }
    for found in &mut findings {
        explain::finish(book, &view, stage, &mut found.finding);
    }
    let findings = findings.into_iter().map(|found| (found.compiled, found.finding));
    let mut findings = reconcile(findings.collect());
    let truncated = findings.len() > options.findings_max;
    if truncated {
        // What is sure and dear may be a reminder: no block is dropped for it.
        findings.sort_by_key(|finding| Reverse(finding.action));
    }
    let beyond = findings.iter().skip(options.findings_max);
    let left_out = beyond.filter(|finding| finding.action > Action::Record).count();
    findings.truncate(options.findings_max);
    Review {
        findings,
        not_evaluable: missing,
        truncated,
        left_out,
    }
}

/// Rules that find items by their names cannot judge one that has none and whose code says nothing more.
fn note_nameless(book: &Rulebook, view: &View<'_>, options: &ReviewOptions, hits: &mut Hits) {
    if book.by_name.is_empty() {
        return;
    }
    let record = view.record;
    for (index, line) in (0_u32..).zip(&record.lines) {
        if !line.current || !book.index.lacks_name(line.item.as_str(), &line.name, line.kind) {
            continue;
        }
        for compiled in book.by_name.iter().filter_map(|&rule| book.rules.get(rule as usize)) {
            let rule = &compiled.rule;
            let silent = compiled.only_samples && !options.samples_speak;
            let wanted = options.only.is_empty() || options.only.contains(&rule.code);
            let asked = wanted && !silent && rule.is_live(line.at.day()) && view.counts(index, compiled.with_self_paid);
            if asked && !is_exempt(rule, record, line.encounter) {
                hits.not_evaluable(&rule.code, "项目名称", line.encounter, Some(index));
            }
        }
    }
}

/// True where a rule that exempts anything does not apply to any encounter of the record.
fn exempt_throughout(rule: &Rule, record: &Record) -> bool {
    !rule.exemptions.is_empty() && (0..record.encounters.len() as u32).all(|visit| is_exempt(rule, record, visit))
}

/// The knowledge rows that concern the record, by rule, in order.
fn touches(book: &Rulebook, view: &mut View<'_>, samples: bool) -> Vec<(u16, Touch)> {
    let mut touched = Vec::with_capacity(TOUCHES_OF_KEY * view.group_count());
    for group in 0..view.group_count() {
        let (key, current) = view.group(group);
        for entry in book.index.entries(key) {
            if (current || entry.looks_back) && (samples || !entry.sample) {
                let place = match book.cut(entry.cut) {
                    None => Place::Items(key),
                    Some(span) => Place::ItemsWithin(view.keep_within(key, span)),
                };
                let (row, role) = (entry.row, entry.role);
                touched.push((entry.rule, Touch { row, role, place }));
            }
        }
    }
    for (encounter, visit) in (0_u32..).zip(&view.record.encounters) {
        if visit.current {
            for (index, diagnosis) in (0_u32..).zip(&visit.diagnoses) {
                for entry in book
                    .index
                    .of_diagnosis(diagnosis.code.as_str())
                    .filter(|entry| (samples || !entry.sample) && book.within(entry.cut, visit.begin.day()))
                {
                    let place = Place::Diagnosis { encounter, index };
                    let (row, role) = (entry.row, entry.role);
                    touched.push((entry.rule, Touch { row, role, place }));
                }
            }
        }
        for (index, operation) in (0_u32..).zip(visit.operations.known().into_iter().flatten()) {
            let day = operation.at.unwrap_or(visit.begin).day();
            for entry in book.index.of_operation(operation.code.as_str()) {
                let wanted = (visit.current || entry.looks_back) && (samples || !entry.sample);
                if wanted && book.within(entry.cut, day) {
                    let place = Place::Operation { encounter, index };
                    let (row, role) = (entry.row, entry.role);
                    touched.push((entry.rule, Touch { row, role, place }));
                }
            }
        }
    }
    touched.sort_unstable_by_key(|(rule, touch)| touch.rank(*rule));
    // Both codes of one diagnosis may lie in a row, as one may in two of its intervals.
    touched.dedup();
    touched
}

/// Room for the rows that a key of an ordinary record touches.
const TOUCHES_OF_KEY: usize = 4;

/// Content, not line ids: what 3101 calls `rx_id` and settled claims call `feedetl_sn` do not join.
fn finding_key(rule: &RuleCode, record: &Record, hit: &Hit) -> FindingKey {
    let encounter = &record.encounters[hit.encounter as usize];
    let mut items: Vec<&str> = hit
        .lines
        .iter()
        .filter(|line| line.role == LineRole::Violating)
        .map(|line| item_mark(&record.lines[line.index as usize]))
        .collect();
    items.sort_unstable();
    items.dedup();
    let mut digest = Sm3::new();
    let mut part = |text: &str| {
        digest.update((text.len() as u32).to_le_bytes());
        digest.update(text.as_bytes());
    };
    part(rule.as_str());
    part(encounter.institution.code.as_str());
    part(record.person.id.as_str());
    part(encounter.id.as_str());
    part(&hit.subject);
    items.into_iter().for_each(&mut part);
    digest.update(hit.at.day().epoch_days().to_le_bytes());
    let hash = digest.finalize();
    let mut key = [0_u8; 16];
    key.copy_from_slice(&hash[..16]);
    FindingKey(key)
}

/// What of the money of two hits is not a plain sum of lines has to be said of each.
fn join_arithmetic(into: &mut Finding, other: &Finding) {
    let adds = |line: &domain::FindingLine| !into.lines.iter().any(|own| own.index == line.index);
    let plain = into.arithmetic == other.arithmetic && (other.arithmetic.is_empty() || other.amount.is_zero());
    if plain || !other.lines.iter().any(adds) {
        return;
    }
    let said = |finding: &Finding| match finding.arithmetic.as_str() {
        "" => {
            let of_lines: Money = finding.lines.iter().map(|line| line.amount).sum();
            format!("{of_lines} 元")
        }
        sum => sum.to_owned(),
    };
    into.arithmetic = format!("{}；{}", said(into), said(other));
}

/// A finding, and the hit of which it tells.
struct Found<'b> {
    compiled: &'b CompiledRule,
    finding: Finding,
    hit: Hit,
}

impl Found<'_> {
    /// Two hits of one rule that are the same finding: each line once, with the larger amount, and what either says of
    /// its lines. What only a silent (trial or sample) hit says never joins a finding that speaks.
    fn merge(&mut self, view: &View<'_>, other: Finding, hit: Hit) {
        let into = &mut self.finding;
        match (into.state == RuleState::Trial, other.state == RuleState::Trial) {
            (false, true) => return,
            (true, false) => {
                (*into, self.hit) = (other, hit);
                return;
            }
            _ => {}
        }
        join_arithmetic(into, &other);
        if other.certainty > into.certainty {
            into.certainty = other.certainty;
            into.action = other.action;
            into.lowered = other.lowered;
        }
        for line in other.lines {
            match into.lines.iter_mut().find(|own| own.index == line.index) {
                Some(own) => {
                    own.amount = own.amount.max(line.amount);
                    if line.role == LineRole::Violating {
                        own.role = LineRole::Violating;
                    }
                }
                None => into.lines.push(line),
            }
        }
        if view.explain {
            self.hit.join(hit);
            explain::tell(self.compiled, view, &self.hit, into);
        }
    }
}
