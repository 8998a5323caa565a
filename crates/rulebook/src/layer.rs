//! Layers: nation, province, city, county, institution; and what a lower layer may change.
//!
//! A layer may add rules and rows, set declared local parameters, and switch a rule off with a
//! reason and an approver. Weakening a rule of a higher layer without both is an error: a local
//! book must not silently undo the national one.

use crate::displacement::{Change, by_number};
use crate::document::Document;
use crate::params::Params;
use crate::problem::Problem;
use crate::rule::{LocalParameter, Rule, STAGE_ACTIONS};
use crate::table::is_given;
use crate::yaml::Node;
use domain::{Action, Day, Division, InstitutionCode, RuleCode};

/// 层级 · `""` for the nation, `4403` for a city, `440305/H44030500001` for an institution.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Layer(String);

/// True for what can be the code of an institution: `H44030500001`, or one that a hospital made for itself.
fn is_institution(folder: &str) -> bool {
    let of_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    folder.bytes().all(of_code) && folder.bytes().any(|byte| byte.is_ascii_digit())
}

impl Layer {
    pub fn national() -> Self {
        Self(String::new())
    }

    pub fn is_national(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The layer of a source file, by its folder; a problem where the folder names none.
    pub fn of_path(path: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        let (_, folders) = parts.split_last()?;
        match folders {
            ["national", ..] => Some(Self::national()),
            ["local", division, rest @ ..] => {
                let digits = division.len() % 2 == 0 && (2..=6).contains(&division.len());
                if !digits || !division.bytes().all(|b| b.is_ascii_digit()) {
                    problems.push(Problem::error(
                        path,
                        0,
                        format!("“{division}”不是区划"),
                        "地方层文件夹用 2、4 或 6 位区划代码",
                    ));
                    return None;
                }
                let division = Division::new(division);
                let base = division.ancestry().last().copied().unwrap_or("").to_owned();
                match rest.first() {
                    None | Some(&"knowledge") => Some(Self(base)),
                    Some(folder) if is_institution(folder) => Some(Self(format!("{base}/{folder}"))),
                    Some(folder) => {
                        problems.push(Problem::error(
                            path,
                            0,
                            format!("“{folder}”不是机构编号"),
                            "区划之下的文件夹只能是机构编号（大写字母和数字，如 H44030500001）或 knowledge；这一层的规则文档直接放在区划文件夹下",
                        ));
                        None
                    }
                }
            }
            _ => {
                problems.push(Problem::error(
                    path,
                    0,
                    "文件不在 national/ 或 local/ 下",
                    "按 docs/rule-language.md 放置",
                ));
                None
            }
        }
    }

    /// The layer that a case names (`990001`, or `990001/H1`).
    pub fn named(text: &str) -> Self {
        match text.split_once('/') {
            Some((division, institution)) => {
                let base = Division::new(division)
                    .ancestry()
                    .last()
                    .copied()
                    .unwrap_or("")
                    .to_owned();
                Self(format!("{base}/{institution}"))
            }
            None => Self(Division::new(text).ancestry().last().copied().unwrap_or("").to_owned()),
        }
    }

    /// Its division, and its institution if it is that of one.
    fn parts(&self) -> (&str, Option<&str>) {
        match self.0.split_once('/') {
            Some((division, institution)) => (division, Some(institution)),
            None => (&self.0, None),
        }
    }

    /// True where this layer is `scope` or stands above it. That of an institution stands above the same institution
    /// in a division below.
    pub fn contains(&self, scope: &Layer) -> bool {
        let ((division, institution), (below, of)) = (self.parts(), scope.parts());
        below.starts_with(division) && (institution.is_none() || institution == of)
    }

    /// What is more specific comes later: from the nation to the county, then the institution.
    pub fn depth(&self) -> (bool, usize) {
        let (division, institution) = self.parts();
        (institution.is_some(), division.len())
    }

    /// The layer of this institution in a division below its own, where that is a layer, too: both apply there.
    pub fn within(&self, below: &Layer) -> Option<Self> {
        let (division, institution) = self.parts();
        let (deeper, of) = below.parts();
        let institution = institution.filter(|_| of.is_none() && deeper.len() > division.len())?;
        deeper
            .starts_with(division)
            .then(|| Self(format!("{deeper}/{institution}")))
    }

    /// The layers that can apply at an institution, from the nation down; where an official files an institution is at
    /// any division of its chain.
    pub fn candidates(division: &Division, institution: &InstitutionCode) -> Vec<Self> {
        let chain = division.ancestry();
        let divisions = chain.iter().map(|part| Self((*part).to_owned()));
        let houses = chain.iter().filter(|_| !institution.is_empty());
        divisions
            .chain(houses.map(|part| Self(format!("{part}/{institution}"))))
            .collect()
    }
}

/// 调整 · a change that a lower layer makes to a rule of a higher one.
#[derive(Debug, Clone)]
pub(crate) struct Adjustment {
    pub layer: Layer,
    pub rule: RuleCode,
    pub file: String,
    /// 施行: services of this day and later are judged by it; none for services of every day
    pub from: Option<Day>,
    parameters: Vec<(String, Node)>,
    actions: Option<[Option<Action>; 3]>,
    off_from: Option<Day>,
    line: usize,
    /// reason and approver of a weakening or a switch-off
    approved: bool,
}

impl Adjustment {
    /// Parameters that a case sets for a layer.
    pub fn for_case(layer: Layer, rule: RuleCode, file: &str, parameters: Vec<(String, Node)>) -> Self {
        Self {
            layer,
            rule,
            file: file.to_owned(),
            from: None,
            parameters,
            actions: None,
            off_from: None,
            line: 0,
            approved: true,
        }
    }

