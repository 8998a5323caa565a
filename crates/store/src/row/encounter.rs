//! A remembered encounter on disk, as a segment of its person's row: the texts, the
//! encounter, the items, then the lines one after another, each with the number of
//! its item and its length in front, so that lines that nobody wants are passed over.

use super::BadRow;
use super::code::{Code, FactRow};
use super::item::{ItemInterner, Items};
use super::line::LineRow;
use super::text::{Interner, Texts};
use crate::Wanted;
use crate::memory::{Remembered, RememberedLine};
use domain::{
    CareSetting, Charge, DepartmentCode, Diagnosis, DiagnosisCode, Division, Encounter, EncounterId, Evidence, FeeLine,
    Institution, InstitutionCode, InstitutionKind, InstitutionLevel, Insurance, Moment, Money, Operation,
    OperationCode, PractitionerCode, Quantity, SpecialCare, is_dialysis, is_undone,
};
use serde::{Deserialize, Serialize};

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

/// Item number and length in front of a line.
const LINE_HEAD_BYTES: usize = 6;

/// The segment of a remembered encounter, whose lines are in order of (time, id).
pub(crate) fn encode_encounter(remembered: &Remembered) -> Result<Vec<u8>, BadRow> {
    let Remembered { encounter, lines } = remembered;
    let mut texts = Interner::default();
    let mut items = ItemInterner::default();
    let mut row = encounter_row(encounter, &mut texts);
    // Who asks is given the lines that he wants, and could not tell from these.
    let charged = lines.iter().map(|held| &held.line);
    let dialyses = charged.clone().filter(|line| is_dialysis(&line.item));
    if dialyses.map(|line| line.quantity).sum::<Quantity>().is_positive() {
        row.special.push(SpecialCare::Dialysis.code());
    }
    if is_undone(charged.map(Charge::of)) {
        row.special.push(SpecialCare::Undone.code());
    }
    let mut line_bytes = Vec::with_capacity(lines.len() * 48);
    for held in lines {
        let item = items.number(&held.line, &mut texts);
        let line = LineRow::from_line(&held.line, held.billed, encounter.begin, &mut texts);
        let head = line_bytes.len();
        line_bytes.extend_from_slice(&[0; LINE_HEAD_BYTES]);
        line_bytes = postcard::to_extend(&line, line_bytes)?;
        let length =
            u16::try_from(line_bytes.len() - head - LINE_HEAD_BYTES).map_err(|_| BadRow::new("明细超过可存长度"))?;
        let head_bytes = item.to_le_bytes().into_iter().chain(length.to_le_bytes());
        line_bytes
            .iter_mut()
            .skip(head)
            .zip(head_bytes)
            .for_each(|(slot, byte)| *slot = byte);
    }
    let mut bytes = Vec::with_capacity(256 + line_bytes.len() + lines.len() * 64);
    texts.write(&mut bytes);
    bytes = postcard::to_extend(&row, bytes)?;
    items.write(&mut bytes);
    bytes.append(&mut line_bytes);
    Ok(bytes)
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
        special: (encounter.special.iter())
            .filter(|special| !special.is_told_by_lines())
            .map(|special| special.code())
            .collect(),
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

/// A segment whose encounter is read and whose lines are still to come, in order of (time, id).
pub(crate) struct Decoded<'a> {
    encounter: Encounter,
    texts: Texts<'a>,
    items: Items<'a>,
    lines: &'a [u8],
}

/// Reads the encounter of a segment.
pub(crate) fn decode_encounter(segment: &[u8]) -> Result<Decoded<'_>, BadRow> {
    let (texts, rest) = Texts::split_from(segment)?;
    let (row, rest) = postcard::take_from_bytes::<EncounterRow>(rest)?;
    let (items, lines) = Items::split_from(rest)?;
    Ok(Decoded {
        encounter: row.into_encounter(&texts)?,
        texts,
        items,
        lines,
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
    /// The encounter.
    pub(crate) fn encounter(&self) -> &Encounter {
        &self.encounter
    }

    /// The lines, each attached to the encounter `index`, and whether it was billed.
    pub(crate) fn each_line(self, index: u32, take: impl FnMut(FeeLine, bool)) -> Result<Encounter, BadRow> {
        self.each_line_that(index, |_, _| Ok(true), take)?;
        Ok(self.encounter)
    }

    /// As [`Decoded::each_line`], without the lines that whoever asks has himself.
    pub(crate) fn each_new_line(
        self,
        index: u32,
        wanted: &dyn Wanted,
        take: impl FnMut(FeeLine, bool),
    ) -> Result<Encounter, BadRow> {
        let is_new = |_, line: &[u8]| Ok(!wanted.has_line(&self.encounter, LineRow::peek_id(line, &self.texts)?));
        self.each_line_that(index, is_new, take)?;
        Ok(self.encounter)
    }

    /// As [`Decoded::each_line`], without the lines of items that are not wanted. `passes` is room to
    /// work in.
    pub(crate) fn each_wanted_line(
        self,
        index: u32,
        wanted: &mut dyn Wanted,
        passes: &mut Vec<bool>,
        take: impl FnMut(FeeLine, bool),
    ) -> Result<Encounter, BadRow> {
        if !self.items.sift(&self.texts, wanted, passes)? {
            return Ok(self.encounter);
        }
        self.each_line_that(index, |item, _| Ok(passes.get(item as usize) == Some(&true)), take)?;
        Ok(self.encounter)
    }

    fn each_line_that(
        &self,
        index: u32,
        wants: impl Fn(u32, &[u8]) -> Result<bool, BadRow>,
        mut take: impl FnMut(FeeLine, bool),
    ) -> Result<(), BadRow> {
        let incomplete = || BadRow::new("明细不完整");
        let mut bytes = self.lines;
        while !bytes.is_empty() {
            let (item, rest) = super::split_u32(bytes)?;
            let (length, rest) = rest.split_first_chunk().ok_or_else(incomplete)?;
            let (line, rest) = rest
                .split_at_checked(usize::from(u16::from_le_bytes(*length)))
                .ok_or_else(incomplete)?;
            bytes = rest;
            if wants(item, line)? {
                let row: LineRow = postcard::from_bytes(line)?;
                let item = self.items.get(item, &self.texts)?;
                take(
                    row.to_line(&item, index, self.encounter.begin, &self.texts)?,
                    row.billed(),
                );
            }
        }
        Ok(())
    }

    /// Encounter and lines as the writer needs them.
    pub(crate) fn into_remembered(self) -> Result<Remembered, BadRow> {
        let mut lines = Vec::new();
        let encounter = self.each_line(0, |line, billed| lines.push(RememberedLine { line, billed }))?;
        Ok(Remembered { encounter, lines })
    }
}
