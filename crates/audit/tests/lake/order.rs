//! What comes later changes what came earlier where it has to, and nothing else.

use crate::county::{
    County, DIAGNOSES, ENCOUNTERS, INSTITUTIONS, OPERATIONS, PERSONS, SETTLEMENTS, STOCK, content, import, rows_of,
};
use arrow::array::RecordBatch;
use audit::{Lake, LakeTable, Manifest, SourceTable};
use domain::{Fact, PractitionerTitle};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;

#[test]
fn registries_that_come_later_reach_the_visits() {
    let whole = County::delivered();
    // A visit at a pharmacy that calls itself one at a hospital, and a visit without a word of insurance.
    let visits = ENCOUNTERS.replace("M3,P1,S1,41,310", "M3,P1,S1,11,");
    whole.file("all/encounters.csv", visits.as_bytes());
    let mut expected = whole.lake();
    import(&mut expected, &[whole.path("all")]);
    let visit = rows_of(&expected, "encounters")
        .into_iter()
        .find(|row| row.contains("id=M3"))
        .unwrap();
    assert!(
        visit.contains(" insurance=1 ") && visit.contains("said_insurance=0"),
        "{visit}"
    );

    let county = County::delivered();
    county.file("all/encounters.csv", visits.as_bytes());
    let bare: String = PERSONS
        .lines()
        .map(|row| format!("{}\n", row.split(',').take(5).collect::<Vec<_>>().join(",")))
        .collect();
    fs::rename(county.path("all/institutions.csv"), county.path("institutions.csv")).unwrap();
    county.file("all/persons.csv", bare.as_bytes());
    county.file("persons.csv", PERSONS.as_bytes());
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    assert_ne!(rows_of(&lake, "encounters"), rows_of(&expected, "encounters"));
    let report = import(&mut lake, &[county.path("institutions.csv")]);
    assert!(!report.tables.contains_key(&SourceTable::Encounters), "{report}");
    import(&mut lake, &[county.path("persons.csv")]);
    assert_eq!(content(&lake), content(&expected));
}

/// Takes the visits of a person's bucket away; whoever reads them there fails.
fn lose_visits(county: &County, lake: &Lake, person: &str) {
    let snapshot = lake.snapshot();
    for part in snapshot.parts(LakeTable::Encounters, snapshot.bucket_of(person)) {
        fs::remove_file(county.path("lake").join(&part.path)).unwrap();
    }
}

#[test]
fn a_person_who_moved_concerns_the_bucket_of_the_person() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    assert_ne!(lake.snapshot().bucket_of("P1"), lake.snapshot().bucket_of("P2"));
    lose_visits(&county, &lake, "P2");
    let moved = PERSONS.replace("310,11,990000", "310,11,980100");
    import(&mut lake, &[county.file("persons.csv", moved.as_bytes())]);
    let snapshot = lake.snapshot();
    for (person, generation) in [("P1", "/000002-"), ("P2", "/000001-")] {
        let parts = snapshot.parts(LakeTable::Encounters, snapshot.bucket_of(person));
        let written: Vec<&str> = parts.iter().map(|part| part.path.as_str()).collect();
        assert!(
            !written.is_empty() && written.iter().all(|path| path.contains(generation)),
            "{written:?}"
        );
    }
}

#[test]
fn an_institution_of_which_less_is_said_than_before_concerns_nobody() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    for person in ["P1", "P2"] {
        lose_visits(&county, &lake, person);
    }
    // Another name, and no word of the kind; and one that the lake does not know yet, twice.
    let said = "fixmedins_code,fixmedins_name,fixmedins_type\nH1,县第一人民医院,\nN1,新医院,\nN1,新医院,1\n";
    import(&mut lake, &[county.file("institutions.csv", said.as_bytes())]);
    let known = lake.snapshot().institutions().unwrap();
    let entry = known.entry(known.find("H1").unwrap()).unwrap();
    assert_eq!(
        (entry.name.as_str(), entry.division.as_str()),
        ("县第一人民医院", "990000")
    );
}