    /// Reads a `调整` document; `None` with problems where it is defective.
    pub fn read(document: &Document, problems: &mut Vec<Problem>) -> Option<Self> {
        let file = document.file.as_str();
        let head = &document.head;
        let before = problems.len();
        let layer = Layer::of_path(file, problems)?;
        let params = Params::new(Some(head), &[], file, "调整文档");
        let rule = RuleCode::new(params.text("调整").unwrap_or_default());
        let parameters = params
            .node("参数")
            .map(|node| node.entries().to_vec())
            .unwrap_or_default();
        let off = params.node("停用");
        let relaxed = params.node("放宽");
        let mut off_from = None;
        for (word, node, what, advice) in [
            (
                "停用",
                off,
                "日期、理由、批准人",
                "写成 {日期: 2026-01-01, 理由: …, 批准人: …}",
            ),
            ("放宽", relaxed, "理由、批准人", "写成 {理由: …, 批准人: …}"),
        ] {
            let Some(node) = node else { continue };
            let own = Params::new(Some(node), &[], file, word);
            let said = |key: &'static str| own.text(key).is_some_and(is_given);
            // Both are asked for, so that neither is taken for a key that nobody knows.
            let mut complete = ["理由", "批准人"].map(said) == [true; 2];
            if word == "停用" {
                complete &= node.get("日期").is_some();
                off_from = own.day("日期");
            }
            if !complete {
                own.problem(node.line, format!("{word}须写{what}"), advice);
            }
            problems.extend(own.finish());
        }
        let actions = params.node("处置").map(|node| {
            let own = Params::new(Some(node), &[], file, "处置");
            let read = STAGE_ACTIONS.map(|(stage, words)| {
                let choices: Vec<(&str, Option<Action>)> =
                    words.iter().map(|(word, action)| (*word, Some(*action))).collect();
                own.choice(stage, &choices, None)
            });
            problems.extend(own.finish());
            read
        });
        params.text("说明");
        let from = params.day("施行");
        if from.is_some() && parameters.is_empty() && actions.is_none() {
            let message = "“施行”是参数和处置的调整从哪一天起适用，这里没有调整它们".into();
            params.problem(head.line, message, "停用的日期写在“停用”里");
        }
        if rule.is_empty() {
            params.problem(head.line, "没有写调整哪条规则".into(), "写成 调整: GZ10000204001000");
        }
        if parameters.is_empty() && actions.is_none() && off.is_none() {
            let advice = "写“参数”“处置”或“停用”，或删去这份文档";
            params.problem(head.line, "调整文档没有调整任何一项".into(), advice);
        }
        if layer.is_national() {
            params.problem(head.line, "国家层不写调整文档".into(), "直接修改规则文档");
        }
        problems.extend(params.finish());
        let failed = problems[before..]
            .iter()
            .any(|problem| problem.level == crate::ProblemLevel::Error);
        (!failed).then(|| Self {
            layer,
            rule,
            file: file.to_owned(),
            from,
            parameters,
            actions,
            off_from,
            line: head.line,
            // One that is incomplete is a problem, which leaves the whole document out.
            approved: relaxed.is_some() || off.is_some(),
        })
    }

