//! What a document says and no matter knows: names, numbers, accounts, the day of signing.

use casework::UserId;
use conduct::EventCode;
use domain::{Day, Money};
use std::collections::BTreeMap;

/// 发文机关 · who issues the document, and where one finds him.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Issuer {
    /// 名称
    pub name: String,
    /// 联系人
    pub contact: String,
    /// 联系电话
    pub telephone: String,
    /// 地址
    pub address: String,
    /// 退回基金的收款账户: bank, name and number
    pub fund_account: String,
    /// 缴纳罚款的银行和账户
    pub fine_account: String,
    /// 行政复议机关
    pub reconsideration_body: String,
    /// 管辖法院
    pub court: String,
}

/// 受文者 · institution, person or department that the document is addressed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addressee {
    /// 名称
    pub name: String,
    /// 统一社会信用代码或者证件号码
    pub identity: String,
    /// 住所
    pub address: String,
    /// 法定代表人或者主要负责人
    pub representative: String,
}

/// 疑点 · a row of the list in a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    /// 规则名称
    pub rule: String,
    /// 费用发生日期
    pub day: Day,
    /// 疑点金额
    pub amount: Money,
}

/// 另给的内容 · a blank text is one that is not known; a template that prints it is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// 发文机关
    pub issuer: Issuer,
    /// 受文者
    pub addressee: Addressee,
    /// 涉及机构的名称, where it is not the addressee (points, transfer)
    pub institution: String,
    /// 文号
    pub number: String,
    /// 成文日期
    pub dated: Option<Day>,
    /// 姓名, by user
    pub names: BTreeMap<UserId, String>,
    /// 疑点清单 of a review
    pub findings: Vec<FindingRow>,
    /// 名称 of codes of conduct, by the scheme in force
    pub codes: BTreeMap<EventCode, String>,
}
