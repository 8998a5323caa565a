//! Administrative cases: each goes the common way up to some point, and from there its own.

use super::papers::Paper;
use super::plan::{Course, Script};
use super::recovery;
use super::stock::{Concern, Stock};
use casework::UserId;
use casework::enforcement::{Command, Handler, Matter, Outcome, Party, Proposal};
use casework::penalty::{Article, Discretion, Fine, Penalty, Violation};
use domain::Day;
use ledger::{Kind, LedgerError};

/// The name of a case.
pub fn name(reference: Day, number: usize) -> String {
    format!("案〔{}〕{number}号", reference.year())
}

/// What every case goes through, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Registered,
    PreChecked,
    Proposed,
    Filed,
    Evidence,
    Submitted,
    Passed,
    Noticed,
    Defended,
    Considered,
    Decided,
    Served,
    Executed,
    Closed,
}

/// The common way, with the days behind the registration, or behind the submission to legal review.
const WAY: [(Mark, i32); 14] = [
    (Mark::Registered, 0),
    (Mark::PreChecked, 8),
    (Mark::Proposed, 11),
    (Mark::Filed, 14),
    (Mark::Evidence, 22),
    (Mark::Submitted, 0),
    (Mark::Passed, 5),
    (Mark::Noticed, 9),
    (Mark::Defended, 12),
    (Mark::Considered, 17),
    (Mark::Decided, 23),
    (Mark::Served, 27),
    (Mark::Executed, 45),
    (Mark::Closed, 55),
];

/// The way of one case: when it was registered and submitted to legal review, in days before the day of
/// reference, how far the common way was gone, and what came then.
struct Plot {
    registered: i32,
    submitted: i32,
    until: Mark,
    then: Turn,
}

const fn plot(registered: i32, submitted: i32, until: Mark, then: Turn) -> Plot {
    Plot {
        registered,
        submitted,
        until,
        then,
    }
}

/// What comes behind the common way.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Nothing,
    PreCheckExtended,
    NotFiled,
    UnderMeasure,
    Suspended,
    Terminated,
    Transferred,
    HearingAwaited,
    HearingHeld,
    WithoutPenalty,
    Claimed(recovery::Way),
    Reconsidered(recovery::Way),
}

/// The cases, the oldest first. A case that is still open for decision was filed so long ago that its last
/// day lies before the end of the year whose holidays are known.
const PLOTS: [Plot; 25] = [
    plot(188, 146, Mark::Closed, Turn::Claimed(recovery::paid_and_closed)),
    plot(186, 150, Mark::Noticed, Turn::HearingHeld),
    plot(180, 150, Mark::Evidence, Turn::WithoutPenalty),
    plot(135, 87, Mark::Served, Turn::Claimed(recovery::overdue)),
    plot(130, 0, Mark::Evidence, Turn::Terminated),
    plot(125, 0, Mark::Evidence, Turn::Nothing),
    plot(120, 72, Mark::Executed, Turn::Claimed(recovery::corrected)),
    plot(118, 0, Mark::Registered, Turn::NotFiled),
    plot(115, 67, Mark::Served, Turn::Reconsidered(recovery::extended)),
    plot(110, 0, Mark::Evidence, Turn::Transferred),
    plot(105, 57, Mark::Executed, Turn::Claimed(recovery::paid)),
    plot(100, 0, Mark::Evidence, Turn::Suspended),
    plot(85, 36, Mark::Served, Turn::Claimed(recovery::partly_paid)),
    plot(82, 0, Mark::Evidence, Turn::UnderMeasure),
    plot(81, 25, Mark::Considered, Turn::Nothing),
    plot(81, 21, Mark::Noticed, Turn::HearingAwaited),
    plot(80, 16, Mark::Defended, Turn::Nothing),
    plot(80, 12, Mark::Noticed, Turn::Nothing),
    plot(80, 9, Mark::Passed, Turn::Nothing),
    plot(79, 6, Mark::Submitted, Turn::Nothing),
    plot(79, 0, Mark::Evidence, Turn::Nothing),
    plot(70, 0, Mark::Registered, Turn::PreCheckExtended),
    plot(16, 0, Mark::Proposed, Turn::Nothing),
    plot(14, 0, Mark::PreChecked, Turn::Nothing),
    plot(6, 0, Mark::Registered, Turn::Nothing),
];

/// Every case.
pub fn write(script: &mut Script<'_>, stock: &Stock) -> anyhow::Result<()> {
    let reference = script.plan.reference();
    for (number, plot) in (1..).zip(&PLOTS) {
        let concern = stock.concern(number - 1)?;
        let mut case = Case {
            concern,
            course: script.named(Kind::Enforcement, &name(reference, number))?,
            // Every fourth is about fraud.
            article: match number % 4 {
                2 => Article::Article40,
                _ => Article::Article38,
            },
            number,
        };
        for (mark, gap) in WAY {
            if mark <= plot.until {
                let begun = match mark < Mark::Submitted {
                    true => plot.registered,
                    false => plot.submitted,
                };
                case.go(mark, begun - gap);
            }
        }
        case.turn(plot)?;
    }
    Ok(())
}

