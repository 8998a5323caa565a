//! A finding on disk, with what is needed of its call to act on a reply.

use super::BadRow;
use super::code::Code;
use crate::{Call, CallFinding, CallId, StoredFinding};
use domain::{
    Action, Certainty, EncounterId, FindingKey, InstitutionCode, LineId, Moment, Money, PersonId, PractitionerCode,
    RuleCode, RuleState, Stage,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct FindingRow<'a> {
    id: &'a str,
    key: [u8; 16],
    rule: &'a str,
    rule_name: &'a str,
    certainty: u8,
    action: u8,
    state: u8,
    amount: i64,
    sentence: &'a str,
    #[serde(borrow)]
    line_ids: Vec<&'a str>,
    call: &'a str,
    stage: u8,
    institution: &'a str,
    person: &'a str,
    encounter: &'a str,
    doctor: &'a str,
    at: i64,
}

/// The row of a finding of a call.
pub(crate) fn encode_finding(call: &Call, finding: &CallFinding) -> Result<Vec<u8>, BadRow> {
    super::seal(&FindingRow {
        id: &finding.id,
        key: finding.key.0,
        rule: finding.rule.as_str(),
        rule_name: &finding.rule_name,
        certainty: finding.certainty.code(),
        action: finding.action.code(),
        state: finding.state.code(),
        amount: finding.amount.scaled(),
        sentence: &finding.sentence,
        line_ids: finding.line_ids.iter().map(LineId::as_str).collect(),
        call: call.id.as_str(),
        stage: call.stage.code(),
        institution: call.institution.as_str(),
        person: call.person.as_str(),
        encounter: call.encounter.as_str(),
        doctor: call.doctor.as_str(),
        at: call.responded_at.epoch_seconds(),
    })
}

/// Reads the row of a finding; its feedback lies elsewhere.
pub(crate) fn decode_finding(bytes: &[u8]) -> Result<StoredFinding, BadRow> {
    let row: FindingRow<'_> = super::unseal(bytes)?;
    Ok(StoredFinding {
        finding: CallFinding {
            id: row.id.to_owned(),
            key: FindingKey(row.key),
            rule: RuleCode::new(row.rule),
            rule_name: row.rule_name.to_owned(),
            certainty: Certainty::of_code(row.certainty)?,
            action: Action::of_code(row.action)?,
            state: RuleState::of_code(row.state)?,
            amount: Money::from_scaled(row.amount),
            sentence: row.sentence.to_owned(),
            line_ids: row.line_ids.into_iter().map(LineId::new).collect(),
        },
        call: CallId::new(row.call),
        stage: Stage::of_code(row.stage)?,
        institution: InstitutionCode::new(row.institution),
        person: PersonId::new(row.person),
        encounter: EncounterId::new(row.encounter),
        doctor: PractitionerCode::new(row.doctor),
        at: Moment::from_epoch_seconds(row.at),
        feedback: None,
    })
}
