//! The order of rows, files, threads and months does not matter.

use crate::county::{County, INSTITUTIONS, content};
use audit::{ImportOptions, Lake};
use proptest::prelude::*;

/// Claims made of numbers: persons with visits with lines.
#[derive(Debug, Clone)]
struct Claims {
    persons: Vec<String>,
    visits: Vec<String>,
    lines: Vec<String>,
}

fn claims() -> impl Strategy<Value = Claims> {
    proptest::collection::vec((0..6_u32, 0..3_u32, 0..28_u32, proptest::collection::vec((0..24_u32, 0..5_u32, -2..4_i32), 0..5)), 1..12)
        .prop_map(|visits| {
            let mut claims = Claims {
                persons: (0..6).map(|person| format!("P{person},{},1960-05-06,390", person % 2 + 1)).collect(),
                visits: Vec::new(),
                lines: Vec::new(),
            };
            for (number, (person, place, day, lines)) in visits.into_iter().enumerate() {
                let day = format!("2025-02-{:02}", day + 1);
                claims.visits.push(format!("M{number},P{person},H{place},11,{day} 00:00:00"));
                for (serial, (hour, item, quantity)) in lines.into_iter().enumerate() {
                    claims.lines.push(format!(
                        "F{serial},M{number},P{person},H{place},{day} {hour:02}:00:00,00250301001000{item},项目{item},{quantity},5,{}",
                        quantity * 5
                    ));
                }
            }
            claims
        })
}

const HEADERS: [(&str, &str); 3] = [
    ("persons", "psn_no,gend,brdy,insutype"),
    ("encounters", "mdtrt_id,psn_no,fixmedins_code,med_type,begntime"),
    (
        "fee_lines",
        "feedetl_sn,mdtrt_id,psn_no,fixmedins_code,fee_ocur_time,med_list_codg,medins_list_name,cnt,pric,det_item_fee_sumamt",
    ),
];

/// Writes rows over some files of a folder.
fn deliver(county: &County, folder: &str, tables: [&[String]; 3], files: usize) {
    for ((table, header), rows) in HEADERS.iter().zip(tables) {
        for number in 0..files {
            let rows = rows.iter().skip(number).step_by(files);
            let text: String = std::iter::once(*header)
                .chain(rows.map(String::as_str))
                .map(|row| format!("{row}\n"))
                .collect();
            county.file(&format!("{folder}/{table}/{number}.csv"), text.as_bytes());
        }
    }
}

fn filled(county: &County, folders: &[&str], options: &ImportOptions) -> Lake {
    let mut lake = county.lake();
    for folder in folders {
        lake.import(&[county.path(folder)], options, &|_| {}).unwrap();
    }
    lake
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn the_same_rows_make_the_same_lake(
        (claims, shuffled) in claims().prop_flat_map(|claims| {
            let shuffled = (Just(claims.persons.clone()).prop_shuffle(), Just(claims.visits.clone()).prop_shuffle(),
                Just(claims.lines.clone()).prop_shuffle());
            (Just(claims), shuffled)
        }),
        files in 1..4_usize,
        threads in 1..4_usize,
        cut in 0..20_usize,
        block_bytes in 1..300_usize,
        pass_bytes in 1..2000_usize,
        rows_at_once in 1..20_usize,
    ) {
        let plain = County::new();
        plain.file("a/institutions.csv", INSTITUTIONS.as_bytes());
        deliver(&plain, "a", [&claims.persons, &claims.visits, &claims.lines], 1);
        let expected = content(&filled(&plain, &["a"], &ImportOptions::default()));

        let other = County::new();
        let (persons, visits, lines) = shuffled;
        other.file("a/institutions.csv", INSTITUTIONS.as_bytes());
        // Some lines come with a second delivery, whose visits came with the first.
        let cut = cut.min(lines.len());
        deliver(&other, "a", [&persons, &visits, &lines[..cut]], files);
        deliver(&other, "b", [&[], &[], &lines[cut..]], files);
        let options = ImportOptions {
            threads,
            block_bytes,
            pass_bytes,
            scratch: Some(other.scratch().to_owned()),
            ..ImportOptions::default()
        };
        let mut lake = filled(&other, &["a", "b"], &options);
        prop_assert_eq!(&content(&lake), &expected);
        lake.compact(rows_at_once).unwrap();
        prop_assert_eq!(&content(&lake), &expected);
    }
}
