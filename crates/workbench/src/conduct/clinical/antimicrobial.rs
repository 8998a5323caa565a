//! The indicators of antimicrobials by hospital, department and doctor, each with its parts and its target.
//!
//! No product stands in them, and of a doctor no consumption of one, so that they need no ticket for counts
//! of usage; that somebody looked at other doctors is in the trail.

use crate::access::may;
use crate::caller::By;
use crate::conduct::sees::{Sees, asking};
use crate::names::Names;
use crate::written::{Query, given};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use conduct::antimicrobial::{
    Consumed, DddTable, DoseRow, Figure, Indicators, Judgement, Measure, Monthly, Standing, TargetRow, TargetSet,
    Targets, Uncounted, Unit, judge, of_months,
};
use conduct::{Cell, Month};
use domain::InstitutionCode;
use ledger::{LedgerError, Reading};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// The kind of hospital whose national targets hold where an institution has set none for itself.
pub(super) const KIND_OF_HOSPITAL: &str = "综合医院";

/// DDDs are kept in millionths.
const MILLION: u64 = 1_000_000;

/// Everything that indicators of some months are made of, of all institutions within the scopes of who asked.
#[derive(Default)]
pub(super) struct Figures {
    monthly: Vec<(InstitutionCode, Monthly)>,
    consumed: Vec<(InstitutionCode, Consumed)>,
    doses: Vec<(InstitutionCode, DoseRow)>,
    targets: Vec<(InstitutionCode, TargetRow)>,
}

/// The indicators of one institution by month and unit.
pub(super) type Cells = BTreeMap<(Month, Unit), Indicators>;

/// The rows of one institution.
fn of_one<R: Clone>(rows: &[(InstitutionCode, R)], institution: &InstitutionCode) -> Vec<R> {
    let own = rows.iter().filter(|(of, _)| of == institution);
    own.map(|(_, row)| row.clone()).collect()
}

impl Figures {
    pub(super) async fn read(reading: &Reading<'_>, from: Month, to: Month) -> Result<Self, LedgerError> {
        Ok(Self {
            monthly: reading.clinical(from, to).await?,
            consumed: reading.clinical(from, to).await?,
            doses: reading.clinical(from, to).await?,
            targets: reading.clinical(from, to).await?,
        })
    }

    /// Those of another scope as well.
    fn extend(&mut self, other: Self) {
        self.monthly.extend(other.monthly);
        self.consumed.extend(other.consumed);
        self.doses.extend(other.doses);
        self.targets.extend(other.targets);
    }

    /// Who has brought in figures.
    pub(super) fn institutions(&self) -> BTreeSet<&InstitutionCode> {
        let monthly = self.monthly.iter().map(|(institution, _)| institution);
        monthly
            .chain(self.consumed.iter().map(|(institution, _)| institution))
            .collect()
    }

    /// The indicators of an institution, and what they are held against.
    pub(super) fn of(&self, institution: &InstitutionCode) -> Result<(Cells, Targets), LedgerError> {
        let unusable = |error: &dyn std::fmt::Display| LedgerError::Corrupt {
            place: "程序所带的抗菌药物目标值".to_owned(),
            problem: error.to_string(),
        };
        let shipped = Targets::shipped().map_err(|error| unusable(&error))?;
        let targets = shipped
            .without_samples()
            .set_by(KIND_OF_HOSPITAL, &of_one(&self.targets, institution));
        // A row was checked when it was brought in.
        let doses = of_one(&self.doses, institution);
        let table: DddTable = doses.iter().filter_map(|row| row.dose().ok()).collect();
        let cells = of_months(
            &of_one(&self.monthly, institution),
            &of_one(&self.consumed, institution),
            &table,
        );
        Ok((cells, targets))
    }
}

/// 查询条件
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfIndicators {
    /// `2026-10`; last month where it is not given
    month: Option<String>,
    /// only this institution
    institution: Option<String>,
    /// with every doctor, which is recorded; the own figures are shown without it
    #[serde(default)]
    doctors: bool,
}

