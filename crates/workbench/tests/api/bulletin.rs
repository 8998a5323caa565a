//! The ledger and the bulletin through the interface: a month as the offices' own sheets have it becomes an
//! issue, and no issue prints what another has printed.

use crate::conduct::{self, turned_away as refused, upload};
use crate::office::{Answer, HERE, HOSPITAL, Office, on_runtime};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::app::now;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Person, department, yuan, and whether it was paid in: 16 invented people of 13 departments.
const GIFTS: [(&str, &str, i64, bool); 18] = [
    ("甲一", "试验一科", 2000, true),
    ("甲一", "试验一科", 1000, true),
    ("甲二", "试验一科", 1000, false),
    ("乙一", "试验二科", 1000, true),
    ("乙二", "试验二科", 500, true),
    ("丙一", "试验三科", 1500, true),
    ("丙一", "试验三科", 500, false),
    ("丙二", "试验三科", 3000, true),
    ("丁一", "试验四科", 1000, true),
    ("戊一", "试验五科", 200, false),
    ("己一", "试验六科", 1000, true),
    ("庚一", "试验七科", 800, true),
    ("辛一", "试验八科", 2000, false),
    ("壬一", "试验九科", 2000, true),
    ("癸一", "试验十科", 1500, true),
    ("子一", "试验十一科", 1200, false),
    ("丑一", "试验十二科", 1000, true),
    ("寅一", "试验十三科", 1000, false),
];

async fn ask(office: &Office, who: &str, path: &str, body: Value) -> Answer {
    office
        .ask(who, Method::POST, &format!("/api/v1/{path}"), Some(body))
        .await
}

/// A command that is carried out, and the work that follows from it. Gives the version.
async fn order(office: &Office, who: &str, id: &str, seen: i64, command: Value) -> i64 {
    conduct::order(office, who, id, seen, command).await.1
}

/// The sheet of the people, and the sheet of gifts as an office keeps it. One more gift of two days ago is
/// on a sheet of its own.
fn sheets() -> (String, String, String) {
    let mut people = String::from("人员编号,姓名,科室,人员类别\n");
    let names: BTreeSet<_> = GIFTS.iter().map(|(name, department, ..)| (name, department)).collect();
    for (place, (name, department)) in names.into_iter().enumerate() {
        writeln!(people, "T{place},{name},{department},医师").unwrap();
    }
    let head = "科室,人员,金额（元）,发生时间,报告时间,拒收方式,处理日期,收据号,预交金金额,见证人,患者信息\n";
    let ago = |hours: i64| now().plus_seconds(-3_600 * hours);
    let mut gifts = format!("某院拒收红包登记表\n{head}");
    for (place, (name, department, yuan, deposit)) in GIFTS.into_iter().enumerate() {
        let (way, receipt, paid) = match deposit {
            true => ("替患者缴纳住院费", format!("R{place}"), yuan.to_string()),
            false => ("退回患者", String::new(), String::new()),
        };
        // As in the bulletin that the shape is from, the one gift of an outpatient was returned.
        let patient = if place == 2 {
            "门诊患者".to_owned()
        } else {
            format!("0120{place:04}")
        };
        let (occurred, reported) = (ago(3), ago(2));
        let on = reported.day();
        writeln!(
            gifts,
            "{department},{name},{yuan},{occurred},{reported},{way},{on},{receipt},{paid},虚构证人,{patient}"
        )
        .unwrap();
    }
    let (occurred, reported) = (ago(50), ago(49));
    let on = reported.day();
    let late = format!("{head}试验一科,甲二,600,{occurred},{reported},退回患者,{on},,,虚构证人,01209999\n");
    (people, gifts, late)
}

/// 24 pennants and 9 letters, the last of which has a number in it.
fn praise() -> String {
    let day = now().day();
    let mut sheet = String::from("受表扬科室,种类,收到日期,来源,内容摘要\n");
    for place in 0..33 {
        let kind = if place < 24 { "锦旗" } else { "感谢信" };
        let words = match place {
            32 => "感谢医护人员，我的电话是13000000001".to_owned(),
            _ => format!("感谢全体医护人员之{place}"),
        };
        writeln!(
            sheet,
            "试验{}科,{kind},{day},送达,{words}",
            ["一", "二", "三", "四", "五"][place % 5]
        )
        .unwrap();
    }
    sheet
}

