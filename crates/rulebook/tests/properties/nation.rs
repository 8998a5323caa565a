//! The shipped national book, and records drawn from the codes that its tables name.

use crate::shipped;
use crate::sketch::sketch;
use crate::world::{self, Dice, Shape, Stock};
use domain::{ItemCode, ItemKind, Record, Stage};
use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rulebook::{Library, Review, ReviewOptions, Rulebook, SourceFile, review};
use std::sync::{Arc, OnceLock};

/// What one knowledge row can be touched by.
#[derive(Default, Clone)]
struct Point {
    items: Vec<(String, String, ItemKind)>,
    diagnoses: Vec<(String, String)>,
    operations: Vec<String>,
}

/// The shipped sources, read once.
pub fn sources() -> &'static [SourceFile] {
    static SOURCES: OnceLock<Vec<SourceFile>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        shipped::sources()
            .into_iter()
            .filter(|source| source.path.starts_with("national/"))
            .collect()
    })
}

/// The shipped national book, compiled once.
pub fn book() -> &'static Arc<Rulebook> {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::compile(sources()).0).national()
}

fn points() -> &'static [Point] {
    static POINTS: OnceLock<Vec<Point>> = OnceLock::new();
    POINTS.get_or_init(|| {
        let tables = sources().iter().filter(|source| source.path.ends_with(".csv"));
        let points: Vec<Point> = tables.flat_map(read_points).collect();
        assert!(points.len() > 3_000, "only {} knowledge rows", points.len());
        points
    })
}

fn read_points(source: &SourceFile) -> Vec<Point> {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(source.text.trim_start_matches('\u{feff}').as_bytes());
    let headers: Vec<String> = reader
        .headers()
        .map(|row| row.iter().map(str::to_owned).collect())
        .unwrap_or_default();
    let mut points = Vec::new();
    for record in reader.records().flatten() {
        let mut point = Point::default();
        let label = record.get(1).unwrap_or_default();
        for (column, cell) in headers.iter().zip(record.iter()) {
            let column = match column.as_str() {
                "编码" if name.contains("dx-") || name.contains("light-disease") => "诊断",
                "编码" if name.starts_with("op-") || name.contains("perioperative") => "手术",
                other => other,
            };
            for part in cell.split('|').map(str::trim).filter(|part| !part.is_empty()) {
                match column {
                    "编码" | "从项编码" | "组成" | "需有" | "一线编码" | "主项" | "之后不应有" | "允许药品" => {
                        point.items.push(item(part, label))
                    }
                    "诊断" => point
                        .diagnoses
                        .push((part.split('-').next().unwrap_or(part).to_owned(), label.to_owned())),
                    "手术" => point.operations.push(part.split('-').next().unwrap_or(part).to_owned()),
                    _ => {}
                }
            }
        }
        points.push(point);
    }
    points
}

fn item(key: &str, label: &str) -> (String, String, ItemKind) {
    match (key.strip_prefix("名:"), key.strip_suffix('*')) {
        (Some(name), _) => ("T000000000".to_owned(), name.to_owned(), ItemKind::Herb),
        (_, Some(prefix)) => {
            let code = format!("{prefix:0<23}");
            let kind = ItemKind::from_code(&ItemCode::new(&code)).unwrap_or(ItemKind::Service);
            (code, label.to_owned(), kind)
        }
        _ => (
            key.to_owned(),
            label.to_owned(),
            ItemKind::from_code(&ItemCode::new(key)).unwrap_or(ItemKind::Service),
        ),
    }
}

/// A record about a handful of knowledge rows, so that their items meet; `keep` drops lines.
pub fn themed(seed: u64, keep: &[bool]) -> Record {
    let mut dice = Dice::new(seed);
    let mut stock = Stock::small();
    stock.items = vec![("X999".to_owned(), "库外项目".to_owned(), ItemKind::Other)];
    stock.anchors = vec![
        "2025-12-12",
        "2026-02-12",
        "2026-03-20",
        "2026-04-01",
        "2026-05-11",
        "2026-07-01",
        "2026-12-31",
    ];
    let points = points();
    for _ in 0..3 {
        let at = dice.below(points.len());
        for point in points.iter().skip(at).take(2) {
            stock.items.extend(point.items.iter().take(6).cloned());
            stock.diagnoses.extend(point.diagnoses.iter().take(3).cloned());
            stock.operations.extend(point.operations.iter().take(2).cloned());
        }
    }
    let shape = Shape {
        encounters: 4,
        lines: 14,
        spread: 6,
        ..Shape::default()
    };
    let mut record = world::record(&mut dice, shape, &stock);
    let mut kept = keep.iter().copied().chain(std::iter::repeat(true));
    record.lines.retain(|_| kept.next().unwrap_or(true));
    record
}

/// Everything that the national book says, samples speaking.
pub fn everything(record: &Record) -> Review {
    review(book(), record, Stage::Audit, &options())
}

pub fn options() -> ReviewOptions {
    ReviewOptions {
        samples_speak: true,
        findings_max: usize::MAX,
        explain: false,
        only: Vec::new(),
        payment_stops: None,
    }
}

/// Checks a property on `count` records, always the same ones; shrinks by dropping lines.
pub fn always(count: u32, property: impl Fn(u64, Record) -> Result<(), TestCaseError>) {
    let config = Config {
        cases: count,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let records = (any::<u64>().no_shrink(), vec(weighted(0.93), 14));
    let outcome = runner.run(&records, |(seed, keep)| {
        let record = themed(seed, &keep);
        let words = sketch(&record);
        property(seed, record).map_err(|error| match error {
            TestCaseError::Fail(why) => TestCaseError::fail(format!("{why}\n{words}")),
            reject => reject,
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
