//! 余量重叠: a drug is prescribed while what earlier prescriptions supplied is not used up.
//!
//! Supplies of one drug follow one another, at whatever institution: each is used from its day on, or from
//! the day on which the one before it ends. Lines of one encounter and day are one supply, as long as the
//! longest of them. What is taken on a ward supplies nothing.

use super::excess::{positive, share, shared};
use super::setting_caps::SettingCaps;
use crate::hit::Hits;
use crate::primitive::{Case, Heed, ItemAspect, Primitive, Reach, Source};
use crate::rows::RowSink;
use crate::sieve::Glance;
use crate::view::View;
use domain::{CareSetting, Day, Encounter, Fact, ItemCode, ItemKind, Quantity, is_uncoded};

#[derive(Debug)]
struct SupplyOverlap {
    caps: SettingCaps<u16>,
    /// hundredths of the cap that may be exceeded
    tolerance: i64,
    lookback_days: i32,
}

/// A line that supplies: its drug, day, encounter and index, by which they are ordered.
type Supplied<'l> = (&'l str, Day, u32, u32);

/// What an encounter supplied of a drug on a day.
#[derive(Debug, Clone, Copy)]
struct Supply<'l> {
    encounter: u32,
    day: Day,
    days: u16,
    lines: &'l [Supplied<'l>],
}

impl Supply<'_> {
    fn indices(&self) -> impl Iterator<Item = u32> + '_ {
        self.lines.iter().map(|line| line.3)
    }
}

pub(super) fn compile(source: &mut Source<'_>, _sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let advice = "写成 {急诊: 3, 门诊: 7}，不含住院、日间手术";
    let caps = SettingCaps::read(params, supplies, advice);
    if caps.is_empty() {
        params.problem(
            params.line("上限按就医方式"),
            "没有“上限按就医方式”".into(),
            "写成 {急诊: 3, 门诊: 7}",
        );
    }
    let tolerance: i64 = params.number("容差").unwrap_or(0);
    if !(0..=200).contains(&tolerance) {
        params.problem(
            params.line("容差"),
            "容差应在 0 至 200 之间".into(),
            "写百分数，例如 30",
        );
    }
    let lookback_days: i32 = params.number("回溯天数").unwrap_or(90);
    if !(1..=366).contains(&lookback_days) {
        params.problem(params.line("回溯天数"), "天数应在 1 至 366 之间".into(), "更正参数");
    }
    Box::new(SupplyOverlap {
        caps,
        tolerance,
        lookback_days,
    })
}

/// True where drugs are taken home.
fn supplies(setting: CareSetting) -> bool {
    !matches!(
        setting,
        CareSetting::Inpatient | CareSetting::DaySurgery | CareSetting::HomeBed
    )
}

/// True for what may be told apart from other drugs: what has no code supplies nothing that could be followed.
pub(crate) fn is_followed(item: &ItemCode, kind: ItemKind) -> bool {
    kind == ItemKind::Drug && !is_uncoded(item.as_str())
}

/// The days that a visit supplies of a drug that is followed; none where it certainly supplies nothing. Where the
/// setting is not known, it may.
pub(crate) fn may_supply(visit: &Encounter, days: Fact<u16>) -> Option<u16> {
    let at_home = visit.setting.known().is_none_or(|&setting| supplies(setting));
    days.known().copied().filter(|&days| at_home && days > 0)
}

impl Primitive for SupplyOverlap {
    fn slots(&self) -> &'static [&'static str] {
        &["余量", "本次", "上限", "实际"]
    }

    fn reach(&self) -> Reach {
        Reach::Days(self.lookback_days)
    }

    fn unconditional(&self) -> bool {
        true
    }

    fn judges_visits(&self) -> bool {
        false
    }

    // Which lines matter shows the order of supplies.
    fn heeds_item(&self, _: &ItemAspect<'_>) -> Heed {
        Heed::Never
    }

    fn heeds_visit(&self, _: &Encounter) -> Heed {
        Heed::Never
    }

    fn follows_supplies(&self) -> bool {
        true
    }

    fn heeds_left(&self, visit: &Encounter, line: &Glance, left: i32) -> bool {
        let days = line.days.known().copied().unwrap_or(0);
        self.cap(visit).is_some_and(|cap| self.exceeds(cap, left, days))
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        let supplied = (0..case.view.record.lines.len() as u32)
            .filter(|&index| case.view.counts(index, false) && days_of(case.view, index).is_some());
        let mut lines: Vec<Supplied<'_>> = supplied
            .map(|index| {
                let line = case.view.line(index);
                (line.item.drug(), line.at.day(), line.encounter, index)
            })
            .collect();
        lines.sort_unstable();
        for of_drug in lines.chunk_by(|a, b| a.0 == b.0).filter(|lines| lines.len() > 1) {
            self.check_drug(case, of_drug, out);
        }
    }
}

