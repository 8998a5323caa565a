//! What a command leads to in a file of points.

use super::{
    Cause, Command, Consequence, Entry, Event, Measure, Person, PointRecord, REPAIRED_MOST, SUSPENDED_AT, Status,
    TERMINATED_AT,
};
use crate::limits::plus_months;
use crate::paper::given;
use crate::{Actor, Clock, Refusal, Role};
use domain::Day;

/// 暂停 for how many months
pub(super) const MONTHS: (u8, u8) = (1, 6);
/// 累计记满12分
const TERMINATION_MONTHS: u16 = 12;
/// 一次记满12分
const TERMINATION_AT_ONCE_MONTHS: u16 = 36;

const AGENCY: &[Role] = &[Role::Auditor, Role::SectionChief];
const HEAD: &[Role] = &[Role::AgencyHead];

pub(super) fn decide(
    record: &PointRecord,
    command: Command,
    actor: &Actor,
    clock: &Clock<'_>,
) -> Result<Vec<Event>, Refusal> {
    let stage = |action| Refusal::Stage {
        stage: match record.person {
            None => "未登记备案",
            Some(_) => "已登记备案",
        },
        action,
    };
    let Some(person) = &record.person else {
        let Command::Register { person } = command else {
            return Err(stage("办理记分"));
        };
        actor.must_act_for("登记备案", &[Role::System, Role::Auditor], &person.division)?;
        given("医师标识", person.code.as_str())?;
        return Ok(vec![Event::Registered { person }]);
    };
    match command {
        Command::Register { .. } => Err(stage("登记备案")),
        Command::Propose {
            cause,
            responsibility,
            institution,
            handling,
        } => {
            actor.must_act_for("提出记分", AGENCY, &person.division)?;
            given("处理文书", &handling)?;
            if cause == Cause::Repeated && record.total_in(clock.today().year()) == 0 {
                return Err(Refusal::ConditionMissing {
                    measure: "按再次违规记分",
                    condition: "本年度已有记分",
                });
            }
            Ok(vec![Event::Proposed {
                cause,
                responsibility,
                institution,
                handling,
            }])
        }
        Command::Confirm {
            number,
            suspension_months,
        } => confirm(record, person, number, suspension_months, actor, clock),
        Command::Revoke {
            number,
            reason,
            suspension_months,
        } => {
            actor.must_act_for("撤销记分", HEAD, &person.division)?;
            given("撤销理由", &reason)?;
            let known = |entry: &&Entry| entry.number == number && !entry.revoked;
            record.entries.iter().find(known).ok_or(Refusal::Unknown {
                what: "可撤销的记分"
            })?;
            let mut events = vec![Event::Revoked { number, reason }];
            fall(record, number, suspension_months, &mut events)?;
            Ok(events)
        }
        Command::Repair { points, proof } => {
            actor.must_act_for("登记学习修复", AGENCY, &person.division)?;
            given("学习培训证明", &proof.digest)?;
            let year = clock.today().year();
            if matches!(record.status_on(clock.today()), Status::Terminated { .. }) {
                return Err(Refusal::ConditionMissing {
                    measure: "学习修复",
                    condition: "未终止医保支付资格",
                });
            }
            let most = REPAIRED_MOST
                .saturating_sub(record.repaired_in(year))
                .min(record.total_in(year));
            if points == 0 || points > most {
                return Err(Refusal::OutOfRange {
                    what: "修复分值",
                    least: "1".to_owned(),
                    most: most.to_string(),
                    found: points.to_string(),
                });
            }
            Ok(vec![Event::Repaired { points, proof }])
        }
        Command::Reinstate { opinion } => {
            actor.must_act_for("重新登记备案", HEAD, &person.division)?;
            given("审核意见", &opinion)?;
            match record.status_on(clock.today()) {
                Status::Terminated { not_before } if clock.today() < not_before => Err(Refusal::Early {
                    what: "终止医保支付资格",
                    due: not_before.plus_days(-1),
                }),
                Status::Terminated { .. } => Ok(vec![Event::Reinstated { opinion }]),
                Status::Eligible | Status::Suspended { .. } => Err(stage("重新登记备案")),
            }
        }
    }
}

