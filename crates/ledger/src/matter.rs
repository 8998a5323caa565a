//! A matter in the books: its name, its kind, and what lists show of it.

use crate::LedgerError;
use casework::lead::LeadKey;
use casework::{Figures, Machine, UserId};
use domain::{Day, Division, FindingKey, InstitutionCode, PractitionerCode, RuleCode};
use std::collections::BTreeSet;
use std::fmt;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident: $realm:ident $tag:literal $zh:literal;)*) => {
        /// 事项种类
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// The stable tag, with which identifiers begin.
            pub const fn tag(self) -> &'static str {
                match self { $(Kind::$kind => $tag,)* }
            }

            /// The Chinese word.
            pub const fn zh(self) -> &'static str {
                match self { $(Kind::$kind => $zh,)* }
            }

            /// To which of the two it belongs.
            pub const fn realm(self) -> Realm {
                match self { $(Kind::$kind => Realm::$realm,)* }
            }
        }
    };
}

/// 领域 · the two pillars. Who works on the one does not see the other, but for what is told him.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Realm {
    /// 基金监管
    Fund,
    /// 医德医风
    Conduct,
}

kinds! {
    /// 线索
    Lead: Fund "lead" "线索";
    /// 事中审核
    Review: Fund "review" "审核";
    /// 自查自纠
    SelfAudit: Fund "self-audit" "自查任务";
    /// 行政处罚案件
    Enforcement: Fund "enforcement" "案件";
    /// 追回
    Recovery: Fund "recovery" "追回台账";
    /// 整改
    Rectification: Fund "rectification" "整改事项";
    /// 线索移送
    Transfer: Fund "transfer" "移送";
    /// 举报
    Complaint: Fund "complaint" "举报";
    /// 信用评价
    Credit: Fund "credit" "信用评价";
    /// 医师记分
    Points: Fund "points" "记分档案";
    /// 行为记录
    ConductEvent: Conduct "conduct-event" "行为记录";
    /// 考评方案
    Scheme: Conduct "scheme" "考评方案";
    /// 年度考评
    Assessment: Conduct "assessment" "年度考评";
    /// 一票否决
    Veto: Conduct "veto" "一票否决";
    /// 红包登记
    Packet: Conduct "packet" "红包登记";
    /// 表扬登记
    Commendation: Conduct "commendation" "表扬登记";
    /// 廉洁申报
    Declaration: Conduct "declaration" "廉洁申报";
    /// 医疗投诉
    ServiceComplaint: Conduct "service-complaint" "医疗投诉";
    /// 月度通报
    Bulletin: Conduct "bulletin" "月度通报";
    /// 责任清单: the plan of a clean hospital, tours, campaigns, daily supervision
    DutyList: Conduct "duty-list" "责任清单";
    /// 五好评价
    FiveGood: Conduct "five-good" "五好评价";
    /// 廉政风险点
    RiskPoint: Conduct "risk-point" "廉政风险点";
    /// 廉洁记录
    Record: Conduct "record" "廉洁记录";
    /// 行风培训
    Training: Conduct "training" "行风培训";
    /// 廉洁承诺
    Pledge: Conduct "pledge" "廉洁承诺";
    /// 典型案例
    LibraryCase: Conduct "library-case" "典型案例";
    /// 问题线索
    Discipline: Conduct "discipline" "问题线索";
    /// 统方查询
    UsageQuery: Conduct "usage-query" "统方查询";
    /// 高额病例核查
    HighCost: Conduct "high-cost" "高额病例核查";
    /// 质量检查
    Checkup: Conduct "checkup" "质量检查";
    /// 结对帮扶
    Assistance: Conduct "assistance" "结对帮扶";
    /// 抗菌药物超标
    Breach: Conduct "breach" "抗菌药物超标";
}

impl Kind {
    /// The kind with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.tag() == tag)
    }
}

/// 事项标识 · `kind/name`, e.g. `review/0a1b…`, `lead/H1/GZ1/2026-03`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatterId {
    kind: Kind,
    text: String,
}

impl MatterId {
    /// The identifier of a matter that bears a number or name of its own.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for a name that is empty, longer than 300 bytes, or has control
    /// characters or blanks: there is no such matter.
    pub fn new(kind: Kind, name: &str) -> Result<Self, LedgerError> {
        if name.is_empty() || name.len() > 300 || name.contains(odd) {
            return Err(LedgerError::NotFound {
                what: kind.zh(),
                id: name.chars().filter(|ch| !odd(*ch)).take(40).collect(),
            });
        }
        Ok(Self {
            kind,
            text: format!("{}/{name}", kind.tag()),
        })
    }

