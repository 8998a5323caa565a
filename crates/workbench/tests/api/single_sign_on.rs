//! Signing in by a provider of identities: what is right opens a session of the account that is linked, and
//! nothing else does.

use crate::office::{Answer, Office, on_runtime};
use crate::provider::{CLIENT, Provider, Word, query, word};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use ledger::{Deed, TrailFilter};
use serde_json::json;
use server::config::Config;

const HERE: &str = "/api/v1/single-sign-on";
const ORIGIN: &str = "https://mingjing.example";

fn config(issuer: &str, more: &str) -> Config {
    let text = format!(
        "[single_sign_on]\nname = \"县统一身份\"\nissuer = \"{issuer}\"\nclient_id = \"{CLIENT}\"\n\
         client_secret = \"env:SSO\"\norigin = \"{ORIGIN}\"\n{more}"
    );
    let environment = |name: &str| (name == "SSO").then(|| "s3cret".to_owned());
    Config::parse("mj.toml", &text, "127.0.0.1:0".parse().unwrap(), environment).unwrap()
}

/// An office with its provider.
async fn open(more: &str) -> (Office, Provider) {
    let provider = Provider::open().await;
    let office = Office::open_with(config(provider.issuer(), more)).await;
    (office, provider)
}

/// A browser, which keeps the cookie of what it began.
struct Browser<'a> {
    office: &'a Office,
    cookie: String,
    /// where it was sent
    sent: String,
}

impl<'a> Browser<'a> {
    async fn begin(office: &'a Office, back: &str) -> Self {
        let answer = visit(office, &format!("{HERE}/start?back={back}"), "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let set = answer.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/api/v1/single-sign-on"] {
            assert!(set.contains(part), "{set}");
        }
        Self {
            office,
            cookie: set.split(';').next().unwrap().to_owned(),
            sent: location(&answer),
        }
    }

    fn state(&self) -> String {
        query(&self.sent)["state"].clone()
    }

    async fn come_back(&self, code: &str) -> Answer {
        let address = format!("{HERE}/callback?code={code}&state={}", self.state());
        visit(self.office, &address, &self.cookie).await
    }
}

async fn visit(office: &Office, address: &str, cookie: &str) -> Answer {
    let request = Request::builder().uri(address).header(header::COOKIE, cookie);
    office.send(request.body(Body::empty()).unwrap()).await
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[header::LOCATION].to_str().unwrap().to_owned()
}

/// The session's cookie in an answer, as a browser sends it.
fn session(answer: &Answer) -> Option<String> {
    let set = answer.headers.get_all(header::SET_COOKIE).iter();
    let mut set = set.filter_map(|value| value.to_str().ok()?.split(';').next());
    set.find(|pair| pair.starts_with("mj_session=") && pair.len() > "mj_session=".len())
        .map(str::to_owned)
}

/// Signs in with what the provider says, and gives where that led.
async fn enter(office: &Office, provider: &Provider, said: Word) -> Answer {
    let browser = Browser::begin(office, "/queue").await;
    let code = provider.sign_in(&browser.sent, said);
    browser.come_back(&code).await
}

async fn refused(office: &Office, provider: &Provider, said: Word) -> String {
    let answer = enter(office, provider, said).await;
    assert_eq!(session(&answer), None);
    location(&answer)
}

async fn user_id(office: &Office, login: &str) -> String {
    let users = office.get("admin", &format!("/api/v1/users?q={login}")).await;
    let rows = users.body["rows"].as_array().unwrap().clone();
    let row = rows.iter().find(|row| row["login"] == login).unwrap();
    row["id"].as_str().unwrap().to_owned()
}

async fn link(office: &Office, login: &str, subject: &str) -> Answer {
    let address = format!("/api/v1/users/{}/identity", user_id(office, login).await);
    office
        .ask("admin", Method::PUT, &address, Some(json!({"subject": subject})))
        .await
}

async fn deeds(office: &Office, deed: Deed) -> Vec<String> {
    let filter = TrailFilter {
        deed: Some(deed),
        ..TrailFilter::default()
    };
    let rows = office.workbench.ledger().trail(&filter, 0, 500).await.unwrap();
    rows.into_iter().map(|row| row.detail).collect()
}

#[test]
fn who_is_linked_signs_in_and_acts_by_his_own_grants() {
    on_runtime(async {
        let (office, provider) = open("").await;
        let offered = office.get("", HERE).await;
        assert_eq!(offered.body["name"], "县统一身份");
        assert_eq!(link(&office, "chief", "s-1").await.body["subject"], "s-1");

        let answer = enter(&office, &provider, word("s-1")).await;
        assert_eq!(location(&answer), "/queue");
        let cookie = session(&answer).unwrap();
        let me = visit(&office, "/api/v1/me", &cookie).await;
        assert_eq!(me.body["user"]["login"], "chief", "{}", me.text);
        assert_eq!(me.body["grants"][0]["role"], "section_chief");
        // No role comes from the provider, whatever it says.
        let boast = Word {
            more: json!({"roles": ["system_administrator"], "groups": ["admins"]}),
            ..word("s-1")
        };
        let cookie = session(&enter(&office, &provider, boast).await).unwrap();
        let users = visit(&office, "/api/v1/users", &cookie).await;
        assert_eq!(users.status, StatusCode::FORBIDDEN);
        let signed = deeds(&office, Deed::SignIn).await;
        assert_eq!(signed.iter().filter(|detail| *detail == "统一身份").count(), 2);
        assert_eq!(
            office.workbench.ledger().verify_rights().await.unwrap().wrong,
            Vec::<String>::new()
        );
    });
}

