//! What keeps the system: the trail for the auditor of security; calendar, books, jobs and health for
//! the administrator.

use crate::access::may;
use crate::caller::By;
use crate::state::CALENDAR;
use crate::written::{Body, Path, Query, day, given, short};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use casework::{UserId, WorkCalendar};
use ledger::{Deed, JobState, TrailFilter};
use rulebook::ProblemLevel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 留痕
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrailLine {
    number: i64,
    at: String,
    user: String,
    user_name: String,
    role: String,
    place: String,
    deed: &'static str,
    deed_zh: &'static str,
    subject: String,
    detail: String,
    purpose: String,
    hash: String,
}

/// One page of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrailList {
    rows: Vec<TrailLine>,
    /// hand back as `after` for the next page
    next: Option<String>,
}

/// What of the trail is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    user: Option<String>,
    /// a matter, a finding, an account …
    subject: Option<String>,
    /// the tag of a deed: `handle`, `look`, `export` …
    deed: Option<String>,
    from: Option<String>,
    before: Option<String>,
    /// rows behind this number
    after: Option<i64>,
    size: Option<u16>,
}

/// 留痕
#[utoipa::path(get, path = "/trail", tag = "system", params(Asked), responses((status = 200, body = TrailList), (status = "default", body = Problem)))]
pub(crate) async fn trail(
    State(workbench): State<Workbench>,
    _: By<may::Trail>,
    Query(asked): Query<Asked>,
) -> Result<Json<TrailList>, Problem> {
    let deed = match given(asked.deed.as_deref()) {
        None => None,
        Some(tag) => {
            Some(Deed::of_tag(tag).ok_or_else(|| Problem::input("deed", format!("没有“{}”这类留痕。", short(tag))))?)
        }
    };
    let filter = TrailFilter {
        user: given(asked.user.as_deref()).map(UserId::from),
        subject: given(asked.subject.as_deref()).map(str::to_owned),
        deed,
        from: day("from", asked.from.as_deref())?.map(|day| day.start()),
        before: day("before", asked.before.as_deref())?.map(|day| day.start()),
    };
    let size = asked.size.unwrap_or(100).clamp(1, 500);
    let names = workbench.names().await?;
    let mut rows = workbench
        .ledger()
        .trail(&filter, asked.after.unwrap_or(0), size + 1)
        .await?;
    let more = rows.len() > usize::from(size);
    rows.truncate(usize::from(size));
    let line = |row: ledger::TrailRow| TrailLine {
        number: row.number,
        at: row.at.to_string(),
        user_name: names.person(&UserId(row.user.clone())),
        user: row.user,
        role: row.role,
        place: row.place,
        deed: row.deed.tag(),
        deed_zh: row.deed.zh(),
        subject: row.subject,
        detail: row.detail,
        purpose: row.purpose,
        hash: row.hash,
    };
    Ok(Json(TrailList {
        next: rows.last().filter(|_| more).map(|row| row.number.to_string()),
        rows: rows.into_iter().map(line).collect(),
    }))
}

/// 留痕校验结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verified {
    ok: bool,
    /// rows that were checked
    count: i64,
    /// the last hash where the trail is whole
    hash: String,
    /// the first row that is not what it was
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

/// 校验留痕
#[utoipa::path(post, path = "/trail/verify", tag = "system", responses((status = 200, body = Verified), (status = "default", body = Problem)))]
pub(crate) async fn verify(State(workbench): State<Workbench>, _: By<may::Trail>) -> Result<Json<Verified>, Problem> {
    Ok(Json(match workbench.ledger().verify_trail(&[]).await? {
        Ok(whole) => Verified {
            ok: true,
            count: whole.rows,
            hash: whole.hash,
            number: None,
            problem: None,
        },
        Err(broken) => Verified {
            ok: false,
            count: broken.number.saturating_sub(1),
            hash: String::new(),
            number: Some(broken.number),
            problem: Some(broken.problem),
        },
    }))
}

/// 任务
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Job {
    id: String,
    kind: String,
    state: &'static str,
    state_zh: &'static str,
    run_at: String,
    attempts: i64,
    problem: String,
    queued_at: String,
}

/// 任务列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Jobs {
    rows: Vec<Job>,
}

/// 任务
#[utoipa::path(get, path = "/jobs", tag = "system", responses((status = 200, body = Jobs), (status = "default", body = Problem)))]
pub(crate) async fn jobs(State(workbench): State<Workbench>, _: By<may::System>) -> Result<Json<Jobs>, Problem> {
    let rows = workbench.ledger().jobs(None, 200).await?;
    let job = |row: ledger::JobRow| Job {
        id: row.id,
        kind: row.kind,
        state: row.state.tag(),
        state_zh: row.state.zh(),
        run_at: row.run_at.to_string(),
        attempts: row.attempts,
        problem: row.problem,
        queued_at: row.queued_at.to_string(),
    };
    Ok(Json(Jobs {
        rows: rows.into_iter().map(job).collect(),
    }))
}

