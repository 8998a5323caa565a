//! What a run judges with: the library, the dictionaries laid out as the nouns of
//! `domain`, the scope, and the book of each institution.

use super::scope::Scope;
use crate::dictionary::Dictionaries;
use compact_str::CompactString;
use domain::{
    Day, DepartmentCode, Diagnosis, Division, Fact, HistoryReach, Institution, InsuredPerson, ItemCode, ItemKind,
    Operation, PersonId, PractitionerCode, PractitionerTitle, Stage,
};
use rulebook::{Glance, Library, ReviewOptions, Rulebook, Sieve};
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
    /// by layer, what its book needs of a person's lines
    sieves: Vec<Sieve>,
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
        let sieves = layers.iter().map(|book| {
            let parts = items.iter().map(|item| (&item.code, item.name.as_str(), item.kind));
            Sieve::new(book, options.samples_speak, parts)
        });
        Self {
            sieves: sieves.collect(),
            items,
            departments: departments.collect(),
            doctors: doctors.collect(),
            diagnoses: diagnoses.collect(),
            operations: operations.collect(),
            institutions,
            layer_of,
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

    /// What the book of a layer needs of a person's lines; none for a layer that there is not.
    pub(super) fn sieve(&self, layer: u16) -> Option<&Sieve> {
        self.sieves.get(layer as usize)
    }

    /// The dictionaries.
    pub(super) fn dictionaries(&self) -> &Dictionaries {
        &self.dictionaries
    }

    /// The library.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }
}

/// Numbers the books that apply somewhere; institutions under the same book share a number.
fn layers(library: &Library, institutions: &[Institution]) -> (Vec<u16>, Vec<Arc<Rulebook>>) {
    let (mut layer_of, mut layers): (Vec<u16>, Vec<Arc<Rulebook>>) = (Vec::new(), Vec::new());
    for place in institutions {
        let book = library.book_for(&place.division, &place.code);
        let number = layers
            .iter()
            .position(|known| Arc::ptr_eq(known, book))
            .unwrap_or_else(|| {
                layers.push(book.clone());
                layers.len() - 1
            });
        layer_of.push(u16::try_from(number).unwrap_or(0));
    }
    (layer_of, layers)
}
