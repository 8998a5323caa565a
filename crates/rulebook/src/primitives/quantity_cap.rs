//! 数量上限: quantity, number of kinds, days supplied or dose in a window must not exceed a cap
//!.
//!
//! 例外: usage that the source does not carry makes the rule not evaluable, never a violation.

use super::excess::{blame_last_units, blame_parts, positive, share, shared};
use super::lasting::{Cluster, Tightest, by_days, over};
use super::setting_caps::SettingCaps;
use super::window::{TIME, Window, lasts, placed, split};
use crate::hit::{Hit, HitLine, Hits};
use crate::primitive::{
    Case, Heed, ItemAspect, MAIN, Primitive, Reach, RowError, Seen, Source, Touch, keys_of, number_of,
};
use crate::rows::RowSink;
use crate::sieve::Glance;
use crate::view::View;
use domain::{CareSetting, Day, Encounter, FeeLine, ItemKind, Quantity};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Quantity,
    Kinds,
    DaysSupplied,
    DailyAmount,
    DailyDose,
    SingleDose,
}

impl Measure {
    /// What is measured, for readers of a finding.
    fn zh(self) -> &'static str {
        match self {
            Measure::Quantity => "数量",
            Measure::Kinds => "种类数",
            Measure::DaysSupplied => "开药天数",
            Measure::DailyAmount => "日用量",
            Measure::DailyDose => "日剂量",
            Measure::SingleDose => "单次剂量",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Within(Window),
    Rolling,
}

#[derive(Debug, Clone)]
struct Cap {
    cap: Quantity,
    unit: Box<str>,
    rolling_days: i32,
}

#[derive(Debug)]
struct QuantityCap {
    measure: Measure,
    period: Period,
    default_cap: Option<Quantity>,
    caps_by_setting: SettingCaps<Quantity>,
    kinds: Vec<ItemKind>,
    with_self_paid: bool,
    keyed: bool,
    /// units of which a person has no more in a day, wherever it is charged: a day has 24 hours
    person_wide: Vec<Box<str>>,
    caps: Vec<Cap>,
}

/// Longest rolling window that real time remembers.
const ROLLING_DAYS_MAX: i32 = 730;

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let params = source.params;
    let measure = params.choice(
        "计量",
        &[
            ("数量", Measure::Quantity),
            ("种类", Measure::Kinds),
            ("开药天数", Measure::DaysSupplied),
            ("日用量", Measure::DailyAmount),
            ("日剂量", Measure::DailyDose),
            ("单次剂量", Measure::SingleDose),
        ],
        Measure::Quantity,
    );
    let period = params.choice(
        "窗口",
        &[
            ("处方", Period::Within(Window::Prescription)),
            ("单日", Period::Within(Window::Day)),
            ("就诊", Period::Within(Window::Encounter)),
            ("滚动", Period::Rolling),
        ],
        Period::Within(if measure == Measure::Kinds {
            Window::Prescription
        } else {
            Window::Day
        }),
    );
    let default_cap: Option<Quantity> = params.number("上限");
    let caps_by_setting = SettingCaps::read(params, |_| true, "写成 {急诊: 3, 门诊: 7}");
    let kinds = read_kinds(source);
    let with_self_paid = params.flag("含自费");
    let person_wide: Vec<Box<str>> = params.texts("跨机构").into_iter().map(Box::from).collect();
    if !person_wide.is_empty() && (measure != Measure::Quantity || period != Period::Within(Window::Day)) {
        params.problem(
            params.line("跨机构"),
            "“跨机构”只用于单日的数量".into(),
            "写明计价单位，例如 跨机构: [小时]；其他窗口不写",
        );
    }
    let keyed = source.has_table();
    let has_default = default_cap.is_some() || !caps_by_setting.is_empty();
    if !keyed && !has_default {
        params.problem(
            params.line("上限"),
            "没有知识表也没有上限".into(),
            "写“上限”或“上限按就医方式”",
        );
    }
    if !keyed && !matches!(measure, Measure::Kinds | Measure::DaysSupplied) {
        params.problem(params.line("计量"), "这种计量需要知识表".into(), "在文件头写“知识”");
    }
    let mut caps = Vec::new();
    source.each_row(sink, &["编码"], |sink, table, row| {
        let keys = keys_of(table, row, "编码")?;
        let cap: Option<Quantity> = number_of(table, row, "上限")?;
        let Some(cap) = cap.or(default_cap) else {
            return Err(RowError::new("没有上限", "填“上限”列，或在规则参数写“上限”"));
        };
        if cap.is_negative() {
            return Err(RowError::new("上限为负", "上限不得小于零"));
        }
        let days: Option<i32> = number_of(table, row, "滚动天数")?;
        let rolling_days = days.unwrap_or(1);
        if period == Period::Rolling && (days.is_none() || !(1..=ROLLING_DAYS_MAX).contains(&rolling_days)) {
            return Err(RowError::new(
                "窗口为滚动时须填滚动天数",
                format!("填 1 至 {ROLLING_DAYS_MAX}"),
            ));
        }
        let number = sink.row(row, "", format!("{cap}/{rolling_days}"));
        for key in keys {
            sink.item(key, MAIN, number);
        }
        caps.push(Cap {
            cap,
            unit: table.cell(row, "单位").into(),
            rolling_days,
        });
        Ok(())
    });
    Box::new(QuantityCap {
        measure,
        period,
        default_cap,
        caps_by_setting,
        kinds,
        with_self_paid,
        keyed,
        person_wide,
        caps,
    })
}