    /// The line of its parameters, for a problem about their values.
    pub fn parameter_line(&self) -> usize {
        self.parameters.first().map_or(self.line, |(_, node)| node.line)
    }

    /// True where it sets a parameter.
    pub fn sets_parameters(&self) -> bool {
        !self.parameters.is_empty()
    }

    /// Its layer has no part in the layers of a rule.
    pub fn misses(&self, owner: &Layer) -> bool {
        !owner.contains(&self.layer)
    }

    /// The line of its head.
    pub fn line(&self) -> usize {
        self.line
    }

    /// True where services from `begin` on are judged by it; none stands for the beginning of time.
    fn holds_from(&self, begin: Option<Day>) -> bool {
        self.from.is_none_or(|from| begin.is_some_and(|begin| from <= begin))
    }

    /// Changes the rule as this layer wants for services from the day `begin` on, refusing what the rule does not
    /// allow. When it is switched off says its own day.
    pub fn apply(
        &self,
        rule: &mut Rule,
        head: &Node,
        begin: Option<Day>,
        overrides: &mut Vec<(String, Node)>,
        problems: &mut Vec<Problem>,
    ) {
        let refuse = |problems: &mut Vec<Problem>, line: usize, message: String, advice: &str| {
            problems.push(Problem::error(&self.file, line, message, advice));
        };
        let holds = self.holds_from(begin);
        for (name, value) in self.parameters.iter().filter(|_| holds) {
            let Some(declared) = rule.local_parameters.iter().find(|parameter| parameter.name == *name) else {
                refuse(
                    problems,
                    value.line,
                    format!("规则 {} 不允许地方调整“{name}”", rule.code),
                    "只能调整规则文档“地方参数”列出的参数",
                );
                continue;
            };
            let Some(text) = value.text() else {
                let message = format!("地方参数“{name}”应为一个值，写成了 {value}");
                refuse(problems, value.line, message, "写成 键: 值");
                continue;
            };
            if let Some(why) = outside(declared, text) {
                refuse(
                    problems,
                    value.line,
                    format!("地方参数“{name}”取值 {text} {why}"),
                    "按规则文档“地方参数”的范围取值",
                );
                continue;
            }
            let before = overrides
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, node)| node)
                .or_else(|| head.get("参数").and_then(|params| params.get(name)));
            let change = change_of(declared, before.and_then(Node::text), text);
            if !self.approved && matches!(change, Change::Looser | Change::Unknown) {
                let message = match change {
                    Change::Unknown => {
                        format!("“{name}”改为 {text}，看不出是严是宽，按放宽上层规则 {} 对待", rule.code)
                    }
                    _ => format!("“{name}”改为 {text} 放宽了上层规则 {}", rule.code),
                };
                refuse(problems, value.line, message, "写明 放宽: {理由: …, 批准人: …}");
                continue;
            }
            overrides.retain(|(known, _)| known != name);
            overrides.push((name.clone(), value.clone()));
        }
        if let Some([prescribing, settlement, audit]) = self.actions.filter(|_| holds) {
            for (slot, wanted) in [
                (&mut rule.actions.prescribing, prescribing),
                (&mut rule.actions.settlement, settlement),
                (&mut rule.actions.audit, audit),
            ] {
                let Some(wanted) = wanted else { continue };
                if wanted < *slot && !self.approved {
                    let message = format!("处置由“{}”改为“{}”放宽了上层规则 {}", slot.zh(), wanted.zh(), rule.code);
                    refuse(problems, self.line, message, "写明 放宽: {理由: …, 批准人: …}");
                } else if wanted >= Action::SelfPay && rule.certainty != domain::Certainty::Definite {
                    let message = format!("规则 {} 的判定不是“明确违规”，不得拦截、不得转自费", rule.code);
                    refuse(problems, self.line, message, "改为提醒或需说明理由");
                } else {
                    *slot = wanted;
                }
            }
        }
        if let Some(day) = self.off_from {
            rule.lifecycle.ended = Some(rule.lifecycle.ended.map_or(day, |ended| ended.min(day)));
        }
        if holds || self.off_from.is_some() {
            rule.layer = self.layer.as_str().to_owned();
        }
    }
}

