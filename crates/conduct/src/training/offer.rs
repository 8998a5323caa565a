//! What may be done with a training, and the forms for it.

use super::{Command, Mark, NineRules, Plan, Training};
use crate::StaffCategory;
use casework::{Actor, Clock, Form, Offering, among, ask, choice, filled};
use domain::PractitionerCode;

impl Offering for Training {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let due = match &self.plan {
            Some(plan) => plan.due.clone(),
            None => vec![PractitionerCode::new(filled::text())],
        };
        let marks = due.iter().map(|person| Mark {
            person: person.clone(),
            mark: 100,
        });
        vec![
            Command::Plan {
                plan: Plan {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    topic: filled::text(),
                    rule: None,
                    category: None,
                    hours: 1,
                    held_on: clock.today(),
                    due: due.clone(),
                    material: filled::text(),
                    exam: false,
                },
            },
            Command::RecordExam { marks: marks.collect() },
            Command::RecordAttendance {
                attended: due,
                sheet: filled::paper(),
            },
            Command::Cancel { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Plan { plan } => {
                let rules = NineRules::shipped().map(|shipped| shipped.rules).unwrap_or_default();
                let rules = rules.iter().map(|rule| choice(rule.number, rule.title.as_str()));
                Form::main([ask::group(
                    "plan",
                    "培训计划",
                    [
                        ask::institution("institution", "机构"),
                        ask::division(&plan.division),
                        ask::text("topic", "培训主题"),
                        ask::number("rule", "九项准则中的条款")
                            .optional()
                            .choices(rules.collect()),
                        ask::one_of("category", "人员类别", among(&StaffCategory::ALL, StaffCategory::zh)).optional(),
                        ask::number("hours", "学时").starting(plan.hours),
                        ask::day("held_on", "培训日期").starting(clock.today().to_string()),
                        ask::lines("due", "应训人员").hint("每行一个人员编号"),
                        ask::long("material", "学习材料"),
                        ask::flag("exam", "考核"),
                    ],
                )])
            }
            Command::RecordAttendance { attended, .. } => Form::main([
                ask::lines("attended", "到训人员")
                    .starting(codes(attended))
                    .hint("每行一个人员编号；未到的请删去"),
                ask::paper("sheet", "签到表"),
            ]),
            Command::RecordExam { .. } => {
                let attended = self.attended.iter();
                let rows: Vec<_> = attended
                    .map(|person| serde_json::json!({"person": person.as_str()}))
                    .collect();
                Form::main([ask::list(
                    "marks",
                    "考核成绩",
                    [ask::text("person", "人员编号"), ask::number("mark", "分数")],
                )
                .starting(rows)])
            }
            Command::Cancel { .. } => Form::side([ask::long("reason", "取消的理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn codes(people: &[PractitionerCode]) -> Vec<&str> {
    people.iter().map(PractitionerCode::as_str).collect()
}
