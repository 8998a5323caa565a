//! A fee line, ordered or charged.

use crate::{
    DepartmentCode, Fact, ItemCode, LineId, Moment, Money, PractitionerCode, PrescriptionId, Quantity, UnitPrice,
    is_dialysis,
};
use compact_str::CompactString;
use std::collections::HashMap;
use std::hash::Hash;

/// 目录类别 · `hilist_type`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// 西药、中成药 (101, 104, 103)
    Drug,
    /// 中药饮片、配方颗粒 (102, 106)
    Herb,
    /// 医疗服务项目 (201)
    Service,
    /// 医用耗材 (301)
    Consumable,
    /// 其他
    Other,
}

impl ItemKind {
    /// The kinds that a document may name: 其他 is what none of them fits.
    pub const NAMED: [ItemKind; 4] = [ItemKind::Drug, ItemKind::Herb, ItemKind::Service, ItemKind::Consumable];

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            ItemKind::Drug => "药品",
            ItemKind::Herb => "中药饮片",
            ItemKind::Service => "医疗服务项目",
            ItemKind::Consumable => "医用耗材",
            ItemKind::Other => "其他",
        }
    }

    /// The kind that a national code itself shows: `X`/`Z` drugs, `T` herbs, `C` consumables,
    /// 15 digits services. Clients fill `hilist_type` with anything, codes are dependable.
    pub fn from_code(code: &ItemCode) -> Option<Self> {
        Self::of_national(code.national())
    }

    pub(crate) fn of_national(text: &str) -> Option<Self> {
        match text.as_bytes().first()? {
            b'X' | b'Z' if text.len() >= 18 => Some(ItemKind::Drug),
            b'T' if text.len() >= 9 => Some(ItemKind::Herb),
            b'C' if text.len() >= 20 => Some(ItemKind::Consumable),
            b'0'..=b'9' if text.len() == 15 && text.bytes().all(|b| b.is_ascii_digit()) => Some(ItemKind::Service),
            _ => None,
        }
    }
}

/// 支付类别 · how much of a fee line the insurance counts as its own, told from the amounts because the
/// catalogue class is not sent dependably.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PaymentClass {
    /// 纳入医保
    Covered,
    /// 部分自费
    PartlySelfPaid,
    /// 全自费
    SelfPaid,
}

impl PaymentClass {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            PaymentClass::Covered => "纳入医保",
            PaymentClass::PartlySelfPaid => "部分自费",
            PaymentClass::SelfPaid => "全自费",
        }
    }
}

/// 医师职称 · `drord_dr_profttl`. Ordered from the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PractitionerTitle {
    /// 医士
    Assistant,
    /// 医师（住院医师）
    Resident,
    /// 主治医师
    Attending,
    /// 副主任医师
    AssociateChief,
    /// 主任医师
    Chief,
}

impl PractitionerTitle {
    /// All titles, from the lowest.
    pub const ALL: [PractitionerTitle; 5] = [
        PractitionerTitle::Assistant,
        PractitionerTitle::Resident,
        PractitionerTitle::Attending,
        PractitionerTitle::AssociateChief,
        PractitionerTitle::Chief,
    ];

    /// The Chinese word used in knowledge tables.
    pub fn zh(self) -> &'static str {
        match self {
            PractitionerTitle::Assistant => "医士",
            PractitionerTitle::Resident => "医师",
            PractitionerTitle::Attending => "主治医师",
            PractitionerTitle::AssociateChief => "副主任医师",
            PractitionerTitle::Chief => "主任医师",
        }
    }
}

/// 发生时间的准确程度 · how well it is known when a fee line was incurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Timing {
    /// 准确: to the second
    #[default]
    Exact,
    /// 只知日期: the day, and nothing within it
    DayOnly,
    /// 不详: not even the day; the time is that of the encounter's begin, which stands in for it
    Unknown,
}

impl Timing {
    /// True where the hour may be relied upon.
    #[inline]
    pub fn knows_hour(self) -> bool {
        self == Timing::Exact
    }

    /// True where the day may be relied upon.
    #[inline]
    pub fn knows_day(self) -> bool {
        self != Timing::Unknown
    }
}

/// 用法用量 · not on the national 3101, present on 2204/2301 and in vendor extras.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Usage {
    /// 单次剂量 · `sin_dos`, in the unit of the knowledge table
    pub single_dose: Fact<Quantity>,
    /// 日次数 · from `used_frqu_dscr`
    pub times_per_day: Fact<Quantity>,
    /// 天数 · `prd_days`, `used_days`
    pub days: Fact<u16>,
}