async fn taken(office: &Office, what: &str, content: &str, rows: u64) {
    let path = format!("/api/v1/conduct/{what}/sheet?take=true");
    let answer = upload(office, "ethics", &path, content).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.body["rejects"], json!([]), "{what}");
    assert_eq!(answer.body["good"].as_u64(), Some(rows), "{what}");
}

/// Every matter of a kind at a stage: its name for addresses, and its version.
async fn matters(office: &Office, kind: &str, stage: &str) -> Vec<(String, i64)> {
    let answer = office
        .get("ethics", &format!("/api/v1/matters?kind={kind}&size=200"))
        .await;
    let rows = answer.body["rows"]
        .as_array()
        .unwrap_or_else(|| panic!("{}", answer.text));
    let at = rows.iter().filter(|row| row["stage"] == stage);
    at.map(|row| {
        let id = row["id"].as_str().unwrap().replace('/', "%2F");
        (id, row["version"].as_i64().unwrap())
    })
    .collect()
}

async fn verify(office: &Office, kind: &str) {
    for (id, seen) in matters(office, kind, "待核实").await {
        order(
            office,
            "ethics2",
            &id,
            seen,
            json!({"command": "verify", "opinion": "属实"}),
        )
        .await;
    }
}

/// The hospital with its ledgers of the golden month, all verified.
async fn hospital() -> Office {
    let office = Office::open().await;
    let (people, gifts, _) = sheets();
    taken(&office, "staff", &people, 16).await;
    taken(&office, "packets", &gifts, 18).await;
    taken(&office, "commendations", &praise(), 33).await;
    verify(&office, "packet").await;
    verify(&office, "commendation").await;
    office
}

fn plan(number: u16, from_days_ago: i32) -> Value {
    let today = now().day();
    json!({"command": "plan", "issue": {
        "institution": HOSPITAL, "division": HERE, "name": "清风试验", "issuer": "试验医院行风办",
        "year": today.year(), "number": number, "publish_on": today.to_string(), "publicity_days": 5,
        "period": {"from": today.plus_days(-from_days_ago).to_string(), "to": today.to_string()}, "corrects": null}})
}

fn issue(number: u16) -> (String, String) {
    let name = format!("{HOSPITAL}-{}-{number}", now().day().year());
    (format!("bulletin%2F{name}"), format!("conduct/bulletins/{name}"))
}

/// From the composed issue to its approval, by three people.
async fn approved(office: &Office, id: &str, seen: i64) -> i64 {
    let check = json!({"command": "check_office", "masked": true, "opinion": "已核对"});
    let seen = order(office, "ethics2", id, seen, check).await;
    let check = json!({"command": "check_discipline", "opinion": "同意"});
    let seen = order(office, "discipline", id, seen, check).await;
    let approve = json!({"command": "approve", "opinion": "同意发布"});
    order(office, "director", id, seen, approve).await
}

/// From the composed issue to its publication, by four people.
async fn publish(office: &Office, id: &str, seen: i64) -> i64 {
    let seen = approved(office, id, seen).await;
    order(office, "ethics", id, seen, json!({"command": "publish"})).await
}

