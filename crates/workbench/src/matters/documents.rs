//! Official documents of a matter: which are due, and each as a file.
//!
//! The form gives what no book knows (number, day, accounts, an address); who issues the document, whom
//! it is for and what it says come from the books. That one was made is in the trail, with its digest.

mod conduct;

use self::conduct::ConductRecord;
use super::{download, id_of};
use crate::access::{Right, may};
use crate::aside::aside;
use crate::caller::By;
use crate::findings;
use crate::names::Names;
use crate::stationery::IssuerForm;
use crate::written::{Body, Path, day};
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::enforcement::{Event as CaseEvent, Party};
use casework::{
    Place, Recorded, Role, UserId, enforcement, points, recovery, rectification, review_case, self_audit, transfer,
};
use ledger::{Kind, MatterId, MatterRow, Reading};
use papers::{Addressee, Facts, Format, Given, Matter, PaperError, Template};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The record of a matter of a kind that has documents.
enum Record {
    Review(Vec<Recorded<review_case::Event>>),
    SelfAudit(Vec<Recorded<self_audit::Event>>),
    Enforcement(Vec<Recorded<CaseEvent>>),
    Recovery(Vec<Recorded<recovery::Event>>),
    Rectification(Vec<Recorded<rectification::Event>>),
    Transfer(Vec<Recorded<transfer::Event>>),
    Points(Vec<Recorded<points::Event>>),
    Conduct(ConductRecord),
}

impl Record {
    /// The record, where the matter exists for who asks; none where its kind has no documents.
    async fn of(reading: &Reading<'_>, id: &MatterId) -> Result<Option<Self>, Problem> {
        Ok(Some(match id.kind() {
            Kind::Review => Self::Review(reading.matter::<review_case::ReviewCase>(id).await?.history),
            Kind::SelfAudit => Self::SelfAudit(reading.matter::<self_audit::SelfAudit>(id).await?.history),
            Kind::Enforcement => Self::Enforcement(reading.matter::<enforcement::Enforcement>(id).await?.history),
            Kind::Recovery => Self::Recovery(reading.matter::<recovery::Recovery>(id).await?.history),
            Kind::Rectification => {
                Self::Rectification(reading.matter::<rectification::Rectification>(id).await?.history)
            }
            Kind::Transfer => Self::Transfer(reading.matter::<transfer::Transfer>(id).await?.history),
            Kind::Points => Self::Points(reading.matter::<points::PointRecord>(id).await?.history),
            _ => match ConductRecord::of(reading, id).await? {
                Some(record) => Self::Conduct(record),
                None => {
                    reading.row(id).await?;
                    return Ok(None);
                }
            },
        }))
    }

    fn matter(&self) -> Matter<'_> {
        match self {
            Self::Review(events) => Matter::Review(events),
            Self::SelfAudit(events) => Matter::SelfAudit(events),
            Self::Enforcement(events) => Matter::Enforcement(events),
            Self::Recovery(events) => Matter::Recovery(events),
            Self::Rectification(events) => Matter::Rectification(events),
            Self::Transfer(events) => Matter::Transfer(events),
            Self::Points(events) => Matter::Points(events),
            Self::Conduct(record) => Matter::Conduct(record.matter()),
        }
    }

    /// Whether the document is for who asks: an institution prints what has reached it, of conduct the
    /// offices print what they issue, and a person what has reached him.
    fn is_for(&self, caller: &Caller, template: Template) -> bool {
        let by_institution = matches!(caller.viewer().actor.place, Place::Institution { .. });
        match self {
            Self::Conduct(record) if !by_institution => record.is_issued_by_bureau(),
            Self::Conduct(record) => caller.role() != Role::Practitioner || record.is_served(template),
            _ => !by_institution || self.is_served(template),
        }
    }

    /// Whether the document has reached the institution, which prints nothing before that.
    fn is_served(&self, template: Template) -> bool {
        let Self::Enforcement(events) = self else { return true };
        let served = |wanted: fn(&CaseEvent) -> bool| events.iter().any(|recorded| wanted(&recorded.event));
        match template {
            Template::PenaltyNotice => served(|event| matches!(event, CaseEvent::NoticeServed { .. })),
            Template::PenaltyDecision => served(|event| matches!(event, CaseEvent::DecisionServed { .. })),
            _ => true,
        }
    }

    /// The documents that are due, for who asks.
    fn due(&self, caller: &Caller) -> Vec<(Template, &'static str)> {
        let mut due = papers::available(self.matter());
        due.retain(|(template, _)| self.is_for(caller, *template));
        due
    }

    /// The name of whom the document is for, as the books have it. A person who is a party and another
    /// department stand in no book.
    fn addressee(&self, row: &MatterRow, names: &Names) -> Option<String> {
        match self {
            Self::Transfer(_) | Self::Conduct(_) => None,
            Self::Points(_) => names.practitioner(row.practitioner.as_deref()?).map(str::to_owned),
            Self::Enforcement(events) => {
                let to_person = events.iter().any(|recorded| {
                    matches!(&recorded.event, CaseEvent::Registered { matter, .. } if matches!(matter.party, Party::Person { .. }))
                });
                if to_person { None } else { institution(row, names) }
            }
            _ => institution(row, names),
        }
    }
}

