//! Satisfaction surveys: codes for the sheets of visits, the public form that is opened with a code, and
//! results. A “yes” on money leaves the answer before it is kept and becomes a clue of the discipline
//! office; nothing else knows of it.

use super::own_institution;
use super::year::department;
use crate::access::may;
use crate::caller::By;
use crate::written::{Body, Path, Query, day, short};
use crate::{Problem, Workbench, secrets, system};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use conduct::discipline::{self, DisciplineClue};
use conduct::survey::{self, CheckedAnswer, Form, FormKind, Given, QuestionKind, Satisfaction};
use conduct::{Cell, Department};
use domain::{Day, Division};
use ledger::{Kind, LedgerError, MatterId, SurveyCode, SurveyFilter};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// What the digest of a code is made for.
const CODE: &str = "survey";

/// Codes that are made at once.
const CODES: u16 = 500;

/// 发放问卷
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Issue {
    /// `outpatient`, `inpatient`, `staff`, `follow_up`
    form: String,
    department: String,
    count: u16,
}

/// 问卷编码, shown this once
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Codes {
    codes: Vec<String>,
}

/// 发放问卷
#[utoipa::path(post, path = "/conduct/surveys/codes", tag = "conduct", request_body = Issue,
    responses((status = 201, body = Codes), (status = "default", body = Problem)))]
pub(crate) async fn issue(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Body(issue): Body<Issue>,
) -> Result<(StatusCode, Json<Codes>), Problem> {
    let institution = own_institution(&caller)?;
    let kind = kind("form", &issue.form)?;
    let name = issue.department.trim();
    if !(1..=60).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Problem::input("department", "请填写科室，不超过60字。"));
    }
    if !(1..=CODES).contains(&issue.count) {
        return Err(Problem::input("count", format!("一次发放1至{CODES}张。请更正张数。")));
    }
    let newest = forms()?.into_iter().rfind(|form| form.kind == kind);
    let form = newest.ok_or_else(|| Problem::not_found("这种问卷"))?;
    let division = workbench.ledger().read(caller.viewer()).own_division().await?;
    let of = SurveyCode {
        institution,
        division: Division::new(division.ok_or_else(|| Problem::not_found("本机构的登记"))?),
        department: Department(name.to_owned()),
        form: kind,
        version: form.version,
        issued_on: workbench.now().day(),
        used: false,
    };
    let codes = (0..issue.count).map(|_| secrets::new_code());
    let codes: Vec<String> = codes.collect::<Result<_, _>>()?;
    let digests: Vec<String> = codes.iter().map(|code| secrets::digest(CODE, code)).collect();
    workbench
        .write(caller.viewer(), async |writing| {
            writing.put_survey_codes(&of, &digests).await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(Codes { codes })))
}

/// 题目
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicQuestion {
    id: String,
    zh: String,
    /// a number of 1 to 10, yes or no, or words: `score`, `yes_no` or `text`
    kind: &'static str,
    required: bool,
}

/// 公开问卷
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicForm {
    institution_name: String,
    department: String,
    title: &'static str,
    intro: &'static str,
    questions: Vec<PublicQuestion>,
}

const INTRO: &str = "本问卷不记名，不记录您的姓名、电话和就诊编号，只记录填写日期。每次就诊填写一份。";

/// 打开问卷
#[utoipa::path(get, path = "/public/surveys/{code}", tag = "public", params(("code" = String, Path)),
    responses((status = 200, body = PublicForm), (status = "default", body = Problem)))]
pub(crate) async fn public_form(
    State(workbench): State<Workbench>,
    Path(code): Path<String>,
) -> Result<Json<PublicForm>, Problem> {
    let (_, of) = unused(&workbench, &code).await?;
    let form = form_of(&of)?;
    let questions = form.questions.into_iter().map(|question| PublicQuestion {
        id: question.id,
        zh: question.text,
        kind: match question.kind {
            QuestionKind::Scale => "score",
            QuestionKind::YesNo => "yes_no",
            QuestionKind::Text => "text",
        },
        required: question.kind != QuestionKind::Text,
    });
    Ok(Json(PublicForm {
        institution_name: workbench.names().await?.institution(of.institution.as_str()),
        department: of.department.0,
        title: of.form.zh(),
        intro: INTRO,
        questions: questions.collect(),
    }))
}