/// 工作日历
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Calendar {
    /// years whose arrangement of holidays is known
    years: Vec<i16>,
}

/// 工作日历
#[utoipa::path(get, path = "/calendar", tag = "system", responses((status = 200, body = Calendar), (status = "default", body = Problem)))]
pub(crate) async fn calendar(
    State(workbench): State<Workbench>,
    _: By<may::System>,
) -> Result<Json<Calendar>, Problem> {
    Ok(Json(Calendar {
        years: workbench.calendar().years().collect(),
    }))
}

/// 放假安排 of a year
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct YearTable {
    /// a table `年度,日期,安排,节日,来源`, in which 安排 is 休 or 班 and every row names its source; only days
    /// that differ from the week
    table: String,
}

/// 写入放假安排
#[utoipa::path(put, path = "/calendar/{year}", tag = "system", params(("year" = i16, Path)), request_body = YearTable,
    responses((status = 200, body = Calendar), (status = "default", body = Problem)))]
pub(crate) async fn put_calendar(
    State(workbench): State<Workbench>,
    caller: By<may::System>,
    Path(year): Path<i16>,
    Body(YearTable { table }): Body<YearTable>,
) -> Result<Json<Calendar>, Problem> {
    let read = WorkCalendar::default().with(&table);
    let read = read.map_err(|problem| Problem::input("table", format!("{problem}。请改正后重新提交。")))?;
    if !read.years().eq([year]) {
        return Err(Problem::input(
            "table",
            format!("表中每一行的年度须为{year}，且至少有一行。"),
        ));
    }
    workbench
        .write(caller.viewer(), async |writing| {
            writing.put_setting(&format!("{CALENDAR}{year}"), &table).await
        })
        .await?;
    workbench.read_calendar().await.map_err(|error| {
        tracing::error!(error = format!("{error:#}"), "工作日历没有读成，继续使用原来的");
        let detail = "放假安排已保存，暂时没有启用，稍后会自动启用。";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "LG-UNAVAILABLE", detail)
    })?;
    Ok(Json(Calendar {
        years: workbench.calendar().years().collect(),
    }))
}

/// 规则库
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Books {
    /// the version in force
    hash: String,
    rules: usize,
    rows: usize,
    /// the folder that is watched, or the program itself
    source: String,
    problems: Vec<BookProblem>,
}

/// 规则库的问题
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookProblem {
    file: String,
    line: usize,
    problem: String,
    advice: String,
}

/// 规则库
#[utoipa::path(get, path = "/books", tag = "system", responses((status = 200, body = Books), (status = "default", body = Problem)))]
pub(crate) async fn books(State(workbench): State<Workbench>, _: By<may::System>) -> Result<Json<Books>, Problem> {
    let library = workbench.library()?;
    let documents = workbench.documents().await?;
    let problems = documents
        .problems()
        .iter()
        .filter(|problem| problem.level == ProblemLevel::Error);
    Ok(Json(Books {
        hash: library.hash().to_owned(),
        rules: library.national().rules().count(),
        rows: library.national().row_count(),
        source: match workbench.app().books() {
            Some(folder) => folder.display().to_string(),
            None => "随程序附带".to_owned(),
        },
        problems: problems
            .map(|problem| BookProblem {
                file: problem.file.clone(),
                line: problem.line,
                problem: problem.message.clone(),
                advice: problem.advice.clone(),
            })
            .collect(),
    }))
}

/// 一项检查
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Check {
    name: &'static str,
    ok: bool,
    text: String,
}

/// 系统状况
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    checks: Vec<Check>,
}

/// 系统状况
#[utoipa::path(get, path = "/health", tag = "system", responses((status = 200, body = Health), (status = "default", body = Problem)))]
pub(crate) async fn health(State(workbench): State<Workbench>, _: By<may::System>) -> Result<Json<Health>, Problem> {
    let check = |name, ok, text| Check { name, ok, text };
    let failed = workbench.ledger().jobs(Some(JobState::Failed), 100).await;
    let ledger = match &failed {
        Ok(_) => check("办案账册", true, "可以读写".to_owned()),
        Err(error) => check("办案账册", false, error.to_string()),
    };
    let jobs = match &failed {
        Ok(failed) if failed.is_empty() => check("后台任务", true, "没有失败的任务".to_owned()),
        Ok(failed) => check("后台任务", false, format!("{}项任务失败，请查看任务列表", failed.len())),
        Err(_) => check("后台任务", false, "账册不能读取".to_owned()),
    };
    let library = match workbench.app().library() {
        Some(library) => check(
            "规则库",
            true,
            format!("版本{}", library.hash().get(..12).unwrap_or_default()),
        ),
        None => check("规则库", false, "尚未就绪".to_owned()),
    };
    let store = match workbench.app().store() {
        Some(store) => check("实时库", true, format!("待写入{}条", store.counts().queue_len)),
        None => check("实时库", false, "尚未打开".to_owned()),
    };
    Ok(Json(Health {
        checks: vec![ledger, store, library, jobs],
    }))
}
