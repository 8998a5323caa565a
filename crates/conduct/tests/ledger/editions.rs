//! Editions of any ledger: totals always agree, and each audience sees what it may.

use crate::golden::{covers, issue, settings};
use crate::support::day;
use conduct::bulletin::{
    Amounts, Audience, Basis, Cell, Honour, LeakKind, Material, Order, Settings, Watch, excerpt, gate, generate,
    mask_name, mask_number, shown_count,
};
use conduct::commendation::{self, Consent, Redaction};
use conduct::packet::{self, Care, PatientReference, Way, counts};
use conduct::service_complaint::Tally;
use conduct::{Department, Staff, StaffCategory};
use domain::{Money, PractitionerCode};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn packet() -> impl Strategy<Value = packet::Row> {
    let way = prop_oneof![
        3 => Just(Some(Way::Deposit)),
        3 => Just(Some(Way::Returned)),
        1 => Just(Some(Way::Declined)),
        1 => Just(Some(Way::IntegrityAccount)),
        1 => Just(Some(Way::Destroyed)),
        1 => Just(None),
    ];
    let status = (any::<bool>(), any::<bool>(), 0..4_i32, 0..3_u8);
    (0..6_u8, 0..4_u8, 1..500_000_i64, way, -40..40_i32, status).prop_map(
        |(person, department, fen, way, on, (verified, honourable, later, issue))| {
            let occurred_on = day("2026-06-15").plus_days(on);
            packet::Row {
                number: String::new(),
                department: Department(format!("科{department}")),
                person: PractitionerCode::new(format!("P{person}")),
                name: format!("甲{person}"),
                occurred_on,
                patient: PatientReference {
                    care: Care::Inpatient,
                    seal: None,
                    head: Some("01".to_owned()),
                },
                amount: Money::from_fen(fen),
                way,
                reported_on: Some(occurred_on.plus_days(1)),
                disposed_on: way.map(|_| occurred_on.plus_days(2)),
                verified_on: verified.then(|| occurred_on.plus_days(later)),
                honourable: honourable && verified,
                issue: (issue == 0).then(|| "2026-3".to_owned()),
            }
        },
    )
}

fn praise() -> impl Strategy<Value = commendation::Row> {
    let kind = prop::sample::select(&commendation::Kind::ALL[..]);
    (kind, 0..4_u8, any::<bool>(), -40..40_i32).prop_map(|(kind, department, verified, on)| commendation::Row {
        number: String::new(),
        kind,
        department: Department(format!("科{department}")),
        persons: Vec::new(),
        received_on: day("2026-06-15").plus_days(on),
        verified_on: verified.then(|| day("2026-06-16").plus_days(on)),
        summary: String::new(),
        image: None,
        redaction: Redaction::None,
        consent: Consent::Unasked,
        issue: None,
    })
}

fn house() -> impl Strategy<Value = Settings> {
    let basis = prop::sample::select(&[Basis::Occurred, Basis::Reported, Basis::Disposed, Basis::Verified][..]);
    let order = prop::sample::select(&[Order::ByDepartment, Order::AsEntered][..]);
    let amounts = prop::sample::select(&[Amounts::Exact, Amounts::TotalOnly][..]);
    (basis, order, amounts, any::<bool>()).prop_map(|(basis, order, public_amounts, public_names)| Settings {
        basis,
        order,
        public_amounts,
        public_names,
        departments: vec![Department("科2".to_owned()), Department("科0".to_owned())],
        ..Settings::default()
    })
}

/// The row of a table that says the totals.
fn last(rows: &[Vec<Cell>]) -> Vec<&str> {
    rows.last().unwrap().iter().map(|cell| cell.text.as_str()).collect()
}

