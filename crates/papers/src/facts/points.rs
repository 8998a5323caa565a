//! The notice of points, for the latest confirmed entry of a person's file.

use super::{Facts, day_zh, state_of};
use crate::PaperError;
use crate::given::Given;
use casework::Recorded;
use casework::points::{Cause, Event, Measure, PointRecord, Responsibility};

pub(super) fn notice(facts: &mut Facts, events: &[Recorded<Event>], given: &Given) -> Result<(), PaperError> {
    let state: PointRecord = state_of(events);
    let confirmed = state.entries.iter().filter(|entry| !entry.revoked);
    let latest = confirmed
        .filter_map(|entry| Some((entry.given_on?, entry)))
        .max_by_key(|(day, entry)| (*day, entry.number));
    let (Some((given_on, entry)), Some(person)) = (latest, &state.person) else {
        return Err(facts.not_due("没有已确认的记分"));
    };
    facts.text("人员编码", person.code.as_str());
    facts.text("所在机构", &given.institution);
    facts.text("记分情形", cause_zh(entry.cause));
    facts.text("责任程度", responsibility_zh(entry.responsibility));
    facts.text("本次记分", &entry.points().to_string());
    facts.day("记分日期", Some(given_on));
    facts.text("处理文书", &entry.handling);
    facts.text("年度", &given_on.year().to_string());
    facts.text("年度累计", &state.total_in(given_on.year()).to_string());
    let measure = state
        .consequences
        .iter()
        .rfind(|consequence| consequence.entry == entry.number && consequence.lifted_on.is_none());
    let (mut suspended, mut terminated) = (None, None);
    if let Some(consequence) = measure {
        let from = ("起始日", Some(day_zh(consequence.from)));
        match consequence.measure {
            Measure::Suspended { until } => suspended = Some([from, ("恢复日", Some(day_zh(until)))].into()),
            Measure::Terminated { not_before } => {
                terminated = Some([from, ("最早登记日", Some(day_zh(not_before)))].into());
            }
        }
    }
    facts.perhaps("暂停", suspended);
    facts.perhaps("终止", terminated);
    Ok(())
}

fn cause_zh(cause: Cause) -> &'static str {
    match cause {
        Cause::AgreementBreach => "所在机构因违反医保服务协议被处理，本人负有责任",
        Cause::HighPriceProducts => "无正当理由超规定使用高价非中选产品被通报",
        Cause::PenaltyForLoss => {
            "所在机构或者科室依据《医疗保障基金使用监督管理条例》第三十八条、第三十九条被处罚，本人负有责任"
        }
        Cause::OutsideRegistration => "未按注册的执业地点、执业类别、执业范围执业",
        Cause::SettlingForOthers => "为未登记备案或者暂停、终止医保支付资格的人员冒名结算",
        Cause::Repeated => "同一自然年度内记分后再次出现同一违法违规行为",
        Cause::PenaltyForFraud => "所在机构或者科室依据《医疗保障基金使用监督管理条例》第四十条被处罚，本人负有责任",
        Cause::LicenceLost => "被注销注册、吊销或者撤销执业证书",
    }
}

fn responsibility_zh(responsibility: Responsibility) -> &'static str {
    match responsibility {
        Responsibility::General => "一般责任",
        Responsibility::Important => "重要责任",
        Responsibility::Main => "主要责任",
    }
}
