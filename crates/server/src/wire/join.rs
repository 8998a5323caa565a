//! 合并 · A person who came in several nodes, and an encounter that came in several pieces, become one: apart they
//! would be judged apart, and what is remembered of one would take the place of the other.

use super::WireError;
use super::reading::{Place, Reading};
use super::review::{PatientRequest, Renamed};
use crate::identifier::identifies;
use compact_str::CompactString;
use domain::{
    Diagnosis, DiagnosisCode, DiagnosisSystem, Encounter, EncounterId, Fact, FeeLine, HistoryReach, InstitutionCode,
    InsuredPerson, LineId, Operation, PersonId, Record,
};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// Encounters of one person that are under review in one call, each of which is judged with all of his lines.
const CURRENT_MAX: usize = 20;

/// What one node of `patient_dtos` said.
#[derive(Debug)]
pub(super) struct Part {
    pub request: PatientRequest,
    /// its lines that bear another id in the record
    pub renamed: Vec<Renamed>,
}

/// Joins the nodes, in order, and gives the lines of all of them that bear another id in the record. Of a person with
/// several encounters under review each is judged by itself, the others beside it as context.
pub(super) fn join(
    root: &Place<'_>,
    parts: Vec<Part>,
    reading: &mut Reading,
) -> Result<(Vec<PatientRequest>, Vec<Renamed>), WireError> {
    let mut persons: Vec<Vec<(usize, Part)>> = Vec::with_capacity(parts.len());
    let mut known: HashMap<PersonId, usize> = HashMap::new();
    for (node, part) in parts.into_iter().enumerate() {
        let id = &part.request.record.person.id;
        // Who cannot be told from others is nobody else's second node.
        let at = match identifies(id) {
            true => *known.entry(id.clone()).or_insert(persons.len()),
            false => persons.len(),
        };
        match persons.get_mut(at) {
            Some(person) => person.push((node, part)),
            None => persons.push(vec![(node, part)]),
        }
    }
    let (mut patients, mut renamed) = (Vec::with_capacity(persons.len()), Vec::new());
    for mut person in persons {
        let in_pieces = |part: &Part| {
            let first = Encounter::first_places(&part.request.record.encounters);
            first.iter().enumerate().any(|(at, first)| at != *first)
        };
        if let [(_, only)] = person.as_mut_slice()
            && !(only.request.record.encounters.len() > 1 && in_pieces(only))
        {
            renamed.append(&mut only.renamed);
            patients.extend(person.into_iter().map(|(_, part)| part.request));
            continue;
        }
        let mut joined = Joined::default();
        for (node, part) in person {
            joined.add(&root.member("patient_dtos", node), part, reading);
        }
        if joined.current.len() > CURRENT_MAX {
            let reason = format!("同一参保人一次送审的当前就诊超过 {CURRENT_MAX} 次，请分次送审");
            return Err(root.refuse("patient_dtos", reason));
        }
        renamed.append(&mut joined.renamed);
        joined.into_requests(&mut patients);
    }
    Ok((patients, renamed))
}

/// A person as far as his nodes are joined.
#[derive(Default)]
struct Joined {
    person: Option<InsuredPerson>,
    encounters: Vec<Encounter>,
    lines: Vec<FeeLine>,
    renamed: Vec<Renamed>,
    /// the encounters under review, by their place
    current: Vec<u32>,
    /// where each encounter is; ids are unique only within an institution
    places: HashMap<(EncounterId, InstitutionCode), u32>,
    /// what each encounter lists that came in several pieces, by its place
    listed: HashMap<u32, Listed>,
    /// where each line is, by the place of its encounter
    ids: HashMap<(u32, LineId), usize>,
    /// how often the id of a line was met so far, where it was more than once
    repeated: HashMap<(u32, LineId), u32>,
}

