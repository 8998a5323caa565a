//! Every case of the shipped books goes over the wire: it is written as the
//! canonical 3101 or 3102 message, decoded, joined with its history as the
//! service does, and judged. The verdicts of the case must hold, and the findings
//! must be those of a direct review.
//!
//! A case of the audit (事后) has every encounter under review; a message has one.
//! Such a case travels with its last encounter under review and the others as
//! context, and what only an audit can say about those others is counted apart.

mod support_cases;

use axum::Router;
use axum::body::Body as HttpBody;
use axum::extract::ConnectInfo;
use axum::http::Request;
use domain::{Action, Day, Finding, HistoryReach, Record, Stage};
use http_body_util::BodyExt;
use rulebook::cases::{RuleCase, cases};
use rulebook::{Library, Review, ReviewOptions, SourceFile, review};
use serde_json::{Value, json};
use server::app::App;
use server::config::Config;
use server::history::{Lookback, Scope, recall};
use server::judge::{book_of, judge};
use server::router::{nothing_beside, router};
use server::wire::{Body, CallerProfile, CanonicalHead, decode, encode_review_request, wire_carries};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use store::{Store, StoreOptions};
use support_cases::{Tally, live, local_library, parted, shipped, transaction};
use tower::ServiceExt;

/// The message of a record.
fn message(record: &Record, stage: Stage, sequence: u64) -> String {
    let last = record
        .lines
        .iter()
        .map(|line| line.at)
        .chain(record.encounters.iter().map(|e| e.begin))
        .max();
    let sent_at = last.expect("a case has an encounter");
    encode_review_request(
        record,
        stage,
        &CanonicalHead {
            sent_at,
            sequence,
            task_id: "CASE",
        },
    )
}

/// Sends a record and gives what the other side decodes.
fn over_the_wire(record: &Record, stage: Stage, sequence: u64) -> Result<Record, String> {
    let message = message(record, stage, sequence);
    let envelope = decode(message.as_bytes(), &CallerProfile::default()).map_err(|error| error.to_string())?;
    let Body::Review(request) = envelope.body else {
        return Err("不是审核请求".to_owned());
    };
    if request.stage != stage || !request.renamed.is_empty() {
        return Err("环节或明细标识改变".to_owned());
    }
    let [patient] = <[_; 1]>::try_from(request.patients).map_err(|_| "不是一名参保人".to_owned())?;
    Ok(patient.record)
}

/// Joins the history as the service does. A case whose history is out of reach is judged without.
fn joined(library: &Library, store: &Store, case: &RuleCase, mut record: Record) -> Record {
    let first = record
        .encounters
        .iter()
        .filter(|encounter| encounter.current)
        .map(|encounter| encounter.begin.day());
    let lines = record
        .lines
        .iter()
        .filter(|line| line.current)
        .map(|line| line.at.day());
    let first = first.chain(lines).min();
    let days = match (case.record.history, first) {
        (HistoryReach::Absent, _) => return record,
        // The case says how far its source remembers.
        (HistoryReach::Since(day), Some(first)) if day.epoch_days() > 0 => first.epoch_days() - day.epoch_days(),
        _ => book_of(library, &record).history_days(),
    };
    let book = book_of(library, &record);
    let relevance = book.relevance(&record, true);
    let lookback = Lookback {
        stage: transaction(case),
        days,
        scope: Scope::Region,
        relevance,
    };
    recall(store, &mut record, lookback).expect("a readable store");
    record
}

/// What must be equal between two ways of judging the same record. The action is the stage's.
fn essence(findings: &[Finding]) -> Vec<String> {
    let mut parts: Vec<String> = findings
        .iter()
        .map(|finding| {
            let lines: Vec<String> = finding
                .lines
                .iter()
                .map(|line| format!("{}={}", line.id, line.amount))
                .collect();
            format!(
                "{} {:?} {:?} {} [{}]",
                finding.key,
                finding.certainty,
                finding.state,
                finding.amount,
                lines.join(" ")
            )
        })
        .collect();
    parts.sort();
    parts
}

