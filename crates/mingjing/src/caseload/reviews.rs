//! Reviews: leads that are passed on, and each of their findings through one of the ways that a review
//! may take.

use super::leads::{check, not_confirmed};
use super::papers::Paper;
use super::plan::{Course, Script};
use super::recovery;
use super::stock::Stock;
use casework::lead::{self, Destination};
use casework::review_case::{ClearReason, Command, Confirmation, PanelMember, Subject, Vote};
use domain::{Certainty, Money};
use ledger::{LedgerError, MatterId, Viewer};

/// Leads with more findings do not become reviews here: each finding would be one.
const FINDINGS_MOST: usize = 6;

/// What a finding must be for a way to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Any,
    Definite,
    Suspect,
}

impl Need {
    fn fits(self, finding: &Subject) -> bool {
        match self {
            Need::Any => true,
            Need::Definite => finding.certainty == Certainty::Definite,
            Need::Suspect => finding.certainty != Certainty::Definite,
        }
    }
}

type Way = fn(&mut Review<'_, '_>) -> Result<(), LedgerError>;

/// Leads that were passed on at one time, and where their reviews have come to since.
struct Batch {
    /// days before the day of reference
    passed_on: i32,
    ways: &'static [(Need, Way)],
    /// for findings beyond the ways
    rest: Way,
}

const BATCHES: [Batch; 3] = [
    Batch {
        passed_on: 165,
        ways: &[
            (Need::Any, silence),
            (Need::Any, appealed_and_accepted),
            (Need::Any, panel_upheld),
            (Need::Any, panel_rejected),
            (Need::Any, appeal_upheld),
            (Need::Any, cleared),
            (Need::Any, checked_on_site),
            (Need::Any, transferred),
            (Need::Any, deducted_in_part),
        ],
        rest: silence,
    },
    Batch {
        passed_on: 46,
        ways: &[
            (Need::Suspect, waiting),
            (Need::Any, second_review_overdue),
            (Need::Any, reappeal),
            (Need::Any, panel),
            (Need::Any, site_check),
            (Need::Any, unconfirmed),
            (Need::Any, confirmed),
            (Need::Any, deducted),
        ],
        rest: deducted,
    },
    Batch {
        passed_on: 12,
        ways: &[
            (Need::Definite, waiting),
            (Need::Suspect, waiting),
            (Need::Any, told),
            (Need::Any, appealing),
            (Need::Any, second_review),
        ],
        rest: waiting,
    },
];

/// Takes leads for each batch until every way is taken, and plays them.
pub fn write(script: &mut Script<'_>, stock: &mut Stock) -> anyhow::Result<()> {
    for batch in &BATCHES {
        let mut open = batch.ways.to_vec();
        while !open.is_empty() {
            let wanted = |need: &(Need, Way), findings: &[Subject]| findings.iter().any(|one| need.0.fits(one));
            let lead = stock.take(|lead| {
                lead.findings.len() <= FINDINGS_MOST
                    && lead.is_worthwhile()
                    && open.iter().any(|need| wanted(need, &lead.findings))
            });
            let Some(lead) = lead else { break };
            let passed_on = batch.passed_on;
            let (cast, mut findings) = (script.cast, lead.findings.iter().collect::<Vec<_>>());
            // Of many, one turns out to be none.
            let none = match findings.len() {
                0..4 => None,
                _ => findings.pop(),
            };
            let mut course = script.course(lead.id.clone(), None);
            check(&mut course, passed_on + 6, passed_on + 3, &cast.auditors[2], &findings);
            if let Some(finding) = none {
                let mark = not_confirmed(finding, ClearReason::DataQuality);
                course.step(passed_on + 3, &cast.auditors[2], mark);
            }
            let to = Destination::Review;
            course.step(passed_on, &cast.chief, lead::Command::Dispatch { to });
            let after = course.last();
            for finding in findings {
                let place = open.iter().position(|(need, _)| need.fits(finding));
                let way = place.map_or(batch.rest, |place| open.remove(place).1);
                let mut course = script.course(MatterId::review(finding.finding), Some(after));
                let open = Command::Open {
                    subject: finding.clone(),
                    sampled: false,
                };
                course.step(passed_on, &cast.system, open);
                way(&mut Review {
                    amount: finding.flagged.money(),
                    subject: finding,
                    course,
                })?;
            }
        }
    }
    Ok(())
}

