//! A run that was stopped, or whose folder was damaged, goes on and ends with the same bytes.

use crate::setting::{Written, audit, content, library};
use audit::models::{self, ModelError, ModelOptions};
use audit::run::{AuditError, FinishedRun, RunFolder, RunManifest, RunOptions, run};

#[test]
fn stopped_anywhere_and_resumed_it_ends_with_the_same_bytes() {
    let written = Written::new(11, 12_000);
    let lake = written.lake("lake", 6);
    let (snapshot, options) = (lake.snapshot(), RunOptions::default());
    let straight = written.path("straight");
    audit(&snapshot, &options, &straight);
    let expected = content(&straight);
    assert_eq!(expected.len(), 3 + 3 * 6);
    // Few at a time, so that most of those after the stop have not begun.
    let slowly = RunOptions {
        threads: 1,
        ..RunOptions::default()
    };
    for stop_after in 0..5 {
        let out = written.path(&format!("stopped{stop_after}"));
        let stopped = run(&snapshot, library(), &slowly, &out, false, &mut |progress| {
            progress.buckets.0 < stop_after
        });
        assert!(matches!(stopped, Err(AuditError::Stopped)), "{stopped:?}");
        assert!(!out.join("report.json").exists());
        let report = run(&snapshot, library(), &options, &out, true, &mut |_| true).unwrap();
        // One more may have been under way.
        assert!(
            (stop_after..=stop_after + 1).contains(&report.resumed),
            "{}",
            report.resumed
        );
        assert_eq!(content(&out), expected);
    }
}

#[test]
fn a_bucket_that_was_damaged_is_done_again() {
    let written = Written::new(12, 6_000);
    let lake = written.lake("lake", 3);
    let (snapshot, options) = (lake.snapshot(), RunOptions::default());
    let out = written.path("audit");
    audit(&snapshot, &options, &out);
    let expected = content(&out);
    let findings = out.join("findings");
    std::fs::write(findings.join("bucket-000.parquet"), "half").unwrap();
    std::fs::write(findings.join("bucket-001.json"), "{").unwrap();
    let report = run(&snapshot, library(), &options, &out, true, &mut |_| true).unwrap();
    assert_eq!(report.resumed, 1);
    assert_eq!(content(&out), expected);
}

#[test]
fn another_run_is_not_mixed_in() {
    let written = Written::new(13, 3_000);
    let lake = written.lake("lake", 2);
    let (snapshot, options) = (lake.snapshot(), RunOptions::default());
    let out = written.path("audit");
    audit(&snapshot, &options, &out);
    let again = |options: &RunOptions, resume| run(&snapshot, library(), options, &out, resume, &mut |_| true);
    assert!(matches!(again(&options, false), Err(AuditError::Exists(_))));
    let other = RunOptions {
        rules: vec!["GZ10000102014000".into()],
        ..RunOptions::default()
    };
    let error = again(&other, true).unwrap_err();
    assert!(matches!(error, AuditError::OtherRun { what: "规则", .. }), "{error}");
}

#[test]
fn buckets_of_who_knows_what_are_not_taken_over() {
    let written = Written::new(16, 3_000);
    let lake = written.lake("lake", 2);
    let (snapshot, options) = (lake.snapshot(), RunOptions::default());
    let out = written.path("audit");
    audit(&snapshot, &options, &out);
    std::fs::remove_file(out.join("run.json")).unwrap();
    let before = content(&out);
    for resume in [false, true] {
        let error = run(&snapshot, library(), &options, &out, resume, &mut |_| true).unwrap_err();
        assert!(matches!(error, AuditError::Nameless(_)), "{error}");
    }
    assert_eq!(content(&out), before, "nothing is touched");
}

#[test]
fn what_a_killed_run_left_half_written_is_swept() {
    let written = Written::new(17, 3_000);
    let lake = written.lake("lake", 2);
    let (snapshot, options) = (lake.snapshot(), RunOptions::default());
    let out = written.path("audit");
    run(&snapshot, library(), &options, &out, false, &mut |_| false).unwrap_err();
    std::fs::create_dir_all(out.join("models")).unwrap();
    let halves = [".part-a", "findings/.part-b", "models/.part-c"].map(|name| out.join(name));
    for half in &halves {
        std::fs::write(half, "half").unwrap();
    }
    run(&snapshot, library(), &options, &out, true, &mut |_| true).unwrap();
    assert!(halves.iter().all(|half| !half.exists()));
}

