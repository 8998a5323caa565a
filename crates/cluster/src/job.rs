//! The client's side of a job: submit, ask, cancel.

use crate::MESSAGE_BYTES_MAX;
use crate::buckets_exec::plan;
use crate::codec::OrderCodec;
use crate::order::Order;
use crate::tls::TlsArgs;
use anyhow::{Context, bail};
use ballista_core::config::{BALLISTA_JOB_NAME, BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK};
use ballista_core::serde::protobuf::execute_query_params::Query;
use ballista_core::serde::protobuf::execute_query_result::Result as Answer;
use ballista_core::serde::protobuf::job_status::Status as JobStatus;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use ballista_core::serde::protobuf::{CancelJobParams, ExecuteQueryParams, GetJobStatusParams, KeyValuePair};
use ballista_core::version::insert_version_header;
use datafusion_proto::physical_plan::AsExecutionPlan;
use datafusion_proto::protobuf::PhysicalPlanNode;
use std::error::Error;
use std::sync::Arc;
use tonic::transport::Channel;

/// How a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobState {
    /// waiting or at work
    Open,
    /// all tasks are done
    Done,
    /// given up, and why
    Failed(String),
    /// the scheduler does not answer, or does not know the job (any more)
    Lost(String),
}

/// What lies at the bottom of a refusal: a connection that breaks calls itself "transport error" only.
fn reason(status: &tonic::Status) -> String {
    let mut cause = status.source();
    let mut said = status.message().to_owned();
    while let Some(error) = cause {
        said = error.to_string();
        cause = error.source();
    }
    said
}

/// A job that was submitted.
#[derive(Debug)]
pub struct Job {
    client: SchedulerGrpcClient<Channel>,
    id: String,
}

impl Job {
    /// Submits the audit of buckets.
    ///
    /// # Errors
    /// The scheduler cannot be reached, or refuses.
    pub async fn submit(scheduler: &str, tls: &TlsArgs, order: Arc<Order>, buckets: &[u32]) -> anyhow::Result<Self> {
        let channel = tls.endpoint(scheduler)?.connect().await.with_context(|| {
            format!("连不上调度节点 {scheduler}：请核对地址与证书，确认调度节点已启动；已完成的分桶不受影响")
        })?;
        let mut client = SchedulerGrpcClient::new(channel)
            .max_decoding_message_size(MESSAGE_BYTES_MAX)
            .max_encoding_message_size(MESSAGE_BYTES_MAX);
        let node = PhysicalPlanNode::try_from_physical_plan(plan(order.clone(), buckets)?, &OrderCodec::default())?;
        let mut bytes = Vec::new();
        node.try_encode(&mut bytes)?;
        let setting = |key: &str, value: &str| KeyValuePair {
            key: key.to_owned(),
            value: Some(value.to_owned()),
        };
        let run = format!("{:.16}-{:.16}", order.run.lake_hash, order.run.book_hash);
        let mut request = tonic::Request::new(ExecuteQueryParams {
            query: Some(Query::PhysicalPlan(bytes)),
            settings: vec![
                setting(BALLISTA_JOB_NAME, "mingjing audit"),
                // One bucket a task: what fails or is lost is one bucket.
                setting(BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK, "1"),
            ],
            session_id: run.clone(),
            operation_id: run,
        });
        insert_version_header(request.metadata_mut());
        let answer = client.execute_query(request).await;
        let answer = answer.map_err(|status| {
            let reason = reason(&status);
            anyhow::anyhow!("调度节点 {scheduler} 没有接受作业（{reason}）：请核对地址、三项证书和各节点的程序版本")
        })?;
        match answer.into_inner().result {
            Some(Answer::Success(accepted)) => Ok(Self {
                client,
                id: accepted.job_id,
            }),
            Some(Answer::Failure(refused)) => bail!("调度节点没有接受作业：{:?}", refused.failure),
            None => bail!("调度节点的答复为空：请核对各节点的程序版本"),
        }
    }

    /// How it stands.
    pub async fn state(&mut self) -> JobState {
        let params = GetJobStatusParams {
            job_id: self.id.clone(),
        };
        let answer = match self.client.get_job_status(params).await {
            Ok(answer) => answer.into_inner(),
            Err(status) => return JobState::Lost(reason(&status)),
        };
        match answer.status.and_then(|job| job.status) {
            Some(JobStatus::Queued(_) | JobStatus::Running(_)) => JobState::Open,
            Some(JobStatus::Successful(_)) => JobState::Done,
            Some(JobStatus::Failed(failed)) => JobState::Failed(failed.error),
            None => JobState::Lost("调度节点不知道这个作业，大概重新启动过".to_owned()),
        }
    }

    /// Asks that no further bucket be begun; false where the scheduler could not be told.
    pub async fn cancel(&mut self) -> bool {
        let params = CancelJobParams {
            job_id: self.id.clone(),
        };
        self.client.cancel_job(params).await.is_ok()
    }
}
