//! 非计划再入院率 · rule 63: discharges followed within 31 days by an unplanned stay for the same or a
//! related disease ÷ discharges.
//!
//! The day of discharge is the first of the 31 days. A return counts to the institution that
//! discharged, wherever the person went. It counts where its principal diagnosis has the same
//! three-character category as the one before, or is a complication of care; it does not count where
//! the discharge planned it (31 天内再住院计划), or it is for chemotherapy, radiotherapy, dialysis, a
//! staged operation or another planned aftercare. Deaths and transfers are no discharges here.
//! 非医嘱离院 cannot be left out: no table of settled claims carries the way of discharge.

use super::ModelError;
use super::bucket_sums::{Reader, by_level, of_visits};
use super::diagnosis_class;
use super::months::Months;
use super::peers::{Counts, Tally};
use super::units::{Care, doctors_table};
use crate::values::special_bit;
use crate::{Dictionaries, LakeTable};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, UInt32Array};
use datafusion::common::JoinType;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{first_value, min};
use datafusion::logical_expr::{Expr, bitwise_and, ident, lit, when};
use datafusion::prelude::DataFrame;
use domain::SpecialCare;
use std::ops::Range;
use std::sync::Arc;

pub(super) const RULE: &str = "ZB10000205008000";

/// 出院后31天内; the day of discharge is the first.
pub(super) const DAYS: i32 = 31;
const SECONDS: i64 = 86_400;
/// 31 天内再住院计划: 有
const PLANNED: u8 = 2;

/// Returns in all, on the day of discharge, on days 2–15, on days 16–31, and stays whose principal
/// diagnosis is not known.
const MEASURES: [&str; 5] = ["returns", "same_day", "to_15", "to_31", "undiagnosed"];

/// What the plans of all buckets share.
#[derive(Clone)]
struct Lists {
    classes: RecordBatch,
    doctors: RecordBatch,
    /// `of_person`, `death` (day)
    deaths: RecordBatch,
}

/// Adds up the discharges of a lake.
pub(super) async fn sums(
    reader: &Reader,
    dictionaries: &Dictionaries,
    months: Months,
) -> Result<Vec<Tally>, ModelError> {
    let failed = |error: arrow::error::ArrowError| ModelError::Plan(error.to_string());
    let lists = Lists {
        classes: diagnosis_class::table(dictionaries).map_err(failed)?,
        doctors: doctors_table(dictionaries).map_err(failed)?,
        deaths: deaths(dictionaries).map_err(failed)?,
    };
    let plan = |reader: Reader, buckets: Range<u32>| plan(reader, buckets, lists.clone(), months);
    let sums = reader.sums(MEASURES, LakeTable::Encounters, plan).await?;
    let tallies = sums.into_iter().map(|(key, sums)| {
        let [returns, same_day, to_15, to_31, undiagnosed] = sums.measures;
        Tally {
            key,
            counts: Counts {
                numerator: returns,
                denominator: sums.cases,
                cases: sums.cases,
                checked: sums.cases,
                unclear: undiagnosed,
                further: [same_day, to_15, to_31],
            },
        }
    });
    Ok(tallies.collect())
}

/// 出院当日、2至15天、16至31天三段
pub(super) fn detail(counts: &Counts) -> String {
    let [same_day, to_15, to_31] = counts.further;
    format!("出院当日{same_day}人次，2至15天{to_15}人次，16至31天{to_31}人次")
}

fn deaths(dictionaries: &Dictionaries) -> Result<RecordBatch, arrow::error::ArrowError> {
    let persons = &dictionaries.persons;
    let (ids, days): (Vec<u32>, Vec<i64>) = (0..persons.len() as u32)
        .filter_map(|id| Some((id, i64::from(persons.death(id)?.epoch_days()))))
        .unzip();
    RecordBatch::try_from_iter([
        ("of_person", Arc::new(UInt32Array::from(ids)) as ArrayRef),
        ("death", Arc::new(Int64Array::from(days))),
    ])
}

fn has_any(set: &str, specials: &[SpecialCare]) -> Expr {
    let bits = specials
        .iter()
        .fold(0_u16, |bits, special| bits | special_bit(*special));
    bitwise_and(ident(set), lit(bits)).not_eq(lit(0_u16))
}

