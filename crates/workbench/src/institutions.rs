//! Institutions: the list, the page of one with its figures, and the register of who is connected.

use crate::access::{Right, may};
use crate::caller::By;
use crate::dashboard::{RECOVER, UPHOLD};
use crate::findings::{FindingSum, heading};
use crate::written::{Body, FourFigures, Path, Query, given, short, yuan};
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::extract::State;
use domain::{Division, InstitutionCode, Money};
use ledger::{Access, AccessState, Breakdown, FindingBreakdown, FindingFilter, Kind, MatterFilter, OrganisationKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 接入情况: `not_started`, `interface_changed`, `joint_test` or `live`
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct AccessForm {
    prescribing: String,
    settlement: String,
    feedback: String,
}

/// 机构
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Organisation {
    code: String,
    name: String,
    /// `bureau`, `agency`, `institution` or `department`
    kind: String,
    parent: Option<String>,
    division: String,
    level: Option<String>,
    access: AccessForm,
}

impl From<ledger::Organisation> for Organisation {
    fn from(org: ledger::Organisation) -> Self {
        Self {
            code: org.code,
            name: org.name,
            kind: org.kind.tag().to_owned(),
            parent: org.parent,
            division: org.division.as_str().to_owned(),
            level: org.level,
            access: AccessForm {
                prescribing: org.access.prescribing.tag().to_owned(),
                settlement: org.access.settlement.tag().to_owned(),
                feedback: org.access.feedback.tag().to_owned(),
            },
        }
    }
}

impl Organisation {
    fn read(self) -> Result<ledger::Organisation, Problem> {
        let state = |field: &str, tag: &str| {
            AccessState::of_tag(tag).ok_or_else(|| Problem::input(field, format!("没有“{}”这种接入状态。", short(tag))))
        };
        let kind = OrganisationKind::of_tag(&self.kind)
            .ok_or_else(|| Problem::input("kind", format!("没有“{}”这类机构。", short(&self.kind))))?;
        Ok(ledger::Organisation {
            kind,
            access: Access {
                prescribing: state("access.prescribing", &self.access.prescribing)?,
                settlement: state("access.settlement", &self.access.settlement)?,
                feedback: state("access.feedback", &self.access.feedback)?,
            },
            code: self.code,
            name: self.name,
            parent: self.parent,
            division: Division::new(self.division),
            level: self.level,
        })
    }
}

/// 机构目录
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Organisations {
    rows: Vec<Organisation>,
}

/// 机构目录
#[utoipa::path(get, path = "/organisations", tag = "organisations", responses((status = 200, body = Organisations), (status = "default", body = Problem)))]
pub(crate) async fn organisations(
    State(workbench): State<Workbench>,
    caller: Caller,
) -> Result<Json<Organisations>, Problem> {
    if caller.must(Right::Organisations).is_err() {
        caller.must(Right::Institutions)?;
    }
    let rows = workbench.ledger().read(caller.viewer()).organisations().await?;
    Ok(Json(Organisations {
        rows: rows.into_iter().map(Organisation::from).collect(),
    }))
}

/// 登记机构
#[utoipa::path(put, path = "/organisations/{code}", tag = "organisations", params(("code" = String, Path)), request_body = Organisation,
    responses((status = 200, body = Organisation), (status = "default", body = Problem)))]
pub(crate) async fn put_organisation(
    State(workbench): State<Workbench>,
    caller: By<may::Organisations>,
    Path(code): Path<String>,
    Body(organisation): Body<Organisation>,
) -> Result<Json<Organisation>, Problem> {
    if organisation.code != code {
        return Err(Problem::input("code", "编号与地址中的编号不一致。"));
    }
    let organisation = organisation.read()?;
    let kept = workbench
        .write(caller.viewer(), async |writing| {
            writing.put_organisation(&organisation).await
        })
        .await?;
    workbench.forget_names();
    Ok(Json(kept.into()))
}

/// 机构 in the list, with what was found there
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstitutionRow {
    #[serde(flatten)]
    organisation: Organisation,
    findings: i64,
    flagged: String,
}

/// 机构列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstitutionList {
    rows: Vec<InstitutionRow>,
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// a part of the name or the code
    q: Option<String>,
}

