//! One value of a source, whatever the file format made of it, and how it is
//! read: Excel's apostrophes, exponents and `.0`, fillers for "nothing".

use super::dates::{EMPTY_1900, dated, plain_moment, timed};
use super::reason::Reason;
use domain::national::{EMPTY_BIRTH, given, is_empty_date};
use domain::{Day, Moment};
use std::borrow::Cow;

/// A value as it lies in the source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(&'a str),
    /// a text that many rows share and that was looked at before
    Shared(&'a str, Look),
    Whole(i64),
    /// an integer and the number of decimals that it is scaled by
    Decimal(i128, i8),
    Float(f64),
    Moment(Moment),
    Day(Day),
}

/// What is known of a text that many rows share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// read as a code it is what it is
    Code,
    /// read as a text it is what it is
    Clean,
    /// every row has to look for itself
    Odd,
}

impl Look {
    pub fn at(text: &str) -> Self {
        let unchanged = matches!(Cell::Text(text).text(), Ok(Some(Cow::Borrowed(read))) if read == text);
        match (unchanged, is_plain_code(text.as_bytes())) {
            (true, true) => Look::Code,
            (true, false) => Look::Clean,
            (false, _) => Look::Odd,
        }
    }
}

/// Longest text that a field may hold, in bytes; the interface allows 500 characters for remarks.
const TEXT_BYTES_MAX: usize = 2000;
/// Few codes are longer.
const CODE_BYTES_USUAL: usize = 64;

