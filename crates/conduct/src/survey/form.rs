//! Forms of surveys as versioned data, and answers that fit them.

use super::{Marks, SealedKind, SealedYes};
use crate::Department;
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

const SHIPPED: &str = include_str!("../../data/surveys.toml");

/// The longest remark, in characters.
const REMARK: usize = 500;

/// 问卷类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// 住院患者
    Inpatient,
    /// 门诊患者
    Outpatient,
    /// 职工
    Staff,
    /// 出院随访
    FollowUp,
}

impl FormKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Inpatient, Self::Outpatient, Self::Staff, Self::FollowUp];

    /// The stable tag.
    pub const fn tag(self) -> &'static str {
        match self {
            FormKind::Inpatient => "inpatient",
            FormKind::Outpatient => "outpatient",
            FormKind::Staff => "staff",
            FormKind::FollowUp => "follow_up",
        }
    }

    /// The kind with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag)
    }

    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            FormKind::Inpatient => "住院患者满意度调查",
            FormKind::Outpatient => "门诊患者满意度调查",
            FormKind::Staff => "职工满意度调查",
            FormKind::FollowUp => "出院随访",
        }
    }
}

/// 题型
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// 1—10分
    Scale,
    /// 是否
    YesNo,
    /// 意见
    Text,
}

/// 题目
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// 题号
    pub id: String,
    /// 题目
    pub text: String,
    /// 题型
    pub kind: QuestionKind,
    /// 线索类别 of a yes; only of questions with yes or no
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<SealedKind>,
}

/// 问卷 · one kind in one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// 类别
    pub kind: FormKind,
    /// 版本
    pub version: String,
    /// 题目
    pub questions: Vec<Question>,
}

/// Why a text is not a set of forms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormProblem {
    /// cannot be read; says line and field
    #[error("问卷不能读取，请按行列更正：{0}")]
    Unreadable(String),
    /// two questions with one number
    #[error("{0}的题号“{1}”重复。请改用不同的题号。")]
    Twice(&'static str, String),
    /// a question that is counted and sealed at once, or a yes or no that is neither
    #[error("{0}的题目“{1}”：是否题必须注明线索类别，其他题不能注明。请更正该题。")]
    Sealing(&'static str, String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    form: Vec<Form>,
}

/// Reads forms. A yes or no is always sealed and nothing else is: what is counted is a scale.
///
/// # Errors
/// What is wrong and where.
pub fn read(text: &str) -> Result<Vec<Form>, FormProblem> {
    let forms: Forms = toml::from_str(text).map_err(|problem| FormProblem::Unreadable(problem.to_string()))?;
    for form in &forms.form {
        let mut seen = BTreeSet::new();
        for question in &form.questions {
            if !seen.insert(&question.id) {
                return Err(FormProblem::Twice(form.kind.zh(), question.id.clone()));
            }
            if (question.kind == QuestionKind::YesNo) != question.sealed.is_some() {
                return Err(FormProblem::Sealing(form.kind.zh(), question.id.clone()));
            }
        }
    }
    Ok(forms.form)
}

/// The forms that the program brings along.
///
/// # Errors
/// They are tested; an error is a defect of the program.
pub fn forms() -> Result<Vec<Form>, FormProblem> {
    read(SHIPPED)
}

/// 所填 · what somebody gave for one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Given {
    /// 是否
    YesNo(bool),
    /// 分数
    Mark(u8),
    /// 意见
    Text(String),
}

/// 答卷 as it comes from the public page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 科室
    pub department: Department,
    /// 日期, to the day
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 版本 of the form that was shown
    pub version: String,
    /// 所填, by question
    pub given: BTreeMap<String, Given>,
}

/// 有效答卷 · an answer that fits its form, without what is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedAnswer {
    /// 类别
    pub kind: FormKind,
    /// 版本
    pub version: String,
    /// 科室
    pub department: Department,
    /// 日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 各题分数
    pub marks: Marks,
    /// 意见
    pub remark: String,
}

/// Why an answer does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerProblem {
    /// another version than the form's
    #[error("问卷已更新。请刷新页面后重新填写。")]
    Version,
    /// a question without answer
    #[error("“{0}”没有填写。请填写后提交。")]
    Missing(String),
    /// a question that the form does not have
    #[error("问卷没有题号为“{0}”的题目。请刷新页面后重新填写。")]
    Unknown(String),
    /// an answer of the wrong kind or out of range
    #[error("“{0}”填写有误：评分题填1至10，是否题选是或者否，意见不超过500字。请更正。")]
    Unfit(String),
}

impl Form {
    /// Checks an answer and takes out what is sealed.
    ///
    /// # Errors
    /// The first question that is wrong.
    pub fn check(&self, answer: &Answer) -> Result<(CheckedAnswer, Vec<SealedYes>), AnswerProblem> {
        if answer.version != self.version {
            return Err(AnswerProblem::Version);
        }
        let known = |id: &String| self.questions.iter().any(|question| &question.id == id);
        if let Some(id) = answer.given.keys().find(|id| !known(id)) {
            return Err(AnswerProblem::Unknown(id.chars().take(20).collect()));
        }
        let (mut marks, mut yes, mut remark) = (Marks::default(), BTreeSet::new(), String::new());
        for question in &self.questions {
            match (question.kind, question.sealed, answer.given.get(&question.id)) {
                (QuestionKind::Scale, _, Some(Given::Mark(mark))) if (1..=10).contains(mark) => {
                    marks.insert(&question.id, *mark);
                }
                (QuestionKind::YesNo, Some(kind), Some(Given::YesNo(said))) => {
                    if *said {
                        yes.insert(kind);
                    }
                }
                (QuestionKind::Text, _, None) => {}
                (QuestionKind::Text, _, Some(Given::Text(text))) if text.chars().count() <= REMARK => {
                    remark.push_str(text.trim());
                }
                (_, _, None) => return Err(AnswerProblem::Missing(question.text.clone())),
                _ => return Err(AnswerProblem::Unfit(question.text.clone())),
            }
        }
        // One answer says one thing once: two questions about the same are one clue.
        let sealed = yes.into_iter().map(|kind| SealedYes::of(kind, self.kind, answer));
        let checked = CheckedAnswer {
            kind: self.kind,
            version: self.version.clone(),
            department: answer.department.clone(),
            on: answer.on,
            marks,
            remark,
        };
        Ok((checked, sealed.collect()))
    }
}
