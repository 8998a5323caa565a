//! The evaluation by five goods (“五好”清廉医院): the institution scores itself, the health bureau
//! decides. Any veto means that the title is not awarded, whatever the score, and takes it away later.

mod command;
mod offer;
mod page;
mod standard;

pub use command::{Command, Event};
pub use standard::{Good, Indicator, Standard, StandardProblem, Veto};

use casework::{Actor, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未自评
    #[default]
    Missing,
    /// 待评定
    Scored,
    /// 已退回
    Returned,
    /// 已授予
    Awarded,
    /// 未授予
    NotAwarded,
    /// 已撤销称号
    Revoked,
}

/// 评价对象
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 年度
    pub year: u16,
}

/// 指标得分
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// 指标代码
    pub indicator: String,
    /// 得分
    pub points: u16,
    /// 说明; the bureau says why where it differs from the institution
    pub note: String,
}

/// 否决认定
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VetoHit {
    /// 情形代码
    pub veto: String,
    /// 认定依据
    pub basis: String,
}

/// 得分表 · one sub-score for each of the five, and their total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// 各方面得分, in the order of the standard
    pub goods: Vec<SubScore>,
    /// 总分
    pub total: u16,
}

/// 方面得分
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubScore {
    /// 方面
    pub name: String,
    /// 得分
    pub points: u16,
    /// 满分
    pub most: u16,
}

/// 五好评价 · one institution in one year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FiveGood {
    /// 评价对象
    pub subject: Option<Subject>,
    /// 评价标准
    pub standard: Option<Standard>,
    /// 环节
    pub stage: Stage,
    /// 自评得分
    pub own: Vec<Score>,
    /// 自评人
    pub scored_by: Option<UserId>,
    /// 重新自评届满日
    #[serde(with = "casework::stored")]
    pub due: Option<Day>,
    /// 否决认定
    pub vetoes: Vec<VetoHit>,
    /// 评定得分表
    pub sheet: Option<Sheet>,
    /// 评定人
    pub decided_by: Option<UserId>,
}

impl FiveGood {
    /// 机构编号
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.subject.as_ref().map(|subject| &subject.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.subject.as_ref().map(|subject| &subject.division)
    }

    /// 届满日 of scoring again.
    pub fn due(&self) -> Option<Day> {
        match self.stage {
            Stage::Returned => self.due,
            _ => None,
        }
    }

    /// Who scored, while it is his turn again.
    pub fn assignee(&self) -> Option<&UserId> {
        match self.stage {
            Stage::Returned => self.scored_by.as_ref(),
            _ => None,
        }
    }

    /// 参与人
    pub fn participants(&self) -> BTreeSet<&UserId> {
        self.scored_by.iter().chain(&self.decided_by).collect()
    }
}

const SCORING: &[Role] = &[Role::EthicsOffice, Role::HospitalLeader];
const DECIDING: &[Role] = &[Role::HealthSection];

impl Standard {
    /// 得分表 of scores.
    pub fn sheet(&self, scores: &[Score]) -> Sheet {
        let points = |indicator: &Indicator| -> u16 {
            let own = scores.iter().filter(|score| score.indicator == indicator.code);
            own.map(|score| score.points).sum()
        };
        let sub = |good: &Good| SubScore {
            name: good.name.clone(),
            points: good.indicators.iter().map(points).sum(),
            most: good.indicators.iter().map(|indicator| indicator.most).sum(),
        };
        let goods: Vec<SubScore> = self.goods.iter().map(sub).collect();
        let total = goods.iter().map(|good| good.points).sum();
        Sheet { goods, total }
    }

    /// Refuses scores that are not one for each indicator and within its points.
    fn fits(&self, scores: &[Score]) -> Result<(), Refusal> {
        let scored: BTreeSet<&str> = scores.iter().map(|score| score.indicator.as_str()).collect();
        let asked: BTreeSet<&str> = self.indicators().map(|indicator| indicator.code.as_str()).collect();
        if scored.len() != scores.len() {
            return Err(Refusal::Duplicate { what: "指标得分" });
        }
        if let Some(code) = asked.symmetric_difference(&scored).next() {
            return Err(Refusal::Field {
                code: "CD-INDICATOR",
                say: format!("指标{code}没有得分，或者不在评价标准之内。请逐项各填写一次。"),
            });
        }
        for (indicator, score) in self.indicators().filter_map(|indicator| {
            let score = scores.iter().find(|score| score.indicator == indicator.code)?;
            Some((indicator, score))
        }) {
            if score.points > indicator.most {
                return Err(Refusal::OutOfRange {
                    what: "指标得分",
                    least: "0".to_owned(),
                    most: indicator.most.to_string(),
                    found: score.points.to_string(),
                });
            }
        }
        Ok(())
    }

