//! 进销存台账 · rules 43 (drugs) and 48 (consumables): what was charged against what there was.
//!
//! Available = opening + bought − returned − lost ± moved − closing; difference = charged and sold
//! for cash − available. Opening and closing are counts (3501) on the last day of a month or the
//! first of the next; the latest of the two for each batch. A ledger without both counts is not
//! evaluable: it is never taken for an empty shelf. Charged is what the fee lines say, refunds
//! netted; sold for cash are sales (3505, less 3506) of no visit in the lake (`sales`). Sales of which
//! nobody can tell whether they stand in the fee lines are left out, and where it depends on them whether
//! anything is short, the ledger is not evaluable. 盘盈、调拨、赠药 and other changes (3502) are moves,
//! 盘损 and 销毁 are losses.
//!
//! Quantities are taken in the unit in which both sides report them: no table carries the
//! conversion between packages and their contents.

use super::ModelError;
use super::bucket_sums::{Reader, ids, months as months_column, small, texts, whole_numbers};
use super::months::{Month, Months, Span};
use super::sales::{NamedBySales, Names, Sale};
use super::units::Units;
use crate::{Dictionaries, LakeTable, Part, Persons};
use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use datafusion::common::JoinType;
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::logical_expr::{ident, lit, when};
use datafusion::prelude::DataFrame;
use domain::{ItemKind, Moment, Quantity, RuleCode};
use hashbrown::HashMap;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 药品进销存异常
const DRUGS: &str = "GZ10000202001000";
/// 医用耗材进销存异常
const CONSUMABLES: &str = "GZ10000203001000";

/// 植入类耗材 by the national consumable code: C020202 支架, C020402 起搏器, C03 骨科 (固定板、螺钉、髓内钉、
/// 椎间融合器、人工关节), C070201 牙种植体. Of these not one piece may be missing.
const IMPLANTS: [&str; 4] = ["C020202", "C020402", "C03", "C070201"];
/// 一个最小包装
const ONE: Quantity = Quantity::from_units(1);

/// 台账结论
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BalanceVerdict {
    /// 账实相符, within what the document tolerates
    Balanced,
    /// 申报数量超出可供数量
    Short,
    /// 未评估
    NotEvaluable,
}

impl BalanceVerdict {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            BalanceVerdict::Balanced => "相符",
            BalanceVerdict::Short => "超出可供",
            BalanceVerdict::NotEvaluable => "未评估",
        }
    }
}

/// 进销存核对 · one item of one institution in one span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// 规则编码
    pub rule: RuleCode,
    /// 机构编号
    pub institution: String,
    /// 医保目录编码
    pub item: String,
    /// its name
    pub name: String,
    /// which months
    pub span: Span,
    /// 期初库存, where it was counted
    pub opening: Option<Quantity>,
    /// 本期购进
    pub bought: Quantity,
    /// 本期退货
    pub returned: Quantity,
    /// 本期报损
    pub lost: Quantity,
    /// 调拨、赠药等其他变更, in less out
    pub moved: Quantity,
    /// 期末盘点库存, where it was counted
    pub closing: Option<Quantity>,
    /// 可供数量, where both were counted
    pub available: Option<Quantity>,
    /// 销售数量 as the stock moves report it
    pub sold: Quantity,
    /// of these to nobody's visit: 自费销售
    pub sold_for_cash: Quantity,
    /// of these, what may stand in the fee lines or not: 无法对应就诊的销售
    pub sold_unplaced: Quantity,
    /// 费用明细数量
    pub billed: Quantity,
    /// 差额
    pub difference: Option<Quantity>,
    /// 差异率 in ten-thousandths, where anything was available
    pub share: Option<i64>,
    /// what follows
    pub verdict: BalanceVerdict,
    /// what is missing, or what is short; else empty
    pub reason: String,
}

/// What went in and out in a month or more, in ten-thousandths of a unit.
#[derive(Debug, Clone, Copy, Default)]
struct Flows {
    bought: i64,
    returned: i64,
    lost: i64,
    moved: i64,
    sold: i64,
    sold_for_cash: i64,
    sold_unplaced: i64,
    billed: i64,
}

impl Flows {
    fn add(&mut self, other: &Flows) {
        self.bought += other.bought;
        self.returned += other.returned;
        self.lost += other.lost;
        self.moved += other.moved;
        self.sold += other.sold;
        self.sold_for_cash += other.sold_for_cash;
        self.sold_unplaced += other.sold_unplaced;
        self.billed += other.billed;
    }

