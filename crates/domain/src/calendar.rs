//! Days and moments in China Standard Time (UTC+8), the one zone of every
//! date that the national interface carries.

use crate::Timing;
use jiff::civil;
use std::fmt;

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarError(pub String);

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "不是有效日期：{}", self.0)
    }
}

impl std::error::Error for CalendarError {}

const SECONDS_PER_DAY: i64 = 86_400;
const EPOCH: civil::Date = civil::date(1970, 1, 1);

/// 日期 · A calendar day in China, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// China Standard Time is eight hours ahead of UTC all year.
const BEIJING_OFFSET_SECONDS: i64 = 8 * 3_600;

/// No clock on Earth is farther ahead of Greenwich, or farther behind it.
const FARTHEST_EAST_SECONDS: i64 = 14 * 3_600;
const FARTHEST_WEST_SECONDS: i64 = 12 * 3_600;

/// 时间 · A wall-clock second in China, as seconds since 1970-01-01 00:00 Beijing time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// 有效期 · A half-open interval of days `[from, to)`; an open end means "until further notice".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// first day
    pub from: Day,
    /// first day after the end, if it has one
    pub to: Option<Day>,
}

fn fault(text: &str) -> CalendarError {
    CalendarError(text.chars().take(30).collect())
}

/// Digits of a day without anything between them: `20260304`.
const COMPACT_DAY: usize = 8;
/// Digits of a day with its minute, its second or its millisecond. Any other number of them is no date: seconds of some
/// epoch, or a slip.
const COMPACT_CLOCKED: [usize; 3] = [12, 14, 17];

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text without white space and without the zone at its end, and how many seconds that zone is
/// ahead of Greenwich; no offset where the text names none, which means China.
fn zone(text: &str) -> Result<(&str, Option<i64>), CalendarError> {
    let text = text.trim();
    let fail = || fault(text);
    // Java adds the name of the zone: `+08:00[Asia/Shanghai]`.
    let unnamed = match text.strip_suffix(']') {
        Some(named) => named.split_once('[').ok_or_else(fail)?.0,
        None => text,
    };
    if let Some(local) = unnamed.strip_suffix(['Z', 'z']) {
        return Ok((local.trim_end(), Some(0)));
    }
    // A minus is a zone's only behind a clock; before it, it parts year, month and day.
    let clock = unnamed.find([' ', 'T']).unwrap_or(unnamed.len());
    let sign = unnamed
        .bytes()
        .enumerate()
        .rposition(|(at, byte)| byte == b'+' || byte == b'-' && at > clock);
    let Some(at) = sign else {
        return if unnamed.len() == text.len() {
            Ok((text, None))
        } else {
            Err(fail())
        };
    };
    let (local, offset) = unnamed.split_at(at);
    let digits = offset.get(1..).unwrap_or_default();
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2).ok_or_else(fail)?,
        None => (digits, "00"),
    };
    let two = |part: &str| -> Result<i64, CalendarError> {
        let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if plain {
            part.parse().map_err(|_| fail())
        } else {
            Err(fail())
        }
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    let seconds = hours * 3_600 + minutes * 60;
    let ahead = offset.starts_with('+');
    let farthest = if ahead {
        FARTHEST_EAST_SECONDS
    } else {
        FARTHEST_WEST_SECONDS
    };
    if minutes >= 60 || seconds > farthest {
        return Err(fail());
    }
    Ok((local.trim_end(), Some(if ahead { seconds } else { -seconds })))
}

impl Day {
    /// From the days since 1970-01-01.
    pub const fn from_epoch_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn epoch_days(self) -> i32 {
        self.0
    }

