//! What codes are called: institutions, rules and people, as lists show them. Read from the books
//! and the rule book now and then, not for every row.

use casework::{Actor, Place, Role, UserId};
use domain::Division;
use ledger::{Ledger, Viewer};
use rulebook::Library;
use std::collections::HashMap;
use std::sync::Arc;

/// Names are shown to everybody; the list of accounts only to who keeps them.
fn reader_of_accounts() -> Viewer {
    Viewer::at_place(Actor {
        user: UserId::from("system"),
        role: Role::SecurityAuditor,
        place: Place::Everywhere,
    })
}

/// 名称 · of everything that a list names by code. A code without a name is shown as it is.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) institutions: HashMap<String, String>,
    pub(crate) people: HashMap<String, String>,
    practitioners: HashMap<String, String>,
    /// by institution and code
    staff: HashMap<(String, String), String>,
    divisions: HashMap<String, Division>,
    library: Option<Arc<Library>>,
}

impl Names {
    /// The names as they are now.
    pub(crate) async fn read(
        ledger: &Ledger,
        all: &Viewer,
        library: Option<Arc<Library>>,
    ) -> Result<Self, ledger::LedgerError> {
        let organisations = ledger.read(all).organisations().await?;
        let staff = ledger.read(all).names_of_staff().await?;
        let accounts = ledger.read(&reader_of_accounts()).accounts("").await?;
        let practitioners = accounts.iter().flat_map(|(account, grants)| {
            let codes = grants.iter().filter_map(|grant| grant.practitioner.as_ref());
            codes.map(|code| (code.as_str().to_owned(), account.name.clone()))
        });
        let divisions = organisations.iter().map(|org| (org.code.clone(), org.division.clone()));
        Ok(Self {
            staff: staff
                .into_iter()
                .map(|(institution, code, name)| ((institution.as_str().to_owned(), code.as_str().to_owned()), name))
                .collect(),
            divisions: divisions.collect(),
            practitioners: practitioners.collect(),
            institutions: organisations.into_iter().map(|org| (org.code, org.name)).collect(),
            people: accounts
                .into_iter()
                .map(|(account, _)| (account.id.0, account.name))
                .collect(),
            library,
        })
    }

    /// The institution's name.
    pub(crate) fn institution(&self, code: &str) -> String {
        self.institutions.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    /// The division in which an institution lies, where it is registered.
    pub(crate) fn division(&self, institution: &str) -> Option<&Division> {
        self.divisions.get(institution)
    }

    /// The name of a doctor who has an account.
    pub(crate) fn practitioner(&self, code: &str) -> Option<&str> {
        self.practitioners.get(code).map(String::as_str)
    }

    /// Somebody of an institution's list or with an account, `张三（D1）`; the code alone where nobody knows him.
    pub(crate) fn member(&self, institution: &str, code: &str) -> String {
        let name = self.staff.get(&(institution.to_owned(), code.to_owned()));
        let name = name.or_else(|| self.practitioners.get(code));
        name.map_or_else(|| code.to_owned(), |name| format!("{name}（{code}）"))
    }

    /// The rule's name.
    pub(crate) fn rule(&self, code: &str) -> String {
        let rule = self.library.as_ref().and_then(|library| library.national().rule(code));
        rule.map_or_else(|| code.to_owned(), |rule| rule.name.clone())
    }

    /// The person's name.
    pub(crate) fn person(&self, user: &UserId) -> String {
        self.people.get(&user.0).cloned().unwrap_or_else(|| user.0.clone())
    }
}