/// A case while its part of the plan is written.
struct Case<'s, 'a> {
    concern: &'s Concern,
    course: Course<'s, 'a>,
    article: Article,
    number: usize,
}

impl Case<'_, '_> {
    fn handlers(&self) -> Vec<Handler> {
        let handler = |(number, user): (usize, UserId)| Handler {
            user,
            certificate: format!("演示执法证{number:02}"),
        };
        let users = self.course.cast().handlers.iter();
        (1..)
            .zip(users.map(|viewer| viewer.actor.user.clone()))
            .map(handler)
            .collect()
    }

    fn penalty(&self) -> Penalty {
        let hundredths = match self.article {
            Article::Article40 => 250,
            _ => 130,
        };
        Penalty {
            items: vec![Discretion {
                violation: Violation {
                    article: self.article,
                    behaviour: self.concern.behaviour(),
                    loss: self.concern.loss(),
                    refused_correction: false,
                    grave_consequence: false,
                },
                fine: Fine::Multiple { hundredths },
                department_suspension: None,
                agreement_termination: self.article == Article::Article40,
                settlement_suspension_months: None,
                reasons: "配合调查，主动退回部分基金，属一般情节".to_owned(),
                mitigation: None,
            }],
        }
    }

    fn decision(&self) -> Command {
        Command::Decide {
            outcome: Outcome::Penalty {
                penalty: self.penalty(),
            },
            minutes: None,
        }
    }

    /// One mark of the common way.
    fn go(&mut self, mark: Mark, ago: i32) {
        let cast = self.course.cast();
        let office = cast.insurance_office(&self.concern.institution);
        let handler = &cast.handlers[0];
        let (who, command, papers): (_, _, &[Paper]) = match mark {
            Mark::Registered => (handler, Command::Register { matter: self.matter() }, &[]),
            Mark::PreChecked => {
                let report = self.course.paper(Paper::PreCheck);
                (handler, Command::FinishPreCheck { report }, &[Paper::PreCheck])
            }
            Mark::Proposed => {
                let handlers = self.handlers();
                (handler, Command::ProposeFiling { handlers }, &[])
            }
            Mark::Filed => (&cast.leader, Command::ApproveFiling, &[]),
            Mark::Evidence => {
                let evidence = vec![self.course.paper(Paper::Evidence)];
                let proves = "费用明细、病历与结算数据不一致".to_owned();
                (
                    &cast.handlers[1],
                    Command::AddEvidence { evidence, proves },
                    &[Paper::Evidence],
                )
            }
            Mark::Submitted => {
                let penalty = self.penalty();
                let proposal = Proposal::Penalty { penalty };
                (handler, Command::SubmitForReview { proposal }, &[])
            }
            Mark::Passed => {
                let opinion = "事实清楚，证据确凿，适用法律正确，程序合法".to_owned();
                (&cast.legal, Command::PassReview { opinion }, &[])
            }
            Mark::Noticed => {
                let receipt = self.course.paper(Paper::Receipt);
                (handler, Command::ServeNotice { receipt }, &[Paper::Receipt])
            }
            Mark::Defended => {
                let statement = "系编码对照错误所致，已主动改正，请从轻处理".to_owned();
                (&office, Command::Defend { statement }, &[])
            }
            Mark::Considered => {
                let opinion = "申辩意见已在裁量中考虑，维持拟作处理".to_owned();
                (handler, Command::ConsiderDefence { opinion }, &[])
            }
            Mark::Decided => (&cast.leader, self.decision(), &[]),
            Mark::Served => {
                let receipt = self.course.paper(Paper::Receipt);
                (handler, Command::ServeDecision { receipt }, &[Paper::Receipt])
            }
            Mark::Executed => {
                let proof = vec![self.course.paper(Paper::Execution)];
                (handler, Command::FinishExecution { proof }, &[Paper::Execution])
            }
            Mark::Closed => {
                let archive_number = format!("演示档{:03}", self.number);
                (&cast.leader, Command::Close { archive_number }, &[])
            }
        };
        self.course.step_with(ago, who, command, papers);
    }

    fn matter(&self) -> Matter {
        Matter {
            party: Party::Institution {
                code: self.concern.institution.clone(),
            },
            division: self.concern.division.clone(),
            source: "事后审核线索核实后转办".to_owned(),
            summary: format!("涉嫌{}，涉及基金{}元", self.concern.behaviour(), self.concern.loss()),
        }
    }

