//! What every request shares.

use crate::aside::aside;
use crate::codes::Pending;
use crate::conduct::{PublicTotals, Recogniser, Standing};
use crate::consequences::system;
use crate::names::Names;
use crate::now_and_then::NowAndThen;
use crate::points::Files;
use crate::provider::Provider;
use crate::rates::Rates;
use crate::rules::Documents;
use crate::sealing::Sealer;
use crate::settled::SettledClaims;
use crate::stationery::Stationery;
use crate::{Problem, points};
use arc_swap::ArcSwap;
use casework::{Limits, WorkCalendar};
use domain::{Day, InstitutionCode, Moment};
use ledger::{Ledger, LedgerError, RuleQuality, Shelf, Viewer, Writing};
use rulebook::Library;
use server::app::{App, now};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How long names are taken for current, in seconds.
const NAMES_FRESH: i64 = 20;

/// How long the quality of rules and the visits of institutions are taken for current, in seconds: both
/// take a look at everything, and change little within that time.
const QUALITY_FRESH: i64 = 300;
const VISITS_FRESH: i64 = 3_600;

/// Attempts to sign in by one login in a minute.
const SIGN_INS_PER_MINUTE: u32 = 10;

/// Sign-ins by the provider of identities that are begun in a minute: more than the people of a bureau make
/// in the morning, and few enough to keep what each leaves behind.
const SINGLE_SIGN_ONS_PER_MINUTE: u32 = 600;

/// Requests with one code of a survey in a minute, and with all codes: more than a hospital's patients
/// make, and too few to find a code by trying.
const SURVEY_CODE_PER_MINUTE: u32 = 20;
const SURVEYS_PER_MINUTE: u32 = 1_200;

/// How long totals for everybody are taken for current, in seconds, and how many requests of theirs are answered in
/// a minute: what is kept costs nothing, and the address is open to all.
const PUBLISHED_FRESH: i64 = 3_600;
const PUBLISHED_PER_MINUTE: u32 = 600;

/// 工作台设置
#[derive(Debug, Clone)]
pub struct Settings {
    /// the cookie is sent over TLS only; off where the service is reached by plain HTTP on loopback
    pub secure_cookie: bool,
    /// the largest request, in bytes
    pub body_max: usize,
    /// requests a minute that one session may make
    pub requests_per_minute: u32,
    /// the data folder: `papers/issuer.toml` and `papers/templates` of the bureau, where it has them, and
    /// `workbench.key` and `vault.key`, which are made where there are none
    pub data: PathBuf,
}

impl Settings {
    /// The ordinary settings, with this data folder.
    pub fn of(data: PathBuf) -> Self {
        Self {
            data,
            secure_cookie: true,
            body_max: 20 << 20,
            requests_per_minute: 1_200,
        }
    }
}

/// 工作台 · the books, the files, the service of real time and the calendar. Cheap to clone.
#[derive(Clone)]
pub struct Workbench {
    shared: Arc<Shared>,
}

struct Shared {
    ledger: Ledger,
    shelf: Shelf,
    app: App,
    settings: Settings,
    calendar: ArcSwap<WorkCalendar>,
    limits: Limits,
    names: Mutex<(i64, Arc<Names>)>,
    rates: Rates,
    sign_ins: Rates,
    surveys: Rates,
    published: Rates,
    public_totals: NowAndThen<i16, PublicTotals>,
    claims: OnceLock<Arc<dyn SettledClaims>>,
    quality: NowAndThen<(), BTreeMap<String, RuleQuality>>,
    visits: NowAndThen<(Day, Day), BTreeMap<InstitutionCode, u64>>,
    single_sign_ons: Rates,
    provider: Option<Provider>,
    documents: tokio::sync::Mutex<Option<Arc<Documents>>>,
    stationery: Result<Arc<Stationery>, String>,
    sealer: Sealer,
    vault: Sealer,
    pending_codes: Pending,
    files_of_points: tokio::sync::Mutex<Files>,
    recogniser: Recogniser,
    standing: Standing,
    /// there may be a job
    work: Notify,
    /// the last day that the worker has seen
    day: Mutex<Option<Day>>,
    /// the last minute in which the worker read again what others may have changed
    minute: Mutex<i64>,
}

