//! Mutual recognition through the interface: a hospital's system is reminded at the order, answers, and
//! what it saves is counted once, by item and district.

use crate::conduct::upload;
use crate::office::{Answer, HERE, HOSPITAL, Office, on_runtime};
use crate::real_time::{answered, attach_store, national, ordered, results};
use axum::http::{Method, Request, StatusCode};
use casework::{Actor, Place, Role, UserId};
use conduct::recognition::Report;
use domain::{InstitutionCode, ItemCode, PersonId};
use ledger::Viewer;
use serde_json::{Value, json};
use server::app::now;

const CT: &str = "990000000000001";
const OTHER: &str = "H3";
const PARTICIPANTS: &str = "机构编号,机构名称,区划代码,所在地,机构等级,举办主体,基层机构,医共体\n\
    H1,虚构第一医院,990001,虚构省/虚构市/虚构县,三级甲等,公立,否,\n\
    H3,虚构第三医院,990001,虚构省/虚构市/虚构县,二级甲等,公立,否,\n\
    H4,外地医院,110101,北京市/北京市/东城区,二级甲等,公立,否,\n\
    H5,某医院,990001,虚构省/虚构市/虚构县,甲等,公立,否,\n";
const ITEMS: &str =
    "项目编码,项目名称,项目类别,互认时限\n990000000000001,虚构CT平扫,CT,30\n990000000000002,虚构检验,化验,30\n";

/// The insurance office of a hospital of the county.
fn office_of(institution: &str) -> Viewer {
    Viewer::at_place(Actor {
        user: UserId::from("他院"),
        role: Role::InsuranceOffice,
        place: Place::Institution {
            code: InstitutionCode::new(institution),
        },
    })
}

async fn report(office: &Office, number: &str, person: &str, mark: &str) {
    report_of(office, OTHER, number, person, mark).await;
}

/// A report that an institution brings into the index.
async fn report_of(office: &Office, institution: &str, number: &str, person: &str, mark: &str) {
    let report = Report {
        number: number.to_owned(),
        institution: InstitutionCode::new(institution),
        person: PersonId::new(person),
        item: ItemCode::new(CT),
        reported_on: now().day().plus_days(-3),
        mark: mark.to_owned(),
        quality_assessed: true,
        images: true,
    };
    let home = InstitutionCode::new(institution);
    office
        .workbench
        .ledger()
        .write(&office_of(institution), now(), async |writing| {
            writing.put_reports(&home, &[report]).await
        })
        .await
        .unwrap();
}

/// An office whose district has its lists, and the key of its hospital's system.
async fn district() -> (Office, String) {
    let office = Office::open().await;
    for (path, content, good) in [("participants", PARTICIPANTS, 2), ("items", ITEMS, 1)] {
        let path = format!("/api/v1/conduct/recognition/{path}/sheet?take=true");
        let taken = upload(&office, "health", &path, content).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
        assert_eq!(taken.body["good"], good, "{}", taken.text);
    }
    let key =
        json!({"name": "医院信息系统", "role": "insurance_office", "place_kind": "institution", "place": HOSPITAL});
    let made = office.ask("admin", Method::POST, "/api/v1/api-keys", Some(key)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let key = made.body["key"].as_str().unwrap().to_owned();
    let sign = format!("/api/v1/grant-proposals/{}/sign", made.body["proposal"]);
    let signed = office.ask("security", Method::POST, &sign, None).await;
    assert_eq!(signed.status, StatusCode::NO_CONTENT, "{}", signed.text);
    (office, key)
}

/// A request of the hospital's system.
async fn system(office: &Office, key: &str, path: &str, body: Value) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json")
        .body(body.to_string().into())
        .unwrap();
    office.send(request).await
}

fn order(number: &str, person: &str) -> Value {
    json!({"institution": HOSPITAL, "order": number, "person": person, "item": CT, "price": "180.50",
        "ordered_at": now().to_string(), "department": "内科", "doctor": "D1"})
}

