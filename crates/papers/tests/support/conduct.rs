//! Made-up matters of conduct of one hospital, played by their own workflows, far enough for their documents.

use casework::{Actor, Clock, Limits, Machine, Place, Recorded, Role, UserId, WorkCalendar, record};
use conduct::antimicrobial::breach::Breach;
use conduct::archive::{Archive, Declaration as Declared, Honour, Records};
use conduct::assessment::YearAssessment;
use conduct::clean::duties::DutyList;
use conduct::clean::five_good::{FiveGood, Standard};
use conduct::commendation::Commendation;
use conduct::declaration::Declaration;
use conduct::discipline::DisciplineClue;
use conduct::district::{
    Assessed, Cases, Issues, Numbers, Parties, People, Report, Span, Sums, TenThousandYuan, Visits,
};
use conduct::packet::RedPacket;
use conduct::pledge::Pledge;
use conduct::scheme::Template as Scheme;
use conduct::score::{Year, assess};
use conduct::service_complaint::ServiceComplaint;
use conduct::usage_query::UsageQuery;
use conduct::veto::VetoDecision;
use conduct::{Department, EventCode, Fact, Share, Staff, StaffCategory};
use domain::{Day, Division, InstitutionCode, Moment, PractitionerCode};
use papers::{Conduct, Facts, Given, Matter, PaperError, Template};
use serde_json::{Value, json};

/// The first of the patient's number that is kept at all, and how to reach who complained: no document may have either.
pub const PATIENT: &str = "Q7X";
pub const SEAL: &str = "封存S-4711";
/// What a clue says, of which no letter may tell.
pub const REPORTED: &str = "举报人所述的细节";

/// Everybody, with the account that is his name in the tests, and the name that is printed.
const CAST: [(&str, &str, Role); 12] = [
    ("系统", "系统", Role::System),
    ("医师甲", "张明甲", Role::Practitioner),
    ("护士乙", "李晓乙", Role::Practitioner),
    ("科主任", "王建国", Role::DepartmentHead),
    ("副主任", "赵立新", Role::DepartmentHead),
    ("行风甲", "周敏", Role::EthicsOffice),
    ("行风乙", "吴静", Role::EthicsOffice),
    ("纪检甲", "郑刚", Role::DisciplineOffice),
    ("纪检乙", "冯正", Role::DisciplineOffice),
    ("院长", "陈院", Role::HospitalLeader),
    ("医保办", "褚芳", Role::InsuranceOffice),
    ("卫健科", "卫平", Role::HealthSection),
];

/// What the hospital's own office gives, with names for everybody.
pub fn given(all: Given) -> Given {
    let mut given = all;
    given.issuer.name = "云岭县第一人民医院".to_owned();
    given.addressee.name = "张明甲".to_owned();
    given.number = "云一院医德〔2026〕17号".to_owned();
    let names = CAST
        .iter()
        .map(|(user, name, _)| (UserId::from(*user), (*name).to_owned()));
    given.names.extend(names);
    let code = |text: &str| text.parse::<EventCode>().unwrap();
    given.codes.insert(code("X02"), "收受患者“红包”".to_owned());
    given.codes.insert(code("M01"), "服务态度生硬".to_owned());
    given
}

type Move = (&'static str, &'static str, Value);

/// A matter after what people did, each on a day or at a moment.
pub fn play<M: Machine>(moves: &[Move]) -> Vec<Recorded<M::Event>> {
    let (calendar, limits) = (WorkCalendar::shipped().unwrap(), Limits::national());
    let (mut state, mut history) = (M::default(), Vec::new());
    for (at, who, command) in moves {
        let (_, _, role) = CAST.iter().find(|(user, ..)| user == who).unwrap();
        let actor = Actor {
            user: UserId::from(*who),
            role: *role,
            place: match role {
                Role::System => Place::Everywhere,
                Role::HealthSection => Place::Bureau {
                    division: Division::new("440305"),
                },
                _ => Place::Institution {
                    code: InstitutionCode::new("H1"),
                },
            },
        };
        let at = if at.contains(' ') {
            (*at).to_owned()
        } else {
            format!("{at} 10:00:00")
        };
        let clock = Clock {
            now: Moment::parse(&at).unwrap(),
            calendar: &calendar,
            limits: &limits,
        };
        let read = serde_json::from_value(command.clone()).unwrap_or_else(|error| panic!("{command}: {error}"));
        let events = state.decide(read, &actor, &clock);
        let events = events.unwrap_or_else(|refusal| panic!("{who}在“{}”：{command}: {refusal}", state.stage_zh()));
        for event in record(events, &actor, &clock) {
            state.apply(&event);
            history.push(event);
        }
    }
    history
}