fn read_kinds(source: &Source<'_>) -> Vec<ItemKind> {
    let params = source.params;
    let mut out = Vec::new();
    for word in params.texts("对象种类") {
        match ItemKind::NAMED.into_iter().find(|kind| kind.zh() == word) {
            Some(kind) => out.push(kind),
            None => params.problem(
                params.line("对象种类"),
                format!("不认识“{word}”"),
                "可取：药品、中药饮片、医疗服务项目、医用耗材",
            ),
        }
    }
    out
}

impl Primitive for QuantityCap {
    fn slots(&self) -> &'static [&'static str] {
        &["上限", "实际", "单位", "窗口"]
    }

    fn reach(&self) -> Reach {
        match self.period {
            Period::Rolling => Reach::Days(self.caps.iter().map(|cap| cap.rolling_days).max().unwrap_or(1)),
            Period::Within(Window::Day) => Reach::Days(1),
            Period::Within(_) => Reach::Encounter,
        }
    }

    fn unconditional(&self) -> bool {
        !self.keyed || self.has_general_caps()
    }

    fn judges_visits(&self) -> bool {
        false
    }

    fn heeds_item(&self, item: &ItemAspect<'_>) -> Heed {
        if self.kinds.is_empty() || self.kinds.contains(&item.kind) {
            Heed::ByNumbers
        } else {
            Heed::Never
        }
    }

    fn heeds_visit(&self, visit: &Encounter) -> Heed {
        // Where caps depend on the setting, an unknown one is itself to be reported.
        if !visit.setting.is_known() || self.cap(None, visit.setting.known().copied()).is_some() {
            Heed::Always
        } else {
            Heed::Never
        }
    }

    fn heeds_beyond(&self) -> u16 {
        // Where a window lies within an encounter, more kinds than the lowest cap are more lines of it, too.
        let lowest = self.default_cap.into_iter().chain(self.caps_by_setting.caps()).min();
        lowest
            .filter(|_| self.measure == Measure::Kinds && self.period != Period::Within(Window::Day))
            .map_or(0, |cap| u16::try_from(cap.scaled() / 10_000).unwrap_or(0))
    }

    fn heeds_line(&self, seen: &Seen<'_>) -> bool {
        let line = seen.line;
        // Without a cap that applies, the setting is what is missing.
        let cap = self.cap(None, seen.visit.setting.known().copied());
        let within = |days: u16| cap.is_some_and(|cap| Quantity::from_units(days.into()) <= cap);
        line.may_count(self.with_self_paid)
            && (self.measure != Measure::DaysSupplied
                || (line.current && !line.days.known().is_some_and(|&days| within(days))))
    }

    fn daily_cap(&self, row: u32) -> Option<Quantity> {
        let by_day = self.measure == Measure::Quantity && self.period == Period::Within(Window::Day);
        self.cap(Some(row), None).filter(|_| by_day)
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        if !self.keyed {
            match self.measure {
                Measure::Kinds => self.check_kinds(case, out),
                _ => {
                    for index in 0..case.view.record.lines.len() as u32 {
                        self.check_usage(case, None, index, out);
                    }
                }
            }
            return;
        }
        if self.has_general_caps() {
            self.check_unlisted(case, out);
        }
        for touches in case.by_row() {
            let mut lines = case.counted(touches, self.with_self_paid);
            lines.retain(|&index| self.kinds.is_empty() || self.kinds.contains(&case.view.line(index).kind));
            match (self.measure, self.period) {
                (Measure::Quantity | Measure::Kinds, Period::Within(window)) => {
                    self.check_window(case, touches, window, lines, out)
                }
                (Measure::Quantity | Measure::Kinds, Period::Rolling) => self.check_rolling(case, touches, lines, out),
                (Measure::DailyAmount, _) => self.check_daily_amount(case, touches, &lines, out),
                _ => lines
                    .into_iter()
                    .filter(|&index| case.judges(touches, index))
                    .for_each(|index| self.check_usage(case, Some(touches[0].row), index, out)),
            }
        }
    }
}

