//! Counts of usage by prescriber or department (统方): answered under an open ticket to who asked for it,
//! refused to everybody else, and written down either way.
//!
//! Whoever is logged in may ask, so that also a refusal to those who never may is in the trail, where
//! neither he nor an administrator can take it out: nothing deletes from the trail.

use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::written::{Body, Path, short};
use crate::{Caller, Problem, Workbench};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use casework::{Clock, Refusal};
use conduct::usage_query::{
    Command, Dimension, Goods, Measure, Permit, Purpose, QueryShape, Run, UsageQuery, watermark, watermark_id,
};
use domain::{Day, InstitutionCode, PractitionerCode, Quantity};
use ledger::{Course, Kind, LedgerError, MatterId, UsageAnswer};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// 用量范围 · what a source is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageAsk {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 品类
    pub goods: Goods,
    /// 品种, by the names or codes that the ticket was approved for
    pub products: Vec<String>,
    /// 起始日期, included
    pub from: Day,
    /// 截止日期, included
    pub to: Day,
}

/// 用量 of one product by one prescriber in the whole period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRow {
    /// 科室
    pub department: String,
    /// 医师
    pub prescriber: PractitionerCode,
    /// 品种, as it was asked for
    pub product: String,
    /// 数量
    pub quantity: Quantity,
}

/// 用量来源 · what can count usage by prescriber. It decides nothing: that somebody may ask has been
/// established, and that he asked is written down by who calls it.
pub trait UsageSource: Send + Sync {
    /// The usage of the period, in any order. May take as long as reading settled claims does.
    ///
    /// # Errors
    /// The data cannot be read.
    fn usage(&self, ask: &UsageAsk) -> anyhow::Result<Vec<UsageRow>>;

    /// Whether the data are there and can be read at all.
    ///
    /// # Errors
    /// Why they cannot.
    fn check(&self) -> anyhow::Result<()>;
}

/// 统计口径
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Grouping {
    Institution,
    Department,
    Prescriber,
}

/// 品类
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GoodsOf {
    Drug,
    Consumable,
}

/// 用量查询
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UsageAsked {
    by: Grouping,
    of: GoodsOf,
    /// one product of the ticket; all of them where it is not given
    item: Option<String>,
    /// the first day
    from: String,
    /// the day behind the last
    before: String,
}

impl UsageAsked {
    fn goods(&self) -> Goods {
        match self.of {
            GoodsOf::Drug => Goods::Drug,
            GoodsOf::Consumable => Goods::Consumable,
        }
    }

    fn shape(&self) -> QueryShape {
        let goods = match self.of {
            GoodsOf::Drug => Dimension::Drug,
            GoodsOf::Consumable => Dimension::Consumable,
        };
        let subjects: &[Dimension] = match self.by {
            Grouping::Institution => &[Dimension::Institution],
            Grouping::Department => &[Dimension::Department],
            Grouping::Prescriber => &[Dimension::Department, Dimension::Prescriber],
        };
        QueryShape {
            dimensions: subjects.iter().copied().chain([goods]).collect(),
            measures: BTreeSet::from([Measure::Quantity]),
            own: false,
        }
    }

    fn columns(&self) -> &'static [&'static str] {
        match self.by {
            Grouping::Institution => &["品种", "数量"],
            Grouping::Department => &["科室", "品种", "数量"],
            Grouping::Prescriber => &["医师", "科室", "品种", "数量"],
        }
    }

    /// What the trail has of it: no name of a product, which could be anything that somebody typed.
    fn zh(&self) -> String {
        let by = match self.by {
            Grouping::Institution => "机构",
            Grouping::Department => "科室",
            Grouping::Prescriber => "医师",
        };
        format!("按{by}统计{}用量", self.goods().zh())
    }

    fn run(&self, state: &UsageQuery, device: String) -> Result<Run, Problem> {
        let day = |field: &str, text: &str| {
            Day::parse(text.trim())
                .map_err(|_| Problem::input(field, format!("“{}”不是日期，请写成2026-11-24。", short(text))))
        };
        let (from, before) = (day("from", &self.from)?, day("before", &self.before)?);
        let approved = || state.request.iter().flat_map(|request| request.products.clone());
        Ok(Run {
            shape: self.shape(),
            products: match crate::written::given(self.item.as_deref()) {
                Some(item) => vec![item.to_owned()],
                None => approved().collect(),
            },
            from,
            to: before.plus_days(-1),
            rows: 0,
            exported: false,
            device,
        })
    }
}

/// 查询结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ran {
    /// to be laid over every page that shows the rows
    watermark: String,
    watermark_id: String,
    ticket: String,
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

/// 用量查询
#[utoipa::path(post, path = "/conduct/usage/{id}/runs", tag = "conduct",
    params(("id" = String, Path, description = "the ticket's name behind `usage-query/`")), request_body = UsageAsked,
    responses((status = 200, body = Ran), (status = "default", body = Problem)))]
pub(crate) async fn run(
    State(workbench): State<Workbench>,
    caller: By<may::Own>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(asked): Body<UsageAsked>,
) -> Result<Json<Ran>, Problem> {
    let answered = answer(&workbench, &caller, &id, &headers, &asked).await;
    if let Err(problem) = &answered
        && is_refusal(problem)
    {
        refuse(&workbench, &caller, &id, problem.code(), &asked).await?;
    }
    answered.map(Json)
}

