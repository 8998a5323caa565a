//! Refused, returned and handed-in gifts (拒收、退还、上交“红包”登记): one gift from the moment it was met
//! to the one issue of the bulletin that publishes it.
//!
//! Two clocks run. From the occurrence, 24 hours to report: who reports later is not rewarded but
//! judged by the discipline office. From the report, three working days until what was received has
//! left the hands of the person. The patient is a sealed reference: the number itself is not here.

mod ledger;
mod offer;
mod page;

pub use ledger::{Counts, Duplicate, Row, counts, duplicates, episodes};

use crate::named::named;
use crate::subject::act_within;
use crate::{EventCode, Staff};
use casework::{Actor, Attachment, Clock, Machine, Recorded, Refusal, Role, UserId, attached, given};
use domain::{Day, Division, InstitutionCode, Moment, Money, PractitionerCode};
use serde::{Deserialize, Serialize};

/// 报告时限: seconds from the occurrence to the report. 厦门市的做法：当场退不掉的，24小时内报告医院。
pub const REPORT_WITHIN: i64 = 24 * 3600;

/// 处理时限: working days from the report until what was received has been disposed of.
pub const DISPOSE_WITHIN: u16 = 3;

/// 环节
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未登记
    #[default]
    Missing,
    /// 待处理: the person still has it
    Pending,
    /// 已上交，待处理: the office has it
    Held,
    /// 已处理: waits for the judgement of a late report, and for verification
    Disposed,
    /// 已核实
    Verified,
    /// 已通报
    Published,
    /// 已撤销: an objection was upheld
    Void,
}

/// 形式 · what was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 现金
    Cash,
    /// 电子转账
    Transfer,
    /// 购物卡
    Card,
    /// 有价证券
    Voucher,
    /// 物品
    Goods,
    /// 宴请
    Banquet,
    /// 其他
    Other,
}

impl Kind {
    /// True for what can be paid in.
    const fn is_money(self) -> bool {
        matches!(self, Kind::Cash | Kind::Transfer)
    }
}

/// 当时情形 · how the person met it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// 当场拒收
    Refused,
    /// 电子转账未接收: with a screenshot it counts as refused
    NotAccepted,
    /// 当场无法拒绝
    CouldNotRefuse,
}

/// 处理方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 当场拒收: nothing was ever received
    Declined,
    /// 退回患者
    Returned,
    /// 替患者缴纳住院费
    Deposit,
    /// 上交办公室: not the end of it
    HandedIn,
    /// 缴入廉政账户
    IntegrityAccount,
    /// 销毁 of what would spoil
    Destroyed,
}

/// 就诊类别 of the patient from whose side the gift came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Care {
    /// 住院患者
    Inpatient,
    /// 门诊患者
    Outpatient,
    /// 与患者无关
    None,
}

/// 患者信息 · who the patient is, sealed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PatientReference {
    /// 就诊类别
    pub care: Care,
    /// 封存编号: made of the number, which nobody gets back from it; the same patient has the same seal
    #[serde(default)]
    pub seal: Option<String>,
    /// 住院号前三位: all of the number that is ever shown
    #[serde(default)]
    pub head: Option<String>,
}

/// 登记内容
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// 机构编号
    #[serde(with = "casework::stored")]
    pub institution: InstitutionCode,
    /// 医保区划
    #[serde(with = "casework::stored")]
    pub division: Division,
    /// 当事人
    pub staff: Staff,
    /// 送出人与患者的关系
    pub giver: String,
    /// 患者信息
    pub patient: PatientReference,
    /// 形式
    pub kind: Kind,
    /// 金额, or the estimated value
    #[serde(with = "casework::stored")]
    pub amount: Money,
    /// 金额为估值
    pub estimated: bool,
    /// 当时情形
    pub met: Met,
    /// 证明材料
    pub evidence: Vec<Attachment>,
}

