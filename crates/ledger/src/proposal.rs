//! Roles that are proposed: an administrator says who shall have which, and it is given when a security
//! auditor who is neither of them signs it too. So nobody makes himself anything, not by a helper either.
//!
//! Where nobody audits everything yet, as in new books, there is nobody to sign: the first security auditor
//! is given his role by the administrator alone. From then on there is always one (`must_leave_auditor`).

use crate::account::by_id;
use crate::administer::reaches;
use crate::denial::plain;
use crate::grant::{self, Grant, NewGrant, place_columns, place_of, role_of};
use crate::organisation::tagged;
use crate::reading::Reading;
use crate::sql::{given, happened, moment, number, text};
use crate::state_row::{due_column, due_of};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Denial, LedgerError};
use casework::{Place, Role, UserId};
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
    /// 已会签: the role is given
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
    /// 被授权的账号
    pub account: UserId,
    /// 姓名
    pub name: String,
    /// 登录名
    pub login: String,
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

/// 提请结果
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposed {
    /// it waits under this number to be signed
    Waiting(i64),
    /// the first security auditor's, which nobody could sign
    InForce(Grant),
}

/// A proposal as it stands in its row.
#[derive(Debug)]
pub(crate) struct ProposalRow {
    number: i64,
    account: UserId,
    grant: NewGrant,
    proposed_at: Moment,
    proposed_by: String,
    decision: ProposalState,
    decided_at: Option<Moment>,
    decided_by: String,
    reason: String,
    granted: i64,
}

const SELECT: &str = "SELECT number, account, role, place_kind, place, department, practitioner, until, proposed_at, \
                      proposed_by, decision, decided_at, decided_by, reason, granted FROM grant_proposal";

impl ProposalRow {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            number: number(row, "number")?,
            account: UserId(text(row, "account")?),
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
    fn state(&self, now: Moment) -> ProposalState {
        match self.decision {
            ProposalState::Pending if self.ends_at() <= now => ProposalState::Expired,
            decision => decision,
        }
    }

    pub(crate) fn subject(&self) -> String {
        format!("proposal/{}", self.number)
    }

    /// What the trail holds of it.
    pub(crate) fn seal(&self) -> String {
        let ProposalRow {
            number,
            account,
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
        trail::digest(&[
            &number.to_string(),
            &account.0,
            grant.role.tag(),
            kind,
            place,
            grant.department.as_deref().unwrap_or_default(),
            grant.practitioner.as_ref().map_or("", |code| code.as_str()),
            &due_column(grant.until).to_string(),
            &proposed_at.epoch_seconds().to_string(),
            proposed_by,
            decision.tag(),
            &decided_at.map_or(0, Moment::epoch_seconds).to_string(),
            decided_by,
            reason,
            &granted.to_string(),
        ])
    }

    fn shown(self, name: String, login: String, now: Moment) -> Proposal {
        Proposal {
            ends_at: self.ends_at(),
            state: self.state(now),
            number: self.number,
            account: self.account,
            name,
            login,
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
            if let Some(found) = by_id(&mut connection, &row.account).await? {
                listed.push(row.shown(found.account.name, found.account.login, now));
            }
        }
        Ok(listed)
    }
}

impl Writing<'_> {
    /// Proposes a role at a place for an account; it is given when a security auditor signs it.
    ///
    /// # Errors
    /// [`LedgerError::Denied`], for the administrator's own account too; [`LedgerError::Conflict`] where
    /// the account has this very grant or it is proposed already; [`LedgerError::NotFound`] for an account
    /// or a place that is not there or lies outside the administrator's own; [`LedgerError::Refused`] for
    /// other roles.
    pub async fn propose_grant(&mut self, account: &UserId, new: &NewGrant) -> Result<Proposed, LedgerError> {
        let action = "提请授权";
        self.must_administer(action).await?;
        self.must_be_another(account, action)?;
        self.must_be_givable(account, new).await?;
        if is_keystone(new.role, &new.place, new.until.is_none()) && !self.is_audited().await? {
            return Ok(Proposed::InForce(self.insert_grant(account, new).await?));
        }
        let now = self.at();
        for row in of_account(self.connection(), account).await? {
            if row.grant == *new && row.state(now) == ProposalState::Pending {
                return Err(LedgerError::Conflict {
                    what: "授权提请",
                    id: row.number.to_string(),
                    by: row.proposed_by,
                    at: row.proposed_at,
                });
            }
        }
        let row = ProposalRow {
            number: self.next_number(),
            account: account.clone(),
            grant: new.clone(),
            proposed_at: now,
            proposed_by: self.viewer().user().0.clone(),
            decision: ProposalState::Pending,
            decided_at: None,
            decided_by: String::new(),
            reason: String::new(),
            granted: 0,
        };
        let (kind, place) = place_columns(&row.grant.place);
        sqlx::query(
            "INSERT INTO grant_proposal (number, account, role, place_kind, place, department, practitioner, until, \
             proposed_at, proposed_by, decision, decided_at, decided_by, reason, granted) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', '', 0)",
        )
        .bind(row.number)
        .bind(row.account.0.as_str())
        .bind(row.grant.role.tag())
        .bind(kind)
        .bind(place)
        .bind(row.grant.department.clone().unwrap_or_default())
        .bind(row.grant.practitioner.as_ref().map_or("", |code| code.as_str()))
        .bind(due_column(row.grant.until))
        .bind(row.proposed_at.epoch_seconds())
        .bind(row.proposed_by.as_str())
        .bind(row.decision.tag())
        .execute(self.connection())
        .await?;
        let detail = format!("account/{account}：{}；{kind} {place}", row.grant.role.zh());
        self.log_proposal(Deed::Propose, &row, &detail).await?;
        Ok(Proposed::Waiting(row.number))
    }

