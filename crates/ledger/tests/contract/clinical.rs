//! Sheets of clinical conduct: rows by their names, by who answers for them, within each one's place.

use crate::books::Books;
use crate::people::*;
use crate::staff::county;
use casework::Role;
use conduct::antimicrobial::{DoseRow, Monthly};
use conduct::figures::Ratio;
use conduct::{Department, Month};
use domain::InstitutionCode;
use ledger::{ClinicalRow, Ledger, LedgerError, Viewer};
use std::collections::BTreeMap;

on_both! {
    a_row_replaces_the_one_with_its_name,
    rows_belong_to_the_offices_of_the_institution,
}

fn monthly(month: &str, days: u64) -> Monthly {
    Monthly {
        month: month.parse().unwrap(),
        department: Department("外科".to_owned()),
        doctor: None,
        shares: BTreeMap::from([(conduct::antimicrobial::Measure::InpatientRate, Ratio::new(1, 2))]),
        patient_days: days,
    }
}

fn dose(ddd: &str) -> DoseRow {
    DoseRow {
        code: "YP1".to_owned(),
        name: "虚构头孢".to_owned(),
        unit: "g".to_owned(),
        ddd: ddd.to_owned(),
        source: "本院".to_owned(),
        licence: "机构自定".to_owned(),
    }
}

async fn put<R: ClinicalRow>(ledger: &Ledger, who: &Viewer, of: &str, rows: &[R]) -> Result<(), LedgerError> {
    let institution = InstitutionCode::new(of);
    ledger
        .write(who, at("2026-04-01 09:00:00"), async |writing| {
            writing.put_clinical(&institution, rows).await
        })
        .await
}

async fn of_months<R: ClinicalRow>(ledger: &Ledger, who: &Viewer, from: &str, to: &str) -> Vec<R> {
    let (from, to): (Month, Month) = (from.parse().unwrap(), to.parse().unwrap());
    let rows = ledger.read(who).clinical(from, to).await.unwrap();
    rows.into_iter().map(|(_, row)| row).collect()
}

async fn a_row_replaces_the_one_with_its_name(books: Books) {
    let ledger = books.open().await;
    county(&ledger).await;
    let office = hospital("医保办", HOSPITAL);
    put(
        &ledger,
        &office,
        HOSPITAL,
        &[monthly("2026-02", 10), monthly("2026-03", 20)],
    )
    .await
    .unwrap();
    put(&ledger, &office, HOSPITAL, &[monthly("2026-03", 30)])
        .await
        .unwrap();
    put(&ledger, &office, HOSPITAL, &[dose("1")]).await.unwrap();
    put(&ledger, &office, HOSPITAL, &[dose("2")]).await.unwrap();
    assert_eq!(
        of_months::<Monthly>(&ledger, &office, "2026-02", "2026-03").await,
        [monthly("2026-02", 10), monthly("2026-03", 30)]
    );
    assert_eq!(
        of_months::<Monthly>(&ledger, &office, "2026-03", "2026-12").await,
        [monthly("2026-03", 30)]
    );
    // What belongs to no month holds in all of them.
    assert_eq!(
        of_months::<DoseRow>(&ledger, &office, "2020-01", "2020-01").await,
        [dose("2")]
    );
    assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
}

async fn rows_belong_to_the_offices_of_the_institution(books: Books) {
    let ledger = books.open().await;
    county(&ledger).await;
    let rows = [monthly("2026-02", 10)];
    let other = put(&ledger, &hospital("医保办", "H2"), HOSPITAL, &rows).await;
    assert_eq!(other.unwrap_err().code(), "CW-INSTITUTION");
    let section = bureau("行风科", Role::HealthSection, COUNTY);
    assert_eq!(
        put(&ledger, &section, HOSPITAL, &rows).await.unwrap_err().code(),
        "CW-ROLE"
    );
    put(&ledger, &hospital("医保办", HOSPITAL), HOSPITAL, &rows)
        .await
        .unwrap();
    assert_eq!(
        of_months::<Monthly>(&ledger, &section, "2026-02", "2026-02").await,
        rows
    );
    let elsewhere = bureau("行风科", Role::HealthSection, "450000");
    assert!(
        of_months::<Monthly>(&ledger, &elsewhere, "2026-02", "2026-02")
            .await
            .is_empty()
    );
    assert!(
        of_months::<Monthly>(&ledger, &hospital("医保办", "H2"), "2026-02", "2026-02")
            .await
            .is_empty()
    );
}