#[test]
fn what_a_message_does_not_say_of_a_person_stays() {
    let county = County::delivered();
    county.file(
        "all/persons.csv",
        PERSONS.replace("1960-05-06,,", "1960-05-06,2025-06-01,").as_bytes(),
    );
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let before = rows_of(&lake, "person");
    let settled = r#"{"infno":"2304","fixmedins_code":"H1","input":{},"output":{"setlinfo":{"mdtrt_id":"M1","setl_id":"S1","psn_no":"P1","gend":"1","setl_time":"2025-01-09 11:00:00","medfee_sumamt":"20","fund_pay_sumamt":"10"}}}"#;
    import(&mut lake, &[county.file("a.jsonl", settled.as_bytes())]);
    assert_eq!(rows_of(&lake, "person"), before);
    // A register that says nothing in its column takes a death back; one without the column does not.
    import(
        &mut lake,
        &[county.file("a/persons.csv", b"psn_no,brdy\nP1,1960-05-07\n")],
    );
    let person = || rows_of(&lake, "person").remove(0);
    assert!(
        person().contains("2025-06-01") || person().contains("Day(20240)"),
        "{}",
        person()
    );
    import(&mut lake, &[county.file("b/persons.csv", PERSONS.as_bytes())]);
    let person = rows_of(&lake, "person").remove(0);
    assert!(person.contains(" None 990000 "), "{person}");
}

#[test]
fn a_title_that_is_not_said_stays() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let titles = |lake: &Lake| {
        let practitioners = lake.snapshot().dictionaries().unwrap().practitioners;
        let ids = 0..practitioners.len() as u32;
        ids.map(|id| (practitioners.get(id).unwrap().1.to_owned(), practitioners.title(id)))
            .collect::<BTreeMap<_, _>>()
    };
    let before = titles(&lake);
    assert_eq!(before["D1"], Fact::Known(PractitionerTitle::AssociateChief));
    assert_eq!(before["D2"], Fact::Known(PractitionerTitle::Resident));
    let without = "fixmedins_code,dr_codg,dr_name\nH1,D1,张医生\nH1,D2,李医生\n";
    import(&mut lake, &[county.file("a/practitioners.csv", without.as_bytes())]);
    assert_eq!(titles(&lake), before);
    // Nothing in the column; and of two rows of a file the later says nothing.
    let empty = "fixmedins_code,dr_codg,dr_name,pro_tech_duty\nH1,D1,张医生,231\nH1,D1,张医生,\nH1,D2,李医生,\n";
    import(&mut lake, &[county.file("b/practitioners.csv", empty.as_bytes())]);
    let after = titles(&lake);
    assert_eq!(after["D1"], Fact::Known(PractitionerTitle::Chief));
    assert_eq!(after["D2"], before["D2"]);
}

#[test]
fn a_corrected_diagnosis_leaves_the_others_alone() {
    let county = County::delivered();
    let three = DIAGNOSES.to_owned()
        + "M1,P1,H1,2,E11.900,糖尿病,0,1\n\
           M1,P1,H1,3,J18.900,肺炎,0,1\n\
           M1,P1,H1,1,A01.01,胸痹,0,2\n";
    county.file("all/diagnoses.csv", three.as_bytes());
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("all")]);
    assert_eq!(
        (
            report.tables[&SourceTable::Diagnoses].taken,
            report.tables[&SourceTable::Diagnoses].replaced
        ),
        (5, 0)
    );
    let header = DIAGNOSES.lines().next().unwrap();
    let corrected = format!("{header}\nM1,P1,H1,2,E11.901,糖尿病足,0,1\n");
    let report = import(&mut lake, &[county.file("diagnoses.csv", corrected.as_bytes())]);
    let counts = &report.tables[&SourceTable::Diagnoses];
    assert_eq!((counts.taken, counts.replaced), (1, 1), "{report}");
    let rows = rows_of(&lake, "diagnoses");
    assert_eq!(rows.len(), 5, "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("E11.901")) && !rows.iter().any(|row| row.contains("E11.900")));
    // Western and traditional diagnoses are numbered apart; a row that does not say which it is, is either.
    let unsaid = "mdtrt_id,psn_no,fixmedins_code,diag_srt_no,diag_code\nM1,P1,H1,1,I11.900\n";
    let report = import(&mut lake, &[county.file("b/diagnoses.csv", unsaid.as_bytes())]);
    assert_eq!(report.tables[&SourceTable::Diagnoses].replaced, 2, "{report}");
    assert_eq!(rows_of(&lake, "diagnoses").len(), 4);
}

