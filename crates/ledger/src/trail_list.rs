//! The trail as the security auditor reads it: everybody's rows, by who, what and when.

use crate::LedgerError;
use crate::ledger::Ledger;
use crate::sql::Statement;
use crate::trail::{Deed, TrailRow};
use casework::UserId;
use domain::Moment;

/// 留痕筛选 · every condition that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrailFilter {
    /// 经办人
    pub user: Option<UserId>,
    /// 对象, as the trail names it: `account/u7`, `lead/…`
    pub subject: Option<String>,
    /// 类别
    pub deed: Option<Deed>,
    /// 时间 from
    pub from: Option<Moment>,
    /// 时间 before
    pub before: Option<Moment>,
}

impl Ledger {
    /// Rows of the trail behind number `after`, in their order, `most` at once. Who may read them at
    /// all is decided before.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn trail(&self, filter: &TrailFilter, after: i64, most: u16) -> Result<Vec<TrailRow>, LedgerError> {
        let mut query = Statement::new("SELECT * FROM trail WHERE number > ");
        query.bind(after);
        if let Some(user) = &filter.user {
            query.add(" AND user_id = ").bind(user.0.as_str());
        }
        if let Some(subject) = &filter.subject {
            query.add(" AND subject = ").bind(subject.as_str());
        }
        if let Some(deed) = filter.deed {
            query.add(" AND deed = ").bind(deed.tag());
        }
        if let Some(from) = filter.from {
            query.add(" AND at >= ").bind(from);
        }
        if let Some(before) = filter.before {
            query.add(" AND at < ").bind(before);
        }
        query.add(&format!(" ORDER BY number LIMIT {}", most.clamp(1, 1000)));
        let rows = query.query().fetch_all(&self.readers).await?;
        rows.iter().map(TrailRow::read).collect()
    }
}
