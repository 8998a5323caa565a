//! How a printed paper is set: the masthead, and tables whose merged cells are never parted by a page.

use super::lines::{Type, broken};
use super::pages::{Hung, Ink, Run, Sheet, Stripe, Stroke, paginate};
use super::{Setter, baseline, width};
use crate::PaperError;
use crate::fonts::Metrics;
use crate::page::{Role, WIDTH};
use crate::photo::Picture;
use crate::printed::{Grid, Part, Photo, Placed, Printed};

/// The name of the paper, as large as its width allows.
const NAME_SIZE: f32 = 52.0;
/// 四号, the size of the text.
const SIZE: f32 = 14.0;
const LINE: f32 = 23.0;
/// 小三, the size of headings.
const HEADING_SIZE: f32 = 15.0;
/// 五号, the size of tables.
const TABLE_SIZE: f32 = 10.5;
const TABLE_LINE: f32 = 14.0;
const PADDING: f32 = 3.0;
/// The box of a picture: two have room beside each other.
const PHOTO: (f32, f32) = (WIDTH * 0.47, 165.0);
/// Rows of a table that stay together at most; longer cells are cut and say the same again.
const TOGETHER: usize = 24;

const TEXT: Type = Type {
    role: Role::Body,
    size: SIZE,
    pitch: SIZE,
};

/// Sets a printed paper.
pub(crate) fn set_printed(printed: &Printed, metrics: &Metrics<'_>) -> Result<Vec<Sheet>, PaperError> {
    let mut setter = Setter {
        metrics,
        stripes: Vec::new(),
    };
    for part in &printed.parts {
        match part {
            Part::Masthead {
                name,
                left,
                middle,
                right,
            } => setter.masthead(name, [left, middle, right])?,
            Part::Heading(text) => setter.centred(text)?,
            Part::Subheading(text) => {
                let kind = Type {
                    role: Role::Heading,
                    ..TEXT
                };
                setter.small(kind, text, 0.0, true)?;
            }
            Part::Paragraph(text) => setter.small(TEXT, text, 2.0 * SIZE, false)?,
            Part::Line(text) => setter.small(TEXT, text, 0.0, false)?,
            Part::Grid(grid) => setter.grid(grid)?,
            Part::Photos(photos) => setter.photos(photos)?,
        }
    }
    Ok(paginate(&setter.stripes))
}

impl Setter<'_, '_> {
    fn masthead(&mut self, name: &str, below: [&String; 3]) -> Result<(), PaperError> {
        let characters = name.chars().count().max(1) as f32;
        let size = NAME_SIZE.min(WIDTH / characters);
        let kind = Type {
            role: Role::Title,
            size,
            // Few characters stand apart, as on a sign.
            pitch: size * 1.15_f32.min(WIDTH / characters / size),
        };
        for line in broken(self.metrics, kind, name, 0.0, WIDTH + 0.1)? {
            let height = size * 1.4;
            self.stripes.push(Stripe {
                height,
                runs: vec![Run {
                    x: (WIDTH - width(&line)) / 2.0,
                    y: baseline(height, size),
                    size,
                    letters: line,
                    ink: Ink::Red,
                }],
                keeps_next: true,
                ..Stripe::default()
            });
        }
        let kind = Type {
            size: SIZE - 2.0,
            pitch: SIZE - 2.0,
            ..TEXT
        };
        let mut stripe = Stripe {
            height: LINE,
            keeps_next: true,
            ..Stripe::default()
        };
        for (text, share) in below.into_iter().zip([0.0, 0.5, 1.0]) {
            for line in broken(self.metrics, kind, text, 0.0, WIDTH)? {
                stripe.runs.push(Run {
                    x: (WIDTH - width(&line)) * share,
                    y: baseline(LINE, kind.size),
                    size: kind.size,
                    letters: line,
                    ink: Ink::Black,
                });
            }
        }
        self.stripes.push(stripe);
        self.stripes.push(Stripe {
            height: 12.0,
            strokes: vec![Stroke {
                from: (0.0, 2.0),
                to: (WIDTH, 2.0),
                ink: Ink::Red,
            }],
            keeps_next: true,
            ..Stripe::default()
        });
        Ok(())
    }

    fn centred(&mut self, text: &str) -> Result<(), PaperError> {
        let kind = Type {
            role: Role::Heading,
            size: HEADING_SIZE,
            pitch: HEADING_SIZE,
        };
        self.gap(LINE / 3.0);
        for line in broken(self.metrics, kind, text, 0.0, WIDTH)? {
            self.line(kind, LINE * 1.2, (WIDTH - width(&line)) / 2.0, line, true);
        }
        Ok(())
    }

    /// Text in the size of the paper; each line of it is a paragraph.
    fn small(&mut self, kind: Type, text: &str, indent: f32, keeps_next: bool) -> Result<(), PaperError> {
        for text in text.lines().map(str::trim).filter(|text| !text.is_empty()) {
            self.set_paragraph(kind, LINE, text, indent, keeps_next)?;
        }
        Ok(())
    }

