//! The argument of a finding as the books keep it: what its page shows and no column holds.
//!
//! Whoever may list findings may read it. It therefore names neither person nor encounter; writing it
//! down puts a mark in the place of either, should a text of the rule have named them.

use crate::LedgerError;
use domain::{Comparison, EncounterId, KnowledgeRef, LineRole, Moment, Money, PersonId, Quantity, UnitPrice};
use serde::{Deserialize, Serialize};

/// 论证 · what a finding says for itself. Fields that older books lack are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Argument {
    /// 一句话说明
    pub sentence: String,
    /// 规则名称
    pub rule_name: String,
    /// 违规行为分类
    pub behaviour: String,
    /// 科室名称, or its code where it has no name
    pub department: String,
    /// 规则库版本
    pub book_hash: String,
    /// 依据, each as it is cited
    pub basis: Vec<String>,
    /// 知识点
    pub knowledge: Option<KnowledgePoint>,
    /// 要求与实际
    pub compared: Vec<ComparedFact>,
    /// 算式
    pub arithmetic: String,
    /// 证据明细, the violating ones first
    pub lines: Vec<EvidenceLine>,
    /// 出路
    pub ways_out: Vec<String>,
    /// 降级原因
    pub lowered: Vec<String>,
    /// 豁免/申辩: by whom, and with which paper; empty where nothing lifts the finding
    pub may_override: String,
    /// 佐证规则: other rules that hit the same lines
    pub supporting: Vec<SupportingRule>,
}

/// 知识点
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KnowledgePoint {
    /// 知识点编号
    pub id: String,
    /// 知识表
    pub table: String,
    /// 知识点名称
    pub name: String,
    /// 依据原文
    pub text: String,
    /// 来源
    pub source: String,
    /// 层级: empty for the nation
    pub layer: String,
}

impl From<&KnowledgeRef> for KnowledgePoint {
    fn from(point: &KnowledgeRef) -> Self {
        Self {
            id: point.id.clone(),
            table: point.table.clone(),
            name: point.name.clone(),
            text: point.text.clone(),
            source: point.source.clone(),
            layer: point.layer.clone(),
        }
    }
}

/// 要求与实际
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedFact {
    /// 事实
    pub fact: String,
    /// 要求
    pub required: String,
    /// 实际
    pub found: String,
}

impl From<&Comparison> for ComparedFact {
    fn from(compared: &Comparison) -> Self {
        Self {
            fact: compared.fact.clone(),
            required: compared.required.clone(),
            found: compared.found.clone(),
        }
    }
}

/// 佐证规则
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportingRule {
    /// 规则编码
    pub rule: String,
    /// 规则名称
    pub name: String,
}

/// 违规项/涉及项
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceRole {
    /// 违规项
    Violating,
    /// 涉及项
    Involved,
}

impl From<LineRole> for EvidenceRole {
    fn from(role: LineRole) -> Self {
        match role {
            LineRole::Violating => EvidenceRole::Violating,
            LineRole::Involved => EvidenceRole::Involved,
        }
    }
}

/// 证据明细 · a line as it was charged, and what of it counted. Where only its serial is known, all else is
/// empty, zero or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceLine {
    /// 明细标识
    pub id: String,
    /// 违规项/涉及项
    pub role: EvidenceRole,
    /// 医疗目录编码
    pub code: String,
    /// 名称
    pub name: String,
    /// 发生时间
    #[serde(with = "written_moment")]
    pub time: Option<Moment>,
    /// 数量; negative on a refund
    #[serde(with = "written")]
    pub quantity: Quantity,
    /// 单价
    #[serde(with = "written")]
    pub price: UnitPrice,
    /// 金额
    #[serde(with = "written")]
    pub amount: Money,
    /// 计入疑点的金额; zero of an involved line
    #[serde(with = "written")]
    pub counted: Money,
    /// 支付类别
    pub payment_class: String,
}

/// What stands in the place of an identifier.
const MARK: &str = "※";

/// Identifiers shorter than this occur in any text by chance.
const SHORTEST: usize = 5;

impl Argument {
    /// The argument as the books keep it, without the person and the encounter.
    pub(crate) fn text(&self, person: &PersonId, encounter: &EncounterId) -> Result<String, LedgerError> {
        let mut text = serde_json::to_string(self).map_err(LedgerError::internal)?;
        for id in [person.as_str(), encounter.as_str()] {
            // As JSON writes it, so that an identifier with a quotation mark is found as well.
            let written = serde_json::to_string(id).map_err(LedgerError::internal)?;
            let written = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let written = written.unwrap_or_default();
            if id.chars().count() >= SHORTEST && text.contains(written) {
                text = text.replace(written, MARK);
            }
        }
        Ok(text)
    }

    pub(crate) fn read(text: &str) -> Result<Self, LedgerError> {
        serde_json::from_str(text).map_err(|error| LedgerError::unreadable("疑点的论证", error))
    }
}

/// Numbers as people read them, so that no amount passes through a floating-point number.
mod written {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use std::fmt::Display;
    use std::str::FromStr;

    pub(super) fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// `2026-11-24 09:30:00`, or null.
mod written_moment {
    use domain::Moment;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &Option<Moment>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(|moment| moment.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Moment>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| Moment::parse(&text).map_err(D::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argument() -> Argument {
        Argument {
            sentence: "参保人P0000123在就诊V\"77777中重复收费".to_owned(),
            lines: vec![EvidenceLine {
                id: "V\"77777-1".to_owned(),
                role: EvidenceRole::Violating,
                code: "001".to_owned(),
                name: "护理费".to_owned(),
                time: Moment::parse("2026-03-04 09:30:00").ok(),
                quantity: Quantity::from_units(-2),
                price: UnitPrice::from_scaled(12_345_678),
                amount: Money::from_fen(-2469),
                counted: Money::ZERO,
                payment_class: "纳入医保".to_owned(),
            }],
            ..Argument::default()
        }
    }

    #[test]
    fn what_is_written_reads_back_without_the_person() {
        let text = argument()
            .text(&PersonId::new("P0000123"), &EncounterId::new("V\"77777"))
            .unwrap();
        assert!(!text.contains("P0000123") && !text.contains("77777"), "{text}");
        let read = Argument::read(&text).unwrap();
        assert_eq!(read.sentence, "参保人※在就诊※中重复收费");
        let [line] = read.lines.as_slice() else {
            panic!("{read:?}")
        };
        assert_eq!(line.id, "※-1");
        let own = &argument().lines[0];
        assert_eq!(
            (line.time, line.quantity, line.price, line.amount),
            (own.time, own.quantity, own.price, own.amount)
        );
        let untouched = argument().text(&PersonId::new("1"), &EncounterId::new("")).unwrap();
        assert_eq!(Argument::read(&untouched).unwrap(), argument());
    }

    #[test]
    fn books_of_an_earlier_program_read_with_what_they_have() {
        let read = Argument::read(r#"{"sentence":"重复收费","more":1}"#).unwrap();
        assert_eq!(
            read,
            Argument {
                sentence: "重复收费".to_owned(),
                ..Argument::default()
            }
        );
        assert_eq!(Argument::read("重复").unwrap_err().code(), "LG-CORRUPT");
    }
}
