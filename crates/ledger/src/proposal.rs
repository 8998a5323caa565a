//! Roles that are proposed, for people and for programs: what was proposed, by whom, and what became of it.
//! How it is proposed and signed is told in `co_sign`.

use crate::LedgerError;
use crate::account::by_id;
use crate::administer::reaches;
use crate::grant::{NewGrant, place_columns, place_of, role_of};
use crate::organisation::tagged;
use crate::reading::Reading;
use crate::sql::{given, happened, moment, number, text};
use crate::state_row::{due_column, due_of};
use crate::trail;
use casework::UserId;
use domain::{Moment, PractitionerCode};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// How long a proposal waits to be signed, in days of 24 hours; ours.
pub const PROPOSAL_DAYS: i64 = 7;

/// Proposals that are listed at most.
const LISTED: u16 = 500;

tagged! {
    /// 提请状态
    ProposalState, "提请状态":
    /// 待会签
    Pending "pending" "待会签";
    /// 已会签: the role is given, the key answers
    Signed "signed" "已会签";
    /// 不予会签
    Refused "refused" "不予会签";
    /// 已撤回, by an administrator
    Withdrawn "withdrawn" "已撤回";
    /// 已过期: nobody signed in time
    Expired "expired" "已过期";
}

/// 授权提请
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// 提请编号
    pub number: i64,
    /// 被授权的人员或系统
    pub recipient: Recipient,
    /// 拟授予的角色
    pub grant: NewGrant,
    /// 提请时间
    pub proposed_at: Moment,
    /// 提请人
    pub proposed_by: UserId,
    /// 会签期限
    pub ends_at: Moment,
    /// 状态
    pub state: ProposalState,
    /// 办理时间, of whoever signed, refused or withdrew it
    pub decided_at: Option<Moment>,
    /// 办理人
    pub decided_by: Option<UserId>,
    /// 不予会签的理由
    pub reason: String,
}

/// 被授权的人员或系统
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// 人员, who would have the role
    Person {
        /// 账号
        account: UserId,
        /// 姓名
        name: String,
        /// 登录名
        login: String,
    },
    /// 系统, which would act by a key
    Program {
        /// 名称
        name: String,
    },
}

/// Who would have the role, as the row of a proposal says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holder {
    /// an account
    Account(UserId),
    /// the system that would act by the key with this digest
    Key { name: String, digest: String },
}

impl Holder {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        let (account, name, digest) = (text(row, "account")?, text(row, "key_name")?, text(row, "key_digest")?);
        match (account.is_empty(), digest.is_empty()) {
            (false, true) => Ok(Holder::Account(UserId(account))),
            (true, false) => Ok(Holder::Key { name, digest }),
            _ => Err(LedgerError::unreadable("授权提请", number(row, "number")?)),
        }
    }

    /// The account, the name of the key's system and the digest of the key, as columns.
    pub(crate) fn columns(&self) -> [&str; 3] {
        match self {
            Holder::Account(account) => [&account.0, "", ""],
            Holder::Key { name, digest } => ["", name, digest],
        }
    }

    /// How the trail names it before there is a key.
    pub(crate) fn named(&self) -> String {
        match self {
            Holder::Account(account) => format!("account/{account}"),
            Holder::Key { .. } => "接口密钥".to_owned(),
        }
    }
}

/// A proposal as it stands in its row.
#[derive(Debug)]
pub(crate) struct ProposalRow {
    pub(crate) number: i64,
    pub(crate) holder: Holder,
    pub(crate) grant: NewGrant,
    pub(crate) proposed_at: Moment,
    pub(crate) proposed_by: String,
    pub(crate) decision: ProposalState,
    pub(crate) decided_at: Option<Moment>,
    pub(crate) decided_by: String,
    pub(crate) reason: String,
    /// the number of the grant or of the key that it came to
    pub(crate) granted: i64,
}

const SELECT: &str = "SELECT number, account, role, place_kind, place, department, practitioner, until, proposed_at, \
                      proposed_by, decision, decided_at, decided_by, reason, granted, key_name, key_digest \
                      FROM grant_proposal";

