//! Which address asks for what, and what every reply looks like.

use crate::setting::{LOCAL, Setting, message, request, review};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};

#[tokio::test]
async fn every_face_reaches_the_same_review() {
    let setting = Setting::new("");
    let faces = [
        ("/fsi/api/riskConService/beforeAnalyze", "3101"),
        ("/gateway/ebus/app/fsi/api/riskConService/beforeAnalyze", "3101"),
        ("/fsi/api/riskConService/courseAnalyze", "3102"),
        ("/3101", "3101"),
        ("/any/prefix/3102", "3102"),
        ("/3101A", "3101A"),
        ("/3660", "3660"),
        ("/api/callService", "3101"),
        ("/mbs/fmi/fsi/api/callFsiService/callService", "3102"),
        ("/api/rest/hosAudit/ruleAudit", "3101"),
        ("/api/rest/hosAudit/ruleAudit", "3102"),
    ];
    for (path, infno) in faces {
        let answer = setting.post(path, review(infno, &["REMIND"])).await;
        assert_eq!(
            (answer.status, answer.infcode()),
            (StatusCode::OK, 0),
            "{path} {}",
            answer.text()
        );
        assert_eq!(answer.headers["content-type"], "application/json;charset=UTF-8");
        let results = answer.results();
        assert_eq!(results[0]["rule_id"], "GZ-TEST", "{path}");
        assert_eq!(results[0]["judge_result_detail_dtos"][0]["rx_id"], "RX0");
        setting.app.store().unwrap().flush().unwrap();
    }
    let stages: Vec<&str> = setting
        .store()
        .calls(None, 100)
        .unwrap()
        .iter()
        .map(|call| call.call.stage.zh())
        .collect();
    assert_eq!(
        stages,
        [
            "事前", "事前", "事中", "事前", "事中", "事前", "事前", "事前", "事中", "事前", "事中"
        ]
    );
}

#[tokio::test]
async fn a_clean_reply_has_an_empty_list_and_no_text() {
    let answer = Setting::new("")
        .post("/3101", review("3101", &["CLEAN", "TRIAL"]))
        .await;
    assert_eq!(answer.infcode(), 0);
    assert!(answer.json()["err_msg"].is_null());
    assert!(answer.results().is_empty(), "trial findings are not shown");
}

#[tokio::test]
async fn the_address_wins_and_a_conflict_is_named() {
    let setting = Setting::new("");
    for (path, infno) in [
        ("/3101", "3102"),
        ("/3103", "3101"),
        ("/fsi/api/riskConService/courseAnalyze", "2304"),
    ] {
        let answer = setting.post(path, review(infno, &["CLEAN"])).await;
        assert_eq!((answer.status, answer.infcode()), (StatusCode::OK, -1), "{path}");
        assert!(
            answer.err_msg().contains(&format!("infno 为 {infno}")),
            "{}",
            answer.err_msg()
        );
    }
    let feedback =
        r#"{"infno":"3101","fixmedins_code":"H1","input":{"data":{"warns":[{"warn_rslt_id":"X","dspo_way":"1"}]}}}"#;
    let answer = setting.post("/3103", feedback).await;
    assert!(answer.err_msg().contains("交易编号不符"), "{}", answer.err_msg());
    let mut unnumbered = message("H1", "", &["REMIND"]);
    unnumbered.as_object_mut().unwrap().remove("infno");
    assert_eq!(setting.post("/3102", unnumbered.to_string()).await.results().len(), 1);
}

#[tokio::test]
async fn other_transactions_and_addresses_are_refused_in_their_own_way() {
    let setting = Setting::new("");
    let answer = setting.post("/api/callService", review("2304", &["CLEAN"])).await;
    assert_eq!((answer.status, answer.infcode()), (StatusCode::OK, -1));
    assert!(answer.err_msg().contains("不支持的交易编号"), "{}", answer.err_msg());
    let answer = setting.post("/fsi/api/riskConServise/beforeAnalyze", "{}").await;
    assert_eq!((answer.status, answer.infcode()), (StatusCode::NOT_FOUND, -1));
    assert!(
        answer.err_msg().contains("/fsi/api/riskConServise/beforeAnalyze"),
        "{}",
        answer.err_msg()
    );
    assert!(
        answer.json()["output"].is_object(),
        "the whole envelope: {}",
        answer.text()
    );
    assert_eq!(answer.headers["content-type"], "application/json;charset=UTF-8");
    for path in ["/3101", "/api/callService", "/api/rest/hosAudit/ruleAudit"] {
        let answer = setting.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(
            (answer.status, answer.infcode()),
            (StatusCode::METHOD_NOT_ALLOWED, -1),
            "{path}"
        );
        assert_eq!(answer.headers["allow"], "POST");
    }
}

