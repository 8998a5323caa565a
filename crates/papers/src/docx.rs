//! A paper as docx. It names the fonts of the standard; who opens it has them or sees a substitute.
//!
//! The library numbers paragraphs by a counter of the whole process and may stamp the time of packing
//! into the archive. Both are set here, so that the same facts make the same bytes.

mod pictures;
mod printed;

pub(crate) use printed::write as write_printed;

use crate::PaperError;
use crate::fill::{Filled, Paper};
use crate::page::{
    CELL_PADDING, DATE_INSET, HEIGHT, LEFT, LINE, NUMBER_SIZE, PAPER, PITCH, SEAL_LINES, TABLE_SIZE, TEXT_SIZE,
    TITLE_LINE, TITLE_SIZE, TOP, WIDTH,
};
use crate::syntax::{Align, Column, Style, has_head};
use docx_rs::{
    AlignmentType, DocGrid, DocGridType, Docx, FieldCharType, Footer, InstrPAGE, InstrText, LineSpacing,
    LineSpacingType, PageMargin, Paragraph, Run, RunFonts, SpecialIndentType, Table, TableAlignmentType, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

const BODY: &str = "仿宋";
const HEADING: &str = "黑体";
const TITLE: &str = "方正小标宋简体";
const LATIN: &str = "Times New Roman";

/// Writes the document.
pub(crate) fn write(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    let mut numbered = Numbered { last: 0 };
    let dated = format!("{}T00:00:00Z", paper.dated);
    let mut docx = page_setup(&mut numbered).created_at(&dated).updated_at(&dated);
    let date = paper.blocks.iter().rev().find_map(|block| match block {
        Filled::Text {
            style: Style::Date,
            text,
        } => Some(text.as_str()),
        _ => None,
    });
    let mut before = None;
    let mut blocks = paper.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        match block {
            Filled::Text { style, text } => {
                // The signature never stands on a page without a line of the text, a table never
                // without the words that lead to it.
                let leads = matches!(
                    blocks.peek(),
                    Some(
                        Filled::Table { .. }
                            | Filled::Text {
                                style: Style::Signature,
                                ..
                            }
                    )
                );
                for paragraph in numbered.text(*style, before, text, date) {
                    let paragraph = if leads { paragraph.keep_next(true) } else { paragraph };
                    docx = docx.add_paragraph(paragraph);
                }
                before = Some(*style);
            }
            Filled::Table { columns, rows } => {
                let signed = matches!(
                    blocks.peek(),
                    Some(Filled::Text {
                        style: Style::Signature,
                        ..
                    })
                );
                docx = docx.add_table(numbered.table(columns, rows, signed));
                before = None;
            }
        }
    }
    let mut packed = Cursor::new(Vec::new());
    docx.pack(&mut packed).map_err(|error| failed(error.to_string()))?;
    repack(packed.into_inner(), &[]).map_err(|error| failed(error.to_string()))
}

fn failed(problem: String) -> PaperError {
    PaperError::Format {
        format: "docx",
        problem,
    }
}

/// The same archive, compressed, without the time of its making; its pictures by what they are and with the words
/// that are read out for them, in the order in which they stand.
fn repack(bytes: Vec<u8>, captions: &[&str]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let renamed = pictures::renamed(&mut archive)?;
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index)?;
        if part.is_file() {
            let name = part.name().to_owned();
            written.start_file(renamed.get(&name).unwrap_or(&name), options)?;
            match name.as_str() {
                pictures::TEXT if !captions.is_empty() => {
                    let text = std::io::read_to_string(&mut part)?;
                    written.write_all(pictures::described(&text, captions).as_bytes())?;
                }
                pictures::RELATIONS if !renamed.is_empty() => {
                    let text = std::io::read_to_string(&mut part)?;
                    written.write_all(pictures::related(&text, &renamed).as_bytes())?;
                }
                _ => {
                    std::io::copy(&mut part, &mut written)?;
                }
            }
        }
    }
    let mut done = written.finish()?;
    done.flush()?;
    Ok(done.into_inner())
}

