//! What a check has found: the order to mend it, what has been verified, the ledger of a tour; and the
//! evaluation by five goods.

use super::{Facts, day_zh, known, last, name_of, state_of};
use crate::PaperError;
use crate::facts::Entry;
use crate::given::Given;
use casework::Recorded;
use conduct::clean::duties::{Answer, Duty, DutyList, DutyState, Event, Head, ListKind};
use conduct::clean::five_good::{self, FiveGood, Score};

pub(super) fn notice(facts: &mut Facts, events: &[Recorded<Event>], given: &Given) -> Result<(), PaperError> {
    let state: DutyList = state_of(events);
    let open: Vec<&Duty> = state
        .duties
        .iter()
        .filter(|duty| duty.state != DutyState::Done)
        .collect();
    let checked = |head: &&Head| !ListKind::ADOPTED.contains(&head.kind);
    let Some(head) = state.head.as_ref().filter(checked).filter(|_| !open.is_empty()) else {
        return Err(facts.not_due("没有需要整改的问题"));
    };
    list(facts, head, given);
    facts.text("问题数", &open.len().to_string());
    let rows = open.into_iter().map(|duty| problem(duty, given));
    facts.list("问题", rows.collect());
    Ok(())
}

pub(super) fn closing(facts: &mut Facts, events: &[Recorded<Event>], given: &Given) -> Result<(), PaperError> {
    let state: DutyList = state_of(events);
    let done: Vec<&Duty> = state
        .duties
        .iter()
        .filter(|duty| duty.state == DutyState::Done)
        .collect();
    let Some(head) = state.head.as_ref().filter(|_| !done.is_empty()) else {
        return Err(facts.not_due("还没有核验通过的问题"));
    };
    list(facts, head, given);
    facts.text("问题数", &state.duties.len().to_string());
    facts.text("销号数", &done.len().to_string());
    let rows = done.into_iter().map(|duty| {
        let verified = last(events, |event| match event {
            Event::Verified { number, opinion } if *number == duty.task.number => Some(opinion),
            _ => None,
        });
        let mut row = problem(duty, given);
        row.insert("措施", known(&duty.measures));
        row.insert("核验意见", verified.and_then(|(opinion, ..)| known(opinion)));
        row.insert("核验人", verified.and_then(|(_, by, _)| known(&name_of(given, by))));
        row.insert("核验日期", verified.map(|(.., on)| day_zh(on)));
        row
    });
    facts.list("销号", rows.collect());
    Ok(())
}

pub(super) fn tour(facts: &mut Facts, events: &[Recorded<Event>], given: &Given) -> Result<(), PaperError> {
    let state: DutyList = state_of(events);
    let recorded = last(events, |event| matches!(event, Event::Recorded { .. }).then_some(()));
    let of_tour = |head: &&Head| head.kind == ListKind::Tour;
    let (Some(head), Some((_, _, checked_on))) = (state.head.as_ref().filter(of_tour), recorded) else {
        return Err(facts.not_due("不是巡查，或者巡查结果还没有登记"));
    };
    facts.not_before("日期（成文日期早于登记巡查结果的日期）", checked_on)?;
    list(facts, head, given);
    facts.day("检查日期", Some(checked_on));
    facts.text("要点数", &state.points.len().to_string());
    facts.text("问题数", &state.duties.len().to_string());
    let closed = state.closed();
    facts.text("销号数", &closed.part.to_string());
    let checks = state.points.iter().map(|point| {
        let answer = state.answers.iter().find(|answer| answer.number() == point.number);
        let result = answer.map(|answer| match answer {
            Answer::Sound { .. } => "未发现问题".to_owned(),
            Answer::Problem { .. } => "发现问题".to_owned(),
            Answer::NotApplicable { note, .. } => format!("不涉及：{note}"),
        });
        [
            ("序号", Some(point.number.to_string())),
            ("方面", known(&point.aspect)),
            ("要点", known(&point.text)),
            ("结果", result),
        ]
        .into()
    });
    facts.list("检查", checks.collect());
    let rows = state.duties.iter().map(|duty| {
        let mut row = problem(duty, given);
        row.insert("措施", known(&duty.measures).or_else(dash));
        row.insert("状态", Some(duty.state.zh().to_owned()));
        row
    });
    let mut rows: Vec<Entry> = rows.collect();
    if rows.is_empty() {
        let columns = ["序号", "方面", "责任人", "届满日", "措施", "状态"];
        let mut none: Entry = columns.map(|column| (column, dash())).into();
        none.insert("内容", Some("未发现问题".to_owned()));
        rows.push(none);
    }
    facts.list("台账", rows);
    Ok(())
}

