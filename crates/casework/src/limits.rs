//! Limits of time as data: how long, by which law, and whether a bureau may set another.

use crate::{Refusal, WorkCalendar};
use domain::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 期限单位 · how a limit is counted. The first day is never counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitUnit {
    /// 工作日
    WorkingDays,
    /// 日 (calendar days; a last day that is not worked moves to the next one that is)
    Days,
    /// 月 (same day of a later month, else its last day; moved like days)
    Months,
}

impl LimitUnit {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            LimitUnit::WorkingDays => "个工作日",
            LimitUnit::Days => "日",
            LimitUnit::Months => "个月",
        }
    }
}

/// 设定权 · who decides how long a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// 法定: fixed by law or order
    Fixed,
    /// 地方可定: a bureau may set another within these numbers
    Local {
        /// 最短
        least: u16,
        /// 最长
        most: u16,
    },
}

macro_rules! limits {
    ($($(#[$doc:meta])* $kind:ident: $zh:literal, $length:literal $unit:ident, $authority:expr, $basis:literal;)*) => {
        /// 期限 · every limit that casework knows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum LimitKind {
            $($(#[$doc])* $kind,)*
        }

        impl LimitKind {
            /// All kinds, in the order of the work.
            pub const ALL: &'static [LimitKind] = &[$(LimitKind::$kind),*];

            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(LimitKind::$kind => $zh,)* }
            }

            /// The length where no bureau has set another.
            pub const fn length(self) -> u16 {
                match self { $(LimitKind::$kind => $length,)* }
            }

            /// How it is counted.
            pub const fn unit(self) -> LimitUnit {
                match self { $(LimitKind::$kind => LimitUnit::$unit,)* }
            }

            /// Who decides.
            pub const fn authority(self) -> Authority {
                match self { $(LimitKind::$kind => $authority,)* }
            }

            /// The law, order or practice behind it.
            pub const fn basis(self) -> &'static str {
                match self { $(LimitKind::$kind => $basis,)* }
            }
        }
    };
}

const LOCAL: Authority = Authority::Local { least: 5, most: 30 };

