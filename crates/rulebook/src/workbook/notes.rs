//! What is worth telling about a file besides its rows, as it is being read.

use super::grid::Sheet;
use super::{Defect, Rejected, Skipped};

/// Everything worth telling about a file besides its rows.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub rejected: Vec<Rejected>,
    pub defects: Vec<Defect>,
    pub skipped: Vec<Skipped>,
}

impl Notes {
    /// A row that is no knowledge point.
    pub(super) fn skip(&mut self, sheet: &Sheet, row: u32, reason: &'static str, text: &str) {
        self.skipped.push(Skipped {
            sheet: sheet.name.clone(),
            row,
            reason,
            text: text.to_owned(),
        });
    }

    /// A row or field not taken in.
    pub(super) fn reject(&mut self, sheet: &Sheet, row: u32, field: &'static str, reason: &str, text: &str) {
        let reason = reason.to_owned();
        self.rejected.push(Rejected {
            sheet: sheet.name.clone(),
            row,
            field,
            reason,
            text: text.to_owned(),
        });
    }

    /// A row taken in with a contradiction.
    pub(super) fn doubt(&mut self, sheet: &Sheet, row: u32, name: &str, reason: &str) {
        let (name, reason) = (name.to_owned(), reason.to_owned());
        self.defects.push(Defect {
            sheet: sheet.name.clone(),
            row,
            name,
            reason,
        });
    }
}
