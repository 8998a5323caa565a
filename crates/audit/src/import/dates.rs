//! Dates as they lie in a source, by one rule for texts and date types.

use super::reason::Reason;
use domain::{Moment, Timing};
use std::ops::Range;

/// The empty dates of date types, in seconds: the year 1 and what a zone makes of its first day, 1900, and
/// 9999 with its last day.
const EMPTY_1: Range<i64> = -62_135_683_200..-62_104_060_800;
pub(super) const EMPTY_1900: Range<i64> = -2_208_988_800..-2_177_452_800;
const EMPTY_9999: Range<i64> = 253_370_764_800..253_402_387_200;
/// From the first year that is read as one to the last.
const YEARS: Range<i64> = -5_364_662_400..253_370_764_800;

/// A moment of a date type, by the rule of texts.
#[inline]
pub(super) fn dated(moment: Moment) -> Result<Option<Moment>, Reason> {
    let seconds = moment.epoch_seconds();
    match seconds {
        // Nearly every moment lies in this century.
        0..=4_102_444_799 => Ok(Some(moment)),
        _ if [EMPTY_1, EMPTY_1900, EMPTY_9999]
            .iter()
            .any(|empty| empty.contains(&seconds)) =>
        {
            Ok(None)
        }
        _ if YEARS.contains(&seconds) => Ok(Some(moment)),
        _ => Err(Reason::NotADate),
    }
}

/// A date in any spelling, as real time reads it, and whether it is a day alone.
pub(super) fn timed(text: &str) -> Result<(Moment, bool), Reason> {
    let (moment, timing) = Moment::parse_timed(text).map_err(|_| Reason::NotADate)?;
    Ok((moment, timing == Timing::DayOnly))
}

/// `YYYY-MM-DD HH:MM:SS`, the spelling of nearly every value.
pub(super) fn plain_moment(text: &[u8]) -> Option<Moment> {
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b' ',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = text
    else {
        return None;
    };
    let two = |a: u8, b: u8| {
        (a.is_ascii_digit() && b.is_ascii_digit()).then(|| i64::from(a - b'0') * 10 + i64::from(b - b'0'))
    };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    let (hour, minute, second) = (two(h1, h2)?, two(n1, n2)?, two(s1, s2)?);
    // Everything unusual goes the long way.
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1901..=9998).contains(&year) || !(1..=length).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Days since 1970-01-01 of the proleptic Gregorian calendar, counted in years that begin in March.
    let shifted = year - i64::from(month <= 2);
    let (era, of_era) = (shifted / 400, shifted % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(Moment::from_epoch_seconds(
        days * 86_400 + hour * 3600 + minute * 60 + second,
    ))
}
