//! Where an executor keeps what it has loaded for an order, and does its buckets.

use crate::order::Order;
use audit::Snapshot;
use audit::run::{PreparedAudit, RunFolder};
use datafusion::execution::TaskContext;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Orders whose book and dictionaries stay in memory: the one at work, and the one before it.
const KEPT: usize = 2;

type Laid = Arc<OnceCell<Arc<PreparedAudit>>>;

/// The desk of an executor.
#[derive(Debug)]
pub struct Desk {
    /// tells this executor's attempts from those of others
    executor: String,
    laid: Mutex<Vec<(Arc<Order>, Laid)>>,
}

impl Desk {
    /// An empty desk of the executor with this identifier.
    pub fn new(executor: String) -> Self {
        Self {
            executor,
            laid: Mutex::default(),
        }
    }

    /// Audits a bucket into the folder of the run and answers how many findings there are. A bucket
    /// that is finished already is left as it is: Ballista repeats the tasks of a lost executor.
    ///
    /// # Errors
    /// What is wrong, in Chinese, for whoever gave the order.
    pub async fn audit(&self, order: &Arc<Order>, bucket: u32, context: &TaskContext) -> anyhow::Result<u64> {
        let folder = RunFolder::of_another(&order.out);
        if folder.has(bucket) {
            return Ok(0);
        }
        let audit = self.lay(order).await?;
        let task = context.task_id().unwrap_or_default();
        let name = format!("{}-{task}", self.executor);
        let done = audit.attempt(bucket, &name, &folder, context.runtime_env()).await?;
        tracing::info!(bucket, findings = done.findings, "分桶审核完成");
        Ok(done.findings)
    }

    /// What the order needs, loaded once however many buckets ask at the same time.
    async fn lay(&self, order: &Arc<Order>) -> anyhow::Result<Arc<PreparedAudit>> {
        let laid = {
            let mut kept = self.laid.lock().unwrap_or_else(PoisonError::into_inner);
            let place = kept.iter().position(|(known, _)| known == order);
            let entry = match place {
                Some(place) => kept.remove(place),
                None => (order.clone(), Laid::default()),
            };
            let laid = entry.1.clone();
            kept.insert(0, entry);
            kept.truncate(KEPT);
            laid
        };
        let order = order.clone();
        // Reading lake and book waits for files and network, which a task must not.
        let load = || async { tokio::task::spawn_blocking(move || load(&order)).await? };
        laid.get_or_try_init(load).await.cloned()
    }
}

fn load(order: &Order) -> anyhow::Result<Arc<PreparedAudit>> {
    let library = Arc::new(server::books::library(order.books.as_deref())?);
    let lake = RunFolder::of_another(&order.out).invited_to()?;
    let snapshot = Snapshot::pinned(&order.lake, &lake)?;
    let audit = PreparedAudit::new(&snapshot, &library, &order.run)?;
    tracing::info!(
        lake = order.lake,
        book = order.run.book_hash,
        "已载入规则库与数据湖字典"
    );
    Ok(Arc::new(audit))
}
