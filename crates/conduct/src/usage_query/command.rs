//! What is asked of a ticket, and what happens to it.

use super::{MOST_DAYS, MOST_ROWS, Need, QueryShape, classify};
use casework::{Clock, Refusal, attached, given};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};

/// 用途 · the purposes that the law knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 内部控制
    InternalControl,
    /// 处方点评
    PrescriptionReview,
    /// 绩效管理
    Performance,
    /// 监督检查
    Inspection,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::InternalControl,
        Self::PrescriptionReview,
        Self::Performance,
        Self::Inspection,
    ];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Purpose::InternalControl => "内部控制",
            Purpose::PrescriptionReview => "处方点评",
            Purpose::Performance => "绩效管理",
            Purpose::Inspection => "监督检查",
        }
    }
}

/// 统计对象
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subjects {
    /// 科室
    Department,
    /// 医师, and therefore departments, too
    Prescriber,
}

impl Subjects {
    /// Both, the wider first.
    pub const ALL: [Self; 2] = [Self::Department, Self::Prescriber];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Subjects::Department => "科室",
            Subjects::Prescriber => "医师",
        }
    }
}

/// 品类
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// 药品
    Drug,
    /// 耗材
    Consumable,
}

impl Goods {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Drug, Self::Consumable];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Goods::Drug => "药品",
            Goods::Consumable => "耗材",
        }
    }
}

/// 申请 · what for, of what, how much and how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 用途
    pub purpose: Purpose,
    /// 事由
    pub reason: String,
    /// 统计到
    pub subjects: Subjects,
    /// 品类
    pub goods: Goods,
    /// 品种
    pub products: Vec<String>,
    /// 起始日 of what is counted
    #[serde(with = "casework::stored")]
    pub from: Day,
    /// 截止日 of what is counted
    #[serde(with = "casework::stored")]
    pub to: Day,
    /// 行数上限
    pub row_cap: u32,
    /// 开通天数
    pub days: u16,
}

/// 查询 · one run as the engine reports it, before its answer is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// 查询形状
    pub shape: QueryShape,
    /// 品种
    pub products: Vec<String>,
    /// 起始日
    #[serde(with = "casework::stored")]
    pub from: Day,
    /// 截止日
    #[serde(with = "casework::stored")]
    pub to: Day,
    /// 结果行数
    pub rows: u32,
    /// 导出
    pub exported: bool,
    /// 设备
    pub device: String,
}

impl Request {
    pub(super) fn complete(&self, clock: &Clock<'_>) -> Result<(), Refusal> {
        given("事由", &self.reason)?;
        attached("品种", &self.products)?;
        self.products.iter().try_for_each(|product| given("品种", product))?;
        let range = |what: &'static str, most: u32, found: u32| match (1..=most).contains(&found) {
            true => Ok(()),
            false => Err(Refusal::OutOfRange {
                what,
                least: "1".to_owned(),
                most: most.to_string(),
                found: found.to_string(),
            }),
        };
        range("开通天数", MOST_DAYS.into(), self.days.into())?;
        range("行数上限", MOST_ROWS, self.row_cap)?;
        match self.from <= self.to && self.to <= clock.today() {
            true => Ok(()),
            false => Err(Refusal::OutOfRange {
                what: "统计截止日",
                least: self.from.to_string(),
                most: clock.today().to_string(),
                found: self.to.to_string(),
            }),
        }
    }

    /// Refuses a run that goes beyond what was approved.
    pub(super) fn covers(&self, run: &Run) -> Result<(), Refusal> {
        let refuse = |what: &str| {
            Err(Refusal::Field {
                code: "CD-TICKET-SCOPE",
                say: format!("查询的{what}超出查询单批准的范围。请缩小范围，或者另行申请。"),
            })
        };
        if let Need::Ticket { subjects, goods } = classify(&run.shape) {
            if subjects.iter().any(|asked| *asked > self.subjects) {
                return refuse("统计对象");
            }
            if goods.iter().any(|asked| *asked != self.goods) {
                return refuse("品类");
            }
        }
        if run.products.is_empty() || run.products.iter().any(|product| !self.products.contains(product)) {
            return refuse("品种");
        }
        match self.from <= run.from && run.from <= run.to && run.to <= self.to {
            true => Ok(()),
            false => refuse("时段"),
        }
    }
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 申请
    Request {
        /// 申请
        request: Request,
    },
    /// 第一次审批
    ApproveFirst {
        /// 审批意见
        opinion: String,
    },
    /// 第二次审批，开通
    ApproveSecond {
        /// 审批意见
        opinion: String,
    },
    /// 不予批准
    Refuse {
        /// 理由
        reason: String,
    },
    /// 登记查询; the engine gives it, in the name of who asks
    Run {
        /// 查询
        run: Run,
    },
    /// 关闭
    Close {
        /// 理由
        reason: String,
    },
    /// 到期
    Expire,
}

impl Command {
    pub(super) fn zh(&self) -> &'static str {
        match self {
            Command::Request { .. } => "申请查询",
            Command::ApproveFirst { .. } => "第一次审批",
            Command::ApproveSecond { .. } => "第二次审批",
            Command::Refuse { .. } => "不予批准",
            Command::Run { .. } => "登记查询",
            Command::Close { .. } => "关闭查询单",
            Command::Expire => "登记到期",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已申请
    Requested {
        /// 申请
        request: Request,
    },
    /// 第一次审批同意
    FirstApproved {
        /// 审批意见
        opinion: String,
    },
    /// 已开通
    Opened {
        /// 审批意见
        opinion: String,
        /// 最后一天
        #[serde(with = "casework::stored")]
        until: Day,
    },
    /// 不予批准
    Refused {
        /// 理由
        reason: String,
    },
    /// 已查询
    Ran {
        /// 次序
        number: u32,
        /// 查询
        run: Run,
    },
    /// 已关闭
    Closed {
        /// 理由
        reason: String,
    },
    /// 已到期
    Expired,
}