#[test]
fn a_corrected_operation_leaves_the_others_alone() {
    let county = County::delivered();
    let two = OPERATIONS.to_owned() + "M1,P1,H1,36.06,支架植入,0,2025-01-04 10:00:00\n";
    county.file("all/operations.csv", two.as_bytes());
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let corrected = OPERATIONS.replace("冠脉造影,1,", "冠状动脉造影,0,");
    let report = import(&mut lake, &[county.file("operations.csv", corrected.as_bytes())]);
    let counts = &report.tables[&SourceTable::Operations];
    assert_eq!((counts.taken, counts.replaced), (1, 1), "{report}");
    let rows = rows_of(&lake, "operations");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows.iter()
            .any(|row| row.contains("冠状动脉造影") && row.contains("principal=false"))
    );
}

#[test]
fn a_visit_whose_settlements_are_all_taken_back_is_marked() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let marked = |lake: &Lake| -> Vec<String> {
        let rows = rows_of(lake, "encounters");
        let marked = rows.iter().filter(|row| row.contains("withdrawn=true"));
        let id = |row: &String| row.split(" id=").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        marked.map(id).collect()
    };
    // One of two stands; a visit that was never settled is none.
    assert_eq!(marked(&lake), Vec::<String>::new());
    let back = SETTLEMENTS.replace("35.5,20,0", "35.5,20,1");
    import(&mut lake, &[county.file("a/settlements.csv", back.as_bytes())]);
    assert_eq!(marked(&lake), ["M2"]);
    let visit = rows_of(&lake, "encounters")
        .into_iter()
        .find(|row| row.contains("id=M2"))
        .unwrap();
    assert!(visit.contains("total=- fund_paid=-"), "{visit}");
    // Delivered again the visit is as withdrawn as before; settled again it stands.
    import(
        &mut lake,
        &[county.file("b/encounters.csv", ENCOUNTERS.replace("李医生", "王医生").as_bytes())],
    );
    assert_eq!(marked(&lake), ["M2"]);
    let again = SETTLEMENTS.lines().next().unwrap().to_owned() + "\nT4,M2,P2,H1,2025-01-06 10:00:00,35.5,20,0\n";
    import(&mut lake, &[county.file("c/settlements.csv", again.as_bytes())]);
    assert_eq!(marked(&lake), Vec::<String>::new());
}

/// Settlements of the second visit with their insurance: number, time of day, insurance, taken back.
fn settled(rows: &[(&str, &str, &str, bool)]) -> String {
    let mut text = SETTLEMENTS.lines().next().unwrap().to_owned() + ",insutype\n";
    for (id, time, insurance, back) in rows {
        let row = format!(
            "{id},M2,P2,H1,2025-01-05 {time},35.5,20,{},{insurance}\n",
            u8::from(*back)
        );
        text.push_str(&row);
    }
    text
}