limits! {
    /// 初审
    FirstReview: "初审", 10 WorkingDays, LOCAL,
        "《医疗保障基金智能审核和监控知识库、规则库管理办法（试行）》：各环节合理时限由省、地市设定；10个工作日为系统默认";
    /// 申诉
    Appeal: "申诉", 10 WorkingDays, LOCAL,
        "医保办发〔2023〕14号（期限待核对）；逾期不申诉视为认可";
    /// 复审
    SecondReview: "复审", 10 WorkingDays, LOCAL, "医保办发〔2023〕14号（期限待核对）";
    /// 再申诉
    Reappeal: "再申诉", 10 WorkingDays, LOCAL,
        "同申诉；各环节合理时限由省、地市设定，10个工作日为系统默认";
    /// 合议
    JointReview: "合议", 10 WorkingDays, LOCAL, "医保办发〔2023〕14号（期限待核对）";
    /// 现场核查
    SiteCheck: "核查", 30 WorkingDays, Authority::Local { least: 5, most: 60 },
        "各环节合理时限由省、地市设定；30个工作日为系统默认";
    /// 自查自纠
    SelfAudit: "自查自纠", 30 Days, Authority::Local { least: 7, most: 180 }, "由部署自查自纠的文件规定；30日为系统默认";
    /// 举报告知
    ReporterNotice: "告知举报人", 5 WorkingDays, Authority::Fixed,
        "《医疗保障基金使用监督管理举报处理暂行办法》（国家医保局令第5号）：作出是否立案决定之日起5个工作日";
    /// 核查立案
    CaseFiling: "核查和决定是否立案", 15 WorkingDays, Authority::Fixed,
        "《医疗保障行政处罚程序暂行规定》（国家医保局令第4号）第十四条（条款号见于转引，待核对）";
    /// 核查立案延长
    CaseFilingExtension: "延长核查", 15 WorkingDays, Authority::Fixed,
        "《医疗保障行政处罚程序暂行规定》（国家医保局令第4号）第十四条（条款号见于转引，待核对）";
    /// 处罚决定
    PenaltyDecision: "作出处罚决定", 90 Days, Authority::Fixed,
        "《行政处罚法》第六十条；《医疗保障行政处罚程序暂行规定》第四十五条（条款号见于转引，待核对）：自立案之日起90日";
    /// 处罚决定延长
    PenaltyDecisionExtension: "延长办案", 30 Days, Authority::Fixed,
        "《医疗保障行政处罚程序暂行规定》第四十五条（条款号见于转引，待核对）：经负责人批准延长30日";
    /// 继续延期: what a collective decision may add, in all
    PenaltyDecisionCollective: "集体讨论继续延期", 60 Days, Authority::Fixed,
        "《医疗保障行政处罚程序暂行规定》第四十五条（条款号、上限见于转引，待核对）：累计最长60日";
    /// 法制审核
    LegalReview: "法制审核", 10 WorkingDays, Authority::Fixed,
        "《医疗保障行政处罚程序暂行规定》第四十条（条款号见于转引，待核对）：10个工作日";
    /// 要求听证
    HearingRequest: "要求听证", 5 WorkingDays, Authority::Fixed,
        "《行政处罚法》第六十四条第（一）项；第八十五条：五日指工作日";
    /// 听证通知
    HearingNotice: "听证前通知", 7 WorkingDays, Authority::Fixed,
        "《行政处罚法》第六十四条第（二）项；第八十五条：七日指工作日";
    /// 送达
    Service: "送达处罚决定书", 7 WorkingDays, Authority::Fixed, "《行政处罚法》第六十一条；第八十五条：七日指工作日";
    /// 缴纳罚款
    FinePayment: "缴纳罚款", 15 Days, Authority::Fixed, "《行政处罚法》第六十七条：收到决定书之日起15日";
    /// 申请行政复议
    Reconsideration: "申请行政复议", 60 Days, Authority::Fixed, "《行政复议法》第二十条：60日";
    /// 提起行政诉讼
    Litigation: "提起行政诉讼", 6 Months, Authority::Fixed, "《行政诉讼法》第四十六条：6个月";
    /// 处理机构对经办机构的投诉
    AgencyComplaint: "处理机构对经办机构的投诉", 60 Days, Authority::Fixed,
        "《医疗保障基金使用监督管理条例实施细则》（国家医保局令第7号）第六条、第七条：60日";
    /// 飞行检查后续报告
    InspectionReport: "报告飞行检查后续处理", 30 WorkingDays, Authority::Local { least: 5, most: 60 },
        "《医疗保障基金飞行检查管理暂行办法》（国家医保局令第6号）：按规定时限报告；30个工作日待核对";
    /// 退回基金
    Repayment: "退回基金", 30 Days, Authority::Local { least: 5, most: 90 }, "由处理决定或者协议规定；30日为系统默认";
    /// 移送签收
    TransferReceipt: "移送签收", 5 WorkingDays, Authority::Local { least: 3, most: 15 },
        "由部门间协作机制规定；5个工作日为系统默认";
    /// 移送反馈
    TransferFeedback: "移送反馈", 30 WorkingDays, Authority::Local { least: 5, most: 90 },
        "由部门间协作机制规定；30个工作日为系统默认";
    /// 领取举报奖励
    RewardClaim: "领取举报奖励", 2 Months, Authority::Fixed,
        "《违法违规使用医疗保障基金举报奖励办法》（医保办发〔2022〕22号）：收到通知之日起2个月，逾期视为放弃";
    /// 信用异议
    CreditObjection: "信用评价异议", 10 WorkingDays, LOCAL, "由地方信用管理办法规定；10个工作日为系统默认";
}

/// 期限设置 · the limits of one bureau.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    set: BTreeMap<LimitKind, u16>,
}

impl Limits {
    /// The limits where no bureau has set another.
    pub fn national() -> Self {
        Self::default()
    }

