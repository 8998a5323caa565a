//! Whose figures of clinical conduct somebody sees within the institutions that exist for him (docs/conduct.md,
//! 十二), and as who the books are asked for them.

use super::year::department as own_department;
use crate::{Caller, Problem, Workbench};
use casework::Role;
use domain::{InstitutionCode, PractitionerCode};
use ledger::{Scope, Viewer};
use std::collections::BTreeSet;

/// 可见范围
pub(super) enum Sees {
    /// hospital, departments, and doctors where he asks for them
    All,
    /// hospital and departments
    Sums,
    /// his department, by its code and its name, and its doctors where he asks for them
    Department(BTreeSet<String>),
    /// himself
    Own(PractitionerCode),
}

impl Sees {
    pub(super) async fn of(workbench: &Workbench, caller: &Caller) -> Result<Self, Problem> {
        if let Some(own) = own_department(workbench, caller).await? {
            return Ok(Sees::Department(own));
        }
        Ok(match &caller.viewer().scope {
            Scope::Practitioner { code, .. } => Sees::Own(code.clone()),
            _ if caller.role() == Role::EthicsOffice => Sees::Sums,
            _ => Sees::All,
        })
    }

    pub(super) fn may_see_doctors(&self) -> bool {
        matches!(self, Sees::All | Sees::Department(_))
    }
}

/// As who the books are asked: an inspector as he stands at each institution of his running tasks, people of an
/// institution at theirs, everybody else as himself. Of whom there figures are shown is [`Sees`]' to say.
pub(super) async fn asking(workbench: &Workbench, caller: &Caller) -> Result<Vec<Viewer>, Problem> {
    let viewer = caller.viewer();
    let at = |institution: &InstitutionCode| {
        vec![Viewer::within(
            viewer.actor.clone(),
            Scope::Institution(institution.clone()),
        )]
    };
    Ok(match &viewer.scope {
        Scope::Task(_) => workbench.ledger().read(viewer).at_tasks().await?,
        Scope::Department { institution, .. } | Scope::Practitioner { institution, .. } => at(institution),
        _ => vec![viewer.clone()],
    })
}
