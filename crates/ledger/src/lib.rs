//! The bureau's books: matters as streams of events, findings, the trail of who did what, jobs,
//! attachments, and the accounts of people with what each may do and where; on SQLite, or on PostgreSQL,
//! by one code.
//!
//! Whatever is written is written in one transaction together with its row in the trail, and writes
//! have one order. What a viewer may not see does not exist for him: his scope is part of every query.
//! The crate carries out what `casework` decides and keeps its events as they are; it knows nothing of
//! HTTP, of how a rule judged or a password is checked, and has neither clock nor chance: what a session,
//! a key or a password is known by comes from the caller, as a digest or a text that says nothing.
//!
//! Why this is not `store`: that crate is what real time remembers of persons and calls, one look-up
//! within a millisecond in an embedded file that must go on answering when everything else stands
//! still. These are the books that people work in: lists by many filters, sums, histories that must be
//! provable for years, on a server that several programs share. Neither would be simpler with the
//! other inside, and a prescription must never wait for a list.
//!
//! Reading order: [`Ledger`] (the handle), [`Viewer`] (who looks), [`Writing`] (what one transaction
//! can do), [`Kept`] (what a workflow must say of itself), `trail` and `verify`; [`Account`], [`Grant`],
//! `sign_in`; then the rest.

mod account;
mod account_list;
mod address;
mod administer;
mod alert;
mod alert_list;
mod api_key;
mod argument;
mod attachments;
mod backup;
mod clinical;
mod co_sign;
mod command;
mod denial;
mod dump;
mod error;
mod events;
mod fact;
mod file_kind;
mod filter;
mod finding;
mod finding_list;
mod finding_sums;
mod grant;
mod house_setting;
mod identity;
mod intake;
mod jobs;
mod kept;
mod kept_conduct;
mod leads;
mod ledger;
mod matter;
mod matter_sums;
mod migrate;
mod months;
mod of_kind;
mod once;
mod organisation;
mod proposal;
mod reading;
mod recognised;
mod recognition;
mod restore;
mod retention;
mod revision;
mod rule_quality;
mod scope;
mod session;
mod setting;
mod shelf;
mod sign_in;
mod sql;
mod staff;
mod state_row;
mod survey;
mod tally;
mod tasks;
mod trail;
mod trail_list;
mod upkeep;
mod usage;
mod vault;
mod verify;
mod verify_lists;
mod verify_rights;
mod verify_sums;
mod writing;

/// The crates whose workflows [`of_kind`] names.
#[doc(hidden)]
pub mod kinds {
    pub use casework;
    pub use conduct;
}

pub use account::{Account, AccountState, Credentials};
pub use account_list::Person;
pub use alert::{AlertEntry, Answer, WaitingAlert, Way};
pub use alert_list::{AlertFilter, AlertRow, AlertTotals};
pub use api_key::{ApiKey, NewKey};
pub use argument::{Argument, ComparedFact, EvidenceLine, EvidenceRole, KnowledgePoint, SupportingRule};
pub use attachments::AttachmentRow;
pub use backup::BackedUp;
pub use clinical::ClinicalRow;
pub use co_sign::{Proposed, Signed};
pub use command::Handled;
pub use denial::Denial;
pub use error::LedgerError;
pub use events::Course;
pub use fact::FactFilter;
pub use file_kind::FileKind;
pub use filter::{Cursor, MatterFilter, MatterOrder, Page};
pub use finding::{FINDINGS_PER_WRITE, FindingEntry, PersonBehind};
pub use finding_list::{FindingFilter, FindingRow};
pub use finding_sums::{FindingBreakdown, FindingTotals};
pub use grant::{Grant, NewGrant};
pub use house_setting::HouseSetting;
pub use identity::Identity;
pub use jobs::{Claim, JobRow, JobState, NewJob};
pub use ledger::Ledger;
pub use matter::{Kept, Kind, MatterId, Outline, Realm};
pub use matter_sums::{Breakdown, Totals};
pub use organisation::{Access, AccessState, Organisation, OrganisationKind};
pub use proposal::{PROPOSAL_DAYS, Proposal, ProposalState, Recipient};
pub use reading::{HistoryLine, MatterPage, MatterRow, Reading, Sitting};
pub use recognised::Recognised;
pub use recognition::{KeptReminder, ParticipantRow, RecognisedItem};
pub use retention::{Retention, Retired};
pub use revision::Revision;
pub use rule_quality::RuleQuality;
pub use scope::{Scope, Viewer};
pub use session::{Proof, Session, SessionLimits, SignedIn};
pub use shelf::{Scanner, Shelf, Shelved};
pub use sign_in::{Failed, LockOut, SignInRefusal};
pub use staff::{StaffDenial, StaffRow};
pub use survey::{SURVEY_DAYS, SurveyCode, SurveyFilter};
pub use trail::{Anchor, Deed, TrailRow};
pub use trail_list::TrailFilter;
pub use upkeep::{LastUpkeep, Upkeep};
pub use usage::UsageAnswer;
pub use vault::VaultRequest;
pub use verify::{BrokenTrail, WholeTrail};
pub use verify_lists::ListCheck;
pub use verify_rights::RightsCheck;
pub use writing::Writing;
