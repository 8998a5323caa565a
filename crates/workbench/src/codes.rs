//! One-time codes (RFC 6238): switched on and off by their holder, and checked when he signs in.

use crate::aside::aside;
use crate::caller::Person;
use crate::secrets::random;
use crate::written::Body;
use crate::{Problem, Workbench, secrets};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::UserId;
use domain::Moment;
use ledger::{Credentials, LockOut, Viewer};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use totp_rs::{Builder, Totp};
use utoipa::ToSchema;

/// How long a secret that was shown waits for its first code, in seconds.
const PENDING: i64 = 600;

/// Who issues the codes, as the holder's device lists them.
const ISSUER: &str = "明镜";

/// Bytes of a secret, as RFC 4226 advises.
type Secret = [u8; 20];

/// Secrets that were shown and not yet proved to be held; a restart forgets them.
#[derive(Default)]
pub(crate) struct Pending {
    secrets: Mutex<HashMap<UserId, (Moment, Secret)>>,
}

impl Pending {
    fn put(&self, account: &UserId, secret: Secret, now: Moment) {
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.retain(|_, (at, _)| now < at.plus_seconds(PENDING));
        secrets.insert(account.clone(), (now, secret));
    }

    fn get(&self, account: &UserId, now: Moment) -> Option<Secret> {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, secret) = secrets.get(account)?;
        (now < at.plus_seconds(PENDING)).then_some(*secret)
    }

    fn forget(&self, account: &UserId) {
        self.secrets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(account);
    }
}

/// Six digits every thirty seconds, one step early or late allowed: what every device understands.
fn codes(secret: &[u8], login: &str) -> Result<Totp, Problem> {
    // The address of a code parts its fields by colons.
    let login = login.replace(':', "-");
    let built = Builder::new()
        .with_secret(secret.to_vec())
        .with_issuer(Some(ISSUER))
        .with_account_name(login)
        .build();
    built.map_err(|error| {
        tracing::error!(%error, "动态口令的密钥不能使用");
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "WB-CODE",
            "动态口令暂时不能使用。请重试。",
        )
    })
}

/// The time step of a right code.
fn step(codes: &Totp, code: &str, now: Moment) -> Option<i64> {
    let unix = u64::try_from(now.unix_seconds()).ok()?;
    codes.check(code.trim(), unix).and_then(|step| i64::try_from(step).ok())
}

/// The time step of the code that was shown with a right password; none where the account has no codes.
///
/// # Errors
/// `WB-CODE` for a wrong code, which counts as a failure to sign in, `WB-LOCKED` after too many.
pub(crate) async fn check(
    workbench: &Workbench,
    credentials: &Credentials,
    code: Option<&str>,
) -> Result<Option<i64>, Problem> {
    let (Some(sealed), Some(code)) = (&credentials.code_secret, code.filter(|code| !code.trim().is_empty())) else {
        return Ok(None);
    };
    let account = &credentials.account;
    let secret = workbench.sealer().unseal(&account.id.0, sealed)?;
    let now = workbench.now();
    if let Some(step) = step(&codes(&secret, &account.login)?, code, now) {
        return Ok(Some(step));
    }
    let failed = workbench
        .ledger()
        .write(&Viewer::of_account(&account.id), now, async |writing| {
            writing.refuse_sign_in(&LockOut::default()).await
        })
        .await?;
    Err(match failed.locked_until {
        Some(until) => crate::session::refused(&ledger::SignInRefusal::Locked { until }),
        None => wrong(),
    })
}

fn wrong() -> Problem {
    let detail = "动态口令不正确。请核对手机的时间，填写当前显示的六位数字；连续多次不正确将锁定账号。";
    Problem::new(StatusCode::FORBIDDEN, "WB-CODE", detail)
}

/// 动态口令
#[derive(Deserialize, ToSchema)]
pub(crate) struct CodeForm {
    password: String,
    /// the code that the device shows; without one, a new secret is made
    #[serde(default)]
    code: Option<String>,
}

/// 新的动态口令密钥
#[derive(Serialize, ToSchema)]
pub(crate) struct NewSecret {
    /// in base 32, to be typed in
    secret: String,
    /// `otpauth://…`, to be shown as a QR code
    uri: String,
}

