//! What every oracle shares: refunds, codes, prescriptions, exemptions.

use crate::bench::Setup;
use crate::verdicts::Verdicts;
use domain::{Certainty, Day, Encounter, FeeLine, ItemKind, Money, Quantity, Record, SpecialCare, Timing};

/// What remains of a line after refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    pub quantity: Quantity,
    pub amount: Money,
    pub covered: Money,
    pub orphan: bool,
}

/// Whether the refund may have come after the line, as far as both moments are known.
fn may_follow(refund: &FeeLine, line: &FeeLine) -> bool {
    let earliest = match line.timing {
        Timing::Exact => Some(line.at),
        Timing::DayOnly => Some(line.at.day().start()),
        Timing::Unknown => None,
    };
    let latest = match refund.timing {
        Timing::Exact => Some(refund.at),
        Timing::DayOnly => Some(refund.at.day().start().plus_seconds(86_399)),
        Timing::Unknown => None,
    };
    earliest.is_none() || latest.is_none() || earliest <= latest
}

/// 先冲销再判: every refund goes to the line it names, then what is not placed to earlier lines of the same item and
/// encounter at its unit price, then what is still not placed to other earlier ones, the latest before the earlier.
/// Each line gives what its quantity is of what was still to be reversed, as far as it has it; what none of them had is
/// taken at last, from lines that are wholly reversed and then from the rest.
pub fn after_refunds(record: &Record) -> Vec<Left> {
    let mut left: Vec<Left> = record
        .lines
        .iter()
        .map(|line| Left {
            quantity: line.quantity,
            amount: line.amount,
            covered: line.covered,
            orphan: false,
        })
        .collect();
    let mut owed: Vec<Left> = left
        .iter()
        .map(|line| Left {
            quantity: -line.quantity,
            amount: if line.amount.is_negative() {
                -line.amount
            } else {
                line.amount
            },
            covered: if line.covered.is_negative() {
                -line.covered
            } else {
                line.covered
            },
            orphan: false,
        })
        .collect();
    let named = |refund: &FeeLine, line: &FeeLine| refund.reverses.as_ref() == Some(&line.id);
    let mut meetings: Vec<(u8, usize, std::cmp::Reverse<usize>)> = Vec::new();
    for (at, refund) in record.lines.iter().enumerate() {
        for (original, line) in record.lines.iter().enumerate() {
            let alike = line.encounter == refund.encounter
                && line.item == refund.item
                && (line.name == refund.name || !["", "-", "--", "0"].contains(&line.item.as_str()));
            let in_time = named(refund, line) || may_follow(refund, line);
            if refund.quantity.is_negative() && line.quantity.is_positive() && alike && in_time {
                let round = match (named(refund, line), refund.price == line.price) {
                    (true, _) => 0,
                    (false, true) => 1,
                    (false, false) => 2,
                };
                meetings.push((round, at, std::cmp::Reverse(original)));
            }
        }
    }
    meetings.sort();
    let less = |money: Money, most: Money| {
        if most.is_negative() {
            Money::ZERO
        } else {
            money.min(most)
        }
    };
    for &(_, refund, std::cmp::Reverse(original)) in &meetings {
        let (whole, has) = (owed[refund], left[original]);
        let taken = whole.quantity.min(has.quantity);
        if taken.is_positive() {
            let part = |money: Money| money.share(taken.scaled(), whole.quantity.scaled());
            let (amount, covered) = (
                less(part(whole.amount), has.amount),
                less(part(whole.covered), has.covered),
            );
            for side in [&mut left[original], &mut owed[refund]] {
                side.quantity -= taken;
                side.amount -= amount;
                side.covered -= covered;
            }
        }
    }
    for emptied in [true, false] {
        let mut by_refund = meetings.clone();
        by_refund.sort_by_key(|&(round, refund, original)| (refund, round, original));
        for (_, refund, std::cmp::Reverse(original)) in by_refund {
            let (rest, has) = (owed[refund], left[original]);
            if has.quantity.is_zero() == emptied {
                let (amount, covered) = (less(rest.amount, has.amount), less(rest.covered, has.covered));
                for side in [&mut left[original], &mut owed[refund]] {
                    side.amount -= amount;
                    side.covered -= covered;
                }
            }
        }
    }
    for (at, line) in record.lines.iter().enumerate() {
        if line.quantity.is_negative() {
            left[at] = Left {
                quantity: Quantity::ZERO,
                amount: Money::ZERO,
                covered: Money::ZERO,
                orphan: owed[at].quantity.is_positive(),
            };
        }
    }
    left
}

