//! Schemes of assessment while they are written: what stands against publishing one, and what it would
//! have made of a year.

use super::own_institution;
use super::scoring::material;
use super::year::department;
use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::written::Body;
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use conduct::scheme::{Area, Scheme, Template};
use conduct::score::{Year, replay};
use conduct::{Points, Staff};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 底本
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shipped {
    /// the tag that the command for a new scheme takes
    name: String,
    title: &'static str,
    text: &'static str,
}

/// 方案底本
#[utoipa::path(get, path = "/conduct/schemes/shipped", tag = "conduct", responses((status = 200, body = Vec<Shipped>), (status = "default", body = Problem)))]
pub(crate) async fn shipped(_: By<may::Conduct>) -> Json<Vec<Shipped>> {
    let tag = |template: Template| serde_json::to_value(template).ok()?.as_str().map(str::to_owned);
    let templates = Template::ALL.into_iter().filter_map(|template| {
        Some(Shipped {
            name: tag(template)?,
            title: template.zh(),
            text: template.text(),
        })
    });
    Json(templates.collect())
}

/// 方案文本
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Text {
    text: String,
}

/// 问题
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Complaint {
    /// line of the text, from 1
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    say: String,
}

/// 内容分值
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AreaPoints {
    name: &'static str,
    points: String,
}

/// 方案检查
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SchemeChecked {
    problems: Vec<Complaint>,
    areas: Vec<AreaPoints>,
    items: usize,
    rules: usize,
    vetoes: usize,
}

/// 检查方案
#[utoipa::path(post, path = "/conduct/schemes/check", tag = "conduct", request_body = Text,
    responses((status = 200, body = SchemeChecked), (status = "default", body = Problem)))]
pub(crate) async fn check(
    _: By<may::Conduct>,
    Body(Text { text }): Body<Text>,
) -> Result<Json<SchemeChecked>, Problem> {
    Ok(Json(aside(move || checked(&text)).await?))
}

fn checked(text: &str) -> SchemeChecked {
    let scheme = match Scheme::read(text) {
        Ok(scheme) => scheme,
        Err(problems) => {
            let problem = |problem: &conduct::scheme::ReadProblem| Complaint {
                line: Some(problem.line),
                say: problem.to_string(),
            };
            return SchemeChecked {
                problems: problems.0.iter().map(problem).collect(),
                areas: Vec::new(),
                items: 0,
                rules: 0,
                vetoes: 0,
            };
        }
    };
    let points = |area: Area| -> Points {
        let items = scheme.items.iter().filter(|item| item.area == area);
        items.map(|item| item.base).sum()
    };
    let areas = Area::ALL.into_iter().map(|area| AreaPoints {
        name: area.zh(),
        points: points(area).to_string(),
    });
    SchemeChecked {
        problems: scheme
            .problems()
            .iter()
            .map(|problem| Complaint {
                line: None,
                say: problem.to_string(),
            })
            .collect(),
        areas: areas.collect(),
        items: scheme.items.len(),
        rules: scheme.rules.len(),
        vetoes: scheme.vetoes.len(),
    }
}

/// 方案试算
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Trial {
    text: String,
    year: i16,
}

/// 等级变化
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeRow {
    code: String,
    name: String,
    department: String,
    before_zh: &'static str,
    after_zh: &'static str,
    why: String,
}

/// 试算结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Replayed {
    /// people whom both schemes cover
    people: usize,
    changes: Vec<ChangeRow>,
}

/// 方案试算: the year by the scheme in force and by this text
#[utoipa::path(post, path = "/conduct/schemes/replay", tag = "conduct", request_body = Trial,
    responses((status = 200, body = Replayed), (status = "default", body = Problem)))]
pub(crate) async fn replay_year(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Body(trial): Body<Trial>,
) -> Result<Json<Replayed>, Problem> {
    let institution = own_institution(&caller)?;
    let new = Scheme::read(&trial.text).map_err(|problems| Problem::input("text", problems.to_string()))?;
    let material = material(&workbench, &institution, trial.year).await?;
    // The whole year is replayed, since quotas look at all; a department's head reads of his own.
    let own_department = department(&workbench, &caller).await?;
    let shown = move |staff: &Staff| {
        let own = own_department.as_ref();
        own.is_none_or(|own| own.contains(&staff.department.0))
    };
    let replayed = aside(move || -> Result<Replayed, Problem> {
        let (mut people, mut changes) = (0, Vec::new());
        for own in material.schemes.iter().filter(|own| new.covers(own.category)) {
            let is_own = |staff: &&Staff| staff.category == own.category;
            let staff: Vec<Staff> = material.staff.iter().filter(is_own).cloned().collect();
            let of = Year {
                year: material.year,
                staff: &staff,
                facts: &material.facts,
                vetoes: &material.vetoes,
            };
            let replay = replay(&own.scheme, &new, &of).map_err(|problems| {
                let all: Vec<_> = problems.iter().map(ToString::to_string).collect();
                Problem::input("text", all.join(""))
            })?;
            people += staff.iter().filter(|staff| shown(staff)).count();
            let changed = replay.changes.into_iter().filter(|change| shown(&change.staff));
            changes.extend(changed.map(|change| ChangeRow {
                code: change.staff.code.as_str().to_owned(),
                name: change.staff.name,
                department: change.staff.department.0,
                before_zh: change.before.zh(),
                after_zh: change.after.zh(),
                why: change.why,
            }));
        }
        Ok(Replayed { people, changes })
    });
    Ok(Json(replayed.await??))
}
