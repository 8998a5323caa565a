//! Rights take two: an administrator says who shall have which role, and it is given when a security auditor
//! who is neither of them signs it too. So nobody makes himself anything, not by a helper and not by a
//! program whose key he holds.
//!
//! Where nobody audits everything yet, as in new books, there is nobody to sign: the first security auditor
//! is given his role by the administrator alone, and whatever else was proposed waits for him. From then on
//! there is always one (`must_leave_auditor`).

use crate::administer::reaches;
use crate::api_key::{ApiKey, NewKey};
use crate::denial::plain;
use crate::grant::{self, Grant, NewGrant, place_columns};
use crate::proposal::{self, Holder, ProposalRow, ProposalState};
use crate::session::must_be_digest;
use crate::state_row::due_column;
use crate::trail::{Deed, Entry};
use crate::writing::Writing;
use crate::{Denial, LedgerError};
use casework::{Place, Role, UserId};

/// 提请结果
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposed {
    /// it waits under this number to be signed
    Waiting(i64),
    /// of the first security auditor, which nobody could sign
    InForce(Grant),
}

/// 会签结果 · what was signed is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// 授权 of a person
    Role(Grant),
    /// 接口密钥 of a program
    Key(ApiKey),
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
        let holder = Holder::Account(account.clone());
        Ok(Proposed::Waiting(self.insert_proposal(holder, new).await?))
    }

    /// Proposes a key for a program; it answers when a security auditor signs it, and until then it is no key
    /// at all: there is a row of the proposal, and none among the keys. `digest` is that of the key, 64
    /// hexadecimal digits.
    ///
    /// The key is made before it is signed, and only its digest is proposed. What the auditor signs is then
    /// this key and no other, of which the trail holds the digest; he never holds it, since it was shown to who
    /// proposed it; and nothing remains to be done after the signature. Made at the signature, it would be
    /// shown to the auditor, who does no business; made by the administrator afterwards, the signature would
    /// be one for a key that is not known yet. What was shown and is never signed opens nothing.
    ///
    /// # Errors
    /// [`LedgerError::Denied`]; [`LedgerError::Conflict`] where the same is proposed already;
    /// [`LedgerError::NotFound`] for a place out of reach; [`LedgerError::Refused`] for other roles.
    pub async fn propose_key(&mut self, digest: &str, new: &NewKey) -> Result<i64, LedgerError> {
        self.must_administer("提请接口密钥").await?;
        must_be_digest(digest)?;
        self.must_be_issuable(new).await?;
        let holder = Holder::Key {
            name: new.name.clone(),
            digest: digest.to_owned(),
        };
        self.insert_proposal(holder, &new.as_grant()).await
    }

    /// Signs a proposal: the role is given and the key answers from now on, if that still can be.
    ///
    /// # Errors
    /// [`Denial::CoSigner`] for whoever proposed it or would have the role; [`Denial::ProposalEnded`];
    /// [`Denial::ProposerGone`]; otherwise as [`Self::propose_grant`] and [`Self::propose_key`], for the
    /// auditor's place.
    pub async fn sign_proposal(&mut self, proposal: i64) -> Result<Signed, LedgerError> {
        let mut row = self.must_co_sign(proposal, "会签授权").await?;
        match &row.holder {
            Holder::Account(account) => self.must_be_givable(account, &row.grant).await?,
            Holder::Key { name, .. } => self.must_be_issuable(&NewKey::of_grant(name, &row.grant)).await?,
        }
        self.must_be_proposed_still(&row).await?;
        let signed = match &row.holder {
            Holder::Account(account) => Signed::Role(self.insert_grant(account, &row.grant).await?),
            Holder::Key { name, digest } => {
                Signed::Key(self.insert_key(digest, &NewKey::of_grant(name, &row.grant)).await?)
            }
        };
        row.granted = match &signed {
            Signed::Role(grant) => grant.id,
            Signed::Key(key) => key.id,
        };
        self.decide(row, ProposalState::Signed, Deed::CoSign, "").await?;
        Ok(signed)
    }

    /// Refuses to sign, and says why.
    ///
    /// # Errors
    /// As [`Self::sign_proposal`]; [`Denial::Field`] without a reason.
    pub async fn refuse_proposal(&mut self, proposal: i64, reason: &str) -> Result<(), LedgerError> {
        let row = self.must_co_sign(proposal, "不予会签").await?;
        plain("reason", "理由", reason, 200)?;
        self.decide(row, ProposalState::Refused, Deed::Decline, reason).await
    }

    /// Takes a proposal back, by an administrator whose place reaches it.
    ///
    /// # Errors
    /// [`Denial::ProposalEnded`], [`LedgerError::NotFound`], [`LedgerError::Refused`].
    pub async fn withdraw_proposal(&mut self, proposal: i64) -> Result<(), LedgerError> {
        self.must_administer("撤回授权提请").await?;
        let row = self.open_proposal(proposal).await?;
        self.decide(row, ProposalState::Withdrawn, Deed::Withdraw, "").await
    }

    /// Writes a proposal and its row in the trail, which has the same number.
    async fn insert_proposal(&mut self, holder: Holder, new: &NewGrant) -> Result<i64, LedgerError> {
        let now = self.at();
        for row in proposal::undecided(self.connection(), &holder).await? {
            let same = match (&row.holder, &holder) {
                (Holder::Key { name: one, .. }, Holder::Key { name: other, .. }) => one == other,
                (one, other) => one == other,
            };
            if same && row.grant == *new && row.state(now) == ProposalState::Pending {
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
            holder,
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
        let [account, key_name, key_digest] = row.holder.columns();
        sqlx::query(
            "INSERT INTO grant_proposal (number, account, role, place_kind, place, department, practitioner, until, \
             proposed_at, proposed_by, decision, decided_at, decided_by, reason, granted, key_name, key_digest) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', '', 0, $12, $13)",
        )
        .bind(row.number)
        .bind(account)
        .bind(row.grant.role.tag())
        .bind(kind)
        .bind(place)
        .bind(row.grant.department.clone().unwrap_or_default())
        .bind(row.grant.practitioner.as_ref().map_or("", |code| code.as_str()))
        .bind(due_column(row.grant.until))
        .bind(row.proposed_at.epoch_seconds())
        .bind(row.proposed_by.as_str())
        .bind(row.decision.tag())
        .bind(key_name)
        .bind(key_digest)
        .execute(self.connection())
        .await?;
        let detail = format!("{}：{}；{kind} {place}", row.holder.named(), row.grant.role.zh());
        self.log_proposal(Deed::Propose, &row, &detail).await?;
        Ok(row.number)
    }

    async fn must_co_sign(&mut self, proposal: i64, action: &'static str) -> Result<ProposalRow, LedgerError> {
        self.must_audit(action).await?;
        let row = self.open_proposal(proposal).await?;
        let own = self.viewer().user();
        let receives = matches!(&row.holder, Holder::Account(account) if account == own);
        match receives || own.0 == row.proposed_by {
            true => Err(Denial::CoSigner.into()),
            false => Ok(row),
        }
    }

    /// Refuses what was proposed by somebody who could not propose it now.
    async fn must_be_proposed_still(&mut self, row: &ProposalRow) -> Result<(), LedgerError> {
        let (proposer, today) = (UserId(row.proposed_by.clone()), self.at().day());
        for held in grant::valid(self.connection(), &proposer, today).await? {
            if held.role == Role::SystemAdministrator
                && reaches(self.connection(), &held.place, &row.grant.place).await?
            {
                return Ok(());
            }
        }
        Err(Denial::ProposerGone.into())
    }

    /// A proposal within reach that still waits.
    async fn open_proposal(&mut self, proposal: i64) -> Result<ProposalRow, LedgerError> {
        let not_found = || LedgerError::NotFound {
            what: "授权提请",
            id: proposal.to_string(),
        };
        let row = proposal::by_number(self.connection(), proposal).await?;
        let row = row.ok_or_else(not_found)?;
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
        let detail = match (&row.holder, row.granted) {
            (holder, 0) => holder.named(),
            (Holder::Account(account), granted) => format!("account/{account}：授权{granted}"),
            (Holder::Key { .. }, granted) => format!("key/{granted}"),
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
