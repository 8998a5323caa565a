//! 拆分组合: components charged one by one where a composite item exists.

use super::window::{Window, placed, split};
use crate::hit::{Hit, Hits, reported_at};
use crate::primitive::{Case, MAIN, Primitive, Reach, RowError, Source, keys_of, number_of};
use crate::rows::RowSink;
use domain::{Certainty, Money};

/// Roles above this one number the components of a row.
const FIRST_COMPONENT: u8 = 1;
const COMPONENTS_MAX: usize = 200;

#[derive(Debug)]
struct Bundle {
    least: usize,
    window: Window,
    price: Option<Money>,
    components: Box<str>,
}

#[derive(Debug)]
struct BundleSplit {
    bundles: Vec<Bundle>,
}

pub(super) fn compile(source: &mut Source<'_>, sink: &mut RowSink) -> Box<dyn Primitive> {
    let mut bundles = Vec::new();
    source.each_row(sink, &["编码", "组成", "窗口"], |sink, table, row| {
        let composite = keys_of(table, row, "编码")?;
        let components = keys_of(table, row, "组成")?;
        let least = number_of(table, row, "至少")?.unwrap_or(components.len());
        if !(2..=components.len()).contains(&least) || components.len() > COMPONENTS_MAX {
            return Err(RowError::new(
                "“至少”应在 2 与组成项数之间",
                format!("组成最多 {COMPONENTS_MAX} 项"),
            ));
        }
        let word = table.cell(row, "窗口");
        let window =
            Window::named(word).ok_or_else(|| RowError::new(format!("列“窗口”不认识“{word}”"), Window::WORDS))?;
        let price = number_of(table, row, "组合价")?;
        let number = sink.row(row, table.cell(row, "组成"), format!("{least}/{window:?}/{price:?}"));
        composite.into_iter().for_each(|key| sink.item(key, MAIN, number));
        for (place, key) in components.into_iter().enumerate() {
            sink.item(key, FIRST_COMPONENT + place as u8, number);
        }
        bundles.push(Bundle {
            least,
            window,
            price,
            components: table.cell(row, "组成名称").into(),
        });
        Ok(())
    });
    Box::new(BundleSplit { bundles })
}

impl Primitive for BundleSplit {
    fn slots(&self) -> &'static [&'static str] {
        &["组合", "组成", "组合价"]
    }

    fn reach(&self) -> Reach {
        Reach::Days(1)
    }

    fn check(&self, case: &Case<'_>, out: &mut Hits) {
        for touches in case.by_row() {
            let row = touches[0].row;
            let Some(bundle) = self.bundles.get(row as usize) else {
                continue;
            };
            let mut lines: Vec<(u32, u8)> = Vec::new();
            for touch in touches.iter().filter(|touch| touch.role >= FIRST_COMPONENT) {
                for &index in case.lines(touch) {
                    if case.view.counts(index, false) {
                        lines.push((index, touch.role));
                    }
                }
            }
            lines.sort_unstable();
            let mut roles: Vec<u8> = lines.iter().map(|(_, role)| *role).collect();
            roles.sort_unstable();
            roles.dedup();
            // Too few in all are too few in every window.
            if roles.len() < bundle.least {
                continue;
            }
            let role_of = |index: u32| {
                lines
                    .iter()
                    .find(|(line, _)| *line == index)
                    .map_or(0, |(_, role)| *role)
            };
            let indices: Vec<u32> = lines.iter().map(|(index, _)| *index).collect();
            let is_judged = |index: u32| case.speaks(row, case.view.line(index).at.day());
            for group in split(
                case.view,
                bundle.window,
                placed(case, bundle.window, indices, is_judged, out),
            ) {
                let mut parts: Vec<u8> = group.iter().map(|&index| role_of(index)).collect();
                parts.sort_unstable();
                parts.dedup();
                if parts.len() >= bundle.least && group.iter().any(|&index| case.view.line(index).current) {
                    check_group(case, row, bundle, &group, out);
                }
            }
        }
    }
}

