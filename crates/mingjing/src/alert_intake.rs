//! What real time showed to doctors, into the books: alerts as they come, and findings of what went
//! through the till all the same.
//!
//! A reminder while ordering (3101) is never a finding: nothing was charged, and a doctor may go on for a
//! reason. What was shown at the till (3102) becomes one where somebody answered that he goes on, or where
//! nobody answered for a day and the bill was not stopped; until then it may still be taken back, by an answer or by
//! another bill of the visit that has it no more. It has the key that an audit of the settled claims will give it,
//! with more to say for it.
//!
//! Of an institution that nobody has registered nobody knows whose matter its alerts are. Its calls are passed over
//! and come in once it is; those of the others come in meanwhile.

use crate::divisions::Divisions;
use anyhow::Context;
use domain::{
    Action, Day, DepartmentCode, Division, Encounter, EncounterId, InstitutionCode, ItemKind, ItemMark, Moment,
    PersonId, Stage,
};
use ledger::{AlertEntry, Answer, Argument, FindingEntry, Ledger, Viewer, WaitingAlert, Way};
use rulebook::Glance;
use std::collections::{BTreeMap, BTreeSet};
use store::{CallFinding, CallId, Disposal, Store, StoreError, StoredCall, StoredFinding, VisitId, Wanted};

/// The source of everything that real time brings.
const SOURCE: &str = "realtime";

/// Under which the books keep where calls were passed over.
const PASSED_OVER: &str = "realtime.passed_over";

/// The most institutions of which it is kept where their calls were passed over: anybody can make up codes.
const PASSED_OVER_MAX: usize = 10_000;

/// Calls, and alerts, that are written together.
const AT_ONCE: u16 = 200;

/// Calls that are read in one go: calls that wait to be answered get their turn between two of these.
const IN_ONE_GO: usize = 20;

/// A call may be stored after one that was numbered behind it, and one that was answered otherwise than it was first
/// stored is corrected, but not so many seconds later.
const SETTLING_SECONDS: i64 = 60;

/// A call that says to come from so many seconds ahead was made by a clock that has been set back since; if it were
/// waited for until its time has come, it would hold up all calls behind it.
const AHEAD_SECONDS: i64 = 3600;

/// How long an answer is waited for, in seconds: a day.
const ANSWER_SECONDS: i64 = 24 * 3600;

/// 入账结果
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertsTaken {
    /// 调用
    pub calls: usize,
    /// 提醒
    pub alerts: usize,
    /// 有了结果的提醒: answered, or a day old
    pub closed: usize,
    /// 疑点
    pub findings: usize,
    /// 没有登记的机构 whose calls are passed over from now on
    pub unregistered: BTreeSet<InstitutionCode>,
}

/// Of institutions that are not registered, the call behind which theirs were passed over; empty for the first of all.
#[derive(Debug, Default)]
struct PassedOver {
    /// as the books have it
    written: Option<String>,
    behind: BTreeMap<String, String>,
}

impl PassedOver {
    async fn read(ledger: &Ledger) -> anyhow::Result<Self> {
        let written = ledger.taken_up_to(PASSED_OVER).await?;
        let behind = match &written {
            Some(text) => serde_json::from_str(text).context("账册中待登记机构的入账位置读不出来")?,
            None => BTreeMap::new(),
        };
        Ok(Self { written, behind })
    }

    /// Notes that a call of an institution behind `call` is passed over; false where earlier ones are.
    fn note(&mut self, institution: &InstitutionCode, call: &str) -> bool {
        if self.behind.contains_key(institution.as_str()) {
            return false;
        }
        if self.behind.len() < PASSED_OVER_MAX {
            self.behind.insert(institution.as_str().to_owned(), call.to_owned());
        }
        true
    }

    /// The text for the books, where it is another than they have.
    fn changed(&self) -> anyhow::Result<Option<String>> {
        let text = serde_json::to_string(&self.behind)?;
        let is_same = match &self.written {
            Some(written) => *written == text,
            None => self.behind.is_empty(),
        };
        Ok((!is_same).then_some(text))
    }
}

