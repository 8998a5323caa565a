//! 就诊 · `fsi_encounter_dtos` to [`Encounter`].

use super::WireError;
use super::department::department;
use super::diagnosis::{diagnoses, operations};
use super::node::EncounterNode;
use super::reading::{Place, Reading};
use domain::national::{
    SettingSigns, care_setting, institution_kind, insurance, is_maternity_category, is_out_of_region,
    is_transfer_category, level,
};
use domain::{
    CareSetting, Division, Encounter, EncounterId, Fact, Institution, InstitutionCode, Insurance, Moment, Money,
    PractitionerCode, SpecialCare,
};

/// What the envelope and the patient say that an encounter falls back on.
#[derive(Debug)]
pub(super) struct Caller<'c> {
    pub institution: &'c InstitutionCode,
    pub division: &'c Division,
    pub sent_at: Option<Moment>,
    /// 接收方系统代码 · `recer_sys_code`: GSXT means work injury, LXXT retired cadres (Chongqing)
    pub receiver: Option<&'c str>,
    /// where the person is insured: `poolarea`, else `insuplc_admdvs`
    pub insured: &'c Division,
    /// 当前就诊标识 · `curr_mdtrt_id`
    pub current: &'c EncounterId,
}

/// One encounter; whether it is the current one is decided by the caller.
pub(super) fn encounter(
    place: &Place<'_>,
    node: &EncounterNode<'_>,
    caller: &Caller<'_>,
    only_one: bool,
    reading: &mut Reading,
) -> Result<Encounter, WireError> {
    reading.note_repeated(place, &node.repeated);
    let id = match place.text("mdtrt_id", &node.mdtrt_id)? {
        Some(id) => EncounterId::new(id),
        None if only_one && !caller.current.is_empty() => caller.current.clone(),
        None => return Err(place.refuse("mdtrt_id", "不能为空")),
    };
    let institution = institution(place, node, caller, reading)?;
    let begin = begin(place, node, caller, reading)?;
    let (said_end, end) = reading.end(place, "dscg_date", &node.dscg_date)?.unzip();
    let reimbursed = place.text("reim_flag", &node.reim_flag)?;
    let settled_at = place.text("out_setl_flag", &node.out_setl_flag)?;
    let pay_location = |code: &str| reimbursed.as_deref() == Some(code) || settled_at.as_deref() == Some(code);
    let category = place.text("med_type", &node.med_type)?;
    let visit = place.text("med_mdtrt_type", &node.med_mdtrt_type)?;
    let mut bed = false;
    for (field, scalar) in [
        ("wardarea_codg", &node.wardarea_codg),
        ("wardno", &node.wardno),
        ("bedno", &node.bedno),
    ] {
        bed |= place.text(field, scalar)?.is_some_and(|text| text != "0");
    }
    let decision = care_setting(&SettingSigns {
        category: category.as_deref(),
        visit: visit.as_deref(),
        institution: institution.kind,
        begin,
        end: said_end,
        bed,
        internet: pay_location("5"),
    });
    if let Some(doubt) = decision.doubt {
        reading.note(place, "med_type", doubt);
    }
    let stays = decision.setting.known().is_some_and(|setting| setting.is_stay());
    let in_hospital = decision.setting == Fact::Known(CareSetting::Inpatient) && said_end == Some(begin);
    if in_hospital {
        reading.note(place, "dscg_date", "住院的出院时间等于入院时间，按在院处理");
    }
    let mut special = Vec::new();
    if category.as_deref().is_some_and(is_transfer_category) {
        special.push(SpecialCare::Transfer);
    }
    // What the flag leaves unsaid the divisions say, as they do of settled claims.
    let denied = settled_at.as_deref().is_some_and(|flag| flag != "1");
    let far = !denied && is_out_of_region(caller.insured, &institution.division);
    if pay_location("3") || pay_location("4") || far {
        special.push(SpecialCare::OutOfRegion);
    }
    special.extend(decision.beside);
    let (admitting, admitting_name) = department(
        place,
        ("adm_dept_codg", &node.adm_dept_codg),
        ("adm_dept_name", &node.adm_dept_name),
        reading,
    )?;
    let (department, department_name) = if admitting.is_empty() && admitting_name.is_empty() {
        department(
            place,
            ("dscg_dept_codg", &node.dscg_dept_codg),
            ("dscg_dept_name", &node.dscg_dept_name),
            reading,
        )?
    } else {
        (admitting, admitting_name)
    };
    Ok(Encounter {
        id,
        institution,
        setting: decision.setting,
        insurance: insurance_of(place, node, caller, category.as_deref(), reading)?,
        begin,
        end: end.filter(|_| !in_hospital),
        department,
        department_name,
        doctor: PractitionerCode::new(place.text("dr_codg", &node.dr_codg)?.unwrap_or_default()),
        diagnoses: diagnoses(place, node, stays, reading)?,
        operations: operations(place, &node.fsi_operation_dtos, reading)?,
        total: total(place, node, reading)?,
        fund_paid: place.number::<Money>("hifp_payamt", &node.hifp_payamt)?.into(),
        special,
        evidence: Vec::new(),
        current: false,
    })
}

