//! The learning section: materials and media, and the numbers of their contents.

use domain::{Day, Moment};
use serde::{Deserialize, Serialize};

/// 学习材料
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearningItem {
    /// 标题
    pub title: String,
    /// 内容来源, e.g. 中国政府网
    pub source: String,
    /// 内容链接
    pub link: String,
    /// 正文
    pub text: String,
}

/// 链接检查
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCheck {
    /// 检查日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 可以打开
    pub reachable: bool,
}

/// 视频等媒体材料 (纪法小课)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaItem {
    /// 标题
    pub title: String,
    /// 发布账号
    pub source: String,
    /// 发布时间
    #[serde(with = "casework::stored")]
    pub published_at: Moment,
    /// 链接
    pub link: String,
    /// 链接检查; none: not yet
    pub checked: Option<LinkCheck>,
    /// 浏览次数
    pub reads: u32,
}

impl MediaItem {
    /// True where the link has been opened by whoever checks and the item may be published.
    pub fn is_checked(&self) -> bool {
        self.checked.is_some_and(|check| check.reachable)
    }

    /// The item after somebody has read it.
    #[must_use]
    pub fn read(mut self) -> Self {
        self.reads = self.reads.saturating_add(1);
        self
    }
}

/// 中文序号 of an entry: 一、十、十一、二十、九十九; digits from a hundred on.
pub fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |place: usize| DIGITS.get(place).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, 0) => "零".to_owned(),
        (0, unit) => digit(unit).to_owned(),
        (1, unit) => format!("十{}", digit(unit)),
        (ten @ 2..=9, unit) => format!("{}十{}", digit(ten), digit(unit)),
        _ => number.to_string(),
    }
}

/// 学习材料目录: `一、标题［来源］`, materials first, media after them.
pub(super) fn contents(learning: &[LearningItem], media: &[MediaItem]) -> Vec<String> {
    let materials = learning.iter().map(|item| (&item.title, &item.source));
    let entries = materials.chain(media.iter().map(|item| (&item.title, &item.source)));
    entries
        .enumerate()
        .map(|(place, (title, source))| format!("{}、{title}［{source}］", numeral(place + 1)))
        .collect()
}
