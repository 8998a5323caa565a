//! What a run judges with: the library, the dictionaries laid out as the nouns of
//! `domain`, the scope, and the book of each institution.

use super::scope::Scope;
use crate::dictionary::Dictionaries;
use compact_str::CompactString;
use domain::{
    Day, DepartmentCode, Diagnosis, Division, Fact, HistoryReach, Institution, InsuredPerson, ItemCode, ItemKind,
    Operation, PersonId, PractitionerCode, PractitionerTitle, Stage,
};
use rulebook::{Glance, Library, ReviewOptions, Rulebook, Sight};
use std::sync::Arc;

/// 医保目录项, ready to be put into a line.
#[derive(Debug)]
pub(super) struct ItemParts {
    pub code: ItemCode,
    pub name: CompactString,
    pub kind: ItemKind,
}

/// 科室
#[derive(Debug, Default)]
pub(super) struct DepartmentParts {
    pub code: DepartmentCode,
    pub name: CompactString,
}

/// 医务人员
#[derive(Debug, Default)]
pub(super) struct DoctorParts {
    pub code: PractitionerCode,
    /// false where the code is what clients write for none
    pub is_named: bool,
    pub title: Fact<PractitionerTitle>,
}

/// Everything that all buckets of a run share.
#[derive(Debug)]
pub struct Subject {
    library: Arc<Library>,
    pub(super) scope: Scope,
    pub(super) options: ReviewOptions,
    pub(super) history: HistoryReach,
    dictionaries: Dictionaries,
    pub(super) items: Vec<ItemParts>,
    pub(super) departments: Vec<DepartmentParts>,
    pub(super) doctors: Vec<DoctorParts>,
    pub(super) institutions: Vec<Institution>,
    /// by institution, the number of the layer that applies there
    layer_of: Vec<u16>,
    /// by layer, an institution to which it applies
    layers: Vec<Institution>,
    /// by layer, what its rules say of each item
    sights: Vec<Vec<Sight>>,
    pub(super) diagnoses: Vec<Diagnosis>,
    pub(super) operations: Vec<Operation>,
}

impl Subject {
    /// Lays out the dictionaries. `known_since` is the first day from which the lake holds everything.
    pub(super) fn new(
        library: Arc<Library>,
        dictionaries: Dictionaries,
        scope: Scope,
        options: ReviewOptions,
        known_since: Option<Day>,
    ) -> Self {
        let items = (0..dictionaries.items.len() as u32).filter_map(|id| {
            let (code, name, kind) = dictionaries.items.get(id)?;
            Some(ItemParts {
                code: ItemCode::new(code),
                name: name.into(),
                kind,
            })
        });
        let departments = (0..dictionaries.departments.len() as u32).filter_map(|id| {
            let (code, name) = dictionaries.departments.get(id)?;
            Some(DepartmentParts {
                code: DepartmentCode::new(code),
                name: name.into(),
            })
        });
        let doctors = (0..dictionaries.practitioners.len() as u32).filter_map(|id| {
            let (_, code, _) = dictionaries.practitioners.get(id)?;
            Some(DoctorParts {
                code: PractitionerCode::new(code),
                is_named: Glance::names_doctor(code),
                title: dictionaries.practitioners.title(id),
            })
        });
        let institutions: Vec<Institution> = (0..dictionaries.institutions.len() as u32)
            .filter_map(|id| {
                let entry = dictionaries.institutions.entry(id)?;
                Some(Institution {
                    code: dictionaries.institutions.code(id)?.into(),
                    level: dictionaries.institutions.level(id),
                    kind: dictionaries.institutions.kind(id),
                    division: entry.division.clone(),
                })
            })
            .collect();
        let diagnoses = (0..dictionaries.diagnoses.len() as u32).filter_map(|id| {
            let (code, name) = dictionaries.diagnoses.get(id)?;
            Some(Diagnosis {
                code: code.into(),
                name: name.into(),
                principal: false,
            })
        });
        let operations = (0..dictionaries.operations.len() as u32).filter_map(|id| {
            let (code, name) = dictionaries.operations.get(id)?;
            Some(Operation {
                code: code.into(),
                name: name.into(),
                principal: false,
                at: None,
            })
        });
        let (layer_of, layers) = layers(&library, &institutions);
        let items: Vec<ItemParts> = items.collect();
        let sights = layers.iter().map(|place| {
            let book = library.book_for(&place.division, &place.code);
            let sieve = book.sieve(options.samples_speak);
            let sight = |item: &ItemParts| sieve.sight(&item.code, &item.name, item.kind);
            items.iter().map(sight).collect()
        });
        Self {
            sights: sights.collect(),
            items,
            departments: departments.collect(),
            doctors: doctors.collect(),
            diagnoses: diagnoses.collect(),
            operations: operations.collect(),
            institutions,
            layer_of,
            layers,
            library,
            scope,
            options,
            history: known_since.map_or(HistoryReach::Absent, HistoryReach::Since),
            dictionaries,
        }
    }

    /// The stage of an audit.
    pub(super) const STAGE: Stage = Stage::Audit;

    /// The person behind an id of the lake.
    pub(super) fn person(&self, id: u32) -> Option<InsuredPerson> {
        let persons = &self.dictionaries.persons;
        Some(InsuredPerson {
            id: PersonId::new(persons.number(id)?),
            sex: persons.sex(id),
            birth: persons.birth(id).into(),
            pool_area: Division::new(persons.pool_area(id)),
            ..InsuredPerson::default()
        })
    }

    /// The number of the layer that applies at an institution.
    pub(super) fn layer_of(&self, institution: u32) -> u16 {
        self.layer_of.get(institution as usize).copied().unwrap_or(0)
    }

    /// The book of a layer.
    pub(super) fn book(&self, layer: u16) -> &Rulebook {
        match self.layers.get(layer as usize) {
            Some(place) => self.library.book_for(&place.division, &place.code),
            None => self.library.national(),
        }
    }

    /// What the rules of a layer say of each item.
    pub(super) fn sights(&self, layer: u16) -> &[Sight] {
        self.sights.get(layer as usize).map_or(&[], Vec::as_slice)
    }

    /// The library.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }
}

/// Numbers the layers that apply somewhere; institutions under the same book share a number.
fn layers(library: &Library, institutions: &[Institution]) -> (Vec<u16>, Vec<Institution>) {
    let (mut layer_of, mut layers): (Vec<u16>, Vec<Institution>) = (Vec::new(), Vec::new());
    for place in institutions {
        let book = library.book_for(&place.division, &place.code);
        let same = |known: &Institution| std::ptr::eq(library.book_for(&known.division, &known.code), book);
        let number = layers.iter().position(same).unwrap_or_else(|| {
            layers.push(place.clone());
            layers.len() - 1
        });
        layer_of.push(u16::try_from(number).unwrap_or(0));
    }
    (layer_of, layers)
}
