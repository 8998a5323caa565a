//! What the ledgers of an institution say of somebody's conduct becomes a proposed event: the people who
//! confirm events decide what counts. Nothing here gives a point.

use crate::Workbench;
use casework::UserId;
use conduct::commendation::Commendation;
use conduct::declaration::Declaration;
use conduct::event::{self, ConductEvent, Involved, Origin, Report};
use conduct::packet::RedPacket;
use conduct::service_complaint::ServiceComplaint;
use conduct::{EventCode, Staff, Subject};
use domain::{Day, Division, InstitutionCode, Money};
use ledger::{Claim, Kept, Kind, LedgerError, MatterId, Viewer};

/// 提出的行为 · one person's conduct as a matter has established it.
pub(crate) struct Proposal {
    staff: Staff,
    code: EventCode,
    on: Day,
    summary: String,
    amount: Option<Money>,
    /// where it comes from, given the number of the matter
    origin: fn(String) -> Origin,
}

/// A matter from which conduct may follow.
pub(crate) trait Proposing: Kept {
    /// Whose it is.
    fn place(&self) -> Option<(&InstitutionCode, &Division)>;

    /// What follows from it as it stands now.
    fn proposals(&self) -> Vec<Proposal>;
}

fn of_ledger(reference: String) -> Origin {
    Origin::Ledger { reference }
}

fn of_discipline(reference: String) -> Origin {
    Origin::Discipline { reference }
}

impl Proposing for RedPacket {
    fn place(&self) -> Option<(&InstitutionCode, &Division)> {
        Some((self.institution()?, self.division()?))
    }

    fn proposals(&self) -> Vec<Proposal> {
        let (Some(packet), Some(code)) = (&self.packet, self.proposed_event()) else {
            return Vec::new();
        };
        let judged = self.judgement.is_some();
        vec![Proposal {
            staff: packet.staff.clone(),
            code,
            on: packet.occurred_at.day(),
            summary: match judged {
                true => "红包登记迟报，纪检监察室已作出判断".to_owned(),
                false => "红包已登记、处理并核实".to_owned(),
            },
            amount: Some(packet.amount),
            origin: if judged { of_discipline } else { of_ledger },
        }]
    }
}

impl Proposing for Commendation {
    fn place(&self) -> Option<(&InstitutionCode, &Division)> {
        Some((self.institution()?, self.division()?))
    }

    fn proposals(&self) -> Vec<Proposal> {
        let Some(record) = &self.record else { return Vec::new() };
        let proposal = |(person, code)| {
            let staff = record.persons.iter().find(|staff| staff.code == person)?;
            Some(Proposal {
                staff: staff.clone(),
                code,
                on: record.received_on,
                summary: record.summary.clone(),
                amount: None,
                origin: of_ledger,
            })
        };
        self.proposed_events().into_iter().filter_map(proposal).collect()
    }
}

impl Proposing for Declaration {
    fn place(&self) -> Option<(&InstitutionCode, &Division)> {
        Some((self.institution()?, self.division()?))
    }

    fn proposals(&self) -> Vec<Proposal> {
        let (Some(matter), Some(code)) = (&self.matter, self.proposed_event()) else {
            return Vec::new();
        };
        vec![Proposal {
            staff: matter.staff.clone(),
            code,
            on: matter.on,
            summary: format!("未申报的{}，已查实", matter.content),
            amount: Some(matter.fee).filter(|fee| fee.is_positive()),
            origin: of_discipline,
        }]
    }
}

impl Proposing for ServiceComplaint {
    fn place(&self) -> Option<(&InstitutionCode, &Division)> {
        Some((self.institution()?, self.division()?))
    }

    fn proposals(&self) -> Vec<Proposal> {
        let (Some(intake), Some(finding), Some(code)) = (&self.intake, &self.finding, self.proposed_event()) else {
            return Vec::new();
        };
        let staff = intake.staff.iter();
        let proposal = |staff: &Staff| Proposal {
            staff: staff.clone(),
            code: code.clone(),
            on: intake.received_on,
            summary: finding.facts.clone(),
            amount: None,
            origin: |reference| Origin::Complaint { reference },
        };
        staff.map(proposal).collect()
    }
}

/// Proposes what follows from a matter; what was proposed before stays as it is.
pub(crate) async fn propose<M: Proposing>(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    id: &MatterId,
) -> Result<(), LedgerError> {
    let reading = workbench.ledger().read(viewer);
    let state = reading.matter::<M>(id).await?.state;
    let mut orders = Vec::new();
    if let Some((institution, division)) = state.place() {
        for proposal in state.proposals() {
            let user = reading.account_of(institution, &proposal.staff.code).await?;
            let name = format!(
                "{}:{}:{}",
                id.as_str().replace('/', ":"),
                proposal.staff.code.as_str(),
                proposal.code
            );
            let report = report(proposal, institution, division, user, id, workbench.now().day());
            orders.push((MatterId::new(Kind::ConductEvent, &name)?, report));
        }
    }
    workbench
        .write(viewer, async |writing| {
            for (event, report) in orders {
                let propose = event::Command::Propose { report };
                let proposed = writing
                    .command::<ConductEvent>(&event, 0, propose, &workbench.calendar(), workbench.limits())
                    .await;
                match proposed {
                    Ok(_) | Err(LedgerError::Conflict { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            writing.finish_job(claim).await
        })
        .await
}

fn report(
    proposal: Proposal,
    institution: &InstitutionCode,
    division: &Division,
    user: Option<UserId>,
    id: &MatterId,
    today: Day,
) -> Report {
    let Staff {
        code: person,
        name,
        department,
        ..
    } = proposal.staff;
    Report {
        institution: institution.clone(),
        division: division.clone(),
        code: proposal.code,
        occurred_on: proposal.on,
        learned_on: today,
        persons: vec![Involved {
            subject: Subject {
                person,
                name,
                department,
                user,
            },
            share: 100,
        }],
        head: None,
        origin: (proposal.origin)(id.to_string()),
        summary: proposal.summary,
        amount: proposal.amount,
        patient_seal: None,
        evidence: Vec::new(),
    }
}
