//! What the ledgers of an institution say of somebody's conduct becomes a proposed event: the people who
//! confirm events decide what counts. Nothing here gives a point.

use crate::Workbench;
use casework::{Attachment, UserId};
use conduct::antimicrobial::Breach;
use conduct::commendation::Commendation;
use conduct::declaration::Declaration;
use conduct::event::{self, ConductEvent, Evidence, EvidenceKind, Involved, Origin, Report};
use conduct::packet::RedPacket;
use conduct::quality::HighCostReview;
use conduct::service_complaint::ServiceComplaint;
use conduct::training::{Bonus, Training};
use conduct::veto::{self, Basis, Candidate, VetoDecision};
use conduct::{EventCode, Staff, Subject};
use domain::{Day, Division, FindingKey, InstitutionCode, Money, PractitionerCode, RuleCode};
use ledger::{Claim, FindingRow, Kept, Kind, LedgerError, MatterId, StaffRow, Viewer, Writing};
use std::collections::BTreeMap;

/// 提出的行为 · one person's conduct as a matter has established it.
pub(crate) struct Proposal {
    staff: Staff,
    code: EventCode,
    on: Day,
    summary: String,
    amount: Option<Money>,
    evidence: Vec<Attachment>,
    /// where it comes from, given the number of the matter
    origin: fn(String) -> Origin,
}

/// A matter from which conduct may follow.
pub(crate) trait Proposing: Kept {
    /// Whose it is.
    fn place(&self) -> Option<(&InstitutionCode, &Division)>;

    /// What follows from it as it stands now, of people whom it knows.
    fn proposals(&self) -> Vec<Proposal> {
        Vec::new()
    }

    /// What follows from it as it stands now of somebody whom it knows by his code alone, with the amount
    /// that is in doubt. Nothing is proposed where the institution does not list him.
    fn candidate(&self) -> Option<(conduct::Candidate, Option<Money>)> {
        None
    }
}

fn of_ledger(reference: String) -> Origin {
    Origin::Ledger { reference }
}

fn of_discipline(reference: String) -> Origin {
    Origin::Discipline { reference }
}

/// The slips of a packet and of what became of it.
fn of_packet(packet: &RedPacket) -> Vec<Attachment> {
    let first = packet.packet.iter().flat_map(|registered| &registered.evidence);
    let later = packet.disposals.iter().flat_map(|disposal| &disposal.evidence);
    first.chain(later).cloned().collect()
}

impl Proposing for RedPacket {
    fn place(&self) -> Option<(&InstitutionCode, &Division)> {
        Some((self.institution()?, self.division()?))
    }

    fn proposals(&self) -> Vec<Proposal> {
        let (Some(packet), Some(code), Some(at)) = (&self.packet, self.proposed_event(), self.occurred_at) else {
            return Vec::new();
        };
        let judged = self.judgement.is_some();
        vec![Proposal {
            staff: packet.staff.clone(),
            code,
            on: at.day(),
            summary: match judged {
                true => "红包登记迟报，纪检监察室已作出判断".to_owned(),
                false => "红包已登记、处理并核实".to_owned(),
            },
            amount: Some(packet.amount),
            evidence: of_packet(self),
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
                evidence: self.image().cloned().into_iter().collect(),
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
            evidence: Vec::new(),
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
            evidence: finding.evidence.clone(),
            origin: |reference| Origin::Complaint { reference },
        };
        staff.map(proposal).collect()
    }
}

impl Proposing for Breach {
    fn place(&self) -> Option<(&InstitutionCode, &Division)> {
        Some((self.institution()?, self.division()?))
    }

    fn candidate(&self) -> Option<(conduct::Candidate, Option<Money>)> {
        Some((Breach::candidate(self)?, None))
    }
}

impl Proposing for HighCostReview {
    fn place(&self) -> Option<(&InstitutionCode, &Division)> {
        Some((self.institution()?, self.division()?))
    }