/// Everything an oracle looks at.
pub struct World<'a> {
    pub setup: &'a Setup,
    pub record: &'a Record,
    pub left: Vec<Left>,
}

impl<'a> World<'a> {
    pub fn line(&self, index: usize) -> &'a FeeLine {
        &self.record.lines[index]
    }

    pub fn visit(&self, line: usize) -> &'a Encounter {
        self.record.encounter_of(self.line(line))
    }

    /// The fewest whole days that last as long as what is left of the line, where the prescription lasts the days
    /// that were written for all of it.
    pub fn days_supplied(&self, line: usize) -> Option<u16> {
        let written = *self.line(line).usage.days.known()?;
        let (charged, left) = (self.line(line).quantity.scaled(), self.left[line].quantity.scaled());
        (0..=written).find(|&days| i64::from(days) * charged >= i64::from(written) * left)
    }

    /// The days on which a line may have been used: from its own to the one on which it was stopped, as long as the
    /// visit goes on.
    pub fn days_of(&self, line: usize) -> Vec<Day> {
        let (fee, visit) = (self.line(line), self.visit(line));
        let mut days = vec![fee.at.day()];
        while let Some(until) = fee.until.filter(|_| fee.timing != Timing::Unknown) {
            let next = days[days.len() - 1].plus_days(1);
            if next.start() > until || visit.end.is_some_and(|end| next.start() > end) {
                break;
            }
            days.push(next);
        }
        days
    }

    /// 跨日明细
    pub fn lasts(&self, line: usize) -> bool {
        self.days_of(line).len() > 1
    }

    /// Indices of the lines of which the fund pays something.
    pub fn paid(&self) -> Vec<usize> {
        (0..self.record.lines.len())
            .filter(|&i| self.left[i].quantity.is_positive() && self.left[i].covered.is_positive())
            .collect()
    }

    /// Of the lines that one window blames, those that are reported now: where any is under review, visits of which
    /// none is have had their say.
    pub fn reported(&self, blamed: Vec<(usize, Money)>) -> Vec<(usize, Money)> {
        let now = |visit: u32| {
            blamed
                .iter()
                .any(|&(line, _)| self.line(line).current && self.line(line).encounter == visit)
        };
        let any = blamed.iter().any(|&(line, _)| self.line(line).current);
        let kept = blamed
            .iter()
            .filter(|(line, _)| !any || now(self.line(*line).encounter));
        kept.copied().collect()
    }

    /// Indices of the lines of which anything is left, self-paid ones too.
    pub fn charged(&self) -> Vec<usize> {
        (0..self.record.lines.len())
            .filter(|&i| self.left[i].quantity.is_positive())
            .collect()
    }

    /// True where one of the codes names the line: exactly, by prefix, or by name (herbs, and drugs
    /// whose code stands in no row).
    pub fn matches(&self, codes: &str, line: usize) -> bool {
        let fee = self.line(line);
        codes.split('|').filter(|code| !code.is_empty()).any(|code| {
            if let Some(name) = code.strip_prefix("名:") {
                let uncoded = !self
                    .setup
                    .rows
                    .iter()
                    .any(|row| row.codes.split('|').any(|known| known == fee.item.as_str()));
                fee.name == name && (fee.kind == ItemKind::Herb || fee.kind == ItemKind::Drug && uncoded)
            } else if let Some(prefix) = code.strip_suffix('*') {
                fee.item.as_str().starts_with(prefix)
            } else {
                fee.item.as_str() == code
            }
        })
    }

    /// Certainty after exemptions and papers of an encounter; `None` where nothing may be said.
    pub fn standing(&self, encounter: u32, certainty: Certainty) -> Option<Certainty> {
        let visit = &self.record.encounters[encounter as usize];
        if !self.setup.exemptions {
            return Some(certainty);
        }
        let exempt = visit.special.contains(&SpecialCare::Rescue)
            || visit.setting.known() == Some(&domain::CareSetting::Emergency)
            || visit
                .diagnoses
                .iter()
                .any(|diagnosis| diagnosis.code.as_str().starts_with("C50"))
            || self.record.person.groups.iter().any(|group| group == "长处方");
        let paper = visit
            .evidence
            .iter()
            .any(|paper| paper.kind == "专家意见" && ["机构医保办", ""].contains(&paper.by.as_str()));
        (!exempt).then_some(if paper {
            certainty.min(Certainty::Suspect)
        } else {
            certainty
        })
    }
}

