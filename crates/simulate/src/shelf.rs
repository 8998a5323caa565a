//! What a person has at home of a drug: ordinary people do not come for more before it is used up.

use crate::catalogue::Item;
use crate::rows::Setting;
use domain::{Day, drug_part};

/// The drugs that the current person was given, in the order in which the person's year is told.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    supplies: Vec<Supply>,
}

#[derive(Debug, Clone, Copy)]
struct Supply {
    drug: &'static str,
    day: Day,
    setting: Setting,
    days: u16,
}

impl Supply {
    /// The most that a prescription may bring, with what is left.
    fn cap(&self) -> Option<i32> {
        match self.setting {
            Setting::Emergency => Some(3),
            Setting::Outpatient => Some(7),
            Setting::Chronic => Some(28),
            Setting::Pharmacy | Setting::Inpatient => None,
        }
    }
}

impl Shelf {
    /// Another person.
    pub fn clear(&mut self) {
        self.supplies.clear();
    }

    /// Puts there what is taken home.
    pub fn put(&mut self, item: &Item, setting: Setting, day: Day, days: u16) {
        self.supplies.extend(supply(item, setting, day, days));
    }

    /// True where nobody comes early, neither with this supply nor with a later one.
    pub fn has_room(&self, item: &Item, setting: Setting, day: Day, days: u16) -> bool {
        let Some(more) = supply(item, setting, day, days) else {
            return true;
        };
        let same = self.supplies.iter().filter(|supply| supply.drug == more.drug);
        // Which visit of a day comes first is not told here.
        if same.clone().any(|supply| supply.day == more.day) {
            return false;
        }
        let mut chain: Vec<Supply> = same.copied().chain([more]).collect();
        chain.sort_by_key(|supply| supply.day);
        let mut until = chain[0].day;
        chain.iter().all(|supply| {
            let left = until.days_since(supply.day).max(0);
            until = until.max(supply.day).plus_days(supply.days.into());
            let in_all = left + i32::from(supply.days);
            left == 0 || supply.cap().is_none_or(|cap| in_all <= cap)
        })
    }
}

fn supply(item: &Item, setting: Setting, day: Day, days: u16) -> Option<Supply> {
    let taken_home = item.is_drug() && setting != Setting::Inpatient;
    taken_home.then(|| Supply {
        drug: drug_part(item.code),
        day,
        setting,
        days,
    })
}
