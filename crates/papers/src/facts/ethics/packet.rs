//! Refused, returned and handed-in gifts. The patient is sealed: no document has his number.

use super::{Facts, day_zh, known, last, state_of, step};
use crate::PaperError;
use crate::facts::Entry;
use crate::given::Given;
use casework::Recorded;
use conduct::packet::{Care, Disposal, Event, Judgement, RedPacket, Registration, Stage, Way};
use domain::Moment;

pub(super) fn form(facts: &mut Facts, events: &[Recorded<Event>], given: &Given) -> Result<(), PaperError> {
    let state: RedPacket = state_of(events);
    let settled = matches!(
        state.stage,
        Stage::Held | Stage::Disposed | Stage::Verified | Stage::Published
    );
    let (Some(packet), Some(occurred_at), Some(reported_at), true) =
        (&state.packet, state.occurred_at, state.reported_at, settled)
    else {
        return Err(facts.not_due("还没有登记处理情况"));
    };
    registered(facts, packet);
    facts.text("发生时间", &to_the_minute(occurred_at));
    facts.text("报告时间", &to_the_minute(reported_at));
    facts.text("当时情形", packet.met.zh());
    facts.text("就诊类别", packet.patient.care.zh());
    facts.list("处理", state.disposals.iter().map(disposed).collect());
    let late = state.late.then(|| {
        let judged = match state.judgement {
            Some(Judgement::Justified) => "超过24小时报告，经判定有正当理由，不奖不扣",
            Some(Judgement::OnlyLate) => "超过24小时报告，经判定属迟报",
            Some(Judgement::Accepted) => "超过24小时报告，经判定视为收受",
            None => "超过24小时报告，待纪检监察室判定",
        };
        [("说明", Some(judged.to_owned()))].into()
    });
    facts.perhaps("迟报", late);
    let verified = last(events, |event| match event {
        Event::Verified { opinion } => Some(opinion),
        _ => None,
    });
    let stands = matches!(state.stage, Stage::Verified | Stage::Published);
    facts.perhaps("核实", step(given, verified.filter(|_| stands)));
    Ok(())
}

pub(super) fn returned(facts: &mut Facts, events: &[Recorded<Event>]) -> Result<(), PaperError> {
    let state: RedPacket = state_of(events);
    let given_back = |disposal: &&Disposal| matches!(disposal.way, Way::Returned | Way::Deposit);
    let (Some(packet), Some(disposal)) = (&state.packet, state.disposal().filter(given_back)) else {
        return Err(facts.not_due("没有退还患者，也没有转为住院预交金"));
    };
    facts.not_before("日期（成文日期早于退还日期）", disposal.on)?;
    registered(facts, packet);
    facts.day("退还日期", Some(disposal.on));
    facts.text("退还方式", disposal.way.zh());
    let receipt = disposal.receipt.as_deref().and_then(known);
    facts.perhaps("收据", receipt.map(|number| [("编号", Some(number))].into()));
    let witness = disposal.witness.as_deref().and_then(known);
    facts.perhaps("见证", witness.map(|name| [("姓名", Some(name))].into()));
    Ok(())
}

pub(super) fn agreement(facts: &mut Facts, events: &[Recorded<Event>]) -> Result<(), PaperError> {
    let state: RedPacket = state_of(events);
    let of_inpatient = |packet: &&Registration| packet.patient.care == Care::Inpatient;
    let Some(packet) = state.packet.as_ref().filter(of_inpatient) else {
        return Err(facts.not_due("只与住院患者签订"));
    };
    facts.staff(&packet.staff);
    Ok(())
}

fn registered(facts: &mut Facts, packet: &Registration) {
    facts.staff(&packet.staff);
    facts.text("送出人", &packet.giver);
    facts.text("形式", packet.kind.zh());
    facts.money("金额", packet.amount);
    facts.capitals("金额大写", packet.amount);
    facts.text("金额性质", if packet.estimated { "估值" } else { "实数" });
}

fn disposed(disposal: &Disposal) -> Entry {
    let or_dash = |text: &Option<String>| Some(text.as_deref().and_then(known).unwrap_or_else(|| "—".to_owned()));
    let papers: Vec<&str> = disposal.evidence.iter().map(|paper| paper.name.as_str()).collect();
    [
        ("日期", Some(day_zh(disposal.on))),
        ("方式", Some(disposal.way.zh().to_owned())),
        ("收据号", or_dash(&disposal.receipt)),
        ("见证人", or_dash(&disposal.witness)),
        ("凭证", known(&papers.join("、"))),
    ]
    .into()
}

/// 2026年6月3日9时30分; `Moment` writes seconds, which nobody noted.
fn to_the_minute(at: Moment) -> String {
    let text = at.to_string();
    let time = text.split_once(' ').map_or("", |(_, time)| time);
    let mut parts = time.split(':').map(|part| part.trim_start_matches('0'));
    let (hour, minute) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let or_nought = |part: &str| {
        if part.is_empty() {
            "0".to_owned()
        } else {
            part.to_owned()
        }
    };
    format!("{}{}时{}分", day_zh(at.day()), or_nought(hour), or_nought(minute))
}
