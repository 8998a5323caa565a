//! What is planted in whole institutions shows by the formula of the indicator's document, and
//! shows nowhere else.

mod book;

use domain::{Money, Quantity};
use simulate::{County, Format, Habit, Rank, write};
use std::collections::BTreeMap;
use std::fs;

/// 规则 43、48: sold − (opening + bought − closing), over what was at hand.
#[test]
fn only_the_planted_ledgers_are_short() {
    let county = County::plan(21, 150_000, &book::library()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    write(&county, folder.path(), Format::Csv, 2, &|_| true).unwrap();
    // institution, item → sold, bought, counted on the shelf (opening less closing)
    let mut ledgers: BTreeMap<(String, String), [i64; 3]> = BTreeMap::new();
    for part in fs::read_dir(folder.path().join("stock_moves")).unwrap() {
        let text = fs::read_to_string(part.unwrap().path()).unwrap();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let count = cells[5].parse::<Quantity>().unwrap().scaled();
            let ledger = ledgers.entry((cells[0].to_owned(), cells[1].to_owned())).or_default();
            match cells[3] {
                "3505" => ledger[0] += count,
                "3506" => ledger[0] -= count,
                "3503" => ledger[1] += count,
                "3501" if cells[7].ends_with("00:00:00") => ledger[2] += count,
                "3501" => ledger[2] -= count,
                other => panic!("no such move: {other}"),
            }
        }
    }
    let truth = fs::read_to_string(folder.path().join("stock_truth.csv")).unwrap();
    let mut expected: Vec<(String, String)> = Vec::new();
    for line in truth.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let ledger = ledgers[&(cells[1].to_owned(), cells[2].to_owned())];
        let sums = [cells[3], cells[4]].map(|cell| cell.parse::<Quantity>().unwrap().scaled());
        assert_eq!(sums, ledger[..2], "{line}");
        if cells[6] == "1" {
            expected.push((cells[1].to_owned(), cells[2].to_owned()));
        }
    }
    let attention = |ledger: &[i64; 3]| {
        let at_hand = ledger[1] + ledger[2];
        let missing = ledger[0] - at_hand;
        missing > 10_000 && missing * 50 > at_hand
    };
    let mut found: Vec<(String, String)> = ledgers
        .iter()
        .filter(|(_, ledger)| attention(ledger))
        .map(|(name, _)| name.clone())
        .collect();
    expected.sort();
    found.sort();
    assert!(expected.len() >= 2, "{truth}");
    assert_eq!(found, expected);
}

/// 规则 56–59: the share of some items in all charges of an institution, against the upper quartile
/// of its peers and one and a half times the distance of the quartiles.
#[test]
fn institutions_with_a_habit_stand_out_among_their_peers() {
    let county = County::plan(22, 400_000, &book::library()).unwrap();
    let mut charges: BTreeMap<&str, [Money; 5]> = BTreeMap::new();
    for number in 0..county.chunk_count() {
        let chunk = county.chunk(number);
        for line in &chunk.lines {
            let house = county.institution(&chunk.visits[line.visit as usize]);
            if house.rank == Rank::One {
                let item = county.item(line);
                let sums = charges
                    .entry(
                        county.institutions()[usize::from(chunk.visits[line.visit as usize].institution)]
                            .code
                            .as_str(),
                    )
                    .or_default();
                sums[4] += line.amount;
                match (item.list_type, item.code.get(..4)) {
                    ("101" | "103", _) => sums[0] += line.amount,
                    ("201", Some(chapter)) if chapter.starts_with("002") => sums[1] += line.amount,
                    ("301", _) => sums[2] += line.amount,
                    ("201", Some("0012" | "0031" | "0034")) => sums[3] += line.amount,
                    _ => {}
                }
            }
        }
    }
    for (place, habit) in [Habit::Drugs, Habit::Tests, Habit::Materials, Habit::Treatments]
        .into_iter()
        .enumerate()
    {
        let share = |sums: &[Money; 5]| sums[place].scaled() as f64 / sums[4].scaled() as f64;
        let (_, planted) = county.outliers().find(|(own, _)| *own == habit).unwrap();
        let mut shares: Vec<f64> = charges.values().map(share).collect();
        shares.sort_by(f64::total_cmp);
        let quartile = |quarter: usize| shares[shares.len() * quarter / 4];
        let limit = quartile(3) + 1.5 * (quartile(3) - quartile(1));
        let own = share(&charges[planted.code.as_str()]);
        println!("{habit:?}: {own:.3} against a limit of {limit:.3}; {shares:.3?}");
        assert!(own > limit, "{habit:?}: {own:.3} is no more than {limit:.3}");
        let above = shares.iter().filter(|share| **share > limit).count();
        assert_eq!(above, 1, "{habit:?} shows where it was not planted");
    }
}
