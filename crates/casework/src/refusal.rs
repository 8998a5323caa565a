//! Why a command is refused: a closed list, each with a stable code and a sentence that says what
//! to do. A refusal is an answer to a user, not a fault of the program.

use crate::Role;
use domain::{Day, Money};

/// 拒绝办理 · every reason there is. The codes are stable; callers may depend on them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// the matter is not at the stage where this can be done
    #[error("当前环节为“{stage}”，不能{action}。请先办结当前环节，或刷新后按页面所列事项办理。")]
    Stage {
        /// 当前环节
        stage: &'static str,
        /// 要办的事
        action: &'static str,
    },
    /// the role does not do this
    #[error("{action}由{}办理。请转交相应人员，或向系统管理员申请角色。", zh_list(roles))]
    Role {
        /// 要办的事
        action: &'static str,
        /// 有权办理的角色
        roles: &'static [Role],
    },
    /// a matter of another institution
    #[error("本事项不属于您所在的机构。请用本机构的账号办理。")]
    OtherInstitution,
    /// a matter outside the division
    #[error("本事项不在您的管辖区划内。请转有管辖权的医保部门办理。")]
    OtherDivision,
    /// two parts that must be two persons
    #[error("{second}与{first}不能是同一人。请另行指派人员办理。")]
    SamePerson {
        /// 已办的一方
        first: &'static str,
        /// 现在要办的一方
        second: &'static str,
    },
    /// a person who has withdrawn
    #[error("{who}已回避，不能参加本事项。请另行指派人员。")]
    Recused {
        /// 回避人
        who: String,
    },
    /// a panel that is too small
    #[error("合议须有{least}人以上，现有{present}人。请补足人员后再办理。")]
    PanelTooSmall {
        /// 最少人数
        least: usize,
        /// 现有人数
        present: usize,
    },
    /// a panel without a clinical expert
    #[error("合议人员中须有临床专家。请补充临床专家后再办理。")]
    PanelLacksExpert,
    /// votes that are not those of the panel
    #[error("表决人与合议人员不一致。请由全体合议人员各表决一次。")]
    VotesDiffer,
    /// fewer than two handlers
    #[error("办案人员须有2人以上并持有执法证件。请补充人员后再提请立案。")]
    HandlersTooFew,
    /// past the last day
    #[error("{what}的期限已于{due}届满，不能再办理。如有正当理由，请向医保部门书面说明。")]
    Late {
        /// 事项
        what: &'static str,
        /// 届满日
        due: Day,
    },
    /// the last day is not over
    #[error("{what}的期限到{due}届满，届满前不能办理。请在期限届满后办理。")]
    Early {
        /// 事项
        what: &'static str,
        /// 届满日
        due: Day,
    },
    /// a deadline before today
    #[error("{what}的期限{due}早于今天。请填写今天或以后的日期。")]
    DeadlineInPast {
        /// 事项
        what: &'static str,
        /// 所填日期
        due: Day,
    },
    /// a second extension where the law gives one
    #[error("{what}已延长过，不能再次延长。请在现有期限内办结。")]
    AlreadyExtended {
        /// 事项
        what: &'static str,
    },
    /// a year without holiday arrangement
    #[error("没有{year}年的放假安排，无法计算工作日。请系统管理员先导入国务院公布的该年安排。")]
    CalendarUnknown {
        /// 年度
        year: i16,
    },
    /// a limit that a bureau may not set so
    #[error("{what}的期限不能定为{days}。{allowed}请按此设置。")]
    LimitNotAllowed {
        /// 期限名称
        what: &'static str,
        /// 所填数
        days: u16,
        /// 允许的范围
        allowed: String,
    },
    /// an empty text
    #[error("没有填写{what}。请填写后再提交。")]
    TextMissing {
        /// 须填的内容
        what: &'static str,
    },
    /// a list without an entry
    #[error("缺少{what}。请补充后再提交。")]
    PaperMissing {
        /// 须有的材料
        what: &'static str,
    },
    /// a zero or negative amount
    #[error("{what}须大于零，所填为{amount}元。请核对金额。")]
    AmountNotPositive {
        /// 金额名称
        what: &'static str,
        /// 所填金额
        amount: Money,
    },
    /// more than there is
    #[error("{what}{amount}元超过上限{most}元。请核对金额。")]
    AmountAbove {
        /// 金额名称
        what: &'static str,
        /// 所填金额
        amount: Money,
        /// 上限
        most: Money,
    },
    /// less than there must be
    #[error("{what}{amount}元低于下限{least}元。请核对金额。")]
    AmountBelow {
        /// 金额名称
        what: &'static str,
        /// 所填金额
        amount: Money,
        /// 下限
        least: Money,
    },
    /// a number outside its range
    #[error("{what}应在{least}至{most}之间，所填为{found}。请更正。")]
    OutOfRange {
        /// 名称
        what: &'static str,
        /// 下限
        least: String,
        /// 上限
        most: String,
        /// 所填
        found: String,
    },
    /// a measure that the article does not know
    #[error("{article}没有规定{measure}。请改用该条规定的处理，或更正所依据的条款。")]
    NotInArticle {
        /// 条款
        article: &'static str,
        /// 处理
        measure: &'static str,
    },
    /// a condition of a measure that is not met
    #[error("{measure}须以{condition}为前提。请先查明并记录该情形。")]
    ConditionMissing {
        /// 处理
        measure: &'static str,
        /// 前提
        condition: &'static str,
    },
    /// heavier than what the party was told
    #[error("决定的处罚重于告知的处罚。不得因陈述、申辩或者听证加重处罚；发现新的事实的，请重新告知。")]
    HeavierThanNotice,
    /// something that is not there
    #[error("没有找到{what}。请刷新后重新选择。")]
    Unknown {
        /// 对象
        what: &'static str,
    },
    /// something that is there already
    #[error("{what}已经登记，不能重复办理。请查看已有记录。")]
    Duplicate {
        /// 对象
        what: &'static str,
    },
    /// a condition of a field that has rules of its own, with its own code and sentence
    #[error("{say}")]
    Field {
        /// the stable code
        code: &'static str,
        /// why not, and what to do instead
        say: String,
    },
    /// something that must be done first
    #[error("{what}尚未完成。请完成后再办理。")]
    Unfinished {
        /// 事项
        what: &'static str,
    },
}

