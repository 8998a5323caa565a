//! 结算 · which settlements of a visit stand. The import adds them up, and the statistics take the month of
//! a visit from them.

/// A settlement, as far as it matters to what stands. Those of a visit are in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Settled {
    pub encounter: u32,
    pub at: i64,
    pub total: i64,
    pub fund_paid: i64,
    pub refunded: bool,
    /// 险种, as the lake numbers it; 0 where it says none, or where nobody asks
    pub insurance: u8,
}

/// What stands of the settlements of a visit. One that is marked as refunded does not stand; one over the
/// same amounts below zero takes another back with itself, whichever of the two is marked. Where there are
/// several to choose from it takes back one that is marked, and of these the latest that was there already.
pub(crate) fn standing(own: &[Settled]) -> impl Iterator<Item = &Settled> {
    // Mostly there are none, and nothing is allocated.
    let mut backs: Vec<(usize, &Settled)> = own.iter().enumerate().filter(|(_, row)| row.total < 0).collect();
    // One that is marked gives nothing back by itself, so the others come first.
    backs.sort_by_key(|(_, back)| back.refunded);
    let mut gone = vec![false; if backs.is_empty() { 0 } else { own.len() }];
    for (place, back) in backs {
        let undone = |(at, row): &(usize, &Settled)| {
            let is_it = row.total == -back.total && row.fund_paid == -back.fund_paid;
            is_it && gone.get(*at) == Some(&false)
        };
        let found = own.iter().enumerate().filter(undone);
        let likely = |row: &Settled| (row.refunded, row.at <= back.at, row.at);
        if let Some((at, _)) = found.max_by_key(|(_, row)| likely(row)) {
            (gone[at], gone[place]) = (true, true);
        }
    }
    let stands = move |(at, row): &(usize, &Settled)| !row.refunded && gone.get(*at) != Some(&true);
    own.iter().enumerate().filter(stands).map(|(_, row)| row)
}

/// The insurance that the latest settlement names which stands and names one; 0 where none does. What gives money
/// back settles nothing.
pub(crate) fn settled_insurance(own: &[Settled]) -> u8 {
    let naming = standing(own).filter(|row| row.total >= 0 && row.insurance != 0);
    naming.max_by_key(|row| row.at).map_or(0, |row| row.insurance)
}

/// When a visit was settled for the last time, as far as that stands. What gives money back settles nothing.
pub(crate) fn settled_at(own: &[Settled]) -> Option<i64> {
    standing(own).filter(|row| row.total >= 0).map(|row| row.at).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: [i64; 0] = [];

    /// Settlements of a visit, one after the other, of which half was paid by the fund.
    fn settled(rows: &[(i64, bool)]) -> Vec<Settled> {
        let row = |(at, (total, refunded)): (i64, &(i64, bool))| Settled {
            encounter: 1,
            at,
            total: *total,
            fund_paid: total / 2,
            refunded: *refunded,
            insurance: at as u8,
        };
        (1..).zip(rows).map(row).collect()
    }

    #[test]
    fn what_is_taken_back_does_not_stand() {
        let of = |rows: &[(i64, bool)]| standing(&settled(rows)).map(|row| row.total).collect::<Vec<_>>();
        assert_eq!(of(&[(5200, false)]), [5200]);
        assert_eq!(of(&[(5200, true)]), NOTHING);
        assert_eq!(of(&[(0, false)]), [0]);
        for (first, second) in [(true, true), (false, true), (true, false), (false, false)] {
            let back = [(5200, first), (-5200, second)];
            assert_eq!(of(&back), NOTHING, "{back:?}");
            assert_eq!(of(&[back[0], back[1], (4700, false)]), [4700], "{back:?}");
            // The pair that is marked goes together; what was settled anew over the same amount stands.
            let again = of(&[back[0], back[1], (5200, false)]);
            assert_eq!(again, [5200], "{back:?}");
        }
        // Taken back once more than it was settled, of which one says so.
        assert_eq!(of(&[(5200, false), (-5200, true), (-5200, false)]), NOTHING);
        // A part that is given back, and settlements on the way.
        assert_eq!(of(&[(5200, false), (-200, false)]), [5200, -200]);
        assert_eq!(of(&[(2000, false), (2700, false)]), [2000, 2700]);
    }

    #[test]
    fn the_latest_settlement_that_stands_says_when() {
        let of = |rows: &[(i64, bool)]| settled_at(&settled(rows));
        assert_eq!(of(&[(5200, false), (4700, false)]), Some(2));
        assert_eq!(of(&[(5200, false), (-5200, false)]), None);
        for marked in [false, true] {
            let back = (-5200, marked);
            assert_eq!(of(&[(5200, false), (4700, false), back]), Some(2), "the first, late");
            assert_eq!(of(&[(4700, false), (5200, false), back]), Some(1), "the second");
            // What is settled anew over the same amount is not what was taken back before.
            assert_eq!(of(&[(5200, false), back, (5200, false)]), Some(3));
        }
        assert_eq!(of(&[(5200, false), (-200, false)]), Some(1), "a part given back");
    }

    #[test]
    fn the_latest_settlement_that_stands_says_under_which_insurance() {
        let of = |rows: &[(i64, bool)]| settled_insurance(&settled(rows));
        assert_eq!(of(&[(5200, false), (4700, false)]), 2);
        assert_eq!(of(&[(5200, true), (5200, false)]), 2, "settled anew");
        assert_eq!(of(&[(5200, false), (5200, true)]), 1, "the second is taken back");
        assert_eq!(of(&[(5200, true)]), 0);
    }
}
