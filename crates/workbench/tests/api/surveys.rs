//! Surveys through the interface: a form without login, one answer a visit, small cells, and a “yes” on
//! money that nobody but the discipline office sees and that counts nothing.

use crate::conduct::{file, hospital};
use crate::office::{Answer, Office, on_runtime};
use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use server::app::now;

async fn issue(office: &Office, who: &str, department: &str, count: u64) -> Answer {
    let body = json!({"form": "outpatient", "department": department, "count": count});
    office
        .ask(who, Method::POST, "/api/v1/conduct/surveys/codes", Some(body))
        .await
}

async fn codes(office: &Office, department: &str, count: u64) -> Vec<String> {
    let issued = issue(office, "ethics", department, count).await;
    assert_eq!(issued.status, StatusCode::CREATED, "{}", issued.text);
    let codes = issued.body["codes"].as_array().unwrap().iter();
    codes.map(|code| code.as_str().unwrap().to_owned()).collect()
}

fn given(mark: u64, packet: bool) -> Value {
    json!({"answers": {"register": mark, "doctor": mark, "charge": mark, "packet": packet, "elsewhere": false, "remark": "无"}})
}

async fn answer(office: &Office, code: &str, body: Value) -> Answer {
    let path = format!("/api/v1/public/surveys/{code}");
    office.ask("", Method::POST, &path, Some(body)).await
}

async fn clues(office: &Office, who: &str) -> Vec<String> {
    let list = office.get(who, "/api/v1/matters?kind=discipline").await;
    let rows = list.body["rows"].as_array().cloned().unwrap_or_default();
    rows.iter()
        .map(|row| row["id"].as_str().unwrap().replace('/', "%2F"))
        .collect()
}

#[test]
fn a_form_is_opened_without_login_and_answered_once_a_visit() {
    on_runtime(async {
        let office = Office::open().await;
        let codes = codes(&office, "机构K1", 2).await;
        assert_eq!(codes.len(), 2);
        assert!(codes.iter().all(|code| code.len() >= 16) && codes[0] != codes[1]);
        let path = format!("/api/v1/public/surveys/{}", codes[0]);
        let form = office.get("", &path).await;
        assert_eq!(form.status, StatusCode::OK, "{}", form.text);
        assert_eq!(form.body["institution_name"], "机构H1");
        assert_eq!(form.body["department"], "机构K1");
        let kinds: Vec<_> = form.body["questions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|question| {
                (
                    question["kind"].as_str().unwrap(),
                    question["required"].as_bool().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            kinds,
            [
                ("score", true),
                ("score", true),
                ("score", true),
                ("yes_no", true),
                ("yes_no", true),
                ("text", false)
            ]
        );

        let unfit = answer(&office, &codes[0], given(11, false)).await;
        assert_eq!(
            (unfit.status, unfit.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, "WB-INPUT")
        );
        let taken = answer(&office, &codes[0], given(9, false)).await;
        assert_eq!(taken.status, StatusCode::NO_CONTENT, "{}", taken.text);
        assert!(taken.headers.get(header::SET_COOKIE).is_none());
        for again in [
            answer(&office, &codes[0], given(1, false)).await,
            office.get("", &path).await,
        ] {
            assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "WB-ANSWERED"));
        }
        let other = answer(&office, &codes[1], given(10, false)).await;
        assert_eq!(other.status, StatusCode::NO_CONTENT, "{}", other.text);
        let unknown = answer(&office, "nosuchcode", given(9, false)).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.text);
        assert!(clues(&office, "discipline").await.is_empty());
    });
}

