//! Performance pay as a dry run: what each person of the year would receive of a pool.

use super::own_institution;
use super::scoring::score;
use super::year::{department, keep_department};
use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::written::{Body, short, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use conduct::Points;
use conduct::performance::{Claim, EthicsMeasure, EthicsWeight, LowerWeight, distribute};
use conduct::scheme::Ratio;
use domain::{Money, PractitionerCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// 业绩分
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Work {
    code: String,
    /// from zero up, `92.5`
    score: String,
}

/// 绩效核算
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Pool {
    year: i16,
    /// weight of conduct, `0.20`; lower needs who approved it and by which file
    weight: String,
    /// yuan
    pool: String,
    work: Vec<Work>,
    approver: Option<String>,
    file_number: Option<String>,
}

/// 绩效金额
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PayRow {
    code: String,
    name: String,
    work: String,
    ethics: String,
    weight: String,
    coefficient: String,
    amount: String,
}

/// 核算结果
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Pay {
    rows: Vec<PayRow>,
    total: String,
}

/// 绩效核算
#[utoipa::path(post, path = "/conduct/performance", tag = "conduct", request_body = Pool,
    responses((status = 200, body = Pay), (status = "default", body = Problem)))]
pub(crate) async fn performance(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Body(pool): Body<Pool>,
) -> Result<Json<Pay>, Problem> {
    let institution = own_institution(&caller)?;
    let weight = weight(&pool)?;
    let amount: Money = pool
        .pool
        .trim()
        .parse()
        .map_err(|_| not("pool", &pool.pool, "金额，如100000.00"))?;
    let mut work = BTreeMap::new();
    for row in &pool.work {
        let points: Points = row
            .score
            .trim()
            .parse()
            .map_err(|_| not("work", &row.score, "业绩分，如92.5"))?;
        if work.insert(row.code.as_str().to_owned(), points).is_some() {
            return Err(Problem::input(
                "work",
                format!("人员编号“{}”出现两次。", short(&row.code)),
            ));
        }
    }
    let mut scored = score(&workbench, &institution, pool.year).await?;
    if let Some(own) = department(&workbench, &caller).await? {
        keep_department(&mut scored, &own);
    }
    let approved = weight.approval().cloned();
    let share = weight.weight();
    let pay = aside(move || -> Result<Pay, Problem> {
        let mut names = BTreeMap::new();
        let mut claims = Vec::new();
        for person in &scored.people {
            let staff = &person.sheet.staff;
            let (Some(points), Some(scheme)) = (work.remove(staff.code.as_str()), scored.scheme_of(staff.category))
            else {
                continue;
            };
            names.insert(staff.code.clone(), staff.name.clone());
            claims.push(Claim::<PractitionerCode>::of(
                person,
                points,
                &EthicsMeasure::Score,
                scheme,
            ));
        }
        if let Some(unknown) = work.keys().next() {
            let detail = format!("本年度没有编号为“{}”的参评人员。请核对业绩分名单。", short(unknown));
            return Err(Problem::input("work", detail));
        }
        let rows =
            distribute(amount, &weight, &claims).map_err(|problem| Problem::input("pool", problem.to_string()))?;
        Ok(Pay {
            total: yuan(
                rows.iter()
                    .map(|row| row.amount)
                    .fold(Money::from_fen(0), |sum, amount| sum + amount),
            ),
            rows: rows
                .into_iter()
                .map(|row| PayRow {
                    name: names.get(&row.subject).cloned().unwrap_or_default(),
                    code: row.subject.as_str().to_owned(),
                    work: row.work.to_string(),
                    ethics: row.ethics.to_string(),
                    weight: row.weight.to_string(),
                    coefficient: row.coefficient.to_string(),
                    amount: yuan(row.amount),
                })
                .collect(),
        })
    });
    let pay = pay.await??;
    if let Some(approval) = approved {
        workbench
            .write(caller.viewer(), async |writing| {
                writing.record_low_weight(&institution, share, &approval).await
            })
            .await?;
    }
    Ok(Json(pay))
}

fn weight(pool: &Pool) -> Result<EthicsWeight, Problem> {
    let weight: Ratio = pool
        .weight
        .trim()
        .parse()
        .map_err(|_| not("weight", &pool.weight, "权重，如0.20"))?;
    let approval = match (&pool.approver, &pool.file_number) {
        (None, None) => None,
        (approver, file_number) => Some(LowerWeight {
            approver: approver.clone().unwrap_or_default(),
            file_number: file_number.clone().unwrap_or_default(),
        }),
    };
    EthicsWeight::new(weight, approval).map_err(|problem| Problem::input("weight", problem.to_string()))
}

fn not(field: &str, found: &str, what: &str) -> Problem {
    Problem::input(field, format!("“{}”不是{what}。请更正。", short(found)))
}
