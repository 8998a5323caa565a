//! The audit against an oracle: for each kind of rule one SQL query, written from the rule's
//! document and not from the program, over the delivered tables themselves. Both must find the
//! same lines and the same money, on counties in which many rows were altered at random.

#[path = "oracle/county.rs"]
mod county;
#[path = "oracle/disturb.rs"]
mod disturb;
#[path = "oracle/queries.rs"]
mod queries;
#[path = "audit/setting.rs"]
#[allow(dead_code, reason = "the other tests of the audit use all of it")]
mod setting;

use audit::run::RunOptions;
use county::Delivered;
use domain::Day;
use queries::{Claim, Oracle};
use std::collections::BTreeMap;

/// Seeds of the counties, and lines of each.
const COUNTIES: [u64; 3] = [5, 6, 7];
const LINES: u64 = 20_000;

/// Of a thousand rows so many are altered before they are delivered.
const DISTURBED: u32 = 30;

/// The smallest number of kinds that must agree, each with at least one finding.
const KINDS: usize = 20;

#[derive(Default)]
struct Tally {
    sql: usize,
    audit: usize,
    agree: usize,
}

#[test]
fn the_audit_and_sql_from_the_documents_find_the_same() {
    let oracles = queries::oracles();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut disagreements = Vec::new();
    for seed in COUNTIES {
        let delivered = Delivered::new(seed, LINES, DISTURBED);
        let lake = delivered.lake();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let claims = runtime.block_on(queries::ask(&delivered.folder(), &oracles));
        for (oracle, expected) in oracles.iter().zip(claims) {
            let found = audited(&delivered, &lake, oracle);
            let tally = tallies.entry(&oracle.name).or_default();
            tally.sql += expected.len();
            tally.audit += found.len();
            tally.agree += expected
                .iter()
                .filter(|(claim, fen)| found.get(*claim) == Some(*fen))
                .count();
            for (claim, fen) in &expected {
                match found.get(claim) {
                    None => disagreements.push(format!("{}: missing {claim:?} {fen:?}", oracle.name)),
                    Some(own) if own != fen => {
                        disagreements.push(format!("{}: {claim:?} is {own:?}, by SQL {fen:?}", oracle.name));
                    }
                    Some(_) => {}
                }
            }
            let extra = found.iter().filter(|(claim, _)| !expected.contains_key(*claim));
            disagreements.extend(extra.map(|(claim, fen)| format!("{}: extra {claim:?} {fen:?}", oracle.name)));
        }
    }
    println!("{:45} {:>6} {:>6} {:>6}", "rule", "SQL", "audit", "agree");
    for (name, tally) in &tallies {
        println!("{name:45} {:6} {:6} {:6}", tally.sql, tally.audit, tally.agree);
    }
    assert!(
        disagreements.is_empty(),
        "{} disagreements:\n{}",
        disagreements.len(),
        disagreements.join("\n")
    );
    let spoken = tallies.values().filter(|tally| tally.agree > 0).count();
    assert!(spoken >= KINDS, "only {spoken} kinds were put to the test");
}

/// What the audit finds by the rule of an oracle alone, so that no other rule's finding on the
/// same line hides it.
fn audited(delivered: &Delivered, lake: &audit::Lake, oracle: &Oracle) -> BTreeMap<Claim, Vec<i128>> {
    let out = delivered.path(&format!("audit-{}", oracle.name));
    let options = RunOptions {
        rules: vec![oracle.rule.as_str().into()],
        // The county has no past, and that is known.
        known_since: Some(Day::parse("2020-01-01").unwrap()),
        threads: 2,
        ..RunOptions::default()
    };
    setting::audit(&lake.snapshot(), &options, &out);
    let mut found: BTreeMap<Claim, Vec<i128>> = BTreeMap::new();
    for finding in setting::findings(&out) {
        let claim = (finding.person, finding.encounter, finding.lines.join("|"));
        found.entry(claim).or_default().push(finding.fen);
    }
    found
}
