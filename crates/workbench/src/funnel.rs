//! 漏斗图 · the rate of findings of each institution against its visits, with limits that leave small ones
//! more room: a clinic with three visits and one finding is no outlier.
//!
//! Source: Spiegelhalter, Funnel plots for comparing institutional performance (2005): control limits of
//! three standard errors around the rate of all, counts taken as Poisson.

use crate::aside::aside;
use crate::dashboard::Span;
use crate::names::Names;
use crate::settled::not_readable;
use crate::{Problem, Workbench};
use domain::InstitutionCode;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// Standard errors between the rate of all and a limit.
const ERRORS: f64 = 3.0;

/// 机构 in the funnel
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FunnelPoint {
    code: String,
    name: String,
    visits: u64,
    findings: i64,
    /// findings per visit; this and the limits are shares with five decimals
    rate: String,
    low: String,
    high: String,
}

/// 漏斗图
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Funnel {
    /// findings per visit of all institutions together
    expected: String,
    points: Vec<FunnelPoint>,
}

/// 就诊人次 of the span by institution; none where no claims are connected. It may be an hour old.
pub(crate) async fn visits(
    workbench: &Workbench,
    span: &Span,
) -> Result<Option<Arc<BTreeMap<InstitutionCode, u64>>>, Problem> {
    let Some(claims) = workbench.claims() else {
        return Ok(None);
    };
    let (from, to) = (span.from, span.before.plus_days(-1));
    let find = async || {
        let counted = aside(move || claims.visits(from, to)).await?;
        counted.map_err(|error| not_readable("统计就诊人次", &error))
    };
    let now = workbench.now().epoch_seconds();
    Ok(Some(workbench.visits().get((from, to), now, find).await?))
}

/// The funnel of the institutions that are given with their findings; none where they had no visits.
pub(crate) fn funnel(
    visits: &BTreeMap<InstitutionCode, u64>,
    findings: &[(String, i64)],
    names: &Names,
) -> Option<Funnel> {
    let visited = findings.iter().filter_map(|(code, findings)| {
        let visits = *visits.get(&InstitutionCode::new(code.as_str()))?;
        (visits > 0).then_some((code, *findings, visits))
    });
    let visited: Vec<_> = visited.collect();
    let all_visits: u64 = visited.iter().map(|(_, _, visits)| visits).sum();
    let all_findings: i64 = visited.iter().map(|(_, findings, _)| findings).sum();
    if all_visits == 0 {
        return None;
    }
    let expected = all_findings as f64 / all_visits as f64;
    let point = |(code, findings, visits): (&String, i64, u64)| {
        let error = ERRORS * (expected / visits as f64).sqrt();
        FunnelPoint {
            code: code.clone(),
            name: names.institution(code),
            visits,
            findings,
            rate: share(findings as f64 / visits as f64),
            low: share((expected - error).max(0.0)),
            high: share(expected + error),
        }
    };
    Some(Funnel {
        expected: share(expected),
        points: visited.into_iter().map(point).collect(),
    })
}

fn share(of: f64) -> String {
    format!("{of:.5}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_wider_for_whoever_has_fewer_visits() {
        let visits = [("大", 9_900), ("小", 100), ("无", 0)];
        let visits = visits.map(|(code, count)| (InstitutionCode::new(code), count));
        let findings = [("大", 90), ("小", 10), ("无", 3), ("外", 4)].map(|(code, count)| (code.to_owned(), count));
        let funnel = funnel(&visits.into(), &findings, &Names::default()).unwrap();
        // Who has no visits is neither drawn nor counted.
        assert_eq!(funnel.expected, "0.01000");
        let shown: Vec<_> = funnel
            .points
            .iter()
            .map(|point| (point.rate.as_str(), point.low.as_str(), point.high.as_str()))
            .collect();
        assert_eq!(
            shown,
            [("0.00909", "0.00698", "0.01302"), ("0.10000", "0.00000", "0.04000")]
        );
    }

    #[test]
    fn without_visits_there_is_no_rate() {
        assert!(funnel(&BTreeMap::new(), &[("大".to_owned(), 3)], &Names::default()).is_none());
    }
}
