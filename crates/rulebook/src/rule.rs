//! A rule as the evaluator holds it: the document's head with everything typed.

use crate::params::Params;
use crate::problem::Problem;
use crate::template::Template;
use crate::yaml::{Node, Value};
use domain::{
    Action, Basis, CareSetting, Certainty, Day, Override, OverrideEffect, RuleCode, RuleState, SpecialCare, Stage,
};

use crate::keys::CodeSet;

/// 数据状态 · whether the rule can run on what the book ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataState {
    /// 齐备: public knowledge or parameters suffice
    Complete,
    /// 需地方数据: the table ships as a marked sample only
    NeedsLocalData,
    /// 归审核: registered here, computed over many persons by the audit
    BelongsToAudit,
}

impl DataState {
    /// The Chinese word of the document.
    pub fn zh(self) -> &'static str {
        match self {
            DataState::Complete => "齐备",
            DataState::NeedsLocalData => "需地方数据",
            DataState::BelongsToAudit => "归审核",
        }
    }
}

/// Basic medical insurance began in 1998; no claim is older than this day.
pub(crate) const BEFORE_ALL_CLAIMS: Day = Day::from_epoch_days(0);

/// 生命周期 · the days on which a state begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lifecycle {
    /// 草案
    pub draft: Option<Day>,
    /// 试行
    pub trial: Option<Day>,
    /// 正式
    pub in_force: Option<Day>,
    /// 停用
    pub ended: Option<Day>,
}

impl Lifecycle {
    /// In force since before anything was charged.
    pub(crate) const AT_ALL_TIMES: Self = Self {
        draft: None,
        trial: None,
        in_force: Some(BEFORE_ALL_CLAIMS),
        ended: None,
    };

    /// The same for services from the day `begin` to the day before `end` alone.
    pub(crate) fn between(self, begin: Option<Day>, end: Option<Day>) -> Self {
        let not_before = |start: Option<Day>| start.map(|start| begin.map_or(start, |begin| start.max(begin)));
        Self {
            draft: self.draft,
            trial: not_before(self.trial),
            in_force: not_before(self.in_force),
            ended: self.ended.into_iter().chain(end).min(),
        }
    }

    /// The state that rules a service on `day`.
    pub fn on(&self, day: Day) -> RuleState {
        let since = |start: Option<Day>| start.is_some_and(|start| start <= day);
        if since(self.ended) {
            RuleState::Ended
        } else if since(self.in_force) {
            RuleState::InForce
        } else if since(self.trial) {
            RuleState::Trial
        } else {
            RuleState::Draft
        }
    }
}

/// 处置 · the action at each stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actions {
    /// 事前
    pub prescribing: Action,
    /// 事中
    pub settlement: Action,
    /// 事后: [`Action::Remind`] stands for 疑点
    pub audit: Action,
}

impl Actions {
    /// The action at a stage.
    pub fn at(&self, stage: Stage) -> Action {
        match stage {
            Stage::Prescribing => self.prescribing,
            Stage::Settlement => self.settlement,
            Stage::Audit => self.audit,
        }
    }

    /// The action at a stage that follows from a verdict: missing or contested evidence may only lower it, to
    /// no more than asking for a reason.
    pub fn after(&self, certainty: Certainty, stage: Stage) -> Action {
        let action = self.at(stage);
        match certainty {
            Certainty::Definite => action,
            Certainty::Suspect | Certainty::SlightlySuspect => action.min(Action::ReasonRequired),
        }
    }
}

/// 不适用 · circumstances in which the rule does not speak.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exemptions {
    pub special: Vec<SpecialCare>,
    pub diagnoses: CodeSet,
    pub settings: Vec<CareSetting>,
    pub groups: Vec<String>,
}

impl Exemptions {
    /// True where the rule speaks about everything.
    pub fn is_empty(&self) -> bool {
        self.special.is_empty() && self.diagnoses.is_empty() && self.settings.is_empty() && self.groups.is_empty()
    }
}

/// 地方参数 · what a lower layer may change, and which way is stricter.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalParameter {
    /// 参数名
    pub name: String,
    /// 可取值; empty where a range is given instead
    pub values: Vec<String>,
    /// 最小
    pub min: Option<f64>,
    /// 最大
    pub max: Option<f64>,
    /// 收紧: `Some(true)` where a larger value is stricter, `Some(false)` where a smaller one is
    pub larger_is_stricter: Option<bool>,
}