impl QuantityCap {
    /// Days supplied may be capped for every drug, with a table for those that differ.
    fn has_general_caps(&self) -> bool {
        self.measure == Measure::DaysSupplied && (self.default_cap.is_some() || !self.caps_by_setting.is_empty())
    }

    /// Lines that no row speaks about fall under the general caps.
    fn check_unlisted(&self, case: &Case<'_>, out: &mut Hits) {
        let mut listed: Vec<u32> = case
            .touches
            .iter()
            .flat_map(|touch| case.lines(touch).iter().map(move |&index| (index, touch.row)))
            .filter(|&(index, row)| case.speaks(row, case.view.line(index).at.day()))
            .map(|(index, _)| index)
            .collect();
        listed.sort_unstable();
        for index in 0..case.view.record.lines.len() as u32 {
            if listed.binary_search(&index).is_err() {
                self.check_usage(case, None, index, out);
            }
        }
    }

    fn concerns(&self, case: &Case<'_>, row: Option<u32>, index: u32) -> bool {
        let line = case.view.line(index);
        let day = line.at.day();
        case.view.counts(index, self.with_self_paid)
            && row.map_or_else(|| case.live(day), |row| case.speaks(row, day))
            && (self.kinds.is_empty() || self.kinds.contains(&line.kind))
    }

    fn cap(&self, row: Option<u32>, setting: Option<CareSetting>) -> Option<Quantity> {
        let by_setting = || self.caps_by_setting.of(setting?);
        row.and_then(|row| self.caps.get(row as usize))
            .map(|cap| cap.cap)
            .or_else(by_setting)
            .or(self.default_cap)
    }

