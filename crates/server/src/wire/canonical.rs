//! The other direction · a record as the canonical 3101 or 3102 request, for
//! cases that go through the wire and for load generation.
//!
//! The wire carries less than a record: no history reach, no certified
//! diseases, no groups, no papers, no purchase prices, no upload times. What it
//! cannot carry is said by [`wire_carries`]; for every record it accepts,
//! decoding the encoded request gives the record again (with
//! [`domain::HistoryReach::Absent`], which the receiver fills).

mod carries;
mod message;

pub use self::carries::wire_carries;

use self::message::{Data, Disease, Input, Message, Order, Patient, Surgery, Visit};
use domain::{
    CareSetting, Encounter, Fact, FeeLine, InstitutionKind, InstitutionLevel, Insurance, ItemKind, Maternity, Moment,
    PractitionerTitle, Record, Sex, SpecialCare, Stage, Timing,
};

/// What a canonical request says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanonicalHead<'h> {
    /// 交易时间 · `inf_time`
    pub sent_at: Moment,
    /// number within the second, ends the `msgid`
    pub sequence: u64,
    /// 任务ID · `task_id`
    pub task_id: &'h str,
}

/// The canonical request for a record: 3102 at [`Stage::Settlement`], 3101 otherwise.
pub fn encode_review_request(record: &Record, stage: Stage, head: &CanonicalHead<'_>) -> String {
    let current = record.encounters.iter().find(|encounter| encounter.current);
    let institution = current.map_or("", |encounter| encounter.institution.code.as_str());
    let digits: String = head.sent_at.to_string().chars().filter(char::is_ascii_digit).collect();
    let injury = !record.encounters.is_empty()
        && record
            .encounters
            .iter()
            .all(|encounter| encounter.insurance == Fact::Known(Insurance::WorkInjury));
    let settlement = stage == Stage::Settlement;
    let message = Message {
        infno: if settlement { "3102" } else { "3101" },
        msgid: format!("{institution}{digits}{:04}", head.sequence % 10_000),
        mdtrtarea_admvs: current.map_or("", |encounter| encounter.institution.division.as_str()),
        insuplc_admdvs: record.person.pool_area.as_str(),
        recer_sys_code: if injury { "GSXT" } else { "YBXT" },
        dev_no: "",
        dev_safe_info: "",
        cainfo: "",
        signtype: "",
        infver: "V1.0",
        opter_type: "1",
        opter: current.map_or("", |encounter| encounter.doctor.as_str()),
        opter_name: "医师",
        inf_time: head.sent_at.to_string(),
        fixmedins_code: institution,
        fixmedins_name: institution,
        sign_no: "",
        input: Input {
            data: Data {
                syscode: "IMS",
                patient_dtos: [patient(record, current)],
                rule_ids: [],
                task_id: head.task_id,
                trig_scen: if settlement { "6" } else { "2" },
            },
        },
    };
    serde_json::to_string(&message).unwrap_or_default()
}

fn patient<'m>(record: &'m Record, current: Option<&'m Encounter>) -> Patient<'m> {
    let person = &record.person;
    Patient {
        patn_id: person.id.as_str(),
        patn_name: "参保人",
        gend: match person.sex {
            Fact::Known(Sex::Male) => "1",
            Fact::Known(Sex::Female) => "2",
            Fact::Unknown => "9",
            Fact::Absent => "",
        },
        brdy: person.birth.known().map(ToString::to_string).unwrap_or_default(),
        poolarea: person.pool_area.as_str(),
        curr_mdtrt_id: current.map_or("", |encounter| encounter.id.as_str()),
        fsi_encounter_dtos: record
            .encounters
            .iter()
            .zip(0_u32..)
            .map(|(encounter, index)| visit(record, encounter, index))
            .collect(),
        fsi_his_data_dto: "",
    }
}