/// 处理 · what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposal {
    /// 处理方式
    pub way: Way,
    /// 处理日期
    #[serde(with = "casework::stored")]
    pub on: Day,
    /// 收据号 of a deposit or of the integrity account
    #[serde(default)]
    pub receipt: Option<String>,
    /// 住院预交金金额: the line of the hospital's system
    #[serde(with = "casework::stored", default)]
    pub deposited: Option<Money>,
    /// 见证人
    #[serde(default)]
    pub witness: Option<String>,
    /// 处理凭证
    pub evidence: Vec<Attachment>,
}

/// 迟报判定 · what the discipline office makes of a late report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// 有正当理由: no reward and no deduction
    Justified,
    /// 仅属迟报
    OnlyLate,
    /// 视为收受
    Accepted,
}

/// 办理
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 登记
    Register {
        /// 登记内容
        packet: Registration,
        /// 发生时间 when it was offered or received, as typed: `2026-06-03 09:30`
        occurred_at: String,
        /// 报告时间, as typed; none: now. Only the office may enter an earlier one, from a slip that it has.
        #[serde(default)]
        reported_at: Option<String>,
    },
    /// 登记处理
    Dispose {
        /// 处理
        disposal: Disposal,
    },
    /// 判定迟报
    Judge {
        /// 判定
        judgement: Judgement,
        /// 依据和理由
        reason: String,
    },
    /// 核实
    Verify {
        /// 核实意见
        opinion: String,
    },
    /// 退回补充
    Return {
        /// 理由
        reason: String,
    },
    /// 编入通报
    Publish {
        /// 期号, as [`Issue::key`](crate::bulletin::Issue::key) writes it
        issue: String,
    },
    /// 登记异议
    Object {
        /// 异议内容, without who raised it
        reason: String,
    },
    /// 处理异议
    Settle {
        /// 异议成立
        upheld: bool,
        /// 理由
        reason: String,
    },
}

impl Command {
    fn zh(&self) -> &'static str {
        match self {
            Command::Register { .. } => "登记红包礼品",
            Command::Dispose { .. } => "登记红包礼品的处理",
            Command::Judge { .. } => "判定迟报",
            Command::Verify { .. } => "核实红包礼品登记",
            Command::Return { .. } => "退回红包礼品登记",
            Command::Publish { .. } => "编入通报",
            Command::Object { .. } => "登记异议",
            Command::Settle { .. } => "处理异议",
        }
    }
}

/// 事件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// 已登记
    Registered {
        /// 登记内容
        packet: Registration,
        /// 发生时间
        #[serde(with = "casework::stored")]
        occurred_at: Moment,
        /// 报告时间
        #[serde(with = "casework::stored")]
        reported_at: Moment,
        /// 迟报
        late: bool,
        /// 处理届满日
        #[serde(with = "casework::stored")]
        dispose_by: Day,
    },
    /// 已处理
    Disposed {
        /// 处理
        disposal: Disposal,
        /// 逾期处理
        late: bool,
    },
    /// 已判定迟报
    Judged {
        /// 判定
        judgement: Judgement,
        /// 依据和理由
        reason: String,
    },
    /// 已核实
    Verified {
        /// 核实意见
        opinion: String,
    },
    /// 已退回
    Returned {
        /// 理由
        reason: String,
    },
    /// 已编入通报
    Published {
        /// 期号
        issue: String,
    },
    /// 已登记异议
    Objected {
        /// 异议内容
        reason: String,
    },
    /// 已处理异议
    Settled {
        /// 异议成立
        upheld: bool,
        /// 理由
        reason: String,
    },
}

