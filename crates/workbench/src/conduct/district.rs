//! What the health bureau sees of its district: a line for each institution and figures in units that
//! never mix, until a day that stands with them. There is no person in any of it.

use super::books::{self, Range};
use super::scoring::{FINAL, score};
use super::year::OfYear;
use crate::access::may;
use crate::caller::By;
use crate::consequences::system;
use crate::exports::{Purpose, Sheet, hand_out};
use crate::written::Query;
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use conduct::Share;
use conduct::bulletin::Bulletin;
use conduct::clean::duties::DutyList;
use conduct::clean::five_good::FiveGood;
use conduct::district::{Assessed, Cases, Institutions, People, Progress, progress};
use conduct::packet::RedPacket;
use conduct::scheme::Grade;
use domain::{Day, InstitutionCode, Money};
use ledger::{Kind, LedgerError, MatterFilter, Organisation, OrganisationKind, Reading, Scope};
use serde::Serialize;
use utoipa::ToSchema;

/// Complaints that nobody has answered yet.
const OPEN_COMPLAINTS: [&str; 4] = ["待受理", "调查中", "待审定", "待答复"];

/// 机构进度
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstitutionLine {
    code: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    /// who is to be assessed
    people: u64,
    /// whose assessment of the year is final
    assessed: u64,
    /// as the institution's year stands now
    excellent: u64,
    poor: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    flag: Option<String>,
    /// duties of the year's lists that are done, of all: `3/4（75.0%）`
    plan_progress: String,
    /// published in the year
    bulletins: u64,
    packets: u64,
    complaints_open: u64,
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
    /// everything counts until this day
    cut_off: String,
    title: String,
    institutions: Vec<InstitutionLine>,
    figures: Vec<DistrictFigure>,
}

/// 区域行风
#[utoipa::path(get, path = "/conduct/district", tag = "conduct", params(OfYear),
    responses((status = 200, body = District), (status = "default", body = Problem)))]
pub(crate) async fn district(
    State(workbench): State<Workbench>,
    caller: By<may::District>,
    Query(of): Query<OfYear>,
) -> Result<Json<District>, Problem> {
    Ok(Json(look(&workbench, &caller, of.year(&workbench)).await?))
}

/// 导出区域行风
#[utoipa::path(get, path = "/conduct/district/export.xlsx", tag = "conduct", params(OfYear, Purpose),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = "default", body = Problem)))]
pub(crate) async fn export_district(
    State(workbench): State<Workbench>,
    caller: By<may::District>,
    _: By<may::Export>,
    Query(of): Query<OfYear>,
    Query(purpose): Query<Purpose>,
) -> Result<Response, Problem> {
    let purpose = purpose.given()?;
    let district = look(&workbench, &caller, of.year(&workbench)).await?;
    let row = |line: InstitutionLine| {
        vec![
            line.code,
            line.name,
            line.level.unwrap_or_default(),
            line.people.to_string(),
            line.assessed.to_string(),
            line.excellent.to_string(),
            line.poor.to_string(),
            line.flag.unwrap_or_default(),
            line.plan_progress,
            line.bulletins.to_string(),
            line.packets.to_string(),
            line.complaints_open.to_string(),
            district.cut_off.clone(),
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
            "未办结投诉（件）",
            "截至日期",
        ],
        amounts: &[],
        rows: district.institutions.into_iter().map(row).collect(),
    };
    hand_out(&workbench, &caller, sheet, &format!("{}年", district.year), purpose).await
}

/// What one institution's books say of a year, as numbers.
struct Numbers {
    institution: Organisation,
    assessed: Assessed,
    final_count: u64,
    bulletins: u64,
    packets: Cases,
    refused: Money,
    complaints_open: Cases,
    awarded: bool,
}

async fn look(workbench: &Workbench, caller: &Caller, year: i16) -> Result<District, Problem> {
    let Scope::Division(division) = &caller.viewer().scope else {
        return Err(Problem::not_found("您的区域"));
    };
    let today = workbench.now().day();
    let viewer = system();
    let reading = workbench.ledger().read(&viewer);
    let mut numbers = Vec::new();
    for institution in reading.organisations().await? {
        if institution.kind == OrganisationKind::Institution && division.governs(&institution.division) {
            numbers.push(count(workbench, &reading, institution, year).await?);
        }
    }
    // Nothing has happened after today, and nothing after the year belongs to it.
    let cut_off = Day::from_ymd(year, 12, 31).map_or(today, |last| last.min(today));
    let table = progress(numbers.iter().map(|one| one.assessed.clone()).collect(), cut_off);
    let figures = figures(&numbers);
    let (title, lines) = (table.heading(), table.rows);
    Ok(District {
        year,
        cut_off: cut_off.to_string(),
        title,
        institutions: numbers.into_iter().zip(lines).map(line).collect(),
        figures,
    })
}

