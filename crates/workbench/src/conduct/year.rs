//! The year of an institution: who has which grade, what a person's points are made of, and what follows.

use super::own_institution;
use super::scoring::{Scored, score};
use crate::access::may;
use crate::caller::By;
use crate::exports::{Purpose, Sheet, hand_out};
use crate::matters::{MatterRow, row_of};
use crate::written::{Path, Query, given};
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use casework::Role;
use conduct::scheme::{Area, Dimension, Grade};
use conduct::score::{Assessed, Entry};
use conduct::standing::Standing;
use conduct::{EventCode, Points};
use domain::{InstitutionCode, PractitionerCode};
use ledger::{MatterFilter, MatterOrder, Page, Scope};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// Matters that the page of a person shows; the rest is behind the lists.
const SHOWN: u16 = 100;

/// 年度
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfYear {
    /// the present year where it is not given
    year: Option<i16>,
    /// only this department
    department: Option<String>,
}

impl OfYear {
    pub(super) fn year(&self, workbench: &Workbench) -> i16 {
        self.year.unwrap_or_else(|| workbench.now().day().year())
    }
}

/// 考评方案 in force for a category
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SchemeOf {
    category: &'static str,
    category_zh: &'static str,
    title: String,
    version: String,
    /// the institution's own; absent for what the program brings along
    #[serde(skip_serializing_if = "Option::is_none")]
    matter: Option<String>,
}

/// 等级人数
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeCount {
    grade: GradeTag,
    grade_zh: &'static str,
    count: usize,
}

/// 等级, as its tag: `excellent`, `good`, `fair`, `poor`
#[derive(Debug, Serialize, ToSchema)]
#[schema(value_type = String)]
#[serde(transparent)]
pub(crate) struct GradeTag(&'static str);

fn grade_tag(grade: Grade) -> GradeTag {
    GradeTag(match grade {
        Grade::Excellent => "excellent",
        Grade::Good => "good",
        Grade::Fair => "fair",
        Grade::Poor => "poor",
    })
}

/// 人员得分
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonScore {
    code: String,
    name: String,
    department: String,
    category_zh: &'static str,
    score: String,
    added: String,
    deducted: String,
    grade: GradeTag,
    grade_zh: &'static str,
    veto: bool,
    /// the reason of a quota
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
    /// who decided the grade, and what is derived where it differs
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<String>,
}

/// 科室得分
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DepartmentRow {
    department: String,
    people: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<String>,
}

/// 未计分的行为
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnscoredRow {
    event: String,
    code: String,
    reason: &'static str,
}

/// 年度考评
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConductYear {
    year: i16,
    institution: String,
    institution_name: String,
    schemes: Vec<SchemeOf>,
    grades: Vec<GradeCount>,
    people: Vec<PersonScore>,
    departments: Vec<DepartmentRow>,
    unscored: Vec<UnscoredRow>,
}

/// 年度考评
#[utoipa::path(get, path = "/conduct/year", tag = "conduct", params(OfYear),
    responses((status = 200, body = ConductYear), (status = "default", body = Problem)))]
pub(crate) async fn year(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Query(of): Query<OfYear>,
) -> Result<Json<ConductYear>, Problem> {
    let institution = own_institution(&caller)?;
    let mut scored = score(&workbench, &institution, of.year(&workbench)).await?;
    if let Some(own) = department(&workbench, &caller).await? {
        keep_department(&mut scored, &own);
    }
    if let Some(wanted) = given(of.department.as_deref()) {
        keep_department(&mut scored, &[wanted.to_owned()].into());
    }
    let names = workbench.names().await?;
    let count = |grade: Grade| scored.people.iter().filter(|person| person.grade == grade).count();
    Ok(Json(ConductYear {
        year: scored.year,
        institution_name: names.institution(institution.as_str()),
        institution: institution.as_str().to_owned(),
        grades: Grade::ALL
            .into_iter()
            .map(|grade| GradeCount {
                grade: grade_tag(grade),
                grade_zh: grade.zh(),
                count: count(grade),
            })
            .collect(),
        people: scored.people.iter().map(person_score).collect(),
        departments: scored
            .departments
            .iter()
            .map(|row| DepartmentRow {
                department: row.department.0.clone(),
                people: row.members,
                score: row.score.map(|score| score.to_string()),
            })
            .collect(),
        unscored: scored
            .unscored
            .iter()
            .map(|row| UnscoredRow {
                event: row.event.clone(),
                code: row.code.to_string(),
                reason: row.why,
            })
            .collect(),
        schemes: scored
            .schemes
            .iter()
            .map(|own| SchemeOf {
                category: own.category.tag(),
                category_zh: own.category.zh(),
                title: own.scheme.name.clone(),
                version: own.scheme.version.clone(),
                matter: own.matter.as_ref().map(ToString::to_string),
            })
            .collect(),
    }))
}

