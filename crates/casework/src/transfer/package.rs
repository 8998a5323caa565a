//! What goes to another department, and the digest that the signature is made over.

use crate::Attachment;
use domain::{Division, InstitutionCode, Moment};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::fmt::Write;

/// 接收部门
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// 卫生健康: practice violations, quality of records
    Health,
    /// 市场监管: prices, drugs and devices on the market
    MarketSupervision,
    /// 药品监管: drugs that flow back
    DrugRegulator,
    /// 公安: fraud
    PublicSecurity,
    /// 纪检监察: public staff
    DisciplineInspection,
    /// 审计
    Audit,
    /// 税务: invoices and flow of funds
    Tax,
    /// 检察
    Procuratorate,
    /// 财政
    Finance,
    /// 其他地区的医保部门
    OtherInsuranceBureau,
}

impl Department {
    /// The Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Department::Health => "卫生健康部门",
            Department::MarketSupervision => "市场监督管理部门",
            Department::DrugRegulator => "药品监督管理部门",
            Department::PublicSecurity => "公安机关",
            Department::DisciplineInspection => "纪检监察机关",
            Department::Audit => "审计机关",
            Department::Tax => "税务机关",
            Department::Procuratorate => "检察机关",
            Department::Finance => "财政部门",
            Department::OtherInsuranceBureau => "其他地区医疗保障部门",
        }
    }

    /// 限制知悉: only who sends and who receives may know of it.
    pub fn is_restricted(self) -> bool {
        self == Department::DisciplineInspection
    }
}

/// 移送材料 · facts, law and evidence for another department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// 接收部门
    pub department: Department,
    /// 医保区划 of the sender
    #[serde(with = "crate::stored")]
    pub division: Division,
    /// 来源 (case or finding that it comes from)
    pub origin: String,
    /// 涉及机构
    #[serde(with = "crate::stored")]
    pub institution: InstitutionCode,
    /// 事实
    pub facts: String,
    /// 依据
    pub basis: Vec<String>,
    /// 证据材料清单
    pub evidence: Vec<Attachment>,
}

impl Package {
    /// 摘要: SM3 over all fields and the moment of sending, in hexadecimal. Each text is preceded by its
    /// length, so that no two packages have the same bytes.
    pub fn digest(&self, sent_at: Moment) -> String {
        let mut texts = vec![
            "mingjing-transfer-1".to_owned(),
            sent_at.to_string(),
            self.department.zh().to_owned(),
            self.division.to_string(),
            self.origin.clone(),
            self.institution.to_string(),
            self.facts.clone(),
            self.basis.len().to_string(),
        ];
        texts.extend(self.basis.iter().cloned());
        for paper in &self.evidence {
            texts.push(paper.name.clone());
            texts.push(paper.digest.clone());
        }
        let mut hash = Sm3::new();
        for text in texts {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        let mut printed = String::with_capacity(64);
        for byte in hash.finalize() {
            // Writing to a string does not fail.
            let _ = write!(printed, "{byte:02x}");
        }
        printed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> Package {
        Package {
            department: Department::PublicSecurity,
            division: Division::new("440305"),
            origin: "案2026-001".to_owned(),
            institution: InstitutionCode::new("H1"),
            facts: "伪造住院".to_owned(),
            basis: vec!["条例第四十条".to_owned()],
            evidence: vec![Attachment {
                name: "病历.pdf".to_owned(),
                digest: "aa".to_owned(),
            }],
        }
    }

    #[test]
    fn every_field_changes_the_digest() {
        let at = Moment::parse("2026-03-02 10:00:00").unwrap();
        let digest = package().digest(at);
        assert_eq!(digest.len(), 64);
        assert_eq!(package().digest(at), digest);
        assert_ne!(package().digest(at.plus_seconds(1)), digest);
        let changes: [fn(&mut Package); 8] = [
            |package| package.department = Department::Health,
            |package| package.division = Division::new("440306"),
            |package| package.origin.push('0'),
            |package| package.institution = InstitutionCode::new("H2"),
            |package| package.facts.push('。'),
            |package| package.basis.push("条例第三十八条".to_owned()),
            |package| package.evidence[0].digest.push('b'),
            // Moving a character from one field to the next is a change, too.
            |package| {
                let moved = package.origin.pop().unwrap();
                package.institution = InstitutionCode::new(format!("{moved}{}", package.institution));
            },
        ];
        for change in changes {
            let mut changed = package();
            change(&mut changed);
            assert_ne!(changed.digest(at), digest, "{changed:?}");
        }
    }
}
