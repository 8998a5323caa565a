//! What the indicators are held against: national values by kind of hospital, an institution's own by
//! department. All of it is data.

use crate::Department;
use crate::figures::hundredths;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// 指标 · what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 门诊患者抗菌药物使用率
    OutpatientRate,
    /// 急诊患者抗菌药物使用率
    EmergencyRate,
    /// 住院患者抗菌药物使用率
    InpatientRate,
    /// 抗菌药物使用强度: DDDs per 100 patient-days
    Intensity,
    /// I类切口手术预防使用率
    Incision,
    /// I类切口预防用药术前0.5至2小时给药率
    IncisionTiming,
    /// I类切口预防用药不超过24小时率
    IncisionDuration,
    /// 治疗用药前送检率
    SamplingTherapy,
    /// 限制使用级治疗用药前送检率
    SamplingRestricted,
    /// 特殊使用级治疗用药前送检率
    SamplingSpecial,
    /// 抗菌药物品种数
    DrugKinds,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::OutpatientRate,
        Self::EmergencyRate,
        Self::InpatientRate,
        Self::Intensity,
        Self::Incision,
        Self::IncisionTiming,
        Self::IncisionDuration,
        Self::SamplingTherapy,
        Self::SamplingRestricted,
        Self::SamplingSpecial,
        Self::DrugKinds,
    ];

    /// The Chinese name.
    pub const fn zh(self) -> &'static str {
        match self {
            Measure::OutpatientRate => "门诊患者抗菌药物使用率",
            Measure::EmergencyRate => "急诊患者抗菌药物使用率",
            Measure::InpatientRate => "住院患者抗菌药物使用率",
            Measure::Intensity => "抗菌药物使用强度",
            Measure::Incision => "Ⅰ类切口手术预防使用率",
            Measure::IncisionTiming => "Ⅰ类切口预防用药术前0.5至2小时给药率",
            Measure::IncisionDuration => "Ⅰ类切口预防用药不超过24小时率",
            Measure::SamplingTherapy => "治疗用药前送检率",
            Measure::SamplingRestricted => "限制使用级治疗用药前送检率",
            Measure::SamplingSpecial => "特殊使用级治疗用药前送检率",
            Measure::DrugKinds => "抗菌药物品种数",
        }
    }

    /// On which side of a target its value lies: samples and the timing of prophylaxis are to be reached, all
    /// else is to be kept below.
    pub const fn bound(self) -> Bound {
        match self {
            Measure::IncisionTiming
            | Measure::IncisionDuration
            | Measure::SamplingTherapy
            | Measure::SamplingRestricted
            | Measure::SamplingSpecial => Bound::AtLeast,
            _ => Bound::AtMost,
        }
    }

    /// 单位, as it follows the number.
    pub const fn unit(self) -> &'static str {
        match self {
            Measure::Intensity => "DDDs/百人天",
            Measure::DrugKinds => "种",
            _ => "%",
        }
    }
}

/// 方向 · on which side of the value the target is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// 不高于
    AtMost,
    /// 不低于
    AtLeast,
}

/// 目标值
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Target {
    /// 方向
    pub bound: Bound,
    /// 数值 in hundredths of the unit of the measure
    pub hundredths: u64,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.bound {
            Bound::AtMost => "不高于",
            Bound::AtLeast => "不低于",
        };
        write!(f, "{word}{}", hundredths(self.hundredths))
    }
}

/// 目标 · the targets of one kind of hospital or of one department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSet {
    /// 名称 of the kind of hospital, or of the department
    pub name: String,
    /// 样例: an example that no institution has decided
    pub sample: bool,
    /// 来源
    pub source: String,
    /// 目标值; a measure without one is not judged
    pub limits: BTreeMap<Measure, Target>,
}

/// 目标值 of one measure, as an institution has set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRow {
    /// 科室; none for the institution as a whole
    pub department: Option<Department>,
    /// 指标
    pub measure: Measure,
    /// 目标值
    pub target: Target,
    /// 来源
    pub source: String,
}

