//! 影响评估卡 · what a drafted rule would have found, how much of it the rules in force find already, and
//! what becomes of the findings of the version in force.

use super::{Claim, VisitOf};
use crate::findings::afterwards;
use domain::{Action, Certainty, Day, Money, Stage};
use rulebook::{Actions, Rule};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// 影响评估卡
#[derive(Debug, Default)]
pub struct Card {
    code: String,
    name: String,
    /// how many there are
    pub findings: usize,
    amount: Money,
    persons: usize,
    institutions: Vec<(String, usize, Money)>,
    departments: usize,
    doctors: usize,
    /// findings that name no doctor: nobody can say before whom they would pop up
    without_doctor: usize,
    /// 事前 of the draft; where it shows nothing there is nothing to pop up
    prescribing: Option<Action>,
    /// findings in a day of a doctor on whose day there was any, of those that name one
    per_doctor_day: f64,
    most_in_a_day: usize,
    overlapping: usize,
    overlapping_amount: Money,
    overlapping_rules: BTreeMap<String, usize>,
    against: Against,
    /// what the head of the draft says otherwise: word, before, now
    head: Vec<(&'static str, String, String)>,
}

/// 与现行版本相比 · a finding of both versions may differ in more than one way.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Against {
    /// there is a version in force
    any: bool,
    new: usize,
    gone: usize,
    amount: usize,
    verdict: usize,
    action: usize,
}

/// The rule as drafted, and the version in force where there is one.
#[derive(Clone, Copy)]
pub struct Versions<'r> {
    /// 起草的
    pub draft: &'r Rule,
    /// 现行的
    pub in_force: Option<&'r Rule>,
}