fn confirm(
    record: &PointRecord,
    person: &Person,
    number: u32,
    months: Option<u8>,
    actor: &Actor,
    clock: &Clock<'_>,
) -> Result<Vec<Event>, Refusal> {
    actor.must_act_for("确认记分", HEAD, &person.division)?;
    let waiting = |entry: &&Entry| entry.number == number && !entry.revoked && entry.given_on.is_none();
    let entry = record.entries.iter().find(waiting).ok_or(Refusal::Unknown {
        what: "待确认的记分"
    })?;
    actor.must_differ("确认人", &entry.proposed_by, "提出人")?;
    let (today, points) = (clock.today(), entry.points());
    let total = record.total_in(today.year()).saturating_add(points);
    let mut events = vec![Event::Given { number, points }];
    if points >= TERMINATED_AT {
        events.push(Event::Terminated {
            number,
            not_before: plus_months(today, TERMINATION_AT_ONCE_MONTHS),
        });
    } else if total >= TERMINATED_AT {
        events.push(Event::Terminated {
            number,
            not_before: plus_months(today, TERMINATION_MONTHS),
        });
    } else if total >= SUSPENDED_AT {
        events.push(suspension(number, today, months)?);
    }
    Ok(events)
}

fn suspension(number: u32, from: Day, months: Option<u8>) -> Result<Event, Refusal> {
    let (least, most) = MONTHS;
    match months {
        Some(months) if (least..=most).contains(&months) => Ok(Event::Suspended {
            number,
            from,
            until: plus_months(from, u16::from(months)),
        }),
        other => Err(Refusal::OutOfRange {
            what: "本年度记分已满9分，暂停月数",
            least: least.to_string(),
            most: most.to_string(),
            found: other.map_or("未填".to_owned(), |months| months.to_string()),
        }),
    }
}

/// Lifts the consequences that do not hold without an entry. Where a termination falls and the year
/// still has 9 points, a suspension takes its place from the same day.
fn fall(record: &PointRecord, number: u32, months: Option<u8>, events: &mut Vec<Event>) -> Result<(), Refusal> {
    let mut without = record.clone();
    for entry in without.entries.iter_mut().filter(|entry| entry.number == number) {
        entry.revoked = true;
    }
    for consequence in record
        .consequences
        .iter()
        .filter(|consequence| consequence.lifted_on.is_none())
    {
        let total = total_at(&without, consequence);
        let at_once = without
            .entries
            .iter()
            .any(|entry| entry.number == consequence.entry && !entry.revoked && entry.points() >= TERMINATED_AT);
        let holds = match consequence.measure {
            Measure::Suspended { .. } => total >= SUSPENDED_AT,
            Measure::Terminated { .. } => total >= TERMINATED_AT || at_once,
        };
        if holds {
            continue;
        }
        events.push(Event::Lifted {
            number: consequence.entry,
        });
        if matches!(consequence.measure, Measure::Terminated { .. }) && total >= SUSPENDED_AT {
            events.push(suspension(consequence.entry, consequence.from, months)?);
        }
    }
    Ok(())
}

/// The cumulative points of the year when a consequence began, counted by what still stands.
fn total_at(record: &PointRecord, consequence: &Consequence) -> u8 {
    let mut then = record.clone();
    // Entries are confirmed in any order; what counts is the day and, within it, the entry itself.
    then.entries.retain(|entry| {
        entry.given_on.is_some_and(|day| day < consequence.from)
            || (entry.given_on == Some(consequence.from) && entry.number <= consequence.entry)
    });
    then.repairs.retain(|repair| repair.on < consequence.from);
    then.total_in(consequence.from.year())
}
