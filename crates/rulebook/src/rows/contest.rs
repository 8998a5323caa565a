//! Which of several rows speaks for a key that they all claim.

use super::{APPROVAL, KeyedRow, RowKey, RowSink, Rows};
use crate::displacement::{self, Change};
use crate::keys::{CodeSet, ItemKey};
use crate::problem::{Problem, ProblemLevel};
use crate::texts::TextRef;
use domain::Span;
use hashbrown::{HashMap, HashSet};

impl RowSink {
    /// Settles which of several rows speaks for a key. A row of a more specific layer takes the place of an upper
    /// one where it may; a sample never that of a row that is none. Within a layer an equal row is a duplicate and
    /// a different one a contradiction, reported and left out so that a verdict never depends on the order of rows.
    pub fn finish(mut self, problems: &mut Vec<Problem>) -> (Rows, Vec<KeyedRow>) {
        self.rows.meta.shrink_to_fit();
        self.rows.texts.shrink_to_fit();
        self.part_coded_keys();
        if self.ways && self.rows.meta.iter().any(|meta| meta.layer > 0) {
            self.report_added_ways(problems);
        }
        let mut claimed: Vec<usize> = (0..self.keys.len()).filter(|&at| self.claim(at).is_some()).collect();
        // Upper layers first, whatever the order of the tables that a rule reads.
        let layer = |at: usize| self.rows.meta[self.keys[at].row as usize].layer;
        claimed.sort_unstable_by(|&a, &b| (self.claim(a), layer(a), a).cmp(&(self.claim(b), layer(b), b)));
        let mut contested: Vec<&[usize]> = claimed
            .chunk_by(|&a, &b| self.claim(a) == self.claim(b))
            .filter(|group| group.len() > 1)
            .collect();
        contested.sort();
        // What is left of the keys that several rows claim; all others speak for all their time.
        let mut spans: HashMap<usize, Vec<Span>> = contested
            .iter()
            .flat_map(|group| group.iter())
            .map(|&at| (at, vec![self.rows.meta[self.keys[at].row as usize].span]))
            .collect();
        let mut reported = HashSet::new();
        for group in contested {
            for (place, &later) in group.iter().enumerate() {
                for &earlier in &group[..place] {
                    if self.keys[earlier].row == self.keys[later].row {
                        spans.insert(later, Vec::new());
                        continue;
                    }
                    let rest = |of: usize, taker: usize| -> Vec<Span> {
                        spans[&taker].iter().fold(spans[&of].clone(), |left, taken| {
                            left.iter().flat_map(|own| own.without(taken)).collect()
                        })
                    };
                    let meets = rest(earlier, later) != spans[&earlier];
                    let loser = match self.contest(earlier, later) {
                        Contest::Apart => continue,
                        Contest::Sample(sample) => sample,
                        Contest::Beside if meets => {
                            self.report_contest(earlier, later, &mut reported, problems);
                            later
                        }
                        Contest::Below if meets && !self.displaces(earlier, later, &mut reported, problems) => later,
                        Contest::Beside => later,
                        Contest::Below => earlier,
                    };
                    let winner = if loser == later { earlier } else { later };
                    let left = rest(loser, winner);
                    spans.insert(loser, left);
                }
            }
        }
        drop((claimed, self.claims, self.sources));
        if spans.is_empty() {
            return (self.rows, self.keys);
        }
        let mut kept = Vec::with_capacity(self.keys.len());
        for (at, keyed) in self.keys.into_iter().enumerate() {
            let Some(spans) = spans.get(&at) else {
                kept.push(keyed);
                continue;
            };
            let whole = self.rows.meta[keyed.row as usize].span;
            for &span in spans {
                let cut = (span != whole).then_some(span);
                kept.push(KeyedRow { cut, ..keyed.clone() });
            }
        }
        (self.rows, kept)
    }

    /// What a key claims for its row, where other rows may claim the same.
    fn claim(&self, position: usize) -> Option<(Claimed<'_>, TextRef)> {
        let keyed = self
            .keys
            .get(position)
            .filter(|keyed| keyed.role == crate::primitive::MAIN)?;
        let claimed = match &keyed.key {
            RowKey::Item(key) => Claimed::Item(key),
            RowKey::Diagnosis(set) => Claimed::Diagnosis(set.only_range()?),
            RowKey::Operation(set) => Claimed::Operation(set.only_range()?),
        };
        Some((claimed, self.claims.get(keyed.row as usize)?.identity))
    }

    /// Where a lower layer has rows, those of diagnoses and operations are found interval by interval, so that each
    /// may be taken over by itself. Not the operations of rows that are also found by items in another role: what
    /// they say depends on the day of those.
    fn part_coded_keys(&mut self) {
        let layer_of = |row: u32| self.rows.meta[row as usize].layer;
        let coded = |keyed: &KeyedRow| !matches!(keyed.key, RowKey::Item(_));
        let lower = self.keys.iter().any(|keyed| coded(keyed) && layer_of(keyed.row) > 0);
        if !lower {
            return;
        }
        let beside: HashSet<u32> = self
            .keys
            .iter()
            .filter(|keyed| !coded(keyed))
            .map(|keyed| keyed.row)
            .collect();
        let mut parted = Vec::with_capacity(self.keys.len());
        for keyed in self.keys.drain(..) {
            let rebuilt: fn(CodeSet) -> RowKey = match &keyed.key {
                RowKey::Diagnosis(_) => RowKey::Diagnosis,
                RowKey::Operation(_) if !beside.contains(&keyed.row) => RowKey::Operation,
                _ => {
                    parted.push(keyed);
                    continue;
                }
            };
            let (RowKey::Diagnosis(set) | RowKey::Operation(set)) = &keyed.key else {
                continue;
            };
            parted.extend(set.parts().map(|part| KeyedRow {
                key: rebuilt(part),
                ..keyed
            }));
        }
        self.keys = parted;
    }

