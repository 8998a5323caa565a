//! Who acts in the tests, on what, and when.

use casework::lead::{Lead, LeadDraft, LeadKey};
use casework::review_case::{self, ReviewCase, Subject};
use casework::{Actor, Flagged, Limits, Place, Role, UserId, WorkCalendar, lead};
use domain::{
    Action, Certainty, Day, DepartmentCode, Division, EncounterId, FindingKey, InstitutionCode, Moment, Money,
    PersonId, PractitionerCode, RuleCode, Stage,
};
use ledger::{AlertEntry, Argument, FindingEntry, Handled, Ledger, LedgerError, MatterId, Scope, Viewer};

pub const COUNTY: &str = "440305";
pub const HOSPITAL: &str = "H1";

pub fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn bureau(name: &str, role: Role, division: &str) -> Viewer {
    let division = Division::new(division);
    viewer(name, role, Place::Bureau { division })
}

pub fn hospital(name: &str, code: &str) -> Viewer {
    let code = InstitutionCode::new(code);
    viewer(name, Role::InsuranceOffice, Place::Institution { code })
}

pub fn doctor(name: &str, institution: &str, code: &str) -> Viewer {
    let institution = InstitutionCode::new(institution);
    let place = Place::Institution {
        code: institution.clone(),
    };
    let scope = Scope::Practitioner {
        institution,
        code: PractitionerCode::new(code),
    };
    Viewer::within(actor(name, Role::Practitioner, place), scope)
}

pub fn system() -> Viewer {
    viewer("系统", Role::System, Place::Everywhere)
}

pub fn chief() -> Viewer {
    bureau("科长", Role::SectionChief, COUNTY)
}

pub fn auditor() -> Viewer {
    bureau("审核甲", Role::Auditor, COUNTY)
}

fn viewer(name: &str, role: Role, place: Place) -> Viewer {
    Viewer::at_place(actor(name, role, place))
}

pub fn actor(name: &str, role: Role, place: Place) -> Actor {
    Actor {
        user: UserId::from(name),
        role,
        place,
    }
}

/// By what deadlines are computed.
pub struct Rules {
    pub calendar: WorkCalendar,
    pub limits: Limits,
}

pub fn rules() -> Rules {
    Rules {
        calendar: WorkCalendar::shipped().unwrap(),
        limits: Limits::national(),
    }
}

pub fn key(number: u64) -> FindingKey {
    let mut key = [0; 16];
    key[8..].copy_from_slice(&number.to_be_bytes());
    FindingKey(key)
}

pub fn yuan(amount: i64) -> Flagged {
    Flagged::of(Money::from_scaled(amount * 100))
}

/// A finding of the hospital.
pub fn finding(number: u64) -> FindingEntry {
    FindingEntry {
        key: key(number),
        rule: RuleCode::new("GZ1"),
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        practitioner: Some(PractitionerCode::new("D1")),
        person: PersonId::new("参保人七"),
        encounter: EncounterId::new("就诊七"),
        amount: Money::from_scaled(100_000),
        service_day: day("2026-03-04"),
        certainty: Certainty::Suspect,
        argument: Argument {
            sentence: "重复收费".to_owned(),
            ..Argument::default()
        },
    }
}

pub fn draft(institution: &str, division: &str, rule: &str, findings: &[(u64, i64)]) -> LeadDraft {
    LeadDraft {
        key: LeadKey {
            institution: InstitutionCode::new(institution),
            rule: RuleCode::new(rule),
            period: "2026-03".to_owned(),
        },
        division: Division::new(division),
        findings: findings
            .iter()
            .map(|(number, amount)| (key(*number), yuan(*amount)))
            .collect(),
    }
}

/// What a doctor of the hospital was shown of a finding, by the call of that number.
pub fn alert(call: u64, finding: u64) -> AlertEntry {
    AlertEntry {
        id: format!("C{call:03}-{}", key(finding)),
        call: format!("C{call:03}"),
        finding: key(finding),
        at: at("2026-03-04 09:00:00").plus_seconds(i64::try_from(call).unwrap()),
        stage: Stage::Prescribing,
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        department: DepartmentCode::new("内科"),
        practitioner: PractitionerCode::new("D1"),
        rule: RuleCode::new("GZ1"),
        rule_name: "重复收费".to_owned(),
        certainty: Certainty::Definite,
        action: Action::Remind,
        amount: Money::from_scaled(1_000),
        sentence: "今日已收取".to_owned(),
    }
}

/// Opens a lead.
pub async fn open_lead(ledger: &Ledger, draft: LeadDraft, when: Moment) -> MatterId {
    let id = MatterId::lead(&draft.key, 1);
    let command = lead::Command::Open { draft };
    on_lead(ledger, &system(), when, &id, 0, command).await.unwrap();
    id
}

pub async fn on_lead(
    ledger: &Ledger,
    viewer: &Viewer,
    when: Moment,
    id: &MatterId,
    seen: i64,
    command: lead::Command,
) -> Result<Handled<Lead>, LedgerError> {
    let Rules { calendar, limits } = rules();
    ledger
        .write(viewer, when, async |writing| {
            writing.command::<Lead>(id, seen, command, &calendar, &limits).await
        })
        .await
}

pub async fn on_review(
    ledger: &Ledger,
    viewer: &Viewer,
    when: Moment,
    id: &MatterId,
    seen: i64,
    command: review_case::Command,
) -> Result<Handled<ReviewCase>, LedgerError> {
    let Rules { calendar, limits } = rules();
    ledger
        .write(viewer, when, async |writing| {
            writing
                .command::<ReviewCase>(id, seen, command, &calendar, &limits)
                .await
        })
        .await
}

/// A review that has been opened for a finding of the hospital, and not told to it.
pub async fn open_review(ledger: &Ledger, number: u64, when: Moment) -> MatterId {
    let id = MatterId::review(key(number));
    let subject = Subject {
        finding: key(number),
        rule: RuleCode::new("GZ1"),
        institution: InstitutionCode::new(HOSPITAL),
        division: Division::new(COUNTY),
        certainty: Certainty::Suspect,
        flagged: yuan(1000),
    };
    let command = review_case::Command::Open {
        subject,
        sampled: false,
    };
    on_review(ledger, &system(), when, &id, 0, command).await.unwrap();
    id
}

/// The first reviewer upholds, which tells the hospital.
pub async fn tell(ledger: &Ledger, id: &MatterId, when: Moment) {
    let version = ledger.read(&auditor()).row(id).await.unwrap().version;
    let command = review_case::Command::UpholdFirst {
        amount: Money::from_scaled(80_000),
        note: "超量".to_owned(),
    };
    on_review(ledger, &auditor(), when, id, version, command).await.unwrap();
    assert!(
        ledger.read(&auditor()).row(id).await.unwrap().told,
        "first review tells"
    );
}
