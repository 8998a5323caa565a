//! Row D11 and rule 12 of §5.3: queries of usage by prescriber.

use crate::support::{course, give};
use casework::UserId;
use conduct::usage_query::{
    Alert, AlertKind, Attempt, Dimension, Goods, Habits, Measure, Need, Outcome, QueryShape, Subjects, UsageQuery,
    alerts, classify, must_have_ticket, watermark, watermark_id,
};
use domain::{Day, Moment};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn shape(dimensions: &[Dimension], measures: &[Measure]) -> QueryShape {
    QueryShape {
        dimensions: dimensions.iter().copied().collect(),
        measures: measures.iter().copied().collect(),
        own: false,
    }
}

#[test]
fn d11_what_is_counted_by_whom_decides_whether_a_ticket_is_needed() {
    use Dimension::{
        Consumable, Department, Diagnosis, Drug, Institution, Month, Order, Patient, Prescriber, Supplier,
    };
    use Measure::{Amount, Count, Quantity, Rate};
    let ticket = |dimensions: &[Dimension], measures: &[Measure]| {
        matches!(classify(&shape(dimensions, measures)), Need::Ticket { .. })
    };
    for who in [Prescriber, Department, Order] {
        for what in [Drug, Consumable, Supplier] {
            for measure in [Quantity, Amount, Count] {
                assert!(ticket(&[who, what, Month], &[measure]), "{who:?} {what:?} {measure:?}");
            }
            assert!(ticket(&[who, what], &[]), "rows that can be counted");
            assert!(!ticket(&[who, what], &[Rate]), "a rate without its numerator");
        }
        assert!(!ticket(&[who, Diagnosis], &[Count]), "no product");
    }
    for what in [Drug, Consumable] {
        assert!(!ticket(&[Institution, what, Month], &[Quantity]), "nobody's usage");
        assert!(!ticket(&[Patient, what], &[Quantity]));
    }
    let own = QueryShape {
        own: true,
        ..shape(&[Prescriber, Drug], &[Quantity])
    };
    assert_eq!(classify(&own), Need::Nothing, "a doctor's look at himself");
    assert_eq!(
        classify(&shape(&[Prescriber, Department, Consumable], &[Amount])),
        Need::Ticket {
            subjects: BTreeSet::from([Subjects::Department, Subjects::Prescriber]),
            goods: BTreeSet::from([Goods::Consumable])
        }
    );
}

fn request() -> Value {
    json!({"command": "request", "request": {"institution": "H1", "division": "440305", "purpose": "prescription_review",
        "reason": "点评", "subjects": "prescriber", "goods": "drug", "products": ["药甲"], "from": "2026-01-01", "to": "2026-02-28",
        "row_cap": 100, "days": 7}})
}

fn run(rows: u32) -> Value {
    json!({"command": "run", "run": {"shape": {"dimensions": ["prescriber", "drug"], "measures": ["quantity"], "own": false},
        "products": ["药甲"], "from": "2026-01-01", "to": "2026-01-31", "rows": rows, "exported": true, "device": "工作站"}})
}

fn open() -> UsageQuery {
    course(&[
        ("2026-03-02", "科主任", request()),
        (
            "2026-03-02",
            "院长",
            json!({"command": "approve_first", "opinion": "同意"}),
        ),
        (
            "2026-03-02",
            "纪检甲",
            json!({"command": "approve_second", "opinion": "同意"}),
        ),
    ])
}

#[test]
fn d11_a_query_by_prescriber_without_a_ticket_is_refused() {
    let query = shape(&[Dimension::Prescriber, Dimension::Drug], &[Measure::Quantity]);
    assert_eq!(
        must_have_ticket(&query).map_err(|refusal| refusal.code()),
        Err("CD-TICKET")
    );
    assert_eq!(
        must_have_ticket(&shape(&[Dimension::Department], &[Measure::Count])),
        Ok(())
    );
    for who in ["科主任", "院长", "纪检甲", "系统"] {
        assert_eq!(
            give(&mut UsageQuery::default(), "2026-03-02", who, run(1)),
            Err("CD-TICKET"),
            "{who}"
        );
    }
}

#[test]
fn rule_12_two_approvals_seven_days_row_cap_and_every_run_on_record() {
    let mut ticket = open();
    assert_eq!(
        ticket.due(),
        Some(Day::parse("2026-03-08").unwrap()),
        "seven days with the day of approval"
    );
    assert_eq!(give(&mut ticket, "2026-03-03 09:00:00", "科主任", run(100)), Ok(()));
    assert_eq!(
        give(&mut ticket, "2026-03-03 09:05:00", "科主任", run(101)),
        Err("CD-ROW-CAP")
    );
    assert_eq!(give(&mut ticket, "2026-03-08 23:59:59", "科主任", run(1)), Ok(()));
    assert_eq!(
        give(&mut ticket, "2026-03-09 00:00:00", "科主任", run(1)),
        Err("CD-TICKET"),
        "expired, noted or not"
    );
    assert_eq!(
        give(&mut ticket, "2026-03-03", "行风甲", run(1)),
        Err("CD-TICKET"),
        "somebody else's ticket"
    );
    let log: Vec<(u32, u32, bool)> = ticket
        .runs
        .iter()
        .map(|record| (record.number, record.run.rows, record.run.exported))
        .collect();
    assert_eq!(log, [(1, 100, true), (2, 1, true)]);
}

