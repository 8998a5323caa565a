//! 排版 · a paper as text at places on pages: line breaking, justification, tables, page breaks.
//!
//! Lines break by Unicode's rules in their strict form, so that no line begins with a closing mark or
//! ends with an opening one. Full lines are stretched between Chinese characters, never inside numbers.

mod lines;
mod pages;
mod printed;

pub(crate) use lines::{Letter, width};
pub(crate) use pages::{Ink, Run, Sheet};
pub(crate) use printed::set_printed;

use crate::PaperError;
use crate::fill::{Filled, Paper};
use crate::fonts::Metrics;
use crate::page::{
    CELL_PADDING, DATE_INSET, LINE, PITCH, Role, SEAL_LINES, TABLE_LINE, TABLE_SIZE, TEXT_SIZE, TITLE_LINE, TITLE_SIZE,
    WIDTH,
};
use crate::syntax::{Align, Column, Style, has_head};
use lines::{Type, broken, justify};
use pages::{Stripe, Stroke, paginate};

const TEXT: Type = Type {
    role: Role::Body,
    size: TEXT_SIZE,
    pitch: PITCH,
};

/// Sets a paper.
pub(crate) fn set(paper: &Paper, metrics: &Metrics<'_>) -> Result<Vec<Sheet>, PaperError> {
    let mut setter = Setter {
        metrics,
        stripes: Vec::new(),
    };
    let date = paper.blocks.iter().rev().find_map(|block| match block {
        Filled::Text {
            style: Style::Date,
            text,
        } => Some(text.as_str()),
        _ => None,
    });
    let (mut before, mut after_table) = (None, false);
    for block in &paper.blocks {
        match block {
            Filled::Text { style, text } => {
                setter.text(*style, before, text, date)?;
                before = Some(*style);
            }
            Filled::Table { columns, rows } => {
                setter.table(columns, rows, after_table)?;
                before = None;
            }
        }
        after_table = matches!(block, Filled::Table { .. });
    }
    Ok(paginate(&setter.stripes))
}

struct Setter<'a, 'b> {
    metrics: &'a Metrics<'b>,
    stripes: Vec<Stripe>,
}

