//! Do accounts, grants, keys, proposals of either, organisations, settings and sessions stand as the trail says they were written?
//! Whoever changes a right behind the program's back leaves no row in the trail; this finds it.

use crate::ledger::Ledger;
use crate::sql::{number, text};
use crate::trail::{self, Deed};
use crate::{LedgerError, account, api_key, grant, house_setting, organisation, proposal, setting};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// 权限核对结果
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RightsCheck {
    /// 账号数
    pub accounts: usize,
    /// 授权提请数
    pub proposals: usize,
    /// 机构数
    pub organisations: usize,
    /// 接口密钥数
    pub keys: usize,
    /// 系统设置数
    pub settings: usize,
    /// 会话数
    pub sessions: usize,
    /// 不符: what is not as it was written, as the trail names it (`account/…`), in this order
    pub wrong: Vec<String>,
}

/// The deeds whose rows hold what they wrote.
const SEALING: [Deed; 18] = [
    Deed::Organise,
    Deed::Setting,
    Deed::Account,
    Deed::Disable,
    Deed::Enable,
    Deed::Reset,
    Deed::Password,
    Deed::Code,
    Deed::Link,
    Deed::Unlink,
    Deed::Propose,
    Deed::CoSign,
    Deed::Decline,
    Deed::Withdraw,
    Deed::Grant,
    Deed::Revoke,
    Deed::Key,
    Deed::RevokeKey,
];

impl Ledger {
    /// Compares every right with the last row of the trail about it. The trail itself is checked by
    /// [`Ledger::verify_trail`].
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]; [`LedgerError::Corrupt`] where rows cannot be read at all.
    pub async fn verify_rights(&self) -> Result<RightsCheck, LedgerError> {
        let mut connection = self.walkers.begin_with(self.dialect.snapshot()).await?;
        let mut check = RightsCheck::default();
        let mut found = BTreeMap::new();
        let mut grants: BTreeMap<String, Vec<grant::GrantRow>> = BTreeMap::new();
        for row in grant::all(&mut connection).await? {
            grants.entry(row.account.clone()).or_default().push(row);
        }
        for credentials in account::all(&mut connection).await? {
            let held = grants.remove(&credentials.account.id.0).unwrap_or_default();
            found.insert(credentials.account.subject(), credentials.seal(held.iter()));
            check.accounts += 1;
        }
        for row in proposal::all(&mut connection).await? {
            found.insert(row.subject(), row.seal());
            check.proposals += 1;
        }
        for organisation in organisation::all(&mut connection).await? {
            found.insert(organisation.subject(), organisation.seal());
            check.organisations += 1;
        }
        for key in api_key::all(&mut connection).await? {
            found.insert(key.subject(), key.seal());
            check.keys += 1;
        }
        for (name, value) in setting::all(&mut connection).await? {
            found.insert(setting::subject(&name), setting::seal(&name, &value));
            check.settings += 1;
        }
        for (subject, seal) in house_setting::all(&mut connection).await? {
            found.insert(subject, seal);
            check.settings += 1;
        }
        // Grants of an account that is not there belong to nobody's seal.
        check
            .wrong
            .extend(grants.into_keys().map(|account| format!("account/{account}")));
        let mut written = sealed(&mut connection).await?;
        for (subject, seal) in found {
            if written.remove(&subject) != Some(seal) {
                check.wrong.push(subject);
            }
        }
        check.wrong.extend(written.into_keys());
        check_sessions(&mut connection, &mut check).await?;
        check.wrong.sort();
        check.wrong.dedup();
        Ok(check)
    }
}

/// What the trail holds last of each subject.
async fn sealed(connection: &mut AnyConnection) -> Result<BTreeMap<String, String>, LedgerError> {
    let mut query = crate::sql::Statement::new("SELECT subject, content FROM trail WHERE deed IN ");
    query.bind_list(SEALING.iter().map(|deed| deed.tag().into()));
    query.add(" ORDER BY number");
    let rows = query.query().fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok((text(row, "subject")?, text(row, "content")?)))
        .collect()
}

/// Every session was opened by a row of the trail.
async fn check_sessions(connection: &mut AnyConnection, check: &mut RightsCheck) -> Result<(), LedgerError> {
    let rows = sqlx::query(
        "SELECT s.digest AS digest, s.account AS account, s.trail AS trail, COALESCE(t.deed, '') AS deed, \
         COALESCE(t.content, '') AS content FROM session s LEFT JOIN trail t ON t.number = s.trail ORDER BY s.trail",
    )
    .fetch_all(connection)
    .await?;
    for row in &rows {
        let (digest, account) = (text(row, "digest")?, text(row, "account")?);
        let opened = text(row, "deed")? == Deed::SignIn.tag();
        if !opened || text(row, "content")? != trail::digest(&[&digest, &account]) {
            check.wrong.push(format!("session/{}", number(row, "trail")?));
        }
        check.sessions += 1;
    }
    Ok(())
}
