//! What a case expects, and how a review differs from it: 漏判 and 误判.

use super::facts::Facts;
use crate::hit::MISSABLE;
use crate::problem::Problem;
use crate::review::Review;
use domain::{Certainty, Finding, LineRole, Money, Record, RuleState};
use std::fmt;

/// One way in which a review differs from a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// in words, beginning with 漏判, 误判 or what differs
    pub text: String,
}

impl Failure {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Nothing,
    Involved,
    Found {
        certainty: Option<Certainty>,
        amount: Money,
    },
    NotEvaluable(String),
}

/// The expected verdicts, by line id and encounter id.
#[derive(Debug, Clone, Default)]
pub(super) struct Expectation {
    lines: Vec<(String, Verdict)>,
    encounters: Vec<(String, Verdict)>,
    sentence: Option<String>,
}

impl Expectation {
    pub fn of(facts: &Facts, file: &str, problems: &mut Vec<Problem>) -> Self {
        let mut expectation = Self {
            sentence: facts.sentence.as_ref().map(|(text, _)| text.clone()),
            ..Self::default()
        };
        for (position, row) in facts.fees.iter().enumerate() {
            match Verdict::read(row.cell("判定")) {
                Ok(verdict) => expectation.lines.push(((position + 1).to_string(), verdict)),
                Err(fault) => problems.push(fault.at(file, row.line)),
            }
        }
        for (name, text, line) in &facts.encounter_verdicts {
            match Verdict::read(text) {
                Ok(verdict) => expectation.encounters.push((name.clone(), verdict)),
                Err(fault) => problems.push(fault.at(file, *line)),
            }
        }
        expectation
    }

    pub fn compare(&self, record: &Record, review: &Review) -> Vec<Failure> {
        let mut failures = Vec::new();
        let mut excused: Vec<usize> = Vec::new();
        for (id, expected) in &self.lines {
            let Some(index) = record.lines.iter().position(|line| line.id.as_str() == id) else {
                if *expected != Verdict::Nothing {
                    failures.push(Failure::new(format!("第{id}行不在记录中（历史不可得时不带既往费用）")));
                }
                continue;
            };
            let line = &record.lines[index];
            let found = line_verdict(review, index as u32);
            let place = format!("第{id}行 {} {}", line.item, line.name);
            if let Verdict::NotEvaluable(what) = expected {
                let hit = review.not_evaluable.iter().position(|missing| {
                    missing.missing == *what
                        && (missing.line == Some(index as u32)
                            || (missing.line.is_none() && missing.encounter == line.encounter))
                });
                match hit {
                    Some(at) => excused.push(at),
                    None => failures.push(Failure::new(format!("漏判 {place}：应为未评估 缺{what}，实为{found}"))),
                }
                continue;
            }
            judge(&mut failures, &place, expected, &found);
        }
        for (name, expected) in &self.encounters {
            let Some(index) = record
                .encounters
                .iter()
                .position(|encounter| encounter.id.as_str() == name)
            else {
                if *expected != Verdict::Nothing {
                    failures.push(Failure::new(format!("没有名为“{name}”的就诊")));
                }
                continue;
            };
            let place = format!("就诊 {name}");
            let found = encounter_verdict(review, name);
            if let Verdict::NotEvaluable(what) = expected {
                let hits: Vec<usize> = review
                    .not_evaluable
                    .iter()
                    .enumerate()
                    .filter(|(_, missing)| missing.encounter == index as u32 && missing.missing == *what)
                    .map(|(at, _)| at)
                    .collect();
                if hits.is_empty() {
                    failures.push(Failure::new(format!("漏判 {place}：应为未评估 缺{what}，实为{found}")));
                }
                excused.extend(hits);
                continue;
            }
            judge(&mut failures, &place, expected, &found);
        }
        for finding in &review.findings {
            let by_line = finding.lines.iter().any(|line| line.role == LineRole::Violating);
            let listed = self
                .encounters
                .iter()
                .any(|(name, _)| name == finding.encounter.as_str());
            if !by_line && !listed {
                failures.push(Failure::new(format!(
                    "误判 就诊 {}：没有列出，实为{}",
                    finding.encounter,
                    finding.certainty.zh()
                )));
            }
        }
        for (at, missing) in review.not_evaluable.iter().enumerate() {
            if !excused.contains(&at) {
                let place = missing
                    .line
                    .and_then(|line| record.lines.get(line as usize))
                    .map(|line| format!("第{}行", line.id));
                failures.push(Failure::new(format!(
                    "误判 {}：未评估 缺{}",
                    place.unwrap_or_else(|| "就诊".into()),
                    missing.missing
                )));
            }
        }
        if let Some(expected) = &self.sentence {
            let sentence = review.findings.first().map_or("", |finding| finding.sentence.as_str());
            if sentence != expected {
                failures.push(Failure::new(format!(
                    "提示不同：应为「{expected}」，实为「{sentence}」"
                )));
            }
        }
        failures
    }
}