/// 规则
#[derive(Debug, Clone)]
pub struct Rule {
    /// 编码
    pub code: RuleCode,
    /// 2025 年版序号; none for supplements and local rules
    pub seq: Option<u16>,
    /// 框架 1.0 编码
    pub framework_code: Option<String>,
    /// 名称
    pub name: String,
    /// English name
    pub english: String,
    /// 类别
    pub class: String,
    /// 违法违规行为
    pub behaviour: String,
    /// 原语
    pub primitive: String,
    /// 知识表
    pub tables: Vec<String>,
    /// 计价单位取自: tables of which only the units are read
    pub unit_tables: Vec<String>,
    /// 判定
    pub certainty: Certainty,
    /// 处置
    pub actions: Actions,
    /// 豁免
    pub may_override: Option<Override>,
    /// 依据
    pub basis: Vec<Basis>,
    /// 状态
    pub lifecycle: Lifecycle,
    /// 数据
    pub data: DataState,
    /// 需要
    pub needs: Vec<String>,
    /// 合规建议
    pub advice: Vec<String>,
    /// 参数, as written, for comparing versions
    pub parameters: String,
    /// 地方参数
    pub local_parameters: Vec<LocalParameter>,
    /// source file of the document
    pub file: String,
    /// 层级: empty for the nation
    pub layer: String,
    pub(crate) sentence: Template,
    pub(crate) exemptions: Exemptions,
}

/// The parameter that names tables of which only the units are read.
pub(crate) const UNIT_TABLES: &str = "计价单位取自";

/// What 事前 and 事中 may be.
const ACTIONS: [(&str, Action); 5] = [
    ("无", Action::Pass),
    ("提醒", Action::Remind),
    ("需说明理由", Action::ReasonRequired),
    ("转自费", Action::SelfPay),
    ("拦截", Action::Block),
];
/// What 事后 may be: what was settled can no longer be stopped.
const AUDIT_ACTIONS: [(&str, Action); 2] = [("无", Action::Pass), ("疑点", Action::Remind)];

/// The stages, as a document names them, with what it may say of each.
pub(crate) const STAGE_ACTIONS: [(&str, &[(&str, Action)]); 3] =
    [("事前", &ACTIONS), ("事中", &ACTIONS), ("事后", &AUDIT_ACTIONS)];

impl Rule {
    /// True where the rule is evaluated on a day (trial or in force).
    pub(crate) fn is_live(&self, day: Day) -> bool {
        matches!(self.lifecycle.on(day), RuleState::Trial | RuleState::InForce)
    }

    /// The tables on which its verdicts depend.
    pub(crate) fn all_tables(&self) -> impl Iterator<Item = &String> {
        self.tables.iter().chain(&self.unit_tables)
    }