/// Takes in what is new since the last time. May be stopped at any point and called again.
pub async fn take_alerts(
    store: &Store,
    ledger: &Ledger,
    viewer: &Viewer,
    at: Moment,
    divisions: &Divisions,
) -> anyhow::Result<AlertsTaken> {
    let mut taken = AlertsTaken {
        alerts: take_registered(store, ledger, viewer, at, divisions).await?,
        ..AlertsTaken::default()
    };
    loop {
        let from = ledger.taken_up_to(SOURCE).await?;
        let calls = settled_calls(store, from.as_deref().map(CallId::new), at).await?;
        let Some(last) = calls.last().map(|call| call.call.id.as_str().to_owned()) else {
            break;
        };
        let mut passed_over = PassedOver::read(ledger).await?;
        let mut alerts = Vec::new();
        let mut before = from.as_deref().unwrap_or_default();
        for call in &calls {
            let institution = &call.call.institution;
            match divisions.find(institution) {
                Some(division) => alerts.extend(shown(call, store, division)?),
                None if raised(call).next().is_some() && passed_over.note(institution, before) => {
                    taken.unregistered.insert(institution.clone());
                }
                None => {}
            }
            before = call.call.id.as_str();
            tokio::task::yield_now().await;
        }
        let changed = passed_over.changed()?;
        let written = ledger.write(viewer, at, async |writing| {
            let written = writing.take_alerts(SOURCE, &alerts).await?;
            if let Some(changed) = &changed {
                let before = passed_over.written.as_deref();
                writing.advance(PASSED_OVER, before, changed).await?;
            }
            writing.advance(SOURCE, from.as_deref(), &last).await?;
            Ok(written)
        });
        taken.alerts += written.await?;
        taken.calls += calls.len();
    }
    let mut after: Option<String> = None;
    loop {
        let waiting = ledger.waiting_alerts(after.as_deref(), AT_ONCE).await?;
        let Some(last) = waiting.last().map(|alert| alert.id.clone()) else {
            return Ok(taken);
        };
        after = Some(last);
        let (mut answers, mut findings) = (Vec::new(), Vec::new());
        for alert in &waiting {
            let outcome = outcome(alert, store, at)?;
            tokio::task::yield_now().await;
            let Some((answer, finding)) = outcome else {
                continue;
            };
            if let Some(found) = finding {
                // It goes on waiting while its institution is struck off the register.
                let Some(division) = divisions.find(&found.institution) else {
                    continue;
                };
                findings.push(entry(&found, division));
            }
            answers.push((alert.id.clone(), answer));
        }
        if answers.is_empty() {
            continue;
        }
        let written = ledger.write(viewer, at, async |writing| {
            let noted = writing.note_findings(SOURCE, &findings).await?;
            Ok((writing.answer_alerts(SOURCE, &answers).await?, noted))
        });
        let (closed, noted) = written.await?;
        taken.closed += closed;
        taken.findings += noted;
    }
}

/// Takes in the calls that were passed over of institutions which have been registered since. Gives the number of
/// alerts.
async fn take_registered(
    store: &Store,
    ledger: &Ledger,
    viewer: &Viewer,
    at: Moment,
    divisions: &Divisions,
) -> anyhow::Result<usize> {
    let mut taken = 0;
    let Some(up_to) = ledger.taken_up_to(SOURCE).await?.map(CallId::new) else {
        return Ok(taken);
    };
    loop {
        let mut passed_over = PassedOver::read(ledger).await?;
        let registered = passed_over.behind.iter().find_map(|(code, behind)| {
            let institution = InstitutionCode::new(code);
            let division = divisions.find(&institution)?;
            Some((code.clone(), institution, division, CallId::new(behind.as_str())))
        });
        let Some((code, institution, division, mut behind)) = registered else {
            return Ok(taken);
        };
        let mut alerts = Vec::new();
        let is_all = loop {
            let calls = settled_calls(store, Some(behind.clone()), at).await?;
            for call in calls.iter().filter(|call| call.call.id <= up_to) {
                if call.call.institution == institution {
                    alerts.extend(shown(call, store, division)?);
                }
                tokio::task::yield_now().await;
            }
            match calls.into_iter().next_back() {
                Some(last) if last.call.id < up_to => behind = last.call.id,
                _ => break true,
            }
            if alerts.len() >= usize::from(AT_ONCE) {
                break false;
            }
        };
        if is_all {
            passed_over.behind.remove(&code);
        } else {
            passed_over.behind.insert(code, behind.as_str().to_owned());
        }
        let changed = serde_json::to_string(&passed_over.behind)?;
        let written = ledger.write(viewer, at, async |writing| {
            let before = passed_over.written.as_deref();
            writing.advance(PASSED_OVER, before, &changed).await?;
            writing.take_alerts(SOURCE, &alerts).await
        });
        taken += written.await?;
    }
}

