//! 价格: a unit price above the ceiling, or a second operation through the same incision that was
//! not discounted.

use super::excess::{capped, positive};
use super::window::{Window, placed, split};
use crate::hit::Hits;
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, keys_of, number_of};
use crate::rows::RowSink;
use domain::{InstitutionLevel, Quantity, UnitPrice};

#[derive(Debug, Clone, Copy)]
struct Ceiling {
    any: Option<UnitPrice>,
    by_level: [Option<UnitPrice>; 3],
}

#[derive(Debug)]
enum PriceCeiling {
    Ceilings {
        ceilings: Vec<Ceiling>,
        with_self_paid: bool,
    },
    Discount {
        with_self_paid: bool,
        rate: Quantity,
        groups: Vec<Box<str>>,
    },
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let discount = source.params.choice("计法", &[("限价", false), ("折价", true)], false);
    let with_self_paid = source.params.flag("含自费");
    let rate: Quantity = source.params.number("折价比例").unwrap_or(Quantity::from_scaled(5_000));
    if discount {
        if !rate.is_positive() || rate > Quantity::from_units(1) {
            source.params.problem(
                source.params.line("折价比例"),
                "折价比例应大于 0 且不超过 1".into(),
                "例如 0.5",
            );
        }
        let mut groups = Vec::new();
        source.each_row(sink, &["编码", "分组"], |sink, table, row| {
            let keys = keys_of(table, row, "编码")?;
            let group = table.cell(row, "分组");
            if group.is_empty() {
                return Err(RowError::new("没有分组", "填同一切口的手术组"));
            }
            let number = sink.row(row, group, group);
            keys.into_iter().for_each(|key| sink.item(key, MAIN, number));
            groups.push(group.into());
            Ok(())
        });
        return Box::new(PriceCeiling::Discount {
            with_self_paid,
            rate,
            groups,
        });
    }
    let mut ceilings = Vec::new();
    source.each_row(sink, &["编码"], |sink, table, row| {
        let keys = keys_of(table, row, "编码")?;
        let ceiling = Ceiling {
            any: number_of(table, row, "限价")?,
            by_level: [
                number_of(table, row, "一级限价")?,
                number_of(table, row, "二级限价")?,
                number_of(table, row, "三级限价")?,
            ],
        };
        if ceiling.any.is_none() && ceiling.by_level.iter().all(Option::is_none) {
            return Err(RowError::new("没有限价", "填“限价”或各级限价"));
        }
        let number = sink.row(row, "", format!("{ceiling:?}"));
        keys.into_iter().for_each(|key| sink.item(key, MAIN, number));
        ceilings.push(ceiling);
        Ok(())
    });
    Box::new(PriceCeiling::Ceilings {
        ceilings,
        with_self_paid,
    })
}

impl Primitive for PriceCeiling {
    fn slots(&self) -> &'static [&'static str] {
        &["上限", "实际", "分组", "比例"]
    }

    fn compares_rows(&self) -> bool {
        matches!(self, PriceCeiling::Discount { .. })
    }

    fn reach(&self) -> Reach {
        match self {
            PriceCeiling::Ceilings { .. } => Reach::Line,
            PriceCeiling::Discount { .. } => Reach::Days(1),
        }
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        match self {
            PriceCeiling::Ceilings {
                ceilings,
                with_self_paid,
            } => {
                for touch in case.touches {
                    let Some(ceiling) = ceilings.get(touch.row as usize) else {
                        continue;
                    };
                    case.lines(touch)
                        .iter()
                        .for_each(|&index| check_ceiling(case, (touch.row, ceiling), index, *with_self_paid, out));
                }
            }
            PriceCeiling::Discount {
                with_self_paid,
                rate,
                groups,
            } => check_discount(case, *rate, groups, *with_self_paid, out),
        }
    }
}

fn check_ceiling(case: &Case<'_>, (row, ceiling): (u32, &Ceiling), index: u32, with_self_paid: bool, out: &mut Hits) {
    let line = case.view.line(index);
    if !line.current || !case.view.counts(index, with_self_paid) || !case.speaks(row, line.at.day()) {
        return;
    }
    let level = case.view.record.encounter_of(line).institution.level.known().copied();
    let by_level = level.and_then(|level| match level {
        InstitutionLevel::Unrated | InstitutionLevel::One => ceiling.by_level[0],
        InstitutionLevel::Two => ceiling.by_level[1],
        InstitutionLevel::Three => ceiling.by_level[2],
    });
    let Some(limit) = by_level.or(ceiling.any) else {
        if level.is_none() {
            case.missing_for_line(out, "机构级别", index);
        }
        return;
    };
    if line.price <= limit {
        return;
    }
    let net = case.view.net(index);
    let whole = (line.price - limit).times(net.quantity);
    let excess = whole.min(positive(net.covered));
    let mut hit = case.hit(Some(row), line.encounter, line.at);
    hit.blame(index, excess);
    if case.view.explain {
        hit.fact("上限", limit.to_string());
        hit.fact("实际", line.price.to_string());
        hit.compare("单价", format!("不超过{limit}元"), format!("{}元", line.price));
        let sum = format!("（{} − {limit}）× {}", line.price, net.quantity);
        hit.arithmetic = Some(capped(&sum, whole, excess));
        hit.ways_out.push(format!("单价由{}元改为{limit}元", line.price));
    }
    out.hits.push(hit);
}

