//! Pictures of a docx, put right where the library that writes the file cannot: it calls every picture a PNG, and
//! gives each the same number and no words.

use crate::photo::is_png;
use std::collections::BTreeMap;
use std::io::{Read, Seek};
use zip::ZipArchive;

/// The part with the text.
pub(super) const TEXT: &str = "word/document.xml";
/// The part that says which file a picture of the text is.
pub(super) const RELATIONS: &str = "word/_rels/document.xml.rels";

const FOLDER: &str = "word/media/";
const ENDING: &str = ".png";
/// How the library begins what it says of a picture.
const UNDESCRIBED: &str = "<wp:docPr id=\"1\" name=\"Figure\" />";

/// The pictures that are no PNG, with the name that each must have.
pub(super) fn renamed<R: Read + Seek>(archive: &mut ZipArchive<R>) -> zip::result::ZipResult<BTreeMap<String, String>> {
    let mut renamed = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index)?;
        let name = part.name().to_owned();
        let Some(stem) = name.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(ENDING)) else {
            continue;
        };
        let mut content = Vec::new();
        part.read_to_end(&mut content)?;
        if !is_png(&content) {
            renamed.insert(name.clone(), format!("{FOLDER}{stem}.jpeg"));
        }
    }
    Ok(renamed)
}

/// The relations with the new names, which are told from the folder of the text.
pub(super) fn related(text: &str, renamed: &BTreeMap<String, String>) -> String {
    let target = |name: &str| format!("\"{}\"", name.trim_start_matches("word/"));
    renamed.iter().fold(text.to_owned(), |text, (before, after)| {
        text.replace(&target(before), &target(after))
    })
}

/// The text with each picture numbered and described by its caption.
pub(super) fn described(text: &str, captions: &[&str]) -> String {
    let mut parts = text.split(UNDESCRIBED);
    let mut written = parts.next().unwrap_or_default().to_owned();
    for (number, part) in (1..).zip(parts) {
        let caption = captions.get(number - 1).copied().unwrap_or_default();
        written.push_str(&format!(
            "<wp:docPr id=\"{number}\" name=\"图{number}\" descr=\"{}\" />",
            escaped(caption)
        ));
        written.push_str(part);
    }
    written
}

/// As it stands in an attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\r' | '\t' => escaped.push(' '),
            _ => escaped.push(ch),
        }
    }
    escaped
}
