//! What the fuzz targets do with their bytes. The same modules are included by
//! the replay tests of the crates, so that every input that was ever found keeps
//! being tried by the stable compiler.

pub mod book;
pub mod corpus;
pub mod wire;
pub mod workbook;
