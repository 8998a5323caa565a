//! Clues that go to other departments.

use super::papers::Paper;
use super::plan::{Course, Script};
use super::stock::{Concern, Stock};
use casework::transfer::{Command, Department, FeedbackResult, Package};
use ledger::Kind;

/// How far a transfer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    Drafted,
    Approved,
    Sent,
    Acknowledged,
    Answered,
    Closed,
}

/// One transfer at each stage: drafted so many days ago, and each further step some days later.
pub fn write(script: &mut Script<'_>, stock: &Stock) -> anyhow::Result<()> {
    use Department::{Audit, DrugRegulator, Health, MarketSupervision, PublicSecurity, Tax};
    let year = script.plan.reference().year();
    for (number, department, drafted, until) in [
        (1, PublicSecurity, 170, Point::Closed),
        (2, Health, 150, Point::Answered),
        (3, MarketSupervision, 90, Point::Acknowledged),
        (4, DrugRegulator, 60, Point::Sent),
        (5, Health, 20, Point::Acknowledged),
        (6, Tax, 8, Point::Sent),
        (7, Audit, 5, Point::Approved),
        (8, PublicSecurity, 3, Point::Drafted),
        (9, Health, 80, Point::Sent),
        (10, MarketSupervision, 40, Point::Drafted),
    ] {
        let concern = stock.concern(number)?;
        let mut course = script.named(Kind::Transfer, &format!("移送〔{year}〕{number}号"))?;
        go(&mut course, concern, department, drafted, until);
        let cast = course.cast();
        match number {
            // Nobody has answered in time.
            3 => {
                course.step(20, &cast.chief, Command::Remind);
            }
            4 => {
                course.step(25, &cast.chief, Command::Remind);
            }
            9 => {
                let reason = "不属于本部门管辖".to_owned();
                course.step(70, &cast.chief, Command::Decline { reason });
            }
            10 => {
                let reason = "事实部分没有写明涉及的药品批次".to_owned();
                course.step(36, &cast.leader, Command::Return { reason });
            }
            _ => {}
        }
    }
    Ok(())
}

fn go(course: &mut Course<'_, '_>, concern: &Concern, department: Department, drafted: i32, until: Point) {
    let cast = course.cast();
    let package = Package {
        department,
        division: concern.division.clone(),
        origin: "事后审核线索核实".to_owned(),
        institution: concern.institution.clone(),
        facts: format!("核实中发现与“{}”有关、属于贵部门职责的情况", concern.behaviour()),
        basis: vec!["《医疗保障基金使用监督管理条例》第二十六条".to_owned()],
        evidence: vec![course.paper(Paper::Evidence)],
    };
    let draft = Command::Draft { package };
    course.step_with(drafted, &cast.handlers[0], draft, &[Paper::Evidence]);
    if until >= Point::Approved {
        course.step(drafted - 3, &cast.leader, Command::Approve);
    }
    if until >= Point::Sent {
        let signature = "演示签名，不具有效力".to_owned();
        course.step(drafted - 3, &cast.chief, Command::Send { signature });
    }
    if until >= Point::Acknowledged {
        let receipt_number = format!("演示回执{drafted}");
        course.step(drafted - 6, &cast.chief, Command::Acknowledge { receipt_number });
    }
    if until >= Point::Answered {
        let (result, document) = (FeedbackResult::Filed, "演示立案告知书".to_owned());
        course.step(drafted - 40, &cast.chief, Command::Answer { result, document });
    }
    if until >= Point::Closed {
        let conclusion = "已立案侦办，本局配合取证，案件另行跟踪".to_owned();
        course.step(drafted - 45, &cast.leader, Command::Close { conclusion });
    }
}
