//! The statistics sheet of mutual recognition (互认统计表), by grade of institution, with its total.

use super::{Grade, Kept, Kind, Tally, tallies};
use domain::Money;
use std::collections::BTreeMap;

/// 质评和调阅 · what the reminders do not know, by grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Background {
    /// 国家级室间质评合格项次
    pub national_assessments: u64,
    /// 省级室间质评合格项次
    pub provincial_assessments: u64,
    /// 影像质控合格项次
    pub imaging_controls: u64,
    /// 调阅次数
    pub look_ups: u64,
}

/// 列名 · the columns as a province prescribes them, and one for what its kinds leave out, so that the
/// kinds add up to the total.
pub const COLUMNS: [&str; 17] = [
    "机构等级",
    "国家级室间质评合格项次",
    "省级室间质评合格项次",
    "影像质控合格项次",
    "DR互认例数",
    "DR节约费用（元）",
    "MR互认例数",
    "MR节约费用（元）",
    "CT互认例数",
    "CT节约费用（元）",
    "检验互认例数",
    "检验节约费用（元）",
    "其他检查互认例数",
    "其他检查节约费用（元）",
    "调阅次数",
    "互认合计",
    "节约费用合计（元）",
];

/// 一行 · of one grade, or the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// 机构等级; none for the total
    pub grade: Option<Grade>,
    /// 质评和调阅
    pub background: Background,
    /// 互认例数 and 节约费用 by kind
    pub kinds: BTreeMap<Kind, (u64, Money)>,
}

impl Row {
    /// 合计 of all kinds.
    pub fn total(&self) -> (u64, Money) {
        let counts = self.kinds.values();
        counts.fold((0, Money::ZERO), |(count, saved), (more, fee)| {
            (count + more, saved + *fee)
        })
    }

    /// The cells, in the order of [`COLUMNS`].
    pub fn cells(&self) -> Vec<String> {
        let background = &self.background;
        let mut cells = vec![
            self.grade.map_or("合计", Grade::zh).to_owned(),
            background.national_assessments.to_string(),
            background.provincial_assessments.to_string(),
            background.imaging_controls.to_string(),
        ];
        for kind in Kind::ALL {
            let (count, saved) = self.kinds.get(&kind).copied().unwrap_or_default();
            cells.extend([count.to_string(), saved.to_string()]);
        }
        let (count, saved) = self.total();
        cells.extend([background.look_ups.to_string(), count.to_string(), saved.to_string()]);
        cells
    }
}

/// The sheet: a row for every grade, and the total last.
pub fn statistics<'a>(kept: impl IntoIterator<Item = &'a Kept>, backgrounds: &BTreeMap<Grade, Background>) -> Vec<Row> {
    let counts = tallies(kept, |reminder| (reminder.grade, reminder.kind));
    let mut sum = Row {
        grade: None,
        background: Background::default(),
        kinds: BTreeMap::new(),
    };
    let mut rows = Vec::new();
    for grade in Grade::ALL {
        let background = backgrounds.get(&grade).copied().unwrap_or_default();
        let kinds: BTreeMap<Kind, (u64, Money)> = Kind::ALL
            .into_iter()
            .filter_map(|kind| {
                counts
                    .get(&(grade, kind))
                    .map(|tally: &Tally| (kind, (tally.recognised, tally.saved)))
            })
            .collect();
        sum.background.national_assessments += background.national_assessments;
        sum.background.provincial_assessments += background.provincial_assessments;
        sum.background.imaging_controls += background.imaging_controls;
        sum.background.look_ups += background.look_ups;
        for (kind, (count, saved)) in &kinds {
            let place = sum.kinds.entry(*kind).or_default();
            *place = (place.0 + count, place.1 + *saved);
        }
        rows.push(Row {
            grade: Some(grade),
            background,
            kinds,
        });
    }
    rows.push(sum);
    rows
}
