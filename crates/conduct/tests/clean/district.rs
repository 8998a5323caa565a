//! Row I26, A4 and rule 11 of §5.3: the figures of a district.

use conduct::Share;
use conduct::district::{
    Assessed, Body, Cases, Deed, Enforcement, Flag, Institutions, Parties, People, Row, TenThousandYuan, Visits,
    enforcement, progress,
};
use domain::{Day, InstitutionCode, Money};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Rows of a fixture: `body,deed,rows,institutions,total fen`; the institutions take turns, the amount is
/// spread over the rows to the fen.
fn fixture(text: &str, on: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |place: usize| cells[place].parse::<i64>().unwrap();
        let body = match cells[0] {
            "health" => Body::Health,
            "insurance" => Body::Insurance,
            "market" => Body::Market,
            other => panic!("{other}"),
        };
        let (count, institutions, total) = (number(2), number(3), number(4));
        for place in 0..count {
            let amount = Money::from_fen(total / count + i64::from(place < total % count));
            let deed = match cells[1] {
                "key_visit" => Deed::Visit { key: true },
                "visit" => Deed::Visit { key: false },
                "case" => Deed::Case,
                "warning" => Deed::Warning,
                "fine" => Deed::Fine(amount),
                "recovery" => Deed::Recovery(amount),
                other => panic!("{other}"),
            };
            rows.push(Row {
                body,
                institution: InstitutionCode::new(format!("示例机构{}", place % institutions)),
                on: day(on),
                deed,
            });
        }
    }
    rows
}

fn of(table: &[Enforcement], body: Body) -> &Enforcement {
    table.iter().find(|line| line.body == body).unwrap()
}

#[test]
fn i26_the_figures_of_s2_with_units_kept_apart() {
    let rows = fixture(include_str!("district/s2.csv"), "2021-06-30");
    let table = enforcement(&rows, day("2021-01-01"), day("2021-10-31"));
    let health = of(&table.rows, Body::Health);
    assert_eq!((health.visits, health.cases), (Visits(924), Cases(322)));
    assert_eq!(health.fined.to_string(), "331.00万元");
    let insurance = of(&table.rows, Body::Insurance);
    assert_eq!(
        (insurance.key_institutions, insurance.key_visits),
        (Institutions(57), Visits(513))
    );
    assert_eq!(insurance.fined_institutions, Institutions(12));
    assert_eq!(
        (insurance.recovered.to_string(), insurance.fined.to_string()),
        ("647.11万元".to_owned(), "130.55万元".to_owned())
    );
    let market = of(&table.rows, Body::Market);
    assert_eq!(
        (market.cases.to_string(), market.fined.to_string()),
        ("229件".to_owned(), "187.68万元".to_owned())
    );
}

#[test]
fn i26_the_figures_of_s4_until_the_end_of_september() {
    let mut rows = fixture(include_str!("district/s4.csv"), "2024-09-30");
    rows.extend(fixture("health,case,5,5,0\nhealth,fine,3,3,100000\n", "2024-10-01"));
    let table = enforcement(&rows, day("2024-01-01"), day("2024-09-30"));
    let health = of(&table.rows, Body::Health);
    assert_eq!(
        (health.cases, health.warnings, health.fines),
        (Cases(635), Parties(492), Parties(289))
    );
    assert_eq!(health.fined.to_string(), "265.49万元");
    assert_eq!(table.heading(), "监督执法情况统计表（截至2024年9月30日）");
    let later = enforcement(&rows, day("2024-01-01"), day("2024-10-01"));
    assert_eq!(of(&later.rows, Body::Health).cases, Cases(640));
}

#[test]
fn amounts_are_in_fen_and_shown_in_ten_thousand_yuan_with_two_decimals() {
    let shown = |fen: i64| TenThousandYuan(Money::from_fen(fen)).to_string();
    assert_eq!(shown(265_490_000), "265.49万元");
    assert_eq!(
        (shown(4_999), shown(5_000)),
        ("0.00万元".to_owned(), "0.01万元".to_owned())
    );
    assert_eq!(shown(1_000_000), "1.00万元");
    let fen = TenThousandYuan(Money::from_fen(1));
    assert_eq!(
        (0..1_000_000).map(|_| fen).sum::<TenThousandYuan>().to_string(),
        "1.00万元",
        "no fen is lost"
    );
}

fn assessed(excellent: u64, good: u64, poor: u64, penalised: u64) -> Assessed {
    Assessed {
        institution: InstitutionCode::new("示例机构一"),
        due: People(100),
        excellent: People(excellent),
        good: People(good),
        fair: People(0),
        poor: People(poor),
        penalised: People(penalised),
        plan: Share { part: 6, whole: 12 },
        five_good: Some(88),
    }
}

#[test]
fn a4_more_than_fifteen_percent_excellent_or_nobody_poor_in_spite_of_a_penalty_is_flagged() {
    let flags = |row: Assessed| {
        let table = progress(vec![row], day("2026-12-31"));
        table.rows[0].flags.iter().copied().collect::<Vec<_>>()
    };
    assert_eq!(flags(assessed(15, 85, 0, 0)), []);
    assert_eq!(flags(assessed(16, 84, 0, 0)), [Flag::TooManyExcellent]);
    assert_eq!(flags(assessed(15, 85, 0, 1)), [Flag::NobodyPoor]);
    assert_eq!(flags(assessed(15, 84, 1, 1)), []);
    assert_eq!(flags(assessed(0, 0, 0, 1)), [], "nothing is graded yet");
    // The share is of those graded: 8 of 50 are 16 %.
    assert_eq!(flags(assessed(8, 42, 0, 0)), [Flag::TooManyExcellent]);
}

#[test]
fn a4_progress_of_an_institution_with_its_day() {
    let table = progress(vec![assessed(8, 42, 0, 0)], day("2026-11-26"));
    assert_eq!(table.heading(), "医德考评和清廉建设进度表（截至2026年11月26日）");
    let row = &table.rows[0];
    assert_eq!(row.graded.to_string(), "50.0%（50/100）");
    assert_eq!(row.assessed.plan.to_string(), "50.0%（6/12）");
}

#[test]
fn rule_11_the_bureaus_table_has_no_person_in_it() {
    let written = serde_json::to_value(progress(vec![assessed(8, 42, 0, 0)], day("2026-11-26"))).unwrap();
    let fields: Vec<&str> = written["rows"][0]["assessed"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = [
        "institution",
        "due",
        "excellent",
        "good",
        "fair",
        "poor",
        "penalised",
        "plan",
        "five_good",
    ];
    expected.sort_unstable();
    assert_eq!(fields, expected);
}
