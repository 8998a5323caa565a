//! What the administrator of the system sees of it: callers without their secrets, books by layer, jobs that
//! can be tried again, and whether everything is well.

use crate::office::{Answer, Office, on_runtime};
use axum::http::{Method, StatusCode};
use domain::{Day, InstitutionCode};
use ledger::{JobState, NewJob, Upkeep};
use serde_json::{Value, json};
use server::app::now;
use server::config::Config;
use std::collections::BTreeMap;
use std::sync::Arc;
use workbench::{CareCourse, CourseAsk, SettledClaims, UsageAsk, UsageRow};

const CALLERS: &str = r#"
    [[institution]]
    code = "H2"
    name = "二院"
    auth = "ip"
    ip_allow = ["10.1.0.0/16", "10.2.3.4"]
    encoding = "gb18030"
    infcode = "text"
    refuse_on_block = true
    [[institution]]
    code = "H1"
    auth = "apikey"
    secret = "MARKED-SECRET-7719"
    sm4_key = "MARKED-SM4-KEY-1"
"#;

fn of<'a>(rows: &'a Value, name: &str, value: &str) -> &'a Value {
    let rows = rows.as_array().unwrap();
    rows.iter()
        .find(|row| row[name] == value)
        .unwrap_or_else(|| panic!("{value}: {rows:?}"))
}

#[test]
fn callers_are_shown_with_their_profiles_and_without_secrets() {
    on_runtime(async {
        let config = Config::parse("mj.toml", CALLERS, "127.0.0.1:0".parse().unwrap(), |_| None).unwrap();
        let office = Office::open_with(config).await;
        let answer = office.get("admin", "/api/v1/callers").await;
        assert!(!answer.text.contains("MARKED"), "{}", answer.text);
        let rows = &answer.body["rows"];
        let codes: Vec<_> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, ["", "H1", "H2"], "those not listed first");
        assert_eq!(of(rows, "code", "")["auth"], "open");
        let first = of(rows, "code", "H1");
        assert_eq!(
            (&first["auth"], &first["ciphered"], &first["deviations"]),
            (&json!("apikey"), &json!(true), &json!([]))
        );
        let second = of(rows, "code", "H2");
        assert_eq!(second["networks"], json!(["10.1.0.0/16", "10.2.3.4"]));
        assert_eq!(
            (&second["encoding"], &second["refuse_on_block"]),
            (&json!("gb18030"), &json!(true))
        );
        assert_eq!(second["deviations"], json!(["infcode"]));
        for who in ["security", "leader", "office"] {
            assert_eq!(
                office.get(who, "/api/v1/callers").await.status,
                StatusCode::FORBIDDEN,
                "{who}"
            );
        }
    });
}

#[test]
fn books_are_shown_by_layer_with_the_time_since_when() {
    on_runtime(async {
        let office = Office::open().await;
        let answer = office.get("admin", "/api/v1/books").await;
        let nation = of(&answer.body["layers"], "layer", "");
        assert_eq!(nation["rules"], answer.body["rules"]);
        assert_eq!(nation["rows"], answer.body["rows"]);
        let since = domain::Moment::parse(answer.body["loaded_at"].as_str().unwrap()).unwrap();
        assert!((0..600).contains(&now().seconds_since(since)), "{}", answer.text);
    });
}

/// A job that has failed as often as it may.
async fn failed_job(office: &Office) {
    let job = NewJob {
        id: "odd/1",
        kind: "odd",
        payload: "",
        run_at: now(),
        attempts_max: 1,
    };
    let ledger = office.workbench.ledger();
    ledger
        .write(&workbench::system(), now(), async |writing| {
            writing.queue_job(&job).await
        })
        .await
        .unwrap();
    let claim = ledger.claim_job(&["odd"], "w", now(), 60).await.unwrap().unwrap();
    ledger.fail_job(&claim, now(), "数据库正忙").await.unwrap();
}

