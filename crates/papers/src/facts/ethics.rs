//! Matters of conduct: which of them has which documents, and what several of these say alike.

mod appeals;
mod assessment;
mod duties;
mod packet;
mod register;
mod service;
mod talks;

use super::{Entry, Facts, OTHER, day_zh, known, name_of, state_of};
use crate::given::Given;
use crate::{PaperError, Template};
use casework::{Recorded, UserId};
use conduct::{Department, EventCode, Staff, Subject};
use conduct::{
    antimicrobial::breach, assessment as year, clean::duties as duty, clean::five_good, commendation, declaration,
    discipline, event, packet as gift, pledge, service_complaint, usage_query, veto,
};
use domain::Day;

/// 医德医风事项 · the record of a matter of conduct that has documents.
#[derive(Debug, Clone, Copy)]
pub enum Conduct<'a> {
    /// 行为记录
    Event(&'a [Recorded<event::Event>]),
    /// 年度考评
    Assessment(&'a [Recorded<year::Event>]),
    /// 一票否决
    Veto(&'a [Recorded<veto::Event>]),
    /// 红包登记
    Packet(&'a [Recorded<gift::Event>]),
    /// 表扬登记
    Commendation(&'a [Recorded<commendation::Event>]),
    /// 廉洁申报
    Declaration(&'a [Recorded<declaration::Event>]),
    /// 医疗投诉
    ServiceComplaint(&'a [Recorded<service_complaint::Event>]),
    /// 责任清单
    DutyList(&'a [Recorded<duty::Event>]),
    /// 五好评价
    FiveGood(&'a [Recorded<five_good::Event>]),
    /// 廉洁承诺
    Pledge(&'a [Recorded<pledge::Event>]),
    /// 问题线索
    Discipline(&'a [Recorded<discipline::Event>]),
    /// 统方查询
    UsageQuery(&'a [Recorded<usage_query::Event>]),
    /// 抗菌药物超标
    Breach(&'a [Recorded<breach::Event>]),
}

/// The facts of a document from a matter of conduct.
pub(super) fn fill(facts: &mut Facts, matter: Conduct<'_>, given: &Given) -> Result<(), PaperError> {
    facts.text("机构", &given.institution);
    match (facts.template, matter) {
        (Template::AssessmentForm, Conduct::Assessment(events)) => assessment::form(facts, events, given),
        (Template::AssessmentPublicity, Conduct::Assessment(events)) => assessment::publicity(facts, events),
        (Template::VetoForm, Conduct::Veto(events)) => assessment::veto_form(facts, events, given),
        (Template::AppealAcceptance, matter) => appeals::acceptance(facts, matter, given),
        (Template::AppealReply, matter) => appeals::reply(facts, matter, given),
        (Template::PacketForm, Conduct::Packet(events)) => packet::form(facts, events, given),
        (Template::PacketReturn, Conduct::Packet(events)) => packet::returned(facts, events),
        (Template::PacketAgreement, Conduct::Packet(events)) => packet::agreement(facts, events),
        (Template::CommendationForm, Conduct::Commendation(events)) => register::commendation(facts, events, given),
        (Template::DeclarationForm, Conduct::Declaration(events)) => register::declaration(facts, events, given),
        (Template::UsageForm, Conduct::UsageQuery(events)) => register::usage(facts, events, given),
        (Template::PledgeLetter, Conduct::Pledge(events)) => register::pledge(facts, events),
        (Template::ComplaintForm, Conduct::ServiceComplaint(events)) => service::form(facts, events, given),
        (Template::ComplaintReply, Conduct::ServiceComplaint(events)) => service::reply(facts, events),
        (Template::TalkNotice, Conduct::Discipline(events)) => talks::notice(facts, events, given),
        (Template::TalkMinutes, Conduct::Discipline(events)) => talks::minutes(facts, events, given),
        (Template::InquiryLetter, Conduct::Discipline(events)) => talks::letter(facts, events, given),
        (Template::AntimicrobialNotice, Conduct::Breach(events)) => talks::antimicrobial(facts, events, given),
        (Template::TalkMinutes, Conduct::Breach(events)) => talks::antimicrobial_minutes(facts, events, given),
        (Template::DutyNotice, Conduct::DutyList(events)) => duties::notice(facts, events, given),
        (Template::DutyClosing, Conduct::DutyList(events)) => duties::closing(facts, events, given),
        (Template::TourLedger, Conduct::DutyList(events)) => duties::tour(facts, events, given),
        (Template::FiveGoodForm, Conduct::FiveGood(events)) => duties::five_good(facts, events),
        _ => Err(facts.not_due(OTHER)),
    }
}

/// What the latest event of a kind says, who caused it, and when.
fn last<'a, E, T>(events: &'a [Recorded<E>], pick: impl Fn(&'a E) -> Option<T>) -> Option<(T, &'a UserId, Day)> {
    let mut found = events
        .iter()
        .rev()
        .filter_map(|recorded| Some((pick(&recorded.event)?, &recorded.by, recorded.at.day())));
    found.next()
}

/// 意见、经办人、日期 of a step that was done; nothing of one that was not.
fn step(given: &Given, done: Option<(&String, &UserId, Day)>) -> Option<Entry> {
    done.map(|(opinion, by, on)| {
        [
            ("意见", known(opinion)),
            ("经办人", known(&name_of(given, by))),
            ("日期", Some(day_zh(on))),
        ]
        .into()
    })
}

/// A code of conduct with what it means where that is known.
fn code_zh(given: &Given, code: &EventCode) -> String {
    match given.codes.get(code) {
        Some(name) => format!("{code}（{name}）"),
        None => code.to_string(),
    }
}

impl Facts {
    /// 当事人, whom the document is about and for.
    fn person(&mut self, name: &str, code: &str, department: &Department) {
        self.text("当事人", name);
        self.text("姓名", name);
        self.text("人员编号", code);
        self.text("科室", &department.0);
    }

    fn subject(&mut self, subject: &Subject) {
        self.person(&subject.name, subject.person.as_str(), &subject.department);
    }

    fn staff(&mut self, staff: &Staff) {
        self.person(&staff.name, staff.code.as_str(), &staff.department);
        self.text("人员类别", staff.category.zh());
    }
}
