//! The workbench beside the national interface: its books are opened in the background, and as long as
//! they cannot be, real time goes on and the workbench says why it does not.

use crate::alert_intake::take_alerts;
use crate::divisions::Divisions;
use crate::lake_claims::LakeClaims;
use anyhow::Context;
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ledger::{Denial, Ledger, LedgerError, Shelf};
use server::app::{App, now};
use server::cli::{Additions, Site};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tower::ServiceExt;
use workbench::{Problem, Settings, SettledClaims, Workbench};

/// The largest attachment, in bytes.
pub const ATTACHMENT_MAX: u64 = 20 << 20;

/// How long to wait before the books are tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// How often alerts of real time are taken into the books.
const ALERTS_EVERY: Duration = Duration::from_secs(10);

/// 账册地址: what was named, or the file in the data folder.
pub fn ledger_of(named: Option<&str>, data: &Path) -> String {
    named.map_or_else(
        || format!("sqlite:{}", data.join("ledger.sqlite").display()),
        str::to_owned,
    )
}

/// 附件 in the data folder.
pub fn files_of(data: &Path) -> PathBuf {
    data.join("attachments")
}

/// 工作台 of the running program, once its books are open.
#[derive(Clone, Default)]
pub struct Desk {
    open: Arc<OnceLock<(Workbench, Router)>>,
}

/// Where the books and the files lie.
#[derive(Debug, Clone)]
struct Place {
    ledger: String,
    files: PathBuf,
    data: PathBuf,
    lake: Option<String>,
    secure_cookie: bool,
}

impl Desk {
    /// Opens the books as soon as that is possible, and answers for them; to be called within a runtime.
    fn start(&self, app: &App, site: Site<'_>) -> Router {
        let place = Place {
            ledger: ledger_of(site.ledger, site.data),
            files: files_of(site.data),
            data: site.data.to_owned(),
            lake: site.lake.map(str::to_owned),
            // A browser keeps a cookie that is only for TLS from a page that was not fetched by it.
            secure_cookie: !site.listen.ip().is_loopback(),
        };
        let (desk, app) = (self.clone(), app.clone());
        tokio::spawn(async move { desk.keep_trying(app, place).await });
        let open = Arc::clone(&self.open);
        Router::new().fallback(move |request: Request| answer(Arc::clone(&open), request))
    }

    async fn keep_trying(self, app: App, place: Place) {
        let workbench = loop {
            match open(&app, &place).await {
                Ok(workbench) => break workbench,
                Err(error) => tracing::error!(error = format!("{error:#}"), "工作台的账册打不开，稍后再试"),
            }
            tokio::time::sleep(AGAIN).await;
        };
        let router = workbench::router(workbench.clone());
        // Only this task sets it.
        let _ = self.open.set((workbench.clone(), router));
        tracing::info!("工作台已就绪");
        let worker = format!("{}", std::process::id());
        tokio::join!(workbench::work(workbench.clone(), worker), keep_alerts(workbench, app));
    }

