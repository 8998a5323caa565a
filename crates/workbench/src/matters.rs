//! Matters: lists, one matter with its course and what may be done with it now, and commands.
//!
//! All workflows go through the same addresses; [`ledger::of_kind`] knows which type stands behind a kind.

mod command;
mod documents;
mod files;
mod list;
mod page;

pub(crate) use command::command;
pub(crate) use documents::{FileFormat, documents, make_document, refused};
pub(crate) use files::{attach, attached, download};
pub(crate) use list::{Filter, MatterRow, list, row_of, totals};
pub(crate) use page::{Offer, beginnings, page};

pub(crate) use command::__path_command;
pub(crate) use documents::{__path_documents, __path_make_document};
pub(crate) use files::{__path_attach, __path_attached};
pub(crate) use list::{__path_list, __path_totals};
pub(crate) use page::{__path_beginnings, __path_page};

use crate::Problem;
use ledger::MatterId;

/// The matter that a path names.
pub(crate) fn id_of(text: &str) -> Result<MatterId, Problem> {
    Ok(MatterId::parse(text)?)
}