fn paper(name: &str) -> Value {
    json!({"name": name, "digest": "aa"})
}

fn subject() -> Value {
    json!({"person": "D1", "name": "张明甲", "department": "心内科", "user": "医师甲"})
}

fn staff() -> Value {
    json!({"code": "D1", "name": "张明甲", "department": "心内科", "category": "clinical"})
}

pub fn assessment() -> Vec<Move> {
    let items = json!([{"item": "A1", "name": "服务态度、人文关怀", "most": "60"}, {"item": "A2", "name": "廉洁行医、拒收“红包”回扣", "most": "40"}]);
    let scores = json!([{"item": "A1", "points": "58"}, {"item": "A2", "points": "40"}]);
    let opening = json!({"institution": "H1", "division": "440305", "year": 2025, "subject": subject(), "category": "clinical",
        "scheme": "医师医德考评方案2025版", "items": items, "publicity_days": 5, "weights": null,
        "deadlines": {"self_review": "2026-01-09", "department": "2026-01-12", "branch": null, "public": "2026-01-13",
                      "draft": "2026-01-15", "committee": "2026-01-16"}});
    let computed = json!({"total": "97", "deductions": "5", "additions": "2", "veto": false, "grade": "good"});
    let own = "一年来认真履行岗位职责，落实九项准则，拒收“红包”2次，因一次解释不够耐心被患者投诉，已道歉并改进。";
    vec![
        ("2026-01-05", "行风甲", json!({"command": "open", "opening": opening})),
        (
            "2026-01-06",
            "医师甲",
            json!({"command": "review_self", "text": own, "scores": scores}),
        ),
        (
            "2026-01-08",
            "科主任",
            json!({"command": "review_department", "opinion": "工作负责，患者评价好，同意自评。", "scores": scores,
            "group": ["行风乙", "副主任", "护士乙"], "minutes": paper("科室纪要.pdf")}),
        ),
        (
            "2026-01-09",
            "行风甲",
            json!({"command": "record_appraisal", "opinion": "群众反映良好。", "points": "96", "paper": paper("评议表.pdf")}),
        ),
        (
            "2026-01-12",
            "行风甲",
            json!({"command": "draft", "computed": computed, "grade": "good", "reason": null, "opinion": "经汇总各环节评价，拟定为良好。"}),
        ),
        (
            "2026-01-14",
            "院长",
            json!({"command": "decide", "grade": "good", "reason": null, "minute_number": "院医德纪要〔2026〕1号"}),
        ),
        (
            "2026-01-15",
            "行风甲",
            json!({"command": "publish", "channel": "门诊大厅公示栏；医德医风办公室，电话0000-7654321"}),
        ),
        ("2026-01-26", "行风甲", json!({"command": "conclude"})),
        (
            "2026-02-02",
            "医师甲",
            json!({"command": "appeal", "grounds": "投诉一事已与患者和解，请予复核。", "evidence": [paper("和解书.pdf")]}),
        ),
        (
            "2026-02-10",
            "纪检甲",
            json!({"command": "change", "computed": {"total": "100", "deductions": "0", "additions": "2", "veto": false, "grade": "excellent"},
            "grade": "excellent", "reason": null, "opinion": "经核实，投诉不属实，应予重新计算。"}),
        ),
    ]
}

pub fn veto() -> Vec<Move> {
    let candidate = json!({"institution": "H1", "division": "440305", "subject": subject(), "year": 2026,
        "basis": {"basis": "conduct_event", "event": "conduct-event/2026-9", "code": "X02"}});
    let brief = json!({"condition": "X02", "facts": "收受患者家属现金2000元，事后未报告。", "evidence": [paper("谈话笔录.pdf"), paper("转账记录.pdf")],
        "from": "2026-01-01", "until": "2026-12-31"});
    let meeting =
        json!({"met_on": "2026-02-10", "minute_number": "院委会纪要〔2026〕3号", "minutes": paper("纪要.pdf")});
    vec![
        (
            "2026-02-02",
            "行风甲",
            json!({"command": "nominate", "candidate": candidate}),
        ),
        ("2026-02-03", "行风甲", json!({"command": "prepare", "brief": brief})),
        (
            "2026-02-05",
            "纪检甲",
            json!({"command": "verify", "opinion": "证据充分，属实。"}),
        ),
        ("2026-02-10", "院长", json!({"command": "decide", "meeting": meeting})),
    ]
}

