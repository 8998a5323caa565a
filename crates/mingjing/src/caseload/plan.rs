//! The plan of the casework: commands with who gives them and when, in days before the day of reference.

use super::INTAKE_DAYS;
use super::cast::Cast;
use super::papers::{Drawer, Paper};
use casework::{Attachment, Limits, WorkCalendar};
use domain::{Day, Moment};
use ledger::{Kind, LedgerError, MatterId, Viewer, Writing};
use std::collections::BTreeMap;

/// The farthest day behind the day of reference that is named.
const AHEAD_DAYS: i32 = 25;

/// Seconds between two commands on one matter at least.
const PAUSE: i64 = 600;

macro_rules! deeds {
    ($($name:ident: $($module:ident)::+, $machine:ident;)*) => {
        /// 办理 · a command of any kind of matter.
        #[derive(Debug, Clone)]
        pub enum Deed {
            $(
                #[doc = concat!("of `", stringify!($machine), "`")]
                $name($($module)::+::Command),
            )*
        }

        $(
            impl From<$($module)::+::Command> for Deed {
                fn from(command: $($module)::+::Command) -> Self {
                    Self::$name(command)
                }
            }
        )*

        impl Deed {
            /// Gives the command in the books, and the version of the matter behind it.
            pub async fn give(
                self,
                writing: &mut Writing<'_>,
                id: &MatterId,
                seen: i64,
                calendar: &WorkCalendar,
                limits: &Limits,
            ) -> Result<i64, LedgerError> {
                match self {
                    $(Self::$name(command) => {
                        let handled = writing
                            .command::<$($module)::+::$machine>(id, seen, command, calendar, limits)
                            .await?;
                        Ok(handled.version)
                    })*
                }
            }

            /// Gives the command to a state without books, and the stage behind it.
            #[cfg(test)]
            pub fn rehearse(
                self,
                states: &mut BTreeMap<MatterId, Box<dyn std::any::Any>>,
                id: &MatterId,
                actor: &casework::Actor,
                clock: &casework::Clock<'_>,
            ) -> Result<&'static str, casework::Refusal> {
                use casework::Machine;
                match self {
                    $(Self::$name(command) => {
                        let begun = || Box::new($($module)::+::$machine::default());
                        let state = states.entry(id.clone()).or_insert_with(|| begun());
                        let state = state.downcast_mut::<$($module)::+::$machine>().unwrap();
                        let events = state.decide(command, actor, clock)?;
                        for event in casework::record(events, actor, clock) {
                            state.apply(&event);
                        }
                        Ok(state.stage_zh())
                    })*
                }
            }
        }
    };
}

deeds! {
    Lead: casework::lead, Lead;
    Review: casework::review_case, ReviewCase;
    SelfAudit: casework::self_audit, SelfAudit;
    Enforcement: casework::enforcement, Enforcement;
    Recovery: casework::recovery, Recovery;
    Rectification: casework::rectification, Rectification;
    Transfer: casework::transfer, Transfer;
    Complaint: casework::complaint, Complaint;
    Credit: casework::credit, CreditRecord;
    Points: casework::points, PointRecord;
    ConductEvent: conduct::event, ConductEvent;
    Scheme: conduct::scheme::draft, SchemeDraft;
    Assessment: conduct::assessment, YearAssessment;
    Veto: conduct::veto, VetoDecision;
    Packet: conduct::packet, RedPacket;
    Commendation: conduct::commendation, Commendation;
    ServiceComplaint: conduct::service_complaint, ServiceComplaint;
    Bulletin: conduct::bulletin, Bulletin;
    DutyList: conduct::clean::duties, DutyList;
}

/// 一步 · one command of the plan.
#[derive(Debug, Clone)]
pub struct Step {
    /// 时间
    pub at: Moment,
    /// 经办人
    pub who: Viewer,
    /// 事项标识
    pub id: MatterId,
    /// 办理
    pub deed: Deed,
    /// 附件 that the command names
    pub papers: Vec<Paper>,
}

/// 计划 · all commands, and the working days that they fall on.
#[derive(Debug)]
pub struct Plan {
    reference: Day,
    days: BTreeMap<i32, Day>,
    steps: Vec<Step>,
}

