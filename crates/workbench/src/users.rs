//! Accounts, and what each may do and where: for the administrator. And the people whom one may assign.

use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::session::{Grant, shown};
use crate::written::{Body, Path, Query, day, given, short};
use crate::{Caller, Problem, Workbench, secrets};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use casework::{Place, Role, UserId};
use domain::{Division, InstitutionCode, PractitionerCode};
use ledger::{Account, LedgerError, NewGrant, NewKey, Writing};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 用户
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct User {
    id: String,
    login: String,
    name: String,
    /// `active`, `disabled` or `locked`
    state: &'static str,
    otp_enabled: bool,
    /// as whom single sign-on knows the holder
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login: Option<String>,
    grants: Vec<Grant>,
}

async fn user(workbench: &Workbench, account: Account, grants: &[ledger::Grant]) -> Result<User, Problem> {
    let mut list = Vec::with_capacity(grants.len());
    for grant in grants {
        list.push(shown(workbench, grant).await?);
    }
    Ok(User {
        state: match account.is_locked(workbench.now()) {
            true => "locked",
            false => account.state.tag(),
        },
        otp_enabled: account.has_code,
        subject: account.identity.map(|identity| identity.subject),
        last_login: account.last_login.map(|at| at.to_string()),
        grants: list,
        id: account.id.0,
        login: account.login,
        name: account.name,
    })
}

/// The account as the books have it.
async fn user_now(workbench: &Workbench, caller: &Caller, id: &UserId) -> Result<User, Problem> {
    let (account, grants) = workbench.ledger().read(caller.viewer()).account(id).await?;
    user(workbench, account, &grants).await
}

/// Changes an account, and shows what it is now.
pub(crate) async fn changed<T>(
    workbench: &Workbench,
    caller: &Caller,
    id: &UserId,
    work: impl AsyncFnOnce(&mut Writing<'_>) -> Result<T, LedgerError>,
) -> Result<Json<User>, Problem> {
    workbench.write(caller.viewer(), work).await?;
    Ok(Json(user_now(workbench, caller, id).await?))
}

/// 用户列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Users {
    rows: Vec<User>,
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// a part of the name or the login
    q: Option<String>,
}

/// 用户列表
#[utoipa::path(get, path = "/users", tag = "users", params(Wanted), responses((status = 200, body = Users), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Users>, Problem> {
    let text = given(wanted.q.as_deref()).unwrap_or_default();
    let mut rows = Vec::new();
    for (account, grants) in workbench.ledger().read(caller.viewer()).accounts(text).await? {
        rows.push(user(&workbench, account, &grants).await?);
    }
    Ok(Json(Users { rows }))
}

/// 新用户
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewUser {
    login: String,
    name: String,
}

/// An account with the password for its first log-in, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WithPassword {
    user: User,
    one_time_password: String,
}

/// 新建用户
#[utoipa::path(post, path = "/users", tag = "users", request_body = NewUser,
    responses((status = 201, body = WithPassword), (status = "default", body = Problem)))]
pub(crate) async fn create(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Body(new): Body<NewUser>,
) -> Result<(StatusCode, Json<WithPassword>), Problem> {
    let (password, hash) = first_password().await?;
    let account = workbench
        .write(caller.viewer(), async |writing| {
            writing.create_account(&new.login, &new.name, &hash).await
        })
        .await?;
    workbench.forget_names();
    let made = WithPassword {
        user: user(&workbench, account, &[]).await?,
        one_time_password: password,
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// A password for a first log-in, and its hash as the books keep it.
///
/// # Errors
/// [`Problem`] where the operating system gives no random numbers.
pub async fn first_password() -> Result<(String, String), Problem> {
    aside(|| {
        let password = secrets::new_password()?;
        let hash = secrets::hash(&password)?;
        Ok((password, hash))
    })
    .await?
}

/// 重置密码
#[utoipa::path(post, path = "/users/{id}/reset-password", tag = "users", params(("id" = String, Path)),
    responses((status = 200, body = WithPassword), (status = "default", body = Problem)))]
pub(crate) async fn reset(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Path(id): Path<String>,
) -> Result<Json<WithPassword>, Problem> {
    let (id, (password, hash)) = (UserId(id), first_password().await?);
    workbench
        .write(caller.viewer(), async |writing| {
            writing.reset_password(&id, &hash).await
        })
        .await?;
    Ok(Json(WithPassword {
        user: user_now(&workbench, &caller, &id).await?,
        one_time_password: password,
    }))
}

/// 停用用户
#[utoipa::path(post, path = "/users/{id}/disable", tag = "users", params(("id" = String, Path)),
    responses((status = 200, body = User), (status = "default", body = Problem)))]
pub(crate) async fn disable(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Path(id): Path<String>,
) -> Result<Json<User>, Problem> {
    let id = UserId(id);
    changed(&workbench, &caller, &id, async |writing| {
        writing.disable_account(&id).await
    })
    .await
}

