//! What a “yes” on money becomes: a sealed clue, never a number.

use super::{Answer, FormKind};
use crate::Department;
use crate::discipline::{Clue, Source};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::fmt;

/// 线索类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealedKind {
    /// 收受“红包”
    RedPacket,
    /// 私自收费
    PrivateCharge,
    /// 指定院外检查、购药
    SentElsewhere,
}

impl SealedKind {
    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            SealedKind::RedPacket => "收受“红包”、礼品",
            SealedKind::PrivateCharge => "私自收费",
            SealedKind::SentElsewhere => "让患者到指定的院外地点检查或者购药",
        }
    }
}

/// 封存线索 · that somebody said yes. Only [`SealedYes::into_clue`] takes it anywhere; it is not written to
/// JSON nor to logs, and it does not count.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedYes {
    kind: SealedKind,
    form: FormKind,
    institution: InstitutionCode,
    division: Division,
    department: Department,
    on: Day,
}

impl SealedYes {
    pub(super) fn of(kind: SealedKind, form: FormKind, answer: &Answer) -> Self {
        Self {
            kind,
            form,
            institution: answer.institution.clone(),
            division: answer.division.clone(),
            department: answer.department.clone(),
            on: answer.on,
        }
    }

    /// The clue that the discipline office receives: about a department on a day, by nobody.
    pub fn into_clue(self) -> Clue {
        Clue {
            institution: self.institution,
            division: self.division,
            source: Source::Survey,
            signed: false,
            seal: String::new(),
            respondent: None,
            problem: format!("{}中有人反映工作人员{}", self.form.zh(), self.kind.zh()),
            department: self.department,
            received_on: self.on,
            recused: Vec::new(),
        }
    }
}

impl fmt::Debug for SealedYes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("封存线索")
    }
}
