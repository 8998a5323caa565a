//! How events are scored, and which of them veto.

use super::{ItemId, Ratio};
use crate::{EventCode, Points};
use casework::Role;
use domain::Day;
use serde::{Deserialize, Serialize};

/// 评分细则 · what an event of one code means for the person, and for his department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// 行为编码
    pub code: EventCode,
    /// 情形
    pub name: String,
    /// 方向
    pub direction: Direction,
    /// 条目 that it counts in
    pub item: ItemId,
    /// 分值 of the person; none where only the department is scored
    pub award: Option<Award>,
    /// 科室分值, once an event whoever of the department is in it
    pub department_award: Option<Award>,
    /// 计量
    pub per: Per,
    /// 个人上限 in a period
    pub cap: Option<Points>,
    /// 科室上限 in a period; the cap of the person where it is not given
    pub department_cap: Option<Points>,
    /// 再次发生的倍数 in the same period
    pub repeat: Ratio,
    /// 连带科室的比例 of the person's points
    pub department_share: Ratio,
    /// 可能构成的否决情形; of a veto rule the one that it is
    pub veto: Option<EventCode>,
    /// 可以提出的角色
    pub proposers: Vec<Role>,
    /// 须有的证据
    pub evidence: Vec<String>,
    /// 封存: the entry is shown to the discipline office and the person only
    pub sealed: bool,
    /// 启用
    pub in_force: bool,
    /// 说明
    pub note: String,
}

impl Rule {
    /// The cap for a subject of this kind.
    pub fn cap_of(&self, department: bool) -> Option<Points> {
        match department {
            true => self.department_cap.or(self.cap),
            false => self.cap,
        }
    }
}

/// 方向
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// 加分
    Add,
    /// 扣分
    Deduct,
    /// 一票否决: no points; a candidate for the committee
    Veto,
}

impl Direction {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Add, Self::Deduct, Self::Veto];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Direction::Add => "加分",
            Direction::Deduct => "扣分",
            Direction::Veto => "一票否决",
        }
    }
}

/// 计量 · what the points are given for; an event says how many it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// 次
    Event,
    /// 份
    Copy,
    /// 天
    Day,
    /// 月
    Month,
}

impl Per {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Event, Self::Copy, Self::Day, Self::Month];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Per::Event => "次",
            Per::Copy => "份",
            Per::Day => "天",
            Per::Month => "月",
        }
    }
}

/// 分值 · points without sign: the direction gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Award {
    /// 定额
    Fixed(Points),
    /// 幅度: who confirms the event decides
    Range {
        /// 最低
        least: Points,
        /// 最高
        most: Points,
    },
    /// 分档: who confirms the event chooses
    Tiers(Vec<Tier>),
}

/// 一档
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// 情形
    pub when: String,
    /// 分值
    pub points: Points,
}

impl Award {
    /// The least and the most that one event can have.
    pub fn bounds(&self) -> (Points, Points) {
        match self {
            Award::Fixed(points) => (*points, *points),
            Award::Range { least, most } => (*least, *most),
            Award::Tiers(tiers) => {
                let points = || tiers.iter().map(|tier| tier.points);
                (points().min().unwrap_or_default(), points().max().unwrap_or_default())
            }
        }
    }

    /// The points of an event for which `decided` was decided. Where nothing was decided the least is
    /// meant; what was decided under another scheme becomes the nearest that this one has, the lesser
    /// of two.
    pub fn points(&self, decided: Option<Points>) -> Points {
        let (least, most) = self.bounds();
        let Some(decided) = decided.map(Points::abs) else {
            return least;
        };
        match self {
            Award::Fixed(points) => *points,
            Award::Range { .. } => decided.max(least).min(most.max(least)),
            Award::Tiers(tiers) => tiers
                .iter()
                .map(|tier| tier.points)
                .min_by_key(|points| ((*points - decided).abs(), *points))
                .unwrap_or_default(),
        }
    }
}

/// 一票否决情形
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VetoRule {
    /// 编码
    pub code: EventCode,
    /// 情形
    pub name: String,
    /// 认定机关
    pub organ: Organ,
    /// 依据
    pub basis: String,
    /// 影响月数 from the day of the decision; none where only the year of that day is touched
    pub months: Option<u16>,
}

impl VetoRule {
    /// 影响截止日 of a veto that takes effect on this day, the last day included.
    pub fn until(&self, from: Day) -> Day {
        let end_of_year = || Day::from_ymd(from.year(), 12, 31).unwrap_or(from);
        let Some(months) = self.months else {
            return end_of_year();
        };
        let count = i32::from(from.year()) * 12 + i32::from(from.month()) - 1 + i32::from(months);
        let first = |count: i32| {
            let (year, month) = (
                i16::try_from(count.div_euclid(12)),
                i8::try_from(count.rem_euclid(12) + 1),
            );
            // Years beyond the calendar do not occur: numbers of months are small.
            Day::from_ymd(year.unwrap_or(i16::MAX), month.unwrap_or(12), 1).unwrap_or_else(|_| end_of_year())
        };
        let same = first(count).plus_days(i32::from(from.day_of_month()) - 1);
        same.min(first(count + 1)).plus_days(-1)
    }
}

/// 认定机关 · who must have found that the condition is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Organ {
    /// 本单位
    Unit,
    /// 卫生健康部门
    Health,
    /// 医疗保障部门
    Insurance,
    /// 司法机关
    Court,
}

impl Organ {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unit, Self::Health, Self::Insurance, Self::Court];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Organ::Unit => "本单位",
            Organ::Health => "卫生健康部门",
            Organ::Insurance => "医疗保障部门",
            Organ::Court => "司法机关",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(hundredths: i32) -> Points {
        Points::hundredths(hundredths)
    }

    #[test]
    fn what_was_decided_becomes_what_the_scheme_has() {
        let tier = |hundredths| Tier {
            when: String::new(),
            points: points(hundredths),
        };
        let tiers = Award::Tiers(vec![tier(500), tier(1000), tier(2000)]);
        let range = Award::Range {
            least: points(100),
            most: points(300),
        };
        let fixed = Award::Fixed(points(200));
        for (award, decided, found) in [
            (&tiers, None, 500),
            (&tiers, Some(1000), 1000),
            (&tiers, Some(-1000), 1000),
            (&tiers, Some(750), 500),
            (&tiers, Some(9000), 2000),
            (&range, None, 100),
            (&range, Some(250), 250),
            (&range, Some(50), 100),
            (&range, Some(900), 300),
            (&fixed, Some(900), 200),
            (&fixed, None, 200),
        ] {
            assert_eq!(
                award.points(decided.map(points)),
                points(found),
                "{award:?} {decided:?}"
            );
        }
    }

    #[test]
    fn a_veto_lasts_its_months_or_its_year() {
        let veto = |months| VetoRule {
            code: "X24".parse().unwrap(),
            name: String::new(),
            organ: Organ::Unit,
            basis: String::new(),
            months,
        };
        let day = |text| Day::parse(text).unwrap();
        for (months, from, until) in [
            (None, "2026-05-04", "2026-12-31"),
            (Some(12), "2026-05-04", "2027-05-03"),
            (Some(1), "2026-01-31", "2026-02-28"),
            (Some(8), "2026-05-31", "2027-01-30"),
            (Some(1), "2026-12-01", "2026-12-31"),
        ] {
            assert_eq!(veto(months).until(day(from)), day(until), "{from}+{months:?}");
        }
    }
}
