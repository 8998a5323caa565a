//! How the operator is written down for the wire: behind a prefix of its own, beside everything
//! that Ballista writes itself. Client, scheduler and executors all use this codec.

use crate::buckets_exec::BucketsExec;
use crate::desk::Desk;
use crate::order::Order;
use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, HigherOrderUDF, ScalarUDF, WindowUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr_common::physical_expr::proto_decode::PhysicalExprDecodeCtx;
use datafusion::physical_expr_common::physical_expr::proto_encode::PhysicalExprEncodeCtx;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use std::sync::Arc;

/// Nothing that Ballista writes begins like this: a protobuf field of number 9 and type 5 does not
/// occur in its messages. The last byte counts the versions of what follows.
const PREFIX: &[u8] = b"MINGJING\x01";

/// The codec.
#[derive(Debug, Default)]
pub struct OrderCodec {
    desk: Option<Arc<Desk>>,
    ballista: BallistaPhysicalExtensionCodec,
}

impl OrderCodec {
    /// The codec of an executor: what it reads can be executed.
    pub fn with_desk(desk: Arc<Desk>) -> Self {
        Self {
            desk: Some(desk),
            ballista: BallistaPhysicalExtensionCodec::default(),
        }
    }
}

impl PhysicalExtensionCodec for OrderCodec {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        proto_converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(order) = buf.strip_prefix(PREFIX) else {
            return self.ballista.try_decode(buf, inputs, ctx, proto_converter);
        };
        let [input] = inputs else {
            return Err(DataFusionError::Internal("分桶审核算子只有一个输入".to_owned()));
        };
        let order: Order = postcard::from_bytes(order)
            .map_err(|error| DataFusionError::Internal(format!("审核指令无法解读：{error}")))?;
        let node = BucketsExec::new(Arc::new(order), self.desk.clone(), input.clone());
        Ok(Arc::new(node))
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        proto_converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let Some(own) = node.downcast_ref::<BucketsExec>() else {
            return self.ballista.try_encode(node, buf, proto_converter);
        };
        let order = postcard::to_allocvec(&**own.order())
            .map_err(|error| DataFusionError::Internal(format!("审核指令无法写出：{error}")))?;
        buf.extend_from_slice(PREFIX);
        buf.extend_from_slice(&order);
        Ok(())
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.ballista.try_decode_udf(name, buf)
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.ballista.try_encode_udf(node, buf)
    }

    fn try_decode_higher_order_function(&self, name: &str, buf: &[u8]) -> Result<Arc<HigherOrderUDF>> {
        self.ballista.try_decode_higher_order_function(name, buf)
    }

    fn try_encode_higher_order_function(&self, node: &HigherOrderUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.ballista.try_encode_higher_order_function(node, buf)
    }

    fn try_decode_expr(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn PhysicalExpr>],
        ctx: &PhysicalExprDecodeCtx<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        self.ballista.try_decode_expr(buf, inputs, ctx)
    }

    fn try_encode_expr(
        &self,
        node: &Arc<dyn PhysicalExpr>,
        buf: &mut Vec<u8>,
        ctx: &PhysicalExprEncodeCtx<'_>,
    ) -> Result<()> {
        self.ballista.try_encode_expr(node, buf, ctx)
    }

    fn try_decode_udaf(&self, name: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.ballista.try_decode_udaf(name, buf)
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.ballista.try_encode_udaf(node, buf)
    }

    fn try_decode_udwf(&self, name: &str, buf: &[u8]) -> Result<Arc<WindowUDF>> {
        self.ballista.try_decode_udwf(name, buf)
    }

    fn try_encode_udwf(&self, node: &WindowUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.ballista.try_encode_udwf(node, buf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buckets_exec::plan;
    use arrow::array::AsArray;
    use arrow::datatypes::UInt32Type;
    use audit::run::{RunManifest, Scope};
    use ballista_core::execution_plans::ShuffleWriterExec;
    use ballista_scheduler::state::task_builder::restrict_plan_to_partitions;
    use datafusion_proto::physical_plan::AsExecutionPlan;
    use datafusion_proto::protobuf::PhysicalPlanNode;
    use futures::TryStreamExt;

    fn order() -> Arc<Order> {
        Arc::new(Order {
            lake: "/lake".to_owned(),
            out: "/out".into(),
            books: None,
            run: RunManifest {
                program: "0.1.0".to_owned(),
                format: 2,
                book_hash: "b".to_owned(),
                lake_hash: "l".to_owned(),
                lake_generation: 3,
                buckets: 16,
                scope: Scope::default(),
                rules: vec!["GZ1".to_owned()],
                known_since: Some(-1),
                samples_speak: false,
            },
        })
    }

    /// There and back, as between client, scheduler and executor.
    fn travel(plan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
        let codec = OrderCodec::default();
        let node = PhysicalPlanNode::try_from_physical_plan(plan, &codec).unwrap();
        let mut bytes = Vec::new();
        node.try_encode(&mut bytes).unwrap();
        let node = PhysicalPlanNode::try_decode(&bytes).unwrap();
        node.try_into_physical_plan(&TaskContext::default(), &codec).unwrap()
    }

    async fn numbers(input: &Arc<dyn ExecutionPlan>, partition: usize) -> Vec<u32> {
        let rows = input.execute(partition, Arc::default()).unwrap();
        let batches: Vec<_> = rows.try_collect().await.unwrap();
        let column = |batch: &arrow::array::RecordBatch| batch.column(0).as_primitive::<UInt32Type>().values().to_vec();
        batches.iter().flat_map(column).collect()
    }

    #[tokio::test]
    async fn a_task_knows_its_buckets_whatever_its_partitions_are_called() {
        let whole = travel(plan(order(), &[3, 5, 8, 13]).unwrap());
        let stage = ShuffleWriterExec::try_new("job".into(), 1, whole, String::new()).unwrap();
        let task = travel(restrict_plan_to_partitions(Arc::new(stage), &[1, 3]).unwrap());
        let node = task.children()[0].downcast_ref::<BucketsExec>().unwrap();
        assert_eq!(**node.order(), *order());
        assert_eq!(node.properties().partitioning.partition_count(), 2);
        let input = node.children()[0].clone();
        assert_eq!(
            (numbers(&input, 0).await, numbers(&input, 1).await),
            (vec![5], vec![13])
        );
    }

    #[test]
    fn the_plan_of_a_province_fits_a_message() {
        let buckets: Vec<u32> = (0..4096).collect();
        let whole = plan(order(), &buckets).unwrap();
        let node = PhysicalPlanNode::try_from_physical_plan(whole, &OrderCodec::default()).unwrap();
        let mut bytes = Vec::new();
        node.try_encode(&mut bytes).unwrap();
        let each = bytes.len() / buckets.len();
        assert!(each < 512, "{each} bytes a bucket");
        assert!(bytes.len() < crate::MESSAGE_BYTES_MAX / 8);
    }

    #[test]
    fn only_an_executor_executes() {
        let whole = travel(plan(order(), &[3]).unwrap());
        let Err(error) = whole.execute(0, Arc::default()) else {
            panic!("executed without a desk")
        };
        assert!(error.to_string().contains("执行节点"), "{error}");
    }

    #[test]
    fn a_torn_order_is_refused() {
        let input = plan(order(), &[1]).unwrap().children()[0].clone();
        let codec = OrderCodec::default();
        let converter = datafusion_proto::physical_plan::DefaultPhysicalProtoConverter {};
        let decode =
            |bytes: &[u8]| codec.try_decode(bytes, std::slice::from_ref(&input), &TaskContext::default(), &converter);
        assert!(
            decode(b"MINGJING\x01\x05lake")
                .unwrap_err()
                .to_string()
                .contains("审核指令")
        );
        assert!(decode(b"MINGJING\x02").is_err());
    }
}
