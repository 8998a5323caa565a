//! Which lines of a person can matter to a review, told from numbers alone. The audit reads years
//! of lines of which most concern no rule; those need not become fee lines at all.
//!
//! A line stays where a knowledge row that may speak names its item, where it is a refund or has one taken
//! from it, and where a rule that looks beyond its rows heeds it ([`Primitive::heeds_item`] and what
//! follows there). A row may be silent because it speaks of one item beside another that the person does
//! not have, because on no day there is more of an item than it allows, or because it says so
//! ([`Primitive::is_silent`]). A rule that asks what is left of a drug heeds all lines of drugs of which there may
//! be too much. The review of what stays is the review of the whole.

mod daily;
mod supply;

use crate::book::Rulebook;
use crate::exemption::is_exempt;
use crate::primitive::{Heed, ItemAspect, Primitive, Seen};
use crate::primitives::supply_overlap::is_followed;
use crate::review::{Review, ReviewOptions, judge};
use crate::view::View;
use daily::{Daily, Days};
use domain::{
    Charge, Encounter, Fact, FeeLine, ItemCode, ItemKind, Moment, Money, Quantity, Record, Stage, Timing, UnitPrice,
    is_dialysis, item_identity,
};
use hashbrown::{HashMap, HashSet};
use std::sync::Arc;
use supply::Shelf;

/// 明细概览 · a fee line by its numbers.
#[derive(Debug, Clone, Copy)]
pub struct Glance {
    /// the item, as the caller numbers them
    pub item: u32,
    /// index into [`Record::encounters`]
    pub encounter: u32,
    /// 发生时间
    pub at: Moment,
    /// 发生时间的准确程度
    pub timing: Timing,
    /// 停止时间
    pub until: Option<Moment>,
    /// 上传时间
    pub uploaded_at: Option<Moment>,
    /// 数量
    pub quantity: Quantity,
    /// 单价
    pub price: UnitPrice,
    /// 金额
    pub amount: Money,
    /// 纳入医保金额
    pub covered: Money,
    /// 天数
    pub days: Fact<u16>,
    /// 进价
    pub purchase_price: Fact<UnitPrice>,
    /// false where no doctor is named
    pub has_doctor: bool,
    /// under review
    pub current: bool,
}

impl Glance {
    /// Of a line that is there already.
    pub fn of(line: &FeeLine, item: u32) -> Self {
        Self {
            item,
            encounter: line.encounter,
            at: line.at,
            timing: line.timing,
            until: line.until,
            uploaded_at: line.uploaded_at,
            quantity: line.quantity,
            price: line.price,
            amount: line.amount,
            covered: line.covered,
            days: line.usage.days,
            purchase_price: line.purchase_price,
            has_doctor: Self::names_doctor(line.doctor.as_str()),
            current: line.current,
        }
    }

    /// False for what clients write where no doctor is known.
    pub fn names_doctor(code: &str) -> bool {
        !matches!(code, "" | "-")
    }

    /// False where nothing of the line is left for a rule to count, whatever refunds there are.
    pub(crate) fn may_count(&self, with_self_paid: bool) -> bool {
        self.quantity.is_positive() && (with_self_paid || self.covered.is_positive())
    }
}

/// What the rules of one book say of an item: one bit for each rule that looks beyond its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sight {
    /// its keys
    pub(crate) keys: Box<[u32]>,
    /// a row names it that may speak whatever else there is
    named: bool,
    /// the conditions of which one has to be met, where no row is as free as that
    beside: u64,
    /// the conditions that a line of it meets
    meets: u64,
    /// the counters of what there is of it on a day, where rows speak only beyond their cap
    counters: Box<[u32]>,
    /// equal for items that are one and the same to the evaluator, however they are written
    same: u32,
    /// the drug that it is, where somebody asks how much of it is left
    drug: Option<u32>,
    is_dialysis: bool,
    /// rules and rows that may be silent of a line: they are asked of each
    silent: Box<[(u16, u32)]>,
    /// every line of it matters
    always: u64,
    /// the numbers of a line decide
    by_numbers: u64,
    /// a row of the rule names it
    own: u64,
}

/// Roles of rows that are asked for what they speak beside.
const ROLES: u8 = 8;

