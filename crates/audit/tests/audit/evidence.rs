//! A finding carries its lines as they were charged: what it shows is what the delivered files say.

use crate::setting::{Written, audit, library};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Decimal128Type, TimestampMillisecondType};
use audit::run::{AuditError, FinishedRun, RunOptions, Since, read_findings, run};
use domain::{Moment, Money, Quantity, UnitPrice};
use std::collections::HashMap;
use std::path::Path;

/// A fee line of the delivered files: item, time, quantity, price, amount, and how it is paid.
type Charged = (String, i64, i128, i128, i128, &'static str);

/// The fee lines by serial.
fn delivered(county: &Path) -> HashMap<String, Charged> {
    let mut lines = HashMap::new();
    for entry in std::fs::read_dir(county.join("fee_lines")).unwrap() {
        let mut reader = csv::Reader::from_path(entry.unwrap().path()).unwrap();
        let header = reader.headers().unwrap().clone();
        for row in reader.records() {
            let row = row.unwrap();
            let cell = |name: &str| &row[header.iter().position(|column| column == name).unwrap()];
            let amount: Money = cell("det_item_fee_sumamt").parse().unwrap();
            let own: Money = match cell("fulamt_ownpay_amt") {
                "" => Money::ZERO,
                own => own.parse().unwrap(),
            };
            let class = match (own.is_zero(), own == amount) {
                (true, _) => "纳入医保",
                (_, true) => "全自费",
                _ => "部分自费",
            };
            let charged = (
                // What clients write where they have no code.
                cell("med_list_codg").trim_start_matches('-').to_owned(),
                Moment::parse(cell("fee_ocur_time")).unwrap().epoch_seconds(),
                i128::from(cell("cnt").parse::<Quantity>().unwrap().scaled()),
                i128::from(cell("pric").parse::<UnitPrice>().unwrap().scaled()),
                i128::from(amount.scaled()),
                class,
            );
            lines.insert(cell("feedetl_sn").to_owned(), charged);
        }
    }
    lines
}

fn texts(list: &ArrayRef) -> Vec<String> {
    let texts = list.as_string::<i32>();
    texts.iter().map(|text| text.unwrap().to_owned()).collect()
}

fn decimals(list: &ArrayRef) -> Vec<i128> {
    list.as_primitive::<Decimal128Type>().values().to_vec()
}

#[test]
fn every_line_is_what_was_delivered_and_what_counted_adds_up() {
    let written = Written::of(31, 20_000, simulate::Format::Csv);
    let lines = delivered(&written.path("county"));
    let out = written.path("audit");
    audit(&written.lake("lake", 4).snapshot(), &RunOptions::default(), &out);
    let (mut shown, mut involved_lines, mut compared) = (0, 0, 0);
    read_findings(&out, |batch| {
        for row in 0..batch.num_rows() {
            let list = |name: &str| batch.column_by_name(name).unwrap().as_list::<i32>().value(row);
            let (violating, involved) = (texts(&list("feedetl_sn")), texts(&list("involved_feedetl_sn")));
            let counted = decimals(&list("line_amounts"));
            assert_eq!(counted.len(), violating.len());
            let amount = batch.column_by_name("amount").unwrap();
            if !violating.is_empty() {
                let whole = amount.as_primitive::<Decimal128Type>().value(row);
                assert_eq!(counted.iter().sum::<i128>(), whole, "{violating:?}");
            }
            involved_lines += involved.len();
            let ids: Vec<String> = violating.into_iter().chain(involved).collect();
            let times = list("evidence_times");
            let times = times.as_primitive::<TimestampMillisecondType>();
            let (codes, classes) = (texts(&list("evidence_codes")), texts(&list("evidence_classes")));
            let quantities = decimals(&list("evidence_quantities"));
            let prices = decimals(&list("evidence_prices"));
            let amounts = decimals(&list("evidence_amounts"));
            let lengths = [times.len(), codes.len(), classes.len(), quantities.len(), prices.len()];
            assert!(lengths.iter().all(|length| *length == ids.len()), "{lengths:?} {ids:?}");
            assert!(texts(&list("evidence_names")).iter().all(|name| !name.is_empty()));
            for (at, id) in ids.iter().enumerate() {
                let (code, time, quantity, price, amount, class) = &lines[id];
                assert_eq!((&codes[at], classes[at].as_str()), (code, *class), "{id}");
                assert_eq!(times.value(at), time * 1_000, "{id}");
                assert_eq!(
                    (quantities[at], prices[at], amounts[at]),
                    (*quantity, *price, *amount),
                    "{id}"
                );
                shown += 1;
            }
            let facts = texts(&list("compared_facts"));
            assert_eq!(facts.len(), list("compared_required").len());
            assert_eq!(facts.len(), list("compared_found").len());
            compared += facts.len();
        }
    })
    .unwrap();
    assert!(
        shown > 200 && involved_lines > 20 && compared > 100,
        "{shown} {involved_lines} {compared}"
    );
}

#[test]
fn findings_of_another_form_are_not_gone_on_from() {
    let written = Written::new(32, 3_000);
    let lake = written.lake("lake", 2);
    let before = written.path("before");
    audit(&lake.snapshot(), &RunOptions::default(), &before);
    let whole = FinishedRun::open(&before).unwrap();
    let name = whole.name().unwrap();
    assert!(name.starts_with("audit/") && name.len() == 18, "{name}");
    let rows: usize = whole.batches().map(|batch| batch.unwrap().num_rows()).sum();
    assert_eq!(rows as u64, whole.findings());
    assert!(rows > 5);

    // As a program wrote it that said nothing of the form of its findings.
    let place = before.join("run.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(&place).unwrap()).unwrap();
    assert!(manifest.as_object_mut().unwrap().remove("format").is_some());
    std::fs::write(&place, manifest.to_string()).unwrap();
    let refused = FinishedRun::open(&before).unwrap_err();
    assert!(matches!(refused, AuditError::OtherFormat(_)), "{refused}");
    let options = RunOptions {
        since: Some(before.clone()),
        ..RunOptions::default()
    };
    let after = audit(&lake.snapshot(), &options, &written.path("after"));
    assert_eq!(after.since, Some(Since::Whole("审核结果的格式")));
    assert_eq!(
        FinishedRun::open(&written.path("after")).unwrap().name().unwrap(),
        name,
        "the same run elsewhere"
    );
    let resumed = run(
        &lake.snapshot(),
        library(),
        &RunOptions::default(),
        &before,
        true,
        &mut |_| true,
    );
    assert!(
        matches!(
            resumed,
            Err(AuditError::OtherRun {
                what: "审核结果的格式",
                ..
            })
        ),
        "{resumed:?}"
    );
}

#[test]
fn a_run_that_is_not_whole_is_no_finished_run() {
    let written = Written::new(33, 3_000);
    let lake = written.lake("lake", 2);
    let out = written.path("audit");
    let nowhere = FinishedRun::open(&out).unwrap_err();
    assert!(matches!(nowhere, AuditError::NoRun(_)), "{nowhere}");
    audit(&lake.snapshot(), &RunOptions::default(), &out);
    let file = out.join("findings/bucket-001.parquet");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let damaged = FinishedRun::open(&out).unwrap_err();
    assert!(matches!(damaged, AuditError::Unfinished(_)), "{damaged}");
    assert!(damaged.to_string().contains("--resume"), "{damaged}");
}

#[test]
fn a_count_of_visits_names_each_of_them() {
    let written = Written::of(33, 20_000, simulate::Format::Csv);
    let out = written.path("audit");
    audit(&written.lake("lake", 4).snapshot(), &RunOptions::default(), &out);
    let (mut counts, mut gaps) = (0, 0);
    read_findings(&out, |batch| {
        for row in 0..batch.num_rows() {
            let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().value(row);
            let list = |name: &str| texts(&batch.column_by_name(name).unwrap().as_list::<i32>().value(row));
            let (rule, found) = (text("rule_code"), list("compared_found"));
            match rule {
                "GZ10000204002000" | "GZ10000204003000" | "GZ10000204004000" => {
                    counts += 1;
                    let (count, visits) = found[0].split_once("次：").unwrap();
                    let count: usize = count.parse().unwrap();
                    let visits: Vec<&str> = visits.split('；').collect();
                    assert_eq!(visits.len(), count.min(41), "{found:?}");
                    // The latest first, which is the one that is one too many.
                    assert!(visits[0].contains(text("mdtrt_id")), "{found:?}");
                    let named = |visit: &&str| visit.contains(" M") && visit.contains(" 机构");
                    assert!(visits.iter().take(40).all(named), "{found:?}");
                }
                "GZ10000204001000" => {
                    gaps += 1;
                    assert!(
                        found[0].contains("，就诊M") && found[0].contains("，机构H"),
                        "{found:?}"
                    );
                }
                _ => {}
            }
            assert!(
                !list("supporting_rules").iter().any(|other| other == rule),
                "{rule} behind itself"
            );
            assert!(!list("compared_facts").iter().any(|fact| fact == "无"), "{rule}");
        }
    })
    .unwrap();
    assert!(counts > 0 && gaps > 0, "{counts} counts, {gaps} gaps");
}
