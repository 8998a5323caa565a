//! What the office chooses and writes for an issue, before it is printed.

use crate::Problem;
use crate::written::short;
use conduct::bulletin::{self, Candidate, Honour, LearningItem, LinkCheck, MediaItem, choose};
use domain::{Day, Moment, PractitionerCode};
use serde::Deserialize;
use utoipa::ToSchema;

/// Characters of the closing words.
const CLOSING: usize = 200;

/// 学习材料
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct LearningForm {
    title: String,
    /// the institution's usual one where it is not given
    #[serde(default)]
    source: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    text: String,
}

/// 媒体材料
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct MediaForm {
    title: String,
    source: String,
    /// `2026-11-24 09:30:00`
    published_at: String,
    link: String,
    /// who composes has opened the link today
    #[serde(default)]
    opened: bool,
}

/// 先进典范
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct HonourForm {
    /// 人员编号 of a candidate
    code: String,
    /// 事迹
    citation: String,
}

/// 警示案例
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct WarningForm {
    text: String,
    rule: String,
    lesson: String,
}

/// 编排内容 · what people choose and write; everything else is the ledgers'.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct Editing {
    /// 选登 of letters and pennants, by their matters
    #[serde(default)]
    pub(super) shown: Vec<String>,
    #[serde(default)]
    learning: Vec<LearningForm>,
    #[serde(default)]
    media: Vec<MediaForm>,
    #[serde(default)]
    honours: Vec<HonourForm>,
    warning: Option<WarningForm>,
    #[serde(default)]
    pub(super) closing: String,
    /// 监督举报方式, `监督电话：…` each; that of the issue before where there is none
    #[serde(default)]
    pub(super) contact: Vec<String>,
}

/// What the office has written, as the issue takes it.
pub(super) struct Written {
    pub(super) learning: Vec<LearningItem>,
    pub(super) media: Vec<MediaItem>,
    pub(super) honours: Vec<Honour>,
    pub(super) warning: Option<bulletin::Warning>,
}

impl Written {
    /// Reads what was written; models are chosen among the candidates that the ledgers name, and material
    /// without a source is from where the institution's material usually is.
    pub(super) fn read(editing: &Editing, found: &[Candidate], usual: &str, today: Day) -> Result<Self, Problem> {
        let source = |source: &str| match source.trim() {
            "" => usual.to_owned(),
            source => source.to_owned(),
        };
        if editing.closing.chars().count() > CLOSING {
            return Err(Problem::input("closing", format!("结语请不超过{CLOSING}字。")));
        }
        let learning = editing.learning.iter().map(|item| {
            let source = source(&item.source);
            titled("learning", &item.title, &source)?;
            Ok(LearningItem {
                title: item.title.trim().to_owned(),
                source,
                link: item.link.trim().to_owned(),
                text: item.text.clone(),
            })
        });
        let media = editing.media.iter().map(|item| {
            titled("media", &item.title, &item.source)?;
            let wrong = || {
                let detail = format!(
                    "发布时间“{}”不是时间，请写成2026-11-24 09:30:00。",
                    short(&item.published_at)
                );
                Problem::input("media", detail)
            };
            Ok(MediaItem {
                title: item.title.trim().to_owned(),
                source: item.source.trim().to_owned(),
                published_at: Moment::parse(item.published_at.trim()).map_err(|_| wrong())?,
                link: item.link.trim().to_owned(),
                checked: item.opened.then_some(LinkCheck {
                    on: today,
                    reachable: true,
                }),
                reads: 0,
            })
        });
        let honours = editing.honours.iter().map(|honour| {
            let person = PractitionerCode::new(honour.code.trim());
            choose(found, &person, honour.citation.trim())
                .map_err(|refusal| Problem::input("honours", refusal.to_string()))
        });
        Ok(Self {
            learning: learning.collect::<Result<_, Problem>>()?,
            media: media.collect::<Result<_, Problem>>()?,
            honours: honours.collect::<Result<_, Problem>>()?,
            warning: editing.warning.as_ref().map(|warning| bulletin::Warning {
                text: warning.text.clone(),
                rule: warning.rule.clone(),
                lesson: warning.lesson.clone(),
            }),
        })
    }
}

fn titled(field: &str, title: &str, source: &str) -> Result<(), Problem> {
    match title.trim().is_empty() || source.trim().is_empty() {
        true => Err(Problem::input(field, "每项材料都要填写标题和来源。")),
        false => Ok(()),
    }
}
