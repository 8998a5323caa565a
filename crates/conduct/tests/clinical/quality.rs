//! V17 and C10–C19: stays that cost too much, lists, assistance, monthly figures, risk report.

use crate::support::{actor, calendar, clock};
use casework::{Limits, Machine, record};
use conduct::figures::Ratio;
use conduct::quality::assistance::{self, Assistance};
use conduct::quality::checkup::{self, Checkup, Entry, Expert, Finding, Task};
use conduct::quality::high_cost_review::{self as review, Verdict};
use conduct::quality::{
    Checklist, Feeds, Filter, HighCostReview, Item, Overview, RiskKind, RiskReport, Signals, Stay, Threshold, by_topic,
    high_cost,
};
use conduct::{Department, Month, Ownership};
use domain::{Day, Division, EncounterId, InstitutionCode, Money, PractitionerCode, Quantity};
use std::collections::BTreeMap;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn paper() -> casework::Attachment {
    casework::Attachment {
        name: "佐证.pdf".to_owned(),
        digest: "aa".to_owned(),
    }
}

/// The matter after what people did, each with his name.
fn after<M: Machine>(steps: impl IntoIterator<Item = (&'static str, M::Command)>) -> M {
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock("2026-03-02 09:00:00", &calendar, &limits);
    let mut state = M::default();
    for (who, command) in steps {
        let events = state.decide(command.clone(), &actor(who), &clock);
        let events = events.unwrap_or_else(|refusal| panic!("{who}: {command:?}: {refusal}"));
        for event in record(events, &actor(who), &clock) {
            state.apply(&event);
        }
    }
    state
}

fn stay(number: usize, group: &str, on: &str, yuan: i64) -> Stay {
    Stay {
        encounter: EncounterId::new(format!("Z{group}{number}")),
        institution: InstitutionCode::new("H1"),
        division: Division::new("990101"),
        department: Department("外科".to_owned()),
        practitioner: PractitionerCode::new("D1"),
        group: group.to_owned(),
        discharged_on: day(on),
        total: Money::from_fen(yuan * 100),
    }
}

#[test]
fn v17_a_stay_above_the_threshold_of_its_group_is_in_the_list_of_its_month() {
    let limits = BTreeMap::from([("甲组".to_owned(), Money::from_fen(1_000_000))]);
    let stays = [
        stay(1, "甲组", "2026-01-31", 10_000),
        stay(2, "甲组", "2026-01-31", 10_001),
        stay(3, "甲组", "2026-02-01", 30_000),
        stay(4, "乙组", "2026-02-01", 90_000),
    ];
    let (months, unjudged) = high_cost(&stays, &Threshold::ByGroup(limits));
    let listed = |text: &str| -> Vec<&str> {
        months[&month(text)]
            .iter()
            .map(|case| case.encounter.as_str())
            .collect()
    };
    assert_eq!(listed("2026-01"), ["Z甲组2"], "at the threshold is not above it");
    assert_eq!(listed("2026-02"), ["Z甲组3"]);
    let [without] = unjudged.as_slice() else {
        panic!("{unjudged:?}")
    };
    assert_eq!((without.group.as_str(), without.stays), ("乙组", 1));
}

#[test]
fn v17_the_peer_quantile_is_a_stay_of_the_group_by_nearest_rank() {
    // 1…20 thousand: the 95th percentile is the 19th, so only the dearest is above it.
    let mut stays: Vec<Stay> = (1..=20)
        .rev()
        .map(|number| stay(number, "甲组", "2026-01-15", number as i64 * 1000))
        .collect();
    stays.extend((1..=19).map(|number| stay(number, "小组", "2026-01-15", 1_000_000)));
    let (months, unjudged) = high_cost(&stays, &Threshold::PeerQuantile { percent: 95, least: 20 });
    let [case] = months[&month("2026-01")].as_slice() else {
        panic!("{months:?}")
    };
    assert_eq!(
        (case.encounter.as_str(), case.threshold),
        ("Z甲组20", Money::from_fen(1_900_000))
    );
    assert_eq!(case.basis.says(), "同组20例的第95百分位");
    assert_eq!(unjudged.len(), 1);
    let none = high_cost(&[], &Threshold::PeerQuantile { percent: 95, least: 0 });
    assert!(none.0.is_empty() && none.1.is_empty());
}

fn reviewed(verdict: Verdict) -> HighCostReview {
    let stays = [stay(2, "甲组", "2026-01-31", 20_000)];
    let limits = BTreeMap::from([("甲组".to_owned(), Money::from_fen(1_000_000))]);
    let (months, _) = high_cost(&stays, &Threshold::ByGroup(limits));
    let case = months[&month("2026-01")][0].clone();
    let opinion = review::Opinion {
        aspect: review::Aspect::Drugs,
        reasonable: false,
        note: "超疗程".to_owned(),
    };
    let sheet = review::Sheet {
        opinions: vec![opinion],
        doubtful: Money::from_fen(120_000),
        papers: Vec::new(),
    };
    after([
        ("系统", review::Command::Register { case }),
        (
            "医保办",
            review::Command::Assign {
                reviewer: "医师乙".into(),
                due: day("2026-03-20"),
            },
        ),
        ("医师乙", review::Command::Fill { sheet }),
        (
            "医保办",
            review::Command::Judge {
                verdict,
                opinion: "属实".to_owned(),
            },
        ),
    ])
}

#[test]
fn v17_the_verdict_is_stored_and_only_an_unreasonable_stay_proposes_m24() {
    let unreasonable = reviewed(Verdict::Unreasonable);
    assert_eq!(unreasonable.verdict, Some(Verdict::Unreasonable));
    let candidate = unreasonable.candidate().unwrap();
    assert_eq!(
        (candidate.code.as_str(), candidate.occurred_on),
        ("M24", day("2026-01-31"))
    );
    assert!(candidate.basis.contains("存疑金额1200.00元"), "{}", candidate.basis);
    assert_eq!(reviewed(Verdict::Reasonable).candidate(), None);
    assert_eq!(reviewed(Verdict::Erroneous).candidate(), None);
}

/// A list with as many items spread over as many aspects.
fn list(items: usize, aspects: usize) -> Checklist {
    let item = |place: usize| {
        format!(
            "[[item]]\naspect = \"方面{}\"\ntext = \"条目{place}\"\npoints = 5\n",
            place % aspects
        )
    };
    let text: String = (0..items).map(item).collect();
    Checklist::read(&format!("title = \"清单{items}\"\n{text}")).unwrap()
}

fn task(institution: &str, list: Checklist) -> Task {
    Task {
        institution: InstitutionCode::new(institution),
        division: Division::new("990101"),
        ownership: Ownership::Public,
        specialties: Vec::new(),
        topics: Vec::new(),
        list,
        experts: Vec::new(),
    }
}

fn assign(task: Task) -> (&'static str, checkup::Command) {
    (
        "行风科",
        checkup::Command::Assign {
            task,
            due: day("2026-04-30"),
        },
    )
}

fn answer(item: u16, done: bool) -> (&'static str, checkup::Command) {
    let entry = Entry {
        item,
        score: if done { 5 } else { 2 },
        done,
        note: "说明".to_owned(),
        proof: if done { vec![paper()] } else { Vec::new() },
    };
    ("行风办", checkup::Command::Answer { entry })
}

#[test]
fn c13_sixty_measures_in_twelve_aspects_are_completed_with_proof() {
    let begun = || std::iter::once(assign(task("H1", list(60, 12))));
    let half: Checkup = after(begun().chain((1..=30).map(|item| answer(item, item <= 27))));
    assert_eq!(half.completion(), Ratio::new(27, 60));
    assert_eq!(half.completion().percent(), "45.0%");
    let aspects = half.completion_by_aspect();
    assert_eq!(aspects.len(), 12);
    // Items 1, 13 and 25 of the first aspect are done, 37 and 49 are not.
    assert_eq!(aspects[0], ("方面0", Ratio::new(3, 5)));
    assert_eq!(half.score(), Ratio::new(27 * 5 + 3 * 2, 300));
    // What is said to be done needs its proof, and what is submitted is complete.
    let (calendar, limits) = (calendar(), Limits::national());
    let clock = clock("2026-03-02 09:00:00", &calendar, &limits);
    let bare = Entry {
        item: 31,
        score: 5,
        done: true,
        note: String::new(),
        proof: Vec::new(),
    };
    let refused = |command| {
        half.decide(command, &actor("行风办"), &clock)
            .map_err(|refusal| refusal.code())
    };
    assert_eq!(refused(checkup::Command::Answer { entry: bare }), Err("CW-PAPER"));
    assert_eq!(refused(checkup::Command::Submit), Err("CW-UNFINISHED"));
}

#[test]
fn c14_another_list_is_only_data() {
    let ten: Checkup = after([assign(task("H1", list(10, 10))), answer(1, true)]);
    assert_eq!(ten.completion(), Ratio::new(1, 10));
    for (text, what) in [
        ("title = \"空\"\nitem = []", "没有条目"),
        (
            "title = \"缺\"\n[[item]]\naspect = \"\"\ntext = \"甲\"\npoints = 1",
            "第1条",
        ),
        (
            "title = \"错\"\n[[item]]\naspect = \"甲\"\ntext = \"乙\"\npoints = -1",
            "points",
        ),
    ] {
        let problem = Checklist::read(text).unwrap_err().to_string();
        assert!(problem.contains(what), "{problem}");
    }
}

/// A checkup that experts have gone through, with so many findings.
fn examined(institution: &str, experts: &[&'static str], findings: usize, change: impl Fn(&mut Task)) -> Checkup {
    let mut task = task(institution, list(2, 1));
    task.experts = experts.iter().map(|user| Expert { user: (*user).into() }).collect();
    change(&mut task);
    let answers = [1, 2].map(|item| {
        let (_, command) = answer(item, true);
        (if institution == "H1" { "院长" } else { "外院院长" }, command)
    });
    let submit = (
        if institution == "H1" { "院长" } else { "外院院长" },
        checkup::Command::Submit,
    );
    let first = experts[0];
    let found = (0..findings).map(|place| {
        let finding = Finding {
            item: 1,
            problem: format!("问题{place}"),
            proof: Vec::new(),
        };
        (first, checkup::Command::Find { finding })
    });
    after(
        std::iter::once(assign(task))
            .chain(answers)
            .chain([submit])
            .chain(found),
    )
}

#[test]
fn c11_supervision_counts_experts_institutions_and_findings_once() {
    let first = examined("H1", &["专家甲", "专家乙"], 3, |_| ());
    let second = examined("H2", &["专家乙"], 1, |_| ());
    let again = examined("H1", &["专家甲"], 0, |_| ());
    let overview: Overview = [&first, &second, &again].into_iter().collect();
    assert_eq!((overview.institutions.len(), overview.checkups), (2, 3));
    assert_eq!((overview.experts.len(), overview.findings), (2, 4));
    assert_eq!(overview.closed, Ratio::new(0, 3));
    // What the institution called done and the experts found wanting is shown against each other.
    assert_eq!(first.contradicted().into_iter().collect::<Vec<_>>(), [1]);
    assert!(again.contradicted().is_empty());
}

#[test]
fn c15_the_check_of_medical_records_is_a_list_with_findings() {
    let records = Checklist::records().unwrap();
    assert!(records.items.len() >= 10 && records.aspects().len() >= 5);
    let checkup: Checkup = after([assign(task("H1", records.clone()))]);
    assert_eq!(checkup.completion(), Ratio::new(0, records.items.len() as u64));
    let filter = Filter {
        list: Some(records.title),
        ..Filter::default()
    };
    assert!(filter.admits(&checkup) && !filter.admits(&examined("H1", &["专家甲"], 0, |_| ())));
}

#[test]
fn c16_checks_are_chosen_by_specialty_and_ownership() {
    let dental = examined("H1", &["专家甲"], 0, |task| {
        task.specialties = vec!["口腔科".to_owned(), "皮肤科".to_owned()];
        task.ownership = Ownership::Private;
    });
    let public = examined("H2", &["专家甲"], 0, |task| {
        task.specialties = vec!["口腔科".to_owned()]
    });
    let whole = examined("H1", &["专家甲"], 0, |_| ());
    let all = [&dental, &public, &whole];
    let chosen = |filter: Filter| all.map(|checkup| filter.admits(checkup));
    let specialty = Some("口腔科".to_owned());
    assert_eq!(chosen(Filter::default()), [true, true, true]);
    assert_eq!(
        chosen(Filter {
            specialty: specialty.clone(),
            ..Filter::default()
        }),
        [true, true, true]
    );
    assert_eq!(
        chosen(Filter {
            specialty: Some("泌尿外科".to_owned()),
            ..Filter::default()
        }),
        [false, false, true]
    );
    let private = Filter {
        specialty,
        ownership: Some(Ownership::Private),
        ..Filter::default()
    };
    assert_eq!(chosen(private), [true, false, false]);
    assert!(!Filter::default().admits(&Checkup::default()));
}

#[test]
fn c17_topics_have_their_own_counts() {
    let tagged = |institution, findings, topics: &[&str]| {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        examined(institution, &["专家甲"], findings, move |task| {
            task.topics = topics.clone()
        })
    };
    let checkups = [
        tagged("H1", 2, &["医疗美容", "非法行医"]),
        tagged("H2", 1, &["医疗美容", "医疗美容"]),
        tagged("H2", 5, &[]),
    ];
    let topics = by_topic(&checkups);
    assert_eq!(topics.keys().collect::<Vec<_>>(), ["医疗美容", "非法行医"]);
    let beauty = &topics["医疗美容"];
    assert_eq!((beauty.institutions.len(), beauty.checkups, beauty.findings), (2, 2, 3));
}

#[test]
fn c10_pairs_have_visits_and_figures_before_and_after() {
    let pair = |helper: usize| assistance::Pair {
        institution: InstitutionCode::new("H1"),
        division: Division::new("990101"),
        helper: InstitutionCode::new(format!("G{helper}")),
        plan: "每月坐诊".to_owned(),
        baselines: vec![assistance::Baseline {
            name: "平均住院日".to_owned(),
            before: "9.1天".to_owned(),
        }],
    };
    let paired = |helper| {
        (
            "行风科",
            assistance::Command::Pair {
                pair: pair(helper),
                due: day("2026-12-31"),
            },
        )
    };
    let pairs: Vec<Assistance> = (0..23).map(|helper| after([paired(helper)])).collect();
    assert_eq!(
        pairs
            .iter()
            .filter(|pair| pair.stage == assistance::Stage::Helping)
            .count(),
        23
    );
    assert_eq!(pairs[0].before_and_after(), [("平均住院日", "9.1天", None)]);
    let visit = assistance::Visit {
        held_on: day("2026-03-01"),
        people: 3,
        content: "坐诊".to_owned(),
        proof: vec![paper()],
    };
    let results = vec![assistance::Outcome {
        name: "平均住院日".to_owned(),
        after: "8.2天".to_owned(),
    }];
    let over: Assistance = after([
        paired(0),
        ("院长", assistance::Command::Visit { visit }),
        (
            "行风科",
            assistance::Command::Conclude {
                results,
                opinion: "有成效".to_owned(),
            },
        ),
    ]);
    assert_eq!(over.before_and_after(), [("平均住院日", "9.1天", Some("8.2天"))]);
}

const SHEET: &str = "机构编号,月份,类别,指标,单位,数值\n\
                     H1,2026-01,医疗质量,虚构死亡率,%,0.35\n\
                     H1,2026-03,医疗质量,虚构死亡率,%,0.31\n\
                     H1,2026-01,临床路径,虚构入径率,%,60\n\
                     H1,2026-02,临床路径,虚构入径率,%,0\n\
                     H1,2026-03,临床路径,虚构入径率,%,62\n\
                     H2,2026-01,重点监控药品,虚构药占比,%,1.2\n";

#[test]
fn c12_figures_come_by_month_and_a_missing_month_shows() {
    let feeds = Feeds::default().with(SHEET).unwrap();
    let (from, to) = (month("2026-01"), month("2026-03"));
    let table = feeds.table(from, to);
    assert_eq!(table.len(), 3);
    let written = |(_, value): &(Month, Option<Quantity>)| value.map(|value| value.to_string());
    let rows: BTreeMap<&str, Vec<Option<String>>> = table
        .iter()
        .map(|row| (row.feed.name.as_str(), row.months.iter().map(written).collect()))
        .collect();
    assert_eq!(
        rows["虚构死亡率"],
        [Some("0.35".to_owned()), None, Some("0.31".to_owned())]
    );
    assert_eq!(rows["虚构入径率"][1], Some("0".to_owned()), "nought is a figure");
    let missing = feeds.missing(&InstitutionCode::new("H1"), from, to);
    let [(feed, months)] = missing.as_slice() else {
        panic!("{missing:?}")
    };
    assert_eq!(
        (feed.name.as_str(), months.as_slice()),
        ("虚构死亡率", [month("2026-02")].as_slice())
    );
    // A later sheet corrects; one with a problem changes nothing and says where it is.
    let head = SHEET.lines().next().unwrap();
    let corrected = feeds
        .clone()
        .with(&format!("{head}\nH1,2026-02,医疗质量,虚构死亡率,%,0.33\n"))
        .unwrap();
    assert!(corrected.missing(&InstitutionCode::new("H1"), from, to).is_empty());
    for (row, field) in [
        ("H1,2026-13,医疗质量,甲,%,1", "月份"),
        ("H1,2026-01,其他,甲,%,1", "类别"),
        ("H1,2026-01,医疗质量,甲,%,", "数值"),
        ("H1,2026-01,医疗质量,,%,1", "指标"),
        ("H1,2026-01,医疗质量,甲,,1", "单位"),
        (",2026-01,医疗质量,甲,%,1", "机构编号"),
        ("H1,2026-01,医疗质量,甲,1", "整行"),
        ("H1,2026-01,医疗质量,甲,%,1\nH1,2026-01,医疗质量,甲,%,2", "指标"),
    ] {
        let problem = feeds.clone().with(&format!("{head}\n{row}\n")).unwrap_err();
        assert_eq!(problem.field, field, "{row}");
    }
    assert_eq!(feeds.clone().with("月份\n").unwrap_err().field, "表头");
}

#[test]
fn c19_the_risk_report_gathers_what_concerns_one_institution_in_its_period() {
    let feeds = Feeds::default().with(SHEET).unwrap();
    let limits = BTreeMap::from([("甲组".to_owned(), Money::from_fen(1_000_000))]);
    let mut elsewhere = stay(9, "甲组", "2026-01-20", 50_000);
    elsewhere.institution = InstitutionCode::new("H2");
    let stays = [
        stay(1, "甲组", "2026-01-10", 11_000),
        stay(2, "甲组", "2026-02-10", 12_000),
        stay(3, "甲组", "2025-12-31", 90_000),
        elsewhere,
    ];
    let (months, _) = high_cost(&stays, &Threshold::ByGroup(limits));
    let cases: Vec<_> = months.into_values().flatten().collect();
    let reviews = [reviewed(Verdict::Unreasonable), reviewed(Verdict::Reasonable)];
    let checkups = [
        examined("H1", &["专家甲"], 2, |_| ()),
        examined("H2", &["专家甲"], 4, |_| ()),
    ];
    let signals = Signals {
        high_cost: &cases,
        reviews: &reviews,
        checkups: &checkups,
        feeds: Some(&feeds),
        ..Signals::default()
    };
    let gather =
        |code: &str| RiskReport::gather(&InstitutionCode::new(code), month("2026-01"), month("2026-03"), signals);
    let told: Vec<_> = gather("H1")
        .risks
        .into_iter()
        .map(|risk| (risk.kind, risk.what, risk.count, risk.amount))
        .collect();
    let yuan = |yuan: i64| Some(Money::from_fen(yuan * 100));
    assert_eq!(
        told,
        [
            (RiskKind::HighCost, "甲组".to_owned(), 2, yuan(3_000)),
            (RiskKind::Unreasonable, "外科".to_owned(), 1, yuan(1_200)),
            (RiskKind::Finding, "条目0".to_owned(), 2, None),
            (RiskKind::MissingFigures, "虚构死亡率".to_owned(), 1, None),
        ]
    );
    assert_eq!(gather("H9").risks, []);
}

#[test]
fn a_list_item_is_known_by_its_place_from_one() {
    let list = list(3, 3);
    assert_eq!(list.item(0), None);
    assert_eq!(list.item(3).map(|item: &Item| item.text.as_str()), Some("条目2"));
    assert_eq!(list.item(4), None);
}