    fn candidate(&self) -> Option<(conduct::Candidate, Option<Money>)> {
        let doubtful = self.sheet.as_ref().map(|sheet| sheet.doubtful);
        Some((
            HighCostReview::candidate(self)?,
            doubtful.filter(|amount| amount.is_positive()),
        ))
    }
}

/// Proposes what follows from a matter; what was proposed before stays as it is.
pub(crate) async fn propose<M: Proposing>(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    id: &MatterId,
) -> Result<(), LedgerError> {
    let state = workbench.ledger().read(viewer).matter::<M>(id).await?.state;
    let mut proposals = state.proposals();
    if let Some((institution, _)) = state.place()
        && let Some((candidate, amount)) = state.candidate()
        && let Some(staff) = listed(workbench, viewer, institution, candidate.person.as_ref()).await?
    {
        proposals.push(Proposal {
            staff,
            code: candidate.code,
            on: candidate.occurred_on,
            summary: candidate.basis,
            amount,
            evidence: Vec::new(),
            origin: of_ledger,
        });
    }
    all(workbench, viewer, claim, id, state.place(), proposals).await
}

/// What a training proposes: who stayed away, or did without the examination, and who did very well in it.
/// The names are those of the list of staff; whom it does not have any more nothing is proposed of. A mark
/// that is only poor is proposed as nothing: the catalogue has no conduct for it.
pub(crate) async fn of_training(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    id: &MatterId,
) -> Result<(), LedgerError> {
    let reading = workbench.ledger().read(viewer);
    let state = reading.matter::<Training>(id).await?.state;
    let (Some(plan), Some(institution)) = (&state.plan, state.institution()) else {
        return all(workbench, viewer, claim, id, None, Vec::new()).await;
    };
    let staff = reading.staff(institution).await?;
    let staff: BTreeMap<_, _> = staff
        .into_iter()
        .map(|row| (row.staff.code.clone(), row.staff))
        .collect();
    let proposal = |person: &PractitionerCode, code: EventCode, summary: String| {
        Some(Proposal {
            staff: staff.get(person)?.clone(),
            code: code.clone(),
            on: plan.held_on,
            summary,
            amount: None,
            // The sheet of who came says nothing of a mark.
            evidence: state
                .sheet
                .iter()
                .filter(|_| code.to_string() == MISSED)
                .cloned()
                .collect(),
            origin: of_ledger,
        })
    };
    let mut proposals = Vec::new();
    if let Ok(missed) = MISSED.parse::<EventCode>() {
        let topic = &plan.topic;
        let absent = state.absent().into_iter();
        proposals.extend(absent.filter_map(|person| {
            let say = format!("未参加行风培训“{topic}”，是否无故由科室确认");
            proposal(person, missed.clone(), say)
        }));
        let unexamined = state.unexamined().into_iter();
        let came = unexamined.filter(|person| state.attended.contains(*person));
        proposals.extend(came.filter_map(|person| {
            let say = format!("参加行风培训“{topic}”，未参加考核，是否无故由科室确认");
            proposal(person, missed.clone(), say)
        }));
    }
    if let Ok(code) = EXCELLENT.parse() {
        let bonus = Bonus {
            least: EXCELLENT_MARK,
            code,
        };
        let reached = state.proposals(Some(&bonus)).into_iter();
        proposals.extend(reached.filter_map(|one| {
            let say = format!("行风培训“{}”考核成绩{}分", plan.topic, one.mark);
            proposal(&one.person, one.code, say)
        }));
    }
    let place = state.institution().zip(state.division());
    all(workbench, viewer, claim, id, place, proposals).await
}

/// 无故不参加学习、会议
const MISSED: &str = "M13";
/// 医德医风考试成绩优秀
const EXCELLENT: &str = "A18";
/// The mark from which the catalogue counts [`EXCELLENT`].
const EXCELLENT_MARK: u8 = 95;

/// Proposes events of a matter in one write, which ends the job.
async fn all(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    id: &MatterId,
    place: Option<(&InstitutionCode, &Division)>,
    proposals: Vec<Proposal>,
) -> Result<(), LedgerError> {
    let mut orders = Vec::new();
    if let Some(place) = place {
        for proposal in proposals {
            orders.push(order(workbench, viewer, proposal, place, id).await?);
        }
    }
    workbench
        .write(viewer, async |writing| {
            for order in orders {
                order.carry_out(workbench, writing).await?;
            }
            writing.finish_job(claim).await
        })
        .await
}

/// 待提出的行为 · an event that is to be proposed in a write.
pub(crate) struct Order {
    /// the matter that established it, whose files the event has too
    from: MatterId,
    event: MatterId,
    report: Report,
}

impl Order {
    /// Proposes the event; one that was proposed before stays as it is.
    pub(crate) async fn carry_out(self, workbench: &Workbench, writing: &mut Writing<'_>) -> Result<(), LedgerError> {
        let files: Vec<String> = self
            .report
            .evidence
            .iter()
            .map(|one| one.paper.digest.clone())
            .collect();
        let propose = event::Command::Propose { report: self.report };
        let proposed = writing
            .command::<ConductEvent>(&self.event, 0, propose, &workbench.calendar(), workbench.limits())
            .await;
        match proposed {
            Ok(_) => {
                let files: Vec<&str> = files.iter().map(String::as_str).collect();
                writing.share_attachments(&self.from, &self.event, &files).await
            }
            Err(LedgerError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The event that a proposal becomes; the same proposal becomes the same event.
async fn order(
    workbench: &Workbench,
    viewer: &Viewer,
    proposal: Proposal,
    (institution, division): (&InstitutionCode, &Division),
    id: &MatterId,
) -> Result<Order, LedgerError> {
    let person = &proposal.staff.code;
    let user = workbench.ledger().read(viewer).account_of(institution, person).await?;
    let origin = id.as_str().replace('/', ":");
    let name = format!("{origin}:{}:{}", person.as_str(), proposal.code);
    Ok(Order {
        from: id.clone(),
        event: MatterId::new(Kind::ConductEvent, &name)?,
        report: report(proposal, institution, division, user, id, workbench.now().day()),
    })
}

/// The person of an institution's list with this code.
async fn listed(
    workbench: &Workbench,
    viewer: &Viewer,
    institution: &InstitutionCode,
    code: Option<&PractitionerCode>,
) -> Result<Option<Staff>, LedgerError> {
    let listed = workbench.ledger().read(viewer).staff(institution).await?;
    let is_his = |listed: &StaffRow| Some(&listed.staff.code) == code;
    Ok(listed.into_iter().find(is_his).map(|listed| listed.staff))
}

/// What a finding that was upheld proposes about the doctor: unreasonable examination, drug or treatment
/// (`M24`), which the ethics office may name otherwise or turn down. Nothing where the institution does
/// not list him.
pub(crate) async fn of_upheld(
    workbench: &Workbench,
    viewer: &Viewer,
    finding: FindingKey,
    row: &FindingRow,
    amount: Money,
    id: &MatterId,
) -> Result<Option<Order>, LedgerError> {
    let (institution, division) = (
        InstitutionCode::new(row.institution.as_str()),
        Division::new(row.division.as_str()),
    );
    let Ok(code) = UNREASONABLE.parse::<EventCode>() else {
        return Ok(None);
    };
    let doctor = row.practitioner.as_deref().map(PractitionerCode::new);
    let Some(doctor) = listed(workbench, viewer, &institution, doctor.as_ref()).await? else {
        return Ok(None);
    };
    let proposal = Proposal {
        staff: doctor,
        code,
        on: row.service_day,
        summary: format!("医保审核认定违规：{}", row.argument.sentence),
        amount: Some(amount).filter(|amount| amount.is_positive()),
        evidence: Vec::new(),
        origin: of_ledger,
    };
    let mut order = order(workbench, viewer, proposal, (&institution, &division), id).await?;
    order.report.origin = Origin::Finding {
        finding,
        rule: RuleCode::new(row.rule.as_str()),
        reference: id.to_string(),
    };
    Ok(Some(order))
}

/// 不合理检查、用药、治疗
const UNREASONABLE: &str = "M24";

/// Names as candidates of a veto the people of an event that was confirmed under a condition of veto.
pub(crate) async fn nominate(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    id: &MatterId,
) -> Result<(), LedgerError> {
    let state = workbench.ledger().read(viewer).matter::<ConductEvent>(id).await?.state;
    let mut orders = Vec::new();
    if let (Some(institution), Some(division), Some(approval)) =
        (state.institution(), state.division(), &state.approval)
    {
        for subject in state.veto_candidates() {
            let name = format!("{}:{}", id.as_str().replace('/', ":"), subject.person.as_str());
            let candidate = Candidate {
                institution: institution.clone(),
                division: division.clone(),
                subject: subject.clone(),
                year: approval.counted_year,
                basis: Basis::ConductEvent {
                    event: id.to_string(),
                    code: approval.code.clone(),
                },
            };
            orders.push((MatterId::new(Kind::Veto, &name)?, candidate));
        }
    }
    workbench
        .write(viewer, async |writing| {
            for (veto, candidate) in orders {
                let nominate = veto::Command::Nominate { candidate };
                let nominated = writing
                    .command::<VetoDecision>(&veto, 0, nominate, &workbench.calendar(), workbench.limits())
                    .await;
                match nominated {
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
        evidence: proposal
            .evidence
            .into_iter()
            .map(|paper| Evidence {
                kind: EvidenceKind::Scan,
                paper,
                taken_on: None,
            })
            .collect(),
    }
}
