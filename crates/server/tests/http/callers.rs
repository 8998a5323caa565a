//! Who may call: each way of proving oneself, and that a denial says nothing.

use crate::setting::{Answer, ELSEWHERE, LOCAL, Setting, message, request, review};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use server::auth::tif_signature;
use server::config::Config;
use sm2::SecretKey;
use sm2::dsa::signature::Signer;
use sm2::dsa::{Signature, SigningKey};
use sm2::elliptic_curve::sec1::ToSec1Point;
use std::time::{SystemTime, UNIX_EPOCH};

const CONFIG: &str = r#"
    [default]
    auth = "ip"
    ip_allow = ["192.168.0.0/16"]
    [[institution]]
    code = "H1"
    auth = "tif"
    paasid = "demo"
    secret = "s3cret"
    [[institution]]
    code = "H2"
    auth = "apikey"
    secret = "key-2"
    [[institution]]
    code = "H3"
    auth = "bearer"
    secret = "token-3"
    [[institution]]
    code = "H4"
    auth = "ip"
    ip_allow = ["10.1.0.0/16"]
    [[institution]]
    code = "H5"
    auth = "open"
"#;

fn unix_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

async fn call(setting: &Setting, institution: &str, from: &str, headers: &[(&str, &str)]) -> Answer {
    setting
        .send(request(
            "/3101",
            from,
            headers,
            message(institution, "3101", &["REMIND"]).to_string(),
        ))
        .await
}

fn assert_denied(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text());
    assert_eq!(answer.infcode(), -1);
    assert_eq!(answer.err_msg(), "接入鉴权未通过，请核对接入配置");
    assert!(answer.results().is_empty());
}

fn assert_admitted(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.infcode()),
        (StatusCode::OK, 0),
        "{}",
        answer.text()
    );
    assert_eq!(answer.results().len(), 1);
}

#[tokio::test]
async fn gateway_signatures() {
    let setting = Setting::new(CONFIG);
    let signed = |seconds: i64, secret: &str, nonce: &str, paasid: &str| {
        let timestamp = seconds.to_string();
        let signature = tif_signature(&timestamp, secret, nonce);
        [
            ("x-tif-paasid", paasid.to_owned()),
            ("x-tif-timestamp", timestamp),
            ("x-tif-nonce", nonce.to_owned()),
            ("x-tif-signature", signature),
        ]
    };
    async fn call_signed(setting: &Setting, headers: &[(&str, String); 4]) -> Answer {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        call(setting, "H1", ELSEWHERE, &headers).await
    }
    let good = signed(unix_now(), "s3cret", "n-1", "demo");
    assert_admitted(&call_signed(&setting, &good).await);
    assert_denied(&call_signed(&setting, &good).await);
    setting
        .assert_metric("mingjing_denied_total{outcome=\"replayed\"} 1")
        .await;
    assert_admitted(&call_signed(&setting, &signed(unix_now(), "s3cret", "n-2", "demo")).await);
    assert_denied(&call_signed(&setting, &signed(unix_now(), "other", "n-3", "demo")).await);
    assert_denied(&call_signed(&setting, &signed(unix_now() - 400, "s3cret", "n-4", "demo")).await);
    assert_denied(&call_signed(&setting, &signed(unix_now(), "s3cret", "n-5", "someone")).await);
    assert_denied(&call(&setting, "H1", ELSEWHERE, &[]).await);
}