impl Joined {
    fn add(&mut self, place: &Place<'_>, part: Part, reading: &mut Reading) {
        let Record {
            person,
            encounters,
            lines,
            ..
        } = part.request.record;
        match &mut self.person {
            Some(known) => complete_person(place, known, person, reading),
            none => *none = Some(person),
        }
        let mut of_part: Vec<u32> = Vec::with_capacity(encounters.len());
        for encounter in encounters {
            of_part.push(self.add_encounter(place, encounter, reading));
        }
        let sent: HashMap<(&EncounterId, &LineId), &str> = part
            .renamed
            .iter()
            .map(|renamed| ((&renamed.encounter, &renamed.given), renamed.sent.as_str()))
            .collect();
        for mut line in lines {
            let Some(&at) = of_part.get(line.encounter as usize) else {
                continue;
            };
            line.encounter = at;
            let encounter = &self.encounters[at as usize].id;
            let sent = sent.get(&(encounter, &line.id)).copied().unwrap_or(line.id.as_str());
            let sent = CompactString::new(sent);
            if let Some(known) = self.ids.get(&(at, line.id.clone())).map(|at| &mut self.lines[*at])
                && says_the_same(known, &line)
            {
                known.current |= line.current;
                continue;
            }
            let free = self.free_id(at, line.id.clone());
            if free != line.id {
                reading.note(
                    place,
                    "fsi_order_dtos",
                    format!("标识 {sent} 重复，暂编为 {free}，回复仍用原标识"),
                );
                line.id = free;
            }
            if line.id.as_str() != sent {
                self.renamed.push(Renamed {
                    person: self.person.as_ref().map(|person| person.id.clone()).unwrap_or_default(),
                    encounter: self.encounters[at as usize].id.clone(),
                    given: line.id.clone(),
                    sent,
                });
            }
            self.ids.insert((at, line.id.clone()), self.lines.len());
            self.lines.push(line);
        }
    }

    /// The place of the encounter, new or joined to what is known of it.
    fn add_encounter(&mut self, place: &Place<'_>, mut encounter: Encounter, reading: &mut Reading) -> u32 {
        let is_current = std::mem::take(&mut encounter.current);
        let next = self.encounters.len() as u32;
        let at = match self
            .places
            .entry((encounter.id.clone(), encounter.institution.code.clone()))
        {
            Entry::Vacant(new) => *new.insert(next),
            Entry::Occupied(known) => *known.get(),
        };
        match self.encounters.get_mut(at as usize) {
            Some(known) => {
                let listed = self.listed.entry(at).or_insert_with(|| Listed::of(known));
                complete_encounter(place, known, listed, encounter, reading);
            }
            None => self.encounters.push(encounter),
        }
        if is_current && !self.current.contains(&at) {
            self.current.push(at);
        }
        at
    }

    /// An id that no other line of the encounter has.
    fn free_id(&mut self, encounter: u32, wish: LineId) -> LineId {
        if !self.ids.contains_key(&(encounter, wish.clone())) {
            return wish;
        }
        let mut times = self.repeated.get(&(encounter, wish.clone())).copied().unwrap_or(1);
        loop {
            times += 1;
            let free = LineId::new(format!("{wish}#{times}"));
            if !self.ids.contains_key(&(encounter, free.clone())) {
                self.repeated.insert((encounter, wish), times);
                return free;
            }
        }
    }

    fn into_requests(self, patients: &mut Vec<PatientRequest>) {
        let Some(person) = self.person else { return };
        for &current in &self.current {
            let mut record = Record {
                person: person.clone(),
                encounters: self.encounters.clone(),
                lines: self.lines.clone(),
                history: HistoryReach::Absent,
            };
            record.encounters[current as usize].current = true;
            let current_encounter = record.encounters[current as usize].id.clone();
            for line in &mut record.lines {
                line.current &= line.encounter == current;
            }
            record.sort();
            patients.push(PatientRequest {
                record,
                current_encounter,
            });
        }
    }
}

/// True for one line that came twice, be it once as context.
fn says_the_same(known: &FeeLine, line: &FeeLine) -> bool {
    let as_known = FeeLine {
        current: known.current,
        ..line.clone()
    };
    *known == as_known
}

const FIRST_STANDS: &str = "同一参保人在几处写得不同，以先写的为准";

