//! An edition as a page shows it.

use super::composition::{LeakRow, Ledgers};
use super::editing::Editing;
use super::{DRAFTERS, Kept, OfEdition, kept, readable};
use crate::access::may;
use crate::caller::By;
use crate::conduct::books::{self, Range};
use crate::consequences::system;
use crate::written::{Path, Query, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use casework::{Machine, Place};
use conduct::bulletin::{Bulletin, Cell, Edition, Excerpt, HonourRow, Picture, Stage, Table};
use conduct::packet::Way;
use domain::Day;
use ledger::{MatterFilter, MatterOrder, MatterRow, Page, Reading};
use serde::Serialize;
use std::cmp::Reverse;
use utoipa::ToSchema;

/// Issues that the list of a district shows at most.
const LISTED: u16 = 500;

/// 公示表的一行
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HonourLine {
    department: String,
    staff: String,
    /// absent where only the total is shown
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    deposit: u32,
    returned: u32,
    other: u32,
    patient: String,
    /// 补录
    supplement: bool,
}

/// 公示表的合计
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HonourTotals {
    /// 人次
    rows: u32,
    amount: String,
    deposit: u32,
    returned: u32,
    other: u32,
    people: u32,
    departments: u32,
}

/// 公示表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HonourTable {
    rows: Vec<HonourLine>,
    totals: HonourTotals,
}

/// 表扬情况
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PraiseLine {
    department: String,
    pennants: u32,
    letters: u32,
    /// 其他表扬和拾金不昧
    other: u32,
}

/// 感谢信选登
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LetterLine {
    department: String,
    persons: Vec<String>,
    text: String,
    full: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<PictureLine>,
}

/// 图像
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PictureLine {
    digest: String,
    caption: String,
}

/// 先进典范
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelLine {
    department: String,
    name: String,
    citation: String,
}

/// 学习材料或者媒体材料
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LearningLine {
    title: String,
    source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<String>,
}

/// 警示案例
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WarningLine {
    text: String,
    rule: String,
    lesson: String,
}

/// 投诉情况, small counts as `<5`
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComplaintLine {
    received: String,
    confirmed: String,
    closed: String,
    satisfied: String,
}

/// 联系方式
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactLine {
    label: String,
    value: String,
}

/// 通报 · one edition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditionPage {
    masthead: String,
    issue_zh: String,
    period_zh: String,
    publish_on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_on: Option<String>,
    /// 更正哪一期
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects: Option<String>,
    issuer: String,
    headline: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<String>,
    honour: HonourTable,
    commendations: Vec<PraiseLine>,
    letters: Vec<LetterLine>,
    pennants: Vec<PictureLine>,
    honoured: Vec<ModelLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    complaints: Option<ComplaintLine>,
    closing: String,
    /// `一、标题［来源］`
    contents: Vec<String>,
    learning: Vec<LearningLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<WarningLine>,
    contact: Vec<ContactLine>,
}

/// 单元格
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CellOf {
    text: String,
    rows: u16,
    columns: u16,
}

/// 表格 · each row has the cells that begin in it; what a cell above covers is left out
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableOf {
    columns: u16,
    header_rows: u16,
    rows: Vec<Vec<CellOf>>,
}

impl From<Table> for TableOf {
    fn from(table: Table) -> Self {
        let cell = |Cell { text, rows, columns }| CellOf { text, rows, columns };
        Self {
            columns: table.columns,
            header_rows: table.header_rows,
            rows: table
                .rows
                .into_iter()
                .map(|row| row.into_iter().map(cell).collect())
                .collect(),
        }
    }
}

/// 通报 as it is read
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditionAnswer {
    edition: EditionPage,
    table: TableOf,
    commendation_table: TableOf,
    leaks: Vec<LeakRow>,
    /// false: what the ledgers say now, and nobody has written anything yet
    composed: bool,
}

/// 查看通报
#[utoipa::path(get, path = "/conduct/bulletins/{id}/edition", tag = "conduct", params(("id" = String, Path), OfEdition),
    responses((status = 200, body = EditionAnswer), (status = "default", body = Problem)))]