#[tokio::test]
async fn keys_tokens_addresses_and_the_open_door() {
    let setting = Setting::new(CONFIG);
    assert_admitted(&call(&setting, "H2", ELSEWHERE, &[("apikey", "key-2")]).await);
    assert_denied(&call(&setting, "H2", ELSEWHERE, &[("apikey", "key-3")]).await);
    assert_denied(&call(&setting, "H2", ELSEWHERE, &[]).await);
    assert_admitted(&call(&setting, "H3", ELSEWHERE, &[("authorization", "Bearer token-3")]).await);
    assert_denied(&call(&setting, "H3", ELSEWHERE, &[("authorization", "Bearer token-2")]).await);
    assert_admitted(&call(&setting, "H4", ELSEWHERE, &[]).await);
    assert_denied(&call(&setting, "H4", LOCAL, &[]).await);
    assert_admitted(&call(&setting, "H5", ELSEWHERE, &[]).await);
    assert_denied(&call(&setting, "H9", ELSEWHERE, &[]).await);
    assert_admitted(&call(&setting, "H9", "192.168.3.4:1", &[]).await);
}

#[tokio::test]
async fn nobody_speaks_for_another_institution() {
    let setting = Setting::new(CONFIG);
    // The name that proves itself is the one that is judged: the last of two members, in any spelling.
    let body = review("3101", &["REMIND"]).replacen("\"fixmedins_code\":\"H1\"", "\"fixmedins_code\":\"H5\"", 1);
    assert_admitted(&setting.send(request("/3101", ELSEWHERE, &[], body.clone())).await);
    let disguised = body.replacen('{', "{\"fixmedinsCode\":\"H5\",\"fixmedins_code\":\"H1\",", 1);
    let twice = disguised.replacen("\"fixmedins_code\":\"H5\"", "\"x\":\"\"", 1);
    assert_denied(&setting.send(request("/3101", ELSEWHERE, &[], twice)).await);
    let escaped = |code: &str| {
        body.replacen(
            "\"fixmedins_code\":\"H5\"",
            &format!("\"fixmedins_code\":\"{code}\""),
            1,
        )
    };
    assert_denied(
        &setting
            .send(request("/3101", ELSEWHERE, &[], escaped("\\u00481")))
            .await,
    );
    assert_admitted(
        &setting
            .send(request("/3101", ELSEWHERE, &[], escaped("\\u00485")))
            .await,
    );
}

#[tokio::test]
async fn a_trusted_proxy_tells_the_address_and_a_stranger_does_not() {
    let setting = Setting::new(&format!("[server]\nproxies = [\"127.0.0.1\"]\n{CONFIG}"));
    let forwarded = [("x-forwarded-for", "8.8.8.8, 10.1.9.9")];
    assert_admitted(&call(&setting, "H4", LOCAL, &forwarded).await);
    assert_denied(&call(&setting, "H4", "172.16.0.1:1", &forwarded).await);
    assert_denied(&call(&setting, "H4", LOCAL, &[("x-forwarded-for", "10.1.9.9, 8.8.8.8")]).await);
}

#[tokio::test]
async fn whom_a_proxy_does_not_name_is_not_the_proxy() {
    let addresses = "[[institution]]\ncode = \"H1\"\nauth = \"ip\"\nip_allow = [\"127.0.0.1\", \"10.1.0.0/16\"]";
    let setting = Setting::new(&format!(
        "[server]\nproxies = [\"127.0.0.1\"]\n{addresses}\n\
         [[institution]]\ncode = \"H2\"\nauth = \"apikey\"\nsecret = \"key-2\""
    ));
    assert_denied(&call(&setting, "H1", LOCAL, &[]).await);
    for text in ["unknown", "", "8.8.8.8:51234", "[2001:db8::1]", "10.1.2.3, unknown"] {
        let answer = call(&setting, "H1", LOCAL, &[("x-forwarded-for", text)]).await;
        assert_denied(&answer);
        let headers = [("x-forwarded-for", text), ("apikey", "key-2")];
        assert_admitted(&call(&setting, "H2", LOCAL, &headers).await);
    }
    for text in ["10.1.2.3", "10.1.2.3:51234", "127.0.0.1", "[::ffff:10.1.2.3]:443"] {
        assert_admitted(&call(&setting, "H1", LOCAL, &[("x-forwarded-for", text)]).await);
    }
}