#[test]
fn b01_b02_the_golden_month_is_composed_checked_published_and_marked_once() {
    on_runtime(async {
        let office = hospital().await;
        let (id, path) = issue(4);
        let seen = order(&office, "ethics", "bulletin%2Fnew", 0, plan(4, 40)).await;
        let edition = format!("/api/v1/{path}/edition");
        let preview = office.get("ethics", &edition).await.body;
        assert_eq!(preview["composed"], false);

        // What the program makes nobody hands in.
        let forged = json!({"command": "compose", "composition": {}});
        assert_eq!(refused(&office, "ethics", &id, seen, forged).await.code(), "CD-COMPOSE");

        let letters = office
            .get("ethics", "/api/v1/matters?kind=commendation&size=200")
            .await
            .body;
        let mut with_number = String::new();
        for row in letters["rows"].as_array().unwrap() {
            let id = row["id"].as_str().unwrap();
            let page = office
                .get("ethics", &format!("/api/v1/matters/{}", id.replace('/', "%2F")))
                .await;
            if page.text.contains("13000000001") {
                with_number = id.to_owned();
            }
        }
        let editing = |shown: &[&str]| {
            json!({"shown": shown, "closing": "风清气正。", "contact": ["监督举报电话：0999-7654321"],
                "learning": [{"title": "关于印发某规定的通知", "source": "中国政府网", "link": "https://example.test/1", "text": "第一条 略。"}],
                "media": [{"title": "纪法小课", "source": "试验发布", "published_at": "2026-06-01 08:00", "link": "https://example.test/2", "opened": true}]})
        };
        let compose = format!("{path}/composition");
        let leaking = ask(&office, "ethics", &compose, editing(&[&with_number])).await;
        assert_eq!(leaking.status, StatusCode::OK, "{}", leaking.text);
        assert_eq!(leaking.body["leaks"][0]["say"], "手机号");
        let seen = leaking.body["version"].as_i64().unwrap();
        let check = json!({"command": "check_office", "masked": true, "opinion": "已核对"});
        assert_eq!(refused(&office, "ethics2", &id, seen, check).await.code(), "CD-LEAK");
        let paper = format!("/api/v1/{path}/file?format=pdf&purpose=x");
        assert_eq!(
            office.get("ethics", &paper).await.code(),
            "CD-LEAK",
            "it leaves on no paper either"
        );
        for (who, status) in [
            ("discipline", StatusCode::FORBIDDEN),
            ("personnel", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(ask(&office, who, &compose, editing(&[])).await.status, status, "{who}");
        }
        let unknown = ask(&office, "ethics", &compose, editing(&["commendation/none"])).await;
        assert_eq!(unknown.body["field"], "shown");

        let mended = ask(&office, "ethics", &compose, editing(&[])).await;
        assert_eq!(mended.body["leaks"], json!([]), "{}", mended.text);
        let headline = mended.body["headline"].as_str().unwrap();
        for said in ["18人次", "22200元", "锦旗24面", "感谢信9封"] {
            assert!(headline.contains(said), "{headline}");
        }
        let shown = office.get("ethics", &edition).await.body;
        assert_eq!(shown["composed"], true);
        let totals = &shown["edition"]["honour"]["totals"];
        assert_eq!(
            totals,
            &json!({"rows": 18, "amount": "22200.00", "deposit": 12, "returned": 6, "other": 0, "people": 16, "departments": 13})
        );
        assert_eq!(shown["table"]["rows"].as_array().unwrap().len(), 2 + 18 + 1);
        assert_eq!(shown["table"]["rows"][20][1]["text"], "22200");
        assert_eq!(
            shown["edition"]["contents"],
            json!(["一、关于印发某规定的通知［中国政府网］", "二、纪法小课［试验发布］"])
        );
        assert!(
            !shown.to_string().contains("01200000"),
            "a number of a patient is masked"
        );

        // A draft is nobody's but of those who work on it.
        for who in ["doctor", "chair", "personnel", "health", "stranger", "office"] {
            let status = office.get(who, &edition).await.status;
            assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{who}");
        }
        let seen = publish(&office, &id, mended.body["version"].as_i64().unwrap()).await;
        for who in ["doctor", "chair", "personnel", "director", "discipline"] {
            let read = office.get(who, &edition).await;
            assert_eq!(read.status, StatusCode::OK, "{who}");
            assert!(read.text.contains("甲一"), "{who}");
        }
        let public = office.get("health", &edition).await;
        assert_eq!(public.status, StatusCode::OK, "{}", public.text);
        assert!(!public.text.contains("甲一") && public.text.contains("甲某"));
        let internal = format!("{edition}?edition=internal");
        assert_eq!(office.get("health", &internal).await.status, StatusCode::NOT_FOUND);
        assert_eq!(matters(&office, "packet", "已通报").await.len(), 18);
        assert_eq!(matters(&office, "commendation", "已通报").await.len(), 33);
        let listed = office.get("doctor", "/api/v1/conduct/bulletins").await.body;
        assert_eq!(listed["rows"][0]["headline"], headline);
        assert!(listed["rows"][0]["institution"].is_null());
        let of_district = office.get("health", "/api/v1/conduct/bulletins").await.body;
        assert_eq!(of_district["rows"].as_array().unwrap().len(), 1, "{of_district}");
        assert_eq!(of_district["rows"][0]["institution"], format!("机构{HOSPITAL}"));

        // The stored editions are read at their own address, not as files of the matter.
        let page = office.get("health", &format!("/api/v1/matters/{id}")).await.body;
        assert_eq!(page["attachments"], json!([]));
        supplement(&office).await;
        // What is withdrawn is read by those who work on it alone.
        let withdraw = json!({"command": "withdraw", "reason": "金额有误"});
        order(&office, "director", &id, seen, withdraw).await;
        assert_eq!(office.get("doctor", &edition).await.status, StatusCode::NOT_FOUND);
    });
}

/// The next issue takes none of the rows, but the one that was verified too late for the first.
async fn supplement(office: &Office) {
    let (.., late) = sheets();
    taken(office, "packets", &late, 1).await;
    verify(office, "packet").await;
    let (_, path) = issue(5);
    order(office, "ethics", "bulletin%2Fnew", 0, plan(5, 0)).await;
    let composed = ask(office, "ethics", &format!("{path}/composition"), json!({})).await;
    assert_eq!(composed.status, StatusCode::OK, "{}", composed.text);
    let shown = office.get("ethics", &format!("/api/v1/{path}/edition")).await.body;
    let rows = shown["edition"]["honour"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{shown}");
    assert_eq!(
        (&rows[0]["amount"], &rows[0]["supplement"]),
        (&json!("600.00"), &json!(true))
    );
    assert!(shown["table"].to_string().contains("（补录）"));
    assert_eq!(
        shown["edition"]["contact"][0]["value"], "0999-7654321",
        "as in the issue before"
    );
}

#[test]
fn b04_the_number_of_an_issue_is_given_once_whatever_its_period_and_day() {
    on_runtime(async {
        let office = Office::open().await;
        order(&office, "ethics", "bulletin%2Fnew", 0, plan(4, 40)).await;
        for who in ["ethics", "ethics2"] {
            let second = refused(&office, who, "bulletin%2Fnew", 0, plan(4, 3)).await;
            assert_eq!((second.status, second.code()), (StatusCode::CONFLICT, "LG-CONFLICT"));
            assert!(second.text.contains("第4期已经编排过"), "{}", second.text);
        }
        order(&office, "ethics", "bulletin%2Fnew", 0, plan(5, 40)).await;
        let rows = office.get("ethics", "/api/v1/conduct/bulletins").await.body;
        assert_eq!(rows["rows"].as_array().unwrap().len(), 2);
        assert_eq!(rows["rows"][0]["id"], format!("{HOSPITAL}-{}-5", now().day().year()));
    });
}

#[test]
fn what_may_no_longer_be_printed_is_not_published() {
    on_runtime(async {
        let office = hospital().await;
        let (id, path) = issue(1);
        order(&office, "ethics", "bulletin%2Fnew", 0, plan(1, 40)).await;
        let composed = ask(&office, "ethics", &format!("{path}/composition"), json!({})).await;
        let seen = approved(&office, &id, composed.body["version"].as_i64().unwrap()).await;
        let (packet, version) = matters(&office, "packet", "已核实").await.remove(0);
        let object = json!({"command": "object", "reason": "金额有误"});
        order(&office, "discipline", &packet, version, object).await;
        let publish = refused(&office, "ethics", &id, seen, json!({"command": "publish"})).await;
        assert_eq!(publish.code(), "CD-TOTALS");
        assert!(publish.text.contains("1条登记"), "{}", publish.text);
        order(
            &office,
            "ethics",
            &id,
            seen,
            json!({"command": "return", "reason": "台账有变化"}),
        )
        .await;
        let composed = ask(&office, "ethics", &format!("{path}/composition"), json!({})).await;
        assert!(composed.text.contains("17人次"), "{}", composed.text);
    });
}

#[test]
fn b01_the_ledger_adds_up_and_who_sees_no_packet_gets_sums_alone() {
    on_runtime(async {
        let office = hospital().await;
        let from = now().day().plus_days(-40);
        let path = format!("/api/v1/conduct/ledger?from={from}");
        let ledger = office.get("discipline", &path).await.body;
        let packets = &ledger["packets"];
        assert_eq!(
            (
                &packets["rows"],
                &packets["people"],
                &packets["departments"],
                &packets["amount"]
            ),
            (&json!(18), &json!(16), &json!(13), &json!("22200.00"))
        );
        assert_eq!(packets["deposit"], json!({"count": 12, "amount": "16300.00"}));
        assert_eq!(packets["returned"], json!({"count": 6, "amount": "5900.00"}));
        assert_eq!((&ledger["pennants"], &ledger["letters"]), (&json!(24), &json!(9)));
        assert_eq!(ledger["by_department"].as_array().unwrap().len(), 13);
        assert_eq!((&ledger["late"], &ledger["pending_red"]), (&json!(0), &json!(0)));
        for who in ["director", "personnel"] {
            let sums = office.get(who, &path).await.body;
            assert_eq!(sums["packets"], ledger["packets"], "{who}");
            assert_eq!(
                (&sums["by_department"], &sums["warnings"]),
                (&json!([]), &json!([])),
                "{who}"
            );
        }
        assert_eq!(office.get("doctor", &path).await.code(), "WB-FORBIDDEN");
        // The head sees his own department, in which nothing happened.
        assert_eq!(office.get("chair", &path).await.body["packets"]["rows"], 0);
        let wrong = office
            .get("ethics", "/api/v1/conduct/ledger?from=2026-02-01&to=2026-01-01")
            .await;
        assert_eq!(wrong.body["field"], "from");
    });
}

#[test]
fn a_sheet_of_gifts_twice_changes_nothing_and_bad_rows_say_why() {
    on_runtime(async {
        let office = Office::open().await;
        let (people, gifts, _) = sheets();
        taken(&office, "staff", &people, 16).await;
        let seen = upload(&office, "ethics", "/api/v1/conduct/packets/sheet", &gifts)
            .await
            .body;
        assert_eq!((&seen["good"], &seen["taken"]), (&json!(18), &json!(false)));
        assert!(
            matters(&office, "packet", "待核实").await.is_empty(),
            "looking takes nothing"
        );
        taken(&office, "packets", &gifts, 18).await;
        let registered = matters(&office, "packet", "待核实").await;
        assert_eq!(registered.len(), 18);
        taken(&office, "packets", &gifts, 18).await;
        assert_eq!(matters(&office, "packet", "待核实").await, registered);
        for (id, _) in &registered {
            let page = office.get("ethics", &format!("/api/v1/matters/{id}")).await;
            assert_eq!(page.body["attachments"].as_array().unwrap().len(), 1);
            assert!(!page.text.contains("01200"), "the number of the patient is not kept");
        }
        taken(&office, "commendations", &praise(), 33).await;
        taken(&office, "commendations", &praise(), 33).await;
        assert_eq!(matters(&office, "commendation", "待核实").await.len(), 33);

        let today = now().day();
        let bad = format!(
            "科室,人员,金额,发生时间,报告时间,拒收方式,处理日期,患者信息\n\
             试验一科,无此人,100,{today},{today},退回患者,{today},门诊患者\n\
             试验一科,甲一,零,{today},{today},退回患者,{today},门诊患者\n\
             试验一科,甲一,100,{today},{today},替患者缴纳住院费,{today},门诊患者\n\
             试验一科,甲一,100,{today},{today},替患者缴纳住院费,{today},01234567\n\
             试验一科,甲一,100,{today},{today},退回患者,,门诊患者\n\
             试验一科,甲一,100,2099-01-01,2099-01-01,退回患者,{today},门诊患者\n\
             试验一科,甲一,100,{today},{today},退回患者,{today},门诊患者\n\
             试验一科,甲一,100,{today},{today},退回患者,{today},门诊患者\n"
        );
        let answer = upload(&office, "ethics", "/api/v1/conduct/packets/sheet", &bad)
            .await
            .body;
        let rejects: Vec<_> = answer["rejects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|reject| (reject["line"].as_u64().unwrap(), reject["field"].as_str().unwrap()))
            .collect();
        assert_eq!(
            rejects,
            [
                (2, "name"),
                (3, "amount"),
                (4, "patient"),
                (5, "receipt"),
                (6, "disposed_on"),
                (7, "occurred_at"),
                (9, "name")
            ],
            "{answer}"
        );
        assert!(answer["rejects"][2]["reason"].as_str().unwrap().contains("住院患者"));
        assert_eq!(answer["good"], 1);
        for who in ["discipline", "director", "chair"] {
            let other = upload(&office, who, "/api/v1/conduct/packets/sheet?take=true", &gifts).await;
            assert_eq!(other.code(), "WB-FORBIDDEN", "{who}");
        }
    });
}

#[test]
fn an_issue_is_handed_out_as_paper_document_and_workbook_with_a_row_in_the_trail() {
    on_runtime(async {
        let office = hospital().await;
        let (_, path) = issue(4);
        order(&office, "ethics", "bulletin%2Fnew", 0, plan(4, 40)).await;
        let file = async |who: &str, query: &str| office.get(who, &format!("/api/v1/{path}/file?{query}")).await;
        let early = file("ethics", "format=pdf&purpose=x").await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text);
        ask(&office, "ethics", &format!("{path}/composition"), json!({})).await;
        assert_eq!(file("ethics", "format=pdf&purpose=").await.body["field"], "purpose");
        for (format, begins) in [("pdf", b"%PDF".as_slice()), ("docx", b"PK"), ("xlsx", b"PK")] {
            let answer = file("ethics", &format!("format={format}&purpose=print")).await;
            assert_eq!(answer.status, StatusCode::OK, "{format}: {}", answer.text);
            assert!(answer.bytes.starts_with(begins), "{format}");
            if format == "xlsx" {
                let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&answer.bytes)).unwrap();
                let mut sheet = String::new();
                let mut part = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
                std::io::Read::read_to_string(&mut part, &mut sheet).unwrap();
                // The title, six of the head, the sum, and departments and people of several rows.
                assert_eq!(sheet.matches("<mergeCell ").count(), 1 + 5 + 1 + 3 + 2, "{sheet}");
                assert!(sheet.contains("<v>22200</v>"));
            }
        }
        let trail = office.get("security", "/api/v1/trail?deed=export").await;
        assert_eq!(trail.text.matches("院内版").count(), 3, "{}", trail.text);
        assert_eq!(
            file("doctor", "format=pdf&purpose=x").await.status,
            StatusCode::NOT_FOUND
        );
    });
}

