//! What is written down: each kind with the facts that it must have.

use casework::{Attachment, Refusal, attached, given};
use domain::{Day, Money};
use serde::{Deserialize, Serialize};

/// 调解方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mediation {
    /// 院内调解
    Hospital,
    /// 人民调解
    People,
    /// 行政调解
    Administrative,
    /// 司法调解
    Judicial,
}

impl Mediation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Hospital, Self::People, Self::Administrative, Self::Judicial];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Mediation::Hospital => "院内调解",
            Mediation::People => "人民调解",
            Mediation::Administrative => "行政调解",
            Mediation::Judicial => "司法调解",
        }
    }
}

/// 履职材料
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaderPaper {
    /// 民主生活会材料
    DemocraticLife,
    /// 述职述廉报告
    DutyReport,
}

impl LeaderPaper {
    /// Both.
    pub const ALL: [Self; 2] = [Self::DemocraticLife, Self::DutyReport];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            LeaderPaper::DemocraticLife => "民主生活会材料",
            LeaderPaper::DutyReport => "述职述廉报告",
        }
    }
}

/// 记录内容
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// 部门会商 (D04)
    Consultation {
        /// 日期
        #[serde(with = "casework::stored")]
        on: Day,
        /// 参加部门
        members: Vec<String>,
        /// 议定事项
        summary: String,
    },
    /// 群众评议 (D04)
    Appraisal {
        /// 日期
        #[serde(with = "casework::stored")]
        on: Day,
        /// 满意人数
        satisfied: u32,
        /// 参评人数
        asked: u32,
        /// 主要意见
        summary: String,
    },
    /// 医患纠纷调解 (D13)
    Dispute {
        /// 日期
        #[serde(with = "casework::stored")]
        on: Day,
        /// 调解方式
        mediation: Mediation,
        /// 协议金额
        #[serde(with = "casework::stored")]
        amount: Money,
        /// 其中保险赔付
        #[serde(with = "casework::stored")]
        insured: Money,
        /// 调解情况
        summary: String,
    },
    /// 医疗责任保险 (D13)
    LiabilityCover {
        /// 生效日
        #[serde(with = "casework::stored")]
        on: Day,
        /// 终止日
        #[serde(with = "casework::stored")]
        until: Day,
        /// 保险公司
        insurer: String,
        /// 已投保数
        covered: u32,
        /// 应投保数
        due: u32,
    },
    /// 涉医安全月报 (D15); a month without incident is reported as zero
    Safety {
        /// 月末日期: the month that is reported
        #[serde(with = "casework::stored")]
        on: Day,
        /// 暴力伤医等事件数; zero is a report, too
        incidents: u32,
        /// 处置情况
        summary: String,
    },
    /// 党纪学习教育 (D17)
    Learning {
        /// 日期
        #[serde(with = "casework::stored")]
        on: Day,
        /// 参加人数
        attended: u32,
        /// 应参加人数
        due: u32,
        /// 学习主题
        summary: String,
    },
    /// 领导干部履职材料 (D18)
    LeaderArchive {
        /// 日期
        #[serde(with = "casework::stored")]
        on: Day,
        /// 领导干部姓名
        leader: String,
        /// 材料
        paper: LeaderPaper,
    },
}

impl Content {
    /// The tag of each kind with its word, in the order of the form.
    pub const KINDS: [(&str, &str); 7] = [
        ("consultation", "部门会商"),
        ("appraisal", "群众评议"),
        ("dispute", "医患纠纷调解"),
        ("liability_cover", "医疗责任保险"),
        ("safety", "涉医安全月报"),
        ("learning", "党纪学习教育"),
        ("leader_archive", "领导干部履职材料"),
    ];

    /// The Chinese word.
    pub const fn zh(&self) -> &'static str {
        match self {
            Content::Consultation { .. } => "部门会商",
            Content::Appraisal { .. } => "群众评议",
            Content::Dispute { .. } => "医患纠纷调解",
            Content::LiabilityCover { .. } => "医疗责任保险",
            Content::Safety { .. } => "涉医安全月报",
            Content::Learning { .. } => "党纪学习教育",
            Content::LeaderArchive { .. } => "领导干部履职材料",
        }
    }

    /// 日期: the day that the record counts on.
    pub const fn on(&self) -> Day {
        match self {
            Content::Consultation { on, .. }
            | Content::Appraisal { on, .. }
            | Content::Dispute { on, .. }
            | Content::LiabilityCover { on, .. }
            | Content::Safety { on, .. }
            | Content::Learning { on, .. }
            | Content::LeaderArchive { on, .. } => *on,
        }
    }

    /// Refuses content that lacks what its kind must have.
    pub(super) fn complete(&self, papers: &[Attachment], today: Day) -> Result<(), Refusal> {
        // A policy may begin later; everything else has happened.
        if self.on() > today && !matches!(self, Content::LiabilityCover { .. }) {
            return Err(Refusal::Field {
                code: "CD-FUTURE",
                say: format!("日期{}晚于今天。请填写实际发生的日期。", self.on()),
            });
        }
        let of = |what: &'static str, part: u32, whole: u32| match whole > 0 && part <= whole {
            true => Ok(()),
            false => Err(Refusal::OutOfRange {
                what,
                least: "0".to_owned(),
                most: format!("总数（总数须大于0，所填为{whole}）"),
                found: part.to_string(),
            }),
        };
        match self {
            Content::Consultation { members, summary, .. } => {
                attached("参加部门", members)?;
                given("议定事项", summary)
            }
            Content::Appraisal { satisfied, asked, .. } => of("满意人数", *satisfied, *asked),
            Content::Dispute {
                amount,
                insured,
                summary,
                ..
            } => {
                given("调解情况", summary)?;
                let negative = [amount, insured].into_iter().find(|amount| amount.is_negative());
                if let Some(amount) = negative {
                    return Err(Refusal::AmountNotPositive {
                        what: "协议金额",
                        amount: *amount,
                    });
                }
                match insured > amount {
                    true => Err(Refusal::AmountAbove {
                        what: "保险赔付",
                        amount: *insured,
                        most: *amount,
                    }),
                    false => Ok(()),
                }
            }
            Content::LiabilityCover {
                on,
                until,
                insurer,
                covered,
                due,
            } => {
                given("保险公司", insurer)?;
                attached("保险单", papers)?;
                of("已投保数", *covered, *due)?;
                match until < on {
                    true => Err(Refusal::DeadlineInPast {
                        what: "保险终止",
                        due: *until,
                    }),
                    false => Ok(()),
                }
            }
            Content::Safety { incidents, summary, .. } => match incidents {
                0 => Ok(()),
                _ => given("处置情况", summary),
            },
            Content::Learning {
                attended, due, summary, ..
            } => {
                given("学习主题", summary)?;
                of("参加人数", *attended, *due)
            }
            Content::LeaderArchive { leader, .. } => {
                given("领导干部姓名", leader)?;
                attached("履职材料", papers)
            }
        }
    }
}
