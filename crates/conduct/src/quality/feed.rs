//! Figures that institutions hand in month by month: quality indicators, use of clinical pathways, key
//! monitored drugs. A month that was not handed in is shown as missing, never as zero.

use crate::Month;
use domain::{InstitutionCode, Quantity};
use std::collections::BTreeMap;

const HEADER: [&str; 6] = ["机构编号", "月份", "类别", "指标", "单位", "数值"];

/// 类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedKind {
    /// 医疗质量
    Quality,
    /// 临床路径
    Pathway,
    /// 重点监控药品
    MonitoredDrug,
}

impl FeedKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Quality, Self::Pathway, Self::MonitoredDrug];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            FeedKind::Quality => "医疗质量",
            FeedKind::Pathway => "临床路径",
            FeedKind::MonitoredDrug => "重点监控药品",
        }
    }
}

/// 指标 of an institution.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feed {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 类别
    pub kind: FeedKind,
    /// 指标
    pub name: String,
    /// 单位
    pub unit: String,
}

/// 一行 · a feed over a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow<'a> {
    /// 指标
    pub feed: &'a Feed,
    /// 各月: the figure, or none where it was not handed in
    pub months: Vec<(Month, Option<Quantity>)>,
}

/// Why a sheet cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("指标月报第{line}行“{field}”：{what}")]
pub struct FeedProblem {
    /// 行号, from 1
    pub line: u64,
    /// 列名
    pub field: &'static str,
    /// what is wrong and what to do
    pub what: String,
}

/// 指标月报
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feeds {
    values: BTreeMap<Feed, BTreeMap<Month, Quantity>>,
}

impl Feeds {
    /// These figures with a sheet `机构编号,月份,类别,指标,单位,数值`. A figure that is there already is
    /// replaced: months are corrected. Nothing of a sheet with a problem is taken in.
    ///
    /// # Errors
    /// The first row that cannot be read, and a figure that the sheet has twice.
    pub fn with(mut self, text: &str) -> Result<Self, FeedProblem> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let mut sheet: BTreeMap<(Feed, Month), Quantity> = BTreeMap::new();
        for (place, row) in reader.records().enumerate() {
            let problem = |line, field, what: String| FeedProblem { line, field, what };
            let row = row.map_err(|error| problem(place as u64 + 1, "整行", format!("不能读取：{error}")))?;
            let line = row.position().map_or(place as u64 + 1, csv::Position::line);
            let cells: Vec<&str> = row.iter().collect();
            if place == 0 {
                if cells != HEADER {
                    return Err(problem(
                        line,
                        "表头",
                        format!("应为“{}”。请按此更正。", HEADER.join(",")),
                    ));
                }
                continue;
            }
            let [institution, month, kind, name, unit, value] = cells.as_slice() else {
                let what = format!("应有{}列，现有{}列。", HEADER.len(), cells.len());
                return Err(problem(line, "整行", what));
            };
            for (field, text) in [("机构编号", institution), ("指标", name), ("单位", unit)] {
                if text.is_empty() {
                    return Err(problem(line, field, "没有填写。请补充。".to_owned()));
                }
            }
            let month: Month = month
                .parse()
                .map_err(|error| problem(line, "月份", format!("{error}")))?;
            let Some(kind) = FeedKind::ALL.into_iter().find(|known| known.zh() == *kind) else {
                let what = format!("应为医疗质量、临床路径或者重点监控药品，所填为“{kind}”。");
                return Err(problem(line, "类别", what));
            };
            let value: Quantity = value
                .parse()
                .map_err(|_| problem(line, "数值", format!("不是数：“{value}”。没有数据的不要填写该行。")))?;
            let feed = Feed {
                institution: InstitutionCode::new(institution),
                kind,
                name: (*name).to_owned(),
                unit: (*unit).to_owned(),
            };
            if sheet.insert((feed, month), value).is_some() {
                return Err(problem(
                    line,
                    "指标",
                    format!("“{name}”{month}在前面已有。请只保留一行。"),
                ));
            }
        }
        for ((feed, month), value) in sheet {
            self.values.entry(feed).or_default().insert(month, value);
        }
        Ok(self)
    }

    /// Every feed with each month of the period.
    pub fn table(&self, from: Month, to: Month) -> Vec<FeedRow<'_>> {
        let row = |(feed, values): (_, &BTreeMap<Month, Quantity>)| FeedRow {
            feed,
            months: from
                .through(to)
                .map(|month| (month, values.get(&month).copied()))
                .collect(),
        };
        self.values.iter().map(row).collect()
    }

    /// 缺报: the months of the period that were not handed in, of an institution's feeds that have any.
    pub fn missing(&self, institution: &InstitutionCode, from: Month, to: Month) -> Vec<(&Feed, Vec<Month>)> {
        let own = self.values.iter().filter(|(feed, _)| feed.institution == *institution);
        own.map(|(feed, values)| {
            let absent = from.through(to).filter(|month| !values.contains_key(month));
            (feed, absent.collect::<Vec<_>>())
        })
        .filter(|(_, months)| !months.is_empty())
        .collect()
    }
}