/// Points in twentieths.
fn twips(points: f32) -> i32 {
    (points * 20.0).round() as i32
}

/// Points in halves, as font sizes are written.
fn half_points(points: f32) -> usize {
    (points * 2.0).round() as usize
}

fn page_setup(numbered: &mut Numbered) -> Docx {
    let right = PAPER.0 - LEFT - WIDTH;
    let bottom = PAPER.1 - TOP - HEIGHT;
    let margin = PageMargin::new()
        .top(twips(TOP))
        .bottom(twips(bottom))
        .left(twips(LEFT))
        .right(twips(right))
        .header(twips(TOP / 2.0))
        .footer(twips(bottom - 30.0));
    let mut docx = Docx::new()
        .page_size(twips(PAPER.0).unsigned_abs(), twips(PAPER.1).unsigned_abs())
        .page_margin(margin)
        .default_fonts(fonts(BODY))
        .default_size(half_points(TEXT_SIZE));
    docx.document = docx.document.doc_grid(
        DocGrid::new()
            .grid_type(DocGridType::Lines)
            .line_pitch(twips(LINE).unsigned_abs() as usize),
    );
    let odd = numbered.page_number(AlignmentType::Right);
    let even = numbered.page_number(AlignmentType::Left);
    docx.footer(Footer::new().add_paragraph(odd))
        .even_footer(Footer::new().add_paragraph(even))
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().east_asia(name).ascii(LATIN).hi_ansi(LATIN)
}

/// Text of the size of the letter, each character so much narrower that 28 stand on a line. A grid of
/// characters would say the same, but every program reads it differently.
fn letter(text: &str, font: &str) -> Run {
    let narrower = ((PITCH - TEXT_SIZE) * 20.0).floor() as i32;
    run(text, font, TEXT_SIZE).character_spacing(narrower)
}

fn run(text: &str, font: &str, size: f32) -> Run {
    Run::new().add_text(text).fonts(fonts(font)).size(half_points(size))
}

/// Width of a text in full-width characters: a Latin letter or digit takes half of one.
fn characters(text: &str) -> f32 {
    text.chars().map(|ch| if ch.is_ascii() { 0.5 } else { 1.0 }).sum()
}

/// Makes paragraphs with numbers of this document.
struct Numbered {
    last: u32,
}

