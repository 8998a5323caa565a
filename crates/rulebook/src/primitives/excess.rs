//! Sharing an excess over the lines that caused it: the latest first.

use crate::hit::Hit;
use crate::primitive::Case;
use crate::view::{View, item_mark};
use domain::{Money, Quantity};

/// Blames the last units of `lines` (in order of time) until `excess` is used up, each with its
/// share of the covered money, and says how the shares come about; the lines before are
/// involved, and so are those that are used up but not to be blamed.
pub(crate) fn blame_last_units(
    case: &Case<'_>,
    hit: &mut Hit,
    lines: &[u32],
    excess: Quantity,
    may_blame: impl Fn(u32) -> bool,
) {
    let quantities = lines.iter().map(|&index| case.view.net(index).quantity).collect();
    blame_parts(case, hit, lines, &last_units(quantities, excess), may_blame);
}

/// The part of each quantity that belongs to the last `excess` units of all of them.
pub(crate) fn last_units(mut quantities: Vec<Quantity>, excess: Quantity) -> Vec<Quantity> {
    let mut left = excess;
    for quantity in quantities.iter_mut().rev() {
        *quantity = left.min(*quantity);
        left -= *quantity;
    }
    quantities
}

/// Blames of each of `lines` (in order of time) its part, with its share of the covered money, and says how the
/// shares come about; the lines of which there is no part, and those that are not to be blamed, are involved.
pub(crate) fn blame_parts(
    case: &Case<'_>,
    hit: &mut Hit,
    lines: &[u32],
    parts: &[Quantity],
    may_blame: impl Fn(u32) -> bool,
) {
    let (mut sums, mut partly): (Vec<String>, bool) = (Vec::new(), false);
    for (&index, &part) in lines.iter().zip(parts) {
        let net = case.view.net(index);
        if part.is_positive() && may_blame(index) {
            hit.blame(index, share(net.covered, part, net.quantity));
            if case.view.explain {
                partly |= part != net.quantity;
                sums.push(if part == net.quantity {
                    positive(net.covered).to_string()
                } else {
                    shared(net.covered, part, net.quantity)
                });
            }
        } else {
            hit.involve(index);
        }
    }
    if partly {
        hit.arithmetic = Some(format!("{} = {} 元", sums.join(" + "), hit.amount()));
    }
}

/// Splits what exceeds line by line (in order of time) into what is reported as one: lines of one encounter, day and item.
/// What is told of it, and the way out, is of all of them together.
pub(crate) fn by_finding<T>(view: &View<'_>, exceeding: Vec<T>, line_of: impl Fn(&T) -> u32) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    for one in exceeding {
        let line = view.line(line_of(&one));
        let is_own = |group: &&mut Vec<T>| {
            let own = view.line(line_of(&group[0]));
            own.encounter == line.encounter && own.at.day() == line.at.day() && item_mark(own) == item_mark(line)
        };
        match groups.iter_mut().find(is_own) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// How a share of covered money comes about.
pub(crate) fn shared(covered: Money, part: Quantity, whole: Quantity) -> String {
    format!("{} × {part} ÷ {whole}", positive(covered))
}

/// An excess as a sum, and where the fund paid less, that no more than this is counted.
pub(crate) fn capped(sum: &str, whole: Money, counted: Money) -> String {
    if whole == counted {
        format!("{sum} = {counted} 元")
    } else {
        format!("{sum} = {whole} 元，以纳入医保金额 {counted} 元为限")
    }
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
