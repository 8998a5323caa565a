//! Books with more knowledge than the national one.

use rulebook::{Library, SourceFile};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// How a book is made ten times larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth<'c> {
    /// as shipped
    None,
    /// rows for codes that no request carries
    UnusedCodes,
    /// rows for these codes, which every request carries
    UsedCodes(&'c [&'c str]),
}

/// Writes a grown copy of the national book; its folder and number of knowledge rows.
pub fn grown(folder: &Path, growth: Growth<'_>) -> std::io::Result<(PathBuf, usize)> {
    let mut sources = server::books::embedded();
    let rows = rows(&sources);
    match growth {
        Growth::None => {}
        Growth::UnusedCodes => append(&mut sources, "drug-sex.csv", &unused(rows * 9)),
        Growth::UsedCodes(codes) => append(&mut sources, "item-duplicate.csv", &used(codes, rows * 9)),
    }
    let name = match growth {
        Growth::None => "books-shipped",
        Growth::UnusedCodes => "books-unused",
        Growth::UsedCodes(_) => "books-used",
    };
    write(&folder.join(name), &sources)
}

/// Writes a copy of the national book with so many rows in all.
pub fn with_rows(folder: &Path, wanted: usize) -> std::io::Result<(PathBuf, usize)> {
    let mut sources = server::books::embedded();
    let missing = wanted.saturating_sub(rows(&sources));
    append(&mut sources, "drug-sex.csv", &unused(missing));
    write(&folder.join("books-large"), &sources)
}

fn rows(sources: &[SourceFile]) -> usize {
    Library::compile(sources).0.national().row_count()
}

/// Cells of new rows: (id, name, code, own columns by name).
type NewRow = (String, String, String, Vec<(&'static str, String)>);

/// Women's drugs that do not exist.
fn unused(count: usize) -> Vec<NewRow> {
    (0..count)
        .map(|n| {
            let own = vec![("限定", "女".to_owned())];
            (
                format!("bench-{n}"),
                format!("基准药品{n}"),
                format!("XZ99ZZZ{n:06}A001010100001"),
                own,
            )
        })
        .collect()
}

/// Pairs of items that are charged with items that do not exist.
fn used(codes: &[&str], count: usize) -> Vec<NewRow> {
    (0..count)
        .map(|n| {
            let code = codes[n % codes.len()].to_owned();
            let own = vec![
                ("从项编码", format!("00999{n:010}")),
                ("从项名称", format!("基准项目{n}")),
                ("窗口", "单日".to_owned()),
            ];
            (format!("bench-{n}"), "基准主项".to_owned(), code, own)
        })
        .collect()
}

fn append(sources: &mut [SourceFile], table: &str, rows: &[NewRow]) {
    let Some(source) = sources.iter_mut().find(|source| source.path.ends_with(table)) else {
        return;
    };
    let header: Vec<String> = source
        .text
        .lines()
        .next()
        .unwrap_or_default()
        .split(',')
        .map(str::to_owned)
        .collect();
    if !source.text.ends_with('\n') {
        source.text.push('\n');
    }
    for (id, name, code, own) in rows {
        let cells: Vec<&str> = header
            .iter()
            .map(|column| match column.as_str() {
                "知识点" => id.as_str(),
                "名称" => name.as_str(),
                "编码" => code.as_str(),
                "依据" | "来源" | "批次" => "基准",
                "施行" | "载入" => "2025-01-01",
                other => own
                    .iter()
                    .find(|(column, _)| *column == other)
                    .map_or("", |(_, cell)| cell.as_str()),
            })
            .collect();
        // Writing to a string does not fail.
        let _ = writeln!(source.text, "{}", cells.join(","));
    }
}

fn write(folder: &Path, sources: &[SourceFile]) -> std::io::Result<(PathBuf, usize)> {
    for source in sources {
        let path = folder.join(&source.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, &source.text)?;
    }
    Ok((folder.to_owned(), rows(sources)))
}
