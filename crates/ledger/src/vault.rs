//! The vault of identities: who reported something, closed and apart from what was reported.
//!
//! The books keep a text that says nothing; the key is the caller's and lies elsewhere. Whoever takes a
//! report in may put an identity here and never sees it again. Opening takes a keeper with a purpose and
//! a second keeper who agrees; every step is a row of the trail, which the security auditor reads.

use crate::grant::place_columns;
use crate::sql::{happened, number, text};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{LedgerError, Reading};
use casework::{Place, Refusal, Role, given};
use domain::{InstitutionCode, Moment};
use sqlx::any::AnyRow;

/// Who may put an identity into the vault: whoever takes reports in.
const RECEIVERS: &[Role] = &[
    Role::SectionChief,
    Role::Auditor,
    Role::CaseHandler,
    Role::DisciplineOffice,
    Role::VaultKeeper,
    Role::System,
];

const KEEPERS: &[Role] = &[Role::VaultKeeper];

/// Who registers gifts, and makes the numbers of patients into seals for that.
const REGISTRANTS: &[Role] = &[Role::EthicsOffice, Role::Practitioner];

/// How long an agreed request may be used, in seconds: a day.
const OPEN_FOR: i64 = 86_400;

/// 启封申请
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultRequest {
    /// 编号: that of its row in the trail
    pub number: i64,
    /// 封存编号
    pub seal: String,
    /// 用途
    pub purpose: String,
    /// 申请时间
    pub asked_at: Moment,
    /// 申请人
    pub asked_by: String,
    /// 同意时间
    pub agreed_at: Option<Moment>,
    /// 同意人
    pub agreed_by: String,
    /// 启封时间
    pub opened_at: Option<Moment>,
}

impl VaultRequest {
    fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            number: number(row, "number")?,
            seal: text(row, "seal")?,
            purpose: text(row, "purpose")?,
            asked_at: crate::sql::moment(row, "asked_at")?,
            asked_by: text(row, "asked_by")?,
            agreed_at: happened(row, "agreed_at")?,
            agreed_by: text(row, "agreed_by")?,
            opened_at: happened(row, "opened_at")?,
        })
    }
}

/// What the trail calls a seal.
fn subject(seal: &str) -> String {
    format!("vault/{seal}")
}

impl Reading<'_> {
    /// What keepers of the place have asked for, the latest first.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than keepers.
    pub async fn vault_requests(&self) -> Result<Vec<VaultRequest>, LedgerError> {
        self.viewer.actor.must_be("查看启封申请", KEEPERS)?;
        let (kind, place) = place_columns(&self.viewer.actor.place);
        let rows = sqlx::query(
            "SELECT * FROM vault_request WHERE seal IN \
             (SELECT seal FROM vault WHERE place_kind = $1 AND place = $2) ORDER BY number DESC LIMIT 200",
        )
        .bind(kind)
        .bind(place)
        .fetch_all(&mut *self.seat().await?)
        .await?;
        rows.iter().map(VaultRequest::read).collect()
    }
}

