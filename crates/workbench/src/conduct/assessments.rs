//! Assessments of a year: opened for everybody of an institution at once, and with the points that the
//! books derive, which nobody types in.

use super::own_institution;
use super::scoring::{in_force, score};
use crate::access::may;
use crate::caller::By;
use crate::consequences::system;
use crate::matters::Offer;
use crate::written::{Body, day, short};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use casework::{Choice, FieldKind, Place, choice};
use conduct::Subject;
use conduct::assessment::{Command, Computed, Deadlines, Item, Opening, Weights, YearAssessment};
use conduct::scheme::Scheme;
use conduct::score::Assessed;
use domain::{Day, Division, InstitutionCode};
use ledger::{Kind, LedgerError, MatterId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Assessments that are opened in one write.
const PART: usize = 50;

/// 启动年度考评
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Season {
    year: i16,
    /// 自我评价截止
    self_review: String,
    /// 科室评价截止
    department: String,
    /// 支部评价截止; where the schemes have that stage
    branch: Option<String>,
    /// 群众评议截止; where the schemes have that stage
    public: Option<String>,
    /// 行风办拟定截止
    draft: String,
    /// 委员会审定截止
    committee: String,
    /// working days, 5 at least
    publicity_days: u16,
}

/// 启动结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Opened {
    opened: usize,
    /// people who had one already
    before: usize,
}

/// 启动年度考评: for everybody of the institution who has none
#[utoipa::path(post, path = "/conduct/assessments", tag = "conduct", request_body = Season,
    responses((status = 200, body = Opened), (status = "default", body = Problem)))]
pub(crate) async fn open_all(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Body(season): Body<Season>,
) -> Result<Json<Opened>, Problem> {
    let institution = own_institution(&caller)?;
    let deadlines = Deadlines {
        self_review: given_day("self_review", &season.self_review)?,
        department: given_day("department", &season.department)?,
        branch: day("branch", season.branch.as_deref())?,
        public: day("public", season.public.as_deref())?,
        draft: given_day("draft", &season.draft)?,
        committee: given_day("committee", &season.committee)?,
    };
    let reading = workbench.ledger().read(caller.viewer());
    let division = reading.own_division().await?.unwrap_or_default();
    let staff = reading.staff(&institution).await?;
    let everywhere = system();
    let schemes = in_force(&workbench.ledger().read(&everywhere), &institution, season.year).await?;
    let mut orders = Vec::new();
    for row in staff.into_iter().filter(|row| row.ended.is_none()) {
        let person = row.staff;
        let Some(own) = schemes.iter().find(|own| own.category == person.category) else {
            continue;
        };
        let user = reading.account_of(&institution, &person.code).await?;
        let opening = Opening {
            institution: institution.clone(),
            division: Division::new(&division),
            year: season.year,
            category: person.category,
            scheme: format!("{}（{}）", own.scheme.name, own.scheme.version),
            items: Item::of_scheme(&own.scheme),
            deadlines,
            publicity_days: season.publicity_days,
            weights: weights(&own.scheme)?,
            subject: Subject {
                person: person.code,
                name: person.name,
                department: person.department,
                user,
            },
        };
        orders.push((
            name_of(&institution, season.year, opening.subject.person.as_str())?,
            opening,
        ));
    }
    let mut opened = Opened { opened: 0, before: 0 };
    for part in orders.chunks(PART) {
        let (new, before) = workbench
            .write(caller.viewer(), async |writing| {
                let (mut new, mut before) = (0, 0);
                for (id, opening) in part {
                    let open = Command::Open {
                        opening: opening.clone(),
                    };
                    let handled = writing
                        .command::<YearAssessment>(id, 0, open, &workbench.calendar(), workbench.limits())
                        .await;
                    match handled {
                        Ok(_) => new += 1,
                        Err(LedgerError::Conflict { .. }) => before += 1,
                        Err(error) => return Err(error),
                    }
                }
                Ok((new, before))
            })
            .await?;
        opened.opened += new;
        opened.before += before;
    }
    Ok(Json(opened))
}

/// The weights of the stages where a scheme has them.
fn weights(scheme: &Scheme) -> Result<Option<Weights>, Problem> {
    let Some(stages) = &scheme.stages else { return Ok(None) };
    let weights = Weights::of_scheme(stages).ok_or_else(|| {
        Problem::new(
            StatusCode::CONFLICT,
            "CD-SCHEME",
            format!(
                "方案“{}”的环节权重不是整百分数，不能用于年度考评。请修订方案后重新发布。",
                scheme.name
            ),
        )
    })?;
    Ok(Some(weights))
}

fn given_day(field: &str, text: &str) -> Result<Day, Problem> {
    day(field, Some(text))?.ok_or_else(|| Problem::input(field, "请填写日期。"))
}

/// An assessment is called after the person and the year, so that nobody has two of one year.
pub(crate) fn name_of(institution: &InstitutionCode, year: i16, person: &str) -> Result<MatterId, LedgerError> {
    MatterId::new(Kind::Assessment, &format!("{institution}-{year}-{person}"))
}