    /// Reads what [`Self::as_str`] writes.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for anything else.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let not_found = || LedgerError::NotFound {
            what: "事项",
            id: text.chars().filter(|ch| !ch.is_control()).take(40).collect(),
        };
        let (tag, name) = text.split_once('/').ok_or_else(not_found)?;
        Self::new(Kind::of_tag(tag).ok_or_else(not_found)?, name)
    }

    /// The one review of a finding.
    pub fn review(finding: FindingKey) -> Self {
        Self {
            kind: Kind::Review,
            text: format!("{}/{finding}", Kind::Review.tag()),
        }
    }

    /// The lead of a heading; the second lead under the same heading, opened after the first had
    /// been taken up, has `part` 2, and so on.
    pub fn lead(key: &LeadKey, part: u32) -> Self {
        let LeadKey {
            institution,
            rule,
            period,
        } = key;
        let mut text = Kind::Lead.tag().to_owned();
        for code in [institution.as_str(), rule.as_str(), period.as_str()] {
            text.push('/');
            escape(code, &mut text);
        }
        if part > 1 {
            text.push_str(&format!("/{part}"));
        }
        Self { kind: Kind::Lead, text }
    }

    /// An identifier as it stands in a row.
    pub(crate) fn stored(text: String) -> Result<Self, LedgerError> {
        let tag = text.split_once('/').map_or(text.as_str(), |(tag, _)| tag);
        match Kind::of_tag(tag) {
            Some(kind) => Ok(Self { kind, text }),
            None => Err(LedgerError::unreadable("事项标识", text)),
        }
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The identifier as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn odd(ch: char) -> bool {
    ch.is_control() || ch.is_whitespace()
}

/// Codes come from outside: what would end a part of an identifier, or could not be asked for, is
/// written by its number.
fn escape(code: &str, text: &mut String) {
    for ch in code.chars() {
        match odd(ch) || matches!(ch, '/' | '%') {
            true => text.push_str(&format!("%{:X}", u32::from(ch))),
            false => text.push(ch),
        }
    }
}

impl fmt::Display for MatterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// 事项概要 · what lists show and filter, computed from the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// 机构编号, where the matter is about one
    pub institution: Option<InstitutionCode>,
    /// 医保区划
    pub division: Division,
    /// 医师标识, where the matter is about one
    pub practitioner: Option<PractitionerCode>,
    /// 规则编码
    pub rule: Option<RuleCode>,
    /// 周期
    pub period: String,
    /// 届满日 of the stage
    pub due: Option<Day>,
    /// 科室 as the institution writes it; empty where the matter is of none
    pub department: String,
    /// 经办人: whose turn it is, where that is one person
    pub assignee: Option<UserId>,
    /// 参与人: everybody who takes part now
    pub people: BTreeSet<UserId>,
    /// 参与机构: institutions beside its own that take part now
    pub parties: BTreeSet<InstitutionCode>,
    /// 四项金额
    pub figures: Figures,
}

impl Outline {
    /// Of a matter of which only the division is known.
    pub(crate) fn of(division: &Division) -> Self {
        Self {
            institution: None,
            division: division.clone(),
            practitioner: None,
            rule: None,
            period: String::new(),
            due: None,
            department: String::new(),
            assignee: None,
            people: BTreeSet::new(),
            parties: BTreeSet::new(),
            figures: Figures::default(),
        }
    }
}

/// 可入账的事项 · a workflow of `casework` that the books keep.
pub trait Kept: Machine {
    /// The kind.
    const KIND: Kind;

    /// What lists show; none before the first event.
    fn outline(&self) -> Option<Outline>;

    /// True for an event by which the institution learns of the matter. Until one has happened the
    /// matter does not exist for the institution.
    fn tells(event: &Self::Event) -> bool;

    /// 已确认的行为: what scoring learns from this matter as it stands now; nothing from most.
    fn facts(&self, _id: &str) -> Vec<conduct::Fact> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_read_back_and_nothing_else_is_one() {
        let lead = LeadKey {
            institution: InstitutionCode::new("H1"),
            rule: RuleCode::new("GZ1"),
            period: "2026-03".to_owned(),
        };
        for id in [
            MatterId::review(FindingKey([7; 16])),
            MatterId::lead(&lead, 1),
            MatterId::lead(&lead, 2),
            MatterId::new(Kind::Enforcement, "立〔2026〕1号").unwrap(),
        ] {
            assert_eq!(MatterId::parse(id.as_str()).unwrap(), id);
        }
        assert_eq!(MatterId::lead(&lead, 2).as_str(), "lead/H1/GZ1/2026-03/2");
        let odd = LeadKey {
            institution: InstitutionCode::new("H/1 2%"),
            ..lead
        };
        let odd = MatterId::lead(&odd, 1);
        assert_eq!(odd.as_str(), "lead/H%2F1%202%25/GZ1/2026-03");
        assert_eq!(MatterId::parse(odd.as_str()).unwrap(), odd);
        for text in ["", "lead", "lead/", "nothing/1", "lead/a b", "lead/a\u{0}"] {
            assert_eq!(MatterId::parse(text).unwrap_err().code(), "LG-NOT-FOUND", "{text}");
        }
    }
}
