//! Replies, to the letter.

use domain::{
    Action, Basis, Certainty, Comparison, EncounterId, Finding, FindingKey, FindingLine, InstitutionCode, KnowledgeRef,
    LineId, LineRole, Moment, Money, Override, OverrideEffect, PersonId, RuleCode, RuleState, SupportingView,
};
use serde_json::Value;
use server::wire::{
    Beyond, CallerProfile, Encoding, Envelope, Judged, Sm4Key, Sm4Mode, decode, reply_error, reply_feedback,
    reply_review, reply_review_with,
};

const OUTPATIENT: &str = include_str!("wire_samples/02_openhis_py_3101_outpatient.request.json");
const PLATFORM: &str = include_str!("wire_samples/14_hsa_platform_envelopes.response.json");

/// The number of the call, as ids of findings begin.
const CALL: &str = "0000000000001";

fn now() -> Moment {
    Moment::parse("2026-11-24 01:08:00").expect("a time")
}

fn envelope(infno: &str) -> Envelope {
    let json = OUTPATIENT
        .replace("\"infno\": \"3101\"", &format!("\"infno\": \"{infno}\""))
        .replace("\"trig_scen\": \"2\"", "\"trig_scen\": \"2\", \"task_id\": \"T-1\"");
    decode(json.as_bytes(), &CallerProfile::default()).expect("the sample is readable")
}

fn finding(seed: u8, certainty: Certainty, action: Action) -> Finding {
    Finding {
        key: FindingKey([seed; 16]),
        rule: RuleCode::new("GZ0101"),
        rule_name: "药品限性别".into(),
        behaviour: "超支付范围".into(),
        book_hash: "b00c".into(),
        certainty,
        state: RuleState::InForce,
        action,
        person: PersonId::new("100086"),
        encounter: EncounterId::new("20250402001"),
        institution: InstitutionCode::new("H44000000001"),
        service_time: Moment::parse("2025-04-02 09:12:30").expect("a time"),
        lines: vec![
            FindingLine {
                index: 1,
                id: LineId::new("CF0001-2"),
                encounter: EncounterId::new("20250402001"),
                role: LineRole::Involved,
                amount: Money::ZERO,
            },
            FindingLine {
                index: 0,
                id: LineId::new("CF0001-1"),
                encounter: EncounterId::new("20250402001"),
                role: LineRole::Violating,
                amount: Money::from_fen(1680),
            },
        ],
        amount: Money::from_fen(1680),
        arithmetic: "16.80".into(),
        sentence: "“单硝酸异山梨酯片”限女性使用。".into(),
        compared: vec![Comparison {
            fact: "参保人性别".into(),
            required: "女".into(),
            found: "男".into(),
        }],
        basis: vec![Basis {
            document: "医疗保障基金使用监督管理条例".into(),
            number: "国务院令第735号".into(),
            clause: "第三十八条第（六）项".into(),
            effective: None,
        }],
        knowledge: Some(KnowledgeRef {
            id: "1".into(),
            table: "drug_sex".into(),
            name: "单硝酸异山梨酯片".into(),
            text: "限女性".into(),
            source: "第一批".into(),
            layer: String::new(),
        }),
        ways_out: vec!["改用无性别限定的药品".into()],
        may_override: Some(Override {
            by: "机构医保办".into(),
            evidence: vec!["专家意见".into()],
            effect: OverrideEffect::Downgrade,
        }),
        lowered: Vec::new(),
        supporting: Vec::new(),
    }
}

fn judged(findings: &[Finding]) -> Vec<Judged<'_>> {
    // A test's ids may live as long as the test program.
    let id = |finding: &Finding| -> &'static str { format!("{CALL}-{}", finding.key).leak() };
    findings
        .iter()
        .map(|finding| Judged {
            finding,
            id: id(finding),
        })
        .collect()
}

fn reply(infno: &str, findings: &[Finding], profile: &CallerProfile) -> String {
    let bytes = reply_review(Some(&envelope(infno)), &judged(findings), profile, now(), 42);
    String::from_utf8(bytes).expect("UTF-8")
}

fn parsed(infno: &str, findings: &[Finding], profile: &CallerProfile) -> Value {
    serde_json::from_str(&reply(infno, findings, profile)).expect("JSON")
}