#[test]
fn rule_12_an_eighth_day_cannot_be_asked_for_and_three_persons_are_needed() {
    let mut eight = request();
    eight["request"]["days"] = 8.into();
    assert_eq!(
        give(&mut UsageQuery::default(), "2026-03-02", "科主任", eight),
        Err("CW-RANGE")
    );
    let mut ticket: UsageQuery = course(&[("2026-03-02", "院长", request())]);
    let first = json!({"command": "approve_first", "opinion": "同意"});
    assert_eq!(
        give(&mut ticket, "2026-03-02", "院长", first.clone()),
        Err("CW-SAME-PERSON")
    );
    assert_eq!(give(&mut ticket, "2026-03-02", "书记", first), Ok(()));
    let second = json!({"command": "approve_second", "opinion": "同意"});
    assert_eq!(
        give(&mut ticket, "2026-03-02", "院长（纪检）", second.clone()),
        Err("CW-SAME-PERSON")
    );
    assert_eq!(give(&mut ticket, "2026-03-02", "纪检甲", second), Ok(()));
}

#[test]
fn rule_12_the_watermark_says_who_when_and_by_which_ticket() {
    let at = Moment::parse("2026-03-03 09:00:00").unwrap();
    assert_eq!(
        watermark("示例主任", at, "TF-7"),
        "示例主任 2026-03-03 09:00:00 查询单TF-7"
    );
    assert_eq!(watermark_id("TF-7", 2), "TF-7-2");
}

fn attempt(at: &str) -> Attempt {
    Attempt {
        ticket: Some("TF-7".to_owned()),
        by: UserId::from("科主任"),
        at: Moment::parse(at).unwrap(),
        device: "工作站一".to_owned(),
        products: BTreeSet::from(["药甲".to_owned()]),
        suppliers: BTreeSet::from(["示例企业".to_owned()]),
        rows: 10,
        row_cap: Some(100),
        outcome: Outcome::Ran,
    }
}

fn kinds(log: &[Attempt]) -> Vec<(usize, AlertKind)> {
    let calendar = crate::support::calendar();
    let found = alerts(log, &Habits::default(), |day| calendar.is_worked(day).unwrap_or(false));
    found.into_iter().map(|Alert { row, kind }| (row, kind)).collect()
}

#[test]
fn d11_alerts_for_hours_devices_suppliers_pay_day_and_rows() {
    assert_eq!(kinds(&[attempt("2026-03-03 09:00:00")]), []);
    assert_eq!(kinds(&[attempt("2026-03-03 06:59:59")]), [(0, AlertKind::OutsideHours)]);
    assert_eq!(kinds(&[attempt("2026-03-03 19:00:00")]), [(0, AlertKind::OutsideHours)]);
    assert_eq!(
        kinds(&[attempt("2026-03-07 10:00:00")]),
        [(0, AlertKind::OutsideHours)],
        "a Saturday"
    );
    let other = Attempt {
        device: "笔记本".to_owned(),
        ..attempt("2026-03-03 10:00:00")
    };
    assert_eq!(
        kinds(&[attempt("2026-03-03 09:00:00"), other]),
        [(1, AlertKind::NewDevice)]
    );
    let single = Attempt {
        products: ["药甲", "药乙"].map(str::to_owned).into(),
        ..attempt("2026-03-03 09:00:00")
    };
    assert_eq!(kinds(std::slice::from_ref(&single)), [(0, AlertKind::SingleSupplier)]);
    let several = Attempt {
        suppliers: ["示例企业", "另一企业"].map(str::to_owned).into(),
        ..single
    };
    assert_eq!(kinds(&[several]), []);
    let many = Attempt {
        rows: 101,
        outcome: Outcome::Refused("CD-ROW-CAP".to_owned()),
        ..attempt("2026-03-03 09:00:00")
    };
    assert_eq!(kinds(&[many]), [(0, AlertKind::Refused), (0, AlertKind::AboveCap)]);
}

#[test]
fn d11_the_same_product_month_by_month_before_pay_day_is_an_alert() {
    // Pay day is the fifteenth; five days before it are the tenth and later.
    let log = [attempt("2026-03-10 09:00:00"), attempt("2026-04-10 09:00:00")];
    assert_eq!(kinds(&log), [(1, AlertKind::BeforePayDay)]);
    assert_eq!(
        kinds(&[attempt("2026-03-09 09:00:00"), attempt("2026-04-10 09:00:00")]),
        []
    );
    assert_eq!(
        kinds(&[attempt("2026-03-10 09:00:00"), attempt("2026-05-12 09:00:00")]),
        [],
        "not month by month"
    );
    let other = Attempt {
        products: BTreeSet::from(["药乙".to_owned()]),
        ..attempt("2026-04-10 09:00:00")
    };
    assert_eq!(kinds(&[attempt("2026-03-10 09:00:00"), other]), []);
}
