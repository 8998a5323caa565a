//! What a doctor answers to a reminder, and the reasons for which an examination may be repeated.

use casework::{Refusal, given};
use serde::{Deserialize, Serialize};

/// 答复
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// 互认: the order is not carried out
    Recognised,
    /// 不予互认
    Declined {
        /// 理由 by its code on the list; what another system recorded may be no such code
        reason: String,
        /// 说明
        note: String,
    },
}

/// 理由 on the list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// 编码
    pub code: String,
    /// 内容
    pub zh: String,
    /// 须另写说明
    #[serde(default)]
    pub explain: bool,
}

/// Why a text is no list of reasons.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("不予互认理由表不能读取：{0}")]
pub struct ReasonsProblem(String);

/// 不予互认理由表
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    list: Vec<Reason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    reason: Vec<Reason>,
}

impl Reasons {
    /// Reads a list from TOML.
    ///
    /// # Errors
    /// What the reader of TOML says, or a code that is there twice.
    pub fn read(text: &str) -> Result<Self, ReasonsProblem> {
        let written: Written = toml::from_str(text).map_err(|error| ReasonsProblem(error.to_string()))?;
        for (place, reason) in written.reason.iter().enumerate() {
            if written
                .reason
                .iter()
                .take(place)
                .any(|earlier| earlier.code == reason.code)
            {
                return Err(ReasonsProblem(format!("编码“{}”出现两次。请只保留一条。", reason.code)));
            }
        }
        Ok(Self { list: written.reason })
    }

    /// The list that the program brings along.
    ///
    /// # Errors
    /// It is tested; an error is a defect of the program.
    pub fn shipped() -> Result<Self, ReasonsProblem> {
        Self::read(include_str!("../../data/recognition-reasons.toml"))
    }

    /// The reasons, in the order of the list.
    pub fn list(&self) -> &[Reason] {
        &self.list
    }

    /// The reason with this code.
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.list.iter().find(|reason| reason.code == code)
    }

    /// What a doctor who goes on with his order has said, in his own words or those of the list: a reason
    /// of the list where he names one by its code or its text, with what stands behind it as the note;
    /// otherwise the words themselves, which are no reason of the list.
    pub fn declined(&self, said: &str) -> Answer {
        const BETWEEN: [char; 8] = [' ', '　', ':', '：', ',', '，', ';', '；'];
        let said = said.trim();
        let behind = |reason: &Reason| {
            let code = said
                .get(..reason.code.len())
                .filter(|head| head.eq_ignore_ascii_case(&reason.code))
                .and_then(|_| said.get(reason.code.len()..))
                // R1 is not the beginning of R12.
                .filter(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()));
            let rest = code.map(|rest| rest.trim_start_matches(BETWEEN));
            let rest = rest.map(|rest| rest.strip_prefix(reason.zh.as_str()).unwrap_or(rest));
            rest.or_else(|| said.strip_prefix(reason.zh.as_str()))
        };
        let named = self.list.iter().find_map(|reason| Some((reason, behind(reason)?)));
        let (reason, note) = match named {
            Some((reason, note)) => (reason.code.as_str(), note.trim_start_matches(BETWEEN)),
            None => (said, ""),
        };
        Answer::Declined {
            reason: reason.to_owned(),
            note: note.trim().to_owned(),
        }
    }

    /// Refuses to decline without a reason of the list, and without an explanation where the list wants one.
    ///
    /// # Errors
    /// `CD-DECLINE-REASON`, or the text that is missing.
    pub fn check(&self, answer: &Answer) -> Result<(), Refusal> {
        let Answer::Declined { reason, note } = answer else {
            return Ok(());
        };
        match self.reason(reason) {
            None => Err(Refusal::Field {
                code: "CD-DECLINE-REASON",
                say: "不予互认须从理由表中选择一项。请选择后再提交。".to_owned(),
            }),
            Some(listed) if listed.explain => given("不予互认的说明", note),
            Some(_) => Ok(()),
        }
    }
}
