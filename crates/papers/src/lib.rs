//! Official documents from matters: notices, replies, decisions and letters as docx and PDF.
//!
//! What a document says are [`Facts`], taken from the record of a matter and from names that the caller
//! gives. How it is worded is a [`Template`] that a bureau may replace. How it looks follows
//! 《党政机关公文格式》（GB/T 9704-2012）and is not asked. A fact that is missing refuses the document. The same
//! facts make the same bytes: there is no clock here, and days are parameters.
//!
//! A hospital's bulletin is no official document: it is [`Printed`].
//!
//! Not here: who may issue a document, numbers of documents, seals and signatures, sending.

mod capitals;
mod docx;
mod error;
mod facts;
mod fill;
mod fonts;
mod given;
mod page;
mod pdf;
mod photo;
mod printed;
mod setting;
mod syntax;
mod template;
mod vocabulary;

pub use capitals::in_capitals;
pub use error::PaperError;
pub use facts::{Conduct, Facts, Matter, available};
pub use fonts::{FontFiles, Fonts};
pub use given::{Addressee, FindingRow, Given, Issuer};
pub use printed::{Grid, GridCell, Part, Photo, Placed, Printed};
pub use template::{Template, Templates};
pub use vocabulary::{Placeholder, placeholders};

/// 格式 · the kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// to be edited further
    Docx,
    /// to be printed and sealed
    Pdf,
}

/// The document of the facts, as a file. A docx names its fonts and needs none here.
///
/// # Errors
/// Facts that are missing, a font that cannot be read, a character that no font has.
pub fn render(facts: &Facts, format: Format, fonts: &Fonts, templates: &Templates) -> Result<Vec<u8>, PaperError> {
    let paper = fill::fill(facts, templates)?;
    match format {
        Format::Docx => docx::write(&paper),
        Format::Pdf => pdf::write(&paper, fonts),
    }
}

/// A printed paper, as a file.
///
/// # Errors
/// A font that cannot be read, a character that no font has.
pub fn print(printed: &Printed, format: Format, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let printed = printed.printable();
    match format {
        Format::Docx => docx::write_printed(&printed),
        Format::Pdf => pdf::write_printed(&printed, fonts),
    }
}
