//! A year of an institution as its schemes score it: derived at every look from the confirmed events, so
//! that what is shown is what the books say now. A grade that the committee has made final stands beside
//! the derived one; this is the one place where it takes its place.

use super::books::{self, Range};
use crate::aside::aside;
use crate::consequences::system;
use crate::{Problem, Workbench};
use axum::http::StatusCode;
use conduct::assessment::YearAssessment;
use conduct::scheme::draft::{self, SchemeDraft};
use conduct::scheme::{Grade, Scheme, Template};
use conduct::score::{Assessed, Decision, DepartmentScore, Unscored, VetoHit, Year, assess, departments};
use conduct::standing::{Cycle, Standing};
use conduct::veto::VetoDecision;
use conduct::{Fact, Staff, StaffCategory};
use domain::{Day, InstitutionCode, PractitionerCode};
use ledger::{FactFilter, MatterId, Reading};
use std::collections::BTreeMap;

/// 考评周期 of the periodic assessment, in years (医师法 article 42 leaves it to the rules; three since 2023).
const CYCLE_YEARS: i16 = 3;

/// 环节 of an assessment that has a result.
pub(in crate::conduct) const FINAL: [&str; 3] = ["已确定", "已归档", "申诉处理中"];

/// 方案 in force for a category of staff.
#[derive(Debug, Clone)]
pub(crate) struct InForce {
    pub(crate) category: StaffCategory,
    pub(crate) scheme: Scheme,
    /// the institution's own matter; none for what the program brings along
    pub(crate) matter: Option<MatterId>,
}

/// 年度材料 as the books have it.
#[derive(Debug, Clone)]
pub(crate) struct Material {
    pub(crate) year: i16,
    pub(crate) staff: Vec<Staff>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) vetoes: Vec<VetoHit>,
    pub(crate) schemes: Vec<InForce>,
}

/// 年度得分
#[derive(Debug, Clone)]
pub(crate) struct Scored {
    pub(crate) year: i16,
    pub(crate) schemes: Vec<InForce>,
    pub(crate) people: Vec<Assessed>,
    pub(crate) departments: Vec<DepartmentScore>,
    pub(crate) unscored: Vec<Unscored>,
}

impl Scored {
    /// The scheme by which a person was scored.
    pub(crate) fn scheme_of(&self, category: StaffCategory) -> Option<&Scheme> {
        let own = self.schemes.iter().find(|one| one.category == category);
        own.map(|one| &one.scheme)
    }

    /// What the year means for a person. Earlier years count as far as they were scored.
    pub(crate) fn standing(&self, person: &Assessed, earlier: &BTreeMap<i16, Grade>) -> Option<Standing> {
        let scheme = self.scheme_of(person.sheet.staff.category)?;
        let cycle = Cycle {
            first: self.year - CYCLE_YEARS + 1,
            last: self.year,
        };
        Some(Standing::of(person, scheme, earlier, cycle))
    }
}

/// The year of an institution, scored.
pub(crate) async fn score(workbench: &Workbench, institution: &InstitutionCode, year: i16) -> Result<Scored, Problem> {
    let material = material(workbench, institution, year).await?;
    let viewer = system();
    let decisions = decisions(&workbench.ledger().read(&viewer), institution, year).await?;
    aside(move || {
        let mut scored = scored(material)?;
        for person in &mut scored.people {
            if let Some(decision) = decisions.get(&person.sheet.staff.code) {
                person.settle(decision);
            }
        }
        Ok(scored)
    })
    .await?
}

/// What was decided for the year, by person.
async fn decisions(
    reading: &Reading<'_>,
    institution: &InstitutionCode,
    year: i16,
) -> Result<BTreeMap<PractitionerCode, Decision>, Problem> {
    let range = Range {
        stages: FINAL.to_vec(),
        period: Some(year.to_string()),
        ..Range::default()
    };
    let found = books::matters::<YearAssessment>(reading, institution, &range).await?;
    let decided = |(_, year): (_, YearAssessment)| Some((year.practitioner()?.clone(), year.decision()?));
    Ok(found.into_iter().filter_map(decided).collect())
}

