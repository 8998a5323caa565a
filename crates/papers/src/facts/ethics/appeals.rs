//! Appeals of a person against his grade, a veto, or an event: that it was accepted, and what came of it.

use super::super::papers;
use super::{Conduct, Facts, OTHER, code_zh, day_zh, name_of, state_of};
use crate::PaperError;
use crate::given::Given;
use conduct::assessment::YearAssessment;
use conduct::event::{self, ConductEvent, Ruling};
use conduct::veto::VetoDecision;
use conduct::{Appeal, AppealResult, Subject};

/// What was appealed against, by whom, and what stands now.
struct Appealed {
    against: String,
    subject: Option<Subject>,
    appeals: Vec<Appeal>,
    /// what stands where the answer has changed it
    stands: Option<String>,
}

impl Appealed {
    fn of(matter: Conduct<'_>, given: &Given) -> Option<Self> {
        match matter {
            Conduct::Assessment(events) => {
                let state: YearAssessment = state_of(events);
                let opening = state.opening?;
                Some(Self {
                    against: format!("{}年度医德考评结果", opening.year),
                    subject: Some(opening.subject),
                    appeals: state.appeals,
                    stands: state
                        .unit
                        .map(|unit| format!("{}年度医德考评等次为{}", opening.year, unit.grade.zh())),
                })
            }
            Conduct::Veto(events) => {
                let state: VetoDecision = state_of(events);
                let candidate = state.candidate?;
                Some(Self {
                    against: format!("{}年度医德考评一票否决认定", candidate.year),
                    subject: Some(candidate.subject),
                    appeals: state.appeals,
                    stands: None,
                })
            }
            Conduct::Event(events) => {
                let state: ConductEvent = state_of(events);
                let changed = super::last(events, |event| match event {
                    event::Event::AppealSettled {
                        ruling: Ruling::Changed { code, .. },
                        ..
                    } => Some(code),
                    _ => None,
                });
                let report = state.report.as_ref()?;
                let appellant = state.appeals.last().map(|appeal| appeal.by.clone());
                let subject = state.subjects().find(|subject| subject.user == appellant).cloned();
                Some(Self {
                    against: format!(
                        "{}行为记录（{}）的认定",
                        day_zh(report.occurred_on),
                        code_zh(given, &report.code)
                    ),
                    subject,
                    stands: changed.map(|(code, ..)| format!("行为认定为{}", code_zh(given, code))),
                    appeals: state.appeals,
                })
            }
            _ => None,
        }
    }

    fn told(&self, facts: &mut Facts, appeal: &Appeal, given: &Given) {
        match &self.subject {
            Some(subject) => facts.subject(subject),
            None => {
                let name = name_of(given, &appeal.by);
                facts.text("当事人", &name);
                facts.text("姓名", &name);
            }
        }
        facts.text("申诉事项", &self.against);
        facts.day("申诉日期", Some(appeal.filed_on));
        facts.text("申诉理由", &appeal.grounds);
        facts.list("证据", papers(&appeal.evidence));
        facts.day("答复届满日", Some(appeal.due));
    }
}

pub(super) fn acceptance(facts: &mut Facts, matter: Conduct<'_>, given: &Given) -> Result<(), PaperError> {
    let appealed = Appealed::of(matter, given).ok_or_else(|| facts.not_due(OTHER))?;
    let running = appealed.appeals.iter().rfind(|appeal| appeal.answer.is_none());
    let appeal = running.ok_or_else(|| facts.not_due("没有正在处理的申诉"))?;
    facts.not_before("日期（成文日期早于提出申诉的日期）", appeal.filed_on)?;
    appealed.told(facts, appeal, given);
    Ok(())
}

pub(super) fn reply(facts: &mut Facts, matter: Conduct<'_>, given: &Given) -> Result<(), PaperError> {
    let appealed = Appealed::of(matter, given).ok_or_else(|| facts.not_due(OTHER))?;
    let answered = appealed.appeals.iter().rev().find_map(|appeal| {
        let answer = appeal.answer.as_ref()?;
        (answer.result != AppealResult::Withdrawn).then_some((appeal, answer))
    });
    let (appeal, answer) = answered.ok_or_else(|| facts.not_due("申诉还没有答复"))?;
    facts.not_before("日期（成文日期早于作出答复的日期）", answer.on)?;
    appealed.told(facts, appeal, given);
    facts.day("答复日期", Some(answer.on));
    facts.text("处理结果", answer.result.zh());
    facts.text("处理意见", &answer.opinion);
    let stands = (answer.result == AppealResult::Changed)
        .then_some(appealed.stands.as_ref())
        .flatten();
    facts.perhaps("变更", stands.map(|text| [("内容", Some(text.clone()))].into()));
    Ok(())
}
