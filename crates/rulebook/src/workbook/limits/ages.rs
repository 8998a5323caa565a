//! Ages written out in Chinese sentences.

/// An age range in the notation of the knowledge tables (`3岁`, `6月`, `28天`), ends included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgeRange {
    /// youngest age, if it is stated
    pub min: Option<String>,
    /// oldest age, if it is stated
    pub max: Option<String>,
}

impl AgeRange {
    pub(super) fn of(min: Bound, max: Bound) -> Self {
        let written = |age: Bound| age.map(|(count, unit)| format!("{count}{}", unit.zh()));
        Self {
            min: written(min),
            max: written(max),
        }
    }

    /// Whether everybody in the range may be a child: it is open, or ends at 18 years at the latest.
    pub(in crate::workbook) fn is_of_children(&self) -> bool {
        match &self.max {
            Some(max) => max
                .strip_suffix("岁")
                .is_none_or(|years| years.parse().is_ok_and(|years: u32| years <= 18)),
            None => self.min.is_none(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Month,
    Day,
}

impl Unit {
    fn zh(self) -> &'static str {
        match self {
            Self::Year => "岁",
            Self::Month => "月",
            Self::Day => "天",
        }
    }

    fn days(self, count: u32) -> u32 {
        count.saturating_mul(match self {
            Self::Year => 365,
            Self::Month => 30,
            Self::Day => 1,
        })
    }
}

/// A number followed by a unit of age, with its place in the text.
struct Age {
    count: u32,
    unit: Unit,
    start: usize,
    end: usize,
}

const AGE_UNITS: [(&str, Unit); 8] = [
    ("周岁", Unit::Year),
    ("岁", Unit::Year),
    ("个月", Unit::Month),
    ("月龄", Unit::Month),
    ("月以上", Unit::Month),
    ("日龄", Unit::Day),
    ("天龄", Unit::Day),
    ("月以下", Unit::Month),
];

/// The ages to which a text restricts: the widest range that its statements
/// span. A statement open at one end leaves that end open.
///
/// `3-12岁`, `2岁至11岁`, `5至12岁以下`, `12岁及以上`, `3岁及3岁以上`, `≥18周岁`, `11周岁以下`, `1月以上`.
pub fn ages(text: &str) -> Option<AgeRange> {
    let mut statements = statements(text).into_iter();
    let (mut min, mut max) = statements.next()?;
    for (low, high) in statements {
        min = widest(min, low, |a, b| a <= b);
        max = widest(max, high, |a, b| a >= b);
    }
    Some(AgeRange::of(min, max))
}

/// As [`ages`], where the text makes one statement only: nothing is spanned, nothing left open at both ends.
pub(in crate::workbook) fn single_age(text: &str) -> Option<AgeRange> {
    match statements(text).as_slice() {
        [(min, max)] if (min.is_some() || max.is_some()) && !leaves_children_open(text, *max) => {
            Some(AgeRange::of(*min, *max))
        }
        _ => None,
    }
}

/// 3岁以上儿童 · Whether a text is about children only and does not say how old they may be: it has an upper end,
/// and which one nobody can tell.
pub(super) fn leaves_children_open(text: &str, max: Bound) -> bool {
    let says = |words: [&str; 2]| words.iter().any(|word| text.contains(word));
    max.is_none() && says(["儿童", "青少年"]) && !says(["成人", "成年"])
}

/// One end of a range.
pub(super) type Bound = Option<(u32, Unit)>;

pub(super) fn widest(a: Bound, b: Bound, keep: impl Fn(u32, u32) -> bool) -> Bound {
    let ((count, unit), (other, other_unit)) = (a?, b?);
    Some(if keep(unit.days(count), other_unit.days(other)) {
        (count, unit)
    } else {
        (other, other_unit)
    })
}

fn statements(text: &str) -> Vec<(Bound, Bound)> {
    let found = numbers(text);
    let mut out = Vec::new();
    let mut skip = 0;
    for (i, age) in found.iter().enumerate() {
        if i < skip {
            continue;
        }
        let after = text.get(age.end..).unwrap_or_default();
        let before = text.get(..age.start).unwrap_or_default();
        let value = Some((age.count, age.unit));
        let lower_of_pair = lower_end(before, age.unit);
        let next = found.get(i + 1).filter(|next| {
            let gap = text.get(age.end..next.start).unwrap_or_default();
            ["至", "-", "~", "～", "到", "至<", "至＜", "-<"].contains(&gap)
        });
        if let Some(next) = next {
            skip = i + 2;
            out.push((value, Some((next.count, next.unit))));
        } else if let Some(low) = lower_of_pair {
            out.push((Some((low, age.unit)), value));
        } else if before.ends_with(['≥', '>']) || before.ends_with("大于") || above(after) {
            out.push((value, None));
        } else if before.ends_with(['≤', '<']) || before.ends_with("小于") || below(after) {
            out.push((None, value));
        }
    }
    out
}

fn above(after: &str) -> bool {
    let after = after.strip_prefix(['及', '和']).unwrap_or(after);
    let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = ["周岁", "岁", "个月"]
        .into_iter()
        .find_map(|unit| after.strip_prefix(unit))
        .unwrap_or(after);
    after.starts_with("以上")
}

fn below(after: &str) -> bool {
    after.strip_prefix('及').unwrap_or(after).starts_with("以下")
}

/// The number before a range sign that shares the unit of the number after it: `3-` in `3-12岁`.
fn lower_end(before: &str, unit: Unit) -> Option<u32> {
    let head = ["至", "-", "~", "～", "到"]
        .into_iter()
        .find_map(|sign| before.strip_suffix(sign))?;
    if unit == Unit::Day {
        return None;
    }
    trailing_number(head).map(|(count, _)| count)
}

fn trailing_number(text: &str) -> Option<(u32, usize)> {
    let start = text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let digits = text.get(start..)?;
    digits.parse().ok().map(|count| (count, start))
}

fn numbers(text: &str) -> Vec<Age> {
    let mut out: Vec<Age> = Vec::new();
    for (at, _) in text.char_indices() {
        let tail = text.get(at..).unwrap_or_default();
        let Some((word, unit)) = AGE_UNITS.iter().find(|(word, _)| tail.starts_with(word)) else {
            continue;
        };
        let head = text.get(..at).unwrap_or_default();
        let Some((count, start)) = trailing_number(head.trim_end()) else {
            continue;
        };
        if *word == "个月"
            && !(above(tail.strip_prefix("个月").unwrap_or_default())
                || below(tail.strip_prefix("个月").unwrap_or_default()))
        {
            continue;
        }
        let kept = if word.starts_with("月以") {
            "月".len()
        } else {
            word.len()
        };
        if out.last().is_none_or(|last| last.end <= start) && !repeats_lower(&out, count, text, start) {
            out.push(Age {
                count,
                unit: *unit,
                start,
                end: at + kept,
            });
        }
    }
    out
}

/// `3岁及3岁以上`: the second number says the same as the first.
fn repeats_lower(found: &[Age], count: u32, text: &str, start: usize) -> bool {
    found
        .last()
        .is_some_and(|last| last.count == count && matches!(text.get(last.end..start), Some("及" | "和")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> (Option<String>, Option<String>) {
        ages(text).map_or((None, None), |range| (range.min, range.max))
    }

    fn pair(min: &str, max: &str) -> (Option<String>, Option<String>) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (some(min), some(max))
    }

    #[test]
    fn explicit_ages() {
        assert_eq!(range("限3-12岁特发性或先天性肺动脉高压患者。"), pair("3岁", "12岁"));
        assert_eq!(range("限2岁至11岁儿童慢性便秘。"), pair("2岁", "11岁"));
        assert_eq!(
            range("限5至12岁以下单纯性甲型和乙型流感儿童患者。"),
            pair("5岁", "12岁")
        );
        assert_eq!(range("限3岁及3岁以上伴有症状"), pair("3岁", ""));
        assert_eq!(range("限12岁及以上患者"), pair("12岁", ""));
        assert_eq!(
            range("限：1.1岁至14岁儿童哮喘；2.2岁至14岁儿童季节性过敏性鼻炎"),
            pair("1岁", "14岁")
        );
        assert_eq!(range("用于1月以上婴儿和儿童的急性腹泻"), pair("1月", ""));
        assert_eq!(range("11周岁以下患者"), pair("", "11岁"));
        assert_eq!(range("成人(≥18周岁)"), pair("18岁", ""));
        assert_eq!(range("6个月及以上且体重≥6 kg的儿童"), pair("6月", ""));
        assert_eq!(range("经传统治疗3-6个月疾病活动度下降"), pair("", ""));
    }
}