pub fn event() -> Vec<Move> {
    let report = json!({"institution": "H1", "division": "440305", "code": "M01", "occurred_on": "2026-01-08", "learned_on": "2026-01-09",
        "persons": [{"person": "D1", "name": "张明甲", "department": "心内科", "user": "医师甲", "share": 100}], "head": null,
        "origin": {"source": "complaint", "reference": "投诉2026-3"}, "summary": "门诊解释生硬", "amount": null, "patient_seal": SEAL,
        "evidence": [{"kind": "recording", "paper": paper("监控.mp4"), "taken_on": "2026-01-08"}]});
    vec![
        ("2026-01-10", "行风甲", json!({"command": "record", "report": report})),
        ("2026-01-10", "行风甲", json!({"command": "submit"})),
        ("2026-01-12", "科主任", json!({"command": "confirm", "opinion": "属实"})),
        ("2026-01-13", "行风乙", json!({"command": "verify", "opinion": "属实"})),
        (
            "2026-01-14",
            "纪检甲",
            json!({"command": "approve", "points": null, "count": 1, "counted_year": 2026, "opinion": "同意"}),
        ),
        (
            "2026-01-20",
            "医师甲",
            json!({"command": "appeal", "grounds": "当日已向患者说明。", "evidence": []}),
        ),
        (
            "2026-01-28",
            "院长",
            json!({"command": "settle_appeal", "ruling": {"ruling": "upheld"}, "opinion": "监控可见，予以维持。"}),
        ),
    ]
}

pub fn packet() -> Vec<Move> {
    let packet = json!({"institution": "H1", "division": "440305", "staff": staff(), "giver": "患者家属",
        "patient": {"care": "inpatient", "seal": SEAL, "head": PATIENT}, "kind": "cash", "amount": "500.00", "estimated": false,
        "met": "could_not_refuse", "evidence": [paper("登记单.jpg")]});
    let disposal = json!({"way": "deposit", "on": "2026-02-04", "receipt": "YJ20260204001", "deposited": "500.00", "witness": "李晓乙",
        "evidence": [paper("预交金收据.jpg")]});
    vec![
        (
            "2026-02-03 10:00:00",
            "医师甲",
            json!({"command": "register", "packet": packet, "occurred_at": "2026-02-03 09:05"}),
        ),
        (
            "2026-02-04",
            "医师甲",
            json!({"command": "dispose", "disposal": disposal}),
        ),
        (
            "2026-02-05",
            "行风乙",
            json!({"command": "verify", "opinion": "收据与系统一致，属实。"}),
        ),
    ]
}

pub fn commendation() -> Vec<Move> {
    let record = json!({"institution": "H1", "division": "440305", "kind": "pennant", "received_on": "2026-02-05", "source": "患者家属送达", "seal": SEAL,
        "department": "心内科", "persons": [staff()], "group": false, "summary": "感谢抢救及时、护理细致，锦旗一面。", "image": paper("锦旗.jpg")});
    vec![
        ("2026-02-05", "行风甲", json!({"command": "register", "record": record})),
        (
            "2026-02-06",
            "行风乙",
            json!({"command": "verify", "opinion": "属实。"}),
        ),
    ]
}

pub fn declaration() -> Vec<Move> {
    let matter = json!({"institution": "H1", "division": "440305", "staff": staff(), "kind": "lecture", "organiser": "示例省医学会", "supplier": false,
        "on": "2026-02-20", "fee": "800.00", "content": "心血管病年会专题讲座一次"});
    vec![
        ("2026-02-10", "医师甲", json!({"command": "declare", "matter": matter})),
        (
            "2026-02-11",
            "科主任",
            json!({"command": "agree", "opinion": "不影响工作，同意。"}),
        ),
        ("2026-02-12", "院长", json!({"command": "approve", "opinion": "同意。"})),
        (
            "2026-02-25",
            "医师甲",
            json!({"command": "settle", "received": "800.00", "voucher": "个税凭证0001"}),
        ),
    ]
}

