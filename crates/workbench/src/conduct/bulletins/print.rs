//! An edition as a file: a paper to be hung up, a document to be sent on, a workbook of its tables.

use super::picture::bare;
use super::{Kept, Which, kept, readable};
use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::exports::Purpose;
use crate::matters::download;
use crate::written::{Path, Query, short};
use crate::{Problem, Workbench};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use conduct::bulletin::{Edition, Picture, Table, numeral};
use domain::Day;
use ledger::Shelf;
use papers::{Format, Grid, GridCell, Part, Photo, Printed};
use rust_xlsxwriter::{Format as CellFormat, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use serde::Deserialize;
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Bytes of one picture at most.
const PICTURE: usize = 8 << 20;

/// 文件格式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileKind {
    Pdf,
    Docx,
    Xlsx,
}

impl FileKind {
    fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Pdf => ("pdf", "application/pdf"),
            Self::Docx => (
                "docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
            Self::Xlsx => (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
        }
    }
}

/// Which file is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfFile {
    /// as where the edition is read
    #[param(inline)]
    edition: Option<Which>,
    #[param(inline)]
    format: FileKind,
}

/// 下载通报
#[utoipa::path(get, path = "/conduct/bulletins/{id}/file", tag = "conduct", params(("id" = String, Path), OfFile, Purpose),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
pub(crate) async fn file(
    State(workbench): State<Workbench>,
    caller: By<may::Bulletins>,
    Path(name): Path<String>,
    Query(of): Query<OfFile>,
    Query(purpose): Query<Purpose>,
) -> Result<Response, Problem> {
    let (found, which) = readable(&workbench, &caller, &name, of.edition).await?;
    let purpose = purpose.given()?;
    let Some(Kept { edition, .. }) = kept(&workbench, &found.state, which)? else {
        let detail = "这一期通报还没有生成，没有文件可以下载。请先生成。";
        return Err(Problem::new(StatusCode::CONFLICT, "WB-EXPORT", detail));
    };
    // What must not be printed leaves on no paper either.
    let leaks = found
        .state
        .composition
        .as_ref()
        .map_or(0, |composition| composition.leaks.len());
    if leaks > 0 {
        let detail = format!("发布检查发现{leaks}处问题，没有生成文件。请更正后重新生成通报。");
        return Err(Problem::new(StatusCode::CONFLICT, "CD-LEAK", detail));
    }
    let (ending, media_type) = of.format.parts();
    let title = format!("{}{}", edition.masthead.name, edition.masthead.issue);
    let rows = edition.honours.len() as u64;
    let dated = found.state.published_on.unwrap_or(edition.masthead.publish_on);
    let stationery = workbench.stationery()?;
    let photos = photos(workbench.shelf(), &edition)?;
    let made = aside(move || match of.format {
        FileKind::Xlsx => workbook(&edition).map_err(|error| error.to_string()),
        FileKind::Pdf => papers::print(&printed(&edition, dated, &photos), Format::Pdf, &stationery.fonts)
            .map_err(|error| error.to_string()),
        FileKind::Docx => papers::print(&printed(&edition, dated, &photos), Format::Docx, &stationery.fonts)
            .map_err(|error| error.to_string()),
    });
    let content = made.await?.map_err(|error| {
        tracing::error!(error, "通报文件没有生成");
        let end = if error.ends_with('。') { "" } else { "。" };
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "WB-PAPER",
            format!("通报文件没有生成：{error}{end}"),
        )
    })?;
    let digest = hex::encode(Sm3::digest(&content));
    let kind = format!("{}{ending}", which.zh());
    workbench
        .write(caller.viewer(), async |writing| {
            writing
                .record_export(found.id.as_str(), &kind, rows, &digest, purpose)
                .await
        })
        .await?;
    Ok(download(
        content,
        media_type,
        &format!("{title}_{}.{ending}", which.zh()),
    ))
}

