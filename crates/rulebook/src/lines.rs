//! 行号 · on which line of a text a byte stands, as an editor counts: LF, CRLF and CR alone each end a line. Readers of
//! CSV count LF alone, and say of a record where the one before it ended.

/// The lines of a text, asked for from its beginning on.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    /// From the first line on.
    pub fn of(text: &'t str) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line on which the record begins that a reader found at a byte: behind what is left of the line end before
    /// it, and behind empty lines. It goes on from the one asked for before.
    pub fn of_record(&mut self, byte: usize) -> usize {
        let rest = self.text.get(byte..).unwrap_or_default();
        let ends = rest.iter().take_while(|letter| matches!(letter, b'\r' | b'\n'));
        let begin = (byte + ends.count()).min(self.text.len());
        self.line += breaks_between(self.text, self.at, begin);
        self.at = self.at.max(begin);
        self.line
    }
}

/// The line of the record that could not be read, or of the first where nothing more is known.
pub(crate) fn line_of_error(text: &str, error: &csv::Error) -> usize {
    let byte = error.position().map_or(0, |position| position.byte() as usize);
    Lines::of(text).of_record(byte)
}

/// How many line ends a text has.
pub(crate) fn breaks(text: &str) -> usize {
    breaks_between(text.as_bytes(), 0, text.len())
}

fn breaks_between(text: &[u8], from: usize, to: usize) -> usize {
    let ends = |at: &usize| match text[*at] {
        b'\n' => true,
        b'\r' => text.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    (from..to).filter(ends).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a", "", "b\"", "c", "d"].join(end);
            assert_eq!(breaks(&text), 4, "{end:?}");
            let mut lines = Lines::of(&text);
            assert_eq!(lines.of_record(0), 1);
            // Where the reader stands is behind the first letter of the line end.
            assert_eq!(lines.of_record(2), 3, "{end:?}");
            assert_eq!(lines.of_record(text.len() - 1), 5, "{end:?}");
            assert_eq!(lines.of_record(text.len() + 9), 5, "{end:?}");
        }
    }
}
