//! What the books show of each workflow of conduct. All of them are the institution's own and known to it
//! from their first event; who in it may see which kind is the scope's to say.

use crate::matter::{Kept, Kind, Outline};
use casework::{Machine, UserId};
use conduct::Fact;
use conduct::commendation::Commendation;
use conduct::declaration::Declaration;
use conduct::event::ConductEvent;
use conduct::packet::RedPacket;
use conduct::scheme::draft::SchemeDraft;
use conduct::service_complaint::ServiceComplaint;
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
            period: self.period,
            ..Outline::of(self.division?)
        })
    }
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
        institution: event.institution(),
        division: event.division(),
        department: event.subjects().next().map_or("", |subject| &subject.department.0),
        person: event.practitioner(),
        due: event.due(),
        assignee: event.assignee(),
        people: event.participants().into_iter().collect(),
        period: String::new(),
    }, facts |event, id| event.facts(id);
    SchemeDraft is Scheme: scheme => Sides {
        institution: scheme.institution(),
        division: scheme.division(),
        department: "",
        person: scheme.practitioner(),
        due: scheme.due(),
        assignee: scheme.assignee(),
        people: scheme.participants().into_iter().collect(),
        period: String::new(),
    };
    VetoDecision is Veto: veto => Sides {
        institution: veto.institution(),
        division: veto.division(),
        department: veto.candidate.as_ref().map_or("", |candidate| &candidate.subject.department.0),
        person: veto.practitioner(),
        due: veto.due(),
        assignee: veto.assignee(),
        people: veto.participants().into_iter().collect(),
        period: veto.candidate.as_ref().map_or_else(String::new, |candidate| candidate.year.to_string()),
    };
    RedPacket is Packet: packet => Sides {
        institution: packet.institution(),
        division: packet.division(),
        department: packet.packet.as_ref().map_or("", |packet| &packet.staff.department.0),
        person: packet.person(),
        due: packet.due(),
        assignee: packet.assignee(),
        people: packet.people(),
        period: String::new(),
    };
    Commendation is Commendation: praise => Sides {
        institution: praise.institution(),
        division: praise.division(),
        department: praise
            .record
            .as_ref()
            .and_then(|record| record.persons.first())
            .map_or("", |staff| &staff.department.0),
        person: praise.person(),
        due: praise.due(),
        assignee: praise.assignee(),
        people: praise.people(),
        period: String::new(),
    };
    Declaration is Declaration: declared => Sides {
        institution: declared.institution(),
        division: declared.division(),
        department: declared.matter.as_ref().map_or("", |matter| &matter.staff.department.0),
        person: declared.person(),
        due: declared.due(),
        assignee: declared.assignee(),
        people: declared.people(),
        period: String::new(),
    };
    ServiceComplaint is ServiceComplaint: complaint => Sides {
        institution: complaint.institution(),
        division: complaint.division(),
        department: complaint
            .intake
            .as_ref()
            .and_then(|intake| intake.staff.as_ref())
            .map_or("", |staff| &staff.department.0),
        person: complaint.person(),
        due: complaint.due(),
        assignee: complaint.assignee(),
        people: complaint.people(),
        period: String::new(),
    };
}
