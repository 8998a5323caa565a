//! A printed paper as docx: the same parts, with cells merged as Word merges them.

use super::{BODY, HEADING, Numbered, TITLE, failed, page_setup, repack, run, twips};
use crate::PaperError;
use crate::page::{HEIGHT, TABLE_SIZE, WIDTH};
use crate::photo::Picture;
use crate::printed::{Grid, Part, Photo, Placed, Printed};
use docx_rs::{
    AlignmentType, Docx, LineSpacing, Paragraph, Pic, Run, SpecialIndentType, Tab, TabValueType, Table,
    TableAlignmentType, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};
use std::io::Cursor;

const RED: &str = "C00000";
const SIZE: f32 = 14.0;
const LINE: f32 = 23.0;
/// The height of a picture at most, in points.
const PHOTO_HEIGHT: f32 = HEIGHT / 3.0;

/// Points as drawings are measured: 12700 to the point.
fn emu(points: f32) -> u32 {
    (points * 12_700.0).round() as u32
}

/// Writes a printed paper.
pub(crate) fn write(printed: &Printed) -> Result<Vec<u8>, PaperError> {
    let mut numbered = Numbered { last: 0 };
    let dated = format!("{}T00:00:00Z", printed.dated);
    let mut docx = page_setup(&mut numbered).created_at(&dated).updated_at(&dated);
    for part in &printed.parts {
        docx = numbered.part(docx, part)?;
    }
    let mut packed = Cursor::new(Vec::new());
    docx.pack(&mut packed).map_err(|error| failed(error.to_string()))?;
    let captions = printed.parts.iter().flat_map(|part| match part {
        Part::Photos(photos) => photos.as_slice(),
        _ => &[],
    });
    let captions: Vec<&str> = captions.map(|photo| photo.caption.trim()).collect();
    repack(packed.into_inner(), &captions).map_err(|error| failed(error.to_string()))
}

impl Numbered {
    fn part(&mut self, docx: Docx, part: &Part) -> Result<Docx, PaperError> {
        Ok(match part {
            Part::Masthead {
                name,
                left,
                middle,
                right,
            } => {
                let name = self
                    .paragraph(66.0)
                    .align(AlignmentType::Center)
                    .add_run(run(name, TITLE, 44.0).color(RED));
                // A tab in the middle and one at the right edge.
                let tab = |kind, share: f32| {
                    let at = twips(WIDTH * share).unsigned_abs() as usize;
                    Tab::new().val(kind).pos(at)
                };
                let text = |text: &str| run(text, BODY, SIZE - 2.0);
                let below = self
                    .paragraph(LINE)
                    .add_tab(tab(TabValueType::Center, 0.5))
                    .add_tab(tab(TabValueType::Right, 1.0))
                    .add_run(text(left))
                    .add_run(Run::new().add_tab())
                    .add_run(text(middle))
                    .add_run(Run::new().add_tab())
                    .add_run(text(right));
                docx.add_paragraph(name).add_paragraph(below)
            }
            Part::Heading(text) => docx.add_paragraph(
                self.paragraph(LINE * 1.4)
                    .align(AlignmentType::Center)
                    .keep_next(true)
                    .add_run(run(text, HEADING, 15.0)),
            ),
            Part::Subheading(text) => self.texts(docx, text, |paragraph, text| {
                paragraph.keep_next(true).add_run(run(text, HEADING, SIZE))
            }),
            Part::Paragraph(text) => self.texts(docx, text, |paragraph, text| {
                let first_line = Some(SpecialIndentType::FirstLine(twips(2.0 * SIZE)));
                paragraph
                    .align(AlignmentType::Both)
                    .indent(None, first_line, None, None)
                    .add_run(run(text, BODY, SIZE))
            }),
            Part::Line(text) => self.texts(docx, text, |paragraph, text| paragraph.add_run(run(text, BODY, SIZE))),
            Part::Photos(photos) => {
                let mut docx = docx;
                for photo in photos {
                    docx = self.photo(docx, photo)?;
                }
                docx
            }
            Part::Grid(grid) => {
                let table = self.grid(grid);
                docx.add_table(table).add_paragraph(self.paragraph(LINE / 2.0))
            }
        })
    }

    /// A picture over the width of the text, or as high as a third of the page, and its caption below.
    fn photo(&mut self, docx: Docx, photo: &Photo) -> Result<Docx, PaperError> {
        let picture = Picture::read(photo, "docx")?;
        let (width, height) = picture.within(WIDTH, PHOTO_HEIGHT);
        self.last += 1;
        let drawn = Pic::new_with_dimensions(photo.content.clone(), 0, 0)
            .id(format!("rIdPhoto{}", self.last))
            .size(emu(width), emu(height));
        // A line of a fixed height would cut it.
        let hung = self
            .paragraph(LINE)
            .line_spacing(LineSpacing::new())
            .align(AlignmentType::Center)
            .keep_next(true)
            .add_run(Run::new().add_image(drawn));
        Ok(self.texts(docx.add_paragraph(hung), &photo.caption, |paragraph, text| {
            paragraph
                .align(AlignmentType::Center)
                .add_run(run(text, BODY, TABLE_SIZE))
        }))
    }

    fn texts(&mut self, docx: Docx, text: &str, set: impl Fn(Paragraph, &str) -> Paragraph) -> Docx {
        let lines = text.lines().map(str::trim).filter(|text| !text.is_empty());
        lines.fold(docx, |docx, text| docx.add_paragraph(set(self.paragraph(LINE), text)))
    }

    fn grid(&mut self, grid: &Grid) -> Table {
        let shares: usize = grid.shares.iter().sum();
        let whole = twips(WIDTH).unsigned_abs() as usize;
        let widths: Vec<usize> = grid.shares.iter().map(|share| whole * share / shares.max(1)).collect();
        let placed = grid.places();
        let mut rows = Vec::with_capacity(grid.rows.len());
        for at in 0..grid.rows.len() {
            let font = if at < grid.header_rows { HEADING } else { BODY };
            let mut covering: Vec<_> = placed
                .iter()
                .filter(|cell| cell.top <= at && at < cell.bottom())
                .collect();
            covering.sort_by_key(|cell| cell.left);
            let cells = covering.into_iter().map(|cell| self.cell(cell, at, font, &widths));
            rows.push(TableRow::new(cells.collect()).cant_split());
        }
        Table::new(rows)
            .set_grid(widths)
            .width(whole, WidthType::Dxa)
            .align(TableAlignmentType::Center)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(40, 60, 40, 60))
    }

    /// The part of a cell that stands in a row.
    fn cell(&mut self, cell: &Placed<'_>, at: usize, font: &str, widths: &[usize]) -> TableCell {
        let begins = cell.top == at;
        let text = if begins { cell.text } else { "" };
        let paragraph = self
            .paragraph(15.0)
            .align(AlignmentType::Center)
            .add_run(run(text, font, 10.5));
        let made = TableCell::new()
            .width(widths.iter().skip(cell.left).take(cell.columns).sum(), WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .grid_span(cell.columns)
            .add_paragraph(paragraph);
        match (cell.rows > 1, begins) {
            (false, _) => made,
            (true, true) => made.vertical_merge(VMergeType::Restart),
            (true, false) => made.vertical_merge(VMergeType::Continue),
        }
    }
}
