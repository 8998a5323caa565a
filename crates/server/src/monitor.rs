//! 实时监测 · What calls of each institution came to within the last quarter of an hour, for the people
//! who watch. Metrics (`telemetry`) are for programs and never name an institution; this does, is
//! kept in memory, and forgets.
//!
//! A call costs one look-up under a shared lock and one lock that only calls of the same institution take;
//! nothing is allocated unless the institution is new.

use domain::{InstitutionCode, Moment};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

/// How many minutes are looked back on, the running one among them.
pub const MINUTES: usize = 15;

/// The most institutions that are kept apart; what others do is summed. A kilobyte and a half each.
const INSTITUTIONS_MAX: usize = 4_096;

/// Upper bounds of the latency histogram, in milliseconds.
const BOUNDS: [u32; 14] = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1_000, 5_000];

/// 一次调用 · how a review call ended.
#[derive(Debug, Clone, Copy)]
pub struct Ended {
    /// findings were shown
    pub hit: bool,
    /// it got less than a full review: too late, too many at once, an internal failure
    pub cut_short: bool,
    /// it was let pass without a review
    pub passed_open: bool,
    /// from the complete request to the reply
    pub took: Duration,
}

/// 计数 · sums over some minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// 调用次数 of reviews
    pub calls: u32,
    /// 有疑点的调用
    pub hits: u32,
    /// 反馈条数
    pub answers: u32,
    /// 反馈为继续执行的条数
    pub overrides: u32,
    /// 未能完整审核的调用
    pub cut_short: u32,
    /// 未审放行的调用
    pub passed_open: u32,
    /// calls by latency; the last is beyond all bounds
    latency: [u32; BOUNDS.len() + 1],
}

impl Counts {
    /// Adds what another sum has.
    pub fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.hits += other.hits;
        self.answers += other.answers;
        self.overrides += other.overrides;
        self.cut_short += other.cut_short;
        self.passed_open += other.passed_open;
        for (own, other) in self.latency.iter_mut().zip(other.latency) {
            *own += other;
        }
    }

    /// Within how many milliseconds that share of the calls was answered, interpolated within a step of the
    /// histogram; 0 without calls.
    pub fn latency_ms(&self, share: f64) -> f64 {
        let wanted = f64::from(self.calls) * share;
        let (mut below, mut from) = (0.0, 0.0);
        for (count, to) in self.latency.iter().zip(BOUNDS) {
            let (count, to) = (f64::from(*count), f64::from(to));
            if count > 0.0 && below + count >= wanted {
                return from + (to - from) * ((wanted - below) / count).clamp(0.0, 1.0);
            }
            (below, from) = (below + count, to);
        }
        // Beyond the last bound nothing more is known; without calls nothing at all.
        if self.calls == 0 { 0.0 } else { from }
    }

    fn call(&mut self, ended: Ended) {
        self.calls += 1;
        self.hits += u32::from(ended.hit);
        self.cut_short += u32::from(ended.cut_short);
        self.passed_open += u32::from(ended.passed_open);
        let millis = ended.took.as_secs_f64() * 1_000.0;
        let step = BOUNDS.iter().position(|bound| millis <= f64::from(*bound));
        if let Some(count) = self.latency.get_mut(step.unwrap_or(BOUNDS.len())) {
            *count += 1;
        }
    }
}

/// 近况 · of one institution.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Recent {
    /// over the last [`MINUTES`]
    pub counts: Counts,
    /// 每分钟调用次数: the running minute, filled up by the share of the last one that is less than a minute ago
    pub calls_per_minute: f64,
}

impl Recent {
    /// Adds another institution's.
    pub fn add(&mut self, other: &Self) {
        self.counts.add(&other.counts);
        self.calls_per_minute += other.calls_per_minute;
    }
}

/// Counts by minute; a place is used again when its minute has left the window.
#[derive(Debug, Default)]
struct Ring {
    minutes: [(i64, Counts); MINUTES],
}

impl Ring {
    fn at(&mut self, minute: i64) -> Option<&mut Counts> {
        let (of, counts) = self.minutes.get_mut(place(minute))?;
        if *of < minute {
            (*of, *counts) = (minute, Counts::default());
        }
        // A call that ended a quarter of an hour late belongs to no minute that is kept.
        (*of == minute).then_some(counts)
    }

    fn recent(&self, now: Moment) -> Recent {
        let (minute, second) = (minute_of(now), now.epoch_seconds().rem_euclid(60));
        let mut recent = Recent::default();
        for (of, counts) in &self.minutes {
            if *of <= minute && minute - *of < MINUTES as i64 {
                recent.counts.add(counts);
            }
            if *of == minute {
                recent.calls_per_minute += f64::from(counts.calls);
            } else if *of == minute - 1 {
                recent.calls_per_minute += f64::from(counts.calls) * (60 - second) as f64 / 60.0;
            }
        }
        recent
    }

    fn is_quiet(&self, minute: i64) -> bool {
        self.minutes.iter().all(|(of, _)| minute - of >= MINUTES as i64)
    }
}

fn minute_of(at: Moment) -> i64 {
    at.epoch_seconds().div_euclid(60)
}

fn place(minute: i64) -> usize {
    usize::try_from(minute.rem_euclid(MINUTES as i64)).unwrap_or(0)
}

/// 实时监测 · of all institutions.
#[derive(Debug)]
pub struct Monitor {
    institutions: RwLock<HashMap<InstitutionCode, Mutex<Ring>>>,
    rest: Mutex<Ring>,
    most: usize,
}

impl Default for Monitor {
    fn default() -> Self {
        Self::of(INSTITUTIONS_MAX)
    }
}

