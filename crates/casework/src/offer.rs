//! What somebody may do now with a matter, each with the form that asks for it.
//!
//! There is no second copy of the rules: for each command a matter makes a *specimen*, a complete
//! command that fits its state, and asks its own `decide`. What `decide` accepts is offered. The
//! fields of the form are declared beside the specimen, by the names that the command has in JSON.

use crate::refusal::Concern;
use crate::{Actor, Clock, Machine, UserId};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// 可办事项 · one command that would be accepted now, and its form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offer {
    /// the tag of the command in JSON
    pub command: String,
    /// what it does, in words
    pub zh: &'static str,
    /// true for what carries the matter on, false for what stands beside it (extensions, withdrawals)
    pub primary: bool,
    /// 须填写的内容; empty where nothing is asked
    pub fields: Vec<Field>,
}

/// 填写项 · one field of a form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// the key in what the field belongs to: the command, the group, or the element of the list
    pub name: &'static str,
    /// 名称 as the form shows it
    pub zh: &'static str,
    /// what is filled in
    pub kind: FieldKind,
    /// must be filled in wherever it is shown; otherwise it may stay as it begins, or null, or an empty list
    pub required: bool,
    /// what may be chosen: of `choice` and `choices`, and of `number` and `user` where the matter knows
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// the fields of a group, or of one element of a list
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// what the form begins with, as JSON of the command
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial: Option<Value>,
    /// 填写说明
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// shown only where a field beside it has one of these values; otherwise left out of the command
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// 填写方式 · what is filled in, and as what it stands in the JSON of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// one line of text
    Text,
    /// several lines of text
    LongText,
    /// list of texts, one a line
    Lines,
    /// yuan with two decimals, as text
    Money,
    /// day, `2026-11-24`
    Day,
    /// whole number
    Number,
    /// yes or no
    Bool,
    /// one of the choices, as text
    Choice,
    /// a user of the bureau or the institution, as identifier
    User,
    /// list of different users, as identifiers
    Users,
    /// code of an institution
    Institution,
    /// one uploaded file, as name and digest
    Attachment,
    /// list of uploaded files
    Attachments,
    /// object of the inner fields; null where it is not required and nothing is filled in
    Group,
    /// list of objects of the inner fields
    List,
    /// not asked: the initial value is sent as it is
    Fixed,
}

/// 选项 · one choice of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// the value in JSON (the digits, for a number)
    pub value: String,
    /// 名称 as the form shows it
    pub zh: String,
}

/// 显示条件 · on what a field depends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct When {
    /// name of the field beside it
    pub field: &'static str,
    /// its values
    pub is: &'static [&'static str],
}

/// 表单 · what a command asks for, and what part it plays.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// the part of the command in the course of the matter
    pub part: Part,
    /// 须填写的内容
    pub fields: Vec<Field>,
}

/// 作用 · what part a command plays in the course of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// carries the matter on
    Main,
    /// stands beside the course
    Side,
    /// made of findings by the intake; nobody fills in such a form
    Intake,
}

impl Form {
    /// A form that carries the matter on.
    pub fn main(fields: impl Into<Vec<Field>>) -> Self {
        Self::of(Part::Main, fields)
    }

    /// A form beside the course.
    pub fn side(fields: impl Into<Vec<Field>>) -> Self {
        Self::of(Part::Side, fields)
    }

    /// What the intake makes of findings.
    pub fn intake(fields: impl Into<Vec<Field>>) -> Self {
        Self::of(Part::Intake, fields)
    }

    fn of(part: Part, fields: impl Into<Vec<Field>>) -> Self {
        Self {
            part,
            fields: fields.into(),
        }
    }
}

/// 可办理 · a matter that says what may be done with it.
pub trait Offering: Machine {
    /// One complete command of every kind, such as this actor might give now. Where the state has what
    /// the command needs (an amount, a deadline, a panel), the specimen has it from there.
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Self::Command>;

