//! The cost of recalling a long past, with the bound of a debug build on a busy machine; the figure
//! is printed with `--nocapture`.

mod support;

use domain::*;
use std::time::{Duration, Instant};
use support::*;

/// 60 visits of five lines each over two years, of 40 items.
fn long_past() -> store::Visit {
    let mut encounters = Vec::new();
    let mut lines = Vec::new();
    for number in 0..60_u32 {
        let begin = moment("2024-01-10 08:00:00").plus_seconds(i64::from(number) * 86_400 * 12);
        let mut made = encounter(&format!("MZ2024{number:08}"), "2024-01-10 08:00:00");
        made.begin = begin;
        made.end = Some(begin);
        encounters.push(made);
        for place in 0..5 {
            let item = (number * 5 + place) % 40;
            let mut made = line(&format!("RX{number:08}-{place}"), number, "2024-01-10 08:00:00");
            made.at = begin.plus_seconds(i64::from(place) * 60);
            made.item = ItemCode::new(format!("XC03CAF159A0010101{item:05}"));
            made.name = format!("盐酸示例缓释片（第{item}种规格）").into();
            made.prescription = Some(PrescriptionId::new(format!("CF{number:08}")));
            lines.push(made);
        }
    }
    visit("P", encounters, lines, true)
}

fn best(mut run: impl FnMut() -> usize) -> (usize, Duration) {
    let mut best = (0, Duration::MAX);
    for _ in 0..200 {
        let start = Instant::now();
        let lines = run();
        best = (lines, best.1.min(start.elapsed()));
    }
    best
}

#[test]
fn three_hundred_lines_are_recalled_in_time() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.import_visits([long_past()]).unwrap();
    let of_every = |nth: u32| {
        let wanted = |item: &str, _: &str, _: ItemKind| {
            let number = item.get(18..).and_then(|text| text.parse::<u32>().ok());
            number.is_some_and(|number| number.is_multiple_of(nth))
        };
        best(|| {
            let found = store.history(&PersonId::new("P"), day("2000-01-01"), &[], &mut asking(wanted));
            found.unwrap().lines.len()
        })
    };
    for (nth, expected) in [(1, 300), (10, 30), (1000, 8)] {
        let (lines, took) = of_every(nth);
        println!("{lines} of 300 lines: {took:?}");
        assert_eq!(lines, expected);
        assert!(took < Duration::from_millis(10), "{took:?}");
    }
}
