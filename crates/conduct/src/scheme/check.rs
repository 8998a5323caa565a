//! What must not be published: sums that do not agree, rules without item, evidence or cap, grades with
//! a hole.

use super::{Area, Award, Band, Dimension, Direction, Grade, Hole, Item, ItemId, Ratio, Rule, Scheme, Survey};
use crate::{EventCode, Points};
use std::collections::BTreeSet;

/// 方案问题 · one thing that stands against publishing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// no staff
    #[error("没有写明适用人员。请在staff中填写。")]
    Staff,
    /// items that do not add up to the base
    #[error("各项内容的基本分合计{sum}分，应等于基本分{base}分。请调整各项分值。")]
    BaseSum {
        /// 合计
        sum: Points,
        /// 基本分
        base: Points,
    },
    /// a national area without points
    #[error("国家规定的内容“{}”没有基本分。请补充条目。", area.zh())]
    AreaEmpty {
        /// 内容
        area: Area,
    },
    /// a dimension without item
    #[error("维度“{}”没有条目。请补充条目。", dimension.zh())]
    DimensionEmpty {
        /// 维度
        dimension: Dimension,
    },
    /// a limit of the total below the base
    #[error("总分上限{score_max}分低于基本分{base}分。请提高上限。")]
    ScoreMax {
        /// 总分上限
        score_max: Points,
        /// 基本分
        base: Points,
    },
    /// a number or code given twice
    #[error("{what}“{name}”重复。请只保留一个。")]
    Twice {
        /// 对象
        what: &'static str,
        /// 编号
        name: String,
    },
    /// a rule whose item is not there
    #[error("细则{code}所属的条目“{item}”不存在。请填写已有条目的编号。")]
    ItemUnknown {
        /// 细则
        code: EventCode,
        /// 条目
        item: ItemId,
    },
    /// a rule without evidence
    #[error("细则{code}没有规定证据。请在evidence中填写。")]
    EvidenceMissing {
        /// 细则
        code: EventCode,
    },
    /// a rule that nobody may propose
    #[error("细则{code}没有规定由谁提出。请在by中填写。")]
    ProposerMissing {
        /// 细则
        code: EventCode,
    },
    /// an addition without cap
    #[error("加分细则{code}没有上限。请填写cap。")]
    CapMissing {
        /// 细则
        code: EventCode,
    },
    /// a cap below what one event gives
    #[error("细则{code}的上限{cap}分低于一次的分值{most}分。请调整。")]
    CapLow {
        /// 细则
        code: EventCode,
        /// 上限
        cap: Points,
        /// 一次的最高分值
        most: Points,
    },
    /// a rule without points
    #[error("细则{code}没有分值。请填写points、range、tiers或者科室分值。")]
    PointsMissing {
        /// 细则
        code: EventCode,
    },
    /// a rule that vetoes and scores, or vetoes with nothing
    #[error("细则{code}为一票否决，应写明veto且不写分值。")]
    VetoRule {
        /// 细则
        code: EventCode,
    },
    /// a range whose least is above its most
    #[error("细则{code}的幅度最低{least}分高于最高{most}分。请更正。")]
    RangeReversed {
        /// 细则
        code: EventCode,
        /// 最低
        least: Points,
        /// 最高
        most: Points,
    },
    /// a deduction that its item cannot bear at all
    #[error("扣分细则{code}所属的条目“{item}”没有基本分，扣分不起作用。请改属其他条目。")]
    DeductsNothing {
        /// 细则
        code: EventCode,
        /// 条目
        item: ItemId,
    },
    /// a veto condition that is not there
    #[error("细则{code}所指的一票否决情形{veto}不存在。请更正。")]
    VetoUnknown {
        /// 细则
        code: EventCode,
        /// 情形
        veto: EventCode,
    },
    /// scores and deductions without grade
    #[error("{0}没有等级。请调整等级线，使每一对得分和扣分都有等级。")]
    Hole(Hole),
    /// a grade that is not there
    #[error("没有规定“{grade}”等级。请补充。")]
    GradeMissing {
        /// 等级
        grade: Grade,
    },
    /// bands that do not go from the best to the worst
    #[error("“{after}”写在“{before}”之后。等级应由好到差各写一次。")]
    GradeOrder {
        /// 前一级
        before: Grade,
        /// 后一级
        after: Grade,
    },
    /// a grade that nobody can have
    #[error("没有任何得分和扣分能得到“{grade}”。请调整等级线。")]
    GradeUnreachable {
        /// 等级
        grade: Grade,
    },
    /// a share above one
    #[error("“{grade}”的名额比例{share}大于1。请更正。")]
    QuotaShare {
        /// 等级
        grade: Grade,
        /// 比例
        share: Ratio,
    },
    /// a quota on the worst grade: there is none to move to
    #[error("“较差”不能设名额。请删除。")]
    QuotaPoor,
    /// a grade without or with two consequences
    #[error("“{grade}”的结果运用应写一次。")]
    ConsequenceMissing {
        /// 等级
        grade: Grade,
    },
    /// the worst grade with a title or an award
    #[error("“较差”不能晋升职称或者评先评优。请改为false。")]
    ConsequencePoor,
    /// weights that are not one
    #[error("各环节权重合计{sum}，应等于1。")]
    StageSum {
        /// 合计
        sum: Ratio,
    },
}