#[tokio::test]
async fn signed_messages() {
    let key = SecretKey::from_slice(&[7; 32]).unwrap();
    let public = hex::encode(key.public_key().to_sec1_point(false).as_bytes());
    let sign = |user: &str, text: &str| {
        let signature: Signature = SigningKey::new(user, &key).unwrap().sign(text.as_bytes());
        STANDARD.encode(signature.to_bytes())
    };
    let setting = Setting::new(&format!(
        "[[institution]]\ncode=\"H1\"\ncainfo=\"input\"\nsm2_public_key=\"{public}\"\nsm2_user_id=\"client-1\"\n\
         sm4_key=\"0123456789abcdef\"\n\
         [[institution]]\ncode=\"H2\"\ncainfo=\"envelope\"\nsm2_public_key=\"{public}\"\n"
    ));
    let post = async |message: &serde_json::Value| setting.post("/3101", message.to_string()).await;
    // Over the JSON text of `input`.
    let mut message1 = message("H1", "3101", &["REMIND"]);
    assert_denied(&post(&message1).await);
    let input = message1["input"].to_string();
    message1["cainfo"] = sign("client-1", &input).into();
    assert_admitted(&post(&message1).await);
    // Nothing else is read than what was verified.
    let other = message("H1", "3101", &["BLOCK"])["input"].to_string();
    let body = message1.to_string();
    let begun = body.strip_suffix('}').unwrap();
    let fillers: String = (0..64).map(|number| format!(",\"x{number}\":1")).collect();
    for addition in [
        format!(",\"inp\\u0075t\":{other}"),
        format!(",\"INPUT\":{other}"),
        format!("{fillers},\"input\":{other}"),
    ] {
        assert_denied(&setting.post("/3101", format!("{begun}{addition}}}")).await);
    }
    assert_admitted(
        &setting
            .post("/3101", body.replacen("\"input\"", "\"inp\\u0075t\"", 1))
            .await,
    );
    // Over the bytes that are sent, where those are not UTF-8.
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    assert_admitted(&setting.post("/3101", gb18030(&body)).await);
    let over_bytes: Signature = SigningKey::new("client-1", &key).unwrap().sign(&gb18030(&input));
    message1["cainfo"] = STANDARD.encode(over_bytes.to_bytes()).into();
    assert_admitted(&setting.post("/3101", gb18030(&message1.to_string())).await);
    assert_denied(&post(&message1).await);
    message1["cainfo"] = sign("client-2", &input).into();
    assert_denied(&post(&message1).await);
    // Over the same text, sent ciphered.
    let cipher = server::wire::Sm4Key::parse("0123456789abcdef", server::wire::Sm4Mode::Ecb).unwrap();
    message1["cainfo"] = sign("client-1", &input).into();
    message1["input"] = cipher.seal(input.as_bytes()).into();
    message1["enc_type"] = "SM4".into();
    let answer = post(&message1).await;
    let output = cipher.open(answer.json()["output"].as_str().unwrap()).unwrap();
    assert!(String::from_utf8(output).unwrap().contains("GZ-TEST"));
    // Over the rest of the envelope.
    let mut message2 = message("H2", "3101", &["REMIND"]);
    let mut members: Vec<String> = message2
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "input")
        .map(|(name, value)| format!("{name}={}", value.as_str().unwrap()))
        .collect();
    members.sort();
    message2["cainfo"] = sign("1234567812345678", &members.join("&")).into();
    assert_admitted(&post(&message2).await);
    message2["opter"] = "OP2".into();
    assert_denied(&post(&message2).await);
}

#[test]
fn a_door_open_to_the_network_must_be_asked_for() {
    let public = "0.0.0.0:8080".parse().unwrap();
    let refusal = Config::without_file(public).unwrap_err().to_string();
    assert!(refusal.contains("鉴权") && refusal.contains("127.0.0.1"), "{refusal}");
}
