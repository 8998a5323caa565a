//! 规则质量 · how right a rule has been, as the rule pages and the dashboard show it. It is that of all
//! matters of the books: a quality of the rule, and no figure of whoever looks.

use crate::consequences::system;
use crate::{Problem, Workbench};
use ledger::RuleQuality;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// Fewer decided findings say nothing of a rule.
const LEAST: i64 = 10;

/// 规则质量
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub(crate) struct Quality {
    /// 认定: reviews that ended with something to pay back
    upheld: i64,
    /// 排除: reviews that ended with nothing, and findings marked as false
    cleared: i64,
    /// 申诉: ended reviews with an appeal
    appealed: i64,
    /// 申诉成立: those that ended with nothing
    appeals_won: i64,
    /// 提醒
    shown: i64,
    /// 采纳
    adopted: i64,
    /// 继续执行
    overridden: i64,
}

impl From<RuleQuality> for Quality {
    fn from(of: RuleQuality) -> Self {
        Self {
            upheld: of.upheld,
            cleared: of.cleared,
            appealed: of.appealed,
            appeals_won: of.appeals_won,
            shown: of.shown,
            adopted: of.adopted,
            overridden: of.overridden,
        }
    }
}

/// 准确率: upheld ÷ (upheld + cleared), between 0 and 1 with three decimals; none while too few are decided.
pub(crate) fn precision(of: &RuleQuality) -> Option<String> {
    let decided = of.upheld + of.cleared;
    if decided < LEAST {
        return None;
    }
    let per_mille = (of.upheld * 2_000 + decided) / (decided * 2);
    Some(format!("{}.{:03}", per_mille / 1_000, per_mille % 1_000))
}

/// The quality of every rule of which anything is known; it may be some minutes old.
pub(crate) async fn of_rules(workbench: &Workbench) -> Result<Arc<BTreeMap<String, RuleQuality>>, Problem> {
    let find = async || Ok(workbench.ledger().read(&system()).rule_quality().await?);
    workbench.quality().get((), workbench.now().epoch_seconds(), find).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(upheld: i64, cleared: i64) -> Option<String> {
        precision(&RuleQuality {
            upheld,
            cleared,
            ..RuleQuality::default()
        })
    }

    #[test]
    fn precision_is_the_share_that_was_upheld() {
        assert_eq!(of(9, 0), None, "too few");
        assert_eq!(of(10, 0).unwrap(), "1.000");
        assert_eq!(of(0, 12).unwrap(), "0.000");
        assert_eq!(of(10, 5).unwrap(), "0.667");
    }
}
