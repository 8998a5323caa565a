//! Coverage: which kinds of the framework the book can judge, and on what knowledge.

use crate::book::{CompiledRule, Rulebook};
use crate::cases;
use crate::library::Library;
use crate::rule::{DataState, Rule};
use domain::{Day, RuleState};

/// One kind of rule and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCoverage {
    /// 层级: empty for the nation
    pub layer: String,
    /// 2025 年版序号; none for supplements and local rules
    pub seq: Option<u16>,
    /// 编码
    pub code: String,
    /// 框架 1.0 编码
    pub framework_code: Option<String>,
    /// 名称
    pub name: String,
    /// 类别
    pub class: String,
    /// 原语
    pub primitive: String,
    /// lifecycle on the day asked about
    pub lifecycle: RuleState,
    /// 数据
    pub data: DataState,
    /// knowledge points that count as law (samples excluded)
    pub knowledge_points: usize,
    /// those among them that speak on the day asked about: valid on it, under a rule in force or on trial
    pub speaking_points: usize,
    /// distinct codes or code intervals that those points name
    pub codes: usize,
    /// marked sample points
    pub sample_points: usize,
    /// 案例数
    pub cases: usize,
    /// 需要的字段
    pub needs: Vec<String>,
}

impl RuleCoverage {
    /// One word for the state: what is missing first, then the lifecycle.
    pub fn state(&self) -> &'static str {
        match (self.data, self.lifecycle) {
            (DataState::NeedsLocalData, _) => "needs local data",
            (DataState::BelongsToAudit, _) => "belongs to audit",
            (DataState::Complete, RuleState::InForce) => "in force",
            (DataState::Complete, RuleState::Trial) => "trial",
            (DataState::Complete, RuleState::Draft) => "draft",
            (DataState::Complete, RuleState::Ended) => "ended",
        }
    }

    /// The same in Chinese.
    pub fn state_zh(&self) -> &'static str {
        match self.data {
            DataState::Complete => self.lifecycle.zh(),
            other => other.zh(),
        }
    }
}

/// The coverage of the book on a day: the national rules in the order of the framework, those without a number
/// of it last, then the rules that lower layers add.
pub fn coverage(library: &Library, on: Day) -> Vec<RuleCoverage> {
    let (all_cases, _) = cases::cases(library);
    library
        .own_rules()
        .map(|(layer, compiled)| {
            let rule = &compiled.rule;
            let lifecycle = rule.lifecycle.on(on);
            let (points, codes, samples) = counts(compiled);
            RuleCoverage {
                layer: layer.as_str().to_owned(),
                seq: rule.seq,
                code: rule.code.as_str().to_owned(),
                framework_code: rule.framework_code.clone(),
                name: rule.name.clone(),
                class: rule.class.clone(),
                primitive: rule.primitive.clone(),
                lifecycle,
                data: rule.data,
                knowledge_points: points,
                speaking_points: speaking(compiled, lifecycle, on),
                codes,
                sample_points: samples,
                cases: all_cases.iter().filter(|case| case.rule == rule.code).count(),
                needs: rule.needs.clone(),
            }
        })
        .collect()
}

fn speaking(compiled: &CompiledRule, lifecycle: RuleState, on: Day) -> usize {
    if !matches!(lifecycle, RuleState::Trial | RuleState::InForce) {
        return 0;
    }
    let law = (0..compiled.rows.len() as u32).filter(|&row| !compiled.rows.is_sample(row));
    law.filter(|&row| compiled.rows.span(row).contains(on)).count()
}

/// 不发言的原因 · why a rule says nothing in an audit, whatever the record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Silence {
    /// its tables hold nothing, or samples alone
    NoKnowledge,
    /// whose services are not paid is told to real time alone
    RealTimeAlone,
    /// computed over many persons, beside the findings
    Statistics,
}

impl Rulebook {
    /// The rules, in the order of the framework, each with why it says nothing in an audit, where it does not.
    pub fn silences(&self, samples_speak: bool) -> impl Iterator<Item = (&Rule, Option<Silence>)> {
        self.rules.iter().map(move |compiled| {
            let silence = match &compiled.check {
                None => Some(Silence::Statistics),
                Some(check) if check.asks_payment_stops() => Some(Silence::RealTimeAlone),
                Some(_) if compiled.only_samples && !samples_speak => Some(Silence::NoKnowledge),
                // Without a row nothing touches it, unless it is asked of every record.
                Some(check) if compiled.rows.len() == 0 && !check.unconditional() => Some(Silence::NoKnowledge),
                Some(_) => None,
            };
            (&compiled.rule, silence)
        })
    }
}

fn counts(compiled: &CompiledRule) -> (usize, usize, usize) {
    let samples = (0..compiled.rows.len() as u32)
        .filter(|&row| compiled.rows.is_sample(row))
        .count();
    (compiled.rows.len() - samples, compiled.codes, samples)
}
