//! Clinical use of antimicrobials (抗菌药物临床应用): indicators by month, the targets they are held
//! against, and what follows where one is missed.
//!
//! How much of a product a prescriber uses is what the anti-统方 rules protect. Nothing here tells that of
//! anybody but to who computes it, and nothing here knows who looks: whoever shows figures shows no product.

pub mod breach;
mod ddd;
mod excess;
mod indicators;
mod judgement;
mod monthly;
mod target;

pub use breach::Breach;
pub use ddd::{DailyDose, DddProblem, DddTable, DoseRow, Licence};
pub use excess::{Excess, Warned, excesses};
pub use indicators::{
    Activity, Discharge, DrugClass, Indicators, Prophylaxis, Purpose, Setting, Uncounted, Unit, Use, Visit, indicators,
};
pub use judgement::{Figure, Judgement, LEAST_BED_DAYS, LEAST_CASES, MOST_PLAUSIBLE_INTENSITY, Standing, judge};
pub use monthly::{Consumed, Monthly, of_months};
pub use target::{Bound, Measure, Target, TargetProblem, TargetRow, TargetSet, Targets};
