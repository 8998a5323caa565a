//! Whatever fails, the lake is what it was, and the error says where.

use crate::county::{County, ENCOUNTERS, LINES, PERSONS, content, import, rows_of};
use crate::dialects::write_parquet;
use arrow::array::ListArray;
use arrow::array::{ArrayRef, BooleanArray, RecordBatch, StringArray};
use arrow::datatypes::Int32Type;
use audit::{Folder, Hold, Holding, ImportOptions, Lake, LakeError, Objects, Storage, Version};
use bytes::Bytes;
use object_store::memory::InMemory;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A storage that dies at the n-th change, before or after it took effect.
#[derive(Debug)]
struct Mortal {
    folder: Folder,
    changes_left: AtomicU64,
    /// the fatal change still happens, but nobody hears of it
    after: bool,
    /// a folder that is gone as soon as something is read
    fleeting: Option<PathBuf>,
}

impl Mortal {
    /// One that dies at the n-th change of a folder.
    fn at(folder: impl Into<PathBuf>, changes_left: u64, after: bool) -> Self {
        Self {
            folder: Folder::new(folder),
            changes_left: AtomicU64::new(changes_left),
            after,
            fleeting: None,
        }
    }

    fn change<T>(&self, change: impl FnOnce() -> Result<T, LakeError>) -> Result<T, LakeError> {
        let dead = || LakeError::Storage {
            path: "disk".to_owned(),
            reason: "power cut".to_owned(),
        };
        let left = self.changes_left.load(Ordering::SeqCst);
        match left {
            0 => Err(dead()),
            _ => {
                self.changes_left.store(left - 1, Ordering::SeqCst);
                if left > 1 || self.after {
                    let done = change();
                    return if left == 1 { Err(dead()) } else { done };
                }
                Err(dead())
            }
        }
    }
}

impl Storage for Mortal {
    fn object_store(&self) -> Result<Arc<dyn object_store::ObjectStore>, LakeError> {
        self.folder.object_store()
    }

    fn address(&self) -> String {
        self.folder.address()
    }
    fn hold(&self, what: Holding) -> Result<Hold, LakeError> {
        self.folder.hold(what)
    }
    fn read(&self, path: &str) -> Result<Bytes, LakeError> {
        if let Some(folder) = &self.fleeting {
            let _ = fs::remove_dir_all(folder);
        }
        self.folder.read(path)
    }
    fn compares_content(&self) -> bool {
        self.folder.compares_content()
    }
    fn write(&self, path: &str, bytes: Bytes) -> Result<(), LakeError> {
        self.change(|| self.folder.write(path, bytes))
    }
    fn remove(&self, path: &str) -> Result<(), LakeError> {
        self.change(|| self.folder.remove(path))
    }
    fn list(&self, folder: &str) -> Result<Vec<String>, LakeError> {
        self.folder.list(folder)
    }
    fn manifest(&self) -> Result<Option<(Bytes, Version)>, LakeError> {
        self.folder.manifest()
    }
    fn replace_manifest(&self, bytes: Bytes, seen: Option<&Version>) -> Result<Version, LakeError> {
        self.change(|| self.folder.replace_manifest(bytes, seen))
    }
}

