//! A call on disk.

use super::BadRow;
use super::code::Code;
use crate::{Call, CallId, StoredCall};
use domain::{EncounterId, InstitutionCode, Moment, Money, PersonId, PractitionerCode, Stage};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct CallRow<'a> {
    id: &'a str,
    stage: u8,
    scene: &'a str,
    institution: &'a str,
    person: &'a str,
    encounter: &'a str,
    doctor: &'a str,
    care_type: &'a str,
    requested_at: i64,
    responded_at: i64,
    duration_micros: u64,
    lines: u32,
    degraded: Option<&'a str>,
    not_evaluable: u32,
    total: i64,
    violation_amount: i64,
    book_hash: &'a str,
    #[serde(borrow)]
    finding_ids: Vec<&'a str>,
}

/// The row of a call with the ids of its findings.
pub(crate) fn encode_call<'a>(call: &Call, finding_ids: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, BadRow> {
    super::seal(&CallRow {
        id: call.id.as_str(),
        stage: call.stage.code(),
        scene: &call.scene,
        institution: call.institution.as_str(),
        person: call.person.as_str(),
        encounter: call.encounter.as_str(),
        doctor: call.doctor.as_str(),
        care_type: &call.care_type,
        requested_at: call.requested_at.epoch_seconds(),
        responded_at: call.responded_at.epoch_seconds(),
        duration_micros: call.duration_micros,
        lines: call.lines,
        degraded: call.degraded.as_deref(),
        not_evaluable: call.not_evaluable,
        total: call.total.scaled(),
        violation_amount: call.violation_amount.scaled(),
        book_hash: &call.book_hash,
        finding_ids: finding_ids.collect(),
    })
}

/// Reads the row of a call.
pub(crate) fn decode_call(bytes: &[u8]) -> Result<StoredCall, BadRow> {
    let row: CallRow<'_> = super::unseal(bytes)?;
    let call = Call {
        id: CallId::new(row.id),
        stage: Stage::of_code(row.stage)?,
        scene: row.scene.to_owned(),
        institution: InstitutionCode::new(row.institution),
        person: PersonId::new(row.person),
        encounter: EncounterId::new(row.encounter),
        doctor: PractitionerCode::new(row.doctor),
        care_type: row.care_type.to_owned(),
        requested_at: Moment::from_epoch_seconds(row.requested_at),
        responded_at: Moment::from_epoch_seconds(row.responded_at),
        duration_micros: row.duration_micros,
        lines: row.lines,
        degraded: row.degraded.map(str::to_owned),
        not_evaluable: row.not_evaluable,
        total: Money::from_scaled(row.total),
        violation_amount: Money::from_scaled(row.violation_amount),
        book_hash: row.book_hash.to_owned(),
    };
    Ok(StoredCall {
        call,
        finding_ids: row.finding_ids.into_iter().map(str::to_owned).collect(),
    })
}