impl Numbered {
    fn paragraph(&mut self, line: f32) -> Paragraph {
        self.last += 1;
        Paragraph::new()
            .id(format!("{:08x}", self.last))
            .snap_to_grid(false)
            .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(twips(line)))
    }

    fn page_number(&mut self, side: AlignmentType) -> Paragraph {
        let inset = Some(twips(PITCH));
        let (left, right) = match side {
            AlignmentType::Left => (inset, None),
            _ => (None, inset),
        };
        let number = run("— ", "宋体", NUMBER_SIZE)
            .add_field_char(FieldCharType::Begin, false)
            .add_instr_text(InstrText::PAGE(InstrPAGE {}))
            .add_field_char(FieldCharType::Separate, false)
            .add_text("1")
            .add_field_char(FieldCharType::End, false)
            .add_text(" —");
        self.paragraph(LINE)
            .align(side)
            .indent(left, None, right, None)
            .add_run(number)
    }

    fn text(&mut self, style: Style, before: Option<Style>, text: &str, date: Option<&str>) -> Vec<Paragraph> {
        let mut made = Vec::new();
        if before == Some(Style::Title) && style != Style::Title {
            made.push(self.paragraph(LINE).keep_next(true));
        }
        let body = || letter(text, BODY);
        let first_line = Some(SpecialIndentType::FirstLine(twips(2.0 * PITCH)));
        match style {
            Style::Title => made.push(
                self.paragraph(TITLE_LINE)
                    .align(AlignmentType::Center)
                    .keep_next(true)
                    .add_run(run(text, TITLE, TITLE_SIZE)),
            ),
            Style::Number => {
                made.push(self.paragraph(LINE).align(AlignmentType::Center).add_run(body()));
                made.push(self.paragraph(LINE));
            }
            Style::Salutation => made.push(self.paragraph(LINE).keep_next(true).add_run(body())),
            Style::Heading => made.push(
                self.paragraph(LINE)
                    .indent(None, first_line, None, None)
                    .keep_next(true)
                    .add_run(letter(text, HEADING)),
            ),
            Style::Paragraph => made.push(
                self.paragraph(LINE)
                    .align(AlignmentType::Both)
                    .indent(None, first_line, None, None)
                    .add_run(body()),
            ),
            Style::Signature => {
                for _ in 0..SEAL_LINES {
                    made.push(self.paragraph(LINE).keep_next(true));
                }
                // Centred over the date, as far as the edge of the page allows.
                let beside = (date.map_or(0.0, characters) - characters(text)) / 2.0;
                let inset = (DATE_INSET + beside).max(0.0) * PITCH;
                made.push(
                    self.paragraph(LINE)
                        .align(AlignmentType::Right)
                        .indent(None, None, Some(twips(inset)), None)
                        .keep_next(true)
                        .add_run(body()),
                );
            }
            Style::Date => made.push(
                self.paragraph(LINE)
                    .align(AlignmentType::Right)
                    .indent(None, None, Some(twips(DATE_INSET * PITCH)), None)
                    .add_run(body()),
            ),
        }
        made
    }

    /// A table; the last row of one that is signed stays with the signature.
    fn table(&mut self, columns: &[Column], rows: &[Vec<String>], signed: bool) -> Table {
        let shares: usize = columns.iter().map(|column| column.share).sum();
        let whole = twips(WIDTH).unsigned_abs() as usize;
        let widths: Vec<usize> = columns
            .iter()
            .map(|column| whole * column.share / shares.max(1))
            .collect();
        let heads: Vec<(&str, Align)> = columns
            .iter()
            .map(|column| (column.head.as_str(), Align::Centre))
            .collect();
        let mut made = Vec::new();
        if has_head(columns) {
            made.push(self.row(HEADING, &widths, &heads, true));
        }
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<(&str, Align)> = row
                .iter()
                .zip(columns)
                .map(|(text, column)| (text.as_str(), column.align))
                .collect();
            let keeps_next = signed && at + 1 == rows.len();
            made.push(self.row(BODY, &widths, &cells, keeps_next));
        }
        let padding = twips(CELL_PADDING).unsigned_abs() as usize;
        Table::new(made)
            .set_grid(widths)
            .width(whole, WidthType::Dxa)
            .align(TableAlignmentType::Center)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(padding, padding, padding, padding))
    }

    fn row(&mut self, font: &str, widths: &[usize], cells: &[(&str, Align)], keeps_next: bool) -> TableRow {
        let mut made = Vec::new();
        for ((text, align), width) in cells.iter().zip(widths) {
            let mut cell = TableCell::new()
                .width(*width, WidthType::Dxa)
                .vertical_align(VAlignType::Center);
            // A cell without a paragraph is none.
            let blank = text.is_empty().then_some("");
            for text in text.lines().chain(blank) {
                let align = match align {
                    Align::Left => AlignmentType::Left,
                    Align::Centre => AlignmentType::Center,
                    Align::Right => AlignmentType::Right,
                };
                let paragraph = self
                    .paragraph(crate::page::TABLE_LINE)
                    .align(align)
                    .keep_next(keeps_next);
                cell = cell.add_paragraph(paragraph.add_run(run(text, font, TABLE_SIZE)));
            }
            made.push(cell);
        }
        TableRow::new(made).cant_split()
    }
}
