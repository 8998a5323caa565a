//! The file itself: second openers, foreign and damaged files, copies taken while writing.

mod support;

use std::path::PathBuf;
use store::{Store, StoreError, StoreOptions};
use support::*;

fn file_of(dir: &tempfile::TempDir) -> PathBuf {
    dir.path().join("realtime.redb")
}

fn try_open(dir: &tempfile::TempDir) -> Result<Store, StoreError> {
    Store::open(dir.path(), StoreOptions::default())
}

/// A closed store with some of everything.
fn filled(dir: &tempfile::TempDir) {
    let store = open(dir.path());
    let mut seed = Seed(7);
    for n in 0..40 {
        let who = format!("P{n}");
        let (made, _) = any_visit(&mut seed, &who, 3, 12);
        let call = call(&format!("C{n}"), &who, "E0", "2026-03-04 08:00:00");
        store
            .submit(entry(call, Some(made), vec![finding("1", &["L0-0"])]))
            .unwrap();
    }
    store.flush().unwrap();
}

#[test]
fn a_file_in_the_place_of_the_directory_is_called_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    std::fs::write(&path, "x").unwrap();
    let error = Store::open(&path, StoreOptions::default()).err().unwrap();
    assert!(error.to_string().contains("不是文件夹"), "{error}");
}

#[test]
fn a_second_opener_is_told_who_is_in_the_way() {
    let dir = tempfile::tempdir().unwrap();
    let _first = open(dir.path());
    let second = try_open(&dir).err().unwrap();
    assert!(
        matches!(&second, StoreError::AlreadyOpen { path } if path.ends_with("realtime.redb")),
        "{second:?}"
    );
    assert!(second.to_string().contains("另一个进程"));
}

#[test]
fn a_file_of_somebody_else_is_refused_and_not_changed() {
    let dir = tempfile::tempdir().unwrap();
    let text = "这不是数据库。".repeat(4000);
    std::fs::write(file_of(&dir), &text).unwrap();
    let error = try_open(&dir).err().unwrap();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
    assert_eq!(std::fs::read_to_string(file_of(&dir)).unwrap(), text);
}

#[test]
fn another_programs_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    {
        let other = redb::Database::create(file_of(&dir)).unwrap();
        let writing = other.begin_write().unwrap();
        writing
            .open_table(redb::TableDefinition::<u64, u64>::new("somebody"))
            .unwrap();
        writing.commit().unwrap();
    }
    let error = try_open(&dir).err().unwrap();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
}

#[test]
fn a_file_that_was_never_finished_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("realtime.new"), [0; 8192]).unwrap();
    let store = open(dir.path());
    assert!(file_of(&dir).exists() && !dir.path().join("realtime.new").exists());
    store.verify().unwrap();
}

#[test]
fn two_that_start_together_make_one_file() {
    let dir = tempfile::tempdir().unwrap();
    let start = std::sync::Barrier::new(4);
    let opened: Vec<Result<Store, StoreError>> = std::thread::scope(|scope| {
        let start_one = || {
            start.wait();
            try_open(&dir)
        };
        let starting: Vec<_> = (0..4).map(|_| scope.spawn(start_one)).collect();
        starting.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(opened.iter().filter(|one| one.is_ok()).count(), 1);
    for refused in opened.iter().filter_map(|one| one.as_ref().err()) {
        assert!(matches!(refused, StoreError::AlreadyOpen { .. }), "{refused:?}");
    }
}

#[test]
fn a_file_of_a_newer_program_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    filled(&dir);
    {
        let file = redb::Database::create(file_of(&dir)).unwrap();
        let writing = file.begin_write().unwrap();
        let meta = redb::TableDefinition::<&str, u64>::new("meta");
        writing
            .open_table(meta)
            .unwrap()
            .insert("mingjing.realtime.format", 9)
            .unwrap();
        writing.commit().unwrap();
    }
    assert_eq!(try_open(&dir).err(), Some(StoreError::Newer { found: 9, known: 2 }));
}

#[test]
fn a_directory_that_cannot_be_made_is_unavailable() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("occupied"), "").unwrap();
    let error = Store::open(&dir.path().join("occupied/below"), StoreOptions::default())
        .err()
        .unwrap();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}

