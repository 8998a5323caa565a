//! How a matter is shown to people: what happened in words, where it stands, what it is about.

use crate::{Attachment, Clock, Machine, UserId};
use domain::{Day, FindingKey, InstitutionCode, Moment, PersonId, PractitionerCode, RuleCode};
use serde::Serialize;
use std::fmt::Arguments;

/// 内容 · a part of what a line says. Whoever shows it knows the names behind the codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// 文字 as it is
    Plain(String),
    /// 用户
    User(UserId),
    /// 机构
    Institution(InstitutionCode),
    /// 规则
    Rule(RuleCode),
}

impl Piece {
    /// The text, or the bare code.
    pub fn code(&self) -> &str {
        match self {
            Piece::Plain(text) => text,
            Piece::User(user) => &user.0,
            Piece::Institution(code) => code.as_str(),
            Piece::Rule(code) => code.as_str(),
        }
    }
}

impl From<&UserId> for Piece {
    fn from(user: &UserId) -> Self {
        Piece::User(user.clone())
    }
}

impl From<&InstitutionCode> for Piece {
    fn from(code: &InstitutionCode) -> Self {
        Piece::Institution(code.clone())
    }
}

impl From<&RuleCode> for Piece {
    fn from(code: &RuleCode) -> Self {
        Piece::Rule(code.clone())
    }
}

macro_rules! plain {
    ($($kind:ty),* $(,)?) => {$(
        impl From<$kind> for Piece {
            fn from(value: $kind) -> Self {
                Piece::Plain(value.to_string())
            }
        }
    )*};
}

plain!(
    String,
    &String,
    &str,
    Arguments<'_>,
    u16,
    &u16,
    u64,
    i16,
    &i16,
    Day,
    &Day,
    Moment,
    &FindingKey,
    &PersonId,
    &PractitionerCode,
);

/// 一行 · a label and what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 名称
    pub label: &'static str,
    /// 内容, to be read without gap
    pub pieces: Vec<Piece>,
}

impl Line {
    /// 内容 as one text. `name` gives the name behind a user, an institution or a rule; where it knows
    /// none the code stands.
    pub fn text(&self, name: impl Fn(&Piece) -> Option<String>) -> String {
        let said = |piece: &Piece| match piece {
            Piece::Plain(text) => text.clone(),
            coded => name(coded).unwrap_or_else(|| coded.code().to_owned()),
        };
        self.pieces.iter().map(said).collect()
    }

    /// A line with one thing.
    pub fn new(label: &'static str, piece: impl Into<Piece>) -> Self {
        Self {
            label,
            pieces: vec![piece.into()],
        }
    }

    /// A line of several things, each with a remark that follows it; none where there is none.
    pub fn several<'a, P: Into<Piece>>(
        label: &'static str,
        items: impl IntoIterator<Item = (P, &'a str)>,
    ) -> Option<Self> {
        let mut pieces = Vec::new();
        for (piece, remark) in items {
            if !pieces.is_empty() {
                pieces.push("、".into());
            }
            pieces.push(piece.into());
            if !remark.is_empty() {
                pieces.push(format_args!("（{remark}）").into());
            }
        }
        (!pieces.is_empty()).then_some(Self { label, pieces })
    }

    /// A line with an amount in yuan.
    pub fn yuan(label: &'static str, amount: domain::Money) -> Self {
        Self::new(label, format_args!("{amount}元"))
    }

    /// A line of files by their names; none where there is no file.
    pub fn papers(label: &'static str, papers: &[Attachment]) -> Option<Self> {
        Self::several(label, papers.iter().map(|paper| (&paper.name, "")))
    }

    /// A line where there is something to say.
    pub fn some(label: &'static str, piece: Option<impl Into<Piece>>) -> Option<Self> {
        piece.map(|piece| Self::new(label, piece))
    }

    /// A line that says yes or no.
    pub fn flag(label: &'static str, flag: bool) -> Self {
        Self::new(
            label,
            match flag {
                true => "是",
                false => "否",
            },
        )
    }
}

/// 记事 · what an event says: its name, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// 事件名称
    pub zh: &'static str,
    /// 详情
    pub detail: Vec<Line>,
}

impl Told {
    /// An event with its details.
    pub fn new(zh: &'static str, detail: impl IntoIterator<Item = Line>) -> Self {
        Self {
            zh,
            detail: detail.into_iter().collect(),
        }
    }
}

/// 步骤 · one station of the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Step {
    /// 名称
    pub title: &'static str,
    /// whether the matter has been there
    pub state: StepState,
}

/// 步骤状态
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// 已办
    Done,
    /// 在办
    Now,
    /// 未到
    Ahead,
}

/// The steps of a course of which the one at `at` is now; all are done where `at` lies behind them.
pub fn course(titles: &[&'static str], at: usize) -> Vec<Step> {
    let state = |place: usize| match place.cmp(&at) {
        std::cmp::Ordering::Less => StepState::Done,
        std::cmp::Ordering::Equal => StepState::Now,
        std::cmp::Ordering::Greater => StepState::Ahead,
    };
    titles
        .iter()
        .enumerate()
        .map(|(place, title)| Step {
            title,
            state: state(place),
        })
        .collect()
}

/// The steps of a course that has come to its end.
pub fn ended(titles: &[&'static str]) -> Vec<Step> {
    course(titles, titles.len())
}

/// 可展示 · a matter that can be shown.
pub trait Shown: Machine {
    /// 记事: what an event says to people.
    fn tell(event: &Self::Event) -> Told;

    /// 步骤: the stations of this matter, in order.
    fn steps(&self) -> Vec<Step>;

    /// 摘要: what the page of the matter says on top. The moment decides what belongs to this year.
    fn summary(&self, clock: &Clock<'_>) -> Vec<Line>;

    /// 事件名称
    fn event_zh(event: &Self::Event) -> &'static str {
        Self::tell(event).zh
    }

    /// 事件详情
    fn detail(event: &Self::Event) -> Vec<Line> {
        Self::tell(event).detail
    }
}