/// The calls behind a call that are to be written together.
async fn settled_calls(store: &Store, mut after: Option<CallId>, at: Moment) -> Result<Vec<StoredCall>, StoreError> {
    let settled = |call: &StoredCall| {
        let made = call.call.responded_at;
        made <= at.plus_seconds(-SETTLING_SECONDS) || made > at.plus_seconds(AHEAD_SECONDS)
    };
    let mut calls = Vec::new();
    while calls.len() < usize::from(AT_ONCE) {
        let next = store.calls(after.take(), IN_ONE_GO)?;
        let before = calls.len();
        calls.extend(next.into_iter().take_while(settled));
        if calls.len() - before < IN_ONE_GO {
            break;
        }
        after = calls.last().map(|call| call.call.id.clone());
        tokio::task::yield_now().await;
    }
    Ok(calls)
}

/// What a call showed. What a rule on trial found was never shown; a reminder of a report that need not
/// be made again accuses nobody, and is counted where reports are recognised.
fn raised(call: &StoredCall) -> impl Iterator<Item = &CallFinding> {
    let findings = call.findings.iter();
    findings.filter(|finding| finding.action > Action::Record && finding.rule.as_str() != workbench::RECOGNITION_RULE)
}

/// The alerts of a call of an institution in a division.
fn shown(stored: &StoredCall, store: &Store, division: &Division) -> Result<Vec<AlertEntry>, StoreError> {
    let shown: Vec<&CallFinding> = raised(stored).collect();
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let call = &stored.call;
    let department = department(store, &call.person, &call.encounter, call.requested_at.day())?;
    let entry = |finding: &CallFinding| AlertEntry {
        id: call.id.finding(finding.key),
        call: call.id.as_str().to_owned(),
        finding: finding.key,
        at: call.requested_at,
        stage: call.stage,
        institution: call.institution.clone(),
        division: division.clone(),
        department: department.clone(),
        practitioner: call.doctor.clone(),
        rule: finding.rule.clone(),
        rule_name: finding.rule_name.clone(),
        certainty: finding.certainty,
        action: finding.action,
        amount: finding.amount,
        sentence: finding.sentence.clone(),
    };
    Ok(shown.into_iter().map(entry).collect())
}

/// The department of a visit, where it is still remembered.
fn department(
    store: &Store,
    person: &PersonId,
    encounter: &EncounterId,
    day: Day,
) -> Result<DepartmentCode, StoreError> {
    let history = store.history(person, day, &[], &mut NoLines)?;
    let visit = history.encounters.into_iter().find(|visit| visit.id == *encounter);
    Ok(visit.map(|visit| visit.department).unwrap_or_default())
}

/// Wants to see visits alone.
struct NoLines;

impl Wanted for NoLines {
    fn wants_mark(&self, _mark: ItemMark, _kind: ItemKind) -> Option<bool> {
        Some(false)
    }

    fn wants_code(&mut self, _mark: ItemMark, _code: &str, _kind: ItemKind) -> Option<bool> {
        Some(false)
    }