async fn check(office: &Office, key: &str, order: Value) -> Answer {
    let answer = system(office, key, "/api/v1/recognition/check", order).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer
}

#[test]
fn c02_to_c07_a_reminder_at_the_order_saves_a_fee_and_counts_it_once() {
    on_runtime(async {
        let (office, key) = district().await;
        report(&office, "R1", "P1", "全国HR").await;
        report(&office, "R2", "P2", "").await;
        report(&office, "R3", "P3", "虚构县HR").await;
        let reminded = check(&office, &key, order("Y1", "P1")).await;
        let reminder = &reminded.body["reminder"];
        assert_eq!(reminder["saved"], "180.50");
        assert_eq!(reminder["report"]["institution_name"], "虚构第三医院");
        assert_eq!(reminder["report"]["mark"], "全国HR");
        let again = check(&office, &key, order("Y1", "P1")).await;
        assert_eq!(again.body, reminded.body, "the same order is the same reminder");
        let unmarked = check(&office, &key, order("Y2", "P2")).await;
        assert!(unmarked.body.get("reminder").is_none(), "{}", unmarked.text);
        let second = check(&office, &key, order("Y3", "P3")).await;
        let key_of = |answer: &Answer| answer.body["reminder"]["key"].as_str().unwrap().to_owned();

        let answer = async |key_of_reminder: String, recognised: bool, reason: Option<&str>| {
            let body = json!({"key": key_of_reminder, "recognised": recognised, "reason": reason});
            system(&office, &key, "/api/v1/recognition/answers", body).await
        };
        let taken = answer(key_of(&reminded), true, None).await;
        assert_eq!(taken.status, StatusCode::NO_CONTENT, "{}", taken.text);
        assert_eq!(
            answer(key_of(&reminded), true, None).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(
            answer(key_of(&reminded), false, Some("R1")).await.code(),
            "CW-DUPLICATE"
        );
        for reason in [None, Some("R99"), Some("病人要求")] {
            assert_eq!(answer(key_of(&second), false, reason).await.code(), "CD-DECLINE-REASON");
        }
        assert_eq!(answer(key_of(&second), false, Some("R6")).await.code(), "CW-TEXT");
        let declined = answer(key_of(&second), false, Some("R4")).await;
        assert_eq!(declined.status, StatusCode::NO_CONTENT, "{}", declined.text);
        assert_eq!(
            answer("nosuch".to_owned(), true, None).await.status,
            StatusCode::NOT_FOUND
        );

        let month = &now().day().to_string()[..7];
        let path = format!("/api/v1/conduct/recognition?month={month}");
        for who in ["health", "office", "director", "ethics"] {
            let counted = office.get(who, &path).await;
            assert_eq!(counted.status, StatusCode::OK, "{who}: {}", counted.text);
            let body = &counted.body;
            assert_eq!(
                (&body["reminders"], &body["recognised"], &body["declined"]),
                (&json!(2), &json!(1), &json!(1)),
                "{who}"
            );
            assert_eq!(body["rate"], json!({"numerator": 1, "denominator": 2, "text": "50.0%"}));
            assert_eq!(body["saved"], "180.50");
            let row = json!({"name": "虚构CT平扫", "reminders": 2, "recognised": 1, "saved": "180.50"});
            assert_eq!(body["by_item"], json!([row]));
            assert_eq!(body["by_district"][0]["name"], "虚构省虚构市虚构县");
            assert_eq!(body["declines"].as_array().unwrap().len(), 1);
            assert!(
                !counted.text.contains("P1") && !counted.text.contains("D1"),
                "{}",
                counted.text
            );
        }
        for who in ["leader", "chief", "admin", "personnel"] {
            assert_eq!(office.get(who, &path).await.status, StatusCode::FORBIDDEN, "{who}");
        }
        let before = office.get("health", "/api/v1/conduct/recognition?month=2020-01").await;
        assert_eq!(before.body["reminders"], 0);
        assert_eq!(before.body["rate"]["text"], "—");
    });
}

#[test]
fn c06_reports_are_brought_in_by_the_own_office_and_asked_for_by_the_own_system() {
    on_runtime(async {
        let (office, key) = district().await;
        let sheet = format!(
            "报告编号,人员编号,项目编码,报告日期,互认标识,质量评价合格,可调阅图像\n\
             A1,P9,{CT},{},全国HR,是,是\nA2,P9,{CT},昨天,全国HR,是,是\n",
            now().day().plus_days(-3)
        );
        let sheet = sheet.as_str();
        let path = "/api/v1/conduct/recognition/reports/sheet?take=true";
        let taken = upload(&office, "office", path, sheet).await;
        assert_eq!(
            (&taken.body["good"], &taken.body["taken"]),
            (&json!(1), &json!(true)),
            "{}",
            taken.text
        );
        assert_eq!(taken.body["rejects"][0]["field"], "reported_on");
        for who in ["health", "ethics", "doctor"] {
            assert_eq!(
                upload(&office, who, path, sheet).await.status,
                StatusCode::FORBIDDEN,
                "{who}"
            );
        }
        for (who, list) in [("office", "participants"), ("stranger", "items"), ("ethics", "items")] {
            let path = format!("/api/v1/conduct/recognition/{list}/sheet");
            assert_eq!(
                upload(&office, who, &path, ITEMS).await.status,
                StatusCode::FORBIDDEN,
                "{who}"
            );
        }
        // A report of the own hospital is no report from elsewhere.
        let own = check(&office, &key, order("Y1", "P9")).await;
        assert!(own.body.get("reminder").is_none(), "{}", own.text);
        let mut foreign = order("Y2", "P9");
        foreign["institution"] = json!(OTHER);
        let refused = system(&office, &key, "/api/v1/recognition/check", foreign).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, "WB-INPUT")
        );
        let reasons = office.get("office", "/api/v1/recognition/reasons").await;
        assert_eq!(reasons.body.as_array().unwrap().len(), 6, "{HERE}");
    });
}