fn complete_person(place: &Place<'_>, known: &mut InsuredPerson, other: InsuredPerson, reading: &mut Reading) {
    let mut note = |field: &str, differs: bool| {
        if differs {
            reading.note(place, field, FIRST_STANDS);
        }
    };
    note("gend", differ(&known.sex, &other.sex));
    note("brdy", differ(&known.birth, &other.birth));
    let is_elsewhere = !other.pool_area.is_empty() && other.pool_area != known.pool_area;
    note("poolarea", is_elsewhere && !known.pool_area.is_empty());
    note("matn_stas", differ(&known.maternity, &other.maternity));
    complete(&mut known.sex, other.sex);
    complete(&mut known.birth, other.birth);
    complete(&mut known.maternity, other.maternity);
    if known.pool_area.is_empty() {
        known.pool_area = other.pool_area;
    }
}

/// What an encounter lists so far: it may come in thousands of pieces, and none of them looks through all of it.
struct Listed {
    operations: HashSet<Operation>,
    /// where each diagnosis with a code stands first
    diagnoses: HashMap<DiagnosisCode, usize>,
    /// systems that have a main diagnosis
    mains: HashSet<DiagnosisSystem>,
}

impl Listed {
    fn of(encounter: &Encounter) -> Self {
        let mut listed = Self {
            operations: encounter.operations.known().into_iter().flatten().cloned().collect(),
            diagnoses: HashMap::new(),
            mains: HashSet::new(),
        };
        listed.note_diagnoses(&encounter.diagnoses, 0);
        listed
    }

    /// Notes the diagnoses that stand at `from` and behind it.
    fn note_diagnoses(&mut self, diagnoses: &[Diagnosis], from: usize) {
        for (place, own) in diagnoses.iter().enumerate().skip(from) {
            if !own.code.is_empty() {
                self.diagnoses.entry(own.code.clone()).or_insert(place);
            }
            if own.principal {
                self.mains.insert(own.code.system());
            }
        }
    }
}

fn complete_encounter(
    place: &Place<'_>,
    known: &mut Encounter,
    listed: &mut Listed,
    other: Encounter,
    reading: &mut Reading,
) {
    let doctors_differ = !known.doctor.is_empty() && !other.doctor.is_empty() && known.doctor != other.doctor;
    for (field, differs) in [
        ("med_type", differ(&known.setting, &other.setting)),
        ("insutype", differ(&known.insurance, &other.insurance)),
        ("adm_date", known.begin != other.begin),
        (
            "dscg_date",
            known.end.is_some_and(|end| other.end.is_some_and(|other| other != end)),
        ),
        ("dr_codg", doctors_differ),
        ("medfee_sumamt", differ(&known.total, &other.total)),
        ("hifp_payamt", differ(&known.fund_paid, &other.fund_paid)),
    ] {
        if differs {
            reading.note(place, field, "同一次就诊在几处写得不同，以先写的为准");
        }
    }
    if let Fact::Known(others) = &other.operations {
        let new: Vec<Operation> = (others.iter().filter(|own| !listed.operations.contains(*own)).cloned()).collect();
        listed.operations.extend(new.iter().cloned());
        if let Fact::Known(operations) = &mut known.operations {
            operations.extend(new);
        }
    }
    add_diagnoses(&mut known.diagnoses, listed, &other.diagnoses);
    known.complete_from(&other);
}

/// Each piece may name what its orders are for. The main diagnosis is that of the piece which named one first.
fn add_diagnoses(known: &mut Vec<Diagnosis>, listed: &mut Listed, others: &[Diagnosis]) {
    let before = known.len();
    let mut mains = HashSet::new();
    for own in others {
        let becomes_main = own.principal && !listed.mains.contains(&own.code.system());
        if becomes_main {
            mains.insert(own.code.system());
        }
        match listed.diagnoses.get(&own.code) {
            Some(&place) => known[place].principal |= becomes_main,
            None => known.push(Diagnosis {
                principal: becomes_main,
                ..own.clone()
            }),
        }
    }
    listed.note_diagnoses(known, before);
    listed.mains.extend(mains);
}

fn differ<T: PartialEq>(known: &Fact<T>, other: &Fact<T>) -> bool {
    known
        .known()
        .zip(other.known())
        .is_some_and(|(known, other)| known != other)
}

fn complete<T>(known: &mut Fact<T>, other: Fact<T>) {
    if !known.is_known() && (other.is_known() || matches!(known, Fact::Absent)) {
        *known = other;
    }
}
