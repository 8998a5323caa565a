//! Colour where a terminal shows it, plain text where the output is piped.

use std::fmt::Display;
use std::io::{IsTerminal, stdout};
use std::sync::OnceLock;

fn colours() -> bool {
    static COLOURS: OnceLock<bool> = OnceLock::new();
    *COLOURS.get_or_init(|| stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none())
}

fn wrap(code: &str, text: impl Display) -> String {
    if colours() {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_string()
    }
}

/// For what is wrong.
pub(super) fn red(text: impl Display) -> String {
    wrap("1;31", text)
}

/// For what wants attention.
pub(super) fn yellow(text: impl Display) -> String {
    wrap("33", text)
}

/// For what is right.
pub(super) fn green(text: impl Display) -> String {
    wrap("32", text)
}

/// For headings.
pub(super) fn bold(text: impl Display) -> String {
    wrap("1", text)
}

/// For what may be skipped.
pub(super) fn dim(text: impl Display) -> String {
    wrap("2", text)
}

/// A table that is drawn in a terminal and plain (tab-separated) where it is piped.
pub(super) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    if !stdout().is_terminal() {
        let mut text = header.join("\t");
        for row in rows {
            text.push('\n');
            text.push_str(&row.join("\t"));
        }
        return text;
    }
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    table.set_header(header.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    for row in rows {
        table.add_row(row.clone());
    }
    table.to_string()
}
