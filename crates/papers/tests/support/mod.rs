//! A made-up matter of each kind, far enough for its documents, and what a bureau gives with it.
#![allow(dead_code)] // Each test binary uses a part.

pub mod conduct;

use casework::enforcement::{self as case, Outcome, Party, Proposal};
use casework::penalty::{Article, Discretion, Fine, Penalty, Suspension, Violation};
use casework::points::{Cause, Person, Responsibility};
use casework::review_case::{ClearReason, PanelMember, Subject, Vote};
use casework::{
    Attachment, Flagged, Recorded, Recovered, Role, Upheld, UserId, points, recovery, rectification, review_case,
    self_audit, transfer,
};
use domain::{Certainty, Day, Division, FindingKey, InstitutionCode, Moment, Money, PractitionerCode, RuleCode};
use papers::{Addressee, Facts, FindingRow, Given, Issuer, Matter, Template};
use std::collections::BTreeMap;

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

fn on<E>(date: &str, event: E) -> Recorded<E> {
    Recorded {
        by: UserId::from("甲"),
        role: Role::System,
        at: Moment::parse(&format!("{date} 10:30:00")).unwrap(),
        event,
    }
}

fn file(name: &str, byte: u8) -> Attachment {
    Attachment {
        name: name.to_owned(),
        digest: format!("{byte:02x}").repeat(32),
    }
}

/// Everything that a bureau may give.
pub fn given() -> Given {
    Given {
        issuer: Issuer {
            name: "云岭县医疗保障局".to_owned(),
            contact: "赵敏".to_owned(),
            telephone: "0000-1234567".to_owned(),
            address: "云岭县城关镇人民路1号".to_owned(),
            fund_account: "云岭县医疗保障基金财政专户，云岭县农村商业银行，账号0000 1111 2222".to_owned(),
            fine_account: "云岭县财政局非税收入专户，账号3333 4444 5555".to_owned(),
            reconsideration_body: "云岭县人民政府".to_owned(),
            court: "云岭县人民法院".to_owned(),
        },
        addressee: Addressee {
            name: "云岭县第一人民医院".to_owned(),
            identity: "12000000MB0000000X".to_owned(),
            address: "云岭县城关镇医院路8号".to_owned(),
            representative: "钱明".to_owned(),
        },
        institution: "云岭县第一人民医院".to_owned(),
        number: "云医保审告〔2026〕17号".to_owned(),
        dated: Some(day("2026-03-04")),
        names: BTreeMap::from([(UserId::from("孙"), "孙立".to_owned())]),
        findings: vec![
            FindingRow {
                rule: "限适应症用药（中成药“限二级及以上医疗机构中重症住院患者”）".to_owned(),
                day: day("2026-01-12"),
                amount: yuan("1200.50"),
            },
            FindingRow {
                rule: "同日重复收费".to_owned(),
                day: day("2026-01-13"),
                amount: yuan("84.00"),
            },
        ],
        codes: BTreeMap::new(),
    }
}

/// What is given to a document by who issues it: the bureau, or the hospital.
pub fn given_for(template: Template) -> Given {
    let of_conduct = !conduct::sentences(template).is_empty();
    if of_conduct { conduct::given(given()) } else { given() }
}

/// Told after the first review.
pub fn told() -> Vec<Recorded<review_case::Event>> {
    use review_case::Event;
    let subject = Subject {
        finding: FindingKey([7; 16]),
        rule: RuleCode::new("2"),
        institution: InstitutionCode::new("H1"),
        division: Division::new("000001"),
        certainty: Certainty::Suspect,
        flagged: Flagged::of(yuan("1284.50")),
    };
    let due = day("2026-02-13");
    vec![
        on("2026-02-02", Event::Opened { subject }),
        on("2026-02-02", Event::FirstReviewBegun { due }),
        on(
            "2026-02-03",
            Event::FirstReviewed {
                amount: yuan("1200.50"),
                note: "病程记录未见中重症依据。".to_owned(),
            },
        ),
        on("2026-02-03", Event::Notified { due: day("2026-02-25") }),
    ]
}

/// Refused automatically and told.
pub fn told_automatically() -> Vec<Recorded<review_case::Event>> {
    use review_case::Event;
    let mut events = told();
    events.truncate(1);
    events.push(on("2026-02-02", Event::AutoRejected { sampled: false }));
    events.push(on("2026-02-03", Event::Notified { due: day("2026-02-25") }));
    events
}

/// Appealed and cleared by the second reviewer.
pub fn cleared() -> Vec<Recorded<review_case::Event>> {
    use review_case::Event;
    let mut events = appealed();
    events.push(on(
        "2026-02-14",
        Event::Cleared {
            reason: ClearReason::ClinicalNeed,
            note: "补充的会诊记录证明病情需要。".to_owned(),
        },
    ));
    events
}

pub fn appealed() -> Vec<Recorded<review_case::Event>> {
    use review_case::Event;
    let mut events = told();
    events.push(on(
        "2026-02-10",
        Event::AppealSubmitted {
            argument: "患者氧合指数下降，属于重症，见2026年1月12日病程记录。\n附会诊记录一份。".to_owned(),
            attachments: vec![file("会诊记录.pdf", 1)],
            due: day("2026-03-10"),
        },
    ));
    events
}