/// 红包礼品登记 · one gift.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RedPacket {
    /// 登记内容
    pub packet: Option<Registration>,
    /// 环节
    pub stage: Stage,
    /// 登记人
    pub registrant: Option<UserId>,
    /// 发生时间
    #[serde(with = "casework::stored")]
    pub occurred_at: Option<Moment>,
    /// 报告时间
    #[serde(with = "casework::stored")]
    pub reported_at: Option<Moment>,
    /// 迟报
    pub late: bool,
    /// 处理届满日
    #[serde(with = "casework::stored")]
    pub dispose_by: Option<Day>,
    /// 各次处理, the last one last: handing in is followed by another
    pub disposals: Vec<Disposal>,
    /// 逾期处理: it left the hands of the person after the last day
    pub disposed_late: bool,
    /// 处理登记人
    pub disposers: Vec<UserId>,
    /// 迟报判定
    pub judgement: Option<Judgement>,
    /// 核实人
    pub verifier: Option<UserId>,
    /// 核实日期
    #[serde(with = "casework::stored")]
    pub verified_on: Option<Day>,
    /// 期号 of the one issue that publishes it
    pub issue: Option<String>,
    /// 未处理的异议
    pub objection: Option<String>,
}

const ENTERING: &[Role] = &[Role::Practitioner, Role::EthicsOffice];
const OFFICE: &[Role] = &[Role::EthicsOffice];
const VERIFYING: &[Role] = &[Role::EthicsOffice, Role::DisciplineOffice];
const DISCIPLINE: &[Role] = &[Role::DisciplineOffice];
/// The program marks the rows of an issue that was published.
const MARKING: &[Role] = &[Role::EthicsOffice, Role::System];

impl Machine for RedPacket {
    type Command = Command;
    type Event = Event;

    fn decide(&self, command: Command, actor: &Actor, clock: &Clock<'_>) -> Result<Vec<Event>, Refusal> {
        let action = command.zh();
        let wrong_stage = Refusal::Stage {
            stage: self.stage_zh(),
            action,
        };
        let Some(packet) = &self.packet else {
            let Command::Register {
                packet,
                occurred_at,
                reported_at,
            } = command
            else {
                return Err(wrong_stage);
            };
            actor.must_act_within(action, ENTERING, &packet.institution)?;
            let occurred_at = moment("发生时间", &occurred_at)?;
            let reported_at = match reported_at.as_deref().map(str::trim) {
                None | Some("") => clock.now,
                Some(text) => moment("报告时间", text)?,
            };
            return registered(packet, occurred_at, reported_at, actor, clock);
        };
        let within = |roles| actor.must_act_within(action, roles, &packet.institution);
        let event = match (command, self.stage) {
            (Command::Dispose { disposal }, Stage::Pending | Stage::Held) => {
                within(match self.stage {
                    Stage::Held => OFFICE,
                    _ => ENTERING,
                })?;
                self.disposed(packet, disposal, clock)?
            }
            (Command::Judge { judgement, reason }, stage) if self.awaits_judgement() && stage != Stage::Void => {
                if let Some(registrant) = &self.registrant {
                    actor.must_differ("迟报判定人", registrant, "登记人")?;
                }
                within(DISCIPLINE)?;
                given("判定的依据和理由", &reason)?;
                Event::Judged { judgement, reason }
            }
            (Command::Verify { opinion }, Stage::Disposed) => {
                self.verifier(actor, "核实人")?;
                within(VERIFYING)?;
                if self.awaits_judgement() {
                    return Err(Refusal::Unfinished {
                        what: "纪检监察室对迟报的判定",
                    });
                }
                given("核实意见", &opinion)?;
                Event::Verified { opinion }
            }
            (Command::Return { reason }, Stage::Disposed) => {
                self.verifier(actor, "退回人")?;
                within(VERIFYING)?;
                given("退回的理由", &reason)?;
                Event::Returned { reason }
            }
            (Command::Publish { .. }, Stage::Published) => {
                act_within(actor, action, MARKING, &packet.institution)?;
                return Err(Refusal::Duplicate {
                    what: "本条登记的通报"
                });
            }
            (Command::Publish { issue }, Stage::Verified) => {
                act_within(actor, action, MARKING, &packet.institution)?;
                given("期号", &issue)?;
                if self.proposed_event().is_none_or(|code| code.as_str() != REWARD) {
                    return Err(Refusal::Field {
                        code: "CD-PACKET-HONOUR",
                        say: "迟报、逾期处理或者有异议的登记不能编入通报。请先处理异议；迟报的按判定处理。".to_owned(),
                    });
                }
                Event::Published { issue }
            }
            (Command::Object { reason }, Stage::Verified | Stage::Published) if self.objection.is_none() => {
                within(VERIFYING)?;
                given("异议内容", &reason)?;
                Event::Objected { reason }
            }
            (Command::Settle { upheld, reason }, _) if self.objection.is_some() => {
                self.verifier(actor, "异议处理人")?;
                if let Some(verifier) = &self.verifier {
                    actor.must_differ("异议处理人", verifier, "核实人")?;
                }
                within(VERIFYING)?;
                given("处理异议的理由", &reason)?;
                Event::Settled { upheld, reason }
            }
            _ => return Err(wrong_stage),
        };
        Ok(vec![event])
    }