    fn check_window(&self, case: &Case<'_>, touches: &[Touch], window: Window, lines: Vec<u32>, out: &mut Hits) {
        let row = touches[0].row;
        let Some(cap) = self.cap(Some(row), None) else { return };
        let unit = self.caps.get(row as usize).map_or("", |cap| &cap.unit);
        let person_wide = self.person_wide.iter().any(|wide| **wide == *unit);
        let window = if person_wide { Window::PersonDay } else { window };
        // What does not exceed the cap in all does not in any window.
        if lines
            .iter()
            .map(|&index| case.view.net(index).quantity)
            .sum::<Quantity>()
            <= cap
        {
            return;
        }
        let is_judged = |index: u32| case.judges(touches, index);
        let lines = placed(case, window, lines, is_judged, out);
        let groups = if matches!(window, Window::Day | Window::PersonDay) {
            by_days(case.view, window, lines)
        } else {
            split(case.view, window, lines)
        };
        for group in groups {
            // A window may reach beyond the days of the row: what came before is used up, what comes behind is
            // for another row to judge.
            let judged = |index: &&u32| case.judges(touches, **index);
            let (Some(&first), Some(last)) = (
                group.iter().find(judged),
                group.iter().rposition(|index| judged(&index)),
            ) else {
                continue;
            };
            let group = &group[..=last];
            let total: Quantity = group.iter().map(|&index| case.view.net(index).quantity).sum();
            if total <= cap || !group.iter().any(|&index| case.view.line(index).current) {
                continue;
            }
            let first = case.view.line(first);
            let mut hit = case.hit(Some(row), first.encounter, first.at);
            let by_day = !matches!(window, Window::Encounter | Window::Prescription);
            let lasting = Cluster::of(case.view, group).filter(|_| by_day);
            let (allowed, actual, window) = match &lasting {
                None => {
                    blame_last_units(case, &mut hit, group, total - cap, is_judged);
                    (cap, total, window.zh())
                }
                Some(cluster) => {
                    let beyond = cluster.beyond(cap);
                    cluster.note_unknown(case, cap, &beyond, is_judged, out);
                    blame_parts(case, &mut hit, group, &beyond, is_judged);
                    let Some(Tightest {
                        days,
                        allowed,
                        quantity,
                    }) = cluster.tightest(cap)
                    else {
                        continue;
                    };
                    let zh = if days == 1 { window.zh() } else { format!("{days}日") };
                    (allowed, quantity, zh)
                }
            };
            if !hit.blames() {
                continue;
            }
            self.explain(case, &mut hit, Some(row), allowed, actual, window);
            out.hits.extend(hit.by_visit(case.view.record));
        }
    }

    fn check_rolling(&self, case: &Case<'_>, touches: &[Touch], mut lines: Vec<u32>, out: &mut Hits) {
        let row = touches[0].row;
        let Some(Cap { cap, rolling_days, .. }) = self.caps.get(row as usize) else {
            return;
        };
        let whole: Quantity = lines.iter().map(|&index| case.view.net(index).quantity).sum();
        if whole > *cap {
            lines = placed(case, Window::Day, lines, |index| case.judges(touches, index), out);
        } else {
            lines.retain(|&index| Window::Day.places(case.view.line(index)));
        }
        for (position, &index) in lines.iter().enumerate() {
            let line = case.view.line(index);
            if !line.current || !case.judges(touches, index) {
                continue;
            }
            let record = case.view.record;
            let last_day = |other: u32| record.last_day_of(case.view.line(other));
            let own_last = last_day(index);
            let windows = (own_last.days_since(line.at.day()) + rolling_days) / rolling_days;
            let start = View::window_start(own_last.start(), *rolling_days);
            let so_far = &lines[..=position];
            let sum = |of: &[u32]| -> Quantity { of.iter().map(|&other| case.view.net(other).quantity).sum() };
            // What lasts is in a window for certain where all of its days are.
            let within = |end: Day| -> Vec<u32> {
                let start = View::window_start(end.start(), *rolling_days);
                let is_within = |&other: &u32| case.view.line(other).at >= start && last_day(other) <= end;
                so_far.iter().copied().filter(is_within).collect()
            };
            let holds_own = |end: &Day| *end > own_last && View::window_start(end.start(), *rolling_days) <= line.at;
            let mut window = if windows == 1 { within(own_last) } else { vec![index] };
            for end in so_far.iter().map(|&other| last_day(other)).filter(holds_own) {
                let other = within(end);
                if sum(&other) > sum(&window) {
                    window = other;
                }
            }
            let total = sum(&window);
            let cap = &over(*cap, windows);
            let rolling_days = &(rolling_days * windows);
            if total <= *cap {
                let beside = |&&other: &&u32| {
                    let joins = last_day(other) >= start.day();
                    joins && (lasts(record, line) || lasts(record, case.view.line(other)))
                };
                let loose: Quantity = so_far[..position]
                    .iter()
                    .filter(beside)
                    .filter(|other| !window.contains(other))
                    .map(|&other| case.view.net(other).quantity)
                    .sum();
                if !loose.is_zero() && total + loose > *cap {
                    case.missing_for_line(out, TIME, index);
                } else if !record.history.covers(start.day()) {
                    case.missing_for_line(out, "历史费用明细", index);
                }
                continue;
            }
            let mut hit = case.hit(Some(row), line.encounter, line.at);
            let own = case.view.net(index);
            let excess = (total - *cap).min(own.quantity);
            let partly = excess != own.quantity;
            window
                .iter()
                .filter(|&&other| other != index)
                .for_each(|&other| hit.involve(other));
            hit.blame(index, share(own.covered, excess, own.quantity));
            if case.view.explain && partly {
                let sum = shared(own.covered, excess, own.quantity);
                hit.arithmetic = Some(format!("{sum} = {} 元", hit.amount()));
            }
            if case.view.explain {
                self.compare(&mut hit, Some(row), *cap, total, format!("{rolling_days}日"));
                let again = self.again_from(case, &window[..window.len() - 1], total, *cap, *rolling_days);
                let again = again.map_or(String::new(), |day| format!("，或自{day}起再开"));
                let unit = self.unit(Some(row));
                hit.ways_out.push(format!("本次减少{excess}{unit}{again}"));
            }
            out.hits.push(hit);
        }
    }