/// A review while its part of the plan is written.
struct Review<'s, 'a> {
    course: Course<'s, 'a>,
    subject: &'s Subject,
    /// what is claimed so far
    amount: Money,
}

impl Review<'_, '_> {
    fn step(&mut self, ago: i32, who: &Viewer, command: Command) {
        self.course.step(ago, who, command);
    }

    /// The institution is told: at once of a clear violation, of a suspicion once it was reviewed.
    fn tell(&mut self, ago: i32) {
        let auditor = &self.course.cast().auditors[0];
        if self.subject.certainty == Certainty::Definite {
            return self.step(ago, auditor, Command::Notify);
        }
        self.amount = self.amount.share(9, 10);
        let note = "部分项目符合使用条件，予以核减，其余认定".to_owned();
        let amount = self.amount;
        self.step(ago, auditor, Command::UpholdFirst { amount, note });
    }

    fn appeal(&mut self, ago: i32, argument: &str) {
        let office = self.course.cast().insurance_office(&self.subject.institution);
        let command = Command::SubmitAppeal {
            argument: argument.to_owned(),
            attachments: vec![self.course.paper(Paper::Appeal)],
        };
        self.course.step_with(ago, &office, command, &[Paper::Appeal]);
    }

    /// Told, appealed and taken by a second auditor.
    fn taken(&mut self, told: i32, appealed: i32, taken: i32) {
        self.tell(told);
        self.appeal(appealed, "患者病情确需，病程记录已有记载，请予复核");
        let auditor = &self.course.cast().auditors[1];
        self.step(taken, auditor, Command::TakeSecondReview);
    }

    fn uphold_second(&mut self, ago: i32) {
        self.amount = self.amount.share(9, 10);
        let (amount, note) = (self.amount, "申诉材料部分成立，其余维持".to_owned());
        let auditor = &self.course.cast().auditors[1];
        self.step(ago, auditor, Command::UpholdSecond { amount, note });
    }

    fn accept(&mut self, ago: i32) {
        let office = self.course.cast().insurance_office(&self.subject.institution);
        self.step(ago, &office, Command::Accept);
    }

    fn confirm(&mut self, ago: i32) {
        let head = &self.course.cast().head;
        self.step(ago, head, Command::Confirm);
    }

    /// Withholds a part in per cent, and gives what is left for the recovery ledger.
    fn deduct(&mut self, ago: i32, per_hundred: i64) -> Money {
        let amount = self.amount.share(per_hundred, 100);
        let day = self.course.day(ago);
        let settlement = format!("{:04}年{:02}月结算", day.year(), day.month());
        let finance = &self.course.cast().finance;
        self.step(ago, finance, Command::Deduct { amount, settlement });
        self.amount - amount
    }

    fn close(&mut self, ago: i32) {
        let auditor = &self.course.cast().auditors[0];
        self.step(ago, auditor, Command::Close);
    }

    /// Before the panel: told, appealed, upheld, appealed again.
    fn appealed_twice(&mut self, [told, appealed, taken, upheld, again]: [i32; 5]) {
        self.taken(told, appealed, taken);
        self.uphold_second(upheld);
        self.appeal(again, "补充专科会诊意见，请予合议");
    }

    fn form_panel(&mut self, ago: i32) -> Vec<PanelMember> {
        let cast = self.course.cast();
        let seat = |viewer: &Viewer, clinical_expert| PanelMember {
            user: viewer.actor.user.clone(),
            clinical_expert,
        };
        let members = vec![
            seat(&cast.auditors[2], false),
            seat(&cast.inspector, false),
            seat(&cast.expert, true),
        ];
        let panel = members.clone();
        self.step(ago, &cast.chief, Command::FormPanel { members });
        panel
    }

    fn decide_jointly(&mut self, ago: i32, members: &[PanelMember], upheld: bool) {
        let vote = |member: &PanelMember| Vote {
            user: member.user.clone(),
            upholds: upheld && !member.clinical_expert,
        };
        let command = Command::DecideJointly {
            votes: members.iter().map(vote).collect(),
            amount: self.amount,
            minutes: match upheld {
                true => "多数意见认为不符合支付范围，维持复审结果".to_owned(),
                false => "专科会诊意见充分，临床确有必要，不予认定".to_owned(),
            },
            reason: ClearReason::ClinicalNeed,
        };
        let chief = &self.course.cast().chief;
        self.step(ago, chief, command);
    }
}

