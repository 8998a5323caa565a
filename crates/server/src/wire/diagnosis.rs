//! 诊断与手术 · `fsi_diagnose_dtos`, `dscg_main_dise_codg`, `fsi_operation_dtos`.

use super::list::{Many, Shape};
use super::node::{DiagnosisNode, EncounterNode, OperationNode};
use super::reading::{Place, Reading};
use super::{ORDERS_MAX, WHOLE, WireError};
use compact_str::CompactString;
use domain::national::is_yes;
use domain::{Diagnosis, DiagnosisCode, DiagnosisSystem, Fact, Operation, OperationCode};

/// A diagnosis of the list.
struct Listed {
    diagnosis: Diagnosis,
    /// 入院诊断 · what was thought when a stay began
    at_admission: bool,
}

impl Listed {
    fn is_main_of(&self, system: DiagnosisSystem) -> bool {
        self.diagnosis.principal && self.diagnosis.code.system() == system
    }
}

/// The diagnoses of an encounter, `stay` where the person stays. Western and traditional ones each have their main
/// diagnosis. A stay has it by the flag of what was diagnosed in the end, else by the main diagnosis of the encounter,
/// else by the flag of what was thought at admission. The main diagnosis of the encounter is added where the list
/// lacks it.
pub(super) fn diagnoses(
    place: &Place<'_>,
    node: &EncounterNode<'_>,
    stay: bool,
    reading: &mut Reading,
) -> Result<Vec<Diagnosis>, WireError> {
    let list = &node.fsi_diagnose_dtos;
    expect_nodes(place, "fsi_diagnose_dtos", list.shape)?;
    let mut listed = Vec::with_capacity(list.items.len() + 1);
    for (index, item) in list.items.iter().enumerate() {
        let here = place.member("fsi_diagnose_dtos", index);
        listed.extend(diagnosis(&here, item, stay, reading)?);
    }
    if let Some(code) = place.text("dscg_main_dise_codg", &node.dscg_main_dise_codg)? {
        let code = DiagnosisCode::normalised(&code);
        let system = code.system();
        let flagged = listed.iter().any(|own| !own.at_admission && own.is_main_of(system));
        let named = |own: &&mut Listed| own.diagnosis.code == code;
        match listed.iter_mut().filter(named).min_by_key(|own| own.at_admission) {
            Some(own) => {
                own.diagnosis.principal = !flagged || (!own.at_admission && own.diagnosis.principal);
                own.at_admission = false;
            }
            None => {
                if !listed.is_empty() {
                    reading.note(place, "dscg_main_dise_codg", "主要诊断不在诊断列表中，已补入");
                }
                let name = place.text("dscg_main_dise_name", &node.dscg_main_dise_name)?;
                listed.push(Listed {
                    diagnosis: Diagnosis {
                        code,
                        name: CompactString::new(name.unwrap_or_default()),
                        principal: !flagged,
                    },
                    at_admission: false,
                });
            }
        }
    }
    let in_the_end: Vec<DiagnosisSystem> = listed
        .iter()
        .filter(|own| !own.at_admission && own.diagnosis.principal)
        .map(|own| own.diagnosis.code.system())
        .collect();
    Ok(listed
        .into_iter()
        .map(|own| Diagnosis {
            principal: own.diagnosis.principal
                && !(own.at_admission && in_the_end.contains(&own.diagnosis.code.system())),
            ..own.diagnosis
        })
        .collect())
}

/// One diagnosis; none for a node that names neither code nor disease.
fn diagnosis(
    place: &Place<'_>,
    node: &DiagnosisNode<'_>,
    stay: bool,
    reading: &mut Reading,
) -> Result<Option<Listed>, WireError> {
    reading.note_repeated(place, &node.repeated);
    let code = place.text("dise_codg", &node.dise_codg)?.unwrap_or_default();
    let name = place.text("dise_name", &node.dise_name)?.unwrap_or_default();
    if code.is_empty() && name.is_empty() {
        return Ok(None);
    }
    let principal = is_yes(place.text("maindise_flag", &node.maindise_flag)?.as_deref());
    let when = place.text("inout_dise_type", &node.inout_dise_type)?;
    Ok(Some(Listed {
        diagnosis: Diagnosis {
            code: DiagnosisCode::normalised(&code),
            name: CompactString::new(name),
            principal,
        },
        // Whoever does not stay has no other diagnoses than those that programs send as of the admission.
        at_admission: stay && when.is_some_and(|when| when.trim_start_matches('0') == "1"),
    }))
}

/// The operations of an encounter. No known client of 3101 fills the list, so an empty one says
/// nothing about whether there was an operation.
pub(super) fn operations(
    place: &Place<'_>,
    list: &Many<OperationNode<'_>>,
    reading: &mut Reading,
) -> Result<Fact<Vec<Operation>>, WireError> {
    expect_nodes(place, "fsi_operation_dtos", list.shape)?;
    let mut operations = Vec::with_capacity(list.items.len());
    for (index, node) in list.items.iter().enumerate() {
        let here = place.member("fsi_operation_dtos", index);
        reading.note_repeated(&here, &node.repeated);
        let code = here.text("oprn_code", &node.oprn_code)?.unwrap_or_default();
        let name = here.text("oprn_name", &node.oprn_name)?.unwrap_or_default();
        if code.is_empty() && name.is_empty() {
            continue;
        }
        operations.push(Operation {
            code: OperationCode::new(code),
            name: CompactString::new(name),
            principal: is_yes(here.text("main_oprn_flag", &node.main_oprn_flag)?.as_deref()),
            at: reading.moment(&here, "oprn_date", &node.oprn_date)?,
        });
    }
    Ok(if operations.is_empty() {
        Fact::Absent
    } else {
        Fact::Known(operations)
    })
}

/// Refuses a text, a number or a list of something else in the place of a list of nodes.
pub(super) fn expect_nodes(place: &Place<'_>, field: &str, shape: Shape) -> Result<(), WireError> {
    match shape {
        Shape::Wrong => Err(place.refuse(field, "应为对象列表或单个对象")),
        Shape::TooLong => Err(place.refuse(field, format!("一次超过 {ORDERS_MAX} 条。{WHOLE}"))),
        Shape::Missing | Shape::Empty | Shape::Nodes => Ok(()),
    }
}