    /// Distinct items of the kinds in one prescription.
    fn check_kinds(&self, case: &Case<'_>, out: &mut Hits) {
        let window = match self.period {
            Period::Within(window) => window,
            Period::Rolling => Window::Prescription,
        };
        let lines = (0..case.view.record.lines.len() as u32)
            .filter(|&index| case.view.record.encounter_of(case.view.line(index)).current)
            .filter(|&index| self.concerns(case, None, index))
            .filter(|&index| window != Window::Prescription || !is_sale(case, index));
        for group in split(case.view, window, self.placed_kinds(case, window, lines.collect(), out)) {
            let first = case.view.line(group[0]);
            let setting = case.view.record.encounter_of(first).setting.known().copied();
            let Some(cap) = self.cap(None, setting) else { continue };
            let mut kinds: Vec<&str> = Vec::new();
            let mut beyond: Vec<u32> = Vec::new();
            for &index in &group {
                let code = case.view.line(index).item.national();
                let known = kinds.contains(&code);
                if !known {
                    kinds.push(code);
                }
                let rank = kinds.iter().position(|kind| *kind == code).unwrap_or(0) as i64 + 1;
                if Quantity::from_units(rank) > cap {
                    beyond.push(index);
                }
            }
            let total = Quantity::from_units(kinds.len() as i64);
            if total <= cap || !group.iter().any(|&index| case.view.line(index).current) {
                continue;
            }
            let mut hit = case.hit(None, first.encounter, first.at);
            for &index in &group {
                if beyond.contains(&index) {
                    hit.blame(index, positive(case.view.net(index).covered));
                } else {
                    hit.involve(index);
                }
            }
            self.explain(case, &mut hit, None, cap, total, window.zh());
            out.hits.extend(hit.by_visit(case.view.record));
        }
    }

    /// The lines that can be put into prescriptions; the others are of interest only where there are
    /// kinds enough to exceed a cap.
    fn placed_kinds(&self, case: &Case<'_>, window: Window, lines: Vec<u32>, out: &mut Hits) -> Vec<u32> {
        if lines.iter().all(|&index| window.places(case.view.line(index))) {
            return lines;
        }
        let mut kinds: Vec<&str> = lines
            .iter()
            .map(|&index| case.view.line(index).item.national())
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() > usize::from(self.heeds_beyond()) {
            return placed(case, window, lines, |_| true, out);
        }
        Vec::new()
    }