impl Scheme {
    /// Everything that stands against publishing this scheme; nothing where it may be published.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        self.check_items(&mut found);
        for rule in &self.rules {
            self.check_rule(rule, &mut found);
        }
        found.extend(twice("细则", self.rules.iter().map(|rule| rule.code.to_string())));
        found.extend(twice(
            "一票否决情形",
            self.vetoes.iter().map(|veto| veto.code.to_string()),
        ));
        self.check_bands(&mut found);
        self.check_results(&mut found);
        found
    }

    fn check_items(&self, found: &mut Vec<Problem>) {
        if self.staff.is_empty() {
            found.push(Problem::Staff);
        }
        let (sum, base): (Points, Points) = (self.items.iter().map(|item| item.base).sum(), self.base);
        if sum != base {
            found.push(Problem::BaseSum { sum, base });
        }
        if self.score_max < base {
            let score_max = self.score_max;
            found.push(Problem::ScoreMax { score_max, base });
        }
        for area in Area::ALL {
            let filled = |item: &Item| item.area == area && item.base > Points::ZERO;
            if !self.items.iter().any(filled) {
                found.push(Problem::AreaEmpty { area });
            }
        }
        for dimension in Dimension::ALL {
            if !self.items.iter().any(|item| item.dimension == dimension) {
                found.push(Problem::DimensionEmpty { dimension });
            }
        }
        found.extend(twice("条目", self.items.iter().map(|item| item.id.to_string())));
    }

    fn check_rule(&self, rule: &Rule, found: &mut Vec<Problem>) {
        let code = || rule.code.clone();
        let item = self.item(&rule.item);
        if item.is_none() {
            let item = rule.item.clone();
            found.push(Problem::ItemUnknown { code: code(), item });
        }
        if rule.evidence.is_empty() {
            found.push(Problem::EvidenceMissing { code: code() });
        }
        if rule.proposers.is_empty() {
            found.push(Problem::ProposerMissing { code: code() });
        }
        if let Some(veto) = rule.veto.clone().filter(|veto| self.veto(veto).is_none()) {
            found.push(Problem::VetoUnknown { code: code(), veto });
        }
        let scored = rule.award.is_some() || rule.department_award.is_some();
        match rule.direction {
            Direction::Veto if scored || rule.veto.is_none() => found.push(Problem::VetoRule { code: code() }),
            Direction::Add | Direction::Deduct if !scored => found.push(Problem::PointsMissing { code: code() }),
            Direction::Veto | Direction::Add | Direction::Deduct => {}
        }
        for (award, department) in [(&rule.award, false), (&rule.department_award, true)] {
            let Some(award) = award else { continue };
            let (least, most) = award.bounds();
            if least > most || matches!(award, Award::Tiers(tiers) if tiers.is_empty()) {
                found.push(Problem::RangeReversed {
                    code: code(),
                    least,
                    most,
                });
            }
            match rule.cap_of(department) {
                None if rule.direction == Direction::Add => found.push(Problem::CapMissing { code: code() }),
                Some(cap) if cap < most => found.push(Problem::CapLow {
                    code: code(),
                    cap,
                    most,
                }),
                None | Some(_) => {}
            }
        }
        // What only the department bears is not taken from an item.
        let bears_nothing = item.is_some_and(|item| item.base == Points::ZERO);
        if rule.direction == Direction::Deduct && rule.award.is_some() && bears_nothing {
            let item = rule.item.clone();
            found.push(Problem::DeductsNothing { code: code(), item });
        }
    }

    fn check_bands(&self, found: &mut Vec<Problem>) {
        for pair in self.bands.windows(2) {
            if let [Band { grade: before, .. }, Band { grade: after, .. }] = pair
                && before >= after
            {
                let (before, after) = (*before, *after);
                found.push(Problem::GradeOrder { before, after });
            }
        }
        for grade in Grade::ALL {
            if !self.bands.iter().any(|band| band.grade == grade) {
                found.push(Problem::GradeMissing { grade });
            }
        }
        let survey = Survey::of(&self.bands, self.score_max, self.base);
        for band in self.bands.iter().filter(|band| !survey.reached.contains(&band.grade)) {
            found.push(Problem::GradeUnreachable { grade: band.grade });
        }
        found.extend(survey.holes.into_iter().map(Problem::Hole));
    }

    fn check_results(&self, found: &mut Vec<Problem>) {
        for quota in &self.quotas {
            if quota.max_share > Ratio::ONE {
                let (grade, share) = (quota.grade, quota.max_share);
                found.push(Problem::QuotaShare { grade, share });
            }
            if quota.grade == Grade::Poor {
                found.push(Problem::QuotaPoor);
            }
        }
        for grade in Grade::ALL {
            let rows = self.consequences.iter().filter(|row| row.grade == grade).count();
            if rows != 1 {
                found.push(Problem::ConsequenceMissing { grade });
            }
        }
        let poor = self.consequence(Grade::Poor);
        if poor.is_some_and(|poor| poor.title || poor.award) {
            found.push(Problem::ConsequencePoor);
        }
        if let Some(stages) = &self.stages {
            let parts = stages.0.values().map(|weight| weight.in_ten_thousandths()).sum();
            let sum = Ratio::ten_thousandths(parts);
            if sum != Ratio::ONE {
                found.push(Problem::StageSum { sum });
            }
        }
    }
}

fn twice(what: &'static str, names: impl Iterator<Item = String>) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    names
        .filter(|name| !seen.insert(name.clone()))
        .map(|name| Problem::Twice { what, name })
        .collect()
}
