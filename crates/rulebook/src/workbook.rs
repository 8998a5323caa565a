//! Official knowledge workbooks of the two libraries (两库), read into the
//! knowledge tables of the rule book.
//!
//! 国家医疗保障局 announces knowledge points in batches, as spreadsheets whose
//! form changes from batch to batch. [`read`] takes the bytes of one file and
//! returns the rows of the tables it feeds, with everything it left out and
//! why: [`Rejected`] rows, kept rows with a known contradiction ([`Defect`]) and
//! [`Skipped`] titles, headings, footnotes and totals. Nothing is dropped in
//! silence, and nothing is invented.
//!
//! Pure: bytes in, rows out. [`merge_csv`] adds the rows to a table; importing
//! the same file twice changes nothing.

mod archive;
mod batch;
mod catalogue;
mod codes;
mod collector;
mod deflate;
mod disease;
mod grid;
mod heading;
mod kind;
pub mod limits;
mod notes;
mod point;
pub mod remark;
mod sheets;
mod table;
mod transcript;
mod wording;

pub use catalogue::KnownDrugs;
pub use table::{KnowledgeRow, MergeReport, merge_csv, to_csv};

use batch::Batch;
use collector::Collector;
use domain::Day;
use kind::Family;
use notes::Notes;

/// What the importer cannot read from the file itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defaults {
    /// 施行 of the batch, if given; otherwise the announcement day of a known batch
    pub published: Option<Day>,
    /// 载入 · the day of this import
    pub loaded: Day,
}

/// Why a file cannot be imported at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// not a workbook, damaged, or refused unopened
    #[error("无法读取文件：{0}")]
    Unreadable(String),
    /// beyond the bounds of the importer
    #[error("文件过大：{0}")]
    TooLarge(String),
    /// a table whose headings are not known
    #[error("工作表“{sheet}”的表头不认识：{}", headings.join("、"))]
    UnknownHeadings {
        /// sheet
        sheet: String,
        /// headings seen
        headings: Vec<String>,
    },
    /// neither file name, sheet name, title nor 限定类型 names a rule
    #[error("文件“{file}”没有写明属于哪一条规则；看到的表头：{}", headings.join("、"))]
    UnknownRule {
        /// file
        file: String,
        /// headings seen
        headings: Vec<String>,
    },
    /// neither a known batch nor a given date
    #[error("“{0}”不是已知批次，请指明公告日期")]
    UnknownDate(String),
    /// no sheet with content
    #[error("文件中没有知识点")]
    Empty,
    /// the existing table cannot be read
    #[error("现有知识表不可读：{0}")]
    Table(String),
}

/// Rows of one knowledge table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRows {
    /// table, the file stem below `books/national/knowledge`
    pub table: String,
    /// national rule kind, 2025 年版序号 and name
    pub rule: String,
    /// rows in the order of the source
    pub rows: Vec<KnowledgeRow>,
}

/// A row or a field that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// sheet
    pub sheet: String,
    /// row as a spreadsheet shows it
    pub row: u32,
    /// field at fault
    pub field: &'static str,
    /// reason
    pub reason: String,
    /// the text at fault
    pub text: String,
}

/// A row that was taken in although something in it contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// sheet
    pub sheet: String,
    /// row as a spreadsheet shows it
    pub row: u32,
    /// name of the drug, item or attachment
    pub name: String,
    /// the contradiction
    pub reason: String,
}

/// A row that is no knowledge point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// sheet
    pub sheet: String,
    /// row as a spreadsheet shows it
    pub row: u32,
    /// what it is: 标题, 表头, 脚注, 合计行 …
    pub reason: &'static str,
    /// its text
    pub text: String,
}

/// What one file contains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// rows by table
    pub tables: Vec<TableRows>,
    /// not taken in
    pub rejected: Vec<Rejected>,
    /// taken in with a contradiction
    pub defects: Vec<Defect>,
    /// no knowledge points
    pub skipped: Vec<Skipped>,
}

/// Reads one published file: an `.xlsx` workbook, the CSV transcription of the
/// batches, or a CSV of drug-catalogue remarks.
///
/// # Errors
/// [`ImportError`], whose text is meant for the person importing.
pub fn read(file_name: &str, bytes: &[u8], defaults: &Defaults) -> Result<Import, ImportError> {
    read_with(file_name, bytes, defaults, &KnownDrugs::default())
}

