//! The ledger: what many registered gifts say together.

use super::{PatientReference, RedPacket, Stage, Way};
use crate::Department;
use domain::{Day, Moment, Money, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// 台账行 · one gift as the ledger, the bulletin and statistics know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Row {
    /// 登记编号 of the matter
    pub number: String,
    /// 科室 on the day
    pub department: Department,
    /// 人员编号
    #[serde(with = "casework::stored")]
    pub person: PractitionerCode,
    /// 姓名
    pub name: String,
    /// 发生日期
    #[serde(with = "casework::stored")]
    pub occurred_on: Day,
    /// 患者信息
    pub patient: PatientReference,
    /// 金额, or the estimated value
    #[serde(with = "casework::stored")]
    pub amount: Money,
    /// 最后的处理方式, if it was disposed of
    pub way: Option<Way>,
    /// 报告日期
    #[serde(with = "casework::stored", default)]
    pub reported_on: Option<Day>,
    /// 最后的处理日期, if it was disposed of
    #[serde(with = "casework::stored", default)]
    pub disposed_on: Option<Day>,
    /// 核实日期, if verified
    #[serde(with = "casework::stored")]
    pub verified_on: Option<Day>,
    /// 可以通报: verified, in time, not objected
    pub honourable: bool,
    /// 期号 of the issue that published it
    pub issue: Option<String>,
}

impl RedPacket {
    /// The row of the ledger; none before registration.
    pub fn row(&self, number: impl Into<String>) -> Option<Row> {
        let packet = self.packet.as_ref()?;
        let rewarded = self.proposed_event().is_some_and(|code| code.as_str() == super::REWARD);
        Some(Row {
            number: number.into(),
            department: packet.staff.department.clone(),
            person: packet.staff.code.clone(),
            name: packet.staff.name.clone(),
            occurred_on: self.occurred_at?.day(),
            patient: packet.patient.clone(),
            amount: packet.amount,
            way: self.disposal().map(|disposal| disposal.way),
            reported_on: self.reported_at.map(Moment::day),
            disposed_on: self.disposal().map(|disposal| disposal.on),
            verified_on: self.verified_on,
            honourable: rewarded && self.stage != Stage::Void,
            issue: self.issue.clone(),
        })
    }
}

/// 疑似重复 · two rows of the same person, patient and amount within three days: a warning, no refusal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate {
    /// 登记编号 of the earlier
    pub first: String,
    /// 登记编号 of the later
    pub second: String,
}

/// Days between two rows that may be one gift registered twice.
const TWICE_WITHIN: i32 = 3;

/// 疑似重复 among the rows, each pair once. A row without a sealed patient is compared by its kind of care.
pub fn duplicates(rows: &[Row]) -> Vec<Duplicate> {
    let mut alike: BTreeMap<_, Vec<(Day, &str)>> = BTreeMap::new();
    for row in rows {
        let patient = (row.patient.care, row.patient.seal.as_deref());
        let same = alike.entry((&row.person, patient, row.amount)).or_default();
        same.push((row.occurred_on, &row.number));
    }
    let mut found = Vec::new();
    for same in alike.values_mut() {
        same.sort_unstable();
        for (place, (day, first)) in same.iter().enumerate() {
            let near = same
                .iter()
                .skip(place + 1)
                .take_while(|(other, _)| other.days_since(*day) <= TWICE_WITHIN);
            found.extend(near.map(|(_, second)| Duplicate {
                first: (*first).to_owned(),
                second: (*second).to_owned(),
            }));
        }
    }
    found.sort_unstable();
    found
}

/// 同一送礼事件 · the rows of one patient's side to several people of the staff: the numbers of each
/// episode, in the order of the rows.
pub fn episodes(rows: &[Row]) -> Vec<Vec<String>> {
    let mut of_patient: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        if let Some(seal) = row.patient.seal.as_deref().filter(|seal| !seal.is_empty()) {
            of_patient.entry(seal).or_default().push(row);
        }
    }
    let several = |rows: &&Vec<&Row>| rows.iter().map(|row| &row.person).collect::<BTreeSet<_>>().len() > 1;
    let numbers = |rows: &Vec<&Row>| rows.iter().map(|row| row.number.clone()).collect();
    of_patient.values().filter(several).map(numbers).collect()
}

/// 计数 · rows are 人次, people and departments are counted once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// 人次
    pub rows: u32,
    /// 人数
    pub people: u32,
    /// 科室数
    pub departments: u32,
    /// 金额
    pub amount: Money,
    /// 次数 and 金额 by 处理方式; what is not yet disposed of is under none
    pub by_way: BTreeMap<Option<Way>, (u32, Money)>,
}

/// 计数 of the rows.
pub fn counts(rows: &[Row]) -> Counts {
    let distinct = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut counted = Counts {
        rows: distinct(rows.len()),
        people: distinct(rows.iter().map(|row| &row.person).collect::<BTreeSet<_>>().len()),
        departments: distinct(rows.iter().map(|row| &row.department).collect::<BTreeSet<_>>().len()),
        amount: rows.iter().map(|row| row.amount).sum(),
        by_way: BTreeMap::new(),
    };
    for row in rows {
        let (times, amount) = counted.by_way.entry(row.way).or_default();
        *times += 1;
        *amount += row.amount;
    }
    counted
}