/// Whether somebody was turned away, and did not merely mistype or find the source out of order.
fn is_refusal(problem: &Problem) -> bool {
    problem.status() == StatusCode::FORBIDDEN
}

async fn answer(
    workbench: &Workbench,
    caller: &Caller,
    id: &str,
    headers: &HeaderMap,
    asked: &UsageAsked,
) -> Result<Ran, Problem> {
    let ticket = MatterId::new(Kind::UsageQuery, id)?;
    let reading = workbench.ledger().read(caller.viewer());
    let course = match reading.matter::<UsageQuery>(&ticket).await {
        // A ticket that he cannot see is like one that nobody asked for.
        Err(LedgerError::NotFound { .. }) => Course::default(),
        found => found?,
    };
    let (calendar, now) = (workbench.calendar(), workbench.now());
    let clock = Clock {
        now,
        calendar: &calendar,
        limits: workbench.limits(),
    };
    let mut run = asked.run(&course.state, device(headers))?;
    let actor = &caller.viewer().actor;
    let permit = course.state.permit(&run, actor, &clock).map_err(turned_away)?;
    let rows = count(workbench, &permit, asked, &run).await?;
    run.rows = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let number = u32::try_from(course.state.runs.len())
        .unwrap_or(u32::MAX)
        .saturating_add(1);
    let watermark_id = watermark_id(ticket.as_str(), number);
    let digest = digest(&rows)?;
    let purpose = course.state.request.as_ref().map(|request| request.purpose);
    let record = UsageAnswer {
        watermark: &watermark_id,
        rows: run.rows,
        purpose: purpose.map_or("", Purpose::zh),
        digest: &digest,
    };
    // In the name of who asks, in one write: what is not written down is not shown.
    workbench
        .ledger()
        .write(caller.viewer(), now, async |writing| {
            let command = Command::Run { run };
            writing
                .command::<UsageQuery>(&ticket, course.version(), command, &calendar, workbench.limits())
                .await?;
            writing.record_usage(&ticket, record).await
        })
        .await
        .map_err(|error| match error {
            LedgerError::Refused(refusal) => turned_away(refusal),
            other => other.into(),
        })?;
    let name = workbench.names().await?.person(&actor.user);
    Ok(Ran {
        watermark: watermark(&name, now, ticket.as_str()),
        watermark_id,
        ticket: ticket.to_string(),
        columns: asked.columns(),
        rows,
    })
}

/// Every reason for which the ticket does not let somebody through is a refusal to him.
fn turned_away(refusal: Refusal) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, refusal.code(), refusal.to_string())
}

async fn count(
    workbench: &Workbench,
    permit: &Permit,
    asked: &UsageAsked,
    run: &Run,
) -> Result<Vec<Vec<String>>, Problem> {
    let source = workbench.usage().ok_or_else(|| {
        let detail = "没有接入处方和收费数据，不能统计用量。请系统管理员接入结算明细后再查询。";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "CD-SOURCE", detail)
    })?;
    let ask = UsageAsk {
        institution: permit.institution().clone(),
        goods: asked.goods(),
        products: run.products.clone(),
        from: run.from,
        to: run.to,
    };
    let names = workbench.names().await?;
    let by = asked.by;
    let counted = aside(move || source.usage(&ask)).await?;
    let counted = counted.map_err(|error| {
        tracing::error!(error = format!("{error:#}"), "用量数据来源没有答复");
        let detail = "处方和收费数据暂时不能读取，没有统计。请稍后重试；持续出现时请向系统管理员报告。";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "CD-SOURCE", detail)
    })?;
    let mut sums: BTreeMap<Vec<String>, Quantity> = BTreeMap::new();
    for row in counted {
        let key = match by {
            Grouping::Institution => vec![row.product],
            Grouping::Department => vec![row.department, row.product],
            Grouping::Prescriber => {
                let shown = names.member(permit.institution().as_str(), row.prescriber.as_str());
                vec![shown, row.department, row.product]
            }
        };
        let sum = sums.entry(key).or_insert(Quantity::ZERO);
        *sum += row.quantity;
    }
    let line = |(mut key, sum): (Vec<String>, Quantity)| {
        key.push(sum.to_string());
        key
    };
    Ok(sums.into_iter().map(line).collect())
}

/// What the trail keeps of the rows.
fn digest(rows: &[Vec<String>]) -> Result<String, Problem> {
    let content = serde_json::to_vec(rows).map_err(|_| Problem::input("", "结果没有写成。请重试。"))?;
    Ok(hex::encode(Sm3::digest(content)))
}

/// From what he asks: the browser as it names itself.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let agent: String = agent.unwrap_or_default().chars().take(120).collect();
    match agent.is_empty() {
        true => "未注明".to_owned(),
        false => agent,
    }
}

/// Writes down that somebody was turned away, and rings the alarm.
async fn refuse(
    workbench: &Workbench,
    caller: &Caller,
    id: &str,
    code: &str,
    asked: &UsageAsked,
) -> Result<(), Problem> {
    let (viewer, named) = (caller.viewer(), format!("usage-query/{}", short(id)));
    tracing::warn!(user = %viewer.actor.user, ticket = %named, code, "统方查询被拒绝");
    workbench
        .write(viewer, async |writing| {
            writing.record_refused_usage(&named, code, &asked.zh()).await
        })
        .await?;
    Ok(())
}
