//! What points are given for, and how many: the band follows from the behaviour, the place inside the
//! band from the degree of responsibility.
//!
//! Source: 医保发〔2024〕23号 and provincial rules that carry it out.

use serde::{Deserialize, Serialize};

/// 记分情形
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 1—3分 机构因违反协议被处理，本人负有责任
    AgreementBreach,
    /// 1—3分 无正当理由超规定使用高价非中选产品被通报
    HighPriceProducts,
    /// 4—6分 机构或科室依据条例第三十八条、第三十九条被处罚，本人负有责任
    PenaltyForLoss,
    /// 4—6分 未按注册的执业地点、类别、范围执业
    OutsideRegistration,
    /// 7—9分 为未登记备案或者暂停、终止的人员冒名结算
    SettlingForOthers,
    /// 7—9分 同一自然年度内记分后再次出现同一违法违规行为
    Repeated,
    /// 10—12分 机构或科室依据条例第四十条被处罚，本人负有责任
    PenaltyForFraud,
    /// 10—12分 被注销注册、吊销或者撤销执业证书
    LicenceLost,
}

/// 责任程度
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Responsibility {
    /// 一般责任
    General,
    /// 重要责任
    Important,
    /// 主要责任
    Main,
}

impl Cause {
    /// The fewest points of the band.
    pub const fn least(self) -> u8 {
        match self {
            Cause::AgreementBreach | Cause::HighPriceProducts => 1,
            Cause::PenaltyForLoss | Cause::OutsideRegistration => 4,
            Cause::SettlingForOthers | Cause::Repeated => 7,
            Cause::PenaltyForFraud | Cause::LicenceLost => 10,
        }
    }

    /// 记分: the points of one event.
    pub const fn points(self, responsibility: Responsibility) -> u8 {
        let step = match responsibility {
            Responsibility::General => 0,
            Responsibility::Important => 1,
            Responsibility::Main => 2,
        };
        self.least() + step
    }
}
