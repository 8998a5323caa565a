//! Generated rows as the records that a review reads: what an importer would make of them.

use domain::{
    CareSetting, Day, Diagnosis, Division, Encounter, Fact, FeeLine, HistoryReach, Institution, InstitutionKind,
    InstitutionLevel, Insurance, InsuredPerson, ItemKind, Maternity, Operation, PersonId, PrescriptionId, Record,
    Usage,
};
use simulate::{Chunk, County, Cover, Rank, Setting, Visit};

/// The records of a chunk, in the order of its persons.
pub fn records(county: &County, chunk: &Chunk) -> Vec<Record> {
    let mut records: Vec<Record> = chunk
        .persons
        .iter()
        .map(|person| Record {
            person: InsuredPerson {
                id: PersonId::new(person.id()),
                sex: person.sex.into(),
                birth: Fact::Known(person.birth),
                pool_area: Division::new(simulate::DIVISION),
                maternity: Fact::<Maternity>::Absent,
                certified_diseases: Fact::Absent,
                groups: Vec::new(),
            },
            encounters: Vec::new(),
            lines: Vec::new(),
            history: HistoryReach::Since(Day::from_ymd(2025, 1, 1).unwrap()),
        })
        .collect();
    let mut places: Vec<u32> = Vec::with_capacity(chunk.visits.len());
    for (number, visit) in (0_u32..).zip(&chunk.visits) {
        let record = &mut records[visit.person as usize];
        places.push(record.encounters.len() as u32);
        let cover = chunk.persons[visit.person as usize].cover;
        record.encounters.push(encounter(county, chunk, number, visit, cover));
    }
    for line in &chunk.lines {
        let visit = &chunk.visits[line.visit as usize];
        let house = county.institution(visit);
        let (item, department) = (county.item(line), house.department(line.department));
        records[visit.person as usize].lines.push(FeeLine {
            id: chunk.line_id(line.visit, line.number).as_str().into(),
            reverses: line
                .reverses
                .map(|number| chunk.line_id(line.visit, number).as_str().into()),
            encounter: places[line.visit as usize],
            // `-` stands for nothing, as on the wire.
            item: if item.code == "-" { "" } else { item.code }.into(),
            name: item.name.into(),
            kind: match item.list_type {
                "101" | "103" => ItemKind::Drug,
                "102" => ItemKind::Herb,
                "201" => ItemKind::Service,
                "301" => ItemKind::Consumable,
                _ => ItemKind::Other,
            },
            at: line.at,
            timing: Default::default(),
            until: None,
            uploaded_at: Some(line.uploaded_at),
            quantity: line.quantity,
            price: line.price,
            amount: line.amount,
            covered: line.covered(),
            prescription: line.prescription.map(|number| PrescriptionId::new(number.to_string())),
            department: department.code.into(),
            department_name: department.name.into(),
            doctor: line
                .doctor
                .map_or(String::new(), |doctor| house.doctor_code(doctor))
                .as_str()
                .into(),
            title: Fact::Absent,
            usage: Usage {
                days: line.days.into(),
                ..Usage::default()
            },
            list_price: line.list_price.into(),
            purchase_price: line.purchase_price.into(),
            current: true,
        });
    }
    records.iter_mut().for_each(Record::sort);
    records
}

fn encounter(county: &County, chunk: &Chunk, number: u32, visit: &Visit, cover: Cover) -> Encounter {
    let house = county.institution(visit);
    let department = house.department(visit.department);
    let coded = |diagnosis: &simulate::VisitDiagnosis| {
        let coded = county.diagnosis(*diagnosis);
        Diagnosis {
            code: coded.code.into(),
            name: coded.name.into(),
            principal: diagnosis.principal,
        }
    };
    let operated = |operation: &simulate::VisitOperation| {
        let coded = county.operation(*operation);
        Operation {
            code: coded.code.into(),
            name: coded.name.into(),
            principal: operation.principal,
            at: Some(operation.at),
        }
    };
    Encounter {
        id: chunk.visit_id(number).as_str().into(),
        institution: Institution {
            code: house.code.as_str().into(),
            level: match house.rank {
                Rank::Three | Rank::Internet => Fact::Known(InstitutionLevel::Three),
                Rank::Two => Fact::Known(InstitutionLevel::Two),
                Rank::One => Fact::Known(InstitutionLevel::One),
                Rank::Unrated => Fact::Known(InstitutionLevel::Unrated),
                Rank::Pharmacy => Fact::Absent,
            },
            kind: Fact::Known(match house.rank {
                Rank::Pharmacy => InstitutionKind::Pharmacy,
                Rank::Internet => InstitutionKind::Internet,
                _ => InstitutionKind::Medical,
            }),
            division: Division::new(simulate::DIVISION),
        },
        setting: Fact::Known(match visit.setting {
            Setting::Outpatient if house.rank == Rank::Internet => CareSetting::Internet,
            Setting::Outpatient => CareSetting::Outpatient,
            Setting::Emergency => CareSetting::Emergency,
            Setting::Chronic => CareSetting::ChronicOutpatient,
            Setting::Inpatient => CareSetting::Inpatient,
            Setting::Pharmacy => CareSetting::Pharmacy,
        }),
        insurance: Fact::Known(match cover {
            Cover::Employee => Insurance::Employee,
            Cover::Resident => Insurance::Resident,
        }),
        begin: visit.begin,
        end: visit.end,
        department: department.code.into(),
        department_name: department.name.into(),
        doctor: house.doctor_code(visit.doctor).as_str().into(),
        diagnoses: visit.diagnoses.iter().map(coded).collect(),
        operations: Fact::Known(visit.operations.iter().map(operated).collect()),
        total: Fact::Known(visit.total),
        fund_paid: Fact::Known(visit.fund_paid),
        special: Vec::new(),
        evidence: Vec::new(),
        current: true,
    }
}

/// The day of the first fee line of a county.
#[allow(dead_code, reason = "each test binary uses its own part")]
pub fn first_day(county: &County) -> Day {
    let chunks = (0..county.chunk_count()).map(|number| county.chunk(number));
    let first = chunks.filter_map(|chunk| chunk.lines.iter().map(|line| line.at.day()).min());
    first.min().unwrap()
}
