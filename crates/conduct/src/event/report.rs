//! What is reported of an event: what, when, who, from where, with which evidence.

use crate::{EventCode, Subject};
use casework::{Attachment, Clock, Refusal, UserId, attached, given};
use domain::{Day, Division, FindingKey, InstitutionCode, Money, RuleCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 申报 · an event as it is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 行为编码
    pub code: EventCode,
    /// 发生日期
    #[serde(with = "casework::stored")]
    pub occurred_on: Day,
    /// 获知日期
    #[serde(with = "casework::stored")]
    pub learned_on: Day,
    /// 涉及人员
    pub persons: Vec<Involved>,
    /// 科室确认人; none where any head of the institution may confirm
    pub head: Option<UserId>,
    /// 来源
    pub origin: Origin,
    /// 事实经过
    pub summary: String,
    /// 涉及金额
    #[serde(with = "casework::stored")]
    pub amount: Option<Money>,
    /// 患者封存编号: opens only in the vault, with a record
    pub patient_seal: Option<String>,
    /// 证据
    pub evidence: Vec<Evidence>,
}

/// 涉及人员 · a person and his share of the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Involved {
    /// 人员
    #[serde(flatten)]
    pub subject: Subject,
    /// 分担比例 in per cent; 100 for who has the event wholly
    pub share: u8,
}

/// 来源 · where the event became known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum Origin {
    /// 本人申报
    Oneself,
    /// 科室
    Department,
    /// 行风办
    Office,
    /// 廉洁台账: a registered red packet, pennant or letter
    Ledger {
        /// 文号、编号
        reference: String,
    },
    /// 投诉
    Complaint {
        /// 文号、编号
        reference: String,
    },
    /// 满意度调查
    Survey {
        /// 文号、编号
        reference: String,
    },
    /// 基金审核疑点
    Finding {
        /// 疑点标识
        #[serde(with = "casework::stored")]
        finding: FindingKey,
        /// 规则
        #[serde(with = "casework::stored")]
        rule: RuleCode,
        /// 文号、编号 of the case in which it was confirmed
        reference: String,
    },
    /// 医保支付资格记分
    InsurancePoints {
        /// 文号、编号
        reference: String,
    },
    /// 检查
    Inspection {
        /// 文号、编号
        reference: String,
    },
    /// 媒体
    Media {
        /// 文号、编号
        reference: String,
    },
    /// 纪检监察
    Discipline {
        /// 文号、编号
        reference: String,
    },
    /// 人事
    Personnel {
        /// 文号、编号
        reference: String,
    },
}

impl Origin {
    /// The Chinese word.
    pub const fn zh(&self) -> &'static str {
        match self {
            Origin::Oneself => "本人申报",
            Origin::Department => "科室",
            Origin::Office => "行风办",
            Origin::Ledger { .. } => "廉洁台账",
            Origin::Complaint { .. } => "投诉",
            Origin::Survey { .. } => "满意度调查",
            Origin::Finding { .. } => "基金审核疑点",
            Origin::InsurancePoints { .. } => "医保支付资格记分",
            Origin::Inspection { .. } => "检查",
            Origin::Media { .. } => "媒体",
            Origin::Discipline { .. } => "纪检监察",
            Origin::Personnel { .. } => "人事",
        }
    }

    /// 文号、编号, where the source has one.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Origin::Oneself | Origin::Department | Origin::Office => None,
            Origin::Ledger { reference }
            | Origin::Complaint { reference }
            | Origin::Survey { reference }
            | Origin::Finding { reference, .. }
            | Origin::InsurancePoints { reference }
            | Origin::Inspection { reference }
            | Origin::Media { reference }
            | Origin::Discipline { reference }
            | Origin::Personnel { reference } => Some(reference),
        }
    }

    /// Whether it comes from the supervision of the fund, which may only propose.
    pub const fn is_of_the_fund(&self) -> bool {
        matches!(self, Origin::Finding { .. } | Origin::InsurancePoints { .. })
    }
}

/// 证据
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// 种类
    pub kind: EvidenceKind,
    /// 文件
    pub paper: Attachment,
    /// 形成日期
    #[serde(with = "casework::stored")]
    pub taken_on: Option<Day>,
}

/// 证据种类
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// 照片
    Photo,
    /// 扫描件
    Scan,
    /// 票据
    Receipt,
    /// 信函
    Letter,
    /// 笔录、纪要
    Minutes,
    /// 录音录像
    Recording,
    /// 网页链接的存档
    Link,
}

impl EvidenceKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Photo,
        Self::Scan,
        Self::Receipt,
        Self::Letter,
        Self::Minutes,
        Self::Recording,
        Self::Link,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            EvidenceKind::Photo => "照片",
            EvidenceKind::Scan => "扫描件",
            EvidenceKind::Receipt => "票据",
            EvidenceKind::Letter => "信函",
            EvidenceKind::Minutes => "笔录、纪要",
            EvidenceKind::Recording => "录音录像",
            EvidenceKind::Link => "网页存档",
        }
    }
}

/// Deductions that say that somebody took money (§4.2): like a veto they never rest on a survey alone.
const MONEY_TAKEN: [&str; 2] = ["M31", "M36"];

impl Report {
    /// Refuses a report that is not complete or not possible.
    pub(super) fn check(&self, clock: &Clock<'_>) -> Result<(), Refusal> {
        if !(self.occurred_on <= self.learned_on && self.learned_on <= clock.today()) {
            return Err(Refusal::Field {
                code: "CD-EVENT-DAYS",
                say: format!(
                    "发生日期{}、获知日期{}的先后不对：发生在前，获知在后，都不能晚于今天。请核对后重填。",
                    self.occurred_on, self.learned_on
                ),
            });
        }
        attached("涉及人员", &self.persons)?;
        let mut seen = BTreeSet::new();
        for Involved { subject, share } in &self.persons {
            subject.is_told()?;
            if !(1..=100).contains(share) {
                return Err(Refusal::OutOfRange {
                    what: "分担比例",
                    least: "1".to_owned(),
                    most: "100".to_owned(),
                    found: share.to_string(),
                });
            }
            if !seen.insert(&subject.person) {
                return Err(Refusal::Duplicate { what: "同一人员" });
            }
        }
        given("事实经过", &self.summary)?;
        if let Some(reference) = self.origin.reference() {
            given("来源文号、编号", reference)?;
        }
        if let Origin::Finding { rule, .. } = &self.origin {
            given("规则编号", rule.as_str())?;
        }
        if let Some(amount) = self.amount.filter(|amount| !amount.is_positive()) {
            return Err(Refusal::AmountNotPositive {
                what: "涉及金额",
                amount,
            });
        }
        let of_money = super::is_veto(&self.code) || MONEY_TAKEN.contains(&self.code.as_str());
        if of_money && matches!(self.origin, Origin::Survey { .. }) {
            return Err(Refusal::Field {
                code: "CD-EVENT-SURVEY",
                say: format!(
                    "满意度调查反映的收受钱物等情形只是线索，不能直接登记为行为{}。请移交纪检监察室核查，查实后以纪检监察为来源登记。",
                    self.code
                ),
            });
        }
        Ok(())
    }
}
