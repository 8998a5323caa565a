//! The review of one stay that cost too much (高额异常住院费用病例核查): a reviewer fills in the sheet,
//! somebody else gives the verdict.

mod offer;
mod page;

use super::HighCost;
use crate::acting_place::must_act_here;
use crate::{Candidate, EventCode};
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode, Money, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 待分派
    Registered,
    /// 核查中
    Assigned,
    /// 待结论
    Reviewed,
    /// 待办结
    Judged,
    /// 已办结
    Closed,
}

/// 核查内容
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// 住院指征和住院天数
    Stay,
    /// 检查检验
    Tests,
    /// 药品
    Drugs,
    /// 耗材
    Consumables,
    /// 手术和治疗
    Procedures,
    /// 收费
    Charges,
}

/// 核查意见 on one aspect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// 核查内容
    pub aspect: Aspect,
    /// 合理
    pub reasonable: bool,
    /// 说明
    pub note: String,
}

/// 核查表
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// 各项意见, each aspect once
    pub opinions: Vec<Opinion>,
    /// 存疑金额
    #[serde(with = "casework::stored")]
    pub doubtful: Money,
    /// 附件
    pub papers: Vec<Attachment>,
}

/// 结论
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 合理
    Reasonable,
    /// 不合理
    Unreasonable,
    /// 数据有误: the stay does not belong in the list
    Erroneous,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记: what the list of a month brings about
    Register {
        /// 病例
        case: HighCost,
    },
    /// 分派
    Assign {
        /// 核查人
        reviewer: UserId,
        /// 核查期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 提交核查表
    Fill {
        /// 核查表
        sheet: Sheet,
    },
    /// 退回重新核查
    Return {
        /// 理由
        reason: String,
        /// 核查期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 下结论
    Judge {
        /// 结论
        verdict: Verdict,
        /// 意见
        opinion: String,
    },
    /// 办结
    Close {
        /// 处理情况
        measures: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Register { .. } => "登记高额异常病例",
            Command::Assign { .. } => "分派核查",
            Command::Fill { .. } => "提交核查表",
            Command::Return { .. } => "退回重新核查",
            Command::Judge { .. } => "作出核查结论",
            Command::Close { .. } => "办结",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Registered {
        /// 病例
        case: HighCost,
    },
    /// 已分派
    Assigned {
        /// 核查人
        reviewer: UserId,
        /// 核查期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已提交核查表
    Filled {
        /// 核查表
        sheet: Sheet,
    },
    /// 已退回
    Returned {
        /// 理由
        reason: String,
        /// 核查期限
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已下结论
    Judged {
        /// 结论
        verdict: Verdict,
        /// 意见
        opinion: String,
    },
    /// 已办结
    Closed {
        /// 处理情况
        measures: String,
    },
}

/// 高额异常病例核查
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HighCostReview {
    /// 病例
    pub case: Option<HighCost>,
    /// 环节
    pub stage: Stage,
    /// 核查人
    pub reviewer: Option<UserId>,
    /// 核查期限
    #[serde(with = "casework::stored")]
    pub review_due: Option<Day>,
    /// 核查表, the latest
    pub sheet: Option<Sheet>,
    /// 结论
    pub verdict: Option<Verdict>,
    /// 作出结论的人
    pub judge: Option<UserId>,
}

/// Who assigns and judges: the institution's insurance office or leader, or the health bureau.
const LEADING: &[Role] = &[Role::InsuranceOffice, Role::HospitalLeader, Role::HealthSection];

/// Who may be a reviewer, once named.
const REVIEWING: &[Role] = &[
    Role::Practitioner,
    Role::DepartmentHead,
    Role::InsuranceOffice,
    Role::ClinicalExpert,
    Role::HealthSection,
];

impl Machine for HighCostReview {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(case) = &self.case else {
            let Command::Register { case } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_for(action, &[Role::System], &case.division)?;
            return Ok(vec![Event::Registered { case }]);
        };
        let must_be = |roles| must_act_here(actor, action, roles, &case.institution, &case.division);
        let event = match (command, self.stage) {
            (Command::Assign { reviewer, due }, Stage::Registered | Stage::Assigned) => {
                must_be(LEADING)?;
                given("核查人", &reviewer.0)?;
                clock.not_past("核查", due)?;
                Event::Assigned { reviewer, due }
            }
            (Command::Fill { sheet }, Stage::Assigned) => {
                must_be(REVIEWING)?;
                if self.reviewer.as_ref() != Some(&actor.user) {
                    return Err(Refusal::Field {
                        code: "CD-REVIEWER",
                        say: "核查表由所分派的核查人填写。请由其本人办理，或者重新分派。".to_owned(),
                    });
                }
                self.check(case, &sheet)?;
                Event::Filled { sheet }
            }
            (Command::Return { reason, due }, Stage::Reviewed) => {
                self.other_than_reviewer(actor)?;
                must_be(LEADING)?;
                given("退回理由", &reason)?;
                clock.not_past("核查", due)?;
                Event::Returned { reason, due }
            }
            (Command::Judge { verdict, opinion }, Stage::Reviewed) => {
                self.other_than_reviewer(actor)?;
                must_be(LEADING)?;
                given("结论意见", &opinion)?;
                Event::Judged { verdict, opinion }
            }
            (Command::Close { measures }, Stage::Judged) => {
                must_be(LEADING)?;
                given("处理情况", &measures)?;
                Event::Closed { measures }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Registered { case } => {
                self.case = Some(case);
                self.stage = Stage::Registered;
            }
            Event::Assigned { reviewer, due } => {
                self.reviewer = Some(reviewer);
                self.review_due = Some(due);
                self.stage = Stage::Assigned;
            }
            Event::Filled { sheet } => {
                self.sheet = Some(sheet);
                self.stage = Stage::Reviewed;
            }
            Event::Returned { due, .. } => {
                self.review_due = Some(due);
                self.stage = Stage::Assigned;
            }
            Event::Judged { verdict, .. } => {
                self.verdict = Some(verdict);
                self.judge = Some(recorded.by.clone());
                self.stage = Stage::Judged;
            }
            Event::Closed { .. } => self.stage = Stage::Closed,
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Registered => "待分派",
            Stage::Assigned => "核查中",
            Stage::Reviewed => "待结论",
            Stage::Judged => "待办结",
            Stage::Closed => "已办结",
        }
    }
}

impl HighCostReview {
    /// 机构编号
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.case.as_ref().map(|case| &case.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.case.as_ref().map(|case| &case.division)
    }

    /// 届满日: the last day for the sheet, while it is awaited.
    pub fn due(&self) -> Option<Day> {
        self.review_due.filter(|_| self.stage == Stage::Assigned)
    }

    /// Whose turn it is, where it is one person's.
    pub fn assignee(&self) -> Option<&UserId> {
        self.reviewer.as_ref().filter(|_| self.stage == Stage::Assigned)
    }

    /// Who takes part.
    pub fn people(&self) -> impl Iterator<Item = &UserId> {
        self.reviewer.iter().chain(&self.judge)
    }

    /// The doctor whose patient it was.
    pub fn practitioner(&self) -> Option<&PractitionerCode> {
        self.case.as_ref().map(|case| &case.practitioner)
    }

    /// 待确认行为: M24, where the verdict is that the stay was unreasonable.
    pub fn candidate(&self) -> Option<Candidate> {
        let case = self
            .case
            .as_ref()
            .filter(|_| self.verdict == Some(Verdict::Unreasonable))?;
        let doubtful = self.sheet.as_ref().map_or(Money::ZERO, |sheet| sheet.doubtful);
        Some(Candidate {
            institution: case.institution.clone(),
            department: case.department.clone(),
            person: Some(case.practitioner.clone()),
            code: EventCode::try_from("M24".to_owned()).ok()?,
            occurred_on: case.discharged_on,
            basis: format!(
                "{}出院病例费用{}元，高于{}{}元；核查结论为不合理，存疑金额{doubtful}元。",
                case.discharged_on,
                case.total,
                case.basis.says(),
                case.threshold
            ),
        })
    }

    fn other_than_reviewer(&self, actor: &Actor) -> Result<(), Refusal> {
        match &self.reviewer {
            Some(reviewer) => actor.must_differ("作出结论的人", reviewer, "核查人"),
            None => Ok(()),
        }
    }

    fn check(&self, case: &HighCost, sheet: &Sheet) -> Result<(), Refusal> {
        attached("核查意见", &sheet.opinions)?;
        for (place, opinion) in sheet.opinions.iter().enumerate() {
            if sheet
                .opinions
                .iter()
                .take(place)
                .any(|earlier| earlier.aspect == opinion.aspect)
            {
                return Err(Refusal::Duplicate {
                    what: "同一核查内容的意见",
                });
            }
            if !opinion.reasonable {
                given("不合理情形的说明", &opinion.note)?;
            }
        }
        if sheet.doubtful.is_negative() || sheet.doubtful > case.total {
            return Err(Refusal::AmountAbove {
                what: "存疑金额",
                amount: sheet.doubtful,
                most: case.total,
            });
        }
        if sheet.doubtful.is_positive() && sheet.opinions.iter().all(|opinion| opinion.reasonable) {
            return Err(Refusal::ConditionMissing {
                measure: "填写存疑金额",
                condition: "至少一项内容不合理",
            });
        }
        Ok(())
    }
}
