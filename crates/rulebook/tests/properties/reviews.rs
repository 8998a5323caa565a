//! Properties of reviews against the shipped national book.

use crate::nation::{always, book, everything, options};
use crate::sketch::sketch;
use crate::thin::thin;
use crate::world::Dice;
use domain::{
    Action, Certainty, Fact, Finding, FindingKey, HistoryReach, ItemCode, ItemKind, LineId, LineRole, Money, Quantity,
    Record, RuleCode, RuleState, Stage, UnitPrice, Usage,
};
use proptest::prelude::*;
use rulebook::{ReviewOptions, review};
use std::collections::{BTreeMap, BTreeSet};

fn violating(finding: &Finding) -> impl Iterator<Item = &domain::FindingLine> {
    finding.lines.iter().filter(|line| line.role == LineRole::Violating)
}

#[test]
fn records_of_the_book_find_something() {
    let (mut rules, mut findings) = (BTreeSet::new(), 0);
    for seed in 0..400 {
        let review = everything(&crate::nation::themed(seed, &[]));
        findings += review.findings.len();
        rules.extend(review.findings.iter().map(|finding| finding.rule.clone()));
    }
    assert!(
        findings > 400 && rules.len() >= 30,
        "{findings} findings of {} rules",
        rules.len()
    );
}

#[test]
fn same_record_same_review_without_a_panic() {
    always(400, |_, record| {
        let first = everything(&record);
        prop_assert!(
            first.not_evaluable.iter().all(|entry| entry.missing != "内部错误"),
            "{:?}",
            first.not_evaluable
        );
        prop_assert_eq!(&first, &everything(&record));
        Ok(())
    });
}

/// A bound on the number of findings drops no block for a reminder.
#[test]
fn what_is_dropped_is_no_sterner_than_what_stays() {
    let (mut dropped, mut blocks) = (0, 0);
    for seed in 0..400 {
        let record = crate::nation::themed(seed, &[]);
        let options = |findings_max: usize| ReviewOptions {
            findings_max,
            ..ReviewOptions::default()
        };
        let whole = review(book(), &record, Stage::Settlement, &options(usize::MAX)).findings;
        let bound = whole.len() / 2;
        let kept = review(book(), &record, Stage::Settlement, &options(bound)).findings;
        let keys: BTreeSet<_> = kept.iter().map(|finding| finding.key).collect();
        let out = whole.iter().filter(|finding| !keys.contains(&finding.key));
        let sternest = out.map(|finding| finding.action).max();
        dropped += usize::from(sternest.is_some());
        blocks += usize::from(whole.iter().skip(bound).any(|finding| finding.action == Action::Block));
        assert!(
            kept.iter().map(|finding| finding.action).min() >= sternest || bound == 0,
            "{}",
            sketch(&record)
        );
    }
    assert!(dropped > 50 && blocks > 0, "{dropped} {blocks}");
}

/// What no rule looks at changes no review, and there is much of it.
#[test]
fn the_sieve_drops_only_what_does_not_matter() {
    let (mut lines, mut stay) = (0, 0);
    for seed in 0..2_000 {
        let record = crate::nation::themed(seed, &[]);
        let (thinned, review) = thin(book(), &record, &options());
        assert_eq!(review, everything(&record), "{}", sketch(&record));
        lines += record.lines.len();
        stay += thinned;
    }
    // Most lines of these records are drawn from rows, so most matter.
    assert!(stay + 300 < lines, "{stay} of {lines} lines stay");
}