pub fn complaint() -> Vec<Move> {
    let intake = json!({"institution": "H1", "division": "440305", "channel": "telephone", "topic": "attitude", "received_on": "2026-02-02",
        "department": "心内科", "staff": staff(), "seal": SEAL, "content": "候诊时询问排队情况，答复生硬。", "key": true});
    let finding = json!({"confirmed": true, "code": "M01", "facts": "调阅监控，答复确实生硬。", "evidence": []});
    vec![
        ("2026-02-02", "科主任", json!({"command": "receive", "intake": intake})),
        (
            "2026-02-02",
            "行风甲",
            json!({"command": "acknowledge", "handler": "医保办", "effort": "one_department", "days": 5}),
        ),
        (
            "2026-02-04",
            "医保办",
            json!({"command": "conclude", "finding": finding}),
        ),
        (
            "2026-02-05",
            "行风乙",
            json!({"command": "review", "agreed": true, "opinion": "同意调查结论。"}),
        ),
        (
            "2026-02-06",
            "行风甲",
            json!({"command": "reply", "content": "经调查，您反映的情况属实。科室已当面致歉，当事人已接受批评教育。"}),
        ),
        (
            "2026-02-09",
            "行风甲",
            json!({"command": "return_visit", "satisfied": true, "opinion": "认可处理结果。"}),
        ),
        (
            "2026-02-10",
            "行风甲",
            json!({"command": "close", "cause": "高峰时段人手不足。", "measures": "增设导诊岗，开展沟通培训。"}),
        ),
    ]
}

pub fn duties(kind: &str) -> Vec<Move> {
    let head = json!({"institution": "H1", "division": "440305", "kind": kind, "title": "大型医院巡查", "period": "2026年", "topic": ""});
    let points = json!([{"number": 1, "aspect": "行风建设", "text": "是否落实医德考评"}, {"number": 2, "aspect": "运行管理", "text": "耗材采购是否规范"},
        {"number": 3, "aspect": "党的建设", "text": "是否定期研究廉政工作"}]);
    let answers = json!([{"result": "problem", "number": 1, "note": "2名医师没有建立医德档案。", "owner": "行风甲", "due": "2026-03-20"},
        {"result": "problem", "number": 2, "note": "1种耗材没有验收记录。", "owner": "科主任", "due": "2026-03-31"}, {"result": "sound", "number": 3}]);
    vec![
        (
            "2026-02-02",
            "卫健科",
            json!({"command": "begin", "head": head, "points": points}),
        ),
        (
            "2026-02-03",
            "卫健科",
            json!({"command": "record", "answers": answers, "evidence": [paper("现场记录.pdf")]}),
        ),
        (
            "2026-02-10",
            "行风甲",
            json!({"command": "prove", "number": 1, "measures": "已补建档案2份。", "proof": [paper("档案.pdf")]}),
        ),
        (
            "2026-02-12",
            "卫健科",
            json!({"command": "verify", "number": 1, "opinion": "已核对，予以销号。"}),
        ),
    ]
}

pub fn five_good() -> Vec<Move> {
    let standard = Standard::shipped().unwrap();
    let scores = |less: u16| -> Value {
        let rows = standard
            .indicators()
            .map(|one| json!({"indicator": one.code, "points": one.most.saturating_sub(less), "note": if less > 0 { "佐证不全" } else { "" }}));
        rows.collect()
    };
    let subject = json!({"institution": "H1", "division": "440305", "year": 2026});
    vec![
        (
            "2026-02-02",
            "行风甲",
            json!({"command": "self_score", "subject": subject, "scores": scores(0), "evidence": [paper("佐证.zip")]}),
        ),
        (
            "2026-02-20",
            "卫健科",
            json!({"command": "decide", "scores": scores(1), "vetoes": [{"veto": standard.vetoes[0].code, "basis": "生效判决1份"}], "opinion": "存在一票否决情形。"}),
        ),
    ]
}

