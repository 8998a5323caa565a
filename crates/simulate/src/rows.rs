//! The rows of one chunk, before they take the form of a file.

use crate::catalogue::{CodeId, ItemId};
use domain::{Day, Moment, Money, Quantity, Sex, UnitPrice};

/// 险种 · what the county's people are insured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// 职工 (310)
    Employee,
    /// 居民 (390)
    Resident,
}

impl Cover {
    /// 险种代码 · `insutype`
    pub fn code(self) -> &'static str {
        match self {
            Cover::Employee => "310",
            Cover::Resident => "390",
        }
    }
}

/// 就医方式 · the kinds of visit that occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// 普通门诊, also at the internet hospital
    Outpatient,
    /// 急诊
    Emergency,
    /// 门诊慢特病
    Chronic,
    /// 住院
    Inpatient,
    /// 药店购药
    Pharmacy,
}

impl Setting {
    /// 医疗类别 · `med_type`
    pub fn code(self) -> &'static str {
        match self {
            Setting::Outpatient => "11",
            Setting::Emergency => "13",
            Setting::Chronic => "140104",
            Setting::Inpatient => "21",
            Setting::Pharmacy => "41",
        }
    }
}

/// 参保人, who never lived.
#[derive(Debug, Clone)]
pub struct Person {
    /// number in the county, from 1
    pub number: u32,
    /// 性别; none where the source left it out
    pub sex: Option<Sex>,
    /// 出生日期
    pub birth: Day,
    /// 险种
    pub cover: Cover,
    /// number of the family, whose members share a home institution
    pub family: u32,
    /// 参保地区划: of another prefecture for those who come from elsewhere
    pub insured_at: &'static str,
}

impl Person {
    /// 参保人标识 · `psn_no`
    pub fn id(&self) -> String {
        format!("P{:07}", self.number)
    }
}

/// 诊断
#[derive(Debug, Clone, Copy)]
pub struct VisitDiagnosis {
    pub(crate) code: CodeId,
    /// 主诊断
    pub principal: bool,
    /// true where it arose in hospital, not before: 入院病情 无
    pub arose_here: bool,
}

/// 手术操作
#[derive(Debug, Clone, Copy)]
pub struct VisitOperation {
    pub(crate) code: CodeId,
    /// 主要手术
    pub principal: bool,
    /// 手术时间
    pub at: Moment,
}

/// 就诊
#[derive(Debug, Clone)]
pub struct Visit {
    /// place of the person in [`Chunk::persons`]
    pub person: u32,
    /// number of the visit among those of the person, from 1
    pub number: u16,
    /// place of the institution in the county's list
    pub institution: u16,
    /// 就医方式
    pub setting: Setting,
    /// 就诊、入院时间
    pub begin: Moment,
    /// 结束、出院时间
    pub end: Option<Moment>,
    /// place of the department in the institution
    pub department: u16,
    /// number of the doctor in the institution, from 1
    pub doctor: u16,
    /// 诊断
    pub diagnoses: Vec<VisitDiagnosis>,
    /// 手术操作
    pub operations: Vec<VisitOperation>,
    /// 总额: the sum of its lines
    pub total: Money,
    /// 基金支付
    pub fund_paid: Money,
    /// true where it was settled, refunded and settled again
    pub settled_twice: bool,
    pub(crate) lines: u32,
    pub(crate) covered: Money,
}

/// 费用明细
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// place of the visit in [`Chunk::visits`]
    pub visit: u32,
    /// number of the line in its visit, from 1
    pub number: u32,
    /// number of the line of the same visit that this one takes back
    pub reverses: Option<u32>,
    pub(crate) item: ItemId,
    /// 发生时间
    pub at: Moment,
    /// 上传时间
    pub uploaded_at: Moment,
    /// 数量
    pub quantity: Quantity,
    /// 单价
    pub price: UnitPrice,
    /// 金额
    pub amount: Money,
    /// 全自费金额
    pub own_paid: Money,
    /// 处方序号, from 1 in each visit
    pub prescription: Option<u16>,
    /// place of the department in the institution
    pub department: u16,
    /// number of the doctor in the institution; none where the source left it out
    pub doctor: Option<u16>,
    /// 用药天数
    pub days: Option<u16>,
    /// 目录单价
    pub list_price: Option<UnitPrice>,
    /// 进价
    pub purchase_price: Option<UnitPrice>,
}

impl Line {
    /// 纳入医保金额
    pub fn covered(&self) -> Money {
        self.amount - self.own_paid
    }
}

/// 植入的违规: what a review must find.
#[derive(Debug, Clone)]
pub struct Truth {
    /// 规则编码
    pub rule: &'static str,
    /// place of the visit
    pub visit: u32,
    /// numbers of the violating lines in the visit; none where the finding is about the visit
    pub lines: Vec<u32>,
    /// 违规金额
    pub amount: Money,
}

/// 近似而合规: what no review may find.
#[derive(Debug, Clone)]
pub struct NearMiss {
    /// 规则编码
    pub rule: &'static str,
    /// place of the visit
    pub visit: u32,
    /// numbers of the lines in the visit
    pub lines: Vec<u32>,
    /// why it is none
    pub kind: &'static str,
}

/// 一批参保人 · everything about some persons: a pure function of the seed and the chunk's number.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    /// number of the chunk, from 0
    pub number: u32,
    /// 参保人
    pub persons: Vec<Person>,
    /// 就诊
    pub visits: Vec<Visit>,
    /// 费用明细, those of one visit not necessarily together
    pub lines: Vec<Line>,
    /// 植入的违规
    pub truths: Vec<Truth>,
    /// 近似而合规
    pub near_misses: Vec<NearMiss>,
}

impl Chunk {
    /// 就诊标识 · `mdtrt_id` of a visit
    pub fn visit_id(&self, visit: u32) -> String {
        let visit = &self.visits[visit as usize];
        format!("M{:07}{:03}", self.persons[visit.person as usize].number, visit.number)
    }

    /// 费用明细流水号 · `feedetl_sn` of a line of a visit
    pub fn line_id(&self, visit: u32, line: u32) -> String {
        let visit = &self.visits[visit as usize];
        format!(
            "F{:07}{:03}{line:05}",
            self.persons[visit.person as usize].number, visit.number
        )
    }

    /// 参保人标识 · `psn_no` of the person of a visit
    pub fn person_id(&self, visit: u32) -> String {
        let visit = &self.visits[visit as usize];
        self.persons[visit.person as usize].id()
    }
}
