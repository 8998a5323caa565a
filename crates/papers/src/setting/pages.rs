//! Pages: stripes one below the other, kept together where they belong together.

use super::lines::Letter;
use crate::page::HEIGHT;
use crate::photo::Picture;

/// 墨色
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Ink {
    #[default]
    Black,
    /// of a masthead
    Red,
}

/// A text at a place; from the left and upper edge of the text area to the baseline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub letters: Vec<Letter>,
    pub ink: Ink,
}

/// A border of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stroke {
    pub from: (f32, f32),
    pub to: (f32, f32),
    pub ink: Ink,
}

/// A picture at a place; from the left and upper edge of the text area to its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hung {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub picture: Picture,
}

/// What stands on one page.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sheet {
    pub runs: Vec<Run>,
    pub strokes: Vec<Stroke>,
    pub pictures: Vec<Hung>,
}

/// A stripe across the page that is never cut.
#[derive(Debug, Clone, Default)]
pub(super) struct Stripe {
    pub height: f32,
    pub runs: Vec<Run>,
    pub strokes: Vec<Stroke>,
    pub pictures: Vec<Hung>,
    /// stays on the page of the next stripe
    pub keeps_next: bool,
    /// 表头, repeated where this stripe begins a page
    pub head: Option<usize>,
}

/// Distributes the stripes over pages.
pub(super) fn paginate(stripes: &[Stripe]) -> Vec<Sheet> {
    let mut sheets = vec![Sheet::default()];
    let mut y = 0.0;
    let mut at = 0;
    while let Some(first) = stripes.get(at) {
        let kept = stripes.iter().skip(at).take_while(|stripe| stripe.keeps_next).count();
        let end = (at + kept + 1).min(stripes.len());
        let group = stripes.get(at..end).unwrap_or_default();
        let height: f32 = group.iter().map(|stripe| stripe.height).sum();
        if y > 0.0 && y + height > HEIGHT + 0.01 {
            sheets.push(Sheet::default());
            y = 0.0;
            if let Some(head) = first.head.and_then(|head| stripes.get(head)) {
                place(&mut sheets, &mut y, head);
            }
        }
        for stripe in group {
            place(&mut sheets, &mut y, stripe);
        }
        at = end;
    }
    sheets
}

fn place(sheets: &mut Vec<Sheet>, y: &mut f32, stripe: &Stripe) {
    if *y > 0.0 && *y + stripe.height > HEIGHT + 0.01 {
        sheets.push(Sheet::default());
        *y = 0.0;
    }
    if let Some(sheet) = sheets.last_mut() {
        sheet
            .runs
            .extend(stripe.runs.iter().cloned().map(|run| Run { y: run.y + *y, ..run }));
        sheet.strokes.extend(stripe.strokes.iter().map(|stroke| Stroke {
            from: (stroke.from.0, stroke.from.1 + *y),
            to: (stroke.to.0, stroke.to.1 + *y),
            ink: stroke.ink,
        }));
        sheet.pictures.extend(
            stripe
                .pictures
                .iter()
                .cloned()
                .map(|hung| Hung { y: hung.y + *y, ..hung }),
        );
    }
    *y += stripe.height;
}
