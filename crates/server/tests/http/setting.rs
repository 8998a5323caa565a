//! A service with a scripted reviewer: what a line's code says happens.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use domain::{
    Action, Basis, Certainty, Finding, FindingKey, FindingLine, LineRole, Moment, Money, Record, RuleState, Stage,
};
use http_body_util::BodyExt;
use rulebook::{Review, ReviewOptions, Rulebook};
use serde_json::{Value, json};
use server::app::App;
use server::config::Config;
use server::judge::Reviewer;
use server::router::{nothing_beside, router};
use std::net::SocketAddr;
use std::sync::mpsc::{self, Sender};
use std::thread::sleep;
use std::time::Duration;
use store::{Call, CallEntry, CallId, Store};
use tempfile::TempDir;
use tower::ServiceExt;

pub const LOCAL: &str = "127.0.0.1:40000";
pub const ELSEWHERE: &str = "10.1.2.3:40000";

/// A service, its router and its data.
pub struct Setting {
    pub app: App,
    pub router: Router,
    pub data: TempDir,
}

/// A reply as a client sees it.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn infcode(&self) -> i64 {
        self.json()["infcode"]
            .as_i64()
            .unwrap_or_else(|| panic!("{}", self.text()))
    }

    pub fn err_msg(&self) -> String {
        self.json()["err_msg"].as_str().unwrap_or_default().to_owned()
    }

    pub fn results(&self) -> Vec<Value> {
        self.json()["output"]["result"]
            .as_array()
            .cloned()
            .unwrap_or_else(|| panic!("{}", self.text()))
    }
}

impl Setting {
    pub fn new(config: &str) -> Self {
        let setting = Self::with_reviewer(config, scripted);
        setting.app.publish(Vec::new());
        setting
    }

    /// With a store and no book yet.
    pub fn with_reviewer(config: &str, reviewer: Reviewer) -> Self {
        let setting = Self::prepare(config, reviewer);
        let store = Store::open(setting.data.path(), setting.app.store_options()).unwrap();
        setting.app.attach_store(store);
        setting
    }

    /// With neither store nor book.
    pub fn unprepared(config: &str) -> Self {
        Self::prepare(config, scripted)
    }

    fn prepare(config: &str, reviewer: Reviewer) -> Self {
        let config = Config::parse("test.toml", config, LOCAL.parse().unwrap(), |_| None).unwrap();
        let app = App::with_reviewer(config, None, reviewer);
        Self {
            router: router(app.clone(), nothing_beside()),
            app,
            data: tempfile::tempdir().unwrap(),
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, headers, bytes }
    }

    pub async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.send(request(path, LOCAL, &[], body)).await
    }

    pub fn store(&self) -> &Store {
        self.app.store().unwrap()
    }

    /// Keeps the store from writing until the guard is dropped.
    pub fn stall(&self) -> Sender<()> {
        let (guard, dropped) = mpsc::channel::<()>();
        let (reached, stalled) = mpsc::channel();
        self.store()
            .submit_durable(entry(self.app.store_options().queue_max as u64), move |_| {
                reached.send(()).unwrap();
                let _ = dropped.recv();
            });
        stalled.recv().unwrap();
        guard
    }

    /// As [`Setting::stall`], with no room left for more records.
    pub fn jam(&self) -> Sender<()> {
        let guard = self.stall();
        let mut number = 1_000_000;
        while self.store().submit(entry(number)).is_ok() {
            number += 1;
        }
        guard
    }

    pub async fn metrics(&self) -> String {
        self.send(Request::get("/metrics").body(Body::empty()).unwrap())
            .await
            .text()
    }

    pub async fn assert_metric(&self, line: &str) {
        let metrics = self.metrics().await;
        assert!(metrics.lines().any(|found| found == line), "{line}\n{metrics}");
    }
}

/// A call without content.
pub fn entry(number: u64) -> CallEntry {
    let moment = Moment::from_epoch_seconds(0);
    let call = Call {
        id: CallId::from_number(number),
        stage: Stage::Prescribing,
        scene: String::new(),
        institution: "H0".into(),
        person: "P".into(),
        encounter: "E".into(),
        doctor: "D".into(),
        care_type: String::new(),
        requested_at: moment,
        responded_at: moment,
        duration_micros: 0,
        lines: 0,
        degraded: None,
        not_evaluable: 0,
        total: Money::ZERO,
        violation_amount: Money::ZERO,
        book_hash: String::new(),
    };
    CallEntry {
        call,
        visit: None,
        findings: Vec::new(),
    }
}

