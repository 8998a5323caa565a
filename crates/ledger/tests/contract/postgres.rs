//! A private PostgreSQL: made by `initdb` in a temporary folder, reached by a socket there, gone with
//! the process that started it, even if that is killed.

use std::env;
use std::fs;
use std::io::Write;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A running server.
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    owner: Option<(u32, u32)>,
    databases: AtomicU32,
    /// its end is the server's end
    _keeper: Child,
}

/// The one server of this test binary; none where it may be missing and is.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(start_if_there).as_ref()
}

/// A server of one's own, which may be stopped; gone when it is dropped.
pub fn own_server() -> Option<Server> {
    server().map(|server| Server::start(server.programs.clone()))
}

fn start_if_there() -> Option<Server> {
    if let Some(programs) = programs() {
        return Some(Server::start(programs));
    }
    let may_be_missing = env::var("MINGJING_SKIP_POSTGRES").is_ok_and(|value| value == "1");
    assert!(
        may_be_missing,
        "没有找到 PostgreSQL 的 initdb，无法在 PostgreSQL 上验证账册。\
         请安装 postgresql（Debian：apt-get install postgresql），或设 MINGJING_SKIP_POSTGRES=1 明确跳过。"
    );
    eprintln!("！！！没有 PostgreSQL，按 MINGJING_SKIP_POSTGRES=1 跳过：账册没有在 PostgreSQL 上验证！！！");
    None
}

/// The folder that has both `initdb` and `postgres`: on the search path, or where Debian and Red Hat
/// put them.
fn programs() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    for (parent, below) in [("/usr/lib/postgresql", "bin"), ("/usr", "bin")] {
        let Ok(entries) = fs::read_dir(parent) else { continue };
        let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path().join(below)).collect();
        found.sort();
        folders.extend(found.into_iter().rev());
    }
    let both = |folder: &PathBuf| {
        ["initdb", "postgres"]
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    let folder = folders.into_iter().find(both)?;
    // A link would look for its library beside itself.
    fs::canonicalize(folder.join("postgres"))
        .ok()?
        .parent()
        .map(Path::to_owned)
}

/// PostgreSQL refuses to run as root: then its own user, or nobody, runs it.
fn unprivileged() -> Option<(u32, u32)> {
    let probe = tempfile::tempdir().expect("a temporary folder");
    let is_root = std::os::unix::fs::MetadataExt::uid(&fs::metadata(probe.path()).expect("its owner")) == 0;
    if !is_root {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("the list of users");
    let of = |name: &str| {
        users.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let [user, _, uid, gid, ..] = fields.as_slice() else {
                return None;
            };
            (*user == name)
                .then(|| Some((uid.parse().ok()?, gid.parse().ok()?)))
                .flatten()
        })
    };
    Some(
        of("postgres")
            .or_else(|| of("nobody"))
            .expect("a user postgres or nobody"),
    )
}

impl Server {
    fn start(programs: PathBuf) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("mj-pg")
            .tempdir()
            .expect("a temporary folder")
            .keep();
        let owner = unprivileged();
        if let Some((uid, gid)) = owner {
            chown(&folder, Some(uid), Some(gid)).expect("handing the folder over");
        }
        let data = folder.join("data");
        let mut initdb = Command::new(programs.join("initdb"));
        initdb
            .args(["-U", "mingjing", "-A", "trust", "-E", "UTF8", "--no-locale", "-N", "-D"])
            .arg(&data);
        let made = as_user(&mut initdb, owner)
            .current_dir(&folder)
            .output()
            .expect("initdb");
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let keeper = keep(&programs, &folder, owner);
        let server = Self {
            folder,
            programs,
            owner,
            databases: AtomicU32::new(0),
            _keeper: keeper,
        };
        server.wait_until_it_answers();
        server
    }

    fn wait_until_it_answers(&self) {
        let socket = self.folder.join(".s.PGSQL.5432");
        for _ in 0..600 {
            let ready = Command::new(self.programs.join("pg_isready"))
                .arg("-q")
                .arg("-h")
                .arg(&self.folder)
                .status();
            match ready {
                Ok(status) if status.success() => return,
                // Some packages leave the small programs out.
                Err(_) if socket.exists() => return std::thread::sleep(Duration::from_secs(1)),
                _ => std::thread::sleep(Duration::from_millis(100)),
            }
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("PostgreSQL 没有在一分钟内启动：{log}");
    }

    /// The address of a database.
    pub fn address(&self, database: &str) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://mingjing@{folder}/{database}")
    }

    /// The name of a database that nobody has had.
    pub fn new_name(&self) -> String {
        format!("books{}", self.databases.fetch_add(1, Ordering::Relaxed))
    }

    /// Ends all of the server's processes as a crash would.
    pub fn stop(&self) {
        self.control(&["stop", "-m", "immediate"]);
    }

    /// Starts it again on what it had.
    pub fn start_again(&self) {
        let options = options(&self.folder);
        self.control(&[
            "start",
            "-o",
            &options,
            "-l",
            &self.folder.join("log").display().to_string(),
        ]);
    }

    fn control(&self, arguments: &[&str]) {
        let mut control = Command::new(self.programs.join("pg_ctl"));
        control
            .args(arguments)
            .args(["-w", "-s", "-D"])
            .arg(self.folder.join("data"));
        control.stdout(Stdio::null()).stderr(Stdio::null());
        let status = as_user(&mut control, self.owner)
            .current_dir(&self.folder)
            .status()
            .expect("pg_ctl");
        assert!(status.success(), "pg_ctl {arguments:?}");
    }
}

/// A socket in the folder and no port; what a power cut would lose is not tested here.
fn options(folder: &Path) -> String {
    format!(
        "-k {} -c listen_addresses='' -c fsync=off -c max_connections=300",
        folder.display()
    )
}

fn as_user(command: &mut Command, owner: Option<(u32, u32)>) -> &mut Command {
    if let Some((uid, gid)) = owner {
        command.uid(uid).gid(gid);
    }
    command
}

/// Runs the server under a shell that waits for its input to end, which it does when this process
/// ends in whatever way; then the server is stopped and the folder removed.
fn keep(programs: &Path, folder: &Path, owner: Option<(u32, u32)>) -> Child {
    const SCRIPT: &str = r#"
        "$1/pg_ctl" start -w -s -D "$2/data" -l "$2/log" -o "$3"
        read -r _
        "$1/pg_ctl" stop -s -m immediate -D "$2/data"
        rm -rf "$2"
    "#;
    let mut shell = Command::new("sh");
    shell
        .args(["-c", SCRIPT, "sh"])
        .arg(programs)
        .arg(folder)
        .arg(options(folder))
        .stdin(Stdio::piped());
    // In a group of its own: what interrupts the tests must not end who cleans up behind them.
    shell.process_group(0);
    // The test runner waits for whoever holds its output.
    shell.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = as_user(&mut shell, owner).current_dir(folder).spawn().expect("a shell");
    if let Some(input) = &mut child.stdin {
        input.flush().expect("an open pipe");
    }
    child
}
