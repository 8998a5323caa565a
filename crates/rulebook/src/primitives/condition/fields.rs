//! What a condition sees of a record: the fields of the variables, their kinds, and their values.

use super::expression::Kind;
use crate::view::{Net, days_left};
use cel::Value;
use domain::{
    CareSetting, Encounter, Fact, FeeLine, InstitutionLevel, Insurance, InsuredPerson, ItemKind, Moment, Money,
    PractitionerTitle, Sex,
};
use std::collections::HashMap;

/// The values of a variable, by the names of its fields; those that the record does not hold are left out.
pub(super) type Values = HashMap<&'static str, Value>;

/// The variables; `row` has the columns of the table.
pub(super) const VARIABLES: [&str; 4] = ["person", "encounter", "line", "row"];

/// A field of a variable.
#[derive(Debug)]
pub(super) struct Field {
    pub variable: &'static str,
    name: &'static str,
    /// what it is, for readers of a finding
    zh: &'static str,
    pub kind: Kind,
    /// the words that it can be; none where it can be any
    pub words: fn() -> Vec<&'static str>,
}

const fn field(variable: &'static str, name: &'static str, zh: &'static str, kind: Kind) -> Field {
    Field {
        variable,
        name,
        zh,
        kind,
        words: Vec::new,
    }
}

const fn word(variable: &'static str, name: &'static str, zh: &'static str, words: fn() -> Vec<&'static str>) -> Field {
    Field {
        variable,
        name,
        zh,
        kind: Kind::Text,
        words,
    }
}

impl Field {
    /// What it was, of the values of its variable.
    pub fn told(&self, values: &Values) -> String {
        let value = values.get(self.name).map_or_else(|| "未提供".to_owned(), shown);
        format!("{}（{}.{}）{value}", self.zh, self.variable, self.name)
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::String(text) => text.to_string(),
        Value::List(list) => list.iter().map(shown).collect::<Vec<_>>().join("、"),
        _ => String::new(),
    }
}

/// Every field, as `docs/recipes/add-a-local-rule.md` lists them.
static FIELDS: [Field; 22] = [
    word("person", "sex", "性别", || {
        [Sex::Male, Sex::Female].map(Sex::zh).to_vec()
    }),
    field("person", "age", "年龄", Kind::Whole),
    word("encounter", "setting", "就医方式", || {
        CareSetting::ALL.map(CareSetting::zh).to_vec()
    }),
    field("encounter", "days", "住院天数", Kind::Whole),
    word("encounter", "level", "机构级别", || {
        InstitutionLevel::ALL.map(InstitutionLevel::zh).to_vec()
    }),
    word("encounter", "insurance", "险种", || {
        Insurance::ALL.map(Insurance::zh).to_vec()
    }),
    field("encounter", "fund_paid", "统筹基金支付", Kind::Decimal),
    field("encounter", "institution", "机构编号", Kind::Text),
    field("encounter", "department", "科室", Kind::Text),
    field("encounter", "diagnoses", "诊断", Kind::Texts),
    field("line", "code", "编码", Kind::Text),
    field("line", "name", "名称", Kind::Text),
    word("line", "kind", "项目种类", || {
        let kinds = ItemKind::NAMED.into_iter().chain([ItemKind::Other]);
        kinds.map(ItemKind::zh).collect()
    }),
    field("line", "quantity", "数量", Kind::Decimal),
    field("line", "price", "单价", Kind::Decimal),
    field("line", "amount", "金额", Kind::Decimal),
    field("line", "covered", "纳入医保金额", Kind::Decimal),
    field("line", "hour", "发生时间的小时", Kind::Whole),
    field("line", "department", "开单科室", Kind::Text),
    field("line", "doctor", "医师", Kind::Text),
    word("line", "title", "医师职称", || {
        PractitionerTitle::ALL.map(PractitionerTitle::zh).to_vec()
    }),
    field("line", "days_supplied", "用药天数", Kind::Whole),
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
        "institution" => "机构编号",
        "department" => "科室",
        "doctor" => "医师",
        "diagnoses" => "诊断",
        "code" => "编码",
        "name" => "名称",
        other => other,
    }
}

pub(super) fn person_value(person: &InsuredPerson, at: Moment) -> Values {
    let mut map = HashMap::new();
    if let Fact::Known(sex) = person.sex {
        map.insert("sex", Value::from(sex.zh()));
    }
    if let Fact::Known(birth) = person.birth {
        map.insert("age", Value::Int(at.day().years_since(birth).into()));
    }
    map
}

pub(super) fn encounter_value(encounter: &Encounter) -> Values {
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
    add_text(&mut map, "institution", encounter.institution.code.as_str());
    add_text(&mut map, "department", encounter.department_name.as_str());
    let diagnoses: Vec<Value> = encounter
        .diagnoses
        .iter()
        .map(|d| Value::from(d.code.as_str()))
        .collect();
    if !diagnoses.is_empty() {
        map.insert("diagnoses", Value::from(diagnoses));
    }
    map
}

pub(super) fn line_value(line: &FeeLine, net: Net) -> Values {
    let mut map = HashMap::from([
        ("kind", Value::from(line.kind.zh())),
        ("quantity", Value::Float(net.quantity.scaled() as f64 / 10_000.0)),
        ("price", Value::Float(line.price.scaled() as f64 / 1_000_000.0)),
        ("amount", yuan(net.amount)),
        ("covered", yuan(net.covered)),
    ]);
    add_text(&mut map, "code", line.item.national());
    add_text(&mut map, "name", line.name.as_str());
    add_text(&mut map, "department", line.department_name.as_str());
    add_text(&mut map, "doctor", line.doctor.as_str());
    if line.timing.knows_hour() {
        map.insert("hour", Value::Int(line.at.hour()));
    }
    if let Fact::Known(title) = line.title {
        map.insert("title", Value::from(title.zh()));
    }
    if let Fact::Known(days) = line.usage.days {
        map.insert("days_supplied", Value::Int(days_left(days, line, net).into()));
    }
    map
}

/// An empty text is what was not sent.
fn add_text(map: &mut Values, name: &'static str, text: &str) {
    if !text.is_empty() {
        map.insert(name, Value::from(text));
    }
}

fn yuan(money: Money) -> Value {
    Value::Float(money.scaled() as f64 / 100.0)
}
