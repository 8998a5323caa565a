//! Announcement batches of the two libraries and the dates on which they were
//! published; a knowledge point counts from its announcement on.

use super::wording;
use domain::Day;

/// One announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    /// 批次 as it is written in the table, `第九批`
    pub label: String,
    /// prefix of the knowledge-point ids, `b09`
    pub tag: String,
    /// day of the announcement, where it is known
    pub published: Option<Day>,
}

/// Announcements of 国家医疗保障局, batch number and day (year, month, day).
const ANNOUNCED: [(u32, (i16, i8, i8)); 17] = [
    (1, (2025, 5, 23)),
    (2, (2025, 7, 22)),
    (3, (2025, 7, 30)),
    (4, (2025, 8, 8)),
    (5, (2025, 8, 14)),
    (6, (2025, 8, 26)),
    (7, (2025, 12, 12)),
    (8, (2026, 1, 6)),
    (9, (2026, 4, 21)),
    (10, (2026, 4, 28)),
    (11, (2026, 5, 11)),
    (12, (2026, 5, 23)),
    (13, (2026, 6, 1)),
    (14, (2026, 6, 9)),
    (15, (2026, 6, 16)),
    (16, (2026, 6, 22)),
    (17, (2026, 6, 29)),
];

/// The word by which a batch says that it takes the place of what was published under the same names.
pub(crate) const REVISION: &str = "修订";

const NUMERALS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

impl Batch {
    /// From a file name, the name of a sheet or a title: `【第八批-1】项目规则库（限定频次）.xlsx`,
    /// `2026年1月修订`. A revision is told by its month, or else by its day.
    pub(super) fn named_in(text: &str, published: Option<Day>) -> Option<Self> {
        let text = wording::key(text);
        let number = text
            .match_indices('第')
            .find_map(|(at, sign)| wording::number(text.get(at + sign.len()..)?.split_once('批')?.0));
        if !text.contains(REVISION) {
            return number.map(Self::numbered);
        }
        let (when, tag) = match month_in(&text) {
            Some((year, month)) => of_month(year, month),
            None => {
                let day = published?.to_string();
                let tag = format!("r{}", day.replace('-', ""));
                (day, tag)
            }
        };
        let of = number.map(Self::numbered);
        Some(Self {
            label: format!("{}{when}{REVISION}", of.as_ref().map_or("", |of| of.label.as_str())),
            tag: format!("{tag}{}", of.as_ref().map_or("", |of| of.tag.as_str())),
            published: None,
        })
    }

    /// From the batch column of a transcription, `batch_09` or `updates_2026-01`.
    pub(super) fn from_token(token: &str) -> Option<Self> {
        if let Some(number) = token.strip_prefix("batch_") {
            return number.parse().ok().map(Self::numbered);
        }
        let (year, month) = token.strip_prefix("updates_")?.split_once('-')?;
        let (when, tag) = of_month(year.parse().ok()?, month.parse().ok()?);
        Some(Self {
            label: format!("{when}{REVISION}"),
            tag,
            published: None,
        })
    }

    /// A publication that carries no batch number, known by its day alone.
    pub(super) fn published_on(day: Day) -> Self {
        let tag = format!("d{}", day.to_string().replace('-', ""));
        Self {
            label: format!("{day}发布"),
            tag,
            published: Some(day),
        }
    }

    fn numbered(number: u32) -> Self {
        let published = ANNOUNCED
            .iter()
            .find(|(n, _)| *n == number)
            .and_then(|(_, (year, month, day))| Day::from_ymd(*year, *month, *day).ok());
        Self {
            label: format!("第{}批", numeral(number)),
            tag: format!("b{number:02}"),
            published,
        }
    }
}

/// When a revision of a month was made, as its label and its tag say it.
fn of_month(year: u32, month: u32) -> (String, String) {
    (format!("{year}年{month}月"), format!("r{year}{month:02}"))
}

/// `2026年7月` anywhere in a text.
fn month_in(text: &str) -> Option<(u32, u32)> {
    text.match_indices('年').find_map(|(at, sign)| {
        let before = text.get(..at)?;
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let year = before.get(before.len() - digits..)?.parse().ok()?;
        let month = text.get(at + sign.len()..)?.split_once('月')?.0.parse().ok()?;
        ((2000..2100).contains(&year) && (1..=12).contains(&month)).then_some((year, month))
    })
}

fn numeral(number: u32) -> String {
    let digit = |value: u32| {
        usize::try_from(value)
            .ok()
            .and_then(|i| NUMERALS.get(i))
            .copied()
            .unwrap_or_default()
    };
    match number {
        1..=9 => digit(number).to_owned(),
        10..=19 => format!("十{}", digit(number - 10)),
        20..=99 => format!("{}十{}", digit(number / 10), digit(number % 10)),
        100..=999 => match number % 100 {
            0 => format!("{}百", digit(number / 100)),
            ones @ 1..=9 => format!("{}百零{}", digit(number / 100), digit(ones)),
            tens @ 10..=19 => format!("{}百一{}", digit(number / 100), numeral(tens)),
            tens => format!("{}百{}", digit(number / 100), numeral(tens)),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batch_is_read_from_either_kind_of_name() {
        let named = |text| Batch::named_in(text, None);
        let seventh = named("【第七批 】项目规则库（重复收费）.xlsx").unwrap();
        assert_eq!((seventh.label.as_str(), seventh.tag.as_str()), ("第七批", "b07"));
        assert_eq!(seventh.published, Day::from_ymd(2025, 12, 12).ok());
        assert_eq!(named("第十七批“药品限适应症”.xlsx"), Batch::from_token("batch_17"));
        assert_eq!(Batch::from_token("updates_2026-01").unwrap().tag, "r202601");
        assert_eq!(named("药品.xlsx"), None);
        assert_eq!(named("第三方整理的第二十三批.xlsx").unwrap().label, "第二十三批");
        for label in ["第一百批", "第一百零二批", "第一百一十批", "第二百三十四批"] {
            assert_eq!(named(label).unwrap().label, label);
        }
    }

    #[test]
    fn a_revision_is_no_new_batch() {
        let day = Day::parse("2026-07-20").ok();
        let revision = |text| Batch::named_in(text, day).map(|batch| (batch.label, batch.tag));
        let pair = |label: &str, tag: &str| Some((label.to_owned(), tag.to_owned()));
        assert_eq!(revision("2026年1月修订的知识点.xlsx"), pair("2026年1月修订", "r202601"));
        assert_eq!(revision("知识点修订.xlsx"), pair("2026-07-20修订", "r20260720"));
        assert_eq!(
            revision("第一批知识点（2026年7月修订）"),
            pair("第一批2026年7月修订", "r202607b01")
        );
        assert_eq!(Batch::named_in("知识点修订.xlsx", None), None);
    }
}
