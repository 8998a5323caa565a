//! Reminds who orders an examination of a report that need not be made again: in the reply to 3101, and
//! to a system that asks for itself. What is answered in 3103 is the answer to the reminder.
//!
//! The lists are held in memory, and of whom there are reports: only an order of a listed item for somebody
//! who has a recent report on it asks the books, by one indexed query. A reminder is written down after it was
//! said: a write that waits must not keep a doctor waiting. One that could not be written is tried again, and
//! before its answer at the latest.

use super::in_force::{InForce, Ordered};
use super::reported::Reported;
use crate::consequences::system;
use arc_swap::ArcSwapOption;
use casework::Refusal;
use conduct::Department;
use conduct::recognition::{Answer, Reasons, Reminder, remind};
use domain::{
    Action, Basis, Certainty, Comparison, Encounter, EncounterId, FeeLine, Finding, FindingKey, FindingLine, ItemCode,
    LineId, LineRole, Moment, Money, Record, RuleState,
};
use ledger::{Ledger, LedgerError, RecognisedItem};
use server::advice::{Adviser, Saying};
use server::app::now;
use sm3::{Digest, Sm3};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Disposal, StoredFinding};

/// The code under which a reminder stands among the findings of a reply.
pub const RECOGNITION_RULE: &str = "MJHR01";

/// Reminders that wait to be written, at most; while the books are away for hours the oldest count.
const WAITING: usize = 10_000;

/// 互认提醒台 · cheap to clone.
#[derive(Clone)]
pub(crate) struct Recogniser {
    shared: Arc<Shared>,
}

struct Shared {
    ledger: Ledger,
    reasons: Reasons,
    in_force: ArcSwapOption<InForce>,
    reported: Reported,
    waiting: Mutex<VecDeque<Waiting>>,
    /// held by who writes, so that reminders are written in their order
    writing: tokio::sync::Mutex<()>,
}

/// A reminder that was said and is not yet in the books.
struct Waiting {
    reminder: Reminder,
    item: ItemCode,
    item_name: String,
}

/// 提醒 with what the lists call what it is about.
pub(super) struct Reminded {
    pub(super) reminder: Reminder,
    pub(super) item: ItemCode,
    pub(super) item_name: String,
    /// the institution that made the report
    pub(super) reported_by: String,
}

impl Recogniser {
    /// Reminds out of these books; nothing before [`Recogniser::look_again`] has read the lists.
    ///
    /// # Errors
    /// The reasons that the program brings along cannot be read, which is a defect of the program.
    pub(crate) fn new(ledger: Ledger) -> anyhow::Result<Self> {
        let shared = Shared {
            ledger,
            reasons: Reasons::shipped()?,
            in_force: ArcSwapOption::empty(),
            reported: Reported::default(),
            waiting: Mutex::default(),
            writing: tokio::sync::Mutex::default(),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// 不予互认理由表
    pub(super) fn reasons(&self) -> &Reasons {
        &self.shared.reasons
    }

    /// Reads the lists as they are now.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub(crate) async fn look_again(&self) -> Result<(), LedgerError> {
        let viewer = system();
        let read = InForce::read(&self.shared.ledger.read(&viewer)).await?;
        self.shared.in_force.store(Some(Arc::new(read)));
        Ok(())
    }

    /// Reads which reports have come into the books.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub(crate) async fn look_for_reports(&self) -> Result<(), LedgerError> {
        self.shared.reported.follow(&self.shared.ledger, now().day()).await
    }

