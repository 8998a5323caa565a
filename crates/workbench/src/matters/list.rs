//! Lists of matters and what they add up to.

use crate::access::may;
use crate::caller::By;
use crate::names::Names;
use crate::written::{FourFigures, Query, day, given, short};
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::extract::State;
use casework::UserId;
use domain::{Day, InstitutionCode, PractitionerCode, RuleCode};
use ledger::{Breakdown, Cursor, Kind, MatterFilter, MatterOrder, MatterRow as Row, Page, Realm, Totals};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 事项 as lists show it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MatterRow {
    pub(crate) id: String,
    kind: &'static str,
    kind_zh: &'static str,
    version: i64,
    /// what it is called in a list
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    institution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    institution_name: Option<String>,
    division: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    practitioner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
    stage: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    /// negative once it is past; absent where the calendar of a year on the way is not known
    #[serde(skip_serializing_if = "Option::is_none")]
    working_days_left: Option<i32>,
    overdue: bool,
    figures: FourFigures,
    /// the institution knows of it
    told: bool,
    opened_at: String,
    changed_at: String,
}

impl MatterRow {
    /// The cells of an exported row.
    pub(crate) fn cells(self) -> Vec<String> {
        let figures = self.figures.cells();
        let mut cells = vec![
            self.id,
            self.kind_zh.to_owned(),
            self.institution.unwrap_or_default(),
            self.institution_name.unwrap_or_default(),
            self.rule.unwrap_or_default(),
            self.rule_name.unwrap_or_default(),
            self.period.unwrap_or_default(),
            self.stage,
            self.assignee_name.unwrap_or_default(),
            self.due.unwrap_or_default(),
        ];
        cells.extend(figures);
        cells.push(self.changed_at);
        cells
    }
}

/// The row as it is shown.
pub(crate) fn row_of(row: Row, names: &Names, workbench: &Workbench, today: Day) -> MatterRow {
    let kind = row.id.kind();
    let institution_name = row.institution.as_deref().map(|code| names.institution(code));
    let rule_name = row.rule.as_deref().map(|code| names.rule(code));
    let own_name = row.id.as_str().split_once('/').map_or("", |(_, name)| name);
    // Matters of conduct about a person exist in his own institution alone.
    let member = match (kind.realm(), &row.institution, &row.practitioner) {
        (Realm::Conduct, Some(institution), Some(code)) => Some(names.staff(institution, code)),
        _ => None,
    };
    let about = match member {
        Some(member) => [None, None, Some(member)],
        None => [
            institution_name.as_deref(),
            rule_name.as_deref(),
            row.practitioner.as_deref(),
        ],
    };
    let about: Vec<&str> = about.into_iter().flatten().collect();
    let title = if about.is_empty() {
        own_name.to_owned()
    } else {
        about.join(" ")
    };
    MatterRow {
        kind: kind.tag(),
        kind_zh: kind.zh(),
        version: row.version,
        title,
        institution: row.institution,
        institution_name,
        division: row.division,
        practitioner: row.practitioner,
        rule: row.rule,
        rule_name,
        period: row.period,
        stage: row.stage,
        assignee_name: row.assignee.as_deref().map(|user| names.person(&UserId::from(user))),
        assignee: row.assignee,
        due: row.due.map(|day| day.to_string()),
        working_days_left: row.due.and_then(|due| days_left(workbench, today, due)),
        overdue: row.due.is_some_and(|due| due < today),
        figures: row.figures.into(),
        told: row.told,
        opened_at: row.opened_at.to_string(),
        changed_at: row.changed_at.to_string(),
        id: row.id.to_string(),
    }
}

fn days_left(workbench: &Workbench, today: Day, due: Day) -> Option<i32> {
    let left = workbench.calendar().days_left(today, due).ok()?;
    Some(match left {
        casework::DaysLeft::Left(days) => i32::try_from(days).ok()?,
        casework::DaysLeft::Overdue(days) => -i32::try_from(days).ok()?,
    })
}

/// What a list of matters is narrowed to.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// kinds, separated by commas
    kind: Option<String>,
    /// stages by their Chinese names, separated by commas
    stage: Option<String>,
    institution: Option<String>,
    /// code of a practitioner or of another member of staff
    practitioner: Option<String>,
    rule: Option<String>,
    period: Option<String>,
    /// `me` or a user
    assignee: Option<String>,
    /// only what is past its last day
    overdue: Option<bool>,
    /// last handled on or after this day
    from: Option<String>,
    /// last handled before this day
    before: Option<String>,
}

