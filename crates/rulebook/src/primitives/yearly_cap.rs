//! 年度限额: what the fund paid for an item in a calendar year, or in one encounter, must not
//! exceed a sum.

use super::excess::{by_finding, capped};
use super::window::{TIME, Window};
use crate::hit::Hits;
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, keys_of, number_of};
use crate::rows::RowSink;
use domain::{Day, Money};

#[derive(Debug)]
struct YearlyCap {
    per_encounter: bool,
    caps: Vec<Money>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let per_encounter = source
        .params
        .choice("窗口", &[("自然年", false), ("就诊", true)], false);
    let mut caps = Vec::new();
    source.each_row(sink, &["编码", "限额"], |sink, table, row| {
        let keys = keys_of(table, row, "编码")?;
        let cap: Money = number_of(table, row, "限额")?.ok_or_else(|| RowError::new("没有限额", "填金额，单位元"))?;
        if cap.is_negative() {
            return Err(RowError::new("限额为负", "限额不得小于零"));
        }
        let number = sink.row(row, "", cap.to_string());
        keys.into_iter().for_each(|key| sink.item(key, MAIN, number));
        caps.push(cap);
        Ok(())
    });
    Box::new(YearlyCap { per_encounter, caps })
}

impl Primitive for YearlyCap {
    fn slots(&self) -> &'static [&'static str] {
        &["上限", "实际", "窗口"]
    }

    fn reach(&self) -> Reach {
        if self.per_encounter {
            Reach::Encounter
        } else {
            Reach::Days(366)
        }
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        for touches in case.by_row() {
            let row = touches[0].row;
            let Some(&cap) = self.caps.get(row as usize) else {
                continue;
            };
            let lines = case.counted(touches, false);
            // What a stay over the turn of the year charged on nobody knows which day belongs to either year.
            let loose = |&index: &u32| {
                let line = case.view.line(index);
                let end = case.view.record.encounter_of(line).end;
                !line.timing.knows_day() && end.is_none_or(|end| end.day().year() != line.at.day().year())
            };
            let all = || -> Money { lines.iter().map(|&index| case.view.net(index).covered).sum() };
            let adrift = !self.per_encounter && lines.iter().any(loose) && all() > cap;
            let mut exceeding: Vec<Exceeding> = Vec::new();
            for (position, &index) in lines.iter().enumerate() {
                if !case.view.line(index).current || !case.judges(touches, index) {
                    continue;
                }
                match adrift {
                    true => case.missing_for_line(out, TIME, index),
                    false => exceeding.extend(self.check_line(case, cap, &lines[..position], index, out)),
                }
            }
            let groups = by_finding(case.view, exceeding, |one| one.index);
            groups.iter().for_each(|group| self.report(case, row, cap, group, out));
        }
    }
}

/// A line with which the sum is above the cap.
struct Exceeding {
    index: u32,
    /// what counts before it
    earlier: Vec<u32>,
    before: Money,
    own: Money,
}

impl Exceeding {
    fn total(&self) -> Money {
        self.before + self.own
    }

    fn excess(&self, cap: Money) -> Money {
        (self.total() - cap).min(self.own)
    }
}

impl YearlyCap {
    fn check_line(
        &self,
        case: &Case<'_>,
        cap: Money,
        earlier: &[u32],
        index: u32,
        out: &mut Hits,
    ) -> Option<Exceeding> {
        let line = case.view.line(index);
        let year = line.at.day().year();
        let together: Vec<u32> = earlier
            .iter()
            .copied()
            .filter(|&other| {
                let other = case.view.line(other);
                if self.per_encounter {
                    Window::Encounter.joins(case.view.record, other, line)
                } else {
                    other.at.day().year() == year
                }
            })
            .collect();
        let own = case.view.net(index).covered;
        let before: Money = together.iter().map(|&other| case.view.net(other).covered).sum();
        if before + own <= cap {
            let year_start = Day::from_ymd(year, 1, 1).unwrap_or(line.at.day());
            if !self.per_encounter && !case.view.record.history.covers(year_start) {
                case.missing_for_line(out, "历史费用明细", index);
            }
            return None;
        }
        Some(Exceeding {
            index,
            earlier: together,
            before,
            own,
        })
    }

    fn report(&self, case: &Case<'_>, row: u32, cap: Money, group: &[Exceeding], out: &mut Hits) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            return;
        };
        let line = case.view.line(first.index);
        let mut hit = case.hit(Some(row), line.encounter, line.at);
        let is_blamed = |index: &u32| group.iter().any(|one| one.index == *index);
        let beside = last.earlier.iter().filter(|&index| !is_blamed(index));
        beside.for_each(|&index| hit.involve(index));
        group.iter().for_each(|one| hit.blame(one.index, one.excess(cap)));
        if case.view.explain {
            let total = last.total();
            let window = if self.per_encounter {
                "单次就诊".to_owned()
            } else {
                format!("{}年度", line.at.day().year())
            };
            hit.fact("上限", cap.to_string());
            hit.fact("实际", total.to_string());
            hit.fact("窗口", window.clone());
            hit.compare(
                &format!("{window}累计纳入医保金额"),
                format!("不超过{cap}元"),
                format!("{total}元"),
            );
            let sum = |one: &Exceeding| {
                let sum = format!("{} + {} − {cap}", one.before, one.own);
                capped(&sum, one.total() - cap, one.excess(cap))
            };
            hit.arithmetic = Some(group.iter().map(sum).collect::<Vec<_>>().join("；"));
            hit.ways_out.push(format!("超出限额的{}元转自费", hit.amount()));
        }
        out.hits.push(hit);
    }
}