fn line((numbers, progress): (Numbers, Progress)) -> InstitutionLine {
    let flags: Vec<&str> = progress.flags.iter().map(|flag| flag.zh()).collect();
    InstitutionLine {
        code: numbers.institution.code,
        name: numbers.institution.name,
        level: numbers.institution.level,
        people: progress.assessed.due.0,
        assessed: numbers.final_count,
        excellent: progress.assessed.excellent.0,
        poor: progress.assessed.poor.0,
        flag: (!flags.is_empty()).then(|| flags.join("；")),
        plan_progress: progress.assessed.plan.to_string(),
        bulletins: numbers.bulletins,
        packets: numbers.packets.0,
        complaints_open: numbers.complaints_open.0,
    }
}

async fn count(
    workbench: &Workbench,
    reading: &Reading<'_>,
    institution: Organisation,
    year: i16,
) -> Result<Numbers, Problem> {
    let code = InstitutionCode::new(institution.code.as_str());
    let scored = score(workbench, &code, year).await?;
    let graded = |grade: Grade| People(scored.people.iter().filter(|one| one.grade == grade).count() as u64);
    let penalised = scored.people.iter().filter(|one| !one.sheet.vetoes.is_empty()).count() as u64;
    let all = Range::default();
    let mut plan = Share { part: 0, whole: 0 };
    for (_, list) in books::matters::<DutyList>(reading, &code, &all).await? {
        if list
            .head
            .as_ref()
            .is_some_and(|head| head.period.starts_with(&year.to_string()))
        {
            let closed = list.closed();
            plan.part += closed.part;
            plan.whole += closed.whole;
        }
    }
    let mut bulletins = 0;
    for (_, bulletin) in books::matters::<Bulletin>(reading, &code, &all).await? {
        bulletins += u64::from(bulletin.published_on.is_some_and(|day| day.year() == year));
    }
    let (mut packets, mut refused) = (Cases(0), Money::ZERO);
    for (_, packet) in books::matters::<RedPacket>(reading, &code, &all).await? {
        if packet.occurred_at.is_some_and(|at| at.day().year() == year)
            && let Some(registered) = &packet.packet
        {
            packets = packets + Cases(1);
            refused += registered.amount;
        }
    }
    let mut awarded = false;
    for (_, five_good) in books::matters::<FiveGood>(reading, &code, &all).await? {
        awarded |= five_good.stage == conduct::clean::five_good::Stage::Awarded;
    }
    Ok(Numbers {
        assessed: Assessed {
            institution: code.clone(),
            due: People(scored.people.len() as u64),
            excellent: graded(Grade::Excellent),
            good: graded(Grade::Good),
            fair: graded(Grade::Fair),
            poor: graded(Grade::Poor),
            penalised: People(penalised),
            plan,
            five_good: None,
        },
        final_count: of_kind(reading, &code, Kind::Assessment, &FINAL, Some(year)).await?,
        complaints_open: Cases(of_kind(reading, &code, Kind::ServiceComplaint, &OPEN_COMPLAINTS, None).await?),
        institution,
        bulletins,
        packets,
        refused,
        awarded,
    })
}

/// How many matters of a kind an institution has, in these stages or in any.
async fn of_kind(
    reading: &Reading<'_>,
    institution: &InstitutionCode,
    kind: Kind,
    stages: &[&str],
    year: Option<i16>,
) -> Result<u64, LedgerError> {
    let filter = MatterFilter {
        kinds: vec![kind],
        stages: stages.iter().map(|stage| (*stage).to_owned()).collect(),
        institution: Some(institution.clone()),
        period: year.map(|year| year.to_string()),
        ..MatterFilter::default()
    };
    let totals = reading.totals(&filter).await?;
    Ok(u64::try_from(totals.count).unwrap_or_default())
}

/// The figures of the whole district, each in its own unit.
fn figures(numbers: &[Numbers]) -> Vec<DistrictFigure> {
    let institutions = |is: fn(&Numbers) -> bool| Institutions(numbers.iter().filter(|one| is(one)).count() as u64);
    let people: People = numbers.iter().map(|one| one.assessed.due).sum();
    let packets: Cases = numbers.iter().map(|one| one.packets).sum();
    let open: Cases = numbers.iter().map(|one| one.complaints_open).sum();
    let refused: Money = numbers.iter().map(|one| one.refused).sum();
    let figure = |name, unit, value: String| DistrictFigure { name, unit, value };
    vec![
        figure("医疗机构", "家", institutions(|_| true).0.to_string()),
        figure(
            "已发布通报的机构",
            "家",
            institutions(|one| one.bulletins > 0).0.to_string(),
        ),
        figure("授予清廉医院称号", "家", institutions(|one| one.awarded).0.to_string()),
        figure("应考评人员", "人", people.0.to_string()),
        figure("拒收、退还、上交登记", "件", packets.0.to_string()),
        figure("拒收金额", "万元", refused.share(1, 10_000).to_string()),
        figure("未答复的投诉", "件", open.0.to_string()),
    ]
}
