//! What reminders came to: kept once each, answered once each, counted by whatever is asked.

use super::{Answer, Duty, Reasons, Reminder};
use crate::figures::{Ratio, ten_thousands};
use crate::{Candidate, Department, EventCode};
use casework::Refusal;
use domain::{Day, InstitutionCode, Money, PractitionerCode};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::iter::Sum;
use std::ops::Add;

/// 提醒和答复
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// 提醒
    pub reminder: Reminder,
    /// 答复, once there is one
    pub answer: Option<Answer>,
}

/// 提醒台账 · every reminder once, by its key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reminders {
    kept: BTreeMap<String, Kept>,
}

impl Reminders {
    /// Keeps a reminder; false where it was kept already.
    pub fn keep(&mut self, reminder: Reminder) -> bool {
        match self.kept.entry(reminder.key.clone()) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(Kept { reminder, answer: None });
                true
            }
        }
    }

    /// The answer of the doctor who ordered.
    ///
    /// # Errors
    /// An unknown reminder, somebody else's, a second answer, or a reason that is not on the list.
    pub fn answer(
        &mut self,
        key: &str,
        doctor: &PractitionerCode,
        answer: Answer,
        reasons: &Reasons,
    ) -> Result<(), Refusal> {
        reasons.check(&answer)?;
        let kept = self.open(key)?;
        if kept.reminder.doctor != *doctor {
            return Err(Refusal::Field {
                code: "CD-ANSWER-DOCTOR",
                say: "互认提醒由开单医师答复。请由开单医师本人办理。".to_owned(),
            });
        }
        kept.answer = Some(answer);
        Ok(())
    }

    /// The answer as the institution's own system recorded it, whatever the reason.
    ///
    /// # Errors
    /// An unknown reminder, or a second answer.
    pub fn take_over(&mut self, key: &str, answer: Answer) -> Result<(), Refusal> {
        self.open(key)?.answer = Some(answer);
        Ok(())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Kept> {
        self.kept.values()
    }

    fn open(&mut self, key: &str) -> Result<&mut Kept, Refusal> {
        match self.kept.get_mut(key) {
            None => Err(Refusal::Unknown { what: "互认提醒" }),
            Some(kept) if kept.answer.is_some() => Err(Refusal::Duplicate {
                what: "对互认提醒的答复",
            }),
            Some(kept) => Ok(kept),
        }
    }
}

/// 互认计数
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// 提醒人次
    pub reminders: u64,
    /// 互认份数
    pub recognised: u64,
    /// 不予互认份数
    pub declined: u64,
    /// 节约费用 of the recognised
    pub saved: Money,
}

impl Tally {
    /// Counts one reminder with the fee that it would save.
    pub fn count(&mut self, saved: Money, answer: Option<&Answer>) {
        self.reminders += 1;
        match answer {
            Some(Answer::Recognised) => {
                self.recognised += 1;
                self.saved += saved;
            }
            Some(Answer::Declined { .. }) => self.declined += 1,
            None => {}
        }
    }

    /// 互认率: recognised of reminded.
    pub fn rate(&self) -> Ratio {
        Ratio::new(self.recognised, self.reminders)
    }

    /// The sentence of the headline.
    pub fn headline(&self) -> String {
        let fen = u64::try_from(self.saved.scaled()).unwrap_or_default();
        format!(
            "提醒{}万人次，互认报告{}万份，互认率{}，节约费用{}万元",
            ten_thousands(self.reminders, 1),
            ten_thousands(self.recognised, 1),
            self.rate(),
            ten_thousands(fen, 100)
        )
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            reminders: self.reminders + other.reminders,
            recognised: self.recognised + other.recognised,
            declined: self.declined + other.declined,
            saved: self.saved + other.saved,
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Add::add)
    }
}

/// Counts by a key: district, grade, institution, department, doctor, month. The sum over the keys is the
/// count of the whole.
pub fn tallies<'a, K: Ord>(
    kept: impl IntoIterator<Item = &'a Kept>,
    key: impl Fn(&Reminder) -> K,
) -> BTreeMap<K, Tally> {
    let mut tallies: BTreeMap<K, Tally> = BTreeMap::new();
    for Kept { reminder, answer } in kept {
        let tally = tallies.entry(key(reminder)).or_default();
        tally.count(reminder.saved, answer.as_ref());
    }
    tallies
}

/// 待确认行为 M27: declined what should be recognised, for a reason that is not on the list. Such answers
/// come from institutions' own systems; here they are refused at once.
pub fn declined_outside_list<'a>(kept: impl IntoIterator<Item = &'a Kept>, reasons: &Reasons) -> Vec<Candidate> {
    let candidate = |kept: &Kept| {
        let Kept { reminder, answer } = kept;
        let Some(Answer::Declined { reason, .. }) = answer else {
            return None;
        };
        let listed = reasons.reason(reason).is_some();
        let said = if reason.is_empty() {
            "没有说明理由"
        } else {
            reason.as_str()
        };
        (reminder.duty == Duty::Shall && !listed).then_some(Candidate {
            institution: reminder.institution.clone(),
            department: reminder.department.clone(),
            person: Some(reminder.doctor.clone()),
            code: EventCode::try_from("M27".to_owned()).ok()?,
            occurred_on: reminder.reminded_on,
            basis: format!("{}不予互认的理由不在理由表内：{said}。", reminder.sentence),
        })
    };
    kept.into_iter().filter_map(candidate).collect()
}

/// 待确认行为 A22: departments whose rate lies above the target (in hundredths of a percent), of at least
/// `least` reminders, on the last day of the period that `kept` covers.
pub fn above_target<'a>(
    kept: impl IntoIterator<Item = &'a Kept>,
    target: u64,
    least: u64,
    last_day: Day,
) -> Vec<Candidate> {
    let by_department = tallies(kept, |reminder| {
        (reminder.institution.clone(), reminder.department.clone())
    });
    let candidate = |((institution, department), tally): ((InstitutionCode, Department), Tally)| {
        let above = tally.rate().compare(target) == Some(std::cmp::Ordering::Greater);
        (above && tally.reminders >= least).then_some(Candidate {
            institution,
            department,
            person: None,
            code: EventCode::try_from("A22".to_owned()).ok()?,
            occurred_on: last_day,
            basis: format!("互认率{}，高于目标。", tally.rate()),
        })
    };
    by_department.into_iter().filter_map(candidate).collect()
}