    /// The reminder that an order gives rise to, if any. It is not yet written down.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub(super) async fn reminder(&self, ordered: Ordered) -> Result<Option<Reminded>, LedgerError> {
        let Some(lists) = self.shared.in_force.load_full() else {
            return Ok(None);
        };
        match lists.listed(&ordered.institution, &ordered.item) {
            Some(listed) => self.reminder_of(&lists, listed, ordered).await,
            None => Ok(None),
        }
    }

    /// The same for an item that is known to be listed.
    async fn reminder_of(
        &self,
        lists: &InForce,
        listed: &RecognisedItem,
        ordered: Ordered,
    ) -> Result<Option<Reminded>, LedgerError> {
        let (order, settings) = lists.order(ordered, listed);
        let viewer = system();
        let reports = self
            .shared
            .ledger
            .read(&viewer)
            .reports_of(&order.person, &order.item)
            .await?;
        let reminded = |reminder: Reminder| Reminded {
            item: order.item.clone(),
            item_name: order.item_name.clone(),
            reported_by: lists
                .participant(&reminder.earlier.institution)
                .map(|there| there.name.clone())
                .unwrap_or_default(),
            reminder,
        };
        Ok(remind(&order, &reports.into_iter().collect(), &settings).map(reminded))
    }

    /// Puts a reminder that was said on the list of those to be written, and has it written beside the call.
    fn said(&self, reminded: Reminded) {
        let mut waiting = self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= WAITING {
            tracing::error!("互认提醒积压过多，本次提醒没有计数，请检查账册");
            return;
        }
        waiting.push_back(Waiting {
            reminder: reminded.reminder,
            item: reminded.item,
            item_name: reminded.item_name,
        });
        drop(waiting);
        let recogniser = self.clone();
        tokio::spawn(async move { recogniser.try_to_write_down().await });
    }

    /// Writes down what was said, for work that goes on without it too: what failed is tried again.
    pub(crate) async fn try_to_write_down(&self) {
        if let Err(error) = self.write_down().await {
            tracing::error!(%error, "互认提醒没有登记成，稍后再试");
        }
    }

    async fn write_down(&self) -> Result<(), LedgerError> {
        let (_turn, viewer) = (self.shared.writing.lock().await, system());
        while let Some(next) = self.next() {
            let kept = self.shared.ledger.write(&viewer, now(), async |writing| {
                writing.keep_reminder(&next.reminder, &next.item, &next.item_name).await
            });
            if let Err(error) = kept.await {
                let mut waiting = self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.push_front(next);
                return Err(error);
            }
        }
        Ok(())
    }

    fn next(&self) -> Option<Waiting> {
        let mut waiting = self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop_front()
    }

    /// Keeps the answer to a reminder.
    async fn answer(&self, answered: &StoredFinding, answer: &Answer) -> Result<(), LedgerError> {
        self.write_down().await?;
        let Some(line) = answered.finding.line_ids.first() else {
            return Ok(());
        };
        let institution = &answered.institution;
        let viewer = system();
        let key = format!("{institution}|{}", number(&answered.encounter, line));
        let kept = self.shared.ledger.write(&viewer, now(), async |writing| {
            writing.answer_reminder(institution, &key, answer).await
        });
        match kept.await {
            // The same order was reminded of twice and answered differently: the first answer stands.
            Err(LedgerError::Refused(Refusal::Duplicate { .. })) => Ok(()),
            Err(error @ LedgerError::NotFound { .. }) => {
                // Sending it again would not help.
                tracing::error!(%error, "答复的互认提醒没有登记过，没有计数");
                Ok(())
            }
            other => other,
        }
    }
}

/// The number of an order that came with 3101: the line's own within its visit.
fn number(encounter: &EncounterId, line: &LineId) -> String {
    format!("{encounter}/{line}")
}

impl Adviser for Recogniser {
    fn advise<'a>(&'a self, record: &'a Record, at: Moment) -> Saying<'a, Vec<Finding>> {
        Box::pin(async move {
            let mut reminders = Vec::new();
            let Some(lists) = self.shared.in_force.load_full() else {
                return Vec::new();
            };
            for (index, line) in (0..).zip(&record.lines).filter(|(_, line)| line.current) {
                let Some(visit) = record.encounters.get(line.encounter as usize) else {
                    continue;
                };
                let Some(listed) = lists.listed(&visit.institution.code, &line.item) else {
                    continue;
                };
                let since = line.at.day().plus_days(-i32::from(listed.days));
                if !self.shared.reported.may_have(&record.person.id, &line.item, since) {
                    continue;
                }
                match self.reminder_of(&lists, listed, ordered(record, visit, line)).await {
                    Ok(None) => {}
                    Ok(Some(reminded)) => {
                        let finding = finding(self.reasons(), record, visit, (index, line), &reminded, at);
                        reminders.push((finding, reminded));
                    }
                    Err(error) => {
                        tracing::error!(%error, "报告索引没有读成，本次不提示互认");
                        break;
                    }
                }
            }
            // Nothing is waited for from here on: what is written down is also said.
            let say = |(finding, reminded)| {
                self.said(reminded);
                finding
            };
            reminders.into_iter().map(say).collect()
        })
    }