#[test]
fn a_first_password_that_was_never_used_is_not_asked_to_be_changed() {
    on_runtime(async {
        let (office, provider) = open("").await;
        let made = json!({"login": "newcomer", "name": "新来"});
        office.ask("admin", Method::POST, "/api/v1/users", Some(made)).await;
        link(&office, "newcomer", "s-2").await;
        let cookie = session(&enter(&office, &provider, word("s-2")).await).unwrap();
        let me = visit(&office, "/api/v1/me", &cookie).await;
        assert_eq!(me.body["must_change_password"], false);
        assert_eq!(me.body["grants"], json!([]), "an account without a role stays one");
    });
}

#[test]
fn what_the_provider_says_must_stand_up_to_checking() {
    on_runtime(async {
        let (office, provider) = open("").await;
        link(&office, "chief", "s-1").await;
        for wrong in [
            Word {
                audience: "another application",
                ..word("s-1")
            },
            Word {
                expires: -60,
                ..word("s-1")
            },
            Word {
                nonce: Some("of an earlier sign-in"),
                ..word("s-1")
            },
            Word {
                more: json!({"iss": "https://elsewhere.example"}),
                ..word("s-1")
            },
            Word {
                forged: true,
                ..word("s-1")
            },
        ] {
            assert_eq!(refused(&office, &provider, wrong).await, "/login?sso=invalid");
        }
        let noted = deeds(&office, Deed::Refuse).await;
        assert_eq!(
            noted
                .iter()
                .filter(|detail| *detail == "统一身份的答复没有通过核验")
                .count(),
            5
        );
        assert!(
            session(&enter(&office, &provider, word("s-1")).await).is_some(),
            "what is right still is"
        );
    });
}

#[test]
fn a_sign_in_is_finished_once_by_the_browser_that_began_it() {
    on_runtime(async {
        let (office, provider) = open("").await;
        link(&office, "chief", "s-1").await;
        let browser = Browser::begin(&office, "/").await;
        let code = provider.sign_in(&browser.sent, word("s-1"));
        let lapsed = "/login?sso=lapsed";
        // Another state, and another browser.
        let other = format!("{HERE}/callback?code={code}&state=of-somebody-else");
        assert_eq!(location(&visit(&office, &other, &browser.cookie).await), lapsed);
        let same = format!("{HERE}/callback?code={code}&state={}", browser.state());
        assert_eq!(location(&visit(&office, &same, "").await), lapsed);
        assert_eq!(location(&visit(&office, &same, "mj_sso=").await), lapsed);
        let bare = format!("{HERE}/callback");
        assert_eq!(location(&visit(&office, &bare, "mj_sso=").await), lapsed);
        // Once, and not again.
        let first = browser.come_back(&code).await;
        assert!(session(&first).is_some());
        let again = browser.come_back(&code).await;
        assert_eq!((location(&again).as_str(), session(&again)), (lapsed, None));
        // A code that the provider has exchanged before is not exchanged in another sign-in.
        let second = Browser::begin(&office, "/").await;
        assert_eq!(location(&second.come_back(&code).await), "/login?sso=invalid");
        // Who turned back at the provider.
        let third = Browser::begin(&office, "/").await;
        let turned = format!("{HERE}/callback?error=access_denied&state={}", third.state());
        assert_eq!(
            location(&visit(&office, &turned, &third.cookie).await),
            "/login?sso=declined"
        );
    });
}