/// Upheld in part, appealed again, decided by a panel.
pub fn judged() -> Vec<Recorded<review_case::Event>> {
    use review_case::Event;
    let mut events = appealed();
    events.push(on(
        "2026-02-14",
        Event::SecondReviewUpheld {
            amount: yuan("900.00"),
            note: "第一日的用药有依据，其余各日没有。".to_owned(),
            due: day("2026-03-06"),
        },
    ));
    events.push(on(
        "2026-03-02",
        Event::ReappealSubmitted {
            argument: "其余各日仍在重症监护。".to_owned(),
            attachments: vec![file("护理记录.pdf", 2)],
            due: day("2026-03-20"),
        },
    ));
    let members = ["乙", "丙", "丁"].map(|user| PanelMember {
        user: UserId::from(user),
        clinical_expert: user == "丁",
    });
    events.push(on(
        "2026-03-03",
        Event::PanelFormed {
            members: members.to_vec(),
        },
    ));
    let votes = ["乙", "丙", "丁"].map(|user| Vote {
        user: UserId::from(user),
        upholds: user != "丁",
    });
    events.push(on(
        "2026-03-04",
        Event::JointReviewUpheld {
            amount: yuan("900.00"),
            votes: votes.to_vec(),
            minutes: "监护记录未载明中重症的判断依据，多数成员认定违规。".to_owned(),
        },
    ));
    events
}

pub fn self_audit() -> Vec<Recorded<self_audit::Event>> {
    let item = |number, text: &str, flagged| self_audit::Item {
        number,
        text: text.to_owned(),
        rule: None,
        flagged: Flagged::of(yuan(flagged)),
    };
    let task = self_audit::Task {
        institution: InstitutionCode::new("H1"),
        division: Division::new("000001"),
        source: "违法违规使用医疗保障基金问题清单".to_owned(),
        looking_back_to: day("2024-01-01"),
        items: vec![
            item(1, "血液透析、血液灌流同时收取重复的耗材费用", "51200.00"),
            item(2, "超出限定适应症使用中药注射剂", "0.00"),
        ],
    };
    vec![on(
        "2026-02-03",
        self_audit::Event::Issued {
            task,
            due: day("2026-03-05"),
        },
    )]
}

/// Two violations, a suspension, a fine that is stated by its arithmetic.
pub fn penalty() -> Penalty {
    let violation = |article, behaviour: &str, loss, grave| Violation {
        article,
        behaviour: behaviour.to_owned(),
        loss: yuan(loss),
        refused_correction: false,
        grave_consequence: grave,
    };
    let item = |violation, hundredths| Discretion {
        violation,
        fine: Fine::Multiple { hundredths },
        department_suspension: None,
        agreement_termination: false,
        settlement_suspension_months: None,
        reasons: "主动配合调查，违法行为持续两年。".to_owned(),
        mitigation: None,
    };
    let mut second = item(
        violation(Article::Article40, "虚构医药服务项目", "50000.00", false),
        200,
    );
    second.department_suspension = Some(Suspension {
        department: "骨科".to_owned(),
        months: 6,
    });
    Penalty {
        items: vec![
            item(violation(Article::Article38, "重复收费", "123456.78", true), 150),
            second,
        ],
    }
}

/// A case against an institution, decided after its defence.
pub fn punished() -> Vec<Recorded<case::Event>> {
    use case::Event;
    let matter = case::Matter {
        party: Party::Institution {
            code: InstitutionCode::new("H1"),
        },
        division: Division::new("000001"),
        source: "智能审核发现的线索".to_owned(),
        summary: "重复收费、虚构医药服务项目".to_owned(),
    };
    let proposal = Proposal::Penalty { penalty: penalty() };
    let opinion = |text: &str| text.to_owned();
    vec![
        on(
            "2026-01-05",
            Event::Registered {
                matter,
                due: day("2026-01-26"),
            },
        ),
        on(
            "2026-01-12",
            Event::PreCheckFinished {
                report: file("核查报告.pdf", 3),
            },
        ),
        on("2026-01-13", Event::FilingProposed { handlers: Vec::new() }),
        on("2026-01-14", Event::Filed { due: day("2026-04-14") }),
        on(
            "2026-01-20",
            Event::EvidenceAdded {
                evidence: vec![file("收费明细清单.xlsx", 4), file("现场检查笔录.pdf", 5)],
                proves: "重复收费的项目、次数和金额".to_owned(),
            },
        ),
        on(
            "2026-02-02",
            Event::SubmittedForReview {
                proposal,
                due: day("2026-02-16"),
            },
        ),
        on(
            "2026-02-04",
            Event::ReviewPassed {
                opinion: opinion("同意"),
            },
        ),
        on("2026-02-05", Event::NoticeServed { due: day("2026-02-12") }),
        on(
            "2026-02-09",
            Event::Defended {
                statement: opinion("部分费用已经冲销。"),
            },
        ),
        on(
            "2026-02-11",
            Event::DefenceConsidered {
                opinion: opinion("冲销凭证与涉案费用无关，不予采纳。"),
            },
        ),
        on(
            "2026-02-25",
            Event::Decided {
                outcome: Outcome::Penalty { penalty: penalty() },
                minutes: Some(file("集体讨论记录.pdf", 6)),
                late: false,
            },
        ),
    ]
}

