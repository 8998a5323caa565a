//! One matter: where it stands, how it came there, and what who looks may do now.

use super::id_of;
use super::list::{MatterRow, row_of};
use crate::access::{Right, may};
use crate::caller::By;
use crate::conduct::is_edition;
use crate::findings::{self, FindingRow};
use crate::names::Names;
use crate::written::{Path, Query, given};
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::extract::State;
use casework::{Clock, Offering, Piece, Place, Role, Shown, StepState, UserId, WorkCalendar};
use ledger::{Course, FindingFilter, Kept, Kind, MatterFilter, MatterId, MatterOrder, Page, Reading, Scope, of_kind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Findings and related matters that a page shows; the rest is behind a link to the list.
const SHOWN: u16 = 50;

/// 一行说明
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Line {
    label: String,
    value: String,
}

impl Line {
    fn of(line: casework::Line, names: &Names) -> Self {
        let name = |piece: &Piece| match piece {
            Piece::Plain(_) => None,
            Piece::User(user) => Some(names.person(user)),
            Piece::Institution(code) => Some(names.institution(code.as_str())),
            Piece::Rule(code) => Some(names.rule(code.as_str())),
        };
        Self {
            value: line.text(name),
            label: line.label.to_owned(),
        }
    }
}

/// 办理记录
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryEntry {
    seq: i64,
    by: String,
    by_name: String,
    role_zh: &'static str,
    at: String,
    event_zh: &'static str,
    detail: Vec<Line>,
}

/// 环节 of the step bar
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageStep {
    title: &'static str,
    /// `done`, `now` or `ahead`
    state: &'static str,
}

/// 附件
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct File {
    name: String,
    digest: String,
    kind: String,
    bytes: i64,
    stored_at: String,
    stored_by: String,
}

/// 可办事项, with the form that asks for what is needed
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Offer {
    /// the tag of the command
    command: String,
    zh: &'static str,
    /// carries the matter on
    primary: bool,
    pub(crate) fields: Vec<Field>,
}

/// 填写项
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Field {
    /// key in what the field belongs to: the command, the group, or the element of the list
    pub(crate) name: &'static str,
    zh: &'static str,
    /// `text`, `long_text`, `lines`, `money`, `day`, `number`, `bool`, `choice`, `user`, `users`, `institution`,
    /// `attachment`, `attachments`, `group`, `list` or `fixed`
    #[schema(value_type = String)]
    pub(crate) kind: casework::FieldKind,
    required: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) choices: Vec<Choice>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub(crate) fields: Vec<Field>,
    /// what the form begins with
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub(crate) initial: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<When>,
}

/// 选项
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Choice {
    value: String,
    zh: String,
}

/// 显示条件: shown and sent only where the field beside it has one of these values
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct When {
    field: &'static str,
    is: &'static [&'static str],
}

impl From<casework::Offer> for Offer {
    fn from(offer: casework::Offer) -> Self {
        Self {
            command: offer.command,
            zh: offer.zh,
            primary: offer.primary,
            fields: offer.fields.into_iter().map(Field::from).collect(),
        }
    }
}

impl From<casework::Choice> for Choice {
    fn from(casework::Choice { value, zh }: casework::Choice) -> Self {
        Self { value, zh }
    }
}

impl From<casework::Field> for Field {
    fn from(field: casework::Field) -> Self {
        Self {
            name: field.name,
            zh: field.zh,
            kind: field.kind,
            required: field.required,
            choices: field.choices.into_iter().map(Choice::from).collect(),
            fields: field.fields.into_iter().map(Field::from).collect(),
            initial: field.initial,
            help: field.help,
            when: field.when.map(|when| When {
                field: when.field,
                is: when.is,
            }),
        }
    }
}

/// 事项页
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatterPage {
    row: MatterRow,
    summary: Vec<Line>,
    steps: Vec<PageStep>,
    history: Vec<HistoryEntry>,
    /// what who looks may do now
    offers: Vec<Offer>,
    attachments: Vec<File>,
    findings: Vec<FindingRow>,
    related: Vec<MatterRow>,
}

/// What of the page follows from the workflow alone.
struct Told {
    summary: Vec<Line>,
    steps: Vec<PageStep>,
    history: Vec<HistoryEntry>,
    offers: Vec<Offer>,
}

/// 事项详情
#[utoipa::path(get, path = "/matters/{id}", tag = "matters", params(("id" = String, Path)),
    responses((status = 200, body = MatterPage), (status = "default", body = Problem)))]
