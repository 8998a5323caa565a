//! What may be done in an evaluation by five goods, and the forms for it.

use super::{Command, FiveGood, Score, Standard, Subject, VetoHit};
use casework::{Actor, Choice, Clock, Field, Form, Offering, ask, choice, filled};
use serde_json::json;
use std::collections::BTreeMap;

/// What the form begins with; the bureau sets the deadline.
const DAYS: i32 = 15;

impl FiveGood {
    /// The standard of this evaluation, or of a new one.
    fn applied(&self) -> Option<Standard> {
        self.standard.clone().or_else(|| Standard::shipped().ok())
    }

    /// The scores that a form begins with: the institution's own, else full points.
    fn begun(&self) -> Vec<Score> {
        let standard = self.applied();
        let full = standard.iter().flat_map(Standard::indicators).map(|indicator| Score {
            indicator: indicator.code.clone(),
            points: indicator.most,
            note: filled::text(),
        });
        match self.own.is_empty() {
            true => full.collect(),
            false => self.own.clone(),
        }
    }

    fn score_fields(&self) -> Field {
        let standard = self.applied();
        let named = standard.iter().flat_map(Standard::indicators);
        let named =
            named.map(|indicator| choice(&indicator.code, format!("{}（满分{}）", indicator.text, indicator.most)));
        let rows = self.begun();
        let rows = rows.iter().map(|score| {
            let mut row = BTreeMap::from([("indicator", json!(score.indicator))]);
            // Nobody's score is filled in for him; the bureau begins with what the institution says.
            if !self.own.is_empty() {
                row.insert("points", json!(score.points));
            }
            row
        });
        ask::list(
            "scores",
            "指标得分",
            [
                ask::one_of("indicator", "指标", named.collect()),
                ask::number("points", "得分").hint("不超过满分"),
                ask::long("note", "说明"),
            ],
        )
        .starting(rows.collect::<Vec<_>>())
    }

    fn veto_choices(&self) -> Vec<Choice> {
        let standard = self.applied();
        let vetoes = standard.iter().flat_map(|standard| &standard.vetoes);
        vetoes.map(|veto| choice(&veto.code, &veto.text)).collect()
    }

    fn veto_fields(&self) -> [Field; 2] {
        [
            ask::one_of("veto", "否决情形", self.veto_choices()),
            ask::long("basis", "认定依据").hint("文书名称和文号"),
        ]
    }
}

impl Offering for FiveGood {
    fn specimens(&self, actor: &Actor, clock: &Clock<'_>) -> Vec<Command> {
        let due = clock.today().plus_days(DAYS);
        let evidence = vec![filled::paper()];
        let veto = || VetoHit {
            veto: self
                .veto_choices()
                .first()
                .map(|veto| veto.value.clone())
                .unwrap_or_default(),
            basis: filled::text(),
        };
        vec![
            Command::SelfScore {
                subject: Subject {
                    institution: filled::institution(actor),
                    division: filled::division(actor),
                    year: u16::try_from(clock.today().year()).unwrap_or_default(),
                },
                scores: self.begun(),
                evidence: evidence.clone(),
            },
            Command::Return {
                reason: filled::text(),
                due,
            },
            Command::ScoreAgain {
                scores: self.begun(),
                evidence,
            },
            Command::Decide {
                scores: self.begun(),
                vetoes: vec![veto()],
                opinion: filled::text(),
            },
            Command::Revoke { veto: veto() },
        ]
    }

    fn form(&self, specimen: &Command, actor: &Actor, clock: &Clock<'_>) -> Form {
        let evidence = || ask::papers("evidence", "佐证材料").hint("至少一份");
        match specimen {
            Command::SelfScore { subject, .. } => Form::main([
                ask::group(
                    "subject",
                    "评价对象",
                    [
                        crate::own::institution(actor),
                        ask::division(&subject.division),
                        ask::number("year", "年度").starting(subject.year),
                    ],
                ),
                self.score_fields(),
                evidence(),
            ]),
            Command::Return { .. } => Form::side([
                ask::long("reason", "退回理由"),
                ask::day("due", "届满日").starting(clock.today().plus_days(DAYS).to_string()),
            ]),
            Command::ScoreAgain { .. } => Form::main([self.score_fields(), evidence()]),
            Command::Decide { .. } => Form::main([
                self.score_fields(),
                ask::list("vetoes", "否决认定", self.veto_fields()).optional(),
                ask::long("opinion", "评定意见"),
            ]),
            Command::Revoke { .. } => Form::side([ask::group("veto", "否决认定", self.veto_fields())]),
        }
    }

    fn command_zh(command: &Command) -> &'static str {
        command.zh()
    }
}