impl Writing<'_> {
    /// Puts a closed identity into the vault of the viewer's place, or of `place` where the system does so
    /// for somebody without a place.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than those who take reports in.
    pub async fn put_into_vault(
        &mut self,
        seal: &str,
        place: Option<&Place>,
        content: &str,
    ) -> Result<(), LedgerError> {
        let actor = &self.viewer().actor;
        actor.must_be("封存举报人身份", RECEIVERS)?;
        let (kind, place) = place_columns(place.unwrap_or(&actor.place));
        sqlx::query(
            "INSERT INTO vault (seal, place_kind, place, content, stored_at, stored_by) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(seal)
        .bind(kind)
        .bind(place)
        .bind(content)
        .bind(self.at().epoch_seconds())
        .bind(self.viewer().user().0.as_str())
        .execute(self.connection())
        .await?;
        let digest = trail::digest(&[content]);
        self.log_vault(Deed::Seal, seal, "", &digest).await
    }

    /// Records that a patient's number was made into a seal, which nothing opens: who goes through numbers to
    /// find whose a seal is leaves a row for each.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than those who register gifts at the institution.
    pub async fn record_patient_seal(&mut self, institution: &InstitutionCode, seal: &str) -> Result<(), LedgerError> {
        let actor = &self.viewer().actor;
        actor.must_act_within("封存患者号码", REGISTRANTS, institution)?;
        self.log(Entry {
            deed: Deed::Seal,
            subject: &format!("patient/{seal}"),
            detail: "",
            purpose: "",
            content: "",
        })
        .await
    }

    /// Asks that a seal be opened.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for others than keepers and without a purpose; [`LedgerError::NotFound`]
    /// also for a seal of another place.
    pub async fn ask_to_open(&mut self, seal: &str, purpose: &str) -> Result<i64, LedgerError> {
        self.viewer().actor.must_be("申请启封", KEEPERS)?;
        given("启封用途", purpose)?;
        self.sealed(seal).await?;
        let number = self.next_number();
        sqlx::query(
            "INSERT INTO vault_request (number, seal, purpose, asked_at, asked_by, agreed_at, agreed_by, opened_at) \
             VALUES ($1, $2, $3, $4, $5, 0, '', 0)",
        )
        .bind(number)
        .bind(seal)
        .bind(purpose)
        .bind(self.at().epoch_seconds())
        .bind(self.viewer().user().0.as_str())
        .execute(self.connection())
        .await?;
        self.log_vault(Deed::AskSeal, seal, purpose, "").await?;
        Ok(number)
    }

    /// Agrees to a request of somebody else.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for one's own request and for one that was agreed to before;
    /// [`LedgerError::NotFound`].
    pub async fn agree_to_open(&mut self, number: i64) -> Result<(), LedgerError> {
        self.viewer().actor.must_be("同意启封", KEEPERS)?;
        let request = self.vault_request(number).await?;
        if request.agreed_at.is_some() {
            return Err(Refusal::Duplicate {
                what: "对这份申请的同意",
            }
            .into());
        }
        let asked_by = casework::UserId::from(request.asked_by.as_str());
        self.viewer().actor.must_differ("同意人", &asked_by, "申请人")?;
        sqlx::query("UPDATE vault_request SET agreed_at = $1, agreed_by = $2 WHERE number = $3")
            .bind(self.at().epoch_seconds())
            .bind(self.viewer().user().0.as_str())
            .bind(number)
            .execute(self.connection())
            .await?;
        self.log_vault(Deed::AgreeSeal, &request.seal, &request.purpose, "")
            .await
    }

    /// Opens what was asked for and agreed to: once, by who asked, within a day. Gives the closed text and
    /// the seal for which it was closed.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] where nobody has agreed, it was opened before, the day is over, or somebody
    /// else asked; [`LedgerError::NotFound`].
    pub async fn open_vault(&mut self, number: i64) -> Result<(String, String), LedgerError> {
        self.viewer().actor.must_be("启封", KEEPERS)?;
        let request = self.vault_request(number).await?;
        let now = self.at().epoch_seconds();
        let refusal = match request.agreed_at {
            _ if request.asked_by != self.viewer().user().0 => Some("启封须由申请人本人办理。"),
            None => Some("还没有第二人同意，不能启封。请先由另一名保管人同意。"),
            Some(_) if request.opened_at.is_some() => Some("这份申请已经启封过一次。如需再看，请重新申请。"),
            Some(agreed) if now - agreed.epoch_seconds() > OPEN_FOR => Some("同意已超过24小时。请重新申请。"),
            Some(_) => None,
        };
        if let Some(say) = refusal {
            return Err(Refusal::Field {
                code: "CD-VAULT",
                say: say.to_owned(),
            }
            .into());
        }
        let content = self.sealed(&request.seal).await?;
        sqlx::query("UPDATE vault_request SET opened_at = $1 WHERE number = $2")
            .bind(self.at().epoch_seconds())
            .bind(number)
            .execute(self.connection())
            .await?;
        self.log_vault(Deed::OpenSeal, &request.seal, &request.purpose, "")
            .await?;
        Ok((request.seal, content))
    }

    /// The closed text of a seal of the viewer's place.
    async fn sealed(&mut self, seal: &str) -> Result<String, LedgerError> {
        let (kind, place) = place_columns(&self.viewer().actor.place);
        let row = sqlx::query("SELECT content FROM vault WHERE seal = $1 AND place_kind = $2 AND place = $3")
            .bind(seal)
            .bind(kind)
            .bind(place)
            .fetch_optional(self.connection())
            .await?;
        let row = row.ok_or_else(|| LedgerError::NotFound {
            what: "封存编号",
            id: seal.chars().filter(|ch| !ch.is_control()).take(40).collect(),
        })?;
        text(&row, "content")
    }

    /// A request for a seal of the viewer's place.
    async fn vault_request(&mut self, number: i64) -> Result<VaultRequest, LedgerError> {
        let row = sqlx::query("SELECT * FROM vault_request WHERE number = $1")
            .bind(number)
            .fetch_optional(self.connection())
            .await?;
        let missing = || LedgerError::NotFound {
            what: "启封申请",
            id: number.to_string(),
        };
        let request = VaultRequest::read(&row.ok_or_else(missing)?)?;
        self.sealed(&request.seal).await.map_err(|error| match error {
            LedgerError::NotFound { .. } => missing(),
            other => other,
        })?;
        Ok(request)
    }

    async fn log_vault(&mut self, deed: Deed, seal: &str, purpose: &str, content: &str) -> Result<(), LedgerError> {
        self.log(Entry {
            deed,
            subject: &subject(seal),
            detail: "",
            purpose,
            content,
        })
        .await
    }
}