async fn plan(reader: Reader, buckets: Range<u32>, lists: Lists, months: Months) -> Result<DataFrame> {
    let stays = stays(&reader, buckets, &lists.classes).await?.cache().await?;
    let returns = returns(&stays)?;
    let discharges = stays
        .filter(
            ident("end")
                .is_not_null()
                .and(has_any("special", &[SpecialCare::Transfer]).is_not_true()),
        )?
        .with_column("month", months.number_of("end"))?
        .filter(ident("month").is_not_null())?
        .join(
            reader.table(&lists.deaths)?,
            JoinType::Left,
            &["person"],
            &["of_person"],
            None,
        )?
        .filter(
            ident("death")
                .is_null()
                .or(ident("death").gt(ident("end") / lit(SECONDS))),
        )?;
    let one_if = |condition: Expr| when(condition, lit(1_i64)).otherwise(lit(0_i64));
    let after = || ident("after_days");
    let rows = discharges
        .join(returns, JoinType::Left, &["encounter"], &["of_discharge"], None)?
        .join(
            reader.table(&lists.doctors)?,
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
            when(ident("chapter").is_null(), lit(0_i64))
                .otherwise(ident("chapter"))?
                .alias("stratum"),
            one_if(after().is_not_null())?.alias("returns"),
            one_if(after().eq(lit(0_i64)))?.alias("same_day"),
            one_if(after().between(lit(1_i64), lit(14_i64)))?.alias("to_15"),
            one_if(after().gt_eq(lit(15_i64)))?.alias("to_31"),
            one_if(ident("category").is_null())?.alias("undiagnosed"),
        ])?;
    by_level(rows, &MEASURES).await
}

/// Stays with the class of their principal diagnosis: the flagged one, else the first, of the western ones.
async fn stays(reader: &Reader, buckets: Range<u32>, classes: &RecordBatch) -> Result<DataFrame> {
    let columns = [
        "person",
        "encounter",
        "institution",
        "setting",
        "department",
        "doctor",
        "begin",
        "end",
        "special",
        "readmission_plan",
    ];
    let stays = reader.stays(buckets.clone(), &columns).await?.cache().await?;
    let columns = ["encounter", "number", "diagnosis", "principal", "kind"];
    let diagnoses = reader.rows(LakeTable::Diagnoses, buckets, &columns).await?;
    let diagnoses = diagnosis_class::western(of_visits(diagnoses, &stays)?, reader.table(classes)?)?;
    let of_principal = |name: &str| {
        let order = vec![ident("principal").sort(false, false), ident("number").sort(true, false)];
        first_value(ident(name), order).alias(name)
    };
    let principal = diagnoses.aggregate(
        vec![ident("encounter").alias("of_stay")],
        ["category", "complication", "planned", "chapter"]
            .map(of_principal)
            .to_vec(),
    )?;
    stays.join(principal, JoinType::Left, &["encounter"], &["of_stay"], None)
}

/// For each discharge that has a return that counts: the days after which the first one came.
fn returns(stays: &DataFrame) -> Result<DataFrame> {
    let aftercare = [
        SpecialCare::ChemoRadiotherapy,
        SpecialCare::Dialysis,
        SpecialCare::StagedOperation,
    ];
    let unplanned = ident("planned")
        .eq(lit(0_i64))
        .and(has_any("special", &aftercare).is_not_true());
    let later = stays.clone().filter(unplanned)?.select(vec![
        ident("person").alias("again"),
        ident("begin").alias("back"),
        ident("category").alias("back_category"),
        ident("complication").alias("back_complication"),
    ])?;
    let days = || ident("back") / lit(SECONDS) - ident("end") / lit(SECONDS);
    let related = ident("back_category")
        .eq(ident("category"))
        .or(ident("back_complication").eq(lit(1_i64)));
    stays
        .clone()
        .filter(
            ident("end")
                .is_not_null()
                .and(ident("readmission_plan").not_eq(lit(PLANNED))),
        )?
        .join(later, JoinType::Inner, &["person"], &["again"], None)?
        // Of a discharge often only the day is known, of which its moment is then the last.
        .filter(
            ident("back")
                .gt(ident("begin"))
                .and(days().between(lit(0_i64), lit(i64::from(DAYS) - 1))),
        )?
        .filter(related)?
        .aggregate(
            vec![ident("encounter").alias("of_discharge")],
            vec![min(days()).alias("after_days")],
        )
}