#[test]
fn the_insurance_of_a_visit_is_that_of_its_latest_settlement_that_stands() {
    let visits = ENCOUNTERS.replace("M2,P2,H1,11,390", "M2,P2,H1,11,");
    let county = |name: &str, deliveries: &[String]| {
        let county = County::delivered();
        county.file("all/encounters.csv", visits.as_bytes());
        fs::remove_file(county.path("all/settlements.csv")).unwrap();
        let mut lake = county.lake();
        import(&mut lake, &[county.path("all")]);
        for (number, text) in deliveries.iter().enumerate() {
            import(
                &mut lake,
                &[county.file(&format!("{name}{number}/settlements.csv"), text.as_bytes())],
            );
        }
        let rows = rows_of(&lake, "encounters").into_iter();
        let insurance = |row: &str| {
            row.split(" insurance=")
                .nth(1)
                .unwrap()
                .split(' ')
                .next()
                .unwrap()
                .to_owned()
        };
        let own = rows.filter(|row| row.contains("id=M2 ")).map(|row| insurance(&row));
        own.collect::<Vec<_>>().concat()
    };
    let resident = county("resident", &[settled(&[("T5", "10:00:00", "390", false)])]);
    let employee = county("employee", &[settled(&[("T5", "10:00:00", "310", false)])]);
    assert_ne!(resident, employee);
    let first = settled(&[("T5", "10:00:00", "390", false)]);
    // Whatever its number, in a delivery of its own or with what it takes the place of.
    for id in ["T9", "T1"] {
        let anew = settled(&[("T5", "10:00:00", "390", true), (id, "11:00:00", "310", false)]);
        assert_eq!(county("apart", &[first.clone(), anew.clone()]), employee, "{id}");
        assert_eq!(county("together", &[anew]), employee, "{id}");
    }
    let corrected = settled(&[("T5", "10:00:00", "310", false)]);
    assert_eq!(county("corrected", &[first.clone(), corrected]), employee);
    // Nothing of it stands: what is known of the person holds, who is a resident.
    let back = settled(&[("T5", "10:00:00", "310", true)]);
    assert_eq!(
        county("back", &[settled(&[("T5", "10:00:00", "310", false)]), back]),
        resident
    );
}

#[test]
fn whoever_is_discharged_on_a_day_is_so_when_it_ends() {
    let county = County::delivered();
    let visits = "mdtrt_id,psn_no,fixmedins_code,med_type,begntime,endtime\n\
        A,P1,H1,21,2025-01-03 10:00:00,2025-01-03\n\
        B,P1,H1,21,2025-01-03,2025-01-03\n\
        C,P1,H1,11,2025-01-03,2025-01-03\n\
        D,P1,H1,21,2025-01-03 10:00:00,2025-01-04 00:00:00\n";
    county.file("all/encounters.csv", visits.as_bytes());
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let evening = domain::Moment::parse("2025-01-03 23:59:59").unwrap().epoch_seconds();
    let end = |id: &str| {
        let row = rows_of(&lake, "encounters");
        let row = row.iter().find(|row| row.contains(&format!(" id={id} "))).unwrap();
        row.split(" end=").nth(1).unwrap().split(' ').next().unwrap().to_owned()
    };
    assert_eq!(end("A"), evening.to_string());
    // A stay that ends as it began has not ended; an outpatient's visit has.
    assert_eq!(end("B"), "-");
    assert_eq!(end("C"), evening.to_string());
    assert_eq!(end("D"), (evening + 1).to_string());
}

/// Takes away the columns that lakes of before do not have.
fn age(county: &County) {
    let lake = Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    let snapshot = lake.snapshot();
    let mut manifest: Manifest = snapshot.manifest().clone();
    for part in &mut manifest.parts {
        let later: &[&str] = match part.table.as_str() {
            "encounters" => &[
                "category",
                "insured",
                "paid_at",
                "said_insurance",
                "withdrawn",
                "settled_insurance",
            ],
            "diagnoses" => &["kind"],
            "settlements" => &["insurance"],
            "stock_moves" => &["named_person", "named_visit", "named_settlement"],
            _ => continue,
        };
        let batch: RecordBatch = snapshot.read(part, None).unwrap();
        let kept: Vec<usize> = (0..batch.num_columns())
            .filter(|place| !later.contains(&batch.schema().field(*place).name().as_str()))
            .collect();
        let path = county.path("lake").join(&part.path);
        crate::dialects::write_parquet(&path, &batch.project(&kept).unwrap());
        let bytes = fs::read(&path).unwrap();
        part.bytes = bytes.len() as u64;
        part.sha256 = hex::encode(Sha256::digest(&bytes));
    }
    for source in &mut manifest.sources {
        source.read_as = None;
    }
    let mut json = serde_json::to_value(&manifest).unwrap();
    for source in json["sources"].as_array_mut().unwrap() {
        source.as_object_mut().unwrap().remove("read_as");
    }
    fs::write(county.path("lake/manifest.json"), json.to_string()).unwrap();
}