/// Runs a change of a lake until it survives, dying one step later each time; after each death the
/// lake is in the old state or, where the last step took effect, in the new one.
fn die_everywhere(change: impl Fn(&County, &mut Lake) -> Result<(), LakeError>, options: &ImportOptions) {
    let county = County::delivered();
    let mut lake = county.lake();
    lake.import(&[county.path("all")], options, &|_| {}).unwrap();
    let late = LINES.replace("F1,", "G1,").replace("F2,", "G2,").replace("F9,", "G9,");
    county.file("more/fee_lines.csv", late.as_bytes());
    let old = content(&lake);
    let folder = county.path("lake");
    let spare = county.path("spare");
    copy(&folder, &spare);
    change(&county, &mut lake).unwrap();
    let new = content(&lake);
    for after in [false, true] {
        for steps in 1.. {
            fs::remove_dir_all(&folder).unwrap();
            copy(&spare, &folder);
            let mut lake = Lake::open_in(Arc::new(Mortal::at(&folder, steps, after))).unwrap();
            let outcome = change(&county, &mut lake);
            let mut left = Lake::open(&folder.to_string_lossy()).unwrap();
            let now = content(&left);
            if outcome.is_ok() {
                assert_eq!(now, new);
                // An import whose answer alone got lost looks and finds itself.
                assert!(steps > 2);
                break;
            }
            assert!(now == old || now == new, "died at change {steps}");
            // What was left undone can be done again.
            change(&county, &mut left).unwrap();
            assert_eq!(content(&left), new);
        }
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn an_import_that_is_killed_leaves_the_lake_as_it_was() {
    let options = ImportOptions {
        threads: 1,
        ..ImportOptions::default()
    };
    die_everywhere(
        |county, lake| {
            lake.import(
                &[county.path("more")],
                &ImportOptions {
                    threads: 1,
                    ..ImportOptions::default()
                },
                &|_| {},
            )
            .map(drop)
        },
        &options,
    );
}

#[test]
fn an_import_has_failed_where_the_lake_does_not_have_it_and_nowhere_else() {
    let county = County::new();
    county.file("all/persons.csv", PERSONS.as_bytes());
    county.file("all/encounters.csv", ENCOUNTERS.as_bytes());
    let bad = LINES.to_owned() + "F8,,M9,P1,H1,,2025-01-20,X,x,101,2,36,72,0,,,,,,,,\n";
    county.file("all/fee_lines.csv", bad.as_bytes());
    let folder = county.path("lake");
    let (mut failed, mut done) = (0, 0);
    for after in [false, true] {
        let mut alive = 0;
        for steps in 1.. {
            let _ = fs::remove_dir_all(&folder);
            county.lake();
            let mut lake = Lake::open_in(Arc::new(Mortal::at(&folder, steps, after))).unwrap();
            let outcome = lake.import(&[county.path("all")], &ImportOptions::default(), &|_| {});
            let has = Lake::open(&folder.to_string_lossy()).unwrap().status().generation;
            match outcome {
                Err(error) => {
                    assert_eq!(has, 0, "died at change {steps}: {error}");
                    failed += 1;
                }
                Ok(report) => {
                    assert_eq!((has, report.generation), (1, Some(1)), "died at change {steps}");
                    let rejects = fs::read_to_string(folder.join(report.rejects.unwrap())).unwrap();
                    assert!(rejects.contains("fee_lines.csv,6,mdtrt_id,M9"), "{rejects}");
                    (alive, done) = (alive + 1, done + 1);
                }
            }
            // Behind the commit there are two more changes; then nothing fails any longer.
            if alive == 4 {
                break;
            }
        }
    }
    assert!(failed > 10 && done == 8, "{failed} {done}");
}

#[test]
fn where_no_thread_can_begin_the_import_ends() {
    let county = County::delivered();
    import(&mut county.lake(), &[county.path("all/persons.csv")]);
    fs::create_dir(county.path("scratch")).unwrap();
    let mortal = Mortal {
        fleeting: Some(county.path("scratch")),
        ..Mortal::at(county.path("lake"), u64::MAX, false)
    };
    let mut lake = Lake::open_in(Arc::new(mortal)).unwrap();
    let options = ImportOptions {
        threads: 1,
        scratch: Some(county.path("scratch")),
        ..ImportOptions::default()
    };
    let outcome = lake.import(&[county.path("all")], &options, &|_| {});
    assert!(matches!(outcome, Err(LakeError::Scratch(_))), "{outcome:?}");
}

#[test]
fn a_compaction_that_is_killed_leaves_the_lake_as_it_was() {
    let options = ImportOptions {
        threads: 1,
        ..ImportOptions::default()
    };
    die_everywhere(
        |county, lake| {
            lake.import(
                &[county.path("more")],
                &ImportOptions {
                    threads: 1,
                    ..ImportOptions::default()
                },
                &|_| {},
            )?;
            lake.compact(audit::COMPACT_ROWS).map(drop)
        },
        &options,
    );
}

#[test]
fn an_import_again_is_equal_to_the_byte() {
    let manifest = |threads: usize| {
        let county = County::delivered();
        let mut lake = county.lake();
        let options = ImportOptions {
            threads,
            ..ImportOptions::default()
        };
        lake.import(&[county.path("all")], &options, &|_| {}).unwrap();
        fs::read(county.path("lake/manifest.json")).unwrap()
    };
    assert_eq!(manifest(1), manifest(1));
    assert_eq!(manifest(1), manifest(3));
}

fn refusal(county: &County, lake: &mut Lake) -> String {
    let before = lake.snapshot().manifest().clone();
    let error = lake
        .import(&[county.path("new")], &ImportOptions::default(), &|_| {})
        .unwrap_err();
    assert_eq!(*lake.snapshot().manifest(), before);
    assert_eq!(lake.verify().unwrap().problems, Vec::<String>::new());
    error.to_string()
}

#[test]
fn sources_that_cannot_be_read_are_named() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    fs::create_dir(county.path("new")).unwrap();
    let path = county.path("new/fee_lines.parquet");

    fs::write(&path, b"PAR1 no parquet PAR1").unwrap();
    let error = refusal(&county, &mut lake);
    assert!(
        error.contains("Parquet 文件无法读取") && error.contains("fee_lines.parquet"),
        "{error}"
    );

    let text = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; 3])) };
    let columns = [
        "feedetl_sn",
        "mdtrt_id",
        "psn_no",
        "fixmedins_code",
        "fee_ocur_time",
        "med_list_codg",
        "cnt",
        "pric",
    ];
    let mut typed: Vec<(&str, ArrayRef)> = columns.iter().map(|name| (*name, text("1"))).collect();
    write_parquet(&path, &RecordBatch::try_from_iter(typed.clone()).unwrap());
    let error = refusal(&county, &mut lake);
    assert!(error.contains("det_item_fee_sumamt"), "{error}");

    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)]); 3]);
    typed.push(("det_item_fee_sumamt", Arc::new(lists)));
    write_parquet(&path, &RecordBatch::try_from_iter(typed.clone()).unwrap());
    let error = refusal(&county, &mut lake);
    assert!(
        error.contains("det_item_fee_sumamt") && error.contains("不能使用"),
        "{error}"
    );

    typed.pop();
    typed.push(("det_item_fee_sumamt", text(&"一".repeat(2000))));
    write_parquet(&path, &RecordBatch::try_from_iter(typed).unwrap());
    let mut bytes = fs::read(&path).unwrap();
    // The first page begins behind the four bytes of the file's mark.
    for byte in bytes.iter_mut().skip(6).take(60) {
        *byte ^= 0x5a;
    }
    fs::write(&path, bytes).unwrap();
    let error = refusal(&county, &mut lake);
    assert!(error.contains("第 1 个行组"), "{error}");

    fs::remove_file(&path).unwrap();
    let open = [LINES.as_bytes(), b"F8,\"", &vec![b'x'; 9 << 20], b"\nF9"].concat();
    fs::write(county.path("new/fee_lines.csv"), open).unwrap();
    let error = refusal(&county, &mut lake);
    assert!(error.contains("第 6 行超过 8 MB 没有换行"), "{error}");

    fs::remove_file(county.path("new/fee_lines.csv")).unwrap();
    fs::write(county.path("new/fee_lines.xlsx"), b"PK no workbook").unwrap();
    let error = refusal(&county, &mut lake);
    assert!(error.contains("工作簿无法读取"), "{error}");
}

