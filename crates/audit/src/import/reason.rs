//! Why a row is not taken.

/// Why a value is no good. The words go into the reject file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// a required field is empty
    Missing,
    /// not a date or time
    NotADate,
    /// not a decimal number
    NotANumber,
    /// more digits than the field can hold
    OutOfRange,
    /// a service before 1990 or after the end of next year
    OutOfTime,
    /// a code that the national table does not have
    UnknownCode,
    /// Excel wrote an identifier as 1.23E+05: its digits are lost
    Mangled,
    /// a number with a fraction where an identifier or a code belongs
    Fraction,
    /// longer than any field of the interface
    TooLong,
    /// the row is not UTF-8 while the rest of the file is
    Encoding,
    /// more or fewer columns than the header
    Columns,
    /// a quote is opened and not closed, or closed in a later line
    Quote,
    /// the formula of a cell has failed
    Formula,
    /// the text is not JSON, or no recorded message
    Message,
    /// a recorded message lacks what its transaction carries
    NoNode,
    /// a member of a list in a recorded message that is no object
    NoObject,
    /// a settlement of which the centre's answer was not recorded
    NoAnswer,
    /// the centre did not accept the transaction
    Failed,
    /// the self-paid part exceeds the amount or has the other sign
    SelfPaid,
    /// quantity and amount have different signs
    Sign,
    /// the person is in no delivery
    NoPerson,
    /// the visit is in no delivery
    NoEncounter,
}

impl Reason {
    /// The words for the reader.
    pub fn zh(self) -> &'static str {
        match self {
            Reason::Missing => "必填项为空",
            Reason::NotADate => "不是有效的日期时间",
            Reason::NotANumber => "不是十进制数",
            Reason::OutOfRange => "数值超出范围",
            Reason::OutOfTime => "日期早于1990年或晚于明年年底",
            Reason::UnknownCode => "不在国家代码表内",
            Reason::Mangled => "被表格软件改成科学计数法，原编码已丢失",
            Reason::Fraction => "编码带有小数",
            Reason::TooLong => "长度超过接口规范",
            Reason::Encoding => "字符编码与文件其余部分不同",
            Reason::Columns => "列数与表头不符",
            Reason::Quote => "引号没有在本行闭合，从下一行起继续读取",
            Reason::Formula => "单元格是公式错误",
            Reason::NoNode => "报文中没有该交易应有的节点",
            Reason::NoObject => "列表中的这一项不是对象",
            Reason::NoAnswer => "报文中没有中心的应答，结算金额未定",
            Reason::Failed => "中心没有受理该交易（infcode 不为0）",
            Reason::Message => "不是可以识别的交易报文",
            Reason::SelfPaid => "自费金额大于金额或方向相反",
            Reason::Sign => "数量与金额方向相反",
            Reason::NoPerson => "参保人不在参保人表中",
            Reason::NoEncounter => "就诊不在就诊表中（同一机构、同一参保人）",
        }
    }
}
