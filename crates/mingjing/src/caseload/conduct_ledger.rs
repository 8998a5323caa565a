//! The integrity ledger of the hospital: refused packets, pennants, letters and complaints of a year, and
//! the issue of the bulletin that tells of the last whole month.

use super::papers::Paper;
use super::people::person;
use super::plan::{Course, Script};
use conduct::Department;
use conduct::bulletin::{self, Issue, Period};
use conduct::commendation::{self, Consent};
use conduct::packet::{self, Care, Disposal, Met, PatientReference, Way};
use conduct::service_complaint::{self, Channel, Effort, Finding, Intake, Topic};
use domain::{Day, InstitutionCode, Money};
use ledger::Kind;

/// The first day of the ledger, in days before the day of reference.
pub const FIRST: i32 = 204;

/// The month that the issue tells of: packets as in a hospital's printed bulletin, in yuan, paid into the
/// deposit of the patient or returned.
const MONTH: [(usize, i64, bool); 18] = [
    (0, 2_000, true),
    (1, 1_000, true),
    (2, 1_500, true),
    (3, 500, true),
    (4, 3_000, true),
    (5, 800, true),
    (6, 1_000, true),
    (7, 2_000, true),
    (8, 1_200, true),
    (9, 1_300, true),
    (10, 1_000, true),
    (11, 1_000, true),
    (12, 1_000, false),
    (14, 500, false),
    (15, 2_000, false),
    (16, 400, false),
    (0, 1_000, false),
    (1, 1_000, false),
];
const PENNANTS: usize = 24;
const LETTERS: usize = 9;

/// The last whole month before a day.
pub fn last_month(reference: Day) -> Period {
    let first = |day: Day| day.plus_days(1 - i32::from(day.day_of_month()));
    let to = first(reference).plus_days(-1);
    Period { from: first(to), to }
}

/// The whole ledger.
pub fn write(script: &mut Script<'_>) -> anyhow::Result<()> {
    let reference = script.plan.reference();
    let period = last_month(reference);
    for (number, (who, yuan, paid)) in (1..).zip(MONTH) {
        let on = period.from.plus_days(number + 3);
        packet(script, number, who, yuan, paid, on)?;
    }
    // Two in each month before, which the issues of those months told of on paper.
    for number in 19..=30_i32 {
        let on = period.from.plus_days(-12 * (number - 18));
        let (place, yuan) = (usize::try_from(number).unwrap_or(0) * 7, i64::from(number) * 20);
        packet(script, number, place, yuan, number % 3 == 0, on)?;
    }
    open_packets(script)?;
    for number in 1..=PENNANTS + LETTERS + 20 {
        commendation(script, number, period)?;
    }
    complaints(script)?;
    issue(script, period)
}

