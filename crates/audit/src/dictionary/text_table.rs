//! Distinct texts, numbered in order of arrival. One allocation for all texts:
//! ten million person numbers take some 350 MB, not 800.

use crate::LakeError;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Distinct texts with dense numbers.
#[derive(Clone, Default)]
pub struct TextTable {
    text: String,
    ends: Vec<usize>,
    index: HashTable<u32>,
}

impl std::fmt::Debug for TextTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextTable({} texts)", self.len())
    }
}

fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

fn slice<'t>(text: &'t str, ends: &[usize], id: u32) -> Option<&'t str> {
    let end = *ends.get(id as usize)?;
    let start = match id {
        0 => 0,
        _ => *ends.get(id as usize - 1)?,
    };
    text.get(start..end)
}

impl TextTable {
    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a number.
    #[inline]
    pub fn get(&self, id: u32) -> Option<&str> {
        slice(&self.text, &self.ends, id)
    }

    /// The number of a text.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.index.find(hash(text), |id| self.get(*id) == Some(text)).copied()
    }

    /// The number of a text, which is entered if it is new.
    pub fn insert(&mut self, text: &str) -> Result<u32, LakeError> {
        if let Some(id) = self.find(text) {
            return Ok(id);
        }
        let id = u32::try_from(self.len()).map_err(|_| LakeError::TooMany("字典条目"))?;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let Self { text: all, ends, index } = self;
        index.insert_unique(hash(text), id, |id| hash(slice(all, ends, *id).unwrap_or_default()));
        Ok(id)
    }

    /// All texts in order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).filter_map(|id| self.get(id))
    }

    /// Enters the texts of several tables that are new here, in the order of the texts themselves,
    /// so that the numbers do not depend on who met a text first; for each table, what its numbers
    /// are here.
    pub(crate) fn absorb(&mut self, others: &[&TextTable]) -> Result<Vec<Vec<u32>>, LakeError> {
        let mut new: Vec<&str> = others
            .iter()
            .flat_map(|other| other.iter())
            .filter(|text| self.find(text).is_none())
            .collect();
        new.sort_unstable();
        new.dedup();
        for text in new {
            self.insert(text)?;
        }
        others
            .iter()
            .map(|other| other.iter().map(|text| self.insert(text)).collect())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dense_and_texts_come_back() {
        let mut table = TextTable::default();
        let ids: Vec<u32> = ["b", "", "b", "缬沙坦", "a"]
            .iter()
            .map(|text| table.insert(text).unwrap())
            .collect();
        assert_eq!(ids, [0, 1, 0, 2, 3]);
        assert_eq!(table.iter().collect::<Vec<_>>(), ["b", "", "缬沙坦", "a"]);
        assert_eq!((table.find("缬沙坦"), table.find("c")), (Some(2), None));
        assert_eq!(table.get(9), None);
    }

    #[test]
    fn absorbing_does_not_depend_on_who_comes_first() {
        let of = |texts: &[&str]| {
            let mut table = TextTable::default();
            for text in texts {
                table.insert(text).unwrap();
            }
            table
        };
        let (left, right) = (of(&["z", "k"]), of(&["k", "a"]));
        let mut one = of(&["k"]);
        let mut other = one.clone();
        assert_eq!(one.absorb(&[&left, &right]).unwrap(), [vec![2, 0], vec![0, 1]]);
        other.absorb(&[&right, &left]).unwrap();
        assert_eq!(one.iter().collect::<Vec<_>>(), other.iter().collect::<Vec<_>>());
    }
}