/// 一项指标
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndicatorOf {
    zh: &'static str,
    unit: &'static str,
    /// absent for a count
    #[serde(skip_serializing_if = "Option::is_none")]
    numerator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    denominator: Option<String>,
    /// a dash where there was no case
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    /// `met`, `missed`, `no_target`, `no_case`, `sample_too_small`, `units_doubtful`, `incomplete`
    standing: &'static str,
    standing_zh: &'static str,
}

/// 统计对象的指标
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndicatorsOf {
    institution: String,
    institution_name: String,
    /// absent for the institution as a whole
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<String>,
    /// absent for a department
    #[serde(skip_serializing_if = "Option::is_none")]
    doctor: Option<String>,
    indicators: Vec<IndicatorOf>,
    /// what is not in the intensity and why; not told of single doctors
    uncounted: Vec<String>,
}

/// 抗菌药物指标
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AntimicrobialIndicators {
    month: String,
    /// hospitals before departments before doctors
    rows: Vec<IndicatorsOf>,
    /// the caller may ask for single doctors
    may_see_doctors: bool,
}

/// 抗菌药物指标
#[utoipa::path(get, path = "/conduct/antimicrobial", tag = "clinical", params(OfIndicators),
    responses((status = 200, body = AntimicrobialIndicators), (status = "default", body = Problem)))]
pub(crate) async fn indicators(
    State(workbench): State<Workbench>,
    caller: By<may::Indicators>,
    Query(of): Query<OfIndicators>,
) -> Result<Json<AntimicrobialIndicators>, Problem> {
    let month = super::asked_month(&workbench, of.month.as_deref())?;
    let wanted = given(of.institution.as_deref()).map(InstitutionCode::new);
    let sees = Sees::of(&workbench, &caller).await?;
    let doctors = of.doctors && sees.may_see_doctors();
    let mut figures = Figures::default();
    for viewer in asking(&workbench, &caller).await? {
        figures.extend(Figures::read(&workbench.ledger().read(&viewer), month, month).await?);
    }
    let names = workbench.names().await?;
    let (mut rows, mut looked_at) = (Vec::new(), Vec::new());
    for institution in figures.institutions() {
        if wanted.as_ref().is_some_and(|wanted| wanted != institution) {
            continue;
        }
        let (cells, targets) = figures.of(institution)?;
        let shown = cells.iter().filter(|((_, unit), _)| shows(&sees, unit, doctors));
        let before = rows.len();
        rows.extend(shown.map(|((_, unit), cell)| row(institution, unit, cell, &targets, &names)));
        let others = rows
            .iter()
            .skip(before)
            .filter(|row: &&IndicatorsOf| row.doctor.is_some())
            .count();
        if doctors && others > 0 {
            looked_at.push((institution.clone(), others));
        }
    }
    if !looked_at.is_empty() {
        workbench
            .write(caller.viewer(), async |writing| {
                for (institution, count) in &looked_at {
                    writing.record_figures_seen(institution, month, *count).await?;
                }
                Ok(())
            })
            .await?;
    }
    let level = |row: &IndicatorsOf| (row.department.is_some(), row.doctor.is_some());
    rows.sort_by_key(level);
    Ok(Json(AntimicrobialIndicators {
        month: month.to_string(),
        rows,
        may_see_doctors: sees.may_see_doctors(),
    }))
}

/// Whether figures of a unit are shown; those of doctors where he asked for them.
fn shows(sees: &Sees, unit: &Unit, doctors: bool) -> bool {
    match (sees, unit) {
        (Sees::All | Sees::Sums, Unit::Institution | Unit::Department(_)) => true,
        (Sees::All, Unit::Doctor(..)) => doctors,
        (Sees::Department(own), Unit::Department(of)) => own.contains(&of.0),
        (Sees::Department(own), Unit::Doctor(of, _)) => doctors && own.contains(&of.0),
        (Sees::Own(code), Unit::Doctor(_, of)) => code == of,
        (Sees::Sums, Unit::Doctor(..))
        | (Sees::Department(_), Unit::Institution)
        | (Sees::Own(_), Unit::Institution | Unit::Department(_)) => false,
    }
}

