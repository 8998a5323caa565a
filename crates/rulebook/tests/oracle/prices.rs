//! Oracles of `price_ceiling` and `markup_cap`.

use crate::bench::{agree, row, row_until, setup};
use crate::reference::World;
use crate::world::Shape;
use domain::{Certainty, Fact, InstitutionLevel, Money, Quantity, UnitPrice};

const DEFINITE: Certainty = Certainty::Definite;

/// The part of a line's covered money that lies above a price.
fn above(world: &World<'_>, line: usize, ceiling: UnitPrice) -> Money {
    let left = world.left[line];
    let excess = UnitPrice::from_scaled(world.line(line).price.scaled() - ceiling.scaled()).times(left.quantity);
    if excess.is_positive() {
        excess.min(left.covered)
    } else {
        Money::ZERO
    }
}

#[test]
fn price_limit() {
    let rows = vec![
        row(
            "D1",
            &[("限价", "3.00"), ("一级限价", ""), ("二级限价", ""), ("三级限价", "")],
        ),
        row_until(
            "S*",
            &[
                ("限价", ""),
                ("一级限价", "1"),
                ("二级限价", "3.33"),
                ("三级限价", "10"),
            ],
        ),
        row(
            "C1",
            &[("限价", "25.5"), ("一级限价", ""), ("二级限价", ""), ("三级限价", "")],
        ),
    ];
    agree(setup("price_ceiling", "", rows), Shape::default(), 400, |world, out| {
        for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
            for row in world
                .setup
                .rows
                .iter()
                .filter(|row| world.matches(row.codes, line) && world.setup.speaks(row, world.line(line).at.day()))
            {
                let ceiling: Option<UnitPrice> = match (row.number("限价"), world.visit(line).institution.level) {
                    (Some(price), _) => Some(price),
                    (None, Fact::Known(InstitutionLevel::One | InstitutionLevel::Unrated)) => row.number("一级限价"),
                    (None, Fact::Known(InstitutionLevel::Two)) => row.number("二级限价"),
                    (None, Fact::Known(InstitutionLevel::Three)) => row.number("三级限价"),
                    (None, _) => {
                        out.lacks_line(world.record, "机构级别", line);
                        None
                    }
                };
                if let Some(ceiling) = ceiling.filter(|ceiling| world.line(line).price > *ceiling) {
                    world.blame(out, line, above(world, line, ceiling), DEFINITE);
                }
            }
        }
    });
}

/// Of the operations of one group, encounter and day, the dearest is paid in full however often it was done, the rest
/// at the rate, to the fen for each.
#[test]
fn discounted_operations() {
    let rows = vec![
        row("S1", &[("分组", "甲")]),
        row("S2", &[("分组", "甲")]),
        row("D1", &[("分组", "乙")]),
        row("D2", &[("分组", "乙")]),
    ];
    agree(
        setup("price_ceiling", "计法: 折价, 折价比例: 0.5", rows),
        Shape::default(),
        3000,
        |world, out| {
            let group = |line: usize| {
                world
                    .setup
                    .rows
                    .iter()
                    .find(|row| world.matches(row.codes, line))
                    .map(|row| row.cell("分组"))
            };
            for line in world.paid().into_iter().filter(|&line| group(line).is_some()) {
                let fee = world.line(line);
                let on = fee.at.day();
                let mut session = world.paid();
                session.retain(|&other| {
                    group(other) == group(line)
                        && world.line(other).encounter == fee.encounter
                        && world.line(other).at.day() == on
                });
                let several = session.iter().any(|&other| world.line(other).item != fee.item);
                if !several
                    || world.setup.state(on).is_none()
                    || !session.iter().any(|&other| world.line(other).current)
                {
                    continue;
                }
                if fee.current && !fee.list_price.is_known() {
                    out.lacks_line(world.record, "目录单价", line);
                }
                if session.iter().any(|&other| !world.line(other).list_price.is_known()) {
                    continue;
                }
                let list = |other: usize| world.line(other).list_price.known().copied();
                let dearest = session
                    .iter()
                    .copied()
                    .max_by_key(|&other| (list(other), std::cmp::Reverse(other)));
                let left = world.left[line];
                // An operation of which a part is charged is a whole one.
                let operations = (0..)
                    .map(Quantity::from_units)
                    .find(|operations| *operations >= left.quantity)
                    .unwrap_or_default();
                let count = operations.scaled() / 10_000;
                // a millionth of a yuan is a ten-thousandth of a fen: half of it, half up
                let half = (list(line).unwrap_or_default().scaled() + 10_000).div_euclid(20_000);
                let fen = left.amount.scaled();
                let each = (2 * fen + count).div_euclid(2 * count);
                let other = dearest.is_some_and(|dearest| world.line(dearest).item != fee.item);
                if other && each > half {
                    world.blame(
                        out,
                        line,
                        Money::from_fen(fen - half * count).min(left.covered),
                        DEFINITE,
                    );
                }
            }
        },
    );
}

#[test]
fn markup() {
    agree(
        setup("markup_cap", "加价率上限: 0.1, 对象种类: [药品, 医用耗材]", Vec::new()),
        Shape::default(),
        400,
        |world, out| {
            for line in world.paid().into_iter().filter(|&line| world.line(line).current) {
                let fee = world.line(line);
                if !matches!(fee.kind, domain::ItemKind::Drug | domain::ItemKind::Consumable)
                    || world.setup.state(fee.at.day()).is_none()
                {
                    continue;
                }
                let Some(bought) = fee.purchase_price.known() else {
                    out.lacks_encounter("进价", fee.encounter as usize);
                    continue;
                };
                let ceiling = UnitPrice::from_scaled(bought.scaled() + bought.scaled() * 10 / 100);
                // Less than a fen in all is rounding.
                let whole =
                    UnitPrice::from_scaled(fee.price.scaled() - ceiling.scaled()).times(world.left[line].quantity);
                if whole.is_positive() {
                    world.blame(out, line, above(world, line, ceiling), DEFINITE);
                }
            }
        },
    );
}
