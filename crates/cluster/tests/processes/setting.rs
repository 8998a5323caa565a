//! A simulated county, its lake, what one process finds in it, and a cluster that is to find the same.

use crate::process::{Process, wait_until};
use audit::run::{RunOptions, run};
use audit::{ImportOptions, Lake};
use simulate::{County, Format};
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Fee lines of the county.
const LINES: u64 = 60_000;
/// Buckets of its lake.
pub const BUCKETS: usize = 12;

/// The place where a test happens.
pub struct Setting {
    folder: tempfile::TempDir,
    scheduler: String,
}

impl Setting {
    /// A county of this seed with a local audit of it, and a free port.
    pub fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let library = Arc::new(server::books::library(None).unwrap());
        let county = County::plan(seed, LINES, &library).unwrap();
        let source = folder.path().join("county");
        simulate::write(&county, &source, Format::Parquet, 2, &|_| true).unwrap();
        let place = folder.path().join("lake").display().to_string();
        let mut lake = Lake::create(&place, BUCKETS as u32).unwrap();
        lake.import(&[source], &ImportOptions::default(), &|_| {}).unwrap();
        let local = folder.path().join("local");
        run(
            &lake.snapshot(),
            &library,
            &RunOptions::default(),
            &local,
            false,
            &mut |_| true,
        )
        .unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self {
            folder,
            scheduler: format!("127.0.0.1:{port}"),
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn log(&self, name: &str) -> PathBuf {
        (0..)
            .map(|number| self.folder().join(format!("{name}-{number}.log")))
            .find(|path| !path.exists())
            .unwrap()
    }

    fn start(&self, name: &str, own: &[&str], more: &[&str]) -> Process {
        Process::start(&self.log(name), &[own, more].concat())
    }

    /// A scheduler that listens.
    pub fn scheduler(&self, more: &[&str]) -> Process {
        let process = self.start("scheduler", &["scheduler", "--listen", &self.scheduler], more);
        wait_until("the scheduler listens", 60, || {
            std::net::TcpStream::connect(&self.scheduler).is_ok()
        });
        process
    }

    /// An executor that takes one bucket at a time.
    pub fn executor(&self, name: &str, more: &[&str]) -> Process {
        let own = [
            "executor",
            "--scheduler",
            &self.scheduler,
            "--slots",
            "1",
            "--name",
            name,
        ];
        let process = self.start(name, &own, more);
        wait_until("the executor is up", 60, || process.log().contains("执行节点已启动"));
        process
    }

    /// A client that audits the lake into `out`.
    pub fn submit(&self, more: &[&str]) -> Process {
        let path = |name: &str| self.folder().join(name).display().to_string();
        let (lake, out) = (path("lake"), path("out"));
        let own = ["submit", "--scheduler", &self.scheduler, "--lake", &lake, "--out", &out];
        self.start("client", &own, more)
    }

    /// How many buckets the cluster has finished, adopted or not.
    pub fn finished(&self) -> usize {
        let in_folder = |name: &str| {
            let entries = fs::read_dir(self.folder().join("out").join(name));
            let names = entries.into_iter().flatten().flatten().map(|entry| entry.file_name());
            let whole = |name: &str| name.ends_with(".json") && !name.starts_with('.') && name != "lake.json";
            names.filter(|name| whole(&name.to_string_lossy())).count()
        };
        in_folder("findings") + in_folder("attempts")
    }

    pub fn is_complete(&self) -> bool {
        self.folder().join("out/report.json").exists()
    }

    /// The cluster's folder holds exactly what the local one holds.
    pub fn assert_same(&self) {
        let (local, cluster) = (
            content(&self.folder().join("local")),
            content(&self.folder().join("out")),
        );
        assert_eq!(local.len(), 3 + 3 * BUCKETS);
        assert!(local.values().map(Vec::len).sum::<usize>() > 100_000);
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&local), names(&cluster));
        for (name, bytes) in &local {
            assert!(cluster.get(name) == Some(bytes), "{name} differs");
        }
    }
}

/// All files below a folder, by path; those that a dot hides are no part of a run.
fn content(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let hidden = path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if path.is_dir() {
                open.push(path);
            } else if !hidden {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Writes the book of the program into a folder.
pub fn copy_book(folder: &Path) {
    for source in server::books::embedded() {
        let path = folder.join(&source.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, source.text).unwrap();
    }
}

/// Adds an empty line to a rule: nothing that it says changes, but it is another book.
pub fn touch_book(folder: &Path) {
    let mut sources = server::books::embedded().into_iter();
    let rule = sources.find(|source| source.path.starts_with("national/policy/") && source.path.ends_with(".md"));
    let path = folder.join(rule.unwrap().path);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text + "\n").unwrap();
}