/// Values at the edge of what the types hold: no panic, no overflow.
#[test]
fn extreme_values_do_not_panic() {
    always(300, |seed, mut record| {
        let mut dice = Dice::new(seed ^ 0xABCD);
        for line in &mut record.lines {
            match dice.below(8) {
                0 => {
                    line.quantity =
                        Quantity::from_scaled(dice.pick(&[i64::MAX, i64::MIN, 1, -1, 9_999_999_999_999_999]))
                }
                1 => line.covered = Money::from_fen(dice.pick(&[i64::MAX, i64::MIN, -1])),
                2 => line.amount = Money::from_fen(dice.pick(&[i64::MAX, i64::MIN, 0])),
                3 => line.price = UnitPrice::from_scaled(dice.pick(&[i64::MAX, i64::MIN, 0])),
                4 => line.at = domain::Day::from_epoch_days(dice.pick(&[i32::MAX / 2, -700_000, 2_932_896])).start(),
                5 => {
                    line.usage = Usage {
                        days: Fact::Known(u16::MAX),
                        single_dose: Fact::Known(Quantity::from_scaled(i64::MAX)),
                        times_per_day: Fact::Known(Quantity::from_scaled(i64::MAX)),
                    }
                }
                6 => line.item = ItemCode::new(dice.pick(&["", "名:", "*", "药品", "-"])),
                _ => line.reverses = Some(line.id.clone()),
            }
        }
        for visit in &mut record.encounters {
            if dice.percent(20) {
                visit.begin = domain::Day::from_epoch_days(dice.pick(&[i32::MAX / 2, -700_000, 0])).start();
            }
            if dice.percent(20) {
                visit
                    .diagnoses
                    .iter_mut()
                    .for_each(|diagnosis| diagnosis.code = dice.pick(&["", "药", "I", "I63.9*x"]).into());
            }
        }
        record.sort();
        let review = everything(&record);
        prop_assert!(
            review.not_evaluable.iter().all(|entry| entry.missing != "内部错误"),
            "{:?}",
            review.not_evaluable
        );
        Ok(())
    });
}

#[test]
fn order_of_input_is_irrelevant() {
    always(300, |seed, record| {
        let mut dice = Dice::new(seed);
        let mut mixed = record.clone();
        for at in (1..mixed.lines.len()).rev() {
            mixed.lines.swap(at, dice.below(at + 1));
        }
        mixed.sort();
        prop_assert_eq!(everything(&record), everything(&mixed));
        Ok(())
    });
}

#[test]
fn findings_point_into_the_record_and_add_up() {
    always(500, |_, record| {
        let mut keys = BTreeSet::new();
        for finding in &everything(&record).findings {
            prop_assert!(keys.insert(finding.key), "key {} occurs twice", finding.key);
            prop_assert!(record.encounters.iter().any(|visit| visit.id == finding.encounter));
            for line in &finding.lines {
                let fee = record.lines.get(line.index as usize);
                prop_assert!(fee.is_some_and(|fee| fee.id == line.id && record.encounter_of(fee).id == line.encounter));
                prop_assert!(
                    !line.amount.is_negative(),
                    "negative money {} in {}",
                    line.amount,
                    finding.rule
                );
                prop_assert!(line.role == LineRole::Violating || line.amount.is_zero());
                let covered = fee.map_or(Money::ZERO, |fee| fee.covered);
                prop_assert!(
                    line.amount <= covered.max(Money::ZERO),
                    "{} blames {} of {covered} on {}",
                    finding.rule,
                    line.amount,
                    line.id
                );
            }
            let sum: Money = violating(finding).map(|line| line.amount).sum();
            prop_assert!(
                violating(finding).count() == 0 || sum == finding.amount,
                "{}: {} is not {sum}",
                finding.rule,
                finding.amount
            );
        }
        Ok(())
    });
}

#[test]
fn finding_says_the_same_with_and_without_words() {
    always(300, |_, record| {
        let strip = |explain: bool| -> Vec<(FindingKey, Money, Certainty, RuleState, Vec<domain::FindingLine>)> {
            let review = review(book(), &record, Stage::Audit, &ReviewOptions { explain, ..options() });
            review
                .findings
                .into_iter()
                .map(|f| (f.key, f.amount, f.certainty, f.state, f.lines))
                .collect()
        };
        prop_assert_eq!(strip(true), strip(false));
        Ok(())
    });
}

/// Lines of items that no table and no general check knows: nothing else changes.
#[test]
fn items_outside_the_book_change_nothing() {
    always(300, |seed, record| {
        let mut dice = Dice::new(seed);
        let mut more = record.clone();
        for number in 0..1 + dice.below(3) {
            let Some(model) = record.lines.get(dice.below(record.lines.len())) else {
                return Ok(());
            };
            let mut line = model.clone();
            line.id = LineId::new(format!("outside-{number}"));
            line.item = ItemCode::new(format!("X999{number}"));
            line.name = "库外项目".into();
            line.kind = ItemKind::Other;
            line.reverses = None;
            line.quantity = Quantity::from_units(1);
            line.amount = line.price.times(line.quantity);
            line.covered = line.amount;
            line.usage = Usage::default();
            more.lines.push(line);
        }
        more.sort();
        // The share of examinations in a stay is a share of everything charged.
        let by_key = |record: &Record| -> BTreeMap<FindingKey, Money> {
            let findings = everything(record).findings;
            let own = findings.iter().filter(|finding| !is_share(finding));
            own.filter(|f| !violating(f).any(|line| line.id.as_str().starts_with("outside")))
                .map(|f| (f.key, f.amount))
                .collect()
        };
        prop_assert_eq!(by_key(&record), by_key(&more));
        Ok(())
    });
}

