//! Dictionaries: what the integers of the lake stand for. Row number = id;
//! entries are only ever appended, so that no part has to be written again.

mod persons;
mod said;
mod stored;
mod text_table;

pub use persons::{PersonEntry, Persons};
pub(crate) use stored::DictionaryName;
pub use text_table::TextTable;

use crate::LakeError;
use domain::national;
use domain::{Division, Fact, InstitutionKind, InstitutionLevel, ItemCode, ItemKind, PractitionerTitle};
use hashbrown::HashMap;

/// Between the parts of an entry that consists of several texts. No field contains it: control
/// characters are removed where a field is read.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// All dictionaries of a lake, in memory.
#[derive(Debug, Clone, Default)]
pub struct Dictionaries {
    /// 参保人
    pub persons: Persons,
    /// 定点医药机构
    pub institutions: Institutions,
    /// 科室: code, name
    pub departments: Named,
    /// 医务人员: institution, code, name
    pub practitioners: Practitioners,
    /// 医保目录项: code, name, kind
    pub items: Items,
    /// 诊断: code, name
    pub diagnoses: Named,
    /// 手术操作: code, name
    pub operations: Named,
}

/// Entries of a code and a name.
#[derive(Debug, Clone, Default)]
pub struct Named {
    pub(crate) table: TextTable,
}

impl Named {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// True where nothing was entered yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Code and name of an entry.
    pub fn get(&self, id: u32) -> Option<(&str, &str)> {
        self.table.get(id)?.split_once(SEPARATOR)
    }
}

/// 医保目录项
#[derive(Debug, Clone, Default)]
pub struct Items {
    pub(crate) table: TextTable,
}

impl Items {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// True where nothing was entered yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Code, name and kind of an entry.
    pub fn get(&self, id: u32) -> Option<(&str, &str, ItemKind)> {
        let (rest, kind) = self.table.get(id)?.rsplit_once(SEPARATOR)?;
        let (code, name) = rest.split_once(SEPARATOR)?;
        let kind = kind
            .parse()
            .ok()
            .and_then(|kind| crate::values::decode(kind).known().copied());
        Some((code, name, kind.unwrap_or(ItemKind::Other)))
    }

    /// The entry's text of an item as a claim names it. The kind: the national code shows it, else
    /// the catalogue class, as in real time; code 0 and the name 默认 stand for an item without
    /// national code, whose own name counts.
    pub(crate) fn key(code: &str, name: Option<&str>, class: Option<&str>, key: &mut String) {
        let code = if code == "0" { "" } else { code };
        let kind = ItemKind::from_code(&ItemCode::new(code))
            .or_else(|| class.and_then(national::item_kind))
            .unwrap_or(ItemKind::Other);
        key.clear();
        key.push_str(code);
        key.push(SEPARATOR);
        key.push_str(name.filter(|name| *name != "默认").unwrap_or_default());
        key.push(SEPARATOR);
        key.push(char::from(b'0' + crate::values::encode(Fact::Known(kind)) % 10));
    }
}

/// 医务人员
#[derive(Debug, Clone, Default)]
pub struct Practitioners {
    pub(crate) table: TextTable,
    pub(crate) titles: Vec<u8>,
    /// title by institution and code, where the registry gives it
    registered: HashMap<String, u8>,
}

impl Practitioners {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// True where nothing was entered yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Institution, code and name of an entry.
    pub fn get(&self, id: u32) -> Option<(&str, &str, &str)> {
        let (institution, rest) = self.table.get(id)?.split_once(SEPARATOR)?;
        let (code, name) = rest.split_once(SEPARATOR)?;
        Some((institution, code, name))
    }

    /// The title of an entry.
    pub fn title(&self, id: u32) -> Fact<PractitionerTitle> {
        self.titles
            .get(id as usize)
            .map_or(Fact::Absent, |code| crate::values::decode(*code))
    }

    /// True where the registry gives a title for the institution and code.
    pub(crate) fn is_registered(&self, key: &str) -> bool {
        let person = key.rsplit_once(SEPARATOR).map(|(person, _)| person);
        person.is_some_and(|person| self.registered.contains_key(person))
    }