impl<'a> Cell<'a> {
    /// The value as it is shown in the reject file.
    pub fn shown(self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Shared(text, _) => text.chars().take(100).collect(),
            Cell::Whole(number) => number.to_string(),
            Cell::Decimal(number, scale) => plain_digits(number, scale),
            Cell::Float(number) => number.to_string(),
            Cell::Moment(moment) => moment.to_string(),
            Cell::Day(day) => day.to_string(),
        }
    }

    /// The text, or none where nothing is said. `'0012` and `="0012"` are how tables keep leading
    /// zeros from Excel.
    pub fn text(self) -> Result<Option<Cow<'a, str>>, Reason> {
        let text = match self {
            Cell::Empty => return Ok(None),
            Cell::Shared(text, Look::Code | Look::Clean) => return Ok(Some(Cow::Borrowed(text))),
            Cell::Text(text) | Cell::Shared(text, Look::Odd) => match unquoted(text) {
                Some(text) => text,
                None => return Ok(None),
            },
            Cell::Whole(number) => return Ok(Some(Cow::Owned(number.to_string()))),
            other => return Ok(Some(Cow::Owned(other.shown()))),
        };
        if text.len() > TEXT_BYTES_MAX {
            return Err(Reason::TooLong);
        }
        // All bytes are looked at, so that many are at once.
        if text.bytes().fold(false, |found, byte| found | (byte < b' ')) {
            let plain = text.chars().filter(|ch| !ch.is_control()).collect::<String>();
            return Ok(Some(Cow::Owned(plain)));
        }
        Ok(Some(Cow::Borrowed(text)))
    }

    /// An identifier or a code without a point in it: a trailing `.0` is Excel's.
    #[inline]
    pub fn code(self) -> Result<Option<Cow<'a, str>>, Reason> {
        match self {
            Cell::Empty => Ok(None),
            Cell::Shared(text, Look::Code) => Ok(Some(Cow::Borrowed(text))),
            Cell::Text(text) if is_plain_code(text.as_bytes()) => Ok(Some(Cow::Borrowed(text))),
            odd => odd.odd_code(),
        }
    }

    fn odd_code(self) -> Result<Option<Cow<'a, str>>, Reason> {
        if let Cell::Decimal(number, scale) = self {
            let digits = plain_digits(number, scale);
            return match digits.split_once('.') {
                None => Ok(Some(Cow::Owned(digits))),
                Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => {
                    Ok(Some(Cow::Owned(whole.to_owned())))
                }
                Some(_) => Err(Reason::Fraction),
            };
        }
        if let Cell::Float(number) = self {
            // Above 2^53 the digits are no longer those that were written.
            return match number.fract() == 0.0 && number.abs() < 9e15 {
                true => Ok(Some(Cow::Owned((number as i64).to_string()))),
                false => Err(Reason::Mangled),
            };
        }
        Ok(match self.text()? {
            Some(Cow::Borrowed(text)) => {
                if is_exponential(text) {
                    return Err(Reason::Mangled);
                }
                let whole = text.strip_suffix(".0").filter(|head| is_digits(head));
                Some(Cow::Borrowed(whole.unwrap_or(text)))
            }
            other => other,
        })
    }

    /// A moment, and whether the day alone is said; none for the empty dates of database systems.
    #[inline]
    pub fn moment(self) -> Result<Option<(Moment, bool)>, Reason> {
        if let Cell::Text(text) | Cell::Shared(text, _) = self
            && let Some(moment) = plain_moment(text.as_bytes())
        {
            return Ok(Some((moment, false)));
        }
        self.timed()
    }

    /// The moment at which something ended, and whether the day alone is said: then it is the last second
    /// of the day.
    pub fn end(self) -> Result<Option<(Moment, bool)>, Reason> {
        Ok(self.moment()?.map(|(moment, is_day)| match is_day {
            true => (moment.plus_rest_of_day(), true),
            false => (moment, false),
        }))
    }

    /// A moment, and whether the day alone is said.
    fn timed(self) -> Result<Option<(Moment, bool)>, Reason> {
        match self {
            Cell::Empty => Ok(None),
            Cell::Moment(moment) => Ok(dated(moment)?.map(|moment| (moment, false))),
            Cell::Day(day) => Ok(dated(day.start())?.map(|moment| (moment, true))),
            Cell::Text(text) | Cell::Shared(text, _) => match unquoted(text) {
                None => Ok(None),
                Some(text) if is_empty_date(text) => Ok(None),
                Some(text) => timed(text).map(Some),
            },
            Cell::Whole(number) => match number.to_string() {
                text if is_empty_date(&text) => Ok(None),
                text => timed(&text).map(Some),
            },
            Cell::Decimal(..) | Cell::Float(_) => Err(Reason::NotADate),
        }
    }

    /// A day of birth. 1900 is kept but for its first day, as in real time: some people are that old in the books.
    pub fn birth(self) -> Result<Option<Day>, Reason> {
        let read = |text: &str| match text {
            text if ["0001", "9999"].iter().any(|year| text.starts_with(year)) => Ok(None),
            text => {
                // Only a zone makes an hour matter; one that is none says nothing of the day.
                let day = || timed(text.split([' ', 'T']).next().unwrap_or(text));
                timed(text).or_else(|_| day()).map(|(moment, _)| Some(moment.day()))
            }
        };
        let day = match self {
            Cell::Text(text) | Cell::Shared(text, _) => unquoted(text).map_or(Ok(None), read),
            Cell::Whole(number) => read(&number.to_string()),
            Cell::Moment(moment) if EMPTY_1900.contains(&moment.epoch_seconds()) => Ok(Some(moment.day())),
            Cell::Day(day) if EMPTY_1900.contains(&day.start().epoch_seconds()) => Ok(Some(day)),
            other => Ok(other.moment()?.map(|(moment, _)| moment.day())),
        }?;
        Ok(day.and_then(given_birth))
    }

    /// A decimal number scaled by `10^decimals`, rounded half away from zero as `domain` does.
    pub fn scaled(self, decimals: u32) -> Result<Option<i64>, Reason> {
        match self {
            Cell::Empty => Ok(None),
            Cell::Text(text) | Cell::Shared(text, _) => {
                if let Some(value) = plain_decimal(text.as_bytes(), decimals) {
                    return Ok(Some(value));
                }
                match unquoted(text) {
                    None => Ok(None),
                    Some(text) => decimal(text, decimals).map(Some),
                }
            }
            Cell::Whole(number) => rescaled(i128::from(number), 0, decimals).map(Some),
            Cell::Decimal(number, scale) => rescaled(number, i32::from(scale), decimals).map(Some),
            Cell::Float(number) if number.is_finite() => decimal(&format!("{number}"), decimals).map(Some),
            Cell::Float(_) | Cell::Moment(_) | Cell::Day(_) => Err(Reason::NotANumber),
        }
    }

    /// A whole number from 0 to 65,535; a fraction is rounded.
    pub fn count(self) -> Result<Option<u16>, Reason> {
        match self.scaled(0)? {
            None => Ok(None),
            Some(number) => u16::try_from(number).map(Some).map_err(|_| Reason::OutOfRange),
        }
    }
}