pub(crate) async fn edition(
    State(workbench): State<Workbench>,
    caller: By<may::Bulletins>,
    Path(name): Path<String>,
    Query(of): Query<OfEdition>,
) -> Result<Json<EditionAnswer>, Problem> {
    let (found, which) = readable(&workbench, &caller, &name, of.edition).await?;
    let state = &found.state;
    let issue = state.issue.as_ref().ok_or_else(|| Problem::not_found("这一期通报"))?;
    let composition = state.composition.as_ref();
    let leaks = composition.map_or(&[][..], |composition| &composition.leaks);
    let (Kept { edition, .. }, leaks) = match kept(&workbench, state, which)? {
        Some(kept) => (kept, leaks.iter().map(LeakRow::from).collect()),
        None => {
            let ledgers = Ledgers::read(&workbench, issue).await?;
            let made = ledgers.make(issue, Editing::default(), workbench.shelf(), workbench.now().day())?;
            let leaks = made.leaks.iter().map(LeakRow::from).collect();
            (made.edition(which), leaks)
        }
    };
    Ok(Json(EditionAnswer {
        table: edition.table().into(),
        commendation_table: edition.commendation_table().into(),
        edition: page(edition, state.published_on),
        leaks,
        composed: composition.is_some(),
    }))
}

fn page(edition: Edition, published_on: Option<Day>) -> EditionPage {
    let figures = edition.figures;
    let picture = |picture: &Picture| PictureLine {
        digest: picture.digest.clone(),
        caption: picture.caption.clone(),
    };
    let letter = |letter: &Excerpt| LetterLine {
        department: letter.department.clone(),
        persons: letter.persons.clone(),
        text: letter.text.clone(),
        full: letter.full,
        picture: letter.picture.as_ref().map(picture),
    };
    EditionPage {
        period_zh: edition.period.zh(),
        publish_on: edition.masthead.publish_on.to_string(),
        published_on: published_on.map(|day| day.to_string()),
        honour: HonourTable {
            rows: edition.honours.iter().map(honour).collect(),
            totals: HonourTotals {
                rows: figures.person_times,
                amount: yuan(figures.amount),
                deposit: figures.deposits.times,
                returned: figures.returns.times,
                other: figures.others.times,
                people: figures.people,
                departments: figures.departments,
            },
        },
        commendations: edition
            .commendations
            .iter()
            .map(|row| PraiseLine {
                department: row.department.clone(),
                pennants: row.pennants,
                letters: row.letters,
                other: row.praise + row.lost_property,
            })
            .collect(),
        letters: edition.letters.iter().map(letter).collect(),
        pennants: edition.pennants.iter().map(picture).collect(),
        honoured: edition
            .honoured
            .iter()
            .map(|person| ModelLine {
                department: person.department.clone(),
                name: person.name.clone(),
                citation: person.citation.clone(),
            })
            .collect(),
        complaints: edition.complaints.as_ref().map(|complaints| ComplaintLine {
            received: complaints.received.clone(),
            confirmed: complaints.confirmed.clone(),
            closed: complaints.closed.clone(),
            satisfied: complaints.satisfied.clone(),
        }),
        learning: learning(&edition),
        warning: edition.warning.map(|warning| WarningLine {
            text: warning.text,
            rule: warning.rule,
            lesson: warning.lesson,
        }),
        contact: edition.contact.iter().map(|line| contact(line)).collect(),
        masthead: edition.masthead.name,
        issue_zh: edition.masthead.issue,
        corrects: edition.masthead.corrects,
        issuer: edition.masthead.issuer,
        headline: edition.headline,
        comparison: edition.comparison,
        closing: edition.closing,
        contents: edition.contents,
    }
}

fn honour(row: &HonourRow) -> HonourLine {
    let is = |ways: &[Way]| u32::from(ways.contains(&row.way));
    HonourLine {
        department: row.department.clone(),
        staff: row.person.clone(),
        amount: row.amount.map(yuan),
        deposit: is(&[Way::Deposit]),
        returned: is(&[Way::Returned, Way::Declined]),
        other: is(&[Way::HandedIn, Way::IntegrityAccount, Way::Destroyed]),
        patient: row.patient.clone(),
        supplement: row.supplement,
    }
}