fn visit<'m>(record: &'m Record, encounter: &'m Encounter, index: u32) -> Visit<'m> {
    let main = encounter.diagnoses.iter().find(|diagnosis| diagnosis.principal);
    let (category, kind) = setting_codes(encounter);
    let begin = encounter.begin.to_string();
    let stays = encounter.setting.known().is_some_and(|setting| setting.is_stay());
    let diseases = encounter.diagnoses.iter().zip(1..).map(|(diagnosis, number)| Disease {
        dise_id: format!("{}-{number}", encounter.id),
        // What is known of a stay is what was diagnosed in the end.
        inout_dise_type: if stays { "2" } else { "1" },
        maindise_flag: flag(diagnosis.principal),
        dias_srt_no: number.to_string(),
        dise_codg: diagnosis.code.as_str(),
        dise_name: &diagnosis.name,
        dise_date: begin.clone(),
    });
    let surgeries = encounter
        .operations
        .known()
        .into_iter()
        .flatten()
        .zip(1..)
        .map(|(operation, number)| Surgery {
            setl_list_oprn_id: format!("{}-{number}", encounter.id),
            oprn_code: operation.code.as_str(),
            oprn_name: &operation.name,
            main_oprn_flag: flag(operation.principal),
            oprn_date: operation.at.map(|at| at.to_string()).unwrap_or_default(),
        });
    let lines = record.lines.iter().filter(|line| line.encounter == index);
    Visit {
        mdtrt_id: encounter.id.as_str(),
        medins_id: encounter.institution.code.as_str(),
        medins_name: encounter.institution.code.as_str(),
        medins_admdvs: encounter.institution.division.as_str(),
        medins_type: match encounter.institution.kind {
            Fact::Known(InstitutionKind::Medical | InstitutionKind::Internet) => "1",
            Fact::Known(InstitutionKind::Pharmacy) => "2",
            Fact::Known(InstitutionKind::Other) => "3",
            Fact::Unknown | Fact::Absent => "",
        },
        medins_lv: match encounter.institution.level {
            Fact::Known(InstitutionLevel::Three) => "02",
            Fact::Known(InstitutionLevel::Two) => "05",
            Fact::Known(InstitutionLevel::One) => "08",
            Fact::Known(InstitutionLevel::Unrated) => "11",
            Fact::Unknown | Fact::Absent => "",
        },
        dscg_date: encounter.end.map(|end| end.to_string()).unwrap_or_default(),
        dscg_main_dise_codg: main.map_or("", |diagnosis| diagnosis.code.as_str()),
        dscg_main_dise_name: main.map_or("", |diagnosis| &diagnosis.name),
        fsi_diagnose_dtos: diseases.collect(),
        adm_date: begin.clone(),
        dr_codg: encounter.doctor.as_str(),
        adm_dept_codg: encounter.department.as_str(),
        adm_dept_name: &encounter.department_name,
        dscg_dept_codg: encounter.department.as_str(),
        dscg_dept_name: &encounter.department_name,
        med_mdtrt_type: kind,
        med_type: category,
        fsi_order_dtos: lines.map(order).collect(),
        matn_stas: match record.person.maternity {
            Fact::Known(Maternity::Pregnant) => "3",
            Fact::Known(Maternity::Lactating) => "4",
            Fact::Unknown => "0",
            Fact::Known(Maternity::Neither) | Fact::Absent => "",
        },
        medfee_sumamt: encounter.total.known().map(ToString::to_string).unwrap_or_default(),
        ownpay_amt: "0",
        selfpay_amt: "0",
        hifp_payamt: encounter.fund_paid.known().map(ToString::to_string).unwrap_or_default(),
        setl_totlnum: "1",
        insutype: match encounter.insurance {
            Fact::Known(Insurance::Employee) => "310",
            Fact::Known(Insurance::Resident) => "390",
            Fact::Known(Insurance::LongTermCare) => "410",
            Fact::Known(Insurance::Maternity) => "510",
            Fact::Known(Insurance::Other) => "340",
            Fact::Known(Insurance::WorkInjury) | Fact::Unknown | Fact::Absent => "",
        },
        reim_flag: if encounter.is_of(CareSetting::Internet) {
            "5"
        } else {
            "1"
        },
        out_setl_flag: if encounter.special.contains(&SpecialCare::OutOfRegion) {
            "4"
        } else {
            "0"
        },
        fsi_operation_dtos: surgeries.collect(),
    }
}

