//! 按小时计价: items that are priced by the hour are used from the begin of a line on up to its stop. Without one, a line
//! of an hour at most is that hour, and a longer one is the sum of a day of which nobody wrote down the hours. Two of them
//! are charged for the same time where these periods overlap however the hours lie, and no longer.

use super::window::{TIME, Window, ends, same_house};
use crate::hit::Hits;
use crate::keys::ItemKey;
use crate::primitive::{Case, LayeredTable};
use crate::view::View;
use compact_str::CompactString;
use domain::{FeeLine, Quantity, Timing};
use hashbrown::{HashMap, HashSet};

/// The unit of the tables.
pub(crate) const HOUR: &str = "小时";

const SECONDS_PER_HOUR: i64 = 3600;
const SECONDS_PER_DAY: i64 = 24 * SECONDS_PER_HOUR;

/// What tables say to be priced by the hour.
#[derive(Debug, Default)]
pub(crate) struct HourlyItems {
    exact: HashSet<CompactString>,
    others: Vec<ItemKey>,
}

impl HourlyItems {
    /// Reads the units of tables. Of what several layers name, the most specific one has the say; where a unit is
    /// another than that of an upper layer, only with approval.
    pub fn read(tables: &[LayeredTable]) -> Self {
        let mut order: Vec<&LayeredTable> = tables.iter().collect();
        order.sort_by_key(|layered| layered.layer);
        let mut hourly: HashMap<ItemKey, (u8, bool)> = HashMap::new();
        for LayeredTable { layer, table } in order {
            for row in table.rows().filter(|row| !row.is_sample()) {
                let by_hour = table.cell(row, "单位") == HOUR;
                for key in ItemKey::parse_list(row.keys()) {
                    let known = hourly.entry(key).or_insert((*layer, by_hour));
                    if known.0 == *layer {
                        known.1 |= by_hour;
                    } else if known.1 == by_hour || row.is_approved() {
                        *known = (*layer, by_hour);
                    }
                }
            }
        }
        let mut items = Self::default();
        for (key, _) in hourly.into_iter().filter(|(_, (_, by_hour))| *by_hour) {
            match key {
                ItemKey::Exact(code) => {
                    items.exact.insert(code);
                }
                other => items.others.push(other),
            }
        }
        items
    }

    fn contain(&self, line: &FeeLine) -> bool {
        self.exact.contains(line.item.national()) || self.others.iter().any(|key| key.matches(line))
    }
}

/// True for a line by the hour that is posted as the sum of a day: longer than the hour at which it may have been
/// posted, and without a stop.
fn is_sum(line: &FeeLine) -> bool {
    line.until.is_none_or(|until| until <= line.at) && line.quantity > Quantity::from_units(1)
}

fn is_sum_of_day(line: &FeeLine) -> bool {
    is_sum(line) && line.quantity <= Quantity::from_units(24)
}

/// How long so many hours are.
fn seconds_of(hours: Quantity) -> i64 {
    hours.scaled().saturating_mul(SECONDS_PER_HOUR) / 10_000
}

/// 使用时段 · when a line was used, in seconds of the epoch.
#[derive(Debug, Clone, Copy)]
struct Period {
    start: i64,
    /// the first second after it
    end: i64,
    /// the last second on which the line may have been used
    last: i64,
    /// seconds of it in which the line was not used, nobody knows which
    idle: i64,
    /// as `idle`, beside the line and every other sum of the item and the day
    free: i64,
    /// true of a sum: its hours lie anywhere in the period, and lawfully so
    sum: bool,
}

impl Period {
    fn of(view: &View<'_>, index: u32) -> Self {
        let (record, line) = (view.record, view.line(index));
        let charged = seconds_of(line.quantity);
        let visit_end = record.encounter_of(line).end;
        let latest = visit_end.map_or(i64::MAX, |end| {
            end.day().max(line.at.day()).end().epoch_seconds().saturating_add(1)
        });
        let stop = line.until.filter(|until| *until > line.at);
        let sum = is_sum(line);
        // When the hours of a day are posted says nothing of when they were; more than a day has are those of several.
        let start = if sum { line.at.day().start() } else { line.at }.epoch_seconds();
        let end = match stop {
            Some(until) => until.epoch_seconds(),
            None if sum => start.saturating_add((charged + SECONDS_PER_DAY - 1) / SECONDS_PER_DAY * SECONDS_PER_DAY),
            None => start.saturating_add(charged),
        }
        .min(latest);
        let (length, used) = (end.saturating_sub(start), seconds_of(view.net(index).quantity));
        // A stop at midnight is that of a day of which the hour may not be known.
        let vague = stop.is_some_and(|until| until == until.day().start()) && used != length;
        let idle = if vague && used < length {
            length
        } else {
            (length - used).max(0)
        };
        Self {
            start,
            end,
            last: if vague {
                record.last_day_of(line).end().epoch_seconds()
            } else {
                end - 1
            },
            idle,
            free: idle,
            sum,
        }
    }

