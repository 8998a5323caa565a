//! Talks and letters: of the discipline office, and about targets of antimicrobials that were missed.

use super::super::papers;
use super::{Facts, day_zh, known, state_of};
use crate::PaperError;
use crate::facts::names_of;
use crate::given::Given;
use casework::{Attachment, Recorded};
use conduct::antimicrobial::Excess;
use conduct::antimicrobial::breach::{self, Breach, Stage};
use conduct::discipline::{self, Clue, DisciplineClue, Talk, TalkKind};
use domain::Day;

pub(super) fn notice(
    facts: &mut Facts,
    events: &[Recorded<discipline::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    let state: DisciplineClue = state_of(events);
    let (clue, talk) = talk(&state, |kind| is_talk(*kind)).ok_or_else(|| facts.not_due("没有约谈的记录"))?;
    if let Some(dated) = facts.dated.filter(|dated| *dated > talk.on) {
        return Err(PaperError::Disagreement {
            title: facts.template.zh(),
            what: "日期（成文日期晚于约谈日期）",
            found: day_zh(dated),
            expected: day_zh(talk.on),
        });
    }
    told(facts, clue, talk, given);
    Ok(())
}

pub(super) fn minutes(
    facts: &mut Facts,
    events: &[Recorded<discipline::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    let state: DisciplineClue = state_of(events);
    let (clue, talk) = talk(&state, |kind| is_talk(*kind)).ok_or_else(|| facts.not_due("没有约谈的记录"))?;
    facts.not_before("日期（成文日期早于约谈日期）", talk.on)?;
    told(facts, clue, talk, given);
    facts.text("约谈方式", talk.kind.zh());
    said(facts, &talk.minutes, &talk.demand, &talk.signed, Some(talk.check_on));
    Ok(())
}

pub(super) fn letter(
    facts: &mut Facts,
    events: &[Recorded<discipline::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    let state: DisciplineClue = state_of(events);
    let is_letter = |kind: &TalkKind| *kind == TalkKind::InquiryLetter;
    let (clue, talk) = talk(&state, is_letter).ok_or_else(|| facts.not_due("没有函询的记录"))?;
    told(facts, clue, talk, given);
    facts.day("回复届满日", Some(talk.check_on));
    let demand = known(&talk.demand).map(|text| [("内容", Some(text))].into());
    facts.perhaps("要求", demand);
    Ok(())
}

pub(super) fn antimicrobial(
    facts: &mut Facts,
    events: &[Recorded<breach::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    let state: Breach = state_of(events);
    let confirmed = matches!(state.stage, Stage::Confirmed | Stage::Interviewed | Stage::Closed);
    let (Some(excess), Some(confirmed_on), true) = (&state.excess, state.confirmed_on, confirmed) else {
        return Err(facts.not_due("超标还没有确认"));
    };
    facts.not_before("日期（成文日期早于确认超标的日期）", confirmed_on)?;
    missed(facts, excess, given);
    facts.day("约谈届满日", state.interview_due);
    let unit = excess.measure.unit();
    let row = [
        ("月份", Some(month_zh(excess.month.first_day()))),
        ("指标", Some(excess.measure.zh().to_owned())),
        ("数值", Some(format!("{}{unit}", excess.figure))),
        ("目标", Some(format!("{}{unit}", excess.target))),
    ];
    facts.list("超标", vec![row.into()]);
    let warned = excess.warned.as_ref().map(|warned| {
        [
            ("月份", Some(month_zh(warned.month.first_day()))),
            ("日期", Some(day_zh(warned.held_on))),
        ]
        .into()
    });
    facts.perhaps("前次约谈", warned);
    let points = excess.points.map(|points| [("分值", Some(points.to_string()))].into());
    facts.perhaps("建议记分", points);
    Ok(())
}

pub(super) fn antimicrobial_minutes(
    facts: &mut Facts,
    events: &[Recorded<breach::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    let state: Breach = state_of(events);
    let (Some(excess), Some(interview)) = (&state.excess, &state.interview) else {
        return Err(facts.not_due("还没有约谈"));
    };
    facts.not_before("日期（成文日期早于约谈日期）", interview.held_on)?;
    missed(facts, excess, given);
    facts.text("约谈方式", "约谈");
    facts.day("约谈日期", Some(interview.held_on));
    let month = month_zh(excess.month.first_day());
    facts.text("事由", &format!("{month}{}超过目标", excess.measure.zh()));
    let talkers = interview.interviewers.iter().map(|interviewer| &interviewer.user);
    facts.text("谈话人", &names_of(given, talkers));
    said(facts, &interview.minutes, &interview.demands, &interview.papers, None);
    Ok(())
}

/// The latest talk of these kinds.
fn talk(state: &DisciplineClue, wanted: impl Fn(&TalkKind) -> bool) -> Option<(&Clue, &Talk)> {
    let talk = state.talks.iter().rfind(|talk| wanted(&talk.kind))?;
    Some((state.clue.as_ref()?, talk))
}

/// What is said face to face and is no penalty.
const fn is_talk(kind: TalkKind) -> bool {
    match kind {
        TalkKind::InquiryTalk
        | TalkKind::ReminderTalk
        | TalkKind::Criticism
        | TalkKind::OrderedCheck
        | TalkKind::Admonition => true,
        TalkKind::InquiryLetter | TalkKind::LightPenalty | TalkKind::HeavyPenalty | TalkKind::CrimeTransfer => false,
    }
}

/// Whom and why; nothing of what was reported or by whom.
fn told(facts: &mut Facts, clue: &Clue, talk: &Talk, given: &Given) {
    facts.text("科室", &clue.department.0);
    match &clue.respondent {
        Some(_) => facts.text("当事人", &given.addressee.name),
        None => facts.text("当事人", &clue.department.0),
    }
    facts.day("约谈日期", Some(talk.on));
    facts.text("事由", &talk.reason);
    facts.text("谈话人", &names_of(given, [&talk.first, &talk.second]));
}

fn said(facts: &mut Facts, minutes: &str, demand: &str, signed: &[Attachment], check_on: Option<Day>) {
    facts.text("纪要", minutes);
    facts.perhaps("要求", known(demand).map(|text| [("内容", Some(text))].into()));
    facts.list("材料", papers(signed));
    let again = check_on.map(|day| [("日期", Some(day_zh(day)))].into());
    facts.perhaps("回访", again);
}

fn missed(facts: &mut Facts, excess: &Excess, given: &Given) {
    let department = excess.department.as_ref().map(|department| department.0.as_str());
    facts.text("科室", department.unwrap_or(&given.institution));
    match (&excess.practitioner, department) {
        (Some(_), _) => facts.text("当事人", &given.addressee.name),
        (None, Some(department)) => facts.text("当事人", department),
        (None, None) => facts.text("当事人", &given.institution),
    }
}

/// 2026年6月
fn month_zh(first: Day) -> String {
    format!("{}年{}月", first.year(), first.month())
}