    fn apply(&mut self, recorded: &Recorded<Event>) {
        match recorded.event.clone() {
            Event::Registered {
                packet,
                occurred_at,
                reported_at,
                late,
                dispose_by,
            } => {
                self.packet = Some(packet);
                self.occurred_at = Some(occurred_at);
                self.reported_at = Some(reported_at);
                self.late = late;
                self.dispose_by = Some(dispose_by);
                self.registrant = Some(recorded.by.clone());
                self.stage = Stage::Pending;
            }
            Event::Disposed { disposal, late } => {
                self.stage = match disposal.way {
                    Way::HandedIn => Stage::Held,
                    _ => Stage::Disposed,
                };
                self.disposed_late |= late;
                self.disposals.push(disposal);
                self.disposers.push(recorded.by.clone());
            }
            Event::Judged { judgement, .. } => self.judgement = Some(judgement),
            Event::Verified { .. } => {
                self.verifier = Some(recorded.by.clone());
                self.verified_on = Some(recorded.at.day());
                self.stage = Stage::Verified;
            }
            Event::Returned { .. } => {
                self.disposals.pop();
                self.disposers.pop();
                if self.disposals.is_empty() {
                    self.disposed_late = false;
                    self.stage = Stage::Pending;
                } else {
                    self.stage = Stage::Held;
                }
            }
            Event::Published { issue } => {
                self.issue = Some(issue);
                self.stage = Stage::Published;
            }
            Event::Objected { reason } => self.objection = Some(reason),
            Event::Settled { upheld, .. } => {
                self.objection = None;
                if upheld {
                    self.stage = Stage::Void;
                }
            }
        }
    }

    fn stage_zh(&self) -> &'static str {
        match self.stage {
            Stage::Missing => "未登记",
            Stage::Pending => "待处理",
            Stage::Held => "已上交待处理",
            Stage::Disposed if self.awaits_judgement() => "待判定迟报",
            Stage::Disposed => "待核实",
            Stage::Verified => "已核实",
            Stage::Published => "已通报",
            Stage::Void => "已撤销",
        }
    }
}

/// The code of the reward for a gift refused, returned or handed in in time.
const REWARD: &str = "A01";

impl RedPacket {
    /// 行为编码 that follows, to be proposed to the people who confirm events: `A01` for what was
    /// reported and disposed of in time and verified; for a late report whatever the discipline office
    /// judged (`M30`, or the veto candidate `X02`); none while undecided, objected or revoked, and
    /// none where it only came late out of the person's hands.
    pub fn proposed_event(&self) -> Option<EventCode> {
        let judged = match self.judgement {
            Some(Judgement::OnlyLate) => Some("M30"),
            Some(Judgement::Accepted) => Some("X02"),
            Some(Judgement::Justified) | None => None,
        };
        let code = match (self.late, self.stage) {
            (_, Stage::Void) => None,
            _ if self.objection.is_some() => None,
            (true, _) => judged,
            (false, Stage::Verified | Stage::Published) if !self.disposed_late => Some(REWARD),
            (false, _) => None,
        };
        code.and_then(|code| code.parse().ok())
    }

    /// 机构
    pub fn institution(&self) -> Option<&InstitutionCode> {
        self.packet.as_ref().map(|packet| &packet.institution)
    }

