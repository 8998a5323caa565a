//! An audit laid out once, whose buckets can then be done one by one, here or in a process that
//! was only told what the run is.

use super::attempts::Attempt;
use super::{AuditError, BATCH_ROWS, BucketStatement, RunFolder, RunManifest, plan, sound, subject};
use crate::Snapshot;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;
use domain::Day;
use object_store::ObjectStore;
use rulebook::Library;
use std::sync::Arc;

/// The plan of a run with book and dictionaries in memory. It holds no connection of its own but
/// the object store that the scans read from.
#[derive(Debug)]
pub struct PreparedAudit {
    plan: Arc<dyn ExecutionPlan>,
    url: ObjectStoreUrl,
    store: Arc<dyn ObjectStore>,
    snapshot: Snapshot,
}

impl PreparedAudit {
    /// Loads the dictionaries and lays out the plan. This reads files and must not be called from
    /// within an asynchronous task.
    ///
    /// # Errors
    /// The lake cannot be read; or lake, book or program are not those of the run.
    pub fn new(snapshot: &Snapshot, library: &Arc<Library>, run: &RunManifest) -> Result<Self, AuditError> {
        let options = run.options();
        if let Some(what) = RunManifest::of(snapshot, library, &options).difference(run) {
            return Err(AuditError::NotThatRun(what));
        }
        let known_since = run.known_since.map(Day::from_epoch_days);
        let subject = subject(snapshot, library, &options, known_since)?;
        Ok(Self {
            plan: plan::plan(snapshot, subject, None)?,
            url: plan::lake_url(snapshot)?,
            store: snapshot.storage().object_store()?,
            snapshot: snapshot.clone(),
        })
    }

    /// Audits one bucket into the folder of the run as an attempt that is still to be adopted.
    ///
    /// # Errors
    /// The bucket cannot be read, or the attempt not written.
    pub async fn attempt(
        &self,
        bucket: u32,
        name: &str,
        folder: &RunFolder,
        runtime: Arc<RuntimeEnv>,
    ) -> Result<BucketStatement, AuditError> {
        runtime.register_object_store(self.url.as_ref(), self.store.clone());
        let context = SessionContext::new_with_config_rt(plan::config(BATCH_ROWS), runtime).task_ctx();
        let attempt = Attempt::new(folder, bucket, name);
        let written = async {
            sound(&self.snapshot, bucket)?;
            let rows = self.plan.execute(bucket as usize, context)?;
            attempt.write(rows).await
        };
        written
            .await
            .map_err(|failure: super::BucketFailure| failure.in_bucket(bucket))
    }
}
