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

/// 人员姓名 of all institutions, by institution and code. They are many and change seldom, so that they are
/// read less often than the rest.
#[derive(Debug, Default)]
pub(crate) struct StaffNames {
    names: HashMap<(String, String), String>,
    /// epoch seconds
    read_at: i64,
}

/// How long the names of staff are taken for current, in seconds.
const STAFF_FRESH: i64 = 300;

impl StaffNames {
    async fn read(ledger: &Ledger, all: &Viewer, now: i64) -> Result<Self, ledger::LedgerError> {
        let staff = ledger.read(all).names_of_staff().await?.into_iter();
        let named =
            staff.map(|(institution, code, name)| ((institution.as_str().to_owned(), code.as_str().to_owned()), name));
        Ok(Self {
            names: named.collect(),
            read_at: now,
        })
    }
}

/// 名称 · of everything that a list names by code. A code without a name is shown as it is.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) institutions: HashMap<String, String>,
    pub(crate) people: HashMap<String, String>,
    practitioners: HashMap<String, String>,
    staff: Arc<StaffNames>,
    divisions: HashMap<String, Division>,
    library: Option<Arc<Library>>,
}

impl Names {
    /// The names as they are `now`, in epoch seconds; those of staff as they were `before`, for a while.
    pub(crate) async fn read(
        ledger: &Ledger,
        all: &Viewer,
        library: Option<Arc<Library>>,
        before: &Self,
        now: i64,
    ) -> Result<Self, ledger::LedgerError> {
        let organisations = ledger.read(all).organisations().await?;
        let staff = match now < before.staff.read_at.saturating_add(STAFF_FRESH) {
            true => Arc::clone(&before.staff),
            false => Arc::new(StaffNames::read(ledger, all, now).await?),
        };
        let accounts = ledger.read(&reader_of_accounts()).accounts("").await?;
        let practitioners = accounts.iter().flat_map(|(account, grants)| {
            let codes = grants.iter().filter_map(|grant| grant.practitioner.as_ref());
            codes.map(|code| (code.as_str().to_owned(), account.name.clone()))
        });
        let divisions = organisations.iter().map(|org| (org.code.clone(), org.division.clone()));
        Ok(Self {
            staff,
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

    /// The name of somebody of an institution's list or with an account.
    fn name_of_staff(&self, institution: &str, code: &str) -> Option<&str> {
        let name = self.staff.names.get(&(institution.to_owned(), code.to_owned()));
        name.or_else(|| self.practitioners.get(code)).map(String::as_str)
    }

    /// That person's name beside a column of codes; the code where nobody knows him.
    pub(crate) fn staff<'n>(&'n self, institution: &str, code: &'n str) -> &'n str {
        self.name_of_staff(institution, code).unwrap_or(code)
    }

    /// That person where nothing else says who he is, `张三（D1）`; the code alone where nobody knows him.
    pub(crate) fn member(&self, institution: &str, code: &str) -> String {
        let name = self.name_of_staff(institution, code);
        name.map_or_else(|| code.to_owned(), |name| format!("{name}（{code}）"))
    }

    /// The rule's name.
    pub(crate) fn rule(&self, code: &str) -> String {
        let rule = self.library.as_ref().and_then(|library| library.rule(code));
        rule.map_or_else(|| code.to_owned(), |rule| rule.name.clone())
    }

    /// The person's name.
    pub(crate) fn person(&self, user: &UserId) -> String {
        self.people.get(&user.0).cloned().unwrap_or_else(|| user.0.clone())
    }
}
