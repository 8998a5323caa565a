//! What a row is made of, and its form in a CSV file. Both forms of a table are filled by the same
//! calls, so that they cannot differ.

use domain::{Day, Moment, Money, Quantity, UnitPrice};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Time,
    Date,
    Money,
    Quantity,
    Price,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

/// Takes the cells of a table from left to right, row after row.
pub(crate) trait Cells {
    fn text(&mut self, value: &str);
    fn time(&mut self, value: Option<Moment>);
    fn date(&mut self, value: Option<Day>);
    fn money(&mut self, value: Option<Money>);
    fn quantity(&mut self, value: Option<Quantity>);
    fn price(&mut self, value: Option<UnitPrice>);
    fn end_row(&mut self);
}

/// How many printed days are kept.
const DAYS_KEPT: usize = 64;

/// Rows as CSV: UTF-8, comma, RFC 4180.
#[derive(Debug)]
pub(crate) struct Csv {
    bytes: Vec<u8>,
    row_begins: bool,
    /// days printed lately: most rows name one of them
    days: [(Day, [u8; 10]); DAYS_KEPT],
}

impl Csv {
    pub fn new(columns: &[Column]) -> Self {
        let mut csv = Self {
            bytes: Vec::with_capacity(1 << 16),
            row_begins: true,
            days: [(Day::from_epoch_days(0), *b"1970-01-01"); DAYS_KEPT],
        };
        columns.iter().for_each(|column| csv.text(column.name));
        csv.end_row();
        csv
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn begin_cell(&mut self) {
        if !self.row_begins {
            self.bytes.push(b',');
        }
        self.row_begins = false;
    }

    fn day_text(&mut self, day: Day) {
        let kept = &mut self.days[day.epoch_days().rem_euclid(DAYS_KEPT as i32) as usize];
        if kept.0 != day
            && let Ok(text) = day.to_string().into_bytes().try_into()
        {
            *kept = (day, text);
        }
        self.bytes.extend_from_slice(&kept.1);
    }

    fn two_digits(&mut self, value: i64) {
        self.bytes
            .extend([b'0' + (value / 10 % 10) as u8, b'0' + (value % 10) as u8]);
    }

    /// A number scaled by `10^decimals`, with at least `shown` of its decimals.
    fn scaled(&mut self, value: i64, decimals: u32, shown: u32) {
        if value < 0 {
            self.bytes.push(b'-');
        }
        let scale = 10_u64.pow(decimals);
        let absolute = value.unsigned_abs();
        self.bytes
            .extend_from_slice(itoa::Buffer::new().format(absolute / scale).as_bytes());
        let (mut fraction, mut width) = (absolute % scale, decimals);
        while width > shown && fraction.is_multiple_of(10) {
            fraction /= 10;
            width -= 1;
        }
        if width > 0 {
            self.bytes.push(b'.');
            for place in (0..width).rev() {
                self.bytes.push(b'0' + (fraction / 10_u64.pow(place) % 10) as u8);
            }
        }
    }
}

impl Cells for Csv {
    fn text(&mut self, value: &str) {
        self.begin_cell();
        if value.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
            self.bytes.push(b'"');
            for byte in value.bytes() {
                self.bytes
                    .extend(std::iter::repeat_n(byte, 1 + usize::from(byte == b'"')));
            }
            self.bytes.push(b'"');
        } else {
            self.bytes.extend_from_slice(value.as_bytes());
        }
    }

    fn time(&mut self, value: Option<Moment>) {
        self.begin_cell();
        if let Some(moment) = value {
            self.day_text(moment.day());
            let second = moment.epoch_seconds().rem_euclid(86_400);
            for (mark, part) in [(b' ', second / 3_600), (b':', second / 60 % 60), (b':', second % 60)] {
                self.bytes.push(mark);
                self.two_digits(part);
            }
        }
    }

    fn date(&mut self, value: Option<Day>) {
        self.begin_cell();
        if let Some(day) = value {
            self.day_text(day);
        }
    }

    fn money(&mut self, value: Option<Money>) {
        self.begin_cell();
        if let Some(money) = value {
            self.scaled(money.scaled(), 2, 2);
        }
    }

    fn quantity(&mut self, value: Option<Quantity>) {
        self.begin_cell();
        if let Some(quantity) = value {
            self.scaled(quantity.scaled(), 4, 0);
        }
    }

    fn price(&mut self, value: Option<UnitPrice>) {
        self.begin_cell();
        if let Some(price) = value {
            self.scaled(price.scaled(), 6, 2);
        }
    }

    fn end_row(&mut self) {
        self.bytes.push(b'\n');
        self.row_begins = true;
    }
}

/// A short identifier put together without allocating anew for each row.
#[derive(Debug, Default)]
pub(crate) struct Identifier(String);

impl Identifier {
    /// A letter and numbers, each filled with zeros to its width.
    pub fn of(&mut self, letter: &str, parts: &[(u32, usize)]) -> &str {
        self.0.clear();
        self.0.push_str(letter);
        for &(value, width) in parts {
            let mut buffer = itoa::Buffer::new();
            let digits = buffer.format(value);
            (digits.len()..width).for_each(|_| self.0.push('0'));
            self.0.push_str(digits);
        }
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_as_the_domain_prints_them() {
        let mut csv = Csv::new(&[]);
        csv.text("甲,\"乙\"");
        csv.time(Some(Moment::parse("2026-05-04 08:09:59").unwrap()));
        csv.date(Some(Day::parse("1960-12-31").unwrap()));
        csv.money(Some(Money::from_fen(-105)));
        csv.quantity(Some(Quantity::from_scaled(15_000)));
        csv.price(Some(UnitPrice::from_scaled(8_405_000)));
        csv.price(None);
        csv.end_row();
        let text = String::from_utf8(csv.into_bytes()).unwrap();
        assert_eq!(
            text,
            "\n\"甲,\"\"乙\"\"\",2026-05-04 08:09:59,1960-12-31,-1.05,1.5,8.405,\n"
        );
        assert_eq!(Identifier::default().of("F", &[(12, 7), (3, 3)]), "F0000012003");
    }
}
