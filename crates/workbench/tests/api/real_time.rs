//! The national interface beside the workbench, as a hospital's system calls it.

use crate::office::{HERE, HOSPITAL, Office};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::app::now;
use server::router::{nothing_beside, router};
use store::Store;
use tempfile::TempDir;
use tower::ServiceExt;

/// Gives real time its memory; gone with the folder.
pub fn attach_store(office: &Office) -> TempDir {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path(), office.app.store_options()).unwrap();
    office.app.attach_store(store);
    data
}

/// The envelope of a message of the hospital.
fn envelope(infno: &str, data: Value) -> Value {
    json!({
        "infno": infno, "msgid": "M1", "mdtrtarea_admvs": HERE, "insuplc_admdvs": HERE, "recer_sys_code": "MBS",
        "infver": "V1.0", "opter_type": "1", "opter": "OP1", "opter_name": "甲", "inf_time": now().to_string(),
        "fixmedins_code": HOSPITAL, "fixmedins_name": "示例医院", "input": {"data": data}
    })
}

/// 3101: a doctor orders one line in an outpatient visit of today.
pub fn ordered(person: &str, visit: &str, line: Value) -> Value {
    let today = now().day();
    envelope(
        "3101",
        json!({"syscode": "T", "task_id": "T1", "trig_scen": "2", "patient_dtos": [{
            "patn_id": person, "gend": "1", "brdy": "1980-01-01", "poolarea": HERE, "curr_mdtrt_id": visit,
            "fsi_encounter_dtos": [{
                "mdtrt_id": visit, "medins_id": HOSPITAL, "medins_admdvs": HERE, "medins_type": "1",
                "medins_lv": "02", "adm_date": format!("{today} 00:00:00"), "dscg_date": format!("{today} 23:59:59"),
                "med_type": "11", "med_mdtrt_type": "1", "insutype": "310", "medfee_sumamt": 10, "dr_codg": "D1",
                "fsi_diagnose_dtos": [{"dise_codg": "I10.x00", "dise_name": "高血压", "maindise_flag": "1"}],
                "fsi_order_dtos": [line]
            }]
        }]}),
    )
}

/// 3103: what the doctor did with one finding.
pub fn answered(finding: &str, way: &str, reason: &str) -> Value {
    let warn = json!({"warn_rslt_id": finding, "dspo_way": way, "dspo_way_rea": reason});
    envelope("3103", json!({"warn_type": "1", "warns": [warn]}))
}

/// Sends a message and gives the reply, which must be a success.
pub async fn national(office: &Office, address: &str, message: &Value) -> Value {
    let request = Request::post(address).body(Body::from(message.to_string())).unwrap();
    let response = router(office.app.clone(), nothing_beside())
        .oneshot(request)
        .await
        .unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let reply: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(reply["infcode"], 0, "{reply}");
    reply
}

/// The findings of a reply.
pub fn results(reply: &Value) -> Vec<Value> {
    reply["output"]["result"].as_array().unwrap().clone()
}
