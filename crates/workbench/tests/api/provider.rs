//! A provider of identities in the test's own process: it signs what it is told to say, right or wrong.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKeyId, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Under what this installation is registered there.
pub const CLIENT: &str = "mingjing";

/// What the provider says of somebody.
#[derive(Clone)]
pub struct Word {
    pub subject: &'static str,
    pub audience: &'static str,
    /// seconds from now
    pub expires: i64,
    /// another one than was asked for
    pub nonce: Option<&'static str>,
    /// what else it says
    pub more: Value,
    /// signs by a key that it does not publish
    pub forged: bool,
}

/// What is right of a subject.
pub fn word(subject: &'static str) -> Word {
    Word {
        subject,
        audience: CLIENT,
        expires: 300,
        nonce: None,
        more: json!({}),
        forged: false,
    }
}

/// A code that was given out: what was asked by the browser, and what will be said.
struct Code {
    challenge: String,
    nonce: String,
    word: Word,
}

struct Shared {
    issuer: String,
    key: CoreEdDsaPrivateSigningKey,
    other: CoreEdDsaPrivateSigningKey,
    codes: Mutex<HashMap<String, Code>>,
}

pub struct Provider {
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

fn new_key() -> CoreEdDsaPrivateSigningKey {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pair.serialize_pem(), Some(JsonWebKeyId::new("k1".to_owned())))
        .unwrap()
}

impl Provider {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shared = Arc::new(Shared {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            key: new_key(),
            other: new_key(),
            codes: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { shared, serving }
    }

    pub fn issuer(&self) -> &str {
        &self.shared.issuer
    }

    /// Somebody signs in at the address to which he was sent: the code with which the browser comes back.
    pub fn sign_in(&self, address: &str, word: Word) -> String {
        let asked = query(address);
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["client_id"], CLIENT);
        let mut codes = self.shared.codes.lock().unwrap();
        let code = format!("code{}", codes.len());
        let kept = Code {
            challenge: asked["code_challenge"].clone(),
            nonce: asked["nonce"].clone(),
            word,
        };
        codes.insert(code.clone(), kept);
        code
    }

    /// It answers nobody any more.
    pub async fn shut(self) {
        self.serving.abort();
        let _ = self.serving.await;
    }
}

/// The parameters of an address.
pub fn query(address: &str) -> HashMap<String, String> {
    let (_, query) = address.split_once('?').unwrap();
    openidconnect::url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

async fn metadata(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", shared.issuer);
    Json(json!({
        "issuer": shared.issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "jwks_uri": at("keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }))
}

async fn keys(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "keys": [shared.key.as_verification_key()] }))
}

/// Every code once, for whoever has the verifier and the secret.
async fn token(State(shared): State<Arc<Shared>>, sent: String) -> (StatusCode, Json<Value>) {
    let sent = query(&format!("?{sent}"));
    let given = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(given("code_verifier")));
    let code = shared.codes.lock().unwrap().remove(&given("code"));
    let proved = code.filter(|code| {
        code.challenge == challenge.as_str()
            && (given("client_id"), given("client_secret")) == (CLIENT.to_owned(), "s3cret".to_owned())
    });
    let Some(Code { nonce, word, .. }) = proved else {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"})));
    };
    let now = server::app::now().unix_seconds();
    let mut claims = json!({
        "iss": shared.issuer,
        "sub": word.subject,
        "aud": [word.audience],
        "iat": now,
        "exp": now + word.expires,
        "nonce": word.nonce.unwrap_or(&nonce),
    });
    claims
        .as_object_mut()
        .unwrap()
        .extend(word.more.as_object().unwrap().clone());
    let claims: CoreIdTokenClaims = serde_json::from_value(claims).unwrap();
    let key = if word.forged { &shared.other } else { &shared.key };
    let signed = CoreIdToken::new(claims, key, CoreJwsSigningAlgorithm::EdDsa, None, None).unwrap();
    let answer = json!({"access_token": "a", "token_type": "Bearer", "id_token": signed});
    (StatusCode::OK, Json(answer))
}
