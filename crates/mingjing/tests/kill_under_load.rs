//! The real program, killed while it refuses settlements: every interception that
//! a hospital was told of is in the store, whole, and nothing is half-written.
//!
//! `MINGJING_KILL_ROUNDS` sets the number of kills (5 unless set).
#![cfg(unix)]

use domain::{Action, Day, EncounterId, LineId, PersonId};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use store::{Everything, Store, StoreOptions};
use tempfile::TempDir;

/// The rule that blocks, and what it needs.
const RULE: &str = "GZ10000301004000";
const BOOK: [&str; 3] = [
    "national/medical/067-drug-sex.md",
    "national/knowledge/drug-sex.csv",
    "national/knowledge/nrdl-drug-sex.csv",
];
/// 左炔诺孕酮宫内节育系统, for women only.
const ITEM: &str = "XG02BAZ061Z007010279543";
const CLIENTS: usize = 4;
/// A start takes well below a second; a machine under load may need more.
const PATIENCE: Duration = Duration::from_secs(60);
/// Rounds on one directory, so that a start also meets what earlier kills left behind.
const ROUNDS_PER_STORE: u64 = 10;
const INSTITUTION: &str = "H99000100001";
/// Here every block is wanted: no rule is held back for blocking often, and none for a disk that is
/// slow under the load of other tests (a block that was not written in time asks for a reason).
const CONFIG: &str =
    "[server]\ndeadline_ms = 10000\nrecord_wait_ms = 10000\n\n[guard]\nblocks_per_rule_hour = 1000000\n";

/// An interception that a client was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    order: u64,
    id: String,
}

/// A 3102 in which a man is charged a drug for women.
fn message(order: u64) -> String {
    let order_line = json!({
        "rx_id": format!("L{order}"), "rxno": format!("R{order}"), "hilist_type": "101",
        "hilist_code": ITEM, "hilist_name": "左炔诺孕酮宫内节育系统", "hilist_lv": "02",
        "cnt": "1", "pric": "1153", "sumamt": "1153.00", "ownpay_amt": "0", "selfpay_amt": "0",
        "drord_begn_date": "2026-03-14 14:25:00", "drord_dr_codg": "D1", "curr_drord_flag": "1",
    });
    let visit = json!({
        "mdtrt_id": format!("E{order}"), "medins_id": INSTITUTION, "medins_name": "医院",
        "medins_admdvs": "990001", "medins_type": "1", "medins_lv": "02",
        "adm_date": "2026-03-14 08:00:00", "med_type": "21", "med_mdtrt_type": "2",
        "dr_codg": "D1", "insutype": "310", "fsi_order_dtos": [order_line],
    });
    let patient = json!({
        "patn_id": format!("P{order}"), "patn_name": "参保人", "gend": "1", "brdy": "1952-03-15",
        "poolarea": "990001", "curr_mdtrt_id": format!("E{order}"), "fsi_encounter_dtos": [visit],
    });
    json!({
        "infno": "3102", "msgid": format!("{INSTITUTION}20260314143000{:04}", order % 10_000),
        "mdtrtarea_admvs": "990001", "insuplc_admdvs": "990001", "recer_sys_code": "YBXT",
        "inf_time": "2026-03-14 14:30:00", "fixmedins_code": INSTITUTION, "fixmedins_name": "医院",
        "input": {"data": {"syscode": "IMS", "task_id": "T", "trig_scen": "6", "patient_dtos": [patient]}},
    })
    .to_string()
}

/// The rule document, its tables and a configuration, in a folder: a small book starts quickly.
fn small_book() -> TempDir {
    let (shipped, folder) = (
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../books"),
        tempfile::tempdir().unwrap(),
    );
    for path in BOOK {
        let copy = folder.path().join(path);
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(shipped.join(path), copy).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    std::fs::write(folder.path().join("mingjing.toml"), CONFIG).unwrap();
    folder
}

/// The running program; it does not outlive the test.
struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    fn start(data: &Path, books: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mingjing"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .arg("--data")
            .arg(data)
            .arg("--books")
            .arg(books)
            .arg("--config")
            .arg(books.join("mingjing.toml"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        let (tell, told) = mpsc::channel();
        // Reads on to the end, so that the program never waits for a reader.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("监听 http://") {
                    // Nobody waits any longer where the start was given up.
                    let _ = tell.send(address.trim().parse::<SocketAddr>());
                }
            }
        });
        let Ok(Ok(address)) = told.recv_timeout(PATIENCE) else {
            let _ = child.kill();
            panic!("the program does not say where it listens: {:?}", child.wait());
        };
        Self { child, address }
    }

    /// SIGKILL, and the end of the process.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already gone where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a message; none where the connection was cut off.