/// As [`read`], with the drugs already known: catalogue remarks name drugs
/// without codes, and remarks on drugs already covered are left out.
///
/// # Errors
/// [`ImportError`], whose text is meant for the person importing.
pub fn read_with(
    file_name: &str,
    bytes: &[u8],
    defaults: &Defaults,
    known: &KnownDrugs,
) -> Result<Import, ImportError> {
    if bytes.len() > archive::FILE_BYTES_MAX {
        return Err(ImportError::TooLarge(format!(
            "超过 {} MiB",
            archive::FILE_BYTES_MAX >> 20
        )));
    }
    if bytes.starts_with(b"PK") || file_name.to_lowercase().ends_with(".xlsx") {
        return read_workbook(file_name, bytes, defaults);
    }
    let text =
        std::str::from_utf8(bytes).map_err(|_| ImportError::Unreadable("不是 xlsx，也不是 UTF-8 文本".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    let headings = csv_headings(text)?;
    if transcript::recognises(&headings) {
        read_transcript(file_name, text, defaults)
    } else if catalogue::recognises(&headings) {
        catalogue::read(file_name, text, defaults, known)
    } else {
        Err(ImportError::UnknownHeadings {
            sheet: file_name.to_owned(),
            headings,
        })
    }
}

fn csv_headings(text: &str) -> Result<Vec<String>, ImportError> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let headings = reader
        .headers()
        .map_err(|_| ImportError::Unreadable("CSV 表头不可读".to_owned()))?;
    if headings.is_empty() {
        return Err(ImportError::Empty);
    }
    if headings.len() > grid::COLUMNS_MAX {
        return Err(ImportError::TooLarge(format!("超过 {} 列", grid::COLUMNS_MAX)));
    }
    Ok(headings.iter().map(|heading| heading.trim().to_owned()).collect())
}

fn read_workbook(file_name: &str, bytes: &[u8], defaults: &Defaults) -> Result<Import, ImportError> {
    let sheets = grid::read(bytes)?;
    let mut notes = Notes::default();
    let headed = sheets::headed(&sheets, &mut notes)?;
    let family = family_of(file_name, &headed, &mut notes)?;
    let batch = match (Batch::from_file_name(file_name), defaults.published) {
        (Some(batch), _) => batch,
        (None, Some(day)) => Batch::published_on(day),
        (None, None) => return Err(ImportError::UnknownDate(file_name.to_owned())),
    };
    let from = defaults
        .published
        .or(batch.published)
        .ok_or_else(|| ImportError::UnknownDate(batch.label.clone()))?;
    let points = sheets::points(&headed, family, file_name, &mut notes);
    let mut import = Collector::new(defaults.loaded, notes);
    for point in &points {
        import.take(point, family, &batch, from);
    }
    Ok(import.finish())
}

/// The rule of a workbook, from what is closest to the rows outwards: the
/// 限定类型 column, title rows, sheet names, the file name.
fn family_of(file_name: &str, headed: &[sheets::Headed<'_>], notes: &mut Notes) -> Result<Family, ImportError> {
    let item = file_name.contains("项目")
        || headed.iter().any(|one| {
            one.sheet
                .rows
                .get(one.header.index)
                .is_some_and(|row| row.text().contains("项目"))
        });
    let by_file = Family::from_rule_name(file_name).or_else(|| Family::from_limit_type(file_name, item));
    let inside = headed.iter().find_map(|one| {
        let header = &one.header;
        let typed = one.sheet.rows.iter().skip(header.index + 1).find_map(|row| {
            let text = header.cell(row, heading::Column::LimitType);
            Family::from_rule_name(text).or_else(|| Family::from_limit_type(text, item))
        });
        let titled = || {
            let titles = one.sheet.rows.iter().take(header.index).map(grid::Row::text);
            std::iter::once(one.sheet.name.clone())
                .chain(titles)
                .find_map(|text| Family::from_rule_name(&text))
        };
        typed.or_else(titled)
    });
    if let (Some(by_file), Some(inside)) = (by_file, inside)
        && !by_file.agrees_with(inside)
    {
        let sheet = headed.first().map(|one| one.sheet.name.clone()).unwrap_or_default();
        let reason = "文件名与表内写明的规则不一致，按表内归类".to_owned();
        notes.defects.push(Defect {
            sheet,
            row: 1,
            name: file_name.to_owned(),
            reason,
        });
    }
    inside.or(by_file).ok_or_else(|| ImportError::UnknownRule {
        file: file_name.to_owned(),
        headings: headed
            .iter()
            .filter_map(|one| one.sheet.rows.get(one.header.index))
            .flat_map(|row| row.cells.iter().filter(|cell| !cell.is_empty()).cloned())
            .collect(),
    })
}

fn read_transcript(file_name: &str, text: &str, defaults: &Defaults) -> Result<Import, ImportError> {
    let mut notes = Notes::default();
    let lines = transcript::read(text, file_name, &mut notes)?;
    transcript::misnamed(&lines, file_name, &mut notes);
    let mut import = Collector::new(defaults.loaded, notes);
    for line in &lines {
        import.take(&line.point, line.family, &line.batch, line.published);
    }
    Ok(import.finish())
}
