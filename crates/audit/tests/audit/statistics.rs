//! Statistics and ledgers of a simulated county: what stands out is what was made to, and the sums
//! are those of queries written from the rules' documents on the source tables.

use crate::setting::{Written, library};
use arrow::util::display::array_value_to_string;
use audit::Snapshot;
use audit::models::{
    Balance, BalanceVerdict, Indicator, ModelOptions, Span, UnitLevel, Verdict, statistics, stock_balance,
};
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// A county and what the statistics say of it, made once.
struct Told {
    written: Written,
    snapshot: Snapshot,
    indicators: Vec<Indicator>,
    balances: Vec<Balance>,
}

/// A county with ten stays a year at a health centre; a real one has thirty a month.
const LINES: u64 = 400_000;
const CASES_MIN: i64 = 5;

fn options(fence_tenths: i64) -> ModelOptions {
    ModelOptions {
        cases_min: CASES_MIN,
        fence_tenths,
        ..ModelOptions::default()
    }
}

fn told() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| {
        let written = Written::new(20_260_301, LINES);
        let snapshot = written.lake("lake", 8).snapshot();
        Told {
            indicators: statistics(&snapshot, library(), &options(15)).unwrap(),
            balances: stock_balance(&snapshot, library(), &options(15)).unwrap(),
            snapshot,
            written,
        }
    })
}

/// Rows of a truth file, without its heading.
fn truth(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(told().written.path("county").join(name)).unwrap();
    let rows = text.lines().skip(1);
    rows.map(|row| row.split(',').map(str::to_owned).collect()).collect()
}

/// The rows of a query over the source tables.
fn query(text: &str) -> BTreeSet<Vec<String>> {
    let folder = told().written.path("county");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let batches = runtime.block_on(async {
        let context = SessionContext::new();
        for table in ["encounters", "fee_lines", "settlements", "stock_moves"] {
            let place = folder.join(table).display().to_string();
            context
                .register_parquet(table, place, ParquetReadOptions::default())
                .await
                .unwrap();
        }
        context.sql(text).await.unwrap().collect().await.unwrap()
    });
    let mut rows = BTreeSet::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let cells = batch
                .columns()
                .iter()
                .map(|column| array_value_to_string(column, row).unwrap());
            assert!(rows.insert(cells.collect()), "a row twice");
        }
    }
    rows
}

/// Rule and institution of what is above the fence over the year, by the four shares that a habit
/// of the county changes.
fn above(indicators: &[Indicator]) -> BTreeSet<Vec<String>> {
    let shares = [
        "ZB10000205001000",
        "ZB10000205002000",
        "ZB10000205003000",
        "ZB10000205004000",
    ];
    indicators
        .iter()
        .filter(|row| row.verdict == Verdict::Above && row.unit.level == UnitLevel::Institution)
        .filter(|row| matches!(row.span, Span::Year(..)) && shares.contains(&row.rule.as_str()))
        .map(|row| vec![row.rule.as_str().to_owned(), row.unit.institution.clone()])
        .collect()
}

/// Where all hospitals are alike but for chance, chance alone puts a few figures above 1.5 interquartile
/// ranges, whatever the size of the county; a habit stands above 3 as well.
#[test]
fn institutions_with_a_habit_stand_out_and_no_others() {
    let expected: BTreeSet<Vec<String>> = truth("outliers.csv").into_iter().collect();
    assert_eq!(expected.len(), 4);
    let found = above(&told().indicators);
    assert!(found.is_superset(&expected), "{found:?}");
    assert!(found.len() <= expected.len() + 5, "{found:?}");
    let far_out = statistics(&told().snapshot, library(), &options(30)).unwrap();
    assert_eq!(above(&far_out), expected);
}

#[test]
fn ledgers_that_are_short_are_found_and_no_others() {
    let found: BTreeSet<[String; 3]> = told()
        .balances
        .iter()
        .filter(|row| row.verdict == BalanceVerdict::Short && matches!(row.span, Span::Year(..)))
        .map(|row| [row.rule.as_str().to_owned(), row.institution.clone(), row.item.clone()])
        .collect();
    let truth = truth("stock_truth.csv");
    assert!(truth.iter().any(|row| row[6] == "0") && truth.iter().any(|row| row[6] == "1"));
    let expected = truth
        .iter()
        .filter(|row| row[6] == "1")
        .map(|row| [row[0].clone(), row[1].clone(), row[2].clone()])
        .collect();
    assert_eq!(found, expected);
    for row in truth {
        let balance = told()
            .balances
            .iter()
            .find(|balance| {
                matches!(balance.span, Span::Year(..)) && (&balance.institution, &balance.item) == (&row[1], &row[2])
            })
            .unwrap();
        assert_eq!(
            [balance.sold.to_string(), balance.bought.to_string()],
            [row[3].clone(), row[4].clone()]
        );
    }
}

#[test]
fn the_drug_share_is_that_of_an_independent_query() {
    let found: BTreeSet<Vec<String>> = told()
        .indicators
        .iter()
        .filter(|row| row.rule.as_str() == "ZB10000205001000" && row.unit.level == UnitLevel::Institution)
        .filter_map(|row| match row.span {
            Span::Month(month) => Some(vec![
                row.unit.institution.clone(),
                row.care.zh().to_owned(),
                month.to_string(),
                row.numerator.to_string(),
                row.denominator.to_string(),
                row.cases.to_string(),
            ]),
            _ => None,
        })
        .collect();
    let expected = query(include_str!("drug_share.sql"));
    assert!(expected.len() > 300, "{} rows", expected.len());
    assert_eq!(found, expected);
}

#[test]
fn the_balance_is_that_of_an_independent_query() {
    let found: BTreeSet<Vec<String>> = told()
        .balances
        .iter()
        .filter(|row| matches!(row.span, Span::Year(..)))
        .filter_map(|row| {
            Some(vec![
                row.institution.clone(),
                row.item.clone(),
                row.available?.scaled().to_string(),
                row.difference?.scaled().to_string(),
                (row.verdict == BalanceVerdict::Short).to_string(),
            ])
        })
        .collect();
    let expected = query(include_str!("stock_balance.sql"));
    assert!(expected.len() > 300, "{} rows", expected.len());
    assert_eq!(found, expected);
}
