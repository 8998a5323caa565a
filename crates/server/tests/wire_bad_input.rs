//! What cannot be read is refused with the name of the field, within 200
//! characters, and never with a crash.

use domain::Fact;
use server::wire::{Body, CallerProfile, WHOLE, WireError, decode, decode_at};

const OUTPATIENT: &str = include_str!("wire_samples/02_openhis_py_3101_outpatient.request.json");

fn refused(json: &[u8]) -> WireError {
    let error = decode(json, &CallerProfile::default()).expect_err("must be refused");
    assert!(error.err_msg().chars().count() <= 200, "{error}");
    error
}

/// The first sample with one text replaced.
fn with(from: &str, to: &str) -> String {
    assert!(OUTPATIENT.contains(from), "{from}");
    OUTPATIENT.replacen(from, to, 1)
}

#[test]
fn fields_are_named() {
    let order = "input.data.patient_dtos[0].fsi_encounter_dtos[0].fsi_order_dtos[0]";
    for (from, to, field, reason) in [
        (
            "\"cnt\": \"2\"",
            "\"cnt\": \"两盒\"",
            format!("{order}.cnt"),
            "不是数字",
        ),
        ("\"cnt\": \"2\"", "\"cnt\": [1]", format!("{order}.cnt"), "列表或对象"),
        (
            "\"sumamt\": \"16.80\"",
            "\"sumamt\": \"NaN\"",
            format!("{order}.sumamt"),
            "不是数字",
        ),
        (
            "\"sumamt\": \"16.80\"",
            "\"sumamt\": \"Infinity\"",
            format!("{order}.sumamt"),
            "不是数字",
        ),
        (
            "\"sumamt\": \"16.80\"",
            "\"sumamt\": 1e300",
            format!("{order}.sumamt"),
            "数值过大",
        ),
        (
            "\"cnt\": \"2\"",
            "\"cnt\": \"99999999999999999999\"",
            format!("{order}.cnt"),
            "数值过大，收到的是 20 位数字",
        ),
        (
            "\"pric\": \"8.40\"",
            "\"pric\": \"1e99\"",
            format!("{order}.pric"),
            "不是数字",
        ),
        (
            "\"drord_begn_date\": \"2025-04-02 09:12:30\"",
            "\"drord_begn_date\": \"0000-00-00 00:00:00\"",
            format!("{order}.drord_begn_date"),
            "不是有效日期",
        ),
        (
            "\"drord_begn_date\": \"2025-04-02 09:12:30\"",
            "\"drord_begn_date\": \"2999-04-02 09:12:30\"",
            format!("{order}.drord_begn_date"),
            "年份有误",
        ),
        (
            "\"drord_begn_date\": \"2025-04-02 09:12:30\"",
            "\"drord_begn_date\": \"2025-04-02T09:12:30+99:00\"",
            format!("{order}.drord_begn_date"),
            "不是有效日期，收到“2025-04-02T09:12:30+99:00”",
        ),
        (
            "\"brdy\": \"1961-05-06\"",
            "\"brdy\": \"2999-01-01\"",
            "input.data.patient_dtos[0].brdy".into(),
            "晚于",
        ),
        (
            "\"brdy\": \"1961-05-06\"",
            "\"brdy\": \"2025-06-01\"",
            "input.data.patient_dtos[0].brdy".into(),
            "晚于就诊",
        ),
        (
            "\"brdy\": \"1961-05-06\"",
            "\"brdy\": \"1961-02-30\"",
            "input.data.patient_dtos[0].brdy".into(),
            "日期",
        ),
        (
            "\"patn_id\": \"100086\"",
            "\"patn_id\": \"\"",
            "input.data.patient_dtos[0].patn_id".into(),
            "不能为空",
        ),
        (
            "\"fsi_order_dtos\": [",
            "\"fsi_order_dtos\": \"abc\", \"x\": [",
            "fsi_order_dtos".into(),
            "应为对象列表",
        ),
        (
            "\"fsi_encounter_dtos\": [",
            "\"fsi_encounter_dtos\": {}, \"x\": [",
            "input.data.patient_dtos[0].fsi_encounter_dtos".into(),
            "没有就诊信息",
        ),
        (
            "\"patient_dtos\": [",
            "\"patient_dtos\": \"\", \"x\": [",
            "input.data.patient_dtos".into(),
            "没有参保人",
        ),
        ("\"infno\": \"3101\"", "\"infno\": null", "infno".into(), "不能为空"),
    ] {
        let error = refused(with(from, to).as_bytes());
        assert!(error.field.contains(&field), "{to}: {error}");
        assert!(error.reason.contains(reason), "{to}: {error}");
    }
}