impl Filter {
    pub(crate) fn read(&self, caller: &Caller, today: Day) -> Result<MatterFilter, Problem> {
        let list = |text: &Option<String>| -> Vec<String> {
            let parts = text.as_deref().unwrap_or_default().split(',').map(str::trim);
            parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let kinds = list(&self.kind)
            .iter()
            .map(|tag| {
                Kind::of_tag(tag).ok_or_else(|| Problem::input("kind", format!("没有“{}”这种事项。", short(tag))))
            })
            .collect::<Result<_, _>>()?;
        let assignee = match given(self.assignee.as_deref()) {
            Some("me") => Some(caller.viewer().actor.user.clone()),
            other => other.map(UserId::from),
        };
        Ok(MatterFilter {
            kinds,
            stages: list(&self.stage),
            institution: given(self.institution.as_deref()).map(InstitutionCode::new),
            practitioner: given(self.practitioner.as_deref()).map(PractitionerCode::new),
            rule: given(self.rule.as_deref()).map(RuleCode::new),
            period: given(self.period.as_deref()).map(str::to_owned),
            assignee,
            due_before: self.overdue.unwrap_or(false).then_some(today),
            changed_from: day("from", self.from.as_deref())?.map(|day| day.start()),
            changed_before: day("before", self.before.as_deref())?.map(|day| day.start()),
        })
    }
}

/// Order and page.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// `latest` (default), `due` or `largest`
    order: Option<String>,
    /// where the page before ended, as it told
    after: Option<String>,
    /// rows, 1 to 200
    size: Option<u16>,
}

impl Paging {
    fn read(&self) -> Result<Page, Problem> {
        let order = match given(self.order.as_deref()) {
            None | Some("latest") => MatterOrder::LatestFirst,
            Some("due") => MatterOrder::DueFirst,
            Some("largest") => MatterOrder::LargestFirst,
            Some(other) => return Err(Problem::input("order", format!("没有“{}”这种排序。", short(other)))),
        };
        Ok(Page {
            after: given(self.after.as_deref()).map(Cursor::parse).transpose()?,
            ..Page::first(order, self.size.unwrap_or(50).clamp(1, 200))
        })
    }
}

/// One page of matters.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatterList {
    rows: Vec<MatterRow>,
    /// hand back as `after` for the next page
    next: Option<String>,
}

/// 事项列表
#[utoipa::path(get, path = "/matters", tag = "matters", params(Filter, Paging), responses((status = 200, body = MatterList), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(workbench): State<Workbench>,
    caller: By<may::Matters>,
    Query(filter): Query<Filter>,
    Query(paging): Query<Paging>,
) -> Result<Json<MatterList>, Problem> {
    let today = workbench.now().day();
    let names = workbench.names().await?;
    let page = workbench
        .ledger()
        .read(caller.viewer())
        .matters(&filter.read(&caller, today)?, &paging.read()?)
        .await?;
    let rows = page.rows.into_iter().map(|row| row_of(row, &names, &workbench, today));
    Ok(Json(MatterList {
        rows: rows.collect(),
        next: page.next.map(|cursor| cursor.text()),
    }))
}

/// How many rows, and their four figures.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Sum {
    pub(crate) count: i64,
    pub(crate) figures: FourFigures,
}

impl From<Totals> for Sum {
    fn from(totals: Totals) -> Self {
        Self {
            count: totals.count,
            figures: totals.figures.into(),
        }
    }
}

/// The sum under one heading.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SumOf {
    key: String,
    name: String,
    totals: Sum,
}

/// What a list adds up to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sums {
    total: Sum,
    by: Vec<SumOf>,
}

/// By what the sums are broken down.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Dimension {
    /// `kind`, `stage`, `institution`, `division`, `rule`, `period` or `assignee`
    by: Option<String>,
}

/// 事项合计
#[utoipa::path(get, path = "/matters/totals", tag = "matters", params(Filter, Dimension), responses((status = 200, body = Sums), (status = "default", body = Problem)))]
pub(crate) async fn totals(
    State(workbench): State<Workbench>,
    caller: By<may::Matters>,
    Query(filter): Query<Filter>,
    Query(by): Query<Dimension>,
) -> Result<Json<Sums>, Problem> {
    let filter = filter.read(&caller, workbench.now().day())?;
    let names = workbench.names().await?;
    let sitting = workbench.ledger().sit_down(caller.viewer()).await?;
    let reading = sitting.read();
    let by = match given(by.by.as_deref()) {
        None => Vec::new(),
        Some(word) => {
            let by = breakdown(word)?;
            let named = |(key, totals): (String, Totals)| SumOf {
                name: heading(by, &key, &names),
                key,
                totals: totals.into(),
            };
            reading.breakdown(&filter, by).await?.into_iter().map(named).collect()
        }
    };
    Ok(Json(Sums {
        total: reading.totals(&filter).await?.into(),
        by,
    }))
}

fn breakdown(word: &str) -> Result<Breakdown, Problem> {
    Ok(match word {
        "kind" => Breakdown::Kind,
        "stage" => Breakdown::Stage,
        "institution" => Breakdown::Institution,
        "division" => Breakdown::Division,
        "rule" => Breakdown::Rule,
        "period" => Breakdown::Period,
        "assignee" => Breakdown::Assignee,
        other => return Err(Problem::input("by", format!("不能按“{}”汇总。", short(other)))),
    })
}

fn heading(by: Breakdown, key: &str, names: &Names) -> String {
    match by {
        Breakdown::Kind => Kind::of_tag(key).map_or_else(|| key.to_owned(), |kind| kind.zh().to_owned()),
        Breakdown::Institution => names.institution(key),
        Breakdown::Rule => names.rule(key),
        Breakdown::Assignee => names.person(&UserId::from(key)),
        Breakdown::Stage | Breakdown::Division | Breakdown::Period | Breakdown::Month => key.to_owned(),
    }
}
