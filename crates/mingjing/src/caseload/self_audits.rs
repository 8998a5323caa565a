//! Self-audits: handed out, answered, refunded, compared with what inspections found later.

use super::papers::Paper;
use super::plan::{Course, Script};
use super::stock::{Concern, Stock};
use casework::self_audit::{Answer, Command, Item, Task};
use domain::Money;
use ledger::Kind;

/// Items of a task at most.
const ITEMS: usize = 3;

/// What the institution finds of what was flagged, in per cent.
const FOUND: i64 = 60;

/// One task at each stage and more.
pub fn write(script: &mut Script<'_>, stock: &Stock) -> anyhow::Result<()> {
    let year = script.plan.reference().year();
    let number = move |part: usize| format!("自查〔{year}〕{part}号");
    let mut begin = |part: usize, place: usize, issued: i32, due: i32| -> anyhow::Result<()> {
        let course = script.named(Kind::SelfAudit, &number(part))?;
        let mut audit = Audit {
            concern: stock.concern(place)?,
            course,
        };
        audit.issue(issued, due);
        audit.finish(part);
        Ok(())
    };
    for (part, place, issued, due) in [
        (1, 0, 148, 118),
        (2, 1, 148, 118),
        (3, 2, 70, 40),
        (4, 3, 34, 4),
        (5, 0, 12, -18),
        (6, 4, 60, 30),
        (7, 5, 90, 60),
    ] {
        begin(part, place, issued, due)?;
    }
    Ok(())
}

/// A task while its part of the plan is written.
struct Audit<'s, 'a> {
    concern: &'s Concern,
    course: Course<'s, 'a>,
}

impl Audit<'_, '_> {
    fn items(&self) -> Vec<Item> {
        let rules = (1..).zip(self.concern.rules.iter().take(ITEMS));
        let item = |(number, (rule, name, flagged)): (u16, &(_, String, _))| Item {
            number,
            text: format!("是否存在：{name}"),
            rule: Some(domain::RuleCode::clone(rule)),
            flagged: *flagged,
        };
        rules.map(item).collect()
    }

    fn issue(&mut self, ago: i32, due: i32) {
        let task = Task {
            institution: self.concern.institution.clone(),
            division: self.concern.division.clone(),
            source: "事后审核疑点清单".to_owned(),
            looking_back_to: self.course.script().plan.reference().plus_days(-365),
            items: self.items(),
        };
        let due = self.course.day(due);
        let auditor = &self.course.cast().auditors[0];
        self.course.step(ago, auditor, Command::Issue { task, due });
    }

    /// Answers the first items; without a share everything is found to be in order.
    fn answer(&mut self, ago: i32, items: usize, per_hundred: i64) -> Money {
        let office = self.course.cast().insurance_office(&self.concern.institution);
        let mut declared = Money::ZERO;
        for item in self.items().into_iter().take(items) {
            let found = item.flagged.money().share(per_hundred, 100);
            declared += found;
            let answer = Answer {
                found,
                note: match found.is_positive() {
                    true => "经逐笔核对病历和医嘱，该部分确属违规，愿意退回".to_owned(),
                    false => "经逐笔核对，均有病历记载，未发现违规".to_owned(),
                },
                evidence: vec![self.course.paper(Paper::SelfAuditEvidence)],
            };
            let number = item.number;
            let command = Command::Answer { number, answer };
            self.course
                .step_with(ago, &office, command, &[Paper::SelfAuditEvidence]);
        }
        declared
    }

    fn submit(&mut self, ago: i32) {
        let director = self.course.cast().director(&self.concern.institution);
        let report = self.course.paper(Paper::SelfAuditReport);
        let command = Command::Submit { report };
        self.course
            .step_with(ago, &director, command, &[Paper::SelfAuditReport]);
    }

    fn accept(&mut self, ago: i32) {
        let auditor = &self.course.cast().auditors[0];
        self.course.step(ago, auditor, Command::Accept);
    }

    fn refund(&mut self, ago: i32, amount: Money) {
        let voucher = format!("演示退{}", self.course.day(ago).to_string().replace('-', ""));
        let finance = &self.course.cast().finance;
        self.course.step(ago, finance, Command::Refund { amount, voucher });
    }

    /// Carries the task to where it stands.
    fn finish(mut self, part: usize) {
        match part {
            // Everything in time: a voluntary refund.
            1 => {
                let declared = self.answer(135, ITEMS, FOUND);
                self.submit(132);
                self.accept(128);
                self.refund(122, declared);
            }
            // Late, and hollow: an inspection found more.
            2 => {
                let declared = self.answer(112, ITEMS, FOUND / 3);
                self.submit(110);
                self.accept(106);
                self.refund(98, declared);
                let auditor = &self.course.cast().auditors[1];
                let (found_later, source) = (declared.share(3, 2), "现场检查".to_owned());
                self.course.step(60, auditor, Command::Compare { found_later, source });
            }
            // Refunded by half, the last day is over.
            3 => {
                let declared = self.answer(52, ITEMS, FOUND);
                self.submit(50);
                self.accept(47);
                self.refund(44, declared.share(1, 2));
            }
            4 => {
                self.answer(12, ITEMS, FOUND);
                self.submit(6);
            }
            5 => {
                self.answer(5, 1, FOUND);
            }
            // Sent back for more, and overdue.
            6 => {
                self.answer(45, ITEMS, 0);
                self.submit(43);
                let auditor = &self.course.cast().auditors[0];
                let (reason, due) = ("未附核对明细，请逐项补充".to_owned(), self.course.day(20));
                self.course.step(41, auditor, Command::Return { reason, due });
            }
            // Nothing was found.
            _ => {
                self.answer(75, ITEMS, 0);
                self.submit(72);
                self.accept(68);
            }
        }
    }
}
