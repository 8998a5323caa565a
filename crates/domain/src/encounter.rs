//! An encounter: a visit, a stay, or a purchase at a pharmacy.

use crate::{
    DepartmentCode, DiagnosisCode, DiagnosisSystem, EncounterId, Fact, Institution, Insurance, Moment, Money,
    OperationCode, PractitionerCode, planned_treatment,
};
use compact_str::CompactString;
use std::collections::HashMap;

/// 就医方式 · derived from `med_type`, `med_mdtrt_type`, `medins_type` and the dates, because no
/// single one of them is reliable on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CareSetting {
    /// 普通门诊
    Outpatient,
    /// 急诊
    Emergency,
    /// 门诊慢特病
    ChronicOutpatient,
    /// 住院
    Inpatient,
    /// 日间手术
    DaySurgery,
    /// 药店购药
    Pharmacy,
    /// 互联网诊疗
    Internet,
    /// 家庭病床
    HomeBed,
}

impl CareSetting {
    /// The Chinese word used in documents and knowledge tables.
    pub fn zh(self) -> &'static str {
        match self {
            CareSetting::Outpatient => "门诊",
            CareSetting::Emergency => "急诊",
            CareSetting::ChronicOutpatient => "门诊慢特病",
            CareSetting::Inpatient => "住院",
            CareSetting::DaySurgery => "日间手术",
            CareSetting::Pharmacy => "药店购药",
            CareSetting::Internet => "互联网诊疗",
            CareSetting::HomeBed => "家庭病床",
        }
    }

    /// All settings, in the order of the documentation.
    pub const ALL: [CareSetting; 8] = [
        CareSetting::Outpatient,
        CareSetting::Emergency,
        CareSetting::ChronicOutpatient,
        CareSetting::Inpatient,
        CareSetting::DaySurgery,
        CareSetting::Pharmacy,
        CareSetting::Internet,
        CareSetting::HomeBed,
    ];

    /// True where the person stays: a discharge is expected and stays can be compared.
    pub fn is_stay(self) -> bool {
        matches!(self, CareSetting::Inpatient | CareSetting::DaySurgery)
    }
}

/// 诊断 · `fsi_diagnose_dtos`
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// 诊断编码 · `dise_codg`
    pub code: DiagnosisCode,
    /// 诊断名称 · `dise_name`
    pub name: CompactString,
    /// 主诊断标志 · `maindise_flag`
    pub principal: bool,
}

/// 手术操作 · `fsi_operation_dtos`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Operation {
    /// 手术操作编码 · `oprn_code`
    pub code: OperationCode,
    /// 手术操作名称 · `oprn_name`
    pub name: CompactString,
    /// 主要手术标志 · `main_oprn_flag`
    pub principal: bool,
    /// 手术时间 · `oprn_date`
    pub at: Option<Moment>,
}

/// 特殊情形 · circumstances that exempt an encounter from some rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpecialCare {
    /// 抢救
    Rescue,
    /// 转院
    Transfer,
    /// 化疗、放疗
    ChemoRadiotherapy,
    /// 透析; charged lines tell it, see [`crate::Record::mark_told_by_lines`]
    Dialysis,
    /// 分期手术
    StagedOperation,
    /// DRG/DIP 特例单议
    SpecialCaseReview,
    /// 长期处方
    LongPrescription,
    /// 异地就医
    OutOfRegion,
    /// 互联网诊疗, where the setting says how the visit is paid for (门诊慢特病)
    Internet,
    /// 全部冲销: everything that was charged was taken back, so that there was no visit; see [`crate::Record::mark_told_by_lines`]
    Undone,
}

impl SpecialCare {
    /// The Chinese word used in documents.
    pub fn zh(self) -> &'static str {
        match self {
            SpecialCare::Rescue => "抢救",
            SpecialCare::Transfer => "转院",
            SpecialCare::ChemoRadiotherapy => "放化疗",
            SpecialCare::Dialysis => "透析",
            SpecialCare::StagedOperation => "分期手术",
            SpecialCare::SpecialCaseReview => "特例单议",
            SpecialCare::LongPrescription => "长期处方",
            SpecialCare::OutOfRegion => "异地就医",
            SpecialCare::Internet => CareSetting::Internet.zh(),
            SpecialCare::Undone => "全部冲销",
        }
    }

    /// All circumstances, in the order of the documentation.
    pub const ALL: [SpecialCare; 10] = [
        SpecialCare::Rescue,
        SpecialCare::Transfer,
        SpecialCare::ChemoRadiotherapy,
        SpecialCare::Dialysis,
        SpecialCare::StagedOperation,
        SpecialCare::SpecialCaseReview,
        SpecialCare::LongPrescription,
        SpecialCare::OutOfRegion,
        SpecialCare::Internet,
        SpecialCare::Undone,
    ];

    /// True for what no source states and the lines of the encounter tell.
    pub fn is_told_by_lines(self) -> bool {
        matches!(self, SpecialCare::Dialysis | SpecialCare::Undone)
    }
}