    /// Reads the head of a document. Returns what could be read, or nothing where the head lacks
    /// what a rule cannot do without.
    pub(crate) fn read(head: &Node, file: &str, layer: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        let before = problems.len();
        let params = Params::new(Some(head), &[], file, "文件头");
        let required = |key: &'static str| {
            let text = params.text(key).filter(|text| !text.is_empty());
            if text.is_none() {
                params.problem(
                    head.line,
                    format!("文件头缺少“{key}”"),
                    "按 docs/rule-language.md 第一节补上",
                );
            }
            text.unwrap_or_default().to_owned()
        };
        let code = required("编码");
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
        if !code.chars().all(plain) {
            params.problem(
                params.line("编码"),
                format!("编码“{}”只能用字母、数字、“-”和“.”", code.escape_debug()),
                "写成 DF4403-001",
            );
        } else if !layer.is_empty() && !code.is_empty() && !code.starts_with("DF") {
            params.problem(
                params.line("编码"),
                format!("地方规则的编码“{code}”不以 DF 开头"),
                "写成 DF4403-001；要改上层规则的，写“调整”文档",
            );
        }
        let name = required("名称");
        let english = required("英文");
        let class = required("类别");
        let behaviour = required("行为");
        let primitive = required("原语");
        let certainty = params.choice(
            "判定",
            &[
                ("明确违规", Certainty::Definite),
                ("可疑", Certainty::Suspect),
                ("轻度可疑", Certainty::SlightlySuspect),
            ],
            Certainty::SlightlySuspect,
        );
        required("判定");
        let data = params.choice(
            "数据",
            &[
                ("齐备", DataState::Complete),
                ("需地方数据", DataState::NeedsLocalData),
                ("归审核", DataState::BelongsToAudit),
            ],
            DataState::Complete,
        );
        required("数据");
        let sentence = Template::parse(&required("话术"));
        let tables = params.texts("知识").into_iter().map(str::to_owned).collect();
        let needs = params.texts("需要").into_iter().map(str::to_owned).collect();
        let advice: Vec<String> = params.texts("合规建议").into_iter().map(str::to_owned).collect();
        let seq_node = params.node("序号");
        let seq = seq_node
            .and_then(|node| node.get("2025年版"))
            .and_then(Node::text)
            .and_then(|text| text.parse().ok());
        let framework_code = seq_node
            .and_then(|node| node.get("框架1.0"))
            .and_then(Node::text)
            .map(str::to_owned);
        let actions = read_actions(params.node("处置"), head, file, problems);
        let may_override = read_override(params.node("豁免"), file, problems);
        let exemptions = read_exemptions(params.node("不适用"), file, problems);
        let basis = read_basis(params.node("依据"), head, file, problems);
        let lifecycle = read_lifecycle(params.node("状态"), head, file, problems);
        let local_parameters = read_local_parameters(params.node("地方参数"), file, problems);
        let parameters = params.node("参数").map(Node::to_string).unwrap_or_default();
        let units = params.node("参数").and_then(|node| node.get(UNIT_TABLES));
        let unit_tables = units.and_then(Node::texts).unwrap_or_default();
        let unit_tables = unit_tables.into_iter().map(str::to_owned).collect();
        if certainty != Certainty::Definite && actions.settlement.max(actions.prescribing) >= Action::SelfPay {
            params.problem(
                params.line("处置"),
                "判定不是“明确违规”的规则不得拦截、不得转自费".into(),
                "改为提醒或需说明理由",
            );
        }
        problems.extend(params.finish());
        if problems[before..]
            .iter()
            .any(|problem| problem.level == crate::ProblemLevel::Error)
        {
            return None;
        }
        Some(Self {
            code: RuleCode::new(&code),
            seq,
            framework_code,
            name,
            english,
            class,
            behaviour,
            primitive,
            tables,
            unit_tables,
            certainty,
            actions,
            may_override,
            basis,
            lifecycle,
            data,
            needs,
            advice,
            parameters,
            local_parameters,
            file: file.to_owned(),
            layer: layer.to_owned(),
            sentence,
            exemptions,
        })
    }
}

fn read_actions(node: Option<&Node>, head: &Node, file: &str, problems: &mut Vec<Problem>) -> Actions {
    let params = Params::new(node, &[], file, "处置");
    if node.is_none() {
        params.problem(
            head.line,
            "文件头缺少“处置”".into(),
            "写成 {事前: 提醒, 事中: 拦截, 事后: 疑点}",
        );
    }
    let [prescribing, settlement, audit] = STAGE_ACTIONS;
    let actions = Actions {
        prescribing: params.choice(prescribing.0, prescribing.1, Action::Pass),
        settlement: params.choice(settlement.0, settlement.1, Action::Pass),
        audit: params.choice(audit.0, audit.1, Action::Remind),
    };
    problems.extend(params.finish());
    actions
}

fn read_override(node: Option<&Node>, file: &str, problems: &mut Vec<Problem>) -> Option<Override> {
    let params = Params::new(Some(node?), &[], file, "豁免");
    let allowed = params.flag("可以");
    let result = Override {
        by: params.text("由谁").unwrap_or_default().to_owned(),
        evidence: params.texts("凭据").into_iter().map(str::to_owned).collect(),
        effect: params.choice(
            "效果",
            &[("降为可疑", OverrideEffect::Downgrade), ("不计", OverrideEffect::Lift)],
            OverrideEffect::Downgrade,
        ),
    };
    if allowed && (result.by.is_empty() || result.evidence.is_empty()) {
        params.problem(
            params.line("可以"),
            "可以豁免的规则须写明由谁、凭什么凭据".into(),
            "补上“由谁”与“凭据”",
        );
    }
    problems.extend(params.finish());
    allowed.then_some(result)
}

