//! The casework of the demonstration: allowed on every day that it may lead up to, and in the books of a
//! small county.

use super::papers::Drawer;
use super::people;
use super::plan::{Deed, Plan, Step};
use super::stock::{Concern, Stock, Waiting};
use super::{Cast, Played, play, reference, write};
use crate::county::{audited, fill};
use casework::lead::{LeadDraft, LeadKey};
use casework::review_case::Subject;
use casework::{Actor, Clock, Flagged, Limits, Machine, Place, Role, UserId, WorkCalendar};
use conduct::{assessment, veto};
use domain::{Certainty, Day, Division, FindingKey, InstitutionCode, Money, PractitionerCode, RuleCode};
use ledger::{Breakdown, Kind, Ledger, MatterFilter, MatterId, Shelf, Viewer};
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// Every stage of `docs/casework.md` that a matter in the books can have.
const STAGES: [(Kind, &[&str]); 10] = [
    (Kind::Lead, &["待分派", "核实中", "已转办", "已排除"]),
    (
        Kind::Review,
        &[
            "自动拒付",
            "初审",
            "已告知",
            "申诉中",
            "复审",
            "再申诉",
            "合议",
            "核查",
            "终审",
            "已扣款",
            "已办结",
            "已排除",
            "已移送",
        ],
    ),
    (Kind::SelfAudit, &["自查中", "待确认", "待退回基金", "已完成"]),
    (
        Kind::Enforcement,
        &[
            "立案前核查",
            "待立案",
            "立案审批",
            "不予立案",
            "调查取证",
            "采取强制措施",
            "中止调查",
            "终止调查",
            "法制审核",
            "待告知",
            "已告知",
            "陈述申辩",
            "听证",
            "处罚决定",
            "执行",
            "复议诉讼",
            "待结案",
            "已结案",
            "已移送",
        ],
    ),
    (Kind::Recovery, &["追缴中", "已缴清", "已核销"]),
    (Kind::Rectification, &["整改中", "待验收", "已销号"]),
    (
        Kind::Transfer,
        &[
            "未拟稿",
            "待审批",
            "待发送",
            "待签收",
            "待反馈",
            "已退回",
            "已反馈",
            "已办结",
        ],
    ),
    (
        Kind::Complaint,
        &[
            "待决定是否立案",
            "待告知举报人",
            "调查中",
            "已查实",
            "奖励待批准",
            "奖励待通知",
            "奖励待领取",
            "已奖励",
            "已办结",
        ],
    ),
    (
        Kind::Credit,
        &["已告知", "异议处理中", "待公布", "已生效", "修复审核中"],
    ),
    (Kind::Points, &["正常", "暂停", "终止"]),
];

/// Stages of the year of conduct in which something waits to be done.
const CONDUCT_STAGES: [(Kind, &[&str]); 2] = [
    (
        Kind::Assessment,
        &[
            "自我评价",
            "科室评价",
            "行风办拟定",
            "委员会审定",
            "待公示",
            "公示中",
            "已确定",
            "申诉处理中",
            "已归档",
        ],
    ),
    (Kind::Veto, &["待委员会认定", "已生效", "申诉处理中"]),
];

fn stages_missing(reached: &BTreeSet<(Kind, String)>) -> Vec<(Kind, &'static str)> {
    let all = STAGES
        .iter()
        .chain(&CONDUCT_STAGES)
        .flat_map(|(kind, stages)| stages.iter().map(|stage| (*kind, *stage)));
    all.filter(|(kind, stage)| !reached.contains(&(*kind, (*stage).to_owned())))
        .collect()
}

const DIVISION: &str = "440305";

