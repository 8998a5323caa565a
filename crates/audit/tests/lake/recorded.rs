//! Recorded messages of the national interface.

use crate::county::{County, ENCOUNTERS, INSTITUTIONS, PERSONS, import, rows_of};
use audit::SourceTable;
use serde_json::{Value, json};

fn messages() -> Vec<Value> {
    let request = |infno: &str, input: Value| json!({"infno": infno, "fixmedins_code": "H1", "input": input});
    vec![
        request(
            "2203",
            json!({
                "mdtrtinfo": {"mdtrt_id": "M1", "psn_no": "P1", "med_type": "11", "begntime": "2025-01-03 09:00:00"},
                "diseinfo": [
                    {"diag_type": "1", "diag_srt_no": 1, "diag_code": "I10.x00", "diag_name": "高血压", "maindiag_flag": "1"},
                    {"diag_type": "1", "diag_srt_no": "2", "diag_code": "E11.900", "diag_name": "糖尿病", "maindiag_flag": "0"},
                ],
            }),
        ),
        json!({
            "request": request("2204", json!({"feedetail": [
                {"feedetl_sn": "F1", "mdtrt_id": "M1", "psn_no": "P1", "fee_ocur_time": "2025-01-03 09:10:00",
                 "med_list_codg": "XC09CAX070A001010104459", "medins_list_name": "缬沙坦胶囊", "cnt": 2, "pric": 35.5,
                 "det_item_fee_sumamt": 71, "used_frqu_dscr": "bid", "sin_dos_dscr": "80", "prd_days": "7"},
            ]})),
            "response": {"infcode": 0, "output": {"result": [{"feedetl_sn": "F1", "fulamt_ownpay_amt": 1.25}]}},
        }),
        json!({
            "infno": "2207", "fixmedins_code": "H1",
            "input": {"data": {"mdtrt_id": "M1", "psn_no": "P1"}},
            "output": {"setlinfo": {"setl_id": "T1", "mdtrt_id": "M1", "psn_no": "P1", "psn_name": "甲", "gend": "1",
                "brdy": "1960-05-06", "insutype": "310", "setl_time": "2025-01-03 10:00:00", "medfee_sumamt": 71,
                "fund_pay_sumamt": "50.5"}},
        }),
        request(
            "4101",
            json!({
                "setlinfo": {"mdtrt_id": "M2", "psn_no": "P2", "gend": "2", "brdy": "1988-01-31", "hi_type": "390",
                    "adm_time": "2025-01-05 08:00:00", "dscg_time": "2025-01-09 10:00:00", "ipt_med_type": "1",
                    "adm_caty": "内科", "days_rinp_flag_31": "2"},
                "diseinfo": [{"diag_code": "J18.900", "diag_name": "肺炎", "maindiag_flag": "1"}],
                "oprninfo": {"oprn_oprt_code": "33.2400", "oprn_oprt_name": "支气管镜", "oprn_oprt_type": "1",
                    "oprn_oprt_begntime": "2025-01-06 09:00:00"},
            }),
        ),
        request(
            "2301",
            json!({"feedetail": {"feedetl_sn": "F2", "mdtrt_id": "M2", "psn_no": "P2",
                "fee_ocur_time": "2025-01-05 09:00:00", "med_list_codg": "002503010010000", "cnt": "1", "pric": "20",
                "det_item_fee_sumamt": "20"}}),
        ),
        request(
            "3505",
            json!({"selinfo": {"med_list_codg": "XC09CAX070A001010104459", "fixmedins_hilist_name": "缬沙坦胶囊",
                "fixmedins_bchno": "B1", "setl_id": "T1", "mdtrt_sn": "2025010300007", "psn_no": "P1", "finl_trns_pric": "35.5", "sel_retn_cnt": 2,
                "sel_retn_time": "2025-01-03 10:01:00"}}),
        ),
        request(
            "3501",
            json!({"invinfo": [{"med_list_codg": "XC09CAX070A001010104459", "fixmedins_bchno": "B1",
                "invdate": "2025-01-31", "inv_cnt": "98"}]}),
        ),
    ]
}