    fn hear<'a>(&'a self, answered: &'a StoredFinding) -> Saying<'a, anyhow::Result<()>> {
        Box::pin(async move {
            let Some(feedback) = answered.feedback.as_ref().map(|trail| &trail.first) else {
                return Ok(());
            };
            if answered.finding.rule.as_str() != RECOGNITION_RULE {
                return Ok(());
            }
            let answer = match feedback.way {
                Disposal::Amend => Answer::Recognised,
                Disposal::Continue => self.reasons().declined(&feedback.reason),
            };
            Ok(self.answer(answered, &answer).await?)
        })
    }
}

fn ordered(record: &Record, visit: &Encounter, line: &FeeLine) -> Ordered {
    let first = |own: &str, other: &str| {
        if own.is_empty() {
            other.to_owned()
        } else {
            own.to_owned()
        }
    };
    let department = first(&line.department_name, &visit.department_name);
    let doctor = if line.doctor.is_empty() {
        &visit.doctor
    } else {
        &line.doctor
    };
    Ordered {
        institution: visit.institution.code.clone(),
        number: number(&visit.id, &line.id),
        department: Department(first(&department, line.department.as_str())),
        doctor: doctor.clone(),
        person: record.person.id.clone(),
        item: line.item.clone(),
        on: line.at.day(),
        fee: line.amount.max(Money::ZERO),
    }
}

/// The reminder as it stands among the findings of a reply: it weighs least, moves no money, and its line
/// is the one that would be taken back.
fn finding(
    reasons: &Reasons,
    record: &Record,
    visit: &Encounter,
    (index, line): (u32, &FeeLine),
    reminded: &Reminded,
    at: Moment,
) -> Finding {
    let Reminder {
        key,
        earlier,
        saved,
        sentence,
        ..
    } = &reminded.reminder;
    let compared = |fact: &str, required: &str, found: String| Comparison {
        fact: fact.to_owned(),
        required: required.to_owned(),
        found,
    };
    let listed = reasons
        .list()
        .iter()
        .map(|reason| format!("{} {}", reason.code, reason.zh));
    let recognise = "互认已有报告，返回修改医嘱".to_owned();
    let decline = "确需重做的，继续执行并在理由中写明下列编码之一".to_owned();
    Finding {
        key: key_of(key),
        rule: RECOGNITION_RULE.into(),
        rule_name: "检查检验结果互认提醒".to_owned(),
        behaviour: "互认提醒".to_owned(),
        book_hash: String::new(),
        certainty: Certainty::SlightlySuspect,
        state: RuleState::InForce,
        action: Action::Remind,
        person: record.person.id.clone(),
        encounter: visit.id.clone(),
        institution: visit.institution.code.clone(),
        service_time: at,
        lines: vec![FindingLine {
            index,
            id: line.id.clone(),
            encounter: visit.id.clone(),
            role: LineRole::Violating,
            amount: Money::ZERO,
        }],
        amount: Money::ZERO,
        arithmetic: String::new(),
        sentence: sentence.clone(),
        compared: vec![
            compared(
                "已有报告",
                "互认时限以内",
                format!(
                    "{} {} 报告编号{}",
                    earlier.reported_on, reminded.reported_by, earlier.number
                ),
            ),
            compared("互认标识", "覆盖本机构所在地", earlier.mark.clone()),
            compared("互认可节约费用", "", format!("{saved}元")),
        ],
        basis: vec![Basis {
            document: "医疗机构检查检验结果互认管理办法".to_owned(),
            number: "国卫医发〔2022〕6号".to_owned(),
            clause: String::new(),
            effective: None,
        }],
        knowledge: None,
        ways_out: [recognise, decline].into_iter().chain(listed).collect(),
        may_override: None,
        lowered: Vec::new(),
        supporting: Vec::new(),
    }
}

/// The same reminder has the same key in every call.
fn key_of(reminder: &str) -> FindingKey {
    let mut key = [0; 16];
    for (byte, of) in key.iter_mut().zip(Sm3::digest(format!("recognition\n{reminder}"))) {
        *byte = of;
    }
    FindingKey(key)
}
