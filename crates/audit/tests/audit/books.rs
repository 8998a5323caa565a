//! Random books: rules left out, their numbers and dates altered, knowledge rows dropped. Whatever the
//! book, however the lake is cut and however it is read, the audit says what the evaluator says of every
//! whole record.

use crate::setting::{Found, Written, findings, sources};
use audit::run::{RunOptions, each_record, run};
use audit::{ImportOptions, Lake};
use domain::Stage;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rulebook::{Library, ReviewOptions, SourceFile, review};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How a run is made.
#[derive(Debug, Clone)]
struct Way {
    book: u64,
    buckets: u32,
    threads: usize,
    batch_rows: usize,
    /// temporary bytes that import brings into memory at once
    pass_bytes: usize,
    compacted: bool,
}

fn ways() -> impl Strategy<Value = Way> {
    let sizes = (1_u32..12, 1_usize..4, prop_oneof![1_usize..9, 50_usize..5_000]);
    let import = (prop_oneof![Just(40_usize << 20), 4_000_usize..400_000], any::<bool>());
    (any::<u64>(), sizes, import).prop_map(|(book, (buckets, threads, batch_rows), (pass_bytes, compacted))| Way {
        book,
        buckets,
        threads,
        batch_rows,
        pass_bytes,
        compacted,
    })
}

/// `SplitMix64`: enough for a test, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// A book that nobody wrote.
fn random_book(seed: u64) -> Library {
    let mut dice = Dice(seed);
    let mut altered = Vec::new();
    for source in sources() {
        let is_table = source.path.ends_with(".csv");
        if !is_table && dice.below(3) == 0 {
            continue;
        }
        let lines = source.text.lines().enumerate().filter_map(|(number, line)| {
            if is_table {
                return (number == 0 || dice.below(5) > 0).then(|| line.to_owned());
            }
            let numbers = line.starts_with("参数:") && dice.below(2) == 0;
            let dates = line.starts_with("状态:");
            Some(match (numbers, dates) {
                (true, _) => other_numbers(line, &mut dice),
                (_, true) => other_dates(&mut dice),
                _ => line.to_owned(),
            })
        });
        altered.push(SourceFile {
            text: lines.collect::<Vec<_>>().join("\n"),
            path: source.path,
        });
    }
    // A rule whose numbers make no sense is left out by the compiler, as a bureau's would be.
    Library::compile(&altered).0
}

/// The numbers of a line, some of them larger or smaller.
fn other_numbers(line: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    for character in line.chars().chain(std::iter::once(' ')) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        if let Ok(number) = digits.parse::<u64>() {
            let other = match dice.below(4) {
                0 => number / 2,
                1 => number + 1,
                2 => number.saturating_mul(2),
                _ => number,
            };
            out.push_str(&other.to_string());
        }
        digits.clear();
        out.push(character);
    }
    out.trim_end().to_owned()
}

/// On trial and in force from days around which the county's services lie.
fn other_dates(dice: &mut Dice) -> String {
    let month = 1 + dice.below(10);
    let (trial, force) = (1 + dice.below(28), 1 + dice.below(28));
    format!(
        "状态: {{试行: 2026-{month:02}-{trial:02}, 正式: 2026-{:02}-{force:02}}}",
        month + 2
    )
}

type Missing = BTreeMap<(String, String), u64>;

fn judged_whole(lake: &Lake, library: &Arc<Library>) -> (Vec<Found>, Missing) {
    let (mut found, mut missing) = (Vec::new(), Missing::new());
    let options = ReviewOptions {
        findings_max: usize::MAX,
        ..ReviewOptions::default()
    };
    each_record(&lake.snapshot(), library, &mut |record| {
        let review = review(library.national(), record, Stage::Audit, &options);
        found.extend(review.findings.iter().map(Found::of));
        for fact in review.not_evaluable {
            *missing
                .entry((fact.rule.as_str().to_owned(), fact.missing))
                .or_default() += 1;
        }
        true
    })
    .unwrap();
    found.sort();
    (found, missing)
}

#[test]
fn any_book_says_the_same_however_it_is_asked() {
    let written = Written::new(31, 6_000);
    let config = Config {
        cases: 10,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let seen = RefCell::new(BTreeMap::<(String, String), u64>::new());
    let number = Cell::new(0);
    runner
        .run(&ways(), |way| {
            number.set(number.get() + 1);
            let number = number.get();
            let library = Arc::new(random_book(way.book));
            let place = written.path(&format!("lake{number}")).display().to_string();
            let mut lake = Lake::create(&place, way.buckets).unwrap();
            let import = ImportOptions {
                pass_bytes: way.pass_bytes,
                ..ImportOptions::default()
            };
            lake.import(&[written.path("county")], &import, &|_| {}).unwrap();
            if way.compacted {
                lake.compact(500).unwrap();
            }
            let (expected, missing) = judged_whole(&lake, &library);
            let options = RunOptions {
                threads: way.threads,
                batch_rows: way.batch_rows,
                ..RunOptions::default()
            };
            let out = written.path(&format!("audit{number}"));
            let report = run(&lake.snapshot(), &library, &options, &out, false, &mut |_| true).unwrap();
            prop_assert_eq!(&report.statement.not_evaluable, &missing);
            let found = findings(&out);
            prop_assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert_eq!(found, expected);
                let kind = (found.rule.clone(), found.state.clone());
                *seen.borrow_mut().entry(kind).or_default() += 1;
            }
            Ok(())
        })
        .unwrap();
    let seen = seen.into_inner();
    let rules: BTreeSet<&String> = seen.keys().map(|(rule, _)| rule).collect();
    let states: BTreeSet<&String> = seen.keys().map(|(_, state)| state).collect();
    assert!(rules.len() > 20 && states.len() == 2, "{seen:?}");
}