async fn set(office: &Office, who: &str, settings: &Value) -> Answer {
    let path = "/api/v1/conduct/bulletin-settings";
    office.ask(who, Method::PUT, path, Some(settings.clone())).await
}

#[test]
fn the_house_says_who_is_named_and_the_gate_holds_whatever_it_says() {
    on_runtime(async {
        let office = hospital().await;
        let staff = office.get("ethics", "/api/v1/conduct/staff").await.body;
        let code_of = |name: &str| {
            let rows = staff["rows"].as_array().unwrap();
            rows.iter().find(|row| row["name"] == name).unwrap()["code"].clone()
        };
        let mut settings = json!({"version": 0, "public_names": true, "basis": "reported",
            "opted_out": [code_of("甲一")], "source": "中国政府网"});
        for who in ["director", "discipline", "personnel", "chair", "doctor", "health"] {
            let refused = set(&office, who, &settings).await.status;
            assert!(
                matches!(refused, StatusCode::FORBIDDEN | StatusCode::UNPROCESSABLE_ENTITY),
                "{who}: {refused}"
            );
        }
        let unknown =
            json!({"version": 0, "public_names": true, "basis": "reported", "opted_out": ["X1"], "source": ""});
        assert_eq!(set(&office, "ethics", &unknown).await.body["field"], "opted_out");
        let set_once = set(&office, "ethics", &settings).await;
        assert_eq!(set_once.status, StatusCode::OK, "{}", set_once.text);
        assert_eq!(set_once.body["opted_out"][0]["name"], "甲一");
        let stale = set(
            &office,
            "ethics2",
            &json!({"version": 0, "public_names": false, "basis": "occurred", "opted_out": [], "source": ""}),
        )
        .await;
        assert_eq!((stale.status, stale.code()), (StatusCode::CONFLICT, "LG-CONFLICT"));

        let (id, path) = issue(7);
        order(&office, "ethics", "bulletin%2Fnew", 0, plan(7, 40)).await;
        let editing = json!({"learning": [{"title": "关于印发某规定的通知"}], "closing": ""});
        let composed = ask(&office, "ethics", &format!("{path}/composition"), editing).await;
        assert_eq!(composed.body["leaks"], json!([]), "{}", composed.text);
        let public = format!("/api/v1/{path}/edition?edition=public");
        let read = office.get("director", &public).await;
        assert!(
            read.text.contains("乙一") && read.text.contains("甲某") && !read.text.contains("甲一"),
            "{}",
            read.text
        );
        assert_eq!(read.body["edition"]["learning"][0]["source"], "中国政府网");

        // A text that names who does not want to be named stops the issue.
        let naming = json!({"closing": "向甲一同志学习。"});
        let leaking = ask(&office, "ethics", &format!("{path}/composition"), naming).await;
        assert_eq!(
            leaking.body["leaks"][0]["say"], "不愿公开姓名的人员",
            "{}",
            leaking.text
        );
        let composed = ask(&office, "ethics", &format!("{path}/composition"), json!({})).await;

        // So does a wish that comes after the checks, until the issue is made again.
        let seen = approved(&office, &id, composed.body["version"].as_i64().unwrap()).await;
        settings["version"] = json!(1);
        settings["opted_out"] = json!([code_of("甲一"), code_of("乙一")]);
        assert_eq!(set(&office, "ethics", &settings).await.status, StatusCode::OK);
        let stopped = refused(&office, "ethics", &id, seen, json!({"command": "publish"})).await;
        assert_eq!(stopped.code(), "CD-LEAK", "{}", stopped.text);
        let back = json!({"command": "return", "reason": "有人不愿公开姓名"});
        order(&office, "ethics", &id, seen, back).await;
        let again = ask(&office, "ethics", &format!("{path}/composition"), json!({})).await;
        publish(&office, &id, again.body["version"].as_i64().unwrap()).await;
        let read = office.get("health", &public).await;
        assert!(
            !read.text.contains("乙一") && read.text.contains("乙某"),
            "{}",
            read.text
        );
        let trail = office.get("security", "/api/v1/trail?deed=setting").await;
        assert_eq!(trail.body["rows"].as_array().unwrap().len(), 2, "{}", trail.text);
    });
}

