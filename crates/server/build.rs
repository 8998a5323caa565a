//! Packs the rule documents and knowledge tables of `books/` into the program,
//! so that one file is a whole installation.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../books");
    let mut files = Vec::new();
    for layer in ["national", "local"] {
        let folder = root.join(layer);
        println!("cargo::rerun-if-changed={}", folder.display());
        collect(&folder, layer, &mut files)?;
    }
    files.sort();
    let mut code = String::from("&[\n");
    for (name, path) in files {
        // Writing to a string does not fail.
        let _ = writeln!(
            code,
            "    ({name:?}, include_str!({:?})),",
            path.canonicalize()?.display().to_string()
        );
    }
    code.push_str("]\n");
    fs::write(
        PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("books.rs"),
        code,
    )
}

/// Rule documents and tables below `folder`; `sources/` holds how tables were made, not the tables.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(part) = path.file_name().and_then(|part| part.to_str()) else {
            continue;
        };
        let below = format!("{name}/{part}");
        let extension = path
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default();
        if path.is_dir() && part != "sources" {
            collect(&path, &below, files)?;
        } else if path.is_file()
            && matches!(extension, "md" | "csv")
            && part != "README.md"
            && !part.ends_with(".rej.csv")
        {
            files.push((below, path));
        }
    }
    Ok(())
}