/// 启用用户
#[utoipa::path(post, path = "/users/{id}/enable", tag = "users", params(("id" = String, Path)),
    responses((status = 200, body = User), (status = "default", body = Problem)))]
pub(crate) async fn enable(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Path(id): Path<String>,
) -> Result<Json<User>, Problem> {
    let id = UserId(id);
    changed(&workbench, &caller, &id, async |writing| {
        writing.enable_account(&id).await
    })
    .await
}

/// 授权
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct GrantForm {
    /// the role's tag, `auditor` …
    role: String,
    /// `everywhere`, `bureau` or `institution`
    place_kind: String,
    /// division of a bureau, code of an institution
    #[serde(default)]
    place: String,
    department: Option<String>,
    practitioner: Option<String>,
    /// the last day
    until: Option<String>,
}

impl GrantForm {
    fn role(&self) -> Result<Role, Problem> {
        Role::of_tag(&self.role).ok_or_else(|| Problem::input("role", format!("没有“{}”这种角色。", short(&self.role))))
    }

    fn place(&self) -> Result<Place, Problem> {
        Ok(match self.place_kind.as_str() {
            "everywhere" => Place::Everywhere,
            "bureau" => Place::Bureau {
                division: Division::new(self.place.as_str()),
            },
            "institution" => Place::Institution {
                code: InstitutionCode::new(self.place.as_str()),
            },
            other => {
                return Err(Problem::input(
                    "place_kind",
                    format!("没有“{}”这种所在。", short(other)),
                ));
            }
        })
    }

    fn read(&self) -> Result<NewGrant, Problem> {
        Ok(NewGrant {
            role: self.role()?,
            place: self.place()?,
            department: given(self.department.as_deref()).map(str::to_owned),
            practitioner: given(self.practitioner.as_deref()).map(PractitionerCode::new),
            until: day("until", self.until.as_deref())?,
        })
    }

    /// What the system of this name is to have by a key.
    pub(crate) fn of_program(&self, name: String) -> Result<NewKey, Problem> {
        Ok(NewKey {
            name,
            role: self.role()?,
            place: self.place()?,
            until: day("until", self.until.as_deref())?,
        })
    }
}

/// 提请授权: the role is given once a security auditor signs it
#[utoipa::path(post, path = "/users/{id}/grants", tag = "users", params(("id" = String, Path)), request_body = GrantForm,
    responses((status = 200, body = User), (status = "default", body = Problem)))]
pub(crate) async fn grant(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Path(id): Path<String>,
    Body(form): Body<GrantForm>,
) -> Result<Json<User>, Problem> {
    let (id, new) = (UserId(id), form.read()?);
    changed(&workbench, &caller, &id, async |writing| {
        writing.propose_grant(&id, &new).await
    })
    .await
}

/// 收回角色
#[utoipa::path(delete, path = "/users/{id}/grants/{grant}", tag = "users", params(("id" = String, Path), ("grant" = i64, Path)),
    responses((status = 200, body = User), (status = "default", body = Problem)))]
pub(crate) async fn revoke(
    State(workbench): State<Workbench>,
    caller: By<may::Accounts>,
    Path((id, grant)): Path<(String, i64)>,
) -> Result<Json<User>, Problem> {
    let id = UserId(id);
    changed(&workbench, &caller, &id, async |writing| {
        writing.revoke(&id, grant).await
    })
    .await
}

/// 办理人
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonRow {
    id: String,
    name: String,
    roles: Vec<&'static str>,
}

/// 办理人列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct People {
    rows: Vec<PersonRow>,
}

/// Whom one looks for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedPeople {
    /// the tag of a role
    role: Option<String>,
    /// the code of an institution, whose people are wanted; the own place where it is not given
    institution: Option<String>,
}

/// 可选的办理人
#[utoipa::path(get, path = "/people", tag = "users", params(WantedPeople),
    responses((status = 200, body = People), (status = "default", body = Problem)))]
pub(crate) async fn people(
    State(workbench): State<Workbench>,
    caller: By<may::People>,
    Query(wanted): Query<WantedPeople>,
) -> Result<Json<People>, Problem> {
    let role = match given(wanted.role.as_deref()) {
        None => None,
        Some(tag) => {
            Some(Role::of_tag(tag).ok_or_else(|| Problem::input("role", format!("没有“{}”这种角色。", short(tag))))?)
        }
    };
    let place = match given(wanted.institution.as_deref()) {
        Some(code) => Place::Institution {
            code: InstitutionCode::new(code),
        },
        None => caller.viewer().actor.place.clone(),
    };
    let today = workbench.now().day();
    let found = workbench
        .ledger()
        .read(caller.viewer())
        .people(&place, role, today)
        .await?;
    let row = |person: ledger::Person| PersonRow {
        id: person.id.0,
        name: person.name,
        roles: person.roles.into_iter().map(Role::zh).collect(),
    };
    Ok(Json(People {
        rows: found.into_iter().map(row).collect(),
    }))
}
