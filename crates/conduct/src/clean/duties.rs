//! Lists of duties (责任清单): a yearly plan, the mechanism, a daily supervision, a tour inspection, a
//! campaign. What must be done has an owner and a last day, is proven by its owner, and counts as done
//! only when somebody else has verified it.
//!
//! A plan and a mechanism are adopted: their items are duties from the first day. A check is begun with
//! points; each point is answered, and what is found wrong becomes a duty.

mod catalogue;
mod command;
mod offer;
mod page;

pub use catalogue::{Catalogue, CatalogueProblem, catalogue, template};
pub use command::{Answer, CheckPoint, Command, Event, Head, ListKind, Task};

use crate::Share;
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未建立
    #[default]
    Missing,
    /// 检查中
    Checking,
    /// 办理中
    Running,
    /// 已办结
    Done,
}

/// 任务状态
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    /// 办理中
    Open,
    /// 待核验
    Proven,
    /// 已完成
    Done,
}

/// 任务 · one duty with what has been done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// 内容
    pub task: Task,
    /// 进度, as the owner reports it; 100 only when verified
    pub percent: u8,
    /// 措施
    pub measures: String,
    /// 佐证
    pub proof: Vec<Attachment>,
    /// 提交人
    pub proven_by: Option<UserId>,
    /// 核验人
    pub verifier: Option<UserId>,
    /// 状态
    pub state: DutyState,
}

impl Duty {
    fn of(task: Task) -> Self {
        Self {
            task,
            percent: 0,
            measures: String::new(),
            proof: Vec::new(),
            proven_by: None,
            verifier: None,
            state: DutyState::Open,
        }
    }

    /// 逾期: not handed in after the last day.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.state == DutyState::Open && self.task.due < today
    }
}

/// 进度 · how one aspect stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// 方面
    pub aspect: String,
    /// 已完成: verified duties of all
    pub done: Share,
    /// 进度: mean of the duties in whole per cent, rounded down
    pub percent: u8,
    /// 逾期 duties
    pub overdue: u16,
}

/// 责任清单 · one list through to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DutyList {
    /// 清单
    pub head: Option<Head>,
    /// 环节
    pub stage: Stage,
    /// 检查要点
    pub points: Vec<CheckPoint>,
    /// 检查结果, one for each point
    pub answers: Vec<Answer>,
    /// 检查结果登记日期
    #[serde(with = "casework::stored")]
    pub checked_on: Option<Day>,
    /// 任务
    pub duties: Vec<Duty>,
}

impl DutyList {
    /// 机构编号
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.head.as_ref().map(|head| &head.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.head.as_ref().map(|head| &head.division)
    }

    /// 届满日 of the duty that is due first.
    pub fn due(&self) -> Option<Day> {
        self.first_open().map(|duty| duty.task.due)
    }

    /// 责任人 of the duty that is due first.
    pub fn assignee(&self) -> Option<&UserId> {
        self.first_open().map(|duty| &duty.task.owner)
    }

    /// 参与人: owners, who proved and who verified.
    pub fn participants(&self) -> BTreeSet<&UserId> {
        self.duties
            .iter()
            .flat_map(|duty| [Some(&duty.task.owner), duty.proven_by.as_ref(), duty.verifier.as_ref()])
            .flatten()
            .collect()
    }

    /// 进度 by aspect, in the order of the list.
    pub fn progress(&self, today: Day) -> Vec<Progress> {
        let mut aspects: Vec<&str> = Vec::new();
        for duty in &self.duties {
            if !aspects.contains(&duty.task.aspect.as_str()) {
                aspects.push(&duty.task.aspect);
            }
        }
        let of = |aspect: &str| {
            let duties: Vec<&Duty> = self.duties.iter().filter(|duty| duty.task.aspect == aspect).collect();
            let sum: usize = duties.iter().map(|duty| usize::from(duty.percent)).sum();
            Progress {
                aspect: aspect.to_owned(),
                done: Share::of(&duties, |duty| duty.state == DutyState::Done),
                percent: u8::try_from(sum / duties.len().max(1)).unwrap_or(100),
                overdue: u16::try_from(duties.iter().filter(|duty| duty.is_overdue(today)).count()).unwrap_or(u16::MAX),
            }
        };
        aspects.into_iter().map(of).collect()
    }

