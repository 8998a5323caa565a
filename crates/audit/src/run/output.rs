//! What the operator puts out: one row a finding, and for each person rows that state what was
//! looked at and what could not be judged. Everything leaves through one stream, so that a
//! cluster carries it like any other rows.

use super::evidence::{Evidence, evidence_fields};
use arrow::array::{
    ArrayRef, Date32Builder, Decimal128Builder, ListBuilder, RecordBatch, StringBuilder, UInt8Array, UInt32Builder,
    new_null_array,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use domain::{DepartmentCode, Finding, LineRole, Money, PractitionerCode, Record};
use std::sync::Arc;

/// What a row of the output is.
pub const KIND_FINDING: u8 = 1;
/// A rule that could not be judged of a person: `rule_code`, `missing`, `count`.
pub const KIND_NOT_EVALUABLE: u8 = 2;
/// How much of a person was looked at: the columns of [`TOTALS`].
pub const KIND_PERSON: u8 = 3;

/// Fee lines read, of these under review, persons with anything under review, encounters read.
pub const TOTALS: [&str; 4] = ["lines", "lines_reviewed", "persons", "encounters"];

/// 金额 is numeric 16,2 on every interface.
pub(super) const MONEY: DataType = DataType::Decimal128(16, 2);

/// A column of lists of one type.
pub(super) fn list(name: &str, of: DataType) -> Field {
    Field::new(name, DataType::List(Arc::new(Field::new_list_field(of, true))), true)
}

fn texts(name: &str) -> Field {
    list(name, DataType::Utf8)
}

/// 结果格式 · raised whenever the columns of a finding or what is stated of a bucket change, so that no run
/// goes on from findings of other columns.
pub(super) const FORMAT: u32 = 3;

/// Columns of a finding, as they are kept.
fn finding_fields() -> Vec<Field> {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let mut fields = vec![
        text("finding_key"),
        text("rule_code"),
        text("rule_name"),
        text("behaviour"),
        text("verdict"),
        text("state"),
        text("action"),
        text("psn_no"),
        text("mdtrt_id"),
        text("fixmedins_code"),
        text("bilg_dept_codg"),
        text("department_name"),
        text("bilg_dr_codg"),
        texts("feedetl_sn"),
        list("line_amounts", MONEY),
        texts("involved_feedetl_sn"),
        Field::new("amount", MONEY, true),
        Field::new("service_date", DataType::Date32, true),
        text("book_hash"),
        texts("supporting_rules"),
        texts("supporting_names"),
        text("sentence"),
        text("arithmetic"),
        texts("basis"),
        text("knowledge_id"),
        text("knowledge_table"),
        text("knowledge_name"),
        text("knowledge_text"),
        text("knowledge_source"),
        text("knowledge_layer"),
        texts("compared_facts"),
        texts("compared_required"),
        texts("compared_found"),
        texts("ways_out"),
        texts("lowered"),
        text("may_override"),
    ];
    fields.extend(evidence_fields());
    fields
}

/// Columns of the findings file.
pub fn finding_schema() -> SchemaRef {
    Arc::new(Schema::new(finding_fields()))
}

/// Columns that tell what a row is and what was looked at.
fn statement_fields() -> Vec<Field> {
    let mut fields = vec![
        Field::new("kind", DataType::UInt8, false),
        Field::new("person", DataType::UInt32, false),
        Field::new("missing", DataType::Utf8, true),
        Field::new("count", DataType::Int64, true),
    ];
    fields.extend(TOTALS.map(|name| Field::new(name, DataType::Int64, true)));
    fields
}

/// Columns of the operator's output: those of a finding, and of the statement. `person` is the number
/// in the lake.
pub fn output_schema() -> SchemaRef {
    let mut fields = finding_fields();
    fields.extend(statement_fields());
    Arc::new(Schema::new(fields))
}

/// Columns of what is kept of the persons of a bucket.
pub(super) fn persons_schema() -> SchemaRef {
    let mut fields = statement_fields();
    fields.push(Field::new("rule_code", DataType::Utf8, true));
    Arc::new(Schema::new(fields))
}

/// Collects findings as rows of the output.
#[derive(Debug)]
pub(super) struct Rows {
    /// the columns of [`TEXTS`]
    texts: [StringBuilder; TEXTS.len()],
    /// the columns of [`LISTS`]
    lists: [ListBuilder<StringBuilder>; LISTS.len()],
    line_amounts: ListBuilder<Decimal128Builder>,
    evidence: Evidence,
    amount: Decimal128Builder,
    service_date: Date32Builder,
    person: UInt32Builder,
    rows: usize,
}

/// Columns of one text.
const TEXTS: [&str; 23] = [
    "finding_key",
    "rule_code",
    "rule_name",
    "behaviour",
    "verdict",
    "state",
    "action",
    "psn_no",
    "mdtrt_id",
    "fixmedins_code",
    "bilg_dept_codg",
    "department_name",
    "bilg_dr_codg",
    "book_hash",
    "sentence",
    "arithmetic",
    "knowledge_id",
    "knowledge_table",
    "knowledge_name",
    "knowledge_text",
    "knowledge_source",
    "knowledge_layer",
    "may_override",
];

/// Columns of several texts.
const LISTS: [&str; 10] = [
    "feedetl_sn",
    "involved_feedetl_sn",
    "supporting_rules",
    "supporting_names",
    "basis",
    "compared_facts",
    "compared_required",
    "compared_found",
    "ways_out",
    "lowered",
];

/// A column of decimals.
pub(super) fn decimals(kind: DataType) -> Decimal128Builder {
    Decimal128Builder::new().with_data_type(kind)
}

impl Rows {
    pub(super) fn new() -> Self {
        Self {
            texts: TEXTS.map(|_| StringBuilder::new()),
            lists: LISTS.map(|_| ListBuilder::new(StringBuilder::new())),
            line_amounts: ListBuilder::new(decimals(MONEY)),
            evidence: Evidence::default(),
            amount: decimals(MONEY),
            service_date: Date32Builder::new(),
            person: UInt32Builder::new(),
            rows: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// Adds a value to each column of texts. Name and value stand side by side, so that a value cannot come into
    /// another's column unseen.
    fn texts(&mut self, values: [(&'static str, Option<&str>); TEXTS.len()]) {
        for ((own, column), (name, value)) in TEXTS.into_iter().zip(&mut self.texts).zip(values) {
            debug_assert_eq!(own, name, "values in the order of the columns");
            column.append_option(value);
        }
    }

    /// Adds a list to one of the columns of lists.
    fn list<'v>(&mut self, name: &'static str, values: impl Iterator<Item = &'v str>) {
        let place = LISTS.iter().position(|own| *own == name);
        if let Some(column) = place.and_then(|place| self.lists.get_mut(place)) {
            for value in values {
                column.values().append_value(value);
            }
            column.append(true);
        }
    }

    /// Adds a finding about a record. Department and doctor are those of its first violating line,
    /// else of its encounter.
    pub(super) fn finding(&mut self, finding: &Finding, record: &Record, person: u32) {
        let line = finding.lines.iter().find(|line| line.role == LineRole::Violating);
        let line = line.and_then(|line| record.lines.get(line.index as usize));
        let encounter = record
            .encounters
            .iter()
            .find(|encounter| encounter.id == finding.encounter && encounter.institution.code == finding.institution);
        let department = line
            .map(|line| &line.department)
            .or_else(|| encounter.map(|encounter| &encounter.department));
        let department_name = line
            .map(|line| &line.department_name)
            .or_else(|| encounter.map(|encounter| &encounter.department_name));
        let doctor = line
            .map(|line| &line.doctor)
            .or_else(|| encounter.map(|encounter| &encounter.doctor));
        let with = |role: LineRole| finding.lines.iter().filter(move |line| line.role == role);
        let knowledge = finding.knowledge.as_ref();
        let basis: Vec<String> = finding.basis.iter().map(ToString::to_string).collect();
        let compared = || finding.compared.iter();
        let may_override = finding
            .may_override
            .as_ref()
            .map(|may| format!("{}：{}", may.by, may.evidence.join("、")));
        self.texts([
            ("finding_key", Some(&finding.key.to_string())),
            ("rule_code", Some(finding.rule.as_str())),
            ("rule_name", Some(&finding.rule_name)),
            ("behaviour", Some(&finding.behaviour)),
            ("verdict", Some(finding.certainty.zh())),
            ("state", Some(finding.state.zh())),
            ("action", Some(finding.action.zh())),
            ("psn_no", Some(finding.person.as_str())),
            ("mdtrt_id", Some(finding.encounter.as_str())),
            ("fixmedins_code", Some(finding.institution.as_str())),
            ("bilg_dept_codg", department.map(DepartmentCode::as_str)),
            ("department_name", department_name.map(|name| name.as_str())),
            ("bilg_dr_codg", doctor.map(PractitionerCode::as_str)),
            ("book_hash", Some(&finding.book_hash)),
            ("sentence", Some(&finding.sentence)),
            ("arithmetic", Some(&finding.arithmetic)),
            ("knowledge_id", knowledge.map(|point| point.id.as_str())),
            ("knowledge_table", knowledge.map(|point| point.table.as_str())),
            ("knowledge_name", knowledge.map(|point| point.name.as_str())),
            ("knowledge_text", knowledge.map(|point| point.text.as_str())),
            ("knowledge_source", knowledge.map(|point| point.source.as_str())),
            ("knowledge_layer", knowledge.map(|point| point.layer.as_str())),
            ("may_override", may_override.as_deref()),
        ]);
        self.list("feedetl_sn", with(LineRole::Violating).map(|line| line.id.as_str()));
        self.list(
            "involved_feedetl_sn",
            with(LineRole::Involved).map(|line| line.id.as_str()),
        );
        self.list(
            "supporting_rules",
            finding.supporting.iter().map(|view| view.rule.as_str()),
        );
        self.list(
            "supporting_names",
            finding.supporting.iter().map(|view| view.rule_name.as_str()),
        );
        self.list("basis", basis.iter().map(String::as_str));
        self.list("compared_facts", compared().map(|fact| fact.fact.as_str()));
        self.list("compared_required", compared().map(|fact| fact.required.as_str()));
        self.list("compared_found", compared().map(|fact| fact.found.as_str()));
        self.list("ways_out", finding.ways_out.iter().map(String::as_str));
        self.list("lowered", finding.lowered.iter().map(String::as_str));
        for line in with(LineRole::Violating) {
            self.line_amounts.values().append_value(scaled(line.amount));
        }
        self.line_amounts.append(true);
        self.evidence.add(finding, record);
        self.amount.append_value(scaled(finding.amount));
        self.service_date.append_value(finding.service_time.day().epoch_days());
        self.person.append_value(person);
        self.rows += 1;
    }

    /// The collected rows; nothing is left behind.
    pub(super) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let rows = std::mem::take(&mut self.rows);
        let schema = output_schema();
        let columns = schema.fields().iter().map(|field| -> Result<ArrayRef, ArrowError> {
            let name = field.name().as_str();
            if let Some(place) = TEXTS.iter().position(|own| *own == name) {
                return Ok(Arc::new(self.texts[place].finish()));
            }
            if let Some(place) = LISTS.iter().position(|own| *own == name) {
                return Ok(Arc::new(self.lists[place].finish()));
            }
            if let Some(column) = self.evidence.finish(name) {
                return Ok(column);
            }
            match name {
                "line_amounts" => Ok(Arc::new(self.line_amounts.finish())),
                "amount" => Ok(Arc::new(self.amount.finish())),
                "service_date" => Ok(Arc::new(self.service_date.finish())),
                "kind" => Ok(Arc::new(UInt8Array::from(vec![KIND_FINDING; rows]))),
                "person" => Ok(Arc::new(self.person.finish())),
                // What is told of persons is no part of a finding.
                _ => Ok(new_null_array(field.data_type(), rows)),
            }
        });
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        RecordBatch::try_new(schema, columns)
    }
}

fn scaled(money: Money) -> i128 {
    i128::from(money.scaled())
}