pub(crate) async fn page(
    State(workbench): State<Workbench>,
    caller: By<may::Matters>,
    Path(id): Path<String>,
) -> Result<Json<MatterPage>, Problem> {
    let id = id_of(&id)?;
    let (names, today) = (workbench.names().await?, workbench.now().day());
    let sitting = workbench.ledger().sit_down(caller.viewer()).await?;
    let reading = sitting.read();
    let row = reading.row(&id).await?;
    let mut told = of_kind!(id.kind(), M => told::<M>(&reading, &id, &workbench, &caller, &names).await)?;
    let mut files = reading.attachments(&id).await?;
    files.retain(|file| !is_edition(&id, &file.kind));
    let attachments = files.into_iter().map(|file| File {
        name: file.name,
        digest: file.digest,
        kind: file.kind,
        bytes: file.bytes,
        stored_at: file.stored_at.to_string(),
        stored_by: names.person(&UserId(file.stored_by)),
    });
    let findings = findings_of(&reading, &id, &caller, &names).await?;
    let related = related(&reading, &id, &row, &names, &workbench).await?;
    // It asks the books for itself, and does not wait for a seat while this one is held.
    drop(sitting);
    crate::conduct::show_known(&workbench, &id, &mut told.offers).await?;
    Ok(Json(MatterPage {
        attachments: attachments.collect(),
        findings,
        related,
        summary: told.summary,
        steps: told.steps,
        history: told.history,
        offers: told.offers,
        row: row_of(row, &names, &workbench, today),
    }))
}

async fn told<M: Kept + Offering + Shown>(
    reading: &Reading<'_>,
    id: &MatterId,
    workbench: &Workbench,
    caller: &Caller,
    names: &Names,
) -> Result<Told, Problem> {
    let Course { state, history } = reading.matter::<M>(id).await?;
    let entry = |(recorded, seq): (&casework::Recorded<M::Event>, i64)| HistoryEntry {
        seq,
        by: recorded.by.to_string(),
        by_name: match recorded.role {
            Role::System => Role::System.zh().to_owned(),
            _ => names.person(&recorded.by),
        },
        role_zh: recorded.role.zh(),
        at: recorded.at.to_string(),
        event_zh: M::event_zh(&recorded.event),
        detail: lines(M::detail(&recorded.event), names),
    };
    let calendar = workbench.calendar();
    let clock = clock(workbench, &calendar);
    Ok(Told {
        summary: lines(state.summary(&clock), names),
        steps: state
            .steps()
            .into_iter()
            .map(|step| PageStep {
                title: step.title,
                state: match step.state {
                    StepState::Done => "done",
                    StepState::Now => "now",
                    StepState::Ahead => "ahead",
                },
            })
            .collect(),
        history: history.iter().zip(1..).map(entry).collect(),
        offers: offers(&state, workbench, caller),
    })
}

fn lines(lines: Vec<casework::Line>, names: &Names) -> Vec<Line> {
    lines.into_iter().map(|line| Line::of(line, names)).collect()
}

fn offers<M: Offering>(state: &M, workbench: &Workbench, caller: &Caller) -> Vec<Offer> {
    state
        .offers(&caller.viewer().actor, &clock(workbench, &workbench.calendar()))
        .into_iter()
        .map(Offer::from)
        .collect()
}

fn clock<'w>(workbench: &'w Workbench, calendar: &'w WorkCalendar) -> Clock<'w> {
    Clock {
        now: workbench.now(),
        calendar,
        limits: workbench.limits(),
    }
}

/// The findings that a lead groups, or the one that a review is about.
async fn findings_of(
    reading: &Reading<'_>,
    id: &MatterId,
    caller: &Caller,
    names: &Names,
) -> Result<Vec<FindingRow>, Problem> {
    if caller.must(Right::Findings).is_err() {
        return Ok(Vec::new());
    }
    let rows = match id.kind() {
        Kind::Lead => {
            let filter = FindingFilter {
                lead: Some(id.to_string()),
                ..FindingFilter::default()
            };
            reading.findings(&filter, SHOWN, None).await?
        }
        Kind::Review => {
            let key = id.as_str().split_once('/').map_or("", |(_, key)| key);
            match findings::key_of(key) {
                Ok(key) => vec![reading.finding(key).await?],
                Err(_) => Vec::new(),
            }
        }
        _ => Vec::new(),
    };
    Ok(rows.into_iter().map(|row| findings::row_of(row, names)).collect())
}

