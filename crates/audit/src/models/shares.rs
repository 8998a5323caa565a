//! 费用占比 · rules 56–61: the shares of drugs, tests, consumables, treatment, CT and MRI in what is
//! charged.
//!
//! Above the line stands the part, below it everything that was charged, self-paid parts included.
//! Refunds stand in the sums with their sign and belong to the visit that they take back from, so a
//! refund in a later month returns to the month in which its visit was settled. A visit belongs to
//! the month of its latest settlement that was not taken back; one without is not counted yet.
//! A department's figure is of the visits to it, a practitioner's of the lines ordered by him.

use super::ModelError;
use super::bucket_sums::{Key, Reader, Sums, by_level};
use super::item_class::{self, FLAGS};
use super::months::Months;
use super::peers::{Counts, Tally};
use super::units::{Care, same_doctors};
use crate::{Dictionaries, LakeTable};
use arrow::array::RecordBatch;
use datafusion::common::JoinType;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{count, max, sum};
use datafusion::logical_expr::{Expr, ident, lit, when};
use datafusion::prelude::DataFrame;
use std::collections::BTreeMap;

/// What is summed of the lines: fen in all and by flag, lines, lines by missing class, and the
/// number of examinations.
const MEASURES: [&str; 12] = [
    "total",
    "drug",
    "test",
    "consumable",
    "treatment",
    "ct",
    "mri",
    "lines",
    "without_kind",
    "without_chapter",
    "ct_count",
    "mri_count",
];

/// Sums of the lines by unit, care and month.
pub(super) type LineSums = BTreeMap<Key, Sums<{ MEASURES.len() }>>;

/// One of the six shares: its rule, and which measures it is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    pub rule: &'static str,
    part: &'static str,
    missing: &'static str,
    /// 同步统计每百人次检查次数
    examinations: Option<&'static str>,
}

const fn share(rule: &'static str, part: &'static str, missing: &'static str) -> Share {
    Share {
        rule,
        part,
        missing,
        examinations: None,
    }
}

/// The shares in the order of their rules. What tells services apart needs their chapter, what
/// tells goods from services only the kind.
pub(super) const SHARES: [Share; 6] = [
    share("ZB10000205001000", "drug", "without_kind"),
    share("ZB10000205002000", "test", "without_chapter"),
    share("ZB10000205003000", "consumable", "without_kind"),
    share("ZB10000205004000", "treatment", "without_chapter"),
    Share {
        examinations: Some("ct_count"),
        ..share("ZB10000205005000", "ct", "without_chapter")
    },
    Share {
        examinations: Some("mri_count"),
        ..share("ZB10000205006000", "mri", "without_chapter")
    },
];

impl Share {
    /// The share's own figures out of the sums.
    pub(super) fn tallies(&self, sums: &LineSums) -> Vec<Tally> {
        let place = |name: &str| MEASURES.iter().position(|measure| *measure == name);
        let of = |sums: &Sums<12>, name: &str| {
            place(name)
                .and_then(|place| sums.measures.get(place))
                .copied()
                .unwrap_or_default()
        };
        sums.iter()
            .map(|(key, sums)| Tally {
                key: *key,
                counts: Counts {
                    numerator: of(sums, self.part),
                    denominator: of(sums, "total"),
                    cases: sums.cases,
                    checked: of(sums, "lines"),
                    unclear: of(sums, self.missing),
                    further: [self.examinations.map_or(0, |name| of(sums, name)), 0, 0],
                },
            })
            .collect()
    }

    /// 每百人次检查次数, for CT and MRI.
    pub(super) fn detail(&self) -> fn(&Counts) -> String {
        match self.examinations {
            None => |_| String::new(),
            Some(_) => |counts| {
                // Quantities are in ten-thousandths.
                let tenths = counts.further[0] / (10 * counts.cases.max(1));
                format!("每百人次检查{}.{}次", tenths / 10, (tenths % 10).abs())
            },
        }
    }
}

