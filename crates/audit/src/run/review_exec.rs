//! The operator: whole buckets in, findings out. It cuts the rows of a bucket into persons
//! and asks the same evaluator as real time.
//!
//! Its inputs are scans: of encounters, diagnoses, operations and fee lines, each as many
//! times as a bucket has parts at most, partition *n* being bucket *n*. No row ever changes
//! its bucket and nothing is sorted: import has done both.

use super::lines::LinePart;
use super::output::{Rows, Statement, output_schema};
use super::subject::Subject;
use super::visits::{Visit, VisitRows};
use crate::schema::LakeTable;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions,
};
use domain::{HistoryReach, InsuredPerson, Moment, Record};
use futures::{StreamExt, TryStreamExt, stream};
use rulebook::review;
use std::fmt;
use std::sync::Arc;

/// Findings of one batch of output.
const BATCH_FINDINGS: usize = 1024;

/// 审核算子
#[derive(Debug)]
pub struct ReviewExec {
    subject: Arc<Subject>,
    /// which table each input scans
    tables: Vec<LakeTable>,
    inputs: Vec<Arc<dyn ExecutionPlan>>,
    properties: Arc<PlanProperties>,
}

impl ReviewExec {
    /// The operator over scans that all have the same number of partitions.
    pub(super) fn new(
        subject: Arc<Subject>,
        inputs: Vec<(LakeTable, Arc<dyn ExecutionPlan>)>,
        buckets: usize,
    ) -> Self {
        let (tables, inputs) = inputs.into_iter().unzip();
        let properties = PlanProperties::new(
            EquivalenceProperties::new(output_schema()),
            Partitioning::UnknownPartitioning(buckets),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self {
            subject,
            tables,
            inputs,
            properties: Arc::new(properties),
        }
    }
}

impl DisplayAs for ReviewExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReviewExec: buckets={}", self.properties.partitioning.partition_count())
    }
}

impl ExecutionPlan for ReviewExec {
    fn name(&self) -> &str {
        "ReviewExec"
    }

    fn schema(&self) -> SchemaRef {
        output_schema()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false; self.inputs.len()]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.inputs.iter().collect()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        if children.len() != self.inputs.len() {
            return Err(DataFusionError::Internal("审核算子的输入个数改变".to_owned()));
        }
        Ok(Arc::new(Self {
            subject: self.subject.clone(),
            tables: self.tables.clone(),
            inputs: children,
            properties: self.properties.clone(),
        }))
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(
            children,
            ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute),
        )
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let mut streams = Vec::with_capacity(self.inputs.len());
        for (table, input) in self.tables.iter().zip(&self.inputs) {
            streams.push((*table, input.execute(partition, context.clone())?));
        }
        let subject = self.subject.clone();
        let batches = stream::once(Bucket::open(subject, streams))
            .map_ok(|bucket| stream::try_unfold(bucket, Bucket::next_batch))
            .try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(output_schema(), batches)))
    }
}

/// A bucket while it is cut into persons.
struct Bucket {
    subject: Arc<Subject>,
    visits: std::iter::Peekable<std::vec::IntoIter<Visit>>,
    lines: Vec<LinePart>,
    rows: Rows,
    statement: Statement,
    /// room for a record, used again for each person
    record: Record,
    /// encounter number to index in the record, in order of the number
    places: Vec<(u32, u32)>,
    layers: Vec<u16>,
    done: bool,
}

impl Bucket {
    async fn open(
        subject: Arc<Subject>,
        streams: Vec<(LakeTable, SendableRecordBatchStream)>,
    ) -> Result<Self> {
        let (mut rows, mut lines) = (VisitRows::default(), Vec::new());
        for (table, mut stream) in streams {
            if table == LakeTable::FeeLines {
                lines.push(LinePart::open(stream).await?);
                continue;
            }
            while let Some(batch) = stream.next().await {
                let batch = batch?;
                match table {
                    LakeTable::Encounters => rows.add_encounters(&batch, &subject)?,
                    LakeTable::Diagnoses => rows.add_diagnoses(&batch, &subject)?,
                    LakeTable::Operations => rows.add_operations(&batch, &subject)?,
                    other => return Err(DataFusionError::Internal(format!("审核不读取 {}", other.name()))),
                }
            }
        }
        let visits = rows.into_visits();
        Ok(Self {
            statement: Statement {
                encounters: visits.len() as u64,
                ..Statement::default()
            },
            visits: visits.into_iter().peekable(),
            lines,
            rows: Rows::new(),
            record: Record {
                person: InsuredPerson::default(),
                encounters: Vec::new(),
                lines: Vec::new(),
                history: HistoryReach::Absent,
            },
            places: Vec::new(),
            layers: Vec::new(),
            subject,
            done: false,
        })
    }

