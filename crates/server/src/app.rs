//! What every call shares: the configuration, the book in force, the store, the
//! counters. Built once, cloned cheaply, swapped in part while calls run.

use crate::advice::Adviser;
use crate::call_number::{CallNumber, CallNumbers};
use crate::config::Config;
use crate::guard::Guard;
use crate::judge::Reviewer;
use crate::monitor::Monitor;
use crate::telemetry::Telemetry;
use crate::visit_memo::VisitMemo;
use arc_swap::ArcSwapOption;
use domain::Moment;
use rulebook::{Library, PaymentStops, Problem, ProblemLevel, SourceFile};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};
use store::{Store, StoreOptions};
use tokio::sync::{Notify, Semaphore, watch};

/// The running service.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

/// Room for long bodies, in bytes: whoever sends them has not proved himself yet.
const BODY_ROOM_BYTES: usize = 256 << 20;

struct Shared {
    config: Config,
    books: Option<PathBuf>,
    library: ArcSwapOption<Library>,
    /// when it came into force, in Unix seconds
    library_since: AtomicI64,
    payment_stops: ArcSwapOption<PaymentStops>,
    adviser: OnceLock<Arc<dyn Adviser>>,
    store: OnceLock<Store>,
    telemetry: Telemetry,
    monitor: Monitor,
    guard: Guard,
    visit_memo: VisitMemo,
    reviewer: Reviewer,
    permits: Arc<Semaphore>,
    body_room: Arc<Semaphore>,
    reload: Notify,
    stopping: watch::Sender<bool>,
    /// replies so far
    replies: AtomicU64,
    call_numbers: CallNumbers,
    /// when this process began, in Unix seconds
    started: i64,
}

/// What became of an attempt to bring a book into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// it is in force
    InForce,
    /// it is the one already in force
    Unchanged,
    /// it has errors, or no rule at all; the one before stays in force
    Refused {
        /// how many errors
        errors: usize,
    },
}

impl App {
    /// A service that has neither book nor store yet; both may be handed in while it already listens.
    pub fn new(config: Config, books: Option<PathBuf>) -> Self {
        Self::with_reviewer(config, books, rulebook::review)
    }