/// True for the rule that weighs a part of the charges against all of them.
fn is_share(finding: &Finding) -> bool {
    book()
        .rule(finding.rule.as_str())
        .is_some_and(|rule| rule.primitive == "evidence_needed" && rule.seq == Some(53))
}

/// What one rule says alone is what it says among others, and a line's money is the most that any
/// one rule gives it.
#[test]
fn money_of_a_line_counts_once() {
    always(150, |_, record| {
        let all = everything(&record);
        let mut alone: BTreeMap<u32, Money> = BTreeMap::new();
        let mut alone_keys: BTreeSet<FindingKey> = BTreeSet::new();
        let mut whole: BTreeMap<String, Money> = BTreeMap::new();
        for rule in book().rules() {
            let only = review(
                book(),
                &record,
                Stage::Audit,
                &ReviewOptions {
                    only: vec![rule.code.clone()],
                    ..options()
                },
            );
            for finding in only.findings {
                alone_keys.insert(finding.key);
                if finding.state == RuleState::Trial {
                    continue;
                }
                for line in violating(&finding) {
                    let most = alone.entry(line.index).or_default();
                    *most = (*most).max(line.amount);
                }
                if violating(&finding).next().is_none() {
                    let most = whole.entry(finding.encounter.as_str().to_owned()).or_default();
                    *most = (*most).max(finding.amount);
                }
            }
        }
        let mut together: BTreeMap<u32, Money> = alone.keys().map(|&line| (line, Money::ZERO)).collect();
        let mut total = Money::ZERO;
        for finding in &all.findings {
            prop_assert!(
                alone_keys.contains(&finding.key),
                "{} speaks only among others",
                finding.rule
            );
            if finding.state != RuleState::Trial {
                total += finding.amount;
                violating(finding).for_each(|line| *together.entry(line.index).or_default() += line.amount);
            }
        }
        prop_assert_eq!(&together, &alone);
        let most: Money = alone.values().copied().chain(whole.values().copied()).sum();
        prop_assert!(total <= most, "{total} is more than {most}");
        Ok(())
    });
}

/// Before the first rule is tried nothing is said, and nothing is missed.
#[test]
fn nothing_is_said_before_the_book() {
    let shift = -(20 * 365);
    always(200, |_, mut record| {
        for visit in &mut record.encounters {
            visit.begin = visit.begin.plus_seconds(shift * 86_400);
            visit.end = visit.end.map(|end| end.plus_seconds(shift * 86_400));
            if let Fact::Known(list) = &mut visit.operations {
                list.iter_mut()
                    .for_each(|operation| operation.at = operation.at.map(|at| at.plus_seconds(shift * 86_400)));
            }
        }
        record
            .lines
            .iter_mut()
            .for_each(|line| line.at = line.at.plus_seconds(shift * 86_400));
        let review = everything(&record);
        prop_assert!(
            review.findings.is_empty() && review.not_evaluable.is_empty(),
            "{:?}",
            review
        );
        Ok(())
    });
}

