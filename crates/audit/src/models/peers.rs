//! 同侪比较 · where a figure stands among those of its peers.
//!
//! A unit's peers are the other units of its group that have cases enough. Quartiles are
//! interpolated between neighbours ((n − 1)·p, as spreadsheets do); the fence is the upper quartile
//! plus 1.5 interquartile ranges, and the lower quartile minus as much. Everything is integers: the
//! figures in ten-thousandths, quartiles in quarters of them, fences in fortieths.

use super::bucket_sums::Key;
use super::infection;
use super::months::{Month, Months, Span};
use super::readmission;
use super::shares::Share;
use super::units::{Care, Group, UnitKey, Units};
use super::{Indicator, UnitLevel};
use domain::RuleCode;
use std::collections::BTreeMap;

/// 比较结论
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 只列示: not compared, the reason says why
    Listed,
    /// 与同侪相当
    Within,
    /// 高于同侪上限
    Above,
    /// 环比上升超过同侪中位数两倍
    Rising,
    /// 低于同侪下限, or zero for long where that is no good sign
    Below,
    /// 未评估: the reason names the missing field
    NotEvaluable,
}

impl Verdict {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Verdict::Listed => "只列示",
            Verdict::Within => "与同侪相当",
            Verdict::Above => "高于同侪",
            Verdict::Rising => "环比突升",
            Verdict::Below => "低于同侪",
            Verdict::NotEvaluable => "未评估",
        }
    }

    /// True for what someone should look at.
    pub fn stands_out(self) -> bool {
        matches!(self, Verdict::Above | Verdict::Rising | Verdict::Below)
    }
}

/// 同侪分布 · in ten-thousandths. A figure above `upper` is above the exact fence, and one below
/// `lower` below it: the fences are rounded towards the figures between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fence {
    /// 下四分位数, rounded down
    pub low_quartile: i64,
    /// 中位数, rounded down
    pub median: i64,
    /// 上四分位数, rounded down
    pub high_quartile: i64,
    /// 同侪上限
    pub upper: i64,
    /// 同侪下限
    pub lower: i64,
}

impl Fence {
    /// The fence of some figures in rising order, so many tenths of the interquartile range away
    /// from the quartiles; none for no figures.
    pub(super) fn of(sorted: &[i64], tenths: i64) -> Option<Self> {
        let (q1, q2, q3) = (quarters(sorted, 1)?, quarters(sorted, 2)?, quarters(sorted, 3)?);
        let away = tenths * (q3 - q1);
        let (upper, lower) = (10 * q3 + away, 10 * q1 - away);
        Some(Self {
            low_quartile: q1.div_euclid(4),
            median: q2.div_euclid(4),
            high_quartile: q3.div_euclid(4),
            upper: upper.div_euclid(40),
            lower: -(-lower).div_euclid(40),
        })
    }
}

/// The quartile `which` in quarters.
fn quarters(sorted: &[i64], which: usize) -> Option<i64> {
    let position = sorted.len().checked_sub(1)? * which;
    let (below, part) = (*sorted.get(position / 4)?, (position % 4) as i64);
    let above = sorted.get(position / 4 + 1).copied().unwrap_or(below);
    Some(4 * below + part * (above - below))
}

/// What one figure is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub numerator: i64,
    pub denominator: i64,
    /// 人次
    pub cases: i64,
    /// entries of the field whose absence makes the figure not evaluable
    pub checked: i64,
    /// of these without a value
    pub unclear: i64,
    /// what the secondary figures are made of
    pub further: [i64; 3],
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
        self.cases += other.cases;
        self.checked += other.checked;
        self.unclear += other.unclear;
        for (sum, other) in self.further.iter_mut().zip(other.further) {
            *sum += other;
        }
    }

    /// 缺失超过5%
    fn is_unclear(&self) -> bool {
        self.unclear * 20 > self.checked
    }
}

/// A figure's sums in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    pub key: Key,
    pub counts: Counts,
}

/// How the figures of one rule are compared, as its document says.
pub(super) struct Comparison {
    rule: &'static str,
    spans: fn(Months, Option<Month>) -> Vec<Span>,
    /// what a span is compared by
    by: fn(Span) -> By,
    cases_min: i64,
    /// last month whose cases were followed long enough; none: no following up is needed
    followed_until: Option<Option<Month>>,
    /// the field without which the figure is not evaluable
    missing: &'static str,
    /// zero over the year stands out
    zero_stands_out: bool,
    detail: fn(&Counts) -> String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct By {
    fence: bool,
    rise: bool,
}

impl Comparison {
    /// Rules 56–61: the moving value of three months against the fence, the month against the month before.
    pub(super) fn of_share(share: &Share, cases_min: i64) -> Self {
        Self {
            rule: share.rule,
            spans: |months, _| {
                let each = months.each().map(Span::Month);
                each.chain(months.moving()).chain(months.year(None)).collect()
            },
            by: |span| By {
                fence: !matches!(span, Span::Month(_)),
                rise: matches!(span, Span::Month(_)),
            },
            cases_min,
            followed_until: None,
            missing: "费用明细.目录类别",
            zero_stands_out: false,
            detail: share.detail(),
        }
    }

