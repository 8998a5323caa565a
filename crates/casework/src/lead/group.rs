//! Findings become leads: one lead per institution, rule and period, the same for the same findings
//! in whatever order they arrive.

use crate::Flagged;
use domain::{Day, Division, FindingKey, InstitutionCode, RuleCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 疑点摘要 · what grouping needs to know of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingBrief {
    /// 疑点标识
    pub key: FindingKey,
    /// 规则编码
    pub rule: RuleCode,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 医保区划 of the institution
    pub division: Division,
    /// 服务日期
    pub service_day: Day,
    /// 疑点金额
    pub flagged: Flagged,
}

/// 归并周期 · how long the period of a lead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodLength {
    /// 月
    Month,
    /// 季度
    Quarter,
    /// 年
    Year,
}

impl PeriodLength {
    /// The period in which the day lies: `2026-03`, `2026Q1`, `2026`.
    pub fn of(self, day: Day) -> String {
        let (year, month) = (day.year(), day.month());
        match self {
            PeriodLength::Month => format!("{year:04}-{month:02}"),
            PeriodLength::Quarter => format!("{year:04}Q{}", (month + 2) / 3),
            PeriodLength::Year => format!("{year:04}"),
        }
    }
}

/// 线索标识 · institution × rule × period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeadKey {
    /// 机构编号
    #[serde(with = "crate::stored")]
    pub institution: InstitutionCode,
    /// 规则编码
    #[serde(with = "crate::stored")]
    pub rule: RuleCode,
    /// 周期
    pub period: String,
}

/// 线索草稿 · a lead before anybody has seen it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadDraft {
    /// 线索标识
    pub key: LeadKey,
    /// 医保区划
    #[serde(with = "crate::stored")]
    pub division: Division,
    /// 疑点 and their amounts
    #[serde(with = "crate::stored")]
    pub findings: BTreeMap<FindingKey, Flagged>,
}

/// The leads of these findings in order of their keys. A finding that arrives twice counts once,
/// with the amount that came last.
pub fn group(findings: &[FindingBrief], length: PeriodLength) -> Vec<LeadDraft> {
    let mut drafts: BTreeMap<LeadKey, LeadDraft> = BTreeMap::new();
    for finding in findings {
        let key = LeadKey {
            institution: finding.institution.clone(),
            rule: finding.rule.clone(),
            period: length.of(finding.service_day),
        };
        drafts
            .entry(key.clone())
            .or_insert_with(|| LeadDraft {
                key,
                division: finding.division.clone(),
                findings: BTreeMap::new(),
            })
            .findings
            .insert(finding.key, finding.flagged);
    }
    drafts.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Money;

    fn brief(key: u8, rule: &str, institution: &str, day: &str, fen: i64) -> FindingBrief {
        FindingBrief {
            key: FindingKey([key; 16]),
            rule: RuleCode::new(rule),
            institution: InstitutionCode::new(institution),
            division: Division::new("440305"),
            service_day: Day::parse(day).unwrap(),
            flagged: Flagged::of(Money::from_fen(fen)),
        }
    }

    #[test]
    fn leads_are_the_same_whatever_the_order() {
        let mut findings = vec![
            brief(1, "GZ1", "H1", "2026-03-01", 100),
            brief(2, "GZ1", "H1", "2026-03-31", 200),
            brief(3, "GZ1", "H1", "2026-04-01", 400),
            brief(4, "GZ2", "H1", "2026-03-05", 800),
            brief(5, "GZ1", "H2", "2026-03-05", 1600),
            brief(1, "GZ1", "H1", "2026-03-01", 100),
        ];
        let leads = group(&findings, PeriodLength::Month);
        let shown: Vec<_> = leads
            .iter()
            .map(|lead| {
                let total: Flagged = lead.findings.values().copied().sum();
                (
                    lead.key.institution.as_str(),
                    lead.key.rule.as_str(),
                    lead.key.period.as_str(),
                    lead.findings.len(),
                    total.money().scaled(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("H1", "GZ1", "2026-03", 2, 300),
                ("H1", "GZ1", "2026-04", 1, 400),
                ("H1", "GZ2", "2026-03", 1, 800),
                ("H2", "GZ1", "2026-03", 1, 1600),
            ]
        );
        findings.reverse();
        assert_eq!(group(&findings, PeriodLength::Month), leads);
    }

    #[test]
    fn periods_are_months_quarters_and_years() {
        let day = |text: &str| Day::parse(text).unwrap();
        for (text, quarter) in [
            ("2026-01-01", "2026Q1"),
            ("2026-03-31", "2026Q1"),
            ("2026-12-31", "2026Q4"),
        ] {
            assert_eq!(PeriodLength::Quarter.of(day(text)), quarter);
        }
        assert_eq!(PeriodLength::Year.of(day("2026-12-31")), "2026");
    }
}