/// A rule that looks beyond its rows.
#[derive(Debug, Clone, Copy)]
struct Watcher {
    /// index of the rule in the book
    rule: u16,
    beyond: u16,
    judges_visits: bool,
}

/// What the sieve found of a person's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sifted {
    /// the watchers that heed a line
    heeding: u64,
}

/// 明细初筛 · what a book needs of a person's lines.
#[derive(Debug)]
pub struct Sieve {
    book: Arc<Rulebook>,
    samples: bool,
    watchers: Vec<Watcher>,
    /// by rule of the book, the watcher that it is
    watcher_of: Vec<Option<u8>>,
    /// what the rules say of each item, by the caller's number
    sights: Vec<Sight>,
    /// the watchers that heed lines only beside their own
    beside_own: u64,
    /// the watchers that want a crowd
    crowds: u64,
    /// more watchers than bits: everything stays
    too_many: bool,
    /// by bit, a rule and a role: that a line is there which a row of the rule names in the role
    conditions: Vec<(u16, u8)>,
    daily: Daily,
    /// the watchers that follow supplies
    followers: u64,
    /// drugs there are; brands and packages of one are one
    drugs: usize,
}

/// 初筛用地 · Room for sifting, kept from one person to the next.
#[derive(Debug, Default)]
pub struct SiftRoom {
    days: Days,
    shelf: Shelf,
}