#[test]
fn a_torn_value_is_an_error_and_spares_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut marked = finding("MARKED", &[]);
    marked.sentence = "MARKED-SENTENCE".to_owned();
    let mut place = encounter("E", "2026-03-04 08:00:00");
    place.department_name = "MARKED-DEPARTMENT".into();
    let at = "2026-03-04 08:00:00";
    store
        .submit(entry(
            call("C1", "P", "E", at),
            Some(visit("P", vec![place], vec![], true)),
            vec![marked],
        ))
        .unwrap();
    let other = visit("Q", vec![encounter("E", at)], vec![], true);
    store
        .submit(entry(
            call("C2", "Q", "E", at),
            Some(other),
            vec![finding("OTHER", &[])],
        ))
        .unwrap();
    drop(store);

    let mut bytes = std::fs::read(file_of(&dir)).unwrap();
    for mark in ["MARKED-SENTENCE", "MARKED-DEPARTMENT"] {
        let places: Vec<usize> = bytes
            .windows(mark.len())
            .enumerate()
            .filter(|(_, w)| *w == mark.as_bytes())
            .map(|(at, _)| at)
            .collect();
        assert!(!places.is_empty());
        places.into_iter().for_each(|place| bytes[place + 3] ^= 0x04);
    }
    std::fs::write(file_of(&dir), bytes).unwrap();

    let store = open(dir.path());
    let torn = store.finding(&jr("C1", "MARKED")).err().unwrap();
    assert!(matches!(torn, StoreError::DamagedRow { table: "调用", .. }), "{torn:?}");
    let torn = history_since(&store, "P", "2026-01-01").err().unwrap();
    assert!(matches!(torn, StoreError::DamagedRow { table: "就诊", .. }), "{torn:?}");
    assert!(store.finding(&jr("C2", "OTHER")).unwrap().is_some());
    assert_eq!(history(&store, "Q").encounters.len(), 1);

    let again = visit("P", vec![encounter("E", at)], vec![], true);
    store
        .submit(entry(call("C3", "P", "E", at), Some(again), vec![]))
        .unwrap();
    store.flush().unwrap();
    assert_eq!(
        (store.counts().calls, store.counts().damaged_rows),
        (3, 1),
        "the call is recorded all the same"
    );
    assert!(store.verify().is_err());
}

#[test]
fn random_damage_never_panics_and_never_lies() {
    let dir = tempfile::tempdir().unwrap();
    filled(&dir);
    let sound = std::fs::read(file_of(&dir)).unwrap();
    let truth: Vec<_> = {
        let store = open(dir.path());
        (0..40)
            .map(|n| {
                (
                    history(&store, &format!("P{n}")),
                    store.finding(&jr(&format!("C{n}"), "1")).unwrap(),
                )
            })
            .collect()
    };
    let mut seed = Seed(99);
    for round in 0..40 {
        let dir = tempfile::tempdir().unwrap();
        let mut bytes = sound.clone();
        if round % 4 == 0 {
            bytes.truncate(seed.below(bytes.len() as u64) as usize);
        } else {
            for _ in 0..1 + seed.below(200) {
                let place = seed.below(bytes.len() as u64) as usize;
                bytes[place] = seed.next() as u8;
            }
        }
        std::fs::write(file_of(&dir), &bytes).unwrap();
        let Ok(store) = try_open(&dir) else { continue };
        let mut complete = true;
        for (n, (past, shown)) in truth.iter().enumerate() {
            match history_since(&store, &format!("P{n}"), "2000-01-01") {
                Ok(found) => {
                    complete &= found == *past;
                    assert!(
                        found.encounters.iter().all(|e| past.encounters.contains(e)),
                        "round {round}"
                    );
                }
                Err(_) => complete = false,
            }
            match store.finding(&jr(&format!("C{n}"), "1")) {
                Ok(Some(found)) => assert_eq!(Some(&found), shown.as_ref(), "round {round}"),
                Ok(None) | Err(_) => complete = false,
            }
        }
        assert!(
            complete || store.verify().is_err(),
            "round {round}: damage that the check does not see"
        );
    }
}

#[test]
fn a_copy_taken_while_writing_opens_whole_or_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut written = 0;
    let mut usable = 0;
    for _ in 0..20 {
        for _ in 0..50 {
            let at = "2026-03-04 08:00:00";
            let id = format!("{written:06}");
            store
                .submit(entry(call(&id, "P", "E", at), None, vec![finding(&id, &["L"])]))
                .unwrap();
            written += 1;
        }
        let copy = tempfile::tempdir().unwrap();
        std::fs::copy(file_of(&dir), file_of(&copy)).unwrap();
        match try_open(&copy) {
            Ok(copied) if copied.verify().is_ok() => {
                let ids: Vec<String> = copied
                    .calls(None, usize::MAX)
                    .unwrap()
                    .iter()
                    .map(|c| c.call.id.to_string())
                    .collect();
                let expected: Vec<String> = (0..ids.len()).map(|n| format!("{n:06}")).collect();
                assert_eq!(ids, expected, "a usable copy holds a prefix of what was written");
                usable += 1;
            }
            Ok(_) => {}
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        store.flush().unwrap();
    }
    println!("{usable} of 20 copies were usable");
    store.verify().unwrap();
}