    /// Enters moves of a kind as [`crate::values::stock_kind`] codes it.
    fn enter(&mut self, kind: u8, quantity: i64, sale: Sale) {
        match kind {
            3 | 108 => self.bought += quantity,
            4 | 109 => self.returned += quantity,
            5 | 6 => {
                let quantity = if kind == 5 { quantity } else { -quantity };
                self.sold += quantity;
                match sale {
                    Sale::Billed => {}
                    Sale::ForCash => self.sold_for_cash += quantity,
                    Sale::Unplaced => self.sold_unplaced += quantity,
                }
            }
            104 | 105 => self.lost += quantity,
            101 | 103 | 106 | 110 => self.moved += quantity,
            102 | 107 | 111 => self.moved -= quantity,
            _ => {}
        }
    }
}

/// One item's ledger at one institution.
#[derive(Debug, Default)]
struct Ledger {
    flows: BTreeMap<Month, Flows>,
    /// counted on the eve or the first day of a month
    counted: BTreeMap<Month, i64>,
}

/// An item that has a ledger.
struct Kept<'d> {
    code: &'d str,
    name: &'d str,
    rule: &'static str,
}

/// All ledgers.
pub(super) struct Ledgers<'d> {
    items: Vec<Kept<'d>>,
    months: Months,
    /// by institution and place of the item
    ledgers: BTreeMap<(u32, u32), Ledger>,
}

impl<'d> Ledgers<'d> {
    /// Reads the stock moves; what was charged comes from the lines, by the numbers of `items`.
    pub(super) async fn read(
        reader: &Reader,
        items: LedgerItems<'d>,
        months: Months,
        billed: BTreeMap<(u32, u32, Month), i64>,
        persons: &Persons,
    ) -> Result<Self, ModelError> {
        let table = of_items(items.ledgers).map_err(|error| ModelError::Plan(error.to_string()))?;
        let mut ledgers: BTreeMap<(u32, u32), Ledger> = BTreeMap::new();
        for ((institution, item, month), quantity) in billed {
            let ledger = ledgers.entry((institution, item)).or_default();
            ledger.flows.entry(month).or_default().billed += quantity;
        }
        let mut enter = |(place, month): ((u32, u32), Month), kind, quantity, sale| {
            let ledger = ledgers.entry(place).or_default();
            ledger.flows.entry(month).or_default().enter(kind, quantity, sale);
        };
        let pieces = || reader.pieces(LakeTable::StockMoves);
        let mut any_open = false;
        let plan = |reader: Reader, parts: Vec<Part>| moved(reader, parts, table.clone(), months);
        let take = |batch: &RecordBatch| {
            let (kind, whose) = (small(batch, "kind")?, small(batch, "whose")?);
            let rows = places(batch)?.into_iter().zip(kind).zip(whose);
            for (((place, kind), whose), quantity) in rows.zip(whole_numbers(batch, "quantity")?) {
                match whose {
                    NOBODY => enter(place, kind, quantity, Sale::ForCash),
                    OF_VISIT => enter(place, kind, quantity, Sale::Billed),
                    _ => any_open = true,
                }
            }
            Ok(())
        };
        reader.each_plan(pieces(), plan, take).await?;
        if any_open {
            let mut named = NamedBySales::default();
            let plan = |reader: Reader, parts: Vec<Part>| open(reader, parts, table.clone(), months);
            let take = |batch: &RecordBatch| {
                Names::of(batch)?.into_iter().for_each(|names| named.add(names));
                Ok(())
            };
            reader.each_plan(pieces(), plan, take).await?;
            named.look_up(reader).await?;
            let take = |batch: &RecordBatch| {
                let (kind, quantity) = (small(batch, "kind")?, whole_numbers(batch, "written")?);
                let rows = places(batch)?.into_iter().zip(kind).zip(quantity);
                for (((place, kind), quantity), names) in rows.zip(Names::of(batch)?) {
                    enter(place, kind, quantity, named.sale(names, persons));
                }
                Ok(())
            };
            reader.each_plan(pieces(), plan, take).await?;
        }
        let mut latest: Latest = BTreeMap::new();
        let plan = |reader: Reader, parts: Vec<Part>| counted(reader, parts, table.clone());
        let take = |batch: &RecordBatch| latest_counts(batch, &mut latest);
        reader.each_plan(pieces(), plan, take).await?;
        for ((institution, item, month, _), (_, quantity)) in latest {
            let ledger = ledgers.entry((institution, item)).or_default();
            *ledger.counted.entry(month).or_default() += quantity;
        }
        let items = items.kept;
        Ok(Self { items, months, ledgers })
    }

