//! What can be done with an assessment, and what happens to it.

use super::{Computed, Grade, ItemScore, Opening, Stage};
use crate::Points;
use casework::{Attachment, UserId};
use domain::Day;
use serde::{Deserialize, Serialize};

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 启动考评
    Open {
        /// 启动
        opening: Opening,
    },
    /// 自我评价
    ReviewSelf {
        /// 自评文字
        text: String,
        /// 逐项评分
        scores: Vec<ItemScore>,
    },
    /// 科室评价
    ReviewDepartment {
        /// 科室意见
        opinion: String,
        /// 逐项评分
        scores: Vec<ItemScore>,
        /// 考评小组
        group: Vec<UserId>,
        /// 会议纪要
        minutes: Attachment,
    },
    /// 登记支部评价、群众评议
    RecordAppraisal {
        /// 意见
        opinion: String,
        /// 得分
        points: Points,
        /// 材料
        paper: Attachment,
    },
    /// 跳过逾期的环节
    Skip {
        /// 理由
        reason: String,
    },
    /// 拟定等次
    Draft {
        /// 计算结果
        computed: Computed,
        /// 等次
        grade: Grade,
        /// 与计算等次不同的理由
        reason: Option<String>,
        /// 单位意见
        opinion: String,
    },
    /// 审定
    Decide {
        /// 等次
        grade: Grade,
        /// 与计算等次不同的理由
        reason: Option<String>,
        /// 会议纪要编号
        minute_number: String,
    },
    /// 退回重新拟定
    Return {
        /// 理由
        reason: String,
    },
    /// 公示
    Publish {
        /// 公示地点和反映渠道
        channel: String,
    },
    /// 提出异议
    Object {
        /// 理由
        grounds: String,
        /// 证据
        evidence: Vec<Attachment>,
    },
    /// 答复异议
    AnswerObjection {
        /// 序号
        number: u32,
        /// 是否采纳
        accepted: bool,
        /// 答复
        answer: String,
    },
    /// 确定结果
    Conclude,
    /// 归档
    Freeze {
        /// 考评登记表
        paper: Attachment,
    },
    /// 申诉
    Appeal {
        /// 理由
        grounds: String,
        /// 证据
        evidence: Vec<Attachment>,
    },
    /// 撤回申诉
    WithdrawAppeal,
    /// 维持
    Uphold {
        /// 处理意见
        opinion: String,
    },
    /// 变更等次
    Change {
        /// 重新计算的结果, without a veto where it was lifted
        computed: Computed,
        /// 等次
        grade: Grade,
        /// 与计算等次不同的理由
        reason: Option<String>,
        /// 处理意见
        opinion: String,
    },
    /// 申请重开
    RequestReopening {
        /// 理由
        reason: String,
    },
    /// 同意重开
    GrantReopening,
    /// 不同意重开
    DenyReopening {
        /// 理由
        reason: String,
    },
}

impl Command {
    pub(super) const fn zh(&self) -> &'static str {
        match self {
            Command::Open { .. } => "启动考评",
            Command::ReviewSelf { .. } => "自我评价",
            Command::ReviewDepartment { .. } => "科室评价",
            Command::RecordAppraisal { .. } => "登记评议结果",
            Command::Skip { .. } => "跳过逾期环节",
            Command::Draft { .. } => "拟定等次",
            Command::Decide { .. } => "审定等次",
            Command::Return { .. } => "退回重新拟定",
            Command::Publish { .. } => "公示",
            Command::Object { .. } => "提出异议",
            Command::AnswerObjection { .. } => "答复异议",
            Command::Conclude => "确定结果",
            Command::Freeze { .. } => "归档",
            Command::Appeal { .. } => "提出申诉",
            Command::WithdrawAppeal => "撤回申诉",
            Command::Uphold { .. } => "维持考评结果",
            Command::Change { .. } => "变更考评结果",
            Command::RequestReopening { .. } => "申请重开考评",
            Command::GrantReopening => "同意重开考评",
            Command::DenyReopening { .. } => "不同意重开考评",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已启动
    Opened {
        /// 启动
        opening: Opening,
    },
    /// 已自评
    SelfReviewed {
        /// 自评文字
        text: String,
        /// 逐项评分
        scores: Vec<ItemScore>,
    },
    /// 科室已评价
    DepartmentReviewed {
        /// 科室意见
        opinion: String,
        /// 逐项评分
        scores: Vec<ItemScore>,
        /// 考评小组
        group: Vec<UserId>,
        /// 会议纪要
        minutes: Attachment,
    },
    /// 已登记评议结果
    AppraisalRecorded {
        /// 意见
        opinion: String,
        /// 得分
        points: Points,
        /// 材料
        paper: Attachment,
    },
    /// 已跳过
    Skipped {
        /// 环节
        stage: Stage,
        /// 理由
        reason: String,
    },
    /// 已拟定
    Drafted {
        /// 计算结果
        computed: Computed,
        /// 等次
        grade: Grade,
        /// 与计算等次不同的理由
        reason: Option<String>,
        /// 单位意见
        opinion: String,
    },
    /// 已审定
    Decided {
        /// 等次
        grade: Grade,
        /// 与计算等次不同的理由
        reason: Option<String>,
        /// 会议纪要编号
        minute_number: String,
    },
    /// 已退回
    Returned {
        /// 理由
        reason: String,
    },
    /// 已公示
    Published {
        /// 公示地点和反映渠道
        channel: String,
        /// 公示届满日
        #[serde(with = "casework::stored")]
        due: Day,
    },
    /// 已提出异议
    Objected {
        /// 理由
        grounds: String,
        /// 证据
        evidence: Vec<Attachment>,
    },
    /// 异议已答复
    ObjectionAnswered {
        /// 序号
        number: u32,
        /// 是否采纳
        accepted: bool,
        /// 答复
        answer: String,
    },
    /// 结果已确定
    Concluded,
    /// 已归档
    Frozen {
        /// 考评登记表
        paper: Attachment,
    },
    /// 已申诉
    Appealed {
        /// 答复届满日
        #[serde(with = "casework::stored")]
        due: Day,
        /// 理由
        grounds: String,
        /// 证据
        evidence: Vec<Attachment>,
    },
    /// 已撤回申诉
    AppealWithdrawn,
    /// 已维持
    Upheld {
        /// 处理意见
        opinion: String,
    },
    /// 已变更
    Changed {
        /// 重新计算的结果
        computed: Computed,
        /// 等次
        grade: Grade,
        /// 与计算等次不同的理由
        reason: Option<String>,
        /// 处理意见
        opinion: String,
    },
    /// 已申请重开
    ReopeningRequested {
        /// 理由
        reason: String,
    },
    /// 已重开
    Reopened,
    /// 不同意重开
    ReopeningDenied {
        /// 理由
        reason: String,
    },
}
