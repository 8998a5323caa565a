//! 拒绝 · Every way in which a call is not answered as asked: the text that the
//! caller may see, and the HTTP status. What the operator needs is logged where
//! it happened.
//!
//! Clients expect errors inside the envelope, so the status is 200 except for a
//! caller that did not prove itself.

use crate::auth::Denied;
use crate::telemetry::Degraded;
use crate::wire::{WHOLE, WireError, may_identify};
use axum::http::StatusCode;
use std::fmt;
use store::StoreError;

/// Why a call is not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// the caller did not prove itself
    Denied(Denied),
    /// the body is longer than the limit, in bytes
    TooLarge(usize),
    /// the body did not arrive in time or broke off
    Incomplete,
    /// the message cannot be read
    Wire(WireError),
    /// a transaction that is not ours
    UnknownTransaction(String),
    /// no transaction has this address
    NoAddress(String),
    /// the feedback is about findings of another institution
    NotYours,
    /// the address asks for one transaction and the message for another
    Conflict {
        /// as the address has it
        address: &'static str,
        /// as the message has it
        infno: String,
    },
    /// a settlement may not go on because it could not be judged or recorded
    Unjudged(Degraded),
    /// the feedback could not be stored
    FeedbackLost,
    /// the feedback changes a finding's answer once more than this many times, which is the most
    FeedbackChangedTooOften(usize),
    /// an internal failure of something else than a review
    Internal,
}

impl Refusal {
    /// 401 for a caller that did not prove itself, 404 at no address of ours, 200 otherwise.
    pub fn status(&self) -> StatusCode {
        match self {
            Refusal::Denied(_) => StatusCode::UNAUTHORIZED,
            Refusal::NoAddress(_) => StatusCode::NOT_FOUND,
            _ => StatusCode::OK,
        }
    }

    /// A stable word for the metrics.
    pub fn outcome(&self) -> &'static str {
        match self {
            Refusal::Denied(_) => "denied",
            Refusal::Unjudged(_) | Refusal::FeedbackLost | Refusal::Internal => "failed",
            _ => "rejected",
        }
    }

    /// The text for the caller. At most 200 characters, the length of `err_msg`.
    pub fn message(&self) -> String {
        let text = match self {
            Refusal::Wire(error) => error.err_msg(),
            other => other.to_string(),
        };
        text.chars().take(crate::wire::ERR_MSG_CHARS_MAX).collect()
    }
}

/// The longest transaction number that is repeated; real ones have four figures, and a letter at most.
const INFNO_BYTES_MAX: usize = 8;

/// A transaction number in words; something else in its place, a name say, is not repeated.
fn told(infno: &str) -> String {
    let is_number = infno.starts_with(|first: char| first.is_ascii_digit())
        && infno.len() <= INFNO_BYTES_MAX
        && infno.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match is_number {
        true => format!("infno 为 {infno}"),
        false => "infno 不是交易编号".to_owned(),
    }
}

/// The longest address that is repeated.
const PATH_BYTES_MAX: usize = 80;

/// An address as it may be repeated: one with somebody's number in it, or with escapes, which may be his name, is not.
fn repeatable(path: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_.-".contains(&byte);
    (path.len() <= PATH_BYTES_MAX && path.bytes().all(plain) && !may_identify(path)).then_some(path)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // One text for all: what was wrong helps only those who should not get in.
            Refusal::Denied(_) => f.write_str("接入鉴权未通过，请核对接入配置"),
            Refusal::TooLarge(limit) => {
                let mib = limit >> 20;
                write!(
                    f,
                    "请求正文超过上限 {mib} MiB（{limit} 字节，body_mib 可由经办机构调整）。{WHOLE}"
                )
            }
            Refusal::Incomplete => f.write_str("请求正文未在时限内收齐，请重发"),
            Refusal::Wire(error) => write!(f, "{error}"),
            Refusal::UnknownTransaction(infno) if infno.is_empty() => f.write_str("不支持的交易编号：报文没有 infno"),
            Refusal::UnknownTransaction(infno) => write!(f, "不支持的交易编号：{}", told(infno)),
            Refusal::NoAddress(path) => {
                f.write_str("没有这个地址")?;
                if let Some(path) = repeatable(path) {
                    write!(f, "：{path}")?;
                }
                write!(
                    f,
                    "。3101 为 /fsi/api/riskConService/beforeAnalyze，3102 为 …/courseAnalyze，3103 为 /3103，或统一用 /api/callService"
                )
            }
            Refusal::NotYours => f.write_str("反馈的疑点中有其他机构的，未予登记，其余已登记"),
            Refusal::Conflict { address, infno } => {
                write!(f, "交易编号不符：{}，请求地址是 {address} 的", told(infno))
            }
            Refusal::Unjudged(Degraded::Record) => f.write_str("本次结算的拦截记录未能保存，请稍后重试"),
            Refusal::Unjudged(_) => f.write_str("事中审核暂时不能完成，请稍后重试"),
            Refusal::FeedbackLost => f.write_str("反馈暂时不能保存，请稍后重发"),
            Refusal::FeedbackChangedTooOften(most) => {
                write!(f, "{}，请勿重发，其余已登记", StoreError::TooManyAmendments(*most))
            }
            Refusal::Internal => f.write_str("服务内部故障，已记录，请稍后重试"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_never_learns_which_part_of_its_proof_was_wrong() {
        let words = [
            Denied::Address,
            Denied::Missing,
            Denied::Stale,
            Denied::Mismatch,
            Denied::Replayed,
            Denied::Unlisted,
        ];
        for denied in words {
            assert_eq!(
                Refusal::Denied(denied).message(),
                Refusal::Denied(Denied::Cainfo).message()
            );
            assert_eq!(Refusal::Denied(denied).status(), StatusCode::UNAUTHORIZED);
        }
    }

    #[test]
    fn texts_name_what_to_do_and_fit_the_field() {
        let too_large = Refusal::TooLarge(8 << 20).message();
        assert!(too_large.contains("8 MiB") && too_large.ends_with(WHOLE), "{too_large}");
        assert!(Refusal::UnknownTransaction("9999".into()).message().contains("9999"));
        let long = Refusal::Wire(WireError::new("input", "长".repeat(1_000))).message();
        assert_eq!(long.chars().count(), 200);
    }

    #[test]
    fn what_may_be_a_person_is_not_repeated() {
        for marker in [
            "11010519491231002X",
            "110105194912310021",
            "110105491231002",
            "欧阳隐私甲",
            "%E6%AC%A7",
        ] {
            let conflict = Refusal::Conflict {
                address: "3101",
                infno: marker.into(),
            };
            let path = format!("/his/{marker}/3104");
            for refusal in [
                conflict,
                Refusal::UnknownTransaction(marker.into()),
                Refusal::NoAddress(path),
            ] {
                let message = refusal.message();
                assert!(!message.contains(marker), "{message}");
                assert!(!message.contains("：。"), "{message}");
            }
        }
        let message = Refusal::NoAddress("/his/3104".into()).message();
        assert!(message.starts_with("没有这个地址：/his/3104。3101 为"), "{message}");
    }
}
