//! The evaluator alone, without HTTP and store.

use super::message;
use domain::{HistoryReach, Record, Stage};
use rulebook::{Library, ReviewOptions, review};
use server::wire::{Body, CallerProfile, decode};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Prints the cost of compiling and of reviewing, with and without explanation.
pub fn print() {
    let sources = server::books::embedded();
    let began = Instant::now();
    let (library, _) = Library::compile(&sources);
    let book = library.national();
    println!(
        "\n## 求值器\n\n规则库编译 {} 毫秒：{} 条规则，{} 知识行，{} 编码",
        began.elapsed().as_millis(),
        book.rules().count(),
        book.row_count(),
        book.item_key_count()
    );
    let message = message::body(7);
    let decoding = per_call(|| {
        black_box(decode(black_box(message.as_bytes()), &CallerProfile::default()).is_ok());
    });
    let Ok(envelope) = decode(message.as_bytes(), &CallerProfile::default()) else {
        return;
    };
    let Body::Review(request) = envelope.body else { return };
    let Some(patient) = request.patients.into_iter().next() else {
        return;
    };
    let mut whole = patient.record;
    whole.history = HistoryReach::Since(domain::Day::from_epoch_days(0));
    let mut single = whole.clone();
    single.lines.truncate(1);
    let silent = ReviewOptions {
        explain: false,
        ..ReviewOptions::default()
    };
    let explained = ReviewOptions::default();
    let time = |record: &Record, options: &ReviewOptions| {
        per_call(|| {
            black_box(review(book, black_box(record), Stage::Prescribing, options));
        })
    };
    let (one, one_silent) = (time(&single, &explained), time(&single, &silent));
    let (all, all_silent) = (time(&whole, &explained), time(&whole, &silent));
    let findings = review(book, &whole, Stage::Prescribing, &explained).findings.len();
    println!("解析一个报文 {:.1} 微秒\n", micros(decoding));
    println!("| 记录 | 带解释 微秒 | 不带解释 微秒 | 比 |\n|---|--:|--:|--:|");
    println!(
        "| 一行医嘱（违规） | {:.1}（要求 ≤ 20） | {:.1} | {:.2}（要求 ≤ 2） |",
        micros(one),
        micros(one_silent),
        ratio(one, one_silent)
    );
    println!(
        "| {} 行医嘱，{findings} 条疑点 | {:.1} | {:.1} | {:.2}（要求 ≤ 2） |",
        whole.lines.len(),
        micros(all),
        micros(all_silent),
        ratio(all, all_silent)
    );
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

/// The best of several rounds, so that another process on the machine does not count.
fn per_call(mut call: impl FnMut()) -> Duration {
    const CALLS: u32 = 2_000;
    (0..12)
        .map(|_| {
            let began = Instant::now();
            for _ in 0..CALLS {
                call();
            }
            began.elapsed() / CALLS
        })
        .min()
        .unwrap_or_default()
}