/// The day, but for the one that databases write where nobody filled in any.
fn given_birth(day: Day) -> Option<Day> {
    (day != EMPTY_BIRTH).then_some(day)
}

/// The text without white space, Excel's marks, and fillers.
fn unquoted(text: &str) -> Option<&str> {
    let text = given(text)?;
    match text.as_bytes().first() {
        Some(b'\'') => given(&text[1..]),
        Some(b'=') => match text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')) {
            Some(inner) => given(inner),
            None => Some(text),
        },
        _ => Some(text),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// True for the spelling of nearly every code: digits alone, or a capital letter in front and nothing odd behind.
/// Such a code is neither a filler nor of Excel's making, and needs no second look.
fn is_plain_code(text: &[u8]) -> bool {
    // All bytes are looked at, so that many are at once.
    let (mut odd, mut more_than_digits) = (false, false);
    for byte in text {
        odd |= !(b'!'..=b'~').contains(byte);
        more_than_digits |= !byte.is_ascii_digit();
    }
    let named = || {
        text.first()
            .is_some_and(|first| first.is_ascii_uppercase() && *first != b'N')
    };
    !odd && (1..=CODE_BYTES_USUAL).contains(&text.len()) && (!more_than_digits || named())
}

/// `1.23E+05`: digits, a point, an exponent with its sign.
fn is_exponential(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+');
    exponent.is_some_and(is_digits)
        && mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && !mantissa.is_empty()
}

/// An integer that is scaled by so many decimals, in digits and with every decimal.
fn plain_digits(number: i128, scale: i8) -> String {
    let (digits, sign) = (number.unsigned_abs().to_string(), if number < 0 { "-" } else { "" });
    let Some(decimals) = usize::try_from(scale).ok().filter(|decimals| *decimals > 0) else {
        let zeros = match number {
            0 => 0,
            _ => usize::from(scale.unsigned_abs()),
        };
        return format!("{sign}{digits}{}", "0".repeat(zeros));
    };
    let digits = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    format!("{sign}{whole}.{fraction}")
}

/// The limit of the interface's numeric(16) fields.
const LIMIT: i128 = 9_999_999_999_999_999;

/// `-123.45` with no more than the decimals that are kept: the spelling of nearly every value.
fn plain_decimal(text: &[u8], decimals: u32) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 15 {
        return None;
    }
    let mut value = 0_i64;
    let mut fraction: Option<u32> = None;
    for byte in digits {
        match (byte, fraction) {
            (b'0'..=b'9', _) => {
                value = value * 10 + i64::from(byte - b'0');
                fraction = fraction.map(|count| count + 1);
            }
            (b'.', None) => fraction = Some(0),
            _ => return None,
        }
    }
    let missing = decimals.checked_sub(fraction.unwrap_or(0))?;
    if digits == b"." {
        return None;
    }
    let value = value.checked_mul(10_i64.checked_pow(missing)?)?;
    (i128::from(value) <= LIMIT).then_some(if negative { -value } else { value })
}

/// Any spelling: thousands separators, a plus sign, an exponent.
fn decimal(text: &str, decimals: u32) -> Result<i64, Reason> {
    let (mantissa, exponent) = match text.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| Reason::NotANumber)?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.as_bytes() {
        [b'-', ..] => (true, &mantissa[1..]),
        [b'+', ..] => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.contains(',') && !is_grouped(whole) {
        return Err(Reason::NotANumber);
    }
    let mut value = 0_i128;
    let mut seen = false;
    for byte in whole.bytes().filter(|byte| *byte != b',').chain(fraction.bytes()) {
        if !byte.is_ascii_digit() {
            return Err(Reason::NotANumber);
        }
        seen = true;
        // Thirty digits are beyond every field; more would overflow before the limit is asked.
        if value > 10_i128.pow(30) {
            return Err(Reason::OutOfRange);
        }
        value = value * 10 + i128::from(byte - b'0');
    }
    if !seen || fraction.len() > 30 {
        return Err(Reason::NotANumber);
    }
    let value = if negative { -value } else { value };
    rescaled(value, (fraction.len() as i32).saturating_sub(exponent), decimals)
}

