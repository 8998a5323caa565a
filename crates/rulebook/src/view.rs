//! A record prepared for review: refunds netted, lines grouped by the keys that rules know.

use crate::index::Index;
use domain::{Fact, FeeLine, Moment, Money, Quantity, Record, Span, Timing, is_uncoded};

/// What is left of a line after refunds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Net {
    pub quantity: Quantity,
    pub amount: Money,
    pub covered: Money,
    /// a refund of which something is left for which no original line was found
    pub orphan: bool,
    /// an orphan of which the original is there, but with less left than is taken back
    pub overdrawn: bool,
}

/// A group of lines that carry the same key, in order of time.
#[derive(Debug, Clone, Copy)]
struct Group {
    key: u32,
    start: u32,
    len: u32,
    current: bool,
}

/// The record as primitives see it.
#[derive(Debug)]
pub(crate) struct View<'r> {
    pub record: &'r Record,
    /// false where only keys and amounts are wanted
    pub explain: bool,
    /// empty where the record holds no refund
    net: Vec<Net>,
    groups: Vec<Group>,
    lines: Vec<u32>,
    within: Vec<Within>,
}

/// The lines of a key that fall into a span.
#[derive(Debug)]
struct Within {
    key: u32,
    span: Span,
    lines: Vec<u32>,
}

impl<'r> View<'r> {
    /// A record with its keys looked up.
    pub fn of(record: &'r Record, index: &Index, explain: bool) -> Self {
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(record.lines.len());
        for (position, line) in record.lines.iter().enumerate() {
            index.keys_of(line, &mut |key| pairs.push((key, position as u32)));
        }
        Self::new(record, pairs, explain)
    }

    /// A record of which every key that a line carries is known, as (key, line).
    pub fn new(record: &'r Record, mut pairs: Vec<(u32, u32)>, explain: bool) -> Self {
        pairs.sort_unstable_by_key(|&(key, line)| u64::from(key) << 32 | u64::from(line));
        let mut groups: Vec<Group> = Vec::new();
        for (position, &(key, line)) in pairs.iter().enumerate() {
            let current = record.lines.get(line as usize).is_some_and(|line| line.current);
            match groups.last_mut() {
                Some(group) if group.key == key => {
                    group.len += 1;
                    group.current |= current;
                }
                _ => groups.push(Group {
                    key,
                    start: position as u32,
                    len: 1,
                    current,
                }),
            }
        }
        let lines = pairs.into_iter().map(|(_, line)| line).collect();
        Self {
            record,
            explain,
            net: net_of_refunds(record),
            groups,
            lines,
            within: Vec::new(),
        }
    }

    /// The number of keys present.
    pub fn group_count(&self) -> usize {
        self.groups.len()
    }

    /// A key that is present, and whether a line under review carries it.
    pub fn group(&self, place: usize) -> (u32, bool) {
        let group = self.groups[place];
        (group.key, group.current)
    }

    /// The lines that carry a key, by index, in order of time.
    pub fn lines_of(&self, key: u32) -> &[u32] {
        let Ok(found) = self.groups.binary_search_by_key(&key, |group| group.key) else {
            return &[];
        };
        let Group { start, len, .. } = self.groups[found];
        &self.lines[start as usize..(start + len) as usize]
    }

    /// Keeps the lines of a key that fall into a span; the number under which they are found.
    pub fn keep_within(&mut self, key: u32, span: &Span) -> u32 {
        let lines = self.lines_of(key).iter().copied();
        let lines = lines
            .filter(|&index| span.contains(self.line(index).at.day()))
            .collect();
        let span = *span;
        self.within.push(Within { key, span, lines });
        self.within.len() as u32 - 1
    }

    /// Lines kept by [`View::keep_within`].
    pub fn lines_within(&self, list: u32) -> &[u32] {
        self.within.get(list as usize).map_or(&[], |within| &within.lines)
    }

    /// All lines of the key of which [`View::keep_within`] kept some.
    pub fn lines_around(&self, list: u32) -> &[u32] {
        self.within
            .get(list as usize)
            .map_or(&[], |within| self.lines_of(within.key))
    }

    /// The span in which [`View::keep_within`] kept lines.
    pub fn span_of(&self, list: u32) -> Option<&Span> {
        self.within.get(list as usize).map(|within| &within.span)
    }

    pub fn line(&self, index: u32) -> &'r FeeLine {
        &self.record.lines[index as usize]
    }

    pub fn net(&self, index: u32) -> Net {
        self.net
            .get(index as usize)
            .copied()
            .unwrap_or_else(|| as_charged(self.line(index)))
    }

    /// True where something is left of the line and the fund pays for some of it.
    pub fn counts(&self, index: u32, with_self_paid: bool) -> bool {
        let net = self.net(index);
        net.quantity.is_positive() && (with_self_paid || net.covered.is_positive())
    }

    /// 开药天数 of what is left of the line: who took packages back shortened the prescription by their share, a day
    /// that is begun counting as one.
    pub fn days_supplied(&self, index: u32) -> Fact<u16> {
        let line = self.line(index);
        line.usage.days.map(|days| days_left(days, line, self.net(index)))
    }

    /// The moment from which `days` calendar days end with the day of `at`.
    pub fn window_start(at: Moment, days: i32) -> Moment {
        at.day().plus_days(1 - days).start()
    }
}

/// The days that the quantity left of a line lasts.
pub(crate) fn days_left(days: u16, line: &FeeLine, net: Net) -> u16 {
    let (left, charged) = (i128::from(net.quantity.scaled()), i128::from(line.quantity.scaled()));
    if left <= 0 || left >= charged {
        return days;
    }
    u16::try_from((i128::from(days) * left + charged - 1) / charged).unwrap_or(days)
}