const VERDICT_ADVICE: &str =
    "可写：空、违规项 金额、涉及项、可疑 金额、轻度可疑 金额、试行 金额、未评估 缺…、冲销 第n行";

/// Why an expected verdict cannot be read, and what may be written.
#[derive(Debug)]
struct Unread {
    message: String,
    advice: String,
}

impl Unread {
    fn at(self, file: &str, line: usize) -> Problem {
        Problem::error(file, line, self.message, self.advice)
    }
}

impl Verdict {
    fn read(text: &str) -> Result<Self, Unread> {
        let text = text.trim();
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let found = |certainty: Option<Certainty>| {
            let unread = |_| Unread {
                message: format!("判定“{text}”没有金额"),
                advice: VERDICT_ADVICE.to_owned(),
            };
            let amount = rest.trim().parse().map_err(unread)?;
            Ok(Verdict::Found { certainty, amount })
        };
        match word {
            "" | "冲销" => Ok(Verdict::Nothing),
            "涉及项" => Ok(Verdict::Involved),
            "违规项" => found(Some(Certainty::Definite)),
            "可疑" => found(Some(Certainty::Suspect)),
            "轻度可疑" => found(Some(Certainty::SlightlySuspect)),
            "试行" => found(None),
            "未评估" => {
                let what = rest.trim().trim_start_matches('缺').trim();
                if MISSABLE.contains(&what) {
                    return Ok(Verdict::NotEvaluable(what.to_owned()));
                }
                let message = match what {
                    "" => "判定“未评估”没有写缺什么".to_owned(),
                    _ => format!("判定“{text}”：没有一条规则会缺“{what}”"),
                };
                let advice = format!("写成 未评估 缺性别；可取：{}", MISSABLE.join("、"));
                Err(Unread { message, advice })
            }
            _ => Err(Unread {
                message: format!("判定“{text}”读不懂"),
                advice: VERDICT_ADVICE.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Nothing => f.write_str("无"),
            Verdict::Involved => f.write_str("涉及项"),
            Verdict::Found {
                certainty: None,
                amount,
            } => write!(f, "试行 {amount}"),
            Verdict::Found {
                certainty: Some(Certainty::Definite),
                amount,
            } => write!(f, "违规项 {amount}"),
            Verdict::Found {
                certainty: Some(certainty),
                amount,
            } => write!(f, "{} {amount}", certainty.zh()),
            Verdict::NotEvaluable(what) => write!(f, "未评估 缺{what}"),
        }
    }
}

fn judge(failures: &mut Vec<Failure>, place: &str, expected: &Verdict, found: &Verdict) {
    let agrees = match (expected, found) {
        (Verdict::Nothing, Verdict::Involved) => true,
        (expected, found) => expected == found,
    };
    if !agrees {
        let kind = if matches!(expected, Verdict::Nothing | Verdict::Involved) {
            "误判"
        } else {
            "漏判"
        };
        failures.push(Failure::new(format!("{kind} {place}：应为{expected}，实为{found}")));
    }
}

fn certainty_of(finding: &Finding) -> Option<Certainty> {
    (finding.state != RuleState::Trial).then_some(finding.certainty)
}

fn line_verdict(review: &Review, index: u32) -> Verdict {
    let mut verdict = Verdict::Nothing;
    for finding in &review.findings {
        for line in finding.lines.iter().filter(|line| line.index == index) {
            verdict = match (line.role, verdict) {
                (LineRole::Violating, Verdict::Found { certainty, amount }) => Verdict::Found {
                    certainty,
                    amount: amount + line.amount,
                },
                (LineRole::Violating, _) => Verdict::Found {
                    certainty: certainty_of(finding),
                    amount: line.amount,
                },
                (LineRole::Involved, Verdict::Nothing) => Verdict::Involved,
                (LineRole::Involved, verdict) => verdict,
            };
        }
    }
    verdict
}

fn encounter_verdict(review: &Review, name: &str) -> Verdict {
    let mut verdict = Verdict::Nothing;
    for finding in review
        .findings
        .iter()
        .filter(|finding| finding.encounter.as_str() == name)
    {
        verdict = match verdict {
            Verdict::Found { certainty, amount } => Verdict::Found {
                certainty,
                amount: amount + finding.amount,
            },
            _ => Verdict::Found {
                certainty: certainty_of(finding),
                amount: finding.amount,
            },
        };
    }
    verdict
}
