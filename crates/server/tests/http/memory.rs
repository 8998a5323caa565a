//! What the service makes of its memory: how far back it vouches for it, the earlier orders of the
//! same stay, and what of it the caller gets to see.

use crate::setting::{Setting, message};
use rulebook::{Library, SourceFile};
use serde_json::{Value, json};
use server::app::Publication;

/// At most two of the item in 30 days.
const ROLLING: &str = "002503020030000";
/// At most two of the item in one stay.
const IN_STAY: &str = "001203000010000";

fn source(path: &str, text: impl Into<String>) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: text.into(),
    }
}

fn cap_rule(code: &str, table: &str, window: &str) -> String {
    include_str!("rule.md")
        .replace("MJ9001", code)
        .replace("原语: field_validity", &format!("原语: quantity_cap\n知识: {table}"))
        .replace("{检查: [明细金额不符]}", &format!("{{窗口: {window}}}"))
        .replace("{问题}", "超过{上限}次")
}

/// A service whose book has a cap over days and a cap over a stay.
fn capped(config: &str) -> Setting {
    let setting = Setting::with_reviewer(config, rulebook::review);
    let row = |item: &str, days: &str| {
        let head = "知识点,名称,编码,依据,来源,批次,施行,失效,载入,标注,滚动天数,上限";
        format!("{head}\nK1,示例项目,{item},依据,测试,第一批,2026-01-01,,2026-01-01,,{days},2\n")
    };
    let sources = [
        source(
            "national/policy/901-rolling.md",
            cap_rule("MJ9001", "test-rolling", "滚动"),
        ),
        source("national/policy/902-stay.md", cap_rule("MJ9002", "test-stay", "就诊")),
        source("national/knowledge/test-rolling.csv", row(ROLLING, "30")),
        source("national/knowledge/test-stay.csv", row(IN_STAY, "")),
    ];
    let (_, problems) = Library::compile(&sources);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(setting.app.publish(sources.to_vec()), Publication::InForce);
    setting
}

/// One order of `count` units at a time of day, in a visit, under a prescription of its own.
fn order(infno: &str, visit: &str, id: &str, item: &str, count: u32, clock: &str) -> String {
    let mut message = message("H1", infno, &[item]);
    let patient = &mut message["input"]["data"]["patient_dtos"][0];
    patient["curr_mdtrt_id"] = visit.into();
    let encounter = &mut patient["fsi_encounter_dtos"][0];
    encounter["mdtrt_id"] = visit.into();
    let order = &mut encounter["fsi_order_dtos"][0];
    for (field, value) in [
        ("rx_id", json!(id)),
        ("rxno", json!(format!("CF-{id}"))),
        ("hilist_type", json!("201")),
        ("cnt", json!(count)),
        ("sumamt", json!(count * 10)),
        ("drord_begn_date", json!(format!("2026-06-10 {clock}:00"))),
    ] {
        order[field] = value;
    }
    message.to_string()
}

/// Sends an order and waits until it is remembered; gives the findings and how many rules could not judge.
async fn send(setting: &Setting, order: String) -> (Vec<Value>, u32) {
    let answer = setting.post("/api/callService", order).await;
    assert_eq!(answer.infcode(), 0, "{}", answer.text());
    setting.store().flush().unwrap();
    let calls = setting.store().calls(None, 100).unwrap();
    (answer.results(), calls.last().unwrap().call.not_evaluable)
}

