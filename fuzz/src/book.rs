//! 规则库 · Bytes that claim to be files of the book: a rule document, then any
//! number of other files, each after a line `%%% path`.
//!
//! Compiling, checking and judging never panic, and every problem names a file
//! that was given and a line inside it.

use domain::{CareSetting, Maternity, PractitionerTitle};
use domain::{
    Day, Diagnosis, DiagnosisCode, Encounter, Fact, FeeLine, HistoryReach, Institution, InstitutionLevel, Insurance,
    InsuredPerson, ItemCode, ItemKind, Moment, Money, Operation, Quantity, Record, Sex, Stage, UnitPrice, Usage,
};
use rulebook::{Library, Problem, ReviewOptions, SourceFile, cases, coverage, diff, lint, review};

/// The path of the first part.
const FIRST: &str = "national/policy/900-tried.md";
/// Files of one input that are looked at.
const FILES_MAX: usize = 6;
/// Cases of one input that are judged.
const CASES_MAX: usize = 8;
/// Bytes that are looked at: a long table only takes long.
const BYTES_MAX: usize = 1 << 16;

/// Tries the bytes; gives how many findings there were.
pub fn run(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes.get(..BYTES_MAX).unwrap_or(bytes));
    let sources = files(&text);
    let (library, problems) = Library::compile(&sources);
    inside(&problems, &sources);
    inside(&lint(&library), &sources);
    let day = Day::from_epoch_days(20_500);
    let _ = coverage(&library, day);
    assert!(diff(&library, &library).is_empty(), "a book differs from itself");
    let (known, _) = Library::compile_as_known_on(&sources, day);
    let _ = diff(&library, &known);
    let (found, problems) = cases::cases(&library);
    inside(&problems, &sources);
    for case in found.iter().take(CASES_MAX) {
        let _ = case.judge(&library, &sources);
    }
    let record = record();
    let mut findings = 0;
    for encounter in &record.encounters {
        let book = library.book_for(&encounter.institution.division, &encounter.institution.code);
        for stage in [Stage::Prescribing, Stage::Settlement, Stage::Audit] {
            let options = ReviewOptions {
                samples_speak: true,
                ..ReviewOptions::default()
            };
            let first = review(book, &record, stage, &options);
            assert_eq!(
                first,
                review(book, &record, stage, &options),
                "a review differs from itself"
            );
            findings += first.findings.len();
            let lines = first.findings.iter().flat_map(|finding| &finding.lines);
            let out_of_bounds = lines.filter(|line| line.index as usize >= record.lines.len()).count();
            assert_eq!(out_of_bounds, 0, "a finding names a line that does not exist");
        }
    }
    findings
}

/// The parts of the input as files.
pub fn files(text: &str) -> Vec<SourceFile> {
    let mut files = vec![SourceFile {
        path: FIRST.to_owned(),
        text: String::new(),
    }];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("%%% ") {
            Some(path) if files.len() < FILES_MAX => {
                files.push(SourceFile {
                    path: path.trim().to_owned(),
                    text: String::new(),
                });
            }
            _ => {
                if let Some(last) = files.last_mut() {
                    last.text.push_str(line);
                }
            }
        }
    }
    files
}

/// Every problem lies in a file that was given.
fn inside(problems: &[Problem], sources: &[SourceFile]) {
    for problem in problems {
        assert!(!problem.to_string().is_empty());
        let mut named = sources.iter().filter(|source| source.path == problem.file).peekable();
        if problem.file.is_empty() || named.peek().is_none() {
            continue;
        }
        let lines = named.map(|source| source.text.lines().count()).max().unwrap_or(0);
        assert!(
            problem.line <= lines + 1,
            "line {} of {lines} in {}",
            problem.line,
            problem.file
        );
    }
}