    /// Rule 62: quarters.
    pub(super) fn of_infection(cases_min: i64) -> Self {
        Self {
            rule: infection::RULE,
            spans: |months, _| months.quarters().chain(months.year(None)).collect(),
            by: |span| By {
                fence: true,
                rise: matches!(span, Span::Quarter(_)),
            },
            cases_min,
            followed_until: None,
            missing: "就诊.入院病情",
            zero_stands_out: true,
            detail: infection::detail,
        }
    }

    /// Rule 63: months of discharge, of which the latest are only listed.
    pub(super) fn of_readmission(cases_min: i64, followed_until: Option<Month>) -> Self {
        Self {
            rule: readmission::RULE,
            spans: |months, until| {
                let each = months.each().map(Span::Month);
                each.chain(months.year(until)).collect()
            },
            by: |_| By {
                fence: true,
                rise: false,
            },
            cases_min,
            followed_until: Some(followed_until),
            missing: "就诊.主诊断",
            zero_stands_out: false,
            detail: readmission::detail,
        }
    }
}

/// A unit's figure in one span, on its way to an indicator.
struct Figure {
    unit: UnitKey,
    care: Care,
    counts: Counts,
    /// stratum, above and below the line
    strata: Vec<(i64, i64, i64)>,
    value: i64,
    /// value ÷ value of the span before, in ten-thousandths
    rise: Option<i64>,
    fence: Option<Fence>,
    peers: u32,
    verdict: Verdict,
    reason: String,
}

/// Compares the figures of all units.
pub(super) struct Judge<'u> {
    pub units: &'u Units<'u>,
    pub months: Months,
    pub peers_min: usize,
    pub fence_tenths: i64,
}

impl Judge<'_> {
    /// The indicators of a rule, span by span. The tallies are in order of their keys.
    pub(super) fn indicators(&self, comparison: &Comparison, tallies: &[Tally]) -> Vec<Indicator> {
        let until = comparison.followed_until.flatten();
        let mut indicators = Vec::new();
        for span in (comparison.spans)(self.months, until) {
            let (_, last) = span.ends();
            let in_force = |unit: &UnitKey| self.units.has_rule(unit.institution, comparison.rule, last);
            let mut figures = figures(tallies, span);
            figures.retain(|figure| in_force(&figure.unit));
            if (comparison.by)(span).rise {
                add_rises(&mut figures, tallies, span, comparison);
            }
            self.compare(comparison, span, &mut figures);
            let first = indicators.len();
            indicators.extend(figures.into_iter().map(|figure| Indicator {
                rule: RuleCode::new(comparison.rule),
                unit: self.units.unit(&figure.unit),
                care: figure.care,
                span,
                numerator: figure.counts.numerator,
                denominator: figure.counts.denominator,
                cases: figure.counts.cases,
                value: figure.value,
                fence: figure.fence,
                peers: figure.peers,
                verdict: figure.verdict,
                reason: figure.reason,
                detail: (comparison.detail)(&figure.counts),
            }));
            // The numbers of the lake depend on the order of imports, the codes do not.
            if let Some(of_span) = indicators.get_mut(first..) {
                of_span.sort_by(|a, b| (&a.unit, a.care).cmp(&(&b.unit, b.care)));
            }
        }
        indicators
    }

    /// Sorts out what cannot be compared, then compares group by group.
    fn compare(&self, comparison: &Comparison, span: Span, figures: &mut [Figure]) {
        let by = (comparison.by)(span);
        let (_, last) = span.ends();
        let too_early = comparison
            .followed_until
            .is_some_and(|until| until.is_none_or(|until| last > until));
        let mut groups: BTreeMap<(Care, Group<'_>), Vec<usize>> = BTreeMap::new();
        for (place, figure) in figures.iter_mut().enumerate() {
            let group = self.units.group(&figure.unit);
            if figure.counts.is_unclear() {
                figure.verdict = Verdict::NotEvaluable;
                figure.reason = format!("{}缺失超过5%", comparison.missing);
            } else if too_early {
                figure.reason = format!("出院后观察不满{}天", readmission::DAYS);
            } else if figure.counts.cases < comparison.cases_min {
                figure.reason = format!("样本不足{}人次", comparison.cases_min);
            } else if let Some(group) = group {
                groups.entry((figure.care, group)).or_default().push(place);
            } else {
                figure.reason = "统筹区、等级、类型、科室名称或职称不明，没有同侪".to_owned();
            }
        }
        for members in groups.values() {
            self.compare_group(by, members, figures);
        }
        if comparison.zero_stands_out && matches!(span, Span::Year(..)) {
            let silent = |figure: &&mut Figure| {
                figure.unit.level == UnitLevel::Institution
                    && figure.verdict != Verdict::NotEvaluable
                    && figure.counts.numerator == 0
                    && figure.counts.cases >= comparison.cases_min
            };
            for figure in figures.iter_mut().filter(silent) {
                figure.verdict = Verdict::Below;
                figure.reason = "长期为零，请核查漏报".to_owned();
            }
        }
    }

    fn compare_group(&self, by: By, members: &[usize], figures: &mut [Figure]) {
        let others = members.len().saturating_sub(1);
        if others >= self.peers_min {
            weigh(members, figures);
        }
        let mut values: Vec<i64> = Vec::with_capacity(members.len());
        let mut rises: Vec<i64> = Vec::new();
        for figure in members.iter().filter_map(|place| figures.get(*place)) {
            values.push(figure.value);
            rises.extend(figure.rise);
        }
        values.sort_unstable();
        rises.sort_unstable();
        let times = format!("{}.{}", self.fence_tenths / 10, self.fence_tenths % 10);
        for place in members {
            let Some(figure) = figures.get_mut(*place) else {
                continue;
            };
            figure.peers = u32::try_from(others).unwrap_or(u32::MAX);
            if others < self.peers_min {
                figure.reason = format!("同侪少于{}个单位", self.peers_min);
                continue;
            }
            figure.fence = Fence::of(&without(&values, figure.value), self.fence_tenths);
            figure.verdict = Verdict::Within;
            let fence = figure.fence.filter(|_| by.fence);
            if fence.is_some_and(|fence| figure.value > fence.upper) {
                figure.verdict = Verdict::Above;
                figure.reason = format!("高于同侪上四分位数加{times}倍四分位距");
            } else if fence.is_some_and(|fence| figure.value < fence.lower) {
                figure.verdict = Verdict::Below;
                figure.reason = format!("低于同侪下四分位数减{times}倍四分位距");
            } else if let Some(rise) = figure.rise {
                let others = without(&rises, rise);
                let median = quarters(&others, 2).filter(|_| others.len() >= self.peers_min);
                if median.is_some_and(|median| 4 * rise > 2 * median) {
                    figure.verdict = Verdict::Rising;
                    figure.reason = "环比上升超过同侪中位数两倍".to_owned();
                }
            } else if !by.fence {
                figure.verdict = Verdict::Listed;
                figure.reason = "上期没有可比数值".to_owned();
            }
        }
    }
}