impl Monitor {
    fn of(most: usize) -> Self {
        Self {
            institutions: RwLock::default(),
            rest: Mutex::default(),
            most,
        }
    }

    /// One review call that has ended.
    pub fn call(&self, institution: &InstitutionCode, at: Moment, ended: Ended) {
        self.count(institution, at, |counts| counts.call(ended));
    }

    /// One piece of feedback: whether the doctor went on in spite of the finding.
    pub fn answer(&self, institution: &InstitutionCode, at: Moment, goes_on: bool) {
        self.count(institution, at, |counts| {
            counts.answers += 1;
            counts.overrides += u32::from(goes_on);
        });
    }

    fn count(&self, institution: &InstitutionCode, at: Moment, count: impl FnOnce(&mut Counts)) {
        let minute = minute_of(at);
        let known = self.institutions.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(ring) = known.get(institution) {
            return counted(ring, minute, count);
        }
        drop(known);
        let mut known = self.institutions.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= self.most && !known.contains_key(institution) {
            known.retain(|_, ring| !ring.get_mut().unwrap_or_else(PoisonError::into_inner).is_quiet(minute));
        }
        if known.len() >= self.most && !known.contains_key(institution) {
            return counted(&self.rest, minute, count);
        }
        counted(known.entry(institution.clone()).or_default(), minute, count);
    }

    /// What each institution did within the last quarter of an hour; those without anything are left out.
    pub fn recent(&self, now: Moment) -> Vec<(InstitutionCode, Recent)> {
        let known = self.institutions.read().unwrap_or_else(PoisonError::into_inner);
        let recent = known.iter().map(|(code, ring)| {
            let ring = ring.lock().unwrap_or_else(PoisonError::into_inner);
            (code.clone(), ring.recent(now))
        });
        recent
            .filter(|(_, recent)| recent.counts != Counts::default())
            .collect()
    }

    /// The sum of those for whom there was no room.
    pub fn others(&self, now: Moment) -> Recent {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner).recent(now)
    }
}

fn counted(ring: &Mutex<Ring>, minute: i64, count: impl FnOnce(&mut Counts)) {
    // The counts stay usable if another call panicked while holding them.
    let mut ring = ring.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(counts) = ring.at(minute) {
        count(counts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_epoch_seconds(1_000 * 60 + seconds)
    }

    fn ended(millis: u64) -> Ended {
        Ended {
            hit: millis > 100,
            cut_short: false,
            passed_open: false,
            took: Duration::from_millis(millis),
        }
    }

    fn only(monitor: &Monitor, now: Moment) -> Recent {
        let recent = monitor.recent(now);
        assert_eq!(recent.len(), 1);
        recent[0].1
    }

    #[test]
    fn a_quarter_of_an_hour_is_kept_and_no_more() {
        let monitor = Monitor::default();
        for minute in 0..20 {
            monitor.call(&"H1".into(), at(minute * 60), ended(4));
        }
        let last = 19 * 60;
        assert_eq!(only(&monitor, at(last)).counts.calls, 15);
        assert_eq!(only(&monitor, at(last + 10 * 60)).counts.calls, 5);
        assert!(monitor.recent(at(last + 15 * 60)).is_empty());
        // A reply that is told too late changes no other minute.
        monitor.call(&"H1".into(), at(0), ended(4));
        assert_eq!(only(&monitor, at(last)).counts.calls, 15);
    }

    #[test]
    fn calls_per_minute_do_not_fall_to_nothing_when_a_minute_begins() {
        let monitor = Monitor::default();
        (0..60).for_each(|second| monitor.call(&"H1".into(), at(second), ended(1)));
        assert_eq!(only(&monitor, at(59)).calls_per_minute, 60.0);
        assert_eq!(only(&monitor, at(75)).calls_per_minute, 45.0);
        assert_eq!(only(&monitor, at(120)).calls_per_minute, 0.0);
    }

    #[test]
    fn latencies_come_out_of_the_histogram() {
        let monitor = Monitor::default();
        assert_eq!(Counts::default().latency_ms(0.99), 0.0);
        (0..98).for_each(|_| monitor.call(&"H1".into(), at(0), ended(4)));
        (0..2).for_each(|_| monitor.call(&"H1".into(), at(0), ended(250)));
        let counts = only(&monitor, at(0)).counts;
        let (median, most) = (counts.latency_ms(0.5), counts.latency_ms(0.99));
        assert!((3.0..=5.0).contains(&median), "{median}");
        assert!((200.0..=300.0).contains(&most), "{most}");
        assert_eq!(counts.hits, 2);
        monitor.call(&"H2".into(), at(0), ended(60_000));
        let slow = monitor
            .recent(at(0))
            .into_iter()
            .find(|(code, _)| code.as_str() == "H2");
        assert_eq!(slow.unwrap().1.counts.latency_ms(0.5), 5_000.0);
    }

    #[test]
    fn answers_say_who_went_on() {
        let monitor = Monitor::default();
        monitor.answer(&"H1".into(), at(0), true);
        monitor.answer(&"H1".into(), at(1), false);
        let counts = only(&monitor, at(2)).counts;
        assert_eq!((counts.answers, counts.overrides, counts.calls), (2, 1, 0));
    }

    #[test]
    fn for_whom_there_is_no_room_is_summed_until_somebody_is_quiet() {
        let monitor = Monitor::of(2);
        for code in ["H1", "H2", "H3", "H4"] {
            monitor.call(&code.into(), at(0), ended(1));
        }
        assert_eq!(monitor.recent(at(0)).len(), 2);
        assert_eq!(monitor.others(at(0)).counts.calls, 2);
        monitor.call(&"H3".into(), at(16 * 60), ended(1));
        let recent = monitor.recent(at(16 * 60));
        assert_eq!(recent.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["H3"]);
    }
}