pub fn pledge() -> Vec<Move> {
    let text = json!({"institution": "H1", "division": "440305", "year": 2026, "kind": "commitment", "title": "本院补充承诺",
        "text": "不在工作时间接待医药代表。\n不在诊室摆放推销材料。", "due": "2026-03-31",
        "signers": [subject(), {"person": "N2", "name": "李晓乙", "department": "心内科", "user": null}]});
    vec![
        ("2026-02-02", "纪检甲", json!({"command": "issue", "text": text})),
        ("2026-02-03", "医师甲", json!({"command": "sign"})),
    ]
}

pub fn discipline() -> Vec<Move> {
    let clue = json!({"institution": "H1", "division": "440305", "source": "report", "signed": true, "seal": SEAL, "respondent": "D1", "department": "心内科",
        "problem": REPORTED, "received_on": "2026-02-01", "recused": []});
    let talk = |kind: &str, on: &str, demand: &str| {
        json!({"kind": kind, "on": on, "reason": "参加医药企业安排的宴请", "first": "纪检甲", "second": "行风甲",
        "minutes": "谈话人说明来意。谈话对象承认参加宴请一次，认识到错误，作了检讨。", "signed": [paper("签字页.pdf")], "demand": demand, "check_on": "2026-06-10"})
    };
    vec![
        ("2026-02-02", "纪检甲", json!({"command": "receive", "clue": clue})),
        (
            "2026-02-03",
            "纪检甲",
            json!({"command": "dispose", "disposal": "talk_inquiry", "handler": "纪检甲", "reason": "可问"}),
        ),
        (
            "2026-02-10",
            "纪检甲",
            json!({"command": "talk", "talk": talk("inquiry_letter", "2026-02-10", "请说明宴请的时间、地点、参加人员和费用。")}),
        ),
        (
            "2026-02-20",
            "纪检甲",
            json!({"command": "conclude", "conclusion": {"facts": "属实", "form": "first", "opinion": "提醒谈话"}}),
        ),
        ("2026-02-24", "纪检乙", json!({"command": "confirm", "opinion": "同意"})),
        (
            "2026-03-04",
            "纪检乙",
            json!({"command": "carry", "talk": talk("reminder_talk", "2026-03-04", "退缴费用，作出书面检查。")}),
        ),
    ]
}

pub fn usage() -> Vec<Move> {
    let request = json!({"institution": "H1", "division": "440305", "purpose": "prescription_review", "reason": "一季度处方点评抽样", "subjects": "prescriber",
        "goods": "drug", "products": ["示例药甲", "示例药乙"], "from": "2026-01-01", "to": "2026-01-31", "row_cap": 100, "days": 3});
    vec![
        (
            "2026-02-02",
            "科主任",
            json!({"command": "request", "request": request}),
        ),
        (
            "2026-02-02",
            "院长",
            json!({"command": "approve_first", "opinion": "同意。"}),
        ),
        (
            "2026-02-03",
            "纪检甲",
            json!({"command": "approve_second", "opinion": "用途合规，同意开通。"}),
        ),
    ]
}

pub fn breach() -> Vec<Move> {
    let excess = json!({"institution": "H1", "division": "440305", "month": "2026-01", "department": "心内科", "practitioner": "D1", "measure": "intensity",
        "figure": {"per_hundred": {"part": 55_000_000, "whole": 100_000_000}}, "target": {"bound": "at_most", "hundredths": 4500},
        "warned": {"month": "2025-11", "held_on": "2025-12-12"}, "points": 2});
    let interview = json!({"held_on": "2026-02-20", "interviewers": [{"user": "行风甲"}, {"user": "医保办"}], "minutes": "当事人说明当月收治重症感染患者较多。",
        "demands": "落实送检，按级别用药。", "papers": [paper("约谈签字页.pdf")]});
    vec![
        ("2026-02-05", "系统", json!({"command": "propose", "excess": excess})),
        (
            "2026-02-09",
            "行风甲",
            json!({"command": "confirm", "opinion": "数据属实。", "due": "2026-03-20"}),
        ),
        (
            "2026-02-20",
            "行风甲",
            json!({"command": "hold", "interview": interview}),
        ),
    ]
}