fn check_discount(case: &Case<'_>, rate: Quantity, groups: &[Box<str>], with_self_paid: bool, out: &mut Hits) {
    let mut by_group: Vec<(&str, u32, u32)> = Vec::new();
    for touch in case.touches {
        let Some(group) = groups.get(touch.row as usize) else {
            continue;
        };
        for &index in case.lines(touch) {
            if case.view.counts(index, with_self_paid) && case.speaks(touch.row, case.view.line(index).at.day()) {
                by_group.push((group, index, touch.row));
            }
        }
    }
    by_group.sort_unstable();
    for members in by_group.chunk_by(|a, b| a.0 == b.0) {
        let row_of = |index: u32| members.iter().find(|member| member.1 == index).map(|member| member.2);
        let mut lines: Vec<u32> = members.iter().map(|member| member.1).collect();
        lines.dedup();
        let item = |&index: &u32| case.view.line(index).item.national();
        if lines.windows(2).all(|pair| item(&pair[0]) == item(&pair[1])) {
            continue;
        }
        for session in split(
            case.view,
            Window::EncounterDay,
            placed(case, Window::EncounterDay, lines, |_| true, out),
        ) {
            let distinct = session
                .iter()
                .any(|&i| case.view.line(i).item.national() != case.view.line(session[0]).item.national());
            if !distinct || !session.iter().any(|&index| case.view.line(index).current) {
                continue;
            }
            let prices: Option<Vec<UnitPrice>> = session
                .iter()
                .map(|&index| case.view.line(index).list_price.known().copied())
                .collect();
            let Some(prices) = prices else {
                for &index in &session {
                    if case.view.line(index).current && !case.view.line(index).list_price.is_known() {
                        case.missing_for_line(out, "目录单价", index);
                    }
                }
                continue;
            };
            let Some(principal) = (0..session.len()).rev().max_by_key(|&place| prices[place]) else {
                continue;
            };
            for (place, &index) in session.iter().enumerate() {
                // The same operation again is no second one.
                if item(&index) == item(&session[principal]) {
                    continue;
                }
                let net = case.view.net(index);
                // Half an operation is one of which half is charged.
                let operations = whole_units(net.quantity);
                // Prices are charged in fen: what half of one is between two of them, may be charged as the higher.
                let each = prices[place].times(rate);
                let paid = net.amount.share(UNIT, operations.scaled());
                if paid <= each {
                    continue;
                }
                let allowed = each.share(operations.scaled(), UNIT);
                let excess = net.amount - allowed;
                let line = case.view.line(index);
                let mut hit = case.hit(row_of(index), line.encounter, line.at);
                hit.involve(session[principal]);
                let counted = excess.min(positive(net.covered));
                hit.blame(index, counted);
                if case.view.explain {
                    hit.fact("上限", each.to_string());
                    hit.fact("实际", paid.to_string());
                    hit.fact("分组", members[0].0);
                    let percent = format!("{}%", Quantity::from_scaled(rate.scaled() * 100));
                    hit.fact("比例", percent.as_str());
                    hit.compare(
                        "同一切口第二及以后手术的单价",
                        format!("不超过目录单价{}元的{percent}，即{each}元", prices[place]),
                        format!("{paid}元"),
                    );
                    let (times, sums) = if operations == Quantity::from_units(1) {
                        (String::new(), format!("{each}元"))
                    } else {
                        (format!(" × {operations}"), format!("单价{each}元，共{allowed}元"))
                    };
                    let sum = format!("{} − {each}{times}", net.amount);
                    hit.arithmetic = Some(capped(&sum, excess, counted));
                    hit.ways_out.push(format!("按目录单价的{percent}收取，即{sums}"));
                }
                out.hits.push(hit);
            }
        }
    }
}

const UNIT: i64 = Quantity::from_units(1).scaled();

/// The fewest whole units of which it is a part.
fn whole_units(quantity: Quantity) -> Quantity {
    Quantity::from_scaled(quantity.scaled().saturating_add(UNIT - 1) / UNIT * UNIT)
}
