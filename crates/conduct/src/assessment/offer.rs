//! What may be done with an assessment, and the forms for it.

use super::YearAssessment;
use super::{Command, Computed, Deadlines, Grade, Item, ItemScore, LEAST_PUBLICITY_DAYS, Objection, Opening};
use crate::{Points, StaffCategory, Subject};
use casework::{Actor, Clock, Field, Form, Offering, among, ask, choice, filled};

/// What the form for the opening begins with: days from one stage to the next.
const STAGE_DAYS: i32 = 15;

impl Offering for YearAssessment {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let opening = self.opening.clone().unwrap_or_else(|| opening(actor, clock));
        let scores: Vec<ItemScore> = opening
            .items
            .iter()
            .map(|item| ItemScore {
                item: item.item.clone(),
                points: item.most,
            })
            .collect();
        let computed = match &self.unit {
            Some(unit) => unit.computed,
            None => Computed {
                total: opening.most(),
                deductions: Points::ZERO,
                additions: Points::ZERO,
                veto: false,
                grade: Grade::Good,
            },
        };
        let (grade, reason) = match &self.unit {
            Some(unit) => (unit.grade, unit.reason.clone()),
            None => (computed.grade, None),
        };
        // An appeal changes something: here the veto or else a point.
        let changed = Computed {
            veto: false,
            total: computed.total + Points::hundredths(1),
            ..computed
        };
        let number = self.answerable(actor).next().map_or(1, |objection| objection.number);
        let group: [_; super::LEAST_GROUP] = filled::users();
        vec![
            Command::Open { opening },
            Command::ReviewSelf {
                text: filled::text(),
                scores: scores.clone(),
            },
            Command::ReviewDepartment {
                opinion: filled::text(),
                scores,
                group: group.to_vec(),
                minutes: filled::paper(),
            },
            Command::RecordAppraisal {
                opinion: filled::text(),
                points: Points::ZERO,
                paper: filled::paper(),
            },
            Command::Skip { reason: filled::text() },
            Command::Draft {
                computed,
                grade,
                reason: reason.clone(),
                opinion: filled::text(),
            },
            Command::Decide {
                grade,
                reason: reason.clone(),
                minute_number: filled::text(),
            },
            Command::Return { reason: filled::text() },
            Command::Publish {
                channel: filled::text(),
            },
            Command::Object {
                grounds: filled::text(),
                evidence: Vec::new(),
            },
            Command::AnswerObjection {
                number,
                accepted: false,
                answer: filled::text(),
            },
            Command::Conclude,
            Command::Freeze { paper: filled::paper() },
            Command::Appeal {
                grounds: filled::text(),
                evidence: Vec::new(),
            },
            Command::WithdrawAppeal,
            Command::Uphold {
                opinion: filled::text(),
            },
            Command::Change {
                computed: changed,
                grade,
                reason,
                opinion: filled::text(),
            },
            Command::RequestReopening { reason: filled::text() },
            Command::GrantReopening,
            Command::DenyReopening { reason: filled::text() },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Open { opening } => Form::main([ask::group("opening", "启动考评", opening_fields(opening))]),
            Command::ReviewSelf { .. } => Form::main([ask::long("text", "自评文字"), self.scores_field()]),
            Command::ReviewDepartment { .. } => Form::main([
                ask::long("opinion", "科室意见"),
                self.scores_field(),
                ask::users("group", "考评小组").hint("至少3人，不含被考评人"),
                ask::paper("minutes", "会议纪要"),
            ]),
            Command::RecordAppraisal { .. } => Form::main([
                ask::long("opinion", "评议意见"),
                ask::text("points", "得分"),
                ask::paper("paper", "评议材料"),
            ]),
            Command::Skip { .. } => Form::side([ask::long("reason", "跳过的理由").hint("如：本人援外未归")]),
            Command::Draft {
                computed,
                grade,
                reason,
                ..
            } => Form::main([
                computed_field(computed),
                grade_field(*grade),
                reason_field().starting(reason),
                ask::long("opinion", "单位意见"),
            ]),
            Command::Decide { grade, reason, .. } => Form::main([
                grade_field(*grade),
                reason_field().starting(reason),
                ask::text("minute_number", "会议纪要编号"),
            ]),
            Command::Return { .. } => Form::side([ask::long("reason", "退回理由")]),
            Command::Publish { .. } => {
                Form::main([ask::long("channel", "公示地点和反映渠道").hint("公示的地点，反映问题的电话、信箱")])
            }
            Command::Object { .. } => Form::side([
                ask::long("grounds", "异议理由"),
                ask::papers("evidence", "证据").optional(),
            ]),
            Command::AnswerObjection { .. } => {
                let open = self.answerable(actor);
                let choices = open.map(|objection| choice(objection.number, objection.grounds.as_str()));
                Form::main([
                    ask::number("number", "异议").choices(choices.collect()),
                    ask::flag("accepted", "采纳").hint("采纳的，退回行风办重新拟定，再次公示"),
                    ask::long("answer", "异议答复"),
                ])
            }
            Command::Conclude => Form::main([]),
            Command::Freeze { .. } => Form::main([ask::paper("paper", "考评登记表")]),
            Command::Appeal { .. } => Form::side([
                ask::long("grounds", "申诉理由"),
                ask::papers("evidence", "证据").optional(),
            ]),
            Command::WithdrawAppeal => Form::side([]),
            Command::Uphold { .. } => Form::main([ask::long("opinion", "处理意见")]),
            Command::Change {
                computed,
                grade,
                reason,
                ..
            } => Form::main([
                computed_field(computed),
                grade_field(*grade),
                reason_field().starting(reason),
                ask::long("opinion", "处理意见"),
            ]),
            Command::RequestReopening { .. } => {
                Form::side([ask::long("reason", "重开的理由").hint("如：归档后查实当年的行为")])
            }
            Command::GrantReopening => Form::side([]),
            Command::DenyReopening { .. } => Form::side([ask::long("reason", "不同意的理由")]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

impl YearAssessment {
    /// Open objections of others: nobody answers his own.
    fn answerable<'a>(&'a self, actor: &'a Actor) -> impl Iterator<Item = &'a Objection> {
        self.open_objections().filter(|objection| objection.by != actor.user)
    }

    /// One row for each item, its points to be filled in.
    fn scores_field(&self) -> Field {
        let items = self
            .opening
            .as_ref()
            .map(|opening| opening.items.as_slice())
            .unwrap_or_default();
        let help: Vec<_> = items
            .iter()
            .map(|item| format!("{}：{}，满分{}", item.item, item.name, item.most))
            .collect();
        let rows: Vec<_> = items
            .iter()
            .map(|item| serde_json::json!({"item": item.item}))
            .collect();
        let choices = items
            .iter()
            .map(|item| choice(&item.item, item.name.as_str()))
            .collect();
        let inner = [ask::one_of("item", "项目", choices), ask::text("points", "得分")];
        ask::list("scores", "逐项评分", inner)
            .starting(rows)
            .hint(help.join("；"))
    }
}

fn opening(actor: &Actor, clock: &Clock<'_>) -> Opening {
    let day = |stage: i32| clock.today().plus_days(STAGE_DAYS * stage);
    Opening {
        institution: filled::institution(actor),
        division: filled::division(actor),
        year: clock.today().year(),
        subject: Subject::somebody(None),
        category: StaffCategory::Clinical,
        scheme: filled::text(),
        items: vec![Item {
            item: filled::text(),
            name: filled::text(),
            most: Points::whole(100),
        }],
        deadlines: Deadlines {
            self_review: day(1),
            department: day(2),
            branch: None,
            public: None,
            draft: day(3),
            committee: day(4),
        },
        publicity_days: LEAST_PUBLICITY_DAYS,
        weights: None,
    }
}

fn opening_fields(opening: &Opening) -> [Field; 10] {
    let days = &opening.deadlines;
    let weight = |name, zh| ask::number(name, zh).starting(0);
    [
        ask::institution("institution", "机构"),
        ask::division(&opening.division),
        ask::number("year", "考评年度").starting(opening.year),
        ask::group("subject", "当事人", Subject::fields()),
        ask::one_of("category", "人员类别", among(&StaffCategory::ALL, StaffCategory::zh)),
        ask::text("scheme", "考评方案").hint("方案名称及版本"),
        ask::list(
            "items",
            "考评项目",
            [
                ask::text("item", "项目编号"),
                ask::text("name", "项目名称"),
                ask::text("most", "满分"),
            ],
        ),
        ask::group(
            "deadlines",
            "各环节届满日",
            [
                ask::day("self_review", "自我评价").starting(days.self_review.to_string()),
                ask::day("department", "科室评价").starting(days.department.to_string()),
                ask::day("branch", "支部评价").optional().hint("没有该环节的留空"),
                ask::day("public", "群众评议").optional().hint("没有该环节的留空"),
                ask::day("draft", "行风办拟定").starting(days.draft.to_string()),
                ask::day("committee", "委员会审定").starting(days.committee.to_string()),
            ],
        ),
        ask::number("publicity_days", "公示工作日数").starting(opening.publicity_days),
        ask::group(
            "weights",
            "各环节权重（%）",
            [
                weight("self_review", "自我评价"),
                weight("department", "科室评价"),
                weight("branch", "支部评价"),
                weight("public", "群众评议"),
                weight("unit", "单位评价").starting(100),
            ],
        )
        .optional()
        .hint("由单位决定等次、不加权的，留空"),
    ]
}

fn computed_field(computed: &Computed) -> Field {
    ask::group(
        "computed",
        "计算结果",
        [
            ask::text("total", "总分").starting(computed.total),
            ask::text("deductions", "扣分合计").starting(computed.deductions),
            ask::text("additions", "加分合计").starting(computed.additions),
            ask::flag("veto", "一票否决").starting(computed.veto),
            ask::one_of("grade", "计算等次", among(&Grade::ALL, Grade::zh)).starting(computed.grade),
        ],
    )
}

fn grade_field(grade: Grade) -> Field {
    ask::one_of("grade", "等次", among(&Grade::ALL, Grade::zh)).starting(grade)
}

fn reason_field() -> Field {
    ask::long("reason", "与计算等次不同的理由")
        .optional()
        .hint("等次与计算等次相同的，留空")
}
