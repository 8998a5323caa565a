//! What the books show of each workflow, and by which events an institution learns of it.

use crate::matter::{Kept, Kind, Outline};
use casework::complaint::{self, Complaint};
use casework::credit::{self, CreditRecord};
use casework::enforcement::{self, Enforcement, Party};
use casework::lead::{self, Lead};
use casework::points::{self, PointRecord};
use casework::recovery::{self, Recovery};
use casework::rectification::{self, Rectification};
use casework::review_case::{self, ReviewCase};
use casework::self_audit::{self, SelfAudit};
use casework::transfer::{self, Transfer};

impl Kept for Lead {
    const KIND: Kind = Kind::Lead;

    fn outline(&self) -> Option<Outline> {
        let draft = self.draft.as_ref()?;
        Some(Outline {
            institution: Some(draft.key.institution.clone()),
            rule: Some(draft.key.rule.clone()),
            period: draft.key.period.clone(),
            assignee: self.assignee.clone(),
            people: self.assignee.iter().cloned().collect(),
            figures: self.figures(),
            ..Outline::of(&draft.division)
        })
    }

    /// A lead is the bureau's own; what becomes of it is told.
    fn tells(_: &lead::Event) -> bool {
        false
    }
}

impl Kept for ReviewCase {
    const KIND: Kind = Kind::Review;

    fn outline(&self) -> Option<Outline> {
        let subject = self.subject.as_ref()?;
        let (first, second) = (self.first_reviewer.iter(), self.second_reviewer.iter());
        let people = first.chain(second).chain(&self.checker).cloned();
        let panel = self.panel.iter().map(|member| member.user.clone());
        let assignee = match self.stage {
            review_case::Stage::FirstReview { .. } => self.first_reviewer.clone(),
            review_case::Stage::SecondReview { .. } => self.second_reviewer.clone(),
            _ => None,
        };
        Some(Outline {
            institution: Some(subject.institution.clone()),
            rule: Some(subject.rule.clone()),
            due: self.due(),
            assignee,
            people: people.chain(panel).collect(),
            figures: self.figures(),
            ..Outline::of(&subject.division)
        })
    }

    fn tells(event: &review_case::Event) -> bool {
        matches!(event, review_case::Event::Notified { .. })
    }
}

impl Kept for SelfAudit {
    const KIND: Kind = Kind::SelfAudit;

    fn outline(&self) -> Option<Outline> {
        let task = self.task.as_ref()?;
        let due = match self.stage {
            self_audit::Stage::Issued => self.due,
            _ => None,
        };
        Some(Outline {
            institution: Some(task.institution.clone()),
            due,
            figures: self.figures(),
            ..Outline::of(&task.division)
        })
    }

    fn tells(event: &self_audit::Event) -> bool {
        matches!(event, self_audit::Event::Issued { .. })
    }
}

impl Kept for Enforcement {
    const KIND: Kind = Kind::Enforcement;

    fn outline(&self) -> Option<Outline> {
        let matter = self.matter.as_ref()?;
        let institution = match &matter.party {
            Party::Institution { code } => Some(code.clone()),
            Party::Person { .. } => None,
        };
        let decision = match self.stage.counts_towards_decision() && self.paused_since.is_none() {
            true => self.decide_by,
            false => None,
        };
        let handlers = self.handlers.iter().map(|handler| handler.user.clone());
        let judges = self.legal_reviewer.iter().chain(&self.chair).chain(&self.decided_by);
        Some(Outline {
            institution,
            // Whichever clock runs out first.
            due: self.stage.due().into_iter().chain(decision).min(),
            assignee: self.handlers.first().map(|handler| handler.user.clone()),
            people: handlers.chain(judges.cloned()).collect(),
            figures: self.figures(),
            ..Outline::of(&matter.division)
        })
    }

    fn tells(event: &enforcement::Event) -> bool {
        use enforcement::Event::{DecisionServed, NoticeServed};
        matches!(event, NoticeServed { .. } | DecisionServed { .. })
    }
}

impl Kept for Recovery {
    const KIND: Kind = Kind::Recovery;

    fn outline(&self) -> Option<Outline> {
        let claim = self.claim.as_ref()?;
        let due = match self.stage {
            recovery::Stage::Due => self.due_on,
            _ => None,
        };
        Some(Outline {
            institution: Some(claim.institution.clone()),
            due,
            figures: self.figures(),
            ..Outline::of(&claim.division)
        })
    }

    fn tells(event: &recovery::Event) -> bool {
        matches!(event, recovery::Event::Opened { .. })
    }
}

impl Kept for Rectification {
    const KIND: Kind = Kind::Rectification;

    fn outline(&self) -> Option<Outline> {
        let problem = self.problem.as_ref()?;
        let due = match self.stage {
            rectification::Stage::Open => self.rounds.last().map(|round| round.due),
            _ => None,
        };
        Some(Outline {
            institution: Some(problem.institution.clone()),
            due,
            assignee: Some(problem.owner.clone()),
            people: [problem.owner.clone()].into(),
            ..Outline::of(&problem.division)
        })
    }

    fn tells(event: &rectification::Event) -> bool {
        matches!(event, rectification::Event::Ordered { .. })
    }
}

impl Kept for Transfer {
    const KIND: Kind = Kind::Transfer;

    fn outline(&self) -> Option<Outline> {
        let package = self.package.as_ref()?;
        Some(Outline {
            institution: Some(package.institution.clone()),
            due: self.due(),
            people: self.author.iter().cloned().collect(),
            ..Outline::of(&package.division)
        })
    }

    /// Whom a clue goes to is not the business of whom it is about.
    fn tells(_: &transfer::Event) -> bool {
        false
    }
}

impl Kept for Complaint {
    const KIND: Kind = Kind::Complaint;

    fn outline(&self) -> Option<Outline> {
        let report = self.report.as_ref()?;
        Some(Outline {
            institution: Some(report.respondent.clone()),
            due: self.due(),
            assignee: self.investigator.clone(),
            people: self.investigator.iter().cloned().collect(),
            ..Outline::of(&report.division)
        })
    }

    /// Nobody of the respondent may search by report; its very existence would point at the reporter.
    fn tells(_: &complaint::Event) -> bool {
        false
    }
}

impl Kept for CreditRecord {
    const KIND: Kind = Kind::Credit;

    fn outline(&self) -> Option<Outline> {
        let subject = self.subject.as_ref()?;
        let due = match self.stage {
            credit::Stage::Told { due } => Some(due),
            _ => None,
        };
        Some(Outline {
            institution: Some(subject.institution.clone()),
            period: format!("{:04}", subject.year),
            due,
            people: self.rated_by.iter().cloned().collect(),
            ..Outline::of(&subject.division)
        })
    }

    fn tells(event: &credit::Event) -> bool {
        matches!(event, credit::Event::Rated { .. })
    }
}

impl Kept for PointRecord {
    const KIND: Kind = Kind::Points;

    fn outline(&self) -> Option<Outline> {
        let person = self.person.as_ref()?;
        Some(Outline {
            // The file follows the person; the latest institution sees it.
            institution: self.entries.last().map(|entry| entry.institution.clone()),
            practitioner: Some(person.code.clone()),
            ..Outline::of(&person.division)
        })
    }

    /// A proposal is not yet told; points that were given are.
    fn tells(event: &points::Event) -> bool {
        matches!(event, points::Event::Given { .. })
    }
}