fn exchange(address: SocketAddr, body: &str) -> Option<String> {
    let mut connection = TcpStream::connect_timeout(&address, Duration::from_secs(5)).ok()?;
    connection.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let head = format!(
        "POST /fsi/api/riskConService/courseAnalyze HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).ok()?;
    connection.write_all(body.as_bytes()).ok()?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    (length == Some(body.len())).then(|| body.to_owned())
}

/// The interception that a complete reply tells of.
fn told(order: u64, reply: &str) -> Result<Told, String> {
    let value: Value = serde_json::from_str(reply).map_err(|error| format!("{error}: {reply}"))?;
    let result = &value["output"]["result"][0];
    let blocked = value["infcode"] == 0 && result["rule_id"] == RULE && result["mj_action"] == "拦截";
    match result["jr_id"].as_str() {
        Some(id) if blocked => Ok(Told {
            order,
            id: id.to_owned(),
        }),
        _ => Err(format!("order {order} is not blocked: {reply}")),
    }
}

/// One life of the program: clients send until it is gone.
fn round(program: Program, orders: &AtomicU64, shared: u64, life: Duration) -> Vec<Result<Told, String>> {
    let (address, gone) = (program.address, AtomicBool::new(false));
    let client = || {
        let mut told_of = Vec::new();
        while !gone.load(Ordering::Acquire) {
            // Every fourth time the same settlement is sent again, as impatient clients do.
            let fresh = orders.fetch_add(1, Ordering::Relaxed);
            let order = if fresh.is_multiple_of(4) { shared } else { fresh };
            if let Some(reply) = exchange(address, &message(order)) {
                told_of.push(told(order, &reply));
            }
        }
        told_of
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        thread::sleep(life);
        program.kill();
        gone.store(true, Ordering::Release);
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    })
}

/// Panics unless the interception is stored with its call and its visit.
fn assert_whole(store: &Store, told: &Told) {
    let stored = store
        .finding(&told.id)
        .unwrap()
        .unwrap_or_else(|| panic!("{told:?} is lost"));
    let order = told.order;
    assert_eq!(stored.finding.action, Action::Block, "{told:?}");
    assert_eq!(stored.finding.rule.as_str(), RULE, "{told:?}");
    assert_eq!(stored.finding.amount.to_string(), "1153.00", "{told:?}");
    assert_eq!(stored.finding.line_ids, [LineId::new(format!("L{order}"))], "{told:?}");
    assert_eq!(stored.person, PersonId::new(format!("P{order}")), "{told:?}");
    assert_eq!(stored.encounter, EncounterId::new(format!("E{order}")), "{told:?}");
    assert_eq!(stored.institution.as_str(), INSTITUTION, "{told:?}");
    let past = store
        .history(&stored.person, Day::from_epoch_days(0), &[], &mut Everything)
        .unwrap();
    let lines: Vec<&str> = past.lines.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(
        (past.encounters.len(), lines),
        (1, vec![format!("L{order}").as_str()]),
        "{told:?}"
    );
}

/// What is stored besides: every call is whole, whether or not anybody was told of it.
fn assert_nothing_half(store: &Store) -> usize {
    let calls = store.calls(None, usize::MAX).unwrap();
    for stored in &calls {
        let ids: Vec<String> = stored.finding_ids().collect();
        let [id] = ids.as_slice() else {
            panic!("not one finding: {stored:?}")
        };
        let order = stored.call.encounter.as_str().trim_start_matches('E').parse().unwrap();
        let told = Told { order, id: id.clone() };
        assert_whole(store, &told);
        assert_eq!(
            store.finding(id).unwrap().unwrap().call,
            stored.call.id,
            "{told:?} belongs to another call"
        );
    }
    calls.len()
}

fn rounds() -> u64 {
    std::env::var("MINGJING_KILL_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(5)
}

/// The next number of a sequence that looks random (SplitMix64).
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[test]
fn interceptions_survive_kill_9() {
    let (books, orders) = (small_book(), AtomicU64::new(1));
    let mut seed = rounds();
    let mut data = tempfile::tempdir().unwrap();
    let (mut told_here, mut told_ever, mut stored) = (Vec::<Told>::new(), 0, 0);
    let began = Instant::now();
    for number in 0..rounds() {
        if number % ROUNDS_PER_STORE == 0 {
            data = tempfile::tempdir().unwrap();
            told_here.clear();
        }
        let shared = number / ROUNDS_PER_STORE * 1_000_000_000;
        let program = Program::start(data.path(), books.path());
        let life = Duration::from_micros(next(&mut seed) % 400_000);
        let replies = round(program, &orders, shared, life);
        told_here.extend(
            replies
                .into_iter()
                .map(|reply| reply.unwrap_or_else(|why| panic!("round {number}: {why}"))),
        );
        told_ever += told_here.len();
        let store = Store::open(data.path(), StoreOptions::default()).unwrap();
        store.verify().unwrap();
        told_here.iter().for_each(|told| assert_whole(&store, told));
        let ids: HashSet<&str> = told_here.iter().map(|told| told.id.as_str()).collect();
        assert_eq!(
            ids.len(),
            told_here.len(),
            "round {number}: two interceptions have the same id"
        );
        stored = assert_nothing_half(&store);
        assert!(
            stored >= told_here.len(),
            "round {number}: {stored} calls, {} told of",
            told_here.len()
        );
    }
    let spent = began.elapsed().as_secs();
    println!(
        "{} kills in {spent} s, {told_ever} checks of interceptions, {stored} calls in the last store",
        rounds()
    );
    assert!(told_ever > 0, "no client was ever told of an interception");
}
