//! Whose figures are compared with whose: institutions, departments, practitioners.

use super::months::Month;
use crate::{Dictionaries, values};
use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use arrow::error::ArrowError;
use domain::{CareSetting, Fact, RuleState};
use hashbrown::HashMap;
use rulebook::{Library, Rulebook};
use std::sync::Arc;

/// 机构、科室、医师三级
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitLevel {
    /// 机构
    Institution,
    /// 科室
    Department,
    /// 医师
    Practitioner,
}

impl UnitLevel {
    const ALL: [UnitLevel; 3] = [UnitLevel::Institution, UnitLevel::Department, UnitLevel::Practitioner];

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            UnitLevel::Institution => "机构",
            UnitLevel::Department => "科室",
            UnitLevel::Practitioner => "医师",
        }
    }

    /// As it is numbered in plans.
    pub(super) fn number(self) -> u8 {
        self as u8
    }

    pub(super) fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// 门诊与住院分别计算
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Care {
    /// 门诊: also emergencies, chronic diseases and internet visits; not pharmacies
    Outpatient,
    /// 住院: also day surgery and home beds, which are settled as stays
    Inpatient,
}

impl Care {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Care::Outpatient => "门诊",
            Care::Inpatient => "住院",
        }
    }

    /// As it is numbered in plans.
    pub(super) fn number(self) -> u8 {
        self as u8
    }

    pub(super) fn numbered(number: u8) -> Option<Self> {
        [Care::Outpatient, Care::Inpatient].get(usize::from(number)).copied()
    }

    /// The care of a setting as the lake codes it; none for pharmacies and what is not known.
    pub(super) fn of(setting: u8) -> Option<Self> {
        match values::decode::<CareSetting>(setting) {
            Fact::Known(
                CareSetting::Outpatient
                | CareSetting::Emergency
                | CareSetting::ChronicOutpatient
                | CareSetting::Internet,
            ) => Some(Care::Outpatient),
            Fact::Known(CareSetting::Inpatient | CareSetting::DaySurgery | CareSetting::HomeBed) => {
                Some(Care::Inpatient)
            }
            _ => None,
        }
    }
}

/// 统计单位 · whose figure it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// which of the levels
    pub level: UnitLevel,
    /// 机构编号
    pub institution: String,
    /// 科室: code and name
    pub department: Option<(String, String)>,
    /// 医师标识
    pub practitioner: Option<String>,
}

/// A unit by the numbers of the lake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct UnitKey {
    pub level: UnitLevel,
    pub institution: u32,
    pub department: Option<u32>,
    pub doctor: Option<u32>,
}

/// 同侪 · those that are compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group<'d> {
    /// 同一统筹区、同级别、同类型的机构; their 科室 of one name
    Places {
        area: &'d str,
        level: u8,
        kind: u8,
        /// empty for institutions
        department: &'d str,
    },
    /// 同科室同职称医师
    Practitioners {
        institution: u32,
        department: u32,
        title: u8,
    },
}

/// What is known of the units.
pub(super) struct Units<'d> {
    dictionaries: &'d Dictionaries,
    /// the book that applies at each institution
    books: Vec<&'d Rulebook>,
}

impl<'d> Units<'d> {
    pub(super) fn new(dictionaries: &'d Dictionaries, library: &'d Library) -> Self {
        let institutions = &dictionaries.institutions;
        let books = (0..institutions.len() as u32).map(|id| -> &Rulebook {
            let code = institutions.code(id).unwrap_or_default().into();
            match institutions.entry(id) {
                Some(entry) => library.book_for(&entry.division, &code),
                None => library.national(),
            }
        });
        Self {
            dictionaries,
            books: books.collect(),
        }
    }

    /// True where the institution's book has the rule on trial or in force at the end of a month.
    pub(super) fn has_rule(&self, institution: u32, rule: &str, month: Month) -> bool {
        let rule = self.books.get(institution as usize).and_then(|book| book.rule(rule));
        rule.is_some_and(|rule| {
            matches!(
                rule.lifecycle.on(month.last_day()),
                RuleState::Trial | RuleState::InForce
            )
        })
    }

    /// Who a unit is compared with; none where that is not known.
    ///
    /// The pooling area is the prefecture (first four digits of the division): 市级统筹.
    pub(super) fn group(&self, unit: &UnitKey) -> Option<Group<'d>> {
        let known = |code: u8| code != 0 && code != values::UNKNOWN;
        if let (UnitLevel::Practitioner, Some(department), Some(doctor)) = (unit.level, unit.department, unit.doctor) {
            let title = *self.dictionaries.practitioners.titles.get(doctor as usize)?;
            return known(title).then_some(Group::Practitioners {
                institution: unit.institution,
                department,
                title,
            });
        }
        let entry = self.dictionaries.institutions.entry(unit.institution)?;
        let department = match unit.department {
            Some(id) => self.dictionaries.departments.get(id).map(|(_, name)| name)?,
            None => "",
        };
        let area = entry.division.as_str().get(..4)?;
        let named = unit.level == UnitLevel::Institution || !department.is_empty();
        (named && known(entry.level) && known(entry.kind)).then_some(Group::Places {
            area,
            level: entry.level,
            kind: entry.kind,
            department,
        })
    }

    /// The unit in words.
    pub(super) fn unit(&self, key: &UnitKey) -> Unit {
        let department = key.department.and_then(|id| self.dictionaries.departments.get(id));
        let doctor = key.doctor.and_then(|id| self.dictionaries.practitioners.get(id));
        Unit {
            level: key.level,
            institution: self
                .dictionaries
                .institutions
                .code(key.institution)
                .unwrap_or_default()
                .to_owned(),
            department: department.map(|(code, name)| (code.to_owned(), name.to_owned())),
            practitioner: doctor.map(|(_, code, _)| code.to_owned()),
        }
    }
}

/// By practitioner of the dictionary the first entry of the same institution and code, because one person's
/// name may be spelt in several ways; none without a code.
pub(super) fn same_doctors(dictionaries: &Dictionaries) -> Vec<Option<u32>> {
    let mut first: HashMap<(&str, &str), u32> = HashMap::new();
    let same = |id: u32| {
        let (institution, code, _) = dictionaries.practitioners.get(id)?;
        // Without a code nobody can be held apart from the others without one.
        (!code.is_empty()).then(|| *first.entry((institution, code)).or_insert(id))
    };
    (0..dictionaries.practitioners.len() as u32).map(same).collect()
}

/// The same as a table: `of_doctor` and `same_doctor`.
pub(super) fn doctors_table(dictionaries: &Dictionaries) -> Result<RecordBatch, ArrowError> {
    let same = same_doctors(dictionaries);
    let ids = UInt32Array::from_iter_values(0..same.len() as u32);
    RecordBatch::try_from_iter_with_nullable([
        ("of_doctor", Arc::new(ids) as ArrayRef, false),
        ("same_doctor", Arc::new(UInt32Array::from(same)), true),
    ])
}