    /// The next rows of the output, with what is left to do; none at the end.
    async fn next_batch(mut self) -> Result<Option<(RecordBatch, Self)>> {
        if self.done {
            return Ok(None);
        }
        while self.rows.len() < BATCH_FINDINGS {
            let with_lines = self.lines.iter().filter_map(LinePart::person).min();
            let with_visits = self.visits.peek().map(|visit| visit.person);
            let Some(person) = with_lines.into_iter().chain(with_visits).min() else {
                self.rows.statement(&self.statement);
                self.done = true;
                break;
            };
            self.cut(person).await?;
            self.judge();
        }
        let batch = self.rows.finish()?;
        Ok(Some((batch, self)))
    }

    /// Fills the record with everything of the next person.
    async fn cut(&mut self, person: u32) -> Result<()> {
        let subject = self.subject.clone();
        let record = &mut self.record;
        record.person = subject
            .person(person)
            .ok_or_else(|| DataFusionError::Execution(format!("数据湖的参保人字典中没有编号 {person}")))?;
        record.history = subject.history;
        record.encounters.clear();
        record.lines.clear();
        self.places.clear();
        self.layers.clear();
        while let Some(visit) = self.visits.next_if(|visit| visit.person == person) {
            self.places.push((visit.ordinal, record.encounters.len() as u32));
            self.layers.push(visit.layer);
            record.encounters.push(visit.encounter);
        }
        self.places.sort_unstable();
        let in_place: Vec<bool> = record.encounters.iter().map(|encounter| encounter.current).collect();
        let mut reviewed: Vec<bool> = record
            .encounters
            .iter()
            .map(|encounter| encounter.current && subject.scope.touches(encounter))
            .collect();
        let places = &self.places;
        let mut latest = (u32::MAX, 0_u32);
        let mut place = |ordinal: u32, at: Moment| -> Option<(u32, bool)> {
            if latest.0 != ordinal {
                let found = places.binary_search_by_key(&ordinal, |(ordinal, _)| *ordinal).ok()?;
                latest = *places.get(found)?;
            }
            let current = *in_place.get(latest.1 as usize)? && subject.scope.has_day(at.day());
            if current {
                *reviewed.get_mut(latest.1 as usize)? = true;
            }
            Some((latest.1, current))
        };
        for part in self.lines.iter_mut().filter(|part| part.person() == Some(person)) {
            part.take(person, &subject, &mut place, &mut record.lines).await?;
        }
        for (encounter, reviewed) in record.encounters.iter_mut().zip(reviewed) {
            encounter.current = reviewed;
        }
        // Import keeps the order within a part; parts and equal times are put in order here.
        record.sort();
        Ok(())
    }

    /// Judges the record under each layer of the book that applies to one of its encounters.
    fn judge(&mut self) {
        let record = &mut self.record;
        let reviewed: Vec<bool> = record.encounters.iter().map(|encounter| encounter.current).collect();
        let current_lines = record.lines.iter().filter(|line| line.current).count() as u64;
        self.statement.lines += record.lines.len() as u64;
        self.statement.lines_reviewed += current_lines;
        if !reviewed.contains(&true) {
            return;
        }
        self.statement.persons += 1;
        let mut layers = self.layers.clone();
        layers.sort_unstable();
        layers.dedup();
        let lines: Vec<bool> = record.lines.iter().map(|line| line.current).collect();
        for &layer in &layers {
            if layers.len() > 1 {
                // Encounters under another book are history to this one.
                for ((encounter, own), reviewed) in record.encounters.iter_mut().zip(&self.layers).zip(&reviewed) {
                    encounter.current = *reviewed && *own == layer;
                }
                for (line, current) in record.lines.iter_mut().zip(&lines) {
                    line.current = *current && self.layers.get(line.encounter as usize) == Some(&layer);
                }
            }
            let found = review(self.subject.book(layer), record, Subject::STAGE, &self.subject.options);
            found.findings.iter().for_each(|finding| self.rows.finding(finding));
            found
                .not_evaluable
                .iter()
                .for_each(|missing| self.statement.note(missing));
        }
    }
}
