//! Clinical conduct in figures: sheets become indicators within what each may see, what was missed is put
//! before people once, and costly stays are put on the list of reviews once.

use crate::conduct::{hospital, order, upload};
use crate::office::{HERE, HOSPITAL, Office, day, on_runtime};
use axum::http::StatusCode;
use casework::{Actor, Place, Role, UserId, filled};
use conduct::antimicrobial::breach::{Command, Interview, Interviewer};
use conduct::antimicrobial::{Bound, Breach, Excess, Figure, Measure, Target};
use conduct::figures::Ratio;
use conduct::{Department, Month};
use domain::{Division, InstitutionCode, Moment, PractitionerCode};
use ledger::{Kind, MatterId, Viewer};
use serde_json::{Value, json};

/// The department of the head in the tests.
const OWN: &str = "机构K1";
const PATH: &str = "/api/v1/conduct/antimicrobial";

/// Brings a sheet in, and does the work that follows.
pub async fn bring(office: &Office, who: &str, path: &str, sheet: &str) -> Value {
    let taken = upload(office, who, &format!("{path}/sheet?take=true"), sheet).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
    while workbench::turn(&office.workbench, "test").await.unwrap() {}
    taken.body
}

fn months(month: &str) -> String {
    format!(
        "月份,科室,医师编号,出院人数,出院用药人数,住院天数,门诊人次,门诊用药人次\n\
         {month},{OWN},D1,40,30,400,200,20\n\
         {month},儿科,D7,30,5,300,5,5\n\
         {month},儿科,D8,10,11,90,,\n\
         {month},儿科,D7,1,1,9,,\n\
         去年,儿科,D9,1,1,9,,\n"
    )
}

fn uses(month: &str) -> String {
    format!(
        "月份,科室,医师编号,药品编码,药品名称,消耗量,单位\n\
         {month},{OWN},D1,YP1,虚构头孢,240,g\n\
         {month},儿科,D7,YP2,虚构霉素,30,g\n\
         {month},儿科,D7,YP1,虚构头孢,-1,g\n"
    )
}

const DOSES: &str = "药品编码,药品名称,单位,DDD值,来源,许可\n\
    YP1,虚构头孢,g,1,本院药事委员会,机构自定\n\
    YP3,虚构西林,g,1,某指数,CC-BY-NC-4.0\n";

fn targets() -> String {
    format!(
        "科室,指标,目标值,来源\n{OWN},抗菌药物使用强度,45,院发1号\n{OWN},住院患者抗菌药物使用率,80%,院发1号\n\
         {OWN},使用情况,45,院发1号\n{OWN},门诊患者抗菌药物使用率,101,院发1号\n"
    )
}

/// All four sheets of a month, as the insurance office brings them in.
async fn brought(office: &Office, month: &str) {
    let doses = bring(office, "ethics", &format!("{PATH}/doses"), DOSES).await;
    assert_eq!(
        (&doses["good"], &doses["rejects"][0]["field"]),
        (&json!(1), &json!("licence"))
    );
    let targets = bring(office, "office", &format!("{PATH}/targets"), &targets()).await;
    assert_eq!(targets["good"], 2, "{targets}");
    let months = bring(office, "office", &format!("{PATH}/months"), &months(month)).await;
    let rejects: Vec<_> = months["rejects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["field"])
        .collect();
    assert_eq!(rejects, ["discharged_used", "month", "month"], "{months}");
    let uses = bring(office, "office", &format!("{PATH}/uses"), &uses(month)).await;
    assert_eq!(
        (&uses["good"], &uses["rejects"][0]["field"]),
        (&json!(2), &json!("amount"))
    );
}

/// A unit of the answer by its department and doctor.
fn unit<'a>(body: &'a Value, department: Option<&str>, doctor: Option<&str>) -> Option<&'a Value> {
    let text = |row: &Value, field: &str| row[field].as_str().map(str::to_owned);
    body["rows"].as_array().unwrap().iter().find(|row| {
        text(row, "department").as_deref() == department
            && text(row, "doctor").is_some_and(|name| doctor.is_some_and(|code| name.contains(code)))
                == doctor.is_some()
            && text(row, "doctor").is_some() == doctor.is_some()
    })
}

