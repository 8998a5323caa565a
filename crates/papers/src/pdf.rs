//! A paper as PDF/A-2u, the form that archives take: fonts embedded as subsets, text that can be found.

use crate::PaperError;
use crate::fill::Paper;
use crate::fonts::{Fonts, Loaded, Metrics};
use crate::page::{HEIGHT, LEFT, NUMBER_DROP, NUMBER_SIZE, PAPER, PITCH, Role, TOP, WIDTH};
use crate::printed::Printed;
use crate::setting::{self, Ink, Letter, Run, Sheet, width};
use domain::Day;
use krilla::color::{luma, rgb};
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Size, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Paint, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

/// Writes the document.
pub(crate) fn write(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    made(paper.title, paper.dated, fonts, |metrics| setting::set(paper, metrics))
}

/// Writes a printed paper.
pub(crate) fn write_printed(printed: &Printed, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    made(&printed.title, printed.dated, fonts, |metrics| {
        setting::set_printed(printed, metrics)
    })
}

fn made(
    title: &str,
    dated: Day,
    fonts: &Fonts,
    set: impl FnOnce(&Metrics<'_>) -> Result<Vec<Sheet>, PaperError>,
) -> Result<Vec<u8>, PaperError> {
    let loaded = fonts.load()?;
    let metrics = loaded.metrics()?;
    let sheets = set(&metrics)?;
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_U)
        .finish()
        .map_err(|error| failed(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(title, dated));
    for (sheet, number) in sheets.iter().zip(1_usize..) {
        let settings = PageSettings::from_wh(PAPER.0, PAPER.1).ok_or_else(|| failed("纸张大小无效".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        draw(&mut surface, sheet, &loaded);
        let number = page_number(number, &metrics)?;
        draw_run(&mut surface, &number, &loaded);
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| failed(format!("{error:?}")))
}

/// The archive's form asks for a date: the day of signing, at its first hour.
fn metadata(title: &str, day: Day) -> Metadata {
    let part = |value: i8| u8::try_from(value).unwrap_or(1);
    let dated = DateTime::new(u16::try_from(day.year()).unwrap_or(0))
        .month(part(day.month()))
        .day(part(day.day_of_month()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(8)
        .utc_offset_minute(0);
    Metadata::new()
        .title(title.to_owned())
        .language("zh-CN".to_owned())
        .creation_date(dated)
}

fn failed(problem: String) -> PaperError {
    PaperError::Format { format: "PDF", problem }
}

/// — 1 —, at the outer edge: right on odd pages, left on even ones, one character in.
fn page_number(number: usize, metrics: &Metrics<'_>) -> Result<Run, PaperError> {
    let mut letters = Vec::new();
    for ch in format!("— {number} —").chars() {
        let glyph = metrics.glyph(Role::Body, ch)?;
        letters.push(Letter {
            ch,
            glyph,
            advance: glyph.advance * NUMBER_SIZE,
        });
    }
    let x = match number % 2 {
        1 => WIDTH - PITCH - width(&letters),
        _ => PITCH,
    };
    Ok(Run {
        x,
        y: HEIGHT + NUMBER_DROP + NUMBER_SIZE / 2.0,
        size: NUMBER_SIZE,
        letters,
        ink: Ink::Black,
    })
}

fn draw(surface: &mut Surface<'_>, sheet: &Sheet, loaded: &Loaded) {
    for hung in &sheet.pictures {
        let Some(size) = Size::from_wh(hung.width, hung.height) else {
            continue;
        };
        surface.push_transform(&Transform::from_translate(LEFT + hung.x, TOP + hung.y));
        surface.draw_image(hung.picture.image.clone(), size);
        surface.pop();
    }
    for run in &sheet.runs {
        draw_run(surface, run, loaded);
    }
    for (ink, width) in [(Ink::Black, 0.5), (Ink::Red, 1.5)] {
        draw_strokes(surface, sheet, ink, width);
    }
}

/// 大红 of a masthead.
fn paint(ink: Ink) -> Paint {
    match ink {
        Ink::Black => luma::Color::black().into(),
        Ink::Red => rgb::Color::new(192, 0, 0).into(),
    }
}

fn draw_strokes(surface: &mut Surface<'_>, sheet: &Sheet, ink: Ink, width: f32) {
    let mut builder = PathBuilder::new();
    for stroke in sheet.strokes.iter().filter(|stroke| stroke.ink == ink) {
        builder.move_to(LEFT + stroke.from.0, TOP + stroke.from.1);
        builder.line_to(LEFT + stroke.to.0, TOP + stroke.to.1);
    }
    if let Some(path) = builder.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            width,
            paint: paint(ink),
            ..Stroke::default()
        }));
        surface.draw_path(&path);
        surface.set_stroke(None);
        surface.set_fill(Some(Fill::default()));
    }
}

/// Draws the letters, in as many pieces as faces change.
fn draw_run(surface: &mut Surface<'_>, run: &Run, loaded: &Loaded) {
    surface.set_fill(Some(Fill {
        paint: paint(run.ink),
        ..Fill::default()
    }));
    let mut x = LEFT + run.x;
    for piece in run.letters.chunk_by(|one, next| one.glyph.role == next.glyph.role) {
        let Some(font) = piece.first().and_then(|letter| loaded.font(letter.glyph.role)) else {
            continue;
        };
        let text: String = piece.iter().map(|letter| letter.ch).collect();
        let mut start = 0;
        let mut glyphs = Vec::new();
        for letter in piece {
            let end = start + letter.ch.len_utf8();
            let id = GlyphId::new(u32::from(letter.glyph.id));
            glyphs.push(KrillaGlyph::new(
                id,
                letter.advance / run.size,
                0.0,
                0.0,
                0.0,
                start..end,
                None,
            ));
            start = end;
        }
        let from = Point::from_xy(x, TOP + run.y);
        surface.draw_glyphs(from, &glyphs, font, &text, run.size, false);
        x += width(piece);
    }
}