    /// What follows from the ledgers, in order of institution, item and span.
    pub(super) fn balances(&self, dictionaries: &Dictionaries, units: &Units<'_>) -> Vec<Balance> {
        let mut balances = Vec::new();
        for ((institution, item), ledger) in &self.ledgers {
            let code = dictionaries.institutions.code(*institution).unwrap_or_default();
            let Some(item) = self.items.get(*item as usize) else {
                continue;
            };
            let spans = self.months.each().map(Span::Month).chain(self.months.year(None));
            for span in spans.filter(|span| units.has_rule(*institution, item.rule, span.ends().1)) {
                balances.extend(ledger.balance(item, code, span));
            }
        }
        balances.sort_by(|a, b| (&a.institution, &a.item, a.span).cmp(&(&b.institution, &b.item, b.span)));
        balances
    }
}

impl Ledger {
    /// The balance of a span. A month is of no use without a count at either end; the year says so.
    fn balance(&self, item: &Kept<'_>, institution: &str, span: Span) -> Option<Balance> {
        let (first, last) = span.ends();
        let mut flows = Flows::default();
        self.flows.range(first..=last).for_each(|(_, month)| flows.add(month));
        let (opening, closing) = (
            self.counted.get(&first).copied(),
            self.counted.get(&last.plus(1)).copied(),
        );
        let charged = flows.billed + flows.sold_for_cash;
        let counted = opening.is_some() && closing.is_some();
        if charged == 0 && flows.sold == 0 || (matches!(span, Span::Month(_)) && !counted) {
            return None;
        }
        let available = opening
            .zip(closing)
            .map(|(opening, closing)| opening + flows.bought - flows.returned - flows.lost + flows.moved - closing);
        let difference = available.map(|available| charged - available);
        let unplaced = flows.sold_unplaced;
        let per_ten_thousand = |difference: i64, available: i64| {
            let rounded =
                (i128::from(difference) * 20_000 + i128::from(available)).div_euclid(2 * i128::from(available));
            i64::try_from(rounded).unwrap_or(i64::MAX)
        };
        let (verdict, reason) = match difference.zip(available) {
            Some((difference, available)) => {
                // What is unplaced counts either in full or not at all.
                let short = |counted: i64| is_short(item.code, difference + counted, available);
                match (short(unplaced.min(0)), short(unplaced.max(0))) {
                    (true, _) => (BalanceVerdict::Short, "申报与销售数量超出可供数量".to_owned()),
                    (false, false) => (BalanceVerdict::Balanced, String::new()),
                    (false, true) => (BalanceVerdict::NotEvaluable, lacks_visits(unplaced)),
                }
            }
            None if opening.is_none() && closing.is_none() => {
                (BalanceVerdict::NotEvaluable, "缺期初、期末盘点库存".to_owned())
            }
            None if opening.is_none() => (BalanceVerdict::NotEvaluable, "缺期初盘点库存".to_owned()),
            None => (BalanceVerdict::NotEvaluable, "缺期末盘点库存".to_owned()),
        };
        // What is not judged is no difference.
        let difference = difference.filter(|_| verdict != BalanceVerdict::NotEvaluable);
        let share = difference
            .zip(available.filter(|available| *available > 0))
            .map(|(difference, available)| per_ten_thousand(difference, available));
        Some(Balance {
            rule: RuleCode::new(item.rule),
            institution: institution.to_owned(),
            item: item.code.to_owned(),
            name: item.name.to_owned(),
            span,
            opening: opening.map(Quantity::from_scaled),
            bought: Quantity::from_scaled(flows.bought),
            returned: Quantity::from_scaled(flows.returned),
            lost: Quantity::from_scaled(flows.lost),
            moved: Quantity::from_scaled(flows.moved),
            closing: closing.map(Quantity::from_scaled),
            available: available.map(Quantity::from_scaled),
            sold: Quantity::from_scaled(flows.sold),
            sold_for_cash: Quantity::from_scaled(flows.sold_for_cash),
            sold_unplaced: Quantity::from_scaled(unplaced),
            billed: Quantity::from_scaled(flows.billed),
            difference: difference.map(Quantity::from_scaled),
            share,
            verdict,
            reason,
        })
    }
}

/// What is missing where sales cannot be told from what was charged.
fn lacks_visits(unplaced: i64) -> String {
    let unplaced = Quantity::from_scaled(unplaced);
    format!("销售数量中有{unplaced}查不到对应的就诊，是否已在收费数量之内无法判断")
}

/// 差异率大于2%且差额超过一个最小包装；植入类耗材差额大于零
fn is_short(code: &str, difference: i64, available: i64) -> bool {
    if IMPLANTS.iter().any(|prefix| code.starts_with(prefix)) {
        return difference > 0;
    }
    difference > ONE.scaled() && i128::from(difference) * 50 > i128::from(available)
}