    /// From year, month and day of month.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Result<Self, CalendarError> {
        civil::Date::new(year, month, day)
            .map(Self::from_civil)
            .map_err(|_| CalendarError(format!("{year:04}-{month:02}-{day:02}")))
    }

    fn from_civil(date: civil::Date) -> Self {
        let days = date.since((jiff::Unit::Day, EPOCH)).map_or(0, |span| span.get_days());
        Self(days)
    }

    fn civil(self) -> civil::Date {
        let span = jiff::Span::new().try_days(self.0).unwrap_or_default();
        EPOCH.saturating_add(span)
    }

    /// Reads `2026-03-04`, `2026/3/4`, `20260304`, or the date part of a longer timestamp. Where the
    /// text says in which zone it counts (`2026-03-03T16:00:00Z`), the day is the one in China.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let (local, offset) = zone(text)?;
        match offset {
            None | Some(BEIJING_OFFSET_SECONDS) => Self::parse_local(local),
            Some(_) => Moment::parse(text).map(Moment::day),
        }
    }

    /// The date of a text without a zone.
    fn parse_local(text: &str) -> Result<Self, CalendarError> {
        let fail = || fault(text);
        let head = text.split([' ', 'T']).next().unwrap_or(text);
        let mut numbers = [0_i32; 3];
        if head.len() >= COMPACT_DAY && is_digits(head) {
            let clocked = head.len() == text.len() && COMPACT_CLOCKED.contains(&head.len());
            if head.len() != COMPACT_DAY && !clocked {
                return Err(fail());
            }
            numbers[0] = head.get(0..4).and_then(|t| t.parse().ok()).ok_or_else(fail)?;
            numbers[1] = head.get(4..6).and_then(|t| t.parse().ok()).ok_or_else(fail)?;
            numbers[2] = head.get(6..8).and_then(|t| t.parse().ok()).ok_or_else(fail)?;
        } else {
            let mut parts = head
                .split(['-', '/', '.', '年', '月', '日'])
                .filter(|part| !part.is_empty());
            for number in &mut numbers {
                let part = parts.next().ok_or_else(fail)?;
                *number = part.parse().map_err(|_| fail())?;
            }
            if parts.next().is_some() {
                return Err(fail());
            }
        }
        let [year, month, day] = numbers;
        if !(1800..=9999).contains(&year) {
            return Err(fail());
        }
        match (i8::try_from(month), i8::try_from(day)) {
            (Ok(month), Ok(day)) => Self::from_ymd(year as i16, month, day).map_err(|_| fail()),
            _ => Err(fail()),
        }
    }

    /// The day `days` later (earlier if negative).
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this day.
    pub const fn days_since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// Completed years of age on this day for someone born on `birth`; 0 before birth.
    /// A birthday on 29 February is reached on 1 March of common years.
    pub fn years_since(self, birth: Day) -> u16 {
        let (now, born) = (self.civil(), birth.civil());
        let reached = (now.month(), now.day()) >= (born.month(), born.day());
        let years = i32::from(now.year()) - i32::from(born.year()) - i32::from(!reached);
        u16::try_from(years.max(0)).unwrap_or(u16::MAX)
    }

    /// Completed months of age on this day for someone born on `birth`; 0 before birth.
    pub fn months_since(self, birth: Day) -> u16 {
        let (now, born) = (self.civil(), birth.civil());
        let months = (i32::from(now.year()) - i32::from(born.year())) * 12 + i32::from(now.month())
            - i32::from(born.month())
            - i32::from(now.day() < born.day());
        u16::try_from(months.max(0)).unwrap_or(u16::MAX)
    }

    /// The calendar year.
    pub fn year(self) -> i16 {
        self.civil().year()
    }

    /// The calendar month, 1–12.
    pub fn month(self) -> i8 {
        self.civil().month()
    }

    /// The day of the month, 1–31.
    pub fn day_of_month(self) -> i8 {
        self.civil().day()
    }

    /// The first moment of the day.
    pub const fn start(self) -> Moment {
        Moment(self.0 as i64 * SECONDS_PER_DAY)
    }

    /// The last second of the day.
    pub fn end(self) -> Moment {
        self.start().plus_rest_of_day()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.civil();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl Moment {
    /// From seconds since 1970-01-01 00:00 Beijing time.
    pub const fn from_epoch_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970-01-01 00:00 Beijing time.
    pub const fn epoch_seconds(self) -> i64 {
        self.0
    }

    /// From Unix seconds, which are counted in Greenwich.
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_add(BEIJING_OFFSET_SECONDS))
    }

    /// Unix seconds.
    pub const fn unix_seconds(self) -> i64 {
        self.0.saturating_sub(BEIJING_OFFSET_SECONDS)
    }

    /// Reads `2026-03-04 10:12:33`, `2026-03-04T10:12`, `20260304101233`, `202603041012`, or a date alone
    /// (midnight). A fraction of a second is accepted and dropped. A zone (`Z`, `+08:00`, `-0500`,
    /// `+08`) is counted: the moment is the wall clock in China at that instant.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        Self::parse_timed(text).map(|(moment, _)| moment)
    }

    /// As [`Moment::parse`], with how exactly it is told: a text that is a date and nothing else says no hour.
    pub fn parse_timed(text: &str) -> Result<(Self, Timing), CalendarError> {
        let (local, offset) = zone(text)?;
        let (moment, timing) = Self::parse_local(local)?;
        let ahead = offset.map_or(0, |offset| BEIJING_OFFSET_SECONDS - offset);
        Ok((moment.plus_seconds(ahead), timing))
    }

    /// The moment of a text without a zone.
    fn parse_local(text: &str) -> Result<(Self, Timing), CalendarError> {
        let fail = || fault(text);
        let day = Day::parse_local(text)?;
        let clock = match text.split_once([' ', 'T']) {
            Some((_, clock)) => clock.trim(),
            None if is_digits(text) => text.get(COMPACT_DAY..).unwrap_or_default(),
            None => "",
        };
        if clock.is_empty() {
            return Ok((day.start(), Timing::DayOnly));
        }
        let clock = clock.split('.').next().unwrap_or(clock);
        let mut numbers = [0_i64; 3];
        if clock.contains(':') {
            for (slot, part) in clock.split(':').enumerate() {
                let number = numbers.get_mut(slot).ok_or_else(fail)?;
                *number = part.parse().map_err(|_| fail())?;
            }
        } else if matches!(clock.len(), 4 | 6 | 9) && is_digits(clock) {
            let parts = [clock.get(0..2), clock.get(2..4), clock.get(4..6)];
            for (number, part) in numbers.iter_mut().zip(parts.into_iter().flatten()) {
                *number = part.parse().map_err(|_| fail())?;
            }
        } else {
            return Err(fail());
        }
        let [hour, minute, second] = numbers;
        // 24:00:00 is how several hospital systems write the end of a day.
        if !(0..=24).contains(&hour) || !(0..60).contains(&minute) || !(0..=60).contains(&second) {
            return Err(fail());
        }
        let moment = day.start().plus_seconds(hour * 3600 + minute * 60 + second);
        Ok((moment, Timing::Exact))
    }

    /// From the first second of a day its last one: when something is over of which only the day is known.
    pub fn plus_rest_of_day(self) -> Self {
        self.plus_seconds(SECONDS_PER_DAY - 1)
    }

    /// The day on which the moment falls.
    #[inline]
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(SECONDS_PER_DAY) as i32)
    }

    /// The hour of the day, 0–23.
    pub const fn hour(self) -> i64 {
        self.0.rem_euclid(SECONDS_PER_DAY) / 3600
    }

    /// The moment `seconds` later (earlier if negative).
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this moment.
    pub const fn seconds_since(self, earlier: Moment) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        write!(
            f,
            "{} {:02}:{:02}:{:02}",
            self.day(),
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }
}

