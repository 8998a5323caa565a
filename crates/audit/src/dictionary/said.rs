//! What the dictionaries say, as a hash: entries are only ever added, but what is known of a person, an
//! institution or a practitioner may change.

use super::{Dictionaries, DictionaryName};
use domain::Day;
use sha2::{Digest, Sha256};

impl Dictionaries {
    /// A hash of what the first entries say; none where there are fewer.
    pub(crate) fn said(&self, name: DictionaryName, entries: usize) -> Option<String> {
        let mut digest = Sha256::new();
        // A text cannot run into the next, because its length stands before it.
        let say = |digest: &mut Sha256, text: &str| {
            digest.update((text.len() as u32).to_le_bytes());
            digest.update(text);
        };
        for id in 0..u32::try_from(entries).ok()? {
            match name {
                DictionaryName::Persons => {
                    let persons = &self.persons;
                    say(&mut digest, persons.number(id)?);
                    digest.update([crate::values::encode(persons.sex(id))]);
                    say(&mut digest, persons.pool_area(id));
                    let born = persons.birth(id).map_or(i32::MIN, Day::epoch_days);
                    digest.update(born.to_le_bytes());
                }
                DictionaryName::Institutions => {
                    let places = &self.institutions;
                    say(&mut digest, places.code(id)?);
                    say(&mut digest, &format!("{:?}{:?}", places.level(id), places.kind(id)));
                    say(&mut digest, places.entry(id)?.division.as_str());
                }
                DictionaryName::Practitioners => {
                    let (institution, code, name) = self.practitioners.get(id)?;
                    [institution, code, name]
                        .into_iter()
                        .for_each(|text| say(&mut digest, text));
                    say(&mut digest, &format!("{:?}", self.practitioners.title(id)));
                }
                DictionaryName::Items => {
                    let (code, name, kind) = self.items.get(id)?;
                    [code, name, kind.zh()]
                        .into_iter()
                        .for_each(|text| say(&mut digest, text));
                }
                DictionaryName::Departments | DictionaryName::Diagnoses | DictionaryName::Operations => {
                    let named = match name {
                        DictionaryName::Departments => &self.departments,
                        DictionaryName::Diagnoses => &self.diagnoses,
                        _ => &self.operations,
                    };
                    let (code, name) = named.get(id)?;
                    [code, name].into_iter().for_each(|text| say(&mut digest, text));
                }
            }
        }
        Some(hex::encode(digest.finalize()))
    }
}