fn person_score(person: &Assessed) -> PersonScore {
    let sheet = &person.sheet;
    PersonScore {
        code: sheet.staff.code.as_str().to_owned(),
        name: sheet.staff.name.clone(),
        department: sheet.staff.department.0.clone(),
        category_zh: sheet.staff.category.zh(),
        score: sheet.score.to_string(),
        added: sheet.added.to_string(),
        deducted: sheet.deducted.to_string(),
        grade: grade_tag(person.grade),
        grade_zh: person.grade.zh(),
        veto: !sheet.vetoes.is_empty(),
        moved: person.by_quota().map(ToString::to_string),
        settled: person.settled.as_ref().map(ToString::to_string),
    }
}

/// The department of its head, by its code and by its name; nothing for those who see all.
pub(super) async fn department(workbench: &Workbench, caller: &Caller) -> Result<Option<BTreeSet<String>>, Problem> {
    match &caller.viewer().scope {
        Scope::Department { department, .. } => {
            let name = workbench.names().await?.institution(department);
            Ok(Some([department.clone(), name].into()))
        }
        _ => Ok(None),
    }
}

pub(super) fn keep_department(scored: &mut Scored, own: &BTreeSet<String>) {
    scored
        .people
        .retain(|person| own.contains(&person.sheet.staff.department.0));
    scored.departments.retain(|row| own.contains(&row.department.0));
    let people: BTreeSet<PractitionerCode> = scored.people.iter().map(|one| one.sheet.staff.code.clone()).collect();
    scored.unscored.retain(|row| people.contains(&row.person));
}

/// 得分构成 by area or dimension
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Part {
    name: &'static str,
    base: String,
    points: String,
}

/// 计分条目: a point with the event that it comes from
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryRow {
    /// the matter
    event: String,
    code: String,
    text: String,
    item: String,
    area_zh: &'static str,
    dimension_zh: &'static str,
    occurred_on: String,
    /// by the rule
    points: String,
    /// after all caps
    counted: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cap: Option<String>,
}

/// 一票否决
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VetoRow {
    matter: String,
    code: String,
    text: String,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// 原因, with its stable code
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonRow {
    code: &'static str,
    text: String,
}

/// 结果运用
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingOf {
    title: bool,
    award: bool,
    pay: String,
    periodic_zh: &'static str,
    reasons: Vec<ReasonRow>,
}

/// 评分表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SheetOf {
    base: String,
    score: String,
    added: String,
    deducted: String,
    grade: GradeTag,
    grade_zh: &'static str,
    veto: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
    /// who decided the grade, and what is derived where it differs
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<String>,
    /// why no better grade
    why_not_better: Vec<String>,
}

/// 医德档案页
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonPage {
    code: String,
    name: String,
    department: String,
    category_zh: &'static str,
    year: i16,
    sheet: SheetOf,
    /// absent for offices that see results only
    entries: Vec<EntryRow>,
    areas: Vec<Part>,
    dimensions: Vec<Part>,
    vetoes: Vec<VetoRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<StandingOf>,
    matters: Vec<MatterRow>,
}

/// 医德档案页
#[utoipa::path(get, path = "/conduct/people/{code}", tag = "conduct", params(("code" = String, Path), OfYear),
    responses((status = 200, body = PersonPage), (status = "default", body = Problem)))]
pub(crate) async fn person(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Path(code): Path<String>,
    Query(of): Query<OfYear>,
) -> Result<Json<PersonPage>, Problem> {
    let institution = own_institution(&caller)?;
    let own = department(&workbench, &caller).await?;
    let see = match caller.role() {
        Role::EthicsOffice | Role::DepartmentHead => See::Entries,
        Role::DisciplineOffice => See::Sealed,
        _ => See::Result,
    };
    page_of(
        &workbench,
        &caller,
        &institution,
        &code,
        of.year(&workbench),
        see,
        own.as_ref(),
    )
    .await
}