pub fn claimed() -> Vec<Recorded<recovery::Event>> {
    let claim = recovery::Claim {
        origin: "云医保罚决〔2026〕1号行政处罚决定".to_owned(),
        institution: InstitutionCode::new("H1"),
        division: Division::new("000001"),
        due: Upheld::of(yuan("173456.78")),
    };
    vec![
        on(
            "2026-02-25",
            recovery::Event::Opened {
                claim,
                due: day("2026-03-27"),
            },
        ),
        on(
            "2026-03-02",
            recovery::Event::Paid {
                amount: Recovered::of(yuan("73456.78")),
                paid_on: day("2026-03-02"),
                voucher: "JK2026030201".to_owned(),
            },
        ),
    ]
}

pub fn ordered() -> Vec<Recorded<rectification::Event>> {
    use rectification::Event;
    let problem = rectification::Problem {
        origin: "云医保罚决〔2026〕1号案件".to_owned(),
        institution: InstitutionCode::new("H1"),
        division: Division::new("000001"),
        description: "骨科收费项目没有与医嘱核对，重复收费长期未被发现。".to_owned(),
        urgency: rectification::Urgency::TimeLimited,
        owner: UserId::from("孙"),
    };
    vec![
        on(
            "2026-02-26",
            Event::Ordered {
                problem,
                due: day("2026-03-27"),
            },
        ),
        on(
            "2026-03-02",
            Event::Proven {
                measures: "增设核对岗".to_owned(),
                proof: vec![file("制度.pdf", 8)],
            },
        ),
        on(
            "2026-03-03",
            Event::Rejected {
                opinion: "没有核对记录。".to_owned(),
                due: day("2026-04-03"),
            },
        ),
    ]
}

pub fn package() -> transfer::Package {
    transfer::Package {
        department: transfer::Department::DisciplineInspection,
        division: Division::new("000001"),
        origin: "云医保罚决〔2026〕1号案件".to_owned(),
        institution: InstitutionCode::new("H1"),
        facts: "该院骨科负责人涉嫌指使他人虚构医药服务项目，收受器械经销商财物。".to_owned(),
        basis: vec!["《医疗保障基金使用监督管理条例》（国务院令第735号）第四十条".to_owned()],
        evidence: vec![file("询问笔录.pdf", 0xab), file("收费明细清单.xlsx", 0xcd)],
    }
}

pub fn sent() -> Vec<Recorded<transfer::Event>> {
    use transfer::Event;
    let package = package();
    let digest = package.digest(Moment::parse("2026-03-04 10:30:00").unwrap());
    vec![
        on("2026-03-02", Event::Drafted { package }),
        on("2026-03-03", Event::Approved),
        on(
            "2026-03-04",
            Event::Sent {
                digest,
                signature: "签名".to_owned(),
                hours: 24,
                late: false,
                due: day("2026-03-11"),
            },
        ),
    ]
}

pub fn scored() -> Vec<Recorded<points::Event>> {
    use points::Event;
    let person = Person {
        code: PractitionerCode::new("D330000000001"),
        division: Division::new("000001"),
    };
    vec![
        on("2026-01-05", Event::Registered { person }),
        on(
            "2026-03-02",
            Event::Proposed {
                cause: Cause::PenaltyForFraud,
                responsibility: Responsibility::General,
                institution: InstitutionCode::new("H1"),
                handling: "云医保罚决〔2026〕1号行政处罚决定书".to_owned(),
            },
        ),
        on("2026-03-04", Event::Given { number: 1, points: 10 }),
        on(
            "2026-03-04",
            Event::Suspended {
                number: 1,
                from: day("2026-03-04"),
                until: day("2026-06-04"),
            },
        ),
    ]
}

/// The facts of every document, of the matters above.
pub fn facts_of(template: Template, given: &Given) -> Facts {
    let made = match template {
        Template::ViolationNotice => Facts::of(template, Matter::Review(&told()), given),
        Template::SecondReviewReply | Template::JointReviewReply => {
            Facts::of(template, Matter::Review(&judged()), given)
        }
        Template::SelfAuditNotice => Facts::of(template, Matter::SelfAudit(&self_audit()), given),
        Template::PenaltyNotice | Template::PenaltyDecision => {
            Facts::of(template, Matter::Enforcement(&punished()), given)
        }
        Template::RecoveryNotice => Facts::of(template, Matter::Recovery(&claimed()), given),
        Template::RectificationOrder => Facts::of(template, Matter::Rectification(&ordered()), given),
        Template::TransferLetter => Facts::of(template, Matter::Transfer(&sent()), given),
        Template::PointsNotice => Facts::of(template, Matter::Points(&scored()), given),
        of_conduct => conduct::facts_of(of_conduct, given).unwrap(),
    };
    made.unwrap_or_else(|error| panic!("{template:?}: {error}"))
}