    /// Measures that need the usage of one line.
    fn check_usage(&self, case: &Case<'_>, row: Option<u32>, index: u32, out: &mut Hits) {
        let line = case.view.line(index);
        if !line.current || !self.concerns(case, row, index) {
            return;
        }
        let setting = case.view.record.encounter_of(line).setting.known().copied();
        let Some(cap) = self.cap(row, setting) else {
            // Caps that depend on the setting cannot be chosen where the setting is not known.
            if setting.is_none() && !self.caps_by_setting.is_empty() {
                case.missing_for_line(out, "就医方式", index);
            }
            return;
        };
        let Some(actual) = self.measured(case, line, index) else {
            if row.is_some() {
                case.missing_for_line(out, "用法用量", index);
            } else {
                case.missing_for_encounter(out, "用法用量", line.encounter);
            }
            return;
        };
        if actual <= cap {
            return;
        }
        let net = case.view.net(index);
        let mut hit = case.hit(row, line.encounter, line.at);
        hit.blame(index, share(net.covered, actual - cap, actual));
        if case.view.explain {
            let sum = shared(net.covered, actual - cap, actual);
            hit.arithmetic = Some(format!("{sum} = {} 元", hit.amount()));
        }
        self.explain(case, &mut hit, row, cap, actual, Window::Prescription.zh());
        out.hits.push(hit);
    }

    /// What is taken on a day of all that one prescription gives on one day, in however many rows.
    fn check_daily_amount(&self, case: &Case<'_>, touches: &[Touch], lines: &[u32], out: &mut Hits) {
        let row = touches[0].row;
        let Some(cap) = self.cap(Some(row), None) else { return };
        let mut known: Vec<u32> = Vec::with_capacity(lines.len());
        for &index in lines {
            let line = case.view.line(index);
            if line.usage.days.is_known() {
                known.push(index);
            } else if line.current && case.judges(touches, index) {
                case.missing_for_line(out, "用法用量", index);
            }
        }
        for prescribed in split(case.view, Window::Prescription, known) {
            for given in split(case.view, Window::EncounterDay, prescribed) {
                self.check_given(case, touches, cap, &given, out);
            }
        }
    }

    fn check_given(&self, case: &Case<'_>, touches: &[Touch], cap: Quantity, given: &[u32], out: &mut Hits) {
        let days = |index: u32| i64::from(case.view.line(index).usage.days.known().copied().unwrap_or(1)).max(1);
        // A daily amount is seldom a round number: all are counted in a common part of it, so that nothing is
        // rounded before the share is taken.
        let common = given.iter().map(|&index| days(index)).fold(1, least_common_multiple);
        let parts = |index: u32| {
            let net = case.view.net(index);
            (net.quantity.scaled()).saturating_mul(common / days(index))
        };
        let whole = given.iter().fold(0_i64, |sum, &index| sum.saturating_add(parts(index)));
        let mut beyond = whole.saturating_sub(cap.scaled().saturating_mul(common));
        let judged = |index: &&u32| case.view.line(**index).current && case.judges(touches, **index);
        let Some(&first) = given.iter().find(judged).filter(|_| beyond > 0) else {
            return;
        };
        let line = case.view.line(first);
        let mut hit = case.hit(Some(touches[0].row), line.encounter, line.at);
        let mut sums: Vec<String> = Vec::new();
        for index in given.iter().rev() {
            let (own, covered) = (parts(*index), case.view.net(*index).covered);
            let part = beyond.min(own);
            beyond -= part;
            if part > 0 && judged(&index) {
                let (part, own) = (Quantity::from_scaled(part), Quantity::from_scaled(own));
                hit.blame(*index, share(covered, part, own));
                if case.view.explain {
                    let each = |parts: Quantity| Quantity::from_scaled(parts.scaled() / common);
                    sums.push(shared(covered, each(part), each(own)));
                }
            } else {
                hit.involve(*index);
            }
        }
        if !hit.blames() {
            return;
        }
        hit.lines.reverse();
        if case.view.explain {
            sums.reverse();
            hit.arithmetic = Some(format!("{} = {} 元", sums.join(" + "), hit.amount()));
        }
        let actual = Quantity::from_scaled(whole / common);
        self.explain(
            case,
            &mut hit,
            Some(touches[0].row),
            cap,
            actual,
            Window::Prescription.zh(),
        );
        out.hits.push(hit);
    }

