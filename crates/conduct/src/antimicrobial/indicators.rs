//! From visits and discharges to the indicators of an institution, its departments and its doctors, month
//! by month.

use super::{Consumed, DddTable, Measure, Monthly};
use crate::figures::Ratio;
use crate::{Department, Month};
use domain::{Day, ItemCode, PractitionerCode, Quantity};
use std::collections::{BTreeMap, BTreeSet};

/// 门急诊
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// 门诊
    Outpatient,
    /// 急诊
    Emergency,
}

/// 门急诊就诊 · one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// 科室
    pub department: Department,
    /// 医师
    pub doctor: PractitionerCode,
    /// 就诊日期
    pub day: Day,
    /// 门诊或者急诊
    pub setting: Setting,
    /// 所开抗菌药物; empty for most
    pub drugs: Vec<ItemCode>,
}

/// 分级 · the level of an antimicrobial by the hospital's own list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrugClass {
    /// 非限制使用级
    Unrestricted,
    /// 限制使用级
    Restricted,
    /// 特殊使用级
    Special,
}

/// 用药目的
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// 治疗
    Therapy {
        /// 用药前已送检: a sample was taken before the first dose
        sampled: bool,
    },
    /// 预防
    Prophylaxis,
}

/// 用药 · what one discharged patient was given of one drug during the stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// 药品编码
    pub item: ItemCode,
    /// 药品名称
    pub name: String,
    /// 消耗量 in the unit
    pub amount: Quantity,
    /// 单位
    pub unit: String,
    /// 分级
    pub class: DrugClass,
    /// 用药目的
    pub purpose: Purpose,
}

/// Ⅰ类切口预防用药 · how prophylaxis was given at a class-I incision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prophylaxis {
    /// 术前给药时间: minutes before the incision
    pub minutes_before: u32,
    /// 用药时间: hours from the first to the last dose
    pub hours: u32,
}

/// 出院患者 · one discharged patient: his days and what he used are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discharge {
    /// 科室
    pub department: Department,
    /// 主管医师
    pub doctor: PractitionerCode,
    /// 出院日期: the month in which all of the stay counts
    pub discharged_on: Day,
    /// 住院天数
    pub days: u32,
    /// 抗菌药物
    pub uses: Vec<Use>,
    /// 各次Ⅰ类切口手术, with prophylaxis where some was given
    pub class_one_incisions: Vec<Option<Prophylaxis>>,
}

/// 诊疗活动 of one institution in any number of months.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Activity {
    /// 门急诊就诊
    pub visits: Vec<Visit>,
    /// 出院患者
    pub discharges: Vec<Discharge>,
}

/// 统计对象 · whose indicators they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 全院
    Institution,
    /// 科室
    Department(Department),
    /// 医师, as he works in a department
    Doctor(Department, PractitionerCode),
}

/// 未计入 · why a drug's consumption is not in the intensity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uncounted {
    /// 缺少DDD值
    NoDailyDose {
        /// 药品名称
        name: String,
    },
    /// 单位不符: consumption in another unit than the value's
    OtherUnit {
        /// 药品名称
        name: String,
        /// 消耗量的单位
        found: String,
        /// DDD值的单位
        expected: String,
    },
}

/// 指标 · the counts of one unit in one month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Indicators {
    shares: BTreeMap<Measure, Ratio>,
    patient_days: u64,
    consumed: BTreeMap<(ItemCode, String), (String, Quantity)>,
    ddds_millionths: u64,
    uncounted: BTreeMap<ItemCode, Uncounted>,
    kinds: BTreeSet<ItemCode>,
}

impl Indicators {
    /// The share behind a measure; none where the measure had no case, and for what is not a share. The
    /// intensity is one too: DDDs (in millionths) to patient-days, so that its value per hundred is DDDs
    /// per 100 patient-days.
    pub fn share(&self, measure: Measure) -> Option<Ratio> {
        match measure {
            Measure::Intensity => {
                let whole = self.patient_days.saturating_mul(MILLION);
                (whole > 0).then_some(Ratio::new(self.ddds_millionths, whole))
            }
            _ => self.shares.get(&measure).copied(),
        }
    }

    /// 住院天数 of the discharged.
    pub fn patient_days(&self) -> u64 {
        self.patient_days
    }

    /// 品种: the different drugs that were used.
    pub fn kinds(&self) -> &BTreeSet<ItemCode> {
        &self.kinds
    }

    /// 未计入使用强度的药品, with the reason for each.
    pub fn uncounted(&self) -> &BTreeMap<ItemCode, Uncounted> {
        &self.uncounted
    }

    /// Adds what an institution has counted itself.
    pub(super) fn add(&mut self, counted: &Monthly) {
        for (measure, ratio) in &counted.shares {
            *self.shares.entry(*measure).or_default() += *ratio;
        }
        self.patient_days = self.patient_days.saturating_add(counted.patient_days);
    }

