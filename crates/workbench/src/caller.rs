//! Who asks: the cookie of a person's session or the key of a program, the grant that acts, and proof
//! that a request which changes something comes from our own pages.

use crate::access::{Needs, Right, rights};
use crate::{Problem, Workbench, secrets};
use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use casework::Role;
use ledger::{Grant, Proof, SignedIn, Viewer};
use std::marker::PhantomData;
use std::ops::Deref;

/// The cookie of a session.
pub(crate) const COOKIE_NAME: &str = "mj_session";

/// The header that proves that a request comes from a page which has read `csrf` of `/me`.
const CSRF_HEADER: &str = "x-csrf-token";

/// The header that says by which grant somebody acts.
const ACTING_HEADER: &str = "x-acting";

/// What a session's digest in the books is made for.
pub(crate) const SESSION: &str = "session";
/// What the proof against foreign pages is made for.
const CSRF: &str = "csrf";
/// What a key's digest in the books is made for.
pub(crate) const KEY: &str = "key";

/// 请求人 · an authenticated person or program, acting by one grant.
#[derive(Debug, Clone)]
pub struct Caller {
    viewer: Viewer,
}

impl Caller {
    /// Who acts, and what exists for him.
    pub(crate) fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The acting role.
    pub(crate) fn role(&self) -> Role {
        self.viewer.actor.role
    }

    /// Refuses a role that has no such right.
    pub(crate) fn must(&self, right: Right) -> Result<(), Problem> {
        match rights(self.role()).contains(&right) {
            true => Ok(()),
            false => Err(Problem::forbidden(right.zh())),
        }
    }
}

/// 登录人 · a person with a session, before it matters by which grant.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) signed_in: SignedIn,
    /// the proof that its pages send with what changes something
    pub(crate) csrf: String,
    /// the grant that acts; none where the account has none
    pub(crate) acting: Option<Grant>,
}

impl Person {
    /// Whoever has just been given this token.
    pub(crate) fn just_signed_in(signed_in: SignedIn, token: &str) -> Self {
        Self {
            csrf: secrets::digest(CSRF, token),
            acting: signed_in.grants.first().cloned(),
            signed_in,
        }
    }
}

impl Person {
    /// True until a first password, by which somebody signed in, is changed. Who came by the provider of
    /// identities has not used it.
    pub(crate) fn must_change_password(&self) -> bool {
        self.signed_in.account.must_change && self.signed_in.session.proof == Proof::Password
    }
}

impl FromRequestParts<Workbench> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, workbench: &Workbench) -> Result<Self, Problem> {
        let token = cookie(&parts.headers).ok_or_else(Problem::no_session)?;
        let now = workbench.now();
        let signed_in = workbench
            .ledger()
            .session(&secrets::digest(SESSION, token), now)
            .await?
            .ok_or_else(Problem::no_session)?;
        let csrf = secrets::digest(CSRF, token);
        if changes(&parts.method) && !header(&parts.headers, CSRF_HEADER).is_some_and(|sent| secrets::same(sent, &csrf))
        {
            return Err(foreign());
        }
        workbench.within_rate(&signed_in.session.digest, now)?;
        workbench.ledger().touch_session(&signed_in.session, now).await?;
        let acting = acting(&parts.headers, &signed_in.grants)?;
        Ok(Self {
            signed_in,
            csrf,
            acting,
        })
    }
}

impl FromRequestParts<Workbench> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, workbench: &Workbench) -> Result<Self, Problem> {
        if let Some(key) = bearer(&parts.headers) {
            return by_key(key, workbench).await;
        }
        let person = Person::from_request_parts(parts, workbench).await?;
        if person.must_change_password() {
            let detail = "首次登录或者密码重置后须先修改密码。请在页面上修改后继续。";
            return Err(Problem::new(StatusCode::FORBIDDEN, "WB-PASSWORD", detail));
        }
        let grant = person.acting.ok_or_else(|| {
            let detail = "您的账号还没有授权。请与系统管理员联系。";
            Problem::new(StatusCode::FORBIDDEN, "WB-FORBIDDEN", detail)
        })?;
        Ok(Self {
            viewer: Viewer::of_grant(&person.signed_in.account.id, &grant),
        })
    }
}

