//! Limits written out in Chinese sentences: ages, days, institution levels,
//! visit types, sexes.

mod ages;
mod group;
mod negation;

pub(super) use ages::single_age;
pub use ages::{AgeRange, ages};
pub use group::{age_limit, age_of_group};
pub(super) use negation::{negated, negated_within, negates_limit, prohibits, without_doses, without_prohibitions};

/// A number of days paid for, and how the days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourseLimit {
    /// days
    pub days: u32,
    /// true for 历时天数 (limits stated in months or years, or as 总时间), false for 使用天数
    pub elapsed: bool,
}

impl CourseLimit {
    /// The 计法 column.
    pub fn counting(self) -> &'static str {
        if self.elapsed { "历时天数" } else { "使用天数" }
    }
}

/// Lowest institution level that a text admits, `二级` or `三级`. Where a text
/// names two kinds of institution, as `三级医院眼科或二级及以上眼科专科医院`, it
/// is the lower one: a permitted hospital is never accused.
pub fn level(text: &str) -> Option<&'static str> {
    if bounds_level_above(text) {
        return None;
    }
    let (at, word) = ["二级及以上", "三级医院", "三级综合医院", "三级及以上", "三级医疗机构"]
        .into_iter()
        .filter_map(|word| text.find(word).map(|at| (at, word)))
        .next()?;
    if word == "二级及以上" {
        return Some("二级");
    }
    let sentence = text.get(at..)?.split(['；', '。']).next().unwrap_or_default();
    let other_kind = sentence.contains("或") && sentence.contains("专科医院");
    (!other_kind).then_some("三级")
}

/// True where a text names the highest institution level that it admits, as `二级及以下` or `基层医疗机构`.
pub fn bounds_level_above(text: &str) -> bool {
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && !"（）()含".contains(*letter))
        .collect();
    let after_level = ["一级", "二级", "三级"]
        .into_iter()
        .flat_map(|level| plain.match_indices(level).map(|(at, word)| &plain[at + word.len()..]));
    let mut ends = after_level.map(|rest| {
        let rest = ["医疗机构", "医院"]
            .iter()
            .find_map(|word| rest.strip_prefix(word))
            .unwrap_or(rest);
        rest.trim_start_matches(['及', '其'])
    });
    let below = ends.any(|rest| rest.starts_with("以下"));
    below
        || ["基层医疗", "基层医院", "不高于", "低于"]
            .iter()
            .any(|word| plain.contains(word))
}

/// Visit types that a text admits, as `急诊|住院` or `住院`.
pub fn visits(text: &str) -> Option<&'static str> {
    if ["急诊或住院", "住院或急诊", "急诊、住院", "急诊和住院"]
        .iter()
        .any(|words| text.contains(words))
    {
        Some("急诊|住院")
    } else if text.contains("住院患者") || text.contains("住院方可支付") || text.contains("限住院") {
        Some("住院")
    } else {
        None
    }
}

const FEMALE: [&str; 46] = [
    "女性",
    "妇女",
    "妇人",
    "孕妇",
    "产妇",
    "妊娠",
    "月经",
    "经期",
    "痛经",
    "闭经",
    "经血",
    "行经",
    "绝经",
    "调经",
    "经前",
    "经水",
    "经量",
    "经色",
    "更年期",
    "阴道",
    "子宫",
    "宫颈",
    "宫缩",
    "卵巢",
    "输卵管",
    "白带",
    "带下",
    "产后",
    "流产",
    "早产",
    "分娩",
    "引产",
    "催产",
    "哺乳",
    "乳汁",
    "恶露",
    "安胎",
    "胎盘",
    "妇科",
    "妇炎",
    "盆腔炎",
    "附件炎",
    "崩漏",
    "外阴",
    "女子",
    "妇",
];
const MALE: [&str; 17] = [
    "男性",
    "男子",
    "前列腺",
    "睾丸",
    "附睾",
    "精囊",
    "输精管",
    "精子",
    "遗精",
    "滑精",
    "阳痿",
    "早泄",
    "阴茎",
    "勃起",
    "阴囊",
    "包皮",
    "精索",
];

/// The sex a text is about, if it is about one only.
pub fn sex(text: &str) -> Option<&'static str> {
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match (any(&MALE), any(&FEMALE)) {
        (true, false) => Some("男"),
        (false, true) => Some("女"),
        _ => None,
    }
}

