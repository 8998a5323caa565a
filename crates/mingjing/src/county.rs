//! The second half of `mingjing demo`: a small county that never was, its year of settled claims
//! imported and audited, and what the audit found.

use crate::desk::Desk;
use crate::divisions::Divisions;
use crate::lake_claims::LakeClaims;
use crate::office::{self, Office, Registered};
use crate::run_intake::take_run;
use crate::{audit_command, caseload, findings, lake_command, simulate_command};
use anyhow::Context;
use audit::run::{FinishedRun, RunOptions, Scope};
use audit::{Hold, ImportOptions, Lake, Snapshot};
use casework::lead::PeriodLength;
use casework::{Limits, WorkCalendar};
use domain::{Day, Fact, InstitutionLevel, Moment};
use ledger::{Ledger, Shelf};
use server::app::now;
use server::cli::Site;
use simulate::Format;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Fee lines of the county: large enough to show every rule, small enough to wait for.
const LINES: u64 = 200_000;
const SEED: u64 = 20_260_301;
const SHOWN: usize = 10;
/// A small lake needs few buckets.
const BUCKETS: u32 = 8;

/// Eight in the morning, in seconds of the day: before anybody acts.
const OFFICE_OPENS: i64 = 8 * 3600;

/// How long the books may take to open.
const PATIENCE: Duration = Duration::from_secs(60);

/// Simulates, imports, audits, shows the ten institutions with the largest findings, and puts them into
/// the books of the workbench, with casework on them.
pub fn demonstrate(desk: &Desk, site: Site<'_>) -> anyhow::Result<()> {
    let (folder, lake) = (tempfile::tempdir()?, site.data.join("lake").display().to_string());
    let county = audited(folder.path(), &lake, LINES, now().day())?;
    show(&county.out)?;
    let office = tokio::runtime::Handle::current().block_on(async {
        let (workbench, today) = (desk.workbench(PATIENCE).await?, now().day());
        let office = fill(workbench.ledger(), workbench.shelf(), &county, today).await?;
        let cast = caseload::Cast::of(&office, workbench::system())?;
        caseload::ready(&workbench, &cast, today).await?;
        workbench.read_claims_from(Arc::new(LakeClaims::at(lake)));
        anyhow::Ok(office)
    })?;
    println!("\n工作台  http://{}/", site.listen);
    println!("以下账号密码均为 {}（每次演示另行生成）：", office.password);
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::UTF8_FULL_CONDENSED)
        .set_header(["登录名", "姓名", "角色"]);
    for (login, name, role) in &office.logins {
        table.add_row([*login, *name, role.zh()]);
    }
    println!("{table}");
    Ok(())
}

/// 虚构县 · its lake, and what two audits of it found.
pub struct County {
    lake: Snapshot,
    /// nobody takes files of that state away meanwhile
    _kept: Hold,
    /// the audit with which the casework began: of what had been served by then
    begun: PathBuf,
    /// the latest
    out: PathBuf,
}

/// Simulates a county of about so many fee lines in a folder, imports it into a lake and audits what was served up
/// to a day: its year may end later. What was served before the casework began is audited for itself.
pub fn audited(folder: &Path, lake: &str, lines: u64, until: Day) -> anyhow::Result<County> {
    let (source, begun, out) = (folder.join("county"), folder.join("begun"), folder.join("audit"));
    let library = Arc::new(server::books::library(None)?);
    let up_to = |day: Day| RunOptions {
        scope: Scope::default().within(Day::from_epoch_days(0), day),
        ..RunOptions::default()
    };
    let options = up_to(until);
    println!("\n事后审核：一个虚构县一年的结算数据");
    let began = Instant::now();
    let written = simulate_command::county(&library, SEED, lines, &source, Format::Parquet, options.threads)?;
    println!(
        "  生成 {} 行费用、{} 次就诊、{} 名参保人，用时 {:.1} 秒",
        written.lines,
        written.visits,
        written.persons,
        began.elapsed().as_secs_f64()
    );
    let began = Instant::now();
    let report = lake_command::import(lake, Some(BUCKETS), &[source], &ImportOptions::default())?;
    println!(
        "  导入数据湖，退回 {} 行，用时 {:.1} 秒",
        report.rejected_rows(),
        began.elapsed().as_secs_f64()
    );
    let lake = Lake::open(lake)?.snapshot();
    let kept = lake.hold()?;
    let began = Instant::now();
    let report = audit_command::audit(&lake, &library, &options, &out, false)?;
    let found = report.by_rule.keys().filter(|code| report.of_rule(code)[0].0 > 0);
    println!(
        "  审核 {} 行，{} 条规则发现疑点 {} 条，用时 {:.1} 秒",
        report.statement.lines,
        found.count(),
        report.in_force().0,
        began.elapsed().as_secs_f64()
    );
    let first = caseload::begun(until, &WorkCalendar::shipped()?)?;
    audit_command::audit(&lake, &library, &up_to(first), &begun, false)?;
    Ok(County {
        lake,
        _kept: kept,
        begun,
        out,
    })
}

