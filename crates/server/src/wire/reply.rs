//! Replies, by the rules that every public client was found to accept:
//! `infcode` an integer, `err_msg` null on success, `output.result` always a
//! list, codes as texts, amounts as numbers with two decimals, and an output
//! that fits the smallest buffer seen.

mod finding;
mod message;

use self::finding::{ResultNode, result_node};
use self::message::{Head, Output, Results, plain_json, write_message};
use super::problem::cut;
use super::{Body, CallerProfile, ERR_MSG_CHARS_MAX, Envelope, ReviewRequest};
use domain::{Action, Finding, Moment, Stage};
use std::cmp::Reverse;

/// Longest `output`, in characters. The interface allows 40,000; the rest is for the wrapping.
pub const OUTPUT_CHARS_MAX: usize = 39_500;

/// 一条疑点 and how often it was raised before, which makes its `jr_id` unique.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'f> {
    /// the finding
    pub finding: &'f Finding,
    /// 违规标识 · `jr_id` of this raising
    pub id: &'f str,
}

/// The reply to 3101 or 3102. Findings that are not raised at this stage (无, 记录) are left out;
/// the most severe come first, and what does not fit is counted in `mj_left_out`.
///
/// `now` stamps the reply, `sequence` numbers it within the second.
pub fn reply_review(
    envelope: Option<&Envelope>,
    findings: &[Judged<'_>],
    profile: &CallerProfile,
    now: Moment,
    sequence: u64,
) -> Vec<u8> {
    let request = envelope.and_then(|envelope| match &envelope.body {
        Body::Review(request) => Some(request),
        Body::Feedback(_) | Body::Other => None,
    });
    let mut raised: Vec<Judged<'_>> = findings
        .iter()
        .copied()
        .filter(|judged| judged.finding.action > Action::Record)
        .collect();
    raised.sort_by_key(|judged| Reverse((judged.finding.action, judged.finding.certainty)));
    let refusal = request.and_then(|request| refusal(&raised, request, profile));
    let head = || match &refusal {
        Some(text) => Head::failure(text),
        None => Head::success(profile),
    };
    let write = |nodes: &[ResultNode<'_>]| {
        let left_out = raised.len() - nodes.len();
        let results = match (profile.single_object_result, nodes) {
            (true, []) => None,
            (true, [one]) => Some(Results::One(one)),
            _ => Some(Results::Many(nodes)),
        };
        let output = Output {
            result: results,
            mj_left_out: Some(left_out).filter(|count| *count > 0 && profile.extra_fields),
        };
        write_message(envelope, head(), &output, profile, now, sequence)
    };
    let mut nodes: Vec<ResultNode<'_>> = raised
        .iter()
        .take(profile.findings_max)
        .map(|judged| result_node(*judged, request, profile))
        .collect();
    let body = write(&nodes);
    // No text has more characters than bytes, so only a long reply needs counting.
    if body.len() <= OUTPUT_CHARS_MAX {
        return body;
    }
    cut_to_fit(&mut nodes);
    write(&nodes)
}

/// The reply to 3103: nothing to say, and one client breaks without `output`.
pub fn reply_feedback(envelope: Option<&Envelope>, profile: &CallerProfile, now: Moment, sequence: u64) -> Vec<u8> {
    write_message(
        envelope,
        Head::success(profile),
        &Output::empty(profile),
        profile,
        now,
        sequence,
    )
}

/// A refusal: `infcode` −1 and a text of at most 200 characters.
pub fn reply_error(
    envelope: Option<&Envelope>,
    err_msg: &str,
    profile: &CallerProfile,
    now: Moment,
    sequence: u64,
) -> Vec<u8> {
    let text = cut(err_msg, ERR_MSG_CHARS_MAX);
    write_message(
        envelope,
        Head::failure(text),
        &Output::empty(profile),
        profile,
        now,
        sequence,
    )
}

/// Drops the findings behind the first that would overflow the output.
fn cut_to_fit(nodes: &mut Vec<ResultNode<'_>>) {
    let mut chars = 0;
    let fitting = nodes.iter().position(|node| {
        chars += String::from_utf8_lossy(&plain_json(node)).chars().count() + 1;
        chars > OUTPUT_CHARS_MAX
    });
    if let Some(fitting) = fitting {
        nodes.truncate(fitting);
    }
}

/// The text with which a settlement is refused, where the caller asked for that.
fn refusal(raised: &[Judged<'_>], request: &ReviewRequest, profile: &CallerProfile) -> Option<String> {
    if !profile.refuse_on_block || request.stage != Stage::Settlement {
        return None;
    }
    let sentences: Vec<&str> = raised
        .iter()
        .filter(|judged| judged.finding.action == Action::Block)
        .map(|judged| judged.finding.sentence.as_str())
        .collect();
    if sentences.is_empty() {
        return None;
    }
    Some(cut(&format!("医保审核拦截：{}", sentences.join("；")), ERR_MSG_CHARS_MAX).to_owned())
}