fn days_of(view: &View<'_>, index: u32) -> Option<u16> {
    let line = view.line(index);
    may_supply(view.record.encounter_of(line), view.days_supplied(index)).filter(|_| is_followed(&line.item, line.kind))
}

impl SupplyOverlap {
    fn cap(&self, visit: &Encounter) -> Option<u16> {
        self.caps.of(*visit.setting.known()?)
    }

    /// Whether so many days left and so many new ones are more than the cap and its tolerance. Where nothing is
    /// left there is no overlap: the new ones alone are the business of another rule.
    fn exceeds(&self, cap: u16, left: i32, days: u16) -> bool {
        left > 0 && (i64::from(left) + i64::from(days)) * 100 > i64::from(cap) * (100 + self.tolerance)
    }

    fn check_drug(&self, case: &Case<'_>, lines: &[Supplied<'_>], out: &mut Hits) {
        let view = case.view;
        let supplies: Vec<Supply<'_>> = lines
            .chunk_by(|a, b| (a.1, a.2) == (b.1, b.2))
            .map(|lines| Supply {
                encounter: lines[0].2,
                day: lines[0].1,
                days: lines.iter().filter_map(|line| days_of(view, line.3)).max().unwrap_or(0),
                lines,
            })
            .collect();
        for (place, supply) in supplies.iter().enumerate() {
            let current = supply.indices().any(|index| view.line(index).current);
            if !current || !case.live(supply.day) {
                continue;
            }
            let from = supply.day.plus_days(-self.lookback_days);
            let begin = supplies[..place].partition_point(|earlier| earlier.day < from);
            let earlier = &supplies[begin..place];
            let visit_of = |supply: &Supply<'_>| &view.record.encounters[supply.encounter as usize];
            let known = earlier.iter().filter(|earlier| visit_of(earlier).setting.is_known());
            let used_up = known.fold(from, |end, earlier| end.max(earlier.day).plus_days(earlier.days.into()));
            let left = used_up.days_since(supply.day);
            let visit = visit_of(supply);
            match self.cap(visit) {
                Some(cap) if self.exceeds(cap, left, supply.days) => {
                    self.report(case, supply, earlier, left, cap, out);
                }
                None if left > 0 && !visit.setting.is_known() => {
                    let current = supply.indices().filter(|&index| view.line(index).current);
                    current.for_each(|index| case.missing_for_line(out, "就医方式", index));
                }
                _ => {}
            }
        }
    }

    fn report(
        &self,
        case: &Case<'_>,
        supply: &Supply<'_>,
        earlier: &[Supply<'_>],
        left: i32,
        cap: u16,
        out: &mut Hits,
    ) {
        let view = case.view;
        let first = view.line(supply.lines[0].3);
        let mut hit = case.hit(None, first.encounter, first.at);
        hit.subject = first.item.drug().to_owned();
        let used_up = supply.day.plus_days(left);
        for index in earlier.iter().flat_map(Supply::indices) {
            hit.involve(index);
        }
        let in_all = left + i32::from(supply.days);
        let (mut sums, mut partly): (Vec<String>, bool) = (Vec::new(), false);
        for index in supply.indices() {
            let Some(days) = days_of(view, index).filter(|_| view.line(index).current) else {
                hit.involve(index);
                continue;
            };
            let beyond = (left + i32::from(days) - i32::from(cap)).clamp(0, days.into());
            let (part, whole) = (Quantity::from_units(beyond.into()), Quantity::from_units(days.into()));
            let covered = view.net(index).covered;
            hit.blame(index, share(covered, part, whole));
            if view.explain && part.is_positive() {
                partly |= part != whole;
                sums.push(if part == whole {
                    positive(covered).to_string()
                } else {
                    shared(covered, part, whole)
                });
            }
        }
        if view.explain {
            if partly {
                hit.arithmetic = Some(format!("{} = {} 元", sums.join(" + "), hit.amount()));
            }
            hit.fact("余量", left.to_string());
            hit.fact("本次", supply.days.to_string());
            hit.fact("上限", cap.to_string());
            hit.fact("实际", in_all.to_string());
            let until = used_up.plus_days(-1);
            hit.compare(
                "既往余量与本次天数之和",
                format!("不超过{cap}天（容差{}%）", self.tolerance),
                format!("{in_all}天（既往处方可用至{until}，余{left}天，本次{}天）", supply.days),
            );
            hit.ways_out.push(format!("待既往处方用至{until}前后再开，或减量"));
        }
        out.hits.push(hit);
    }
}
