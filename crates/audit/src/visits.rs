//! Visits by institution in a period, what rates of findings are measured against; and those of which
//! nothing stands.

use crate::columns::Reader;
use crate::schema::LakeTable;
use crate::{LakeError, Snapshot};
use domain::{Day, EncounterId, InstitutionCode, PersonId};
use std::collections::{BTreeMap, HashMap};

/// How many visits began at each institution from one day to another, both included. An institution
/// without any is not named, and a visit whose settlements have all been taken back is none.
///
/// # Errors
/// What is wrong with the lake.
pub fn visits_by_institution(
    snapshot: &Snapshot,
    from: Day,
    to: Day,
) -> Result<BTreeMap<InstitutionCode, u64>, LakeError> {
    let institutions = snapshot.institutions()?;
    let period = from.start().epoch_seconds()..to.plus_days(1).start().epoch_seconds();
    let mut counts: HashMap<u32, u64> = HashMap::new();
    for bucket in 0..snapshot.buckets() {
        for part in snapshot.parts(LakeTable::Encounters, bucket) {
            let columns = ["institution", "begin", "withdrawn"];
            let rows = Reader::of(&part.path, snapshot.read(part, Some(&columns))?);
            let (places, begins) = (rows.ids("institution")?, rows.longs("begin")?);
            for row in 0..rows.rows() {
                // A visit stands in one row: when it is delivered again, the import takes the older one out.
                let stands = rows.flag_or_none("withdrawn", row)? != Some(true);
                if stands && period.contains(&begins.value(row)) {
                    *counts.entry(places.value(row)).or_default() += 1;
                }
            }
        }
    }
    let unknown = || LakeError::damaged(LakeTable::Encounters.name(), "机构不在字典中");
    let named = |(place, count)| {
        let code = institutions.code(place).ok_or_else(unknown)?;
        Ok((InstitutionCode::new(code), count))
    };
    counts.into_iter().map(named).collect()
}

/// A visit whose settlements have all been taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawnVisit {
    /// 参保人标识, as in records
    pub person: PersonId,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 就诊标识
    pub encounter: EncounterId,
}

/// The visits whose settlements have all been taken back: they are in no record.
///
/// # Errors
/// What is wrong with the lake.
pub fn withdrawn_visits(snapshot: &Snapshot) -> Result<Vec<WithdrawnVisit>, LakeError> {
    let _kept = snapshot.hold()?;
    let mut withdrawn = Vec::new();
    for bucket in 0..snapshot.buckets() {
        for part in snapshot.parts(LakeTable::Encounters, bucket) {
            let columns = ["person", "id", "institution", "withdrawn"];
            let rows = Reader::of(&part.path, snapshot.read(part, Some(&columns))?);
            let (persons, ids, places) = (rows.ids("person")?, rows.texts("id")?, rows.ids("institution")?);
            for row in 0..rows.rows() {
                if rows.flag_or_none("withdrawn", row)? == Some(true) {
                    let encounter = EncounterId::new(ids.value(row));
                    withdrawn.push((persons.value(row), places.value(row), encounter));
                }
            }
        }
    }
    if withdrawn.is_empty() {
        return Ok(Vec::new());
    }
    let dictionaries = snapshot.dictionaries()?;
    let unknown = |what: &str| LakeError::damaged(LakeTable::Encounters.name(), format!("{what}不在字典中"));
    let named = |(person, place, encounter)| {
        let (number, code) = (
            dictionaries.persons.number(person),
            dictionaries.institutions.code(place),
        );
        Ok(WithdrawnVisit {
            person: PersonId::new(number.ok_or_else(|| unknown("参保人"))?),
            institution: InstitutionCode::new(code.ok_or_else(|| unknown("机构"))?),
            encounter,
        })
    };
    withdrawn.into_iter().map(named).collect()
}
