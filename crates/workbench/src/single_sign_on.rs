//! Signing in by a provider of identities. The two addresses are opened by the browser itself, not by a
//! page: what goes wrong is told to the sign-in page as a word in its address, and the password remains.
//!
//! The provider says who somebody is. Which account that is was said by the administrator, or is found once
//! by a claim that the configuration names; what the account may do is in the books, as for everybody.

use crate::access::may;
use crate::caller::{By, SESSION, cookies};
use crate::provider::{NoWord, PATIENCE, Provider, Shown};
use crate::session::cookie;
use crate::users::{User, changed};
use crate::written::{Body, Path, Query, given};
use crate::{Problem, Workbench, secrets};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::UserId;
use ledger::{AccountState, Denial, LedgerError, SessionLimits, SignInRefusal, Viewer};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Keeps the state in the browser that began, so that nobody is signed in by an address that somebody else
/// hands him.
const STATE_COOKIE: &str = "mj_sso";

/// 单点登录 · whether there is one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Offered {
    /// what the button says; none where people sign in by password alone
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// 是否可以单点登录
#[utoipa::path(get, path = "/single-sign-on", tag = "session", responses((status = 200, body = Offered)))]
pub(crate) async fn offered(State(workbench): State<Workbench>) -> Json<Offered> {
    Json(Offered {
        name: workbench.provider().map(|provider| provider.name().to_owned()),
    })
}

/// Where somebody wants to go.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wish {
    /// a page of this application, such as `/queue`
    back: Option<String>,
}

/// 前往统一身份认证
#[utoipa::path(get, path = "/single-sign-on/start", tag = "session", params(Wish),
    responses((status = 303, description = "to the provider, or to the sign-in page with `sso` saying why not"), (status = "default", body = Problem)))]
pub(crate) async fn start(State(workbench): State<Workbench>, Query(wish): Query<Wish>) -> Result<Response, Problem> {
    let provider = configured(&workbench)?;
    let back = given(wish.back.as_deref()).unwrap_or("/");
    if !is_own_page(back) {
        return Err(Problem::input(
            "back",
            "登录后只能回到本系统的页面。请从登录页重新登录。",
        ));
    }
    let now = workbench.now();
    if workbench.within_single_sign_on_rate(now).is_err() {
        return Ok(to_sign_in(Obstacle::Busy));
    }
    match provider.begin(back, now).await {
        Ok((address, state)) => {
            let cookie = state_cookie(&workbench, &state, PATIENCE)?;
            Ok(([(header::SET_COOKIE, cookie)], see_other(&address)).into_response())
        }
        Err(no_word) => Ok(to_sign_in(told(no_word))),
    }
}

/// What the provider sends back by the browser.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Returned {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
}

/// 由统一身份认证返回
#[utoipa::path(get, path = "/single-sign-on/callback", tag = "session", params(Returned),
    responses((status = 303, description = "to the page that was wanted, or to the sign-in page with `sso` saying why not"), (status = "default", body = Problem)))]
pub(crate) async fn callback(
    State(workbench): State<Workbench>,
    headers: HeaderMap,
    Query(returned): Query<Returned>,
) -> Result<Response, Problem> {
    let provider = configured(&workbench)?;
    let now = workbench.now();
    let state = given(returned.state.as_deref()).unwrap_or_default();
    // A page of somebody else may open this address; only the browser that began has the cookie.
    let own = cookies(&headers, STATE_COOKIE).any(|kept| secrets::same(kept, state));
    let begun = match own {
        true => provider.take(state, now),
        false => None,
    };
    let entered = match (begun, given(returned.code.as_deref())) {
        (None, _) => Err(Obstacle::Lapsed),
        (Some(_), _) if returned.error.is_some() => Err(Obstacle::Declined),
        (Some(_), None) => Err(Obstacle::Invalid),
        (Some(begun), Some(code)) => match provider.finish(&begun, code.to_owned(), now).await {
            Ok(shown) => enter(&workbench, &shown).await?.map(|token| (token, begun.back)),
            Err(NoWord::Wrong(why)) => {
                tracing::warn!(why, "统一身份的答复没有通过核验");
                note(&workbench, "统一身份的答复没有通过核验").await?;
                Err(Obstacle::Invalid)
            }
            Err(away) => Err(told(away)),
        },
    };
    let spent = state_cookie(&workbench, "", 0)?;
    Ok(match entered {
        Ok((token, back)) => {
            let session = cookie(&workbench, &token, None)?;
            let mut response = see_other(&back).into_response();
            response.headers_mut().append(header::SET_COOKIE, spent);
            response.headers_mut().append(header::SET_COOKIE, session);
            response
        }
        Err(obstacle) => ([(header::SET_COOKIE, spent)], to_sign_in(obstacle)).into_response(),
    })
}