#[test]
fn one_at_a_time_writes_into_a_folder() {
    let written = Written::new(19, 3_000);
    let lake = written.lake("lake", 2);
    let (snapshot, options) = (lake.snapshot(), RunOptions::default());
    let out = written.path("audit");
    let manifest = RunManifest::of(&snapshot, library(), &options);
    let first = RunFolder::open(&out, &manifest, false).unwrap();
    let copy = first.clone();
    drop(first);
    let half = out.join("findings/.part-of-the-first");
    std::fs::write(&half, "half").unwrap();
    for resume in [false, true] {
        let error = run(&snapshot, library(), &options, &out, resume, &mut |_| true).unwrap_err();
        assert!(matches!(error, AuditError::InUse(_)), "{error}");
        assert!(error.to_string().contains("另一个审核正在写入此文件夹"), "{error}");
    }
    let statistics = models::run(&snapshot, library(), &ModelOptions::default(), &out);
    assert!(
        matches!(statistics, Err(ModelError::Out(AuditError::InUse(_)))),
        "{statistics:?}"
    );
    assert!(half.exists(), "what the first is writing stays");
    // Who finishes buckets for it, and who reads, keeps nobody off and is not kept off.
    let (others, read) = (RunFolder::of_another(&out), FinishedRun::open(&out));
    assert!(!others.has(0));
    assert!(matches!(read, Err(AuditError::Unfinished(_))), "{read:?}");
    drop(copy);
    run(&snapshot, library(), &options, &out, true, &mut |_| true).unwrap();
    assert!(!half.exists());
    let read = FinishedRun::open(&out).unwrap();
    models::run(&snapshot, library(), &ModelOptions::default(), &out).unwrap();
    assert_eq!(*read.manifest(), manifest);
}

#[test]
fn a_damaged_lake_is_named_and_the_other_buckets_stay() {
    let written = Written::new(14, 6_000);
    let lake = written.lake("lake", 3);
    let snapshot = lake.snapshot();
    let part = snapshot.parts(audit::LakeTable::FeeLines, 1)[0].path.clone();
    let path = written.path("lake").join(part);
    let sound = std::fs::read(&path).unwrap();
    let mut torn = sound.clone();
    let middle = torn.len() / 3;
    torn[middle..middle + 64].fill(0xA5);
    std::fs::write(&path, torn).unwrap();
    let out = written.path("audit");
    let options = RunOptions {
        threads: 1,
        ..RunOptions::default()
    };
    let error = run(&snapshot, library(), &options, &out, false, &mut |_| true).unwrap_err();
    assert!(matches!(error, AuditError::Bucket { bucket: 1, .. }), "{error}");
    assert!(error.to_string().contains("--resume"));
    std::fs::write(&path, sound).unwrap();
    let report = run(&snapshot, library(), &options, &out, true, &mut |_| true).unwrap();
    assert!(report.resumed >= 1);
}

#[test]
fn a_part_of_another_shape_is_named() {
    let written = Written::new(15, 3_000);
    let lake = written.lake("lake", 2);
    let snapshot = lake.snapshot();
    let part = |table| written.path("lake").join(&snapshot.parts(table, 1)[0].path);
    std::fs::copy(part(audit::LakeTable::Diagnoses), part(audit::LakeTable::FeeLines)).unwrap();
    let run = |out: &str| {
        run(
            &snapshot,
            library(),
            &RunOptions::default(),
            &written.path(out),
            false,
            &mut |_| true,
        )
    };
    let error = run("audit").unwrap_err();
    assert!(matches!(error, AuditError::Bucket { bucket: 1, .. }), "{error}");
    // Sound Parquet, but not of this table: the hash tells.
    let verified = lake.verify().unwrap();
    assert!(
        verified.problems.iter().any(|problem| problem.contains("fee_lines")),
        "{verified}"
    );
}