#[test]
fn one_finding_to_the_letter() {
    let profile = CallerProfile::default();
    let text = reply(
        "3101",
        &[finding(0xab, Certainty::Definite, Action::ReasonRequired)],
        &profile,
    );
    let golden = concat!(
        r#"{"infcode":0,"inf_refmsgid":"440000202611240108000000000042","refmsg_time":"20261124010800000","#,
        r#""respond_time":"20261124010800000","enctype":"","signtype":"","err_msg":null,"output":{"result":[{"#,
        r#""jr_id":"0000000000001-abababababababababababababababab","rule_id":"GZ0101","rule_name":"药品限性别","#,
        r#""vola_cont":"“单硝酸异山梨酯片”限女性使用。","patn_id":"100086","mdtrt_id":"20250402001","#,
        r#""judge_result_detail_dtos":[{"jrd_id":"0000000000001-abababababababababababababababab-1","patn_id":"100086","#,
        r#""mdtrt_id":"20250402001","rx_id":"CF0001-1","vola_item_type":"1","vola_amt":16.80},"#,
        r#"{"jrd_id":"0000000000001-abababababababababababababababab-2","patn_id":"100086","mdtrt_id":"20250402001","#,
        r#""rx_id":"CF0001-2","vola_item_type":"2","vola_amt":0.00}],"vola_amt":16.80,"vola_amt_stas":"1","#,
        r#""sev_deg":"1","vola_evid":"《医疗保障基金使用监督管理条例》（国务院令第735号）第三十八条第（六）项；限女性","#,
        r#""vola_bhvr_type":"超支付范围","task_id":"T-1","mj_action":"需说明理由","#,
        r#""mj_law":["《医疗保障基金使用监督管理条例》（国务院令第735号）第三十八条第（六）项"],"#,
        r#""mj_compared":[{"fact":"参保人性别","required":"女","found":"男"}],"#,
        r#""mj_ways_out":["继续执行的，请填写理由","改用无性别限定的药品"],"#,
        r#""mj_override":{"by":"机构医保办","evidence":["专家意见"]}}]}}"#
    );
    assert_eq!(text, golden);
}

/// What other rules say of the same lines stands behind the law, within the length of the field.
#[test]
fn supporting_views_are_said_to_the_doctor() {
    let mut supported = finding(1, Certainty::Definite, Action::Remind);
    let view = |name: &str, sentence: String| SupportingView {
        rule: "GZ0202".into(),
        rule_name: name.into(),
        certainty: Certainty::Suspect,
        sentence,
        basis: Vec::new(),
        knowledge: None,
    };
    supported.supporting = vec![
        view("妊娠期用药", "孕妇禁用。".into()),
        view("重复用药", "同".repeat(600)),
    ];
    let profile = CallerProfile {
        extra_fields: false,
        ..CallerProfile::default()
    };
    let value = parsed("3101", &[supported], &profile);
    let said = value["output"]["result"][0]["vola_evid"].as_str().expect("a text");
    assert!(
        said.contains("；限女性；另：妊娠期用药：孕妇禁用。；另：重复用药：同同"),
        "{said}"
    );
    assert_eq!(said.chars().count(), 500);
}

#[test]
fn without_extra_fields_only_the_national_ones_remain() {
    let profile = CallerProfile {
        extra_fields: false,
        ..CallerProfile::default()
    };
    let text = reply("3101", &[finding(1, Certainty::Suspect, Action::Remind)], &profile);
    assert!(!text.contains("mj_"), "{text}");
    assert!(text.contains("\"sev_deg\":\"2\""));
}

#[test]
fn a_clean_reply_to_the_letter() {
    let profile = CallerProfile::default();
    let golden = concat!(
        r#"{"infcode":0,"inf_refmsgid":"440000202611240108000000000042","refmsg_time":"20261124010800000","#,
        r#""respond_time":"20261124010800000","enctype":"","signtype":"","err_msg":null,"output":{"result":[]}}"#
    );
    assert_eq!(reply("3101", &[], &profile), golden);
    let feedback = reply_feedback(Some(&envelope("3101")), &profile, now(), 42);
    assert_eq!(String::from_utf8(feedback).expect("UTF-8"), golden);
}

#[test]
fn the_envelope_is_that_of_the_platform() {
    let platform: Value = serde_json::from_str(PLATFORM).expect("JSON");
    let ours = parsed("3101", &[], &CallerProfile::default());
    let theirs = platform["ok_empty_2402"].as_object().expect("an envelope");
    assert_eq!(
        ours.as_object().map(|o| o.keys().collect::<Vec<_>>()),
        Some(theirs.keys().collect())
    );
    for (name, value) in theirs {
        assert_eq!(
            std::mem::discriminant(&ours[name]),
            std::mem::discriminant(value),
            "{name}"
        );
        assert_eq!(
            ours[name].as_str().map(str::len),
            value.as_str().map(str::len),
            "{name}"
        );
    }
}