/// True where an ICD writing (`I63|I60-I62`) covers the code, or one of the two of which it is made (`E85.400+I63.9`).
pub fn icd(writing: &str, code: &str) -> bool {
    code.split('+').chain([code]).any(|code| {
        writing.split('|').filter(|part| !part.is_empty()).any(|part| {
            let (low, high) = part.split_once('-').unwrap_or((part, part));
            let head = |width: usize| &code[..code.len().min(width)];
            head(low.len()) >= low && head(high.len()) <= high
        })
    })
}

impl World<'_> {
    /// Blames a line for its own service day, with the certainty capped and exemptions applied.
    pub fn blame(&self, out: &mut Verdicts, line: usize, amount: Money, cap: Certainty) {
        self.blame_as_of(out, self.line(line).at.day(), line, amount, cap);
    }

    /// Blames a line where another day (the start of a window) picks the law.
    pub fn blame_as_of(&self, out: &mut Verdicts, on: Day, line: usize, amount: Money, cap: Certainty) {
        let Some(trial) = self.setup.state(on) else { return };
        if let Some(certainty) = self.standing(self.line(line).encounter, self.setup.certainty.min(cap)) {
            out.blame(trial, line, amount, certainty);
        }
    }

    /// Blames an encounter for the day on which it begins.
    pub fn blame_encounter(&self, out: &mut Verdicts, encounter: usize, amount: Money, cap: Certainty) {
        self.blame_encounter_on(
            out,
            self.record.encounters[encounter].begin.day(),
            encounter,
            amount,
            cap,
        );
    }

    /// Blames an encounter where another day (that of an operation) picks the law.
    pub fn blame_encounter_on(&self, out: &mut Verdicts, on: Day, encounter: usize, amount: Money, cap: Certainty) {
        let Some(trial) = self.setup.state(on) else { return };
        if let Some(certainty) = self.standing(encounter as u32, self.setup.certainty.min(cap)) {
            out.blame_encounter(trial, encounter, amount, certainty);
        }
    }
}

/// 同一处方（无处方号则同日同医师）
pub fn together(world: &World<'_>, a: usize, b: usize) -> bool {
    let (a, b) = (world.line(a), world.line(b));
    match (&a.prescription, &b.prescription) {
        (Some(a_number), Some(b_number)) => a.encounter == b.encounter && a_number == b_number,
        (None, None) => a.encounter == b.encounter && a.at.day() == b.at.day() && a.doctor == b.doctor,
        _ => false,
    }
}

/// The operations of an encounter, each with the day on which it speaks.
pub fn operations_of(visit: &Encounter) -> Vec<(String, Day)> {
    let list = visit.operations.known().into_iter().flatten();
    list.map(|operation| {
        (
            operation.code.as_str().to_owned(),
            operation.at.unwrap_or(visit.begin).day(),
        )
    })
    .collect()
}