impl Sieve {
    /// What a book needs, of these items: code, name and kind of each. `samples` as in
    /// [`crate::ReviewOptions`].
    pub fn new<'i>(
        book: &Arc<Rulebook>,
        samples: bool,
        items: impl IntoIterator<Item = (&'i ItemCode, &'i str, ItemKind)>,
    ) -> Self {
        let watching = (0_u16..).zip(&book.rules).filter_map(|(rule, compiled)| {
            let check = compiled.check.as_ref().filter(|check| check.watches())?;
            let silent = compiled.only_samples && !samples;
            (!silent).then(|| Watcher {
                rule,
                beyond: check.heeds_beyond(),
                judges_visits: check.judges_visits(),
            })
        });
        let watchers: Vec<Watcher> = watching.collect();
        let mut watcher_of = vec![None; book.rules.len()];
        for (bit, watcher) in (0_u8..).zip(watchers.iter().take(u64::BITS as usize)) {
            if let Some(own) = watcher_of.get_mut(watcher.rule as usize) {
                *own = Some(bit);
            }
        }
        let mut sieve = Self {
            book: book.clone(),
            samples,
            sights: Vec::new(),
            beside_own: 0,
            crowds: 0,
            too_many: watchers.len() > u64::BITS as usize,
            watchers,
            watcher_of,
            conditions: conditions(book),
            daily: Daily::of(book, samples),
            followers: 0,
            drugs: 0,
        };
        for (bit, watcher) in sieve.watchers.iter().take(u64::BITS as usize).enumerate() {
            let beside_own = sieve.check(bit).is_some_and(|check| check.heeds_only_beside_own());
            sieve.beside_own |= u64::from(beside_own) << bit;
            sieve.crowds |= u64::from(watcher.beyond > 0) << bit;
            let follows = sieve.check(bit).is_some_and(Primitive::follows_supplies);
            sieve.followers |= u64::from(follows) << bit;
        }
        let mut numbers: HashMap<(&str, &str), u32> = HashMap::new();
        let mut drugs: HashMap<&str, u32> = HashMap::new();
        let sights = items.into_iter().map(|(code, name, kind)| {
            let next = numbers.len() as u32;
            let same = *numbers.entry(item_identity(code, name)).or_insert(next);
            let next = drugs.len() as u32;
            let followed = sieve.followers != 0 && is_followed(code, kind);
            let drug = followed.then(|| *drugs.entry(code.drug()).or_insert(next));
            let sight = sieve.sight(code, name, kind);
            Sight {
                same,
                drug,
                is_dialysis: is_dialysis(code),
                ..sight
            }
        });
        sieve.sights = sights.collect();
        sieve.drugs = drugs.len();
        sieve
    }

    fn check(&self, watcher: usize) -> Option<&dyn Primitive> {
        self.check_of(self.watchers.get(watcher)?.rule)
    }

    fn check_of(&self, rule: u16) -> Option<&dyn Primitive> {
        self.book.rules.get(rule as usize)?.check.as_deref()
    }

    /// The book.
    pub fn book(&self) -> &Rulebook {
        &self.book
    }

    /// What is known of an item.
    pub(crate) fn item(&self, number: u32) -> Option<&Sight> {
        self.sights.get(number as usize)
    }

    /// The watcher that a rule is, if it looks beyond its rows.
    fn watching(&self, rule: u16) -> Option<u8> {
        self.watcher_of.get(rule as usize).copied().flatten()
    }

    /// False where the rule need not be asked, because nothing that it looks at is there.
    pub(crate) fn asks(&self, rule: u16, sifted: Sifted) -> bool {
        self.too_many
            || self.watching(rule).is_none_or(|bit| {
                let judges_visits = self.watchers.get(usize::from(bit)).is_some_and(|own| own.judges_visits);
                judges_visits || sifted.heeding >> bit & 1 == 1
            })
    }

    /// The watchers that may speak of a line where so much of its drug is left.
    fn heeding_left(&self, visit: &Encounter, line: &Glance, left: i32) -> u64 {
        let (mut asked, mut heeding) = (self.followers, 0);
        while asked != 0 {
            let bit = asked.trailing_zeros() as usize;
            asked &= asked - 1;
            let heeds = self.check(bit).is_none_or(|check| check.heeds_left(visit, line, left));
            heeding |= u64::from(heeds) << bit;
        }
        heeding
    }

    /// The bit of a condition; none where there are more than bits, or where no row asks for it.
    fn condition(&self, rule: u16, role: u8) -> u64 {
        let place = self.conditions.iter().position(|own| *own == (rule, role));
        place.map_or(0, |bit| 1_u64.checked_shl(bit as u32).unwrap_or(0))
    }

    fn sight(&self, code: &ItemCode, name: &str, kind: ItemKind) -> Sight {
        let (mut sight, mut keys, mut silent, mut counters) = (Sight::default(), Vec::new(), Vec::new(), Vec::new());
        let index = &self.book.index;
        index.keys_of_item(code.as_str(), name, kind, &mut |key| {
            keys.push(key);
            for entry in index.entries(key).iter().filter(|entry| self.samples || !entry.sample) {
                sight.own |= self.watching(entry.rule).map_or(0, |bit| 1 << bit);
                sight.meets |= self.condition(entry.rule, entry.role);
                let check = self.check_of(entry.rule);
                let other = check.and_then(|check| check.speaks_beside(entry.role));
                let beside = other.map_or(0, |other| self.condition(entry.rule, other));
                let counter = self.daily.counter(&self.book, key, entry);
                if beside != 0 {
                    sight.beside |= beside;
                } else if let Some(counter) = counter {
                    // An item of several counted keys is counted under each, and speaks where one does.
                    if !counters.contains(&counter) {
                        counters.push(counter);
                    }
                } else if check.is_some_and(Primitive::may_be_silent) {
                    silent.push((entry.rule, entry.row));
                } else {
                    sight.named = true;
                }
            }
        });
        // What has no name is not evaluable, where a rule goes by names.
        sight.named |= !self.book.by_name.is_empty() && index.lacks_name(code.as_str(), name, kind);
        let aspect = ItemAspect {
            national: code.national(),
            name,
            kind,
        };
        sight.keys = keys.into();
        sight.counters = counters.into();
        sight.silent = silent.into();
        for bit in 0..self.watchers.len().min(u64::BITS as usize) {
            match self.check(bit).map_or(Heed::Never, |check| check.heeds_item(&aspect)) {
                Heed::Never => {}
                Heed::ByNumbers => sight.by_numbers |= 1 << bit,
                Heed::Presence | Heed::Always => sight.always |= 1 << bit,
            }
        }
        sight
    }

    /// Marks the encounters with what all lines of the person tell of them, as [`Record::mark_told_by_lines`] does.
    pub fn mark_told_by_lines(&self, record: &mut Record, lines: &[Glance]) {
        let lines = lines.iter().map(|line| {
            let charge = Charge {
                item: self.same(line),
                is_dialysis: self.item(line.item).is_some_and(|sight| sight.is_dialysis),
                quantity: line.quantity,
                price: line.price,
                covered: line.covered,
            };
            (line.encounter, charge)
        });
        domain::mark_told_by_lines(&mut record.encounters, lines, |_| true);
    }

    /// Marks in `kept` the lines that can matter; those marked before stay so. `lines` are in order of
    /// time; of the record only the person and the encounters are looked at. The room is to work in.
    pub fn sift(&self, record: &Record, lines: &[Glance], kept: &mut [bool], room: &mut SiftRoom) -> Sifted {
        if self.too_many {
            kept.fill(true);
            return Sifted { heeding: u64::MAX };
        }
        let mut visits = self.visits(record, lines);
        let (mut some_refund, mut some_crowd, mut some_inexact, mut met) = (false, false, false, 0);
        room.days.begin(&self.daily);
        room.shelf.begin(self.drugs);
        for line in lines {
            some_refund |= line.quantity.is_negative();
            some_inexact |= !line.timing.knows_hour();
            if let (Some(sight), Some(visit)) = (self.item(line.item), visits.get_mut(line.encounter as usize)) {
                visit.own |= sight.own;
                met |= sight.meets;
                for &counter in &sight.counters {
                    room.days.count(&self.daily, counter, line);
                }
                if let (Some(drug), Some(of_line)) = (sight.drug, record.encounters.get(line.encounter as usize)) {
                    room.shelf.put(self, drug, of_line, line);
                }
                some_crowd |= (sight.always | sight.by_numbers) & visit.lines & self.crowds != 0;
            }
        }
        if some_inexact {
            // What is not known of a line is to be said, wherever it may stand.
            kept.fill(true);
            return Sifted { heeding: u64::MAX };
        }
        for visit in &mut visits {
            visit.lines &= !self.beside_own | visit.own;
        }
        if some_crowd {
            self.leave_small_crowds(lines, &mut visits);
        }
        let mut heeding = 0;
        for ((place, line), kept) in lines.iter().enumerate().zip(kept.iter_mut()) {
            let (Some(sight), Some(visit)) = (self.item(line.item), visits.get_mut(line.encounter as usize)) else {
                *kept = true;
                continue;
            };
            let wanted = std::mem::take(&mut visit.presence);
            let left = sight.drug.map_or(0, |drug| room.shelf.heeding(drug));
            let always = sight.always & visit.lines | left;
            heeding |= always;
            let of_line = &record.encounters[line.encounter as usize];
            let speaks = |&(rule, row): &(u16, u32)| {
                let check = self.check_of(rule);
                check.is_none_or(|check| !check.is_silent(row, &record.person, of_line, line))
            };
            let named = sight.named
                || sight.beside & met != 0
                || sight.counters.iter().any(|&counter| room.days.is_beyond(counter))
                || sight.silent.iter().any(speaks);
            *kept |= wanted || named || line.quantity.is_negative() || always != 0;
            // Of a line that stays anyway, only those need be asked that heed nothing yet.
            let mut asked = sight.by_numbers & visit.lines & if *kept { !heeding } else { u64::MAX };
            if asked == 0 {
                continue;
            }
            let seen = Seen {
                line,
                visit: of_line,
                twin: self.has_twin(lines, place),
            };
            while asked != 0 {
                let bit = asked.trailing_zeros() as usize;
                asked &= asked - 1;
                if self.check(bit).is_none_or(|check| check.heeds_line(&seen)) {
                    *kept = true;
                    heeding |= 1 << bit;
                }
            }
        }
        if some_refund {
            let refunded: HashSet<(u32, u32)> = lines
                .iter()
                .filter(|line| line.quantity.is_negative())
                .map(|line| (line.encounter, self.same(line)))
                .collect();
            for (line, kept) in lines.iter().zip(kept) {
                *kept |= refunded.contains(&(line.encounter, self.same(line)));
            }
            // What is left of a line tells more than its numbers.
            heeding = u64::MAX;
        }
        Sifted { heeding }
    }

    /// Judges what stays of a record as [`crate::review()`] judges the whole. `items` are the numbers of the
    /// items of its lines.
    pub fn review(
        &self,
        record: &Record,
        items: &[u32],
        sifted: Sifted,
        stage: Stage,
        options: &ReviewOptions,
    ) -> Review {
        let lines = (0_u32..)
            .zip(items)
            .filter_map(|(line, &item)| Some((line, self.item(item)?)));
        let pairs = lines.flat_map(|(line, sight)| sight.keys.iter().map(move |&key| (key, line)));
        let view = View::new(record, pairs.collect(), options.explain);
        judge(&self.book, view, &|rule| self.asks(rule, sifted), stage, options)
    }

    /// Which watchers heed lines of which encounter.
    fn visits(&self, record: &Record, lines: &[Glance]) -> Vec<VisitSight> {
        let mut under_review: Vec<bool> = record.encounters.iter().map(|visit| visit.current).collect();
        for line in lines.iter().filter(|line| line.current) {
            if let Some(visit) = under_review.get_mut(line.encounter as usize) {
                *visit = true;
            }
        }
        let visits = (0_u32..).zip(&record.encounters).zip(under_review);
        let sight = |((index, visit), under_review): ((u32, _), bool)| {
            let mut sight = VisitSight::default();
            let watchers = self.watchers.iter().enumerate().filter(|_| under_review);
            for (bit, watcher) in watchers {
                let heed = self.check(bit).map_or(Heed::Never, |check| check.heeds_visit(visit));
                let exempt = || {
                    let compiled = self.book.rules.get(watcher.rule as usize);
                    compiled.is_some_and(|compiled| is_exempt(&compiled.rule, record, index))
                };
                if heed == Heed::Never || exempt() {
                    continue;
                }
                match heed {
                    Heed::Presence => sight.presence = true,
                    _ => sight.lines |= 1 << bit,
                }
            }
            sight
        };
        visits.map(sight).collect()
    }

    /// The number by which the evaluator tells the item of a line from others.
    fn same(&self, line: &Glance) -> u32 {
        self.item(line.item).map_or(u32::MAX, |sight| sight.same)
    }

    /// True where another line of the encounter has the same moment, item and quantity, or may have.
    fn has_twin(&self, lines: &[Glance], place: usize) -> bool {
        let Some(line) = lines.get(place) else { return true };
        let before = lines[..place].iter().rev().take_while(|other| other.at == line.at);
        let behind = lines[place + 1..].iter().take_while(|other| other.at == line.at);
        for (looked_at, other) in before.chain(behind).enumerate() {
            if looked_at >= MOMENT_LINES_MAX
                || (other.encounter == line.encounter
                    && other.quantity == line.quantity
                    && self.same(other) == self.same(line))
            {
                return true;
            }
        }
        false
    }

    /// Takes the watchers that want a crowd from encounters that have none.
    fn leave_small_crowds(&self, lines: &[Glance], visits: &mut [VisitSight]) {
        let mut waiting = self.crowds;
        while waiting != 0 {
            let bit = waiting.trailing_zeros() as usize;
            waiting &= waiting - 1;
            let mut crowds = vec![0_u16; visits.len()];
            for line in lines {
                let sight = self.item(line.item);
                let heeded = sight.is_some_and(|sight| (sight.always | sight.by_numbers) >> bit & 1 == 1);
                if let Some(crowd) = crowds.get_mut(line.encounter as usize).filter(|_| heeded) {
                    *crowd = crowd.saturating_add(1);
                }
            }
            for (visit, crowd) in visits.iter_mut().zip(crowds) {
                if crowd <= self.watchers[bit].beyond {
                    visit.lines &= !(1 << bit);
                }
            }
        }
    }
}

/// Of an encounter: the watchers that heed lines of it.
#[derive(Debug, Clone, Copy, Default)]
struct VisitSight {
    lines: u64,
    own: u64,
    presence: bool,
}

/// What has to be there for some row to speak: the roles beside which rows of a rule do.
fn conditions(book: &Rulebook) -> Vec<(u16, u8)> {
    let mut conditions = Vec::new();
    for (rule, compiled) in (0_u16..).zip(&book.rules) {
        let Some(check) = &compiled.check else { continue };
        for other in (0..ROLES).filter_map(|role| check.speaks_beside(role)) {
            if !conditions.contains(&(rule, other)) {
                conditions.push((rule, other));
            }
        }
    }
    conditions
}

/// Lines of one moment beyond this number all count as twins of each other: looking would cost more.
const MOMENT_LINES_MAX: usize = 64;