    /// 医保区划
    pub fn division(&self) -> Option<&Division> {
        self.packet.as_ref().map(|packet| &packet.division)
    }

    /// 届满日: until it is disposed of.
    pub fn due(&self) -> Option<Day> {
        self.dispose_by
            .filter(|_| matches!(self.stage, Stage::Pending | Stage::Held))
    }

    /// 逾期未处理: shown red.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.due().is_some_and(|due| due < today)
    }

    /// 当前经办人, if it is one person's turn: who registered it disposes of it.
    pub fn assignee(&self) -> Option<&UserId> {
        self.registrant.as_ref().filter(|_| self.stage == Stage::Pending)
    }

    /// 参与人
    pub fn people(&self) -> Vec<&UserId> {
        let first = self.registrant.iter().chain(&self.disposers);
        first.chain(&self.verifier).collect()
    }

    /// 当事人
    pub fn person(&self) -> Option<&PractitionerCode> {
        self.packet.as_ref().map(|packet| &packet.staff.code)
    }

    /// The last disposal.
    pub fn disposal(&self) -> Option<&Disposal> {
        self.disposals.last()
    }

    /// True while the discipline office has still to say what a late report means.
    pub fn awaits_judgement(&self) -> bool {
        self.late && self.judgement.is_none()
    }

    /// 可选的处理方式 at this stage.
    pub fn ways(&self) -> Vec<Way> {
        let Some(packet) = &self.packet else {
            return Vec::new();
        };
        let money = packet.kind.is_money();
        let open = |way: &Way| match way {
            Way::Declined => packet.met != Met::CouldNotRefuse && self.stage == Stage::Pending,
            Way::Returned => true,
            Way::Deposit => money && packet.patient.care == Care::Inpatient,
            Way::HandedIn => self.stage == Stage::Pending,
            Way::IntegrityAccount => packet.kind != Kind::Goods && packet.kind != Kind::Banquet,
            Way::Destroyed => packet.kind == Kind::Goods,
        };
        Way::ALL.into_iter().filter(open).collect()
    }

    fn verifier(&self, actor: &Actor, part: &'static str) -> Result<(), Refusal> {
        if let Some(registrant) = &self.registrant {
            actor.must_differ(part, registrant, "登记人")?;
        }
        for disposer in &self.disposers {
            actor.must_differ(part, disposer, "登记处理的人")?;
        }
        Ok(())
    }

    fn disposed(&self, packet: &Registration, disposal: Disposal, clock: &Clock<'_>) -> Result<Event, Refusal> {
        let refuse = |code, say: String| Err(Refusal::Field { code, say });
        if disposal.way == Way::Deposit && packet.patient.care != Care::Inpatient {
            return refuse(
                "CD-DEPOSIT-OUTPATIENT",
                "只有住院患者送的才能转为住院预交金。请改为退回患者或者上交。".to_owned(),
            );
        }
        if !self.ways().contains(&disposal.way) {
            return refuse(
                "CD-PACKET-WAY",
                format!(
                    "形式为{}，不能这样处理：{}。请改用：{}。",
                    packet.kind.zh(),
                    disposal.way.zh(),
                    self.ways().into_iter().map(Way::zh).collect::<Vec<_>>().join("、")
                ),
            );
        }
        let occurred_on = self.occurred_at.map_or(clock.today(), |at| at.day());
        let earliest = self.disposals.last().map_or(occurred_on, |last| last.on);
        if disposal.on < earliest || disposal.on > clock.today() {
            return refuse(
                "CD-DAY",
                format!("处理日期{}应在{earliest}至今天之间。请更正。", disposal.on),
            );
        }
        if matches!(disposal.way, Way::Deposit | Way::IntegrityAccount) {
            given("收据号", disposal.receipt.as_deref().unwrap_or_default())?;
        }
        if disposal.way == Way::Deposit && disposal.deposited != Some(packet.amount) {
            let found = disposal
                .deposited
                .map_or("没有填写".to_owned(), |sum| format!("为{sum}元"));
            return refuse(
                "CD-DEPOSIT-AMOUNT",
                format!(
                    "医院信息系统的预交金{found}，与登记金额{}元不一致。请核对收据和登记金额。",
                    packet.amount
                ),
            );
        }
        attached("处理凭证", &disposal.evidence)?;
        // The clock of the person stops when it leaves his hands; what the office then does is its own.
        let late = self.disposals.is_empty() && self.dispose_by.is_some_and(|due| disposal.on > due);
        Ok(Event::Disposed { disposal, late })
    }
}

