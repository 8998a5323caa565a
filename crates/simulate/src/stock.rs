//! 进销存 · stock moves that fit what was charged: each chunk sells what its lines charge and buys
//! the same amount, month by month, so that the ledger of every institution and item balances
//! however many chunks there are. A few ledgers are short on purpose, and a few nearly so.

use crate::catalogue::ItemId;
use crate::cells::{Cells, Column, Identifier, Kind};
use crate::county::County;
use crate::dice::Dice;
use crate::registry::Rank;
use crate::rows::Chunk;
use crate::tables::Table;
use domain::{Day, Moment, Quantity, UnitPrice};
use std::collections::BTreeMap;

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text }
}

const fn of(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

pub(crate) const STOCK_MOVES: Table = Table {
    name: "stock_moves",
    columns: &[
        text("fixmedins_code"),
        text("med_list_codg"),
        text("fixmedins_bchno"),
        text("infno"),
        text("inv_chg_type"),
        of("cnt", Kind::Quantity),
        of("pric", Kind::Price),
        of("move_time", Kind::Time),
        text("psn_no"),
        text("setl_id"),
        text("mdtrt_id"),
        text("rxno"),
        text("fixmedins_hilist_name"),
    ],
};

/// What is known of the ledgers that are short: `stock_truth.csv`.
pub(crate) const TRUTH: &[Column] = &[
    text("rule_code"),
    text("fixmedins_code"),
    text("med_list_codg"),
    of("sold", Kind::Quantity),
    of("bought", Kind::Quantity),
    text("missing_per_mille"),
    text("found"),
];

/// On the shelf of every institution, of every item, on the first and on the last day.
const SHELF: Quantity = Quantity::from_units(1_000);

/// A ledger of which less is bought than is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Short {
    pub institution: u16,
    pub item: ItemId,
    /// the missing part of each purchase, in a thousand
    pub per_mille: i64,
}

/// What was sold and bought of a short ledger.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Balance {
    pub sold: Quantity,
    pub bought: Quantity,
}

/// Sums of the short ledgers.
pub(crate) type Balances = BTreeMap<Short, Balance>;

/// The ledgers that are short: drugs and consumables that are sold every day. A fifth missing is a
/// violation; one in a hundred lies below every line of attention (2 %).
pub(crate) fn short_ledgers(county: &County) -> Vec<Short> {
    let mut dice = Dice::new(county.seed, u64::MAX);
    let mut ledgers: Vec<Short> = Vec::new();
    for (role, per_mille) in [
        ("drug", 200),
        ("material", 200),
        ("drug-level", 200),
        ("drug", 10),
        ("material", 10),
    ] {
        let houses = &county.houses;
        let place = if ledgers.is_empty() {
            Some(houses.main)
        } else {
            dice.pick(&houses.second)
        };
        let item = dice.pick(county.catalogue.role(role));
        if let (Some(institution), Some(item)) = (place, item)
            && !ledgers
                .iter()
                .any(|other| (other.institution, other.item) == (institution, item))
        {
            ledgers.push(Short {
                institution,
                item,
                per_mille,
            });
        }
    }
    ledgers
}

/// Opening and closing stock of the whole county.
pub(crate) fn shelves(county: &County, cells: &mut impl Cells) {
    let items = county.catalogue.stocked();
    for house in county.institutions.iter().filter(|house| house.rank != Rank::Internet) {
        let closing = county.last_day.plus_days(1).start().plus_seconds(-1);
        for &item in &items {
            for at in [county.first_day.start(), closing] {
                let item = county.catalogue.item(item);
                cells.text(&house.code);
                cells.text(item.code);
                cells.text("B0");
                cells.text("3501");
                cells.text("");
                cells.quantity(Some(SHELF));
                cells.price(Some(house.rank.price(item.price)));
                cells.time(Some(at));
                (0..4).for_each(|_| cells.text(""));
                cells.text(item.name);
                cells.end_row();
            }
        }
    }
}

/// The sales of a chunk, one for each line of a stocked item, and the purchases behind them.
pub(crate) fn moves(county: &County, chunk: &Chunk, short: &[Short], cells: &mut impl Cells) -> Balances {
    let mut id = Identifier::default();
    let mut sold: BTreeMap<(u16, ItemId, i32), (Quantity, UnitPrice)> = BTreeMap::new();
    for line in chunk.lines.iter().filter(|line| county.item(line).is_stocked()) {
        let visit = &chunk.visits[line.visit as usize];
        let number = chunk.persons[visit.person as usize].number;
        let visit_number = u32::from(visit.number);
        let month = month_of(line.at.day());
        let entry = sold
            .entry((visit.institution, line.item, month))
            .or_insert((Quantity::ZERO, line.purchase_price.unwrap_or(line.price)));
        entry.0 += line.quantity;
        cells.text(&county.institution(visit).code);
        cells.text(county.item(line).code);
        cells.text(id.of("B", &[(chunk.number + 1, 1)]));
        cells.text(if line.quantity.is_negative() { "3506" } else { "3505" });
        cells.text("");
        cells.quantity(Some(line.quantity.abs()));
        cells.price(Some(line.price));
        cells.time(Some(line.at));
        cells.text(id.of("P", &[(number, 7)]));
        cells.text(id.of("S", &[(number, 7), (visit_number, 3)]));
        // Some report as the interface (3505) has it, which knows settlements and no visits.
        if visit.institution % 4 == 3 {
            cells.text("");
        } else {
            cells.text(id.of("M", &[(number, 7), (visit_number, 3)]));
        }
        match line.prescription {
            Some(prescription) => cells.text(id.of("R", &[(number, 7), (visit_number, 3), (prescription.into(), 2)])),
            None => cells.text(""),
        }
        cells.text(county.item(line).name);
        cells.end_row();
    }
    let mut balances = Balances::new();
    for ((institution, item, month), (quantity, price)) in sold {
        let ledger = short
            .iter()
            .find(|ledger| (ledger.institution, ledger.item) == (institution, item));
        let missing = ledger.map_or(0, |ledger| quantity.scaled().max(0) * ledger.per_mille / 1_000);
        let bought = Quantity::from_scaled(quantity.scaled() - missing);
        if let Some(&ledger) = ledger {
            let balance = balances.entry(ledger).or_default();
            balance.sold += quantity;
            balance.bought += bought;
        }
        if !bought.is_positive() {
            continue;
        }
        let item = county.catalogue.item(item);
        cells.text(&county.institutions[usize::from(institution)].code);
        cells.text(item.code);
        cells.text(id.of("B", &[(chunk.number + 1, 1)]));
        cells.text("3503");
        cells.text("");
        cells.quantity(Some(bought));
        cells.price(Some(price));
        cells.time(Some(delivery(month)));
        (0..4).for_each(|_| cells.text(""));
        cells.text(item.name);
        cells.end_row();
    }
    balances
}

/// Months since year 0, so that a ledger can be kept by calendar month.
fn month_of(day: Day) -> i32 {
    let text = day.to_string();
    let month: i32 = text.get(5..7).and_then(|digits| digits.parse().ok()).unwrap_or(1);
    i32::from(day.year()) * 12 + month - 1
}

/// Goods come on the first of the month before the first sale.
fn delivery(month: i32) -> Moment {
    let first = Day::from_ymd((month / 12) as i16, (month % 12 + 1) as i8, 1);
    first.map_or(Moment::from_epoch_seconds(0), |day| day.start().plus_seconds(60))
}