/// The items that have a ledger.
pub(super) struct LedgerItems<'d> {
    kept: Vec<Kept<'d>>,
    /// by item of the dictionary the place of the ledger's item: entries that differ only in name share one
    pub ledgers: Vec<Option<u32>>,
}

impl<'d> LedgerItems<'d> {
    /// Items with a national code that are drugs, herbs or consumables.
    pub(super) fn of(dictionaries: &'d Dictionaries) -> Self {
        let entries = || (0..dictionaries.items.len() as u32).map(|id| dictionaries.items.get(id));
        let mut kept: Vec<Kept<'_>> = Vec::new();
        let mut place_of: HashMap<&str, u32> = HashMap::new();
        for (code, name, kind) in entries().flatten() {
            let rule = match kind {
                ItemKind::Drug | ItemKind::Herb => DRUGS,
                ItemKind::Consumable => CONSUMABLES,
                ItemKind::Service | ItemKind::Other => continue,
            };
            if !code.is_empty() && code != "-" {
                place_of.entry(code).or_insert_with(|| {
                    kept.push(Kept { code, name, rule });
                    (kept.len() - 1) as u32
                });
            }
        }
        // A move may name an item without saying its kind; the fee lines say it.
        let ledgers = entries().map(|entry| place_of.get(entry?.0).copied()).collect();
        Self { kept, ledgers }
    }
}

/// `of_item` to `ledger`, for items that have one.
fn of_items(numbers: Vec<Option<u32>>) -> Result<RecordBatch, arrow::error::ArrowError> {
    let (ids, numbers): (Vec<u32>, Vec<u32>) = (0_u32..)
        .zip(numbers)
        .filter_map(|(id, number)| Some((id, number?)))
        .unzip();
    RecordBatch::try_from_iter([
        ("of_item", Arc::new(UInt32Array::from(ids)) as ArrayRef),
        ("ledger", Arc::new(UInt32Array::from(numbers))),
    ])
}

/// Institution, ledger and month of each row of sums.
fn places(batch: &RecordBatch) -> Result<Vec<((u32, u32), Month)>> {
    let lacking = || DataFusionError::Internal("台账的一行没有机构、项目或月份".to_owned());
    let (institution, ledger) = (ids(batch, "institution")?, ids(batch, "ledger")?);
    let rows = institution.into_iter().zip(ledger).zip(months_column(batch, "month")?);
    rows.map(|((institution, ledger), month)| {
        Ok((institution.zip(ledger).ok_or_else(lacking)?, month.ok_or_else(lacking)?))
    })
    .collect()
}

/// A move that names nobody.
const NOBODY: u8 = 0;
/// A move of a visit.
const OF_VISIT: u8 = 1;
/// A sale that names somebody, and its visit has to be looked for.
const OPEN: u8 = 2;

/// The columns that say whom a sale names.
const WHOM: [&str; 4] = ["person", "named_person", "named_visit", "named_settlement"];

/// Moves other than counts, in the months that are read, and whose they are.
async fn moves(reader: Reader, parts: Vec<Part>, items: RecordBatch, months: Months) -> Result<DataFrame> {
    let columns = ["institution", "item", "kind", "at", "quantity", "encounter"];
    let columns: Vec<&str> = columns.into_iter().chain(WHOM).collect();
    let parts: Vec<&Part> = parts.iter().collect();
    let moves = reader.rows_of(LakeTable::StockMoves, &parts, &columns).await?;
    let [person, names @ ..] = WHOM.map(ident);
    let names_somebody = names
        .into_iter()
        .fold(person.is_not_null(), |any, name| any.or(name.not_eq(lit(""))));
    let is_sale = ident("kind").eq(lit(5_u8)).or(ident("kind").eq(lit(6_u8)));
    let whose = when(ident("encounter").is_not_null(), lit(OF_VISIT))
        .when(is_sale.and(names_somebody), lit(OPEN))
        .otherwise(lit(NOBODY))?;
    // Only a sale says by its sign that it was taken back; of the others some write the sign of the
    // shelf, and the kind says which way it was.
    let written = when(
        ident("kind").not_eq(lit(5_u8)).and(ident("quantity").lt(lit(0_i64))),
        lit(0_i64) - ident("quantity"),
    )
    .otherwise(ident("quantity"))?;
    let mut columns = ["institution", "ledger", "kind"].map(ident).to_vec();
    columns.extend([
        months.number_of("at").alias("month"),
        whose.alias("whose"),
        written.alias("written"),
    ]);
    columns.extend(WHOM.map(ident));
    moves
        .filter(ident("kind").not_eq(lit(1_u8)))?
        .join(reader.table(&items)?, JoinType::Inner, &["item"], &["of_item"], None)?
        .select(columns)?
        .filter(ident("month").is_not_null())
}