#[test]
fn messages_become_rows() {
    let county = County::new();
    county.file("all/institutions.csv", INSTITUTIONS.as_bytes());
    let lines: String = messages().iter().map(|message| format!("{message}\n")).collect();
    county.file("all/2025-01.jsonl", lines.as_bytes());
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("all")]);
    assert!(
        report.tables.values().all(|table| table.rejected.is_empty()),
        "{report}"
    );
    let visits = rows_of(&lake, "encounters");
    assert_eq!(visits.len(), 2);
    let outpatient = visits.iter().find(|row| row.contains("id=M1")).unwrap();
    // The insurance of the visit is what its settlement says.
    assert!(
        outpatient.contains("setting=1 insurance=1") && outpatient.contains("total=7100 fund_paid=5050"),
        "{outpatient}"
    );
    let stay = visits.iter().find(|row| row.contains("id=M2")).unwrap();
    assert!(
        stay.contains("setting=4 insurance=2") && stay.contains("readmission_plan=2"),
        "{stay}"
    );
    let lines = rows_of(&lake, "fee_lines");
    let drug = lines.iter().find(|row| row.contains("id=F1")).unwrap();
    assert!(
        drug.contains("price=35500000 amount=7100 covered=6975")
            && drug.contains("single_dose=800000 times_per_day=20000 days=7"),
        "{drug}"
    );
    let diagnoses = rows_of(&lake, "diagnoses");
    assert_eq!(
        diagnoses.iter().filter(|row| row.contains("principal=true")).count(),
        2,
        "{diagnoses:?}"
    );
    assert!(rows_of(&lake, "operations")[0].contains("principal=true at=1736154000"));
    let moves = rows_of(&lake, "stock_moves");
    assert!(
        moves.iter().any(|row| row.contains("kind=5 ")
            && row.contains(" person=P1 encounter=- named_person= ")
            && row.ends_with("named_visit=2025010300007 named_settlement=T1")),
        "{moves:?}"
    );
    assert!(
        moves
            .iter()
            .any(|row| row.contains("kind=1 ") && row.contains("quantity=980000"))
    );

    // One JSON text holds the same.
    let county = County::new();
    county.file("all/institutions.csv", INSTITUTIONS.as_bytes());
    county.file("all/2025-01.json", Value::from(messages()).to_string().as_bytes());
    let mut other = county.lake();
    import(&mut other, &[county.path("all")]);
    assert_eq!(rows_of(&other, "fee_lines"), rows_of(&lake, "fee_lines"));
}

#[test]
fn texts_that_are_no_messages_are_rejected_by_line() {
    let county = County::new();
    county.file("all/institutions.csv", INSTITUTIONS.as_bytes());
    let text = format!("{}\nno json\n\n{{\"infno\":\"9999\"}}\n", messages()[0]);
    county.file("all/a.jsonl", text.as_bytes());
    let mut lake = county.lake();
    let report = import(&mut lake, &[county.path("all")]);
    // The visit's person is in no delivery.
    assert_eq!(report.tables[&SourceTable::Encounters].rejected_rows(), 1);
    let rejects = std::fs::read_to_string(county.path("lake/rejects/000001.csv")).unwrap();
    assert!(
        rejects.contains("encounters,a.jsonl,1,psn_no,P1（mdtrt_id M1）,参保人不在参保人表中"),
        "{rejects}"
    );
    assert!(
        rejects.contains("fee_lines,a.jsonl,2,,") && rejects.contains("fee_lines,a.jsonl,4,,9999"),
        "{rejects}"
    );
}

fn imported(messages: &[Value]) -> (County, audit::Lake, String) {
    let county = County::new();
    county.file("all/institutions.csv", INSTITUTIONS.as_bytes());
    county.file("all/persons.csv", PERSONS.as_bytes());
    county.file("all/encounters.csv", ENCOUNTERS.as_bytes());
    let lines: String = messages.iter().map(|message| format!("{message}\n")).collect();
    county.file("all/a.jsonl", lines.as_bytes());
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let rejects = std::fs::read_to_string(county.path("lake/rejects/000001.csv")).unwrap_or_default();
    (county, lake, rejects)
}

fn line(serial: &str) -> Value {
    json!({"feedetl_sn": serial, "mdtrt_id": "M1", "psn_no": "P1", "fee_ocur_time": "2025-01-03 09:10:00",
        "med_list_codg": "XC09", "cnt": 2, "pric": 10, "det_item_fee_sumamt": 20})
}