fn cast() -> Cast {
    let at_bureau = |user: &str, role| {
        Viewer::at_place(Actor {
            user: UserId::from(user),
            role,
            place: Place::Bureau {
                division: Division::new(DIVISION),
            },
        })
    };
    let at_hospital = |user: &str, role| {
        Viewer::at_place(Actor {
            user: UserId::from(user),
            role,
            place: Place::Institution {
                code: InstitutionCode::new("H0"),
            },
        })
    };
    Cast {
        system: workbench::system(),
        leader: at_bureau("leader", Role::BureauLeader),
        chief: at_bureau("chief", Role::SectionChief),
        auditors: ["a1", "a2", "a3"].map(|user| at_bureau(user, Role::Auditor)),
        head: at_bureau("head", Role::AgencyHead),
        finance: at_bureau("finance", Role::AgencyFinance),
        handlers: ["h1", "h2"].map(|user| at_bureau(user, Role::CaseHandler)),
        legal: at_bureau("legal", Role::LegalReviewer),
        inspector: at_bureau("inspector", Role::Inspector),
        expert: at_bureau("expert", Role::ClinicalExpert),
        keeper: at_bureau("keeper", Role::VaultKeeper),
        hospital_people: [
            at_hospital("office", Role::InsuranceOffice),
            at_hospital("director", Role::HospitalLeader),
            at_hospital("department", Role::DepartmentHead),
        ],
        ethics: ["e1", "e2"].map(|user| at_hospital(user, Role::EthicsOffice)),
        discipline: at_hospital("discipline", Role::DisciplineOffice),
        deputy: at_hospital("deputy", Role::HospitalLeader),
        practitioner: at_hospital("doctor", Role::Practitioner),
        colleagues: [
            (people::SECOND, at_hospital("doctor2", Role::Practitioner)),
            (people::THIRD, at_hospital("doctor3", Role::Practitioner)),
        ],
        hospital: InstitutionCode::new("H0"),
        doctor: PractitionerCode::new("D0"),
        division: Division::new(DIVISION),
    }
}

