//! Matters: lists, one matter with its course and what may be done with it now, and commands.
//!
//! All ten workflows go through the same addresses; [`of_kind`] is the one place that knows which
//! type stands behind a kind.

mod command;
mod documents;
mod files;
mod list;
mod page;

pub(crate) use command::command;
pub(crate) use documents::{documents, make_document};
pub(crate) use files::{attach, attached, download};
pub(crate) use list::{Filter, MatterRow, list, row_of, totals};
pub(crate) use page::{beginnings, page};

pub(crate) use command::__path_command;
pub(crate) use documents::{__path_documents, __path_make_document};
pub(crate) use files::{__path_attach, __path_attached};
pub(crate) use list::{__path_list, __path_totals};
pub(crate) use page::{__path_beginnings, __path_page};

use crate::Problem;
use ledger::MatterId;

/// Evaluates an expression with the workflow type of a kind.
macro_rules! of_kind {
    ($kind:expr, $machine:ident => $body:expr) => {
        match $kind {
            ledger::Kind::Lead => {
                type $machine = casework::lead::Lead;
                $body
            }
            ledger::Kind::Review => {
                type $machine = casework::review_case::ReviewCase;
                $body
            }
            ledger::Kind::SelfAudit => {
                type $machine = casework::self_audit::SelfAudit;
                $body
            }
            ledger::Kind::Enforcement => {
                type $machine = casework::enforcement::Enforcement;
                $body
            }
            ledger::Kind::Recovery => {
                type $machine = casework::recovery::Recovery;
                $body
            }
            ledger::Kind::Rectification => {
                type $machine = casework::rectification::Rectification;
                $body
            }
            ledger::Kind::Transfer => {
                type $machine = casework::transfer::Transfer;
                $body
            }
            ledger::Kind::Complaint => {
                type $machine = casework::complaint::Complaint;
                $body
            }
            ledger::Kind::Credit => {
                type $machine = casework::credit::CreditRecord;
                $body
            }
            ledger::Kind::Points => {
                type $machine = casework::points::PointRecord;
                $body
            }
        }
    };
}
pub(crate) use of_kind;

/// The matter that a path names.
pub(crate) fn id_of(text: &str) -> Result<MatterId, Problem> {
    Ok(MatterId::parse(text)?)
}
