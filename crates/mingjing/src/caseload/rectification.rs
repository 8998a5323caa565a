//! Rectification: problems that institutions must put right.

use super::papers::Paper;
use super::plan::{Course, Script};
use super::stock::{Concern, Stock};
use casework::rectification::{Command, Problem, Urgency};
use ledger::Kind;

/// One problem at each stage, some with more than one round.
pub fn write(script: &mut Script<'_>, stock: &Stock) -> anyhow::Result<()> {
    let year = script.plan.reference().year();
    for (number, place, urgency, ordered, due) in [
        (1, 0, Urgency::TimeLimited, 130, 100),
        (2, 1, Urgency::LongTerm, 140, 60),
        (3, 0, Urgency::Immediate, 95, 95),
        (4, 2, Urgency::TimeLimited, 50, 10),
        (5, 0, Urgency::TimeLimited, 30, 2),
        (6, 3, Urgency::TimeLimited, 45, 20),
        (7, 0, Urgency::TimeLimited, 8, -22),
    ] {
        let course = script.named(Kind::Rectification, &format!("整改〔{year}〕{number}号"))?;
        let mut work = Work {
            concern: stock.concern(place)?,
            course,
        };
        work.order(urgency, ordered, due);
        match number {
            // Closed in time.
            1 => {
                work.prove(108);
                work.verify(102, number);
            }
            // Closed, and opened again when somebody looked back.
            2 => {
                work.prove(75);
                work.verify(70, number);
                work.reopen(15, -15);
            }
            // At once, and closed.
            3 => {
                work.prove(95);
                work.verify(92, number);
            }
            // Overdue.
            4 => {}
            // Waits to be looked at.
            5 => work.prove(5),
            // Not enough: another round, which is overdue as well.
            6 => {
                work.prove(28);
                work.reject(24, 3);
            }
            _ => work.extend(2, -24),
        }
    }
    Ok(())
}

struct Work<'s, 'a> {
    concern: &'s Concern,
    course: Course<'s, 'a>,
}

impl Work<'_, '_> {
    fn order(&mut self, urgency: Urgency, ago: i32, due: i32) {
        let cast = self.course.cast();
        let owner = cast.department_head(&self.concern.institution).actor.user;
        let problem = Problem {
            origin: "事后审核疑点核实".to_owned(),
            institution: self.concern.institution.clone(),
            division: self.concern.division.clone(),
            description: format!("“{}”问题反复出现，收费和医嘱审核环节缺失", self.concern.behaviour()),
            urgency,
            owner,
        };
        let due = self.course.day(due);
        self.course.step(ago, &cast.chief, Command::Order { problem, due });
    }

    fn prove(&mut self, ago: i32) {
        let office = self.course.cast().insurance_office(&self.concern.institution);
        let command = Command::Prove {
            measures: "已修订院内审核流程，开展全员培训，并在医生站启用事前提醒".to_owned(),
            proof: vec![self.course.paper(Paper::Proof)],
        };
        self.course.step_with(ago, &office, command, &[Paper::Proof]);
    }

    fn verify(&mut self, ago: i32, number: u8) {
        let auditor = &self.course.cast().auditors[0];
        let command = Command::Verify {
            opinion: "抽查病历20份，未再发现同类问题".to_owned(),
            closing_number: format!("演示销号{number:03}"),
        };
        self.course.step(ago, auditor, command);
    }

    fn reject(&mut self, ago: i32, due: i32) {
        let auditor = &self.course.cast().auditors[0];
        let (opinion, due) = ("只有制度文本，没有执行记录".to_owned(), self.course.day(due));
        self.course.step(ago, auditor, Command::Reject { opinion, due });
    }

    fn reopen(&mut self, ago: i32, due: i32) {
        let chief = &self.course.cast().chief;
        let (reason, due) = ("回头看发现同类问题再次出现".to_owned(), self.course.day(due));
        self.course.step(ago, chief, Command::Reopen { reason, due });
    }

    fn extend(&mut self, ago: i32, due: i32) {
        let chief = &self.course.cast().chief;
        let (reason, due) = ("系统改造须等待厂商排期".to_owned(), self.course.day(due));
        self.course.step(ago, chief, Command::Extend { due, reason });
    }
}