fn outside(declared: &LocalParameter, text: &str) -> Option<&'static str> {
    if !declared.values.is_empty() && !declared.values.iter().any(|value| value == text) {
        return Some("不在可取值之内");
    }
    if declared.min.is_some() || declared.max.is_some() {
        let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) else {
            return Some("不是数");
        };
        if declared.min.is_some_and(|min| number < min) || declared.max.is_some_and(|max| number > max) {
            return Some("超出允许范围");
        }
    }
    None
}

/// Which way a parameter goes. Where the rule does not say which way is stricter, that cannot be told.
fn change_of(declared: &LocalParameter, before: Option<&str>, after: &str) -> Change {
    match (declared.larger_is_stricter, before) {
        (_, Some(before)) if before == after => Change::Same,
        (Some(larger), Some(before)) => by_number(before, after, larger),
        _ => Change::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_follow_the_division_code() {
        let mut problems = Vec::new();
        let layer = |path: &str, problems: &mut Vec<Problem>| Layer::of_path(path, problems).map(|layer| layer.0);
        assert_eq!(layer("national/policy/001.md", &mut problems).as_deref(), Some(""));
        assert_eq!(
            layer("local/440300/knowledge/a.csv", &mut problems).as_deref(),
            Some("4403")
        );
        assert_eq!(
            layer("local/440305/H44030500001/a.md", &mut problems).as_deref(),
            Some("440305/H44030500001")
        );
        assert_eq!(layer("local/abc/a.md", &mut problems), None);
        assert_eq!(problems.len(), 1);
        for folder in [
            "management",
            "policy/knowledge",
            "h33010600001",
            "H33010600002-市一医院",
            "POLICY",
        ] {
            assert_eq!(
                layer(&format!("local/330100/{folder}/a.md"), &mut problems),
                None,
                "{folder}"
            );
        }
        assert_eq!(problems.len(), 6);
        let (house, below) = (Layer::named("3301/H1"), Layer::named("330106/H1"));
        assert!(house.contains(&below) && !house.contains(&Layer::named("330106/H2")) && !below.contains(&house));
        assert_eq!(house.within(&Layer::named("330106")), Some(below));
        assert_eq!(house.within(&Layer::named("4403")), None);
        let (city, county) = (Layer::named("4403"), Layer::named("440305/H1"));
        assert!(city.contains(&county) && Layer::national().contains(&city) && !county.contains(&city));
    }
}
