//! What can be charged and coded: short extracts of public catalogues, built into the program and
//! ordered by the role that an entry plays in the county. `data/SOURCE.md` says from where.

use crate::error::SimulateError;
use domain::{Quantity, UnitPrice};
use std::collections::BTreeMap;
use std::ops::Range;

/// Place of an item in [`Catalogue::item`].
pub(crate) type ItemId = u16;
/// Place of a coded diagnosis or operation.
pub(crate) type CodeId = u16;

/// 目录项目 · something that can be charged.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// 医疗目录编码
    pub code: &'static str,
    /// 名称
    pub name: &'static str,
    /// 目录类别 as the national interface codes it: 101, 102, 103, 201, 301
    pub list_type: &'static str,
    /// an invented price, for an institution of the third level
    pub price: UnitPrice,
    /// what a knowledge row limits, where the role has one: days, grams, or the disease of a drug
    pub(crate) limit: &'static str,
}

impl Item {
    /// True for drugs and consumables, which have a purchase price and a stock.
    pub(crate) fn is_stocked(&self) -> bool {
        matches!(self.list_type, "101" | "103" | "301")
    }

    /// True for western and Chinese patent drugs.
    pub(crate) fn is_drug(&self) -> bool {
        matches!(self.list_type, "101" | "103")
    }

    /// The number in the limit; zero where there is none.
    pub(crate) fn limit_number(&self) -> Quantity {
        self.limit.parse().unwrap_or(Quantity::ZERO)
    }
}

/// 诊断或手术操作 · a code with its name.
#[derive(Debug, Clone, Copy)]
pub struct Coded {
    /// ICD-10 or ICD-9-CM-3, insurance edition 2.0
    pub code: &'static str,
    /// 名称
    pub name: &'static str,
}

/// Two items that one rule forbids together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub first: ItemId,
    pub second: ItemId,
}

/// The built-in extracts.
#[derive(Debug)]
pub(crate) struct Catalogue {
    items: Vec<Item>,
    item_ids: Vec<ItemId>,
    item_roles: BTreeMap<&'static str, Range<usize>>,
    diagnoses: Coding,
    operations: Coding,
    pairs: BTreeMap<&'static str, Vec<Pair>>,
    nameless: ItemId,
}

#[derive(Debug, Default)]
struct Coding {
    codes: Vec<Coded>,
    ids: Vec<CodeId>,
    roles: BTreeMap<&'static str, Range<usize>>,
}

const ITEMS: &str = include_str!("../data/items.csv");
const DIAGNOSES: &str = include_str!("../data/diagnoses.csv");
const OPERATIONS: &str = include_str!("../data/operations.csv");
const PAIRS: &str = include_str!("../data/pairs.csv");

impl Catalogue {
    /// Reads the extracts. The error names a line that is not as this program expects it.
    pub fn read() -> Result<Self, SimulateError> {
        let mut items: Vec<Item> = Vec::new();
        let mut item_roles: BTreeMap<&'static str, Range<usize>> = BTreeMap::new();
        for (line, cells) in rows::<6>(ITEMS) {
            let defect = || SimulateError::extract("items.csv", line);
            let [role, code, name, list_type, price, limit] = cells.ok_or_else(defect)?;
            let price = price.parse().map_err(|_| defect())?;
            let place = items.len();
            item_roles.entry(role).or_insert(place..place).end = place + 1;
            items.push(Item {
                code,
                name,
                list_type,
                price,
                limit,
            });
        }
        // A line that the hospital never matched to the catalogue carries a dash for its code.
        let nameless = items.len();
        let like = items
            .first()
            .copied()
            .ok_or_else(|| SimulateError::extract("items.csv", 1))?;
        items.push(Item {
            code: "-",
            name: "未对码项目",
            list_type: "201",
            ..like
        });
        let mut by_code: BTreeMap<&str, ItemId> = BTreeMap::new();
        for (place, item) in (0_u16..).zip(&items) {
            by_code.entry(item.code).or_insert(place);
        }
        let mut pairs: BTreeMap<&'static str, Vec<Pair>> = BTreeMap::new();
        for (line, cells) in rows::<4>(PAIRS) {
            let defect = || SimulateError::extract("pairs.csv", line);
            let [rule, _, first, second] = cells.ok_or_else(defect)?;
            let id = |code: &str| by_code.get(code).copied().ok_or_else(defect);
            pairs.entry(rule).or_default().push(Pair {
                first: id(first)?,
                second: id(second)?,
            });
        }
        Ok(Self {
            item_ids: (0..items.len() as ItemId).collect(),
            items,
            item_roles,
            diagnoses: Coding::read("diagnoses.csv", DIAGNOSES)?,
            operations: Coding::read("operations.csv", OPERATIONS)?,
            pairs,
            nameless: nameless as ItemId,
        })
    }

