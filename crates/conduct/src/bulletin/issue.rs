//! An issue as a matter: planned, composed by the program, checked by the office and the discipline
//! office, approved, published for objections, and then final; or withdrawn, leaving a tombstone.

use super::{Figures, Leak};
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, given};
use domain::{Day, Division, InstitutionCode, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未编排
    #[default]
    Missing,
    /// 待生成
    Planned,
    /// 待办公室核对
    Composed,
    /// 待纪检核对
    OfficeChecked,
    /// 待批准
    DisciplineChecked,
    /// 待发布
    Approved,
    /// 公示中
    Published,
    /// 已定稿
    Final,
    /// 已撤回
    Withdrawn,
}

/// 数据期间, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// 起
    #[serde(with = "casework::stored")]
    pub from: Day,
    /// 止
    #[serde(with = "casework::stored")]
    pub to: Day,
}

impl Period {
    /// `2023年6月` of a whole month, else both days.
    pub fn zh(&self) -> String {
        let (from, to) = (self.from, self.to);
        let same_month = (from.year(), from.month()) == (to.year(), to.month());
        let whole = same_month && from.day_of_month() == 1 && to.plus_days(1).day_of_month() == 1;
        let day = |day: Day| format!("{}年{}月{}日", day.year(), day.month(), day.day_of_month());
        match whole {
            true => format!("{}年{}月", from.year(), from.month()),
            false => format!("{}至{}", day(from), day(to)),
        }
    }
}

/// 期 · number, period and day of publication are independent: issue 4 may tell of June.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 刊名
    pub name: String,
    /// 编发单位
    pub issuer: String,
    /// 年
    pub year: u16,
    /// 期
    pub number: u16,
    /// 数据期间
    pub period: Period,
    /// 发布日期
    #[serde(with = "casework::stored")]
    pub publish_on: Day,
    /// 公示工作日数
    pub publicity_days: u16,
    /// 更正哪一期: `2023年第3期`
    #[serde(default)]
    pub corrects: Option<String>,
}

impl Issue {
    /// 期号, by which rows of the ledgers say where they were published: `2023-4`.
    pub fn key(&self) -> String {
        format!("{}-{}", self.year, self.number)
    }

    /// What may exist once: the books refuse a second issue with it.
    pub fn unique(&self) -> (InstitutionCode, u16, u16) {
        (self.institution.clone(), self.year, self.number)
    }

    /// `2023年第4期`
    pub fn title(&self) -> String {
        titled(self.year, self.number)
    }

    /// True where this issue corrects the one with that key.
    pub fn is_correction_of(&self, key: &str) -> bool {
        let original = key.split_once('-').map(|(year, number)| titled(year, number));
        original.is_some() && self.corrects == original
    }

    /// The next number of a year, where these are the years and numbers that were issued, withdrawn ones
    /// included: numbers go on without a gap and none is given twice.
    pub fn next_number(year: u16, issued: &[(u16, u16)]) -> u16 {
        let last = issued
            .iter()
            .filter(|(of, _)| *of == year)
            .map(|(_, number)| *number)
            .max();
        last.unwrap_or(0).saturating_add(1)
    }

    fn check(&self) -> Result<(), Refusal> {
        given("刊名", &self.name)?;
        given("编发单位", &self.issuer)?;
        let range = |what, found: u16, least: u16, most: u16| match (least..=most).contains(&found) {
            true => Ok(()),
            false => Err(Refusal::OutOfRange {
                what,
                least: least.to_string(),
                most: most.to_string(),
                found: found.to_string(),
            }),
        };
        range("年", self.year, 2000, 2999)?;
        range("期", self.number, 1, 999)?;
        range("公示工作日数", self.publicity_days, 1, 60)?;
        if self.corrects.as_deref().is_some_and(|original| !is_title(original)) {
            return Err(Refusal::Field {
                code: "CD-CORRECTS",
                say: "所更正的期号应写为“2023年第3期”。请更正；不是更正期的不填。".to_owned(),
            });
        }
        ordered(&self.period)
    }
}

/// `2023年第4期`
fn titled(year: impl std::fmt::Display, number: impl std::fmt::Display) -> String {
    format!("{year}年第{number}期")
}

fn is_title(text: &str) -> bool {
    let parts = text
        .split_once("年第")
        .and_then(|(year, rest)| Some((year, rest.strip_suffix('期')?)));
    parts.is_some_and(|(year, number)| year.parse::<u16>().is_ok() && number.parse::<u16>().is_ok())
}

fn ordered(period: &Period) -> Result<(), Refusal> {
    match period.from <= period.to {
        true => Ok(()),
        false => Err(Refusal::Field {
            code: "CD-PERIOD",
            say: format!("数据期间的起日{}晚于止日{}。请更正。", period.from, period.to),
        }),
    }
}