impl Workbench {
    /// A workbench on these books, beside this service.
    ///
    /// # Errors
    /// What the books hold for the whole system, or the key of the data folder, cannot be read.
    pub async fn open(ledger: Ledger, shelf: Shelf, app: App, settings: Settings) -> anyhow::Result<Self> {
        let stationery = Stationery::read(&settings.data.join("papers")).map_err(|error| {
            tracing::error!(%error, "文书的模板或者发文机关不能使用，改正并重新启动以前不出具文书");
            error.to_string()
        });
        let provider = app.config().single_sign_on.clone().map(Provider::of).transpose()?;
        let shared = Shared {
            stationery: stationery.map(Arc::new),
            sealer: Sealer::open(&settings.data.join("workbench.key"))?,
            vault: Sealer::open(&settings.data.join("vault.key"))?,
            pending_codes: Pending::default(),
            files_of_points: tokio::sync::Mutex::default(),
            recogniser: Recogniser::new(ledger.clone())?,
            standing: Standing::default(),
            ledger,
            shelf,
            app,
            settings,
            calendar: ArcSwap::from_pointee(shipped_calendar()?),
            limits: Limits::national(),
            names: Mutex::new((i64::MIN, Arc::default())),
            rates: Rates::default(),
            sign_ins: Rates::default(),
            surveys: Rates::default(),
            published: Rates::default(),
            public_totals: NowAndThen::fresh_for(PUBLISHED_FRESH),
            claims: OnceLock::new(),
            quality: NowAndThen::fresh_for(QUALITY_FRESH),
            visits: NowAndThen::fresh_for(VISITS_FRESH),
            single_sign_ons: Rates::default(),
            provider,
            documents: tokio::sync::Mutex::new(None),
            work: Notify::new(),
            day: Mutex::new(None),
            minute: Mutex::new(i64::MIN),
        };
        let workbench = Self {
            shared: Arc::new(shared),
        };
        workbench.read_calendar().await?;
        points::tell_real_time(&workbench).await?;
        workbench.recogniser().look_again().await?;
        workbench.app().attach_adviser(Arc::new(workbench.recogniser().clone()));
        Ok(workbench)
    }

    /// The books.
    pub fn ledger(&self) -> &Ledger {
        &self.shared.ledger
    }

