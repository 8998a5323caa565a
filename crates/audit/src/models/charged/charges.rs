//! Sums of lines.

use crate::models::item_class::ItemClass;

/// Sums of lines: fen in all and by class, lines, lines by missing class, and the number of examinations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::models) struct Charges {
    pub total: i64,
    pub drug: i64,
    pub test: i64,
    pub consumable: i64,
    pub treatment: i64,
    pub ct: i64,
    pub mri: i64,
    pub lines: i64,
    pub without_kind: i64,
    pub without_chapter: i64,
    /// ten-thousandths
    pub ct_count: i64,
    /// ten-thousandths
    pub mri_count: i64,
}

/// Adds to a sum; one that no number holds stays at the largest there is.
pub fn raise(sum: &mut i64, by: i64) {
    *sum = sum.saturating_add(by);
}

impl Charges {
    /// Adds a line of an item.
    pub fn add_line(&mut self, class: ItemClass, quantity: i64, amount: i64) {
        let parts = [
            (class.drug, &mut self.drug),
            (class.test, &mut self.test),
            (class.consumable, &mut self.consumable),
            (class.treatment, &mut self.treatment),
            (class.ct, &mut self.ct),
            (class.mri, &mut self.mri),
        ];
        for (_, part) in parts.into_iter().filter(|(belongs, _)| *belongs) {
            raise(part, amount);
        }
        raise(&mut self.total, amount);
        self.lines += 1;
        self.without_kind += i64::from(class.without_kind);
        self.without_chapter += i64::from(class.without_chapter);
        raise(&mut self.ct_count, if class.ct { quantity } else { 0 });
        raise(&mut self.mri_count, if class.mri { quantity } else { 0 });
    }

    /// Adds other sums.
    pub fn add(&mut self, other: &Charges) {
        let Charges {
            total,
            drug,
            test,
            consumable,
            treatment,
            ct,
            mri,
            lines,
            without_kind,
            without_chapter,
            ct_count,
            mri_count,
        } = other;
        raise(&mut self.total, *total);
        raise(&mut self.drug, *drug);
        raise(&mut self.test, *test);
        raise(&mut self.consumable, *consumable);
        raise(&mut self.treatment, *treatment);
        raise(&mut self.ct, *ct);
        raise(&mut self.mri, *mri);
        raise(&mut self.lines, *lines);
        raise(&mut self.without_kind, *without_kind);
        raise(&mut self.without_chapter, *without_chapter);
        raise(&mut self.ct_count, *ct_count);
        raise(&mut self.mri_count, *mri_count);
    }
}
