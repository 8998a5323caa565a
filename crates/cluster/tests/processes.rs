//! The cluster as real processes on the loopback: it finds what one process finds, byte for byte,
//! whoever dies on the way.
#![cfg(unix)]

#[path = "processes/certificates.rs"]
mod certificates;
#[path = "processes/process.rs"]
mod process;
#[path = "processes/setting.rs"]
mod setting;

use process::wait_until;
use setting::{BUCKETS, Setting};

#[test]
fn two_executors_find_what_one_process_finds() {
    let setting = Setting::new(21);
    let _scheduler = setting.scheduler(&[]);
    let executors = [setting.executor("first", &[]), setting.executor("second", &[])];
    let (code, told) = setting.submit(&[]).end(180);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("沿用已完成的 0 个分桶"), "{told}");
    setting.assert_same();
    for executor in &executors {
        assert!(executor.log().contains("分桶审核完成"), "{}", executor.log());
    }
}

#[test]
fn an_executor_that_dies_is_replaced() {
    let setting = Setting::new(22);
    let _scheduler = setting.scheduler(&["--executor-timeout", "10"]);
    let first = setting.executor("first", &[]);
    let client = setting.submit(&[]);
    wait_until("a bucket is finished", 120, || setting.finished() > 0);
    // Held still first, so that it dies with work in hand.
    first.signal("STOP");
    assert!(setting.finished() < BUCKETS);
    first.signal("KILL");
    let _second = setting.executor("second", &[]);
    let (code, told) = client.end(180);
    assert_eq!(code, 1, "{told}");
    setting.assert_same();
}

#[test]
fn a_scheduler_that_dies_costs_nothing_that_was_finished() {
    let setting = Setting::new(23);
    let scheduler = setting.scheduler(&[]);
    let executors = [setting.executor("first", &[]), setting.executor("second", &[])];
    let client = setting.submit(&[]);
    wait_until("a bucket is finished", 120, || setting.finished() > 0);
    executors.iter().for_each(|executor| executor.signal("STOP"));
    scheduler.signal("KILL");
    scheduler.end(10);
    let (code, told) = client.end(60);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("失去联系") && told.contains("--resume"), "{told}");
    assert!(!setting.is_complete());
    executors.iter().for_each(|executor| executor.signal("CONT"));
    let _again = setting.scheduler(&[]);
    // The run is there, and is not taken for a new one.
    let (code, told) = setting.submit(&[]).end(60);
    assert_eq!(code, 2, "{told}");
    let (code, told) = setting.submit(&["--resume"]).end(180);
    assert_eq!(code, 1, "{told}");
    assert!(!told.contains("沿用已完成的 0 个分桶"), "{told}");
    setting.assert_same();
}

#[test]
fn a_cancelled_audit_goes_on_later_and_an_executor_stops_in_peace() {
    let setting = Setting::new(24);
    let _scheduler = setting.scheduler(&[]);
    let executor = setting.executor("first", &[]);
    let client = setting.submit(&[]);
    wait_until("a bucket is finished", 120, || setting.finished() > 0);
    client.signal("INT");
    let (code, told) = client.end(60);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("已按要求取消"), "{told}");
    assert!(!setting.is_complete());
    executor.signal("TERM");
    let (code, told) = executor.end(60);
    assert_eq!(code, 0, "{told}");
    let _second = setting.executor("second", &[]);
    let (code, told) = setting.submit(&["--resume"]).end(180);
    assert_eq!(code, 1, "{told}");
    assert!(!told.contains("沿用已完成的 0 个分桶"), "{told}");
    setting.assert_same();
}

#[test]
fn with_certificates_strangers_are_refused() {
    let setting = Setting::new(25);
    let papers = certificates::Papers::new(setting.folder());
    let own: Vec<&str> = papers.arguments();
    let _scheduler = setting.scheduler(&own);
    let _executor = setting.executor("first", &own);
    let (code, told) = setting.submit(&[]).end(60);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("证书"), "{told}");
    // One that trusts the scheduler, but shows a certificate of another authority.
    let strangers = certificates::Papers::new(&setting.folder().join("strangers"));
    let foreign = [&own[..2], &strangers.arguments()[2..]].concat();
    let (code, told) = setting.submit(&[&["--resume"][..], &foreign].concat()).end(60);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("证书"), "{told}");
    assert_eq!(setting.finished(), 0);
    let (code, told) = setting.submit(&[&["--resume"][..], &own].concat()).end(180);
    assert_eq!(code, 1, "{told}");
    setting.assert_same();
}

#[test]
fn a_book_that_differs_is_refused_by_the_executor() {
    let setting = Setting::new(26);
    let books = setting.folder().join("books");
    setting::copy_book(&books);
    let _scheduler = setting.scheduler(&[]);
    let client = setting.submit(&["--books", books.to_str().unwrap()]);
    wait_until("the run is begun", 60, || {
        setting.folder().join("out/attempts/lake.json").exists()
    });
    // Somebody edits the shared book before any executor has read it.
    setting::touch_book(&books);
    let _executor = setting.executor("first", &[]);
    let (code, told) = client.end(120);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("规则库版本不同"), "{told}");
}