#[test]
fn who_is_unknown_or_suspended_is_turned_away() {
    on_runtime(async {
        let (office, provider) = open("").await;
        assert_eq!(refused(&office, &provider, word("nobody")).await, "/login?sso=unknown");
        // Nothing links by itself where the configuration names no claim.
        let named = Word {
            more: json!({"preferred_username": "chief"}),
            ..word("s-1")
        };
        assert_eq!(refused(&office, &provider, named).await, "/login?sso=unknown");
        assert!(
            deeds(&office, Deed::Refuse)
                .await
                .contains(&"统一身份没有关联账号".to_owned())
        );
        let before = office.get("admin", "/api/v1/users").await.body["rows"]
            .as_array()
            .unwrap()
            .len();
        assert_eq!(before, crate::office::PEOPLE.len() + 2, "no account is made by itself");

        link(&office, "chief", "s-1").await;
        let id = user_id(&office, "chief").await;
        office
            .ask("admin", Method::POST, &format!("/api/v1/users/{id}/disable"), None)
            .await;
        assert_eq!(refused(&office, &provider, word("s-1")).await, "/login?sso=disabled");
        office
            .ask("admin", Method::POST, &format!("/api/v1/users/{id}/enable"), None)
            .await;
        assert!(session(&enter(&office, &provider, word("s-1")).await).is_some());
        let address = format!("/api/v1/users/{id}/identity");
        let cookie = session(&enter(&office, &provider, word("s-1")).await).unwrap();
        assert!(office.ask("admin", Method::DELETE, &address, None).await.body["subject"].is_null());
        assert_eq!(
            visit(&office, "/api/v1/me", &cookie).await.status,
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(refused(&office, &provider, word("s-1")).await, "/login?sso=unknown");
    });
}

#[test]
fn a_claim_links_an_account_once_and_never_who_keeps_the_system() {
    on_runtime(async {
        let (office, provider) = open("link_by = \"email\"\nscopes = [\"email\"]\n").await;
        let browser = Browser::begin(&office, "/").await;
        assert!(query(&browser.sent)["scope"].split(' ').any(|scope| scope == "email"));
        let said = |subject, login: &str, verified: bool| Word {
            more: json!({"email": login, "email_verified": verified}),
            ..word(subject)
        };
        let unknown = "/login?sso=unknown";
        assert_eq!(
            refused(&office, &provider, said("s-9", "chief", false)).await,
            unknown,
            "not verified"
        );
        assert!(session(&enter(&office, &provider, said("s-9", "Chief", true)).await).is_some());
        assert_eq!(deeds(&office, Deed::Link).await, ["首次登录，按email关联"]);
        // From now on the subject counts, and nobody else is that account.
        assert!(session(&enter(&office, &provider, said("s-9", "auditor", true)).await).is_some());
        assert_eq!(refused(&office, &provider, said("s-10", "chief", true)).await, unknown);
        assert_eq!(deeds(&office, Deed::Link).await.len(), 1);
        for keeper in ["admin", "security", "root"] {
            assert_eq!(
                refused(&office, &provider, said("s-11", keeper, true)).await,
                unknown,
                "{keeper}"
            );
        }
        // The administrator may link them by hand, but not to somebody else's identity.
        assert_eq!(link(&office, "security", "s-9").await.code(), "LG-IDENTITY-TAKEN");
        assert_eq!(link(&office, "security", "s-12").await.status, StatusCode::OK);
        assert_eq!(link(&office, "admin", "s-13").await.code(), "LG-OWN-ACCOUNT");
    });
}

#[test]
fn nobody_is_sent_elsewhere_afterwards() {
    on_runtime(async {
        let (office, _provider) = open("").await;
        for back in [
            "//evil.example",
            "https%3A%2F%2Fevil.example",
            "%2F%5Cevil.example",
            "queue",
            "%2Fa%0d%0ab",
        ] {
            let answer = visit(&office, &format!("{HERE}/start?back={back}"), "").await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::UNPROCESSABLE_ENTITY, "WB-INPUT"),
                "{back}"
            );
        }
        // Where the browser is sent back to is in the configuration, whatever the request calls us.
        let request = Request::builder()
            .uri(format!("{HERE}/start"))
            .header(header::HOST, "evil.example");
        let answer = office.send(request.body(Body::empty()).unwrap()).await;
        let asked = query(&location(&answer));
        assert_eq!(asked["redirect_uri"], format!("{ORIGIN}{HERE}/callback"));
    });
}

#[test]
fn while_the_provider_is_away_passwords_go_on() {
    on_runtime(async {
        let (office, provider) = open("").await;
        link(&office, "chief", "s-1").await;
        let browser = Browser::begin(&office, "/").await;
        let code = provider.sign_in(&browser.sent, word("s-1"));
        provider.shut().await;
        assert_eq!(location(&browser.come_back(&code).await), "/login?sso=away");
        let closed = Office::open_with(config("http://127.0.0.1:9", "")).await;
        let start = visit(&closed, &format!("{HERE}/start"), "").await;
        assert_eq!(location(&start), "/login?sso=away");
        assert_eq!(closed.get("", HERE).await.body["name"], "县统一身份");
        // A password that an administrator has just handed out.
        let id = user_id(&closed, "chief").await;
        let reset = closed
            .ask(
                "admin",
                Method::POST,
                &format!("/api/v1/users/{id}/reset-password"),
                None,
            )
            .await;
        let entered = json!({"login": "chief", "password": reset.body["one_time_password"]});
        let answer = closed.ask("", Method::POST, "/api/v1/session", Some(entered)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.body["must_change_password"], true);
    });
}

#[test]
fn where_nothing_is_configured_there_is_none() {
    on_runtime(async {
        let office = Office::open().await;
        assert!(office.get("", HERE).await.body["name"].is_null());
        for path in ["start", "callback?state=a&code=b"] {
            assert_eq!(
                office.get("", &format!("{HERE}/{path}")).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        assert_eq!(link(&office, "chief", "s-1").await.status, StatusCode::NOT_FOUND);
    });
}