/// What is said of a unit: of what it does not do, nothing.
pub(super) fn said(unit: &Unit, cell: &Indicators, targets: &Targets) -> Vec<Judgement> {
    let nothing = TargetSet {
        name: String::new(),
        sample: false,
        source: String::new(),
        limits: BTreeMap::new(),
    };
    let set = match unit {
        Unit::Institution => targets.hospital(KIND_OF_HOSPITAL),
        Unit::Department(department) | Unit::Doctor(department, _) => targets.department(department),
    };
    let mut judged = judge(cell, set.unwrap_or(&nothing));
    judged.retain(|judgement| judgement.standing != Standing::NoCase && judgement.figure != Some(Figure::Count(0)));
    judged
}

fn row(
    institution: &InstitutionCode,
    unit: &Unit,
    cell: &Indicators,
    targets: &Targets,
    names: &Names,
) -> IndicatorsOf {
    let (department, doctor) = match unit {
        Unit::Institution => (None, None),
        Unit::Department(department) => (Some(department), None),
        Unit::Doctor(department, doctor) => (Some(department), Some(doctor)),
    };
    let uncounted = cell.uncounted().values().filter(|_| doctor.is_none()).map(says);
    IndicatorsOf {
        institution: institution.to_string(),
        institution_name: names.institution(institution.as_str()),
        department: department.map(|department| department.0.clone()),
        doctor: doctor.map(|doctor| names.member(institution.as_str(), doctor.as_str())),
        indicators: said(unit, cell, targets)
            .iter()
            .map(|judgement| indicator(judgement, cell))
            .collect(),
        uncounted: uncounted.collect(),
    }
}

pub(super) fn indicator(judgement: &Judgement, cell: &Indicators) -> IndicatorOf {
    let Judgement {
        measure,
        figure,
        target,
        standing,
    } = *judgement;
    let ratio = match figure {
        Some(Figure::PerHundred(ratio)) => Some(ratio),
        Some(Figure::Count(_)) | None => None,
    };
    let (numerator, denominator) = match (measure, ratio) {
        (Measure::Intensity, Some(ratio)) => {
            let hundredths = ratio.part / (MILLION / 100);
            let ddds = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            (Some(ddds), Some(cell.patient_days().to_string()))
        }
        (_, Some(ratio)) => (Some(ratio.part.to_string()), Some(ratio.whole.to_string())),
        (_, None) => (None, None),
    };
    IndicatorOf {
        zh: measure.zh(),
        unit: measure.unit(),
        numerator,
        denominator,
        value: figure.map_or_else(|| "—".to_owned(), |figure| figure.to_string()),
        target: target.map(|target| target.to_string()),
        standing: match standing {
            Standing::Met => "met",
            Standing::Missed => "missed",
            Standing::NoTarget => "no_target",
            Standing::NoCase => "no_case",
            Standing::SampleTooSmall => "sample_too_small",
            Standing::UnitsDoubtful => "units_doubtful",
            Standing::Incomplete => "incomplete",
        },
        standing_zh: standing.zh(),
    }
}

/// The same for who sees hospitals alone: what fewer than five cases are told from is not said, nor what they
/// could be computed from.
pub(super) fn without_small_cells(judgement: &Judgement, cell: &Indicators) -> IndicatorOf {
    let said = indicator(judgement, cell);
    let Some(Figure::PerHundred(ratio)) = judgement.figure else {
        return said;
    };
    // Doses are no cases, days are.
    let (part, whole) = match judgement.measure {
        Measure::Intensity => (None, cell.patient_days()),
        _ => (Some(ratio.part), ratio.whole),
    };
    let cell = |count: u64| Cell::of(super::counted(count));
    let (part, whole) = (part.map(cell), cell(whole));
    if whole.is_shown() && part.is_none_or(Cell::is_shown) {
        return said;
    }
    IndicatorOf {
        numerator: part.map(|cell| cell.to_string()),
        denominator: Some(whole.to_string()),
        value: "—".to_owned(),
        ..said
    }
}

fn says(uncounted: &Uncounted) -> String {
    match uncounted {
        Uncounted::NoDailyDose { name } => format!("{name}：没有DDD值"),
        Uncounted::OtherUnit { name, found, expected } => {
            format!("{name}：消耗量的单位是{found}，DDD值的单位是{expected}")
        }
    }
}
