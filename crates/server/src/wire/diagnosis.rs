//! 诊断与手术 · `fsi_diagnose_dtos`, `dscg_main_dise_codg`, `fsi_operation_dtos`.

use super::list::{Many, Shape};
use super::node::{DiagnosisNode, EncounterNode, OperationNode};
use super::reading::{Place, Reading};
use super::{ORDERS_MAX, WireError};
use compact_str::CompactString;
use domain::national::is_yes;
use domain::{Diagnosis, DiagnosisCode, Fact, Operation, OperationCode};

/// The diagnoses of an encounter. The main diagnosis of the encounter is added where the list
/// lacks it, and flagged where the list flags none.
pub(super) fn diagnoses(
    place: &Place<'_>,
    node: &EncounterNode<'_>,
    reading: &mut Reading,
) -> Result<Vec<Diagnosis>, WireError> {
    let list = &node.fsi_diagnose_dtos;
    expect_nodes(place, "fsi_diagnose_dtos", list.shape)?;
    let mut diagnoses = Vec::with_capacity(list.items.len() + 1);
    for (index, item) in list.items.iter().enumerate() {
        let here = place.member("fsi_diagnose_dtos", index);
        diagnoses.extend(diagnosis(&here, item, reading)?);
    }
    let Some(main) = place.text("dscg_main_dise_codg", &node.dscg_main_dise_codg)? else {
        return Ok(diagnoses);
    };
    let main = DiagnosisCode::normalised(&main);
    let flagged = diagnoses.iter().any(|diagnosis| diagnosis.principal);
    match diagnoses.iter_mut().find(|diagnosis| diagnosis.code == main) {
        Some(listed) => listed.principal |= !flagged,
        None => {
            let name = place
                .text("dscg_main_dise_name", &node.dscg_main_dise_name)?
                .unwrap_or_default();
            if !diagnoses.is_empty() {
                reading.note(place, "dscg_main_dise_codg", "主要诊断不在诊断列表中，已补入");
            }
            diagnoses.push(Diagnosis {
                code: main,
                name: CompactString::new(name),
                principal: !flagged,
            });
        }
    }
    Ok(diagnoses)
}

/// One diagnosis; none for a node that names neither code nor disease.
fn diagnosis(
    place: &Place<'_>,
    node: &DiagnosisNode<'_>,
    reading: &mut Reading,
) -> Result<Option<Diagnosis>, WireError> {
    reading.note_repeated(place, &node.repeated);
    let code = place.text("dise_codg", &node.dise_codg)?.unwrap_or_default();
    let name = place.text("dise_name", &node.dise_name)?.unwrap_or_default();
    if code.is_empty() && name.is_empty() {
        return Ok(None);
    }
    let principal = is_yes(place.text("maindise_flag", &node.maindise_flag)?.as_deref());
    Ok(Some(Diagnosis {
        code: DiagnosisCode::normalised(&code),
        name: CompactString::new(name),
        principal,
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
        Shape::TooLong => Err(place.refuse(field, format!("一次超过 {ORDERS_MAX} 条，请分次发送"))),
        Shape::Missing | Shape::Empty | Shape::Nodes => Ok(()),
    }
}
