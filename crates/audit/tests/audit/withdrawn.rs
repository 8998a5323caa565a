//! A visit whose settlements have all been taken back is not audited.

use crate::setting::{Written, audit, findings, rows};
use audit::person::timeline;
use audit::run::RunOptions;
use audit::{ImportOptions, visits_by_institution, withdrawn_visits};
use domain::{Day, PersonId};
use simulate::Format;
use std::collections::BTreeMap;

#[test]
fn what_was_taken_back_is_neither_found_nor_counted() {
    let written = Written::of(31, 20_000, Format::Csv);
    let mut lake = written.lake("lake", 4);
    let out = written.path("before");
    let before = audit(&lake.snapshot(), &RunOptions::default(), &out);
    let found = findings(&out);
    let visit = found.first().expect("a finding").encounter.clone();
    let others = found.iter().filter(|finding| finding.encounter != visit).count();

    let county = written.path("county");
    let visits = rows(&county, "encounters");
    let place = visits.iter().find(|row| row["mdtrt_id"] == visit).expect("its visit");
    let lines = rows(&county, "fee_lines")
        .iter()
        .filter(|row| row["mdtrt_id"] == visit)
        .count();
    let settlements = rows(&county, "settlements");
    let own: Vec<_> = settlements.iter().filter(|row| row["mdtrt_id"] == visit).collect();
    assert!(!own.is_empty() && lines > 0);
    std::fs::create_dir(written.path("back")).unwrap();
    let mut writer = csv::Writer::from_path(written.path("back/settlements.csv")).unwrap();
    writer.write_record(own[0].keys()).unwrap();
    for row in own {
        let cells = row
            .iter()
            .map(|(name, cell)| if name == "refd_setl_flag" { "1" } else { cell.as_str() });
        writer.write_record(cells).unwrap();
    }
    writer.flush().unwrap();
    let ever = (Day::from_epoch_days(0), Day::from_epoch_days(40_000));
    let counted = |lake: &audit::Lake| visits_by_institution(&lake.snapshot(), ever.0, ever.1).unwrap();
    let counts = counted(&lake);
    let person = PersonId::new(&place["psn_no"]);
    let told = |lake: &audit::Lake| {
        let (snapshot, dictionaries) = (lake.snapshot(), lake.snapshot().dictionaries().unwrap());
        timeline(&snapshot, &dictionaries, &person, ever.0, ever.1).unwrap()
    };
    let shown = told(&lake);
    let own_lines = shown.lines.iter().filter(|line| line.encounter.as_str() == visit);
    assert_eq!(own_lines.count(), lines);
    assert_eq!(withdrawn_visits(&lake.snapshot()).unwrap(), []);
    lake.import(&[written.path("back")], &ImportOptions::default(), &|_| {})
        .unwrap();

    let out = written.path("after");
    let after = audit(&lake.snapshot(), &RunOptions::default(), &out);
    assert!(findings(&out).iter().all(|finding| finding.encounter != visit));
    // What was found because of it elsewhere may be gone as well, but not the rest.
    assert!(
        findings(&out).len() + 3 >= others,
        "{} of {others}",
        findings(&out).len()
    );
    assert_eq!(after.statement.lines + lines as u64, before.statement.lines);
    assert_eq!(after.statement.encounters + 1, before.statement.encounters);
    let (now, code) = (counted(&lake), place["fixmedins_code"].as_str());
    let of = |counts: &BTreeMap<domain::InstitutionCode, u64>| counts.get(&code.into()).copied().unwrap_or(0);
    assert_eq!(of(&now) + 1, of(&counts));
    let left = told(&lake);
    assert!(left.visits.iter().all(|one| one.id.as_str() != visit));
    assert_eq!(left.visits.len() + 1, shown.visits.len());
    assert_eq!(left.lines.len() + lines, shown.lines.len());
    let gone = withdrawn_visits(&lake.snapshot()).unwrap();
    let named = |gone: &audit::WithdrawnVisit| {
        [gone.person.as_str(), gone.institution.as_str(), gone.encounter.as_str()].map(str::to_owned)
    };
    let expected = ["psn_no", "fixmedins_code", "mdtrt_id"].map(|name| place[name].clone());
    assert_eq!(gone.iter().map(named).collect::<Vec<_>>(), [expected]);
}