fn silence(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.tell(160);
    let system = &review.course.cast().system;
    review.step(120, system, Command::Lapse);
    review.confirm(115);
    review.deduct(108, 100);
    review.close(106);
    Ok(())
}

fn appealed_and_accepted(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.taken(161, 154, 151);
    review.uphold_second(146);
    review.accept(140);
    review.confirm(136);
    let left = review.deduct(108, 60);
    review.close(106);
    recovery::of_review(&mut review.course, review.subject, left, 108, recovery::paid_and_closed)
}

fn panel_upheld(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.appealed_twice([161, 154, 151, 146, 139]);
    let members = review.form_panel(135);
    review.decide_jointly(128, &members, true);
    review.confirm(124);
    review.deduct(108, 100);
    review.close(106);
    Ok(())
}

fn panel_rejected(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.appealed_twice([161, 154, 151, 146, 139]);
    let members = review.form_panel(135);
    review.decide_jointly(128, &members, false);
    Ok(())
}

fn appeal_upheld(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.taken(161, 154, 151);
    let auditor = &review.course.cast().auditors[1];
    let (reason, note) = (ClearReason::ClinicalNeed, "申诉成立，临床确有必要".to_owned());
    review.step(146, auditor, Command::Clear { reason, note });
    Ok(())
}

fn cleared(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    let auditor = &review.course.cast().auditors[0];
    let (reason, note) = (ClearReason::PolicyException, "属双通道药品，政策允许".to_owned());
    review.step(160, auditor, Command::Clear { reason, note });
    Ok(())
}

fn send_to_site(review: &mut Review<'_, '_>, ago: i32) {
    let auditor = &review.course.cast().auditors[0];
    let reason = "须到场查看设备使用记录和耗材出入库".to_owned();
    review.step(ago, auditor, Command::SendToSiteCheck { reason });
}

fn checked_on_site(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    send_to_site(review, 160);
    let conclusion = Confirmation::Upheld {
        amount: review.amount,
        record: review.course.paper(Paper::SiteRecord),
    };
    let auditor = &review.course.cast().auditors[2];
    let command = Command::ConcludeSiteCheck { conclusion };
    review.course.step_with(140, auditor, command, &[Paper::SiteRecord]);
    review.confirm(136);
    review.deduct(108, 100);
    review.close(106);
    Ok(())
}

fn transferred(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.taken(161, 154, 151);
    let chief = &review.course.cast().chief;
    let reason = "涉嫌伪造检查报告，移送行政执法".to_owned();
    review.step(147, chief, Command::Transfer { reason });
    Ok(())
}

fn deducted_in_part(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.tell(161);
    review.accept(152);
    review.confirm(147);
    let left = review.deduct(138, 50);
    recovery::of_review(&mut review.course, review.subject, left, 138, recovery::overdue)
}

/// Nothing is done with it yet.
fn waiting(_: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    Ok(())
}

fn second_review_overdue(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.taken(42, 36, 33);
    Ok(())
}

fn reappeal(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.taken(24, 16, 13);
    review.uphold_second(6);
    Ok(())
}

fn panel(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.appealed_twice([30, 23, 20, 12, 7]);
    review.form_panel(4);
    Ok(())
}

fn site_check(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    send_to_site(review, 20);
    Ok(())
}

fn unconfirmed(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.tell(22);
    review.accept(14);
    Ok(())
}

fn confirmed(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.tell(27);
    review.accept(20);
    review.confirm(9);
    Ok(())
}

fn deducted(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.tell(42);
    review.accept(35);
    review.confirm(30);
    let left = review.deduct(11, 70);
    recovery::of_review(&mut review.course, review.subject, left, 11, recovery::partly_paid)
}

fn told(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.tell(4);
    Ok(())
}

fn appealing(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.tell(8);
    let head = review.course.cast().department_head(&review.subject.institution);
    review.step(5, &head, Command::BeginAppeal);
    Ok(())
}

fn second_review(review: &mut Review<'_, '_>) -> Result<(), LedgerError> {
    review.tell(9);
    review.appeal(3, "患者为急诊抢救，按规定可以使用，请予复核");
    Ok(())
}
