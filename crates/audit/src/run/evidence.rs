//! The lines of a finding as they were charged, in lists side by side: so whoever shows a finding needs
//! no lake to show what it stands on.

use super::output::{MONEY, decimals, list};
use arrow::array::{ArrayRef, Decimal128Builder, ListBuilder, StringBuilder, TimestampMillisecondBuilder};
use arrow::datatypes::{DataType, Field, TimeUnit};
use domain::{FeeLine, Finding, FindingLine, LineRole, Record};
use std::sync::Arc;

/// 数量 is numeric 16,4 and 单价 numeric 16,6 on every interface.
const QUANTITY: DataType = DataType::Decimal128(16, 4);
const PRICE: DataType = DataType::Decimal128(16, 6);

/// Beijing wall clock.
const TIME: DataType = DataType::Timestamp(TimeUnit::Millisecond, None);

/// The columns. Every list has the violating lines first, in the order of their ids and amounts, and then
/// the involved ones. What counted of a violating line is in the list of amounts; of an involved one
/// nothing does.
pub(super) fn evidence_fields() -> Vec<Field> {
    vec![
        list("evidence_codes", DataType::Utf8),
        list("evidence_names", DataType::Utf8),
        list("evidence_times", TIME),
        list("evidence_quantities", QUANTITY),
        list("evidence_prices", PRICE),
        list("evidence_amounts", MONEY),
        list("evidence_classes", DataType::Utf8),
    ]
}

/// The lines of a finding in the order of the columns.
fn in_order(finding: &Finding) -> impl Iterator<Item = &FindingLine> {
    let with = |role: LineRole| finding.lines.iter().filter(move |line| line.role == role);
    with(LineRole::Violating).chain(with(LineRole::Involved))
}

/// Collects the lines of findings.
#[derive(Debug)]
pub(super) struct Evidence {
    codes: ListBuilder<StringBuilder>,
    names: ListBuilder<StringBuilder>,
    times: ListBuilder<TimestampMillisecondBuilder>,
    quantities: ListBuilder<Decimal128Builder>,
    prices: ListBuilder<Decimal128Builder>,
    amounts: ListBuilder<Decimal128Builder>,
    classes: ListBuilder<StringBuilder>,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            codes: ListBuilder::default(),
            names: ListBuilder::default(),
            times: ListBuilder::default(),
            quantities: ListBuilder::new(decimals(QUANTITY)),
            prices: ListBuilder::new(decimals(PRICE)),
            amounts: ListBuilder::new(decimals(MONEY)),
            classes: ListBuilder::default(),
        }
    }
}

impl Evidence {
    /// Adds the lines of a finding about a record, which is where they are looked up.
    pub(super) fn add(&mut self, finding: &Finding, record: &Record) {
        for line in in_order(finding) {
            self.line(record.lines.get(line.index as usize));
        }
        self.codes.append(true);
        self.names.append(true);
        self.times.append(true);
        self.quantities.append(true);
        self.prices.append(true);
        self.amounts.append(true);
        self.classes.append(true);
    }

    fn line(&mut self, line: Option<&FeeLine>) {
        let scaled = |of: fn(&FeeLine) -> i64| line.map(|line| i128::from(of(line)));
        self.codes.values().append_option(line.map(|line| line.item.as_str()));
        self.names.values().append_option(line.map(|line| &line.name));
        let time = line.map(|line| line.at.epoch_seconds().saturating_mul(1_000));
        self.times.values().append_option(time);
        let quantity = scaled(|line| line.quantity.scaled());
        self.quantities.values().append_option(quantity);
        self.prices.values().append_option(scaled(|line| line.price.scaled()));
        self.amounts.values().append_option(scaled(|line| line.amount.scaled()));
        self.classes
            .values()
            .append_option(line.map(|line| line.payment_class().zh()));
    }

    /// One of the columns, which begins anew; none for another name.
    pub(super) fn finish(&mut self, name: &str) -> Option<ArrayRef> {
        Some(match name {
            "evidence_codes" => Arc::new(self.codes.finish()),
            "evidence_names" => Arc::new(self.names.finish()),
            "evidence_times" => Arc::new(self.times.finish()),
            "evidence_quantities" => Arc::new(self.quantities.finish()),
            "evidence_prices" => Arc::new(self.prices.finish()),
            "evidence_amounts" => Arc::new(self.amounts.finish()),
            "evidence_classes" => Arc::new(self.classes.finish()),
            _ => return None,
        })
    }
}
