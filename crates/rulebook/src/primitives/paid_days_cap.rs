//! 支付天数上限: days paid for in one course must not exceed a cap.
//!
//! The codes of one knowledge point are one course: changing the brand does not start a new one.

use super::excess::share;
use super::window::{Window, placed};
use crate::hit::Hits;
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, keys_of, number_of};
use crate::rows::RowSink;
use domain::{Day, Quantity};

#[derive(Debug, Clone, Copy)]
struct Cap {
    days: i32,
    elapsed: bool,
}

#[derive(Debug)]
struct PaidDaysCap {
    gap_days: i32,
    caps: Vec<Cap>,
}

/// A course longer than this is not remembered in real time.
const CAP_DAYS_MAX: i32 = 730;

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let gap_days = source.params.number("疗程间隔天数").unwrap_or(30);
    if !(1..=365).contains(&gap_days) {
        source.params.problem(
            source.params.line("疗程间隔天数"),
            "疗程间隔天数应在 1 至 365 之间".into(),
            "更正参数",
        );
    }
    let mut caps = Vec::new();
    source.each_row(sink, &["编码", "天数上限"], |sink, table, row| {
        let keys = keys_of(table, row, "编码")?;
        let days: i32 =
            number_of(table, row, "天数上限")?.ok_or_else(|| RowError::new("没有天数上限", "填天数，例如 14"))?;
        if !(1..=CAP_DAYS_MAX).contains(&days) {
            return Err(RowError::new(
                format!("天数上限 {days} 超出范围"),
                format!("填 1 至 {CAP_DAYS_MAX}"),
            ));
        }
        let elapsed = match table.cell(row, "计法") {
            "" | "使用天数" => false,
            "历时天数" => true,
            other => {
                return Err(RowError::new(
                    format!("列“计法”不认识“{other}”"),
                    "可取：使用天数、历时天数",
                ));
            }
        };
        let number = sink.row(row, "", format!("{days}/{elapsed}"));
        for key in keys {
            sink.item(key, MAIN, number);
        }
        caps.push(Cap { days, elapsed });
        Ok(())
    });
    Box::new(PaidDaysCap { gap_days, caps })
}

impl Primitive for PaidDaysCap {
    fn slots(&self) -> &'static [&'static str] {
        &["上限", "实际"]
    }

    fn reach(&self) -> Reach {
        Reach::Days(self.caps.iter().map(|cap| cap.days).max().unwrap_or(0) + self.gap_days)
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        for touches in case.by_row() {
            let row = touches[0].row;
            let mut lines: Vec<u32> = touches
                .iter()
                .flat_map(|touch| case.lines(touch))
                .copied()
                .filter(|&index| case.view.counts(index, false) && case.speaks(row, case.view.line(index).at.day()))
                .collect();
            lines.sort_unstable();
            lines.dedup();
            if self.may_exceed(case, row, &lines) {
                lines = placed(case, Window::Day, lines, out);
            }
            self.check_course(case, row, &lines, out);
        }
    }
}

impl PaidDaysCap {
    /// False where all the days of the lines together are within the cap, whenever they were.
    fn may_exceed(&self, case: &Case<'_>, row: u32, lines: &[u32]) -> bool {
        let days = |&index: &u32| i32::from(case.view.line(index).usage.days.known().copied().unwrap_or(1)).max(1);
        self.caps
            .get(row as usize)
            .is_some_and(|cap| cap.elapsed || lines.iter().map(days).sum::<i32>() > cap.days)
    }

    fn check_course(&self, case: &Case<'_>, row: u32, lines: &[u32], out: &mut Hits) {
        let Some(cap) = self.caps.get(row as usize) else { return };
        let mut days: Vec<Day> = Vec::new();
        let mut course: Vec<u32> = Vec::new();
        for &index in lines {
            let line = case.view.line(index);
            let first = line.at.day();
            let supplied = if cap.elapsed {
                1
            } else {
                line.usage.days.known().map_or(1, |&days| i32::from(days).max(1))
            };
            if days.last().is_some_and(|last| first.days_since(*last) > self.gap_days) {
                days.clear();
                course.clear();
            }
            for offset in 0..supplied {
                let day = first.plus_days(offset);
                if let Err(place) = days.binary_search(&day) {
                    days.insert(place, day);
                }
            }
            let used = self.used(cap, &days);
            // Every line on a day beyond the cap is beyond it, also the second of that day.
            let beyond = if cap.elapsed {
                i32::from(used > cap.days)
            } else {
                let earlier = days.partition_point(|day| *day < first) as i32;
                earlier + supplied - cap.days.max(earlier)
            };
            if line.current && beyond > 0 {
                let mut hit = case.hit(Some(row), line.encounter, line.at);
                course.iter().for_each(|&earlier| hit.involve(earlier));
                let (part, whole) = if cap.elapsed { (1, 1) } else { (beyond, supplied) };
                let covered = case.view.net(index).covered;
                hit.blame(
                    index,
                    share(
                        covered,
                        Quantity::from_units(part.into()),
                        Quantity::from_units(whole.into()),
                    ),
                );
                if case.view.explain {
                    hit.fact("上限", cap.days.to_string());
                    hit.fact("实际", used.to_string());
                    let what = if cap.elapsed {
                        "疗程历时"
                    } else {
                        "疗程支付天数"
                    };
                    hit.compare(what, format!("不超过{}天", cap.days), format!("{used}天"));
                    hit.ways_out.push(format!("超过{}天的部分转自费，或停用", cap.days));
                }
                out.hits.push(hit);
            } else if line.current
                && used <= cap.days
                && !case.view.record.history.covers(self.complete_from(cap, first, &days))
            {
                case.missing_for_line(out, "历史费用明细", index);
            }
            course.push(index);
        }
    }

    /// The day from which history must be whole for a course to count as begun where it seems to:
    /// before its first known day no use may hide within the gap that joins courses.
    fn complete_from(&self, cap: &Cap, line_day: Day, days: &[Day]) -> Day {
        let start = days.first().copied().unwrap_or(line_day);
        start
            .plus_days(-self.gap_days)
            .min(line_day.plus_days(-(cap.days + self.gap_days)))
    }

    fn used(&self, cap: &Cap, days: &[Day]) -> i32 {
        match (days.first(), days.last()) {
            (Some(first), Some(last)) if cap.elapsed => last.days_since(*first) + 1,
            _ => days.len() as i32,
        }
    }
}
