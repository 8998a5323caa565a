//! 院内感染发生率 · rule 62: infections that arose in hospital ÷ discharges.
//!
//! Above the line: infection diagnoses whose 入院病情 is 无, of stays that ended and lasted at least
//! 48 hours; below: those stays. Where more than one diagnosis in twenty of a unit lacks its 入院病情,
//! the rate is not evaluable. Traditional diagnoses count nowhere.

use super::ModelError;
use super::bucket_sums::{Reader, by_level, of_visits};
use super::diagnosis_class;
use super::months::Months;
use super::peers::{Counts, Tally};
use super::units::{Care, doctors_table};
use crate::{Dictionaries, LakeTable, values};
use arrow::array::RecordBatch;
use datafusion::common::JoinType;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::{Expr, ident, lit, when};
use datafusion::prelude::DataFrame;
use std::ops::Range;

pub(super) const RULE: &str = "ZB10000205007000";

/// 入院病情: 无
const NOT_AT_ADMISSION: u8 = 4;
/// 入院48小时后
const HOURS_48: i64 = 48 * 3600;
const DAY: i64 = 86_400;

const MEASURES: [&str; 4] = ["infections", "diagnoses", "unsaid", "days"];

/// Adds up the stays of a lake.
pub(super) async fn sums(
    reader: &Reader,
    dictionaries: &Dictionaries,
    months: Months,
) -> Result<Vec<Tally>, ModelError> {
    let failed = |error: arrow::error::ArrowError| ModelError::Plan(error.to_string());
    let classes = diagnosis_class::table(dictionaries).map_err(failed)?;
    let doctors = doctors_table(dictionaries).map_err(failed)?;
    let plan = |reader: Reader, buckets: Range<u32>| plan(reader, buckets, classes.clone(), doctors.clone(), months);
    let sums = reader.sums(MEASURES, LakeTable::Encounters, plan).await?;
    let tallies = sums.into_iter().map(|(key, sums)| {
        let [infections, diagnoses, unsaid, days] = sums.measures;
        Tally {
            key,
            counts: Counts {
                numerator: infections,
                denominator: sums.cases,
                cases: sums.cases,
                checked: diagnoses,
                unclear: unsaid,
                further: [days, 0, 0],
            },
        }
    });
    Ok(tallies.collect())
}

/// 千住院日发生率
pub(super) fn detail(counts: &Counts) -> String {
    let hundredths = counts.numerator * 100_000 / counts.further[0].max(1);
    format!("千住院日发生率{}.{:02}‰", hundredths / 100, hundredths % 100)
}

async fn plan(
    reader: Reader,
    buckets: Range<u32>,
    classes: RecordBatch,
    doctors: RecordBatch,
    months: Months,
) -> Result<DataFrame> {
    let columns = [
        "encounter",
        "institution",
        "setting",
        "department",
        "doctor",
        "begin",
        "end",
    ];
    let stays = reader
        .stays(buckets.clone(), &columns)
        .await?
        .filter(ident("end").is_not_null())?
        .filter((ident("end") - ident("begin")).gt_eq(lit(HOURS_48)))?
        .with_column("month", months.number_of("end"))?
        .filter(ident("month").is_not_null())?
        .cache()
        .await?;
    let one_if = |condition: Expr| when(condition, lit(1_i64)).otherwise(lit(0_i64));
    let arose_here = ident("infection")
        .eq(lit(1_i64))
        .and(ident("at_admission").eq(lit(NOT_AT_ADMISSION)));
    let unsaid = ident("at_admission").in_list(vec![lit(0_u8), lit(values::UNKNOWN)], false);
    let diagnoses = reader
        .rows(
            LakeTable::Diagnoses,
            buckets,
            &["encounter", "diagnosis", "at_admission", "kind"],
        )
        .await?;
    let diagnoses = of_visits(diagnoses, &stays)?;
    let diagnoses = diagnosis_class::western(diagnoses, reader.table(&classes)?)?.aggregate(
        vec![ident("encounter").alias("of_visit")],
        vec![
            sum(one_if(arose_here)?).alias("infections"),
            count(lit(1)).alias("diagnoses"),
            sum(one_if(unsaid)?).alias("unsaid"),
        ],
    )?;
    let rows = stays
        .join(diagnoses, JoinType::Left, &["encounter"], &["of_visit"], None)?
        .join(
            reader.table(&doctors)?,
            JoinType::Left,
            &["doctor"],
            &["of_doctor"],
            None,
        )?
        .select(vec![
            ident("encounter"),
            ident("institution"),
            ident("department"),
            ident("department").alias("doctor_department"),
            ident("same_doctor").alias("doctor"),
            lit(Care::Inpatient.number()).alias("care"),
            ident("month"),
            lit(0_i64).alias("stratum"),
            ident("infections"),
            ident("diagnoses"),
            ident("unsaid"),
            (ident("end") / lit(DAY) - ident("begin") / lit(DAY)).alias("days"),
        ])?;
    by_level(rows, &MEASURES).await
}