/// Sorted values without one that is among them.
fn without(sorted: &[i64], value: i64) -> Vec<i64> {
    let place = sorted.partition_point(|other| *other < value);
    let (before, after) = sorted.split_at(place);
    before.iter().chain(after.iter().skip(1)).copied().collect()
}

/// The figures of a span.
fn figures(tallies: &[Tally], span: Span) -> Vec<Figure> {
    let (first, last) = span.ends();
    let of_one = |a: &Tally, b: &Tally| (a.key.unit, a.key.care) == (b.key.unit, b.key.care);
    let mut figures = Vec::new();
    for months in tallies.chunk_by(of_one) {
        let mut counts = Counts::default();
        let mut strata: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        let within = |tally: &&Tally| (first..=last).contains(&tally.key.month);
        for tally in months.iter().filter(within) {
            counts.add(&tally.counts);
            let part = strata.entry(tally.key.stratum).or_default();
            part.0 += tally.counts.numerator;
            part.1 += tally.counts.denominator;
        }
        let Some(key) = months.first().map(|tally| tally.key).filter(|_| counts.denominator > 0) else {
            continue;
        };
        figures.push(Figure {
            unit: key.unit,
            care: key.care,
            value: ratio(counts.numerator.into(), counts.denominator.into()),
            counts,
            strata: strata
                .into_iter()
                .map(|(stratum, (over, under))| (stratum, over, under))
                .collect(),
            rise: None,
            fence: None,
            peers: 0,
            verdict: Verdict::Listed,
            reason: String::new(),
        });
    }
    figures
}