fn check_group(case: &Case<'_>, row: u32, bundle: &Bundle, group: &[u32], out: &mut Hits) {
    let covered = |index: u32| case.view.net(index).covered;
    let spoken = |index: &u32| case.speaks(row, case.view.line(*index).at.day());
    let total: Money = group.iter().map(|&index| covered(index)).sum();
    let dearest = dearest_item(case, group);
    let excess = total - bundle.price.unwrap_or(dearest);
    let Some(first) = group.iter().copied().find(spoken).filter(|_| excess.is_positive()) else {
        return;
    };
    let mut shared = Money::ZERO;
    let mut parts: Vec<(u32, u32, Money)> = Vec::with_capacity(group.len());
    for (place, &index) in group.iter().enumerate() {
        let part = if place + 1 == group.len() {
            excess - shared
        } else {
            covered(index).share(excess.scaled(), total.scaled())
        };
        shared += part;
        parts.push((case.view.line(index).encounter, index, part));
    }
    parts.sort_unstable();
    let blamed = parts.iter().map(|(_, index, _)| *index).filter(spoken);
    let visits = reported_at(case.view.record, blamed);
    for of_visit in parts.chunk_by(|a, b| a.0 == b.0).filter(|of| visits.contains(&of[0].0)) {
        let mut hit = case.hit(Some(row), of_visit[0].0, case.view.line(first).at);
        for &(_, index, part) in of_visit.iter().filter(|(_, index, _)| spoken(index)) {
            hit.blame(index, part);
        }
        if !hit.blames() {
            continue;
        }
        let blamed = |index: u32, hit: &Hit| hit.lines.iter().any(|line| line.index == index);
        for &(_, index, _) in &parts {
            if !blamed(index, &hit) {
                hit.involve(index);
            }
        }
        if bundle.price.is_none() {
            hit.lower(Certainty::Suspect, "组合项目价格未知，金额为估算");
        }
        if case.view.explain {
            explain(case, &mut hit, row, bundle, group, (total, dearest, excess));
        }
        out.hits.push(hit);
    }
}

/// What was charged for the item that cost most, however many lines it has.
fn dearest_item(case: &Case<'_>, group: &[u32]) -> Money {
    let item = |index: u32| case.view.line(index).item.national();
    let of_item = |&index: &u32| -> Money {
        let same = group.iter().filter(|&&other| item(other) == item(index));
        same.map(|&other| case.view.net(other).covered).sum()
    };
    group.iter().map(of_item).max().unwrap_or(Money::ZERO)
}

fn explain(
    case: &Case<'_>,
    hit: &mut Hit,
    row: u32,
    bundle: &Bundle,
    group: &[u32],
    (total, dearest, excess): (Money, Money, Money),
) {
    let composite = case.rows.name(row).to_owned();
    let names: Vec<&str> = group.iter().map(|&index| case.view.line(index).name.as_str()).collect();
    let parts = if bundle.components.is_empty() {
        names.join("、")
    } else {
        bundle.components.to_string()
    };
    hit.fact("组合", composite.clone());
    hit.fact("组成", parts);
    if let Some(price) = bundle.price {
        hit.fact("组合价", price.to_string());
    }
    hit.compare(
        "收费方式",
        format!("按《{composite}》收取"),
        format!("拆为{}项收取", group.len()),
    );
    let mut arithmetic = match bundle.price {
        Some(price) => format!("{total} − {price} = {excess} 元"),
        None => format!("{total} − 最高一项 {dearest} = {excess} 元"),
    };
    let own = hit.amount();
    if own != excess {
        arithmetic.push_str(&format!("，按金额分摊，本次就诊施行后的各行计 {own} 元"));
    }
    hit.arithmetic = Some(arithmetic);
    hit.ways_out.push(format!("改按《{composite}》收取"));
}