    fn wants_name(&mut self, _name: &str) -> bool {
        false
    }

    fn has_line(&self, _encounter: &Encounter, _line: &str) -> bool {
        true
    }
}

/// What is known of a waiting alert by now: the answer, or that none came in time, and the finding where
/// it has become one. None while it goes on waiting.
type Outcome = Option<(Option<Answer>, Option<StoredFinding>)>;

fn outcome(alert: &WaitingAlert, store: &Store, now: Moment) -> Result<Outcome, StoreError> {
    let late = alert.at.plus_seconds(ANSWER_SECONDS) <= now;
    let Some(found) = store.finding(&alert.id)? else {
        // The store was put back to what it was before the call.
        return Ok(late.then_some((None, None)));
    };
    let answer = found.feedback.as_ref().map(|trail| Answer {
        way: match trail.first.way {
            Disposal::Continue => Way::Continue,
            Disposal::Amend => Way::Amend,
        },
        reason: trail.first.reason.clone(),
        at: trail.first.at,
    });
    if answer.is_none() && !late {
        return Ok(None);
    }
    let charged = match &answer {
        _ if found.stage != Stage::Settlement => false,
        Some(answer) => answer.way == Way::Continue,
        None => match went_through(&found, store, now)? {
            Some(charged) => charged,
            None => return Ok(None),
        },
    };
    Ok(Some((answer, charged.then_some(found))))
}

/// Whether what nobody answered went through the till; none while that is open. A bill is whole and takes the place of
/// the one before, so that of each bill the last one counts that came while an answer to it was waited for: what it has
/// no more was taken off, and what it still has is as it was answered there.
fn went_through(alert: &StoredFinding, store: &Store, now: Moment) -> Result<Option<bool>, StoreError> {
    let visit = VisitId {
        person: alert.person.clone(),
        institution: alert.institution.clone(),
        encounter: alert.encounter.clone(),
    };
    let mut shown = alert.clone();
    loop {
        if let Some(trail) = &shown.feedback {
            return Ok(Some(trail.first.way == Disposal::Continue));
        }
        let until = shown.at.plus_seconds(ANSWER_SECONDS);
        let Some(later) = store.last_settlement(&visit, &shown.call, until)? else {
            let stopped = matches!(shown.finding.action, Action::SelfPay | Action::Block);
            return Ok((until <= now).then_some(!stopped));
        };
        shown = match store.finding(&later.call.id.finding(shown.finding.key))? {
            Some(again) => again,
            None => return Ok(Some(false)),
        };
    }
}

