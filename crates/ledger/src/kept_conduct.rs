//! What the books show of each workflow of conduct. All of them are the institution's own and known to it
//! from their first event; who in it may see which kind is the scope's to say.

use crate::matter::{Kept, Kind, Outline};
use casework::{Machine, UserId};
use conduct::Fact;
use conduct::antimicrobial::breach::Breach;
use conduct::assessment::YearAssessment;
use conduct::bulletin::Bulletin;
use conduct::case_library::LibraryCase;
use conduct::clean::duties::DutyList;
use conduct::clean::five_good::FiveGood;
use conduct::clean::record::Record;
use conduct::clean::risk_point::RiskPoint;
use conduct::commendation::Commendation;
use conduct::declaration::Declaration;
use conduct::discipline::DisciplineClue;
use conduct::event::ConductEvent;
use conduct::packet::RedPacket;
use conduct::pledge::Pledge;
use conduct::quality::{Assistance, Checkup, HighCostReview};
use conduct::scheme::draft::SchemeDraft;
use conduct::service_complaint::ServiceComplaint;
use conduct::training::Training;
use conduct::usage_query::UsageQuery;
use conduct::veto::VetoDecision;
use domain::{Day, Division, InstitutionCode, PractitionerCode};

/// What the outline of every matter of conduct is made of.
struct Sides<'m> {
    institution: Option<&'m InstitutionCode>,
    division: Option<&'m Division>,
    department: &'m str,
    person: Option<&'m PractitionerCode>,
    due: Option<Day>,
    assignee: Option<&'m UserId>,
    people: Vec<&'m UserId>,
    party: Option<&'m InstitutionCode>,
    period: String,
}

impl Sides<'_> {
    fn outline(self) -> Option<Outline> {
        Some(Outline {
            institution: self.institution.cloned(),
            practitioner: self.person.cloned(),
            department: self.department.to_owned(),
            due: self.due,
            assignee: self.assignee.cloned(),
            people: self.people.into_iter().cloned().collect(),
            parties: self.party.into_iter().cloned().collect(),
            period: self.period,
            ..Outline::of(self.division?)
        })
    }
}

/// The sides that every matter tells by the same names; who takes part is `people` in some and
/// `participants` in others.
macro_rules! sides {
    ($matter:ident, $people:ident) => {
        Sides {
            institution: $matter.institution(),
            division: $matter.division(),
            department: "",
            person: None,
            due: $matter.due(),
            assignee: $matter.assignee(),
            people: $matter.$people().into_iter().collect(),
            party: None,
            period: String::new(),
        }
    };
}

macro_rules! kept {
    ($($type:ident is $kind:ident: $matter:ident => $sides:expr $(, facts $facts:expr)?;)*) => {$(
        impl Kept for $type {
            const KIND: Kind = Kind::$kind;

            fn outline(&self) -> Option<Outline> {
                let $matter = self;
                $sides.outline()
            }

            fn tells(_: &<Self as Machine>::Event) -> bool {
                true
            }

            $(fn facts(&self, id: &str) -> Vec<Fact> {
                let facts: fn(&Self, &str) -> Vec<Fact> = $facts;
                facts(self, id)
            })?
        }
    )*};
}

kept! {
    ConductEvent is ConductEvent: event => Sides {
        department: event.subjects().next().map_or("", |subject| &subject.department.0),
        person: event.practitioner(),
        ..sides!(event, participants)
    }, facts |event, id| event.facts(id);
    SchemeDraft is Scheme: scheme => sides!(scheme, participants);
    YearAssessment is Assessment: assessment => Sides {
        department: assessment.subject().map_or("", |subject| &subject.department.0),
        person: assessment.practitioner(),
        period: assessment.year().map_or_else(String::new, |year| year.to_string()),
        ..sides!(assessment, participants)
    };
    VetoDecision is Veto: veto => Sides {
        department: veto.candidate.as_ref().map_or("", |candidate| &candidate.subject.department.0),
        person: veto.practitioner(),
        period: veto.candidate.as_ref().map_or_else(String::new, |candidate| candidate.year.to_string()),
        ..sides!(veto, participants)
    };
    RedPacket is Packet: packet => Sides {
        department: packet.packet.as_ref().map_or("", |packet| &packet.staff.department.0),
        person: packet.person(),
        ..sides!(packet, people)
    };
    Commendation is Commendation: praise => Sides {
        department: praise.record.as_ref().map_or("", |record| &record.department.0),
        person: praise.person(),
        ..sides!(praise, people)
    };
    Declaration is Declaration: declared => Sides {
        department: declared.matter.as_ref().map_or("", |matter| &matter.staff.department.0),
        person: declared.person(),
        ..sides!(declared, people)
    };
    ServiceComplaint is ServiceComplaint: complaint => Sides {
        department: complaint.intake.as_ref().map_or("", |intake| &intake.department.0),
        person: complaint.person(),
        ..sides!(complaint, people)
    };
    Bulletin is Bulletin: bulletin => sides!(bulletin, people);
    DutyList is DutyList: list => sides!(list, participants);
    FiveGood is FiveGood: evaluation => sides!(evaluation, participants);
    RiskPoint is RiskPoint: point => sides!(point, participants);
    Record is Record: record => sides!(record, participants);
    Training is Training: training => sides!(training, participants);
    Pledge is Pledge: pledge => sides!(pledge, participants);
    LibraryCase is LibraryCase: case => sides!(case, participants);
    DisciplineClue is Discipline: clue => Sides {
        person: clue.practitioner(),
        ..sides!(clue, participants)
    };
    UsageQuery is UsageQuery: query => sides!(query, participants);
    HighCostReview is HighCost: review => Sides {
        person: review.practitioner(),
        ..sides!(review, people)
    };
    Checkup is Checkup: checkup => sides!(checkup, people);
    Assistance is Assistance: assistance => Sides {
        institution: assistance.institution(),
        division: assistance.division(),
        department: "",
        person: None,
        due: assistance.due(),
        assignee: assistance.assignee(),
        people: Vec::new(),
        party: assistance.helper(),
        period: String::new(),
    };
    Breach is Breach: breach => Sides {
        person: breach.practitioner(),
        ..sides!(breach, people)
    };
}