#[test]
fn who_tries_one_code_again_and_again_is_slowed_down() {
    on_runtime(async {
        let office = Office::open().await;
        let mut last = StatusCode::OK;
        // The window of a minute may end in the middle: twice as many are enough in any case.
        for _ in 0..45 {
            last = office.get("", "/api/v1/public/surveys/x").await.status;
            if last == StatusCode::TOO_MANY_REQUESTS {
                break;
            }
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(
            office.get("", "/api/v1/public/surveys/y").await.status,
            StatusCode::NOT_FOUND
        );
    });
}

#[test]
fn a_yes_on_money_is_a_sealed_clue_and_never_a_score() {
    on_runtime(async {
        let office = hospital().await;
        let before = file(&office, "ethics").await;
        let code = codes(&office, "机构K1", 1).await.remove(0);
        let taken = answer(&office, &code, given(8, true)).await;
        assert_eq!(taken.status, StatusCode::NO_CONTENT, "{}", taken.text);

        let clues_seen = clues(&office, "discipline").await;
        assert_eq!(clues_seen.len(), 1);
        let path = format!("/api/v1/matters/{}", clues_seen[0]);
        let clue = office.get("discipline", &path).await;
        assert_eq!(clue.status, StatusCode::OK, "{}", clue.text);
        assert!(clue.text.contains("红包"), "{}", clue.text);
        let hour = clue.text.matches(&format!("{} ", now().day())).count();
        let midnight = clue.text.matches(&format!("{} 00:00:00", now().day())).count();
        assert_eq!(hour, midnight, "a clue has a day and no hour: {}", clue.text);
        for who in [
            "ethics",
            "ethics2",
            "personnel",
            "director",
            "chair",
            "doctor",
            "office",
            "health",
            "leader",
            "admin",
            "security",
        ] {
            let hidden = office.get(who, &path).await;
            let unseen = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&hidden.status);
            assert!(unseen, "{who}: {}", hidden.status);
            assert!(clues(&office, who).await.is_empty(), "{who}");
        }
        assert_eq!(office.get("ethics", &path).await.status, StatusCode::NOT_FOUND);

        while workbench::turn(&office.workbench, "test").await.unwrap() {}
        let events = office.get("ethics", "/api/v1/matters?kind=conduct-event").await.body;
        assert!(events["rows"].as_array().unwrap().is_empty(), "{events}");
        assert_eq!(file(&office, "ethics").await, before, "the file says what it said");
        let results = office
            .get("ethics", "/api/v1/conduct/surveys/results?form=outpatient")
            .await;
        assert!(
            !results.text.contains("packet") && !results.text.contains("红包"),
            "{}",
            results.text
        );
    });
}

#[test]
fn r07_results_hide_small_cells_and_show_the_trend() {
    on_runtime(async {
        let office = Office::open().await;
        for (department, answers) in [("机构K1", 6), ("外科", 7), ("儿科", 2)] {
            for code in codes(&office, department, answers).await {
                let taken = answer(&office, &code, given(9, false)).await;
                assert_eq!(taken.status, StatusCode::NO_CONTENT, "{}", taken.text);
            }
        }
        let path = "/api/v1/conduct/surveys/results?form=outpatient";
        let seen = office.get("ethics", path).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
        assert_eq!(seen.body["answers"], 15);
        let rows: Vec<_> = seen.body["departments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["department"].as_str().unwrap(), &row["answers"], row.get("average")))
            .collect();
        // The smallest of the others is hidden too: with the total it would give the small one away.
        assert_eq!(
            rows,
            [
                ("儿科", &json!("<5"), None),
                ("外科", &json!(7), Some(&json!("9.00"))),
                ("机构K1", &json!("—"), None)
            ]
        );
        assert_eq!(seen.body["trend"][0]["answers"], 15);
        assert_eq!(seen.body["trend"][0]["average"], "9.00");
        assert_eq!(seen.body["questions"].as_array().unwrap().len(), 3);
        // The head of a department sees his own.
        let own = office.get("chair", path).await;
        assert_eq!(own.body["departments"].as_array().unwrap().len(), 1, "{}", own.text);
        assert_eq!(own.body["answers"], 6);
        for who in ["chief", "health", "doctor", "office", "admin"] {
            assert_eq!(office.get(who, path).await.status, StatusCode::FORBIDDEN, "{who}");
        }
        for who in ["personnel", "discipline", "director", "chair"] {
            let refused = issue(&office, who, "机构K1", 1).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{who}: {}", refused.text);
        }
        for count in [0, 501] {
            let refused = issue(&office, "ethics", "机构K1", count).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        }
    });
}