impl Setter<'_, '_> {
    fn text(&mut self, style: Style, before: Option<Style>, text: &str, date: Option<&str>) -> Result<(), PaperError> {
        if before == Some(Style::Title) && style != Style::Title {
            self.gap(LINE);
        }
        match style {
            Style::Title => {
                let kind = Type {
                    role: Role::Title,
                    size: TITLE_SIZE,
                    pitch: TITLE_SIZE,
                };
                for line in broken(self.metrics, kind, text, 0.0, WIDTH)? {
                    self.line(kind, TITLE_LINE, (WIDTH - width(&line)) / 2.0, line, true);
                }
            }
            Style::Number => {
                for line in broken(self.metrics, TEXT, text, 0.0, WIDTH)? {
                    self.line(TEXT, LINE, (WIDTH - width(&line)) / 2.0, line, true);
                }
                self.gap(LINE);
            }
            Style::Salutation => self.paragraph(TEXT, text, 0.0, true)?,
            Style::Paragraph => self.paragraph(TEXT, text, 2.0 * PITCH, false)?,
            Style::Heading => {
                let kind = Type {
                    role: Role::Heading,
                    ..TEXT
                };
                self.paragraph(kind, text, 2.0 * PITCH, true)?;
            }
            Style::Signature => self.signature(text, date)?,
            Style::Date => {
                for line in broken(self.metrics, TEXT, text, 0.0, WIDTH)? {
                    let x = WIDTH - DATE_INSET * PITCH - width(&line);
                    self.line(TEXT, LINE, x, line, false);
                }
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, kind: Type, text: &str, indent: f32, keeps_next: bool) -> Result<(), PaperError> {
        self.set_paragraph(kind, LINE, text, indent, keeps_next)
    }

    fn set_paragraph(
        &mut self,
        kind: Type,
        height: f32,
        text: &str,
        indent: f32,
        keeps_next: bool,
    ) -> Result<(), PaperError> {
        let lines = broken(self.metrics, kind, text, indent, WIDTH)?;
        let last = lines.len().saturating_sub(1);
        for (at, mut line) in lines.into_iter().enumerate() {
            let x = if at == 0 { indent } else { 0.0 };
            // No page begins or ends with a single line of a paragraph.
            let beside_edge = last > 0 && (at == 0 || at + 1 == last);
            if at != last {
                justify(&mut line, WIDTH - x, kind.pitch);
            }
            self.line(kind, height, x, line, keeps_next || beside_edge);
        }
        Ok(())
    }

    /// The name stands over the date, centred on it, and both with the last line of the text.
    fn signature(&mut self, text: &str, date: Option<&str>) -> Result<(), PaperError> {
        for stripe in self.stripes.iter_mut().rev() {
            stripe.keeps_next = true;
            // The gap below a table is no line.
            if !stripe.runs.is_empty() || !stripe.strokes.is_empty() {
                break;
            }
        }
        for _ in 0..SEAL_LINES {
            self.stripes.push(Stripe {
                height: LINE,
                keeps_next: true,
                ..Stripe::default()
            });
        }
        let date = match date {
            Some(date) => broken(self.metrics, TEXT, date, 0.0, WIDTH)?
                .first()
                .map_or(0.0, |line| width(line)),
            None => 0.0,
        };
        let centre = WIDTH - DATE_INSET * PITCH - date / 2.0;
        for line in broken(self.metrics, TEXT, text, 0.0, WIDTH)? {
            let wide = width(&line);
            let x = (centre - wide / 2.0).min(WIDTH - wide).max(0.0);
            self.line(TEXT, LINE, x, line, true);
        }
        Ok(())
    }

    fn gap(&mut self, height: f32) {
        self.stripes.push(Stripe {
            height,
            keeps_next: true,
            ..Stripe::default()
        });
    }

    fn line(&mut self, kind: Type, height: f32, x: f32, letters: Vec<Letter>, keeps_next: bool) {
        let run = Run {
            x,
            y: baseline(height, kind.size),
            size: kind.size,
            letters,
            ink: Ink::Black,
        };
        self.stripes.push(Stripe {
            height,
            runs: vec![run],
            keeps_next,
            ..Stripe::default()
        });
    }

    /// A table; one that follows another is joined to it, as the parts of a form are.
    fn table(&mut self, columns: &[Column], rows: &[Vec<String>], joined: bool) -> Result<(), PaperError> {
        if joined {
            self.stripes.pop();
        } else {
            // The words that lead to a table stay with it.
            if let Some(last) = self.stripes.last_mut() {
                last.keeps_next = true;
            }
            self.gap(LINE / 4.0);
        }
        let shares: usize = columns.iter().map(|column| column.share).sum();
        let mut edges = vec![0.0_f32];
        let mut taken = 0;
        for column in columns {
            taken += column.share;
            edges.push(WIDTH * taken as f32 / shares.max(1) as f32);
        }
        let kind = Type {
            role: Role::Body,
            size: TABLE_SIZE,
            pitch: TABLE_SIZE,
        };
        let heading = Type {
            role: Role::Heading,
            ..kind
        };
        let head: Vec<(&str, Align)> = columns
            .iter()
            .map(|column| (column.head.as_str(), Align::Centre))
            .collect();
        let first = self.stripes.len();
        let repeated = has_head(columns).then_some(first);
        if repeated.is_some() {
            self.row(heading, &edges, &head, None)?;
        }
        for stripe in self.stripes.iter_mut().skip(first) {
            stripe.keeps_next = true;
        }
        for row in rows {
            let cells: Vec<(&str, Align)> = row
                .iter()
                .zip(columns)
                .map(|(text, column)| (text.as_str(), column.align))
                .collect();
            self.row(kind, &edges, &cells, repeated)?;
        }
        self.stripes.push(Stripe {
            height: LINE / 3.0,
            ..Stripe::default()
        });
        Ok(())
    }

    /// A row of a table; one that would fill a page is cut into several.
    fn row(
        &mut self,
        kind: Type,
        edges: &[f32],
        cells: &[(&str, Align)],
        head: Option<usize>,
    ) -> Result<(), PaperError> {
        const MOST_LINES: usize = 30;
        let mut set = Vec::new();
        for ((text, align), edge) in cells.iter().zip(edges.windows(2)) {
            let (Some(left), Some(right)) = (edge.first(), edge.last()) else {
                continue;
            };
            let room = (right - left - 2.0 * CELL_PADDING).max(kind.pitch);
            let mut lines = Vec::new();
            for text in text.lines() {
                lines.extend(broken(self.metrics, kind, text, 0.0, room)?);
            }
            set.push((left + CELL_PADDING, room, *align, lines));
        }
        let tallest = set.iter().map(|(.., lines)| lines.len()).max().unwrap_or(0).max(1);
        for from in (0..tallest).step_by(MOST_LINES) {
            let shown = (tallest - from).min(MOST_LINES);
            let height = shown as f32 * TABLE_LINE + 2.0 * CELL_PADDING;
            let mut stripe = Stripe {
                height,
                head,
                ..Stripe::default()
            };
            for (left, room, align, lines) in &set {
                let lines: Vec<_> = lines.iter().skip(from).take(shown).collect();
                let above = (shown - lines.len()) as f32 * TABLE_LINE / 2.0 + CELL_PADDING;
                for (at, line) in lines.into_iter().enumerate() {
                    let free = room - width(line);
                    let x = left
                        + match align {
                            Align::Left => 0.0,
                            Align::Centre => free / 2.0,
                            Align::Right => free,
                        };
                    let y = above + at as f32 * TABLE_LINE + baseline(TABLE_LINE, kind.size);
                    stripe.runs.push(Run {
                        x,
                        y,
                        size: kind.size,
                        letters: line.clone(),
                        ink: Ink::Black,
                    });
                }
            }
            for edge in edges {
                stripe.strokes.push(Stroke {
                    from: (*edge, 0.0),
                    to: (*edge, height),
                    ink: Ink::Black,
                });
            }
            for y in [0.0, height] {
                stripe.strokes.push(Stroke {
                    from: (0.0, y),
                    to: (WIDTH, y),
                    ink: Ink::Black,
                });
            }
            self.stripes.push(stripe);
        }
        Ok(())
    }
}

/// Characters stand in the middle of their line: 0.88 em of a Chinese glyph are above the baseline.
fn baseline(height: f32, size: f32) -> f32 {
    (height - size) / 2.0 + 0.88 * size
}