/// Holds the review of a record that came over the wire against the case and the direct review.
fn hold(tally: &mut Tally, case: &RuleCase, direct: &Review, received: &Record, review: &Review) {
    let place = format!("{}:{} {}", case.file, case.line, case.title);
    tally.carried += 1;
    for failure in case.compare(received, review) {
        tally.wrong.push(format!("{place}：{failure}"));
    }
    if essence(&direct.findings) != essence(&review.findings) {
        let (direct, review) = (essence(&direct.findings), essence(&review.findings));
        tally
            .wrong
            .push(format!("{place}：直接审核 {direct:?}，经报文 {review:?}"));
    }
    if direct.not_evaluable.len() != review.not_evaluable.len() {
        tally.wrong.push(format!(
            "{place}：未评估 {:?}，经报文 {:?}",
            direct.not_evaluable, review.not_evaluable
        ));
    }
}

#[test]
fn verdicts_survive_the_wire() {
    let sources = shipped();
    let (library, _) = Library::compile(&sources);
    let (found, problems) = cases(&library);
    assert!(problems.is_empty(), "{problems:?}");
    let data = tempfile::tempdir().expect("a directory");
    let store = Store::open(data.path(), StoreOptions::default()).expect("a store");
    let (mut context, mut remembered) = (Tally::default(), Tally::default());
    let mut visits = Vec::new();
    for (number, case) in found.iter().enumerate() {
        let (_, visit) = parted(&live(case, &format!("B{number}")));
        visits.extend(visit);
    }
    store.import_visits(visits).expect("a writable store");
    store
        .declare_known_since(Day::from_epoch_days(0))
        .expect("a writable store");
    for (number, case) in found.iter().enumerate() {
        let local = case.is_local().then(|| local_library(case, &sources));
        let library = local.as_ref().unwrap_or(&library);
        for (tally, by_memory, person) in [
            (&mut context, false, format!("A{number}")),
            (&mut remembered, true, format!("B{number}")),
        ] {
            let record = live(case, &person);
            let direct = review(book_of(library, &record), &record, transaction(case), &case.options());
            let (now, past) = parted(&record);
            if by_memory && past.is_none() {
                continue;
            }
            let sent = if by_memory { &now } else { &record };
            if let Err(reason) = wire_carries(sent) {
                tally.leave(reason);
                continue;
            }
            if !case.compare(&record, &direct).is_empty() {
                tally.leave("只有事后审核对既往就诊作出的判定");
                continue;
            }
            match over_the_wire(sent, transaction(case), number as u64) {
                Ok(received) => {
                    let received = joined(library, &store, case, received);
                    let judged = judge(library, &received, transaction(case), &case.options());
                    hold(tally, case, &direct, &received, &judged);
                }
                Err(error) => tally.wrong.push(format!("{}:{} {error}", case.file, case.line)),
            }
        }
    }
    println!("案例 {} 例", found.len());
    context.print("既往就诊随报文送达");
    remembered.print("既往就诊由实时库补入");
    assert!(
        context.wrong.is_empty() && remembered.wrong.is_empty(),
        "verdicts differ over the wire"
    );
    let floor = (found.len() * 4 / 5).max(300);
    assert!(
        context.carried >= floor,
        "only {} of {} cases were carried",
        context.carried,
        found.len()
    );
    assert!(remembered.carried >= 1, "no case had a history to remember");
}

