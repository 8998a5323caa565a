//! Replies, by the rules that every public client was found to accept:
//! `infcode` an integer, `err_msg` null on success, `output.result` always a
//! list, codes as texts, amounts as numbers with two decimals, and an output
//! that fits the smallest buffer seen.

mod finding;
mod message;

use self::finding::{ResultNode, result_node};
use self::message::{Head, Output, Results, encoded, plain_json, sealing_key, write_message};
use super::problem::cut;
use super::{Body, CallerProfile, ERR_MSG_CHARS_MAX, Encoding, Envelope, ReviewRequest, Sm4Key};
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
    reply_review_with(envelope, findings, &Beyond::default(), profile, now, sequence).body
}

/// 答复 to a review, and what there was no room for in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewReply {
    /// the message
    pub body: Vec<u8>,
    /// places of the findings that would have been shown and did not fit
    pub left_out: Vec<usize>,
}

/// What a reply has to say beside its findings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beyond {
    /// findings that were left out before: they count among those that did not fit
    pub left_out: usize,
    /// the call is refused although there are findings, and why
    pub refused: Option<String>,
}

/// As [`reply_review`], with what there is beyond the findings.
pub fn reply_review_with(
    envelope: Option<&Envelope>,
    findings: &[Judged<'_>],
    beyond: &Beyond,
    profile: &CallerProfile,
    now: Moment,
    sequence: u64,
) -> ReviewReply {
    let request = envelope.and_then(|envelope| match &envelope.body {
        Body::Review(request) => Some(request),
        Body::Feedback(_) | Body::Other => None,
    });
    let mut raised: Vec<(usize, Judged<'_>)> = findings
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, judged)| judged.finding.action > Action::Record)
        .collect();
    raised.sort_by_key(|(_, judged)| Reverse((judged.finding.action, judged.finding.certainty)));
    let refusal = match (
        request.and_then(|request| refusal(&raised, request, profile)),
        &beyond.refused,
    ) {
        (Some(block), Some(more)) => Some(format!("{more}；{block}")),
        (block, more) => block.or_else(|| more.clone()),
    };
    let refusal = refusal.map(|text| cut(&text, ERR_MSG_CHARS_MAX).to_owned());
    let head = || match &refusal {
        Some(text) => Head::failure(text),
        None => Head::success(profile),
    };
    let write = |nodes: &[ResultNode<'_>]| {
        let left_out = raised.len() - nodes.len() + beyond.left_out;
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
        .map(|(_, judged)| result_node(*judged, request, profile))
        .collect();
    let mut body = write(&nodes);
    // No text has more characters than bytes, so only a long reply needs counting.
    if body.len() > OUTPUT_CHARS_MAX {
        cut_to_fit(&mut nodes, &Room::of(envelope, profile));
        body = write(&nodes);
    }
    let left_out = raised.iter().skip(nodes.len()).map(|(place, _)| *place).collect();
    ReviewReply { body, left_out }
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

/// How much fits into the output, and what is counted: characters, or, where it goes out ciphered,
/// the bytes under the cipher.
struct Room {
    most: usize,
    bytes: Option<Encoding>,
}

impl Room {
    fn of(envelope: Option<&Envelope>, profile: &CallerProfile) -> Self {
        match sealing_key(envelope, profile) {
            None => Self {
                most: OUTPUT_CHARS_MAX,
                bytes: None,
            },
            Some(_) => Self {
                most: Sm4Key::plain_bytes_within(OUTPUT_CHARS_MAX),
                bytes: Some(profile.reply_encoding),
            },
        }
    }

    fn taken(&self, json: &[u8]) -> usize {
        match self.bytes {
            None => String::from_utf8_lossy(json).chars().count(),
            Some(encoding) => encoded(json.to_vec(), encoding).len(),
        }
    }
}

/// `{"result":[` and what closes it, with the count of what was left out.
const WRAPPING: usize = 60;

/// Drops the findings behind the first that would overflow the output.
fn cut_to_fit(nodes: &mut Vec<ResultNode<'_>>, room: &Room) {
    let mut taken = WRAPPING;
    let fitting = nodes.iter().position(|node| {
        taken += room.taken(&plain_json(node)) + 1;
        taken > room.most
    });
    if let Some(fitting) = fitting {
        nodes.truncate(fitting);
    }
}

/// The text with which a settlement is refused, where the caller asked for that.
fn refusal(raised: &[(usize, Judged<'_>)], request: &ReviewRequest, profile: &CallerProfile) -> Option<String> {
    if !profile.refuse_on_block || request.stage != Stage::Settlement {
        return None;
    }
    let sentences: Vec<&str> = raised
        .iter()
        .filter(|(_, judged)| judged.finding.action == Action::Block)
        .map(|(_, judged)| judged.finding.sentence.as_str())
        .collect();
    if sentences.is_empty() {
        return None;
    }
    Some(cut(&format!("医保审核拦截：{}", sentences.join("；")), ERR_MSG_CHARS_MAX).to_owned())
}