/// A PNG of two pixels, with a comment in it or without.
fn png(comment: bool) -> Vec<u8> {
    let chunk = |name: &[u8; 4], content: &[u8], sum: [u8; 4]| {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length[..], name, content, &sum].concat()
    };
    let head = [0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0];
    let pixels = [0x78, 0x9c, 0x63, 0x38, 0xc1, 0, 4, 0x27, 0, 5, 0x7f, 1, 0x91];
    let mut content = b"\x89PNG\r\n\x1a\n".to_vec();
    content.extend(chunk(b"IHDR", &head, [0x7b, 0x40, 0xe8, 0xdd]));
    if comment {
        content.extend(chunk(b"tEXt", b"Author\0nobody", [0, 0, 0, 0]));
    }
    content.extend(chunk(b"IDAT", &pixels, [0xce, 0xfd, 0x57, 0x21]));
    content.extend(chunk(b"IEND", b"", [0xae, 0x42, 0x60, 0x82]));
    content
}

/// A pennant with its picture: redacted by one, checked by another, verified.
async fn pennant(office: &Office, content: Vec<u8>) -> (String, Value) {
    let record = json!({"institution": HOSPITAL, "division": HERE, "kind": "pennant", "received_on": now().day().to_string(),
        "source": "送达", "seal": "F1", "department": "试验一科", "persons": [], "group": false, "summary": "妙手仁心",
        "image": {"name": "原图.jpg", "digest": "2".repeat(64)}});
    let register = json!({"command": "register", "record": record});
    let (id, seen) = conduct::order(office, "ethics", "commendation%2Fnew", 0, register).await;
    let (token, csrf) = office.token("ethics").clone();
    let request = axum::http::Request::post(format!("/api/v1/matters/{id}/attachments?name=a.png"))
        .header("cookie", format!("mj_session={token}"))
        .header("x-csrf-token", csrf)
        .body(content.into())
        .unwrap();
    let image = office.send(request).await;
    assert_eq!(image.status, StatusCode::OK, "{}", image.text);
    let redact = json!({"command": "redact", "image": image.body});
    let seen = order(office, "ethics", &id, seen, redact).await;
    let check = json!({"command": "check_redaction", "passed": true, "opinion": "已遮盖"});
    let seen = order(office, "discipline", &id, seen, check).await;
    let verify = json!({"command": "verify", "opinion": "属实"});
    order(office, "ethics2", &id, seen, verify).await;
    (id.replace("%2F", "/"), image.body["digest"].clone())
}