    fn knows(&self, hit: &VetoHit) -> Result<(), Refusal> {
        given("认定依据", &hit.basis)?;
        match self.vetoes.iter().any(|veto| veto.code == hit.veto) {
            true => Ok(()),
            false => Err(Refusal::Unknown {
                what: "一票否决情形"
            }),
        }
    }
}

impl Machine for FiveGood {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let (Some(subject), Some(standard)) = (&self.subject, &self.standard) else {
            let Command::SelfScore {
                subject,
                scores,
                evidence,
            } = command
            else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, SCORING, &subject.institution)?;
            let standard = Standard::shipped().map_err(|problem| Refusal::Field {
                code: "CD-STANDARD",
                say: problem.to_string(),
            })?;
            let this_year = clock.today().year();
            if i32::from(subject.year) > i32::from(this_year) || subject.year < 2000 {
                return Err(Refusal::OutOfRange {
                    what: "年度",
                    least: "2000".to_owned(),
                    most: this_year.to_string(),
                    found: subject.year.to_string(),
                });
            }
            standard.fits(&scores)?;
            attached("佐证材料", &evidence)?;
            return Ok(vec![Event::SelfScored {
                subject,
                standard,
                scores,
                evidence,
            }]);
        };
        let event = match (command, self.stage) {
            (Command::Return { reason, due }, Stage::Scored) => {
                actor.must_act_for(action, DECIDING, &subject.division)?;
                given("退回理由", &reason)?;
                clock.not_past("重新自评", due)?;
                Event::Returned { reason, due }
            }
            (Command::ScoreAgain { scores, evidence }, Stage::Returned) => {
                actor.must_act_within(action, SCORING, &subject.institution)?;
                standard.fits(&scores)?;
                attached("佐证材料", &evidence)?;
                Event::ScoredAgain { scores, evidence }
            }
            (
                Command::Decide {
                    scores,
                    vetoes,
                    opinion,
                },
                Stage::Scored,
            ) => {
                actor.must_act_for(action, DECIDING, &subject.division)?;
                standard.fits(&scores)?;
                self.explained(&scores)?;
                vetoes.iter().try_for_each(|hit| standard.knows(hit))?;
                given("评定意见", &opinion)?;
                let sheet = standard.sheet(&scores);
                let awarded = vetoes.is_empty() && sheet.total >= standard.award;
                Event::Decided {
                    scores,
                    vetoes,
                    opinion,
                    sheet,
                    awarded,
                }
            }
            (Command::Revoke { veto }, Stage::Awarded) => {
                actor.must_act_for(action, DECIDING, &subject.division)?;
                standard.knows(&veto)?;
                Event::Revoked { veto }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::SelfScored {
                subject,
                standard,
                scores,
                ..
            } => {
                self.subject = Some(subject);
                self.standard = Some(standard);
                self.own = scores;
                self.scored_by = Some(recorded.by.clone());
                self.stage = Stage::Scored;
            }
            Event::Returned { due, .. } => {
                self.due = Some(due);
                self.stage = Stage::Returned;
            }
            Event::ScoredAgain { scores, .. } => {
                self.own = scores;
                self.scored_by = Some(recorded.by.clone());
                self.stage = Stage::Scored;
            }
            Event::Decided {
                vetoes, sheet, awarded, ..
            } => {
                self.vetoes = vetoes;
                self.sheet = Some(sheet);
                self.decided_by = Some(recorded.by.clone());
                self.stage = match awarded {
                    true => Stage::Awarded,
                    false => Stage::NotAwarded,
                };
            }
            Event::Revoked { veto } => {
                self.vetoes.push(veto);
                self.stage = Stage::Revoked;
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未自评",
            Stage::Scored => "待评定",
            Stage::Returned => "已退回",
            Stage::Awarded => "已授予",
            Stage::NotAwarded => "未授予",
            Stage::Revoked => "已撤销称号",
        }
    }
}

impl FiveGood {
    /// Refuses a score that differs from the institution's own and does not say why.
    fn explained(&self, scores: &[Score]) -> Result<(), Refusal> {
        let same = |score: &Score| {
            self.own
                .iter()
                .any(|own| own.indicator == score.indicator && own.points == score.points)
        };
        match scores.iter().find(|score| !same(score) && score.note.trim().is_empty()) {
            None => Ok(()),
            Some(score) => Err(Refusal::Field {
                code: "CD-SCORE-REASON",
                say: format!("指标{}的得分与自评不同，没有写明理由。请填写说明。", score.indicator),
            }),
        }
    }
}