    /// 办结率: verified duties of all; for a check, findings that are closed.
    pub fn closed(&self) -> Share {
        Share::of(&self.duties, |duty| duty.state == DutyState::Done)
    }

    fn first_open(&self) -> Option<&Duty> {
        let open = self.duties.iter().filter(|duty| duty.state == DutyState::Open);
        open.min_by_key(|duty| (duty.task.due, duty.task.number))
    }

    /// The duty of this number, in this state.
    fn duty(&self, number: u16, state: DutyState) -> Result<&Duty, Refusal> {
        let found = self.duties.iter().find(|duty| duty.task.number == number);
        let duty = found.ok_or(Refusal::Unknown { what: "该项任务" })?;
        match duty.state == state {
            true => Ok(duty),
            false => Err(Refusal::Field {
                code: "CD-DUTY-STATE",
                say: format!("第{number}项{}，不能这样办理。请刷新后选择其他任务。", duty.state.zh()),
            }),
        }
    }
}

const OWNING: &[Role] = &[
    Role::EthicsOffice,
    Role::DisciplineOffice,
    Role::Personnel,
    Role::InsuranceOffice,
    Role::HospitalLeader,
    Role::DepartmentHead,
    Role::Practitioner,
];
const ADOPTING: &[Role] = &[Role::EthicsOffice, Role::HospitalLeader];
const VERIFYING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice, Role::HospitalLeader];

impl Head {
    /// Those who begin the list and change it.
    fn led_by(&self, action: &'static str, actor: &Actor) -> Result<(), Refusal> {
        match self.kind {
            ListKind::Plan | ListKind::Mechanism => actor.must_act_within(action, ADOPTING, &self.institution),
            ListKind::Daily => actor.must_act_within(action, &[Role::DisciplineOffice], &self.institution),
            ListKind::Tour | ListKind::Campaign => actor.must_act_for(action, &[Role::HealthSection], &self.division),
        }
    }

    /// Those who verify: whoever checks from outside verifies himself.
    fn verified_by(&self, action: &'static str, actor: &Actor) -> Result<(), Refusal> {
        match self.kind {
            ListKind::Plan | ListKind::Mechanism | ListKind::Daily => {
                actor.must_act_within(action, VERIFYING, &self.institution)
            }
            ListKind::Tour | ListKind::Campaign => actor.must_act_for(action, &[Role::HealthSection], &self.division),
        }
    }

    fn checked(&self, among: &[ListKind]) -> Result<(), Refusal> {
        let refuse = |say: String| Err(Refusal::Field { code: "CD-LIST", say });
        if !among.contains(&self.kind) {
            let names: Vec<&str> = among.iter().map(|kind| kind.zh()).collect();
            return refuse(format!(
                "{}不能这样建立，此处可选{}。请更正类别。",
                self.kind.zh(),
                names.join("、")
            ));
        }
        if self.institution.is_empty() {
            return Err(Refusal::TextMissing { what: "机构" });
        }
        given("名称", &self.title)?;
        given("年度或者周期", &self.period)?;
        let topics = catalogue().map(|catalogue| catalogue.topics).unwrap_or_default();
        match (self.kind, self.topic.is_empty()) {
            (ListKind::Campaign, _) if !topics.contains(&self.topic) => {
                refuse("专项整治须从主题目录中选择主题。请选择主题。".to_owned())
            }
            (ListKind::Campaign, _) | (_, true) => Ok(()),
            (_, false) => refuse(format!("{}没有专项主题。请删去主题。", self.kind.zh())),
        }
    }
}

/// Refuses numbers that occur twice.
fn distinct(numbers: impl IntoIterator<Item = u16>) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    match numbers.into_iter().all(|number| seen.insert(number)) {
        true => Ok(()),
        false => Err(Refusal::Duplicate { what: "序号" }),
    }
}