/// A moment as people type it.
fn moment(what: &'static str, text: &str) -> Result<Moment, Refusal> {
    given(what, text)?;
    Moment::parse(text.trim()).map_err(|_| Refusal::Field {
        code: "CD-TIME",
        say: format!("{what}“{text}”不是时间。请按“2026-06-03 09:30”的格式填写。"),
    })
}

fn registered(
    packet: Registration,
    occurred_at: Moment,
    reported_at: Moment,
    actor: &Actor,
    clock: &Clock<'_>,
) -> Result<Vec<Event>, Refusal> {
    let refuse = |code, say: &str| {
        Err(Refusal::Field {
            code,
            say: say.to_owned(),
        })
    };
    named(&packet.staff)?;
    given("送出人与患者的关系", &packet.giver)?;
    if !packet.amount.is_positive() {
        return Err(Refusal::AmountNotPositive {
            what: "金额",
            amount: packet.amount,
        });
    }
    if occurred_at > reported_at || reported_at > clock.now {
        return refuse("CD-PACKET-TIME", "发生时间、报告时间应依次先后，且不晚于现在。请更正。");
    }
    if actor.role != Role::EthicsOffice && reported_at != clock.now {
        return refuse(
            "CD-PACKET-REPORTED",
            "本人登记的，报告时间就是登记时间。此前已经书面或者电话报告的，请医德医风办公室凭报告单登记。",
        );
    }
    if actor.role == Role::EthicsOffice && reported_at != clock.now {
        attached("此前报告的报告单", &packet.evidence)?;
    }
    if packet.kind == Kind::Goods && !packet.estimated {
        return refuse("CD-PACKET-ESTIMATE", "物品按估值登记。请勾选“金额为估值”。");
    }
    if packet.met == Met::NotAccepted {
        if packet.kind != Kind::Transfer {
            return refuse(
                "CD-PACKET-MET",
                "只有电子转账可以登记为未接收。请更正形式或者当时情形。",
            );
        }
        attached("电子转账未接收的截图", &packet.evidence)?;
    }
    packet.patient.check()?;
    let late = reported_at.seconds_since(occurred_at) > REPORT_WITHIN;
    let declined = (packet.met != Met::CouldNotRefuse).then(|| Event::Disposed {
        disposal: Disposal {
            way: Way::Declined,
            on: occurred_at.day(),
            receipt: None,
            deposited: None,
            witness: None,
            evidence: packet.evidence.clone(),
        },
        late: false,
    });
    let dispose_by = clock.calendar.add_working_days(reported_at.day(), DISPOSE_WITHIN)?;
    let first = Event::Registered {
        packet,
        occurred_at,
        reported_at,
        late,
        dispose_by,
    };
    Ok([Some(first), declined].into_iter().flatten().collect())
}

impl PatientReference {
    /// Refuses a reference that is not sealed, or that shows more of the number than its head.
    fn check(&self) -> Result<(), Refusal> {
        let head = self.head.as_deref().unwrap_or_default();
        if head.chars().count() > 3 || !head.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(Refusal::Field {
                code: "CD-PATIENT-HEAD",
                say: "住院号只填前三位字母或者数字。完整号码请封存后填封存编号。".to_owned(),
            });
        }
        match self.care {
            Care::Inpatient => given("患者信息封存编号", self.seal.as_deref().unwrap_or_default()),
            Care::Outpatient | Care::None => Ok(()),
        }
    }
}