/// What serialisers write that is no JSON: the field at which reading stopped is named.
#[test]
fn what_is_no_json_is_named_by_its_field() {
    for (from, to, field, why) in [
        ("\"sumamt\": \"16.80\"", "\"sumamt\": NaN", "sumamt", "NaN"),
        ("\"sumamt\": \"16.80\"", "\"sumamt\": Infinity", "sumamt", "NaN"),
        ("\"sumamt\": \"16.80\"", "\"sumamt\": 1e999", "sumamt", "超出范围"),
        (
            "\"patn_name\": \"王某某\"",
            "\"patn_name\": \"王\n某某\"",
            "patn_name",
            "换行",
        ),
        (
            "\"patn_name\": \"王某某\"",
            "\"patn_name\": \"王\t某某\"",
            "patn_name",
            "制表",
        ),
        ("\"gend\": \"1\"", "\"gend\": ,", "gend", "null"),
    ] {
        let error = refused(with(from, to).as_bytes());
        assert!(error.reason.contains(&format!("字段 {field}")), "{to}: {error}");
        assert!(error.reason.contains(why), "{to}: {error}");
        assert!(!error.err_msg().contains('王'), "{error}");
    }
    for body in ["", " \n", "\0\0"] {
        let error = refused(body.as_bytes());
        assert!(error.reason.contains("为空"), "{error}");
    }
}

/// What stands behind the end of a message is no fault of the field that was read last.
#[test]
fn what_follows_the_end_of_a_message_is_said_to_follow_it() {
    let twice = format!("{OUTPATIENT}\n{OUTPATIENT}");
    let mut inner: serde_json::Value = serde_json::from_str(OUTPATIENT).unwrap();
    inner["input"] = format!("{} ok", inner["input"]).into();
    for (body, field) in [
        (format!("{OUTPATIENT} ok"), "请求正文"),
        (format!("{OUTPATIENT}}}"), "请求正文"),
        (twice, "请求正文"),
        (inner.to_string(), "input"),
    ] {
        let error = refused(body.as_bytes());
        assert_eq!(error.field, field);
        assert!(error.reason.contains("之后还有内容"), "{error}");
        assert!(!error.reason.contains("字段"), "{error}");
    }
}

#[test]
fn refusals_never_repeat_a_name() {
    let json =
        with("\"gend\": \"1\"", "\"gend\": \"1\", \"brdy\": \"王某某\"").replace("\"brdy\": \"1961-05-06\",", "");
    assert!(!refused(json.as_bytes()).err_msg().contains("\"patn_name\""));
    let broken = OUTPATIENT.replace("\"patn_name\": \"王某某\"", "\"patn_name\": \"王某某");
    assert!(!refused(broken.as_bytes()).err_msg().contains("王某某"));
}

/// What may stand in any field where columns are shifted.
const OF_A_PERSON: [&str; 6] = [
    "11010519491231002X",
    "110105194912310021",
    "110105491231002",
    "440300190001010000000001",
    "欧阳隐私甲",
    "Ouyang Yinsi",
];