    /// The claim that a served decision leaves.
    fn claim(&mut self, served: i32, way: recovery::Way) -> Result<(), LedgerError> {
        let Concern {
            institution, division, ..
        } = self.concern;
        recovery::open(
            &mut self.course,
            institution,
            division,
            self.concern.loss(),
            served,
            way,
        )
    }

    /// What comes behind the common way.
    fn turn(&mut self, plot: &Plot) -> Result<(), LedgerError> {
        let cast = self.course.cast();
        let reason = |text: &str| text.to_owned();
        match plot.then {
            Turn::Nothing => {}
            Turn::PreCheckExtended => {
                let reason = reason("涉及年度多、病历量大，须延长核查");
                let command = Command::ExtendPreCheck { reason };
                self.course.step(plot.registered - 8, &cast.leader, command);
            }
            Turn::NotFiled => {
                let reason = reason("违法行为轻微并及时改正，没有造成基金损失");
                self.course.step(106, &cast.leader, Command::DeclineFiling { reason });
            }
            Turn::UnderMeasure => {
                let measure = "封存2026年以来的进销存账册和电子病历备份".replace("2026", &self.year());
                self.course.step(30, &cast.leader, Command::TakeMeasure { measure });
            }
            Turn::Suspended => {
                let reason = reason("须等待司法鉴定意见");
                self.course.step(40, &cast.leader, Command::Suspend { reason });
            }
            Turn::Terminated => {
                let reason = reason("机构已注销，违法事实无法查清");
                self.course.step(60, &cast.leader, Command::Terminate { reason });
            }
            Turn::Transferred => {
                let (to, reason) = ("公安机关".to_owned(), reason("涉嫌诈骗犯罪"));
                self.course.step(50, &cast.leader, Command::Transfer { to, reason });
            }
            Turn::HearingAwaited => {
                let day = plot.submitted - 9;
                self.ask_for_hearing(day - 3);
                self.schedule(day - 5, -20);
            }
            Turn::HearingHeld => self.hear(plot.submitted - 9)?,
            Turn::WithoutPenalty => {
                let reason = reason("初次违法且危害后果轻微，已及时改正");
                let proposal = Proposal::NoPenalty { reason: reason.clone() };
                let handler = &cast.handlers[0];
                let submitted = plot.submitted;
                self.course
                    .step(submitted, handler, Command::SubmitForReview { proposal });
                self.go(Mark::Passed, submitted - 5);
                let outcome = Outcome::NoPenalty { reason };
                let minutes = None;
                self.course
                    .step(submitted - 12, &cast.leader, Command::Decide { outcome, minutes });
                self.go(Mark::Closed, submitted - 20);
            }
            Turn::Claimed(way) => self.claim(plot.submitted - 27, way)?,
            Turn::Reconsidered(way) => {
                self.claim(plot.submitted - 27, way)?;
                let document = "演示复受字1号".to_owned();
                self.course
                    .step(15, &cast.legal, Command::OpenReconsideration { document });
            }
        }
        Ok(())
    }

    fn year(&mut self) -> String {
        self.course.script().plan.reference().year().to_string()
    }

    fn ask_for_hearing(&mut self, ago: i32) {
        let director = self.course.cast().director(&self.concern.institution);
        let reason = "对违法金额的认定有异议，要求听证".to_owned();
        self.course.step(ago, &director, Command::RequestHearing { reason });
    }

    fn schedule(&mut self, ago: i32, hearing: i32) {
        let chief = &self.course.cast().chief;
        let (on, chair) = (self.course.day(hearing), chief.actor.user.clone());
        self.course.step(ago, chief, Command::ScheduleHearing { on, chair });
    }

    /// Heard, decided collectively to end the agreement, served, paid and closed.
    fn hear(&mut self, noticed: i32) -> Result<(), LedgerError> {
        let cast = self.course.cast();
        self.ask_for_hearing(noticed - 3);
        self.schedule(noticed - 5, noticed - 27);
        let minutes = self.course.paper(Paper::Hearing);
        let opinion = "当事人的异议不影响事实认定".to_owned();
        let command = Command::HoldHearing { minutes, opinion };
        self.course
            .step_with(noticed - 27, &cast.chief, command, &[Paper::Hearing]);
        let decided = noticed - 34;
        let command = match self.decision() {
            Command::Decide { outcome, .. } => Command::Decide {
                outcome,
                minutes: Some(self.course.paper(Paper::Minutes)),
            },
            other => other,
        };
        self.course.step_with(decided, &cast.leader, command, &[Paper::Minutes]);
        self.go(Mark::Served, decided - 4);
        self.claim(decided - 4, recovery::paid_and_closed)?;
        self.go(Mark::Executed, decided - 25);
        self.go(Mark::Closed, decided - 34);
        Ok(())
    }
}