/// 答卷
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Answers {
    /// by question: a number from 1 to 10, true or false, or a text
    #[schema(value_type = Object)]
    answers: BTreeMap<String, Given>,
}

/// 提交问卷
#[utoipa::path(post, path = "/public/surveys/{code}", tag = "public", params(("code" = String, Path)), request_body = Answers,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn public_answer(
    State(workbench): State<Workbench>,
    Path(code): Path<String>,
    Body(answers): Body<Answers>,
) -> Result<StatusCode, Problem> {
    let (digest, of) = unused(&workbench, &code).await?;
    let today = workbench.now().day();
    let answer = survey::Answer {
        institution: of.institution.clone(),
        division: of.division.clone(),
        department: of.department.clone(),
        on: today,
        version: of.version.clone(),
        given: answers.answers,
    };
    let (checked, sealed) = form_of(&of)?
        .check(&answer)
        .map_err(|problem| Problem::input("answers", problem.to_string()))?;
    let id = secrets::new_token()?;
    let mut clues = Vec::new();
    for yes in sealed {
        let name = MatterId::new(Kind::Discipline, &secrets::new_name()?)?;
        clues.push((name, yes.into_clue()));
    }
    let viewer = system();
    // The beginning of the day: neither the trail nor a clue tells at which hour somebody answered.
    let written = workbench
        .ledger()
        .write(&viewer, today.start(), async |writing| {
            writing.answer_survey(&digest, &of.institution, &id, &checked).await?;
            for (name, clue) in clues {
                let receive = discipline::Command::Receive { clue };
                writing
                    .command::<DisciplineClue>(&name, 0, receive, &workbench.calendar(), workbench.limits())
                    .await?;
            }
            Ok(())
        })
        .await;
    match written {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(LedgerError::Refused(casework::Refusal::Duplicate { .. })) => Err(answered()),
        Err(error) => Err(error.into()),
    }
}

/// The digest of a code that has not been used, and what it is good for.
async fn unused(workbench: &Workbench, code: &str) -> Result<(String, SurveyCode), Problem> {
    let (digest, now) = (secrets::digest(CODE, code.trim()), workbench.now());
    workbench.within_survey_rate(&digest, now)?;
    let found = workbench.ledger().survey_code(&digest, now.day()).await?;
    match found {
        None => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "LG-NOT-FOUND",
            "没有找到这份问卷，或者问卷已经过期。请核对二维码，或者向就诊科室索取新的问卷。",
        )),
        Some(of) if of.used => Err(answered()),
        Some(of) => Ok((digest, of)),
    }
}

fn answered() -> Problem {
    let detail = "本次就诊的问卷已经填写，每次就诊填写一份。感谢您的参与。";
    Problem::new(StatusCode::CONFLICT, "WB-ANSWERED", detail)
}

fn forms() -> Result<Vec<Form>, Problem> {
    survey::forms().map_err(|error| {
        tracing::error!(%error, "程序所带的问卷不能读取");
        let detail = "问卷暂时不能使用。请稍后重试；持续出现时请向系统管理员报告。";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "WB-INTERNAL", detail)
    })
}

/// The form in the version for which the code was made.
fn form_of(of: &SurveyCode) -> Result<Form, Problem> {
    let form = forms()?
        .into_iter()
        .find(|form| form.kind == of.form && form.version == of.version);
    form.ok_or_else(|| {
        let detail = "这个版本的问卷已经停用。请向就诊科室索取新的问卷。";
        Problem::new(StatusCode::GONE, "LG-NOT-FOUND", detail)
    })
}

fn kind(field: &str, tag: &str) -> Result<FormKind, Problem> {
    FormKind::of_tag(tag).ok_or_else(|| {
        let detail = format!(
            "没有“{}”这种问卷，应为outpatient、inpatient、staff、follow_up之一。",
            short(tag)
        );
        Problem::input(field, detail)
    })
}

/// 结果范围
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    form: String,
    /// the first day; the beginning of this year where it is not given
    from: Option<String>,
    /// the last day; today where it is not given
    to: Option<String>,
}

/// 数格: the count, or `<5`, or `—` where it would give away a smaller one
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Count {
    Shown(u32),
    Hidden(String),
}