/// 就诊 · `fsi_encounter_dtos`, `mdtrt_id`
#[derive(Debug, Clone, PartialEq)]
pub struct Encounter {
    /// 就诊标识 · `mdtrt_id`
    pub id: EncounterId,
    /// 就诊机构 · `medins_id`
    pub institution: Institution,
    /// 就医方式 · `med_type`, `med_mdtrt_type`
    pub setting: Fact<CareSetting>,
    /// 险种 · `insutype`
    pub insurance: Fact<Insurance>,
    /// 入院/就诊时间 · `adm_date`, `begntime`
    pub begin: Moment,
    /// 出院/结束时间 · `dscg_date`; none while the person is still in hospital
    pub end: Option<Moment>,
    /// 科室 · `adm_dept_codg`, `dscg_dept_codg`
    pub department: DepartmentCode,
    /// 科室名称 · `adm_dept_name`, `dscg_dept_name`
    pub department_name: CompactString,
    /// 接诊医师 · `dr_codg`
    pub doctor: PractitionerCode,
    /// 诊断 · `fsi_diagnose_dtos`; absent where the source carried none at all
    pub diagnoses: Vec<Diagnosis>,
    /// 手术操作 · `fsi_operation_dtos`; absent where the source never fills it (no known 3101 client does)
    pub operations: Fact<Vec<Operation>>,
    /// 医疗费总额 · `medfee_sumamt`
    pub total: Fact<Money>,
    /// 统筹基金支付 · `hifp_payamt`, `fund_pay_sumamt`
    pub fund_paid: Fact<Money>,
    /// 特殊情形
    pub special: Vec<SpecialCare>,
    /// 证据 · papers presented for this encounter (e.g. 专家意见, 会诊记录), each with who accepted it
    pub evidence: Vec<Evidence>,
    /// True for the encounter under review, false for remembered history.
    pub current: bool,
}

/// 凭据 · a paper that a rule may ask for or that lifts a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// what it is, in the words of the rule document (e.g. 专家意见)
    pub kind: CompactString,
    /// who presents or accepts it (e.g. 机构医保办)
    pub by: CompactString,
}

impl Encounter {
    /// Where each encounter of a list stands first, by its index: some programs send one encounter in several pieces.
    /// Ids are unique only within an institution.
    pub fn first_places(encounters: &[Encounter]) -> Vec<usize> {
        let mut first = HashMap::with_capacity(encounters.len());
        let place = |(index, encounter): (usize, &Encounter)| {
            *first
                .entry((encounter.id.clone(), encounter.institution.code.clone()))
                .or_insert(index)
        };
        encounters.iter().enumerate().map(place).collect()
    }

    /// Takes from another statement about the same encounter what this one leaves out.
    pub fn complete_from(&mut self, other: &Encounter) {
        complete(&mut self.institution.level, &other.institution.level);
        complete(&mut self.institution.kind, &other.institution.kind);
        complete(&mut self.setting, &other.setting);
        complete(&mut self.insurance, &other.insurance);
        complete(&mut self.operations, &other.operations);
        complete(&mut self.total, &other.total);
        complete(&mut self.fund_paid, &other.fund_paid);
        self.end = self.end.or(other.end);
        if self.institution.division.is_empty() {
            self.institution.division = other.institution.division.clone();
        }
        if self.department.is_empty() && self.department_name.is_empty() {
            self.department = other.department.clone();
            self.department_name = other.department_name.clone();
        }
        if self.doctor.is_empty() {
            self.doctor = other.doctor.clone();
        }
        if self.diagnoses.is_empty() {
            self.diagnoses = other.diagnoses.clone();
        }
        for special in &other.special {
            if !self.special.contains(special) {
                self.special.push(*special);
            }
        }
        for paper in &other.evidence {
            if !self.evidence.contains(paper) {
                self.evidence.push(paper.clone());
            }
        }
    }

    /// True where the visit is of this kind. One over the internet is that, too, however it is paid for.
    pub fn is_of(&self, setting: CareSetting) -> bool {
        self.setting == Fact::Known(setting)
            || setting == CareSetting::Internet && self.special.contains(&SpecialCare::Internet)
    }

    /// True where the circumstance holds: it is stated, the lines told it, or a diagnosis says that the person came for
    /// it ([`planned_treatment`]).
    pub fn is_under(&self, special: SpecialCare) -> bool {
        let mut diagnoses = self.diagnoses.iter();
        self.special.contains(&special)
            || diagnoses.any(|diagnosis| planned_treatment(diagnosis.code.as_str()) == Some(special))
    }

    /// The principal diagnosis: the flagged one, else the first; a western one before a traditional one, which stands
    /// beside it.
    pub fn principal_diagnosis(&self) -> Option<&Diagnosis> {
        self.diagnoses
            .iter()
            .min_by_key(|diagnosis| (!diagnosis.principal, diagnosis.code.system()))
    }

    /// How many principal diagnoses are flagged where there should be one: the western ones, or the traditional
    /// diseases, whichever are more. The same one said twice is one; of syndromes there may be several.
    pub fn principal_count(&self) -> usize {
        let flagged = |system: DiagnosisSystem| {
            let of_system = |own: &&Diagnosis| own.principal && own.code.system() == system;
            // What has no code goes by its name.
            let named = |own| {
                let Diagnosis { code, name, .. }: &Diagnosis = own;
                (code, code.is_empty().then_some(name))
            };
            let mut named: Vec<_> = self.diagnoses.iter().filter(of_system).map(named).collect();
            named.sort_unstable();
            named.dedup();
            named.len()
        };
        flagged(DiagnosisSystem::Western).max(flagged(DiagnosisSystem::TraditionalDisease))
    }
}

fn complete<T: Clone>(own: &mut Fact<T>, other: &Fact<T>) {
    if matches!(own, Fact::Absent) {
        *own = other.clone();
    }
}
