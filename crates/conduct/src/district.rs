//! What the health bureau sees of its district: how far its institutions are, and figures in units that
//! never mix. There is no person in any row.
//!
//! Institutions (家), visits (家次), cases (件), issues (期), parties (户次), people (人) and amounts are types of
//! their own; each can be added to itself only:
//!
//! ```compile_fail
//! # use conduct::district::{Institutions, Visits};
//! let wrong = Institutions(57) + Visits(513);
//! ```
//!
//! ```compile_fail
//! # use conduct::district::{Cases, Parties};
//! let wrong = Cases(635) + Parties(492);
//! ```
//!
//! ```
//! # use conduct::district::Visits;
//! assert_eq!((Visits(500) + Visits(13)).to_string(), "513家次");
//! ```

mod counted;
mod report;
mod span;

pub use counted::{Counted, Counts, Sums};
pub use report::{Figure, Line, Numbers, Report};
pub use span::Span;

use crate::Share;
use domain::{Day, InstitutionCode, Money};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::iter::Sum;
use std::ops::Add;

macro_rules! unit {
    ($($(#[$doc:meta])* $name:ident = $zh:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
        pub struct $name(pub u64);

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::default(), Add::add)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!("{}", $zh), self.0)
            }
        }
    )*};
}

unit! {
    /// 家 · institutions, each once however often it was visited.
    Institutions = "家";
    /// 家次 · visits.
    Visits = "家次";
    /// 件 · cases.
    Cases = "件";
    /// 期 · issues of a bulletin.
    Issues = "期";
    /// 户次 · times that a party was warned or fined.
    Parties = "户次";
    /// 人 · people.
    People = "人";
}

/// 万元 · an amount in fen, shown in ten thousand yuan with two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct TenThousandYuan(#[serde(with = "casework::stored")] pub Money);

impl TenThousandYuan {
    /// The number alone, for a column that has its unit: a ten thousandth of the amount, rounded half away
    /// from zero to a hundredth.
    pub fn in_ten_thousand(self) -> String {
        self.0.share(1, 10_000).to_string()
    }
}

impl Add for TenThousandYuan {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for TenThousandYuan {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for TenThousandYuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}万元", self.in_ten_thousand())
    }
}

/// 表 · rows with the day until which they count. There is no table without that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table<R> {
    /// 名称
    pub title: String,
    /// 截止日
    #[serde(with = "casework::stored")]
    pub cut_off: Day,
    /// 各行
    pub rows: Vec<R>,
}

impl<R> Table<R> {
    /// A table whose rows count until the end of a day.
    pub fn until(cut_off: Day, title: impl Into<String>, rows: Vec<R>) -> Self {
        Self {
            title: title.into(),
            cut_off,
            rows,
        }
    }

    /// 表头 with the day.
    pub fn heading(&self) -> String {
        let day = self.cut_off;
        format!(
            "{}（截至{}年{}月{}日）",
            self.title,
            day.year(),
            day.month(),
            day.day_of_month()
        )
    }
}

/// 实施部门
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// 卫生健康
    Health,
    /// 医疗保障
    Insurance,
    /// 市场监管
    Market,
}

impl Body {
    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            Body::Health => "卫生健康部门",
            Body::Insurance => "医疗保障部门",
            Body::Market => "市场监督管理部门",
        }
    }
}

/// 执法事项
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// 检查
    Visit {
        /// 重点机构
        key: bool,
    },
    /// 立案
    Case,
    /// 警告
    Warning,
    /// 罚款
    Fine(Money),
    /// 追回资金
    Recovery(Money),
}

/// 一笔 · one thing that a body did at an institution on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// 实施部门
    pub body: Body,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 日期
    pub on: Day,
    /// 事项
    pub deed: Deed,
}

/// 执法统计 of one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Enforcement {
    /// 实施部门
    pub body: Body,
    /// 检查机构, each once
    pub institutions: Institutions,
    /// 重点机构, each once
    pub key_institutions: Institutions,
    /// 检查
    pub visits: Visits,
    /// 重点机构的检查
    pub key_visits: Visits,
    /// 立案
    pub cases: Cases,
    /// 警告
    pub warnings: Parties,
    /// 罚款
    pub fines: Parties,
    /// 罚款的机构, each once
    pub fined_institutions: Institutions,
    /// 罚款金额
    pub fined: TenThousandYuan,
    /// 追回金额
    pub recovered: TenThousandYuan,
}