/// Opens the session of whom the provider has shown, and gives its token.
async fn enter(workbench: &Workbench, shown: &Shown) -> Result<Result<String, Obstacle>, Problem> {
    let ledger = workbench.ledger();
    let known = ledger.account_of_identity(&shown.identity).await?;
    let (account, claim) = match (known, &shown.login) {
        (Some(account), _) => (Some(account), None),
        (None, Some((claim, login))) => (
            ledger.credentials(login).await?.map(|found| found.account),
            Some(*claim),
        ),
        (None, None) => (None, None),
    };
    let Some(account) = account else {
        note(workbench, "统一身份没有关联账号").await?;
        return Ok(Err(Obstacle::Unknown));
    };
    let token = secrets::new_token()?;
    let digest = secrets::digest(SESSION, &token);
    let opened = workbench
        .write(&Viewer::of_account(&account.id), async |writing| {
            if let Some(claim) = claim.filter(|_| account.state == AccountState::Active) {
                writing.link_own_identity(&shown.identity, claim).await?;
            }
            writing.sign_in_by_provider(&digest, &SessionLimits::default()).await
        })
        .await;
    match opened {
        Ok(Ok(_)) => Ok(Ok(token)),
        Ok(Err(SignInRefusal::Locked { .. })) => Ok(Err(Obstacle::Locked)),
        Ok(Err(_)) => Ok(Err(Obstacle::Disabled)),
        Err(LedgerError::Denied(Denial::LinkByHand | Denial::IdentityTaken | Denial::Field { .. })) => {
            note(workbench, "统一身份不能自行关联账号").await?;
            Ok(Err(Obstacle::Unknown))
        }
        Err(other) => Err(other.into()),
    }
}

/// Writes down that the provider's word opened no session.
async fn note(workbench: &Workbench, why: &str) -> Result<(), Problem> {
    let nobody = Viewer::of_account(&UserId::from("unknown"));
    workbench
        .write(&nobody, async |writing| writing.refuse_identity(why).await)
        .await?;
    Ok(())
}

/// Why somebody is not signed in by the provider; the sign-in page has the sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    /// too many at once
    Busy,
    /// the provider does not answer
    Away,
    /// begun too long ago, in another browser, or finished before
    Lapsed,
    /// the provider says that somebody turned back, or was turned away
    Declined,
    /// what the provider says does not stand up to checking
    Invalid,
    /// no account is linked to who that is
    Unknown,
    /// the account is disabled
    Disabled,
    /// the account is locked after wrong passwords
    Locked,
}

impl Obstacle {
    const fn tag(self) -> &'static str {
        match self {
            Obstacle::Busy => "busy",
            Obstacle::Away => "away",
            Obstacle::Lapsed => "lapsed",
            Obstacle::Declined => "declined",
            Obstacle::Invalid => "invalid",
            Obstacle::Unknown => "unknown",
            Obstacle::Disabled => "disabled",
            Obstacle::Locked => "locked",
        }
    }
}

fn told(no_word: NoWord) -> Obstacle {
    match no_word {
        NoWord::Away(error) => {
            tracing::error!(
                error = format!("{error:#}"),
                "统一身份认证平台没有正常应答，密码登录不受影响"
            );
            Obstacle::Away
        }
        NoWord::Wrong(_) => Obstacle::Invalid,
    }
}

fn to_sign_in(obstacle: Obstacle) -> Response {
    see_other(&format!("/login?sso={}", obstacle.tag())).into_response()
}

fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(address) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        Err(_) => Problem::input("back", "地址中有不能使用的文字。请从登录页重新登录。").into_response(),
    }
}

fn configured(workbench: &Workbench) -> Result<&Provider, Problem> {
    workbench.provider().ok_or_else(|| Problem::not_found("单点登录"))
}

/// A path of this application, and nothing that a browser reads as an address elsewhere.
fn is_own_page(back: &str) -> bool {
    let plain = back.chars().all(|ch| ch.is_ascii_graphic() && ch != '\\');
    plain && back.starts_with('/') && !back.starts_with("//")
}

/// `Lax`: the browser comes back from the provider's pages, and must bring it along.
fn state_cookie(workbench: &Workbench, state: &str, seconds: i64) -> Result<HeaderValue, Problem> {
    let secure = if workbench.settings().secure_cookie {
        "; Secure"
    } else {
        ""
    };
    let path = "/api/v1/single-sign-on";
    let text = format!("{STATE_COOKIE}={state}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(|_| Problem::no_session())
}

/// 统一身份
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Subject {
    /// `sub` of the provider
    subject: String,
}

/// 关联统一身份
#[utoipa::path(put, path = "/users/{id}/identity", tag = "users", params(("id" = String, Path)), request_body = Subject,
    responses((status = 200, body = User), (status = "default", body = Problem)))]
pub(crate) async fn link(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Path(id): Path<String>,
    Body(form): Body<Subject>,
) -> Result<Json<User>, Problem> {
    let (id, identity) = (UserId(id), configured(&workbench)?.identity(form.subject.trim()));
    changed(&workbench, &caller, &id, async |writing| {
        writing.link_identity(&id, &identity).await
    })
    .await
}

/// 解除统一身份
#[utoipa::path(delete, path = "/users/{id}/identity", tag = "users", params(("id" = String, Path)),
    responses((status = 200, body = User), (status = "default", body = Problem)))]
pub(crate) async fn unlink(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Path(id): Path<String>,
) -> Result<Json<User>, Problem> {
    let id = UserId(id);
    changed(&workbench, &caller, &id, async |writing| {
        writing.unlink_identity(&id).await
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_application_are_gone_back_to() {
        for back in ["/", "/queue", "/matters/lead%2FH1?tab=1#a"] {
            assert!(is_own_page(back), "{back}");
        }
        for back in [
            "",
            "queue",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "https://evil.example",
            "/a\r\nb",
            "/医",
        ] {
            assert!(!is_own_page(back), "{back}");
        }
    }
}
