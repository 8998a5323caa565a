//! What the health bureau sees of its district: a line for each institution and figures in units that
//! never mix, in a year or a quarter, until a day that stands with them. There is no person in any of it.

mod numbers;
mod report;

pub(crate) use numbers::Standing;
pub(crate) use report::{__path_make_report, make_report};

use crate::access::may;
use crate::caller::By;
use crate::exports::{Purpose, Sheet, hand_out};
use crate::written::Query;
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use conduct::district::{Line, Report, Span};
use ledger::Scope;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 期间
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfSpan {
    /// the present year where it is not given
    year: Option<i16>,
    /// 季度, 1 to 4; the whole year where it is not given
    quarter: Option<u8>,
}

impl OfSpan {
    fn span(&self, workbench: &Workbench) -> Result<Span, Problem> {
        let year = self.year.unwrap_or_else(|| workbench.now().day().year());
        let wrong = || Problem::input("quarter", "没有这个年度或者季度，季度请写1至4。");
        Span::of(year, self.quarter).ok_or_else(wrong)
    }
}

/// 机构进度. What belongs to a year is absent where a quarter is asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstitutionLine {
    code: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    /// who is to be assessed
    people: u64,
    /// whose assessment of the year is final
    #[serde(skip_serializing_if = "Option::is_none")]
    assessed: Option<u64>,
    /// as the institution's year stands now
    #[serde(skip_serializing_if = "Option::is_none")]
    excellent: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    poor: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flag: Option<String>,
    /// duties of the year's lists that are done, of all: `75.0%（3/4）`
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_progress: Option<String>,
    /// published, 期
    bulletins: u64,
    /// 拒收、退还、上交登记, 件
    packets: u64,
    /// 拒收金额, in ten thousand yuan
    refused: String,
    /// 表扬登记, 件
    praise: u64,
    /// 收到的投诉, 件
    complaints: u64,
    /// received until the end of the span and not answered, 件
    complaints_open: u64,
    /// 巡查、专项整治, 家次
    visits: u64,
    /// 责令整改, 户次
    ordered: u64,
}

/// 区域数字
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DistrictFigure {
    name: &'static str,
    unit: &'static str,
    value: String,
}

/// 区域行风
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct District {
    year: i16,
    #[serde(skip_serializing_if = "Option::is_none")]
    quarter: Option<i8>,
    /// everything counts until this day
    cut_off: String,
    title: String,
    institutions: Vec<InstitutionLine>,
    figures: Vec<DistrictFigure>,
}

/// 区域行风
#[utoipa::path(get, path = "/conduct/district", tag = "conduct", params(OfSpan),
    responses((status = 200, body = District), (status = "default", body = Problem)))]
pub(crate) async fn district(
    State(workbench): State<Workbench>,
    caller: By<may::District>,
    Query(of): Query<OfSpan>,
) -> Result<Json<District>, Problem> {
    let span = of.span(&workbench)?;
    let Looked { report, levels } = look(&workbench, &caller, span).await?;
    let figure = |figure: conduct::district::Figure| DistrictFigure {
        name: figure.name,
        unit: figure.unit,
        value: figure.value,
    };
    Ok(Json(District {
        year: span.year(),
        quarter: span.quarter(),
        cut_off: report.cut_off.to_string(),
        institutions: lines(report.lines, levels, span),
        title: report.title,
        figures: report.figures.into_iter().map(figure).collect(),
    }))
}

/// 导出区域行风
#[utoipa::path(get, path = "/conduct/district/export.xlsx", tag = "conduct", params(OfSpan, Purpose),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = "default", body = Problem)))]
pub(crate) async fn export_district(
    State(workbench): State<Workbench>,
    caller: By<may::District>,
    _: By<may::Export>,
    Query(of): Query<OfSpan>,
    Query(purpose): Query<Purpose>,
) -> Result<Response, Problem> {
    let purpose = purpose.given()?;
    let span = of.span(&workbench)?;
    let Looked { report, levels } = look(&workbench, &caller, span).await?;
    let cut_off = report.cut_off.to_string();
    let of_year = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    let row = |line: InstitutionLine| {
        vec![
            line.code,
            line.name,
            line.level.unwrap_or_default(),
            line.people.to_string(),
            of_year(line.assessed),
            of_year(line.excellent),
            of_year(line.poor),
            line.flag.unwrap_or_default(),
            line.plan_progress.unwrap_or_default(),
            line.bulletins.to_string(),
            line.packets.to_string(),
            line.refused,
            line.praise.to_string(),
            line.complaints.to_string(),
            line.complaints_open.to_string(),
            line.visits.to_string(),
            line.ordered.to_string(),
            cut_off.clone(),
        ]
    };
    let sheet = Sheet {
        title: "区域行风",
        heads: &[
            "机构编号",
            "机构",
            "等级",
            "应考评（人）",
            "已确定（人）",
            "优秀（人）",
            "较差（人）",
            "提示",
            "任务办结",
            "已发通报（期）",
            "拒收登记（件）",
            "拒收金额（万元）",
            "表扬登记（件）",
            "收到投诉（件）",
            "未答复投诉（件）",
            "巡查、专项整治（家次）",
            "责令整改（户次）",
            "截至日期",
        ],
        amounts: &[11],
        rows: lines(report.lines, levels, span).into_iter().map(row).collect(),
    };
    hand_out(&workbench, &caller, sheet, &span.to_string(), purpose).await
}

/// What a look at a district finds, and the level of each institution.
struct Looked {
    report: Report,
    levels: Vec<Option<String>>,
}

async fn look(workbench: &Workbench, caller: &Caller, span: Span) -> Result<Looked, Problem> {
    let Scope::Division(division) = &caller.viewer().scope else {
        return Err(Problem::not_found("您的区域"));
    };
    let (numbers, levels) = numbers::of_division(workbench, division, span).await?;
    let report = Report::of(numbers, span, workbench.now().day());
    Ok(Looked { report, levels })
}

fn lines(lines: Vec<Line>, levels: Vec<Option<String>>, span: Span) -> Vec<InstitutionLine> {
    let of_year = span.quarter().is_none();
    let line = |(line, level): (Line, Option<String>)| {
        let Line { progress, sums, .. } = line;
        let flags: Vec<&str> = progress.flags.iter().map(|flag| flag.zh()).collect();
        let assessed = progress.assessed;
        InstitutionLine {
            code: assessed.institution.as_str().to_owned(),
            name: line.name,
            level,
            people: assessed.due.0,
            assessed: of_year.then_some(line.settled.0),
            excellent: of_year.then_some(assessed.excellent.0),
            poor: of_year.then_some(assessed.poor.0),
            flag: (of_year && !flags.is_empty()).then(|| flags.join("；")),
            plan_progress: of_year.then(|| sums.duties.to_string()),
            bulletins: sums.bulletins.0,
            packets: sums.packets.0,
            refused: sums.refused.in_ten_thousand(),
            praise: sums.praise.0,
            complaints: sums.complaints.0,
            complaints_open: sums.unanswered.0,
            visits: sums.visits.0,
            ordered: sums.ordered.0,
        }
    };
    lines.into_iter().zip(levels).map(line).collect()
}
