//! Which files are to be imported, what each holds, and whether it was
//! imported before.

use super::mapping::Mapping;
use crate::turns::in_turns;
use crate::{LakeError, SourceTable};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Parquet,
    Xlsx,
    /// one recorded message per line, or one JSON text
    Messages,
}

impl Format {
    /// Bytes for each fee line, about, with all that comes with it: its part of visits, settlements and stock.
    pub fn bytes_a_line(self) -> u64 {
        match self {
            Format::Parquet => 30,
            Format::Xlsx => 80,
            Format::Csv => 300,
            Format::Messages => 600,
        }
    }
}

/// A file to import.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub path: PathBuf,
    /// path below what was named, for messages and the manifest
    pub name: String,
    pub format: Format,
    /// none for messages, which hold rows of several tables
    pub table: Option<SourceTable>,
    pub bytes: u64,
    pub sha256: String,
    /// the table and what the mapping file says of its columns
    pub read_as: String,
    /// rows of it were rejected before: only what is missing is taken
    pub again: bool,
}

/// A file that is not imported, and why.
pub(crate) type LeftOut = (String, &'static str);

/// What became of a file before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    Nothing,
    Rejected,
    Whole,
}

/// What is to be imported, and what is not.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub sources: Vec<Source>,
    pub skipped: Vec<String>,
    pub left_out: Vec<LeftOut>,
    pub unmet: Vec<String>,
}

/// Finds the files: a file `<table>.<format>`, or below a folder all of them and all folders
/// `<table>/`. Files in a folder that are no source are named with the reason, but a file named directly
/// must be one. Files that were imported before as a whole are left out, as are those given twice. Those of
/// which rows were rejected come first, so that what is new holds against them.
pub(crate) fn find(
    named: &[PathBuf],
    mapping: &Mapping,
    threads: usize,
    before: impl Fn(&str, &str) -> Before,
) -> Result<Found, LakeError> {
    let mut found = list(named, mapping)?;
    let listed = std::mem::take(&mut found.sources);
    let hashes = in_turns(threads, &listed, |_, source, _: &mut ()| hash(&source.path))?;
    for (mut source, hash) in listed.into_iter().zip(hashes) {
        source.sha256 = hash;
        let same = |other: &Source| other.sha256 == source.sha256 && other.read_as == source.read_as;
        match before(&source.sha256, &source.read_as) {
            Before::Whole => found.skipped.push(source.name),
            _ if found.sources.iter().any(same) => found.skipped.push(source.name),
            before => {
                source.again = before == Before::Rejected;
                found.sources.push(source);
            }
        }
    }
    found.sources.sort_by_key(|source| !source.again);
    Ok(found)
}

/// The files, whose hashes are still to be made.
pub(crate) fn list(named: &[PathBuf], mapping: &Mapping) -> Result<Found, LakeError> {
    let mut found = Found::default();
    let mut met = Vec::new();
    for path in named {
        if !path.exists() {
            return Err(LakeError::source(path, "文件或文件夹不存在，请核对路径"));
        }
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        met.push(stem(&name).to_owned());
        if path.is_dir() {
            met.push(name.clone());
            let mut walk = Walk {
                mapping,
                met: &mut met,
                found: &mut found,
            };
            walk.folder(path, "", mapping.table_of(&name))?;
        } else {
            match of_file(path, name, None, mapping)? {
                Ok(source) => found.sources.push(source),
                Err((_, reason)) => return Err(LakeError::source(path, reason)),
            }
        }
    }
    found.unmet = mapping.unmet(met.iter().map(String::as_str));
    if found.sources.is_empty() {
        let place = named.first().cloned().unwrap_or_default();
        let reasons: String = found
            .left_out
            .iter()
            .map(|(name, reason)| format!("；{name}：{reason}"))
            .collect();
        return Err(LakeError::source(&place, format!("没有找到可以导入的文件{reasons}")));
    }
    Ok(found)
}

/// A file name without what says its format.
fn stem(name: &str) -> &str {
    Path::new(name)
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or(name)
}

/// Looks through folders.
struct Walk<'w> {
    mapping: &'w Mapping,
    /// names of files and folders that were seen
    met: &'w mut Vec<String>,
    found: &'w mut Found,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, below: &str, table: Option<SourceTable>) -> Result<(), LakeError> {
        let failed = |error| LakeError::unreadable(folder, &error);
        let mut entries = fs::read_dir(folder)
            .map_err(failed)?
            .map(|entry| entry.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path())))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        entries.sort();
        for (file_name, path) in entries {
            let name = match below {
                "" => file_name.clone(),
                _ => format!("{below}/{file_name}"),
            };
            if path.is_dir() {
                self.met.push(file_name.clone());
                let table = table.or_else(|| self.mapping.table_of(&file_name));
                self.folder(&path, &name, table)?;
                continue;
            }
            self.met.push(stem(&file_name).to_owned());
            match of_file(&path, name, table, self.mapping)? {
                Ok(source) => self.found.sources.push(source),
                // What systems and programs leave for themselves is nobody's delivery.
                Err(_) if file_name.starts_with(['.', '_', '~']) => {}
                Err(left_out) => self.found.left_out.push(left_out),
            }
        }
        Ok(())
    }
}

fn of_file(
    path: &Path,
    name: String,
    table: Option<SourceTable>,
    mapping: &Mapping,
) -> Result<Result<Source, LeftOut>, LakeError> {
    let text =
        |part: Option<&std::ffi::OsStr>| part.map_or_else(String::new, |part| part.to_string_lossy().into_owned());
    let format = match text(path.extension()).to_ascii_lowercase().as_str() {
        "csv" => Format::Csv,
        "parquet" => Format::Parquet,
        "xlsx" => Format::Xlsx,
        "json" | "jsonl" => Format::Messages,
        "xls" => return Ok(Err((name, "旧版工作簿：请另存为 .xlsx 或“CSV UTF-8”后导入"))),
        "gz" | "zip" | "rar" | "7z" | "zst" => return Ok(Err((name, "压缩文件：请先解压"))),
        _ => {
            return Ok(Err((
                name,
                "不是可以导入的格式（.csv、.parquet、.xlsx、.json、.jsonl）",
            )));
        }
    };
    let table = match format {
        Format::Messages => None,
        _ => match table.or_else(|| mapping.table_of(&text(path.file_stem()))) {
            None => {
                return Ok(Err((
                    name,
                    "看不出是哪个表：文件名应为“表名.csv、.parquet、.xlsx”，同一个表有几个文件的放在以表名命名的文件夹内；名称不同的，请用对照文件 [files] 写明",
                )));
            }
            known => known,
        },
    };
    let bytes = fs::metadata(path)
        .map_err(|error| LakeError::unreadable(path, &error))?
        .len();
    let read_as = match table {
        None => "messages".to_owned(),
        Some(table) => format!("{}{}", table.name(), mapping.of_table(table)),
    };
    Ok(Ok(Source {
        path: path.to_owned(),
        name,
        format,
        table,
        bytes,
        sha256: String::new(),
        read_as,
        again: false,
    }))
}

fn hash(path: &Path) -> Result<String, LakeError> {
    let failed = |error| LakeError::unreadable(path, &error);
    let mut file = fs::File::open(path).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer).map_err(failed)?;
        match buffer.get(..read) {
            None | Some([]) => return Ok(hex::encode(hash.finalize())),
            Some(bytes) => hash.update(bytes),
        }
    }
}
