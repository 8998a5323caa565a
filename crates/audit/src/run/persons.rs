//! What is told of the persons of a bucket: how much of each was looked at, and what could not be judged.

use super::output::{KIND_NOT_EVALUABLE, KIND_PERSON, TOTALS, output_schema};
use arrow::array::{ArrayRef, Int64Builder, RecordBatch, StringBuilder, UInt8Builder, UInt32Builder, new_null_array};
use arrow::error::ArrowError;
use std::sync::Arc;

/// Collects rows about persons.
#[derive(Debug, Default)]
pub(super) struct PersonRows {
    kind: UInt8Builder,
    person: UInt32Builder,
    rule: StringBuilder,
    missing: StringBuilder,
    count: Int64Builder,
    totals: [Int64Builder; TOTALS.len()],
}

impl PersonRows {
    /// Adds what was looked at of a person, in the order of [`TOTALS`].
    pub(super) fn looked_at(&mut self, person: u32, totals: [i64; TOTALS.len()]) {
        self.row(KIND_PERSON, person, None, None);
        for (column, total) in self.totals.iter_mut().zip(totals) {
            column.append_value(total);
        }
    }

    /// Adds that a rule could not be judged of a person, so many times.
    pub(super) fn not_evaluable(&mut self, person: u32, rule: &str, missing: &str, count: i64) {
        self.row(KIND_NOT_EVALUABLE, person, Some((rule, missing)), Some(count));
        self.totals.iter_mut().for_each(Int64Builder::append_null);
    }

    fn row(&mut self, kind: u8, person: u32, lacks: Option<(&str, &str)>, count: Option<i64>) {
        self.kind.append_value(kind);
        self.person.append_value(person);
        self.rule.append_option(lacks.map(|(rule, _)| rule));
        self.missing.append_option(lacks.map(|(_, missing)| missing));
        self.count.append_option(count);
    }

    /// The collected rows; nothing is left behind.
    pub(super) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let kind = self.kind.finish();
        let rows = arrow::array::Array::len(&kind);
        let mut told: Vec<(&str, ArrayRef)> = vec![
            ("kind", Arc::new(kind)),
            ("person", Arc::new(self.person.finish())),
            ("rule_code", Arc::new(self.rule.finish())),
            ("missing", Arc::new(self.missing.finish())),
            ("count", Arc::new(self.count.finish())),
        ];
        for (name, column) in TOTALS.into_iter().zip(&mut self.totals) {
            told.push((name, Arc::new(column.finish())));
        }
        let schema = output_schema();
        let column = |name: &str| {
            told.iter()
                .find(|(own, _)| *own == name)
                .map(|(_, column)| column.clone())
        };
        let columns = schema
            .fields()
            .iter()
            .map(|field| column(field.name()).unwrap_or_else(|| new_null_array(field.data_type(), rows)))
            .collect();
        RecordBatch::try_new(schema, columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::Int64Type;

    #[test]
    fn what_is_told_stands_in_its_columns() {
        let mut rows = PersonRows::default();
        rows.not_evaluable(8, "GZ1", "性别", 3);
        rows.looked_at(8, [7, 6, 1, 2]);
        let batch = rows.finish().unwrap();
        assert_eq!(batch.num_rows(), 2);
        let column = |name: &str| batch.column_by_name(name).unwrap().as_primitive::<Int64Type>();
        assert_eq!(column("count").value(0), 3);
        assert!(column("lines").is_null(0) && column("count").is_null(1));
        let totals = TOTALS.map(|name| column(name).value(1));
        assert_eq!(totals, [7, 6, 1, 2]);
        assert!(batch.column_by_name("finding_key").unwrap().is_null(0));
        assert_eq!(rows.finish().unwrap().num_rows(), 0);
    }
}