/// Why a text holds no targets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetProblem {
    /// no TOML of this shape; the reader names line and field
    #[error("抗菌药物目标值不能读取：{0}")]
    Text(String),
    /// a target that sets no bound, or two
    #[error("抗菌药物目标值“{set}”的“{}”应当只写at_most或者at_least之一。", measure.zh())]
    Bound {
        /// 名称
        set: String,
        /// 指标
        measure: Measure,
    },
    /// no source
    #[error("抗菌药物目标值“{0}”没有写来源。请注明文件。")]
    Source(String),
    /// two sets of one name
    #[error("抗菌药物目标值“{0}”出现两次。请只保留一个。")]
    Twice(String),
}

/// 目标值表 · the targets by kind of hospital and by department.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Targets {
    hospitals: BTreeMap<String, TargetSet>,
    departments: BTreeMap<Department, TargetSet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    hospital: Vec<WrittenSet>,
    #[serde(default)]
    department: Vec<WrittenSet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSet {
    name: String,
    #[serde(default)]
    sample: bool,
    source: String,
    limits: BTreeMap<Measure, WrittenLimit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLimit {
    at_most: Option<u32>,
    at_least: Option<u32>,
}

impl Targets {
    /// Reads targets from TOML: tables `hospital` and `department` with `name`, `source` and `limits`.
    ///
    /// # Errors
    /// The first thing that cannot be used.
    pub fn read(text: &str) -> Result<Self, TargetProblem> {
        let written: Written = toml::from_str(text).map_err(|error| TargetProblem::Text(error.to_string()))?;
        let mut targets = Self::default();
        for set in written.hospital {
            let set = set.checked()?;
            if let Some(earlier) = targets.hospitals.insert(set.name.clone(), set) {
                return Err(TargetProblem::Twice(earlier.name));
            }
        }
        for set in written.department {
            let set = set.checked()?;
            if let Some(earlier) = targets.departments.insert(Department(set.name.clone()), set) {
                return Err(TargetProblem::Twice(earlier.name));
            }
        }
        Ok(targets)
    }

    /// The targets that the program brings along: the national ones, and departments as samples.
    ///
    /// # Errors
    /// They are tested; an error is a defect of the program.
    pub fn shipped() -> Result<Self, TargetProblem> {
        Self::read(include_str!("../../data/antimicrobial-targets.toml"))
    }

    /// The targets of a kind of hospital, e.g. `综合医院`.
    pub fn hospital(&self, kind: &str) -> Option<&TargetSet> {
        self.hospitals.get(kind)
    }

    /// The targets of a department.
    pub fn department(&self, department: &Department) -> Option<&TargetSet> {
        self.departments.get(department)
    }

    /// These targets, with those that an institution has set: of a department that it names, and of itself,
    /// only what it has set holds.
    pub fn set_by(mut self, kind: &str, rows: &[TargetRow]) -> Self {
        let (mut hospital, mut departments): (Option<TargetSet>, BTreeMap<Department, TargetSet>) = Default::default();
        for row in rows {
            let named = |name: &str| TargetSet {
                name: name.to_owned(),
                sample: false,
                source: row.source.clone(),
                limits: BTreeMap::new(),
            };
            let set = match &row.department {
                None => hospital.get_or_insert_with(|| named(kind)),
                Some(department) => departments
                    .entry(department.clone())
                    .or_insert_with(|| named(&department.0)),
            };
            set.limits.insert(row.measure, row.target);
        }
        self.hospitals.extend(hospital.map(|set| (kind.to_owned(), set)));
        self.departments.extend(departments);
        self
    }

    /// These targets without the departments that are only samples.
    pub fn without_samples(mut self) -> Self {
        self.hospitals.retain(|_, set| !set.sample);
        self.departments.retain(|_, set| !set.sample);
        self
    }
}

impl WrittenSet {
    fn checked(self) -> Result<TargetSet, TargetProblem> {
        if self.source.trim().is_empty() {
            return Err(TargetProblem::Source(self.name));
        }
        let mut limits = BTreeMap::new();
        for (measure, limit) in self.limits {
            let (bound, value) = match (limit.at_most, limit.at_least) {
                (Some(value), None) => (Bound::AtMost, value),
                (None, Some(value)) => (Bound::AtLeast, value),
                (Some(_), Some(_)) | (None, None) => {
                    return Err(TargetProblem::Bound {
                        set: self.name,
                        measure,
                    });
                }
            };
            let hundredths = u64::from(value) * 100;
            limits.insert(measure, Target { bound, hundredths });
        }
        Ok(TargetSet {
            name: self.name,
            sample: self.sample,
            source: self.source,
            limits,
        })
    }
}
