//! Fonts are not ours to ship: they are found on the system or named in the configuration.

use crate::PaperError;
use crate::page::Role;
use fontdb::{Database, Family, Query, Source, Weight};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// 字体文件 · files that a configuration names; a style without one is looked for on the system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FontFiles {
    /// 正文（仿宋）
    pub body: Option<PathBuf>,
    /// 小标题（黑体）
    pub heading: Option<PathBuf>,
    /// 标题（小标宋）
    pub title: Option<PathBuf>,
}

/// 字体 · where the faces of the three styles are. A face that was not found is missed when a PDF is
/// made; a docx needs none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fonts {
    faces: BTreeMap<Role, (PathBuf, u32)>,
}

/// In the order of preference; what the standard asks for comes first.
const BODY: &[&str] = &[
    "仿宋_GB2312",
    "FangSong_GB2312",
    "仿宋",
    "FangSong",
    "STFangsong",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
];
const HEADING: &[&str] = &["黑体", "SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC"];
const TITLE: &[&str] = &[
    "方正小标宋简体",
    "FZXiaoBiaoSong-B05S",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "STZhongsong",
    "SimSun",
];

impl Fonts {
    /// Looks for the fonts. Reads names only; a run takes tens of milliseconds, once at the start.
    ///
    /// # Errors
    /// [`PaperError::FontFile`] for a named file that is no font.
    pub fn find(files: &FontFiles) -> Result<Self, PaperError> {
        let mut system = Database::new();
        system.load_system_fonts();
        let mut faces = BTreeMap::new();
        for role in Role::ALL {
            let (file, families, weight) = match role {
                Role::Body => (&files.body, BODY, Weight::NORMAL),
                Role::Heading => (&files.heading, HEADING, Weight::NORMAL),
                Role::Title => (&files.title, TITLE, Weight::BOLD),
            };
            let face = match file {
                Some(path) => Some((path.clone(), first_face(path)?)),
                None => families.iter().find_map(|family| installed(&system, family, weight)),
            };
            faces.extend(face.map(|face| (role, face)));
        }
        Ok(Self { faces })
    }

    /// Whether a PDF can be made.
    ///
    /// # Errors
    /// [`PaperError::FontMissing`] says what to install.
    pub fn check(&self) -> Result<(), PaperError> {
        Role::ALL.into_iter().try_for_each(|role| self.face(role).map(|_| ()))
    }

    fn face(&self, role: Role) -> Result<(&Path, u32), PaperError> {
        let found = self.faces.get(&role);
        found
            .map(|(path, index)| (path.as_path(), *index))
            .ok_or_else(|| PaperError::FontMissing {
                style: role.zh(),
                families: families(role).iter().map(|name| (*name).to_owned()).collect(),
            })
    }

    /// The files of the faces, each read once.
    pub(crate) fn load(&self) -> Result<Loaded, PaperError> {
        let mut files: BTreeMap<&Path, krilla::Data> = BTreeMap::new();
        let mut faces = BTreeMap::new();
        for role in Role::ALL {
            let (path, index) = self.face(role)?;
            let data = match files.get(path) {
                Some(data) => data.clone(),
                None => {
                    let bytes = std::fs::read(path).map_err(|error| unusable(path, error.to_string()))?;
                    let data = krilla::Data::from(bytes);
                    files.insert(path, data.clone());
                    data
                }
            };
            let font = krilla::text::Font::new(data.clone(), index)
                .ok_or_else(|| unusable(path, "不是字体文件".to_owned()))?;
            faces.insert(role, LoadedFace { data, index, font });
        }
        Ok(Loaded { faces })
    }
}

const fn families(role: Role) -> &'static [&'static str] {
    match role {
        Role::Body => BODY,
        Role::Heading => HEADING,
        Role::Title => TITLE,
    }
}

fn unusable(path: &Path, problem: String) -> PaperError {
    PaperError::FontFile {
        path: path.to_owned(),
        problem,
    }
}

fn installed(system: &Database, family: &str, weight: Weight) -> Option<(PathBuf, u32)> {
    let id = system.query(&Query {
        families: &[Family::Name(family)],
        weight,
        ..Query::default()
    })?;
    let face = system.face(id)?;
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => Some((path.clone(), face.index)),
        Source::Binary(_) => None,
    }
}

/// The simplified Chinese face of a collection, else its first.
fn first_face(path: &Path) -> Result<u32, PaperError> {
    let mut database = Database::new();
    database
        .load_font_file(path)
        .map_err(|error| unusable(path, error.to_string()))?;
    let simplified = database
        .faces()
        .find(|face| face.families.iter().any(|(name, _)| name.ends_with(" SC")));
    let face = simplified.or_else(|| database.faces().next());
    face.map(|face| face.index)
        .ok_or_else(|| unusable(path, "文件中没有字体".to_owned()))
}

struct LoadedFace {
    data: krilla::Data,
    index: u32,
    font: krilla::text::Font,
}

/// Font files in memory, for one document.
pub(crate) struct Loaded {
    faces: BTreeMap<Role, LoadedFace>,
}

/// A character in a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub id: u16,
    /// the face that has it: the one asked for, or another where that one lacks the character
    pub role: Role,
    /// width, in ems
    pub advance: f32,
}

/// Widths and glyphs, looked up in the files.
pub(crate) struct Metrics<'a> {
    faces: Vec<(Role, ttf_parser::Face<'a>)>,
}

impl Loaded {
    pub(crate) fn metrics(&self) -> Result<Metrics<'_>, PaperError> {
        let mut faces = Vec::new();
        for (role, face) in &self.faces {
            let parsed = ttf_parser::Face::parse(face.data.as_ref(), face.index)
                .map_err(|error| unusable(Path::new(role.zh()), error.to_string()))?;
            faces.push((*role, parsed));
        }
        Ok(Metrics { faces })
    }

    pub(crate) fn font(&self, role: Role) -> Option<krilla::text::Font> {
        self.faces.get(&role).map(|face| face.font.clone())
    }
}

impl Metrics<'_> {
    /// The glyph of a character, from another face where the wanted one lacks it.
    pub(crate) fn glyph(&self, wanted: Role, ch: char) -> Result<Glyph, PaperError> {
        let own = self.faces.iter().filter(|(role, _)| *role == wanted);
        let others = self.faces.iter().filter(|(role, _)| *role != wanted);
        let mut found = own.chain(others).filter_map(|(role, face)| {
            let id = face.glyph_index(ch).filter(|id| id.0 != 0)?;
            let width = face.glyph_hor_advance(id)?;
            Some(Glyph {
                id: id.0,
                role: *role,
                advance: f32::from(width) / f32::from(face.units_per_em()),
            })
        });
        found.next().ok_or(PaperError::NoGlyph { character: ch })
    }
}