proptest! {
    /// Headline, table and ledger agree whatever the ledger is, for both audiences and all settings.
    #[test]
    fn b02_headline_table_and_ledger_always_agree(
        mut packets in prop::collection::vec(packet(), 0..40),
        mut praises in prop::collection::vec(praise(), 0..20),
        settings in house(),
    ) {
        packets.iter_mut().enumerate().for_each(|(place, row)| row.number = format!("P{place}"));
        praises.iter_mut().enumerate().for_each(|(place, row)| row.number = format!("C{place}"));
        let material = Material { packets: &packets, commendations: &praises, ..Material::default() };
        // The ledger counted without the generator.
        let to = issue().period.to;
        let mine: Vec<packet::Row> = packets
            .iter()
            .filter(|row| {
                let day = match settings.basis {
                    Basis::Occurred => Some(row.occurred_on),
                    Basis::Reported => row.reported_on,
                    Basis::Disposed => row.disposed_on,
                    Basis::Verified => row.verified_on,
                };
                let belongs = day.is_some_and(|day| day <= to);
                row.honourable && row.issue.is_none() && row.way.is_some() && belongs
            })
            .cloned()
            .collect();
        let counted = counts(&mine);
        let times = |ways: &[Way]| ways.iter().filter_map(|way| counted.by_way.get(&Some(*way))).map(|(times, _)| times).sum::<u32>();
        let pennants = praises
            .iter()
            .filter(|row| {
                let day = match settings.basis {
                    Basis::Occurred | Basis::Reported | Basis::Disposed => Some(row.received_on),
                    Basis::Verified => row.verified_on,
                };
                let pennant = row.kind == commendation::Kind::Pennant && row.verified_on.is_some();
                pennant && day.is_some_and(|day| day <= to)
            })
            .count();
        let mut seen = Vec::new();
        for audience in [Audience::Internal, Audience::Public] {
            let edition = generate(&issue(), audience, &material, &settings);
            let figures = edition.figures;
            prop_assert_eq!(figures.person_times, counted.rows);
            prop_assert_eq!(figures.people, counted.people);
            prop_assert_eq!(figures.departments, counted.departments);
            prop_assert_eq!(figures.amount, counted.amount);
            prop_assert_eq!(figures.deposits.times, times(&[Way::Deposit]));
            prop_assert_eq!(figures.returns.times, times(&[Way::Returned, Way::Declined]));
            prop_assert_eq!(figures.others.times, times(&[Way::IntegrityAccount, Way::Destroyed]));
            prop_assert_eq!(usize::try_from(figures.pennants).unwrap(), pennants);
            prop_assert!(figures.agree());
            let times = format!("拒收“红包”{}人次", counted.rows);
            prop_assert!(edition.headline.contains(&times), "{}", edition.headline);
            let (table, praise) = (edition.table(), edition.commendation_table());
            prop_assert!(covers(&table) && covers(&praise));
            let total = last(&table.rows);
            prop_assert_eq!(total[1].parse::<Money>().unwrap(), counted.amount);
            prop_assert_eq!(last(&praise.rows)[1], figures.pennants.to_string());
            let leaks = gate(&edition, &Watch {
                ledger: &figures,
                patients: &[],
                images: &[],
                consents: &BTreeMap::new(),
                opted_out: &[],
            });
            prop_assert!(leaks.iter().all(|leak| leak.kind != LeakKind::TotalsDisagree), "{:?}", leaks);
            seen.push(figures);
        }
        prop_assert_eq!(seen[0], seen[1]);
    }

    /// No number, however it is cut, shows more than its head.
    #[test]
    fn a_masked_number_shows_three_characters_at_most(number in "[0-9A-Z]{0,20}") {
        let masked = mask_number(&number);
        let head = masked.strip_suffix("****").unwrap();
        prop_assert!(head.len() <= 3 && number.starts_with(head));
        prop_assert!(head.is_empty() || head.len() < number.len());
    }
}

#[test]
fn names_and_numbers_are_masked_as_the_rule_says() {
    for (name, masked) in [
        ("甲乙丙", "甲某"),
        ("甲乙", "甲某"),
        ("欧阳试", "欧阳某"),
        ("司马试验", "司马某"),
        ("东方", "东某"),
        ("", "某"),
    ] {
        assert_eq!(mask_name(name), masked, "{name}");
    }
    assert_eq!(mask_number("0123456"), "012****");
    assert_eq!(mask_number("012"), "****");
    assert_eq!(excerpt(&"长".repeat(100)).chars().count(), 60);
    assert_eq!(excerpt(" 短 "), "短");
}

#[test]
fn s08_small_counts_of_statistics_are_shown_as_under_five() {
    let shown: Vec<String> = [0, 1, 4, 5, 12].into_iter().map(shown_count).collect();
    assert_eq!(shown, ["0", "<5", "<5", "5", "12"]);
    let material = Material {
        complaints: Some(Tally {
            received: 12,
            confirmed: 2,
            closed: 11,
            ..Tally::default()
        }),
        ..Material::default()
    };
    let internal = generate(&issue(), Audience::Internal, &material, &settings());
    let complaints = internal.complaints.unwrap();
    assert_eq!(
        (complaints.received.as_str(), complaints.confirmed.as_str()),
        ("12", "<5")
    );
    let public = generate(&issue(), Audience::Public, &material, &settings());
    assert_eq!(public.complaints, None, "complaints are for the hospital alone");
}