/// The message with each of its values in turn, and each of its names, replaced by what a person is known by.
fn shifted(value: &serde_json::Value, marker: &str) -> Vec<serde_json::Value> {
    use serde_json::Value;
    match value {
        Value::Object(members) => {
            let inner = members.iter().flat_map(|(name, member)| {
                shifted(member, marker).into_iter().map(move |member| {
                    let mut changed = members.clone();
                    changed.insert(name.clone(), member);
                    Value::Object(changed)
                })
            });
            let named = members.iter().map(|(name, member)| {
                let mut changed = members.clone();
                changed.remove(name);
                changed.insert(marker.to_owned(), member.clone());
                Value::Object(changed)
            });
            inner.chain(named).chain([marker.into()]).collect()
        }
        Value::Array(members) => {
            let inner = members.iter().enumerate().flat_map(|(at, member)| {
                shifted(member, marker).into_iter().map(move |member| {
                    let mut changed = members.clone();
                    changed[at] = member;
                    Value::Array(changed)
                })
            });
            inner.chain([marker.into()]).collect()
        }
        _ => vec![marker.into()],
    }
}

#[test]
fn a_refusal_repeats_nothing_that_a_person_is_known_by() {
    let samples = [
        OUTPATIENT,
        include_str!("wire_samples/04_openhis_py_3103_feedback.request.json"),
        include_str!("wire_samples/09_newtouch_csharp_3101_inpatient.request.json"),
    ];
    let mut seen = 0;
    for marker in OF_A_PERSON {
        let silent = |body: &str| match decode(body.as_bytes(), &CallerProfile::default()) {
            Err(error) => {
                assert!(!error.err_msg().contains(marker), "{error}");
                1
            }
            Ok(_) => 0,
        };
        for sample in samples {
            let message: serde_json::Value = serde_json::from_str(sample).expect("JSON");
            for changed in shifted(&message, marker) {
                seen += silent(&changed.to_string());
            }
        }
        // No JSON, and what is read last is the name.
        for (from, to) in [
            ("\"gend\": \"1\"", format!("\"{marker}\": NaN")),
            ("\"gend\": \"1\"", format!("\"gend\": {marker}")),
            ("\"gend\": \"1\"", format!("\"gend\": \"{marker}\n\"")),
            ("\"gend\": \"1\"", format!("\"x{marker}\": \"\n\"")),
        ] {
            seen += silent(&with(from, &to));
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn broken_json_is_located() {
    for body in [
        "",
        "{",
        "[]",
        "3101",
        "null",
        "{\"infno\":\"3101\",}",
        "{\"infno\":\"3101\"} x",
        "{\"infno\":\"3101\",\"input\":{\"data\":{\"a\":NaN}}}",
        "{\"infno\":\"3101\",\"input\":{\"data\":{\"a\":Infinity}}}",
        "{\"infno\":\"3101\",\"input\":{\"data\":{\"a\":1e999}}}",
        "<xml/>",
        "{\"infno\":\"3101\",\"input\":\"\\ud800\"}",
    ] {
        assert_eq!(refused(body.as_bytes()).field, "请求正文", "{body}");
    }
    for bytes in [b"\xFF\xFE\x00".as_slice(), b"{\"infno\":\"\xFF\xFF\"}", b"\x00\x00"] {
        refused(bytes);
    }
}

#[test]
fn depth_is_bounded_wherever_it_is() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        for json in [
            deep.clone(),
            format!("{{\"infno\":\"3101\",\"unknown\":{deep}}}"),
            format!("{{\"infno\":\"3101\",\"input\":{deep}}}"),
            format!("{{\"infno\":\"3101\",\"input\":{{\"data\":{{\"patient_dtos\":{deep}}}}}}}"),
            format!("{{\"infno\":\"3101\",\"msgid\":{deep}}}"),
        ] {
            let error = refused(json.as_bytes());
            assert!(
                error.reason.contains("嵌套过深") || error.reason.contains("对象"),
                "{error}"
            );
        }
    }
}

/// JSON's own numbers are read as floating-point numbers: their digits are gone.
#[test]
fn a_number_that_was_not_sent_is_not_quoted() {
    let error = refused(with("\"cnt\": \"2\"", "\"cnt\": 99999999999999999999").as_bytes());
    assert_eq!(error.reason, "数值过大");
}

/// Rounded, two persons would be one, and a line would be answered by an id that nobody sent.
#[test]
fn an_identifier_in_figures_that_cannot_be_kept_is_refused() {
    let number = "440300190001010000000001";
    let patient = "input.data.patient_dtos[0]";
    for (from, to, field) in [
        ("\"patn_id\": \"100086\"", "patn_id", format!("{patient}.patn_id")),
        (
            "\"rx_id\": \"CF0001-1\"",
            "rx_id",
            format!("{patient}.fsi_encounter_dtos[0].fsi_order_dtos[0].rx_id"),
        ),
        ("\"msgid\": ", "msgid", "报文.msgid".into()),
        ("\"fixmedins_code\": ", "fixmedins_code", "报文.fixmedins_code".into()),
    ] {
        let to = if from.ends_with(": ") {
            format!("\"{to}\": {number}, \"x\": ")
        } else {
            format!("\"{to}\": {number}")
        };
        let error = refused(with(from, &to).as_bytes());
        assert!(error.field.starts_with(&field), "{to}: {error}");
        assert_eq!(error.reason, "标识过长，请加引号以文本传送", "{to}");
    }
    let feedback = include_str!("wire_samples/04_openhis_py_3103_feedback.request.json");
    let error = refused(feedback.replace("\"J1\"", number).as_bytes());
    assert!(error.field.contains("warn_rslt_id"), "{error}");

    let exact = with("\"patn_id\": \"100086\"", "\"patn_id\": 110105194912310021");
    let Ok(Body::Review(request)) = decode(exact.as_bytes(), &CallerProfile::default()).map(|envelope| envelope.body)
    else {
        panic!("a number of 18 figures is kept");
    };
    assert_eq!(request.patients[0].record.person.id.as_str(), "110105194912310021");
}

#[test]
fn size_is_bounded_and_nobody_is_told_to_split_a_bill() {
    let huge = with(
        "\"grpno\": \"1\"",
        &format!("\"grpno\": \"{}\"", "9".repeat(50 * 1024 * 1024)),
    );
    assert!(refused(huge.as_bytes()).reason.ends_with(WHOLE));

    let order = "{\"rx_id\":\"#\",\"cnt\":1,\"pric\":1,\"sumamt\":1},";
    let many: String = (0..10_001)
        .map(|number| order.replace('#', &number.to_string()))
        .collect();
    let json = with("\"fsi_order_dtos\": [", &format!("\"fsi_order_dtos\": [{many}"));
    let error = refused(json.as_bytes());
    assert!(
        error.field.contains("fsi_order_dtos") && error.reason.ends_with(WHOLE),
        "{error}"
    );

    let empty = "{},".repeat(100_000);
    let json = with("\"fsi_order_dtos\": [", &format!("\"fsi_order_dtos\": [{empty}"));
    assert!(refused(json.as_bytes()).reason.ends_with(WHOLE));
}

#[test]
fn ten_thousand_orders_are_accepted() {
    let order = "{\"rx_id\":\"#\",\"cnt\":1,\"pric\":1,\"sumamt\":1},";
    let many: String = (0..9_998)
        .map(|number| order.replace('#', &number.to_string()))
        .collect();
    let json = with("\"fsi_order_dtos\": [", &format!("\"fsi_order_dtos\": [{many}"));
    let envelope = decode(json.as_bytes(), &CallerProfile::default()).expect("within the bound");
    let Body::Review(request) = envelope.body else {
        panic!("not a review")
    };
    assert_eq!(request.patients[0].record.lines.len(), 10_000);
}

/// Every sample cut short at every byte, and with single bytes changed, is read or refused.
#[test]
fn damaged_messages_are_read_or_refused() {
    let samples = [
        OUTPATIENT,
        include_str!("wire_samples/04_openhis_py_3103_feedback.request.json"),
        include_str!("wire_samples/05_cis_csharp_3101_outpatient_objects.request.json"),
        include_str!("wire_samples/08_shenzhen_js_3101_flat_nodes.request.json"),
        include_str!("wire_samples/09_newtouch_csharp_3101_inpatient.request.json"),
    ];
    let (mut read, mut refused) = (0, 0);
    for sample in samples {
        let bytes = sample.as_bytes();
        let cuts = (0..bytes.len()).map(|length| bytes[..length].to_vec());
        let changes = (0..bytes.len()).flat_map(|at| {
            [b'"', b'{', b']', b'9', b'-', 0x00, 0xC3].map(|byte| {
                let mut changed = bytes.to_vec();
                changed[at] = byte;
                changed
            })
        });
        for body in cuts.chain(changes) {
            match decode(&body, &CallerProfile::default()) {
                Ok(_) => read += 1,
                Err(error) => {
                    refused += 1;
                    assert!(error.err_msg().chars().count() <= 200, "{error}");
                }
            }
        }
    }
    assert!(read > 1_000 && refused > 1_000, "{read} read, {refused} refused");
}

#[test]
fn feedback_needs_an_id_and_a_way() {
    let feedback = include_str!("wire_samples/04_openhis_py_3103_feedback.request.json");
    let error = refused(
        feedback
            .replace("\"dspo_way\": \"2\"", "\"dspo_way\": \"3\"")
            .as_bytes(),
    );
    assert!(error.field.contains("input.data.warns[1].dspo_way"), "{error}");
    let error = refused(feedback.replace("\"J1\"", "\"\"").as_bytes());
    assert!(error.field.contains("input.data.warns[0].warn_rslt_id"), "{error}");
    // Whoever sends nothing to keep is not told that it was kept.
    let (head, _) = feedback.split_once("\"warns\"").expect("the list");
    for warns in [
        "\"warns\": []",
        "\"warns\": \"\"",
        "\"warns\": [null]",
        "\"warns\": {}",
        "\"warn\": [1]",
    ] {
        let error = refused(format!("{head}{warns}}}}}}}").as_bytes());
        assert!(error.field.starts_with("input.data.warns"), "{warns}: {error}");
        assert!(error.reason.contains("为空"), "{warns}: {error}");
    }
    let mut beside: serde_json::Value = serde_json::from_str(feedback).expect("JSON");
    beside["input"]["warns"] = beside["input"]["data"]["warns"].take();
    let error = refused(beside.to_string().as_bytes());
    assert!(error.field.starts_with("input.warns"), "{error}");
    assert!(
        error.reason.contains("warns 应在 input.data 之内") && !error.reason.contains("patient_dtos"),
        "{error}"
    );
    let numbers = feedback.replace("\"dspo_way\": \"1\"", "\"dspo_way\": 1");
    assert!(decode(numbers.as_bytes(), &CallerProfile::default()).is_ok());
}

#[test]
fn foreign_transactions_are_left_alone() {
    for json in [
        "{\"infno\":\"2201\",\"input\":{\"data\":[1,2]}}",
        "{\"infno\":\"9001\"}",
        "{\"infno\":\"9001\",\"input\":7}",
    ] {
        let envelope = decode(json.as_bytes(), &CallerProfile::default()).expect("not ours to refuse");
        assert_eq!(envelope.body, Body::Other, "{json}");
    }
}

#[test]
fn the_address_may_name_the_transaction() {
    let json = with("\"infno\": \"3101\",", "");
    refused(json.as_bytes());
    let envelope = decode_at(json.as_bytes(), &CallerProfile::default(), Some("3102")).expect("named by the address");
    assert_eq!(envelope.infno, "3102");
}

#[test]
fn empty_dates_say_nothing() {
    let json = with("\"brdy\": \"1961-05-06\"", "\"brdy\": \"0001-01-01\"").replace(
        "\"dscg_date\": \"2025-04-02 09:00:00\"",
        "\"dscg_date\": \"9999-12-31 00:00:00\"",
    );
    let envelope = decode(json.as_bytes(), &CallerProfile::default()).expect("readable");
    let Body::Review(request) = envelope.body else {
        panic!("not a review")
    };
    assert_eq!(request.patients[0].record.person.birth, Fact::Absent);
    assert_eq!(request.patients[0].record.encounters[0].end, None);
}