    /// What a command of this kind asks for; the specimen gives what the form begins with.
    fn form(&self, specimen: &Self::Command, actor: &Actor, clock: &Clock<'_>) -> Form;

    /// What a command does, in words.
    fn command_zh(command: &Self::Command) -> &'static str;

    /// 可办事项 of this actor at this moment: exactly the commands that `decide` accepts when they are
    /// filled in properly, less what only the intake makes. A command that only the missing arrangement of a year stands against is
    /// offered too, so that somebody learns of it.
    fn offers(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Offer> {
        let open = |specimen: &Self::Command| match self.decide(specimen.clone(), actor, clock) {
            Ok(_) => true,
            Err(refusal) => refusal.concern() == Concern::Setting,
        };
        self.specimens(actor, clock)
            .into_iter()
            .filter(open)
            .map(|specimen| (self.form(&specimen, actor, clock), specimen))
            .filter(|(form, _)| form.part != Part::Intake)
            .map(|(form, specimen)| Offer {
                command: tag(&specimen),
                zh: Self::command_zh(&specimen),
                primary: form.part == Part::Main,
                fields: form.fields,
            })
            .collect()
    }
}

/// The tag that the command has in JSON.
fn tag(command: &impl Serialize) -> String {
    let written = serde_json::to_value(command).unwrap_or_default();
    written
        .get("command")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// Choices of an enumeration: its written values with their Chinese words.
pub fn among<T: Serialize + Copy>(all: &[T], zh: impl Fn(T) -> &'static str) -> Vec<Choice> {
    let written = |item: &T| serde_json::to_value(item).unwrap_or_default();
    all.iter()
        .filter_map(|item| Some(choice(written(item).as_str()?, zh(*item))))
        .collect()
}

/// One choice.
pub fn choice(value: impl ToString, zh: impl Into<String>) -> Choice {
    Choice {
        value: value.to_string(),
        zh: zh.into(),
    }
}

impl Field {
    /// A field that must be filled in.
    pub const fn of(kind: FieldKind, name: &'static str, zh: &'static str) -> Self {
        Self {
            name,
            zh,
            kind,
            required: true,
            choices: Vec::new(),
            fields: Vec::new(),
            initial: None,
            help: None,
            when: None,
        }
    }

    /// May be left empty.
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// What the form begins with.
    pub fn starting(mut self, value: impl Serialize) -> Self {
        self.initial = serde_json::to_value(value).ok().filter(|value| !value.is_null());
        self
    }

    /// A list that begins with a row for each of these people, the rest of it open.
    pub fn seating<'a>(self, users: impl IntoIterator<Item = &'a UserId>) -> Self {
        let rows = users.into_iter().map(|user| BTreeMap::from([("user", user)]));
        self.starting(rows.collect::<Vec<_>>())
    }

    /// 填写说明
    pub fn hint(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What may be chosen.
    pub fn choices(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }

    /// Shown only where the field beside it has one of the values.
    pub fn when(mut self, field: &'static str, is: &'static [&'static str]) -> Self {
        self.when = Some(When { field, is });
        self
    }

    /// With inner fields.
    pub fn with(mut self, fields: impl Into<Vec<Field>>) -> Self {
        self.fields = fields.into();
        self
    }
}

/// The kinds as short words, so that a table of forms reads as one.
pub mod ask {
    use super::{Choice, Field, FieldKind};
    use domain::Division;

    macro_rules! words {
        ($($(#[$doc:meta])* $word:ident = $kind:ident;)*) => {$(
            $(#[$doc])*
            pub const fn $word(name: &'static str, zh: &'static str) -> Field {
                Field::of(FieldKind::$kind, name, zh)
            }
        )*};
    }

    words! {
        /// one line
        text = Text;
        /// several lines
        long = LongText;
        /// texts, one a line
        lines = Lines;
        /// amount
        money = Money;
        /// day
        day = Day;
        /// whole number
        number = Number;
        /// yes or no
        flag = Bool;
        /// a person
        user = User;
        /// several people
        users = Users;
        /// an institution
        institution = Institution;
        /// one file
        paper = Attachment;
        /// files
        papers = Attachments;
        /// not asked
        fixed = Fixed;
    }

    /// One of the choices.
    pub fn one_of(name: &'static str, zh: &'static str, choices: Vec<Choice>) -> Field {
        Field::of(FieldKind::Choice, name, zh).choices(choices)
    }

    /// The division of a new matter, beginning with the actor's own.
    pub fn division(own: &Division) -> Field {
        let own = own.as_str();
        text("division", "医保区划").starting((!own.is_empty()).then_some(own))
    }

    /// An object of fields.
    pub fn group(name: &'static str, zh: &'static str, fields: impl Into<Vec<Field>>) -> Field {
        Field::of(FieldKind::Group, name, zh).with(fields)
    }

    /// A list of objects.
    pub fn list(name: &'static str, zh: &'static str, fields: impl Into<Vec<Field>>) -> Field {
        Field::of(FieldKind::List, name, zh).with(fields)
    }
}

/// What a specimen has where only the person who fills in the form can know.
pub mod filled {
    use crate::{Actor, Attachment, Place, UserId};
    use domain::{Division, InstitutionCode};

    /// Some text.
    pub fn text() -> String {
        "样例".to_owned()
    }

    /// Some file.
    pub fn paper() -> Attachment {
        Attachment {
            name: text(),
            digest: text(),
        }
    }

    /// Some persons who have no part in the matter.
    pub fn users<const N: usize>() -> [UserId; N] {
        std::array::from_fn(|place| UserId(format!("样例{place}")))
    }

    /// The institution of a new matter: the actor's own, else some.
    pub fn institution(actor: &Actor) -> InstitutionCode {
        match &actor.place {
            Place::Institution { code } => code.clone(),
            Place::Bureau { .. } | Place::Everywhere => InstitutionCode::new(text()),
        }
    }

    /// The division of a new matter: the actor's own, else none.
    pub fn division(actor: &Actor) -> Division {
        match &actor.place {
            Place::Bureau { division } => division.clone(),
            Place::Institution { .. } | Place::Everywhere => Division::new(""),
        }
    }
}
