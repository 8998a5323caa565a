//! Signing in and out, and the own account.

use crate::access::{Area, areas};
use crate::aside::aside;
use crate::caller::{COOKIE_NAME, Person, SESSION};
use crate::written::Body;
use crate::{Problem, Workbench, codes, secrets};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::{Place, Role, UserId};
use ledger::{AccountState, LockOut, SessionLimits, SignInRefusal, Viewer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 授权 · a role at a place
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Grant {
    id: i64,
    /// the role's tag, `auditor` …
    role: &'static str,
    role_zh: &'static str,
    /// `everywhere`, `bureau` or `institution`
    place_kind: &'static str,
    /// division of a bureau, code of an institution
    place: String,
    place_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    practitioner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// A place as it is shown: its kind, its code and its name.
pub(crate) async fn place_shown(
    workbench: &Workbench,
    place: &Place,
) -> Result<(&'static str, String, String), Problem> {
    let (kind, code) = match place {
        Place::Everywhere => ("everywhere", String::new()),
        Place::Bureau { division } => ("bureau", division.as_str().to_owned()),
        Place::Institution { code } => ("institution", code.as_str().to_owned()),
    };
    Ok((kind, code, workbench.ledger().place_name(place).await?))
}

/// The grant as it is shown.
pub(crate) async fn shown(workbench: &Workbench, grant: &ledger::Grant) -> Result<Grant, Problem> {
    let (place_kind, place, place_name) = place_shown(workbench, &grant.place).await?;
    Ok(Grant {
        id: grant.id,
        role: grant.role.tag(),
        role_zh: grant.role.zh(),
        place_kind,
        place,
        place_name,
        department: grant.department.clone(),
        practitioner: grant.practitioner.as_ref().map(|code| code.as_str().to_owned()),
        until: grant.until.map(|day| day.to_string()),
    })
}

/// 用户
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Own {
    id: String,
    login: String,
    name: String,
}

/// 当前登录
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    user: Own,
    grants: Vec<Grant>,
    /// the grant that acts; 0 where there is none
    acting: i64,
    /// what the menu shows
    areas: Vec<Area>,
    /// to be sent as `x-csrf-token` with everything that changes something
    csrf: String,
    must_change_password: bool,
    otp_enabled: bool,
}

async fn me_of(workbench: &Workbench, person: &Person) -> Result<Me, Problem> {
    let account = &person.signed_in.account;
    let mut grants = Vec::with_capacity(person.signed_in.grants.len());
    for grant in &person.signed_in.grants {
        grants.push(shown(workbench, grant).await?);
    }
    let role = person.acting.as_ref().map_or(Role::AccountHolder, |grant| grant.role);
    Ok(Me {
        user: Own {
            id: account.id.0.clone(),
            login: account.login.clone(),
            name: account.name.clone(),
        },
        grants,
        acting: person.acting.as_ref().map_or(0, |grant| grant.id),
        areas: areas(role),
        csrf: person.csrf.clone(),
        must_change_password: person.must_change_password(),
        otp_enabled: account.has_code,
    })
}

/// 当前登录
#[utoipa::path(get, path = "/me", tag = "session", responses((status = 200, body = Me), (status = "default", body = Problem)))]
pub(crate) async fn me(State(workbench): State<Workbench>, person: Person) -> Result<Json<Me>, Problem> {
    Ok(Json(me_of(&workbench, &person).await?))
}

/// 登录
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignIn {
    login: String,
    password: String,
    /// the one-time code, where the account has them
    #[serde(default)]
    code: Option<String>,
}

/// 登录
#[utoipa::path(post, path = "/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = Me), (status = "default", body = Problem)))]
pub(crate) async fn sign_in(
    State(workbench): State<Workbench>,
    Body(SignIn { login, password, code }): Body<SignIn>,
) -> Result<Response, Problem> {
    let now = workbench.now();
    // Whoever tries many passwords of one login is slowed down before any of them is checked.
    workbench.within_sign_in_rate(&login.to_lowercase(), now)?;
    let ledger = workbench.ledger();
    let found = ledger.credentials(&login).await?;
    let kept = found.as_ref().map(|found| found.password.clone());
    let right = aside(move || secrets::verify(&password, kept.as_deref())).await?;
    let Some(found) = found else {
        let nobody = Viewer::of_account(&UserId::from("unknown"));
        ledger
            .write(&nobody, now, async |writing| writing.refuse_unknown_login().await)
            .await?;
        return Err(wrong());
    };
    let viewer = Viewer::of_account(&found.account.id);
    if !right {
        let failed = ledger
            .write(&viewer, now, async |writing| {
                writing.refuse_sign_in(&LockOut::default()).await
            })
            .await?;
        return Err(match failed.locked_until {
            Some(until) => refused(&SignInRefusal::Locked { until }),
            None => wrong(),
        });
    }
    // While an account is locked or disabled, no code of it is worth a look.
    let may_show = !found.account.is_locked(now) && found.account.state == AccountState::Active;
    let step = match may_show {
        true => codes::check(&workbench, &found, code.as_deref()).await?,
        false => None,
    };
    let token = secrets::new_token()?;
    let digest = secrets::digest(SESSION, &token);
    ledger
        .write(&viewer, now, async |writing| {
            writing
                .sign_in(&digest, step, &SessionLimits::default(), &LockOut::default())
                .await
        })
        .await?
        .map_err(|refusal| refused(&refusal))?;
    let signed_in = ledger.session(&digest, now).await?.ok_or_else(Problem::no_session)?;
    let person = Person::just_signed_in(signed_in, &token);
    let me = Json(me_of(&workbench, &person).await?);
    Ok(([(header::SET_COOKIE, cookie(&workbench, &token, None)?)], me).into_response())
}

pub(crate) fn refused(refusal: &SignInRefusal) -> Problem {
    let (status, code) = match refusal {
        SignInRefusal::Locked { .. } => (StatusCode::LOCKED, "WB-LOCKED"),
        SignInRefusal::Disabled => (StatusCode::FORBIDDEN, "WB-DISABLED"),
        SignInRefusal::CodeMissing | SignInRefusal::CodeUsed => (StatusCode::FORBIDDEN, "WB-CODE"),
    };
    Problem::new(status, code, refusal.to_string())
}

/// The same for a login that does not exist and for a wrong password.
fn wrong() -> Problem {
    let detail = "登录名或者密码不正确。连续多次不正确将锁定账号。";
    Problem::new(StatusCode::UNAUTHORIZED, "WB-LOGIN", detail)
}

/// Sets the session's cookie, or takes it away.
pub(crate) fn cookie(workbench: &Workbench, token: &str, age: Option<u32>) -> Result<HeaderValue, Problem> {
    let secure = if workbench.settings().secure_cookie {
        "; Secure"
    } else {
        ""
    };
    let age = age.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let cookie = format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    HeaderValue::from_str(&cookie).map_err(|_| Problem::no_session())
}

/// 退出
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn sign_out(State(workbench): State<Workbench>, person: Person) -> Result<Response, Problem> {
    let viewer = Viewer::of_account(&person.signed_in.account.id);
    let digest = &person.signed_in.session.digest;
    workbench
        .write(&viewer, async |writing| writing.sign_out(digest).await)
        .await?;
    Ok((
        StatusCode::NO_CONTENT,
        [(header::SET_COOKIE, cookie(&workbench, "", Some(0))?)],
    )
        .into_response())
}

/// 修改密码
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewPassword {
    old: String,
    new: String,
}

/// 修改密码
#[utoipa::path(post, path = "/me/password", tag = "session", request_body = NewPassword,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn change_password(
    State(workbench): State<Workbench>,
    person: Person,
    Body(NewPassword { old, new }): Body<NewPassword>,
) -> Result<StatusCode, Problem> {
    let account = &person.signed_in.account;
    let now = workbench.now();
    workbench.within_sign_in_rate(&account.login.to_lowercase(), now)?;
    secrets::acceptable(&new, &account.login)?;
    if old == new {
        return Err(Problem::input("new", "新密码不能与原密码相同。"));
    }
    let kept = workbench.ledger().credentials_of(&account.id).await?.password;
    let hashed = aside(move || match secrets::verify(&old, Some(&kept)) {
        true => secrets::hash(&new),
        false => Err(Problem::input("old", "原密码不正确。")),
    })
    .await??;
    let viewer = Viewer::of_account(&account.id);
    let keep = &person.signed_in.session.digest;
    workbench
        .ledger()
        .write(&viewer, now, async |writing| {
            writing.change_password(&hashed, keep).await
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
