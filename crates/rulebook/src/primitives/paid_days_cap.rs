//! 支付天数上限: days paid for in one course, or in one stay, must not exceed a cap.
//!
//! The codes of one knowledge point are one course: changing the brand does not start a new one, and neither
//! does a new edition of the point.

use super::excess::{by_finding, positive, share, shared};
use super::window::{Window, placed};
use crate::hit::Hits;
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, Touch, keys_of, number_of};
use crate::rows::RowSink;
use domain::{Day, Quantity};

#[derive(Debug, Clone, Copy)]
struct Cap {
    days: i32,
    elapsed: bool,
    /// a course is a stay, whatever was used in others
    per_stay: bool,
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
        let per_stay = match table.cell(row, "疗程范围") {
            "" | "疗程" => false,
            "单次住院" => true,
            other => {
                return Err(RowError::new(
                    format!("列“疗程范围”不认识“{other}”"),
                    "可取：疗程、单次住院；空为疗程",
                ));
            }
        };
        let number = sink.row(row, "", format!("{days}/{elapsed}/{per_stay}"));
        for key in keys {
            sink.item(key, MAIN, number);
        }
        caps.push(Cap {
            days,
            elapsed,
            per_stay,
        });
        Ok(())
    });
    Box::new(PaidDaysCap { gap_days, caps })
}

impl Primitive for PaidDaysCap {
    fn slots(&self) -> &'static [&'static str] {
        &["上限", "实际", "范围"]
    }

    fn reach(&self) -> Reach {
        Reach::Days(self.caps.iter().map(|cap| cap.days).max().unwrap_or(0) + self.gap_days)
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        for touches in case.by_row() {
            let Some(cap) = self.caps.get(touches[0].row as usize) else {
                continue;
            };
            let mut lines = case.counted(touches, false);
            let judged = |&index: &u32| case.view.line(index).current && case.judges(touches, index);
            if !lines.iter().any(judged) {
                continue;
            }
            if may_exceed(case, cap, &lines) {
                lines = placed(case, Window::Day, lines, |index| case.judges(touches, index), out);
            }
            if cap.per_stay {
                let stay = |index: u32| case.view.line(index).encounter;
                lines.sort_by_key(|&index| stay(index));
                lines
                    .chunk_by(|&a, &b| stay(a) == stay(b))
                    .for_each(|lines| self.check_course(case, touches, cap, lines, out));
            } else {
                self.check_course(case, touches, cap, &lines, out);
            }
        }
    }
}

/// False where all the days of the lines together are within the cap, whenever they were.
fn may_exceed(case: &Case<'_>, cap: &Cap, lines: &[u32]) -> bool {
    let days = |&index: &u32| match used_days(case, cap, index) {
        Days::Certain(days) | Days::Unsure(days) => days,
    };
    cap.elapsed || lines.iter().map(days).sum::<i32>() > cap.days
}

/// On how many days from its begin on a line was used.
#[derive(Debug, Clone, Copy)]
enum Days {
    Certain(i32),
    /// on the first, and on who knows which of so many
    Unsure(i32),
}

/// The days that are written for the line, else those from its begin to its stop, without the day of the stop itself.
/// What is less than one for each day was not used on each.
fn used_days(case: &Case<'_>, cap: &Cap, index: u32) -> Days {
    if let Some(&days) = case.view.days_supplied(index).known() {
        return Days::Certain(if cap.elapsed { 1 } else { i32::from(days).max(1) });
    }
    let (record, line) = (case.view.record, case.view.line(index));
    let days = record.last_day_of(line).days_since(line.at.day()).max(1);
    if case.view.net(index).quantity >= Quantity::from_units(days.into()) {
        Days::Certain(days)
    } else if days > 1 {
        Days::Unsure(days)
    } else {
        Days::Certain(1)
    }
}

/// A line that is used beyond the cap.
struct Exceeding {
    index: u32,
    /// what the course has before it
    earlier: Vec<u32>,
    /// the days of the course with it
    used: i32,
    beyond: Quantity,
    supplied: Quantity,
}

