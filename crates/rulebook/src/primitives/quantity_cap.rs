//! 数量上限: quantity, number of kinds, days supplied or dose in a window must not exceed a cap.
//!
//! 例外: usage that the source does not carry makes the rule not evaluable, never a violation.

use super::setting_caps::SettingCaps;
use super::window::Window;
use crate::hit::{Hit, HitLine, Hits};
use crate::primitive::{Case, Heed, ItemAspect, MAIN, Primitive, Reach, RowError, Seen, Source, keys_of, number_of};
use crate::rows::RowSink;
use domain::{CareSetting, Encounter, ItemKind, Quantity};

mod kinds;
mod usage;
mod windows;

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

/// 计价单位 · units of time in minutes, so that a cap in one of them may be counted in another.
const MINUTES: [(&str, i64); 5] = [("日", 1_440), ("天", 1_440), ("半日", 720), ("小时", 60), ("分钟", 1)];

/// A cap in the unit in which the item is charged, where that is another than the one of the cap.
fn in_charged_unit(cap: Quantity, unit: &str, charged: &str) -> Result<Quantity, RowError> {
    let minutes = |word: &str| {
        MINUTES
            .iter()
            .find(|(known, _)| *known == word)
            .map(|(_, minutes)| *minutes)
    };
    let (Some(from), Some(to)) = (minutes(unit), minutes(charged)) else {
        let words: Vec<&str> = MINUTES.iter().map(|(word, _)| *word).collect();
        return Err(RowError::new(
            format!("“{unit}”不能折算为“{charged}”"),
            format!("“单位”与“计价单位”可取 {}；其他单位只写“单位”", words.join("、")),
        ));
    };
    let converted = i128::from(cap.scaled()) * i128::from(from) / i128::from(to);
    Ok(Quantity::from_scaled(i64::try_from(converted).unwrap_or(i64::MAX)))
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
        let (mut unit, mut cap) = (table.cell(row, "单位"), cap);
        let charged = table.cell(row, "计价单位");
        if !charged.is_empty() && charged != unit {
            cap = in_charged_unit(cap, unit, charged)?;
            unit = charged;
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
            unit: unit.into(),
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

    /// The unit as it stands behind a number in a sentence.
    fn unit(&self, row: Option<u32>) -> &str {
        let unit = row
            .and_then(|row| self.caps.get(row as usize))
            .map_or("", |cap| &cap.unit);
        match (self.measure, self.period) {
            // One counts 两个半日, but 两小时.
            _ if unit == "半日" => "个半日",
            _ if !unit.is_empty() => unit,
            (Measure::Kinds, _) => "种",
            (Measure::DaysSupplied, _) => "天",
            // What may be done again only after some days is counted by the time.
            (Measure::Quantity, Period::Rolling) => "次",
            _ => "",
        }
    }
}
