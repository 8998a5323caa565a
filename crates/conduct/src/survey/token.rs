//! One answer for one visit.
//!
//! The rule: the code that is printed on the sheet of a visit is random; of it the store keeps the
//! digest alone, in a table of its own with a unique index over [`AnswerKey`]. The row of the answer has
//! neither the code nor its digest, so that no answer leads back to a visit. Inserting the key and the
//! answer is one transaction: where the key is there already, nothing is inserted.

use super::FormKind;
use casework::Refusal;
use domain::InstitutionCode;
use std::collections::BTreeSet;

/// 答卷凭证 · what is unique: one form of one institution for the code of one visit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerKey {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 问卷类别
    pub kind: FormKind,
    /// 摘要 of the code of the visit
    pub digest: String,
}

/// Admits a key that has not been used.
///
/// # Errors
/// [`Refusal::Duplicate`] where the visit has answered.
pub fn admit(used: &mut BTreeSet<AnswerKey>, key: AnswerKey) -> Result<(), Refusal> {
    match used.insert(key) {
        true => Ok(()),
        false => Err(Refusal::Duplicate {
            what: "本次就诊的答卷"
        }),
    }
}