/// 生成结果 · the editions that the program made, with what they say and what the gate found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composition {
    /// 数字
    pub figures: Figures,
    /// 导语
    pub headline: String,
    /// 院内版: the edition as JSON
    pub internal: Attachment,
    /// 公开版: the edition as JSON
    pub public: Attachment,
    /// 发布检查发现的问题, of both
    pub leaks: Vec<Leak>,
}

/// 异议 against what is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// 内容, without who raised it
    pub content: String,
    /// 成立; none: not yet settled
    pub upheld: Option<bool>,
}

/// 撤回标记 · what stays of an issue that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// `2023年第4期`
    pub issue: String,
    /// 撤回日期
    #[serde(with = "casework::stored")]
    pub withdrawn_on: Day,
    /// 理由
    pub reason: String,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 编排一期
    Plan {
        /// 期
        issue: Issue,
    },
    /// 调整期间和发布日期
    Replan {
        /// 数据期间
        period: Period,
        /// 发布日期
        #[serde(with = "casework::stored")]
        publish_on: Day,
    },
    /// 生成: made by the program from the ledgers, for the person who asks for it
    Compose {
        /// 生成结果
        composition: Composition,
    },
    /// 办公室核对
    CheckOffice {
        /// 已逐页核对遮盖
        masked: bool,
        /// 核对意见
        opinion: String,
    },
    /// 纪检核对
    CheckDiscipline {
        /// 核对意见
        opinion: String,
    },
    /// 批准
    Approve {
        /// 批准意见
        opinion: String,
    },
    /// 退回
    Return {
        /// 理由
        reason: String,
    },
    /// 发布
    Publish,
    /// 登记异议
    Object {
        /// 内容
        content: String,
    },
    /// 处理异议
    Settle {
        /// 第几项异议, from 1
        objection: u16,
        /// 成立
        upheld: bool,
        /// 处理意见
        opinion: String,
    },
    /// 公示期满定稿
    Conclude,
    /// 撤回
    Withdraw {
        /// 理由
        reason: String,
    },
}

impl Command {
    pub(super) fn zh(&self) -> &'static str {
        match self {
            Command::Plan { .. } => "编排通报",
            Command::Replan { .. } => "调整通报期间",
            Command::Compose { .. } => "生成通报",
            Command::CheckOffice { .. } => "核对通报（办公室）",
            Command::CheckDiscipline { .. } => "核对通报（纪检）",
            Command::Approve { .. } => "批准通报",
            Command::Return { .. } => "退回通报",
            Command::Publish => "发布通报",
            Command::Object { .. } => "登记对通报的异议",
            Command::Settle { .. } => "处理对通报的异议",
            Command::Conclude => "公示期满定稿",
            Command::Withdraw { .. } => "撤回通报",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已编排
    Planned {
        /// 期
        issue: Issue,
    },
    /// 已调整
    Replanned {
        /// 数据期间
        period: Period,
        /// 发布日期
        #[serde(with = "casework::stored")]
        publish_on: Day,
    },
    /// 已生成
    Composed {
        /// 生成结果
        composition: Composition,
    },
    /// 办公室已核对
    OfficeChecked {
        /// 核对意见
        opinion: String,
    },
    /// 纪检已核对
    DisciplineChecked {
        /// 核对意见
        opinion: String,
    },
    /// 已批准
    Approved {
        /// 批准意见
        opinion: String,
    },
    /// 已退回
    Returned {
        /// 理由
        reason: String,
    },
    /// 已发布
    Published {
        /// 公示届满日
        #[serde(with = "casework::stored")]
        until: Day,
    },
    /// 已登记异议
    Objected {
        /// 内容
        content: String,
    },
    /// 已处理异议
    Settled {
        /// 第几项异议
        objection: u16,
        /// 成立
        upheld: bool,
        /// 处理意见
        opinion: String,
    },
    /// 已定稿
    Concluded,
    /// 已撤回
    Withdrawn {
        /// 理由
        reason: String,
    },
}

/// 月度通报 · one issue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bulletin {
    /// 期
    pub issue: Option<Issue>,
    /// 环节
    pub stage: Stage,
    /// 生成结果
    pub composition: Option<Composition>,
    /// 拟稿人
    pub drafter: Option<UserId>,
    /// 办公室核对人
    pub office_checker: Option<UserId>,
    /// 纪检核对人
    pub discipline_checker: Option<UserId>,
    /// 批准人
    pub approver: Option<UserId>,
    /// 实际发布日期
    #[serde(with = "casework::stored")]
    pub published_on: Option<Day>,
    /// 公示届满日
    #[serde(with = "casework::stored")]
    pub until: Option<Day>,
    /// 异议
    pub objections: Vec<Objection>,
    /// 撤回标记
    pub tombstone: Option<Tombstone>,
}

