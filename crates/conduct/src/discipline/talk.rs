//! Talks, letters and measures: what was said to whom, by which two, with which minutes and signatures,
//! and when it is looked at again. Each is the contents of a document.

use super::Clue;
use casework::{Attachment, Clock, Line, Refusal, UserId, attached, given};
use domain::Day;
use serde::{Deserialize, Serialize};

/// 处理形态 · the four forms of discipline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormOfDiscipline {
    /// 第一种形态
    First,
    /// 第二种形态
    Second,
    /// 第三种形态
    Third,
    /// 第四种形态
    Fourth,
}

impl FormOfDiscipline {
    /// All four, the lightest first.
    pub const ALL: [Self; 4] = [Self::First, Self::Second, Self::Third, Self::Fourth];

    /// The Chinese words.
    pub const fn zh(self) -> &'static str {
        match self {
            FormOfDiscipline::First => "第一种形态",
            FormOfDiscipline::Second => "第二种形态",
            FormOfDiscipline::Third => "第三种形态",
            FormOfDiscipline::Fourth => "第四种形态",
        }
    }
}

/// 方式 · of a talk, a letter or a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TalkKind {
    /// 核查谈话
    InquiryTalk,
    /// 函询
    InquiryLetter,
    /// 提醒谈话
    ReminderTalk,
    /// 批评教育
    Criticism,
    /// 责令检查
    OrderedCheck,
    /// 诫勉
    Admonition,
    /// 轻处分、组织调整
    LightPenalty,
    /// 重处分、重大职务调整
    HeavyPenalty,
    /// 涉嫌犯罪移送
    CrimeTransfer,
}

impl TalkKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::InquiryTalk,
        Self::InquiryLetter,
        Self::ReminderTalk,
        Self::Criticism,
        Self::OrderedCheck,
        Self::Admonition,
        Self::LightPenalty,
        Self::HeavyPenalty,
        Self::CrimeTransfer,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            TalkKind::InquiryTalk => "核查谈话",
            TalkKind::InquiryLetter => "函询",
            TalkKind::ReminderTalk => "提醒谈话",
            TalkKind::Criticism => "批评教育",
            TalkKind::OrderedCheck => "责令检查",
            TalkKind::Admonition => "诫勉",
            TalkKind::LightPenalty => "轻处分或者组织调整",
            TalkKind::HeavyPenalty => "重处分或者重大职务调整",
            TalkKind::CrimeTransfer => "涉嫌犯罪移送",
        }
    }

    /// The form that it carries out; none for what only inquires.
    pub const fn form(self) -> Option<FormOfDiscipline> {
        match self {
            TalkKind::InquiryTalk | TalkKind::InquiryLetter => None,
            TalkKind::ReminderTalk | TalkKind::Criticism | TalkKind::OrderedCheck | TalkKind::Admonition => {
                Some(FormOfDiscipline::First)
            }
            TalkKind::LightPenalty => Some(FormOfDiscipline::Second),
            TalkKind::HeavyPenalty => Some(FormOfDiscipline::Third),
            TalkKind::CrimeTransfer => Some(FormOfDiscipline::Fourth),
        }
    }

    /// Those that carry out this form, or that inquire.
    pub fn of(form: Option<FormOfDiscipline>) -> Vec<Self> {
        Self::ALL.into_iter().filter(|kind| kind.form() == form).collect()
    }

    pub(super) fn must_belong_to(self, form: Option<FormOfDiscipline>) -> Result<(), Refusal> {
        if self.form() == form {
            return Ok(());
        }
        let open: Vec<&str> = Self::of(form).into_iter().map(Self::zh).collect();
        Err(Refusal::Field {
            code: "CD-FORM",
            say: format!(
                "{}不属于{}。请改选{}。",
                self.zh(),
                form.map_or("核查方式", FormOfDiscipline::zh),
                open.join("、")
            ),
        })
    }
}

/// 谈话、函询、处理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// 方式
    pub kind: TalkKind,
    /// 日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 事由
    pub reason: String,
    /// 谈话人
    pub first: UserId,
    /// 另一谈话人: nobody talks alone
    pub second: UserId,
    /// 纪要
    pub minutes: String,
    /// 签字材料
    pub signed: Vec<Attachment>,
    /// 整改要求
    pub demand: String,
    /// 回访日期
    #[serde(with = "casework::stored")]
    pub check_on: Day,
}

/// 文书 · the contents of one document; how it looks is the template's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// 文书名称
    pub title: &'static str,
    /// 内容
    pub lines: Vec<Line>,
}

impl Talk {
    pub(super) fn complete(&self, clue: &Clue, clock: &Clock<'_>) -> Result<(), Refusal> {
        given("事由", &self.reason)?;
        given("纪要", &self.minutes)?;
        attached("签字材料", &self.signed)?;
        given("谈话人", &self.first.0)?;
        given("另一谈话人", &self.second.0)?;
        if self.first == self.second {
            return Err(Refusal::Field {
                code: "CD-TALKERS",
                say: "谈话、函询应由2人进行，所填为同一人。请另填一名谈话人。".to_owned(),
            });
        }
        clue.must_be_free(&self.first)?;
        clue.must_be_free(&self.second)?;
        if self.on > clock.today() {
            return Err(Refusal::Field {
                code: "CD-FUTURE",
                say: format!("谈话日期{}晚于今天。请在谈话以后登记。", self.on),
            });
        }
        clock.not_past("回访", self.check_on)
    }

    /// What it says, line by line.
    pub fn lines(&self) -> Vec<Line> {
        let lines = [
            Some(Line::new("方式", self.kind.zh())),
            Some(Line::new("日期", self.on)),
            Some(Line::new("事由", &self.reason)),
            Line::several("谈话人", [&self.first, &self.second].map(|talker| (talker, ""))),
            Some(Line::new("纪要", &self.minutes)),
            Line::papers("签字材料", &self.signed),
            (!self.demand.is_empty()).then(|| Line::new("整改要求", &self.demand)),
            Some(Line::new("回访日期", self.check_on)),
        ];
        lines.into_iter().flatten().collect()
    }

    /// The documents that belong to it: a letter is one, a talk has a notice and minutes.
    pub fn documents(&self, clue: &Clue) -> Vec<Document> {
        let mut to = vec![
            Line::new("机构", &clue.institution),
            Line::new("科室", &clue.department.0),
        ];
        to.extend(Line::some("对象", clue.respondent.as_ref()));
        let document = |title: &'static str, labels: &[&str]| Document {
            title,
            lines: to
                .iter()
                .cloned()
                .chain(self.lines().into_iter().filter(|line| labels.contains(&line.label)))
                .collect(),
        };
        const NOTICE: &[&str] = &["方式", "日期", "事由", "谈话人"];
        const MINUTES: &[&str] = &[
            "方式",
            "日期",
            "事由",
            "谈话人",
            "纪要",
            "签字材料",
            "整改要求",
            "回访日期",
        ];
        match self.kind {
            TalkKind::InquiryLetter => vec![document("谈话函询函", &["日期", "事由", "整改要求"])],
            TalkKind::LightPenalty | TalkKind::HeavyPenalty | TalkKind::CrimeTransfer => {
                vec![document("处理登记表", MINUTES)]
            }
            TalkKind::InquiryTalk
            | TalkKind::ReminderTalk
            | TalkKind::Criticism
            | TalkKind::OrderedCheck
            | TalkKind::Admonition => vec![document("约谈通知", NOTICE), document("约谈纪要", MINUTES)],
        }
    }
}
