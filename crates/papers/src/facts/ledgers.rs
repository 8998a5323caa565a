//! Notices of self-audit, recovery and rectification.

use super::{Facts, day_zh, known, latest, state_of};
use crate::PaperError;
use crate::given::Given;
use casework::recovery::{self, Recovery};
use casework::rectification::{self, Rectification, Urgency};
use casework::self_audit::{self, SelfAudit};
use casework::{Flagged, Recorded};

pub(super) fn self_audit(facts: &mut Facts, events: &[Recorded<self_audit::Event>]) -> Result<(), PaperError> {
    let state: SelfAudit = state_of(events);
    let Some(task) = state.task else {
        return Err(facts.not_due("还没有下达自查任务"));
    };
    facts.text("任务来源", &task.source);
    facts.day("追溯起始日", Some(task.looking_back_to));
    facts.day("自查届满日", state.due);
    let total: Flagged = task.items.iter().map(|item| item.flagged).sum();
    facts.money("疑点金额合计", total.money());
    let items = task.items.iter().map(|item| {
        [
            ("序号", Some(item.number.to_string())),
            ("内容", known(&item.text)),
            ("疑点金额", Some(item.flagged.money().to_string())),
        ]
        .into()
    });
    facts.list("自查", items.collect());
    Ok(())
}

pub(super) fn recovery(
    facts: &mut Facts,
    events: &[Recorded<recovery::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    let state: Recovery = state_of(events);
    let outstanding = state.outstanding();
    let Some(claim) = state.claim.filter(|_| outstanding.is_positive()) else {
        return Err(facts.not_due("没有未缴的金额"));
    };
    facts.text("应退来源", &claim.origin);
    facts.money("应退金额", claim.due.money());
    facts.capitals("应退金额大写", claim.due.money());
    facts.money("未缴金额", outstanding);
    facts.capitals("未缴金额大写", outstanding);
    facts.day("缴款届满日", state.due_on);
    facts.text("退款账户", &given.issuer.fund_account);
    let paid = state
        .payments
        .iter()
        .filter(|payment| !payment.reversed)
        .map(|payment| {
            [
                ("日期", Some(day_zh(payment.paid_on))),
                ("金额", Some(payment.amount.money().to_string())),
                ("凭证号", known(&payment.voucher)),
            ]
            .into()
        });
    facts.list("已缴", paid.collect());
    Ok(())
}

pub(super) fn rectification(
    facts: &mut Facts,
    events: &[Recorded<rectification::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    let state: Rectification = state_of(events);
    let (Some(problem), Some(round)) = (state.problem, state.rounds.last()) else {
        return Err(facts.not_due("还没有下达整改"));
    };
    facts.text("问题来源", &problem.origin);
    facts.text("问题描述", &problem.description);
    let manner = match problem.urgency {
        Urgency::Immediate => "立行立改",
        Urgency::TimeLimited => "限期整改",
        Urgency::LongTerm => "长期整改",
    };
    facts.text("整改方式", manner);
    facts.day("整改届满日", Some(round.due));
    facts.text("责任人", given.names.get(&problem.owner).map_or("", String::as_str));
    let rejected = latest(events, |event| match event {
        rectification::Event::Rejected { opinion, .. } => Some(opinion),
        _ => None,
    });
    let rejected = rejected.and_then(|(opinion, _)| known(opinion));
    facts.perhaps("前次验收", rejected.map(|text| [("意见", Some(text))].into()));
    Ok(())
}
