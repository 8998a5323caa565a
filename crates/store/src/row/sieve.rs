//! Which lines of a row are worth building. Whoever asks says it by item; the
//! answer is kept per row, where the texts of an item are numbers, so that each
//! item of a row is asked about once however many lines it has.

use super::BadRow;
use super::line::LineHead;
use super::text::Texts;
use crate::Wanted;
use domain::{ItemCode, ItemKind};

/// Asks about items and remembers the answers of one row at a time.
pub(crate) struct Sieve<'w> {
    wanted: &'w Wanted<'w>,
    /// by the number of the item's text, where its latest answer lies
    latest: Vec<Option<u32>>,
    answers: Vec<Answer>,
}

/// What was said about an item under one of its names.
struct Answer {
    name: u32,
    kind: ItemKind,
    passes: bool,
    /// the answer about the same item under another name
    earlier: Option<u32>,
}

impl<'w> Sieve<'w> {
    pub(crate) fn new(wanted: &'w Wanted<'w>) -> Self {
        Self {
            wanted,
            latest: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// Forgets the answers of the row before.
    pub(super) fn begin_row(&mut self, texts: &Texts<'_>) {
        self.latest.clear();
        self.latest.resize(texts.len(), None);
        self.answers.clear();
    }

    /// True for a line whose item is wanted.
    pub(super) fn lets_pass(&mut self, head: &LineHead, texts: &Texts<'_>) -> Result<bool, BadRow> {
        let kind = head.kind()?;
        let latest = self.latest.get(head.item as usize).copied().flatten();
        let mut place = latest;
        while let Some(answer) = place.and_then(|place| self.answers.get(place as usize)) {
            if answer.name == head.name && answer.kind == kind {
                return Ok(answer.passes);
            }
            place = answer.earlier;
        }
        let (item, name) = (texts.get(head.item)?, texts.get(head.name)?);
        let passes = (self.wanted)(&ItemCode::new(item), name, kind);
        if let Some(slot) = self.latest.get_mut(head.item as usize) {
            *slot = u32::try_from(self.answers.len()).ok();
            self.answers.push(Answer {
                name: head.name,
                kind,
                passes,
                earlier: latest,
            });
        }
        Ok(passes)
    }
}
