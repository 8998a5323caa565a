//! What one 3101 or 3102 call leaves behind: the call itself, the visit it told
//! of, and the findings it raised. The columns follow 事前提醒结果信息表
//! `bffact_warn_rslt_d_df`; calls without findings are kept too.

use crate::FeedbackTrail;
use domain::{
    Action, Certainty, Encounter, EncounterId, FeeLine, FindingKey, InstitutionCode, InsuredPerson, LineId, Moment,
    Money, PersonId, PractitionerCode, RuleCode, RuleState, Stage,
};
use std::fmt;

/// 调用标识 · names one call. Ids that grow with time keep [`crate::Store::calls`] in order of arrival,
/// and let the store append at the end instead of writing all over its file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(String);

impl CallId {
    /// Takes the text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The 13-digit text (Crockford base 32, upper case) of a number. Texts sort as their numbers do.
    pub fn from_number(number: u64) -> Self {
        let digit = |position: u32| {
            let value = (number >> (position * 5)) & 31;
            DIGITS.get(value as usize).map_or('0', |&byte| char::from(byte))
        };
        Self((0..13).rev().map(digit).collect())
    }

    /// The number of which this is the text, where it is that of one.
    pub fn number(&self) -> Option<u64> {
        let number = self.0.bytes().try_fold(0_u64, |number, byte| {
            let digit = DIGITS.iter().position(|digit| *digit == byte)?;
            number.checked_mul(32)?.checked_add(digit as u64)
        })?;
        (Self::from_number(number) == *self).then_some(number)
    }

    /// 违规标识 · `jr_id` of a finding of this call: the call and the finding's key. 46 characters for
    /// a numbered call, so that the ids of its details stay within the 50 of the interface.
    pub fn finding(&self, key: FindingKey) -> String {
        format!("{}{KEY_SEPARATOR}{key}", self.0)
    }

    /// The call that a finding id names; none where the text is no finding id.
    pub(crate) fn of_finding(id: &str) -> Option<Self> {
        id.rsplit_once(KEY_SEPARATOR).map(|(call, _)| Self(call.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Crockford's base 32.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const KEY_SEPARATOR: char = '-';

/// 一次调用的全部留痕 · stored together or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct CallEntry {
    /// 调用
    pub call: Call,
    /// 就诊与明细 to remember for later reviews; none where the call taught nothing new
    pub visit: Option<Visit>,
    /// 疑点 raised by the call, trial rules included
    pub findings: Vec<CallFinding>,
}

/// 调用 · one answered request, with or without findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// 调用标识
    pub id: CallId,
    /// 环节 · 3101 事前, 3102 事中
    pub stage: Stage,
    /// 触发场景 · `trig_scen`, as received
    pub scene: String,
    /// 机构编号 · `medins_id`
    pub institution: InstitutionCode,
    /// 参保人标识 · `patn_id`
    pub person: PersonId,
    /// 就诊标识 · `curr_mdtrt_id`
    pub encounter: EncounterId,
    /// 医师标识 · `dr_codg`
    pub doctor: PractitionerCode,
    /// 医疗类别 · `med_type`, as received
    pub care_type: String,
    /// 请求时间 · `reqt_time`
    pub requested_at: Moment,
    /// 响应时间 · `rsp_time`
    pub responded_at: Moment,
    /// 分析时长 · `ana_dura`, in microseconds
    pub duration_micros: u64,
    /// 本次审核明细数
    pub lines: u32,
    /// 降级原因 · why the answer was given without a full review, if so
    pub degraded: Option<String>,
    /// 未评估数 · rules that concerned the record and could not be judged
    pub not_evaluable: u32,
    /// 费用总额 · `medfee_sumamt`
    pub total: Money,
    /// 违规金额 · `vola_amt`, each line counted once
    pub violation_amount: Money,
    /// 规则库版本: the content hash of the book
    pub book_hash: String,
}

/// 就诊与明细 · what a call, or an imported claim, tells about a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// 参保人. Only the identity is remembered: every request brings the attributes anew.
    pub person: InsuredPerson,
    /// 就诊
    pub encounters: Vec<Encounter>,
    /// 费用明细; `encounter` indexes into `encounters`
    pub lines: Vec<FeeLine>,
    /// 收费 · which of the encounters were charged with these lines
    pub billed: Billed,
}

/// 就诊标识 · names an encounter of a person; its id is unique only within an institution.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VisitId {
    /// 参保人标识
    pub person: PersonId,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 就诊标识
    pub encounter: EncounterId,
}

/// 收费 · what of a visit was charged. The bill of an encounter is whole: it replaces everything that was
/// remembered of the encounter, charged or not. What a doctor proposes replaces earlier proposals with
/// the same line id, and all earlier proposals of the same prescription in that encounter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Billed {
    /// 3101: nothing, all of it is proposed
    Nothing,
    /// 3102: the encounters under review; those that are carried as context are told as by a 3101
    UnderReview,
    /// settled claims: every encounter
    Everything,
}

impl Visit {
    /// Whether one of its encounters was charged with its lines of this visit.
    pub(crate) fn bills(&self, encounter: &Encounter) -> bool {
        match self.billed {
            Billed::Nothing => false,
            Billed::UnderReview => encounter.current,
            Billed::Everything => true,
        }
    }
}

/// 疑点留痕 · one finding as it was shown, or recorded in trial. Its `jr_id` is [`CallId::finding`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallFinding {
    /// 疑点标识, once in a call
    pub key: FindingKey,
    /// 规则编码 · `rule_id`
    pub rule: RuleCode,
    /// 规则名称 · `rule_name`
    pub rule_name: String,
    /// 判定 · `sev_deg`
    pub certainty: Certainty,
    /// 处置
    pub action: Action,
    /// 规则状态
    pub state: RuleState,
    /// 违规金额 · `vola_amt`
    pub amount: Money,
    /// 一句话说明 · `vola_cont`
    pub sentence: String,
    /// 违规明细标识 · `rx_id`; of a line of another encounter, whose id one of this encounter has, too, with its
    /// encounter in front
    pub line_ids: Vec<LineId>,
    /// 返回修改的明细标识: those of the call's own encounter that its sender changes where he takes the order, or the
    /// bill, back
    pub amendable: Vec<LineId>,
}

/// A call as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCall {
    /// 调用
    pub call: Call,
    /// 疑点, in the order in which they were shown
    pub findings: Vec<CallFinding>,
}

impl StoredCall {
    /// 违规标识 of its findings, in their order; see [`crate::Store::finding`].
    pub fn finding_ids(&self) -> impl Iterator<Item = String> {
        self.findings.iter().map(|finding| self.call.id.finding(finding.key))
    }
}

/// A finding as it was stored, with the call that raised it and the replies to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFinding {
    /// 疑点
    pub finding: CallFinding,
    /// 调用标识
    pub call: CallId,
    /// 环节
    pub stage: Stage,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 参保人标识
    pub person: PersonId,
    /// 就诊标识
    pub encounter: EncounterId,
    /// 医师标识
    pub doctor: PractitionerCode,
    /// 提醒时间
    pub at: Moment,
    /// 反馈, if there was one
    pub feedback: Option<FeedbackTrail>,
}
