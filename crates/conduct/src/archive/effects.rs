//! What follows from a year: title, honour and pay of a person (“帽子、面子、票子”), and the periodic
//! assessment of physicians (医师定期考核).

use super::{Archive, Honour};
use crate::assessment::Grade;
use crate::{Points, Staff};
use serde::{Deserialize, Serialize};

/// 考评结果的运用 · what a scheme makes of a grade, for one person and year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequences {
    /// 可参加职称晋升
    pub title: bool,
    /// 可参加评先评优
    pub award: bool,
    /// 绩效系数, exact to a hundredth
    pub pay: Points,
    /// 理由代码
    pub reasons: Vec<String>,
}

/// 个人页 · the three effects of a year on one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonPage {
    /// 人员
    pub staff: Staff,
    /// 年度
    pub year: i16,
    /// 职称晋升、评先评优、绩效分配, in this order
    pub blocks: [Block; 3],
}

/// 一块
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// 标题
    pub title: &'static str,
    /// 结论
    pub says: String,
    /// 依据: grade, veto, codes of reasons, honours of the year
    pub because: Vec<String>,
}

/// The page of a person for a year: none where the archive has nothing of the year or no final grade.
pub fn effects(archive: &Archive, year: i16, honours: &[Honour], consequences: &Consequences) -> Option<PersonPage> {
    let of_year = archive.years.iter().find(|one| one.year == year)?;
    let mut because = vec![format!("{year}年度等次：{}", of_year.grade?.zh())];
    if of_year.vetoed {
        because.push("有一票否决".to_owned());
    }
    because.extend(consequences.reasons.iter().map(|reason| format!("理由：{reason}")));
    let allowed = |is_allowed| if is_allowed { "可以参加" } else { "取消资格" }.to_owned();
    let own = honours
        .iter()
        .filter(|honour| honour.person == archive.staff.code && honour.on.year() == year)
        .map(|honour| format!("{}（{}）", honour.title, honour.from));
    let block = |title, says, because| Block { title, says, because };
    Some(PersonPage {
        staff: archive.staff.clone(),
        year,
        blocks: [
            block("职称晋升", allowed(consequences.title), because.clone()),
            block(
                "评先评优",
                allowed(consequences.award),
                because.iter().cloned().chain(own).collect(),
            ),
            block("绩效分配", format!("系数{}", consequences.pay), because),
        ],
    })
}

/// 考核周期 · the years that a periodic assessment looks at. Its length is the scheme's: two years under
/// the measures of 2007, three under later practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cycle {
    /// 起始年度
    pub from: i16,
    /// 终止年度
    pub to: i16,
}

/// 职业道德评定 for the periodic assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeriodicResult {
    /// 合格
    Pass,
    /// 不合格: in these years the grade was 较差
    Fail {
        /// 较差的年度
        years: Vec<i16>,
    },
    /// 不能评定: these years of the cycle have no final grade
    Open {
        /// 没有等次的年度
        years: Vec<i16>,
    },
}

/// The ethics part of the periodic assessment: one 较差 in the cycle fails it, whatever is still open.
pub fn periodic_assessment(grades: &[(i16, Grade)], cycle: Cycle) -> PeriodicResult {
    let within = grades.iter().filter(|(year, _)| (cycle.from..=cycle.to).contains(year));
    let poor = within.clone().filter(|(_, grade)| *grade == Grade::Poor);
    let mut poor: Vec<i16> = poor.map(|(year, _)| *year).collect();
    poor.sort_unstable();
    if !poor.is_empty() {
        return PeriodicResult::Fail { years: poor };
    }
    let graded: Vec<i16> = within.map(|(year, _)| *year).collect();
    let open: Vec<i16> = (cycle.from..=cycle.to).filter(|year| !graded.contains(year)).collect();
    match open.is_empty() {
        true => PeriodicResult::Pass,
        false => PeriodicResult::Open { years: open },
    }
}