/// Both tables with their merged cells; numbers are numbers.
fn workbook(edition: &Edition) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title = |what: &str| format!("{}{} {what}", edition.masthead.name, edition.masthead.issue);
    let honours = workbook.add_worksheet();
    honours.set_name("拒收红包公示")?;
    fill(
        honours,
        &title("恪守医德 拒收红包 公示"),
        &edition.table(),
        &[14, 12, 12, 18, 12, 12, 18],
    )?;
    let praise = workbook.add_worksheet();
    praise.set_name("锦旗表扬")?;
    fill(
        praise,
        &title("锦旗表扬情况"),
        &edition.commendation_table(),
        &[16, 14, 16, 16, 16],
    )?;
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, title: &str, table: &Table, widths: &[u16]) -> Result<(), XlsxError> {
    let bold = CellFormat::new()
        .set_bold()
        .set_font_size(14)
        .set_align(FormatAlign::Center);
    let cell = CellFormat::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    let head = cell.clone().set_bold();
    for (column, width) in (0..table.columns).zip(widths) {
        sheet.set_column_width(column, f64::from(*width))?;
    }
    if table.columns > 1 {
        sheet.merge_range(0, 0, 0, table.columns - 1, title, &bold)?;
    }
    let grid = grid(table, &[]);
    let place = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let across = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    for one in grid.places() {
        // The title stands above.
        let (top, left) = (place(one.top + 1), across(one.left));
        let format = if one.top < grid.header_rows { &head } else { &cell };
        if one.rows > 1 || one.columns > 1 {
            let (bottom, right) = (top + place(one.rows - 1), left + across(one.columns - 1));
            sheet.merge_range(top, left, bottom, right, one.text, format)?;
        } else if let Ok(number) = one.text.parse::<f64>() {
            sheet.write_number_with_format(top, left, number, format)?;
        } else {
            sheet.write_string_with_format(top, left, one.text, format)?;
        }
    }
    sheet.set_repeat_rows(0, u32::from(table.header_rows))?;
    Ok(())
}

fn grid(table: &Table, shares: &[usize]) -> Grid {
    let mut widths = shares.to_vec();
    widths.resize(usize::from(table.columns), 4);
    let cell = |cell: &conduct::bulletin::Cell| GridCell {
        text: cell.text.clone(),
        rows: usize::from(cell.rows),
        columns: usize::from(cell.columns),
    };
    Grid {
        shares: widths,
        header_rows: usize::from(table.header_rows),
        rows: table.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
    }
}

fn day_zh(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day_of_month())
}

/// The pictures of an edition as its paper has them, by their digests: without what they say of themselves.
fn photos(shelf: &Shelf, edition: &Edition) -> Result<BTreeMap<String, Photo>, Problem> {
    let mut all = BTreeMap::new();
    for Picture { digest, caption, .. } in edition.pictures() {
        let unusable = |why: &str| {
            let detail = format!(
                "“{}”的图像{why}，没有生成文件。请更换图像后重新生成通报。",
                short(caption)
            );
            Problem::new(StatusCode::CONFLICT, "WB-EXPORT", detail)
        };
        let content = shelf.content(digest)?;
        if content.len() > PICTURE {
            return Err(unusable("超过8MB"));
        }
        let photo = Photo {
            content: bare(&content).ok_or_else(|| unusable("不是完整的JPEG或者PNG"))?,
            caption: caption.clone(),
        };
        all.insert(digest.clone(), photo);
    }
    Ok(all)
}

