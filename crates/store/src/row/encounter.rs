//! A remembered encounter on disk: a fixed head that can be read without decoding,
//! the encounter, then its lines one after another.

use super::BadRow;
use super::code::{Code, FactRow};
use super::line::{LineHead, LineRest, LineRow};
use super::sieve::Sieve;
use super::text::{Interner, Texts};
use crate::memory::{Remembered, RememberedLine};
use domain::{
    CareSetting, DepartmentCode, Diagnosis, DiagnosisCode, Division, Encounter, EncounterId, Evidence, FeeLine,
    Institution, InstitutionCode, InstitutionKind, InstitutionLevel, Insurance, Moment, Money, Operation,
    OperationCode, PractitionerCode, SpecialCare,
};
use serde::{Deserialize, Serialize};

/// What can be known of a row without decoding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// the last thing known to have happened in the encounter
    pub(crate) last: Moment,
    /// how many lines it has
    pub(crate) lines: u32,
}

/// code, name, principal, time
type OperationRow = (u32, u32, bool, Option<i64>);

#[derive(Serialize, Deserialize)]
struct EncounterRow {
    id: u32,
    institution: u32,
    level: FactRow<u8>,
    institution_kind: FactRow<u8>,
    division: u32,
    setting: FactRow<u8>,
    insurance: FactRow<u8>,
    begin: i64,
    end: Option<i64>,
    department: u32,
    department_name: u32,
    doctor: u32,
    diagnoses: Vec<(u32, u32, bool)>,
    operations: FactRow<Vec<OperationRow>>,
    total: FactRow<i64>,
    fund_paid: FactRow<i64>,
    special: Vec<u8>,
    evidence: Vec<(u32, u32)>,
}

/// Reads the head alone; the row's checksum is not verified.
pub(crate) fn peek(bytes: &[u8]) -> Result<Head, BadRow> {
    let body = bytes.get(super::ENVELOPE_BYTES..).unwrap_or_default();
    split_head(body).map(|(head, _)| head)
}

fn split_head(body: &[u8]) -> Result<(Head, &[u8]), BadRow> {
    let incomplete = || BadRow::new("值不完整");
    let (last, rest) = body.split_first_chunk::<8>().ok_or_else(incomplete)?;
    let (lines, rest) = rest.split_first_chunk::<4>().ok_or_else(incomplete)?;
    let last = Moment::from_epoch_seconds(i64::from_le_bytes(*last));
    Ok((
        Head {
            last,
            lines: u32::from_le_bytes(*lines),
        },
        rest,
    ))
}

/// The row of a remembered encounter, and its head.
pub(crate) fn encode_encounter(remembered: &Remembered) -> Result<(Vec<u8>, Head), BadRow> {
    let Remembered { encounter, lines } = remembered;
    let mut texts = Interner::default();
    let rows: Vec<LineRow> = lines
        .iter()
        .map(|held| LineRow::from_line(&held.line, held.billed, encounter.begin, &mut texts))
        .collect();
    let row = encounter_row(encounter, &mut texts);
    let head = Head {
        last: remembered.last(),
        lines: rows.len() as u32,
    };

    let mut bytes = super::start(256 + rows.len() * 96);
    bytes.extend_from_slice(&head.last.epoch_seconds().to_le_bytes());
    bytes.extend_from_slice(&head.lines.to_le_bytes());
    bytes = postcard::to_extend(&(texts.texts(), row), bytes)?;
    for row in &rows {
        bytes = postcard::to_extend(row, bytes)?;
    }
    Ok((super::finish(bytes), head))
}

fn encounter_row<'a>(encounter: &'a Encounter, texts: &mut Interner<'a>) -> EncounterRow {
    let mut row = EncounterRow {
        id: texts.number(encounter.id.as_str()),
        institution: texts.number(encounter.institution.code.as_str()),
        level: FactRow::from_fact(&encounter.institution.level, |level| level.code()),
        institution_kind: FactRow::from_fact(&encounter.institution.kind, |kind| kind.code()),
        division: texts.number(encounter.institution.division.as_str()),
        setting: FactRow::from_fact(&encounter.setting, |setting| setting.code()),
        insurance: FactRow::from_fact(&encounter.insurance, |insurance| insurance.code()),
        begin: encounter.begin.epoch_seconds(),
        end: encounter.end.map(Moment::epoch_seconds),
        department: texts.number(encounter.department.as_str()),
        department_name: texts.number(encounter.department_name.as_str()),
        doctor: texts.number(encounter.doctor.as_str()),
        diagnoses: Vec::new(),
        operations: FactRow::Absent,
        total: FactRow::from_fact(&encounter.total, |total| total.scaled()),
        fund_paid: FactRow::from_fact(&encounter.fund_paid, |paid| paid.scaled()),
        special: encounter.special.iter().map(|special| special.code()).collect(),
        evidence: Vec::new(),
    };
    for diagnosis in &encounter.diagnoses {
        let (code, name) = (
            texts.number(diagnosis.code.as_str()),
            texts.number(diagnosis.name.as_str()),
        );
        row.diagnoses.push((code, name, diagnosis.principal));
    }
    row.operations = FactRow::from_fact(&encounter.operations, |operations| {
        let row = |operation: &'a Operation| {
            let (code, name) = (
                texts.number(operation.code.as_str()),
                texts.number(operation.name.as_str()),
            );
            (code, name, operation.principal, operation.at.map(Moment::epoch_seconds))
        };
        operations.iter().map(row).collect()
    });
    for paper in &encounter.evidence {
        row.evidence
            .push((texts.number(paper.kind.as_str()), texts.number(paper.by.as_str())));
    }
    row
}