/// Leads of all sizes at a few institutions, half of them of clear violations.
fn stock(cast: &Cast) -> (Stock, Vec<LeadDraft>) {
    let mut leads = Vec::new();
    let mut drafts = Vec::new();
    for number in 0_u8..40 {
        let institution = InstitutionCode::new(format!("H{}", number % 4));
        let rule = RuleCode::new(format!("GZ{number}"));
        let subject = |part: u8| Subject {
            finding: FindingKey([number, part, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            rule: rule.clone(),
            institution: institution.clone(),
            division: Division::new(DIVISION),
            certainty: match number % 2 {
                0 => Certainty::Definite,
                _ => Certainty::Suspect,
            },
            flagged: Flagged::of(Money::from_fen(1_000 + i64::from(part))),
        };
        let findings: Vec<Subject> = (0..=number % 9).map(subject).collect();
        let key = LeadKey {
            institution: institution.clone(),
            rule: rule.clone(),
            period: "2026-03".to_owned(),
        };
        leads.push(Waiting {
            id: MatterId::lead(&key, 1),
            version: 1,
            period: key.period.clone(),
            findings: findings.clone(),
        });
        drafts.push(LeadDraft {
            key,
            division: Division::new(DIVISION),
            findings: findings.iter().map(|one| (one.finding, one.flagged)).collect(),
        });
    }
    let concern = |number: u8| Concern {
        institution: InstitutionCode::new(format!("H{number}")),
        division: Division::new(DIVISION),
        rules: vec![(
            RuleCode::new("GZ1"),
            "超限定频次".to_owned(),
            Flagged::of(Money::from_fen(1_234_567)),
        )],
    };
    let doctors = ["D1", "D2", "D3"].map(|code| (PractitionerCode::new(code), InstitutionCode::new("H0")));
    let stock = Stock::of(cast, leads, (0..4).map(concern).collect(), doctors.to_vec());
    (stock, drafts)
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

fn drawer(folder: &std::path::Path) -> Drawer {
    let shelf = Shelf::open(folder.join("files"), 1 << 20, None).unwrap();
    block_on(Drawer::fill(&shelf)).unwrap()
}

/// What the plan of a day leads to, without books.
struct Rehearsal {
    states: BTreeMap<MatterId, Box<dyn Any>>,
    reached: BTreeMap<MatterId, &'static str>,
}

impl Rehearsal {
    fn stages(&self) -> BTreeSet<(Kind, String)> {
        let stage = |(id, stage): (&MatterId, &&str)| (id.kind(), (*stage).to_owned());
        self.reached.iter().map(stage).collect()
    }
}

fn rehearsed(day: Day, cast: &Cast, drawer: &Drawer, calendar: &WorkCalendar) -> Rehearsal {
    let limits = Limits::national();
    let (stock, drafts) = stock(cast);
    let mut states: BTreeMap<MatterId, Box<dyn Any>> = BTreeMap::new();
    let mut reached: BTreeMap<MatterId, &'static str> = BTreeMap::new();
    for draft in drafts {
        let id = MatterId::lead(&draft.key, 1);
        let mut lead = casework::lead::Lead::default();
        let clock = Clock {
            now: day.plus_days(-super::INTAKE_DAYS).start(),
            calendar,
            limits: &limits,
        };
        let open = casework::lead::Command::Open { draft };
        let events = lead.decide(open, &cast.system.actor, &clock).unwrap();
        for event in casework::record(events, &cast.system.actor, &clock) {
            lead.apply(&event);
        }
        reached.insert(id.clone(), lead.stage_zh());
        states.insert(id, Box::new(lead));
    }
    let plan = write(cast, drawer, stock, Plan::new(day, calendar).unwrap()).unwrap();
    let mut last = None;
    for Step { at, who, id, deed, .. } in plan.in_order() {
        assert!(last <= Some(at) && at.day() <= day, "{id}：{at}");
        last = Some(at);
        let clock = Clock {
            now: at,
            calendar,
            limits: &limits,
        };
        let said = format!("{day}：{}于{at}办理{id}：{deed:?}", who.actor.user);
        let stage = deed.rehearse(&mut states, &id, &who.actor, &clock);
        let stage = stage.unwrap_or_else(|refusal| panic!("{said}：{refusal}"));
        reached.insert(id, stage);
    }
    Rehearsal { states, reached }
}

/// On the day itself the year of the colleagues goes on: of the one the publicity is over, and the other's veto is
/// lifted by somebody else than who decided it.
fn goes_on(rehearsal: &mut Rehearsal, day: Day, cast: &Cast, drawer: &Drawer, calendar: &WorkCalendar) {
    let limits = Limits::national();
    let clock = Clock {
        now: day.start().plus_seconds(20 * 3600),
        calendar,
        limits: &limits,
    };
    let year = super::conduct_year::year_of(day);
    let second = people::person(cast, people::SECOND).code;
    let waiting = MatterId::new(Kind::Assessment, &format!("{}-{year}-{second}", cast.hospital)).unwrap();
    let veto = MatterId::new(Kind::Veto, &format!("演示否决{:03}", people::THIRD)).unwrap();
    let lift = veto::Command::Lift {
        meeting: veto::Meeting {
            met_on: day,
            minute_number: "纪要".to_owned(),
            minutes: drawer.named(super::papers::Paper::Minutes),
        },
        opinion: "认定的事实不成立".to_owned(),
    };
    let [_, director, _] = &cast.hospital_people;
    let own = Deed::from(lift.clone()).rehearse(&mut rehearsal.states, &veto, &director.actor, &clock);
    assert!(own.is_err(), "{day}：认定人自己撤销");
    let mut give = |id: &MatterId, deed: Deed, who: &Viewer| {
        let stage = deed.rehearse(&mut rehearsal.states, id, &who.actor, &clock);
        stage.unwrap_or_else(|refusal| panic!("{day}：{id}：{refusal}"))
    };
    assert_eq!(
        give(&waiting, assessment::Command::Conclude.into(), &cast.ethics[0]),
        "已确定"
    );
    assert_eq!(give(&veto, lift.into(), &cast.deputy), "已撤销");
}

#[test]
fn the_accounts_of_the_colleagues_are_theirs_in_the_list_of_staff() {
    let cast = cast();
    let listed = [people::SECOND, people::THIRD].map(|place| people::person(&cast, place));
    assert_eq!(
        listed.each_ref().map(|staff| staff.code.as_str()),
        crate::office::COLLEAGUES
    );
    assert!(listed.iter().all(|staff| staff.department.0 == people::DEPARTMENTS[0]));
}

#[test]
fn whatever_day_of_the_year_it_is_the_casework_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let (cast, drawer, calendar) = (cast(), drawer(folder.path()), WorkCalendar::shipped().unwrap());
    let last = reference(Day::from_ymd(2999, 1, 1).unwrap(), &calendar).unwrap();
    assert_eq!((last.month(), last.day_of_month()), (11, 30));
    // Every fifth day falls on all days of the week and before, in and behind every holiday.
    for ago in (0..366).step_by(5) {
        let day = last.plus_days(-ago);
        let mut rehearsal = rehearsed(day, &cast, &drawer, &calendar);
        assert_eq!(stages_missing(&rehearsal.stages()), [], "{day}");
        goes_on(&mut rehearsal, day, &cast, &drawer, &calendar);
    }
}

#[test]
fn the_books_of_a_small_county_show_every_stage() {
    let folder = tempfile::tempdir().unwrap();
    let county = audited(
        folder.path(),
        &folder.path().join("lake").display().to_string(),
        40_000,
        Day::from_epoch_days(i32::MAX / 2),
    )
    .unwrap();
    block_on(async {
        let address = format!("sqlite:{}", folder.path().join("ledger.sqlite").display());
        let ledger = Ledger::open(&address).await.unwrap();
        let shelf = Shelf::open(folder.path().join("files"), 1 << 20, None).unwrap();
        let (_, hash) = workbench::first_password().await.unwrap();
        let system = workbench::system();
        let today = Day::parse("2026-11-24").unwrap();
        ledger
            .write(&system, today.start(), async |writing| {
                writing.create_first_administrator("admin", "系统管理员", &hash).await
            })
            .await
            .unwrap();
        let began = Instant::now();
        let office = fill(&ledger, &shelf, &county, today).await.unwrap();
        println!("入账与办案共用时 {:.1} 秒", began.elapsed().as_secs_f64());

        let reading = ledger.read(&system);
        let mut reached = BTreeSet::new();
        for (kind, _) in STAGES.into_iter().chain(CONDUCT_STAGES) {
            let filter = MatterFilter {
                kinds: vec![kind],
                ..MatterFilter::default()
            };
            for (stage, _) in reading.breakdown(&filter, Breakdown::Stage).await.unwrap() {
                reached.insert((kind, stage));
            }
        }
        assert_eq!(stages_missing(&reached), []);
        let all = reading.totals(&MatterFilter::default()).await.unwrap();
        assert!(all.figures.upheld > casework::Upheld::ZERO && all.figures.recovered > casework::Recovered::ZERO);
        let overdue = MatterFilter {
            due_before: Some(today),
            ..MatterFilter::default()
        };
        for (kind, _) in STAGES {
            let overdue = MatterFilter {
                kinds: vec![kind],
                ..overdue.clone()
            };
            let count = reading.totals(&overdue).await.unwrap().count;
            // A lead and a file of points have no last day; the rating of credit ends with it.
            let without = matches!(kind, Kind::Lead | Kind::Points | Kind::Credit);
            assert!(without || count > 0, "{}没有逾期的", kind.zh());
        }
        assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
        assert_eq!(ledger.verify_lists().await.unwrap().wrong, []);

        let anchor = ledger.anchor(today.start()).await.unwrap();
        let cast = Cast::of(&office, workbench::system()).unwrap();
        assert_eq!(play(&ledger, &shelf, &cast, today).await.unwrap(), Played::default());
        assert_eq!(ledger.anchor(today.start()).await.unwrap(), anchor);
        // Another demonstration on the same books lets the same people in.
        let again = fill(&ledger, &shelf, &county, today).await.unwrap();
        assert_eq!(again.people.len(), office.people.len());
        assert!(ledger.verify_rights().await.unwrap().wrong.is_empty());
    });
}