fn report(case: &Case<'_>, row: u32, cap: &Cap, group: &[Exceeding], out: &mut Hits) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else {
        return;
    };
    let line = case.view.line(first.index);
    let mut hit = case.hit(Some(row), line.encounter, line.at);
    let is_blamed = |index: &u32| group.iter().any(|one| one.index == *index);
    let beside = last.earlier.iter().filter(|&index| !is_blamed(index));
    beside.for_each(|&index| hit.involve(index));
    let (mut sums, mut partly): (Vec<String>, bool) = (Vec::new(), false);
    for one in group {
        let covered = case.view.net(one.index).covered;
        hit.blame(one.index, share(covered, one.beyond, one.supplied));
        if case.view.explain {
            let is_part = one.beyond != one.supplied;
            partly |= is_part;
            sums.push(if is_part {
                shared(covered, one.beyond, one.supplied)
            } else {
                positive(covered).to_string()
            });
        }
    }
    if case.view.explain {
        if partly {
            hit.arithmetic = Some(format!("{} = {} 元", sums.join(" + "), hit.amount()));
        }
        let used = last.used;
        hit.fact("范围", if cap.per_stay { "单次住院" } else { "一个疗程" });
        hit.fact("上限", cap.days.to_string());
        hit.fact("实际", used.to_string());
        let what = match (cap.per_stay, cap.elapsed) {
            (false, true) => "疗程历时",
            (false, false) => "疗程支付天数",
            (true, true) => "单次住院历时",
            (true, false) => "单次住院支付天数",
        };
        hit.compare(what, format!("不超过{}天", cap.days), format!("{used}天"));
        // A line of which the patient pays a part is judged by its whole quantity.
        let apart = if partly { "另列一行" } else { "" };
        hit.ways_out
            .push(format!("超过{}天的部分{apart}转自费，或停用", cap.days));
    }
    out.hits.push(hit);
}

impl PaidDaysCap {
    fn check_course(&self, case: &Case<'_>, touches: &[Touch], cap: &Cap, lines: &[u32], out: &mut Hits) {
        let mut days: Vec<Day> = Vec::new();
        let mut course: Vec<u32> = Vec::new();
        let mut exceeding: Vec<Exceeding> = Vec::new();
        for &index in lines {
            let line = case.view.line(index);
            let first = line.at.day();
            let (supplied, at_most) = match used_days(case, cap, index) {
                Days::Certain(days) => (days, days),
                Days::Unsure(days) => (1, days),
            };
            let judged = line.current && case.judges(touches, index);
            if !cap.per_stay && days.last().is_some_and(|last| first.days_since(*last) > self.gap_days) {
                days.clear();
                course.clear();
            }
            for offset in 0..supplied {
                let day = first.plus_days(offset);
                if let Err(place) = days.binary_search(&day) {
                    days.insert(place, day);
                }
            }
            let used = if cap.elapsed {
                days.first().map_or(0, |begun| first.days_since(*begun)) + supplied
            } else {
                days.len() as i32
            };
            // Every line on a day beyond the cap is beyond it, also the second of that day.
            let beyond = if cap.elapsed {
                supplied.min(used - cap.days)
            } else {
                let earlier = days.partition_point(|day| *day < first) as i32;
                earlier + supplied - cap.days.max(earlier)
            };
            if judged && beyond > 0 {
                exceeding.push(Exceeding {
                    index,
                    earlier: course.clone(),
                    used,
                    beyond: Quantity::from_units(beyond.into()),
                    supplied: Quantity::from_units(supplied.into()),
                });
            } else if judged && at_most > supplied && used + at_most - 1 > cap.days {
                case.missing_for_line(out, "用法用量", index);
            } else if judged
                && !cap.per_stay
                && used <= cap.days
                && !case.view.record.history.covers(self.complete_from(cap, first, &days))
            {
                case.missing_for_line(out, "历史费用明细", index);
            }
            course.push(index);
        }
        let groups = by_finding(case.view, exceeding, |one| one.index);
        groups
            .iter()
            .for_each(|group| report(case, touches[0].row, cap, group, out));
    }

    /// The day from which history must be whole for a course to count as begun where it seems to:
    /// before its first known day no use may hide within the gap that joins courses.
    fn complete_from(&self, cap: &Cap, line_day: Day, days: &[Day]) -> Day {
        let start = days.first().copied().unwrap_or(line_day);
        start
            .plus_days(-self.gap_days)
            .min(line_day.plus_days(-(cap.days + self.gap_days)))
    }
}
