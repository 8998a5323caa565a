//! How the nouns of `domain` are written for a page, and read from one: money in yuan with two
//! decimals, days and moments as people read them.

use crate::Problem;
use axum::extract::{FromRequest, FromRequestParts};
use casework::Figures;
use domain::{Day, Money};
use ledger::Totals;
use serde::Serialize;
use utoipa::ToSchema;

/// The JSON body of a request; what cannot be read is a [`Problem`].
#[derive(Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub(crate) struct Body<T>(pub(crate) T);

/// The query of a request.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub(crate) struct Query<T>(pub(crate) T);

/// The parts of the path.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub(crate) struct Path<T>(pub(crate) T);

/// An amount in yuan with two decimals: `1234.56`.
pub(crate) fn yuan(money: Money) -> String {
    money.to_string()
}

/// The day in a parameter.
pub(crate) fn day(field: &str, text: Option<&str>) -> Result<Option<Day>, Problem> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => match Day::parse(text) {
            Ok(day) => Ok(Some(day)),
            Err(_) => Err(Problem::input(
                field,
                format!("“{}”不是日期，请写成2026-11-24。", short(text)),
            )),
        },
    }
}

/// The beginning of what somebody sent, for a message about it.
pub(crate) fn short(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_control()).take(40).collect()
}

/// A parameter that may be empty.
pub(crate) fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// 四项金额, which are never added up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FourFigures {
    /// 疑点金额
    flagged: String,
    /// 认定金额
    upheld: String,
    /// 追回金额
    recovered: String,
    /// 避免金额
    avoided: String,
}

impl FourFigures {
    /// In their order, for an exported row.
    pub(crate) fn cells(self) -> [String; 4] {
        [self.flagged, self.upheld, self.recovered, self.avoided]
    }

    /// Each from the sums that it belongs to.
    pub(crate) fn of(flagged: Money, upheld: Totals, recovered: Totals, avoided: Money) -> Self {
        Self {
            flagged: yuan(flagged),
            upheld: yuan(upheld.figures.upheld.money()),
            recovered: yuan(recovered.figures.recovered.money()),
            avoided: yuan(avoided),
        }
    }
}

impl From<Figures> for FourFigures {
    fn from(figures: Figures) -> Self {
        Self {
            flagged: yuan(figures.flagged.money()),
            upheld: yuan(figures.upheld.money()),
            recovered: yuan(figures.recovered.money()),
            avoided: yuan(figures.avoided.money()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_and_nothing_else_is_one() {
        assert_eq!(day("from", Some("2026-11-24")).unwrap(), Day::parse("2026-11-24").ok());
        assert_eq!(day("from", Some(" ")).unwrap(), None);
        assert_eq!(day("from", Some("24.11.2026")).unwrap_err().code(), "WB-INPUT");
    }

    #[test]
    fn amounts_have_two_decimals() {
        assert_eq!(yuan(Money::from_fen(5)), "0.05");
        assert_eq!(yuan(Money::from_fen(12_345_600)), "123456.00");
    }
}