/// The lines of a result as (`rx_id`, `vola_item_type`).
fn details(result: &Value) -> Vec<(&str, &str)> {
    let details = result["judge_result_detail_dtos"].as_array().unwrap();
    details
        .iter()
        .map(|detail| (&detail["rx_id"], &detail["vola_item_type"]))
        .map(|(id, kind)| (id.as_str().unwrap(), kind.as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn a_new_service_does_not_claim_to_know_the_past() {
    let setting = capped("");
    let (results, not_evaluable) = send(&setting, order("3101", "E1", "A1", ROLLING, 1, "09:30")).await;
    assert_eq!((results.len(), not_evaluable), (0, 1), "30 days back nobody knows");
    let (_, not_evaluable) = send(&setting, order("3101", "E2", "A2", ROLLING, 1, "09:40")).await;
    assert_eq!(not_evaluable, 1, "nor after the first call");
    let (results, not_evaluable) = send(&setting, order("3101", "E3", "A3", ROLLING, 1, "09:50")).await;
    assert_eq!(
        (results.len(), not_evaluable),
        (1, 0),
        "what is known is enough to exceed the cap"
    );
}

#[tokio::test]
async fn a_past_that_was_imported_is_judged() {
    let setting = capped("[history]\ncomplete_from = \"2026-01-01\"");
    let (results, not_evaluable) = send(&setting, order("3101", "E1", "A1", ROLLING, 1, "09:30")).await;
    assert_eq!((results.len(), not_evaluable), (0, 0));
    let setting = capped("[history]\ncomplete_from = \"2026-05-20\"");
    let (_, not_evaluable) = send(&setting, order("3101", "E1", "A1", ROLLING, 1, "09:30")).await;
    assert_eq!(not_evaluable, 1, "too short by some days");
}

#[tokio::test]
async fn evidence_from_memory_is_kept_and_not_replied() {
    let setting = capped("");
    for (visit, id) in [("E1", "A1"), ("E2", "A2")] {
        send(&setting, order("3102", visit, id, ROLLING, 1, "09:30")).await;
    }
    let (results, _) = send(&setting, order("3101", "E3", "A3", ROLLING, 1, "09:50")).await;
    assert_eq!(details(&results[0]), [("A3", "1")]);
    assert_eq!(results[0]["vola_amt"], 10.0);
    let kept = setting
        .store()
        .finding(results[0]["jr_id"].as_str().unwrap())
        .unwrap()
        .unwrap();
    let mut lines: Vec<&str> = kept.finding.line_ids.iter().map(|id| id.as_str()).collect();
    lines.sort_unstable();
    assert_eq!(lines, ["A1", "A2", "A3"]);
}

#[tokio::test]
async fn new_orders_are_judged_with_the_earlier_ones_of_the_stay() {
    let setting = capped("");
    assert_eq!(
        send(&setting, order("3101", "E1", "A1", IN_STAY, 2, "09:30"))
            .await
            .0
            .len(),
        0
    );
    let (results, _) = send(&setting, order("3101", "E1", "A2", IN_STAY, 1, "09:50")).await;
    assert_eq!(
        (results[0]["rule_id"].as_str(), details(&results[0])),
        (Some("MJ9002"), vec![("A2", "1")])
    );
    // The same prescription again, smaller: what was proposed under it before counts no more.
    assert_eq!(
        send(&setting, order("3101", "E1", "A1", IN_STAY, 1, "09:30"))
            .await
            .0
            .len(),
        0
    );
    // An order that comes before the one which exceeds the cap is only part of the argument.
    let (results, _) = send(&setting, order("3101", "E1", "A0", IN_STAY, 1, "09:00")).await;
    assert_eq!(details(&results[0]), [("A0", "2")]);
    assert_eq!(
        results[0]["vola_amt"], 0.0,
        "the money is that of the line which exceeds the cap, and was told with it"
    );
    // Another visit is another stay, and a settlement carries all that counts.
    assert_eq!(
        send(&setting, order("3101", "E2", "B1", IN_STAY, 2, "09:30"))
            .await
            .0
            .len(),
        0
    );
    assert_eq!(
        send(&setting, order("3102", "E1", "A2", IN_STAY, 2, "09:50"))
            .await
            .0
            .len(),
        0
    );
    let (results, _) = send(&setting, order("3101", "E1", "A9", IN_STAY, 1, "10:00")).await;
    assert_eq!(details(&results[0]), [("A9", "1")], "what was charged stands");
}

#[tokio::test]
async fn a_finding_about_memory_alone_is_shown_without_lines() {
    let setting = Setting::new("");
    send(&setting, order("3101", "E1", "A1", "X", 1, "09:30")).await;
    let (results, _) = send(&setting, order("3101", "E1", "A2", "PAST", 1, "09:50")).await;
    assert_eq!(results.len(), 1);
    assert_eq!(results[0]["judge_result_detail_dtos"], json!([]));
    assert_eq!(results[0]["vola_amt"], 10.0);
    let kept = setting
        .store()
        .finding(results[0]["jr_id"].as_str().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(kept.finding.line_ids, ["A1".into()]);
}

/// How often the finding of the cap over days, or over a stay, comes back, and with how much money.
fn money(results: &[Value]) -> Vec<f64> {
    results
        .iter()
        .map(|result| result["vola_amt"].as_f64().unwrap())
        .collect()
}

#[tokio::test]
async fn a_line_taken_off_the_bill_is_forgotten() {
    let setting = capped("");
    let (results, _) = send(&setting, order("3102", "E1", "A1", IN_STAY, 3, "09:30")).await;
    assert_eq!(money(&results), [10.0]);
    // Deleted and charged anew under another id, with nothing said in between.
    let (results, _) = send(&setting, order("3102", "E1", "B1", IN_STAY, 2, "09:30")).await;
    assert!(results.is_empty(), "the bill replaces the bill");
    let (results, _) = send(&setting, order("3101", "E1", "A9", IN_STAY, 1, "10:00")).await;
    assert_eq!(details(&results[0]), [("A9", "1")], "what is on the bill stands");

    // Told by 3103, the line counts no more, before a new bill comes.
    let (results, _) = send(&setting, order("3102", "E2", "A1", IN_STAY, 3, "09:30")).await;
    let reply = json!({
        "infno": "3103", "fixmedins_code": "H1",
        "input": {"data": {"warn_type": "2", "warns": [
            {"warn_rslt_id": results[0]["jr_id"], "dspo_way": "2", "dspo_way_rea": ""}
        ]}},
    });
    let answer = setting.post("/api/callService", reply.to_string()).await;
    assert_eq!(answer.infcode(), 0, "{}", answer.text());
    let (results, _) = send(&setting, order("3101", "E2", "A8", IN_STAY, 2, "10:00")).await;
    assert!(results.is_empty());
}

/// Takes the order of a finding back, as a person does.
async fn take_back(setting: &Setting, finding: &Value, person: &str) {
    let reply = json!({
        "infno": "3103", "fixmedins_code": "H1", "opter": person,
        "input": {"data": {"warn_type": "1", "warns": [
            {"warn_rslt_id": finding["jr_id"], "dspo_way": "2", "dspo_way_rea": ""}
        ]}},
    });
    let answer = setting.post("/api/callService", reply.to_string()).await;
    assert_eq!(answer.infcode(), 0, "{}", answer.text());
}

#[tokio::test]
async fn what_is_taken_back_is_what_was_to_blame_and_nothing_beside_it() {
    let setting = capped("");
    for id in ["A1", "A2"] {
        send(&setting, order("3101", "E1", id, IN_STAY, 1, "09:00")).await;
    }
    let (first, _) = send(&setting, order("3101", "E1", "A3", IN_STAY, 1, "09:30")).await;
    assert_eq!(details(&first[0]), [("A3", "1")]);
    take_back(&setting, &first[0], "D1").await;
    let (results, _) = send(&setting, order("3101", "E1", "A4", IN_STAY, 1, "09:40")).await;
    assert_eq!(details(&results[0]), [("A4", "1")], "A1 and A2 were not taken back");
    take_back(&setting, &results[0], "D1").await;
    // Nobody stays in the way of the order that comes back changed, nor is it forgotten because somebody
    // says once more what was said of its first form.
    let (results, _) = send(&setting, order("3101", "E1", "A3", IN_STAY, 1, "09:50")).await;
    assert_eq!(details(&results[0]), [("A3", "1")]);
    take_back(&setting, &first[0], "D2").await;
    let (results, _) = send(&setting, order("3101", "E1", "A5", IN_STAY, 1, "10:00")).await;
    let kept = setting
        .store()
        .finding(results[0]["jr_id"].as_str().unwrap())
        .unwrap()
        .unwrap();
    let lines: Vec<&str> = kept.finding.line_ids.iter().map(|id| id.as_str()).collect();
    assert!(lines.contains(&"A3"), "{lines:?}");
}

#[tokio::test]
async fn what_is_taken_back_is_not_a_line_of_the_same_numbers_elsewhere() {
    let setting = capped("");
    let elsewhere = order("3101", "E1", "A1", ROLLING, 2, "09:00").replace("\"H1\"", "\"H2\"");
    send(&setting, elsewhere).await;
    send(&setting, order("3101", "E1", "A1", IN_STAY, 1, "09:10")).await;
    let (results, _) = send(&setting, order("3101", "E1", "A2", ROLLING, 1, "09:20")).await;
    assert_eq!(details(&results[0]), [("A2", "1")]);
    take_back(&setting, &results[0], "D1").await;
    let (results, _) = send(&setting, order("3101", "E1", "A3", IN_STAY, 2, "09:30")).await;
    assert_eq!(
        details(&results[0]),
        [("A3", "1")],
        "A1 of this hospital was nobody's fault"
    );
}

#[tokio::test]
async fn each_line_has_its_money_once_over_all_calls() {
    for infno in ["3101", "3102"] {
        let setting = capped("");
        let mut told = Vec::new();
        for number in 1..=5 {
            let (visit, id) = (format!("E{number}"), format!("A{number}"));
            let clock = format!("09:{number}0");
            told.push(money(
                &send(&setting, order(infno, &visit, &id, ROLLING, 1, &clock)).await.0,
            ));
        }
        assert_eq!(told, [vec![], vec![], vec![10.0], vec![10.0], vec![10.0]], "{infno}");
        let setting = capped("");
        let mut told = Vec::new();
        for number in 1..=4 {
            let clock = format!("09:{number}0");
            let order = order("3101", "E1", &format!("A{number}"), IN_STAY, 1, &clock);
            told.push(money(&send(&setting, order).await.0));
        }
        assert_eq!(told, [vec![], vec![], vec![10.0], vec![10.0]]);
    }
}

#[tokio::test]
async fn the_next_call_sees_the_one_before() {
    let setting = capped("");
    for number in 0..20 {
        let clock = |minute: u32| format!("{:02}:{minute:02}", number + 1);
        let call = |visit: &str, id: &str, minute: u32| {
            let sent = order("3101", visit, id, ROLLING, 1, &clock(minute));
            let sent = sent.replace("\"P0\"", &format!("\"Q{number}\""));
            assert!(sent.contains(&format!("Q{number}")), "{sent}");
            sent
        };
        for (visit, id, minute) in [("E1", "1", 10), ("E2", "1", 20)] {
            setting.post("/api/callService", call(visit, id, minute)).await;
        }
        let answer = setting.post("/api/callService", call("E3", "1", 30)).await;
        assert_eq!(
            answer.results().len(),
            1,
            "visits may number their lines alike, and none waits"
        );
    }
}

#[tokio::test]
async fn a_placeholder_is_nobodys_past() {
    let setting = capped("");
    for number in 1..=4 {
        let sent = order(
            "3102",
            &format!("E{number}"),
            &format!("A{number}"),
            ROLLING,
            1,
            "09:30",
        );
        let (results, not_evaluable) = send(&setting, sent.replace("\"P0\"", "\"999999\"")).await;
        assert_eq!((results.len(), not_evaluable), (0, 1));
    }
    assert_eq!(setting.store().counts().encounters, 0);
    assert_eq!(setting.store().counts().calls, 4, "the calls are kept all the same");
}

#[tokio::test]
async fn a_message_with_an_earlier_visit_does_not_hide_the_next() {
    let setting = capped("");
    let first = || order("3101", "E1", "A1", IN_STAY, 2, "09:30");
    send(&setting, first()).await;
    // The prescription is rewritten by a message that brings an earlier visit along, and then back again.
    let mut rewritten: Value = serde_json::from_str(&order("3101", "E1", "A1", IN_STAY, 1, "09:30")).unwrap();
    let visits = &mut rewritten["input"]["data"]["patient_dtos"][0]["fsi_encounter_dtos"];
    let mut earlier = visits[0].clone();
    earlier["mdtrt_id"] = "E0".into();
    visits.as_array_mut().unwrap().push(earlier);
    send(&setting, rewritten.to_string()).await;
    send(&setting, first()).await;
    let (results, _) = send(&setting, order("3101", "E1", "A2", IN_STAY, 1, "09:50")).await;
    assert_eq!(details(&results[0]), [("A2", "1")]);
}

#[tokio::test]
async fn lines_without_ids_add_up_and_do_not_double() {
    let setting = capped("");
    let nameless = |clock: &str| {
        let mut sent: Value = serde_json::from_str(&order("3101", "E1", "A1", IN_STAY, 1, clock)).unwrap();
        let order = &mut sent["input"]["data"]["patient_dtos"][0]["fsi_encounter_dtos"][0]["fsi_order_dtos"][0];
        order["rx_id"] = "".into();
        order["rxno"] = "".into();
        sent.to_string()
    };
    for clock in ["09:10", "09:10", "09:20", "09:20"] {
        assert_eq!(send(&setting, nameless(clock)).await.0.len(), 0, "{clock}");
    }
    let (results, _) = send(&setting, nameless("09:30")).await;
    assert_eq!(details(&results[0]), [("#1", "1")]);
}

#[tokio::test]
async fn taking_back_an_order_spares_its_namesakes() {
    let setting = capped("");
    for (visit, clock) in [("E1", "09:10"), ("E2", "09:20")] {
        send(&setting, order("3102", visit, "1", ROLLING, 1, clock)).await;
    }
    let (results, _) = send(&setting, order("3101", "E3", "1", ROLLING, 1, "09:30")).await;
    let shown = results[0]["jr_id"].as_str().unwrap();
    let kept = setting.store().finding(shown).unwrap().unwrap();
    let mut lines: Vec<&str> = kept.finding.line_ids.iter().map(|id| id.as_str()).collect();
    lines.sort_unstable();
    assert_eq!(lines, ["1", "E1/1", "E2/1"]);
}

#[tokio::test]
async fn the_excess_of_a_later_visit_is_not_charged_to_an_earlier_one() {
    let setting = capped("[history]\ncomplete_from = \"2026-01-01\"");
    send(&setting, order("3101", "E2", "B1", ROLLING, 2, "15:00")).await;
    let (results, _) = send(&setting, order("3102", "E1", "A1", ROLLING, 1, "08:00")).await;
    assert_eq!(results, Vec::<Value>::new(), "what is too much is not on this bill");
    // The visit to which it belongs is told.
    let (results, _) = send(&setting, order("3102", "E2", "B1", ROLLING, 2, "15:00")).await;
    assert_eq!(details(&results[0]).first(), Some(&("B1", "1")));
}

#[tokio::test]
async fn a_bill_in_two_nodes_of_one_person_is_judged_and_remembered_whole() {
    let setting = capped("[history]\ncomplete_from = \"2026-01-01\"");
    let node = |id: &str, clock: &str| -> Value {
        let message: Value = serde_json::from_str(&order("3102", "E1", id, IN_STAY, 2, clock)).unwrap();
        message["input"]["data"]["patient_dtos"][0].clone()
    };
    let mut bill: Value = serde_json::from_str(&order("3102", "E1", "A1", IN_STAY, 2, "08:00")).unwrap();
    bill["input"]["data"]["patient_dtos"] = json!([node("A1", "08:00"), node("A2", "09:00")]);
    let (results, _) = send(&setting, bill.to_string()).await;
    assert_eq!(results.len(), 1, "{results:?}");
    assert!(details(&results[0]).contains(&("A2", "1")), "{results:?}");
    assert_eq!(
        setting.store().calls(None, 100).unwrap().len(),
        1,
        "one person, one record"
    );
    let person = results[0]["patn_id"].as_str().unwrap();
    let since = domain::Day::parse("2026-06-01").unwrap();
    let past = setting
        .store()
        .history(&person.into(), since, &[], &mut store::Everything)
        .unwrap();
    assert_eq!(
        past.lines.len(),
        2,
        "the second node did not take the place of the first"
    );
}
