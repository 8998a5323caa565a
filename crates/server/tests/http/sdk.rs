//! The files that pages of hospitals include.

use crate::setting::Setting;
use axum::body::Body;
use axum::http::{Request, StatusCode};

fn get(path: &str) -> axum::http::request::Builder {
    Request::get(path)
}

#[tokio::test]
async fn script_and_page_are_served_whole_with_their_kinds() {
    let setting = Setting::unprepared("");
    let files = [
        ("mingjing.js", "text/javascript; charset=utf-8", "Mingjing"),
        ("mingjing.es5.js", "text/javascript; charset=utf-8", "Mingjing"),
        ("alert.js", "text/javascript; charset=utf-8", "mingjingCheck"),
        ("alert.html", "text/html; charset=utf-8", "mingjing.es5.js"),
    ];
    for (name, kind, holds) in files {
        let answer = setting
            .send(get(&format!("/sdk/{name}")).body(Body::empty()).unwrap())
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        assert_eq!(answer.headers["content-type"], kind, "{name}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{name}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{name}");
        assert!(answer.text().contains(holds), "{name}");
        assert_eq!(
            answer.headers.contains_key("content-security-policy"),
            name == "alert.html",
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_browser_that_has_the_file_is_not_sent_it_again() {
    let setting = Setting::unprepared("");
    let first = setting.send(get("/sdk/mingjing.js").body(Body::empty()).unwrap()).await;
    let etag = first.headers["etag"].to_str().unwrap().to_owned();
    for known in [etag.clone(), format!("\"old\", W/{etag}"), "*".to_owned()] {
        let request = get("/sdk/mingjing.js").header("if-none-match", &known);
        let answer = setting.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{known}");
        assert!(answer.bytes.is_empty() && answer.headers["etag"] == etag, "{known}");
    }
    let request = get("/sdk/mingjing.js").header("if-none-match", "\"old\"");
    let answer = setting.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.bytes), (StatusCode::OK, first.bytes));
}

#[tokio::test]
async fn nothing_else_is_under_that_address() {
    let setting = Setting::unprepared("");
    for path in ["/sdk/", "/sdk/x.js", "/sdk/..%2FCargo.toml", "/sdk/a/b"] {
        let answer = setting.send(get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let post = Request::post("/sdk/mingjing.js").body(Body::empty()).unwrap();
    assert_eq!(setting.send(post).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
