//! Rows that are each one way to be paid: what a lower layer adds to an upper one's.

use super::{APPROVAL, KeyedRow, RowKey, RowSink};
use crate::displacement::{self, Change};
use crate::keys::ItemKey;
use crate::problem::{Problem, ProblemLevel};
use hashbrown::HashSet;

impl RowSink {
    /// Tells the author which rows of lower layers add a way to be paid for what an upper layer limits. A row that
    /// says no more than the upper one adds none.
    pub(super) fn report_added_ways(&self, problems: &mut Vec<Problem>) {
        let meta = |keyed: &KeyedRow| self.rows.meta[keyed.row as usize];
        let law = |keyed: &&KeyedRow| !meta(keyed).sample;
        let mut codes: Vec<(Wanted<'_>, &KeyedRow)> = self
            .keys
            .iter()
            .filter(law)
            .filter_map(|keyed| Some((Wanted::of(keyed)?, keyed)))
            .collect();
        codes.sort_unstable_by_key(|(wanted, keyed)| (*wanted, keyed.row));
        let mut reported: HashSet<(u32, ProblemLevel)> = HashSet::new();
        for lower in self.keys.iter().filter(law).filter(|keyed| meta(keyed).layer > 0) {
            let Some(wanted) = Wanted::of(lower) else {
                continue;
            };
            let below = meta(lower);
            let met = wanted.meeting(&codes).into_iter().filter(|upper| {
                let above = meta(upper);
                above.layer < below.layer && above.span.overlaps(&below.span)
            });
            for upper in met {
                let rows = (self.row_of(upper.row), self.row_of(lower.row));
                let (Some((old_table, old)), Some((new_table, new))) = rows else {
                    continue;
                };
                let (change, words) = displacement::between((old_table, old), (new_table, new));
                let same = change == Change::Same && !self.is_of_institution(below.layer);
                let allowed = below.approved || same;
                let level = if allowed {
                    ProblemLevel::Notice
                } else {
                    ProblemLevel::Error
                };
                if !reported.insert((lower.row, level)) {
                    continue;
                }
                let place = self.place_of(meta(upper).layer, old_table, old);
                let RowKey::Item(key) = &lower.key else { continue };
                let (file, line) = (new_table.file.as_str(), new.line());
                problems.push(if allowed {
                    let message = format!("{key} 的本地行与{place}并列：{words}；符合其中一行即可支付");
                    Problem::notice(file, line, message, "确认无误")
                } else {
                    let message = format!("{key} 的本地行不作数：{place}已有限定，再加一行就多一种可以支付的情形");
                    Problem::error(file, line, message, APPROVAL)
                });
            }
        }
    }
}

/// Which items a key finds, in an order in which those stand together that begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wanted<'a> {
    Name(&'a str),
    /// a code, and whether only its beginning is written
    Code(&'a str, bool),
}

impl<'a> Wanted<'a> {
    fn of(keyed: &'a KeyedRow) -> Option<Self> {
        match &keyed.key {
            RowKey::Item(ItemKey::Name(name)) => Some(Self::Name(name)),
            RowKey::Item(ItemKey::Exact(code)) => Some(Self::Code(code, false)),
            RowKey::Item(ItemKey::Prefix(code)) => Some(Self::Code(code, true)),
            RowKey::Diagnosis(_) | RowKey::Operation(_) => None,
        }
    }

    /// Of sorted keys, those that may find an item that this one finds.
    fn meeting(self, keys: &[(Self, &'a KeyedRow)]) -> Vec<&'a KeyedRow> {
        let from = |wanted: Self| {
            keys.get(keys.partition_point(|(key, _)| *key < wanted)..)
                .unwrap_or_default()
        };
        let same = |wanted: Self| from(wanted).iter().take_while(move |(key, _)| *key == wanted);
        let Self::Code(code, open) = self else {
            return same(self).map(|(_, keyed)| *keyed).collect();
        };
        let heads = (1..code.len()).filter_map(|end| code.get(..end));
        let above = heads.flat_map(|head| same(Self::Code(head, true)));
        let within = |(key, _): &&(Self, &KeyedRow)| matches!(key, Self::Code(key, _) if key.starts_with(code));
        let beneath = from(Self::Code(code, false)).iter().take_while(within);
        let beneath = beneath.filter(|(key, _)| open || matches!(key, Self::Code(key, _) if *key == code));
        above.chain(beneath).map(|(_, keyed)| *keyed).collect()
    }
}
