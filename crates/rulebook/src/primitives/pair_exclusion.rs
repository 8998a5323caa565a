//! 不得同收、不得同用: a contained item charged beside the item that contains it, or two items
//! that exclude each other, inside the window that the knowledge row names.

use super::excess::{positive, share, shared};
use super::hours::{HOUR, HourlyItems, Near, Part};
use super::window::Window;
use crate::hit::{Hit, HitLine, Hits, reported_at};
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, Touch, keys_of};
use crate::rows::RowSink;
use crate::rule::UNIT_TABLES;
use domain::{LineRole, Money, Quantity};

const OTHER: u8 = 1;

/// More items are not named one by one.
const NAMES_MAX: usize = 3;

#[derive(Debug)]
struct PairExclusion {
    both_violate: bool,
    with_self_paid: bool,
    hourly: HourlyItems,
    windows: Vec<Window>,
    others: Vec<Box<str>>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let both_violate = source
        .params
        .choice("计违规", &[("从项", false), ("两项", true)], false);
    let with_self_paid = source.params.flag("含自费");
    source.params.texts(UNIT_TABLES);
    let hourly = HourlyItems::read(source.unit_tables);
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
        hourly,
        windows,
        others,
    })
}

impl Primitive for PairExclusion {
    fn slots(&self) -> &'static [&'static str] {
        &["主项", "从项", "窗口", "单位"]
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

    fn blames_the_contained(&self) -> bool {
        !self.both_violate
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        let first = out.hits.len();
        let mut sole_mains: Vec<SoleMain> = Vec::new();
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
            let near = Near::new(case.view, window, &self.hourly, &[&main_lines[..], &minors].concat());
            let (main_lines, minors) = near.placed(case, (main_lines, minors), is_judged, out);
            self.check_pair(case, &near, mains, (main_lines, minors), &mut sole_mains, out);
        }
        offer_mains(case, &sole_mains, &mut out.hits[first..], first);
    }
}

/// The one main item that a hit names, by the place of the hit.
struct SoleMain {
    hit: usize,
    main: u32,
}

/// Giving up the main item instead is offered where that clears the finding and costs no more: no other one refuses the
/// same lines, nor the main item itself.
fn offer_mains(case: &Case<'_>, sole_mains: &[SoleMain], hits: &mut [Hit], first: usize) {
    for &SoleMain { hit, main } in sole_mains {
        let own = hit - first;
        let blamed = violating(&hits[own]);
        let mut others = hits.iter().enumerate().filter(|(place, _)| *place != own);
        let refused = others.any(|(_, other)| {
            let refuses = |line: &HitLine| line.index == main || blamed.contains(&line.index);
            let mut lines = other.lines.iter().filter(|line| line.role == LineRole::Violating);
            lines.any(refuses)
        });
        if !refused && positive(case.view.net(main).covered) <= hits[own].amount() {
            let name = &case.view.line(main).name;
            if let Some(way) = hits[own].ways_out.last_mut().filter(|_| !name.is_empty()) {
                way.push_str(&format!("，或不收《{name}》"));
            }
        }
    }
}

