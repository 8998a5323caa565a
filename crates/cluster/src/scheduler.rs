//! The scheduler: hands out buckets to executors that ask for work. It reads neither lake nor
//! book, and keeps what it knows in memory only; the folder of the run is what lasts.

use crate::codec::OrderCodec;
use crate::tls::TlsArgs;
use crate::{MESSAGE_BYTES_MAX, stop_signal};
use anyhow::Context;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::serde::protobuf::scheduler_grpc_server::SchedulerGrpcServer;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::create_scheduler;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use std::net::SocketAddr;
use std::sync::Arc;
use tonic::transport::Server;

/// 调度参数
#[derive(Debug, clap::Args)]
pub struct SchedulerArgs {
    /// 监听地址
    #[arg(long, default_value = "0.0.0.0:50050")]
    listen: SocketAddr,
    /// 执行节点多少秒没有消息即视为失联，其分桶交给别的节点；执行节点至少每 5 秒来询问一次
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(10..))]
    executor_timeout: u64,
    /// 全部执行节点失联后，等待多少秒才宣告作业失败
    #[arg(long, default_value_t = 600)]
    grace: u64,
    #[command(flatten)]
    tls: TlsArgs,
}

/// Serves until told to stop.
///
/// # Errors
/// The address is taken, or a certificate cannot be used.
pub async fn serve(args: SchedulerArgs) -> anyhow::Result<()> {
    let config = SchedulerConfig {
        bind_host: args.listen.ip().to_string(),
        bind_port: args.listen.port(),
        // Executors call in and nobody calls them: they need no open port.
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        task_distribution: TaskDistributionPolicy::RoundRobin,
        executor_timeout_seconds: args.executor_timeout,
        expire_dead_executor_interval_seconds: (args.executor_timeout / 4).max(1),
        no_executors_grace_period_seconds: args.grace.max(args.executor_timeout),
        override_physical_codec: Some(Arc::new(OrderCodec::default())),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config)).await?;
    let service = SchedulerGrpcServer::new(scheduler)
        .max_decoding_message_size(MESSAGE_BYTES_MAX)
        .max_encoding_message_size(MESSAGE_BYTES_MAX);
    let mut server = Server::builder().tcp_nodelay(true);
    if let Some(tls) = args.tls.server()? {
        server = server.tls_config(tls).context("证书不能使用")?;
    }
    tracing::info!(listen = %args.listen, "调度节点已启动");
    server
        .add_service(service)
        .serve_with_shutdown(args.listen, stop_signal())
        .await
        .with_context(|| format!("调度节点不能在 {} 提供服务：请核对地址是否被占用", args.listen))
}