fn as_charged(line: &FeeLine) -> Net {
    Net {
        quantity: line.quantity,
        amount: line.amount,
        covered: line.covered,
        orphan: false,
        overdrawn: false,
    }
}

/// What an item goes by in a finding: its national code or, where it has none, its name.
pub(crate) fn item_mark(line: &FeeLine) -> &str {
    Some(line.item.national())
        .filter(|code| !is_uncoded(code))
        .unwrap_or(&line.name)
}

/// True where two lines are of one item: of one code or, where they have none, of one name.
pub(crate) fn same_item(a: &FeeLine, b: &FeeLine) -> bool {
    a.item == b.item && (!is_uncoded(a.item.as_str()) || a.name == b.name)
}

/// False where the refund came before the line for certain: a day of which the hour is not known is as early as the
/// day begins and as late as it ends, and a line of which not even the day is known may have been at any time.
fn may_follow(refund: &FeeLine, line: &FeeLine) -> bool {
    match (line.timing, refund.timing) {
        (Timing::Exact, Timing::Exact) => line.at <= refund.at,
        (Timing::Unknown, _) | (_, Timing::Unknown) => true,
        _ => line.at.day() <= refund.at.day(),
    }
}

/// How well a line fits a refund, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// the refund names it
    Named,
    /// an earlier line at the unit price of the refund
    OwnPrice,
    /// another earlier line
    Earlier,
}

/// What a refund has still to take back.
struct Owed {
    refund: usize,
    quantity: Quantity,
    amount: Money,
    covered: Money,
    /// the lines from which it may, the best and latest first
    lines: Vec<(Fit, usize)>,
}

impl Owed {
    fn of(record: &Record, position: usize) -> Self {
        let refund = &record.lines[position];
        let fit = |line: &FeeLine| {
            if refund.reverses.as_ref() == Some(&line.id) {
                Some(Fit::Named)
            } else if !may_follow(refund, line) {
                None
            } else if line.price.abs() == refund.price.abs() {
                Some(Fit::OwnPrice)
            } else {
                Some(Fit::Earlier)
            }
        };
        let charged = record.lines.iter().enumerate().rev().filter(|(_, line)| {
            line.quantity.is_positive() && line.encounter == refund.encounter && same_item(line, refund)
        });
        let mut lines: Vec<(Fit, usize)> = charged.filter_map(|(at, line)| Some((fit(line)?, at))).collect();
        lines.sort_by_key(|&(fit, _)| fit);
        Self {
            refund: position,
            quantity: refund.quantity.abs(),
            amount: refund.amount.abs(),
            covered: refund.covered.abs(),
            lines,
        }
    }

    /// Takes units, each with its share of the money, from the lines that fit so well.
    fn take_units(&mut self, wanted: Fit, net: &mut [Net]) {
        for &(_, at) in self.lines.iter().filter(|&&(fit, _)| fit == wanted) {
            let left = &mut net[at];
            let taken = self.quantity.min(left.quantity);
            if !taken.is_positive() {
                continue;
            }
            let share = |money: Money| money.share(taken.scaled(), self.quantity.scaled());
            let (amount, covered) = (share(self.amount), share(self.covered));
            move_money(amount, &mut self.amount, &mut left.amount);
            move_money(covered, &mut self.covered, &mut left.covered);
            left.quantity -= taken;
            self.quantity -= taken;
        }
    }

    /// Takes what the lines that gave the units could not give: from those of which no unit is left or from the others.
    fn take_money(&mut self, used_up: bool, net: &mut [Net]) {
        for &(_, at) in &self.lines {
            let left = &mut net[at];
            if left.quantity.is_zero() == used_up {
                move_money(self.amount, &mut self.amount, &mut left.amount);
                move_money(self.covered, &mut self.covered, &mut left.covered);
            }
        }
    }
}

/// Takes money off what is owed and what a line has, as far as the line has it.
fn move_money(wanted: Money, owed: &mut Money, left: &mut Money) {
    let given = wanted.min(*left).max(Money::ZERO);
    *owed -= given;
    *left -= given;
}

/// Takes every refund from the line that it reverses: the named one, else an earlier line of the same item and
/// encounter, of its own unit price before others, the latest first. A refund takes its own money; where it reverses
/// several lines, each gives its share, and what one cannot give the next does. All refunds look for their line in
/// each of these ways before any does in the next, so that none takes what another names.
fn net_of_refunds(record: &Record) -> Vec<Net> {
    let is_refund = |&at: &usize| record.lines[at].quantity.is_negative();
    let mut refunds: Vec<Owed> = (0..record.lines.len())
        .filter(is_refund)
        .map(|at| Owed::of(record, at))
        .collect();
    if refunds.is_empty() {
        return Vec::new();
    }
    let mut net: Vec<Net> = record.lines.iter().map(as_charged).collect();
    for fit in [Fit::Named, Fit::OwnPrice, Fit::Earlier] {
        refunds.iter_mut().for_each(|refund| refund.take_units(fit, &mut net));
    }
    for used_up in [true, false] {
        refunds
            .iter_mut()
            .for_each(|refund| refund.take_money(used_up, &mut net));
    }
    for owed in refunds {
        let orphan = !owed.quantity.is_zero();
        net[owed.refund] = Net {
            quantity: Quantity::ZERO,
            amount: Money::ZERO,
            covered: Money::ZERO,
            orphan,
            overdrawn: orphan && !owed.lines.is_empty(),
        };
    }
    net
}
