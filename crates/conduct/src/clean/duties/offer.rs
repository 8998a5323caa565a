//! What may be done with a list of duties, and the forms for it.

use super::{Answer, CheckPoint, Command, DutyList, Head, ListKind, Task, catalogue, template};
use casework::{Actor, Choice, Clock, Field, Form, Machine, Offering, among, ask, choice, filled};
use domain::Day;
use std::collections::BTreeMap;

/// What the form begins with; whoever fills it in sets the deadline.
const DAYS: i32 = 30;

fn head(actor: &Actor, kind: ListKind) -> Head {
    Head {
        institution: filled::institution(actor),
        division: filled::division(actor),
        kind,
        title: filled::text(),
        period: filled::text(),
        topic: String::new(),
    }
}

fn head_fields(head: &Head, among_kinds: &[ListKind], actor: &Actor) -> Field {
    let mut fields = vec![
        crate::own::institution(actor),
        ask::division(&head.division),
        ask::one_of("kind", "类别", among(among_kinds, ListKind::zh)).starting(head.kind),
        ask::text("title", "名称"),
        ask::text("period", "年度或者周期").hint("例如2026年、2025—2026年"),
    ];
    let topics = catalogue().map(|catalogue| catalogue.topics).unwrap_or_default();
    let topics = topics.iter().map(|topic| choice(topic, topic)).collect();
    let topic = ask::one_of("topic", "专项主题", topics)
        .starting("")
        .hint("专项整治须选择；其他类别不填");
    fields.push(match among_kinds.contains(&ListKind::Campaign) {
        true => topic,
        false => ask::fixed("topic", "专项主题").starting(""),
    });
    ask::group("head", "清单", fields)
}

/// Number, aspect and text of one item.
fn item_fields() -> [Field; 3] {
    [
        ask::number("number", "序号"),
        ask::text("aspect", "方面"),
        ask::long("text", "内容"),
    ]
}

type About = fn(u16, Day) -> Command;

fn report(number: u16, _due: Day) -> Command {
    Command::Report {
        number,
        percent: 50,
        note: filled::text(),
    }
}

fn prove(number: u16, _due: Day) -> Command {
    Command::Prove {
        number,
        measures: filled::text(),
        proof: vec![filled::paper()],
    }
}

fn verify(number: u16, _due: Day) -> Command {
    Command::Verify {
        number,
        opinion: filled::text(),
    }
}

fn send_back(number: u16, due: Day) -> Command {
    Command::Return {
        number,
        opinion: filled::text(),
        due,
    }
}

fn change(number: u16, due: Day) -> Command {
    let [owner] = filled::users();
    Command::Change {
        number,
        owner,
        due,
        reason: filled::text(),
    }
}

impl DutyList {
    /// The duties with which this actor may do it, as `decide` says.
    fn open_to(&self, about: About, actor: &Actor, clock: &Clock<'_>) -> Vec<Choice> {
        let may = |number: u16| self.decide(about(number, clock.today()), actor, clock).is_ok();
        let named = self.duties.iter().filter(|duty| may(duty.task.number));
        named
            .map(|duty| {
                choice(
                    duty.task.number,
                    format!("第{}项：{}", duty.task.number, duty.task.text),
                )
            })
            .collect()
    }

    fn number(&self, about: About, actor: &Actor, clock: &Clock<'_>) -> Field {
        ask::number("number", "任务").choices(self.open_to(about, actor, clock))
    }
}

impl Offering for DutyList {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let due = clock.today().plus_days(DAYS);
        let [owner] = filled::users();
        let checked = ListKind::begun_by(actor.role)
            .first()
            .copied()
            .unwrap_or(ListKind::Tour);
        let about = |about: About| {
            let mut numbers = self.duties.iter().map(|duty| duty.task.number);
            let number = numbers.find(|number| self.decide(about(*number, due), actor, clock).is_ok());
            about(number.unwrap_or_default(), due)
        };
        let tasks = template(ListKind::Plan).into_iter().map(|point| Task {
            number: point.number,
            aspect: point.aspect,
            text: point.text,
            owner: owner.clone(),
            due,
        });
        let answers = self.points.iter().map(|point| Answer::Sound { number: point.number });
        vec![
            Command::Adopt {
                head: head(actor, ListKind::Plan),
                tasks: tasks.collect(),
            },
            Command::Begin {
                head: head(actor, checked),
                points: template(checked),
            },
            Command::Record {
                answers: answers.collect(),
                evidence: vec![filled::paper()],
            },
            about(report),
            about(prove),
            about(verify),
            about(send_back),
            about(change),
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, clock: &Clock<'_>) -> Form {
        let number = |about| self.number(about, actor, clock);
        match specimen {
            Command::Adopt { head, .. } => {
                let mut fields = item_fields().to_vec();
                fields.push(ask::user("owner", "责任人").hint("不能核验本项"));
                fields.push(ask::day("due", "届满日").starting(due_text(clock)));
                Form::main([
                    head_fields(head, &ListKind::ADOPTED, actor),
                    ask::list("tasks", "任务", fields).starting(template(ListKind::Plan)),
                ])
            }
            Command::Begin { head, points } => Form::main([
                head_fields(head, ListKind::begun_by(actor.role), actor),
                ask::list("points", "检查要点", item_fields()).starting(points),
            ]),
            Command::Record { .. } => {
                let points = self.points.iter().map(|point| choice(point.number, point_zh(point)));
                let results = vec![
                    choice("sound", "未发现问题"),
                    choice("problem", "发现问题"),
                    choice("not_applicable", "不涉及"),
                ];
                let begun = self
                    .points
                    .iter()
                    .map(|point| BTreeMap::from([("number", point.number)]));
                Form::main([
                    ask::list(
                        "answers",
                        "检查结果",
                        [
                            ask::number("number", "要点").choices(points.collect()),
                            ask::one_of("result", "结果", results),
                            ask::long("note", "问题或者理由").when("result", &["problem", "not_applicable"]),
                            ask::user("owner", "整改责任人").when("result", &["problem"]),
                            ask::day("due", "整改届满日")
                                .starting(due_text(clock))
                                .when("result", &["problem"]),
                        ],
                    )
                    .starting(begun.collect::<Vec<_>>()),
                    ask::papers("evidence", "检查材料").optional(),
                ])
            }
            Command::Report { .. } => Form::side([
                number(report),
                ask::number("percent", "进度（%）")
                    .starting(50)
                    .hint("1至99；完成以核验为准"),
                ask::long("note", "进展情况"),
            ]),
            Command::Prove { .. } => Form::main([
                number(prove),
                ask::long("measures", "完成情况"),
                ask::papers("proof", "佐证材料").hint("至少一份"),
            ]),
            Command::Verify { .. } => Form::main([number(verify), ask::long("opinion", "核验意见")]),
            Command::Return { .. } => Form::side([
                number(send_back),
                ask::long("opinion", "核验意见"),
                ask::day("due", "新的届满日").starting(due_text(clock)),
            ]),
            Command::Change { .. } => Form::side([
                number(change),
                ask::user("owner", "责任人"),
                ask::day("due", "届满日").starting(due_text(clock)),
                ask::long("reason", "理由"),
            ]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn due_text(clock: &Clock<'_>) -> String {
    clock.today().plus_days(DAYS).to_string()
}

fn point_zh(point: &CheckPoint) -> String {
    format!("第{}项（{}）：{}", point.number, point.aspect, point.text)
}