/// Forgetting one fact never makes a rule say more. (A forgotten 生育状态 is read from diagnoses instead.)
#[test]
fn missing_facts_never_accuse() {
    type Forget = fn(&mut Record);
    let forgets: [(&str, Forget); 13] = [
        ("性别", |record| record.person.sex = Fact::Absent),
        ("出生日期", |record| record.person.birth = Fact::Unknown),
        ("认定病种", |record| record.person.certified_diseases = Fact::Absent),
        ("就医方式", |record| {
            record
                .encounters
                .iter_mut()
                .for_each(|visit| visit.setting = Fact::Absent)
        }),
        ("险种", |record| {
            record
                .encounters
                .iter_mut()
                .for_each(|visit| visit.insurance = Fact::Unknown)
        }),
        ("机构级别", |record| {
            record
                .encounters
                .iter_mut()
                .for_each(|visit| visit.institution.level = Fact::Absent)
        }),
        ("机构类型", |record| {
            record
                .encounters
                .iter_mut()
                .for_each(|visit| visit.institution.kind = Fact::Absent)
        }),
        ("手术", |record| {
            record
                .encounters
                .iter_mut()
                .for_each(|visit| visit.operations = Fact::Absent)
        }),
        ("职称", |record| {
            record.lines.iter_mut().for_each(|line| line.title = Fact::Absent)
        }),
        ("用法", |record| {
            record.lines.iter_mut().for_each(|line| line.usage = Usage::default())
        }),
        ("目录单价", |record| {
            record.lines.iter_mut().for_each(|line| line.list_price = Fact::Absent)
        }),
        ("进价", |record| {
            record
                .lines
                .iter_mut()
                .for_each(|line| line.purchase_price = Fact::Absent)
        }),
        ("历史", |record| record.history = HistoryReach::Absent),
    ];
    let alone = |rule: &RuleCode, record: &Record| -> BTreeSet<LineId> {
        let only = ReviewOptions {
            only: vec![rule.clone()],
            ..options()
        };
        let findings = review(book(), record, Stage::Audit, &only).findings;
        let visits = findings.iter().filter(|finding| violating(finding).next().is_none());
        let visits = visits.map(|finding| LineId::new(finding.encounter.as_str()));
        findings
            .iter()
            .flat_map(violating)
            .map(|line| line.id.clone())
            .chain(visits)
            .collect()
    };
    always(300, |_, record| {
        for (what, forget) in forgets {
            let mut poorer = record.clone();
            forget(&mut poorer);
            let findings = everything(&poorer).findings;
            let views = findings
                .iter()
                .flat_map(|finding| finding.supporting.iter().map(|view| &view.rule));
            let rules: BTreeSet<&RuleCode> = findings.iter().map(|finding| &finding.rule).chain(views).collect();
            for rule in rules {
                // A settlement list without a fact is itself what the information rules look for.
                if book()
                    .rule(rule.as_str())
                    .is_some_and(|rule| rule.primitive == "field_validity")
                {
                    continue;
                }
                let (now, before) = (alone(rule, &poorer), alone(rule, &record));
                prop_assert!(
                    now.is_subset(&before),
                    "without {what} {rule} suddenly accuses {now:?}, not only {before:?}"
                );
            }
        }
        Ok(())
    });
}

/// What a rule asks for alone, it or a finding that names it on the same lines asks for at least among all; and what
/// holds for self-paid lines, too, only supports its like.
#[test]
fn beside_others_no_rule_asks_for_less() {
    let self_paid = |rule: &RuleCode| {
        let rule = book().rule(rule.as_str()).expect("a rule of the book");
        rule.parameters.contains("含自费: true")
    };
    let named = |finding: &Finding, rule: &RuleCode| {
        finding.rule == *rule || finding.supporting.iter().any(|view| view.rule == *rule)
    };
    let (mut supported, mut beside) = (0, 0);
    for seed in 0..400 {
        let record = crate::nation::themed(seed, &[]);
        let explained = ReviewOptions {
            explain: true,
            ..options()
        };
        let findings = review(book(), &record, Stage::Settlement, &explained).findings;
        let views = findings
            .iter()
            .flat_map(|finding| finding.supporting.iter().map(|view| &view.rule));
        let rules: BTreeSet<&RuleCode> = findings.iter().map(|finding| &finding.rule).chain(views).collect();
        for rule in rules {
            let only = ReviewOptions {
                only: vec![rule.clone()],
                ..options()
            };
            for alone in review(book(), &record, Stage::Settlement, &only).findings {
                let blamed =
                    |finding: &Finding| -> BTreeSet<u32> { violating(finding).map(|line| line.index).collect() };
                let lines = blamed(&alone);
                let of_rule = findings
                    .iter()
                    .filter(|finding| named(finding, rule) && lines.is_subset(&blamed(finding)));
                assert!(
                    of_rule.clone().any(|finding| finding.action >= alone.action),
                    "{rule} alone: {:?}\n{}",
                    alone.action,
                    sketch(&record)
                );
            }
        }
        for finding in &findings {
            let most = match finding.certainty {
                Certainty::Definite => Action::Block,
                Certainty::Suspect => Action::ReasonRequired,
                Certainty::SlightlySuspect => Action::Remind,
            };
            assert!(finding.action <= most, "{}: a suspicion blocks", finding.rule);
            supported += finding.supporting.len();
            for view in &finding.supporting {
                assert_eq!(
                    self_paid(&view.rule),
                    self_paid(&finding.rule),
                    "{} {}",
                    view.rule,
                    finding.rule
                );
            }
            beside += usize::from(self_paid(&finding.rule) && finding.amount.is_zero());
        }
    }
    assert!(
        supported > 20 && beside > 0,
        "{supported} views, {beside} beside others"
    );
}
