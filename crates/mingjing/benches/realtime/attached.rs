//! What the workbench costs real time: a program whose books cannot be opened beside one with the books of
//! a city, which looks for reports at each order of two listed items, reminds of those that it finds, and
//! takes in every alert; in turns, each on its own copy of one store.

use crate::filling::{cases, entries};
use crate::load::{self, Load};
use crate::message;
use crate::people::{at, bureau, day, system};
use crate::server_process::Running;
use crate::{CLOSED_LOOP, CONNECTIONS, OPEN_LOOP, RATE};
use casework::Role;
use conduct::Ownership;
use conduct::recognition::{Grade, Kind, Participant, Report};
use domain::{Division, InstitutionCode, ItemCode, PersonId};
use ledger::{Ledger, LedgerError, ParticipantRow, RecognisedItem};
use std::path::Path;
use std::time::Duration;

const FINDINGS: u64 = 100_000;
const MATTERS: u64 = 20_000;
/// Of so many persons one has a report that need not be made again.
const REPORTED: usize = 100;
/// Of so many persons one has a report on the other item that is too old.
const LAPSED: usize = 10;
/// Reports in the index of people of whom no message comes.
const OTHER_REPORTS: usize = 200_000;

/// Runs both and prints them.
pub fn print(folder: &Path, data: &Path, bodies: &[String]) -> std::io::Result<()> {
    let own = folder.join("attached");
    copy(data, &own)?;
    let ledger = format!("sqlite:{}", folder.join("city.sqlite").display());
    let runtime = tokio::runtime::Runtime::new()?;
    runtime
        .block_on(fill(&ledger, bodies.len()))
        .map_err(std::io::Error::other)?;
    // A file lies where the folder of these books would have to be.
    let nowhere = format!("sqlite:{}", folder.join("config.toml/ledger.sqlite").display());
    let apart = Running::product_beside(folder, data, None, Some(&nowhere))?;
    let attached = Running::product_beside(folder, &own, None, Some(&ledger))?;
    attached.wait_for_workbench(Duration::from_secs(60))?;
    let (mut rates, mut steady): ([Vec<Load>; 2], [Vec<Load>; 2]) = Default::default();
    for _ in 0..3 {
        for (number, running) in [&apart, &attached].into_iter().enumerate() {
            steady[number].push(load::open(running.address, bodies, RATE, OPEN_LOOP)?);
        }
    }
    for _ in 0..2 {
        for (number, running) in [&apart, &attached].into_iter().enumerate() {
            rates[number].push(load::closed(running.address, bodies, CONNECTIONS, CLOSED_LOOP)?);
        }
    }
    println!(
        "\n工作台在旁（账册 {FINDINGS} 条疑点、{MATTERS} 件事项，报告索引二十余万份，每次调用两个互认项目，百分之一的人有可互认的报告，十分之一的人有过期的报告）：\n\n| | 每秒 {RATE} 次 p50 毫秒 | p99 毫秒 | 饱和 请求/秒 | 失败 |\n|---|--:|--:|--:|--:|"
    );
    let names = ["账册打不开", "工作台在旁"];
    let mut of_both = Vec::new();
    for ((name, steady), rates) in names.into_iter().zip(&steady).zip(&rates) {
        let median = |of: fn(&Load) -> f64| {
            let mut all: Vec<f64> = steady.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all.get(all.len() / 2).copied().unwrap_or(0.0)
        };
        let (p50, p99) = (median(|load| load.p50_ms), median(|load| load.p99_ms));
        let best = rates.iter().map(|load| load.per_second).fold(0.0, f64::max);
        let failed: usize = steady.iter().chain(rates).map(|load| load.failed).sum();
        println!("| {name} | {p50:.2} | {p99:.2} | {best:.0} | {failed} |");
        of_both.push([p50, p99, best]);
    }
    if let [apart, attached] = of_both.as_slice() {
        let ratio = |place: usize| attached[place] / apart[place];
        println!(
            "\n工作台在旁与账册打不开之比：p50 {:.2}、p99 {:.2}（要求 ≤ 1.10），饱和请求数 {:.2}（要求 ≥ 0.90）",
            ratio(0),
            ratio(1),
            ratio(2)
        );
    }
    println!("没有等到工作台提醒的调用：{} 次", attached.without_advice()?);
    Ok(())
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// The books of a city, with the lists of recognition for the items and persons of the messages.
async fn fill(address: &str, persons: usize) -> Result<(), LedgerError> {
    let ledger = Ledger::open(address).await?;
    let now = at("2026-11-01 09:00:00");
    ledger.take_in(&system(), now, "run", &entries(0, FINDINGS)).await?;
    cases(&ledger, MATTERS).await;
    let division = Division::new(message::DIVISION);
    let participant = |code: &str, name: &str| ParticipantRow {
        participant: Participant {
            institution: InstitutionCode::new(code),
            name: name.to_owned(),
            division: division.clone(),
            grade: Grade::ThreeA,
            ownership: Ownership::Public,
            primary_care: false,
            group: None,
        },
        place: "虚构省/虚构市/虚构区".to_owned(),
    };
    let there = InstitutionCode::new("H99000000009");
    let items = message::LABORATORY.map(|(code, name)| RecognisedItem {
        division: division.clone(),
        item: ItemCode::new(code),
        name: name.to_owned(),
        kind: Kind::Laboratory,
        days: 30,
    });
    let [(reported, _), (lapsed, _)] = message::LABORATORY;
    let report = |number: String, person: String, item: &str, on: &str| Report {
        number,
        institution: there.clone(),
        person: PersonId::new(person),
        item: ItemCode::new(item),
        reported_on: day(on),
        mark: "全国HR".to_owned(),
        quality_assessed: true,
        images: false,
    };
    let recent = (0..persons)
        .step_by(REPORTED)
        .map(|person| report(format!("BG{person}"), message::person(person), reported, "2026-11-15"));
    let old = (0..persons)
        .step_by(LAPSED)
        .map(|person| report(format!("JB{person}"), message::person(person), lapsed, "2026-06-15"));
    let others =
        (0..OTHER_REPORTS).map(|person| report(format!("QT{person}"), format!("QT{person}"), reported, "2026-11-15"));
    let reports: Vec<Report> = recent.chain(old).chain(others).collect();
    let section = bureau("行风科", Role::HealthSection, message::DIVISION);
    ledger
        .write(&section, now, async |writing| {
            let rows = [
                participant(message::INSTITUTION, "示例医院"),
                participant(there.as_str(), "另一示例医院"),
            ];
            writing.put_participants(&rows).await?;
            writing.put_recognised_items(&items).await
        })
        .await?;
    let office = crate::people::hospital("医保办", there.as_str());
    ledger
        .write(&office, now, async |writing| {
            writing.put_reports(&there, &reports).await
        })
        .await?;
    ledger.close().await;
    Ok(())
}