impl Card {
    /// Of what was found with the draft alone (`tried`), by all rules in force (`known`), and by the version in
    /// force alone (`before`).
    pub fn of(versions: Versions<'_>, tried: &[Claim], known: &[Claim], before: &[Claim]) -> Self {
        let code = versions.draft.code.as_str();
        let mut card = Self {
            code: code.to_owned(),
            name: versions.draft.name.clone(),
            findings: tried.len(),
            amount: tried.iter().map(|claim| claim.amount).sum(),
            prescribing: Some(versions.draft.actions.prescribing),
            head: differences(versions),
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
        for claim in tried {
            let sum = institutions.entry(&claim.institution).or_default();
            sum.0 += 1;
            sum.1 += claim.amount;
        }
        card.institutions = institutions
            .into_iter()
            .map(|(code, (findings, amount))| (code.to_owned(), findings, amount))
            .collect();
        card.institutions
            .sort_by(|(a, _, one), (b, _, other)| (other, a).cmp(&(one, b)));
        card.pop_ups(tried);
        card.overlap(code, tried, known);
        card.against = Against::of(versions, tried, before);
        card
    }

    /// True where the doctor is told at all.
    fn pops_up(&self) -> bool {
        self.prescribing.is_some_and(|action| action > Action::Record)
    }

    /// Counts the findings by doctor and day.
    fn pop_ups(&mut self, tried: &[Claim]) {
        let named = || tried.iter().filter(|claim| !claim.doctor.is_empty());
        self.without_doctor = tried.len() - named().count();
        if self.pops_up() {
            let mut days: HashMap<(&str, &str, Option<Day>), usize> = HashMap::new();
            for claim in named() {
                *days.entry((&claim.institution, &claim.doctor, claim.day)).or_default() += 1;
            }
            self.most_in_a_day = days.values().copied().max().unwrap_or(0);
            self.per_doctor_day = named().count() as f64 / days.len().max(1) as f64;
        }
    }

    /// Counts what the other rules in force claim of the same lines, in findings of their own or behind those
    /// of others: of two rules that accuse the same lines one finding names the other as supporting.
    fn overlap(&mut self, code: &str, tried: &[Claim], known: &[Claim]) {
        let mut by_line: HashMap<(VisitOf<'_>, &str), Vec<&Claim>> = HashMap::new();
        for claim in known {
            for line in claim.places() {
                by_line.entry(line).or_default().push(claim);
            }
        }
        for claim in tried {
            let on_its_lines = claim.places().flat_map(|line| by_line.get(&line).into_iter().flatten());
            let rules = on_its_lines.flat_map(|other| std::iter::once(&other.rule).chain(&other.supporting));
            let others: BTreeSet<&str> = rules.map(String::as_str).filter(|rule| *rule != code).collect();
            if !others.is_empty() {
                self.overlapping += 1;
                self.overlapping_amount += claim.amount;
            }
            for rule in others {
                *self.overlapping_rules.entry(rule.to_owned()).or_default() += 1;
            }
        }
    }

    /// For people.
    pub fn print(&self) {
        println!("影响评估 {} {}", self.code, self.name);
        println!("  命中        {} 条，{} 元", self.findings, self.amount);
        println!(
            "  涉及        参保人 {} 名，机构 {} 家，科室 {} 个，医师 {} 名",
            self.persons,
            self.institutions.len(),
            self.departments,
            self.doctors
        );
        match self.prescribing.filter(|_| !self.pops_up()) {
            Some(action) => println!("  预计弹窗    没有：事前的处置为“{}”", action.zh()),
            None => println!(
                "  预计弹窗    有提示的医师日均 {:.2} 次，最多一日 {} 次",
                self.per_doctor_day, self.most_in_a_day
            ),
        }
        if self.without_doctor > 0 {
            println!("  没有写医师  {} 条，不计入医师人数和预计弹窗", self.without_doctor);
        }
        println!(
            "  与现行规则重叠 {} 条，{} 元",
            self.overlapping, self.overlapping_amount
        );
        for (rule, count) in &self.overlapping_rules {
            println!("      {rule} {count} 条");
        }
        let Against {
            any,
            new,
            gone,
            amount,
            verdict,
            action,
        } = self.against;
        if any {
            println!(
                "  与现行版本相比 新增 {new} 条，消失 {gone} 条，金额改变 {amount} 条，判定改变 {verdict} 条，处置改变 {action} 条（两个版本都按自始施行试算）"
            );
            for (word, before, now) in &self.head {
                println!("      {word}：{before} → {now}");
            }
        } else {
            println!("  现行规则库中没有这条规则：全部为新增");
        }
        for (institution, findings, amount) in self.institutions.iter().take(10) {
            println!("      {institution} {findings} 条 {amount} 元");
        }
    }

    /// For programs.
    pub fn to_json(&self) -> serde_json::Value {
        let institutions: Vec<serde_json::Value> = self
            .institutions
            .iter()
            .map(|(code, findings, amount)| {
                serde_json::json!({ "fixmedins_code": code, "findings": findings, "amount": amount.to_string() })
            })
            .collect();
        let head: Vec<serde_json::Value> = self
            .head
            .iter()
            .map(|(word, before, now)| serde_json::json!({ "of": word, "before": before, "now": now }))
            .collect();
        serde_json::json!({
            "rule_code": self.code,
            "rule_name": self.name,
            "findings": self.findings,
            "amount": self.amount.to_string(),
            "persons": self.persons,
            "institutions": institutions,
            "departments": self.departments,
            "doctors": self.doctors,
            "findings_without_doctor": self.without_doctor,
            "pops_up": self.pops_up(),
            "popups_per_doctor_day": self.per_doctor_day,
            "popups_most_in_a_day": self.most_in_a_day,
            "overlapping_findings": self.overlapping,
            "overlapping_amount": self.overlapping_amount.to_string(),
            "overlapping_rules": self.overlapping_rules,
            "in_force": self.against.any,
            "new": self.against.new,
            "gone": self.against.gone,
            "amount_changed": self.against.amount,
            "verdict_changed": self.against.verdict,
            "action_changed": self.against.action,
            "head_changed": head,
        })
    }
}

/// What the heads of two versions say otherwise, as far as it bears on what follows from a finding.
fn differences(Versions { draft, in_force }: Versions<'_>) -> Vec<(&'static str, String, String)> {
    let Some(before) = in_force else { return Vec::new() };
    let of = |rule: &Rule| {
        [
            ("判定", rule.certainty.zh().to_owned()),
            ("事前处置", rule.actions.prescribing.zh().to_owned()),
            ("事中处置", rule.actions.settlement.zh().to_owned()),
            ("事后处置", afterwards(rule.actions.audit.zh()).to_owned()),
        ]
    };
    let pairs = of(before).into_iter().zip(of(draft));
    pairs
        .filter(|((_, before), (_, now))| before != now)
        .map(|((word, before), (_, now))| (word, before, now))
        .collect()
}

impl Against {
    fn of(versions: Versions<'_>, tried: &[Claim], before: &[Claim]) -> Self {
        let pairs = pairs(tried, before);
        let actions = |rule: &Rule| rule.actions;
        let (draft, current) = (actions(versions.draft), versions.in_force.map(actions));
        let differs = |of: &dyn Fn(&Claim, &Claim) -> bool| {
            let both = pairs
                .iter()
                .filter_map(|&(now, then)| tried.get(now).zip(before.get(then)));
            both.filter(|(now, then)| of(now, then)).count()
        };
        Self {
            any: versions.in_force.is_some(),
            new: tried.len() - pairs.len(),
            gone: before.len() - pairs.len(),
            amount: differs(&|now, then| now.amount != then.amount),
            verdict: differs(&|now, then| now.verdict != then.verdict),
            action: differs(&|now, then| {
                let then_actions = current.map(|actions| acted(actions, &then.verdict));
                now.action != then.action || Some(acted(draft, &now.verdict)) != then_actions
            }),
        }
    }
}

/// What follows from a verdict before and while the fees are settled.
fn acted(actions: Actions, verdict: &str) -> [Action; 2] {
    // All verdicts below the definite one are lowered alike.
    let certainty = match verdict == Certainty::Definite.zh() {
        true => Certainty::Definite,
        false => Certainty::Suspect,
    };
    [Stage::Prescribing, Stage::Settlement].map(|stage| actions.after(certainty, stage))
}

/// Which findings of two versions of a rule are about the same: of one name; else of one visit with lines in
/// common, the most first; else of one visit and day without any lines. Each is paired once.
fn pairs(tried: &[Claim], before: &[Claim]) -> Vec<(usize, usize)> {
    let by_key: HashMap<&str, usize> = (0..)
        .zip(before)
        .map(|(place, claim)| (claim.key.as_str(), place))
        .collect();
    let (mut left, mut taken): (Vec<usize>, HashSet<usize>) = (Vec::new(), HashSet::new());
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (place, claim) in tried.iter().enumerate() {
        match by_key.get(claim.key.as_str()) {
            Some(&other) if taken.insert(other) => pairs.push((place, other)),
            _ => left.push(place),
        }
    }
    let mut by_visit: HashMap<VisitOf<'_>, Vec<usize>> = HashMap::new();
    for (place, claim) in before.iter().enumerate().filter(|(place, _)| !taken.contains(place)) {
        by_visit.entry(claim.visit()).or_default().push(place);
    }
    let mut candidates: Vec<(usize, usize, usize)> = Vec::new();
    for &place in &left {
        let Some(claim) = tried.get(place) else { continue };
        for &other in by_visit.get(&claim.visit()).into_iter().flatten() {
            let Some(was) = before.get(other) else { continue };
            let alike = match (claim.lines.is_empty(), was.lines.is_empty()) {
                (true, true) => usize::from(claim.day == was.day),
                _ => claim.lines.iter().filter(|line| was.lines.contains(line)).count(),
            };
            if alike > 0 {
                candidates.push((alike, place, other));
            }
        }
    }
    candidates.sort_by_key(|&(alike, place, other)| (std::cmp::Reverse(alike), place, other));
    let mut paired: HashSet<usize> = HashSet::new();
    for (_, place, other) in candidates {
        if !paired.contains(&place) && taken.insert(other) {
            paired.insert(place);
            pairs.push((place, other));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(key: &str, visit: &str, lines: &[&str]) -> Claim {
        Claim {
            key: key.to_owned(),
            institution: "H1".to_owned(),
            encounter: visit.to_owned(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            ..Claim::default()
        }
    }

    #[test]
    fn findings_of_two_versions_are_paired_by_what_they_are_about() {
        let before = [
            claim("a", "M1", &["F1"]),
            claim("b", "M2", &["F2", "F3"]),
            claim("c", "M3", &["F9"]),
            claim("d", "M4", &[]),
        ];
        // The same name; more lines than before; another line of the visit; the same visit without lines.
        let tried = [
            claim("a", "M1", &["F1"]),
            claim("e", "M2", &["F2", "F3", "F4"]),
            claim("f", "M3", &["F8"]),
            claim("g", "M4", &[]),
        ];
        let mut found = pairs(&tried, &before);
        found.sort_unstable();
        assert_eq!(found, [(0, 0), (1, 1), (3, 3)]);
    }

    #[test]
    fn findings_without_a_doctor_are_not_those_of_one() {
        let of = |doctor: &str| Claim {
            doctor: doctor.to_owned(),
            ..claim("", "M1", &[])
        };
        let tried = ["D1", "D1", "D2", "", "", "", ""].map(of);
        let mut card = Card {
            prescribing: Some(Action::Remind),
            ..Card::default()
        };
        card.pop_ups(&tried);
        assert_eq!((card.without_doctor, card.most_in_a_day), (4, 2));
        assert!((card.per_doctor_day - 1.5).abs() < 1e-9);
        // Of a hospital that never says who has ordered.
        card.pop_ups(&["", ""].map(of));
        assert_eq!((card.without_doctor, card.most_in_a_day), (2, 0));
        assert!(card.per_doctor_day.abs() < 1e-9);
    }

    #[test]
    fn what_stands_behind_another_finding_overlaps_too() {
        let tried = [claim("a", "M1", &["F1"]), claim("b", "M2", &["F2"])];
        let mut primary = claim("x", "M1", &["F1"]);
        primary.rule = "GZ1".to_owned();
        primary.supporting = vec!["GZ2".to_owned(), "DRAFT".to_owned()];
        // The draft's own version in force holds the line, the other rule stands behind it.
        let mut own = claim("y", "M2", &["F2"]);
        own.rule = "DRAFT".to_owned();
        own.supporting = vec!["GZ2".to_owned()];
        let mut card = Card::default();
        card.overlap("DRAFT", &tried, &[primary, own]);
        assert_eq!(card.overlapping, 2);
        let rules: Vec<(&str, usize)> = card
            .overlapping_rules
            .iter()
            .map(|(rule, count)| (rule.as_str(), *count))
            .collect();
        assert_eq!(rules, [("GZ1", 1), ("GZ2", 2)]);
    }

    #[test]
    fn a_line_is_that_of_its_visit() {
        let tried = [claim("a", "M1", &["1"])];
        let (mut of_other_visit, mut of_other_person) = (claim("x", "M2", &["1"]), claim("y", "M1", &["1"]));
        of_other_visit.rule = "GZ1".to_owned();
        of_other_person.rule = "GZ1".to_owned();
        of_other_person.person = "P2".to_owned();
        let known = [of_other_visit, of_other_person];
        let mut card = Card::default();
        card.overlap("DRAFT", &tried, &known);
        assert_eq!((card.overlapping, card.overlapping_rules.len()), (0, 0));
        assert_eq!(pairs(&tried, &known), []);
    }

    #[test]
    fn a_lowered_verdict_asks_for_a_reason_at_most() {
        let actions = Actions {
            prescribing: Action::Remind,
            settlement: Action::Block,
            audit: Action::Remind,
        };
        assert_eq!(acted(actions, "明确违规"), [Action::Remind, Action::Block]);
        assert_eq!(acted(actions, "可疑"), [Action::Remind, Action::ReasonRequired]);
    }
}
