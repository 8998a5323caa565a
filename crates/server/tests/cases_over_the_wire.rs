//! Every case of the shipped books goes over the wire: it is written as the
//! canonical 3101 or 3102 message, decoded, joined with its history as the
//! service does, and judged. The verdicts of the case must hold, and the findings
//! must be those of a direct review.
//!
//! A case of the audit (事后) has every encounter under review; a message has one.
//! Such a case travels with its last encounter under review and the others as
//! context, and what only an audit can say about those others is counted apart.

use domain::{Finding, HistoryReach, PersonId, Record, Stage};
use rulebook::cases::{RuleCase, cases};
use rulebook::{Library, Review, SourceFile, review};
use server::books::load_folder;
use server::history::{Scope, recall};
use server::judge::{book_of, judge};
use server::wire::{Body, CallerProfile, CanonicalHead, decode, encode_review_request, wire_carries};
use std::collections::BTreeMap;
use std::path::Path;
use store::{Store, StoreOptions, Visit};

/// What became of the cases in one way of sending them.
#[derive(Default)]
struct Tally {
    carried: usize,
    left: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn leave(&mut self, reason: impl Into<String>) {
        *self.left.entry(reason.into()).or_default() += 1;
    }

    fn print(&self, way: &str) {
        println!("{way}：送达 {} 例", self.carried);
        let mut reasons: Vec<_> = self.left.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (reason, count) in reasons {
            println!("    未送 {count:4} {reason}");
        }
        self.wrong.iter().for_each(|text| println!("    不符 {text}"));
    }
}

fn shipped() -> Vec<SourceFile> {
    load_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../books")).expect("the shipped books")
}

/// The encounter of a case that a message would name as the current one.
fn under_review(record: &Record) -> Option<usize> {
    let named = record
        .encounters
        .iter()
        .position(|encounter| encounter.id.as_str() == "本次");
    named.or_else(|| record.encounters.len().checked_sub(1))
}

/// The record of a case as one message sees it: one encounter under review, its own person.
fn live(case: &RuleCase, person: &str) -> Record {
    let mut record = case.record.clone();
    record.person.id = PersonId::new(person);
    let current = under_review(&record);
    for (index, encounter) in record.encounters.iter_mut().enumerate() {
        encounter.current = Some(index) == current;
    }
    for line in &mut record.lines {
        line.current = Some(line.encounter as usize) == current;
    }
    record
}

/// The record without what a store would remember, and that as a settled claim.
fn parted(record: &Record) -> (Record, Option<Visit>) {
    let (mut now, mut past) = (record.clone(), record.clone());
    let places = |keep: fn(bool) -> bool| -> Vec<Option<u32>> {
        let mut next = 0..;
        let place = |current: bool| if keep(current) { next.next() } else { None };
        record
            .encounters
            .iter()
            .map(|encounter| encounter.current)
            .map(place)
            .collect()
    };
    for (part, keep) in [
        (&mut now, (|current| current) as fn(bool) -> bool),
        (&mut past, |current| !current),
    ] {
        let places = places(keep);
        part.encounters.retain(|encounter| keep(encounter.current));
        part.lines.retain_mut(|line| {
            let place = places.get(line.encounter as usize).copied().flatten();
            line.encounter = place.unwrap_or_default();
            place.is_some()
        });
    }
    let visit = Visit {
        person: past.person,
        encounters: past.encounters,
        lines: past.lines,
        billed: true,
    };
    (now, Some(visit).filter(|visit| !visit.encounters.is_empty()))
}

/// Where a message of this case is sent: the audit has no message of its own.
fn transaction(case: &RuleCase) -> Stage {
    if case.stage == Stage::Audit {
        Stage::Settlement
    } else {
        case.stage
    }
}

/// Sends a record and gives what the other side decodes.
fn over_the_wire(record: &Record, stage: Stage, sequence: u64) -> Result<Record, String> {
    let last = record
        .lines
        .iter()
        .map(|line| line.at)
        .chain(record.encounters.iter().map(|e| e.begin))
        .max();
    let head = CanonicalHead {
        sent_at: last.ok_or("空记录")?,
        sequence,
        task_id: "CASE",
    };
    let message = encode_review_request(record, stage, &head);
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
    recall(store, &mut record, days, Scope::Region).expect("a readable store");
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
    for (number, case) in found.iter().enumerate() {
        if case.is_local() {
            context.leave("以地方层参数求值的案例（参数不在报文里）");
            continue;
        }
        for (tally, by_memory, person) in [
            (&mut context, false, format!("A{number}")),
            (&mut remembered, true, format!("B{number}")),
        ] {
            let record = live(case, &person);
            let direct = review(library.national(), &record, case.stage, &case.options());
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
                    let received = joined(&library, &store, case, received);
                    let judged = judge(&library, &received, transaction(case), &case.options());
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
    assert!(context.carried >= 300, "only {} cases were carried", context.carried);
    assert!(remembered.carried >= 1, "no case had a history to remember");
}