#[test]
fn a_public_letter_needs_consent_and_masks_whom_it_praises() {
    let staff = Staff {
        code: PractitionerCode::new("T1"),
        name: "甲乙丙".to_owned(),
        department: Department("试验一科".to_owned()),
        category: StaffCategory::Nursing,
    };
    let letter = |consent| commendation::Row {
        number: "L1".to_owned(),
        kind: commendation::Kind::Letter,
        department: staff.department.clone(),
        persons: vec![staff.clone()],
        received_on: day("2026-06-05"),
        verified_on: Some(day("2026-06-06")),
        summary: format!("感谢甲乙丙护士。{}", "谢".repeat(80)),
        image: None,
        redaction: Redaction::None,
        consent,
        issue: None,
    };
    let made = |consent, audience| {
        let (commendations, shown) = ([letter(consent)], ["L1".to_owned()]);
        let material = Material {
            commendations: &commendations,
            shown: &shown,
            ..Material::default()
        };
        generate(&issue(), audience, &material, &Settings::default()).letters
    };
    let public = made(Consent::Given, Audience::Public);
    assert!(public[0].text.starts_with("感谢甲某护士") && public[0].full);
    assert_eq!(public[0].persons, ["甲某"]);
    assert!(made(Consent::Unasked, Audience::Public).is_empty());
    assert!(made(Consent::Refused, Audience::Internal).is_empty());
    let internal = made(Consent::Unasked, Audience::Internal);
    assert!(internal[0].text.starts_with("感谢甲乙丙护士") && !internal[0].full);
    assert_eq!(internal[0].text.chars().count(), 60);
}

#[test]
fn honoured_people_are_masked_for_the_public_unless_the_hospital_names_them() {
    let honours = [Honour {
        person: PractitionerCode::new("T1"),
        name: "甲乙丙".to_owned(),
        department: Department("试验一科".to_owned()),
        citation: "甲乙丙三次拒收红包。".to_owned(),
    }];
    let material = Material {
        honours: &honours,
        ..Material::default()
    };
    let named = Settings {
        public_names: true,
        ..Settings::default()
    };
    let shown = |audience, settings: &Settings| generate(&issue(), audience, &material, settings).honoured.remove(0);
    assert_eq!(shown(Audience::Internal, &Settings::default()).name, "甲乙丙");
    let masked = shown(Audience::Public, &Settings::default());
    assert_eq!(
        (masked.name.as_str(), masked.citation.as_str()),
        ("甲某", "甲某三次拒收红包。")
    );
    assert_eq!(shown(Audience::Public, &named).name, "甲乙丙");
}

#[test]
fn rows_stand_as_entered_or_by_department_person_and_amount() {
    let row = |number: &str, department: &str, name: &str, fen| packet::Row {
        number: number.to_owned(),
        department: Department(department.to_owned()),
        person: PractitionerCode::new(name),
        name: name.to_owned(),
        occurred_on: day("2026-06-10"),
        patient: PatientReference {
            care: Care::Outpatient,
            seal: None,
            head: None,
        },
        amount: Money::from_fen(fen),
        way: Some(Way::Returned),
        reported_on: Some(day("2026-06-10")),
        disposed_on: Some(day("2026-06-11")),
        verified_on: Some(day("2026-06-11")),
        honourable: true,
        issue: None,
    };
    let packets = [
        row("1", "试验二科", "乙", 100),
        row("2", "试验一科", "甲", 100),
        row("3", "试验二科", "乙", 300),
        row("4", "别的科", "丙", 100),
    ];
    let material = Material {
        packets: &packets,
        ..Material::default()
    };
    let order = |order| {
        let settings = Settings { order, ..settings() };
        let edition = generate(&issue(), Audience::Internal, &material, &settings);
        assert!(covers(&edition.table()));
        let line = |row: &conduct::bulletin::HonourRow| format!("{}{}", row.person, row.amount.unwrap());
        edition.honours.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(order(Order::ByDepartment), ["甲1.00", "乙3.00", "乙1.00", "丙1.00"]);
    assert_eq!(order(Order::AsEntered), ["乙1.00", "甲1.00", "乙3.00", "丙1.00"]);
}
