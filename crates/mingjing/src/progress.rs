//! Progress bars on long work: drawn in a terminal, silent when piped.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over so many steps, with a text behind it.
pub fn bar(steps: u64, what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} {bar:32} {percent:>3}% {msg} 已用 {elapsed} 还需 {eta}");
    let bar = ProgressBar::new(steps).with_prefix(what.to_owned());
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
