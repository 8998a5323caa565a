//! What a condition sees of a record: the fields of the variables, their kinds, and their values.

use super::expression::Kind;
use crate::view::Net;
use cel::Value;
use domain::{
    CareSetting, Encounter, Fact, FeeLine, InstitutionLevel, Insurance, InsuredPerson, ItemKind, Moment, Money,
    PractitionerTitle, Sex,
};
use std::collections::HashMap;

/// The variables; `row` has the columns of the table.
pub(super) const VARIABLES: [&str; 4] = ["person", "encounter", "line", "row"];

/// A field of a variable.
#[derive(Debug)]
pub(super) struct Field {
    variable: &'static str,
    name: &'static str,
    pub kind: Kind,
    /// the words that it can be; none where it can be any
    pub words: fn() -> Vec<&'static str>,
}

const fn field(variable: &'static str, name: &'static str, kind: Kind) -> Field {
    Field {
        variable,
        name,
        kind,
        words: Vec::new,
    }
}

const fn word(variable: &'static str, name: &'static str, words: fn() -> Vec<&'static str>) -> Field {
    Field {
        variable,
        name,
        kind: Kind::Text,
        words,
    }
}

/// Every field, as `docs/recipes/add-a-local-rule.md` lists them.
static FIELDS: [Field; 22] = [
    word("person", "sex", || [Sex::Male, Sex::Female].map(Sex::zh).to_vec()),
    field("person", "age", Kind::Whole),
    word("encounter", "setting", || {
        CareSetting::ALL.map(CareSetting::zh).to_vec()
    }),
    field("encounter", "days", Kind::Whole),
    word("encounter", "level", || {
        use InstitutionLevel::{One, Three, Two, Unrated};
        [Unrated, One, Two, Three].map(InstitutionLevel::zh).to_vec()
    }),
    word("encounter", "insurance", || {
        use Insurance::{Employee, LongTermCare, Maternity, Other, Resident, WorkInjury};
        let all = [Employee, Resident, WorkInjury, Maternity, LongTermCare, Other];
        all.map(Insurance::zh).to_vec()
    }),
    field("encounter", "fund_paid", Kind::Decimal),
    field("encounter", "institution", Kind::Text),
    field("encounter", "department", Kind::Text),
    field("encounter", "diagnoses", Kind::Texts),
    field("line", "code", Kind::Text),
    field("line", "name", Kind::Text),
    word("line", "kind", || {
        use ItemKind::{Consumable, Drug, Herb, Other, Service};
        [Drug, Herb, Service, Consumable, Other].map(ItemKind::zh).to_vec()
    }),
    field("line", "quantity", Kind::Decimal),
    field("line", "price", Kind::Decimal),
    field("line", "amount", Kind::Decimal),
    field("line", "covered", Kind::Decimal),
    field("line", "hour", Kind::Whole),
    field("line", "department", Kind::Text),
    field("line", "doctor", Kind::Text),
    word("line", "title", || {
        use PractitionerTitle::{Assistant, AssociateChief, Attending, Chief, Resident};
        let all = [Assistant, Resident, Attending, AssociateChief, Chief];
        all.map(PractitionerTitle::zh).to_vec()
    }),
    field("line", "days_supplied", Kind::Whole),
];

/// A field by its names.
pub(super) fn named(variable: &str, name: &str) -> Option<&'static Field> {
    FIELDS
        .iter()
        .find(|field| field.variable == variable && field.name == name)
}

/// The fields of a variable, for messages.
pub(super) fn names(variable: &str) -> String {
    let own = FIELDS.iter().filter(|field| field.variable == variable);
    own.map(|field| field.name).collect::<Vec<_>>().join("、")
}

/// The words under which a missing fact is reported.
pub(super) fn missing_name(key: &str) -> &str {
    match key {
        "hour" => crate::primitives::window::TIME,
        "sex" => "性别",
        "age" => "出生日期",
        "setting" => "就医方式",
        "days" => "出院时间",
        "level" => "机构级别",
        "insurance" => "险种",
        "fund_paid" => "基金支付额",
        "title" => "医师职称",
        "days_supplied" => "用法用量",
        other => other,
    }
}

pub(super) fn person_value(person: &InsuredPerson, at: Moment) -> HashMap<&'static str, Value> {
    let mut map = HashMap::new();
    if let Fact::Known(sex) = person.sex {
        map.insert("sex", Value::from(sex.zh()));
    }
    if let Fact::Known(birth) = person.birth {
        map.insert("age", Value::Int(at.day().years_since(birth).into()));
    }
    map
}

pub(super) fn encounter_value(encounter: &Encounter) -> HashMap<&'static str, Value> {
    let mut map = HashMap::new();
    if let Fact::Known(setting) = encounter.setting {
        map.insert("setting", Value::from(setting.zh()));
    }
    if let Some(end) = encounter.end {
        map.insert("days", Value::Int(end.day().days_since(encounter.begin.day()).into()));
    }
    if let Fact::Known(level) = encounter.institution.level {
        map.insert("level", Value::from(level.zh()));
    }
    if let Fact::Known(insurance) = encounter.insurance {
        map.insert("insurance", Value::from(insurance.zh()));
    }
    if let Fact::Known(paid) = encounter.fund_paid {
        map.insert("fund_paid", yuan(paid));
    }
    map.insert("institution", Value::from(encounter.institution.code.as_str()));
    map.insert("department", Value::from(encounter.department_name.as_str()));
    let diagnoses: Vec<Value> = encounter
        .diagnoses
        .iter()
        .map(|d| Value::from(d.code.as_str()))
        .collect();
    map.insert("diagnoses", Value::from(diagnoses));
    map
}

pub(super) fn line_value(line: &FeeLine, net: Net) -> HashMap<&'static str, Value> {
    let mut map = HashMap::from([
        ("code", Value::from(line.item.national())),
        ("name", Value::from(line.name.as_str())),
        ("kind", Value::from(line.kind.zh())),
        ("quantity", Value::Float(net.quantity.scaled() as f64 / 10_000.0)),
        ("price", Value::Float(line.price.scaled() as f64 / 1_000_000.0)),
        ("amount", yuan(net.amount)),
        ("covered", yuan(net.covered)),
        ("department", Value::from(line.department_name.as_str())),
        ("doctor", Value::from(line.doctor.as_str())),
    ]);
    if line.timing.knows_hour() {
        map.insert("hour", Value::Int(line.at.hour()));
    }
    if let Fact::Known(title) = line.title {
        map.insert("title", Value::from(title.zh()));
    }
    if let Fact::Known(days) = line.usage.days {
        map.insert("days_supplied", Value::Int(days.into()));
    }
    map
}

fn yuan(money: Money) -> Value {
    Value::Float(money.scaled() as f64 / 100.0)
}