#[test]
fn errors_to_the_letter() {
    let golden = concat!(
        r#"{"infcode":-1,"inf_refmsgid":"000000202611240108000000000007","refmsg_time":"20261124010800000","#,
        r#""respond_time":"20261124010800000","enctype":"","signtype":"","err_msg":"input：没有交易输入","#,
        r#""output":{"result":[]}}"#
    );
    let bytes = reply_error(None, "input：没有交易输入", &CallerProfile::default(), now(), 7);
    assert_eq!(String::from_utf8(bytes).expect("UTF-8"), golden);
    let long: Value = serde_json::from_slice(&reply_error(
        None,
        &"错".repeat(999),
        &CallerProfile::default(),
        now(),
        7,
    ))
    .expect("JSON");
    assert_eq!(long["err_msg"].as_str().map(|text| text.chars().count()), Some(200));
}

#[test]
fn only_raised_findings_and_the_most_severe_first() {
    let findings = [
        finding(1, Certainty::SlightlySuspect, Action::Remind),
        finding(2, Certainty::Definite, Action::Pass),
        finding(3, Certainty::Definite, Action::Record),
        finding(4, Certainty::Definite, Action::Block),
        finding(5, Certainty::Suspect, Action::Remind),
    ];
    let reply = parsed("3102", &findings, &CallerProfile::default());
    let order: Vec<_> = reply["output"]["result"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|node| {
            (
                node["jr_id"].as_str().unwrap_or("")[14..16].to_owned(),
                node["sev_deg"].clone(),
            )
        })
        .collect();
    assert_eq!(
        order,
        [
            ("04".into(), "1".into()),
            ("05".into(), "2".into()),
            ("01".into(), Value::from("3"))
        ]
    );
    assert_eq!(reply["infcode"], 0);
    assert_eq!(reply["err_msg"], Value::Null);
}

#[test]
fn lengths_are_kept_and_what_is_left_out_is_counted() {
    let mut findings: Vec<Finding> = (0..200)
        .map(|n| finding(n, Certainty::Suspect, Action::Remind))
        .collect();
    for finding in &mut findings {
        finding.sentence = "超".repeat(700);
        finding.basis[0].document = "规".repeat(700);
        let line = finding.lines[0].clone();
        finding.lines.extend(std::iter::repeat_n(line, 5_000));
        finding.compared = vec![finding.compared[0].clone(); 50];
    }
    findings[150].certainty = Certainty::Definite;
    findings[150].action = Action::Block;
    let text = reply("3101", &findings, &CallerProfile::default());
    assert!(text.chars().count() < 40_000, "{}", text.chars().count());
    let reply: Value = serde_json::from_str(&text).expect("JSON");
    let result = reply["output"]["result"].as_array().expect("a list");
    assert!(!result.is_empty());
    assert_eq!(reply["output"]["mj_left_out"].as_u64(), Some(200 - result.len() as u64));
    assert!(result[0]["jr_id"].as_str().is_some_and(|id| id[14..].starts_with("96")));
    for node in result {
        assert_eq!(node["vola_cont"].as_str().map(|text| text.chars().count()), Some(500));
        assert_eq!(node["vola_evid"].as_str().map(|text| text.chars().count()), Some(500));
        assert!(node["jr_id"].as_str().is_some_and(|id| id.len() <= 50));
        let details = node["judge_result_detail_dtos"].as_array().expect("a list");
        assert_eq!(details[0]["vola_item_type"], "1");
        assert_eq!(node["mj_details_left_out"].as_u64(), Some(5_002 - details.len() as u64));
        assert!(
            details
                .iter()
                .all(|detail| detail["jrd_id"].as_str().is_some_and(|id| id.len() <= 50))
        );
    }

    let profile = CallerProfile {
        findings_max: 3,
        ..CallerProfile::default()
    };
    let few: Vec<Finding> = (0..5).map(|n| finding(n, Certainty::Suspect, Action::Remind)).collect();
    let reply = parsed("3101", &few, &profile);
    assert_eq!(reply["output"]["result"].as_array().map(Vec::len), Some(3));
    assert_eq!(reply["output"]["mj_left_out"], 2);
}

#[test]
fn amounts_are_exact() {
    for (fen, shown) in [
        (5, "0.05"),
        (-1, "-0.01"),
        (123_456_789_012_345, "1234567890123.45"),
        (29, "0.29"),
    ] {
        let mut one = finding(1, Certainty::Suspect, Action::Remind);
        one.amount = Money::from_fen(fen);
        let text = reply("3101", &[one], &CallerProfile::default());
        assert!(
            text.contains(&format!("\"vola_amt\":{shown},\"vola_amt_stas\"")),
            "{text}"
        );
    }
}