/// Ten-thousandths, rounded half up; of nothing, 0.
fn ratio(numerator: i128, denominator: i128) -> i64 {
    if denominator <= 0 {
        return 0;
    }
    let rounded = (numerator * 20_000 + denominator).div_euclid(2 * denominator);
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

/// 环比: by how much a figure is a multiple of the one before. Of a difference the median is near
/// zero, and every second unit would be beyond twice that; the documents cannot mean it.
fn add_rises(figures: &mut [Figure], tallies: &[Tally], span: Span, comparison: &Comparison) {
    let before: BTreeMap<(UnitKey, Care), i64> = span
        .before()
        .map(|before| self::figures(tallies, before))
        .unwrap_or_default()
        .into_iter()
        .filter(|figure| figure.counts.cases >= comparison.cases_min && !figure.counts.is_unclear())
        .map(|figure| ((figure.unit, figure.care), figure.value))
        .collect();
    for figure in figures {
        let value = before.get(&(figure.unit, figure.care)).filter(|value| **value > 0);
        figure.rise = value.map(|value| ratio(figure.value.into(), (*value).into()));
    }
}

/// Takes the mix of strata out of the figures of a group (indirect standardisation): the group's
/// rate × what was observed ÷ what the group's rates let expect for the unit's own mix.
fn weigh(members: &[usize], figures: &mut [Figure]) {
    const SCALE: i128 = 1_000_000_000;
    let mut group: BTreeMap<i64, (i128, i128)> = BTreeMap::new();
    for figure in members.iter().filter_map(|place| figures.get(*place)) {
        for (stratum, over, under) in &figure.strata {
            let sum = group.entry(*stratum).or_default();
            sum.0 += i128::from(*over);
            sum.1 += i128::from(*under);
        }
    }
    if group.len() < 2 {
        return;
    }
    let (over, under) = group
        .values()
        .fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    for place in members {
        let Some(figure) = figures.get_mut(*place) else {
            continue;
        };
        let expected: i128 = figure
            .strata
            .iter()
            .filter_map(|(stratum, _, cases)| {
                let (over, under) = group.get(stratum).filter(|(_, under)| *under > 0)?;
                Some(i128::from(*cases) * over * SCALE / under)
            })
            .sum();
        if expected > 0 {
            let observed = i128::from(figure.counts.numerator);
            figure.value = ratio(observed * over * SCALE, under * expected);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_neighbours() {
        let fence = Fence::of(&[1000, 2000, 3000, 4000, 5000], 15).unwrap();
        assert_eq!(
            (fence.low_quartile, fence.median, fence.high_quartile),
            (2000, 3000, 4000)
        );
        assert_eq!((fence.upper, fence.lower), (7000, -1000));
        // Q1 = 1.75, Q3 = 3.25 of 1, 2, 3, 4: the fence is at 3.25 + 2.25 = 5.5.
        let fence = Fence::of(&[1, 2, 3, 4], 15).unwrap();
        assert_eq!((fence.low_quartile, fence.median, fence.high_quartile), (1, 2, 3));
        assert_eq!((fence.upper, fence.lower), (5, 0));
        assert_eq!(Fence::of(&[], 15), None);
    }

    #[test]
    fn one_of_several_equal_figures_is_left_out() {
        assert_eq!(without(&[1, 2, 2, 3], 2), [1, 2, 3]);
        assert_eq!(without(&[5], 5), Vec::<i64>::new());
    }

    #[test]
    fn ratios_round_half_up() {
        assert_eq!(
            [(1, 3), (2, 3), (1, 20_000), (5, 0), (-1, 3)].map(|(a, b)| ratio(a, b)),
            [3333, 6667, 1, 0, -3333]
        );
    }

    fn figure(institution: u32, strata: &[(i64, i64, i64)]) -> Figure {
        let sum = |of: fn(&(i64, i64, i64)) -> i64| strata.iter().map(of).sum();
        let counts = Counts {
            numerator: sum(|part| part.1),
            denominator: sum(|part| part.2),
            ..Counts::default()
        };
        Figure {
            unit: UnitKey {
                level: UnitLevel::Institution,
                institution,
                department: None,
                doctor: None,
            },
            care: Care::Inpatient,
            value: ratio(counts.numerator.into(), counts.denominator.into()),
            counts,
            strata: strata.to_vec(),
            rise: None,
            fence: None,
            peers: 0,
            verdict: Verdict::Listed,
            reason: String::new(),
        }
    }

    #[test]
    fn a_mix_of_severe_diseases_is_weighed_out() {
        // Both have the group's own rate in each part: 20 % of the severe, 10 % of the light.
        let mut figures = [
            figure(1, &[(1, 18, 90), (2, 1, 10)]),
            figure(2, &[(1, 2, 10), (2, 9, 90)]),
        ];
        assert_eq!([figures[0].value, figures[1].value], [1900, 1100]);
        weigh(&[0, 1], &mut figures);
        assert_eq!([figures[0].value, figures[1].value], [1500, 1500]);
    }

    #[test]
    fn without_parts_nothing_is_weighed() {
        let mut figures = [figure(1, &[(0, 19, 100)]), figure(2, &[(0, 11, 100)])];
        weigh(&[0, 1], &mut figures);
        assert_eq!([figures[0].value, figures[1].value], [1900, 1100]);
    }
}