/// A district of three hospitals in 2025, or in its third quarter, seen the year after.
pub fn district(quarter: Option<u8>) -> Report {
    let hospital = |name: &str, poor: u64, penalised: u64, complaints: u64| Numbers {
        name: name.to_owned(),
        assessed: Assessed {
            institution: InstitutionCode::new(name),
            due: People(300),
            excellent: People(30),
            good: People(240),
            fair: People(30 - poor),
            poor: People(poor),
            penalised: People(penalised),
            plan: Share { part: 9, whole: 12 },
            five_good: None,
        },
        settled: People(299),
        sums: Sums {
            packets: Cases(18),
            refused: TenThousandYuan("22200.00".parse().unwrap()),
            praise: Cases(33),
            complaints: Cases(complaints),
            unanswered: Cases(1),
            bulletins: Issues(3),
            visits: Visits(2),
            ordered: Parties(1),
            awarded: false,
            duties: Share { part: 9, whole: 12 },
        },
    };
    let all = vec![
        hospital("云岭县第一人民医院", 3, 3, 17),
        hospital("云岭县中医医院", 0, 1, 2),
        hospital("云岭县妇幼保健院", 6, 6, 9),
    ];
    Report::of(all, Span::of(2025, quarter).unwrap(), Day::parse("2026-03-01").unwrap())
}

/// Two years of a person, of which one was assessed.
pub fn archive(given: &Given) -> Result<Facts, PaperError> {
    let staff = Staff {
        code: PractitionerCode::new("D1"),
        name: "张明甲".to_owned(),
        department: Department("心内科".to_owned()),
        category: StaffCategory::Clinical,
    };
    let fact = |event: &str, code: &str, on: &str| Fact {
        event: event.to_owned(),
        person: staff.code.clone(),
        department: staff.department.clone(),
        code: code.parse().unwrap(),
        occurred_on: Day::parse(on).unwrap(),
        points: None,
        count: 1,
        share: 100,
    };
    let facts = [
        fact("conduct-event/2026-3", "M01", "2026-01-08"),
        fact("conduct-event/2026-7", "A01", "2026-02-03"),
    ];
    let honours = [Honour {
        person: staff.code.clone(),
        on: Day::parse("2026-02-05").unwrap(),
        title: "锦旗".to_owned(),
        from: "患者家属送达".to_owned(),
    }];
    let declarations = [Declared {
        person: staff.code.clone(),
        on: Day::parse("2026-02-20").unwrap(),
        kind: "学术讲课".to_owned(),
        content: "心血管病年会专题讲座".to_owned(),
        approved: Some(true),
    }];
    let assessments: Vec<YearAssessment> = vec![casework::replay(&play::<YearAssessment>(&assessment()[..8]))];
    let records = Records {
        facts: &facts,
        assessments: &assessments,
        honours: &honours,
        declarations: &declarations,
        ..Records::default()
    };
    let scheme = Scheme::of(staff.category).scheme().unwrap();
    let people = [staff.clone()];
    let scored = assess(
        &scheme,
        &Year {
            year: 2026,
            staff: &people,
            facts: &facts,
            vetoes: &[],
        },
    )
    .unwrap();
    Facts::of_archive(&Archive::of(&staff, records, None), &[(2026, &scored.people[0])], given)
}

/// The facts of a document, from the matter above that has come so far; none for a document of the fund.
pub fn facts_of(template: Template, given: &Given) -> Option<Result<Facts, PaperError>> {
    macro_rules! made {
        ($kind:ident, $machine:ty, $moves:expr) => {
            Facts::of(
                template,
                Matter::Conduct(Conduct::$kind(&play::<$machine>(&$moves))),
                given,
            )
        };
    }
    Some(match template {
        Template::AssessmentForm | Template::AssessmentPublicity => {
            made!(Assessment, YearAssessment, assessment()[..7])
        }
        Template::AppealAcceptance => made!(Assessment, YearAssessment, assessment()[..9]),
        Template::AppealReply => made!(Assessment, YearAssessment, assessment()),
        Template::VetoForm => made!(Veto, VetoDecision, veto()),
        Template::PacketForm | Template::PacketReturn | Template::PacketAgreement => made!(Packet, RedPacket, packet()),
        Template::CommendationForm => made!(Commendation, Commendation, commendation()),
        Template::ComplaintForm | Template::ComplaintReply => made!(ServiceComplaint, ServiceComplaint, complaint()),
        Template::TalkNotice | Template::TalkMinutes | Template::InquiryLetter => {
            made!(Discipline, DisciplineClue, discipline())
        }
        Template::AntimicrobialNotice => made!(Breach, Breach, breach()),
        Template::DutyNotice | Template::DutyClosing | Template::TourLedger => {
            made!(DutyList, DutyList, duties("tour"))
        }
        Template::UsageForm => made!(UsageQuery, UsageQuery, usage()),
        Template::DeclarationForm => made!(Declaration, Declaration, declaration()),
        Template::PledgeLetter => made!(Pledge, Pledge, pledge()),
        Template::FiveGoodForm => made!(FiveGood, FiveGood, five_good()),
        Template::EthicsArchive => archive(given),
        Template::DistrictYear => Facts::of_district(&district(None), "云岭县", given),
        Template::DistrictQuarter => Facts::of_district(&district(Some(3)), "云岭县", given),
        _ => return None,
    })
}

