//! A person's timeline, and the visits of institutions, are what the delivered files say, in the period and
//! nowhere else.

use crate::setting::{Written, rows};
use audit::person::timeline;
use audit::{ImportOptions, visits_by_institution};
use domain::{CareSetting, Day, InstitutionCode, Moment, Money, PersonId};
use std::collections::{BTreeMap, BTreeSet};

fn day(text: &str) -> Day {
    Moment::parse(text).map_or_else(|_| Day::parse(text).unwrap(), Moment::day)
}

#[test]
fn a_timeline_is_the_persons_rows_of_the_period() {
    let written = Written::of(41, 12_000, simulate::Format::Csv);
    let county = written.path("county");
    let (lines, visits) = (rows(&county, "fee_lines"), rows(&county, "encounters"));
    // Delivered once and then again: later parts replace what was there.
    let mut lake = written.lake("lake", 4);
    lake.import(std::slice::from_ref(&county), &ImportOptions::default(), &|_| {})
        .unwrap();
    let snapshot = lake.snapshot();
    let dictionaries = snapshot.dictionaries().unwrap();
    let mut days: Vec<Day> = lines.iter().map(|row| day(&row["fee_ocur_time"])).collect();
    days.sort_unstable();
    let (from, to) = (days[days.len() / 4], days[days.len() / 4 * 3]);
    let all = |row: &BTreeMap<String, String>, time: &str| (from..=to).contains(&day(&row[time]));
    let inside = lines.iter().filter(|row| all(row, "fee_ocur_time")).count();
    assert!(
        inside > 1_000 && inside < lines.len() - 1_000,
        "{inside} of {}",
        lines.len()
    );

    let persons: BTreeSet<&String> = lines.iter().map(|row| &row["psn_no"]).collect();
    let (mut seen, mut stays) = (0, 0);
    for person in persons {
        let found = timeline(&snapshot, &dictionaries, &PersonId::new(person), from, to).unwrap();
        let own = lines.iter().filter(|row| row["psn_no"] == *person);
        let expected: BTreeSet<_> = own
            .filter(|row| all(row, "fee_ocur_time"))
            .map(|row| {
                let amount: Money = row["det_item_fee_sumamt"].parse().unwrap();
                let at = Moment::parse(&row["fee_ocur_time"]).unwrap();
                (
                    row["feedetl_sn"].clone(),
                    row["mdtrt_id"].clone(),
                    row["fixmedins_code"].clone(),
                    at,
                    row["med_list_codg"].trim_start_matches('-').to_owned(),
                    amount,
                )
            })
            .collect();
        let got: BTreeSet<_> = found
            .lines
            .iter()
            .map(|line| {
                let (id, encounter) = (line.id.to_string(), line.encounter.to_string());
                (
                    id,
                    encounter,
                    line.institution.to_string(),
                    line.at,
                    line.item.to_string(),
                    line.amount,
                )
            })
            .collect();
        assert_eq!(got, expected, "{person}");
        assert_eq!(found.lines.len(), expected.len(), "no line twice");
        assert!(found.lines.is_sorted_by_key(|line| line.at));
        let own = visits.iter().filter(|row| row["psn_no"] == *person);
        let expected: BTreeSet<_> = own
            .filter(|row| {
                let begin = day(&row["begntime"]);
                let end = Some(row["endtime"].as_str())
                    .filter(|end| !end.is_empty())
                    .map_or(begin, day);
                let charged = expected.iter().any(|(_, visit, ..)| *visit == row["mdtrt_id"]);
                (begin <= to && end >= from) || charged
            })
            .map(|row| (row["mdtrt_id"].clone(), row["fixmedins_code"].clone()))
            .collect();
        let got: BTreeSet<_> = found
            .visits
            .iter()
            .map(|visit| (visit.id.to_string(), visit.institution.to_string()))
            .collect();
        assert_eq!(got, expected, "{person}");
        assert!(found.visits.iter().all(|visit| !visit.institution_name.is_empty()));
        let stay = |setting: &CareSetting| setting.is_stay();
        stays += found
            .visits
            .iter()
            .filter(|visit| visit.setting.known().is_some_and(stay))
            .count();
        seen += found.lines.len();
    }
    assert_eq!(seen, inside);
    assert!(stays > 5, "{stays}");
    let nobody = timeline(&snapshot, &dictionaries, &PersonId::new("谁"), from, to).unwrap();
    assert!(nobody.lines.is_empty() && nobody.visits.is_empty());
}

#[test]
fn visits_are_counted_once_where_and_when_they_began() {
    let written = Written::of(43, 6_000, simulate::Format::Csv);
    let county = written.path("county");
    let visits = rows(&county, "encounters");
    // Delivered once and then again: what came twice counts once.
    let mut lake = written.lake("lake", 4);
    lake.import(std::slice::from_ref(&county), &ImportOptions::default(), &|_| {})
        .unwrap();
    let mut days: Vec<Day> = visits.iter().map(|row| day(&row["begntime"])).collect();
    days.sort_unstable();
    let (from, to) = (days[days.len() / 4], days[days.len() / 4 * 3]);
    let mut expected: BTreeMap<InstitutionCode, u64> = BTreeMap::new();
    for row in visits.iter().filter(|row| (from..=to).contains(&day(&row["begntime"]))) {
        *expected
            .entry(InstitutionCode::new(&row["fixmedins_code"]))
            .or_default() += 1;
    }
    assert!(expected.len() > 3 && expected.values().sum::<u64>() > 100);
    assert_eq!(visits_by_institution(&lake.snapshot(), from, to).unwrap(), expected);
}