/// True where nothing of the encounter can have been incurred on another day than its first.
pub(super) fn is_of_one_day(encounter: &Encounter) -> bool {
    let stays = encounter.setting.known().is_none_or(|setting| setting.is_stay());
    match encounter.end {
        Some(end) => end.day() == encounter.begin.day(),
        None => !stays,
    }
}

fn institution(
    place: &Place<'_>,
    node: &EncounterNode<'_>,
    caller: &Caller<'_>,
    reading: &mut Reading,
) -> Result<Institution, WireError> {
    let code = place.text("medins_id", &node.medins_id)?;
    let division = place.text("medins_admdvs", &node.medins_admdvs)?;
    let level = place.text("medins_lv", &node.medins_lv)?.map_or(Fact::Absent, |code| {
        level(&code).map_or_else(
            || {
                reading.note(place, "medins_lv", "未知的医疗机构等级代码");
                Fact::Unknown
            },
            Fact::Known,
        )
    });
    let kind = place
        .text("medins_type", &node.medins_type)?
        .map_or(Fact::Absent, |code| {
            institution_kind(&code).map_or_else(
                || {
                    reading.note(place, "medins_type", "未知的医疗服务机构类型代码");
                    Fact::Unknown
                },
                Fact::Known,
            )
        });
    Ok(Institution {
        code: code.map_or_else(|| caller.institution.clone(), InstitutionCode::new),
        level,
        kind,
        division: division.map_or_else(|| caller.division.clone(), Division::new),
    })
}

/// The begin: `adm_date`, else the first order, else the time of the message.
fn begin(
    place: &Place<'_>,
    node: &EncounterNode<'_>,
    caller: &Caller<'_>,
    reading: &mut Reading,
) -> Result<Moment, WireError> {
    if let Some((begin, _)) = reading.begin(place, "adm_date", &node.adm_date)? {
        return Ok(begin);
    }
    let mut first: Option<Moment> = None;
    for (index, order) in node.fsi_order_dtos.items.iter().enumerate() {
        let here = place.member("fsi_order_dtos", index);
        let begun = reading.begin(&here, "drord_begn_date", &order.drord_begn_date)?;
        first = first.into_iter().chain(begun.map(|(at, _)| at)).min();
    }
    match first.or(caller.sent_at) {
        Some(begin) => {
            reading.note(place, "adm_date", "未提供，以最早医嘱时间或交易时间代替");
            Ok(begin)
        }
        None => Err(place.refuse("adm_date", "不能为空")),
    }
}

/// 险种. Work injury is told by the receiving system, maternity by the medical category.
fn insurance_of(
    place: &Place<'_>,
    node: &EncounterNode<'_>,
    caller: &Caller<'_>,
    category: Option<&str>,
    reading: &mut Reading,
) -> Result<Fact<Insurance>, WireError> {
    match caller.receiver {
        Some("GSXT") => return Ok(Fact::Known(Insurance::WorkInjury)),
        Some("LXXT") => return Ok(Fact::Known(Insurance::Other)),
        _ => {}
    }
    if category.is_some_and(is_maternity_category) {
        return Ok(Fact::Known(Insurance::Maternity));
    }
    let Some(code) = place.text("insutype", &node.insutype)? else {
        return Ok(Fact::Absent);
    };
    Ok(insurance(&code).map_or_else(
        || {
            reading.note(place, "insutype", "未知的险种代码");
            Fact::Unknown
        },
        Fact::Known,
    ))
}

/// The total, which several clients leave at zero whatever the lines add up to.
fn total(place: &Place<'_>, node: &EncounterNode<'_>, reading: &mut Reading) -> Result<Fact<Money>, WireError> {
    let total: Option<Money> = place.number("medfee_sumamt", &node.medfee_sumamt)?;
    if total == Some(Money::ZERO) {
        if !node.fsi_order_dtos.items.is_empty() {
            reading.note(place, "medfee_sumamt", "为零，按未提供处理");
        }
        return Ok(Fact::Absent);
    }
    Ok(total.into())
}
