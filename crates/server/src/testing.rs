//! Small records and findings for the unit tests of this crate.

use domain::{
    Action, Certainty, Day, Encounter, Fact, FeeLine, Finding, FindingKey, HistoryReach, Institution, InsuredPerson,
    ItemKind, Moment, Money, Quantity, Record, RuleState, UnitPrice, Usage,
};

/// An encounter under review that begins on a day.
pub(crate) fn encounter(id: &str, begin: &str) -> Encounter {
    Encounter {
        id: id.into(),
        institution: Institution {
            code: "H1".into(),
            ..Institution::default()
        },
        setting: Fact::Absent,
        insurance: Fact::Absent,
        begin: Day::parse(begin).unwrap().start(),
        end: None,
        department: "D1".into(),
        department_name: "内科".into(),
        doctor: "DR1".into(),
        diagnoses: Vec::new(),
        operations: Fact::Absent,
        total: Fact::Absent,
        fund_paid: Fact::Absent,
        special: Vec::new(),
        evidence: Vec::new(),
        current: true,
    }
}

/// A line under review on a day.
pub(crate) fn line(id: &str, encounter: u32, at: &str) -> FeeLine {
    FeeLine {
        id: id.into(),
        reverses: None,
        encounter,
        item: "X".into(),
        name: "项目".into(),
        kind: ItemKind::Other,
        at: Day::parse(at).unwrap().start(),
        timing: Default::default(),
        until: None,
        uploaded_at: None,
        quantity: Quantity::from_units(1),
        price: UnitPrice::ZERO,
        amount: Money::from_fen(100),
        covered: Money::from_fen(100),
        prescription: None,
        department: "D1".into(),
        department_name: "内科".into(),
        doctor: "DR1".into(),
        title: Fact::Absent,
        usage: Usage::default(),
        list_price: Fact::Absent,
        purchase_price: Fact::Absent,
        current: true,
    }
}

/// A record of one person.
pub(crate) fn record(encounters: Vec<Encounter>, lines: Vec<FeeLine>) -> Record {
    let person = InsuredPerson {
        id: "P1".into(),
        ..InsuredPerson::default()
    };
    Record {
        person,
        encounters,
        lines,
        history: HistoryReach::Absent,
    }
}

/// A blocking finding of a rule on the encounter `E`.
pub(crate) fn block(rule: &str) -> Finding {
    Finding {
        key: FindingKey([0; 16]),
        rule: rule.into(),
        rule_name: String::new(),
        behaviour: String::new(),
        book_hash: String::new(),
        certainty: Certainty::Definite,
        state: RuleState::InForce,
        action: Action::Block,
        person: "P1".into(),
        encounter: "E".into(),
        institution: "H1".into(),
        service_time: Moment::from_epoch_seconds(0),
        lines: Vec::new(),
        amount: Money::ZERO,
        arithmetic: String::new(),
        sentence: String::new(),
        compared: Vec::new(),
        basis: Vec::new(),
        knowledge: None,
        ways_out: Vec::new(),
        may_override: None,
        lowered: Vec::new(),
        supporting: Vec::new(),
    }
}
