//! Where somebody's tasks are: the institutions that he looks into, as long as he does.

use crate::matter::Kind;
use crate::sql::{Statement, text};
use crate::{LedgerError, Reading, Scope, Viewer};
use casework::Role;
use domain::InstitutionCode;

impl Reading<'_> {
    /// 任务机构 · the viewer as he stands at each institution at which a task of his is running; nobody where his
    /// scope is not that of tasks.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn at_tasks(&self) -> Result<Vec<Viewer>, LedgerError> {
        let tasks = running_tasks(self.viewer.actor.role);
        if !matches!(self.viewer.scope, Scope::Task(_)) || tasks.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = Statement::new("SELECT DISTINCT institution FROM matter WHERE institution <> ''");
        self.viewer.limit_matters(&mut query);
        query.add(" AND (1 = 0");
        for (kind, stages) in tasks {
            query.add(" OR kind = ").bind(kind.tag());
            query.add(" AND stage IN ");
            query.bind_list(stages.iter().map(|stage| (*stage).into()));
        }
        query.add(") ORDER BY institution");
        let rows = query.query().fetch_all(&mut *self.seat().await?).await?;
        let standing = |row| {
            let institution = InstitutionCode::new(text(row, "institution")?);
            Ok(Viewer::within(
                self.viewer.actor.clone(),
                Scope::Institution(institution),
            ))
        };
        rows.iter().map(standing).collect()
    }
}

/// What a role is sent to look into, by kind the stages in which it is under way: what it sees of an institution
/// beside the matter itself ends with the task.
fn running_tasks(role: Role) -> &'static [(Kind, &'static [&'static str])] {
    match role {
        Role::Inspector => &[
            (Kind::Lead, &["核实中"]),
            (Kind::Rectification, &["整改中", "待验收"]),
            (Kind::Checkup, &["自评中", "检查中"]),
        ],
        _ => &[],
    }
}