/// 机构列表
#[utoipa::path(get, path = "/institutions", tag = "institutions", params(Wanted),
    responses((status = 200, body = InstitutionList), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(workbench): State<Workbench>,
    caller: By<may::Institutions>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<InstitutionList>, Problem> {
    let sitting = workbench.ledger().sit_down(caller.viewer()).await?;
    let reading = sitting.read();
    let sums = reading
        .finding_breakdown(&FindingFilter::default(), FindingBreakdown::Institution)
        .await?;
    let sums: std::collections::HashMap<_, _> = sums.into_iter().collect();
    let text = given(wanted.q.as_deref()).unwrap_or_default();
    let mut rows: Vec<(Money, InstitutionRow)> = reading
        .organisations()
        .await?
        .into_iter()
        .filter(|org| org.kind == OrganisationKind::Institution && (org.name.contains(text) || org.code.contains(text)))
        .map(|org| {
            let found = sums.get(&org.code).copied().unwrap_or_default();
            let row = InstitutionRow {
                organisation: org.into(),
                findings: found.count,
                flagged: yuan(found.amount),
            };
            (found.amount, row)
        })
        .collect();
    rows.sort_by(|(a, one), (b, other)| (b, &one.organisation.code).cmp(&(a, &other.organisation.code)));
    Ok(Json(InstitutionList {
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }))
}

/// 事项件数
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindCount {
    kind: String,
    kind_zh: &'static str,
    count: i64,
}

/// 机构页
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstitutionPage {
    organisation: Organisation,
    figures: FourFigures,
    findings: i64,
    /// findings by month of service
    months: Vec<FindingSum>,
    /// findings by rule, the largest amount first
    rules: Vec<FindingSum>,
    matters: Vec<KindCount>,
}

/// 机构详情
#[utoipa::path(get, path = "/institutions/{code}", tag = "institutions", params(("code" = String, Path)),
    responses((status = 200, body = InstitutionPage), (status = "default", body = Problem)))]
pub(crate) async fn page(
    State(workbench): State<Workbench>,
    caller: By<may::Institutions>,
    Path(code): Path<String>,
) -> Result<Json<InstitutionPage>, Problem> {
    let names = workbench.names().await?;
    let sitting = workbench.ledger().sit_down(caller.viewer()).await?;
    let reading = sitting.read();
    let organisation = reading.organisation(&code).await?;
    let institution = Some(InstitutionCode::new(code.as_str()));
    let filter = FindingFilter {
        institution: institution.clone(),
        ..FindingFilter::default()
    };
    let of = |kinds: &[Kind]| MatterFilter {
        kinds: kinds.to_vec(),
        institution: institution.clone(),
        ..MatterFilter::default()
    };
    let found = reading.finding_totals(&filter).await?;
    let (upheld, recovered) = (
        reading.totals(&of(&UPHOLD)).await?,
        reading.totals(&of(&RECOVER)).await?,
    );
    let avoided = reading
        .alert_totals(&ledger::AlertFilter {
            institution: institution.clone(),
            ..ledger::AlertFilter::default()
        })
        .await?
        .avoided;
    let months = reading.finding_breakdown(&filter, FindingBreakdown::Month).await?;
    let rules = reading.finding_breakdown(&filter, FindingBreakdown::Rule).await?;
    let kinds = reading.breakdown(&of(&[]), Breakdown::Kind).await?;
    Ok(Json(InstitutionPage {
        figures: FourFigures::of(found.amount, upheld, recovered, avoided.money()),
        findings: found.count,
        months: months
            .into_iter()
            .map(|sum| heading(FindingBreakdown::Month, sum, &names))
            .collect(),
        rules: rules
            .into_iter()
            .map(|sum| heading(FindingBreakdown::Rule, sum, &names))
            .collect(),
        matters: kinds
            .into_iter()
            .filter_map(|(kind, totals)| {
                Some(KindCount {
                    kind_zh: Kind::of_tag(&kind)?.zh(),
                    count: totals.count,
                    kind,
                })
            })
            .collect(),
        organisation: organisation.into(),
    }))
}
