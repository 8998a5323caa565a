//! An executor: asks the scheduler for buckets and audits them. It opens no port; what it finds
//! goes into the folder of the run.

use crate::codec::OrderCodec;
use crate::desk::Desk;
use crate::tls::TlsArgs;
use crate::{MESSAGE_BYTES_MAX, stop_signal};
use anyhow::{Context, bail};
use ballista_core::BALLISTA_PROTOCOL_VERSION;
use ballista_core::RuntimeProducer;
use ballista_core::ids::new_instance_id;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use ballista_core::serde::protobuf::{ExecutorRegistration, ExecutorStoppedParams};
use ballista_core::serde::scheduler::{ExecutorOperatingSystemSpecification, ExecutorSpecification};
use ballista_core::serde::{BallistaCodec, BallistaLogicalExtensionCodec};
use ballista_core::utils::default_config_producer;
use ballista_executor::execution_loop::poll_loop;
use ballista_executor::executor::Executor;
use ballista_executor::health::ExecutorHealth;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Ballista's loop reports finished work at least this often, also when all slots are taken.
const REPORT: Duration = Duration::from_secs(6);

/// 执行参数
#[derive(Debug, clap::Args)]
pub struct ExecutorArgs {
    /// 调度节点，主机:端口
    #[arg(long)]
    scheduler: String,
    /// 同时审核几个分桶
    #[arg(long, default_value_t = std::thread::available_parallelism().map_or(1, usize::from),
          value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1024))]
    slots: usize,
    /// DataFusion 内存池，单位 MB，由各分桶平分；规则库、字典和在读的分桶不在其内
    #[arg(long, default_value_t = 2048, value_parser = clap::value_parser!(u64).range(64..))]
    memory: u64,
    /// 存放任务回执的文件夹；不写则用临时文件夹
    #[arg(long)]
    work: Option<PathBuf>,
    /// 停止时最多等待在审分桶多少秒
    #[arg(long, default_value_t = 600)]
    grace: u64,
    /// 本节点的名称，见于调度节点的日志
    #[arg(long, default_value = "executor")]
    name: String,
    #[command(flatten)]
    tls: TlsArgs,
}

/// Works until told to stop; buckets under way are finished first.
///
/// # Errors
/// The settings cannot be used. A scheduler that is away is waited for.
pub async fn work(args: ExecutorArgs) -> anyhow::Result<()> {
    let channel = args.tls.endpoint(&args.scheduler)?.connect_lazy();
    let mut scheduler = SchedulerGrpcClient::new(channel)
        .max_decoding_message_size(MESSAGE_BYTES_MAX)
        .max_encoding_message_size(MESSAGE_BYTES_MAX);
    let id = new_instance_id();
    let slots = u32::try_from(args.slots).context("分桶数过大")?;
    let registration = ExecutorRegistration {
        id: id.clone(),
        host: Some(args.name.clone()),
        // Nobody calls an executor: results lie in the folder of the run.
        port: 0,
        grpc_port: 0,
        specification: Some(ExecutorSpecification::default().with_vcores(slots).into()),
        os_info: Some(ExecutorOperatingSystemSpecification::default().into()),
        ballista_protocol_version: BALLISTA_PROTOCOL_VERSION,
    };
    let share = usize::try_from(args.memory << 20).context("内存池过大")? / args.slots;
    let runtime: RuntimeProducer = Arc::new(move |_| {
        RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(share)))
            .build_arc()
    });
    let scratch = tempfile::tempdir().context("不能建立临时文件夹")?;
    let place = args.work.unwrap_or_else(|| scratch.path().to_owned());
    let place = place.to_str().context("工作文件夹的名称须为 UTF-8")?;
    let config = Arc::new(default_config_producer);
    let executor = Arc::new(Executor::new_basic(registration, place, runtime, config, args.slots));
    let desk = Arc::new(Desk::new(id.clone()));
    let codec: BallistaCodec<LogicalPlanNode, PhysicalPlanNode> = BallistaCodec::new(
        Arc::new(BallistaLogicalExtensionCodec::default()),
        Arc::new(OrderCodec::with_desk(desk)),
    );
    let free = Arc::new(Semaphore::new(args.slots));
    let health = ExecutorHealth::new();
    let loop_ = poll_loop(scheduler.clone(), executor, codec, None, Some(free.clone()), health);
    let mut polling = tokio::spawn(loop_);
    tracing::info!(
        id,
        name = args.name,
        slots,
        scheduler = args.scheduler,
        "执行节点已启动"
    );
    tokio::select! {
        ended = &mut polling => bail!("执行节点的工作循环意外结束：{ended:?}"),
        () = stop_signal() => {}
    }
    // Taking all slots keeps new buckets away while those under way are finished and reported.
    tracing::info!("执行节点正在停止：等待在审分桶完成");
    let all = free.acquire_many(slots);
    if tokio::time::timeout(Duration::from_secs(args.grace), all)
        .await
        .is_err()
    {
        tracing::warn!("等待超时，未完成的分桶将由其他节点重做");
    }
    tokio::time::sleep(REPORT).await;
    let goodbye = ExecutorStoppedParams {
        executor_id: id,
        reason: "正常停止".to_owned(),
    };
    if let Err(error) = scheduler.executor_stopped(goodbye).await {
        tracing::warn!(%error, "未能通知调度节点");
    }
    polling.abort();
    Ok(())
}