pub fn request(path: &str, from: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let address: SocketAddr = from.parse().unwrap();
    let mut request = Request::post(path).extension(ConnectInfo(address));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

/// A review of one patient per item code, each with one line of that code.
pub fn review(infno: &str, items: &[&str]) -> String {
    message("H1", infno, items).to_string()
}

pub fn message(institution: &str, infno: &str, items: &[&str]) -> Value {
    let patients: Vec<Value> = items
        .iter()
        .enumerate()
        .map(|(index, item)| patient(institution, index, item))
        .collect();
    json!({
        "infno": infno, "msgid": "M1", "mdtrtarea_admvs": "440300", "insuplc_admdvs": "440300",
        "recer_sys_code": "MBS", "infver": "V1.0", "opter_type": "1", "opter": "OP1", "opter_name": "经办甲",
        "inf_time": "2026-06-10 10:00:00", "fixmedins_code": institution, "fixmedins_name": "示例医院",
        "input": {"data": {"syscode": "T", "task_id": "T1", "trig_scen": "2", "patient_dtos": patients}}
    })
}

fn patient(institution: &str, index: usize, item: &str) -> Value {
    let (person, visit) = (format!("P{index}"), format!("E{index}"));
    json!({
        "patn_id": person, "patn_name": "机密姓名", "gend": "1", "brdy": "1980-01-01", "poolarea": "440300",
        "curr_mdtrt_id": visit,
        "fsi_encounter_dtos": [{
            "mdtrt_id": visit, "medins_id": institution, "medins_name": "示例医院", "medins_admdvs": "440300",
            "medins_type": "1", "medins_lv": "02", "adm_date": "2026-06-10 09:00:00",
            "dscg_date": "2026-06-10 09:00:00", "med_type": "11", "med_mdtrt_type": "1", "insutype": "310",
            "medfee_sumamt": 10, "dr_codg": "DR1",
            "fsi_diagnose_dtos": [{"dise_codg": "I10.x00", "dise_name": "高血压", "maindise_flag": "1"}],
            "fsi_order_dtos": [{
                "rx_id": format!("RX{index}"), "rxno": "R1", "hilist_code": item, "hilist_name": "项目",
                "hilist_type": "101", "hilist_lv": "1", "cnt": 1, "pric": 10, "sumamt": 10, "ownpay_amt": 0,
                "drord_begn_date": "2026-06-10 09:30:00", "drord_dr_codg": "DR1", "curr_drord_flag": "1"
            }]
        }]
    })
}

/// Does what the codes of the lines under review say.
pub fn scripted(_: &Rulebook, record: &Record, _: Stage, _: &ReviewOptions) -> Review {
    let mut review = Review::default();
    for (index, line) in record.lines.iter().enumerate().filter(|(_, line)| line.current) {
        let action = match line.item.as_str() {
            "PANIC" => panic!("scripted"),
            "SLOW" => {
                sleep(Duration::from_millis(400));
                continue;
            }
            // Tells by its count how many remembered encounters the record has.
            "HISTORY" if record.encounters.len() > 1 => Action::Remind,
            // Blames what is only remembered.
            "PAST" => {
                let remembered = record.lines.iter().position(|line| !line.current);
                let findings = remembered.map(|index| finding(record, index, Action::Remind));
                review.findings.extend(findings);
                continue;
            }
            "TRIAL" => Action::Record,
            "REMIND" => Action::Remind,
            "BLOCK" => Action::Block,
            _ => continue,
        };
        review.findings.push(finding(record, index, action));
    }
    review
}

/// A finding about a line.
pub fn finding(record: &Record, index: usize, action: Action) -> Finding {
    let line = &record.lines[index];
    let encounter = record.encounter_of(line);
    let mut key = [0_u8; 16];
    line.id
        .as_str()
        .bytes()
        .zip(&mut key)
        .for_each(|(byte, slot)| *slot = byte);
    Finding {
        key: FindingKey(key),
        rule: "GZ-TEST".into(),
        rule_name: "测试规则".into(),
        behaviour: "超支付范围".into(),
        book_hash: "book".into(),
        certainty: Certainty::Definite,
        state: if action == Action::Record {
            RuleState::Trial
        } else {
            RuleState::InForce
        },
        action,
        person: record.person.id.clone(),
        encounter: encounter.id.clone(),
        institution: encounter.institution.code.clone(),
        service_time: line.at,
        lines: vec![FindingLine {
            index: index as u32,
            id: line.id.clone(),
            encounter: encounter.id.clone(),
            role: LineRole::Violating,
            amount: Money::from_fen(1000),
        }],
        amount: Money::from_fen(1000),
        arithmetic: String::new(),
        sentence: "此项目不在支付范围".into(),
        compared: Vec::new(),
        basis: vec![Basis {
            document: "条例".into(),
            number: "1".into(),
            clause: "一".into(),
            effective: None,
        }],
        knowledge: None,
        ways_out: Vec::new(),
        may_override: None,
        lowered: Vec::new(),
        supporting: Vec::new(),
    }
}