    /// The workbench, once it is open; waits for it at most so long.
    pub async fn workbench(&self, patience: Duration) -> anyhow::Result<Workbench> {
        let wait = async {
            loop {
                if let Some((workbench, _)) = self.open.get() {
                    return workbench.clone();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(patience, wait)
            .await
            .context("办案账册没有按时打开")
    }
}

async fn open(app: &App, place: &Place) -> anyhow::Result<Workbench> {
    let shelf = Shelf::open(&place.files, ATTACHMENT_MAX, None)?;
    let ledger = Ledger::open(&place.ledger).await?;
    let settings = Settings {
        secure_cookie: place.secure_cookie,
        ..Settings::of(place.data.clone())
    };
    let workbench = Workbench::open(ledger, shelf, app.clone(), settings).await?;
    if let Some(lake) = &place.lake {
        let claims: Arc<dyn SettledClaims> = Arc::new(LakeClaims::at(lake));
        // It may come into being later; who mistyped it is told now, and not by whoever asks first.
        if let Err(error) = check(Arc::clone(&claims)).await {
            tracing::warn!(
                error = format!("{error:#}"),
                "结算数据湖现在打不开，时间轴和用量查询暂不可用"
            );
        }
        workbench.read_claims_from(claims);
    }
    set_up(&workbench).await?;
    Ok(workbench)
}

/// Whether the claims can be read; a lake in an object store waits for the answer, which a task must not.
async fn check(claims: Arc<dyn SettledClaims>) -> anyhow::Result<()> {
    tokio::task::spawn_blocking(move || claims.check()).await?
}

/// The first start makes an administrator and shows his password once.
async fn set_up(workbench: &Workbench) -> anyhow::Result<()> {
    let (password, hash) = workbench::first_password().await?;
    let made = workbench
        .ledger()
        .write(&workbench::system(), now(), async |writing| {
            writing.create_first_administrator("admin", "系统管理员", &hash).await
        })
        .await;
    match made {
        Ok((account, _)) => {
            println!(
                "首次启动：已建立系统管理员，登录名 {}，一次性密码 {password}（只显示这一次，登录后须修改）",
                account.login
            );
            Ok(())
        }
        Err(LedgerError::Denied(Denial::AlreadySetUp)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Takes what doctors were shown and answered into the books, now and then.
async fn keep_alerts(workbench: Workbench, app: App) {
    loop {
        if let Some(store) = app.store()
            && let Err(error) = alerts(&workbench, store).await
        {
            tracing::warn!(error = format!("{error:#}"), "提醒没有入账，稍后再试");
        }
        tokio::time::sleep(ALERTS_EVERY).await;
    }
}

async fn alerts(workbench: &Workbench, store: &store::Store) -> anyhow::Result<()> {
    let viewer = workbench::system();
    let organisations = workbench.ledger().read(&viewer).organisations().await?;
    let divisions = Divisions::registered(&organisations);
    let taken = take_alerts(store, workbench.ledger(), &viewer, now(), &divisions).await?;
    for institution in &taken.unregistered {
        tracing::warn!(
            institution.code = institution.as_str(),
            "机构没有登记，它的提醒暂不入账，在工作台登记后自动补入；其他机构不受影响"
        );
    }
    Ok(())
}

async fn answer(open: Arc<OnceLock<(Workbench, Router)>>, request: Request) -> Response {
    match open.get() {
        Some((_, router)) => match router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        },
        None => {
            let detail =
                "办案账册还没有打开，工作台暂不可用；事前提醒、事中审核不受影响。请稍后刷新，持续出现时请查看日志。";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "LG-UNAVAILABLE", detail).into_response()
        }
    }
}

impl Additions for Desk {
    fn beside(&self, app: &App, site: Site<'_>) -> Router {
        self.start(app, site)
    }

    fn after_verdicts(&self, site: Site<'_>) -> anyhow::Result<()> {
        crate::county::demonstrate(self, site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;
    use domain::{Day, InstitutionCode};
    use std::collections::BTreeMap;
    use workbench::{CareCourse, CourseAsk, UsageAsk, UsageRow};

    /// Claims that wait for an answer in a runtime of their own, as those in an object store do.
    struct Far;

    impl SettledClaims for Far {
        fn check(&self) -> anyhow::Result<()> {
            let runtime = tokio::runtime::Builder::new_current_thread().build()?;
            runtime.block_on(std::future::ready(()));
            bail!("没有这个桶")
        }

        fn usage(&self, _: &UsageAsk) -> anyhow::Result<Vec<UsageRow>> {
            bail!("没有这个桶")
        }

        fn course(&self, _: &CourseAsk) -> anyhow::Result<CareCourse> {
            bail!("没有这个桶")
        }

        fn visits(&self, _: Day, _: Day) -> anyhow::Result<BTreeMap<InstitutionCode, u64>> {
            bail!("没有这个桶")
        }
    }

    #[tokio::test]
    async fn claims_that_wait_are_asked_beside_the_tasks() {
        let error = check(Arc::new(Far)).await.unwrap_err();
        assert_eq!(error.to_string(), "没有这个桶");
    }
}
