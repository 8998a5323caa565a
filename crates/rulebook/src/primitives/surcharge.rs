//! 加收: a surcharge item charged more often than its main item allows.

use super::excess::blame_last_units;
use super::window::{TIME, Window, placed, split};
use crate::hit::Hits;
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, Touch, keys_of, number_of};
use crate::rows::RowSink;
use domain::{Certainty, FeeLine, Quantity, Record};

const BASE: u8 = 1;

#[derive(Debug)]
struct Allowance {
    per_main: Quantity,
    main: Box<str>,
}

#[derive(Debug)]
struct Surcharge {
    allowances: Vec<Allowance>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let mut allowances = Vec::new();
    source.each_row(sink, &["编码", "主项", "每主项上限"], |sink, table, row| {
        let surcharge = keys_of(table, row, "编码")?;
        let main = keys_of(table, row, "主项")?;
        let per_main: Quantity = number_of(table, row, "每主项上限")?
            .filter(|cap: &Quantity| !cap.is_negative())
            .ok_or_else(|| RowError::new("没有每主项上限", "填次数，例如 1"))?;
        let number = sink.row(row, table.cell(row, "主项"), per_main.to_string());
        surcharge.into_iter().for_each(|key| sink.item(key, MAIN, number));
        main.into_iter().for_each(|key| sink.item(key, BASE, number));
        allowances.push(Allowance {
            per_main,
            main: table.cell(row, "主项名称").into(),
        });
        Ok(())
    });
    Box::new(Surcharge { allowances })
}

impl Primitive for Surcharge {
    fn slots(&self) -> &'static [&'static str] {
        &["主项", "上限", "实际"]
    }

    fn reach(&self) -> Reach {
        Reach::Days(1)
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        for touches in case.by_row() {
            let row = touches[0].row;
            let Some(allowance) = self.allowances.get(row as usize) else {
                continue;
            };
            let (extras, mains) = touches.split_at(touches.partition_point(|touch| touch.role == MAIN));
            let judged = |touches: &[Touch], with_self_paid: bool| -> Vec<u32> {
                let mut lines = case.counted(touches, with_self_paid);
                lines.retain(|&index| case.judges(touches, index));
                lines
            };
            let mains = judged(mains, true);
            let extras = placed(case, Window::EncounterDay, judged(extras, false), |_| true, out);
            let groups = split(case.view, Window::EncounterDay, extras);
            for group in &groups {
                let first = case.view.line(group[0]);
                if !group.iter().any(|&index| case.view.line(index).current) {
                    continue;
                }
                let record = case.view.record;
                let near = |main: &u32, joins: fn(Window, &Record, &FeeLine, &FeeLine) -> bool| {
                    let main = case.view.line(*main);
                    group
                        .iter()
                        .any(|&index| joins(Window::EncounterDay, record, case.view.line(index), main))
                };
                let sum = |of: &[u32]| -> Quantity { of.iter().map(|&index| case.view.net(index).quantity).sum() };
                let allowed_by = |mains: &[u32]| {
                    let allowed = i128::from(sum(mains).scaled()) * i128::from(allowance.per_main.scaled()) / 10_000;
                    Quantity::from_scaled(i64::try_from(allowed).unwrap_or(i64::MAX))
                };
                let mut joined = mains.clone();
                joined.retain(|main| near(main, Window::joins));
                let charged = sum(group);
                if charged <= allowed_by(&joined) {
                    continue;
                }
                // What lasts may have been added to, or be the main item, on any of its days.
                joined = mains.clone();
                joined
                    .retain(|main| Window::EncounterDay.places(case.view.line(*main)) && near(main, Window::may_join));
                let (count, allowed) = (sum(&joined), allowed_by(&joined));
                // A main item of which nobody knows the day may be what these were added to.
                let loose = |&main: &u32| {
                    let line = case.view.line(main);
                    line.encounter == first.encounter && !Window::EncounterDay.places(line)
                };
                if charged <= allowed || mains.iter().any(loose) {
                    group
                        .iter()
                        .filter(|&&index| case.view.line(index).current)
                        .for_each(|&index| case.missing_for_line(out, TIME, index));
                    continue;
                }
                let mut hit = case.hit(Some(row), first.encounter, first.at);
                blame_last_units(case, &mut hit, group, charged - allowed, |_| true);
                // One operation may be charged before midnight in one part and after it in the other.
                let room_beside = [-1, 1].into_iter().any(|away| {
                    let day = first.at.day().plus_days(away);
                    let of_day = |index: &u32| {
                        let line = case.view.line(*index);
                        line.encounter == first.encounter && line.at.day() == day
                    };
                    let own: Vec<u32> = mains.iter().copied().filter(of_day).collect();
                    let taken = groups.iter().find(|group| of_day(&group[0]));
                    allowed_by(&own) > taken.map_or(Quantity::ZERO, |taken| sum(taken))
                });
                if room_beside {
                    hit.lower(Certainty::Suspect, "主项目在相邻的一日，可能是同一台手术跨过零点");
                }
                joined.iter().for_each(|&main| hit.involve(main));
                if case.view.explain {
                    hit.fact("主项", allowance.main.to_string());
                    hit.fact("上限", allowed.to_string());
                    hit.fact("实际", charged.to_string());
                    hit.compare(
                        "加收次数",
                        format!("不超过{allowed}次（主项{count}次）"),
                        format!("{charged}次"),
                    );
                    hit.ways_out.push(format!("加收由{charged}次减为{allowed}次"));
                }
                out.hits.push(hit);
            }
        }
    }
}