/// What the books derive for the person and year of an assessment; none before it is opened, and for
/// somebody whom no scheme covers.
async fn computed(workbench: &Workbench, id: &MatterId) -> Result<Option<Computed>, Problem> {
    let viewer = system();
    let state = workbench
        .ledger()
        .read(&viewer)
        .matter::<YearAssessment>(id)
        .await?
        .state;
    let (Some(institution), Some(person), Some(year)) = (state.institution(), state.practitioner(), state.year())
    else {
        return Ok(None);
    };
    let scored = score(workbench, institution, year).await?;
    let found = scored.people.iter().find(|one| one.sheet.staff.code == *person);
    Ok(found.map(of_sheet))
}

fn of_sheet(person: &Assessed) -> Computed {
    let sheet = &person.sheet;
    Computed {
        total: sheet.score,
        deductions: sheet.deducted,
        additions: sheet.added,
        veto: !sheet.vetoes.is_empty(),
        grade: person.derived(),
    }
}

/// Who can be of the group that assesses somebody: the people of the institution with an account, but
/// himself.
async fn candidates(workbench: &Workbench, id: &MatterId) -> Result<Vec<Choice>, Problem> {
    let viewer = system();
    let reading = workbench.ledger().read(&viewer);
    let state = reading.matter::<YearAssessment>(id).await?.state;
    let Some(opening) = state.opening else {
        return Ok(Vec::new());
    };
    let place = Place::Institution {
        code: opening.institution,
    };
    let people = reading.people(&place, None, workbench.now().day()).await?;
    let others = people
        .into_iter()
        .filter(|person| opening.subject.user.as_ref() != Some(&person.id));
    Ok(others
        .map(|person| {
            let roles: Vec<&str> = person.roles.iter().map(|role| role.zh()).collect();
            choice(&person.id.0, format!("{}（{}）", person.name, roles.join("、")))
        })
        .collect())
}

/// Refuses a group with somebody in it who is not of the institution.
async fn check_group(workbench: &Workbench, id: &MatterId, command: &serde_json::Value) -> Result<(), Problem> {
    let group = command.get("group").and_then(serde_json::Value::as_array);
    let known = candidates(workbench, id).await?;
    let stranger = group.into_iter().flatten().filter_map(serde_json::Value::as_str);
    let mut stranger = stranger.filter(|user| known.iter().all(|one| one.value != *user));
    match stranger.next() {
        None => Ok(()),
        Some(user) => {
            let detail = format!("“{}”不是本机构可以选择的考评小组成员。请从名单中选择。", short(user));
            Err(Problem::input("group", detail))
        }
    }
}

/// Puts what the books derive into a command that asks for it, whatever its author has sent.
pub(crate) async fn complete(
    workbench: &Workbench,
    id: &MatterId,
    command: &mut serde_json::Value,
) -> Result<(), Problem> {
    let tag = command.get("command").and_then(serde_json::Value::as_str);
    if id.kind() == Kind::Assessment && tag == Some("review_department") {
        return check_group(workbench, id, command).await;
    }
    if id.kind() != Kind::Assessment || !matches!(tag, Some("draft" | "change")) {
        return Ok(());
    }
    if let (Some(computed), Some(fields)) = (computed(workbench, id).await?, command.as_object_mut()) {
        let written = serde_json::to_value(computed).map_err(|_| Problem::not_found("计算结果"))?;
        fields.insert("computed".to_owned(), written);
    }
    Ok(())
}

/// Completes the forms of an assessment: who can be chosen for the group, and what the books derive instead
/// of asking for it.
pub(crate) async fn show_known(workbench: &Workbench, id: &MatterId, offers: &mut [Offer]) -> Result<(), Problem> {
    if id.kind() != Kind::Assessment {
        return Ok(());
    }
    for field in offers.iter_mut().flat_map(|offer| &mut offer.fields) {
        if field.name == "group" {
            let known = candidates(workbench, id).await?;
            field.choices = known.into_iter().map(Into::into).collect();
        }
    }
    let asks = |offer: &Offer| offer.fields.iter().any(|field| field.name == "computed");
    if !offers.iter().any(asks) {
        return Ok(());
    }
    let Some(computed) = computed(workbench, id).await? else {
        return Ok(());
    };
    let said = format!(
        "按方案计算：得分{}，扣分{}，加分{}，{}{}。与计算等次不同的，须说明理由",
        computed.total,
        computed.deductions,
        computed.additions,
        if computed.veto {
            "有生效的一票否决，"
        } else {
            ""
        },
        computed.grade.zh(),
    );
    for field in offers.iter_mut().flat_map(|offer| &mut offer.fields) {
        match field.name {
            "computed" => {
                field.kind = FieldKind::Fixed;
                field.fields.clear();
                field.initial = serde_json::to_value(computed).ok();
            }
            "grade" => {
                field.initial = serde_json::to_value(computed.grade).ok();
                field.help = Some(said.clone());
            }
            _ => {}
        }
    }
    Ok(())
}
