//! What many checkups come to: which are looked at, how many institutions, experts and findings.

use super::Checkup;
use super::checkup::Stage;
use crate::Ownership;
use crate::figures::Ratio;
use casework::UserId;
use domain::InstitutionCode;
use std::collections::{BTreeMap, BTreeSet};

/// 筛选 · each condition is left out where it is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// 清单名称
    pub list: Option<String>,
    /// 专科; a checkup of a whole institution covers every specialty
    pub specialty: Option<String>,
    /// 举办主体
    pub ownership: Option<Ownership>,
    /// 主题
    pub topic: Option<String>,
}

impl Filter {
    /// True where the checkup meets every condition.
    pub fn admits(&self, checkup: &Checkup) -> bool {
        let Some(task) = &checkup.task else {
            return false;
        };
        self.list.as_ref().is_none_or(|list| *list == task.list.title)
            && self.ownership.is_none_or(|ownership| ownership == task.ownership)
            && self.topic.as_ref().is_none_or(|topic| task.topics.contains(topic))
            && self
                .specialty
                .as_ref()
                .is_none_or(|specialty| task.specialties.is_empty() || task.specialties.contains(specialty))
    }
}

/// 汇总
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overview {
    /// 机构 (家): each once
    pub institutions: BTreeSet<InstitutionCode>,
    /// 检查 (家次)
    pub checkups: u64,
    /// 专家 (名): each once
    pub experts: BTreeSet<UserId>,
    /// 检查发现 (条)
    pub findings: u64,
    /// 已办结 of all
    pub closed: Ratio,
    /// 条目完成率
    pub completion: Ratio,
}

impl<'a> FromIterator<&'a Checkup> for Overview {
    fn from_iter<I: IntoIterator<Item = &'a Checkup>>(checkups: I) -> Self {
        let mut overview = Self::default();
        for checkup in checkups {
            let Some(task) = &checkup.task else { continue };
            overview.institutions.insert(task.institution.clone());
            overview.checkups += 1;
            overview
                .experts
                .extend(task.experts.iter().map(|expert| expert.user.clone()));
            overview.findings += checkup.findings.len() as u64;
            overview.closed.count(checkup.stage == Stage::Closed);
            overview.completion += checkup.completion();
        }
        overview
    }
}

/// The overview of each topic. A checkup of several topics counts in each, so the topics need not add up
/// to the whole.
pub fn by_topic<'a>(checkups: impl IntoIterator<Item = &'a Checkup>) -> BTreeMap<String, Overview> {
    let mut topics: BTreeMap<String, Vec<&Checkup>> = BTreeMap::new();
    for checkup in checkups {
        let named = checkup.task.iter().flat_map(|task| &task.topics);
        for topic in named.collect::<BTreeSet<_>>() {
            topics.entry(topic.clone()).or_default().push(checkup);
        }
    }
    topics
        .into_iter()
        .map(|(topic, checkups)| (topic, checkups.into_iter().collect()))
        .collect()
}