/// What the books keep of a finding at the till in a division. Its lines are in the claims that are settled later.
fn entry(found: &StoredFinding, division: &Division) -> FindingEntry {
    let doctor = found.doctor.as_str();
    FindingEntry {
        key: found.finding.key,
        rule: found.finding.rule.clone(),
        division: division.clone(),
        institution: found.institution.clone(),
        practitioner: Glance::names_doctor(doctor).then(|| found.doctor.clone()),
        person: found.person.clone(),
        encounter: found.encounter.clone(),
        amount: found.finding.amount,
        service_day: found.at.day(),
        certainty: found.finding.certainty,
        argument: Argument {
            sentence: found.finding.sentence.clone(),
            rule_name: found.finding.rule_name.clone(),
            ..Argument::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::{Actor, Place, Role, UserId};
    use domain::{Certainty, Fact, FindingKey, Institution, InsuredPerson, Money, RuleState};
    use ledger::{Access, AlertFilter, FindingFilter, Organisation, OrganisationKind};
    use store::{Billed, Call, CallEntry, Feedback, StoreOptions, Visit};

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    const SHOWN: &str = "2026-03-04 09:00:00";

    /// A call in which a doctor was told of one finding.
    fn call(number: u8, stage: Stage, action: Action) -> CallEntry {
        let encounter = Encounter {
            id: EncounterId::new(format!("V{number}")),
            institution: Institution {
                code: "H1".into(),
                ..Institution::default()
            },
            setting: Fact::Absent,
            insurance: Fact::Absent,
            begin: at(SHOWN),
            end: None,
            department: DepartmentCode::new("A03"),
            department_name: "内科".into(),
            doctor: "D1".into(),
            diagnoses: Vec::new(),
            operations: Fact::Absent,
            total: Fact::Absent,
            fund_paid: Fact::Absent,
            special: Vec::new(),
            evidence: Vec::new(),
            current: true,
        };
        let person = InsuredPerson {
            id: PersonId::new(format!("P000000{number}")),
            ..InsuredPerson::default()
        };
        CallEntry {
            call: Call {
                id: CallId::from_number(u64::from(number)),
                stage,
                scene: String::new(),
                institution: "H1".into(),
                person: person.id.clone(),
                encounter: encounter.id.clone(),
                doctor: "D1".into(),
                care_type: String::new(),
                requested_at: at(SHOWN).plus_seconds(i64::from(number)),
                responded_at: at(SHOWN).plus_seconds(i64::from(number)),
                duration_micros: 1,
                lines: 1,
                degraded: None,
                not_evaluable: 0,
                total: Money::ZERO,
                violation_amount: Money::ZERO,
                book_hash: String::new(),
            },
            visit: Some(Visit {
                person,
                encounters: vec![encounter],
                lines: Vec::new(),
                billed: match stage {
                    Stage::Settlement => Billed::UnderReview,
                    _ => Billed::Nothing,
                },
            }),
            findings: vec![CallFinding {
                key: FindingKey([number; 16]),
                rule: "GZ1".into(),
                rule_name: "重复收费".to_owned(),
                certainty: Certainty::Definite,
                action,
                state: RuleState::InForce,
                amount: Money::from_fen(100),
                sentence: "今日已收取".to_owned(),
                line_ids: vec!["F1".into()],
                amendable: vec!["F1".into()],
            }],
        }
    }

    /// Answers the finding of a call.
    fn reply(store: &Store, number: u8, way: Disposal) {
        reply_about(store, number, number, way);
    }

    /// Answers the finding of a call that the call `first` raised before.
    fn reply_about(store: &Store, number: u8, first: u8, way: Disposal) {
        let feedback = Feedback {
            finding_id: CallId::from_number(u64::from(number)).finding(FindingKey([first; 16])),
            stage_kind: Stage::Prescribing,
            way,
            reason: "病情需要".to_owned(),
            institution: "H1".into(),
            operator: "D1".to_owned(),
            at: at("2026-03-04 09:10:00"),
        };
        store.feedback(feedback).unwrap();
    }

    /// The numbers of the findings in the books.
    async fn found(ledger: &Ledger, viewer: &Viewer) -> Vec<u8> {
        let rows = ledger
            .read(viewer)
            .findings(&FindingFilter::default(), 100, None)
            .await
            .unwrap();
        let mut numbers: Vec<u8> = rows
            .iter()
            .map(|row| u8::from_str_radix(&row.key[..2], 16).unwrap())
            .collect();
        numbers.sort_unstable();
        numbers
    }

    #[test]
    fn what_went_through_the_till_becomes_a_finding_and_nothing_comes_twice() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data"), StoreOptions::default()).unwrap();
        let (before, till) = (Stage::Prescribing, Stage::Settlement);
        for (number, stage, action) in [
            (1, before, Action::Remind),
            (2, before, Action::Block),
            (3, till, Action::Remind),
            (4, till, Action::Remind),
            (5, till, Action::Block),
            (6, till, Action::Block),
            (7, till, Action::ReasonRequired),
            (8, till, Action::Record),
        ] {
            store.submit(call(number, stage, action)).unwrap();
        }
        store.flush().unwrap();
        for (number, way) in [
            (1, Disposal::Continue),
            (2, Disposal::Amend),
            (3, Disposal::Continue),
            (4, Disposal::Amend),
            (6, Disposal::Continue),
        ] {
            reply(&store, number, way);
        }
        let viewer = Viewer::at_place(Actor {
            user: UserId::from("系统"),
            role: Role::System,
            place: Place::Everywhere,
        });
        let divisions = Divisions::of(None, Some(Division::new("440305"))).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let address = format!("sqlite:{}", folder.path().join("books.db").display());
            let ledger = Ledger::open(&address).await.unwrap();
            let take = async |now: &str| {
                take_alerts(&store, &ledger, &viewer, at(now), &divisions)
                    .await
                    .unwrap()
            };
            // Calls of the last minute may still be on their way to the disk.
            let early = take("2026-03-04 09:01:03").await;
            assert_eq!((early.calls, early.alerts), (3, 3));
            let taken = take("2026-03-04 09:30:00").await;
            assert_eq!((taken.calls, taken.alerts, taken.closed), (5, 4, 2));
            // Ordered against a reminder is no finding; going on at the till is one.
            assert_eq!(found(&ledger, &viewer).await, [3, 6]);
            assert_eq!(take("2026-03-04 09:40:00").await, AlertsTaken::default());
            // A day later silence at the till has let the bill through, unless it was stopped.
            let late = take("2026-03-05 09:30:00").await;
            assert_eq!((late.closed, late.findings), (2, 1));
            assert_eq!(found(&ledger, &viewer).await, [3, 6, 7]);
            reply(&store, 7, Disposal::Amend);
            assert_eq!(take("2026-03-06 09:30:00").await, AlertsTaken::default());

            let alerts = ledger
                .read(&viewer)
                .alerts(&AlertFilter::default(), 100, None)
                .await
                .unwrap();
            assert_eq!(alerts.len(), 7, "what was only recorded was not shown");
            assert!(alerts.iter().all(|alert| alert.department.as_deref() == Some("A03")));
            assert!(!format!("{alerts:?}").contains("P000000"));
            let totals = ledger
                .read(&viewer)
                .alert_totals(&AlertFilter::default())
                .await
                .unwrap();
            assert_eq!((totals.shown, totals.answered, totals.adopted), (7, 5, 3));
            assert_eq!(totals.avoided.money(), Money::from_fen(300));
            assert!(ledger.verify_trail(&[]).await.unwrap().is_ok());
        });
    }

    /// Another bill of the visit of the call `first`, with the same finding.
    fn again(number: u8, first: u8, action: Action) -> CallEntry {
        let mut entry = call(number, Stage::Settlement, action);
        let same = call(first, Stage::Settlement, action);
        entry.call.person = same.call.person;
        entry.call.encounter = same.call.encounter;
        entry.visit = None;
        entry.findings = same.findings;
        entry
    }

    /// Another bill of the visit of the call `first`, with nothing to find fault with.
    fn corrected(number: u8, first: u8) -> CallEntry {
        CallEntry {
            findings: Vec::new(),
            ..again(number, first, Action::Remind)
        }
    }

    #[test]
    fn a_bill_that_was_corrected_accuses_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data"), StoreOptions::default()).unwrap();
        let first = |number: u8| call(number, Stage::Settlement, Action::ReasonRequired);
        let mut unjudged = corrected(8, 7);
        unjudged.call.degraded = Some("超时".to_owned());
        for entry in [
            first(1),
            corrected(2, 1),
            first(3),
            again(4, 3, Action::ReasonRequired),
            first(5),
            again(6, 5, Action::ReasonRequired),
            first(7),
            unjudged,
            first(9),
        ] {
            store.submit(entry).unwrap();
        }
        store.flush().unwrap();
        reply_about(&store, 6, 5, Disposal::Amend);
        let viewer = Viewer::at_place(Actor {
            user: UserId::from("系统"),
            role: Role::System,
            place: Place::Everywhere,
        });
        let divisions = Divisions::of(None, Some(Division::new("440305"))).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let address = format!("sqlite:{}", folder.path().join("books.db").display());
            let ledger = Ledger::open(&address).await.unwrap();
            let take = async |now: &str| {
                take_alerts(&store, &ledger, &viewer, at(now), &divisions)
                    .await
                    .unwrap()
            };
            let taken = take("2026-03-04 09:30:00").await;
            assert_eq!((taken.calls, taken.alerts, taken.closed), (9, 7, 1));
            // The first of the third visit waits for the answer to its second.
            let taken = take("2026-03-05 09:00:03").await;
            assert_eq!((taken.closed, taken.findings), (1, 0));
            let mut too_late = corrected(10, 9);
            too_late.call.requested_at = at("2026-03-05 10:05:00");
            too_late.call.responded_at = at("2026-03-05 10:05:00");
            store.submit(too_late).unwrap();
            store.flush().unwrap();
            let taken = take("2026-03-05 10:30:00").await;
            assert_eq!((taken.calls, taken.closed), (1, 5));
            assert_eq!(found(&ledger, &viewer).await, [3, 7, 9]);
        });
    }

    #[test]
    fn a_call_from_a_wrong_clock_holds_up_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data"), StoreOptions::default()).unwrap();
        for number in 1..=3 {
            let mut entry = call(number, Stage::Settlement, Action::Remind);
            if number == 2 {
                entry.call.requested_at = at("2036-03-04 09:00:00");
                entry.call.responded_at = at("2036-03-04 09:00:00");
            }
            store.submit(entry).unwrap();
        }
        store.flush().unwrap();
        let settled = settled_calls(&store, None, at("2026-03-04 09:30:00"));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(settled).unwrap().len(), 3);
    }

    /// The divisions of these institutions.
    fn registered(codes: &[&str]) -> Divisions {
        let organisation = |code: &&str| Organisation {
            code: (*code).to_owned(),
            name: (*code).to_owned(),
            kind: OrganisationKind::Institution,
            parent: None,
            division: Division::new("440305"),
            level: None,
            access: Access::NONE,
        };
        Divisions::registered(&codes.iter().map(organisation).collect::<Vec<_>>())
    }

    #[test]
    fn an_institution_that_is_not_registered_stops_nobody_and_is_not_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data"), StoreOptions::default()).unwrap();
        for (number, institution) in [(1, "H2"), (2, "H1"), (3, "H2"), (4, ""), (5, "H1")] {
            let mut call = call(number, Stage::Settlement, Action::ReasonRequired);
            call.call.institution = institution.into();
            store.submit(call).unwrap();
        }
        store.flush().unwrap();
        reply(&store, 1, Disposal::Continue);
        reply(&store, 2, Disposal::Continue);
        let viewer = Viewer::at_place(Actor {
            user: UserId::from("系统"),
            role: Role::System,
            place: Place::Everywhere,
        });
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let address = format!("sqlite:{}", folder.path().join("books.db").display());
            let ledger = Ledger::open(&address).await.unwrap();
            let take = async |codes: &[&str]| {
                let now = at("2026-03-04 09:30:00");
                take_alerts(&store, &ledger, &viewer, now, &registered(codes))
                    .await
                    .unwrap()
            };
            let taken = take(&["H1"]).await;
            assert_eq!((taken.calls, taken.alerts, taken.findings), (5, 2, 1));
            assert_eq!(taken.unregistered, BTreeSet::from(["".into(), "H2".into()]));
            assert_eq!(take(&["H1"]).await, AlertsTaken::default(), "said once");
            store.submit(call(6, Stage::Settlement, Action::Remind)).unwrap();
            store.flush().unwrap();
            let taken = take(&["H1", "H2"]).await;
            assert_eq!((taken.calls, taken.alerts, taken.findings), (1, 3, 1));
            assert_eq!(found(&ledger, &viewer).await, [1, 2]);
            assert_eq!(take(&["H1", "H2"]).await, AlertsTaken::default());
        });
    }

    #[test]
    fn an_institution_without_a_division_is_named() {
        let error = Divisions::of(None, None)
            .unwrap()
            .of_institution(&"H9".into())
            .unwrap_err();
        assert!(error.to_string().contains("H9") && error.to_string().contains("--division"));
    }
}
