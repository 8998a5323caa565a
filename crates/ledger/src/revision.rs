//! How far the books of conduct of each institution have come, told without reading any matter: whoever keeps
//! what he computed from them sees by it that he must compute again.

use crate::matter::{Kind, Realm};
use crate::sql::{Statement, number, text};
use crate::{LedgerError, Reading};
use domain::InstitutionCode;
use std::collections::HashMap;

/// 账册进展 · of one institution. It never comes back to what it was: events and changes of the list of
/// staff are only added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revision {
    /// events of all its matters
    events: i64,
    /// number in the trail of the last change of its staff
    staff: i64,
}

/// What the rows of the trail on lists of staff begin with, and the first text behind all of these.
const STAFF: (&str, &str) = ("staff/", "staff0");

impl Reading<'_> {
    /// 账册进展 of every institution that has matters of conduct or a list of staff. Nothing of what they say
    /// is in it.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn revisions(&self) -> Result<HashMap<InstitutionCode, Revision>, LedgerError> {
        let mut connection = self.seat().await?;
        let mut found: HashMap<InstitutionCode, Revision> = HashMap::new();
        let mut query =
            Statement::new("SELECT institution, CAST(SUM(version) AS BIGINT) AS events FROM matter WHERE kind IN ");
        let conduct = Kind::ALL.iter().filter(|kind| kind.realm() == Realm::Conduct);
        query.bind_list(conduct.map(|kind| kind.tag().into()));
        query.add(" GROUP BY institution");
        for row in query.query().fetch_all(&mut *connection).await? {
            let institution = InstitutionCode::new(text(&row, "institution")?);
            found.entry(institution).or_default().events = number(&row, "events")?;
        }
        let mut query =
            Statement::new("SELECT subject, CAST(MAX(number) AS BIGINT) AS last FROM trail WHERE subject >= ");
        query.bind(STAFF.0).add(" AND subject < ").bind(STAFF.1);
        query.add(" GROUP BY subject");
        for row in query.query().fetch_all(&mut *connection).await? {
            let subject = text(&row, "subject")?;
            let institution = InstitutionCode::new(subject.trim_start_matches(STAFF.0));
            found.entry(institution).or_default().staff = number(&row, "last")?;
        }
        Ok(found)
    }
}
