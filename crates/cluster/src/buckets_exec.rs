//! The operator that travels: numbers of buckets in, one line a bucket out.
//!
//! The findings themselves do not come back through Ballista; the executor writes them into the
//! folder of the run. The numbers are rows of the input and not positions in the plan, because
//! Ballista hands each task a slice of the partitions, counted from zero again: what is in the
//! rows survives that, what is in the count does not.

use crate::desk::Desk;
use crate::order::Order;
use arrow::array::{AsArray, RecordBatch, UInt32Array, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt32Type};
use datafusion::catalog::memory::MemorySourceConfig;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties,
    ReplaceChildrenOptions,
};
use futures::{StreamExt, TryStreamExt};
use std::fmt;
use std::sync::Arc;

/// 分桶审核算子
#[derive(Debug)]
pub struct BucketsExec {
    order: Arc<Order>,
    /// only an executor has one
    desk: Option<Arc<Desk>>,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

fn column(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, false)
}

fn input_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![column("bucket", DataType::UInt32)]))
}

fn output_schema() -> SchemaRef {
    let fields = vec![column("bucket", DataType::UInt32), column("findings", DataType::UInt64)];
    Arc::new(Schema::new(fields))
}

/// The plan of a job: one partition a bucket.
///
/// # Errors
/// DataFusion refuses it, which would be a defect.
pub fn plan(order: Arc<Order>, buckets: &[u32]) -> Result<Arc<dyn ExecutionPlan>> {
    let partitions = buckets.iter().map(|bucket| {
        let numbers = UInt32Array::from(vec![*bucket]);
        Ok(vec![RecordBatch::try_new(input_schema(), vec![Arc::new(numbers)])?])
    });
    let partitions: Vec<Vec<RecordBatch>> = partitions.collect::<Result<_>>()?;
    let input = MemorySourceConfig::try_new_exec(&partitions, input_schema(), None)?;
    Ok(Arc::new(BucketsExec::new(order, None, input)))
}

impl BucketsExec {
    /// The operator over rows of bucket numbers.
    pub fn new(order: Arc<Order>, desk: Option<Arc<Desk>>, input: Arc<dyn ExecutionPlan>) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(output_schema()),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self {
            order,
            desk,
            input,
            properties: Arc::new(properties),
        }
    }

    /// The order.
    pub fn order(&self) -> &Arc<Order> {
        &self.order
    }
}

impl DisplayAs for BucketsExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let buckets = self.properties.partitioning.partition_count();
        write!(f, "BucketsExec: lake={}, buckets={buckets}", self.order.lake)
    }
}

impl ExecutionPlan for BucketsExec {
    fn name(&self) -> &str {
        "BucketsExec"
    }

    fn schema(&self) -> SchemaRef {
        output_schema()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (children.pop(), children.is_empty()) {
            (Some(input), true) => Ok(Arc::new(Self::new(self.order.clone(), self.desk.clone(), input))),
            _ => Err(DataFusionError::Internal("分桶审核算子只有一个输入".to_owned())),
        }
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let refused = || DataFusionError::Internal("只有执行节点审核分桶".to_owned());
        let desk = self.desk.clone().ok_or_else(refused)?;
        let numbers = self.input.execute(partition, context.clone())?;
        let order = self.order.clone();
        let lines = numbers.and_then(move |batch| {
            let (desk, order, context) = (desk.clone(), order.clone(), context.clone());
            async move { audit(&desk, &order, &batch, &context).await }
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(output_schema(), lines.boxed())))
    }
}

/// Audits the buckets of a batch, one after the other.
async fn audit(desk: &Desk, order: &Arc<Order>, batch: &RecordBatch, context: &TaskContext) -> Result<RecordBatch> {
    let numbers = batch
        .column_by_name("bucket")
        .and_then(|column| column.as_primitive_opt::<UInt32Type>())
        .ok_or_else(|| DataFusionError::Internal("分桶审核算子的输入没有分桶号".to_owned()))?;
    let mut findings = Vec::with_capacity(numbers.len());
    for &bucket in numbers.values() {
        let found = desk.audit(order, bucket, context).await;
        findings.push(found.map_err(|error| DataFusionError::Execution(format!("{error:#}")))?);
    }
    let columns: Vec<arrow::array::ArrayRef> = vec![Arc::new(numbers.clone()), Arc::new(UInt64Array::from(findings))];
    Ok(RecordBatch::try_new(output_schema(), columns)?)
}
