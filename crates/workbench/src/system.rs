//! What keeps the system: the trail for the auditor of security; calendar, books and jobs for the
//! administrator.

use crate::access::may;
use crate::caller::By;
use crate::state::CALENDAR;
use crate::written::{Body, Path, Query, day, given, short};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use casework::{UserId, WorkCalendar};
use ledger::{Deed, JobState, TrailFilter, Upkeep};
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
pub(crate) async fn verify(
    State(workbench): State<Workbench>,
    caller: By<may::Trail>,
) -> Result<Json<Verified>, Problem> {
    let found = workbench.ledger().verify_trail(&[]).await?;
    // Into books that were tampered with nothing more is written.
    if let Ok(whole) = &found {
        let detail = format!("{}条完整", whole.rows);
        workbench
            .write(caller.viewer(), async |writing| {
                writing.record_upkeep(Upkeep::Verification, &detail).await
            })
            .await?;
    }
    Ok(Json(match found {
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

/// Which jobs are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedJobs {
    /// `waiting`, `running`, `done` or `failed`
    state: Option<String>,
}

/// 任务
#[utoipa::path(get, path = "/jobs", tag = "system", params(WantedJobs), responses((status = 200, body = Jobs), (status = "default", body = Problem)))]
pub(crate) async fn jobs(
    State(workbench): State<Workbench>,
    _: By<may::System>,
    Query(wanted): Query<WantedJobs>,
) -> Result<Json<Jobs>, Problem> {
    let state = match given(wanted.state.as_deref()) {
        None => None,
        Some(tag) => {
            let found = JobState::of_tag(tag);
            Some(found.ok_or_else(|| Problem::input("state", format!("任务没有“{}”这种状态。", short(tag))))?)
        }
    };
    let rows = workbench.ledger().jobs(state, 200).await?;
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

/// 重新执行失败的任务
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "system", params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn retry(
    State(workbench): State<Workbench>,
    caller: By<may::System>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    workbench
        .write(caller.viewer(), async |writing| writing.retry_job(&id).await)
        .await?;
    workbench.wake_worker();
    Ok(StatusCode::NO_CONTENT)
}

/// 调整的日子
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedDay {
    day: String,
    /// true where a day of the weekend is worked, false where one of the week is not
    worked: bool,
}

/// 工作日历
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Calendar {
    /// years whose arrangement of holidays is known
    years: Vec<i16>,
    /// the days of those years that differ from the week
    days: Vec<ChangedDay>,
}

fn calendar_shown(calendar: &WorkCalendar) -> Calendar {
    let changed = calendar.years().flat_map(|year| calendar.exceptions(year));
    Calendar {
        years: calendar.years().collect(),
        days: changed
            .map(|(day, worked)| ChangedDay {
                day: day.to_string(),
                worked,
            })
            .collect(),
    }
}

/// 工作日历
#[utoipa::path(get, path = "/calendar", tag = "system", responses((status = 200, body = Calendar), (status = "default", body = Problem)))]
pub(crate) async fn calendar(
    State(workbench): State<Workbench>,
    _: By<may::System>,
) -> Result<Json<Calendar>, Problem> {
    Ok(Json(calendar_shown(&workbench.calendar())))
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
    Ok(Json(calendar_shown(&workbench.calendar())))
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
    /// since when this program uses it
    loaded_at: String,
    layers: Vec<BookLayer>,
    problems: Vec<BookProblem>,
}

/// 规则库的一层
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookLayer {
    /// empty for the nation, a division, or a division and an institution
    layer: String,
    /// rules that apply there, those of the layers above too
    rules: usize,
    /// rows of knowledge that apply there
    rows: usize,
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
        loaded_at: workbench
            .app()
            .library_since()
            .map_or_else(String::new, |at| at.to_string()),
        layers: library
            .layers()
            .into_iter()
            .map(|(layer, book)| BookLayer {
                layer: layer.to_owned(),
                rules: book.rules().count(),
                rows: book.row_count(),
            })
            .collect(),
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
