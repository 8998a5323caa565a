//! The ledger of refused gifts and of praise: what a period adds up to, and what somebody should look at.

use super::books::{self, Range};
use super::own_institution;
use crate::access::may;
use crate::caller::By;
use crate::consequences::system;
use crate::written::{self, Query, yuan};
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use casework::Role;
use conduct::commendation::{self, Commendation};
use conduct::packet::{self, Counts, RedPacket, Way};
use domain::{Day, Money};
use ledger::Viewer;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// 期间, both days included
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Between {
    /// the first day of this year where it is not given
    from: Option<String>,
    /// today where it is not given
    to: Option<String>,
}

impl Between {
    fn days(&self, today: Day) -> Result<(Day, Day), Problem> {
        let first = Day::from_ymd(today.year(), 1, 1).unwrap_or(today);
        let from = written::day("from", self.from.as_deref())?.unwrap_or(first);
        let to = written::day("to", self.to.as_deref())?.unwrap_or(today);
        match from <= to {
            true => Ok((from, to)),
            false => Err(Problem::input("from", format!("起日{from}晚于止日{to}。请更正。"))),
        }
    }
}

/// 次数和金额
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Times {
    count: u32,
    amount: String,
}

/// 红包礼品 of a period
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Packets {
    /// 人次
    rows: u32,
    people: u32,
    departments: u32,
    amount: String,
    /// 替患者缴纳住院费
    deposit: Times,
    /// 退回患者, with what was declined on the spot
    returned: Times,
    /// 上交办公室, not yet disposed of
    office: Times,
    /// 缴入廉政账户、销毁
    other: Times,
    /// 待处理
    pending: Times,
}

/// 科室
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct DepartmentLine {
    department: String,
    packets: u32,
    amount: String,
    pennants: u32,
    letters: u32,
    /// 其他表扬和拾金不昧
    other: u32,
}

/// 提示 · what somebody should look at; it refuses nothing
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Warning {
    say: &'static str,
    matters: Vec<String>,
}

/// 廉洁台账 of a period
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LedgerOf {
    from: String,
    to: String,
    packets: Packets,
    pennants: u32,
    letters: u32,
    /// 其他表扬和拾金不昧
    other: u32,
    /// nothing for those who see no single packet
    by_department: Vec<DepartmentLine>,
    /// 超过三个工作日未处理
    pending_red: u32,
    /// 超过24小时报告
    late: u32,
    /// nothing for those who see no single packet
    warnings: Vec<Warning>,
}

/// Whether single packets exist for a role; others learn the sums alone.
fn sees_packets(role: Role) -> bool {
    matches!(role, Role::EthicsOffice | Role::DisciplineOffice | Role::DepartmentHead)
}

/// 廉洁台账
#[utoipa::path(get, path = "/conduct/ledger", tag = "conduct", params(Between),
    responses((status = 200, body = LedgerOf), (status = "default", body = Problem)))]
pub(crate) async fn ledger(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Query(between): Query<Between>,
) -> Result<Json<LedgerOf>, Problem> {
    let institution = own_institution(&caller)?;
    let today = workbench.now().day();
    let (from, to) = between.days(today)?;
    let whole = sees_packets(caller.role());
    let all: Viewer = system();
    // The head of a department sees his own; for sums alone the books are read whole.
    let reading = workbench.ledger().read(if whole { caller.viewer() } else { &all });
    let range = Range {
        since: Some(from),
        ..Range::default()
    };
    let packets = books::matters::<RedPacket>(&reading, &institution, &range).await?;
    let praise = books::matters::<Commendation>(&reading, &institution, &range).await?;
    let within = |at: Option<Day>| at.is_some_and(|day| (from..=to).contains(&day));
    let packets: Vec<_> = packets
        .into_iter()
        .filter(|(_, packet)| within(packet.occurred_at.map(|at| at.day())) && packet.stage != packet::Stage::Void)
        .collect();
    let praise: Vec<_> = praise
        .into_iter()
        .filter(|(_, praise)| {
            within(praise.record.as_ref().map(|record| record.received_on))
                && praise.stage != commendation::Stage::Rejected
        })
        .collect();
    let count = |is: &dyn Fn(&RedPacket) -> bool| number(packets.iter().filter(|(_, packet)| is(packet)).count());
    let (late, pending_red) = (count(&|packet| packet.late), count(&|packet| packet.is_overdue(today)));
    let rows = books::rows(&packets, |packet, number| packet.row(number));
    let commended = books::rows(&praise, |praise, number| praise.row(number));
    let of_kind =
        |kinds: &[commendation::Kind]| number(commended.iter().filter(|row| kinds.contains(&row.kind)).count());
    Ok(Json(LedgerOf {
        from: from.to_string(),
        to: to.to_string(),
        packets: sums(&packet::counts(&rows)),
        pennants: of_kind(&[commendation::Kind::Pennant]),
        letters: of_kind(&[commendation::Kind::Letter]),
        other: of_kind(&[commendation::Kind::Praise, commendation::Kind::LostProperty]),
        by_department: if whole {
            departments(&rows, &commended)
        } else {
            Vec::new()
        },
        pending_red,
        late,
        warnings: if whole { warnings(&rows) } else { Vec::new() },
    }))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn sums(counted: &Counts) -> Packets {
    let times = |ways: &[Option<Way>]| {
        let of = ways.iter().filter_map(|way| counted.by_way.get(way));
        let (count, amount) = of.fold((0, Money::from_fen(0)), |(count, amount), (times, sum)| {
            (count + times, amount + *sum)
        });
        Times {
            count,
            amount: yuan(amount),
        }
    };
    Packets {
        rows: counted.rows,
        people: counted.people,
        departments: counted.departments,
        amount: yuan(counted.amount),
        deposit: times(&[Some(Way::Deposit)]),
        returned: times(&[Some(Way::Returned), Some(Way::Declined)]),
        office: times(&[Some(Way::HandedIn)]),
        other: times(&[Some(Way::IntegrityAccount), Some(Way::Destroyed)]),
        pending: times(&[None]),
    }
}

fn departments(packets: &[packet::Row], praise: &[commendation::Row]) -> Vec<DepartmentLine> {
    let mut lines: BTreeMap<&str, (Money, DepartmentLine)> = BTreeMap::new();
    for row in packets {
        let (amount, line) = lines.entry(&row.department.0).or_default();
        *amount += row.amount;
        line.packets += 1;
    }
    for row in praise {
        let (_, line) = lines.entry(&row.department.0).or_default();
        *match row.kind {
            commendation::Kind::Pennant => &mut line.pennants,
            commendation::Kind::Letter => &mut line.letters,
            commendation::Kind::Praise | commendation::Kind::LostProperty => &mut line.other,
        } += 1;
    }
    let line = |(department, (amount, line)): (&str, (Money, DepartmentLine))| DepartmentLine {
        department: department.to_owned(),
        amount: yuan(amount),
        ..line
    };
    lines.into_iter().map(line).collect()
}

fn warnings(rows: &[packet::Row]) -> Vec<Warning> {
    let twice = packet::duplicates(rows).into_iter().map(|pair| Warning {
        say: "同一人员、同一患者、同一金额在三天内登记了两次，请核对是否重复。",
        matters: vec![pair.first, pair.second],
    });
    let episodes = packet::episodes(rows).into_iter().map(|numbers| Warning {
        say: "同一患者一方向多名工作人员送出，请按同一送礼事件核对。",
        matters: distinct(numbers),
    });
    twice.chain(episodes).collect()
}

fn distinct(numbers: Vec<String>) -> Vec<String> {
    numbers.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}
