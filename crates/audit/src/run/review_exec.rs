//! The operator: whole buckets in, findings out. It cuts the rows of a bucket into persons
//! and asks the same evaluator as real time.
//!
//! Its inputs are scans: of encounters, diagnoses, operations and fee lines, each as many
//! times as a bucket has parts at most, partition *n* being bucket *n*. No row ever changes
//! its bucket and nothing is sorted: import has done both.

use super::cutter::{Cutter, no_layer};
use super::output::{Rows, output_schema};
use super::persons::PersonRows;
use super::subject::Subject;
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
use futures::{TryStreamExt, stream};
use std::collections::BTreeMap;
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
    pub(super) fn new(subject: Arc<Subject>, inputs: Vec<(LakeTable, Arc<dyn ExecutionPlan>)>, buckets: usize) -> Self {
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
        write!(
            f,
            "ReviewExec: buckets={}",
            self.properties.partitioning.partition_count()
        )
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

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
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

/// A bucket while it is judged.
struct Bucket {
    cutter: Cutter,
    rows: Rows,
    persons: PersonRows,
    phase: Phase,
}

/// What a bucket puts out next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Findings,
    Persons,
    Nothing,
}

impl Bucket {
    async fn open(subject: Arc<Subject>, streams: Vec<(LakeTable, SendableRecordBatchStream)>) -> Result<Self> {
        let cutter = Cutter::open(subject, streams, false).await?;
        Ok(Self {
            cutter,
            rows: Rows::new(),
            persons: PersonRows::default(),
            phase: Phase::Findings,
        })
    }

    /// The next rows of the output, with what is left to do; none at the end.
    async fn next_batch(mut self) -> Result<Option<(RecordBatch, Self)>> {
        let batch = match self.phase {
            Phase::Findings => {
                while self.rows.len() < BATCH_FINDINGS {
                    if !self.cutter.cut().await? {
                        self.phase = Phase::Persons;
                        break;
                    }
                    self.judge()?;
                }
                self.rows.finish()?
            }
            Phase::Persons => {
                self.phase = Phase::Nothing;
                self.persons.finish()?
            }
            Phase::Nothing => return Ok(None),
        };
        Ok(Some((batch, self)))
    }

    /// Judges the record under each layer of the book that applies to one of its encounters.
    fn judge(&mut self) -> Result<()> {
        let (lines, lines_reviewed) = self.cutter.line_counts();
        let Cutter {
            number,
            record,
            layers: layer_of,
            sifted,
            items,
            subject,
            ..
        } = &mut self.cutter;
        let reviewed: Vec<bool> = record.encounters.iter().map(|encounter| encounter.current).collect();
        let persons = i64::from(reviewed.contains(&true));
        let encounters = record.encounters.len() as i64;
        self.persons
            .looked_at(*number, [lines, lines_reviewed, persons, encounters]);
        if persons == 0 {
            return Ok(());
        }
        let lines: Vec<bool> = record.lines.iter().map(|line| line.current).collect();
        for &(layer, seen) in &*sifted {
            if sifted.len() > 1 {
                // Encounters under another book are history to this one.
                for ((encounter, own), reviewed) in record.encounters.iter_mut().zip(&*layer_of).zip(&reviewed) {
                    encounter.current = *reviewed && *own == layer;
                }
                for (line, current) in record.lines.iter_mut().zip(&lines) {
                    line.current = *current && layer_of.get(line.encounter as usize) == Some(&layer);
                }
            }
            let sieve = subject.sieve(layer).ok_or_else(|| no_layer(layer))?;
            let found = sieve.review(record, items, seen, Subject::STAGE, &subject.options);
            for finding in &found.findings {
                self.rows.finding(finding, record, *number);
            }
            let mut missing: BTreeMap<(&str, &str), i64> = BTreeMap::new();
            for fact in &found.not_evaluable {
                *missing.entry((fact.rule.as_str(), &fact.missing)).or_default() += 1;
            }
            for ((rule, what), count) in missing {
                self.persons.not_evaluable(*number, rule, what, count);
            }
        }
        Ok(())
    }
}