/// What real time says of reports when an examination is ordered.
async fn reminders(office: &Office, person: &str, visit: &str) -> Vec<Value> {
    let line = json!({
        "rx_id": "RX1", "rxno": "R1", "hilist_code": CT, "hilist_name": "虚构CT平扫", "hilist_type": "201",
        "hilist_lv": "1", "cnt": 1, "pric": 180.5, "sumamt": 180.5, "ownpay_amt": 0, "drord_dept_name": "内科",
        "drord_begn_date": now().to_string(), "drord_dr_codg": "D1", "curr_drord_flag": "1"
    });
    let reply = national(office, "/3101", &ordered(person, visit, line)).await;
    let mut results = results(&reply);
    results.retain(|result| result["rule_id"] == workbench::RECOGNITION_RULE);
    results
}

async fn counted(office: &Office) -> Value {
    office.get("health", "/api/v1/conduct/recognition?month=").await.body
}

#[test]
fn c02_to_c07_a_doctor_who_orders_is_reminded_in_the_reply_and_his_answer_is_counted_once() {
    on_runtime(async {
        let (office, _) = district().await;
        let _data = attach_store(&office);
        report(&office, "R1", "P1", "全国HR").await;
        report(&office, "R2", "P2", "").await;
        report(&office, "R3", "P3", "虚构县HR").await;
        report_of(&office, HOSPITAL, "R4", "P4", "全国HR").await;
        for (person, why) in [("P2", "no mark"), ("P4", "a report of its own"), ("P9", "no report")] {
            assert!(
                reminders(&office, person, &format!("V-{person}")).await.is_empty(),
                "{why}"
            );
        }
        let shown = reminders(&office, "P1", "V1").await;
        let reminder = &shown[0];
        let sentence = reminder["vola_cont"].as_str().unwrap();
        let on = now().day().plus_days(-3).to_string();
        for told in [on.as_str(), "虚构第三医院", "全国HR", "30日互认时限", "180.50元"] {
            assert!(sentence.contains(told), "{told}: {sentence}");
        }
        assert_eq!(
            (&reminder["mj_action"], &reminder["sev_deg"], &reminder["vola_amt"]),
            (&json!("提醒"), &json!("3"), &json!(0.0)),
            "it blames nobody and moves no money"
        );
        assert_eq!(reminder["judge_result_detail_dtos"][0]["rx_id"], "RX1");
        assert!(
            reminder["mj_ways_out"].to_string().contains("R4 患者处于急诊"),
            "{reminder}"
        );
        // Saved again before it was answered: the same order, counted once.
        let again = reminders(&office, "P1", "V1").await;
        assert_ne!(again[0]["jr_id"], reminder["jr_id"]);
        let id = |shown: &[Value]| shown[0]["jr_id"].as_str().unwrap().to_owned();
        for (finding, way, reason) in [(id(&shown), "2", ""), (id(&shown), "2", ""), (id(&again), "1", "R4")] {
            national(&office, "/3103", &answered(&finding, way, reason)).await;
        }
        let body = counted(&office).await;
        assert_eq!(
            (
                &body["reminders"],
                &body["recognised"],
                &body["declined"],
                &body["saved"]
            ),
            (&json!(1), &json!(1), &json!(0), &json!("180.50")),
            "the first answer stands: {body}"
        );
        // The same line number in another visit is another order.
        let declined = reminders(&office, "P3", "V3").await;
        national(&office, "/3103", &answered(&id(&declined), "1", "R4 胸痛加重")).await;
        let silent = reminders(&office, "P3", "V4").await;
        national(&office, "/3103", &answered(&id(&silent), "1", "")).await;
        let body = counted(&office).await;
        assert_eq!(
            (&body["reminders"], &body["recognised"], &body["declined"]),
            (&json!(3), &json!(1), &json!(2)),
            "{body}"
        );
        let mut reasons: Vec<_> = body["declines"].as_array().unwrap().iter().collect();
        reasons.sort_by_key(|declined| declined["reason_zh"].to_string());
        let urgent = json!({"reason_zh": "患者处于急诊、急救等紧急状态", "count": 1});
        assert!(reasons.contains(&&urgent), "{body}");
        assert!(
            reasons.contains(&&json!({"reason_zh": "没有说明理由", "count": 1})),
            "{body}"
        );
        assert!(office.workbench.ledger().verify_trail(&[]).await.unwrap().is_ok());
    });
}

