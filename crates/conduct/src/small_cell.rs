//! Small cells of statistics: a count under five is not said to those who could guess a person from it.
//!
//! Beside a total, one hidden count is no secret: the others and the total give it away. Therefore a
//! list that is shown with its total hides, where needed, further counts until at least two are hidden
//! which together stand for five or more. Where all that is hidden is zero there is nobody to guess.

use serde::Serialize;
use std::fmt;

/// The least count that is shown.
pub const LEAST: u32 = 5;

/// 数格 · a count as others than the responsible office may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "cell", content = "count", rename_all = "snake_case")]
pub enum Cell {
    /// the count itself
    Exact(u32),
    /// fewer than five
    Few,
    /// five or more, not shown because it would give away a smaller one
    Withheld,
}

impl Cell {
    /// A count that stands alone, without a total beside it.
    pub fn of(count: u32) -> Self {
        match count < LEAST {
            true => Cell::Few,
            false => Cell::Exact(count),
        }
    }

    /// Whether the count is said. What a share or an amount would tell of it is said only then, too.
    pub fn is_shown(self) -> bool {
        matches!(self, Cell::Exact(_))
    }

    /// The cells of a list that is shown together with its total.
    pub fn beside_total(counts: &[u32]) -> Vec<Self> {
        let mut cells: Vec<Self> = counts.iter().copied().map(Self::of).collect();
        let hidden = |cells: &[Self]| {
            let sums = cells.iter().zip(counts).filter(|(cell, _)| !cell.is_shown());
            sums.fold((0, 0_u32), |(number, sum), (_, count)| {
                (number + 1, sum.saturating_add(*count))
            })
        };
        loop {
            let (number, sum) = hidden(&cells);
            if sum == 0 || (number >= 2 && sum >= LEAST) {
                return cells;
            }
            let shown = cells.iter_mut().filter(|cell| cell.is_shown());
            match shown.min() {
                Some(smallest) => *smallest = Cell::Withheld,
                // Nothing is left to hide behind; the total is as small as they are and is hidden itself.
                None => return cells,
            }
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Exact(count) => write!(f, "{count}"),
            Cell::Few => f.write_str("<5"),
            Cell::Withheld => f.write_str("—"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_single_small_count_takes_another_with_it() {
        assert_eq!(
            Cell::beside_total(&[3, 20, 9]),
            [Cell::Few, Cell::Exact(20), Cell::Withheld]
        );
        assert_eq!(Cell::beside_total(&[4, 3, 20]), [Cell::Few, Cell::Few, Cell::Exact(20)]);
        assert_eq!(Cell::beside_total(&[5, 20]), [Cell::Exact(5), Cell::Exact(20)]);
        assert_eq!(Cell::of(4).to_string(), "<5");
    }

    proptest! {
        #[test]
        fn no_hidden_count_can_be_computed(counts in prop::collection::vec(0_u32..12, 2..8)) {
            let cells = Cell::beside_total(&counts);
            let hidden: Vec<u32> = cells.iter().zip(&counts).filter(|(cell, _)| !matches!(cell, Cell::Exact(_)))
                .map(|(_, count)| *count).collect();
            prop_assert!(cells.iter().all(|cell| !matches!(cell, Cell::Exact(count) if *count < LEAST)));
            let sum: u32 = hidden.iter().sum();
            let safe = sum == 0 || (hidden.len() >= 2 && sum >= LEAST);
            prop_assert!(safe || hidden.len() == counts.len());
        }
    }
}