/// 执法统计 by body, from the first day to the cut-off.
pub fn enforcement(rows: &[Row], from: Day, cut_off: Day) -> Table<Enforcement> {
    let mut bodies: BTreeMap<Body, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| (from..=cut_off).contains(&row.on)) {
        bodies.entry(row.body).or_default().push(row);
    }
    let lines = bodies.into_iter().map(|(body, rows)| body_figures(body, &rows));
    Table::until(cut_off, "监督执法情况统计表", lines.collect())
}

fn body_figures(body: Body, rows: &[&Row]) -> Enforcement {
    let count = |is: fn(&Deed) -> bool| rows.iter().filter(|row| is(&row.deed)).count() as u64;
    let distinct = |is: fn(&Deed) -> bool| {
        let found = rows.iter().filter(|row| is(&row.deed)).map(|row| &row.institution);
        Institutions(found.collect::<BTreeSet<_>>().len() as u64)
    };
    let visit = |deed: &Deed| matches!(deed, Deed::Visit { .. });
    let key = |deed: &Deed| matches!(deed, Deed::Visit { key: true });
    let fine = |deed: &Deed| matches!(deed, Deed::Fine(_));
    let sum = |of: fn(&Deed) -> Option<Money>| TenThousandYuan(rows.iter().filter_map(|row| of(&row.deed)).sum());
    Enforcement {
        body,
        institutions: distinct(visit),
        key_institutions: distinct(key),
        visits: Visits(count(visit)),
        key_visits: Visits(count(key)),
        cases: Cases(count(|deed| matches!(deed, Deed::Case))),
        warnings: Parties(count(|deed| matches!(deed, Deed::Warning))),
        fines: Parties(count(fine)),
        fined_institutions: distinct(fine),
        fined: sum(|deed| match deed {
            Deed::Fine(amount) => Some(*amount),
            _ => None,
        }),
        recovered: sum(|deed| match deed {
            Deed::Recovery(amount) => Some(*amount),
            _ => None,
        }),
    }
}

/// 机构考评情况 · the numbers that an institution reports of a year's assessment, without people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assessed {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 应考评
    pub due: People,
    /// 优秀
    pub excellent: People,
    /// 良好
    pub good: People,
    /// 一般
    pub fair: People,
    /// 较差
    pub poor: People,
    /// 受处罚、处分的人数 in the year
    pub penalised: People,
    /// 任务办结: verified duties of the yearly plan of all
    pub plan: Share,
    /// 五好总分; none where it is not decided
    pub five_good: Option<u16>,
}

/// 疑点 · what somebody should ask the institution about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// 优秀比例超过15%
    TooManyExcellent,
    /// 有处罚而无较差
    NobodyPoor,
}

impl Flag {
    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            Flag::TooManyExcellent => "优秀比例超过15%",
            Flag::NobodyPoor => "有人受处罚，没有人评为较差",
        }
    }
}

/// The most per cent of excellent grades that no one asks about.
const EXCELLENT_PERCENT: u64 = 15;

/// 机构进度 · one institution's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// 机构考评情况
    pub assessed: Assessed,
    /// 考评进度: graded of those due
    pub graded: Share,
    /// 优秀比例 of those graded
    pub excellent: Share,
    /// 疑点
    pub flags: BTreeSet<Flag>,
}

/// 机构进度 of all institutions on a day.
pub fn progress(rows: Vec<Assessed>, cut_off: Day) -> Table<Progress> {
    let line = |assessed: Assessed| {
        let graded = assessed.excellent + assessed.good + assessed.fair + assessed.poor;
        let excellent = Share {
            part: assessed.excellent.0,
            whole: graded.0,
        };
        let mut flags = BTreeSet::new();
        if excellent.exceeds_percent(EXCELLENT_PERCENT) {
            flags.insert(Flag::TooManyExcellent);
        }
        if graded.0 > 0 && assessed.poor.0 == 0 && assessed.penalised.0 > 0 {
            flags.insert(Flag::NobodyPoor);
        }
        Progress {
            graded: Share {
                part: graded.0,
                whole: assessed.due.0,
            },
            excellent,
            flags,
            assessed,
        }
    };
    Table::until(
        cut_off,
        "医德考评和清廉建设进度表",
        rows.into_iter().map(line).collect(),
    )
}