/// True for digits in groups of three; `12,5` is a decimal comma or a slip.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
}

/// Powers of ten by exponent.
const POWERS: [i64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/// `number × 10^-scale` as an integer scaled by `10^decimals`.
fn rescaled(number: i128, scale: i32, decimals: u32) -> Result<i64, Reason> {
    let shift = (decimals as i32).saturating_sub(scale);
    // Nearly every value is small and gains no more than a few decimals, which takes no long division.
    if let Some(power) = usize::try_from(shift).ok().and_then(|shift| POWERS.get(shift))
        && let Some(value) = i64::try_from(number).ok().and_then(|small| small.checked_mul(*power))
    {
        return match i128::from(value.unsigned_abs()) <= LIMIT {
            true => Ok(value),
            false => Err(Reason::OutOfRange),
        };
    }
    let power = 10_i128.checked_pow(shift.unsigned_abs());
    let value = match (shift >= 0, power) {
        _ if number == 0 => 0,
        (true, Some(power)) => number.checked_mul(power).ok_or(Reason::OutOfRange)?,
        (true, None) => return Err(Reason::OutOfRange),
        (false, None) => 0,
        (false, Some(power)) => {
            let rounded = (number.abs() + power / 2) / power;
            if number < 0 { -rounded } else { rounded }
        }
    };
    if value.abs() > LIMIT {
        return Err(Reason::OutOfRange);
    }
    i64::try_from(value).map_err(|_| Reason::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Money, UnitPrice};
    use proptest::prelude::*;

    #[test]
    fn what_excel_does_to_numbers() {
        for (text, fen) in [
            ("1.23E+05", 12_300_000),
            ("1,234.50", 123_450),
            ("-1,234,567", -123_456_700),
            ("'12.5", 1250),
            ("12.0", 1200),
            ("=\"12\"", 1200),
            (" 12 ", 1200),
            ("-.5", -50),
            ("1e-3", 0),
            ("5e-3", 1),
            ("0.005", 1),
        ] {
            assert_eq!(Cell::Text(text).scaled(2), Ok(Some(fen)), "{text}");
        }
        for text in [
            "12,5",
            "1,23,456",
            ",123",
            "1,2345",
            "1.2.3",
            "一百",
            "1E",
            "0x10",
            "+",
            ".",
            "NaN",
            "1e999999999999",
        ] {
            assert_eq!(Cell::Text(text).scaled(2), Err(Reason::NotANumber), "{text}");
        }
        assert_eq!(Cell::Text("1e30").scaled(2), Err(Reason::OutOfRange));
        assert_eq!(Cell::Text("--").scaled(2), Ok(None));
        assert_eq!(Cell::Decimal(12_345, 3).scaled(2), Ok(Some(1235)));
        assert_eq!(Cell::Float(0.1).scaled(2), Ok(Some(10)));
    }

    #[test]
    fn what_excel_does_to_codes() {
        let code = |text| Cell::Text(text).code().map(|code| code.map(Cow::into_owned));
        assert_eq!(code("'0012"), Ok(Some("0012".into())));
        assert_eq!(code("=\"0012\""), Ok(Some("0012".into())));
        assert_eq!(code("310.0"), Ok(Some("310".into())));
        assert_eq!(code("I10.x00"), Ok(Some("I10.x00".into())));
        assert_eq!(code("1.23E+17"), Err(Reason::Mangled));
        assert_eq!(code("E12"), Ok(Some("E12".into())));
        assert_eq!(code("null"), Ok(None));
        assert_eq!(Cell::Float(310.0).code(), Ok(Some("310".into())));
        assert_eq!(Cell::Float(1.1e18).code(), Err(Reason::Mangled));
        // A database exports numbers of many digits as decimals.
        assert_eq!(Cell::Decimal(1001, 0).code(), Ok(Some("1001".into())));
        assert_eq!(Cell::Decimal(100_100, 2).code(), Ok(Some("1001".into())));
        assert_eq!(Cell::Decimal(1001, -2).code(), Ok(Some("100100".into())));
        assert_eq!(Cell::Decimal(100_150, 2).code(), Err(Reason::Fraction));
        assert_eq!(Cell::Decimal(360_600, 4).text(), Ok(Some("36.0600".into())));
        assert_eq!(
            [(-5, 2), (2_000, 2), (0, -3), (7, 0)].map(|(number, scale)| Cell::Decimal(number, scale).shown()),
            ["-0.05", "20.00", "0", "7"]
        );
        assert_eq!(Cell::Text("a\u{1f}b").text(), Ok(Some("ab".into())));
    }

    /// A moment of which the hour is said.
    fn exactly(text: &str) -> Option<(Moment, bool)> {
        Some((Moment::parse(text).unwrap(), false))
    }

    #[test]
    fn empty_dates_and_wrong_ones() {
        assert_eq!(Cell::Text("1900-01-01 00:00:00").moment(), Ok(None));
        assert_eq!(Cell::Text("1900-01-01 00:00:00").birth(), Ok(None));
        assert_eq!(
            Cell::Text("2025-01-02T16:00:00.000Z").moment(),
            Ok(exactly("2025-01-03 00:00:00"))
        );
        assert_eq!(Cell::Text("9999-12-31").moment(), Ok(None));
        assert_eq!(Cell::Text("2025-02-29 10:00:00").moment(), Err(Reason::NotADate));
        assert_eq!(Cell::Text("45000").moment(), Err(Reason::NotADate));
        assert_eq!(Cell::Text("2025/1/3 8:05").moment(), Ok(exactly("2025-01-03 08:05:00")));
    }

    #[test]
    fn empty_dates_are_empty_whatever_their_type() {
        for text in ["0001-01-01", "1900-01-01", "1900-12-31", "9999-12-31"] {
            let day = Day::from_ymd(
                text[..4].parse().unwrap(),
                text[5..7].parse().unwrap(),
                text[8..].parse().unwrap(),
            );
            let day = day.unwrap();
            let number: i64 = text.replace('-', "").parse().unwrap();
            for cell in [Cell::Text(text), Cell::Day(day), Cell::Moment(day.start())] {
                assert_eq!(cell.moment(), Ok(None), "{cell:?}");
                assert_eq!(cell.end(), Ok(None), "{cell:?}");
            }
            // Some people are that old; the first day of that year is what a database writes for none.
            let born = (text == "1900-12-31").then_some(day);
            let whole = Cell::Whole(number);
            let whole = (number > 10_000_000).then_some(whole);
            for cell in [Cell::Text(text), Cell::Day(day), Cell::Moment(day.start())]
                .into_iter()
                .chain(whole)
            {
                assert_eq!(cell.birth(), Ok(born), "{cell:?}");
            }
        }
        // What a zone makes of the first day and the last one.
        let day = |year| Day::from_ymd(year, 1, 1).unwrap().start();
        assert_eq!(Cell::Moment(day(1).plus_seconds(8 * 3600)).moment(), Ok(None));
        assert_eq!(
            Cell::Moment(day(9999).plus_seconds(365 * 86_400 + 3600)).moment(),
            Ok(None)
        );
        assert_eq!(
            Cell::Moment(Moment::from_epoch_seconds(1 << 60)).moment(),
            Err(Reason::NotADate)
        );
        assert_eq!(Cell::Moment(day(1801)).moment(), Ok(Some((day(1801), false))));
        assert_eq!(Cell::Whole(19_000_101).moment(), Ok(None));
    }

    #[test]
    fn digits_are_a_day_a_minute_or_a_second() {
        let moment = |text: &str| Moment::parse(text).unwrap();
        for (text, expected, is_day) in [
            ("20260301", "2026-03-01", true),
            ("202603010830", "2026-03-01 08:30:00", false),
            ("20260301083015", "2026-03-01 08:30:15", false),
            ("20260301083015250", "2026-03-01 08:30:15", false),
            ("20260301 08:30", "2026-03-01 08:30:00", false),
            ("20260301T083015", "2026-03-01 08:30:15", false),
            ("20260301T0830+08:00", "2026-03-01 08:30:00", false),
            ("202603010030Z", "2026-03-01 08:30:00", false),
            ("20260301003015Z", "2026-03-01 08:30:15", false),
            ("2026-3-1", "2026-03-01", true),
            ("2026年3月1日", "2026-03-01", true),
            ("2026-03-01 00:00:00", "2026-03-01", false),
        ] {
            assert_eq!(
                Cell::Text(text).moment(),
                Ok(Some((moment(expected), is_day))),
                "{text}"
            );
            let end = Cell::Text(text).end().unwrap().unwrap();
            let last = if is_day { 86_399 } else { 0 };
            assert_eq!(end, (moment(expected).plus_seconds(last), is_day), "{text}");
        }
        for text in [
            "2026030112",
            "1777010400",
            "1772353800000",
            "2026030108301",
            "202603011 08:30",
        ] {
            assert_eq!(Cell::Text(text).moment(), Err(Reason::NotADate), "{text}");
            assert_eq!(Cell::Text(text).birth(), Err(Reason::NotADate), "{text}");
        }
        assert_eq!(Cell::Whole(1_777_010_400).moment(), Err(Reason::NotADate));
        assert_eq!(
            Cell::Day(moment("2026-03-01").day()).moment(),
            Ok(Some((moment("2026-03-01"), true)))
        );
        assert_eq!(
            Cell::Whole(202_603_010_830).moment(),
            Ok(exactly("2026-03-01 08:30:00"))
        );
    }

    proptest! {
        #[test]
        fn the_short_way_reads_as_the_domain_does(number in "-?[0-9]{1,12}(\\.[0-9]{0,8})?") {
            let of = |decimals| Cell::Text(&number).scaled(decimals).unwrap().unwrap();
            prop_assert_eq!(of(2), number.parse::<Money>().unwrap().scaled());
            if let Ok(price) = number.parse::<UnitPrice>() {
                prop_assert_eq!(of(6), price.scaled());
            }
        }

        #[test]
        fn the_short_way_reads_dates_as_the_domain_does(
            year in 1890..2101, month in 0..14, day in 0..33, hour in 0..26, minute in 0..62,
        ) {
            let text = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:07");
            if let Some(moment) = plain_moment(text.as_bytes()) {
                prop_assert_eq!(Some(moment), Moment::parse(&text).ok());
            }
        }

        #[test]
        fn the_short_way_reads_codes_as_the_long_one_does(text in "[ '=\\-A-Z0-9.eEux+\u{1f}]{0,8}|[A-Z0-9]{1,80}|N[a-zA-Z]{3}") {
            if is_plain_code(text.as_bytes()) {
                prop_assert_eq!(Cell::Text(&text).text(), Ok(Some(Cow::Borrowed(text.as_str()))));
                prop_assert!(!is_exponential(&text) && !text.strip_suffix(".0").is_some_and(is_digits));
            }
        }

        #[test]
        fn a_shared_text_reads_as_one_of_its_own(
            text in "[ '=\\-A-Z0-9.eEux+\u{1f}]{0,8}|[A-Z0-9]{1,80}|N[a-zA-Z]{3}|\\PC{0,12}|[0-9:\\- ]{8,19}|心内科 ?"
        ) {
            let (own, shared) = (Cell::Text(&text), Cell::Shared(&text, Look::at(&text)));
            prop_assert_eq!(own.code(), shared.code());
            prop_assert_eq!(own.text(), shared.text());
            prop_assert_eq!(own.moment(), shared.moment());
            prop_assert_eq!(own.birth(), shared.birth());
            prop_assert_eq!(own.scaled(4), shared.scaled(4));
            prop_assert_eq!(own.count(), shared.count());
            prop_assert_eq!(own.shown(), shared.shown());
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,30}") {
            let cell = Cell::Text(&text);
            let _ = (cell.code(), cell.moment(), cell.scaled(4), cell.count());
        }
    }
}
