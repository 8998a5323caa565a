//! 运行指标 · What the service counts, in the Prometheus text format, and how
//! log lines are written. Labels are rule codes, stages and fixed words; a
//! person, an institution or a text of a message never becomes a label.

mod degraded;

pub use degraded::Degraded;

use domain::{Action, Stage};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::StoreCounts;
use tracing_subscriber::EnvFilter;

/// Upper bounds of the latency histogram, in seconds; 0.3 is our own deadline, 0.5 the target.
const LATENCY_BOUNDS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 5.0];

/// One label: the outcome of something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StageOutcome {
    stage: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StageReason {
    stage: &'static str,
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OnlyStage {
    stage: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RuleAction {
    rule: String,
    action: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OnlyRule {
    rule: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Hash {
    hash: String,
}

/// What a call asked for, as a label.
pub fn stage_word(stage: Option<Stage>) -> &'static str {
    match stage {
        Some(Stage::Prescribing) => "3101",
        Some(Stage::Settlement) => "3102",
        Some(Stage::Audit) => "audit",
        None => "other",
    }
}

fn action_word(action: Action) -> &'static str {
    match action {
        Action::Pass => "pass",
        Action::Record => "record",
        Action::Remind => "remind",
        Action::ReasonRequired => "reason_required",
        Action::SelfPay => "self_pay",
        Action::Block => "block",
    }
}

/// All metrics of the service. Cheap to use from every call at once.
#[derive(Debug)]
pub struct Telemetry {
    registry: Registry,
    calls: Family<StageOutcome, Counter>,
    latency: Family<OnlyStage, Histogram, fn() -> Histogram>,
    findings: Family<RuleAction, Counter>,
    not_evaluable: Family<OnlyRule, Counter>,
    degraded: Family<StageReason, Counter>,
    denied: Family<Outcome, Counter>,
    feedback: Family<Outcome, Counter>,
    guard_trips: Family<OnlyRule, Counter>,
    reloads: Family<Outcome, Counter>,
    book: Family<Hash, Gauge>,
    book_rules: Gauge,
    book_problems: Gauge,
    overflow: Counter,
    record_lost: Counter,
    store_queue: Gauge,
    history_dropped_encounters: Counter,
    history_dropped_lines: Counter,
    store_damaged_rows: Counter,
    wire_notes: Counter,
}

fn latency_histogram() -> Histogram {
    Histogram::new(LATENCY_BOUNDS)
}

impl Default for Telemetry {
    fn default() -> Self {
        let mut telemetry = Self {
            registry: Registry::with_prefix("mingjing"),
            calls: Family::default(),
            latency: Family::new_with_constructor(latency_histogram),
            findings: Family::default(),
            not_evaluable: Family::default(),
            degraded: Family::default(),
            denied: Family::default(),
            feedback: Family::default(),
            guard_trips: Family::default(),
            reloads: Family::default(),
            book: Family::default(),
            book_rules: Gauge::default(),
            book_problems: Gauge::default(),
            overflow: Counter::default(),
            record_lost: Counter::default(),
            store_queue: Gauge::default(),
            history_dropped_encounters: Counter::default(),
            history_dropped_lines: Counter::default(),
            store_damaged_rows: Counter::default(),
            wire_notes: Counter::default(),
        };
        // An alert on a series that never was would never fire.
        for stage in [Stage::Prescribing, Stage::Settlement] {
            for reason in Degraded::ALL {
                let labels = StageReason {
                    stage: stage_word(Some(stage)),
                    reason: reason.word(),
                };
                telemetry.degraded.get_or_create(&labels).inc_by(0);
            }
        }
        let registry = &mut telemetry.registry;
        registry.register("calls", "Calls by stage and outcome", telemetry.calls.clone());
        registry.register(
            "call_seconds",
            "Seconds from the complete request to the reply",
            telemetry.latency.clone(),
        );
        registry.register(
            "findings",
            "Findings by rule and action, as they were replied",
            telemetry.findings.clone(),
        );
        registry.register(
            "not_evaluable",
            "Rules that could not be judged",
            telemetry.not_evaluable.clone(),
        );
        registry.register(
            "degraded",
            "Calls answered with less than a full review, once by each reason",
            telemetry.degraded.clone(),
        );
        registry.register(
            "denied",
            "Calls turned away, by what was wrong",
            telemetry.denied.clone(),
        );
        registry.register(
            "feedback",
            "Feedback on findings, with and without a reason",
            telemetry.feedback.clone(),
        );
        registry.register(
            "guard_trips",
            "Blocks held back by the hourly bound",
            telemetry.guard_trips.clone(),
        );
        registry.register("reloads", "Book reloads by outcome", telemetry.reloads.clone());
        registry.register("book_info", "Content hash of the book in force", telemetry.book.clone());
        registry.register(
            "book_rules",
            "Rules in the national layer in force",
            telemetry.book_rules.clone(),
        );
        registry.register(
            "book_problems",
            "Defects in the book in force",
            telemetry.book_problems.clone(),
        );
        registry.register(
            "record_overflow",
            "Calls whose record was dropped",
            telemetry.overflow.clone(),
        );
        registry.register(
            "record_lost",
            "Calls whose record was lost in a failed write",
            telemetry.record_lost.clone(),
        );
        registry.register(
            "store_queue",
            "Records waiting to be written",
            telemetry.store_queue.clone(),
        );
        registry.register(
            "history_dropped_encounters",
            "Encounters forgotten at a person's bounds",
            telemetry.history_dropped_encounters.clone(),
        );
        registry.register(
            "history_dropped_lines",
            "Lines forgotten of single encounters beyond a person's bound",
            telemetry.history_dropped_lines.clone(),
        );
        registry.register(
            "store_damaged_rows",
            "Damaged rows met while writing",
            telemetry.store_damaged_rows.clone(),
        );
        registry.register(
            "wire_notes",
            "Oddities tolerated in requests",
            telemetry.wire_notes.clone(),
        );
        telemetry
    }
}

impl Telemetry {
    /// One answered call and how long it took.
    pub fn call(&self, stage: &'static str, outcome: &'static str, took: Duration) {
        self.calls.get_or_create(&StageOutcome { stage, outcome }).inc();
        self.latency
            .get_or_create(&OnlyStage { stage })
            .observe(took.as_secs_f64());
    }

    /// One finding and what was done about it, as it was replied.
    pub fn finding(&self, rule: &str, action: Action) {
        self.findings
            .get_or_create(&RuleAction {
                rule: rule.to_owned(),
                action: action_word(action),
            })
            .inc();
    }

    /// One rule that could not be judged.
    pub fn not_evaluable(&self, rule: &str) {
        self.not_evaluable
            .get_or_create(&OnlyRule { rule: rule.to_owned() })
            .inc();
    }

    /// One call that got less than a full review.
    pub fn degraded(&self, stage: &'static str, reason: Degraded) {
        self.degraded
            .get_or_create(&StageReason {
                stage,
                reason: reason.word(),
            })
            .inc();
    }

    /// One call that was turned away.
    pub fn denied(&self, reason: &'static str) {
        self.denied.get_or_create(&Outcome { outcome: reason }).inc();
    }

    /// One piece of feedback.
    pub fn feedback(&self, outcome: &'static str) {
        self.feedback.get_or_create(&Outcome { outcome }).inc();
    }

    /// One block that the hourly bound held back.
    pub fn guard_trip(&self, rule: &str) {
        self.guard_trips
            .get_or_create(&OnlyRule { rule: rule.to_owned() })
            .inc();
    }

    /// One attempt to load the book.
    pub fn reload(&self, outcome: &'static str) {
        self.reloads.get_or_create(&Outcome { outcome }).inc();
    }

    /// The book that came into force.
    pub fn book(&self, hash: &str, rules: usize, problems: usize) {
        self.book.clear();
        self.book.get_or_create(&Hash { hash: hash.to_owned() }).set(1);
        self.book_rules.set(i64::try_from(rules).unwrap_or(i64::MAX));
        self.book_problems.set(i64::try_from(problems).unwrap_or(i64::MAX));
    }

    /// One call whose record found no room in the queue.
    pub fn overflow(&self) {
        self.overflow.inc();
    }

    /// Oddities of requests that were tolerated.
    pub fn wire_notes(&self, count: usize) {
        self.wire_notes.inc_by(count as u64);
    }

    /// The exposition text, with what the store counts itself.
    pub fn render(&self, store: &StoreCounts) -> String {
        for (counter, count) in [
            (&self.record_lost, store.lost),
            (&self.history_dropped_encounters, store.dropped_encounters),
            (&self.history_dropped_lines, store.dropped_lines),
            (&self.store_damaged_rows, store.damaged_rows),
        ] {
            counter.inner().store(count, Ordering::Relaxed);
        }
        self.store_queue.set(i64::try_from(store.queue_len).unwrap_or(i64::MAX));
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// 不因日志而停 · A writer that loses what cannot be written (a full disk, a closed pipe) and says nothing.
#[derive(Debug)]
pub struct NeverFails<W>(pub W);

impl<W: Write> Write for NeverFails<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let _ = self.0.write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}

/// Starts logging to standard error as JSON lines, at the level in `MINGJING_LOG` (`info` if unset).
/// A second start keeps the first.
pub fn start_logging() {
    let filter = EnvFilter::try_from_env("MINGJING_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        // A line that cannot be written is lost; who prints about it where nothing can be printed dies of it.
        .log_internal_errors(false)
        .with_writer(|| NeverFails(std::io::stderr()));
    // Fails only where logging was started before.
    let _ = lines.try_init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_is_lost_and_nothing_else() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        assert!((&full).write_all(b"x").is_err());
        let mut writer = NeverFails(full);
        assert_eq!(writer.write(b"a line\n").unwrap(), 7);
        writer.flush().unwrap();
    }

    #[test]
    fn everything_that_was_counted_is_shown() {
        let telemetry = Telemetry::default();
        telemetry.call("3101", "findings", Duration::from_millis(3));
        telemetry.finding("GZ1", Action::Block);
        telemetry.degraded("3102", Degraded::Deadline);
        telemetry.guard_trip("GZ1");
        telemetry.book("aaa", 10, 0);
        telemetry.book("bbb", 11, 1);
        telemetry.overflow();
        let text = telemetry.render(&StoreCounts {
            queue_len: 7,
            lost: 3,
            dropped_encounters: 4,
            dropped_lines: 5,
            damaged_rows: 6,
            ..StoreCounts::default()
        });
        for line in [
            "mingjing_calls_total{stage=\"3101\",outcome=\"findings\"} 1",
            "mingjing_call_seconds_bucket{le=\"0.005\",stage=\"3101\"} 1",
            "mingjing_findings_total{rule=\"GZ1\",action=\"block\"} 1",
            "mingjing_degraded_total{stage=\"3102\",reason=\"deadline\"} 1",
            "mingjing_guard_trips_total{rule=\"GZ1\"} 1",
            "mingjing_book_info{hash=\"bbb\"} 1",
            "mingjing_record_overflow_total 1",
            "mingjing_record_lost_total 3",
            "mingjing_store_queue 7",
            "mingjing_history_dropped_encounters_total 4",
            "mingjing_history_dropped_lines_total 5",
            "mingjing_store_damaged_rows_total 6",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(!text.contains("aaa"));
    }
}