impl Machine for DutyList {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(head) = &self.head else {
            return match command {
                Command::Adopt { head, tasks } => adopt(action, head, tasks, actor, clock),
                Command::Begin { head, points } => begin(action, head, points, actor),
                _ => Err(wrong_stage),
            };
        };
        let event = match (command, self.stage) {
            (Command::Record { answers, evidence }, Stage::Checking) => {
                head.led_by(action, actor)?;
                self.answered(&answers, clock)?;
                let clean = !answers.iter().any(|answer| matches!(answer, Answer::Problem { .. }));
                let mut events = vec![Event::Recorded { answers, evidence }];
                events.extend(clean.then_some(Event::Completed));
                return Ok(events);
            }
            (Command::Report { number, percent, note }, Stage::Running) => {
                self.owned(head, action, number, actor)?;
                given("进展情况", &note)?;
                if !(1..=99).contains(&percent) {
                    return Err(Refusal::OutOfRange {
                        what: "进度",
                        least: "1".to_owned(),
                        most: "99（完成以核验为准）".to_owned(),
                        found: percent.to_string(),
                    });
                }
                Event::Reported { number, percent, note }
            }
            (
                Command::Prove {
                    number,
                    measures,
                    proof,
                },
                Stage::Running,
            ) => {
                self.owned(head, action, number, actor)?;
                given("完成情况", &measures)?;
                attached("佐证材料", &proof)?;
                Event::Proven {
                    number,
                    measures,
                    proof,
                }
            }
            (Command::Verify { number, opinion }, Stage::Running) => {
                self.verifiable(head, action, number, actor)?;
                given("核验意见", &opinion)?;
                let last = self
                    .duties
                    .iter()
                    .all(|duty| duty.state == DutyState::Done || duty.task.number == number);
                let mut events = vec![Event::Verified { number, opinion }];
                events.extend(last.then_some(Event::Completed));
                return Ok(events);
            }
            (Command::Return { number, opinion, due }, Stage::Running) => {
                self.verifiable(head, action, number, actor)?;
                given("核验意见", &opinion)?;
                clock.not_past("该项任务", due)?;
                Event::Returned { number, opinion, due }
            }
            (
                Command::Change {
                    number,
                    owner,
                    due,
                    reason,
                },
                Stage::Running,
            ) => {
                head.led_by(action, actor)?;
                self.duty(number, DutyState::Open)?;
                given("责任人", &owner.0)?;
                given("理由", &reason)?;
                clock.not_past("该项任务", due)?;
                Event::Changed {
                    number,
                    owner,
                    due,
                    reason,
                }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let by = recorded.by.clone();
        match recorded.event.clone() {
            Event::Adopted { head, tasks } => {
                self.head = Some(head);
                self.duties = tasks.into_iter().map(Duty::of).collect();
                self.stage = Stage::Running;
            }
            Event::Begun { head, points } => {
                self.head = Some(head);
                self.points = points;
                self.stage = Stage::Checking;
            }
            Event::Recorded { answers, .. } => {
                self.duties = answers
                    .iter()
                    .filter_map(|answer| self.found(answer))
                    .map(Duty::of)
                    .collect();
                self.answers = answers;
                self.checked_on = Some(recorded.at.day());
                self.stage = Stage::Running;
            }
            Event::Completed => self.stage = Stage::Done,
            Event::Reported { number, percent, .. } => self.change(number, |duty| duty.percent = percent),
            Event::Proven {
                number,
                measures,
                proof,
            } => self.change(number, |duty| {
                duty.measures = measures;
                duty.proof = proof;
                duty.proven_by = Some(by);
                duty.state = DutyState::Proven;
            }),
            Event::Verified { number, .. } => self.change(number, |duty| {
                duty.verifier = Some(by);
                duty.percent = 100;
                duty.state = DutyState::Done;
            }),
            Event::Returned { number, due, .. } => self.change(number, |duty| {
                duty.verifier = Some(by);
                duty.task.due = due;
                duty.state = DutyState::Open;
            }),
            Event::Changed { number, owner, due, .. } => self.change(number, |duty| {
                duty.task.owner = owner;
                duty.task.due = due;
            }),
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未建立",
            Stage::Checking => "检查中",
            Stage::Running => "办理中",
            Stage::Done => "已办结",
        }
    }
}

fn adopt(
    action: &'static str,
    head: Head,
    tasks: Vec<Task>,
    actor: &Actor,
    clock: &Clock<'_>,
) -> Result<Vec<Event>, Refusal> {
    // What is adopted is the institution's own; the kind is a matter of contents.
    actor.must_act_within(action, ADOPTING, &head.institution)?;
    head.checked(&ListKind::ADOPTED)?;
    attached("任务", &tasks)?;
    distinct(tasks.iter().map(|task| task.number))?;
    for task in &tasks {
        given("方面", &task.aspect)?;
        given("任务内容", &task.text)?;
        given("责任人", &task.owner.0)?;
        clock.not_past("任务", task.due)?;
    }
    Ok(vec![Event::Adopted { head, tasks }])
}

fn begin(action: &'static str, head: Head, points: Vec<CheckPoint>, actor: &Actor) -> Result<Vec<Event>, Refusal> {
    actor.must_be(action, &[Role::DisciplineOffice, Role::HealthSection])?;
    head.checked(ListKind::begun_by(actor.role))?;
    head.led_by(action, actor)?;
    attached("检查要点", &points)?;
    distinct(points.iter().map(|point| point.number))?;
    for point in &points {
        given("方面", &point.aspect)?;
        given("检查要点", &point.text)?;
    }
    Ok(vec![Event::Begun { head, points }])
}

impl DutyList {
    /// Refuses everybody but the owner of an open duty.
    fn owned(&self, head: &Head, action: &'static str, number: u16, actor: &Actor) -> Result<(), Refusal> {
        actor.must_act_within(action, OWNING, &head.institution)?;
        let duty = self.duty(number, DutyState::Open)?;
        match duty.task.owner == actor.user {
            true => Ok(()),
            false => Err(Refusal::Field {
                code: "CD-OWNER",
                say: format!("第{number}项由责任人办理。责任人有变动的，请先变更责任人。"),
            }),
        }
    }

