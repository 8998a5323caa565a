//! One-time codes: switched on with proof, asked for at the door, each used once.

use crate::office::{Answer, Office, on_runtime};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

const FIRST: &str = "/api/v1/users";

fn codes(secret: &str) -> Totp {
    let secret = Secret::try_from_base32(secret).unwrap();
    Builder::new().with_secret(secret).build().unwrap()
}

/// The code of a step from now.
fn code(codes: &Totp, steps: i64) -> String {
    let unix = u64::try_from(server::app::now().unix_seconds()).unwrap();
    codes.generate(unix.saturating_add_signed(steps * 30)).to_string()
}

/// Somebody with a password of his own, and his session.
struct Holder<'o> {
    office: &'o Office,
    login: String,
    password: String,
    cookie: String,
    csrf: String,
}

impl<'o> Holder<'o> {
    async fn new(office: &'o Office) -> Self {
        let made = office
            .ask(
                "admin",
                Method::POST,
                FIRST,
                Some(json!({"login": "holder", "name": "持有人"})),
            )
            .await;
        let password = made.body["one_time_password"].as_str().unwrap().to_owned();
        let mut holder = Self {
            office,
            login: "holder".to_owned(),
            password,
            cookie: String::new(),
            csrf: String::new(),
        };
        let answer = holder.sign_in(None).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        holder.cookie = cookie.split(';').next().unwrap().to_owned();
        holder.csrf = holder.ask(Method::GET, "/api/v1/me", None).await.body["csrf"]
            .as_str()
            .unwrap()
            .to_owned();
        holder
    }

    async fn sign_in(&self, code: Option<String>) -> Answer {
        let body = json!({"login": self.login, "password": self.password, "code": code});
        self.office.ask("", Method::POST, "/api/v1/session", Some(body)).await
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = axum::http::Request::builder()
            .method(method)
            .uri(path)
            .header("cookie", &self.cookie)
            .header("x-csrf-token", &self.csrf)
            .header("content-type", "application/json")
            .body(body.map_or_else(String::new, |body| body.to_string()).into())
            .unwrap();
        self.office.send(request).await
    }

    async fn otp(&self, method: Method, password: &str, code: Option<String>) -> Answer {
        let body = json!({"password": password, "code": code});
        self.ask(method, "/api/v1/me/otp", Some(body)).await
    }
}

#[test]
fn codes_are_switched_on_with_proof_and_switched_off_with_a_code() {
    on_runtime(async {
        let office = Office::open().await;
        let holder = Holder::new(&office).await;
        let own = holder.password.clone();
        assert_eq!(holder.otp(Method::POST, "wrong", None).await.body["field"], "password");
        let early = holder.otp(Method::POST, &own, Some("123456".to_owned())).await;
        assert_eq!(
            (early.status, early.code()),
            (StatusCode::CONFLICT, "WB-CODE"),
            "{}",
            early.text
        );
        let shown = holder.otp(Method::POST, &own, None).await;
        assert!(
            shown.body["uri"].as_str().unwrap().starts_with("otpauth://totp/"),
            "{}",
            shown.text
        );
        let codes = codes(shown.body["secret"].as_str().unwrap());
        let wrong = holder.otp(Method::POST, &own, Some("12345".to_owned())).await;
        assert_eq!(wrong.body["field"], "code", "{}", wrong.text);
        let enabled = async || holder.ask(Method::GET, "/api/v1/me", None).await.body["otp_enabled"].clone();
        assert_eq!(enabled().await, false, "shown is not yet switched on");
        let on = holder.otp(Method::POST, &own, Some(code(&codes, 0))).await;
        assert_eq!(on.status, StatusCode::NO_CONTENT, "{}", on.text);
        assert_eq!(enabled().await, true);
        let kept = office.workbench.ledger().credentials("holder").await.unwrap().unwrap();
        let sealed = kept.code_secret.unwrap();
        assert!(
            !sealed.contains(&hex::encode(codes.secret().as_bytes())),
            "the books do not hold the secret"
        );
        assert_eq!(holder.otp(Method::DELETE, &own, None).await.code(), "WB-CODE");
        // The next step's code: that of this step was used to switch on.
        let off = holder.otp(Method::DELETE, &own, Some(code(&codes, 1))).await;
        assert_eq!(off.status, StatusCode::NO_CONTENT, "{}", off.text);
        assert_eq!(holder.sign_in(None).await.status, StatusCode::OK);
        assert!(
            office
                .workbench
                .ledger()
                .verify_rights()
                .await
                .unwrap()
                .wrong
                .is_empty()
        );
    });
}

#[test]
fn who_has_codes_is_asked_for_one_at_the_door_and_each_counts_once() {
    on_runtime(async {
        let office = Office::open().await;
        let holder = Holder::new(&office).await;
        let shown = holder.otp(Method::POST, &holder.password, None).await;
        let codes = codes(shown.body["secret"].as_str().unwrap());
        let first = code(&codes, 0);
        let on = holder.otp(Method::POST, &holder.password, Some(first.clone())).await;
        assert_eq!(on.status, StatusCode::NO_CONTENT, "{}", on.text);
        let missing = holder.sign_in(None).await;
        assert_eq!((missing.status, missing.code()), (StatusCode::FORBIDDEN, "WB-CODE"));
        let wrong = holder.sign_in(Some("12345".to_owned())).await;
        assert_eq!(
            (wrong.status, wrong.code()),
            (StatusCode::FORBIDDEN, "WB-CODE"),
            "{}",
            wrong.text
        );
        assert_eq!(
            holder.sign_in(Some(first)).await.code(),
            "WB-CODE",
            "it was used to switch on"
        );
        let next = code(&codes, 1);
        assert_eq!(holder.sign_in(Some(next.clone())).await.status, StatusCode::OK);
        assert_eq!(
            holder.sign_in(Some(next)).await.code(),
            "WB-CODE",
            "it was used to sign in"
        );
    });
}