#[test]
fn switches_of_single_callers() {
    let one = [finding(1, Certainty::Definite, Action::Remind)];
    let two = [one[0].clone(), finding(2, Certainty::Suspect, Action::Remind)];

    let profile = CallerProfile {
        infcode_as_text: true,
        success_text: Some("成功".into()),
        ..CallerProfile::default()
    };
    let reply = parsed("3101", &one, &profile);
    assert_eq!(
        (&reply["infcode"], &reply["err_msg"]),
        (&Value::from("0"), &Value::from("成功"))
    );

    let profile = CallerProfile {
        single_object_result: true,
        ..CallerProfile::default()
    };
    assert!(parsed("3101", &one, &profile)["output"]["result"].is_object());
    assert_eq!(parsed("3101", &[], &profile)["output"], serde_json::json!({}));
    assert_eq!(
        parsed("3101", &two, &profile)["output"]["result"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );

    let profile = CallerProfile {
        behaviour_as_level: true,
        ..CallerProfile::default()
    };
    assert_eq!(
        parsed("3101", &one, &profile)["output"]["result"][0]["vola_bhvr_type"],
        "1"
    );

    let profile = CallerProfile {
        reply_encoding: Encoding::Gb18030,
        ..CallerProfile::default()
    };
    let bytes = reply_review(Some(&envelope("3101")), &judged(&one), &profile, now(), 42);
    assert!(std::str::from_utf8(&bytes).is_err());
    let plain = reply_review(
        Some(&envelope("3101")),
        &judged(&one),
        &CallerProfile::default(),
        now(),
        42,
    );
    assert_eq!(encoding_rs::GB18030.decode(&bytes).0.as_bytes(), plain);
}

#[test]
fn a_settlement_is_refused_only_where_the_caller_asked() {
    let findings = [
        finding(1, Certainty::Definite, Action::Block),
        finding(2, Certainty::Suspect, Action::Remind),
    ];
    let profile = CallerProfile {
        refuse_on_block: true,
        ..CallerProfile::default()
    };
    let refused = parsed("3102", &findings, &profile);
    assert_eq!(refused["infcode"], -1);
    assert_eq!(refused["err_msg"], "医保审核拦截：“单硝酸异山梨酯片”限女性使用。");
    assert_eq!(refused["output"]["result"].as_array().map(Vec::len), Some(2));
    assert_eq!(parsed("3101", &findings, &profile)["infcode"], 0);
    assert_eq!(parsed("3102", &findings[1..], &profile)["infcode"], 0);
    assert_eq!(parsed("3102", &findings, &CallerProfile::default())["infcode"], 0);
}

#[test]
fn a_renamed_line_is_answered_by_its_own_id() {
    let json = OUTPATIENT.replace("\"rx_id\": \"CF0001-2\"", "\"rx_id\": \"CF0001-1\"");
    let envelope = decode(json.as_bytes(), &CallerProfile::default()).expect("readable");
    let server::wire::Body::Review(request) = &envelope.body else {
        panic!("not a review")
    };
    let mut one = finding(1, Certainty::Definite, Action::Remind);
    for (line, known) in one.lines.iter_mut().zip(&request.patients[0].record.lines) {
        line.id = known.id.clone();
    }
    assert_ne!(one.lines[0].id, one.lines[1].id);
    let bytes = reply_review(Some(&envelope), &judged(&[one]), &CallerProfile::default(), now(), 1);
    let reply: Value = serde_json::from_slice(&bytes).expect("JSON");
    let details = reply["output"]["result"][0]["judge_result_detail_dtos"]
        .as_array()
        .expect("a list")
        .clone();
    assert!(
        details.iter().all(|detail| detail["rx_id"] == "CF0001-1"),
        "{details:?}"
    );
}

/// Columns of fixed width are padded, and who looks his order up by the padded id finds no other.
#[test]
fn an_id_with_blanks_around_it_is_answered_as_it_was_sent() {
    let json = OUTPATIENT.replace("\"rx_id\": \"CF0001-1\"", "\"rx_id\": \"CF0001-1    \"");
    let envelope = decode(json.as_bytes(), &CallerProfile::default()).expect("readable");
    let server::wire::Body::Review(request) = &envelope.body else {
        panic!("not a review")
    };
    let record = &request.patients[0].record;
    assert!(record.lines.iter().any(|line| line.id.as_str() == "CF0001-1"));
    let mut one = finding(1, Certainty::Definite, Action::Remind);
    for (line, known) in one.lines.iter_mut().zip(&record.lines) {
        line.id = known.id.clone();
    }
    let bytes = reply_review(Some(&envelope), &judged(&[one]), &CallerProfile::default(), now(), 1);
    let reply: Value = serde_json::from_slice(&bytes).expect("JSON");
    let details = &reply["output"]["result"][0]["judge_result_detail_dtos"];
    let mut replied: Vec<&str> = details
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|detail| detail["rx_id"].as_str())
        .collect();
    replied.sort_unstable();
    assert_eq!(replied, ["CF0001-1    ", "CF0001-2"]);
}

