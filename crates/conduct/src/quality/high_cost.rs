//! Which inpatient stays cost so much more than their group that somebody should look (高额异常住院费用病例).

use crate::{Department, Month};
use domain::{Day, Division, EncounterId, InstitutionCode, Money, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 住院病例
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// 就诊标识
    #[serde(with = "casework::stored")]
    pub encounter: EncounterId,
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 科室
    pub department: Department,
    /// 主管医师
    #[serde(with = "casework::stored")]
    pub practitioner: PractitionerCode,
    /// 分组: DRG, disease, or whatever the stays are compared within
    pub group: String,
    /// 出院日期
    #[serde(with = "casework::stored")]
    pub discharged_on: Day,
    /// 住院费用
    #[serde(with = "casework::stored")]
    pub total: Money,
}

/// 分组阈值 · above what a stay of a group is abnormal, as somebody has set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLimit {
    /// 分组
    pub group: String,
    /// 阈值
    #[serde(with = "casework::stored")]
    pub limit: Money,
}

/// 阈值 · above what a stay is abnormal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Threshold {
    /// 按组设定: amounts by group
    ByGroup(BTreeMap<String, Money>),
    /// 同组分位: above this share (in percent, 1–99) of the stays of the group, by nearest rank
    PeerQuantile {
        /// 分位
        percent: u8,
        /// fewer stays than this say nothing
        least: usize,
    },
}

/// 阈值依据
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum Basis {
    /// 按组设定
    Group,
    /// 同组分位
    Peers {
        /// 分位
        percent: u8,
        /// 同组病例数
        stays: u64,
    },
}

impl Basis {
    /// In words.
    pub fn says(&self) -> String {
        match self {
            Basis::Group => "该组设定的阈值".to_owned(),
            Basis::Peers { percent, stays } => format!("同组{stays}例的第{percent}百分位"),
        }
    }
}

/// 高额异常病例
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HighCost {
    /// 就诊标识
    #[serde(with = "casework::stored")]
    pub encounter: EncounterId,
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 科室
    pub department: Department,
    /// 主管医师
    #[serde(with = "casework::stored")]
    pub practitioner: PractitionerCode,
    /// 分组
    pub group: String,
    /// 出院日期
    #[serde(with = "casework::stored")]
    pub discharged_on: Day,
    /// 住院费用
    #[serde(with = "casework::stored")]
    pub total: Money,
    /// 阈值
    #[serde(with = "casework::stored")]
    pub threshold: Money,
    /// 阈值依据
    pub basis: Basis,
}

/// 未作判断 · a group that has no threshold, with its stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unjudged {
    /// 分组
    pub group: String,
    /// 病例数
    pub stays: usize,
}

/// The stays above the threshold by month of discharge, and the groups that could not be judged.
pub fn high_cost(stays: &[Stay], threshold: &Threshold) -> (BTreeMap<Month, Vec<HighCost>>, Vec<Unjudged>) {
    let mut groups: BTreeMap<&str, Vec<&Stay>> = BTreeMap::new();
    for stay in stays {
        groups.entry(&stay.group).or_default().push(stay);
    }
    let (mut months, mut unjudged): (BTreeMap<Month, Vec<HighCost>>, _) = (BTreeMap::new(), Vec::new());
    for (group, members) in groups {
        let Some((limit, basis)) = limit(group, &members, threshold) else {
            unjudged.push(Unjudged {
                group: group.to_owned(),
                stays: members.len(),
            });
            continue;
        };
        for stay in members.into_iter().filter(|stay| stay.total > limit) {
            let listed = months.entry(Month::of(stay.discharged_on)).or_default();
            listed.push(HighCost {
                encounter: stay.encounter.clone(),
                institution: stay.institution.clone(),
                division: stay.division.clone(),
                department: stay.department.clone(),
                practitioner: stay.practitioner.clone(),
                group: stay.group.clone(),
                discharged_on: stay.discharged_on,
                total: stay.total,
                threshold: limit,
                basis: basis.clone(),
            });
        }
    }
    (months, unjudged)
}

fn limit(group: &str, members: &[&Stay], threshold: &Threshold) -> Option<(Money, Basis)> {
    match threshold {
        Threshold::ByGroup(limits) => limits.get(group).map(|limit| (*limit, Basis::Group)),
        Threshold::PeerQuantile { percent, least } => {
            if members.len() < (*least).max(1) {
                return None;
            }
            let mut totals: Vec<Money> = members.iter().map(|stay| stay.total).collect();
            totals.sort_unstable();
            let percent = (*percent).clamp(1, 99);
            // Nearest rank: the smallest total that so many percent of the stays do not exceed.
            let rank = (totals.len() * usize::from(percent)).div_ceil(100);
            let limit = *totals.get(rank.checked_sub(1)?)?;
            let stays = totals.len() as u64;
            Some((limit, Basis::Peers { percent, stays }))
        }
    }
}