    /// True where it is known of every moment whether the line was used, or nobody has to know: a sum counts by what of
    /// it lies in the time of others however its hours lie.
    fn is_certain(&self) -> bool {
        self.sum || self.idle == 0 && self.last < self.end
    }

    fn contains(&self, second: i64) -> bool {
        (self.start..self.end).contains(&second)
    }

    /// The part that another period has of it.
    fn cut(&self, (start, end): (i64, i64)) -> Option<(i64, i64)> {
        let common = (self.start.max(start), self.end.min(end));
        (common.0 < common.1).then_some(common)
    }

    fn overlap(&self, other: &Self) -> i64 {
        self.cut((other.start, other.end))
            .map_or(0, |(start, end)| end.saturating_sub(start))
    }
}

/// Seconds as hours, of which nothing below a hundredth is counted.
fn hours(seconds: i64) -> Quantity {
    Quantity::from_scaled(seconds.max(0) / (SECONDS_PER_HOUR / 100) * 100)
}

/// How much of a line is charged beside others for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    /// so much of its quantity
    Hours(Quantity),
}

/// 成对项目的远近 · Which lines of pairs come together in a window, where some may be priced by the hour.
#[derive(Debug)]
pub(crate) struct Near<'v> {
    view: &'v View<'v>,
    window: Window,
    /// of the lines that are priced by the hour and of which the hour is known, by index
    periods: Vec<(u32, Period)>,
}

impl<'v> Near<'v> {
    pub fn new(view: &'v View<'v>, window: Window, items: &HourlyItems, lines: &[u32]) -> Self {
        let by_hour = |index: &u32| {
            let line = view.line(*index);
            window == Window::SameHour && line.timing == Timing::Exact && items.contain(line)
        };
        let mut periods: Vec<(u32, Period)> = lines
            .iter()
            .copied()
            .filter(by_hour)
            .map(|index| (index, Period::of(view, index)))
            .collect();
        periods.sort_unstable_by_key(|(index, _)| *index);
        periods.dedup_by_key(|(index, _)| *index);
        // Sums of one item and one day are of different hours: a day that is posted in parts is no longer than posted
        // at once.
        let mut posted: HashMap<(&str, &str, i64), (i64, Vec<usize>)> = HashMap::new();
        for place in 0..periods.len() {
            let (index, period) = &mut periods[place];
            let line = view.line(*index);
            if is_sum_of_day(line) {
                let house = view.record.encounter_of(line).institution.code.as_str();
                let (used, places) = posted.entry((line.item.national(), house, period.start)).or_default();
                period.idle = (period.idle - *used).max(0);
                *used += seconds_of(view.net(*index).quantity);
                places.push(place);
                let free = period.idle;
                places.iter().for_each(|&place| periods[place].1.free = free);
            }
        }
        Self { view, window, periods }
    }

    fn period(&self, index: u32) -> Option<&Period> {
        let found = self.periods.binary_search_by_key(&index, |(own, _)| *own).ok()?;
        Some(&self.periods[found].1)
    }

    /// The window of the pairs.
    pub fn window(&self) -> Window {
        self.window
    }

    /// True for a line that counts by the hours for which it was used.
    pub fn is_by_hour(&self, index: u32) -> bool {
        self.period(index).is_some()
    }

    /// True where the time of the line is known as exactly as the window asks.
    pub fn places(&self, index: u32) -> bool {
        self.window.places(self.view.line(index))
    }

    /// True where it is known of the line when it was used and when not.
    pub fn pins(&self, index: u32) -> bool {
        match self.period(index) {
            Some(period) => period.is_certain(),
            None => self.window.pins(self.view.record, self.view.line(index)),
        }
    }

    /// True where the time for which one is charged holds some of that of the other; of lines that
    /// [`Near::places`].
    pub fn meet(&self, a: u32, b: u32) -> bool {
        let (line, other) = (self.view.line(a), self.view.line(b));
        let met = match (self.period(a), self.period(b)) {
            (None, None) => return self.window.joins(self.view.record, line, other),
            (Some(own), Some(others)) => own.overlap(others) > 0,
            (Some(period), None) => period.contains(other.at.epoch_seconds()),
            (None, Some(period)) => period.contains(line.at.epoch_seconds()),
        };
        met && same_house(self.view.record, line, other)
    }

    /// As [`Near::meet`], for certain.
    pub fn joins(&self, a: u32, b: u32) -> bool {
        let beyond = match (self.period(a), self.period(b)) {
            (Some(own), Some(others)) => hours(own.overlap(others) - own.idle - others.idle).is_positive(),
            (Some(period), None) | (None, Some(period)) => period.idle == 0,
            (None, None) => true,
        };
        beyond && self.meet(a, b)
    }

    /// True where the other line has a part in it that some of this one is charged for the time of others; of lines that
    /// [`Near::places`].
    pub fn bears(&self, index: u32, other: u32) -> bool {
        let forced = match (self.period(index), self.period(other)) {
            (Some(_), None) => true,
            (Some(own), Some(others)) => {
                others.free == 0 || hours(own.overlap(others) - own.idle - others.free).is_positive()
            }
            (None, Some(others)) => others.free == 0,
            (None, None) => true,
        };
        index != other && forced && self.meet(index, other)
    }