    /// Does the work in one write of the books, at the present moment.
    pub(crate) async fn write<T>(
        &self,
        viewer: &Viewer,
        work: impl AsyncFnOnce(&mut Writing<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.ledger().write(viewer, self.now(), work).await
    }

    /// The files.
    pub fn shelf(&self) -> &Shelf {
        &self.shared.shelf
    }

    pub(crate) fn app(&self) -> &App {
        &self.shared.app
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// The calendar in force; a request keeps the one it began with.
    pub(crate) fn calendar(&self) -> Arc<WorkCalendar> {
        self.shared.calendar.load_full()
    }

    /// Brings into force what the books say of each year, over what the program brings along.
    pub(crate) async fn read_calendar(&self) -> anyhow::Result<()> {
        let mut calendar = shipped_calendar()?;
        for (name, table) in self.ledger().settings().await? {
            if name.starts_with(CALENDAR) {
                calendar = calendar.with(&table)?;
            }
        }
        self.shared.calendar.store(Arc::new(calendar));
        Ok(())
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// What closes the secrets of accounts.
    pub(crate) fn sealer(&self) -> &Sealer {
        &self.shared.sealer
    }

    /// What closes identities of reporters: another key than that of accounts, so that each can be kept by
    /// somebody else.
    pub(crate) fn vault_key(&self) -> &Sealer {
        &self.shared.vault
    }

    pub(crate) fn pending_codes(&self) -> &Pending {
        &self.shared.pending_codes
    }

    pub(crate) fn files_of_points(&self) -> &tokio::sync::Mutex<Files> {
        &self.shared.files_of_points
    }

    /// Who reminds of reports that need not be made again.
    pub(crate) fn recogniser(&self) -> &Recogniser {
        &self.shared.recogniser
    }

    /// What was computed of the conduct of each institution.
    pub(crate) fn standing(&self) -> &Standing {
        &self.shared.standing
    }

    /// What official documents are made with.
    pub(crate) fn stationery(&self) -> Result<Arc<Stationery>, Problem> {
        self.shared.stationery.clone().map_err(|error| {
            let detail = format!("{error}。改正后请系统管理员重新启动程序。");
            Problem::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "WB-PAPER", detail)
        })
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Moment {
        now()
    }

    /// Counts a request of a session or a key.
    pub(crate) fn within_rate(&self, digest: &str, now: Moment) -> Result<(), Problem> {
        self.shared
            .rates
            .count(digest, self.settings().requests_per_minute, now)
    }

    /// Counts an attempt to sign in.
    pub(crate) fn within_sign_in_rate(&self, login: &str, now: Moment) -> Result<(), Problem> {
        self.shared.sign_ins.count(login, SIGN_INS_PER_MINUTE, now)
    }

    /// The provider of identities, where one is configured.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.shared.provider.as_ref()
    }

    /// Counts a sign-in by the provider of identities.
    pub(crate) fn within_single_sign_on_rate(&self, now: Moment) -> Result<(), Problem> {
        self.shared.single_sign_ons.count("", SINGLE_SIGN_ONS_PER_MINUTE, now)
    }

    /// Counts a request with a code of a survey.
    pub(crate) fn within_survey_rate(&self, digest: &str, now: Moment) -> Result<(), Problem> {
        self.shared.surveys.count("", SURVEYS_PER_MINUTE, now)?;
        self.shared.surveys.count(digest, SURVEY_CODE_PER_MINUTE, now)
    }

    /// Counts a request for totals that are everybody's.
    pub(crate) fn within_published_rate(&self, now: Moment) -> Result<(), Problem> {
        self.shared.published.count("", PUBLISHED_PER_MINUTE, now)
    }

    /// The totals of mutual recognition by year, as they were kept.
    pub(crate) fn public_totals(&self) -> &NowAndThen<i16, PublicTotals> {
        &self.shared.public_totals
    }

    /// Says where the settled claims are; the first that are given stay. Without any, what needs them is
    /// answered that there are none.
    pub fn read_claims_from(&self, claims: Arc<dyn SettledClaims>) {
        if self.shared.claims.set(claims).is_err() {
            tracing::warn!("结算明细的来源已经设置，继续使用原来的");
        }
    }

    /// The settled claims, where they were connected.
    pub(crate) fn claims(&self) -> Option<Arc<dyn SettledClaims>> {
        self.shared.claims.get().cloned()
    }

    /// The quality of rules, as it was kept.
    pub(crate) fn quality(&self) -> &NowAndThen<(), BTreeMap<String, RuleQuality>> {
        &self.shared.quality
    }

    /// The visits of institutions in a period, as they were kept.
    pub(crate) fn visits(&self) -> &NowAndThen<(Day, Day), BTreeMap<InstitutionCode, u64>> {
        &self.shared.visits
    }

    /// The book in force.
    pub(crate) fn library(&self) -> Result<Arc<Library>, Problem> {
        self.app().library().ok_or_else(|| {
            let detail = "规则库正在编译，几秒后可用。请稍后刷新。";
            Problem::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "WB-STARTING", detail)
        })
    }

    /// What codes are called.
    pub(crate) async fn names(&self) -> Result<Arc<Names>, Problem> {
        let now = self.now().epoch_seconds();
        let before = {
            let kept = self.shared.names.lock().unwrap_or_else(PoisonError::into_inner);
            if now < kept.0.saturating_add(NAMES_FRESH) {
                return Ok(Arc::clone(&kept.1));
            }
            Arc::clone(&kept.1)
        };
        let names = Names::read(self.ledger(), &system(), self.app().library(), &before, now).await?;
        let names = Arc::new(names);
        *self.shared.names.lock().unwrap_or_else(PoisonError::into_inner) = (now, Arc::clone(&names));
        Ok(names)
    }

    /// Names are read again at the next request.
    pub(crate) fn forget_names(&self) {
        *self.shared.names.lock().unwrap_or_else(PoisonError::into_inner) = (i64::MIN, Arc::default());
    }

    /// The book in force with its prose, compiled at the first look; whoever looks meanwhile waits for it.
    pub(crate) async fn documents(&self) -> Result<Arc<Documents>, Problem> {
        let hash = self.library()?.hash().to_owned();
        let mut kept = self.shared.documents.lock().await;
        if let Some(documents) = kept.as_ref().filter(|documents| documents.hash == hash) {
            return Ok(Arc::clone(documents));
        }
        let books = self.app().books().cloned();
        let compiled = aside(move || -> anyhow::Result<Arc<Documents>> {
            let sources = server::books::sources(books.as_deref())?;
            Ok(Documents::compile(hash, sources))
        });
        let documents = compiled.await?.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "规则文稿读取失败");
            let detail = "规则文稿暂时不能读取。请稍后重试；持续出现时，请系统管理员检查规则目录。";
            Problem::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "WB-BOOKS", detail)
        })?;
        *kept = Some(Arc::clone(&documents));
        Ok(documents)
    }

    /// There may be a job to do.
    pub(crate) fn wake_worker(&self) {
        self.shared.work.notify_one();
    }

    /// Until there may be a job, at most so long.
    pub(crate) async fn rest(&self, most: Duration) {
        // That nobody woke the worker is no error: it looks by itself.
        let _ = tokio::time::timeout(most, self.shared.work.notified()).await;
    }

    /// True at the first look of a minute.
    pub(crate) fn is_new_minute(&self, now: Moment) -> bool {
        let minute = now.epoch_seconds().div_euclid(60);
        let mut seen = self.shared.minute.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *seen, minute) != minute
    }

    /// True at the first look of a day.
    pub(crate) fn is_new_day(&self, today: Day) -> bool {
        let mut seen = self.shared.day.lock().unwrap_or_else(PoisonError::into_inner);
        seen.replace(today) != Some(today)
    }
}

/// The settings that hold the arrangement of a year: `calendar.2027`.
pub(crate) const CALENDAR: &str = "calendar.";

fn shipped_calendar() -> anyhow::Result<WorkCalendar> {
    Ok(WorkCalendar::shipped()?)
}
