//! A finding: the argument that a rule makes about a record.

use crate::{Day, EncounterId, InstitutionCode, LineId, Moment, Money, PersonId, RuleCode};
use std::fmt;

/// 环节 · which line of defence asks (3101 事前, 3102 事中, audit 事后).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// 事前提醒
    Prescribing,
    /// 事中拦截
    Settlement,
    /// 事后审核
    Audit,
}

impl Stage {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Stage::Prescribing => "事前",
            Stage::Settlement => "事中",
            Stage::Audit => "事后",
        }
    }
}

/// 判定 · `sev_deg` (1 明确违规, 2 高度可疑, 3 轻度可疑). Ordered from the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// 轻度可疑
    SlightlySuspect,
    /// 可疑（高度可疑）
    Suspect,
    /// 明确违规
    Definite,
}

impl Certainty {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Certainty::SlightlySuspect => "轻度可疑",
            Certainty::Suspect => "可疑",
            Certainty::Definite => "明确违规",
        }
    }
}

/// 规则状态 · lifecycle on a given service date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleState {
    /// 草案: not evaluated
    Draft,
    /// 试行: evaluated and recorded, never shown
    Trial,
    /// 正式: in force
    InForce,
    /// 停用: ended
    Ended,
}

impl RuleState {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            RuleState::Draft => "草案",
            RuleState::Trial => "试行",
            RuleState::InForce => "正式",
            RuleState::Ended => "停用",
        }
    }
}

/// 处置 · what happens to the order, per rule × stage × caller. Ordered from the mildest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// 无: not raised at this stage
    Pass,
    /// 记录: recorded, not shown (trial rules)
    Record,
    /// 提醒
    Remind,
    /// 需说明理由
    ReasonRequired,
    /// 转自费
    SelfPay,
    /// 拦截
    Block,
}

impl Action {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Action::Pass => "无",
            Action::Record => "记录",
            Action::Remind => "提醒",
            Action::ReasonRequired => "需说明理由",
            Action::SelfPay => "转自费",
            Action::Block => "拦截",
        }
    }
}

/// 违规项/涉及项 · `vola_item_type`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LineRole {
    /// 违规项 (1)
    Violating,
    /// 涉及项 (2)
    Involved,
}

/// 违规依据 · `vola_evid`: document and clause.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Basis {
    /// 文件
    pub document: String,
    /// 文号
    pub number: String,
    /// 条款
    pub clause: String,
    /// 施行日期
    pub effective: Option<Day>,
}

impl Basis {
    /// The citation as it is printed; a reply has many.
    pub fn cite(&self) -> String {
        let bytes = self.document.len() + self.number.len() + self.clause.len();
        let mut text = String::with_capacity(bytes + "《》（）".len());
        for part in ["《", &self.document, "》"] {
            text.push_str(part);
        }
        if !self.number.is_empty() {
            for part in ["（", &self.number, "）"] {
                text.push_str(part);
            }
        }
        text.push_str(&self.clause);
        text
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cite())
    }
}

/// 知识点引用 · which row of which table spoke, and where it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeRef {
    /// 知识点编号
    pub id: String,
    /// 知识表
    pub table: String,
    /// 知识点名称
    pub name: String,
    /// 依据原文
    pub text: String,
    /// 来源（批次、文件、行）
    pub source: String,
    /// 层级: empty for the nation, else a division or an institution
    pub layer: String,
}

/// 要求与实际 · one compared fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// 事实 (e.g. 参保人性别)
    pub fact: String,
    /// 要求
    pub required: String,
    /// 实际
    pub found: String,
}

/// 违规明细 · `judge_result_detail_dtos`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingLine {
    /// index into [`crate::Record::lines`] of the reviewed record
    pub index: u32,
    /// 明细标识 · `rx_id`, `feedetl_sn`
    pub id: LineId,
    /// 就诊标识 · `mdtrt_id`
    pub encounter: EncounterId,
    /// 违规项/涉及项 · `vola_item_type`
    pub role: LineRole,
    /// 违规金额 · `vola_amt`; zero for involved lines
    pub amount: Money,
}

/// 豁免/申辩 · whether and how a finding may be lifted (overridability as data).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Override {
    /// 由谁
    pub by: String,
    /// 凭据: any one of these papers
    pub evidence: Vec<String>,
    /// 效果
    pub effect: OverrideEffect,
}

/// 豁免效果
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverrideEffect {
    /// 降为可疑
    Downgrade,
    /// 不计
    Lift,
}

/// 佐证视图 · another rule that hit the same lines; it adds a reason, never money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportingView {
    /// 规则编码
    pub rule: RuleCode,
    /// 规则名称
    pub rule_name: String,
    /// 判定
    pub certainty: Certainty,
    /// 一句话说明
    pub sentence: String,
    /// 依据
    pub basis: Vec<Basis>,
    /// 知识点
    pub knowledge: Option<KnowledgeRef>,
}

/// 疑点标识 · hash of content (rule, institution, person, encounter, items, service date), so that
/// real time and audit name the same finding alike and a re-run never duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FindingKey(pub [u8; 16]);

impl fmt::Display for FindingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 32];
        for (pair, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
        }
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

/// 疑点 · `jr_id`, `rule_id`, `vola_cont`, `vola_amt`, `sev_deg`, `vola_evid`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// 疑点标识
    pub key: FindingKey,
    /// 规则编码 · `rule_id`
    pub rule: RuleCode,
    /// 规则名称 · `rule_name`
    pub rule_name: String,
    /// 违规行为分类 · `vola_bhvr_type`
    pub behaviour: String,
    /// 规则库版本: the content hash of the book
    pub book_hash: String,
    /// 判定 · `sev_deg`
    pub certainty: Certainty,
    /// 规则状态 on the service date
    pub state: RuleState,
    /// 处置 at the stage that asked
    pub action: Action,
    /// 参保人标识
    pub person: PersonId,
    /// 就诊标识
    pub encounter: EncounterId,
    /// 机构编号
    pub institution: InstitutionCode,
    /// 服务时间: the start of the window that the rule judged, which for most rules is the line itself,
    /// or the begin of the encounter; it picks the state of the rule
    pub service_time: Moment,
    /// 违规明细
    pub lines: Vec<FindingLine>,
    /// 违规金额: sum over the violating lines, or the encounter's fund payment
    pub amount: Money,
    /// 算式 · how the amount was computed
    pub arithmetic: String,
    /// 一句话说明 · `vola_cont`
    pub sentence: String,
    /// 要求与实际
    pub compared: Vec<Comparison>,
    /// 依据 · `vola_evid`
    pub basis: Vec<Basis>,
    /// 知识点
    pub knowledge: Option<KnowledgeRef>,
    /// 出路 · the smallest changes that would make it compliant
    pub ways_out: Vec<String>,
    /// 豁免/申辩
    pub may_override: Option<Override>,
    /// 降级原因, where the certainty was lowered
    pub lowered: Vec<String>,
    /// 佐证视图
    pub supporting: Vec<SupportingView>,
}

/// 未评估 · a rule that concerned the record and could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NotEvaluable {
    /// 规则编码
    pub rule: RuleCode,
    /// 缺什么 (e.g. 性别, 历史住院)
    pub missing: String,
    /// the line that could not be judged, by index, if one can be named
    pub line: Option<u32>,
    /// the encounter that could not be judged, by index
    pub encounter: u32,
}
