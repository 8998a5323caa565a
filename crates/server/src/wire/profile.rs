//! 调用方约定 · how one institution's program deviates from the national rules.
//!
//! A plain value: it is loaded by the configuration, read by the decoder and
//! the reply writer, and knows neither file nor institution. [`Default`] is
//! the behaviour that every public client was found to accept.

use super::Sm4Key;

/// 字符编码 of the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8, as the interface prescribes
    #[default]
    Utf8,
    /// GB18030, for clients built on a Chinese Windows code page
    Gb18030,
}

/// 审核失败时 · what a settlement check answers when it could not judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailPolicy {
    /// 放行并留痕: success without findings
    #[default]
    Pass,
    /// 拦截: `infcode` −1
    Refuse,
}

/// 调用方约定 · everything in which a caller may differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerProfile {
    /// writes `infcode` as text (`"0"`); some provinces' clients compare texts
    pub infcode_as_text: bool,
    /// one finding as an object instead of a list of one, and no `result` when there is none
    pub single_object_result: bool,
    /// encoding of the reply
    pub reply_encoding: Encoding,
    /// key and mode for ciphered `input`; a ciphered request gets a ciphered `output`
    pub sm4_key: Option<Sm4Key>,
    /// most findings in one reply
    pub findings_max: usize,
    /// what 3102 answers when the review failed; read by the caller of this module
    pub settlement_failure: FailPolicy,
    /// answers 3102 with `infcode` −1 where a finding's action is 拦截
    pub refuse_on_block: bool,
    /// adds the `mj_…` fields (action, basis, comparison, ways out), which old clients ignore
    pub extra_fields: bool,
    /// reads the covered amount from `ownpay_amt`; otherwise only from the catalogue class
    pub trust_self_pay: bool,
    /// `err_msg` on success; none writes null. Most clients take any word for a failure
    pub success_text: Option<String>,
    /// writes `vola_bhvr_type` as the digit of the severity, for a client that reads an integer there
    pub behaviour_as_level: bool,
}

impl Default for CallerProfile {
    fn default() -> Self {
        Self {
            infcode_as_text: false,
            single_object_result: false,
            reply_encoding: Encoding::Utf8,
            sm4_key: None,
            findings_max: 100,
            settlement_failure: FailPolicy::Pass,
            refuse_on_block: false,
            extra_fields: true,
            trust_self_pay: true,
            success_text: None,
            behaviour_as_level: false,
        }
    }
}
