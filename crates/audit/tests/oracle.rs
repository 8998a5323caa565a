//! The audit against an oracle: for each kind of rule one SQL query, written from the rule's
//! document and not from the program, over the delivered tables themselves. Both must find the
//! same lines and the same money, on counties in which many rows were altered at random.
//!
//! `ORACLE=course cargo test -p audit --test oracle` asks those whose name contains the word.

#[path = "oracle/county.rs"]
mod county;
#[path = "oracle/disturb.rs"]
mod disturb;
#[path = "oracle/queries.rs"]
mod queries;
#[path = "audit/setting.rs"]
#[allow(dead_code, reason = "the other tests of the audit use all of it")]
mod setting;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Decimal128Type;
use audit::Lake;
use audit::run::{RunOptions, read_findings, run};
use county::Delivered;
use domain::Day;
use queries::{Claims, Oracle};
use std::collections::BTreeMap;

/// Seeds of the counties, and of how many in a thousand rows each is altered before delivery: one
/// is hardly a county any more, and shows most of what nobody thought of.
const COUNTIES: [(u64, u32); 3] = [(5, 30), (6, 30), (15, 250)];

/// Lines of each county.
const LINES: u64 = 20_000;

/// So many kinds must have something to agree on.
const KINDS: usize = 40;

/// How many claims of one kind were made, and by whom.
#[derive(Default)]
struct Tally {
    sql: usize,
    audit: usize,
    agree: usize,
}

/// Tallies by oracle, and what only one side claims.
#[derive(Default)]
struct Comparison {
    tallies: BTreeMap<String, Tally>,
    disagreements: Vec<String>,
}

#[test]
fn the_audit_and_sql_from_the_documents_find_the_same() {
    let filter = std::env::var("ORACLE").unwrap_or_default();
    let mut oracles = queries::oracles();
    oracles.retain(|oracle| oracle.name.contains(&filter));
    setting::library();
    let counties: Vec<Comparison> = std::thread::scope(|scope| {
        let oracles = &oracles;
        let counties = COUNTIES.map(|(seed, altered)| scope.spawn(move || compare(seed, altered, oracles)));
        counties.map(|county| county.join().unwrap()).into()
    });
    let mut whole = Comparison::default();
    for county in counties {
        for (name, tally) in county.tallies {
            let sum = whole.tallies.entry(name).or_default();
            sum.sql += tally.sql;
            sum.audit += tally.audit;
            sum.agree += tally.agree;
        }
        whole.disagreements.extend(county.disagreements);
    }
    println!("{:45} {:>6} {:>6} {:>6}", "rule", "SQL", "audit", "agree");
    for (name, tally) in &whole.tallies {
        println!("{name:45} {:6} {:6} {:6}", tally.sql, tally.audit, tally.agree);
    }
    assert!(
        whole.disagreements.is_empty(),
        "{} disagreements:\n{}",
        whole.disagreements.len(),
        whole.disagreements.join("\n")
    );
    let spoken = whole.tallies.values().filter(|tally| tally.agree > 0).count();
    assert!(
        spoken >= KINDS || !filter.is_empty(),
        "only {spoken} kinds were put to the test"
    );
}

/// One county: every oracle against the audit by its rule.
fn compare(seed: u64, altered: u32, oracles: &[Oracle]) -> Comparison {
    let delivered = Delivered::new(seed, LINES, altered);
    let lake = delivered.lake();
    let claims = queries::ask(&delivered.folder(), oracles);
    let mut comparison = Comparison::default();
    for (oracle, expected) in oracles.iter().zip(claims) {
        let found = audited(&delivered, &lake, oracle);
        let tally = Tally {
            sql: expected.len(),
            audit: found.len(),
            agree: expected.intersection(&found).count(),
        };
        comparison.tallies.insert(oracle.name.clone(), tally);
        let only = |own: &Claims, other: &Claims, whose: &str| -> Vec<String> {
            let alone = own.difference(other);
            let told = alone.map(|claim| format!("{} in county {seed}, only {whose}: {claim:?}", oracle.name));
            told.collect()
        };
        comparison.disagreements.extend(only(&expected, &found, "SQL"));
        comparison.disagreements.extend(only(&found, &expected, "the audit"));
    }
    comparison
}

/// What the audit finds by the rule of an oracle alone, so that no other rule's finding on the
/// same line hides it.
fn audited(delivered: &Delivered, lake: &Lake, oracle: &Oracle) -> Claims {
    let out = delivered.path(&format!("audit-{}", oracle.name));
    let options = RunOptions {
        rules: vec![oracle.rule.as_str().into()],
        // The county has no past, and that is known.
        known_since: Some(Day::parse("2020-01-01").unwrap()),
        threads: 1,
        ..RunOptions::default()
    };
    run(&lake.snapshot(), setting::library(), &options, &out, false, &mut |_| {
        true
    })
    .unwrap();
    let mut found = Claims::new();
    read_findings(&out, |batch| {
        let column = |name: &str| batch.column_by_name(name).unwrap();
        let text = |name: &str, row: usize| column(name).as_string::<i32>().value(row).to_owned();
        for row in 0..batch.num_rows() {
            let (person, encounter) = (text("psn_no", row), text("mdtrt_id", row));
            let lines = column("feedetl_sn").as_list::<i32>().value(row);
            let amounts = column("line_amounts").as_list::<i32>().value(row);
            let whole = column("amount").as_primitive::<Decimal128Type>().value(row);
            if lines.is_empty() {
                found.insert(((person, encounter, String::new()), whole));
                continue;
            }
            let amounts = amounts.as_primitive::<Decimal128Type>();
            assert_eq!(amounts.values().iter().sum::<i128>(), whole, "{person} {encounter}");
            for (line, amount) in lines.as_string::<i32>().iter().zip(amounts.values()) {
                let claim = (person.clone(), encounter.clone(), line.unwrap().to_owned());
                found.insert((claim, *amount));
            }
        }
    })
    .unwrap();
    found
}