/// What a document must say, wherever its lines break.
pub fn sentences(template: Template) -> &'static [&'static str] {
    match template {
        Template::AssessmentForm => &[
            "张明甲　2026年1月6日",
            "李晓乙",
            "总分97，加分合计2，扣分合计5",
            "院医德纪要〔2026〕1号",
            "陈院　2026年1月14日",
        ],
        Template::AssessmentPublicity => &["公示期自2026年1月15日起至2026年1月22日止。", "门诊大厅公示栏", "良好"],
        Template::VetoForm => &[
            "X02（收受患者“红包”）",
            "谈话笔录.pdf",
            "自2026年1月1日起至2026年12月31日止",
            "郑刚",
        ],
        Template::AppealAcceptance => &["对2025年度医德考评结果提出的申诉", "1.和解书.pdf"],
        Template::AppealReply => &["变更后，2025年度医德考评等次为优秀。", "投诉不属实"],
        Template::PacketForm => &["2026年2月3日9时5分", "伍佰元整", "YJ20260204001", "吴静"],
        Template::PacketReturn => &["500.00元（大写：伍佰元整；实数）", "李晓乙"],
        Template::PacketAgreement => &["医方（科室）：心内科", "患方（患者或者其代理人）："],
        Template::CommendationForm => &["锦旗一面", "未征求"],
        Template::ComplaintForm => &["实名，身份已封存", "属实。调阅监控", "增设导诊岗"],
        Template::ComplaintReply => &["尊敬的投诉人：", "您反映的问题属实。"],
        Template::TalkNotice => &["约谈日期：2026年3月4日。", "谈话人：郑刚、周敏。"],
        Template::TalkMinutes => &["提醒谈话", "退缴费用", "签字页.pdf"],
        Template::InquiryLetter => &["请说明宴请的时间", "请在2026年6月10日以前（含当日）"],
        Template::AntimicrobialNotice => &["2026年1月", "于2025年12月12日约谈", "建议不良执业行为记2分", "不高于45"],
        Template::DutyNotice => &["发现下列1个问题", "1种耗材没有验收记录。", "王建国"],
        Template::DutyClosing => &["共2项，已核验销号1项", "已补建档案2份。", "卫平"],
        Template::TourLedger => &["检查要点3项，发现问题2个，已销号1个。", "未发现问题", "已完成"],
        Template::UsageForm => &["示例药甲、示例药乙", "用途合规，同意开通。", "有效至2026年2月5日"],
        Template::DeclarationForm => &[
            "示例省医学会",
            "800.00元（凭证：个税凭证0001），其中未申报0.00元",
            "事前申报",
        ],
        Template::PledgeLetter => &["五、规范收费", "不在诊室摆放推销材料。", "已签字"],
        Template::FiveGoodForm => &["不授予称号", "生效判决1份", "佐证不全"],
        Template::DistrictYear => &[
            "（2025年度）",
            "统计期间自2025年1月1日起，截至2025年12月31日，范围为本区域3家医疗机构",
            "6.66",
            "有人受处罚，没有人评为较差",
            "75.0%（9/12）",
        ],
        Template::DistrictQuarter => &["（2025年第三季度）", "截至2025年9月30日", "2.22", "家次"],
        Template::EthicsArchive => &["2025至2026年度", "2026-7", "张明甲　2026年1月6日", "良好", "未确定"],
        _ => &[],
    }
}
