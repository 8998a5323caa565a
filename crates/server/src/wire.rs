//! The national interface on the wire: 3101 事前分析, 3102 事中分析, 3103 反馈.
//!
//! Bytes become an [`Envelope`] with [`domain::Record`]s inside, findings
//! become a reply. Everything tolerant lives here, so that nothing behind it
//! has to be: encodings, JSON in strings, ciphered input, objects in place of
//! lists, numbers in place of texts, sentinel dates and codes, code tables on
//! which sources disagree. What was put right is said in [`WireNote`]s; what
//! cannot be put right is refused with a [`WireError`] that names the field.
//!
//! The module knows no HTTP, no authentication, no rule and no clock.

// What a caller may differ in, and what can go wrong.
mod problem;
mod profile;

// Bytes to text, text to nodes of lenient values.
mod field;
mod list;
mod node;
mod scalar;
mod seal;
mod text;

// Values to facts.
mod covered;
mod department;
mod diagnosis;
mod join;
mod order;
mod person;
mod reading;
mod visit;

// The transactions.
mod envelope;
mod feedback;
mod review;

// The way back.
mod canonical;
mod reply;

pub use canonical::{CanonicalHead, encode_review_request, wire_carries};
pub use envelope::{Body, Envelope, decode, decode_at};
pub use feedback::{FeedbackRequest, Warn, Way};
pub(crate) use problem::may_identify;
pub use problem::{ERR_MSG_CHARS_MAX, WireError, WireNote};
pub use profile::{CallerProfile, Encoding, FailPolicy};
pub use reply::{
    Beyond, Judged, OUTPUT_CHARS_MAX, ReviewReply, reply_error, reply_feedback, reply_review, reply_review_with,
};
pub use review::{ORDERS_MAX, PatientRequest, Renamed, ReviewRequest};
pub use seal::{SealError, Sm4Key, Sm4Mode};
pub use text::{BODY_BYTES_MAX, Encoded, WHOLE};