    /// Two pictures beside each other with their captions below; one alone stands in the middle.
    fn photos(&mut self, photos: &[Photo]) -> Result<(), PaperError> {
        let kind = Type {
            size: TABLE_SIZE,
            pitch: TABLE_SIZE,
            ..TEXT
        };
        for pair in photos.chunks(2) {
            let mut stripe = Stripe::default();
            let mut lowest = 0.0_f32;
            for (place, photo) in pair.iter().enumerate() {
                let picture = Picture::read(photo, "PDF")?;
                let (width, height) = picture.within(PHOTO.0, PHOTO.1);
                let middle = match pair.len() {
                    1 => WIDTH / 2.0,
                    _ => WIDTH * (place as f32 * 2.0 + 1.0) / 4.0,
                };
                stripe.pictures.push(Hung {
                    x: middle - width / 2.0,
                    y: PHOTO.1 - height,
                    width,
                    height,
                    picture,
                });
                let lines = broken(self.metrics, kind, photo.caption.trim(), 0.0, PHOTO.0)?;
                for (at, line) in lines.into_iter().enumerate() {
                    let top = PHOTO.1 + PADDING + at as f32 * TABLE_LINE;
                    lowest = lowest.max(top + TABLE_LINE);
                    stripe.runs.push(Run {
                        x: middle - super::width(&line) / 2.0,
                        y: top + baseline(TABLE_LINE, kind.size),
                        size: kind.size,
                        letters: line,
                        ink: Ink::Black,
                    });
                }
            }
            stripe.height = lowest.max(PHOTO.1) + LINE / 2.0;
            self.stripes.push(stripe);
        }
        Ok(())
    }

    fn grid(&mut self, grid: &Grid) -> Result<(), PaperError> {
        let shares: usize = grid.shares.iter().sum();
        let mut edges = vec![0.0_f32];
        let mut taken = 0;
        for share in &grid.shares {
            taken += share;
            edges.push(WIDTH * taken as f32 / shares.max(1) as f32);
        }
        let placed = grid.places();
        let mut head = None;
        let mut from = 0;
        for parting in Grid::partings(&placed, grid.rows.len()) {
            let is_head = parting <= grid.header_rows;
            for (top, bottom) in pieces(from, parting) {
                let stripe = self.rows(&placed, (top, bottom), &edges, is_head)?;
                self.stripes.push(Stripe {
                    keeps_next: is_head,
                    head: head.filter(|_| !is_head),
                    ..stripe
                });
            }
            if is_head && head.is_none() {
                head = self.stripes.len().checked_sub(1);
            }
            from = parting;
        }
        self.stripes.push(Stripe {
            height: LINE / 3.0,
            ..Stripe::default()
        });
        Ok(())
    }

    /// Rows that stay together, as one stripe.
    fn rows(
        &self,
        placed: &[Placed<'_>],
        (top, bottom): (usize, usize),
        edges: &[f32],
        is_head: bool,
    ) -> Result<Stripe, PaperError> {
        let kind = Type {
            role: if is_head { Role::Heading } else { Role::Body },
            size: TABLE_SIZE,
            pitch: TABLE_SIZE,
        };
        let edge = |at: usize| edges.get(at).copied().unwrap_or(WIDTH);
        let mut cells = Vec::new();
        for cell in placed.iter().filter(|cell| cell.top < bottom && top < cell.bottom()) {
            let (left, right) = (edge(cell.left), edge(cell.left + cell.columns));
            let room = (right - left - 2.0 * PADDING).max(kind.pitch);
            let lines = broken(self.metrics, kind, cell.text.trim(), 0.0, room)?;
            let (first, last) = (cell.top.max(top) - top, cell.bottom().min(bottom) - top);
            cells.push((first, last, left, right, lines));
        }
        let needed = |lines: usize| lines.max(1) as f32 * TABLE_LINE + 2.0 * PADDING;
        let mut heights = vec![needed(1); bottom - top];
        // Cells of one row first: what spans several needs only what these leave wanting.
        cells.sort_by_key(|(first, last, ..)| last - first);
        for (first, last, _, _, lines) in &cells {
            let there: f32 = heights.iter().skip(*first).take(last - first).sum();
            if let Some(height) = heights.get_mut(last - 1) {
                *height += (needed(lines.len()) - there).max(0.0);
            }
        }
        let y = |row: usize| heights.iter().take(row).sum::<f32>();
        let mut stripe = Stripe {
            height: y(heights.len()),
            ..Stripe::default()
        };
        for (first, last, left, right, lines) in cells {
            let (upper, lower) = (y(first), y(last));
            let above = (lower - upper - lines.len() as f32 * TABLE_LINE) / 2.0;
            for (at, line) in lines.into_iter().enumerate() {
                stripe.runs.push(Run {
                    x: left + (right - left - width(&line)) / 2.0,
                    y: upper + above + at as f32 * TABLE_LINE + baseline(TABLE_LINE, kind.size),
                    size: kind.size,
                    letters: line,
                    ink: Ink::Black,
                });
            }
            let corners = [
                (left, upper),
                (right, upper),
                (right, lower),
                (left, lower),
                (left, upper),
            ];
            for pair in corners.windows(2) {
                if let [from, to] = pair {
                    stripe.strokes.push(Stroke {
                        from: *from,
                        to: *to,
                        ink: Ink::Black,
                    });
                }
            }
        }
        Ok(stripe)
    }
}

/// Rows that may stay together, cut where they are too many for a page.
fn pieces(from: usize, to: usize) -> impl Iterator<Item = (usize, usize)> {
    (from..to)
        .step_by(TOGETHER)
        .map(move |top| (top, (top + TOGETHER).min(to)))
}