/// 我的医德档案
#[utoipa::path(get, path = "/conduct/mine", tag = "conduct", params(OfYear),
    responses((status = 200, body = PersonPage), (status = "default", body = Problem)))]
pub(crate) async fn mine(
    State(workbench): State<Workbench>,
    caller: By<may::OwnConduct>,
    Query(of): Query<OfYear>,
) -> Result<Json<PersonPage>, Problem> {
    let Scope::Practitioner { institution, code } = caller.viewer().scope.clone() else {
        return Err(Problem::not_found("您的医德档案"));
    };
    let year = of.year(&workbench);
    page_of(
        &workbench,
        &caller,
        &institution,
        code.as_str(),
        year,
        See::Sealed,
        None,
    )
    .await
}

/// How much of a person's points is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum See {
    /// grade and consequences
    Result,
    /// every entry but sealed ones
    Entries,
    /// every entry
    Sealed,
}

async fn page_of(
    workbench: &Workbench,
    caller: &Caller,
    institution: &InstitutionCode,
    code: &str,
    year: i16,
    see: See,
    own: Option<&BTreeSet<String>>,
) -> Result<Json<PersonPage>, Problem> {
    let scored = score(workbench, institution, year).await?;
    let found = scored.people.iter().find(|person| {
        let staff = &person.sheet.staff;
        staff.code.as_str() == code && own.is_none_or(|own| own.contains(&staff.department.0))
    });
    let person = found.ok_or_else(|| Problem::not_found("这名人员"))?;
    let sheet = &person.sheet;
    let scheme = scored.scheme_of(sheet.staff.category);
    let base_of = |wanted: &dyn Fn(&conduct::scheme::Item) -> bool| -> Points {
        let items = scheme.iter().flat_map(|scheme| &scheme.items);
        items.filter(|item| wanted(item)).map(|item| item.base).sum()
    };
    let areas = Area::ALL.into_iter().map(|area| Part {
        name: area.zh(),
        base: base_of(&|item| item.area == area).to_string(),
        points: sheet.areas.get(&area).copied().unwrap_or_default().to_string(),
    });
    let dimensions = Dimension::ALL.into_iter().map(|dimension| Part {
        name: dimension.zh(),
        base: base_of(&|item| item.dimension == dimension).to_string(),
        points: sheet
            .dimensions
            .get(&dimension)
            .copied()
            .unwrap_or_default()
            .to_string(),
    });
    let shown = |entry: &&Entry| match see {
        See::Result => false,
        See::Entries => !entry.sealed,
        See::Sealed => true,
    };
    let veto_name = |code: &EventCode| -> String {
        let rule = scheme.and_then(|scheme| scheme.veto(code));
        rule.map_or_else(|| code.to_string(), |rule| rule.name.clone())
    };
    let earlier = earlier(workbench, institution, year).await?;
    let earlier = earlier.get(&sheet.staff.code).cloned().unwrap_or_default();
    Ok(Json(PersonPage {
        matters: own_matters(workbench, caller, institution, code).await?,
        areas: areas.collect(),
        dimensions: dimensions.collect(),
        entries: sheet
            .entries
            .iter()
            .filter(shown)
            .map(|entry| {
                let item = scheme.and_then(|scheme| scheme.item(&entry.item));
                EntryRow {
                    event: entry.event.clone(),
                    code: entry.code.to_string(),
                    text: entry.name.clone(),
                    item: item.map_or_else(|| entry.item.0.clone(), |item| item.text.clone()),
                    area_zh: entry.area.zh(),
                    dimension_zh: entry.dimension.zh(),
                    occurred_on: entry.occurred_on.to_string(),
                    points: entry.points.to_string(),
                    counted: entry.counted.to_string(),
                    cap: (!entry.caps.is_empty()).then(|| {
                        let caps: Vec<_> = entry.caps.iter().map(|cap| cap.zh()).collect();
                        caps.join("、")
                    }),
                }
            })
            .collect(),
        vetoes: sheet
            .vetoes
            .iter()
            .map(|hit| VetoRow {
                matter: hit.event.clone(),
                text: veto_name(&hit.code),
                code: hit.code.to_string(),
                from: hit.from.to_string(),
                until: hit.to.map(|day| day.to_string()),
            })
            .collect(),
        standing: scored.standing(person, &earlier).map(|standing| StandingOf {
            title: standing.title,
            award: standing.award,
            pay: standing.pay.to_string(),
            periodic_zh: standing.periodic.zh(),
            reasons: standing
                .reasons
                .iter()
                .map(|reason| ReasonRow {
                    code: reason.code(),
                    text: reason.to_string(),
                })
                .collect(),
        }),
        sheet: SheetOf {
            base: sheet.base.to_string(),
            score: sheet.score.to_string(),
            added: sheet.added.to_string(),
            deducted: sheet.deducted.to_string(),
            grade: grade_tag(person.grade),
            grade_zh: person.grade.zh(),
            veto: !sheet.vetoes.is_empty(),
            moved: person.by_quota().map(ToString::to_string),
            settled: person.settled.as_ref().map(ToString::to_string),
            why_not_better: sheet.why_not_better.clone(),
        },
        code: sheet.staff.code.as_str().to_owned(),
        name: sheet.staff.name.clone(),
        department: sheet.staff.department.0.clone(),
        category_zh: sheet.staff.category.zh(),
        year,
    }))
}