impl Span {
    /// From `from` until further notice.
    pub const fn starting(from: Day) -> Self {
        Self { from, to: None }
    }

    /// True on the first day, on every day before the end, and on no other.
    #[inline]
    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// The parts of this interval that `other` leaves: none, one, or one on each side.
    pub fn without(&self, other: &Span) -> Vec<Span> {
        if !self.overlaps(other) {
            return vec![*self];
        }
        let mut parts = Vec::new();
        if self.from < other.from {
            parts.push(Span {
                from: self.from,
                to: Some(other.from),
            });
        }
        if let Some(end) = other.to
            && self.to.is_none_or(|to| end < to)
        {
            parts.push(Span { from: end, to: self.to });
        }
        parts
    }

    /// True where both cover at least one common day.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{} 至 {}（不含）", self.from, to),
            None => write!(f, "{} 起", self.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unix_time_begins_at_eight_in_beijing() {
        let begin = Moment::from_unix_seconds(0);
        assert_eq!(begin.to_string(), "1970-01-01 08:00:00");
        assert_eq!(begin.unix_seconds(), 0);
    }

    #[test]
    fn reads_the_spellings_that_occur() {
        for text in [
            "2026-03-04",
            "2026/3/4",
            "20260304",
            "2026-03-04 00:00:00",
            "2026年3月4日",
        ] {
            assert_eq!(
                Day::parse(text).map(|d| d.to_string()),
                Ok("2026-03-04".into()),
                "{text}"
            );
        }
        for text in ["2026-03-04 10:12:33", "20260304101233", "2026-03-04T10:12:33.123+08:00"] {
            assert_eq!(
                Moment::parse(text).map(|m| m.to_string()),
                Ok("2026-03-04 10:12:33".into()),
                "{text}"
            );
        }
    }

    #[test]
    fn a_zone_is_counted_and_never_dropped() {
        for (text, moment) in [
            ("2026-11-11T16:00:00Z", "2026-11-12 00:00:00"),
            ("2026-11-11T16:00:00.000Z", "2026-11-12 00:00:00"),
            ("2026-11-11T16:00:00.000+0000", "2026-11-12 00:00:00"),
            ("2026-11-11 16:00:00+00", "2026-11-12 00:00:00"),
            ("2026-11-11T23:30:00-05:00", "2026-11-12 12:30:00"),
            ("2026-11-12T00:30:00+09:30", "2026-11-11 23:00:00"),
            ("2026-11-12 00:00:00 +0800", "2026-11-12 00:00:00"),
            ("2026-11-12T00:00+08:00[Asia/Shanghai]", "2026-11-12 00:00:00"),
            ("20261111160000Z", "2026-11-12 00:00:00"),
            ("2026-11-12+08:00", "2026-11-12 00:00:00"),
            ("2026-12-31T16:00:00Z", "2027-01-01 00:00:00"),
        ] {
            assert_eq!(Moment::parse(text).map(|m| m.to_string()), Ok(moment.into()), "{text}");
            let day = moment.split(' ').next().map(str::to_owned);
            assert_eq!(Day::parse(text).map(|d| d.to_string()).ok(), day, "{text}");
        }
        for text in [
            "2026-11-12T00:00:00+99:00",
            "2026-11-12T00:00:00+08:60",
            "2026-11-12T00:00:00-13:00",
            "2026-11-12T00:00:00+8",
            "2026-11-12T00:00:00+",
            "2026-11-12T00:00:00+08:00:00",
            "2026-11-12T00:00:00+ab:cd",
            "2026-11-12T00:00:00[Asia/Shanghai]",
            "2026-11-12T00:00:00ZZ",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
            assert!(Day::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_alone_says_no_hour() {
        let timing = |text: &str| Moment::parse_timed(text).map(|(_, timing)| timing);
        for text in [
            "2026-03-04",
            "20260304",
            "2026年3月4日",
            "2026-03-04+08:00",
            " 2026/3/4 ",
        ] {
            assert_eq!(timing(text), Ok(Timing::DayOnly), "{text}");
        }
        for text in [
            "2026-03-04 00:00:00",
            "202603040000",
            "20260304101233",
            "2026-03-04T10:12Z",
        ] {
            assert_eq!(timing(text), Ok(Timing::Exact), "{text}");
        }
    }

    #[test]
    fn digits_alone_are_a_day_a_minute_a_second_or_a_millisecond() {
        for (text, moment) in [
            ("20260128", "2026-01-28 00:00:00"),
            ("202601281012", "2026-01-28 10:12:00"),
            ("20260128101233", "2026-01-28 10:12:33"),
            ("20260128101233456", "2026-01-28 10:12:33"),
            ("20260128T1012", "2026-01-28 10:12:00"),
            ("20260128T101233", "2026-01-28 10:12:33"),
            ("20260128 10:12", "2026-01-28 10:12:00"),
            ("202601280212Z", "2026-01-28 10:12:00"),
            ("20260128T101233.456+0800", "2026-01-28 10:12:33"),
        ] {
            assert_eq!(Moment::parse(text).map(|m| m.to_string()), Ok(moment.into()), "{text}");
            assert_eq!(
                Day::parse(text).map(|d| d.to_string()),
                Ok("2026-01-28".into()),
                "{text}"
            );
        }
        for text in [
            "202601281",
            "2026012810",
            "20260128101",
            "2026012810123",
            "202601281012334",
            "2026012810123345",
            "202601281012334567",
            "202601281012 08:30",
            "202601281 08:30",
            "202601282512",
            "20260128T10",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
        assert!(Day::parse("2026012810").is_err());
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "0000-00-00",
            "2026-02-30",
            "",
            "abc",
            "2026-13-01",
            "26-1-1",
            "2026-03-04-05",
        ] {
            assert!(Day::parse(text).is_err(), "{text}");
        }
        assert!(Moment::parse("2026-03-04 25:00:00").is_err());
    }

    #[test]
    fn ages_are_completed_years_and_months() {
        let birth = Day::parse("2008-02-29").unwrap();
        assert_eq!(Day::parse("2026-02-28").unwrap().years_since(birth), 17);
        assert_eq!(Day::parse("2026-03-01").unwrap().years_since(birth), 18);
        assert_eq!(Day::parse("2008-03-28").unwrap().months_since(birth), 0);
        assert_eq!(Day::parse("2008-03-29").unwrap().months_since(birth), 1);
        assert_eq!(Day::parse("2000-01-01").unwrap().years_since(birth), 0);
    }

    #[test]
    fn spans_are_half_open() {
        let span = Span {
            from: Day::parse("2026-01-01").unwrap(),
            to: Some(Day::parse("2026-02-01").unwrap()),
        };
        assert!(span.contains(span.from));
        assert!(!span.contains(span.to.unwrap()));
        assert!(!span.overlaps(&Span::starting(span.to.unwrap())));
        let day = |text: &str| Day::parse(text).unwrap();
        let inner = Span {
            from: day("2026-01-10"),
            to: Some(day("2026-01-20")),
        };
        assert_eq!(span.without(&inner).len(), 2);
        assert_eq!(inner.without(&span), []);
        let open = Span::starting(day("2025-12-01"));
        let parts = [
            Span {
                from: open.from,
                to: Some(span.from),
            },
            Span::starting(span.to.unwrap()),
        ];
        assert_eq!(open.without(&span), parts);
    }
}