/// Sums of the moves by institution, ledger, month, kind and whose they are.
async fn moved(reader: Reader, parts: Vec<Part>, items: RecordBatch, months: Months) -> Result<DataFrame> {
    moves(reader, parts, items, months).await?.aggregate(
        ["institution", "ledger", "month", "kind", "whose"].map(ident).to_vec(),
        vec![sum(ident("written")).alias("quantity")],
    )
}

/// The sales whose visits have to be looked for.
async fn open(reader: Reader, parts: Vec<Part>, items: RecordBatch, months: Months) -> Result<DataFrame> {
    let moves = moves(reader, parts, items, months).await?;
    moves.filter(ident("whose").eq(lit(OPEN)))
}

/// Counts by institution, ledger, batch and moment.
async fn counted(reader: Reader, parts: Vec<Part>, items: RecordBatch) -> Result<DataFrame> {
    let columns = ["institution", "item", "batch", "kind", "at", "quantity"];
    let parts: Vec<&Part> = parts.iter().collect();
    let moves = reader.rows_of(LakeTable::StockMoves, &parts, &columns).await?;
    moves
        .filter(ident("kind").eq(lit(1_u8)))?
        .join(reader.table(&items)?, JoinType::Inner, &["item"], &["of_item"], None)?
        .aggregate(
            ["institution", "ledger", "batch", "at"].map(ident).to_vec(),
            vec![sum(ident("quantity")).alias("quantity")],
        )
}

/// By institution, ledger, month and batch, when it was counted for the last time and what there was.
type Latest = BTreeMap<(u32, u32, Month, String), (i64, i64)>;

/// Keeps, for each batch, the latest count around the first of a month.
fn latest_counts(batch: &RecordBatch, latest: &mut Latest) -> Result<()> {
    let (institution, ledger) = (ids(batch, "institution")?, ids(batch, "ledger")?);
    let (at, quantity) = (whole_numbers(batch, "at")?, whole_numbers(batch, "quantity")?);
    let batches = texts(batch, "batch")?;
    let rows = institution.into_iter().zip(ledger).zip(at).zip(quantity).zip(batches);
    for ((((institution, ledger), at), quantity), text) in rows {
        let day = Moment::from_epoch_seconds(at).day();
        let month = Month::of(day);
        let boundary = if month.start().day() == day {
            month
        } else if month.last_day() == day {
            month.plus(1)
        } else {
            continue;
        };
        let Some((institution, ledger)) = institution.zip(ledger) else {
            continue;
        };
        let key = (institution, ledger, boundary, text.to_owned());
        let entry = latest.entry(key).or_insert((at, 0));
        match entry.0.cmp(&at) {
            Ordering::Less => *entry = (at, quantity),
            // One count may stand in several parts.
            Ordering::Equal => entry.1 += quantity,
            Ordering::Greater => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_two_in_a_hundred_and_more_than_one_is_short() {
        let units = |count: i64| Quantity::from_units(count).scaled();
        let drug = "XC09CAX070A001010104459";
        assert!(!is_short(drug, units(2), units(100)));
        assert!(is_short(drug, units(3), units(100)));
        assert!(!is_short(drug, units(1), units(0)));
        assert!(is_short(drug, units(2), units(0)));
        assert!(is_short("C020202001", 1, units(100)) && !is_short("C020202001", 0, 0));
    }

    #[test]
    fn moves_go_where_their_kind_says() {
        let mut flows = Flows::default();
        for (kind, quantity) in [
            (3, 100),
            (108, 10),
            (4, 5),
            (109, 1),
            (104, 2),
            (105, 3),
            (101, 20),
            (102, 7),
            (111, 1),
        ] {
            flows.enter(kind, quantity, Sale::ForCash);
        }
        flows.enter(5, 30, Sale::Billed);
        flows.enter(5, 4, Sale::ForCash);
        flows.enter(6, 6, Sale::Billed);
        flows.enter(5, 9, Sale::Unplaced);
        flows.enter(6, 2, Sale::Unplaced);
        assert_eq!((flows.bought, flows.returned, flows.lost, flows.moved), (110, 6, 5, 12));
        assert_eq!((flows.sold, flows.sold_for_cash, flows.sold_unplaced), (35, 4, 7));
    }
}