impl ProposalRow {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            number: number(row, "number")?,
            holder: Holder::read(row)?,
            grant: NewGrant {
                role: role_of(&text(row, "role")?)?,
                place: place_of(row)?,
                department: given(row, "department")?,
                practitioner: given(row, "practitioner")?.map(PractitionerCode::new),
                until: due_of(number(row, "until")?)?,
            },
            proposed_at: moment(row, "proposed_at")?,
            proposed_by: text(row, "proposed_by")?,
            decision: ProposalState::read(row, "decision")?,
            decided_at: happened(row, "decided_at")?,
            decided_by: text(row, "decided_by")?,
            reason: text(row, "reason")?,
            granted: number(row, "granted")?,
        })
    }

    fn ends_at(&self) -> Moment {
        self.proposed_at.plus_seconds(PROPOSAL_DAYS * 86_400)
    }

    /// That nobody signed in time is not written down by anybody.
    pub(crate) fn state(&self, now: Moment) -> ProposalState {
        match self.decision {
            ProposalState::Pending if self.ends_at() <= now => ProposalState::Expired,
            decision => decision,
        }
    }

    pub(crate) fn subject(&self) -> String {
        format!("proposal/{}", self.number)
    }

    /// What the trail holds of it. The proposal of a role for a person has the parts that it had before keys
    /// were proposed.
    pub(crate) fn seal(&self) -> String {
        let ProposalRow {
            number,
            holder,
            grant,
            proposed_at,
            proposed_by,
            decision,
            decided_at,
            decided_by,
            reason,
            granted,
        } = self;
        let (kind, place) = place_columns(&grant.place);
        let (number, granted, until) = (
            number.to_string(),
            granted.to_string(),
            due_column(grant.until).to_string(),
        );
        let proposed_at = proposed_at.epoch_seconds().to_string();
        let decided_at = decided_at.map_or(0, Moment::epoch_seconds).to_string();
        let [account, key @ ..] = holder.columns();
        let mut parts = vec![
            number.as_str(),
            account,
            grant.role.tag(),
            kind,
            place,
            grant.department.as_deref().unwrap_or_default(),
            grant.practitioner.as_ref().map_or("", |code| code.as_str()),
            &until,
            &proposed_at,
            proposed_by,
            decision.tag(),
            &decided_at,
            decided_by,
            reason,
            &granted,
        ];
        if let Holder::Key { .. } = holder {
            parts.extend(key);
        }
        trail::digest(&parts)
    }

    fn shown(self, recipient: Recipient, now: Moment) -> Proposal {
        Proposal {
            ends_at: self.ends_at(),
            state: self.state(now),
            number: self.number,
            recipient,
            grant: self.grant,
            proposed_at: self.proposed_at,
            proposed_by: UserId(self.proposed_by),
            decided_at: self.decided_at,
            decided_by: Some(self.decided_by).filter(|by| !by.is_empty()).map(UserId),
            reason: self.reason,
        }
    }
}

impl Reading<'_> {
    /// What was proposed for places within the viewer's own, the latest first, at most five hundred.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than administrators and security auditors.
    pub async fn grant_proposals(&self, now: Moment) -> Result<Vec<Proposal>, LedgerError> {
        let mut connection = self.administered("查看授权提请").await?;
        let query = sqlx::AssertSqlSafe(format!("{SELECT} ORDER BY number DESC LIMIT {LISTED}"));
        let rows = sqlx::query(query).fetch_all(&mut *connection).await?;
        let mut listed = Vec::with_capacity(rows.len());
        for row in &rows {
            let row = ProposalRow::read(row)?;
            if !reaches(&mut connection, &self.viewer.actor.place, &row.grant.place).await? {
                continue;
            }
            let recipient = match &row.holder {
                Holder::Key { name, .. } => Some(Recipient::Program { name: name.clone() }),
                Holder::Account(account) => by_id(&mut connection, account).await?.map(|found| Recipient::Person {
                    account: account.clone(),
                    name: found.account.name,
                    login: found.account.login,
                }),
            };
            listed.extend(recipient.map(|recipient| row.shown(recipient, now)));
        }
        Ok(listed)
    }
}

/// The proposal with this number.
pub(crate) async fn by_number(connection: &mut AnyConnection, number: i64) -> Result<Option<ProposalRow>, LedgerError> {
    let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE number = $1"));
    let row = sqlx::query(query).bind(number).fetch_optional(connection).await?;
    row.as_ref().map(ProposalRow::read).transpose()
}

/// What nobody has decided of the proposals for an account, or of those for keys.
pub(crate) async fn undecided(
    connection: &mut AnyConnection,
    holder: &Holder,
) -> Result<Vec<ProposalRow>, LedgerError> {
    let [account, ..] = holder.columns();
    let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE account = $1 AND decision = $2 ORDER BY number"));
    let rows = sqlx::query(query)
        .bind(account.to_owned())
        .bind(ProposalState::Pending.tag())
        .fetch_all(connection)
        .await?;
    rows.iter().map(ProposalRow::read).collect()
}

/// All proposals there ever were, the oldest first.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<ProposalRow>, LedgerError> {
    let query = sqlx::AssertSqlSafe(format!("{SELECT} ORDER BY number"));
    let rows = sqlx::query(query).fetch_all(connection).await?;
    rows.iter().map(ProposalRow::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::{Place, Role};

    /// What the trail of books holds since before keys were proposed.
    #[test]
    fn the_proposal_of_a_role_is_sealed_as_it_always_was() {
        let row = ProposalRow {
            number: 7,
            holder: Holder::Account(UserId::from("u5")),
            grant: NewGrant {
                role: Role::SecurityAuditor,
                place: Place::Everywhere,
                department: None,
                practitioner: None,
                until: None,
            },
            proposed_at: Moment::from_epoch_seconds(1_000),
            proposed_by: "u1".to_owned(),
            decision: ProposalState::Signed,
            decided_at: Some(Moment::from_epoch_seconds(2_000)),
            decided_by: "u2".to_owned(),
            reason: String::new(),
            granted: 9,
        };
        let role = Role::SecurityAuditor.tag();
        let parts = [
            "7",
            "u5",
            role,
            "everywhere",
            "",
            "",
            "",
            "9999999",
            "1000",
            "u1",
            "signed",
            "2000",
            "u2",
            "",
            "9",
        ];
        assert_eq!(row.seal(), trail::digest(&parts));
    }
}