const OFFICE: &[Role] = &[Role::EthicsOffice];
const DISCIPLINE: &[Role] = &[Role::DisciplineOffice];
const LEADER: &[Role] = &[Role::HospitalLeader];
const HEARING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice];

impl Machine for Bulletin {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(issue) = &self.issue else {
            let Command::Plan { issue } = command else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, OFFICE, &issue.institution)?;
            issue.check()?;
            return Ok(vec![Event::Planned { issue }]);
        };
        let within = |roles| actor.must_act_within(action, roles, &issue.institution);
        let not_drafter = |part| match &self.drafter {
            Some(drafter) => actor.must_differ(part, drafter, "拟稿人"),
            None => Ok(()),
        };
        let event = match (command, self.stage) {
            (Command::Replan { period, publish_on }, Stage::Planned | Stage::Composed) => {
                within(OFFICE)?;
                ordered(&period)?;
                Event::Replanned { period, publish_on }
            }
            (Command::Compose { composition }, Stage::Planned | Stage::Composed) => {
                within(OFFICE)?;
                composition.check(&issue.period)?;
                Event::Composed { composition }
            }
            (Command::CheckOffice { masked, opinion }, Stage::Composed) => {
                not_drafter("核对人")?;
                within(OFFICE)?;
                self.without_leaks()?;
                if !masked {
                    return Err(Refusal::Field {
                        code: "CD-MASKED",
                        say: "没有确认已逐页核对遮盖。请核对后勾选，或者退回。".to_owned(),
                    });
                }
                given("核对意见", &opinion)?;
                Event::OfficeChecked { opinion }
            }
            (Command::CheckDiscipline { opinion }, Stage::OfficeChecked) => {
                not_drafter("纪检核对人")?;
                if let Some(checker) = &self.office_checker {
                    actor.must_differ("纪检核对人", checker, "办公室核对人")?;
                }
                within(DISCIPLINE)?;
                given("核对意见", &opinion)?;
                Event::DisciplineChecked { opinion }
            }
            (Command::Approve { opinion }, Stage::DisciplineChecked) => {
                not_drafter("批准人")?;
                for checker in self.office_checker.iter().chain(&self.discipline_checker) {
                    actor.must_differ("批准人", checker, "核对人")?;
                }
                within(LEADER)?;
                given("批准意见", &opinion)?;
                Event::Approved { opinion }
            }
            (Command::Return { reason }, stage) if stage.checkers().is_some() => {
                within(stage.checkers().unwrap_or_default())?;
                given("退回的理由", &reason)?;
                Event::Returned { reason }
            }
            (Command::Publish, Stage::Approved) => {
                within(OFFICE)?;
                self.without_leaks()?;
                let until = clock.calendar.add_working_days(clock.today(), issue.publicity_days)?;
                Event::Published { until }
            }
            (Command::Object { content }, Stage::Published) => {
                within(HEARING)?;
                given("异议内容", &content)?;
                Event::Objected { content }
            }
            (
                Command::Settle {
                    objection,
                    upheld,
                    opinion,
                },
                Stage::Published,
            ) if self.has_open_objection() => {
                not_drafter("异议处理人")?;
                within(DISCIPLINE)?;
                given("处理意见", &opinion)?;
                if !self.open_objections().contains(&objection) {
                    return Err(Refusal::Unknown {
                        what: "未处理的该项异议",
                    });
                }
                Event::Settled {
                    objection,
                    upheld,
                    opinion,
                }
            }
            (Command::Conclude, Stage::Published) => {
                within(OFFICE)?;
                if self.has_open_objection() {
                    return Err(Refusal::Unfinished {
                        what: "异议的处理"
                    });
                }
                if self.objections.iter().any(|objection| objection.upheld == Some(true)) {
                    return Err(Refusal::Unfinished {
                        what: "成立异议所涉通报的撤回和更正",
                    });
                }
                if let Some(until) = self.until {
                    clock.after("公示", until)?;
                }
                Event::Concluded
            }
            (Command::Withdraw { reason }, Stage::Published | Stage::Final) => {
                within(LEADER)?;
                given("撤回的理由", &reason)?;
                Event::Withdrawn { reason }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        let by = || Some(recorded.by.clone());
        match recorded.event.clone() {
            Event::Planned { issue } => {
                self.issue = Some(issue);
                self.drafter = by();
                self.stage = Stage::Planned;
            }
            Event::Replanned { period, publish_on } => {
                if let Some(issue) = &mut self.issue {
                    issue.period = period;
                    issue.publish_on = publish_on;
                }
                self.unchecked();
            }
            Event::Composed { composition } => {
                self.composition = Some(composition);
                self.drafter = by();
                self.stage = Stage::Composed;
            }
            Event::OfficeChecked { .. } => {
                self.office_checker = by();
                self.stage = Stage::OfficeChecked;
            }
            Event::DisciplineChecked { .. } => {
                self.discipline_checker = by();
                self.stage = Stage::DisciplineChecked;
            }
            Event::Approved { .. } => {
                self.approver = by();
                self.stage = Stage::Approved;
            }
            Event::Returned { .. } => self.unchecked(),
            Event::Published { until } => {
                self.published_on = Some(recorded.at.day());
                self.until = Some(until);
                self.stage = Stage::Published;
            }
            Event::Objected { content } => self.objections.push(Objection { content, upheld: None }),
            Event::Settled { objection, upheld, .. } => {
                let place = usize::from(objection).wrapping_sub(1);
                if let Some(objection) = self.objections.get_mut(place) {
                    objection.upheld = Some(upheld);
                }
            }
            Event::Concluded => self.stage = Stage::Final,
            Event::Withdrawn { reason } => {
                self.tombstone = self.issue.as_ref().map(|issue| Tombstone {
                    issue: issue.title(),
                    withdrawn_on: recorded.at.day(),
                    reason,
                });
                self.stage = Stage::Withdrawn;
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未编排",
            Stage::Planned => "待生成",
            Stage::Composed => "待办公室核对",
            Stage::OfficeChecked => "待纪检核对",
            Stage::DisciplineChecked => "待批准",
            Stage::Approved => "待发布",
            Stage::Published => "公示中",
            Stage::Final => "已定稿",
            Stage::Withdrawn => "已撤回",
        }
    }
}

impl Stage {
    /// Who looks at the issue at this stage, and may therefore send it back.
    const fn checkers(self) -> Option<&'static [Role]> {
        match self {
            Stage::Composed | Stage::Approved => Some(OFFICE),
            Stage::OfficeChecked => Some(DISCIPLINE),
            Stage::DisciplineChecked => Some(LEADER),
            Stage::Missing | Stage::Planned | Stage::Published | Stage::Final | Stage::Withdrawn => None,
        }
    }
}