#[test]
fn what_the_centre_did_not_accept_is_rejected() {
    let upload = |serial: &str, code: Value| {
        json!({"request": {"infno": "2204", "fixmedins_code": "H1", "input": {"feedetail": [line(serial)]}},
            "response": {"infcode": code, "err_msg": "明细校验失败", "output": null}})
    };
    let settled = json!({"infno": "2304", "fixmedins_code": "H1", "infcode": -1,
        "input": {"mdtrtinfo": {"mdtrt_id": "M1", "psn_no": "P1"}},
        "output": {"setlinfo": {"setl_id": "S1", "mdtrt_id": "M1", "psn_no": "P1", "gend": "2",
            "setl_time": "2025-01-09 10:00:00", "medfee_sumamt": 20, "fund_pay_sumamt": 10}}});
    let messages = [
        upload("F1", json!(-1)),
        upload("F2", json!("0")),
        upload("F3", json!("-1")),
        settled,
    ];
    let (_county, lake, rejects) = imported(&messages);
    assert_eq!(rows_of(&lake, "fee_lines").len(), 1, "{rejects}");
    assert_eq!(rows_of(&lake, "settlements").len(), 0);
    // Nothing that it says of the person is taken either.
    assert!(
        rows_of(&lake, "person")[0].contains("Known(Male)"),
        "{:?}",
        rows_of(&lake, "person")
    );
    for expected in [
        "fee_lines,a.jsonl,1,,2204 infcode -1 明细校验失败,中心没有受理该交易（infcode 不为0）",
        "fee_lines,a.jsonl,3,,2204 infcode -1 明细校验失败,",
        "settlements,a.jsonl,4,,2304 infcode -1",
    ] {
        assert!(rejects.contains(expected), "{rejects}");
    }
}

#[test]
fn no_message_vanishes() {
    let upload = |input: Value| json!({"infno": "2204", "fixmedins_code": "H1", "input": input});
    let messages = [
        upload(json!(json!({"feedetail": [line("F1")]}).to_string())),
        json!({"infno": 2204, "fixmedins_code": "H1", "input": {"feedetail": [line("F2")]}}),
        upload(json!({})),
        upload(json!({"data": {"feedetail": [line("F3")]}})),
        upload(json!({"feedetail": ["x", line("F4"), 5]})),
        json!({"infno": "2304", "fixmedins_code": "H1", "input": {"mdtrtinfo": {"mdtrt_id": "M1", "psn_no": "P1"}}}),
        upload(
            json!({"feedetail": [line("F5"), {"feedetl_sn": "F6", "mdtrt_id": "M9", "psn_no": "P1",
            "fee_ocur_time": "2025-01-03", "cnt": 1, "pric": 1, "det_item_fee_sumamt": 1}, {"mdtrt_id": "M1"}]}),
        ),
        json!(null),
        json!([]),
        json!({"infno": "4101", "fixmedins_code": "H1", "input": {"setlinfo": 5}}),
        json!({"infno": "3501", "fixmedins_code": "H1", "input": "no json"}),
    ];
    let (_county, lake, rejects) = imported(&messages);
    let serials: Vec<String> = rows_of(&lake, "fee_lines");
    assert_eq!(serials.len(), 4, "{serials:?}");
    for expected in [
        "fee_lines,a.jsonl,3,,2204 feedetail,报文中没有该交易应有的节点",
        "fee_lines,a.jsonl,4,,2204 feedetail,报文中没有该交易应有的节点",
        "fee_lines,a.jsonl,5,,feedetail 第1项,列表中的这一项不是对象",
        "fee_lines,a.jsonl,5,,feedetail 第3项,列表中的这一项不是对象",
        "settlements,a.jsonl,6,,2304,报文中没有中心的应答，结算金额未定",
        "fee_lines,a.jsonl,7,mdtrt_id,M9（feedetl_sn F6）,就诊不在就诊表中",
        "fee_lines,a.jsonl,7,feedetl_sn,（feedetail 第3项）,必填项为空",
        "fee_lines,a.jsonl,8,,null,不是可以识别的交易报文",
        "fee_lines,a.jsonl,9,,[],不是可以识别的交易报文",
        "encounters,a.jsonl,10,,setlinfo 第1项,列表中的这一项不是对象",
        "stock_moves,a.jsonl,11,,3501 invinfo,报文中没有该交易应有的节点",
    ] {
        assert!(rejects.contains(expected), "{expected}\n{rejects}");
    }
}