    /// Refuses the owner and who proved as verifier, and who may not verify at all.
    fn verifiable(&self, head: &Head, action: &'static str, number: u16, actor: &Actor) -> Result<(), Refusal> {
        head.verified_by(action, actor)?;
        let duty = self.duty(number, DutyState::Proven)?;
        actor.must_differ("核验人", &duty.task.owner, "责任人")?;
        duty.proven_by
            .as_ref()
            .map_or(Ok(()), |prover| actor.must_differ("核验人", prover, "提交佐证的人"))
    }

    /// Refuses answers that are not one for each point.
    fn answered(&self, answers: &[Answer], clock: &Clock<'_>) -> Result<(), Refusal> {
        distinct(answers.iter().map(Answer::number))?;
        let answered: BTreeSet<u16> = answers.iter().map(Answer::number).collect();
        let asked: BTreeSet<u16> = self.points.iter().map(|point| point.number).collect();
        if let Some(number) = asked.symmetric_difference(&answered).next() {
            return Err(Refusal::Field {
                code: "CD-ANSWERS",
                say: format!("第{number}项没有填写结果，或者不在检查要点之内。请逐项各填写一次。"),
            });
        }
        for answer in answers {
            match answer {
                Answer::Sound { .. } => {}
                Answer::NotApplicable { note, .. } => given("不涉及的理由", note)?,
                Answer::Problem { note, owner, due, .. } => {
                    given("发现的问题", note)?;
                    given("责任人", &owner.0)?;
                    clock.not_past("整改", *due)?;
                }
            }
        }
        Ok(())
    }

    /// The duty that a problem makes.
    fn found(&self, answer: &Answer) -> Option<Task> {
        let Answer::Problem {
            number,
            note,
            owner,
            due,
        } = answer
        else {
            return None;
        };
        let point = self.points.iter().find(|point| point.number == *number)?;
        Some(Task {
            number: *number,
            aspect: point.aspect.clone(),
            text: note.clone(),
            owner: owner.clone(),
            due: *due,
        })
    }

    fn change(&mut self, number: u16, change: impl FnOnce(&mut Duty)) {
        if let Some(duty) = self.duties.iter_mut().find(|duty| duty.task.number == number) {
            change(duty);
        }
    }
}

/// 巡查覆盖 · institutions whose tour of this period is done, of all that are due.
pub fn tour_coverage<'a>(lists: impl IntoIterator<Item = &'a DutyList>, period: &str, due: u64) -> Share {
    let checked: BTreeSet<&InstitutionCode> = lists
        .into_iter()
        .filter(|list| matches!(list.stage, Stage::Running | Stage::Done))
        .filter_map(|list| list.head.as_ref())
        .filter(|head| head.kind == ListKind::Tour && head.period == period)
        .map(|head| &head.institution)
        .collect();
    Share {
        part: checked.len() as u64,
        whole: due,
    }
}
