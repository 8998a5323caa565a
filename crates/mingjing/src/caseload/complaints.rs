//! Reports of the public, and their rewards. Who reported is nobody: the seals name no identity.

use super::plan::{Course, Script};
use super::stock::{Concern, Stock};
use casework::Upheld;
use casework::complaint::{Channel, Command, Report, RewardGrade, RewardScheme};
use ledger::Kind;

/// What every report that proves true goes through, with the days behind its receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    Received,
    Decided,
    Told,
    Verified,
    Proposed,
    Approved,
    Offered,
    Paid,
}

const WAY: [(Point, i32); 8] = [
    (Point::Received, 0),
    (Point::Decided, 8),
    (Point::Told, 11),
    (Point::Verified, 40),
    (Point::Proposed, 45),
    (Point::Approved, 50),
    (Point::Offered, 55),
    (Point::Paid, 70),
];

/// One report at each stage.
pub fn write(script: &mut Script<'_>, stock: &Stock) -> anyhow::Result<()> {
    let year = script.plan.reference().year();
    for (number, channel, received, until) in [
        (1, Channel::Hotline, 180, Point::Paid),
        (2, Channel::Web, 170, Point::Offered),
        (3, Channel::Letter, 160, Point::Told),
        (4, Channel::Web, 95, Point::Offered),
        (5, Channel::Telephone, 54, Point::Approved),
        (6, Channel::Visit, 49, Point::Proposed),
        (7, Channel::Web, 44, Point::Verified),
        (8, Channel::Hotline, 30, Point::Told),
        (9, Channel::Telephone, 12, Point::Decided),
        (10, Channel::Web, 4, Point::Received),
        (11, Channel::Letter, 45, Point::Received),
    ] {
        let concern = stock.concern(number)?;
        let mut course = script.named(Kind::Complaint, &format!("举报〔{year}〕{number}号"))?;
        for (point, gap) in WAY {
            if point <= until {
                go(&mut course, concern, number, channel, point, received - gap);
            }
        }
        let cast = course.cast();
        match number {
            // Not claimed within two months.
            2 => {
                course.step(40, &cast.keeper, Command::LapseReward);
            }
            3 => {
                let summary = "经查不属实，所述费用均有病历和医嘱".to_owned();
                course.step(120, &cast.handlers[0], Command::Refute { summary });
            }
            _ => {}
        }
    }
    Ok(())
}

fn go(course: &mut Course<'_, '_>, concern: &Concern, number: usize, channel: Channel, point: Point, ago: i32) {
    let cast = course.cast();
    match point {
        Point::Received => {
            let report = Report {
                channel,
                named: true,
                seal: format!("演示封存{number:03}"),
                respondent: concern.institution.clone(),
                division: concern.division.clone(),
                content: format!(
                    "反映该机构存在“{}”（内容已隐去可识别举报人的信息）",
                    concern.behaviour()
                ),
            };
            course.step(ago, &cast.keeper, Command::Receive { report })
        }
        Point::Decided => {
            let reason = "线索具体，属于本局管辖".to_owned();
            course.step(ago, &cast.leader, Command::DecideFiling { filed: true, reason })
        }
        Point::Told => course.step(ago, &cast.keeper, Command::TellReporter),
        Point::Verified => {
            let (value, summary) = (Upheld::of(concern.loss()), "经查属实，已另案处理".to_owned());
            course.step(ago, &cast.handlers[0], Command::Verify { value, summary })
        }
        Point::Proposed => course.step(
            ago,
            &cast.chief,
            Command::ProposeReward {
                grade: RewardGrade::Second,
                insider: false,
                scheme: RewardScheme::default(),
            },
        ),
        Point::Approved => course.step(ago, &cast.leader, Command::ApproveReward),
        Point::Offered => course.step(ago, &cast.keeper, Command::OfferReward),
        Point::Paid => {
            let voucher = format!("演示奖{number:03}");
            course.step(ago, &cast.keeper, Command::PayReward { voucher })
        }
    };
}
