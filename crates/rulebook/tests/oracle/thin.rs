//! A record without the lines that the sieve of a book drops.

use domain::Record;
use rulebook::{Glance, Review, Rulebook, Sight};

/// What the sieve leaves of a record.
pub struct Thinned {
    pub record: Record,
    /// index in the whole record, for each line that stays
    pub places: Vec<u32>,
}

/// Sifts a record.
pub fn thin(book: &Rulebook, whole: &Record, samples: bool) -> Thinned {
    let sieve = book.sieve(samples);
    let mut sights: Vec<Sight> = Vec::new();
    let mut items: Vec<(&str, &str, domain::ItemKind)> = Vec::new();
    let mut glances = Vec::new();
    for line in &whole.lines {
        let item = (line.item.as_str(), line.name.as_str(), line.kind);
        let number = items.iter().position(|known| *known == item).unwrap_or_else(|| {
            sights.push(sieve.sight(&line.item, &line.name, line.kind));
            items.push(item);
            items.len() - 1
        });
        glances.push(Glance::of(line, number as u32));
    }
    let mut kept = vec![false; glances.len()];
    sieve.sift(whole, &sights, &glances, &mut kept);
    let places: Vec<u32> = (0..).zip(&kept).filter(|(_, kept)| **kept).map(|(at, _)| at).collect();
    let mut record = whole.clone();
    let mut kept = kept.into_iter();
    record.lines.retain(|_| kept.next().unwrap_or(true));
    Thinned { record, places }
}

impl Thinned {
    /// A review of what stays, as if it were one of the whole.
    pub fn in_the_whole(&self, mut review: Review) -> Review {
        let place = |index: u32| self.places[index as usize];
        for finding in &mut review.findings {
            finding.lines.iter_mut().for_each(|line| line.index = place(line.index));
        }
        for missing in &mut review.not_evaluable {
            missing.line = missing.line.map(place);
        }
        review
    }
}
