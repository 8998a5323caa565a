//! Advance notice and decision of an administrative case.

use super::{Entry, Facts, day_zh, inside, known, latest, state_of};
use crate::given::Given;
use crate::{PaperError, in_capitals};
use casework::enforcement::{Enforcement, Event, Outcome, Party, Proposal};
use casework::penalty::{Discretion, Penalty, Violation};
use casework::{LimitKind, Recorded};

type Events<'a> = &'a [Recorded<Event>];

pub(super) fn notice(facts: &mut Facts, events: Events<'_>, given: &Given) -> Result<(), PaperError> {
    let state: Enforcement = state_of(events);
    let passed = events
        .iter()
        .any(|recorded| matches!(recorded.event, Event::ReviewPassed { .. }));
    let penalty = match &state.proposal {
        Some(Proposal::Penalty { penalty }) if passed => penalty.clone(),
        _ => return Err(facts.not_due("拟作的处罚还没有通过法制审核")),
    };
    case(facts, &state, events, given);
    imposed(facts, &penalty, given, "拟");
    facts.text("听证期限", &length_zh(LimitKind::HearingRequest));
    Ok(())
}

pub(super) fn decision(facts: &mut Facts, events: Events<'_>, given: &Given) -> Result<(), PaperError> {
    let decided = latest(events, |event| match event {
        Event::Decided {
            outcome: Outcome::Penalty { penalty },
            minutes,
            ..
        } => Some((penalty, minutes)),
        _ => None,
    });
    let Some(((penalty, minutes), decided_on)) = decided else {
        return Err(facts.not_due("还没有作出处罚决定"));
    };
    facts.not_before("日期（成文日期早于作出决定的日期）", decided_on)?;
    let state: Enforcement = state_of(events);
    case(facts, &state, events, given);
    imposed(facts, penalty, given, "");
    facts.day("决定日期", Some(decided_on));
    let served = latest(events, |event| {
        matches!(event, Event::NoticeServed { .. }).then_some(())
    });
    facts.day("告知日期", served.map(|(_, day)| day));
    facts.text("陈述申辩情况", &heard(events));
    let collective = minutes.as_ref().map(|_| {
        let text = "本案情节复杂或者处罚较重，已经本机关负责人集体讨论决定。";
        [("说明", Some(text.to_owned()))].into()
    });
    facts.perhaps("集体讨论", collective);
    facts.text("复议机关", &given.issuer.reconsideration_body);
    facts.text("复议期限", &length_zh(LimitKind::Reconsideration));
    facts.text("管辖法院", &given.issuer.court);
    facts.text("诉讼期限", &length_zh(LimitKind::Litigation));
    Ok(())
}

/// Party, course and evidence.
fn case(facts: &mut Facts, state: &Enforcement, events: Events<'_>, given: &Given) {
    let party = &given.addressee;
    facts.text("证照号码", &party.identity);
    facts.text("住所", &party.address);
    let in_person = matches!(
        state.matter.as_ref().map(|matter| &matter.party),
        Some(Party::Person { .. })
    );
    facts.text("负责人", if in_person { &party.name } else { &party.representative });
    let (summary, source) = state
        .matter
        .as_ref()
        .map_or(("", ""), |matter| (matter.summary.as_str(), matter.source.as_str()));
    facts.text("案由", &inside(summary));
    facts.text("线索来源", &inside(source));
    facts.day("立案日期", state.filed_on);
    let collected = events.iter().filter_map(|recorded| match &recorded.event {
        Event::EvidenceAdded { evidence, proves } => Some((evidence, proves)),
        _ => None,
    });
    let papers = collected.flat_map(|(evidence, proves)| evidence.iter().map(move |paper| (paper, proves)));
    let rows = papers.zip(1..).map(|((paper, proves), number)| {
        [
            ("序号", Some(number.to_string())),
            ("名称", known(&paper.name)),
            ("证明事项", known(proves)),
        ]
        .into()
    });
    facts.list("证据", rows.collect());
}