/// 拒绝所涉 · what a refusal is about, and therefore what can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// 所填内容: fill in something else and submit again
    Content,
    /// 办理条件: not now, or not by this person
    Standing,
    /// 系统设置: an administrator has to provide something first
    Setting,
}

impl Refusal {
    /// What the refusal is about.
    pub const fn concern(&self) -> Concern {
        match self {
            Refusal::Stage { .. }
            | Refusal::Role { .. }
            | Refusal::OtherInstitution
            | Refusal::OtherDivision
            | Refusal::SamePerson { .. }
            | Refusal::Recused { .. }
            | Refusal::Late { .. }
            | Refusal::Early { .. }
            | Refusal::AlreadyExtended { .. }
            | Refusal::Unfinished { .. } => Concern::Standing,
            Refusal::PanelTooSmall { .. }
            | Refusal::PanelLacksExpert
            | Refusal::VotesDiffer
            | Refusal::HandlersTooFew
            | Refusal::DeadlineInPast { .. }
            | Refusal::TextMissing { .. }
            | Refusal::PaperMissing { .. }
            | Refusal::AmountNotPositive { .. }
            | Refusal::AmountAbove { .. }
            | Refusal::AmountBelow { .. }
            | Refusal::OutOfRange { .. }
            | Refusal::NotInArticle { .. }
            | Refusal::ConditionMissing { .. }
            | Refusal::HeavierThanNotice
            | Refusal::Unknown { .. }
            | Refusal::Field { .. }
            | Refusal::Duplicate { .. } => Concern::Content,
            Refusal::CalendarUnknown { .. } | Refusal::LimitNotAllowed { .. } => Concern::Setting,
        }
    }

    /// The stable code, as the interface and callers know it.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Stage { .. } => "CW-STAGE",
            Refusal::Role { .. } => "CW-ROLE",
            Refusal::OtherInstitution => "CW-INSTITUTION",
            Refusal::OtherDivision => "CW-DIVISION",
            Refusal::SamePerson { .. } => "CW-SAME-PERSON",
            Refusal::Recused { .. } => "CW-RECUSED",
            Refusal::PanelTooSmall { .. } => "CW-PANEL-SIZE",
            Refusal::PanelLacksExpert => "CW-PANEL-EXPERT",
            Refusal::VotesDiffer => "CW-VOTES",
            Refusal::HandlersTooFew => "CW-HANDLERS",
            Refusal::Late { .. } => "CW-LATE",
            Refusal::Early { .. } => "CW-EARLY",
            Refusal::DeadlineInPast { .. } => "CW-DEADLINE",
            Refusal::AlreadyExtended { .. } => "CW-EXTENDED",
            Refusal::CalendarUnknown { .. } => "CW-CALENDAR",
            Refusal::LimitNotAllowed { .. } => "CW-LIMIT",
            Refusal::TextMissing { .. } => "CW-TEXT",
            Refusal::PaperMissing { .. } => "CW-PAPER",
            Refusal::AmountNotPositive { .. } => "CW-AMOUNT-POSITIVE",
            Refusal::AmountAbove { .. } => "CW-AMOUNT-ABOVE",
            Refusal::AmountBelow { .. } => "CW-AMOUNT-BELOW",
            Refusal::OutOfRange { .. } => "CW-RANGE",
            Refusal::NotInArticle { .. } => "CW-ARTICLE",
            Refusal::ConditionMissing { .. } => "CW-CONDITION",
            Refusal::HeavierThanNotice => "CW-HEAVIER",
            Refusal::Field { code, .. } => code,
            Refusal::Unknown { .. } => "CW-UNKNOWN",
            Refusal::Duplicate { .. } => "CW-DUPLICATE",
            Refusal::Unfinished { .. } => "CW-UNFINISHED",
        }
    }
}

fn zh_list(roles: &[Role]) -> String {
    let names: Vec<_> = roles.iter().map(|role| role.zh()).collect();
    names.join("、")
}