fn institution(row: &MatterRow, names: &Names) -> Option<String> {
    names.institutions.get(row.institution.as_deref()?).cloned()
}

/// 可以出具的文书
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Due {
    /// key of the document in addresses
    template: &'static str,
    title: &'static str,
}

/// 可以出具的文书
#[utoipa::path(get, path = "/matters/{id}/documents", tag = "matters", params(("id" = String, Path)),
    responses((status = 200, body = Vec<Due>), (status = "default", body = Problem)))]
pub(crate) async fn documents(
    State(workbench): State<Workbench>,
    caller: By<may::Matters>,
    Path(id): Path<String>,
) -> Result<Json<Vec<Due>>, Problem> {
    let id = id_of(&id)?;
    let record = Record::of(&workbench.ledger().read(caller.viewer()), &id).await?;
    let due = match record {
        Some(record) if caller.must(Right::Documents).is_ok() => record.due(&caller),
        _ => Vec::new(),
    };
    let shown = due.into_iter().map(|(template, title)| Due {
        template: template.key(),
        title,
    });
    Ok(Json(shown.collect()))
}

/// 文件格式
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileFormat {
    Pdf,
    Docx,
}

impl FileFormat {
    /// The format, the ending of file names, and the media type.
    pub(crate) fn parts(self) -> (Format, &'static str, &'static str) {
        match self {
            Self::Pdf => (Format::Pdf, "pdf", "application/pdf"),
            Self::Docx => (
                Format::Docx,
                "docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
        }
    }
}

/// 受文者, as far as the books do not know him
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AddresseeForm {
    /// 名称; only asked for where it is a person or another department, otherwise the registered one is printed
    name: String,
    /// 统一社会信用代码或者证件号码
    identity: String,
    /// 住所
    address: String,
    /// 法定代表人或者主要负责人
    representative: String,
}

/// 出具文书
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DocumentForm {
    format: FileFormat,
    /// 文号
    number: String,
    /// 成文日期
    dated: String,
    /// where it differs from the bureau's `issuer.toml`
    #[serde(default)]
    issuer: IssuerForm,
    #[serde(default)]
    addressee: AddresseeForm,
}

/// 出具文书
#[utoipa::path(post, path = "/matters/{id}/documents/{template}", tag = "matters",
    params(("id" = String, Path), ("template" = String, Path)), request_body = DocumentForm,
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
pub(crate) async fn make_document(
    State(workbench): State<Workbench>,
    caller: By<may::Documents>,
    Path((id, template)): Path<(String, String)>,
    Body(form): Body<DocumentForm>,
) -> Result<Response, Problem> {
    let id = id_of(&id)?;
    let reading = workbench.ledger().read(caller.viewer());
    let not_found = || Problem::not_found("这种文书");
    let record = Record::of(&reading, &id).await?.ok_or_else(not_found)?;
    let template = Template::of_key(&template).ok_or_else(not_found)?;
    if !record.is_for(&caller, template) {
        return Err(not_found());
    }
    let (format, ending, kind) = form.format.parts();
    let number = form.number.trim().to_owned();
    let given = given(&workbench, &reading, &id, &record, form).await?;
    let facts = Facts::of(template, record.matter(), &given).map_err(refused)?;
    let stationery = workbench.stationery()?;
    let rendered = aside(move || papers::render(&facts, format, &stationery.fonts, &stationery.templates));
    let file = rendered.await?.map_err(refused)?;
    let digest = hex::encode(Sm3::digest(&file));
    workbench
        .write(caller.viewer(), async |writing| {
            writing.record_document(&id, template.zh(), &number, &digest).await
        })
        .await?;
    Ok(download(file, kind, &format!("{}{number}.{ending}", template.zh())))
}

/// What the form and the books give to the document.
async fn given(
    workbench: &Workbench,
    reading: &Reading<'_>,
    id: &MatterId,
    record: &Record,
    form: DocumentForm,
) -> Result<Given, Problem> {
    let names = workbench.names().await?;
    let row = reading.row(id).await?;
    let AddresseeForm {
        name,
        identity,
        address,
        representative,
    } = form.addressee;
    let stationery = workbench.stationery()?;
    let own = match record {
        Record::Conduct(record) if !record.is_issued_by_bureau() => row.institution.as_deref(),
        _ => None,
    };
    let issuer = match own {
        Some(code) => form.issuer.or(
            &stationery.of_institution(code),
            institution(&row, &names).unwrap_or_default(),
        ),
        None => form.issuer.or(&stationery.issuer, bureau(workbench, &row).await?),
    };
    let addressee = match record {
        Record::Conduct(_) => conduct::addressee(workbench, &row).await?,
        _ => record.addressee(&row, &names),
    };
    Ok(Given {
        issuer,
        addressee: Addressee {
            name: addressee.unwrap_or(name),
            identity,
            address,
            representative,
        },
        institution: institution(&row, &names).unwrap_or_default(),
        number: form.number,
        dated: day("dated", Some(&form.dated))?,
        findings: match id.kind() {
            Kind::Review => vec![reviewed(reading, id, &names).await?],
            _ => Vec::new(),
        },
        codes: match id.kind() {
            Kind::Veto | Kind::ConductEvent => conduct::codes(workbench, &row).await?,
            _ => BTreeMap::new(),
        },
        names: names
            .people
            .iter()
            .map(|(user, name)| (UserId::from(user.as_str()), name.clone()))
            .collect(),
    })
}

/// The bureau of the matter's division; nothing where none is registered, and the document says what is missing.
async fn bureau(workbench: &Workbench, row: &MatterRow) -> Result<String, Problem> {
    let place = Place::Bureau {
        division: domain::Division::new(row.division.as_str()),
    };
    let name = workbench.ledger().place_name(&place).await?;
    Ok(if name == row.division { String::new() } else { name })
}

/// The finding that a review is about.
async fn reviewed(reading: &Reading<'_>, id: &MatterId, names: &Names) -> Result<papers::FindingRow, Problem> {
    let key = id.as_str().split_once('/').map_or("", |(_, key)| key);
    let row = reading.finding(findings::key_of(key)?).await?;
    Ok(papers::FindingRow {
        rule: names.rule(&row.rule),
        day: row.service_day,
        amount: row.amount,
    })
}

/// Why a document is not made, in the words of `papers`.
pub(crate) fn refused(error: PaperError) -> Problem {
    let status = match &error {
        PaperError::NotDue { .. } => StatusCode::CONFLICT,
        PaperError::Missing { .. } | PaperError::Disagreement { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        PaperError::Format { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    if status.is_server_error() {
        tracing::error!(%error, "文书没有生成");
    }
    let text = error.to_string();
    let end = if text.ends_with('。') { "" } else { "。" };
    Problem::new(status, "WB-PAPER", format!("{text}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Day, Moment};

    #[test]
    fn a_penalty_is_printed_by_the_institution_once_it_was_served() {
        let at = Moment::from_epoch_seconds(0);
        let recorded = |event| Recorded {
            by: UserId::from("甲"),
            role: casework::Role::CaseHandler,
            at,
            event,
        };
        let due = Day::from_epoch_days(10);
        let mut record = Vec::new();
        assert!(!Record::Enforcement(record.clone()).is_served(Template::PenaltyNotice));
        record.push(recorded(CaseEvent::NoticeServed { due }));
        assert!(Record::Enforcement(record.clone()).is_served(Template::PenaltyNotice));
        assert!(!Record::Enforcement(record.clone()).is_served(Template::PenaltyDecision));
        record.push(recorded(CaseEvent::DecisionServed { due }));
        assert!(Record::Enforcement(record).is_served(Template::PenaltyDecision));
    }
}
