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
}

/// Finds the files: a file `<table>.<format>`, or below a folder all of them and all folders
/// `<table>/`. Files in a folder that are no source are left alone, but a file named directly must
/// be one. Files whose content is in `known` are left out, as are those given twice.
pub(crate) fn find(
    named: &[PathBuf],
    mapping: &Mapping,
    threads: usize,
    known: impl Fn(&str) -> bool,
) -> Result<(Vec<Source>, Vec<String>), LakeError> {
    let found = list(named, mapping)?;
    let hashes = in_turns(threads, &found, |_, source, _: &mut ()| hash(&source.path))?;
    let mut sources: Vec<Source> = Vec::new();
    let mut skipped = Vec::new();
    for (mut source, hash) in found.into_iter().zip(hashes) {
        source.sha256 = hash;
        if known(&source.sha256) || sources.iter().any(|other| other.sha256 == source.sha256) {
            skipped.push(source.name);
        } else {
            sources.push(source);
        }
    }
    Ok((sources, skipped))
}

/// The files, whose hashes are still to be made.
pub(crate) fn list(named: &[PathBuf], mapping: &Mapping) -> Result<Vec<Source>, LakeError> {
    let mut found = Vec::new();
    for path in named {
        if !path.exists() {
            return Err(LakeError::source(path, "文件或文件夹不存在，请核对路径"));
        }
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        if path.is_dir() {
            walk(path, "", mapping.table_of(&name), mapping, &mut found)?;
        } else {
            let source = of_file(path, name, None, mapping)?.ok_or_else(|| {
                LakeError::source(
                    path,
                    "看不出是哪个表：文件名应为“表名.csv、.parquet、.xlsx”，报文为 .json、.jsonl；名称不同的，请用对照文件 [files] 写明",
                )
            })?;
            found.push(source);
        }
    }
    if found.is_empty() {
        let place = named.first().cloned().unwrap_or_default();
        return Err(LakeError::source(&place, "没有找到可以导入的文件"));
    }
    Ok(found)
}

fn walk(
    folder: &Path,
    below: &str,
    table: Option<SourceTable>,
    mapping: &Mapping,
    found: &mut Vec<Source>,
) -> Result<(), LakeError> {
    let failed = |error| LakeError::source(folder, error);
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
            walk(
                &path,
                &name,
                table.or_else(|| mapping.table_of(&file_name)),
                mapping,
                found,
            )?;
        } else {
            found.extend(of_file(&path, name, table, mapping)?);
        }
    }
    Ok(())
}

fn of_file(
    path: &Path,
    name: String,
    table: Option<SourceTable>,
    mapping: &Mapping,
) -> Result<Option<Source>, LakeError> {
    let text =
        |part: Option<&std::ffi::OsStr>| part.map_or_else(String::new, |part| part.to_string_lossy().into_owned());
    let format = match text(path.extension()).to_ascii_lowercase().as_str() {
        "csv" => Format::Csv,
        "parquet" => Format::Parquet,
        "xlsx" => Format::Xlsx,
        "json" | "jsonl" => Format::Messages,
        _ => return Ok(None),
    };
    let table = match format {
        Format::Messages => None,
        _ => match table.or_else(|| mapping.table_of(&text(path.file_stem()))) {
            None => return Ok(None),
            known => known,
        },
    };
    let bytes = fs::metadata(path)
        .map_err(|error| LakeError::source(path, error))?
        .len();
    Ok(Some(Source {
        path: path.to_owned(),
        name,
        format,
        table,
        bytes,
        sha256: String::new(),
    }))
}

fn hash(path: &Path) -> Result<String, LakeError> {
    let failed = |error| LakeError::source(path, error);
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
