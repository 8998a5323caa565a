//! One person's record: the unit of evaluation.

use crate::{Charge, Day, Encounter, FeeLine, InsuredPerson, Quantity, SpecialCare, is_undone};
use std::collections::BTreeMap;
use std::hash::Hash;

/// 历史可得性 · how far back the record reaches. Missing evidence may only lower a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HistoryReach {
    /// every encounter of the person from this day on, at every institution
    Since(Day),
    /// encounters from this day on, but only those of the institution that asks
    OwnInstitutionSince(Day),
    /// nothing beyond the encounter under review: the store could not be read
    Absent,
}

impl HistoryReach {
    /// True where nothing older than `from` can be missing, at any institution.
    pub fn covers(self, from: Day) -> bool {
        matches!(self, HistoryReach::Since(day) if day <= from)
    }

    /// True where nothing older than `from` can be missing at the asking institution.
    pub fn covers_own(self, from: Day) -> bool {
        match self {
            HistoryReach::Since(day) | HistoryReach::OwnInstitutionSince(day) => day <= from,
            HistoryReach::Absent => false,
        }
    }
}

/// 参保人档案 · everything about one person that a review needs. Real time builds it from the
/// request and the remembered history, the audit from sorted columns; no rule can tell which.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// 参保人
    pub person: InsuredPerson,
    /// 就诊, in order of begin
    pub encounters: Vec<Encounter>,
    /// 费用明细, in order of (time, encounter, id); indices are what findings refer to
    pub lines: Vec<FeeLine>,
    /// 历史可得性
    pub history: HistoryReach,
}

impl Record {
    /// Brings encounters and lines into the order that [`Record`] promises and re-points the lines.
    pub fn sort(&mut self) {
        let mut order: Vec<u32> = (0..self.encounters.len() as u32).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&self.encounters[a as usize], &self.encounters[b as usize]);
            (a.begin, &a.id).cmp(&(b.begin, &b.id))
        });
        let in_order = order.iter().enumerate().all(|(new, &old)| new as u32 == old);
        if !in_order {
            let mut new_index = vec![0_u32; order.len()];
            for (new, &old) in order.iter().enumerate() {
                new_index[old as usize] = new as u32;
            }
            let mut slots: Vec<Option<Encounter>> =
                std::mem::take(&mut self.encounters).into_iter().map(Some).collect();
            self.encounters = order.iter().filter_map(|&old| slots[old as usize].take()).collect();
            for line in &mut self.lines {
                line.encounter = new_index[line.encounter as usize];
            }
        }
        self.lines
            .sort_by(|a, b| (a.at, a.encounter, &a.id).cmp(&(b.at, b.encounter, &b.id)));
    }

    /// Marks the encounters with what their lines tell of them: that everything was taken back again, or that the person
    /// came for a dialysis. Only of those that `is_whole` may this be told from the record: of others it may hold some
    /// lines and not the rest.
    pub fn mark_told_by_lines(&mut self, is_whole: impl Fn(&Encounter) -> bool) {
        let lines = self.lines.iter();
        let lines = lines.map(|line| (line.encounter, Charge::of(line)));
        mark_told_by_lines(&mut self.encounters, lines, is_whole);
    }

    /// The last day on which a line may have been used: that of its stop, which counts, but none after the end of its
    /// encounter. Where neither the line nor the day of its begin says more, the day on which it was incurred.
    pub fn last_day_of(&self, line: &FeeLine) -> Day {
        let begun = line.at.day();
        let Some(until) = line.until.filter(|_| line.timing.knows_day()) else {
            return begun;
        };
        let end = self.encounter_of(line).end;
        end.map_or(until, |end| until.min(end)).day().max(begun)
    }

    /// The encounter of a line.
    pub fn encounter_of(&self, line: &FeeLine) -> &Encounter {
        &self.encounters[line.encounter as usize]
    }
}

/// [`Record::mark_told_by_lines`] of encounters whose lines are held elsewhere: of each the place of its encounter, and
/// what it charges or takes back.
pub fn mark_told_by_lines<I: Clone + Eq + Hash>(
    encounters: &mut [Encounter],
    lines: impl Iterator<Item = (u32, Charge<I>)> + Clone,
    is_whole: impl Fn(&Encounter) -> bool,
) {
    let mut dialyses: BTreeMap<u32, Quantity> = BTreeMap::new();
    let mut refunded: BTreeMap<u32, Vec<Charge<I>>> = BTreeMap::new();
    for (encounter, line) in lines.clone() {
        if line.is_dialysis {
            *dialyses.entry(encounter).or_default() += line.quantity;
        }
        if line.quantity.is_negative() {
            refunded.entry(encounter).or_default();
        }
    }
    // Hardly ever is anything taken back.
    if !refunded.is_empty() {
        for (encounter, line) in lines {
            if let Some(own) = refunded.get_mut(&encounter) {
                own.push(line);
            }
        }
    }
    let mut mark = |place: u32, special: SpecialCare, is_told: &dyn Fn() -> bool| {
        if let Some(encounter) = encounters.get_mut(place as usize)
            && is_whole(encounter)
            && !encounter.special.contains(&special)
            && is_told()
        {
            encounter.special.push(special);
        }
    };
    for (place, left) in dialyses {
        mark(place, SpecialCare::Dialysis, &|| left.is_positive());
    }
    for (place, own) in refunded {
        mark(place, SpecialCare::Undone, &|| is_undone(own.iter().cloned()));
    }
}
