//! Documents of conduct: the record behind each kind, who issues it, and what the books add.

use crate::conduct::in_force;
use crate::consequences::system;
use crate::{Problem, Workbench};
use casework::{Recorded, Role};
use conduct::EventCode;
use conduct::antimicrobial::breach::{self, Breach};
use conduct::clean::duties::{self, DutyList, ListKind};
use conduct::clean::five_good::{self, FiveGood};
use conduct::{
    assessment, commendation, declaration, discipline, event, packet, pledge, service_complaint, usage_query, veto,
};
use domain::InstitutionCode;
use ledger::{Kind, LedgerError, MatterId, MatterRow, Reading};
use papers::{Conduct, Template};
use std::collections::BTreeMap;

macro_rules! conduct_of {
    (ConductEvent, $events:ident) => {
        Conduct::Event($events)
    };
    ($kind:ident, $events:ident) => {
        Conduct::$kind($events)
    };
}

macro_rules! records {
    ($($kind:ident: $machine:ty, $event:ty;)*) => {
        /// The record of a matter of conduct of a kind that has documents.
        pub(super) enum ConductRecord {
            $($kind(Vec<Recorded<$event>>),)*
        }

        impl ConductRecord {
            /// The record, where the matter exists for who asks; none where its kind has no documents here.
            pub(super) async fn of(reading: &Reading<'_>, id: &MatterId) -> Result<Option<Self>, LedgerError> {
                Ok(Some(match id.kind() {
                    $(Kind::$kind => Self::$kind(reading.matter::<$machine>(id).await?.history),)*
                    _ => return Ok(None),
                }))
            }

            pub(super) fn matter(&self) -> Conduct<'_> {
                match self {
                    $(Self::$kind(events) => conduct_of!($kind, events),)*
                }
            }
        }
    };
}

records! {
    ConductEvent: event::ConductEvent, event::Event;
    Assessment: assessment::YearAssessment, assessment::Event;
    Veto: veto::VetoDecision, veto::Event;
    Packet: packet::RedPacket, packet::Event;
    Commendation: commendation::Commendation, commendation::Event;
    Declaration: declaration::Declaration, declaration::Event;
    ServiceComplaint: service_complaint::ServiceComplaint, service_complaint::Event;
    DutyList: DutyList, duties::Event;
    FiveGood: FiveGood, five_good::Event;
    Pledge: pledge::Pledge, pledge::Event;
    Discipline: discipline::DisciplineClue, discipline::Event;
    UsageQuery: usage_query::UsageQuery, usage_query::Event;
    Breach: Breach, breach::Event;
}

impl ConductRecord {
    /// What the health bureau leads or decides it issues itself; everything else is the institution's.
    pub(super) fn is_issued_by_bureau(&self) -> bool {
        match self {
            Self::FiveGood(_) => true,
            Self::DutyList(events) => events.iter().any(|recorded| {
                matches!(
                    &recorded.event,
                    duties::Event::Begun { head, .. } if matches!(head.kind, ListKind::Tour | ListKind::Campaign)
                )
            }),
            Self::Breach(events) => events.iter().any(|recorded| {
                recorded.role == Role::HealthSection && matches!(recorded.event, breach::Event::Confirmed { .. })
            }),
            _ => false,
        }
    }

    /// Whether the document is one that the person himself gets: a veto once it is decided, nothing of a
    /// complaint, whose course is the office's.
    pub(super) fn is_served(&self, template: Template) -> bool {
        match self {
            Self::Veto(events) if template == Template::VetoForm => events
                .iter()
                .any(|recorded| matches!(recorded.event, veto::Event::Decided { .. })),
            Self::ServiceComplaint(_) => false,
            _ => true,
        }
    }
}

/// The person that a matter is about, by the register of staff of his institution.
pub(super) async fn addressee(workbench: &Workbench, row: &MatterRow) -> Result<Option<String>, Problem> {
    let (Some(institution), Some(code)) = (row.institution.as_deref(), row.practitioner.as_deref()) else {
        return Ok(None);
    };
    let viewer = system();
    let reading = workbench.ledger().read(&viewer);
    let staff = reading.staff(&InstitutionCode::new(institution)).await?;
    let found = staff.into_iter().find(|one| one.staff.code.as_str() == code);
    Ok(found.map(|one| one.staff.name))
}

/// What codes of conduct mean by the schemes in force in the institution.
pub(super) async fn codes(workbench: &Workbench, row: &MatterRow) -> Result<BTreeMap<EventCode, String>, Problem> {
    let Some(institution) = row.institution.as_deref().map(InstitutionCode::new) else {
        return Ok(BTreeMap::new());
    };
    let viewer = system();
    let period = row.period.as_deref().and_then(|period| period.parse().ok());
    let year = period.unwrap_or_else(|| workbench.now().day().year());
    let schemes = in_force(&workbench.ledger().read(&viewer), &institution, year).await?;
    let mut codes = BTreeMap::new();
    for own in &schemes {
        let rules = own.scheme.rules.iter().map(|rule| (&rule.code, &rule.name));
        let vetoes = own.scheme.vetoes.iter().map(|veto| (&veto.code, &veto.name));
        codes.extend(rules.chain(vetoes).map(|(code, name)| (code.clone(), name.clone())));
    }
    Ok(codes)
}
