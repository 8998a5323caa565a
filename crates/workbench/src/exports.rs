//! Lists as files: what is filtered, with a watermark, and a row in the trail that names the file.

use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::matters::{self, MatterRow};
use crate::written::{Query, short};
use crate::{Caller, Problem, Workbench, findings};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ledger::{MatterOrder, Page};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;
use sm3::{Digest, Sm3};
use utoipa::IntoParams;

/// Rows of one file at most; a larger list is narrowed first.
const ROWS: usize = 50_000;

/// Rows that are read at once.
const PART: u16 = 500;

/// 导出目的
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Purpose {
    /// why the list leaves the system; kept in the trail
    purpose: String,
}

impl Purpose {
    pub(crate) fn given(&self) -> Result<&str, Problem> {
        match self.purpose.trim() {
            "" => Err(Problem::input("purpose", "请填写导出目的，导出会记入留痕。")),
            long if long.chars().count() > 200 => Err(Problem::input("purpose", "导出目的请不超过200字。")),
            purpose => Ok(purpose),
        }
    }
}

/// A list on its way into a file.
pub(crate) struct Sheet {
    pub(crate) title: &'static str,
    pub(crate) heads: &'static [&'static str],
    /// columns that are amounts, written as numbers
    pub(crate) amounts: &'static [usize],
    pub(crate) rows: Vec<Vec<String>>,
}

impl Sheet {
    /// The file. Cells are texts, and amounts numbers: a formula in a text stays a text.
    fn write(&self, watermark: &str) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let (bold, money) = (Format::new().set_bold(), Format::new().set_num_format("#,##0.00"));
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.title)?;
        sheet.write_string(0, 0, watermark)?;
        for (column, head) in (0..).zip(self.heads) {
            sheet.write_string_with_format(1, column, *head, &bold)?;
        }
        for (line, row) in (2..).zip(&self.rows) {
            for ((column, place), cell) in (0..).zip(0..).zip(row) {
                match cell.parse::<f64>() {
                    Ok(amount) if self.amounts.contains(&place) => {
                        sheet.write_number_with_format(line, column, amount, &money)?;
                    }
                    _ => {
                        sheet.write_string(line, column, cell)?;
                    }
                }
            }
        }
        sheet.set_header(format!("&C{watermark}"));
        workbook.save_to_buffer()
    }
}

/// 导出疑点
#[utoipa::path(get, path = "/findings/export.xlsx", tag = "findings", params(findings::Filter, Purpose),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = "default", body = Problem)))]
pub(crate) async fn findings(
    State(workbench): State<Workbench>,
    caller: By<may::Findings>,
    _: By<may::Export>,
    Query(filter): Query<findings::Filter>,
    Query(purpose): Query<Purpose>,
) -> Result<Response, Problem> {
    let purpose = purpose.given()?;
    let names = workbench.names().await?;
    let reading = workbench.ledger().read(caller.viewer());
    let wanted = filter.read()?;
    let mut rows = Vec::new();
    let mut last = None;
    loop {
        let part = reading.findings(&wanted, PART, last.as_ref()).await?;
        let ended = part.len() < usize::from(PART);
        last = part.last().cloned();
        rows.extend(part.into_iter().map(|row| findings::row_of(row, &names).cells()));
        within(rows.len())?;
        if ended {
            break;
        }
    }
    let sheet = Sheet {
        title: "疑点",
        heads: &[
            "疑点标识",
            "规则编码",
            "规则",
            "机构编号",
            "机构",
            "科室",
            "判定",
            "疑点金额（元）",
            "服务日期",
            "说明",
            "所属线索",
        ],
        amounts: &[7],
        rows,
    };
    hand_out(&workbench, &caller, sheet, &format!("{filter:?}"), purpose).await
}

/// 导出事项
#[utoipa::path(get, path = "/matters/export.xlsx", tag = "matters", params(matters::Filter, Purpose),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = "default", body = Problem)))]
pub(crate) async fn matters(
    State(workbench): State<Workbench>,
    caller: By<may::Matters>,
    _: By<may::Export>,
    Query(filter): Query<matters::Filter>,
    Query(purpose): Query<Purpose>,
) -> Result<Response, Problem> {
    let purpose = purpose.given()?;
    let (names, today) = (workbench.names().await?, workbench.now().day());
    let reading = workbench.ledger().read(caller.viewer());
    let wanted = filter.read(&caller, today)?;
    let mut rows = Vec::new();
    let mut page = Page::first(MatterOrder::LatestFirst, PART);
    loop {
        let part = reading.matters(&wanted, &page).await?;
        let shown = part
            .rows
            .into_iter()
            .map(|row| matters::row_of(row, &names, &workbench, today));
        rows.extend(shown.map(MatterRow::cells));
        within(rows.len())?;
        match part.next {
            None => break,
            next => page.after = next,
        }
    }
    let sheet = Sheet {
        title: "事项",
        heads: &[
            "事项",
            "种类",
            "机构编号",
            "机构",
            "规则编码",
            "规则",
            "周期",
            "环节",
            "经办人",
            "届满日",
            "疑点金额（元）",
            "认定金额（元）",
            "追回金额（元）",
            "避免金额（元）",
            "最近办理时间",
        ],
        amounts: &[10, 11, 12, 13],
        rows,
    };
    hand_out(&workbench, &caller, sheet, &format!("{filter:?}"), purpose).await
}

fn within(rows: usize) -> Result<(), Problem> {
    match rows > ROWS {
        true => Err(Problem::input(
            "",
            format!("导出的行数超过{ROWS}行，没有导出。请先缩小范围。"),
        )),
        false => Ok(()),
    }
}

/// The list as a file, with its row in the trail.
pub(crate) async fn hand_out(
    workbench: &Workbench,
    caller: &Caller,
    sheet: Sheet,
    filter: &str,
    purpose: &str,
) -> Result<Response, Problem> {
    let now = workbench.now();
    let user = &caller.viewer().actor.user;
    let name = workbench.names().await?.person(user);
    let (title, rows) = (sheet.title, sheet.rows.len() as u64);
    let watermark = format!("{name}（{user}） {now} 导出，仅限工作使用");
    let written = aside(move || sheet.write(&watermark)).await?;
    let file = written.map_err(|error| {
        tracing::error!(%error, "导出失败");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "WB-EXPORT", "文件没有生成。请重试。")
    })?;
    let digest = hex::encode(Sm3::digest(&file));
    let filter = short(filter);
    workbench
        .ledger()
        .write(caller.viewer(), now, async |writing| {
            writing.record_export(title, &filter, rows, &digest, purpose).await
        })
        .await?;
    let name = format!("{title}_{}.xlsx", now.day());
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(matters::download(file, kind, &name))
}
