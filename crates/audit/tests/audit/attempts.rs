//! Buckets that others finish for a run: adopted whole, once, and only from the same run.

use crate::setting::{Written, audit, content, library};
use audit::Snapshot;
use audit::run::{AuditError, PreparedAudit, RunFolder, RunManifest, RunOptions, Tally, rules_of};
use rulebook::Library;
use std::sync::Arc;

#[test]
fn buckets_that_others_finish_make_the_same_folder() {
    let written = Written::new(31, 6_000);
    let lake = written.lake("lake", 3);
    let snapshot = lake.snapshot();
    let (straight, out) = (written.path("straight"), written.path("out"));
    audit(&snapshot, &RunOptions::default(), &straight);

    let manifest = RunManifest::of(&snapshot, library(), &RunOptions::default());
    let folder = RunFolder::open(&out, &manifest, false).unwrap();
    folder.depend_on_lake(&snapshot).unwrap();
    folder.invite(&snapshot.to_bytes().unwrap(), &[0, 1, 2]).unwrap();
    let theirs = RunFolder::of_another(&out);
    let address = written.path("lake").display().to_string();
    let pinned = Snapshot::pinned(&address, &theirs.invited_to().unwrap()).unwrap();
    let prepared = PreparedAudit::new(&pinned, library(), &manifest).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let attempt = |bucket, name: &str| {
        let attempt = prepared.attempt(bucket, name, &theirs, Arc::default());
        runtime.block_on(attempt).unwrap()
    };
    attempt(0, "one TID job/1.0/2.0");
    attempt(0, "another");
    attempt(1, "torn");
    attempt(2, "one");
    let torn = out.join("attempts/001.torn.parquet");
    let whole = std::fs::read(&torn).unwrap();
    std::fs::write(&torn, &whole[..whole.len() / 2]).unwrap();

    let mut tally = Tally::new(&snapshot);
    let adopted = folder.take_attempts().unwrap();
    adopted.iter().for_each(|done| tally.add(done));
    let buckets: Vec<u32> = adopted.iter().map(|done| done.bucket).collect();
    assert_eq!(buckets, [0, 2]);
    assert_eq!(folder.buckets(3).unwrap().1, [1]);
    assert!(theirs.has(0) && !theirs.has(1));
    attempt(1, "again");
    folder.take_attempts().unwrap().iter().for_each(|done| tally.add(done));
    folder.dismiss().unwrap();
    let rules = rules_of(&snapshot, library(), &RunOptions::default()).unwrap();
    folder.complete(&tally.report(manifest, rules, 0)).unwrap();
    assert_eq!(content(&out), content(&straight));
    assert!(!out.join("attempts").exists());
}

#[test]
fn a_statement_of_a_bucket_that_is_to_be_done_again_is_withdrawn() {
    let written = Written::new(32, 3_000);
    let lake = written.lake("lake", 2);
    let out = written.path("out");
    audit(&lake.snapshot(), &RunOptions::default(), &out);
    std::fs::write(out.join("findings/bucket-001.parquet"), "half").unwrap();
    let manifest = RunManifest::of(&lake.snapshot(), library(), &RunOptions::default());
    let folder = RunFolder::open(&out, &manifest, true).unwrap();
    let (_, missing) = folder.buckets(2).unwrap();
    assert_eq!(missing, [1]);
    assert!(folder.has(1));
    folder.invite(&lake.snapshot().to_bytes().unwrap(), &missing).unwrap();
    assert!(folder.has(0) && !folder.has(1));
}

#[test]
fn another_book_or_another_state_is_refused() {
    let written = Written::new(33, 3_000);
    let lake = written.lake("lake", 2);
    let manifest = RunManifest::of(&lake.snapshot(), library(), &RunOptions::default());
    let (other, _) = Library::compile(&[]);
    let refused = PreparedAudit::new(&lake.snapshot(), &Arc::new(other), &manifest).unwrap_err();
    assert!(matches!(refused, AuditError::NotThatRun("规则库版本")), "{refused}");
    let other = written.lake("other", 3);
    let refused = PreparedAudit::new(&other.snapshot(), library(), &manifest).unwrap_err();
    assert!(matches!(refused, AuditError::NotThatRun("数据湖内容")), "{refused}");
}
