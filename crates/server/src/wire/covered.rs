//! 纳入医保金额 · which part of a line the fund is asked to share in.
//!
//! `ownpay_amt` should say what is fully self-paid. Real clients fill it with
//! 0, with the whole amount, or with nothing, so the catalogue class decides
//! first and a filler is recognised by its pattern.

use domain::Money;

/// What a line says about who pays.
#[derive(Debug, Clone, Copy)]
pub(super) struct Payers<'s> {
    /// 金额 · `sumamt`
    pub amount: Money,
    /// 自费 · `ownpay_amt`
    pub own: Option<Money>,
    /// 自付 · `selfpay_amt`
    pub shared: Option<Money>,
    /// 目录等级 · `hilist_lv`
    pub class: Option<&'s str>,
    /// `self_paying_flag`: the doctor switched the line to self-pay
    pub switched: bool,
}

/// The covered amount, and what was doubted.
pub(super) fn covered(payers: &Payers<'_>, trust_own: bool) -> (Money, Option<&'static str>) {
    let Payers { amount, .. } = *payers;
    if payers.switched || matches!(payers.class, Some("3" | "03" | "丙" | "丙类" | "自费")) {
        return (Money::ZERO, None);
    }
    let own = payers.own.unwrap_or(Money::ZERO);
    if !trust_own || own.is_zero() {
        return (amount, None);
    }
    let shared = payers.shared.unwrap_or(Money::ZERO);
    if own == amount && shared == amount {
        return (amount, Some("自费、自付均等于金额，视为填充值，按全部纳入医保处理"));
    }
    if own.is_negative() != amount.is_negative() || own.abs() > amount.abs() {
        return (
            amount,
            Some("自费金额与金额方向相反或大于金额，不予采信，按全部纳入医保处理"),
        );
    }
    (amount - own, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(amount: &str, own: &str, shared: &str, class: &str, switched: bool) -> (String, bool) {
        let payers = Payers {
            amount: amount.parse().unwrap(),
            own: own.parse().ok(),
            shared: shared.parse().ok(),
            class: Some(class),
            switched,
        };
        let (covered, doubt) = covered(&payers, true);
        (covered.to_string(), doubt.is_some())
    }

    #[test]
    fn patterns_of_real_clients() {
        for (amount, own, shared, class, switched, expected, doubted) in [
            ("100", "", "", "2", false, "100.00", false),
            ("100", "0", "0", "02", false, "100.00", false),
            ("100", "0", "10", "02", false, "100.00", false),
            ("100", "30", "5", "02", false, "70.00", false),
            ("100", "100", "0", "1", false, "0.00", false),
            ("100", "100", "", "1", false, "0.00", false),
            ("12.5", "12.5", "12.5", "1", false, "12.50", true),
            ("100", "0", "0", "03", false, "0.00", false),
            ("100", "0", "0", "3", false, "0.00", false),
            ("100", "0", "0", "1", true, "0.00", false),
            ("100", "120", "0", "1", false, "100.00", true),
            ("-100", "-40", "0", "1", false, "-60.00", false),
            ("-100", "40", "0", "1", false, "-100.00", true),
            ("0", "0", "0", "1", false, "0.00", false),
        ] {
            assert_eq!(
                check(amount, own, shared, class, switched),
                (expected.to_owned(), doubted),
                "{amount} {own}"
            );
        }
    }

    #[test]
    fn a_caller_whose_self_pay_is_not_trusted() {
        let amount: Money = "100".parse().unwrap();
        let payers = Payers {
            amount,
            own: Some(amount),
            shared: None,
            class: Some("1"),
            switched: false,
        };
        assert_eq!(covered(&payers, false), (amount, None));
    }
}