/// A stay after a visit, with a line for each item of the seeds.
fn record() -> Record {
    let moment = |text: &str| Moment::parse(text).unwrap_or(Moment::from_epoch_seconds(1_772_000_000));
    let encounter = |id: &str, setting, begin: &str, end: &str, current| Encounter {
        id: id.into(),
        institution: Institution {
            code: "H1".into(),
            level: Fact::Known(InstitutionLevel::Two),
            kind: Fact::Absent,
            division: "990001".into(),
        },
        setting: Fact::Known(setting),
        insurance: Fact::Known(Insurance::Employee),
        begin: moment(begin),
        end: Some(moment(end)),
        department: "D1".into(),
        department_name: "内科".into(),
        doctor: "DR1".into(),
        diagnoses: vec![Diagnosis {
            code: DiagnosisCode::normalised("I63.900"),
            name: "脑梗死".into(),
            principal: true,
        }],
        operations: Fact::Known(vec![Operation {
            code: "47.0100".into(),
            name: "阑尾切除术".into(),
            principal: true,
            at: Some(moment(begin)),
        }]),
        total: Fact::Known(Money::from_fen(500_000)),
        fund_paid: Fact::Known(Money::from_fen(300_000)),
        special: Vec::new(),
        evidence: Vec::new(),
        current,
    };
    let codes = [
        "XG02BAZ061Z007010279543",
        "001102000050000",
        "003107010220000",
        "T001700050",
        "C0101010010000100001",
        "X0001",
        "",
    ];
    let line = |number: usize, encounter: u32, code: &str, at: Moment| {
        let item = ItemCode::new(code);
        FeeLine {
            id: format!("L{number}").as_str().into(),
            reverses: (number == 5).then(|| "L3".into()),
            encounter,
            name: "甘草".into(),
            kind: ItemKind::from_code(&item).unwrap_or(ItemKind::Other),
            item,
            at: at.plus_seconds(3_600 * number as i64),
            timing: Default::default(),
            until: None,
            uploaded_at: None,
            quantity: Quantity::from_units(if number == 5 { -1 } else { 3 }),
            price: UnitPrice::from_scaled(10_000_000),
            amount: Money::from_fen(if number == 5 { -1_000 } else { 3_000 }),
            covered: Money::from_fen(if number == 5 { -1_000 } else { 3_000 }),
            prescription: Some("RX1".into()),
            department: "D1".into(),
            department_name: "内科".into(),
            doctor: "DR1".into(),
            title: Fact::Known(PractitionerTitle::Attending),
            usage: Usage {
                single_dose: Fact::Known(Quantity::from_units(2)),
                times_per_day: Fact::Known(Quantity::from_units(3)),
                days: Fact::Known(7),
            },
            list_price: Fact::Known(UnitPrice::from_scaled(9_000_000)),
            purchase_price: Fact::Known(UnitPrice::from_scaled(5_000_000)),
            current: encounter == 1,
        }
    };
    let encounters = vec![
        encounter(
            "E1",
            CareSetting::Outpatient,
            "2026-03-01 09:00:00",
            "2026-03-01 10:00:00",
            false,
        ),
        encounter(
            "E2",
            CareSetting::Inpatient,
            "2026-03-04 09:00:00",
            "2026-03-10 10:00:00",
            true,
        ),
    ];
    let mut lines = Vec::new();
    for (place, at) in (0..).zip([moment("2026-03-01 09:00:00"), moment("2026-03-04 09:00:00")]) {
        for code in codes {
            lines.push(line(lines.len(), place, code, at));
        }
    }
    let person = InsuredPerson {
        id: "P1".into(),
        sex: Fact::Known(Sex::Male),
        birth: Fact::Known(Day::from_epoch_days(0)),
        pool_area: "990001".into(),
        maternity: Fact::Known(Maternity::Neither),
        certified_diseases: Fact::Known(Vec::new()),
        groups: Vec::new(),
    };
    let mut record = Record {
        person,
        encounters,
        lines,
        history: HistoryReach::Since(Day::from_epoch_days(0)),
    };
    record.sort();
    record
}