/// 有权的请求人 · a caller whose acting role has a right. It is asked for before anything of the request's
/// content is looked at.
#[derive(Debug)]
pub(crate) struct By<R> {
    caller: Caller,
    right: PhantomData<R>,
}

impl<R> Deref for By<R> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<R: Needs> FromRequestParts<Workbench> for By<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, workbench: &Workbench) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, workbench).await?;
        caller.must(R::RIGHT)?;
        Ok(Self {
            caller,
            right: PhantomData,
        })
    }
}

/// Who asked, as he stands now, while his answer is still open; none once he has signed out or lost the
/// right. Unlike a request this does not keep a session alive.
pub(crate) async fn still(headers: &HeaderMap, workbench: &Workbench, right: Right) -> Option<Viewer> {
    let now = workbench.now();
    let viewer = match bearer(headers) {
        Some(key) => {
            let found = workbench.ledger().api_key(&secrets::digest(KEY, key), now).await;
            Viewer::of_key(&found.ok()??)
        }
        None => {
            let digest = secrets::digest(SESSION, cookie(headers)?);
            let signed_in = workbench.ledger().session(&digest, now).await.ok()??;
            let grant = acting(headers, &signed_in.grants).ok()??;
            Viewer::of_grant(&signed_in.account.id, &grant)
        }
    };
    rights(viewer.actor.role).contains(&right).then_some(viewer)
}

async fn by_key(key: &str, workbench: &Workbench) -> Result<Caller, Problem> {
    let now = workbench.now();
    let digest = secrets::digest(KEY, key);
    let found = workbench.ledger().api_key(&digest, now).await?;
    let key = found.ok_or_else(|| {
        let detail = "接口密钥无效、尚未会签、已停用或者已到期。请向系统管理员查询。";
        Problem::new(StatusCode::UNAUTHORIZED, "WB-KEY", detail)
    })?;
    workbench.within_rate(&digest, now)?;
    workbench.ledger().touch_key(&key, now).await?;
    Ok(Caller {
        viewer: Viewer::of_key(&key),
    })
}

/// A page of somebody else that tries to use the cookie.
fn foreign() -> Problem {
    let detail = "请求没有带上页面的校验码，没有办理。请刷新页面后重新提交。";
    Problem::new(StatusCode::FORBIDDEN, "WB-CSRF", detail)
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// The session's token. Another cookie of the name, planted for a wider path or domain, comes later.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    cookies(headers, COOKIE_NAME).next()
}

/// The values of the cookies of a name, in the order of the request.
pub(crate) fn cookies<'a>(headers: &'a HeaderMap, wanted: &'a str) -> impl Iterator<Item = &'a str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(move |(name, value)| (name == wanted).then_some(value))
}

/// The grant that the header names, or the first.
fn acting(headers: &HeaderMap, grants: &[Grant]) -> Result<Option<Grant>, Problem> {
    let Some(wanted) = header(headers, ACTING_HEADER) else {
        return Ok(grants.first().cloned());
    };
    let found = wanted
        .trim()
        .parse::<i64>()
        .ok()
        .and_then(|id| grants.iter().find(|grant| grant.id == id));
    match found {
        Some(grant) => Ok(Some(grant.clone())),
        None => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "WB-GRANT",
            "所选身份已被收回或者已到期。请刷新页面后重新选择身份。",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_first_cookie_of_the_name_counts() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; mj_session=own; b=2"));
        headers.append(COOKIE, HeaderValue::from_static("mj_session=planted"));
        assert_eq!(cookie(&headers), Some("own"));
        assert_eq!(cookie(&HeaderMap::new()), None);
    }
}