/// 费用明细（处方、医嘱） · `fsi_order_dtos`, `feedetail`
#[derive(Debug, Clone, PartialEq)]
pub struct FeeLine {
    /// 明细标识 · `rx_id`, `feedetl_sn`
    pub id: LineId,
    /// 原明细标识 · `init_feedetl_sn`, on a refund
    pub reverses: Option<LineId>,
    /// index into [`crate::Record::encounters`]
    pub encounter: u32,
    /// 医疗目录编码 · `hilist_code`
    pub item: ItemCode,
    /// 名称 · `hilist_name`
    pub name: CompactString,
    /// 目录类别 · `hilist_type`
    pub kind: ItemKind,
    /// 发生时间 · `drord_begn_date`, `fee_ocur_time`
    pub at: Moment,
    /// 发生时间的准确程度
    pub timing: Timing,
    /// 停止时间 · `drord_stop_date`; see [`crate::Record::last_day_of`]
    pub until: Option<Moment>,
    /// 上传时间, where the source records one
    pub uploaded_at: Option<Moment>,
    /// 数量 · `cnt`; negative on a refund
    pub quantity: Quantity,
    /// 单价 · `pric`
    pub price: UnitPrice,
    /// 金额 · `sumamt`, `det_item_fee_sumamt`
    pub amount: Money,
    /// 纳入医保金额: the part that is not fully self-paid
    pub covered: Money,
    /// 处方号 · `rxno`
    pub prescription: Option<PrescriptionId>,
    /// 开单科室 · `drord_dept_codg`
    pub department: DepartmentCode,
    /// 开单科室名称 · `drord_dept_name`
    pub department_name: CompactString,
    /// 开单医师 · `drord_dr_codg`
    pub doctor: PractitionerCode,
    /// 医师职称 · `drord_dr_profttl`
    pub title: Fact<PractitionerTitle>,
    /// 用法用量
    pub usage: Usage,
    /// 目录单价 · `hilist_pric`, the undiscounted catalogue price
    pub list_price: Fact<UnitPrice>,
    /// 进价, where stock data carries it
    pub purchase_price: Fact<UnitPrice>,
    /// True for a line under review (`curr_drord_flag` 1), false for context and history.
    pub current: bool,
}

impl FeeLine {
    /// 支付类别. A line without an amount has nothing that anybody could pay himself.
    pub fn payment_class(&self) -> PaymentClass {
        if self.covered == self.amount {
            PaymentClass::Covered
        } else if self.covered.is_zero() {
            PaymentClass::SelfPaid
        } else {
            PaymentClass::PartlySelfPaid
        }
    }
}

/// True for what clients write where an item has no code.
pub fn is_uncoded(code: &str) -> bool {
    matches!(code, "" | "0" | "-" | "--")
}

/// What tells an item from others: its code or, where it has none, its name.
pub fn item_identity<'i>(code: &'i ItemCode, name: &'i str) -> (&'i str, &'i str) {
    let code = code.as_str();
    (code, if is_uncoded(code) { name } else { "" })
}

/// 收费与冲销 · what a fee line tells of its encounter.
#[derive(Debug, Clone, Copy)]
pub struct Charge<I> {
    /// what tells its item from others
    pub item: I,
    /// [`is_dialysis`]
    pub is_dialysis: bool,
    /// 数量
    pub quantity: Quantity,
    /// 单价
    pub price: UnitPrice,
    /// 纳入医保金额
    pub covered: Money,
}

impl<'l> Charge<(&'l str, &'l str)> {
    /// Of a line.
    pub fn of(line: &'l FeeLine) -> Self {
        Self {
            item: item_identity(&line.item, &line.name),
            is_dialysis: is_dialysis(&line.item),
            quantity: line.quantity,
            price: line.price,
            covered: line.covered,
        }
    }
}

/// What several roundings may leave of the money of an item beside those of its prices and quantities.
const RESIDUE: Money = Money::from_fen(5);

/// True where something was taken back and nothing of any item is left: of each, what was charged and what was taken
/// back come to naught, and so does what the fund is asked for. Who gives back things and keeps the money undoes
/// nothing.
pub fn is_undone<I: Eq + Hash>(lines: impl Iterator<Item = Charge<I>> + Clone) -> bool {
    // Hardly ever is anything taken back.
    if !lines.clone().any(|line| line.quantity.is_negative()) {
        return false;
    }
    let mut left: HashMap<I, (Quantity, Money)> = HashMap::new();
    for line in lines {
        let (quantity, kept) = left.entry(line.item).or_insert((Quantity::ZERO, -RESIDUE));
        *quantity += line.quantity;
        // Some write the money of a refund without its sign.
        *kept += match line.quantity.is_negative() {
            true => -line.covered.abs(),
            false => line.covered,
        };
        *kept -= line.price.rounding(line.quantity);
    }
    left.values()
        .all(|(quantity, kept)| quantity.is_zero() && !kept.is_positive())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_back_whole_is_undone() {
        let yuan = |yuan: i64| Money::from_fen(100 * yuan);
        let charge = |item: &'static str, units: i64, covered: Money| Charge {
            item,
            is_dialysis: false,
            quantity: Quantity::from_units(units),
            price: UnitPrice::from_scaled(3_500_000),
            covered,
        };
        let undone = |lines: &[(&'static str, i64)]| {
            is_undone(lines.iter().map(|&(item, units)| charge(item, units, yuan(units))))
        };
        assert!(undone(&[("甲", 2), ("乙", 1), ("甲", -1), ("乙", -1), ("甲", -1)]));
        assert!(!undone(&[("甲", 2), ("甲", -1)]));
        assert!(!undone(&[("甲", 1), ("乙", 1), ("甲", -1)]));
        // Nothing was taken back, or more than there was.
        assert!(!undone(&[("甲", 0)]));
        assert!(!undone(&[]));
        assert!(!undone(&[("甲", 1), ("甲", -2)]));
        // The things were given back, and the money was kept; or what rounding explains was.
        let refunded = |of_refund: Money| {
            let lines = [charge("甲", 42, yuan(147)), charge("甲", -42, of_refund)];
            is_undone(lines.into_iter())
        };
        assert!(!refunded(Money::from_fen(-1)));
        assert!(refunded(yuan(-147)) && refunded(yuan(147)) && refunded(Money::from_fen(-14_660)));
        assert!(!refunded(Money::from_fen(-14_600)));
    }
}
