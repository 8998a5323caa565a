//! 参保人 · the one dictionary that grows with the population, kept in columns.

use super::TextTable;
use crate::manifest::{bucket_of, person_hash};
use crate::values::decode;
use crate::{LakeError, values::Coded};
use domain::{Day, Fact, Insurance, Sex};

/// What is known of a person besides the number; codes as in [`crate::values`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PersonEntry<'t> {
    /// 性别
    pub sex: u8,
    /// 出生日期
    pub birth: Option<Day>,
    /// 死亡日期
    pub death: Option<Day>,
    /// 统筹区
    pub pool_area: &'t str,
    /// 险种
    pub insurance: u8,
}

/// 参保人
#[derive(Debug, Clone, Default)]
pub struct Persons {
    pub(crate) numbers: TextTable,
    pub(crate) sex: Vec<u8>,
    pub(crate) birth: Vec<Option<i32>>,
    pub(crate) death: Vec<Option<i32>>,
    pub(crate) areas: TextTable,
    pub(crate) area: Vec<u32>,
    pub(crate) insurance: Vec<u8>,
}

fn fact<T: Coded>(codes: &[u8], id: u32) -> Fact<T> {
    codes.get(id as usize).map_or(Fact::Absent, |code| decode(*code))
}

fn day(days: &[Option<i32>], id: u32) -> Option<Day> {
    days.get(id as usize).copied().flatten().map(Day::from_epoch_days)
}

impl Persons {
    /// Number of persons.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// 参保人标识
    pub fn number(&self, id: u32) -> Option<&str> {
        self.numbers.get(id)
    }

    /// The id of a person.
    pub fn find(&self, psn_no: &str) -> Option<u32> {
        self.numbers.find(psn_no)
    }

    /// 性别
    pub fn sex(&self, id: u32) -> Fact<Sex> {
        fact(&self.sex, id)
    }

    /// 出生日期
    pub fn birth(&self, id: u32) -> Option<Day> {
        day(&self.birth, id)
    }

    /// 死亡日期
    pub fn death(&self, id: u32) -> Option<Day> {
        day(&self.death, id)
    }

    /// 统筹区; empty where it is not known.
    pub fn pool_area(&self, id: u32) -> &str {
        self.area
            .get(id as usize)
            .and_then(|area| self.areas.get(*area))
            .unwrap_or_default()
    }

    /// 险种
    pub fn insurance(&self, id: u32) -> Fact<Insurance> {
        fact(&self.insurance, id)
    }

    /// The bucket of a person.
    pub fn bucket(&self, id: u32, buckets: u32) -> u32 {
        bucket_of(self.number(id).unwrap_or_default(), buckets)
    }

    /// A hash of the person that is independent of the bucket, to cut a bucket into passes.
    pub(crate) fn cut(&self, id: u32) -> u32 {
        (person_hash(self.number(id).unwrap_or_default()) >> 32) as u32
    }

    /// Enters a person, or what is newly known: what a later delivery says holds, and what it does not say
    /// stays as it was; `lives` takes an earlier death back. The id of the person.
    pub(crate) fn register(&mut self, psn_no: &str, entry: PersonEntry<'_>, lives: bool) -> Result<u32, LakeError> {
        let known = self.len();
        let id = self.numbers.insert(psn_no)?;
        let area = self.areas.insert(entry.pool_area)?;
        let (birth, death) = (entry.birth.map(Day::epoch_days), entry.death.map(Day::epoch_days));
        if id as usize == known {
            self.sex.push(entry.sex);
            self.birth.push(birth);
            self.death.push(death);
            self.area.push(area);
            self.insurance.push(entry.insurance);
            return Ok(id);
        }
        let place = id as usize;
        if entry.sex != 0 {
            set(&mut self.sex, place, entry.sex);
        }
        if birth.is_some() {
            set(&mut self.birth, place, birth);
        }
        if death.is_some() || lives {
            set(&mut self.death, place, death);
        }
        if !entry.pool_area.is_empty() {
            set(&mut self.area, place, area);
        }
        if entry.insurance != 0 {
            set(&mut self.insurance, place, entry.insurance);
        }
        Ok(id)
    }
}

fn set<T>(column: &mut [T], place: usize, value: T) {
    if let Some(slot) = column.get_mut(place) {
        *slot = value;
    }
}
