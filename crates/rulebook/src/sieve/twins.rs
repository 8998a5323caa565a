//! Which lines may be there twice: same moment, encounter, item and quantity.

use super::Glance;

/// Tells the moments in which every line has an item of its own, most of them, from those in which lines have
/// to be compared with each other.
#[derive(Debug, Default)]
pub(super) struct Moments {
    /// behind the last line of the latest moment that was looked at
    end: usize,
    crowded: bool,
}

impl Moments {
    /// False where no line of the moment has the item of another. To be asked in the order of the lines.
    pub(super) fn may_have_twins(&mut self, lines: &[Glance], place: usize) -> bool {
        if place >= self.end {
            let Some(first) = lines.get(place) else { return true };
            let before = lines[..place].iter().rev();
            let begin = place - before.take_while(|other| other.at == first.at).count();
            let mut seen = [0_u64; 8];
            self.crowded = false;
            self.end = begin;
            for line in lines[begin..].iter().take_while(|line| line.at == first.at) {
                // The upper bits of a product depend on all bits of the number.
                let hash = line.item.wrapping_mul(0x9E37_79B1) >> 23;
                let (word, bit) = (&mut seen[hash as usize / 64], 1 << (hash % 64));
                self.crowded |= *word & bit != 0;
                *word |= bit;
                self.end += 1;
            }
        }
        self.crowded
    }
}

/// Lines of one moment beyond this number all count as twins of each other: looking would cost more.
const MOMENT_LINES_MAX: usize = 64;

/// True where another line of the encounter has the same moment, item and quantity, or may have.
pub(super) fn has_twin(lines: &[Glance], place: usize) -> bool {
    let Some(line) = lines.get(place) else { return true };
    let before = lines[..place].iter().rev().take_while(|other| other.at == line.at);
    let behind = lines[place + 1..].iter().take_while(|other| other.at == line.at);
    for (looked_at, other) in before.chain(behind).enumerate() {
        if looked_at >= MOMENT_LINES_MAX
            || (other.encounter == line.encounter && other.item == line.item && other.quantity == line.quantity)
        {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Fact, Moment, Money, Quantity, UnitPrice};

    #[test]
    fn a_moment_without_twins_is_never_one_that_has_some() {
        let line = |at: i64, item: u32| Glance {
            item,
            at: Moment::from_epoch_seconds(at),
            encounter: 0,
            uploaded_at: None,
            quantity: Quantity::from_units(1),
            price: UnitPrice::ZERO,
            amount: Money::ZERO,
            covered: Money::ZERO,
            days: Fact::Absent,
            purchase_price: Fact::Absent,
            has_doctor: true,
            current: true,
        };
        // Moments of one, two and many lines; items that repeat within a moment, beside it and not at all.
        let mut lines = Vec::new();
        for moment in 0..200_u32 {
            for number in 0..moment % 13 {
                lines.push(line(
                    i64::from(moment),
                    (moment * 7 + number) % [3, 50, 1000][moment as usize % 3],
                ));
            }
        }
        let (mut with, mut without) = (0, 0);
        for step in [1, 2, 5] {
            let mut moments = Moments::default();
            for place in (0..lines.len()).step_by(step) {
                let may = moments.may_have_twins(&lines, place);
                assert!(may || !has_twin(&lines, place), "line {place}");
                *(if may { &mut with } else { &mut without }) += 1;
            }
        }
        assert!(with > 100 && without > 1000, "{with} and {without}");
    }
}
