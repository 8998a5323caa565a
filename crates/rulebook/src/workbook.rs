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
mod belonging;
mod catalogue;
mod charged;
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
mod trial;
mod wording;

pub use catalogue::KnownDrugs;
pub use table::{KnowledgeRow, MergeReport, merge_csv, to_csv};
pub use trial::try_in_book;

pub(crate) use batch::REVISION;

use batch::Batch;
use collector::Collector;
use domain::Day;
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
    /// a batch that was announced after this program was made, or none named, and no date given
    #[error("“{0}”的公告日期未知，请用 --published 写明，例如 --published 2026-07-20")]
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
    if let Some(reason) = archive::of_other_form(bytes) {
        return Err(ImportError::Unreadable(reason.to_owned()));
    }
    if bytes.starts_with(b"PK") || file_name.to_lowercase().ends_with(".xlsx") {
        return read_workbook(file_name, bytes, defaults);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| {
        let reason = "不是 xlsx，也不是 UTF-8 文本；GBK、GB18030 编码的 CSV 请另存为“CSV UTF-8”";
        ImportError::Unreadable(reason.to_owned())
    })?;
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
    let headed = sheets::headed(&sheets, file_name, &mut notes)?;
    if !headed.iter().any(|one| one.belonging.is_known()) {
        return Err(ImportError::UnknownRule {
            file: file_name.to_owned(),
            headings: headed
                .iter()
                .filter_map(|one| one.sheet.rows.get(one.header.index))
                .flat_map(|row| row.cells.iter().filter(|cell| !cell.is_empty()).cloned())
                .collect(),
        });
    }
    let batch = batch_of(file_name, &headed, defaults, &mut notes)?;
    let from = defaults
        .published
        .or(batch.published)
        .ok_or_else(|| ImportError::UnknownDate(batch.label.clone()))?;
    let points = sheets::points(&headed, file_name, &mut notes);
    let mut import = Collector::new(defaults.loaded, notes);
    for point in &points {
        import.take(point, &batch, from);
    }
    Ok(import.finish())
}

/// The batch of a workbook: from its sheets, as their titles and names state it, else from its file name.
fn batch_of(
    file_name: &str,
    headed: &[sheets::Headed<'_>],
    defaults: &Defaults,
    notes: &mut Notes,
) -> Result<Batch, ImportError> {
    let named = |text: &str| Batch::named_in(text, defaults.published);
    let by_file = named(file_name);
    let inside = headed.iter().find_map(|one| {
        let titles = one.sheet.rows.iter().take(one.header.index).map(grid::Row::text);
        let batch = titles.chain([one.sheet.name.clone()]).find_map(|text| named(&text))?;
        Some((one.sheet, batch))
    });
    match (inside, by_file, defaults.published) {
        (Some((sheet, inside)), by_file, _) => {
            if let Some(other) = by_file.filter(|by_file| *by_file != inside) {
                let reason = format!("文件名写{}，表内写{}，按表内", other.label, inside.label);
                notes.doubt(sheet, 1, file_name, &reason);
            }
            Ok(inside)
        }
        (None, Some(batch), _) => Ok(batch),
        (None, None, Some(day)) => Ok(Batch::published_on(day)),
        (None, None, None) => Err(ImportError::UnknownDate(file_name.to_owned())),
    }
}

fn read_transcript(file_name: &str, text: &str, defaults: &Defaults) -> Result<Import, ImportError> {
    let mut notes = Notes::default();
    let lines = transcript::read(text, file_name, &mut notes)?;
    transcript::misnamed(&lines, file_name, &mut notes);
    let mut import = Collector::new(defaults.loaded, notes);
    for line in &lines {
        import.take(&line.point, &line.batch, line.published);
    }
    Ok(import.finish())
}
