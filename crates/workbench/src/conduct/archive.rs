//! 医德档案 of one person as a file: what is kept of him, his years as the schemes score them, and the event
//! that each point comes from. It is of no single matter; that one was made is in the trail.

use super::books::{self, Range};
use super::own_institution;
use super::scoring::{Scored, score};
use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::consequences::system;
use crate::matters::{FileFormat, download, refused};
use crate::stationery::IssuerForm;
use crate::written::{Path, Query};
use crate::{Caller, Problem, Workbench};
use axum::extract::State;
use axum::response::Response;
use casework::{Role, UserId};
use conduct::archive::{Archive, Declaration as Declared, Honour, Records};
use conduct::assessment::YearAssessment;
use conduct::commendation::{Commendation, Stage as Praise};
use conduct::declaration::{Declaration, Stage as Asked};
use conduct::training::Training;
use conduct::veto::VetoDecision;
use conduct::{Fact, Staff};
use domain::{Day, InstitutionCode, PractitionerCode};
use ledger::{FactFilter, Kept, Kind, MatterFilter, MatterOrder, Page, Reading, Scope};
use papers::{Facts, Given};
use serde::Deserialize;
use sm3::{Digest, Sm3};
use std::collections::BTreeSet;
use utoipa::IntoParams;

/// Matters of one person and kind that are read; nobody has as many.
const PART: u16 = 500;

/// 医德档案
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// the present year where it is not given
    year: Option<i16>,
    /// `pdf` where it is not given
    format: Option<FileFormat>,
}

/// 下载医德档案
#[utoipa::path(get, path = "/conduct/people/{code}/archive", tag = "conduct", params(("code" = String, Path), Wanted),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
pub(crate) async fn archive(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let with_sealed = match caller.role() {
        Role::EthicsOffice => false,
        Role::DisciplineOffice => true,
        _ => return Err(Problem::forbidden("下载他人的医德档案")),
    };
    let institution = own_institution(&caller)?;
    hand_out(&workbench, &caller, &institution, &code, &wanted, with_sealed).await
}

/// 下载我的医德档案
#[utoipa::path(get, path = "/conduct/mine/archive", tag = "conduct", params(Wanted),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
pub(crate) async fn own_archive(
    State(workbench): State<Workbench>,
    caller: By<may::OwnConduct>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let Scope::Practitioner { institution, code } = caller.viewer().scope.clone() else {
        return Err(Problem::not_found("您的医德档案"));
    };
    hand_out(&workbench, &caller, &institution, code.as_str(), &wanted, true).await
}

async fn hand_out(
    workbench: &Workbench,
    caller: &Caller,
    institution: &InstitutionCode,
    code: &str,
    wanted: &Wanted,
    with_sealed: bool,
) -> Result<Response, Problem> {
    let today = workbench.now().day();
    let year = wanted.year.unwrap_or_else(|| today.year());
    let mut scored = score(workbench, institution, year).await?;
    let sealed = if with_sealed {
        BTreeSet::new()
    } else {
        seal(&mut scored)
    };
    let found = scored
        .people
        .iter()
        .find(|person| person.sheet.staff.code.as_str() == code);
    let person = found.ok_or_else(|| Problem::not_found("这名人员"))?;
    let viewer = system();
    let reading = workbench.ledger().read(&viewer);
    let archive = archive_of(&reading, institution, &person.sheet.staff, year, &sealed).await?;
    let number = format!("{code}-{year}");
    let given = given(workbench, institution, &number, today).await?;
    let facts = Facts::of_archive(&archive, &[(year, person)], &given).map_err(refused)?;
    let (format, ending, kind) = wanted.format.unwrap_or(FileFormat::Pdf).parts();
    let stationery = workbench.stationery()?;
    let rendered = aside(move || papers::render(&facts, format, &stationery.fonts, &stationery.templates));
    let file = rendered.await?.map_err(refused)?;
    let digest = hex::encode(Sm3::digest(&file));
    workbench
        .write(caller.viewer(), async |writing| {
            writing
                .record_export("医德档案", &number, 1, &digest, "出具医德档案")
                .await
        })
        .await?;
    Ok(download(file, kind, &format!("医德档案{number}.{ending}")))
}

/// Takes the sealed entries out, and says which events they come from.
fn seal(scored: &mut Scored) -> BTreeSet<String> {
    let mut sealed = BTreeSet::new();
    for person in &mut scored.people {
        person.sheet.entries.retain(|entry| {
            if entry.sealed {
                sealed.insert(entry.event.clone());
            }
            !entry.sealed
        });
    }
    sealed
}

