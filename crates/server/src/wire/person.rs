//! 参保人 · sex, birth date and maternity of `patient_dtos`.

use super::WireError;
use super::node::{EncounterNode, PatientNode};
use super::reading::{Place, Reading};
use domain::national::{maternity, sex};
use domain::{Day, Encounter, Fact, Maternity, Moment, Sex};

/// 性别 · `gend`
pub(super) fn sex_of(place: &Place<'_>, node: &PatientNode<'_>, reading: &mut Reading) -> Result<Fact<Sex>, WireError> {
    let Some(code) = place.text("gend", &node.gend)? else {
        return Ok(Fact::Absent);
    };
    Ok(sex(&code).unwrap_or_else(|| {
        reading.note(place, "gend", "未知的性别代码");
        Fact::Unknown
    }))
}

/// The birth date. One that lies after the message or after the visit makes every age rule
/// nonsense, so it is refused instead of guessed at.
pub(super) fn birth(
    place: &Place<'_>,
    node: &PatientNode<'_>,
    sent_at: Option<Moment>,
    encounters: &[Encounter],
    reading: &mut Reading,
) -> Result<Option<Day>, WireError> {
    let Some(birth) = reading.birth(place, "brdy", &node.brdy)? else {
        return Ok(None);
    };
    if sent_at.is_some_and(|sent| birth > sent.day()) {
        return Err(place.refuse("brdy", format!("{birth} 晚于交易时间，请核对")));
    }
    let visit = encounters
        .iter()
        .filter(|encounter| encounter.current)
        .map(|encounter| encounter.begin)
        .max();
    if visit.is_some_and(|begin| birth > begin.day()) {
        return Err(place.refuse("brdy", format!("{birth} 晚于就诊时间，请核对")));
    }
    Ok(Some(birth))
}

/// 生育状态 of the current encounter.
pub(super) fn maternity_of(
    place: &Place<'_>,
    visits: &[EncounterNode<'_>],
    encounters: &[Encounter],
    reading: &mut Reading,
) -> Result<Fact<Maternity>, WireError> {
    for (index, (visit, encounter)) in visits.iter().zip(encounters).enumerate() {
        if !encounter.current {
            continue;
        }
        let here = place.member("fsi_encounter_dtos", index);
        let Some(code) = here.text("matn_stas", &visit.matn_stas)? else {
            continue;
        };
        return Ok(maternity(&code).unwrap_or_else(|| {
            reading.note(&here, "matn_stas", "各地代码含义不一，不予采用");
            Fact::Absent
        }));
    }
    Ok(Fact::Absent)
}
