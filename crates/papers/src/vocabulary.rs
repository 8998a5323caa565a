//! 占位符 · what a template of each document may print. Names with a point are of a list.

use crate::Template;

/// 占位符 · a name that stands in braces, and what is printed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder {
    /// the name, without braces; `清单.栏目` where it is repeated
    pub name: &'static str,
    /// what is printed
    pub meaning: &'static str,
}

macro_rules! placeholders {
    ($($name:literal: $meaning:literal,)*) => {
        &[$(Placeholder { name: $name, meaning: $meaning }),*]
    };
}

mod ethics;

const COMMON: &[Placeholder] = placeholders! {
    "发文机关": "出具文书的医保局、经办机构或者医疗机构的名称",
    "文号": "发文字号，如“×医保罚告〔2026〕1号”",
    "成文日期": "落款日期",
    "当事人": "受文的机构、个人或者部门的名称",
    "联系人": "发文机关的联系人",
    "联系电话": "发文机关的联系电话",
    "联系地址": "发文机关的地址",
};

const FINDINGS: &[Placeholder] = placeholders! {
    "疑点.序号": "从1起",
    "疑点.规则": "规则名称",
    "疑点.日期": "费用发生日期",
    "疑点.金额": "疑点金额，元",
};

const REVIEW: &[Placeholder] = placeholders! {
    "疑点金额": "疑点金额，元",
    "告知日期": "告知机构的日期",
    "申诉届满日": "可以申诉的最后一日",
};

const VIOLATION: &[Placeholder] = placeholders! {
    "判定": "明确违规或者可疑",
    "审核结论": "自动拒付或者初审认定，及其金额",
    "审核意见.内容": "初审人的意见；自动拒付的没有，整段不印",
};

const SECOND: &[Placeholder] = placeholders! {
    "申诉日期": "机构提交申诉的日期",
    "申诉理由": "机构的申诉理由",
    "复审结论": "维持及其金额，或者申诉成立",
    "复审意见": "复审人的意见",
    "再申诉.届满日": "可以再次申诉的最后一日；申诉成立的没有，整段不印",
};

const JOINT: &[Placeholder] = placeholders! {
    "再申诉日期": "机构再次申诉的日期",
    "再申诉理由": "机构再次申诉的理由",
    "合议人数": "参加表决的人数",
    "认定人数": "表决认定违规的人数",
    "合议结论": "维持及其金额，或者申诉成立",
    "合议纪要": "合议的理由",
};

const SELF_AUDIT: &[Placeholder] = placeholders! {
    "任务来源": "问题清单或者排查批次",
    "追溯起始日": "自查从哪一日的费用开始",
    "自查届满日": "提交自查报告的最后一日",
    "疑点金额合计": "各自查项疑点金额之和，元",
    "自查.序号": "自查项的序号",
    "自查.内容": "自查内容",
    "自查.疑点金额": "系统提示的金额，元；没有的为0.00",
};

const CASE: &[Placeholder] = placeholders! {
    "证照号码": "当事人的统一社会信用代码或者证件号码",
    "住所": "当事人的住所",
    "负责人": "当事人的法定代表人或者主要负责人；个人为本人姓名",
    "案由": "案情摘要",
    "线索来源": "案件从哪里来",
    "立案日期": "批准立案的日期",
    "违法.序号": "一、二、三……",
    "违法.行为": "违法行为",
    "违法.条款": "所依据的条例条款",
    "违法.后果": "造成的损失（骗取的金额）、拒不改正、严重后果",
    "违法.裁量理由": "裁量理由，及减轻、不予罚款的依据",
    "证据.序号": "从1起",
    "证据.名称": "证据材料的名称",
    "证据.证明事项": "证明什么",
    "处罚.序号": "1、2、3……",
    "处罚.内容": "一项处理或者处罚，含算式、金额和大写",
    "退回.金额": "应退回基金合计，元；没有损失的，整段不印",
    "退回.大写": "应退回基金合计的大写",
    "退回.账户": "退回基金的收款账户",
    "罚款.金额": "罚款合计，元；不罚款的，整段不印",
    "罚款.大写": "罚款合计的大写",
};

const PENALTY_NOTICE: &[Placeholder] = placeholders! {
    "听证期限": "要求听证的法定期限",
};

