//! Lines: where a text may break, what fits, and how a full line is stretched.

use crate::PaperError;
use crate::fonts::{Glyph, Metrics};
use crate::page::Role;
use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};

/// A character with its glyph and the way to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Letter {
    pub ch: char,
    pub glyph: Glyph,
    pub advance: f32,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub role: Role,
    pub size: f32,
    /// width of a full-width character
    pub pitch: f32,
}

/// Breaks a text into lines of at most `room`, the first one shorter by `indent`.
pub(super) fn broken(
    metrics: &Metrics<'_>,
    kind: Type,
    text: &str,
    indent: f32,
    room: f32,
) -> Result<Vec<Vec<Letter>>, PaperError> {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    let segmenter = LineSegmenter::new_for_non_complex_scripts(options);
    let mut lines: Vec<Vec<Letter>> = Vec::new();
    let mut line: Vec<Letter> = Vec::new();
    let mut start = 0;
    for end in segmenter.segment_str(text).filter(|end| *end > 0) {
        let mut word = Vec::new();
        for ch in text.get(start..end).unwrap_or_default().chars() {
            word.push(letter(metrics, kind, ch)?);
        }
        start = end;
        let fits = |line: &[Letter], word: &[Letter], first: bool| {
            let room = if first { room - indent } else { room };
            width(line) + width(trimmed(word)) <= room + 0.01
        };
        // A digest or an address without a place to break is broken anywhere.
        let endless = width(&word) > room;
        if !line.is_empty() && !endless && !fits(&line, &word, lines.is_empty()) {
            lines.push(trimmed(&line).to_vec());
            line.clear();
        }
        if endless {
            for letter in word {
                if !line.is_empty() && !fits(&line, &[letter], lines.is_empty()) {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
            continue;
        }
        line.extend(word);
    }
    if !line.is_empty() {
        lines.push(trimmed(&line).to_vec());
    }
    Ok(lines)
}

fn letter(metrics: &Metrics<'_>, kind: Type, ch: char) -> Result<Letter, PaperError> {
    let glyph = metrics.glyph(kind.role, ch)?;
    let em = if ch.is_ascii() { kind.size } else { kind.pitch };
    Ok(Letter {
        ch,
        glyph,
        advance: glyph.advance * em,
    })
}

/// The letters without the spaces at their end, which no line needs.
fn trimmed(letters: &[Letter]) -> &[Letter] {
    let end = letters
        .iter()
        .rposition(|letter| letter.ch != ' ')
        .map_or(0, |at| at + 1);
    letters.get(..end).unwrap_or_default()
}

pub(crate) fn width(letters: &[Letter]) -> f32 {
    letters.iter().map(|letter| letter.advance).sum()
}

/// Spreads what a full line lacks over its gaps beside Chinese characters.
pub(super) fn justify(line: &mut [Letter], room: f32, pitch: f32) {
    let free = room - width(line);
    let gaps: Vec<usize> = (0..line.len().saturating_sub(1))
        .filter(|at| {
            let pair = line.get(*at..at + 2).unwrap_or_default();
            pair.iter().any(|letter| !letter.ch.is_ascii())
        })
        .collect();
    // A line that a long word left half empty stays as it is.
    if gaps.is_empty() || free <= 0.0 || free > 4.0 * pitch {
        return;
    }
    let share = free / gaps.len() as f32;
    for at in gaps {
        if let Some(letter) = line.get_mut(at) {
            letter.advance += share;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::{FontFiles, Fonts};
    use crate::page::{PITCH, TEXT_SIZE, WIDTH};

    const TEXT: Type = Type {
        role: Role::Body,
        size: TEXT_SIZE,
        pitch: PITCH,
    };

    /// Every shift of a text full of marks and numbers, so that each of them comes to stand at an edge.
    #[test]
    fn no_line_begins_with_a_closing_mark_or_cuts_a_number() {
        let loaded = Fonts::find(&FontFiles::default()).unwrap().load().unwrap();
        let metrics = loaded.metrics().unwrap();
        let sentence =
            "依据《医疗保障基金使用监督管理条例》（国务院令第735号）、“两定”协议，退回12,345,678.90元；其中：甲、乙。";
        for shift in 0..40 {
            let text = format!("{}{}", "字".repeat(shift), sentence.repeat(3));
            let lines = broken(&metrics, TEXT, &text, 2.0 * PITCH, WIDTH).unwrap();
            let texts: Vec<String> = lines
                .iter()
                .map(|line| line.iter().map(|letter| letter.ch).collect())
                .collect();
            assert_eq!(texts.concat(), text, "nothing is lost");
            for (line, at) in texts.iter().zip(0..) {
                let (first, last) = (line.chars().next().unwrap(), line.chars().last().unwrap());
                assert!(!"，。；：、）》”".contains(first), "{line}");
                assert!(!"（《“".contains(last), "{line}");
                assert!(
                    line.matches("12,345").count() == line.matches("678.90").count(),
                    "{line}"
                );
                let room = if at == 0 { WIDTH - 2.0 * PITCH } else { WIDTH };
                let mut set = lines[at].clone();
                assert!(width(&set) <= room + 0.1, "{line}");
                justify(&mut set, room, PITCH);
                assert!(width(&set) <= room + 0.1, "{line}");
            }
        }
    }

    #[test]
    fn twenty_eight_characters_stand_on_a_line_and_a_digest_is_broken_anywhere() {
        let loaded = Fonts::find(&FontFiles::default()).unwrap().load().unwrap();
        let metrics = loaded.metrics().unwrap();
        let count = |text: &str| -> Vec<usize> {
            let lines = broken(&metrics, TEXT, text, 0.0, WIDTH).unwrap();
            lines.iter().map(Vec::len).collect()
        };
        assert_eq!(count(&"字".repeat(57)), [28, 28, 1]);
        let digest = count(&"ab".repeat(100));
        assert!(digest.len() > 2 && digest.iter().sum::<usize>() == 200, "{digest:?}");
        assert_eq!(count(""), [0; 0]);
    }
}
