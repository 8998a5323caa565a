//! 医保支付资格 · whose services the fund does not pay for, and when. It changes with every decision on
//! points and is nobody's knowledge row, so it comes to a review beside the book, from who keeps it.

use domain::{Day, PractitionerCode};
use std::collections::HashMap;

/// 停止支付 of one practitioner's services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentStop {
    /// 终止; otherwise 暂停
    pub terminated: bool,
    /// 起始日
    pub from: Day,
    /// 恢复日: the first day that is paid again; none where that is not decided
    pub until: Option<Day>,
}

impl PaymentStop {
    /// The Chinese word.
    pub fn zh(&self) -> &'static str {
        if self.terminated { "终止" } else { "暂停" }
    }

    fn covers(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// 停止支付名册 · of all practitioners of whom any is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentStops {
    stops: HashMap<PractitionerCode, Vec<PaymentStop>>,
}

impl PaymentStops {
    /// Enters a stop.
    pub fn enter(&mut self, practitioner: PractitionerCode, stop: PaymentStop) {
        self.stops.entry(practitioner).or_default().push(stop);
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.stops.is_empty()
    }

    /// The stop that covers a day: a termination before a suspension, then the one that ends last.
    pub fn on(&self, practitioner: &PractitionerCode, day: Day) -> Option<PaymentStop> {
        let stops = self.stops.get(practitioner)?.iter().filter(|stop| stop.covers(day));
        // An end that is not decided lies behind all others.
        stops
            .max_by_key(|stop| (stop.terminated, stop.until.is_none(), stop.until))
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn stop(terminated: bool, from: &str, until: Option<&str>) -> PaymentStop {
        PaymentStop {
            terminated,
            from: day(from),
            until: until.map(day),
        }
    }

    #[test]
    fn a_stop_holds_from_its_day_until_the_day_of_recovery() {
        let mut stops = PaymentStops::default();
        let suspended = stop(false, "2026-03-01", Some("2026-06-01"));
        stops.enter("D1".into(), suspended);
        let on = |who: &str, text: &str| stops.on(&who.into(), day(text));
        assert_eq!(on("D1", "2026-02-28"), None);
        assert_eq!(on("D1", "2026-03-01"), Some(suspended));
        assert_eq!(on("D1", "2026-05-31"), Some(suspended));
        assert_eq!(on("D1", "2026-06-01"), None);
        assert_eq!(on("D2", "2026-03-01"), None);
    }

    #[test]
    fn the_gravest_stop_speaks() {
        let mut stops = PaymentStops::default();
        let longer = stop(false, "2026-03-01", Some("2026-08-01"));
        let terminated = stop(true, "2026-04-01", None);
        for stop in [longer, stop(false, "2026-03-01", Some("2026-04-01")), terminated] {
            stops.enter("D1".into(), stop);
        }
        assert_eq!(stops.on(&"D1".into(), day("2026-03-02")), Some(longer));
        assert_eq!(stops.on(&"D1".into(), day("2026-04-02")), Some(terminated));
    }
}