#[test]
fn where_the_books_are_gone_the_doctor_is_answered_without_a_reminder() {
    on_runtime(async {
        let (office, _) = district().await;
        let _data = attach_store(&office);
        report(&office, "R1", "P1", "全国HR").await;
        assert_eq!(reminders(&office, "P1", "V1").await.len(), 1);
        office.workbench.ledger().close().await;
        assert!(reminders(&office, "P1", "V2").await.is_empty());
    });
}

#[test]
fn reports_that_come_in_here_count_at_once_and_those_of_another_program_when_it_is_followed() {
    on_runtime(async {
        let (office, _) = district().await;
        let _data = attach_store(&office);
        let bring_own = async |number: &str| {
            let sheet = format!(
                "报告编号,人员编号,项目编码,报告日期,互认标识,质量评价合格,可调阅图像\n{number},P9,{CT},{},全国HR,是,是\n",
                now().day().plus_days(-3)
            );
            let path = "/api/v1/conduct/recognition/reports/sheet?take=true";
            let taken = upload(&office, "office", path, &sheet).await;
            assert_eq!(taken.body["taken"], true, "{}", taken.text);
        };
        bring_own("A1").await;
        report(&office, "R1", "P1", "全国HR").await;
        assert!(reminders(&office, "P1", "V1").await.is_empty());
        bring_own("A2").await;
        assert_eq!(reminders(&office, "P1", "V2").await.len(), 1);
    });
}