impl Composition {
    /// Refuses a sentence that does not say the figures, and figures whose parts do not make the whole.
    fn check(&self, period: &Period) -> Result<(), Refusal> {
        if self.figures.agree() && self.headline == self.figures.headline(period) {
            return Ok(());
        }
        Err(Refusal::Field {
            code: "CD-TOTALS",
            say: "导语、合计与台账不一致，不能采用。请从台账重新生成。".to_owned(),
        })
    }
}

impl Bulletin {
    fn unchecked(&mut self) {
        self.composition = None;
        self.office_checker = None;
        self.discipline_checker = None;
        self.approver = None;
        self.stage = Stage::Planned;
    }

    fn without_leaks(&self) -> Result<(), Refusal> {
        let leaks = self
            .composition
            .as_ref()
            .map_or(&[][..], |composition| &composition.leaks);
        if leaks.is_empty() {
            return Ok(());
        }
        let listed: Vec<String> = leaks
            .iter()
            .take(3)
            .map(|leak| format!("{}：{}（{}）", leak.place, leak.kind.zh(), leak.found))
            .collect();
        Err(Refusal::Field {
            code: "CD-LEAK",
            say: format!(
                "发布检查发现{}处问题：{}。请更正后重新生成。",
                leaks.len(),
                listed.join("；")
            ),
        })
    }

    /// Numbers of the objections that are not yet settled, from 1.
    pub fn open_objections(&self) -> Vec<u16> {
        let open = self
            .objections
            .iter()
            .zip(1_u16..)
            .filter(|(objection, _)| objection.upheld.is_none());
        open.map(|(_, number)| number).collect()
    }

    fn has_open_objection(&self) -> bool {
        self.objections.iter().any(|objection| objection.upheld.is_none())
    }

    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.issue.as_ref().map(|issue| &issue.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.issue.as_ref().map(|issue| &issue.division)
    }

    /// 届满日: the planned day of publication, then the last day of publicity.
    pub fn due(&self) -> Option<Day> {
        match self.stage {
            Stage::Missing | Stage::Final | Stage::Withdrawn => None,
            Stage::Published => self.until,
            _ => self.issue.as_ref().map(|issue| issue.publish_on),
        }
    }

    /// 当前经办人: the drafter until it is composed.
    pub fn assignee(&self) -> Option<&UserId> {
        self.drafter.as_ref().filter(|_| self.stage == Stage::Planned)
    }

    /// 参与人
    pub fn people(&self) -> Vec<&UserId> {
        let checkers = self.office_checker.iter().chain(&self.discipline_checker);
        self.drafter.iter().chain(checkers).chain(&self.approver).collect()
    }

    /// 当事人: an issue is about nobody in particular.
    pub const fn person(&self) -> Option<&PractitionerCode> {
        None
    }
}