/// A date alone at which somebody left is the whole day, as in the audit: what is charged on it, or soon after it, lies
/// within the stay.
#[test]
fn a_bill_with_a_date_of_discharge_alone_is_judged_as_in_the_audit() {
    let (library, _) = Library::compile(&shipped());
    let rules = |kind: (&str, &str), begin: &str, end: &str, at: &str| {
        let message = json!({
            "infno": "3102", "inf_time": "2026-06-25 08:00:00", "mdtrtarea_admvs": "440300", "fixmedins_code": "H1",
            "input": {"data": {"trig_scen": "6", "patient_dtos": [{
                "patn_id": "P1", "gend": "1", "brdy": "1961-05-06", "poolarea": "440300", "curr_mdtrt_id": "V1",
                "fsi_encounter_dtos": [{
                    "mdtrt_id": "V1", "medins_id": "H1", "medins_lv": "05", "insutype": "310",
                    "med_type": kind.0, "med_mdtrt_type": kind.1, "adm_date": begin, "dscg_date": end,
                    "fsi_diagnose_dtos": [{"dise_codg": "I10.x00", "dise_name": "高血压", "maindise_flag": "1"}],
                    "fsi_order_dtos": [{
                        "rx_id": "L1", "hilist_code": "001201000040000", "hilist_name": "Ⅱ级护理", "cnt": 1,
                        "pric": 12, "sumamt": 12, "drord_begn_date": at,
                    }],
                }],
            }]}},
        });
        let envelope = decode(message.to_string().as_bytes(), &CallerProfile::default()).expect("readable");
        let Body::Review(request) = envelope.body else {
            panic!("not a review")
        };
        let record = &request.patients[0].record;
        let review = judge(&library, record, Stage::Settlement, &ReviewOptions::default());
        let dates = review
            .findings
            .into_iter()
            .filter(|finding| ["GZ10000201001000", "GZ10000201008000"].contains(&finding.rule.as_str()));
        dates.map(|finding| finding.sentence).collect::<Vec<_>>()
    };
    let (outpatient, stay) = (("11", "1"), ("21", "2"));
    for (kind, begin, end, at) in [
        (outpatient, "2026-06-15 09:00:00", "2026-06-15", "2026-06-15 09:10:00"),
        (stay, "2026-06-15 09:00:00", "2026-06-15", "2026-06-15 20:00:00"),
        (stay, "2026-06-15 09:00:00", "2026-06-20", "2026-06-21 09:00:00"),
    ] {
        assert_eq!(rules(kind, begin, end, at), [""; 0], "{begin} {end} {at}");
    }
    for (begin, end, at, told) in [
        (
            "2026-06-15 09:00:00",
            "2026-06-14",
            "2026-06-15 09:10:00",
            "出院时间2026-06-14 23:59:59早于入院时间",
        ),
        (
            "2026-06-15 09:00:00",
            "2026-06-20",
            "2026-06-22 09:00:00",
            "晚于出院时间2026-06-20 23:59:59",
        ),
    ] {
        let sentences = rules(stay, begin, end, at);
        assert!(
            sentences.iter().any(|sentence| sentence.contains(told)),
            "{sentences:?}"
        );
    }
}

const GUIDE: &str = "../../docs/his-integration.md";
/// Of a fact that more rules need, only their number is said.
const NAMED_MAX: usize = 20;
const BEGIN: &str = "<!-- 以下由测试核对，勿手改 -->\n";
const END: &str = "<!-- 以上由测试核对 -->\n";

/// What no message can carry, as the cases of the books need it: the fact, and the rules that then
/// judge less in real time than in the audit. `MINGJING_BLESS=1` writes it anew.
#[test]
fn the_guide_says_what_the_wire_cannot_carry() {
    let (library, _) = Library::compile(&shipped());
    let (found, _) = cases(&library);
    let names: BTreeMap<&str, &str> = library
        .national()
        .rules()
        .map(|rule| (rule.code.as_str(), rule.name.as_str()))
        .collect();
    let mut facts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (number, case) in found.iter().enumerate() {
        let (now, _) = parted(&live(case, &format!("G{number}")));
        if let Err(fact) = wire_carries(&now) {
            let code = case.rule.as_str();
            let name = names.get(code).copied().unwrap_or_default();
            facts.entry(fact).or_default().insert(format!("{name}（{code}）"));
        }
    }
    assert!(facts.len() >= 5, "{facts:?}");
    let mut table = String::from("| 报文带不到的事实 | 涉及的规则 |\n|---|---|\n");
    for (fact, rules) in &facts {
        let named = if rules.len() > NAMED_MAX {
            format!("{} 条规则（凡是案例用到此项的）", rules.len())
        } else {
            rules.iter().map(String::as_str).collect::<Vec<_>>().join("、")
        };
        table.push_str(&format!("| {fact} | {named} |\n"));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GUIDE);
    let guide = std::fs::read_to_string(&path).expect("the guide");
    let (head, rest) = guide.split_once(BEGIN).expect("the mark at which the table begins");
    let (written, tail) = rest.split_once(END).expect("the mark at which the table ends");
    if written != table && std::env::var_os("MINGJING_BLESS").is_some() {
        std::fs::write(&path, format!("{head}{BEGIN}{table}{END}{tail}")).expect("a writable guide");
        return;
    }
    assert_eq!(written, table, "MINGJING_BLESS=1 writes the table anew");
}

