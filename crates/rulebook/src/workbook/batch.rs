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

const NUMERALS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

impl Batch {
    /// From a file name, `【第八批-1】项目规则库（限定频次）.xlsx`.
    pub(super) fn from_file_name(name: &str) -> Option<Self> {
        let name = wording::key(name);
        let (_, after) = name.split_once('第')?;
        let (numeral, _) = after.split_once('批')?;
        wording::number(numeral).map(Self::numbered)
    }

    /// From the batch column of a transcription, `batch_09` or `updates_2026-01`.
    pub(super) fn from_token(token: &str) -> Option<Self> {
        if let Some(number) = token.strip_prefix("batch_") {
            return number.parse().ok().map(Self::numbered);
        }
        let (year, month) = token.strip_prefix("updates_")?.split_once('-')?;
        let month: u8 = month.parse().ok()?;
        let year: u16 = year.parse().ok()?;
        Some(Self {
            label: format!("{year}年{month}月修订"),
            tag: format!("r{year}{month:02}"),
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
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batch_is_read_from_either_kind_of_name() {
        let seventh = Batch::from_file_name("【第七批 】项目规则库（重复收费）.xlsx").unwrap();
        assert_eq!((seventh.label.as_str(), seventh.tag.as_str()), ("第七批", "b07"));
        assert_eq!(seventh.published, Day::from_ymd(2025, 12, 12).ok());
        assert_eq!(
            Batch::from_file_name("第十七批“药品限适应症”.xlsx"),
            Batch::from_token("batch_17")
        );
        assert_eq!(Batch::from_token("updates_2026-01").unwrap().tag, "r202601");
        assert_eq!(Batch::from_file_name("药品.xlsx"), None);
        assert_eq!(Batch::from_file_name("第二十三批.xlsx").unwrap().label, "第二十三批");
    }
}