    /// These limits with one of them set by the bureau.
    ///
    /// # Errors
    /// [`Refusal::LimitNotAllowed`] where the law has fixed it or the number is out of range.
    pub fn with(mut self, kind: LimitKind, length: u16) -> Result<Self, Refusal> {
        let refuse = |allowed: String| {
            Err(Refusal::LimitNotAllowed {
                what: kind.zh(),
                days: length,
                allowed,
            })
        };
        match kind.authority() {
            Authority::Fixed => refuse(format!(
                "该期限由法规规定为{}{}，地方不能另定。",
                kind.length(),
                kind.unit().zh()
            )),
            Authority::Local { least, most } if !(least..=most).contains(&length) => {
                refuse(format!("可设{least}至{most}{}。", kind.unit().zh()))
            }
            Authority::Local { .. } => {
                self.set.insert(kind, length);
                Ok(self)
            }
        }
    }

    /// How long the limit is here.
    pub fn length(&self, kind: LimitKind) -> u16 {
        self.set.get(&kind).copied().unwrap_or(kind.length())
    }

    /// The last day of a limit that begins on `start`.
    ///
    /// # Errors
    /// [`Refusal::CalendarUnknown`] for a year on the way without arrangement.
    pub fn due(&self, kind: LimitKind, start: Day, calendar: &WorkCalendar) -> Result<Day, Refusal> {
        let length = self.length(kind);
        match kind.unit() {
            LimitUnit::WorkingDays => calendar.add_working_days(start, length),
            LimitUnit::Days => calendar.worked_from(start.plus_days(i32::from(length))),
            LimitUnit::Months => calendar.worked_from(plus_months(start, length)),
        }
    }
}

/// The same day `months` later, or the last day of that month where it has no such day.
pub(crate) fn plus_months(start: Day, months: u16) -> Day {
    let first = |year: i32, month: i32| {
        // Months beyond the calendar do not occur: lengths are small.
        Day::from_ymd(
            i16::try_from(year).unwrap_or(i16::MAX),
            i8::try_from(month).unwrap_or(12),
            1,
        )
        .unwrap_or(start)
    };
    let (year, month) = (i32::from(start.year()), i32::from(start.month()));
    let offset = start.days_since(first(year, month));
    let count = year * 12 + month - 1 + i32::from(months);
    let (begin, next) = (
        first(count.div_euclid(12), count.rem_euclid(12) + 1),
        first((count + 1).div_euclid(12), (count + 1).rem_euclid(12) + 1),
    );
    begin.plus_days(offset).min(next.plus_days(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn every_limit_names_its_basis() {
        for kind in LimitKind::ALL {
            assert!(
                kind.length() > 0 && !kind.basis().is_empty() && !kind.zh().is_empty(),
                "{kind:?}"
            );
            if let Authority::Local { least, most } = kind.authority() {
                assert!((least..=most).contains(&kind.length()), "{kind:?}");
            }
        }
    }

    #[test]
    fn a_bureau_sets_what_is_left_to_it_and_nothing_else() {
        let limits = Limits::national().with(LimitKind::Appeal, 15).unwrap();
        assert_eq!(
            (limits.length(LimitKind::Appeal), limits.length(LimitKind::SecondReview)),
            (15, 10)
        );
        for (kind, length) in [
            (LimitKind::Appeal, 4),
            (LimitKind::Appeal, 31),
            (LimitKind::HearingRequest, 5),
        ] {
            assert_eq!(
                Limits::national().with(kind, length).map_err(|refusal| refusal.code()),
                Err("CW-LIMIT"),
                "{kind:?} {length}"
            );
        }
    }

    #[test]
    fn limits_end_on_a_working_day() {
        let (calendar, limits) = (WorkCalendar::shipped().unwrap(), Limits::national());
        let due = |kind, start: &str| limits.due(kind, day(start), &calendar).unwrap();
        // 90日后为2026年9月27日，中秋假期内，顺延至28日。
        assert_eq!(due(LimitKind::PenaltyDecision, "2026-06-29"), day("2026-09-28"));
        assert_eq!(due(LimitKind::HearingRequest, "2026-09-30"), day("2026-10-13"));
        assert_eq!(due(LimitKind::RewardClaim, "2026-04-30"), day("2026-06-30"));
    }

    #[test]
    fn months_end_where_the_month_ends() {
        for (start, months, end) in [
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2026-12-15", 12, "2027-12-15"),
            ("2026-03-01", 36, "2029-03-01"),
        ] {
            assert_eq!(plus_months(day(start), months), day(end), "{start}+{months}");
        }
    }
}
