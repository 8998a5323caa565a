//! 事实 · what a document says, taken from the record of a matter and from what the caller knows.
//!
//! A document is drawn from the events, not from the state: a reply repeats what the reviewer wrote
//! on that day, a decision stays what was decided even when a court changed it afterwards.

mod archive;
mod district;
mod enforcement;
mod ethics;
mod ledgers;
mod points;
mod review;
mod transfer;

use crate::given::Given;
use crate::{PaperError, Template, in_capitals};
pub use ethics::Conduct;

use casework::{
    Attachment, Machine, Recorded, UserId, enforcement as case, points as point, recovery, rectification, replay,
    review_case, self_audit, transfer as letter,
};
use domain::{Day, Money};
use std::collections::BTreeMap;

/// 事项 · the record of a matter that has documents.
#[derive(Debug, Clone, Copy)]
pub enum Matter<'a> {
    /// 事中审核
    Review(&'a [Recorded<review_case::Event>]),
    /// 自查自纠
    SelfAudit(&'a [Recorded<self_audit::Event>]),
    /// 行政处罚案件
    Enforcement(&'a [Recorded<case::Event>]),
    /// 追回台账
    Recovery(&'a [Recorded<recovery::Event>]),
    /// 整改台账
    Rectification(&'a [Recorded<rectification::Event>]),
    /// 线索移送
    Transfer(&'a [Recorded<letter::Event>]),
    /// 记分
    Points(&'a [Recorded<point::Event>]),
    /// 医德医风
    Conduct(Conduct<'a>),
}

/// An entry of a list: values by the part of the name behind the point.
pub(crate) type Entry = BTreeMap<&'static str, Option<String>>;

/// 事实 · values of a document by placeholder. What is not known is kept as not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub(crate) template: Template,
    pub(crate) dated: Option<Day>,
    pub(crate) texts: BTreeMap<&'static str, Option<String>>,
    pub(crate) lists: BTreeMap<&'static str, Vec<Entry>>,
}

impl Facts {
    /// The facts of a document.
    ///
    /// # Errors
    /// [`PaperError::NotDue`] where the matter has not come so far, [`PaperError::Disagreement`]
    /// where the list of findings does not add up to what the matter says.
    pub fn of(template: Template, matter: Matter<'_>, given: &Given) -> Result<Self, PaperError> {
        let mut facts = Self::common(template, given);
        match (template, matter) {
            (Template::ViolationNotice, Matter::Review(events)) => review::notice(&mut facts, events, given)?,
            (Template::SecondReviewReply, Matter::Review(events)) => review::second_reply(&mut facts, events, given)?,
            (Template::JointReviewReply, Matter::Review(events)) => review::joint_reply(&mut facts, events, given)?,
            (Template::SelfAuditNotice, Matter::SelfAudit(events)) => ledgers::self_audit(&mut facts, events)?,
            (Template::PenaltyNotice, Matter::Enforcement(events)) => enforcement::notice(&mut facts, events, given)?,
            (Template::PenaltyDecision, Matter::Enforcement(events)) => {
                enforcement::decision(&mut facts, events, given)?;
            }
            (Template::RecoveryNotice, Matter::Recovery(events)) => ledgers::recovery(&mut facts, events, given)?,
            (Template::RectificationOrder, Matter::Rectification(events)) => {
                ledgers::rectification(&mut facts, events, given)?;
            }
            (Template::TransferLetter, Matter::Transfer(events)) => transfer::letter(&mut facts, events, given)?,
            (Template::PointsNotice, Matter::Points(events)) => points::notice(&mut facts, events, given)?,
            (_, Matter::Conduct(matter)) => ethics::fill(&mut facts, matter, given)?,
            _ => return Err(facts.not_due(OTHER)),
        }
        Ok(facts)
    }

    fn common(template: Template, given: &Given) -> Self {
        let mut facts = Self {
            template,
            dated: given.dated,
            texts: BTreeMap::new(),
            lists: BTreeMap::new(),
        };
        facts.text("发文机关", &given.issuer.name);
        facts.text("文号", &given.number);
        facts.day("成文日期", given.dated);
        facts.text("当事人", &given.addressee.name);
        facts.text("联系人", &given.issuer.contact);
        facts.text("联系电话", &given.issuer.telephone);
        facts.text("联系地址", &given.issuer.address);
        facts
    }

    fn not_due(&self, why: &'static str) -> PaperError {
        PaperError::NotDue {
            title: self.template.zh(),
            why,
        }
    }

    /// Refuses a day of signing before the day on which that happened which the document tells.
    fn not_before(&self, what: &'static str, happened_on: Day) -> Result<(), PaperError> {
        match self.dated.filter(|dated| *dated < happened_on) {
            None => Ok(()),
            Some(dated) => Err(PaperError::Disagreement {
                title: self.template.zh(),
                what,
                found: day_zh(dated),
                expected: day_zh(happened_on),
            }),
        }
    }

    fn text(&mut self, name: &'static str, value: &str) {
        self.texts.insert(name, known(value));
    }

    fn day(&mut self, name: &'static str, value: Option<Day>) {
        self.texts.insert(name, value.map(day_zh));
    }

    fn money(&mut self, name: &'static str, value: Money) {
        self.texts.insert(name, Some(value.to_string()));
    }

    fn capitals(&mut self, name: &'static str, value: Money) {
        self.texts.insert(name, Some(in_capitals(value)));
    }

    fn list(&mut self, name: &'static str, entries: Vec<Entry>) {
        self.lists.insert(name, entries);
    }

    /// A list of one entry, or of none: its paragraph is printed or left out.
    fn perhaps(&mut self, name: &'static str, entry: Option<Entry>) {
        self.lists.insert(name, entry.into_iter().collect());
    }
}

/// Why a document of another kind of matter is not made.
const OTHER: &str = "不是这类事项的文书";

/// 可以出具的文书 · the documents that the matter has come to, with their titles.
pub fn available(matter: Matter<'_>) -> Vec<(Template, &'static str)> {
    let nothing_given = Given::default();
    let is_due = |template: &Template| {
        !matches!(
            Facts::of(*template, matter, &nothing_given),
            Err(PaperError::NotDue { .. })
        )
    };
    let due = Template::ALL.iter().copied().filter(|template| is_due(template));
    due.map(|template| (template, template.zh())).collect()
}

fn state_of<M: Machine>(events: &[Recorded<M::Event>]) -> M {
    replay(events)
}

/// What the latest event of a kind says, and when it happened.
fn latest<'a, E, T>(events: &'a [Recorded<E>], pick: impl Fn(&'a E) -> Option<T>) -> Option<(T, Day)> {
    let mut found = events
        .iter()
        .rev()
        .filter_map(|recorded| Some((pick(&recorded.event)?, recorded.at.day())));
    found.next()
}

/// The name of a user; empty where nobody gives one, and the document says whose is missing.
fn name_of(given: &Given, user: &UserId) -> String {
    given.names.get(user).cloned().unwrap_or_default()
}

/// Names, separated as in a letter; empty where one of them is not known.
fn names_of<'u>(given: &Given, users: impl IntoIterator<Item = &'u UserId>) -> String {
    let names: Option<Vec<&str>> = users
        .into_iter()
        .map(|user| given.names.get(user).map(String::as_str))
        .collect();
    names.unwrap_or_default().join("、")
}

/// Papers by their names, numbered.
fn papers<'p>(papers: impl IntoIterator<Item = &'p Attachment>) -> Vec<Entry> {
    let numbered = papers.into_iter().zip(1..);
    let entry =
        |(paper, number): (&Attachment, u32)| [("序号", Some(number.to_string())), ("名称", known(&paper.name))].into();
    numbered.map(entry).collect()
}

fn known(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// 2026年3月4日
pub(crate) fn day_zh(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day_of_month())
}

/// A text without the full stop at its end, to stand inside a sentence.
fn inside(text: &str) -> String {
    text.trim().trim_end_matches(['。', '；', '.', ';']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_letters_write_them() {
        assert_eq!(day_zh(Day::parse("2026-03-04").unwrap()), "2026年3月4日");
        assert_eq!(day_zh(Day::parse("2026-10-20").unwrap()), "2026年10月20日");
    }
}