/// Adds up the lines of a lake.
pub(super) async fn sums(reader: &Reader, dictionaries: &Dictionaries, months: Months) -> Result<LineSums, ModelError> {
    let failed = |error: arrow::error::ArrowError| ModelError::Plan(error.to_string());
    let items = item_class::table(dictionaries).map_err(failed)?;
    let doctors = same_doctors(dictionaries).map_err(failed)?;
    let plan = |reader: Reader, bucket: u32| plan(reader, bucket, items.clone(), doctors.clone(), months);
    reader.sums(MEASURES, plan).await
}

async fn plan(
    reader: Reader,
    bucket: u32,
    items: RecordBatch,
    doctors: RecordBatch,
    months: Months,
) -> Result<DataFrame> {
    let visits = settled_visits(&reader, bucket, months).await?;
    let lines = lines_by_visit(&reader, bucket, &items).await?;
    let orderer = when(ident("line_department").is_null(), ident("department")).otherwise(ident("line_department"))?;
    let mut columns: Vec<Expr> = ["encounter", "institution", "department", "care", "month"]
        .map(ident)
        .to_vec();
    columns.extend([
        ident("same_doctor").alias("doctor"),
        orderer.alias("doctor_department"),
        lit(0_i64).alias("stratum"),
    ]);
    columns.extend(MEASURES.map(ident));
    let rows = lines
        .join(visits, JoinType::Inner, &["of_visit"], &["encounter"], None)?
        .join(
            reader.table(&doctors)?,
            JoinType::Left,
            &["line_doctor"],
            &["of_doctor"],
            None,
        )?
        .select(columns)?;
    by_level(rows, &MEASURES).await
}

/// Visits with their care and the month of their latest settlement that holds.
async fn settled_visits(reader: &Reader, bucket: u32, months: Months) -> Result<DataFrame> {
    let settled = reader
        .rows(LakeTable::Settlements, bucket, &["encounter", "at", "refunded"])
        .await?
        .filter(ident("refunded").is_false())?
        .aggregate(
            vec![ident("encounter").alias("of_settlement")],
            vec![max(ident("at")).alias("settled")],
        )?;
    let columns = ["encounter", "institution", "setting", "department"];
    let visits = reader.rows(LakeTable::Encounters, bucket, &columns).await?;
    visits
        .join(settled, JoinType::Inner, &["encounter"], &["of_settlement"], None)?
        .select(vec![
            ident("encounter"),
            ident("institution"),
            ident("department"),
            Care::of_setting()?.alias("care"),
            months.number_of("settled")?.alias("month"),
        ])?
        .filter(ident("care").is_not_null().and(ident("month").is_not_null()))
}

/// Lines added up by visit, practitioner and department: a tenth of the rows, before any other join.
async fn lines_by_visit(reader: &Reader, bucket: u32, items: &RecordBatch) -> Result<DataFrame> {
    let columns = ["encounter", "item", "quantity", "amount", "department", "doctor"];
    let lines = reader.rows(LakeTable::FeeLines, bucket, &columns).await?;
    let amount_if = |flag: &str| sum(ident("amount") * ident(flag)).alias(flag);
    let mut measures = vec![sum(ident("amount")).alias("total"), count(lit(1)).alias("lines")];
    for flag in FLAGS {
        measures.push(match flag {
            "without_kind" | "without_chapter" => sum(ident(flag)).alias(flag),
            part => amount_if(part),
        });
    }
    for (flag, name) in [("ct", "ct_count"), ("mri", "mri_count")] {
        measures.push(sum(ident("quantity") * ident(flag)).alias(name));
    }
    lines
        .join(reader.table(items)?, JoinType::Inner, &["item"], &["of_item"], None)?
        .aggregate(
            vec![
                ident("encounter").alias("of_visit"),
                ident("department").alias("line_department"),
                ident("doctor").alias("line_doctor"),
            ],
            measures,
        )
}
