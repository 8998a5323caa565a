//! Typed reading of a map whose keys are all known: parameters, actions, exemptions.

use crate::document::HALF_WIDTH_COLON;
use crate::problem::Problem;
use crate::yaml::Node;
use domain::Day;
use std::cell::RefCell;

/// A map being read. Every key must be asked for; what is left over is a problem.
pub(crate) struct Params<'a> {
    node: Option<&'a Node>,
    overrides: &'a [(String, Node)],
    file: &'a str,
    what: &'static str,
    asked: RefCell<Vec<&'static str>>,
    problems: RefCell<Vec<Problem>>,
}

/// The words of a flag.
const FLAGS: [(&str, bool); 4] = [("true", true), ("false", false), ("是", true), ("否", false)];

impl<'a> Params<'a> {
    pub fn new(node: Option<&'a Node>, overrides: &'a [(String, Node)], file: &'a str, what: &'static str) -> Self {
        Self {
            node,
            overrides,
            file,
            what,
            asked: RefCell::default(),
            problems: RefCell::default(),
        }
    }

    /// The node of a key, local overrides first.
    pub fn node(&self, key: &'static str) -> Option<&'a Node> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
        let local = self
            .overrides
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, node)| node);
        local.or_else(|| self.node.and_then(|node| node.get(key)))
    }

    pub fn problem(&self, line: usize, message: String, advice: impl Into<String>) {
        self.problems
            .borrow_mut()
            .push(Problem::error(self.file, line, message, advice));
    }

    /// Something worth a look, which keeps nobody from using the rule.
    pub fn notice(&self, line: usize, message: &str, advice: &str) {
        self.problems
            .borrow_mut()
            .push(Problem::notice(self.file, line, message, advice));
    }

    pub fn text(&self, key: &'static str) -> Option<&'a str> {
        let node = self.node(key)?;
        let text = node.text();
        if text.is_none() {
            self.problem(node.line, format!("{}“{key}”应为文字", self.what), "写成 键: 值");
        }
        text
    }

    pub fn texts(&self, key: &'static str) -> Vec<&'a str> {
        let Some(node) = self.node(key) else { return Vec::new() };
        node.texts().unwrap_or_else(|| {
            self.problem(node.line, format!("{}“{key}”应为列表", self.what), "写成 [甲, 乙]");
            Vec::new()
        })
    }

    /// One of a closed list of words.
    pub fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)], default: T) -> T {
        let Some(text) = self.text(key) else { return default };
        match choices.iter().find(|(word, _)| *word == text) {
            Some((_, value)) => *value,
            None => {
                let line = self.line(key);
                let known: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
                self.problem(
                    line,
                    format!("{}“{key}”不认识“{text}”", self.what),
                    format!("可取：{}", known.join("、")),
                );
                default
            }
        }
    }

    pub fn flag(&self, key: &'static str) -> bool {
        self.choice(key, &FLAGS, false)
    }

    /// True for a flag that the reading asked for and that is set.
    pub fn was_flagged(&self, key: &'static str) -> bool {
        let said = self.node(key).and_then(Node::text);
        self.asked.borrow().contains(&key) && said.is_some_and(|word| FLAGS.contains(&(word, true)))
    }

    /// A decimal, read exactly by the caller's type.
    pub fn number<T: std::str::FromStr>(&self, key: &'static str) -> Option<T> {
        let text = self.text(key)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.problem(
                self.line(key),
                format!("{}“{key}”不是可用的数：{text}", self.what),
                "写成阿拉伯数字；天数、次数、小时数须为整数",
            );
        }
        value
    }

    pub fn day(&self, key: &'static str) -> Option<Day> {
        let text = self.text(key)?;
        let value = Day::parse(text).ok();
        if value.is_none() {
            self.problem(
                self.line(key),
                format!("{}“{key}”不是日期：{text}", self.what),
                "写成 2026-01-01",
            );
        }
        value
    }

    /// The line of a key, for a problem about its value.
    pub fn line(&self, key: &str) -> usize {
        self.node
            .and_then(|node| node.get(key))
            .map_or_else(|| self.node.map_or(0, |node| node.line), |n| n.line)
    }

    /// Ends the reading: problems met, and one for each key that nobody asked for.
    pub fn finish(self) -> Vec<Problem> {
        let asked = self.asked.into_inner();
        let mut problems = self.problems.into_inner();
        let known = asked.join("、");
        let own = self.node.map(Node::entries).unwrap_or_default();
        for (key, node) in own.iter().chain(self.overrides) {
            if !asked.iter().any(|name| name == key) {
                let advice = match key.contains('：') {
                    true => HALF_WIDTH_COLON.to_owned(),
                    false => format!("可用：{known}"),
                };
                let message = format!("{}没有“{key}”这一项", self.what);
                problems.push(Problem::error(self.file, node.line, message, advice));
            }
        }
        problems
    }
}