#[test]
fn a_lake_of_before_is_read_filled_and_compacted() {
    let county = County::delivered();
    import(&mut county.lake(), &[county.path("all")]);
    age(&county);
    let mut lake = Lake::open(&county.path("lake").to_string_lossy()).unwrap();
    assert_eq!(lake.verify().unwrap().problems, Vec::<String>::new());
    assert_eq!(import(&mut lake, &[county.path("all")]).skipped.len(), 12);
    // A corrected diagnosis takes the place of one that does not say of which kind it is.
    let corrected = DIAGNOSES.replace("J06.900,上感", "J18.900,肺炎");
    import(&mut lake, &[county.file("b/diagnoses.csv", corrected.as_bytes())]);
    assert_eq!(rows_of(&lake, "diagnoses").len(), 2);
    // What an institution is reaches visits whose derivation is known; the others stay as they were.
    let before = rows_of(&lake, "encounters");
    import(
        &mut lake,
        &[county.file(
            "c/institutions.csv",
            INSTITUTIONS.replace(",1,05,", ",2,05,").as_bytes(),
        )],
    );
    assert_eq!(rows_of(&lake, "encounters"), before);
    let back = SETTLEMENTS.replace("35.5,20,0", "35.5,20,1");
    import(&mut lake, &[county.file("d/settlements.csv", back.as_bytes())]);
    let visits = rows_of(&lake, "encounters");
    assert!(
        visits
            .iter()
            .any(|row| row.contains("id=M2") && row.contains("withdrawn=true")),
        "{visits:?}"
    );
    // A corrected move takes the place of one of which nothing is known but what the lake had.
    let recounted = STOCK.replace(",2,36,", ",3,36,");
    import(&mut lake, &[county.file("e/stock_moves.csv", recounted.as_bytes())]);
    let moves = rows_of(&lake, "stock_moves");
    assert!(
        moves.len() == 3 && moves.iter().any(|row| row.contains("quantity=30000 ")),
        "{moves:?}"
    );
    let before = content(&lake);
    lake.compact(audit::COMPACT_ROWS).unwrap();
    assert_eq!(content(&lake), before);
    for table in [LakeTable::Encounters, LakeTable::Diagnoses] {
        assert!(lake.snapshot().manifest().rows(table) > 1);
    }
}

/// The diagnoses of a lake that got these rows (visit, number, kind, code) in so many deliveries.
fn filled(deliveries: &[&[(u8, u16, u8, u8)]]) -> Vec<String> {
    let header = "mdtrt_id,psn_no,fixmedins_code,diag_srt_no,diag_code,diag_type\n";
    let person = |visit: u8| ["P1", "P2", "P1"][usize::from(visit)];
    let place = |visit: u8| ["H1", "H1", "S1"][usize::from(visit)];
    let row = |(visit, number, kind, code): &(u8, u16, u8, u8)| {
        let kind = if *kind == 0 { String::new() } else { kind.to_string() };
        format!(
            "M{},{},{},{number},A0{code}.0,{kind}\n",
            visit + 1,
            person(*visit),
            place(*visit)
        )
    };
    let county = County::delivered();
    fs::remove_file(county.path("all/diagnoses.csv")).unwrap();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    for (number, rows) in deliveries.iter().enumerate() {
        let delivery: String = std::iter::once(header.to_owned()).chain(rows.iter().map(row)).collect();
        import(
            &mut lake,
            &[county.file(&format!("{number}/diagnoses.csv"), delivery.as_bytes())],
        );
    }
    rows_of(&lake, "diagnoses")
}

#[test]
fn a_row_without_a_kind_replaces_rows_of_all_kinds_though_it_is_replaced_itself() {
    let rows = [(0, 2, 1, 0), (0, 2, 0, 1), (0, 2, 2, 0)];
    let whole = filled(&[&rows]);
    assert_eq!(whole.len(), 1, "{whole:?}");
    for cut in 1..3 {
        assert_eq!(filled(&[&rows[..cut], &rows[cut..]]), whole, "cut at {cut}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn diagnoses_of_one_import_are_those_of_several(
        rows in proptest::collection::vec((0..3_u8, 1..4_u16, 0..3_u8, 0..4_u8), 1..14),
        cut in 0..14_usize,
    ) {
        let (first, second) = rows.split_at(cut.min(rows.len()));
        prop_assert_eq!(filled(&[&rows]), filled(&[first, second]));
    }
}
