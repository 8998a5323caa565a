//! 不得同收、不得同用: a contained item charged beside the item that contains it, or two items
//! that exclude each other, inside the window that the knowledge row names.

use super::excess::positive;
use super::window::{Window, placed_pair};
use crate::hit::{Hit, Hits, reported_at};
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, Touch, keys_of};
use crate::rows::RowSink;
use domain::Quantity;

const OTHER: u8 = 1;

/// More items are not named one by one.
const NAMES_MAX: usize = 3;

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
            let (mains, others) = touches.split_at(touches.partition_point(|touch| touch.role == MAIN));
            let Some(&window) = self.windows.get(touches[0].row as usize) else {
                continue;
            };
            if mains.is_empty() || others.is_empty() {
                continue;
            }
            let mut minors = case.counted(others, self.with_self_paid);
            // What nobody can be blamed for is no part of the argument either.
            if !self.both_violate {
                minors.retain(|&index| spoken_of(case, mains, index));
            }
            let main_lines = case.counted(mains, self.with_self_paid);
            if minors.is_empty() || main_lines.is_empty() {
                continue;
            }
            let is_judged = |index: u32| spoken_of(case, mains, index);
            let (main_lines, minors) = placed_pair(case, window, (main_lines, minors), is_judged, out);
            self.check_pair(case, window, mains, main_lines, minors, out);
        }
    }
}

/// True where the row speaks of the pair on the day of the line that is to blame.
fn spoken_of(case: &Case<'_>, mains: &[Touch], index: u32) -> bool {
    let day = case.view.line(index).at.day();
    case.speaks(mains[0].row, day) && mains.iter().any(|touch| case.is_spoken_for(touch, day))
}

impl PairExclusion {
    fn check_pair(
        &self,
        case: &Case<'_>,
        window: Window,
        touches: &[Touch],
        mut mains: Vec<u32>,
        mut others: Vec<u32>,
        out: &mut Hits,
    ) {
        let row = touches[0].row;
        let record = case.view.record;
        let joins = |a: u32, b: u32| a != b && window.joins(record, case.view.line(a), case.view.line(b));
        // One finding per visit and group of lines that hang together by the window.
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
            let all = || joined.iter().chain(&together).copied();
            if joined.is_empty() || !all().any(|index| case.view.line(index).current) {
                continue;
            }
            joined.sort_unstable();
            together.sort_unstable();
            let spoken = |index: &u32| spoken_of(case, touches, *index);
            let mut to_blame: Vec<u32> = joined.iter().copied().filter(spoken).collect();
            if self.both_violate {
                to_blame.extend(together.iter().copied().filter(spoken));
                to_blame.sort_unstable();
            }
            let start = joined.iter().chain(&together).filter(|index| spoken(index));
            let Some(start) = start.map(|&index| case.view.line(index).at).min() else {
                continue;
            };
            for visit in reported_at(record, to_blame.iter().copied()) {
                let mut hit = case.hit(Some(row), visit, start);
                let here =
                    |index: &u32| case.view.line(*index).encounter == visit && to_blame.binary_search(index).is_ok();
                for &index in together.iter().chain(&joined) {
                    if here(&index) {
                        hit.blame(index, positive(case.view.net(index).covered));
                    } else if self.both_violate || together.binary_search(&index).is_ok() {
                        hit.involve(index);
                    }
                }
                if case.view.explain {
                    let counted =
                        |lines: &[u32]| -> Quantity { lines.iter().map(|&index| case.view.net(index).quantity).sum() };
                    let mut told: Vec<u32> = joined.iter().copied().filter(here).collect();
                    if !counted(&told).is_positive() {
                        told.clone_from(&joined);
                    }
                    let main = together.first().copied();
                    self.explain(case, &mut hit, row, window, (main, &told), counted(&told));
                }
                out.hits.push(hit);
            }
        }
    }

    fn explain(
        &self,
        case: &Case<'_>,
        hit: &mut Hit,
        row: u32,
        window: Window,
        (main, minors): (Option<u32>, &[u32]),
        quantity: Quantity,
    ) {
        let named = |index: u32| Some(case.view.line(index).name.to_string()).filter(|name| !name.is_empty());
        let mut names: Vec<String> = Vec::new();
        for name in minors.iter().filter_map(|&minor| named(minor)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        // What is counted is what is named; where that would be a list, the row has a name for all of it.
        let of_row = self.others.get(row as usize).filter(|name| !name.is_empty());
        let other_name = match of_row {
            Some(name) if names.is_empty() || names.len() > NAMES_MAX => name.to_string(),
            None if names.len() > NAMES_MAX => {
                names.truncate(NAMES_MAX);
                format!("{}等", names.join("、"))
            }
            _ => names.join("、"),
        };
        let main_name = main.and_then(named).unwrap_or_else(|| case.rows.name(row).to_owned());
        hit.fact("主项", main_name.clone());
        hit.fact("从项", other_name.clone());
        hit.fact("项目", other_name.clone());
        hit.fact("窗口", window.zh());
        let fact = format!("{}内与《{main_name}》同时出现", window.zh());
        // Where what the patient pays counts, too, the pair is not to be given, whoever is charged.
        if self.with_self_paid {
            hit.compare(&fact, "不同用", format!("同用《{other_name}》，数量{quantity}"));
            hit.ways_out
                .push(format!("《{other_name}》与《{main_name}》不同用，停用或更换其一"));
        } else {
            hit.compare(&fact, format!("不收《{other_name}》"), format!("收取数量{quantity}"));
            hit.ways_out
                .push(format!("不收《{other_name}》，或不收《{main_name}》"));
        }
    }
}
