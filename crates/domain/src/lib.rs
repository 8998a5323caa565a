//! The vocabulary of medical-insurance fund supervision: persons, encounters,
//! fee lines, institutions, money, dates, codes, and findings.
//!
//! Nouns only. A type here enforces its own invariant and does its own
//! arithmetic; it knows no rule, no file, no wire format, no database and no
//! clock. National field names appear in doc comments alone, in the form
//! `中文 · field`, from which `GLOSSARY.md` is generated.

mod calendar;
mod codes;
mod encounter;
mod fact;
mod fee;
mod finding;
mod institution;
mod money;
pub mod national;
mod person;
mod planned;
mod record;

pub use calendar::{CalendarError, Day, Moment, Span};
pub use codes::{
    DepartmentCode, DiagnosisCode, DiagnosisSystem, Division, EncounterId, InstitutionCode, ItemCode, ItemMark, LineId,
    OperationCode, PersonId, PractitionerCode, PrescriptionId, RuleCode, asterisk_part, drug_part, lasting_hash,
    national_part,
};
pub use encounter::{CareSetting, Diagnosis, Encounter, Evidence, Operation, SpecialCare};
pub use fact::Fact;
pub use fee::{
    Charge, FeeLine, ItemKind, PaymentClass, PractitionerTitle, Timing, Usage, is_uncoded, is_undone, item_identity,
};
pub use finding::{
    Action, Basis, Certainty, Comparison, Finding, FindingKey, FindingLine, KnowledgeRef, LineRole, NotEvaluable,
    Override, OverrideEffect, RuleState, Stage, SupportingView,
};
pub use institution::{Institution, InstitutionKind, InstitutionLevel};
pub use money::{Money, MoneyError, Quantity, UnitPrice};
pub use person::{Insurance, InsuredPerson, Maternity, Sex};
pub use planned::{is_dialysis, planned_treatment};
pub use record::{HistoryReach, Record, mark_told_by_lines};