fn flag(yes: bool) -> &'static str {
    if yes { "1" } else { "0" }
}

/// `med_type` and `med_mdtrt_type`.
fn setting_codes(encounter: &Encounter) -> (&'static str, &'static str) {
    match encounter.setting.known() {
        Some(CareSetting::Outpatient | CareSetting::Internet) => ("11", "1"),
        Some(CareSetting::Emergency) => ("13", "1"),
        Some(CareSetting::ChronicOutpatient) => ("14", "1"),
        Some(CareSetting::Inpatient) if encounter.special.contains(&SpecialCare::Transfer) => ("23", "2"),
        Some(CareSetting::Inpatient) => ("21", "2"),
        Some(CareSetting::DaySurgery) => ("28", "2"),
        Some(CareSetting::Pharmacy) => ("41", "3"),
        Some(CareSetting::HomeBed) | None => ("", ""),
    }
}

fn order(line: &FeeLine) -> Order<'_> {
    let (hilist_type, chrg_type) = match line.kind {
        ItemKind::Drug => ("101", "09"),
        ItemKind::Herb => ("102", "10"),
        ItemKind::Service => ("201", "05"),
        ItemKind::Consumable => ("301", "08"),
        ItemKind::Other => ("501", "14"),
    };
    let self_paid = line.covered.is_zero() && !line.amount.is_zero();
    Order {
        rx_id: line.id.as_str(),
        rxno: line
            .prescription
            .as_ref()
            .map_or("", |prescription| prescription.as_str()),
        long_drord_flag: "0",
        hilist_type,
        chrg_type,
        drord_bhvr: "0",
        hilist_code: line.item.as_str(),
        hilist_name: &line.name,
        hilist_lv: if self_paid { "03" } else { "02" },
        hilist_pric: line.list_price.known().map(ToString::to_string).unwrap_or_default(),
        hosplist_code: line.item.as_str(),
        hosplist_name: &line.name,
        cnt: line.quantity.to_string(),
        pric: line.price.to_string(),
        sumamt: line.amount.to_string(),
        ownpay_amt: (line.amount - line.covered).to_string(),
        selfpay_amt: "0",
        spec: "",
        spec_unt: "",
        drord_begn_date: match line.timing {
            Timing::Exact => line.at.to_string(),
            Timing::DayOnly => line.at.day().to_string(),
            Timing::Unknown => String::new(),
        },
        drord_stop_date: line.until.map(|until| until.to_string()).unwrap_or_default(),
        drord_dept_codg: line.department.as_str(),
        drord_dept_name: &line.department_name,
        drord_dr_codg: line.doctor.as_str(),
        drord_dr_name: "",
        drord_dr_profttl: match line.title {
            Fact::Known(PractitionerTitle::Chief) => "231",
            Fact::Known(PractitionerTitle::AssociateChief) => "232",
            Fact::Known(PractitionerTitle::Attending) => "233",
            Fact::Known(PractitionerTitle::Resident) => "234",
            Fact::Known(PractitionerTitle::Assistant) => "235",
            Fact::Unknown => "9",
            Fact::Absent => "",
        },
        curr_drord_flag: flag(line.current),
        sin_dos: line
            .usage
            .single_dose
            .known()
            .map(ToString::to_string)
            .unwrap_or_default(),
        used_frqu_dscr: line
            .usage
            .times_per_day
            .known()
            .map(|times| format!("{times}次/日"))
            .unwrap_or_default(),
        prd_days: line.usage.days.known().map(ToString::to_string).unwrap_or_default(),
        init_feedetl_sn: line.reverses.as_ref().map(|line| line.as_str()),
    }
}