/// What a year is scored from.
pub(crate) async fn material(
    workbench: &Workbench,
    institution: &InstitutionCode,
    year: i16,
) -> Result<Material, Problem> {
    let viewer = system();
    let reading = workbench.ledger().read(&viewer);
    let (Ok(from), Ok(to)) = (Day::from_ymd(year, 1, 1), Day::from_ymd(year, 12, 31)) else {
        return Err(Problem::input("year", "没有这个年度。"));
    };
    let filter = FactFilter {
        institution: institution.clone(),
        from,
        to,
        person: None,
    };
    let listed = reading.staff(institution).await?;
    let there = listed
        .into_iter()
        .filter(|row| row.ended.is_none_or(|ended| ended >= from));
    Ok(Material {
        year,
        staff: there.map(|row| row.staff).collect(),
        facts: reading.facts(&filter).await?,
        vetoes: vetoes(&reading, institution).await?,
        schemes: in_force(&reading, institution, year).await?,
    })
}

fn scored(material: Material) -> Result<Scored, Problem> {
    let of = Year {
        year: material.year,
        staff: &material.staff,
        facts: &material.facts,
        vetoes: &material.vetoes,
    };
    let (mut people, mut unscored) = (Vec::new(), Vec::new());
    for own in &material.schemes {
        let staff: Vec<Staff> = of
            .staff
            .iter()
            .filter(|one| one.category == own.category)
            .cloned()
            .collect();
        let assessment = assess(&own.scheme, &Year { staff: &staff, ..of }).map_err(unusable)?;
        people.extend(assessment.people);
        unscored.extend(assessment.unscored);
    }
    let departments = match material.schemes.first() {
        Some(first) => departments(&first.scheme, &of, &people).map_err(unusable)?,
        None => Vec::new(),
    };
    Ok(Scored {
        year: material.year,
        schemes: material.schemes,
        people,
        departments,
        unscored,
    })
}

fn unusable(problems: Vec<conduct::scheme::Problem>) -> Problem {
    let first = problems.first().map(ToString::to_string).unwrap_or_default();
    Problem::new(
        StatusCode::CONFLICT,
        "CD-SCHEME",
        format!("考评方案不能使用：{first}请修订方案后重新发布。"),
    )
}

/// The schemes that an institution has published for a year, and for other categories those that the
/// program brings along.
pub(crate) async fn in_force(
    reading: &Reading<'_>,
    institution: &InstitutionCode,
    year: i16,
) -> Result<Vec<InForce>, Problem> {
    let mut published = Vec::new();
    for (row, draft) in books::matters::<SchemeDraft>(reading, institution, &Range::default()).await? {
        if draft.stage() != draft::Stage::Published {
            continue;
        }
        let (Some(effective), Ok(scheme)) = (draft.effective(), draft.scheme()) else {
            continue;
        };
        if effective.year() <= year {
            published.push((effective, row.id, scheme));
        }
    }
    // The latest that was in force comes first.
    published.sort_by(|(one, ..), (other, ..)| other.cmp(one));
    StaffCategory::ALL
        .into_iter()
        .map(|category| {
            if let Some((_, id, scheme)) = published.iter().find(|(_, _, scheme)| scheme.covers(category)) {
                return Ok(InForce {
                    category,
                    scheme: scheme.clone(),
                    matter: Some(id.clone()),
                });
            }
            let scheme = Template::of(category).scheme().map_err(|problem| {
                tracing::error!(%problem, "随程序的考评方案不能读取");
                Problem::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "CD-SCHEME",
                    "考评方案不能读取。请联系系统管理员。",
                )
            })?;
            Ok(InForce {
                category,
                scheme,
                matter: None,
            })
        })
        .collect()
}

/// The vetoes that stand.
async fn vetoes(reading: &Reading<'_>, institution: &InstitutionCode) -> Result<Vec<VetoHit>, Problem> {
    let mut found = Vec::new();
    for (row, state) in books::matters::<VetoDecision>(reading, institution, &Range::default()).await? {
        if let Some(hit) = state.hit() {
            found.push(VetoHit {
                event: row.id.to_string(),
                person: hit.person,
                code: hit.condition,
                document: hit.minute_number,
                from: hit.from,
                to: Some(hit.until),
                lifted_on: None,
            });
        }
    }
    Ok(found)
}
