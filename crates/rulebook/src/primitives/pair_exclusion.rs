//! 不得同收、不得同用: a contained item charged beside the item that contains it, or two items
//! that exclude each other, inside the window that the knowledge row names.

use super::excess::positive;
use super::window::{Window, placed};
use crate::hit::Hits;
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, keys_of};
use crate::rows::RowSink;

const OTHER: u8 = 1;

#[derive(Debug)]
struct PairExclusion {
    both_violate: bool,
    with_self_paid: bool,
    windows: Vec<Window>,
    others: Vec<Box<str>>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let both_violate = source
        .params
        .choice("计违规", &[("从项", false), ("两项", true)], false);
    let with_self_paid = source.params.flag("含自费");
    let (mut windows, mut others) = (Vec::new(), Vec::new());
    source.each_row(sink, &["编码", "从项编码", "窗口"], |sink, table, row| {
        let main = keys_of(table, row, "编码")?;
        let other = keys_of(table, row, "从项编码")?;
        let word = table.cell(row, "窗口");
        let window =
            Window::named(word).ok_or_else(|| RowError::new(format!("列“窗口”不认识“{word}”"), Window::WORDS))?;
        if main.iter().any(|key| other.contains(key)) {
            return Err(RowError::new(
                "主项与从项是同一编码",
                "核对原文；同一项目重复收取用数量上限",
            ));
        }
        let number = sink.row(row, table.cell(row, "从项编码"), word);
        for key in main {
            sink.item(key, MAIN, number);
        }
        for key in other {
            sink.item(key, OTHER, number);
        }
        windows.push(window);
        others.push(table.cell(row, "从项名称").into());
        Ok(())
    });
    Box::new(PairExclusion {
        both_violate,
        with_self_paid,
        windows,
        others,
    })
}

impl Primitive for PairExclusion {
    fn slots(&self) -> &'static [&'static str] {
        &["主项", "从项", "窗口"]
    }

    fn reach(&self) -> Reach {
        // A calendar day at one institution may span two encounters.
        if self
            .windows
            .iter()
            .any(|w| matches!(w, Window::Encounter | Window::Prescription))
            && self.windows.len() == 1
        {
            Reach::Encounter
        } else {
            Reach::Days(1)
        }
    }

    fn speaks_beside(&self, role: u8) -> Option<u8> {
        Some(if role == MAIN { OTHER } else { MAIN })
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        for touches in case.by_row() {
            let Some(first) = touches.first() else { continue };
            if touches.iter().all(|touch| touch.role == MAIN) || touches.iter().all(|touch| touch.role == OTHER) {
                continue;
            }
            let row = first.row;
            let lines = |role: u8| -> Vec<u32> {
                let mut all: Vec<u32> = touches
                    .iter()
                    .filter(|touch| touch.role == role)
                    .flat_map(|touch| case.lines(touch))
                    .copied()
                    .filter(|&index| {
                        case.view.counts(index, self.with_self_paid) && case.speaks(row, case.view.line(index).at.day())
                    })
                    .collect();
                all.sort_unstable();
                all.dedup();
                all
            };
            let (mut mains, mut others) = (lines(MAIN), lines(OTHER));
            if mains.is_empty() || others.is_empty() {
                continue;
            }
            if let Some(&window) = self.windows.get(row as usize) {
                mains = placed(case, window, mains, out);
                others = placed(case, window, others, out);
            }
            self.check_pair(case, row, &mains, &others, out);
        }
    }
}

impl PairExclusion {
    fn check_pair(&self, case: &Case<'_>, row: u32, mains: &[u32], others: &[u32], out: &mut Hits) {
        let Some(&window) = self.windows.get(row as usize) else {
            return;
        };
        let record = case.view.record;
        let joins = |a: u32, b: u32| a != b && window.joins(record, case.view.line(a), case.view.line(b));
        let (mut mains, mut others) = (mains.to_vec(), others.to_vec());
        // One finding per group of lines that hang together by the window.
        while !mains.is_empty() {
            let mut together = vec![mains.remove(0)];
            let mut joined: Vec<u32> = Vec::new();
            loop {
                let before = together.len() + joined.len();
                let near = |line: u32, group: &[u32]| group.iter().any(|&member| joins(member, line));
                joined.extend(others.extract_if(.., |other| near(*other, &together)));
                together.extend(mains.extract_if(.., |main| near(*main, &joined)));
                if together.len() + joined.len() == before {
                    break;
                }
            }
            // Overlapping keys let one line stand on both sides; it is blamed or involved once.
            together.retain(|main| !joined.contains(main));
            let current = joined
                .iter()
                .chain(&together)
                .any(|&index| case.view.line(index).current);
            joined.sort_unstable();
            together.sort_unstable();
            let Some(&first) = together
                .first()
                .or(joined.first())
                .filter(|_| current && !joined.is_empty())
            else {
                continue;
            };
            let main_line = case.view.line(first);
            let start = joined
                .iter()
                .chain(&together)
                .map(|&index| case.view.line(index).at)
                .min()
                .unwrap_or(main_line.at);
            let mut hit = case.hit(Some(row), main_line.encounter, start);
            let money = |index: u32| {
                let covered = case.view.net(index).covered;
                positive(covered)
            };
            for &index in &together {
                if self.both_violate {
                    hit.blame(index, money(index));
                } else {
                    hit.involve(index);
                }
            }
            for &index in &joined {
                hit.blame(index, money(index));
            }
            if case.view.explain {
                let other_line = case.view.line(joined[0]);
                let other_name = if other_line.name.is_empty() {
                    self.others.get(row as usize).map_or("", |name| name).to_owned()
                } else {
                    other_line.name.to_string()
                };
                let main_name = if main_line.name.is_empty() {
                    case.rows.name(row).to_owned()
                } else {
                    main_line.name.to_string()
                };
                hit.fact("主项", main_name.clone());
                hit.fact("从项", other_name.clone());
                hit.fact("项目", other_name.clone());
                hit.fact("窗口", window.zh());
                hit.compare(
                    &format!("{}内与《{main_name}》同时出现", window.zh()),
                    format!("不收《{other_name}》"),
                    format!("收取{}次", joined.len()),
                );
                hit.ways_out
                    .push(format!("不收《{other_name}》，或不收《{main_name}》"));
            }
            out.hits.push(hit);
        }
    }
}