/// How long a text says that the fund pays: `支付不超过14天`, `最多支付14天`, `使用不超过1个月`, `支付不超过一年`.
pub fn course(text: &str) -> Option<CourseLimit> {
    let words = ["支付不超过", "最多支付", "使用不超过", "持续不超过", "总时间不超过"];
    let (at, word) = words
        .into_iter()
        .filter_map(|word| text.find(word).map(|at| (at, word)))
        .min_by_key(|(at, _)| *at)?;
    let tail = text.get(at + word.len()..)?;
    if tail.starts_with("一年") {
        return Some(CourseLimit {
            days: 365,
            elapsed: true,
        });
    }
    let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
    let count: u32 = tail.get(..digits)?.parse().ok()?;
    let unit = tail.get(digits..)?;
    if unit.starts_with('天') || unit.starts_with('日') {
        Some(CourseLimit {
            days: count,
            elapsed: word == "总时间不超过",
        })
    } else if unit.starts_with("个月") {
        Some(CourseLimit {
            days: months(count),
            elapsed: true,
        })
    } else if unit.starts_with('年') {
        Some(CourseLimit {
            days: count.saturating_mul(365),
            elapsed: true,
        })
    } else {
        None
    }
}

/// 疗程范围 · whether the days of a text are those of one stay; empty where a course may go over several.
/// The revision of 2026-01 says 住院方可支付，单次最多支付14天 where batch 6 said 单次住院最多支付14天.
pub fn course_scope(text: &str) -> &'static str {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let inpatient_only = says(&["住院方可支付"]) && says(&["单次最多支付", "单次支付不超过"]);
    if inpatient_only || says(&["单次住院", "每次住院"]) {
        "单次住院"
    } else {
        ""
    }
}

/// Twelve months are a year of 365 days, as the published sheets count them.
fn months(count: u32) -> u32 {
    count / 12 * 365 + count % 12 * 30
}

/// A plain number of days, `14天` or `7`.
pub fn days(text: &str) -> Option<u32> {
    text.trim()
        .trim_end_matches(['天', '日'])
        .trim()
        .parse()
        .ok()
        .filter(|days| *days > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_prefer_the_lower_of_two_kinds() {
        assert_eq!(level("限二级及以上医疗机构癌症患者"), Some("二级"));
        assert_eq!(level("需三级医院眼科或二级及以上眼科专科医院医师处方"), Some("二级"));
        assert_eq!(level("三级医院肿瘤科住院患者使用"), Some("三级"));
        assert_eq!(level("由三级医院血液专科或血液专科医院医师处方"), None);
        assert_eq!(level("限三级医疗机构以下"), None);
        for text in [
            "限二级以下医疗机构",
            "二级及以下",
            "一级医院（含）以下",
            "限基层医疗机构",
        ] {
            assert!(bounds_level_above(text), "{text}");
        }
        for text in ["限二级及以上医疗机构", "二级", "限二级及以上医疗机构18岁以下患者"] {
            assert!(!bounds_level_above(text), "{text}");
        }
    }

    #[test]
    fn courses() {
        let course = |text| course(text).map(|limit| (limit.days, limit.counting()));
        assert_eq!(course("单次住院最多支付14天。"), Some((14, "使用天数")));
        assert_eq!(course("且支付不超过12个月：1.HER2"), Some((365, "历时天数")));
        assert_eq!(
            course("总时间不超过90天，评定间隔时间不短于14天。"),
            Some((90, "历时天数"))
        );
        assert_eq!(course("支付不超过一年，每周最多支付一次。"), Some((365, "历时天数")));
        assert_eq!(course("每眼累计最多支付9支"), None);
        assert_eq!(course_scope("单次住院最多支付14天。"), "单次住院");
        assert_eq!(course_scope("住院方可支付，单次支付不超过3天。"), "单次住院");
        assert_eq!(course_scope("一个疾病过程支付不超过90天。"), "");
        assert_eq!(course_scope("限急性期住院患者，支付不超过14天。"), "");
    }

    #[test]
    fn visits_and_sexes() {
        assert_eq!(visits("限急诊或住院患者。"), Some("急诊|住院"));
        assert_eq!(visits("单次住院最多支付14天"), None);
        assert_eq!(sex("限转移性前列腺癌"), Some("男"));
        assert_eq!(sex("用于经期腹痛"), Some("女"));
        assert_eq!(sex("卵巢癌或前列腺癌"), None);
    }
}
