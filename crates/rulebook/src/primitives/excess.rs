//! Sharing an excess over the lines that caused it: the latest first.

use crate::hit::Hit;
use crate::primitive::Case;
use domain::{Money, Quantity};

/// Blames the last units of `lines` (in order of time) until `excess` is used up, each with its
/// share of the covered money; the lines before are involved.
pub(crate) fn blame_last_units(case: &Case<'_>, hit: &mut Hit, lines: &[u32], excess: Quantity) {
    let mut left = excess;
    for &index in lines.iter().rev() {
        let net = case.view.net(index);
        let part = left.min(net.quantity);
        if part.is_positive() {
            hit.blame(index, share(net.covered, part, net.quantity));
            left -= part;
        } else {
            hit.involve(index);
        }
    }
    hit.lines.reverse();
}

/// The part of the money that belongs to `part` of `whole`; nothing where the fund pays nothing.
pub(crate) fn share(covered: Money, part: Quantity, whole: Quantity) -> Money {
    if covered.is_positive() {
        covered.share(part.scaled(), whole.scaled())
    } else {
        Money::ZERO
    }
}

/// The amount itself where it is above zero, else nothing.
pub(crate) fn positive(money: Money) -> Money {
    if money.is_positive() { money } else { Money::ZERO }
}
