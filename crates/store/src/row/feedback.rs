//! The replies to one finding on disk, oldest first.

use super::BadRow;
use super::code::Code;
use crate::{Disposal, Feedback, FeedbackTrail};
use domain::{InstitutionCode, Moment, Stage};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct FeedbackRow<'a> {
    finding_id: &'a str,
    #[serde(borrow)]
    replies: Vec<ReplyRow<'a>>,
}

#[derive(Serialize, Deserialize)]
struct ReplyRow<'a> {
    stage: u8,
    way: u8,
    reason: &'a str,
    institution: &'a str,
    operator: &'a str,
    at: i64,
}

/// The row of a trail.
pub(crate) fn encode_feedback(trail: &FeedbackTrail) -> Result<Vec<u8>, BadRow> {
    let replies = std::iter::once(&trail.first)
        .chain(&trail.amendments)
        .map(|reply| ReplyRow {
            stage: reply.stage_kind.code(),
            way: reply.way.code(),
            reason: &reply.reason,
            institution: reply.institution.as_str(),
            operator: &reply.operator,
            at: reply.at.epoch_seconds(),
        });
    super::seal(&FeedbackRow {
        finding_id: &trail.first.finding_id,
        replies: replies.collect(),
    })
}

/// Reads the row of a trail.
pub(crate) fn decode_feedback(bytes: &[u8]) -> Result<FeedbackTrail, BadRow> {
    let row: FeedbackRow<'_> = super::unseal(bytes)?;
    let mut replies = row.replies.into_iter().map(|reply| {
        Ok(Feedback {
            finding_id: row.finding_id.to_owned(),
            stage_kind: Stage::of_code(reply.stage)?,
            way: Disposal::of_code(reply.way)?,
            reason: reply.reason.to_owned(),
            institution: InstitutionCode::new(reply.institution),
            operator: reply.operator.to_owned(),
            at: Moment::from_epoch_seconds(reply.at),
        })
    });
    let first = replies.next().unwrap_or_else(|| Err(BadRow::new("反馈为空")))?;
    Ok(FeedbackTrail {
        first,
        amendments: replies.collect::<Result<_, _>>()?,
    })
}
