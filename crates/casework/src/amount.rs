//! Checks of amounts that several matters share.

use crate::Refusal;
use domain::Money;

/// Refuses amounts that are not above zero, and amounts above `most`.
pub fn within(what: &'static str, amount: Money, most: Money) -> Result<(), Refusal> {
    if !amount.is_positive() {
        return Err(Refusal::AmountNotPositive { what, amount });
    }
    if amount > most {
        return Err(Refusal::AmountAbove { what, amount, most });
    }
    Ok(())
}