#[test]
fn damage_is_found_and_named() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let manifest = lake.snapshot().manifest().clone();
    let part = manifest.parts.iter().find(|part| part.table == "fee_lines").unwrap();
    let path = county.path("lake").join(&part.path);
    let whole = fs::read(&path).unwrap();
    let mut broken = whole.clone();
    broken[whole.len() / 2] ^= 1;
    fs::write(&path, broken).unwrap();
    let problems = lake.verify().unwrap().problems;
    assert_eq!(problems, [format!("{}：内容与清单的散列值不符", part.path)]);
    fs::remove_file(&path).unwrap();
    assert_eq!(lake.verify().unwrap().problems.len(), 1);
    fs::write(&path, whole).unwrap();
    let dictionary = county.path("lake").join(&manifest.dictionaries["items"].path);
    fs::write(dictionary, b"no").unwrap();
    let problems = lake.verify().unwrap().problems;
    assert!(problems[0].contains("dictionaries/items"), "{problems:?}");
    fs::write(county.path("lake/manifest.json"), b"{").unwrap();
    let error = Lake::open(&county.path("lake").to_string_lossy())
        .unwrap_err()
        .to_string();
    assert!(error.contains("manifest.json"), "{error}");
}

/// The whole life of a lake in an object store.
fn live(storage: &Arc<dyn Storage>) {
    let county = County::delivered();
    let mut local = county.lake();
    import(&mut local, &[county.path("all")]);
    let mut lake = Lake::create_in(storage.clone(), 4).unwrap();
    let mut late = Lake::open_in(storage.clone()).unwrap();
    import(&mut lake, &[county.path("all")]);
    assert_eq!(content(&lake), content(&local));
    let outcome = late.import(&[county.path("all")], &ImportOptions::default(), &|_| {});
    assert!(matches!(outcome, Err(LakeError::Conflict)), "{outcome:?}");
    let more = county.file("fee_lines.csv", LINES.replace("F1,", "G1,").as_bytes());
    import(&mut lake, &[more]);
    let report = lake.compact(audit::COMPACT_ROWS).unwrap();
    assert!(report.removed > 0, "{report}");
    let reopened = Lake::open_in(storage.clone()).unwrap();
    assert_eq!(rows_of(&reopened, "fee_lines").len(), 6);
    assert!(matches!(
        Lake::create_in(storage.clone(), 4),
        Err(LakeError::AlreadyALake(_))
    ));
}