/// What is kept of a person in a year, without what comes from sealed events.
async fn archive_of(
    reading: &Reading<'_>,
    institution: &InstitutionCode,
    staff: &Staff,
    year: i16,
    sealed: &BTreeSet<String>,
) -> Result<Archive, Problem> {
    let (Ok(from), Ok(to)) = (Day::from_ymd(year, 1, 1), Day::from_ymd(year, 12, 31)) else {
        return Err(Problem::input("year", "没有这个年度。"));
    };
    let filter = FactFilter {
        institution: institution.clone(),
        from,
        to,
        person: Some(staff.code.clone()),
    };
    let mut facts: Vec<Fact> = reading.facts(&filter).await?;
    facts.retain(|fact| !sealed.contains(&fact.event));
    let vetoes: Vec<VetoDecision> = of_person(reading, Kind::Veto, institution, &staff.code).await?;
    let assessments: Vec<YearAssessment> = of_person(reading, Kind::Assessment, institution, &staff.code).await?;
    let declared: Vec<Declaration> = of_person(reading, Kind::Declaration, institution, &staff.code).await?;
    let praise: Vec<Commendation> = of_all(reading, institution).await?;
    let trainings: Vec<Training> = of_all(reading, institution).await?;
    let honours: Vec<Honour> = praise.iter().filter_map(|praise| honour(praise, &staff.code)).collect();
    let declarations: Vec<Declared> = declared.iter().filter_map(declaration).collect();
    let records = Records {
        facts: &facts,
        vetoes: &vetoes,
        assessments: &assessments,
        trainings: &trainings,
        honours: &honours,
        declarations: &declarations,
        voices: &[],
    };
    Ok(Archive::of(staff, records, Some(year)))
}

/// Verified praise that names the person.
fn honour(praise: &Commendation, person: &PractitionerCode) -> Option<Honour> {
    let record = praise
        .record
        .as_ref()
        .filter(|_| matches!(praise.stage, Praise::Verified | Praise::Published))?;
    record
        .persons
        .iter()
        .any(|staff| staff.code == *person)
        .then(|| Honour {
            person: person.clone(),
            on: record.received_on,
            title: record.kind.zh().to_owned(),
            from: record.source.clone(),
        })
}

/// What the person declared himself; a clue is no declaration.
fn declaration(declared: &Declaration) -> Option<Declared> {
    let matter = declared.matter.as_ref()?;
    let approved = match declared.stage {
        Asked::Missing | Asked::Clue | Asked::Confirmed | Asked::Dismissed => return None,
        Asked::Declared | Asked::Agreed => None,
        Asked::Approved | Asked::Settled => Some(true),
        Asked::Declined => Some(false),
    };
    Some(Declared {
        person: matter.staff.code.clone(),
        on: matter.on,
        kind: matter.kind.zh().to_owned(),
        content: matter.content.clone(),
        approved,
    })
}

/// The matters of a kind that are about one person, as they stand.
async fn of_person<M: Kept>(
    reading: &Reading<'_>,
    kind: Kind,
    institution: &InstitutionCode,
    person: &PractitionerCode,
) -> Result<Vec<M>, Problem> {
    let filter = MatterFilter {
        kinds: vec![kind],
        institution: Some(institution.clone()),
        practitioner: Some(person.clone()),
        ..MatterFilter::default()
    };
    let page = reading
        .matters(&filter, &Page::first(MatterOrder::LatestFirst, PART))
        .await?;
    let mut found = Vec::new();
    for row in page.rows {
        found.push(reading.matter::<M>(&row.id).await?.state);
    }
    Ok(found)
}

/// All matters of a kind of the institution, as they stand: those that may name several people.
async fn of_all<M: Kept>(reading: &Reading<'_>, institution: &InstitutionCode) -> Result<Vec<M>, Problem> {
    let found = books::matters::<M>(reading, institution, &Range::default()).await?;
    Ok(found.into_iter().map(|(_, state)| state).collect())
}

/// The institution issues it, today.
async fn given(
    workbench: &Workbench,
    institution: &InstitutionCode,
    number: &str,
    today: Day,
) -> Result<Given, Problem> {
    let names = workbench.names().await?;
    let name = names.institution(institution.as_str());
    let form = workbench.stationery()?.of_institution(institution.as_str());
    Ok(Given {
        issuer: form.or(&IssuerForm::default(), name.clone()),
        institution: name,
        number: number.to_owned(),
        dated: Some(today),
        names: names
            .people
            .iter()
            .map(|(user, name)| (UserId::from(user.as_str()), name.clone()))
            .collect(),
        ..Given::default()
    })
}