/// 启用动态口令: with the password alone a new secret, with its first code as well it is in force
#[utoipa::path(post, path = "/me/otp", tag = "session", request_body = CodeForm,
    responses((status = 200, body = NewSecret), (status = 204), (status = "default", body = Problem)))]
pub(crate) async fn enable(
    State(workbench): State<Workbench>,
    person: Person,
    Body(form): Body<CodeForm>,
) -> Result<Response, Problem> {
    let credentials = proved(&workbench, &person, form.password).await?;
    let (account, now) = (&credentials.account, workbench.now());
    if account.has_code {
        let detail = "动态口令已经启用。要换一部手机，请先停用再启用。";
        return Err(Problem::new(StatusCode::CONFLICT, "WB-CODE", detail));
    }
    let Some(code) = form.code.filter(|code| !code.trim().is_empty()) else {
        let secret = random::<20>()?;
        let codes = codes(&secret, &account.login)?;
        let uri = codes.to_url().map_err(|error| {
            tracing::error!(%error, "动态口令的地址没有生成");
            Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "WB-CODE",
                "动态口令暂时不能使用。请重试。",
            )
        })?;
        workbench.pending_codes().put(&account.id, secret, now);
        let secret = codes.secret().to_base32();
        return Ok(Json(NewSecret { secret, uri }).into_response());
    };
    let secret = workbench.pending_codes().get(&account.id, now).ok_or_else(|| {
        let detail = "密钥已过期或者尚未生成。请重新生成，并在十分钟内填写动态口令。";
        Problem::new(StatusCode::CONFLICT, "WB-CODE", detail)
    })?;
    let step = step(&codes(&secret, &account.login)?, &code, now)
        .ok_or_else(|| Problem::input("code", "动态口令不正确。请核对手机的时间，填写当前显示的六位数字。"))?;
    let sealed = workbench.sealer().seal(&account.id.0, &secret)?;
    workbench
        .ledger()
        .write(&Viewer::of_account(&account.id), now, async |writing| {
            writing.set_code(Some(&sealed), step).await
        })
        .await?;
    workbench.pending_codes().forget(&account.id);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// 停用动态口令
#[utoipa::path(delete, path = "/me/otp", tag = "session", request_body = CodeForm,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn disable(
    State(workbench): State<Workbench>,
    person: Person,
    Body(form): Body<CodeForm>,
) -> Result<StatusCode, Problem> {
    let credentials = proved(&workbench, &person, form.password).await?;
    let account = &credentials.account;
    if !account.has_code {
        return Ok(StatusCode::NO_CONTENT);
    }
    let shown = check(&workbench, &credentials, form.code.as_deref()).await?;
    if shown.is_none_or(|step| step <= credentials.code_step) {
        return Err(wrong());
    }
    workbench
        .write(&Viewer::of_account(&account.id), async |writing| {
            writing.set_code(None, 0).await
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The credentials of who is signed in, who has shown his password once more.
async fn proved(workbench: &Workbench, person: &Person, password: String) -> Result<Credentials, Problem> {
    let account = &person.signed_in.account;
    workbench.within_sign_in_rate(&account.login.to_lowercase(), workbench.now())?;
    let credentials = workbench.ledger().credentials_of(&account.id).await?;
    let kept = credentials.password.clone();
    match aside(move || secrets::verify(&password, Some(&kept))).await? {
        true => Ok(credentials),
        false => Err(Problem::input("password", "密码不正确。")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(unix: i64) -> Moment {
        Moment::from_unix_seconds(unix)
    }

    /// RFC 6238, appendix B: the last six of the eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let codes = codes(b"12345678901234567890", "a:b").unwrap();
        for (unix, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(step(&codes, code, at(unix)), Some(unix / 30), "{unix}");
            assert_eq!(step(&codes, code, at(unix + 30)), Some(unix / 30), "a step late");
            assert_eq!(step(&codes, code, at(unix + 90)), None, "three steps late");
        }
        assert!(codes.to_url().unwrap().starts_with("otpauth://totp/"));
    }

    #[test]
    fn a_secret_waits_ten_minutes() {
        let (pending, account) = (Pending::default(), UserId::from("u1"));
        pending.put(&account, [7; 20], at(0));
        assert_eq!(pending.get(&account, at(599)), Some([7; 20]));
        assert_eq!(pending.get(&account, at(600)), None);
        pending.forget(&account);
        assert_eq!(pending.get(&account, at(1)), None);
    }
}