    /// Signs a proposal: the role is given now, if it still can be.
    ///
    /// # Errors
    /// [`Denial::CoSigner`] for whoever proposed it or would have the role; [`Denial::ProposalEnded`];
    /// [`Denial::ProposerGone`]; otherwise as [`Self::propose_grant`], for the auditor's place.
    pub async fn sign_grant(&mut self, proposal: i64) -> Result<Grant, LedgerError> {
        let mut row = self.must_co_sign(proposal, "会签授权").await?;
        let (account, new) = (row.account.clone(), row.grant.clone());
        self.must_be_givable(&account, &new).await?;
        let (proposer, today) = (UserId(row.proposed_by.clone()), self.at().day());
        let mut administers = false;
        for held in grant::valid(self.connection(), &proposer, today).await? {
            administers |=
                held.role == Role::SystemAdministrator && reaches(self.connection(), &held.place, &new.place).await?;
        }
        if !administers {
            return Err(Denial::ProposerGone.into());
        }
        let grant = self.insert_grant(&account, &new).await?;
        row.granted = grant.id;
        self.decide(row, ProposalState::Signed, Deed::CoSign, "").await?;
        Ok(grant)
    }

    /// Refuses to sign, and says why.
    ///
    /// # Errors
    /// As [`Self::sign_grant`]; [`Denial::Field`] without a reason.
    pub async fn refuse_grant(&mut self, proposal: i64, reason: &str) -> Result<(), LedgerError> {
        let row = self.must_co_sign(proposal, "不予会签").await?;
        plain("reason", "理由", reason, 200)?;
        self.decide(row, ProposalState::Refused, Deed::Decline, reason).await
    }

    /// Takes a proposal back, by an administrator whose place reaches it.
    ///
    /// # Errors
    /// [`Denial::ProposalEnded`], [`LedgerError::NotFound`], [`LedgerError::Refused`].
    pub async fn withdraw_grant(&mut self, proposal: i64) -> Result<(), LedgerError> {
        self.must_administer("撤回授权提请").await?;
        let row = self.open_proposal(proposal).await?;
        self.decide(row, ProposalState::Withdrawn, Deed::Withdraw, "").await
    }

    async fn must_co_sign(&mut self, proposal: i64, action: &'static str) -> Result<ProposalRow, LedgerError> {
        self.must_audit(action).await?;
        let row = self.open_proposal(proposal).await?;
        let own = self.viewer().user();
        match *own == row.account || own.0 == row.proposed_by {
            true => Err(Denial::CoSigner.into()),
            false => Ok(row),
        }
    }

    /// A proposal within reach that still waits.
    async fn open_proposal(&mut self, proposal: i64) -> Result<ProposalRow, LedgerError> {
        let not_found = || LedgerError::NotFound {
            what: "授权提请",
            id: proposal.to_string(),
        };
        let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE number = $1"));
        let row = sqlx::query(query)
            .bind(proposal)
            .fetch_optional(self.connection())
            .await?
            .ok_or_else(not_found)?;
        let row = ProposalRow::read(&row)?;
        let own = &self.viewer().actor.place;
        if !reaches(self.connection(), own, &row.grant.place).await? {
            return Err(not_found());
        }
        match row.state(self.at()) {
            ProposalState::Pending => Ok(row),
            state => Err(Denial::ProposalEnded { state: state.zh() }.into()),
        }
    }

    async fn decide(
        &mut self,
        mut row: ProposalRow,
        decision: ProposalState,
        deed: Deed,
        reason: &str,
    ) -> Result<(), LedgerError> {
        row.decision = decision;
        row.decided_at = Some(self.at());
        row.decided_by = self.viewer().user().0.clone();
        row.reason = reason.to_owned();
        sqlx::query(
            "UPDATE grant_proposal SET decision = $1, decided_at = $2, decided_by = $3, reason = $4, granted = $5 \
             WHERE number = $6",
        )
        .bind(row.decision.tag())
        .bind(self.at().epoch_seconds())
        .bind(row.decided_by.as_str())
        .bind(row.reason.as_str())
        .bind(row.granted)
        .bind(row.number)
        .execute(self.connection())
        .await?;
        let detail = match row.granted {
            0 => format!("account/{}", row.account),
            granted => format!("account/{}：授权{granted}", row.account),
        };
        self.log_proposal(deed, &row, &detail).await
    }

    async fn log_proposal(&mut self, deed: Deed, row: &ProposalRow, detail: &str) -> Result<(), LedgerError> {
        self.log(Entry {
            deed,
            subject: &row.subject(),
            detail,
            purpose: "",
            content: &row.seal(),
        })
        .await
    }

    /// Whether somebody audits everything without end, and may therefore sign anything.
    async fn is_audited(&mut self) -> Result<bool, LedgerError> {
        self.somebody_everywhere(Role::SecurityAuditor).await
    }

    /// Refuses what would leave nobody who could sign.
    pub(crate) async fn must_leave_auditor(&mut self) -> Result<(), LedgerError> {
        match self.is_audited().await? {
            true => Ok(()),
            false => Err(Denial::LastAuditor.into()),
        }
    }
}

/// A grant without which nobody might be left to sign.
pub(crate) fn is_keystone(role: Role, place: &Place, endless: bool) -> bool {
    role == Role::SecurityAuditor && *place == Place::Everywhere && endless
}

async fn of_account(connection: &mut AnyConnection, account: &UserId) -> Result<Vec<ProposalRow>, LedgerError> {
    let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE account = $1 AND decision = $2 ORDER BY number"));
    let rows = sqlx::query(query)
        .bind(account.0.clone())
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