/// The institutions with the largest findings.
fn show(out: &Path) -> anyhow::Result<()> {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_FULL_CONDENSED).set_header([
        "机构",
        "疑点",
        "金额（元）",
        "最多的规则",
    ]);
    for (institution, sum) in findings::by_institution(out)?.into_iter().take(SHOWN) {
        let most = sum
            .rules
            .iter()
            .max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)));
        table.add_row([
            institution,
            sum.findings.to_string(),
            sum.amount.to_string(),
            most.map_or(String::new(), |(name, count)| format!("{name}（{count}）")),
        ]);
    }
    println!("疑点金额最多的十家机构：\n{table}");
    Ok(())
}

/// People to work on the findings, the findings into the books, and what the people have done with them
/// since. The people and what was found by then come into the books before the casework begins, the rest
/// behind it.
pub async fn fill(ledger: &Ledger, shelf: &Shelf, county: &County, today: Day) -> anyhow::Result<Office> {
    let began = Instant::now();
    let (calendar, limits) = (WorkCalendar::shipped()?, Limits::national());
    let reference = caseload::reference(today, &calendar)?;
    let opens = |day: Day| day.start().plus_seconds(OFFICE_OPENS);
    let at = opens(caseload::begun(today, &calendar)?);
    let registered = registered(&county.lake)?;
    let place = busiest(&county.out)?;
    let office = office::open(
        ledger,
        at,
        &registered,
        &place.hospital,
        &place.department,
        &place.doctor,
    )
    .await?;
    let viewer = workbench::system();
    let divisions = Divisions::of(Some(&county.lake), Some(office.division.clone()))?;
    let take_in = async |out: &Path, at: Moment| {
        let taken = take_run(&FinishedRun::open(out)?, ledger, &viewer, at, &divisions, &mut |_| {}).await?;
        let length = PeriodLength::Month;
        let placed = ledger.form_leads(&viewer, at, length, &calendar, &limits).await?;
        anyhow::Ok((taken.findings, placed))
    };
    let (_, placed) = take_in(&county.begun, at).await?;
    let cast = caseload::Cast::of(&office, viewer.clone())?;
    let played = caseload::play(ledger, shelf, &cast, today).await?;
    // Whoever looks before the office opens must not see what is only to come.
    let (findings, more) = take_in(&county.out, opens(reference).min(now())).await?;
    println!(
        "疑点 {findings} 条已入账，{} 条归并为线索；截至{reference}办理 {} 次，用时 {:.1} 秒",
        placed + more,
        played.commands,
        began.elapsed().as_secs_f64()
    );
    Ok(office)
}

fn registered(lake: &Snapshot) -> anyhow::Result<Vec<Registered>> {
    let entry = |(code, entry, level): (&str, &audit::InstitutionEntry, Fact<InstitutionLevel>)| Registered {
        code: code.to_owned(),
        name: if entry.name.is_empty() {
            code.to_owned()
        } else {
            entry.name.clone()
        },
        level: match level {
            Fact::Known(level) => Some(level.zh().to_owned()),
            _ => None,
        },
        division: entry.division.clone(),
    };
    Ok(lake.institutions()?.iter().map(entry).collect())
}

/// Where the people of an institution work in the demonstration: at the one with the most findings, in
/// its department and as its doctor with the most.
struct Busiest {
    hospital: String,
    department: String,
    doctor: String,
}

fn busiest(out: &Path) -> anyhow::Result<Busiest> {
    let mut counts: BTreeMap<[String; 3], u64> = BTreeMap::new();
    findings::each(out, |row| {
        let place = ["fixmedins_code", "bilg_dept_codg", "bilg_dr_codg"].map(|name| row.text(name).to_owned());
        if place.iter().all(|code| !code.is_empty()) {
            *counts.entry(place).or_default() += 1;
        }
    })?;
    let most = counts
        .into_iter()
        .max_by_key(|(place, count)| (*count, std::cmp::Reverse(place.clone())));
    let ([hospital, department, doctor], _) = most.context("审核没有发现带科室和医师的疑点")?;
    Ok(Busiest {
        hospital,
        department,
        doctor,
    })
}
