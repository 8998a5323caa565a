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

/// 先冲销再判: a refund first empties the line it names, then the latest earlier lines of the same
/// item in the same encounter. It takes its own money from the one line that it reverses; where it spills over
/// several, each gives what its quantity is of what was still to be reversed.
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
    for (refund, line) in record
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.quantity.is_negative())
    {
        let (mut owed, mut amount, mut covered) = (-line.quantity, -line.amount, -line.covered);
        let alike = |other: &FeeLine| {
            other.encounter == line.encounter
                && other.item == line.item
                && (other.name == line.name || !["", "-", "--", "0"].contains(&line.item.as_str()))
                && !other.quantity.is_negative()
        };
        let mut order: Vec<usize> = (0..record.lines.len()).filter(|&i| alike(&record.lines[i])).collect();
        order.retain(|&i| may_follow(line, &record.lines[i]) || line.reverses.as_ref() == Some(&record.lines[i].id));
        order.reverse();
        order.sort_by_key(|&i| line.reverses.as_ref() != Some(&record.lines[i].id));
        for original in order {
            let has = left[original].quantity;
            let taken = owed.min(has);
            if !taken.is_positive() {
                continue;
            }
            let own = &mut left[original];
            for (of_original, of_refund) in [(&mut own.amount, &mut amount), (&mut own.covered, &mut covered)] {
                let own = if taken == owed {
                    *of_refund
                } else {
                    of_refund.share(taken.scaled(), owed.scaled())
                };
                *of_original = if own > *of_original {
                    Money::ZERO
                } else {
                    *of_original - own
                };
                *of_refund -= own;
            }
            left[original].quantity -= taken;
            owed -= taken;
        }
        left[refund] = Left {
            quantity: Quantity::ZERO,
            amount: Money::ZERO,
            covered: Money::ZERO,
            orphan: owed.is_positive(),
        };
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
