//! The letter that goes with transferred clues.

use super::{Facts, day_zh, known, latest, state_of};
use crate::PaperError;
use crate::given::Given;
use casework::Recorded;
use casework::transfer::{Event, Transfer};

pub(super) fn letter(facts: &mut Facts, events: &[Recorded<Event>], given: &Given) -> Result<(), PaperError> {
    let state: Transfer = state_of(events);
    // The digest covers the moment of sending, so that there is none before.
    let (Some(package), Some(digest), Some(sent_at)) = (state.package, state.digest, state.sent_at) else {
        return Err(facts.not_due("移送材料还没有签名发送"));
    };
    facts.text("部门类别", package.department.zh());
    facts.text("涉及机构", &given.institution);
    facts.text("线索来源", &package.origin);
    facts.text("事实", &package.facts);
    facts.text("材料摘要", &digest);
    let clock = sent_at.to_string();
    let time = clock.split(' ').nth(1).unwrap_or_default().to_owned();
    facts.text("发送时间", &format!("{}{time}", day_zh(sent_at.day())));
    let due = latest(events, |event| match event {
        Event::Sent { due, .. } => Some(*due),
        _ => None,
    });
    facts.day("签收届满日", due.map(|(due, _)| due));
    let basis = package.basis.iter().map(|text| [("内容", known(text))].into());
    facts.list("依据", basis.collect());
    let evidence = package.evidence.iter().zip(1..).map(|(paper, number)| {
        [
            ("序号", Some(number.to_string())),
            ("名称", known(&paper.name)),
            ("摘要", known(&paper.digest)),
        ]
        .into()
    });
    facts.list("证据", evidence.collect());
    let restricted = package.department.is_restricted().then(|| {
        let text = "本函及所附材料限承办人员知悉，请勿扩大知悉范围。";
        [("说明", Some(text.to_owned()))].into()
    });
    facts.perhaps("知悉范围", restricted);
    Ok(())
}
