//! What may be done while an institution goes through a list, and the forms for it.

use super::{Checkup, Command, Entry, Expert, Finding, Task};
use crate::Ownership;
use crate::quality::{Checklist, Item};
use casework::{Actor, Choice, Clock, Form, Offering, among, ask, choice, filled};

/// What the form begins with; whoever assigns sets the deadline.
const DAYS: i32 = 30;

impl Offering for Checkup {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let due = clock.today().plus_days(DAYS);
        let [user] = filled::users();
        // The first item that has not been answered yet.
        let next = (1..).find(|number| !self.entries.contains_key(number)).unwrap_or(1);
        let open = match &self.task {
            Some(task) if usize::from(next) > task.list.items.len() => 1,
            _ => next,
        };
        vec![
            Command::Assign {
                task: Task {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    ownership: Ownership::Public,
                    specialties: Vec::new(),
                    topics: Vec::new(),
                    list: shipped(),
                    experts: vec![Expert { user }],
                },
                due,
            },
            Command::Answer {
                entry: Entry {
                    item: open,
                    score: 0,
                    done: false,
                    note: filled::text(),
                    proof: Vec::new(),
                },
            },
            Command::Submit,
            Command::Find {
                finding: Finding {
                    item: 1,
                    problem: filled::text(),
                    proof: Vec::new(),
                },
            },
            Command::Conclude {
                opinion: filled::text(),
            },
            Command::Return {
                reason: filled::text(),
                due,
            },
            Command::Close {
                opinion: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, _actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Assign { task, due } => Form::main([
                ask::group(
                    "task",
                    "任务",
                    [
                        ask::institution("institution", "机构"),
                        ask::division(&task.division),
                        ask::one_of("ownership", "举办主体", among(&Ownership::ALL, Ownership::zh)),
                        ask::lines("specialties", "专科")
                            .optional()
                            .hint("只检查部分专科的，每行一个"),
                        ask::lines("topics", "主题").optional().hint("如医疗美容，每行一个"),
                        ask::group(
                            "list",
                            "清单",
                            [
                                ask::text("title", "清单名称").starting(&task.list.title),
                                ask::list(
                                    "items",
                                    "条目",
                                    [
                                        ask::text("aspect", "方面"),
                                        ask::long("text", "内容"),
                                        ask::number("points", "分值"),
                                    ],
                                )
                                .starting(&task.list.items),
                            ],
                        ),
                        ask::list("experts", "专家", [ask::user("user", "专家")])
                            .optional()
                            .hint("不派专家的，自评后直接验收"),
                    ],
                ),
                ask::day("due", "自评期限").starting(due.to_string()),
            ]),
            Command::Answer { entry } => Form::main([ask::group(
                "entry",
                "自评",
                [
                    ask::number("item", "条目").choices(self.numbers()).starting(entry.item),
                    ask::number("score", "自评分").starting(entry.score),
                    ask::flag("done", "已完成").starting(entry.done),
                    ask::long("note", "说明").hint("未完成的，说明原因"),
                    ask::papers("proof", "佐证").optional().hint("已完成的，至少一份"),
                ],
            )]),
            Command::Submit => Form::main([]),
            Command::Find { .. } => Form::main([ask::group(
                "finding",
                "检查发现",
                [
                    ask::number("item", "条目").choices(self.numbers()),
                    ask::long("problem", "问题"),
                    ask::papers("proof", "佐证").optional(),
                ],
            )]),
            Command::Conclude { .. } => Form::main([ask::long("opinion", "检查意见")]),
            Command::Return { due, .. } => Form::side([
                ask::long("reason", "退回理由"),
                ask::day("due", "自评期限").starting(due.to_string()),
            ]),
            Command::Close { .. } => Form::main([ask::long("opinion", "验收意见")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

impl Checkup {
    fn numbers(&self) -> Vec<Choice> {
        let items = self.task.iter().flat_map(|task| &task.list.items);
        let named = |(number, item): (u16, &Item)| choice(number, format!("{number}. {}", item.text));
        (1..).zip(items).map(named).collect()
    }
}

/// The list that a form begins with; whoever assigns puts another in its place.
fn shipped() -> Checklist {
    Checklist::records().unwrap_or(Checklist {
        title: String::new(),
        items: Vec::new(),
    })
}