#[test]
fn a_ciphered_request_gets_a_ciphered_output() {
    let key = Sm4Key::parse("0123456789ABCDEF", Sm4Mode::CbcZeroIv).expect("a key");
    let profile = CallerProfile {
        sm4_key: Some(key.clone()),
        ..CallerProfile::default()
    };
    let mut message: Value = serde_json::from_str(OUTPATIENT).expect("JSON");
    message["input"] = Value::String(key.seal(message["input"].to_string().as_bytes()));
    let envelope = decode(message.to_string().as_bytes(), &profile).expect("readable");
    let bytes = reply_review(Some(&envelope), &[], &profile, now(), 1);
    let reply: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(reply["enctype"], "SM4");
    let opened = key
        .open(reply["output"].as_str().expect("text"))
        .expect("our own cipher");
    assert_eq!(opened, br#"{"result":[]}"#);
}

#[test]
fn a_ciphered_output_fits_as_it_goes_out_and_is_in_the_encoding_of_the_caller() {
    let key = Sm4Key::parse("0123456789ABCDEF", Sm4Mode::Ecb).expect("a key");
    let findings: Vec<Finding> = (0..100)
        .map(|seed| Finding {
            sentence: "甲".repeat(400),
            ..finding(seed, Certainty::Definite, Action::Remind)
        })
        .collect();
    for encoding in [Encoding::Utf8, Encoding::Gb18030] {
        let profile = CallerProfile {
            sm4_key: Some(key.clone()),
            reply_encoding: encoding,
            ..CallerProfile::default()
        };
        let mut message: Value = serde_json::from_str(OUTPATIENT).expect("JSON");
        message["input"] = Value::String(key.seal(message["input"].to_string().as_bytes()));
        let envelope = decode(message.to_string().as_bytes(), &profile).expect("readable");
        let bytes = reply_review(Some(&envelope), &judged(&findings), &profile, now(), 1);
        let reply: Value = serde_json::from_slice(&bytes).expect("JSON: the cipher is all that is not ASCII");
        let sealed = reply["output"].as_str().expect("text");
        assert!((30_000..=40_000).contains(&sealed.len()), "{}", sealed.len());
        let opened = key.open(sealed).expect("our own cipher");
        let text = match encoding {
            Encoding::Utf8 => String::from_utf8(opened).expect("UTF-8"),
            Encoding::Gb18030 => {
                assert!(std::str::from_utf8(&opened).is_err());
                encoding_rs::GB18030.decode(&opened).0.into_owned()
            }
        };
        let output: Value = serde_json::from_str(&text).expect("JSON");
        let shown = output["result"].as_array().map_or(0, Vec::len) as u64;
        assert_eq!(output["mj_left_out"].as_u64(), Some(100 - shown));
    }
}

#[test]
fn what_the_review_left_out_is_counted() {
    let beyond = Beyond {
        left_out: 7,
        refused: None,
    };
    let one = [finding(1, Certainty::Definite, Action::Remind)];
    let reply = reply_review_with(
        Some(&envelope("3101")),
        &judged(&one),
        &beyond,
        &CallerProfile::default(),
        now(),
        1,
    );
    assert!(reply.left_out.is_empty());
    let reply: Value = serde_json::from_slice(&reply.body).expect("JSON");
    assert_eq!(reply["output"]["mj_left_out"], 7);
}

#[test]
fn what_did_not_fit_is_named_and_the_mildest_of_all() {
    let actions = [
        Action::Remind,
        Action::Record,
        Action::Block,
        Action::Remind,
        Action::SelfPay,
    ];
    let findings: Vec<Finding> = (0..)
        .zip(actions)
        .map(|(seed, action)| finding(seed, Certainty::Definite, action))
        .collect();
    let left_out = |findings_max: usize| {
        let profile = CallerProfile {
            findings_max,
            ..CallerProfile::default()
        };
        let beyond = Beyond::default();
        reply_review_with(Some(&envelope("3101")), &judged(&findings), &beyond, &profile, now(), 1).left_out
    };
    assert_eq!(left_out(4), Vec::<usize>::new());
    assert_eq!(left_out(3), [3]);
    assert_eq!(left_out(1), [4, 0, 3]);
}