#[test]
fn a_job_that_failed_is_found_with_its_reason_and_tried_again() {
    on_runtime(async {
        let office = Office::open().await;
        failed_job(&office).await;
        let failed = async || office.get("admin", "/api/v1/jobs?state=failed").await.body["rows"].clone();
        assert_eq!(of(&failed().await, "id", "odd/1")["problem"], "数据库正忙");
        assert_eq!(office.get("admin", "/api/v1/jobs?state=lost").await.code(), "WB-INPUT");
        let retry = async |who: &str, id: &str| -> Answer {
            office
                .ask(who, Method::POST, &format!("/api/v1/jobs/{id}/retry"), None)
                .await
        };
        assert_eq!(retry("security", "odd%2F1").await.code(), "WB-FORBIDDEN");
        assert_eq!(retry("admin", "odd%2F2").await.code(), "LG-NOT-FOUND");
        assert_eq!(retry("admin", "odd%2F1").await.status, StatusCode::NO_CONTENT);
        assert_eq!(failed().await, json!([]));
        assert_eq!(retry("admin", "odd%2F1").await.code(), "LG-NOT-FOUND", "it waits");
        let trail = office.get("security", "/api/v1/trail?deed=retry").await;
        assert_eq!(trail.body["rows"][0]["subject"], "odd/1", "{}", trail.text);
        let waiting = office
            .workbench
            .ledger()
            .jobs(Some(JobState::Waiting), 100)
            .await
            .unwrap();
        assert!(waiting.iter().any(|job| job.id == "odd/1" && job.attempts == 0));
    });
}

/// A lake that cannot be read.
struct Broken;

impl SettledClaims for Broken {
    fn check(&self) -> anyhow::Result<()> {
        anyhow::bail!("MARKED-REASON")
    }

    fn usage(&self, _: &UsageAsk) -> anyhow::Result<Vec<UsageRow>> {
        self.check().map(|()| Vec::new())
    }

    fn course(&self, _: &CourseAsk) -> anyhow::Result<CareCourse> {
        self.check().map(|()| CareCourse::default())
    }

    fn visits(&self, _: Day, _: Day) -> anyhow::Result<BTreeMap<InstitutionCode, u64>> {
        self.check().map(|()| BTreeMap::new())
    }
}

#[test]
fn health_names_what_is_not_well_and_what_to_do() {
    on_runtime(async {
        let office = Office::open().await;
        let health = async || office.get("admin", "/api/v1/health").await.body["checks"].clone();
        let before = health().await;
        let ok = |checks: &Value, name: &str| of(checks, "name", name)["ok"].as_bool().unwrap();
        assert!(
            ok(&before, "办案账册") && ok(&before, "规则库") && ok(&before, "后台任务") && ok(&before, "结算数据湖")
        );
        assert!(!ok(&before, "实时库") && !ok(&before, "账册备份") && !ok(&before, "留痕校验"));
        assert!(of(&before, "name", "磁盘空间")["text"].as_str().unwrap().contains("GB"));
        assert!(
            of(&before, "name", "账册备份")["text"]
                .as_str()
                .unwrap()
                .contains("mingjing ledger backup")
        );

        failed_job(&office).await;
        office.workbench.read_claims_from(Arc::new(Broken));
        office
            .workbench
            .ledger()
            .write(&workbench::system(), now(), async |writing| {
                writing.record_upkeep(Upkeep::Backup, "账册9行，附件0个").await
            })
            .await
            .unwrap();
        let verified = office.ask("security", Method::POST, "/api/v1/trail/verify", None).await;
        assert_eq!(verified.body["ok"], true, "{}", verified.text);
        let after = health().await;
        assert!(ok(&after, "账册备份") && ok(&after, "留痕校验"));
        assert!(!ok(&after, "后台任务") && !ok(&after, "结算数据湖"));
        assert!(!after.to_string().contains("MARKED"), "reasons are for the log");
        let trail = office.get("security", "/api/v1/trail?deed=upkeep").await;
        assert_eq!(trail.body["rows"].as_array().unwrap().len(), 2, "{}", trail.text);
    });
}