/// A service on the shipped books; samples speak as they do in cases, and no rule is held back.
fn service(sources: &[SourceFile], data: &Path) -> (App, Router) {
    let text = "[server]\nsamples_speak = true\ndeadline_ms = 10000\nrecord_wait_ms = 10000\n[guard]\nblocks_per_rule_hour = 1000000\n[history]\ncomplete_from = \"1970-01-01\"\n";
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let config = Config::parse("cases.toml", text, listen, |_| None).expect("a configuration");
    let app = App::new(config, None);
    app.publish(sources.to_vec());
    app.attach_store(Store::open(data, app.store_options()).expect("a store"));
    (app.clone(), router(app, nothing_beside()))
}

/// Posts a message and gives the findings of the reply as (key, rule, amount), and how many did not fit.
async fn post(service: &Router, stage: Stage, message: String) -> (BTreeSet<(String, String, String)>, u64) {
    let path = if stage == Stage::Settlement { "/3102" } else { "/3101" };
    let mut request = Request::post(path).body(HttpBody::from(message)).expect("a request");
    request
        .extensions_mut()
        .insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))));
    let response = service.clone().oneshot(request).await.expect("the router answers");
    let bytes = response.into_body().collect().await.expect("a whole reply").to_bytes();
    let reply: Value = serde_json::from_slice(&bytes).expect("a JSON reply");
    assert_eq!(reply["infcode"], 0, "{reply}");
    let results = reply["output"]["result"]
        .as_array()
        .unwrap_or_else(|| panic!("no list: {reply}"));
    let found = results.iter().map(|result| {
        let text = |field: &str| result[field].as_str().unwrap_or_default().to_owned();
        let key = text("jr_id").split('-').nth(1).unwrap_or_default().to_owned();
        let amount = result["vola_amt"]
            .as_f64()
            .map(|yuan| format!("{yuan:.2}"))
            .unwrap_or_default();
        (key, text("rule_id"), amount)
    });
    (found.collect(), reply["output"]["mj_left_out"].as_u64().unwrap_or(0))
}

/// All rules at once, through addresses, history, store and reply.
#[tokio::test]
async fn the_service_answers_what_a_direct_review_finds() {
    let sources = shipped();
    let data = tempfile::tempdir().expect("a directory");
    let (app, service) = service(&sources, data.path());
    let (library, store) = (app.library().expect("a book in force"), app.store().expect("a store"));
    // The service keeps no texts, so the cases come from a library of the test's own.
    let (found, _) = cases(&Library::compile(&sources).0);
    let options = ReviewOptions {
        samples_speak: true,
        ..ReviewOptions::default()
    };
    let (mut tally, mut raised) = (Tally::default(), 0);
    for (number, case) in found.iter().enumerate() {
        let record = live(case, &format!("C{number}"));
        let (now, past) = parted(&record);
        let all_known = matches!(case.record.history, HistoryReach::Since(day) if day.epoch_days() == 0);
        if case.is_local() || !all_known {
            tally.leave("地方参数，或既往不全可得");
            continue;
        }
        if let Err(reason) = wire_carries(&now) {
            tally.leave(reason);
            continue;
        }
        store.import_visits(past).expect("a writable store");
        let stage = transaction(case);
        let direct = review(book_of(&library, &record), &record, stage, &options);
        let shown = direct.findings.iter().filter(|finding| finding.action > Action::Record);
        let expected: BTreeSet<_> = shown
            .map(|finding| {
                (
                    finding.key.to_string(),
                    finding.rule.as_str().to_owned(),
                    finding.amount.to_string(),
                )
            })
            .collect();
        let (answered, left_out) = post(&service, stage, message(&now, stage, number as u64)).await;
        tally.carried += 1;
        raised += answered.len();
        if !answered.is_subset(&expected) || answered.len() + left_out as usize != expected.len() {
            let place = format!("{}:{} {}", case.file, case.line, case.title);
            tally
                .wrong
                .push(format!("{place}：直接审核 {expected:?}，服务 {answered:?}"));
        }
    }
    tally.print("经 HTTP 服务");
    println!("    服务共提示疑点 {raised} 条");
    assert!(tally.wrong.is_empty(), "the service answers otherwise");
    assert!(
        tally.carried >= 300 && raised >= 300,
        "only {} cases and {raised} findings",
        tally.carried
    );
}