/// Materials first and media after them, as their contents are numbered.
fn learning(edition: &Edition) -> Vec<LearningLine> {
    let url = |link: &String| Some(link.clone()).filter(|link| !link.is_empty());
    let materials = edition.learning.iter().map(|item| LearningLine {
        title: item.title.clone(),
        source: item.source.clone(),
        url: url(&item.link),
        text: item.text.clone(),
        published_at: None,
    });
    let media = edition.media.iter().map(|item| LearningLine {
        title: item.title.clone(),
        source: item.source.clone(),
        url: url(&item.link),
        text: String::new(),
        published_at: Some(item.published_at.to_string()),
    });
    materials.chain(media).collect()
}

/// `监督电话：…` in its two parts.
fn contact(line: &str) -> ContactLine {
    let (label, value) = line.split_once(['：', ':']).unwrap_or(("监督举报", line));
    ContactLine {
        label: label.trim().to_owned(),
        value: value.trim().to_owned(),
    }
}

/// 一期通报
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IssueRow {
    /// by which its editions are asked for
    id: String,
    /// whose it is, for who reads those of several
    #[serde(skip_serializing_if = "Option::is_none")]
    institution: Option<String>,
    masthead: String,
    issue_zh: String,
    period_zh: String,
    stage: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_on: Option<String>,
}

/// 通报列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Issues {
    rows: Vec<IssueRow>,
}

/// Of an institution its own, drafts only for those who work on them; of a bureau what its district has
/// published. The latest come first.
#[utoipa::path(get, path = "/conduct/bulletins", tag = "conduct",
    responses((status = 200, body = Issues), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(workbench): State<Workbench>,
    caller: By<may::Bulletins>,
) -> Result<Json<Issues>, Problem> {
    let own = match &caller.viewer().actor.place {
        Place::Institution { code } => Some(code.clone()),
        Place::Bureau { .. } | Place::Everywhere => None,
    };
    let (viewer, names) = (system(), workbench.names().await?);
    let issues = match &own {
        Some(institution) => {
            let drafts = DRAFTERS.contains(&caller.role());
            let reading = workbench.ledger().read(&viewer);
            let mut issues = books::matters::<Bulletin>(&reading, institution, &Range::default()).await?;
            issues.retain(|(_, state)| drafts || is_published(state));
            issues.sort_by_key(|(_, state)| Reverse(state.issue.as_ref().map(|issue| (issue.year, issue.number))));
            issues
        }
        None => of_district(&workbench.ledger().read(caller.viewer())).await?,
    };
    let shown = |(row, state): (MatterRow, Bulletin)| {
        let issue = state.issue.as_ref()?;
        let name = row.id.as_str().split_once('/').map(|(_, name)| name.to_owned())?;
        let institution = names.institution(issue.institution.as_str());
        Some(IssueRow {
            id: name,
            institution: own.is_none().then_some(institution),
            masthead: issue.name.clone(),
            issue_zh: issue.title(),
            period_zh: issue.period.zh(),
            stage: state.stage_zh(),
            headline: state
                .composition
                .as_ref()
                .map(|composition| composition.headline.clone()),
            published_on: state.published_on.map(|day| day.to_string()),
        })
    };
    Ok(Json(Issues {
        rows: issues.into_iter().filter_map(shown).collect(),
    }))
}

fn is_published(state: &Bulletin) -> bool {
    matches!(state.stage, Stage::Published | Stage::Final)
}

/// What the reader's district has published, the latest changes first, as many as a page shows.
async fn of_district(reading: &Reading<'_>) -> Result<Vec<(MatterRow, Bulletin)>, Problem> {
    let filter = MatterFilter {
        stages: vec!["公示中".to_owned(), "已定稿".to_owned()],
        ..MatterFilter::default()
    };
    let page = Page::first(MatterOrder::LatestFirst, LISTED);
    let (issues, _) = reading.states::<Bulletin>(&filter, &page).await?;
    Ok(issues)
}