/// Other matters of the same institution and rule, or of the same institution: the latest first.
async fn related(
    reading: &Reading<'_>,
    id: &MatterId,
    row: &ledger::MatterRow,
    names: &Names,
    workbench: &Workbench,
) -> Result<Vec<MatterRow>, Problem> {
    let Some(institution) = &row.institution else {
        return Ok(Vec::new());
    };
    let filter = MatterFilter {
        institution: Some(domain::InstitutionCode::new(institution.as_str())),
        rule: row.rule.as_deref().map(domain::RuleCode::new),
        ..MatterFilter::default()
    };
    let page = reading
        .matters(&filter, &Page::first(MatterOrder::LatestFirst, SHOWN))
        .await?;
    let today = workbench.now().day();
    let others = page.rows.into_iter().filter(|other| other.id != *id);
    Ok(others.map(|other| row_of(other, names, workbench, today)).collect())
}

/// What a new matter is about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct About {
    /// the matter from which it comes, whose institution and division the form begins with
    about: Option<String>,
}

/// 可新建的事项
#[utoipa::path(get, path = "/kinds/{kind}/offers", tag = "matters", params(("kind" = String, Path), About),
    responses((status = 200, body = Vec<Offer>), (status = "default", body = Problem)))]
pub(crate) async fn beginnings(
    State(workbench): State<Workbench>,
    caller: By<may::Matters>,
    Path(kind): Path<String>,
    Query(About { about }): Query<About>,
) -> Result<Json<Vec<Offer>>, Problem> {
    let kind = Kind::of_tag(&kind).ok_or_else(|| Problem::not_found("这种事项"))?;
    let mut offers = of_kind!(kind, M => offers(&M::default(), &workbench, &caller));
    let own = own_place(&workbench, &caller).await?;
    for field in offers.iter_mut().flat_map(|offer| &mut offer.fields) {
        begin_with_own(field, &own);
    }
    if let Some(about) = given(about.as_deref()) {
        let row = workbench.ledger().read(caller.viewer()).row(&id_of(about)?).await?;
        for field in offers.iter_mut().flat_map(|offer| &mut offer.fields) {
            begin_with(field, &row);
        }
    }
    Ok(Json(offers))
}

/// What the books know of who begins something at an institution.
#[derive(Default)]
struct Own {
    institution: Option<(String, String)>,
    person: Option<::conduct::Staff>,
    user: String,
}

/// The institution of the caller with its division, and the caller himself where he is one of its people.
async fn own_place(workbench: &Workbench, caller: &Caller) -> Result<Own, Problem> {
    let (viewer, ledger) = (caller.viewer(), workbench.ledger());
    let Place::Institution { code } = &viewer.actor.place else {
        return Ok(Own::default());
    };
    let division = ledger.read(viewer).own_division().await?;
    let person = match &viewer.scope {
        Scope::Practitioner { code: person, .. } => {
            let staff = ledger.read(viewer).staff(code).await?;
            staff
                .into_iter()
                .map(|row| row.staff)
                .find(|staff| staff.code == *person)
        }
        _ => None,
    };
    Ok(Own {
        institution: division.map(|division| (code.as_str().to_owned(), division)),
        person,
        user: viewer.actor.user.0.clone(),
    })
}

/// Whoever begins something at an institution is not asked which one it is, nor where it lies; and who
/// reports of himself not who he is.
fn begin_with_own(field: &mut Field, own: &Own) {
    let known = match (field.name, field.kind) {
        ("institution", casework::FieldKind::Institution) => own.institution.as_ref().map(|(code, _)| code.clone()),
        ("division", _) => own.institution.as_ref().map(|(_, division)| division.clone()),
        _ => None,
    };
    if let Some(known) = known {
        field.initial = Some(known.into());
        field.kind = casework::FieldKind::Fixed;
    }
    let is_person = ["name", "department"]
        .iter()
        .all(|name| field.fields.iter().any(|inner| inner.name == *name));
    if let Some(person) = own.person.as_ref().filter(|_| is_person) {
        for inner in &mut field.fields {
            inner.initial = match inner.name {
                "code" | "person" => Some(person.code.as_str().into()),
                "name" => Some(person.name.clone().into()),
                "department" => Some(person.department.0.clone().into()),
                "category" => Some(person.category.tag().into()),
                "user" => Some(own.user.clone().into()),
                _ => continue,
            };
        }
    }
    field.fields.iter_mut().for_each(|inner| begin_with_own(inner, own));
}

/// What is known from the matter that the new one comes from.
fn begin_with(field: &mut Field, row: &ledger::MatterRow) {
    let known = match (field.name, field.kind) {
        (_, casework::FieldKind::Institution) => row.institution.clone(),
        ("division", _) => Some(row.division.clone()),
        ("origin" | "source" | "handling", _) => Some(row.id.to_string()),
        _ => None,
    };
    if let Some(known) = known {
        field.initial = Some(known.into());
    }
    field.fields.iter_mut().for_each(|inner| begin_with(inner, row));
}
