//! Registers and forms of approval: praise, declarations, queries of usage, pledges.

use super::{Facts, day_zh, known, last, name_of, state_of, step};
use crate::PaperError;
use crate::facts::Entry;
use crate::given::Given;
use casework::Recorded;
use conduct::commendation::{self, Commendation};
use conduct::declaration::{self, Declaration};
use conduct::pledge::{self, Kind, Pledge};
use conduct::usage_query::{self, UsageQuery};

pub(super) fn commendation(
    facts: &mut Facts,
    events: &[Recorded<commendation::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    let state: Commendation = state_of(events);
    let Some(record) = state
        .record
        .as_ref()
        .filter(|_| state.stage != commendation::Stage::Rejected)
    else {
        return Err(facts.not_due("还没有登记，或者已认定不属实"));
    };
    facts.text("当事人", &record.department.0);
    facts.text("科室", &record.department.0);
    facts.text("种类", record.kind.zh());
    facts.day("收到日期", Some(record.received_on));
    facts.text("来源", &record.source);
    facts.text("内容摘要", &record.summary);
    facts.text("表扬对象", if record.group { "集体" } else { "个人" });
    let person = |staff: &conduct::Staff| -> Entry {
        [
            ("姓名", known(&staff.name)),
            ("科室", known(&staff.department.0)),
            ("人员编号", known(staff.code.as_str())),
        ]
        .into()
    };
    let mut persons: Vec<Entry> = record.persons.iter().map(person).collect();
    if persons.is_empty() {
        let dash = || Some("—".to_owned());
        persons.push(
            [
                ("姓名", Some("科室集体".to_owned())),
                ("科室", known(&record.department.0)),
                ("人员编号", dash()),
            ]
            .into(),
        );
    }
    facts.list("人员", persons);
    facts.text("公开意见", state.consent.zh());
    let image = if record.image.is_some() {
        state.redaction.zh()
    } else {
        "没有图像"
    };
    facts.text("图像处理", image);
    facts.text(
        "登记人",
        &state
            .registrant
            .as_ref()
            .map(|by| name_of(given, by))
            .unwrap_or_default(),
    );
    let verified = last(events, |event| match event {
        commendation::Event::Verified { opinion } => Some(opinion),
        _ => None,
    });
    facts.perhaps("核实", step(given, verified));
    Ok(())
}

pub(super) fn declaration(
    facts: &mut Facts,
    events: &[Recorded<declaration::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    use declaration::Event;
    let declared = last(events, |event| match event {
        Event::Declared { matter, afterwards } => Some((matter, *afterwards)),
        _ => None,
    });
    let Some(((matter, afterwards), _, on)) = declared else {
        return Err(facts.not_due("本人没有申报"));
    };
    let state: Declaration = state_of(events);
    facts.staff(&matter.staff);
    facts.text("申报种类", matter.kind.zh());
    facts.text("主办单位", &matter.organiser);
    facts.text("是否供应商", if matter.supplier { "是" } else { "否" });
    facts.day("事项日期", Some(matter.on));
    facts.money("报酬", matter.fee);
    facts.text("事由", &matter.content);
    facts.day("申报日期", Some(on));
    facts.text("申报时间", if afterwards { "事后申报" } else { "事前申报" });
    let agreed = last(events, |event| match event {
        Event::Agreed { opinion } => Some(opinion),
        _ => None,
    });
    facts.perhaps("科室意见", step(given, agreed));
    let approved = last(events, |event| match event {
        Event::Approved { opinion } => Some(opinion),
        _ => None,
    });
    facts.perhaps("批准", step(given, approved));
    let declined = last(events, |event| match event {
        Event::Declined { reason } => Some(reason),
        _ => None,
    });
    facts.perhaps("不予批准", step(given, declined));
    let settled = last(events, |event| match event {
        Event::Settled { voucher, .. } => Some(voucher),
        _ => None,
    });
    let settled = settled.zip(state.received).map(|((voucher, ..), received)| {
        [
            ("金额", Some(received.to_string())),
            ("凭证", known(voucher)),
            ("未申报", Some(state.undeclared.to_string())),
        ]
        .into()
    });
    facts.perhaps("实际所得", settled);
    Ok(())
}

pub(super) fn usage(
    facts: &mut Facts,
    events: &[Recorded<usage_query::Event>],
    given: &Given,
) -> Result<(), PaperError> {
    use usage_query::Event;
    let asked = last(events, |event| match event {
        Event::Requested { request } => Some(request),
        _ => None,
    });
    let Some((request, by, on)) = asked else {
        return Err(facts.not_due("还没有申请"));
    };
    let state: UsageQuery = state_of(events);
    let requester = name_of(given, by);
    facts.text("当事人", &requester);
    facts.text("申请人", &requester);
    facts.day("申请日期", Some(on));
    facts.text("用途", request.purpose.zh());
    facts.text("事由", &request.reason);
    facts.text("统计对象", request.subjects.zh());
    facts.text("品类", request.goods.zh());
    facts.text("品种", &request.products.join("、"));
    facts.day("统计起始日", Some(request.from));
    facts.day("统计截止日", Some(request.to));
    facts.text("行数上限", &request.row_cap.to_string());
    facts.text("开通天数", &request.days.to_string());
    let first = last(events, |event| match event {
        Event::FirstApproved { opinion } => Some(opinion),
        _ => None,
    });
    facts.perhaps("第一次审批", step(given, first));
    let second = last(events, |event| match event {
        Event::Opened { opinion, .. } => Some(opinion),
        _ => None,
    });
    facts.perhaps("第二次审批", step(given, second));
    let refused = last(events, |event| match event {
        Event::Refused { reason } => Some(reason),
        _ => None,
    });
    facts.perhaps("不予批准", step(given, refused));
    let until = last(events, |event| match event {
        Event::Opened { until, .. } => Some(*until),
        _ => None,
    });
    let used = until.map(|(until, ..)| {
        [
            ("截止日", Some(day_zh(until))),
            ("次数", Some(state.runs.len().to_string())),
        ]
        .into()
    });
    facts.perhaps("使用", used);
    Ok(())
}

pub(super) fn pledge(facts: &mut Facts, events: &[Recorded<pledge::Event>]) -> Result<(), PaperError> {
    let state: Pledge = state_of(events);
    let Some(text) = state.text.as_ref().filter(|text| text.kind == Kind::Commitment) else {
        return Err(facts.not_due("没有下达承诺书"));
    };
    facts.text("标题", &text.title);
    facts.text("年度", &text.year.to_string());
    facts.text("正文", &text.text);
    facts.day("签订届满日", Some(text.due));
    let signers = text.signers.iter().zip(1..).map(|(signer, number): (_, u32)| {
        let signed = state.signed.contains(&signer.person);
        [
            ("序号", Some(number.to_string())),
            ("姓名", known(&signer.name)),
            ("科室", known(&signer.department.0)),
            // Whoever has not signed signs on the paper.
            ("签字", Some(if signed { "已签字".to_owned() } else { String::new() })),
        ]
        .into()
    });
    facts.list("承诺人", signers.collect());
    Ok(())
}