    /// As [`App::new`], with another reviewer than the rulebook's own.
    pub fn with_reviewer(config: Config, books: Option<PathBuf>, reviewer: Reviewer) -> Self {
        let shared = Shared {
            books,
            library: ArcSwapOption::empty(),
            library_since: AtomicI64::new(0),
            payment_stops: ArcSwapOption::empty(),
            adviser: OnceLock::new(),
            store: OnceLock::new(),
            telemetry: Telemetry::default(),
            monitor: Monitor::default(),
            guard: Guard::new(config.guard.blocks_per_rule_hour),
            visit_memo: VisitMemo::default(),
            reviewer,
            permits: Arc::new(Semaphore::new(config.server.calls_max)),
            body_room: Arc::new(Semaphore::new(BODY_ROOM_BYTES)),
            reload: Notify::new(),
            stopping: watch::Sender::new(false),
            replies: AtomicU64::new(0),
            call_numbers: CallNumbers::default(),
            started: unix_now(),
            config,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// The folder the book comes from; none where it is the one in the program.
    pub fn books(&self) -> Option<&PathBuf> {
        self.shared.books.as_ref()
    }

    /// The book in force; a call keeps the one it began with.
    pub fn library(&self) -> Option<Arc<Library>> {
        self.shared.library.load_full()
    }

    /// Whose services are not paid, as who keeps it said last; none where nobody has said it.
    pub fn payment_stops(&self) -> Option<Arc<PaymentStops>> {
        self.shared.payment_stops.load_full()
    }

    /// Says whose services are not paid; calls that began keep what they began with.
    pub fn set_payment_stops(&self, stops: PaymentStops) {
        self.shared.payment_stops.store(Some(Arc::new(stops)));
    }

    /// Who has something to say about orders beside the book, where there is somebody.
    pub(crate) fn adviser(&self) -> Option<&dyn Adviser> {
        self.shared.adviser.get().map(|adviser| &**adviser)
    }

    /// Names who has something to say about orders beside the book; the first one stays.
    pub fn attach_adviser(&self, adviser: Arc<dyn Adviser>) {
        if self.shared.adviser.set(adviser).is_err() {
            tracing::warn!("开立时的其他提醒已经接入，继续使用原来的");
        }
    }

    /// The store, once it is open.
    pub fn store(&self) -> Option<&Store> {
        self.shared.store.get()
    }

    /// Hands in the store; the first one stays. Where the configuration says from which day on
    /// histories are complete, the store is told and it is waited for; not for an async thread.
    pub fn attach_store(&self, store: Store) {
        if let Some(day) = self.config().history.complete_from
            && let Err(error) = store.declare_known_since(day)
        {
            // Rules that look further back stay not evaluable, which is safe.
            tracing::error!(store.error = %error, "既往完整起始日未能写入实时库，按原起始日审核");
        }
        match store.last_call() {
            Ok(last) => last.iter().for_each(|last| self.shared.call_numbers.go_on_behind(last)),
            Err(error) => tracing::error!(store.error = %error, "读不出最后一次调用的编号，编号从当前时间开始"),
        }
        // A second store is closed again by being dropped.
        let _ = self.shared.store.set(store);
    }

    /// The limits under which the store is opened.
    pub fn store_options(&self) -> StoreOptions {
        self.config().history.store_options()
    }

    /// The counters.
    pub fn telemetry(&self) -> &Telemetry {
        &self.shared.telemetry
    }

    /// What each institution's calls came to of late.
    pub fn monitor(&self) -> &Monitor {
        &self.shared.monitor
    }

    /// The bound on blocks.
    pub(crate) fn guard(&self) -> &Guard {
        &self.shared.guard
    }

    /// Who judges.
    pub(crate) fn reviewer(&self) -> Reviewer {
        self.shared.reviewer
    }

    /// Room for one more call.
    pub(crate) fn permits(&self) -> Arc<Semaphore> {
        Arc::clone(&self.shared.permits)
    }

    /// Room for long bodies, in bytes, on all connections together.
    pub(crate) fn body_room(&self) -> &Arc<Semaphore> {
        &self.shared.body_room
    }

    /// When this process began, in Unix seconds; of what was used before it remembers nothing.
    pub(crate) fn started(&self) -> i64 {
        self.shared.started
    }

    /// Asks for a look at the books folder now.
    pub fn request_reload(&self) {
        self.shared.reload.notify_one();
    }

    /// Waits until somebody asks for a reload.
    pub async fn reload_requested(&self) {
        self.shared.reload.notified().await;
    }

    /// Tells whoever keeps an answer open that the service ends.
    pub fn stop(&self) {
        self.shared.stopping.send_replace(true);
    }

    /// Waits until the service ends.
    pub async fn stopping(&self) {
        // The sender lives as long as the application itself.
        let _ = self.shared.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    /// Since when the book in force is so in this process.
    pub fn library_since(&self) -> Option<Moment> {
        let since = self.shared.library_since.load(Ordering::Relaxed);
        self.library().map(|_| Moment::from_unix_seconds(since))
    }

    /// True once calls can be judged and recorded.
    pub fn is_ready(&self) -> bool {
        self.shared.library.load().is_some() && self.store().is_some()
    }

    /// Compiles a book and brings it into force. While another is in force, one with errors is
    /// refused, and one without a national rule, as a folder is that was moved away or is being copied. At the start there is nothing to fall back on: what could be read comes into
    /// force, and everything that could not is logged. CPU-bound; not for an async thread.
    pub fn publish(&self, sources: Vec<SourceFile>) -> Publication {
        let (library, problems) = Library::compile_to_judge(sources);
        log_problems(&problems);
        let errors = problems
            .iter()
            .filter(|problem| problem.level == ProblemLevel::Error)
            .count();
        let rules = library.national().rules().count();
        if let Some(in_force) = self.library() {
            if in_force.hash() == library.hash() {
                self.telemetry().reload("unchanged");
                return Publication::Unchanged;
            }
            if errors > 0 {
                tracing::error!(book.errors = errors, "规则库有错误，未发布，继续使用原规则库");
                self.telemetry().reload("refused");
                return Publication::Refused { errors };
            }
            if rules == 0 {
                tracing::error!("规则库中没有一条可用的规则，未发布，继续使用原规则库，请检查规则目录");
                self.telemetry().reload("refused");
                return Publication::Refused { errors };
            }
        } else if errors > 0 {
            tracing::error!(
                book.errors = errors,
                "规则库有错误，有错的文件或行未纳入，其余已启用，请尽快改正"
            );
        }
        tracing::info!(book.hash = library.hash(), book.rules = rules, "规则库已启用");
        self.telemetry().book(library.hash(), rules, errors);
        self.telemetry().reload("in_force");
        self.shared.library_since.store(unix_now(), Ordering::Relaxed);
        self.shared.library.store(Some(Arc::new(library)));
        Publication::InForce
    }

    /// A number that no other reply of this process has.
    pub(crate) fn next_sequence(&self) -> u64 {
        self.shared.replies.fetch_add(1, Ordering::Relaxed)
    }

    /// Which visits the store was told of already.
    pub(crate) fn visit_memo(&self) -> &VisitMemo {
        &self.shared.visit_memo
    }

    /// The number of one more call, behind those of all before.
    pub(crate) fn next_call_number(&self) -> CallNumber {
        let micros = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_micros();
        self.shared.call_numbers.next(u64::try_from(micros).unwrap_or(u64::MAX))
    }
}

/// The wall clock, in Beijing time.
pub fn now() -> Moment {
    Moment::from_unix_seconds(unix_now())
}

/// The wall clock, in Unix seconds.
pub(crate) fn unix_now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

/// Notices are counted, errors are written out, up to a number that still can be read.
fn log_problems(problems: &[Problem]) {
    const LOGGED_MAX: usize = 50;
    let errors = problems.iter().filter(|problem| problem.level == ProblemLevel::Error);
    for problem in errors.take(LOGGED_MAX) {
        tracing::error!(book.file = problem.file, book.line = problem.line, "{problem}");
    }
    let notices = problems
        .iter()
        .filter(|problem| problem.level == ProblemLevel::Notice)
        .count();
    if notices > 0 {
        tracing::info!(book.notices = notices, "规则库有提示，可用 mingjing rules lint 查看");
    }
}