    fn measured(&self, case: &Case<'_>, line: &FeeLine, index: u32) -> Option<Quantity> {
        let usage = &line.usage;
        match self.measure {
            Measure::DaysSupplied => {
                let days = case.view.days_supplied(index);
                days.known().map(|&days| Quantity::from_units(days.into()))
            }
            Measure::DailyDose => {
                let (dose, times) = (
                    usage.single_dose.known()?.scaled(),
                    usage.times_per_day.known()?.scaled(),
                );
                i64::try_from(i128::from(dose) * i128::from(times) / 10_000)
                    .ok()
                    .map(Quantity::from_scaled)
            }
            Measure::SingleDose => usage.single_dose.known().copied(),
            Measure::Quantity | Measure::Kinds | Measure::DailyAmount => Some(case.view.net(index).quantity),
        }
    }

    /// What the cap asks against what there is.
    fn compare(&self, hit: &mut Hit, row: Option<u32>, cap: Quantity, actual: Quantity, window: String) {
        let unit = self.unit(row);
        let measure = self.measure.zh();
        hit.fact("上限", cap.to_string());
        hit.fact("实际", actual.to_string());
        hit.fact("单位", unit);
        hit.fact("窗口", window.clone());
        hit.compare(
            &format!("{window}{measure}"),
            format!("不超过{cap}{unit}"),
            format!("{actual}{unit}"),
        );
    }

    /// The comparison, and the way out of it.
    fn explain(
        &self,
        case: &Case<'_>,
        hit: &mut Hit,
        row: Option<u32>,
        cap: Quantity,
        actual: Quantity,
        window: String,
    ) {
        if !case.view.explain {
            return;
        }
        self.compare(hit, row, cap, actual, window);
        let (unit, measure) = (self.unit(row), self.measure.zh());
        // Of a total to which earlier orders belong, this one can give up no more than it adds.
        let is_current = |line: &&HitLine| case.view.line(line.index).current;
        let own: Quantity = hit
            .lines
            .iter()
            .filter(is_current)
            .map(|line| case.view.net(line.index).quantity)
            .sum();
        let earlier = !hit.lines.iter().all(|line| is_current(&line));
        hit.ways_out.push(if self.measure == Measure::Quantity && earlier {
            format!("本次减少{}{unit}", (actual - cap).min(own))
        } else {
            format!("{measure}由{actual}{unit}减为{cap}{unit}")
        });
    }

    fn unit(&self, row: Option<u32>) -> &str {
        let unit = row
            .and_then(|row| self.caps.get(row as usize))
            .map_or("", |cap| &cap.unit);
        match (self.measure, self.period) {
            _ if !unit.is_empty() => unit,
            (Measure::Kinds, _) => "种",
            (Measure::DaysSupplied, _) => "天",
            // What may be done again only after some days is counted by the time.
            (Measure::Quantity, Period::Rolling) => "次",
            _ => "",
        }
    }

    /// The day from which what a line adds is within the cap again: enough of what came before it has left the
    /// window. None where the line alone exceeds the cap.
    fn again_from(
        &self,
        case: &Case<'_>,
        earlier: &[u32],
        total: Quantity,
        cap: Quantity,
        rolling_days: i32,
    ) -> Option<Day> {
        let mut left = total;
        let leaves = earlier.iter().find(|&&index| {
            left -= case.view.net(index).quantity;
            left <= cap
        });
        leaves.map(|&index| case.view.line(index).at.day().plus_days(rolling_days))
    }
}

/// True for what a pharmacy sold that nobody prescribed, as far as is said.
fn is_sale(case: &Case<'_>, index: u32) -> bool {
    let line = case.view.line(index);
    case.view.record.encounter_of(line).is_of(CareSetting::Pharmacy)
        && line.prescription.is_none()
        && !Glance::names_doctor(line.doctor.as_str())
}

fn least_common_multiple(a: i64, b: i64) -> i64 {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (a / divisor.max(1)).saturating_mul(b)
}