impl From<Cell> for Count {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Exact(count) => Count::Shown(count),
            hidden => Count::Hidden(hidden.to_string()),
        }
    }
}

/// 科室结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfDepartment {
    department: String,
    answers: Count,
    /// of ten
    #[serde(skip_serializing_if = "Option::is_none")]
    average: Option<String>,
}

/// 题目结果; of questions that are counted
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfQuestion {
    id: String,
    zh: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    average: Option<String>,
}

/// 月度趋势; months with fewer than five answers are left out
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfMonth {
    month: String,
    average: String,
    answers: Count,
}

/// 调查结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Results {
    /// `outpatient`, `inpatient`, `staff` or `follow_up`
    form: &'static str,
    answers: Count,
    departments: Vec<OfDepartment>,
    questions: Vec<OfQuestion>,
    trend: Vec<OfMonth>,
}

/// 调查结果
#[utoipa::path(get, path = "/conduct/surveys/results", tag = "conduct", params(Wanted),
    responses((status = 200, body = Results), (status = "default", body = Problem)))]
pub(crate) async fn results(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Results>, Problem> {
    let institution = own_institution(&caller)?;
    let kind = kind("form", &wanted.form)?;
    let today = workbench.now().day();
    let beginning = Day::parse(&format!("{:04}-01-01", today.year())).unwrap_or(today);
    let filter = SurveyFilter {
        institution,
        form: kind,
        departments: department(&workbench, &caller)
            .await?
            .map(|own| own.into_iter().collect()),
        from: day("from", wanted.from.as_deref())?.unwrap_or(beginning),
        to: day("to", wanted.to.as_deref())?.unwrap_or(today),
    };
    let answers = workbench.ledger().read(caller.viewer()).survey_answers(&filter).await?;
    let form = forms()?.into_iter().rfind(|form| form.kind == kind);
    Ok(Json(Results {
        form: kind.tag(),
        answers: Cell::of(u32::try_from(answers.len()).unwrap_or(u32::MAX)).into(),
        departments: departments(&answers, kind),
        questions: form.map_or_else(Vec::new, |form| questions(&answers, &form)),
        trend: trend(&answers, kind),
    }))
}

/// The departments as they may stand beside the total.
fn departments(answers: &[CheckedAnswer], kind: FormKind) -> Vec<OfDepartment> {
    let rows = survey::by_department(answers, kind);
    let size = |of: &Department| answers.iter().filter(|answer| &answer.department == of).count();
    let counts: Vec<u32> = rows
        .iter()
        .map(|row| u32::try_from(size(&row.department)).unwrap_or(u32::MAX))
        .collect();
    let cells = Cell::beside_total(&counts);
    let shown = |(row, cell): (survey::DepartmentResult, Cell)| OfDepartment {
        department: row.department.0,
        average: row.satisfaction.filter(|_| cell.is_shown()).map(Satisfaction::mean),
        answers: cell.into(),
    };
    rows.into_iter().zip(cells).map(shown).collect()
}

fn questions(answers: &[CheckedAnswer], form: &Form) -> Vec<OfQuestion> {
    let counted = form
        .questions
        .iter()
        .filter(|question| question.kind == QuestionKind::Scale);
    let shown = |question: &survey::Question| {
        let marks: Vec<u64> = answers
            .iter()
            .filter_map(|answer| answer.marks.of(&question.id))
            .map(u64::from)
            .collect();
        let (count, sum) = (marks.len() as u64, marks.iter().sum::<u64>());
        OfQuestion {
            id: question.id.clone(),
            zh: question.text.clone(),
            average: Cell::of(marks.len() as u32).is_shown().then(|| {
                let hundredths = (sum * 200 + count) / (count * 2);
                format!("{}.{:02}", hundredths / 100, hundredths % 100)
            }),
        }
    };
    counted.map(shown).collect()
}

fn trend(answers: &[CheckedAnswer], kind: FormKind) -> Vec<OfMonth> {
    let points = survey::trend(answers, kind, None);
    let shown = |point: survey::Trend| {
        Some(OfMonth {
            month: format!("{:04}-{:02}", point.year, point.month),
            average: point.satisfaction?.mean(),
            answers: point.answers.into(),
        })
    };
    points.into_iter().filter_map(shown).collect()
}