    /// The items of a role, hot ones first; nothing for an unknown role.
    pub fn role(&self, role: &str) -> &[ItemId] {
        self.item_roles
            .get(role)
            .and_then(|range| self.item_ids.get(range.clone()))
            .unwrap_or(&[])
    }

    /// Every drug and consumable, each code once.
    pub fn stocked(&self) -> Vec<ItemId> {
        let mut codes: Vec<&str> = Vec::new();
        let ids = self.item_ids.iter().copied();
        ids.filter(|&id| {
            let item = self.item(id);
            let first = item.is_stocked() && !codes.contains(&item.code);
            codes.extend(first.then_some(item.code));
            first
        })
        .collect()
    }

    /// An item by its place.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[usize::from(id)]
    }

    /// The item of a line that carries no catalogue code.
    pub fn nameless(&self) -> ItemId {
        self.nameless
    }

    /// The pairs that a rule forbids.
    pub fn pairs(&self, rule: &str) -> &[Pair] {
        self.pairs.get(rule).map_or(&[], Vec::as_slice)
    }

    /// The diagnoses of a role.
    pub fn diagnoses(&self, role: &str) -> &[CodeId] {
        self.diagnoses.role(role)
    }

    /// A diagnosis by its place.
    pub fn diagnosis(&self, id: CodeId) -> Coded {
        self.diagnoses.codes[usize::from(id)]
    }

    /// The operations of a role.
    pub fn operations(&self, role: &str) -> &[CodeId] {
        self.operations.role(role)
    }

    /// An operation by its place.
    pub fn operation(&self, id: CodeId) -> Coded {
        self.operations.codes[usize::from(id)]
    }
}

impl Coding {
    fn read(file: &'static str, text: &'static str) -> Result<Self, SimulateError> {
        let mut coding = Self::default();
        for (line, cells) in rows::<3>(text) {
            let [role, code, name] = cells.ok_or_else(|| SimulateError::extract(file, line))?;
            let place = coding.codes.len();
            coding.roles.entry(role).or_insert(place..place).end = place + 1;
            coding.codes.push(Coded { code, name });
        }
        coding.ids = (0..coding.codes.len() as CodeId).collect();
        Ok(coding)
    }

    fn role(&self, role: &str) -> &[CodeId] {
        self.roles
            .get(role)
            .and_then(|range| self.ids.get(range.clone()))
            .unwrap_or(&[])
    }
}

/// The rows under the heading, each with its line number; `None` for a row of another width. The
/// extracts hold no quoted cells.
fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = (usize, Option<[&'static str; N]>)> {
    let cells = |line: &'static str| line.split(',').collect::<Vec<_>>().try_into().ok();
    (1..)
        .zip(text.lines())
        .skip(1)
        .map(move |(number, line)| (number, cells(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_one_block_and_every_pair_is_known() {
        let catalogue = Catalogue::read().unwrap();
        for (role, range) in &catalogue.item_roles {
            assert!(!range.is_empty() && !catalogue.role(role).is_empty(), "{role}");
        }
        let blocks: usize = catalogue.item_roles.values().map(Range::len).sum();
        assert_eq!(
            blocks + 1,
            catalogue.items.len(),
            "a role in two blocks covers what lies between"
        );
        assert!(catalogue.pairs("GZ10000102012000").len() > 20);
        assert_eq!(catalogue.item(catalogue.nameless()).code, "-");
    }
}
