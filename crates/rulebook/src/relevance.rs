//! Which remembered items can change the verdict on a record: those that share a knowledge row with
//! a line under review, or are of the same drug where a rule asks what is left of it, so that the rest
//! of a person's past need not be read.

use crate::book::Rulebook;
use crate::primitives::supply_overlap::{is_followed, may_supply};
use domain::{ItemKind, ItemMark, Record, drug_part, national_part};
use hashbrown::HashTable;

/// 相关项目 · what one record asks of the past.
#[derive(Debug)]
pub struct Relevance<'b> {
    book: &'b Rulebook,
    samples: bool,
    /// (rule, row) of the rows that the record touches and that look beyond a line; sorted
    rows: Vec<(u16, u32)>,
    /// rules of which every row matters, because they compare rows with each other; sorted
    rules: Vec<u16>,
    /// drugs of which a rule asks what is left
    drugs: Vec<Drug>,
    /// what was said of items that the book knows by their codes
    answers: HashTable<Answer>,
}

/// A drug by its mark and by what its brands have in common.
#[derive(Debug)]
struct Drug {
    head: [u8; 4],
    code: Box<str>,
}

/// What was said of an item.
#[derive(Debug, Clone, Copy)]
struct Answer {
    hash: u64,
    kind: ItemKind,
    concerned: bool,
}

/// Items of a person that the book knows and that come again and again.
const ANSWERS_EXPECTED: usize = 28;

impl Rulebook {
    /// What the lines under review ask of the past. `samples` as in [`crate::ReviewOptions`].
    pub fn relevance(&self, record: &Record, samples: bool) -> Relevance<'_> {
        let (mut rows, mut rules) = (Vec::new(), Vec::new());
        for line in record.lines.iter().filter(|line| line.current) {
            self.index.keys_of(line, &mut |key| {
                let entries = self.index.entries(key).iter();
                for entry in entries.filter(|entry| entry.looks_back && (samples || !entry.sample)) {
                    rows.push((entry.rule, entry.row));
                    let compiled = self.rules.get(entry.rule as usize);
                    if compiled
                        .and_then(|rule| rule.check.as_ref())
                        .is_some_and(|check| check.compares_rows())
                    {
                        rules.push(entry.rule);
                    }
                }
            });
        }
        rows.sort_unstable();
        rows.dedup();
        rules.sort_unstable();
        rules.dedup();
        Relevance {
            book: self,
            samples,
            rows,
            rules,
            drugs: self.drugs_left(record),
            answers: HashTable::with_capacity(ANSWERS_EXPECTED),
        }
    }

    /// The drugs under review, where a rule asks what is left of them.
    fn drugs_left(&self, record: &Record) -> Vec<Drug> {
        let mut drugs: Vec<Drug> = Vec::new();
        if !self.follows_supplies {
            return drugs;
        }
        for line in record.lines.iter().filter(|line| line.current) {
            let visit = record.encounter_of(line);
            let code = line.item.drug();
            let known = |drugs: &[Drug]| drugs.iter().any(|drug| &*drug.code == code);
            let supplies = is_followed(&line.item, line.kind) && may_supply(visit, line.usage.days).is_some();
            if supplies && !known(&drugs) {
                drugs.push(Drug {
                    head: ItemMark::of(line.item.as_str()).head,
                    code: code.into(),
                });
            }
        }
        drugs
    }
}

impl Relevance<'_> {
    /// Whether lines of items with this mark and kind can change a verdict; none where only the code can
    /// tell. Costs a few comparisons, where the others cost look-ups.
    pub fn concerns_mark(&self, mark: ItemMark, kind: ItemKind) -> Option<bool> {
        let nothing_asked = self.rows.is_empty() && self.rules.is_empty();
        if (nothing_asked || !self.book.index.may_know(mark, kind)) && !self.may_be_drug(mark, kind) {
            return Some(false);
        }
        // Whoever comes every month comes for the same.
        let known = |answer: &Answer| answer.hash == mark.hash && answer.kind == kind;
        self.answers.find(mark.hash, known).map(|answer| answer.concerned)
    }

    /// True where lines of the item, in other encounters of the person, can change a verdict; none
    /// where only its name can tell. The mark must be that of the code.
    pub fn concerns_code(&mut self, mark: ItemMark, code: &str, kind: ItemKind) -> Option<bool> {
        let (mut concerned, mut known) = (false, false);
        let by_name = self.book.index.keys_of_code(mark, code, kind, &mut |key| {
            known = true;
            concerned |= self.concerns_key(key);
        });
        if self.may_be_drug(mark, kind) {
            let of_drug = drug_part(national_part(code));
            known = true;
            concerned |= self.drugs.iter().any(|drug| &*drug.code == of_drug);
        }
        let decided = concerned || !by_name;
        // An item that nobody knows is hardly ever seen again.
        if known && decided {
            let answer = Answer {
                hash: mark.hash,
                kind,
                concerned,
            };
            self.answers.insert_unique(mark.hash, answer, |answer| answer.hash);
        }
        decided.then_some(concerned)
    }

    /// True where lines of herbs, or of drugs without a usable code, with this name can change a
    /// verdict.
    pub fn concerns_name(&self, name: &str) -> bool {
        let mut concerned = false;
        self.book
            .index
            .keys_of_name(name, &mut |key| concerned |= self.concerns_key(key));
        concerned
    }

    /// False where an item is none of the drugs for certain.
    fn may_be_drug(&self, mark: ItemMark, kind: ItemKind) -> bool {
        kind == ItemKind::Drug && self.drugs.iter().any(|drug| drug.head == mark.head)
    }

    fn concerns_key(&self, key: u32) -> bool {
        self.book.index.entries(key).iter().any(|entry| {
            entry.looks_back
                && (self.samples || !entry.sample)
                && (self.rows.binary_search(&(entry.rule, entry.row)).is_ok()
                    || self.rules.binary_search(&entry.rule).is_ok())
        })
    }
}