/// A row whose encounter is read and whose lines are still to come, in order of (time, id).
pub(crate) struct Decoded<'a> {
    encounter: Encounter,
    texts: Texts<'a>,
    rest: &'a [u8],
    left: u32,
}

/// Verifies a row and reads its encounter.
pub(crate) fn decode_encounter(bytes: &[u8]) -> Result<Decoded<'_>, BadRow> {
    let (head, body) = split_head(super::open(bytes)?)?;
    let ((texts, row), rest) = postcard::take_from_bytes::<(Texts<'_>, EncounterRow)>(body)?;
    let encounter = row.into_encounter(&texts)?;
    Ok(Decoded {
        encounter,
        texts,
        rest,
        left: head.lines,
    })
}

impl EncounterRow {
    fn into_encounter(self, texts: &Texts<'_>) -> Result<Encounter, BadRow> {
        let diagnosis = |(code, name, principal)| -> Result<Diagnosis, BadRow> {
            Ok(Diagnosis {
                code: DiagnosisCode::new(texts.get(code)?),
                name: texts.get(name)?.into(),
                principal,
            })
        };
        let operation = |(code, name, principal, at): OperationRow| -> Result<Operation, BadRow> {
            let (code, name) = (OperationCode::new(texts.get(code)?), texts.get(name)?.into());
            Ok(Operation {
                code,
                name,
                principal,
                at: at.map(Moment::from_epoch_seconds),
            })
        };
        let evidence = |(kind, by)| -> Result<Evidence, BadRow> {
            Ok(Evidence {
                kind: texts.get(kind)?.into(),
                by: texts.get(by)?.into(),
            })
        };
        Ok(Encounter {
            id: EncounterId::new(texts.get(self.id)?),
            institution: Institution {
                code: InstitutionCode::new(texts.get(self.institution)?),
                level: self.level.try_into_fact(InstitutionLevel::of_code)?,
                kind: self.institution_kind.try_into_fact(InstitutionKind::of_code)?,
                division: Division::new(texts.get(self.division)?),
            },
            setting: self.setting.try_into_fact(CareSetting::of_code)?,
            insurance: self.insurance.try_into_fact(Insurance::of_code)?,
            begin: Moment::from_epoch_seconds(self.begin),
            end: self.end.map(Moment::from_epoch_seconds),
            department: DepartmentCode::new(texts.get(self.department)?),
            department_name: texts.get(self.department_name)?.into(),
            doctor: PractitionerCode::new(texts.get(self.doctor)?),
            diagnoses: self.diagnoses.into_iter().map(diagnosis).collect::<Result<_, _>>()?,
            operations: self
                .operations
                .try_into_fact(|operations| operations.into_iter().map(operation).collect::<Result<_, _>>())?,
            total: self.total.into_fact(Money::from_scaled),
            fund_paid: self.fund_paid.into_fact(Money::from_scaled),
            special: self
                .special
                .into_iter()
                .map(SpecialCare::of_code)
                .collect::<Result<_, _>>()?,
            evidence: self.evidence.into_iter().map(evidence).collect::<Result<_, _>>()?,
            current: false,
        })
    }
}

impl Decoded<'_> {
    /// The lines, each attached to the encounter `index`, and whether it was billed.
    pub(crate) fn each_line(self, index: u32, take: impl FnMut(FeeLine, bool)) -> Result<Encounter, BadRow> {
        self.each_line_that(index, |_, _| Ok(true), take)
    }

    /// As [`Decoded::each_line`], without the lines of items that the sieve holds back.
    pub(crate) fn each_wanted_line(
        self,
        index: u32,
        sieve: &mut Sieve<'_>,
        take: impl FnMut(FeeLine, bool),
    ) -> Result<Encounter, BadRow> {
        sieve.begin_row(&self.texts);
        self.each_line_that(index, |head, texts| sieve.lets_pass(head, texts), take)
    }

    fn each_line_that(
        self,
        index: u32,
        mut wants: impl FnMut(&LineHead, &Texts<'_>) -> Result<bool, BadRow>,
        mut take: impl FnMut(FeeLine, bool),
    ) -> Result<Encounter, BadRow> {
        let mut bytes = self.rest;
        for _ in 0..self.left {
            let (head, after_head) = postcard::take_from_bytes::<LineHead>(bytes)?;
            // Measured: skipping these numbers unread would hardly be faster than reading them.
            let (rest, after_line) = postcard::take_from_bytes::<LineRest>(after_head)?;
            bytes = after_line;
            if wants(&head, &self.texts)? {
                let line = rest.to_line(&head, index, self.encounter.begin, &self.texts)?;
                take(line, head.billed);
            }
        }
        if bytes.is_empty() {
            Ok(self.encounter)
        } else {
            Err(BadRow::new("行尾有多余内容"))
        }
    }

    /// Encounter and lines as the writer needs them.
    pub(crate) fn into_remembered(self) -> Result<Remembered, BadRow> {
        let mut lines = Vec::new();
        let encounter = self.each_line(0, |line, billed| lines.push(RememberedLine { line, billed }))?;
        Ok(Remembered { encounter, lines })
    }
}
