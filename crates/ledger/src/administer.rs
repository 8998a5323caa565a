//! Who may administer accounts and organisations, and how far his place reaches.

use crate::grant::place_columns;
use crate::organisation::division_of;
use crate::writing::Writing;
use crate::{Denial, LedgerError};
use casework::{Place, Refusal, Role, UserId};
use sqlx::AnyConnection;

const ADMINISTRATOR: &[Role] = &[Role::SystemAdministrator];
const AUDITOR: &[Role] = &[Role::SecurityAuditor];

impl Writing<'_> {
    /// Refuses everybody but a system administrator. What he was when the request came is not enough:
    /// another administrator may have revoked it since, so the books are asked within this write.
    pub(crate) async fn must_administer(&mut self, action: &'static str) -> Result<(), LedgerError> {
        self.must_hold(Role::SystemAdministrator, ADMINISTRATOR, action).await
    }

    /// Refuses everybody but a security auditor, likewise.
    pub(crate) async fn must_audit(&mut self, action: &'static str) -> Result<(), LedgerError> {
        self.must_hold(Role::SecurityAuditor, AUDITOR, action).await
    }

    async fn must_hold(&mut self, role: Role, roles: &'static [Role], action: &'static str) -> Result<(), LedgerError> {
        let actor = &self.viewer().actor;
        if actor.role != role {
            return Err(Refusal::Role { action, roles }.into());
        }
        let (kind, place) = place_columns(&actor.place);
        let today = self.at().day();
        let held = sqlx::query(
            "SELECT 1 AS one FROM account_grant WHERE account = $1 AND role = $2 AND place_kind = $3 AND place = $4 \
             AND revoked_at = 0 AND until >= $5 AND account IN (SELECT id FROM account WHERE state = 'active')",
        )
        .bind(actor.user.0.as_str())
        .bind(role.tag())
        .bind(kind)
        .bind(place)
        .bind(i64::from(today.epoch_days()))
        .fetch_optional(self.connection())
        .await?;
        match held {
            Some(_) => Ok(()),
            None => {
                let role = role.zh();
                Err(Denial::RightsEnded { role, action }.into())
            }
        }
    }

    /// Refuses a deed of an administrator on his own account.
    pub(crate) fn must_be_another(&self, account: &UserId, action: &'static str) -> Result<(), Denial> {
        match self.viewer().user() == account {
            true => Err(Denial::OwnAccount { action }),
            false => Ok(()),
        }
    }

    /// Refuses a place that does not lie within the viewer's own, like one that is not there.
    pub(crate) async fn must_reach(&mut self, place: &Place) -> Result<(), LedgerError> {
        let own = &self.viewer().actor.place;
        match reaches(self.connection(), own, place).await? {
            true => Ok(()),
            false => Err(no_such_place(place)),
        }
    }
}

/// Whether a place lies within another.
pub(crate) async fn reaches(connection: &mut AnyConnection, own: &Place, place: &Place) -> Result<bool, LedgerError> {
    Ok(match (own, place) {
        (Place::Everywhere, _) => true,
        (_, Place::Everywhere) => false,
        (Place::Bureau { division: own }, Place::Bureau { division }) => own.governs(division),
        (Place::Bureau { division: own }, Place::Institution { code }) => {
            let division = division_of(connection, code.as_str()).await?;
            division.is_some_and(|division| own.governs(&division))
        }
        (Place::Institution { code: own }, Place::Institution { code }) => own == code,
        (Place::Institution { .. }, Place::Bureau { .. }) => false,
    })
}

pub(crate) fn no_such_place(place: &Place) -> LedgerError {
    LedgerError::NotFound {
        what: "管理范围内的机构",
        id: place_columns(place).1.to_owned(),
    }
}