#[tokio::test]
async fn browsers_may_call_the_one_face_made_for_them() {
    let setting = Setting::new("");
    let ask = |path: &str| {
        Request::builder()
            .method(Method::OPTIONS)
            .uri(path)
            .body(Body::empty())
            .unwrap()
    };
    let answer = setting.send(ask("/api/rest/hosAudit/ruleAudit")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let answer = setting
        .post("/api/rest/hosAudit/ruleAudit", review("3101", &["CLEAN"]))
        .await;
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert_eq!(setting.send(ask("/3101")).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(
        !setting
            .post("/3101", review("3101", &["CLEAN"]))
            .await
            .headers
            .contains_key("access-control-allow-origin")
    );
}

#[tokio::test]
async fn profiles_shape_the_reply() {
    let config = r#"
        [[institution]]
        code = "H1"
        infcode = "text"
        encoding = "gb18030"
        success_text = "成功"
        [[institution]]
        code = "H2"
        single_result = true
    "#;
    let setting = Setting::new(config);
    let answer = setting.post("/3101", review("3101", &["REMIND"])).await;
    assert_eq!(answer.headers["content-type"], "application/json;charset=GB18030");
    let (text, _, broken) = encoding_rs::GB18030.decode(&answer.bytes);
    assert!(
        !broken && text.contains("\"infcode\":\"0\"") && text.contains("成功") && text.contains("此项目不在支付范围")
    );
    let answer = setting
        .post("/3101", message("H2", "3101", &["REMIND"]).to_string())
        .await;
    assert_eq!(answer.json()["output"]["result"]["rule_id"], "GZ-TEST");
}

#[tokio::test]
async fn bodies_in_other_encodings_find_their_institution() {
    let setting = Setting::new("[[institution]]\ncode = \"H1\"\ninfcode = \"text\"");
    let text = review("3101", &["REMIND"]);
    let wide: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let double_byte = encoding_rs::GB18030.encode(&text).0.into_owned();
    // What the service tolerates is counted, the encoding as well.
    for (body, notes) in [(text.into_bytes(), 0), (double_byte, 1), (wide, 2)] {
        let answer = setting.send(request("/3101", LOCAL, &[], body)).await;
        assert_eq!(answer.json()["infcode"], "0", "{}", answer.text());
        setting
            .assert_metric(&format!("mingjing_wire_notes_total {notes}"))
            .await;
    }
}

/// Mother and newborn on one visit, whose lines are told apart by nothing but the person.
#[tokio::test]
async fn each_person_is_answered_by_the_lines_that_were_sent_for_him() {
    let setting = Setting::new("");
    let sent = |ids: [&str; 3]| {
        let mut message = message("H1", "3101", &["REMIND", "REMIND"]);
        let patients = &mut message["input"]["data"]["patient_dtos"];
        let mut visit = patients[0]["fsi_encounter_dtos"][0].clone();
        let line = |id: &str| {
            let mut line = visit["fsi_order_dtos"][0].clone();
            line["rx_id"] = id.into();
            line
        };
        let (mother, newborn) = ([line(ids[0]), line(ids[1])], [line(ids[2])]);
        visit["fsi_order_dtos"] = mother.to_vec().into();
        patients[0]["fsi_encounter_dtos"][0] = visit.clone();
        visit["fsi_order_dtos"] = newborn.to_vec().into();
        patients[1]["fsi_encounter_dtos"][0] = visit;
        patients[1]["curr_mdtrt_id"] = "E0".into();
        message.to_string()
    };
    for (ids, expected) in [
        (["", "", ""], ["#1", "#2", "#3"]),
        (["A", "A", "A#2"], ["A", "A", "A#2"]),
    ] {
        let answer = setting.post("/3101", sent(ids)).await;
        let mut told: Vec<(String, String)> = answer
            .results()
            .iter()
            .map(|result| {
                let detail = &result["judge_result_detail_dtos"][0];
                let text = |field: &str| detail[field].as_str().unwrap().to_owned();
                (text("patn_id"), text("rx_id"))
            })
            .collect();
        told.sort();
        let told: Vec<(&str, &str)> = told.iter().map(|(person, id)| (&**person, &**id)).collect();
        assert_eq!(told, [("P0", expected[0]), ("P0", expected[1]), ("P1", expected[2])]);
    }
}
