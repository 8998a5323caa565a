//! Complaints of patients. Who complained is sealed: no document has his name or how to reach him.

use super::{Facts, day_zh, known, last, name_of, state_of, step};
use crate::PaperError;
use crate::given::Given;
use casework::Recorded;
use conduct::service_complaint::{Event, Intake, ServiceComplaint};

pub(super) fn form(facts: &mut Facts, events: &[Recorded<Event>], given: &Given) -> Result<(), PaperError> {
    let state: ServiceComplaint = state_of(events);
    let Some(intake) = &state.intake else {
        return Err(facts.not_due("还没有登记投诉"));
    };
    received(facts, intake);
    facts.text("投诉内容", &intake.content);
    facts.text(
        "首诉负责人",
        &state.receiver.as_ref().map(|by| name_of(given, by)).unwrap_or_default(),
    );
    let settled = last(events, |event| match event {
        Event::SettledOnSpot { result } => Some(result),
        _ => None,
    });
    facts.perhaps("当场解决", step(given, settled));
    let taken = last(events, |event| match event {
        Event::Acknowledged {
            handler,
            effort,
            answer_by,
        } => Some((handler, effort, *answer_by)),
        _ => None,
    });
    let taken = taken.map(|((handler, effort, due), _, on)| {
        [
            ("日期", Some(day_zh(on))),
            ("调查人", known(&name_of(given, handler))),
            ("范围", Some(effort.zh().to_owned())),
            ("届满日", Some(day_zh(due))),
        ]
        .into()
    });
    facts.perhaps("受理", taken);
    let finding = state.finding.as_ref().map(|finding| {
        [
            ("结论", Some(confirmed_zh(finding.confirmed).to_owned())),
            ("事实", known(&finding.facts)),
        ]
        .into()
    });
    facts.perhaps("调查", finding);
    let reviewed = last(events, |event| match event {
        Event::Reviewed { agreed: true, opinion } => Some(opinion),
        _ => None,
    });
    facts.perhaps("审定", step(given, reviewed));
    let replied = last(events, |event| match event {
        Event::Replied { content, .. } => Some(content),
        _ => None,
    });
    facts.perhaps("答复", step(given, replied));
    let visited = last(events, |event| match event {
        Event::Visited { satisfied, opinion } => Some((*satisfied, opinion)),
        _ => None,
    });
    let visited = visited.map(|((satisfied, opinion), _, on)| {
        let word = if satisfied { "满意" } else { "不满意" };
        [
            ("评价", Some(word.to_owned())),
            ("情况", known(opinion)),
            ("日期", Some(day_zh(on))),
        ]
        .into()
    });
    facts.perhaps("回访", visited);
    let closed = last(events, |event| match event {
        Event::Closed { cause, measures } => Some((cause, measures)),
        _ => None,
    });
    let closed = closed.map(|((cause, measures), _, on)| {
        [
            ("原因", known(cause)),
            ("措施", known(measures)),
            ("日期", Some(day_zh(on))),
        ]
        .into()
    });
    facts.perhaps("办结", closed);
    Ok(())
}

pub(super) fn reply(facts: &mut Facts, events: &[Recorded<Event>]) -> Result<(), PaperError> {
    let state: ServiceComplaint = state_of(events);
    let replied = last(events, |event| match event {
        Event::Replied { content, .. } => Some(content),
        _ => None,
    });
    let (Some(intake), Some(finding), Some((content, _, on))) = (&state.intake, &state.finding, replied) else {
        return Err(facts.not_due("还没有答复投诉人"));
    };
    facts.not_before("日期（成文日期早于答复日期）", on)?;
    received(facts, intake);
    // The letter goes to somebody whose name is in the vault.
    facts.text("当事人", "投诉人");
    facts.text("调查结论", confirmed_zh(finding.confirmed));
    facts.text("答复内容", content);
    facts.day("答复日期", Some(on));
    Ok(())
}

fn received(facts: &mut Facts, intake: &Intake) {
    facts.text("当事人", &intake.department.0);
    facts.text("科室", &intake.department.0);
    facts.text("被投诉人", intake.staff.as_ref().map_or("未指明", |staff| &staff.name));
    facts.day("收到日期", Some(intake.received_on));
    facts.text("投诉渠道", intake.channel.zh());
    facts.text("投诉类别", intake.topic.zh());
    facts.text("主管部门", intake.topic.office().zh());
    facts.text(
        "实名情况",
        if intake.seal.is_some() {
            "实名，身份已封存"
        } else {
            "匿名"
        },
    );
}

const fn confirmed_zh(confirmed: bool) -> &'static str {
    if confirmed { "属实" } else { "不属实" }
}
