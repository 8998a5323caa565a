//! Numbers for enumerations on disk. A number, once given, is never reused; the
//! order of variants in `domain` may change freely.

use super::BadRow;
use crate::Disposal;
use domain::{
    Action, CareSetting, Certainty, Fact, InstitutionKind, InstitutionLevel, Insurance, ItemKind, PractitionerTitle,
    RuleState, SpecialCare, Stage,
};
use serde::{Deserialize, Serialize};

/// An enumeration with numbers.
pub(super) trait Code: Copy {
    fn code(self) -> u8;
    fn of_code(code: u8) -> Result<Self, BadRow>;
}

macro_rules! codes {
    ($($name:ident { $($variant:ident = $code:literal),* $(,)? })*) => {
        $(impl Code for $name {
            fn code(self) -> u8 {
                match self {
                    $($name::$variant => $code,)*
                }
            }

            fn of_code(code: u8) -> Result<Self, BadRow> {
                match code {
                    $($code => Ok($name::$variant),)*
                    _ => Err(BadRow(format!(concat!(stringify!($name), " 无代码 {}"), code))),
                }
            }
        })*
    };
}

codes! {
    CareSetting {
        Outpatient = 1, Emergency = 2, ChronicOutpatient = 3, Inpatient = 4, DaySurgery = 5, Pharmacy = 6,
        Internet = 7, HomeBed = 8,
    }
    SpecialCare {
        Rescue = 1, Transfer = 2, ChemoRadiotherapy = 3, Dialysis = 4, StagedOperation = 5, SpecialCaseReview = 6,
        LongPrescription = 7, OutOfRegion = 8, Internet = 9,
        Undone = 10,
    }
    Insurance { Employee = 1, Resident = 2, WorkInjury = 3, Maternity = 4, LongTermCare = 5, Other = 6 }
    InstitutionLevel { Unrated = 1, One = 2, Two = 3, Three = 4 }
    InstitutionKind { Medical = 1, Pharmacy = 2, Internet = 3, Other = 4 }
    ItemKind { Drug = 1, Herb = 2, Service = 3, Consumable = 4, Other = 5 }
    PractitionerTitle { Assistant = 1, Resident = 2, Attending = 3, AssociateChief = 4, Chief = 5 }
    Stage { Prescribing = 1, Settlement = 2, Audit = 3 }
    Certainty { SlightlySuspect = 1, Suspect = 2, Definite = 3 }
    Action { Pass = 1, Record = 2, Remind = 3, ReasonRequired = 4, SelfPay = 5, Block = 6 }
    RuleState { Draft = 1, Trial = 2, InForce = 3, Ended = 4 }
    Disposal { Continue = 1, Amend = 2 }
}

/// [`Fact`] on disk.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) enum FactRow<T> {
    Absent,
    Unknown,
    Known(T),
}

impl<T> FactRow<T> {
    /// From a fact, each known value through `f`.
    pub(super) fn from_fact<'f, U>(fact: &'f Fact<U>, f: impl FnOnce(&'f U) -> T) -> Self {
        match fact {
            Fact::Known(value) => FactRow::Known(f(value)),
            Fact::Unknown => FactRow::Unknown,
            Fact::Absent => FactRow::Absent,
        }
    }

    /// Back to a fact, each known value through `f`.
    pub(super) fn into_fact<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            FactRow::Known(value) => Fact::Known(f(value)),
            FactRow::Unknown => Fact::Unknown,
            FactRow::Absent => Fact::Absent,
        }
    }

    /// Back to a fact, each known value through an `f` that may refuse it.
    pub(super) fn try_into_fact<U>(self, f: impl FnOnce(T) -> Result<U, BadRow>) -> Result<Fact<U>, BadRow> {
        Ok(match self {
            FactRow::Known(value) => Fact::Known(f(value)?),
            FactRow::Unknown => Fact::Unknown,
            FactRow::Absent => Fact::Absent,
        })
    }
}
