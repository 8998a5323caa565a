//! A call on disk, with its findings: what was shown together is kept together.

use super::BadRow;
use super::code::Code;
use crate::{Call, CallFinding, CallId};
use domain::{
    Action, Certainty, EncounterId, FindingKey, InstitutionCode, LineId, Moment, Money, PersonId, PractitionerCode,
    RuleCode, RuleState, Stage,
};
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
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize, Deserialize)]
struct FindingRow<'a> {
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
}

/// Of each finding the places in `line_ids` of the lines that go back; behind the call, because rows of before
/// end with it.
type Amendable = Vec<Vec<u32>>;

/// The row of a call and its findings.
pub(crate) fn encode_call(call: &Call, findings: &[CallFinding]) -> Result<Vec<u8>, BadRow> {
    let row = CallRow {
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
        findings: findings.iter().map(FindingRow::of).collect(),
    };
    let amendable: Amendable = findings.iter().map(places_of_amendable).collect();
    super::seal(&(row, amendable))
}

fn places_of_amendable(finding: &CallFinding) -> Vec<u32> {
    let places = (0..).zip(&finding.line_ids);
    let amendable = places.filter(|(_, id)| finding.amendable.contains(id));
    amendable.map(|(place, _)| place).collect()
}

/// Reads the row of a call.
pub(crate) fn decode_call(bytes: &[u8]) -> Result<(Call, Vec<CallFinding>), BadRow> {
    let (row, rest): (CallRow<'_>, &[u8]) = super::unseal_front(bytes)?;
    let amendable: Option<Amendable> = match rest {
        // Rows of before: everything that a finding named went back.
        [] => None,
        rest => Some(postcard::from_bytes(rest)?),
    };
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
    let findings = row.findings.into_iter().enumerate().map(|(place, finding)| {
        let amendable = amendable
            .as_ref()
            .map(|all| all.get(place).map_or(&[][..], Vec::as_slice));
        finding.into_finding(amendable)
    });
    Ok((call, findings.collect::<Result<_, _>>()?))
}

impl<'a> FindingRow<'a> {
    fn of(finding: &'a CallFinding) -> Self {
        Self {
            key: finding.key.0,
            rule: finding.rule.as_str(),
            rule_name: &finding.rule_name,
            certainty: finding.certainty.code(),
            action: finding.action.code(),
            state: finding.state.code(),
            amount: finding.amount.scaled(),
            sentence: &finding.sentence,
            line_ids: finding.line_ids.iter().map(LineId::as_str).collect(),
        }
    }

    fn into_finding(self, amendable: Option<&[u32]>) -> Result<CallFinding, BadRow> {
        let line_ids: Vec<LineId> = self.line_ids.into_iter().map(LineId::new).collect();
        let amendable = match amendable {
            Some(places) => places
                .iter()
                .filter_map(|place| line_ids.get(*place as usize))
                .cloned()
                .collect(),
            None => line_ids.clone(),
        };
        Ok(CallFinding {
            key: FindingKey(self.key),
            rule: RuleCode::new(self.rule),
            rule_name: self.rule_name.to_owned(),
            certainty: Certainty::of_code(self.certainty)?,
            action: Action::of_code(self.action)?,
            state: RuleState::of_code(self.state)?,
            amount: Money::from_scaled(self.amount),
            sentence: self.sentence.to_owned(),
            line_ids,
            amendable,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_rows_of_before_every_line_goes_back() {
        let finding = FindingRow {
            key: [7; 16],
            rule: "GZ1",
            rule_name: "限性别用药",
            certainty: Certainty::Definite.code(),
            action: Action::Remind.code(),
            state: RuleState::InForce.code(),
            amount: 700,
            sentence: "",
            line_ids: vec!["a", "b"],
        };
        let row = CallRow {
            id: "1",
            stage: Stage::Prescribing.code(),
            scene: "",
            institution: "H1",
            person: "P",
            encounter: "E",
            doctor: "",
            care_type: "",
            requested_at: 0,
            responded_at: 0,
            duration_micros: 0,
            lines: 2,
            degraded: None,
            not_evaluable: 0,
            total: 0,
            violation_amount: 700,
            book_hash: "",
            findings: vec![finding],
        };
        let (call, mut findings) = decode_call(&super::super::seal(&row).unwrap()).unwrap();
        assert_eq!(findings[0].amendable, findings[0].line_ids);
        findings[0].amendable.remove(0);
        let (_, again) = decode_call(&encode_call(&call, &findings).unwrap()).unwrap();
        assert_eq!(again, findings);
    }
}