    /// What the registry says of a practitioner; it holds for every spelling of the name.
    pub(crate) fn register(&mut self, key: &str, title: u8) -> Result<u32, LakeError> {
        let id = self.table.insert(key)?;
        if let Some((person, _)) = key.rsplit_once(SEPARATOR) {
            let known = self.registered.entry(person.to_owned()).or_default();
            // What is not said now was said before.
            if title != 0 {
                *known = title;
            }
        }
        Ok(id)
    }

    /// Gives every entry the title that the registry knows for its institution and code.
    pub(crate) fn settle_titles(&mut self) {
        self.titles = (0..self.len() as u32)
            .map(|id| {
                let known = self.table.get(id).and_then(|key| key.rsplit_once(SEPARATOR));
                known
                    .and_then(|(person, _)| self.registered.get(person))
                    .copied()
                    .unwrap_or(0)
            })
            .collect();
    }

    pub(crate) fn stored(table: TextTable, titles: Vec<u8>) -> Self {
        let mut registered = HashMap::new();
        for (key, title) in table.iter().zip(&titles).filter(|(_, title)| **title != 0) {
            if let Some((person, _)) = key.rsplit_once(SEPARATOR) {
                registered.insert(person.to_owned(), *title);
            }
        }
        Self {
            table,
            titles,
            registered,
        }
    }
}

/// What is known of an institution besides its code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InstitutionEntry {
    /// 机构名称
    pub name: String,
    /// 机构等级, as [`crate::values`] codes it
    pub level: u8,
    /// 机构类型
    pub kind: u8,
    /// 医保区划
    pub division: Division,
}

/// 定点医药机构
#[derive(Debug, Clone, Default)]
pub struct Institutions {
    pub(crate) codes: TextTable,
    pub(crate) entries: Vec<InstitutionEntry>,
}

impl Institutions {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// True where nothing was entered yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of an entry.
    pub fn code(&self, id: u32) -> Option<&str> {
        self.codes.get(id)
    }

    /// The id of a code.
    pub fn find(&self, code: &str) -> Option<u32> {
        self.codes.find(code)
    }

    /// What is known of an institution.
    pub fn entry(&self, id: u32) -> Option<&InstitutionEntry> {
        self.entries.get(id as usize)
    }

    /// Code of every entry, what is known of it, and 机构等级.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &InstitutionEntry, Fact<InstitutionLevel>)> {
        let entries = self.codes.iter().zip(&self.entries);
        entries.map(|(code, entry)| (code, entry, crate::values::decode(entry.level)))
    }

    /// 机构等级
    pub fn level(&self, id: u32) -> Fact<InstitutionLevel> {
        self.entry(id)
            .map_or(Fact::Absent, |entry| crate::values::decode(entry.level))
    }

    /// 机构类型
    pub fn kind(&self, id: u32) -> Fact<InstitutionKind> {
        self.entry(id)
            .map_or(Fact::Absent, |entry| crate::values::decode(entry.kind))
    }

    /// Enters an institution, or what is newly known of it.
    pub(crate) fn register(&mut self, code: &str, entry: InstitutionEntry) -> Result<u32, LakeError> {
        let id = self.mention(code)?;
        if let Some(known) = self.entries.get_mut(id as usize) {
            let was = std::mem::replace(known, entry);
            // What is not said now was said before.
            if known.name.is_empty() {
                known.name = was.name;
            }
            if known.level == 0 {
                known.level = was.level;
            }
            if known.kind == 0 {
                known.kind = was.kind;
            }
            if known.division.as_str().is_empty() {
                known.division = was.division;
            }
        }
        Ok(id)
    }

    /// Enters an institution that is only referred to.
    pub(crate) fn mention(&mut self, code: &str) -> Result<u32, LakeError> {
        let id = self.codes.insert(code)?;
        self.entries.resize_with(self.codes.len(), InstitutionEntry::default);
        Ok(id)
    }

    /// Enters institutions that are only referred to, as [`TextTable::absorb`] does.
    pub(crate) fn absorb(&mut self, others: &[&TextTable]) -> Result<Vec<Vec<u32>>, LakeError> {
        let numbers = self.codes.absorb(others)?;
        self.entries.resize_with(self.codes.len(), InstitutionEntry::default);
        Ok(numbers)
    }
}