const DECISION: &[Placeholder] = placeholders! {
    "告知日期": "送达事先告知书的日期",
    "陈述申辩情况": "是否陈述申辩、要求听证，及复核、听证意见",
    "集体讨论.说明": "经集体讨论的说明；未经集体讨论的，整段不印",
    "决定日期": "作出决定的日期",
    "罚款.期限": "缴纳罚款的法定期限",
    "罚款.账户": "缴纳罚款的银行和账户",
    "复议机关": "可以向其申请行政复议的机关",
    "复议期限": "申请行政复议的法定期限",
    "管辖法院": "可以向其起诉的人民法院",
    "诉讼期限": "提起行政诉讼的法定期限",
};

const RECOVERY: &[Placeholder] = placeholders! {
    "应退来源": "应退金额由哪一事项认定",
    "应退金额": "应退金额，元",
    "应退金额大写": "应退金额的大写",
    "未缴金额": "尚未缴纳的金额，元",
    "未缴金额大写": "尚未缴纳金额的大写",
    "缴款届满日": "缴款的最后一日",
    "退款账户": "退回基金的收款账户",
    "已缴.日期": "缴款日期；没有缴过的，整段不印",
    "已缴.金额": "缴款金额，元",
    "已缴.凭证号": "缴款凭证号",
};

const RECTIFICATION: &[Placeholder] = placeholders! {
    "问题来源": "问题从哪一事项来",
    "问题描述": "要整改的问题",
    "整改方式": "立行立改、限期整改或者长期整改",
    "整改届满日": "提交整改措施和佐证的最后一日",
    "责任人": "机构的整改责任人",
    "前次验收.意见": "前一轮验收不通过的意见；第一轮没有，整段不印",
};

const TRANSFER: &[Placeholder] = placeholders! {
    "部门类别": "接收部门的类别，如“卫生健康部门”",
    "涉及机构": "线索涉及的机构的名称",
    "线索来源": "线索从哪一事项来",
    "事实": "移送的事实",
    "依据.内容": "一项依据",
    "证据.序号": "从1起",
    "证据.名称": "证据材料的名称",
    "证据.摘要": "证据材料的SM3摘要",
    "材料摘要": "全部移送材料的SM3摘要，签名即对它作出",
    "发送时间": "发送移送材料的时间",
    "签收届满日": "请对方签收的最后一日",
    "知悉范围.说明": "送纪检监察机关的限制知悉说明；送其他部门的，整段不印",
};

const POINTS: &[Placeholder] = placeholders! {
    "人员编码": "医保医师等人员的代码",
    "所在机构": "行为发生的机构的名称",
    "记分情形": "记分的情形",
    "责任程度": "一般责任、重要责任、主要责任",
    "本次记分": "本次的分值",
    "记分日期": "确认记分的日期",
    "处理文书": "记分所依据的处罚决定或者协议处理",
    "年度": "自然年度",
    "年度累计": "本自然年度累计的分值，已扣除修复的分值",
    "暂停.起始日": "暂停医保支付资格的第一日；没有暂停的，整段不印",
    "暂停.恢复日": "恢复结算的日期",
    "终止.起始日": "终止医保支付资格的第一日；没有终止的，整段不印",
    "终止.最早登记日": "最早可以重新登记备案的日期",
};

/// What a document may print, in the order of the guide.
pub fn placeholders(template: Template) -> Vec<Placeholder> {
    let own: &[&[Placeholder]] = match template {
        Template::ViolationNotice => &[REVIEW, VIOLATION, FINDINGS],
        Template::SecondReviewReply => &[REVIEW, SECOND, FINDINGS],
        Template::JointReviewReply => &[REVIEW, JOINT, FINDINGS],
        Template::SelfAuditNotice => &[SELF_AUDIT],
        Template::PenaltyNotice => &[CASE, PENALTY_NOTICE],
        Template::PenaltyDecision => &[CASE, DECISION],
        Template::RecoveryNotice => &[RECOVERY],
        Template::RectificationOrder => &[RECTIFICATION],
        Template::TransferLetter => &[TRANSFER],
        Template::PointsNotice => &[POINTS],
        conduct => ethics::of(conduct),
    };
    COMMON.iter().chain(own.iter().copied().flatten()).copied().collect()
}

pub(crate) fn has(template: Template, name: &str) -> bool {
    placeholders(template)
        .iter()
        .any(|placeholder| placeholder.name == name)
}

pub(crate) fn names(template: Template) -> Vec<&'static str> {
    placeholders(template)
        .iter()
        .map(|placeholder| placeholder.name)
        .collect()
}
