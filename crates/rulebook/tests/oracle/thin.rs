//! A record without the lines that the sieve of a book drops.

use domain::{ItemCode, ItemKind, Record, Stage};
use rulebook::{Glance, Review, ReviewOptions, Rulebook, Sieve, SiftRoom};
use std::sync::Arc;

/// Sifts a record and judges what stays: how many lines that are, and the review as if it were one of
/// the whole record.
pub fn thin(book: &Arc<Rulebook>, whole: &Record, options: &ReviewOptions) -> (usize, Review) {
    let mut items: Vec<(&ItemCode, &str, ItemKind)> = Vec::new();
    let mut glances = Vec::new();
    for line in &whole.lines {
        let item = (&line.item, line.name.as_str(), line.kind);
        let number = items.iter().position(|known| *known == item).unwrap_or_else(|| {
            items.push(item);
            items.len() - 1
        });
        glances.push(Glance::of(line, number as u32));
    }
    let sieve = Sieve::new(book, options.samples_speak, items);
    let mut kept = vec![false; glances.len()];
    let sifted = sieve.sift(whole, &glances, &mut kept, &mut SiftRoom::default());
    let places: Vec<usize> = (0..kept.len()).filter(|&at| kept[at]).collect();
    let mut record = whole.clone();
    let mut kept = kept.into_iter();
    record.lines.retain(|_| kept.next().unwrap_or(true));
    let items: Vec<u32> = places.iter().map(|&at| glances[at].item).collect();
    let mut review = sieve.review(&record, &items, sifted, Stage::Audit, options);
    for finding in &mut review.findings {
        for line in &mut finding.lines {
            line.index = places[line.index as usize] as u32;
        }
    }
    for missing in &mut review.not_evaluable {
        missing.line = missing.line.map(|line| places[line as usize] as u32);
    }
    (places.len(), review)
}
