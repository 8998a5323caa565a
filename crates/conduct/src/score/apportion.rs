//! Shares that add up: the method of the largest remainder.

/// Shares a total among weights in whole units, so that the shares add up to the total. Each has the
/// whole part of what is due to it; what is left goes to the largest remainders, the earlier of two
/// that are equal. All are zero where no weight is above zero.
pub(crate) fn apportion(total: i64, weights: &[u128]) -> Vec<i64> {
    let (sum, units) = (weights.iter().sum::<u128>(), u128::try_from(total).unwrap_or_default());
    if sum == 0 {
        return vec![0; weights.len()];
    }
    // No share is above the total, so it fits.
    let whole = |weight: &u128| i64::try_from(units * weight / sum).unwrap_or(i64::MAX);
    let mut shares: Vec<i64> = weights.iter().map(whole).collect();
    let left = total.max(0) - shares.iter().sum::<i64>();
    let mut order: Vec<(u128, usize)> = weights
        .iter()
        .enumerate()
        .map(|(place, weight)| (units * weight % sum, place))
        .collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, place) in order.into_iter().take(usize::try_from(left).unwrap_or_default()) {
        if let Some(share) = shares.get_mut(place) {
            *share += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_to_the_largest_remainders() {
        assert_eq!(apportion(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(apportion(10, &[60, 25, 15]), [6, 3, 1]);
        assert_eq!(apportion(7, &[0, 5, 0]), [0, 7, 0]);
        assert_eq!(apportion(7, &[0, 0]), [0, 0]);
        assert_eq!(apportion(0, &[3, 4]), [0, 0]);
        assert_eq!(apportion(1, &[]), Vec::<i64>::new());
    }
}