    /// True for a line of which nothing but the sum of a day, or of several, is known.
    pub fn is_sum(&self, index: u32) -> bool {
        self.period(index).is_some_and(|period| period.sum)
    }

    /// True where what is left of the line without some hours is a sum of its day, as the line is.
    pub fn leaves_a_sum(&self, index: u32, hours: Quantity) -> bool {
        let line = self.view.line(index);
        let rest = self.view.net(index).quantity - hours;
        is_sum_of_day(line) && rest > Quantity::from_units(1)
    }

    /// True where both may have been used at one time, as far as anybody knows.
    pub fn may_join(&self, a: u32, b: u32) -> bool {
        let (line, other) = (self.view.line(a), self.view.line(b));
        let record = self.view.record;
        if self.period(a).is_none() && self.period(b).is_none() {
            return self.window.may_join(record, line, other);
        }
        let undated = !line.timing.knows_day() || !other.timing.knows_day();
        let span = |index: u32| match self.period(index) {
            Some(period) => (period.start, period.last),
            None => {
                let (first, last) = ends(record, self.view.line(index));
                (first.epoch_seconds(), last.epoch_seconds())
            }
        };
        let ((start, last), (other_start, other_last)) = (span(a), span(b));
        same_house(record, line, other) && (undated || start <= other_last && other_start <= last)
    }

    /// The lines of the two sides of a pair that can be put into windows. Where two may lie in one and nobody can tell,
    /// it is noted for the one of which the time is not known or, where that is not under review or not judged, for the
    /// other. Of a line that lasts over days nobody knows when it was used after its begin, unless it is priced by the
    /// hour.
    pub fn placed(
        &self,
        case: &Case<'_>,
        (mut mains, mut others): (Vec<u32>, Vec<u32>),
        is_judged: impl Fn(u32) -> bool,
        out: &mut Hits,
    ) -> (Vec<u32>, Vec<u32>) {
        if mains.iter().chain(&others).all(|&index| self.pins(index)) {
            return (mains, others);
        }
        let told = |index: u32| case.view.line(index).current && is_judged(index);
        for (own, opposite) in [(&mains, &others), (&others, &mains)] {
            for &index in own.iter().filter(|&&index| told(index)) {
                let known = self.pins(index);
                let unsure = |&other: &u32| {
                    let to_note = if known {
                        !self.pins(other) && !told(other)
                    } else {
                        other != index
                    };
                    // What lasts was begun, and so used, at its own time.
                    let sure = self.places(index) && self.places(other) && self.joins(index, other);
                    to_note && !sure && self.may_join(index, other)
                };
                if opposite.iter().any(unsure) {
                    case.missing_for_line(out, TIME, index);
                }
            }
        }
        mains.retain(|&index| self.places(index));
        others.retain(|&index| self.places(index));
        (mains, others)
    }

    /// How much of a line is charged beside `others` (in order of time) for certain; nothing where it is not known
    /// to be.
    pub fn part(&self, index: u32, others: &[u32]) -> Option<Part> {
        let others = others.iter().copied().filter(|&other| other != index);
        let Some(own) = self.period(index) else {
            return others
                .into_iter()
                .any(|other| self.joins(index, other))
                .then_some(Part::Whole);
        };
        // What is done at one moment takes some time of which nobody knows how long it is: an hour is charged for
        // it at most.
        let cut = |other: u32| {
            let common = match self.period(other) {
                Some(period) => own.cut((period.start, period.end)),
                None => {
                    let moment = self.view.line(other).at.epoch_seconds();
                    own.cut((moment, moment.saturating_add(SECONDS_PER_HOUR)))
                        .filter(|_| own.contains(moment))
                }
            };
            let idle = self.period(other).map_or(0, |period| period.idle);
            Some((common?, idle)).filter(|_| self.meet(index, other))
        };
        let cuts: Vec<((i64, i64), i64)> = others.filter_map(cut).collect();
        let sure = cuts.iter().filter(|(_, idle)| *idle == 0);
        let sure: Vec<(i64, i64)> = union(sure.map(|(cut, _)| *cut));
        let length = |parts: &[(i64, i64)]| -> i64 { parts.iter().map(|(start, end)| end - start).sum() };
        let with = |(cut, idle): &((i64, i64), i64)| {
            let mut all = sure.clone();
            all.push(*cut);
            all.sort_unstable();
            length(&union(all.into_iter())) - idle
        };
        let unsure = cuts.iter().filter(|(_, idle)| *idle > 0).map(with);
        let most = unsure.chain([length(&sure)]).max().unwrap_or(0);
        let part = hours(most - own.idle).min(self.view.net(index).quantity);
        part.is_positive().then_some(Part::Hours(part))
    }
}

/// Spans in order of their begins, put together where they meet.
fn union(spans: impl Iterator<Item = (i64, i64)>) -> Vec<(i64, i64)> {
    let mut parts: Vec<(i64, i64)> = Vec::new();
    for (start, end) in spans {
        match parts.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => parts.push((start, end)),
        }
    }
    parts
}