impl Plan {
    /// A plan without commands that leads up to this day.
    ///
    /// # Errors
    /// A calendar that does not know the days around it.
    pub fn new(reference: Day, calendar: &WorkCalendar) -> anyhow::Result<Self> {
        let mut days = BTreeMap::new();
        for ago in -AHEAD_DAYS..=INTAKE_DAYS {
            let mut day = reference.plus_days(-ago);
            while !calendar.is_worked(day)? {
                day = day.plus_days(-1);
            }
            days.insert(ago, day);
        }
        Ok(Self {
            reference,
            days,
            steps: Vec::new(),
        })
    }

    /// The day of reference.
    pub fn reference(&self) -> Day {
        self.reference
    }

    /// The working day so many days before the day of reference, or the last one before that day.
    pub fn day(&self, ago: i32) -> Day {
        let known = self.days.get(&ago).copied();
        known.unwrap_or_else(|| self.reference.plus_days(-ago))
    }

    /// The commands in the order in which they are given.
    pub fn in_order(mut self) -> Vec<Step> {
        // Stable: what one matter asks for at the same second stays in its order.
        self.steps.sort_by_key(|step| step.at);
        self.steps
    }
}

/// 剧本 · the plan while it is written, with who can act in it and what can be attached.
#[derive(Debug)]
pub struct Script<'a> {
    /// 角色表
    pub cast: &'a Cast,
    /// 材料柜
    pub drawer: &'a Drawer,
    /// 计划
    pub plan: Plan,
}

impl<'a> Script<'a> {
    /// The course of a matter, all of whose commands come behind `after`.
    pub fn course(&mut self, id: MatterId, after: Option<Moment>) -> Course<'_, 'a> {
        let last = after.unwrap_or(Moment::from_epoch_seconds(0));
        Course { script: self, id, last }
    }

    /// The course of a matter with a name of its own.
    ///
    /// # Errors
    /// A name that no matter can have.
    pub fn named(&mut self, kind: Kind, name: &str) -> Result<Course<'_, 'a>, LedgerError> {
        Ok(self.course(MatterId::new(kind, name)?, None))
    }
}

/// 办理过程 · one matter while its part of the plan is written.
#[derive(Debug)]
pub struct Course<'s, 'a> {
    script: &'s mut Script<'a>,
    id: MatterId,
    last: Moment,
}

impl<'s, 'a> Course<'s, 'a> {
    /// Who acts.
    pub fn cast(&self) -> &'a Cast {
        self.script.cast
    }

    /// The matter.
    pub fn id(&self) -> &MatterId {
        &self.id
    }

    /// When its last command is given.
    pub fn last(&self) -> Moment {
        self.last
    }

    /// The whole script, for a matter that comes of this one.
    pub fn script(&mut self) -> &mut Script<'a> {
        self.script
    }

    /// The working day so many days before the day of reference.
    pub fn day(&self, ago: i32) -> Day {
        self.script.plan.day(ago)
    }

    /// The first working day after a day, in days before the day of reference.
    pub fn after(&self, day: Day) -> i32 {
        let ago = self.script.plan.reference().days_since(day);
        let later = (-AHEAD_DAYS..ago).rev().find(|ago| self.day(*ago) > day);
        later.unwrap_or(-AHEAD_DAYS)
    }

    /// A paper as a command names it.
    pub fn paper(&self, paper: Paper) -> Attachment {
        self.script.drawer.named(paper)
    }

    /// Somebody gives a command, in office hours and after what was done before.
    pub fn step(&mut self, ago: i32, who: &Viewer, deed: impl Into<Deed>) -> &mut Self {
        self.step_with(ago, who, deed, &[])
    }

    /// As [`Self::step`], with papers that the command names.
    pub fn step_with(&mut self, ago: i32, who: &Viewer, deed: impl Into<Deed>, papers: &[Paper]) -> &mut Self {
        let steps = &mut self.script.plan.steps;
        // Thirty-one times of the day from nine on, so that not everything happens at once.
        let seconds = 9 * 3600 + i64::try_from(steps.len() % 31).unwrap_or(0) * 720;
        let at = self.script.plan.day(ago).start().plus_seconds(seconds);
        let at = at.max(self.last.plus_seconds(PAUSE));
        self.last = at;
        self.script.plan.steps.push(Step {
            at,
            who: who.clone(),
            id: self.id.clone(),
            deed: deed.into(),
            papers: papers.to_vec(),
        });
        self
    }
}