fn read_exemptions(node: Option<&Node>, file: &str, problems: &mut Vec<Problem>) -> Exemptions {
    let params = Params::new(node, &[], file, "不适用");
    let mut out = Exemptions::default();
    for word in params.texts("情形") {
        match SpecialCare::ALL.into_iter().find(|care| care.zh() == word) {
            Some(care) => out.special.push(care),
            None => params.problem(params.line("情形"), format!("不认识情形“{word}”"), special_words()),
        }
    }
    for word in params.texts("就医方式") {
        match setting_named(word) {
            Some(setting) => out.settings.push(setting),
            None => params.problem(
                params.line("就医方式"),
                format!("不认识就医方式“{word}”"),
                setting_words(),
            ),
        }
    }
    let diagnoses = params.texts("诊断").join("|");
    match CodeSet::parse(&diagnoses) {
        Ok(set) => out.diagnoses = set,
        Err(part) => params.problem(params.line("诊断"), format!("诊断写法有误：{part}"), "写成 I63|I60-I62"),
    }
    out.groups = params.texts("人群").into_iter().map(str::to_owned).collect();
    problems.extend(params.finish());
    out
}

fn read_basis(node: Option<&Node>, head: &Node, file: &str, problems: &mut Vec<Problem>) -> Vec<Basis> {
    let items = match node.map(|node| &node.value) {
        Some(Value::List(items)) if !items.is_empty() => items.as_slice(),
        _ => {
            let line = node.map_or(head.line, |node| node.line);
            problems.push(Problem::error(
                file,
                line,
                "“依据”为空",
                "至少写一条 {文件, 文号, 条款, 施行}",
            ));
            return Vec::new();
        }
    };
    let mut out = Vec::new();
    for item in items {
        let params = Params::new(Some(item), &[], file, "依据");
        let text = |key: &'static str| params.text(key).unwrap_or_default().to_owned();
        let basis = Basis {
            document: text("文件"),
            number: text("文号"),
            clause: text("条款"),
            effective: params.day("施行"),
        };
        params.node("知识点");
        if basis.document.is_empty() || basis.clause.is_empty() {
            params.problem(item.line, "依据须写明文件与条款".into(), "补上“文件”“条款”");
        }
        problems.extend(params.finish());
        out.push(basis);
    }
    out
}

fn read_lifecycle(node: Option<&Node>, head: &Node, file: &str, problems: &mut Vec<Problem>) -> Lifecycle {
    let params = Params::new(node, &[], file, "状态");
    let life = Lifecycle {
        draft: params.day("草案"),
        trial: params.day("试行"),
        in_force: params.day("正式"),
        ended: params.day("停用"),
    };
    let dates: Vec<Day> = [life.draft, life.trial, life.in_force, life.ended]
        .into_iter()
        .flatten()
        .collect();
    if dates.is_empty() {
        params.problem(head.line, "“状态”没有任何日期".into(), "至少写草案日期");
    }
    if !dates.is_sorted() {
        params.problem(
            params.line("草案"),
            "状态日期须按草案、试行、正式、停用先后排列".into(),
            "更正日期",
        );
    }
    problems.extend(params.finish());
    life
}

fn read_local_parameters(node: Option<&Node>, file: &str, problems: &mut Vec<Problem>) -> Vec<LocalParameter> {
    let mut out = Vec::new();
    for (name, entry) in node.map(Node::entries).unwrap_or_default() {
        let params = Params::new(Some(entry), &[], file, "地方参数");
        params.text("由");
        out.push(LocalParameter {
            name: name.clone(),
            values: params.texts("取值").into_iter().map(str::to_owned).collect(),
            min: params.number("最小"),
            max: params.number("最大"),
            larger_is_stricter: params.choice("收紧", &[("变大", Some(true)), ("变小", Some(false))], None),
        });
        problems.extend(params.finish());
    }
    out
}

pub(crate) fn setting_named(word: &str) -> Option<CareSetting> {
    CareSetting::ALL.into_iter().find(|setting| setting.zh() == word)
}

pub(crate) fn setting_words() -> String {
    format!("可取：{}", CareSetting::ALL.map(CareSetting::zh).join("、"))
}

pub(crate) fn special_words() -> String {
    format!("可取：{}", SpecialCare::ALL.map(SpecialCare::zh).join("、"))
}