/// The grades of everybody in the two years before. A year in which nothing at all was recorded was not
/// assessed.
async fn earlier(
    workbench: &Workbench,
    institution: &InstitutionCode,
    year: i16,
) -> Result<BTreeMap<PractitionerCode, BTreeMap<i16, Grade>>, Problem> {
    let mut grades: BTreeMap<_, BTreeMap<i16, Grade>> = BTreeMap::new();
    for year in [year - 2, year - 1] {
        let scored = score(workbench, institution, year).await?;
        let recorded =
            |one: &Assessed| !one.sheet.entries.is_empty() || !one.sheet.vetoes.is_empty() || one.settled.is_some();
        if scored.people.iter().any(recorded) {
            for person in scored.people {
                grades
                    .entry(person.sheet.staff.code)
                    .or_default()
                    .insert(year, person.grade);
            }
        }
    }
    Ok(grades)
}

/// What there is in the books about a person, for who looks.
async fn own_matters(
    workbench: &Workbench,
    caller: &Caller,
    institution: &InstitutionCode,
    code: &str,
) -> Result<Vec<MatterRow>, Problem> {
    let filter = MatterFilter {
        institution: Some(institution.clone()),
        practitioner: Some(PractitionerCode::new(code)),
        ..MatterFilter::default()
    };
    let reading = workbench.ledger().read(caller.viewer());
    let page = reading
        .matters(&filter, &Page::first(MatterOrder::LatestFirst, SHOWN))
        .await?;
    let (names, today) = (workbench.names().await?, workbench.now().day());
    let rows = page.rows.into_iter().map(|row| row_of(row, &names, workbench, today));
    Ok(rows.collect())
}

/// 导出结果运用
#[utoipa::path(get, path = "/conduct/year/export.xlsx", tag = "conduct", params(OfYear, Purpose),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = "default", body = Problem)))]
pub(crate) async fn export(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    _: By<may::Export>,
    Query(of): Query<OfYear>,
    Query(purpose): Query<Purpose>,
) -> Result<Response, Problem> {
    let purpose = purpose.given()?;
    let institution = own_institution(&caller)?;
    let mut scored = score(&workbench, &institution, of.year(&workbench)).await?;
    if let Some(own) = department(&workbench, &caller).await? {
        keep_department(&mut scored, &own);
    }
    let earlier = earlier(&workbench, &institution, scored.year).await?;
    let none = BTreeMap::new();
    let rows = scored.people.iter().filter_map(|person| {
        let earlier = earlier.get(&person.sheet.staff.code).unwrap_or(&none);
        let standing = scored.standing(person, earlier)?;
        Some(standing.cells().into())
    });
    let sheet = Sheet {
        title: "医德考评结果运用",
        heads: &Standing::HEADER,
        amounts: &[],
        rows: rows.collect(),
    };
    hand_out(&workbench, &caller, sheet, &format!("{}年", scored.year), purpose).await
}
