//! A compiled book: rules of one scope with their knowledge inverted into one index.

use crate::index::{Entry, Index, IndexBuilder};
use crate::keys::ItemKey;
use crate::primitive::{Primitive, Reach};
use crate::rows::{KeyedRow, RowKey, Rows};
use crate::rule::Rule;
use domain::{Day, Span};
use std::sync::Arc;

/// The fact that a rule needs which finds items by their names.
const ITEM_NAME: &str = "费用明细.名称";

/// A rule with everything it needs to judge.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    pub rule: Rule,
    pub rows: Rows,
    /// none for the kinds that belong to the audit
    pub check: Option<Box<dyn Primitive>>,
    /// place of the primitive in the catalogue, then of the rule in the framework
    pub rank: usize,
    /// distinct codes that its tables name
    pub codes: usize,
    /// 含自费: what it says holds for what the patient pays, too, so that charging the patient cures nothing
    pub with_self_paid: bool,
    /// true where all its knowledge is a sample: it does not speak in service
    pub only_samples: bool,
}

/// 规则库与知识库, compiled for one scope. Immutable; share it by [`Arc`].
#[derive(Debug)]
pub struct Rulebook {
    pub(crate) rules: Vec<Arc<CompiledRule>>,
    pub(crate) index: Index,
    /// the rules that are asked of every record
    pub(crate) unconditional: Vec<u16>,
    /// the rules that find items by their names
    pub(crate) by_name: Vec<u16>,
    /// the spans of keys that speak for only a part of their row's time
    cuts: Vec<Span>,
    /// a rule asks what is left of a drug
    pub(crate) follows_supplies: bool,
    hash: String,
    history_days: i32,
}

impl Rulebook {
    /// Puts rules and their keys together. `keys[i]` belongs to `rules[i]`.
    pub(crate) fn assemble(rules: Vec<Arc<CompiledRule>>, keys: Vec<Arc<Vec<KeyedRow>>>, hash: String) -> Self {
        let mut builder = IndexBuilder::with_room(keys.iter().map(|keys| keys.len()).sum());
        let mut cuts: Vec<Span> = Vec::new();
        for ((rule, compiled), keys) in (0_u16..).zip(&rules).zip(&keys) {
            let looks_back = compiled.check.as_ref().is_some_and(|check| check.reach() > Reach::Line);
            for keyed in keys.iter() {
                cuts.extend(keyed.cut);
                let cut = if keyed.cut.is_some() { cuts.len() as u32 } else { 0 };
                let entry = Entry {
                    rule,
                    role: keyed.role,
                    looks_back,
                    sample: compiled.rows.is_sample(keyed.row),
                    row: keyed.row,
                    cut,
                };
                match &keyed.key {
                    RowKey::Item(key) => builder.item(key, entry),
                    RowKey::Diagnosis(set) => builder.diagnosis(set, entry),
                    RowKey::Operation(set) => builder.operation(set, entry),
                }
            }
        }
        let history_days = rules
            .iter()
            .filter_map(|compiled| match compiled.check.as_ref()?.reach() {
                Reach::Days(days) => Some(days),
                Reach::Line | Reach::Encounter => None,
            })
            .max()
            .unwrap_or(0);
        let asked = (0_u16..).zip(&rules).filter(|(_, compiled)| {
            let check = compiled.check.as_ref();
            check.is_some_and(|check| check.unconditional())
        });
        let by_name = (0_u16..).zip(&rules).zip(&keys).filter(|((_, compiled), keys)| {
            let is_name = |keyed: &KeyedRow| matches!(&keyed.key, RowKey::Item(ItemKey::Name(_)));
            compiled.rule.needs.iter().any(|need| need == ITEM_NAME) && keys.iter().any(is_name)
        });
        let follows = |compiled: &Arc<CompiledRule>| {
            let check = compiled.check.as_ref();
            check.is_some_and(|check| check.follows_supplies())
        };
        Self {
            follows_supplies: rules.iter().any(follows),
            unconditional: asked.map(|(rule, _)| rule).collect(),
            by_name: by_name.map(|((rule, _), _)| rule).collect(),
            rules,
            index: builder.finish(),
            cuts,
            hash,
            history_days,
        }
    }

    /// The time to which an entry is cut, by the number that it carries.
    pub(crate) fn cut(&self, number: u32) -> Option<&Span> {
        self.cuts.get((number as usize).wrapping_sub(1))
    }

    /// True where an entry speaks on a day, as far as its cut goes.
    pub(crate) fn within(&self, number: u32, day: Day) -> bool {
        self.cut(number).is_none_or(|span| span.contains(day))
    }

    /// The content hash of the sources: the version that every finding carries.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The rules, in the order of the framework; of one that changes from some day on, its latest version.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let versions = self.rules.chunk_by(|a, b| a.rule.code == b.rule.code);
        versions.filter_map(|versions| Some(&versions.last()?.rule))
    }

    /// A rule by its code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules().find(|rule| rule.code.as_str() == code)
    }

    /// How many days back any rule looks: what real time has to remember of a person.
    pub fn history_days(&self) -> i32 {
        self.history_days
    }

    /// Number of knowledge rows.
    pub fn row_count(&self) -> usize {
        self.rules.iter().map(|compiled| compiled.rows.len()).sum()
    }

    /// Number of distinct item keys in the index.
    pub fn item_key_count(&self) -> usize {
        self.index.key_count()
    }
}