    /// Adds what was consumed of a drug.
    pub(super) fn consume(&mut self, consumed: &Consumed) {
        self.kinds.insert(consumed.item.clone());
        let key = (consumed.item.clone(), consumed.unit.clone());
        let name = || (consumed.name.clone(), Quantity::ZERO);
        let (_, amount) = self.consumed.entry(key).or_insert_with(name);
        *amount += consumed.amount;
    }

    fn count(&mut self, measure: Measure, belongs: bool) {
        self.shares.entry(measure).or_default().count(belongs);
    }

    fn visit(&mut self, visit: &Visit) {
        let measure = match visit.setting {
            Setting::Outpatient => Measure::OutpatientRate,
            Setting::Emergency => Measure::EmergencyRate,
        };
        self.count(measure, !visit.drugs.is_empty());
        self.kinds.extend(visit.drugs.iter().cloned());
    }

    fn discharge(&mut self, discharge: &Discharge) {
        self.count(Measure::InpatientRate, !discharge.uses.is_empty());
        self.patient_days += u64::from(discharge.days);
        for used in &discharge.uses {
            self.kinds.insert(used.item.clone());
            let key = (used.item.clone(), used.unit.clone());
            let (_, amount) = self.consumed.entry(key).or_insert((used.name.clone(), Quantity::ZERO));
            *amount += used.amount;
        }
        for (measure, class) in [
            (Measure::SamplingTherapy, None),
            (Measure::SamplingRestricted, Some(DrugClass::Restricted)),
            (Measure::SamplingSpecial, Some(DrugClass::Special)),
        ] {
            let wanted = discharge
                .uses
                .iter()
                .filter(|used| class.is_none_or(|class| class == used.class));
            let treated: Vec<bool> = wanted
                .filter_map(|used| match used.purpose {
                    Purpose::Therapy { sampled } => Some(sampled),
                    Purpose::Prophylaxis => None,
                })
                .collect();
            if !treated.is_empty() {
                // A patient counts as sampled where every one of these drugs was preceded by a sample.
                self.count(measure, treated.iter().all(|sampled| *sampled));
            }
        }
        for prophylaxis in &discharge.class_one_incisions {
            self.count(Measure::Incision, prophylaxis.is_some());
            if let Some(given) = prophylaxis {
                self.count(Measure::IncisionTiming, (30..=120).contains(&given.minutes_before));
                self.count(Measure::IncisionDuration, given.hours <= 24);
            }
        }
    }

    /// What was consumed, in DDDs. Each drug is summed before it is divided, so that the figure does not
    /// depend on how the consumption was written down; what cannot be counted is named.
    pub(super) fn weigh(&mut self, table: &DddTable) {
        let mut ddds = 0_u128;
        for ((item, unit), (name, amount)) in &self.consumed {
            let name = name.clone();
            let reason = match table.dose(item) {
                None => Uncounted::NoDailyDose { name },
                Some(dose) if dose.unit != *unit => Uncounted::OtherUnit {
                    name,
                    found: unit.clone(),
                    expected: dose.unit.clone(),
                },
                Some(dose) => {
                    // A drug whose returns outweigh what was given consumed nothing.
                    let consumed = u128::from(amount.scaled().max(0).unsigned_abs());
                    let dose = u128::from(dose.ddd.scaled().unsigned_abs()).max(1);
                    ddds += (consumed * u128::from(MILLION) * 2 + dose) / (dose * 2);
                    continue;
                }
            };
            self.uncounted.insert(item.clone(), reason);
        }
        self.ddds_millionths = u64::try_from(ddds).unwrap_or(u64::MAX);
    }
}

/// DDDs are kept in millionths.
const MILLION: u64 = 1_000_000;

/// The indicators of an institution, of each department and of each doctor, by month.
pub fn indicators(activity: &Activity, table: &DddTable) -> BTreeMap<(Month, Unit), Indicators> {
    let mut cells: BTreeMap<(Month, Unit), Indicators> = BTreeMap::new();
    let units = |department: &Department, doctor: &PractitionerCode| {
        [
            Unit::Institution,
            Unit::Department(department.clone()),
            Unit::Doctor(department.clone(), doctor.clone()),
        ]
    };
    for visit in &activity.visits {
        for unit in units(&visit.department, &visit.doctor) {
            cells.entry((Month::of(visit.day), unit)).or_default().visit(visit);
        }
    }
    for discharge in &activity.discharges {
        for unit in units(&discharge.department, &discharge.doctor) {
            let month = Month::of(discharge.discharged_on);
            cells.entry((month, unit)).or_default().discharge(discharge);
        }
    }
    for cell in cells.values_mut() {
        cell.weigh(table);
    }
    cells
}