    fn contest(&self, earlier: usize, later: usize) -> Contest {
        let meta = |at: usize| &self.rows.meta[self.keys[at].row as usize];
        let (a, b) = (meta(earlier), meta(later));
        match (a.sample, b.sample) {
            (true, false) => Contest::Sample(earlier),
            (false, true) => Contest::Sample(later),
            _ if a.layer < b.layer => Contest::Below,
            _ if matches!(self.keys[later].key, RowKey::Item(_)) => Contest::Beside,
            _ => Contest::Apart,
        }
    }

    /// True where a row of a lower layer may take the place of an upper one; told to the author either way.
    fn displaces(
        &self,
        upper: usize,
        lower: usize,
        reported: &mut HashSet<(u16, u32, ProblemLevel)>,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let row_of = |key: usize| self.keys[key].row as usize;
        let (above, below) = (&self.rows.meta[row_of(upper)], &self.rows.meta[row_of(lower)]);
        if above.sample {
            return true;
        }
        let rows = (self.row_of(self.keys[upper].row), self.row_of(self.keys[lower].row));
        let (Some((old_table, old_row)), Some((new_table, new_row))) = rows else {
            return true;
        };
        let new = self.claims[row_of(lower)];
        let (change, words) = displacement::between((old_table, old_row), (new_table, new_row));
        let of_institution = self.is_of_institution(below.layer);
        let allowed = new_row.is_approved() || (!of_institution && matches!(change, Change::Same | Change::Stricter));
        let level = if allowed {
            ProblemLevel::Notice
        } else {
            ProblemLevel::Error
        };
        if !reported.insert((new.file, new.line, level)) {
            return allowed;
        }
        let key = self
            .claim(lower)
            .map(|(claimed, _)| claimed.to_string())
            .unwrap_or_default();
        let place = self.place_of(above.layer, old_table, old_row);
        let (file, line) = (new_table.file.as_str(), new.line as usize);
        problems.push(if allowed {
            let message = format!("{key} 的本地行取代{place}：{words}");
            Problem::notice(file, line, message, "确认无误；其余编码照用上层的行")
        } else {
            let why = match change {
                Change::Looser => "放宽了上层",
                Change::Unknown => "与上层不同，看不出是严是宽",
                Change::Same | Change::Stricter => "机构层取代上层的行一律须经批准",
            };
            let message = format!("{key} 的本地行不取代{place}：{words}；{why}");
            Problem::error(file, line, message, APPROVAL)
        });
        allowed
    }

    /// Tells the author that two rows of one layer speak for the same key at the same time.
    fn report_contest(
        &self,
        earlier: usize,
        later: usize,
        reported: &mut HashSet<(u16, u32, ProblemLevel)>,
        problems: &mut Vec<Problem>,
    ) {
        let claim = |key: usize| &self.claims[self.keys[key].row as usize];
        let (kept, left) = (claim(earlier), claim(later));
        if !reported.insert((left.file, left.line, ProblemLevel::Notice)) {
            return;
        }
        let name = |file: u16| self.sources.get(file as usize).map_or("", |table| table.file.as_str());
        let RowKey::Item(key) = &self.keys[later].key else {
            return;
        };
        let (message, advice) = if kept.value == left.value {
            (
                format!("{key} 与第 {} 行的知识点重复", kept.line),
                "删去其中一行；重叠期间只用前一行",
            )
        } else if kept.file == left.file {
            (
                format!("{key} 与第 {} 行在同一时期限定不同", kept.line),
                "核对原文，给其中一行写失效日期；重叠期间按前一行判定",
            )
        } else {
            let other = name(kept.file);
            (
                format!("{key} 与 {other} 第 {} 行在同一时期限定不同", kept.line),
                "重叠期间以文件头“知识”中在前的表为准",
            )
        };
        problems.push(Problem::notice(name(left.file), left.line as usize, message, advice));
    }
}

/// How two rows stand to each other that claim the same.
enum Contest {
    /// codes of diagnoses and operations in one layer: rows stand side by side
    Apart,
    /// one of them is a sample and the other is not
    Sample(usize),
    /// rows of one layer: the first rules
    Beside,
    /// the later row is of a lower layer
    Below,
}

/// What a key claims for its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claimed<'a> {
    Item(&'a ItemKey),
    Diagnosis(&'a (String, String)),
    Operation(&'a (String, String)),
}

impl std::fmt::Display for Claimed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Claimed::Item(key) => key.fmt(f),
            Claimed::Diagnosis((low, high)) | Claimed::Operation((low, high)) if low == high => f.write_str(low),
            Claimed::Diagnosis((low, high)) | Claimed::Operation((low, high)) => write!(f, "{low}-{high}"),
        }
    }
}