#[test]
fn b05_a_checked_picture_is_shown_in_both_editions_and_one_that_tells_more_stops_the_issue() {
    on_runtime(async {
        let office = hospital().await;
        let (plain, digest) = pennant(&office, png(false)).await;
        let (telling, _) = pennant(&office, png(true)).await;
        let (id, path) = issue(8);
        order(&office, "ethics", "bulletin%2Fnew", 0, plan(8, 40)).await;
        let compose = format!("{path}/composition");
        let leaking = ask(&office, "ethics", &compose, json!({"shown": [plain, telling]})).await;
        assert_eq!(leaking.body["leaks"][0]["say"], "文件信息未去除", "{}", leaking.text);
        let composed = ask(&office, "ethics", &compose, json!({"shown": [plain]})).await;
        assert_eq!(composed.body["leaks"], json!([]), "{}", composed.text);
        let address = format!("/api/v1/{path}/pictures/{}", digest.as_str().unwrap());
        let shown = office.get("director", &address).await;
        assert_eq!(
            (shown.status, shown.bytes.as_ref()),
            (StatusCode::OK, png(false).as_slice())
        );
        // A draft's picture is nobody else's, and no other file is read here.
        for who in ["doctor", "personnel", "health"] {
            assert_eq!(office.get(who, &address).await.status, StatusCode::NOT_FOUND, "{who}");
        }
        let other = format!("/api/v1/{path}/pictures/{}", "0".repeat(64));
        assert_eq!(office.get("director", &other).await.status, StatusCode::NOT_FOUND);
        publish(&office, &id, composed.body["version"].as_i64().unwrap()).await;
        for who in ["doctor", "health"] {
            assert_eq!(office.get(who, &address).await.status, StatusCode::OK, "{who}");
        }
        for edition in ["internal", "public"] {
            let file = format!("/api/v1/{path}/file?edition={edition}&format=pdf&purpose=x");
            let made = office.get("ethics", &file).await;
            assert_eq!(made.status, StatusCode::OK, "{}", made.text);
            let bytes = String::from_utf8_lossy(&made.bytes).into_owned();
            assert!(
                bytes.contains("/Subtype/Image") || bytes.contains("/Subtype /Image"),
                "{edition}"
            );
        }
    });
}
