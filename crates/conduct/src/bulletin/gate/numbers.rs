//! Numbers in a text that may be keys to a person.

use super::LeakKind;
use crate::bulletin::mask_number;
use domain::Day;

/// The shortest run of digits that is looked at.
const LONG: usize = 6;

/// Identity numbers, mobile phones, and other long numbers that are no amount, date or document number.
/// Digits of full width count as digits; blanks and hyphens inside a number do not hide it.
pub(super) fn found(text: &str) -> Vec<(LeakKind, String)> {
    let letters: Vec<char> = text.chars().map(narrow).collect();
    let mut found: Vec<(LeakKind, String)> = Vec::new();
    for run in runs(&letters) {
        if let Some(kind) = run.kind() {
            found.push((kind, mask_number(&run.digits)));
        }
    }
    // What is written in groups: only the two shapes that are unmistakable.
    let joined = joined(&letters);
    for run in runs(&joined) {
        if let Some(kind) = run.person() {
            found.push((kind, mask_number(&run.digits)));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn narrow(letter: char) -> char {
    match letter {
        '０'..='９' => char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')).unwrap_or(letter),
        _ => letter,
    }
}

/// The text without the blanks and hyphens that stand between two digits.
fn joined(letters: &[char]) -> Vec<char> {
    let is_digit = |place: Option<usize>| {
        place
            .and_then(|place| letters.get(place))
            .is_some_and(char::is_ascii_digit)
    };
    let inside = |place: usize, letter: char| {
        matches!(letter, ' ' | '　' | '-' | '－') && is_digit(place.checked_sub(1)) && is_digit(place.checked_add(1))
    };
    let kept = letters
        .iter()
        .enumerate()
        .filter(|(place, letter)| !inside(*place, **letter));
    kept.map(|(_, letter)| *letter).collect()
}

/// A run of digits with what stands before and after it.
struct Run {
    digits: String,
    before: Option<char>,
    after: Vec<char>,
}

fn runs(letters: &[char]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut start = None;
    for place in 0..=letters.len() {
        let digit = letters.get(place).is_some_and(char::is_ascii_digit);
        match (start, digit) {
            (None, true) => start = Some(place),
            (Some(from), false) => {
                runs.push(Run {
                    digits: letters.get(from..place).unwrap_or_default().iter().collect(),
                    before: from.checked_sub(1).and_then(|place| letters.get(place)).copied(),
                    after: letters.iter().skip(place).take(5).copied().collect(),
                });
                start = None;
            }
            _ => {}
        }
    }
    runs
}

impl Run {
    /// The two shapes of a person's number.
    fn person(&self) -> Option<LeakKind> {
        let ends_in_x = matches!(self.after.first(), Some('X' | 'x' | 'Ｘ'));
        match self.digits.len() {
            18 => Some(LeakKind::IdNumber),
            17 if ends_in_x => Some(LeakKind::IdNumber),
            11 if self.digits.starts_with('1') && !self.is_amount() => Some(LeakKind::Phone),
            _ => None,
        }
    }

    fn kind(&self) -> Option<LeakKind> {
        let harmless = self.digits.len() < LONG || self.is_amount() || self.is_date() || self.is_document();
        self.person().or_else(|| (!harmless).then_some(LeakKind::LongNumber))
    }

    /// `22200元`, `22200.00元`, `160000万元`; the fraction itself is a run that is too short to be looked at.
    fn is_amount(&self) -> bool {
        let rest: String = self.after.iter().collect();
        let unit = match rest.strip_prefix('.') {
            Some(fraction) => fraction.trim_start_matches(|letter: char| letter.is_ascii_digit()),
            None => &rest,
        };
        unit.starts_with('元') || unit.starts_with("万元")
    }

    /// `20260603`
    fn is_date(&self) -> bool {
        self.digits.len() == 8 && Day::parse(&self.digits).is_ok_and(|day| (1949..2100).contains(&day.year()))
    }

    /// `〔2023〕170000号`
    fn is_document(&self) -> bool {
        matches!(self.before, Some('〕' | '］' | ']')) && self.after.first() == Some(&'号')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_dates_and_document_numbers_are_harmless() {
        for text in [
            "拒收金额222000元",
            "合计222000.50元、1000000万元",
            "20260603印发",
            "国办发〔2023〕170000号",
            "2026-06-01至2026-06-30",
            "第12345页",
        ] {
            assert_eq!(found(text), Vec::new(), "{text}");
        }
    }

    #[test]
    fn numbers_of_people_are_found_however_they_are_written() {
        for (text, kind) in [
            ("证号99010119900307001X", LeakKind::IdNumber),
            ("证号990101199003070012。", LeakKind::IdNumber),
            ("990101 19900307 0012", LeakKind::IdNumber),
            ("电话10000000000", LeakKind::Phone),
            ("电话100-0000-0000", LeakKind::Phone),
            ("电话１００００００００００", LeakKind::Phone),
            ("ZY012345", LeakKind::LongNumber),
            ("第123456号", LeakKind::LongNumber),
            ("20261399", LeakKind::LongNumber),
        ] {
            let kinds: Vec<LeakKind> = found(text).into_iter().map(|(kind, _)| kind).collect();
            assert!(kinds.contains(&kind), "{text}: {kinds:?}");
        }
        assert!(
            found("证号990101199003070012")
                .iter()
                .all(|(_, found)| found == "990****")
        );
    }
}