fn violating(hit: &Hit) -> Vec<u32> {
    let lines = hit.lines.iter().filter(|line| line.role == LineRole::Violating);
    lines.map(|line| line.index).collect()
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
        near: &Near<'_>,
        touches: &[Touch],
        (mut mains, mut others): (Vec<u32>, Vec<u32>),
        sole_mains: &mut Vec<SoleMain>,
        out: &mut Hits,
    ) {
        let row = touches[0].row;
        let record = case.view.record;
        let beside = |own: &[u32], opposite: &[u32]| -> Vec<(u32, Part)> {
            let parts = own.iter().map(|&index| (index, near.part(index, opposite)));
            parts.filter_map(|(index, part)| Some((index, part?))).collect()
        };
        let mut parts = beside(&others, &mains);
        // Beside what nobody knows to be charged for the same time, nothing is charged twice.
        others.retain(|other| parts.binary_search_by_key(other, |(own, _)| *own).is_ok());
        mains.retain(|&main| others.iter().any(|&other| near.bears(other, main)));
        if self.both_violate {
            parts.extend(beside(&mains, &others));
            parts.sort_unstable_by_key(|(index, _)| *index);
        }
        let part_of = |index: u32| {
            let found = parts.binary_search_by_key(&index, |(own, _)| *own).ok()?;
            Some(parts[found].1)
        };
        let joins = |a: u32, b: u32| a != b && near.meet(a, b);
        // One finding per visit and group of lines that hang together by the window.
        while !mains.is_empty() {
            let mut together = vec![mains.remove(0)];
            let mut joined: Vec<u32> = Vec::new();
            loop {
                let before = together.len() + joined.len();
                let close = |line: u32, group: &[u32]| group.iter().any(|&member| joins(member, line));
                joined.extend(others.extract_if(.., |other| close(*other, &together)));
                together.extend(mains.extract_if(.., |main| close(*main, &joined)));
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
            let to_blame = |index: &u32| part_of(*index).is_some() && spoken_of(case, touches, *index);
            let mut blamed: Vec<u32> = joined.iter().copied().filter(to_blame).collect();
            if self.both_violate {
                blamed.extend(together.iter().copied().filter(to_blame));
                blamed.sort_unstable();
            }
            let spoken = |index: &&u32| spoken_of(case, touches, **index);
            let start = joined.iter().chain(&together).filter(spoken);
            let Some(start) = start.map(|&index| case.view.line(index).at).min() else {
                continue;
            };
            for visit in reported_at(record, blamed.iter().copied()) {
                let mut hit = case.hit(Some(row), visit, start);
                let here =
                    |index: &u32| case.view.line(*index).encounter == visit && blamed.binary_search(index).is_ok();
                for &index in together.iter().chain(&joined) {
                    if here(&index) {
                        hit.blame(index, money(case, index, part_of(index)));
                    } else if self.both_violate || together.binary_search(&index).is_ok() {
                        hit.involve(index);
                    }
                }
                if case.view.explain {
                    let mut told: Vec<(u32, Option<Part>)> = joined
                        .iter()
                        .filter(|index| here(index))
                        .map(|&index| (index, part_of(index)))
                        .collect();
                    if told.is_empty() {
                        told = joined.iter().map(|&index| (index, part_of(index))).collect();
                    }
                    self.explain(case, &mut hit, row, near, together.first().copied(), &told);
                    if let (&[main], false) = (&together[..], self.with_self_paid) {
                        let hit = out.hits.len();
                        sole_mains.push(SoleMain { hit, main });
                    }
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
        near: &Near<'_>,
        main: Option<u32>,
        minors: &[(u32, Option<Part>)],
    ) {
        let named = |index: u32| Some(case.view.line(index).name.to_string()).filter(|name| !name.is_empty());
        let mut names: Vec<String> = Vec::new();
        for name in minors.iter().filter_map(|&(minor, _)| named(minor)) {
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
        let by_hour = minors.iter().all(|&(index, _)| near.is_by_hour(index));
        let unit = if by_hour { HOUR } else { "次" };
        let window = if by_hour || main.is_some_and(|main| near.is_by_hour(main)) {
            "同一时段".to_owned()
        } else {
            near.window().zh()
        };
        hit.fact("主项", main_name.clone());
        hit.fact("从项", other_name.clone());
        hit.fact("项目", other_name.clone());
        hit.fact("窗口", window.clone());
        hit.fact("单位", unit);
        let quantity = counted(case, minors);
        let fact = format!("{window}内与《{main_name}》同时出现");
        // Where what the patient pays counts, too, the pair is not to be given, whoever is charged.
        if self.with_self_paid {
            hit.compare(&fact, "不同用", format!("同用《{other_name}》，数量{quantity}"));
            hit.ways_out
                .push(format!("《{other_name}》与《{main_name}》不同用，停用或更换其一"));
        } else {
            let (found, way) = if by_hour {
                let way = format!("《{other_name}》减去重叠的{quantity}小时");
                let to_write = minors
                    .iter()
                    .any(|&(index, part)| leaves_hours_to_tell(case, near, index, part));
                let rest = if to_write {
                    "，余下的据实写明起止时间，分作前后两段的写两行"
                } else {
                    ""
                };
                let told = minors.iter().map(|(index, _)| *index).chain(main);
                let why = if told.into_iter().any(|index| near.is_sum(index)) {
                    "（按日合计超出全天的小时数）"
                } else {
                    ""
                };
                (format!("重叠收取{quantity}小时{why}"), format!("{way}{rest}"))
            } else {
                (format!("收取数量{quantity}"), format!("不收《{other_name}》"))
            };
            hit.compare(&fact, format!("不收《{other_name}》"), found);
            hit.ways_out.push(way);
        }
        if by_hour {
            explain_hours(case, hit, minors, quantity);
        }
    }
}

/// True where what is left of a line without the hours that overlap would, at the time of the line, overlap again.
fn leaves_hours_to_tell(case: &Case<'_>, near: &Near<'_>, index: u32, part: Option<Part>) -> bool {
    match part {
        Some(Part::Hours(hours)) => hours < case.view.net(index).quantity && !near.leaves_a_sum(index, hours),
        _ => false,
    }
}

/// How many hours overlap, and what they cost.
fn explain_hours(case: &Case<'_>, hit: &mut Hit, minors: &[(u32, Option<Part>)], quantity: Quantity) {
    // The quantity belongs to the amount beside it: that of what is under review.
    let now: Vec<_> = minors
        .iter()
        .copied()
        .filter(|&(index, _)| case.view.line(index).current)
        .collect();
    let told = if now.is_empty() { quantity } else { counted(case, &now) };
    hit.fact("数量", told.to_string());
    let (mut sums, mut partly): (Vec<String>, bool) = (Vec::new(), false);
    for line in hit.lines.iter().filter(|line| line.role == LineRole::Violating) {
        let net = case.view.net(line.index);
        let part = minors
            .iter()
            .find(|(index, _)| *index == line.index)
            .and_then(|(_, part)| *part);
        match part {
            Some(Part::Hours(hours)) if hours < net.quantity => {
                partly = true;
                sums.push(shared(net.covered, hours, net.quantity));
            }
            _ => sums.push(line.amount.to_string()),
        }
    }
    if partly {
        hit.arithmetic = Some(format!("{} = {} 元", sums.join(" + "), hit.amount()));
    }
}

/// What of lines is charged beside others, as a quantity.
fn counted(case: &Case<'_>, lines: &[(u32, Option<Part>)]) -> Quantity {
    let quantity = |&(index, part): &(u32, Option<Part>)| match part {
        Some(Part::Hours(hours)) => hours,
        _ => case.view.net(index).quantity,
    };
    lines.iter().map(quantity).sum()
}

/// What the fund pays for the part of a line.
fn money(case: &Case<'_>, index: u32, part: Option<Part>) -> Money {
    let net = case.view.net(index);
    match part {
        Some(Part::Hours(hours)) => share(net.covered, hours, net.quantity),
        _ => positive(net.covered),
    }
}