#[test]
fn an_object_store_holds_a_lake() {
    let store = Arc::new(InMemory::new());
    let storage: Arc<dyn Storage> = Arc::new(Objects::new("memory://", store, "county/lake").unwrap());
    live(&storage);
}

#[test]
fn an_object_store_may_be_let_go_within_a_task() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let lent: Arc<dyn Storage> = Arc::new(Objects::new("memory://", Arc::new(InMemory::new()), "lake").unwrap());
    Lake::create_in(lent.clone(), 4).unwrap();
    runtime.block_on(async move { drop(lent) });
}

/// Runs where `MINGJING_TEST_S3` names an empty place in a bucket (`s3://bucket/path`) and the usual
/// `AWS_…` settings give access to it, e.g. a MinIO on the same machine.
#[test]
fn an_s3_bucket_holds_a_lake() {
    if let Ok(address) = std::env::var("MINGJING_TEST_S3") {
        live(&audit::storage_at(&address).unwrap());
    } else {
        assert!(matches!(audit::storage_at("ftp://x"), Err(LakeError::Address(_))));
    }
}

#[test]
fn flags_may_be_booleans() {
    let county = County::delivered();
    fs::remove_file(county.path("all/diagnoses.csv")).unwrap();
    let text = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text])) };
    let batch = RecordBatch::try_from_iter([
        ("mdtrt_id", text("M1")),
        ("psn_no", text("P1")),
        ("fixmedins_code", text("H1")),
        ("diag_srt_no", text("1")),
        ("diag_code", text("I10.x00")),
        ("maindiag_flag", Arc::new(BooleanArray::from(vec![true])) as ArrayRef),
    ])
    .unwrap();
    write_parquet(&county.path("all/diagnoses.parquet"), &batch);
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    assert!(rows_of(&lake, "diagnoses")[0].contains("principal=true"));
}

/// Flips a bit in the middle of a file of the lake and gives what was there.
fn flip(county: &County, path: &str) -> Vec<u8> {
    let place = county.path("lake").join(path);
    let whole = fs::read(&place).unwrap();
    let mut broken = whole.clone();
    broken[whole.len() / 2] ^= 1;
    fs::write(&place, broken).unwrap();
    whole
}

#[test]
fn damage_is_never_written_anew_under_a_hash_of_its_own() {
    let county = County::delivered();
    let mut lake = county.lake();
    import(&mut lake, &[county.path("all")]);
    let late = LINES.replace("F1,", "G1,").replace("F2,", "G2,").replace("F9,", "G9,");
    county.file("more/fee_lines.csv", late.as_bytes());
    import(&mut lake, &[county.path("more")]);
    let later = LINES.replace("F1,", "H1,").replace("F2,", "H2,").replace("F9,", "H9,");
    county.file("later/fee_lines.csv", later.as_bytes());
    let manifest = lake.snapshot().manifest().clone();
    let part = |table: &str| {
        manifest
            .parts
            .iter()
            .find(|part| part.table == table)
            .unwrap()
            .path
            .clone()
    };
    for path in [part("encounters"), manifest.dictionaries["items"].path.clone()] {
        let whole = flip(&county, &path);
        let options = ImportOptions::default();
        let error = lake.import(&[county.path("later")], &options, &|_| {}).unwrap_err();
        assert!(error.to_string().contains(&path), "{error}");
        fs::write(county.path("lake").join(&path), whole).unwrap();
    }
    let path = part("fee_lines");
    let whole = flip(&county, &path);
    let error = lake.compact(audit::COMPACT_ROWS).unwrap_err();
    assert!(error.to_string().contains(&path), "{error}");
    assert_eq!(*lake.snapshot().manifest(), manifest);
    fs::write(county.path("lake").join(&path), whole).unwrap();
    lake.compact(audit::COMPACT_ROWS).unwrap();
    assert_eq!(lake.verify().unwrap().problems, Vec::<String>::new());
}
