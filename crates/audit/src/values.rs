//! The lake's own small integers for the nouns of `domain`, both ways.
//!
//! 0 always means that the source said nothing, 255 that it said "unknown" or a code that no
//! known table has; both lead to "not evaluable", never to a value.

use domain::{
    CareSetting, Fact, InstitutionKind, InstitutionLevel, Insurance, ItemKind, PractitionerTitle, Sex, SpecialCare,
};

/// What the source says explicitly that it does not know.
pub const UNKNOWN: u8 = u8::MAX;

/// A noun that the lake keeps as a small integer.
pub trait Coded: Copy + PartialEq + Sized + 'static {
    /// All values; the code is the place in the list plus one, so the list only ever grows at its end.
    const VALUES: &'static [Self];
}

/// The code of a fact.
pub fn encode<T: Coded>(fact: Fact<T>) -> u8 {
    match fact {
        Fact::Absent => 0,
        Fact::Unknown => UNKNOWN,
        Fact::Known(value) => T::VALUES
            .iter()
            .position(|known| *known == value)
            .and_then(|place| u8::try_from(place + 1).ok())
            .unwrap_or(UNKNOWN),
    }
}

/// The fact of a code.
pub fn decode<T: Coded>(code: u8) -> Fact<T> {
    match usize::from(code).checked_sub(1) {
        None => Fact::Absent,
        Some(place) => T::VALUES.get(place).map_or(Fact::Unknown, |value| Fact::Known(*value)),
    }
}

impl Coded for Sex {
    const VALUES: &'static [Self] = &[Sex::Male, Sex::Female];
}

impl Coded for Insurance {
    const VALUES: &'static [Self] = &[
        Insurance::Employee,
        Insurance::Resident,
        Insurance::WorkInjury,
        Insurance::Maternity,
        Insurance::LongTermCare,
        Insurance::Other,
    ];
}

impl Coded for InstitutionLevel {
    const VALUES: &'static [Self] = &[
        InstitutionLevel::Unrated,
        InstitutionLevel::One,
        InstitutionLevel::Two,
        InstitutionLevel::Three,
    ];
}

impl Coded for InstitutionKind {
    const VALUES: &'static [Self] = &[
        InstitutionKind::Medical,
        InstitutionKind::Pharmacy,
        InstitutionKind::Internet,
        InstitutionKind::Other,
    ];
}

impl Coded for CareSetting {
    const VALUES: &'static [Self] = &CareSetting::ALL;
}

impl Coded for ItemKind {
    const VALUES: &'static [Self] = &[
        ItemKind::Drug,
        ItemKind::Herb,
        ItemKind::Service,
        ItemKind::Consumable,
        ItemKind::Other,
    ];
}

impl Coded for PractitionerTitle {
    const VALUES: &'static [Self] = &[
        PractitionerTitle::Assistant,
        PractitionerTitle::Resident,
        PractitionerTitle::Attending,
        PractitionerTitle::AssociateChief,
        PractitionerTitle::Chief,
    ];
}

/// The bit of a special circumstance in the set of an encounter.
pub fn special_bit(special: SpecialCare) -> u16 {
    SpecialCare::ALL
        .iter()
        .position(|known| *known == special)
        .map_or(0, |place| 1 << place)
}

/// The special circumstances of a set.
pub fn specials(set: u16) -> impl Iterator<Item = SpecialCare> {
    SpecialCare::ALL
        .into_iter()
        .filter(move |special| set & special_bit(*special) != 0)
}

/// 31 天内再住院计划 · 0 not said, 1 none, 2 planned, as on the front page of the medical record.
pub fn readmission_plan(code: &str) -> Option<u8> {
    match code {
        "1" | "无" | "否" | "0" => Some(1),
        "2" | "有" | "是" => Some(2),
        _ => None,
    }
}

/// 入院病情 of a diagnosis: 1 有, 2 临床未确定, 3 情况不明, 4 无, as on the front page of the medical record.
pub fn at_admission(code: &str) -> u8 {
    match code {
        "1" | "有" => 1,
        "2" | "临床未确定" => 2,
        "3" | "情况不明" => 3,
        "4" | "无" => 4,
        _ => UNKNOWN,
    }
}

/// What a stock move is: the transaction that reported it, and for a change (3502) its kind.
/// 盘存 1, 变更 100 + the last two digits of `inv_chg_type` (101 调拨入 … 111 赠药退回), 采购 3,
/// 采购退货 4, 销售 5, 销售退货 6.
pub fn stock_kind(transaction: &str, change: Option<&str>) -> Option<u8> {
    match (transaction, change) {
        ("3501", _) => Some(1),
        ("3503", _) => Some(3),
        ("3504", _) => Some(4),
        ("3505", _) => Some(5),
        ("3506", _) => Some(6),
        ("3502", Some(change)) => change.parse().ok().filter(|kind| (101..=111).contains(kind)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both_ways<T: Coded + std::fmt::Debug>() {
        for value in T::VALUES {
            assert_eq!(decode::<T>(encode(Fact::Known(*value))), Fact::Known(*value));
        }
        assert_eq!(decode::<T>(encode(Fact::<T>::Absent)), Fact::Absent);
        assert_eq!(decode::<T>(encode(Fact::<T>::Unknown)), Fact::Unknown);
    }

    #[test]
    fn codes_go_both_ways() {
        both_ways::<Sex>();
        both_ways::<Insurance>();
        both_ways::<InstitutionLevel>();
        both_ways::<InstitutionKind>();
        both_ways::<CareSetting>();
        both_ways::<ItemKind>();
        both_ways::<PractitionerTitle>();
        let set = special_bit(SpecialCare::Transfer) | special_bit(SpecialCare::OutOfRegion);
        assert_eq!(
            specials(set).collect::<Vec<_>>(),
            [SpecialCare::Transfer, SpecialCare::OutOfRegion]
        );
    }

    #[test]
    fn what_was_there_at_admission_is_told_apart() {
        assert_eq!(["1", "4", "无", "9"].map(at_admission), [1, 4, 4, UNKNOWN]);
    }

    #[test]
    fn stock_moves_are_told_apart() {
        assert_eq!(stock_kind("3505", None), Some(5));
        assert_eq!(stock_kind("3502", Some("104")), Some(104));
        assert_eq!(stock_kind("3502", None), None);
        assert_eq!(stock_kind("3502", Some("999")), None);
    }
}
