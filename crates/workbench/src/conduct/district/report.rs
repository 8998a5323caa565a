//! The report of a district as an official paper. It says what the page of the district says, with small
//! counts hidden, and that one was made is in the trail.

use super::{Looked, OfSpan, look};
use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::matters::{FileFormat, download, refused};
use crate::stationery::IssuerForm;
use crate::written::{Body, day, given};
use crate::{Problem, Workbench};
use axum::extract::State;
use axum::response::Response;
use papers::{Facts, Given};
use serde::Deserialize;
use sm3::{Digest, Sm3};
use utoipa::ToSchema;

/// 出具区域报告
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReportForm {
    year: i16,
    /// 季度, 1 to 4; the whole year where it is not given
    quarter: Option<u8>,
    format: FileFormat,
    /// 文号
    number: String,
    /// 成文日期
    dated: String,
    /// 区域, as the report calls it: `云岭县`
    district: String,
    /// 发文机关; the registered one of the district where it is not given
    issuer: Option<String>,
}

/// 出具区域报告
#[utoipa::path(post, path = "/conduct/district/report", tag = "conduct", request_body = ReportForm,
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
pub(crate) async fn make_report(
    State(workbench): State<Workbench>,
    caller: By<may::District>,
    _: By<may::Documents>,
    Body(form): Body<ReportForm>,
) -> Result<Response, Problem> {
    let (year, quarter) = (Some(form.year), form.quarter);
    let span = OfSpan { year, quarter }.span(&workbench)?;
    let number = form.number.trim().to_owned();
    let district = given(Some(&form.district)).ok_or_else(|| Problem::input("district", "请填写区域的名称。"))?;
    let issuer = match given(form.issuer.as_deref()) {
        Some(name) => name.to_owned(),
        None => workbench.ledger().place_name(&caller.viewer().actor.place).await?,
    };
    let Looked { report, .. } = look(&workbench, &caller, span).await?;
    let facts = Given {
        issuer: IssuerForm::default().or(&IssuerForm::default(), issuer),
        number: number.clone(),
        dated: day("dated", Some(&form.dated))?,
        ..Given::default()
    };
    let facts = Facts::of_district(&report, district, &facts).map_err(refused)?;
    let (format, ending, kind) = form.format.parts();
    let stationery = workbench.stationery()?;
    let rendered = aside(move || papers::render(&facts, format, &stationery.fonts, &stationery.templates));
    let file = rendered.await?.map_err(refused)?;
    let digest = hex::encode(Sm3::digest(&file));
    let (what, rows) = (format!("{span}{number}"), report.lines.len() as u64);
    workbench
        .write(caller.viewer(), async |writing| {
            writing
                .record_export("区域报告", &what, rows, &digest, "出具区域报告")
                .await
        })
        .await?;
    Ok(download(file, kind, &format!("{district}{span}医德医风报告.{ending}")))
}