/// A packet from its registration to its verification.
fn packet(script: &mut Script<'_>, number: i32, who: usize, yuan: i64, paid: bool, on: Day) -> anyhow::Result<()> {
    let reference = script.plan.reference();
    let mut course = script.named(Kind::Packet, &format!("演示红包{number:03}"))?;
    let told = course.after(on);
    register(&mut course, told, number, who, yuan, paid, on, 5);
    let cast = course.cast();
    let ago = course.after(course.day(told));
    let amount = Money::from_fen(yuan * 100);
    let disposal = Disposal {
        way: if paid { Way::Deposit } else { Way::Returned },
        on: course.day(ago),
        receipt: paid.then(|| format!("演示收据{number:04}")),
        deposited: paid.then_some(amount),
        witness: None,
        evidence: vec![course.paper(Paper::Receipt)],
    };
    course.step_with(
        ago - 2,
        &cast.ethics[0],
        packet::Command::Dispose { disposal },
        &[Paper::Receipt],
    );
    let opinion = "凭证齐全，情况属实".to_owned();
    course.step(ago - 2, &cast.ethics[1], packet::Command::Verify { opinion });
    if on < last_month(reference).from {
        let issue = printed_issue(on)?;
        course.step(ago - 3, &cast.ethics[0], packet::Command::Publish { issue });
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
fn register(
    course: &mut Course<'_, '_>,
    ago: i32,
    number: i32,
    who: usize,
    yuan: i64,
    inpatient: bool,
    on: Day,
    told_after: i64,
) {
    let cast = course.cast();
    let occurred = on.start().plus_seconds(6 * 3600);
    let evidence = vec![course.paper(Paper::Evidence)];
    let packet = packet::Registration {
        institution: cast.hospital.clone(),
        division: cast.division.clone(),
        staff: person(cast, who),
        giver: "患者家属".to_owned(),
        patient: PatientReference {
            care: if inpatient { Care::Inpatient } else { Care::Outpatient },
            seal: Some(format!("演示患者{number:03}")),
            head: inpatient.then(|| "012".to_owned()),
        },
        kind: packet::Kind::Cash,
        amount: Money::from_fen(yuan * 100),
        estimated: false,
        met: Met::CouldNotRefuse,
        evidence,
    };
    let command = packet::Command::Register {
        packet,
        occurred_at: occurred.to_string(),
        reported_at: Some(occurred.plus_seconds(told_after * 3600).to_string()),
    };
    course.step_with(ago, &cast.ethics[0], command, &[Paper::Evidence]);
}

/// One that waits to be disposed of too long, one reported too late, one of yesterday.
fn open_packets(script: &mut Script<'_>) -> anyhow::Result<()> {
    let reference = script.plan.reference();
    for (number, who, ago, told_after) in [(31, 20, 12, 4), (32, 23, 9, 60), (33, 26, 2, 2)] {
        let mut course = script.named(Kind::Packet, &format!("演示红包{number:03}"))?;
        let on = reference.plus_days(-ago);
        // Behind the report, which may have come after sixty hours.
        let told = course.after(on.plus_days(i32::try_from(told_after / 24)?)).max(0);
        // Where no working day has followed, it was told of on the last one.
        let on = on.min(course.day(told).plus_days(-i32::try_from((told_after + 20) / 24)?));
        register(&mut course, told, number, who, 600, false, on, told_after);
    }
    Ok(())
}

fn commendation(script: &mut Script<'_>, number: usize, period: Period) -> anyhow::Result<()> {
    let count = i32::try_from(number).unwrap_or(1);
    let (kind, on) = match number {
        _ if number <= PENNANTS => (commendation::Kind::Pennant, period.from.plus_days(count % 26)),
        _ if number <= PENNANTS + LETTERS => (commendation::Kind::Letter, period.from.plus_days(count % 27)),
        _ => {
            let kind = if number.is_multiple_of(2) {
                commendation::Kind::Pennant
            } else {
                commendation::Kind::Letter
            };
            (kind, period.from.plus_days(-6 * (count - 33)))
        }
    };
    let mut course = script.named(Kind::Commendation, &format!("演示表扬{number:03}"))?;
    let cast = course.cast();
    let ago = course.after(on);
    let staff = person(cast, number * 5);
    let record = commendation::Registration {
        institution: cast.hospital.clone(),
        division: cast.division.clone(),
        kind,
        received_on: on,
        source: "患者送达".to_owned(),
        seal: format!("演示送出人{number:03}"),
        department: Department(staff.department.0.clone()),
        persons: vec![staff],
        group: false,
        summary: "感谢医务人员耐心细致，技术精湛".to_owned(),
        image: None,
    };
    course.step(ago, &cast.ethics[0], commendation::Command::Register { record });
    let opinion = "已与科室核对".to_owned();
    course.step(ago - 2, &cast.ethics[1], commendation::Command::Verify { opinion });
    if kind == commendation::Kind::Letter {
        let consent = commendation::Command::RecordConsent {
            consent: Consent::Given,
            proof: "回访电话记录".to_owned(),
        };
        course.step(ago - 3, &cast.ethics[0], consent);
    }
    if on < period.from {
        let issue = printed_issue(on)?;
        course.step(ago - 4, &cast.ethics[0], commendation::Command::Publish { issue });
    }
    Ok(())
}

/// Complaints at several stages; the confirmed ones name what is to be counted.
fn complaints(script: &mut Script<'_>) -> anyhow::Result<()> {
    for (number, topic, who, ago, until) in [
        (1, Topic::Attitude, 33, 150, 6),
        (2, Topic::Attitude, 36, 96, 6),
        (3, Topic::Price, 39, 61, 5),
        (4, Topic::Nursing, 41, 40, 4),
        (5, Topic::Quality, 45, 6, 2),
        (6, Topic::Attitude, 48, 2, 1),
    ] {
        let mut course = script.named(Kind::ServiceComplaint, &format!("演示投诉{number:03}"))?;
        let cast = course.cast();
        let staff = person(cast, who);
        let intake = Intake {
            institution: cast.hospital.clone(),
            division: cast.division.clone(),
            channel: Channel::Telephone,
            topic,
            received_on: course.day(ago),
            department: staff.department.clone(),
            staff: Some(staff),
            seal: None,
            content: "反映就诊过程中解释不耐心（内容已隐去可识别投诉人的信息）".to_owned(),
            key: false,
        };
        let evidence = vec![course.paper(Paper::Evidence)];
        let finding = Finding {
            confirmed: number != 3,
            code: (number != 3).then(|| "M01".parse()).transpose()?,
            facts: "经调阅录像并询问当事人，情况已查明".to_owned(),
            evidence,
        };
        let days = 5;
        let steps: [(i32, bool, service_complaint::Command); 6] = [
            (0, false, service_complaint::Command::Receive { intake }),
            (
                1,
                false,
                service_complaint::Command::Acknowledge {
                    handler: cast.ethics[0].actor.user.clone(),
                    effort: Effort::OneDepartment,
                    days,
                },
            ),
            (3, false, service_complaint::Command::Conclude { finding }),
            (
                4,
                true,
                service_complaint::Command::Review {
                    agreed: true,
                    opinion: "同意".to_owned(),
                },
            ),
            (
                5,
                false,
                service_complaint::Command::Reply {
                    content: "您反映的情况我院已调查处理，感谢监督".to_owned(),
                },
            ),
            (
                7,
                false,
                service_complaint::Command::Close {
                    cause: "沟通不到位".to_owned(),
                    measures: "科室组织沟通培训".to_owned(),
                },
            ),
        ];
        for (gap, second, command) in steps.into_iter().take(until) {
            let who = &cast.ethics[usize::from(second)];
            let papers: &[Paper] = if gap == 3 { &[Paper::Evidence] } else { &[] };
            course.step_with((ago - gap).max(0), who, command, papers);
        }
    }
    Ok(())
}

/// The name of the issue that tells of the month before a day.
///
/// # Errors
/// A year that no issue has.
pub fn issue_name(hospital: &InstitutionCode, reference: Day) -> anyhow::Result<String> {
    let (year, number) = number_of(reference)?;
    Ok(format!("{hospital}-{year}-{number}"))
}

/// The issue that told of a day, before the office made it with the system.
fn printed_issue(on: Day) -> anyhow::Result<String> {
    let number = u16::try_from(on.month())?.saturating_sub(1).max(1);
    Ok(format!("{}-{number}", on.year()))
}

/// Year and number: an issue fewer than months, since the first of the year told of two.
fn number_of(reference: Day) -> anyhow::Result<(u16, u16)> {
    let month = u16::try_from(last_month(reference).to.month())?;
    Ok((u16::try_from(reference.year())?, month.saturating_sub(1).max(1)))
}

/// The issue that tells of the last month. Its number goes on by itself and is not that of the month.
fn issue(script: &mut Script<'_>, period: Period) -> anyhow::Result<()> {
    let reference = script.plan.reference();
    let (year, number) = number_of(reference)?;
    let mut course = script.named(Kind::Bulletin, &issue_name(&script.cast.hospital, reference)?)?;
    let cast = course.cast();
    let issue = Issue {
        institution: cast.hospital.clone(),
        division: cast.division.clone(),
        name: "一医清风（演示）".to_owned(),
        issuer: "医德医风办公室".to_owned(),
        year,
        number,
        period,
        publish_on: reference.plus_days(3),
        publicity_days: 5,
        corrects: None,
    };
    course.step(2, &cast.ethics[0], bulletin::Command::Plan { issue });
    Ok(())
}
