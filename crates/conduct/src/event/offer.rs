//! What may be done with an event, and the forms for it.

use super::{Command, ConductEvent, Evidence, EvidenceKind, Involved, Origin, Report, Ruling, is_veto};
use crate::{EventCode, Points, Subject};
use casework::{Actor, Choice, Clock, Field, Form, Offering, Role, among, ask, choice, filled};
use domain::{FindingKey, RuleCode};

impl Offering for ConductEvent {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        // The catalogue always has A01.
        let Ok(code) = "A01".parse::<EventCode>() else {
            return Vec::new();
        };
        let proposed = Origin::Finding {
            finding: FindingKey([0; 16]),
            rule: RuleCode::new(filled::text()),
            reference: filled::text(),
        };
        let recorded = Report {
            institution: filled::institution(actor),
            division: filled::division(actor),
            code: code.clone(),
            occurred_on: clock.today(),
            learned_on: clock.today(),
            persons: vec![Involved {
                subject: Subject::somebody(Some(actor.user.clone())),
                share: 100,
            }],
            head: None,
            origin: Origin::Oneself,
            summary: filled::text(),
            amount: None,
            patient_seal: None,
            evidence: vec![evidence()],
        };
        let known = self.report.clone().unwrap_or_else(|| recorded.clone());
        let decided = self.approval.as_ref().map_or(&known.code, |approval| &approval.code);
        let points = (known.persons.iter().any(|one| one.share < 100) && !is_veto(decided)).then_some(Points::whole(1));
        vec![
            Command::Record {
                report: recorded.clone(),
            },
            Command::Propose {
                report: Report {
                    origin: proposed,
                    ..recorded
                },
            },
            Command::Amend { report: known.clone() },
            Command::Submit,
            Command::Withdraw { reason: filled::text() },
            Command::Attach {
                evidence: vec![evidence()],
            },
            Command::Recuse {
                user: actor.user.clone(),
                reason: filled::text(),
            },
            Command::Confirm {
                opinion: filled::text(),
            },
            Command::TakeOver { reason: filled::text() },
            Command::Verify {
                opinion: filled::text(),
            },
            Command::Return { reason: filled::text() },
            Command::Reject { reason: filled::text() },
            Command::Approve {
                points,
                count: 1,
                counted_year: known.occurred_on.year(),
                opinion: filled::text(),
            },
            Command::Appeal {
                grounds: filled::text(),
                evidence: Vec::new(),
            },
            Command::WithdrawAppeal,
            Command::SettleAppeal {
                ruling: Ruling::Changed {
                    code: decided.clone(),
                    points,
                    count: 1,
                },
                opinion: filled::text(),
            },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, _clock: &Clock<'_>) -> Form {
        match specimen {
            Command::Record { report } | Command::Propose { report } => Form::main([ask::group(
                "report",
                "申报",
                report_fields(report, None, sources(specimen, actor)),
            )]),
            Command::Amend { report } => {
                let sources = sources(specimen, actor);
                Form::side([ask::group(
                    "report",
                    "申报",
                    report_fields(report, Some(report), sources),
                )])
            }
            Command::Submit => Form::main([]),
            Command::Withdraw { .. } => Form::side([ask::long("reason", "撤回理由")]),
            Command::Attach { .. } => Form::side([ask::list("evidence", "证据", evidence_fields())]),
            Command::Recuse { user, .. } => Form::side([
                ask::user("user", "回避人").starting(user),
                ask::long("reason", "回避理由").hint("如：是当事人的配偶、近亲属"),
            ]),
            Command::Confirm { .. } => Form::main([ask::long("opinion", "科室意见")]),
            Command::TakeOver { .. } => {
                Form::side([ask::long("reason", "代为确认的理由").hint("如：科室负责人是当事人")])
            }
            Command::Verify { .. } => Form::main([ask::long("opinion", "核实意见")]),
            Command::Return { .. } => Form::side([ask::long("reason", "退回理由")]),
            Command::Reject { .. } => Form::side([ask::long("reason", "不予认定的理由")]),
            Command::Approve {
                points, counted_year, ..
            } => Form::main([
                points_field(points.is_some()),
                ask::number("count", "次数").starting(1),
                ask::number("counted_year", "计入年度")
                    .starting(counted_year)
                    .hint("发生年度已归档的，计入以后的年度，并注明迟报"),
                ask::long("opinion", "审批意见"),
            ]),
            Command::Appeal { .. } => Form::side([
                ask::long("grounds", "申诉理由"),
                ask::papers("evidence", "证据").optional(),
            ]),
            Command::WithdrawAppeal => Form::side([]),
            Command::SettleAppeal {
                ruling: Ruling::Changed { code, points, .. },
                ..
            } => Form::main([
                ask::group("ruling", "处理结果", ruling_fields(code, points.is_some())),
                ask::long("opinion", "处理意见"),
            ]),
            Command::SettleAppeal { .. } => Form::main([]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}

fn evidence() -> Evidence {
    Evidence {
        kind: EvidenceKind::Scan,
        paper: filled::paper(),
        taken_on: None,
    }
}

fn points_field(required: bool) -> Field {
    let field = ask::text("points", "分值").hint("方案已定分值的留空；方案给出幅度的，填写裁定的分值，如-0.5");
    match required {
        true => field,
        false => field.optional(),
    }
}

fn ruling_fields(code: &EventCode, shared: bool) -> [Field; 4] {
    let rulings = [("upheld", "维持"), ("changed", "变更"), ("revoked", "撤销")];
    let rulings = rulings.map(|(value, zh)| choice(value, zh)).to_vec();
    let changed = &["changed"];
    [
        ask::one_of("ruling", "处理结果", rulings),
        ask::text("code", "变更后的行为编码")
            .starting(code)
            .when("ruling", changed),
        points_field(shared).when("ruling", changed),
        ask::number("count", "变更后的次数").starting(1).when("ruling", changed),
    ]
}

/// Sources beside the fund that need a reference.
const REFERRED: &[&str] = &[
    "ledger",
    "complaint",
    "survey",
    "inspection",
    "media",
    "discipline",
    "personnel",
];

const FUND: [(&str, &str); 2] = [("finding", "基金审核疑点"), ("insurance_points", "医保支付资格记分")];

fn sources(specimen: &Command, actor: &Actor) -> Vec<Choice> {
    let own: &[_] = &[("oneself", "本人申报")];
    let of_others: &[_] = &[
        ("oneself", "本人申报"),
        ("department", "科室"),
        ("office", "行风办"),
        ("ledger", "廉洁台账"),
        ("complaint", "投诉"),
        ("survey", "满意度调查"),
        ("inspection", "检查"),
        ("media", "媒体"),
        ("discipline", "纪检监察"),
        ("personnel", "人事"),
    ];
    let listed = match specimen {
        Command::Propose { .. } => &FUND,
        Command::Amend { report } if report.origin.is_of_the_fund() => &FUND,
        _ if actor.role == Role::Practitioner => own,
        _ => of_others,
    };
    listed.iter().map(|(value, zh)| choice(value, *zh)).collect()
}

/// The fields of a report; a report that is amended begins with what it says.
fn report_fields(report: &Report, known: Option<&Report>, sources: Vec<Choice>) -> Vec<Field> {
    let of_the_fund = sources.iter().any(|source| source.value == "finding");
    let origin = known.and_then(|known| serde_json::to_value(&known.origin).ok());
    let said = |name: &str| origin.as_ref().and_then(|origin| origin.get(name)).cloned();
    let mut from = vec![ask::one_of("source", "来源", sources).starting(said("source"))];
    if of_the_fund {
        from.push(
            ask::text("finding", "疑点标识")
                .starting(said("finding"))
                .hint("32位十六进制数")
                .when("source", &["finding"]),
        );
        from.push(
            ask::text("rule", "规则编号")
                .starting(said("rule"))
                .when("source", &["finding"]),
        );
        from.push(reference(&["finding", "insurance_points"]).starting(said("reference")));
    } else if from.iter().any(|field| field.choices.len() > 1) {
        from.push(reference(REFERRED).starting(said("reference")));
    }
    let mut persons = Subject::fields().to_vec();
    persons.push(
        ask::number("share", "分担比例（%）")
            .starting(100)
            .hint("各自承担全部的，均填100"),
    );
    vec![
        ask::institution("institution", "机构").starting(known.map(|known| known.institution.as_str())),
        ask::division(&report.division),
        ask::text("code", "行为编码")
            .starting(known.map(|known| &known.code))
            .hint("行为目录中的编码，如A01"),
        ask::day("occurred_on", "发生日期").starting(known.map(|known| known.occurred_on.to_string())),
        ask::day("learned_on", "获知日期").starting(known.map(|known| known.learned_on.to_string())),
        ask::list("persons", "涉及人员", persons).starting(known.map(|known| &known.persons)),
        ask::user("head", "科室确认人")
            .optional()
            .starting(known.map(|known| &known.head))
            .hint("本科室负责人；本人涉及的，由行风办代为确认"),
        ask::group("origin", "来源", from),
        ask::long("summary", "事实经过")
            .starting(known.map(|known| &known.summary))
            .hint("不写患者姓名、住院号和联系方式"),
        ask::money("amount", "涉及金额（元）")
            .optional()
            .starting(known.and_then(|known| known.amount).map(|amount| amount.to_string())),
        ask::text("patient_seal", "患者封存编号")
            .optional()
            .starting(known.map(|known| &known.patient_seal)),
        ask::list("evidence", "证据", evidence_fields())
            .optional()
            .starting(known.map(|known| &known.evidence)),
    ]
}

fn reference(sources: &'static [&'static str]) -> Field {
    ask::text("reference", "来源文号、编号").when("source", sources)
}

fn evidence_fields() -> [Field; 3] {
    [
        ask::one_of("kind", "种类", among(&EvidenceKind::ALL, EvidenceKind::zh)),
        ask::paper("paper", "文件"),
        ask::day("taken_on", "形成日期").optional(),
    ]
}