/// Violations, measures and sums; `intended` is the word before a measure that is not decided yet.
fn imposed(facts: &mut Facts, penalty: &Penalty, given: &Given, intended: &str) {
    let violations = penalty.items.iter().zip(1..).map(|(item, number)| {
        [
            ("序号", Some(numeral(number))),
            ("行为", known(&inside(&item.violation.behaviour))),
            ("条款", Some(item.violation.article.zh().to_owned())),
            ("后果", Some(consequence(&item.violation))),
            ("裁量理由", Some(reasons(item))),
        ]
        .into()
    });
    facts.list("违法", violations.collect());
    let measures = measures(penalty, intended)
        .into_iter()
        .zip(1..)
        .map(|(text, number): (String, u32)| [("序号", Some(number.to_string())), ("内容", Some(text))].into());
    facts.list("处罚", measures.collect());
    let (refund, fine) = (penalty.refund_total(), penalty.fine_total());
    let refund = refund.is_positive().then(|| {
        [
            ("金额", Some(refund.to_string())),
            ("大写", Some(in_capitals(refund))),
            ("账户", known(&given.issuer.fund_account)),
        ]
        .into()
    });
    facts.perhaps("退回", refund);
    let fine = fine.is_positive().then(|| -> Entry {
        [
            ("金额", Some(fine.to_string())),
            ("大写", Some(in_capitals(fine))),
            ("期限", Some(length_zh(LimitKind::FinePayment))),
            ("账户", known(&given.issuer.fine_account)),
        ]
        .into()
    });
    facts.perhaps("罚款", fine);
}

fn consequence(violation: &Violation) -> String {
    let mut text = match (violation.loss.is_positive(), violation.article.is_fraud()) {
        (true, true) => format!("骗取医疗保障基金{}元", violation.loss),
        (true, false) => format!("造成医疗保障基金损失{}元", violation.loss),
        (false, _) => "未造成医疗保障基金损失".to_owned(),
    };
    if violation.refused_correction {
        text.push_str("，且拒不改正");
    }
    if violation.grave_consequence {
        text.push_str("，造成严重后果");
    }
    text
}

fn reasons(item: &Discretion) -> String {
    let reasons = inside(&item.reasons);
    match item.mitigation.as_deref().and_then(known) {
        Some(ground) => format!("{reasons}；减轻或者不予罚款的依据：{}", inside(&ground)),
        None => reasons,
    }
}

/// What is ordered and imposed, one sentence each, without the full stop.
fn measures(penalty: &Penalty, intended: &str) -> Vec<String> {
    let mut found = Vec::new();
    // 第四十条、第四十一条第二款 order the return of the money, the others correction as well.
    if penalty.items.iter().any(|item| !item.violation.article.is_fraud()) {
        found.push(format!("{intended}责令改正违法行为"));
    }
    let refund = penalty.refund_total();
    if refund.is_positive() {
        found.push(format!(
            "{intended}责令退回医疗保障基金{refund}元（大写：{}）",
            in_capitals(refund)
        ));
    }
    let fined = penalty.items.iter().filter(|item| item.fine_amount().is_positive());
    for item in fined {
        let (fine, behaviour) = (item.fine_amount(), inside(&item.violation.behaviour));
        found.push(format!(
            "对“{behaviour}”的行为，依据{}，{intended}处以罚款{fine}元（大写：{}；{}）",
            item.violation.article.zh(),
            in_capitals(fine),
            item.arithmetic()
        ));
    }
    for item in &penalty.items {
        if let Some(suspension) = &item.department_suspension {
            found.push(format!(
                "{intended}责令暂停{}涉及医疗保障基金使用的医药服务{}个月",
                suspension.department, suspension.months
            ));
        }
        if item.agreement_termination {
            found.push(format!("{intended}由医疗保障经办机构解除服务协议"));
        }
        if let Some(months) = item.settlement_suspension_months {
            found.push(format!("{intended}暂停医疗费用联网结算{months}个月"));
        }
    }
    found
}

/// What the party said to the notice, and what came of it.
fn heard(events: Events<'_>) -> String {
    let mut text = String::new();
    for recorded in events {
        let day = day_zh(recorded.at.day());
        match &recorded.event {
            Event::Uncontested => text.push_str("当事人在规定期限内未提出陈述、申辩意见，也未要求听证。"),
            Event::Defended { statement } => {
                text.push_str(&format!("{day}，当事人提出陈述、申辩：{}。", inside(statement)));
            }
            Event::DefenceConsidered { opinion } => text.push_str(&format!("本机关复核认为：{}。", inside(opinion))),
            Event::HearingRequested { reason } => {
                text.push_str(&format!("{day}，当事人要求听证：{}。", inside(reason)));
            }
            Event::HearingHeld { opinion, .. } => {
                text.push_str(&format!("本机关于{day}举行听证，听证意见：{}。", inside(opinion)));
            }
            _ => {}
        }
    }
    text
}

fn length_zh(kind: LimitKind) -> String {
    format!("{}{}", kind.length(), kind.unit().zh())
}

/// 一、二 … 十一: ordinals of violations; a case has dozens at most.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: usize| DIGITS.get(value).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn ordinals_are_chinese() {
        for (number, text) in [
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (35, "三十五"),
            (100, "100"),
        ] {
            assert_eq!(numeral(number), text);
        }
    }
}