fn indicator<'a>(unit: &'a Value, zh: &str) -> &'a Value {
    let found = unit["indicators"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["zh"] == zh);
    found.unwrap_or_else(|| panic!("{zh}: {unit}"))
}

/// The matters of a kind, as the ethics office or another sees them.
async fn matters(office: &Office, who: &str, kind: &str) -> Vec<Value> {
    let listed = office.get(who, &format!("/api/v1/matters?kind={kind}")).await;
    assert_eq!(listed.status, StatusCode::OK, "{}", listed.text);
    listed.body["rows"].as_array().unwrap().clone()
}

#[test]
fn c09_figures_become_indicators_with_their_parts_and_each_sees_what_is_his() {
    on_runtime(async {
        let office = hospital().await;
        brought(&office, "2026-02").await;
        let ask = async |who: &str, more: &str| {
            let answer = office.get(who, &format!("{PATH}?month=2026-02{more}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{who}: {}", answer.text);
            answer.body
        };
        let all = ask("office", "&doctors=true").await;
        let own = unit(&all, Some(OWN), None).unwrap();
        let intensity = indicator(own, "抗菌药物使用强度");
        assert_eq!(
            (&intensity["numerator"], &intensity["denominator"], &intensity["value"]),
            (&json!("240.00"), &json!("400"), &json!("60")),
        );
        assert_eq!(
            (&intensity["target"], &intensity["standing"]),
            (&json!("不高于45"), &json!("missed"))
        );
        assert_eq!(indicator(own, "住院患者抗菌药物使用率")["standing"], "met");
        assert_eq!(indicator(own, "门诊患者抗菌药物使用率")["standing"], "no_target");
        let children = unit(&all, Some("儿科"), None).unwrap();
        assert_eq!(
            indicator(children, "门诊患者抗菌药物使用率")["standing"],
            "sample_too_small"
        );
        assert_eq!(children["uncounted"], json!(["虚构霉素：没有DDD值"]));
        assert!(
            unit(&all, Some("儿科"), Some("D7")).unwrap()["uncounted"]
                .as_array()
                .unwrap()
                .is_empty()
        );
        let whole = unit(&all, None, None).unwrap();
        let rate = indicator(whole, "住院患者抗菌药物使用率");
        assert_eq!((&rate["numerator"], &rate["denominator"]), (&json!("35"), &json!("70")));
        assert_eq!(rate["target"], "不高于60", "the national target of a general hospital");
        // Each within his place; doctors only where he asks for them and may.
        for (who, more, whole, other, doctors) in [
            ("office", "", true, true, false),
            ("director", "&doctors=true", true, true, true),
            ("health", "&doctors=true", true, true, true),
            ("ethics", "&doctors=true", true, true, false),
            ("chair", "&doctors=true", false, false, true),
            ("doctor", "", false, false, true),
        ] {
            let body = ask(who, more).await;
            assert_eq!(unit(&body, None, None).is_some(), whole, "{who}");
            assert_eq!(unit(&body, Some("儿科"), None).is_some(), other, "{who}");
            assert_eq!(unit(&body, Some(OWN), Some("D1")).is_some(), doctors, "{who}");
            let foreign = unit(&body, Some("儿科"), Some("D7")).is_some();
            assert_eq!(foreign, doctors && other, "{who}");
        }
        for who in ["stranger", "chief", "discipline", "personnel", "admin", "leader"] {
            assert_eq!(office.get(who, PATH).await.status, StatusCode::FORBIDDEN, "{who}");
        }
        for who in ["health", "director", "doctor", "chair", "discipline"] {
            let turned = upload(&office, who, &format!("{PATH}/months/sheet"), &months("2026-02")).await;
            assert_eq!(turned.status, StatusCode::FORBIDDEN, "{who}");
        }
        let trail = office.get("security", "/api/v1/trail?deed=look").await;
        let looks = trail.text.matches("医师指标").count();
        assert_eq!(looks, 4, "who looked at other doctors is in the trail: {}", trail.text);
    });
}

#[test]
fn c09_what_was_missed_is_proposed_once_and_a_month_that_is_not_over_is_not() {
    on_runtime(async {
        let office = hospital().await;
        brought(&office, "2026-02").await;
        let breaches = matters(&office, "ethics", "breach").await;
        // The department and its doctor missed the intensity; the hospital as a whole met all that could be said.
        assert_eq!(breaches.len(), 2, "{breaches:?}");
        assert!(breaches.iter().all(|row| row["stage"] == "待确认"), "a human confirms");
        brought(&office, "2026-02").await;
        assert_eq!(
            matters(&office, "health", "breach").await.len(),
            2,
            "once per subject and month"
        );
        let today = server::app::now().day().to_string();
        brought(&office, &today[..7]).await;
        assert_eq!(matters(&office, "ethics", "breach").await.len(), 2);
        let confirm = json!({"command": "confirm", "opinion": "属实", "due": today});
        let id = breaches[0]["id"].as_str().unwrap().replace('/', "%2F");
        order(&office, "ethics", &id, 1, confirm).await;
        assert!(
            matters(&office, "ethics", "conduct-event").await.is_empty(),
            "a first miss is no conduct"
        );
    });
}

/// An interview of the doctor about a month, long ago.
async fn warned(office: &Office, month: &str) {
    let (institution, division) = (InstitutionCode::new(HOSPITAL), Division::new(HERE));
    let id = MatterId::new(Kind::Breach, "earlier").unwrap();
    let excess = Excess {
        institution: institution.clone(),
        division,
        month: month.parse::<Month>().unwrap(),
        department: Some(Department(OWN.to_owned())),
        practitioner: Some(PractitionerCode::new("D1")),
        measure: Measure::Intensity,
        figure: Figure::PerHundred(Ratio::new(50, 100)),
        target: Target {
            bound: Bound::AtMost,
            hundredths: 4_500,
        },
        warned: None,
        points: None,
    };
    let ethics = Viewer::at_place(Actor {
        user: UserId::from("行风办"),
        role: Role::EthicsOffice,
        place: Place::Institution { code: institution },
    });
    let (calendar, limits) = (casework::WorkCalendar::shipped().unwrap(), casework::Limits::national());
    let steps = [
        (workbench::system(), 2, Command::Propose { excess }),
        (
            ethics.clone(),
            3,
            Command::Confirm {
                opinion: "属实".to_owned(),
                due: day("2026-02-20"),
            },
        ),
        (
            ethics,
            4,
            Command::Hold {
                interview: Interview {
                    held_on: day("2026-02-03"),
                    interviewers: filled::users::<2>().map(|user| Interviewer { user }).to_vec(),
                    minutes: "已约谈".to_owned(),
                    demands: "下月降至目标以内".to_owned(),
                    papers: vec![filled::paper()],
                },
            },
        ),
    ];
    for (seen, (who, on, command)) in (0..).zip(steps) {
        let at = Moment::parse(&format!("2026-02-0{on} 09:00:00")).unwrap();
        office
            .workbench
            .ledger()
            .write(&who, at, async |writing| {
                writing.command::<Breach>(&id, seen, command, &calendar, &limits).await
            })
            .await
            .unwrap();
    }
}

#[test]
fn c09_missing_it_again_after_an_interview_proposes_conduct_once_it_is_confirmed() {
    on_runtime(async {
        let office = hospital().await;
        warned(&office, "2026-01").await;
        brought(&office, "2026-03").await;
        let breaches = matters(&office, "ethics", "breach").await;
        let mut again = Vec::new();
        for row in breaches
            .iter()
            .filter(|row| row["stage"] == "待确认" && row["practitioner"] == "D1")
        {
            again.push(row["id"].as_str().unwrap().replace('/', "%2F"));
        }
        assert_eq!(again.len(), 1, "{breaches:?}");
        let page = office.get("ethics", &format!("/api/v1/matters/{}", again[0])).await;
        assert!(
            page.text.contains("此前约谈") && page.text.contains("建议记分"),
            "{}",
            page.text
        );
        assert!(matters(&office, "ethics", "conduct-event").await.is_empty());
        let today = server::app::now().day().to_string();
        let confirm = json!({"command": "confirm", "opinion": "属实", "due": today});
        order(&office, "ethics", &again[0], 1, confirm).await;
        let events = matters(&office, "ethics", "conduct-event").await;
        assert_eq!(events.len(), 1, "{events:?}");
        let event = events[0]["id"].as_str().unwrap().replace('/', "%2F");
        let page = office.get("ethics", &format!("/api/v1/matters/{event}")).await;
        assert!(
            page.text.contains("M26") && page.text.contains("此前已于2026-02-03约谈"),
            "{}",
            page.text
        );
        assert_eq!(events[0]["stage"], "待科室确认");
    });
}

const STAYS: &str = "就诊标识,科室,主管医师编号,分组,出院日期,住院费用\n\
    Z1,机构K1,D1,DRG-A,2026-02-10,\"25,000.00\"\n\
    Z2,机构K1,D1,DRG-A,2026-02-11,20000\n\
    Z3,儿科,D7,DRG-B,2026-02-12,90000\n\
    Z4,儿科,D7,DRG-B,2026-02-30,90000\n\
    Z3,儿科,D7,DRG-B,2026-02-12,90000\n";

#[test]
fn v17_a_costly_stay_is_reviewed_once_and_an_unreasonable_one_proposes_conduct() {
    on_runtime(async {
        let office = hospital().await;
        let path = "/api/v1/conduct/high-cost";
        bring(&office, "office", &format!("{path}/limits"), "分组,阈值\nDRG-A,20000\n").await;
        for _ in 0..2 {
            let taken = bring(&office, "office", &format!("{path}/stays"), STAYS).await;
            let rejects: Vec<_> = taken["rejects"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| &row["field"])
                .collect();
            assert_eq!(rejects, ["discharged_on", "encounter"], "{taken}");
        }
        let list = async |who: &str, month: &str| {
            let answer = office.get(who, &format!("{path}?month={month}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{who}: {}", answer.text);
            answer.body
        };
        let shown = list("office", "2026-02").await;
        let cases = shown["cases"].as_array().unwrap();
        assert_eq!(
            cases.len(),
            1,
            "once per stay, and what costs just the threshold is not above it: {shown}"
        );
        assert_eq!(
            (&cases[0]["total"], &cases[0]["threshold"]),
            (&json!("25000.00"), &json!("20000.00"))
        );
        assert_eq!(
            (&cases[0]["stage"], &cases[0]["basis"]),
            (&json!("待分派"), &json!("该组设定的阈值"))
        );
        assert_eq!(
            shown["unjudged"],
            json!([{"group": "DRG-B", "stays": 1}]),
            "too few to say anything"
        );
        assert!(list("office", "2026-03").await["cases"].as_array().unwrap().is_empty());
        assert!(
            list("health", "2026-02").await["unjudged"]
                .as_array()
                .unwrap()
                .is_empty()
        );
        let id = cases[0]["matter"].as_str().unwrap().replace('/', "%2F");
        let today = server::app::now().day().to_string();
        let people = office.get("director", "/api/v1/people").await.body;
        let people = people["rows"].as_array().unwrap();
        let reviewer = &people.iter().find(|row| row["name"] == "office").unwrap()["id"];
        let assign = json!({"command": "assign", "reviewer": reviewer, "due": today});
        let (_, seen) = order(&office, "director", &id, 1, assign).await;
        let opinion = json!({"aspect": "drugs", "reasonable": false, "note": "无指征联合用药"});
        let fill = json!({"command": "fill", "sheet": {"opinions": [opinion], "doubtful": "3000.00", "papers": []}});
        let (_, seen) = order(&office, "office", &id, seen, fill).await;
        assert!(matters(&office, "ethics", "conduct-event").await.is_empty());
        let judge = json!({"command": "judge", "verdict": "unreasonable", "opinion": "不合理"});
        order(&office, "director", &id, seen, judge).await;
        let events = matters(&office, "ethics", "conduct-event").await;
        assert_eq!(
            (events.len(), &events[0]["practitioner"]),
            (1, &json!("D1")),
            "{events:?}"
        );
        let event = events[0]["id"].as_str().unwrap().replace('/', "%2F");
        let page = office.get("ethics", &format!("/api/v1/matters/{event}")).await;
        assert!(
            page.text.contains("M24") && page.text.contains("3000.00"),
            "{}",
            page.text
        );
        let shown = list("health", "2026-02").await;
        assert_eq!(
            (&shown["cases"][0]["verdict"], &shown["cases"][0]["doubtful"]),
            (&json!("不合理"), &json!("3000.00"))
        );
    });
}