/// The paper, part by part in the order of the bulletin.
fn printed(edition: &Edition, dated: Day, photos: &BTreeMap<String, Photo>) -> Printed {
    let shown = |picture: &Picture| photos.get(&picture.digest).cloned();
    let masthead = &edition.masthead;
    let mut parts = vec![Part::Masthead {
        name: masthead.name.clone(),
        left: masthead.issuer.clone(),
        middle: masthead.issue.clone(),
        right: day_zh(dated),
    }];
    if let Some(corrects) = &masthead.corrects {
        parts.push(Part::Heading(corrects.clone()));
    }
    parts.push(Part::Paragraph(edition.headline.clone()));
    parts.extend(edition.comparison.clone().map(Part::Paragraph));
    if !edition.letters.is_empty() {
        parts.push(Part::Heading("纸短情长".to_owned()));
        for letter in &edition.letters {
            let to = [[letter.department.clone()].as_slice(), &letter.persons]
                .concat()
                .join(" ");
            parts.push(Part::Paragraph(letter.text.clone()));
            parts.push(Part::Paragraph(format!("（感谢信选登：{to}）")));
            parts.extend(
                letter
                    .picture
                    .as_ref()
                    .and_then(shown)
                    .map(|photo| Part::Photos(vec![photo])),
            );
        }
    }
    if !edition.honours.is_empty() {
        parts.push(Part::Heading("恪守医德　拒收“红包”　公示".to_owned()));
        parts.push(Part::Grid(grid(&edition.table(), &[5, 4, 4, 7, 4, 5])));
    }
    if !edition.commendations.is_empty() {
        parts.push(Part::Heading("锦旗、感谢信和表扬情况".to_owned()));
        parts.push(Part::Grid(grid(&edition.commendation_table(), &[6])));
    }
    if !edition.pennants.is_empty() {
        parts.push(Part::Heading("一面锦旗（部分锦旗照片）".to_owned()));
        parts.push(Part::Photos(edition.pennants.iter().filter_map(shown).collect()));
    }
    if !edition.honoured.is_empty() {
        parts.push(Part::Heading("医德医风先进典范".to_owned()));
        for person in &edition.honoured {
            parts.push(Part::Subheading(format!("{}　{}", person.department, person.name)));
            parts.push(Part::Paragraph(person.citation.clone()));
        }
    }
    if !edition.closing.is_empty() {
        parts.push(Part::Paragraph(edition.closing.clone()));
    }
    if !edition.contents.is_empty() {
        parts.push(Part::Heading("学习材料目录".to_owned()));
        parts.extend(edition.contents.iter().cloned().map(Part::Line));
    }
    parts.extend(learning(edition));
    if let Some(warning) = &edition.warning {
        parts.push(Part::Heading("警示案例".to_owned()));
        parts.push(Part::Paragraph(warning.text.clone()));
        parts.push(Part::Paragraph(format!("违反的规定：{}", warning.rule)));
        parts.push(Part::Paragraph(format!("教训：{}", warning.lesson)));
    }
    if let Some(complaints) = &edition.complaints {
        parts.push(Part::Heading("投诉情况".to_owned()));
        parts.push(Part::Paragraph(format!(
            "本期收到投诉{}件，属实{}件，办结{}件，回访满意{}件。",
            complaints.received, complaints.confirmed, complaints.closed, complaints.satisfied
        )));
    }
    if !edition.contact.is_empty() {
        parts.push(Part::Subheading("监督举报方式".to_owned()));
        parts.extend(edition.contact.iter().cloned().map(Part::Line));
    }
    Printed {
        title: format!("{}{}", masthead.name, masthead.issue),
        dated,
        parts,
    }
}

/// The texts of the learning section, numbered like its contents.
fn learning(edition: &Edition) -> Vec<Part> {
    let mut parts = Vec::new();
    for (place, item) in edition.learning.iter().enumerate() {
        parts.push(Part::Subheading(format!(
            "学习材料{}：{}",
            numeral(place + 1),
            item.title
        )));
        parts.push(Part::Paragraph(item.text.clone()));
        parts.push(Part::Line(format!("内容来源：{}", item.source)));
        if !item.link.is_empty() {
            parts.push(Part::Line(format!("内容链接：{}", item.link)));
        }
    }
    for (place, item) in edition.media.iter().enumerate() {
        let number = numeral(edition.learning.len() + place + 1);
        parts.push(Part::Subheading(format!("学习材料{number}：{}", item.title)));
        parts.push(Part::Line(format!(
            "发布账号：{}（{}）",
            item.source, item.published_at
        )));
        parts.push(Part::Line(format!("视频链接：{}", item.link)));
    }
    parts
}