pub(super) fn five_good(facts: &mut Facts, events: &[Recorded<five_good::Event>]) -> Result<(), PaperError> {
    use five_good::Event;
    let state: FiveGood = state_of(events);
    let scored = state.stage != five_good::Stage::Returned;
    let (Some(subject), Some(standard), true) = (&state.subject, &state.standard, scored) else {
        return Err(facts.not_due("还没有自评，或者自评已被退回"));
    };
    facts.text("年度", &subject.year.to_string());
    facts.text("标准版本", &standard.version);
    facts.text("授予线", &standard.award.to_string());
    facts.text("满分", &standard.most().to_string());
    let decided = last(events, |event| match event {
        Event::Decided {
            scores,
            opinion,
            awarded,
            ..
        } => Some((scores, opinion, *awarded)),
        _ => None,
    });
    if let Some((_, _, on)) = decided {
        facts.not_before("日期（成文日期早于评定日期）", on)?;
    }
    let given_by = |scores: &[Score], code: &str| -> Option<Score> {
        scores.iter().find(|score| score.indicator == code).cloned()
    };
    let rows = standard.goods.iter().flat_map(|good| {
        good.indicators.iter().map(|indicator| {
            let own = given_by(&state.own, &indicator.code);
            let official = decided.and_then(|((scores, ..), ..)| given_by(scores, &indicator.code));
            let note = official.as_ref().or(own.as_ref()).and_then(|score| known(&score.note));
            [
                ("方面", known(&good.name)),
                ("代码", known(&indicator.code)),
                ("指标", known(&indicator.text)),
                ("满分", Some(indicator.most.to_string())),
                ("自评", own.map(|score| score.points.to_string())),
                ("评定", official.map(|score| score.points.to_string()).or_else(dash)),
                ("说明", note.or_else(dash)),
            ]
            .into()
        })
    });
    facts.list("得分", rows.collect());
    facts.text("自评总分", &standard.sheet(&state.own).total.to_string());
    let result = decided
        .zip(state.sheet.as_ref())
        .map(|(((_, opinion, awarded), _, on), sheet)| {
            let word = if awarded { "授予称号" } else { "不授予称号" };
            [
                ("总分", Some(sheet.total.to_string())),
                ("结论", Some(word.to_owned())),
                ("意见", known(opinion)),
                ("日期", Some(day_zh(on))),
            ]
            .into()
        });
    facts.perhaps("评定", result);
    let goods = state.sheet.iter().flat_map(|sheet| &sheet.goods).map(|good| {
        [
            ("名称", known(&good.name)),
            ("得分", Some(good.points.to_string())),
            ("满分", Some(good.most.to_string())),
        ]
        .into()
    });
    facts.list("方面", goods.collect());
    let vetoes = state.vetoes.iter().map(|hit| {
        let veto = standard.vetoes.iter().find(|veto| veto.code == hit.veto);
        [
            ("情形", known(veto.map_or(&hit.veto, |veto| &veto.text))),
            ("依据", known(&hit.basis)),
        ]
        .into()
    });
    facts.list("否决", vetoes.collect());
    let revoked = last(events, |event| matches!(event, Event::Revoked { .. }).then_some(()));
    facts.perhaps("撤销", revoked.map(|(_, _, on)| [("日期", Some(day_zh(on)))].into()));
    Ok(())
}

fn list(facts: &mut Facts, head: &Head, given: &Given) {
    facts.text("当事人", &given.institution);
    facts.text("清单名称", &head.title);
    facts.text("清单类别", head.kind.zh());
    facts.text("周期", &head.period);
}

fn problem(duty: &Duty, given: &Given) -> Entry {
    [
        ("序号", Some(duty.task.number.to_string())),
        ("方面", known(&duty.task.aspect)),
        ("内容", known(&duty.task.text)),
        ("责任人", known(&name_of(given, &duty.task.owner))),
        ("届满日", Some(day_zh(duty.task.due))),
    ]
    .into()
}

fn dash() -> Option<String> {
    Some("—".to_owned())
}
